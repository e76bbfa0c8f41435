//! The floor: counting distinct things within a bound of memory: exactly up to 400,000, an estimate beyond.

use foldhash::fast::RandomState;
use std::collections::HashSet;

/// Up to how many are counted exactly.
pub(crate) const EXACT: usize = 400_000;

/// 2^14 registers: a standard error of 0.8 %, in 16 KiB.
const PRECISION: u32 = 14;

/// A count of distinct 64-bit hashes.
#[derive(Debug)]
pub(crate) enum Distinct {
    /// Each of them is kept.
    Exact(HashSet<u64, RandomState>),
    /// HyperLogLog registers (Flajolet et al., 2007).
    Estimate(Box<[u8]>),
}

impl Default for Distinct {
    fn default() -> Self {
        Distinct::Exact(HashSet::default())
    }
}

impl Distinct {
    /// A count that is an estimate from the beginning, for where nobody asks for it: 16 KiB, however much comes.
    pub(crate) fn estimate() -> Self {
        Distinct::Estimate(vec![0; 1 << PRECISION].into_boxed_slice())
    }

    /// Counts a hash, if it is new.
    pub(crate) fn insert(&mut self, hash: u64) {
        self.insert_within(hash, EXACT);
    }

    /// Counts a hash, if it is new; beyond `exact` of them it is an estimate. For many counts side by side.
    pub(crate) fn insert_within(&mut self, hash: u64, exact: usize) {
        match self {
            Distinct::Exact(known) => {
                known.insert(hash);
                if known.len() > exact {
                    let mut estimate = Distinct::estimate();
                    known.iter().for_each(|hash| estimate.insert(*hash));
                    *self = estimate;
                }
            }
            Distinct::Estimate(registers) => register(registers, hash),
        }
    }

    /// How many there are, and whether that is an estimate.
    pub(crate) fn count(&self) -> (u64, bool) {
        match self {
            Distinct::Exact(known) => (known.len() as u64, false),
            Distinct::Estimate(registers) => {
                let count = registers.len() as f64;
                // While registers are empty, how many of them are says most (linear counting).
                let empty = registers.iter().filter(|&&rank| rank == 0).count();
                if empty > registers.len() / 12 {
                    return ((count * (count / empty as f64).ln()).round() as u64, true);
                }
                let sum: f64 = registers.iter().map(|&rank| 2f64.powi(-i32::from(rank))).sum();
                let alpha = 0.7213 / (1.0 + 1.079 / count);
                ((alpha * count * count / sum).round() as u64, true)
            }
        }
    }
}

fn register(registers: &mut [u8], hash: u64) {
    let index = (hash >> (64 - PRECISION)) as usize;
    let rank = ((hash << PRECISION) | (1 << (PRECISION - 1))).leading_zeros() as u8 + 1;
    registers[index] = registers[index].max(rank);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::{BuildHasher, Hasher};

    fn hash(number: u64) -> u64 {
        let mut hasher = foldhash::quality::FixedState::with_seed(1).build_hasher();
        hasher.write_u64(number);
        hasher.finish()
    }

    #[test]
    fn few_are_counted_exactly_and_many_within_three_percent() {
        let mut distinct = Distinct::default();
        (0..1_000).chain(0..1_000).for_each(|number| distinct.insert(hash(number)));
        assert_eq!(distinct.count(), (1_000, false));
        (0..1_500_000).for_each(|number| distinct.insert(hash(number)));
        let (count, is_estimate) = distinct.count();
        assert!(is_estimate && count.abs_diff(1_500_000) < 45_000, "{count}");
    }

    #[test]
    fn an_early_estimate_is_as_good() {
        for many in [5_000, 30_000, 60_000] {
            let mut distinct = Distinct::default();
            (0..many).for_each(|number| distinct.insert_within(hash(number), 1_000));
            let (count, is_estimate) = distinct.count();
            assert!(is_estimate && count.abs_diff(many) < many * 3 / 100, "{count} for {many}");
        }
    }
}
