//! What came of a delivery, in a document and as an error.

use super::canary::CanaryDocument;
use super::deliver::Delivered;
use super::planner::PlannedSend;
use crate::core::error::Result;
use crate::core::error::{Error, Exit};
use crate::delivery::decide::Decision;
use crate::delivery::outcome::Ended;
use crate::ui::{Ui, counted, grouped};
use serde::Serialize;

/// The key `delivery` of the document.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DeliveryDocument {
    /// Events that were to go out.
    pub(crate) planned: u64,
    /// Events that the server took. That is not arrival.
    pub(crate) acknowledged: u64,
    /// Events that were delivered before.
    pub(crate) already_delivered: u64,
    /// Edited responses that stay as they were delivered.
    pub(crate) changed_not_sent: u64,
    /// Edited responses that wait for a later run: so soon after the first, Segment would throw the second event away.
    pub(crate) edited_too_soon: u64,
    /// Events that were found missing, and stay so without `--retry missing`.
    pub(crate) missing_not_sent: u64,
    /// Events that the server finally refused.
    pub(crate) failed: u64,
    /// Events that were to go out and were neither acknowledged nor refused.
    pub(crate) unacknowledged: u64,
    /// Events left out by `--exclude`.
    pub(crate) excluded: u64,
    /// Batches of which a request went out.
    pub(crate) batches: u64,
    /// Requests that repeated one.
    pub(crate) retries: u64,
    /// How long the server held everything off.
    pub(crate) throttled_seconds: f64,
    /// Server's clock minus this one's; `null` where no answer told.
    pub(crate) clock_offset_seconds: Option<f64>,
    /// The run's id in the ledger; `null` where nothing was left to send, and with `--to sandbox`.
    pub(crate) run: Option<String>,
    /// Why it ended.
    pub(crate) outcome: &'static str,
    /// What a look at the first events found; `null` where there was none.
    pub(crate) canary: Option<CanaryDocument>,
}

impl DeliveryDocument {
    /// Of a delivery.
    pub(crate) fn of(delivered: &Delivered, planned: &PlannedSend, run: Option<&str>) -> DeliveryDocument {
        let outcome = &delivered.outcome;
        let counts = &outcome.counts;
        DeliveryDocument {
            planned: counts.planned,
            acknowledged: counts.acknowledged,
            failed: counts.failed,
            unacknowledged: counts.unacknowledged,
            batches: counts.batches,
            retries: counts.retries,
            throttled_seconds: counts.throttled.as_secs_f64(),
            clock_offset_seconds: counts.clock_offset.map(|offset| offset.as_secs_f64()),
            run: run.map(str::to_owned),
            outcome: outcome.ended.code(),
            canary: delivered.canary.clone(),
            ..DeliveryDocument::nothing(planned)
        }
    }

    /// Where nothing was left to send.
    pub(crate) fn nothing(planned: &PlannedSend) -> DeliveryDocument {
        DeliveryDocument {
            planned: 0,
            acknowledged: 0,
            already_delivered: planned.count(Decision::AlreadyDelivered),
            changed_not_sent: planned.count(Decision::ChangedNotSent),
            edited_too_soon: planned.count(Decision::EditedTooSoon),
            missing_not_sent: planned.count(Decision::Missing),
            failed: 0,
            unacknowledged: 0,
            excluded: planned.excluded,
            batches: 0,
            retries: 0,
            throttled_seconds: 0.0,
            clock_offset_seconds: None,
            run: None,
            outcome: "done",
            canary: None,
        }
    }

    /// In words.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn text(&self, ui: &mut Ui) -> Result<()> {
        let mut words = vec![format!("{} acknowledged", grouped(self.acknowledged))];
        for (count, what) in [
            (self.already_delivered, "already delivered before"),
            (self.changed_not_sent, "edited since their delivery and not sent"),
            (self.edited_too_soon, "edited too soon after their delivery"),
            (self.missing_not_sent, "missing in Segment and not sent"),
            (self.excluded, "excluded"),
            (self.failed, "refused"),
            (self.unacknowledged, "not acknowledged"),
        ] {
            if count > 0 {
                words.push(format!("{} {what}", grouped(count)));
            }
        }
        ui.line(&format!("Delivery   {} of {}", words.join(", "), counted(self.planned, "planned event")))?;
        if self.retries > 0 || self.throttled_seconds > 0.0 {
            ui.line(&format!(
                "           {} sent again; held off by the server for {:.1} seconds",
                counted(self.retries, "request"),
                self.throttled_seconds
            ))?;
        }
        if self.edited_too_soon > 0 {
            ui.line("           Within about a day of the first, Segment throws away a second event of the same id.")?;
            ui.line("           The same command sends what was edited once two days have gone by.")?;
        }
        if let Some(offset) = self.clock_offset_seconds.filter(|offset| offset.abs() >= 1.0) {
            ui.line(&format!("Clock      this machine's is {offset:.0} s off the server's: `sentAt` was corrected"))?;
        }
        if let Some(run) = &self.run {
            ui.line(&format!("Run        {run} (qseg runs)"))?;
        }
        if self.acknowledged > 0 {
            ui.line("Acknowledged is not arrived: Segment answers 200 to events that it then throws away.")?;
        }
        Ok(())
    }
}

/// What ended a delivery before its time. `command` is what was typed, for it can be typed again.
pub(crate) fn error(delivered: &Delivered, host: &str, command: &str) -> Option<Error> {
    let counts = &delivered.outcome.counts;
    let left = counted(counts.unacknowledged, "event");
    let kept = delivered.failed.as_ref().filter(|failed| failed.written() > 0);
    let elsewhere = kept.map_or_else(String::new, |failed| {
        format!(" (with another --failed than {}, which holds events now)", failed.name())
    });
    let again = format!("what was acknowledged does not go out twice; to go on, run again: {command}{elsewhere}");
    let told = match &delivered.outcome.ended {
        Ended::Canary(error) | Ended::Failed(error) => {
            let causes: Vec<String> = error.causes().collect();
            let because = if causes.is_empty() { String::new() } else { format!(": {}", causes.join(": ")) };
            let told = Error::failed(error.code, format!("{}{because}; {left} were not sent", error.message));
            let told = error.hints.iter().fold(told, |told, hint| told.hint(hint));
            Some(Error { exit: error.exit, ..told.hint(&again) })
        }
        Ended::RetriesExhausted(trouble) => {
            Some(of(Exit::Again, "retries_exhausted", format!("{left} are left: {trouble}")).hint(&again))
        }
        Ended::RateLimited(trouble) => Some(
            of(Exit::Again, "rate_limited", format!("{left} are left: {host} held the run off: {trouble}"))
                .hint(&again),
        ),
        Ended::Unauthorised(trouble) => Some(
            of(
                Exit::Unauthorised,
                "key_refused",
                format!("{host} does not take the write key: {trouble}; {left} were not sent"),
            )
            .hint("look at the source and its region: qseg source show"),
        ),
        Ended::NothingAccepted(trouble) => Some(
            of(
                Exit::Unauthorised,
                "nothing_accepted",
                format!("{host} took nothing at all: {trouble}; {left} were not sent"),
            )
            .hint("look at the source, its write key and its region: qseg source show; qseg doctor"),
        ),
        Ended::MaxFailures => Some(
            of(
                Exit::Refused,
                "max_failures",
                format!("stopped by --max-failures: {} were refused", counted(counts.failed, "event")),
            )
            .hint("look at them with --failed FILE"),
        ),
        Ended::Interrupted(_) => Some(
            of(delivered.outcome.ended.exit(), "interrupted", format!("interrupted: {left} are left")).hint(&again),
        ),
        Ended::Done => None,
    };
    let read = delivered.read.as_ref().err().map(|error| {
        let causes: Vec<String> = error.causes().collect();
        let because = if causes.is_empty() { String::new() } else { format!(": {}", causes.join(": ")) };
        let told = of(error.exit, error.code, format!("{}{because}", error.message));
        error.hints.iter().fold(told, |told, hint| told.hint(hint))
    });
    match (told, read) {
        (Some(told), Some(read)) => Some(Error { exit: told.exit.worse(read.exit), ..told.hint(read.message) }),
        (told, read) => told.or(read),
    }
}

fn of(exit: Exit, code: &'static str, message: String) -> Error {
    Error { exit, ..Error::failed(code, message) }
}
