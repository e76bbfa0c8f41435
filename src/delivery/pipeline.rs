//! The sending of batches: paced, recorded before sent, retried, halved, stopped (design §7). The rules are in the
//! neighbouring files; this one sets the workers going and ends them.
//!
//! There are as many workers as batches may be in flight, all on one thread: each takes the next batch from the
//! channel and sees it through. Nothing is spawned and nothing queued: what the workers do not hold stands in the
//! bounded channel, and behind it the reader waits.

mod canary;
mod gate;
mod halve;
mod post;
mod race;
mod road;
mod run;
#[cfg(test)]
mod tests;

use super::canary::First;
use super::envelope::Envelope;
use super::journal::Journal;
use super::observer::Observer;
use super::outcome::{Outcome, Stop};
use super::pace::Rate;
use super::parcel::Parcels;
use super::policy;
use super::wire::Wire;
use crate::core::error::Result;
use jiff::Timestamp;
use run::Run;
use std::time::Duration;
use tokio::sync::watch;

/// How long requests on the wire are waited for once nothing more is sent.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

/// Batches in flight if nobody says otherwise: enough that a server which takes its time is not what holds a send
/// without a pace up. With a pace, more than one or two are in flight only while something is tried again.
pub(crate) const DEFAULT_IN_FLIGHT: u8 = 8;

/// How to send.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Events that are to be sent altogether, for the counts.
    pub planned: u64,
    /// Events a second; retries and halves count as what was sent first.
    pub rate: Rate,
    /// Batches in flight, 1 at least. One that waits for its retry is in flight.
    pub in_flight: usize,
    /// How often a batch, or a half of one, is tried again. What waits because the server limits the rate (429, or
    /// any `Retry-After`) does not count, except that with 0 nothing is ever tried again.
    pub max_retries: u32,
    /// How long the server may hold the run off altogether.
    pub rate_limit_budget: Duration,
    /// How long a request may take.
    pub time_out: Duration,
    /// Stop after so many refused events; `None` for no limit.
    pub max_failures: Option<u64>,
    /// What the chance in the waits starts from.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            planned: 0,
            rate: Rate::default(),
            in_flight: usize::from(DEFAULT_IN_FLIGHT),
            max_retries: policy::DEFAULT_MAX_RETRIES,
            rate_limit_budget: policy::RATE_LIMIT_BUDGET,
            time_out: policy::DEFAULT_TIME_OUT,
            max_failures: None,
            seed: 0,
        }
    }
}

/// What the pipeline works with, handed over by the caller.
#[derive(Debug)]
pub struct Means<'m, W, J, O, C> {
    /// What goes around each batch.
    pub envelope: &'m Envelope,
    /// The way out.
    pub wire: &'m W,
    /// The record of what was sent.
    pub journal: &'m J,
    /// Who hears of it.
    pub observer: &'m O,
    /// This machine's clock, a `Fn() -> Timestamp`: for `sentAt` and for dates in headers. Waits are on tokio's.
    pub clock: C,
}

/// Sends batches until there are no more or it must stop. Each event of the plan ends acknowledged, failed or
/// unacknowledged; none that was acknowledged is sent again. On a current-thread runtime with its timer enabled.
///
/// When it returns, the channel is closed and the reader's next push fails. Anything that the observer and the
/// journal were told has been awaited, except where it was told to leave at once.
pub async fn deliver<E, W, J, O, C>(
    settings: Settings,
    means: Means<'_, W, J, O, C>,
    parcels: Parcels<E>,
    stop: watch::Receiver<Stop>,
) -> Outcome
where
    W: Wire,
    J: Journal<E>,
    O: Observer<E>,
    C: Fn() -> Timestamp,
{
    sent(settings, means, parcels, stop, None::<fn(First) -> std::future::Ready<Result<()>>>).await
}

/// The same, but that the first batch goes alone, and the others only when `look` has looked at what became of it: its
/// error ends the run as [`Ended::Canary`](super::outcome::Ended). Where nothing of the first batch was taken, nothing
/// is looked at, and nothing follows.
pub(crate) async fn deliver_after_canary<E, W, J, O, C, L>(
    settings: Settings,
    means: Means<'_, W, J, O, C>,
    parcels: Parcels<E>,
    stop: watch::Receiver<Stop>,
    look: L,
) -> Outcome
where
    W: Wire,
    J: Journal<E>,
    O: Observer<E>,
    C: Fn() -> Timestamp,
    L: AsyncFnOnce(First) -> Result<()>,
{
    sent(settings, means, parcels, stop, Some(look)).await
}

async fn sent<E, W, J, O, C, L>(
    settings: Settings,
    means: Means<'_, W, J, O, C>,
    parcels: Parcels<E>,
    stop: watch::Receiver<Stop>,
    look: Option<L>,
) -> Outcome
where
    W: Wire,
    J: Journal<E>,
    O: Observer<E>,
    C: Fn() -> Timestamp,
    L: AsyncFnOnce(First) -> Result<()>,
{
    let run = Run::new(settings, means);
    let Parcels { full, spent } = parcels;
    let full = tokio::sync::Mutex::new(full);
    let working = async {
        let may_follow = match look {
            Some(look) => run.canary(&full, &spent, look).await.is_ok(),
            None => true,
        };
        if may_follow {
            race::all((0..settings.in_flight.max(1)).map(|_| run.work(&full, &spent))).await;
        }
    };
    // Asked first: a signal that is there already stops before anything goes.
    race::race(run.supervise(stop), working).await;
    run.outcome()
}
