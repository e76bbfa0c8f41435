//! The program as a neighbour of others: exit codes, streams, documents, colour, help.

use crate::support::{Place, Said, mapping, project, recodes};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    place.file("answers.csv", recodes(&["plan"], &[&["free"], &["team"]]));
    place
}

const BAD_MAPPING: &str = "version: 1\ntasks:\n  a: { type: trak, event: A, userId: x, propertys: {} }\n";

#[test]
fn exit_codes_are_the_ones_of_the_help() {
    let place = place();
    place.file("bad.yaml", BAD_MAPPING);
    place.file("held.yaml", mapping(&["plan: { value: \"${e://Field/plan}\", type: integer }"]));
    place.file("broken.csv", recodes(&["plan"], &[&["free"]]) + "R_2\n");
    for (arguments, code) in [
        (&["send", "--dry-run", "answers.csv"][..], 0),
        (&["mapping", "check"], 0),
        (&["--version"], 0),
        (&["--help"], 0),
        (&["send", "--dry-run", "none.csv"], 1),
        (&["send", "--dry-run", "."], 1),
        (&["send", "--dry-run", "broken.csv"], 1),
        (&["send", "--dry-run", "--mapping", "none.yaml", "answers.csv"], 1),
        (&["send", "--dry-run", "--survey", "none.json", "answers.csv"], 1),
        (&["send", "--dry-run", "--survey", "answers.csv", "answers.csv"], 1),
        (&["mapping", "check", "none.yaml"], 1),
        (&[], 2),
        (&["send"], 2),
        (&["send", "--dry-run"], 2),
        (&["send", "answers.csv"], 4),
        (&["send", "--dry-run", "--env", "prod", "answers.csv"], 2),
        (&["send", "--dry-run", "--timezone", "Denver", "answers.csv"], 2),
        (&["send", "--dry-run", "--limit", "-1", "answers.csv"], 2),
        (&["send", "--dry-run", "--mapping", "bad.yaml", "answers.csv"], 3),
        (&["send", "--dry-run", "--mapping", "held.yaml", "answers.csv"], 3),
        (&["mapping", "check", "bad.yaml"], 3),
        (&["mapping", "test"], 3),
        (&["mapping", "test", "none.yaml"], 1),
    ] {
        let said = place.run(arguments);
        assert_eq!(said.code, code, "{arguments:?}\n{}{}", said.stdout, said.stderr);
        let silent = said.stderr.is_empty() && code != 0;
        assert!(!silent, "{arguments:?}: a failure is explained");
    }
    let nowhere = Place::new();
    nowhere.file("answers.csv", recodes(&["plan"], &[&["free"]]));
    nowhere.run(&["mapping", "check"]).exits(2);
}

#[test]
fn a_typing_error_is_answered_with_what_was_meant() {
    let place = place();
    for (arguments, meant) in [
        (&["sned"][..], "'send'"),
        (&["send", "--dry-rum", "answers.csv"], "'--dry-run'"),
        (&["send", "--dry-run", "--format", "jsn", "answers.csv"], "'json'"),
        (&["mapping", "chek"], "'check'"),
        (&["send", "--dry-run", "--env", "devv", "answers.csv"], "did you mean dev?"),
        (&["send", "--dry-run", "--task", "answerd", "answers.csv"], "did you mean answered?"),
        (&["send", "--dry-run", "--timezone", "America/Denvr", "answers.csv"], "America/Denver"),
    ] {
        let said = place.run(arguments).exits(2);
        assert!(said.stderr.contains(meant), "{arguments:?}: {}", said.stderr);
        assert_eq!(said.stdout, "", "{arguments:?}");
    }
    place.file("bad.yaml", BAD_MAPPING);
    let said = place.run(&["mapping", "check", "bad.yaml"]).exits(3);
    assert!(said.stdout.contains("track") && said.stdout.contains("properties"), "{}", said.stdout);
}

#[test]
fn global_options_stand_on_either_side_of_the_command() {
    let place = place();
    let before = place.run(&["--quiet", "send", "--dry-run", "answers.csv"]).exits(0);
    let after = place.run(&["send", "--dry-run", "answers.csv", "--quiet"]).exits(0);
    assert_eq!((&before.stdout, &before.stderr), (&after.stdout, &after.stderr));
}

#[test]
fn data_goes_to_stdout_and_everything_else_to_stderr() {
    let place = place();
    let said = place.send(&["--format", "ndjson", "answers.csv"]).exits(0);
    assert_eq!(said.events().len(), 2);
    assert_eq!(said.stderr, "Mapping qseg.yaml\n");
    let said = place.send(&["--format", "json", "answers.csv"]).exits(0);
    assert_eq!(said.document()["schema"], "qseg.send/1");
}

#[test]
fn quiet_silences_status_and_neither_data_nor_errors() {
    let place = place();
    let said = place.send(&["--quiet", "answers.csv"]).exits(0);
    assert_eq!(said.stderr, "");
    assert_eq!(said.stdout, place.send(&["answers.csv"]).exits(0).stdout);
    let said = place.send(&["--quiet", "none.csv"]).exits(1);
    assert!(said.stderr.starts_with("error: cannot open none.csv"), "{}", said.stderr);
    place.run(&["--quiet", "--verbose", "mapping", "check"]).exits(2);
}

#[test]
fn verbose_shows_notes_as_well() {
    let place = place();
    place.file(
        "two.yaml",
        mapping(&["x: y"]).replace("{ dev: { id: source-of-dev } }", "{ a: { id: b }, c: { id: d } }"),
    );
    let arguments = ["--mapping", "two.yaml", "answers.csv"];
    let note = "message_ids_provisional";
    assert!(!place.send(&arguments).exits(0).stderr.contains(note));
    assert!(place.send(&[&arguments[..], &["--verbose"]].concat()).exits(0).stderr.contains(note));
}

/// The error of the one document, with the events and responses that were counted so far.
#[track_caller]
fn failure(said: &Said) -> Value {
    let document = said.document();
    let error = &document["error"];
    assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{document}");
    assert!(!said.stderr.is_empty(), "an error is said to people as well");
    json!([error["code"], document["responses"]["read"], document["events"]["accepted"]])
}

#[test]
fn json_is_one_document_on_failure_too() {
    let place = place();
    place.file("bad.yaml", BAD_MAPPING);
    place.file("broken.csv", recodes(&["plan"], &[&["free"], &["team"]]) + "R_3\n");
    place.file("survey.qsf", "{\"SurveyEntry\":{},\"SurveyElements\":[]}");
    for (arguments, code, wanted) in [
        (&["none.csv"][..], 1, json!(["unreadable_input", 0, 0])),
        (&["answers.csv", "none.csv"], 1, json!(["unreadable_input", 2, 2])),
        (&["broken.csv"], 1, json!(["broken_input", 2, 2])),
        (&["survey.qsf"], 1, json!(["not_an_export", 0, 0])),
        (&["--mapping", "none.yaml", "answers.csv"], 1, json!(["unreadable_file", null, null])),
        (&["--mapping", "bad.yaml", "answers.csv"], 3, json!(["mapping_errors", null, null])),
        (&["--env", "prod", "answers.csv"], 2, json!(["unknown_word", null, null])),
        (&["-", "-"], 2, json!(["stdin_twice", null, null])),
    ] {
        let said = place.send(&[arguments, &["--format", "json"]].concat()).exits(code);
        assert_eq!(failure(&said), wanted, "{arguments:?}");
    }
    let said = place.run(&["send", "--format", "json", "answers.csv"]).exits(4);
    assert_eq!(failure(&said)[0], "not_logged_in");
}

#[test]
fn the_document_of_a_bad_mapping_holds_every_finding_with_its_place() {
    let place = place();
    place.file("bad.yaml", BAD_MAPPING);
    let said = place.send(&["--format", "json", "--mapping", "bad.yaml", "answers.csv"]).exits(3);
    let codes = said.codes();
    assert!(codes.contains(&"unknown_word".to_owned()) && codes.contains(&"unknown_key".to_owned()), "{codes:?}");
    for finding in said.document()["findings"].as_array().expect("findings") {
        assert_eq!(finding["mapping"]["line"], 3, "{finding}");
    }
}

#[test]
fn the_counts_of_the_document_add_up() {
    let place = place();
    let document = place.send(&["--format", "json", "answers.csv"]).exits(0).document();
    let keys: Vec<&str> = document.as_object().expect("an object").keys().map(String::as_str).collect();
    let wanted = [
        "schema",
        "dry_run",
        "inputs",
        "mapping",
        "source",
        "message_ids",
        "responses",
        "events",
        "identities",
        "bytes",
        "batches",
        "seconds_at_rate",
        "findings",
    ];
    assert_eq!(keys, wanted);
    assert_eq!(document["dry_run"], true);
    assert_eq!(document["mapping"], json!({ "file": "qseg.yaml", "inferred": false }));
    assert_eq!(document["identities"]["user_id"], 2);
    assert_eq!(document["identities"]["distinct"], 2);
    let lines = place.send(&["--format", "ndjson", "answers.csv"]).exits(0).stdout.len() as u64;
    let bytes = document["bytes"].as_u64().expect("a count");
    // A comma stands between events in a batch, where a line has its end.
    assert!(bytes + 1 >= lines && bytes < lines + 1_000, "{bytes} for {lines} bytes of lines");
    assert_eq!(document["batches"], 1);
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let place = place();
    let rows = vec!["free"; 5_000];
    let rows: Vec<&[&str]> = rows.iter().map(std::slice::from_ref).collect();
    place.file("many.csv", recodes(&["plan"], &rows));
    for format in ["ndjson", "text"] {
        let mut command = place.command(&["send", "--dry-run", "--format", format, "many.csv"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
        let mut line = String::new();
        let mut reader = BufReader::new(child.stdout.take().expect("a pipe"));
        reader.read_line(&mut line).expect("reads");
        assert!(!line.is_empty());
        drop(reader);
        let output = child.wait_with_output().expect("ends");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{format}: {said}");
        assert!(!said.contains("error") && !said.contains("panicked"), "{format}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_a_failure() {
    let place = place();
    for arguments in [
        &["send", "--dry-run", "answers.csv"][..],
        &["send", "--dry-run", "--format", "json", "answers.csv"],
        &["send", "--dry-run", "--format", "ndjson", "answers.csv"],
        &["--help"],
        &["--version"],
    ] {
        let mut command = place.command(arguments);
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let output = command.stdout(full).stderr(Stdio::piped()).output().expect("the program runs");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
    }
}

#[test]
fn off_a_terminal_nothing_moves_and_nothing_is_coloured() {
    let place = place().with("TERM", "xterm-256color");
    place.file("bad.yaml", BAD_MAPPING);
    for arguments in [
        &["send", "--dry-run", "answers.csv"][..],
        &["send", "--dry-run", "--format", "json", "answers.csv"],
        &["send", "--dry-run", "--format", "ndjson", "answers.csv"],
        &["send", "--dry-run", "none.csv"],
        &["mapping", "check", "bad.yaml"],
        &["send", "--help"],
        &["sned"],
    ] {
        let said = place.run(arguments);
        let all = said.stdout + &said.stderr;
        assert!(!all.contains(['\u{1b}', '\r', '\u{8}']), "{arguments:?}: {all:?}");
    }
}

#[test]
fn colour_follows_the_option_and_then_the_environment() {
    let check = |place: Place, arguments: &[&str]| {
        place.file("bad.yaml", BAD_MAPPING);
        let said = place.run(&[&["mapping", "check", "bad.yaml"], arguments].concat()).exits(3);
        said.stdout.contains('\u{1b}')
    };
    assert!(check(Place::new(), &["--color", "always"]));
    assert!(check(Place::new().with("NO_COLOR", "1"), &["--color", "always"]));
    assert!(check(Place::new().with("CLICOLOR_FORCE", "1"), &[]));
    assert!(!check(Place::new().with("CLICOLOR_FORCE", "1"), &["--color", "never"]));
    assert!(!check(Place::new().with("CLICOLOR_FORCE", "1").with("NO_COLOR", "1"), &[]));
    assert!(!check(Place::new(), &[]));
}

#[test]
fn text_from_a_survey_cannot_move_the_cursor() {
    let place = Place::new();
    let hostile = "a\u{1b}[2Jb\r\u{9b}31m\u{202e}c\u{7}";
    place.file(
        "qseg.yaml",
        mapping(&["plan: \"${e://Field/plan}\"", "n: { value: \"${e://Field/n}\", type: integer }"]),
    );
    let rows: [&[&str]; 2] = [&[hostile, "1"], &["free", hostile]];
    place.file("answers.csv", recodes(&["plan", "n"], &rows).replace("R_2", &format!("R_2{hostile}")));
    let odd = recodes(&["plan", "n"], &[&["free", "1"]]).replacen("\"0\"", &format!("\"{hostile}\""), 1);
    place.file("odd.csv", odd);
    for arguments in
        [&["answers.csv"][..], &["odd.csv"], &["--show-values", "answers.csv"], &["--env", hostile, "odd.csv"]]
    {
        for format in ["text", "json", "ndjson"] {
            let said = place.send(&[&["--format", format], arguments].concat());
            // JSON escapes what moves a cursor; in data, letters of other scripts stay what they are.
            let moves = |text: &str| text.contains(['\u{1b}', '\r', '\u{7}']);
            let turns = |text: &str| text.contains(['\u{9b}', '\u{202e}']);
            assert!(!moves(&said.stderr) && !turns(&said.stderr), "{arguments:?} {format}: {:?}", said.stderr);
            assert!(!moves(&said.stdout), "{arguments:?} {format}: {:?}", said.stdout);
            assert!(format != "text" || !turns(&said.stdout), "{arguments:?}: {:?}", said.stdout);
        }
    }
    let event = place.send(&["--format", "ndjson", "answers.csv"]).exits(3).events().remove(0);
    assert_eq!(event["properties"]["plan"], hostile, "events are data");
}

#[test]
fn the_version_is_one_line() {
    let said = place().run(&["--version"]).exits(0);
    assert_eq!(said.stdout, format!("qseg {}\n", env!("CARGO_PKG_VERSION")));
}

/// Every command with its words.
fn commands(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
    found.push(words.to_vec());
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        commands(sub, &[words, &[sub.get_name().to_owned()]].concat(), found);
    }
}

#[test]
fn help_says_what_the_transcripts_say() {
    let folder = project().join("tests/cli/transcripts");
    let update = std::env::var_os("UPDATE_TRANSCRIPTS").is_some();
    let place = Place::new();
    let mut all = Vec::new();
    commands(&qseg::commands::definition(), &[], &mut all);
    let mut names = Vec::new();
    for words in all {
        for option in ["-h", "--help"] {
            let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
            arguments.push(option);
            let said = place.run(&arguments).exits(0);
            assert_eq!(said.stderr, "", "{arguments:?}");
            assert!(said.stdout.lines().all(|line| line.chars().count() <= 100), "{arguments:?}: {}", said.stdout);
            let name = format!("qseg {}.txt", arguments.join(" ")).replace(' ', "_");
            let path = folder.join(&name);
            if update {
                fs::create_dir_all(&folder).expect("a folder");
                fs::write(&path, &said.stdout).expect("writes");
            }
            let known = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(
                said.stdout, known,
                "{name} is stale: run the tests with UPDATE_TRANSCRIPTS=1 and read the change"
            );
            names.push(name);
        }
    }
    for entry in fs::read_dir(&folder).expect("a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(names.contains(&name), "{name} is the transcript of no command: delete it");
    }
}

#[test]
fn the_mapping_is_the_one_named_else_the_one_here_else_the_one_beside_the_first_input() {
    let place = Place::new();
    let export = recodes(&["plan"], &[&["free"]]);
    place.file("deep/answers.csv", &export);
    let mapping_of = |arguments: &[&str]| {
        place.send(&[arguments, &["--format", "json", "deep/answers.csv"]].concat()).exits(0).document()["mapping"]
            ["file"]
            .clone()
    };
    let said = place.send(&["--no-input", "deep/answers.csv"]).exits(2);
    assert!(said.stderr.contains("--mapping FILE"), "{}", said.stderr);
    for name in ["deep/qseg.json", "deep/qseg.yaml", "qseg.json", "qseg.yml", "qseg.yaml"] {
        let text = r#"{"version":1,"tasks":{"a":{"type":"track","event":"A","userId":"${rm://Field/ResponseID}"}}}"#;
        place.file(name, text);
        assert_eq!(mapping_of(&[]), name);
    }
    assert_eq!(mapping_of(&["--mapping", "deep/qseg.json"]), "deep/qseg.json");
}

#[test]
fn a_mapping_does_not_run_on_another_survey() {
    let place = place();
    place.file("expects.yaml", mapping(&["plan: \"${e://Field/plan}\""]) + "expects: { plan: Q9 }\n");
    let said = place.send(&["--format", "json", "--mapping", "expects.yaml", "answers.csv"]).exits(3);
    assert_eq!(said.codes(), ["survey_mismatch"]);
    assert_eq!(said.document()["responses"]["read"], 0);
}

#[test]
fn what_is_no_survey_is_named_for_what_it_is() {
    let place = place();
    place.file("export.json", "{\"responses\":[]}");
    place.file("cut.json", "{\"properties\":");
    for (survey, what) in
        [("export.json", "an export of responses, not a definition"), ("cut.json", "cut.json:1:14: not JSON")]
    {
        let said = place.send(&["--survey", survey, "answers.csv"]).exits(1);
        assert!(said.stderr.contains(what), "{survey}: {}", said.stderr);
    }
}

#[test]
fn check_says_every_finding_with_file_line_and_column() {
    let place = place();
    place.file("bad.yaml", BAD_MAPPING);
    let said = place.run(&["mapping", "check", "--format", "short", "bad.yaml"]).exits(3);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert!(lines.len() >= 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("bad.yaml:3:")), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("error[unknown_key]: ")), "{lines:?}");
    let said = place.run(&["mapping", "check"]).exits(0);
    assert_eq!(said.stdout, "");
    assert!(said.stderr.starts_with("qseg.yaml is sound: 1 task"), "{}", said.stderr);
}

#[test]
fn help_explains_commands_as_their_help_does_and_topics_besides() {
    let place = Place::new();
    for words in [&["send"][..], &["mapping", "check"], &["man"], &[]] {
        let by_word = place.run(&[&["help"], words].concat()).exits(0);
        let by_option = place.run(&[words, &["--help"]].concat()).exits(0);
        assert_eq!((&by_word.stdout, &by_word.stderr), (&by_option.stdout, &String::new()), "{words:?}");
    }
    for (topic, says) in [
        ("environment", "QSEG_HASH_KEY"),
        ("examples", "{ $any: KIND }"),
        ("exit-codes", "\n  3        Judged bad"),
        ("mapping", "randomAnonymousId"),
        ("pipes", "${q://QID1/SelectedChoicesRecode}"),
    ] {
        let said = place.run(&["help", topic]).exits(0);
        assert!(said.stdout.contains(says) && said.stderr.is_empty(), "{topic}: {}", said.stdout);
        assert!(said.stdout.lines().all(|line| line.chars().count() <= 100), "{topic}");
    }
    let both = place.run(&["help", "mapping"]).exits(0).stdout;
    assert!(both.starts_with(&place.run(&["mapping", "--help"]).exits(0).stdout), "a command and a topic");
    for (words, meant) in [
        (&["help", "pipe"][..], "did you mean pipes?"),
        (&["help", "mapping", "chekc"], "did you mean check?"),
        (&["help", "exitcodes"], "did you mean exit-codes?"),
    ] {
        let said = place.run(words).exits(2);
        assert!(said.stdout.is_empty() && said.stderr.contains(meant), "{words:?}: {}", said.stderr);
    }
}
