//! `qseg mapping`: everything about mapping files.

pub mod check;
pub mod init;
pub mod schema;
pub mod test;

use crate::context::Context;
use crate::error::{Exit, Result};
use crate::ui::Ui;
use clap::Subcommand;

/// Begin, check and test mapping files, and help to write them
#[derive(Debug, Subcommand)]
pub(super) enum MappingCommand {
    Init(init::InitArgs),
    Check(check::CheckArgs),
    Test(test::TestArgs),
    Schema(schema::SchemaArgs),
}

/// Runs one of them.
pub(super) fn run(command: MappingCommand, context: &Context, ui: &mut Ui) -> Result<Exit> {
    match command {
        MappingCommand::Init(args) => init::run(args, context, ui),
        MappingCommand::Check(args) => check::run(args, context, ui),
        MappingCommand::Test(args) => test::run(args, context, ui),
        MappingCommand::Schema(args) => schema::run(args, ui),
    }
}
