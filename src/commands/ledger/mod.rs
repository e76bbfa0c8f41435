//! `qseg ledger`: looking into what was delivered, and rebuilding what was lost.

pub(crate) mod import;
pub(crate) mod missing;
pub(crate) mod show;

use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::delivery::ledger::{Holder, Ledger, Source, Waiting, Writer};
use crate::ui::{Ui, visible};
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Look into the ledger: what was delivered, and what has vanished since; or rebuild it
#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    Show(show::ShowArgs),
    Missing(missing::MissingArgs),
    Import(import::ImportArgs),
}

/// Runs one of them.
pub(super) fn run(command: LedgerCommand, context: &Context, ui: &mut Ui) -> Result<Exit> {
    match command {
        LedgerCommand::Show(args) => show::run(args, context, ui),
        LedgerCommand::Missing(args) => missing::run(args, context, ui),
        LedgerCommand::Import(args) => import::run(args, context, ui),
    }
}

/// Which ledger.
#[derive(Debug, Args)]
pub(crate) struct LedgerFile {
    /// The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user's own folder for state]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

/// How it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum LedgerFormat {
    /// For people
    #[default]
    Text,
    /// One document
    Json,
}

impl LedgerFile {
    /// Where the ledger is: `--ledger`, else in the folder of what qseg did.
    ///
    /// # Errors
    /// `no_home`: there is no such folder.
    pub(crate) fn path(&self, context: &Context) -> Result<PathBuf> {
        match &self.ledger {
            Some(named) => Ok(context.path(named)),
            None => Ok(context.state_dir()?.value.join("ledger.db")),
        }
    }

    /// Opens it for reading: where it is, and `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read, or is none.
    pub(crate) fn read(&self, context: &Context) -> Result<(PathBuf, Option<Ledger>)> {
        let path = self.path(context)?;
        let ledger = Ledger::read(&path)?;
        Ok((path, ledger))
    }
}

/// What is said where there is no ledger.
pub(crate) fn nothing_sent(path: &Path) -> String {
    format!("Nothing was sent yet: there is no ledger at {}", path.display())
}

/// A source, as people know it: `qualtrics_dev (dev)`.
pub(crate) fn name_of(source: &Source) -> String {
    let name = source.slug.as_ref().unwrap_or(&source.id);
    source.env.as_ref().map_or_else(|| name.clone(), |env| format!("{name} ({env})"))
}

/// Opens the ledger as its one writer; waits for another one at most so long.
///
/// # Errors
/// As [`Writer::open`].
pub(crate) fn open_to_write(
    path: &Path,
    wait: Duration,
    command: &str,
    context: &Context,
    ui: &mut Ui,
) -> Result<Writer> {
    let holder = Holder {
        pid: std::process::id(),
        host: context.host_name(),
        since: context.now(),
        command: command.to_owned(),
    };
    let mut told = |holder: Option<&Holder>| {
        let who = holder.map_or_else(|| "another qseg".to_owned(), ToString::to_string);
        ui.status(&visible(&format!("Waiting for the ledger: {who} writes in it")));
    };
    let waiting = Waiting { at_most: wait, told: &mut told, sleep: &mut std::thread::sleep };
    Writer::open(path, &holder, waiting)
}
