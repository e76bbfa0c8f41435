//! A server that answers by a script, a journal in memory that knows the rules, and a run of the pipeline.

use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::delivery::canary::First;
use crate::delivery::envelope::{Body, Envelope};
use crate::delivery::journal::Journal;
use crate::delivery::observer::Observer;
use crate::delivery::outcome::{Outcome, Stop, Trouble};
use crate::delivery::pace::Rate;
use crate::delivery::parcel::channel;
use crate::delivery::pipeline::{Means, Settings, deliver, deliver_after_canary};
use crate::delivery::wire::{Answer, Fault, Wire};
use crate::segment::event::{CallType, Draft, Verdict};
use crate::segment::write_key::WriteKey;
use jiff::Timestamp;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

/// A request as the server saw it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Post {
    /// How manieth request of the run, from 0.
    pub(crate) number: usize,
    /// The events' numbers.
    pub(crate) events: Vec<u32>,
    pub(crate) attempt: u32,
    /// Since the run began.
    pub(crate) at: Duration,
    pub(crate) sent_at: String,
    /// The events' bytes.
    pub(crate) bytes: String,
}

/// What the server does with a request.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) after: Duration,
    pub(crate) result: std::result::Result<Answer, Fault>,
}

pub(crate) fn answer(status: u16) -> Reply {
    Reply { after: Duration::ZERO, result: Ok(Answer { status, ..Answer::default() }) }
}

pub(crate) fn retry_after(status: u16, header: &str) -> Reply {
    let answer = Answer { status, retry_after: Some(header.to_owned()), ..Answer::default() };
    Reply { after: Duration::ZERO, result: Ok(answer) }
}

pub(crate) fn cut() -> Reply {
    let fault = Fault { code: "network_cut", message: "the connection broke".to_owned() };
    Reply { after: Duration::ZERO, result: Err(fault) }
}

/// Nothing comes for a year.
pub(crate) fn hang() -> Reply {
    answer(200).after(Duration::from_secs(365 * 86_400))
}

impl Reply {
    pub(crate) fn after(mut self, after: Duration) -> Reply {
        self.after = after;
        self
    }

    pub(crate) fn date(mut self, date: &str) -> Reply {
        if let Ok(answer) = &mut self.result {
            answer.date = Some(date.to_owned());
        }
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    InDoubt,
    Acknowledged,
    Refused(u16),
    NotTaken,
}

/// Server, journal and observer of one run, and what they saw.
pub(crate) struct World<S> {
    script: S,
    began: Instant,
    pub(crate) posts: RefCell<Vec<Post>>,
    pub(crate) on_wire: Cell<usize>,
    pub(crate) most_on_wire: Cell<usize>,
    pub(crate) states: RefCell<BTreeMap<u32, State>>,
    tickets: RefCell<Vec<Vec<u32>>>,
    pub(crate) told: RefCell<Vec<String>>,
    /// How many more times the journal can write.
    pub(crate) writes_left: Cell<usize>,
}

impl<S: Fn(&Post) -> Reply> Wire for World<S> {
    async fn post(&self, body: Body, attempt: u32) -> Result<Answer, Fault> {
        let document: serde_json::Value = serde_json::from_slice(body.bytes()).unwrap();
        let batch = document["batch"].as_array().unwrap();
        let events: Vec<u32> = batch.iter().map(|event| event["userId"].as_str().unwrap().parse().unwrap()).collect();
        for event in &events {
            assert_eq!(self.states.borrow().get(event), Some(&State::InDoubt), "{event} is recorded before it is sent");
        }
        assert_eq!(document["writeKey"], "k3y");
        let text = std::str::from_utf8(body.bytes()).unwrap();
        let post = Post {
            number: self.posts.borrow().len(),
            events,
            attempt,
            at: self.began.elapsed(),
            sent_at: document["sentAt"].as_str().unwrap().to_owned(),
            bytes: text[10..text.rfind("],\"sentAt").unwrap()].to_owned(),
        };
        let reply = (self.script)(&post);
        self.posts.borrow_mut().push(post);
        let on_wire = OnWire::new(self);
        sleep(reply.after).await;
        drop(on_wire);
        reply.result
    }
}

struct OnWire<'w>(&'w Cell<usize>);

impl<'w> OnWire<'w> {
    fn new<S>(world: &'w World<S>) -> Self {
        world.on_wire.set(world.on_wire.get() + 1);
        world.most_on_wire.set(world.most_on_wire.get().max(world.on_wire.get()));
        OnWire(&world.on_wire)
    }
}

impl Drop for OnWire<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl<S> World<S> {
    fn write(&self) -> Result<()> {
        match self.writes_left.get().checked_sub(1) {
            Some(left) => {
                self.writes_left.set(left);
                Ok(())
            }
            None => Err(Error::failed("ledger_failed", "the disk is full")),
        }
    }

    fn settle(&self, ticket: usize, state: State) -> Result<()> {
        self.write()?;
        for event in &self.tickets.borrow()[ticket] {
            let before = self.states.borrow_mut().insert(*event, state);
            assert_eq!(before, Some(State::InDoubt), "{event} is settled once");
        }
        Ok(())
    }

    fn ticket(&self, events: &[u32]) -> usize {
        self.tickets.borrow_mut().push(events.to_vec());
        self.tickets.borrow().len() - 1
    }

    pub(crate) fn count(&self, wanted: State) -> u64 {
        self.states.borrow().values().filter(|state| **state == wanted).count() as u64
    }

    /// How many times this event was posted.
    pub(crate) fn times(&self, event: u32) -> usize {
        self.posts.borrow().iter().filter(|post| post.events.contains(&event)).count()
    }
}

impl<S> Journal<u32> for World<S> {
    type Ticket = usize;

    async fn in_doubt(&self, entries: &[u32]) -> Result<usize> {
        self.write()?;
        for event in entries {
            let before = self.states.borrow_mut().insert(*event, State::InDoubt);
            assert_eq!(before, None, "{event} is recorded once");
        }
        Ok(self.ticket(entries))
    }

    async fn acknowledged(&self, batch: &usize) -> Result<()> {
        self.settle(*batch, State::Acknowledged)
    }

    async fn refused(&self, batch: &usize, status: u16) -> Result<()> {
        self.settle(*batch, State::Refused(status))
    }

    async fn not_taken(&self, batch: &usize) -> Result<()> {
        self.settle(*batch, State::NotTaken)
    }

    async fn split(&self, batch: &usize, before: &[u32], from: &[u32]) -> Result<(usize, usize)> {
        self.write()?;
        assert_eq!(self.tickets.borrow()[*batch], [before, from].concat());
        assert!(!before.is_empty() && !from.is_empty());
        Ok((self.ticket(before), self.ticket(from)))
    }
}

impl<S> Observer<u32> for World<S> {
    fn acknowledged(&self, events: usize) {
        self.told.borrow_mut().push(format!("acknowledged {events}"));
    }

    fn retrying(&self, events: usize, retry: u32, _wait: Duration, trouble: &Trouble) {
        self.told.borrow_mut().push(format!("retrying {events}, {retry}: {trouble}"));
    }

    fn pausing(&self, wait: Duration, trouble: &Trouble) {
        self.told.borrow_mut().push(format!("pausing {} s: {trouble}", wait.as_secs()));
    }

    fn gave_up(&self, events: usize, trouble: &Trouble) {
        self.told.borrow_mut().push(format!("gave up {events}: {trouble}"));
    }

    fn refused(&self, event: &[u8], entry: &u32, trouble: &Trouble) -> Result<()> {
        let event: serde_json::Value = serde_json::from_slice(event).unwrap();
        assert_eq!(event["userId"], entry.to_string());
        self.told.borrow_mut().push(format!("refused {entry}: {trouble}"));
        Ok(())
    }
}

/// The clock of this machine as the run begins.
pub(crate) const BEGAN: &str = "2026-03-01T12:00:00Z";

/// Fast and without limits, for tests that are not of the pace.
pub(crate) fn settings() -> Settings {
    Settings { rate: Rate::None, in_flight: 4, ..Settings::default() }
}

/// Sends batches of these sizes, the events numbered from 0, to a server that answers by the script.
pub(crate) fn run<S: Fn(&Post) -> Reply>(settings: Settings, batches: &[usize], script: S) -> (Outcome, World<S>) {
    run_until(settings, batches, &[], usize::MAX, script)
}

/// The same, with requests to stop at these moments and a journal that can write so many times.
pub(crate) fn run_until<S: Fn(&Post) -> Reply>(
    settings: Settings,
    batches: &[usize],
    stops: &[(Duration, Stop)],
    writes: usize,
    script: S,
) -> (Outcome, World<S>) {
    run_looking(
        settings,
        batches,
        (stops, writes),
        script,
        None::<fn(First, &World<S>) -> std::future::Ready<Result<()>>>,
    )
}

/// The same, where the first batch goes alone and this looks at it.
pub(crate) fn run_looking<S: Fn(&Post) -> Reply, L: AsyncFnOnce(First, &World<S>) -> Result<()>>(
    settings: Settings,
    batches: &[usize],
    (stops, writes): (&[(Duration, Stop)], usize),
    script: S,
    look: Option<L>,
) -> (Outcome, World<S>) {
    let (mut loader, parcels) = channel(batches.len());
    let mut draft = Draft::new();
    let mut numbers = 0_u32..;
    for size in batches {
        for number in numbers.by_ref().take(*size) {
            draft.begin(CallType::Identify);
            draft.user_id(&number.to_string());
            let Verdict::Accepted(event) = draft.judge() else { panic!("rejected") };
            loader.push(&event, number).unwrap();
        }
        loader.cut().unwrap();
    }
    let planned = loader.finish().unwrap().events;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let began = Instant::now();
        let world = World {
            script,
            began,
            posts: RefCell::default(),
            on_wire: Cell::new(0),
            most_on_wire: Cell::new(0),
            states: RefCell::default(),
            tickets: RefCell::default(),
            told: RefCell::default(),
            writes_left: Cell::new(writes),
        };
        let envelope = Envelope::new(WriteKey::new(Secret::new(b"k3y")).unwrap(), false);
        let start: Timestamp = BEGAN.parse().unwrap();
        let clock = || start + began.elapsed();
        let means = Means { envelope: &envelope, wire: &world, journal: &world, observer: &world, clock };
        let (sender, stop) = watch::channel(Stop::No);
        let stops = stops.to_vec();
        tokio::spawn(async move {
            for (at, stop) in stops {
                tokio::time::sleep_until(began + at).await;
                sender.send_replace(stop);
            }
        });
        let settings = Settings { planned, ..settings };
        let outcome = match look {
            None => deliver(settings, means, parcels, stop).await,
            Some(look) => {
                let look = async |first| look(first, &world).await;
                deliver_after_canary(settings, means, parcels, stop, look).await
            }
        };
        let counts = outcome.counts;
        assert_eq!(counts.acknowledged + counts.failed + counts.unacknowledged, counts.planned);
        (outcome, world)
    })
}
