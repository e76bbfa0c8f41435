//! What came out of an example against what it expects: deep, partial, and with types.

use super::model::{AnyKind, Expected, ExpectedKind, Matcher};
use super::number;
use crate::core::origin::Span;
use crate::mapping::node::{Node, NodeKind, Style};
use std::fmt;

/// A step from an event to one of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    /// A member of an object.
    Key(String),
    /// An element of a list.
    Index(usize),
}

/// The way from an event to one of its parts; empty for the event itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Path(pub(crate) Vec<Segment>);

impl Path {
    /// The way to a member of what this leads to.
    pub(crate) fn key(&self, name: &str) -> Path {
        self.with(Segment::Key(name.to_owned()))
    }

    fn with(&self, segment: Segment) -> Path {
        Path(self.0.iter().cloned().chain([segment]).collect())
    }

    /// The names of the first two steps: `properties` and `plan`.
    pub(crate) fn names(&self) -> (Option<&str>, Option<&str>) {
        let name = |at: usize| match self.0.get(at) {
            Some(Segment::Key(name)) => Some(name.as_str()),
            _ => None,
        };
        (name(0), name(1))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(name) if at == 0 => f.write_str(name)?,
                Segment::Key(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A part of an event that is not what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Which part.
    pub(crate) path: Path,
    /// What was expected, in words or as JSON.
    pub(crate) expected: String,
    /// Where that stands.
    pub(crate) span: Span,
    /// What came, as JSON; `None` where nothing did.
    pub(crate) came: Option<String>,
    /// What the two differ in, where their looks do not tell: their types.
    pub(crate) remark: Option<String>,
}

/// Compares one part of an event.
pub(crate) fn compare(expected: &Expected, came: Option<&Node>, path: &Path, differences: &mut Vec<Difference>) {
    let mut differ = |remark: Option<String>| {
        differences.push(Difference {
            path: path.clone(),
            expected: shown(expected),
            span: expected.span,
            came: came.map(json),
            remark,
        });
    };
    let Some(node) = came else {
        if !matches!(expected.kind, ExpectedKind::Match(Matcher::Absent)) {
            differ(None);
        }
        return;
    };
    match &expected.kind {
        ExpectedKind::Match(matcher) => {
            if !matches(matcher, node) {
                differ(None);
            }
        }
        ExpectedKind::Object(members) => match &node.kind {
            NodeKind::Mapping(_) => {
                for (name, expected) in members {
                    compare(expected, member(node, &name.value), &path.key(&name.value), differences);
                }
            }
            _ => differ(of_types(expected, node)),
        },
        ExpectedKind::List(items) => match &node.kind {
            NodeKind::Sequence(came) if came.len() == items.len() => {
                for (at, (expected, came)) in items.iter().zip(came).enumerate() {
                    compare(expected, Some(came), &path.with(Segment::Index(at)), differences);
                }
            }
            NodeKind::Sequence(came) => {
                differ(Some(format!("{} elements, not {}", came.len(), items.len())));
            }
            _ => differ(of_types(expected, node)),
        },
        kind => {
            if !is_scalar(kind, node) {
                differ(of_types(expected, node));
            }
        }
    }
}

/// A member of an object.
pub(crate) fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(key, _)| key.text() == Some(name)).map(|(_, value)| value)
}

fn is_scalar(kind: &ExpectedKind, node: &Node) -> bool {
    match (kind, type_of(node)) {
        (ExpectedKind::Text(text), "text") => node.text() == Some(text),
        (ExpectedKind::Number(one), "number") => node.text().is_some_and(|other| number::is_same(one, other)),
        (ExpectedKind::Bool(value), "boolean") => node.text() == Some(if *value { "true" } else { "false" }),
        _ => false,
    }
}

fn matches(matcher: &Matcher, node: &Node) -> bool {
    let text = node.text().unwrap_or_default();
    let is_text = type_of(node) == "text";
    match matcher {
        Matcher::Present => true,
        Matcher::Absent => false,
        Matcher::Matches(expression) => is_text && expression.is_match(text),
        Matcher::Any(kind) => match kind {
            // The form that Segment's libraries write: 36 letters, four dashes.
            AnyKind::Uuid => is_text && text.len() == 36 && uuid::Uuid::parse_str(text).is_ok(),
            AnyKind::Datetime => is_text && text.parse::<jiff::Timestamp>().is_ok(),
            AnyKind::String => is_text,
            AnyKind::Number => type_of(node) == "number",
            AnyKind::Integer => type_of(node) == "number" && number::is_whole(text),
            AnyKind::Boolean => type_of(node) == "boolean",
            AnyKind::List => type_of(node) == "list",
            AnyKind::Object => type_of(node) == "object",
        },
    }
}

/// The types, where they are what differs.
fn of_types(expected: &Expected, node: &Node) -> Option<String> {
    let wanted = match &expected.kind {
        ExpectedKind::Text(_) => "text",
        ExpectedKind::Number(_) => "number",
        ExpectedKind::Bool(_) => "boolean",
        ExpectedKind::List(_) => "list",
        ExpectedKind::Object(_) => "object",
        ExpectedKind::Match(_) => return None,
    };
    let came = type_of(node);
    let article = |word: &str| if word == "object" { format!("an {word}") } else { format!("a {word}") };
    (wanted != came).then(|| format!("{}, not {}", article(came), article(wanted)))
}

/// The type of a part of an event.
fn type_of(node: &Node) -> &'static str {
    match &node.kind {
        NodeKind::Mapping(_) => "object",
        NodeKind::Sequence(_) => "list",
        NodeKind::Scalar(scalar) if scalar.style == Style::JsonLiteral => match scalar.text.as_str() {
            "true" | "false" => "boolean",
            "null" => "null",
            _ => "number",
        },
        NodeKind::Scalar(_) | NodeKind::Refused => "text",
    }
}

/// What is expected, for people: as JSON, or a matcher in its own words.
fn shown(expected: &Expected) -> String {
    let joined = |parts: Vec<String>| parts.join(", ");
    match &expected.kind {
        ExpectedKind::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        ExpectedKind::Number(text) => text.clone(),
        ExpectedKind::Bool(value) => value.to_string(),
        ExpectedKind::List(items) => format!("[{}]", joined(items.iter().map(shown).collect())),
        ExpectedKind::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{}: {}", name.value, shown(value)));
            format!("{{ {} }}", joined(members.collect()))
        }
        ExpectedKind::Match(Matcher::Any(kind)) => format!("any {}", kind.name()),
        ExpectedKind::Match(Matcher::Matches(expression)) => format!("a text that matches {expression}"),
        ExpectedKind::Match(Matcher::Present) => "any value".to_owned(),
        ExpectedKind::Match(Matcher::Absent) => "no value".to_owned(),
    }
}

/// A part of an event as JSON on one line.
pub(crate) fn json(node: &Node) -> String {
    match &node.kind {
        NodeKind::Mapping(entries) => {
            let entry = |(key, value): &(Node, Node)| format!("{}:{}", json(key), json(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(","))
        }
        NodeKind::Sequence(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        NodeKind::Scalar(scalar) if scalar.style == Style::JsonLiteral => scalar.text.clone(),
        NodeKind::Scalar(scalar) => serde_json::Value::from(scalar.text.as_str()).to_string(),
        NodeKind::Refused => String::new(),
    }
}
