//! "Did my event arrive?": the events volume and Delivery Overview, counted from what the Tracking API took
//! (`reference/segment-public-api.md` §7). Only buckets in which something happened are told. A window begins with
//! the minute that its start lies in: counts are kept by the minute.

use super::{Outcome, Problem, Refusal, Visit};
use crate::sandbox::state::State;
use crate::sandbox::tracking::arrivals::is_filtered;
use crate::sandbox::tracking::counts::{Counts, Row};
use crate::sandbox::tracking::kind::Kind;
use crate::sandbox::tracking::record::Verdict;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The largest answer of `/events/volume`.
const VOLUME_ENTRIES: usize = 5_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Granularity {
    Minute,
    Hour,
    Day,
}

impl Granularity {
    fn parse(word: &str) -> Option<Granularity> {
        [Granularity::Minute, Granularity::Hour, Granularity::Day].into_iter().find(|known| known.name() == word)
    }

    fn name(self) -> &'static str {
        match self {
            Granularity::Minute => "MINUTE",
            Granularity::Hour => "HOUR",
            Granularity::Day => "DAY",
        }
    }

    fn millis(self) -> i64 {
        match self {
            Granularity::Minute => 60_000,
            Granularity::Hour => 3_600_000,
            Granularity::Day => 86_400_000,
        }
    }

    /// The longest window, and how long ago it may begin (§7 "Window").
    fn limits(self) -> (SignedDuration, SignedDuration) {
        let hours = SignedDuration::from_hours;
        match self {
            Granularity::Minute => (hours(4), hours(48)),
            Granularity::Hour => (hours(14 * 24), hours(30 * 24)),
            Granularity::Day => (hours(30 * 24), hours(30 * 24)),
        }
    }
}

/// What a call asks about.
struct Window {
    start: Timestamp,
    end: Timestamp,
    granularity: Granularity,
}

impl Window {
    fn read(visit: &Visit) -> Result<Window, Refusal> {
        let mut problems = Vec::new();
        let mut moment = |name: &str| {
            let refused = match visit.query.required(name) {
                Ok(text) => match text.parse::<Timestamp>() {
                    Ok(moment) => return moment,
                    Err(_) => vec![Problem::invalid(name, format!("\"{name}\" must be in ISO 8601 date format"))],
                },
                Err(refusal) => refusal.problems,
            };
            problems.extend(refused);
            visit.now
        };
        let (start, end) = (moment("startTime"), moment("endTime"));
        let granularity = match visit.query.required("granularity") {
            Ok(word) => Granularity::parse(word).unwrap_or_else(|| {
                let message = "\"granularity\" must be one of [DAY, HOUR, MINUTE]";
                problems.push(Problem::invalid("granularity", message));
                Granularity::Day
            }),
            Err(refusal) => {
                problems.extend(refusal.problems);
                Granularity::Day
            }
        };
        if problems.is_empty() && end <= start {
            problems.push(Problem::invalid("endTime", "\"endTime\" must be greater than \"startTime\""));
        }
        if problems.is_empty() { Ok(Window { start, end, granularity }) } else { Err(Refusal::of(422, problems)) }
    }

    /// The windows that Delivery Overview answers for.
    fn within_limits(self, now: Timestamp) -> Result<Window, Refusal> {
        let (longest, oldest) = self.granularity.limits();
        if self.end.duration_since(self.start) > longest {
            return Err(Refusal::invalid("endTime", "the time range is too long for this granularity"));
        }
        // A minute of grace: the clocks of client and server differ.
        if now.duration_since(self.start) > oldest + SignedDuration::from_mins(1) {
            return Err(Refusal::invalid("startTime", "\"startTime\" is too long ago for this granularity"));
        }
        Ok(self)
    }
}

/// What counts can be told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Name,
    Type,
    Discard,
    App,
    Source,
}

impl By {
    fn key(self) -> &'static str {
        match self {
            By::Name => "eventName",
            By::Type => "eventType",
            By::Discard => "discardReason",
            By::App => "appVersion",
            By::Source => "source",
        }
    }

    fn of<'c>(self, row: &Row, counts: &'c Counts) -> Option<&'c str> {
        match self {
            By::Name => row.event.map(|id| counts.text(id)),
            By::Type => row.kind.map(Kind::name),
            By::Discard => row.verdict.code(),
            By::App => row.app.map(|id| counts.text(id)),
            By::Source => row.source.map(|id| counts.text(id)),
        }
    }
}

/// The dimensions of `groupBy`; the list may also be written with commas, as the OpenAPI file says.
fn group_by(visit: &Visit, known: &[By]) -> Result<Vec<By>, Refusal> {
    let words = visit.query.all("groupBy").flat_map(|text| text.split(','));
    let one = |word: &str| {
        known.iter().copied().find(|by| by.key() == word).ok_or_else(|| {
            let words: Vec<&str> = known.iter().map(|by| by.key()).collect();
            Refusal::invalid("groupBy", format!("\"groupBy\" must be one of [{}]", words.join(", ")))
        })
    };
    words.map(one).collect()
}

/// Whether a row is among the ones that a filter asks for; a filter without values asks for all.
fn passes(visit: &Visit, filter: &str, by: By, row: &Row) -> bool {
    let mut wanted = visit.query.all(filter).peekable();
    wanted.peek().is_none() || wanted.any(|wanted| by.of(row, visit.counts) == Some(wanted))
}

/// Series by group, in the order of their totals as Segment's.
fn series(
    visit: &Visit,
    window: &Window,
    groups: &[By],
    wanted: impl Fn(&Row) -> bool,
) -> Vec<(Vec<Option<String>>, u64, Value)> {
    let mut all: BTreeMap<Vec<Option<String>>, BTreeMap<i64, u64>> = BTreeMap::new();
    let width = window.granularity.millis();
    for (minute, row, count) in visit.counts.within(window.start, window.end).filter(|(_, row, _)| wanted(row)) {
        let group = groups.iter().map(|by| by.of(row, visit.counts).map(str::to_owned)).collect();
        *all.entry(group).or_default().entry(minute.div_euclid(width) * width).or_default() += count;
    }
    let mut shown: Vec<_> = all
        .into_iter()
        .map(|(group, buckets)| {
            let total = buckets.values().sum();
            let points = buckets.into_iter().filter_map(|(at, count)| {
                let time = Timestamp::from_millisecond(at).ok()?;
                Some(json!({ "time": time.to_string(), "count": count }))
            });
            (group, total, points.collect())
        })
        .collect();
    shown.sort_by_key(|(_, total, _)| std::cmp::Reverse(*total));
    shown
}

fn shown(state: &State, groups: &[By], values: Vec<Option<String>>) -> Map<String, Value> {
    let mut entry = Map::new();
    for (by, value) in groups.iter().zip(values) {
        let Some(value) = value else { continue };
        let value = match (by, state.source(&value)) {
            (By::Source, Some(source)) => json!({ "id": value, "name": source.name, "slug": source.slug }),
            (By::Source, None) => json!({ "id": value }),
            _ => value.into(),
        };
        entry.insert(by.key().to_owned(), value);
    }
    entry
}

/// `GET /events/volume`: events that are valid after validation.
pub(crate) fn volume(visit: &mut Visit) -> Outcome {
    let window = Window::read(visit)?;
    let groups = group_by(visit, &[By::Name, By::Type, By::Source])?;
    let filters = [("sourceId", By::Source), ("eventName", By::Name), ("eventType", By::Type), ("appVersion", By::App)];
    let wanted =
        |row: &Row| row.verdict == Verdict::Kept && filters.iter().all(|(filter, by)| passes(visit, filter, *by, row));
    let entries =
        series(visit, &window, &groups, wanted).into_iter().take(VOLUME_ENTRIES).map(|(group, total, points)| {
            let mut entry = shown(visit.state, &groups, group);
            entry.extend([("total".to_owned(), total.into()), ("series".to_owned(), points)]);
            Value::Object(entry)
        });
    let entries: Vec<Value> = entries.collect();
    let mut query = json!({
        "workspaceId": visit.state.workspace.id,
        "granularity": window.granularity.name(),
        "startTime": window.start.to_string(),
        "endTime": window.end.to_string(),
    });
    for name in ["groupBy", "sourceId", "eventName", "eventType", "appVersion"] {
        let values: Vec<&str> = visit.query.all(name).collect();
        if !values.is_empty() {
            query[name] = json!(values);
        }
    }
    let mut good = visit.query.page("result", entries.into_iter())?;
    good.data["path"] = "/observability/event_volume/v2.json".into();
    good.data["query"] = query;
    Ok(good)
}

fn overview(visit: &Visit, known: &[By], wanted: impl Fn(&Row) -> bool) -> Outcome {
    let window = Window::read(visit)?.within_limits(visit.now)?;
    let id = visit.query.required("sourceId")?;
    visit.state.source(id).ok_or_else(Refusal::not_found)?;
    let groups = group_by(visit, known)?;
    let wanted = |row: &Row| {
        By::Source.of(row, visit.counts) == Some(id)
            && wanted(row)
            && known.iter().all(|by| passes(visit, &format!("filter.{}", by.key()), *by, row))
    };
    let all = series(visit, &window, &groups, wanted);
    let total: u64 = all.iter().map(|(_, total, _)| total).sum();
    let entries: Vec<Value> = all
        .into_iter()
        .map(|(group, total, points)| {
            let mut entry = shown(visit.state, &groups, group);
            entry.extend([("total".to_owned(), total.into()), ("series".to_owned(), points)]);
            Value::Object(entry)
        })
        .collect();
    let mut good = visit.query.page("dataset", entries.into_iter())?;
    good.data["total"] = total.into();
    Ok(good)
}

const OF_RECEIVED: [By; 3] = [By::Name, By::Type, By::App];
const OF_DISCARDED: [By; 4] = [By::Name, By::Type, By::Discard, By::App];

/// Events that were taken in, whatever became of them after that. A duplicate is not among them: an inference.
pub(crate) fn successfully_received(visit: &mut Visit) -> Outcome {
    overview(visit, &OF_RECEIVED, |row| row.verdict == Verdict::Kept || is_filtered(row.verdict))
}

pub(crate) fn failed_on_ingest(visit: &mut Visit) -> Outcome {
    overview(visit, &OF_DISCARDED, |row| row.verdict.code().is_some() && !is_filtered(row.verdict))
}

pub(crate) fn filtered_at_source(visit: &mut Visit) -> Outcome {
    overview(visit, &OF_DISCARDED, |row| is_filtered(row.verdict))
}

fn of_destination(visit: &Visit, wanted: impl Fn(&Row) -> bool) -> Outcome {
    let id = visit.query.required("destinationConfigId")?;
    let source = visit.query.required("sourceId")?;
    let destination = visit.state.destinations.iter().find(|sink| sink.id == id && sink.source == source);
    let enabled = destination.ok_or_else(Refusal::not_found)?.enabled;
    overview(visit, &OF_DISCARDED, |row| enabled && wanted(row))
}

/// Destinations of the sandbox take whatever reaches them; it does not look at `integrations`.
pub(crate) fn successful_delivery(visit: &mut Visit) -> Outcome {
    of_destination(visit, |row| row.verdict == Verdict::Kept)
}

/// Nothing fails at the sandbox's destinations, and none has a filter.
pub(crate) fn nothing_at_destination(visit: &mut Visit) -> Outcome {
    of_destination(visit, |_| false)
}
