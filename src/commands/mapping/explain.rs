//! `qseg mapping explain`: which cell became which property, through which steps; and which rows and columns are for
//! nothing.

mod report;
mod text;

use crate::commands::limits::Limits;
use crate::commands::send::{include, source};
use crate::commands::{TextOrJson, document, failed, input_format, moment, project, rehearsal, unknown_word, zone};
use crate::commands::{known_task, unanswered, unsound};
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::mapping::explain::{Asked, Explainer, Explanation, Verdict, places};
use crate::mapping::model::Mapping;
use crate::mapping::select::Wanted;
use crate::mapping::value::Surroundings;
use crate::qualtrics::export::{Export, Options};
use crate::qualtrics::layout::{Settings, Subject};
use crate::ui::{Stream, Ui};
use clap::Args;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;

/// Show which cell of a response became which property, through which steps, and why
///
/// Each value comes with the cell it was read from, every step that changed it, and its line in the mapping; then
/// what Segment would do with the event. Backwards: rows that never gave a value and columns that nobody uses, over
/// the whole input. Nothing is sent.
///
/// Examples:
///   qseg mapping explain responses.csv --response R_6vXsA0mBgY7hPqD
///   qseg mapping explain responses.json --response R_6vXsA0mBgY7hPqD --property score
///   qseg mapping explain responses.csv        only the way backwards
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ExplainArgs {
    /// Exports of survey responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`; several are one stream
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The response to explain
    #[arg(long, value_name = "R_x")]
    response: Option<String>,
    /// The record to explain, where responses have no id; the first data row is 1
    #[arg(long, value_name = "N", conflicts_with = "response", value_parser = clap::value_parser!(u64).range(1..))]
    record: Option<u64>,
    /// Only this value: score, properties.score, userId, timestamp, context.ip
    #[arg(long, value_name = "P")]
    property: Option<String>,
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]
    #[arg(short, long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Which of the mapping's sources message ids are made for
    #[arg(short, long)]
    env: Option<String>,
    /// Only this task of the mapping
    #[arg(long, value_name = "NAME")]
    task: Option<String>,
    /// Kinds of responses to let through: partial, preview, test, imported, spam, synthetic,
    /// unknown, all
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    include: Vec<String>,
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
    /// For people, or one document
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: TextOrJson,
    /// Show personal values that are masked otherwise
    #[arg(long)]
    show_values: bool,
    /// Read every INPUT as this, whatever its content says: csv, tsv, json, ndjson
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<String>,
    #[command(flatten)]
    limits: Limits,
}

/// What was typed, and what it means.
struct Run<'c> {
    context: &'c Context,
    mapping: Mapping,
    source_id: String,
    wanted: Wanted,
    subject: Subject,
    options: Options,
    reveal: bool,
}

/// Explains; exit 3 where the event that was asked for is judged bad.
pub(crate) fn run(args: ExplainArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let result = explain(&args, context, ui);
    match &result {
        Err(error) if args.format == TextOrJson::Json && !ui.has_data() && !error.is_closed_pipe() => {
            ui.line(&document::error_only(error).to_string())?;
            result
        }
        _ => result,
    }
}

fn explain(args: &ExplainArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let mut findings = Findings::new();
    let Some(run) = resolve(args, context, &mut findings)? else {
        return unsound("no response was read", args.format == TextOrJson::Json, &findings, ui);
    };
    if let Some(property) = &args.property {
        known_property(&run.mapping, args.task.as_deref(), property)?;
    }
    let asked = Asked { response: args.response.clone(), record: args.record, property: args.property.clone() };
    let only = args.task.as_deref();
    let mut explainer = Explainer::new(&run.mapping, only, &run.source_id, run.wanted.clone(), asked, findings);
    let outcome = read(args, &run, &mut explainer, ui);
    let explanation = explainer.finish();
    let outcome = outcome.and_then(|()| missing(args, &explanation));
    match args.format {
        TextOrJson::Json => ui.document(&report::document(&run.mapping, args, &explanation, outcome.as_ref().err()))?,
        TextOrJson::Text => {
            ui.findings(&explanation.findings, Stream::Status)?;
            if outcome.is_ok() {
                let looks = text::Looks { reveal: run.reveal, property: args.property.as_deref() };
                text::write(&run.mapping, &explanation, looks, ui)?;
            }
        }
    }
    outcome.map(|()| exit(&explanation))
}

/// Reads every input to its end: the way backwards goes over all of it.
fn read(args: &ExplainArgs, run: &Run<'_>, explainer: &mut Explainer<'_>, ui: &Ui) -> Result<()> {
    for typed in &args.inputs {
        let progress = ui.progress(&typed.display().to_string());
        let mut input = project::open(run.context, typed, None, args.limits.opening())?;
        progress.expect(input.size);
        while let Some(part) = input.parts.next()? {
            let (is_failed, part) = failed::look(part)?;
            if is_failed {
                let message = format!("{} holds failed events: what each was made of is no more in it", part.name);
                return Err(Error::usage("failed_events", message)
                    .hint("give the export that they were made of, and the response of one of them"));
            }
            let mut export = Export::open_as(run.subject, &part.name, part.reader, &run.options)?;
            let around = Surroundings {
                source: Arc::clone(&run.mapping.source),
                input: Arc::clone(&part.name),
                time_zone: run.options.settings.time_zone.clone(),
                hash_key: run.context.hash_key().map(|key| key.expose().into()),
                reveal: run.reveal,
            };
            explainer.export(&mut export, around, |bytes| progress.at(bytes))?;
        }
    }
    Ok(())
}

/// The error of a response that is not there, with those that look like it. Where the mapping does not fit the
/// input, nothing was read, and the findings say why.
fn missing(args: &ExplainArgs, explanation: &Explanation) -> Result<()> {
    if !explanation.found.is_empty() || (explanation.findings.has_errors() && explanation.coverage.read == 0) {
        return Ok(());
    }
    let error = match (&args.response, args.record) {
        (Some(response), _) => Error::failed("response_not_found", format!("no response {response} is in the input")),
        (None, Some(record)) => Error::failed("response_not_found", format!("no record {record} is in the input")),
        (None, None) => return Ok(()),
    };
    let near = &explanation.near;
    let holds = match (&near.first, &near.last) {
        _ if explanation.coverage.read == 0 => "it holds no responses".to_owned(),
        (Some(first), Some(last)) => format!("it holds {}, from {first} to {last}", held(explanation)),
        _ if args.record.is_some() => format!("it holds {}", held(explanation)),
        _ => format!("it holds {}, and none has an id: name one by --record", held(explanation)),
    };
    Err(match near.nearest().as_slice() {
        [] => error.hint(holds),
        nearest => error.hint(format!("did you mean {}?", nearest.join(", "))).hint(holds),
    })
}

fn held(explanation: &Explanation) -> String {
    crate::ui::counted(explanation.coverage.read, "response")
}

fn exit(explanation: &Explanation) -> Exit {
    let mut tasks = explanation.found.iter().flat_map(|found| &found.tasks);
    let is_bad = tasks.any(|task| matches!(task.verdict, Verdict::Rejected(_)));
    if is_bad || explanation.findings.has_errors() { Exit::Judged } else { Exit::Done }
}

/// From what was typed to what it means; `None` where the mapping file has errors.
fn resolve<'c>(args: &ExplainArgs, context: &'c Context, findings: &mut Findings) -> Result<Option<Run<'c>>> {
    project::stdin_once(&args.inputs)?;
    let path = project::find_mapping(context, args.mapping.as_deref(), args.inputs.first().map(PathBuf::as_path));
    let path = path.ok_or_else(|| {
        Error::usage("no_mapping", "there is no mapping file: no qseg.yaml here, nor beside the first input")
            .hint("name one with --mapping FILE, or begin one with: qseg mapping init INPUT -o qseg.yaml")
    })?;
    let now = args.now.unwrap_or_else(|| context.now());
    let (mapping, found) = project::read_mapping_at(context, &path, now)?;
    findings.append(found);
    let Some(mapping) = mapping else { return Ok(None) };
    known_task(&mapping, args.task.as_deref())?;
    let time_zone = args.timezone.as_deref().map(zone).transpose()?;
    let typed = Settings { time_zone, now, survey_id: None, unanswered: unanswered(&args.unanswered) };
    let reveal_here = args.format == TextOrJson::Text && context.stdout_is_terminal && !context.is_ci();
    Ok(Some(Run {
        context,
        source_id: source(&mapping, args.env.as_deref())?.map(|source| source.id).unwrap_or_default(),
        wanted: Wanted { include: include(&mapping, &args.include)?, ..Wanted::by(&mapping, args.task.as_deref()) },
        subject: rehearsal::subject(&mapping, args.task.as_deref())?,
        options: Options {
            survey: project::read_survey(context, args.survey.as_deref())?,
            settings: mapping.settings(&typed),
            max_record_bytes: args.limits.record_bytes(),
            format: input_format(args.input_format.as_deref())?,
        },
        reveal: args.show_values || reveal_here,
        mapping,
    }))
}

/// A property that no task has is a typing error.
fn known_property(mapping: &Mapping, task: Option<&str>, asked: &str) -> Result<()> {
    let tasks = mapping.tasks.iter().filter(|spec| task.is_none_or(|only| spec.id.value == only));
    let placed: Vec<_> = tasks.flat_map(|task| places::of(&mapping.source, task)).collect();
    if placed.iter().any(|placed| placed.is_called(asked)) {
        return Ok(());
    }
    let mut known: Vec<&str> = Vec::new();
    for key in placed.iter().filter_map(|placed| placed.path.last()) {
        if !known.contains(&key.as_str()) {
            known.push(key);
        }
    }
    Err(unknown_word("--property", asked, &known))
}
