//! One delivery's state, shared by its workers, and their loop.

use super::gate::Gate;
use super::post::{Piece, Posted};
use super::race::{First, race};
use super::road::Road;
use super::{GRACE, Means, Settings};
use crate::core::backoff::Backoff;
use crate::core::error::Result;
use crate::delivery::journal::Journal;
use crate::delivery::observer::Observer;
use crate::delivery::outcome::{Counts, Ended, Outcome, Stop, Trouble};
use crate::delivery::pace::Pace;
use crate::delivery::parcel::Parcel;
use crate::delivery::wire::Wire;
use crate::net::clock_offset::ClockOffset;
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::future::Future;
use tokio::sync::{Mutex, mpsc, watch};
use tokio::time::Instant;

/// Nothing more is sent; why stands in the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Halted;

/// How far the run is from its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Going,
    /// Nothing more is sent; what is on the wire may be answered.
    Ending,
    /// Nothing is waited for.
    Cut,
}

/// What all workers share. They are on one thread, and no borrow is held over an await.
pub(super) struct Run<'m, W, J, O, C> {
    pub(super) settings: Settings,
    pub(super) means: Means<'m, W, J, O, C>,
    pub(super) road: Road,
    pub(super) gate: RefCell<Gate>,
    pub(super) pace: RefCell<Pace>,
    pub(super) backoff: RefCell<Backoff>,
    pub(super) offset: Cell<ClockOffset>,
    counts: Cell<Counts>,
    phase: watch::Sender<Phase>,
    ended: RefCell<Option<Ended>>,
    /// The last batch that was given up, and how many were since anything was accepted.
    gave_up: RefCell<(u32, Option<Trouble>)>,
}

impl<'m, W, J, O, C> Run<'m, W, J, O, C> {
    pub(super) fn new(settings: Settings, means: Means<'m, W, J, O, C>) -> Self {
        Run {
            settings,
            means,
            road: Road::default(),
            gate: RefCell::new(Gate::new(settings.rate_limit_budget)),
            pace: RefCell::new(Pace::new(settings.rate, Instant::now())),
            backoff: RefCell::new(Backoff::seeded(settings.seed)),
            offset: Cell::default(),
            counts: Cell::default(),
            phase: watch::Sender::new(Phase::Going),
            ended: RefCell::default(),
            gave_up: RefCell::default(),
        }
    }

    /// Ends the run for a reason; of several reasons the one stays that the caller must hear of.
    pub(super) fn end(&self, reason: Ended) {
        let phase = if matches!(reason, Ended::Failed(_)) { Phase::Cut } else { Phase::Ending };
        let mut ended = self.ended.borrow_mut();
        let heard = ended
            .as_ref()
            .is_none_or(|first| first.exit() != reason.exit() && first.exit().worse(reason.exit()) == reason.exit());
        if heard {
            *ended = Some(reason);
        }
        self.phase.send_if_modified(|now| {
            let further = *now == Phase::Going || (*now == Phase::Ending && phase == Phase::Cut);
            if further {
                *now = phase;
            }
            further
        });
    }

    /// Ends the run where the journal or the observer failed.
    pub(super) fn recorded<T>(&self, told: Result<T>) -> Result<T, Halted> {
        told.map_err(|error| {
            self.end(Ended::Failed(error));
            Halted
        })
    }

    pub(super) fn is_going(&self) -> bool {
        *self.phase.borrow() == Phase::Going
    }

    /// Waits for something, unless the run ends before.
    pub(super) async fn unless_halted<F: Future>(&self, waiting: F) -> Result<F::Output, Halted> {
        let mut phase = self.phase.subscribe();
        // An error would say that the run is gone, which holds the sender.
        match race(phase.wait_for(|phase| *phase != Phase::Going), waiting).await {
            First::One(_) => Err(Halted),
            First::Other(done) => Ok(done),
        }
    }

    pub(super) fn count(&self, change: impl FnOnce(&mut Counts)) {
        let mut counts = self.counts.get();
        change(&mut counts);
        self.counts.set(counts);
    }

    /// Whether the server has taken anything in this run.
    pub(super) fn anything_accepted(&self) -> bool {
        self.counts.get().acknowledged > 0
    }

    /// How many events the server has taken so far.
    pub(super) fn acknowledged(&self) -> u64 {
        self.counts.get().acknowledged
    }

    /// Whether the retries of anything ran out.
    pub(super) fn has_given_up(&self) -> bool {
        self.gave_up.borrow().1.is_some()
    }

    pub(super) fn accepted(&self, events: usize) {
        self.count(|counts| counts.acknowledged += events as u64);
        self.gate.borrow_mut().relax();
        self.gave_up.borrow_mut().0 = 0;
    }

    pub(super) fn failed(&self, events: usize) {
        self.count(|counts| counts.failed += events as u64);
        if self.settings.max_failures.is_some_and(|most| self.counts.get().failed >= most.max(1)) {
            self.end(Ended::MaxFailures);
        }
    }

    /// The retries of a piece ran out. One may be a batch that this server cannot digest; two in a row, and it is
    /// the server: the rest would only wait as long, batch by batch.
    pub(super) fn give_up(&self, trouble: Trouble) {
        let mut gave_up = self.gave_up.borrow_mut();
        gave_up.0 += 1;
        gave_up.1 = Some(trouble.clone());
        if gave_up.0 > 1 {
            self.end(Ended::RetriesExhausted(trouble));
        }
    }

    /// Returns when nothing is waited for any more: the grace is over, or the caller or a failed record cut it.
    pub(super) async fn supervise(&self, mut stop: watch::Receiver<Stop>) {
        let mut phase = self.phase.subscribe();
        let asked = async {
            if stop.wait_for(|stop| *stop != Stop::No).await.is_err() {
                // Nobody is left who could ask.
                std::future::pending::<()>().await;
            }
        };
        let halted = phase.wait_for(|phase| *phase != Phase::Going);
        race(asked, halted).await;
        self.heed(*stop.borrow());
        let over = tokio::time::sleep(GRACE);
        let mut phase = self.phase.subscribe();
        let cut = phase.wait_for(|phase| *phase == Phase::Cut);
        let heeding = async {
            // Whoever asked first may ask once more; whoever did not, may still.
            while stop.changed().await.is_ok() {
                self.heed(*stop.borrow_and_update());
            }
            std::future::pending::<()>().await;
        };
        race(cut, race(over, heeding)).await;
    }

    fn heed(&self, stop: Stop) {
        match stop {
            Stop::No => {}
            Stop::Finish(signal) => self.end(Ended::Interrupted(signal)),
            Stop::Now(signal) => {
                self.end(Ended::Interrupted(signal));
                self.phase.send_replace(Phase::Cut);
            }
        }
    }

    /// What became of it all.
    pub(super) fn outcome(self) -> Outcome {
        let mut counts = self.counts.get();
        counts.planned = self.settings.planned;
        counts.unacknowledged = counts.planned.saturating_sub(counts.acknowledged + counts.failed);
        counts.throttled = self.gate.borrow().held(Instant::now());
        counts.clock_offset = self.offset.get().offset();
        let gave_up = self.gave_up.into_inner().1.map(Ended::RetriesExhausted);
        Outcome { counts, ended: self.ended.into_inner().or(gave_up).unwrap_or(Ended::Done) }
    }
}

impl<W: Wire, J, O, C: Fn() -> Timestamp> Run<'_, W, J, O, C> {
    /// Sees one batch after the other through, until there are no more or the run ends.
    pub(super) async fn work<E>(&self, full: &Mutex<mpsc::Receiver<Parcel<E>>>, spent: &mpsc::Sender<Parcel<E>>)
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        let next = async || full.lock().await.recv().await;
        while let Ok(Some(parcel)) = self.unless_halted(next()).await {
            if self.see_through(&parcel).await.is_err() {
                return;
            }
            // Where nobody wants the buffer back, it is freed.
            drop(spent.try_send(parcel));
        }
    }

    pub(super) async fn see_through<E>(&self, parcel: &Parcel<E>) -> Result<(), Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        let mut whole = Piece::whole(parcel);
        match self.post(parcel, &mut whole, false).await? {
            Posted::Settled => Ok(()),
            Posted::Undigested(trouble) => self.halve(parcel, whole, trouble).await,
        }
    }
}
