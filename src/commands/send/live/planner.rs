//! The first pass: what of the input goes out, by what the ledger knows. Nothing is sent. For every event that
//! Segment would take it keeps a few bytes, so that the second pass sends exactly what was planned, or stops.

use crate::commands::failed::write::FailedFile;
use crate::commands::rehearsal::{Made, Observer, Rejected};
use crate::core::error::{Error, Result};
use crate::delivery::batch::{Batcher, Totals};
use crate::delivery::decide::{Choices, Decision, LOOK_BACK, Planned, decide};
use crate::delivery::gates::HISTORY;
use crate::delivery::ledger::{ContentHash, History, Known, Ledger, TaskAt};
use crate::mapping::identity::{IdentityKind, user_key};
use crate::mapping::model::OnChange;
use crate::ui::Ui;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher, Hasher};

/// Plans a delivery.
pub(crate) struct Planner<'l> {
    ledger: &'l Ledger,
    tasks: Vec<PlannedTask<'l>>,
    choices: Choices,
    excluded: Excluded,
    now: Timestamp,
    batcher: Batcher,
    failed: Option<&'l mut FailedFile>,
    /// How many events go alone first.
    canary: u64,
    planned: PlannedSend,
}

/// A task of the run, with what was delivered of it.
struct PlannedTask<'l> {
    at: TaskAt,
    resends_changed: bool,
    history: Option<History<'l>>,
}

/// Who is not to be sent (`--exclude`): ResponseIds and user ids.
#[derive(Debug, Default)]
pub(crate) struct Excluded {
    words: HashSet<String>,
    users: HashSet<u64>,
}

/// What the first pass found.
#[derive(Debug, Default)]
pub(crate) struct PlannedSend {
    /// For each event that Segment would take, in their order.
    pub(crate) marks: Vec<Mark>,
    /// How many there are of each decision.
    pub(crate) decisions: BTreeMap<&'static str, u64>,
    /// Events left out by `--exclude`.
    pub(crate) excluded: u64,
    /// What goes over the wire.
    pub(crate) totals: Totals,
    /// The oldest and the newest event that goes out.
    pub(crate) span: Option<(Timestamp, Timestamp)>,
    /// Events that go out and are older than 48 hours.
    pub(crate) old: u64,
    /// Events that go out and would make a new anonymous profile.
    pub(crate) generated: u64,
    /// Events that go out without a ResponseId.
    pub(crate) without_response_id: u64,
    /// Missing events that go out again, less than 24 hours after they were sent last.
    pub(crate) missing_lately: u64,
    /// The first event that a person must decide about.
    pub(crate) undecided: Option<(Decision, String)>,
}

/// What the second pass must find again: 30 bits of the event's hash, and what is done with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(u32);

/// What the second pass does with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Nothing.
    Stays,
    /// Sends it.
    Goes,
    /// Sends it although it was delivered: the response was edited.
    GoesEdited,
    /// Sends it, and Segment may keep what it said before: it was in doubt, and the response was edited since.
    GoesUnsure,
}

impl Fate {
    const ALL: [Fate; 4] = [Fate::Stays, Fate::Goes, Fate::GoesEdited, Fate::GoesUnsure];

    fn of(decision: Decision) -> Fate {
        match decision {
            Decision::Edited => Fate::GoesEdited,
            Decision::AgainEdited => Fate::GoesUnsure,
            decision if decision.sends() => Fate::Goes,
            _ => Fate::Stays,
        }
    }
}

impl Mark {
    /// The mark of an event.
    pub(crate) fn of(event: &[u8], fate: Fate) -> Mark {
        let mut hasher = foldhash::quality::FixedState::with_seed(3).build_hasher();
        hasher.write(event);
        Mark(((hasher.finish() as u32) << 2) | fate as u32)
    }

    /// What is done with the event, if it is the one that was marked.
    pub(crate) fn fate(self, event: &[u8]) -> Option<Fate> {
        Fate::ALL.into_iter().find(|fate| Mark::of(event, *fate) == self)
    }
}

impl Excluded {
    /// One id a line; blank lines and what follows `#` are passed over.
    pub(crate) fn parse(text: &str) -> Excluded {
        let ids = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let words: HashSet<String> = ids.filter(|id| !id.is_empty()).map(str::to_owned).collect();
        let users = words.iter().map(|word| user_key(word)).collect();
        Excluded { words, users }
    }

    fn has(&self, made: &Made<'_>) -> bool {
        self.words.contains(made.response)
            || (made.identity.kind == IdentityKind::UserId && self.users.contains(&made.identity.key))
    }
}

impl PlannedSend {
    /// How many events there are of a decision.
    pub(crate) fn count(&self, decision: Decision) -> u64 {
        self.decisions.get(decision.name()).copied().unwrap_or(0)
    }

    /// How many events go out.
    pub(crate) fn sends(&self) -> u64 {
        self.totals.events
    }
}

impl<'l> Planner<'l> {
    /// A planner for these tasks of a source, each with whether it resends edited responses.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn new(
        ledger: &'l Ledger,
        source: &str,
        tasks: &[(TaskAt, OnChange)],
        choices: Choices,
        excluded: Excluded,
        now: Timestamp,
        failed: Option<&'l mut FailedFile>,
    ) -> Result<Planner<'l>> {
        let tasks = tasks.iter().map(|(at, on_change)| {
            let history = ledger.history(source, &at.id)?;
            Ok(PlannedTask { at: at.clone(), resends_changed: *on_change == OnChange::Send, history })
        });
        Ok(Planner {
            ledger,
            tasks: tasks.collect::<Result<_>>()?,
            choices,
            excluded,
            now,
            batcher: Batcher::new(),
            failed,
            canary: 0,
            planned: PlannedSend::default(),
        })
    }

    /// The same, where so many events go alone first: for the count of batches.
    pub(crate) fn with_canary(self, events: u64) -> Planner<'l> {
        Planner { canary: events, ..self }
    }

    /// What came of it.
    pub(crate) fn finish(self) -> PlannedSend {
        self.planned
    }

    fn decide(&mut self, made: &Made<'_>) -> Result<Decision> {
        let Some(task) = self.tasks.iter_mut().find(|task| task.at.id == made.task.id()) else {
            return Err(Error::failed("unknown_task", format!("the plan has no task {}", made.task.id())));
        };
        let known = task.history.as_mut().map(|history| history.known(made.response)).transpose()?.flatten();
        let planned =
            Planned { revision: task.at.revision, task: task.at.version, resends_changed: task.resends_changed };
        let salt = self.ledger.salt();
        let content = || ContentHash::of(salt, made.event.bytes());
        let decision = decide(planned, known.as_ref(), self.choices, self.now, content);
        let is_recent = |known: &Known| self.now.duration_since(known.since) < LOOK_BACK;
        if decision == Decision::MissingAgain && known.as_ref().is_some_and(is_recent) {
            self.planned.missing_lately += 1;
        }
        Ok(decision)
    }

    fn goes(&mut self, made: &Made<'_>) {
        let planned = &mut self.planned;
        if let Some(moment) = made.event.timestamp() {
            let (oldest, newest) = planned.span.unwrap_or((moment, moment));
            planned.span = Some((oldest.min(moment), newest.max(moment)));
            planned.old += u64::from(self.now.duration_since(moment) > HISTORY);
        }
        planned.generated += u64::from(made.identity.kind == IdentityKind::Generated);
        planned.without_response_id += u64::from(!made.has_own_id);
        if let Some(full) = self.batcher.push(&made.event) {
            self.batcher.recycle(full);
        }
        if self.batcher.totals().events == self.canary
            && let Some(first) = self.batcher.cut()
        {
            self.batcher.recycle(first);
        }
        planned.totals = self.batcher.totals();
    }
}

impl Observer for Planner<'_> {
    fn event(&mut self, made: &Made<'_>, _: &mut Ui) -> Result<()> {
        let mut fate = Fate::Stays;
        if self.excluded.has(made) {
            self.planned.excluded += 1;
        } else {
            let decision = self.decide(made)?;
            *self.planned.decisions.entry(decision.name()).or_default() += 1;
            if decision.needs_a_person() && self.planned.undecided.is_none() {
                self.planned.undecided = Some((decision, made.response.to_owned()));
            }
            if decision.sends() {
                fate = Fate::of(decision);
                self.goes(made);
            }
        }
        self.planned.marks.push(Mark::of(made.event.bytes(), fate));
        Ok(())
    }

    fn rejected(&mut self, rejected: &Rejected<'_>, _: &mut Ui) -> Result<()> {
        self.failed.as_mut().map_or(Ok(()), |failed| failed.rejected(rejected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_knows_its_event_and_what_is_done_with_it() {
        for fate in Fate::ALL {
            let mark = Mark::of(b"{}", fate);
            assert_eq!(mark.fate(b"{}"), Some(fate));
            assert_eq!(mark.fate(br#"{"a":1}"#), None);
        }
    }

    #[test]
    fn an_exclusion_is_an_id_a_line() {
        let excluded = Excluded::parse("R_1\n\n  u-2  # asked for it\r\n# none\n");
        assert_eq!(excluded.words, HashSet::from(["R_1".to_owned(), "u-2".to_owned()]));
        assert!(excluded.users.contains(&user_key("u-2")));
    }
}
