//! `qseg mapping check`: several files, responses, every format, what is denied, and the view of personal data.

use crate::support::{Place, mapping, recodes};
use serde_json::{Value, json};

/// Ten errors, one a line from line 2 on.
const TEN: [(&str, &str, &str); 10] = [
    ("survey: [a]", "2:9", "wrong_shape"),
    ("senders: [tasks]", "3:11", "unknown_word"),
    ("timezone: Denver", "4:11", "unknown_timezone"),
    ("liveSince: tomorrow", "5:12", "bad_moment"),
    ("dateFormat: dd.mm", "6:13", "bad_date_pattern"),
    ("surveys: SV_1", "7:1", "unknown_key"),
    ("tasks:\n  a:\n    type: trak", "10:11", "unknown_word"),
    ("    event: ${QID1}", "11:12", "bad_pipe"),
    ("    revision: 0", "12:15", "bad_revision"),
    ("    userId:", "13:5", "empty_value"),
];

fn ten() -> String {
    let lines: Vec<&str> = TEN.iter().map(|(line, ..)| *line).collect();
    format!("version: 1\n{}\n", lines.join("\n"))
}

#[test]
fn ten_errors_are_shown_in_order_in_every_format() {
    let place = Place::new();
    place.file("ten.yaml", ten());
    let check = |format: &str| place.run(&["mapping", "check", "--format", format, "ten.yaml"]).exits(3);
    let wanted: Vec<String> = TEN.iter().map(|(_, at, code)| format!("ten.yaml:{at}: error[{code}]")).collect();

    let short = check("short").stdout;
    let found: Vec<String> =
        short.lines().map(|line| line.split_inclusive(']').next().expect("a code").to_owned()).collect();
    assert_eq!(found, wanted, "{short}");

    let text = check("text").stdout;
    let lines: Vec<&str> = text.lines().collect();
    let heads = lines.windows(2).filter(|pair| pair[0].starts_with("error["));
    let found: Vec<String> = heads
        .map(|pair| {
            let code = pair[0].split_inclusive(']').next().expect("a code");
            format!("{}: {code}", pair[1].trim_start().trim_start_matches("--> "))
        })
        .collect();
    assert_eq!(found, wanted, "{text}");
    assert_eq!(text.matches("= help: ").count(), 10, "{text}");

    let document = check("json").document();
    assert_eq!((&document["schema"], &document["errors"]), (&json!("qseg.check/1"), &json!(10)));
    let [file] = document["files"].as_array().expect("files").as_slice() else { panic!("one file") };
    assert_eq!((&file["file"], &file["tasks"]), (&json!("ten.yaml"), &Value::Null));
    let found: Vec<String> = file["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            let at = &finding["mapping"];
            let code = finding["code"].as_str().expect("a code");
            format!("ten.yaml:{}:{}: error[{code}]", at["line"], at["column"])
        })
        .collect();
    assert_eq!(found, wanted);

    let github = check("github").stdout;
    let expected: Vec<String> = TEN
        .iter()
        .map(|(_, at, code)| {
            let (line, column) = at.split_once(':').expect("line and column");
            format!("::error file=ten.yaml,line={line},col={column},title={code}::")
        })
        .collect();
    assert_eq!(github.lines().count(), 10, "{github}");
    for (line, expected) in github.lines().zip(&expected) {
        assert!(line.starts_with(expected.as_str()) && line.contains("%0Ahelp: "), "{line}");
    }
}

#[test]
fn a_directory_is_searched_for_mapping_files_and_one_without_any_is_an_error() {
    let place = Place::new();
    let good = mapping(&["plan: \"${e://Field/plan}\""]);
    for name in ["a/qseg.yaml", "a/b/nps.qseg.yaml", "a/c/qseg.yml", "a/.git/qseg.yaml", "a/b/other.yaml", "one.yaml"] {
        place.file(name, &good);
    }
    place.file("a/d/qseg.json", "{}");
    place.file("empty/readme.txt", "nothing");
    let files = |arguments: &[&str], code: i32| -> Vec<String> {
        let said = place.run(&[&["mapping", "check", "--format", "json"], arguments].concat()).exits(code);
        let document = said.document();
        let files = document["files"].as_array().expect("files").iter();
        files.map(|file| file["file"].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(files(&["a"], 3), ["a/b/nps.qseg.yaml", "a/c/qseg.yml", "a/d/qseg.json", "a/qseg.yaml"]);
    assert_eq!(files(&["one.yaml", "a/b", "one.yaml"], 0), ["one.yaml", "a/b/nps.qseg.yaml"]);
    assert_eq!(files(&["."], 3).len(), 4);
    let said = place.run(&["mapping", "check", "a/c", "empty"]).exits(2);
    assert!(said.stderr.contains("no mapping file below empty"), "{}", said.stderr);
    let said = place.run(&["mapping", "check", "--format", "json"]).exits(2);
    assert_eq!(said.document()["error"]["code"], "no_mapping");
}

fn tried() -> Place {
    let place = Place::new();
    place.file(
        "qseg.yaml",
        mapping(&["plan: \"${e://Field/plan}\"", "n: { value: \"${e://Field/n}\", type: integer }"]),
    );
    place.file("answers.csv", recodes(&["plan", "n"], &[&["free", "1"], &["team", "two"], &["team", "three"]]));
    place
}

#[test]
fn with_responses_all_that_values_come_to_is_found_and_no_event_is_printed() {
    let place = tried();
    let said = place.run(&["mapping", "check", "--format", "short", "--responses", "answers.csv"]).exits(3);
    assert_eq!(
        said.stdout,
        "qseg.yaml:11:19: error[value_not_coercible]: \"two\" is no integer (2 times, first in answers.csv:5 (record 2, R_2))\n"
    );
    assert!(said.stderr.contains("3 responses read, 3 events, 2 rejected"), "{}", said.stderr);
    let document = place.run(&["mapping", "check", "--format", "json", "--responses", "answers.csv"]).document();
    let file = &document["files"][0];
    assert_eq!(
        file["responses"],
        json!({ "read": 3, "selected": 3, "built": 3, "accepted": 1, "rejected": { "value_not_coercible": 2 } })
    );
    // A dry run finds the same.
    let sent = place.send(&["--format", "json", "answers.csv"]).exits(3).document();
    assert_eq!(sent["findings"], file["findings"]);
    let said = place.run(&["mapping", "check", "--responses", "none.csv"]).exits(1);
    assert!(said.stderr.contains("cannot open none.csv"), "{}", said.stderr);
}

#[test]
fn standard_input_serves_several_files_and_what_was_found_before_an_end_is_told() {
    let place = tried();
    place.file("other.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    let export = recodes(&["plan", "n"], &[&["free", "1"]]);
    let arguments = ["mapping", "check", "--format", "json", "--responses", "-", "qseg.yaml", "other.yaml"];
    let document = place.run_with_input(&arguments, export.as_bytes()).exits(0).document();
    for file in document["files"].as_array().expect("files") {
        assert_eq!(file["responses"]["accepted"], 1, "{file}");
    }
    let document = place.run_with_input(&arguments, format!("{export}R_9\n").as_bytes()).exits(1).document();
    assert_eq!(document["error"]["code"], "broken_input");
    assert_eq!(document["files"][0]["responses"]["read"], 1);
    place.run(&["mapping", "check", "--responses", "-", "--responses", "-"]).exits(2);
}

#[test]
fn what_is_denied_makes_the_exit_code_of_errors() {
    let place = Place::new();
    place.file(
        "warns.yaml",
        mapping(&["plan: \"${e://Field/plan}\""]).replace("${rm://Field/ResponseID}", "${m://Email}"),
    );
    place.file("answers.csv", recodes(&["plan", "recipientEmail"], &[&["free", "a@example.org"]]));
    for (deny, code) in [
        (&[][..], 0),
        (&["--deny", "warnings"], 3),
        (&["--deny", "email_as_user_id"], 3),
        (&["--deny", "no_effect,email_as_user_id"], 3),
        (&["--deny", "no_effect"], 0),
        (&["--deny", "email_as_userid"], 2),
        (&["--deny", "xyzzy"], 2),
    ] {
        for format in ["text", "short", "json", "github"] {
            place.run(&[&["mapping", "check", "warns.yaml", "--format", format], deny].concat()).exits(code);
        }
        for format in ["text", "json", "ndjson"] {
            place.send(&[&["--mapping", "warns.yaml", "answers.csv", "--format", format], deny].concat()).exits(code);
        }
    }
    let said = place.run(&["mapping", "check", "warns.yaml", "--deny", "email_as_userid"]).exits(2);
    assert!(said.stderr.contains("did you mean email_as_user_id?"), "{}", said.stderr);
    let check = |more: &[&str]| place.run(&[&["mapping", "check", "warns.yaml"], more].concat());
    assert!(check(&["--format", "github"]).stdout.starts_with("::warning "));
    assert!(check(&["--format", "github", "--deny", "warnings"]).stdout.starts_with("::error "));
    let document = check(&["--format", "json", "--deny", "warnings"]).document();
    assert_eq!([&document["errors"], &document["warnings"], &document["denied"]], [&json!(0), &json!(1), &json!(1)]);
}

const PRIVATE: [&str; 2] = ["ada.lovelace@example.org", "My name is Ada"];

fn private() -> Place {
    let place = Place::new();
    place.file(
        "qseg.yaml",
        mapping(&[
            "email: \"${m://Email}\"",
            "why: \"${q://QID2/ChoiceTextEntryValue}\"",
            "score: \"${q://QID1/SelectedChoicesRecode}\"",
        ])
        .replace("version: 1\n", "version: 1\npersonalData: { allow: [email], purpose: mails }\n"),
    );
    let rows: [&[&str]; 2] = [&["9", PRIVATE[1], PRIVATE[0]], &["7", "", ""]];
    place.file("answers.csv", recodes(&["QID1", "QID2_TEXT", "recipientEmail"], &rows));
    place
}

#[test]
fn the_privacy_view_names_what_leaves_and_shows_no_value() {
    let place = private();
    let view = |arguments: &[&str]| {
        let said = place.run(&[&["mapping", "check", "--privacy"], arguments].concat()).exits(0);
        for value in PRIVATE {
            assert!(!said.stdout.contains(value) && !said.stderr.contains(value), "{}", said.stdout);
        }
        said
    };
    let text = view(&["--responses", "answers.csv"]).stdout;
    let rows: Vec<Vec<&str>> =
        text.lines().map(|line| line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()).collect();
    assert_eq!(rows[0], ["task", "sent as", "class", "filled", "example", "allowed"]);
    assert_eq!(rows[2], ["answered", "properties.email", "email", "1 of 2", "a•••@••• (24)", "yes"]);
    assert_eq!(rows[3], ["answered", "properties.why", "free_text", "1 of 2", "M••• (14)", "NO"]);
    assert_eq!(rows[4], ["answered", "properties.score", "answer", "2 of 2", "••• (1)", "need not be"]);
    assert!(
        text.ends_with("\nSENT AND NOT ALLOWED by `personalData` or `sensitive`: free_text. Purpose: mails.\n"),
        "{text}"
    );

    let markdown = view(&["--responses", "answers.csv", "--format", "markdown"]).stdout;
    assert!(markdown.contains("\n| answered | properties.why | free_text | 1 of 2 | M••• (14) | NO |\n"), "{markdown}");

    let document = view(&["--format", "json"]).document();
    let why = &document["files"][0]["privacy"][2];
    let wanted = json!({ "task": "answered", "name": "properties.why", "class": "free_text", "ground": "it is typed", "hashed": false,
        "filled": null, "events": null, "example": null, "allowed": false });
    assert_eq!(*why, wanted);

    place.run(&["mapping", "check", "--format", "markdown"]).exits(2);
    place.run(&["mapping", "check", "--privacy", "--format", "github"]).exits(2);
}

#[test]
fn where_nobody_is_identified_the_fields_that_could_are_named_with_their_counts() {
    let place = Place::new();
    let lines = "type: track\n    event: Survey Completed\n    userId: ${m://ExternalDataReference}\n    randomAnonymousId: true";
    place.file("qseg.yaml", format!("version: 1\nsenders: [qseg]\ntasks:\n  t:\n    {lines}\n"));
    let columns = ["externalDataReference", "customer_id", "plan"];
    place.file("answers.csv", recodes(&columns, &[&["", "c-1", "free"], &["", "", "team"], &["", "c-3", "team"]]));
    let found = |arguments: &[&str]| {
        let document = place.send(&[&["--format", "json", "answers.csv"], arguments].concat()).exits(0).document();
        let findings = document["findings"].as_array().expect("findings").clone();
        findings.into_iter().filter(|finding| finding["severity"] == "warning").collect::<Vec<_>>()
    };
    let [generated] = found(&[]).try_into().expect("one warning");
    assert_eq!(generated["code"], "all_identities_generated");
    let help = generated["help"].as_str().expect("a help");
    assert!(help.ends_with(": customer_id (2)"), "{help}");
    // In JSON no header names embedded data: the responses do.
    let values = |id: &str| format!("{{\"customer_id\":\"{id}\",\"plan\":\"free\",\"finished\":1,\"status\":0}}");
    let response =
        |at: u64, id: &str| format!("{{\"responseId\":\"R_{at}\",\"values\":{},\"labels\":{{}}}}\n", values(id));
    place.file("answers.ndjson", response(1, "c-1") + &response(2, "") + &response(3, "c-3"));
    let document = place.send(&["--format", "json", "answers.ndjson"]).exits(0).document();
    let findings = document["findings"].as_array().expect("findings");
    let generated = findings.iter().find(|finding| finding["code"] == "all_identities_generated").expect("told");
    assert!(generated["help"].as_str().expect("a help").ends_with(": customer_id (2)"), "{generated}");
    // What the command line lets through counts as what the file does.
    let codes: Vec<Value> = found(&["--include", "partial"]).iter().map(|finding| finding["code"].clone()).collect();
    assert_eq!(codes, ["partial_as_completed", "all_identities_generated"]);
}
