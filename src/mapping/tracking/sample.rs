//! A sample of the events of a task, made without a response: what a row certainly sends, and of what JSON type the
//! rest is. Values that are known (literals, defaults, choices) go through the one evaluator.

use super::yields;
use crate::core::diagnostic::Findings;
use crate::core::origin::Span;
use crate::mapping::model::{
    ContextEntry, ContextNode, EmptyPolicy, Mapping, TaskSpec, TimestampSpec, ValueSpec, ValueType,
};
use crate::mapping::trace::NoTrace;
use crate::mapping::value::{Compiled, Surroundings};
use crate::qualtrics::layout::{Layout, Settings};
use crate::qualtrics::pipe::{Part, Template};
use crate::qualtrics::record::Record;
use crate::qualtrics::survey::Survey;
use crate::segment::json::write_value;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Who sends the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sender {
    /// The Segment task: it has rows of keys and pipes alone, and sends every value as a string, an empty one as `""`
    /// (`reference/qualtrics.md` §2 "Value typing", §3: inferred).
    Task,
    /// qseg.
    Qseg,
}

/// What a row sends.
#[derive(Debug)]
pub(super) struct Given {
    /// The row's key.
    pub(crate) key: String,
    /// A value of it; `None` where it never sends one.
    pub(crate) value: Option<Value>,
    /// Whether it always sends this very value.
    pub(crate) is_exact: bool,
    /// Whether it may be left out.
    pub(crate) is_optional: bool,
    /// Values that it sends sooner or later: those of the survey's choices, and its default.
    pub(crate) known: Vec<Value>,
    /// What it sends where its value is empty, if it sends anything then.
    pub(crate) where_empty: Option<Value>,
}

/// A sample of a task's events.
#[derive(Debug)]
pub(super) struct Sample {
    /// The event without its rows.
    head: Map<String, Value>,
    body_key: &'static str,
    /// Its rows, in the order of the file.
    pub(crate) rows: Vec<Given>,
}

/// What a value comes to without a response.
enum Known {
    Exact(Value),
    Nothing,
    /// It holds its event back, or needs what is not there.
    Unknown,
}

impl Sample {
    /// Of a task; the event's name is given, since it may have to be judged without one.
    pub(super) fn of(
        mapping: &Mapping,
        task: &TaskSpec,
        event: Option<&str>,
        sender: Sender,
        survey: Option<&Survey>,
    ) -> Sample {
        let mut maker = Maker::new(mapping, sender, survey);
        let rows = task.rows.iter().map(|row| maker.row(&row.key.value, &row.value)).collect();
        let mut head = Map::new();
        head.insert("type".to_owned(), json!(task.call.name()));
        if let Some(event) = event {
            head.insert("event".to_owned(), json!(event));
        }
        if task.user_id.is_some() {
            head.insert("userId".to_owned(), json!("user"));
        }
        if task.anonymous_id.is_some() || task.random_anonymous_id {
            head.insert("anonymousId".to_owned(), json!("5f1c1d1e-0000-5000-8000-000000000000"));
        }
        if task.timestamp != TimestampSpec::Omitted {
            head.insert("timestamp".to_owned(), json!(MOMENT));
        }
        head.insert("messageId".to_owned(), json!("5f1c1d1e-0000-5000-8000-000000000001"));
        // The task's form has no context; what it sends there is not known.
        if sender == Sender::Qseg {
            let mut context = maker.context(&task.context);
            context.insert("library".to_owned(), json!({ "name": "qseg", "version": env!("CARGO_PKG_VERSION") }));
            head.insert("context".to_owned(), Value::Object(context));
        }
        if let Some(integrations) = task.integrations.as_deref().and_then(|text| serde_json::from_str(text).ok()) {
            head.insert("integrations".to_owned(), integrations);
        }
        Sample { head, body_key: task.call.body_key(), rows }
    }

    /// The event with every row that sends anything.
    pub(super) fn event(&self) -> Value {
        self.with(|_| true)
    }

    /// The event without the rows that may be left out.
    pub(super) fn least(&self) -> Value {
        self.with(|row| !row.is_optional)
    }

    /// The event with another value in every row for which there is one.
    pub(super) fn where_it_is<'s>(&'s self, other: impl Fn(&'s Given) -> Option<&'s Value>) -> Value {
        let value = |row: &'s Given| Some((row.key.clone(), other(row).or(row.value.as_ref())?.clone()));
        self.with_body(self.rows.iter().filter_map(value).collect())
    }

    fn with(&self, is_in: impl Fn(&Given) -> bool) -> Value {
        let rows = self.rows.iter().filter(|row| is_in(row));
        self.with_body(rows.filter_map(|row| Some((row.key.clone(), row.value.clone()?))).collect())
    }

    fn with_body(&self, body: Map<String, Value>) -> Value {
        let mut event = self.head.clone();
        event.insert(self.body_key.to_owned(), Value::Object(body));
        Value::Object(event)
    }
}

const MOMENT: &str = "2026-01-02T03:04:05.000Z";

struct Maker<'m> {
    sender: Sender,
    survey: Option<&'m Survey>,
    layout: Layout,
    around: Surroundings,
}

impl<'m> Maker<'m> {
    fn new(mapping: &Mapping, sender: Sender, survey: Option<&'m Survey>) -> Maker<'m> {
        // No pipe is resolved by it: only texts are evaluated.
        let settings = Settings::at(Timestamp::UNIX_EPOCH);
        let around = Surroundings {
            source: Arc::clone(&mapping.source),
            input: Arc::from(""),
            time_zone: None,
            hash_key: None,
            reveal: false,
        };
        Maker { sender, survey, layout: Layout::json(None, settings), around }
    }

    fn row(&mut self, key: &str, value: &ValueSpec) -> Given {
        let spec = match self.sender {
            Sender::Task => ValueSpec::bare(value.template.clone(), value.text_start, value.span),
            Sender::Qseg => value.clone(),
        };
        let given = |value, is_exact| Given {
            key: key.to_owned(),
            value,
            is_exact,
            is_optional: false,
            known: Vec::new(),
            where_empty: None,
        };
        if let Some(text) = spec.template.literal() {
            return match self.known(&spec, text) {
                Known::Exact(value) => given(Some(value), true),
                Known::Nothing if self.sender == Sender::Task => given(Some(json!("")), true),
                Known::Nothing => given(None, true),
                Known::Unknown => given(Some(of_type(&spec)), false),
            };
        }
        let mut known = Vec::new();
        let has_default = spec.default.as_ref().is_some_and(|text| !text.is_empty());
        if has_default && let Known::Exact(value) = self.known(&spec, "") {
            known.push(value);
        }
        let texts = spec.template.whole_pipe().zip(self.survey).and_then(|(pipe, survey)| yields::values(pipe, survey));
        for text in texts.into_iter().flatten() {
            if let Known::Exact(value) = self.known(&spec, &text) {
                known.push(value);
            }
        }
        let is_optional = self.sender == Sender::Qseg && spec.empty == EmptyPolicy::LeaveOut && !has_default;
        let where_empty = match (self.sender, spec.empty, spec.kind) {
            (Sender::Task, ..) => Some(json!("")),
            (Sender::Qseg, EmptyPolicy::Keep, ValueType::List) if !has_default => Some(json!([])),
            (Sender::Qseg, EmptyPolicy::Keep, _) if !has_default => Some(json!("")),
            (Sender::Qseg, ..) => None,
        };
        Given { is_optional, known, where_empty, ..given(Some(of_type(&spec)), false) }
    }

    fn context(&mut self, entries: &[ContextEntry]) -> Map<String, Value> {
        let mut members = Map::new();
        for entry in entries {
            let value = match &entry.node {
                ContextNode::Value(value) => self.row(&entry.key.value, value).value,
                ContextNode::Object(entries) => Some(Value::Object(self.context(entries))),
            };
            if let Some(value) = value {
                members.insert(entry.key.value.clone(), value);
            }
        }
        members
    }

    /// What the row makes of a text that its template gives.
    fn known(&mut self, spec: &ValueSpec, text: &str) -> Known {
        let parts = if text.is_empty() { Vec::new() } else { vec![Part::Text(text.to_owned())] };
        let spec = ValueSpec { template: Template { parts }, span: Span::default(), ..spec.clone() };
        let compiled = Compiled::compile(&spec, &mut self.layout, &self.around, &mut Findings::new());
        let Some(compiled) = compiled else { return Known::Unknown };
        let record = Record { text: "", cells: &[], number: 0, line: 0 };
        let Ok(value) = compiled.eval(&record, &mut NoTrace, &mut |_| {}) else { return Known::Unknown };
        let Some(json) = value.json() else { return Known::Nothing };
        let mut bytes = Vec::new();
        write_value(&mut bytes, json);
        serde_json::from_slice(&bytes).map_or(Known::Unknown, Known::Exact)
    }
}

/// A value of the row's JSON type. A number is a whole one, which `number` and `integer` both take.
fn of_type(spec: &ValueSpec) -> Value {
    if spec.hash.is_some() {
        let hash = "0".repeat(64);
        return if spec.kind == ValueType::List { json!([hash]) } else { json!(hash) };
    }
    match spec.kind {
        ValueType::String => json!("text"),
        ValueType::Integer | ValueType::Number => json!(1),
        ValueType::Boolean => json!(true),
        ValueType::Datetime => json!(MOMENT),
        ValueType::List => json!(["text"]),
    }
}
