//! The second pass: the input is read again on a thread of its own, and what was planned goes out as it is made.
//! What has changed under its feet since the first pass stops it.

use super::canary::{Canary, CanaryDocument};
use super::planner::{Fate, Mark};
use super::progress::Progress;
use crate::commands::failed::write::FailedFile;
use crate::commands::rehearsal::{Made, Observer, Rehearsal, Run};
use crate::core::error::{Error, Result};
use crate::delivery::envelope::Envelope;
use crate::delivery::ledger::{ContentHash, Entry, Journal, Salt, TaskAt, TaskKey};
use crate::delivery::outcome::{Outcome, Stop};
use crate::delivery::parcel::{Loader, channel};
use crate::delivery::pipeline::{Means, Settings, deliver, deliver_after_canary};
use crate::delivery::wire::Wire;
use crate::ui::Ui;
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::pin;
use tokio::sync::watch;

/// How many batches may wait between reading and sending.
const WAITING: usize = 2;

/// What a delivery needs.
pub(crate) struct Delivery<'d, W> {
    /// What is read.
    pub(crate) run: &'d Run<'d>,
    /// What the first pass decided, event by event.
    pub(crate) marks: &'d [Mark],
    /// The tasks of the run, in the ledger's order.
    pub(crate) tasks: &'d [TaskAt],
    /// What contents are hashed with.
    pub(crate) salt: Salt,
    /// How to send.
    pub(crate) settings: Settings,
    /// What goes around each batch.
    pub(crate) envelope: &'d Envelope,
    /// The way out.
    pub(crate) wire: &'d W,
    /// The record of what was sent.
    pub(crate) journal: &'d Journal,
    /// Where refused events are kept.
    pub(crate) failed: Option<FailedFile>,
    /// Who looks at the first events before the rest follows.
    pub(crate) canary: Option<Canary<'d>>,
    /// Whether to go on.
    pub(crate) stop: watch::Receiver<Stop>,
}

/// How it ended: the pipeline's outcome, the reader's, and the file of failed events.
pub(crate) struct Delivered {
    /// The pipeline's.
    pub(crate) outcome: Outcome,
    /// The reader's: an error that stopped the input, if there was one.
    pub(crate) read: Result<()>,
    /// The file of failed events, with what is in it.
    pub(crate) failed: Option<FailedFile>,
    /// What a look at the first events found, where there was one.
    pub(crate) canary: Option<CanaryDocument>,
}

impl<W: Wire> Delivery<'_, W> {
    /// Reads, makes and sends, until all is answered or it must stop.
    ///
    /// # Errors
    /// This machine cannot run it at all. What happens on the way is in the outcome.
    pub(crate) fn run(self, ui: &mut Ui) -> Result<Delivered> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
            Error::failed("no_runtime", "cannot prepare this machine for calls over the network").because(error)
        })?;
        let (loader, parcels) = channel(WAITING);
        let progress = Progress::new(ui, self.settings.planned);
        let names: Vec<String> = self.tasks.iter().map(|task| task.id.clone()).collect();
        let observer =
            super::progress::Watching { progress: &progress, failed: RefCell::new(self.failed), tasks: names };
        let means = Means {
            envelope: self.envelope,
            wire: self.wire,
            journal: self.journal,
            observer: &observer,
            clock: Timestamp::now,
        };
        let (run, marks, tasks, salt) = (self.run, self.marks, self.tasks, self.salt);
        let (canary, looked) = (self.canary, Cell::new(None));
        let alone = canary.as_ref().map_or(0, |canary| canary.events);
        let (outcome, read) = std::thread::scope(|scope| {
            let reader = std::thread::Builder::new().name("reader".to_owned());
            let reader = reader.spawn_scoped(scope, move || read(run, marks, tasks, salt, alone, loader));
            let reader = reader
                .map_err(|error| Error::failed("no_thread", "cannot start a thread to read by").because(error))?;
            let said = say_that_it_stops(self.stop.clone(), &progress);
            let (settings, stop) = (self.settings, self.stop);
            let outcome = runtime.block_on(beside(
                async {
                    match &canary {
                        None => deliver(settings, means, parcels, stop).await,
                        Some(canary) => {
                            let look = async |first| canary.look(first, &progress, &looked).await;
                            deliver_after_canary(settings, means, parcels, stop, look).await
                        }
                    }
                },
                said,
            ));
            let read = reader.join().unwrap_or_else(|_| {
                Err(Error::failed("reader_died", "the thread that reads ended by a mistake in the program"))
            });
            Ok::<_, Error>((outcome, read))
        })?;
        progress.finish();
        let mut failed = observer.failed.into_inner();
        let kept = failed.as_mut().map_or(Ok(()), FailedFile::finish);
        Ok(Delivered { outcome, read: read.and(kept), failed, canary: looked.into_inner() })
    }
}

/// A person who pressed Ctrl-C hears that it was heard.
async fn say_that_it_stops(mut stop: watch::Receiver<Stop>, progress: &Progress<'_>) {
    if stop.wait_for(|stop| *stop != Stop::No).await.is_ok() {
        progress.say("Interrupted: what is on the wire is finished first; once more to leave at once");
    }
}

/// Runs one to its end, and another beside it as long.
async fn beside<F: Future>(one: F, other: impl Future<Output = ()>) -> F::Output {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let mut is_over = false;
    poll_fn(|cx| {
        is_over = is_over || other.as_mut().poll(cx).is_ready();
        one.as_mut().poll(cx)
    })
    .await
}

/// The reading thread.
fn read(run: &Run<'_>, marks: &[Mark], tasks: &[TaskAt], salt: Salt, alone: u64, loader: Loader<Entry>) -> Result<()> {
    let mut sender = Sender { loader, marks, at: 0, tasks, salt, alone };
    let rehearsed = Rehearsal::once_more(run, &mut sender).run(&mut Ui::silent());
    match rehearsed.outcome {
        // The pipeline has ended, and tells why itself.
        Err(error) if error.code == ENDED => Ok(()),
        Err(error) => Err(error),
        Ok(()) if sender.at < marks.len() => Err(changed()),
        // Nothing is lost where the pipeline has ended before: what is left counts as unacknowledged.
        Ok(()) => {
            sender.loader.finish().ok();
            Ok(())
        }
    }
}

/// The pipeline takes nothing more.
const ENDED: &str = "pipeline_ended";

fn ended() -> Error {
    Error::failed(ENDED, "nothing more is sent")
}

fn changed() -> Error {
    Error::failed("input_changed", "the input has changed since it was looked at: not all of it was sent")
        .hint("run the same command again: what was sent does not go out twice")
}

/// Passes on what was planned.
struct Sender<'s> {
    loader: Loader<Entry>,
    marks: &'s [Mark],
    at: usize,
    tasks: &'s [TaskAt],
    salt: Salt,
    /// How many events are left of those that go alone.
    alone: u64,
}

impl Observer for Sender<'_> {
    fn event(&mut self, made: &Made<'_>, _: &mut Ui) -> Result<()> {
        let bytes = made.event.bytes();
        let fate = self.marks.get(self.at).and_then(|mark| mark.fate(bytes)).ok_or_else(changed)?;
        self.at += 1;
        if fate == Fate::Stays {
            // Of a long history that stays, nothing would notice that the delivery has ended.
            return if self.loader.is_closed() { Err(ended()) } else { Ok(()) };
        }
        let task = self.tasks.iter().position(|task| task.id == made.task.id()).ok_or_else(changed)?;
        let content = match fate {
            // Of two contents under one id nobody knows which one Segment has: the next run finds it changed.
            Fate::GoesUnsure => ContentHash::of(self.salt, b""),
            Fate::Stays | Fate::Goes | Fate::GoesEdited => ContentHash::of(self.salt, bytes),
        };
        let entry = Entry {
            task: TaskKey(task),
            response: made.response.into(),
            message_id: made.task.message_id(made.response),
            content: Some(content),
            edited: fate == Fate::GoesEdited,
        };
        self.loader.push(&made.event, entry).map_err(|_| ended())?;
        if self.alone > 0 {
            self.alone -= 1;
            if self.alone == 0 {
                return self.loader.cut().map_err(|_| ended());
            }
        }
        Ok(())
    }
}
