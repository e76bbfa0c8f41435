//! The fields of an example as one record of a JSON export, which the real reader then reads: there is no second
//! way from a field to a value. Where a field stands in the record is asked of the layout that resolves the
//! mapping's own pipes (`reference/qualtrics.md` §3.2, §5).
//!
//! What nobody writes by hand is filled in: a ResponseId, that the response is finished and real, and when it was
//! recorded. A field that is given, and be it with nothing, is left as it is given.

use super::model::{Answer, Example, GivenField, GivenValue};
use crate::core::diagnostic::{Finding, Findings};
use crate::mapping::findings;
use crate::qualtrics::contacts;
use crate::qualtrics::import_id;
use crate::qualtrics::layout::{Layout, Settings, SlotSource, Subject};
use crate::qualtrics::recipe::Step;
use crate::qualtrics::survey::Survey;
use std::sync::Arc;

/// The ResponseId of an example that names none.
pub(crate) const RESPONSE_ID: &str = "R_example";
/// When the response of an example was recorded that does not say it.
pub(crate) const RECORDED: &str = "2026-01-01T00:00:00Z";

/// The response of an example as a JSON record; `None` where a field has no place in one, which is a finding.
pub(crate) fn record(
    example: &Example,
    fields: &[GivenField],
    subject: Subject,
    survey: Option<Arc<Survey>>,
    settings: &Settings,
    findings: &mut Findings,
) -> Option<Record> {
    let mut record = Record { subject, given: Vec::new() };
    let mut is_whole = true;
    for field in fields {
        let mut layout = match subject {
            Subject::Responses => Layout::json(survey.clone(), settings.clone()),
            Subject::Contacts => Layout::contacts(None, settings.clone()),
        };
        let places = match &field.pipe {
            Some(pipe) => match layout.resolve(pipe) {
                Ok(recipe) => places_of(&recipe.step, layout.slots()),
                Err(unresolved) => {
                    let finding = Finding::new(unresolved.code, unresolved.message).help(unresolved.help);
                    findings.push(finding.anchored(&example.source, field.name.span));
                    is_whole = false;
                    continue;
                }
            },
            None => Some(Places::of_field(&field.name.value, subject)),
        };
        let placed =
            places.ok_or(TAKES_NO_ANSWER).and_then(|places| record.put(&field.name.value, &places, &field.value));
        if let Err((message, help)) = placed {
            let finding = Finding::new(&findings::EXAMPLE_FIELD, format!("`{}` {message}", field.name.value));
            findings.push(finding.help(help).anchored(&example.source, field.name.span));
            is_whole = false;
        }
    }
    is_whole.then_some(record)
}

const TAKES_NO_ANSWER: (&str, &str) =
    ("is no single answer that a response can hold", "give the answers that it is made from, each by its own pipe");
const STANDS_TWICE: (&str, &str) = (
    "is given twice, perhaps in another spelling",
    "keep one of them; a recode and its label are { value: …, label: … }",
);
const HAS_NO_LABEL: (&str, &str) =
    ("has no label beside its value", "give its text alone: only the answer of a question has a recode and a label");

/// Where a field stands in a record.
struct Places {
    value: SlotSource,
    label: Option<SlotSource>,
    /// Whether a single text is the label: the pipe asks for it.
    wants_label: bool,
}

impl Places {
    /// Of an ImportId, in whatever generation's spelling.
    fn of_field(name: &str, subject: Subject) -> Places {
        let plain = |value| Places { value, label: None, wants_label: false };
        if subject == Subject::Contacts {
            let is_own = contacts::is_telling(name.as_bytes());
            return plain(if is_own { SlotSource::Field(name.to_owned()) } else { SlotSource::Value(name.to_owned()) });
        }
        let field = import_id::normal(name);
        if field == "_recordId" {
            return plain(SlotSource::ResponseId);
        }
        let label = import_id::is_choice(&field).then(|| SlotSource::Label(field.clone()));
        Places { value: SlotSource::Value(field), label, wants_label: false }
    }
}

/// Where the answer that a pipe asks for stands; `None` where it is made from several, or from none.
fn places_of(step: &Step, slots: &[SlotSource]) -> Option<Places> {
    let source = |slot: &crate::qualtrics::record::Slot| slots.get(slot.0 as usize).cloned();
    let (value, label, wants_label) = match step {
        Step::Cell(slot) | Step::MetadataRecode(slot) | Step::TextOrField(slot, _) => (source(slot)?, None, false),
        Step::FirstOf(slots) => (source(slots.first()?)?, None, false),
        Step::Label { label, value, .. } => (source(value)?, Some(source(label)?), true),
        _ => return None,
    };
    let value = match value {
        SlotSource::Value(field) if field == "_recordId" => SlotSource::ResponseId,
        other => other,
    };
    let label = label.or_else(|| match &value {
        SlotSource::Value(field) if import_id::is_choice(field) => Some(SlotSource::Label(field.clone())),
        _ => None,
    });
    Some(Places { value, label, wants_label })
}

/// The record of an example.
#[derive(Debug, Default)]
pub(crate) struct Record {
    subject: Subject,
    given: Vec<Entry>,
}

/// A place of a record.
#[derive(Debug)]
struct Entry {
    place: SlotSource,
    /// The field, as it was written.
    name: String,
    /// What stands there; nothing, where the field was given with nothing.
    json: Option<String>,
}

impl Record {
    fn put(&mut self, name: &str, places: &Places, value: &GivenValue) -> Result<(), (&'static str, &'static str)> {
        let label = places.label.clone();
        match value {
            GivenValue::Nothing => self.add(name, places.value.clone(), None),
            GivenValue::Answer(answer) => {
                let place =
                    if places.wants_label { label.unwrap_or(places.value.clone()) } else { places.value.clone() };
                self.add(name, place, Some(written(answer)))
            }
            GivenValue::Both(answer, text) => {
                let label = label.ok_or(HAS_NO_LABEL)?;
                self.add(name, places.value.clone(), Some(written(answer)))?;
                self.add(name, label, Some(written(text)))
            }
        }
    }

    fn add(&mut self, name: &str, place: SlotSource, json: Option<String>) -> Result<(), (&'static str, &'static str)> {
        if self.has(&place) {
            return Err(STANDS_TWICE);
        }
        self.given.push(Entry { place, name: name.to_owned(), json });
        Ok(())
    }

    fn has(&self, place: &SlotSource) -> bool {
        self.given.iter().any(|entry| entry.place == *place)
    }

    /// The fields that hold something and stand in none of these places, each as it was written.
    pub(crate) fn unread(&self, slots: &[SlotSource]) -> Vec<String> {
        let is_read = |name: &str| {
            let mut of_name = self.given.iter().filter(|entry| entry.name == name);
            of_name.any(|entry| slots.contains(&entry.place) || entry.json.is_none())
        };
        let mut unread: Vec<String> =
            self.given.iter().map(|entry| &entry.name).filter(|name| !is_read(name)).cloned().collect();
        unread.dedup();
        unread
    }

    /// The record as JSON, with what was not given filled in.
    pub(crate) fn json(&self) -> String {
        let text = |text: &str| serde_json::Value::from(text).to_string();
        let filled = match self.subject {
            Subject::Responses => vec![
                (SlotSource::ResponseId, text(RESPONSE_ID)),
                (SlotSource::Value("finished".to_owned()), "1".to_owned()),
                (SlotSource::Value("status".to_owned()), "0".to_owned()),
                (SlotSource::Value("recordedDate".to_owned()), text(RECORDED)),
            ],
            Subject::Contacts => vec![(SlotSource::Field("contactId".to_owned()), text("CID_example"))],
        };
        let filled = filled.into_iter().filter(|(place, _)| !self.has(place));
        let given = self.given.iter().filter_map(|entry| Some((entry.place.clone(), entry.json.clone()?)));
        let (mut top, mut values, mut labels) = (Vec::new(), Vec::new(), Vec::new());
        for (place, json) in given.chain(filled) {
            let (table, key) = match place {
                SlotSource::ResponseId => (&mut top, "responseId".to_owned()),
                SlotSource::Field(key) => (&mut top, key),
                SlotSource::Label(key) => (&mut labels, key),
                SlotSource::Value(key) => (&mut values, key),
                // A column of a CSV export: this record is JSON.
                SlotSource::Column(_) => continue,
            };
            table.push(format!("{}:{json}", text(&key)));
        }
        match self.subject {
            Subject::Responses => {
                top.push(format!("\"values\":{{{}}}", values.join(",")));
                top.push(format!("\"labels\":{{{}}}", labels.join(",")));
            }
            Subject::Contacts => top.push(format!("\"{}\":{{{}}}", contacts::EMBEDDED_DATA, values.join(","))),
        }
        format!("{{{}}}", top.join(","))
    }
}

fn written(answer: &Answer) -> String {
    match answer {
        Answer::One(text) => text.clone(),
        Answer::Several(texts) => format!("[{}]", texts.join(",")),
    }
}
