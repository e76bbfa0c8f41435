//! Scenes for what Segment would do with an event, now and in a warehouse.

use super::{Case, Scene, alone};
use crate::support::{mapping, recodes};
use qseg::segment::message_id::MessageIds;

const PLAN: &str = "p: \"${e://Field/plan}\"";

fn rows(rows: &[&str]) -> Scene {
    alone(mapping(rows))
}

fn on(scene: Scene, plan: &str) -> Scene {
    scene.on("answers.csv", recodes(&["plan"], &[&[plan]]))
}

/// A task whose one line changes.
fn task(line: &str) -> Scene {
    let event = if line.starts_with("event") { "" } else { "    event: Noted\n" };
    let id = if line.starts_with("userId") { "" } else { "    userId: ${rm://Field/ResponseID}\n" };
    alone(format!("version: 1\nsenders: [qseg]\ntasks:\n  t:\n    type: track\n{event}{id}    {line}\n"))
}

/// An event of a file of failed ones, edited by hand.
fn edited(event: &str) -> Scene {
    let id = MessageIds::new("source-of-dev", "answered", 1).of("R_1");
    let record = r#"{"source":"source-of-dev","task":"answered","response":"R_1"}"#;
    let line = format!(r#"{{"event":{{"messageId":"{id}",{event}}},"record":{record}}}"#);
    rows(&[PLAN]).sent().on("failed.ndjson", line)
}

pub fn cases() -> Vec<Case> {
    let who = || task("userId: ${e://Field/plan}");
    let named = || task("event: ${e://Field/plan}");
    let dated = || task("timestamp: ${e://Field/plan}");
    let many = |count: usize| {
        let lines: Vec<String> = (0..count).map(|at| format!("p{at}: x")).collect();
        on(rows(&lines.iter().map(String::as_str).collect::<Vec<_>>()), "x")
    };
    vec![
        ("no_user_anon_id", on(who(), ""), on(who(), "crm-1")),
        ("event_not_defined", on(named(), ""), on(named(), "Noted")),
        (
            "id_not_string",
            edited(r#""type":"track","event":"E","userId":7"#),
            edited(r#""type":"track","event":"E","userId":"7""#),
        ),
        (
            "event_not_string",
            edited(r#""type":"track","event":7,"userId":"u""#),
            edited(r#""type":"track","event":"7","userId":"u""#),
        ),
        (
            "properties_not_object",
            edited(r#""type":"track","event":"E","userId":"u","properties":[]"#),
            edited(r#""type":"track","event":"E","userId":"u","properties":{}"#),
        ),
        (
            "traits_not_object",
            edited(r#""type":"identify","userId":"u","traits":"x""#),
            edited(r#""type":"identify","userId":"u","traits":{"x":1}"#),
        ),
        ("bad_request", edited(r#""type":"page","userId":"u""#), edited(r#""type":"identify","userId":"u""#)),
        ("event_too_large", on(rows(&[PLAN]), &"x".repeat(32_000)), on(rows(&[PLAN]), &"x".repeat(31_000))),
        ("unify_property_limit", many(301), many(300)),
        ("timestamp_before_1970", on(dated(), "1969-12-31T23:59:59Z"), on(dated(), "1970-01-01T00:00:00Z")),
        ("warehouse_string_truncated", on(rows(&[PLAN]), &"x".repeat(513)), on(rows(&[PLAN]), &"x".repeat(512))),
        ("warehouse_name_collision", rows(&["Q1.1: a", "Q1_1: b"]), rows(&["Q1.1: a", "Q1_2: b"])),
        ("warehouse_name_empty", rows(&["満意度: a"]), rows(&["満意度 score: a"])),
        ("warehouse_name_reserved", rows(&["event: a"]), rows(&["event_kind: a"])),
        ("reserved_name_type", rows(&["revenue: \"12\""]), rows(&["revenue: { value: \"12\", type: number }"])),
    ]
}
