//! What a token is and may do, in words and as a document: what `login` and `whoami` have to tell.

use crate::commands::connection::Opened;
use crate::core::error::Result;
use crate::core::secret::Secret;
use crate::credentials::{self, Origin};
use crate::segment::public_api::Client;
use crate::segment::public_api::errors::ApiError;
use crate::segment::public_api::probe::{self, Chosen, Judgement, Seen, Verdict};
use crate::segment::public_api::shapes::{Source, Workspace};
use crate::segment::public_api::token::token_shape;
use crate::ui::{Ui, visible};
use serde::Serialize;

/// Where a token gets its role in Segment (`reference/qualtrics.md` §1 row 1).
pub(crate) const TOKENS: &str = "Workspace settings → Access Management → Tokens";

/// Where the text beside the labels begins.
const COLUMN: usize = 14;

/// What was found out about a token.
pub(crate) struct Standing {
    /// The verdict, with its ground.
    pub(crate) judgement: Judgement,
    /// The source that was asked about.
    pub(crate) source: Option<AskedSource>,
}

/// The source that was asked about.
pub(crate) struct AskedSource {
    /// As it was typed.
    pub(crate) typed: String,
    /// The source, if the token sees it.
    pub(crate) found: Option<Source>,
}

impl Standing {
    /// Finds out, by reading alone.
    ///
    /// # Errors
    /// Where workspace or sources cannot be read for another reason than the token's rights.
    pub(crate) async fn of(client: &Client<'_>, asked: Option<&str>) -> Result<Standing, ApiError> {
        let Some(typed) = asked else {
            return Ok(Standing { judgement: probe::probe(client, None).await?, source: None });
        };
        // What is not in the list may still be an id that the list keeps quiet about.
        let id_of = |sources: &[Source]| Some(find(sources, typed).map_or(typed, |found| &found.id).to_owned());
        let (mut observed, sources) = probe::observe_among(client, id_of).await?;
        let found = find(&sources, typed).cloned();
        if let (Some(Chosen::Missing), Some(source)) = (&observed.chosen, &found) {
            observed.chosen = Some(Chosen::Seen(Seen::of(source)));
        }
        Ok(Standing {
            judgement: probe::judge(&observed),
            source: Some(AskedSource { typed: typed.to_owned(), found }),
        })
    }

    /// The verdict.
    pub(crate) fn verdict(&self) -> Verdict {
        self.judgement.verdict()
    }

    /// The verdict, as it is kept with the token.
    pub(crate) fn kept_verdict(&self) -> credentials::Verdict {
        match self.verdict() {
            Verdict::Confirmed => credentials::Verdict::Confirmed,
            Verdict::Denied => credentials::Verdict::Denied,
            Verdict::Inconclusive => credentials::Verdict::Inconclusive,
        }
    }

    /// The verdict in words, a line for each thing that is known.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn tell(&self, ui: &mut Ui) -> Result<()> {
        let judgement = &self.judgement;
        let whose = self.source.as_ref().map_or_else(String::new, |source| {
            let called = source.found.as_ref().map_or(source.typed.as_str(), Source::called);
            format!(" on {called}")
        });
        let verdict = self.verdict().name();
        ui.entry("Source Admin", COLUMN, &visible(&format!("{verdict}{whose}: {}", judgement.ground)))?;
        if let Some(way) = judgement.ground.settled_by() {
            let what = if self.verdict() == Verdict::Denied { "to mend it" } else { "to settle it" };
            ui.entry("", COLUMN, &format!("{what}: {way}"))?;
        }
        ui.entry("New sources", COLUMN, &judgement.creation.to_string())?;
        if let Some(hint) = judgement.corroboration {
            ui.entry("Also", COLUMN, &hint.to_string())?;
        }
        Ok(())
    }

    /// Warns of a token that can do more than is needed.
    pub(crate) fn warn_of_power(&self, ui: &mut Ui) {
        if self.judgement.is_too_powerful == Some(true) {
            ui.status("warning: the token can do more than qseg needs: it may read the audit trail, as an owner may");
            ui.hint(&format!("make one with the role Source Admin alone, and revoke this one ({TOKENS})"));
        }
    }
}

/// A source by its id, slug or nickname, whatever the case of the latter two.
pub(crate) fn find<'s>(sources: &'s [Source], typed: &str) -> Option<&'s Source> {
    let folded = typed.to_lowercase();
    sources
        .iter()
        .find(|source| source.id == typed)
        .or_else(|| sources.iter().find(|source| source.slug.to_lowercase() == folded))
        .or_else(|| sources.iter().find(|source| source.name.to_lowercase() == folded))
}

/// The document of `login` and `whoami`.
#[derive(Serialize)]
pub(crate) struct Document<'d> {
    /// Its name and version.
    pub(crate) schema: &'static str,
    /// The profile.
    pub(crate) profile: &'d str,
    workspace: WorkspaceDocument<'d>,
    region: &'static str,
    token: TokenDocument<'d>,
    source_admin: SourceAdminDocument<'d>,
}

#[derive(Serialize)]
struct WorkspaceDocument<'d> {
    id: &'d str,
    name: &'d str,
    slug: &'d str,
}

#[derive(Serialize)]
struct TokenDocument<'d> {
    origin: Option<&'static str>,
    variable: Option<&'d str>,
    masked: String,
}

#[derive(Serialize)]
struct SourceAdminDocument<'d> {
    verdict: &'static str,
    ground: &'static str,
    reason: String,
    settled_by: Option<&'static str>,
    source: Option<SourceDocument<'d>>,
    creation: &'static str,
    corroboration: Option<&'static str>,
    too_powerful: Option<bool>,
}

#[derive(Serialize)]
struct SourceDocument<'d> {
    asked: &'d str,
    id: Option<&'d str>,
    slug: Option<&'d str>,
    name: Option<&'d str>,
}

impl<'d> Document<'d> {
    /// The document.
    pub(crate) fn new(
        schema: &'static str,
        profile: &'d str,
        opened: &'d Opened,
        origin: Option<&'d Origin>,
        standing: &'d Standing,
    ) -> Document<'d> {
        let judgement = &standing.judgement;
        Document {
            schema,
            profile,
            workspace: WorkspaceDocument {
                id: &opened.workspace.id,
                name: &opened.workspace.name,
                slug: &opened.workspace.slug,
            },
            region: opened.region.name(),
            token: TokenDocument {
                origin: origin.map(Origin::name),
                variable: origin.and_then(Origin::variable),
                masked: opened.token.masked(),
            },
            source_admin: SourceAdminDocument {
                verdict: standing.verdict().name(),
                ground: judgement.ground.name(),
                reason: judgement.ground.to_string(),
                settled_by: judgement.ground.settled_by(),
                source: standing.source.as_ref().map(|source| SourceDocument {
                    asked: &source.typed,
                    id: source.found.as_ref().map(|found| found.id.as_str()),
                    slug: source.found.as_ref().map(|found| found.slug.as_str()),
                    name: source.found.as_ref().map(|found| found.name.as_str()),
                }),
                creation: judgement.creation.name(),
                corroboration: judgement.corroboration.map(|hint| hint.name()),
                too_powerful: judgement.is_too_powerful,
            },
        }
    }
}

/// What was done with a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Did {
    /// It was kept there.
    Kept,
    /// It was found there.
    Found,
}

/// Workspace, region and token in words.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn tell_workspace(opened: &Opened, did: Did, origin: &Origin, profile: &str, ui: &mut Ui) -> Result<()> {
    ui.entry("Workspace", COLUMN, &visible(&named(&opened.workspace)))?;
    ui.entry("Region", COLUMN, opened.region.name())?;
    ui.entry("Token", COLUMN, &visible(&token_in_words(&opened.token, did, origin, profile)))
}

/// A workspace by its name, slug and id.
pub(crate) fn named(workspace: &Workspace) -> String {
    format!("{} ({}, id {})", workspace.name, workspace.slug, workspace.id)
}

/// A token by its end, its place, and what is odd about its shape.
pub(crate) fn token_in_words(token: &Secret, did: Did, origin: &Origin, profile: &str) -> String {
    let place = match (did, origin) {
        (Did::Found, Origin::Environment(_)) => format!("from {origin}"),
        (Did::Found, _) => format!("from {origin}, profile {profile}"),
        (Did::Kept, _) => format!("kept in {origin}, profile {profile}"),
    };
    let shape = token_shape(token);
    let odd = if shape.is_expected() { String::new() } else { format!("; {shape}") };
    format!("{}, {place}{odd}", token.masked())
}
