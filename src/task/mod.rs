//! The Segment task of a Qualtrics workflow: the one place where the rules of the two vendors touch.

pub(crate) mod add_source;
pub(crate) mod catalog;
pub mod findings;
pub(crate) mod form;
pub(crate) mod form_pipe;
pub(crate) mod next_steps;
pub(crate) mod workflow;
