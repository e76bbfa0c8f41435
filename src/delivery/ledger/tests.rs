//! The ledger through its public face: what a delivery records, what planning finds again, and every way in
//! which its file can be wrong.

use super::*;
use crate::core::error::Error;
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

mod file;
mod questions;

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
