//! One batch, or a part of one, on its way: recorded, posted, and posted again until the answer is final.

use super::Means;
use super::run::{Halted, Run};
use crate::core::error::Error;
use crate::delivery::journal::Journal;
use crate::delivery::observer::Observer;
use crate::delivery::outcome::{Ended, Trouble};
use crate::delivery::parcel::Parcel;
use crate::delivery::policy::{self, Meaning};
use crate::delivery::wire::{Answer, Fault, Wire};
use crate::net::http_date;
use jiff::Timestamp;
use std::ops::Range;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Some events of a batch, which go together.
#[derive(Debug, Clone)]
pub(super) struct Piece<T> {
    /// Their numbers in the batch.
    pub(super) events: Range<usize>,
    /// How the journal knows them; `None` before they are recorded.
    pub(super) ticket: Option<T>,
    /// Whether the server may have them although it did not say so.
    pub(super) doubt: bool,
}

impl<T> Piece<T> {
    pub(super) fn whole<E>(parcel: &Parcel<E>) -> Self {
        Piece { events: 0..parcel.batch().events(), ticket: None, doubt: false }
    }
}

/// What became of a piece that was posted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Posted {
    /// It is acknowledged, refused or given up, recorded and counted.
    Settled,
    /// 400 or 413: something in it is not taken. In the journal it is in doubt still.
    Undigested(Trouble),
}

/// What to do after an answer or a fault that is not the end.
enum Next {
    Settled(Posted),
    /// Try again after this wait.
    Again(Duration),
    /// Try again when the gate opens.
    Gate,
}

impl<W: Wire, J, O, C: Fn() -> Timestamp> Run<'_, W, J, O, C> {
    /// Posts a piece until the answer is final. `alone`: by the holder of the whole road.
    pub(super) async fn post<E>(
        &self,
        parcel: &Parcel<E>,
        piece: &mut Piece<J::Ticket>,
        alone: bool,
    ) -> Result<Posted, Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        let done = self.post_until_settled(parcel, piece, alone).await;
        if done.is_err() {
            self.leave(piece).await?;
        }
        done
    }

    /// The run ends before a piece was settled: if the server certainly does not have it, it is not in doubt.
    pub(super) async fn leave<E>(&self, piece: &Piece<J::Ticket>) -> Result<(), Halted>
    where
        J: Journal<E>,
    {
        match &piece.ticket {
            Some(ticket) if !piece.doubt => self.recorded(self.means.journal.not_taken(ticket).await),
            _ => Ok(()),
        }
    }

    async fn post_until_settled<E>(
        &self,
        parcel: &Parcel<E>,
        piece: &mut Piece<J::Ticket>,
        alone: bool,
    ) -> Result<Posted, Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        let events = piece.events.len();
        let (mut attempt, mut retries) = (0, 0);
        loop {
            self.turn(events, alone).await?;
            let ticket = match &piece.ticket {
                Some(ticket) => ticket.clone(),
                None => {
                    let entries = parcel.entries().get(piece.events.clone()).unwrap_or_default();
                    let ticket = self.recorded(self.means.journal.in_doubt(entries).await)?;
                    piece.ticket.insert(ticket).clone()
                }
            };
            let Some(permit) = self.permit(alone)? else { continue };
            self.count(|counts| match (attempt, alone) {
                (0, false) => counts.batches += 1,
                (0, true) => {}
                _ => counts.retries += 1,
            });
            let posted = Instant::now();
            // Dropped in the middle, it may have arrived.
            let before = std::mem::replace(&mut piece.doubt, true);
            let answer = self.ask(parcel.batch().slice(piece.events.clone()), attempt).await?;
            drop(permit);
            attempt += 1;
            piece.doubt = before || answer.as_ref().map_or(true, |answer| policy::may_be_taken(answer.status));
            match self.judge(parcel, piece, &ticket, answer, posted, &mut retries).await? {
                Next::Settled(posted) => return Ok(posted),
                Next::Again(wait) => self.unless_halted(sleep(wait)).await?,
                // The turn waits for it.
                Next::Gate => {}
            }
        }
    }

    /// One request and its answer, within its time.
    async fn ask(&self, events: &[u8], attempt: u32) -> Result<Result<Answer, Fault>, Halted> {
        let Means { envelope, wire, clock, .. } = &self.means;
        let mut offset = self.offset.get();
        let sent = clock();
        let body = envelope
            .body(events, offset.correct(sent))
            .map_err(|error| Error::failed("compress", "a batch could not be compressed").because(error));
        let body = self.recorded(body)?;
        let time_out = self.settings.time_out;
        let answer = match timeout(time_out, wire.post(body, attempt)).await {
            Ok(answer) => answer,
            Err(_) => Err(Fault::time_out(time_out.as_secs_f64())),
        };
        if let Ok(answer) = &answer
            && policy::meaning(answer.status) == Meaning::Acknowledged
            // Other answers may come from a gateway with a clock of its own.
            && let Some(date) = answer.date.as_deref().and_then(http_date::parse)
        {
            offset = self.offset.get();
            offset.measure(sent, clock(), date);
            self.offset.set(offset);
        }
        Ok(answer)
    }

    async fn judge<E>(
        &self,
        parcel: &Parcel<E>,
        piece: &Piece<J::Ticket>,
        ticket: &J::Ticket,
        answer: Result<Answer, Fault>,
        posted: Instant,
        retries: &mut u32,
    ) -> Result<Next, Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        let events = piece.events.len();
        let (meaning, retry_after, trouble) = match answer {
            Err(fault) => (Meaning::Retry, None, Trouble::Fault(fault)),
            Ok(answer) => {
                let now = answer.date.as_deref().and_then(http_date::parse);
                let now = now.unwrap_or_else(|| (self.means.clock)());
                let wait = answer.retry_after.as_deref().and_then(|header| policy::retry_after(header, now));
                (policy::meaning(answer.status), wait, Trouble::of(answer))
            }
        };
        match meaning {
            Meaning::Acknowledged => {
                self.recorded(self.means.journal.acknowledged(ticket).await)?;
                self.accepted(events);
                self.means.observer.acknowledged(events);
                Ok(Next::Settled(Posted::Settled))
            }
            Meaning::Halve => Ok(Next::Settled(Posted::Undigested(trouble))),
            Meaning::Final => {
                self.refuse(parcel, piece, &trouble).await?;
                Ok(Next::Settled(Posted::Settled))
            }
            Meaning::Unauthorised => {
                self.end(Ended::Unauthorised(trouble));
                Err(Halted)
            }
            Meaning::Retry | Meaning::RateLimited if self.settings.max_retries == 0 => {
                self.give_up_piece(piece, trouble).await?;
                Ok(Next::Settled(Posted::Settled))
            }
            Meaning::Retry if retry_after.is_none() => {
                *retries += 1;
                if *retries > self.settings.max_retries {
                    self.give_up_piece(piece, trouble).await?;
                    return Ok(Next::Settled(Posted::Settled));
                }
                let wait = self.backoff.borrow_mut().wait(*retries);
                self.means.observer.retrying(events, *retries, wait, &trouble);
                Ok(Next::Again(wait))
            }
            Meaning::Retry | Meaning::RateLimited => self.pause(retry_after, posted, trouble),
        }
    }

    /// Holds everything off, for as long as the server asks or, where it does not say, longer each time.
    fn pause<E>(&self, asked: Option<Duration>, posted: Instant, trouble: Trouble) -> Result<Next, Halted>
    where
        O: Observer<E>,
    {
        let wait = match asked {
            Some(wait) => wait,
            None => {
                let level = self.gate.borrow_mut().level(posted);
                self.backoff.borrow_mut().wait(level)
            }
        };
        if self.gate.borrow_mut().close(Instant::now(), wait).is_err() {
            self.end(Ended::RateLimited(trouble));
            return Err(Halted);
        }
        self.means.observer.pausing(wait, &trouble);
        Ok(Next::Gate)
    }

    async fn give_up_piece<E>(&self, piece: &Piece<J::Ticket>, trouble: Trouble) -> Result<(), Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        self.leave(piece).await?;
        self.means.observer.gave_up(piece.events.len(), &trouble);
        self.give_up(trouble);
        Ok(())
    }

    /// Every event of the piece is refused for good: told, recorded, counted.
    pub(super) async fn refuse<E>(
        &self,
        parcel: &Parcel<E>,
        piece: &Piece<J::Ticket>,
        trouble: &Trouble,
    ) -> Result<(), Halted>
    where
        J: Journal<E>,
        O: Observer<E>,
    {
        for number in piece.events.clone() {
            if let Some(entry) = parcel.entries().get(number) {
                self.recorded(self.means.observer.refused(parcel.batch().event(number), entry, trouble))?;
            }
        }
        if let Some(ticket) = &piece.ticket {
            let status = trouble.status().unwrap_or_default();
            self.recorded(self.means.journal.refused(ticket, status).await)?;
        }
        self.failed(piece.events.len());
        Ok(())
    }
}
