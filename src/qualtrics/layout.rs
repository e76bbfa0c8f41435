//! What a pipe means for one export: pipe → recipe over numbered slots, or the finding that says why
//! not and what to do (`reference/qualtrics.md` §3.2; every row of its table is answered here).

use super::contacts;
use super::dates::Zone;
use super::findings::*;
use super::header::{Column, Generation, Header};
use super::import_id;
use super::inspect::Field;
use super::pipe::{Ask, Pipe, PipeKind};
use super::privacy::{self, PersonalClass};
use super::recipe::{Recipe, Step};
use super::record::Slot;
use super::status::Writing;
use super::survey::{Survey, SurveyField};
use crate::diagnostic::{Code, did_you_mean};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// Where the fields of an export lie.
#[derive(Debug)]
pub struct Layout {
    shape: Shape,
    subject: Subject,
    survey: Option<Arc<Survey>>,
    settings: Settings,
    slots: Vec<SlotSource>,
}

/// What the records of an input are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Subject {
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
}

#[derive(Debug)]
enum Shape {
    Csv { header: Header, writing: Writing },
    Json,
}

/// Where the cell of a slot comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlotSource {
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

/// Why a pipe has no recipe.
#[derive(Debug, Clone)]
pub struct Unresolved {
    /// The code of the finding.
    pub code: &'static Code,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// The recipes that every run needs, whatever the mapping says.
#[derive(Debug, Clone)]
pub struct Control {
    /// The ResponseId.
    pub response_id: Option<Step>,
    /// Status.
    pub status: Option<Slot>,
    /// Finished.
    pub finished: Option<Slot>,
    /// When the response was recorded.
    pub recorded: Option<Recorded>,
    /// Contact fields that could identify a respondent, with their names.
    pub identifying: Vec<(&'static str, Slot)>,
    /// Where a contact may say that it is unsubscribed.
    pub unsubscribed: Vec<Slot>,
}

/// Where the recorded date comes from.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Its slot.
    pub slot: Slot,
    /// The zone of its texts.
    pub zone: Zone,
    /// EndDate, for JSON responses from before RecordedDate.
    pub fallback: Option<Slot>,
    /// The zone that the header names and that nobody knows.
    pub unknown_zone: Option<String>,
    /// Whether it is EndDate, for want of RecordedDate.
    pub is_end_date: bool,
    /// Whether there is nothing to say where it is empty.
    pub is_optional: bool,
}

/// How an answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Labels,
    Recodes,
}

/// The columns that hold a field.
enum Found<'a> {
    Nothing,
    One(&'a Column),
    WithLabels(&'a Column, &'a Column),
    Split(Vec<&'a Column>),
    Several(Vec<&'a Column>),
}

pub(super) type Resolved<T = Step> = Result<T, Unresolved>;

pub(super) fn unresolved<T>(code: &'static Code, message: impl Into<String>, help: impl Into<String>) -> Resolved<T> {
    Err(Unresolved { code, message: message.into(), help: help.into() })
}

impl Layout {
    /// The layout of a CSV export.
    pub fn csv(header: Header, writing: Writing, survey: Option<Arc<Survey>>, settings: Settings) -> Layout {
        let shape = Shape::Csv { header, writing };
        Layout { shape, subject: Subject::Responses, survey, settings, slots: Vec::new() }
    }

    /// The layout of JSON responses, whose keys are not known beforehand.
    pub fn json(survey: Option<Arc<Survey>>, settings: Settings) -> Layout {
        Layout { shape: Shape::Json, subject: Subject::Responses, survey, settings, slots: Vec::new() }
    }

    /// The layout of contacts: of a CSV file with this header, or of JSON.
    pub fn contacts(header: Option<Header>, settings: Settings) -> Layout {
        let shape = match header {
            Some(header) => Shape::Csv { header, writing: Writing::Recodes },
            None => Shape::Json,
        };
        Layout { shape, subject: Subject::Contacts, survey: None, settings, slots: Vec::new() }
    }

    /// What the records are.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// What each slot is filled from, in slot order.
    pub fn slots(&self) -> &[SlotSource] {
        &self.slots
    }

    /// The header, if it is a CSV export.
    pub fn header(&self) -> Option<&Header> {
        match &self.shape {
            Shape::Csv { header, .. } => Some(header),
            Shape::Json => None,
        }
    }

    /// How choice cells are written, if it is a CSV export.
    pub fn writing(&self) -> Option<Writing> {
        match &self.shape {
            Shape::Csv { writing, .. } => Some(*writing),
            Shape::Json => None,
        }
    }

    /// Whether a recipe depends on how choice cells are written.
    pub fn asks_for_choices(&self) -> bool {
        let is_choice = |column: &Column| column.import_id.as_deref().is_some_and(import_id::is_choice);
        let header = self.header();
        self.slots.iter().any(|source| match source {
            SlotSource::Column(index) => header.and_then(|header| header.columns.get(*index)).is_some_and(is_choice),
            _ => false,
        })
    }

    /// The recipe of a pipe.
    pub fn resolve(&mut self, pipe: &Pipe) -> Resolved<Recipe> {
        let before = self.slots.len();
        let step = match self.subject {
            Subject::Responses => self.response_step(&pipe.kind)?,
            Subject::Contacts => contacts::step(self, &pipe.kind)?,
        };
        let mut fields = Vec::new();
        step.each_slot(&mut |slot| fields.push(self.field_of(slot)));
        debug_assert!(self.slots.len() >= before);
        let class = self.class_of(&pipe.kind, &fields);
        let zone = fields.first().map_or(Zone::PresumedUtc, |_| self.zone_of_step(&step));
        let may_be_absent = matches!(self.shape, Shape::Json) && !fields.is_empty();
        // Of the `rm://` pipes only ResponseID has been seen in real tasks (`reference/qualtrics.md` §3.2).
        let is_unverified =
            matches!(&pipe.kind, PipeKind::Metadata(name) if import_id::metadata(name) != Some("_recordId"));
        Ok(Recipe { step, fields, class, is_unverified, zone, may_be_absent })
    }

    /// The recipes that every run needs.
    pub fn control(&mut self) -> Control {
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
        let identifying = contact.into_iter().filter_map(|name| Some((name, self.metadata_slot(name)?))).collect();
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
    pub fn every_column(&mut self) -> Vec<(Field, Slot)> {
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
    pub fn survey_text(&self, import_id: &str) -> Option<String> {
        Some(self.survey.as_ref()?.field(import_id)?.text.clone())
    }

    /// What the input or the survey calls a field, to compare with `expects`: the export tag.
    /// A split column is called by its tag and a suffix.
    pub fn export_tags(&self, import_id: &str) -> Vec<String> {
        if let Shape::Csv { header, .. } = &self.shape {
            let names = header.columns.iter().filter(|column| column.import_id.as_deref() == Some(import_id));
            let names: Vec<String> = names
                .map(|column| match &column.choice {
                    Some(_) => column.name.rsplit_once('_').map_or(column.name.as_str(), |(stem, _)| stem).to_owned(),
                    None => column.name.clone(),
                })
                .collect();
            if !names.is_empty() {
                return names;
            }
        }
        let field = self.survey.as_ref().and_then(|survey| survey.field(import_id));
        field.and_then(|field| field.export_tag.clone()).into_iter().collect()
    }

    /// The export tag that the survey has for a field.
    pub fn survey_tag(&self, import_id: &str) -> Option<&str> {
        self.survey.as_ref()?.field(import_id)?.export_tag.as_deref()
    }

    /// Whether the input or the survey names its fields at all.
    pub fn names_fields(&self) -> bool {
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
    pub fn metadata_slot(&mut self, import_id: &str) -> Option<Slot> {
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

    fn class_of(&self, kind: &PipeKind, fields: &[String]) -> Option<PersonalClass> {
        let by_field = fields.iter().filter_map(|field| privacy::class_of(field)).max();
        by_field.or(match kind {
            PipeKind::Embedded(name) | PipeKind::Column(name) => privacy::class_of(name),
            // A form field's ImportId (`QID6_1`) says nothing of what is typed into it; the pipe does.
            PipeKind::Question(_, Ask::ChoiceTextEntryValue(_)) => Some(PersonalClass::FreeText),
            _ => None,
        })
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

    /// The columns of a field. Names serve where an export has nothing else, through the survey's tags.
    fn find(&self, key: &str) -> Found<'_> {
        let Shape::Csv { header, .. } = &self.shape else { return Found::Nothing };
        let by_id = |column: &&Column| column.import_id.as_deref() == Some(key) && column.qualifier.is_empty();
        let mut columns: Vec<&Column> = header.columns.iter().filter(by_id).collect();
        if columns.is_empty() && matches!(header.generation, Generation::Legacy | Generation::Plain) {
            let tag =
                self.survey.as_ref().and_then(|survey| survey.field(key)).and_then(|field| field.export_tag.clone());
            columns = header.columns.iter().filter(|column| tag.as_ref() == Some(&column.name)).collect();
        }
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
        self.survey.as_ref().and_then(|survey| survey.field(key)).map(|field| Arc::new(field.clone()))
    }

    /// The survey's field with its choices, which a step is about to need.
    fn survey_choices(&self, key: &str, what: &str) -> Resolved<Arc<SurveyField>> {
        if self.survey.is_none() {
            return unresolved(
                &SURVEY_NEEDED,
                format!("{what} of {key} stand in the survey, not in a response"),
                SURVEY_HELP,
            );
        }
        match self.survey_field(key) {
            Some(field) if !field.choices.is_empty() => Ok(field),
            Some(_) => unresolved(
                &NOT_IN_SURVEY,
                format!("the survey has no choices for {key}"),
                "check the question's number",
            ),
            None => self.not_in_survey(key),
        }
    }

    fn not_in_survey<T>(&self, key: &str) -> Resolved<T> {
        let near = self.survey.as_ref().and_then(|survey| did_you_mean(key, survey.import_ids()));
        let help = near.map_or_else(
            || "the survey definition may be of another survey, or older than the export".to_owned(),
            |near| format!("did you mean {near}?"),
        );
        unresolved(&NOT_IN_SURVEY, format!("the survey has no field {key}"), help)
    }

    pub(super) fn not_in_export<T>(&self, what: &str, key: &str) -> Resolved<T> {
        let mut known: Vec<&str> = Vec::new();
        if let Some(header) = self.header() {
            known.extend(header.columns.iter().filter_map(|column| column.import_id.as_deref()));
            known.extend(header.columns.iter().map(|column| column.name.as_str()).filter(|name| !name.is_empty()));
        }
        let older = self.header().is_some_and(|h| h.generation == Generation::Legacy) && import_id::is_question(key);
        let help = match did_you_mean(key, known.into_iter().filter(|name| *name != key)) {
            _ if older => {
                "a legacy export has only names: give the survey with --survey, or use ${column://Name}".to_owned()
            }
            Some(near) => format!("did you mean {near}? `qseg inspect` lists every field of the export"),
            None => "export that field too, or remove the row".to_owned(),
        };
        unresolved(&FIELD_NOT_IN_EXPORT, format!("no column of the export holds {what}"), help)
    }

    fn several<T>(&self, what: &str, columns: &[&Column]) -> Resolved<T> {
        let ids: Vec<String> = columns.iter().map(|column| column.display()).collect();
        unresolved(
            &FIELD_AMBIGUOUS,
            format!("{} columns hold {what}: {}", columns.len(), ids.join(", ")),
            "ask for one of them by its ImportId: a ${q://…} or ${e://Field/…} pipe, or ${column://ImportId}",
        )
    }

    /// What a pipe means for a survey response.
    pub(super) fn response_step(&mut self, kind: &PipeKind) -> Resolved {
        match kind {
            PipeKind::Question(question, ask) => self.question(question, ask),
            PipeKind::Embedded(name) => self.embedded(name),
            PipeKind::Metadata(name) => self.metadata(name),
            PipeKind::Contact(name) => self.contact(name),
            PipeKind::Score(scoring, statistic) => self.score(scoring, statistic),
            PipeKind::CurrentDate(format) => self.current_date(format),
            PipeKind::Column(name) => self.column(name),
            PipeKind::Location(name) => match name.as_str() {
                "IPAddress" => self.plain_field("ipAddress", "the IP address"),
                _ => unresolved(
                    &PIPE_NOT_IN_RESPONSE,
                    format!("`loc://{name}` is guessed from the IP address while the survey runs; no export holds it"),
                    "store it as embedded data in the survey flow, or pipe ${rm://Field/LocationLatitude}",
                ),
            },
            PipeKind::Loop(name) => unresolved(
                &PIPE_NOT_IN_RESPONSE,
                format!("`lm://{name}` is known only inside the loop; exports do not hold it"),
                "pipe the answers of a loop by its number, ${q://1_QID10/ChoiceTextEntryValue}",
            ),
            PipeKind::Workflow(scheme, path) => {
                let task = path.split('/').next().unwrap_or(path);
                let (from, help) = if scheme == "ch" {
                    (
                        format!("the output of the earlier workflow task {task}"),
                        "store that output as embedded data, and pipe the field",
                    )
                } else {
                    (
                        format!("`{path}` of the JSON event that began the workflow"),
                        "a response has no such event: use the task's own fields",
                    )
                };
                unresolved(&PIPE_NOT_IN_RESPONSE, format!("the pipe takes {from}; a response does not hold it"), help)
            }
            PipeKind::Elsewhere(scheme, path) => unresolved(
                &PIPE_NOT_IN_RESPONSE,
                format!("`{scheme}://{path}` is made anew each time the survey shows it; no export holds it"),
                "store it as embedded data in the survey flow, and pipe that field",
            ),
        }
    }

    fn question(&mut self, question: &str, ask: &Ask) -> Resolved {
        match ask {
            Ask::SelectedChoices => self.answer(question, Form::Labels),
            Ask::SelectedChoicesRecode => self.answer(question, Form::Recodes),
            Ask::SelectedAnswers(Some(row)) => self.answer(&row_key(question, row), Form::Labels),
            Ask::SelectedAnswerRecode(Some(row)) => self.answer(&row_key(question, row), Form::Recodes),
            Ask::SelectedAnswers(None) | Ask::SelectedAnswerRecode(None) => unresolved(
                &PIPE_NEEDS_ROW,
                format!("{question} is asked for its answer without a row"),
                format!("name the row: ${{q://{question}/ChoiceGroup/SelectedAnswers/1}}"),
            ),
            Ask::ChoiceTextEntryValue(path) => self.text_entry(question, path),
            Ask::ChoiceNumericEntryValue(item) => self.plain_field(&row_key(question, item), "the number"),
            Ask::SelectedChoicesCount => {
                let several = self.survey_field(question).is_some_and(|field| field.several);
                let form = match (self.writing(), several) {
                    (Some(Writing::Labels), true) => Form::Labels,
                    (Some(Writing::Labels), false) if !matches!(self.find(question), Found::Split(_)) => {
                        if self.survey_field(question).is_none() {
                            return unresolved(
                                &SURVEY_NEEDED,
                                format!(
                                    "choices of {question} are joined by commas, which labels hold too: they cannot be counted"
                                ),
                                "give the survey with --survey, or export with \"Split multi-value fields into columns\"",
                            );
                        }
                        Form::Labels
                    }
                    (Some(Writing::Labels), false) => Form::Labels,
                    _ => Form::Recodes,
                };
                Ok(Step::Count(Box::new(self.answer(question, form)?)))
            }
            Ask::UnselectedChoices => {
                let field = self.survey_choices(question, "the choices that were not selected")?;
                Ok(Step::Unselected(Box::new(self.answer(question, Form::Recodes)?), field))
            }
            Ask::SelectedChoicesTextEntry => {
                let field = self.survey_choices(question, "the places of typed texts among the choices")?;
                let recodes = Box::new(self.answer(question, Form::Recodes)?);
                let mut texts = Vec::new();
                for choice in &field.choices {
                    let key = format!("{}_TEXT", row_key(question, &choice.recode));
                    if let Some(slot) = self.metadata_slot(&key) {
                        texts.push((choice.recode.clone(), slot));
                    }
                }
                Ok(Step::WithText(recodes, field, texts))
            }
            Ask::AllChoices => {
                let field = self.survey_choices(question, "all choices")?;
                let labels: Vec<&str> = field.choices.iter().map(|choice| choice.label.as_str()).collect();
                Ok(Step::Constant(labels.join(super::recipe::SEPARATOR)))
            }
            Ask::ChoiceDescription(choice) => {
                let field = self.survey_choices(question, "the texts of the choices")?;
                match field.label(choice) {
                    Some(label) => Ok(Step::Constant(label.to_owned())),
                    None => {
                        unresolved(&NOT_IN_SURVEY, format!("{question} has no choice {choice}"), choices_help(&field))
                    }
                }
            }
            Ask::QuestionText => match (
                &self.survey,
                self.survey_field(question).or_else(|| self.survey_field(&format!("{question}_TEXT"))),
            ) {
                (None, _) => unresolved(
                    &SURVEY_NEEDED,
                    format!("the text of {question} stands in the survey, not in a response"),
                    SURVEY_HELP,
                ),
                (Some(_), Some(field)) => Ok(Step::Constant(field.text.clone())),
                (Some(_), None) => self.not_in_survey(question),
            },
        }
    }

    /// The choices of a field as labels or recodes, whichever the export holds.
    fn answer(&mut self, key: &str, form: Form) -> Resolved {
        let survey = self.survey_field(key);
        if self.survey.is_some() && survey.is_none() && matches!(self.shape, Shape::Json) {
            return self.not_in_survey(key);
        }
        let Shape::Csv { writing, .. } = self.shape else {
            let value = self.slot(SlotSource::Value(key.to_owned()));
            return Ok(match form {
                Form::Recodes => Step::Cell(value),
                Form::Labels => Step::Label { label: self.slot(SlotSource::Label(key.to_owned())), value, survey },
            });
        };
        match self.find(key) {
            Found::One(column) => {
                let index = column.index;
                let slot = self.column_slot(index);
                self.one_column(key, form, writing, slot, survey)
            }
            Found::WithLabels(recodes, labels) => {
                let (index, writing) = match form {
                    Form::Recodes => (recodes.index, Writing::Recodes),
                    Form::Labels => (labels.index, Writing::Labels),
                };
                let slot = self.column_slot(index);
                self.one_column(key, form, writing, slot, survey)
            }
            Found::Split(columns) => {
                let columns: Vec<Column> = columns.into_iter().cloned().collect();
                self.split_columns(key, form, writing, &columns, survey)
            }
            Found::Several(columns) => self.several(key, &columns),
            Found::Nothing => {
                let answers = self.answer_columns(key);
                if answers.is_empty() {
                    return self.not_in_export(&format!("an answer of {key}"), key);
                }
                self.split_columns(key, form, writing, &answers, survey)
            }
        }
    }

    /// A matrix row with several answers has a column for each: `QID5_2_1`, `QID5_2_3`.
    fn answer_columns(&self, key: &str) -> Vec<Column> {
        let prefix = format!("{key}_");
        let columns = self.header().map(|header| header.columns.as_slice()).unwrap_or_default();
        let answer_of = |column: &Column| {
            let answer = column.import_id.as_deref()?.strip_prefix(&prefix)?;
            let is_number = !answer.is_empty() && answer.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| Column { choice: Some(answer.to_owned()), ..column.clone() })
        };
        // A plain question has fields of the same writing (`QID4_1`, `QID4_2` of QID4): only a row has answers below it.
        if import_id::question_of(key) == Some(key) {
            Vec::new()
        } else {
            columns.iter().filter_map(answer_of).collect()
        }
    }

    fn one_column(
        &self,
        key: &str,
        form: Form,
        writing: Writing,
        slot: Slot,
        survey: Option<Arc<SurveyField>>,
    ) -> Resolved {
        Ok(match (form, writing, survey) {
            (Form::Recodes, Writing::Recodes, Some(field)) if !field.several => Step::Cell(slot),
            (Form::Recodes, Writing::Recodes, _) => Step::Recodes(slot),
            (Form::Labels, Writing::Labels, Some(field)) if field.several => Step::SplitLabels(slot, field),
            (Form::Labels, Writing::Labels, Some(_)) => Step::Cell(slot),
            (Form::Labels, Writing::Labels, None) => Step::UnknownLabels(slot),
            (Form::Labels, Writing::Recodes, Some(field)) if field.several => {
                Step::ToLabels(Box::new(Step::Recodes(slot)), field)
            }
            (Form::Labels, Writing::Recodes, Some(field)) => Step::ToLabels(Box::new(Step::Cell(slot)), field),
            (Form::Recodes, Writing::Labels, Some(field)) if field.several => {
                Step::ToRecodes(Box::new(Step::SplitLabels(slot, Arc::clone(&field))), field)
            }
            (Form::Recodes, Writing::Labels, Some(field)) => Step::ToRecodes(Box::new(Step::Cell(slot)), field),
            (Form::Labels, Writing::Recodes, None) => return self.needs_survey(key, form),
            (Form::Recodes, Writing::Labels, None) => return self.needs_survey(key, form),
        })
    }

    fn split_columns(
        &mut self,
        key: &str,
        form: Form,
        writing: Writing,
        columns: &[Column],
        survey: Option<Arc<SurveyField>>,
    ) -> Resolved {
        let mut parts = Vec::new();
        for column in columns {
            let choice = column.choice.clone().unwrap_or_default();
            let slot = self.column_slot(column.index);
            let text = match (form, writing, &survey) {
                (Form::Labels, Writing::Labels, _) => None,
                (Form::Labels, Writing::Recodes, Some(field)) => match field.label(&choice) {
                    Some(label) => Some(label.to_owned()),
                    None => {
                        return unresolved(
                            &NOT_IN_SURVEY,
                            format!("the survey has no choice {choice} for {key}"),
                            choices_help(field),
                        );
                    }
                },
                (Form::Labels, Writing::Recodes, None) => return self.needs_survey(key, form),
                // The choice of the ImportId, unless the column is called by another number, which may be its recode.
                (Form::Recodes, _, Some(_)) => Some(choice),
                (Form::Recodes, _, None) => {
                    let suffix = column.name.rsplit_once('_').map_or("", |(_, suffix)| suffix);
                    let other_number =
                        suffix != choice && !suffix.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_digit());
                    if other_number {
                        return unresolved(
                            &RECODES_NEED_SURVEY,
                            format!(
                                "column {} is choice {choice} of {key}, but its name says {suffix}: either may be the recode",
                                column.name
                            ),
                            SURVEY_HELP,
                        );
                    }
                    Some(choice)
                }
            };
            parts.push((slot, text));
        }
        Ok(Step::Split(parts))
    }

    fn needs_survey(&self, key: &str, form: Form) -> Resolved {
        if self.survey.is_some() {
            return self.not_in_survey(key);
        }
        match form {
            Form::Labels => unresolved(
                &LABELS_NEED_SURVEY,
                format!("the export holds numeric values, and the pipe asks for the label of {key}"),
                "give the survey with --survey, or export again with \"Use choice text\"",
            ),
            Form::Recodes => unresolved(
                &RECODES_NEED_SURVEY,
                format!("the export holds choice texts, and the pipe asks for the recode of {key}"),
                "give the survey with --survey, or export again with \"Use numeric values\"",
            ),
        }
    }

    fn text_entry(&mut self, question: &str, path: &[String]) -> Resolved {
        let keys = match path {
            [] => vec![format!("{question}_TEXT")],
            _ => {
                let cell = path.iter().fold(question.to_owned(), |key, part| row_key(&key, part));
                vec![format!("{cell}_TEXT"), cell]
            }
        };
        if matches!(self.shape, Shape::Json) {
            let known: Vec<&String> = match &self.survey {
                Some(survey) => keys.iter().filter(|key| survey.field(key).is_some()).collect(),
                None => keys.iter().collect(),
            };
            return match known[..] {
                [] => self.not_in_survey(&keys[0]),
                [key] => Ok(Step::Cell(self.slot(SlotSource::Value(key.clone())))),
                [text, field, ..] => {
                    let text = self.slot(SlotSource::Value(text.clone()));
                    Ok(Step::TextOrField(text, self.slot(SlotSource::Value(field.clone()))))
                }
            };
        }
        for key in &keys {
            match self.find(key) {
                Found::One(column) | Found::WithLabels(column, _) => {
                    let index = column.index;
                    return Ok(Step::Cell(self.column_slot(index)));
                }
                Found::Several(columns) => return self.several(key, &columns),
                Found::Split(_) | Found::Nothing => {}
            }
        }
        self.not_in_export(&format!("the text of {}", keys[keys.len() - 1]), &keys[0])
    }

    /// A field that has one cell and no choices.
    fn plain_field(&mut self, key: &str, what: &str) -> Resolved {
        match self.shape {
            Shape::Json => {
                let unknown = self.survey.as_ref().is_some_and(|survey| survey.field(key).is_none());
                if unknown && import_id::is_question(key) {
                    return self.not_in_survey(key);
                }
                Ok(Step::Cell(self.slot(SlotSource::Value(key.to_owned()))))
            }
            Shape::Csv { .. } => match self.find(key) {
                Found::One(column) | Found::WithLabels(column, _) => {
                    let index = column.index;
                    Ok(Step::Cell(self.column_slot(index)))
                }
                Found::Several(columns) => self.several(key, &columns),
                Found::Split(columns) => self.several(key, &columns),
                Found::Nothing => self.not_in_export(&format!("{what} ({key})"), key),
            },
        }
    }

    /// Embedded data, and the built-in fields that are written like it (`reference/qualtrics.md` §3.2).
    fn embedded(&mut self, name: &str) -> Resolved {
        let built_in = match name {
            "ResponseID" | "ResponseId" => Some("_recordId"),
            "Q_Language" => Some("userLanguage"),
            "Q_CHL" => Some("distributionChannel"),
            "Q_TotalDuration" => Some("duration"),
            _ => None,
        };
        if built_in == Some("_recordId") {
            return self.control().response_id.map_or_else(|| self.not_in_export("the ResponseId", "_recordId"), Ok);
        }
        if name == "SurveyID" {
            let id =
                self.survey.as_ref().and_then(|survey| survey.id.clone()).or_else(|| self.settings.survey_id.clone());
            return match id {
                Some(id) => Ok(Step::Constant(id)),
                None => unresolved(
                    &SURVEY_NEEDED,
                    "an export does not say which survey it is of",
                    "write `survey: SV_…` into the mapping",
                ),
            };
        }
        match (&self.shape, built_in) {
            (Shape::Json, Some(field)) => {
                let slots =
                    vec![self.slot(SlotSource::Value(name.to_owned())), self.slot(SlotSource::Value(field.to_owned()))];
                Ok(Step::FirstOf(slots))
            }
            (Shape::Json, None) => Ok(Step::Cell(self.slot(SlotSource::Value(name.to_owned())))),
            (Shape::Csv { .. }, _) => {
                let decoded = super::pipe::percent_decoded(name);
                let names = [Some(name), Some(decoded.as_str()), built_in];
                for key in names.into_iter().flatten() {
                    if !matches!(self.find(key), Found::Nothing) {
                        return self.plain_field(key, "embedded data");
                    }
                }
                self.not_in_export(&format!("the embedded data \"{name}\""), name)
            }
        }
    }

    fn metadata(&mut self, name: &str) -> Resolved {
        match import_id::metadata(name) {
            Some("_recordId") => self.embedded("ResponseID"),
            Some(field @ ("status" | "finished")) => match self.metadata_slot(field) {
                Some(slot) => Ok(Step::MetadataRecode(slot)),
                None => self.not_in_export(name, field),
            },
            Some(field) => self.plain_field(field, "the response's"),
            None => {
                let near = did_you_mean(name, import_id::metadata_fields());
                let help = near.map_or_else(
                    || "for embedded data write ${e://Field/…}".to_owned(),
                    |near| format!("did you mean {near}?"),
                );
                unresolved(&FIELD_NOT_IN_EXPORT, format!("a response has no metadata \"{name}\""), help)
            }
        }
    }

    fn contact(&mut self, name: &str) -> Resolved {
        let field = match name {
            "FirstName" => "recipientFirstName",
            "LastName" => "recipientLastName",
            "Email" => "recipientEmail",
            "ExternalDataReference" | "ExternalReference" => "externalDataReference",
            "Language" => "userLanguage",
            _ => {
                let known = ["FirstName", "LastName", "Email", "ExternalDataReference", "Language"];
                let help = did_you_mean(name, known).map_or_else(
                    || {
                        "copy the contact's field into embedded data in the survey flow, and pipe ${e://Field/…}"
                            .to_owned()
                    },
                    |near| format!("did you mean ${{m://{near}}}?"),
                );
                return unresolved(&FIELD_NOT_IN_EXPORT, format!("no export holds the contact's \"{name}\""), help);
            }
        };
        self.plain_field(field, "the contact's field")
    }

    fn score(&mut self, scoring: &str, statistic: &str) -> Resolved {
        if statistic != "Score" {
            return unresolved(
                &PIPE_NOT_IN_RESPONSE,
                format!("`{statistic}` of {scoring} is computed while the survey runs; exports hold the score alone"),
                format!("pipe ${{gr://{scoring}/Score}}, or store the statistic as embedded data"),
            );
        }
        self.plain_field(scoring, "the score")
    }

    fn current_date(&self, format: &str) -> Resolved {
        let zone = self.settings.time_zone.clone().unwrap_or(TimeZone::UTC);
        match super::php_date::format(self.settings.now, &zone, format) {
            Ok(text) => Ok(Step::Constant(text)),
            Err(letter) => unresolved(
                &DATE_FORMAT_UNKNOWN,
                format!("`{letter}` in the date format \"{format}\" is not documented"),
                "use PHP letters such as Y-m-d, or c for ISO 8601",
            ),
        }
    }

    fn column(&mut self, name: &str) -> Resolved {
        if matches!(self.shape, Shape::Json) {
            let by_tag = self.survey.as_ref().and_then(|survey| survey.import_id_of_tag(name)).map(str::to_owned);
            return Ok(Step::Cell(self.slot(SlotSource::Value(by_tag.unwrap_or_else(|| import_id::normal(name))))));
        }
        let columns = self.header().map(|header| header.columns.as_slice()).unwrap_or_default();
        let named: Vec<&Column> = columns.iter().filter(|column| column.name == name).collect();
        match named[..] {
            [column] => {
                let index = column.index;
                Ok(Step::Cell(self.column_slot(index)))
            }
            [] => match self.find(&import_id::normal(name)) {
                Found::One(column) | Found::WithLabels(column, _) => {
                    let index = column.index;
                    Ok(Step::Cell(self.column_slot(index)))
                }
                Found::Split(columns) | Found::Several(columns) => self.several(name, &columns),
                Found::Nothing => self.not_in_export(&format!("the name \"{name}\""), name),
            },
            _ => self.several(&format!("the name \"{name}\""), &named),
        }
    }
}

const SURVEY_HELP: &str = "give the survey with --survey (a response schema)";

/// `QID5` and row 2 are `QID5_2`; of a side-by-side column, `QID5#1_2`.
fn row_key(question: &str, row: &str) -> String {
    format!("{question}_{row}")
}

fn choices_help(field: &SurveyField) -> String {
    let shown: Vec<String> =
        field.choices.iter().take(8).map(|choice| format!("{} ({})", choice.recode, choice.label.trim())).collect();
    let more = field.choices.len().saturating_sub(8);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("its choices are {}{rest}", shown.join(", "))
}

impl Step {
    /// Calls `each` with every slot that the step reads.
    pub fn each_slot(&self, each: &mut impl FnMut(Slot)) {
        match self {
            Step::Constant(_) => {}
            Step::Cell(slot)
            | Step::Recodes(slot)
            | Step::UnknownLabels(slot)
            | Step::SplitLabels(slot, _)
            | Step::MetadataRecode(slot) => {
                each(*slot);
            }
            Step::FirstOf(slots) => slots.iter().for_each(|slot| each(*slot)),
            Step::TextOrField(text, field) => [text, field].into_iter().for_each(|slot| each(*slot)),
            Step::Split(columns) => columns.iter().for_each(|(slot, _)| each(*slot)),
            Step::ToLabels(step, _) | Step::ToRecodes(step, _) | Step::Count(step) | Step::Unselected(step, _) => {
                step.each_slot(each)
            }
            Step::Label { label, value, .. } => [label, value].into_iter().for_each(|slot| each(*slot)),
            Step::WithText(step, _, texts) => {
                step.each_slot(each);
                texts.iter().for_each(|(_, slot)| each(*slot));
            }
        }
    }
}
