//! What a mapping file says without fault, and what will be regretted all the same: an e-mail address as the
//! key of a person (`reference/segment-tracking-api.md` §7), unfinished responses under the name of finished
//! ones, and values that the Segment task would send otherwise (`reference/qualtrics.md` §1, §2).

use super::check::values_of;
use super::condition::passes;
use super::findings;
use super::model::{Condition, ConditionKind, Mapping, ValueSpec};
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::Span;
use crate::qualtrics::pipe::PipeKind;
use crate::qualtrics::privacy::{PersonalClass, judge_pipe};
use crate::qualtrics::status::{Include, Kind};

/// Words of an event's name that promise a finished response.
const FINISHED: [&str; 8] =
    ["completed", "complete", "finished", "submitted", "answered", "done", "concluded", "ended"];

/// How exports write that a response is not finished (`reference/qualtrics.md` §4).
const UNFINISHED: [&str; 4] = ["0", "False", "false", "FALSE"];

/// Judges the mapping against the file alone.
pub(crate) fn check(mapping: &Mapping, findings: &mut Findings) {
    let mut say = |finding: Finding, span: Span| findings.push(finding.anchored(&mapping.source, span));
    for task in &mapping.tasks {
        let Some(user_id) = task.user_id.as_ref().filter(|id| id.hash.is_none()) else { continue };
        for pipe in user_id
            .template
            .pipes()
            .filter(|pipe| judge_pipe(pipe, None).0.is_some_and(|judged| judged.class == PersonalClass::Email))
        {
            let finding = Finding::new(&findings::EMAIL_AS_USER_ID, "the userId is an e-mail address");
            let help =
                "take an id that stays (${m://ExternalDataReference}), and send the address as the trait `email`";
            say(finding.label("addresses change, and are shared").help(help), user_id.place_of(pipe.span));
        }
    }
    if mapping.senders.task {
        differs(mapping, &mut say);
    }
    partial_as_completed(mapping, included(mapping), findings);
}

/// What the file itself lets through.
pub(crate) fn included(mapping: &Mapping) -> Include {
    let mut include = Include::default();
    mapping.include.iter().for_each(|word| {
        include.word(&word.value);
    });
    include
}

/// Says which events would claim that an unfinished response is finished.
pub(crate) fn partial_as_completed(mapping: &Mapping, include: Include, findings: &mut Findings) {
    if !include.has(Kind::Partial) {
        return;
    }
    for task in &mapping.tasks {
        if task.when.as_ref().is_some_and(|when| UNFINISHED.iter().all(|cell| is_met(when, cell) == Some(false))) {
            continue;
        }
        let Some(event) = &task.event else { continue };
        let Some(name) = event.template.literal() else { continue };
        let words = name.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
        let Some(word) = words.into_iter().find(|word| FINISHED.contains(&word.as_str())) else { continue };
        let finding = Finding::new(
            &findings::PARTIAL_AS_COMPLETED,
            format!("unfinished responses are included, and the event says \"{word}\""),
        );
        let help = "leave `partial` out, or leave unfinished responses out of this task: \
                    `when: { value: \"${rm://Field/Finished}\", equals: \"1\" }`";
        findings.push(finding.label("for unfinished ones too").help(help).anchored(&mapping.source, event.span));
    }
}

/// Whether a condition is met by a response of whose fields only Finished is known; `None` where another decides.
fn is_met(condition: &Condition, finished: &str) -> Option<bool> {
    match &condition.kind {
        ConditionKind::Value(value, test) => {
            let bare = ValueSpec::bare(value.template.clone(), value.text_start, value.span);
            match &value.template.whole_pipe().filter(|_| **value == bare)?.kind {
                // The pipe gives the recode, a column what stands in it.
                PipeKind::Metadata(name) if name.eq_ignore_ascii_case("finished") => Some(passes(test, "0")),
                PipeKind::Column(name) if name.eq_ignore_ascii_case("finished") => Some(passes(test, finished)),
                _ => None,
            }
        }
        ConditionKind::All(parts) => {
            let mut met = parts.iter().map(|part| is_met(part, finished));
            if met.clone().any(|met| met == Some(false)) {
                return Some(false);
            }
            met.all(|met| met == Some(true)).then_some(true)
        }
        ConditionKind::Any(parts) => {
            let mut met = parts.iter().map(|part| is_met(part, finished));
            if met.clone().any(|met| met == Some(true)) {
                return Some(true);
            }
            met.all(|met| met == Some(false)).then_some(false)
        }
        ConditionKind::Not(part) => is_met(part, finished).map(|met| !met),
    }
}

/// What the task's form takes, and fills otherwise.
fn differs(mapping: &Mapping, say: &mut impl FnMut(Finding, Span)) {
    for word in &mapping.include {
        let finding = Finding::new(
            &findings::DIFFERS_FROM_TASK,
            format!("a workflow does not fire for these responses by itself: {}", word.value),
        );
        let help =
            "let the workflow's event fire for them too, or write `senders: [qseg]` if only qseg sends by this mapping";
        say(finding.label("qseg alone sends these").help(help), word.span);
    }
    for value in mapping.tasks.iter().flat_map(values_of) {
        for pipe in value.template.pipes().filter(|pipe| matches!(pipe.kind, PipeKind::CurrentDate(_))) {
            let finding = Finding::new(&findings::DIFFERS_FROM_TASK, "the task and qseg write different dates here");
            let help = "pipe ${rm://Field/RecordedDate}, or write `senders: [qseg]` if only qseg sends by this mapping";
            say(finding.label("the moment of the task's run, or of qseg's").help(help), value.place_of(pipe.span));
        }
    }
}
