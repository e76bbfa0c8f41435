//! Asking Segment: Delivery Overview first, the events volume where that cannot be seen, and again while something
//! is missing and there is time.

use super::scope::SentOf;
use crate::core::error::{Exit, Result};
use crate::delivery::arrival::{self, COUNTING, Evidence, Judgement};
use crate::segment::public_api::Client;
use crate::segment::public_api::errors::{ApiClass, ApiError};
use crate::segment::public_api::requests::{DeliveryGroup, Stage, VolumeGroup, Window};
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// What came of asking.
pub(crate) struct Found {
    /// What was found out; `None` where nothing could be seen.
    pub(crate) judgement: Option<Judgement>,
    /// By which of Segment's counts.
    pub(crate) by: Option<By>,
    /// What the token could not see, or why nothing can be asked.
    pub(crate) unseen: Vec<String>,
}

/// Which of Segment's counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// What was received, failed and filtered.
    DeliveryOverview,
    /// Valid events alone.
    EventsVolume,
}

impl By {
    /// Stable name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            By::DeliveryOverview => "delivery_overview",
            By::EventsVolume => "events_volume",
        }
    }
}

impl Found {
    /// Where Segment need not be asked.
    pub(crate) fn nothing(sent: &SentOf) -> Found {
        let why = match (&sent.span, &sent.window) {
            (None, _) => "the ledger has nothing that was sent then, or a later run sent it again",
            (Some(_), None) => "it was sent over 30 days ago, or over more than 30 days: Segment does not tell of it",
            (Some(_), Some(_)) => "nothing was acknowledged then: there is nothing to arrive",
        };
        Found { judgement: None, by: None, unseen: vec![why.to_owned()] }
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        self.judgement.as_ref().map_or(Exit::NoVerdict, Judgement::exit)
    }
}

/// Asks until everything is counted or the time is over.
///
/// # Errors
/// Segment is not reached, or fails. What the token may not see is no error.
pub(crate) async fn ask_until(client: &Client<'_>, source: &str, sent: &SentOf, wait: SignedDuration) -> Result<Found> {
    let began = Timestamp::now();
    let mut pause = SignedDuration::from_secs(1);
    loop {
        let found = ask(client, source, sent).await?;
        let left = wait - Timestamp::now().duration_since(began);
        let may_change = found.judgement.as_ref().is_some_and(Judgement::may_change);
        if !may_change || !left.is_positive() {
            return Ok(found);
        }
        let pausing = Duration::try_from(pause.min(left)).unwrap_or_default();
        tokio::time::sleep(pausing).await;
        pause = (pause * 2).min(SignedDuration::from_secs(15));
    }
}

async fn ask(client: &Client<'_>, source: &str, sent: &SentOf) -> Result<Found> {
    let (Some(window), Some(span)) = (&sent.window, &sent.span) else { return Ok(Found::nothing(sent)) };
    let is_fresh = Timestamp::now().duration_since(span.last) < COUNTING;
    let window =
        Window { start: window.start.to_string(), end: window.end.to_string(), granularity: window.granularity };
    let mut unseen = Vec::new();
    let mut by = None;
    let mut evidence = None;
    match overview(client, source, &window).await {
        Ok(found) => (by, evidence) = (Some(By::DeliveryOverview), Some(found)),
        Err(error) if cannot_be_seen(&error) => unseen.push(said("Delivery Overview", &error)),
        Err(error) => return Err(error.into()),
    }
    if evidence.is_none() {
        match client.events_volume(&window, &[source], &[VolumeGroup::EventName, VolumeGroup::EventType]).await {
            Ok(found) => (by, evidence) = (Some(By::EventsVolume), Some(Evidence::Volume(found))),
            Err(error) if cannot_be_seen(&error) => unseen.push(said("the events volume", &error)),
            Err(error) => return Err(error.into()),
        }
    }
    let judgement = evidence.map(|evidence| arrival::judge(&sent.sent, &evidence, is_fresh));
    Ok(Found { judgement, by, unseen })
}

async fn overview(client: &Client<'_>, source: &str, window: &Window) -> Result<Evidence, ApiError> {
    let named = [DeliveryGroup::EventName, DeliveryGroup::EventType];
    let with_reason = [DeliveryGroup::EventName, DeliveryGroup::EventType, DeliveryGroup::DiscardReason];
    // What was thrown away is asked first: an event that is counted in between is late, not one too many.
    let failed = client.delivery_overview(&Stage::FailedOnIngest, source, window, &with_reason).await?;
    let filtered = client.delivery_overview(&Stage::FilteredAtSource, source, window, &with_reason).await?;
    let received = client.delivery_overview(&Stage::SuccessfullyReceived, source, window, &named).await?;
    Ok(Evidence::Overview { received, failed, filtered })
}

/// Whether the token may not, or the workspace does not have it: 401, 403, 404. Which role it takes nobody says (§7).
fn cannot_be_seen(error: &ApiError) -> bool {
    error.is_refusal() || error.class == ApiClass::NotFound
}

fn said(what: &str, error: &ApiError) -> String {
    let status = error.status.map_or_else(String::new, |status| format!(" (HTTP {status})"));
    match error.class {
        ApiClass::NotFound => {
            format!("{what} cannot be seen{status}: this workspace has none, or the token does not see the source")
        }
        _ => format!("{what} cannot be seen{status}: the token lacks the role for it; Segment does not say which"),
    }
}
