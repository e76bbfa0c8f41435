//! A tracking plan as a document: the Public API's answers (`reference/segment-public-api.md` §6 "Tracking plans"),
//! alone or kept together by qseg with the day on which they were fetched; and the older shapes ([`super::older`]).

use super::older;
use super::{Rule, RuleType, TrackingPlan};
use crate::core::error::{Error, Result};
use crate::segment::public_api::shapes::{self, SourceSettings};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

/// What a file may be, for those who gave another one.
const KINDS: &str = "--tracking-plan takes the answer of GET /tracking-plans/{id}/rules, a copy of --save-plan, or a plan of \
                     the old Config API";

impl TrackingPlan {
    /// Reads a document; `name` names the file in errors.
    ///
    /// # Errors
    /// `broken_tracking_plan`: not JSON. `not_a_tracking_plan`: something else, or a rule of it cannot be read.
    /// `incomplete_tracking_plan`: a page of a listing that goes on; what is missing would count as unplanned.
    pub fn parse(name: &str, text: &str) -> Result<TrackingPlan> {
        let document: Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.split(" at line ").next().unwrap_or_default();
            Error::failed(
                "broken_tracking_plan",
                format!("{name}:{}:{}: not JSON: {reason}", error.line(), error.column()),
            )
            .hint(KINDS)
        })?;
        let refuse = |why: String| {
            Err(Error::failed("not_a_tracking_plan", format!("{name} is no tracking plan: {why}")).hint(KINDS))
        };
        let document = document.get("data").unwrap_or(&document);
        if document.pointer("/pagination/next").is_some_and(|next| !next.is_null()) {
            return Err(Error::failed(
                "incomplete_tracking_plan",
                format!("{name} holds one page of the rules, and there are more"),
            )
            .hint(
                "let qseg fetch it: --tracking-plan ID --save-plan FILE; or put the rules of all pages into one list",
            ));
        }
        if let Some(found) = older::read(document) {
            return found.or_else(refuse);
        }
        match current(document) {
            Ok(plan) => Ok(plan),
            Err(why) => refuse(why),
        }
    }

    /// The document that qseg keeps: the head, the rules, and when they were fetched, of which source.
    pub(crate) fn document(&self) -> Value {
        let mut document = Map::new();
        if let Some(fetched) = self.fetched {
            document.insert("fetchedAt".to_owned(), json!(fetched.to_string()));
        }
        let mut head = Map::new();
        for (key, value) in [("id", &self.id), ("name", &self.name)] {
            if let Some(value) = value {
                head.insert(key.to_owned(), json!(value));
            }
        }
        if !head.is_empty() {
            document.insert("trackingPlan".to_owned(), Value::Object(head));
        }
        document.insert("rules".to_owned(), rules_document(&self.rules));
        if let Some(source) = &self.source_id {
            document.insert("sourceId".to_owned(), json!(source));
        }
        if let Some(settings) = &self.settings {
            document.insert("settings".to_owned(), settings_document(settings));
        }
        Value::Object(document)
    }

    /// The plan of the Public API's answers. Rules of types that nobody knows yet are about no event of qseg's.
    pub(crate) fn of_answers(head: shapes::TrackingPlan, rules: Vec<shapes::TrackingPlanRule>) -> TrackingPlan {
        let rule = |rule: shapes::TrackingPlanRule| {
            Some(Rule {
                kind: RuleType::parse(&rule.kind)?,
                key: rule.key,
                version: rule.version.unwrap_or(1),
                schema: rule.json_schema,
                created_at: rule.created_at,
                updated_at: rule.updated_at,
                deprecated_at: rule.deprecated_at,
            })
        };
        TrackingPlan {
            id: Some(head.id),
            name: head.name,
            rules: rules.into_iter().filter_map(rule).collect(),
            ..TrackingPlan::default()
        }
    }
}

/// The list of rules, as `PUT /tracking-plans/{id}/rules` takes it.
pub(crate) fn rules_document(rules: &[Rule]) -> Value {
    let rule = |rule: &Rule| {
        let mut document = Map::new();
        document.insert("type".to_owned(), json!(rule.kind.name()));
        if let Some(key) = &rule.key {
            document.insert("key".to_owned(), json!(key));
        }
        document.insert("version".to_owned(), json!(rule.version));
        document.insert("jsonSchema".to_owned(), rule.schema.clone());
        for (key, value) in
            [("createdAt", &rule.created_at), ("updatedAt", &rule.updated_at), ("deprecatedAt", &rule.deprecated_at)]
        {
            if let Some(value) = value {
                document.insert(key.to_owned(), json!(value));
            }
        }
        Value::Object(document)
    };
    Value::Array(rules.iter().map(rule).collect())
}

/// What is in a document of the Public API's kind, or why it is none.
fn current(document: &Value) -> Result<TrackingPlan, String> {
    let head = document.get("trackingPlan").unwrap_or(document);
    let rules = match document {
        Value::Array(rules) => rules,
        _ => match document.get("rules").or_else(|| head.get("rules")) {
            Some(Value::Array(rules)) => rules,
            _ => return Err("it has no list `rules`".to_owned()),
        },
    };
    let rules = rules.iter().enumerate().map(|(at, value)| rule(at, value)).collect::<Result<_, _>>()?;
    let fetched = match document.get("fetchedAt") {
        None => None,
        Some(moment) => {
            let moment: Option<Timestamp> = moment.as_str().and_then(|moment| moment.parse().ok());
            Some(moment.ok_or("its `fetchedAt` is no moment in RFC 3339")?)
        }
    };
    let settings = match document.get("settings") {
        None | Some(Value::Null) => None,
        Some(settings) => Some(
            serde_json::from_value::<SourceSettings>(settings.clone())
                .map_err(|_| "its `settings` are no schema settings of a source")?,
        ),
    };
    Ok(TrackingPlan {
        id: text(head, "id"),
        name: text(head, "name"),
        rules,
        fetched,
        source_id: text(document, "sourceId"),
        settings,
    })
}

fn rule(at: usize, value: &Value) -> Result<Rule, String> {
    let at = at + 1;
    let word = value.get("type").and_then(Value::as_str).ok_or_else(|| format!("rule {at} has no `type`"))?;
    let kind = RuleType::parse(word).ok_or_else(|| format!("rule {at} is of the type \"{word}\", which is none"))?;
    let key = text(value, "key").filter(|key| !key.is_empty());
    if kind == RuleType::Track && key.is_none() {
        return Err(format!("rule {at} has no `key`, which is the event's name"));
    }
    let schema = value.get("jsonSchema").ok_or_else(|| format!("rule {at} has no `jsonSchema`"))?;
    let schema = older::wrapped(schema, kind).unwrap_or_else(|| schema.clone());
    Ok(Rule {
        version: version(value),
        created_at: text(value, "createdAt"),
        updated_at: text(value, "updatedAt"),
        deprecated_at: text(value, "deprecatedAt"),
        ..Rule::new(kind, key, schema)
    })
}

/// The version of a rule: a number, 1 where there is none.
pub(super) fn version(rule: &Value) -> u64 {
    let version = rule.get("version");
    let whole = |number: f64| if number >= 1.0 && number.fract() == 0.0 { Some(number as u64) } else { None };
    version.and_then(|version| version.as_u64().or_else(|| version.as_f64().and_then(whole))).unwrap_or(1)
}

/// A text under a key.
pub(super) fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned)
}

fn settings_document(settings: &SourceSettings) -> Value {
    let (track, identify) = (&settings.track, &settings.identify);
    let members = |members: [(&str, Value); 5]| -> Value {
        let said = members.into_iter().filter(|(_, value)| !value.is_null());
        Value::Object(said.map(|(key, value)| (key.to_owned(), value)).collect())
    };
    json!({
        "track": members([
            ("allowUnplannedEvents", json!(track.allow_unplanned_events)),
            ("allowUnplannedEventProperties", json!(track.allow_unplanned_event_properties)),
            ("allowEventOnViolations", json!(track.allow_event_on_violations)),
            ("allowPropertiesOnViolations", json!(track.allow_properties_on_violations)),
            ("commonEventOnViolations", json!(track.common_event_on_violations)),
        ]),
        "identify": members([
            ("allowTraitsOnViolations", json!(identify.allow_traits_on_violations)),
            ("allowUnplannedTraits", json!(identify.allow_unplanned_traits)),
            ("commonEventOnViolations", json!(identify.common_event_on_violations)),
            ("", Value::Null),
            ("", Value::Null),
        ]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{"type":"object"}"#;

    fn read(text: &str) -> TrackingPlan {
        TrackingPlan::parse("plan.json", text).expect(text)
    }

    fn refused(text: &str) -> (&'static str, String) {
        let error = TrackingPlan::parse("plan.json", text).expect_err(text);
        assert!(!error.hints.is_empty());
        (error.code, error.message)
    }

    #[test]
    fn the_answer_of_the_public_api_is_read_with_and_without_its_envelope() {
        let rule = format!(r#"{{"type":"TRACK","key":"Done","version":2,"jsonSchema":{SCHEMA},"createdAt":"x"}}"#);
        let wanted = Rule {
            version: 2,
            created_at: Some("x".to_owned()),
            ..Rule::new(RuleType::Track, Some("Done".to_owned()), json!({ "type": "object" }))
        };
        for text in [
            format!(r#"{{"data":{{"rules":[{rule}],"pagination":{{"current":"MA==","totalEntries":1}}}}}}"#),
            format!(r#"{{"rules":[{rule}]}}"#),
            format!("[{rule}]"),
            format!("\u{feff}{{\"id\":\"tp_1\",\"name\":\"N\",\"rules\":[{rule}]}}"),
            format!(r#"{{"trackingPlan":{{"id":"tp_1","rules":[{rule}]}}}}"#),
        ] {
            assert_eq!(read(&text).rules, std::slice::from_ref(&wanted), "{text}");
        }
        let plan = read(&format!(r#"{{"trackingPlan":{{"id":"tp_1","name":"N"}},"rules":[{rule}]}}"#));
        assert_eq!((plan.id.as_deref(), plan.called()), (Some("tp_1"), "N"));
    }

    #[test]
    fn what_is_kept_is_read_as_it_was() {
        let settings: SourceSettings = serde_json::from_value(json!({
            "track": { "allowUnplannedEvents": false, "commonEventOnViolations": "OMIT_PROPERTIES" },
            "identify": { "allowUnplannedTraits": true },
        }))
        .expect("settings");
        let plan = TrackingPlan {
            id: Some("tp_1".to_owned()),
            name: Some("Surveys".to_owned()),
            rules: vec![
                Rule::new(RuleType::Common, None, json!({})),
                Rule {
                    version: 3,
                    deprecated_at: Some("0001-01-01T00:00:00.000Z".to_owned()),
                    ..Rule::new(RuleType::Track, Some("Done".to_owned()), json!({ "type": "object" }))
                },
            ],
            fetched: Some("2026-03-01T09:00:00Z".parse().expect("a moment")),
            source_id: Some("s1".to_owned()),
            settings: Some(settings),
        };
        assert_eq!(read(&plan.document().to_string()), plan);
        let bare = TrackingPlan { rules: plan.rules.clone(), ..TrackingPlan::default() };
        assert_eq!(read(&bare.document().to_string()), bare);
    }

    #[test]
    fn what_is_no_plan_is_refused_with_the_reason() {
        let no_plan = |why: &str| ("not_a_tracking_plan", format!("plan.json is no tracking plan: {why}"));
        for (text, why) in [
            ("{}", "it has no list `rules`"),
            (r#"{"rules":[{}]}"#, "rule 1 has no `type`"),
            (
                r#"[{"type":"COMMON","jsonSchema":{}},{"type":"TRICK"}]"#,
                "rule 2 is of the type \"TRICK\", which is none",
            ),
            (r#"[{"type":"TRACK","jsonSchema":{}}]"#, "rule 1 has no `key`, which is the event's name"),
            (r#"[{"type":"IDENTIFY"}]"#, "rule 1 has no `jsonSchema`"),
            (r#"{"rules":[],"fetchedAt":"lately"}"#, "its `fetchedAt` is no moment in RFC 3339"),
        ] {
            assert_eq!(refused(text), no_plan(why), "{text}");
        }
        let (code, message) = refused("{\n\"rules\": [}");
        assert_eq!(code, "broken_tracking_plan");
        assert!(message.starts_with("plan.json:2:11: not JSON: "), "{message}");
        let page = r#"{"data":{"rules":[],"pagination":{"next":"Mg=="}}}"#;
        assert_eq!(refused(page).0, "incomplete_tracking_plan");
        read(r#"{"data":{"rules":[],"pagination":{"next":null}}}"#);
    }
}
