//! The ledger: what was delivered, when, and by which mapping (design §7). One SQLite file, described for
//! people in `docs/ledger.md`. It holds ids, hashes, counts and file names: no answer, no secret.
//!
//! | to | take |
//! |---|---|
//! | look at it | [`Ledger::read`]; works while somebody else writes |
//! | plan a delivery, and deliver | [`Writer::open`], then [`Recorder::begin`] |
//! | know what was sent of a response | [`Ledger::history`], then [`History::known`] |
//! | hold it against what Segment counted | [`Ledger::taken`] |
//! | tell what has arrived and what is missing, by the ids | [`Writer::found`], then [`Ledger::missing`] |
//! | record before sending, and what was answered | [`Recorder::journal`] |

mod absent;
mod book;
mod entry;
mod found;
mod hash;
mod import;
mod lock;
mod lookup;
mod open;
mod recorder;
mod recording;
mod runs;
mod schema;
mod taken;
mod trouble;

pub(crate) use absent::Absent;
pub use book::BatchNo;
pub(crate) use entry::Known;
pub use entry::{Entry, State, TaskAt, TaskKey};
pub(crate) use found::{Asked, Found, Missing};
pub(crate) use hash::Salt;
pub use hash::{ContentHash, TaskHash};
pub(crate) use import::imported;
pub use lock::{Holder, Waiting};
pub(crate) use lookup::{Event, History};
pub use open::{Ledger, Writer};
pub use recorder::{Clock, Journal, Recorder};
pub(crate) use runs::Run;
pub use runs::{End, MappingFile, NewRun, Source};
pub(crate) use taken::{Span, Taken};

#[cfg(test)]
mod tests;
