//! `qseg source`: the sources of a workspace.

pub(crate) mod add;
mod facts;
pub(crate) mod list;
pub(crate) mod show;

use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::ui::Ui;
use clap::Subcommand;

/// Create, list and show the sources that Qualtrics sends to
#[derive(Debug, Subcommand)]
pub(super) enum SourceCommand {
    Add(add::AddArgs),
    List(list::ListArgs),
    Show(show::ShowArgs),
}

/// Runs one of them.
pub(super) fn run(command: SourceCommand, context: &Context, ui: &mut Ui) -> Result<Exit> {
    match command {
        SourceCommand::Add(args) => add::run(args, context, ui),
        SourceCommand::List(args) => list::run(args, context, ui),
        SourceCommand::Show(args) => show::run(args, context, ui),
    }
}
