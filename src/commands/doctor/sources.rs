//! The rungs of a source: is it there and on, its write key, its nickname, its tracking plan.

use super::climb::Given;
use super::rung::{Name, Rung};
use super::wanted::{Pin, Wanted};
use crate::commands::standing::find;
use crate::core::diagnostic::did_you_mean;
use crate::core::error::Error;
use crate::core::secret::Secret;
use crate::segment::nickname::Convention;
use crate::segment::public_api::shapes::Source;
use crate::segment::public_api::{ApiClass, Client};
use crate::segment::region::Region;
use crate::segment::schema_effects::effects;

/// The rungs that stand on a source.
const ON_SOURCE: [Name; 3] = [Name::WriteKey, Name::Nickname, Name::TrackingPlan];

/// The rungs of each source that is looked at.
pub(crate) async fn rungs(
    client: Option<&Client<'_>>,
    region: Option<Region>,
    listed: &[Source],
    given: &Given,
) -> Vec<Rung> {
    let looking = Looking { client, region, listed, given };
    match &given.wanted {
        Wanted::None => {
            let next = "name one: --source X, or pin one in qseg.yaml (qseg source add NAME --env dev --pin qseg.yaml)";
            with_nothing_on_it(Rung::not_given(Name::Source, "no source is named", next))
        }
        Wanted::Unreadable(error) => with_nothing_on_it(Rung::failed(Name::Source, error)),
        Wanted::Named(typed) => looking.at(typed, None).await,
        Wanted::Pinned(pins) => {
            let mut rungs = Vec::new();
            for pin in pins {
                let of_pin = match &pin.id {
                    Some(id) => looking.at(id, Some(pin)).await,
                    None => {
                        let text = format!("{} pins no source for it", pin.file);
                        let next = format!("qseg source add NAME --env {} --pin {}", pin.env, pin.file);
                        with_nothing_on_it(Rung::not_given(Name::Source, text, next))
                    }
                };
                rungs.extend(of_pin.into_iter().map(|rung| rung.of(&pin.env)));
            }
            rungs
        }
    }
}

fn with_nothing_on_it(source: Rung) -> Vec<Rung> {
    std::iter::once(source).chain(ON_SOURCE.map(|name| Rung::below(name, Name::Source))).collect()
}

struct Looking<'l> {
    client: Option<&'l Client<'l>>,
    region: Option<Region>,
    listed: &'l [Source],
    given: &'l Given,
}

impl Looking<'_> {
    async fn at(&self, typed: &str, pin: Option<&Pin>) -> Vec<Rung> {
        let Some(client) = self.client else {
            return with_nothing_on_it(Rung::below(Name::Source, Name::Workspace));
        };
        let id = find(self.listed, typed).map_or(typed, |found| &found.id);
        let detail = match client.source(id).await {
            Ok(detail) => detail,
            Err(error) if error.class == ApiClass::NotFound => return with_nothing_on_it(self.unknown(typed, pin)),
            Err(error) => return with_nothing_on_it(Rung::called(Name::Source, error)),
        };
        let source = &detail.source;
        vec![
            self.source(source, pin),
            self.write_key(source),
            nickname(source),
            tracking_plan(client, source, detail.tracking_plan_id.as_deref()).await,
        ]
    }

    fn unknown(&self, typed: &str, pin: Option<&Pin>) -> Rung {
        let what = match pin {
            Some(pin) => {
                format!("the workspace has no source {typed}, which {} pins, or the token does not see it", pin.file)
            }
            None => format!("the workspace has no source {typed}, or the token does not see it"),
        };
        let names = self.listed.iter().flat_map(|source| [source.slug.as_str(), source.name.as_str()]);
        let next = match did_you_mean(typed, names.filter(|name| !name.is_empty())) {
            Some(near) => format!("did you mean {near}?"),
            None => "see what there is: qseg source list --all".to_owned(),
        };
        Rung::failed(Name::Source, &Error::failed("source_not_found", what).hint(next))
    }

    fn source(&self, source: &Source, pin: Option<&Pin>) -> Rung {
        let name = Name::Source;
        let text = format!("{} ({}, id {})", source.called(), source.slug, source.id);
        if let (Some(pin), Some(here)) = (pin, self.region)
            && let Some(said) = pin.region.filter(|said| *said != here)
        {
            let message = format!("{text} is in the region {here}, and {} says {said}", pin.file);
            let error = Error::usage("region_mismatch", message);
            return Rung::failed(name, &error.hint(format!("write `region: {here}` there, or pin another source")));
        }
        match source.enabled {
            Some(false) => {
                let error = Error::failed("source_disabled", format!("{text} is disabled: Segment drops its events"));
                Rung::failed(name, &error.hint("switch it on in Segment: the source's Settings"))
            }
            None => Rung::warning(name, format!("{text}; whether it is enabled was not told"), "look in Segment"),
            Some(true) => match pin.and_then(|pin| Some((pin, pin.slug.as_deref()?))) {
                Some((pin, slug)) if slug != source.slug => {
                    let text = format!("{text} is enabled, but {} calls it {slug}", pin.file);
                    Rung::warning(name, text, format!("write `slug: {}` there", source.slug))
                }
                _ => Rung::ok(name, format!("{text} is enabled")),
            },
        }
    }

    fn write_key(&self, source: &Source) -> Rung {
        let name = Name::WriteKey;
        let shown = match source.write_keys.as_slice() {
            [] => String::new(),
            [one] => one.masked(),
            several => several.iter().map(Secret::masked).collect::<Vec<_>>().join(", "),
        };
        match (&self.given.write_key, source.write_keys.is_empty()) {
            (None, false) => Rung::ok(name, format!("{shown}; QSEG_WRITE_KEY is not set")),
            (None, true) => Rung::warning(
                name,
                "none is seen: the token lacks Source Admin on the source, or its type has none",
                "look in Segment; for history take a source of the type HTTP API (qseg source add --type http-api)",
            ),
            (Some(_), true) => Rung::warning(
                name,
                "none is seen, so that QSEG_WRITE_KEY cannot be held against it",
                "compare it with the source's Settings in Segment",
            ),
            (Some(key), false) if source.write_keys.contains(key) => {
                Rung::ok(name, format!("{shown}; QSEG_WRITE_KEY is the source's"))
            }
            (Some(key), false) => {
                let owner = self.listed.iter().find(|other| other.write_keys.contains(key));
                let whose = owner.map_or_else(
                    || "of no source that the token sees".to_owned(),
                    |owner| format!("the key of the source {}", owner.called()),
                );
                let message = format!("QSEG_WRITE_KEY ({}) is {whose}; this source has {shown}", key.masked());
                let error = Error::unauthorised("write_key_of_another_source", message);
                Rung::failed(name, &error.hint("set QSEG_WRITE_KEY to the key of this source"))
            }
        }
    }
}

fn nickname(source: &Source) -> Rung {
    let name = Name::Nickname;
    let convention = "SourceName_Prod, SourceName_Staging or SourceName_Dev";
    match Convention::of(&source.name) {
        Convention::Kept(_) => Rung::ok(name, format!("{} keeps the convention", source.name)),
        Convention::Near(near) => {
            let text = format!("{} nearly keeps the convention {convention}", source.name);
            Rung::warning(name, text, format!("rename it in Segment to {near}"))
        }
        Convention::Broken if source.name.is_empty() => {
            let next = format!("give it one in Segment, such as {convention}");
            Rung::warning(name, "the source has no nickname", next)
        }
        Convention::Broken => {
            let text = format!("{} does not say which environment it is for", source.name);
            Rung::warning(name, text, format!("rename it in Segment by the convention {convention}"))
        }
    }
}

async fn tracking_plan(client: &Client<'_>, source: &Source, plan: Option<&str>) -> Rung {
    let name = Name::TrackingPlan;
    let Some(plan) = plan.filter(|plan| !plan.is_empty()) else {
        return Rung::ok(name, "none is connected, so that none blocks anything");
    };
    // What a token without the role for plans may not read is no fault of the source.
    let called = match client.tracking_plan(plan).await {
        Ok(read) => read.name.filter(|name| !name.is_empty()).unwrap_or_else(|| plan.to_owned()),
        Err(error) if error.is_refusal() || error.class == ApiClass::NotFound => plan.to_owned(),
        Err(error) => return Rung::called(name, error),
    };
    let settings = match client.source_settings(&source.id).await {
        Ok(settings) => settings,
        Err(error) if error.is_refusal() => {
            let text = format!("{called} is connected; what it blocks the token may not read");
            return Rung::warning(name, text, "look in Segment: the source's Schema Configuration");
        }
        Err(error) => return Rung::called(name, error),
    };
    match effects(&settings).as_slice() {
        [] => Rung::ok(name, format!("{called} is connected; the source lets everything pass")),
        taken => Rung::warning(
            name,
            format!(
                "{called} is connected: {}",
                taken.iter().map(|effect| effect.text()).collect::<Vec<_>>().join("; ")
            ),
            "keep to the plan, or change the source's Schema Configuration in Segment",
        ),
    }
}
