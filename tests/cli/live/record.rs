//! The ledger of a live send: one writer, no file but its own, and nothing goes out that is not recorded.

use super::{Desk, counts};
use qseg::delivery::ledger::{Holder, Waiting, Writer};
use serde_json::json;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

pub fn held(path: &Path) -> Writer {
    let holder = Holder {
        pid: 4321,
        host: "box".to_owned(),
        since: "2026-03-01T09:00:00Z".parse().expect("a moment"),
        command: "qseg send".to_owned(),
    };
    // A child that another test is starting holds a copy of the lock of a writer that is gone, until it is the program.
    let waiting = Waiting { at_most: Duration::from_secs(10), told: &mut |_| (), sleep: &mut std::thread::sleep };
    Writer::open(path, &holder, waiting).expect("a ledger")
}

#[test]
fn a_second_send_is_refused_and_told_who_holds_the_ledger() {
    let desk = Desk::with(2);
    fs::create_dir(desk.place.path().join("state")).expect("a folder");
    let writer = held(&desk.ledger());
    let error = desk.document(&[], 2)["error"].take();
    assert_eq!(error["code"], "ledger_held");
    let message = error["message"].as_str().expect("a message");
    assert!(message.starts_with("qseg send (process 4321 on box, since 2026-03-01T09:00:00Z) writes in"), "{message}");
    assert_eq!(desk.posts(), 0);
    drop(writer);
    assert_eq!(counts(&desk.delivery(&[], 0))[1], 2);
}

#[test]
fn a_send_that_waits_goes_on_when_the_other_is_done() {
    let desk = Desk::with(2);
    fs::create_dir(desk.place.path().join("state")).expect("a folder");
    let writer = held(&desk.ledger());
    let mut command = desk.place.command(&["send", "answers.csv", "--wait", "600"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let mut lines = BufReader::new(child.stderr.take().expect("its errors")).lines();
    let told = lines.by_ref().map_while(Result::ok).find(|line| line.contains("Waiting for the ledger"));
    assert!(told.is_some_and(|line| line.contains("process 4321 on box")));
    drop(writer);
    lines.for_each(drop);
    assert_eq!((child.wait().expect("its end").code(), desk.kept()), (Some(0), 2));
}

#[test]
fn a_ledger_that_cannot_be_used_stops_the_send_and_stays_as_it_is() {
    let desk = Desk::with(2);
    desk.place.file("notes.db", "no ledger at all\n".repeat(100));
    let other = rusqlite::Connection::open(desk.place.path().join("other.db")).expect("a file");
    other.execute_batch("CREATE TABLE people (name TEXT)").expect("a table");
    drop(other);
    desk.send(&["answers.csv", "--limit", "1", "--ledger", "newer.db"]).exits(0);
    let newer = rusqlite::Connection::open(desk.place.path().join("newer.db")).expect("a ledger");
    newer.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA user_version = 99").expect("a change");
    drop(newer);
    fs::create_dir(desk.place.path().join("folder.db")).expect("a folder");
    for (file, code) in [
        ("notes.db", "not_a_ledger"),
        ("other.db", "not_a_ledger"),
        ("newer.db", "ledger_newer"),
        ("folder.db", "not_a_ledger"),
    ] {
        let path = desk.place.path().join(file);
        let before = fs::read(&path).ok();
        let document = desk.document(&["--ledger", file], 1);
        assert_eq!(document["error"]["code"], code, "{file}");
        assert_eq!(fs::read(&path).ok(), before, "{file}");
    }
    assert_eq!(desk.posts(), 1, "the one that made newer.db");
    assert!(!desk.ledger().exists());
}

#[test]
fn the_ledger_is_where_it_was_said_to_be() {
    let desk = Desk::with(2);
    desk.send(&["answers.csv", "--ledger", "own/of this.db"]).exits(0);
    assert!(desk.place.path().join("own/of this.db").exists() && !desk.ledger().exists());
    assert_eq!(counts(&desk.delivery(&[], 0))[1], 2, "another ledger knows nothing of it");
    assert!(desk.ledger().exists());
    assert_eq!(counts(&desk.delivery(&["--ledger", "own/of this.db"], 0)), [0, 0, 2, 0, 0, 0]);
    assert_eq!(desk.segment.summary()["duplicate"], json!(2));
}

/// A limit on the size of files stands in for a disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_stops_the_send_before_anything_unrecorded_goes_out() {
    let desk = Desk::with(20_000);
    // More and more room, until some of it goes out and the rest does not.
    let is_in_part = (100..4_000).step_by(100).any(|kib: u32| {
        let mut command = std::process::Command::new("/bin/sh");
        let program = desk.place.command(&["send", "answers.csv", "--rate", "none"]);
        // In POSIX the unit is 512 bytes. Without the signal a write fails with an error, as on a full disk.
        command.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &(kib * 2).to_string()]);
        command.arg(program.get_program()).args(program.get_args()).current_dir(desk.place.path());
        command.env_clear().stdin(Stdio::null());
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let said = desk.place.finish(command).exits(1);
        assert!(said.stderr.contains("the ledger"), "{}", said.stderr);
        // Every event that came to the server stands in the ledger.
        let recorded: u64 = match desk.ledger().exists() {
            true => desk.states().iter().map(|(_, count)| count).sum(),
            false => 0,
        };
        assert!(recorded >= desk.kept(), "{recorded} recorded, {} sent", desk.kept());
        desk.kept() > 0
    });
    assert!(is_in_part && desk.kept() < 20_000, "some went out, some did not: {}", desk.kept());
    desk.send(&["answers.csv", "--rate", "none"]).exits(0);
    assert_eq!((desk.kept(), desk.states()), (20_000, vec![("acknowledged".to_owned(), 20_000)]));
}
