//! The way backwards: how often each row of the mapping gave a value, and which fields of the input nobody uses.

use super::cells::{CellPlace, Cells, Identity};
use super::places::{self, Placed};
use super::recorder::{Kept, Recorder};
use crate::core::origin::Span;
use crate::mapping::model::Mapping;
use crate::qualtrics::contacts;
use crate::qualtrics::json::extract::{Table, each_key};
use crate::qualtrics::layout::Subject;
use crate::qualtrics::record::{Record, Slot};
use std::collections::HashMap;

/// What came of the rows of a mapping.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    /// Responses read.
    pub(crate) read: u64,
    /// Responses that count. One that stands in the input twice counts twice.
    pub(crate) counted: u64,
    /// The tasks, in file order.
    pub(crate) tasks: Vec<TaskCoverage>,
}

/// What came of the rows of a task.
#[derive(Debug)]
pub(crate) struct TaskCoverage {
    /// The task's id.
    pub(crate) task: String,
    /// Events that were made, held back or thrown away ones among them.
    pub(crate) events: u64,
    /// Responses that did not meet the task's condition.
    pub(crate) not_met: u64,
    /// Its values that the mapping writes out, in the order of the event.
    pub(crate) rows: Vec<RowCoverage>,
    by_span: HashMap<Span, usize>,
}

/// What came of one value.
#[derive(Debug)]
pub(crate) struct RowCoverage {
    /// Where it stands.
    pub(crate) placed: Placed,
    /// Events in which it has a value.
    pub(crate) gave: u64,
    /// Events in which it is empty.
    pub(crate) empty: u64,
    /// Events that it holds back.
    pub(crate) held: u64,
}

impl Coverage {
    /// Nothing was read yet.
    pub(super) fn of(mapping: &Mapping, only: Option<&str>) -> Coverage {
        let tasks = mapping.tasks.iter().filter(|task| only.is_none_or(|only| task.id.value == only));
        let row = |placed| RowCoverage { placed, gave: 0, empty: 0, held: 0 };
        let tasks = tasks.map(|task| {
            let placed = places::of(&mapping.source, task).into_iter().filter(|placed| placed.span.is_some());
            let rows: Vec<RowCoverage> = placed.map(row).collect();
            let spans = rows.iter().enumerate().filter_map(|(at, row)| Some((row.placed.span?, at)));
            TaskCoverage { task: task.id.value.clone(), events: 0, not_met: 0, by_span: spans.collect(), rows }
        });
        Coverage { tasks: tasks.collect(), ..Coverage::default() }
    }

    /// Counts what a task made of a response that counts.
    pub(super) fn count(&mut self, task: &str, is_not_met: bool, recorder: &Recorder) {
        let Some(task) = self.tasks.iter_mut().find(|known| known.task == task) else { return };
        if is_not_met {
            task.not_met += 1;
            return;
        }
        task.events += 1;
        for (span, kept) in recorder.kept() {
            // What a condition looks at is no row.
            let Some(row) = task.by_span.get(span).and_then(|at| task.rows.get_mut(*at)) else { continue };
            match kept {
                Kept::Gave => row.gave += 1,
                Kept::Empty => row.empty += 1,
                Kept::Held => row.held += 1,
            }
        }
    }

    /// The rows that never gave a value although their task made events, with the task's id.
    pub(crate) fn never(&self) -> impl Iterator<Item = (&str, &RowCoverage)> {
        let made = self.tasks.iter().filter(|task| task.events > 0);
        made.flat_map(|task| task.rows.iter().filter(|row| row.gave == 0).map(|row| (task.task.as_str(), row)))
    }
}

/// Who uses a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum UsedBy {
    /// Nobody.
    Nobody,
    /// qseg itself: the ResponseId, Status, Finished, the recorded date.
    Run,
    /// The mapping.
    Mapping,
}

impl UsedBy {
    /// The word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            UsedBy::Nobody => "nobody",
            UsedBy::Run => "qseg",
            UsedBy::Mapping => "mapping",
        }
    }
}

/// A field of the inputs.
#[derive(Debug, Clone)]
pub(crate) struct FieldUse {
    /// Where it stands, in the first input that has it.
    pub(crate) place: CellPlace,
    /// Who uses it.
    pub(crate) used_by: UsedBy,
    /// In how many responses that count it is filled.
    pub(crate) filled: u64,
    /// The response in which it was counted last: a repeated column counts once.
    last: u64,
}

/// Every field of the inputs, in the order in which they first came.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    /// The fields.
    pub(crate) all: Vec<FieldUse>,
    index: HashMap<Identity, usize>,
    /// Who uses what, of the export that is being read.
    uses: HashMap<Identity, UsedBy>,
    /// Responses counted.
    responses: u64,
    /// The columns of the export that is being read.
    columns: Vec<(usize, Slot)>,
    /// The keys of the export that is being read.
    keys: HashMap<String, usize>,
}

impl Fields {
    /// The fields that nobody uses.
    pub(crate) fn unused(&self) -> impl Iterator<Item = &FieldUse> {
        self.all.iter().filter(|field| field.used_by == UsedBy::Nobody)
    }

    /// Begins an export: its columns are known before the first response.
    pub(super) fn begin(&mut self, cells: &Cells) {
        self.uses.clear();
        for (slots, used_by) in [(&cells.by_run, UsedBy::Run), (&cells.by_mapping, UsedBy::Mapping)] {
            for place in cells.places_of(slots) {
                self.uses.insert(place.identity(), used_by);
            }
        }
        self.columns = cells.columns.iter().map(|(place, slot)| (self.at(place.clone()), *slot)).collect();
        self.keys.clear();
    }

    /// Counts the cells of a response that counts.
    pub(super) fn count(&mut self, cells: &Cells, record: &Record<'_>) {
        self.responses += 1;
        for at in 0..self.columns.len() {
            let (field, slot) = self.columns[at];
            self.see(field, record.is_filled(slot));
        }
        if !self.columns.is_empty() {
            return;
        }
        // The reader has parsed the record already: it cannot fail here.
        let _ = each_key(record.text, |table, key, raw| {
            let is_folder = cells.subject == Subject::Contacts && key == contacts::EMBEDDED_DATA;
            if table == Table::Values && !is_folder {
                self.see_key(cells, key, raw);
            }
        });
        if cells.subject == Subject::Contacts {
            contacts::each_embedded(record.text, &mut |key, raw| {
                self.see_key(cells, &format!("{}.{key}", contacts::EMBEDDED_DATA), raw);
            });
        }
    }

    fn see_key(&mut self, cells: &Cells, key: &str, raw: &str) {
        let at = match self.keys.get(key) {
            Some(at) => *at,
            None => {
                let at = self.at(cells.of_key(key));
                self.keys.insert(key.to_owned(), at);
                at
            }
        };
        self.see(at, !matches!(raw, "null" | "\"\"" | "[]" | "{}"));
    }

    fn see(&mut self, at: usize, is_filled: bool) {
        let responses = self.responses;
        let field = &mut self.all[at];
        if is_filled && field.last != responses {
            field.last = responses;
            field.filled += 1;
        }
    }

    /// The number of a field; a new one has not been filled yet. One that any input uses is used.
    fn at(&mut self, place: CellPlace) -> usize {
        let identity = place.identity();
        let used_by = self.uses.get(&identity).copied().unwrap_or(UsedBy::Nobody);
        let at = *self.index.entry(identity).or_insert_with(|| {
            self.all.push(FieldUse { place, used_by, filled: 0, last: 0 });
            self.all.len() - 1
        });
        self.all[at].used_by = self.all[at].used_by.max(used_by);
        at
    }
}
