//! Which responses count, and that every one of them is accounted for.

use crate::support::{Place, Said, csv, mapping};
use serde_json::Value;

const COLUMNS: [&str; 5] = ["_recordId", "status", "finished", "recordedDate@UTC", "plan"];

/// One response of every kind: `R_<kind>`, an hour apart.
const KINDS: [[&str; 5]; 9] = [
    ["R_real", "0", "1", "2026-01-01 10:00:00", "free"],
    ["R_offline", "16", "1", "2026-01-01 11:00:00", "team"],
    ["R_partial", "0", "0", "2026-01-01 12:00:00", "free"],
    ["R_preview", "1", "1", "2026-01-01 13:00:00", "free"],
    ["R_offline_preview", "17", "1", "2026-01-01 14:00:00", "free"],
    ["R_test", "2", "1", "2026-01-01 15:00:00", "free"],
    ["R_imported", "4", "1", "2026-01-01 16:00:00", "free"],
    ["R_spam", "8", "1", "2026-01-01 17:00:00", "free"],
    ["R_preview_spam", "9", "1", "2026-01-01 18:00:00", "free"],
];

fn export(rows: &[[&str; 5]]) -> String {
    let rows: Vec<&[&str]> = rows.iter().map(|row| row.as_slice()).collect();
    csv(&COLUMNS, &rows)
}

fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    place.file("kinds.csv", export(&KINDS));
    place
}

/// The reasons of skipped responses that are not zero.
#[track_caller]
fn skipped(said: &Said) -> Vec<(String, u64)> {
    let document = said.document();
    let all = document["responses"]["skipped"].as_object().expect("reasons");
    let counts = all.iter().map(|(reason, count)| (reason.clone(), count.as_u64().expect("a count")));
    counts.filter(|(_, count)| *count > 0).collect()
}

/// The responses that became events, by userId; and that with the skipped ones they are all that was read.
#[track_caller]
fn chosen(place: &Place, arguments: &[&str]) -> Vec<String> {
    let said = place.send(&[arguments, &["--format", "json"]].concat()).exits(0);
    let document = said.document();
    let left_out: u64 = skipped(&said).iter().map(|(_, count)| count).sum();
    let events = place.send(&[arguments, &["--format", "ndjson"]].concat()).exits(0).events();
    assert_eq!(document["responses"]["read"], left_out + events.len() as u64, "{document}");
    assert_eq!(document["events"]["accepted"], events.len(), "{document}");
    events.iter().map(|event| event["userId"].as_str().expect("a userId").to_owned()).collect()
}

fn reasons(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    counts.iter().map(|(reason, count)| ((*reason).to_owned(), *count)).collect()
}

#[test]
fn a_workflow_fires_for_finished_real_responses_and_the_others_are_counted_by_kind() {
    let place = place();
    assert_eq!(chosen(&place, &["kinds.csv"]), ["R_real", "R_offline"]);
    let said = place.send(&["--format", "json", "kinds.csv"]).exits(0);
    let wanted = [("partial", 1), ("preview", 2), ("test", 1), ("imported", 1), ("spam", 2)];
    assert_eq!(skipped(&said), reasons(&wanted));
}

#[test]
fn labels_of_status_and_finished_count_like_recodes() {
    let place = place();
    place.file(
        "labels.csv",
        export(&[
            ["R_real", "IP Address", "True", "2026-01-01 10:00:00", "free"],
            ["R_excel", "IP Address", "TRUE", "2026-01-01 10:00:00", "free"],
            ["R_partial", "IP Address", "False", "2026-01-01 10:00:00", "free"],
            ["R_preview", "Survey Preview", "True", "2026-01-01 10:00:00", "free"],
            ["R_spam", "Spam", "True", "2026-01-01 10:00:00", "free"],
        ]),
    );
    assert_eq!(chosen(&place, &["labels.csv"]), ["R_real", "R_excel"]);
}

#[test]
fn include_lets_kinds_through_by_option_and_by_mapping() {
    let place = place();
    for (words, also) in [
        ("partial", &["R_partial"][..]),
        ("preview", &["R_preview", "R_offline_preview"]),
        ("test,imported", &["R_test", "R_imported"]),
        ("spam", &["R_spam", "R_preview_spam"]),
    ] {
        let wanted = [&["R_real", "R_offline"], also].concat();
        assert_eq!(chosen(&place, &["--include", words, "kinds.csv"]), wanted, "{words}");
        place.file("include.yaml", format!("{}include: [{words}]\n", mapping(&["plan: \"${e://Field/plan}\""])));
        assert_eq!(chosen(&place, &["--mapping", "include.yaml", "kinds.csv"]), wanted, "{words}");
    }
    assert_eq!(chosen(&place, &["--include", "all", "kinds.csv"]).len(), KINDS.len());
    let said = place.send(&["--include", "partials", "kinds.csv"]).exits(2);
    assert!(said.stderr.contains("did you mean partial?"), "{}", said.stderr);
}

#[test]
fn a_status_that_nobody_knows_is_left_out_and_judged_until_all_are_included() {
    let place = place();
    place.file("odd.csv", export(&[KINDS[0], ["R_odd", "3", "1", "2026-01-01 10:00:00", "free"]]));
    let said = place.send(&["--format", "json", "odd.csv"]).exits(3);
    assert_eq!(skipped(&said), reasons(&[("unknown", 1)]));
    assert_eq!(said.codes(), ["kind_unknown"]);
    assert_eq!(said.document()["findings"][0]["response_id"], "R_odd");
    assert_eq!(chosen(&place, &["--include", "all", "odd.csv"]), ["R_real", "R_odd"]);
}

#[test]
fn recorded_after_is_inclusive_and_recorded_before_is_not() {
    let place = place();
    let all = ["--include", "all", "kinds.csv"];
    let recorded = |arguments: &[&str]| chosen(&place, &[arguments, &all].concat());
    assert_eq!(recorded(&["--recorded-after", "2026-01-01T17:00:00Z"]), ["R_spam", "R_preview_spam"]);
    assert_eq!(recorded(&["--recorded-before", "2026-01-01T11:00:00Z"]), ["R_real"]);
    assert_eq!(recorded(&["--recorded-before", "2026-01-01"]), [""; 0]);
    assert_eq!(
        recorded(&["--recorded-after", "2026-01-01T12:00:00+01:00", "--recorded-before", "2026-01-01T12:00:00Z"]),
        ["R_offline"]
    );
    let said = place.send(&["--format", "json", "--recorded-after", "2026-01-01T11:00:00Z", "kinds.csv"]).exits(0);
    assert_eq!(skipped(&said).last(), Some(&("date".to_owned(), 1)));
    let said = place.send(&["--recorded-after", "yesterday", "kinds.csv"]).exits(2);
    assert!(said.stderr.contains("2026-03-01T09:00:00Z"), "{}", said.stderr);
}

#[test]
fn what_was_recorded_since_the_task_is_live_is_the_tasks_to_send() {
    let place = place();
    for (since, wanted) in [("2026-01-01T11:00:00Z", &["R_real"][..]), ("never", &["R_real", "R_offline"])] {
        place.file("live.yaml", format!("{}liveSince: {since}\n", mapping(&["plan: \"${e://Field/plan}\""])));
        assert_eq!(chosen(&place, &["--mapping", "live.yaml", "kinds.csv"]), wanted, "{since}");
    }
    place.file("live.yaml", format!("{}liveSince: 2026-01-01T11:00:00Z\n", mapping(&["plan: \"${e://Field/plan}\""])));
    let said = place.send(&["--format", "json", "--mapping", "live.yaml", "kinds.csv"]).exits(0);
    assert_eq!(skipped(&said).last(), Some(&("live".to_owned(), 1)));
}

#[test]
fn one_response_can_be_asked_for_and_one_that_is_nowhere_is_a_failure() {
    let place = place();
    assert_eq!(chosen(&place, &["--response", "R_offline", "kinds.csv"]), ["R_offline"]);
    let said = place.send(&["--response", "R_none", "kinds.csv"]).exits(1);
    assert!(said.stderr.contains("no response R_none is in the input"), "{}", said.stderr);
    let said = place.send(&["--response", "R_partial", "kinds.csv"]).exits(0);
    assert!(said.stderr.contains("NOTHING IS LEFT"), "{}", said.stderr);
}

#[test]
fn a_limit_counts_responses_that_count() {
    let place = place();
    assert_eq!(chosen(&place, &["--limit", "1", "kinds.csv"]), ["R_real"]);
    assert_eq!(chosen(&place, &["--limit", "2", "--include", "partial", "kinds.csv"]), ["R_real", "R_offline"]);
    assert_eq!(chosen(&place, &["--limit", "99", "kinds.csv"]), ["R_real", "R_offline"]);
    assert_eq!(chosen(&place, &["--limit", "1", "--include", "test", "kinds.csv", "kinds.csv"]), ["R_real"]);
}

const TWO_TASKS: &str = "version: 1
senders: [qseg]
sources: { dev: { id: source-of-dev } }
tasks:
  everyone: { type: track, event: Seen, userId: \"${rm://Field/ResponseID}\", properties: {} }
  teams:
    type: identify
    userId: ${rm://Field/ResponseID}
    when: { value: \"${e://Field/plan}\", CONDITION }
    traits: { plan: \"${e://Field/plan}\" }
";

#[test]
fn a_task_can_be_asked_for_by_name() {
    let place = place();
    place.file("two.yaml", TWO_TASKS.replace("CONDITION", "empty: false"));
    let count = |arguments: &[&str]| {
        let arguments = [arguments, &["--format", "json", "--mapping", "two.yaml", "kinds.csv"]].concat();
        let document = place.send(&arguments).exits(0).document();
        ["built", "track", "identify"].map(|key| document["events"][key].as_u64().expect("a count"))
    };
    assert_eq!(count(&[]), [4, 2, 2]);
    assert_eq!(count(&["--task", "teams"]), [2, 0, 2]);
    assert_eq!(count(&["--task", "everyone"]), [2, 2, 0]);
    let said = place.send(&["--task", "team", "--mapping", "two.yaml", "kinds.csv"]).exits(2);
    assert!(said.stderr.contains("did you mean teams?"), "{}", said.stderr);
}

#[test]
fn a_condition_decides_for_its_task_and_a_response_without_any_event_is_counted() {
    let place = place();
    for (condition, wanted) in [
        ("equals: team", &["R_offline"][..]),
        ("in: [team, other]", &["R_offline"]),
        ("matches: \"^fr\"", &["R_real"]),
        ("empty: false", &["R_real", "R_offline"]),
    ] {
        place.file("two.yaml", TWO_TASKS.replace("CONDITION", condition));
        let chosen = chosen(&place, &["--task", "teams", "--mapping", "two.yaml", "kinds.csv"]);
        assert_eq!(chosen, wanted, "{condition}");
        let said = place.send(&["--format", "json", "--mapping", "two.yaml", "kinds.csv"]).exits(0);
        assert!(skipped(&said).iter().all(|(reason, _)| reason != "condition"), "the other task has an event");
    }
    place.file("two.yaml", TWO_TASKS.replace("CONDITION", "empty: true"));
    let said = place.send(&["--format", "json", "--task", "teams", "--mapping", "two.yaml", "kinds.csv"]).exits(0);
    assert_eq!(skipped(&said).last(), Some(&("condition".to_owned(), 2)));
    assert_eq!(said.document()["events"]["built"], 0);
}

#[test]
fn a_filter_that_leaves_nothing_is_said_loudly_with_the_way_out() {
    let place = place();
    place.file("tests.csv", export(&[KINDS[5], KINDS[2]]));
    for format in ["text", "json", "ndjson"] {
        let said = place.send(&["--format", format, "tests.csv"]).exits(0);
        assert!(said.stderr.contains("NOTHING IS LEFT"), "{format}: {}", said.stderr);
        assert!(said.stderr.contains("--include partial,test"), "{format}: {}", said.stderr);
    }
    let said = place.send(&["--recorded-after", "2030-01-01", "kinds.csv", "--include", "all"]).exits(0);
    assert!(said.stderr.contains("NOTHING IS LEFT: every response was left out (9 date)\n"), "{}", said.stderr);
}

#[test]
fn message_ids_are_made_for_the_source_of_env_and_an_unknown_env_is_a_usage_error() {
    let place = place();
    let two = mapping(&["plan: \"${e://Field/plan}\""])
        .replace("{ dev: { id: source-of-dev } }", "{ dev: { id: one }, prod: { id: two } }");
    place.file("envs.yaml", two);
    let ids = |arguments: &[&str]| -> Vec<Value> {
        let arguments = [arguments, &["--format", "ndjson", "--mapping", "envs.yaml", "kinds.csv"]].concat();
        place.send(&arguments).exits(0).events().into_iter().map(|mut event| event["messageId"].take()).collect()
    };
    let (dev, prod, none) = (ids(&["--env", "dev"]), ids(&["--env", "prod"]), ids(&[]));
    assert!(dev[0] != prod[0] && dev[0] != none[0] && prod[0] != none[0]);
    let said = place.send(&["--format", "json", "--mapping", "envs.yaml", "kinds.csv"]).exits(0);
    assert_eq!(said.document()["message_ids"]["provisional"], true);
    assert_eq!(said.codes(), ["message_ids_provisional"]);
    let said = place.send(&["--env", "prd", "--mapping", "envs.yaml", "kinds.csv"]).exits(2);
    assert!(said.stderr.contains("did you mean prod? known are dev, prod"), "{}", said.stderr);
}

#[test]
fn without_a_response_id_message_ids_come_from_cells_and_position_and_it_is_said() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]).replace("${rm://Field/ResponseID}", "someone"));
    let columns = ["status", "finished", "recordedDate@UTC", "plan"];
    let row: &[&str] = &["0", "1", "2026-01-01 10:00:00", "free"];
    place.file("anonymous.csv", csv(&columns, &[row, row]));
    let ids = || -> Vec<Value> {
        let said = place.send(&["--format", "ndjson", "anonymous.csv"]).exits(0);
        said.events().into_iter().map(|mut event| event["messageId"].take()).collect()
    };
    let first = ids();
    assert_eq!(first, ids());
    assert_ne!(first[0], first[1], "two responses with the same answers are two");
    let codes = place.send(&["--format", "json", "anonymous.csv"]).exits(0).codes();
    assert!(codes.iter().any(|code| code == "no_response_id"), "{codes:?}");
}
