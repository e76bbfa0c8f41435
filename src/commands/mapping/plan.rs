//! `qseg mapping plan`: the tracking-plan rules that a mapping implies.

use crate::commands::project;
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::mapping::tracking::implied;
use crate::segment::tracking_plan::document::rules_document;
use crate::ui::{Stream, Ui, counted};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Print the tracking-plan rules that a mapping implies, as Segment's Public API takes them
///
/// A rule for every event name, and one for the Identify tasks: the properties or traits, their
/// types, and which of them every event has. With `senders: [task, qseg]` the types are those of
/// both: the Segment task sends every value as a string. The document is the body of
/// PUT /tracking-plans/ID/rules, which replaces all rules of a plan; and a file for --tracking-plan.
///
/// Examples:
///   qseg mapping plan qseg.yaml > plan.json
///   qseg mapping check --tracking-plan plan.json other.yaml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct PlanArgs {
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here]
    file: Option<PathBuf>,
}

/// Prints it.
pub(crate) fn run(args: PlanArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let path = project::find_mapping(context, args.file.as_deref(), None).ok_or_else(|| {
        Error::usage("no_mapping", "there is no mapping file here").hint("name one: qseg mapping plan FILE")
    })?;
    let (mapping, findings) = project::read_mapping(context, &path)?;
    let Some(mapping) = mapping else {
        ui.findings(&findings, Stream::Status)?;
        return Err(Error::judged("mapping_errors", format!("the mapping file {} has errors", path.display()))
            .hint(format!("mend them all at once with: qseg mapping check {}", path.display())));
    };
    let mut findings = Findings::new();
    let rules = implied::rules(&mapping, &mut findings);
    let document = json!({ "rules": rules_document(&rules) });
    let text = serde_json::to_string_pretty(&document)
        .map_err(|error| Error::failed("unwritable_output", "cannot write the rules").because(error))?;
    ui.line(&text)?;
    ui.findings(&findings, Stream::Status)?;
    for group in findings.groups() {
        // A note is not shown by itself, and here it is about what is missing from the document.
        ui.status(&format!("note: {}", group.first.message));
    }
    ui.status(&counted(rules.len() as u64, "rule"));
    Ok(Exit::Done)
}
