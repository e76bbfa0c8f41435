//! A local Segment on this machine, for tests and for trying things out: real state, real manners, loopback
//! only. It is a test double of Segment's services, never a code path of the client. Knows only `segment` and
//! the floor; clock and randomness are passed in, and what happens is told to an [`Observer`].
//!
//! It judges what arrives by its own reading of the bytes: it must not trust the client that it tests.

mod answer;
pub(crate) mod catalog;
pub mod fault;
mod live;
mod looking_in;
mod page;
pub mod public_api;
pub mod script;
mod server;
pub mod state;
pub mod tracking;

use crate::core::error::{Error, Result};
use crate::core::random::Random;
use crate::segment::region::Region;
use fault::Chances;
use jiff::{SignedDuration, Timestamp};
use script::Scripted;
use state::State;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tracking::Tally;
use tracking::arrivals::{Arrivals, Filter};

/// What the time is, for everything that the sandbox dates or counts by time.
pub(crate) type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Who is told what happens. Called from the sandbox's own thread, and must not keep it waiting.
pub trait Observer: Send + Sync {
    /// A request was answered, or refused an answer by a script.
    fn answered(&self, seen: &Seen);
}

/// A request as it came, without what must not be kept: the value of `Authorization` is only its scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as it was sent, percent-encoding and all.
    pub path: String,
    /// The query as it was sent, without the question mark; empty if there was none.
    pub query: String,
    /// Names in small letters with their values, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body's bytes as they came; empty unless [`Options::keeps_requests`].
    pub body: Vec<u8>,
    /// What became of its events; `None` where none were taken.
    pub tally: Option<Tally>,
    /// The status that it was answered with; `None` where a script reset, hung or cut the answer.
    pub status: Option<u16>,
}

impl Seen {
    /// The first value of a header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The path for people's eyes: a write key in it is not shown.
    pub(crate) fn shown_path(&self) -> String {
        match self.path.split_once("/writekey/") {
            Some((source, _)) => format!("{source}/writekey/(redacted)"),
            None => self.path.clone(),
        }
    }
}

/// How a sandbox is set up.
pub struct Options {
    /// The port on loopback; 0 is any free one.
    pub port: u16,
    /// What is there at the start.
    pub state: State,
    /// What the time is.
    pub clock: Clock,
    /// Who is told what happens.
    pub observer: Option<Arc<dyn Observer>>,
    /// Whether [`Running::requests`] keeps what came. It grows with every request: for tests.
    pub keeps_requests: bool,
    /// Which of Segment's regions it is.
    pub region: Region,
    /// Faults by chance.
    pub faults: Chances,
    /// Seeds the faults and the ids that are given at ingestion.
    pub seed: u64,
    /// How long each answer of both APIs waits.
    pub latency: Duration,
    /// The file that keeps every event.
    pub store: Option<PathBuf>,
    /// How many of the newest events are kept in memory at most.
    pub recent: usize,
    /// How long it takes until an event shows in Delivery Overview and the events volume
    /// (`reference/segment-public-api.md` §7 "Latency": about 30 s).
    pub lag: Duration,
}

/// How many of the newest events are kept in memory, if nothing else is said.
const RECENT: usize = 10_000;

/// How long events take to show in Delivery Overview, if nothing else is said.
pub(crate) const LAG: Duration = Duration::from_secs(30);

impl Options {
    /// A sandbox on a free port with the built-in workspace, made the same for the same seed.
    pub fn new(seed: u64, clock: Clock) -> Options {
        Options {
            port: 0,
            state: State::built_in(Random::new(seed)),
            clock,
            observer: None,
            keeps_requests: false,
            region: Region::Us,
            faults: Chances::default(),
            seed,
            latency: Duration::ZERO,
            store: None,
            recent: RECENT,
            lag: LAG,
        }
    }
}

/// A sandbox that has its port and answers nobody yet: the moment to say where it is.
pub struct Sandbox {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
    dropped: u64,
}

/// What the connections share.
struct Shared {
    state: Mutex<State>,
    requests: Mutex<Vec<Seen>>,
    scripts: Mutex<Vec<Scripted>>,
    arrivals: Mutex<Arrivals>,
    faults: Chances,
    chance: Mutex<Random>,
    latency: Duration,
    clock: Clock,
    /// How far the sandbox's time is ahead of the clock's.
    ahead: Mutex<SignedDuration>,
    observer: Option<Arc<dyn Observer>>,
    keeps_requests: bool,
}

impl Shared {
    /// What the time is in the sandbox.
    fn now(&self) -> Timestamp {
        let now = (self.clock)();
        // At the end of all time it goes no further.
        now.checked_add(*held(&self.ahead)).unwrap_or(now)
    }
}

/// A lock whose holder panicked is still a lock: the sandbox goes on, and the panic is told by its thread.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sandbox {
    /// Takes the port, and reads the store.
    ///
    /// # Errors
    /// `port_unavailable`: another process has it, or it may not be taken. `store_unreadable`, `store_in_use`.
    pub fn bind(mut options: Options) -> Result<Sandbox> {
        let unavailable = |error: std::io::Error| {
            let message = format!("cannot listen on port {} of this machine", options.port);
            Error::failed("port_unavailable", message).because(error).hint("take a free one: --port 0")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(unavailable)?;
        listener.set_nonblocking(true).map_err(unavailable)?;
        let address = listener.local_addr().map_err(unavailable)?;
        options.state.region = options.region;
        let lag = i64::try_from(options.lag.as_millis()).unwrap_or(i64::MAX);
        // The names of state and the faults are drawn apart, so that the one does not change the other.
        let mut arrivals = Arrivals::new(Random::new(options.seed ^ 0x1d5), options.recent, lag);
        let dropped = match &options.store {
            Some(path) => arrivals.keep_in(path)?,
            None => 0,
        };
        let shared = Arc::new(Shared {
            arrivals: Mutex::new(arrivals),
            faults: options.faults,
            chance: Mutex::new(Random::new(options.seed ^ 0xfa17)),
            latency: options.latency,
            ahead: Mutex::new(SignedDuration::ZERO),
            state: Mutex::new(options.state),
            requests: Mutex::default(),
            scripts: Mutex::default(),
            clock: options.clock,
            observer: options.observer,
            keeps_requests: options.keeps_requests,
        });
        Ok(Sandbox { listener, address, shared, dropped })
    }

    /// Where it is: `http://127.0.0.1:PORT`, for both APIs.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many bytes of an event that was being written when the last sandbox was killed were dropped from the store.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Answers from here on, on a thread of its own with its own runtime.
    ///
    /// # Errors
    /// `sandbox_thread`: this machine gives no thread or no runtime.
    pub(crate) fn serve(self) -> Result<Running> {
        let unable = |error: std::io::Error| {
            Error::failed("sandbox_thread", "cannot start the thread of the sandbox").because(error)
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unable)?;
        let listener = {
            let _inside = runtime.enter();
            tokio::net::TcpListener::from_std(self.listener).map_err(unable)?
        };
        let (stop, stopped) = watch::channel(false);
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new()
            .name("sandbox".to_owned())
            .spawn(move || runtime.block_on(server::serve(listener, shared, stopped)))
            .map_err(unable)?;
        Ok(Running { url: format!("http://{}", self.address), shared: self.shared, stop, thread: Some(thread) })
    }

    /// [`Sandbox::bind`], then [`Sandbox::serve`].
    ///
    /// # Errors
    /// As those two.
    pub fn start(options: Options) -> Result<Running> {
        Sandbox::bind(options)?.serve()
    }
}

/// A sandbox that answers. It stops when it is dropped.
pub struct Running {
    url: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Running {
    /// Where it is: `http://127.0.0.1:PORT`, for both APIs.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Every request so far, in the order in which they were answered; none unless [`Options::keeps_requests`].
    pub fn requests(&self) -> Vec<Seen> {
        held(&self.shared.requests).clone()
    }

    /// Lets the next requests that match be answered by a script. Of several scripts that match, the oldest answers.
    pub fn script(&self, scripted: Scripted) {
        held(&self.shared.scripts).push(scripted);
    }

    /// How many scripted answers were not asked for yet: 0 where a test used all that it wrote.
    pub fn scripts_left(&self) -> usize {
        held(&self.shared.scripts).iter().map(Scripted::left).sum()
    }

    /// Looks at the state, or changes it behind the client's back.
    pub fn with_state<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut held(&self.shared.state))
    }

    /// The events so far, oldest first, as `GET /sandbox/events` shows them; of very many, the newest that are kept
    /// in memory, or all where there is a store.
    ///
    /// # Errors
    /// What went wrong with the store.
    pub fn events(&self, filter: &Filter) -> std::io::Result<Vec<serde_json::Value>> {
        let search = held(&self.shared.arrivals).search();
        let found = search.run(filter, usize::MAX)?;
        found.records.iter().map(|record| serde_json::from_slice(record).map_err(Into::into)).collect()
    }

    /// The counts, as `GET /sandbox/summary` shows them.
    pub fn summary(&self) -> serde_json::Value {
        held(&self.shared.arrivals).summary()
    }

    /// Moves the sandbox's time.
    pub fn advance(&self, by: SignedDuration) {
        let mut ahead = held(&self.shared.ahead);
        *ahead = ahead.saturating_add(by);
    }

    /// Stops: no new connection is taken, requests that are being answered are answered, the port is free again.
    ///
    /// # Errors
    /// `sandbox_panicked`: its thread panicked while it ran.
    pub fn stop(mut self) -> Result<()> {
        self.end()
    }

    fn end(&mut self) -> Result<()> {
        // Nobody listens any more only where the thread has ended by itself.
        self.stop.send_replace(true);
        match self.thread.take().map(std::thread::JoinHandle::join) {
            None | Some(Ok(())) => Ok(()),
            Some(Err(_)) => Err(Error::failed("sandbox_panicked", "the thread of the sandbox panicked")),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // A panic of the sandbox's thread was printed when it happened; dropping has nobody to tell.
        let _ = self.end();
    }
}
