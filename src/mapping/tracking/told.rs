//! What a judgement by a tracking plan is in words, each with the line of the mapping that it is about. One text for
//! real events and for what is foreseen.

use crate::core::diagnostic::{Code, Finding, Severity, did_you_mean};
use crate::core::origin::{Place, Span};
use crate::mapping::model::{Mapping, TaskSpec};
use crate::segment::tracking_plan::compiled::{Compiled, Judgement};
use crate::segment::tracking_plan::enforce::Enforced;
use crate::segment::tracking_plan::findings as codes;
use crate::segment::tracking_plan::violation::{Broken, Violation};

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    code: &'static Code,
    /// One sentence without a full stop, that can follow "as the task sends it, ".
    message: String,
    help: String,
    spot: Spot,
}

/// Where in the mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spot {
    /// At the task's id.
    Task,
    /// At its event name.
    Event,
    /// At the row of this key; at the task's id where there is none.
    Row(String),
    /// It is about the run, or the plan.
    Nowhere,
}

impl Item {
    /// With these words.
    pub(super) fn new(code: &'static Code, message: String, help: impl Into<String>, spot: Spot) -> Item {
        Item { code, message, help: help.into(), spot }
    }

    /// The finding. `who` is empty, or says whose events it is about and ends with ", ".
    pub(super) fn finding(
        self,
        who: &str,
        mapping: &Mapping,
        task: Option<&TaskSpec>,
        place: Option<&Place>,
    ) -> Finding {
        let subject = format!("{who}{}", self.message);
        let finding = Finding::new(self.code, subject.clone()).help(self.help);
        let finding = match self.code.severity {
            Severity::Note => finding,
            Severity::Warning | Severity::Error => finding.label("not by the tracking plan"),
        };
        let finding = match (place, &self.spot) {
            (Some(place), Spot::Task | Spot::Event | Spot::Row(_)) => finding.at(place.clone()),
            _ => finding,
        };
        match task.and_then(|task| self.spot.span(task)) {
            Some(span) => finding.about(subject).anchored(&mapping.source, span),
            None => finding,
        }
    }
}

impl Spot {
    fn span(&self, task: &TaskSpec) -> Option<Span> {
        match self {
            Spot::Task => Some(task.id.span),
            Spot::Event => Some(task.event.as_ref().map_or(task.id.span, |event| event.span)),
            Spot::Row(key) => {
                let row = task.rows.iter().find(|row| row.key.value == *key);
                Some(row.map_or(task.id.span, |row| row.key.span))
            }
            Spot::Nowhere => None,
        }
    }
}

/// Everything that there is to tell of an event, in the order in which to mend it. `event` is its name, where that
/// stands in the mapping.
pub(super) fn items(compiled: &Compiled, event: Option<&str>, judgement: &Judgement, enforced: &Enforced) -> Vec<Item> {
    let mut items = Vec::new();
    if judgement.is_unplanned {
        items.push(unplanned(compiled, event));
    }
    if let (Some(rule), Some(since)) = (&judgement.rule, &judgement.deprecated) {
        let message = format!("{rule} is deprecated since {since}");
        items.push(Item::new(
            &codes::PLAN_RULE_DEPRECATED,
            message,
            "ask whoever keeps the plan what to send",
            Spot::Event,
        ));
    }
    for violation in &judgement.violations {
        items.push(broken(violation, judgement, enforced));
    }
    for name in &judgement.unplanned_names {
        let is_told = judgement.violations.iter().any(|violation| {
            violation.broken == Broken::Extra && !violation.common && violation.property.as_ref() == Some(name)
        });
        if !is_told {
            let rule = judgement.rule.as_deref().unwrap_or("the rule");
            let message = format!("{rule} does not name `{name}`{}", taken_out(enforced, Some(name)));
            items.push(Item::new(&codes::PLAN_PROPERTY_UNPLANNED, message, UNPLANNED_NAME, Spot::Row(name.clone())));
        }
    }
    if let Some(discard) = enforced.blocked {
        let spot = if judgement.is_unplanned { Spot::Event } else { Spot::Task };
        let message = format!("by the source's settings Segment throws the event away: {}", lower(discard.meaning()));
        let help = "mend what else is found of this task, in the mapping or in the plan";
        items.push(Item::new(discard.finding(), message, help, spot));
    }
    if enforced.is_open {
        items.push(Item::new(
            &codes::PLAN_SETTINGS_UNKNOWN,
            "something breaks the tracking plan, and the source's settings, which say what Segment does then, are not known"
                .to_owned(),
            "ask Segment for them: --tracking-plan connected, with a token; --save-plan keeps them with the plan",
            Spot::Nowhere,
        ));
    }
    items
}

const UNPLANNED_NAME: &str = "remove the row, or add the name to the plan, spelt exactly so";

fn unplanned(compiled: &Compiled, event: Option<&str>) -> Item {
    // One that comes of an answer is not shown: it may be personal.
    let Some(event) = event else {
        let message = "the tracking plan has no event of the name that comes of this answer".to_owned();
        let help = "give the event one name, and put the pipe into `properties`";
        return Item::new(&codes::PLAN_EVENT_UNPLANNED, message, help, Spot::Event);
    };
    let mut known: Vec<&str> = compiled.events().collect();
    known.sort_unstable();
    let help = match (did_you_mean(event, known.iter().copied()), known.as_slice()) {
        (Some(near), _) => format!("did you mean \"{near}\"? Case and spaces count"),
        (None, []) => "the plan has no Track event at all: is it the right plan?".to_owned(),
        (None, known) => {
            let shown: Vec<String> = known.iter().take(5).map(|name| format!("\"{name}\"")).collect();
            let more = if known.len() > shown.len() { ", …" } else { "" };
            format!("the plan has {}{more}; add the event there, or name it so here", shown.join(", "))
        }
    };
    let message = format!("the tracking plan has no event \"{event}\"");
    Item::new(&codes::PLAN_EVENT_UNPLANNED, message, help, Spot::Event)
}

fn broken(violation: &Violation, judgement: &Judgement, enforced: &Enforced) -> Item {
    let rule = match (&judgement.rule, violation.common) {
        (_, true) => "COMMON".to_owned(),
        (Some(rule), false) => rule.clone(),
        (None, false) => "the rule".to_owned(),
    };
    let property = violation.property.as_deref();
    let words = match violation.broken {
        Broken::Missing | Broken::Extra => violation.says.clone(),
        Broken::Type | Broken::Value => format!("`{}`: {}", violation.named(), violation.says),
    };
    let message = format!("{words} ({rule}){}", taken_out(enforced, property));
    let name = property.unwrap_or_default();
    let (code, help) = match (violation.common, violation.broken) {
        (true, _) => (&codes::PLAN_COMMON_RULE, "mend the event, or the common JSON Schema of the plan".to_owned()),
        (false, Broken::Missing) if property.is_some() => (
            &codes::PLAN_PROPERTY_MISSING,
            format!("give `{name}` a row, and the row a `default`; or make it optional in the plan"),
        ),
        (false, Broken::Missing) => (&codes::PLAN_PROPERTY_MISSING, "make it optional in the plan".to_owned()),
        (false, Broken::Type) => (
            &codes::PLAN_PROPERTY_TYPE,
            "give the row the `type` that the plan says; the Segment task sends strings alone, so that there the plan has to change"
                .to_owned(),
        ),
        (false, Broken::Value) => {
            (&codes::PLAN_PROPERTY_VALUE, "translate the value with `map`, or change the plan".to_owned())
        }
        (false, Broken::Extra) => (&codes::PLAN_PROPERTY_UNPLANNED, UNPLANNED_NAME.to_owned()),
    };
    let spot = property.map_or(Spot::Task, |name| Spot::Row(name.to_owned()));
    Item::new(code, message, help, spot)
}

fn taken_out(enforced: &Enforced, property: Option<&str>) -> &'static str {
    match property.is_some_and(|name| enforced.omitted.contains(name)) {
        true => "; by the source's settings Segment takes it out",
        false => "",
    }
}

/// A sentence within another one.
fn lower(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
