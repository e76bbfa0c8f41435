//! `qseg runs` and `qseg ledger`, over ledgers that the library wrote.

use crate::support::{Place, csv, mapping, recodes, samples};
use qseg::delivery::ledger::{
    Clock, End, Entry, Holder, Journal, Ledger, MappingFile, NewRun, Recorder, Source, TaskAt, TaskKey, Waiting, Writer,
};
use qseg::segment::message_id::{MessageId, MessageIds};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const SOURCE: &str = "source-of-dev";

/// Opens a ledger as its writer, at a fixed moment.
fn open(path: &Path) -> Writer {
    let holder = Holder {
        pid: 4321,
        host: "box".to_owned(),
        since: "2026-03-01T09:00:00Z".parse().expect("a ledger that can be written"),
        command: "qseg send".to_owned(),
    };
    // A child that another test is starting holds a copy of the lock of a writer that is gone, until it is the program.
    let waiting = Waiting { at_most: Duration::from_secs(10), told: &mut |_| (), sleep: &mut std::thread::sleep };
    Writer::open(path, &holder, waiting).expect("a ledger that can be written")
}

fn begin(place: &Place, source: &str, tasks: &[&str]) -> Recorder {
    let run = NewRun {
        kind: "send".to_owned(),
        who: "ana".to_owned(),
        version: "0.1.0".to_owned(),
        mapping: Some(MappingFile {
            file: "qseg.yaml".to_owned(),
            hash: "c0ffee".to_owned(),
            git_commit: Some("0123abcdef".to_owned()),
        }),
        inputs: json!([{ "file": "answers.csv" }]),
        source: Source {
            id: source.to_owned(),
            slug: Some(format!("slug-of-{source}")),
            env: Some("dev".to_owned()),
            region: Some("us".to_owned()),
        },
        host: "api.segment.io".to_owned(),
        tasks: tasks.iter().map(|task| TaskAt { id: (*task).to_owned(), revision: 1, version: None }).collect(),
    };
    let clock: Clock = Arc::new(|| "2026-03-01T09:00:00Z".parse().expect("a ledger that can be written"));
    Recorder::begin(open(&place.path().join("ledger.db")), &run, clock).expect("a ledger that can be written")
}

fn message_id(source: &str, task: &str, response: &str) -> MessageId {
    MessageIds::new(source, task, 1).of(response)
}

fn in_doubt(
    journal: &Journal,
    source: &str,
    task: (usize, &str),
    responses: &[&str],
) -> qseg::delivery::ledger::BatchNo {
    let entries = responses.iter().map(|response| Entry {
        task: TaskKey(task.0),
        response: (*response).into(),
        message_id: message_id(source, task.1, response),
        content: None,
        edited: false,
    });
    journal.in_doubt(entries.collect()).wait().expect("a ledger that can be written")
}

/// A finished run that delivers these responses; its id.
fn deliver(place: &Place, source: &str, responses: &[&str]) -> String {
    let recorder = begin(place, source, &["answered"]);
    let batch = in_doubt(&recorder.journal(), source, (0, "answered"), responses);
    recorder.journal().acknowledged(batch).wait().expect("a ledger that can be written");
    let run = recorder.run_id().to_owned();
    recorder
        .finish(End { counts: json!({ "acknowledged": responses.len() }), outcome: "done".to_owned() })
        .expect("a ledger that can be written");
    run
}

#[test]
fn where_nothing_was_sent_that_is_said_and_nothing_is_made() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    place.file("answers.csv", recodes(&[], &[&[]]));
    for arguments in [
        &["runs", "--ledger", "none/ledger.db"][..],
        &["ledger", "show", "--response", "R_1", "--ledger", "none/ledger.db"],
        &["ledger", "missing", "answers.csv", "--ledger", "none/ledger.db"],
    ] {
        let said = place.run(arguments).exits(0);
        let expected =
            format!("Nothing was sent yet: there is no ledger at {}/none/ledger.db\n", place.path().display());
        assert_eq!((said.stdout, said.stderr), (expected, String::new()), "{arguments:?}");
        let document = place.run(&[arguments, &["--format", "json"]].concat()).exits(0).document();
        assert_eq!(document["ledger"]["exists"], false, "{arguments:?}");
    }
    assert!(!place.path().join("none").exists());
}

#[test]
fn the_ledger_is_the_one_named_else_that_of_the_variable_else_the_users_own() {
    let with = |place: Place, file: &str| {
        deliver(&place, SOURCE, &["R_1"]);
        let to = place.path().join(file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        fs::rename(place.path().join("ledger.db"), to).expect("a ledger that was moved");
        place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
        place.file("answers.csv", recodes(&[], &[&[]]));
        place
    };
    let knows = |place: &Place, more: &[&str]| {
        for arguments in
            [&["runs"][..], &["ledger", "show", "--response", "R_1"], &["ledger", "missing", "answers.csv"]]
        {
            let arguments = [arguments, more, &["--format", "json"]].concat();
            let ledger = place.run(&arguments).exits(0).document()["ledger"].take();
            assert_eq!(ledger["exists"], true, "{arguments:?}: {ledger}");
        }
    };
    knows(&with(Place::new(), ".local/state/qseg/ledger.db"), &[]);
    knows(&with(Place::new().with("XDG_STATE_HOME", ""), ".local/state/qseg/ledger.db"), &[]);
    let place = with(Place::new().with("QSEG_STATE_DIR", "of the team"), "of the team/ledger.db");
    knows(&place, &[]);
    knows(&with(place, "named.db"), &["--ledger", "named.db"]);
    let said = Place::new().run(&["runs"]).exits(0);
    assert!(said.stdout.trim_end().ends_with("/.local/state/qseg/ledger.db"), "{}", said.stdout);
}

#[test]
fn a_file_that_is_no_ledger_fails_every_command_and_stays() {
    let place = Place::new();
    place.file("notes.txt", "no ledger at all\n".repeat(100));
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    place.file("answers.csv", recodes(&[], &[&[]]));
    for arguments in [
        &["runs", "--ledger", "notes.txt"][..],
        &["ledger", "show", "--response", "R_1", "--ledger", "notes.txt"],
        &["ledger", "missing", "answers.csv", "--ledger", "notes.txt"],
    ] {
        let said = place.run(arguments).exits(1);
        assert!(said.stderr.contains("notes.txt is no SQLite file"), "{}", said.stderr);
        let said = place.run(&[arguments, &["--format", "json"]].concat()).exits(1);
        assert_eq!(said.document()["error"]["code"], "not_a_ledger");
    }
    assert_eq!(fs::read_to_string(place.path().join("notes.txt")).unwrap().lines().count(), 100);
}

#[test]
fn runs_are_listed_newest_first_and_limited() {
    let place = Place::new();
    let first = deliver(&place, SOURCE, &["R_1", "R_2"]);
    let second = deliver(&place, "source-of-prod", &["R_1"]);
    let said = place.run(&["runs", "--ledger", "ledger.db"]).exits(0);
    let lines: Vec<Vec<&str>> = said.stdout.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["Run", "Began", "To", "Mapping", "Taken", "Refused", "Ended"]);
    let row = |run, slug, taken| {
        vec![run, "2026-03-01", "09:00", "UTC", slug, "(dev)", "qseg.yaml", "at", "0123abc", taken, "0", "done"]
    };
    assert_eq!(lines[1], row(second.as_str(), "slug-of-source-of-prod", "1"));
    assert_eq!(lines[2], row(first.as_str(), "slug-of-source-of-dev", "2"));
    assert_eq!(lines.len(), 3);
    assert_eq!(said.stderr, "");

    let said = place.run(&["runs", "--ledger", "ledger.db", "--limit", "1"]).exits(0);
    assert_eq!(said.stdout.lines().count(), 2);
    assert_eq!(said.stderr, "… and 1 run before them (--limit N)\n");
    place.run(&["runs", "--ledger", "ledger.db", "--limit", "0"]).exits(2);

    let document = place.run(&["runs", "--ledger", "ledger.db", "--format", "json"]).exits(0).document();
    assert_eq!((&document["schema"], &document["total"]), (&json!("qseg.runs/1"), &json!(2)));
    assert_eq!(
        document["runs"][1],
        json!({
            "run": first, "kind": "send", "began": "2026-03-01T09:00:00Z", "ended": "2026-03-01T09:00:00Z",
            "outcome": "done", "who": "ana", "version": "0.1.0",
            "mapping": { "file": "qseg.yaml", "sha256": "c0ffee", "git_commit": "0123abcdef" },
            "inputs": [{ "file": "answers.csv" }],
            "source": { "id": SOURCE, "slug": "slug-of-source-of-dev", "env": "dev", "region": "us" },
            "host": "api.segment.io", "acknowledged": 2, "in_doubt": 0, "refused": 0, "counts": { "acknowledged": 2 },
        })
    );
}

#[test]
fn a_run_is_under_way_while_its_writer_lives_and_interrupted_when_it_is_gone() {
    let place = Place::new();
    deliver(&place, SOURCE, &["R_0"]);
    let recorder = begin(&place, SOURCE, &["answered"]);
    in_doubt(&recorder.journal(), SOURCE, (0, "answered"), &["R_1", "R_2", "R_3"]);
    let said = place.run(&["runs", "--ledger", "ledger.db"]).exits(0);
    assert!(said.stdout.lines().nth(1).unwrap().ends_with("under way, 3 in doubt"), "{}", said.stdout);
    assert_eq!(said.stderr, "");
    let shown = place.run(&["ledger", "show", "--response", "R_2", "--ledger", "ledger.db"]).exits(0);
    assert!(shown.stdout.contains("in doubt, no answer is recorded"), "{}", shown.stdout);
    drop(recorder);
    // The thread closes the file when it sees that nobody is left: whoever may write knows that it has.
    let path = place.path().join("ledger.db");
    while Ledger::read(&path).unwrap().unwrap().writer().is_some() {
        std::thread::yield_now();
    }
    let said = place.run(&["runs", "--ledger", "ledger.db"]).exits(0);
    assert!(said.stdout.lines().nth(1).unwrap().ends_with("interrupted, 3 in doubt"), "{}", said.stdout);
    assert!(said.stderr.contains("goes out again under the same ids"), "{}", said.stderr);
    let document = place.run(&["runs", "--ledger", "ledger.db", "--format", "json"]).exits(0).document();
    assert_eq!((&document["runs"][0]["outcome"], &document["runs"][0]["in_doubt"]), (&json!("interrupted"), &json!(3)));
}

#[test]
fn show_tells_every_event_of_a_response_and_of_no_other() {
    let place = Place::new();
    let run = deliver(&place, SOURCE, &["R_1", "R_10"]);
    let recorder = begin(&place, "source-of-prod", &["answered", "identified"]);
    let journal = recorder.journal();
    let batch = in_doubt(&journal, "source-of-prod", (1, "identified"), &["R_1"]);
    journal.refused(batch, 413).wait().unwrap();
    recorder.finish(End { counts: json!({}), outcome: "done".to_owned() }).unwrap();

    let said = place.run(&["ledger", "show", "--response", "R_1", "--ledger", "ledger.db"]).exits(0);
    let id = message_id(SOURCE, "answered", "R_1");
    let expected = format!(
        "R_1\nanswered to slug-of-source-of-dev (dev), revision 1: acknowledged, the server took it\n  messageId  {id}\n  \
         recorded   2026-03-01T09:00:00Z\n  answered   2026-03-01T09:00:00Z\n  run        {run}\nidentified to \
         slug-of-source-of-prod (dev), revision 1: refused by the server with status 413\n"
    );
    assert!(said.stdout.starts_with(&expected), "{}", said.stdout);
    let arguments = ["ledger", "show", "--response", "R_1", "--ledger", "ledger.db", "--format", "json"];
    let document = place.run(&arguments).exits(0).document();
    let events = document["events"].as_array().unwrap();
    let told: Vec<[&Value; 4]> =
        events.iter().map(|event| [&event["task"], &event["state"], &event["status"], &event["message_id"]]).collect();
    let other = message_id("source-of-prod", "identified", "R_1");
    assert_eq!(
        told,
        [
            [&json!("answered"), &json!("acknowledged"), &Value::Null, &json!(id.as_str())],
            [&json!("identified"), &json!("refused"), &json!(413), &json!(other.as_str())],
        ]
    );
    let said = place.run(&["ledger", "show", "--response", "R_2\u{1b}[31m", "--ledger", "ledger.db"]).exits(0);
    assert_eq!(said.stdout, "Nothing was sent of R_2\\u{1b}[31m\n");
    place.run(&["ledger", "show", "--ledger", "ledger.db"]).exits(2);
    place.run(&["ledger", "show", "--response", "", "--ledger", "ledger.db"]).exits(2);
}

#[test]
fn missing_names_what_was_delivered_and_is_absent() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    let all: Vec<String> = (1..=20).map(|number| format!("R_{number}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).chain(["R_gone", "R_lost"]).collect();
    let run = deliver(&place, SOURCE, &all);
    deliver(&place, "source-of-prod", &["R_elsewhere"]);
    let rows: Vec<&[&str]> = vec![&[]; 12];
    place.file("first.csv", recodes(&[], &rows));
    let rest: Vec<String> =
        (10..=25).map(|number| format!("{{\"responseId\":\"R_{number}\",\"values\":{{}}}}\n")).collect();
    place.file("rest.ndjson", rest.concat());
    let arguments = ["ledger", "missing", "first.csv", "rest.ndjson", "--ledger", "ledger.db"];
    let said = place.run(&arguments).exits(0);
    let line = |response: &str| format!("{response}  answered  sent 2026-03-01  run {run}\n");
    assert_eq!(said.stdout, line("R_gone") + &line("R_lost"));
    assert_eq!(said.stderr, "2 of 22 responses delivered to source-of-dev (dev) absent from the inputs (25 read)\n");

    let document = place.run(&[&arguments[..], &["--format", "json"]].concat()).exits(0).document();
    assert_eq!((&document["delivered"], &document["responses_read"]), (&json!(22), &json!(25)));
    assert_eq!(document["warnings"], json!([]));
    assert_eq!(
        document["missing"][0],
        json!({ "response": "R_gone", "tasks": ["answered"], "recorded": "2026-03-01T09:00:00Z", "run": run })
    );

    // By the source's id; all that was sent to it counts, and no mapping is asked.
    let said =
        place.run(&["ledger", "missing", "first.csv", "--source", "source-of-prod", "--ledger", "ledger.db"]).exits(0);
    assert!(said.stdout.starts_with("R_elsewhere  "), "{}", said.stdout);
    assert!(said.stderr.contains("warning: none of the 1 delivered responses"), "{}", said.stderr);
}

#[test]
fn missing_warns_where_the_export_looks_partial() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    deliver(&place, SOURCE, &["R_1", "R_2", "R_3", "R_4", "R_5"]);
    for (rows, warns) in [(5, false), (4, false), (3, true)] {
        let rows: Vec<&[&str]> = vec![&[]; rows];
        place.file("answers.csv", recodes(&[], &rows));
        let said = place.run(&["ledger", "missing", "answers.csv", "--ledger", "ledger.db"]).exits(0);
        assert_eq!(said.stderr.contains("is it a full export"), warns, "{}", said.stderr);
        assert_eq!(said.stdout.lines().count(), 5 - rows.len());
    }
}

#[test]
fn missing_asks_for_what_it_needs() {
    let place = Place::new();
    place.file("answers.csv", recodes(&[], &[&[]]));
    place.file("nameless.csv", csv(&["status", "finished"], &[&["0", "1"]]));
    deliver(&place, SOURCE, &["R_1"]);
    let run = |more: &[&str]| place.run(&[&["ledger", "missing", "--ledger", "ledger.db"], more].concat());
    for (arguments, code, words) in [
        (&["answers.csv"][..], 2, "there is no mapping file"),
        (&["answers.csv", "--source", "source-of-dex"], 2, "did you mean source-of-dev?"),
        (&["answers.csv", "--source", "xyz"], 2, "source-of-dev = slug-of-source-of-dev (dev)"),
        (&["answers.csv", "--source", SOURCE, "--task", "answerd"], 2, "did you mean answered?"),
        (&["answers.csv", "--source", SOURCE, "--env", "dev"], 2, "cannot be used with"),
        (&["nameless.csv", "--source", SOURCE], 2, "without a ResponseId"),
        (&["none.csv", "--source", SOURCE], 1, "cannot open none.csv"),
        (&["-", "-", "--source", SOURCE], 2, "can be read once"),
    ] {
        let said = run(arguments).exits(code);
        assert!(said.stderr.contains(words), "{arguments:?}: {}", said.stderr);
    }
    place.file(
        "qseg.yaml",
        mapping(&["plan: \"${e://Field/plan}\""])
            .replace("dev: { id: source-of-dev }", "dev: { id: a }, prod: { slug: b }"),
    );
    for (arguments, words) in [
        (&["answers.csv"][..], "choose one of the mapping's with --env (dev, prod)"),
        (&["answers.csv", "--env", "pord"], "did you mean prod?"),
        (&["answers.csv", "--env", "prod"], "`prod` has no source id"),
    ] {
        let said = run(arguments).exits(2);
        assert!(said.stderr.contains(words), "{arguments:?}: {}", said.stderr);
    }
    let said = run(&["answers.csv", "--env", "dev"]).exits(0);
    assert_eq!(said.stdout, "Nothing was delivered to dev\n".replace("dev", "a (dev)"));
    let place = Place::new();
    let said = place.run(&["runs"]).exits(0);
    assert!(said.stdout.contains("/.local/state/qseg/ledger.db"), "{}", said.stdout);
}

#[test]
fn the_deleted_responses_of_the_second_month_are_named() {
    let Some(company) = samples("company") else { return };
    let expected: Value = serde_json::from_str(&fs::read_to_string(company.join("month2.json")).unwrap()).unwrap();
    let mut deleted: Vec<&str> = expected["deleted"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    deleted.sort_unstable();
    let place = Place::new();
    let first: Value = serde_json::from_str(&fs::read_to_string(company.join("responses.json")).unwrap()).unwrap();
    let responses: Vec<&str> =
        first["responses"].as_array().unwrap().iter().filter_map(|response| response["responseId"].as_str()).collect();
    assert!(responses.len() > 20);
    deliver(&place, SOURCE, &responses);
    for export in ["responses_month2.json", "ui_choice_text_month2.csv"] {
        let export = company.join(export).display().to_string();
        let said = place.run(&["ledger", "missing", &export, "--source", SOURCE, "--ledger", "ledger.db"]).exits(0);
        let named: Vec<&str> = said.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(named, deleted, "{export}");
        assert!(!said.stderr.contains("warning"), "{}", said.stderr);
    }
}
