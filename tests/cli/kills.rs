//! A process that records deliveries is killed (SIGKILL) at random moments, again and again over one ledger: the
//! ledger is whole each time, and holds everything that was promised to be on the disk.
//!
//! The test is the parent and, called again by itself, the child. `.ci/slow` asks for many more kills.

use qseg::delivery::ledger::{
    Clock, End, Entry, Holder, NewRun, Recorder, Source, State, TaskAt, TaskKey, Waiting, Writer,
};
use qseg::segment::message_id::MessageIds;
use std::collections::{HashMap, HashSet};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const CHILD: &str = "QSEG_TEST_LEDGER";
const KILLS: &str = "QSEG_TEST_KILLS";
const NAME: &str = "kills::a_ledger_is_whole_after_a_kill_at_any_moment";
const EVENTS: usize = 8_000;
/// After so many kills a new ledger is begun: this one's events come to an end.
const KILLS_OF_ONE: u64 = 8;
const BATCH: usize = 7;

#[test]
fn a_ledger_is_whole_after_a_kill_at_any_moment() {
    if let Some(path) = std::env::var_os(CHILD) {
        return record(Path::new(&path));
    }
    let kills: u64 = std::env::var(KILLS).map_or(12, |count| count.parse().expect("a number"));
    let folder = tempfile::tempdir().expect("a folder");
    // What a child was promised: the state that the ledger must show at least.
    let mut promised: HashMap<String, State> = HashMap::new();
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut acknowledged = 0;
    for kill in 0..kills {
        if kill % KILLS_OF_ONE == 0 {
            promised.clear();
        }
        let path = folder.path().join(format!("{}.db", kill / KILLS_OF_ONE));
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args([NAME, "--exact", "--nocapture"])
            .env(CHILD, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the child runs");
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let until = random % 60;
        let mut read = 0;
        while read < until {
            // One that has delivered everything ends by itself.
            let Some(Ok(line)) = lines.next() else { break };
            read += u64::from(keep(&line, &mut promised));
        }
        child.kill().expect("a kill");
        child.wait().expect("its end");
        for line in lines.map_while(Result::ok) {
            keep(&line, &mut promised);
        }
        check(&path, &promised, kill);
        acknowledged += promised.values().filter(|state| **state == State::Acknowledged).count();
    }
    assert!(acknowledged > 0, "nothing was ever recorded");
}

/// Takes down what the child was promised; whether the line says anything.
fn keep(line: &str, promised: &mut HashMap<String, State>) -> bool {
    let Some((state, responses)) = line.split_once(": ") else { return false };
    let Some(state) = State::named(state.rsplit(' ').next().unwrap_or(state)) else { return false };
    // A line that was cut by the kill may end in half a response.
    let Some(responses) = responses.strip_suffix(" .") else { return false };
    promised.extend(responses.split(' ').map(|response| (response.to_owned(), state)));
    true
}

fn check(path: &Path, promised: &HashMap<String, State>, kill: u64) {
    if promised.is_empty() && !path.exists() {
        return;
    }
    // A file of this size is checked whole when it is opened.
    let writer = open(path);
    let Some(mut history) = writer.history("s", "a").expect("readable") else {
        assert!(promised.is_empty(), "kill {kill}: a promise is lost");
        return;
    };
    let mut in_doubt = 0;
    for number in 0..EVENTS {
        let response = format!("R_{number}");
        let found = history.known(&response).expect("readable").map(|known| known.state);
        in_doubt += u64::from(found == Some(State::InDoubt));
        match (promised.get(&response), found) {
            (None, _) => {}
            // It may have come further than the child could say.
            (Some(State::InDoubt), Some(State::InDoubt | State::Acknowledged)) => {}
            (Some(State::Acknowledged), Some(State::Acknowledged)) => {}
            (promise, found) => panic!("kill {kill}: {response} was promised as {promise:?} and is {found:?}"),
        }
    }
    let runs = writer.runs(u64::MAX).expect("readable");
    assert_eq!(runs.iter().map(|run| run.in_doubt).sum::<u64>(), in_doubt, "kill {kill}: batches and events disagree");
}

fn open(path: &Path) -> Writer {
    let holder = Holder {
        pid: std::process::id(),
        host: "box".to_owned(),
        since: "2026-03-01T09:00:00Z".parse().expect("a moment"),
        command: "test".to_owned(),
    };
    Writer::open(path, &holder, Waiting { at_most: Duration::ZERO, told: &mut |_| (), sleep: &mut |_| () })
        .unwrap_or_else(|error| panic!("{}: {:?}", error.message, error.causes().collect::<Vec<_>>()))
}

/// The child: delivers what is not delivered, in small batches and short runs, and says what it was promised.
fn record(path: &Path) {
    let clock: Clock = Arc::new(|| "2026-03-01T09:00:00Z".parse().expect("a moment"));
    let mut out = std::io::stdout();
    let mut say = |state: State, responses: &[String]| {
        writeln!(out, "\n{}: {} .", state.name(), responses.join(" ")).and_then(|()| out.flush()).expect("a reader");
    };
    let mut writer = open(path);
    loop {
        let delivered: HashSet<String> = delivered(&writer);
        if delivered.len() == EVENTS {
            return;
        }
        let run = NewRun {
            kind: "send".to_owned(),
            who: "ana".to_owned(),
            version: "0".to_owned(),
            mapping: None,
            inputs: serde_json::json!([]),
            source: Source { id: "s".to_owned(), ..Source::default() },
            host: "h".to_owned(),
            tasks: vec![TaskAt { id: "a".to_owned(), revision: 1, version: None }],
        };
        let ids = MessageIds::new("s", "a", 1);
        let recorder = Recorder::begin(writer, &run, Arc::clone(&clock)).expect("a run");
        let journal = recorder.journal();
        let left: Vec<String> =
            (0..EVENTS).map(|number| format!("R_{number}")).filter(|response| !delivered.contains(response)).collect();
        for (at, responses) in left.chunks(BATCH).take(9).enumerate() {
            let entries = responses.iter().map(|response| Entry {
                task: TaskKey(0),
                response: response.as_str().into(),
                message_id: ids.of(response),
                content: None,
                edited: false,
            });
            let batch = journal.in_doubt(entries.collect()).wait().expect("a receipt");
            say(State::InDoubt, responses);
            // Every fourth is never answered in this run.
            if at % 4 != 3 {
                journal.acknowledged(batch).wait().expect("a receipt");
                say(State::Acknowledged, responses);
            }
        }
        let end = End { counts: serde_json::json!({}), outcome: "done".to_owned() };
        writer = recorder.finish(end).expect("an end");
    }
}

fn delivered(writer: &Writer) -> HashSet<String> {
    let Some(mut history) = writer.history("s", "a").expect("readable") else { return HashSet::new() };
    let mut is_delivered =
        |response: &String| history.known(response).expect("readable").is_some_and(|known| known.state.is_delivered());
    (0..EVENTS).map(|number| format!("R_{number}")).filter(|response| is_delivered(response)).collect()
}
