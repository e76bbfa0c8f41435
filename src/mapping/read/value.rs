//! Values: literals, templates with pipes, and their object form (design §4).

use super::reader::{Field, Reader};
use crate::core::diagnostic::Finding;
use crate::core::origin::Span;
use crate::mapping::findings;
use crate::mapping::keys::{self, Place};
use crate::mapping::model::{EmptyPolicy, HashKind, ValueSpec, ValueType};
use crate::mapping::node::{Node, NodeKind};
use crate::qualtrics::pipe::{PipeError, Template};

impl Reader {
    /// A value: a literal, a template, or an object around one.
    pub(crate) fn value(&mut self, what: &str, node: &Node) -> Option<ValueSpec> {
        match &node.kind {
            NodeKind::Mapping(_) => self.value_object(node),
            _ => self.template(what, node),
        }
    }

    /// A value that goes over the wire as text, whatever it is: an id or an event's name.
    pub(crate) fn text_value(&mut self, what: &str, node: &Node) -> Option<ValueSpec> {
        let value = self.value(what, node)?;
        if value.kind != ValueType::String {
            let finding = Finding::new(&findings::OPTION_NOT_ALLOWED, format!("`{what}` is always a text"));
            self.say(finding.label(format!("type: {}", value.kind.name())).help("remove `type`"), node.span);
        }
        Some(value)
    }

    /// A value that is read as a datetime.
    pub(crate) fn moment_value(&mut self, what: &str, node: &Node) -> Option<ValueSpec> {
        let mut value = self.value(what, node)?;
        if !matches!(value.kind, ValueType::String | ValueType::Datetime) {
            let finding = Finding::new(&findings::OPTION_NOT_ALLOWED, format!("`{what}` is always a datetime"));
            self.say(finding.label(format!("type: {}", value.kind.name())).help("remove `type`"), node.span);
        }
        value.kind = ValueType::Datetime;
        Some(value)
    }

    fn value_object(&mut self, node: &Node) -> Option<ValueSpec> {
        let start = Span::new(node.span.start, node.span.start + 1);
        let fields = self.fields(node, Place::Value, start)?;
        // A template that cannot be read must not hide what is wrong with the options beside it.
        let template = fields.iter().find(|field| field.key.name == "value");
        let template = template.and_then(|field| self.template("value", field.value));
        let read = template.is_some();
        let mut spec = template.unwrap_or_else(|| ValueSpec::bare(Template::default(), node.span.end, node.span));
        for Field { key, value, .. } in fields {
            match key.name {
                "type" => {
                    let word = self.word(key.name, value, &keys::TYPES);
                    let kind = word.and_then(|word| ValueType::ALL.into_iter().find(|(name, _)| *name == word.value));
                    spec.kind = kind.map_or(spec.kind, |(_, kind)| kind);
                }
                "default" => spec.default = self.text(key.name, value).map(|text| text.value),
                "missing" => {
                    spec.missing = self.one_or_more(key.name, value).into_iter().map(|text| text.value).collect();
                }
                "map" => {
                    for (from, to) in self.entries("`map`", value).unwrap_or_default() {
                        if let (Some(from), Some(to)) = (from.text(), self.text("map", to)) {
                            spec.map.push((from.to_owned(), to.value));
                        }
                    }
                }
                "format" => spec.format = self.pattern(key.name, value).map(|text| text.value),
                "hash" => {
                    let word = self.word(key.name, value, &keys::HASHES);
                    spec.hash = word.map(|word| match word.value.as_str() {
                        "sha256" => HashKind::Sha256,
                        _ => HashKind::HmacSha256,
                    });
                }
                "empty" => spec.empty = self.empty_policy(value),
                _ => {}
            }
        }
        read.then_some(spec)
    }

    fn empty_policy(&mut self, node: &Node) -> EmptyPolicy {
        match self.word("empty", node, &["keep"]) {
            Some(_) => EmptyPolicy::Keep,
            None => EmptyPolicy::LeaveOut,
        }
    }

    fn template(&mut self, what: &str, node: &Node) -> Option<ValueSpec> {
        if node.is_null() {
            self.nothing_at(what, node.span, "write \"\" for an empty text, or remove the row");
            return None;
        }
        let Some(text) = node.text() else {
            let help = match &node.kind {
                NodeKind::Sequence(_) => "a list comes from one pipe: { value: \"${q://…}\", type: list }",
                _ => "write a text with pipes in it",
            };
            self.wrong_shape(format!("`{what}` is a text or an object with `value`"), help, node);
            return None;
        };
        match Template::parse(text) {
            Ok(template) => {
                let start = node.text_start(self.source.text()).unwrap_or(node.span.end);
                Some(ValueSpec::bare(template, start, node.span))
            }
            Err(errors) => {
                for error in errors {
                    self.bad_pipe(node, text, &error);
                }
                None
            }
        }
    }

    /// Points at the pipe itself where the file has it letter for letter, else at the scalar.
    fn bad_pipe(&mut self, node: &Node, text: &str, error: &PipeError) {
        let written = text.get(error.span.start..error.span.end).unwrap_or_default();
        let finding = Finding::new(&findings::BAD_PIPE, error.problem.to_string()).help(error.problem.help());
        let start = node.text_start(self.source.text()).or_else(|| {
            // Text that is escaped elsewhere may still hold the pipe as it is, and only once.
            let scalar = self.source.text().get(node.span.start..node.span.end)?;
            let once = scalar.matches(written).count() == 1;
            once.then(|| scalar.find(written)).flatten().map(|at| (node.span.start + at).wrapping_sub(error.span.start))
        });
        let place = start.map(|start| {
            let at = start.wrapping_add(error.span.start);
            Span::new(at, at + written.len())
        });
        match place.filter(|place| self.source.text().get(place.start..place.end) == Some(written)) {
            Some(place) => self.say(finding.label("this pipe"), place),
            None => self.say(finding.label(format!("in it: {written}")).about(written), node.span),
        }
    }
}
