//! `qseg mapping diff`: what a change of mapping does to the events of responses.

mod pass;
mod report;
mod side;

use crate::commands::ledger::LedgerFile;
use crate::commands::limits::Limits;
use crate::commands::{document, project, rehearsal, unanswered, zone};
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::qualtrics::export::Options;
use crate::qualtrics::layout::Settings;
use crate::ui::{Stream, Ui};
use clap::{Args, ValueEnum};
use pass::Pass;
use report::Report;
use side::Side;
use std::path::PathBuf;

/// Show what a change of mapping does to the events: gained, lost, and changed by property and type
///
/// Both mappings are evaluated over the same responses in one pass. What is shown holds no answer: names of tasks and
/// fields, JSON types and counts. messageIds are not compared, and `liveSince` is passed over, so that the newest
/// responses are in it. A mapping is a file or `git:REV:PATH`, with PATH from the working directory.
///
/// Exit code 0 whether there is a difference or not; with --exit-code 3 where there is one.
///
/// Examples:
///   qseg mapping diff git:origin/main:qseg.yaml qseg.yaml --responses fixture.csv
///   qseg mapping diff old.yaml new.yaml --responses fixture.csv --format markdown --exit-code
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct DiffArgs {
    /// The mapping before the change: a file, or git:REV:PATH
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The mapping after it: a file, or git:REV:PATH
    #[arg(value_name = "B")]
    after: PathBuf,
    /// Exports of survey responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`; may be repeated
    #[arg(long, value_name = "INPUT", required = true)]
    responses: Vec<PathBuf>,
    /// The survey's definition, to turn labels into recodes and back, and to find questions in older exports
    ///
    /// A QSF file, or what the API gives for /survey-definitions/SV_…, /surveys/SV_… or
    /// /surveys/SV_…/response-schema.
    #[arg(long, value_name = "FILE")]
    survey: Option<PathBuf>,
    /// The zone of dates that name none, as an IANA name (America/Denver)
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', allow_hyphen_values = true)]
    unanswered: Vec<String>,
    /// The source whose deliveries are counted, by its name in `sources` [default: all of them]
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    #[command(flatten)]
    ledger: LedgerFile,
    /// How it is said
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: DiffFormat,
    /// Exit with 3 where there is a difference
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    limits: Limits,
}

/// How it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    #[default]
    Text,
    /// One document
    Json,
    /// A comment for the pull request
    Markdown,
}

/// Compares them; in JSON, an error is in the document.
pub(crate) fn run(args: DiffArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let mut findings = Findings::new();
    let (report, outcome) = match compare(&args, context, &mut findings, ui) {
        Ok(found) => found,
        Err(error) => {
            if args.format == DiffFormat::Json {
                ui.line(&document::error_with(&error, &findings).to_string())?;
            } else {
                ui.findings(&findings, Stream::Status)?;
            }
            return Err(error);
        }
    };
    match args.format {
        DiffFormat::Json => ui.line(&report.json(&findings, outcome.as_ref().err()).to_string())?,
        _ if outcome.is_err() => {}
        DiffFormat::Text => report.text(ui)?,
        DiffFormat::Markdown => report.markdown(ui)?,
    }
    if args.format != DiffFormat::Json {
        ui.findings(&findings, Stream::Status)?;
    }
    outcome?;
    Ok(if args.exit_code && report.differs() { Exit::Judged } else { Exit::Done })
}

/// Where a mapping does not fit an input nothing was compared, which is not the same as no difference.
fn unfit() -> Error {
    Error::judged("mapping_errors", "a mapping does not fit the responses: nothing is known of its events")
        .hint("give responses that both mappings can read; for the newer one: qseg mapping check --responses INPUT")
}

/// Reads both mappings and the responses; what was counted is told on failure, too.
fn compare(args: &DiffArgs, context: &Context, findings: &mut Findings, ui: &Ui) -> Result<(Report, Result<()>)> {
    project::stdin_once(&args.responses)?;
    let zone = args.timezone.as_deref().map(zone).transpose()?;
    let sides = [&args.before, &args.after].map(|typed| Side::read(context, typed, findings));
    let [before, after] = sides;
    let (Some(before), Some(after)) = (before?, after?) else {
        return Err(Error::judged("mapping_errors", "a mapping file has errors; no response was read")
            .hint("mend them all at once with: qseg mapping check"));
    };
    let subject = rehearsal::subject(&after.mapping, None)?;
    if rehearsal::subject(&before.mapping, None)? != subject {
        return Err(Error::usage("triggers_differ", "the two mappings do not have the same `trigger`")
            .hint("an input holds responses or contacts, and not both"));
    }
    let (path, ledger) = match args.ledger.read(context) {
        Ok((path, ledger)) => (Some(path), ledger),
        // Where a CI job has no folder of its own nothing was sent from it.
        Err(error) if error.code == "no_home" => (None, None),
        Err(error) => return Err(error),
    };
    let sources = side::sources(&before.mapping, &after.mapping, args.env.as_deref())?;
    let options = Options {
        survey: project::read_survey(context, args.survey.as_deref())?,
        settings: Settings {
            time_zone: zone,
            now: context.now(),
            survey_id: None,
            unanswered: unanswered(&args.unanswered),
        },
        max_record_bytes: args.limits.record_bytes(),
        format: None,
    };
    let pass = Pass { context, sides: [&before, &after], subject, options, ledger: ledger.as_ref(), sources: &sources };
    let mut report = Report::of(&before, &after, path, ledger.is_some(), &sources);
    let outcome = pass.run(&args.responses, args.limits.opening(), &mut report, findings, ui);
    let outcome = outcome.and_then(|()| if findings.has_errors() { Err(unfit()) } else { Ok(()) });
    Ok((report, outcome))
}
