//! The shape of findings, errors and what a run was about in JSON output: snake_case, additive only.

use crate::core::diagnostic::{Findings, Group};
use crate::core::error::Error;
use crate::ui::visible;
use serde::Serialize;

/// A group of findings.
#[derive(Debug, Serialize)]
pub(crate) struct FindingDocument {
    code: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    count: u64,
    response_id: Option<String>,
    input: Option<String>,
    record: Option<u64>,
    line: Option<u64>,
    mapping: Option<MappingPlace>,
}

/// A place in the mapping file.
#[derive(Debug, Serialize)]
struct MappingPlace {
    file: String,
    line: usize,
    column: usize,
}

/// What went wrong, in the document of a command.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorDocument {
    code: &'static str,
    message: String,
    hint: Option<String>,
}

/// An input of the run.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct InputDocument {
    /// Its name, as it was typed.
    pub(crate) file: String,
    /// How it was read.
    pub(crate) format: &'static str,
    /// Responses read from it.
    pub(crate) responses: u64,
}

/// The source that message ids are made for.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SourceDocument {
    /// The environment in the mapping file.
    pub(crate) env: String,
    /// The source's id.
    pub(crate) id: String,
    /// Its slug.
    pub(crate) slug: Option<String>,
}

impl From<&Group> for FindingDocument {
    fn from(group: &Group) -> Self {
        let finding = &group.first;
        let place = finding.place.as_ref();
        FindingDocument {
            code: finding.code.name,
            severity: finding.code.severity.name(),
            message: visible(&finding.message).into_owned(),
            help: finding.help.clone(),
            count: group.count,
            response_id: place.and_then(|place| place.response.as_deref()).map(str::to_owned),
            input: place.map(|place| place.input.to_string()),
            record: place.map(|place| place.record).filter(|record| *record > 0),
            line: place.map(|place| place.line).filter(|line| *line > 0),
            mapping: finding.anchor.as_ref().map(|anchor| {
                let (line, column) = anchor.position();
                MappingPlace { file: anchor.source.name().to_owned(), line, column }
            }),
        }
    }
}

impl From<&Error> for ErrorDocument {
    fn from(error: &Error) -> Self {
        let causes: Vec<String> = error.causes().collect();
        let because = if causes.is_empty() { String::new() } else { format!(": {}", causes.join(": ")) };
        ErrorDocument {
            code: error.code,
            message: visible(&format!("{}{because}", error.message)).into_owned(),
            hint: error.hints.first().cloned(),
        }
    }
}

/// All groups of a run.
pub(crate) fn findings(findings: &Findings) -> Vec<FindingDocument> {
    findings.groups().iter().map(FindingDocument::from).collect()
}

/// A document that holds an error and what was found on the way to it: before any input was read.
pub(crate) fn error_with(error: &Error, found: &Findings) -> serde_json::Value {
    if found.is_empty() {
        return error_only(error);
    }
    serde_json::json!({ "error": ErrorDocument::from(error), "findings": findings(found) })
}

/// A document that holds an error and nothing else: before any input was read.
pub(crate) fn error_only(error: &Error) -> serde_json::Value {
    serde_json::json!({ "error": ErrorDocument::from(error) })
}
