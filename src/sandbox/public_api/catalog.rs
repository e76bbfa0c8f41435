//! The catalog of source types (`reference/segment-public-api.md` §6 "Catalog").

use super::{Good, Outcome, Refusal, Visit};
use crate::sandbox::catalog;
use serde_json::json;

pub(crate) fn list(visit: &mut Visit) -> Outcome {
    visit.query.page("sourcesCatalog", catalog::SOURCES.iter().map(|kind| kind.metadata()))
}

pub(crate) fn get(visit: &mut Visit) -> Outcome {
    let kind = catalog::source_by_id(visit.id(0)).ok_or_else(Refusal::not_found)?;
    Good::new(json!({ "sourceMetadata": kind.metadata() }))
}
