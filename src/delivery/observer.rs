//! What the pipeline tells the people who wait: for a progress bar, a log and the file of failed events.

use super::outcome::Trouble;
use crate::core::error::Result;
use std::time::Duration;

/// Hears of a delivery as it goes. All of it is optional.
pub trait Observer<E> {
    /// So many more events are at the server.
    fn acknowledged(&self, _events: usize) {}

    /// So many events are sent once more after this wait; `retry` counts from 1.
    fn retrying(&self, _events: usize, _retry: u32, _wait: Duration, _trouble: &Trouble) {}

    /// Everything waits so long, because the server asks for it.
    fn pausing(&self, _wait: Duration, _trouble: &Trouble) {}

    /// The server refused so many events together; the one that it does not take is being looked for.
    fn halving(&self, _events: usize, _trouble: &Trouble) {}

    /// The retries of so many events ran out.
    fn gave_up(&self, _events: usize, _trouble: &Trouble) {}

    /// The server finally refused this event. Told before it is recorded, so that it can be kept elsewhere first.
    ///
    /// # Errors
    /// Where it cannot be kept: the delivery ends.
    fn refused(&self, _event: &[u8], _entry: &E, _trouble: &Trouble) -> Result<()> {
        Ok(())
    }
}

/// Nobody listens.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl<E> Observer<E> for Silent {}
