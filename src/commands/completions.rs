//! `qseg completions`: the script that makes a shell complete qseg's commands and options.

use crate::commands;
use crate::core::error::{Exit, Result};
use crate::ui::Ui;
use clap::Args;
use clap_complete::Shell;

/// Print the script that makes a shell complete qseg's commands and options
///
/// Examples:
///   qseg completions bash > ~/.local/share/bash-completion/completions/qseg
///   qseg completions zsh > "${fpath[1]}/_qseg"
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct CompletionsArgs {
    /// The shell that is to complete
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script. It is written to memory first: clap's generators panic where a stream is closed.
pub(crate) fn run(args: CompletionsArgs, ui: &mut Ui) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut commands::definition(), "qseg", &mut script);
    ui.data(&script)?;
    Ok(Exit::Done)
}
