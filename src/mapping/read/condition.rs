//! `when`: a test of one value, or `all`, `any` and `not` over conditions (design §4).

use super::reader::{Field, Reader};
use crate::core::diagnostic::{Finding, Severity};
use crate::core::origin::Span;
use crate::mapping::findings;
use crate::mapping::keys::Place;
use crate::mapping::model::{Condition, ConditionKind, Test};
use crate::mapping::node::{Node, NodeKind};

/// What is written of a condition, before it is known whether it is one.
#[derive(Default)]
struct Written {
    /// What it asks, or None where that could not be read.
    kinds: Vec<(Option<ConditionKind>, Span)>,
    /// The tests of its value.
    tests: Vec<(Option<Test>, &'static str, Span)>,
    /// The value, and the place of its key.
    value: Option<(Option<crate::mapping::model::ValueSpec>, Span)>,
}

impl Reader {
    /// A condition: exactly one of a value with its test, `all`, `any` and `not`. `owner` is the name, or
    /// the first key, that it stands under.
    pub(crate) fn condition(&mut self, node: &Node, owner: Span) -> Option<Condition> {
        let said = self.findings.count(Severity::Error);
        let mut written = Written::default();
        for Field { key, name, value: node } in self.fields(node, Place::Condition, owner)? {
            let test = match key.name {
                "value" => {
                    written.value = Some((self.value(key.name, node), name.span));
                    continue;
                }
                "all" => {
                    written.kinds.push((self.conditions(key.name, node).map(ConditionKind::All), name.span));
                    continue;
                }
                "any" => {
                    written.kinds.push((self.conditions(key.name, node).map(ConditionKind::Any), name.span));
                    continue;
                }
                "not" => {
                    let part = self.condition(node, name.span);
                    written.kinds.push((part.map(|part| ConditionKind::Not(Box::new(part))), name.span));
                    continue;
                }
                "equals" => self.text(key.name, node).map(|text| Test::Equals(text.value)),
                "in" => Some(Test::In(self.texts(key.name, node).into_iter().map(|text| text.value).collect())),
                "matches" => self.expression(node),
                "empty" => self.boolean(key.name, node).map(Test::Empty),
                _ => continue,
            };
            written.tests.push((test, key.name, name.span));
        }
        let said = self.findings.count(Severity::Error) > said;
        let kind = match written.kinds.len() {
            0 => self.value_condition(written, said, owner),
            _ => self.joined_condition(written),
        };
        Some(Condition { kind: kind?, span: node.span })
    }

    /// A value and exactly one test of it. `said` is whether something was wrong with its keys already.
    fn value_condition(&mut self, written: Written, said: bool, owner: Span) -> Option<ConditionKind> {
        let Written { mut tests, value, .. } = written;
        match (&value, tests.as_slice()) {
            (_, [_, .., (.., last)]) => {
                let finding = Finding::new(&findings::CONDITION_TESTS, "a value has only one test");
                let help = "keep one of `equals`, `in`, `matches`, `empty`; several tests stand under `all` or `any`";
                self.say(finding.label("one too many").help(help), *last);
            }
            // What was wrong with the only key of a condition has been said.
            _ if said => {}
            (Some(_), []) => {
                let finding = Finding::new(&findings::CONDITION_TESTS, "the condition tests nothing");
                let help = "add `equals`, `in`, `matches` or `empty`";
                self.say(finding.label("a condition without a test").help(help), owner);
            }
            (None, []) => {
                let finding = Finding::new(&findings::CONDITION_TESTS, "the condition is empty");
                let help = "write a `value` with a test, or `all`, `any` or `not` over conditions";
                self.say(finding.label("nothing is tested").help(help), owner);
            }
            (None, [_]) => {
                let finding = Finding::new(&findings::MISSING_KEY, "`value` is missing");
                let help = "add `value`: what is tested, a template with a pipe in it";
                self.say(finding.label("a condition without `value`").help(help), owner);
            }
            (Some(_), [_]) => {}
        }
        let (test, ..) = tests.pop()?;
        Some(ConditionKind::Value(Box::new(value?.0?), test?))
    }

    /// Exactly one of `all`, `any` and `not`, and nothing beside it.
    fn joined_condition(&mut self, written: Written) -> Option<ConditionKind> {
        let Written { mut kinds, tests, value } = written;
        let others = kinds.iter().skip(1).map(|(_, span)| *span).chain(value.iter().map(|(_, span)| *span));
        let beside = others.chain(tests.iter().map(|(.., span)| *span)).min();
        if let Some(span) = beside {
            let finding = Finding::new(
                &findings::CONDITION_TESTS,
                "a condition is one of a value with its test, `all`, `any`, `not`",
            );
            let help = "put the conditions under one `all` or `any`, each with a dash of its own";
            self.say(finding.label("one too many").help(help), span);
        }
        kinds.swap_remove(0).0
    }

    /// What stands under `all` or `any`. None where one of them cannot be read: the rest means something else.
    fn conditions(&mut self, what: &str, node: &Node) -> Option<Vec<Condition>> {
        let NodeKind::Sequence(items) = &node.kind else {
            let help = "write `- { value: \"${…}\", equals: … }`, one on each line";
            self.wrong_shape(format!("`{what}` is a list of conditions"), help, node);
            return None;
        };
        if items.is_empty() {
            let finding = Finding::new(&findings::EMPTY_VALUE, format!("`{what}` has no conditions"));
            let help = "write the conditions, or remove the line; without `when` every response gives the event";
            self.say(finding.label("an empty list").help(help), node.span);
            return None;
        }
        let read: Vec<_> = items.iter().map(|item| self.condition(item, head(item))).collect();
        read.into_iter().collect()
    }

    fn expression(&mut self, node: &Node) -> Option<Test> {
        self.regular_expression(node).map(Test::Matches)
    }

    /// A regular expression.
    pub(crate) fn regular_expression(&mut self, node: &Node) -> Option<regex::Regex> {
        let text = self.text("matches", node)?;
        match regex::Regex::new(&text.value) {
            Ok(expression) => Some(expression),
            Err(error) => {
                // The library draws the expression with a caret over several lines; the last one is the reason.
                let said = error.to_string();
                let reason = said.lines().last().unwrap_or_default().trim().trim_start_matches("error: ");
                let finding = Finding::new(&findings::BAD_EXPRESSION, format!("`matches` cannot be read: {reason}"));
                self.say(
                    finding
                        .label("no regular expression")
                        .help("quote it with single quotes, so that YAML leaves its backslashes alone"),
                    text.span,
                );
                None
            }
        }
    }
}

/// What to underline of an object that stands under no name of its own: its first key.
pub(super) fn head(node: &Node) -> Span {
    match &node.kind {
        NodeKind::Mapping(entries) => entries.first().map_or(node.span, |(key, _)| key.span),
        _ => node.span,
    }
}
