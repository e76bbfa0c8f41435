//! How what came is written: on one line, as JSON or as YAML between brackets, or in lines of YAML.

use crate::mapping::examples::run::{Came, Made};
use crate::mapping::node::{Node, NodeKind, Style};
use crate::mapping::scaffold::yaml;

/// How something is written on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// YAML, between brackets where it is a collection.
    Flow,
    /// JSON.
    Json,
}

/// Writes what came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Writer {
    pub(crate) form: Form,
    pub(crate) hides_personal: bool,
}

/// Words that YAML, or a reader of it, takes for something else than a text.
const WORDS: [&str; 12] = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "none", "any", "rejected"];

impl Writer {
    /// A value on one line.
    pub(crate) fn value(&self, node: &Node) -> String {
        match &node.kind {
            NodeKind::Mapping(entries) if entries.is_empty() => "{}".to_owned(),
            NodeKind::Mapping(entries) => {
                let entry = |(key, value): &(Node, Node)| {
                    format!("{}: {}", self.key(key.text().unwrap_or_default()), self.value(value))
                };
                format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            NodeKind::Sequence(items) => {
                format!("[{}]", items.iter().map(|item| self.value(item)).collect::<Vec<_>>().join(", "))
            }
            NodeKind::Scalar(scalar) if scalar.style == Style::JsonLiteral => scalar.text.clone(),
            NodeKind::Scalar(scalar) => self.key(&scalar.text),
            NodeKind::Refused => String::new(),
        }
    }

    /// A text, for any context: without quotes only where it is a plain word.
    pub(crate) fn key(&self, text: &str) -> String {
        let is_word = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        let means_more = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
        match self.form {
            Form::Json => serde_json::Value::from(text).to_string(),
            Form::Flow if is_word && !means_more => text.to_owned(),
            Form::Flow => yaml::quoted(text),
        }
    }

    /// A matcher, whose `value` is a plain word.
    pub(crate) fn matcher(&self, name: &str, value: &str) -> String {
        match self.form {
            Form::Flow => format!("{{ {name}: {value} }}"),
            Form::Json if value == "true" => format!("{{ \"{name}\": true }}"),
            Form::Json => format!("{{ \"{name}\": \"{value}\" }}"),
        }
    }

    /// What one task made, on one line.
    pub(crate) fn whole(&self, made: &Made) -> String {
        let quoted = |word: &str| if self.form == Form::Json { format!("\"{word}\"") } else { word.to_owned() };
        match &made.came {
            Came::None(_) => quoted("none"),
            Came::Rejected(code) => format!("{{ {}: {} }}", quoted("rejected"), quoted(code)),
            Came::Event(event) => {
                let part =
                    |(name, value): (&str, &Node)| format!("{}: {}", self.key(name), self.part(made, name, value));
                format!("{{ {} }}", parts(event).into_iter().map(part).collect::<Vec<_>>().join(", "))
            }
        }
    }

    /// The same with its task's name, in lines that are indented so far.
    pub(crate) fn whole_lines(&self, made: &Made, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        if !matches!(made.came, Came::Event(_)) {
            return vec![format!("{pad}{}: {}", self.key(&made.task), self.whole(made))];
        }
        let head = format!("{pad}{}:", self.key(&made.task));
        [head].into_iter().chain(self.event_lines(made, indent + 2)).collect()
    }

    /// The parts of an event, in lines that are indented so far.
    pub(crate) fn event_lines(&self, made: &Made, indent: usize) -> Vec<String> {
        let Came::Event(event) = &made.came else { return Vec::new() };
        let pad = " ".repeat(indent);
        let mut lines = Vec::new();
        for (name, value) in parts(event) {
            match &value.kind {
                NodeKind::Mapping(entries) if !entries.is_empty() => {
                    lines.push(format!("{pad}{name}:"));
                    for (key, value) in own(name, entries) {
                        lines.push(format!("{pad}  {}: {}", self.key(key), self.member(made, name, key, value)));
                    }
                }
                _ => lines.push(format!("{pad}{name}: {}", self.part(made, name, value))),
            }
        }
        lines
    }

    fn part(&self, made: &Made, name: &str, value: &Node) -> String {
        if name == "anonymousId" && made.is_generated {
            return self.matcher("$any", "uuid");
        }
        match &value.kind {
            NodeKind::Mapping(entries) if !entries.is_empty() => {
                let entry =
                    |(key, value): (&str, &Node)| format!("{}: {}", self.key(key), self.member(made, name, key, value));
                format!("{{ {} }}", own(name, entries).map(entry).collect::<Vec<_>>().join(", "))
            }
            _ if self.is_hidden(made, name, None) => self.matcher("$present", "true"),
            _ => self.value(value),
        }
    }

    fn member(&self, made: &Made, name: &str, key: &str, value: &Node) -> String {
        if self.is_hidden(made, name, Some(key)) { self.matcher("$present", "true") } else { self.value(value) }
    }

    fn is_hidden(&self, made: &Made, name: &str, key: Option<&str>) -> bool {
        self.hides_personal && made.personal.iter().any(|(part, of)| part == name && of.as_deref() == key)
    }
}

/// The members of a part that a mapping decides: `context.library` is qseg's.
fn own<'n>(part: &str, entries: &'n [(Node, Node)]) -> impl Iterator<Item = (&'n str, &'n Node)> {
    let is_context = part == "context";
    let named = entries.iter().filter_map(|(key, value)| Some((key.text()?, value)));
    named.filter(move |(key, _)| !is_context || *key != "library")
}

/// The parts of an event that a mapping decides. Left out are its kind, which `type` of the task says, the
/// messageId, and `context.library`, which change with the source and with the version of qseg.
fn parts(event: &Node) -> Vec<(&str, &Node)> {
    let NodeKind::Mapping(entries) = &event.kind else { return Vec::new() };
    let is_library_alone = |value: &Node| matches!(&value.kind, NodeKind::Mapping(entries) if entries.iter().all(|(key, _)| key.text() == Some("library")));
    let named = entries.iter().filter_map(|(key, value)| Some((key.text()?, value)));
    named
        .filter(|(name, value)| match *name {
            "type" | "messageId" => false,
            "context" => !is_library_alone(value),
            _ => true,
        })
        .collect()
}
