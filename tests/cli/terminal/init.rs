//! `qseg mapping init` at a terminal: it asks what an export leaves open, and Enter is what it decides alone.

use crate::support::terminal::{SIZE, Terminal};
use crate::support::{Place, csv, recodes};
use rustix::process::Signal;
use std::fs::{self, File};

const FILE: &str = "Which file is it written to?";
const REPLACE: &str = "is there already. Replace it?";
const ZONE: &str = "Which one are they in?";
const WHO: &str = "Which field says who has answered";
const PERSONAL: &str = "Send personal data? (No: it is kept as comments)";

/// An export that leaves everything open: no zone, two fields that could be ids, personal data.
fn place() -> Place {
    let place = Place::new();
    let columns = ["_recordId", "status", "finished", "recordedDate", "recipientEmail", "crm_id", "member_id"];
    let row = |id, crm, member| [id, "0", "1", "2026-01-02 03:04:05", "a@b.example", crm, member];
    place.file(
        "answers.csv",
        csv(&columns, &[&row("R_1", "c-1", "m-1"), &row("R_2", "c-2", "m-2"), &row("R_3", "c-3", "")]),
    );
    place
}

fn written(place: &Place, name: &str) -> String {
    fs::read_to_string(place.path().join(name)).expect("a mapping")
}

/// What is written where nobody is asked.
fn alone() -> String {
    let place = place();
    place.run(&["mapping", "init", "answers.csv", "-o", "qseg.yaml"]).exits(0);
    written(&place, "qseg.yaml")
}

#[test]
fn enter_at_every_question_is_what_it_decides_alone() {
    let place = place();
    let mut terminal = place.terminal(&["mapping", "init", "answers.csv"]);
    terminal.wait_for(FILE).wait_for("[qseg.yaml]").types("\r");
    terminal.wait_for(ZONE).types("\r");
    terminal.wait_for(WHO).wait_for("none of them").types("\r");
    terminal.wait_for("email (1 field)").wait_for(PERSONAL).wait_for("[y/N]").types("\r");
    let shown = terminal.exits(0).plain();
    assert!(shown.contains("${e://Field/crm_id}  (in 3 of 3, 3 different)\n"), "{shown}");
    assert!(shown.contains("Wrote qseg.yaml: 1 task,"), "{shown}");
    assert_eq!(written(&place, "qseg.yaml"), alone());
    place.run(&["mapping", "check"]).exits(0);
}

#[test]
fn what_is_answered_stands_in_the_file() {
    let place = place();
    let mut terminal = place.terminal(&["mapping", "init", "answers.csv"]);
    terminal.wait_for(FILE).types("mine.json\r");
    terminal.wait_for("JSON does not allow").wait_for(FILE).types("mine.yaml\r");
    terminal.wait_for(ZONE).types("Europe/Dubln\r");
    terminal.wait_for("did you mean Europe/Dublin?").wait_for(ZONE).types("Europe/Dublin\r");
    terminal.wait_for(WHO).wait_for("none of them").types("\x1b[B\r");
    terminal.wait_for(PERSONAL).types("y\r");
    terminal.exits(0);
    let text = written(&place, "mine.yaml");
    for line in [
        "timezone: Europe/Dublin",
        "    userId: ${e://Field/member_id}",
        "    # This could be one, too: ${e://Field/crm_id} (in 3 of 3, 3 different)",
        "    # Responses without an id: up to 1.",
        "personalData: { allow: [email] }   # purpose: \"what for\"",
        "      email: ${m://Email}",
    ] {
        assert!(text.lines().any(|known| known == line), "no {line:?} in\n{text}");
    }
    place.run(&["mapping", "check", "mine.yaml"]).exits(0);
    let options = ["--timezone", "Europe/Dublin", "--user-id", "member_id", "--personal-data", "send"];
    let by_options = [&["mapping", "init", "answers.csv", "-o", "by-options.yaml"][..], &options].concat();
    let mut terminal = place.terminal(&by_options);
    let shown = terminal.wait_for("Wrote by-options.yaml").is_as_usual();
    assert!(shown);
    assert!(!terminal.exits(0).text.contains('?'), "each question has its option");
    assert_eq!(written(&place, "by-options.yaml"), text.replace("mine.yaml", "by-options.yaml"));
}

#[test]
fn nobody_may_be_the_answer() {
    let place = place();
    let mut terminal = place.terminal(&["mapping", "init", "answers.csv", "-o", "a.yaml", "--timezone", "UTC"]);
    terminal.wait_for(WHO).wait_for("none of them").types("\x1b[A\r");
    terminal.wait_for(PERSONAL).types("n\r");
    terminal.exits(0);
    let text = written(&place, "a.yaml");
    assert!(!text.contains("userId: ") && text.contains("    randomAnonymousId: true\n"), "{text}");
    let none = ["mapping", "init", "answers.csv", "-o", "b.yaml", "--timezone", "UTC", "--user-id", "none"];
    place.run(&none).exits(0);
    assert_eq!(written(&place, "b.yaml"), text.replace("a.yaml", "b.yaml"));
}

#[test]
fn a_user_id_that_cannot_be_one_is_refused() {
    let place = place();
    for (field, says) in [
        ("crm_ids", "did you mean crm_id?"),
        ("${m://Email}", "send personal data: --personal-data send"),
        ("QID77", "there is no field \"QID77\""),
    ] {
        let said = place.run(&["mapping", "init", "answers.csv", "--user-id", field]).exits(2);
        assert!(said.stderr.contains(says) && said.stdout.is_empty(), "{field}: {}", said.stderr);
    }
    let said =
        place.run(&["mapping", "init", "answers.csv", "--user-id", "${m://Email}", "--personal-data", "send"]).exits(0);
    assert!(said.stdout.contains("    userId: ${m://Email}\n"), "{}", said.stdout);
}

#[test]
fn a_file_that_is_there_is_replaced_only_when_that_is_wanted() {
    let place = Place::new();
    place.file("answers.csv", recodes(&["plan"], &[&["free"]]));
    place.file("qseg.yaml", "mine");
    for (keys, code) in [("\r", 2), ("n\r", 2), ("\x04", 2), ("\x03", 130)] {
        let mut terminal = place.terminal(&["mapping", "init", "answers.csv", "-o", "qseg.yaml"]);
        terminal.wait_for(REPLACE).wait_for("[y/N]").types(keys);
        let shown = terminal.exits(code).plain();
        assert!(code == 130 || shown.contains("--force"), "{shown}");
        assert_eq!(written(&place, "qseg.yaml"), "mine");
    }
    // Without -o it is not even proposed.
    let mut terminal = place.terminal(&["mapping", "init", "answers.csv"]);
    terminal.wait_for(FILE).wait_for("[-]").types("\r");
    assert!(terminal.exits(0).plain().contains("\nversion: 1\n"));
    let mut terminal = place.terminal(&["mapping", "init", "answers.csv"]);
    terminal.wait_for(FILE).types("qseg.yaml\r").wait_for(REPLACE).types("y\r");
    terminal.exits(0);
    assert!(written(&place, "qseg.yaml").contains("\nversion: 1\n"));
}

#[test]
fn signals_at_a_question_end_it_and_write_nothing() {
    for (question, keys) in [(FILE, &[][..]), (WHO, &["\r", "\r"])] {
        for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
            let place = place();
            let mut terminal = place.terminal(&["mapping", "init", "answers.csv"]);
            for (key, question) in keys.iter().zip([FILE, ZONE]) {
                terminal.wait_for(question).types(key);
            }
            terminal.wait_for(question).signal(signal);
            terminal.exits(code);
            assert!(!place.path().join("qseg.yaml").exists());
        }
    }
}

#[test]
fn nothing_is_asked_where_nobody_can_answer() {
    for (place, arguments) in [
        (place(), &["mapping", "init", "answers.csv", "-o", "qseg.yaml", "--no-input"][..]),
        (place().with("CI", "true"), &["mapping", "init", "answers.csv", "-o", "qseg.yaml"]),
    ] {
        let shown = place.terminal(arguments).exits(0);
        assert!(!shown.text.contains('?'), "{}", shown.text);
        assert_eq!(written(&place, "qseg.yaml"), alone());
        let said = place.terminal(arguments).exits(2).plain();
        assert!(said.contains("qseg.yaml is there already") && said.contains("--force"), "{said}");
    }
}

#[test]
fn where_the_mapping_goes_is_not_asked_when_stdout_is_a_file() {
    let place = place();
    let out = File::create(place.path().join("out.yaml")).expect("a file");
    let mut terminal = Terminal::of(place.command(&["mapping", "init", "answers.csv"]), SIZE, Some(out));
    terminal.wait_for(ZONE).types("\r").wait_for(WHO).wait_for("none of them").types("\r");
    terminal.wait_for(PERSONAL).types("\r");
    let shown = terminal.exits(0);
    assert!(!shown.text.contains(FILE), "{}", shown.text);
    let text = written(&place, "out.yaml");
    assert_eq!(text, alone());
}

#[test]
fn a_dash_is_standard_output() {
    let place = place();
    let said = place.run(&["mapping", "init", "answers.csv", "-o", "-"]).exits(0);
    assert_eq!(said.stdout, place.run(&["mapping", "init", "answers.csv"]).exits(0).stdout);
    assert!(!place.path().join("-").exists());
}
