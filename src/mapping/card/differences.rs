//! What the task in Qualtrics sends otherwise than the mapping says, because its form has no place for it, and what
//! that changes in the event (design §4 "only on qseg's side"; `reference/qualtrics.md` §1 rows 11 and 14, §2).

use super::super::advice;
use crate::core::origin::Span;
use crate::mapping::model::{
    ContextEntry, ContextNode, EmptyPolicy, HashKind, Mapping, TaskSpec, TimestampSpec, ValueSpec, ValueType,
};
use crate::qualtrics::layout::Subject;
use crate::qualtrics::pipe::PipeKind;
use crate::qualtrics::recipe::SEPARATOR;
use crate::qualtrics::status::Kind;
use crate::task::form_pipe::{InForm, in_form};
use crate::task::workflow;

/// How many pairs of a `map` are written out.
const SHOWN_PAIRS: usize = 3;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Where in the event: `properties.score`, `userId`, `timestamp`.
    pub(crate) place: String,
    /// The option of the mapping, or the pipe, that has no place in the form.
    pub(crate) option: String,
    /// What leaving it out changes.
    pub(crate) effect: String,
    /// The line in the mapping file.
    pub(crate) line: usize,
}

/// Every difference of a task, in file order.
pub(crate) fn of(mapping: &Mapping, task: &TaskSpec) -> Vec<Difference> {
    let mut all = Differences { mapping, found: Vec::new() };
    all.include(task);
    if let Some(event) = &task.event {
        all.value("event", event);
    }
    for (place, id) in [("userId", &task.user_id), ("anonymousId", &task.anonymous_id)] {
        if let Some(id) = id {
            all.value(place, id);
        }
    }
    if task.random_anonymous_id {
        let effect = "the task makes another random id than qseg: of one response that both send, two profiles";
        all.add("anonymousId", "randomAnonymousId", effect, task.id.span);
    }
    for row in &task.rows {
        all.value(&format!("{}.{}", task.call.body_key(), row.key.value), &row.value);
    }
    all.timestamp(task);
    all.context(&task.context, "context");
    if let Some(integrations) = &task.integrations {
        let effect = format!("every destination that is switched on gets the event, whatever {integrations} says");
        all.add("integrations", "integrations", effect, task.id.span);
    }
    all.found.sort_by_key(|difference| difference.line);
    all.found
}

struct Differences<'m> {
    mapping: &'m Mapping,
    found: Vec<Difference>,
}

impl Differences<'_> {
    fn add(&mut self, place: &str, option: &str, effect: impl Into<String>, span: Span) {
        let (line, _) = self.mapping.source.position(span.start);
        self.found.push(Difference { place: place.to_owned(), option: option.to_owned(), effect: effect.into(), line });
    }

    /// Which responses or contacts the workflow begins for, where no box says the same.
    fn include(&mut self, task: &TaskSpec) {
        if task.trigger == Subject::Contacts {
            let effect =
                "qseg leaves contacts out that have unsubscribed; the workflow does not, unless a condition says so";
            self.add("which contacts", "trigger", effect, task.id.span);
            return;
        }
        let include = advice::included(self.mapping);
        let at = self.mapping.include.first().map_or(task.id.span, |word| word.span);
        for (name, kind) in Kind::ALL {
            if include.has(kind) && workflow::include_box(kind).is_none() && kind != Kind::Unknown {
                let effect =
                    format!("no box is known that lets {name} responses begin the workflow: only qseg sends them");
                self.add("which responses", &format!("include: {name}"), effect, at);
            }
        }
        if task.on_change == crate::mapping::model::OnChange::Send {
            let effect =
                "a response that was edited by hand is sent again by qseg; the workflow knows edits by the API only";
            self.add("which responses", "onChange: send", effect, task.id.span);
        }
    }

    fn value(&mut self, place: &str, value: &ValueSpec) {
        for pipe in value.template.pipes() {
            let effect = match (in_form(&pipe.kind), &pipe.kind) {
                (InForm::NoPlace(..), _) => format!("{place} is not sent"),
                (_, PipeKind::CurrentDate(_)) => "the date of the task's own run, not of qseg's".to_owned(),
                _ => continue,
            };
            self.add(place, &pipe.text, effect, value.place_of(pipe.span));
        }
        let mut say = |option: &str, effect: String| self.add(place, option, effect, value.span);
        for missing in &value.missing {
            say("missing", format!("\"{missing}\" is sent as an answer where Qualtrics gives it"));
        }
        if !value.map.is_empty() {
            say("map", mapped(value));
        }
        if let Some(default) = value.default.as_ref().filter(|default| !default.is_empty()) {
            say("default", format!("where the answer is empty, \"{default}\" is not sent in its stead"));
        }
        if value.kind != ValueType::String {
            say(&format!("type: {}", value.kind.name()), untyped(value));
        }
        if let Some(format) = &value.format {
            say("format", format!("the date goes out as it was typed: nothing reads it by {format}"));
        }
        if let Some(hash) = value.hash {
            let name = match hash {
                HashKind::Sha256 => "SHA-256",
                HashKind::HmacSha256 => "HMAC-SHA-256",
            };
            say("hash", format!("THE VALUE ITSELF IS SENT, and not its {name}: whoever has the event can read it"));
        }
        if value.empty == EmptyPolicy::Keep {
            say("empty: keep", "whether an empty answer is sent as an empty text is unverified".to_owned());
        }
    }

    fn timestamp(&mut self, task: &TaskSpec) {
        let of = match &task.timestamp {
            TimestampSpec::Omitted => return,
            TimestampSpec::Recorded => ("timestamp", "the recorded date".to_owned(), task.id.span),
            TimestampSpec::Value(value) => ("timestamp", value.written(), value.span),
        };
        let (place, what, span) = of;
        self.add(
            place,
            "timestamp",
            format!("the event is of the moment when Segment receives it, not of {what}"),
            span,
        );
    }

    fn context(&mut self, entries: &[ContextEntry], above: &str) {
        for entry in entries {
            let place = format!("{above}.{}", entry.key.value);
            match &entry.node {
                ContextNode::Value(value) => {
                    let effect = format!("{place} is not sent ({})", value.written());
                    self.add(&place, "context", effect, entry.key.span);
                }
                ContextNode::Object(entries) => self.context(entries, &place),
            }
        }
    }
}

fn mapped(value: &ValueSpec) -> String {
    let pairs = value.map.iter().take(SHOWN_PAIRS).map(|(from, to)| format!("\"{from}\" is sent, not \"{to}\""));
    let shown = pairs.collect::<Vec<_>>().join("; ");
    match value.map.len().saturating_sub(SHOWN_PAIRS) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

/// What a value is without its type.
fn untyped(value: &ValueSpec) -> String {
    let constant = value.template.literal();
    match (value.kind, constant) {
        (ValueType::String, _) => "nothing".to_owned(),
        (ValueType::Integer | ValueType::Number, Some(text)) => {
            format!("the number {text} becomes the text \"{text}\"")
        }
        (ValueType::Integer | ValueType::Number, None) => {
            "a number becomes text (9 becomes \"9\"): a warehouse column of numbers does not take it".to_owned()
        }
        (ValueType::Boolean, Some(text)) => format!("{text} becomes the text \"{text}\""),
        (ValueType::Boolean, None) => "true or false becomes the text that the pipe gives".to_owned(),
        (ValueType::Datetime, _) => {
            "a date in UTC becomes the text that the pipe gives, in the writing and the zone of Qualtrics".to_owned()
        }
        (ValueType::List, _) => {
            format!("a list becomes one text, its elements joined (by \"{SEPARATOR}\", unverified)")
        }
    }
}
