//! A live send from end to end: a CSV of made-up responses through both passes, the ledger and real HTTP to a sink
//! in another process, which takes everything and keeps nothing.
//!
//! ```text
//! cargo bench --bench live                      100,000 rows, at 0 and 50 ms, over an empty ledger and over 500,000 events
//! cargo bench --bench live -- --rows 20000      fewer, for a try
//! cargo bench --bench live -- --rows 1000000 --runs 1
//! cargo bench --bench live -- --bar 3           fails where the best run over an empty ledger is below 3 × the fastest
//!                                               peer, or any takes over 64 MiB (or `--mib N`)
//! ```
//!
//! The sink is this program itself, called with a name and a latency. It must not be what the figures measure, so it
//! is a loop over blocking sockets that counts ids. Times and memory are the operating system's own (GNU time).
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads its arguments and prints its table"
)]
#![allow(missing_docs, reason = "the generator's source is taken in as it is")]

#[path = "../examples/generate.rs"]
#[allow(dead_code, reason = "its main is not called here")]
mod generate;

use jiff::Timestamp;
use qseg::delivery::ledger::{
    Clock, ContentHash, End, Entry, Holder, NewRun, Recorder, Source, TaskAt, TaskKey, Waiting, Writer,
};
use qseg::segment::message_id::MessageIds;
use std::error::Error;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Source and task of `benches/generated.yaml`.
const SOURCE: &str = "gEnErAtEdBeNcHsOuRcE01";
const TASK: &str = "generated-completed";

/// The fastest of the libraries that others send with, in events a second, by latency in milliseconds: the Rust crate
/// `segment` at 0 ms, on another machine with 2 cores (`docs/performance.md`).
const PEERS: [(u64, f64); 2] = [(0, 31_000.0), (50, 9_200.0)];

const HISTORY: u64 = 500_000;

static EVENTS: AtomicU64 = AtomicU64::new(0);

fn main() -> Result<(), Box<dyn Error>> {
    let mut words = std::env::args().skip(1).filter(|word| word != "--bench");
    let (mut rows, mut runs, mut bar, mut mib) = (100_000, 5, 0, 64);
    while let Some(word) = words.next() {
        let number = words.next().ok_or("a number is missing")?.parse()?;
        match word.as_str() {
            "sink" => return sink(number),
            "--rows" => rows = number,
            "--runs" => runs = number,
            "--bar" => bar = number,
            "--mib" => mib = number,
            _ => return Err("usage: cargo bench --bench live [-- --rows N] [--runs N] [--bar N] [--mib N]".into()),
        }
    }
    measure(rows, runs.max(1), Bar { times: bar, mib })
}

/// Takes batches until standard input ends; says first at which port, and last how many events they held.
fn sink(latency: u64) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", listener.local_addr()?.port());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client goes away when it is done.
            std::thread::spawn(move || take(stream, Duration::from_millis(latency)).is_ok());
        }
    });
    io::stdin().read_to_end(&mut Vec::new())?;
    println!("{}", EVENTS.load(Ordering::SeqCst));
    Ok(())
}

fn take(stream: TcpStream, latency: Duration) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::with_capacity(1 << 18, stream);
    let ids = memchr::memmem::Finder::new(br#""messageId":""#);
    let (mut line, mut body) = (String::new(), Vec::new());
    loop {
        let mut length = 0;
        loop {
            line.clear();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                }
                Some(_) => {}
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        body.resize(length, 0);
        reader.read_exact(&mut body)?;
        EVENTS.fetch_add(ids.find_iter(&body).count() as u64, Ordering::SeqCst);
        std::thread::sleep(latency);
        let answer =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n{\"success\":true}";
        reader.get_mut().write_all(answer.as_bytes())?;
    }
}

/// A sink in a process of its own.
struct Sink {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    url: String,
}

impl Sink {
    fn start(latency: u64) -> Result<Sink, Box<dyn Error>> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["sink", &latency.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut out = BufReader::new(child.stdout.take().ok_or("no output")?);
        let mut port = String::new();
        out.read_line(&mut port)?;
        Ok(Sink { child, out, url: format!("http://127.0.0.1:{}", port.trim()) })
    }

    /// Ends it; how many events it took.
    fn stop(mut self) -> Result<u64, Box<dyn Error>> {
        drop(self.child.stdin.take());
        let mut events = String::new();
        self.out.read_line(&mut events)?;
        self.child.wait()?;
        Ok(events.trim().parse()?)
    }
}

/// What a run must reach: so many times the fastest peer (0: whatever it is), within so much memory.
struct Bar {
    times: u64,
    mib: u64,
}

fn measure(rows: u64, runs: u64, bar: Bar) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let export = folder.path().join("generated.csv").display().to_string();
    let words = ["--format", "csv", "--rows", &rows.to_string(), "--seed", "1", "-o", &export].map(str::to_owned);
    generate::generate(&generate::parse(words.into_iter())?)?;
    println!("{rows} CSV rows, {:.0} MB (medians of {runs})\n", fs::metadata(&export)?.len() as f64 / 1e6);
    println!("| history | latency ms | wall s | CPU s | events/s | fastest peer = 1 | peak KiB |");
    println!("|---|---|---|---|---|---|---|");
    let history = folder.path().join("history.db");
    write_history(&history)?;
    let mut below = Vec::new();
    for known in [None, Some(history.as_path())] {
        for (latency, peer) in PEERS {
            let mut figures = Vec::new();
            for _ in 0..runs {
                figures.push(send(folder.path(), &export, known, latency)?);
            }
            let sorted = |at: usize| {
                let mut values: Vec<f64> = figures.iter().map(|run: &[f64; 4]| run[at]).collect();
                values.sort_by(f64::total_cmp);
                values
            };
            let of = |at: usize| sorted(at)[figures.len() / 2];
            // Not every row is a response that counts.
            let speed = of(3) / of(0);
            let past = known.map_or(0, |_| HISTORY);
            println!(
                "| {past} | {latency} | {:.2} | {:.2} | {speed:.0} | {:.1} | {:.0} |",
                of(0),
                of(1),
                speed / peer,
                of(2)
            );
            // The best run: what disturbs a machine makes it slower, and never faster.
            let best = of(3) / sorted(0)[0];
            let is_slow = known.is_none() && best < peer * bar.times as f64;
            if bar.times > 0 && (is_slow || of(2) > bar.mib as f64 * 1_024.0) {
                below.push(format!("over {past} events, at {latency} ms: {best:.0} events/s, {:.0} KiB", of(2)));
            }
        }
    }
    if below.is_empty() { Ok(()) } else { Err(format!("below the bar: {}", below.join("; ")).into()) }
}

/// One whole process over one whole export: wall time, CPU time, peak memory in KiB, events.
fn send(folder: &Path, export: &str, history: Option<&Path>, latency: u64) -> Result<[f64; 4], Box<dyn Error>> {
    let home = folder.join("home");
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir(&home)?;
    let ledger = home.join("ledger.db");
    if let Some(history) = history {
        fs::copy(history, &ledger)?;
    }
    let mapping = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/generated.yaml");
    let sink = Sink::start(latency)?;
    let output = Command::new("time")
        .args(["-f", "%e %U %S %M", env!("CARGO_BIN_EXE_qseg"), "send", "--quiet", "--rate", "none"])
        .args(["--format", "json", "--mapping"])
        .arg(mapping)
        .arg("--ledger")
        .arg(&ledger)
        .arg(export)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", &home)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=nowhere")
        .env("QSEG_EVENTS_URL", &sink.url)
        .env("QSEG_WRITE_KEY", "0123456789abcdef0123456789abcdef")
        .output()
        .map_err(|error| format!("GNU time is needed (package `time`): {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let taken = sink.stop()?;
    let document: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    if !output.status.success() || taken == 0 || document["delivery"]["acknowledged"] != taken {
        return Err(format!("{taken} events arrived:\n{said}{document}").into());
    }
    let figures: Vec<f64> =
        said.lines().last().unwrap_or_default().split(' ').filter_map(|word| word.parse().ok()).collect();
    let [wall, user, system, peak] = figures[..] else { return Err(format!("no figures:\n{said}").into()) };
    Ok([wall, user + system, peak, taken as f64])
}

/// A ledger in which this many other responses of the same task were delivered.
fn write_history(path: &Path) -> Result<(), Box<dyn Error>> {
    let holder =
        Holder { pid: std::process::id(), host: "bench".into(), since: Timestamp::now(), command: "bench".into() };
    let waiting = Waiting { at_most: Duration::ZERO, told: &mut |_| (), sleep: &mut |_| () };
    let writer = Writer::open(path, &holder, waiting)?;
    let (ids, salt) = (MessageIds::new(SOURCE, TASK, 1), writer.salt());
    let run = NewRun {
        kind: "send".into(),
        who: "bench".into(),
        version: "0".into(),
        mapping: None,
        inputs: serde_json::json!([]),
        source: Source { id: SOURCE.into(), ..Source::default() },
        host: "localhost".into(),
        tasks: vec![TaskAt { id: TASK.into(), revision: 1, version: None }],
    };
    let clock: Clock = Arc::new(Timestamp::now);
    let recorder = Recorder::begin(writer, &run, clock)?;
    let journal = recorder.journal();
    for first in (0..HISTORY).step_by(2_500) {
        let entries = (first..HISTORY.min(first + 2_500)).map(|number| {
            // As long as Qualtrics' own, and in no order.
            let response = format!("R_{:015x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 4);
            Entry {
                task: TaskKey(0),
                message_id: ids.of(&response),
                content: Some(ContentHash::of(salt, response.as_bytes())),
                response: response.into(),
                edited: false,
            }
        });
        let batch = journal.in_doubt(entries.collect()).wait()?;
        journal.acknowledged(batch).wait()?;
    }
    drop(recorder.finish(End { counts: serde_json::json!({}), outcome: "done".into() })?);
    Ok(())
}
