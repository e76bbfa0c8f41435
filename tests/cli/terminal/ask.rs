//! Each kind of question, however it is answered or ended. They are asked by this very test program, which is
//! started again for it, because no command asks every kind.

use crate::support::terminal::{SIZE, Terminal};
use qseg::context::Context;
use qseg::core::error::Exit;
use qseg::ui::{ColorChoice, Question, Ui};
use rustix::process::Signal;
use std::process::{Command, Stdio};

/// Says to the program started again what to ask.
const ASKS: &str = "QSEG_TEST_ASKS";
const KINDS: [&str; 4] = ["confirm", "text", "select", "secret"];

/// What is asked where the program was started for it; nothing in a run of the tests.
#[test]
fn the_program_that_asks() {
    let Ok(kind) = std::env::var(ASKS) else { return };
    let mut context = Context::capture();
    context.no_input = kind.ends_with(" --no-input");
    let mut ui = Ui::new(&context, ColorChoice::Never, false, false);
    let question = Question { text: "Which\x1b[2J one?", flag: "--which" };
    let choices: Vec<String> = (1..=12).map(|number| format!("choice {number}")).collect();
    let answer = match kind.split(' ').next().expect("a kind") {
        "confirm" => ui.confirm(question, Some(false)).map(|yes| yes.to_string()),
        "text" => ui.text(question, Some("usual"), |text| match text {
            "bad" => Err("not that one".to_owned()),
            text => Ok(text.to_owned()),
        }),
        "select" => ui.select(question, &choices, 1).map(|at| at.to_string()),
        "secret" => ui.secret(question).map(|secret| {
            let count = secret.expose().len();
            assert_eq!(secret.expose(), b"hush-this-is-the-hash-key");
            format!("{count} bytes")
        }),
        other => panic!("{other}"),
    };
    if kind.ends_with("then-wait") {
        ui.status("waiting");
        std::thread::sleep(std::time::Duration::from_secs(600));
    }
    let (answer, exit) = match answer {
        Ok(answer) => (format!("<{answer}>"), Exit::Done),
        Err(error) => {
            ui.error(&error);
            (error.code.to_owned(), error.exit)
        }
    };
    ui.status(&format!("answer={answer} exit={}.", exit.code()));
}

fn command(kind: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["terminal::ask::the_program_that_asks", "--exact", "--nocapture"]).env_clear().env(ASKS, kind);
    command
}

fn asks(kind: &str) -> Terminal {
    let mut terminal = Terminal::of(command(kind), SIZE, None);
    terminal.wait_for("Which\\u{1b}[2J one?");
    if kind == "select" {
        terminal.wait_for("choice 10");
    }
    terminal
}

/// What is answered to these keys.
#[track_caller]
fn answer(kind: &str, keys: &str, wanted: &str) {
    let mut terminal = asks(kind);
    terminal.types(keys);
    let shown = terminal.exits(0);
    assert!(shown.text.contains(&format!("answer={wanted}.")), "{kind} {keys:?}: {:?}", shown.text);
}

#[test]
fn every_kind_is_answered_and_enter_is_the_default() {
    for (kind, keys, wanted) in [
        ("confirm", "\r", "<false> exit=0"),
        ("confirm", "y\r", "<true> exit=0"),
        ("confirm", " YES \r", "<true> exit=0"),
        ("confirm", "perhaps\rn\r", "<false> exit=0"),
        ("text", "\r", "<usual> exit=0"),
        ("text", " mine \r", "<mine> exit=0"),
        ("text", "a\x7fbé\r", "<bé> exit=0"),
        ("text", "bad\rgood\r", "<good> exit=0"),
        ("text", "\x1b[A\rgood\r", "<good> exit=0"),
        ("select", "\r", "<1> exit=0"),
        ("select", "\x1b[B\x1b[B\r", "<3> exit=0"),
        ("select", "jjjk\r", "<3> exit=0"),
        ("select", "\x1b[A\x1b[A\r", "<11> exit=0"),
        ("select", "\x1bOB\x1b[4~\x1bx\r", "<11> exit=0"),
        ("select", "\x1b[5~\x1b\r", "<0> exit=0"),
        ("secret", " hush-this-is-the-hash-key \r", "<25 bytes> exit=0"),
    ] {
        answer(kind, keys, wanted);
    }
}

#[test]
fn an_empty_secret_is_refused_and_so_is_the_end_of_input() {
    for (kind, keys) in [("secret", "\r"), ("secret", "  \r"), ("secret", "\x04")] {
        answer(kind, keys, "no_answer exit=2");
    }
    for kind in ["confirm", "text", "select"] {
        answer(kind, "\x04", "no_answer exit=2");
    }
}

#[test]
fn ctrl_c_and_sigterm_end_every_kind_and_put_the_terminal_back() {
    for kind in KINDS {
        answer(kind, "\x03", "interrupted exit=130");
        for (signal, wanted) in [(Signal::INT, "interrupted exit=130"), (Signal::TERM, "terminated exit=143")] {
            let mut terminal = asks(kind);
            terminal.signal(signal);
            let shown = terminal.exits(0);
            assert!(shown.text.contains(&format!("answer={wanted}.")), "{kind}: {:?}", shown.text);
            assert!(shown.plain().contains("\nerror: "), "it stands on a line of its own: {:?}", shown.text);
        }
    }
}

#[test]
fn the_terminal_is_changed_only_while_a_secret_or_a_key_is_awaited() {
    for (kind, usual) in [("confirm", true), ("text", true), ("select", false), ("secret", false)] {
        let mut terminal = asks(kind);
        assert_eq!(terminal.is_as_usual(), usual, "{kind}");
        terminal.types("\x03");
        terminal.exits(0);
    }
}

#[test]
fn after_a_question_a_signal_does_what_it_always_does() {
    for (signal, number) in [(Signal::INT, 2), (Signal::TERM, 15)] {
        let mut terminal = asks("confirm then-wait");
        terminal.types("y\r").wait_for("waiting");
        terminal.signal(signal);
        assert_eq!(terminal.ended_by(), Some(number));
    }
}

#[test]
fn nobody_is_asked_under_no_input_in_ci_or_off_a_terminal() {
    for kind in KINDS {
        let mut quiet = command(&format!("{kind} --no-input"));
        let mut in_ci = command(kind);
        in_ci.env("CI", "true");
        quiet.env("HOME", "/");
        for command in [quiet, in_ci] {
            let shown = Terminal::of(command, SIZE, None).exits(0);
            assert!(shown.text.contains("answer=cannot_ask exit=2."), "{}", shown.text);
            assert!(shown.text.contains("hint: answer with --which"), "{}", shown.text);
        }
        let output = command(kind).stdin(Stdio::null()).output().expect("it runs");
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(said.contains("answer=cannot_ask exit=2."), "{said}");
        assert!(said.contains("nobody can be asked here: Which\\u{1b}[2J one?"), "{said}");
    }
}
