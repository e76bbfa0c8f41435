//! Every code of a room that a run can reach: a scene that triggers it, and one beside it that does not.
//! A code without such a pair fails here.

mod event;
mod export;
mod mapping;
mod plan;
mod source;

use crate::support::Place;
use qseg::core::diagnostic::Code;
use std::collections::BTreeSet;

/// A mapping, perhaps with something to try it on.
#[derive(Clone)]
pub struct Scene {
    mapping: String,
    export: Option<(&'static str, String)>,
    survey: Option<String>,
    plan: Option<String>,
    sends: bool,
    tests: bool,
}

/// A code, a scene that triggers it, and one that does not.
pub type Case = (&'static str, Scene, Scene);

/// The mapping file alone.
pub fn alone(mapping: impl Into<String>) -> Scene {
    Scene { mapping: mapping.into(), export: None, survey: None, plan: None, sends: false, tests: false }
}

impl Scene {
    /// Tried on this export.
    pub fn on(self, name: &'static str, export: impl Into<String>) -> Scene {
        Scene { export: Some((name, export.into())), ..self }
    }

    /// With this survey definition.
    pub fn with_survey(self, survey: String) -> Scene {
        Scene { survey: Some(survey), ..self }
    }

    /// Held against this tracking plan.
    pub fn by_plan(self, plan: String) -> Scene {
        Scene { plan: Some(plan), ..self }
    }

    /// By `send`, which chooses a source.
    pub fn sent(self) -> Scene {
        Scene { sends: true, ..self }
    }

    /// By `mapping test`, with its coverage.
    pub fn tested(self) -> Scene {
        Scene { tests: true, ..self }
    }

    /// The codes of everything that is found, and of the error that ended it.
    fn codes(&self) -> BTreeSet<String> {
        let place = Place::new();
        place.file("m.yaml", &self.mapping);
        if self.tests {
            let said = place.run(&["mapping", "test", "--coverage", "--format", "json", "m.yaml"]);
            let mut codes = BTreeSet::new();
            every_code(&said.document(), &mut codes);
            return codes;
        }
        let mut arguments = match self.sends {
            true => vec!["send", "--dry-run", "--format", "json", "--mapping", "m.yaml"],
            false => vec!["mapping", "check", "--format", "json", "m.yaml"],
        };
        if let Some((name, export)) = &self.export {
            place.file(name, export);
            arguments.extend(if self.sends { vec![*name] } else { vec!["--responses", *name] });
        }
        if let Some(survey) = &self.survey {
            place.file("schema.json", survey);
            arguments.extend(["--survey", "schema.json"]);
        }
        if let Some(plan) = &self.plan {
            place.file("plan.json", plan);
            arguments.extend(["--tracking-plan", "plan.json"]);
        }
        let document = place.run(&arguments).document();
        let files = document["files"].as_array().cloned().unwrap_or_else(|| vec![document.clone()]);
        let findings = files.iter().flat_map(|file| file["findings"].as_array().into_iter().flatten());
        let codes = findings.map(|finding| &finding["code"]).chain([&document["error"]["code"]]);
        codes.filter_map(|code| code.as_str()).map(str::to_owned).collect()
    }
}

/// Every `code` in a document, however deep.
fn every_code(document: &serde_json::Value, codes: &mut BTreeSet<String>) {
    match document {
        serde_json::Value::Object(members) => members.iter().for_each(|(key, value)| match value.as_str() {
            Some(code) if key == "code" => drop(codes.insert(code.to_owned())),
            _ => every_code(value, codes),
        }),
        serde_json::Value::Array(items) => items.iter().for_each(|item| every_code(item, codes)),
        _ => {}
    }
}

/// Each code of a room has its pair, or a reason why it has none.
fn hold(all: &[&Code], cases: &[Case], elsewhere: &[(&str, &str)]) {
    for (code, bad, good) in cases {
        assert!(all.iter().any(|known| known.name == *code), "{code} is no code of this room");
        let (found, beside) = (bad.codes(), good.codes());
        assert!(found.contains(*code), "{code} is not triggered: {found:?} by\n{}", bad.mapping);
        assert!(!beside.contains(*code), "{code} is triggered beside: {beside:?} by\n{}", good.mapping);
    }
    for code in all {
        let has = cases.iter().any(|case| case.0 == code.name);
        let is_elsewhere = elsewhere.iter().any(|(name, _)| *name == code.name);
        assert!(has != is_elsewhere, "{} needs a scene that triggers it and one that does not", code.name);
    }
}

#[test]
fn every_code_of_the_mapping_room_is_triggered_and_not_triggered() {
    hold(qseg::mapping::findings::ALL, &mapping::cases(), &[]);
}

#[test]
fn every_code_of_the_export_room_is_triggered_and_not_triggered() {
    let elsewhere = [("duplicates_unchecked", "400,000 responses: the unit tests of `commands::rehearsal::repeats`")];
    hold(qseg::qualtrics::findings::ALL, &export::cases(), &elsewhere);
}

#[test]
fn every_code_of_the_tracking_plan_is_triggered_and_not_triggered() {
    use qseg::segment::tracking_plan::findings::{ALL, BLOCKS};
    let all: Vec<&Code> = ALL.iter().copied().chain(BLOCKS.iter().map(|discard| discard.finding())).collect();
    hold(&all, &plan::cases(), &[]);
}

#[test]
fn every_code_of_the_event_room_is_triggered_and_not_triggered() {
    let unit = "no mapping and no export come to it: the unit tests of `segment::event`";
    let elsewhere = [("timestamp_left_out", unit)];
    hold(qseg::segment::findings::ALL, &event::cases(), &elsewhere);
}
