//! Did it arrive? What the ledger saw acknowledged, held against what Segment counted
//! (`reference/segment-public-api.md` §7). Counts are compared, not ids: whoever else sends to the source is counted
//! with us, so that more than was sent is no evidence at all.

use crate::core::error::Exit;
use crate::segment::event::CallType;
use crate::segment::public_api::requests::Granularity;
use crate::segment::public_api::shapes::Counts;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// How long after the last answer Segment may still be counting: it documents about 30 seconds
/// (`reference/segment-public-api.md` §7 "Latency"); this is ten times as much.
pub(crate) const COUNTING: SignedDuration = SignedDuration::from_mins(5);

/// A span of time that Segment can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Its first moment: the beginning of a minute, hour or day.
    pub(crate) start: Timestamp,
    /// The first moment after it.
    pub(crate) end: Timestamp,
    /// How wide one number is.
    pub(crate) granularity: Granularity,
}

/// The window in which everything that was answered between these moments is counted, at the finest granularity
/// that reaches so far: MINUTE up to 4 hours that began in the last 48, HOUR up to 14 days of the last 30, DAY up to 30
/// (§7 "Window"). `None` where Segment does not tell any more.
pub(crate) fn window(first: Timestamp, last: Timestamp, now: Timestamp) -> Option<Window> {
    let hours = SignedDuration::from_hours;
    let kinds = [
        (Granularity::Minute, SignedDuration::from_mins(1), hours(4), hours(48)),
        (Granularity::Hour, hours(1), hours(14 * 24), hours(30 * 24)),
        (Granularity::Day, hours(24), hours(30 * 24), hours(30 * 24)),
    ];
    kinds.into_iter().find_map(|(granularity, step, longest, oldest)| {
        let start = floor(first, step)?;
        let end = ceil(last + COUNTING, step)?.min(ceil(now, SignedDuration::from_secs(1))?);
        let is_told = start < end && end.duration_since(start) <= longest && now.duration_since(start) <= oldest;
        is_told.then_some(Window { start, end, granularity })
    })
}

fn floor(moment: Timestamp, step: SignedDuration) -> Option<Timestamp> {
    let (seconds, step) = (moment.as_second(), step.as_secs());
    Timestamp::from_second(seconds.div_euclid(step) * step).ok()
}

fn ceil(moment: Timestamp, step: SignedDuration) -> Option<Timestamp> {
    let down = floor(moment, step)?;
    if down == moment { Some(down) } else { down.checked_add(step).ok() }
}

/// What Segment tells events apart by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Call {
    /// `track` or `identify`.
    pub(crate) kind: &'static str,
    /// The name of a Track event, where it is known. An Identify event has none.
    pub(crate) event: Option<String>,
}

impl Call {
    /// A call of this type.
    pub(crate) fn new(kind: CallType, event: Option<String>) -> Call {
        Call { kind: kind.name(), event: event.filter(|_| kind == CallType::Track) }
    }

    fn is_named(&self) -> bool {
        self.event.is_some() || self.kind != CallType::Track.name()
    }
}

/// What one task sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sent {
    /// What its events are; `None` where nobody knows any more.
    pub(crate) call: Option<Call>,
    /// Events that the server took.
    pub(crate) acknowledged: u64,
    /// Events that it may have taken: no answer is recorded, or one that is older than the window.
    pub(crate) uncertain: u64,
}

/// What Segment said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Delivery Overview, by event name and type; what was thrown away by reason, too.
    Overview {
        /// Taken in. What was filtered later is among them: an inference of the reference.
        received: Vec<Counts>,
        /// Thrown away at once.
        failed: Vec<Counts>,
        /// Blocked by the source's settings or its tracking plan.
        filtered: Vec<Counts>,
    },
    /// The events volume: valid events alone, so that what was thrown away cannot be told from what is late.
    Volume(Vec<Counts>),
}

/// How finely the two can be compared: as finely as both tell events apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// By type, and Track events by name.
    Name,
    /// By type.
    Kind,
    /// All events of the source together.
    All,
}

impl Level {
    /// Stable name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Level::Name => "event",
            Level::Kind => "type",
            Level::All => "source",
        }
    }
}

/// What is known of some events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// As many were counted as were acknowledged, and none was thrown away.
    CountsAgree,
    /// Segment threw events away.
    Discarded,
    /// Segment counted fewer than it acknowledged.
    NotSeenYet,
    /// Nothing can be said.
    InsufficientEvidence(Lack),
}

/// Why nothing can be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lack {
    /// More was counted than was sent: somebody else sends to the source.
    OtherSenders,
    /// Segment gave rows without numbers.
    NoNumbers,
    /// Fewer valid events than were acknowledged, and what was thrown away cannot be seen.
    DiscardsUnseen,
}

impl Lack {
    /// Why, in a sentence without a full stop.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Lack::OtherSenders => "Segment counted more than qseg sent: others send to the source, too",
            Lack::NoNumbers => "Segment answered without numbers",
            Lack::DiscardsUnseen => "fewer than were acknowledged, and what was thrown away cannot be seen",
        }
    }
}

impl Verdict {
    /// Stable name for machines.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Verdict::CountsAgree => "counts_agree",
            Verdict::Discarded => "discarded",
            Verdict::NotSeenYet => "not_seen_yet",
            Verdict::InsufficientEvidence(_) => "insufficient_evidence",
        }
    }

    /// Its exit code (design §3).
    pub(crate) fn exit(self) -> Exit {
        match self {
            Verdict::CountsAgree => Exit::Done,
            Verdict::Discarded => Exit::Judged,
            Verdict::NotSeenYet | Verdict::InsufficientEvidence(_) => Exit::NoVerdict,
        }
    }
}

/// What was found out about the events of one name or type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    /// What they are; `None`: all of the source.
    pub(crate) call: Option<Call>,
    /// As in [`Sent`].
    pub(crate) acknowledged: u64,
    /// As in [`Sent`].
    pub(crate) uncertain: u64,
    /// Taken in, by Segment's counts; `None` where it gave rows without numbers.
    pub(crate) received: Option<u64>,
    /// Thrown away at once or blocked: how many, by Segment's own codes.
    pub(crate) discarded: BTreeMap<String, u64>,
    /// The verdict.
    pub(crate) verdict: Verdict,
}

impl Judged {
    /// Acknowledged events that Segment does not count anywhere.
    pub(crate) fn unseen(&self) -> u64 {
        self.acknowledged.saturating_sub(self.received.unwrap_or(0))
    }
}

/// What was found out about a window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judgement {
    /// How finely it was compared.
    pub(crate) level: Level,
    /// By event, or by whatever the level says.
    pub(crate) events: Vec<Judged>,
}

impl Judgement {
    /// The exit code that says the most.
    pub(crate) fn exit(&self) -> Exit {
        self.events.iter().fold(Exit::Done, |exit, judged| exit.worse(judged.verdict.exit()))
    }

    /// Whether asking again later may say more.
    pub(crate) fn may_change(&self) -> bool {
        let late = |judged: &Judged| {
            judged.unseen() > 0
                && !matches!(judged.verdict, Verdict::InsufficientEvidence(Lack::OtherSenders | Lack::NoNumbers))
        };
        self.events.iter().any(late)
    }
}

/// Compares. `is_fresh` says that the last answer is younger than [`COUNTING`].
pub(crate) fn judge(sent: &[Sent], evidence: &Evidence, is_fresh: bool) -> Judgement {
    let level = level(sent, evidence);
    let mut groups: BTreeMap<Option<Call>, (u64, u64)> = BTreeMap::new();
    for sent in sent {
        let (acknowledged, uncertain) = groups.entry(group(sent.call.as_ref(), level)).or_default();
        *acknowledged += sent.acknowledged;
        *uncertain += sent.uncertain;
    }
    let events = groups
        .into_iter()
        .map(|(call, (acknowledged, uncertain))| one(call, level, acknowledged, uncertain, evidence, is_fresh))
        .collect();
    Judgement { level, events }
}

fn group(call: Option<&Call>, level: Level) -> Option<Call> {
    let call = call?;
    match level {
        Level::Name => Some(call.clone()),
        Level::Kind => Some(Call { kind: call.kind, event: None }),
        Level::All => None,
    }
}

/// The coarsest of what we know of our events and what Segment says of those that it threw away.
fn level(sent: &[Sent], evidence: &Evidence) -> Level {
    let of_sent = match () {
        () if sent.iter().any(|sent| sent.call.is_none()) => Level::All,
        () if sent.iter().any(|sent| sent.call.as_ref().is_some_and(|call| !call.is_named())) => Level::Kind,
        () => Level::Name,
    };
    let thrown_away = match evidence {
        Evidence::Overview { failed, filtered, .. } => [failed, filtered],
        Evidence::Volume(_) => return of_sent,
    };
    let nameless = thrown_away.into_iter().flatten().fold(Level::Name, |level, row| {
        match (text(&row.event_type), text(&row.event_name)) {
            (None, _) => Level::All,
            (Some(kind), None) if kind == CallType::Track.name() && level == Level::Name => Level::Kind,
            _ => level,
        }
    });
    match (of_sent, nameless) {
        (Level::All, _) | (_, Level::All) => Level::All,
        (Level::Kind, _) | (_, Level::Kind) => Level::Kind,
        _ => Level::Name,
    }
}

fn text(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// Whether Segment counted these events in a row.
fn is_in(row: &Counts, call: &Option<Call>, level: Level) -> bool {
    let Some(call) = call else { return true };
    let is_kind = text(&row.event_type).is_some_and(|kind| kind.eq_ignore_ascii_case(call.kind));
    is_kind && (level != Level::Name || call.event.is_none() || text(&row.event_name) == call.event.as_deref())
}

/// The sum of the rows; `None` where one of them has no number.
fn total<'c>(rows: impl Iterator<Item = &'c Counts>) -> Option<u64> {
    rows.map(|row| row.total).sum()
}

fn one(
    call: Option<Call>,
    level: Level,
    acknowledged: u64,
    uncertain: u64,
    evidence: &Evidence,
    is_fresh: bool,
) -> Judged {
    let mut discarded = BTreeMap::new();
    let mut add = |rows: &[Counts]| -> Option<u64> {
        let rows: Vec<&Counts> = rows.iter().filter(|row| is_in(row, &call, level)).collect();
        for row in &rows {
            let code = text(&row.discard_reason).unwrap_or("unnamed").to_owned();
            *discarded.entry(code).or_insert(0) += row.total?;
        }
        total(rows.into_iter())
    };
    let of = |rows: &[Counts]| total(rows.iter().filter(|row| is_in(row, &call, level)));
    let seen = match evidence {
        Evidence::Volume(valid) => of(valid),
        Evidence::Overview { received, failed, filtered } => match (of(received), add(failed), add(filtered)) {
            (Some(received), Some(failed), Some(filtered)) => {
                let seen = received + failed;
                // Should Segment count what it filtered apart from what it received, the sum says so.
                Some(if seen + filtered == acknowledged { acknowledged } else { seen })
            }
            _ => None,
        },
    };
    discarded.retain(|_, count| *count > 0);
    let verdict = match seen {
        None => Verdict::InsufficientEvidence(Lack::NoNumbers),
        Some(seen) if seen > acknowledged + uncertain => Verdict::InsufficientEvidence(Lack::OtherSenders),
        Some(_) if !discarded.is_empty() => Verdict::Discarded,
        Some(seen) if seen >= acknowledged => Verdict::CountsAgree,
        Some(_) if matches!(evidence, Evidence::Volume(_)) && !is_fresh => {
            Verdict::InsufficientEvidence(Lack::DiscardsUnseen)
        }
        Some(_) => Verdict::NotSeenYet,
    };
    Judged { call, acknowledged, uncertain, received: seen, discarded, verdict }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(kind: &str, event: &str, code: &str, total: u64) -> Counts {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Counts {
            event_type: some(kind),
            event_name: some(event),
            discard_reason: some(code),
            total: Some(total),
            ..Counts::default()
        }
    }

    fn track(event: &str, acknowledged: u64) -> Sent {
        let call = Some(Call::new(CallType::Track, Some(event.to_owned())));
        Sent { call, acknowledged, uncertain: 0 }
    }

    fn overview(received: Vec<Counts>, failed: Vec<Counts>, filtered: Vec<Counts>) -> Evidence {
        Evidence::Overview { received, failed, filtered }
    }

    fn verdicts(judgement: &Judgement) -> Vec<Verdict> {
        judgement.events.iter().map(|judged| judged.verdict).collect()
    }

    #[test]
    fn each_event_is_compared_with_its_own_counts() {
        let identify = Sent { call: Some(Call::new(CallType::Identify, None)), acknowledged: 3, uncertain: 0 };
        let sent = [track("A", 5), track("B", 2), track("C", 4), identify];
        let evidence = overview(
            vec![
                row("track", "A", "", 5),
                row("track", "B", "", 2),
                row("track", "C", "", 1),
                row("track", "Z", "", 99),
                row("identify", "", "", 3),
            ],
            vec![],
            vec![row("track", "B", "unplanned", 2)],
        );
        let judgement = judge(&sent, &evidence, true);
        assert_eq!(judgement.level, Level::Name);
        // Identify comes first.
        let expected = [Verdict::CountsAgree, Verdict::CountsAgree, Verdict::Discarded, Verdict::NotSeenYet];
        assert_eq!(verdicts(&judgement), expected);
        assert_eq!(judgement.events[2].discarded, BTreeMap::from([("unplanned".to_owned(), 2)]));
        assert_eq!((judgement.events[2].unseen(), judgement.events[3].unseen()), (0, 3));
        assert_eq!(judgement.exit(), Exit::Judged);
        assert!(judgement.may_change());
    }

    #[test]
    fn more_than_was_sent_is_no_evidence_even_where_something_was_thrown_away() {
        let evidence = overview(vec![row("track", "A", "", 4)], vec![row("track", "A", "id_required", 2)], vec![]);
        for (acknowledged, uncertain, verdict) in [
            (5, 0, Verdict::InsufficientEvidence(Lack::OtherSenders)),
            (5, 1, Verdict::Discarded),
            (6, 0, Verdict::Discarded),
            (7, 0, Verdict::Discarded),
        ] {
            let judgement = judge(&[Sent { uncertain, ..track("A", acknowledged) }], &evidence, true);
            assert_eq!(verdicts(&judgement), [verdict], "{acknowledged} and {uncertain}");
        }
    }

    #[test]
    fn what_is_in_doubt_may_have_arrived_or_not() {
        for (received, verdict) in [
            (4, Verdict::NotSeenYet),
            (5, Verdict::CountsAgree),
            (7, Verdict::CountsAgree),
            (8, Verdict::InsufficientEvidence(Lack::OtherSenders)),
        ] {
            let evidence = overview(vec![row("track", "A", "", received)], vec![], vec![]);
            let judgement = judge(&[Sent { uncertain: 2, ..track("A", 5) }], &evidence, false);
            assert_eq!(verdicts(&judgement), [verdict], "{received}");
        }
    }

    #[test]
    fn what_was_filtered_is_counted_once_whether_segment_counts_it_as_received_or_apart() {
        for received in [5, 2] {
            let evidence =
                overview(vec![row("track", "A", "", received)], vec![], vec![row("track", "A", "event_setting", 3)]);
            let judgement = judge(&[track("A", 5)], &evidence, false);
            assert_eq!(verdicts(&judgement), [Verdict::Discarded], "{received}");
            assert_eq!(judgement.events[0].unseen(), 0, "{received}");
        }
    }

    #[test]
    fn the_comparison_is_as_fine_as_the_coarser_side() {
        let unknown = Sent { call: None, acknowledged: 1, uncertain: 0 };
        let nameless = Sent { call: Some(Call::new(CallType::Track, None)), acknowledged: 1, uncertain: 0 };
        let empty = || overview(vec![], vec![], vec![]);
        for (sent, evidence, level) in [
            (vec![track("A", 1)], empty(), Level::Name),
            (vec![track("A", 1), nameless], empty(), Level::Kind),
            (vec![track("A", 1), unknown], empty(), Level::All),
            (
                vec![track("A", 1)],
                overview(vec![], vec![row("track", "", "event_not_defined", 1)], vec![]),
                Level::Kind,
            ),
            (vec![track("A", 1)], overview(vec![], vec![row("", "", "bad_request", 1)], vec![]), Level::All),
            (vec![track("A", 1)], overview(vec![], vec![], vec![row("identify", "", "unplanned", 1)]), Level::Name),
        ] {
            assert_eq!(judge(&sent, &evidence, true).level, level, "{sent:?} {evidence:?}");
        }
    }

    #[test]
    fn the_volume_cannot_tell_late_from_thrown_away() {
        let volume = |total| Evidence::Volume(vec![row("track", "A", "", total)]);
        for (total, is_fresh, verdict) in [
            (5, false, Verdict::CountsAgree),
            (4, true, Verdict::NotSeenYet),
            (4, false, Verdict::InsufficientEvidence(Lack::DiscardsUnseen)),
            (6, true, Verdict::InsufficientEvidence(Lack::OtherSenders)),
        ] {
            assert_eq!(verdicts(&judge(&[track("A", 5)], &volume(total), is_fresh)), [verdict], "{total} {is_fresh}");
        }
    }

    #[test]
    fn a_row_without_a_number_is_not_nought() {
        let silent = Counts { total: None, ..row("track", "A", "", 0) };
        let judgement = judge(&[track("A", 5)], &overview(vec![silent], vec![], vec![]), true);
        assert_eq!(verdicts(&judgement), [Verdict::InsufficientEvidence(Lack::NoNumbers)]);
        assert_eq!((judgement.exit(), judgement.may_change()), (Exit::NoVerdict, false));
    }

    #[test]
    fn a_window_is_as_fine_as_segment_tells() {
        let now: Timestamp = "2026-03-31T12:34:56.5Z".parse().unwrap();
        let hours = |hours| now - SignedDuration::from_hours(hours);
        for (first, last, expected) in [
            (hours(1), hours(1), Some((Granularity::Minute, "2026-03-31T11:34:00Z", "2026-03-31T11:40:00Z"))),
            (hours(1), now, Some((Granularity::Minute, "2026-03-31T11:34:00Z", "2026-03-31T12:34:57Z"))),
            (hours(5), now, Some((Granularity::Hour, "2026-03-31T07:00:00Z", "2026-03-31T12:34:57Z"))),
            (hours(48), hours(48), Some((Granularity::Hour, "2026-03-29T12:00:00Z", "2026-03-29T13:00:00Z"))),
            (hours(15 * 24), now, Some((Granularity::Day, "2026-03-16T00:00:00Z", "2026-03-31T12:34:57Z"))),
            (hours(29 * 24), hours(28 * 24), Some((Granularity::Hour, "2026-03-02T12:00:00Z", "2026-03-03T13:00:00Z"))),
            (hours(31 * 24), hours(31 * 24), None),
            (hours(31 * 24), now, None),
        ] {
            let found = window(first, last, now);
            let found = found.map(|found| (found.granularity, found.start.to_string(), found.end.to_string()));
            let expected = expected.map(|(granularity, start, end)| (granularity, start.to_owned(), end.to_owned()));
            assert_eq!(found, expected, "{first} to {last}");
        }
    }
}
