//! What the ladder looks like, as text and as a document.

use super::rung::{Ladder, Name, Rung, State};
use crate::core::error::Result;
use crate::ui::{Ui, counted, visible};
use serde::Serialize;

/// Where the text beside the label begins.
const COLUMN: usize = 28;

/// A line for each rung, what to do below it, and a sum.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn text(ladder: &Ladder, ui: &mut Ui) -> Result<()> {
    for rung in &ladder.rungs {
        let label = format!("{:<13}{}", rung.state.word(), rung.name.label());
        let of = rung.of.as_ref().map_or_else(String::new, |of| format!("{of}: "));
        ui.entry(&label, COLUMN, &visible(&format!("{of}{}", rung.text)))?;
        if let Some(next) = &rung.next {
            ui.entry("", COLUMN, &visible(&format!("→ {next}")))?;
        }
    }
    let told = [State::Ok, State::Warning, State::Failed, State::NotReached].map(|state| (state, ladder.count(state)));
    let told: Vec<String> = told
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| match state {
            State::Warning => counted(count as u64, "warning"),
            state => format!("{count} {}", state.word()),
        })
        .collect();
    ui.status(&format!("{}.", told.join(", ")));
    Ok(())
}

/// `qseg.doctor/1`.
#[derive(Serialize)]
pub(crate) struct Document<'l> {
    schema: &'static str,
    profile: &'l str,
    counts: Counts,
    exit_code: u8,
    rungs: Vec<RungDocument<'l>>,
}

#[derive(Serialize)]
struct Counts {
    ok: usize,
    warning: usize,
    failed: usize,
    not_reached: usize,
}

#[derive(Serialize)]
struct RungDocument<'l> {
    name: Name,
    of: Option<&'l str>,
    state: State,
    message: String,
    next: Option<&'l str>,
    code: Option<&'static str>,
}

impl<'l> Document<'l> {
    /// The document.
    pub(crate) fn new(profile: &'l str, ladder: &'l Ladder) -> Document<'l> {
        let counts = Counts {
            ok: ladder.count(State::Ok),
            warning: ladder.count(State::Warning),
            failed: ladder.count(State::Failed),
            not_reached: ladder.count(State::NotReached),
        };
        let rungs = ladder.rungs.iter().map(shown).collect();
        Document { schema: "qseg.doctor/1", profile, counts, exit_code: ladder.exit().code(), rungs }
    }
}

fn shown(rung: &Rung) -> RungDocument<'_> {
    RungDocument {
        name: rung.name,
        of: rung.of.as_deref(),
        state: rung.state,
        message: visible(&rung.text).into_owned(),
        next: rung.next.as_deref(),
        code: rung.code,
    }
}
