//! `qseg source list`: the sources of the workspace, those of the Qualtrics type first of all.

use super::facts;
use crate::commands::connection::with_workspace;
use crate::commands::{TextOrJson, one_document};
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Exit, Result};
use crate::segment::public_api::shapes::Source;
use crate::task::add_source::judge;
use crate::task::catalog::SourceType;
use crate::ui::{Ui, counted, visible};
use clap::Args;
use serde_json::{Value, json};

/// List the workspace's Qualtrics sources, with their environments and names
///
/// Write keys are masked: `qseg source show X --reveal` shows them. A source that the Segment task
/// made by itself may be of another type: --all shows every source.
///
/// Examples:
///   qseg source list
///   qseg source list --all --format json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ListArgs {
    /// Every source, whatever its type
    #[arg(long)]
    all: bool,
    /// How to say it: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// The columns of the table.
const COLUMNS: [&str; 7] = ["Nickname", "Slug", "Id", "Environment", "Enabled", "Write key", "Convention"];

/// Lists them.
pub(crate) fn run(args: ListArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let result = list(&args, context, ui);
    one_document(args.format, ui, result)
}

fn list(args: &ListArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let (sources, opened, _) = with_workspace(context, ui, async |client, _| Ok(client.sources().await?))?;
    let is_shown = |source: &&Source| args.all || source.metadata.slug == SourceType::Qualtrics.slug();
    let shown: Vec<&Source> = sources.iter().filter(is_shown).collect();
    let hidden = sources.len() - shown.len();
    match args.format {
        TextOrJson::Json => ui.document(&json!({
            "schema": "qseg.source.list/1",
            "workspace": facts::workspace(&opened),
            "region": opened.region.name(),
            "all": args.all,
            "hidden": hidden,
            "sources": shown.iter().map(|source| document(source)).collect::<Vec<_>>(),
        }))?,
        TextOrJson::Text => table(&shown, ui)?,
    }
    if shown.is_empty() {
        let what = if args.all { "no source" } else { "no Qualtrics source" };
        ui.status(&visible(&format!("The token sees {what} in the workspace {}.", opened.workspace.slug)));
        ui.hint("create one: qseg source add Qualtrics --env dev");
    }
    if hidden > 0 {
        let are = if hidden == 1 { "is" } else { "are" };
        ui.status(&format!(
            "{} of other types {are} not shown: --all shows every source",
            counted(hidden as u64, "source")
        ));
    }
    Ok(Exit::Done)
}

/// A source, with the codes of what is to be said of it.
fn document(source: &Source) -> Value {
    let mut findings = Findings::new();
    judge(&facts::existing(source), &mut findings);
    let codes: Vec<&str> = findings.groups().iter().map(|group| group.first.code.name).collect();
    let mut document = facts::document(source, false);
    document["findings"] = codes.into();
    document
}

/// The table; where a terminal is too narrow for it, each source by itself, so that nothing is cut off.
fn table(sources: &[&Source], ui: &mut Ui) -> Result<()> {
    if sources.is_empty() {
        return Ok(());
    }
    let rows: Vec<[String; 7]> = sources.iter().map(|source| row(source)).collect();
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([COLUMNS[column].len()]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    let total: usize = widths.iter().sum::<usize>() + 2 * (COLUMNS.len() - 1);
    if total > ui.line_width() {
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                ui.line("")?;
            }
            for (name, cell) in COLUMNS.iter().zip(row) {
                ui.line(format!("{name:<13}{cell}").trim_end())?;
            }
        }
        return Ok(());
    }
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    ui.heading(&line(&COLUMNS.map(str::to_owned)))?;
    rows.iter().try_for_each(|row| ui.line(&line(row)))
}

fn row(source: &Source) -> [String; 7] {
    let or_dash = |text: &str| if text.is_empty() { "-".to_owned() } else { visible_on_one_line(text) };
    [
        or_dash(&source.name),
        or_dash(&source.slug),
        or_dash(&source.id),
        or_dash(&facts::environment(source).unwrap_or_default()),
        facts::yes_or_no(source.enabled).to_owned(),
        facts::keys(source),
        facts::convention(source).to_owned(),
    ]
}

fn visible_on_one_line(text: &str) -> String {
    visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}
