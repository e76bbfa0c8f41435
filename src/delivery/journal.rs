//! What the pipeline tells the ledger, and when. Everything here is awaited: `in_doubt` before a byte leaves, the
//! rest before the pipeline counts on it.

use crate::core::error::Result;
use std::future::Future;

/// A record of what was sent, by batch. `E` is what it keeps of an event. An error of any of these ends the
/// delivery at once, for nothing may go out that is not recorded.
pub trait Journal<E> {
    /// A batch, or a part of one, as the record knows it.
    type Ticket: Clone;

    /// These events may be at the server from now on. Durable when it is done. Once a batch: retries keep it.
    fn in_doubt(&self, entries: &[E]) -> impl Future<Output = Result<Self::Ticket>>;

    /// The server has them.
    fn acknowledged(&self, batch: &Self::Ticket) -> impl Future<Output = Result<()>>;

    /// The server finally refused them, with this status.
    fn refused(&self, batch: &Self::Ticket, status: u16) -> impl Future<Output = Result<()>>;

    /// The server certainly has none of them, and the run ends without sending them again: they are not in doubt.
    fn not_taken(&self, batch: &Self::Ticket) -> impl Future<Output = Result<()>>;

    /// The batch goes on as two, both in doubt: its events before and from `at`, which are these.
    fn split(
        &self,
        batch: &Self::Ticket,
        before: &[E],
        from: &[E],
    ) -> impl Future<Output = Result<(Self::Ticket, Self::Ticket)>>;
}
