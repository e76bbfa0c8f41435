//! Tests of the pipeline under tokio's paused clock: hours pass in no time, and nothing waits.

mod canary;
mod ends;
mod halving;
mod pacing;
mod policy;
mod property;
mod support;
