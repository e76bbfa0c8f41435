//! The JSON Schema of the mapping file, for editors: made from the one table of [`super::keys`], so that it
//! cannot disagree with what is read. Draft 07, which every editor's YAML support knows.
//!
//! An editor sees typed YAML and qseg the text as written: where a text is taken, a number or a truth value
//! written without quotes is one, too.

use super::keys::{self, Key, Place, Takes};
use crate::qualtrics::privacy::PersonalClass;
use serde_json::{Map, Value, json};

/// The whole schema.
pub(crate) fn schema() -> Value {
    let mut definitions = Map::new();
    definitions.insert("text".to_owned(), text_definition());
    definitions.insert("contextNode".to_owned(), context_definition());
    definitions.insert("integrationsNode".to_owned(), integrations_definition());
    for place in Place::ALL.into_iter().filter(|place| *place != Place::Top) {
        definitions.insert(name_of(place).to_owned(), object(place));
    }
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    schema.insert("title".to_owned(), json!("Mapping file of qseg, version 1"));
    if let Value::Object(top) = object(Place::Top) {
        schema.extend(top);
    }
    schema.insert("definitions".to_owned(), Value::Object(definitions));
    Value::Object(schema)
}

fn text_definition() -> Value {
    json!({ "description": "A text. Numbers, true and false stay as they are written.", "type": ["string", "number", "boolean"] })
}

fn context_definition() -> Value {
    json!({ "anyOf": [value(), { "type": "object", "additionalProperties": { "$ref": "#/definitions/contextNode" } }] })
}

fn integrations_definition() -> Value {
    json!({ "anyOf": [text(), { "type": "object", "additionalProperties": { "$ref": "#/definitions/integrationsNode" } }] })
}

fn name_of(place: Place) -> &'static str {
    match place {
        Place::Top => "mapping",
        Place::Source => "source",
        Place::PersonalData => "personalData",
        Place::Task => "task",
        Place::Value => "value",
        Place::Sensitive => "sensitive",
        Place::Allowance => "allowance",
        Place::Condition => "condition",
        Place::Example => "example",
        Place::ExamplesFile => "examplesFile",
    }
}

fn reference(place: Place) -> Value {
    json!({ "$ref": format!("#/definitions/{}", name_of(place)) })
}

fn text() -> Value {
    json!({ "$ref": "#/definitions/text" })
}

fn value() -> Value {
    json!({ "anyOf": [text(), reference(Place::Value)] })
}

/// The keys of a place.
fn object(place: Place) -> Value {
    let properties: Map<String, Value> = keys::of(place).map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = keys::of(place).filter(|key| key.required).map(|key| key.name).collect();
    let mut object = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        object["required"] = json!(required);
    }
    if place == Place::Condition {
        // A test of one value, or conditions put together: exactly one of the four.
        let one_of = ["value", "all", "any", "not"].map(|key| json!({ "required": [key] }));
        object["oneOf"] = json!(one_of);
    }
    object
}

fn property(key: &Key) -> Value {
    let mut schema = match key.takes {
        // The words that qseg knows are offered; another one is a warning there, not an error.
        Takes::Texts if (key.place, key.name) == (Place::PersonalData, "allow") => {
            let classes = PersonalClass::allowable();
            json!({ "type": "array", "items": { "anyOf": [{ "enum": classes }, text()] } })
        }
        takes => taken(takes),
    };
    let only = if key.qseg_only { " Only qseg does this: the Segment task has no such option." } else { "" };
    // Draft 07 looks at nothing beside a reference.
    if schema.get("$ref").is_some() {
        schema = json!({ "allOf": [schema] });
    }
    schema["description"] = json!(format!("{}{only}", key.doc));
    schema
}

fn taken(takes: Takes) -> Value {
    match takes {
        Takes::Version => json!({ "const": 1 }),
        Takes::Text => text(),
        Takes::Moment
        | Takes::MomentOrNever
        | Takes::DateOrMoment
        | Takes::Zone
        | Takes::Pattern
        | Takes::Expression => {
            json!({ "type": "string" })
        }
        Takes::Texts => json!({ "type": "array", "items": text() }),
        Takes::TextOrTexts => json!({ "anyOf": [text(), { "type": "array", "items": text() }] }),
        Takes::TextMap | Takes::Fields => json!({ "type": "object", "additionalProperties": text() }),
        Takes::Word(words) => json!({ "enum": words }),
        Takes::Words(words) => json!({ "type": "array", "items": { "enum": words } }),
        Takes::Boolean => json!({ "type": "boolean" }),
        Takes::Revision => json!({ "type": "integer", "minimum": 1 }),
        Takes::Value | Takes::ValueOrNone => value(),
        Takes::Rows => json!({ "type": "object", "additionalProperties": value() }),
        Takes::Context => json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/contextNode" } }),
        Takes::Integrations => {
            json!({ "type": "object", "additionalProperties": { "$ref": "#/definitions/integrationsNode" } })
        }
        Takes::Object(place) => reference(place),
        Takes::Objects(place) => json!({ "type": "object", "additionalProperties": reference(place) }),
        Takes::ListOf(place) => json!({ "type": "array", "items": reference(place) }),
        Takes::Response => json!({ "type": "object", "additionalProperties": { "anyOf": [
            text(),
            { "enum": [null] },
            { "type": "array", "items": text() },
            { "type": "object", "properties": { "value": {}, "label": {} }, "additionalProperties": false },
        ] } }),
        // Nothing is what --bless fills in.
        Takes::Expected => json!({ "additionalProperties": { "anyOf": [
            { "enum": ["none", "any", null] },
            { "type": "object" },
        ] } }),
        Takes::Unread => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_that_is_read_is_in_the_schema_with_its_words() {
        let schema = schema();
        for key in keys::KEYS {
            let place = match key.place {
                Place::Top => &schema,
                place => &schema["definitions"][name_of(place)],
            };
            let property = &place["properties"][key.name];
            let description = property["description"].as_str();
            assert!(description.is_some_and(|text| text.starts_with(key.doc)), "{}", key.name);
        }
        assert_eq!(schema["required"], json!(["version", "tasks"]));
        assert_eq!(schema["definitions"]["task"]["properties"]["type"]["enum"], json!(keys::CALLS));
    }
}
