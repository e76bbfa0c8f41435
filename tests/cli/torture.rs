//! A live send is killed (SIGKILL) at random moments, again and again over one export, while the server fails in
//! every way that it can: in the end every event was acknowledged and kept, none whose acknowledgement was recorded
//! went out again, and all copies of an event bear one messageId.
//!
//! `.ci/slow` asks for many more kills. One seed gives the same kills and faults, as far as the machine's own timing
//! lets it.

use crate::support::segment::Segment;
use crate::support::{Place, csv, mapping};
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use qseg::delivery::ledger::Ledger;
use qseg::sandbox::fault::Chances;
use qseg::sandbox::state::DEV_WRITE_KEY;
use qseg::sandbox::{Observer, Seen};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::process::{Command, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

const KILLS: &str = "QSEG_TEST_SEND_KILLS";
const SEED: &str = "QSEG_TEST_SEED";

/// What a server can do to a request; in three of ten something.
const FAULTS: &str = "429:0.02,500:0.05,503:0.05,reset:0.05,lost:0.05,cut:0.05,hang:0.03";

/// So long is the text of an event that fifteen of them fill a batch.
const TEXT: usize = 30_000;
const EVENTS_OF_A_BATCH: usize = 15;

/// How long a kill waits for requests that do not come, because the server holds the send off.
const PATIENCE: Duration = Duration::from_secs(2);

#[test]
fn a_send_that_is_killed_again_and_again_delivers_every_event_and_repeats_none_that_was_acknowledged() {
    let number = |name: &str, else_: u64| std::env::var(name).map_or(else_, |text| text.parse().expect("a number"));
    let (kills, seed) = (number(KILLS, 10), number(SEED, 1));
    let batches = (kills / 2).clamp(8, 60) as usize;
    let mut torture = Torture { random: seed.max(1), kills_left: kills, kill: 0, batches };
    let mut rounds = 0;
    while torture.kills_left > 0 {
        torture.round();
        rounds += 1;
    }
    let said = format!("{kills} kills in {rounds} rounds of {batches} batches, seed {seed}\n");
    std::io::Write::write_all(&mut std::io::stderr(), said.as_bytes()).expect("a message");
}

struct Torture {
    random: u64,
    kills_left: u64,
    kill: u64,
    batches: usize,
}

impl Torture {
    fn random(&mut self, below: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % below
    }

    /// One export from its first event to its last.
    fn round(&mut self) {
        let log = Arc::new(Log::default());
        let seed = self.random(u64::MAX);
        let segment = Segment::set_up(|options| {
            options.clock = Arc::new(Timestamp::now);
            options.observer = Some(Arc::clone(&log) as Arc<dyn Observer>);
            options.faults = Chances::parse(FAULTS).expect("faults");
            options.seed = seed;
        });
        let place = Place::new()
            .with("QSEG_EVENTS_URL", segment.url())
            .with("QSEG_WRITE_KEY", DEV_WRITE_KEY)
            .hush(DEV_WRITE_KEY);
        let responses = export(&place, self.batches * EVENTS_OF_A_BATCH);
        while self.kills_left > 0 && acknowledged(&place, &responses).len() < responses.len() {
            self.kills_left -= 1;
            self.kill += 1;
            self.live_and_die(&place, &responses, &log);
        }
        finish(&place, &responses, &log);
        assert_eq!(segment.summary()["kept"], responses.len(), "{}", segment.summary());
        assert_eq!(segment.summary()["discarded"], serde_json::json!({}));
        let ids = log.ids();
        assert_eq!(acknowledged(&place, &responses), ids, "the ledger's ids are those that went out");
        assert_eq!(ids.values().collect::<HashSet<_>>().len(), responses.len(), "an id for each event");
    }

    /// Starts a send, and kills it some requests and some moments later.
    fn live_and_die(&mut self, place: &Place, responses: &[String], log: &Log) {
        let before = acknowledged(place, responses);
        let seen = log.len();
        let mut child = send(place).spawn().expect("the program runs");
        let (requests, moments) = match self.random(5) {
            // While it starts, plans and writes the first lines of the ledger.
            0 => (0, self.random(400)),
            requests => (requests as usize, self.random(30)),
        };
        log.wait_for(seen + requests);
        std::thread::sleep(Duration::from_millis(moments));
        child.kill().expect("a kill");
        child.wait().expect("its end");
        log.check_since(seen, &before, self.kill);
    }
}

/// A send that is not killed goes to the end; where the server is at its worst, at the second or third time.
fn finish(place: &Place, responses: &[String], log: &Log) {
    for attempt in 0.. {
        let before = acknowledged(place, responses);
        let seen = log.len();
        let said = place.finish(send(place));
        log.check_since(seen, &before, u64::MAX);
        if said.code == 0 {
            break;
        }
        assert!(said.code == 6 && attempt < 20, "{said:?}");
    }
    let seen = log.len();
    place.finish(send(place)).exits(0);
    assert_eq!(log.len(), seen, "nothing was left to send");
}

fn send(place: &Place) -> Command {
    let words = ["send", "--quiet", "--ledger", "ledger.db", "--rate", "none", "--timeout", "1", "--gzip", "big.csv"];
    let mut command = place.command(&words);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Writes an export of so many responses, whose ids it returns.
fn export(place: &Place, count: usize) -> Vec<String> {
    let responses: Vec<String> = (0..count).map(|number| format!("R_{number}")).collect();
    let text = "wörds, ".repeat(TEXT / 8);
    let rows: Vec<[&str; 5]> =
        responses.iter().map(|id| [id.as_str(), "0", "1", "2026-01-02 03:04:05", text.as_str()]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(<[&str; 5]>::as_slice).collect();
    place.file("big.csv", csv(&["_recordId", "status", "finished", "recordedDate@UTC", "said"], &rows));
    place.file("qseg.yaml", mapping(&["said: \"${e://Field/said}\""]));
    responses
}

/// The events whose acknowledgement stands in the ledger: response and messageId.
fn acknowledged(place: &Place, responses: &[String]) -> HashMap<String, String> {
    let Some(ledger) = Ledger::read(&place.path().join("ledger.db")).expect("a ledger that is whole") else {
        return HashMap::new();
    };
    let Some(mut history) = ledger.history("source-of-dev", "answered").expect("readable") else {
        return HashMap::new();
    };
    let mut found = HashMap::new();
    for response in responses {
        let known = history.known(response).expect("readable");
        if let Some(known) = known.filter(|known| known.state.is_delivered()) {
            found.insert(response.clone(), known.message_id.to_string());
        }
    }
    found
}

/// Every batch that came to the server, whatever it did with it.
#[derive(Default)]
struct Log {
    batches: Mutex<Vec<Batch>>,
    came: Condvar,
}

struct Batch {
    /// Each event's userId, which is its ResponseId, and its messageId.
    events: Vec<(String, String)>,
    taken: bool,
}

impl Observer for Log {
    fn answered(&self, seen: &Seen) {
        let body: Value = serde_json::from_reader(MultiGzDecoder::new(&seen.body[..])).expect("JSON");
        let text = |event: &Value, key: &str| event[key].as_str().expect("a text").to_owned();
        let events = body["batch"].as_array().expect("a batch").iter();
        let events = events.map(|event| (text(event, "userId"), text(event, "messageId"))).collect();
        self.batches.lock().expect("the log").push(Batch { events, taken: seen.tally.is_some() });
        self.came.notify_all();
    }
}

impl Log {
    fn len(&self) -> usize {
        self.batches.lock().expect("the log").len()
    }

    /// Waits until there are so many, or nothing more comes.
    fn wait_for(&self, count: usize) {
        let batches = self.batches.lock().expect("the log");
        drop(self.came.wait_timeout_while(batches, PATIENCE, |batches| batches.len() < count).expect("the log"));
    }

    /// The messageId of every event that came; there must be one for each.
    fn ids(&self) -> HashMap<String, String> {
        let mut ids = HashMap::new();
        for (response, id) in self.batches.lock().expect("the log").iter().flat_map(|batch| &batch.events) {
            let first = ids.entry(response.clone()).or_insert_with(|| id.clone());
            assert_eq!(first, id, "{response} went out under two ids");
        }
        ids
    }

    /// Nothing that was acknowledged before came again, and all that was acknowledged had been taken.
    fn check_since(&self, seen: usize, acknowledged: &HashMap<String, String>, kill: u64) {
        let batches = self.batches.lock().expect("the log");
        let (old, new) = batches.split_at(seen);
        let taken: HashSet<&str> = old
            .iter()
            .filter(|batch| batch.taken)
            .flat_map(|batch| &batch.events)
            .map(|(response, _)| response.as_str())
            .collect();
        for response in acknowledged.keys() {
            assert!(taken.contains(response.as_str()), "kill {kill}: {response} is acknowledged and was never taken");
        }
        for (response, _) in new.iter().flat_map(|batch| &batch.events) {
            assert!(!acknowledged.contains_key(response), "kill {kill}: {response} was acknowledged, and went again");
        }
    }
}
