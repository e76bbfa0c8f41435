//! The wire and the verdicts, event by event.

use super::*;
use crate::segment::message_id::MessageIds;
use proptest::prelude::*;
use serde_json::Value;
use std::borrow::Cow;

fn text(draft: &Draft) -> &str {
    std::str::from_utf8(draft.unjudged_bytes()).unwrap()
}

fn rejected(draft: &Draft) -> Discard {
    match draft.judge() {
        Verdict::Rejected(discard) => discard,
        Verdict::Accepted(_) => panic!("accepted: {}", text(draft)),
    }
}

fn is_accepted(draft: &Draft) -> bool {
    matches!(draft.judge(), Verdict::Accepted(_))
}

#[test]
fn keys_stand_on_the_wire_in_their_fixed_order() {
    let mut draft = Draft::new();
    draft.begin(CallType::Track);
    draft.event("Survey Completed");
    draft.user_id("u1");
    draft.anonymous_id("a1");
    draft.timestamp("2026-03-01T09:00:00.75Z".parse().unwrap());
    draft.property(&encode_key("nps"), Json::Number("1.10"));
    draft.property(&encode_key("say \"hi\""), Json::List(&[Cow::Borrowed("a"), Cow::Borrowed("b\n")]));
    draft.property(&encode_key("ok"), Json::Bool(true));
    draft.property(&encode_key("none"), Json::Null);
    let id = MessageIds::new("s", "t", 1).of("R_1");
    draft.message_id(&id);
    draft.context(r#""timezone":"UTC""#);
    draft.integrations(r#"{"All":false}"#);
    let expected = format!(
        concat!(
            r#"{{"type":"track","event":"Survey Completed","userId":"u1","anonymousId":"a1","#,
            r#""timestamp":"2026-03-01T09:00:00.000Z","properties":{{"nps":1.10,"say \"hi\"":["a","b\n"],"#,
            r#""ok":true,"none":null}},"messageId":"{}","context":{{"timezone":"UTC","library":"#,
            r#"{{"name":"qseg","version":"{}"}}}},"integrations":{{"All":false}}}}"#
        ),
        id,
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(text(&draft), expected);
    let Verdict::Accepted(accepted) = draft.judge() else { panic!("rejected") };
    assert_eq!(accepted.bytes(), expected.as_bytes());
    assert_eq!(accepted.call(), CallType::Track);
}

#[test]
fn the_body_is_there_even_when_it_is_empty() {
    let mut draft = Draft::new();
    draft.begin(CallType::Identify);
    draft.user_id("u1");
    assert_eq!(text(&draft), r#"{"type":"identify","userId":"u1","traits":{}}"#);
    draft.integrations("{}");
    assert_eq!(text(&draft), r#"{"type":"identify","userId":"u1","traits":{},"integrations":{}}"#);
    draft.begin(CallType::Track);
    assert_eq!(text(&draft), r#"{"type":"track","properties":{}}"#);
    draft.context("");
    assert!(text(&draft).starts_with(r#"{"type":"track","properties":{},"context":{"library":"#));
}

#[test]
fn an_event_without_an_identity_is_rejected() {
    let mut draft = Draft::new();
    draft.event("E");
    assert_eq!(rejected(&draft), Discard::NoUserAnonId);
    draft.anonymous_id("a");
    assert!(is_accepted(&draft));
}

#[test]
fn an_id_written_as_empty_is_rejected_whatever_the_other_is() {
    for (user, anonymous) in [(Some(""), None), (Some("u"), Some("")), (Some(""), Some("a")), (None, Some(""))] {
        let mut draft = Draft::new();
        draft.event("E");
        user.inspect(|id| draft.user_id(id));
        anonymous.inspect(|id| draft.anonymous_id(id));
        assert_eq!(rejected(&draft), Discard::IdNotString, "{user:?} {anonymous:?}");
    }
}

#[test]
fn a_track_needs_a_name_and_an_identify_does_not() {
    let mut draft = Draft::new();
    draft.user_id("u");
    assert_eq!(rejected(&draft), Discard::EventNotDefined);
    draft.begin(CallType::Track);
    draft.event("");
    draft.user_id("u");
    assert_eq!(rejected(&draft), Discard::EventNotDefined);
    draft.begin(CallType::Identify);
    draft.user_id("u");
    assert!(is_accepted(&draft));
}

#[test]
fn the_last_byte_under_the_limit_is_accepted_and_the_next_is_not() {
    let mut draft = Draft::new();
    let with = |draft: &mut Draft, length: usize| {
        draft.begin(CallType::Identify);
        draft.user_id("u");
        draft.property(&encode_key("t"), Json::String(&"x".repeat(length)));
        draft.unjudged_bytes().len()
    };
    let bare = with(&mut draft, 0);
    assert_eq!(with(&mut draft, limits::EVENT_BYTES - bare), limits::EVENT_BYTES);
    assert!(is_accepted(&draft));
    with(&mut draft, limits::EVENT_BYTES - bare + 1);
    assert_eq!(rejected(&draft), Discard::EventTooLarge);
}

#[test]
fn a_number_that_is_none_makes_the_event_unreadable() {
    let mut draft = Draft::new();
    draft.event("E");
    draft.user_id("u");
    draft.property(&encode_key("n"), Json::Number("08"));
    assert_eq!(rejected(&draft), Discard::BadRequest);
    assert!(serde_json::from_slice::<Value>(draft.unjudged_bytes()).is_ok());
}

#[test]
fn unify_takes_300_properties_and_299_traits() {
    for (call, most) in [(CallType::Track, 300), (CallType::Identify, 299)] {
        let mut draft = Draft::new();
        draft.begin(call);
        for number in 0..most {
            draft.property(&encode_key(&format!("p{number}")), Json::Null);
        }
        assert_eq!(draft.warnings().count(), 0);
        draft.property(&encode_key("more"), Json::Null);
        let warnings: Vec<_> = draft.warnings().collect();
        assert_eq!(warnings, [Warning::UnifyLimit { call, count: most + 1 }]);
    }
}

#[test]
fn silent_losses_of_time_and_text_are_warned_about_and_forgotten_with_the_event() {
    let mut draft = Draft::new();
    draft.timestamp("1969-12-31T23:59:59.9Z".parse().unwrap());
    draft.property(&encode_key("a"), Json::String(&"é".repeat(512)));
    draft.property(&encode_key("b"), Json::String(&"é".repeat(513)));
    let codes: Vec<_> = draft.warnings().map(|warning| warning.code().name).collect();
    assert_eq!(codes, ["timestamp_before_1970", "warehouse_string_truncated"]);
    draft.begin(CallType::Track);
    draft.timestamp(jiff::Timestamp::MIN);
    assert_eq!(draft.warnings().collect::<Vec<_>>(), [Warning::TimestampLeftOut]);
    assert_eq!(text(&draft), r#"{"type":"track","properties":{}}"#);
    draft.begin(CallType::Track);
    assert_eq!(draft.warnings().count(), 0);
}

#[test]
#[should_panic(expected = "Event comes before UserId, once")]
fn parts_out_of_order_are_a_mistake_in_the_program() {
    let mut draft = Draft::new();
    draft.user_id("u");
    draft.event("E");
}

#[derive(Debug, Clone)]
enum Any {
    Text(String),
    Number(String),
    Bool(bool),
    List(Vec<String>),
    Null,
}

fn any_value() -> impl Strategy<Value = Any> {
    prop_oneof![
        any::<String>().prop_map(Any::Text),
        "-?[0-9]{1,3}(\\.[0-9])?".prop_map(Any::Number),
        any::<bool>().prop_map(Any::Bool),
        proptest::collection::vec(any::<String>(), 0..4).prop_map(Any::List),
        Just(Any::Null),
    ]
}

proptest! {
    #[test]
    fn an_accepted_event_parses_to_what_was_put_in_and_keeps_every_rule(
        track in any::<bool>(),
        event in proptest::option::of(any::<String>()),
        user in proptest::option::of(any::<String>()),
        anonymous in proptest::option::of(any::<String>()),
        second in proptest::option::of(-9_999_999_999_i64..9_999_999_999),
        body in proptest::collection::btree_map(any::<String>(), any_value(), 0..6),
        bulk in prop_oneof![Just(0_usize), 31_000..33_000_usize],
        ending in 0..4_u8,
    ) {
        let call = if track { CallType::Track } else { CallType::Identify };
        let mut draft = Draft::new();
        draft.user_id("left over from the last event");
        draft.begin(call);
        let event = event.filter(|_| track);
        event.iter().for_each(|event| draft.event(event));
        user.iter().for_each(|id| draft.user_id(id));
        anonymous.iter().for_each(|id| draft.anonymous_id(id));
        let moment = second.map(|second| jiff::Timestamp::from_second(second).unwrap());
        moment.iter().for_each(|moment| draft.timestamp(*moment));
        let mut expected = serde_json::Map::new();
        for (key, value) in &body {
            let key_json = encode_key(key);
            let parsed = match value {
                Any::Text(text) => { draft.property(&key_json, Json::String(text)); Value::from(text.as_str()) }
                Any::Number(text) => {
                    draft.property(&key_json, Json::Number(text));
                    serde_json::from_str(text).unwrap_or(Value::Null)
                }
                Any::Bool(bool) => { draft.property(&key_json, Json::Bool(*bool)); Value::from(*bool) }
                Any::List(items) => {
                    let items: Vec<Cow<'_, str>> = items.iter().map(|item| Cow::Borrowed(item.as_str())).collect();
                    draft.property(&key_json, Json::List(&items));
                    Value::from(items.iter().map(|item| Value::from(item.as_ref())).collect::<Vec<_>>())
                }
                Any::Null => { draft.property(&key_json, Json::Null); Value::Null }
            };
            expected.insert(key.clone(), parsed);
        }
        if bulk > 0 {
            let bulk = "x".repeat(bulk);
            draft.property(&encode_key("\u{10ffff} bulk"), Json::String(&bulk));
            expected.insert("\u{10ffff} bulk".to_owned(), Value::from(bulk));
        }
        let id = MessageIds::new("s", "t", 1).of("R");
        if ending > 0 { draft.message_id(&id); }
        if ending > 1 { draft.context(""); }
        if ending > 2 { draft.integrations(r#"{"All":true}"#); }

        let parsed: Value = serde_json::from_slice(draft.unjudged_bytes()).unwrap();
        match draft.judge() {
            Verdict::Accepted(accepted) => {
                prop_assert!(accepted.bytes().len() <= limits::EVENT_BYTES);
                let some = |id: &Option<String>| id.as_ref().is_some_and(|id| !id.is_empty());
                prop_assert!(some(&user) || some(&anonymous));
                prop_assert_eq!(&parsed["type"], call.name());
                prop_assert_eq!(parsed.get("event").and_then(Value::as_str), event.as_deref());
                prop_assert_eq!(parsed.get("userId").and_then(Value::as_str), user.as_deref());
                prop_assert_eq!(parsed.get("anonymousId").and_then(Value::as_str), anonymous.as_deref());
                prop_assert_eq!(&parsed[call.body_key()], &Value::Object(expected));
                let read = parsed.get("timestamp").map(|text| text.as_str().unwrap().parse::<jiff::Timestamp>().unwrap());
                prop_assert_eq!(read, moment);
                prop_assert_eq!(parsed.get("messageId").is_some(), ending > 0);
            }
            Verdict::Rejected(discard) => prop_assert!(Discard::JUDGED.contains(&discard)),
        }
    }
}
