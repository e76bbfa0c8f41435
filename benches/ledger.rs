//! What recording and looking up cost, in a ledger of its own in a temporary folder.
//!
//! ```text
//! cargo bench --bench ledger                      100,000 events over an empty ledger, then over 500,000
//! cargo bench --bench ledger -- --events 1000000
//! ```
//!
//! Receipts are awaited with at most four batches in flight, as the pipeline does it; every commit is on the disk.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads its arguments and prints its table"
)]
#![allow(missing_docs, reason = "no library")]

use jiff::Timestamp;
use qseg::delivery::ledger::{
    Clock, End, Entry, Holder, NewRun, Recorder, Source, TaskAt, TaskHash, TaskKey, Waiting, Writer,
};
use qseg::segment::message_id::MessageIds;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

const SOURCE: &str = "qQEHquLrjRDN9j1ByrChyn";
const IN_FLIGHT: usize = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().collect();
    let events = words.iter().position(|word| word == "--events").and_then(|at| words.get(at + 1));
    let events: u64 = events.map_or(Ok(100_000), |count| count.parse())?;
    let folder = tempfile::tempdir()?;
    for (name, history) in [("empty", 0), ("history", 500_000)] {
        let path = folder.path().join(format!("{name}.db"));
        if history > 0 {
            deliver(&path, u64::MAX / 2, history, 2_500)?;
        }
        for (round, batch) in [500, 1_000, 2_500].into_iter().enumerate() {
            // Other responses each time.
            let (sent, ended) = deliver(&path, round as u64 * events, events, batch)?;
            println!(
                "over {history:>7} events: {events} in batches of {batch:>4}: receipts {:.2} s, and {:.2} s at the end",
                sent.as_secs_f64(),
                ended.as_secs_f64()
            );
        }
        look_up(&path, events * 3)?;
    }
    Ok(())
}

fn open(path: &Path) -> Result<Writer, Box<dyn Error>> {
    let holder =
        Holder { pid: std::process::id(), host: "bench".into(), since: Timestamp::now(), command: "bench".into() };
    Ok(Writer::open(path, &holder, Waiting { at_most: Duration::ZERO, told: &mut |_| (), sleep: &mut |_| () })?)
}

/// ResponseIds as random as Qualtrics' own.
fn response(number: u64) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let mut state = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut text = String::from("R_");
    for _ in 0..15 {
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb).wrapping_add(number);
        text.push(LETTERS[(state >> 32) as usize % LETTERS.len()] as char);
    }
    text
}

fn deliver(path: &Path, from: u64, events: u64, size: usize) -> Result<(Duration, Duration), Box<dyn Error>> {
    let writer = open(path)?;
    let ids = MessageIds::new(SOURCE, "answered", 1);
    let salt = writer.salt();
    let entries: Vec<Entry> = (from..from + events)
        .map(|number| {
            let response = response(number);
            Entry {
                task: TaskKey(0),
                message_id: ids.of(&response),
                content: Some(qseg::delivery::ledger::ContentHash::of(salt, response.as_bytes())),
                response: response.into(),
                edited: false,
            }
        })
        .collect();
    let run = NewRun {
        kind: "send".into(),
        who: "bench".into(),
        version: "0".into(),
        mapping: None,
        inputs: serde_json::json!([]),
        source: Source { id: SOURCE.into(), ..Source::default() },
        host: "localhost".into(),
        tasks: vec![TaskAt { id: "answered".into(), revision: 1, version: Some(TaskHash::of(b"answered")) }],
    };
    let clock: Clock = Arc::new(Timestamp::now);
    let recorder = Recorder::begin(writer, &run, clock)?;
    let batches: Vec<Vec<Entry>> = entries.chunks(size).map(<[Entry]>::to_vec).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let began_sending = Instant::now();
    runtime.block_on(async {
        let permits = Arc::new(tokio::sync::Semaphore::new(IN_FLIGHT));
        let local = tokio::task::LocalSet::new();
        local
            .run_until(async {
                let mut tasks = Vec::new();
                for batch in batches {
                    let permit = Arc::clone(&permits).acquire_owned().await;
                    let journal = recorder.journal();
                    tasks.push(tokio::task::spawn_local(async move {
                        let _permit = permit;
                        let no = journal.in_doubt(batch).recorded().await?;
                        journal.acknowledged(no).recorded().await
                    }));
                }
                for task in tasks {
                    task.await??;
                }
                Ok::<(), Box<dyn Error>>(())
            })
            .await
    })?;
    let sent = began_sending.elapsed();
    let ending = Instant::now();
    drop(recorder.finish(End { counts: serde_json::json!({}), outcome: "done".into() })?);
    Ok((sent, ending.elapsed()))
}

fn look_up(path: &Path, known: u64) -> Result<(), Box<dyn Error>> {
    let size = std::fs::metadata(path)?.len();
    let began = Instant::now();
    let writer = open(path)?;
    println!("opened {} MB in {:.2} s", size / 1_000_000, began.elapsed().as_secs_f64());
    let mut history = writer.history(SOURCE, "answered")?.ok_or("no history")?;
    for (what, from) in [("known", 0), ("new", u64::MAX / 4)] {
        let responses: Vec<String> = (0..1_000_000).map(|number| response(from + number % known)).collect();
        let began = Instant::now();
        let mut found = 0;
        for response in &responses {
            found += u64::from(history.known(response)?.is_some());
        }
        println!("1,000,000 lookups of {what} responses: {:.2} s, {found} found", began.elapsed().as_secs_f64());
    }
    Ok(())
}
