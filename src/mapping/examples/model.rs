//! An example as it was meant: a response in, the parts of the events that matter out (design §4 `examples`).
//! What [`crate::mapping::read`] makes of the nodes.

use crate::core::origin::{SourceText, Span};
use crate::mapping::model::Spanned;
use crate::qualtrics::pipe::Pipe;
use jiff::Timestamp;
use regex::Regex;
use std::sync::Arc;

/// A test of a mapping.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text that all spans point into: the mapping file's, or that of a file beside it.
    pub(crate) source: Arc<SourceText>,
    /// Its name.
    pub(crate) name: Spanned<String>,
    /// The response.
    pub(crate) given: Given,
    /// A file with the survey's definition, relative to the file of the example.
    pub(crate) survey: Option<Spanned<String>>,
    /// The moment that the current date gives.
    pub(crate) now: Option<Timestamp>,
    /// What is expected, in file order; empty where nothing is.
    pub(crate) expect: Vec<Expectation>,
}

/// Where the response of an example comes from.
#[derive(Debug, Clone)]
pub(crate) enum Given {
    /// Its fields are written out.
    Fields(Vec<GivenField>),
    /// It stands in an export.
    Export {
        /// The export, relative to the file of the example.
        file: Spanned<String>,
        /// The response's id.
        response: Spanned<String>,
    },
}

/// A field of a response.
#[derive(Debug, Clone)]
pub(crate) struct GivenField {
    /// As it was written.
    pub(crate) name: Spanned<String>,
    /// The pipe, if it was written as one.
    pub(crate) pipe: Option<Pipe>,
    /// What stands there.
    pub(crate) value: GivenValue,
}

/// What a response has in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GivenValue {
    /// Nothing, in as many words: what would be filled in by itself is left out.
    Nothing,
    /// One or more texts.
    Answer(Answer),
    /// The recode and the label of the same answer.
    Both(Answer, Answer),
}

/// Texts of a response, each as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A JSON string or number.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// What is expected of one task.
#[derive(Debug, Clone)]
pub(crate) struct Expectation {
    /// The task's id.
    pub(crate) task: Spanned<String>,
    /// Where the expectation stands.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) outcome: Outcome,
}

/// What a task is to make of a response.
#[derive(Debug, Clone)]
pub(crate) enum Outcome {
    /// It is not said yet.
    Unsaid,
    /// No event: the response does not count, or the task's condition is not met.
    None,
    /// An event, whatever is in it.
    Any,
    /// An event that is held back or would be thrown away, under this code.
    Rejected(Spanned<String>),
    /// An event with these parts; what is not named may be anything.
    Event(Vec<(Spanned<String>, Expected)>),
}

/// An expected part of an event.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// What it is.
    pub(crate) kind: ExpectedKind,
    /// Where it stands.
    pub(crate) span: Span,
}

/// What a part of an event is expected to be. Types count: 1 is not "1".
#[derive(Debug, Clone)]
pub(crate) enum ExpectedKind {
    /// This text.
    Text(String),
    /// This number, in whatever way it is written.
    Number(String),
    /// This boolean.
    Bool(bool),
    /// A list of exactly these elements.
    List(Vec<Expected>),
    /// An object with at least these members.
    Object(Vec<(Spanned<String>, Expected)>),
    /// Whatever matches.
    Match(Matcher),
}

/// Stands for what changes.
#[derive(Debug, Clone)]
pub(crate) enum Matcher {
    /// Any value of this kind.
    Any(AnyKind),
    /// A text in which this is found.
    Matches(Regex),
    /// Any value.
    Present,
    /// No value: the event does not have the key.
    Absent,
}

/// What `$any` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnyKind {
    /// A text that is a UUID.
    Uuid,
    /// A text that is an RFC 3339 timestamp.
    Datetime,
    /// A text.
    String,
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A list.
    List,
    /// An object.
    Object,
}

impl AnyKind {
    /// Every kind with its word.
    pub(crate) const ALL: [(&'static str, AnyKind); 8] = [
        ("uuid", AnyKind::Uuid),
        ("datetime", AnyKind::Datetime),
        ("string", AnyKind::String),
        ("number", AnyKind::Number),
        ("integer", AnyKind::Integer),
        ("boolean", AnyKind::Boolean),
        ("list", AnyKind::List),
        ("object", AnyKind::Object),
    ];

    /// Its word.
    pub(crate) fn name(self) -> &'static str {
        AnyKind::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}
