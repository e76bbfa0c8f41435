//! `examples`: names, responses, and where these come from (design §4). What is expected is [`super::expected`]'s.

use super::reader::{Field, Reader};
use crate::core::diagnostic::Finding;
use crate::mapping::dates;
use crate::mapping::examples::model::{Answer, Example, Given, GivenField, GivenValue};
use crate::mapping::findings;
use crate::mapping::keys::Place;
use crate::mapping::model::Spanned;
use crate::mapping::node::{Node, NodeKind};
use crate::qualtrics::pipe::{Part, Template};
use crate::segment::json::is_number;
use std::sync::Arc;

impl Reader {
    /// `examples`: name → example. One that cannot be read is left out.
    pub(crate) fn examples(&mut self, node: &Node) -> Vec<Example> {
        self.named_entries("examples", node).into_iter().filter_map(|(name, node)| self.example(name, node)).collect()
    }

    fn example(&mut self, name: Spanned<String>, node: &Node) -> Option<Example> {
        let (mut fields, mut file, mut response) = (None, None, None);
        let (mut survey, mut now, mut expect) = (None, None, Vec::new());
        // Nothing under `expect` is what `--bless` fills in; it is no mistake.
        let is_unsaid = |key: &Node, value: &Node| key.text() == Some("expect") && value.is_null();
        let without = match &node.kind {
            NodeKind::Mapping(entries) => {
                let entries = entries.iter().filter(|(key, value)| !is_unsaid(key, value)).cloned().collect();
                Node { kind: NodeKind::Mapping(entries), span: node.span }
            }
            _ => node.clone(),
        };
        for Field { key, value, .. } in self.fields(&without, Place::Example, name.span)? {
            match key.name {
                "response" => fields = Some(self.response(value)),
                "export" => file = self.text(key.name, value),
                "responseId" => response = self.text(key.name, value),
                "surveyFile" => survey = self.text(key.name, value),
                "now" => now = self.now(value),
                "expect" => expect = self.expectations(value),
                _ => {}
            }
        }
        let given = match (fields, file, response) {
            (Some(fields), None, None) => Given::Fields(fields),
            (None, Some(file), Some(response)) => Given::Export { file, response },
            _ => {
                let finding = Finding::new(&findings::EXAMPLE_INPUT, format!("`{}` has no one response", name.value));
                let help = "write `response: { … }`, or `export: FILE` with `responseId: R_…`";
                self.say(finding.label("which response?").help(help), name.span);
                return None;
            }
        };
        Some(Example { source: Arc::clone(&self.source), name, given, survey, now, expect })
    }

    fn now(&mut self, node: &Node) -> Option<jiff::Timestamp> {
        let text = self.text("now", node)?;
        let moment = dates::moment(&text.value);
        if moment.is_none() {
            let finding = Finding::new(&findings::BAD_MOMENT, format!("`{}` is no RFC 3339 timestamp", text.value));
            self.say(finding.label("no moment").help("write 2026-03-01T09:00:00Z"), text.span);
        }
        moment
    }

    fn response(&mut self, node: &Node) -> Vec<GivenField> {
        let entries = self.named_entries("response", node);
        entries.into_iter().filter_map(|(name, node)| self.given_field(name, node)).collect()
    }

    fn given_field(&mut self, name: Spanned<String>, node: &Node) -> Option<GivenField> {
        let value = match &node.kind {
            _ if node.is_null() => GivenValue::Nothing,
            NodeKind::Mapping(_) => self.value_and_label(&name.value, node)?,
            _ => GivenValue::Answer(self.answer(&name.value, node)?),
        };
        if !["${", "~{", "$e{"].iter().any(|opener| name.value.contains(opener)) {
            return Some(GivenField { name, pipe: None, value });
        }
        let help = "write one pipe, such as ${e://Field/plan}, or an ImportId, such as QID1";
        match Template::parse(&name.value) {
            Ok(Template { parts }) => match <[Part; 1]>::try_from(parts) {
                Ok([Part::Pipe(pipe)]) => Some(GivenField { name, pipe: Some(pipe), value }),
                _ => {
                    let finding = Finding::new(&findings::EXAMPLE_FIELD, format!("`{}` is no one field", name.value));
                    self.say(finding.label("more than a pipe").help(help), name.span);
                    None
                }
            },
            Err(errors) => {
                for error in errors {
                    let finding = Finding::new(&findings::BAD_PIPE, error.problem.to_string());
                    self.say(finding.help(error.problem.help()), name.span);
                }
                None
            }
        }
    }

    /// `{ value: 5, label: Very easy }`: what a JSON export holds of one answer.
    fn value_and_label(&mut self, what: &str, node: &Node) -> Option<GivenValue> {
        let (mut value, mut label) = (None, None);
        for (name, node) in self.named_entries(what, node) {
            match name.value.as_str() {
                "value" => value = Some(self.answer("value", node)),
                "label" => label = Some(self.answer("label", node)),
                _ => {
                    let finding = Finding::new(&findings::UNKNOWN_KEY, format!("an answer has no `{}`", name.value));
                    self.say(finding.label("unknown key").help("known are value, label"), name.span);
                    return None;
                }
            }
        }
        if let (Some(value), Some(label)) = (value, label) {
            return Some(GivenValue::Both(value?, label?));
        }
        let help = "write { value: 5, label: Very easy }, or one of them as the pipe asks for it";
        self.wrong_shape(format!("`{what}` is a text, a list of texts, or both value and label"), help, node);
        None
    }

    fn answer(&mut self, what: &str, node: &Node) -> Option<Answer> {
        match &node.kind {
            NodeKind::Sequence(items) => {
                let texts: Vec<_> = items.iter().map(|item| self.answer_text(what, item)).collect();
                texts.into_iter().collect::<Option<_>>().map(Answer::Several)
            }
            _ => self.answer_text(what, node).map(Answer::One),
        }
    }

    /// Numbers stay numbers, as exports have them; everything else is a JSON string.
    fn answer_text(&mut self, what: &str, node: &Node) -> Option<String> {
        match node.bare_text().filter(|text| is_number(text)) {
            Some(number) => Some(number.to_owned()),
            None => self.text(what, node).map(|text| serde_json::Value::from(text.value).to_string()),
        }
    }
}
