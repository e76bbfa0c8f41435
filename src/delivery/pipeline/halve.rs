//! Finding what the server does not take: the batch is halved, and what is refused of it halved again, down to
//! single events. One batch at a time, with the others paused.

use super::post::{Piece, Posted};
use super::run::{Halted, Run};
use crate::delivery::journal::Journal;
use crate::delivery::observer::Observer;
use crate::delivery::outcome::{Ended, Trouble};
use crate::delivery::parcel::Parcel;
use crate::delivery::wire::Wire;
use jiff::Timestamp;

impl<W: Wire, J, O, C: Fn() -> Timestamp> Run<'_, W, J, O, C> {
    /// Delivers what can be delivered of a batch that was answered with 400 or 413, and refuses the rest.
    pub(super) async fn halve<E>(
        &self,
        parcel: &Parcel<E>,
        whole: Piece<J::Ticket>,
        trouble: Trouble,
    ) -> Result<(), Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        let mut halving = Halving { open: Vec::new(), held: Vec::new() };
        let done = self.halve_in(&mut halving, parcel, whole, trouble).await;
        if done.is_err() {
            for piece in halving.open.iter().chain(halving.held.iter().map(|(piece, _)| piece)) {
                self.leave(piece).await?;
            }
        }
        done
    }

    async fn halve_in<E>(
        &self,
        halving: &mut Halving<J::Ticket>,
        parcel: &Parcel<E>,
        whole: Piece<J::Ticket>,
        trouble: Trouble,
    ) -> Result<(), Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        // Open until it is known what becomes of it: the run may end while the road is waited for.
        halving.open.push(whole);
        let _road = self.whole_road().await?;
        let mut undigested = Some(trouble);
        while let Some(mut piece) = halving.open.pop() {
            // The first was posted already.
            let posted = match undigested.take() {
                Some(trouble) => Posted::Undigested(trouble),
                None => self.post(parcel, &mut piece, true).await?,
            };
            match posted {
                Posted::Settled => {}
                Posted::Undigested(trouble) if piece.events.len() > 1 => {
                    self.means.observer.halving(piece.events.len(), &trouble);
                    self.split(halving, parcel, piece).await?;
                }
                Posted::Undigested(trouble) => {
                    halving.held.push((piece, trouble));
                    self.no_key_for_all(halving)?;
                }
            }
            if self.anything_accepted() {
                self.refuse_held(halving, parcel).await?;
            }
        }
        self.refuse_held(halving, parcel).await
    }

    async fn split<E>(
        &self,
        halving: &mut Halving<J::Ticket>,
        parcel: &Parcel<E>,
        piece: Piece<J::Ticket>,
    ) -> Result<(), Halted>
    where
        J: Journal<E>,
    {
        let Piece { events, ticket, doubt } = piece;
        let middle = events.start + events.len() / 2;
        let (before, from) = (events.start..middle, middle..events.end);
        let tickets = match ticket {
            None => (None, None),
            Some(ticket) => {
                let entries =
                    |events: &std::ops::Range<usize>| parcel.entries().get(events.clone()).unwrap_or_default();
                let halves = self.means.journal.split(&ticket, entries(&before), entries(&from)).await;
                let (one, other) = self.recorded(halves)?;
                (Some(one), Some(other))
            }
        };
        // The earlier events first: what is last in is sent next.
        halving.open.push(Piece { events: from, ticket: tickets.1, doubt });
        halving.open.push(Piece { events: before, ticket: tickets.0, doubt });
        Ok(())
    }

    /// Two single events refused before anything was ever accepted: the server refuses everybody with this key or
    /// through this door, and blaming events would keep them from being sent with the right one.
    fn no_key_for_all<T>(&self, halving: &Halving<T>) -> Result<(), Halted> {
        match halving.held.last() {
            Some((_, trouble)) if halving.held.len() > 1 && !self.anything_accepted() => {
                self.end(Ended::NothingAccepted(trouble.clone()));
                Err(Halted)
            }
            _ => Ok(()),
        }
    }

    async fn refuse_held<E>(&self, halving: &mut Halving<J::Ticket>, parcel: &Parcel<E>) -> Result<(), Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        while let Some((piece, trouble)) = halving.held.first() {
            self.refuse(parcel, piece, trouble).await?;
            halving.held.remove(0);
        }
        Ok(())
    }
}

/// What is left of a batch.
struct Halving<T> {
    /// Still to be sent, the next last.
    open: Vec<Piece<T>>,
    /// Single events that were refused, held back until something was accepted.
    held: Vec<(Piece<T>, Trouble)>,
}
