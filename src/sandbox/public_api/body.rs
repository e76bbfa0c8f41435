//! Bodies: read as JSON, and held against what an operation takes. Messages are in the style of Joi, which
//! Segment's sample shows (`reference/segment-public-api.md` §3); keys that an operation does not know are refused,
//! which is an inference from that.

use super::{Call, Refusal};
use hyper::header::CONTENT_TYPE;
use serde_json::{Map, Value, json};

/// One entry of `errors`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    /// Its `type`; no stable enum at Segment, either.
    pub(crate) kind: String,
    /// For people.
    pub(crate) message: String,
    /// Which field it is about.
    pub(crate) field: Option<String>,
    /// Further data (rate limits).
    pub(crate) data: Option<Value>,
}

impl Problem {
    /// What was sent is not valid.
    pub(crate) fn invalid(field: &str, message: impl Into<String>) -> Problem {
        let (kind, field) = ("input-validation".to_owned(), Some(field.to_owned()));
        Problem { kind, message: message.into(), field, data: None }
    }

    /// `RequestError` as the Public API shows it.
    pub(crate) fn shown(&self) -> Value {
        let mut shown = json!({ "type": self.kind, "message": self.message });
        if let Some(field) = &self.field {
            shown["field"] = field.as_str().into();
        }
        if let Some(data) = &self.data {
            shown["data"] = data.clone();
        }
        shown
    }
}

/// What a value must be.
pub(crate) enum Shape {
    /// A text that is not empty.
    Text,
    /// Any text.
    AnyText,
    /// `true` or `false`.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// An object of anything.
    AnyObject,
    /// An object with these fields.
    Object(&'static [Field]),
    /// A list of objects with these fields.
    List(&'static [Field]),
}

/// A field of a body.
pub(crate) struct Field {
    name: &'static str,
    required: bool,
    shape: Shape,
}

/// A field that must be there.
pub(crate) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, required: true, shape }
}

/// A field that may be there.
pub(crate) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, required: false, shape }
}

/// Reads a call's body as a JSON object.
///
/// # Errors
/// 413, 415 without a JSON content type, 400 where it is no JSON, 422 where it is no object. Of these, 415 and the
/// difference between 400 and 422 are inferences.
pub(crate) fn read(call: &Call) -> Result<Map<String, Value>, Refusal> {
    let bytes = call.body.map_err(|_| Refusal::new(413, "PayloadTooLarge", "Payload too large"))?;
    let media = call.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media = media.split(';').next().unwrap_or_default().trim();
    if !media.ends_with("json") {
        return Err(Refusal::new(415, "bad-request", "the body must be sent as application/json"));
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::of(422, vec![Problem::invalid("value", "\"value\" must be of type object")])),
        Err(_) => Err(Refusal::new(400, "bad-request", "the body is not JSON")),
    }
}

/// Holds a body against the fields of an operation.
///
/// # Errors
/// 422 with every problem.
pub(crate) fn check(body: &Map<String, Value>, fields: &[Field]) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    check_object(body, fields, "", &mut problems);
    if problems.is_empty() { Ok(()) } else { Err(Refusal::of(422, problems)) }
}

fn check_object(object: &Map<String, Value>, fields: &[Field], path: &str, problems: &mut Vec<Problem>) {
    let place = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for field in fields {
        let place = place(field.name);
        match object.get(field.name) {
            Some(value) => check_value(value, &field.shape, &place, problems),
            None if field.required => problems.push(Problem::invalid(&place, format!("\"{place}\" is required"))),
            None => {}
        }
    }
    for name in object.keys().filter(|name| !fields.iter().any(|field| field.name == name.as_str())) {
        let place = place(name);
        problems.push(Problem::invalid(&place, format!("\"{place}\" is not allowed")));
    }
}

fn check_value(value: &Value, shape: &Shape, place: &str, problems: &mut Vec<Problem>) {
    let must = match (shape, value) {
        (Shape::Text, Value::String(text)) if text.is_empty() => "is not allowed to be empty".to_owned(),
        (Shape::Text, Value::String(text)) if text.chars().count() > 255 => {
            "length must be less than or equal to 255 characters long".to_owned()
        }
        (Shape::Text | Shape::AnyText, Value::String(_))
        | (Shape::Flag, Value::Bool(_))
        | (Shape::AnyObject, Value::Object(_)) => return,
        (Shape::OneOf(words), Value::String(text)) if words.contains(&text.as_str()) => return,
        (Shape::Object(fields), Value::Object(object)) => return check_object(object, fields, place, problems),
        (Shape::List(fields), Value::Array(entries)) => {
            for (at, entry) in entries.iter().enumerate() {
                check_value(entry, &Shape::Object(fields), &format!("{place}[{at}]"), problems);
            }
            return;
        }
        (Shape::Text | Shape::AnyText, _) => "must be a string".to_owned(),
        (Shape::Flag, _) => "must be a boolean".to_owned(),
        (Shape::OneOf(words), _) => format!("must be one of [{}]", words.join(", ")),
        (Shape::AnyObject | Shape::Object(_), _) => "must be of type object".to_owned(),
        (Shape::List(_), _) => "must be an array".to_owned(),
    };
    problems.push(Problem::invalid(place, format!("\"{place}\" {must}")));
}

/// A text of a body that was checked; empty where it is not there.
pub(crate) fn text<'b>(body: &'b Map<String, Value>, name: &str) -> &'b str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A flag of a body that was checked.
pub(crate) fn flag(body: &Map<String, Value>, name: &str) -> Option<bool> {
    body.get(name).and_then(Value::as_bool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_a_body_is_named_with_its_place() {
        const FIELDS: &[Field] = &[
            required("slug", Shape::Text),
            required("enabled", Shape::Flag),
            optional("kind", Shape::OneOf(&["A", "B"])),
            optional("settings", Shape::AnyObject),
            optional("track", Shape::Object(&[optional("allow", Shape::Flag)])),
            optional("labels", Shape::List(&[required("key", Shape::Text), optional("about", Shape::AnyText)])),
        ];
        let said = |body: Value| {
            let Value::Object(body) = body else { panic!("an object") };
            let problems = check(&body, FIELDS).err().map(|refusal| refusal.problems).unwrap_or_default();
            problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>()
        };
        let good = json!({
            "slug": "a", "enabled": false, "kind": "B", "settings": { "x": [1] }, "track": {},
            "labels": [{ "key": "k", "about": "" }],
        });
        assert_eq!(said(good), [] as [&str; 0]);
        assert_eq!(said(json!({})), ["\"slug\" is required", "\"enabled\" is required"]);
        let bad = json!({
            "slug": "", "enabled": "yes", "kind": "C", "settings": [], "track": { "allow": 1, "deny": true },
            "labels": [{ "key": 1 }, 2], "sourceId": "x",
        });
        assert_eq!(
            said(bad),
            [
                "\"slug\" is not allowed to be empty",
                "\"enabled\" must be a boolean",
                "\"kind\" must be one of [A, B]",
                "\"settings\" must be of type object",
                "\"track.allow\" must be a boolean",
                "\"track.deny\" is not allowed",
                "\"labels[0].key\" must be a string",
                "\"labels[1]\" must be of type object",
                "\"sourceId\" is not allowed",
            ]
        );
    }
}
