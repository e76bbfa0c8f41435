//! What an evaluation did, for whoever wants to know. `send` looks at nothing, so that its trace costs
//! nothing; there is one evaluator for all.

use super::value::{Evaluated, Held};
use crate::core::origin::Span;
use crate::qualtrics::recipe::Rendered;

/// A step in the making of a value (design §4: the order of the steps).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The template with its pipes filled in.
    Render,
    /// A text that means "no value" was taken out.
    Missing,
    /// The text was translated.
    Map,
    /// The default was taken.
    Default,
    /// The value took its type.
    Type,
    /// The value was hashed.
    Hash,
}

impl Step {
    /// The word for it, that of the option.
    pub fn name(self) -> &'static str {
        match self {
            Step::Render => "render",
            Step::Missing => "missing",
            Step::Map => "map",
            Step::Default => "default",
            Step::Type => "type",
            Step::Hash => "hash",
        }
    }
}

/// A value on its way, borrowed from the evaluation.
#[derive(Debug, Clone, Copy)]
pub enum Seen<'s> {
    /// Before it has its type.
    Rendered(&'s Rendered<'s>),
    /// With its type.
    Value(&'s Evaluated<'s>),
}

/// Is told what an evaluation does; a value is known by its place in the mapping file.
pub trait Trace {
    /// The value at `span` is `seen` after a step that may have changed it.
    fn step(&mut self, span: Span, step: Step, seen: Seen<'_>);

    /// The value at `span` is done, or holds its event back.
    fn came_to(&mut self, span: Span, outcome: Result<&Evaluated<'_>, &Held>);

    /// The value at `span` was tested by a condition.
    fn tested(&mut self, span: Span, is_met: bool);
}

/// Looks at nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    #[inline]
    fn step(&mut self, _: Span, _: Step, _: Seen<'_>) {}

    #[inline]
    fn came_to(&mut self, _: Span, _: Result<&Evaluated<'_>, &Held>) {}

    #[inline]
    fn tested(&mut self, _: Span, _: bool) {}
}
