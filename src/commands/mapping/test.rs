//! `qseg mapping test`: the examples of mapping files, run by the evaluator of `send`. What an example means, what
//! differs and what is written is said in `mapping::examples`; here files are found, and outcomes are shown.

mod blessing;
mod document;
mod junit;
mod text;
mod trial;

use crate::commands::annotation::annotation;
use crate::commands::deny::Deny;
use crate::commands::mapping::check::annotations;
use crate::commands::{document as shapes, project};
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::mapping::examples::bless::Written;
use crate::mapping::examples::coverage::Account;
use crate::mapping::findings as codes;
use crate::qualtrics::survey::Survey;
use crate::ui::{Stream, Ui, counted};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use trial::{Status, Tried};

/// Run the examples of mapping files: a response in, the parts of the events that matter out
///
/// Examples:
///   qseg mapping test qseg.yaml
///   qseg mapping test --coverage --format junit mappings > tests.xml
///   qseg mapping test --bless qseg.yaml
///
/// Examples stand under `examples` in the mapping file, or in NAME.examples.yaml beside NAME.yaml:
///   examples:
///     a promoter on a paid plan:
///       response: { QID1: 10, "${e://Field/plan}": pro, "${m://ExternalDataReference}": u-1 }
///       expect:
///         survey-completed: { userId: u-1, properties: { score: 10, plan: pro } }
///         contact-traits: none
///
/// A mapping without a single example fails, as does an example that expects nothing: exit code 3.
/// More: qseg help examples
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct TestArgs {
    /// Mapping files, or directories: every qseg.yaml, qseg.yml, qseg.json and *.qseg.yaml below [default: the
    /// one of these names that is here]
    #[arg(value_name = "FILE|DIR")]
    files: Vec<PathBuf>,
    /// The survey's definition, for examples that name no `surveyFile`, and for the choices of --coverage
    #[arg(long, value_name = "FILE")]
    survey: Option<PathBuf>,
    /// Write what came out into the examples that expect something else, or nothing
    #[arg(long)]
    bless: bool,
    /// Tell which rows, choices and conditions no example reaches
    #[arg(long)]
    coverage: bool,
    /// How outcomes are shown
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: TestFormat,
    /// Findings of --coverage that make the exit code 3: warnings, or codes
    #[arg(long, value_name = "warnings|CODE,…", value_delimiter = ',')]
    deny: Vec<String>,
    /// Show personal values of responses in exports that are masked otherwise
    #[arg(long)]
    show_values: bool,
}

/// How outcomes are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TestFormat {
    /// What was expected and what came, with their lines
    #[default]
    Text,
    /// One document
    Json,
    /// XML, as CI systems read it
    Junit,
    /// Annotations of GitHub Actions
    Github,
}

/// What came of one mapping file.
struct Tested {
    file: String,
    /// Of the mapping file and of each file of examples beside it: kept apart, for their places are their own.
    findings: Vec<Findings>,
    examples: Vec<Tried>,
    coverage: Option<Account>,
    /// Whether the choices of questions are known.
    knows_choices: bool,
    written: Vec<(String, usize, Written)>,
    error: Option<Error>,
}

/// What every file is tested with.
struct Bench<'c> {
    context: &'c Context,
    survey: Option<Arc<Survey>>,
    reveal: bool,
    masks: bool,
    coverage: bool,
    bless: bool,
}

/// Tests the files; exit 3 where an example is not as expected, or there is none.
pub(crate) fn run(args: TestArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let format = args.format;
    let deny = Deny::parse(&args.deny)?;
    let (files, bench) = match resolve(&args, context) {
        Ok(resolved) => resolved,
        Err(error) if format == TestFormat::Json => {
            ui.line(&shapes::error_only(&error).to_string())?;
            return Err(error);
        }
        Err(error) => return Err(error),
    };
    let mut all = Vec::new();
    let mut outcome = Ok(());
    for file in &files {
        match bench.file(file) {
            Ok(tested) => all.push(tested),
            Err(error) => {
                outcome = Err(error);
                break;
            }
        }
    }
    match format {
        TestFormat::Json => document::write(&all, &deny, outcome.as_ref().err(), ui)?,
        TestFormat::Junit => junit::write(&all, &deny, ui)?,
        TestFormat::Text => {
            for tested in &all {
                text::write(tested, all.len() > 1, ui)?;
            }
        }
        TestFormat::Github => {
            for tested in &all {
                github(tested, &deny, ui)?;
            }
        }
    }
    for tested in &all {
        say(tested, &deny, ui);
    }
    outcome?;
    let differs = |tried: &Tried| tried.status == Status::Failed;
    if !bench.bless && all.iter().flat_map(|tested| &tested.examples).any(differs) {
        ui.hint("if what came is right, write it into the examples: qseg mapping test --bless");
    }
    let mut exit = Exit::Done;
    for tested in all {
        exit = exit.worse(tested.exit(&deny));
        if let Some(error) = tested.error {
            ui.error(&error);
        }
    }
    Ok(exit)
}

fn resolve<'c>(args: &TestArgs, context: &'c Context) -> Result<(Vec<PathBuf>, Bench<'c>)> {
    let files = project::mapping_files(context, &args.files)?;
    if args.bless && files.iter().any(|file| file == Path::new("-")) {
        return Err(Error::usage("bless_needs_file", "--bless cannot write into standard input").hint("name the file"));
    }
    let for_people = args.format == TestFormat::Text && context.stdout_is_terminal && !context.is_ci();
    let reveal = args.show_values || for_people;
    let bench = Bench {
        context,
        survey: project::read_survey(context, args.survey.as_deref())?,
        reveal,
        // A document is data; what goes to a CI system is read by more people than the answers are for.
        masks: !reveal && args.format != TestFormat::Json,
        coverage: args.coverage,
        bless: args.bless,
    };
    Ok((files, bench))
}

impl Tested {
    fn count(&self, status: Status) -> u64 {
        self.examples.iter().filter(|tried| tried.status == status).count() as u64
    }

    fn exit(&self, deny: &Deny) -> Exit {
        let gaps = self.coverage.iter().map(|account| &account.gaps);
        let is_bad = self.findings.iter().chain(gaps).any(|findings| deny.is_bad(findings));
        let judged = if is_bad { Exit::Judged } else { Exit::Done };
        let error = self.error.as_ref().map_or(Exit::Done, |error| error.exit);
        self.examples.iter().fold(judged.worse(error), |exit, tried| exit.worse(tried.exit()))
    }
}

/// Outcomes as annotations: each difference at the line of its expectation.
fn github(tested: &Tested, deny: &Deny, ui: &mut Ui) -> Result<()> {
    for findings in tested.findings.iter().chain(tested.coverage.iter().map(|account| &account.gaps)) {
        annotations(findings, &tested.file, deny, ui)?;
    }
    for tried in &tested.examples {
        for complaint in tried.complaints() {
            let (line, column) = complaint.position;
            let message = format!("{}: {}", tried.name, complaint.message);
            ui.line(&annotation("error", &tried.file, (Some(line), Some(column)), complaint.code, &message))?;
        }
    }
    Ok(())
}

fn say(tested: &Tested, deny: &Deny, ui: &mut Ui) {
    let all = tested.examples.len() as u64;
    let mut said = format!("{}: {}", tested.file, counted(all, "example"));
    for (status, words) in [
        (Status::Passed, "as expected"),
        (Status::Blessed, "blessed"),
        (Status::Failed, "not as expected"),
        (Status::NotRun, "not run"),
    ] {
        let count = tested.count(status);
        if count > 0 {
            said.push_str(&format!(", {count} {words}"));
        }
    }
    ui.status(&said);
    let denied: u64 = tested.coverage.iter().map(|account| deny.count(&account.gaps)).sum();
    if denied > 0 {
        ui.status(&format!("{} denied by --deny: the exit code is 3", counted(denied, "finding")));
    }
}

/// Shows findings as data: they were asked for.
fn show(findings: &Findings, ui: &mut Ui) -> Result<()> {
    ui.findings(findings, Stream::Data)
}

/// The code of what an example can be wrong with.
fn code_of(status: Status) -> &'static str {
    match status {
        Status::Failed => codes::EXAMPLE_DIFFERS.name,
        Status::NotRun => codes::EXAMPLE_NOT_RUN.name,
        Status::Passed | Status::Blessed => "",
    }
}
