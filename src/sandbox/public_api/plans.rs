//! Tracking plans: their rules and the sources that they are for (`reference/segment-public-api.md` §6).

use super::body::{self, Field, Shape, required};
use super::{Good, Outcome, Refusal, Visit};
use crate::sandbox::state::TrackingPlan;
use serde_json::{Value, json};

const ADD_SOURCE: &[Field] = &[required("sourceId", Shape::Text)];

/// The types of tracking plans.
const TYPES: [&str; 5] = ["ENGAGE", "LIVE", "PROPERTY_LIBRARY", "RULE_LIBRARY", "TEMPLATE"];

impl Visit<'_> {
    fn plan(&self) -> Result<&TrackingPlan, Refusal> {
        self.state.tracking_plan(self.id(0)).ok_or_else(Refusal::not_found)
    }
}

pub(crate) fn list(visit: &mut Visit) -> Outcome {
    let kind = visit.query.text("type");
    if kind.is_some_and(|kind| !TYPES.contains(&kind)) {
        return Err(Refusal::invalid("type", format!("\"type\" must be one of [{}]", TYPES.join(", "))));
    }
    let plans = visit.state.tracking_plans.iter().filter(|plan| kind.is_none_or(|kind| plan.kind == kind));
    let shown: Vec<Value> = plans.map(TrackingPlan::shown).collect();
    visit.query.page("trackingPlans", shown.into_iter())
}

pub(crate) fn get(visit: &mut Visit) -> Outcome {
    Good::new(json!({ "trackingPlan": visit.plan()?.shown() }))
}

pub(crate) fn rules(visit: &mut Visit) -> Outcome {
    visit.query.page("rules", visit.plan()?.rules.iter().cloned())
}

pub(crate) fn sources(visit: &mut Visit) -> Outcome {
    let plan = &visit.plan()?.id;
    let connected: Vec<Value> = (visit.state.sources.iter())
        .filter(|source| source.tracking_plan.as_ref() == Some(plan))
        .map(|source| visit.shown(source))
        .collect();
    visit.query.page("sources", connected.into_iter())
}

/// Connects a source. `getSource` names one plan, so that a source which had another changes over: an inference.
pub(crate) fn add_source(visit: &mut Visit) -> Outcome {
    body::check(&visit.body, ADD_SOURCE)?;
    let plan = visit.plan()?.clone();
    let id = body::text(&visit.body, "sourceId");
    let source = visit.state.source_mut(id).ok_or_else(Refusal::not_found)?;
    source.tracking_plan = Some(plan.id.clone());
    visit.note("Tracking Plan Modified", "tracking_plan", &plan.id, &plan.name);
    Good::success()
}

pub(crate) fn remove_source(visit: &mut Visit) -> Outcome {
    let plan = visit.plan()?.clone();
    let id = visit.query.required("sourceId")?;
    let source = visit.state.source_mut(id).filter(|source| source.tracking_plan.as_ref() == Some(&plan.id));
    source.ok_or_else(Refusal::not_found)?.tracking_plan = None;
    visit.note("Tracking Plan Modified", "tracking_plan", &plan.id, &plan.name);
    Good::success()
}
