//! A dry run sends nothing that changes something, and prints exactly what a live run sends.

use super::{Desk, qualtrics};
use serde_json::{Value, json};
use std::fs;

/// The requests on stdout: a line with method and path, then the body.
fn printed(stdout: &str) -> Vec<(String, Value)> {
    let lines: Vec<&str> = stdout.lines().collect();
    lines.chunks(2).map(|two| (two[0].to_owned(), serde_json::from_str(two[1]).expect("a body"))).collect()
}

#[test]
fn what_is_printed_is_what_a_live_run_sends() {
    let half = qualtrics("s1", "qualtrics_dev", "");
    for (sources, arguments) in [
        (vec![], vec!["Qualtrics", "--env", "dev"]),
        (vec![], vec!["Qualtrics_Prod", "--connect-warehouses", "--type", "http-api"]),
        (vec![], vec!["Qualtrics_Staging"]),
        (vec![half], vec!["Qualtrics_Dev"]),
    ] {
        let desk = Desk::with(&sources);
        let dry = [&["add"], arguments.as_slice(), &["--dry-run"]].concat();
        let said = desk.run(&dry).exits(0);
        assert!(
            said.stderr.ends_with(
                "Nothing was changed: this was a dry run, which only reads (the sources, the labels, the catalog).\n"
            ),
            "{}",
            said.stderr
        );
        let document = desk.run(&[dry.as_slice(), &["--format", "json"]].concat()).exits(0).document();
        assert!(desk.writes().is_empty());
        assert!(desk.segment.requests().iter().all(|seen| seen.method == "GET"));
        desk.add(&arguments).exits(0);
        let writes = desk.writes();
        let id = writes[1].0.split('/').nth(2).unwrap_or("s1").to_owned();
        let of_printed: Vec<(String, Value)> =
            printed(&said.stdout).into_iter().map(|(call, body)| (call.replace("{sourceId}", &id), body)).collect();
        assert_eq!(of_printed, writes, "{arguments:?}");
        let in_document: Vec<(String, Value)> = document["steps"]
            .as_array()
            .expect("steps")
            .iter()
            .map(|step| {
                assert_eq!(step["done"], false);
                let path = step["path"].as_str().expect("a path").replace("{sourceId}", &id);
                (format!("{} {path}", step["method"].as_str().expect("a method")), step["body"].clone())
            })
            .collect();
        assert_eq!(in_document, writes, "{arguments:?}");
        assert_eq!((&document["dry_run"], &document["next_steps"]), (&json!(true), &json!([])));
    }
}

#[test]
fn a_dry_run_touches_no_file_and_says_where_nothing_is_to_do() {
    let desk = Desk::with(&[]);
    let text = "version: 1\ntasks:\n  a: { type: track, event: A, userId: x }\n";
    desk.place.file("m.yaml", text);
    let said = desk.run(&["add", "Qualtrics_Prod", "--dry-run", "--pin", "m.yaml"]).exits(0);
    assert!(said.stderr.contains("Pin         m.yaml, under sources, prod\n"), "{}", said.stderr);
    assert_eq!(fs::read_to_string(desk.place.path().join("m.yaml")).expect("text"), text);
    desk.add(&["Qualtrics_Prod"]).exits(0);
    let said = desk.run(&["add", "Qualtrics_Prod", "--dry-run"]).exits(0);
    assert_eq!(said.stdout, "");
    assert!(said.stderr.contains("There is nothing to change: this was a dry run"), "{}", said.stderr);
    assert!(said.stderr.contains(", and nothing is left to do in Segment\n"), "{}", said.stderr);
}
