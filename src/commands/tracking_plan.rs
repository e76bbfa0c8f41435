//! `--tracking-plan`: which plan a run's events are held against, from a file or from Segment, and the copy that is
//! kept of it.

use crate::commands::connection::with_workspace;
use crate::commands::standing::find;
use crate::commands::unknown_word;
use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::mapping::model::Mapping;
use crate::mapping::tracking::judge::Judge;
use crate::segment::public_api::shapes::SourceSettings;
use crate::segment::public_api::{ApiClass, ApiError, Client};
use crate::segment::tracking_plan::TrackingPlan;
use crate::ui::{Ui, counted, visible};
use clap::Args;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::Serialize;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Options of every command that holds events against a tracking plan.
#[derive(Debug, Default, Args)]
pub(crate) struct PlanArgs {
    /// Hold every event against a tracking plan of Segment's: a file, the plan of this id, or `connected`, the plan of
    /// the mapping's source (both of these with a token)
    #[arg(long, help_heading = HEADING, value_name = "FILE|ID|connected")]
    pub(crate) tracking_plan: Option<String>,
    /// Keep the plan that is fetched in this file, with the day and the source's settings, for --tracking-plan FILE
    #[arg(long, help_heading = HEADING, value_name = "FILE", requires = "tracking_plan")]
    pub(crate) save_plan: Option<PathBuf>,
    /// Refuse a plan that was fetched longer ago than this: 7d, 36h
    #[arg(long, help_heading = HEADING, value_name = "TIME", requires = "tracking_plan", value_parser = age)]
    pub(crate) max_plan_age: Option<SignedDuration>,
}

/// Where these options stand in the help.
const HEADING: &str = "Tracking plan";

/// The word for the plan that watches the source.
const CONNECTED: &str = "connected";

/// An age on the command line. A day is 24 hours.
fn age(text: &str) -> Result<SignedDuration, String> {
    let read = text.parse::<Span>().ok();
    let read = read.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    read.filter(|age| age.is_positive()).ok_or_else(|| "write it as 7d, 36h or 2w".to_owned())
}

/// What a word of `--tracking-plan` means.
#[derive(Debug, PartialEq, Eq)]
enum Wanted<'a> {
    Connected,
    File(&'a Path),
    Id(&'a str),
}

/// The plans of a run: read or fetched once for each source.
pub(crate) struct Plans<'c> {
    context: &'c Context,
    args: PlanArgs,
    /// For every source that was asked for, and for none.
    loaded: RefCell<Vec<(Option<String>, Arc<Judge>)>>,
}

/// The plan in a document.
#[derive(Debug, Serialize)]
pub(crate) struct PlanDocument {
    id: Option<String>,
    name: Option<String>,
    rules: usize,
    fetched_at: Option<String>,
    source_id: Option<String>,
    settings_known: bool,
}

impl From<&Judge> for PlanDocument {
    fn from(judge: &Judge) -> PlanDocument {
        let plan = &judge.plan;
        PlanDocument {
            id: plan.id.clone(),
            name: plan.name.clone(),
            rules: plan.rules.len(),
            fetched_at: plan.fetched.map(|moment| moment.to_string()),
            source_id: plan.source_id.clone(),
            settings_known: plan.settings.is_some(),
        }
    }
}

impl<'c> Plans<'c> {
    /// Nothing loaded yet.
    pub(crate) fn new(context: &'c Context, args: PlanArgs) -> Plans<'c> {
        Plans { context, args, loaded: RefCell::default() }
    }

    /// The plan for a mapping, whose source is the one of `--env`, the one that was typed, or its only one. `None`
    /// where no plan is wanted.
    ///
    /// # Errors
    /// The file cannot be read, is no plan or too old; Segment cannot be asked, knows no such plan, or nothing says
    /// which source is meant; the copy cannot be written.
    pub(crate) fn of(
        &self,
        mapping: &Mapping,
        env: Option<&str>,
        typed: Option<&str>,
        ui: &mut Ui,
    ) -> Result<Option<Arc<Judge>>> {
        let Some(wanted) = &self.args.tracking_plan else { return Ok(None) };
        let wanted = self.meant(wanted);
        let source = match wanted {
            Wanted::File(_) => None,
            Wanted::Connected | Wanted::Id(_) => source(mapping, env, typed)?,
        };
        if let Some((_, judge)) = self.loaded.borrow().iter().find(|(known, _)| *known == source) {
            return Ok(Some(Arc::clone(judge)));
        }
        let plan = match wanted {
            Wanted::File(path) => self.read(path)?,
            Wanted::Connected => {
                let source = source.as_deref().ok_or_else(|| no_source(mapping))?;
                self.fetch(None, Some(source), ui)?
            }
            Wanted::Id(id) => self.fetch(Some(id), source.as_deref(), ui)?,
        };
        say(&plan, self.args.tracking_plan.as_deref().unwrap_or_default(), ui);
        let judge = Arc::new(Judge::new(plan));
        self.loaded.borrow_mut().push((source, Arc::clone(&judge)));
        Ok(Some(judge))
    }

    /// A file is what is there as one, or looks like the name of one.
    fn meant<'w>(&self, wanted: &'w str) -> Wanted<'w> {
        let path = Path::new(wanted);
        if wanted == CONNECTED {
            Wanted::Connected
        } else if wanted == "-"
            || wanted.contains(['/', '\\'])
            || wanted.ends_with(".json")
            || self.context.path(path).is_file()
        {
            Wanted::File(path)
        } else {
            Wanted::Id(wanted)
        }
    }

    fn read(&self, path: &Path) -> Result<TrackingPlan> {
        if self.args.save_plan.is_some() {
            return Err(Error::usage(
                "plan_not_fetched",
                "--save-plan keeps a plan that was fetched, and this one is a file",
            )
            .hint("fetch it: --tracking-plan connected, or --tracking-plan ID"));
        }
        let text = self.context.read_file(path, "tracking plan")?;
        let name = path.display().to_string();
        let plan = TrackingPlan::parse(&name, &text)?;
        if let Some(most) = self.args.max_plan_age {
            let again = "fetch it again: --tracking-plan connected --save-plan FILE";
            let Some(fetched) = plan.fetched else {
                return Err(Error::usage("tracking_plan_undated", format!("{name} does not say when it was fetched"))
                    .hint(format!("only copies of --save-plan do; {again}")));
            };
            if self.context.now().duration_since(fetched) > most {
                let message =
                    format!("{name} was fetched at {fetched:.0}, which is longer ago than --max-plan-age allows");
                return Err(Error::usage("tracking_plan_stale", message).hint(again));
            }
        }
        Ok(plan)
    }

    /// Asks Segment: for the plan of this id, or for the one that watches the source.
    fn fetch(&self, id: Option<&str>, source: Option<&str>, ui: &mut Ui) -> Result<TrackingPlan> {
        let (fetched, ..) = with_workspace(self.context, ui, async |client, _| fetch(client, id, source).await)?;
        for note in fetched.notes {
            ui.status(&visible(&format!("note: {note}")));
        }
        let plan = TrackingPlan { fetched: Some(self.context.now()), ..fetched.plan };
        if let Some(path) = &self.args.save_plan {
            self.keep(path, &plan)?;
            ui.status(&format!("Kept the tracking plan in {}", path.display()));
        }
        Ok(plan)
    }

    /// Keeps a copy. What is there already is replaced only if it is such a copy itself.
    fn keep(&self, path: &Path, plan: &TrackingPlan) -> Result<()> {
        if path == Path::new("-") {
            return Err(Error::usage("plan_needs_file", "--save-plan keeps the plan in a file, and `-` is none")
                .hint("name a file: --save-plan plan.json"));
        }
        if !self.loaded.borrow().is_empty() {
            return Err(Error::usage(
                "several_plans",
                "the mapping files are of several sources, and --save-plan is one file",
            )
            .hint("check the files of one source at a time"));
        }
        let text = serde_json::to_string_pretty(&plan.document())
            .map_err(|error| Error::failed("unwritable_output", "cannot write the tracking plan").because(error))?;
        let text = format!("{text}\n");
        if self.context.must_be_new(path).is_ok() {
            return self.context.write_file(path, &text, false);
        }
        let before = self.context.read_file(path, "tracking plan")?;
        match TrackingPlan::parse("", &before) {
            Ok(kept) if kept.fetched.is_some() => self.context.replace_file(path, &text),
            _ => Err(Error::usage(
                "file_exists",
                format!("{} is there already, and is no copy of a plan", path.display()),
            )
            .hint("name another file")),
        }
    }
}

/// The source that a mapping is for, as its id or slug: of `--env`, as it was typed, or the only one.
fn source(mapping: &Mapping, env: Option<&str>, typed: Option<&str>) -> Result<Option<String>> {
    if let Some(typed) = typed {
        return Ok(Some(typed.to_owned()));
    }
    let pin = match env {
        Some(env) => {
            let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
            let pin = mapping.sources.iter().find(|source| source.env.value == env);
            Some(pin.ok_or_else(|| unknown_word("--env", env, &known))?)
        }
        None => mapping.sources.first().filter(|_| mapping.sources.len() == 1),
    };
    Ok(pin.and_then(|pin| pin.id.as_ref().or(pin.slug.as_ref())).map(|name| name.value.clone()))
}

fn no_source(mapping: &Mapping) -> Error {
    let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
    let error = Error::usage("no_source", "nothing says of which source the connected tracking plan is wanted");
    match known.is_empty() {
        true => error.hint("pin one: qseg source add NAME --env dev --pin qseg.yaml; or name the plan by its id"),
        false => error.hint(format!("choose one of the mapping's with --env: {}", known.join(", "))),
    }
}

/// A plan, and what could not be learnt of its source.
struct Fetched {
    plan: TrackingPlan,
    notes: Vec<String>,
}

async fn fetch(client: &Client<'_>, id: Option<&str>, source: Option<&str>) -> Result<Fetched> {
    let mut notes = Vec::new();
    let watched = match source {
        None => None,
        Some(source) => watched(client, source, id.is_some(), &mut notes).await?,
    };
    let id = match (id, &watched) {
        (Some(id), _) => id.to_owned(),
        (None, Some(Watched { plan: Some(plan), .. })) => plan.clone(),
        (None, _) => {
            let source = watched.map_or_else(|| source.unwrap_or_default().to_owned(), |watched| watched.called);
            return Err(Error::usage(
                "no_tracking_plan",
                format!("no tracking plan is connected to the source {source}"),
            )
            .hint("connect one in Segment, or name a file or an id: --tracking-plan FILE|ID"));
        }
    };
    let head = match client.tracking_plan(&id).await {
        Ok(head) => head,
        Err(error) if error.class == ApiClass::NotFound => return Err(unknown_plan(client, &id, error).await),
        Err(error) => return Err(error.into()),
    };
    let rules = client.tracking_plan_rules(&id).await?;
    let mut plan = TrackingPlan { id: Some(id.clone()), ..TrackingPlan::of_answers(head, rules) };
    if let Some(watched) = watched {
        if watched.plan.as_deref() == Some(id.as_str()) {
            plan.settings = watched.settings;
        } else {
            let by = watched.plan.map_or_else(|| "no plan".to_owned(), |plan| format!("another plan, {plan}"));
            notes.push(format!(
                "the source {} is watched by {by}: nothing is known of what this one would block",
                watched.called
            ));
        }
        plan.source_id = plan.settings.is_some().then_some(watched.id);
    }
    Ok(Fetched { plan, notes })
}

/// A source, and what watches it.
struct Watched {
    id: String,
    called: String,
    plan: Option<String>,
    settings: Option<SourceSettings>,
}

/// Asks for the source. Where only its settings are wanted, that it cannot be seen is a note.
async fn watched(client: &Client<'_>, typed: &str, is_extra: bool, notes: &mut Vec<String>) -> Result<Option<Watched>> {
    let unseen = |error: ApiError, what: &str, notes: &mut Vec<String>| {
        if is_extra || error.is_refusal() {
            notes.push(format!("{what} cannot be seen: what Segment would block is not known"));
            return Ok(());
        }
        Err(Error::from(error))
    };
    let detail = match client.source(typed).await {
        Err(error) if error.class == ApiClass::NotFound => {
            // It was a slug or a nickname, perhaps.
            let sources = client.sources().await?;
            match find(&sources, typed) {
                Some(found) => client.source(&found.id).await,
                None => Err(error),
            }
        }
        detail => detail,
    };
    let detail = match detail {
        Ok(detail) => detail,
        Err(error) if is_extra => {
            unseen(error, &format!("the source {typed}"), notes)?;
            return Ok(None);
        }
        Err(error) => return Err(error.into()),
    };
    let called = detail.source.called().to_owned();
    let settings = match client.source_settings(&detail.source.id).await {
        Ok(settings) => Some(settings),
        Err(error) => {
            unseen(error, &format!("the settings of the source {called}"), notes)?;
            None
        }
    };
    Ok(Some(Watched { id: detail.source.id, called, plan: detail.tracking_plan_id, settings }))
}

/// There is no such plan: those that there are, if the token sees them.
async fn unknown_plan(client: &Client<'_>, id: &str, error: ApiError) -> Error {
    let plans = client.tracking_plans().await.unwrap_or_default();
    let known: Vec<String> = plans
        .iter()
        .map(|plan| plan.name.as_ref().map_or_else(|| plan.id.clone(), |name| format!("{} ({name})", plan.id)))
        .collect();
    let error = Error::from(error);
    let message = format!("the workspace has no tracking plan {id}, or the token does not see it");
    let mut error = Error { exit: crate::core::error::Exit::Usage, code: "no_such_tracking_plan", message, ..error };
    error.hints = match (id.starts_with("rs_"), known.is_empty()) {
        (true, _) => vec!["that is its id in the old Config API; the Public API's begins with tp_".to_owned()],
        (false, true) => vec!["a file is named with its folder or its ending: ./plan, plan.json".to_owned()],
        (false, false) => vec![format!("there are: {}", visible(&known.join(", ")))],
    };
    error
}

/// Says which plan it is: by its name or id, else as it was typed.
fn say(plan: &TrackingPlan, typed: &str, ui: &mut Ui) {
    let fetched = plan.fetched.map(|moment| format!(", fetched {}", day(moment))).unwrap_or_default();
    let source = match (&plan.settings, &plan.source_id) {
        (Some(_), Some(id)) => format!(", with the settings of the source {id}"),
        (Some(_), None) => ", with a source's settings".to_owned(),
        (None, _) => ", without a source's settings".to_owned(),
    };
    let called = if plan.name.is_none() && plan.id.is_none() { typed } else { plan.called() };
    let text = format!("Tracking plan {called}: {}{fetched}{source}", counted(plan.rules.len() as u64, "rule"));
    ui.status(&visible(&text));
}

/// The day of a moment, in UTC.
fn day(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%d").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_written_in_days_hours_or_weeks() {
        assert_eq!(age("7d"), Ok(SignedDuration::from_hours(168)));
        assert_eq!(age("36h"), Ok(SignedDuration::from_hours(36)));
        assert_eq!(age("1w 1d"), Ok(SignedDuration::from_hours(192)));
        for wrong in ["", "7", "-1d", "0d", "a month"] {
            assert!(age(wrong).is_err(), "{wrong}");
        }
    }
}
