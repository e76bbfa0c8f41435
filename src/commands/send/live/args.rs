//! The options of a live send alone.

use crate::commands::ledger::LedgerFile;
use crate::commands::time;
use crate::delivery::canary;
use crate::delivery::decide::{Choices, InDoubt};
use crate::delivery::gates::Production;
use crate::delivery::pace::Rate;
use crate::delivery::pipeline::DEFAULT_IN_FLIGHT;
use crate::segment::limits::BATCH_EVENTS;
use clap::{Args, ValueEnum};
use jiff::SignedDuration;
use std::path::PathBuf;

/// Options of a live send alone.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sending")]
pub(crate) struct LiveArgs {
    /// Send to this source, instead of one of the mapping's: its id, slug or nickname
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["env", "dry_run"])]
    pub(in crate::commands::send) source: Option<String>,
    /// Send to a local Segment in this process, with a ledger of its own, and tell what would arrive: needs no token
    #[arg(long, value_enum, value_name = "WHERE", conflicts_with_all = ["source", "ledger", "dry_run"])]
    pub(super) to: Option<To>,
    /// With --to sandbox: a JSON file with the workspace, as `qseg sandbox` takes it, for its tracking plans
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(super) workspace: Option<PathBuf>,
    /// Send without asking
    #[arg(short, long, conflicts_with = "dry_run")]
    pub(super) yes: bool,
    /// Send to a source of production
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) production: bool,
    /// How many events go alone before Segment is asked whether it counted them; 0 for none [default: 25 on production,
    /// else 0]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=BATCH_EVENTS as u64), conflicts_with_all = ["dry_run", "to"])]
    canary: Option<u64>,
    /// How long Segment is asked about them before it counts as no evidence [default: 5m]
    #[arg(long, value_name = "TIME", value_parser = time, conflicts_with_all = ["dry_run", "to"])]
    canary_wait: Option<SignedDuration>,
    /// Where events older than 48 hours may go: all, warehouses, or names of destinations
    #[arg(long, value_name = "all|warehouses|NAME,…", value_delimiter = ',', conflicts_with = "dry_run")]
    pub(super) destinations: Vec<String>,
    /// Send responses that have no ResponseId: their message ids change with the export
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) allow_no_response_id: bool,
    /// Send what is good although some events are rejected (the exit code is 3 all the same)
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) skip_rejected: bool,
    /// What to do with what an earlier form of the mapping delivered with other content
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "dry_run")]
    pub(super) already_sent: Option<AlreadySent>,
    /// What to do with events whose answer was lost [default: resend within 24 hours, else ask]
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "dry_run")]
    pub(super) in_doubt: Option<InDoubtWord>,
    /// Send what was found missing again, under the same ids (`qseg verify --arrived` finds it)
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "dry_run")]
    retry: Option<RetryWord>,
    /// Ask Segment at the end whether it counted what was acknowledged, as `qseg verify` does
    #[arg(long, conflicts_with_all = ["dry_run", "to"])]
    pub(super) verify: bool,
    /// How long --verify asks, until everything is counted
    #[arg(long, value_name = "TIME", value_parser = time, default_value = "5m", requires = "verify")]
    pub(super) verify_wait: SignedDuration,
    /// Leave out the ResponseIds and user ids of this file, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub(super) exclude: Option<PathBuf>,
    /// Events a second: a number, max (1,000), or none for no limit [default: 200; with --to sandbox none]
    #[arg(long, value_name = "N|max|none", conflicts_with = "dry_run")]
    rate: Option<Rate>,
    /// Batches under way at the same time
    #[arg(long, value_name = "N", default_value_t = DEFAULT_IN_FLIGHT, value_parser = clap::value_parser!(u8).range(1..=32), conflicts_with = "dry_run")]
    pub(super) in_flight: u8,
    /// How often a batch is tried again
    #[arg(long, value_name = "N", default_value_t = 10, conflicts_with = "dry_run")]
    pub(super) max_retries: u32,
    /// How long a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600), conflicts_with = "dry_run")]
    pub(super) timeout: u64,
    /// Compress what is sent
    #[arg(long, conflicts_with = "dry_run")]
    pub(super) gzip: bool,
    /// Stop after this many refused events
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "dry_run")]
    pub(super) max_failures: Option<u64>,
    /// Keep events that are rejected or refused in this file
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    pub(super) failed: Option<PathBuf>,
    #[command(flatten)]
    pub(super) file: LedgerFile,
    /// How long to wait for another qseg that writes in the ledger
    #[arg(long, value_name = "SECONDS", default_value_t = 0, conflicts_with = "dry_run")]
    pub(super) wait: u64,
}

/// `--to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum To {
    /// A local Segment in this process
    Sandbox,
}

/// `--already-sent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AlreadySent {
    /// Leave it as it was delivered
    Skip,
}

/// `--in-doubt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InDoubtWord {
    /// Send them again, under the same ids
    Resend,
    /// Leave them
    Skip,
}

/// `--retry`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RetryWord {
    /// What the server took and Segment was found not to have
    Missing,
}

impl LiveArgs {
    /// `--rate`; a sandbox has nobody to be considerate of.
    pub(super) fn rate(&self) -> Rate {
        self.rate.unwrap_or(if self.to.is_some() { Rate::None } else { Rate::default() })
    }

    /// How many events go alone first. Loopback is free of the gate, unless somebody asks for it.
    pub(super) fn canary(&self, is_loopback: bool, production: Option<Production>) -> u64 {
        let default = if production.is_some() && !is_loopback { canary::EVENTS } else { 0 };
        self.canary.unwrap_or(default)
    }

    /// `--canary-wait`.
    pub(super) fn canary_wait(&self) -> SignedDuration {
        self.canary_wait.unwrap_or(canary::WAIT)
    }

    /// What was decided beforehand.
    pub(super) fn choices(&self) -> Choices {
        Choices {
            retry_missing: self.retry == Some(RetryWord::Missing),
            skip_already_sent: self.already_sent == Some(AlreadySent::Skip),
            in_doubt: self.in_doubt.map(|word| match word {
                InDoubtWord::Resend => InDoubt::Resend,
                InDoubtWord::Skip => InDoubt::Skip,
            }),
        }
    }
}
