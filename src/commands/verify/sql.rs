//! `qseg verify --sql`: the query that lists the message ids of what was sent, from the tables of a warehouse.

use super::VerifyArgs;
use super::scope::Scope;
use crate::commands::TextOrJson;
use crate::commands::ledger::name_of;
use crate::core::error::{Error, Exit, Result};
use crate::segment::event::CallType;
use crate::segment::warehouse::{Dialect, Schema, ids_query, table};
use crate::ui::{Ui, visible};
use clap::ValueEnum;
use jiff::Timestamp;
use serde_json::json;
use std::collections::BTreeSet;

/// `--sql`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SqlWord {
    /// Google BigQuery
    Bigquery,
    /// Snowflake
    Snowflake,
    /// Amazon Redshift
    Redshift,
    /// PostgreSQL
    Postgres,
}

impl SqlWord {
    fn dialect(self) -> Dialect {
        match self {
            SqlWord::Bigquery => Dialect::BigQuery,
            SqlWord::Snowflake => Dialect::Snowflake,
            SqlWord::Redshift => Dialect::Redshift,
            SqlWord::Postgres => Dialect::Postgres,
        }
    }
}

/// Prints it.
///
/// # Errors
/// The ledger cannot be read, or nothing says what the schema is called.
pub(crate) fn run(args: &VerifyArgs, word: SqlWord, scope: &Scope, ui: &mut Ui) -> Result<Exit> {
    let schema = match (&args.schema, &scope.source.slug) {
        (Some(named), _) => Schema::Named(named.clone()),
        (None, Some(slug)) => Schema::OfSlug(slug.clone()),
        (None, None) => {
            let message =
                format!("nobody knows the slug of the source {}, after which its schema is called", scope.source.id);
            return Err(Error::usage("schema_needed", message).hint("name the warehouse's schema with --schema"));
        }
    };
    let tasks = scope.asked().map(|asked| scope.ledger.sent(&asked)).transpose()?.unwrap_or_default();
    let mut tables = BTreeSet::new();
    for taken in &tasks {
        match scope.calls.call(&taken.task, taken.mapping.as_deref()) {
            Some((call, event)) => {
                tables.insert(table(call, event.as_deref()));
            }
            None => tables.extend([CallType::Track, CallType::Identify].map(|call| table(call, None))),
        }
    }
    let since = scope.ledger.earliest(&scope.source.id)?;
    let query = ids_query(word.dialect(), &schema, &tables, since);
    match args.format {
        TextOrJson::Json => ui.document(&document(word, scope, &tables, since, &query))?,
        TextOrJson::Text => query.lines().try_for_each(|line| ui.line(&visible(line)))?,
    }
    let what = match (&scope.run, scope.since) {
        (Some(run), _) => format!("--run {}", run.id),
        (None, Some(since)) => format!("--source {} --since {since:.0}", scope.source.id),
        (None, None) => String::new(),
    };
    ui.status(&visible(&format!("note: for {}, {}", name_of(&scope.source), scope.what())));
    if let Some(weak) = scope.calls.ground(&tasks).in_tables() {
        ui.status(&format!("note: {weak}"));
    }
    ui.hint(&format!("run it, and give back what it lists: qseg verify {what} --arrived FILE"));
    Ok(Exit::Done)
}

fn document(
    word: SqlWord,
    scope: &Scope,
    tables: &BTreeSet<String>,
    since: Option<Timestamp>,
    query: &str,
) -> serde_json::Value {
    json!({
        "schema": "qseg.verify.sql/1",
        "ledger": { "file": scope.path.display().to_string() },
        "source": { "id": scope.source.id, "slug": scope.source.slug, "env": scope.source.env },
        "run": scope.run.as_ref().map(|run| &run.id),
        "since": scope.since.map(|since| since.to_string()),
        "dialect": word.dialect().name(),
        "tables": tables,
        "received_since": since.map(|since| since.to_string()),
        "query": query,
    })
}
