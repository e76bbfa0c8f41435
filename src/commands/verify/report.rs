//! What was found out, for people and as a document.

use super::ask::{By, Found};
use super::scope::{Scope, SentOf};
use crate::commands::ledger::name_of;
use crate::core::error::Result;
use crate::delivery::arrival::{Call, Judged, Level, Verdict};
use crate::segment::discard::Discard;
use crate::ui::{Ui, counted, grouped, visible};
use serde_json::{Value, json};

/// For people.
///
/// # Errors
/// Standard output cannot be written.
pub(crate) fn text(scope: &Scope, sent: &SentOf, found: &Found, ui: &mut Ui) -> Result<()> {
    ui.heading(&visible(&format!("{}, {}", name_of(&scope.source), scope.what())))?;
    if let Some(window) = &sent.window {
        let by = found.by.map_or("", |by| match by {
            By::DeliveryOverview => ", by Delivery Overview",
            By::EventsVolume => ", by the events volume",
        });
        ui.line(&format!("{:.0} to {:.0}, by {}{by}", window.start, window.end, window.granularity.name()))?;
    }
    for judged in found.judgement.iter().flat_map(|judgement| &judgement.events) {
        ui.line(&visible(&line(judged)))?;
        for (code, count) in &judged.discarded {
            let known = Discard::from_code(code);
            let meaning = known.map_or_else(String::new, |known| format!(": {}", known.meaning()));
            ui.line(&visible(&format!("  {} {code}{meaning}", grouped(*count))))?;
            if let Some(known) = known {
                ui.hint(known.help());
            }
        }
    }
    if found.judgement.is_none() {
        ui.line("insufficient evidence")?;
    }
    for weakness in weaknesses(sent, found) {
        ui.status(&visible(&format!("note: {weakness}")));
    }
    for way in ways_out(found) {
        ui.hint(way);
    }
    Ok(())
}

/// The verdict on an event, on one line.
pub(crate) fn line(judged: &Judged) -> String {
    format!("{}: {}", called(judged), in_words(judged))
}

fn called(judged: &Judged) -> String {
    judged.call.as_ref().map_or_else(|| "all events of the source".to_owned(), name_of_call)
}

/// An event, as people know it: `track "Survey Completed"`.
pub(crate) fn name_of_call(call: &Call) -> String {
    match &call.event {
        Some(event) => format!("{} \"{event}\"", call.kind),
        None => call.kind.to_owned(),
    }
}

fn in_words(judged: &Judged) -> String {
    let doubt = match judged.uncertain {
        0 => String::new(),
        uncertain => format!(" and {} in doubt", grouped(uncertain)),
    };
    let sent = format!("{} acknowledged{doubt}", grouped(judged.acknowledged));
    let received = judged.received.map_or_else(|| "unknown".to_owned(), grouped);
    match judged.verdict {
        Verdict::CountsAgree => format!("counts agree, {sent}, {received} counted"),
        Verdict::Discarded => {
            let unseen = match judged.unseen() {
                0 => String::new(),
                unseen => format!(", {} not seen yet", grouped(unseen)),
            };
            format!("{} discarded, {sent}{unseen}", counted(judged.discarded.values().sum(), "event"))
        }
        Verdict::NotSeenYet => format!("{} not seen yet, {sent}, {received} counted", grouped(judged.unseen())),
        Verdict::InsufficientEvidence(lack) => {
            format!("insufficient evidence, {sent}, {received} counted: {}", lack.text())
        }
    }
}

/// Why the verdict says less than it might.
pub(crate) fn weaknesses(sent: &SentOf, found: &Found) -> Vec<String> {
    let mut weak = found.unseen.clone();
    if found.by == Some(By::EventsVolume) {
        weak.push(
            "the events volume counts valid events alone: what was thrown away, and why, is not in it".to_owned(),
        );
    }
    weak.extend(sent.ground.text().map(str::to_owned));
    match found.judgement.as_ref().map(|judgement| judgement.level) {
        Some(Level::Kind) if sent.ground.text().is_none() => {
            weak.push("an event's name is not known, here or at Segment: events are compared by type alone".to_owned());
        }
        Some(Level::All) if sent.ground.text().is_none() => {
            weak.push(
                "Segment does not say of what type the events were that it threw away: all are compared as one"
                    .to_owned(),
            );
        }
        _ => {}
    }
    let mut runs: Vec<&str> = sent.tasks.iter().map(|taken| taken.run.as_str()).collect();
    runs.dedup();
    if runs.len() > 1 {
        weak.push(format!("{} lie in this span of time and are counted together", counted(runs.len() as u64, "run")));
    }
    weak
}

fn ways_out(found: &Found) -> Vec<&'static str> {
    let verdicts: Vec<Verdict> =
        found.judgement.iter().flat_map(|judgement| &judgement.events).map(|judged| judged.verdict).collect();
    let mut ways = Vec::new();
    if verdicts.contains(&Verdict::NotSeenYet) {
        ways.push("Segment counts within about 30 seconds: ask again with --wait 5m");
        ways.push(
            "what is never counted went elsewhere or came twice: a key of another source or region (qseg doctor says), \
             or a messageId that Segment saw within 24 hours",
        );
    }
    if verdicts.iter().any(|verdict| matches!(verdict, Verdict::InsufficientEvidence(_))) || found.judgement.is_none() {
        ways.push("counts cannot tell: look for the message ids in a warehouse, with --sql and --arrived");
    }
    ways
}

/// For machines.
pub(crate) fn document(scope: &Scope, sent: &SentOf, found: &Found) -> Value {
    let events: Vec<Value> = found.judgement.iter().flat_map(|judgement| &judgement.events).map(event).collect();
    let tasks: Vec<Value> = sent
        .tasks
        .iter()
        .map(|taken| json!({ "run": taken.run, "task": taken.task, "acknowledged": taken.acknowledged, "in_doubt": taken.uncertain }))
        .collect();
    let window = sent.window.map(|window| {
        json!({ "start": window.start.to_string(), "end": window.end.to_string(), "granularity": window.granularity.name() })
    });
    json!({
        "schema": "qseg.verify/1",
        "ledger": { "file": scope.path.display().to_string() },
        "source": { "id": scope.source.id, "slug": scope.source.slug, "env": scope.source.env },
        "run": scope.run.as_ref().map(|run| &run.id),
        "since": scope.since.map(|since| since.to_string()),
        "window": window,
        "evidence": found.by.map(By::name),
        "compared_by": found.judgement.as_ref().map(|judgement| judgement.level.name()),
        "tasks": tasks,
        "events": events,
        "verdict": verdict(found).name(),
        "notes": weaknesses(sent, found),
    })
}

/// The verdict of the whole: the one that the exit code rests on.
fn verdict(found: &Found) -> Verdict {
    let nothing = Verdict::InsufficientEvidence(crate::delivery::arrival::Lack::NoNumbers);
    let verdicts = || found.judgement.iter().flat_map(|judgement| &judgement.events).map(|judged| judged.verdict);
    let heaviest = |verdict: &Verdict| match verdict {
        Verdict::Discarded => 3,
        Verdict::InsufficientEvidence(_) => 2,
        Verdict::NotSeenYet => 1,
        Verdict::CountsAgree => 0,
    };
    verdicts().max_by_key(heaviest).unwrap_or(nothing)
}

fn event(judged: &Judged) -> Value {
    let reason = match judged.verdict {
        Verdict::InsufficientEvidence(lack) => Some(lack.text()),
        _ => None,
    };
    json!({
        "type": judged.call.as_ref().map(|call| call.kind),
        "event": judged.call.as_ref().and_then(|call| call.event.as_ref()),
        "acknowledged": judged.acknowledged,
        "in_doubt": judged.uncertain,
        "counted": judged.received,
        "not_seen": judged.unseen(),
        "discarded": judged.discarded,
        "verdict": judged.verdict.name(),
        "reason": reason,
    })
}
