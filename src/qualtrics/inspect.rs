//! What is in an export: its form, its fields and how often they are filled, its statuses, dates and
//! languages, and how to export it better (`reference/qualtrics.md` §4, §5, §7).

use super::dates::{self, DateError};
use super::export::Export;
use super::findings::VALUES_MIXED;
use super::header::Generation;
use super::import_id;
use super::json::extract::{Table, each_key};
use super::layout::{Control, Layout};
use super::privacy::shape::Shapes;
use super::privacy::{Judged, Made, judge_values};
use super::record::{Record, Slot, Value};
use super::status::{self, Include, Writing};
use crate::core::distinct::Distinct;
use crate::core::error::Result;
use foldhash::fast::RandomState;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

/// How many different texts of Status, Finished or language are told apart.
const DIFFERENT_TEXTS: usize = 100;

/// What an export holds.
#[derive(Debug)]
pub(crate) struct Inspection {
    /// How it is written: `csv`, `tsv`, `json`, `ndjson`.
    pub(crate) format: &'static str,
    /// Its generation or shape.
    pub(crate) generation: &'static str,
    /// Header records.
    pub(crate) header_rows: usize,
    /// Cells of the first header record; `None` in JSON.
    pub(crate) columns: Option<usize>,
    /// Responses, blank rows not among them.
    pub(crate) responses: u64,
    /// Blank rows.
    pub(crate) blank_rows: u64,
    /// The ResponseIds.
    pub(crate) response_id: ResponseIds,
    /// The zone of its dates, where it is named.
    pub(crate) time_zone: Option<String>,
    /// What its choice cells hold.
    pub(crate) values: Values,
    /// Texts of Status with their counts.
    pub(crate) status: BTreeMap<String, u64>,
    /// Texts of Finished with their counts.
    pub(crate) finished: BTreeMap<String, u64>,
    /// Languages with their counts.
    pub(crate) languages: BTreeMap<String, u64>,
    /// First and last recorded date.
    pub(crate) recorded: Option<(Timestamp, Timestamp)>,
    /// How many responses would count by default.
    pub(crate) would_count: u64,
    /// Its fields, in the order of the columns, or in which they first appeared.
    pub(crate) fields: Vec<Field>,
    /// What each of them holds of a person, as far as that was recognised.
    pub(crate) judged: Vec<Option<Judged>>,
    /// How to export it better, most important first.
    pub(crate) advice: Vec<Advice>,
}

/// The ResponseIds of an export.
#[derive(Debug, Default)]
pub(crate) struct ResponseIds {
    /// What the export calls them.
    pub(crate) field: Option<String>,
    /// The first.
    pub(crate) first: Option<String>,
    /// The last.
    pub(crate) last: Option<String>,
    /// How many different ones there are.
    pub(crate) unique: Distinct,
}

/// What choice cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// Numeric values.
    Recodes,
    /// Choice texts.
    Labels,
    /// Both, as JSON does.
    Both,
    /// Some rows the one, some the other.
    Mixed,
}

impl Values {
    /// The name in machine-readable output.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Values::Recodes => "recodes",
            Values::Labels => "labels",
            Values::Both => "both",
            Values::Mixed => "mixed",
        }
    }
}

/// A field of an export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its ImportId in normal form; `None` where a third party added the column.
    pub(crate) import_id: Option<String>,
    /// The choice that a split column is for.
    pub(crate) choice_id: Option<String>,
    /// Its name in row 1.
    pub(crate) name: Option<String>,
    /// Its text in row 2, or in the survey.
    pub(crate) label: Option<String>,
    /// In how many responses it is not empty.
    pub(crate) filled: u64,
}

/// A way to export better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advice {
    /// No ResponseIds.
    NoResponseId,
    /// ResponseIds that repeat.
    RepeatedResponseIds,
    /// Choice texts joined by commas.
    UnsplitLabels,
    /// A spreadsheet rewrote the dates.
    SpreadsheetDates,
    /// Dates without a zone.
    NoZone,
    /// No Status or Finished.
    NoStatus,
    /// An older generation.
    OldGeneration,
    /// A row of the header is missing.
    HeaderRowMissing,
    /// Rows of the header stand among the responses.
    HeaderRowInData,
}

impl Advice {
    /// What is wrong, and what to tick.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Advice::NoResponseId => {
                "There is no ResponseId, so that events cannot keep their ids from one export to the next. Export Data → CSV → More options: untick \"Remove all identifying information\", or tick the field ResponseId."
            }
            Advice::RepeatedResponseIds => {
                "ResponseIds repeat: the file was put together from overlapping exports. Give the exports as they are, as several inputs."
            }
            Advice::UnsplitLabels => {
                "Choice texts are joined by commas, which labels hold too. Export Data → CSV → More options: tick \"Split multi-value fields into columns\", or export JSON, or give the survey with --survey."
            }
            Advice::SpreadsheetDates => {
                "A spreadsheet has rewritten the dates. Export again and do not save the file in a spreadsheet, or say how dates are written with `dateFormat` in the mapping."
            }
            Advice::NoZone => {
                "Dates name no time zone. Export JSON (always UTC), or name the zone with `timezone` in the mapping."
            }
            Advice::NoStatus => {
                "Status or Finished is missing, so that previews, tests and unfinished responses cannot be told. Export Data → CSV: tick \"Download all fields\"."
            }
            Advice::HeaderRowMissing => {
                "A row of the header is missing: without ImportIds questions are not known, without texts the labels of their choices. Export again, and keep all three rows."
            }
            Advice::HeaderRowInData => {
                "Rows of the header stand among the responses, and are left out: exports were put together, or rows were sorted. Give the exports as they are, as several inputs."
            }
            Advice::OldGeneration => {
                "The file is of an older kind of export, which has no ImportIds for questions or writes them another way. Export Data → CSV in the current format, or JSON."
            }
        }
    }
}

/// Counts while responses go by.
struct Counting {
    control: Control,
    ids: ResponseIds,
    status: BTreeMap<String, u64>,
    finished: BTreeMap<String, u64>,
    languages: BTreeMap<String, u64>,
    recorded: Option<(Timestamp, Timestamp)>,
    responses: u64,
    would_count: u64,
    spreadsheet_dates: bool,
    zoneless_dates: bool,
    joined_labels: bool,
    mixed: bool,
}

/// Reads an export to its end and says what is in it; `progress` is told the bytes read.
///
/// # Errors
/// The export is broken, or cannot be read.
pub(crate) fn inspect(export: &mut Export, mut progress: impl FnMut(u64)) -> Result<Inspection> {
    let control = export.layout.control();
    let language = export.layout.metadata_slot("userLanguage");
    let columns = export.layout.every_column();
    let mut fields: Vec<Field> = columns.iter().map(|(field, _)| field.clone()).collect();
    let header = export.layout.header().cloned();
    let is_choice = |index: usize| {
        header
            .as_ref()
            .and_then(|h| h.columns.get(index))
            .is_some_and(|c| c.choice.is_none() && c.import_id.as_deref().is_some_and(import_id::is_choice))
    };
    let choices: Vec<bool> = (0..columns.len()).map(is_choice).collect();
    // Of choices and of what is known already, no value needs to be looked at.
    let mut shapes: Vec<Option<Shapes>> = columns
        .iter()
        .zip(&choices)
        .map(|((field, _), is_choice)| (!is_choice && !is_own(field)).then(Shapes::default))
        .collect();
    let labels = export.layout.writing() == Some(Writing::Labels);
    let writing = export.writing_check();
    let mut keys = Keys::default();
    let mut counting = Counting {
        control,
        ids: ResponseIds::default(),
        status: BTreeMap::new(),
        finished: BTreeMap::new(),
        languages: BTreeMap::new(),
        recorded: None,
        responses: 0,
        would_count: 0,
        spreadsheet_dates: false,
        zoneless_dates: false,
        joined_labels: false,
        mixed: false,
    };
    let mut bytes = 0;
    while let Some(record) = export.next()? {
        counting.count(&record, language);
        let (finished, status) = counting.control.kind_cells(&record);
        let complaint = writing.complaint(&record, finished.as_deref(), status.as_deref());
        counting.mixed |= complaint.is_some_and(|code| code.name == VALUES_MIXED.name);
        for ((at, field), (_, slot)) in fields.iter_mut().enumerate().zip(&columns) {
            let filled = record.is_filled(*slot);
            field.filled += u64::from(filled);
            if let Some(shapes) = shapes[at].as_mut().filter(|_| filled)
                && let Value::Text(text) = record.value(*slot)
            {
                shapes.see(&text);
            }
            if labels && filled && choices[at] && !counting.joined_labels {
                counting.joined_labels =
                    matches!(record.value(*slot), Value::Text(text) if super::recipe::joins_choices(&text));
            }
        }
        if header.is_none() {
            keys.count(record.text);
        }
        bytes += record.text.len() as u64;
        progress(bytes);
    }
    if header.is_none() {
        (fields, shapes) = keys.fields(|key| export.layout.survey_text(key));
    }
    let judged =
        fields.iter().zip(&shapes).map(|(field, shapes)| judge(field, shapes.as_ref(), &export.layout)).collect();
    Ok(counting.into_inspection(export, fields, judged))
}

/// Whether it is Qualtrics' own field of a response.
fn is_own(field: &Field) -> bool {
    field.import_id.as_deref().is_some_and(|id| import_id::metadata(id).is_some())
}

fn judge(field: &Field, shapes: Option<&Shapes>, layout: &Layout) -> Option<Judged> {
    let id = field.import_id.as_deref().or(field.name.as_deref())?;
    let made = if import_id::is_choice(id) { Made::Chosen } else { Made::Unknown };
    let by_values = shapes.filter(|_| !is_own(field)).and_then(|shapes| judge_values(shapes, field.filled));
    layout.judge_field(id, made).into_iter().chain(by_values).max_by_key(|judged| judged.class)
}

impl Counting {
    fn count(&mut self, record: &Record<'_>, language: Option<Slot>) {
        self.responses += 1;
        let id = self.control.response_id.as_ref().and_then(|step| step.render(record).ok()).map(|id| id.into_text());
        if let Some(id) = id.filter(|id| !id.is_empty()) {
            self.ids.unique.insert(foldhash::quality::FixedState::with_seed(7).hash_one(&*id));
            if self.ids.first.is_none() {
                self.ids.first = Some(id.to_string());
            }
            self.ids.last = Some(id.into_owned());
        }
        let (finished, status) = self.control.kind_cells(record);
        self.would_count +=
            u64::from(status::left_out(status.as_deref(), finished.as_deref(), Include::default()).is_none());
        tell(&mut self.status, status.as_deref());
        tell(&mut self.finished, finished.as_deref());
        tell(&mut self.languages, text(record, language).as_deref());
        let Some(recorded) = &self.control.recorded else { return };
        let cell = text(record, Some(recorded.slot)).or_else(|| text(record, recorded.fallback));
        match cell.map(|cell| dates::read(&cell, &recorded.zone, None)) {
            Some(Ok(moment)) => {
                let moment = moment.timestamp;
                self.recorded =
                    Some(self.recorded.map_or((moment, moment), |(first, last)| (first.min(moment), last.max(moment))));
            }
            Some(Err(DateError::Ambiguous)) => self.spreadsheet_dates = true,
            Some(Err(DateError::NoZone)) => self.zoneless_dates = true,
            Some(Err(DateError::Unreadable)) | None => {}
        }
    }

    fn into_inspection(mut self, export: &Export, fields: Vec<Field>, judged: Vec<Option<Judged>>) -> Inspection {
        let header = export.layout.header();
        let (field, time_zone) = match header {
            None => {
                ((self.ids.first.is_some()).then(|| "responseId".to_owned()), self.recorded.map(|_| "UTC".to_owned()))
            }
            Some(header) => {
                let id = header.columns.iter().find(|column| column.import_id.as_deref() == Some("_recordId"));
                // Legacy files call every metadata column V1, V2, …; their names are in row 2.
                let named = id.map(|column| {
                    if header.generation == Generation::Legacy { column.label.clone() } else { column.name.clone() }
                });
                (named, header.columns.iter().find_map(|column| column.time_zone.clone()))
            }
        };
        self.ids.field = field;
        let values = match export.layout.writing() {
            None => Values::Both,
            Some(_) if self.mixed => Values::Mixed,
            Some(Writing::Recodes) => Values::Recodes,
            Some(Writing::Labels) => Values::Labels,
        };
        let generation = header.map(|header| header.generation);
        let has_zone = time_zone.is_some();
        let advice = [
            (self.responses > 0 && self.ids.first.is_none(), Advice::NoResponseId),
            (
                self.ids.first.is_some() && self.ids.unique.count().0 < self.responses && !self.ids.unique.count().1,
                Advice::RepeatedResponseIds,
            ),
            (self.joined_labels, Advice::UnsplitLabels),
            (self.spreadsheet_dates, Advice::SpreadsheetDates),
            (header.is_some() && self.control.recorded.is_some() && !has_zone, Advice::NoZone),
            (header.is_some() && (self.control.status.is_none() || self.control.finished.is_none()), Advice::NoStatus),
            (matches!(generation, Some(Generation::Insights2016 | Generation::Legacy)), Advice::OldGeneration),
            (header.is_some_and(|header| !header.missing.is_empty()), Advice::HeaderRowMissing),
            (export.headers_in_data().count > 0, Advice::HeaderRowInData),
        ];
        Inspection {
            format: export.format().name(),
            generation: export.generation(),
            header_rows: header.map_or(0, |header| header.header_rows),
            columns: header.map(|header| header.columns.len()),
            responses: self.responses,
            blank_rows: export.blank(),
            response_id: self.ids,
            time_zone,
            values,
            status: self.status,
            finished: self.finished,
            languages: self.languages,
            recorded: self.recorded,
            would_count: self.would_count,
            fields,
            judged,
            advice: advice.into_iter().filter(|(applies, _)| *applies).map(|(_, advice)| advice).collect(),
        }
    }
}

fn text<'a>(record: &Record<'a>, slot: Option<Slot>) -> Option<std::borrow::Cow<'a, str>> {
    match record.value(slot?) {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn tell(counts: &mut BTreeMap<String, u64>, cell: Option<&str>) {
    let Some(cell) = cell else { return };
    if let Some(count) = counts.get_mut(cell) {
        *count += 1;
    } else {
        let name = if counts.len() < DIFFERENT_TEXTS { cell } else { "(others)" };
        *counts.entry(name.to_owned()).or_default() += 1;
    }
}

/// The keys of JSON responses, in the order in which they first appeared.
#[derive(Default)]
struct Keys {
    index: HashMap<String, usize, RandomState>,
    counts: Vec<(String, u64, Shapes)>,
}

impl Keys {
    fn count(&mut self, response: &str) {
        // The reader has parsed the response already: it cannot fail here.
        let _ = each_key(response, |table, key, raw| {
            if table == Table::Labels || matches!(raw, "null" | "\"\"" | "[]") {
                return;
            }
            match self.index.get(key) {
                Some(&at) => {
                    self.counts[at].1 += 1;
                    self.counts[at].2.see(raw.trim_matches('"'));
                }
                None => {
                    self.index.insert(key.to_owned(), self.counts.len());
                    let mut shapes = Shapes::default();
                    shapes.see(raw.trim_matches('"'));
                    self.counts.push((key.to_owned(), 1, shapes));
                }
            }
        });
    }

    fn fields(self, label: impl Fn(&str) -> Option<String>) -> (Vec<Field>, Vec<Option<Shapes>>) {
        self.counts
            .into_iter()
            .map(|(key, filled, shapes)| {
                let import_id = import_id::normal(&key);
                let label = label(&import_id);
                (Field { import_id: Some(import_id), choice_id: None, name: None, label, filled }, Some(shapes))
            })
            .unzip()
    }
}
