//! One file per verb: an arguments struct whose doc comments are the help, and a run function. No rule of
//! either vendor lives here.

pub(crate) mod annotation;
pub(crate) mod completions;
pub(crate) mod connection;
pub(crate) mod deny;
pub(crate) mod doctor;
pub(crate) mod document;
pub(crate) mod failed;
pub mod findings;
pub(crate) mod fixture;
pub(crate) mod help;
pub(crate) mod ids;
pub(crate) mod inspect;
pub(crate) mod ledger;
pub(crate) mod limits;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod man;
pub(crate) mod mapping;
pub(crate) mod project;
pub(crate) mod rehearsal;
pub(crate) mod runs;
pub(crate) mod sandbox;
pub(crate) mod send;
pub(crate) mod source;
pub(crate) mod standing;
pub(crate) mod tracking_plan;
pub(crate) mod verify;
pub(crate) mod whoami;
pub(crate) mod workspace;

use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::credentials::Profile;
use crate::mapping::model::Mapping;
use crate::qualtrics::export::Format;
use crate::qualtrics::recipe::Unanswered;
use crate::segment::region::Region;
use crate::ui::{ColorChoice, Stream, Ui};
use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};

/// Configure, test and run Qualtrics → Twilio Segment tasks.
///
/// Examples:
///   qseg send --dry-run responses.json   every event that an export becomes
///   qseg mapping init responses.csv      a mapping file to begin from
///   qseg mapping check qseg.yaml         all findings of a mapping file
///   qseg login                           keep a token of Segment's, once it is checked
///   qseg doctor                          what is wrong between here and Segment
#[derive(Debug, Parser)]
#[command(
    name = "qseg",
    version,
    verbatim_doc_comment,
    max_term_width = 100,
    after_help = EXIT_CODES,
    // Its place is taken by one that knows topics, too.
    disable_help_subcommand = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0        done
  1        failed: a file, the disk, broken input
  2        usage, or a decision is needed
  3        judged bad: mapping errors, rejected events, events that Segment threw away
  4        not authorised
  5        the server finally refused events
  6        running the same command again can do more: not reached, rate-limited
  7        no verdict (verify, the canary of send, --require)
  130/143  interrupted

Warnings never change the exit code, unless --deny says so.

Environment:
  QSEG_TOKEN, PUBLIC_API_TOKEN    a token, in the stead of one that is kept
  QSEG_WRITE_KEY                  a source's write key
  QSEG_PROFILE, QSEG_REGION       as --profile and --region
  QSEG_API_URL, QSEG_EVENTS_URL   where Segment is, for tests and proxies
  QSEG_CONFIG_DIR                 the folder of profiles and kept tokens
  QSEG_STATE_DIR                  the folder of what was done
  QSEG_HASH_KEY                   the key of `hash: hmac-sha256`
  NO_COLOR, CLICOLOR_FORCE, TERM  whether output is coloured
  COLUMNS                         how wide it is
  CI                              `true` where a machine looks at the output

More: qseg help environment, examples, exit-codes, mapping, pipes";

/// Options of every command, on either side of it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Global {
    /// Say nothing but data and errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Show notes as well
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// When to colour output
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", hide_possible_values = true)]
    color: ColorChoice,
    /// Never ask anything
    #[arg(long, global = true)]
    no_input: bool,
    /// The profile: one workspace and its token [default: default]
    #[arg(long, global = true, value_name = "NAME", value_parser = profile)]
    profile: Option<Profile>,
    /// Segment's region of the workspace: us or eu
    #[arg(long, global = true, value_name = "REGION", value_parser = RegionParser, hide_possible_values = true)]
    region: Option<Region>,
}

/// Reads `--region`: an unknown one is answered with what was probably meant.
#[derive(Debug, Clone)]
struct RegionParser;

impl TypedValueParser for RegionParser {
    type Value = Region;

    fn parse_ref(
        &self,
        command: &clap::Command,
        option: Option<&clap::Arg>,
        typed: &std::ffi::OsStr,
    ) -> Result<Region, clap::Error> {
        let read = |typed: &str| Region::parse(typed);
        TypedValueParser::parse_ref(&read, command, option, typed)
    }

    /// For completions.
    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Region::ALL.into_iter().map(|region| PossibleValue::new(region.name()))))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    Send(Box<send::SendArgs>),
    Inspect(inspect::InspectArgs),
    Fixture(fixture::FixtureArgs),
    #[command(subcommand)]
    Mapping(mapping::MappingCommand),
    Login(login::LoginArgs),
    Logout(logout::LogoutArgs),
    Whoami(whoami::WhoamiArgs),
    #[command(subcommand)]
    Source(source::SourceCommand),
    Doctor(doctor::DoctorArgs),
    Verify(verify::VerifyArgs),
    Sandbox(sandbox::SandboxArgs),
    Runs(runs::RunsArgs),
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    Help(help::HelpArgs),
}

/// `--format` of a command that has something to say to people and to machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum TextOrJson {
    /// For people
    #[default]
    Text,
    /// One JSON document
    Json,
}

/// With `--format json` there is exactly one document, on failure too: a command that failed before its own was
/// printed prints the error's.
fn one_document(format: TextOrJson, ui: &mut Ui, result: Result<Exit>) -> Result<Exit> {
    if let (TextOrJson::Json, Err(error)) = (format, &result)
        && !error.is_closed_pipe()
    {
        ui.line(&document::error_only(error).to_string())?;
    }
    result
}

/// Parses the arguments and runs the command; the one place where an error becomes an exit code.
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Exit {
    let arguments: Vec<std::ffi::OsString> = arguments.into_iter().collect();
    let cli = match Cli::try_parse_from(&arguments) {
        Ok(cli) => cli,
        Err(error) => return told_by_clap(&error),
    };
    let mut context = Context::capture();
    context.typed(arguments);
    context.no_input = cli.global.no_input;
    context.profile_option = cli.global.profile;
    context.region_option = cli.global.region;
    let mut ui = Ui::new(&context, cli.global.color, cli.global.quiet, cli.global.verbose);
    let result = match cli.command {
        Command::Send(args) => send::run(*args, &context, &mut ui),
        Command::Inspect(args) => inspect::run(args, &context, &mut ui),
        Command::Fixture(args) => fixture::run(args, &context, &mut ui),
        Command::Mapping(command) => mapping::run(command, &context, &mut ui),
        Command::Login(args) => login::run(args, &context, &mut ui),
        Command::Whoami(args) => whoami::run(args, &context, &mut ui),
        Command::Source(command) => source::run(command, &context, &mut ui),
        Command::Doctor(args) => doctor::run(args, &context, &mut ui),
        Command::Logout(args) => logout::run(args, &context, &mut ui),
        Command::Verify(args) => verify::run(args, &context, &mut ui),
        Command::Sandbox(args) => sandbox::run(args, &context, &mut ui),
        Command::Runs(args) => runs::run(args, &context, &mut ui),
        Command::Ledger(command) => ledger::run(command, &context, &mut ui),
        Command::Completions(args) => completions::run(args, &mut ui),
        Command::Man(args) => man::run(args, &mut ui),
        Command::Help(args) => help::run(args, &mut ui),
    };
    let result = result.and_then(|exit| match ui.flush() {
        // Nobody reads on, which changes nothing about what was done.
        Err(error) if error.is_closed_pipe() => Ok(exit),
        flushed => flushed.map(|()| exit),
    });
    match result {
        Ok(exit) => exit,
        Err(error) if error.is_closed_pipe() => Exit::Done,
        Err(error) => {
            ui.error(&error);
            error.exit
        }
    }
}

/// The command line's own definition, for completions, man pages and tests.
pub fn definition() -> clap::Command {
    Cli::command()
}

/// Help and version are data; everything else that clap says is a usage error. It knows the streams itself.
fn told_by_clap(error: &clap::Error) -> Exit {
    let printed = error.print();
    let closed = printed.is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe);
    match (error.exit_code(), closed) {
        (0, false) => Exit::Done,
        (0, true) => Exit::Failed,
        _ => Exit::Usage,
    }
}

/// A profile on the command line.
fn profile(name: &str) -> Result<Profile, String> {
    Profile::parse(name).map_err(|error| error.hints.into_iter().next().unwrap_or(error.message))
}

/// A mapping file with errors: nothing is made of it. `so` says what is not.
fn unsound(so: &str, is_json: bool, findings: &Findings, ui: &mut Ui) -> Result<Exit> {
    let error = Error::judged("mapping_errors", format!("the mapping file has errors; {so}"))
        .hint("mend them all at once with: qseg mapping check");
    if is_json {
        ui.line(&document::error_with(&error, findings).to_string())?;
    } else {
        ui.findings(findings, Stream::Status)?;
    }
    Err(error)
}

/// A task that the mapping does not have is a typing error.
fn known_task(mapping: &Mapping, asked: Option<&str>) -> Result<()> {
    let known: Vec<&str> = mapping.tasks.iter().map(|task| task.id.value.as_str()).collect();
    match asked {
        Some(task) if !known.contains(&task) => Err(unknown_word("--task", task, &known)),
        _ => Ok(()),
    }
}

/// A word of an option, where clap cannot know the words.
fn unknown_word(option: &str, typed: &str, known: &[&str]) -> Error {
    let near = crate::core::diagnostic::did_you_mean(typed, known.iter().copied());
    let error = Error::usage("unknown_word", format!("{option} does not know \"{typed}\""));
    match near {
        Some(near) => error.hint(format!("did you mean {near}? known are {}", known.join(", "))),
        None if known.is_empty() => error,
        None => error.hint(format!("known are {}", known.join(", "))),
    }
}

/// An environment under which the mapping pins no source.
fn unpinned(env: &str, pinned: &[&str]) -> Error {
    let error = unknown_word("--env", env, pinned);
    error.hint(format!("to pin a source under it: qseg source add NAME --env {env} --pin qseg.yaml"))
}

/// The format that every input is read as, where one is named.
fn input_format(typed: Option<&str>) -> Result<Option<Format>> {
    let Some(word) = typed else { return Ok(None) };
    match Format::ALL.iter().find(|(name, _)| *name == word) {
        Some((_, format)) => Ok(Some(*format)),
        None => Err(unknown_word("--input-format", word, &Format::ALL.map(|(name, _)| name))),
    }
}

/// A time zone on the command line.
fn zone(name: &str) -> Result<jiff::tz::TimeZone> {
    jiff::tz::TimeZone::get(name).map_err(|_| {
        let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
        let near = crate::core::diagnostic::did_you_mean(name, known.iter().map(String::as_str));
        let error = Error::usage("unknown_timezone", format!("there is no time zone \"{name}\""));
        error.hint(match near {
            Some(near) => format!("did you mean {near}?"),
            None => "name it as Area/City, such as America/Denver".to_owned(),
        })
    })
}

/// Codes of "shown and not answered" on the command line; where none are typed the mapping says.
fn unanswered(codes: &[String]) -> Unanswered {
    match codes {
        [] => Unanswered::default(),
        codes => Unanswered::new(codes.iter().map(|code| code.trim().to_owned()).filter(|code| !code.is_empty())),
    }
}

/// A moment on the command line: RFC 3339, or a date (its midnight in UTC).
fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    let zone = crate::qualtrics::dates::Zone::Known(jiff::tz::TimeZone::UTC);
    match crate::qualtrics::dates::read(text, &zone, None) {
        Ok(moment) => Ok(moment.timestamp),
        Err(_) => Err("write it as 2026-03-01T09:00:00Z, or as 2026-03-01".to_owned()),
    }
}

/// A time on the command line: `30s`, `5m`, at most an hour.
fn time(text: &str) -> Result<jiff::SignedDuration, String> {
    let read = text.parse::<jiff::SignedDuration>().ok();
    let is_sane = |time: &jiff::SignedDuration| !time.is_negative() && *time <= jiff::SignedDuration::from_hours(1);
    read.filter(is_sane).ok_or_else(|| "write it as 30s or 5m, at most 1h".to_owned())
}
