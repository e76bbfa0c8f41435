//! A mapping file to begin from: inferred from an export or a survey definition, commented, and sound as it
//! stands. Only what resolves on that very export becomes a live row; what is personal, or cannot be read, is
//! written as a comment with the reason, because that is for a person to decide.
//!
//! The export is read twice: first to see what is in its fields (`qualtrics::profile`) and which pipe names each
//! (`qualtrics::propose`), then to see what those pipes give. [`rows`] holds the outcome, [`identity`] finds who
//! it is about, [`write`](mod@write) makes the text.

mod identity;
mod keys;
mod moments;
mod prose;
mod rows;
mod write;
mod yaml;

use crate::error::Result;
use crate::qualtrics::export::Export;
use crate::qualtrics::layout::{Layout, Settings};
use crate::qualtrics::profile::{self, Profile};
use crate::qualtrics::propose::{LeftOut, propose};
use crate::qualtrics::survey::Survey;
use rows::Row;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known besides the export.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The input as it was typed.
    pub input: &'a str,
    /// The file that the mapping will stand in.
    pub file: &'a str,
    /// The survey definition as it was typed.
    pub survey: Option<&'a str>,
    /// The zone of dates that name none, where a person named it.
    pub time_zone: Option<&'a str>,
}

/// An inferred mapping file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scaffold {
    /// Its text.
    pub text: String,
    /// How many tasks it has.
    pub tasks: u64,
    /// How many fields it sends.
    pub live: u64,
    /// How many fields stand in it as comments.
    pub commented: u64,
    /// How many fields no pipe names.
    pub left_out: u64,
}

/// Everything that the text is made of.
struct Found<'a> {
    asked: Asked<'a>,
    profile: Profile,
    layout: &'a Layout,
    rows: Vec<Row>,
    left_out: BTreeMap<LeftOut, u64>,
    never_filled: u64,
}

/// Infers a mapping from an export, which `open` opens anew each time.
///
/// # Errors
/// The export is broken, or cannot be read.
pub fn of_export(open: &mut dyn FnMut() -> Result<Export>, asked: Asked<'_>) -> Result<Scaffold> {
    let mut export = open()?;
    let profile = profile::profile(&mut export)?;
    let (proposals, left_out) = propose(&profile, &export.layout);
    let mut export = open()?;
    let rows = rows::measured(proposals, &mut export)?;
    Ok(write::write(Found { asked, profile, layout: &export.layout, rows, left_out, never_filled: 0 }))
}

/// Infers a mapping from a survey definition alone.
pub fn of_survey(survey: Arc<Survey>, settings: Settings, asked: Asked<'_>) -> Scaffold {
    let profile = profile::of_survey(&survey);
    let mut layout = Layout::json(Some(survey), settings);
    let (proposals, left_out) = propose(&profile, &layout);
    let rows = rows::unmeasured(proposals, &mut layout);
    write::write(Found { asked, profile, layout: &layout, rows, left_out, never_filled: 0 })
}

#[cfg(test)]
mod tests;
