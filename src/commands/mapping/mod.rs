//! `qseg mapping`: everything about mapping files.

pub mod check;

use crate::context::Context;
use crate::error::{Exit, Result};
use crate::ui::Ui;
use clap::Subcommand;

/// Check mapping files
#[derive(Debug, Subcommand)]
pub(super) enum MappingCommand {
    Check(check::CheckArgs),
}

/// Runs one of them.
pub(super) fn run(command: MappingCommand, context: &Context, ui: &mut Ui) -> Result<Exit> {
    match command {
        MappingCommand::Check(args) => check::run(args, context, ui),
    }
}
