//! What a source's tracking plan and schema settings make of an event that was taken in: it passes, it loses
//! properties, or it is blocked (`reference/segment-tracking-api.md` §9; `reference/segment-public-api.md` §6 "GET
//! /sources/{id}/settings"). How the switches work together is read from their names, as qseg's users will: an
//! inference. `allowEventOnViolations: false` blocks, `allowPropertiesOnViolations: false` takes out what violates.
//!
//! `segment::tracking_plan` predicts the same. The two share no code but the JSON Schema library: this is what the
//! prediction is tested against.

use super::kind::Kind;
use super::record::{Found, Verdict};
use super::wire::{Members, write_raw, write_text};
use crate::sandbox::state::{SchemaSettings, Source, State, TrackingPlan};
use crate::segment::discard::Discard;
use jsonschema::Validator;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;
use std::collections::HashMap;

/// The codes of events that are filtered at the source (`reference/segment-tracking-api.md` §4).
pub(crate) const CODES: [Discard; 5] = [
    Discard::CommonSchemaViolation,
    Discard::SchemaViolation,
    Discard::Unplanned,
    Discard::UnplannedAndSchemaViolation,
    Discard::EventSetting,
];

/// Why a rule's schema cannot be used, if it cannot.
pub(crate) fn fault_of(schema: &Value) -> Option<String> {
    jsonschema::draft7::new(schema).err().map(|error| error.to_string())
}

/// Tracking plans, compiled when they are first needed and again when their rules have changed.
#[derive(Default)]
pub(crate) struct Plans(HashMap<String, Compiled>);

struct Compiled {
    /// What it was compiled from.
    rules: Vec<Value>,
    common: Vec<Rule>,
    of_kind: Vec<(Kind, Option<String>, Rule)>,
}

struct Rule {
    version: u64,
    /// `None` where the schema is none: a workspace file with such a one is refused, and a test that puts one
    /// there behind its back has asked for it.
    validator: Option<Validator>,
    /// The names of properties or traits that it plans.
    planned: Vec<String>,
}

/// What is done about violations of one kind.
struct Switches<'s> {
    allow_event: bool,
    allow_properties: bool,
    allow_unplanned_properties: bool,
    common: &'s str,
}

fn switches(settings: &SchemaSettings, kind: Kind) -> Switches<'_> {
    let of_traits = match kind {
        Kind::Identify => Some(&settings.identify),
        Kind::Group => Some(&settings.group),
        Kind::Track | Kind::Page | Kind::Screen | Kind::Alias => None,
    };
    match (of_traits, kind) {
        // There is no switch that blocks Identify and Group calls for a violation of their own rule.
        (Some(traits), _) => Switches {
            allow_event: true,
            allow_properties: traits.allow_traits_on_violations,
            allow_unplanned_properties: traits.allow_unplanned_traits,
            common: &traits.common_event_on_violations,
        },
        (None, Kind::Track) => Switches {
            allow_event: settings.track.allow_event_on_violations,
            allow_properties: settings.track.allow_properties_on_violations,
            allow_unplanned_properties: settings.track.allow_unplanned_event_properties,
            common: &settings.track.common_event_on_violations,
        },
        // There are no switches for the others.
        (None, _) => {
            Switches { allow_event: true, allow_properties: true, allow_unplanned_properties: true, common: "ALLOW" }
        }
    }
}

impl Plans {
    /// Applies the source's plan, if it has one, and notes what it found.
    pub(crate) fn apply(
        &mut self,
        state: &State,
        source: &Source,
        kind: Kind,
        event: &Members,
        found: &mut Found,
    ) -> Verdict {
        let Some(plan) = source.tracking_plan.as_deref().and_then(|id| state.tracking_plan(id)) else {
            return Verdict::Kept;
        };
        let Some(event) = tree(event) else { return Verdict::Discarded(Discard::BadRequest.code()) };
        let plan = self.compiled(plan);
        let switches = switches(&source.schema, kind);
        let common = violations(&plan.common, &event);
        let common_blocks = !common.is_empty() && switches.common == "BLOCK";
        found.violations.extend(common.iter().map(Violation::told));
        let name = (kind == Kind::Track).then(|| event["event"].as_str().unwrap_or_default());
        let version = event["context"]["protocols"]["event_version"].as_u64();
        let Some(rule) = plan.rule(kind, name, version) else {
            // Only Track events can be unplanned: of the other kinds there is one rule or none.
            let unplanned = kind == Kind::Track && !source.schema.track.allow_unplanned_events;
            let code = match (unplanned, common_blocks) {
                (true, true) => Discard::UnplannedAndSchemaViolation,
                (true, false) => Discard::Unplanned,
                (false, true) => Discard::CommonSchemaViolation,
                (false, false) => {
                    omit_common(found, &switches, &common, kind);
                    return Verdict::Kept;
                }
            };
            return Verdict::Discarded(code.code());
        };
        let of_rule = violations(std::slice::from_ref(rule), &event);
        found.violations.extend(of_rule.iter().map(Violation::told));
        if common_blocks {
            return Verdict::Discarded(Discard::CommonSchemaViolation.code());
        }
        if !of_rule.is_empty() && !switches.allow_event {
            return Verdict::Discarded(Discard::SchemaViolation.code());
        }
        omit_common(found, &switches, &common, kind);
        if !switches.allow_properties {
            omit(found, &of_rule, kind);
        }
        if !switches.allow_unplanned_properties {
            let body = kind.body_key().and_then(|key| event.get(key)).and_then(Value::as_object);
            let unplanned = body.into_iter().flat_map(|body| body.keys()).filter(|name| !rule.planned.contains(name));
            found.omitted.extend(unplanned.cloned());
        }
        found.omitted.sort_unstable();
        found.omitted.dedup();
        Verdict::Kept
    }

    fn compiled(&mut self, plan: &TrackingPlan) -> &Compiled {
        let stale = self.0.get(&plan.id).is_none_or(|compiled| compiled.rules != plan.rules);
        if stale {
            self.0.insert(plan.id.clone(), Compiled::of(&plan.rules));
        }
        // It was put there just now, if it was not there before.
        self.0.entry(plan.id.clone()).or_insert_with(|| Compiled::of(&plan.rules))
    }
}

fn omit_common(found: &mut Found, switches: &Switches, common: &[Violation], kind: Kind) {
    if matches!(switches.common, "OMIT_PROPERTIES" | "OMIT_TRAITS") {
        omit(found, common, kind);
    }
}

/// Takes out the properties that violations are in. One that is missing cannot be taken out.
fn omit(found: &mut Found, violations: &[Violation], kind: Kind) {
    let Some(body) = kind.body_key() else { return };
    let inside = |violation: &Violation| {
        let rest = violation.place.strip_prefix('/')?.strip_prefix(body)?.strip_prefix('/')?;
        // JSON Pointer: `~1` is a slash, `~0` a tilde.
        Some(rest.split('/').next()?.replace("~1", "/").replace("~0", "~"))
    };
    for violation in violations {
        match inside(violation) {
            Some(name) => found.omitted.push(name),
            None if violation.place.strip_prefix('/') == Some(body) => {
                found.omitted.extend(violation.unexpected.iter().cloned());
            }
            None => {}
        }
    }
}

struct Violation {
    /// A JSON Pointer into the event.
    place: String,
    /// The names that are not allowed there.
    unexpected: Vec<String>,
    message: String,
}

impl Violation {
    fn told(&self) -> String {
        if self.place.is_empty() { self.message.clone() } else { format!("{}: {}", self.place, self.message) }
    }
}

fn violations(rules: &[Rule], event: &Value) -> Vec<Violation> {
    let validators = rules.iter().filter_map(|rule| rule.validator.as_ref());
    let errors = validators.flat_map(|validator| validator.iter_errors(event));
    // Values are people's answers: told is what is asked for, not what was given.
    errors
        .map(|error| Violation {
            place: error.instance_path().to_string(),
            unexpected: match error.kind() {
                ValidationErrorKind::AdditionalProperties { unexpected } => unexpected.clone(),
                _ => Vec::new(),
            },
            message: error.masked().to_string(),
        })
        .collect()
}

impl Compiled {
    fn of(rules: &[Value]) -> Compiled {
        let mut compiled = Compiled { rules: rules.to_vec(), common: Vec::new(), of_kind: Vec::new() };
        for rule in rules {
            let word = rule["type"].as_str().unwrap_or_default();
            let key = rule["key"].as_str().map(str::to_owned);
            match Kind::parse(&word.to_lowercase()) {
                Some(kind) => compiled.of_kind.push((kind, key, Rule::of(rule, kind))),
                // `COMMON`.
                None => compiled.common.push(Rule::of(rule, Kind::Track)),
            }
        }
        compiled
    }

    /// The rule of a Track event by its exact name, of another kind by the kind. Of several versions it is the one that
    /// the event names in `context.protocols.event_version`, else the oldest (Protocols, "Event Versioning").
    fn rule(&self, kind: Kind, name: Option<&str>, version: Option<u64>) -> Option<&Rule> {
        let fits =
            |(of, key, _): &&(Kind, Option<String>, Rule)| *of == kind && (name.is_none() || key.as_deref() == name);
        let named = |rule: &&Rule| Some(rule.version) == version;
        let mut all = self.of_kind.iter().filter(fits).map(|(_, _, rule)| rule);
        all.clone().find(named).or_else(|| {
            let first = all.next()?;
            Some(all.fold(first, |oldest, rule| if rule.version < oldest.version { rule } else { oldest }))
        })
    }
}

impl Rule {
    fn of(rule: &Value, kind: Kind) -> Rule {
        let (schema, version) = (&rule["jsonSchema"], rule["version"].as_u64().unwrap_or(1));
        let validator = jsonschema::draft7::new(schema).ok();
        let body = kind.body_key().map(|key| &schema["properties"][key]["properties"]);
        let planned = body.and_then(Value::as_object).into_iter().flat_map(|names| names.keys().cloned()).collect();
        Rule { version, validator, planned }
    }
}

/// The event as a tree; `None` where it is nested too deep to be one.
fn tree(event: &Members) -> Option<Value> {
    let mut text = Vec::new();
    event.write(&mut text);
    serde_json::from_slice(&text).ok()
}

/// Writes an event without some of its properties or traits.
pub(crate) fn write_without(out: &mut Vec<u8>, event: &Members, kind: Option<Kind>, omitted: &[String]) {
    let body_key = kind.and_then(Kind::body_key);
    let body = body_key.and_then(|key| Members::read(event.get(key)?.get()));
    let (Some(body_key), Some(mut body), false) = (body_key, body, omitted.is_empty()) else {
        return event.write(out);
    };
    omitted.iter().for_each(|name| body.remove(name));
    out.push(b'{');
    for (at, (key, raw)) in event.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_text(out, key);
        out.push(b':');
        if key == body_key { body.write(out) } else { write_raw(out, raw.get()) }
    }
    out.push(b'}');
}
