//! Responses that stand in a run twice, by ResponseId (design §5): the same answers count once, different
//! ones need a decision. Looked for within a bound of memory.

use crate::core::distinct::EXACT;
use foldhash::fast::RandomState;
use std::collections::HashMap;

/// Every response of the run so far, in sixteen bytes each.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    known: HashMap<u64, Entry, RandomState>,
    full: bool,
}

/// Content (24 bits), input (10 bits) and record (30 bits) of a response. Two edits of one response look
/// the same in one of 16 million cases.
#[derive(Debug, Clone, Copy)]
struct Entry(u64);

/// What is known of a ResponseId.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// It is new.
    First,
    /// It stood in this input and record, with the same content.
    Same,
    /// It stood in this input and record, with other content.
    Different {
        /// Position of the input on the command line, from 0.
        input: usize,
        /// Record in it.
        record: u64,
    },
    /// Too many to remember: not looked for.
    Unknown,
}

const RECORD_BITS: u32 = 30;
const INPUT_BITS: u32 = 10;

impl Repeats {
    /// Whether there came to be more responses than are remembered.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// Looks a response up, and remembers it.
    pub(crate) fn see(&mut self, id: u64, content: u64, input: usize, record: u64) -> Seen {
        let content = content >> (RECORD_BITS + INPUT_BITS);
        if let Some(Entry(entry)) = self.known.get(&id) {
            if entry >> (RECORD_BITS + INPUT_BITS) == content {
                return Seen::Same;
            }
            let input = (entry >> RECORD_BITS) & ((1 << INPUT_BITS) - 1);
            return Seen::Different { input: input as usize, record: entry & ((1 << RECORD_BITS) - 1) };
        }
        if self.known.len() >= EXACT {
            self.full = true;
            return Seen::Unknown;
        }
        let input = (input as u64).min((1 << INPUT_BITS) - 1);
        let record = record.min((1 << RECORD_BITS) - 1);
        self.known.insert(id, Entry((content << (RECORD_BITS + INPUT_BITS)) | (input << RECORD_BITS) | record));
        Seen::First
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answers_count_once_and_different_ones_are_told_with_the_first_place() {
        let mut repeats = Repeats::default();
        let (one, other) = (u64::MAX, 1 << 50);
        assert_eq!(repeats.see(7, one, 2, 41), Seen::First);
        assert_eq!(repeats.see(7, one, 3, 99), Seen::Same);
        assert_eq!(repeats.see(7, other, 3, 99), Seen::Different { input: 2, record: 41 });
    }

    #[test]
    fn beyond_the_bound_it_is_said_that_nothing_is_looked_for() {
        let mut repeats = Repeats::default();
        (0..EXACT as u64).for_each(|id| assert_eq!(repeats.see(id, id, 0, 1), Seen::First));
        assert!(!repeats.is_full());
        assert_eq!(repeats.see(EXACT as u64, 0, 0, 1), Seen::Unknown);
        assert!(repeats.is_full());
    }
}
