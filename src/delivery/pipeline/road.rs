//! Who may put a request on the wire: one after the other through the turn, where pause and pace are waited for;
//! then all together on the road, unless one that is being halved has it for itself.

use super::run::{Halted, Run};
use tokio::sync::{Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use tokio::time::{Instant, sleep, sleep_until};

/// The order of the workers on their way out.
#[derive(Debug, Default)]
pub(super) struct Road {
    turn: Mutex<()>,
    lanes: RwLock<()>,
}

/// The permission to have one request on the wire.
#[derive(Debug)]
pub(super) enum Permit<'r> {
    /// Beside others.
    Shared { _lane: RwLockReadGuard<'r, ()> },
    /// As the holder of the whole road.
    Alone,
}

impl<W, J, O, C> Run<'_, W, J, O, C> {
    /// Waits until so many events may go by pause and pace, and pays for them. `alone`: by the holder of the whole
    /// road.
    pub(super) async fn turn(&self, events: usize, alone: bool) -> Result<(), Halted> {
        self.unless_halted(async {
            if !alone {
                // Nobody waits in the turn while another has the road: it needs the turn too.
                drop(self.road.lanes.read().await);
            }
            let _turn = self.road.turn.lock().await;
            loop {
                let now = Instant::now();
                let closed = self.gate.borrow().closed_until(now);
                let wait = self.pace.borrow().wait(now);
                if let Some(until) = closed {
                    sleep_until(until).await;
                } else if !wait.is_zero() {
                    sleep(wait).await;
                } else {
                    self.pace.borrow_mut().spend(events, now);
                    return;
                }
            }
        })
        .await?;
        if self.is_going() { Ok(()) } else { Err(Halted) }
    }

    /// The permission to send now, to one whose turn it was; `None` if a pause has begun or somebody has taken the
    /// road since, so that it must be waited for (and paid for, or pauses would be saved up) again.
    pub(super) fn permit(&self, alone: bool) -> Result<Option<Permit<'_>>, Halted> {
        if !self.is_going() {
            return Err(Halted);
        }
        if self.gate.borrow().closed_until(Instant::now()).is_some() {
            return Ok(None);
        }
        if alone {
            return Ok(Some(Permit::Alone));
        }
        Ok(self.road.lanes.try_read().ok().map(|lane| Permit::Shared { _lane: lane }))
    }

    /// The road for one alone, when all that is on the wire has been answered.
    pub(super) async fn whole_road(&self) -> Result<RwLockWriteGuard<'_, ()>, Halted> {
        self.unless_halted(self.road.lanes.write()).await
    }
}
