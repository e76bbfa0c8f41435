//! How the findings of a check are written: for people, for an editor, for a program, for GitHub.

use super::Checked;
use crate::commands::annotation::annotation;
use crate::commands::deny::Deny;
use crate::commands::document::{self, ErrorDocument, FindingDocument};
use crate::commands::tracking_plan::PlanDocument;
use crate::core::diagnostic::{Findings, Group, Severity};
use crate::core::error::{Error, Result};
use crate::ui::{Ui, grouped, visible};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Document<'c> {
    schema: &'static str,
    files: Vec<FileDocument<'c>>,
    errors: u64,
    warnings: u64,
    denied: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorDocument>,
}

#[derive(Serialize)]
struct FileDocument<'c> {
    file: &'c str,
    tasks: Option<usize>,
    findings: Vec<FindingDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    responses: Option<ResponsesDocument<'c>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_plan: Option<&'c PlanDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    privacy: Option<Vec<Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    held_back: Option<Vec<Value>>,
}

#[derive(Serialize)]
struct ResponsesDocument<'c> {
    read: u64,
    selected: u64,
    built: u64,
    accepted: u64,
    rejected: &'c BTreeMap<&'static str, u64>,
}

/// The one document of `--format json` (`qseg.check/1`).
pub(crate) fn json(checked: &[Checked], deny: &Deny, error: Option<&Error>, ui: &mut Ui) -> Result<()> {
    let count = |severity| checked.iter().map(|checked| checked.findings.count(severity)).sum();
    let document = Document {
        schema: "qseg.check/1",
        files: checked.iter().map(file).collect(),
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        denied: checked.iter().map(|checked| deny.count(&checked.findings)).sum(),
        error: error.map(ErrorDocument::from),
    };
    let text = serde_json::to_string(&document)
        .map_err(|error| Error::failed("unwritable_output", "cannot write the document").because(error))?;
    ui.line(&text)
}

/// What is said of one file.
fn file(checked: &Checked) -> FileDocument<'_> {
    FileDocument {
        file: &checked.file,
        tasks: checked.tasks,
        findings: document::findings(&checked.findings),
        responses: checked.tally.as_ref().map(|tally| ResponsesDocument {
            read: tally.read,
            selected: tally.selected,
            built: tally.built,
            accepted: tally.accepted,
            rejected: &tally.rejected,
        }),
        tracking_plan: checked.tracking_plan.as_ref(),
        privacy: checked.privacy.as_ref().map(|privacy| privacy.json()),
        held_back: checked.privacy.as_ref().and_then(|privacy| privacy.held_back_json()),
    }
}

/// `file:line:column: severity[code]: message`, a line each.
pub(crate) fn short(checked: &Checked, ui: &mut Ui) -> Result<()> {
    for group in checked.findings.groups() {
        let (severity, code) = (group.first.code.severity.name(), group.first.code.name);
        let (file, line, column) = place(group, &checked.file);
        let place = match (line, column) {
            (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
            (Some(line), None) => format!("{file}:{line}"),
            _ => file,
        };
        let message = message(group).replace('\n', " ");
        ui.line(&format!("{}: {severity}[{code}]: {message}", visible(&place)))?;
    }
    Ok(())
}

/// Annotations of a pull request.
pub(crate) fn github(checked: &Checked, deny: &Deny, ui: &mut Ui) -> Result<()> {
    annotations(&checked.findings, &checked.file, deny, ui)
}

/// The findings of a file as annotations.
pub(crate) fn annotations(findings: &Findings, file: &str, deny: &Deny, ui: &mut Ui) -> Result<()> {
    for group in findings.groups() {
        let code = group.first.code;
        let command = match code.severity {
            Severity::Error => "error",
            _ if deny.denies(code) => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let (file, line, column) = place(group, file);
        let help = group.first.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
        let text = format!("{}{help}", message(group));
        ui.line(&annotation(command, &file, (line, column), code.name, &text))?;
    }
    Ok(())
}

/// File, line and column of a finding: in the mapping where it has a place there, else in the input.
fn place(group: &Group, file: &str) -> (String, Option<usize>, Option<usize>) {
    match (&group.first.anchor, &group.first.place) {
        (Some(anchor), _) => {
            let (line, column) = anchor.position();
            (anchor.source.name().to_owned(), Some(line), Some(column))
        }
        (None, Some(place)) => (place.input.to_string(), Some(place.line as usize).filter(|line| *line > 0), None),
        (None, None) => (file.to_owned(), None, None),
    }
}

/// The message, with how often and where first, if it came from responses.
fn message(group: &Group) -> String {
    let place = group.first.place.as_ref().filter(|place| place.record > 0);
    let times = match (place, group.count) {
        (None, 0 | 1) => String::new(),
        (None, count) => format!(" ({} times)", grouped(count)),
        (Some(place), 1) => format!(" ({place})"),
        (Some(place), count) => format!(" ({} times, first in {place})", grouped(count)),
    };
    visible(&format!("{}{times}", group.first.message)).into_owned()
}
