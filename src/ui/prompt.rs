//! Questions. They are asked only where stdin and stderr are terminals, without `--no-input` and outside CI;
//! elsewhere the error names the flag that answers. They are written to stderr, never to stdout. At a question
//! Ctrl-C and SIGTERM put the terminal back and end the run (130, 143), and Ctrl-D is an error (2).

use super::Ui;
use super::terminal::{Asking, Ended, Key, Mode, Read};
use crate::core::error::{Error, Exit, Result};
use crate::core::escape::visible;
use crate::core::secret::Secret;
use dialoguer::console::truncate_str;

/// How many choices are shown at once.
const PAGE: usize = 10;

/// What is asked, and what answers it where nobody can be asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// The question, for people.
    pub text: &'q str,
    /// The flag that answers it: `--force`.
    pub flag: &'q str,
}

impl Question<'_> {
    /// The question on one harmless line.
    fn line(&self) -> String {
        visible(&self.text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
    }

    fn error(&self, code: &'static str, what: &str) -> Error {
        Error::usage(code, format!("{what}: {}", self.line())).hint(format!("answer with {}", self.flag))
    }
}

impl Ui {
    /// Whether somebody is there to be asked. A command that can decide alone asks this first.
    pub(crate) fn may_ask(&self) -> bool {
        self.asks
    }

    /// Asks yes or no. Enter is `default`, where there is one.
    ///
    /// # Errors
    /// Nobody can be asked (`cannot_ask`), no answer came (`no_answer`), or a signal did.
    pub fn confirm(&mut self, question: Question<'_>, default: Option<bool>) -> Result<bool> {
        let choices = match default {
            Some(true) => "[Y/n]",
            Some(false) => "[y/N]",
            None => "[y/n]",
        };
        let asking = self.begin(question, Mode::Lines)?;
        loop {
            self.ask(&question.line(), choices);
            let line = self.line_of(question, &asking)?;
            match (line.trim().to_lowercase().as_str(), default) {
                ("y" | "yes", _) => return Ok(true),
                ("n" | "no", _) => return Ok(false),
                ("", Some(default)) => return Ok(default),
                _ => self.again("write y or n"),
            }
        }
    }

    /// Asks for a line, until `read` takes it. Enter is `default`.
    ///
    /// # Errors
    /// As [`Ui::confirm`].
    pub fn text<T>(
        &mut self,
        question: Question<'_>,
        default: Option<&str>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T> {
        let shown = default.filter(|text| !text.is_empty()).map(|text| format!("[{}]", visible(text)));
        let asking = self.begin(question, Mode::Lines)?;
        loop {
            self.ask(&question.line(), shown.as_deref().unwrap_or_default());
            let line = self.line_of(question, &asking)?;
            let answer = match (line.trim(), default) {
                ("", Some(default)) => default,
                ("", None) => {
                    self.again("an answer is needed");
                    continue;
                }
                (answer, _) => answer,
            };
            if answer.contains(char::is_control) {
                self.again("there is a control character in the answer");
                continue;
            }
            match read(answer) {
                Ok(value) => return Ok(value),
                Err(reason) => self.again(&visible(&reason)),
            }
        }
    }

    /// Asks for one of several, and returns its place. Enter is `default`.
    ///
    /// # Errors
    /// As [`Ui::confirm`].
    pub fn select(&mut self, question: Question<'_>, choices: &[String], default: usize) -> Result<usize> {
        let asking = self.begin(question, Mode::Keys)?;
        self.ask(&question.line(), "(arrow keys, then Enter)");
        self.say("\n\x1b[?25l");
        let chosen = self.choose(question, choices, default.min(choices.len().saturating_sub(1)), &asking);
        self.say("\x1b[?25h");
        if let Ok(at) = chosen {
            let choice = choices.get(at).map_or("", String::as_str);
            let line = format!("  {}", visible(choice));
            self.say(&format!("{}\n", truncate_str(&line, self.width, "…")));
        }
        chosen
    }

    /// Asks for a secret: not shown, trimmed, never empty.
    ///
    /// # Errors
    /// As [`Ui::confirm`]; an empty answer is none.
    pub fn secret(&mut self, question: Question<'_>) -> Result<Secret> {
        let asking = self.begin(question, Mode::Secret)?;
        self.ask(&question.line(), "(not shown)");
        let line = self.line_of(question, &asking)?;
        self.say("\n");
        match line.trim() {
            "" => Err(question.error("no_answer", "nothing was entered")),
            secret => Ok(Secret::new(secret.as_bytes())),
        }
    }

    fn begin(&mut self, question: Question<'_>, mode: Mode) -> Result<Asking> {
        if !self.asks {
            return Err(question.error("cannot_ask", "an answer is needed, and nobody can be asked here"));
        }
        // What was said so far stands above the question.
        self.flush()?;
        Asking::begin(mode).map_err(|error| question.error("cannot_ask", "the terminal cannot be asked").because(error))
    }

    fn ask(&mut self, question: &str, after: &str) {
        let mark = self.styled("?", "1;36");
        let question = self.styled(question, "1");
        let gap = if after.is_empty() { "" } else { " " };
        self.say(&format!("{mark} {question}{gap}{after} "));
    }

    fn again(&mut self, reason: &str) {
        self.say(&format!("  {reason}\n"));
    }

    fn line_of(&mut self, question: Question<'_>, asking: &Asking) -> Result<zeroize::Zeroizing<String>> {
        match self.read(question, asking)? {
            Read::Line(line) => Ok(line),
            Read::Key(_) | Read::End => {
                self.say("\n");
                Err(question.error("no_answer", "the input ended without an answer"))
            }
        }
    }

    fn read(&mut self, question: Question<'_>, asking: &Asking) -> Result<Read> {
        asking.read().map_err(|ended| {
            // A list ends its own lines.
            if asking.mode() != Mode::Keys {
                self.say("\n");
            }
            match ended {
                Ended::Signal(exit) => Error::stopped(exit),
                Ended::Broken(error) => question.error("no_answer", "the terminal gave no answer").because(error),
            }
        })
    }

    /// Moves along the choices until one is taken; the list is gone afterwards.
    fn choose(&mut self, question: Question<'_>, choices: &[String], mut at: usize, asking: &Asking) -> Result<usize> {
        loop {
            let from = at / PAGE * PAGE;
            let page: Vec<String> =
                (from..choices.len().min(from + PAGE)).map(|one| self.choice(choices, one, at)).collect();
            let rows = page.len();
            self.say(&page.concat());
            let read = self.read(question, asking);
            // A signal leaves the list where it is.
            let erase = format!("\x1b[{rows}A\x1b[J");
            match read? {
                Read::End | Read::Line(_) => {
                    return Err(question.error("no_answer", "the input ended without an answer"));
                }
                Read::Key(key) => {
                    let last = choices.len().saturating_sub(1);
                    self.say(&erase);
                    match key {
                        Key::Enter => return Ok(at),
                        Key::Up => at = if at == 0 { last } else { at - 1 },
                        Key::Down => at = if at == last { 0 } else { at + 1 },
                        Key::First => at = 0,
                        Key::Last => at = last,
                        Key::Other => {}
                    }
                }
            }
        }
    }

    fn choice(&self, choices: &[String], one: usize, at: usize) -> String {
        let text = choices.get(one).map_or("", String::as_str);
        let text = visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned();
        let line = format!("{} {text}", if one == at { ">" } else { " " });
        let line = truncate_str(&line, self.width.saturating_sub(1), "…").into_owned();
        format!("{}\n", if one == at { self.styled(&line, "1;36") } else { line })
    }
}

impl Error {
    /// Stopped by a signal: 130 or 143.
    fn stopped(exit: Exit) -> Error {
        let (code, message) = match exit {
            Exit::Terminated => ("terminated", "terminated at a question"),
            _ => ("interrupted", "interrupted at a question"),
        };
        Error { exit, code, message: message.to_owned(), hints: Vec::new(), cause: None }
    }
}
