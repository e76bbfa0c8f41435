//! `--bless`: which files are written, and that nobody else has changed them in the meantime.

use super::trial::{Status, Tried};
use super::{Bench, Tested};
use crate::core::error::{Error, Result};
use crate::mapping::examples::bless::{Blessed, Blessing, bless};
use crate::mapping::examples::model::Given;
use crate::mapping::model::Mapping;
use std::path::Path;

impl Bench<'_> {
    /// Writes what came out into every file with an example that expects something else. The first file that
    /// cannot be written ends it; what was written before stays, and is told.
    pub(super) fn bless(&self, mapping: &Mapping, tested: &mut Tested) {
        let mut files: Vec<String> = Vec::new();
        for tried in tested.examples.iter().filter(|tried| tried.status == Status::Failed) {
            if !files.contains(&tried.file) {
                files.push(tried.file.clone());
            }
        }
        for file in files {
            match self.bless_file(mapping, &file, &tested.examples) {
                Ok(None) => {}
                Ok(Some(blessed)) => {
                    let of_file = |tried: &&mut Tried| tried.file == file && tried.status == Status::Failed;
                    for tried in tested.examples.iter_mut().filter(of_file) {
                        let line = |at| tried.example.source.position(at).0;
                        let own = blessed.written.iter().filter(|written| written.example == tried.name);
                        let own = own.map(|written| (file.clone(), line(written.span.start), written.clone()));
                        tested.written.extend(own);
                        tried.status = Status::Blessed;
                    }
                }
                Err(error) => {
                    tested.error = Some(error);
                    return;
                }
            }
        }
    }

    fn bless_file(&self, mapping: &Mapping, file: &str, examples: &[Tried]) -> Result<Option<Blessed>> {
        let failed: Vec<&Tried> =
            examples.iter().filter(|tried| tried.file == file && tried.status == Status::Failed).collect();
        let text = self.context.read_file(Path::new(file), "file of examples")?;
        let as_read = |tried: &&Tried| tried.example.source.text() == text.strip_prefix('\u{feff}').unwrap_or(&text);
        if !failed.iter().all(as_read) {
            return Err(Error::failed("changed_meanwhile", format!("{file} was changed while its examples ran"))
                .hint("nothing was written into it: run the same command again"));
        }
        let blessings: Vec<Blessing<'_>> = failed
            .iter()
            .map(|tried| Blessing {
                example: &tried.example,
                made: &tried.made,
                // Whoever may see the values of an export need not be allowed to commit them.
                hides_personal: matches!(tried.example.given, Given::Export { .. }),
            })
            .collect();
        let blessed = bless(mapping, file, &text, &blessings)?;
        if let Some(blessed) = &blessed {
            self.context.replace_file(Path::new(file), &blessed.text)?;
        }
        Ok(blessed)
    }
}
