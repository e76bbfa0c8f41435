//! Everything that arrived: counts, the look-back, the newest records in memory, all of them in the store where
//! there is one, and who is watching.

use super::counts::Counts;
use super::look_back::LookBack;
use super::plan::Plans;
use super::record::{Head, Verdict};
use super::store::{self, Store};
use crate::core::error::Result;
use crate::core::random::Random;
use hyper::body::Bytes;
use jiff::Timestamp;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use tokio::sync::broadcast;

/// How many bytes of the newest records are kept in memory.
const RECENT_BYTES: usize = 16 << 20;

/// How many records a watcher may be behind before some are missed.
const WATCHED: usize = 4_096;

/// What arrived.
pub struct Arrivals {
    pub(super) counts: Counts,
    pub(super) look_back: LookBack,
    pub(super) plans: Plans,
    pub(super) random: Random,
    recent: VecDeque<Bytes>,
    recent_bytes: usize,
    /// How many of the newest records are kept at most.
    most: usize,
    store: Option<Store>,
    /// The number of the last record.
    last: u64,
    /// The number before the first record since the beginning or the last reset.
    before_first: u64,
    watchers: broadcast::Sender<Bytes>,
}

/// Which records are asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this messageId.
    pub message_id: Option<String>,
    /// Track events of this name.
    pub event: Option<String>,
    /// Of this verdict, or discarded by this code.
    pub verdict: Option<String>,
    /// Received at that moment or later.
    pub since: Option<Timestamp>,
}

impl Filter {
    /// Whether a record is asked for; a line that is none is not.
    pub fn matches(&self, line: &[u8]) -> bool {
        // Nearly every line of a large store is passed over by this alone. The id stands there as JSON, which is how
        // it was written.
        if let Some(id) = &self.message_id {
            let wanted = serde_json::Value::from(id.as_str()).to_string();
            if memchr::memmem::find(line, wanted.as_bytes()).is_none() {
                return false;
            }
        }
        let Some(head) = std::str::from_utf8(line).ok().and_then(Head::read) else { return false };
        let is =
            |wanted: &Option<String>, text: Option<&str>| wanted.as_deref().is_none_or(|wanted| text == Some(wanted));
        let verdict = self.verdict.as_deref();
        is(&self.message_id, Some(&head.message_id))
            && is(&self.event, head.event.as_deref())
            && verdict.is_none_or(|word| word == head.verdict.name() || Some(word) == head.verdict.code())
            && self.since.is_none_or(|since| head.received >= since)
    }
}

/// Where to look for records, taken out of the lock: reading a store takes time.
pub(crate) struct Search {
    recent: Vec<Bytes>,
    /// Where older ones are.
    store: Option<PathBuf>,
    /// Whether records in memory are all that there were.
    whole: bool,
}

/// Records that were found, oldest first.
#[derive(Debug)]
pub(crate) struct FoundRecords {
    /// The newest of them.
    pub records: VecDeque<Bytes>,
    /// How many there are, shown or not.
    pub(crate) matched: usize,
    /// Whether all records were looked at; not so once memory let go of some and there is no store.
    pub(crate) complete: bool,
}

impl Search {
    /// Looks for records; keeps the newest `limit`.
    ///
    /// # Errors
    /// What went wrong with the store.
    pub(crate) fn run(self, filter: &Filter, limit: usize) -> std::io::Result<FoundRecords> {
        let (mut records, mut matched) = (VecDeque::new(), 0);
        let mut look = |line: &[u8], record: Option<&Bytes>| {
            if !filter.matches(line) {
                return;
            }
            matched += 1;
            if limit > 0 {
                if records.len() == limit {
                    records.pop_front();
                }
                records.push_back(record.cloned().unwrap_or_else(|| Bytes::copy_from_slice(line)));
            }
        };
        match &self.store {
            Some(path) if !self.whole => store::lines(path, |line| look(line, None))?,
            _ => self.recent.iter().for_each(|record| look(record, Some(record))),
        }
        Ok(FoundRecords { records, matched, complete: self.whole || self.store.is_some() })
    }
}

/// The records of one request before they are taken: judged, numbered and written, but not counted.
#[derive(Default)]
pub(super) struct Lines {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Lines {
    /// Adds a record that was written by `write`.
    pub(super) fn push(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        write(&mut self.bytes);
        self.bytes.push(b'\n');
        self.ends.push(self.bytes.len());
    }

    pub(super) fn with_capacity(bytes: usize) -> Lines {
        Lines { bytes: Vec::with_capacity(bytes), ends: Vec::new() }
    }
}

impl Arrivals {
    /// Nothing arrived yet. At most so many of the newest records are kept in memory; minutes lag so many
    /// milliseconds behind.
    pub fn new(random: Random, most: usize, lag: i64) -> Arrivals {
        Arrivals {
            counts: Counts::lagging(lag),
            look_back: LookBack::default(),
            plans: Plans::default(),
            random,
            recent: VecDeque::new(),
            recent_bytes: 0,
            most,
            store: None,
            last: 0,
            before_first: 0,
            watchers: broadcast::channel(WATCHED).0,
        }
    }

    /// Keeps every record in a store from here on, and takes over what it holds. Returns how many bytes of a line
    /// that was cut off were dropped.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub(crate) fn keep_in(&mut self, path: &Path) -> Result<u64> {
        let (store, opened) = Store::open(path, |line| {
            let Some(head) = Head::read(line) else { return false };
            self.counts.add(&head);
            if head.verdict == Verdict::Kept || is_filtered(head.verdict) {
                self.look_back.is_duplicate(&head.message_id, head.received.as_millisecond());
            }
            // The first record of a store may have any number after a reset.
            if self.last == 0 {
                self.before_first = head.n.saturating_sub(1);
            }
            self.last = head.n;
            self.remember(Bytes::copy_from_slice(line.as_bytes()));
            true
        })?;
        self.store = Some(store);
        Ok(opened.dropped)
    }

    pub(super) fn next_number(&self) -> u64 {
        self.last + 1
    }

    /// Takes the records of a request: into the store first, for what is not there was never received.
    ///
    /// # Errors
    /// What went wrong with the store.
    pub(super) fn take(&mut self, lines: Lines) -> std::io::Result<()> {
        if let Some(store) = &mut self.store {
            store.append(&lines.bytes)?;
        }
        let (bytes, mut begin) = (Bytes::from(lines.bytes), 0);
        for end in lines.ends {
            let record = bytes.slice(begin..end - 1);
            begin = end;
            self.last += 1;
            if self.watchers.receiver_count() > 0 {
                // The last watcher may have gone away just now.
                let _ = self.watchers.send(record.clone());
            }
            self.remember(record);
        }
        Ok(())
    }

    fn remember(&mut self, record: Bytes) {
        self.recent_bytes += record.len();
        self.recent.push_back(record);
        while self.recent.len() > self.most || self.recent_bytes > RECENT_BYTES {
            let Some(oldest) = self.recent.pop_front() else { break };
            self.recent_bytes -= oldest.len();
        }
    }

    /// What is needed to look for records.
    pub(crate) fn search(&self) -> Search {
        Search {
            recent: self.recent.iter().cloned().collect(),
            store: self.store.as_ref().map(|store| store.path().to_owned()),
            whole: self.recent.len() as u64 == self.last - self.before_first,
        }
    }

    /// The document of `/sandbox/summary`.
    pub fn summary(&self) -> serde_json::Value {
        let mut summary = self.counts.summary();
        summary["look_back_forgotten"] = self.look_back.forgotten().into();
        summary
    }

    /// Forgets every event, in the store as well. Numbers go on.
    ///
    /// # Errors
    /// What went wrong with the store.
    pub fn reset(&mut self) -> std::io::Result<()> {
        if let Some(store) = &mut self.store {
            store.clear()?;
        }
        self.counts.reset();
        self.look_back = LookBack::default();
        self.recent.clear();
        self.recent_bytes = 0;
        self.before_first = self.last;
        Ok(())
    }

    /// Whoever watches gets each record from here on.
    pub fn watch(&self) -> broadcast::Receiver<Bytes> {
        self.watchers.subscribe()
    }

    /// The counts, with everything in its minute that is older than the lag.
    pub(crate) fn settled(&mut self, now: Timestamp) -> &Counts {
        self.counts.settle(now.as_millisecond());
        &self.counts
    }
}

/// Whether the event was filtered by the source's settings: after ingestion, so that its messageId is known.
pub(crate) fn is_filtered(verdict: Verdict) -> bool {
    verdict.code().is_some_and(|code| super::plan::CODES.iter().any(|filtered| filtered.code() == code))
}
