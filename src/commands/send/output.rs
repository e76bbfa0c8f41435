//! What a dry run prints: events as they come, and at the end what came of it.

use super::OutputFormat;
use super::preview::pretty;
use super::report::Report;
use crate::commands::deny::Deny;
use crate::commands::rehearsal::{Made, Observer, Rehearsed, Run};
use crate::commands::tracking_plan::PlanDocument;
use crate::core::error::{Error, Exit, Result};
use crate::ui::{Stream, Ui, counted};

/// How many events text output shows.
const SHOWN_EVENTS: usize = 3;

/// The output of a run.
pub(crate) struct Output {
    format: OutputFormat,
    reveal: bool,
    shown: Vec<String>,
}

impl Observer for Output {
    fn event(&mut self, made: &Made<'_>, ui: &mut Ui) -> Result<()> {
        match self.format {
            OutputFormat::Ndjson => {
                ui.data(made.event.bytes())?;
                ui.data(b"\n")?;
            }
            OutputFormat::Text if self.shown.len() < SHOWN_EVENTS => {
                self.shown.push(pretty(made.event.bytes(), (!self.reveal).then_some(made.task)));
            }
            _ => {}
        }
        Ok(())
    }
}

impl Output {
    /// Nothing shown yet.
    pub(crate) fn new(format: OutputFormat, reveal: bool) -> Output {
        Output { format, reveal, shown: Vec::new() }
    }

    /// Tells what came of the run. What was counted is told on failure, too.
    pub(crate) fn tell(&self, run: &Run<'_>, rehearsed: Rehearsed, deny: &Deny, ui: &mut Ui) -> Result<Exit> {
        if let Err(error) = &rehearsed.outcome
            && error.is_closed_pipe()
        {
            return rehearsed.outcome.map(|()| Exit::Done);
        }
        let report = Report {
            dry_run: true,
            inputs: &rehearsed.inputs,
            mapping: (!run.inferred).then(|| run.mapping.source.name()),
            source: run.source.as_ref(),
            tracking_plan: run.judge.as_deref().map(PlanDocument::from),
            tally: &rehearsed.tally,
            totals: rehearsed.totals,
            findings: &rehearsed.findings,
            delivery: None,
            sandbox: None,
            verify: None,
            error: rehearsed.outcome.as_ref().err(),
        };
        let findings = &rehearsed.findings;
        match self.format {
            OutputFormat::Json => report.json(ui)?,
            OutputFormat::Ndjson => ui.findings(findings, Stream::Status)?,
            OutputFormat::Text if rehearsed.tally.read == 0 && findings.has_errors() => {
                ui.findings(findings, Stream::Status)?;
                ui.line("No response was read: the mapping does not fit the input. Nothing was sent.")?;
            }
            OutputFormat::Text => {
                ui.findings(findings, Stream::Status)?;
                ui.heading(&report.people())?;
                for event in &self.shown {
                    ui.line(event)?;
                }
                report.text(ui)?;
            }
        }
        if rehearsed.outcome.is_ok() {
            self.say_what_is_next(run, &rehearsed, deny, ui);
        }
        let exit = rehearsed.exit(run, deny.is_bad(findings));
        rehearsed.outcome.map(|()| exit)
    }

    fn say_what_is_next(&self, run: &Run<'_>, rehearsed: &Rehearsed, deny: &Deny, ui: &mut Ui) {
        let (tally, findings) = (&rehearsed.tally, &rehearsed.findings);
        let denied = deny.count(findings);
        if let Some(response) = run.wanted.response.as_ref().filter(|_| rehearsed.lacks_the_response_asked_for(run)) {
            ui.error(&Error::failed("response_not_found", format!("no response {response} is in the input")));
        } else if tally.read == 0 && !findings.has_errors() {
            ui.status("The input holds no responses.");
        } else if let Some(nothing) = tally.nothing_is_left() {
            ui.status(&nothing);
        } else if denied > 0 {
            ui.status(&format!("{} denied by --deny: the exit code is 3", counted(denied, "finding")));
        } else if self.format == OutputFormat::Text && !findings.has_errors() {
            ui.hint("every event as it would be sent: --format ndjson");
        }
    }
}
