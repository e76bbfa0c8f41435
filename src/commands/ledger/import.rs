//! `qseg ledger import`: a ledger that is lost, or was on another machine, rebuilt from the message ids that a warehouse
//! has. An id does not tell its response: it is made of source, task and response again, for each response of an export,
//! and those that the warehouse has are recorded as arrived.

use super::missing::{At, of_mapping, read};
use super::{LedgerFile, LedgerFormat, name_of, open_to_write};
use crate::commands::document;
use crate::commands::ids::Ids;
use crate::commands::limits::Limits;
use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::delivery::ledger::{Asked, Entry, NewRun, TaskAt, TaskKey, imported};
use crate::qualtrics::layout::Subject;
use crate::segment::message_id::{MessageId, MessageIds};
use crate::ui::{Ui, counted, grouped, visible};
use clap::Args;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

/// Rebuild the ledger from the message ids that a warehouse has, so that nothing of them is sent again
///
/// The ids do not say whose they are: the responses that they were made of must be given as well. In the
/// warehouse they are the column id of the source's tables tracks and identifies.
///
/// Examples:
///   qseg ledger import ids.csv --env prod --responses all-responses.csv
///   qseg ledger import - --responses 2025.zip 2026.zip --format json < ids.txt
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ImportArgs {
    /// The message ids that arrived, or `-`: CSV with a column id or message_id, or an id a line
    #[arg(value_name = "IDS")]
    ids: PathBuf,
    /// Full exports of the responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`
    #[arg(long, required = true, value_name = "INPUT", num_args = 1..)]
    responses: Vec<PathBuf>,
    /// Which of the mapping's sources
    #[arg(short, long, value_name = "NAME")]
    env: Option<String>,
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]
    #[arg(short, long, value_name = "FILE")]
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

/// Imports; in JSON, an error is in the document.
pub(crate) fn run(args: ImportArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    match (args.format, import(&args, context, ui)) {
        (LedgerFormat::Json, Ok(done)) => ui.document(&done.document())?,
        (LedgerFormat::Json, Err(error)) => {
            ui.line(&document::error_only(&error).to_string())?;
            return Err(error);
        }
        (LedgerFormat::Text, done) => done?.tell(ui)?,
    }
    Ok(Exit::Done)
}

/// What came of it.
struct Done {
    ledger: PathBuf,
    source: crate::delivery::ledger::Source,
    given: u64,
    others: u64,
    new: u64,
    known: u64,
    unmatched: u64,
}

fn import(args: &ImportArgs, context: &Context, ui: &mut Ui) -> Result<Done> {
    let first = args.responses.first().map(PathBuf::as_path);
    let (mapping, wanted) =
        of_mapping(context, args.mapping.as_deref(), first, args.env.as_deref(), args.task.as_deref())?;
    let tasks: Vec<TaskAt> = mapping
        .tasks
        .iter()
        .filter(|task| args.task.as_ref().is_none_or(|only| task.id.value == *only))
        // By which form of the task they were made, nobody knows.
        .map(|task| TaskAt { id: task.id.value.clone(), revision: task.revision, version: None })
        .collect();
    let (ids, others) = ids(args, context)?;
    let path = args.file.path(context)?;
    let mut writer = open_to_write(&path, Duration::ZERO, "qseg ledger import", context, ui)?;
    let new_run = NewRun {
        kind: "import".to_owned(),
        who: context.who(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mapping: None,
        inputs: args.responses.iter().map(|input| input.display().to_string()).collect(),
        source: wanted.source.clone(),
        host: "a warehouse".to_owned(),
        tasks: tasks.clone(),
    };
    let reading =
        Reading { args, context, subject: wanted.subject, source: &wanted.source.id, tasks: &tasks, ids: &ids };
    let outcome = std::thread::scope(|scope| {
        let (to, entries) = sync_channel(1_024);
        std::thread::Builder::new()
            .name("reader".to_owned())
            .spawn_scoped(scope, move || reading.run(&to))
            .map_err(|error| Error::failed("no_thread", "cannot start a thread to read by").because(error))?;
        let clock: crate::delivery::ledger::Clock = Arc::new(Timestamp::now);
        imported(&mut writer, &new_run, entries.into_iter(), &clock)
    })?;
    let ids_again = ids.iter().map(|id| Ok(MessageId::from_bytes(*id)));
    let found = writer.found(&Asked::Nothing, ids_again, |_| true)?;
    Ok(Done {
        ledger: path,
        source: wanted.source,
        given: found.given,
        others,
        new: outcome.new,
        known: outcome.known,
        unmatched: found.unknown,
    })
}

/// The ids in order, sixteen bytes each; and how many values were none of ours.
fn ids(args: &ImportArgs, context: &Context) -> Result<(Vec<[u8; 16]>, u64)> {
    let read = Ids::open(&args.ids, context)?;
    let others = read.others();
    let mut ids = read.map(|id| id.map(MessageId::to_bytes)).collect::<Result<Vec<_>>>()?;
    ids.sort_unstable();
    ids.dedup();
    Ok((ids, others.get()))
}

/// The thread that reads responses and makes their ids again.
struct Reading<'r> {
    args: &'r ImportArgs,
    context: &'r Context,
    subject: Subject,
    source: &'r str,
    tasks: &'r [TaskAt],
    ids: &'r [[u8; 16]],
}

impl Reading<'_> {
    fn run(&self, to: &SyncSender<Result<Entry>>) {
        let makers: Vec<MessageIds> =
            self.tasks.iter().map(|task| MessageIds::new(self.source, &task.id, task.revision)).collect();
        let mut each = |At { response, .. }: At<'_>| {
            for (task, maker) in makers.iter().enumerate() {
                let message_id = maker.of(response);
                if self.ids.binary_search(&message_id.to_bytes()).is_ok() {
                    let entry = Entry {
                        task: TaskKey(task),
                        response: response.into(),
                        message_id,
                        content: None,
                        edited: false,
                    };
                    to.send(Ok(entry)).map_err(|_| Error::failed("ledger_failed", "nothing more is recorded"))?;
                }
            }
            Ok(())
        };
        let read =
            self.args.responses.iter().try_for_each(|typed| {
                read(&self.args.limits, self.context, typed, self.subject, &Ui::silent(), &mut each)
            });
        if let Err(error) = read {
            // Where nobody listens any more, they tell why themselves.
            to.send(Err(error)).ok();
        }
    }
}

impl Done {
    fn tell(&self, ui: &mut Ui) -> Result<()> {
        ui.line(&visible(&format!(
            "{} recorded as arrived in {}, {} known before",
            counted(self.new, "event"),
            name_of(&self.source),
            grouped(self.known)
        )))?;
        if self.unmatched > 0 {
            ui.status(&format!(
                "note: {} made of none of these responses: of others who send to the source, of another task or revision, or of responses that are not in the export",
                counted(self.unmatched, "id")
            ));
        }
        if self.others > 0 {
            ui.status(&format!("note: {} of another form than qseg's", counted(self.others, "id")));
        }
        if self.new + self.known == 0 && self.given > 0 {
            ui.hint("nothing fits: is it the right --env, and is it a full export?");
        }
        Ok(())
    }

    fn document(&self) -> Value {
        json!({
            "schema": "qseg.ledger.import/1",
            "ledger": { "file": self.ledger.display().to_string() },
            "source": { "id": self.source.id, "slug": self.source.slug, "env": self.source.env },
            "ids": { "given": self.given, "unmatched": self.unmatched, "no_ids_of_ours": self.others },
            "new": self.new,
            "known": self.known,
        })
    }
}
