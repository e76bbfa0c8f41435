//! What Segment does with an event that breaks its source's tracking plan, by the source's schema settings
//! (`reference/segment-public-api.md` §6 "GET /sources/{id}/settings"; discard codes:
//! `reference/segment-tracking-api.md` §4). Blocked events are answered 200 and lost.
//!
//! How the switches work together is read from their names and from Segment's page on schema configuration: an
//! inference. `allowEventOnViolations: false` blocks a Track event that breaks its own rule;
//! `allowPropertiesOnViolations: false` takes out the properties that break it; the `allowUnplanned…` switches do so
//! by name alone; `commonEventOnViolations` is for the common rule. There is no switch that blocks an Identify call
//! for its own rule. Without a rule for the event the switches for its properties do nothing.

use super::compiled::Judgement;
use crate::segment::discard::Discard;
use crate::segment::event::CallType;
use crate::segment::public_api::shapes::SourceSettings;
use std::collections::BTreeSet;

/// What Segment would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Enforced {
    /// It throws the event away, under this code.
    pub blocked: Option<Discard>,
    /// It takes these properties or traits out. Of a blocked event nothing is left to take out.
    pub omitted: BTreeSet<String>,
    /// Whether a switch that decides about this event is not known, so that it may come to worse.
    pub is_open: bool,
}

/// What is done about the violations of one call; `None` where Segment did not say.
struct Switches<'s> {
    unplanned_event: Option<bool>,
    event: Option<bool>,
    properties: Option<bool>,
    unplanned_properties: Option<bool>,
    common: Option<&'s str>,
}

/// What Segment would do with an event that was judged so; without settings nothing is known.
pub fn enforce(judgement: &Judgement, call: CallType, settings: Option<&SourceSettings>) -> Enforced {
    let mut enforced = Enforced::default();
    let switches = switches(call, settings);
    let is_common = judgement.violations.iter().any(|violation| violation.common);
    let is_own = judgement.violations.iter().any(|violation| !violation.common);
    let unplanned_blocks = judgement.is_unplanned && enforced.denied(switches.unplanned_event);
    let mut common_blocks = false;
    let mut common_omits = false;
    if is_common {
        // A word that nobody knows is as good as none.
        enforced.is_open |= !matches!(switches.common, Some("ALLOW" | "BLOCK" | "OMIT_PROPERTIES" | "OMIT_TRAITS"));
        common_blocks = switches.common == Some("BLOCK");
        common_omits = matches!(switches.common, Some("OMIT_PROPERTIES" | "OMIT_TRAITS"));
    }
    let own_blocks = is_own && enforced.denied(switches.event);
    enforced.blocked = match (unplanned_blocks, common_blocks, own_blocks) {
        (true, true, _) => Some(Discard::UnplannedAndSchemaViolation),
        (true, false, _) => Some(Discard::Unplanned),
        (false, true, _) => Some(Discard::CommonSchemaViolation),
        (false, false, true) => Some(Discard::SchemaViolation),
        (false, false, false) => None,
    };
    if enforced.blocked.is_some() {
        // It cannot come to worse.
        enforced.is_open = false;
        return enforced;
    }
    let own_omits = is_own && enforced.denied(switches.properties);
    let unplanned_omits = !judgement.unplanned_names.is_empty() && enforced.denied(switches.unplanned_properties);
    for violation in &judgement.violations {
        let is_omitted = if violation.common { common_omits } else { own_omits };
        // What is missing cannot be taken out, and what stands under the body itself is no property.
        let is_there = violation.place.split('/').count() > 2 || violation.broken == super::violation::Broken::Extra;
        if is_omitted && is_there {
            enforced.omitted.extend(violation.property.clone());
        }
    }
    if unplanned_omits {
        enforced.omitted.extend(judgement.unplanned_names.iter().cloned());
    }
    enforced
}

impl Enforced {
    /// Whether a switch is off; one that is not known leaves the verdict open.
    fn denied(&mut self, switch: Option<bool>) -> bool {
        self.is_open |= switch.is_none();
        switch == Some(false)
    }
}

fn switches(call: CallType, settings: Option<&SourceSettings>) -> Switches<'_> {
    let Some(settings) = settings else {
        return Switches {
            unplanned_event: None,
            event: if call == CallType::Identify { Some(true) } else { None },
            properties: None,
            unplanned_properties: None,
            common: None,
        };
    };
    let (track, identify) = (&settings.track, &settings.identify);
    match call {
        CallType::Track => Switches {
            unplanned_event: track.allow_unplanned_events,
            event: track.allow_event_on_violations,
            properties: track.allow_properties_on_violations,
            unplanned_properties: track.allow_unplanned_event_properties,
            common: track.common_event_on_violations.as_deref(),
        },
        CallType::Identify => Switches {
            unplanned_event: Some(true),
            event: Some(true),
            properties: identify.allow_traits_on_violations,
            unplanned_properties: identify.allow_unplanned_traits,
            common: identify.common_event_on_violations.as_deref(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::violation::{Broken, Violation};
    use super::*;
    use serde_json::{Value, json};

    fn violation(property: &str, common: bool) -> Violation {
        Violation {
            broken: Broken::Type,
            common,
            property: Some(property.to_owned()),
            place: format!("/properties/{property}"),
            says: String::new(),
            of_every_value: true,
            is_conditional: false,
        }
    }

    fn said(judgement: &Judgement, call: CallType, settings: Value) -> (Option<&'static str>, Vec<String>, bool) {
        let settings: SourceSettings = serde_json::from_value(settings).expect("settings");
        let enforced = enforce(judgement, call, Some(&settings));
        (enforced.blocked.map(Discard::code), enforced.omitted.into_iter().collect(), enforced.is_open)
    }

    fn open(track: Value) -> Value {
        let mut all = json!({
            "allowUnplannedEvents": true, "allowUnplannedEventProperties": true, "allowEventOnViolations": true,
            "allowPropertiesOnViolations": true, "commonEventOnViolations": "ALLOW",
        });
        track.as_object().expect("an object").iter().for_each(|(key, value)| all[key] = value.clone());
        json!({ "track": all })
    }

    #[test]
    fn each_switch_has_its_code_or_takes_its_properties() {
        let own = Judgement { violations: vec![violation("a", false)], ..Judgement::default() };
        let common = Judgement { violations: vec![violation("c", true)], ..Judgement::default() };
        let unplanned = Judgement { is_unplanned: true, ..Judgement::default() };
        let both = Judgement { is_unplanned: true, ..common.clone() };
        let names = Judgement { unplanned_names: vec!["x".to_owned()], ..Judgement::default() };
        let (blocks, omits) = (|code| (Some(code), vec![], false), |name: &str| (None, vec![name.to_owned()], false));
        let none = (None, vec![], false);
        for (judgement, track, wanted) in [
            (&own, json!({}), none.clone()),
            (&own, json!({ "allowEventOnViolations": false }), blocks("schema_violation")),
            (&own, json!({ "allowPropertiesOnViolations": false }), omits("a")),
            (&own, json!({ "commonEventOnViolations": "BLOCK" }), none.clone()),
            (&common, json!({ "commonEventOnViolations": "BLOCK" }), blocks("common_schema_violation")),
            (&common, json!({ "commonEventOnViolations": "OMIT_PROPERTIES" }), omits("c")),
            (&common, json!({ "allowEventOnViolations": false }), none.clone()),
            (&unplanned, json!({ "allowUnplannedEvents": false }), blocks("unplanned")),
            (
                &both,
                json!({ "allowUnplannedEvents": false, "commonEventOnViolations": "BLOCK" }),
                blocks("unplanned_and_schema_violation"),
            ),
            (&both, json!({ "allowUnplannedEvents": false }), blocks("unplanned")),
            (&names, json!({ "allowUnplannedEventProperties": false }), omits("x")),
            (&names, json!({ "allowPropertiesOnViolations": false, "allowEventOnViolations": false }), none.clone()),
        ] {
            assert_eq!(said(judgement, CallType::Track, open(track.clone())), wanted, "{track}");
        }
    }

    #[test]
    fn what_segment_does_not_say_leaves_the_verdict_open_where_it_matters() {
        let own = Judgement { violations: vec![violation("a", false)], ..Judgement::default() };
        assert_eq!(said(&own, CallType::Track, json!({})), (None, vec![], true));
        let decided = json!({ "track": { "allowEventOnViolations": false } });
        assert_eq!(said(&own, CallType::Track, decided), (Some("schema_violation"), vec![], false));
        assert!(enforce(&own, CallType::Track, None).is_open);
        let common = Judgement { violations: vec![violation("c", true)], ..Judgement::default() };
        assert!(!said(&common, CallType::Track, open(json!({}))).2);
        assert!(said(&common, CallType::Track, open(json!({ "commonEventOnViolations": "NEVER" }))).2);
        assert!(!enforce(&Judgement::default(), CallType::Track, None).is_open);
    }

    #[test]
    fn an_identify_call_is_blocked_by_the_common_rule_alone() {
        let own = Judgement { violations: vec![violation("a", false)], ..Judgement::default() };
        let all = json!({ "identify": { "allowTraitsOnViolations": false, "allowUnplannedTraits": false, "commonEventOnViolations": "BLOCK" } });
        assert_eq!(said(&own, CallType::Identify, all.clone()), (None, vec!["a".to_owned()], false));
        let common = Judgement { violations: vec![violation("c", true)], ..Judgement::default() };
        assert_eq!(said(&common, CallType::Identify, all), (Some("common_schema_violation"), vec![], false));
    }

    #[test]
    fn what_is_missing_cannot_be_taken_out() {
        let missing = Violation { broken: Broken::Missing, place: "/properties".to_owned(), ..violation("a", false) };
        let judgement = Judgement { violations: vec![missing], ..Judgement::default() };
        let omits = open(json!({ "allowPropertiesOnViolations": false }));
        assert_eq!(said(&judgement, CallType::Track, omits), (None, vec![], false));
    }
}
