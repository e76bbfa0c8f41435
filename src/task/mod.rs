//! The Segment task of a Qualtrics workflow: the one place where the rules of the two vendors touch.

pub mod form;
