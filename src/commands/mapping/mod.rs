//! `qseg mapping`: everything about mapping files.

pub mod card;
pub mod check;
pub mod diff;
pub mod explain;
pub mod init;
pub mod plan;
pub mod schema;
pub mod test;

use crate::commands::{document, unknown_word};
use crate::context::Context;
use crate::diagnostic::Findings;
use crate::error::{Error, Exit, Result};
use crate::mapping::model::Mapping;
use crate::ui::{Stream, Ui};
use clap::Subcommand;

/// Begin, check and test mapping files, and help to write them
#[derive(Debug, Subcommand)]
pub(super) enum MappingCommand {
    Init(init::InitArgs),
    Check(check::CheckArgs),
    Plan(plan::PlanArgs),
    Explain(Box<explain::ExplainArgs>),
    Card(card::CardArgs),
    Diff(diff::DiffArgs),
    Test(test::TestArgs),
    Schema(schema::SchemaArgs),
}

/// Runs one of them.
pub(super) fn run(command: MappingCommand, context: &Context, ui: &mut Ui) -> Result<Exit> {
    match command {
        MappingCommand::Init(args) => init::run(args, context, ui),
        MappingCommand::Check(args) => check::run(args, context, ui),
        MappingCommand::Plan(args) => plan::run(args, context, ui),
        MappingCommand::Explain(args) => explain::run(*args, context, ui),
        MappingCommand::Card(args) => card::run(args, context, ui),
        MappingCommand::Diff(args) => diff::run(args, context, ui),
        MappingCommand::Test(args) => test::run(args, context, ui),
        MappingCommand::Schema(args) => schema::run(args, ui),
    }
}

/// A mapping file with errors: nothing is made of it. `so` says what is not.
fn unsound(so: &str, is_json: bool, findings: &Findings, ui: &mut Ui) -> Result<Exit> {
    let error = Error::judged("mapping_errors", format!("the mapping file has errors; {so}"))
        .hint("mend them all at once with: qseg mapping check");
    if is_json {
        let mut document = document::error_only(&error);
        document["findings"] = serde_json::to_value(document::findings(findings)).unwrap_or_default();
        ui.line(&document.to_string())?;
    } else {
        ui.findings(findings, Stream::Status)?;
    }
    Err(error)
}

/// A task that the mapping does not have is a typing error.
fn known_task(mapping: &Mapping, asked: Option<&str>) -> Result<()> {
    let known: Vec<&str> = mapping.tasks.iter().map(|task| task.id.value.as_str()).collect();
    match asked {
        Some(task) if !known.contains(&task) => Err(unknown_word("--task", task, &known)),
        _ => Ok(()),
    }
}
