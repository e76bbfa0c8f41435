//! Which cells of one JSON response are wanted, and where they lie in it.

use crate::qualtrics::contacts;
use crate::qualtrics::layout::Subject;
use crate::qualtrics::record::{Cell, CellKind};
use foldhash::fast::RandomState;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;

/// Which keys of a response are wanted, and in which slot each goes.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Keys of `values`.
    pub(crate) values: HashMap<Box<str>, u32, RandomState>,
    /// Keys of a flat response, as the API of 2016 wrote them: export tags beside ImportIds.
    pub(crate) flat: HashMap<Box<str>, u32, RandomState>,
    /// Keys of `labels`.
    pub(crate) labels: HashMap<Box<str>, u32, RandomState>,
    /// The slot of `responseId`.
    pub(crate) response_id: Option<u32>,
    /// What the records are: contacts have their nested cells under another key.
    pub(crate) subject: Subject,
}

/// Notes where the wanted cells of one response lie, and says whether it is flat: without `values`. Fails
/// where the response is not JSON.
pub(crate) fn extract(response: &str, wanted: &Wanted, cells: &mut [Cell]) -> Result<bool, serde_json::Error> {
    cells.fill(Cell::default());
    let mut deserializer = serde_json::Deserializer::from_str(response);
    let base = response.as_ptr() as usize;
    let has_values = ResponseSeed { wanted, sink: Sink { cells, base } }.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(!has_values)
}

/// Where cells are noted.
struct Sink<'c> {
    cells: &'c mut [Cell],
    base: usize,
}

impl Sink<'_> {
    /// A key that stands twice would have two values, of which only one could be taken: that is an error.
    fn note<E: serde::de::Error>(&mut self, slot: u32, raw: &RawValue) -> Result<(), E> {
        let start = raw.get().as_ptr() as usize - self.base;
        let cell = &mut self.cells[slot as usize];
        if *cell != Cell::default() {
            return Err(E::custom("a key stands twice in this response"));
        }
        *cell = Cell::new(start, start + raw.get().len(), CellKind::Json);
        Ok(())
    }
}

struct ResponseSeed<'w, 'c> {
    wanted: &'w Wanted,
    sink: Sink<'c>,
}

/// What a top-level key of a response is.
enum TopKey {
    Values,
    Labels,
    Slot(u32),
    Other,
}

impl<'de> DeserializeSeed<'de> for ResponseSeed<'_, '_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ResponseSeed<'_, '_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a response object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<bool, A::Error> {
        let wanted = self.wanted;
        let nested = match wanted.subject {
            Subject::Responses => "values",
            Subject::Contacts => contacts::EMBEDDED_DATA,
        };
        let classify = |key: &str| match key {
            _ if key == nested => TopKey::Values,
            _ if wanted.subject == Subject::Contacts => {
                wanted.flat.get(key).map_or(TopKey::Other, |slot| TopKey::Slot(*slot))
            }
            // Skipped as a whole where none is wanted: that is a third of a response.
            "labels" if wanted.labels.is_empty() => TopKey::Other,
            "labels" => TopKey::Labels,
            "responseId" => wanted.response_id.map_or(TopKey::Other, TopKey::Slot),
            "displayedFields" | "displayedValues" => TopKey::Other,
            // Metadata has had many spellings: `ResponseID`, `StartDate`.
            _ => {
                let slot =
                    wanted.flat.get(key).or_else(|| wanted.flat.get(crate::qualtrics::import_id::metadata(key)?));
                slot.map_or(TopKey::Other, |slot| TopKey::Slot(*slot))
            }
        };
        let mut has_values = false;
        while let Some(key) = map.next_key_seed(KeySeed(classify))? {
            match key {
                TopKey::Values => {
                    has_values = true;
                    map.next_value_seed(TableSeed { table: &wanted.values, sink: &mut self.sink })?;
                }
                TopKey::Labels => map.next_value_seed(TableSeed { table: &wanted.labels, sink: &mut self.sink })?,
                TopKey::Slot(slot) => self.sink.note(slot, map.next_value()?)?,
                TopKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(has_values)
    }
}

/// `values` or `labels`.
struct TableSeed<'w, 's, 'c> {
    table: &'w HashMap<Box<str>, u32, RandomState>,
    sink: &'s mut Sink<'c>,
}

impl<'de> DeserializeSeed<'de> for TableSeed<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TableSeed<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of answers")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let table = self.table;
        while let Some(slot) = map.next_key_seed(KeySeed(|key: &str| table.get(key).copied()))? {
            match slot {
                Some(slot) => self.sink.note(slot, map.next_value()?)?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    /// `"labels": null` is a response without labels.
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    /// PHP writes an empty object as an empty list.
    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        match seq.next_element::<IgnoredAny>()? {
            None => Ok(()),
            Some(_) => Err(serde::de::Error::custom("expected an object of answers, found a list")),
        }
    }
}

/// Looks a key up without keeping it.
struct KeySeed<F>(F);

impl<'de, T, F: Fn(&str) -> T> DeserializeSeed<'de> for KeySeed<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: Fn(&str) -> T> Visitor<'_> for KeySeed<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<T, E> {
        Ok((self.0)(key))
    }
}

/// Where a key of a response stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Table {
    /// In `values`, or at the top of a flat response.
    Values,
    /// In `labels`.
    Labels,
}

/// Calls `each` with every key of a response and its raw value.
pub(crate) fn each_key(response: &str, each: impl FnMut(Table, &str, &str)) -> Result<(), serde_json::Error> {
    serde_json::Deserializer::from_str(response).deserialize_map(KeysVisitor { each, table: None })
}

/// Visits a response, or one of its tables.
struct KeysVisitor<F> {
    each: F,
    table: Option<Table>,
}

impl<'de, F: FnMut(Table, &str, &str)> Visitor<'de> for KeysVisitor<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some((key, raw)) = map.next_entry::<std::borrow::Cow<'de, str>, &RawValue>()? {
            let nested = match (&*key, self.table) {
                ("values", None) => Some(Table::Values),
                ("labels", None) => Some(Table::Labels),
                _ => None,
            };
            match nested {
                Some(table) if raw.get().starts_with('{') => {
                    let visitor =
                        KeysVisitor { each: &mut self.each as &mut dyn FnMut(Table, &str, &str), table: Some(table) };
                    serde_json::Deserializer::from_str(raw.get())
                        .deserialize_map(visitor)
                        .map_err(serde::de::Error::custom)?;
                }
                Some(_) => {}
                None if self.table.is_none()
                    && matches!(&*key, "displayedFields" | "displayedValues" | "responseId") => {}
                None => (self.each)(self.table.unwrap_or(Table::Values), &key, raw.get()),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qualtrics::record::{Record, Slot, Value};

    fn extracted(response: &str) -> Vec<Value<'_>> {
        let mut wanted = Wanted { response_id: Some(0), ..Wanted::default() };
        wanted.values.insert("QID1".into(), 1);
        wanted.flat.insert("QID1".into(), 1);
        wanted.labels.insert("QID1".into(), 2);
        let cells = Box::leak(vec![Cell::default(); 3].into_boxed_slice());
        extract(response, &wanted, cells).expect("extracts");
        let record = Record { text: response, cells, number: 1, line: 1 };
        (0..3).map(|slot| record.value(Slot(slot))).collect()
    }

    #[test]
    fn only_wanted_keys_are_taken_each_from_its_table() {
        let response =
            r#"{"labels":{"QID1":"Good","x":{"QID1":1}},"values":{"QID1":2,"y":[{"QID1":3}]},"responseId":"R_1"}"#;
        assert_eq!(
            extracted(response),
            [Value::Text("R_1".into()), Value::Text("2".into()), Value::Text("Good".into())]
        );
    }

    #[test]
    fn a_flat_response_and_empty_tables_are_read() {
        assert_eq!(extracted(r#"{"QID1":"2"}"#)[1], Value::Text("2".into()));
        assert_eq!(extracted(r#"{"values":[],"labels":null}"#)[1], Value::Empty);
    }

    #[test]
    fn a_wanted_key_that_stands_twice_is_an_error() {
        let mut wanted = Wanted::default();
        wanted.values.insert("QID1".into(), 0);
        let mut cells = [Cell::default()];
        assert!(extract(r#"{"values":{"QID1":1,"x":2,"QID1":3}}"#, &wanted, &mut cells).is_err());
        assert!(extract(r#"{"values":{"QID1":1,"x":2,"x":3}}"#, &wanted, &mut cells).is_ok());
    }
}
