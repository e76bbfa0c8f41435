//! How the value of a pipe is cooked from the cells of one response (`reference/qualtrics.md` §3.2).
//!
//! A recipe is made once for an export by [`super::layout`]; it says which slots are read and what is
//! done with them. It borrows from the record and from itself, and owns nothing that grows.

use super::dates::Zone;
use super::privacy::Judged;
use super::record::{Record, Slot, Value};
use super::status::{self, Writing};
use super::survey::{Choice, Match, SurveyField, tidy};
use crate::core::diagnostic::Code;
use std::borrow::Cow;
use std::sync::Arc;

/// How a value is made from a record.
#[derive(Debug, Clone)]
pub struct Recipe {
    /// What is done.
    pub step: Step,
    /// The fields that it reads, by ImportId, for messages.
    pub fields: Vec<String>,
    /// What personal data it can hold, and how that was told.
    pub(crate) class: Option<Judged>,
    /// What is presumed of it, where nothing decides.
    pub(crate) presumed: Option<&'static Code>,
    /// The zone of the dates in it.
    pub zone: Zone,
    /// Whether a reader who never saw the field should be told (JSON leaves unanswered keys out).
    pub(crate) may_be_absent: bool,
    /// Texts that the row says the meaning of itself (`missing`, `map`): they pass although they are no choice.
    pub(crate) excused: Arc<[String]>,
}

/// Codes that stand in a cell whose choice, or whose question, was shown and not answered: `unanswered` of the
/// mapping file (`reference/qualtrics.md` §7a).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Unanswered(Option<Arc<[String]>>);

impl Unanswered {
    /// What Qualtrics writes where nobody chose another code.
    const DEFAULT: &str = "-99";

    /// These codes, and not the default.
    pub fn new(codes: impl IntoIterator<Item = String>) -> Unanswered {
        Unanswered(Some(codes.into_iter().collect()))
    }

    /// These codes, or others where nothing is said of them here.
    pub(crate) fn or(self, other: impl FnOnce() -> Unanswered) -> Unanswered {
        if self.0.is_some() { self } else { other() }
    }

    /// These codes, and one more.
    pub(crate) fn and(&self, code: &str) -> Unanswered {
        let known = self.0.as_ref().map_or_else(|| vec![Unanswered::DEFAULT.to_owned()], |codes| codes.to_vec());
        Unanswered::new(known.into_iter().chain([code.to_owned()]))
    }

    /// Whether a cell holds one of the codes.
    pub(crate) fn has(&self, cell: &str) -> bool {
        match &self.0 {
            Some(codes) => codes.iter().any(|code| code == cell),
            None => cell == Unanswered::DEFAULT,
        }
    }
}

/// A step from cells to a value.
#[derive(Debug, Clone)]
pub enum Step {
    /// The same for every response.
    Constant(String),
    /// The cell as it stands.
    Cell(Slot),
    /// The first of these that is there.
    FirstOf(Vec<Slot>),
    /// The other-text of a choice, else the form field of that number. In JSON the second shares its key with
    /// the answers of a matrix row, which are numbers: only a string is text.
    TextOrField(Slot, Slot),
    /// An unsplit choice cell of recodes: never has a comma in one of them.
    Recodes(Slot),
    /// A choice cell of labels whose question is not known: perhaps several.
    UnknownLabels(Slot),
    /// Split columns.
    Split(Vec<SplitColumn>, Unanswered),
    /// The choices of a question of the survey, found by what the export holds.
    Choices {
        /// What the export holds.
        step: Box<Step>,
        /// The question.
        field: Arc<SurveyField>,
        /// What the export holds of a choice.
        from: Writing,
        /// What is asked of it.
        to: Writing,
        /// What is no answer.
        unanswered: Unanswered,
    },
    /// An unsplit cell of labels, split by what the survey knows.
    SplitLabels(Slot, Arc<SurveyField>, Unanswered),
    /// The text of a question, where this choice was selected: older exports have one column for the texts of all
    /// choices.
    TextWhen {
        /// The slot of the text.
        text: Slot,
        /// What was selected, as recodes.
        selected: Box<Step>,
        /// The recode of the choice.
        recode: String,
    },
    /// JSON: the label, which must be there where the value is; else looked up.
    Label {
        /// The slot in `labels`.
        label: Slot,
        /// The slot in `values`.
        value: Slot,
        /// The field in the survey.
        survey: Option<Arc<SurveyField>>,
    },
    /// How many there are, but where it is a code of "unanswered" that is counted.
    Count(Box<Step>, Unanswered),
    /// The labels of the choices that are not among these recodes.
    Unselected(Box<Step>, Arc<SurveyField>),
    /// The labels of these recodes, with typed text in place of a label where there is one.
    WithText(Box<Step>, Arc<SurveyField>, Vec<(String, Slot)>),
    /// Status or Finished as a recode, whatever the export holds.
    MetadataRecode(Slot),
}

/// The column of one choice of several. The choice is selected where its cell holds `1`, a label of the choice, or
/// its recode; what else it may hold is only known of the codes of [`Unanswered`] (design §14).
#[derive(Debug, Clone)]
pub struct SplitColumn {
    /// Its slot.
    pub(crate) slot: Slot,
    /// What it is called in messages.
    pub(crate) name: String,
    /// The text of the header, which ends in the label of the choice.
    pub(crate) header: String,
    /// The choice in the survey.
    pub(crate) choice: Option<Choice>,
    /// What it gives where the choice is selected.
    pub(crate) gives: Gives,
}

/// What the column of a choice gives where the choice is selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Its cell, which is the label.
    Cell,
    /// This text.
    Text(String),
    /// Nothing that could be sent: the survey has no such choice.
    Unknown(String),
}

impl SplitColumn {
    /// Whether a cell that is not empty, and no code of "unanswered", says that the choice is selected.
    fn is_selected(&self, cell: &str) -> bool {
        cell == "1"
            || self.choice.as_ref().is_some_and(|choice| choice.recode == cell || choice.is_called(cell))
            || self.is_label_of_header(cell)
    }

    /// Headers write the question, perhaps a row, and the label, with hyphens between.
    fn is_label_of_header(&self, cell: &str) -> bool {
        let cell = tidy(cell);
        let rest = self.header.strip_suffix(cell.as_str()).map(str::trim_end);
        !cell.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
    }
}

/// What a recipe gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Rendered<'a> {
    /// Nothing.
    Empty,
    /// One text.
    Text(Cow<'a, str>),
    /// Several texts.
    List(Vec<Cow<'a, str>>),
    /// One text that may be several, joined by commas: only the survey could tell.
    PerhapsSeveral(Cow<'a, str>),
}

/// Why a recipe gives nothing that could be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It is neither a recode nor a label of the question.
    NotAChoice(String),
    /// The cell of a choice that says neither that it was selected nor that it was not, and its column.
    SelectionUnclear(String, String),
    /// The cell can be read in more than one way.
    Ambiguous(String),
    /// A value without its label.
    LabelMissing(String),
}

/// Between several values of one pipe (`reference/qualtrics.md` §3.2, first row).
pub(crate) const SEPARATOR: &str = ", ";

impl<'a> Rendered<'a> {
    /// The value as the text that the task would send.
    pub(crate) fn into_text(self) -> Cow<'a, str> {
        match self {
            Rendered::Empty => Cow::Borrowed(""),
            Rendered::Text(text) | Rendered::PerhapsSeveral(text) => text,
            Rendered::List(mut elements) if elements.len() == 1 => elements.remove(0),
            Rendered::List(elements) => Cow::Owned(elements.join(SEPARATOR)),
        }
    }

    /// Whether any of its texts passes a test.
    pub fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        match self {
            Rendered::Empty => false,
            Rendered::Text(text) | Rendered::PerhapsSeveral(text) => test(text),
            Rendered::List(elements) => elements.iter().any(|element| test(element)),
        }
    }

    fn from_value(value: Value<'a>) -> Self {
        match value {
            Value::Empty => Rendered::Empty,
            Value::Text(text) => Rendered::Text(text),
            Value::List(elements) => Rendered::List(elements),
        }
    }

    fn from_elements(elements: Vec<Cow<'a, str>>) -> Self {
        if elements.is_empty() { Rendered::Empty } else { Rendered::List(elements) }
    }
}

impl Recipe {
    /// The value for one response.
    pub fn render<'a>(&'a self, record: &Record<'a>) -> Result<Rendered<'a>, Failure> {
        self.step.excusing(record, &self.excused)
    }
}

impl Step {
    /// The value that the step makes of one response.
    pub(crate) fn render<'a>(&'a self, record: &Record<'a>) -> Result<Rendered<'a>, Failure> {
        self.excusing(record, &[])
    }

    /// The same, where these texts pass although they are no choice.
    fn excusing<'a>(&'a self, record: &Record<'a>, excused: &[String]) -> Result<Rendered<'a>, Failure> {
        Ok(match self {
            Step::Constant(text) if text.is_empty() => Rendered::Empty,
            Step::Constant(text) => Rendered::Text(Cow::Borrowed(text)),
            Step::Cell(slot) => Rendered::from_value(record.value(*slot)),
            Step::FirstOf(slots) => {
                let present = slots.iter().map(|slot| record.value(*slot)).find(|value| *value != Value::Empty);
                Rendered::from_value(present.unwrap_or(Value::Empty))
            }
            Step::TextOrField(text, field) => match record.value(*text) {
                Value::Empty if record.is_json_string(*field) => Rendered::from_value(record.value(*field)),
                value => Rendered::from_value(value),
            },
            Step::Recodes(slot) => match record.value(*slot) {
                Value::Text(Cow::Borrowed(text)) if memchr::memchr(b',', text.as_bytes()).is_some() => {
                    Rendered::List(text.split(',').map(|part| Cow::Borrowed(part.trim())).collect())
                }
                value => Rendered::from_value(value),
            },
            Step::UnknownLabels(slot) => match record.value(*slot) {
                Value::Text(text) if joins_choices(&text) => Rendered::PerhapsSeveral(text),
                value => Rendered::from_value(value),
            },
            Step::Split(columns, unanswered) => {
                let mut elements = Vec::new();
                for column in columns {
                    let cell = match record.value(column.slot) {
                        Value::Text(cell) => cell,
                        Value::Empty | Value::List(_) => continue,
                    };
                    if unanswered.has(&cell) {
                        continue;
                    }
                    if !column.is_selected(&cell) {
                        return Err(Failure::SelectionUnclear(cell.into_owned(), column.name.clone()));
                    }
                    elements.push(match &column.gives {
                        // A column that is called `1` by its header has that as its label.
                        Gives::Cell if cell == "1" && !column.is_label_of_header(&cell) => {
                            return Err(Failure::LabelMissing(cell.into_owned()));
                        }
                        Gives::Cell => cell,
                        Gives::Text(text) => Cow::Borrowed(text.as_str()),
                        Gives::Unknown(choice) => return Err(Failure::NotAChoice(choice.clone())),
                    });
                }
                Rendered::from_elements(elements)
            }
            Step::Choices { step, field, from, to, unanswered } => step.excusing(record, excused)?.each(|text| {
                let found = match from {
                    Writing::Recodes if *to == Writing::Recodes && field.has_recode(text) => {
                        return Ok(Some(text.clone()));
                    }
                    Writing::Recodes => field.by_recode(text),
                    Writing::Labels => field.by_label(text),
                };
                match found {
                    Match::One(choice) => Ok(Some(Cow::Borrowed(match to {
                        Writing::Labels => choice.label.as_str(),
                        Writing::Recodes => choice.recode.as_str(),
                    }))),
                    // What is asked for is what the export holds: it stays what it is.
                    Match::Several if from == to => Ok(Some(text.clone())),
                    Match::Several => Err(Failure::Ambiguous(text.to_string())),
                    Match::Nothing if excused.iter().any(|known| known == text) => Ok(Some(text.clone())),
                    Match::Nothing if unanswered.has(text) => Ok(None),
                    Match::Nothing => Err(Failure::NotAChoice(text.to_string())),
                }
            })?,
            Step::TextWhen { text, selected, recode } => {
                let selected = selected.excusing(record, excused)?;
                match selected.any(|found| found == recode) {
                    true => Rendered::from_value(record.value(*text)),
                    false => Rendered::Empty,
                }
            }
            Step::SplitLabels(slot, field, unanswered) => match record.value(*slot) {
                Value::Text(cell) => match field.split_labels(&cell) {
                    Some(choices) => {
                        Rendered::List(choices.into_iter().map(|choice| Cow::Borrowed(choice.label.as_str())).collect())
                    }
                    None if excused.iter().any(|known| *known == cell) => Rendered::Text(cell),
                    None if unanswered.has(&cell) => Rendered::Empty,
                    None => return Err(Failure::Ambiguous(cell.into_owned())),
                },
                value => Rendered::from_value(value),
            },
            Step::Label { label, value, survey } => match (record.value(*label), record.value(*value)) {
                (Value::Empty, Value::Empty) => Rendered::Empty,
                (Value::Empty, value) => Rendered::from_value(value).each(|recode| {
                    let known = survey.as_ref().and_then(|field| field.label(recode));
                    let known = known.map(Cow::Borrowed).ok_or_else(|| Failure::LabelMissing(recode.to_string()));
                    known.map(Some)
                })?,
                (label, _) => match survey.as_ref().filter(|field| field.has_other_labels()) {
                    Some(field) => Rendered::from_value(label).each(|label| Ok(Some(own_label(label, field))))?,
                    None => Rendered::from_value(label),
                },
            },
            Step::Count(step, unanswered) => match step.excusing(record, excused)? {
                Rendered::Empty => Rendered::Empty,
                // A recode like any other, or nothing selected: only the survey tells.
                Rendered::Text(text) if unanswered.has(&text) => return Err(Failure::Ambiguous(text.into_owned())),
                Rendered::List(elements) => Rendered::Text(Cow::Owned(elements.len().to_string())),
                Rendered::Text(_) => Rendered::Text(Cow::Borrowed("1")),
                Rendered::PerhapsSeveral(text) => return Err(Failure::Ambiguous(text.into_owned())),
            },
            Step::Unselected(recodes, field) => match recodes.excusing(record, excused)? {
                Rendered::Empty => Rendered::Empty,
                selected => {
                    let selected = selected.elements();
                    let rest =
                        field.live_choices().filter(|choice| !selected.iter().any(|recode| *recode == choice.recode));
                    Rendered::from_elements(rest.map(|choice| Cow::Borrowed(choice.label.as_str())).collect())
                }
            },
            Step::WithText(recodes, field, texts) => recodes.excusing(record, excused)?.each(|recode| {
                let text = texts.iter().find(|(choice, _)| choice == recode).map(|(_, slot)| record.value(*slot));
                match text {
                    Some(Value::Text(text)) => Ok(Some(text)),
                    _ => field
                        .label(recode)
                        .map(|label| Some(Cow::Borrowed(label)))
                        .ok_or_else(|| Failure::NotAChoice(recode.to_string())),
                }
            })?,
            Step::MetadataRecode(slot) => match record.value(*slot) {
                Value::Text(cell) => Rendered::Text(match (status::finished(&cell), status::status_recode(&cell)) {
                    (Some((true, _)), _) => Cow::Borrowed("1"),
                    (Some((false, _)), _) => Cow::Borrowed("0"),
                    (None, Some(recode)) => Cow::Owned(recode.to_string()),
                    (None, None) => cell,
                }),
                value => Rendered::from_value(value),
            },
        })
    }
}

impl Step {
    /// Whether it gives the numbers of choices, which are their recodes unless the survey says otherwise.
    pub(crate) fn gives_numbers(&self) -> bool {
        let Step::Split(columns, _) = self else { return false };
        columns.iter().any(|column| column.choice.is_none() && matches!(column.gives, Gives::Text(_)))
    }

    /// Calls `each` with every slot that the step reads.
    pub(crate) fn each_slot(&self, each: &mut impl FnMut(Slot)) {
        match self {
            Step::Constant(_) => {}
            Step::Cell(slot)
            | Step::Recodes(slot)
            | Step::UnknownLabels(slot)
            | Step::SplitLabels(slot, ..)
            | Step::MetadataRecode(slot) => {
                each(*slot);
            }
            Step::FirstOf(slots) => slots.iter().for_each(|slot| each(*slot)),
            Step::TextOrField(text, field) => [text, field].into_iter().for_each(|slot| each(*slot)),
            Step::Split(columns, _) => columns.iter().for_each(|column| each(column.slot)),
            Step::Choices { step, .. } | Step::Count(step, _) | Step::Unselected(step, _) => step.each_slot(each),
            Step::TextWhen { text, selected, .. } => {
                each(*text);
                selected.each_slot(each);
            }
            Step::Label { label, value, .. } => [label, value].into_iter().for_each(|slot| each(*slot)),
            Step::WithText(step, _, texts) => {
                step.each_slot(each);
                texts.iter().for_each(|(_, slot)| each(*slot));
            }
        }
    }
}

impl<'a> Rendered<'a> {
    /// Every element through `translate`, which may leave it out; the first failure ends it.
    fn each(
        self,
        translate: impl Fn(&Cow<'a, str>) -> Result<Option<Cow<'a, str>>, Failure>,
    ) -> Result<Rendered<'a>, Failure> {
        Ok(match self {
            Rendered::Empty => Rendered::Empty,
            Rendered::Text(text) => translate(&text)?.map_or(Rendered::Empty, Rendered::Text),
            Rendered::List(elements) => {
                let translated = elements.iter().filter_map(|element| translate(element).transpose());
                Rendered::from_elements(translated.collect::<Result<_, _>>()?)
            }
            Rendered::PerhapsSeveral(text) => return Err(Failure::Ambiguous(text.into_owned())),
        })
    }

    fn elements(self) -> Vec<Cow<'a, str>> {
        match self {
            Rendered::Empty => Vec::new(),
            Rendered::Text(text) | Rendered::PerhapsSeveral(text) => vec![text],
            Rendered::List(elements) => elements,
        }
    }
}

/// The survey's own label for one that the response has; one that the survey does not know stays as it is.
fn own_label<'a>(label: &Cow<'a, str>, field: &'a SurveyField) -> Cow<'a, str> {
    match field.by_label(label) {
        Match::One(choice) => Cow::Borrowed(&choice.label),
        Match::Nothing | Match::Several => label.clone(),
    }
}

/// Whether a choice text looks like several: Qualtrics joins choices by a comma without a space, people
/// write one after a comma.
pub(crate) fn joins_choices(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b',', bytes).any(|at| bytes.get(at + 1).is_some_and(|next| *next != b' '))
}
