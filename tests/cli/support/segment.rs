//! A local Segment for tests: the sandbox in this process, and a small HTTP client to talk to it by hand.

use jiff::{SignedDuration, Timestamp};
use qseg::core::random::Random;
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use qseg::sandbox::state::{DEV_WRITE_KEY, State};
use qseg::sandbox::tracking::arrivals::Filter;
use qseg::sandbox::{Options, Running, Sandbox, Seen};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

/// What the time is in every sandbox of a test.
pub const NOW: &str = "2026-03-01T09:00:00Z";

/// A local Segment that runs as long as it is held.
pub struct Segment {
    running: Running,
}

impl Segment {
    /// With the built-in workspace.
    pub fn start() -> Segment {
        Segment::with(State::built_in(Random::new(1)))
    }

    /// With a workspace as in a file of `qseg sandbox --workspace`.
    pub fn of(workspace: &Value) -> Segment {
        Segment::with(Segment::state_of(workspace))
    }

    /// With this state; the clock stands still until [`Segment::advance`].
    pub fn with(state: State) -> Segment {
        Segment::set_up(|options| options.state = state)
    }

    /// Set up in every way that [`Options`] knows; the clock stands still until [`Segment::advance`].
    pub fn set_up(change: impl FnOnce(&mut Options)) -> Segment {
        let now = NOW.parse().expect("a moment");
        let mut options = Options { keeps_requests: true, ..Options::new(1, Arc::new(move || now)) };
        change(&mut options);
        Segment { running: Sandbox::start(options).expect("a sandbox") }
    }

    /// With this state and a clock that is so far ahead of this machine's.
    pub fn ahead(state: State, ahead: SignedDuration) -> Segment {
        Segment::set_up(|options| {
            options.state = state;
            options.clock = Arc::new(move || Timestamp::now() + ahead);
        })
    }

    /// A workspace as in a file of `qseg sandbox --workspace`.
    pub fn state_of(workspace: &Value) -> State {
        let now = NOW.parse().expect("a moment");
        State::from_json(&workspace.to_string(), "test", Random::new(1), now).expect("a workspace")
    }

    /// Every token, and every write key that is there now.
    pub fn secrets(&self) -> Vec<String> {
        let keys = self.state(|state| -> Vec<String> {
            state
                .sources
                .iter()
                .flat_map(|source| {
                    source.write_keys.iter().map(|key| key.text().expect("text").to_owned()).collect::<Vec<_>>()
                })
                .collect()
        });
        Role::ALL.into_iter().map(|role| role.token().to_owned()).chain(keys).collect()
    }

    /// Its address, for `QSEG_API_URL` and `QSEG_EVENTS_URL`.
    pub fn url(&self) -> &str {
        self.running.url()
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Seen> {
        self.running.requests()
    }

    /// Method and path of every request so far: `GET /sources`.
    pub fn calls(&self) -> Vec<String> {
        self.requests().iter().map(|seen| format!("{} {}", seen.method, seen.path)).collect()
    }

    /// Lets the next requests that match be answered by a script.
    pub fn script(&self, scripted: Scripted) {
        self.running.script(scripted);
    }

    /// How many scripted answers were not asked for yet.
    pub fn scripts_left(&self) -> usize {
        self.running.scripts_left()
    }

    /// Looks at the state, or changes it behind the client's back.
    pub fn state<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        self.running.with_state(look)
    }

    /// Moves the sandbox's time by so many seconds.
    pub fn advance(&self, seconds: i64) {
        self.running.advance(jiff::SignedDuration::from_secs(seconds));
    }

    /// Every event that arrived, as `GET /sandbox/events` shows it.
    pub fn events(&self) -> Vec<Value> {
        self.running.events(&Filter::default()).expect("events")
    }

    /// The verdict on each event: `kept`, `duplicate`, or the discard code.
    pub fn verdicts(&self) -> Vec<String> {
        let word = |event: &Value| event["code"].as_str().or(event["verdict"].as_str()).expect("a verdict").to_owned();
        self.events().iter().map(word).collect()
    }

    /// The counts, as `GET /sandbox/summary` shows them.
    pub fn summary(&self) -> Value {
        self.running.summary()
    }

    /// The body of every request to `/v1/batch`, unpacked.
    pub fn batches(&self) -> Vec<Value> {
        let batches = self.requests().into_iter().filter(|seen| seen.path == "/v1/batch");
        let body = |seen: Seen| match seen.header("content-encoding") {
            Some("gzip") => serde_json::from_reader(flate2::read::MultiGzDecoder::new(&seen.body[..])).expect("gzip"),
            _ => serde_json::from_slice(&seen.body).expect("JSON"),
        };
        batches.map(body).collect()
    }

    /// A call of the Tracking API with a JSON body.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        exchange(self.url(), "POST", path, &[("content-type", "application/json")], body.to_string().as_bytes())
            .expect("an answer")
    }

    /// A batch to the built-in workspace's Qualtrics source.
    pub fn batch(&self, events: &Value) -> Answer {
        self.post("/v1/batch", &serde_json::json!({ "batch": events, "sentAt": NOW, "writeKey": DEV_WRITE_KEY }))
    }

    /// A call without a body.
    pub fn call(&self, role: Role, method: &str, target: &str) -> Answer {
        exchange(self.url(), method, target, &[("authorization", &format!("Bearer {}", role.token()))], b"")
            .expect("an answer")
    }

    /// A call with a JSON body.
    pub fn send(&self, role: Role, method: &str, target: &str, body: &Value) -> Answer {
        let token = format!("Bearer {}", role.token());
        let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
        exchange(self.url(), method, target, &headers, body.to_string().as_bytes()).expect("an answer")
    }

    pub fn stop(self) {
        self.running.stop().expect("a clean stop");
    }
}

/// What a server answered.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// `data` of an answer of this status.
    #[track_caller]
    pub fn data(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        let mut answer = self.json();
        assert_eq!(answer.as_object().map(|answer| answer.len()), Some(1), "data and nothing else: {answer}");
        answer["data"].take()
    }

    /// The `field` of each of `errors` of an answer of this status.
    #[track_caller]
    pub fn fields(&self, status: u16) -> Vec<String> {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.body));
        let answer = self.json();
        assert_eq!(answer.as_object().map(|answer| answer.len()), Some(1), "errors and nothing else: {answer}");
        let errors = answer["errors"].as_array().expect("errors");
        assert!(!errors.is_empty() && errors.iter().all(|error| error["type"].is_string()), "{answer}");
        errors.iter().map(|error| error["field"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// One HTTP/1.1 exchange on a connection of its own, read to the end of the connection.
pub fn exchange(
    url: &str,
    method: &str,
    target: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> std::io::Result<Answer> {
    let host = url.strip_prefix("http://").expect("http");
    let mut stream = TcpStream::connect(host)?;
    let mut head = format!("{method} {target} HTTP/1.1\r\nconnection: close\r\n");
    if !headers.iter().any(|(name, _)| *name == "host") {
        head.push_str(&format!("host: {host}\r\n"));
    }
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(broken)?;
    let head = String::from_utf8_lossy(&answer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).ok_or_else(broken)?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    let body = answer[end + 4..].to_vec();
    let answer = Answer { status, headers, body };
    let promised: Option<usize> = answer.header("content-length").and_then(|length| length.parse().ok());
    if promised.is_some_and(|promised| promised != answer.body.len()) { Err(broken()) } else { Ok(answer) }
}
