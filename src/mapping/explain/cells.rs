//! The cells of an export: where each stands, and which the mapping reads.

use crate::mapping::plan::Plan;
use crate::mapping::value::Compiled;
use crate::qualtrics::contacts;
use crate::qualtrics::import_id;
use crate::qualtrics::layout::{Layout, SlotSource, Subject};
use crate::qualtrics::record::{Record, Slot};
use std::collections::{BTreeSet, HashMap};

/// Where a cell stands in its record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct CellPlace {
    /// Its column in a CSV export, counted from 1.
    pub(crate) column: Option<usize>,
    /// The column's name: row 1, the export tag.
    pub(crate) name: Option<String>,
    /// Its key in a JSON response: `values.QID1`.
    pub(crate) key: Option<String>,
    /// Its ImportId in normal form; `None` where the export has none for it.
    pub(crate) import_id: Option<String>,
    /// The choice that a split column is for.
    pub(crate) choice: Option<String>,
    /// What else tells the column from others of its ImportId: `labels`, a point of a heat map.
    pub(crate) part: Option<String>,
}

/// What tells a field from every other one of the inputs: ImportId, choice, part; else its name.
pub(super) type Identity = [Option<String>; 4];

/// A cell that a pipe reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PipeCell {
    /// The pipe, as the mapping has it.
    pub(crate) pipe: String,
    /// Where the cell stands; `None` where the pipe reads none.
    pub(crate) place: Option<CellPlace>,
    /// What is written in it; `None` where the record has no such cell.
    pub(crate) written: Option<String>,
}

impl CellPlace {
    /// The column's letters, as spreadsheets have them: `A`, `Z`, `AA`.
    pub(crate) fn letters(&self) -> Option<String> {
        let mut number = self.column?;
        let mut letters = Vec::new();
        while number > 0 {
            letters.push(b'A' + ((number - 1) % 26) as u8);
            number = (number - 1) / 26;
        }
        letters.reverse();
        String::from_utf8(letters).ok()
    }

    /// What tells the field from every other one of the inputs.
    pub(super) fn identity(&self) -> Identity {
        let name = if self.import_id.is_none() { self.name.clone().or_else(|| self.key.clone()) } else { None };
        [self.import_id.clone(), self.choice.clone(), self.part.clone(), name]
    }
}

/// The cells of one export.
#[derive(Debug)]
pub(crate) struct Cells {
    places: Vec<CellPlace>,
    /// Every column of a CSV export, with its slot.
    pub(super) columns: Vec<(CellPlace, Slot)>,
    /// The slots that the mapping reads.
    pub(super) by_mapping: BTreeSet<Slot>,
    /// The slots that every run reads.
    pub(super) by_run: BTreeSet<Slot>,
    recorded: Vec<Slot>,
    pub(super) subject: Subject,
    /// The ImportIds of export tags, for responses that have tags as keys.
    tags: HashMap<String, String>,
}

impl Cells {
    /// The cells of an export against which `plan` was compiled; every column of a CSV export gets a slot.
    pub(super) fn of(plan: &Plan, needs_recorded_date: bool, layout: &mut Layout) -> Cells {
        let mut by_mapping = BTreeSet::new();
        for value in plan.tasks.iter().flat_map(|task| task.every_value()) {
            value.pipes().for_each(|(_, recipe)| recipe.step.each_slot(&mut |slot| by_mapping.extend([slot])));
        }
        let control = layout.control();
        let mut by_run: BTreeSet<Slot> = [control.status, control.finished].into_iter().flatten().collect();
        by_run.extend(control.unsubscribed.iter().copied());
        if let Some(id) = &control.response_id {
            id.each_slot(&mut |slot| by_run.extend([slot]));
        }
        let recorded = control.recorded.map(|recorded| [Some(recorded.slot), recorded.fallback]);
        let recorded: Vec<Slot> = recorded.into_iter().flatten().flatten().collect();
        if needs_recorded_date {
            by_run.extend(recorded.iter().copied());
        }
        let columns = layout.every_column();
        let places: Vec<CellPlace> = layout.slots().iter().map(|source| place(source, layout)).collect();
        let columns = columns.into_iter().map(|(_, slot)| (places[slot.0 as usize].clone(), slot)).collect();
        let survey = layout.survey();
        let tags = survey.into_iter().flat_map(|survey| {
            survey.import_ids().filter_map(|id| Some((survey.field(id)?.export_tag.clone()?, id.to_owned())))
        });
        let tags = tags.collect();
        Cells { places, columns, by_mapping, by_run, recorded, subject: layout.subject(), tags }
    }

    /// The cells that a value reads of a record.
    pub(super) fn read_by(&self, value: &Compiled, record: &Record<'_>) -> Vec<PipeCell> {
        let mut all = Vec::new();
        for (pipe, recipe) in value.pipes() {
            let before = all.len();
            recipe.step.each_slot(&mut |slot| all.push(self.cell(pipe, slot, record)));
            if all.len() == before {
                all.push(PipeCell { pipe: pipe.to_owned(), place: None, written: None });
            }
        }
        all
    }

    /// The cell of the recorded date; the one that stands in for it where it is empty.
    pub(super) fn recorded(&self, record: &Record<'_>) -> Vec<PipeCell> {
        let slot = self.recorded.iter().find(|slot| record.is_filled(**slot)).or(self.recorded.first());
        slot.map(|slot| self.cell("", *slot, record)).into_iter().collect()
    }

    fn cell(&self, pipe: &str, slot: Slot, record: &Record<'_>) -> PipeCell {
        PipeCell {
            pipe: pipe.to_owned(),
            place: self.places.get(slot.0 as usize).cloned(),
            written: record.written(slot).map(|written| written.into_owned()),
        }
    }

    /// The places of some slots.
    pub(super) fn places_of(&self, slots: &BTreeSet<Slot>) -> impl Iterator<Item = &CellPlace> {
        slots.iter().filter_map(|slot| self.places.get(slot.0 as usize))
    }

    /// The place of a key of a JSON response.
    pub(super) fn of_key(&self, key: &str) -> CellPlace {
        match self.subject {
            Subject::Contacts => CellPlace { key: Some(key.to_owned()), ..CellPlace::default() },
            Subject::Responses => {
                let id = self.tags.get(key).cloned().unwrap_or_else(|| import_id::normal(key));
                CellPlace { key: Some(key.to_owned()), import_id: Some(id), ..CellPlace::default() }
            }
        }
    }
}

fn place(source: &SlotSource, layout: &Layout) -> CellPlace {
    let is_contact = layout.subject() == Subject::Contacts;
    let keyed = |key: String, id: Option<String>| CellPlace { key: Some(key), import_id: id, ..CellPlace::default() };
    match source {
        SlotSource::Column(index) => {
            let column = layout.header().and_then(|header| header.columns.get(*index));
            CellPlace {
                column: Some(index + 1),
                name: column.map(|column| column.name.clone()),
                import_id: column.and_then(|column| column.import_id.clone()),
                choice: column.and_then(|column| column.choice.clone()),
                part: column.and_then(|column| match column.is_label_column {
                    true => Some("labels".to_owned()),
                    false => Some(column.qualifier.clone()).filter(|qualifier| !qualifier.is_empty()),
                }),
                key: None,
            }
        }
        SlotSource::Value(key) if is_contact => keyed(format!("{}.{key}", contacts::EMBEDDED_DATA), None),
        SlotSource::Value(key) => keyed(format!("values.{key}"), Some(import_id::normal(key))),
        SlotSource::Field(key) => keyed(key.clone(), None),
        SlotSource::Label(key) => keyed(format!("labels.{key}"), Some(import_id::normal(key))),
        SlotSource::ResponseId => keyed("responseId".to_owned(), Some("_recordId".to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        let letters = |column| CellPlace { column: Some(column), ..CellPlace::default() }.letters();
        for (column, expected) in [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (703, "AAA")] {
            assert_eq!(letters(column).as_deref(), Some(expected), "{column}");
        }
    }
}
