//! Numbers for jitter, from a seed that is passed in: SplitMix64, which needs no more than to be uneven.

use std::cell::Cell;

pub(super) struct Random(Cell<u64>);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random(Cell::new(seed))
    }

    /// From 0 to 1, without 1.
    pub(super) fn fraction(&self) -> f64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        // 53 bits fit into a float exactly.
        ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}
