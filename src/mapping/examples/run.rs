//! An example's response through the reader and the evaluator that `send` uses, and what every task made of it.

use super::check::tasks_of;
use super::coverage::Coverage;
use super::model::{Example, GivenField};
use super::response;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::error::Result;
use crate::core::origin::{Place, SourceText};
use crate::mapping::against;
use crate::mapping::identity::IdentityKind;
use crate::mapping::json;
use crate::mapping::model::Mapping;
use crate::mapping::node::Node;
use crate::mapping::plan::{Outcome, Plan, Response, TaskPlan, rejected_code};
use crate::mapping::select::{Selected, Skip, Wanted, subject_of};
use crate::mapping::value::Surroundings;
use crate::qualtrics::export::{Export, Format, MAX_RECORD_BYTES, Options};
use crate::qualtrics::layout::{Settings, Subject};
use crate::qualtrics::record::Record;
use crate::qualtrics::status::Kind;
use crate::qualtrics::survey::Survey;
use crate::segment::event::Draft;
use jiff::Timestamp;
use std::io::Read;
use std::sync::Arc;

/// What a run of examples is surrounded by.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    /// The key of `hash: hmac-sha256`.
    pub(crate) hash_key: Option<Arc<[u8]>>,
    /// The present moment, for examples that name none.
    pub(crate) now: Timestamp,
    /// Whether messages may show personal values.
    pub(crate) reveal: bool,
}

/// An open export of an example.
pub(crate) struct Opened {
    /// Its name, for messages.
    pub(crate) name: Arc<str>,
    /// Its text.
    pub(crate) reader: Box<dyn Read + Send>,
}

/// What came of an example.
#[derive(Debug)]
pub(crate) enum Ran {
    /// The response of the example is not in the export.
    NotThere,
    /// The mapping does not fit the export, or a field no response.
    Unfit(Findings),
    /// What each of its tasks made of the response, in the order of the mapping; and the fields that were written
    /// out and that none of them reads.
    Made(Vec<Made>, Vec<String>),
}

/// What one task made of the response.
#[derive(Debug)]
pub(crate) struct Made {
    /// The task's id.
    pub(crate) task: String,
    /// What it is.
    pub(crate) came: Came,
    /// What was found on the way.
    pub(crate) findings: Findings,
    /// Parts of the event with a personal value: `userId`, or `properties` and a key.
    pub(crate) personal: Vec<(String, Option<String>)>,
    /// Whether the anonymousId was made up from the response's id.
    pub(crate) is_generated: bool,
}

/// An event, or none.
#[derive(Debug)]
pub(crate) enum Came {
    /// No event, for this reason.
    None(String),
    /// An event that is held back or would be thrown away.
    Rejected(&'static str),
    /// The event.
    Event(Node),
}

/// Runs an example whose fields are written out.
///
/// # Errors
/// The record is none that the reader takes.
pub(crate) fn of_fields(
    mapping: &Mapping,
    example: &Example,
    fields: &[GivenField],
    survey: Option<Arc<Survey>>,
    around: &Around,
    coverage: &mut Coverage,
) -> Result<Ran> {
    let runner = Runner::new(mapping, example, survey, around);
    let mut found = Findings::new();
    let options = runner.options(Some(Format::Json));
    let given =
        response::record(example, fields, runner.subject, options.survey.clone(), &options.settings, &mut found);
    let Some(given) = given else { return Ok(Ran::Unfit(found)) };
    let name: Arc<str> = format!("{} (the response of `{}`)", example.source.name(), example.name.value).into();
    let opened = Opened { name, reader: Box::new(std::io::Cursor::new(given.json().into_bytes())) };
    runner.run(opened, &options, None, &given, coverage)
}

/// Runs an example whose response stands in an export; the export may hold others.
///
/// # Errors
/// The export cannot be read.
pub(crate) fn of_export(
    mapping: &Mapping,
    example: &Example,
    response: &str,
    opened: Opened,
    survey: Option<Arc<Survey>>,
    around: &Around,
    coverage: &mut Coverage,
) -> Result<Ran> {
    let runner = Runner::new(mapping, example, survey, around);
    let options = runner.options(None);
    runner.run(opened, &options, Some(response), &response::Record::default(), coverage)
}

struct Runner<'r> {
    /// The mapping with the tasks alone that the example is about: another one may need what the response lacks.
    mapping: Mapping,
    subject: Subject,
    example: &'r Example,
    survey: Option<Arc<Survey>>,
    around: &'r Around,
}

impl<'r> Runner<'r> {
    fn new(mapping: &Mapping, example: &'r Example, survey: Option<Arc<Survey>>, around: &'r Around) -> Runner<'r> {
        let tasks = tasks_of(mapping, example);
        // That they agree was checked before.
        let subject = subject_of(tasks.iter().copied()).unwrap_or_default();
        let tasks = tasks.into_iter().filter(|task| task.trigger == subject).cloned().collect();
        Runner { mapping: Mapping { tasks, ..mapping.clone() }, subject, example, survey, around }
    }

    fn options(&self, format: Option<Format>) -> Options {
        Options {
            survey: self.survey.clone(),
            settings: self.mapping.settings(&Settings::at(self.example.now.unwrap_or(self.around.now))),
            max_record_bytes: MAX_RECORD_BYTES,
            format,
        }
    }

    fn run(
        &self,
        opened: Opened,
        options: &Options,
        response: Option<&str>,
        given: &response::Record,
        coverage: &mut Coverage,
    ) -> Result<Ran> {
        let mut export = Export::open_as(self.subject, &opened.name, opened.reader, options)?;
        let around = Surroundings {
            source: Arc::clone(&self.mapping.source),
            input: Arc::clone(&opened.name),
            time_zone: options.settings.time_zone.clone(),
            hash_key: self.around.hash_key.clone(),
            reveal: self.around.reveal,
        };
        // What the task itself sends in Qualtrics is not sent again; it is tested all the same.
        let wanted =
            Wanted { response: response.map(str::to_owned), live_since: None, ..Wanted::by(&self.mapping, None) };
        let mut found = Findings::new();
        let compiled = against::compile(&self.mapping, None, "", wanted, &mut export, around, &mut found);
        let Some((plan, selection)) = compiled else { return Ok(Ran::Unfit(found)) };
        let unread = given.unread(export.layout.slots());
        let writing = export.writing_check();
        while let Some(record) = export.next()? {
            let (finished, status) = selection.kind_cells(&record);
            if let Some(code) = writing.complaint(&record, finished.as_deref(), status.as_deref()) {
                let place = Place { record: record.number, line: record.line, ..Place::input(&opened.name) };
                return Err(against::misread(&place, code));
            }
            match selection.select(&record, &mut found) {
                Err(Skip::NotAsked) => {}
                Err(skip) => {
                    return Ok(Ran::Made(plan.tasks.iter().map(|task| left_out(task, skip)).collect(), unread));
                }
                Ok(selected) => {
                    let made = plan.tasks.iter().map(|task| make(&plan, task, &record, &selected, coverage));
                    return Ok(Ran::Made(made.collect(), unread));
                }
            }
        }
        Ok(Ran::NotThere)
    }
}

fn left_out(task: &TaskPlan, skip: Skip) -> Made {
    let why = match skip {
        Skip::Kind(Kind::Unknown) => "its Status or Finished is a text that qseg does not know".to_owned(),
        Skip::Kind(kind) => {
            let word = Kind::ALL.iter().find(|(_, known)| *known == kind).map_or("", |(word, _)| word);
            format!("the response is left out: {word}")
        }
        Skip::Unsubscribed => "the contact has unsubscribed".to_owned(),
        Skip::Live | Skip::Date | Skip::NotAsked => "the response does not count".to_owned(),
    };
    Made {
        task: task.id.clone(),
        came: Came::None(why),
        findings: Findings::new(),
        personal: Vec::new(),
        is_generated: false,
    }
}

fn make(plan: &Plan, task: &TaskPlan, record: &Record<'_>, selected: &Selected<'_>, coverage: &mut Coverage) -> Made {
    let response = Response { record, id: &selected.id, has_own_id: selected.has_own_id, recorded: selected.recorded };
    let mut draft = Draft::new();
    let mut findings = Findings::new();
    let outcome = plan.eval(task, &response, &mut draft, &mut findings, coverage);
    let came = match (outcome, rejected_code(outcome, &draft)) {
        (Outcome::NotMet, _) => Came::None("the condition of the task is not met".to_owned()),
        (_, Some(code)) => Came::Rejected(code),
        (Outcome::Event(_) | Outcome::Held(_), None) => match event(draft.unjudged_bytes()) {
            Ok(event) => Came::Event(event),
            Err(found) => {
                findings.append(found);
                Came::Rejected(crate::mapping::findings::EXAMPLE_NOT_RUN.name)
            }
        },
    };
    let is_generated = matches!(outcome, Outcome::Event(identity) if identity.kind == IdentityKind::Generated);
    Made { task: task.id.clone(), came, findings, personal: personal(task), is_generated }
}

/// The bytes of an event as a tree that keeps the text of its numbers.
fn event(bytes: &[u8]) -> Result<Node, Findings> {
    let mut found = Findings::new();
    let text = String::from_utf8_lossy(bytes).into_owned();
    let node = json::parse(&Arc::new(SourceText::new("event", text)), &mut found);
    node.filter(|_| !found.has_errors()).ok_or_else(|| {
        let mut said = Findings::new();
        let message = "the event cannot be read as JSON again";
        said.push(Finding::new(&crate::mapping::findings::EXAMPLE_NOT_RUN, message));
        said
    })
}

fn personal(task: &TaskPlan) -> Vec<(String, Option<String>)> {
    let (user_id, anonymous_id) = task.masked_ids();
    let own = [("userId", user_id), ("anonymousId", anonymous_id), ("event", task.is_event_masked())];
    let own = own.into_iter().filter(|(_, is_masked)| *is_masked).map(|(name, _)| (name.to_owned(), None));
    let rows = task.masked_keys().map(|key| (task.call.body_key().to_owned(), Some(key.to_owned())));
    // Encoded keys are JSON with a colon behind it.
    let decoded = |key: &str| serde_json::from_str::<String>(key.trim_end_matches(':')).unwrap_or_default();
    let context = task.masked_context().map(|key| ("context".to_owned(), Some(decoded(key))));
    own.chain(rows).chain(context).collect()
}
