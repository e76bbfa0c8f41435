//! A local Segment on this machine, for tests and for trying things out: real state, real manners, loopback
//! only. It is a test double of Segment's services, never a code path of the client. Knows only `segment` and
//! the floor; clock and randomness are passed in, and what happens is told to an [`Observer`].
//!
//! It judges what arrives by its own reading of the bytes: it must not trust the client that it tests.

pub mod catalog;
pub mod public_api;
pub mod random;
pub mod script;
mod server;
pub mod state;

use crate::error::{Error, Result};
use jiff::Timestamp;
use script::Scripted;
use state::State;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// What the time is, for everything that the sandbox dates or counts by time.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

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
    /// The body's bytes.
    pub body: Vec<u8>,
    /// The status that it was answered with; `None` where a script reset, hung or cut the answer.
    pub status: Option<u16>,
}

impl Seen {
    /// The first value of a header, by its name in small letters.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
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
}

impl Options {
    /// A sandbox on a free port with the built-in workspace, made the same for the same seed.
    pub fn new(seed: u64, clock: Clock) -> Options {
        let state = State::built_in(random::Random::new(seed));
        Options { port: 0, state, clock, observer: None, keeps_requests: false }
    }
}

/// A sandbox that has its port and answers nobody yet: the moment to say where it is.
pub struct Sandbox {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What the connections share.
struct Shared {
    state: Mutex<State>,
    requests: Mutex<Vec<Seen>>,
    scripts: Mutex<Vec<Scripted>>,
    clock: Clock,
    observer: Option<Arc<dyn Observer>>,
    keeps_requests: bool,
}

/// A lock whose holder panicked is still a lock: the sandbox goes on, and the panic is told by its thread.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sandbox {
    /// Takes the port.
    ///
    /// # Errors
    /// `port_unavailable`: another process has it, or it may not be taken.
    pub fn bind(options: Options) -> Result<Sandbox> {
        let unavailable = |error: std::io::Error| {
            let message = format!("cannot listen on port {} of this machine", options.port);
            Error::failed("port_unavailable", message).because(error).hint("take a free one: --port 0")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(unavailable)?;
        listener.set_nonblocking(true).map_err(unavailable)?;
        let address = listener.local_addr().map_err(unavailable)?;
        let shared = Arc::new(Shared {
            state: Mutex::new(options.state),
            requests: Mutex::default(),
            scripts: Mutex::default(),
            clock: options.clock,
            observer: options.observer,
            keeps_requests: options.keeps_requests,
        });
        Ok(Sandbox { listener, address, shared })
    }

    /// Where it is: `http://127.0.0.1:PORT`, for both APIs.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers from here on, on a thread of its own with its own runtime.
    ///
    /// # Errors
    /// `sandbox_thread`: this machine gives no thread or no runtime.
    pub fn serve(self) -> Result<Running> {
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
