//! The verdict on one event, by its bytes alone (`reference/segment-tracking-api.md` §4 "Discard codes", §7). What
//! the reference leaves open is marked as an inference.

use super::kind::Kind;
use super::wire::{Members, Shape, shape, text};
use crate::segment::discard::Discard;
use serde_json::value::RawValue;

/// Judges an event of a kind that is known.
///
/// # Errors
/// The discard code: of several that fit, the first of identity, name, body.
pub(crate) fn judge(kind: Kind, event: &Members) -> Result<(), Discard> {
    let user = id(event.get("userId"))?;
    let anonymous = id(event.get("anonymousId"))?;
    match kind {
        // Inference: an Alias names two ids.
        Kind::Alias if !id(event.get("previousId"))? || !user => return Err(Discard::IdRequired),
        Kind::Alias => {}
        _ if !user && !anonymous => return Err(Discard::NoUserAnonId),
        // Inference: a Group call names its group.
        Kind::Group if !id(event.get("groupId"))? => return Err(Discard::IdRequired),
        _ => {}
    }
    match kind {
        Kind::Track => match event.get("event") {
            None => return Err(Discard::EventNotDefined),
            Some(raw) if shape(raw) != Shape::Text => return Err(Discard::EventNotString),
            Some(raw) if is_empty(raw) => return Err(Discard::EventNotDefined),
            Some(_) => {}
        },
        Kind::Page | Kind::Screen => {
            must_be(event, "name", Shape::Text, Discard::NameNotString)?;
            must_be(event, "category", Shape::Text, Discard::CategoryNotString)?;
        }
        Kind::Identify | Kind::Group | Kind::Alias => {}
    }
    must_be(event, "properties", Shape::Object, Discard::PropertiesNotObject)?;
    must_be(event, "traits", Shape::Object, Discard::TraitsNotObject)?;
    // Segment's old validator said "context integrations must be an object" (§4); the code is an inference.
    must_be(event, "context", Shape::Object, Discard::BadRequest)?;
    must_be(event, "integrations", Shape::Object, Discard::BadRequest)
}

/// Whether the id is there.
fn id(raw: Option<&RawValue>) -> Result<bool, Discard> {
    match raw {
        None => Ok(false),
        Some(raw) if shape(raw) != Shape::Text || is_empty(raw) => Err(Discard::IdNotString),
        Some(_) => Ok(true),
    }
}

fn is_empty(raw: &RawValue) -> bool {
    text(raw).is_some_and(|text| text.is_empty())
}

fn must_be(event: &Members, name: &str, wanted: Shape, otherwise: Discard) -> Result<(), Discard> {
    match event.get(name) {
        Some(raw) if shape(raw) != wanted => Err(otherwise),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn said(kind: Kind, json: &str) -> Option<&'static str> {
        judge(kind, &Members::read(json).expect("an object")).err().map(Discard::code)
    }

    #[test]
    fn each_code_is_given_for_what_it_names() {
        for (kind, json, code) in [
            (Kind::Track, r#"{"userId":"u","event":"E"}"#, None),
            (Kind::Track, r#"{"userId":null,"anonymousId":"a","event":"E","properties":null}"#, None),
            (Kind::Track, r#"{"event":"E"}"#, Some("no_user_anon_id")),
            (Kind::Track, r#"{"userId":7,"event":"E"}"#, Some("id_not_string")),
            (Kind::Track, r#"{"userId":"u","anonymousId":"","event":"E"}"#, Some("id_not_string")),
            (Kind::Track, r#"{"userId":"u"}"#, Some("event_not_defined")),
            (Kind::Track, r#"{"userId":"u","event":""}"#, Some("event_not_defined")),
            (Kind::Track, r#"{"userId":"u","event":["E"]}"#, Some("event_not_string")),
            (Kind::Track, r#"{"userId":"u","event":"E","properties":[]}"#, Some("properties_not_object")),
            (Kind::Track, r#"{"userId":"u","event":"E","context":"c"}"#, Some("bad_request")),
            (Kind::Identify, r#"{"userId":"u","traits":"t"}"#, Some("traits_not_object")),
            (Kind::Identify, r#"{"anonymousId":"u","traits":{}}"#, None),
            (Kind::Page, r#"{"userId":"u","name":1}"#, Some("name_not_string")),
            (Kind::Screen, r#"{"userId":"u","name":"n","category":{}}"#, Some("category_not_string")),
            (Kind::Group, r#"{"userId":"u"}"#, Some("id_required")),
            (Kind::Group, r#"{"groupId":"g"}"#, Some("no_user_anon_id")),
            (Kind::Group, r#"{"userId":"u","groupId":"g"}"#, None),
            (Kind::Alias, r#"{"userId":"u"}"#, Some("id_required")),
            (Kind::Alias, r#"{"userId":"u","previousId":"p"}"#, None),
        ] {
            assert_eq!(said(kind, json), code, "{} {json}", kind.name());
        }
    }
}
