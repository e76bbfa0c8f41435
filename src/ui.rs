//! Where every byte of output goes. The contract of the streams:
//!
//! * **data** (what was asked for) goes to stdout and is an error if it cannot be written;
//! * **status, findings, hints, errors, progress** go to stderr;
//! * `--quiet` silences status and notes, never data or errors; `--verbose` shows notes;
//! * nothing moves off a terminal: progress is drawn on a terminal alone;
//! * text that came from a survey or a server is shown with its control characters made visible.

mod progress;
mod prompt;
mod terminal;

use crate::context::Context;
use crate::core::diagnostic::{Findings, Group as FindingGroup, Severity};
use crate::core::error::{Error, Result};
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, renderer::DecorStyle};
use indicatif::ProgressBar;
use std::cell::RefCell;
use std::io::{BufWriter, Write};

pub(crate) use crate::core::escape::visible;
pub(crate) use progress::Progress;
pub use prompt::Question;
#[cfg(unix)]
pub(crate) use terminal::Withheld;

/// `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How many groups of findings text output shows before it counts the rest.
const SHOWN_GROUPS: usize = 30;

/// Where output goes.
pub struct Ui {
    out: BufWriter<Box<dyn Write>>,
    err: Box<dyn Write>,
    out_is_coloured: bool,
    err_is_coloured: bool,
    quiet: bool,
    verbose: bool,
    width: usize,
    out_is_terminal: bool,
    draws_progress: bool,
    drawn: RefCell<Option<ProgressBar>>,
    asks: bool,
    has_data: bool,
}

/// Which stream findings go to: they are data where they were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Standard output.
    Data,
    /// Standard error.
    Status,
}

impl Ui {
    /// The streams of this process.
    #[allow(clippy::disallowed_methods, reason = "the one place that opens the output streams")]
    pub fn new(context: &Context, color: ColorChoice, quiet: bool, verbose: bool) -> Ui {
        Ui {
            out: BufWriter::with_capacity(64 * 1024, Box::new(std::io::stdout())),
            err: Box::new(std::io::stderr()),
            out_is_coloured: context.colours(color, context.stdout_is_terminal),
            err_is_coloured: context.colours(color, context.stderr_is_terminal),
            quiet,
            verbose,
            width: context.text_width(),
            out_is_terminal: context.stdout_is_terminal,
            draws_progress: context.stderr_is_terminal && !context.is_ci() && !quiet,
            drawn: RefCell::new(None),
            asks: context.may_ask(),
            has_data: false,
        }
    }

    /// Streams that nobody hears, for work on another thread that the one with the streams tells of.
    pub(crate) fn silent() -> Ui {
        Ui {
            out: BufWriter::new(Box::new(std::io::sink())),
            err: Box::new(std::io::sink()),
            out_is_coloured: false,
            err_is_coloured: false,
            quiet: true,
            verbose: false,
            width: 100,
            out_is_terminal: false,
            draws_progress: false,
            drawn: RefCell::new(None),
            asks: false,
            has_data: false,
        }
    }

    /// Writes data as it is.
    pub fn data(&mut self, bytes: &[u8]) -> Result<()> {
        self.has_data = true;
        if self.out_is_terminal {
            self.end_progress();
        }
        self.out.write_all(bytes).map_err(unwritable)
    }

    /// Whether any data was written: an error has its place in the document then.
    pub(crate) fn has_data(&self) -> bool {
        self.has_data
    }

    /// Writes a line of data.
    pub fn line(&mut self, text: &str) -> Result<()> {
        self.data(text.as_bytes())?;
        self.data(b"\n")
    }

    /// Writes a document of JSON, on a line of its own.
    pub fn document(&mut self, document: &impl serde::Serialize) -> Result<()> {
        let text = serde_json::to_string(document)
            .map_err(|error| Error::failed("unwritable_output", "cannot write the document").because(error))?;
        self.line(&text)
    }

    /// One line, cut where the terminal ends (at 100 columns in a pipe).
    pub(crate) fn fitted(&self, line: &str) -> String {
        dialoguer::console::truncate_str(line, self.width, "…").into_owned()
    }

    /// How wide a line of data may be: what a terminal shows; in a pipe and in a file there is no end.
    pub(crate) fn line_width(&self) -> usize {
        if self.out_is_terminal { self.width } else { usize::MAX }
    }

    /// Writes a heading: bold where there is colour.
    pub(crate) fn heading(&mut self, text: &str) -> Result<()> {
        if self.out_is_coloured { self.line(&format!("\x1b[1m{text}\x1b[0m")) } else { self.line(text) }
    }

    /// Writes a label and what belongs to it, in a column of its own that is as wide as the output leaves it.
    pub fn entry(&mut self, label: &str, column: usize, text: &str) -> Result<()> {
        for (at, line) in wrapped(text, self.width.saturating_sub(column)).iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.line(format!("{label:<column$}{line}").trim_end())?;
        }
        Ok(())
    }

    /// Makes sure that all data has been written.
    pub fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(unwritable)
    }

    /// Says what happens or happened.
    pub fn status(&mut self, text: &str) {
        if !self.quiet {
            self.say(&format!("{text}\n"));
        }
    }

    /// Says what to do next.
    pub fn hint(&mut self, text: &str) {
        if !self.quiet {
            let label = self.styled("hint", "1;36");
            self.say(&format!("{label}: {text}\n"));
        }
    }

    /// Shows findings like a compiler: code, place, the mapping line, and the way out.
    pub fn findings(&mut self, findings: &Findings, stream: Stream) -> Result<()> {
        let coloured = match stream {
            Stream::Data => self.out_is_coloured,
            Stream::Status => self.err_is_coloured,
        };
        let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(self.width);
        let shown: Vec<&FindingGroup> = findings
            .groups()
            .iter()
            .filter(|group| self.verbose || group.first.code.severity != Severity::Note)
            .collect();
        for group in shown.iter().take(SHOWN_GROUPS) {
            let text = rendered(group, &renderer);
            self.to(stream, &format!("{text}\n\n"))?;
        }
        if let Some(more) = shown.len().checked_sub(SHOWN_GROUPS).filter(|more| *more > 0) {
            self.to(stream, &format!("… and {more} more kinds of findings (--format json has them all)\n\n"))?;
        }
        Ok(())
    }

    /// Shows an error: what, why, and what to do.
    pub fn error(&mut self, error: &Error) {
        let label = self.styled("error", "1;31");
        let mut text = format!("{label}: {}\n", visible(&error.message));
        for cause in error.causes() {
            text.push_str(&format!("  because: {}\n", visible(&cause)));
        }
        for hint in &error.hints {
            let label = self.styled("hint", "1;36");
            text.push_str(&format!("{label}: {}\n", visible(hint)));
        }
        // Nobody is left to tell when standard error is closed as well.
        let _ = self.out.flush();
        self.say(&text);
    }

    fn to(&mut self, stream: Stream, text: &str) -> Result<()> {
        match stream {
            Stream::Data => self.data(text.as_bytes()),
            Stream::Status => {
                self.say(text);
                Ok(())
            }
        }
    }

    fn end_progress(&mut self) {
        if let Some(drawn) = self.drawn.get_mut().take() {
            drawn.finish_and_clear();
        }
    }

    fn say(&mut self, text: &str) {
        self.end_progress();
        // What cannot be said on standard error can be said nowhere; the exit code still tells.
        let _ = self.err.write_all(text.as_bytes());
    }

    fn styled(&self, text: &str, style: &str) -> String {
        if self.err_is_coloured { format!("\x1b[{style}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

fn unwritable(error: std::io::Error) -> Error {
    Error::failed("unwritable_output", "cannot write to standard output").because(error)
}

fn rendered(group: &FindingGroup, renderer: &Renderer) -> String {
    let finding = &group.first;
    let level = match finding.code.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let mut part = Group::with_title(level.primary_title(visible(&finding.message)).id(finding.code.name));
    match (&finding.anchor, &finding.place) {
        (Some(anchor), _) => {
            let annotation = AnnotationKind::Primary.span(anchor.span.start..anchor.span.end);
            let label = finding.label.as_deref().map(visible);
            part = part.element(
                Snippet::source(anchor.source.text()).path(anchor.source.name()).annotation(annotation.label(label)),
            );
        }
        (None, Some(place)) => part = part.element(Origin::path(visible(&place.to_string()).into_owned())),
        (None, None) => {}
    }
    let place = finding.place.as_ref().map(|place| visible(&place.to_string()).into_owned());
    let note = match (group.count, finding.anchor.is_some(), place) {
        (1, true, Some(place)) => Some(format!("in {place}")),
        (1, ..) => None,
        (count, _, Some(place)) => Some(format!("{} times, first in {place}", grouped(count))),
        (count, _, None) => Some(format!("{} times", grouped(count))),
    };
    if let Some(note) = note {
        part = part.element(Level::NOTE.message(note));
    }
    if let Some(help) = &finding.help {
        part = part.element(Level::HELP.message(visible(help)));
    }
    renderer.render(&[part])
}

/// A text in lines of at most this width, broken between words; a word that is longer has a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(line) if last == 0 || last + 1 + word.chars().count() <= width => {
                line.push_str(if last == 0 { "" } else { " " });
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// A count with its thousands apart: `1,234,567`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 response`, `2 responses`.
pub fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", grouped(count))
}

/// Bytes for people: `930 B`, `93.1 kB`, `1.2 GB`.
pub fn bytes(count: u64) -> String {
    let mut value = count as f64;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 1_000.0 || unit == "GB" {
            return if unit == "B" { format!("{count} B") } else { format!("{value:.1} {unit}") };
        }
        value /= 1_000.0;
    }
    format!("{count} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn survey_text_cannot_move_the_cursor_or_turn_the_line() {
        assert_eq!(visible("a\u{1b}[31mb\r\u{202e}"), "a\\u{1b}[31mb\\u{d}\\u{202e}");
        assert_eq!(visible("plain é\n\ttext"), "plain é\n\ttext");
    }

    #[test]
    fn text_is_broken_between_words_and_nothing_is_lost() {
        assert_eq!(wrapped("one two  three", 8), ["one two ", "three"]);
        assert_eq!(wrapped("a longer-than-that b", 6), ["a", "longer-than-that", "b"]);
        assert_eq!(wrapped("", 6), [""]);
        assert_eq!(wrapped("né né", 5), ["né né"]);
    }

    #[test]
    fn counts_are_written_for_people() {
        assert_eq!((grouped(0), grouped(1_234), grouped(1_234_567)), ("0".into(), "1,234".into(), "1,234,567".into()));
        assert_eq!((counted(1, "event"), counted(2_000, "event")), ("1 event".into(), "2,000 events".into()));
        assert_eq!(
            (bytes(930), bytes(93_100), bytes(1_200_000_000)),
            ("930 B".into(), "93.1 kB".into(), "1.2 GB".into())
        );
    }
}
