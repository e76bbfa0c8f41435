//! `expect`: what an example expects of each task (design §4 `examples`). Unlike in the rest of a mapping file,
//! plain scalars have the types of JSON here: 1 is a number, "1" is a text.

use super::reader::Reader;
use crate::core::diagnostic::{Finding, did_you_mean};
use crate::mapping::examples::codes::rejecting;
use crate::mapping::examples::model::{AnyKind, Expectation, Expected, ExpectedKind, Matcher, Outcome};
use crate::mapping::findings;
use crate::mapping::model::Spanned;
use crate::mapping::node::{Node, NodeKind};
use crate::segment::json::is_number;

/// The parts of an event (`reference/segment-tracking-api.md` §7).
const PARTS: [&str; 10] = [
    "type",
    "event",
    "userId",
    "anonymousId",
    "timestamp",
    "properties",
    "traits",
    "messageId",
    "context",
    "integrations",
];

/// The keys that make a mapping a matcher.
const MATCHERS: [&str; 4] = ["$any", "$matches", "$present", "$absent"];

impl Reader {
    /// `expect`: task → what is expected of it.
    pub(crate) fn expectations(&mut self, node: &Node) -> Vec<Expectation> {
        let entries = self.named_entries("expect", node);
        entries.into_iter().filter_map(|(task, node)| self.expectation(task, node)).collect()
    }

    fn expectation(&mut self, task: Spanned<String>, node: &Node) -> Option<Expectation> {
        let outcome = match &node.kind {
            _ if node.is_null() => Outcome::Unsaid,
            NodeKind::Mapping(entries) if entries.is_empty() => Outcome::Unsaid,
            NodeKind::Scalar(_) if node.text() == Some("none") => Outcome::None,
            NodeKind::Scalar(_) if node.text() == Some("any") => Outcome::Any,
            NodeKind::Mapping(entries) => match entries.iter().find(|(key, _)| key.text() == Some("rejected")) {
                Some((_, code)) => {
                    self.rejected_alone(entries);
                    Outcome::Rejected(self.rejection(code)?)
                }
                None => Outcome::Event(self.parts(node)?),
            },
            _ => {
                let help = "write the parts of the event that matter, or `none`, `any` or { rejected: CODE }";
                self.wrong_shape(format!("nothing is said of the event of `{}`", task.value), help, node);
                return None;
            }
        };
        Some(Expectation { task, span: node.span, outcome })
    }

    fn rejected_alone(&mut self, entries: &[(Node, Node)]) {
        if let Some((other, _)) = entries.iter().find(|(key, _)| key.text() != Some("rejected")) {
            let finding = Finding::new(&findings::BAD_MATCHER, "`rejected` stands alone");
            let help = "remove one of them: an event that is held back has no parts that anybody gets";
            self.say(finding.label("beside `rejected`").help(help), other.span);
        }
    }

    fn rejection(&mut self, node: &Node) -> Option<Spanned<String>> {
        let code = self.text("rejected", node)?;
        if rejecting(&code.value) {
            return Some(code);
        }
        let finding = Finding::new(&findings::UNKNOWN_WORD, format!("no event is rejected as `{}`", code.value));
        let help = match did_you_mean(&code.value, crate::mapping::examples::codes::all()) {
            Some(near) => format!("did you mean `{near}`? All codes: qseg mapping check --list-codes"),
            None => "the codes that are errors: qseg mapping check --list-codes".to_owned(),
        };
        self.say(finding.label("no such code").help(help), code.span);
        None
    }

    fn parts(&mut self, node: &Node) -> Option<Vec<(Spanned<String>, Expected)>> {
        let mut parts = Vec::new();
        let mut is_whole = true;
        for (name, node) in self.named_entries("expect", node) {
            if !PARTS.contains(&name.value.as_str()) {
                let finding = Finding::new(&findings::UNKNOWN_KEY, format!("an event has no `{}`", name.value));
                let help = match did_you_mean(&name.value, PARTS) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known are {}", PARTS.join(", ")),
                };
                self.say(finding.label("no part of an event").help(help), name.span);
                is_whole = false;
                continue;
            }
            match self.expected(&name.value, node) {
                Some(expected) => parts.push((name, expected)),
                None => is_whole = false,
            }
        }
        is_whole.then_some(parts)
    }

    fn expected(&mut self, what: &str, node: &Node) -> Option<Expected> {
        let kind = match &node.kind {
            _ if node.is_null() => {
                let help = "write \"\" for an empty text, { $absent: true } for no value, or remove the line";
                self.nothing_at(what, node.span, help);
                return None;
            }
            NodeKind::Scalar(scalar) => match node.bare_text() {
                Some("true") => ExpectedKind::Bool(true),
                Some("false") => ExpectedKind::Bool(false),
                Some(text) if is_number(text) => ExpectedKind::Number(text.to_owned()),
                _ => ExpectedKind::Text(scalar.text.clone()),
            },
            NodeKind::Sequence(items) => {
                let items: Vec<_> = items.iter().map(|item| self.expected(what, item)).collect();
                ExpectedKind::List(items.into_iter().collect::<Option<_>>()?)
            }
            NodeKind::Mapping(entries) => match entries.as_slice() {
                [(name, value)] if name.text().is_some_and(|name| name.starts_with('$')) => {
                    match self.matcher(name, value) {
                        Some(matcher) => ExpectedKind::Match(matcher?),
                        None => ExpectedKind::Object(self.members(node)?),
                    }
                }
                _ => ExpectedKind::Object(self.members(node)?),
            },
            NodeKind::Refused => return None,
        };
        Some(Expected { kind, span: node.span })
    }

    fn members(&mut self, node: &Node) -> Option<Vec<(Spanned<String>, Expected)>> {
        let members: Vec<_> = self
            .named_entries("expect", node)
            .into_iter()
            .map(|(name, node)| {
                let expected = self.expected(&name.value, node)?;
                Some((name, expected))
            })
            .collect();
        members.into_iter().collect()
    }

    /// None where the key is a name like any other: some destinations have properties that begin with a `$`.
    fn matcher(&mut self, name: &Node, value: &Node) -> Option<Option<Matcher>> {
        let text = name.text()?;
        let bad = |reader: &mut Reader, message: String, help: String, span| {
            let finding = Finding::new(&findings::BAD_MATCHER, message);
            reader.say(finding.label("matches nothing").help(help), span);
            Some(None)
        };
        match text {
            "$any" => {
                let word = value.text().unwrap_or_default();
                match AnyKind::ALL.into_iter().find(|(name, _)| *name == word) {
                    Some((_, kind)) => Some(Some(Matcher::Any(kind))),
                    None => {
                        let known = AnyKind::ALL.map(|(name, _)| name).join(", ");
                        bad(self, format!("`$any` does not know `{word}`"), format!("known are {known}"), value.span)
                    }
                }
            }
            "$present" | "$absent" if value.bare_text() != Some("true") => {
                bad(self, format!("`{text}` takes true alone"), format!("write {{ {text}: true }}"), value.span)
            }
            "$present" => Some(Some(Matcher::Present)),
            "$absent" => Some(Some(Matcher::Absent)),
            "$matches" => Some(self.regular_expression(value).map(Matcher::Matches)),
            _ => match did_you_mean(text, MATCHERS) {
                Some(near) => {
                    bad(self, format!("`{text}` is no matcher"), format!("did you mean `{near}`?"), name.span)
                }
                None => None,
            },
        }
    }
}
