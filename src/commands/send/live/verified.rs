//! `qseg send --verify`: what `qseg verify` says of the run, at its end.

use crate::commands::connection::{Opened, with_opened};
use crate::commands::rehearsal::Run;
use crate::commands::verify::ask::{Found, ask_until};
use crate::commands::verify::report;
use crate::commands::verify::scope::{Scope, SentOf};
use crate::core::error::{Exit, Result};
use crate::delivery::outcome::{Ended, Outcome};
use crate::ui::Ui;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use std::path::Path;

/// Whether there is something to ask about, and somebody who waits for it: neither where it was interrupted, nor where
/// Segment was asked already.
pub(crate) fn is_worth_asking(outcome: &Outcome) -> bool {
    let has_ended_badly = matches!(outcome.ended, Ended::Interrupted(_) | Ended::Canary(_) | Ended::Failed(_));
    outcome.counts.acknowledged > 0 && !has_ended_badly
}

/// What Segment counted of a run.
pub(crate) struct Verified {
    scope: Scope,
    sent: SentOf,
    found: Found,
}

impl Verified {
    /// Asks, until everything is counted or the time is over.
    ///
    /// # Errors
    /// The ledger cannot be read, or Segment cannot be asked.
    pub(crate) fn ask(
        run: &Run<'_>,
        opened: &Opened,
        ledger: &Path,
        id: &str,
        wait: SignedDuration,
        ui: &mut Ui,
    ) -> Result<Verified> {
        ui.status(&format!("Asking Segment what it counted, for at most {wait:#}"));
        let scope = Scope::of_run(ledger, id, &run.mapping, Timestamp::now(), None)?;
        let sent = scope.sent()?;
        let source = scope.source.id.clone();
        let found = with_opened(run.context, ui, opened, async |client| ask_until(client, &source, &sent, wait).await)?;
        Ok(Verified { scope, sent, found })
    }

    /// The exit code, as that of `qseg verify`.
    pub(crate) fn exit(&self) -> Exit {
        self.found.exit()
    }

    /// For people.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn text(&self, ui: &mut Ui) -> Result<()> {
        report::text(&self.scope, &self.sent, &self.found, ui)
    }

    /// The key `verify` of the document: that of `qseg verify --format json`.
    pub(crate) fn document(&self) -> Value {
        report::document(&self.scope, &self.sent, &self.found)
    }
}
