//! The first batch alone: nothing else is in flight, and nothing follows before somebody has looked at what became
//! of it.

use super::run::{Halted, Run};
use crate::core::error::{Error, Result};
use crate::delivery::canary::First;
use crate::delivery::journal::Journal;
use crate::delivery::observer::Observer;
use crate::delivery::outcome::Ended;
use crate::delivery::parcel::Parcel;
use crate::delivery::wire::Wire;
use jiff::Timestamp;
use tokio::sync::{Mutex, mpsc};

impl<W: Wire, J, O, C: Fn() -> Timestamp> Run<'_, W, J, O, C> {
    /// Sees the first batch through, and has it looked at.
    ///
    /// # Errors
    /// Nothing more is sent; why stands in the run.
    pub(super) async fn canary<E>(
        &self,
        full: &Mutex<mpsc::Receiver<Parcel<E>>>,
        spent: &mpsc::Sender<Parcel<E>>,
        look: impl AsyncFnOnce(First) -> Result<()>,
    ) -> std::result::Result<(), Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        let first = self.unless_halted(async { full.lock().await.recv().await }).await?;
        let Some(parcel) = first else { return Ok(()) };
        self.see_through(&parcel).await?;
        // Where nobody wants the buffer back, it is freed.
        drop(spent.try_send(parcel));
        let first = First { acknowledged: self.acknowledged(), clock_offset: self.offset.get().offset() };
        if first.acknowledged == 0 {
            // Where its retries ran out, that is the reason already.
            if !self.has_given_up() {
                self.end(Ended::Canary(Error::judged("canary_refused", "the server took none of the first events")));
            }
            return Err(Halted);
        }
        if let Err(error) = self.unless_halted(look(first)).await? {
            self.end(Ended::Canary(error));
            return Err(Halted);
        }
        Ok(())
    }
}
