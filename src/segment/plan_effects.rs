//! What a source does with events that its tracking plan does not allow, in words
//! (`reference/segment-public-api.md` §6 "Tracking plans", `GET /sources/{id}/settings`).

use super::public_api::shapes::SourceSettings;

/// What the settings block or omit, each as a phrase: `blocks Track events without a rule`. Empty: everything passes.
pub fn effects(settings: &SourceSettings) -> Vec<&'static str> {
    let (track, identify) = (&settings.track, &settings.identify);
    let is_off = |allowed: Option<bool>| allowed == Some(false);
    let is = |word: &Option<String>, wanted: &str| word.as_deref() == Some(wanted);
    [
        (is_off(track.allow_unplanned_events), "blocks Track events without a rule"),
        (is_off(track.allow_event_on_violations), "blocks Track events that break their rule"),
        (is_off(track.allow_unplanned_event_properties), "omits properties without a rule"),
        (is_off(track.allow_properties_on_violations), "omits properties that break their rule"),
        (is(&track.common_event_on_violations, "BLOCK"), "blocks Track events that break the common rule"),
        (is(&track.common_event_on_violations, "OMIT_PROPERTIES"), "omits properties that break the common rule"),
        (is_off(identify.allow_unplanned_traits), "omits traits without a rule"),
        (is_off(identify.allow_traits_on_violations), "omits traits that break their rule"),
        (is(&identify.common_event_on_violations, "BLOCK"), "blocks Identify events that break the common rule"),
        (is(&identify.common_event_on_violations, "OMIT_TRAITS"), "omits traits that break the common rule"),
    ]
    .into_iter()
    .filter_map(|(applies, phrase)| applies.then_some(phrase))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(settings: serde_json::Value) -> Vec<&'static str> {
        effects(&serde_json::from_value(settings).unwrap())
    }

    #[test]
    fn each_setting_that_takes_something_away_is_told_once() {
        let all = of(json!({
            "track": {
                "allowUnplannedEvents": false, "allowUnplannedEventProperties": false,
                "allowEventOnViolations": false, "allowPropertiesOnViolations": false,
                "commonEventOnViolations": "BLOCK",
            },
            "identify": {
                "allowTraitsOnViolations": false, "allowUnplannedTraits": false,
                "commonEventOnViolations": "OMIT_TRAITS",
            },
        }));
        assert_eq!(all.len(), 8);
        assert_eq!(all[0], "blocks Track events without a rule");
        assert_eq!(of(json!({ "track": { "commonEventOnViolations": "OMIT_PROPERTIES" } })).len(), 1);
        assert_eq!(of(json!({ "identify": { "commonEventOnViolations": "BLOCK" } })).len(), 1);
    }

    #[test]
    fn what_is_allowed_or_not_said_takes_nothing_away() {
        assert!(of(json!({})).is_empty());
        assert!(
            of(json!({ "track": { "allowUnplannedEvents": true, "commonEventOnViolations": "ALLOW" } })).is_empty()
        );
    }
}
