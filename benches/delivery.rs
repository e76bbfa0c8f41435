//! What the pipeline itself costs: 100,000 events of about 400 bytes to a wire that answers at once and a journal
//! that keeps nothing. `cargo bench --bench delivery`.

#![allow(clippy::print_stdout, reason = "a measurement prints")]

use qseg::core::error::Result;
use qseg::core::secret::Secret;
use qseg::delivery::envelope::{Body, Envelope};
use qseg::delivery::journal::Journal;
use qseg::delivery::observer::Silent;
use qseg::delivery::outcome::Stop;
use qseg::delivery::pace::Rate;
use qseg::delivery::parcel::{Closed, channel};
use qseg::delivery::pipeline::{Means, Settings, deliver};
use qseg::delivery::wire::{Answer, Fault, Wire};
use qseg::segment::event::{CallType, Draft, Json, Verdict, encode_key};
use qseg::segment::write_key::WriteKey;
use std::time::Instant;
use tokio::sync::watch;

const EVENTS: u64 = 100_000;

struct Nowhere;

impl Wire for Nowhere {
    async fn post(&self, body: Body, _attempt: u32) -> Result<Answer, Fault> {
        std::hint::black_box(body.bytes());
        Ok(Answer { status: 200, ..Answer::default() })
    }
}

struct Forgetful;

impl Journal<u64> for Forgetful {
    type Ticket = ();

    async fn in_doubt(&self, entries: &[u64]) -> Result<()> {
        std::hint::black_box(entries);
        Ok(())
    }

    async fn acknowledged(&self, _batch: &()) -> Result<()> {
        Ok(())
    }

    async fn refused(&self, _batch: &(), _status: u16) -> Result<()> {
        Ok(())
    }

    async fn not_taken(&self, _batch: &()) -> Result<()> {
        Ok(())
    }

    async fn split(&self, _batch: &(), _before: &[u64], _from: &[u64]) -> Result<((), ())> {
        Ok(((), ()))
    }
}

fn main() {
    let key = WriteKey::new(Secret::new(b"0123456789abcdef0123456789abcdef")).expect("a write key");
    for gzip in [false, true] {
        let envelope = Envelope::new(key.clone(), gzip);
        let (mut loader, parcels) = channel(4);
        let began = Instant::now();
        let reader = std::thread::spawn(move || -> Result<u64, Closed> {
            let (mut draft, property, text) = (Draft::new(), encode_key("comment"), "x".repeat(340));
            for number in 0..EVENTS {
                draft.begin(CallType::Identify);
                draft.user_id("somebody");
                draft.property(&property, Json::String(&text));
                if let Verdict::Accepted(event) = draft.judge() {
                    loader.push(&event, number)?;
                }
            }
            loader.finish().map(|totals| totals.bytes)
        });
        let settings = Settings { planned: EVENTS, rate: Rate::None, ..Settings::default() };
        let clock = jiff::Timestamp::now;
        let means = Means { envelope: &envelope, wire: &Nowhere, journal: &Forgetful, observer: &Silent, clock };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        let (_sender, stop) = watch::channel(Stop::No);
        let outcome = runtime.block_on(deliver(settings, means, parcels, stop));
        let took = began.elapsed();
        let bytes = reader.join().expect("the reader").expect("all is taken");
        assert_eq!(outcome.counts.acknowledged, EVENTS);
        println!("gzip {gzip}: {EVENTS} events, {bytes} bytes, {} batches: {took:.3?}", outcome.counts.batches);
    }
}
