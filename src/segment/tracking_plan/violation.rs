//! One thing in which an event breaks its rule: where, of what kind, and in words without the value, which is a
//! person's answer.

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use serde_json::Value;

/// Of what kind a violation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Broken {
    /// Something that is required is not there.
    Missing,
    /// A value is of another JSON type.
    Type,
    /// A value of the right type that is not allowed: `enum`, `pattern`, `format`, limits, and all else.
    Value,
    /// A name that the rule does not allow (`additionalProperties: false`).
    Extra,
}

/// One violation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Of what kind.
    pub(crate) broken: Broken,
    /// Whether it is the common rule that is broken.
    pub(crate) common: bool,
    /// The property or trait that it is about; `None` where it is about something else of the event.
    pub(crate) property: Option<String>,
    /// A JSON Pointer into the event: where what is wrong, or incomplete, stands.
    pub(crate) place: String,
    /// What is wrong, in words that follow the name of the place: `must be number, and is a string`.
    pub(crate) says: String,
    /// Whether every value of the same JSON type would break the rule here, so that it can be told without the value.
    pub(crate) of_every_value: bool,
    /// Whether it stands under a condition of the schema (`if`, `dependencies`, …), so that other values decide, too.
    pub(crate) is_conditional: bool,
}

impl Violation {
    /// The violations that an error stands for. `body` is `properties` or `traits`.
    pub(super) fn of(error: &ValidationError<'_>, body: &str, common: bool) -> Vec<Violation> {
        let place = error.instance_path().to_string();
        let is_conditional = stands_under_condition(error);
        let of_every_value = !is_conditional && holds_for_every_value(error);
        let one = |broken, property: Option<String>, says| Violation {
            broken,
            common,
            property,
            place: place.clone(),
            says,
            of_every_value,
            is_conditional,
        };
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default().to_owned();
                let property = if steps(&place) == [body] { Some(name.clone()) } else { property_at(&place, body) };
                vec![one(Broken::Missing, property, format!("`{name}` is required, and is not there"))]
            }
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                let is_body = steps(&place) == [body];
                let named = |name: &String| {
                    let property = if is_body { Some(name.clone()) } else { property_at(&place, body) };
                    one(Broken::Extra, property, format!("`{name}` is not allowed"))
                };
                unexpected.iter().map(named).collect()
            }
            _ if is_of_type(error) => {
                let says = match error.kind() {
                    ValidationErrorKind::Type { kind } => {
                        format!("must be {}, and is {}", types(kind), article(error.instance()))
                    }
                    _ => format!("is {}, which none of the types that are allowed is", article(error.instance())),
                };
                vec![one(Broken::Type, property_at(&place, body), says)]
            }
            _ => vec![one(Broken::Value, property_at(&place, body), error.masked().to_string())],
        }
    }

    /// The place for people: the property, with what lies further in; or the part of the event.
    pub(crate) fn named(&self) -> String {
        let steps = steps(&self.place);
        match (&self.property, steps.as_slice()) {
            (Some(property), [_, first, rest @ ..]) if first == property => {
                rest.iter().fold(property.clone(), |named, step| match step.bytes().all(|byte| byte.is_ascii_digit()) {
                    // Which element of a list it is says nothing about the rule.
                    true => format!("{named}[]"),
                    false => format!("{named}.{step}"),
                })
            }
            (Some(property), _) => property.clone(),
            (None, []) => "the event".to_owned(),
            (None, steps) => steps.join("/"),
        }
    }
}

/// The steps of a JSON Pointer: `~1` is a slash, `~0` a tilde.
fn steps(place: &str) -> Vec<String> {
    place.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

fn property_at(place: &str, body: &str) -> Option<String> {
    match steps(place).as_slice() {
        [first, name, ..] if first == body => Some(name.clone()),
        _ => None,
    }
}

/// Whether the value is of a type that is not allowed, however that is written.
fn is_of_type(error: &ValidationError<'_>) -> bool {
    let here = |inner: &ValidationError<'_>| inner.instance_path() == error.instance_path() && is_of_type(inner);
    match error.kind() {
        ValidationErrorKind::Type { .. } => true,
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            !context.is_empty() && context.iter().all(|branch| branch.iter().any(here))
        }
        _ => false,
    }
}

/// Whether other values decide whether the error comes.
fn stands_under_condition(error: &ValidationError<'_>) -> bool {
    const CONDITIONS: [&str; 7] = ["if", "then", "else", "not", "dependencies", "contains", "propertyNames"];
    // A property may be called so, too: then it is told with its value alone, which is less, and not wrong.
    steps(&error.schema_path().to_string()).iter().any(|step| CONDITIONS.contains(&step.as_str()))
}

/// Whether the error would come for any value of the same JSON type.
fn holds_for_every_value(error: &ValidationError<'_>) -> bool {
    let same_type = |option: &Value| json_type(option) == json_type(error.instance());
    match error.kind() {
        ValidationErrorKind::Type { .. }
        | ValidationErrorKind::Required { .. }
        | ValidationErrorKind::AdditionalProperties { .. }
        | ValidationErrorKind::FalseSchema => true,
        ValidationErrorKind::Enum { options } => {
            !options.as_array().is_some_and(|options| options.iter().any(same_type))
        }
        ValidationErrorKind::Constant { expected_value } => !same_type(expected_value),
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            !context.is_empty() && context.iter().all(|branch| branch.iter().any(holds_for_every_value))
        }
        _ => false,
    }
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(kind) => kind.to_string(),
        TypeKind::Multiple(kinds) => kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(" or "),
    }
}

/// The JSON type of a value.
fn json_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn article(value: &Value) -> String {
    match json_type(value) {
        "null" => "null".to_owned(),
        kind @ ("array" | "object") => format!("an {kind}"),
        kind => format!("a {kind}"),
    }
}
