//! `--duplicates newest`: which of the places of a repeated response is the newest, found in a pass of its
//! own. Exports do not say when a response was edited, so that the newest is the one that comes last.

use super::Run;
use crate::commands::failed::read::{FailedEvents, Record};
use crate::commands::project;
use crate::core::diagnostic::Findings;
use crate::core::distinct::EXACT;
use crate::core::error::Result;
use crate::mapping::select::Selection;
use crate::qualtrics::export::Export;
use foldhash::fast::RandomState;
use foldhash::quality::FixedState;
use std::collections::HashMap;
use std::hash::BuildHasher;

/// The last place of every response that counts: the number of its export within the run, and its record.
#[derive(Debug, Default)]
pub(crate) struct Newest {
    last: HashMap<u64, (u32, u32), RandomState>,
}

/// The hash under which a ResponseId is remembered.
pub(crate) fn id_hash(id: &str) -> u64 {
    FixedState::with_seed(7).hash_one(id)
}

/// The hash under which an event that failed is remembered: of one response there may be several.
pub(crate) fn event_hash(record: &Record) -> u64 {
    FixedState::with_seed(7).hash_one((&record.task, &record.response))
}

impl Newest {
    /// Reads every input once for its ids alone.
    pub(crate) fn find(run: &Run<'_>) -> Result<Newest> {
        let mut newest = Newest::default();
        let mut at = 0;
        for typed in &run.inputs {
            let mut input = project::open(run.context, typed, run.stdin.as_ref(), run.opening)?;
            while let Some(part) = input.parts.next()? {
                let (is_failed, part) = run.look(part)?;
                if is_failed {
                    let mut events = FailedEvents::new(part, run.options.max_record_bytes);
                    while let Some(failed) = events.read()? {
                        newest.see(event_hash(&failed.record), at, failed.place.record);
                    }
                    at += 1;
                    continue;
                }
                let mut export = Export::open_as(run.subject, &part.name, part.reader, &run.options)?;
                // What is found here is found again, and told, when the events are made.
                let mut unheard = Findings::new();
                let around = run.surroundings(&part.name);
                let selection = Selection::compile(run.wanted.clone(), &mut export.layout, around, &mut unheard);
                while let Some(record) = export.next()? {
                    if let Ok(selected) = selection.select(&record, &mut unheard)
                        && selected.has_own_id
                    {
                        newest.see(id_hash(&selected.id), at, record.number);
                    }
                }
                at += 1;
            }
        }
        Ok(newest)
    }

    fn see(&mut self, id: u64, export: usize, record: u64) {
        // Beyond the bound nothing new is remembered, which the run says (`duplicates_unchecked`).
        if self.last.len() < EXACT || self.last.contains_key(&id) {
            self.last.insert(id, place(export, record));
        }
    }

    /// Whether a newer one comes later.
    pub(crate) fn is_outdated(&self, id: u64, export: usize, record: u64) -> bool {
        self.last.get(&id).is_some_and(|last| *last != place(export, record))
    }
}

fn place(export: usize, record: u64) -> (u32, u32) {
    (u32::try_from(export).unwrap_or(u32::MAX), u32::try_from(record).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_last_place_of_a_response_are_outdated() {
        let mut newest = Newest::default();
        newest.see(7, 0, 1);
        newest.see(8, 0, 2);
        newest.see(7, 1, 1);
        assert!(newest.is_outdated(7, 0, 1));
        assert!(!newest.is_outdated(7, 1, 1));
        assert!(!newest.is_outdated(8, 0, 2));
        assert!(!newest.is_outdated(9, 0, 3));
    }
}
