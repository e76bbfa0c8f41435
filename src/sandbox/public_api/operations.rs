//! Every operation that the sandbox offers: one line each, with who may call it and what it takes.

use super::query::decoded;
use super::rate::Limit;
use super::{Outcome, Refusal, Visit, arrived, catalog, labels, people, plans, sources};

/// Who may call an operation (`reference/segment-public-api.md` §9 "Documented"; what is not documented there is an
/// inference, and marked in [`OPERATIONS`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Any token.
    Token,
    /// Source Admin on the source that the path names.
    AdminOfSource,
    /// Source Admin on all current and future sources.
    AdminOfAllSources,
    /// Source Admin on at least one source.
    AdminOfAny,
    /// Workspace Owner.
    Owner,
}

/// An operation.
pub(crate) struct Operation {
    method: &'static str,
    /// The path; parts in braces stand for ids.
    path: &'static str,
    pub(crate) needs: Needs,
    pub(crate) limit: Limit,
    /// The query parameters that it knows besides pagination; `name[]` is a list.
    pub(crate) query: &'static [&'static str],
    pub(crate) paged: bool,
    pub(crate) takes_body: bool,
    pub(crate) run: fn(&mut Visit) -> Outcome,
}

const fn on(method: &'static str, path: &'static str, needs: Needs, run: fn(&mut Visit) -> Outcome) -> Operation {
    Operation { method, path, needs, limit: Limit::Common, query: &[], paged: false, takes_body: false, run }
}

impl Operation {
    const fn paged(self) -> Operation {
        Operation { paged: true, ..self }
    }

    const fn knowing(self, query: &'static [&'static str]) -> Operation {
        Operation { query, ..self }
    }

    const fn with_body(self) -> Operation {
        Operation { takes_body: true, ..self }
    }

    const fn limited(self, limit: Limit) -> Operation {
        Operation { limit, ..self }
    }
}

use Needs::{AdminOfAllSources, AdminOfAny, AdminOfSource, Owner, Token};

/// Inferences: reading needs no role but a token (a Minimal Workspace Access token may get less, §13); users, groups,
/// roles and the audit trail are the Owner's (§8 for the trail); connecting a plan needs Tracking Plan Admin besides
/// Source Admin, which of these tokens only the Owner has.
static OPERATIONS: &[Operation] = &[
    on("GET", "/", Token, people::workspace),
    on("GET", "/sources", Token, sources::list).paged(),
    on("POST", "/sources", AdminOfAllSources, sources::create).with_body(),
    on("GET", "/sources/{sourceId}", Token, sources::get),
    on("PATCH", "/sources/{sourceId}", AdminOfSource, sources::update).with_body(),
    on("DELETE", "/sources/{sourceId}", AdminOfSource, sources::delete),
    on("POST", "/sources/{sourceId}/writekey", AdminOfSource, sources::create_write_key),
    on("DELETE", "/sources/{sourceId}/writekey/{writeKey}", AdminOfSource, sources::remove_write_key),
    on("POST", "/sources/{sourceId}/labels", AdminOfSource, labels::add_to_source).with_body(),
    on("PUT", "/sources/{sourceId}/labels", AdminOfSource, labels::replace_in_source).with_body(),
    on("GET", "/sources/{sourceId}/settings", Token, sources::schema_settings),
    on("PATCH", "/sources/{sourceId}/settings", AdminOfSource, sources::update_schema_settings).with_body(),
    on("GET", "/sources/{sourceId}/connected-destinations", Token, sources::destinations).paged(),
    on("GET", "/sources/{sourceId}/connected-warehouses", Token, sources::warehouses).paged(),
    on("GET", "/labels", Token, labels::list),
    on("POST", "/labels", Owner, labels::create).with_body().limited(Limit::Labels),
    on("GET", "/catalog/sources", Token, catalog::list).paged(),
    on("GET", "/catalog/sources/{sourceMetadataId}", Token, catalog::get),
    on("GET", "/tracking-plans", Token, plans::list).paged().knowing(&["type"]),
    on("GET", "/tracking-plans/{trackingPlanId}", Token, plans::get),
    on("GET", "/tracking-plans/{trackingPlanId}/rules", Token, plans::rules).paged().limited(Limit::Rules),
    on("GET", "/tracking-plans/{trackingPlanId}/sources", Token, plans::sources).paged(),
    on("POST", "/tracking-plans/{trackingPlanId}/sources", Owner, plans::add_source).with_body(),
    on("DELETE", "/tracking-plans/{trackingPlanId}/sources", Owner, plans::remove_source).knowing(&["sourceId"]),
    on("GET", "/users", Owner, people::users).paged(),
    on("GET", "/users/{userId}", Owner, people::user),
    on("GET", "/groups", Owner, people::groups).paged(),
    on("GET", "/groups/{userGroupId}", Owner, people::group),
    on("GET", "/roles", Owner, people::roles).paged(),
    on("GET", "/audit-events", Owner, people::audit_events).paged().knowing(&[
        "startTime",
        "endTime",
        "resourceId",
        "resourceType",
    ]),
    on("GET", "/credentials", AdminOfAny, people::credentials).paged(),
    on("GET", "/events/volume", Token, arrived::volume).paged().limited(Limit::Volume).knowing(&[
        "granularity",
        "startTime",
        "endTime",
        "groupBy[]",
        "sourceId[]",
        "eventName[]",
        "eventType[]",
        "appVersion[]",
    ]),
    on("GET", "/delivery-overview/successfully-received", Token, arrived::successfully_received)
        .paged()
        .knowing(OVERVIEW),
    on("GET", "/delivery-overview/failed-on-ingest", Token, arrived::failed_on_ingest).paged().knowing(OVERVIEW),
    on("GET", "/delivery-overview/filtered-at-source", Token, arrived::filtered_at_source).paged().knowing(OVERVIEW),
    on("GET", "/delivery-overview/filtered-at-destination", Token, arrived::nothing_at_destination)
        .paged()
        .knowing(OVERVIEW_OF_DESTINATION),
    on("GET", "/delivery-overview/failed-delivery", Token, arrived::nothing_at_destination)
        .paged()
        .knowing(OVERVIEW_OF_DESTINATION),
    on("GET", "/delivery-overview/successful-delivery", Token, arrived::successful_delivery)
        .paged()
        .knowing(OVERVIEW_OF_DESTINATION),
    on("GET", "/echo", Token, people::echo).knowing(&[
        "message",
        "delay",
        "triggerError",
        "triggerMultipleErrors",
        "triggerUnexpectedError",
        "statusCode",
    ]),
];

/// Parameters of Delivery Overview for a source; `[]` marks a list.
const OVERVIEW: &[&str] = &[
    "sourceId",
    "startTime",
    "endTime",
    "granularity",
    "groupBy[]",
    "filter.discardReason[]",
    "filter.eventName[]",
    "filter.eventType[]",
    "filter.appVersion[]",
];

/// And for one of its destinations.
const OVERVIEW_OF_DESTINATION: &[&str] = &[
    "sourceId",
    "destinationConfigId",
    "startTime",
    "endTime",
    "granularity",
    "groupBy[]",
    "filter.discardReason[]",
    "filter.eventName[]",
    "filter.eventType[]",
    "filter.appVersion[]",
    "filter.subscriptionId[]",
    "filter.activationId[]",
    "filter.audienceId[]",
    "filter.spaceId[]",
];

/// What there is at a path.
pub(crate) enum Found {
    /// An operation, and the ids of its path.
    Operation(&'static Operation, Vec<String>),
    /// Nothing for this method, but something for these: `GET, POST`.
    OtherMethods(String),
    /// Nothing at all.
    Nothing,
}

/// Finds an operation by method and path.
///
/// # Errors
/// 400 where the path is no text once its percent-encoding is undone; 422 for an id that is too long
/// (`reference/segment-public-api.md` §2: path ids are `string [1..255]`).
pub(crate) fn find(method: &str, path: &str) -> Result<Found, Refusal> {
    let mut allowed = Vec::new();
    for operation in OPERATIONS {
        let Some(ids) = ids_of(operation.path, path) else { continue };
        if operation.method != method {
            allowed.push(operation.method);
            continue;
        }
        let mut decoded_ids = Vec::new();
        for (name, raw) in ids {
            let Some(id) = decoded(raw, false) else {
                return Err(Refusal::new(400, "bad-request", "the path is no UTF-8 text"));
            };
            if id.chars().count() > 255 {
                let message = format!("\"{name}\" length must be less than or equal to 255 characters long");
                return Err(Refusal::invalid(name, message));
            }
            decoded_ids.push(id);
        }
        return Ok(Found::Operation(operation, decoded_ids));
    }
    Ok(if allowed.is_empty() { Found::Nothing } else { Found::OtherMethods(allowed.join(", ")) })
}

/// The ids that a path has where the pattern has names in braces; `None` if it does not match.
fn ids_of<'p>(pattern: &'static str, path: &'p str) -> Option<Vec<(&'static str, &'p str)>> {
    let (mut parts, mut ids) = (path.split('/'), Vec::new());
    for wanted in pattern.split('/') {
        let part = parts.next()?;
        match wanted.strip_prefix('{').and_then(|wanted| wanted.strip_suffix('}')) {
            Some(name) if !part.is_empty() => ids.push((name, part)),
            Some(_) => return None,
            None if part == wanted => {}
            None => return None,
        }
    }
    parts.next().is_none().then_some(ids)
}
