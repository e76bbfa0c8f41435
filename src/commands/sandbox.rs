//! `qseg sandbox`: a local Segment in the foreground, until it is interrupted.

use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::core::random::Random;
use crate::sandbox::fault::Chances;
use crate::sandbox::public_api::access::Role;
use crate::sandbox::state::State;
use crate::sandbox::{Observer, Options, Sandbox, Seen};
use crate::segment::region::Region;
use crate::ui::{Ui, bytes, counted, grouped};
use clap::Args;
use jiff::Timestamp;
use signal_hook::consts::{SIGINT, SIGTERM};
use std::path::PathBuf;
use std::sync::{Arc, mpsc};
use std::time::Duration;

/// Run a local Segment, to try things out and to test against
///
/// Prints the variables that make qseg use it, then answers until it is interrupted. The same
/// address in a browser is a page that shows events as they come.
///
/// Examples:
///   qseg sandbox --port 4000 > sandbox.env   then, in another terminal: . ./sandbox.env
///   qseg sandbox --store events.ndjson       keep every event, and begin with those kept before
///   qseg sandbox --fault 429:0.1,lost:0.05   a tenth is refused, a twentieth taken without an answer
///
/// Faults: a status from 400 to 599, reset, hang (nothing is taken); slow, cut, lost, loris (the
/// request is taken; its answer is late, cut, lost, or comes byte by byte). api- before a name
/// means the Public API.
///
/// It ends as any interrupted command does: exit code 130 on Ctrl-C, 143 when it is terminated.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct SandboxArgs {
    /// Port on this machine; 0 is any free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// JSON file with the workspace to begin with
    #[arg(long, value_name = "FILE")]
    workspace: Option<PathBuf>,
    /// Keep every event in this file, and begin with those that it holds
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
    /// Faults and how often they happen, such as 429:0.1,reset:0.01,api-500:0.2
    #[arg(long, value_name = "NAME:PROBABILITY,…")]
    fault: Option<String>,
    /// Wait so long before each answer
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// How long events take to show in Delivery Overview and the events volume
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    lag: u64,
    /// Make the same ids, write keys and faults as with this number before
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    /// Whose token to print: owner, source-admin, source-admin-scoped, read-only
    #[arg(long, value_name = "ROLE", default_value = "source-admin")]
    role: String,
}

/// What happens while the sandbox runs.
enum Happening {
    /// Told in a line.
    Answered(String),
    Signal(i32),
}

/// Hands over what happens; the run function shows it.
struct Teller(mpsc::Sender<Happening>);

impl Observer for Teller {
    fn answered(&self, seen: &Seen) {
        // Nobody listens any more while it stops.
        let _ = self.0.send(Happening::Answered(line(seen)));
    }
}

/// Runs the sandbox until a signal ends it.
pub(crate) fn run(args: SandboxArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let role = role(&args.role)?;
    let seed = args.seed.unwrap_or_else(by_chance);
    let random = Random::new(seed);
    let state = match &args.workspace {
        Some(file) => {
            let text = context.read_file(file, "workspace")?;
            State::from_json(&text, &file.display().to_string(), random, context.now())?
        }
        None => State::built_in(random),
    };
    let write_key = state.first_write_key().map(str::to_owned);
    let (tell, told) = mpsc::channel();
    let observer: Arc<dyn Observer> = Arc::new(Teller(tell.clone()));
    let clock = Arc::new(Timestamp::now);
    let options = Options {
        port: args.port,
        state,
        observer: Some(observer),
        region: context.region(None, None)?.map_or(Region::Us, |setting| setting.value),
        faults: args.fault.as_deref().map(Chances::parse).transpose()?.unwrap_or_default(),
        latency: Duration::from_millis(args.latency),
        store: args.store,
        lag: Duration::from_secs(args.lag),
        ..Options::new(seed, clock)
    };
    let sandbox = Sandbox::bind(options)?;
    if sandbox.dropped() > 0 {
        let dropped = bytes(sandbox.dropped());
        ui.status(&format!(
            "the store ended in the middle of an event, which was being written at a kill: {dropped} dropped"
        ));
    }
    let signals = watch_signals(tell)?;

    let url = sandbox.url();
    ui.line(&format!("export QSEG_API_URL={url}"))?;
    ui.line(&format!("export QSEG_EVENTS_URL={url}"))?;
    ui.line(&format!("export QSEG_TOKEN={}", role.token()))?;
    match write_key {
        Some(key) => ui.line(&format!("export QSEG_WRITE_KEY={key}"))?,
        None => ui.status("no source of this workspace has a write key: QSEG_WRITE_KEY is not printed"),
    }
    // Whoever reads these lines may use them at once; nobody is answered before they are out.
    ui.flush()?;
    let running = sandbox.serve()?;
    ui.status(&format!("a local Segment answers at {url}; Ctrl-C ends it"));
    let exit = loop {
        match told.recv() {
            Ok(Happening::Answered(line)) => ui.status(&line),
            Ok(Happening::Signal(SIGTERM)) => break Exit::Terminated,
            Ok(Happening::Signal(_)) | Err(mpsc::RecvError) => break Exit::Interrupted,
        }
    };
    signals.close();
    running.stop()?;
    Ok(exit)
}

fn role(word: &str) -> Result<Role> {
    let known = Role::ALL.map(Role::name);
    let role = Role::ALL.into_iter().find(|role| role.name() == word);
    role.ok_or_else(|| super::unknown_word("--role", word, &known))
}

/// A number that differs from run to run: the standard library seeds its hash maps with such a one.
fn by_chance() -> u64 {
    use std::hash::{BuildHasher, Hasher, RandomState};
    RandomState::new().build_hasher().finish()
}

/// A thread that hands over signals; the handle ends it.
fn watch_signals(tell: mpsc::Sender<Happening>) -> Result<signal_hook::iterator::Handle> {
    let unable =
        |error: std::io::Error| Error::failed("signals_unavailable", "cannot listen for signals").because(error);
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).map_err(unable)?;
    let handle = signals.handle();
    let watch = move || {
        for signal in signals.forever() {
            if tell.send(Happening::Signal(signal)).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(watch).map_err(unable)?;
    Ok(handle)
}

/// `GET /sources 200`, `POST /v1/batch 200: 2 events, 1 kept, 1 duplicate`. The query may hold what was searched for;
/// the body is never shown.
fn line(seen: &Seen) -> String {
    let path = seen.shown_path();
    let path = crate::core::escape::visible(&path);
    let status = seen.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
    let mut line = format!("{} {path} {status}", seen.method);
    if let Some(tally) = &seen.tally {
        line.push_str(&format!(": {}", counted(tally.received, "event")));
        let mut tell = |count: u64, what: &str| {
            if count > 0 {
                line.push_str(&format!(", {} {what}", grouped(count)));
            }
        };
        tell(tally.kept, "kept");
        tell(tally.duplicate, "duplicate");
        tally.discarded.iter().for_each(|(code, count)| tell(*count, code));
    }
    line
}
