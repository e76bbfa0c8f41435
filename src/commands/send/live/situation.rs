//! The plan of a live send before it begins: shown, and held against the gates.

use super::args::LiveArgs;
use super::planner::PlannedSend;
use super::target::Target;
use crate::commands::rehearsal::Tally;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Result};
use crate::delivery::decide::Decision;
use crate::delivery::gates::{self, Production, Situation};
use crate::delivery::pace::Rate;
use crate::mapping::model::{LiveSince, Mapping};
use crate::mapping::privacy::outgoing;
use crate::qualtrics::findings::TIMESTAMP_UNDETERMINED;
use crate::segment::limits::WORKSPACE_EVENTS_PER_SECOND;
use crate::ui::{Question, Ui, bytes, counted, grouped, visible};
use jiff::Timestamp;

/// Everything that the gates ask for.
pub(crate) fn situation(
    args: &LiveArgs,
    (mapping, task): (&Mapping, Option<&str>),
    target: &Target,
    planned: &PlannedSend,
    (tally, findings): (&Tally, &Findings),
    may_ask: bool,
) -> Situation {
    let mut personal: Vec<String> = outgoing(mapping, None)
        .iter()
        .filter(|what| what.allowed == Some(false) && task.is_none_or(|only| only == what.task))
        .map(|what| what.class.name().to_owned())
        // What the headers of the inputs, and the survey, tell besides.
        .chain(tally.not_allowed.iter().map(|class| (*class).to_owned()))
        .collect();
    personal.sort();
    personal.dedup();
    let undetermined = findings.groups().iter().filter(|group| group.first.code.name == TIMESTAMP_UNDETERMINED.name);
    Situation {
        is_loopback: target.endpoint.is_loopback(),
        is_agreed_or_asked: args.yes || may_ask,
        production: target.production,
        says_production: args.production,
        says_live_since: mapping.live_since != LiveSince::Unsaid,
        old_events: planned.old,
        says_destinations: !args.destinations.is_empty(),
        personal,
        without_response_id: planned.without_response_id,
        allows_no_response_id: args.allow_no_response_id,
        canary_is_blind: canary(args, target, planned).is_some() && target.opened.is_none(),
        undetermined: undetermined.map(|group| group.count).sum(),
    }
}

/// How many events go alone before the rest; `None` where all go at once, or there is no rest.
pub(crate) fn canary(args: &LiveArgs, target: &Target, planned: &PlannedSend) -> Option<u64> {
    let events = args.canary(target.endpoint.is_loopback(), target.production);
    (events > 0 && planned.sends() > events).then_some(events)
}

/// Passes the gates, and asks where somebody is to be asked.
///
/// # Errors
/// A gate is closed: the first is the error, the others are hints of it. Or the answer was no.
pub(crate) fn pass(
    situation: &Situation,
    args: &LiveArgs,
    target: &Target,
    planned: &PlannedSend,
    ui: &mut Ui,
) -> Result<()> {
    if let [first, rest @ ..] = gates::closed(situation).as_slice() {
        let closed = Error::usage(first.code, format!("nothing was sent: {}", first.message)).hint(&*first.way_out);
        return Err(rest
            .iter()
            .fold(closed, |closed, gate| closed.hint(format!("also: {}; {}", gate.message, gate.way_out))));
    }
    if args.yes || situation.is_loopback {
        return Ok(());
    }
    let (events, source) = (counted(planned.sends(), "event"), named(target));
    let text = format!("Send {events} to {source} at {}?", target.endpoint.host());
    match ui.confirm(Question { text: &text, flag: "--yes" }, Some(false))? {
        true => Ok(()),
        false => Err(Error::usage("not_agreed", "nothing was sent: that was the answer")),
    }
}

/// What people call the source.
fn named(target: &Target) -> &str {
    target.nickname.as_deref().or(target.source.slug.as_deref()).unwrap_or(&target.source.id)
}

/// Shows the plan. It is status: what was done is the data.
pub(crate) fn tell(
    target: &Target,
    planned: &PlannedSend,
    tally: &Tally,
    args: &LiveArgs,
    now: Timestamp,
    ui: &mut Ui,
) {
    let mut say = |label: &str, text: String| ui.status(&visible(&format!("{label:<13} {text}")));
    say("Workspace", target.workspace.clone().unwrap_or_else(|| "unknown: no token".to_owned()));
    let production = match target.production {
        Some(Production::Said) => ", PRODUCTION",
        Some(Production::Unknown) => ", perhaps production",
        None => "",
    };
    say("Source", format!("{}, id {} ({}{production})", named(target), target.source.id, target.source.env));
    let region = target.region.map_or("no region", |region| region.name());
    say("Host", format!("{} ({region})", target.endpoint));
    let destinations = match (&target.destinations, args.destinations.is_empty()) {
        (_, false) => format!("{} (--destinations)", args.destinations.join(", ")),
        (None, true) => "unknown: no token that may read them".to_owned(),
        (Some(enabled), true) if enabled.is_empty() => "none enabled".to_owned(),
        (Some(enabled), true) => enabled.join(", "),
    };
    say("Destinations", destinations);
    let mut kinds: Vec<String> = Vec::new();
    for (decision, words) in [
        (Decision::New, "new"),
        (Decision::Again, "in doubt, sent again under the same ids"),
        (Decision::AgainEdited, "in doubt and edited since, sent again under the same ids"),
        (Decision::Edited, "edited, sent again"),
        (Decision::EditedTooSoon, "edited within two days of their delivery, sent by a later run"),
        (Decision::AlreadyDelivered, "already delivered"),
        (Decision::ChangedNotSent, "edited since their delivery, not sent"),
        (Decision::MissingAgain, "missing in Segment, sent again under the same ids"),
        (Decision::Missing, "missing in Segment, not sent (--retry missing sends them)"),
        (Decision::LeftInDoubt, "left in doubt"),
    ] {
        match planned.count(decision) {
            0 => {}
            count => kinds.push(format!("{} {words}", grouped(count))),
        }
    }
    if planned.excluded > 0 {
        kinds.push(format!("{} excluded", grouped(planned.excluded)));
    }
    say("Events", if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") });
    if planned.missing_lately > 0 {
        say(
            "Look-back",
            format!(
                "Segment drops a messageId that it saw within about 24 hours, also of an event that it threw away: {} sent \
                 again sooner than that",
                counted(planned.missing_lately, "missing event")
            ),
        );
    }
    if let Some((oldest, newest)) = planned.span {
        let days = |moment: Timestamp| now.duration_since(moment).as_hours() / 24;
        let old =
            if planned.old > 0 { format!("; {} older than 48 hours", grouped(planned.old)) } else { String::new() };
        say(
            "Ages",
            format!(
                "from {} ({} ago) to {}{old}",
                oldest.strftime("%Y-%m-%d"),
                counted(days(oldest).max(0).unsigned_abs(), "day"),
                newest.strftime("%Y-%m-%d")
            ),
        );
    }
    let (distinct, is_estimate) = tally.distinct.count();
    if distinct > 0 {
        let about = if is_estimate { "about " } else { "" };
        let new = match planned.generated {
            0 => String::new(),
            generated => format!("; {} would make a new anonymous profile", counted(generated, "event")),
        };
        say("People", format!("{about}{} distinct in the input{new}", grouped(distinct)));
    }
    let time = match args.rate() {
        Rate::None => "as fast as it goes".to_owned(),
        Rate::PerSecond(rate) => format!(
            "{} at {} events a second, {} % of what Segment documents for a workspace",
            counted(planned.sends().div_ceil(u64::from(rate.get())), "second"),
            grouped(u64::from(rate.get())),
            rate.get() * 100 / WORKSPACE_EVENTS_PER_SECOND
        ),
    };
    let batches = if planned.totals.batches == 1 { "batch" } else { "batches" };
    let alone = args.canary(target.endpoint.is_loopback(), target.production);
    if canary(args, target, planned).is_some() {
        let wait = args.canary_wait();
        say(
            "Canary",
            format!(
                "{} go alone; the rest follows when Segment has counted them, asked for at most {wait:#}",
                counted(alone, "event")
            ),
        );
    } else if alone > 0 && planned.sends() > 0 {
        say(
            "Canary",
            format!("none: no more than {} go out, and no rest is held back (--verify asks)", counted(alone, "event")),
        );
    }
    say("Sending", format!("{} {batches}, {}; {time}", grouped(planned.totals.batches), bytes(planned.totals.bytes)));
}
