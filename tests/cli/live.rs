//! `qseg send` for real, against a local Segment: what goes out, what stays, and what is told of it.

mod answers;
mod canary;
mod choices;
mod gates;
mod keys;
mod months;
mod record;
mod secure;
#[cfg(unix)]
mod stops;
mod told;

pub use record::held;

use crate::support::segment::Segment;
use crate::support::{Place, Said, mapping, recodes};
use qseg::sandbox::state::DEV_WRITE_KEY;
use serde_json::Value;
use std::path::PathBuf;

/// A place with a local Segment, its write key, and a folder for the ledger.
pub struct Desk {
    pub place: Place,
    pub segment: Segment,
}

impl Desk {
    /// With an empty place.
    pub fn empty() -> Desk {
        Desk::at(Segment::start())
    }

    /// At this local Segment, whose write keys may not be shown or written.
    pub fn at(segment: Segment) -> Desk {
        let place = segment.secrets().iter().fold(Place::new(), |place, secret| place.hush(secret));
        let place = place
            .with("QSEG_EVENTS_URL", segment.url())
            .with("QSEG_WRITE_KEY", DEV_WRITE_KEY)
            .with("QSEG_STATE_DIR", "state");
        Desk { place, segment }
    }

    /// With a mapping of one task, and an export of so many responses.
    pub fn with(responses: usize) -> Desk {
        let desk = Desk::empty();
        desk.place.file("qseg.yaml", plan());
        desk.place.file("answers.csv", export(responses));
        desk
    }

    /// `qseg send` with these arguments.
    pub fn send(&self, arguments: &[&str]) -> Said {
        self.place.run(&[&["send"], arguments].concat())
    }

    /// `qseg send answers.csv`, and its document.
    #[track_caller]
    pub fn document(&self, more: &[&str], code: i32) -> Value {
        self.send(&[&["answers.csv", "--format", "json"], more].concat()).exits(code).document()
    }

    /// `delivery` of that document.
    #[track_caller]
    pub fn delivery(&self, more: &[&str], code: i32) -> Value {
        self.document(more, code)["delivery"].take()
    }

    /// How many requests with events the local Segment has seen.
    pub fn posts(&self) -> usize {
        self.segment.calls().iter().filter(|call| *call == "POST /v1/batch").count()
    }

    /// How many events it has kept.
    pub fn kept(&self) -> u64 {
        self.segment.summary()["kept"].as_u64().expect("a count")
    }

    /// The ledger's file.
    pub fn ledger(&self) -> PathBuf {
        self.place.path().join("state/ledger.db")
    }

    /// Changes the ledger behind the program's back: time goes by, or a batch was never answered.
    pub fn rewrite(&self, sql: &str) {
        let ledger = rusqlite::Connection::open(self.ledger()).expect("a ledger");
        ledger.execute_batch(sql).expect("a change");
    }

    /// How many events are in each state.
    pub fn states(&self) -> Vec<(String, u64)> {
        let ledger = rusqlite::Connection::open(self.ledger()).expect("a ledger");
        let mut select = ledger
            .prepare("SELECT state, count(*) FROM events GROUP BY state ORDER BY state")
            .expect("the view that people use");
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("states");
        rows.collect::<Result<_, _>>().expect("states")
    }
}

/// The mapping of one task.
pub fn plan() -> String {
    mapping(&["plan: \"${e://Field/plan}\""])
}

/// An export of so many responses.
pub fn export(responses: usize) -> String {
    let rows: Vec<&[&str]> = vec![&["free"]; responses];
    recodes(&["plan"], &rows)
}

/// The counts of a delivery: planned, acknowledged, already delivered, changed, failed, unacknowledged.
pub fn counts(delivery: &Value) -> [u64; 6] {
    ["planned", "acknowledged", "already_delivered", "changed_not_sent", "failed", "unacknowledged"]
        .map(|name| delivery[name].as_u64().unwrap_or_else(|| panic!("{name} in {delivery}")))
}
