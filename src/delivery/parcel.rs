//! The way of batches from the thread that reads and maps to the one that sends: a bounded channel one way, spent
//! buffers the other. A reader that is faster than the server waits; memory does not grow.

use super::batch::{Batch, Batcher, Totals};
use crate::segment::event::Accepted;
use tokio::sync::mpsc;

/// A batch, with what the ledger keeps of each of its events, in their order.
#[derive(Debug)]
pub(crate) struct Parcel<E> {
    batch: Batch,
    entries: Vec<E>,
}

impl<E> Parcel<E> {
    /// The events.
    pub(crate) fn batch(&self) -> &Batch {
        &self.batch
    }

    /// As many as there are events.
    pub(crate) fn entries(&self) -> &[E] {
        &self.entries
    }
}

/// Where events go in: the reading thread's end.
#[derive(Debug)]
pub struct Loader<E> {
    batcher: Batcher,
    entries: Vec<E>,
    full: mpsc::Sender<Parcel<E>>,
    spent: mpsc::Receiver<Parcel<E>>,
}

/// Where batches come out: the pipeline's end.
#[derive(Debug)]
pub struct Parcels<E> {
    pub(super) full: mpsc::Receiver<Parcel<E>>,
    pub(super) spent: mpsc::Sender<Parcel<E>>,
}

/// The pipeline has ended and takes nothing more; why, it tells itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed;

/// Both ends of a way on which at most `waiting` batches (1 at least) stand, each under half a megabyte.
pub fn channel<E>(waiting: usize) -> (Loader<E>, Parcels<E>) {
    let waiting = waiting.max(1);
    let (send, full) = mpsc::channel(waiting);
    let (give_back, spent) = mpsc::channel(waiting);
    let loader = Loader { batcher: Batcher::new(), entries: Vec::new(), full: send, spent };
    (loader, Parcels { full, spent: give_back })
}

impl<E> Loader<E> {
    /// Takes one event and its entry; waits while the way is full. On a thread of its own, outside of tokio.
    ///
    /// # Errors
    /// [`Closed`] where nothing more is sent.
    pub fn push(&mut self, event: &Accepted<'_>, entry: E) -> Result<(), Closed> {
        if let Some(batch) = self.batcher.push(event) {
            self.send(batch)?;
        }
        self.entries.push(entry);
        Ok(())
    }

    /// Whether nothing more is sent.
    pub(crate) fn is_closed(&self) -> bool {
        self.full.is_closed()
    }

    /// Sends what there is as a batch of its own, for the first few events that go alone (design §7 "canary").
    ///
    /// # Errors
    /// [`Closed`] where nothing more is sent.
    pub fn cut(&mut self) -> Result<(), Closed> {
        self.batcher.cut().map_or(Ok(()), |batch| self.send(batch))
    }

    /// Sends a full batch, and takes a spent one's buffers for the one after the next.
    fn send(&mut self, batch: Batch) -> Result<(), Closed> {
        let entries = match self.spent.try_recv() {
            Ok(Parcel { batch, mut entries }) => {
                entries.clear();
                self.batcher.recycle(batch);
                entries
            }
            Err(_) => Vec::with_capacity(batch.events()),
        };
        let entries = std::mem::replace(&mut self.entries, entries);
        self.full.blocking_send(Parcel { batch, entries }).map_err(|_| Closed)
    }

    /// Sends what is left. A loader that is dropped without this leaves its last events unsent.
    ///
    /// # Errors
    /// [`Closed`] where nothing more is sent.
    pub fn finish(self) -> Result<Totals, Closed> {
        let totals = self.batcher.totals();
        if let Some(batch) = self.batcher.finish() {
            self.full.blocking_send(Parcel { batch, entries: self.entries }).map_err(|_| Closed)?;
        }
        Ok(totals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::event::{CallType, Draft, Verdict};

    fn push(loader: &mut Loader<usize>, number: usize) -> Result<(), Closed> {
        let mut draft = Draft::new();
        draft.begin(CallType::Identify);
        draft.user_id(&number.to_string());
        let Verdict::Accepted(event) = draft.judge() else { panic!("rejected") };
        loader.push(&event, number)
    }

    fn check(parcel: &Parcel<usize>, numbers: std::ops::Range<usize>) {
        assert_eq!(parcel.batch().events(), numbers.len());
        assert_eq!(parcel.entries(), numbers.clone().collect::<Vec<_>>());
        for (at, number) in numbers.enumerate() {
            let event: serde_json::Value = serde_json::from_slice(parcel.batch().event(at)).unwrap();
            assert_eq!(event["userId"], number.to_string());
        }
    }

    #[test]
    fn entries_stay_with_their_events_while_buffers_go_round() {
        let (mut loader, mut parcels) = channel(1);
        let reader = std::thread::spawn(move || {
            for number in 0..12_510 {
                push(&mut loader, number).unwrap();
                if number == 9 {
                    loader.cut().unwrap();
                    loader.cut().unwrap();
                }
            }
            loader.finish().unwrap()
        });
        let mut at = 0;
        while let Some(parcel) = parcels.full.blocking_recv() {
            let events = if at == 0 { 10 } else { 2_500 };
            check(&parcel, at..at + events);
            at += events;
            drop(parcels.spent.try_send(parcel));
        }
        let totals = reader.join().unwrap();
        assert_eq!((at, totals.events, totals.batches), (12_510, 12_510, 6));
    }

    #[test]
    fn the_reader_hears_that_nothing_more_is_sent() {
        let (mut loader, parcels) = channel(1);
        push(&mut loader, 0).unwrap();
        assert!(!loader.is_closed());
        drop(parcels);
        assert!(loader.is_closed());
        assert_eq!(loader.cut(), Err(Closed));
        let (mut loader, parcels) = channel(1);
        push(&mut loader, 0).unwrap();
        drop(parcels);
        assert_eq!(loader.finish(), Err(Closed));
    }
}
