//! What a person sees of a delivery as it goes: a bar on a terminal, a line every ten seconds elsewhere.

use crate::commands::failed::write::FailedFile;
use crate::core::error::Result;
use crate::delivery::ledger::Entry;
use crate::delivery::observer::Observer;
use crate::delivery::outcome::Trouble;
use crate::ui::{Ui, counted, grouped, visible};
use indicatif::ProgressBar;
use std::cell::{Cell, RefCell};
use std::time::{Duration, Instant};

/// How often a line is written where there is no terminal.
const EVERY: Duration = Duration::from_secs(10);

/// The progress of a delivery.
pub(crate) struct Progress<'u> {
    ui: RefCell<&'u mut Ui>,
    bar: ProgressBar,
    planned: u64,
    acknowledged: Cell<u64>,
    retries: Cell<u64>,
    refused: Cell<u64>,
    began: Instant,
    told: Cell<Instant>,
}

impl<'u> Progress<'u> {
    /// Progress towards so many events.
    pub(crate) fn new(ui: &'u mut Ui, planned: u64) -> Progress<'u> {
        let bar = ui.counter(planned, "events");
        Progress {
            ui: RefCell::new(ui),
            bar,
            planned,
            acknowledged: Cell::new(0),
            retries: Cell::new(0),
            refused: Cell::new(0),
            began: Instant::now(),
            told: Cell::new(Instant::now()),
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn step(&self) {
        let mut words = String::new();
        if self.retries.get() > 0 {
            words.push_str(&format!(", {} sent again", grouped(self.retries.get())));
        }
        if self.refused.get() > 0 {
            words.push_str(&format!(", {} refused", grouped(self.refused.get())));
        }
        self.bar.set_message(words.clone());
        self.bar.set_position(self.acknowledged.get());
        if self.bar.is_hidden() && self.told.get().elapsed() >= EVERY {
            self.told.set(Instant::now());
            let line = line(self.acknowledged.get(), self.planned, self.began.elapsed());
            self.ui.borrow_mut().status(&format!("{line}{words}"));
        }
    }

    /// Says something above the bar.
    pub(crate) fn say(&self, text: &str) {
        let text = visible(text).into_owned();
        self.bar.suspend(|| self.ui.borrow_mut().status(&text));
    }
}

/// How far it is, how fast it goes, and how long it will take if it goes on so.
fn line(acknowledged: u64, planned: u64, elapsed: Duration) -> String {
    let mut line = format!("{} of {} acknowledged", grouped(acknowledged), counted(planned, "event"));
    let rate = acknowledged as f64 / elapsed.as_secs_f64();
    if acknowledged > 0 && rate.is_finite() {
        let left = (planned.saturating_sub(acknowledged) as f64 / rate).ceil() as u64;
        line.push_str(&format!(", {rate:.0} a second, {} left", counted(left, "second")));
    }
    line
}

/// Hears of the delivery, shows it, and keeps what was refused.
pub(crate) struct Watching<'w, 'u> {
    /// Where it is shown.
    pub(crate) progress: &'w Progress<'u>,
    /// Where refused events are kept.
    pub(crate) failed: RefCell<Option<FailedFile>>,
    /// The ids of the run's tasks.
    pub(crate) tasks: Vec<String>,
}

impl Observer<Entry> for Watching<'_, '_> {
    fn acknowledged(&self, events: usize) {
        let progress = self.progress;
        progress.acknowledged.set(progress.acknowledged.get() + events as u64);
        progress.step();
    }

    fn retrying(&self, events: usize, retry: u32, wait: Duration, trouble: &Trouble) {
        let progress = self.progress;
        progress.retries.set(progress.retries.get() + events as u64);
        if retry == 1 {
            progress.say(&format!(
                "note: {} again in {:.1} s, because {trouble}",
                counted(events as u64, "event"),
                wait.as_secs_f64()
            ));
        }
        progress.step();
    }

    fn pausing(&self, wait: Duration, trouble: &Trouble) {
        self.progress.say(&format!("note: everything waits {:.1} s, because {trouble}", wait.as_secs_f64()));
    }

    fn halving(&self, events: usize, trouble: &Trouble) {
        self.progress.say(&format!(
            "note: {} were refused together ({trouble}): looking for the ones that are not taken",
            counted(events as u64, "event")
        ));
    }

    fn gave_up(&self, events: usize, trouble: &Trouble) {
        self.progress.say(&format!("warning: gave up on {} for now: {trouble}", counted(events as u64, "event")));
    }

    fn refused(&self, event: &[u8], entry: &Entry, trouble: &Trouble) -> Result<()> {
        let progress = self.progress;
        progress.refused.set(progress.refused.get() + 1);
        progress.say(&format!("error: the event {} of {} was refused: {trouble}", entry.message_id, entry.response));
        match self.failed.borrow_mut().as_mut() {
            Some(failed) => {
                failed.refused(event, self.tasks.get(entry.task.0).map_or("", String::as_str), entry, trouble)
            }
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rate_and_time_left() {
        let elapsed = Duration::from_secs(10);
        assert_eq!(line(2_000, 6_001, elapsed), "2,000 of 6,001 events acknowledged, 200 a second, 21 seconds left");
        assert_eq!(line(0, 1, elapsed), "0 of 1 event acknowledged");
    }
}
