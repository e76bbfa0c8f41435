//! The pause of everything: one server, one workspace, one limit, whichever batch was told.

use std::time::Duration;
use tokio::time::Instant;

/// Whether anything may be sent, and for how long nothing was.
#[derive(Debug)]
pub(super) struct Gate {
    /// How long a run may be held off altogether.
    budget: Duration,
    /// When the last pause was asked for: an answer to what was sent before that belongs to it.
    asked: Option<Instant>,
    until: Option<Instant>,
    /// All pauses together, to their ends.
    held: Duration,
    /// How many pauses in a row came without the server saying how long.
    level: u32,
}

/// The pauses would be over their budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent;

impl Gate {
    pub(super) fn new(budget: Duration) -> Self {
        Gate { budget, asked: None, until: None, held: Duration::ZERO, level: 0 }
    }

    /// When the gate opens; `None` if it is open.
    pub(super) fn closed_until(&self, now: Instant) -> Option<Instant> {
        self.until.filter(|until| *until > now)
    }

    /// The how manieth pause in a row a rate limit without a `Retry-After` is, to a request sent at this moment.
    /// The batches that were in flight together are told together, and count once.
    pub(super) fn level(&mut self, sent: Instant) -> u32 {
        if self.asked.is_none_or(|asked| sent >= asked) || self.level == 0 {
            self.level = self.level.saturating_add(1);
        }
        self.level
    }

    /// Closes the gate for so long from now; a longer pause that runs already stays.
    pub(super) fn close(&mut self, now: Instant, wait: Duration) -> Result<(), Spent> {
        let from = self.closed_until(now).unwrap_or(now);
        let more = (now + wait).saturating_duration_since(from);
        // A pause that does not fit is not shortened: the server would be asked too early.
        if self.held + more > self.budget {
            return Err(Spent);
        }
        self.held += more;
        self.until = Some(from + more);
        self.asked = Some(now);
        Ok(())
    }

    /// Something was accepted: the next pause is a first one.
    pub(super) fn relax(&mut self) {
        self.level = 0;
    }

    /// How long everything was held off until now.
    pub(super) fn held(&self, now: Instant) -> Duration {
        let ahead = self.closed_until(now).map_or(Duration::ZERO, |until| until - now);
        self.held.saturating_sub(ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn pauses_that_overlap_are_counted_once() {
        let began = Instant::now();
        let mut gate = Gate::new(seconds(1_000));
        assert_eq!(gate.close(began, seconds(10)), Ok(()));
        assert_eq!(gate.close(began + seconds(4), seconds(3)), Ok(()), "within the first");
        assert_eq!(gate.closed_until(began + seconds(5)), Some(began + seconds(10)));
        assert_eq!(gate.close(began + seconds(5), seconds(20)), Ok(()), "beyond it");
        assert_eq!(gate.closed_until(began + seconds(5)), Some(began + seconds(25)));
        assert_eq!(gate.held(began + seconds(15)), seconds(15));
        assert_eq!(gate.closed_until(began + seconds(25)), None);
        assert_eq!(gate.held(began + seconds(500)), seconds(25));
    }

    #[test]
    fn a_pause_that_does_not_fit_into_the_budget_is_not_shortened() {
        let began = Instant::now();
        let mut gate = Gate::new(seconds(10));
        assert_eq!(gate.close(began, seconds(6)), Ok(()));
        assert_eq!(gate.close(began + seconds(6), seconds(5)), Err(Spent));
        assert_eq!(gate.close(began + seconds(6), seconds(4)), Ok(()));
    }

    #[test]
    fn what_was_in_flight_together_is_one_rate_limit() {
        let began = Instant::now();
        let mut gate = Gate::new(seconds(1_000));
        let told = |gate: &mut Gate, sent: u64, answered: u64| {
            let level = gate.level(began + seconds(sent));
            gate.close(began + seconds(answered), seconds(2)).unwrap();
            level
        };
        assert_eq!([told(&mut gate, 0, 1), told(&mut gate, 0, 1), told(&mut gate, 0, 2)], [1, 1, 1]);
        assert_eq!([told(&mut gate, 5, 6), told(&mut gate, 5, 6)], [2, 2]);
        gate.relax();
        assert_eq!(told(&mut gate, 9, 10), 1);
    }
}
