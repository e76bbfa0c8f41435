//! The prompt of `login`, at a terminal and without one.

use crate::logout::folder;
use crate::support::Place;
use crate::support::segment::Segment;
use qseg::sandbox::public_api::access::Role;
use std::fs;
use std::time::{Duration, Instant};

#[test]
fn without_a_terminal_nobody_is_asked_and_the_error_names_the_flag_at_once() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    for (more, format) in [(&[][..], "text"), (&["--no-input"], "text"), (&[], "json")] {
        let began = Instant::now();
        let said = place.run(&[&["login", "--insecure-storage", "--format", format], more].concat()).exits(2);
        assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
        assert!(said.stderr.contains("hint: answer with --token-stdin\n"), "{}", said.stderr);
        if format == "json" {
            assert_eq!(said.document()["error"]["code"], "cannot_ask");
        }
    }
    assert!(segment.calls().is_empty());
}

#[cfg(unix)]
#[test]
fn at_a_terminal_the_token_is_asked_for_and_not_shown() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let token = Role::SourceAdmin.token();
    let mut terminal = place.terminal(&["login", "--insecure-storage"]);
    terminal.wait_for("Make a token in Segment with the role Source Admin").wait_for("Public API token");
    terminal.types(&format!("{token}\r"));
    let shown = terminal.exits(0);
    assert!(!shown.text.contains(token) && !shown.text.contains(&token[..12]), "{}", shown.text);
    assert!(shown.plain().contains("Source Admin  confirmed: "), "{}", shown.plain());
    let kept = fs::read_to_string(folder(&place).join("tokens.json")).expect("the file");
    assert!(kept.contains(token));
}

#[cfg(unix)]
#[test]
fn ctrl_c_at_the_prompt_ends_the_run_and_keeps_nothing() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let mut terminal = place.terminal(&["login", "--insecure-storage"]);
    terminal.wait_for("Public API token");
    terminal.types("sgp_half\x03");
    let shown = terminal.exits(130);
    assert!(!shown.text.contains("sgp_half"), "{}", shown.text);
    assert!(segment.calls().is_empty());
    assert!(!folder(&place).join("tokens.json").exists());
}

#[cfg(unix)]
#[test]
fn a_terminal_is_no_pipe_for_a_token() {
    let place = Place::new();
    let terminal = place.terminal(&["login", "--token-stdin"]);
    let shown = terminal.exits(2);
    assert!(shown.plain().contains("the token is to come on standard input, and that is a terminal"), "{}", shown.text);
    assert!(shown.plain().contains("leave --token-stdin away to be asked for it"), "{}", shown.text);
}
