//! Where a live send goes: the source, its write key, its region and host, and what is known of it.

use crate::commands::connection::{Opened, with_workspace};
use crate::commands::document::SourceDocument;
use crate::commands::standing::find;
use crate::commands::workspace;
use crate::context::{Context, Setting};
use crate::core::error::{Error, Exit, Result};
use crate::core::secret::Secret;
use crate::delivery::gates::Production;
use crate::mapping::model::{Mapping, SourceRef};
use crate::net::endpoint::Endpoint;
use crate::segment::nickname::{Environment, Nickname};
use crate::segment::public_api::shapes::{Connected, Source};
use crate::segment::region::Region;
use crate::segment::write_key::WriteKey;
use crate::ui::Ui;

/// Where a live send goes.
#[derive(Debug)]
pub(crate) struct Target {
    /// The source that message ids are made for.
    pub(crate) source: SourceDocument,
    /// What it is called in Segment, where that is known.
    pub(crate) nickname: Option<String>,
    /// The region.
    pub(crate) region: Option<Region>,
    /// The Tracking API.
    pub(crate) endpoint: Endpoint,
    /// The key to the source.
    pub(crate) key: WriteKey,
    /// The workspace, where there was a token to ask by.
    pub(crate) workspace: Option<String>,
    /// The enabled destinations, where there was a token to ask by.
    pub(crate) destinations: Option<Vec<String>>,
    /// Whether it is a source of production, and on what ground.
    pub(crate) production: Option<Production>,
    /// The workspace, opened, where there was a token to ask by.
    pub(crate) opened: Option<Opened>,
}

/// What the Public API knows of the source.
struct Known {
    source: Source,
    opened: Opened,
    destinations: Option<Vec<String>>,
}

/// Finds it.
///
/// # Errors
/// Nothing says which source, key or region is meant, or what is said does not fit together.
pub(crate) fn find_target(
    mapping: &Mapping,
    env: Option<&str>,
    typed: Option<&str>,
    context: &Context,
    ui: &mut Ui,
) -> Result<Target> {
    let pin = pin(mapping, env, typed)?;
    let wanted = match (&pin, typed) {
        (_, Some(typed)) => Some(typed.to_owned()),
        (Some(pin), None) => pin.id.as_ref().or(pin.slug.as_ref()).map(|spanned| spanned.value.clone()),
        (None, None) => None,
    };
    let Some(wanted) = wanted else { return Err(no_source(mapping)) };
    let wanted = pin.and_then(|pin| pin.id.as_ref()).map_or(wanted, |id| id.value.clone());
    let known = ask(context, &wanted, ui)?;
    let pin = pin.or_else(|| pin_of(mapping, known.as_ref()?));
    let id = match (&known, pin.and_then(|pin| pin.id.as_ref())) {
        (Some(known), _) => known.source.id.clone(),
        (None, Some(id)) => id.value.clone(),
        (None, None) => {
            return Err(Error::usage("source_id_needed", format!("without a token nobody knows the id of {wanted}"))
                .hint("log in: qseg login; or pin the source: qseg source add NAME --env … --pin qseg.yaml"));
        }
    };
    if let Some(known) = known.as_ref().filter(|known| known.source.enabled == Some(false)) {
        let message =
            format!("the source {} is disabled: Segment throws away what is sent to it", known.source.called());
        return Err(
            Error::usage("source_disabled", message).hint("enable it in Segment, and run the same command again")
        );
    }
    let region = region(pin, known.as_ref(), context)?;
    let endpoint = endpoint(context, region)?;
    let key = key(known.as_ref(), context)?;
    let slug = known
        .as_ref()
        .map(|known| known.source.slug.clone())
        .or_else(|| pin.and_then(|pin| pin.slug.as_ref()).map(|slug| slug.value.clone()));
    let env = pin.map_or_else(|| "none".to_owned(), |pin| pin.env.value.clone());
    Ok(Target {
        production: production(pin, known.as_ref()),
        nickname: known.as_ref().map(|known| known.source.name.clone()).filter(|name| !name.is_empty()),
        workspace: known.as_ref().map(|known| known.opened.workspace.name.clone()),
        opened: known.as_ref().map(|known| known.opened.clone()),
        destinations: known.and_then(|known| known.destinations),
        source: SourceDocument { env, id, slug },
        region,
        endpoint,
        key,
    })
}

/// The mapping's own source: of `--env`, the one that `--source` names, or the only one.
pub(crate) fn pin<'m>(mapping: &'m Mapping, env: Option<&str>, typed: Option<&str>) -> Result<Option<&'m SourceRef>> {
    if let Some(env) = env {
        let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
        let pin = mapping.sources.iter().find(|source| source.env.value == env);
        return pin.map(Some).ok_or_else(|| crate::commands::unpinned(env, &known));
    }
    if let Some(typed) = typed {
        let is = |value: &Option<crate::mapping::model::Spanned<String>>| {
            value.as_ref().is_some_and(|value| value.value == typed)
        };
        return Ok(mapping.sources.iter().find(|source| is(&source.id) || is(&source.slug)));
    }
    Ok(if mapping.sources.len() == 1 { mapping.sources.first() } else { None })
}

/// The mapping's own name for a source that was typed by another one.
fn pin_of<'m>(mapping: &'m Mapping, known: &Known) -> Option<&'m SourceRef> {
    mapping.sources.iter().find(|pin| match (&pin.id, &pin.slug) {
        (Some(id), _) => id.value == known.source.id,
        (None, Some(slug)) => slug.value == known.source.slug,
        (None, None) => false,
    })
}

fn no_source(mapping: &Mapping) -> Error {
    let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
    let error = Error::usage("no_source", "nothing says which source to send to");
    match known.is_empty() {
        true => error.hint("name one with --source, or pin one: qseg source add NAME --env dev --pin qseg.yaml"),
        false => error.hint(format!("choose one of the mapping's with --env: {}", known.join(", "))),
    }
}

/// Asks the Public API of the source; `None` without a token, where a write key was given instead.
fn ask(context: &Context, wanted: &str, ui: &mut Ui) -> Result<Option<Known>> {
    if let Err(error) = workspace::token(context, ui) {
        let is_without = error.exit == Exit::Unauthorised || error.code == "no_home";
        return match context.write_key() {
            Some(_) if is_without => Ok(None),
            _ => Err(error.hint("or give the source's write key in QSEG_WRITE_KEY, with a pinned source id")),
        };
    }
    let (found, opened, _) = with_workspace(context, ui, async |client, _| {
        let sources = client.sources().await?;
        let Some(source) = find(&sources, wanted).cloned() else { return Ok(Err(sources)) };
        let destinations = match client.connected_destinations(&source.id).await {
            Ok(connected) => Some(connected.iter().filter(|it| it.enabled != Some(false)).map(called).collect()),
            Err(error) if error.is_refusal() => None,
            Err(error) => return Err(error.into()),
        };
        Ok(Ok((source, destinations)))
    })?;
    match found {
        Ok((source, destinations)) => Ok(Some(Known { source, opened, destinations })),
        Err(sources) => {
            let workspace = &opened.workspace.name;
            let slugs: Vec<&str> = sources.iter().map(|source| source.slug.as_str()).collect();
            let near = crate::core::diagnostic::did_you_mean(wanted, slugs);
            let error = Error::usage("no_such_source", format!("the workspace {workspace} has no source {wanted}"));
            Err(match near {
                Some(near) => error.hint(format!("did you mean {near}? all of them: qseg source list --all")),
                None => error.hint("all of them: qseg source list --all"),
            })
        }
    }
}

fn called(destination: &Connected) -> String {
    destination.called().to_owned()
}

/// The region: of the pin, the workspace, or the command line; they must agree.
fn region(pin: Option<&SourceRef>, known: Option<&Known>, context: &Context) -> Result<Option<Region>> {
    let pinned = match pin.and_then(|pin| pin.region.as_ref()) {
        None => None,
        // The file was checked: it is a region.
        Some(region) => Region::parse(&region.value).ok().map(|region| Setting::of_project("the mapping file", region)),
    };
    let asked = context.region(None, None)?;
    let of_workspace = known.map(|known| Setting::of_user("the workspace", known.opened.region));
    let mut said: Vec<Setting<Region>> = [asked, pinned].into_iter().flatten().collect();
    // A stand-in for the Public API is of no region of its own: what the others say counts.
    if said.is_empty() || context.api_url()?.is_none() {
        said.extend(of_workspace);
    }
    agreed(&said)
}

/// The one region that all name.
fn agreed(said: &[Setting<Region>]) -> Result<Option<Region>> {
    let Some(first) = said.first() else { return Ok(None) };
    let Some(other) = said.iter().find(|setting| setting.value != first.value) else { return Ok(Some(first.value)) };
    let message =
        format!("the region is `{}` by {} and `{}` by {}", first.value, first.given_by, other.value, other.given_by);
    Err(Error::usage("regions_differ", message).hint("a source lives in one region: correct the one that is wrong"))
}

fn endpoint(context: &Context, region: Option<Region>) -> Result<Endpoint> {
    if let Some(url) = context.events_url()? {
        return Endpoint::custom(url.value).map_err(|bad| bad.given_by(&url.given_by.to_string()));
    }
    region.map(Region::tracking).ok_or_else(|| {
        Error::usage("region_needed", "nobody says in which region the source is, and there is no default")
            .hint("give --region us or --region eu, or pin the source: qseg source add … --pin qseg.yaml")
    })
}

/// The write key: the one that was given, if it is one of the source's; else the source's own.
fn key(known: Option<&Known>, context: &Context) -> Result<WriteKey> {
    let given = context.write_key();
    let of_source: &[Secret] = known.map_or(&[], |known| &known.source.write_keys);
    let key = match (given, of_source) {
        (Some(given), keys) if keys.is_empty() || keys.contains(&given) => given,
        (Some(_), _) => {
            return Err(Error::usage("foreign_write_key", "QSEG_WRITE_KEY is not a write key of this source")
                .hint("unset it, or name the source that it belongs to"));
        }
        (None, [first, ..]) => first.clone(),
        (None, []) => {
            return Err(Error::unauthorised("no_write_key", "the source shows no write key")
                .hint("the token may lack Source Admin: qseg whoami --source … says")
                .hint(
                    "a source without a key serves the task only; for history: qseg source add NAME --type http-api",
                ));
        }
    };
    WriteKey::new(key).map_err(|bad| Error::usage("bad_write_key", format!("the write key cannot be used: {bad}")))
}

/// Whether it is a source of production: by its label, its nickname, or the mapping's name for it; what nothing
/// is said of counts as one.
fn production(pin: Option<&SourceRef>, known: Option<&Known>) -> Option<Production> {
    let by_label = known.and_then(|known| {
        let label = known.source.labels.iter().find(|label| label.key == "environment")?;
        Environment::of_word(&label.value)
    });
    let by_nickname =
        known.and_then(|known| Nickname::parse(&known.source.name)).map(|nickname| nickname.environment());
    let by_pin = pin.and_then(|pin| Environment::of_word(&pin.env.value));
    let said = [by_label, by_nickname, by_pin];
    if said.contains(&Some(Environment::Prod)) {
        Some(Production::Said)
    } else if said.iter().all(Option::is_none) {
        Some(Production::Unknown)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_the_one_that_all_name() {
        let pin = |region| Setting::of_project("the mapping file", region);
        let workspace = |region| Setting::of_user("the workspace", region);
        assert_eq!(agreed(&[]).unwrap(), None);
        assert_eq!(agreed(&[workspace(Region::Eu)]).unwrap(), Some(Region::Eu));
        assert_eq!(agreed(&[pin(Region::Us), workspace(Region::Us)]).unwrap(), Some(Region::Us));
        let error = agreed(&[pin(Region::Us), workspace(Region::Eu)]).unwrap_err();
        assert_eq!(
            (error.exit, error.code, error.message.as_str()),
            (Exit::Usage, "regions_differ", "the region is `us` by the mapping file and `eu` by the workspace")
        );
    }
}
