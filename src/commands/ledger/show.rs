//! `qseg ledger show`: every event that was made of one response.

use super::{LedgerFile, LedgerFormat, name_of, nothing_sent};
use crate::commands::document;
use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::delivery::ledger::{Event, Source, State};
use crate::ui::{Ui, visible};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Show every event of one response: its ids, how far it came, and the runs
///
/// Examples:
///   qseg ledger show --response R_2Xo8lbHMQz5vNqD
///   qseg ledger show --response R_2Xo8lbHMQz5vNqD --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ShowArgs {
    /// The response
    #[arg(long, value_name = "R_x")]
    response: String,
    #[command(flatten)]
    file: LedgerFile,
    /// Text for people, or one document
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: LedgerFormat,
}

/// Shows them; in JSON, an error is in the document.
pub(crate) fn run(args: ShowArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    match (args.format, find(&args, context)) {
        (LedgerFormat::Text, found) => text(&args.response, found?, ui)?,
        (LedgerFormat::Json, Ok((path, events))) => {
            let shown: Vec<Value> = events.iter().flatten().map(event).collect();
            let ledger = json!({ "file": path.display().to_string(), "exists": events.is_some() });
            let whole =
                json!({ "schema": "qseg.ledger.show/1", "ledger": ledger, "response": args.response, "events": shown });
            ui.line(&whole.to_string())?;
        }
        (LedgerFormat::Json, Err(error)) => {
            ui.line(&document::error_only(&error).to_string())?;
            return Err(error);
        }
    }
    Ok(Exit::Done)
}

/// Where the ledger is, and the response's events; `None` where there is no ledger.
fn find(args: &ShowArgs, context: &Context) -> Result<(PathBuf, Option<Vec<Event>>)> {
    if args.response.is_empty() {
        return Err(Error::usage("no_response", "--response is empty").hint("name one: --response R_2Xo8lbHMQz5vNqD"));
    }
    let (path, ledger) = args.file.read(context)?;
    let events = ledger.map(|ledger| ledger.events_of(&args.response)).transpose()?;
    Ok((path, events))
}

fn text(response: &str, (path, events): (PathBuf, Option<Vec<Event>>), ui: &mut Ui) -> Result<()> {
    let Some(events) = events else { return ui.line(&nothing_sent(&path)) };
    if events.is_empty() {
        return ui.line(&format!("Nothing was sent of {}", visible(response)));
    }
    ui.heading(&visible(response))?;
    for event in &events {
        let known = &event.known;
        let source =
            Source { id: event.source.clone(), slug: event.slug.clone(), env: event.env.clone(), region: None };
        let to = name_of(&source);
        let head = format!("{} to {to}, revision {}: {}", event.task, known.revision, in_words(event));
        ui.line(&visible(&head))?;
        ui.line(&format!("  messageId  {}", known.message_id))?;
        ui.line(&format!("  recorded   {:.0}", known.since))?;
        if let Some(answered) = event.answered {
            ui.line(&format!("  answered   {answered:.0}"))?;
        }
        ui.line(&format!("  run        {}", event.run))?;
    }
    Ok(())
}

/// How far an event came, in words.
fn in_words(event: &Event) -> String {
    match event.known.state {
        State::InDoubt => "in doubt, no answer is recorded".to_owned(),
        State::Acknowledged => "acknowledged, the server took it".to_owned(),
        State::Refused => match event.status {
            Some(status) => format!("refused by the server with status {status}"),
            None => "refused by the server".to_owned(),
        },
        State::Arrived => "arrived, Segment has it".to_owned(),
        State::Missing => "missing, Segment does not have it".to_owned(),
    }
}

fn event(event: &Event) -> Value {
    let known = &event.known;
    json!({
        "source": { "id": event.source, "slug": event.slug, "env": event.env },
        "task": event.task,
        "revision": known.revision,
        "message_id": known.message_id.as_str(),
        "state": known.state.name(),
        "status": event.status,
        "recorded": known.since.to_string(),
        "answered": event.answered.map(|answered| answered.to_string()),
        "run": event.run,
        "task_version": known.task_version.map(|version| version.to_string()),
    })
}
