//! How far reading has come: drawn on a terminal alone, from the first moment on, gone when it is dropped.

use super::Ui;
use crate::core::escape::visible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// How often it moves, whether anything is read or not.
const TICK: Duration = Duration::from_millis(100);

/// An input that is being read.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Ui {
    /// Says that this input is awaited, and then how much of it was read.
    pub(crate) fn progress(&self, name: &str) -> Progress {
        if !self.draws_progress {
            return Progress(ProgressBar::hidden());
        }
        self.draw("{spinner} reading {msg}", name)
    }

    /// Says that something else is waited for: `Asking Segment`.
    pub(crate) fn spinner(&self, what: &str) -> Progress {
        if !self.draws_progress {
            return Progress(ProgressBar::hidden());
        }
        self.draw("{spinner} {msg}", what)
    }

    /// A bar that counts to `total`, with its rate and the time that is left, drawn on a terminal alone. It is
    /// the caller's to make room for what is said.
    pub(crate) fn counter(&self, total: u64, what: &str) -> ProgressBar {
        if !self.draws_progress {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(10));
        bar.set_style(style(&format!(
            "{{wide_bar}} {{human_pos}}/{{human_len}} {what}, {{per_sec}}, {{eta}} left{{msg}}"
        )));
        bar.tick();
        bar
    }

    fn draw(&self, template: &str, message: &str) -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(10));
        bar.set_style(style(template));
        bar.set_message(visible(message).into_owned());
        bar.enable_steady_tick(TICK);
        // What is said, and data on the same terminal, takes its place.
        self.drawn.replace(Some(bar.clone()));
        Progress(bar)
    }
}

impl Progress {
    /// How many bytes there are in all.
    pub(crate) fn expect(&self, total: Option<u64>) {
        if let Some(total) = total {
            self.0.set_length(total);
            self.0.set_style(style("{msg} {wide_bar} {bytes}/{total_bytes} {eta}"));
        }
    }

    /// How many bytes were read so far.
    pub(crate) fn at(&self, bytes: u64) {
        if self.0.length().is_none() && self.0.position() == 0 && bytes > 0 {
            self.0.set_style(style("{spinner} reading {msg}: {bytes}"));
        }
        self.0.set_position(bytes);
    }

    /// What is waited for now.
    pub(crate) fn says(&self, what: &str) {
        self.0.set_message(visible(what).into_owned());
    }

    /// It is over.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
