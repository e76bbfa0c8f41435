//! Real events against a tracking plan: what is found in each, and whether Segment would take it.

use super::told::{self, Item, Spot};
use crate::core::diagnostic::Findings;
use crate::core::origin::Place;
use crate::mapping::model::{Mapping, TaskSpec};
use crate::segment::discard::Discard;
use crate::segment::event::CallType;
use crate::segment::public_api::shapes::SourceSettings;
use crate::segment::tracking_plan::TrackingPlan;
use crate::segment::tracking_plan::compiled::Compiled;
use crate::segment::tracking_plan::enforce::enforce;
use crate::segment::tracking_plan::findings::{PLAN_NOT_JUDGED, PLAN_RULE_UNUSABLE};
use serde_json::Value;

/// A tracking plan, ready to judge.
#[derive(Debug)]
pub(crate) struct Judge {
    /// The plan.
    pub(crate) plan: TrackingPlan,
    pub(super) compiled: Compiled,
}

impl Judge {
    /// Compiles a plan.
    pub(crate) fn new(plan: TrackingPlan) -> Judge {
        Judge { compiled: Compiled::of(&plan), plan }
    }

    /// Rules that nothing can be held against, once a run.
    pub(crate) fn tell_faults(&self, findings: &mut Findings) {
        for fault in self.compiled.faults() {
            let message =
                format!("{} of {}: its JSON Schema cannot be used: {}", fault.rule, self.plan.called(), fault.why);
            let finding = crate::core::diagnostic::Finding::new(&PLAN_RULE_UNUSABLE, message);
            findings
                .push(finding.help("mend the rule in the plan; nothing is held against it here").about(&fault.rule));
        }
    }

    /// Judges an event of a task; gives the code under which Segment would throw it away.
    pub(crate) fn event(
        &self,
        mapping: &Mapping,
        task: Option<&TaskSpec>,
        (call, bytes): (CallType, &[u8]),
        place: &Place,
        findings: &mut Findings,
    ) -> Option<Discard> {
        let Ok(event) = serde_json::from_slice::<Value>(bytes) else {
            let message = "an event is nested too deep to be held against the tracking plan".to_owned();
            let item = Item::new(&PLAN_NOT_JUDGED, message, "nest its values less deep", Spot::Task);
            findings.push(item.finding("", mapping, task, Some(place)));
            return None;
        };
        let judgement = self.compiled.judge(call, &event);
        if judgement.is_clean() && judgement.deprecated.is_none() {
            return None;
        }
        let from_answer =
            |task: &TaskSpec| task.event.as_ref().is_some_and(|event| event.template.pipes().next().is_some());
        let name = event["event"].as_str().filter(|_| !task.is_some_and(from_answer));
        let enforced = enforce(&judgement, call, self.settings());
        for item in told::items(&self.compiled, name, &judgement, &enforced) {
            findings.push(item.finding("", mapping, task, Some(place)));
        }
        enforced.blocked
    }

    pub(super) fn settings(&self) -> Option<&SourceSettings> {
        self.plan.settings.as_ref()
    }
}
