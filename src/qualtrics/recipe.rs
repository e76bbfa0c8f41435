//! How the value of a pipe is cooked from the cells of one response (`reference/qualtrics.md` §3.2).
//!
//! A recipe is made once for an export by [`super::layout`]; it says which slots are read and what is
//! done with them. It borrows from the record and from itself, and owns nothing that grows.

use super::dates::Zone;
use super::privacy::Judged;
use super::profile::UNANSWERED;
use super::record::{Record, Slot, Value};
use super::status;
use super::survey::{Choice, Match, SurveyField};
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
    /// Whether the form of the pipe is only inferred.
    pub(crate) is_unverified: bool,
    /// The zone of the dates in it.
    pub zone: Zone,
    /// Whether a reader who never saw the field should be told (JSON leaves unanswered keys out).
    pub(crate) may_be_absent: bool,
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
    Split(Vec<SplitColumn>),
    /// Recodes to labels.
    ToLabels(Box<Step>, Arc<SurveyField>),
    /// Labels to recodes.
    ToRecodes(Box<Step>, Arc<SurveyField>),
    /// An unsplit cell of labels, split by what the survey knows.
    SplitLabels(Slot, Arc<SurveyField>),
    /// Labels as the export has them (variable names, translations) to the survey's own.
    OwnLabels(Box<Step>, Arc<SurveyField>),
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
    /// How many there are.
    Count(Box<Step>),
    /// The labels of the choices that are not among these recodes.
    Unselected(Box<Step>, Arc<SurveyField>),
    /// The labels of these recodes, with typed text in place of a label where there is one.
    WithText(Box<Step>, Arc<SurveyField>, Vec<(String, Slot)>),
    /// Status or Finished as a recode, whatever the export holds.
    MetadataRecode(Slot),
}

/// The column of one choice of several.
#[derive(Debug, Clone)]
pub struct SplitColumn {
    /// Its slot.
    pub(crate) slot: Slot,
    /// What it gives where it is not empty.
    pub(crate) gives: Gives,
    /// The mark of "seen, not answered" that is an answer here, because the choice has it as its recode.
    pub(crate) own_mark: Option<&'static str>,
}

/// What the column of a choice gives where it is not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Gives {
    /// Its cell.
    Cell,
    /// This text.
    Text(String),
    /// Nothing that could be sent: the survey has no such choice.
    Unknown(String),
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
    /// The choice is none of the survey's.
    ChoiceNotInSurvey(String),
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
        self.step.render(record)
    }
}

impl Step {
    /// The value that the step makes of one response.
    pub fn render<'a>(&'a self, record: &Record<'a>) -> Result<Rendered<'a>, Failure> {
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
            Step::Split(columns) => {
                let mut elements = Vec::new();
                for column in columns {
                    let cell = match record.value(column.slot) {
                        Value::Text(cell) => cell,
                        Value::Empty | Value::List(_) => continue,
                    };
                    if UNANSWERED.contains(&&*cell) && column.own_mark != Some(&*cell) {
                        continue;
                    }
                    elements.push(match &column.gives {
                        Gives::Cell => cell,
                        Gives::Text(text) => Cow::Borrowed(text.as_str()),
                        Gives::Unknown(choice) => return Err(Failure::ChoiceNotInSurvey(choice.clone())),
                    });
                }
                Rendered::from_elements(elements)
            }
            Step::ToLabels(recodes, field) => recodes
                .render(record)?
                .each(|recode| translated(recode, field.by_recode(recode), |choice| &choice.label))?,
            Step::ToRecodes(labels, field) => labels
                .render(record)?
                .each(|label| translated(label, field.by_label(label), |choice| &choice.recode))?,
            Step::OwnLabels(labels, field) => labels.render(record)?.each(|label| own_label(label, field))?,
            Step::TextWhen { text, selected, recode } => {
                let selected = selected.render(record)?;
                match selected.any(|found| found == recode) {
                    true => Rendered::from_value(record.value(*text)),
                    false => Rendered::Empty,
                }
            }
            Step::SplitLabels(slot, field) => match record.value(*slot) {
                Value::Text(cell) => match field.split_labels(&cell) {
                    Some(choices) => {
                        Rendered::List(choices.into_iter().map(|choice| Cow::Borrowed(choice.label.as_str())).collect())
                    }
                    None => return Err(Failure::Ambiguous(cell.into_owned())),
                },
                value => Rendered::from_value(value),
            },
            Step::Label { label, value, survey } => match (record.value(*label), record.value(*value)) {
                (Value::Empty, Value::Empty) => Rendered::Empty,
                (Value::Empty, value) => Rendered::from_value(value).each(|recode| {
                    let known = survey.as_ref().and_then(|field| field.label(recode));
                    known.map(Cow::Borrowed).ok_or_else(|| Failure::LabelMissing(recode.to_owned()))
                })?,
                (label, _) => match survey.as_ref().filter(|field| field.has_other_labels()) {
                    Some(field) => Rendered::from_value(label).each(|label| own_label(label, field))?,
                    None => Rendered::from_value(label),
                },
            },
            Step::Count(step) => match step.render(record)? {
                Rendered::Empty => Rendered::Empty,
                Rendered::List(elements) => Rendered::Text(Cow::Owned(elements.len().to_string())),
                Rendered::Text(_) => Rendered::Text(Cow::Borrowed("1")),
                Rendered::PerhapsSeveral(text) => return Err(Failure::Ambiguous(text.into_owned())),
            },
            Step::Unselected(recodes, field) => match recodes.render(record)? {
                Rendered::Empty => Rendered::Empty,
                selected => {
                    let selected = selected.elements();
                    let rest =
                        field.live_choices().filter(|choice| !selected.iter().any(|recode| *recode == choice.recode));
                    Rendered::from_elements(rest.map(|choice| Cow::Borrowed(choice.label.as_str())).collect())
                }
            },
            Step::WithText(recodes, field, texts) => recodes.render(record)?.each(|recode| {
                let text = texts.iter().find(|(choice, _)| choice == recode).map(|(_, slot)| record.value(*slot));
                match text {
                    Some(Value::Text(text)) => Ok(text),
                    _ => field
                        .label(recode)
                        .map(Cow::Borrowed)
                        .ok_or_else(|| Failure::ChoiceNotInSurvey(recode.to_owned())),
                }
            })?,
            Step::MetadataRecode(slot) => match record.value(*slot) {
                Value::Text(cell) => Rendered::Text(match (status::finished(&cell), status::status_recode(&cell)) {
                    (Some((true, _)), _) => Cow::Borrowed("1"),
                    (Some((false, _)), _) => Cow::Borrowed("0"),
                    (None, Some(recode)) => Cow::Borrowed(recode),
                    (None, None) => cell,
                }),
                value => Rendered::from_value(value),
            },
        })
    }
}

impl Step {
    /// Calls `each` with every slot that the step reads.
    pub(crate) fn each_slot(&self, each: &mut impl FnMut(Slot)) {
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
            Step::Split(columns) => columns.iter().for_each(|column| each(column.slot)),
            Step::ToLabels(step, _)
            | Step::ToRecodes(step, _)
            | Step::OwnLabels(step, _)
            | Step::Count(step)
            | Step::Unselected(step, _) => step.each_slot(each),
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
    /// Every element through `translate`; the first failure ends it.
    fn each(self, translate: impl Fn(&str) -> Result<Cow<'a, str>, Failure>) -> Result<Rendered<'a>, Failure> {
        Ok(match self {
            Rendered::Empty => Rendered::Empty,
            Rendered::Text(text) => Rendered::Text(translate(&text)?),
            Rendered::List(elements) => {
                Rendered::List(elements.iter().map(|element| translate(element)).collect::<Result<_, _>>()?)
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

/// What a choice gives for the text that it was found by. A mark of "seen, not answered" is no choice and stays, to
/// be named in `missing` (`reference/qualtrics.md` §7 nr. 7).
fn translated<'a>(
    text: &str,
    found: Match<'a>,
    gives: impl Fn(&'a Choice) -> &'a str,
) -> Result<Cow<'a, str>, Failure> {
    match found {
        Match::One(choice) => Ok(Cow::Borrowed(gives(choice))),
        Match::Several => Err(Failure::Ambiguous(text.to_owned())),
        Match::Nothing if UNANSWERED.contains(&text) => Ok(Cow::Owned(text.to_owned())),
        Match::Nothing => Err(Failure::ChoiceNotInSurvey(text.to_owned())),
    }
}

/// The survey's own label for one that the export has; one that the survey does not know stays as it is.
fn own_label<'a>(label: &str, field: &'a SurveyField) -> Result<Cow<'a, str>, Failure> {
    Ok(match field.by_label(label) {
        Match::One(choice) => Cow::Borrowed(&choice.label),
        Match::Nothing | Match::Several => Cow::Owned(label.to_owned()),
    })
}

/// Whether a choice text looks like several: Qualtrics joins choices by a comma without a space, people
/// write one after a comma.
pub(crate) fn joins_choices(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b',', bytes).any(|at| bytes.get(at + 1).is_some_and(|next| *next != b' '))
}
