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

pub mod advice;
pub mod against;
pub mod against_survey;
pub mod allow;
pub mod card;
pub mod check;
mod condition;
pub mod dates;
pub mod diff;
pub mod examples;
pub mod expects;
pub mod explain;
pub mod findings;
pub mod fingerprint;
pub mod hindsight;
pub mod json;
pub mod keys;
pub mod model;
pub mod names;
pub mod node;
pub mod pin;
pub mod plan;
pub mod privacy;
pub mod read;
pub mod scaffold;
pub mod schema;
pub mod select;
pub mod trace;
pub mod tracking;
pub mod value;
pub mod yaml;

pub use check::check;
pub use read::{read, read_examples};
