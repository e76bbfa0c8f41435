//! `qseg ledger missing`: responses that were delivered and stand in a full export no more.

use super::{LedgerFile, LedgerFormat, name_of, nothing_sent};
use crate::commands::limits::Limits;
use crate::commands::{document, known_task, project, rehearsal, unknown_word, unpinned};
use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::delivery::ledger::{Absent, Ledger, Source};
use crate::mapping::model::Mapping;
use crate::qualtrics::export::{Export, Options};
use crate::qualtrics::layout::{Settings, Subject};
use crate::ui::{Ui, counted, grouped, visible};
use clap::Args;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Name the responses that were delivered, but are absent from a full export: deleted in Qualtrics since
///
/// Give it an export of all responses, of all time. Segment keeps what it has: deleting a person there is
/// another matter.
///
/// Examples:
///   qseg ledger missing --env prod all-responses.csv
///   qseg ledger missing --source b3nk6CisJ6zQVKb9KjbFjV --format json all-responses.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct MissingArgs {
    /// Full exports of survey responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`; several are one
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Which of the mapping's sources
    #[arg(short, long, conflicts_with = "source")]
    env: Option<String>,
    /// The source, by its id, where no mapping names it; then all tasks that sent to it count
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]
    #[arg(short, long, value_name = "FILE", conflicts_with = "source")]
    mapping: Option<PathBuf>,
    /// Only what this task delivered
    #[arg(long, value_name = "NAME")]
    task: Option<String>,
    #[command(flatten)]
    file: LedgerFile,
    /// Text for people, or one document
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: LedgerFormat,
    #[command(flatten)]
    limits: Limits,
}

/// Names them; in JSON, an error is in the document.
pub(crate) fn run(args: MissingArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let mut found = Vec::new();
    let outcome = look(&args, context, ui, &mut |absent, ui| match args.format {
        LedgerFormat::Json => {
            found.push(absent_document(&absent));
            Ok(())
        }
        LedgerFormat::Text => ui.line(&visible(&format!(
            "{}  {}  sent {}  run {}",
            absent.response,
            absent.tasks.join(", "),
            absent.recorded.strftime("%Y-%m-%d"),
            absent.run
        ))),
    });
    match (args.format, outcome) {
        (LedgerFormat::Json, Ok(looked)) => ui.line(&looked.document(&found).to_string())?,
        (LedgerFormat::Json, Err(error)) => {
            ui.line(&document::error_only(&error).to_string())?;
            return Err(error);
        }
        (LedgerFormat::Text, outcome) => outcome?.tell(ui)?,
    }
    Ok(Exit::Done)
}

/// What came of looking.
struct Looked {
    ledger: PathBuf,
    exists: bool,
    source: Source,
    /// Different responses in the inputs.
    seen: u64,
    /// Different responses that were delivered.
    delivered: u64,
    absent: u64,
}

/// What the comparison is about.
pub(crate) struct Wanted {
    /// The source.
    pub(crate) source: Source,
    /// `None`: all that sent to the source.
    tasks: Option<Vec<String>>,
    /// What the records of the inputs are.
    pub(crate) subject: Subject,
}

fn look(
    args: &MissingArgs,
    context: &Context,
    ui: &mut Ui,
    tell: &mut dyn FnMut(Absent, &mut Ui) -> Result<()>,
) -> Result<Looked> {
    project::stdin_once(&args.inputs)?;
    let wanted = wanted(args, context)?;
    let (path, ledger) = args.file.read(context)?;
    let nothing =
        Looked { ledger: path, exists: false, source: wanted.source.clone(), seen: 0, delivered: 0, absent: 0 };
    let Some(ledger) = ledger else { return Ok(nothing) };
    let sent = ledger.tasks(&wanted.source.id)?;
    if sent.is_empty() && args.source.is_some() {
        return Err(unknown_source(&wanted.source.id, &ledger)?);
    }
    let tasks = match (&args.task, wanted.tasks) {
        (Some(task), _) if !sent.contains(task) && !sent.is_empty() => {
            return Err(unknown_word("--task", task, &sent.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        (Some(task), _) => vec![task.clone()],
        (None, Some(tasks)) => tasks,
        (None, None) => sent,
    };
    let mut comparison = ledger.compare()?;
    for typed in &args.inputs {
        read(&args.limits, context, typed, wanted.subject, ui, &mut |at| comparison.saw(at.response))?;
    }
    let mut absent = 0;
    let delivered = comparison.absent(&wanted.source.id, &tasks, &mut |response| {
        absent += 1;
        tell(response, ui)
    })?;
    Ok(Looked { exists: true, seen: comparison.seen(), delivered, absent, ..nothing })
}

/// The source and the tasks: those of the mapping, or what was typed.
fn wanted(args: &MissingArgs, context: &Context) -> Result<Wanted> {
    if let Some(id) = &args.source {
        let source = Source { id: id.clone(), ..Source::default() };
        return Ok(Wanted { source, tasks: None, subject: Subject::Responses });
    }
    let first = args.inputs.first().map(PathBuf::as_path);
    of_mapping(context, args.mapping.as_deref(), first, args.env.as_deref(), args.task.as_deref())
        .map(|(_, wanted)| wanted)
}

/// A mapping, with the source that is chosen of it and all its tasks.
///
/// # Errors
/// There is none, it has errors, or it does not say which source is meant.
pub(crate) fn of_mapping(
    context: &Context,
    mapping: Option<&Path>,
    first_input: Option<&Path>,
    env: Option<&str>,
    task: Option<&str>,
) -> Result<(Mapping, Wanted)> {
    let path = project::find_mapping(context, mapping, first_input).ok_or_else(|| {
        Error::usage("no_mapping", "there is no mapping file: no qseg.yaml here, nor beside the first input")
            .hint("name one with --mapping FILE, or the source with --source ID")
    })?;
    let Some(mapping) = project::read_mapping(context, &path)?.0 else {
        return Err(Error::judged("mapping_errors", format!("the mapping file {} has errors", path.display()))
            .hint(format!("see them all: qseg mapping check {}", path.display())));
    };
    let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
    let chosen = match env {
        Some(env) => {
            mapping.sources.iter().find(|source| source.env.value == env).ok_or_else(|| unpinned(env, &known))?
        }
        None => match &mapping.sources[..] {
            [only] => only,
            _ => {
                return Err(Error::usage("no_source", "it is not said which source").hint(format!(
                    "choose one of the mapping's with --env ({}), or name it with --source ID",
                    known.join(", ")
                )));
            }
        },
    };
    let id = chosen.id.as_ref().ok_or_else(|| {
        Error::usage("no_source", format!("`{}` has no source id in {}", chosen.env.value, path.display()))
            .hint("name it with --source ID")
    })?;
    known_task(&mapping, task)?;
    let subject = rehearsal::subject(&mapping, task)?;
    let source = Source {
        id: id.value.clone(),
        slug: chosen.slug.as_ref().map(|slug| slug.value.clone()),
        env: Some(chosen.env.value.clone()),
        region: None,
    };
    let tasks = mapping.tasks.iter().map(|task| task.id.value.clone()).collect();
    Ok((mapping, Wanted { source, tasks: Some(tasks), subject }))
}

/// A response in an input.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    /// Its id.
    pub(crate) response: &'a str,
    /// The input, with the member's name where it is an archive.
    pub(crate) input: &'a str,
    /// The number of its record, from 1.
    pub(crate) record: u64,
}

/// Tells the id of every response of an input, whatever its kind: a preview that was delivered is not deleted.
///
/// # Errors
/// The input cannot be read, a response has no id, or whoever is told fails.
pub(crate) fn read(
    limits: &Limits,
    context: &Context,
    typed: &Path,
    subject: Subject,
    ui: &Ui,
    saw: &mut dyn FnMut(At<'_>) -> Result<()>,
) -> Result<()> {
    let options = Options {
        survey: None,
        settings: Settings::at(context.now()),
        max_record_bytes: limits.record_bytes(),
        format: None,
    };
    let mut input = project::open(context, typed, None, limits.opening())?;
    while let Some(part) = input.parts.next()? {
        let progress = ui.progress(&part.name);
        progress.expect(input.size);
        let mut export = Export::open_as(subject, &part.name, part.reader, &options)?;
        let lacking = || {
            Error::usage(
                "no_response_id",
                format!("{} has responses without a ResponseId: nothing can be compared", part.name),
            )
            .hint("export without \"Remove all identifying information\"")
        };
        let id = export.layout.control().response_id.ok_or_else(lacking)?;
        let mut records = 0_u64;
        while let Some(record) = export.next()? {
            let response = id.render(&record).map(|id| id.into_text()).unwrap_or_default();
            if response.trim().is_empty() {
                return Err(lacking());
            }
            saw(At { response: response.trim(), input: &part.name, record: record.number })?;
            records += 1;
            if records.is_multiple_of(4_096) {
                progress.at(export.bytes_read());
            }
        }
        progress.end();
    }
    Ok(())
}

fn unknown_source(typed: &str, ledger: &Ledger) -> Result<Error> {
    let sources = ledger.sources()?;
    let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
    let error = Error::usage("unknown_source", format!("nothing was sent to a source with the id {typed}"));
    if let Some(near) = crate::core::diagnostic::did_you_mean(typed, ids.iter().copied()) {
        return Ok(error.hint(format!("did you mean {near}?")));
    }
    let known: Vec<String> = sources.iter().map(|source| format!("{} = {}", source.id, name_of(source))).collect();
    Ok(error.hint(format!("the ledger knows {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") })))
}

impl Looked {
    /// Why the inputs may not be a full export.
    fn doubt(&self) -> Option<String> {
        if !self.exists || self.delivered == 0 {
            return None;
        }
        let (absent, delivered) = (grouped(self.absent), grouped(self.delivered));
        if self.absent == self.delivered {
            return Some(format!(
                "none of the {delivered} delivered responses stands in the inputs: is it another survey's export?"
            ));
        }
        // Surveys lose a few responses, not a fifth of them.
        (self.absent * 5 > self.delivered).then(|| {
            format!("{absent} of {delivered} delivered responses are absent: is it a full export, of all responses and all time?")
        })
    }

    fn tell(&self, ui: &mut Ui) -> Result<()> {
        if !self.exists {
            return ui.line(&nothing_sent(&self.ledger));
        }
        let to = visible(&name_of(&self.source)).into_owned();
        if self.delivered == 0 {
            return ui.line(&format!("Nothing was delivered to {to}"));
        }
        if let Some(doubt) = self.doubt() {
            ui.status(&format!("warning: {doubt}"));
        }
        ui.status(&format!(
            "{} of {} delivered to {to} absent from the inputs ({} read)",
            grouped(self.absent),
            counted(self.delivered, "response"),
            grouped(self.seen)
        ));
        Ok(())
    }

    fn document(&self, absent: &[Value]) -> Value {
        json!({
            "schema": "qseg.ledger.missing/1",
            "ledger": { "file": self.ledger.display().to_string(), "exists": self.exists },
            "source": { "id": self.source.id, "slug": self.source.slug, "env": self.source.env },
            "responses_read": self.seen,
            "delivered": self.delivered,
            "missing": absent,
            "warnings": self.doubt().into_iter().collect::<Vec<_>>(),
        })
    }
}

fn absent_document(absent: &Absent) -> Value {
    json!({ "response": absent.response, "tasks": absent.tasks, "recorded": absent.recorded.to_string(), "run": absent.run })
}
