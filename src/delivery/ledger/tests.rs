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
