//! `qseg mapping check`: all findings of a mapping file at once.

use crate::commands::{findings as codes, project};
use crate::context::Context;
use crate::diagnostic::{Findings, Severity};
use crate::error::{Error, Exit, Result};
use crate::ui::{Stream, Ui, counted, visible};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Check a mapping file: every error and warning in one run, each at its line
///
/// Examples:
///   qseg mapping check qseg.yaml
///   qseg mapping check --format short qseg.yaml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct CheckArgs {
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here]
    file: Option<PathBuf>,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t)]
    format: CheckFormat,
    /// List every code that a finding can have, with its severity and meaning, and check nothing
    #[arg(long, conflicts_with = "file")]
    list_codes: bool,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CheckFormat {
    /// With the line of the file, and help
    #[default]
    Text,
    /// `file:line:column: severity[code]: message`
    Short,
}

/// Checks the file; exit 3 where it has errors.
pub fn run(args: CheckArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    if args.list_codes {
        codes::list(args.format == CheckFormat::Text, ui)?;
        return Ok(Exit::Done);
    }
    let path = project::find_mapping(context, args.file.as_deref(), None).ok_or_else(|| {
        Error::usage("no_mapping", "there is no mapping file here").hint("name one: qseg mapping check FILE")
    })?;
    let (mapping, findings) = project::read_mapping(context, &path)?;
    match args.format {
        CheckFormat::Text => ui.findings(&findings, Stream::Data)?,
        CheckFormat::Short => short(&findings, ui)?,
    }
    let (errors, warnings) = (findings.count(Severity::Error), findings.count(Severity::Warning));
    let name = path.display();
    match &mapping {
        Some(mapping) => {
            let tasks = counted(mapping.tasks.len() as u64, "task");
            ui.status(&format!("{name} is sound: {tasks}, {}", counted(warnings, "warning")));
            ui.hint("see what it makes of an export: qseg send --dry-run responses.json");
            Ok(Exit::Done)
        }
        None => {
            ui.status(&format!("{name} has {} and {}", counted(errors, "error"), counted(warnings, "warning")));
            Ok(Exit::Judged)
        }
    }
}

fn short(findings: &Findings, ui: &mut Ui) -> Result<()> {
    for group in findings.groups() {
        let finding = &group.first;
        let place = finding.anchor.as_ref().map_or_else(String::new, |anchor| {
            let (line, column) = anchor.position();
            format!("{}:{line}:{column}: ", anchor.source.name())
        });
        let (severity, code) = (finding.code.severity.name(), finding.code.name);
        ui.line(&format!("{place}{severity}[{code}]: {}", visible(&finding.message).replace('\n', " ")))?;
    }
    Ok(())
}
