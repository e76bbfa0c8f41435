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
//! | [`delivery`] | batches, pace, retries, the ledger of what was delivered, arrival; knows only `segment` and `net` |
//! | [`credentials`] | where a token comes from and is kept; knows only `core` |
//! | [`sandbox`] | a local Segment for tests and trials; knows only `segment` |
//! | [`qualtrics`] | what Qualtrics says: exports, fields, pipes, survey definitions |
//! | [`segment`] | what Segment says: events, verdicts, limits, regions, names |
//! | [`net`] | the mechanism of HTTP: clients, endpoints, time-outs, dates and clocks; no vendor's rule |
//! | [`core`] | errors, findings, secrets, escaping: plain data and small tools for every room |
//!
//! A response flows one way: export → fields → plan → event → verdict → batch → ledger.

pub mod commands;
pub mod context;
pub mod core;
pub mod credentials;
pub mod delivery;
pub mod mapping;
pub(crate) mod net;
pub mod qualtrics;
pub mod sandbox;
pub mod segment;
pub mod task;
pub mod ui;
