//! Failed events as the input of a run: no mapping makes them, they are judged again as they stand, and keep their
//! messageIds (design §7). Each line is counted as a response of its own.

use super::newest::event_hash;
use super::{Made, Maker, Observer, Rehearsal, Rejected};
use crate::commands::document::InputDocument;
use crate::commands::failed::read::{FailedEvent, FailedEvents};
use crate::commands::unknown_word;
use crate::core::diagnostic::Finding;
use crate::core::error::{Error, Result};
use crate::mapping::identity::Identity;
use crate::mapping::select::{Skip, is_stand_in};
use crate::qualtrics::input::Part;
use crate::segment::event::Verdict;
use crate::segment::message_id::{MessageId, MessageIds, anonymous_id};
use crate::ui::{Progress, Ui};
use foldhash::quality::FixedState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

/// Exports and failed events do not go together: what is said of the one is not so of the other.
pub(super) fn mixed(name: &str) -> Error {
    Error::usage("mixed_inputs", format!("{name}: exports and files of failed events do not go into one run"))
        .hint("give them in two runs; what was delivered does not go out twice")
}

impl<O: Observer> Rehearsal<'_, O> {
    /// Every event of a file.
    pub(super) fn failed_events(&mut self, part: Part, progress: &Progress, ui: &mut Ui) -> Result<()> {
        self.must_fit_failed_events()?;
        let at = self.names.len();
        self.names.push(Arc::clone(&part.name));
        self.inputs.push(InputDocument { file: part.name.to_string(), format: "failed", responses: 0 });
        let mut events = FailedEvents::new(part, self.run.options.max_record_bytes);
        while !self.is_complete() {
            let Some(failed) = events.read()? else { break };
            self.tally.read += 1;
            if let Some(input) = self.inputs.last_mut() {
                input.responses += 1;
            }
            if self.tally.read.is_multiple_of(4_096) {
                progress.at(events.bytes_read());
            }
            self.failed_event(at, &failed, ui)?;
        }
        Ok(())
    }

    /// Options that ask for what a failed event does not say.
    fn must_fit_failed_events(&self) -> Result<()> {
        let wanted = &self.run.wanted;
        match wanted.recorded_after.or(wanted.recorded_before) {
            None => Ok(()),
            Some(_) => Err(Error::usage("not_of_failed_events", "a failed event does not say when it was recorded")
                .hint("leave --recorded-after and --recorded-before out, or choose with --response or --limit")),
        }
    }

    fn failed_event(&mut self, at: usize, failed: &FailedEvent, ui: &mut Ui) -> Result<()> {
        let run = self.run;
        let record = &failed.record;
        let is_asked_for = run.task.as_ref().is_none_or(|only| record.task == *only)
            && run.wanted.response.as_ref().is_none_or(|only| record.response == *only);
        if !is_asked_for {
            self.tally.skip(Skip::NotAsked);
            return Ok(());
        }
        let message_id = self.message_id(failed)?;
        let id = event_hash(record);
        if self.newest.is_outdated(id, at, failed.place.record) {
            self.tally.skipped.duplicate += 1;
            return Ok(());
        }
        let mut content = FixedState::with_seed(7).build_hasher();
        content.write(failed.event.unjudged_bytes());
        if !self.is_first(id, content.finish(), at, failed.place.clone()) {
            return Ok(());
        }
        self.tally.selected += 1;
        for warning in failed.event.warnings() {
            let finding = Finding::new(warning.code(), warning.message()).help(warning.code().explain);
            self.findings.push(finding.at(failed.place.clone()));
        }
        let (code, finding) = match (failed.held, failed.event.judge()) {
            (Some(code), _) => (
                code.name,
                Finding::new(code, "the event was held back, and is as it was")
                    .help("mend the event; or, to send it as it is, remove its `verdict`"),
            ),
            (None, Verdict::Rejected(discard)) => (
                discard.code(),
                Finding::new(discard.finding(), failed.event.flaw().unwrap_or(discard.meaning()))
                    .help("mend the event in the file; or mend the mapping, and send the export again"),
            ),
            (None, Verdict::Accepted(event)) => {
                if let Some(code) = self.thrown_away(&record.task, &event, &failed.place) {
                    return self.reject(failed, code, ui);
                }
                self.tally.event(event.call(), None);
                let text = |id: Option<&str>| id.unwrap_or_default().to_owned();
                let made = anonymous_id(&record.source, &record.response);
                let identity =
                    Identity::of(&text(failed.event.user_id()), &text(failed.event.anonymous_id()), made.as_str());
                self.tally.identify(std::iter::once(identity));
                let made = Made {
                    task: Maker::Earlier { task: &record.task, message_id },
                    event,
                    response: &record.response,
                    has_own_id: !is_stand_in(&record.response),
                    identity,
                };
                return self.pass_on(&made, ui);
            }
        };
        self.findings.push(finding.at(failed.place.clone()));
        self.reject(failed, code, ui)
    }

    /// Counts an event that is thrown away, and passes it on as such.
    fn reject(&mut self, failed: &FailedEvent, code: &'static str, ui: &mut Ui) -> Result<()> {
        let record = &failed.record;
        self.tally.event(failed.event.call(), Some(code));
        let rejected = Rejected {
            task: &record.task,
            code,
            event: failed.event.unjudged_bytes(),
            response: &record.response,
            record: failed.place.record,
        };
        self.observer.rejected(&rejected, ui)
    }

    /// The event's id, which must be the one that its source, task and response have: under another one Segment would
    /// take it for another event, and the ledger, too.
    fn message_id(&self, failed: &FailedEvent) -> Result<MessageId> {
        let (record, place) = (&failed.record, &failed.place);
        let tasks = &self.run.mapping.tasks;
        let Some(task) = tasks.iter().find(|task| task.id.value == record.task) else {
            let known: Vec<&str> = tasks.iter().map(|task| task.id.value.as_str()).collect();
            let error = unknown_word("the mapping", &record.task, &known);
            return Err(Error { code: "unknown_task", message: format!("{place}: {}", error.message), ..error });
        };
        if let Some(source) = self.run.source.as_ref().filter(|source| source.id != record.source) {
            let message =
                format!("{place}: the event was made for the source {}, and not for {}", record.source, source.id);
            return Err(Error::usage("other_source", message).hint(
                "choose its source with --env or --source; for another one, make the events anew from the export",
            ));
        }
        let expected = MessageIds::new(&record.source, &record.task, task.revision).of(&record.response);
        match failed.event.message_id() {
            Some(id) if id == expected.as_str() => Ok(expected),
            _ => Err(Error::usage(
                "other_message_id",
                format!("{place}: the messageId is not the one that this task gives this response: {expected}"),
            )
            .hint("put it back if it was edited; if the task's `revision` was raised, make the events anew from the export")),
        }
    }
}
