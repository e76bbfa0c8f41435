//! The kinds of sources, destinations and warehouses that the sandbox knows: a small catalog with every case
//! that a client must tell apart (`reference/segment-public-api.md` §6 "Catalog").

use serde_json::{Value, json};

/// Whether sources of a type have a write key, and why (`reference/segment-public-api.md` §6 "Write keys").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Libraries and the HTTP API: a write key is what they are made for.
    EventStream,
    /// Another vendor's service that sends events. Segment's pages on them tell to copy the write key; for the
    /// Qualtrics type it is unknown whether there is one, and here there is.
    EventCloud,
    /// Objects fetched by Segment: no write key.
    ObjectCloud,
    /// Rows of a warehouse: no write key.
    ReverseEtl,
}

/// A type of source.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceType {
    /// The metadata id.
    pub(crate) id: &'static str,
    /// The slug of the type, not of a source.
    pub(crate) slug: &'static str,
    /// Its name for people.
    pub(crate) name: &'static str,
    /// What it is of.
    pub(crate) categories: &'static [&'static str],
    /// Whether its sources have write keys.
    pub(crate) kind: Kind,
    /// `PUBLIC`, `PUBLIC_BETA`, `DEPRECATED`, …
    pub(crate) status: &'static str,
}

impl SourceType {
    /// Whether its sources have a write key.
    pub(crate) fn has_write_key(&self) -> bool {
        matches!(self.kind, Kind::EventStream | Kind::EventCloud)
    }

    /// Whether an EU workspace can have one: of cloud event sources only Amazon S3 and Iterable are supported there
    /// (`reference/segment-public-api.md` §6 "EU"). That making another one fails is an inference.
    pub(crate) fn is_in_eu(&self) -> bool {
        self.kind != Kind::EventCloud || self.slug == "amazon-s3"
    }

    /// `SourceMetadata` as the Public API shows it.
    pub(crate) fn metadata(&self) -> Value {
        json!({
            "id": self.id,
            "slug": self.slug,
            "name": self.name,
            "categories": self.categories,
            "description": "",
            "logos": logos(self.slug),
            "options": [],
            "isCloudEventSource": self.kind == Kind::EventCloud,
            "status": self.status,
            "partnerOwned": false,
        })
    }
}

fn logos(slug: &str) -> Value {
    json!({ "default": format!("https://cdn.example.com/logos/{slug}.svg"), "mark": null, "alt": null })
}

const fn source(
    id: &'static str,
    slug: &'static str,
    name: &'static str,
    categories: &'static [&'static str],
    kind: Kind,
) -> SourceType {
    SourceType { id, slug, name, categories, kind, status: "PUBLIC" }
}

/// Every type of source. The ids are Segment's where the reference names one; ids that begin with `box` are the
/// sandbox's own. The order is no alphabet: a client that stops early does not find what it looks for.
pub(crate) static SOURCES: [SourceType; 14] = [
    source("117eYCe9jH", "youbora", "Youbora", &["Analytics"], Kind::EventCloud),
    source("1QTd6JKw53", "regal-voice", "Regal Voice", &["Marketing Automation"], Kind::EventCloud),
    source("1bow82lmk", "stripe", "Stripe", &["Payments"], Kind::ObjectCloud),
    source("UBrsG9RVzw", "ios", "iOS", &["Mobile"], Kind::EventStream),
    source("IqDTy1TpoU", "javascript", "Javascript", &["Website"], Kind::EventStream),
    source("boxNodeJs1", "node.js", "Node.js", &["Server"], Kind::EventStream),
    source("boxPython1", "python", "Python", &["Server"], Kind::EventStream),
    source("boxSalesf1", "salesforce", "Salesforce", &["CRM"], Kind::ObjectCloud),
    source("boxZendes1", "zendesk", "Zendesk", &["Helpdesk"], Kind::ObjectCloud),
    source("boxPostgr1", "postgres", "Postgres", &["Reverse ETL"], Kind::ReverseEtl),
    source("9g612WSOsA", "qualtrics", "Qualtrics", &["Surveys", "Personalization"], Kind::EventCloud),
    source("iUM16Md8P2", "http-api", "HTTP API", &["Server"], Kind::EventStream),
    source("boxAmazon1", "amazon-s3", "Amazon S3", &["Raw Data"], Kind::EventCloud),
    SourceType {
        status: "DEPRECATED",
        ..source("boxFacebo1", "facebook-lead-ads", "Facebook Lead Ads", &["Advertising"], Kind::EventCloud)
    },
];

/// The type of source with this metadata id.
pub(crate) fn source_by_id(id: &str) -> Option<&'static SourceType> {
    SOURCES.iter().find(|kind| kind.id == id)
}

/// The type of source with this slug.
pub(crate) fn source_by_slug(slug: &str) -> Option<&'static SourceType> {
    SOURCES.iter().find(|kind| kind.slug == slug)
}

/// A type of destination or warehouse.
#[derive(Debug, PartialEq, Eq)]
pub struct SinkType {
    /// The metadata id.
    pub(crate) id: &'static str,
    /// The slug of the type.
    pub(crate) slug: &'static str,
    /// Its name for people.
    pub(crate) name: &'static str,
}

/// Every type of destination. The first id is Segment's, the others are the sandbox's own.
pub(crate) static DESTINATIONS: [SinkType; 4] = [
    SinkType { id: "62e17e6f687e4a3d32d0f875", slug: "actions-qualtrics", name: "Qualtrics" },
    SinkType { id: "boxWebhooks0000000000001", slug: "webhooks", name: "Webhooks" },
    SinkType { id: "boxBraze0000000000000001", slug: "braze", name: "Braze" },
    SinkType { id: "boxAmplitude000000000001", slug: "actions-amplitude", name: "Amplitude (Actions)" },
];

/// Every type of warehouse; ids as in the samples of the OpenAPI file.
pub(crate) static WAREHOUSES: [SinkType; 2] = [
    SinkType { id: "55d3d3aea3c", slug: "postgres", name: "Postgres" },
    SinkType { id: "aea3c55dsz", slug: "redshift", name: "Redshift" },
];

impl SinkType {
    /// `DestinationMetadata` as the Public API shows it.
    pub(crate) fn destination_metadata(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "description": "",
            "slug": self.slug,
            "logos": logos(self.slug),
            "options": [{ "name": "apiKey", "type": "string", "required": true, "label": "API Key" }],
            "status": "PUBLIC",
            "previousNames": [self.name],
            "categories": [],
            "website": "https://www.example.com",
            "components": [],
            "supportedFeatures": {
                "cloudModeInstances": "MULTIPLE",
                "deviceModeInstances": "NONE",
                "replay": false,
                "browserUnbundling": false,
                "browserUnbundlingPublic": true,
            },
            "supportedMethods": { "pageview": true, "identify": true, "alias": false, "track": true, "group": true },
            "supportedPlatforms": {
                "browser": true,
                "server": true,
                "mobile": true,
                "warehouse": false,
                "cloudAppObject": false,
                "linkedAudiences": false,
            },
            "actions": [],
            "presets": [],
            "contacts": [],
            "partnerOwned": false,
            "supportedRegions": ["us-west-2", "eu-west-1"],
            "regionEndpoints": ["US", "EU"],
        })
    }

    /// `WarehouseMetadata` as the Public API shows it.
    pub(crate) fn warehouse_metadata(&self) -> Value {
        json!({
            "id": self.id,
            "slug": self.slug,
            "name": self.name,
            "description": "",
            "logos": logos(self.slug),
            "options": [{ "name": "password", "required": true, "type": "string" }],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_that_qseg_looks_for_are_there_under_their_ids() {
        for (id, slug) in [("9g612WSOsA", "qualtrics"), ("iUM16Md8P2", "http-api"), ("IqDTy1TpoU", "javascript")] {
            assert_eq!(source_by_id(id).map(|kind| kind.slug), Some(slug));
            assert_eq!(source_by_slug(slug).map(|kind| kind.id), Some(id));
        }
        assert_eq!(
            source_by_slug("qualtrics").map(|kind| kind.metadata()["isCloudEventSource"].clone()),
            Some(true.into())
        );
        assert!(source_by_slug("stripe").is_some_and(|kind| !kind.has_write_key()));
    }

    #[test]
    fn no_two_types_share_an_id_or_a_slug() {
        for (at, one) in SOURCES.iter().enumerate() {
            assert!(SOURCES[at + 1..].iter().all(|other| other.id != one.id && other.slug != one.slug), "{}", one.slug);
        }
    }
}
