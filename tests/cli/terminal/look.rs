//! What is seen: progress while input is awaited, the width, colours, and a terminal where input should come.

use crate::support::terminal::{SIZE, Terminal};
use crate::support::{Place, mapping, recodes};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::process::Command;

fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    place.file("answers.csv", recodes(&["plan"], &[&["free"], &["team"]]));
    place
}

#[test]
fn something_is_drawn_while_input_is_awaited() {
    for arguments in [
        &["send", "--dry-run", "fifo"][..],
        &["send", "--dry-run", "--format", "ndjson", "fifo"],
        &["inspect", "fifo"],
        &["mapping", "check", "--responses", "fifo"],
    ] {
        let place = place();
        let fifo = place.path().join("fifo");
        assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
        let mut terminal = place.terminal(arguments);
        // It waits for the file to be opened, and then for its first byte: not one was written yet.
        terminal.wait_for("reading fifo");
        let mut input = OpenOptions::new().write(true).open(&fifo).expect("the pipe");
        terminal.wait_for("reading fifo");
        input.write_all(&fs::read(place.path().join("answers.csv")).expect("the export")).expect("it is read");
        drop(input);
        let shown = terminal.exits(0).plain();
        let last = shown.rsplit('\r').next().expect("a line");
        assert!(!last.contains("reading fifo"), "it is gone at the end: {shown:?}");
    }
}

#[test]
fn nothing_is_drawn_in_ci_or_when_quiet() {
    let place = place().with("CI", "1");
    let in_ci = place.terminal(&["send", "--dry-run", "answers.csv"]).exits(0);
    let quiet = self::place().terminal(&["--quiet", "send", "--dry-run", "answers.csv"]).exits(0);
    for shown in [in_ci, quiet] {
        assert!(!shown.text.replace("\r\n", "\n").contains('\r'), "{:?}", shown.text);
    }
}

#[test]
fn text_is_as_wide_as_the_terminal() {
    let place = place();
    let help = |columns| {
        let terminal = Terminal::of(place.command(&["send", "--help"]), (SIZE.0, columns), None);
        let shown = terminal.exits(0).plain();
        shown.lines().map(|line| line.trim_end().chars().count()).max().expect("a line")
    };
    assert!(help(72) <= 72, "{}", help(72));
    assert!((73..=100).contains(&help(140)), "{}", help(140));
    let long = "x".repeat(200);
    place.file("bad.yaml", format!("version: 1\ntasks: {{ a: {{ type: track, event: \"{long}\", userIdd: y }} }}\n"));
    let check = |columns| {
        let terminal = Terminal::of(place.command(&["mapping", "check", "bad.yaml"]), (SIZE.0, columns), None);
        let shown = terminal.exits(3).plain();
        shown.lines().filter(|line| line.contains("xxx")).map(|line| line.chars().count()).max().expect("the line")
    };
    assert!(check(60) < check(120), "{} {}", check(60), check(120));
}

#[test]
fn a_terminal_is_coloured_unless_it_is_dumb_or_told_otherwise() {
    let check = |place: &Place, arguments: &[&str]| {
        place.file("bad.yaml", "version: 1\ntasks: {}\nx: y\n");
        let arguments = [&["mapping", "check", "bad.yaml"], arguments].concat();
        place.terminal(&arguments).exits(3).text.contains("\x1b[")
    };
    assert!(check(&place(), &[]));
    assert!(!check(&place(), &["--color", "never"]));
    assert!(!check(&place().with("NO_COLOR", "1"), &[]));
    assert!(!check(&place().with("TERM", "dumb"), &[]));
}

#[test]
fn where_stdin_is_a_terminal_a_dash_is_an_error_and_no_wait() {
    let place = place();
    for arguments in [
        &["send", "--dry-run", "-"][..],
        &["inspect", "-"],
        &["mapping", "init", "-", "-o", "x.yaml"],
        &["mapping", "check", "--responses", "-"],
    ] {
        let shown = place.terminal(arguments).exits(2).plain();
        assert!(shown.contains("standard input is a terminal") && shown.contains("hint: "), "{arguments:?}: {shown}");
    }
}

#[test]
fn an_explanation_shows_personal_values_on_a_terminal_and_not_in_ci() {
    let place = || {
        let place = Place::new();
        place.file("qseg.yaml", mapping(&["mail: \"${m://Email}\""]));
        place.file("answers.csv", recodes(&["recipientEmail"], &[&["ana@example.com"]]));
        place
    };
    let arguments = ["mapping", "explain", "answers.csv", "--response", "R_1"];
    let shown = place().terminal(&arguments).exits(0).plain();
    assert!(shown.contains("properties.mail = \"ana@example.com\""), "{shown}");
    let in_ci = place().with("CI", "true").terminal(&arguments).exits(0).plain();
    assert!(!in_ci.contains("ana@example.com") && in_ci.contains("properties.mail = •••"), "{in_ci}");
}
