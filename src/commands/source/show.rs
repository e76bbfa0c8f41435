//! `qseg source show`: everything about one source, and what becomes of events that are sent to it.

use super::facts;
use crate::commands::connection::{Opened, with_workspace};
use crate::commands::{TextOrJson, document, one_document};
use crate::context::Context;
use crate::core::diagnostic::{Findings, did_you_mean};
use crate::core::error::{Error, Exit, Result};
use crate::segment::names;
use crate::segment::public_api::Client;
use crate::segment::public_api::errors::{ApiClass, ApiError};
use crate::segment::public_api::shapes::{Connected, Source, SourceSettings, TrackingPlan};
use crate::segment::schema_effects::{Effect, effects};
use crate::task::add_source::{judge, without_write_key};
use crate::ui::{Stream, Ui, visible};
use clap::Args;
use serde_json::{Map, Value, json};

/// Show one source: its names, its write key, where its events go, and what would hold them back
///
/// Examples:
///   qseg source show Qualtrics_Dev
///   qseg source show qualtrics_prod --reveal
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ShowArgs {
    /// Its id, slug or nickname
    #[arg(value_name = "SOURCE")]
    source: String,
    /// Show the write key whole
    #[arg(long)]
    reveal: bool,
    /// How to say it: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// Where the text beside the labels begins.
const COLUMN: usize = 15;

/// Something that the token may be refused: then the rest is shown all the same.
type Part<T> = Result<T, ApiError>;

/// Everything that was read.
struct Shown {
    source: Source,
    destinations: Part<Vec<Connected>>,
    warehouses: Part<Vec<Connected>>,
    settings: Part<SourceSettings>,
    tracking_plan: Part<Option<TrackingPlan>>,
}

/// Reads and tells.
pub(crate) fn run(args: ShowArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let result = show(&args, context, ui);
    one_document(args.format, ui, result)
}

fn show(args: &ShowArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let (shown, opened, _) = with_workspace(context, ui, async |client, _| {
        let sources = client.sources().await?;
        Ok(read(client, chosen(&sources, &args.source)?).await?)
    })?;
    let mut findings = Findings::new();
    let existing = facts::existing(&shown.source);
    judge(&existing, &mut findings);
    if shown.source.write_keys.is_empty() {
        without_write_key(&existing, &mut findings);
    }
    match args.format {
        TextOrJson::Json => ui.document(&shown.document(&opened, args.reveal, &findings))?,
        TextOrJson::Text => {
            shown.tell(args.reveal, ui)?;
            ui.findings(&findings, Stream::Status)?;
        }
    }
    Ok(Exit::Done)
}

/// The source of this id, slug or nickname; the case of the latter two does not matter.
fn chosen<'s>(sources: &'s [Source], typed: &str) -> Result<&'s Source> {
    let exact = sources.iter().find(|source| source.id == typed);
    if let Some(source) = exact.or_else(|| sources.iter().find(|source| source.slug == typed)) {
        return Ok(source);
    }
    let folded = typed.to_lowercase();
    let is_called = |source: &&Source| {
        !folded.is_empty() && (source.slug.to_lowercase() == folded || source.name.to_lowercase() == folded)
    };
    let found: Vec<&Source> = sources.iter().filter(is_called).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let known = sources.iter().flat_map(|source| [source.slug.as_str(), source.name.as_str()]);
            let near = did_you_mean(typed, known.filter(|name| !name.is_empty()));
            let error = Error::usage("unknown_source", format!("the token sees no source `{typed}`"));
            let error = match near {
                Some(near) => error.hint(format!("did you mean {near}?")),
                None => error,
            };
            Err(error.hint("see them all: qseg source list --all"))
        }
        many => {
            let ids: Vec<String> = many.iter().map(|source| format!("{} ({})", source.id, source.slug)).collect();
            let message = format!("`{typed}` names {} sources: {}", many.len(), ids.join(", "));
            Err(Error::usage("ambiguous_source", message).hint("name one of them by its id"))
        }
    }
}

async fn read(client: &Client<'_>, listed: &Source) -> Result<Shown, ApiError> {
    let id = &listed.id;
    let detail = part(client.source(id).await)?;
    let tracking_plan = match &detail {
        Ok(detail) => match detail.tracking_plan_id.as_deref().filter(|id| !id.is_empty()) {
            Some(plan) => match part(client.tracking_plan(plan).await)? {
                Ok(read) => Ok(Some(read)),
                // Its id is known all the same.
                Err(_) => Ok(Some(TrackingPlan { id: plan.to_owned(), ..TrackingPlan::default() })),
            },
            None => Ok(None),
        },
        Err(error) => Err(error.clone()),
    };
    Ok(Shown {
        destinations: part(client.connected_destinations(id).await)?,
        warehouses: part(client.connected_warehouses(id).await)?,
        settings: part(client.source_settings(id).await)?,
        source: detail.map_or_else(|_| listed.clone(), |detail| detail.source),
        tracking_plan,
    })
}

/// What this token, or this workspace, has not got is told beside the rest; anything else ends the command.
fn part<T>(read: Result<T, ApiError>) -> Result<Part<T>, ApiError> {
    match read {
        Err(error) if error.is_refusal() => Ok(Err(error)),
        Err(error) if matches!(error.class, ApiClass::NotFound | ApiClass::Invalid | ApiClass::Refused) => {
            Ok(Err(error))
        }
        Err(error) => Err(error),
        Ok(value) => Ok(Ok(value)),
    }
}

impl Shown {
    fn tell(&self, reveal: bool, ui: &mut Ui) -> Result<()> {
        let source = &self.source;
        let or_none = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
        let labels: Vec<String> = source.labels.iter().map(|label| format!("{}:{}", label.key, label.value)).collect();
        entry(ui, "Nickname", &or_none(&source.name))?;
        entry(ui, "Slug", &source.slug)?;
        entry(ui, "Id", &source.id)?;
        entry(ui, "Type", &format!("{} ({})", source.metadata.name, source.metadata.slug))?;
        entry(ui, "Enabled", facts::yes_or_no(source.enabled))?;
        entry(ui, "Environment", &or_none(&facts::environment(source).unwrap_or_default()))?;
        entry(ui, "Labels", &or_none(&labels.join(", ")))?;
        entry(ui, "Schema", &format!("{} in warehouses", names::schema(&source.slug)))?;
        entry(ui, "Convention", facts::convention(source))?;
        self.tell_keys(reveal, ui)?;
        tell_connected("Destinations", &self.destinations, ui)?;
        tell_connected("Warehouses", &self.warehouses, ui)?;
        let plan = match &self.tracking_plan {
            Ok(Some(plan)) => match &plan.name {
                Some(name) => format!("{name} (id {})", plan.id),
                None => format!("id {}; its name cannot be read", plan.id),
            },
            Ok(None) => "none".to_owned(),
            Err(error) => unreadable(error),
        };
        entry(ui, "Tracking plan", &plan)?;
        match &self.settings {
            Err(error) => entry(ui, "Settings", &unreadable(error)),
            Ok(settings) => {
                let effects = effects(settings);
                if effects.is_empty() {
                    return entry(ui, "Settings", "let every event pass");
                }
                for (at, effect) in effects.into_iter().enumerate() {
                    let label = if at == 0 { "Settings" } else { "" };
                    entry(ui, label, &self.in_words(effect))?;
                }
                Ok(())
            }
        }
    }

    fn in_words(&self, effect: Effect) -> String {
        match (effect, &self.tracking_plan) {
            (Effect::Violation(text), Ok(None)) => format!("{text}, once there is a tracking plan"),
            _ => effect.text().to_owned(),
        }
    }

    fn tell_keys(&self, reveal: bool, ui: &mut Ui) -> Result<()> {
        let keys = &self.source.write_keys;
        if !reveal || keys.is_empty() {
            let way = if keys.is_empty() { "" } else { " (--reveal shows it)" };
            return entry(ui, "Write key", &format!("{}{way}", facts::keys(&self.source)));
        }
        for key in keys {
            entry(ui, "Write key", key.text().unwrap_or_default())?;
        }
        Ok(())
    }

    fn document(&self, opened: &Opened, reveal: bool, findings: &Findings) -> Value {
        let mut unread = Map::new();
        let mut note = |name: &str, error: Option<&ApiError>| {
            if let Some(error) = error {
                unread.insert(name.to_owned(), json!({ "code": error.code(), "message": visible(&error.to_string()) }));
            }
        };
        note("destinations", self.destinations.as_ref().err());
        note("warehouses", self.warehouses.as_ref().err());
        note("tracking_plan", self.tracking_plan.as_ref().err());
        note("settings", self.settings.as_ref().err());
        let plan = self.tracking_plan.as_ref().ok().and_then(Option::as_ref);
        json!({
            "schema": "qseg.source.show/1",
            "workspace": facts::workspace(opened),
            "region": opened.region.name(),
            "source": facts::document(&self.source, reveal),
            "revealed": reveal,
            "destinations": self.destinations.as_ref().ok().map(|all| connected_document(all)),
            "warehouses": self.warehouses.as_ref().ok().map(|all| connected_document(all)),
            "tracking_plan": plan.map(|plan| json!({ "id": plan.id, "name": plan.name })),
            "settings": self.settings.as_ref().ok().map(|settings| {
                let effects = effects(settings).into_iter();
                effects.map(|effect| json!({ "on": effect.on(), "effect": effect.text() })).collect::<Vec<_>>()
            }),
            "unreadable": unread,
            "findings": document::findings(findings),
        })
    }
}

fn entry(ui: &mut Ui, label: &str, text: &str) -> Result<()> {
    ui.entry(label, COLUMN, &visible(text))
}

fn unreadable(error: &ApiError) -> String {
    format!("not readable: {error}")
}

fn tell_connected(label: &str, part: &Part<Vec<Connected>>, ui: &mut Ui) -> Result<()> {
    let connected = match part {
        Err(error) => return entry(ui, label, &unreadable(error)),
        Ok(connected) if connected.is_empty() => return entry(ui, label, "none"),
        Ok(connected) => connected,
    };
    for (at, one) in connected.iter().enumerate() {
        let enabled = match one.enabled {
            Some(true) => "enabled",
            Some(false) => "switched off",
            None => "enabled or not: Segment does not say",
        };
        let text = format!("{} ({}, id {}), {enabled}", one.called(), one.metadata.slug, one.id);
        entry(ui, if at == 0 { label } else { "" }, &text)?;
    }
    Ok(())
}

fn connected_document(connected: &[Connected]) -> Vec<Value> {
    let one = |one: &Connected| json!({ "id": one.id, "name": one.called(), "type": one.metadata.slug, "enabled": one.enabled });
    connected.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(id: &str, slug: &str, name: &str) -> Source {
        Source { id: id.into(), slug: slug.into(), name: name.into(), ..Source::default() }
    }

    #[test]
    fn a_source_is_named_by_id_slug_or_nickname_and_two_of_one_name_are_told_apart_by_id() {
        let sources = [
            source("s1", "qualtrics_dev", "Qualtrics_Dev"),
            source("s2", "other", "Twice"),
            source("s3", "twice_2", "twice"),
            source("s4", "s1x", "other"),
        ];
        let id = |typed: &str| chosen(&sources, typed).map(|source| source.id.as_str());
        for (typed, wanted) in
            [("s1", "s1"), ("qualtrics_dev", "s1"), ("QUALTRICS_DEV", "s1"), ("other", "s2"), ("twice_2", "s3")]
        {
            assert_eq!(id(typed).expect(typed), wanted);
        }
        let error = id("TWICE").expect_err("two of them");
        assert_eq!((error.code, error.exit.code()), ("ambiguous_source", 2));
        assert!(error.message.contains("s2 (other), s3 (twice_2)"), "{}", error.message);
        let error = id("qualtrics_deb").expect_err("none");
        assert_eq!((error.code, error.exit.code()), ("unknown_source", 2));
        assert_eq!(error.hints[0], "did you mean Qualtrics_Dev?");
        assert_eq!(id("").expect_err("nothing").hints, ["see them all: qseg source list --all"]);
    }
}
