//! How long to wait before the next try where the server does not say: 0.5 s, doubling to 60 s, give or take a
//! tenth (`reference/segment-tracking-api.md` §10.1 "Backoff").

use std::time::Duration;

/// The first wait.
pub(crate) const BASE: Duration = Duration::from_millis(500);

/// The longest wait.
pub(crate) const CAP: Duration = Duration::from_secs(60);

/// Waits with chance in them, so that many clients do not come back at one moment. The chance is seeded: the
/// same seed gives the same waits.
#[derive(Debug, Clone)]
pub(crate) struct Backoff {
    state: u64,
}

impl Backoff {
    /// Waits by this seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Backoff { state: seed }
    }

    /// The wait before the `retry`th retry, the first being 1: between 90 and 110 % of the doubled base, and
    /// never over [`CAP`].
    pub(crate) fn wait(&mut self, retry: u32) -> Duration {
        let doublings = retry.saturating_sub(1).min(31);
        let middle = BASE.saturating_mul(1 << doublings).min(CAP);
        middle.mul_f64(0.9 + 0.2 * self.chance()).min(CAP)
    }

    /// The next number in 0..1. SplitMix64: a few lines, and more than good enough to spread waits.
    fn chance(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn waits_double_from_half_a_second_to_a_minute() {
        let middles = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0];
        for (retry, middle) in (1..).zip(middles) {
            for seed in 0..200 {
                let wait = Backoff::seeded(seed).wait(retry).as_secs_f64();
                assert!(wait >= middle * 0.9 && wait <= (middle * 1.1).min(60.0), "retry {retry}: {wait}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_seed_is_a_sequence_and_no_retry_waits_over_the_cap(seed: u64, retries in prop::collection::vec(0_u32.., 1..20)) {
            let (mut one, mut other) = (Backoff::seeded(seed), Backoff::seeded(seed));
            for retry in retries {
                let wait = one.wait(retry);
                prop_assert_eq!(wait, other.wait(retry));
                prop_assert!(wait <= CAP && wait >= BASE.mul_f64(0.9));
            }
        }

        #[test]
        fn two_waits_of_a_sequence_differ(seed: u64) {
            let mut backoff = Backoff::seeded(seed);
            prop_assert_ne!(backoff.wait(3), backoff.wait(3));
        }
    }
}
