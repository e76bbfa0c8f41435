//! The steps of a plan as requests: what a dry run prints is what a live run sends.

use crate::segment::public_api::requests::{NewSource, Request, add_labels, create_source, rename_source};
use crate::task::add_source::{Plan, Step};

/// Stands in a path for the id that the source will get.
const ID_TO_COME: &str = "{sourceId}";

/// The requests of a plan, in order.
pub(crate) fn of_plan(plan: &Plan) -> Vec<Request> {
    let id = plan.existing_id().unwrap_or(ID_TO_COME);
    plan.steps.iter().map(|step| of_step(step, id)).collect()
}

/// The request of a step, for the source of this id.
pub(crate) fn of_step(step: &Step, id: &str) -> Request {
    match step {
        Step::Create { slug, metadata_id, disconnect_all_warehouses } => {
            create_source(&new_source(slug, metadata_id, *disconnect_all_warehouses))
        }
        Step::SetNickname(nickname) => rename_source(id, nickname),
        Step::AddLabel(label) => add_labels(id, &[(&label.key, &label.value)]),
    }
}

/// What a source is made of.
pub(crate) fn new_source(slug: &str, metadata_id: &str, disconnect_all_warehouses: bool) -> NewSource {
    NewSource {
        slug: slug.to_owned(),
        metadata_id: metadata_id.to_owned(),
        connect_warehouses: !disconnect_all_warehouses,
    }
}
