//! `qseg verify`: does Segment have what was sent? What the ledger saw acknowledged, held against Segment's counts.

mod arrived;
pub(crate) mod ask;
mod calls;
pub(crate) mod report;
pub(crate) mod scope;
mod sql;

use super::connection::with_workspace;
use super::ledger::LedgerFile;
use super::{TextOrJson, moment, one_document, time};
use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::ui::Ui;
use ask::ask_until;
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use scope::Scope;
use std::path::PathBuf;

/// Ask Segment whether it has what was sent: an answer of 200 is not arrival
///
/// Holds what the ledger saw acknowledged against Delivery Overview, or the events volume where that cannot
/// be seen. They are counts, not ids: where others send to the same source nothing can be told. By the ids it
/// can: --sql prints the query that lists them in a warehouse, and --arrived takes what it lists.
///
/// Examples:
///   qseg verify                               the latest send
///   qseg verify --env prod --wait 5m          until everything is counted, at most 5 minutes
///   qseg verify --run 20260301-090000-1f2e --format json
///   qseg verify --sql postgres | psql --csv | qseg verify --arrived -
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct VerifyArgs {
    /// Which of the mapping's sources
    #[arg(short, long, value_name = "NAME", conflicts_with = "source")]
    env: Option<String>,
    /// The source, by its id, slug, or the nickname that the slug was made of
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// What this run sent (`qseg runs` lists them) [default: the latest]
    #[arg(long, value_name = "ID", conflicts_with = "since")]
    run: Option<String>,
    /// Everything that was sent since then: 2026-03-01T09:00:00Z, or a date
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    since: Option<Timestamp>,
    /// Ask again until everything is counted, for so long: 30s, 5m
    #[arg(long, value_name = "TIME", value_parser = time)]
    wait: Option<SignedDuration>,
    /// Print the query that lists the message ids of what was sent, for this warehouse
    #[arg(long, value_enum, value_name = "DIALECT", conflicts_with_all = ["wait", "arrived"])]
    sql: Option<sql::SqlWord>,
    /// With --sql: the schema of the source in the warehouse [default: made of the slug, as Segment does]
    #[arg(long, value_name = "NAME", requires = "sql")]
    schema: Option<String>,
    /// The message ids that arrived, or `-`: CSV with a column id or message_id, or an id a line
    #[arg(long, value_name = "FILE", conflicts_with = "wait")]
    arrived: Option<PathBuf>,
    /// With --arrived: exports of the responses, to name the record of each that is missing
    #[arg(long, value_name = "INPUT", num_args = 1.., requires = "arrived")]
    responses: Vec<PathBuf>,
    /// The mapping file, for the names of events [default: qseg.yaml, qseg.yml or qseg.json here]
    #[arg(short, long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    #[command(flatten)]
    file: LedgerFile,
    /// How to say it: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// Asks and tells. A bad verdict is what was asked for, so it is no error: it is in the exit code.
pub(crate) fn run(args: VerifyArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let result = verify(&args, context, ui);
    one_document(args.format, ui, result)
}

fn verify(args: &VerifyArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let scope = Scope::of(args, context)?;
    if let Some(word) = args.sql {
        return sql::run(args, word, &scope, ui);
    }
    if let Some(file) = &args.arrived {
        return arrived::run(args, file, &scope, context, ui);
    }
    let sent = scope.sent()?;
    let found = match &sent.window {
        Some(_) if !sent.tasks.is_empty() => {
            let wait = args.wait.unwrap_or(SignedDuration::ZERO);
            let source = scope.source.id.clone();
            let (found, _, _) =
                with_workspace(context, ui, async |client, _| ask_until(client, &source, &sent, wait).await)?;
            found
        }
        _ => ask::Found::nothing(&sent),
    };
    match args.format {
        TextOrJson::Text => report::text(&scope, &sent, &found, ui)?,
        TextOrJson::Json => ui.line(&report::document(&scope, &sent, &found).to_string())?,
    }
    Ok(found.exit())
}
