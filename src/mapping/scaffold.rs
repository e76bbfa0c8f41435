//! A mapping file to begin from: inferred from an export or a survey definition, commented, and sound as it
//! stands. Only what resolves on that very export becomes a live row; what is personal, or cannot be read, is
//! written as a comment with the reason, because that is for a person to decide.
//!
//! The export is read twice: first to see what is in its fields (`qualtrics::profile`) and which pipe names each
//! (`qualtrics::propose`), then to see what those pipes give. [`rows`] holds the outcome, [`identity`] finds who
//! it is about, [`write`](mod@write) makes the text.

pub(crate) mod decide;
mod identity;
mod keys;
mod moments;
mod prose;
mod rows;
mod write;
pub(super) mod yaml;

use crate::core::error::Result;
use crate::qualtrics::export::Export;
use crate::qualtrics::layout::{Layout, Settings};
use crate::qualtrics::profile::{self, Profile};
use crate::qualtrics::propose::{LeftOut, propose, proved_code};
use crate::qualtrics::survey::Survey;
use decide::{Decisions, Open};
use rows::Row;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known besides the export.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// The input as it was typed.
    pub(crate) input: &'a str,
    /// The file that the mapping will stand in.
    pub(crate) file: &'a str,
    /// The survey definition as it was typed.
    pub(crate) survey: Option<&'a str>,
}

/// An inferred mapping file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scaffold {
    /// Its text.
    pub(crate) text: String,
    /// How many tasks it has.
    pub(crate) tasks: u64,
    /// How many fields it sends.
    pub(crate) live: u64,
    /// How many fields stand in it as comments.
    pub(crate) commented: u64,
    /// How many fields no pipe names.
    pub(crate) left_out: u64,
    /// Whether it was inferred from a survey definition alone.
    pub(crate) of_definition: bool,
}

/// Everything that the text is made of.
struct Found<'a> {
    asked: Asked<'a>,
    profile: Profile,
    layout: &'a Layout,
    rows: Vec<Row>,
    left_out: BTreeMap<LeftOut, u64>,
    never_filled: u64,
    decisions: Decisions,
    /// What stands for "shown and not selected" in this export.
    proved_code: Option<String>,
}

/// Decides what an export leaves open.
pub(crate) type Decide<'d> = dyn FnMut(&Open) -> Result<Decisions> + 'd;

/// Infers a mapping from an export, which `open` opens anew each time.
///
/// # Errors
/// The export is broken, or cannot be read; nothing was decided, or something that cannot be.
pub(crate) fn of_export(
    open: &mut dyn FnMut() -> Result<Export>,
    asked: Asked<'_>,
    decide: &mut Decide<'_>,
) -> Result<Scaffold> {
    let mut export = open()?;
    let profile = profile::profile(&mut export)?;
    let (proposals, left_out) = propose(&profile, &export.layout);
    let mut export = open()?;
    let code = proved_code(&profile, &proposals).filter(|code| !export.layout.settings().unanswered.has(code));
    if let Some(code) = &code {
        let mut settings = export.layout.settings().clone();
        settings.unanswered = settings.unanswered.and(code);
        export.layout.resolve_with(settings);
    }
    let rows = rows::measured(proposals, &mut export)?;
    let mut found = Found::new(asked, profile, &export.layout, rows, left_out);
    found.proved_code = code;
    decided(found, decide)
}

/// Infers a mapping from a survey definition alone.
///
/// # Errors
/// Nothing was decided, or something that cannot be.
pub(crate) fn of_survey(
    survey: Arc<Survey>,
    settings: Settings,
    asked: Asked<'_>,
    decide: &mut Decide<'_>,
) -> Result<Scaffold> {
    let profile = profile::of_survey(&survey);
    let mut layout = Layout::json(Some(survey), settings);
    let (proposals, left_out) = propose(&profile, &layout);
    let rows = rows::unmeasured(proposals, &mut layout);
    decided(Found::new(asked, profile, &layout, rows, left_out), decide)
}

fn decided(mut found: Found<'_>, decide: &mut Decide<'_>) -> Result<Scaffold> {
    found.decisions = decide(&decide::open(&found))?;
    write::write(found)
}

impl<'a> Found<'a> {
    fn new(
        asked: Asked<'a>,
        profile: Profile,
        layout: &'a Layout,
        rows: Vec<Row>,
        left_out: BTreeMap<LeftOut, u64>,
    ) -> Self {
        Found {
            asked,
            profile,
            layout,
            rows,
            left_out,
            never_filled: 0,
            decisions: Decisions::default(),
            proved_code: None,
        }
    }
}

#[cfg(test)]
mod tests;
