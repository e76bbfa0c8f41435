//! A task's condition, tested: each test with what it looked at and whether it was met.

use super::recorder::Recorder;
use super::{Came, Value};
use crate::core::origin::{SourceText, Span};
use crate::mapping::model::{self, ConditionKind, Test};

/// A condition, tested.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Condition {
    /// All of these are to be met.
    All(Vec<Condition>),
    /// One of these is to be met.
    Any(Vec<Condition>),
    /// This one is not to be met.
    Not(Box<Condition>),
    /// A test.
    Tested(Tested),
}

/// One test of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tested {
    /// The template that is tested.
    pub(crate) template: String,
    /// The test, as the mapping has it: `equals "pro"`.
    pub(crate) test: String,
    /// What the value was; `None` where it was not looked at.
    pub(crate) value: Option<Value>,
    /// Whether the test was met; `None` where it was not looked at, or could not be.
    pub(crate) is_met: Option<bool>,
    /// Whether the value may show somebody's data.
    pub(crate) is_personal: bool,
    /// Line in the mapping file.
    pub(crate) line: usize,
}

impl Condition {
    pub(super) fn of(
        source: &SourceText,
        condition: &model::Condition,
        recorder: &Recorder,
        is_personal: &dyn Fn(Span) -> bool,
    ) -> Condition {
        let each = |parts: &[model::Condition]| {
            parts.iter().map(|part| Condition::of(source, part, recorder, is_personal)).collect()
        };
        match &condition.kind {
            ConditionKind::All(parts) => Condition::All(each(parts)),
            ConditionKind::Any(parts) => Condition::Any(each(parts)),
            ConditionKind::Not(part) => Condition::Not(Box::new(Condition::of(source, part, recorder, is_personal))),
            ConditionKind::Value(value, test) => Condition::Tested(Tested {
                template: value.written(),
                test: in_words(test),
                value: recorder.came(value.span).and_then(|came| match came {
                    Came::Sent(value) => Some(value),
                    Came::LeftOut => Some(Value::String(String::new())),
                    Came::Held { .. } | Came::NotMade => None,
                }),
                is_met: recorder.tested(value.span),
                is_personal: is_personal(value.span),
                line: source.position(value.span.start).0,
            }),
        }
    }

    /// Its lines, each with how far it stands in, and the test in it.
    pub(crate) fn lines(&self) -> Vec<(usize, Line<'_>)> {
        let mut lines = Vec::new();
        self.add_lines(0, &mut lines);
        lines
    }

    fn add_lines<'c>(&'c self, depth: usize, lines: &mut Vec<(usize, Line<'c>)>) {
        let (head, parts) = match self {
            Condition::All(parts) => ("all of these:", parts.as_slice()),
            Condition::Any(parts) => ("any of these:", parts.as_slice()),
            Condition::Not(part) => ("not:", std::slice::from_ref(&**part)),
            Condition::Tested(tested) => return lines.push((depth, Line::Tested(tested))),
        };
        lines.push((depth, Line::Head(head)));
        parts.iter().for_each(|part| part.add_lines(depth + 1, lines));
    }
}

/// A line of a condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Line<'c> {
    /// What holds the lines below together.
    Head(&'static str),
    /// A test.
    Tested(&'c Tested),
}

fn in_words(test: &Test) -> String {
    match test {
        Test::Equals(text) => format!("equals \"{text}\""),
        Test::In(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            format!("in [{}]", texts.join(", "))
        }
        Test::Matches(expression) => format!("matches \"{}\"", expression.as_str()),
        Test::Empty(is_empty) => format!("empty: {is_empty}"),
    }
}
