//! The outcomes of examples as one document (`qseg.test/1`): snake_case, additive only.

use super::Tested;
use super::trial::{Status, Tried};
use crate::commands::deny::Deny;
use crate::commands::document::{ErrorDocument, FindingDocument, findings};
use crate::core::error::{Error, Result};
use crate::mapping::examples::coverage::Share;
use crate::mapping::findings as codes;
use crate::ui::{Ui, visible};
use serde::Serialize;

#[derive(Serialize)]
struct Document<'t> {
    schema: &'static str,
    files: Vec<FileDocument<'t>>,
    examples: u64,
    passed: u64,
    failed: u64,
    not_run: u64,
    blessed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorDocument>,
}

#[derive(Serialize)]
struct FileDocument<'t> {
    file: &'t str,
    findings: Vec<FindingDocument>,
    examples: Vec<ExampleDocument<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageDocument>,
    written: Vec<WrittenDocument<'t>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorDocument>,
}

#[derive(Serialize)]
struct ExampleDocument<'t> {
    name: &'t str,
    file: &'t str,
    line: usize,
    column: usize,
    status: &'static str,
    /// Codes and messages of everything that is wrong with it.
    complaints: Vec<ComplaintDocument>,
    differences: Vec<DifferenceDocument<'t>>,
    /// Fields of the response that no task reads.
    unread: &'t [String],
    findings: Vec<FindingDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorDocument>,
}

#[derive(Serialize)]
struct ComplaintDocument {
    code: &'static str,
    message: String,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct DifferenceDocument<'t> {
    code: &'static str,
    task: &'t str,
    path: String,
    expected: &'t str,
    came: Option<&'t str>,
    remark: Option<&'t str>,
    line: usize,
    column: usize,
    mapping: PlaceDocument,
}

#[derive(Serialize)]
struct PlaceDocument {
    file: String,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct CoverageDocument {
    rows: ShareDocument,
    choices: ShareDocument,
    conditions: ShareDocument,
    findings: Vec<FindingDocument>,
    denied: u64,
}

#[derive(Serialize)]
struct ShareDocument {
    all: u64,
    reached: u64,
}

#[derive(Serialize)]
struct WrittenDocument<'t> {
    file: &'t str,
    line: usize,
    example: &'t str,
    task: &'t str,
    path: &'t str,
    before: Option<&'t str>,
    after: &'t str,
}

/// Writes the one document.
pub(crate) fn write(all: &[Tested], deny: &Deny, error: Option<&Error>, ui: &mut Ui) -> Result<()> {
    let count = |status| all.iter().map(|tested| tested.count(status)).sum();
    ui.document(&Document {
        schema: "qseg.test/1",
        files: all.iter().map(|tested| file(tested, deny)).collect(),
        examples: all.iter().map(|tested| tested.examples.len() as u64).sum(),
        passed: count(Status::Passed),
        failed: count(Status::Failed),
        not_run: count(Status::NotRun),
        blessed: count(Status::Blessed),
        error: error.map(ErrorDocument::from),
    })
}

fn file<'t>(tested: &'t Tested, deny: &Deny) -> FileDocument<'t> {
    let share = |share: Share| ShareDocument { all: share.all, reached: share.reached };
    FileDocument {
        file: &tested.file,
        findings: tested.findings.iter().flat_map(findings).collect(),
        examples: tested.examples.iter().map(example).collect(),
        coverage: tested.coverage.as_ref().map(|account| CoverageDocument {
            rows: share(account.rows),
            choices: share(account.choices),
            conditions: share(account.conditions),
            findings: findings(&account.gaps),
            denied: deny.count(&account.gaps),
        }),
        written: tested
            .written
            .iter()
            .map(|(file, line, written)| WrittenDocument {
                file,
                line: *line,
                example: &written.example,
                task: &written.task,
                path: &written.path,
                before: written.before.as_deref(),
                after: &written.after,
            })
            .collect(),
        error: tested.error.as_ref().map(ErrorDocument::from),
    }
}

fn example(tried: &Tried) -> ExampleDocument<'_> {
    let (line, column) = tried.position();
    let complaints = tried.complaints().into_iter().map(|complaint| ComplaintDocument {
        code: complaint.code,
        message: visible(&complaint.message).into_owned(),
        line: complaint.position.0,
        column: complaint.position.1,
    });
    let differences = tried.judged.iter().map(|judged| {
        let difference = &judged.difference;
        let (line, column) = tried.example.source.position(difference.span.start);
        let (file, made_line, made_column) = tried.made_at(judged);
        DifferenceDocument {
            code: codes::EXAMPLE_DIFFERS.name,
            task: &judged.task,
            path: difference.path.to_string(),
            expected: &difference.expected,
            came: tried.shown(judged),
            remark: difference.remark.as_deref(),
            line,
            column,
            mapping: PlaceDocument { file, line: made_line, column: made_column },
        }
    });
    ExampleDocument {
        name: &tried.name,
        file: &tried.file,
        line,
        column,
        status: tried.status.name(),
        complaints: complaints.collect(),
        differences: differences.collect(),
        unread: &tried.unread,
        findings: findings(&tried.findings),
        error: tried.error.as_ref().map(ErrorDocument::from),
    }
}
