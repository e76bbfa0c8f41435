//! The mapping file in which the source is pinned: read and judged before anything is made, written at the end.

use crate::context::Context;
use crate::core::error::Result;
use crate::mapping::pin::{Pin, Pinned, pin};
use crate::mapping::read;
use crate::segment::event::CallType;
use crate::segment::public_api::shapes::Source;
use crate::task::add_source::{Plan, Wish};
use crate::ui::{Question, Ui};
use std::path::{Path, PathBuf};

/// The id of a source that is not there yet, in what is said of it and in a trial of the pin.
const TO_COME: &str = "the new one";

/// A mapping file to pin a source in.
pub(crate) struct PinFile {
    typed: PathBuf,
    text: String,
    replace: bool,
    /// The call of its tasks, where all of them make the same.
    pub(crate) call: Option<CallType>,
}

/// What came of it.
pub(crate) struct Pinning {
    /// The file, as it was typed.
    pub(crate) file: String,
    /// The environment.
    pub(crate) env: &'static str,
    /// Whether the file was changed: it may have said so already.
    pub(crate) changed: bool,
}

impl PinFile {
    /// Reads the file. `replace`: another source's id may be replaced.
    ///
    /// # Errors
    /// `unreadable_file`, `not_text`.
    pub(crate) fn read(context: &Context, typed: &Path, replace: bool) -> Result<PinFile> {
        let text = context.read_file(typed, "mapping")?;
        let (mapping, _) = read(&typed.display().to_string(), &text);
        let tasks = mapping.map(|mapping| mapping.tasks).unwrap_or_default();
        let mut calls: Vec<CallType> = tasks.iter().map(|task| task.call).collect();
        calls.dedup();
        let call = if let [one] = calls.as_slice() { Some(*one) } else { None };
        Ok(PinFile { typed: typed.to_owned(), text, replace, call })
    }

    /// Its name, as it was typed.
    pub(crate) fn name(&self) -> String {
        self.typed.display().to_string()
    }

    /// Tries the pin. Where another source is pinned, the user decides; nothing is made before that.
    ///
    /// # Errors
    /// As [`pin`].
    pub(crate) fn check(&mut self, ui: &mut Ui, wish: &Wish, plan: &Plan, dry_run: bool) -> Result<()> {
        let id = plan.existing_id().unwrap_or(TO_COME);
        let (name, env) = (self.name(), wish.nickname.environment().name());
        let wanted = Pin { env, id, slug: &plan.slug, region: wish.region };
        let error = match pin(&name, &self.text, &wanted, self.replace) {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        if error.code != "pinned_to_another_source" || dry_run || !ui.may_ask() {
            return Err(error);
        }
        let text = format!("{}. Every messageId changes with the id. Replace it?", error.message);
        if !ui.confirm(Question { text: &text, flag: "--force" }, Some(false))? {
            return Err(error);
        }
        self.replace = true;
        pin(&name, &self.text, &wanted, true).map(|_| ())
    }

    /// Pins the source. The file is read again: minutes may have passed at a question.
    ///
    /// # Errors
    /// As [`pin`], and where the file cannot be read or written.
    pub(crate) fn write(&self, context: &Context, wish: &Wish, source: &Source) -> Result<Pinning> {
        let text = context.read_file(&self.typed, "mapping")?;
        let (file, env) = (self.name(), wish.nickname.environment().name());
        let wanted = Pin { env, id: &source.id, slug: &source.slug, region: wish.region };
        let changed = match pin(&file, &text, &wanted, self.replace)? {
            Pinned::Unchanged => false,
            Pinned::Changed(text) => {
                context.replace_file(&self.typed, &text)?;
                true
            }
        };
        Ok(Pinning { file, env, changed })
    }
}
