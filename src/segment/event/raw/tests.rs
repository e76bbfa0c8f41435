//! An event that was written down is judged as the draft that wrote it; edited, by the same rules.

use super::*;
use crate::segment::event::{Draft, Json, encode_key};
use crate::segment::message_id::MessageIds;
use proptest::prelude::*;
use serde_json::Value;
use std::borrow::Cow;

fn read(json: &str) -> RawEvent {
    RawEvent::read(serde_json::from_str(json).expect("JSON"))
}

/// The code that an event is rejected under; empty where it is accepted.
fn code(json: &str) -> &'static str {
    match read(json).judge() {
        Verdict::Accepted(_) => "",
        Verdict::Rejected(discard) => discard.code(),
    }
}

#[test]
fn an_edited_event_is_rejected_by_what_is_wrong_first() {
    for (event, rejected) in [
        (r#"{"type":"track","event":"E","userId":"u"}"#, ""),
        (r#"{"type":"identify","anonymousId":"a","userId":null}"#, ""),
        (r#"{"type":"identify","userId":"u","event":7}"#, ""),
        (r#"[]"#, "bad_request"),
        (r#""track""#, "bad_request"),
        (r#"{"event":"E","userId":"u"}"#, "bad_request"),
        (r#"{"type":"page","userId":"u"}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","userId":"v"}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","properties":{"a":1,"a":2}}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","timestamp":"yesterday"}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","timestamp":1767225600}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","context":"web"}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","integrations":[]}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","sentAt":"2026-01-01T00:00:00Z"}"#, "bad_request"),
        (r#"{"type":"track","event":"E","userId":"u","writeKey":"k"}"#, "bad_request"),
        (r#"{"type":"track","event":"E"}"#, "no_user_anon_id"),
        (r#"{"type":"track"}"#, "no_user_anon_id"),
        (r#"{"type":"track","event":"E","userId":7}"#, "id_not_string"),
        (r#"{"type":"track","event":"E","userId":"u","anonymousId":""}"#, "id_not_string"),
        (r#"{"type":"track","userId":"u"}"#, "event_not_defined"),
        (r#"{"type":"track","userId":"u","event":""}"#, "event_not_defined"),
        (r#"{"type":"track","userId":"u","event":["E"]}"#, "event_not_string"),
        (r#"{"type":"track","event":"E","userId":"u","properties":[1]}"#, "properties_not_object"),
        (r#"{"type":"identify","userId":"u","traits":"none"}"#, "traits_not_object"),
    ] {
        assert_eq!(code(event), rejected, "{event}");
        assert_eq!(read(event).flaw().is_some(), !rejected.is_empty());
    }
}

#[test]
fn white_space_between_the_parts_is_nothing_and_in_a_text_it_is_the_text() {
    let event = read("{ \"type\" : \"identify\",\n\t\"userId\":\"a \\\" b\", \"traits\": { \"k\": [ 1, 1.10 ] } }");
    let Verdict::Accepted(accepted) = event.judge() else { panic!("rejected: {:?}", event.flaw()) };
    assert_eq!(accepted.bytes(), br#"{"type":"identify","userId":"a \" b","traits":{"k":[1,1.10]}}"#);
    assert_eq!(event.user_id(), Some("a \" b"));
}

#[test]
fn the_size_is_that_of_the_bytes_that_would_be_sent() {
    let of = |length: usize, space: &str| {
        format!(r#"{{"type":"identify",{space}"userId":"u","traits":{{"t":"{}"}}}}"#, "x".repeat(length))
    };
    let bare = of(0, "").len();
    assert_eq!(code(&of(limits::EVENT_BYTES - bare, "     ")), "");
    assert_eq!(code(&of(limits::EVENT_BYTES - bare + 1, "")), "event_too_large");
}

proptest! {
    #[test]
    fn what_a_draft_wrote_is_judged_as_the_draft_is(
        track in any::<bool>(),
        event in proptest::option::of(".{0,8}"),
        user in proptest::option::of(".{0,8}"),
        anonymous in proptest::option::of(".{0,8}"),
        second in proptest::option::of(-9_999_999_999_i64..9_999_999_999),
        body in proptest::collection::btree_map(any::<String>(), ".{0,8}", 0..6),
        many in prop_oneof![Just(0_usize), 295..305_usize],
        bulk in prop_oneof![Just(0_usize), 505..520_usize, 31_000..33_000_usize],
    ) {
        let call = if track { CallType::Track } else { CallType::Identify };
        let mut draft = Draft::new();
        draft.begin(call);
        event.iter().filter(|_| track).for_each(|event| draft.event(event));
        user.iter().for_each(|id| draft.user_id(id));
        anonymous.iter().for_each(|id| draft.anonymous_id(id));
        second.iter().for_each(|second| draft.timestamp(Timestamp::from_second(*second).unwrap()));
        for (key, value) in &body {
            draft.property(&encode_key(key), Json::List(&[Cow::Borrowed(value)]));
        }
        for number in 0..many {
            draft.property(&encode_key(&format!("\u{10ffff} {number}")), Json::Number("1.10"));
        }
        draft.property(&encode_key("\u{10ffff} bulk"), Json::String(&"x".repeat(bulk)));
        let id = MessageIds::new("s", "t", 1).of("R");
        draft.message_id(&id);
        draft.context("");
        draft.integrations(r#"{"All":true}"#);

        let written = std::str::from_utf8(draft.unjudged_bytes()).unwrap();
        let spaced = serde_json::to_string_pretty(&serde_json::from_str::<Value>(written).unwrap()).unwrap();
        for json in [written, &spaced] {
            let event = read(json);
            prop_assert_eq!(event.judge(), draft.judge());
            prop_assert_eq!(event.warnings().collect::<Vec<_>>(), draft.warnings().collect::<Vec<_>>());
            prop_assert_eq!(event.call(), call);
            prop_assert_eq!(event.message_id(), Some(id.as_str()));
            prop_assert_eq!(event.unjudged_bytes(), draft.unjudged_bytes());
        }
    }

    #[test]
    fn no_json_makes_it_fail(json in r#"[\[\]{}",:a1 \\]{0,24}"#) {
        if let Ok(raw) = serde_json::from_str::<&RawValue>(&json) {
            let event = RawEvent::read(raw);
            prop_assert_eq!(event.flaw().is_none(), matches!(event.judge(), Verdict::Accepted(_)));
        }
    }
}
