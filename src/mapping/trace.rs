//! What an evaluation did, for whoever wants to know. `send` looks at nothing, so that its trace costs
//! nothing; there is one evaluator for all.

use crate::origin::Span;

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

/// Is told every step that changes a value.
pub trait Trace {
    /// The value at `span` of the mapping file is `text` after `step`.
    fn step(&mut self, span: Span, step: Step, text: &str);
}

/// Looks at nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTrace;

impl Trace for NoTrace {
    #[inline]
    fn step(&mut self, _: Span, _: Step, _: &str) {}
}
