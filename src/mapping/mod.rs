//! The mapping file: reading, checks, and the compiled plan with its one evaluator. Its rules are those of
//! the design's mapping file; what a pipe means is `qualtrics`' to say, what an event is worth `segment`'s.
//!
//! - Reading: [`yaml`] and [`json`] make [`node`]s; [`read`](mod@read) makes of these, by the one table of
//!   [`keys`], a [`model`].
//! - Judging: [`check`](mod@check) judges it against itself, with [`advice`]; [`against_survey`] its pipes against
//!   a survey's definition, [`tracking`] its events against a tracking plan; [`allow`] says which of what is found
//!   is accepted for now.
//! - Running: [`against`] is what every run begins an export with; [`plan`] compiles the model against it, and
//!   each [`value`] (and what a `condition` asks) is evaluated by one evaluator, with a [`trace`] for whoever wants
//!   to look. [`select`] says which responses count, [`fingerprint`] whether a task is still the same,
//!   [`hindsight`] what they show together.
//! - Helping: [`scaffold`] writes a mapping file to begin from, [`card`] what to set up in Qualtrics for one;
//!   [`explain`] says which cell became which property, [`diff`] what another mapping makes of the responses,
//!   and [`examples`] are tests.

pub(crate) mod advice;
pub(crate) mod against;
pub(crate) mod against_survey;
pub(crate) mod allow;
pub(crate) mod card;
pub(crate) mod check;
mod condition;
pub(crate) mod dates;
pub(crate) mod diff;

pub(crate) mod examples;
pub(crate) mod expects;
pub(crate) mod explain;
pub mod findings;
pub(crate) mod fingerprint;
pub(crate) mod hindsight;
pub(crate) mod identity;
pub(crate) mod json;
pub mod keys;
pub(crate) mod model;
pub(crate) mod names;
pub mod node;
pub(crate) mod pin;
pub mod plan;
pub(crate) mod privacy;
pub mod read;
pub(crate) mod scaffold;
pub(crate) mod schema;
pub mod select;
pub mod trace;
pub(crate) mod tracking;
pub mod value;
pub mod yaml;

pub(crate) use check::check;
pub use read::{read, read_examples};
