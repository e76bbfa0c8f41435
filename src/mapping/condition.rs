//! A condition, compiled for one export, and whether a response meets it. Whose rule: design §4. `all` and
//! `any` stop at the first part that decides; a value that cannot be made holds the event back, because
//! neither answer would be true.

use super::model::{Condition, ConditionKind, Test, ValueSpec};
use super::trace::Trace;
use super::value::{Compiled, Held};
use crate::core::origin::Span;
use crate::qualtrics::record::Record;

/// A condition over compiled values.
#[derive(Debug)]
pub(super) enum ConditionPlan {
    /// A test of one value.
    Value(Box<Compiled>, Test),
    /// All of these.
    All(Vec<ConditionPlan>),
    /// One of these.
    Any(Vec<ConditionPlan>),
    /// Not this one.
    Not(Box<ConditionPlan>),
}

impl ConditionPlan {
    /// Compiles every value, so that all findings come in one run; `None` where one of them has no plan.
    pub(super) fn compile(
        condition: &Condition,
        compile: &mut dyn FnMut(&ValueSpec) -> Option<Compiled>,
    ) -> Option<ConditionPlan> {
        match &condition.kind {
            ConditionKind::Value(value, test) => Some(ConditionPlan::Value(Box::new(compile(value)?), test.clone())),
            ConditionKind::All(parts) => ConditionPlan::compile_each(parts, compile).map(ConditionPlan::All),
            ConditionKind::Any(parts) => ConditionPlan::compile_each(parts, compile).map(ConditionPlan::Any),
            ConditionKind::Not(part) => Some(ConditionPlan::Not(Box::new(ConditionPlan::compile(part, compile)?))),
        }
    }

    fn compile_each(
        parts: &[Condition],
        compile: &mut dyn FnMut(&ValueSpec) -> Option<Compiled>,
    ) -> Option<Vec<ConditionPlan>> {
        let parts: Vec<_> = parts.iter().map(|part| ConditionPlan::compile(part, compile)).collect();
        parts.into_iter().collect()
    }

    /// Whether a response meets it.
    ///
    /// # Errors
    /// A value that decides cannot be made; with the place of that value.
    pub(super) fn is_met<'a, T: Trace>(&'a self, record: &Record<'a>, trace: &mut T) -> Result<bool, (Held, Span)> {
        match self {
            ConditionPlan::Value(value, test) => {
                // What is only asked is not sent: remarks on it would be about nothing.
                let text = value.eval_text(record, trace, &mut |_| {}).map_err(|held| (held, value.span()))?;
                let is_met = passes(test, &text);
                trace.tested(value.span(), is_met);
                Ok(is_met)
            }
            ConditionPlan::All(parts) => {
                for part in parts {
                    if !part.is_met(record, trace)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            ConditionPlan::Any(parts) => {
                for part in parts {
                    if part.is_met(record, trace)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            ConditionPlan::Not(part) => part.is_met(record, trace).map(|met| !met),
        }
    }

    /// Every value in it.
    pub(super) fn values(&self) -> Vec<&Compiled> {
        match self {
            ConditionPlan::Value(value, _) => vec![value],
            ConditionPlan::All(parts) | ConditionPlan::Any(parts) => {
                parts.iter().flat_map(ConditionPlan::values).collect()
            }
            ConditionPlan::Not(part) => part.values(),
        }
    }
}

/// Whether a text passes a test.
pub(super) fn passes(test: &Test, text: &str) -> bool {
    match test {
        Test::Equals(wanted) => text == wanted,
        Test::In(wanted) => wanted.iter().any(|wanted| wanted == text),
        Test::Matches(expression) => expression.is_match(text),
        Test::Empty(empty) => text.is_empty() == *empty,
    }
}
