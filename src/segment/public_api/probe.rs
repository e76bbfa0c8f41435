//! Whether a token has Source Admin: read-only, by the table of `reference/segment-public-api.md` §9. The verdict
//! is a pure function of what was observed; [`observe`] makes the observations.

use super::client::Client;
use super::errors::{ApiClass, ApiError};
use super::shapes::{Source, SourceMetadata};
use std::fmt;

/// Whether a token has Source Admin. Only `Confirmed` is a pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    /// By the documented meaning of what was seen.
    Confirmed,
    /// By the documented meaning of what was seen.
    Denied,
    /// What was seen fits both.
    Inconclusive,
}

impl Verdict {
    /// The word for people and machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Verdict::Confirmed => "confirmed",
            Verdict::Denied => "denied",
            Verdict::Inconclusive => "inconclusive",
        }
    }
}

/// What a verdict rests on: a row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ground {
    /// The named source shows a write key.
    SourceKeyVisible,
    /// Sources show write keys, and none that must have one hides it.
    KeysVisible,
    /// Some sources show write keys, some that must have one do not.
    KeysOfSomeVisible,
    /// The named source shows no write key, others do.
    KeysOfOthersVisible,
    /// There are sources that must have a write key, and none shows one.
    NoKeyVisible,
    /// No source shows a write key, but none must have one.
    NoSourceMustHaveKey,
    /// No source is seen.
    NoSources,
    /// The named source is not there, or not seen.
    SourceNotFound,
    /// The token is refused for the workspace.
    TokenRefused,
    /// The token is refused for the list of sources.
    SourcesRefused,
    /// The token is refused for the named source.
    SourceRefused,
}

impl Ground {
    /// Every ground.
    #[cfg(test)]
    pub(crate) const ALL: [Ground; 11] = [
        Ground::SourceKeyVisible,
        Ground::KeysVisible,
        Ground::KeysOfSomeVisible,
        Ground::KeysOfOthersVisible,
        Ground::NoKeyVisible,
        Ground::NoSourceMustHaveKey,
        Ground::NoSources,
        Ground::SourceNotFound,
        Ground::TokenRefused,
        Ground::SourcesRefused,
        Ground::SourceRefused,
    ];

    /// Stable name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Ground::SourceKeyVisible => "source_key_visible",
            Ground::KeysVisible => "keys_visible",
            Ground::KeysOfSomeVisible => "keys_of_some_visible",
            Ground::KeysOfOthersVisible => "keys_of_others_visible",
            Ground::NoKeyVisible => "no_key_visible",
            Ground::NoSourceMustHaveKey => "no_source_must_have_key",
            Ground::NoSources => "no_sources",
            Ground::SourceNotFound => "source_not_found",
            Ground::TokenRefused => "token_refused",
            Ground::SourcesRefused => "sources_refused",
            Ground::SourceRefused => "source_refused",
        }
    }

    /// The verdict that it carries.
    pub(crate) fn verdict(self) -> Verdict {
        match self {
            Ground::SourceKeyVisible | Ground::KeysVisible => Verdict::Confirmed,
            Ground::NoKeyVisible | Ground::TokenRefused | Ground::SourcesRefused | Ground::SourceRefused => {
                Verdict::Denied
            }
            Ground::KeysOfSomeVisible
            | Ground::KeysOfOthersVisible
            | Ground::NoSourceMustHaveKey
            | Ground::NoSources
            | Ground::SourceNotFound => Verdict::Inconclusive,
        }
    }

    /// What would settle it, where that is open or can be mended.
    pub(crate) fn settled_by(self) -> Option<&'static str> {
        match self {
            Ground::SourceKeyVisible | Ground::KeysVisible => None,
            Ground::KeysOfSomeVisible => {
                Some("name the source (`qseg whoami --source X`), or give the token all current and future sources")
            }
            Ground::KeysOfOthersVisible => Some(
                "look in Segment whether this source has a write key; if it has, add the source to the token's \
                 Source Admin role",
            ),
            Ground::NoSourceMustHaveKey | Ground::NoSources => {
                Some("a source of the type HTTP API in the workspace: its write key is visible to a Source Admin")
            }
            Ground::SourceNotFound => Some("`qseg source list --all` shows which sources the token sees"),
            Ground::NoKeyVisible | Ground::SourcesRefused | Ground::SourceRefused => {
                Some("a Workspace Owner must give the token the role Source Admin")
            }
            Ground::TokenRefused => Some("copy the token again, or try the other region (`--region us|eu`)"),
        }
    }
}

/// One sentence without its end.
impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ground::SourceKeyVisible => {
                "the source shows its write key, which Segment hides from tokens without Source Admin on it"
            }
            Ground::KeysVisible => {
                "sources show their write keys, which Segment hides from tokens without Source Admin on them"
            }
            Ground::KeysOfSomeVisible => {
                "some sources show their write key and others, which must have one, do not: the token is probably \
                 limited to some sources"
            }
            Ground::KeysOfOthersVisible => {
                "this source shows no write key while others do: the token is limited to those, or this source has none"
            }
            Ground::NoKeyVisible => {
                "no source shows its write key, which Segment hides from tokens without Source Admin"
            }
            Ground::NoSourceMustHaveKey => "no source shows a write key, but none is of a type that must have one",
            Ground::NoSources => "no source is seen: the workspace is new, or the token sees none",
            Ground::SourceNotFound => "the source does not exist, or the token does not see it",
            Ground::TokenRefused => "the token is refused: wrong region, or an invalid or revoked token",
            Ground::SourcesRefused => "the token may not list sources",
            Ground::SourceRefused => "the token may not read the source",
        })
    }
}

/// What one read-only call showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Access<T> {
    /// It was answered.
    Allowed(T),
    /// 401 or 403.
    Refused,
    /// 404.
    Missing,
    /// It failed in another way, which says nothing of the token.
    Unknown(ApiError),
}

impl<T> Access<T> {
    /// What an answer shows.
    pub(crate) fn of(answer: Result<T, ApiError>) -> Access<T> {
        match answer {
            Ok(value) => Access::Allowed(value),
            Err(error) if error.is_refusal() => Access::Refused,
            Err(error) if error.class == ApiClass::NotFound => Access::Missing,
            Err(error) => Access::Unknown(error),
        }
    }
}

/// What is seen of one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Its id.
    pub(crate) id: String,
    /// Whether it shows a write key.
    pub(crate) shows_key: bool,
    /// Whether it is of a type that must have one.
    pub(crate) must_have_key: bool,
}

impl Seen {
    /// What is seen of a source.
    pub(crate) fn of(source: &Source) -> Seen {
        let must_have_key = is_event_stream(&source.metadata);
        Seen { id: source.id.clone(), shows_key: !source.write_keys.is_empty(), must_have_key }
    }
}

/// Categories of the sources that a customer's own code sends to, by write key.
const EVENT_STREAM_CATEGORIES: [&str; 4] = ["website", "mobile", "server", "ott"];

/// Their slugs, for entries without a category of these.
const EVENT_STREAM_SLUGS: [&str; 24] = [
    "android",
    "clojure",
    "csharp",
    "flutter",
    "go",
    "http-api",
    "ios",
    "java",
    "javascript",
    "kotlin",
    "kotlin-android",
    "net",
    "node",
    "node-js",
    "php",
    "pixel-tracking-api",
    "python",
    "react-native",
    "roku",
    "ruby",
    "rust",
    "shopify-littledata-pixel",
    "swift",
    "unity",
];

/// Whether a source of this type must have a write key: a web, mobile or server source, not one that a cloud app or
/// a warehouse feeds (§9: those may have none). A type that is not known counts as one that need not.
pub(crate) fn is_event_stream(metadata: &SourceMetadata) -> bool {
    let is_category =
        |category: &String| EVENT_STREAM_CATEGORIES.iter().any(|known| category.eq_ignore_ascii_case(known));
    let by_category = metadata.categories.iter().any(is_category);
    let by_slug = EVENT_STREAM_SLUGS.contains(&metadata.slug.as_str());
    metadata.is_cloud_event_source != Some(true) && (by_category || by_slug)
}

/// What was observed. `None`: not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Observations {
    /// Whether `GET /` answered; anything but a refusal counts as an answer.
    pub(crate) workspace_refused: bool,
    /// The sources; `None`: refused.
    pub(crate) sources: Option<Vec<Seen>>,
    /// The named source.
    pub(crate) chosen: Option<Chosen>,
    /// `GET /credentials`.
    pub(crate) credentials: Option<Access<()>>,
    /// `GET /audit-events`.
    pub(crate) audit_events: Option<Access<()>>,
}

/// What was observed of the named source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Chosen {
    /// It was read.
    Seen(Seen),
    /// 401 or 403.
    Refused,
    /// 404.
    Missing,
}

/// Whether the token may make sources. No read-only call answers that with yes (§9, 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Creation {
    /// Not ruled out.
    Open,
    /// Not by the documentation: Source Admin on some sources alone makes none.
    ScopedCannot,
    /// No: there is no Source Admin at all.
    Cannot,
}

impl Creation {
    /// Stable name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Creation::Open => "open",
            Creation::ScopedCannot => "scoped_cannot",
            Creation::Cannot => "cannot",
        }
    }
}

/// One sentence without its end.
impl fmt::Display for Creation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Creation::Open => "whether it may create sources shows only when one is created",
            Creation::ScopedCannot => {
                "it probably cannot create sources: that needs Source Admin on all current and future sources"
            }
            Creation::Cannot => "it cannot create sources: that needs Source Admin on all current and future sources",
        })
    }
}

/// What `GET /credentials` adds. It is new and perhaps not in every plan, so it never decides (§9, 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Corroboration {
    /// Refused: evidence against Source Admin.
    Against,
    /// Answered: one of five roles, of which Source Admin is one.
    WeaklyFor,
}

impl Corroboration {
    /// Stable name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Corroboration::Against => "against",
            Corroboration::WeaklyFor => "weakly_for",
        }
    }
}

/// One sentence without its end.
impl fmt::Display for Corroboration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Corroboration::Against => {
                "the token may not list credentials, which a Source Admin may by the documentation"
            }
            Corroboration::WeaklyFor => "the token may list credentials, as Source Admins and four other roles may",
        })
    }
}

/// The verdict, with all that it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// Its ground, which carries the verdict.
    pub(crate) ground: Ground,
    /// Whether the token may make sources.
    pub(crate) creation: Creation,
    /// What `GET /credentials` adds; it never changes the verdict.
    pub(crate) corroboration: Option<Corroboration>,
    /// Whether the token can probably do more than qseg needs: it may read the audit trail, as a Workspace Owner
    /// (§9, 4). `None`: not known.
    pub(crate) is_too_powerful: Option<bool>,
}

impl Judgement {
    /// The verdict.
    pub(crate) fn verdict(&self) -> Verdict {
        self.ground.verdict()
    }
}

/// The verdict on what was observed.
pub(crate) fn judge(observed: &Observations) -> Judgement {
    let ground = ground(observed);
    let creation = match (ground, &observed.sources) {
        (ground, _) if ground.verdict() == Verdict::Denied && ground != Ground::SourceRefused => Creation::Cannot,
        (_, Some(sources)) if is_mixed(sources) => Creation::ScopedCannot,
        (Ground::SourceRefused, _) => Creation::ScopedCannot,
        _ => Creation::Open,
    };
    let corroboration = match &observed.credentials {
        Some(Access::Allowed(())) => Some(Corroboration::WeaklyFor),
        Some(Access::Refused) => Some(Corroboration::Against),
        Some(Access::Missing | Access::Unknown(_)) | None => None,
    };
    let is_too_powerful = match &observed.audit_events {
        Some(Access::Allowed(())) => Some(true),
        Some(Access::Refused) => Some(false),
        Some(Access::Missing | Access::Unknown(_)) | None => None,
    };
    Judgement { ground, creation, corroboration, is_too_powerful }
}

fn ground(observed: &Observations) -> Ground {
    if observed.workspace_refused {
        return Ground::TokenRefused;
    }
    // The named source's own key settles it, whatever the list says.
    if let Some(Chosen::Seen(Seen { shows_key: true, .. })) = &observed.chosen {
        return Ground::SourceKeyVisible;
    }
    match &observed.chosen {
        Some(Chosen::Refused) => return Ground::SourceRefused,
        Some(Chosen::Missing) => return Ground::SourceNotFound,
        Some(Chosen::Seen(_)) | None => {}
    }
    let Some(listed) = &observed.sources else { return Ground::SourcesRefused };
    let chosen = match &observed.chosen {
        Some(Chosen::Seen(seen)) => Some(seen),
        _ => None,
    };
    if listed.is_empty() && chosen.is_none() {
        return Ground::NoSources;
    }
    let mut seen = listed.iter().chain(chosen);
    let shows_any = seen.clone().any(|source| source.shows_key);
    match (shows_any, chosen) {
        (true, Some(_)) => Ground::KeysOfOthersVisible,
        (true, None) if is_mixed(listed) => Ground::KeysOfSomeVisible,
        (true, None) => Ground::KeysVisible,
        (false, _) if seen.any(|source| source.must_have_key) => Ground::NoKeyVisible,
        (false, _) => Ground::NoSourceMustHaveKey,
    }
}

/// Whether some sources show keys and some that must have one do not: the sign of a token for some sources.
fn is_mixed(sources: &[Seen]) -> bool {
    sources.iter().any(|source| source.shows_key)
        && sources.iter().any(|source| source.must_have_key && !source.shows_key)
}

/// Makes the observations, by reading alone: the workspace, its sources, the named source by its id, and the two
/// hints. What fails within the hints is kept as unknown.
///
/// # Errors
/// Where workspace or sources cannot be read for another reason than the token's rights.
pub(crate) async fn observe(client: &Client<'_>, source_id: Option<&str>) -> Result<Observations, ApiError> {
    Ok(observe_among(client, |_| source_id.map(str::to_owned)).await?.0)
}

/// As [`observe`]; which source is meant is chosen among those that are listed, which are given back, too.
///
/// # Errors
/// As [`observe`].
pub(crate) async fn observe_among(
    client: &Client<'_>,
    choose: impl FnOnce(&[Source]) -> Option<String>,
) -> Result<(Observations, Vec<Source>), ApiError> {
    let mut observed =
        Observations { workspace_refused: false, sources: None, chosen: None, credentials: None, audit_events: None };
    if unless_refused(client.workspace().await)?.is_none() {
        return Ok((Observations { workspace_refused: true, ..observed }, Vec::new()));
    }
    let listed = unless_refused(client.sources().await)?;
    observed.sources = listed.as_ref().map(|sources| sources.iter().map(Seen::of).collect());
    let sources = listed.unwrap_or_default();
    if let Some(id) = choose(&sources) {
        observed.chosen = Some(match Access::of(client.source(&id).await) {
            Access::Allowed(detail) => Chosen::Seen(Seen::of(&detail.source)),
            Access::Refused => Chosen::Refused,
            Access::Missing => Chosen::Missing,
            Access::Unknown(error) => return Err(error),
        });
    }
    observed.credentials = Some(Access::of(client.may_list_credentials().await));
    observed.audit_events = Some(Access::of(client.may_read_audit_events().await));
    Ok((observed, sources))
}

/// Observes and judges.
///
/// # Errors
/// As [`observe`].
pub(crate) async fn probe(client: &Client<'_>, source_id: Option<&str>) -> Result<Judgement, ApiError> {
    Ok(judge(&observe(client, source_id).await?))
}

fn unless_refused<T>(answer: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.is_refusal() => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
