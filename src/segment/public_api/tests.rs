//! Tests of the client against a server on loopback. tokio's clock is paused: no test waits.

mod classes;
mod finding;
mod listings;
mod probing;
mod retries;
mod samples;
mod server;

use super::{Client, Setup, Waiting, Watch};
use crate::core::secret::Secret;
use crate::net::http::TimeOuts;
use server::Server;
use std::cell::RefCell;
use std::future::Future;

/// A token that no answer and no message may repeat.
const TOKEN: &str = "sgp_hushhushhushhush";

/// Notes what it hears.
#[derive(Default)]
struct Notes(RefCell<Vec<String>>);

impl Watch for Notes {
    fn waiting(&self, waiting: &Waiting<'_>) {
        let Waiting { doing, why, wait, next_attempt } = waiting;
        self.0.borrow_mut().push(format!("{doing}: {why}: {} ms, attempt {next_attempt}", wait.as_millis()));
    }
}

impl Notes {
    /// How long each wait was, in milliseconds.
    fn waits(&self) -> Vec<u64> {
        let wait = |note: &String| note.split(": ").last()?.split(' ').next()?.parse().ok();
        self.0.borrow().iter().map(|note| wait(note).unwrap()).collect()
    }
}

fn setup(watch: &dyn Watch) -> Setup<'_> {
    // Without time-outs of its own, because a paused clock leaps to them while an answer is on its way.
    Setup {
        time_outs: TimeOuts::none(),
        attempts: super::client::MOST_ATTEMPTS,
        seed: 7,
        now: || "2026-03-01T09:00:00Z".parse().unwrap(),
        watch,
    }
}

fn token() -> Secret {
    Secret::new(TOKEN.as_bytes())
}

fn client<'w>(server: &Server, watch: &'w dyn Watch) -> Client<'w> {
    Client::new(server.endpoint(), &token(), setup(watch)).unwrap()
}

/// Runs a test on one thread, with a clock that leaps over every wait.
fn run<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, test)
}
