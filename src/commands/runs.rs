//! `qseg runs`: every delivery, newest first.

use crate::commands::document;
use crate::commands::ledger::{LedgerFile, LedgerFormat, name_of, nothing_sent};
use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::delivery::ledger::{Ledger, Run};
use crate::ui::{Ui, counted, grouped, visible};
use clap::Args;
use serde_json::{Value, json};
use std::path::Path;

/// List the deliveries: when, by which mapping, to which source, and what came of them
///
/// Examples:
///   qseg runs
///   qseg runs --limit 1 --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct RunsArgs {
    /// At most so many, the newest first
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    #[command(flatten)]
    file: LedgerFile,
    /// Text for people, or one document
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: LedgerFormat,
}

/// Lists them; in JSON, an error is in the document.
pub(crate) fn run(args: RunsArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let listed = args.file.read(context).and_then(|(path, ledger)| {
        let listed = ledger.as_ref().map(|ledger| Listed::of(ledger, args.limit)).transpose()?;
        Ok((path, listed))
    });
    match (args.format, listed) {
        (LedgerFormat::Text, listed) => {
            let (path, listed) = listed?;
            match listed {
                None => ui.line(&nothing_sent(&path))?,
                Some(listed) => listed.tell(ui)?,
            }
        }
        (LedgerFormat::Json, Ok((path, listed))) => ui.line(&document(&path, listed.as_ref()).to_string())?,
        (LedgerFormat::Json, Err(error)) => {
            ui.line(&document::error_only(&error).to_string())?;
            return Err(error);
        }
    }
    Ok(Exit::Done)
}

/// The runs that are shown, and how many there are.
struct Listed {
    runs: Vec<Run>,
    total: u64,
    /// Whether the newest, if it has not ended, is under way.
    has_writer: bool,
}

impl Listed {
    fn of(ledger: &Ledger, limit: u64) -> Result<Listed> {
        // Asked first: a run that ends in between has ended, and is not called interrupted.
        let has_writer = ledger.writer().is_some();
        Ok(Listed { has_writer, runs: ledger.runs(limit)?, total: ledger.count_runs()? })
    }

    /// `under_way`, `interrupted`, or how it ended.
    fn outcome<'r>(&'r self, at: usize, run: &'r Run) -> &'r str {
        match &run.outcome {
            Some(outcome) => outcome,
            None if at == 0 && self.has_writer => "under_way",
            None => "interrupted",
        }
    }

    fn tell(&self, ui: &mut Ui) -> Result<()> {
        let mut rows = vec![["Run", "Began", "To", "Mapping", "Taken", "Refused", "Ended"].map(str::to_owned)];
        for (at, run) in self.runs.iter().enumerate() {
            let ended = self.outcome(at, run).replace('_', " ");
            let doubt = if run.in_doubt > 0 { format!(", {} in doubt", grouped(run.in_doubt)) } else { String::new() };
            rows.push([
                run.id.clone(),
                run.began.strftime("%Y-%m-%d %H:%M UTC").to_string(),
                visible(&name_of(&run.source)).into_owned(),
                mapping(run),
                grouped(run.acknowledged),
                grouped(run.refused),
                format!("{ended}{doubt}"),
            ]);
        }
        let widths: Vec<usize> =
            (0..7).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
        for (at, row) in rows.iter().enumerate() {
            let line: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| match column {
                    4 | 5 => format!("{cell:>width$}"),
                    _ => format!("{cell:<width$}"),
                })
                .collect();
            let line = line.join("  ");
            if at == 0 { ui.heading(line.trim_end())? } else { ui.line(line.trim_end())? }
        }
        let more = self.total - self.runs.len() as u64;
        if more > 0 {
            ui.status(&format!("… and {} before them (--limit N)", counted(more, "run")));
        }
        let is_interrupted = |(at, run): (usize, &Run)| self.outcome(at, run) == "interrupted" && run.in_doubt > 0;
        if self.runs.iter().enumerate().any(is_interrupted) {
            ui.hint("what is in doubt goes out again under the same ids when the same command is run again");
        }
        Ok(())
    }
}

/// `qseg.yaml at 0123abc`.
fn mapping(run: &Run) -> String {
    let Some(mapping) = &run.mapping else { return "none".to_owned() };
    let file = visible(&mapping.file);
    match &mapping.git_commit {
        Some(commit) => format!("{file} at {}", visible(commit.get(..7).unwrap_or(commit))),
        None => file.into_owned(),
    }
}

fn document(path: &Path, listed: Option<&Listed>) -> Value {
    let runs: Vec<Value> = listed.iter().flat_map(|listed| {
        listed.runs.iter().enumerate().map(|(at, run)| {
            let mapping = run.mapping.as_ref().map(|mapping| {
                json!({ "file": mapping.file, "sha256": mapping.hash, "git_commit": mapping.git_commit })
            });
            json!({
                "run": run.id,
                "kind": run.kind,
                "began": run.began.to_string(),
                "ended": run.ended.map(|ended| ended.to_string()),
                "outcome": listed.outcome(at, run),
                "who": run.who,
                "version": run.version,
                "mapping": mapping,
                "inputs": run.inputs,
                "source": { "id": run.source.id, "slug": run.source.slug, "env": run.source.env, "region": run.source.region },
                "host": run.host,
                "acknowledged": run.acknowledged,
                "in_doubt": run.in_doubt,
                "refused": run.refused,
                "counts": run.counts,
            })
        })
    }).collect();
    json!({
        "schema": "qseg.runs/1",
        "ledger": { "file": path.display().to_string(), "exists": listed.is_some() },
        "total": listed.map_or(0, |listed| listed.total),
        "runs": runs,
    })
}
