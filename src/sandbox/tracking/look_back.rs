//! De-duplication: which messageIds were seen within Segment's look-back of about 24 hours, whatever their source
//! (`reference/segment-tracking-api.md` §5). Ids are kept as hashes of 16 bytes, in generations that are forgotten
//! whole, so that memory has a bound.

use foldhash::fast::FixedState;
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;

/// How long an id is known, in milliseconds.
const LOOK_BACK: i64 = 24 * 60 * 60 * 1_000;

/// How many ids a generation holds: just under what a table of 2¹⁷ slots takes.
const GENERATION: usize = 114_000;

/// How many generations there are at most: 4 million ids in about 120 MB. Older ones are forgotten before their
/// time, which is counted.
const GENERATIONS: usize = 35;

type Id = [u64; 2];

/// The ids of the look-back.
pub(crate) struct LookBack {
    generations: VecDeque<Generation>,
    /// Ids of a generation.
    size: usize,
    /// Generations at most.
    most: usize,
    forgotten: u64,
}

impl Default for LookBack {
    fn default() -> Self {
        LookBack::sized(GENERATION, GENERATIONS)
    }
}

#[derive(Default)]
struct Generation {
    ids: HashMap<Id, i64, FixedState>,
    youngest: i64,
}

fn hashed(id: &str) -> Id {
    [FixedState::with_seed(0x71).hash_one(id), FixedState::with_seed(0x5e9).hash_one(id)]
}

impl LookBack {
    fn sized(size: usize, most: usize) -> LookBack {
        LookBack { generations: VecDeque::new(), size, most, forgotten: 0 }
    }

    /// Whether the id was seen in the last 24 hours; if not, it is from here on. `now` in milliseconds.
    pub(crate) fn is_duplicate(&mut self, id: &str, now: i64) -> bool {
        let hash = hashed(id);
        let known = |generation: &Generation| {
            generation.ids.get(&hash).is_some_and(|seen| now.saturating_sub(*seen) < LOOK_BACK)
        };
        if self.generations.iter().rev().any(known) {
            return true;
        }
        self.forget(now);
        let full = |generation: &Generation| generation.ids.len() >= self.size;
        if self.generations.back().is_none_or(full) {
            if self.generations.len() == self.most {
                let lost = self.generations.pop_front().map_or(0, |generation| generation.ids.len());
                self.forgotten += lost as u64;
            }
            self.generations.push_back(Generation::default());
        }
        if let Some(generation) = self.generations.back_mut() {
            generation.ids.insert(hash, now);
            generation.youngest = generation.youngest.max(now);
        }
        false
    }

    fn forget(&mut self, now: i64) {
        while self.generations.front().is_some_and(|oldest| now.saturating_sub(oldest.youngest) >= LOOK_BACK) {
            self.generations.pop_front();
        }
    }

    /// How many ids were forgotten before their 24 hours, because there were too many.
    pub(crate) fn forgotten(&self) -> u64 {
        self.forgotten
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn an_id_is_known_for_a_day_from_when_it_first_came() {
        let mut look_back = LookBack::default();
        assert!(!look_back.is_duplicate("a", 0));
        assert!(!look_back.is_duplicate("b", HOUR));
        assert!(look_back.is_duplicate("a", 23 * HOUR));
        assert!(look_back.is_duplicate("a", 24 * HOUR - 1));
        assert!(!look_back.is_duplicate("a", 24 * HOUR), "a day is over");
        assert!(look_back.is_duplicate("a", 47 * HOUR), "and a new one began");
        assert!(!look_back.is_duplicate("b", 47 * HOUR));
    }

    #[test]
    fn too_many_ids_push_the_oldest_out_and_that_is_counted() {
        let mut look_back = LookBack::sized(10, 3);
        for number in 0..30 {
            assert!(!look_back.is_duplicate(&number.to_string(), 0));
        }
        assert!(look_back.is_duplicate("0", 1));
        assert_eq!(look_back.forgotten(), 0);
        assert!(!look_back.is_duplicate("one more", 1));
        assert_eq!(look_back.forgotten(), 10);
        assert!(!look_back.is_duplicate("0", 1) && look_back.is_duplicate("29", 1));
    }
}
