//! `qseg source add`: makes a source, names and labels it, and pins it in a mapping. Everything is decided and shown
//! before anything is changed, and run again it finishes what a broken run left.

mod pin_file;
mod report;
mod requests;

use super::facts;
use crate::commands::TextOrJson;
use crate::commands::connection::{Opened, with_opened, with_workspace};
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::segment::nickname::{Convention, Environment, Label, Nickname, Unbuildable};
use crate::segment::public_api::Client;
use crate::segment::public_api::errors::ApiError;
use crate::segment::public_api::shapes::Source;
use crate::segment::source_names;
use crate::task::add_source::{self, Found, Plan, Step, Wish, Workspace, without_write_key};
use crate::task::catalog::{self, CatalogEntry, SourceType};
use crate::ui::{Question, Stream, Ui, visible};
use clap::{Args, ValueEnum};
use pin_file::PinFile;
use report::Report;
use std::path::PathBuf;

/// Create the source that Qualtrics sends to, under a nickname that says its environment
///
/// Shows what it will do first. Where a source of the name is there already, it does what is left
/// to do, so that the same command can be run again at any time.
///
/// Examples:
///   qseg source add Qualtrics --env dev --pin qseg.yaml
///   qseg source add Qualtrics_Prod --dry-run      every request, and none of them is sent
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct AddArgs {
    /// What it is called: Qualtrics, or a finished nickname, such as Qualtrics_Dev
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// What it is for: prod, staging or dev; not needed with a finished nickname
    #[arg(long, value_enum, value_name = "ENV", hide_possible_values = true)]
    env: Option<EnvironmentWord>,
    /// Write its id, slug and region into this mapping file, under the environment
    #[arg(long, value_name = "MAPPING")]
    pin: Option<PathBuf>,
    /// Replace the id of another source that the mapping file pins for the environment
    #[arg(long, requires = "pin")]
    force: bool,
    /// The type: qualtrics for the Segment task, http-api for history that qseg sends
    #[arg(long = "type", value_enum, default_value_t, value_name = "TYPE", hide_possible_values = true)]
    kind: KindWord,
    /// Leave the new source connected to the workspace's warehouses
    #[arg(long)]
    connect_warehouses: bool,
    /// Print the requests that would change something, and send none of them (reading ones are sent)
    #[arg(long)]
    dry_run: bool,
    /// Go ahead without asking; needed where nobody can be asked
    #[arg(long)]
    yes: bool,
    /// How to say it: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// `--env`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EnvironmentWord {
    /// Real responses.
    Prod,
    /// The last rehearsal.
    Staging,
    /// Trying things out.
    Dev,
}

impl From<EnvironmentWord> for Environment {
    fn from(word: EnvironmentWord) -> Environment {
        match word {
            EnvironmentWord::Prod => Environment::Prod,
            EnvironmentWord::Staging => Environment::Staging,
            EnvironmentWord::Dev => Environment::Dev,
        }
    }
}

/// `--type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum KindWord {
    /// Segment's own type for Qualtrics.
    #[default]
    Qualtrics,
    /// The HTTP API.
    HttpApi,
}

impl From<KindWord> for SourceType {
    fn from(word: KindWord) -> SourceType {
        match word {
            KindWord::Qualtrics => SourceType::Qualtrics,
            KindWord::HttpApi => SourceType::HttpApi,
        }
    }
}

/// Adds it and tells. With `--format json` there is one document: the command's own, with what was done so far, as
/// soon as there is a plan.
pub(crate) fn run(args: AddArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let mut report = Report::default();
    let result = add(&args, context, ui, &mut report);
    let is_closed = result.as_ref().is_err_and(Error::is_closed_pipe);
    if args.format == TextOrJson::Json && !is_closed {
        ui.document(&report.document(result.as_ref().err()))?;
    }
    result
}

fn add(args: &AddArgs, context: &Context, ui: &mut Ui, report: &mut Report) -> Result<Exit> {
    let mut findings = Findings::new();
    let nickname = nickname(args, ui, &mut findings)?;
    let mut pin = args.pin.as_deref().map(|file| PinFile::read(context, file, args.force)).transpose()?;
    if !args.yes && !args.dry_run && !ui.may_ask() {
        let message = format!("creating {nickname} needs a yes, and nobody can be asked here");
        return Err(Error::usage("cannot_ask", message).hint("answer with --yes; --dry-run shows what it would do"));
    }
    let kind = SourceType::from(args.kind);
    let connect_warehouses = args.connect_warehouses;
    let ((wish, has), opened, _) = with_workspace(context, ui, async |client, opened| {
        let wish = Wish { nickname, kind, connect_warehouses, region: opened.region };
        let has = Has::read(client, &wish).await?;
        Ok((wish, has))
    })?;
    if has.labels_are_presumed {
        ui.status(
            "note: the token may not list the labels of the workspace: those that every workspace has are presumed",
        );
    }
    let facts: Vec<_> = has.sources.iter().map(facts::existing).collect();
    let workspace = Workspace { sources: &facts, labels: &has.labels, catalog: &has.catalog };
    let plan = add_source::plan(&wish, &workspace, &mut findings);
    report.planned(args.dry_run, &opened, kind, plan.clone());
    report.source = plan.existing_id().and_then(|id| has.sources.iter().find(|source| source.id == id)).cloned();
    if args.format == TextOrJson::Text {
        ui.findings(&findings, Stream::Status)?;
    }
    report.findings = findings;
    if plan.found == Found::Blocked {
        let message = format!("{} cannot be made: something is in the way", plan.nickname);
        return Err(Error::judged("source_blocked", message).hint("see what is there: qseg source list --all"));
    }
    preview(ui, &wish, &plan, &opened, pin.as_ref());
    if let Some(pin) = &mut pin {
        pin.check(ui, &wish, &plan, args.dry_run)?;
        report.call = pin.call;
    }
    if args.dry_run {
        return dry_run(args, ui, &plan);
    }
    if !plan.steps.is_empty() && !args.yes {
        // It names what matters most once more: `--quiet` says nothing before it.
        let (slug, workspace) = (&plan.slug, &opened.workspace.slug);
        let text = format!(
            "{} {} (slug {slug}) in the workspace {workspace} ({})?",
            verb(&plan),
            plan.nickname,
            opened.region
        );
        if !ui.confirm(Question { text: &text, flag: "--yes" }, Some(true))? {
            return Err(Error::usage("declined", "nothing was changed: the answer was no"));
        }
    }
    let source = carry_out(context, ui, &opened, &plan, report)?;
    if let Some(pin) = &pin {
        let pinned = pin.write(context, &wish, &source);
        report.pinned = Some(pinned.map_err(|error| unfinished(error, Some(&source), "pin it in the mapping file"))?);
    }
    explain_missing_key(ui, &source, report);
    if args.format == TextOrJson::Text {
        report.tell(ui)?;
    }
    report.hint(ui);
    Ok(Exit::Done)
}

fn verb(plan: &Plan) -> &'static str {
    if plan.found == Found::Nothing { "Create" } else { "Finish" }
}

/// The nickname, by what was typed, and by what is asked where it can be.
fn nickname(args: &AddArgs, ui: &mut Ui, findings: &mut Findings) -> Result<Nickname> {
    let typed = match &args.name {
        Some(name) => name.clone(),
        None => {
            let question =
                Question { text: "Name of the source", flag: "NAME, as in qseg source add Qualtrics --env dev" };
            ui.text(question, Some("Qualtrics"), |name| match Nickname::build(name, Environment::Dev) {
                Err(Unbuildable::Empty) => Err("a name is needed, with letters or digits".to_owned()),
                Ok(_) | Err(Unbuildable::OtherEnvironment(_)) => Ok(name.to_owned()),
            })?
        }
    };
    let environment = match (args.env, Nickname::parse(&typed)) {
        (Some(word), _) => Environment::from(word),
        (None, Some(finished)) => finished.environment(),
        (None, None) => ask_environment(&typed, ui)?,
    };
    let (nickname, changes) =
        Nickname::build(&typed, environment).map_err(|why| unbuildable(&typed, environment, why))?;
    source_names::tell_changes(&typed, &nickname, &changes, findings);
    Ok(nickname)
}

fn ask_environment(typed: &str, ui: &mut Ui) -> Result<Environment> {
    let near = match Convention::of(typed) {
        Convention::Kept(nickname) | Convention::Near(nickname) => nickname.environment(),
        Convention::Broken => Environment::Dev,
    };
    let default = Environment::ALL.iter().position(|environment| *environment == near).unwrap_or_default();
    let choices = Environment::ALL.map(|environment| environment.name().to_owned());
    let question = Question { text: "Which environment is it for?", flag: "--env prod, --env staging or --env dev" };
    let at = ui.select(question, &choices, default)?;
    Ok(Environment::ALL.get(at).copied().unwrap_or(near))
}

fn unbuildable(typed: &str, environment: Environment, why: Unbuildable) -> Error {
    match why {
        Unbuildable::Empty => Error::usage("no_name", format!("no nickname can be made of `{typed}`"))
            .hint("say what the source is: qseg source add Qualtrics --env dev"),
        Unbuildable::OtherEnvironment(said) => {
            let message = format!("`{typed}` says {said}, and --env says {environment}");
            Error::usage("environment_contradicts", message)
                .hint(format!("leave the environment out of the name, or give --env {said}"))
        }
    }
}

/// What the workspace has, as far as a plan rests on it.
struct Has {
    sources: Vec<Source>,
    labels: Vec<Label>,
    labels_are_presumed: bool,
    catalog: Vec<CatalogEntry>,
}

impl Has {
    async fn read(client: &Client<'_>, wish: &Wish) -> Result<Has, ApiError> {
        let sources = client.sources().await?;
        let (labels, labels_are_presumed) = match client.labels().await {
            Ok(labels) => (labels.iter().map(|label| Label::new(&label.key, &label.value)).collect(), false),
            Err(error) if error.is_refusal() => (add_source::labels_of_every_workspace(), true),
            Err(error) => return Err(error),
        };
        let facts: Vec<_> = sources.iter().map(facts::existing).collect();
        let catalog = match add_source::needs_catalog(wish, &facts) {
            true => catalog::look_up(client, wish.kind).await?,
            false => Vec::new(),
        };
        Ok(Has { sources, labels, labels_are_presumed, catalog })
    }
}

/// Says what will be there, before anything is changed.
fn preview(ui: &mut Ui, wish: &Wish, plan: &Plan, opened: &Opened, pin: Option<&PinFile>) {
    let workspace = &opened.workspace;
    let mut say = |label: &str, text: &str| ui.status(&visible(&format!("{label:<12}{text}")));
    say("Workspace", &format!("{} ({}), region {}", workspace.name, workspace.slug, opened.region));
    say("Nickname", &plan.nickname);
    say("Slug", &plan.slug);
    say("Schema", &format!("{} in warehouses", plan.schema));
    let is_added = plan.steps.iter().any(|step| matches!(step, Step::AddLabel(_)));
    let label = match (is_added, plan.existing_id()) {
        (true, _) => plan.label.to_string(),
        (false, Some(_)) => "left as they are".to_owned(),
        (false, None) => format!("none: the workspace has no {}", plan.label),
    };
    say("Label", &label);
    let warehouses = match (plan.existing_id(), plan.connects_warehouses) {
        (Some(_), _) => "left as they are",
        (None, true) => "connected, every one",
        (None, false) => "disconnected (--connect-warehouses leaves them connected)",
    };
    say("Warehouses", warehouses);
    say("Type", &format!("{}: {}", wish.kind.slug(), wish.kind.purpose()));
    if let Some(pin) = pin {
        say("Pin", &format!("{}, under sources, {}", pin.name(), wish.nickname.environment()));
    }
    match &plan.found {
        Found::HalfMade { id } => {
            say("Now", &format!("the source is there (id {id}); to do: {}", report::left(&plan.steps)))
        }
        Found::Complete { id } => {
            say("Now", &format!("the source is there (id {id}), and nothing is left to do in Segment"))
        }
        Found::Nothing | Found::Blocked => {}
    }
}

fn dry_run(args: &AddArgs, ui: &mut Ui, plan: &Plan) -> Result<Exit> {
    if args.format == TextOrJson::Text {
        for request in requests::of_plan(plan) {
            ui.line(&request.to_string())?;
            if let Some(body) = &request.body {
                ui.line(&body.to_string())?;
            }
        }
    }
    let said = if plan.steps.is_empty() { "There is nothing to change" } else { "Nothing was changed" };
    ui.status(&format!("{said}: this was a dry run, which only reads (the sources, the labels, the catalog)."));
    Ok(Exit::Done)
}

/// Takes the steps one after the other, and tells each as it is done. Gives the source as it is in the end.
fn carry_out(context: &Context, ui: &mut Ui, opened: &Opened, plan: &Plan, report: &mut Report) -> Result<Source> {
    for (at, step) in plan.steps.iter().enumerate() {
        let before = report.source.clone().unwrap_or_default();
        let taken = with_opened(context, ui, opened, async |client| {
            take(client, step, before).await.map_err(|error| explained(error, step))
        });
        let taken = taken.and_then(|source| if source.id.is_empty() { Err(no_source()) } else { Ok(source) });
        let source =
            taken.map_err(|error| unfinished(error, report.source.as_ref(), &report::left(&plan.steps[at..])))?;
        let said = match step {
            Step::Create { slug, .. } if *slug == source.slug => format!("Created the source {slug}: id {}", source.id),
            Step::Create { slug, .. } => {
                format!("warning: created the source {}: Segment made {} of {slug}", source.id, source.slug)
            }
            Step::SetNickname(nickname) => format!("Named the source {}: {nickname}", source.id),
            Step::AddLabel(label) => format!("Labelled the source {}: {label}", source.id),
        };
        ui.status(&visible(&said));
        report.source = Some(source);
        report.done += 1;
    }
    report.source.clone().ok_or_else(no_source)
}

/// One step; gives the source as it is after it. What an answer leaves out stays as it was.
async fn take(client: &Client<'_>, step: &Step, before: Source) -> Result<Source, ApiError> {
    match step {
        Step::Create { slug, metadata_id, disconnect_all_warehouses } => {
            let new = requests::new_source(slug, metadata_id, *disconnect_all_warehouses);
            let made = client.create_source(&new).await?;
            Ok(if made.slug.is_empty() { Source { slug: slug.clone(), ..made } } else { made })
        }
        Step::SetNickname(nickname) => {
            client.rename_source(&before.id, nickname).await?;
            Ok(Source { name: nickname.clone(), ..before })
        }
        Step::AddLabel(label) => {
            let labels = client.add_labels(&before.id, &[(&label.key, &label.value)]).await?;
            Ok(Source { labels, ..before })
        }
    }
}

fn no_source() -> Error {
    Error::failed("no_source_id", "Segment's answer names no source, so that nobody can tell what was made")
}

/// What only the creation itself can find out (`reference/segment-public-api.md` §9, 6; §11 "Uniqueness").
fn explained(error: ApiError, step: &Step) -> Error {
    match step {
        Step::Create { .. } if error.is_refusal() => Error::unauthorised(
            "cannot_create_sources",
            "the token can't create sources: that needs Source Admin on all current and future sources, or Workspace Owner",
        )
        .because(error)
        .hint("nothing was changed; a text that asks a Workspace Owner for such a token: qseg login --request"),
        Step::Create { slug, .. } if error.is_taken() => {
            let message = format!("Segment says that the slug {slug} is taken, although no source that was listed has it");
            Error { exit: error.exit(), ..Error::failed("slug_taken_meanwhile", message) }.because(error).hint(
                "somebody made it meanwhile, or the token does not see it: run the same command again, it goes on with what \
                 it finds; or choose another name",
            )
        }
        _ => error.into(),
    }
}

/// An error between two steps: what there is now, what is left, and that the same command finishes it.
fn unfinished(error: Error, source: Option<&Source>, left: &str) -> Error {
    let first = match source {
        Some(source) => format!(
            "the source {} exists now (id {}); left to do: {left}. Run the same command again: it finishes that",
            source.slug, source.id
        ),
        // The answer was lost, or could not be read: the source may be there.
        None if error.exit == Exit::Again || matches!(error.code, "unreadable_answer" | "no_source_id") => {
            "whether the source was made is not known: run the same command again, it finds out and goes on".to_owned()
        }
        None => return error,
    };
    Error { hints: [first].into_iter().chain(error.hints).collect(), ..error }
}

/// Says why there may be no write key to send history with.
fn explain_missing_key(ui: &mut Ui, source: &Source, report: &mut Report) {
    if !source.write_keys.is_empty() {
        return;
    }
    let mut found = Findings::new();
    without_write_key(&facts::existing(source), &mut found);
    for group in found.groups() {
        ui.status(&visible(&format!("note: {}. {}", group.first.message, group.first.code.explain)));
    }
    report.findings.append(found);
}
