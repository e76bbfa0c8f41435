//! The ledger through its public face: what a delivery records, what planning finds again, and every way in
//! which its file can be wrong.

use super::schema::{APPLICATION_ID, STEPS, VERSION};
use super::*;
use crate::error::Error;
use crate::segment::message_id::{MessageId, MessageIds};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;
use tempfile::TempDir;

const SOURCE: &str = "qQEHquLrjRDN9j1ByrChyn";

/// A folder with a ledger in it, and a clock that goes on by a second at each look.
struct Desk {
    folder: TempDir,
    clock: Clock,
}

fn start() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

impl Desk {
    fn new() -> Desk {
        let ticks = AtomicI64::new(0);
        let clock = Arc::new(move || start() + SignedDuration::from_secs(ticks.fetch_add(1, Ordering::Relaxed)));
        Desk { folder: tempfile::tempdir().unwrap(), clock }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("state").join("ledger.db")
    }

    fn try_write(&self) -> Result<Writer, Error> {
        write_at(&self.path())
    }

    fn write(&self) -> Writer {
        self.try_write().unwrap()
    }

    fn read(&self) -> Ledger {
        Ledger::read(&self.path()).unwrap().unwrap()
    }

    fn begin(&self, tasks: &[(&str, u32)]) -> Recorder {
        Recorder::begin(self.write(), &run(tasks), Arc::clone(&self.clock)).unwrap()
    }

    /// A run that delivers these responses by task `a`, revision 1.
    fn deliver(&self, responses: &[&str]) {
        let recorder = self.begin(&[("a", 1)]);
        let journal = recorder.journal();
        let batch = journal.in_doubt(entries(1, responses)).wait().unwrap();
        journal.acknowledged(batch).wait().unwrap();
        recorder.finish(done()).unwrap();
    }

    fn state(&self, response: &str) -> Option<State> {
        let ledger = self.read();
        let mut history = ledger.history(SOURCE, "a").unwrap()?;
        history.known(response).unwrap().map(|known| known.state)
    }
}

fn write_at(path: &Path) -> Result<Writer, Error> {
    let holder = Holder { pid: 1, host: "box".to_owned(), since: start(), command: "qseg send".to_owned() };
    Writer::open(path, &holder, Waiting { at_most: Duration::ZERO, told: &mut |_| (), sleep: &mut |_| () })
}

fn run(tasks: &[(&str, u32)]) -> NewRun {
    let task = |&(id, revision): &(&str, u32)| TaskAt {
        id: id.to_owned(),
        revision,
        version: Some(TaskHash::of(format!("{id} {revision}").as_bytes())),
    };
    NewRun {
        kind: "send".to_owned(),
        who: "ana".to_owned(),
        version: "0.1.0".to_owned(),
        mapping: Some(MappingFile {
            file: "qseg.yaml".to_owned(),
            hash: "c0ffee".to_owned(),
            git_commit: Some("0123abc".to_owned()),
        }),
        inputs: serde_json::json!([{ "file": "responses.csv", "responses": 3 }]),
        source: Source {
            id: SOURCE.to_owned(),
            slug: Some("qualtrics_dev".to_owned()),
            env: Some("dev".to_owned()),
            region: Some("us".to_owned()),
        },
        host: "api.segment.io".to_owned(),
        tasks: tasks.iter().map(task).collect(),
    }
}

fn done() -> End {
    End { counts: serde_json::json!({ "acknowledged": 1 }), outcome: "done".to_owned() }
}

fn message_id(revision: u32, response: &str) -> MessageId {
    MessageIds::new(SOURCE, "a", revision).of(response)
}

fn entry(revision: u32, response: &str, says: &str) -> Entry {
    Entry {
        task: TaskKey(0),
        response: response.into(),
        message_id: message_id(revision, response),
        content: Some(ContentHash::of(Salt([0; 16]), says.as_bytes())),
        edited: false,
    }
}

fn entries(revision: u32, responses: &[&str]) -> Vec<Entry> {
    responses.iter().map(|response| entry(revision, response, response)).collect()
}

#[test]
fn what_was_delivered_is_found_again_with_everything_that_planning_asks() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 3)]);
    let run = recorder.run_id().to_owned();
    let journal = recorder.journal();
    let batch = journal.in_doubt(entries(3, &["R_1", "R_2"])).wait().unwrap();
    let doubtful = journal.in_doubt(entries(3, &["R_3"])).wait().unwrap();
    let refused = journal.in_doubt(entries(3, &["R_4"])).wait().unwrap();
    journal.acknowledged(batch).wait().unwrap();
    journal.refused(refused, 422).wait().unwrap();
    assert_ne!(batch, doubtful);
    let writer = recorder.finish(done()).unwrap();

    let mut history = writer.history(SOURCE, "a").unwrap().unwrap();
    let known = history.known("R_2").unwrap().unwrap();
    assert_eq!(
        known,
        Known {
            revision: 3,
            message_id: message_id(3, "R_2"),
            content: entry(3, "R_2", "R_2").content,
            task_version: Some(TaskHash::of(b"a 3")),
            state: State::Acknowledged,
            since: start() + SignedDuration::from_secs(1),
            run: 1,
        }
    );
    let state = |history: &mut History<'_>, response| history.known(response).unwrap().map(|known| known.state);
    assert_eq!(state(&mut history, "R_3"), Some(State::InDoubt));
    assert_eq!(state(&mut history, "R_4"), Some(State::Refused));
    assert_eq!(state(&mut history, "R_5"), None);
    assert_eq!(history.revision().unwrap(), 3);
    assert!(writer.history(SOURCE, "b").unwrap().is_none());
    assert!(writer.history("another source", "a").unwrap().is_none());

    let refused = &writer.events_of("R_4").unwrap()[0];
    assert_eq!(
        (refused.status, refused.run.as_str(), refused.slug.as_deref()),
        (Some(422), &*run, Some("qualtrics_dev"))
    );
    assert!(writer.events_of("R_5").unwrap().is_empty());
}

#[test]
fn a_response_of_two_tasks_and_two_revisions_is_shown_whole() {
    let desk = Desk::new();
    desk.deliver(&["R_1"]);
    let recorder = desk.begin(&[("b", 1), ("a", 2)]);
    let journal = recorder.journal();
    let mut both = entries(2, &["R_1", "R_1"]);
    both[1].task = TaskKey(1);
    let batch = journal.in_doubt(both).wait().unwrap();
    journal.acknowledged(batch).wait().unwrap();
    let writer = recorder.finish(done()).unwrap();
    let events = writer.events_of("R_1").unwrap();
    let shown: Vec<(&str, u32)> = events.iter().map(|event| (event.task.as_str(), event.known.revision)).collect();
    assert_eq!(shown, [("a", 1), ("a", 2), ("b", 1)]);
    let latest = writer.history(SOURCE, "a").unwrap().unwrap().known("R_1").unwrap().unwrap();
    assert_eq!((latest.revision, latest.run), (2, 2));
}

#[test]
fn what_stands_in_for_a_response_id_is_a_key_like_any_other() {
    let desk = Desk::new();
    let stand_in = "cells:5f0e9b0c2a:17 — \"quoted\" 'and' é";
    desk.deliver(&[stand_in, ""]);
    assert_eq!(desk.state(stand_in), Some(State::Acknowledged));
    assert_eq!(desk.state(""), Some(State::Acknowledged));
}

#[test]
fn a_killed_run_leaves_its_events_in_doubt_for_readers_and_for_the_next_writer() {
    let desk = Desk::new();
    desk.deliver(&["R_0"]);
    let recorder = desk.begin(&[("a", 1)]);
    let journal = recorder.journal();
    let batch = journal.in_doubt(entries(1, &["R_1"])).wait().unwrap();
    let _doubtful = journal.in_doubt(entries(1, &["R_2", "R_3"])).wait().unwrap();
    journal.acknowledged(batch).wait().unwrap();

    // A reader beside the writer.
    let ledger = desk.read();
    assert_eq!(ledger.writer().unwrap().unwrap().command, "qseg send");
    assert_eq!(desk.state("R_0"), Some(State::Acknowledged));
    assert_eq!(desk.state("R_1"), Some(State::Acknowledged));
    assert_eq!(desk.state("R_2"), Some(State::InDoubt));
    let newest = &ledger.runs(1).unwrap()[0];
    assert_eq!((newest.ended, newest.outcome.as_deref()), (None, None));
    assert_eq!((newest.acknowledged, newest.in_doubt, newest.refused), (1, 2, 0));
    assert_eq!(ledger.count_runs().unwrap(), 2);

    // What it leaves behind, copied as a power cut would: the file and its log.
    let left = tempfile::tempdir().unwrap();
    for name in ["ledger.db", "ledger.db-wal"] {
        fs::copy(desk.path().with_file_name(name), left.path().join(name)).unwrap();
    }
    let writer = write_at(&left.path().join("ledger.db")).unwrap();
    let mut history = writer.history(SOURCE, "a").unwrap().unwrap();
    assert_eq!(history.known("R_1").unwrap().unwrap().state, State::Acknowledged);
    assert_eq!(history.known("R_3").unwrap().unwrap().state, State::InDoubt);
    assert_eq!(writer.runs(1).unwrap()[0].in_doubt, 2);
    assert!(writer.writer().is_some());
}

#[test]
fn what_was_in_doubt_goes_out_again_and_is_in_doubt_since_the_first_time() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let _first = recorder.journal().in_doubt(entries(1, &["R_1", "R_2"])).wait().unwrap();
    recorder.finish(done()).unwrap();
    let since = |desk: &Desk| {
        let known = desk.read().history(SOURCE, "a").unwrap().unwrap().known("R_1").unwrap().unwrap();
        (known.since, known.run, known.state)
    };
    let (first, ..) = since(&desk);
    for again in 2..4 {
        let recorder = desk.begin(&[("a", 1)]);
        let _again = recorder.journal().in_doubt(entries(1, &["R_1"])).wait().unwrap();
        recorder.finish(done()).unwrap();
        assert_eq!(since(&desk), (first, again, State::InDoubt));
    }
    let runs = desk.read().runs(9).unwrap();
    assert_eq!(runs.iter().map(|run| run.in_doubt).collect::<Vec<_>>(), [1, 0, 1], "each event is in one batch");
}

#[test]
fn what_was_delivered_is_not_recorded_as_in_doubt_again_unless_it_was_edited() {
    let desk = Desk::new();
    desk.deliver(&["R_1"]);
    let attempt = |entry: Entry| {
        let recorder = desk.begin(&[("a", 1)]);
        let recorded = recorder.journal().in_doubt(vec![entry]).wait();
        let finished = recorder.finish(done());
        (recorded.map(|_| ()), finished.map(|_| ()))
    };
    let (recorded, finished) = attempt(entry(1, "R_1", "other"));
    assert_eq!(recorded.unwrap_err().code, "delivered_already");
    assert_eq!(finished.unwrap_err().code, "delivered_already", "a recorder that failed stays failed");
    assert_eq!(desk.state("R_1"), Some(State::Acknowledged));
    let (recorded, _) = attempt(Entry { edited: true, ..entry(1, "R_1", "R_1") });
    assert_eq!(recorded.unwrap_err().code, "delivered_already", "nothing was edited");
    let (recorded, finished) = attempt(Entry { edited: true, ..entry(1, "R_1", "other") });
    recorded.unwrap();
    finished.unwrap();
    assert_eq!(desk.state("R_1"), Some(State::InDoubt));
}

#[test]
fn a_response_twice_in_one_run_stops_it_before_the_second_goes_out() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let journal = recorder.journal();
    let first = journal.in_doubt(entries(1, &["R_1", "R_2"])).wait().unwrap();
    let error = journal.in_doubt(entries(1, &["R_3", "R_2"])).wait().unwrap_err();
    assert_eq!((error.code, error.exit.code()), ("response_repeated", 2));
    assert!(error.message.starts_with("R_2 "), "{}", error.message);
    let error = journal.acknowledged(first).wait().unwrap_err();
    assert_eq!(error.code, "response_repeated", "what failed once records nothing more");
    drop(recorder);
    assert_eq!(desk.state("R_1"), Some(State::InDoubt));
    assert_eq!(desk.state("R_3"), None);
}

#[test]
fn a_batch_is_halved_down_to_the_event_that_was_refused() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let journal = recorder.journal();
    let whole = journal.in_doubt(entries(1, &["R_1", "R_2", "R_3", "R_4", "R_5"])).wait().unwrap();
    let halves = journal.split(whole, vec![3, 2]).wait().unwrap();
    assert_eq!(halves[0], whole);
    journal.acknowledged(halves[1]).wait().unwrap();
    let thirds = journal.split(halves[0], vec![1, 1, 1]).wait().unwrap();
    journal.acknowledged(thirds[0]).wait().unwrap();
    journal.refused(thirds[1], 400).wait().unwrap();
    recorder.finish(done()).unwrap();
    let states = ["R_1", "R_2", "R_3", "R_4", "R_5"].map(|response| desk.state(response).unwrap());
    use State::{Acknowledged, InDoubt, Refused};
    assert_eq!(states, [Acknowledged, Refused, InDoubt, Acknowledged, Acknowledged]);
    let run = &desk.read().runs(1).unwrap()[0];
    assert_eq!((run.acknowledged, run.in_doubt, run.refused), (3, 1, 1));
}

#[test]
fn a_batch_is_answered_once_and_cut_into_what_it_holds() {
    for order in 0..4 {
        let desk = Desk::new();
        let recorder = desk.begin(&[("a", 1)]);
        let journal = recorder.journal();
        let batch = journal.in_doubt(entries(1, &["R_1", "R_2"])).wait().unwrap();
        let refused = match order {
            0 => {
                journal.acknowledged(batch).wait().unwrap();
                journal.refused(batch, 400).wait().map(|_| ())
            }
            1 => journal.split(batch, vec![1, 2]).wait().map(|_| ()),
            2 => journal.split(batch, vec![2, 0]).wait().map(|_| ()),
            _ => journal.acknowledged(BatchNo(batch.0 + 1)).wait(),
        };
        assert_eq!(refused.unwrap_err().code, "ledger_rule");
    }
}

#[test]
fn what_is_queued_together_is_recorded_together_under_any_executor() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let journal = recorder.journal();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let numbers = runtime.block_on(async {
        let local = tokio::task::LocalSet::new();
        let tasks: Vec<_> = (0..200)
            .map(|number| {
                let journal = journal.clone();
                local.spawn_local(async move {
                    let response = format!("R_{number}");
                    let batch = journal.in_doubt(entries(1, &[&response])).recorded().await.unwrap();
                    journal.acknowledged(batch).recorded().await.unwrap();
                    batch.0
                })
            })
            .collect();
        local.await;
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.push(task.await.unwrap());
        }
        numbers
    });
    let mut distinct = numbers.clone();
    distinct.sort_unstable();
    assert_eq!(distinct, (1..=200).collect::<Vec<i64>>());
    let writer = recorder.finish(done()).unwrap();
    assert_eq!(writer.runs(1).unwrap()[0].acknowledged, 200);
    let late = journal.in_doubt(entries(1, &["R_late"])).wait().unwrap_err();
    assert_eq!(late.code, "ledger_failed", "a run that has ended records nothing");
}

#[test]
fn runs_are_listed_newest_first_with_what_they_were_begun_and_ended_with() {
    let desk = Desk::new();
    desk.deliver(&["R_1"]);
    desk.deliver(&["R_2", "R_3"]);
    let runs = desk.read().runs(10).unwrap();
    assert_eq!(runs.iter().map(|run| (run.no, run.acknowledged)).collect::<Vec<_>>(), [(2, 2), (1, 1)]);
    let (first, begun) = (&runs[1], run(&[("a", 1)]));
    assert!(first.id.starts_with("20260301-090000-"), "{}", first.id);
    assert_eq!((&first.mapping, &first.inputs, &first.source), (&begun.mapping, &begun.inputs, &begun.source));
    assert_eq!((&*first.who, &*first.host, &*first.kind), ("ana", "api.segment.io", "send"));
    assert_eq!((first.counts.clone(), first.outcome.as_deref()), (Some(done().counts), Some("done")));
    assert_eq!((first.began, first.ended), (start(), Some(start() + SignedDuration::from_secs(3))));
    assert_eq!(desk.read().runs(1).unwrap().len(), 1);
    assert_eq!(desk.read().sources().unwrap(), [begun.source]);
}

#[test]
fn a_renamed_source_keeps_its_history() {
    let desk = Desk::new();
    desk.deliver(&["R_1"]);
    let mut renamed = run(&[("a", 1)]);
    renamed.source.slug = Some("qualtrics_main".to_owned());
    let recorder = Recorder::begin(desk.write(), &renamed, Arc::clone(&desk.clock)).unwrap();
    let writer = recorder.finish(done()).unwrap();
    assert_eq!(writer.sources().unwrap(), [renamed.source]);
    assert!(writer.history(SOURCE, "a").unwrap().unwrap().known("R_1").unwrap().is_some());
}

#[test]
fn delivered_responses_that_are_absent_from_an_export_are_told_in_order() {
    let desk = Desk::new();
    desk.deliver(&["R_c", "R_a", "R_b"]);
    let recorder = desk.begin(&[("b", 1)]);
    let journal = recorder.journal();
    let batch = journal.in_doubt(entries(1, &["R_a", "R_z"])).wait().unwrap();
    journal.acknowledged(batch).wait().unwrap();
    let _doubtful = journal.in_doubt(entries(1, &["R_doubtful"])).wait().unwrap();
    let run = recorder.run_id().to_owned();
    let writer = recorder.finish(done()).unwrap();
    for tasks in [&["a"][..], &["a", "b"], &["none"]] {
        let tasks: Vec<String> = tasks.iter().map(|task| (*task).to_owned()).collect();
        let mut comparison = writer.compare().unwrap();
        ["R_b", "R_b", "R_new"].iter().for_each(|response| comparison.saw(response).unwrap());
        assert_eq!(comparison.seen(), 2);
        let mut told = Vec::new();
        let delivered = comparison
            .absent(SOURCE, &tasks, &mut |absent| {
                told.push(absent);
                Ok(())
            })
            .unwrap();
        let names: Vec<&str> = told.iter().map(|absent| absent.response.as_str()).collect();
        match tasks.len() {
            _ if tasks[0] == "none" => assert_eq!((delivered, names), (0, vec![])),
            1 => assert_eq!((delivered, names), (3, vec!["R_a", "R_c"])),
            _ => {
                assert_eq!((delivered, names), (4, vec!["R_a", "R_c", "R_z"]));
                assert_eq!((&told[0].tasks[..], &told[0].run), (&["a".to_owned(), "b".to_owned()][..], &run));
            }
        }
    }
}

#[test]
fn what_the_ids_say_is_recorded_all_or_nothing_and_what_was_seen_stays_seen() {
    let desk = Desk::new();
    desk.deliver(&["R_1", "R_2"]);
    let recorder = desk.begin(&[("a", 1)]);
    let run = recorder.run_id().to_owned();
    let journal = recorder.journal();
    let taken = journal.in_doubt(entries(1, &["R_3", "R_4"])).wait().unwrap();
    journal.acknowledged(taken).wait().unwrap();
    let _doubtful = journal.in_doubt(entries(1, &["R_5"])).wait().unwrap();
    let refused = journal.in_doubt(entries(1, &["R_6"])).wait().unwrap();
    journal.refused(refused, 422).wait().unwrap();
    let mut writer = recorder.finish(done()).unwrap();
    let asked = Asked::Run(run.clone());
    let ids = |responses: &[&str]| {
        let ids = responses.iter().map(|response| Ok(message_id(1, response)));
        ids.collect::<Vec<Result<MessageId, Error>>>().into_iter()
    };
    let of_run = |writer: &Writer| {
        let mut missing = Vec::new();
        let tell = &mut |one: Missing| {
            missing.push((one.response, one.of_batch, one.of_task, one.of_run));
            Ok(())
        };
        writer.missing(&asked, tell).unwrap();
        missing
    };

    // The same id twice, one of another run, and one that nobody knows.
    let found = writer.found(&asked, ids(&["R_3", "R_3", "R_1", "R_9"]), |_| false).unwrap();
    let expected = Found { given: 3, unknown: 1, arrived: 1, arrived_elsewhere: 1, missing: 1, in_doubt: 1 };
    assert_eq!((found, desk.state("R_3")), (expected, Some(State::Acknowledged)), "told, and not recorded");
    let broken = ids(&["R_3"]).chain([Err(Error::failed("unreadable_ids", "line 2"))]);
    assert_eq!(writer.found(&asked, broken, |_| true).unwrap_err().code, "unreadable_ids");
    assert_eq!(desk.state("R_3"), Some(State::Acknowledged));

    assert_eq!(writer.found(&asked, ids(&["R_3", "R_1", "R_9"]), |_| true).unwrap(), expected);
    let states =
        |desk: &Desk| ["R_1", "R_2", "R_3", "R_4", "R_5", "R_6"].map(|response| desk.state(response).unwrap().name());
    assert_eq!(states(&desk), ["arrived", "acknowledged", "arrived", "missing", "in_doubt", "refused"]);
    assert_eq!(of_run(&writer), [("R_4".to_owned(), (2, 1), (4, 1), (4, 1))]);

    writer.found(&asked, ids(&["R_4", "R_5"]), |_| true).unwrap();
    assert_eq!(states(&desk), ["arrived", "acknowledged", "arrived", "arrived", "arrived", "refused"]);
    let since = Asked::Since { source: SOURCE.to_owned(), since: start() };
    let found = writer.found(&since, ids(&[]), |_| true).unwrap();
    assert_eq!(found, Found { missing: 1, ..Found::default() });
    assert_eq!(desk.state("R_2"), Some(State::Missing));
    let sent: Vec<(String, u64, u64)> = writer
        .sent(&asked)
        .unwrap()
        .into_iter()
        .map(|taken| (taken.run, taken.acknowledged, taken.uncertain))
        .collect();
    assert_eq!(sent, [(run, 2, 1)]);
    drop(writer);

    // Missing, it may go out again, and is then as any other.
    desk.deliver(&["R_2"]);
    assert_eq!(desk.state("R_2"), Some(State::Acknowledged));
    assert_eq!(desk.read().earliest(SOURCE).unwrap(), Some(start() - SignedDuration::from_hours(24)));
    assert_eq!(desk.read().earliest("another").unwrap(), None);
}

#[test]
fn an_import_takes_over_what_is_not_known_and_touches_nothing_else() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let _doubtful = recorder.journal().in_doubt(entries(1, &["R_1"])).wait().unwrap();
    let mut writer = recorder.finish(done()).unwrap();
    let ids = |responses: &[&str]| {
        let entries = entries(1, responses).into_iter().map(|entry| Ok(Entry { content: None, ..entry }));
        entries.collect::<Vec<_>>()
    };
    let imports = |writer: &mut Writer, responses: &[&str]| {
        imported(writer, &run(&[("a", 1)]), ids(responses).into_iter(), &desk.clock)
    };
    let outcome = imports(&mut writer, &["R_1", "R_2", "R_2", "R_3"]).unwrap();
    assert_eq!(outcome, Imported { new: 2, known: 2 });
    assert_eq!(imports(&mut writer, &["R_3", "R_1"]).unwrap(), Imported { new: 0, known: 2 });
    let many: Vec<String> = (0..2_500).map(|number| format!("R_many{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).chain(["R_many0", "R_many2499"]).collect();
    assert_eq!(imports(&mut writer, &many).unwrap(), Imported { new: 2_500, known: 2 });
    let broken = ids(&["R_9"]).into_iter().chain([Err(Error::failed("broken_input", "line 2"))]);
    let error = imported(&mut writer, &run(&[("a", 1)]), broken, &desk.clock).unwrap_err();
    assert_eq!(error.code, "broken_input");
    drop(writer);
    assert_eq!(desk.state("R_1"), Some(State::InDoubt));
    assert_eq!(desk.state("R_2"), Some(State::Acknowledged));
    assert_eq!(desk.state("R_9"), None, "all or none");
}

#[test]
fn there_is_no_ledger_until_something_is_written() {
    let desk = Desk::new();
    assert!(Ledger::read(&desk.path()).unwrap().is_none());
    assert!(!desk.path().parent().unwrap().exists(), "looking makes nothing");
    let empty = desk.folder.path().join("empty.db");
    fs::write(&empty, "").unwrap();
    assert!(Ledger::read(&empty).unwrap().is_none());
    write_at(&empty).unwrap();
    assert!(Ledger::read(&empty).unwrap().is_some());
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let _batch = recorder.journal().in_doubt(entries(1, &["R_1"])).wait().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(desk.path().parent().unwrap()), 0o700);
    let mut names = Vec::new();
    for file in fs::read_dir(desk.path().parent().unwrap()).unwrap() {
        let file = file.unwrap();
        assert_eq!(mode(&file.path()), 0o600, "{:?}", file.file_name());
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["ledger.db", "ledger.db-shm", "ledger.db-wal", "ledger.db.lock"]);
}

#[test]
fn a_file_that_is_no_sound_ledger_is_an_error_of_its_own_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = |name: &str, sql: &str| {
        let path = folder.path().join(name);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        path
    };
    let text = folder.path().join("notes.txt");
    fs::write(&text, "no ledger at all\n".repeat(100)).unwrap();
    let desk = Desk::new();
    let responses: Vec<String> = (0..2_000).map(|number| format!("R_{number}")).collect();
    desk.deliver(&responses.iter().map(String::as_str).collect::<Vec<_>>());
    let mut bytes = fs::read(desk.path()).unwrap();
    let cut = folder.path().join("cut.db");
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let late = bytes.len() / 4 * 3;
    bytes[late..late + 8_192].fill(0x5a);
    let scribbled = folder.path().join("scribbled.db");
    fs::write(&scribbled, &bytes).unwrap();
    let newer =
        format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {}; CREATE TABLE a (b);", VERSION + 1);
    for (path, code) in [
        (text, "not_a_ledger"),
        (folder.path().to_owned(), "not_a_ledger"),
        (sqlite("other.db", "CREATE TABLE a (b); INSERT INTO a VALUES (1);"), "not_a_ledger"),
        (sqlite("numbered.db", "PRAGMA user_version = 1;"), "not_a_ledger"),
        (sqlite("newer.db", &newer), "ledger_newer"),
        (cut, "ledger_damaged"),
        (scribbled, "ledger_damaged"),
    ] {
        let before = fs::read(&path).ok();
        let error = write_at(&path).unwrap_err();
        assert_eq!((error.code, error.exit.code()), (code, 1), "{}: {}", path.display(), error.message);
        assert!(error.message.contains(&path.display().to_string()) && !error.hints.is_empty(), "{}", error.message);
        if !matches!(code, "ledger_damaged") {
            assert_eq!(Ledger::read(&path).unwrap_err().code, code, "{}", path.display());
        }
        assert_eq!(fs::read(&path).ok(), before, "{}", path.display());
    }
}

#[test]
fn another_program_that_writes_in_it_is_told_apart_from_another_writer() {
    let desk = Desk::new();
    let writer = desk.write();
    assert_eq!(desk.try_write().unwrap_err().code, "ledger_held");
    let recorder = Recorder::begin(writer, &run(&[("a", 1)]), Arc::clone(&desk.clock)).unwrap();
    recorder.finish(done()).unwrap();
    desk.try_write().unwrap();
    assert_eq!(super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_BUSY)).code, "ledger_busy");
    assert_eq!(super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_FULL)).code, "ledger_disk_full");
    assert_eq!(
        super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_CANTOPEN)).code,
        "ledger_unreadable"
    );
    assert_eq!(super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_IOERR)).code, "ledger_failed");
}

fn sqlite_error(code: i32) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None)
}

#[test]
fn a_full_disk_fails_the_receipt_and_every_later_one_and_harms_nothing() {
    let desk = Desk::new();
    desk.deliver(&["R_0"]);
    let mut writer = desk.write();
    let pages: i64 = writer.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    // As full as a disk is to SQLite: the file may not grow by more than four pages.
    let _: i64 = writer
        .connection_mut()
        .query_row(&format!("PRAGMA max_page_count = {}", pages + 4), [], |row| row.get(0))
        .unwrap();
    let recorder = Recorder::begin(writer, &run(&[("a", 1)]), Arc::clone(&desk.clock)).unwrap();
    let journal = recorder.journal();
    let responses: Vec<String> = (0..2_000).map(|number| format!("R_{number}x")).collect();
    let responses: Vec<&str> = responses.iter().map(String::as_str).collect();
    for _ in 0..2 {
        let error = journal.in_doubt(entries(1, &responses)).wait().unwrap_err();
        assert_eq!((error.code, error.exit.code()), ("ledger_disk_full", 1));
        assert_eq!(error.causes().count(), 1);
    }
    assert_eq!(recorder.finish(done()).unwrap_err().code, "ledger_disk_full");
    assert_eq!(desk.state("R_0"), Some(State::Acknowledged));
    assert_eq!(desk.state("R_0x"), None);
    assert_eq!(desk.read().runs(1).unwrap()[0].ended, None);
}

#[test]
fn every_version_of_the_file_is_brought_up_to_date_and_keeps_what_it_holds() {
    // A file of version 1, as the recorded SQL makes it, with one delivered event.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(STEPS[0]).unwrap();
    let id: String = message_id(1, "R_1").to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    connection
        .execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;
             INSERT INTO ledger VALUES (x'000102030405060708090a0b0c0d0e0f', '2026-01-01T00:00:00.000Z');
             INSERT INTO sources VALUES (1, '{SOURCE}', 'qualtrics_dev', 'dev', 'us');
             INSERT INTO tasks VALUES (1, 1, 'a');
             INSERT INTO task_versions VALUES (1, x'ffffffffffffffffffffffffffffffff');
             INSERT INTO runs VALUES (1, 'r', 'send', '2026-01-01T00:00:00.000Z', NULL, 'ana', '0.1.0', NULL, NULL, NULL, '[]', 1, 'h', NULL, NULL);
             INSERT INTO batches VALUES (1, 1, 'acknowledged', 1, NULL, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z');
             INSERT INTO settled VALUES (1, 'R_1', 1, x'{id}', NULL, 1, 1, NULL, NULL);"
        ))
        .unwrap();
    drop(connection);
    let writer = write_at(&path).unwrap();
    assert_eq!(writer.connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i32>(0)).unwrap(), VERSION);
    let known = writer.history(SOURCE, "a").unwrap().unwrap().known("R_1").unwrap().unwrap();
    assert_eq!((known.message_id, known.state), (message_id(1, "R_1"), State::Acknowledged));
    assert_eq!(writer.salt(), Salt([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
}

#[test]
fn every_ledger_has_a_salt_of_its_own() {
    assert_ne!(Desk::new().write().salt(), Desk::new().write().salt());
}

#[test]
fn a_second_view_finds_what_was_delivered_before_while_the_recorder_writes() {
    let desk = Desk::new();
    desk.deliver(&["R_1"]);
    let writer = desk.write();
    let view = writer.as_it_stands().unwrap();
    let recorder = Recorder::begin(writer, &run(&[("a", 1)]), Arc::clone(&desk.clock)).unwrap();
    let _batch = recorder.journal().in_doubt(entries(1, &["R_2"])).wait().unwrap();
    let found = std::thread::spawn(move || {
        let mut history = view.history(SOURCE, "a").unwrap().unwrap();
        history.known("R_1").unwrap().map(|known| known.state)
    });
    assert_eq!(found.join().unwrap(), Some(State::Acknowledged));
    recorder.finish(done()).unwrap();
}

#[test]
fn the_page_for_people_names_every_table_and_its_queries_run() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ledger.md")).unwrap();
    let desk = Desk::new();
    desk.deliver(&["R_1"]);
    let writer = desk.write();
    let mut select = writer
        .connection
        .prepare("SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c WHERE m.type IN ('table', 'view')")
        .unwrap();
    let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap() {
        let (table, column): (String, String) = row.unwrap();
        columns.entry(table).or_default().push(column);
    }
    assert_eq!(columns.len(), 9);
    for (table, columns) in columns {
        let heading = format!("### `{table}`");
        let (_, section) = page.split_once(&heading).unwrap_or_else(|| panic!("{table} is not described"));
        let section = section.split("\n#").next().unwrap();
        // What runs alike is described once.
        if section.contains("as `settled`") {
            continue;
        }
        for column in columns {
            assert!(section.contains(&format!("`{column}`")), "{table}.{column} is not described");
        }
    }
    let queries: Vec<&str> = page.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(queries.len() >= 5);
    for query in queries {
        let mut statement = writer.connection.prepare(query).unwrap_or_else(|error| panic!("{error}: {query}"));
        let mut rows = statement.query([]).unwrap();
        assert!(rows.next().unwrap().is_some(), "finds nothing: {query}");
    }
}

#[test]
fn what_was_taken_is_told_by_run_and_task_within_a_span_of_time() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let first_run = recorder.run_id().to_owned();
    let journal = recorder.journal();
    let taken = journal.in_doubt(entries(1, &["R_1", "R_2"])).wait().unwrap();
    journal.in_doubt(entries(1, &["R_3"])).wait().unwrap();
    let refused = journal.in_doubt(entries(1, &["R_4"])).wait().unwrap();
    journal.acknowledged(taken).wait().unwrap();
    journal.refused(refused, 422).wait().unwrap();
    recorder.finish(done()).unwrap();
    let told = |ledger: &Ledger, start: Timestamp, end: Timestamp| -> Vec<(String, u64, u64)> {
        let taken = ledger.taken(SOURCE, start, end).unwrap();
        assert!(taken.iter().all(|taken| taken.task == "a" && taken.mapping.as_deref() == Some("c0ffee")));
        taken.into_iter().map(|taken| (taken.run, taken.acknowledged, taken.uncertain)).collect()
    };
    let minutes = |minutes| start() + SignedDuration::from_mins(minutes);
    let ledger = desk.read();
    assert_eq!(told(&ledger, start(), minutes(60)), [(first_run.clone(), 2, 1)]);
    assert_eq!(told(&ledger, minutes(60), minutes(120)), []);
    assert_eq!(ledger.taken("another", start(), minutes(60)).unwrap(), []);
    let first = ledger.runs(1).unwrap().remove(0);
    let span = ledger.span_of_run(first.no).unwrap().unwrap();
    assert!(start() <= span.first && span.first < span.last && span.last < minutes(1), "{span:?}");
    // What was in doubt goes out again: its run began where it was first in doubt.
    desk.deliver(&["R_3"]);
    let ledger = desk.read();
    let second = ledger.runs(1).unwrap().remove(0);
    let again = ledger.span_of_run(second.no).unwrap().unwrap();
    assert!(again.first > span.first && again.first < span.last && again.last > span.last, "{span:?} {again:?}");
    assert_eq!(told(&ledger, start(), minutes(60)), [(first_run, 2, 0), (second.id.clone(), 1, 0)]);
    // Within a span that begins later, it may have been taken before.
    assert_eq!(told(&ledger, span.last, minutes(60)), [(second.id, 0, 1)]);
    assert_eq!(ledger.span_since(SOURCE, span.last).unwrap().unwrap().last, again.last);
    assert_eq!(ledger.span_since(SOURCE, minutes(60)).unwrap(), None);
}
