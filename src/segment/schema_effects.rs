//! What a source's schema settings do to events, in words (`reference/segment-public-api.md` §6 "Tracking plans",
//! `GET /sources/{id}/settings`). Segment answers 200 to what they block, and says so only in Delivery Overview.

use super::public_api::shapes::SourceSettings;

/// What is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Events are blocked, or parts of them left out; the rule is about names that the plan does not have.
    Unplanned(&'static str),
    /// The same, where a rule of the tracking plan is broken.
    Violation(&'static str),
}

impl Effect {
    /// What happens.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Effect::Unplanned(text) | Effect::Violation(text) => text,
        }
    }

    /// Stable name for machines: whether it is about what is not planned, or about broken rules.
    pub(crate) fn on(self) -> &'static str {
        match self {
            Effect::Unplanned(_) => "unplanned",
            Effect::Violation(_) => "violation",
        }
    }
}

/// What the settings block or leave out. Nothing where they let everything pass, or where Segment does not say.
pub(crate) fn effects(settings: &SourceSettings) -> Vec<Effect> {
    use Effect::{Unplanned, Violation};
    let (track, identify) = (&settings.track, &settings.identify);
    let denied = |flag: Option<bool>, effect: Effect| (flag == Some(false)).then_some(effect);
    let word =
        |said: &Option<String>, wanted: &str, effect: Effect| (said.as_deref() == Some(wanted)).then_some(effect);
    [
        denied(track.allow_unplanned_events, Unplanned("Track events that the plan does not name are blocked")),
        denied(
            track.allow_unplanned_event_properties,
            Unplanned("properties of Track events that the plan does not name are left out"),
        ),
        denied(track.allow_event_on_violations, Violation("Track events that break their rule are blocked")),
        denied(track.allow_properties_on_violations, Violation("properties that break their rule are left out")),
        word(
            &track.common_event_on_violations,
            "BLOCK",
            Violation("Track events that break the common rule are blocked"),
        ),
        word(
            &track.common_event_on_violations,
            "OMIT_PROPERTIES",
            Violation("what breaks the common rule is left out of Track events"),
        ),
        denied(identify.allow_unplanned_traits, Unplanned("traits that the plan does not name are left out")),
        denied(identify.allow_traits_on_violations, Violation("traits that break their rule are left out")),
        word(
            &identify.common_event_on_violations,
            "BLOCK",
            Violation("Identify events that break the common rule are blocked"),
        ),
        word(
            &identify.common_event_on_violations,
            "OMIT_TRAITS",
            Violation("what breaks the common rule is left out of Identify events"),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn texts(settings: Value) -> Vec<&'static str> {
        let settings: SourceSettings = serde_json::from_value(settings).expect("settings");
        effects(&settings).into_iter().map(Effect::text).collect()
    }

    #[test]
    fn what_segment_does_not_say_is_no_effect() {
        assert!(texts(json!({})).is_empty());
        let open = json!({ "track": { "allowUnplannedEvents": true, "commonEventOnViolations": "ALLOW" } });
        assert!(texts(open).is_empty());
    }

    #[test]
    fn every_setting_that_loses_something_has_its_words() {
        let one = |part: &str, name: &str, value: Value| texts(json!({ part: { name: value } }));
        let mut all = Vec::new();
        for (part, name, value) in [
            ("track", "allowUnplannedEvents", json!(false)),
            ("track", "allowUnplannedEventProperties", json!(false)),
            ("track", "allowEventOnViolations", json!(false)),
            ("track", "allowPropertiesOnViolations", json!(false)),
            ("track", "commonEventOnViolations", json!("BLOCK")),
            ("track", "commonEventOnViolations", json!("OMIT_PROPERTIES")),
            ("identify", "allowUnplannedTraits", json!(false)),
            ("identify", "allowTraitsOnViolations", json!(false)),
            ("identify", "commonEventOnViolations", json!("BLOCK")),
            ("identify", "commonEventOnViolations", json!("OMIT_TRAITS")),
        ] {
            let said = one(part, name, value);
            assert_eq!(said.len(), 1, "{part}.{name}");
            assert!(!all.contains(&said[0]), "{}", said[0]);
            all.push(said[0]);
        }
    }
}
