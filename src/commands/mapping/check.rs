//! `qseg mapping check`: all findings of mapping files at once, against the files alone or against responses.

mod formats;
mod privacy;

use crate::commands::deny::Deny;
use crate::commands::limits::Limits;
use crate::commands::rehearsal::{self, Duplicates, Made, Observer, Rehearsal, Run, Tally};
use crate::commands::tracking_plan::{PlanArgs, PlanDocument, Plans};
use crate::commands::{document, findings as codes, project, unanswered};
use crate::context::Context;
use crate::core::diagnostic::{Findings, Severity};
use crate::core::error::{Error, Exit, Result};
use crate::mapping::model::Mapping;
use crate::mapping::plan::Plan;
use crate::mapping::privacy::{outgoing, tell_sensitive};
use crate::mapping::select::Wanted;
use crate::mapping::tracking::foresee::foresee;
use crate::mapping::tracking::judge::Judge;
use crate::qualtrics::export::Options;
use crate::qualtrics::layout::{Layout, Settings};
use crate::qualtrics::recipe::Unanswered;
use crate::qualtrics::survey::Survey;
use crate::ui::{Stream, Ui, counted, grouped};
use clap::{Args, ValueEnum};
pub(super) use formats::annotations;
use privacy::Privacy;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Check mapping files: every error and warning in one run, each at its line
///
/// Examples:
///   qseg mapping check qseg.yaml
///   qseg mapping check --survey survey.qsf qseg.yaml
///   qseg mapping check --responses responses.json --format github mappings
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct CheckArgs {
    /// Mapping files, or directories: every qseg.yaml, qseg.yml, qseg.json and *.qseg.yaml below [default: the
    /// one of these names that is here]
    #[arg(value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// Try the mapping on these responses, as a dry run would, to find what values come to; may be repeated
    #[arg(long, value_name = "INPUT")]
    responses: Vec<PathBuf>,
    /// The survey's definition, which every pipe is judged against
    ///
    /// A QSF file, or what the API gives for /survey-definitions/SV_…, /surveys/SV_… or
    /// /surveys/SV_…/response-schema. With --responses it also turns labels into recodes and back; with
    /// --tracking-plan it says which choices the plan must allow.
    #[arg(long, value_name = "FILE")]
    survey: Option<PathBuf>,
    #[command(flatten)]
    plan: PlanArgs,
    /// Which of the mapping's sources `--tracking-plan connected` asks for
    #[arg(short, long, requires = "tracking_plan")]
    env: Option<String>,
    /// How findings are shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: CheckFormat,
    /// Findings that make the exit code 3 as errors do: warnings, or codes
    #[arg(long, value_name = "warnings|CODE,…", value_delimiter = ',')]
    deny: Vec<String>,
    /// Show everything that is sent with its class of personal data, masked, and whether it is allowed
    #[arg(long)]
    privacy: bool,
    /// Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', allow_hyphen_values = true)]
    unanswered: Vec<String>,
    #[command(flatten)]
    limits: Limits,
    /// List every code that a finding can have, with its severity and meaning, and check nothing
    #[arg(long, conflicts_with_all = ["files", "responses", "survey", "privacy", "deny"])]
    list_codes: bool,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CheckFormat {
    /// With the line of the file, and help
    #[default]
    Text,
    /// `file:line:column: severity[code]: message`
    Short,
    /// One document
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// The view of --privacy as Markdown
    Markdown,
}

/// What was found in one file.
struct Checked {
    file: String,
    tasks: Option<usize>,
    findings: Findings,
    tally: Option<Tally>,
    privacy: Option<Privacy>,
    tracking_plan: Option<PlanDocument>,
    exit: Exit,
}

/// What every file is checked with.
struct Check<'c> {
    context: &'c Context,
    responses: Vec<PathBuf>,
    stdin: Option<File>,
    survey: Option<Arc<Survey>>,
    unanswered: Unanswered,
    limits: Limits,
    plans: Plans<'c>,
    env: Option<String>,
    deny: Deny,
    privacy: bool,
    reveal: bool,
}

/// Checks the files; exit 3 where one has errors, or findings that are denied.
pub(crate) fn run(args: CheckArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let format = args.format;
    if args.list_codes {
        codes::list(format == CheckFormat::Text, ui)?;
        return Ok(Exit::Done);
    }
    let deny = Deny::parse(&args.deny)?;
    fits(format, args.privacy)?;
    let (files, check) = match resolve(args, context, deny) {
        Ok(resolved) => resolved,
        Err(error) if format == CheckFormat::Json => {
            ui.line(&document::error_only(&error).to_string())?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    let mut all = Vec::new();
    let mut outcome = Ok(());
    for file in &files {
        outcome = check.file(file, &mut all, ui);
        if outcome.is_err() {
            break;
        }
    }
    if format == CheckFormat::Json {
        formats::json(&all, &check.deny, outcome.as_ref().err(), ui)?;
    }
    for checked in &all {
        match format {
            CheckFormat::Json => {}
            CheckFormat::Short => formats::short(checked, ui)?,
            CheckFormat::Github => formats::github(checked, &check.deny, ui)?,
            CheckFormat::Text | CheckFormat::Markdown => {
                let stream = if check.privacy { Stream::Status } else { Stream::Data };
                ui.findings(&checked.findings, stream)?;
            }
        }
        match (&checked.privacy, format) {
            (Some(privacy), CheckFormat::Text) => {
                if all.len() > 1 {
                    ui.heading(&format!("{}:", checked.file))?;
                }
                privacy.text(ui)?;
            }
            (Some(privacy), CheckFormat::Markdown) => privacy.markdown(&checked.file, ui)?,
            _ => {}
        }
        check.say(checked, ui);
    }
    outcome?;
    if let [only] = all.as_slice()
        && only.exit == Exit::Done
        && only.tally.is_none()
        && only.tracking_plan.is_none()
    {
        ui.hint(&format!("try it on responses: qseg mapping check --responses responses.json {}", only.file));
    }
    Ok(all.iter().fold(Exit::Done, |exit, checked| exit.worse(checked.exit)))
}

/// The view is a table, and findings are none.
fn fits(format: CheckFormat, privacy: bool) -> Result<()> {
    match (format, privacy) {
        (CheckFormat::Markdown, false) => Err(Error::usage("needs_privacy", "--format markdown is for --privacy")
            .hint("findings are written as text, short, json or github")),
        (CheckFormat::Short | CheckFormat::Github, true) => {
            Err(Error::usage("needs_table", "--privacy is written as text, markdown or json")
                .hint("qseg mapping check --privacy --format markdown"))
        }
        _ => Ok(()),
    }
}

fn resolve(args: CheckArgs, context: &Context, deny: Deny) -> Result<(Vec<PathBuf>, Check<'_>)> {
    let files = project::mapping_files(context, &args.files)?;
    let reads_stdin = args.responses.iter().filter(|input| *input == Path::new("-")).count();
    project::stdin_once(&args.responses)?;
    let stdin = if reads_stdin == 1 && files.len() > 1 { Some(project::keep_stdin(context)?) } else { None };
    let survey = project::read_survey(context, args.survey.as_deref())?;
    let reveal = args.format == CheckFormat::Text && context.stdout_is_terminal && !context.is_ci();
    let plans = Plans::new(context, args.plan);
    let (responses, env, privacy) = (args.responses, args.env, args.privacy);
    let unanswered = unanswered(&args.unanswered);
    let check =
        Check { context, responses, stdin, survey, unanswered, limits: args.limits, plans, env, deny, privacy, reveal };
    Ok((files, check))
}

/// Watches nothing, or what leaves.
struct Watch(Option<Privacy>);

impl Observer for Watch {
    fn input(&mut self, plan: &Plan, layout: &Layout) {
        if let Some(privacy) = &mut self.0 {
            privacy.input(plan, layout);
        }
    }

    fn event(&mut self, made: &Made<'_>, ui: &mut Ui) -> Result<()> {
        self.0.as_mut().map_or(Ok(()), |privacy| privacy.event(made, ui))
    }
}

impl<'c> Check<'c> {
    /// Checks one file. What was found is kept where responses cannot be read to their end.
    fn file(&self, path: &Path, all: &mut Vec<Checked>, ui: &mut Ui) -> Result<()> {
        let (mapping, findings) = project::judge_mapping(self.context, path, self.context.now(), self.survey.as_ref())?;
        let mut checked = Checked {
            file: path.display().to_string(),
            tasks: mapping.as_ref().map(|mapping| mapping.tasks.len()),
            findings,
            tally: None,
            privacy: None,
            tracking_plan: None,
            exit: Exit::Done,
        };
        let mut outcome = Ok(());
        let mut exit = None;
        if let Some(mapping) = mapping {
            let judge = self.plans.of(&mapping, self.env.as_deref(), None, ui)?;
            if let Some(judge) = &judge {
                judge.tell_faults(&mut checked.findings);
                foresee(&mapping, judge, self.survey.as_deref(), &mut checked.findings);
                checked.findings = std::mem::take(&mut checked.findings).in_file_order();
                checked.tracking_plan = Some(PlanDocument::from(&**judge));
            }
            let tried = !self.responses.is_empty();
            let sent = outgoing(&mapping, self.survey.as_ref());
            if !tried {
                // A run tells it of its inputs.
                tell_sensitive(&mapping, &sent, &mut checked.findings);
                checked.findings = std::mem::take(&mut checked.findings).in_file_order();
            }
            let mut watch = Watch(self.privacy.then(|| Privacy::of(&mapping, sent, tried)));
            if let (Some(privacy), Some(survey)) = (&mut watch.0, &self.survey) {
                privacy.survey(survey);
            }
            if tried {
                let run = self.trial(mapping, judge)?;
                let found = std::mem::take(&mut checked.findings);
                let rehearsed = Rehearsal::new(&run, found, &mut watch).run(ui);
                exit = Some(rehearsed.exit(&run, self.deny.is_bad(&rehearsed.findings)));
                checked.findings = rehearsed.findings;
                checked.tally = Some(rehearsed.tally);
                outcome = rehearsed.outcome;
            }
            checked.privacy = watch.0.map(Privacy::finished);
        }
        let judged = if self.deny.is_bad(&checked.findings) { Exit::Judged } else { Exit::Done };
        checked.exit = exit.unwrap_or(judged);
        all.push(checked);
        outcome
    }

    /// The run over the responses that were named.
    fn trial(&self, mapping: Mapping, judge: Option<Arc<Judge>>) -> Result<Run<'c>> {
        let stdin =
            self.stdin.as_ref().map(File::try_clone).transpose().map_err(|error| {
                Error::failed("unreadable_input", "cannot read standard input again").because(error)
            })?;
        let typed = Settings { unanswered: self.unanswered.clone(), ..Settings::at(self.context.now()) };
        let settings = mapping.settings(&typed);
        let subject = rehearsal::subject(&mapping, None)?;
        Ok(Run {
            context: self.context,
            inputs: self.responses.clone(),
            task: None,
            source: None,
            wanted: Wanted::by(&mapping, None),
            subject,
            options: Options {
                survey: self.survey.clone(),
                settings,
                max_record_bytes: self.limits.record_bytes(),
                format: None,
            },
            opening: self.limits.opening(),
            limit: None,
            reveal: self.reveal,
            duplicates: Duplicates::Refuse,
            stdin,
            mapping,
            inferred: false,
            takes_failed: false,
            judge,
        })
    }

    fn say(&self, checked: &Checked, ui: &mut Ui) {
        let (errors, warnings) = (checked.findings.count(Severity::Error), checked.findings.count(Severity::Warning));
        let (name, warnings) = (&checked.file, counted(warnings, "warning"));
        let tried = checked.tally.as_ref().map(tried).unwrap_or_default();
        match checked.tasks {
            Some(tasks) if errors == 0 => {
                ui.status(&format!("{name} is sound: {}, {warnings}{tried}", counted(tasks as u64, "task")));
            }
            _ => ui.status(&format!("{name} has {} and {warnings}{tried}", counted(errors, "error"))),
        }
        if let Some(nothing) = checked.tally.as_ref().and_then(Tally::nothing_is_left) {
            ui.status(&nothing);
        }
        let denied = self.deny.count(&checked.findings);
        if denied > 0 {
            ui.status(&format!("{} denied by --deny: the exit code is 3", counted(denied, "finding")));
        }
    }
}

/// What came of the responses, in a few words.
fn tried(tally: &Tally) -> String {
    let verdict = match tally.rejected_events() {
        0 => String::new(),
        rejected => format!(", {} rejected", grouped(rejected)),
    };
    format!("; {} read, {}{verdict}", counted(tally.read, "response"), counted(tally.built, "event"))
}
