//! An example as it was meant: a response in, the parts of the events that matter out (design §4 `examples`).
//! What [`crate::mapping::read`] makes of the nodes.

use crate::mapping::model::Spanned;
use crate::core::origin::{SourceText, Span};
use crate::qualtrics::pipe::Pipe;
use jiff::Timestamp;
use regex::Regex;
use std::sync::Arc;

/// A test of a mapping.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text that all spans point into: the mapping file's, or that of a file beside it.
    pub source: Arc<SourceText>,
    /// Its name.
    pub name: Spanned<String>,
    /// The response.
    pub given: Given,
    /// A file with the survey's definition, relative to the file of the example.
    pub survey: Option<Spanned<String>>,
    /// The moment that the current date gives.
    pub now: Option<Timestamp>,
    /// What is expected, in file order; empty where nothing is.
    pub expect: Vec<Expectation>,
}

/// Where the response of an example comes from.
#[derive(Debug, Clone)]
pub enum Given {
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
pub struct GivenField {
    /// As it was written.
    pub name: Spanned<String>,
    /// The pipe, if it was written as one.
    pub pipe: Option<Pipe>,
    /// What stands there.
    pub value: GivenValue,
}

/// What a response has in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenValue {
    /// Nothing, in as many words: what would be filled in by itself is left out.
    Nothing,
    /// One or more texts.
    Answer(Answer),
    /// The recode and the label of the same answer.
    Both(Answer, Answer),
}

/// Texts of a response, each as JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A JSON string or number.
    One(String),
    /// Several.
    Several(Vec<String>),
}

/// What is expected of one task.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The task's id.
    pub task: Spanned<String>,
    /// Where the expectation stands.
    pub span: Span,
    /// What it is.
    pub outcome: Outcome,
}

/// What a task is to make of a response.
#[derive(Debug, Clone)]
pub enum Outcome {
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
pub struct Expected {
    /// What it is.
    pub kind: ExpectedKind,
    /// Where it stands.
    pub span: Span,
}

/// What a part of an event is expected to be. Types count: 1 is not "1".
#[derive(Debug, Clone)]
pub enum ExpectedKind {
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
pub enum Matcher {
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
pub enum AnyKind {
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
    pub const ALL: [(&'static str, AnyKind); 8] = [
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
    pub fn name(self) -> &'static str {
        AnyKind::ALL.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }
}
