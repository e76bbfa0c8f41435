//! `qseg send`: build and judge the events of survey responses, and deliver them; `--dry-run` does all but that.

mod inferred;
mod live;
mod output;
mod preview;
mod report;

use crate::commands::deny::Deny;
use crate::commands::document::SourceDocument;
use crate::commands::limits::Limits;
use crate::commands::rehearsal::{self, Duplicates, Rehearsal, Run};
use crate::commands::tracking_plan::{PlanArgs, Plans};
use crate::commands::{
    document, input_format, known_task, moment, project, unanswered, unknown_word, unpinned, unsound,
    zone as zone_named,
};
use crate::context::Context;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::error::{Error, Exit, Result};
use crate::mapping::advice;
use crate::mapping::findings::MESSAGE_IDS_PROVISIONAL;
use crate::mapping::model::Mapping;
use crate::mapping::select::Wanted;
use crate::qualtrics::export::Options;
use crate::qualtrics::layout::Settings;
use crate::qualtrics::status::Include;
use crate::ui::Ui;
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use output::Output;
use std::path::PathBuf;

/// Build the events of survey responses, judge them as Segment would, and deliver each once
///
/// Examples:
///   qseg send --dry-run responses.json
///   qseg send --env dev responses.json
///   qseg send --to sandbox responses.json
///   qseg send --dry-run --env dev --format ndjson --survey schema.json responses.csv | head -3
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct SendArgs {
    /// Exports of survey responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`; several are one stream.
    /// Or files of failed events, as --failed writes them
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Build and judge everything, send nothing
    #[arg(short = 'n', long)]
    dry_run: bool,
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT, else inferred]
    #[arg(short, long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Without a mapping file, infer one from the first INPUT even where nobody watches (CI, --no-input)
    #[arg(long, conflicts_with = "mapping")]
    infer: bool,
    /// Which of the mapping's sources message ids are made for
    #[arg(short, long)]
    env: Option<String>,
    /// Only this task of the mapping
    #[arg(long, value_name = "NAME")]
    task: Option<String>,
    /// Only this response
    #[arg(long, value_name = "R_x")]
    response: Option<String>,
    /// Stop after this many responses that count
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Kinds of responses to let through: partial, preview, test, imported, spam, synthetic,
    /// unknown, all
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    include: Vec<String>,
    /// Only responses recorded at or after this moment (2026-03-01, 2026-03-01T09:00:00Z)
    #[arg(long, value_name = "T", value_parser = moment)]
    recorded_after: Option<Timestamp>,
    /// Only responses recorded before this moment
    #[arg(long, value_name = "T", value_parser = moment)]
    recorded_before: Option<Timestamp>,
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
    /// The moment that `${date://CurrentDate/…}` gives and `until` in the mapping is compared with [default: now]
    #[arg(long, value_name = "T", value_parser = moment)]
    now: Option<Timestamp>,
    /// What to do with a response that stands in the input twice with different answers
    #[arg(long, value_enum, default_value_t, value_name = "WHICH")]
    duplicates: Duplicates,
    /// What is printed: a summary for people, one document, or every event as it would stand in a batch
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: OutputFormat,
    /// Findings that make the exit code 3 as errors do: warnings, or codes
    #[arg(long, value_name = "warnings|CODE,…", value_delimiter = ',')]
    deny: Vec<String>,
    /// Show personal values that are masked otherwise
    #[arg(long)]
    show_values: bool,
    /// Read every INPUT as this, whatever its content says: csv, tsv, json, ndjson
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<String>,
    #[command(flatten)]
    limits: Limits,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    live: live::LiveArgs,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// A summary for people
    #[default]
    Text,
    /// One document
    Json,
    /// Every accepted event, a line each
    Ndjson,
}

/// Runs it; in JSON, an error is in the document.
pub(crate) fn run(mut args: SendArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let format = args.format;
    let mut findings = Findings::new();
    let deny = Deny::parse(&args.deny)?;
    let plans = Plans::new(context, std::mem::take(&mut args.plan));
    let run = match resolve(&args, &plans, context, ui, &mut findings) {
        Ok(Some(run)) => run,
        Ok(None) => return unsound("no response was read", format == OutputFormat::Json, &findings, ui),
        Err(error) if format == OutputFormat::Json => {
            ui.line(&document::error_only(&error).to_string())?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    if !args.dry_run {
        return match live::run(&args, run, findings, deny, ui) {
            Err(error) if format == OutputFormat::Json && !ui.has_data() => {
                ui.line(&document::error_only(&error).to_string())?;
                Err(error)
            }
            result => result,
        };
    }
    let mut output = Output::new(format, run.reveal);
    let rehearsed = Rehearsal::new(&run, findings, &mut output).run(ui);
    output.tell(&run, rehearsed, &deny, ui)
}

/// From what was typed to what it means; `None` where the mapping file has errors.
fn resolve<'c>(
    args: &SendArgs,
    plans: &Plans<'_>,
    context: &'c Context,
    ui: &mut Ui,
    findings: &mut Findings,
) -> Result<Option<Run<'c>>> {
    project::stdin_once(&args.inputs)?;
    let mut options = Options {
        survey: project::read_survey(context, args.survey.as_deref())?,
        settings: Settings {
            time_zone: args.timezone.as_deref().map(zone_named).transpose()?,
            now: args.now.unwrap_or_else(|| context.now()),
            survey_id: None,
            unanswered: unanswered(&args.unanswered),
        },
        max_record_bytes: args.limits.record_bytes(),
        format: input_format(args.input_format.as_deref())?,
    };
    let path = project::find_mapping(context, args.mapping.as_deref(), args.inputs.first().map(PathBuf::as_path));
    let infers = path.is_none();
    if infers && !args.infer && (context.is_ci() || context.no_input) {
        return Err(Error::usage(
            "no_mapping",
            "there is no mapping file: no qseg.yaml here, nor beside the first input",
        )
        .hint("name one with --mapping FILE, begin one with: qseg mapping init INPUT -o qseg.yaml")
        .hint("or let qseg infer one for this run: --infer"));
    }
    let reads_stdin = args.inputs.iter().any(|input| input.as_os_str() == "-");
    let keeps_stdin = reads_stdin && (infers || !args.dry_run || args.duplicates == Duplicates::Newest);
    let stdin = if keeps_stdin {
        let _waits = ui.progress("-");
        Some(project::keep_stdin(context)?)
    } else {
        None
    };
    let (mapping, found) = match &path {
        Some(path) => project::read_mapping_at(context, path, options.settings.now)?,
        None => inferred::mapping(args, context, stdin.as_ref(), &options, ui)?,
    };
    findings.append(found);
    let Some(mapping) = mapping else { return Ok(None) };
    if let Some(path) = &path {
        ui.status(&format!("Mapping {}", path.display()));
    }
    known_task(&mapping, args.task.as_deref())?;
    let source = if args.dry_run { source(&mapping, args.env.as_deref())? } else { None };
    if args.dry_run && source.is_none() {
        findings.push(
            Finding::new(&MESSAGE_IDS_PROVISIONAL, "the message ids of this run are provisional: no source is chosen")
                .help("choose one of the mapping's `sources` with --env"),
        );
    }
    let judge = plans.of(&mapping, args.env.as_deref(), args.live.source.as_deref(), ui)?;
    if let Some(judge) = &judge {
        judge.tell_faults(findings);
    }
    let subject = rehearsal::subject(&mapping, args.task.as_deref())?;
    options.settings = mapping.settings(&options.settings);
    let mut wanted = Wanted {
        include: include(&mapping, &args.include)?,
        recorded_after: args.recorded_after,
        recorded_before: args.recorded_before,
        response: args.response.clone(),
        ..Wanted::by(&mapping, args.task.as_deref())
    };
    wanted.needs_recorded_date |= args.recorded_after.or(args.recorded_before).is_some();
    let reveal =
        args.show_values || (args.format == OutputFormat::Text && context.stdout_is_terminal && !context.is_ci());
    Ok(Some(Run {
        context,
        duplicates: args.duplicates,
        stdin,
        inputs: args.inputs.clone(),
        task: args.task.clone(),
        source,
        wanted,
        subject,
        options,
        opening: args.limits.opening(),
        limit: args.limit,
        reveal,
        mapping,
        inferred: infers,
        takes_failed: true,
        judge,
    }))
}

/// The source that message ids are made for: the one of `--env`, or the only one.
pub(super) fn source(mapping: &Mapping, env: Option<&str>) -> Result<Option<SourceDocument>> {
    let chosen = match env {
        Some(env) => match mapping.sources.iter().find(|source| source.env.value == env) {
            Some(source) => Some(source),
            None => {
                let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
                return Err(unpinned(env, &known));
            }
        },
        None if mapping.sources.len() == 1 => mapping.sources.first(),
        None => None,
    };
    Ok(chosen.and_then(|source| {
        Some(SourceDocument {
            env: source.env.value.clone(),
            id: source.id.as_ref()?.value.clone(),
            slug: source.slug.as_ref().map(|slug| slug.value.clone()),
        })
    }))
}

pub(super) fn include(mapping: &Mapping, typed: &[String]) -> Result<Include> {
    let mut include = advice::included(mapping);
    for word in typed.iter().map(|word| word.trim()) {
        if !include.word(word) {
            return Err(unknown_word("--include", word, &Include::WORDS));
        }
    }
    Ok(include)
}
