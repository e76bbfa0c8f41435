//! What a pipe means for one export: pipe → recipe over numbered slots, or the finding that says why
//! not and what to do (`reference/qualtrics.md` §3.2; every row of its table is answered here).
//!
//! Here is where the fields of an export lie; [`resolve`] goes by the kind of pipe, [`answers`] by what is
//! asked of a question, and [`refuse`] has the words where there is no recipe.

mod answers;
mod refuse;
mod resolve;

use super::contacts;
use super::dates::Zone;
use super::header::{Column, Generation, Header};
use super::inspect::Field;
use super::privacy;
use super::recipe::{Step, Unanswered};
use super::record::{Record, Slot, Value};
use super::status::Writing;
use super::survey::assign::Unclear;
use super::survey::{Survey, SurveyField};
use jiff::Timestamp;
use jiff::tz::TimeZone;
pub(crate) use refuse::Unresolved;
pub(super) use refuse::{Resolved, unresolved};
use std::borrow::Cow;
use std::sync::Arc;

/// Where the fields of an export lie.
#[derive(Debug)]
pub struct Layout {
    shape: Shape,
    subject: Subject,
    survey: Option<Arc<Survey>>,
    /// Names that do not tell which field of the survey a column is.
    unclear: Vec<Unclear>,
    settings: Settings,
    slots: Vec<SlotSource>,
    choice_slots: Vec<Slot>,
}

/// What the records of an input are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Subject {
    /// Survey responses.
    #[default]
    Responses,
    /// XM Directory contacts ([`contacts`]).
    Contacts,
}

/// What the run says about every export.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The zone of dates that name none.
    pub time_zone: Option<TimeZone>,
    /// The moment that `${date://CurrentDate/…}` gives.
    pub now: Timestamp,
    /// The survey's id, as the mapping has it.
    pub survey_id: Option<String>,
    /// What stands for "shown and not answered".
    pub unanswered: Unanswered,
}

impl Settings {
    /// What a run says that begins at this moment and says nothing else.
    pub fn at(now: Timestamp) -> Settings {
        Settings { time_zone: None, now, survey_id: None, unanswered: Unanswered::default() }
    }
}

#[derive(Debug)]
enum Shape {
    Csv { header: Header, writing: Writing },
    Json,
}

/// Where the cell of a slot comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SlotSource {
    /// A column of a CSV export.
    Column(usize),
    /// A key of `values` in a JSON response, of `embeddedData` in a JSON contact.
    Value(String),
    /// A key of a JSON contact itself.
    Field(String),
    /// A key of `labels`.
    Label(String),
    /// `responseId` of a JSON response.
    ResponseId,
}

/// The recipes that every run needs, whatever the mapping says.
#[derive(Debug, Clone)]
pub(crate) struct Control {
    /// The ResponseId.
    pub(crate) response_id: Option<Step>,
    /// Status.
    pub status: Option<Slot>,
    /// Finished.
    pub finished: Option<Slot>,
    /// When the response was recorded.
    pub recorded: Option<Recorded>,
    /// Contact fields and, in CSV, embedded data that could identify a respondent, with their names.
    pub(crate) identifying: Vec<(String, Slot)>,
    /// Where a contact may say that it is unsubscribed.
    pub(crate) unsubscribed: Vec<Slot>,
}

impl Control {
    /// The cells of Finished and Status. A cell that is empty beside a filled one is a text that nobody knows; a
    /// response in which both are empty, or without the keys in JSON, says nothing: they were not exported (design §14).
    pub(crate) fn kind_cells<'a>(&self, record: &Record<'a>) -> (Option<Cow<'a, str>>, Option<Cow<'a, str>>) {
        let cell = |slot: Option<Slot>| {
            let slot = slot.filter(|slot| record.is_present(*slot))?;
            match record.value(slot) {
                Value::Text(text) if text.trim().is_empty() => Some(Cow::Borrowed("")),
                Value::Text(text) => Some(text),
                Value::Empty | Value::List(_) => Some(Cow::Borrowed("")),
            }
        };
        match (cell(self.finished), cell(self.status)) {
            (finished, status) if [&finished, &status].into_iter().flatten().all(|cell| cell.is_empty()) => {
                (None, None)
            }
            cells => cells,
        }
    }
}

/// Where the recorded date comes from.
#[derive(Debug, Clone)]
pub(crate) struct Recorded {
    /// Its slot.
    pub(crate) slot: Slot,
    /// The zone of its texts.
    pub zone: Zone,
    /// EndDate, for JSON responses from before RecordedDate.
    pub(crate) fallback: Option<Slot>,
    /// The zone that the header names and that nobody knows.
    pub(crate) unknown_zone: Option<String>,
    /// Whether it is EndDate, for want of RecordedDate.
    pub(crate) is_end_date: bool,
    /// Whether there is nothing to say where it is empty.
    pub(crate) is_optional: bool,
}

/// The columns that hold a field.
enum Found<'a> {
    Nothing,
    One(&'a Column),
    WithLabels(&'a Column, &'a Column),
    Split(Vec<&'a Column>),
    Several(Vec<&'a Column>),
}

impl Layout {
    /// The layout of a CSV export, whose header the survey has already been asked about ([`Survey::assign`]).
    pub fn csv(
        header: Header,
        writing: Writing,
        survey: Option<Arc<Survey>>,
        unclear: Vec<Unclear>,
        settings: Settings,
    ) -> Layout {
        let shape = Shape::Csv { header, writing };
        Layout::of(shape, Subject::Responses, survey, unclear, settings)
    }

    /// The layout of JSON responses, whose keys are not known beforehand.
    pub fn json(survey: Option<Arc<Survey>>, settings: Settings) -> Layout {
        Layout::of(Shape::Json, Subject::Responses, survey, Vec::new(), settings)
    }

    /// The layout of contacts: of a CSV file with this header, or of JSON.
    pub(crate) fn contacts(header: Option<Header>, settings: Settings) -> Layout {
        let shape = match header {
            Some(header) => Shape::Csv { header, writing: Writing::Recodes },
            None => Shape::Json,
        };
        Layout::of(shape, Subject::Contacts, None, Vec::new(), settings)
    }

    fn of(
        shape: Shape,
        subject: Subject,
        survey: Option<Arc<Survey>>,
        unclear: Vec<Unclear>,
        settings: Settings,
    ) -> Layout {
        Layout { shape, subject, survey, unclear, settings, slots: Vec::new(), choice_slots: Vec::new() }
    }

    /// What the run says about dates and the survey, for everything that is resolved from here on.
    pub(crate) fn resolve_with(&mut self, settings: Settings) {
        self.settings = settings;
    }

    /// What the run says about dates, pipes and unanswered cells.
    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What the records are.
    pub(crate) fn subject(&self) -> Subject {
        self.subject
    }

    /// What each slot is filled from, in slot order.
    pub(crate) fn slots(&self) -> &[SlotSource] {
        &self.slots
    }

    /// The header, if it is a CSV export.
    pub fn header(&self) -> Option<&Header> {
        match &self.shape {
            Shape::Csv { header, .. } => Some(header),
            Shape::Json => None,
        }
    }

    /// The survey that goes with the export.
    pub fn survey(&self) -> Option<&Survey> {
        self.survey.as_deref()
    }

    /// How choice cells are written, if it is a CSV export.
    pub(crate) fn writing(&self) -> Option<Writing> {
        match &self.shape {
            Shape::Csv { writing, .. } => Some(*writing),
            Shape::Json => None,
        }
    }

    /// Whether labels come in the survey's own language whatever the respondent's: looked up by recode, or
    /// recognised as the translations that the definition has.
    pub(crate) fn labels_are_in_one_language(&self) -> bool {
        let Some(survey) = &self.survey else { return false };
        self.writing() == Some(Writing::Recodes) || survey.languages.len() > 1
    }

    /// The cells that are read one way if they hold labels, and another if they hold recodes.
    pub(crate) fn choice_slots(&self) -> &[Slot] {
        &self.choice_slots
    }

    /// The recipes that every run needs.
    pub(crate) fn control(&mut self) -> Control {
        if self.subject == Subject::Contacts {
            return contacts::control(self);
        }
        let response_id = match self.shape {
            Shape::Json => Some(Step::FirstOf(vec![
                self.slot(SlotSource::ResponseId),
                self.slot(SlotSource::Value("_recordId".into())),
            ])),
            Shape::Csv { .. } => self.metadata_slot("_recordId").map(Step::Cell),
        };
        let recorded = self.metadata_slot("recordedDate").map(|slot| (slot, false));
        let recorded = recorded.or_else(|| self.metadata_slot("endDate").map(|slot| (slot, true)));
        let is_json = matches!(self.shape, Shape::Json);
        let contact = ["externalDataReference", "recipientEmail"];
        let mut identifying: Vec<(String, Slot)> =
            contact.into_iter().filter_map(|name| Some((name.to_owned(), self.metadata_slot(name)?))).collect();
        let columns = self.header().map_or(&[][..], |header| &header.columns);
        let embedded: Vec<(String, usize)> = columns
            .iter()
            .filter_map(|column| Some((column.import_id.clone()?, column.index)))
            .filter(|(field, _)| privacy::could_identify(field))
            .collect();
        identifying.extend(embedded.into_iter().map(|(field, index)| (field, self.column_slot(index))));
        Control {
            identifying,
            unsubscribed: Vec::new(),
            response_id,
            status: self.metadata_slot("status"),
            finished: self.metadata_slot("finished"),
            recorded: recorded.map(|(slot, is_end_date)| {
                let (zone, unknown_zone) = self.zone_of_slot(slot);
                let fallback = if is_json { self.metadata_slot("endDate") } else { None };
                Recorded { slot, fallback, zone, unknown_zone, is_end_date, is_optional: false }
            }),
        }
    }

    /// A slot for every column of a CSV export, with what is known of it.
    pub(crate) fn every_column(&mut self) -> Vec<(Field, Slot)> {
        let columns = self.header().map(|header| header.columns.clone()).unwrap_or_default();
        let field = |column: Column| Field {
            import_id: column.import_id,
            choice_id: column.choice,
            name: Some(column.name),
            label: Some(column.label),
            filled: 0,
        };
        columns
            .into_iter()
            .map(|column| (self.column_slot(column.index), field(column)))
            .map(|(slot, field)| (field, slot))
            .collect()
    }

    /// The text that the survey has for a field.
    pub(crate) fn survey_text(&self, import_id: &str) -> Option<String> {
        Some(self.survey.as_ref()?.field(import_id)?.text.clone())
    }

    /// What the input or the survey calls a field, to compare with `expects`: the export tag.
    /// A split column is called by its tag and a suffix. A name that the survey has for the field in one generation
    /// of exports stands for those that it has in the others.
    pub(crate) fn export_tags(&self, import_id: &str) -> Vec<String> {
        let known: Vec<String> = self.survey_tags(import_id).map(str::to_owned).collect();
        let Shape::Csv { header, .. } = &self.shape else { return known };
        let columns = header.columns.iter().filter(|column| column.import_id.as_deref() == Some(import_id));
        let mut names: Vec<String> = columns
            .map(|column| match &column.choice {
                Some(_) => column.name.rsplit_once('_').map_or(column.name.as_str(), |(stem, _)| stem).to_owned(),
                None => column.name.clone(),
            })
            .collect();
        if names.iter().all(|name| known.contains(name)) {
            names.extend(known);
        }
        names
    }

    /// The export tags that the survey has for a field: that of today, then the older ones.
    pub(crate) fn survey_tags(&self, import_id: &str) -> impl Iterator<Item = &str> {
        let field = self.survey.as_ref().and_then(|survey| survey.field(import_id));
        field.into_iter().flat_map(|field| field.export_tag.iter().chain(&field.other_tags)).map(String::as_str)
    }

    /// Those of them that no other field has, by which a flat response can be read.
    pub(crate) fn own_tags(&self, import_id: &str) -> impl Iterator<Item = &str> {
        let survey = self.survey.as_ref();
        self.survey_tags(import_id)
            .filter(move |tag| survey.is_some_and(|survey| survey.import_id_of_tag(tag) == Some(import_id)))
    }

    /// Whether the input or the survey names its fields at all.
    pub(crate) fn names_fields(&self) -> bool {
        self.header().is_some() || self.survey.is_some()
    }

    pub(super) fn slot(&mut self, source: SlotSource) -> Slot {
        let at = self.slots.iter().position(|known| *known == source).unwrap_or_else(|| {
            self.slots.push(source);
            self.slots.len() - 1
        });
        Slot(at as u32)
    }

    fn column_slot(&mut self, index: usize) -> Slot {
        self.slot(SlotSource::Column(index))
    }

    /// The slot of a metadata field, where the export has it.
    pub(crate) fn metadata_slot(&mut self, import_id: &str) -> Option<Slot> {
        let source = match &self.shape {
            Shape::Json => SlotSource::Value(import_id.to_owned()),
            Shape::Csv { .. } => match self.find(import_id) {
                Found::One(column) | Found::WithLabels(column, _) => SlotSource::Column(column.index),
                // A repeated metadata column is a copy; the first is Qualtrics' own.
                Found::Several(columns) => SlotSource::Column(columns[0].index),
                Found::Split(_) | Found::Nothing => return None,
            },
        };
        Some(self.slot(source))
    }

    fn field_of(&self, slot: Slot) -> String {
        match &self.slots[slot.0 as usize] {
            SlotSource::Column(index) => match self.header().and_then(|header| header.columns.get(*index)) {
                Some(column) => column.import_id.clone().unwrap_or_else(|| column.name.clone()),
                None => String::new(),
            },
            SlotSource::Value(key) | SlotSource::Field(key) | SlotSource::Label(key) => key.clone(),
            SlotSource::ResponseId => "_recordId".to_owned(),
        }
    }

    fn zone_of_step(&self, step: &Step) -> Zone {
        let mut zone = None;
        step.each_slot(&mut |slot| zone = zone.take().or(Some(self.zone_of_slot(slot).0)));
        zone.unwrap_or(Zone::PresumedUtc)
    }

    /// Design §5: the header's zone, else the run's, else UTC in a current export and unknown in an older one.
    pub(super) fn zone_of_slot(&self, slot: Slot) -> (Zone, Option<String>) {
        let named = match (&self.shape, &self.slots[slot.0 as usize]) {
            (Shape::Csv { header, .. }, SlotSource::Column(index)) => {
                header.columns.get(*index).and_then(|column| column.time_zone.clone())
            }
            _ => None,
        };
        let unknown = match named {
            Some(name) => match Zone::named(&name) {
                Some(zone) => return (zone, None),
                None => Some(name),
            },
            None => None,
        };
        if let Some(zone) = &self.settings.time_zone {
            return (Zone::Known(zone.clone()), unknown);
        }
        let current = matches!(&self.shape, Shape::Csv { header, .. } if header.generation == Generation::Current);
        // Only Qualtrics' own dates are in the zone of the export; what else looks like a date is the author's.
        let own = matches!(self.field_of(slot).as_str(), "startDate" | "endDate" | "recordedDate");
        (if current && own && unknown.is_none() { Zone::PresumedUtc } else { Zone::Unknown }, unknown)
    }

    /// The columns of a field.
    fn find(&self, key: &str) -> Found<'_> {
        let Shape::Csv { header, .. } = &self.shape else { return Found::Nothing };
        let by_id = |column: &&Column| column.import_id.as_deref() == Some(key) && column.qualifier.is_empty();
        let columns: Vec<&Column> = header.columns.iter().filter(by_id).collect();
        let (labels, plain): (Vec<_>, Vec<_>) = columns.into_iter().partition(|column| column.is_label_column);
        match (plain.as_slice(), labels.as_slice()) {
            ([], []) => Found::Nothing,
            ([one], []) if one.choice.is_none() => Found::One(one),
            ([one], [label]) if one.choice.is_none() => Found::WithLabels(one, label),
            (plain, _) if plain.iter().all(|column| column.choice.is_some()) => Found::Split(plain.to_vec()),
            _ => Found::Several(plain),
        }
    }

    fn survey_field(&self, key: &str) -> Option<Arc<SurveyField>> {
        self.survey.as_ref().and_then(|survey| survey.shared_field(key)).map(Arc::clone)
    }
}
