//! Taking over what was delivered without this ledger: by another machine, or before there was one.

use super::book::Book;
use super::entry::Entry;
use super::open::Writer;
use super::recorder::{Clock, in_transaction};
use super::runs::{End, NewRun};
use crate::core::error::Result;

/// What came of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Imported {
    /// Events that are known as delivered from now on.
    pub(crate) new: u64,
    /// Events that the ledger knew already, in whatever state: they are left as they are.
    pub(crate) known: u64,
}

/// How many events make a batch of an import.
const BATCH: usize = 1_000;

/// Records events as acknowledged, as one run, all or none.
///
/// # Errors
/// The ledger cannot be written, or an entry cannot be had.
pub(crate) fn imported(
    writer: &mut Writer,
    run: &NewRun,
    entries: impl Iterator<Item = Result<Entry>>,
    clock: &Clock,
) -> Result<Imported> {
    let mut outcome = Imported::default();
    let done = in_transaction(writer, |tx| {
        let mut book = Book::begin(tx, run, clock())?;
        let mut batch = Vec::with_capacity(BATCH);
        for entry in entries {
            let entry = entry.map_err(super::book::Refusal::Rule)?;
            if book.knows(tx, &entry)? || batch.iter().any(|other: &Entry| same(other, &entry)) {
                outcome.known += 1;
                continue;
            }
            outcome.new += 1;
            batch.push(entry);
            if batch.len() == BATCH {
                book.delivered(tx, &batch, clock())?;
                batch.clear();
            }
        }
        if !batch.is_empty() {
            book.delivered(tx, &batch, clock())?;
        }
        let counts = serde_json::json!({ "new": outcome.new, "known": outcome.known });
        book.finish(tx, &End { counts, outcome: "done".to_owned() }, clock())
    });
    done.map_err(|failure| failure.error())?;
    Ok(outcome)
}

fn same(one: &Entry, other: &Entry) -> bool {
    one.task == other.task && one.response == other.response
}
