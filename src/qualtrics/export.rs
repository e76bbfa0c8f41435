//! An export as a stream of responses: opened, its format told by content, its header read, and one
//! record handed over at a time (`reference/qualtrics.md` §4, §5). Memory does not grow with the input.

use super::csv::{self, Dialect};
use super::findings::{VALUES_MIXED, VALUES_UNDECIDED};
use super::foreign::{self, Foreign};
use super::header::{self, Generation, Header};
use super::import_id;
use super::json::extract::{Wanted, extract};
use super::json::{self, JsonScanner};
use super::layout::{Layout, Settings, SlotSource, Subject};
use super::record::{Cell, Record, Slot, Value};
use super::status::{self, Writing};
use super::survey::{Match, Survey};
use super::window::Window;
use crate::core::diagnostic::Code;
use crate::core::error::{Error, Result};
use std::io::Read;
use std::sync::Arc;

/// How far ahead is read to tell labels from recodes.
const PRELUDE: usize = 1 << 20;

/// The default of `--max-record-bytes`: 16 MiB.
pub const MAX_RECORD_BYTES: usize = 16 << 20;

/// What an input is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV, with commas or semicolons.
    Csv,
    /// Tab-separated.
    Tsv,
    /// JSON in one document.
    Json,
    /// One JSON response a line.
    Ndjson,
}

impl Format {
    /// Every format with its name.
    pub const ALL: [(&'static str, Format); 4] =
        [("csv", Format::Csv), ("tsv", Format::Tsv), ("json", Format::Json), ("ndjson", Format::Ndjson)];

    /// The name on the command line and in machine-readable output.
    pub fn name(self) -> &'static str {
        Format::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }
}

/// How exports are opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// The survey that goes with the exports.
    pub survey: Option<Arc<Survey>>,
    /// What the run says about dates and pipes.
    pub settings: Settings,
    /// The most that one response may take, in bytes.
    pub max_record_bytes: usize,
    /// The format, where the user knows better than the content.
    pub format: Option<Format>,
}

/// An open export.
pub struct Export {
    /// The input's name, as it was typed.
    pub name: Arc<str>,
    /// Where its fields lie; pipes are resolved against it before the first response is read.
    pub layout: Layout,
    /// What tells whether its choices are labels or recodes.
    pub(crate) evidence: Evidence,
    format: Format,
    window: Window,
    reader: Reader,
    limit: usize,
    pending: usize,
    number: u64,
    blank: u64,
    /// The column whose cell tells a response from a row of the header in most cases.
    gate: Option<usize>,
    headers: HeadersInData,
    form: Form,
    is_flat: bool,
    cells: Vec<Cell>,
    seen: Vec<bool>,
}

/// Fields whose cells begin with a digit, or with `R_`, in every response; the first column of them is looked at.
const GATES: [&str; 10] = [
    "recordedDate",
    "startDate",
    "endDate",
    "duration",
    "progress",
    "finished",
    "status",
    "_recordId",
    "externalDataReference",
    "recipientEmail",
];

/// Rows of the header that stand among the data.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct HeadersInData {
    /// How many there are.
    pub(crate) count: u64,
    /// The line of the first.
    pub(crate) line: u64,
}

/// What is only form in an export: what a file like it must have too.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    /// Whether it begins with UTF-8's byte order mark.
    pub(crate) has_mark: bool,
    /// The header rows of a CSV export, as they stand there.
    pub header: String,
    /// The first blank row: delimiters, spaces and empty quotes.
    pub(crate) blank_row: Option<String>,
}

/// What tells whether the choices of a CSV export are labels or recodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Finished and Status, or the survey.
    Told,
    /// Nothing, and there are choices.
    Undecided,
    /// Nothing, and no choice has been seen yet.
    Unseen,
}

/// Finds records that hold labels among recodes, or the other way round: design §5, mixed is an error.
#[derive(Debug, Default)]
pub(crate) struct WritingCheck {
    told: Option<Writing>,
    undecided: Vec<Slot>,
}

impl WritingCheck {
    /// What is wrong with a record by its Finished and Status cells: it is written otherwise than the export, or
    /// holds the first choice where nothing tells how choices are written.
    pub(crate) fn complaint(
        &self,
        record: &Record<'_>,
        finished: Option<&str>,
        status: Option<&str>,
    ) -> Option<&'static Code> {
        let told = self.told.filter(|told| status::writing_of(finished, status).is_some_and(|found| found != *told));
        if told.is_some() {
            return Some(&VALUES_MIXED);
        }
        let is_undecided = self.undecided.iter().any(|slot| record.value(*slot) != Value::Empty);
        is_undecided.then_some(&VALUES_UNDECIDED)
    }
}

enum Reader {
    Csv { dialect: Dialect, columns: usize, slot_of_column: Vec<Option<u32>> },
    Json { scanner: JsonScanner, wanted: Wanted },
}

impl Export {
    /// Opens an input: tells its format, reads its header, and looks ahead whether it holds labels or recodes.
    ///
    /// # Errors
    /// The input cannot be read, is of a kind that qseg does not read, or ends within its header.
    pub fn open(name: &Arc<str>, reader: Box<dyn Read + Send>, options: &Options) -> Result<Export> {
        Export::open_as(Subject::Responses, name, reader, options)
    }

    /// Opens an input whose records are of this kind.
    ///
    /// # Errors
    /// As [`Export::open`].
    pub(crate) fn open_as(
        subject: Subject,
        name: &Arc<str>,
        reader: Box<dyn Read + Send>,
        options: &Options,
    ) -> Result<Export> {
        let mut window = Window::new(reader);
        // What breaks off early breaks off again where it is reached: the responses before it are good.
        if let Err(error) = window.reach(4095)
            && window.bytes().is_empty()
        {
            return Err(unreadable(name, error));
        }
        let form = Form { has_mark: window.bytes().starts_with(b"\xef\xbb\xbf"), ..Form::default() };
        if form.has_mark {
            window.release(3);
        }
        let format = match options.format {
            Some(format) => format,
            None => {
                let format = sniff(name, window.bytes())?;
                if let Some(Foreign { what, help }) = foreign_to(subject, format, &mut window) {
                    return Err(Error::failed("not_an_export", format!("{name} is {what}")).hint(help));
                }
                format
            }
        };
        let mut export = Export {
            name: Arc::clone(name),
            layout: match subject {
                Subject::Responses => Layout::json(options.survey.clone(), options.settings.clone()),
                Subject::Contacts => Layout::contacts(None, options.settings.clone()),
            },
            evidence: Evidence::Told,
            format,
            window,
            reader: Reader::Json { scanner: JsonScanner::new(subject), wanted: Wanted::default() },
            limit: options.max_record_bytes,
            pending: 0,
            number: 0,
            blank: 0,
            gate: None,
            headers: HeadersInData::default(),
            form,
            is_flat: false,
            cells: Vec::new(),
            seen: Vec::new(),
        };
        if matches!(format, Format::Csv | Format::Tsv) {
            export.open_csv(options)?;
        }
        Ok(export)
    }

    fn open_csv(&mut self, options: &Options) -> Result<()> {
        let (mut dialect, begins) = Dialect::sniff(self.window.bytes());
        if self.format == Format::Tsv {
            dialect.delimiter = b'\t';
        } else if dialect.delimiter == b'\t' {
            self.format = Format::Tsv;
        }
        let mut rows = Vec::new();
        let mut ends = vec![begins];
        while rows.len() < 3 {
            let from = ends[rows.len()];
            let Some(extent) = self.find_record(from, dialect)? else { break };
            let end = from + extent.whole;
            if is_blank(&self.window.bytes()[from..from + extent.content], dialect) && rows.is_empty() {
                ends[0] = end;
                continue;
            }
            let text = self.text(from, extent.content)?;
            rows.push(csv::fields(text, dialect.delimiter));
            ends.push(end);
        }
        if rows.is_empty() {
            return Err(Error::failed("empty_input", format!("{} is empty", self.name))
                .hint("export the responses again, and give that file"));
        }
        let subject = self.layout.subject();
        // A file of contacts has one header row, whatever its first contacts look like.
        rows.truncate(if subject == Subject::Contacts { 1 } else { 3 });
        let mut header = Header::read(&rows);
        if header.generation == Generation::Plain
            && subject == Subject::Responses
            && let Some(ids) = self.stray_import_ids(ends[1], dialect)
        {
            header = Header::with_ids(&rows, 0, Some(&ids));
        }
        let header_end = ends[header.header_rows.min(rows.len())];
        self.form.header = self.text(0, header_end)?.to_owned();
        self.window.release(header_end);
        let columns = header.columns.len();
        self.layout = if subject == Subject::Contacts {
            Layout::contacts(Some(header), options.settings.clone())
        } else {
            let unclear = options.survey.as_ref().map(|survey| survey.assign(&mut header)).unwrap_or_default();
            let (writing, evidence) = self.look_ahead(&header, dialect, options.survey.as_deref());
            self.evidence = evidence;
            Layout::csv(header, writing, options.survey.clone(), unclear, options.settings.clone())
        };
        if subject == Subject::Responses {
            let columns = self.layout.header().map_or(&[][..], |header| &header.columns);
            let is_gate = |column: &header::Column| column.import_id.as_deref().is_some_and(|id| GATES.contains(&id));
            self.gate = Some(columns.iter().position(is_gate).unwrap_or(0));
        }
        self.reader = Reader::Csv { dialect, columns, slot_of_column: Vec::new() };
        Ok(())
    }

    /// The row of ImportIds, where the rows of a file were sorted and it stands among the data.
    fn stray_import_ids(&mut self, mut from: usize, dialect: Dialect) -> Option<Vec<String>> {
        let ids = memchr::memmem::Finder::new("ImportId");
        // What is broken ahead is told when it is reached.
        while from < PRELUDE
            && let Ok(Some(extent)) = self.find_record(from, dialect)
        {
            let text = self.text(from, extent.content).ok()?;
            if ids.find(text.as_bytes()).is_some() {
                let row = csv::fields(text, dialect.delimiter);
                return header::is_import_ids(&row).then_some(row);
            }
            from += extent.whole;
        }
        None
    }

    /// Whether choice cells hold labels or recodes, and what tells: Finished and Status, else a cell that is a label
    /// of its question in the survey and no recode, or the other way round (design §14).
    fn look_ahead(&mut self, header: &Header, dialect: Dialect, survey: Option<&Survey>) -> (Writing, Evidence) {
        let column_of = |id: &str| header.columns.iter().position(|column| column.import_id.as_deref() == Some(id));
        let (finished, status) = (column_of("finished"), column_of("status"));
        let id_of = |at: usize| header.columns.get(at).and_then(|column| column.import_id.as_deref());
        let is_choice = |at: usize| id_of(at).is_some_and(import_id::is_choice);
        let by_survey = |(at, cell): (usize, &String)| {
            let field = survey?.field(id_of(at)?)?;
            let has_recodes = match field.several {
                true => cell.split(',').all(|part| field.has_recode(part)),
                false => field.has_recode(cell),
            };
            let has_labels = match field.several {
                true => field.split_labels(cell).is_some(),
                false => field.by_label(cell) != Match::Nothing,
            };
            match (has_recodes, has_labels) {
                (true, false) => Some(Writing::Recodes),
                (false, true) => Some(Writing::Labels),
                _ => None,
            }
        };
        let mut from = 0;
        let (mut looks_like_labels, mut has_choices) = (false, false);
        let mut surveyed = None;
        while from < PRELUDE {
            // What is broken ahead is told when it is reached; the responses before it are good.
            let Ok(Some(extent)) = self.find_record(from, dialect) else { break };
            let Ok(text) = self.text(from, extent.content) else { break };
            let row = csv::fields(text, dialect.delimiter);
            from += extent.whole;
            if header.is_row_of(&row) {
                continue;
            }
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).map(String::as_str);
            if let Some(writing) = status::writing_of(cell(finished), cell(status)) {
                return (writing, Evidence::Told);
            }
            let choices = row.iter().enumerate().filter(|(at, cell)| is_choice(*at) && !cell.is_empty());
            for (at, cell) in choices {
                has_choices = true;
                looks_like_labels |= !looks_like_recode(cell);
                surveyed = surveyed.or_else(|| by_survey((at, cell)));
            }
        }
        let presumed = if looks_like_labels { Writing::Labels } else { Writing::Recodes };
        match surveyed {
            Some(writing) => (writing, Evidence::Told),
            None if has_choices => (presumed, Evidence::Undecided),
            None => (presumed, Evidence::Unseen),
        }
    }

    /// The next response that is not a blank row; `None` at the end.
    ///
    /// # Errors
    /// The input is broken here, or cannot be read; what came before stays good.
    #[allow(clippy::should_implement_trait, reason = "a record borrows from the export: no Iterator can lend it")]
    pub fn next(&mut self) -> Result<Option<Record<'_>>> {
        if self.cells.len() != self.layout.slots().len() || self.number == 0 {
            self.prepare();
        }
        let content = loop {
            self.window.release(std::mem::take(&mut self.pending));
            // Counted before it is looked for: what is broken in it is said of this record.
            self.number += 1;
            let Some((content, whole)) = self.advance()? else { return Ok(None) };
            self.pending = whole;
            if let Some(is_of_another) = self.header_row(content) {
                if is_of_another {
                    return Err(self.broken(OTHER_HEADER, 0).hint(OTHER_HEADER_HELP));
                }
                self.headers.count += 1;
                self.headers.line = if self.headers.count == 1 { self.window.line() } else { self.headers.line };
                continue;
            }
            if !self.is_blank(content) {
                break content;
            }
            self.blank += 1;
            if self.form.blank_row.is_none() {
                self.form.blank_row = Some(String::from_utf8_lossy(&self.window.bytes()[..content]).into_owned());
            }
        };
        let bytes = &self.window.bytes()[..content];
        let text = match simdutf8::basic::from_utf8(bytes) {
            Ok(text) => text,
            Err(_) => {
                // The quick check does not say where.
                let at = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
                return Err(self.broken("not UTF-8 text", at).hint(NOT_UTF8_HELP));
            }
        };
        if let Some(at) = memchr::memchr(0, text.as_bytes()) {
            return Err(self.broken(NUL, at).hint(NUL_HELP));
        }
        match fill(&self.reader, text, &mut self.cells) {
            Ok(is_flat) => self.is_flat |= is_flat,
            Err(Unfit::Row(cells, columns)) => {
                let reason = format!("this row has {cells} cells where the header has {columns}");
                return Err(self.broken(&reason, 0).hint(
                    "a quote or a delimiter in this row is damaged, or the file was cut short: export it again",
                ));
            }
            Err(Unfit::Json(reason, at)) => {
                return Err(self.broken(&reason, at).hint("the file is damaged here: export it again"));
            }
        }
        for (seen, cell) in self.seen.iter_mut().zip(&self.cells) {
            *seen |= *cell != Cell::default();
        }
        Ok(Some(Record { text, cells: &self.cells, number: self.number, line: self.window.line() }))
    }

    fn is_blank(&self, content: usize) -> bool {
        let Reader::Csv { dialect, .. } = &self.reader else { return false };
        is_blank(&self.window.bytes()[..content], *dialect)
    }

    /// Of a row of a header, which stands among the data where files were put together or sorted: whether it is of
    /// another header than this one.
    fn header_row(&self, content: usize) -> Option<bool> {
        let (Reader::Csv { dialect, .. }, Some(gate), Some(header)) = (&self.reader, self.gate, self.layout.header())
        else {
            return None;
        };
        let row = &self.window.bytes()[..content];
        let cell = csv::field_at(row, dialect.delimiter, gate);
        let cell = cell.strip_prefix(b"\"").unwrap_or(cell);
        if cell.first().is_none_or(u8::is_ascii_digit) || cell.starts_with(b"R_") {
            return None;
        }
        let cell = String::from_utf8_lossy(cell.strip_suffix(b"\"").unwrap_or(cell));
        if !header.may_begin(&header.columns[gate], &cell) {
            return None;
        }
        let cells = csv::fields(std::str::from_utf8(row).ok()?, dialect.delimiter);
        header.is_row_of(&cells).then(|| header.is_of_another(&cells))
    }

    /// Extent of the next record: without and with its line end.
    fn advance(&mut self) -> Result<Option<(usize, usize)>> {
        let limit = self.limit;
        match &mut self.reader {
            Reader::Csv { dialect, .. } => {
                let dialect = *dialect;
                Ok(self.find_record(0, dialect)?.map(|extent| (extent.content, extent.whole)))
            }
            Reader::Json { scanner, .. } => match scanner.next(&mut self.window, limit) {
                Ok(length) => Ok(length.map(|length| (length, length))),
                Err(error) => Err(self.json_error(error)),
            },
        }
    }

    /// Tells the reader which slots the layout has come to want.
    fn prepare(&mut self) {
        let slots = self.layout.slots();
        self.cells = vec![Cell::default(); slots.len()];
        self.seen.resize(slots.len(), false);
        match &mut self.reader {
            Reader::Csv { columns, slot_of_column, .. } => {
                *slot_of_column = vec![None; *columns];
                for (slot, source) in slots.iter().enumerate() {
                    if let SlotSource::Column(index) = source {
                        slot_of_column[*index] = Some(slot as u32);
                    }
                }
            }
            Reader::Json { wanted, .. } => {
                let subject = self.layout.subject();
                *wanted = Wanted { subject, ..Wanted::default() };
                for (slot, source) in slots.iter().enumerate() {
                    let slot = slot as u32;
                    match source {
                        SlotSource::Value(key) => {
                            wanted.values.insert(key.as_str().into(), slot);
                            if subject == Subject::Contacts {
                                continue;
                            }
                            wanted.flat.insert(key.as_str().into(), slot);
                            for tag in self.layout.own_tags(key) {
                                wanted.flat.insert(tag.into(), slot);
                            }
                        }
                        SlotSource::Field(key) => drop(wanted.flat.insert(key.as_str().into(), slot)),
                        SlotSource::Label(key) => drop(wanted.labels.insert(key.as_str().into(), slot)),
                        SlotSource::ResponseId => wanted.response_id = Some(slot),
                        SlotSource::Column(_) => {}
                    }
                }
            }
        }
    }

    /// The check that every record is written like the export. Ask when the layout has all its slots.
    pub(crate) fn writing_check(&self) -> WritingCheck {
        match self.evidence {
            Evidence::Told => WritingCheck { told: self.layout.writing(), undecided: Vec::new() },
            _ => WritingCheck { told: None, undecided: self.layout.choice_slots().to_vec() },
        }
    }

    /// How it was read.
    pub fn format(&self) -> Format {
        let several = matches!(&self.reader, Reader::Json { scanner, .. } if scanner.shape() == json::Shape::Ndjson);
        if several { Format::Ndjson } else { self.format }
    }

    /// The generation of a CSV export, or the shape of a JSON one as far as it has been read
    /// (`current-3-row`, `responses`, `single`, …).
    pub fn generation(&self) -> &'static str {
        match (&self.reader, self.layout.header()) {
            (_, Some(header)) => header.generation.name(),
            (Reader::Json { scanner, .. }, None) => match scanner.shape() {
                _ if self.is_flat => "flat-2016",
                json::Shape::Ndjson => "ndjson",
                json::Shape::Single => "single",
                json::Shape::Responses | json::Shape::Unknown => "responses",
            },
            (Reader::Csv { .. }, None) => "plain",
        }
    }

    /// Its form, as far as it has been read.
    pub(crate) fn form(&self) -> &Form {
        &self.form
    }

    /// How fields and records of a CSV export are told apart.
    pub(crate) fn dialect(&self) -> Option<Dialect> {
        match &self.reader {
            Reader::Csv { dialect, .. } => Some(*dialect),
            Reader::Json { .. } => None,
        }
    }

    /// What stands around the responses of a JSON export, as far as it has been read.
    pub(crate) fn wrapping(&self) -> json::Wrapping {
        match &self.reader {
            Reader::Csv { .. } => json::Wrapping::None,
            Reader::Json { scanner, .. } => scanner.wrapping(),
        }
    }

    /// The rows of the header that stood among the data so far.
    pub(crate) fn headers_in_data(&self) -> HeadersInData {
        self.headers
    }

    /// How many rows were blank so far.
    pub(crate) fn blank(&self) -> u64 {
        self.blank
    }

    /// How many bytes have been read so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.window.offset() + self.pending as u64
    }

    /// Whether any response so far had something in one of these slots.
    pub(crate) fn has_seen(&self, slots: &[Slot]) -> bool {
        slots.iter().any(|slot| self.seen.get(slot.0 as usize).copied().unwrap_or(false))
    }

    fn text(&self, from: usize, length: usize) -> Result<&str> {
        let bytes = &self.window.bytes()[from..from + length];
        let text = std::str::from_utf8(bytes)
            .map_err(|error| self.broken("not UTF-8 text", from + error.valid_up_to()).hint(NOT_UTF8_HELP))?;
        match memchr::memchr(0, bytes) {
            Some(at) => Err(self.broken(NUL, from + at).hint(NUL_HELP)),
            None => Ok(text),
        }
    }

    fn find_record(&mut self, from: usize, dialect: Dialect) -> Result<Option<csv::Extent>> {
        csv::find_record(&mut self.window, from, dialect, self.limit).map_err(|error| match error {
            csv::ScanError::Io(error) => self.unreadable(error),
            csv::ScanError::TooLong => self.too_long(),
            csv::ScanError::UnclosedQuote { at } => self
                .broken("a quote is opened here and never closed", at)
                .hint("the file was cut short, or a quote is damaged: export it again"),
        })
    }

    fn json_error(&self, error: json::ScanError) -> Error {
        match error {
            json::ScanError::Io(error) => self.unreadable(error),
            json::ScanError::TooLong => self.too_long(),
            json::ScanError::Broken { at, reason } => self
                .broken(&reason, at)
                .hint("give a whole Qualtrics response export; if it was cut short, export it again"),
            json::ScanError::NotResponses(what, help) => {
                Error::failed("not_an_export", format!("{} is {what}", self.name)).hint(help)
            }
        }
    }

    /// What is wrapped can break off in the middle: the place is told as for any broken input.
    fn unreadable(&self, error: std::io::Error) -> Error {
        let at = self.window.bytes().len();
        let broken = self.broken("the input cannot be read any further", at);
        Error::failed("unreadable_input", broken.message).because(error)
    }

    fn too_long(&self) -> Error {
        self.broken(&format!("the response is longer than {} bytes", self.limit), 0)
            .hint("raise --max-record-bytes if the response is meant to be that long")
    }

    /// The error for input that is broken at a position of the window.
    fn broken(&self, reason: &str, at: usize) -> Error {
        let at = at.min(self.window.bytes().len());
        let line = self.window.line() + self.window.lines_within(at);
        let byte = self.window.offset() + at as u64;
        let record = if self.number == 0 { "header".to_owned() } else { format!("record {}", self.number) };
        let message = format!("{}:{line}: {reason} ({record}, byte {byte})", self.name);
        Error::failed("broken_input", message)
    }
}

fn unreadable(name: &str, error: std::io::Error) -> Error {
    Error::failed("unreadable_input", format!("cannot read {name}")).because(error)
}

/// Why a record cannot be taken apart.
enum Unfit {
    /// A row of so many cells where the header has so many.
    Row(usize, usize),
    /// What is wrong, and at which byte.
    Json(String, usize),
}

/// Notes where the wanted cells of a record lie; says whether it is a flat JSON response.
fn fill(reader: &Reader, text: &str, cells: &mut [Cell]) -> Result<bool, Unfit> {
    match reader {
        Reader::Json { wanted, .. } => extract(text, wanted, cells).map_err(|error| {
            let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            Unfit::Json(format!("not JSON: {reason}"), line_start + error.column())
        }),
        Reader::Csv { dialect, columns, slot_of_column } => {
            cells.fill(Cell::default());
            let mut beyond = false;
            let count = csv::split(text, dialect.delimiter, |at, cell| match slot_of_column.get(at) {
                Some(Some(slot)) => cells[*slot as usize] = cell,
                Some(None) => {}
                None => beyond |= !cell.is_empty(),
            });
            if count < *columns || beyond { Err(Unfit::Row(count, *columns)) } else { Ok(false) }
        }
    }
}

const OTHER_HEADER: &str = "a header of other columns stands here: the file was put together from exports that differ";
const OTHER_HEADER_HELP: &str = "give the exports as they are, each as an input of its own";
const NUL: &str = "a NUL byte, which no text has";
const NUL_HELP: &str = "the file is damaged, or in UTF-16 without a byte order mark: export it again";
const NOT_UTF8_HELP: &str =
    "if a spreadsheet wrote it, read it with --encoding windows-1252; else export again, or save as \"CSV UTF-8\"";

/// Recodes are numbers, several of them joined by commas; an empty cell is either.
fn looks_like_recode(cell: &str) -> bool {
    cell.split(',').all(|part| {
        let part = part.trim();
        let digits = part.strip_prefix('-').unwrap_or(part);
        part.is_empty() || (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))
    })
}

/// Whether a row has no cell with anything in it: delimiters, spaces and empty quotes alone.
fn is_blank(row: &[u8], dialect: Dialect) -> bool {
    row.iter().all(|byte| *byte == dialect.delimiter || matches!(byte, b'"' | b' '))
        && !row.windows(3).any(|three| three == b"\"\"\"")
}

/// What an input is that holds no responses. A document of JSON is read whole for that where nothing at its beginning
/// is of a response.
fn foreign_to(subject: Subject, format: Format, window: &mut Window) -> Option<Foreign> {
    const WHOLE: usize = 1 << 20;
    if subject != Subject::Responses {
        return None;
    }
    let has = |window: &Window, text: &str| memchr::memmem::find(window.bytes(), text.as_bytes()).is_some();
    match format {
        Format::Json | Format::Ndjson if has(window, "\"values\"") || has(window, "\"responses\"") => None,
        Format::Json | Format::Ndjson => {
            // What cannot be read is told where the responses are looked for.
            let is_longer = window.reach(WHOLE).unwrap_or(true);
            let document = if is_longer { None } else { serde_json::from_slice(window.bytes()).ok() };
            foreign::of_json(&document?)
        }
        Format::Csv | Format::Tsv => foreign::of_text(&String::from_utf8_lossy(window.bytes())),
    }
}

/// Tells a format by content; what cannot be read is named, with the way to an export that can.
fn sniff(name: &str, beginning: &[u8]) -> Result<Format> {
    let unsupported =
        |code, what: &str, hint: &str| Err(Error::failed(code, format!("{name} is {what}")).hint(hint.to_owned()));
    const EXPORT: &str = "in Qualtrics: Data & Analysis → Export & Import → Export Data → CSV or JSON";
    if beginning.is_empty() {
        return Err(Error::failed("empty_input", format!("{name} is empty"))
            .hint("export the responses again, and give that file"));
    }
    if beginning.starts_with(b"$FL2") || beginning.starts_with(b"$FL3") {
        return unsupported("unsupported_format", "an SPSS file", EXPORT);
    }
    match beginning.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'{' | b'[') => Ok(Format::Json),
        Some(b'<') => {
            let found = foreign::of_text(&String::from_utf8_lossy(beginning));
            let found = found.map_or(("XML or HTML".to_owned(), EXPORT), |found| (found.what, found.help));
            unsupported("unsupported_format", &found.0, found.1)
        }
        None => Err(Error::failed("empty_input", format!("{name} holds nothing but white space"))
            .hint("export the responses again")),
        Some(_) => Ok(Format::Csv),
    }
}

#[cfg(test)]
mod tests;
