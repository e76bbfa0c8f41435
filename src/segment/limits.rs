//! Segment's numbers, each with the heading of `reference/segment-tracking-api.md` that it stands under.
//!
//! "KB" is 1,000 or 1,024 bytes, depending on which of Segment's own SDKs one reads, and whether the
//! limits count compressed bytes is unknown: these are the smaller readings, in uncompressed bytes.

/// Most bytes of one event in a batch (§3 "each event in a batch", 32 KB, smallest reading).
pub(crate) const EVENT_BYTES: usize = 32_000;

/// Most bytes of one batch with its envelope (§3 "batch body", 500 KB; 475,000 is what Segment's Python and C# SDKs keep).
pub(crate) const BATCH_BYTES: usize = 475_000;

/// Bytes of [`BATCH_BYTES`] kept for the envelope (`batch`, `sentAt`, `writeKey`), so that a dry run, which has
/// no write key, cuts the same batches as a live send (design §7).
pub(crate) const ENVELOPE_BYTES: usize = 512;

/// Most bytes that the events of one batch may take, commas included.
pub(crate) const BATCH_EVENT_BYTES: usize = BATCH_BYTES - ENVELOPE_BYTES;

/// Most events of one batch; what is over it is dropped behind a 200 (§3 "events per batch").
pub(crate) const BATCH_EVENTS: usize = 2_500;

/// Most characters of a messageId; Unify silently drops longer ones (§3 "messageId").
pub(crate) const MESSAGE_ID_CHARS: usize = 100;

/// Most properties of a Track event that Unify keeps; an event with more is silently dropped there (§3 "Unify/Engage").
pub(crate) const UNIFY_PROPERTIES: usize = 300;

/// Most traits of an Identify event that Unify keeps. One fewer than [`UNIFY_PROPERTIES`]: "Identify with 300 or
/// more traits is rejected" (§3 "Unify/Engage").
pub(crate) const UNIFY_TRAITS: usize = 299;

/// Most characters of a string in a warehouse column; longer ones are truncated silently (§3 "warehouse string").
pub(crate) const WAREHOUSE_STRING_CHARS: usize = 512;

/// Events a second for all sources of a workspace together (§3 "rate", product limit).
pub(crate) const WORKSPACE_EVENTS_PER_SECOND: u32 = 1_000;

/// Events a second that qseg sends if nobody says otherwise: a fifth of the workspace's (design §7 "Pace").
pub(crate) const DEFAULT_EVENTS_PER_SECOND: u32 = 200;
