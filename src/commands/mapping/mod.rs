//! `qseg mapping`: everything about mapping files.

pub(crate) mod card;
pub(crate) mod check;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod plan;
pub(crate) mod schema;
pub(crate) mod test;

use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::ui::Ui;
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
