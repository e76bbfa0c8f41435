//! The Segment task of a Qualtrics workflow: the one place where the rules of the two vendors touch.

pub mod add_source;
pub mod catalog;
pub mod findings;
pub mod form;
pub mod form_pipe;
pub mod next_steps;
pub mod workflow;
