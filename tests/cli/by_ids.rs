//! Did it arrive, by the message ids: the query for a warehouse, what it lists joined with the ledger, what is missing
//! sent again, and a ledger rebuilt from the ids alone.

use crate::live::{Desk, counts, export, plan};
use crate::support::Said;
use crate::support::segment::Segment;
use crate::verify::{blocked, desk, plain, workspace};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use qseg::sandbox::state::DEV_SOURCE_ID;
use serde_json::{Value, json};
use std::fs;
use std::time::Duration;

/// The ids of the events that Segment kept, in their order.
fn kept(desk: &Desk) -> Vec<String> {
    let events = desk.segment.events();
    let kept = events.iter().filter(|event| event["verdict"] == "kept");
    kept.map(|event| event["messageId"].as_str().expect("an id").to_owned()).collect()
}

fn verify(desk: &Desk, more: &[&str]) -> Said {
    desk.place.run(&[&["verify"], more].concat())
}

/// `verify --arrived ids --format json` with this file.
fn arrived(desk: &Desk, file: impl AsRef<[u8]>, code: i32) -> Value {
    desk.place.file("ids", file);
    verify(desk, &["--arrived", "ids", "--format", "json"]).exits(code).document()
}

fn numbers(document: &Value) -> [u64; 4] {
    ["arrived", "arrived_elsewhere", "missing", "in_doubt"].map(|name| document[name].as_u64().expect("a count"))
}

fn states(pairs: &[(&str, u64)]) -> Vec<(String, u64)> {
    pairs.iter().map(|(state, count)| ((*state).to_owned(), *count)).collect()
}

/// So many were sent, and acknowledged.
fn sent(responses: usize) -> Desk {
    let desk = plain();
    desk.place.file("answers.csv", export(responses));
    desk.send(&["answers.csv"]).exits(0);
    desk
}

#[test]
fn what_the_file_has_arrived_and_the_rest_is_missing_each_with_its_likely_cause() {
    let desk = sent(4);
    let ids = kept(&desk);
    let document = arrived(&desk, format!("id\n{}\n{}\n{}\n", ids[0], ids[1], ids[3]), 3);
    assert_eq!((numbers(&document), &document["verdict"]), ([3, 0, 1, 0], &json!("missing")));
    let missing = &document["events"][0];
    assert_eq!(document["events"].as_array().expect("events").len(), 1);
    for (key, value) in [
        ("response", "R_3"),
        ("task", "answered"),
        ("type", "track"),
        ("event", "Answered"),
        ("message_id", &ids[2]),
        ("cause", "alone"),
        ("run", document["run"].as_str().expect("a run")),
    ] {
        assert_eq!(missing[key], value, "{key}");
    }
    assert_eq!(missing["may_come"], true);
    assert_eq!(desk.states(), states(&[("arrived", 3), ("missing", 1)]));
    let said = verify(&desk, &["--arrived", "ids"]).exits(3);
    assert!(said.stdout.contains("\n3 arrived, 1 missing\n"), "{said:?}");
    assert!(said.stdout.contains(&format!("\nR_3  track \"Answered\"  {}  taken ", ids[2])), "{said:?}");
    for words in [
        "they may still come",
        "hint: why, by Segment's own codes: qseg verify --run ",
        "qseg send --retry missing INPUT",
    ] {
        assert!(said.stderr.contains(words), "{words} in {}", said.stderr);
    }
}

#[test]
fn the_record_of_what_is_missing_is_named_where_the_exports_are_given() {
    let desk = sent(4);
    let ids = kept(&desk);
    desk.place.file("ids", &ids[0]);
    desk.place.file("first.csv", export(3));
    let arguments = ["--arrived", "ids", "--responses", "first.csv"];
    let document = verify(&desk, &[&arguments[..], &["--format", "json"]].concat()).exits(3).document();
    let places: Vec<Value> = document["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| json!([event["response"], event["input"], event["record"]]))
        .collect();
    assert_eq!(places, [json!(["R_2", "first.csv", 2]), json!(["R_3", "first.csv", 3]), json!(["R_4", null, null])]);
    let said = verify(&desk, &arguments).exits(3);
    assert!(said.stdout.contains("\nR_2 (first.csv record 2)  track "), "{}", said.stdout);
    verify(&desk, &["--responses", "first.csv"]).exits(2);
}

#[test]
fn a_ledger_that_somebody_writes_in_takes_no_arrivals() {
    let desk = sent(1);
    let writer = crate::live::held(&desk.ledger());
    desk.place.file("ids", "id\n");
    let error = verify(&desk, &["--arrived", "ids", "--format", "json"]).exits(2).document()["error"].take();
    assert_eq!(error["code"], "ledger_held");
    drop(writer);
    assert_eq!(desk.states(), states(&[("acknowledged", 1)]));
}

#[test]
fn a_later_file_finds_what_was_late_and_takes_nothing_back() {
    let desk = sent(3);
    let ids = kept(&desk);
    arrived(&desk, &ids[0], 3);
    assert_eq!(desk.states(), states(&[("arrived", 1), ("missing", 2)]));
    let document = arrived(&desk, ids[1..].join("\n"), 0);
    assert_eq!(numbers(&document), [2, 0, 0, 0]);
    assert_eq!(desk.states(), states(&[("arrived", 3)]));
}

#[test]
fn ids_are_read_from_whichever_tool() {
    let desk = sent(2);
    let [one, two] = kept(&desk).try_into().expect("two");
    let utf16 =
        |text: &str| [&b"\xff\xfe"[..], &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()].concat();
    for file in [
        format!("{one}\n{two}").into_bytes(),
        format!("\u{feff}\"ID\"\r\n\"{one}\"\r\n\r\n\"{two}\"\r\n").into_bytes(),
        format!("{}\n\n  {}  \n", one.to_uppercase(), two.replace('-', "")).into_bytes(),
        format!("received_at,message_id,text\n2026,{one},\"a,\nb\"\n2026,{two},c\n").into_bytes(),
        format!("event\tmessageId\nx\t{one}\nx\t{two}\n").into_bytes(),
        format!(
            "                  id                  \n--------------------------------------\n {one}\n {two}\n(2 rows)\n"
        )
        .into_bytes(),
        format!("{one}|x\n{two}|y\n").into_bytes(),
        format!("'{one}'\n'{two}'\n").into_bytes(),
        utf16(&format!("id\r\n{one}\r\n{two}\r\n")),
    ] {
        desk.place.file("ids", &file);
        let document = verify(&desk, &["--arrived", "ids", "--format", "json"]).document();
        assert_eq!(numbers(&document), [2, 0, 0, 0], "{}", String::from_utf8_lossy(&file));
    }
    let said = desk.place.run_with_input(&["verify", "--arrived", "-"], format!("{one}\n{two}\n").as_bytes()).exits(0);
    assert!(said.stdout.contains("\n2 arrived, 0 missing\n"), "{said:?}");
}

#[test]
fn what_is_no_list_of_ids_is_an_error_and_records_nothing() {
    let desk = sent(2);
    let [one, two] = kept(&desk).try_into().expect("two");
    for (file, code) in [
        (String::new(), "no_ids"),
        ("\n \n".to_owned(), "no_ids"),
        ("psql: connection refused\n".to_owned(), "no_ids"),
        ("ERROR\nno such table\n".to_owned(), "no_ids"),
        ("name,mail\nana,a@example.com\n".to_owned(), "no_id_column"),
        (format!("{one},{two}\n"), "no_id_column"),
    ] {
        assert_eq!(arrived(&desk, &file, 2)["error"]["code"], code, "{file:?}");
    }
    assert_eq!(arrived(&desk, format!("id\n\"{one}\n"), 1)["error"]["code"], "broken_ids");
    assert_eq!(
        verify(&desk, &["--arrived", "none", "--format", "json"]).exits(1).document()["error"]["code"],
        "unreadable_input"
    );
    assert_eq!(desk.states(), states(&[("acknowledged", 2)]));
}

#[test]
fn ids_of_others_are_counted_and_a_file_of_nothing_else_is_no_evidence() {
    let desk = sent(2);
    let ids = kept(&desk);
    let others = "id\n11111111-2222-4333-8444-555555555555\najs-next-1234-abcd\n";
    let document = arrived(&desk, others, 7);
    assert_eq!(
        (&document["verdict"], &document["recorded"], &document["events"]),
        (&json!("insufficient_evidence"), &json!(false), &json!([]))
    );
    assert_eq!(desk.states(), states(&[("acknowledged", 2)]));
    let said = verify(&desk, &["--arrived", "ids"]).exits(7);
    assert!(
        said.stderr.contains("nothing was recorded") && said.stderr.contains("the header id and nothing else"),
        "{said:?}"
    );

    let document = arrived(&desk, format!("{others}{}\n", ids[1]), 3);
    assert_eq!(
        (numbers(&document), &document["ids"]),
        ([1, 0, 1, 0], &json!({ "given": 2, "unknown": 1, "no_ids_of_ours": 1 }))
    );
    // Whatever form they have.
    let desk = sent(2);
    let document = arrived(&desk, "id\najs-next-1234-abcd\najs-next-5678-abcd\n", 7);
    assert_eq!(document["recorded"], json!(false));
    assert_eq!(desk.states(), states(&[("acknowledged", 2)]));
    // A query that found nothing is an answer, also as psql prints it.
    let desk = sent(2);
    assert_eq!(numbers(&arrived(&desk, " id \n----\n(0 rows)\n", 3)), [0, 0, 2, 0]);
    let desk = sent(2);
    let document = arrived(&desk, "id\n", 3);
    assert_eq!((numbers(&document), &document["events"][1]["cause"]), ([0, 0, 2, 0], &json!("whole_run")));
}

#[test]
fn the_run_or_the_time_says_what_is_asked_about_and_other_runs_stay_as_they_are() {
    let desk = sent(2);
    desk.place.file("answers.csv", export(5));
    desk.send(&["answers.csv"]).exits(0);
    let ids = kept(&desk);
    // The latest run alone; what else is there has arrived all the same.
    let document = arrived(&desk, format!("{}\n{}\n", ids[0], ids[2]), 3);
    assert_eq!(numbers(&document), [1, 1, 2, 0]);
    assert_eq!(desk.states(), states(&[("acknowledged", 1), ("arrived", 2), ("missing", 2)]));
    let said = verify(&desk, &["--since", "2026-01-01", "--arrived", "ids", "--format", "json"]).exits(3);
    assert_eq!(numbers(&said.document()), [2, 0, 3, 0]);
    assert_eq!(desk.states(), states(&[("arrived", 2), ("missing", 3)]));
}

#[test]
fn what_is_in_doubt_arrives_by_its_id_and_stays_in_doubt_without_one() {
    let desk = sent(3);
    let ids = kept(&desk);
    desk.rewrite("UPDATE batches SET state = 'in_doubt', answered = NULL");
    let document = arrived(&desk, &ids[0], 7);
    assert_eq!((numbers(&document), &document["verdict"]), ([1, 0, 0, 2], &json!("insufficient_evidence")));
    assert_eq!(desk.states(), states(&[("arrived", 1), ("in_doubt", 2)]));
}

#[test]
fn a_long_list_is_capped_for_people_and_whole_for_machines() {
    let desk = sent(50);
    let ids = kept(&desk);
    let document = arrived(&desk, &ids[0], 3);
    assert_eq!(document["events"].as_array().expect("events").len(), 49);
    let said = verify(&desk, &["--arrived", "ids"]).exits(3);
    assert_eq!(said.stdout.lines().filter(|line| line.starts_with("R_")).count(), 20);
    assert!(said.stdout.ends_with("… and 29 more (--format json lists all)\n"), "{}", said.stdout);
}

#[test]
fn the_query_names_the_tables_of_the_run_and_nobody() {
    let desk = sent(2);
    for (dialect, from) in [
        ("bigquery", "SELECT `id` FROM `qualtrics_dev`.`answered` WHERE `received_at` >= TIMESTAMP '"),
        ("snowflake", "SELECT \"ID\" FROM \"QUALTRICS_DEV\".\"ANSWERED\" WHERE \"RECEIVED_AT\" >= '"),
        ("redshift", "SELECT \"id\" FROM \"qualtrics_dev\".\"answered\" WHERE \"received_at\" >= CAST('"),
        ("postgres", "SELECT \"id\" FROM \"qualtrics_dev\".\"answered\" WHERE \"received_at\" >= CAST('"),
    ] {
        let said = verify(&desk, &["--sql", dialect]).exits(0);
        assert!(said.stdout.starts_with(from) && said.stdout.ends_with(";\n"), "{dialect}: {}", said.stdout);
        assert!(said.stderr.contains("--arrived FILE"), "{}", said.stderr);
        let document = verify(&desk, &["--sql", dialect, "--format", "json"]).exits(0).document();
        assert_eq!((&document["dialect"], &document["tables"]), (&json!(dialect), &json!(["answered"])));
        assert_eq!(document["query"].as_str().expect("a query"), said.stdout.trim_end());
    }
    let said = verify(&desk, &["--sql", "postgres", "--schema", "my \"own\""]).exits(0);
    assert!(said.stdout.contains("FROM \"my \"\"own\"\"\".\"answered\""), "{}", said.stdout);
    let said = verify(&desk, &["--sql", "postgres", "--since", "2026-01-01"]).exits(0);
    let way = format!("qseg verify --source {DEV_SOURCE_ID} --since 2026-01-01T00:00:00Z --arrived FILE");
    assert!(said.stdout.contains("\"answered\"") && said.stderr.contains(&way), "{said:?}");
    // Since when the ledger sends to the source, less a day.
    let began = desk.place.run(&["runs", "--format", "json"]).exits(0).document()["runs"][0]["began"].take();
    let began: jiff::Timestamp = began.as_str().expect("a moment").parse().expect("a moment");
    let since = (began - jiff::SignedDuration::from_hours(24)).strftime("'%Y-%m-%d %H:%M:%S+00:00'").to_string();
    assert!(said.stdout.contains(&since), "{since} in {}", said.stdout);
    verify(&desk, &["--sql", "mysql"]).exits(2);
    verify(&desk, &["--sql", "postgres", "--arrived", "ids"]).exits(2);
    verify(&desk, &["--schema", "x"]).exits(2);
    assert!(!desk.segment.calls().iter().any(|call| call.starts_with("GET ")), "Segment is not asked");
}

#[test]
fn names_that_are_not_known_or_fold_to_nothing_are_looked_for_in_all_tables_of_their_type() {
    let tables =
        |desk: &Desk| verify(desk, &["--sql", "postgres", "--format", "json"]).exits(0).document()["tables"].take();
    for (event, table) in
        [("満意度", "tracks"), ("Order\"; DROP TABLE x; --", "order_drop_table_x"), ("1. Ärger?", "1_rger")]
    {
        let desk = plain();
        let yaml = format!("event: {}", json!(event));
        desk.place.file(
            "qseg.yaml",
            plan()
                .replace("source-of-dev", &format!("{DEV_SOURCE_ID}, slug: qualtrics_dev"))
                .replace("event: Answered", &yaml),
        );
        desk.send(&["answers.csv"]).exits(0);
        assert_eq!(tables(&desk), json!([table]), "{event}");
    }
    let desk = sent(1);
    desk.place.file(
        "qseg.yaml",
        plan().replace("source-of-dev", &format!("{DEV_SOURCE_ID}, slug: qualtrics_dev")) + "# changed\n",
    );
    assert_eq!(tables(&desk), json!(["tracks"]));
    fs::remove_file(desk.place.path().join("qseg.yaml")).expect("the mapping");
    assert_eq!(tables(&desk), json!(["identifies", "tracks"]));
    desk.rewrite("UPDATE sources SET slug = NULL");
    let error = verify(&desk, &["--sql", "postgres", "--format", "json"]).exits(2).document()["error"].take();
    assert_eq!(error["code"], "schema_needed");
}

#[test]
fn the_nickname_that_a_slug_was_made_of_names_the_source() {
    let desk = sent(1);
    for name in [DEV_SOURCE_ID, "qualtrics_dev", "Qualtrics_Dev"] {
        verify(&desk, &["--source", name, "--sql", "postgres"]).exits(0);
    }
    verify(&desk, &["--source", "Qualtrics_Prod", "--sql", "postgres"]).exits(2);
}

#[test]
fn what_is_missing_goes_out_again_under_the_same_ids_when_somebody_says_so() {
    let desk = blocked(Duration::ZERO);
    desk.place.file("answers.csv", export(3));
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!(desk.segment.verdicts(), ["unplanned"; 3]);
    arrived(&desk, "id\n", 3);
    assert_eq!(desk.states(), states(&[("missing", 3)]));
    desk.segment.state(|state| state.sources[0].tracking_plan = None);

    // Not by itself.
    let delivery = desk.delivery(&[], 0);
    assert_eq!((counts(&delivery), &delivery["missing_not_sent"]), ([0; 6], &json!(3)));
    let said = desk.send(&["answers.csv"]).exits(0);
    assert!(said.stderr.contains("3 missing in Segment, not sent (--retry missing sends them)"), "{}", said.stderr);
    assert!(said.stdout.contains("3 missing in Segment and not sent"), "{}", said.stdout);

    // Sooner than Segment forgets an id, it drops it: that is said.
    desk.rewrite("UPDATE batches SET recorded = strftime('%Y-%m-%dT%H:%M:%SZ', recorded, '-23 hours')");
    let said = desk.send(&["answers.csv", "--retry", "missing", "--limit", "1"]).exits(0);
    assert!(said.stderr.contains("1 missing in Segment, sent again under the same ids"), "{}", said.stderr);
    assert!(said.stderr.contains("Segment drops a messageId that it saw within about 24 hours"), "{}", said.stderr);
    assert_eq!(desk.segment.verdicts()[3..], ["duplicate"]);
    assert_eq!(desk.states(), states(&[("acknowledged", 1), ("missing", 2)]));

    // After a day it takes them; what was new before comes as well.
    desk.rewrite("UPDATE batches SET recorded = strftime('%Y-%m-%dT%H:%M:%SZ', recorded, '-2 hours')");
    desk.segment.advance(25 * 3_600);
    desk.place.file("answers.csv", export(4));
    let said = desk.send(&["answers.csv", "--retry", "missing"]).exits(0);
    assert!(!said.stderr.contains("Segment drops a messageId"), "{}", said.stderr);
    assert_eq!(desk.segment.verdicts()[4..], ["kept"; 3]);
    assert_eq!(desk.states(), states(&[("acknowledged", 4)]));
    let batches = desk.segment.batches();
    let ids = |at: usize| -> Vec<Value> {
        batches[at]["batch"].as_array().expect("events").iter().map(|event| event["messageId"].clone()).collect()
    };
    assert_eq!(ids(0)[1..], ids(2)[..2], "the same ids");
    assert_eq!(counts(&desk.delivery(&["--retry", "missing"], 0))[..3], [0, 0, 4]);
}

#[test]
fn a_ledger_that_is_lost_and_rebuilt_from_the_ids_sends_nothing_twice() {
    let desk = sent(5);
    let known = "  known:\n    type: identify\n    userId: ${rm://Field/ResponseID}\n    traits: { plan: \"${e://Field/plan}\" }\n";
    let two_tasks = plan().replace("source-of-dev", &format!("{DEV_SOURCE_ID}, slug: qualtrics_dev")) + known;
    desk.place.file("qseg.yaml", &two_tasks);
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!((desk.kept(), desk.posts()), (10, 2));
    let mut ids = kept(&desk);
    // One of them never arrived, and one is somebody else's.
    let lost = ids.remove(7);
    ids.push("11111111-2222-4333-8444-555555555555".to_owned());
    fs::remove_dir_all(desk.place.path().join("state")).expect("the ledger");

    desk.place.file("ids.csv", format!("id\n{}\n", ids.join("\n")));
    let import = |more: &[&str]| {
        desk.place.run(&[&["ledger", "import", "ids.csv", "--responses", "answers.csv"], more].concat())
    };
    let document = import(&["--format", "json"]).exits(0).document();
    assert_eq!((&document["new"], &document["known"]), (&json!(9), &json!(0)));
    assert_eq!(document["ids"], json!({ "given": 10, "unmatched": 1, "no_ids_of_ours": 0 }));
    assert_eq!(desk.states(), states(&[("arrived", 9)]));
    let said = import(&[]).exits(0);
    assert_eq!(said.stdout, "0 events recorded as arrived in qualtrics_dev (dev), 9 known before\n");

    // An export of a later month: what is new goes out, and the one that was lost.
    desk.place.file("answers.csv", export(6));
    assert_eq!(counts(&desk.delivery(&[], 0)), [3, 3, 9, 0, 0, 0]);
    // Nobody knows when what was imported was sent: the query leaves the time out.
    let query = verify(&desk, &["--sql", "postgres"]).exits(0).stdout;
    assert!(query.contains("\"answered\"") && !query.contains("received_at"), "{query}");
    let batch = desk.segment.batches().pop().expect("a batch")["batch"].take();
    let sent: Vec<&str> =
        batch.as_array().expect("events").iter().map(|event| event["messageId"].as_str().expect("an id")).collect();
    assert!(sent.contains(&lost.as_str()) && ids.iter().all(|id| !sent.contains(&id.as_str())));
    assert_eq!(counts(&desk.delivery(&[], 0))[..3], [0, 0, 12]);
    // With a raised revision they are other events.
    desk.place.file("qseg.yaml", two_tasks.replace("type: track", "type: track\n    revision: 2"));
    assert_eq!(counts(&desk.delivery(&[], 0))[..3], [6, 6, 6]);
}

#[test]
fn an_import_of_nothing_that_fits_says_so_and_its_errors_are_documents() {
    let desk = sent(2);
    desk.place.file("ids.csv", "id\n11111111-2222-4333-8444-555555555555\n");
    let import =
        |more: &[&str]| desk.place.run(&[&["ledger", "import", "ids.csv", "--ledger", "new.db"], more].concat());
    let said = import(&["--responses", "answers.csv"]).exits(0);
    assert!(said.stderr.contains("nothing fits: is it the right --env"), "{said:?}");
    let document = import(&["--responses", "none.csv", "--format", "json"]).exits(1).document();
    assert_eq!(document["error"]["code"], "unreadable_input");
    assert_eq!(
        import(&["--responses", "answers.csv", "--env", "pord", "--format", "json"]).exits(2).document()["error"]["code"],
        "unknown_word"
    );
    import(&[]).exits(2);
}

/// `qseg send --verify` by a token.
fn send_and_verify(desk: &Desk, more: &[&str]) -> Said {
    let mut command = desk.place.command(&[&["send", "answers.csv", "--verify"], more].concat());
    command.env("QSEG_API_URL", desk.segment.url()).env("QSEG_TOKEN", Role::SourceAdmin.token());
    desk.place.finish(command)
}

#[test]
fn a_send_that_verifies_ends_with_segments_own_counts() {
    let desk = desk(Segment::state_of(&workspace(json!({}))), Duration::from_secs(2));
    let document = send_and_verify(&desk, &["--format", "json"]).exits(0).document();
    assert_eq!(counts(&document["delivery"])[..2], [3, 3]);
    let verify = &document["verify"];
    assert_eq!((&verify["schema"], &verify["verdict"]), (&json!("qseg.verify/1"), &json!("counts_agree")));
    assert_eq!((&verify["run"], &verify["compared_by"]), (&document["delivery"]["run"], &json!("event")));
    // Nothing is left to send: nothing is asked.
    let document = send_and_verify(&desk, &["--format", "json"]).exits(0).document();
    assert_eq!(document.get("verify"), None);
}

#[test]
fn a_send_that_verifies_has_the_exit_code_of_the_verdict() {
    let blocked = blocked(Duration::ZERO);
    let said = send_and_verify(&blocked, &[]).exits(3);
    assert!(said.stdout.contains("3 acknowledged"), "{said:?}");
    assert!(said.stdout.contains("track \"Answered\": 3 events discarded, 3 acknowledged\n"), "{said:?}");
    let late = desk(Segment::state_of(&workspace(json!({}))), Duration::from_secs(600));
    let document = send_and_verify(&late, &["--verify-wait", "1s", "--format", "json"]).exits(7).document();
    assert_eq!((&document["verify"]["verdict"], &document["error"]), (&json!("not_seen_yet"), &Value::Null));
}

#[test]
fn a_send_that_verifies_needs_a_token_before_anything_is_sent() {
    let desk = plain();
    let document = desk.send(&["answers.csv", "--verify", "--format", "json"]).exits(2).document();
    assert_eq!((&document["error"]["code"], desk.posts()), (&json!("verify_blind"), 0));
    desk.send(&["answers.csv", "--verify-wait", "5m"]).exits(2);
}

#[test]
fn a_send_whose_verdict_cannot_be_asked_for_tells_what_it_sent_and_fails() {
    let desk = plain();
    desk.segment.script(Scripted::status("GET", "/delivery-overview/failed-on-ingest", 400));
    let said = send_and_verify(&desk, &["--format", "json"]);
    let document = said.document();
    assert_eq!((counts(&document["delivery"])[1], document.get("verify")), (3, None));
    assert!(said.code != 0 && document["error"]["code"].is_string(), "{document}");
    assert_eq!(desk.states(), states(&[("acknowledged", 3)]));
}

#[test]
fn a_send_says_how_to_ask_whether_it_arrived() {
    let desk = plain();
    let said = desk.send(&["answers.csv"]).exits(0);
    let run = desk.place.run(&["runs", "--format", "json"]).exits(0).document()["runs"][0]["run"].take();
    let hint = format!(
        "hint: ask Segment whether it counted them: qseg verify --run {} --wait 5m\n",
        run.as_str().expect("a run")
    );
    assert!(said.stderr.contains(&hint), "{}", said.stderr);
    assert!(!desk.send(&["answers.csv"]).exits(0).stderr.contains("ask Segment"), "nothing was sent");
}
