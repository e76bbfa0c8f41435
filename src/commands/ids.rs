//! Message ids as a warehouse gives them back: CSV with a header, or an id a line; from whichever tool. What is no id of
//! ours is counted and passed over: other libraries make ids of other forms.

use crate::commands::project;
use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::qualtrics::csv::{Dialect, ScanError, fields, find_record};
use crate::qualtrics::export::MAX_RECORD_BYTES;
use crate::qualtrics::input::Opening;
use crate::qualtrics::window::Window;
use crate::segment::message_id::MessageId;
use std::cell::Cell;
use std::path::Path;
use std::rc::Rc;

/// The names that a column of message ids may have, without what is no letter; the best first.
const COLUMNS: [&str; 2] = ["messageid", "id"];

/// How many bytes the form is told by.
const BEGINNING: usize = 64 * 1_024;

/// The ids of a file, one after the other: memory does not grow with them.
pub(crate) struct Ids {
    name: String,
    window: Window,
    dialect: Dialect,
    /// The column they stand in, once that is known.
    column: Option<usize>,
    /// Whether the first line may be no name of a column at all: then there must be an id below it.
    is_unsure: bool,
    has_ended: bool,
    others: Rc<Cell<u64>>,
}

impl Ids {
    /// Opens a file of them, or `-` for standard input; packed and in UTF-16, too.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn open(typed: &Path, context: &Context) -> Result<Ids> {
        let name = typed.display().to_string();
        let mut input = project::open(context, typed, None, Opening::default())?;
        let Some(part) = input.parts.next()? else { return Err(no_ids(&name)) };
        let mut window = Window::new(part.reader);
        // A first read may bring a few bytes and no more.
        window.reach(BEGINNING).map_err(|error| unreadable(&name, error))?;
        if window.bytes().starts_with(b"\xef\xbb\xbf") {
            window.release(3);
        }
        let (mut dialect, _) = Dialect::sniff(window.bytes());
        let first = window.bytes().split(|byte| *byte == dialect.terminator).next().unwrap_or_default();
        // As `psql` prints it.
        if first.contains(&b'|') && !first.contains(&dialect.delimiter) {
            dialect.delimiter = b'|';
        }
        Ok(Ids { name, window, dialect, column: None, is_unsure: false, has_ended: false, others: Rc::default() })
    }

    /// How many values were passed over, so far: no ids of ours.
    pub(crate) fn others(&self) -> Rc<Cell<u64>> {
        Rc::clone(&self.others)
    }

    /// The fields of the next record that has any; `None` at the end.
    fn record(&mut self) -> Result<Option<Vec<String>>> {
        loop {
            let found = find_record(&mut self.window, 0, self.dialect, MAX_RECORD_BYTES);
            let Some(extent) = found.map_err(|error| self.broken(error))? else { return Ok(None) };
            let text = String::from_utf8_lossy(&self.window.bytes()[..extent.content]).into_owned();
            self.window.release(extent.whole);
            let fields: Vec<String> =
                fields(&text, self.dialect.delimiter).iter().map(|field| bare(field).to_owned()).collect();
            if fields.iter().any(|field| !field.is_empty()) {
                return Ok(Some(fields));
            }
        }
    }

    fn next_id(&mut self) -> Result<Option<MessageId>> {
        while let Some(fields) = self.record()? {
            let column = match self.column {
                Some(column) => column,
                None => {
                    let mut ids = (0..fields.len()).filter(|at| MessageId::read(&fields[*at]).is_some());
                    match (ids.next(), ids.next()) {
                        (Some(only), None) => *self.column.insert(only),
                        (Some(_), Some(_)) => {
                            return Err(self.no_column("its columns have no names, and several could be it"));
                        }
                        // Names, then.
                        (None, _) => {
                            self.column = Some(self.named(&fields)?);
                            continue;
                        }
                    }
                }
            };
            match fields.get(column).map(String::as_str).unwrap_or_default() {
                "" => {}
                text if is_psqls(text) => {}
                text => match MessageId::read(text) {
                    Some(id) => {
                        self.is_unsure = false;
                        return Ok(Some(id));
                    }
                    None => self.others.set(self.others.get() + 1),
                },
            }
        }
        if self.column.is_none() || self.is_unsure { Err(no_ids(&self.name)) } else { Ok(None) }
    }

    /// The column of ids, by the names in the first record.
    fn named(&mut self, names: &[String]) -> Result<usize> {
        let folded = |name: &String| -> String {
            name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
        };
        let names_of_ids = COLUMNS.iter().find_map(|wanted| names.iter().position(|name| folded(name) == *wanted));
        // One column of another name, or a line that says that the query failed: what is below it tells.
        self.is_unsure = names_of_ids.is_none();
        names_of_ids.or((names.len() == 1).then_some(0)).ok_or_else(|| {
            let names: Vec<String> = names.iter().take(20).map(|name| name.chars().take(40).collect()).collect();
            self.no_column(&format!("its first line has {}", names.join(", ")))
        })
    }

    fn no_column(&self, why: &str) -> Error {
        Error::usage("no_id_column", format!("nothing says which column of {} has the message ids: {why}", self.name))
            .hint("call the column id or message_id, or give a file with an id a line")
    }

    fn broken(&self, error: ScanError) -> Error {
        let broken = match error {
            ScanError::Io(error) => return unreadable(&self.name, error),
            ScanError::UnclosedQuote { .. } => {
                Error::failed("broken_ids", format!("{}: a quote is opened and never closed", self.name))
            }
            ScanError::TooLong => {
                let most = MAX_RECORD_BYTES >> 20;
                Error::failed("broken_ids", format!("{}: a line is over {most} MiB long", self.name))
            }
        };
        broken.hint("export the ids again, as CSV or an id a line")
    }
}

impl Iterator for Ids {
    type Item = Result<MessageId>;

    fn next(&mut self) -> Option<Result<MessageId>> {
        if self.has_ended {
            return None;
        }
        let next = self.next_id().transpose();
        self.has_ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// What `psql` prints around a result: a ruler, and how many rows there were.
fn is_psqls(text: &str) -> bool {
    let is_count = |inside: &str| {
        inside.split_once(' ').is_some_and(|(count, rows)| {
            count.bytes().all(|byte| byte.is_ascii_digit()) && matches!(rows, "row" | "rows")
        })
    };
    text.bytes().all(|byte| matches!(byte, b'-' | b'+'))
        || text.strip_prefix('(').and_then(|text| text.strip_suffix(')')).is_some_and(is_count)
}

/// A field without what some tools put around it.
fn bare(field: &str) -> &str {
    field.trim_matches(|letter: char| letter.is_whitespace() || letter == '\'' || letter == '"')
}

fn unreadable(name: &str, error: std::io::Error) -> Error {
    Error::failed("unreadable_ids", format!("cannot read {name}")).because(error)
}

fn no_ids(name: &str) -> Error {
    Error::usage("no_ids", format!("there are no ids in {name}, nor the name of a column of them"))
        .hint("a query that found nothing still has its header, id: that much must be there")
}
