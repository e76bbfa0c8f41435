//! Where the sandbox draws the lines of size (`reference/segment-tracking-api.md` §3). "KB" is 1,000 or 1,024 bytes
//! depending on which of Segment's own libraries one reads; whether compressed bytes count is unknown. These are
//! the uncompressed bytes. They are the sandbox's own numbers, not the client's: it must not trust the client.

/// Most bytes of one event, alone or in a batch: Segment's Python and Java libraries send up to 32 × 1,024, and
/// must be able to do so unchanged.
pub(crate) const EVENT_BYTES: usize = 32 * 1_024;

/// Most bytes of a batch with its envelope: the smaller reading, which Segment's Go library keeps to.
pub(crate) const BATCH_BYTES: usize = 500_000;

/// Most events of a batch; those after it are dropped behind a 200.
pub(crate) const BATCH_EVENTS: usize = 2_500;

/// Keys of up to so many characters are answered 400, as `abc123` is (§4 "Wrong write key"; where exactly the line
/// is, is unknown).
pub(crate) const SHORT_KEY: usize = 6;
