//! Ctrl-C, SIGTERM, a kill, and a reader who goes away: what is in flight is finished, the ledger is whole, and the
//! same command goes on. The server answers when the test says so, so that nothing here depends on time.

use super::Desk;
use crate::support::segment::Segment;
use qseg::ui::grouped;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStderr, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};

/// A server that hands each body over and waits for the word to answer it.
struct Server {
    url: String,
    bodies: Receiver<Value>,
    answers: Sender<u16>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (tell, bodies) = channel();
        let (answers, asked) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.expect("a connection"), &tell, &asked);
            }
        });
        Server { url, bodies, answers }
    }

    /// The message ids of the next request's events.
    fn next(&self) -> Vec<String> {
        let body = self.bodies.recv_timeout(std::time::Duration::from_secs(60)).expect("a request");
        let events = body["batch"].as_array().expect("events");
        events.iter().map(|event| event["messageId"].as_str().expect("an id").to_owned()).collect()
    }

    fn answer(&self, status: u16) {
        self.answers.send(status).expect("a server");
    }
}

/// One connection, as long as the client keeps it.
fn serve(stream: TcpStream, tell: &Sender<Value>, asked: &Receiver<u16>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            match line.trim_end().to_lowercase().split_once(": ") {
                Some(("content-length", count)) => length = count.parse().expect("a length"),
                Some(_) => {}
                None if line.trim_end().is_empty() => break,
                None => {}
            }
        }
        let mut body = vec![0; length];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        tell.send(serde_json::from_slice(&body).expect("JSON")).expect("a test");
        let Ok(status) = asked.recv() else { return };
        let answer = format!("HTTP/1.1 {status} So\r\ncontent-length: 16\r\n\r\n{{\"success\":true}}");
        if reader.get_mut().write_all(answer.as_bytes()).is_err() {
            return;
        }
    }
}

/// A send under way, whose first request has come.
struct Going {
    desk: Desk,
    server: Server,
    child: Child,
    errors: BufReader<ChildStderr>,
    first: Vec<String>,
}

const ARGUMENTS: [&str; 6] = ["send", "answers.csv", "--in-flight", "1", "--rate", "none"];

fn start(desk: &Desk) -> (Child, BufReader<ChildStderr>) {
    let mut command = desk.place.command(&ARGUMENTS);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    let errors = BufReader::new(child.stderr.take().expect("its errors"));
    (child, errors)
}

fn going() -> Going {
    let mut desk = Desk::with(6_000);
    let server = Server::start();
    desk.place = desk.place.with("QSEG_EVENTS_URL", &server.url);
    let (child, errors) = start(&desk);
    let first = server.next();
    assert!((1_500..2_500).contains(&first.len()), "a third of them: {}", first.len());
    Going { desk, server, child, errors, first }
}

impl Going {
    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).expect("a signal");
    }

    /// How many events went first, and how many are left of the 6,000.
    fn parts(&self) -> (u64, u64) {
        let first = self.first.len() as u64;
        (first, 6_000 - first)
    }

    /// Reads what is said until a line holds this.
    fn until(&mut self, words: &str) {
        let mut line = String::new();
        while !line.contains(words) {
            line.clear();
            assert!(self.errors.read_line(&mut line).expect("text") > 0, "{words} was not said");
        }
    }

    /// What is said until the end, and the exit code.
    fn end(&mut self) -> (String, String, Option<i32>) {
        let (mut out, mut rest) = (String::new(), String::new());
        self.errors.read_to_string(&mut rest).expect("text");
        self.child.stdout.take().expect("its output").read_to_string(&mut out).expect("text");
        (out, rest, self.child.wait().expect("its end").code())
    }

    /// Runs the same command to its end, and gives the ids of each of its requests.
    fn again(&mut self) -> Vec<Vec<String>> {
        let (child, errors) = start(&self.desk);
        (self.child, self.errors) = (child, errors);
        let mut requests = Vec::new();
        for _ in 0..6 {
            self.server.answer(200);
        }
        let (_, said, code) = self.end();
        assert_eq!(code, Some(0), "{said}");
        while let Ok(body) = self.server.bodies.try_recv() {
            let events = body["batch"].as_array().expect("events");
            requests.push(events.iter().map(|event| event["messageId"].as_str().expect("an id").to_owned()).collect());
        }
        assert_eq!(self.desk.states(), [("acknowledged".to_owned(), 6_000)]);
        requests
    }
}

/// How often each id was sent.
fn times<'i>(requests: impl Iterator<Item = &'i Vec<String>>) -> BTreeMap<u64, u64> {
    let mut ids: BTreeMap<&str, u64> = BTreeMap::new();
    requests.flatten().for_each(|id| *ids.entry(id).or_default() += 1);
    let mut times = BTreeMap::new();
    ids.values().for_each(|count| *times.entry(*count).or_default() += 1);
    times
}

#[test]
fn the_first_signal_finishes_what_is_in_flight_and_the_same_command_goes_on() {
    for (signal, exit) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let mut going = going();
        going.signal(signal);
        going.until("Interrupted");
        going.server.answer(200);
        let (out, said, code) = going.end();
        assert_eq!(code, Some(exit), "{said}");
        let (first, rest) = going.parts();
        let (taken, left) = (grouped(first), grouped(rest));
        assert!(
            out.contains(&format!("{taken} acknowledged, {left} not acknowledged of 6,000 planned events")),
            "{out}"
        );
        let command = "run again: qseg send answers.csv --in-flight 1 --rate none";
        assert!(said.contains(command) && said.contains(&format!("{left} events are left")), "{said}");
        assert_eq!(going.desk.states(), [("acknowledged".to_owned(), first)]);
        let requests = going.again();
        assert_eq!(times(requests.iter().chain([&going.first])), BTreeMap::from([(1, 6_000)]), "each once");
    }
}

#[test]
fn the_second_signal_leaves_at_once_and_what_was_in_flight_is_in_doubt() {
    let mut going = going();
    going.signal(Signal::TERM);
    going.until("Interrupted");
    going.signal(Signal::TERM);
    let (out, said, code) = going.end();
    assert_eq!(code, Some(143), "{said}");
    assert!(out.contains("0 acknowledged, 6,000 not acknowledged"), "{out}");
    let (first, rest) = going.parts();
    assert_eq!(going.desk.states(), [("in_doubt".to_owned(), first)]);
    // The answer of the first request comes too late for anybody.
    going.server.answer(200);
    let requests = going.again();
    assert_eq!(requests[0], going.first, "the same events under the same ids");
    assert_eq!(times(requests.iter().chain([&going.first])), BTreeMap::from([(1, rest), (2, first)]));
}

#[test]
fn a_run_that_was_killed_is_continued_by_the_same_command() {
    let mut going = going();
    going.server.answer(200);
    let second = going.server.next();
    // The answer to the first batch was recorded before the second went out.
    going.child.kill().expect("a kill");
    going.child.wait().expect("its end");
    let runs = going.desk.place.run(&["runs", "--format", "json"]).exits(0).document();
    assert_eq!(
        (&runs["runs"][0]["outcome"], &runs["runs"][0]["acknowledged"]),
        (&"interrupted".into(), &going.first.len().into())
    );
    going.server.answer(200);
    let requests = going.again();
    let twice = second.len() as u64;
    let all = requests.iter().chain([&going.first, &second]);
    assert_eq!(times(all), BTreeMap::from([(1, 6_000 - twice), (2, twice)]));
    assert!(requests.iter().flatten().all(|id| !going.first.contains(id)), "nothing acknowledged goes out again");
}

#[test]
fn a_reader_who_goes_away_stops_no_delivery_and_changes_no_exit_code() {
    for (status, expected) in [(200, 0), (422, 5), (503, 6)] {
        for format in ["text", "json"] {
            let desk = Desk::with(6_000);
            if status != 200 {
                desk.segment.script(qseg::sandbox::script::Scripted::status("POST", "/v1/batch", status));
            }
            let arguments = ["--max-retries", "0", "--format", format];
            let mut command = desk.place.command(&[&ARGUMENTS[..], &arguments].concat());
            let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the program runs");
            drop(child.stdout.take());
            assert_eq!(child.wait().expect("its end").code(), Some(expected), "{status} {format}");
            assert_eq!(desk.posts(), 3, "{status} {format}");
        }
    }
}

#[test]
fn a_ctrl_c_after_a_question_that_was_answered_does_not_kill_a_delivery() {
    use super::gates::Proxy;
    let mut desk = Desk::at(Segment::start());
    desk.place.file("qseg.yaml", super::plan());
    desk.place.file("answers.csv", super::gates::fresh(&["plan"], &[&["free"]]));
    let (came, comes) = channel();
    let (release, released) = channel();
    let proxy = Proxy::that_waits(came, released);
    desk.place = desk.place.with("QSEG_EVENTS_URL", "https://segment.invalid").with("HTTPS_PROXY", &proxy.url);
    let mut terminal = desk.place.terminal(&["send", "answers.csv", "--max-retries", "0"]);
    terminal.wait_for("Send 1 event to");
    terminal.types("y\r");
    comes.recv().expect("the request is under way");
    terminal.types("\x03");
    terminal.wait_for("Interrupted");
    release.send(()).expect("a proxy");
    let shown = terminal.exits(130).plain();
    assert!(shown.contains("run again: qseg send answers.csv"), "{shown}");
    assert_eq!(desk.states(), [("in_doubt".to_owned(), 1)]);
}
