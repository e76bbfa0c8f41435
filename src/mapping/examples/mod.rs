//! Examples of a mapping: a response in, the parts of the events that matter out (design §4 `examples`).
//!
//! [`model`] is what an example says; [`check`](mod@check) judges it against its mapping. [`response`] writes the
//! fields of an example as a record of a JSON export, [`run`](mod@run) makes its events as `send` does, by the one
//! evaluator, and [`compare`](mod@compare) and [`judge`](mod@judge) say what came out otherwise. [`coverage`] watches what the examples
//! reach, and [`bless`](mod@bless) writes what came out into the file of the example.

pub(crate) mod bless;
pub(crate) mod check;
pub(crate) mod codes;
pub(crate) mod compare;
pub(crate) mod coverage;
pub(crate) mod judge;
pub(crate) mod model;
pub(crate) mod number;
pub(crate) mod response;
pub(crate) mod run;

use std::path::{Path, PathBuf};

/// The files in which examples of a mapping file are looked for: beside `NAME.yaml` they stand in
/// `NAME.examples.yaml`, `.yml` or `.json`.
pub(crate) fn beside(mapping: &Path) -> [PathBuf; 3] {
    let stem = mapping.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    ["yaml", "yml", "json"].map(|ending| mapping.with_file_name(format!("{stem}.examples.{ending}")))
}

#[cfg(test)]
mod tests;
