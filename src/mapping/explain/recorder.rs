//! A trace that keeps what it is told: whether each value was made, and of a response that was asked for every step.

use super::Came;
use crate::core::origin::Span;
use crate::mapping::trace::{Seen, Step, Trace};
use crate::mapping::value::{Evaluated, Held};
use crate::qualtrics::recipe::Rendered;
use serde_json::{Number, Value};

/// What came of a value, as far as it is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Gave,
    Empty,
    Held,
}

/// Keeps what it is told.
#[derive(Debug)]
pub(super) struct Recorder {
    in_full: bool,
    kept: Vec<(Span, Kept)>,
    steps: Vec<(Span, Step, Value)>,
    came: Vec<(Span, Came)>,
    tested: Vec<(Span, bool)>,
}

impl Recorder {
    /// Has been told nothing; keeps everything or only what is counted.
    pub(super) fn new(in_full: bool) -> Self {
        Recorder { in_full, kept: Vec::new(), steps: Vec::new(), came: Vec::new(), tested: Vec::new() }
    }

    /// What came of each value, for counting.
    pub(super) fn kept(&self) -> &[(Span, Kept)] {
        &self.kept
    }

    /// The steps of a value.
    pub(super) fn steps(&self, span: Span) -> Vec<(Step, Value)> {
        self.steps.iter().filter(|(of, ..)| *of == span).map(|(_, step, value)| (*step, value.clone())).collect()
    }

    /// What came of a value.
    pub(super) fn came(&self, span: Span) -> Option<Came> {
        self.came.iter().find(|(of, _)| *of == span).map(|(_, came)| came.clone())
    }

    /// Whether a test was met; `None` where it was not looked at.
    pub(super) fn tested(&self, span: Span) -> Option<bool> {
        self.tested.iter().find(|(of, _)| *of == span).map(|(_, is_met)| *is_met)
    }
}

impl Trace for Recorder {
    fn step(&mut self, span: Span, step: Step, seen: Seen<'_>) {
        if self.in_full {
            let value = match seen {
                Seen::Rendered(rendered) => rendered_json(rendered),
                Seen::Value(value) => value_json(value),
            };
            self.steps.push((span, step, value));
        }
    }

    fn came_to(&mut self, span: Span, outcome: Result<&Evaluated<'_>, &Held>) {
        let kept = match outcome {
            Ok(Evaluated::Absent) => Kept::Empty,
            Ok(Evaluated::String(text)) if text.is_empty() => Kept::Empty,
            Ok(Evaluated::List(elements)) if elements.is_empty() => Kept::Empty,
            Ok(_) => Kept::Gave,
            Err(_) => Kept::Held,
        };
        self.kept.push((span, kept));
        if self.in_full {
            let came = match outcome {
                Ok(Evaluated::Absent) => Came::LeftOut,
                Ok(value) => Came::Sent(value_json(value)),
                Err(held) => Came::Held { code: held.code, message: held.message.clone(), help: held.help },
            };
            self.came.push((span, came));
        }
    }

    fn tested(&mut self, span: Span, is_met: bool) {
        if self.in_full {
            self.tested.push((span, is_met));
        }
    }
}

fn rendered_json(rendered: &Rendered<'_>) -> Value {
    match rendered {
        Rendered::Empty => Value::Null,
        Rendered::Text(text) | Rendered::PerhapsSeveral(text) => Value::String(text.to_string()),
        Rendered::List(elements) => elements.iter().map(|element| Value::String(element.to_string())).collect(),
    }
}

fn value_json(value: &Evaluated<'_>) -> Value {
    match value {
        Evaluated::Absent => Value::Null,
        Evaluated::String(text) => Value::String(text.to_string()),
        // A number in its own digits, which were checked when it took its type.
        Evaluated::Number(text) => {
            serde_json::from_str::<Number>(text).map_or_else(|_| Value::String(text.to_string()), Value::Number)
        }
        Evaluated::Bool(value) => Value::Bool(*value),
        Evaluated::List(elements) => elements.iter().map(|element| Value::String(element.to_string())).collect(),
    }
}
