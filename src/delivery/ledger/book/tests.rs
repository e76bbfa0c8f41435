//! Whatever happens in whatever order, and wherever it breaks off: an event is in one batch, a delivered one stays
//! delivered, and the ledger says what was recorded last.

use super::*;
use crate::delivery::ledger::entry::{TaskAt, TaskKey};
use crate::delivery::ledger::open::Writer;
use crate::delivery::ledger::{Holder, Source, Waiting};
use crate::segment::message_id::MessageIds;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// One thing that a delivery or fate does.
#[derive(Debug, Clone)]
enum Step {
    /// Send these responses together.
    Send(Vec<u8>),
    /// The open batch of this position is taken.
    Acknowledge(prop::sample::Index),
    /// It is refused.
    Refuse(prop::sample::Index),
    /// It is cut in two.
    Halve(prop::sample::Index),
    /// The process dies: after the commit, or before it, with a batch half written.
    Crash(bool),
    /// The run ends, and another begins.
    Finish,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => prop::collection::btree_set(0..24_u8, 1..8).prop_map(|set| Step::Send(set.into_iter().collect())),
        3 => any::<prop::sample::Index>().prop_map(Step::Acknowledge),
        1 => any::<prop::sample::Index>().prop_map(Step::Refuse),
        2 => any::<prop::sample::Index>().prop_map(Step::Halve),
        1 => any::<bool>().prop_map(Step::Crash),
        1 => Just(Step::Finish),
    ]
}

fn now() -> Timestamp {
    "2026-03-01T09:00:00Z".parse().unwrap()
}

fn open(path: &Path) -> Writer {
    let holder = Holder { pid: 1, host: "box".to_owned(), since: now(), command: "qseg send".to_owned() };
    Writer::open(path, &holder, Waiting { at_most: Duration::ZERO, told: &mut |_| (), sleep: &mut |_| () }).unwrap()
}

fn run() -> NewRun {
    NewRun {
        kind: "send".to_owned(),
        who: "ana".to_owned(),
        version: "0".to_owned(),
        mapping: None,
        inputs: serde_json::json!([]),
        source: Source { id: "s".to_owned(), ..Source::default() },
        host: "h".to_owned(),
        tasks: vec![TaskAt { id: "a".to_owned(), revision: 1, version: None }],
    }
}

fn entry(response: u8) -> Entry {
    let response = format!("R_{response}");
    let message_id = MessageIds::new("s", "a", 1).of(&response);
    Entry { task: TaskKey(0), response: response.into(), message_id, content: None, edited: false }
}

fn transact<T>(writer: &mut Writer, work: impl FnOnce(&Transaction<'_>) -> T) -> T {
    let tx = writer.connection_mut().transaction().unwrap();
    let value = work(&tx);
    tx.commit().unwrap();
    value
}

fn begin(writer: &mut Writer, most: usize) -> Book {
    let mut book = transact(writer, |tx| Book::begin(tx, &run(), now()).unwrap());
    book.hold_at_most(most);
    book
}

/// What the ledger says of every response, and that its tables agree.
fn states(writer: &Writer) -> BTreeMap<String, State> {
    let connection = &writer.connection;
    let mut select = connection.prepare("SELECT response, state FROM events").unwrap();
    let mut states = BTreeMap::new();
    for row in select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap() {
        let (response, state): (String, String) = row.unwrap();
        assert_eq!(states.insert(response, State::named(&state).unwrap()), None, "an event in two batches");
    }
    let differing =
        "SELECT count(*) FROM batches WHERE events <> (SELECT count(*) FROM events WHERE batch = batches.no)";
    let differing: i64 = connection.query_row(differing, [], |row| row.get(0)).unwrap();
    assert_eq!(differing, 0, "a batch counts other events than it holds");
    let mut history = writer.history("s", "a").unwrap();
    for (response, state) in &states {
        // What the run under way holds is found by the next one.
        if let Some(history) = &mut history
            && let Some(known) = history.known(response).unwrap()
        {
            assert_eq!(known.state, *state);
        }
    }
    states
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn delivered_stays_delivered_and_every_event_is_in_one_batch(
        steps in prop::collection::vec(step(), 1..40), most in prop::sample::select(vec![8, 20, HELD]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let mut writer = open(&path);
        let mut book = begin(&mut writer, most);
        let mut model: BTreeMap<String, State> = BTreeMap::new();
        let mut batches: Vec<(BatchNo, Vec<u8>)> = Vec::new();
        let mut this_run: Vec<u8> = Vec::new();
        for step in steps {
            match step {
                Step::Send(mut responses) => {
                    // As a plan has it: nothing twice in a run, nothing that was delivered.
                    responses.retain(|response| !this_run.contains(response));
                    let delivered = |response: &u8| model.get(&format!("R_{response}")).is_some_and(|state| state.is_delivered());
                    if let Some(bad) = responses.iter().copied().find(|response| delivered(response)) {
                        let tx = writer.connection_mut().transaction().unwrap();
                        let refused = book.clone().in_doubt(&tx, &[entry(bad)], now());
                        prop_assert!(matches!(refused, Err(Refusal::Rule(error)) if error.code == "delivered_already"));
                        tx.rollback().unwrap();
                    }
                    responses.retain(|response| !delivered(response));
                    let entries: Vec<Entry> = responses.iter().copied().map(entry).collect();
                    if entries.is_empty() {
                        continue;
                    }
                    let no = transact(&mut writer, |tx| book.in_doubt(tx, &entries, now()).unwrap());
                    model.extend(entries.iter().map(|entry| (entry.response.to_string(), State::InDoubt)));
                    this_run.extend(&responses);
                    batches.push((no, responses));
                }
                Step::Acknowledge(at) | Step::Refuse(at) if !batches.is_empty() => {
                    let taken = matches!(step, Step::Acknowledge(_));
                    let (no, responses) = batches.remove(at.index(batches.len()));
                    transact(&mut writer, |tx| {
                        if taken { book.acknowledged(tx, no, now()) } else { book.refused(tx, no, 400, now()) }
                    })
                    .unwrap();
                    let state = if taken { State::Acknowledged } else { State::Refused };
                    model.extend(responses.iter().map(|response| (format!("R_{response}"), state)));
                }
                Step::Halve(at) if !batches.is_empty() => {
                    let at = at.index(batches.len());
                    let (no, mut responses) = batches[at].clone();
                    if responses.len() < 2 {
                        continue;
                    }
                    let second = responses.split_off(responses.len() / 2);
                    let sizes = [responses.len(), second.len()];
                    let parts = transact(&mut writer, |tx| book.split(tx, no, &sizes).unwrap());
                    batches[at] = (parts[0], responses);
                    batches.push((parts[1], second));
                }
                Step::Crash(committed) => {
                    if !committed {
                        let fresh = (100..103).map(entry).collect::<Vec<_>>();
                        let tx = writer.connection_mut().transaction().unwrap();
                        book.in_doubt(&tx, &fresh, now()).unwrap();
                        drop(tx);
                    }
                    drop(writer);
                    writer = open(&path);
                    batches.clear();
                    this_run.clear();
                    prop_assert_eq!(&states(&writer), &model);
                    book = begin(&mut writer, most);
                }
                Step::Finish => {
                    let end = End { counts: serde_json::json!({}), outcome: "done".to_owned() };
                    transact(&mut writer, |tx| book.finish(tx, &end, now()).unwrap());
                    batches.clear();
                    this_run.clear();
                    book = begin(&mut writer, most);
                }
                _ => {}
            }
            prop_assert_eq!(&states(&writer), &model);
        }
    }
}
