//! The types of source that are made for Qualtrics responses, in Segment's catalog
//! (`reference/segment-public-api.md` §6 "Catalog"). An entry is known by its slug; its id is never trusted.

use super::findings;
use crate::core::diagnostic::{Finding, Findings};
use crate::segment::public_api::shapes::SourceMetadata;
use crate::segment::public_api::{ApiClass, ApiError, Client};
use crate::segment::region::Region;

/// What kind of source is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum SourceType {
    /// Segment's own type for Qualtrics: serves the task. Whether it has a write key is unknown, so that history
    /// may have no way into it.
    Qualtrics,
    /// The HTTP API: has a write key, so that `qseg send` can send history to it.
    HttpApi,
}

impl SourceType {
    /// Every type, the usual one first.
    pub(crate) const ALL: [SourceType; 2] = [SourceType::Qualtrics, SourceType::HttpApi];

    /// The entry's slug, which decides whether an entry is this one; also the word on the command line.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            SourceType::Qualtrics => "qualtrics",
            SourceType::HttpApi => "http-api",
        }
    }

    /// The id that the entry has had. Check the slug of what it leads to before relying on it.
    pub(crate) fn usual_id(self) -> &'static str {
        match self {
            SourceType::Qualtrics => "9g612WSOsA",
            SourceType::HttpApi => "iUM16Md8P2",
        }
    }

    /// The type of this slug.
    pub(crate) fn parse(slug: &str) -> Option<SourceType> {
        SourceType::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// Whether the catalog lists the type for the region. The task's form offers Dublin all the same
    /// (`reference/qualtrics.md` §1, row 8): the vendors contradict each other, which is worth a warning.
    pub(crate) fn is_listed_in(self, region: Region) -> bool {
        match self {
            SourceType::Qualtrics => region == Region::Us,
            SourceType::HttpApi => true,
        }
    }

    /// What a source of the type is good for, in a sentence.
    pub(crate) fn purpose(self) -> &'static str {
        match self {
            SourceType::Qualtrics => {
                "for the Segment task in Qualtrics; Segment may give it no write key, and then `qseg send` cannot \
                 send history to it"
            }
            SourceType::HttpApi => "has a write key: for history that `qseg send` delivers",
        }
    }
}

/// An entry of the catalog, as far as a decision rests on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CatalogEntry {
    /// Its id, which a new source is made with.
    pub(crate) id: String,
    /// Its slug.
    pub(crate) slug: String,
    /// `PUBLIC`, `DEPRECATED`, …; empty where Segment does not say.
    pub(crate) status: String,
    /// The names of the settings that Segment requires and that have no default.
    pub(crate) required_options: Vec<String>,
}

impl CatalogEntry {
    /// What matters of an answer.
    fn of(entry: SourceMetadata) -> CatalogEntry {
        let required = entry.options.into_iter().filter(|option| option.required);
        CatalogEntry {
            id: entry.id,
            slug: entry.slug,
            status: entry.status.unwrap_or_default(),
            required_options: required.map(|option| option.name).collect(),
        }
    }
}

/// The entry under the id that it has had, if that still is one of the type; else the whole catalog.
///
/// # Errors
/// As [`Client::send`].
pub(crate) async fn look_up(client: &Client<'_>, kind: SourceType) -> Result<Vec<CatalogEntry>, ApiError> {
    match client.catalog_entry(kind.usual_id()).await {
        Ok(entry) if entry.slug == kind.slug() => return Ok(vec![CatalogEntry::of(entry)]),
        Ok(_) => {}
        Err(error) if error.class == ApiClass::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(client.catalog().await?.into_iter().map(CatalogEntry::of).collect())
}

/// Whether Segment lists the type for the region of the workspace.
pub(crate) fn judge_region(kind: SourceType, region: Region, findings: &mut Findings) {
    if kind.is_listed_in(region) {
        return;
    }
    let message = format!("Segment's catalog does not list the source type `{}` for the region {region}", kind.slug());
    let help = "if Segment refuses it, make one with --type http-api, or let the task's form make it";
    findings.push(Finding::new(&findings::REGION_NOT_LISTED, message).help(help).about(region.name()));
}

/// The entry of the type among these, by slug, and what is to be said of it.
pub(crate) fn find<'e>(
    kind: SourceType,
    entries: &'e [CatalogEntry],
    findings: &mut Findings,
) -> Option<&'e CatalogEntry> {
    let slug = kind.slug();
    let Some(entry) = entries.iter().find(|entry| entry.slug == slug) else {
        let finding =
            Finding::new(&findings::CATALOG_ENTRY_MISSING, format!("the catalog has no source type `{slug}`"));
        findings.push(finding.help("make the source in Segment's app, and run the same command again").about(slug));
        return None;
    };
    if entry.id != kind.usual_id() {
        let message =
            format!("the catalog's `{slug}` has the id {}, where it used to have {}", entry.id, kind.usual_id());
        findings.push(Finding::new(&findings::CATALOG_ID_CHANGED, message).about(slug));
    }
    if matches!(entry.status.as_str(), "DEPRECATED" | "UNAVAILABLE") {
        let message = format!("the catalog calls the source type `{slug}` {}", entry.status.to_lowercase());
        let help = "ask Segment what replaces it before building on it";
        findings.push(Finding::new(&findings::CATALOG_STATUS, message).help(help).about(slug));
    }
    if !entry.required_options.is_empty() {
        let names = entry.required_options.join(", ");
        let message = format!("the source type `{slug}` requires settings that qseg does not send: {names}");
        let help = "if Segment refuses the source, make it in Segment's app and run the same command again";
        findings.push(Finding::new(&findings::CATALOG_OPTIONS_REQUIRED, message).help(help).about(slug));
    }
    Some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, slug: &str) -> CatalogEntry {
        CatalogEntry { id: id.into(), slug: slug.into(), status: "PUBLIC".into(), required_options: Vec::new() }
    }

    fn codes(findings: &Findings) -> Vec<&'static str> {
        findings.groups().iter().map(|group| group.first.code.name).collect()
    }

    #[test]
    fn an_entry_is_found_by_its_slug_and_never_by_its_id() {
        let mut found = Findings::new();
        let entries = [entry("9g612WSOsA", "actions-qualtrics"), entry("newId", "qualtrics")];
        assert_eq!(find(SourceType::Qualtrics, &entries, &mut found).map(|entry| entry.id.as_str()), Some("newId"));
        assert_eq!(codes(&found), ["catalog_id_changed"]);
        let mut found = Findings::new();
        assert_eq!(find(SourceType::Qualtrics, &entries[..1], &mut found), None);
        assert_eq!(codes(&found), ["catalog_entry_missing"]);
    }

    #[test]
    fn an_entry_that_is_going_away_or_asks_for_settings_is_told() {
        for (status, told) in [("DEPRECATED", true), ("UNAVAILABLE", true), ("PUBLIC_BETA", false), ("", false)] {
            let mut found = Findings::new();
            let entries = [CatalogEntry { status: status.into(), ..entry("iUM16Md8P2", "http-api") }];
            find(SourceType::HttpApi, &entries, &mut found);
            assert_eq!(found.has(&findings::CATALOG_STATUS), told, "{status}");
            assert!(!found.has(&findings::CATALOG_ID_CHANGED));
        }
        let mut found = Findings::new();
        let required_options = vec!["apiToken".into(), "brand".into()];
        let entries = [CatalogEntry { required_options, ..entry("9g612WSOsA", "qualtrics") }];
        find(SourceType::Qualtrics, &entries, &mut found);
        assert_eq!(codes(&found), ["catalog_options_required"]);
        assert!(found.groups()[0].first.message.ends_with("apiToken, brand"));
    }

    #[test]
    fn types_are_known_by_their_slugs() {
        for kind in SourceType::ALL {
            assert_eq!(SourceType::parse(kind.slug()), Some(kind));
        }
        assert_eq!(SourceType::parse("javascript"), None);
        assert!(SourceType::HttpApi.is_listed_in(Region::Eu));
    }
}
