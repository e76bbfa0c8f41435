//! What arrived, counted: by verdict and event for `/sandbox/summary`, by minute for Delivery Overview and the
//! events volume. Memory has a bound: names after the first thousands are counted together, and minutes are kept
//! for as long as Segment can be asked about them.

use super::kind::Kind;
use super::record::{Head, Verdict};
use foldhash::fast::FixedState;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How many different texts (event names, versions of apps) are told apart.
const TEXTS: usize = 2_000;

/// Minutes are kept so long (`reference/segment-public-api.md` §7 "Window": 30 days), in milliseconds.
const KEPT: i64 = 31 * 24 * 60 * 60 * 1_000;

/// One minute, in milliseconds.
const MINUTE: i64 = 60_000;

/// A text that is told apart from others, or one of those that are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct TextId(u32);

const OTHER: TextId = TextId(u32::MAX);

/// What events are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Row {
    /// Id of the source.
    pub(crate) source: Option<TextId>,
    /// The kind of call.
    pub(crate) kind: Option<Kind>,
    /// The name of a Track event.
    pub(crate) event: Option<TextId>,
    /// The version of the app.
    pub(crate) app: Option<TextId>,
    /// What became of it.
    pub(crate) verdict: Verdict,
}

/// Events of one row that came at one moment: they are not in the minutes before the lag is over.
#[derive(Debug)]
struct Fresh {
    at: i64,
    row: Row,
    count: u64,
}

/// All counts.
#[derive(Default)]
pub(crate) struct Counts {
    ids: HashMap<Arc<str>, TextId, FixedState>,
    texts: Vec<Arc<str>>,
    totals: HashMap<Row, u64, FixedState>,
    minutes: BTreeMap<i64, HashMap<Row, u64, FixedState>>,
    fresh: std::collections::VecDeque<Fresh>,
    /// How long it takes until an event is in the minutes, in milliseconds.
    lag: i64,
}

impl Counts {
    /// Counts whose minutes lag so many milliseconds behind.
    pub(crate) fn lagging(lag: i64) -> Counts {
        Counts { lag, ..Counts::default() }
    }

    /// Forgets everything that was counted.
    pub(crate) fn reset(&mut self) {
        *self = Counts::lagging(self.lag);
    }

    fn id(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        if self.texts.len() >= TEXTS {
            return OTHER;
        }
        let text: Arc<str> = text.into();
        let id = TextId(self.texts.len() as u32);
        self.texts.push(Arc::clone(&text));
        self.ids.insert(text, id);
        id
    }

    /// The text of an id; `(other)` for those that are counted together.
    pub(crate) fn text(&self, id: TextId) -> &str {
        self.texts.get(id.0 as usize).map_or("(other)", |text| text)
    }

    /// Counts an event.
    pub(crate) fn add(&mut self, head: &Head) {
        let row = Row {
            source: head.source.as_deref().map(|text| self.id(text)),
            kind: head.kind,
            event: head.event.as_deref().map(|text| self.id(text)),
            app: head.app.as_deref().map(|text| self.id(text)),
            verdict: head.verdict,
        };
        *self.totals.entry(row).or_default() += 1;
        let at = head.received.as_millisecond();
        match self.fresh.back_mut() {
            Some(last) if last.at == at && last.row == row => last.count += 1,
            _ => self.fresh.push_back(Fresh { at, row, count: 1 }),
        }
        self.settle(at);
    }

    /// Puts what is older than the lag into its minutes, and forgets minutes that nobody can ask about.
    pub(crate) fn settle(&mut self, now: i64) {
        while self.fresh.front().is_some_and(|oldest| now.saturating_sub(oldest.at) >= self.lag) {
            let Some(Fresh { at, row, count }) = self.fresh.pop_front() else { break };
            *self.minutes.entry(at.div_euclid(MINUTE) * MINUTE).or_default().entry(row).or_default() += count;
        }
        while self.minutes.first_key_value().is_some_and(|(minute, _)| now.saturating_sub(*minute) > KEPT) {
            self.minutes.pop_first();
        }
    }

    /// What came in the minutes from `start` to before `end`: each with the beginning of its minute.
    pub(crate) fn within(&self, start: Timestamp, end: Timestamp) -> impl Iterator<Item = (i64, &Row, u64)> {
        let (start, end) = (start.as_millisecond().div_euclid(MINUTE) * MINUTE, end.as_millisecond());
        let range = if start < end { start..end } else { start..start };
        self.minutes.range(range).flat_map(|(minute, rows)| rows.iter().map(|(row, count)| (*minute, row, *count)))
    }

    /// The document of `/sandbox/summary`.
    pub(crate) fn summary(&self) -> Value {
        let (mut received, mut kept, mut duplicate) = (0, 0, 0);
        let (mut discarded, mut by_event, mut by_type) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for (row, count) in &self.totals {
            received += count;
            match row.verdict {
                Verdict::Kept => kept += count,
                Verdict::Duplicate => duplicate += count,
                Verdict::Discarded(code) => *discarded.entry(code).or_insert(0) += count,
            }
            if let Some(event) = row.event {
                tell(by_event.entry(self.text(event)).or_default(), row.verdict, *count);
            }
            if let Some(kind) = row.kind {
                tell(by_type.entry(kind.name()).or_default(), row.verdict, *count);
            }
        }
        json!({
            "received": received,
            "kept": kept,
            "duplicate": duplicate,
            "discarded": discarded,
            "by_event": shown(by_event),
            "by_type": shown(by_type),
        })
    }
}

fn tell(verdicts: &mut BTreeMap<&'static str, u64>, verdict: Verdict, count: u64) {
    *verdicts.entry(verdict.name()).or_default() += count;
}

fn shown(rows: BTreeMap<&str, BTreeMap<&'static str, u64>>) -> Value {
    let of_one = |verdicts: &BTreeMap<&'static str, u64>| {
        let words = ["kept", "duplicate", "discarded"];
        words.map(|word| (word.to_owned(), verdicts.get(word).copied().unwrap_or(0).into()))
    };
    let rows =
        rows.iter().map(|(name, verdicts)| ((*name).to_owned(), Value::Object(of_one(verdicts).into_iter().collect())));
    Value::Object(rows.collect::<Map<String, Value>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(at: &str, event: &str, verdict: Verdict) -> Head<'static> {
        let received: Timestamp = at.parse().expect("a moment");
        Head {
            n: 1,
            received,
            verdict,
            source: Some("s".into()),
            kind: Some(Kind::Track),
            event: Some(event.to_owned().into()),
            message_id: "m".into(),
            app: None,
            timestamp: received,
        }
    }

    #[test]
    fn minutes_lag_behind_and_totals_do_not() {
        let mut counts = Counts::lagging(30_000);
        counts.add(&head("2026-03-01T09:00:10Z", "A", Verdict::Kept));
        counts.add(&head("2026-03-01T09:00:10Z", "A", Verdict::Kept));
        counts.add(&head("2026-03-01T09:00:50Z", "B", Verdict::Discarded("unplanned")));
        let moment = |text: &str| text.parse::<Timestamp>().expect("a moment");
        let seen = |counts: &Counts| {
            let window = counts.within(moment("2026-03-01T09:00:30Z"), moment("2026-03-01T09:01:00Z"));
            window.map(|(_, row, count)| (row.verdict.name(), count)).collect::<Vec<_>>()
        };
        assert_eq!(seen(&counts), [("kept", 2)]);
        counts.settle(moment("2026-03-01T09:01:20Z").as_millisecond());
        let mut all = seen(&counts);
        all.sort_unstable();
        assert_eq!(all, [("discarded", 1), ("kept", 2)]);
        let summary = counts.summary();
        assert_eq!((&summary["received"], &summary["kept"], &summary["duplicate"]), (&json!(3), &json!(2), &json!(0)));
        assert_eq!(summary["discarded"], json!({ "unplanned": 1 }));
        assert_eq!(summary["by_event"]["B"], json!({ "kept": 0, "duplicate": 0, "discarded": 1 }));
    }

    #[test]
    fn names_without_end_are_counted_together() {
        let mut counts = Counts::lagging(0);
        for number in 0..TEXTS + 50 {
            counts.add(&head("2026-03-01T09:00:10Z", &format!("E{number}"), Verdict::Kept));
        }
        let summary = counts.summary();
        assert_eq!(summary["received"], TEXTS + 50);
        // One of the texts is the source's id.
        assert_eq!(summary["by_event"]["(other)"]["kept"], 51);
    }
}
