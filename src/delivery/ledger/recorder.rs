//! A run's writing, on a thread of its own: the pipeline hands over what happened and awaits the receipt, and
//! SQLite never stands in its way. Everything that waits goes into one transaction, so that many batches in
//! flight share one wait for the disk.
//!
//! What cannot be recorded ends the recording: that receipt and every later one fail, and nothing unrecorded
//! goes out.

use super::book::{BatchNo, Book, Refusal};
use super::entry::Entry;
use super::hash::Salt;
use super::open::Writer;
use super::runs::{End, NewRun};
use super::trouble;
use crate::core::error::{Error, Exit, Result};
use jiff::Timestamp;
use rusqlite::{Transaction, TransactionBehavior};
use std::path::Path;
use std::sync::Arc;
use std::thread::JoinHandle;
use tokio::sync::{mpsc, oneshot};

/// Tells the time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How many orders may wait before whoever gives the next one waits, too.
const WAITING: usize = 64;

/// A run that is being recorded.
#[derive(Debug)]
pub struct Recorder {
    run: String,
    salt: Salt,
    journal: Journal,
    thread: JoinHandle<Writer>,
}

/// Where a run's deliveries are recorded. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Journal {
    orders: mpsc::Sender<Order>,
}

/// The promise that something is on the disk. Nothing is recorded before it is awaited.
#[must_use = "nothing is recorded before the receipt is awaited"]
#[derive(Debug)]
pub struct Receipt<T> {
    orders: mpsc::Sender<Order>,
    order: Order,
    answer: oneshot::Receiver<Result<T>>,
}

type Answer<T> = oneshot::Sender<Result<T>>;

/// Gives an answer, when it is known whether the transaction was committed.
type Told = Box<dyn FnOnce(Option<&Failure>)>;

#[derive(Debug)]
enum Order {
    InDoubt(Vec<Entry>, Answer<BatchNo>),
    Acknowledged(BatchNo, Answer<()>),
    Refused(BatchNo, u16, Answer<()>),
    NotTaken(BatchNo, Answer<()>),
    Split(BatchNo, Vec<usize>, Answer<Vec<BatchNo>>),
    Finish(End, Answer<()>),
}

impl Recorder {
    /// Begins a run.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn begin(mut writer: Writer, run: &NewRun, clock: Clock) -> Result<Recorder> {
        let book =
            in_transaction(&mut writer, |tx| Book::begin(tx, run, clock())).map_err(|failure| failure.error())?;
        Recorder::with_book(writer, book, clock)
    }

    fn with_book(writer: Writer, book: Book, clock: Clock) -> Result<Recorder> {
        let run = book.id().to_owned();
        let salt = writer.salt();
        let (orders, queue) = mpsc::channel(WAITING);
        let thread =
            std::thread::Builder::new().name("ledger".to_owned()).spawn(move || record(writer, book, queue, &clock));
        let thread = thread
            .map_err(|error| Error::failed("ledger_failed", "cannot start a thread for the ledger").because(error))?;
        Ok(Recorder { run, salt, journal: Journal { orders }, thread })
    }

    /// The run's id.
    pub fn run_id(&self) -> &str {
        &self.run
    }

    /// What contents are hashed with.
    pub(crate) fn salt(&self) -> Salt {
        self.salt
    }

    /// Where to record.
    pub fn journal(&self) -> Journal {
        self.journal.clone()
    }

    /// Ends the run, and gives the ledger back. Every [`Journal`] of it is closed. Blocks: not for an async task.
    ///
    /// Dropped instead, the run stays as one that was interrupted.
    ///
    /// # Errors
    /// The ledger could not be written, now or before.
    pub fn finish(self, end: End) -> Result<Writer> {
        // The thread ends with this order, whatever comes of it: the ledger is closed when this returns.
        let finished = self.journal.finish(end).wait();
        let writer = self.thread.join().map_err(|_| gone())?;
        finished.map(|()| writer)
    }
}

impl Journal {
    /// Records that these events are about to be sent together. They may go out once the receipt is there.
    pub fn in_doubt(&self, entries: Vec<Entry>) -> Receipt<BatchNo> {
        self.order(|answer| Order::InDoubt(entries, answer))
    }

    /// Records that the server took a batch.
    pub fn acknowledged(&self, batch: BatchNo) -> Receipt<()> {
        self.order(|answer| Order::Acknowledged(batch, answer))
    }

    /// Records that the server finally refused a batch, with this HTTP status. To tell the refused events of a
    /// batch from the others, it is [`split`](Journal::split).
    pub fn refused(&self, batch: BatchNo, status: u16) -> Receipt<()> {
        self.order(|answer| Order::Refused(batch, status, answer))
    }

    /// Records that the server certainly has nothing of a batch, which is not sent again in this run.
    pub(crate) fn not_taken(&self, batch: BatchNo) -> Receipt<()> {
        self.order(|answer| Order::NotTaken(batch, answer))
    }

    /// Cuts a batch in doubt into smaller ones of so many events each, in its order; every event stays in doubt.
    /// The first of them keeps the number.
    pub(crate) fn split(&self, batch: BatchNo, sizes: Vec<usize>) -> Receipt<Vec<BatchNo>> {
        self.order(|answer| Order::Split(batch, sizes, answer))
    }

    fn finish(&self, end: End) -> Receipt<()> {
        self.order(|answer| Order::Finish(end, answer))
    }

    fn order<T>(&self, order: impl FnOnce(Answer<T>) -> Order) -> Receipt<T> {
        let (sender, answer) = oneshot::channel();
        Receipt { orders: self.orders.clone(), order: order(sender), answer }
    }
}

impl<T> Receipt<T> {
    /// Waits until it is on the disk. Works under any executor.
    ///
    /// # Errors
    /// It could not be recorded, or something before it could not.
    pub async fn recorded(self) -> Result<T> {
        self.orders.send(self.order).await.map_err(|_| gone())?;
        self.answer.await.unwrap_or_else(|_| Err(gone()))
    }

    /// Blocks until it is on the disk. Not for an async task.
    ///
    /// # Errors
    /// As [`Receipt::recorded`].
    pub fn wait(self) -> Result<T> {
        self.orders.blocking_send(self.order).map_err(|_| gone())?;
        self.answer.blocking_recv().unwrap_or_else(|_| Err(gone()))
    }
}

fn gone() -> Error {
    Error::failed("ledger_failed", "the ledger is closed: nothing more is recorded, and nothing more is sent")
}

/// The thread: takes orders until the run ends, or nobody is left to give any.
fn record(mut writer: Writer, mut book: Book, mut queue: mpsc::Receiver<Order>, clock: &Clock) -> Writer {
    let mut failure: Option<Failure> = None;
    let mut orders = Vec::with_capacity(WAITING);
    while let Some(order) = queue.blocking_recv() {
        orders.push(order);
        while orders.len() < WAITING
            && let Ok(order) = queue.try_recv()
        {
            orders.push(order);
        }
        let mut answers: Vec<Told> = Vec::with_capacity(orders.len());
        let ended = orders.iter().any(|order| matches!(order, Order::Finish(..)));
        if failure.is_none() {
            let done = in_transaction(&mut writer, |tx| {
                for order in orders.drain(..) {
                    obey(order, &mut book, tx, clock(), &mut answers)?;
                }
                Ok(())
            });
            failure = done.err();
        }
        for answer in answers {
            answer(failure.as_ref());
        }
        if let Some(failure) = &failure {
            orders.drain(..).for_each(|order| order.fail(failure));
        }
        if ended {
            break;
        }
    }
    writer
}

/// Writes what an order says, and keeps its answer until that is on the disk.
fn obey(
    order: Order,
    book: &mut Book,
    tx: &Transaction<'_>,
    now: Timestamp,
    answers: &mut Vec<Told>,
) -> std::result::Result<(), Refusal> {
    fn answer<T: 'static>(
        to: Answer<T>,
        written: std::result::Result<T, Refusal>,
        answers: &mut Vec<Told>,
    ) -> std::result::Result<(), Refusal> {
        let (value, refusal) = match written {
            Ok(value) => (Some(value), None),
            Err(refusal) => (None, Some(refusal)),
        };
        answers.push(Box::new(move |failure| {
            let answer = match (failure, value) {
                (None, Some(value)) => Ok(value),
                (failure, _) => Err(failure.map_or_else(gone, Failure::error)),
            };
            // Somebody who was cancelled does not wait any more; what was recorded stays recorded.
            let _ = to.send(answer);
        }));
        refusal.map_or(Ok(()), Err)
    }
    match order {
        Order::InDoubt(entries, to) => answer(to, book.in_doubt(tx, &entries, now), answers),
        Order::Acknowledged(batch, to) => answer(to, book.acknowledged(tx, batch, now), answers),
        Order::Refused(batch, status, to) => answer(to, book.refused(tx, batch, status, now), answers),
        Order::NotTaken(batch, to) => answer(to, book.not_taken(tx, batch), answers),
        Order::Split(batch, sizes, to) => answer(to, book.split(tx, batch, &sizes), answers),
        Order::Finish(end, to) => answer(to, book.finish(tx, &end, now), answers),
    }
}

impl Order {
    fn fail(self, failure: &Failure) {
        // Nobody waits for what was cancelled.
        let _ = match self {
            Order::InDoubt(_, to) => to.send(Err(failure.error())).is_ok(),
            Order::Split(_, _, to) => to.send(Err(failure.error())).is_ok(),
            Order::Acknowledged(_, to) | Order::Refused(_, _, to) | Order::NotTaken(_, to) | Order::Finish(_, to) => {
                to.send(Err(failure.error())).is_ok()
            }
        };
    }
}

/// Does something in one transaction, or not at all.
pub(super) fn in_transaction<T>(
    writer: &mut Writer,
    work: impl FnOnce(&Transaction<'_>) -> std::result::Result<T, Refusal>,
) -> std::result::Result<T, Failure> {
    let path = writer.path().to_owned();
    let worked = || {
        let tx = writer.connection_mut().transaction_with_behavior(TransactionBehavior::Immediate)?;
        let value = work(&tx)?;
        tx.commit()?;
        Ok(value)
    };
    worked().map_err(|refusal| Failure::of(&path, refusal))
}

/// An error that is told to everybody who waits: [`Error`] itself cannot be copied.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    exit: Exit,
    code: &'static str,
    message: String,
    hints: Vec<String>,
    cause: Option<String>,
}

impl Failure {
    fn of(path: &Path, refusal: Refusal) -> Failure {
        let error = match refusal {
            Refusal::Rule(error) => error,
            Refusal::Sql(error) => trouble::of(path, error),
        };
        let causes: Vec<String> = error.causes().collect();
        Failure {
            exit: error.exit,
            code: error.code,
            cause: (!causes.is_empty()).then(|| causes.join(": ")),
            message: error.message,
            hints: error.hints,
        }
    }

    pub(super) fn error(&self) -> Error {
        let cause = self.cause.clone().map(anyhow::Error::msg);
        Error { exit: self.exit, code: self.code, message: self.message.clone(), hints: self.hints.clone(), cause }
    }
}
