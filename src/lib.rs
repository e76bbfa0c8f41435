//! qseg configures, tests and runs Qualtrics → Twilio Segment tasks.
//!
//! The house, from the street to the cellar (arrows point down only):
//!
//! | room | whose rules |
//! |---|---|
//! | [`commands`] | one file per verb: arguments and a run function; no rule of either vendor |
//! | [`context`], [`ui`] | the run's surroundings, captured once; where every byte of output goes |
//! | [`mapping`] | the mapping file: reading, checks, the compiled plan and its one evaluator |
//! | [`task`] | the Segment task in Qualtrics, where the two vendors touch |
//! | [`delivery`] | batches, pace, retries, the ledger of what was delivered, arrival; knows only `segment` |
//! | [`credentials`] | where a token comes from and is kept; knows only the floor |
//! | [`sandbox`] | a local Segment for tests and trials; knows only `segment` |
//! | [`qualtrics`] | what Qualtrics says: exports, fields, pipes, survey definitions |
//! | [`segment`] | what Segment says: events, verdicts, limits, regions, names |
//! | [`error`], [`diagnostic`], [`origin`], [`secret`], [`distinct`], [`mod@visible`] | the floor: plain data for every room |
//!
//! A response flows one way: export → fields → plan → event → verdict → batch → ledger.

pub mod commands;
pub mod context;
pub mod credentials;
pub mod delivery;
pub mod diagnostic;
pub mod distinct;
pub mod error;
pub mod mapping;
pub mod origin;
pub mod qualtrics;
pub mod sandbox;
pub mod secret;
pub mod segment;
pub mod task;
pub mod ui;
pub mod visible;
