//! `source add` at a terminal: it asks for what is missing, shows what it will do, and asks once more.

use super::{Desk, labelled, qualtrics};
use std::fs;

const MAPPING: &str = "version: 1\nsources: { dev: { id: old } }\ntasks:\n  a: { type: track, event: A, userId: x }\n";

#[test]
fn name_and_environment_are_asked_for_and_then_whether_to_go_ahead() {
    let desk = Desk::with(&[]);
    let mut terminal = desk.place.terminal(&["source", "add"]);
    terminal.wait_for("Name of the source").wait_for("[Qualtrics]").types("Dev\r");
    terminal.wait_for("a name is needed").wait_for("Name of the source").types("\r");
    terminal.wait_for("Which environment is it for?").wait_for("> dev").types("kk\r");
    terminal.wait_for("Nickname    Qualtrics_Prod").wait_for("Slug        qualtrics_prod");
    terminal
        .wait_for("Create Qualtrics_Prod (slug qualtrics_prod) in the workspace acme (us)?")
        .wait_for("[Y/n]")
        .types("y\r");
    let shown = terminal.exits(0);
    desk.assert_hidden(&shown.text);
    assert_eq!(desk.source("qualtrics_prod").expect("it").1, "Qualtrics_Prod");
    assert!(shown.plain().contains("10. Publish the survey"), "{}", shown.plain());
}

#[test]
fn a_no_changes_nothing_and_neither_does_ctrl_c() {
    let desk = Desk::with(&[]);
    for (keys, exit) in [("n\r", 2), ("\x03", 130), ("\x04", 2)] {
        let mut terminal = desk.place.terminal(&["source", "add", "Qualtrics_Dev"]);
        terminal.wait_for("Create Qualtrics_Dev (slug qualtrics_dev) in the workspace acme (us)?").types(keys);
        terminal.exits(exit);
        assert!(desk.writes().is_empty());
    }
}

#[test]
fn what_is_half_made_is_finished_and_what_is_complete_needs_no_answer() {
    let desk = Desk::with(&[qualtrics("s1", "qualtrics_dev", "")]);
    let mut terminal = desk.place.terminal(&["source", "add", "qualtrics dev"]);
    // The spelling says which environment was most likely meant.
    terminal.wait_for("Which environment is it for?").wait_for("> dev").types("\r");
    // Something moves while Segment is asked, and says why.
    terminal.wait_for("Asking Segment").wait_for("Nickname    qualtrics_Dev");
    terminal.wait_for("to do: name it qualtrics_Dev, add the label environment:dev");
    terminal.wait_for("Finish qualtrics_Dev (slug qualtrics_dev) in the workspace acme (us)?").types("n\r");
    terminal.exits(2);
    assert!(desk.writes().is_empty());
    let desk = Desk::with(&[labelled("s1", "qualtrics_dev", "Qualtrics_Dev", "dev")]);
    let shown = desk.place.terminal(&["source", "add", "Qualtrics_Dev"]).exits(0).plain();
    assert!(shown.contains("nothing is left to do in Segment") && !shown.contains("?"), "{shown}");
}

#[test]
fn a_pin_of_another_source_is_replaced_on_a_yes_alone() {
    for (keys, exit) in [("\r", 2), ("y\r", 0)] {
        let desk = Desk::with(&[]);
        desk.place.file("m.yaml", MAPPING);
        let mut terminal = desk.place.terminal(&["source", "add", "Qualtrics_Dev", "--yes", "--pin", "m.yaml"]);
        terminal.wait_for("m.yaml pins `dev` to the source old").wait_for("Replace it?").types(keys);
        terminal.exits(exit);
        let text = fs::read_to_string(desk.place.path().join("m.yaml")).expect("text");
        let id = desk.source("qualtrics_dev").map(|source| source.0);
        assert_eq!(id.is_some(), exit == 0);
        let wanted = match id {
            Some(id) => MAPPING.replace("{ id: old }", &format!("{{ id: {id}, slug: qualtrics_dev, region: us }}")),
            None => MAPPING.to_owned(),
        };
        assert_eq!(text, wanted);
    }
}

#[test]
fn under_no_input_the_flag_is_named_and_segment_is_not_asked() {
    let desk = Desk::with(&[]);
    for (arguments, flag) in [
        (&["source", "add", "--no-input"][..], "NAME"),
        (&["source", "add", "Qualtrics", "--no-input"], "--env dev"),
        (&["source", "add", "Qualtrics_Dev", "--no-input"], "--yes"),
    ] {
        let shown = desk.place.terminal(arguments).exits(2);
        assert!(
            shown.plain().contains(&format!("answer with {flag}")) || shown.plain().contains(flag),
            "{}",
            shown.plain()
        );
    }
    assert!(desk.segment.requests().is_empty());
}
