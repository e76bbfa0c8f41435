//! `docs/qseg-mapping.schema.json`: what qseg reads satisfies it, and what it refuses does not. The part of JSON
//! Schema that the schema uses is checked here, in a few lines.

use crate::support::{project, samples};
use qseg::core::diagnostic::Findings;
use qseg::core::origin::SourceText;
use qseg::mapping::node::{Node, NodeKind, Style};
use qseg::mapping::yaml;
use serde_json::{Map, Value, json};
use std::fs;
use std::sync::Arc;

/// YAML as an editor sees it: plain scalars have types (YAML 1.2, core schema).
fn typed(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Mapping(entries) => {
            let entry = |(key, value): &(Node, Node)| (key.text().expect("a key").to_owned(), typed(value));
            Value::Object(entries.iter().map(entry).collect::<Map<_, _>>())
        }
        NodeKind::Sequence(items) => items.iter().map(typed).collect(),
        NodeKind::Scalar(scalar) if scalar.style == Style::Plain => match scalar.text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            "" | "~" | "null" => Value::Null,
            text => text.parse::<i64>().map_or_else(
                |_| text.parse::<f64>().map_or_else(|_| json!(text), |number| json!(number)),
                |number| json!(number),
            ),
        },
        NodeKind::Scalar(scalar) => json!(scalar.text),
        NodeKind::Refused => panic!("refused"),
    }
}

fn from_yaml(text: &str) -> Value {
    let source = Arc::new(SourceText::new("m.yaml", text));
    typed(&yaml::parse(&source, &mut Findings::new()).expect("YAML"))
}

/// Why a value is not what the schema says, if it is not.
fn fault(root: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    for (keyword, rule) in schema.as_object().expect("a schema") {
        let inside = |schema: &Value, value: &Value, at: &str| fault(root, schema, value, at);
        let found = match keyword.as_str() {
            "$schema" | "title" | "description" | "definitions" => None,
            "$ref" => {
                let pointer = rule.as_str().and_then(|rule| rule.strip_prefix('#')).expect("a reference within");
                inside(root.pointer(pointer).expect("what is referred to"), value, at)
            }
            "allOf" => rule.as_array().expect("schemas").iter().find_map(|schema| inside(schema, value, at)),
            "anyOf" => {
                let faults: Vec<_> =
                    rule.as_array().expect("schemas").iter().map(|schema| inside(schema, value, at)).collect();
                if faults.contains(&None) { None } else { faults.into_iter().flatten().next() }
            }
            "oneOf" => {
                let schemas = rule.as_array().expect("schemas");
                let fitting = schemas.iter().filter(|schema| inside(schema, value, at).is_none()).count();
                (fitting != 1).then(|| format!("{at} fits {fitting} of {}", schemas.len()))
            }
            "const" => (value != rule).then(|| format!("{at} is not {rule}")),
            "enum" => (!rule.as_array().expect("words").contains(value)).then(|| format!("{at} is none of {rule}")),
            "type" => {
                let types: Vec<&str> = rule.as_str().map_or_else(
                    || rule.as_array().expect("types").iter().filter_map(Value::as_str).collect(),
                    |only| vec![only],
                );
                let is = |kind: &str| match kind {
                    "string" => value.is_string(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "boolean" => value.is_boolean(),
                    "array" => value.is_array(),
                    "object" => value.is_object(),
                    other => panic!("{other}"),
                };
                (!types.into_iter().any(is)).then(|| format!("{at} is no {rule}"))
            }
            "minimum" => (value.as_i64() < rule.as_i64()).then(|| format!("{at} is below {rule}")),
            "items" => value.as_array().into_iter().flatten().find_map(|item| inside(rule, item, &format!("{at}[]"))),
            "required" => rule.as_array().expect("keys").iter().find_map(|key| {
                let key = key.as_str().expect("a key");
                (value.is_object() && value.get(key).is_none()).then(|| format!("{at} lacks {key}"))
            }),
            "properties" => value.as_object().into_iter().flatten().find_map(|(key, value)| {
                rule.get(key).and_then(|schema| inside(schema, value, &format!("{at}.{key}")))
            }),
            "additionalProperties" => value.as_object().into_iter().flatten().find_map(|(key, value)| {
                let at = format!("{at}.{key}");
                match schema["properties"].get(key) {
                    Some(_) => None,
                    None if *rule == json!(false) => Some(format!("{at} is unknown")),
                    None => inside(rule, value, &at),
                }
            }),
            other => panic!("the check does not know {other}"),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn schema() -> Value {
    let text = fs::read_to_string(project().join("docs/qseg-mapping.schema.json")).expect("the schema");
    serde_json::from_str(&text).expect("JSON")
}

#[track_caller]
fn holds(text: &str) {
    let schema = schema();
    assert_eq!(fault(&schema, &schema, &from_yaml(text), "mapping"), None);
}

#[test]
fn mappings_that_qseg_reads_satisfy_the_schema() {
    for name in ["qseg.yaml", "rejected.yaml"] {
        let text = fs::read_to_string(project().join("examples").join(name)).expect("the example");
        let (mapping, findings) = qseg::mapping::read(name, &text);
        assert!(mapping.is_some(), "{findings:?}");
        holds(&text);
    }
    let Some(company) = samples("company") else { return };
    holds(&fs::read_to_string(company.join("mapping.yaml")).expect("the company's mapping"));
}

#[test]
fn an_example_names_its_schema_for_editors_and_the_comment_is_passed_over() {
    let text = fs::read_to_string(project().join("examples/qseg.yaml")).expect("the example");
    let first = text.lines().next().expect("a line");
    let path = first.strip_prefix("# yaml-language-server: $schema=").expect("an editor's comment");
    assert!(project().join("examples").join(path).is_file(), "{path}");
    let json = r#"{"$schema":"./qseg-mapping.schema.json","version":1,"tasks":{}}"#;
    let (mapping, findings) = qseg::mapping::read("m.json", json);
    assert!(mapping.is_some() && findings.is_empty(), "{findings:?}");
}

#[test]
fn what_qseg_refuses_by_its_form_the_schema_refuses() {
    let base = "version: 1\ntasks:\n  t:\n    type: track\n    event: A\n    userId: ${m://Email}\n";
    holds(base);
    for (from, to, reason) in [
        ("version: 1", "version: 2", "mapping.version is not 1"),
        ("version: 1\n", "", "mapping lacks version"),
        ("type: track", "type: trak", "mapping.tasks.t.type is none of"),
        ("    type: track\n", "", "mapping.tasks.t lacks type"),
        ("userId", "userID", "mapping.tasks.t.userID is unknown"),
        ("event: A", "event: [A]", "mapping.tasks.t.event is no"),
        ("event: A", "revision: 0", "mapping.tasks.t.revision is below 1"),
        ("event: A", "randomAnonymousId: \"true\"", "mapping.tasks.t.randomAnonymousId is no \"boolean\""),
        ("event: A", "properties: { p: { vaule: x } }", "mapping.tasks.t.properties.p"),
    ] {
        let text = base.replacen(from, to, 1);
        assert_ne!(text, base);
        assert!(qseg::mapping::read("m.yaml", &text).0.is_none(), "{text}");
        let schema = schema();
        let found = fault(&schema, &schema, &from_yaml(&text), "mapping").unwrap_or_else(|| panic!("accepted: {text}"));
        assert!(found.starts_with(reason), "{found}, not {reason}");
    }
}
