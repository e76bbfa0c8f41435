//! One mapping file with its examples: read, run and judged.

use super::{Bench, Tested, code_of};
use crate::commands::project;
use crate::core::diagnostic::{Finding, Findings, Severity};
use crate::core::error::{Error, Exit, Result};
use crate::core::origin::SourceText;
use crate::mapping::examples::coverage::Coverage;
use crate::mapping::examples::judge::{Judged, expects_nothing, judge};
use crate::mapping::examples::model::{Example, Given};
use crate::mapping::examples::run::{Around, Made, Opened, Ran, of_export, of_fields};
use crate::mapping::examples::{beside, check};
use crate::mapping::findings as codes;
use crate::mapping::model::Mapping;
use crate::mapping::{allow, read_examples};
use crate::qualtrics::input::Opening;
use crate::qualtrics::survey::Survey;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What stands in place of a personal value.
const MASK: &str = "•••";

/// What came of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// As expected.
    Passed,
    /// Not as expected, or nothing was expected.
    Failed,
    /// It could not be run.
    NotRun,
    /// What came is expected from now on.
    Blessed,
}

impl Status {
    /// The word in every format.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::NotRun => "not run",
            Status::Blessed => "blessed",
        }
    }
}

/// An example that was tried.
pub(crate) struct Tried {
    /// The file that it stands in.
    pub(crate) file: String,
    /// Its name.
    pub(crate) name: String,
    /// What came of it.
    pub(crate) status: Status,
    /// What differs.
    pub(crate) judged: Vec<Judged>,
    /// The tasks of which it says nothing; none, if it says nothing at all.
    pub(crate) unsaid: Option<Vec<String>>,
    /// Fields of its response that no task reads.
    pub(crate) unread: Vec<String>,
    /// Why it could not be run.
    pub(crate) findings: Findings,
    /// Why it could not be run.
    pub(crate) error: Option<Error>,
    /// The example itself.
    pub(crate) example: Example,
    /// What its tasks made.
    pub(crate) made: Vec<Made>,
    /// The text of the mapping file.
    pub(crate) mapping: Arc<SourceText>,
    /// Whether personal values that came are masked.
    pub(crate) masks: bool,
}

/// Something that is wrong with an example, for formats that have one line for it.
pub(crate) struct Complaint {
    /// Its code.
    pub(crate) code: &'static str,
    /// Line and column in the file of the example.
    pub(crate) position: (usize, usize),
    /// What is wrong.
    pub(crate) message: String,
}

impl Tried {
    /// What of a difference may be shown.
    pub(crate) fn shown<'j>(&self, judged: &'j Judged) -> Option<&'j str> {
        let came = judged.difference.came.as_deref();
        if self.masks && judged.is_personal { came.map(|_| MASK) } else { came }
    }

    /// `file:line:column` of the row that made what differs.
    pub(crate) fn made_at(&self, judged: &Judged) -> (String, usize, usize) {
        let (line, column) = self.mapping.position(judged.made_at.start);
        (self.mapping.name().to_owned(), line, column)
    }

    /// The exit code that it asks for.
    pub(crate) fn exit(&self) -> Exit {
        match self.status {
            Status::Passed | Status::Blessed => Exit::Done,
            Status::Failed => Exit::Judged,
            Status::NotRun => self.error.as_ref().map_or(Exit::Judged, |error| error.exit),
        }
    }

    /// Where the example stands.
    pub(crate) fn position(&self) -> (usize, usize) {
        self.example.source.position(self.example.name.span.start)
    }

    /// Everything that is wrong with it.
    pub(crate) fn complaints(&self) -> Vec<Complaint> {
        let mut complaints = Vec::new();
        match self.status {
            Status::Passed | Status::Blessed => return complaints,
            Status::Failed => {}
            Status::NotRun => {
                let errors = self.findings.groups().iter().filter(|group| group.first.code.severity == Severity::Error);
                let mut said: Vec<String> = errors.map(|group| group.first.message.clone()).collect();
                if let Some(error) = &self.error {
                    said.push(error.message.clone());
                    said.extend(error.causes());
                }
                let message = format!("it could not be run: {}", said.join("; "));
                complaints.push(Complaint { code: code_of(self.status), position: self.position(), message });
            }
        }
        if let Some(unsaid) = &self.unsaid {
            let of = if unsaid.is_empty() { "any task".to_owned() } else { unsaid.join(", ") };
            let message = format!("it does not say what it expects of {of}");
            complaints.push(Complaint {
                code: codes::EXAMPLE_EXPECTS_NOTHING.name,
                position: self.position(),
                message,
            });
        }
        for judged in &self.judged {
            let difference = &judged.difference;
            let what = match difference.path.0.is_empty() {
                true => judged.task.clone(),
                false => format!("{} {}", judged.task, difference.path),
            };
            let came = self.shown(judged).unwrap_or("nothing");
            let remark = difference.remark.as_ref().map(|remark| format!(" ({remark})")).unwrap_or_default();
            let (file, line, column) = self.made_at(judged);
            let message = format!(
                "{what}: expected {}, came {came}{remark}; made at {file}:{line}:{column}",
                difference.expected
            );
            let position = self.example.source.position(difference.span.start);
            complaints.push(Complaint { code: codes::EXAMPLE_DIFFERS.name, position, message });
        }
        complaints
    }
}

impl Bench<'_> {
    /// Tests one mapping file.
    pub(super) fn file(&self, path: &Path) -> Result<Tested> {
        let (mapping, findings) = project::read_mapping(self.context, path)?;
        let mut tested = Tested {
            file: path.display().to_string(),
            findings: Vec::new(),
            examples: Vec::new(),
            coverage: None,
            knows_choices: false,
            written: Vec::new(),
            error: None,
        };
        let Some(mapping) = mapping else {
            tested.findings.push(findings);
            return Ok(tested);
        };
        let mut examples = mapping.examples.clone();
        for file in if path == Path::new("-") { Vec::new() } else { beside(path).to_vec() } {
            if self.context.path(&file).is_file() {
                let text = self.context.read_file(&file, "file of examples")?;
                let (found, mut findings) = read_examples(&file.display().to_string(), &text);
                check::check(&mapping, &found, &mut findings);
                if findings.has_errors() {
                    tested.findings.push(findings);
                } else {
                    examples.extend(found);
                }
            }
        }
        if examples.is_empty() && tested.findings.is_empty() {
            let [yaml, ..] = beside(path);
            let help = format!("write one under `examples`, or in {}: qseg help examples", yaml.display());
            let finding = Finding::new(&codes::NO_EXAMPLES, format!("{} has no example", tested.file)).help(help);
            let mut findings = Findings::new();
            findings.push(finding);
            tested.findings.push(findings);
            return Ok(tested);
        }
        let mut coverage = Coverage::default();
        let mut survey = self.survey.clone();
        for example in examples {
            let tried = self.example(&mapping, example, &mut survey, &mut coverage);
            tested.examples.push(tried);
        }
        if self.bless {
            self.bless(&mapping, &mut tested);
        }
        if self.coverage {
            let mut account = coverage.account(&mapping, survey.as_deref());
            allow::apply(&mapping, self.context.now(), &mut account.gaps);
            tested.coverage = Some(account);
            tested.knows_choices = survey.is_some();
        }
        Ok(tested)
    }

    fn example(
        &self,
        mapping: &Mapping,
        example: Example,
        known: &mut Option<Arc<Survey>>,
        coverage: &mut Coverage,
    ) -> Tried {
        // What is written out in the file is no secret; what stands in an export may be.
        let is_written_out = matches!(example.given, Given::Fields(_));
        let mut tried = Tried {
            file: example.source.name().to_owned(),
            name: example.name.value.clone(),
            status: Status::NotRun,
            judged: Vec::new(),
            unsaid: None,
            unread: Vec::new(),
            findings: Findings::new(),
            error: None,
            made: Vec::new(),
            mapping: Arc::clone(&mapping.source),
            masks: self.masks && !is_written_out,
            example,
        };
        match self.ran(mapping, &tried.example, is_written_out, known, coverage) {
            Ok(Ran::Made(made, unread)) => {
                tried.unread = unread;
                tried.judged = judge(mapping, &tried.example, &made);
                let unsaid = expects_nothing(&tried.example);
                tried.unsaid = unsaid.map(|tasks| tasks.into_iter().map(str::to_owned).collect());
                let is_good = tried.judged.is_empty() && tried.unsaid.is_none();
                tried.status = if is_good { Status::Passed } else { Status::Failed };
                tried.made = made;
            }
            Ok(Ran::Unfit(findings)) => tried.findings = findings,
            Ok(Ran::NotThere) => {
                let what = match &tried.example.given {
                    Given::Export { file, response } => format!("{} is not in {}", response.value, file.value),
                    Given::Fields(_) => "its response does not count as one".to_owned(),
                };
                let error = Error::failed("response_not_found", what);
                tried.error = Some(error.hint("look what is in it: qseg inspect FILE"));
            }
            Err(error) => tried.error = Some(error),
        }
        tried
    }

    fn ran(
        &self,
        mapping: &Mapping,
        example: &Example,
        is_written_out: bool,
        known: &mut Option<Arc<Survey>>,
        coverage: &mut Coverage,
    ) -> Result<Ran> {
        let survey = match &example.survey {
            Some(file) => project::read_survey(self.context, Some(&beside_example(example, &file.value)))?,
            None => self.survey.clone(),
        };
        if known.is_none() {
            known.clone_from(&survey);
        }
        let around = Around {
            hash_key: self.context.hash_key().map(|key| key.expose().into()),
            now: self.context.now(),
            reveal: self.reveal || is_written_out,
        };
        let (file, response) = match &example.given {
            Given::Fields(fields) => return of_fields(mapping, example, fields, survey, &around, coverage),
            Given::Export { file, response } => (file, response),
        };
        let path = beside_example(example, &file.value);
        let mut parts = project::open(self.context, &path, None, Opening::default())?.parts;
        while let Some(part) = parts.next()? {
            let opened = Opened { name: part.name, reader: part.reader };
            let ran = of_export(mapping, example, &response.value, opened, survey.clone(), &around, coverage)?;
            if !matches!(ran, Ran::NotThere) {
                return Ok(ran);
            }
        }
        Ok(Ran::NotThere)
    }
}

/// A file that an example names, relative to the one that the example stands in.
fn beside_example(example: &Example, file: &str) -> PathBuf {
    Path::new(example.source.name()).with_file_name("").join(file)
}
