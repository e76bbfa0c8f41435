//! One response as the readers hand it over: the wanted cells, borrowed from the record's own bytes.
//!
//! A *slot* is the number under which a compiled mapping asks for a cell. Readers note where each
//! wanted cell lies and of what kind it is; nothing is decoded before somebody asks.

use serde_json::value::RawValue;
use std::borrow::Cow;

/// The number of a wanted cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(pub(crate) u32);

/// Where a cell lies in its record, and how it is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    start: u32,
    end: u32,
    kind: CellKind,
}

/// How a cell is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum CellKind {
    /// The record has no such cell.
    #[default]
    Absent,
    /// Text that stands as it is.
    Plain,
    /// A CSV field with its quotes, to be unquoted.
    Quoted,
    /// A JSON value as it was written.
    Json,
}

impl Cell {
    /// The cell at `start..end` of its record.
    pub(crate) fn new(start: usize, end: usize, kind: CellKind) -> Self {
        // A record is at most 16 MiB by default and 4 GiB at the very most: `--max-record-bytes` is capped there.
        Cell { start: start as u32, end: end as u32, kind }
    }
}

impl Cell {
    /// Whether nothing stands in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Whether it stands in quotes in the CSV record that it is of.
    pub(crate) fn is_in_quotes(&self, record: &str) -> bool {
        let quote = |at: u32| record.as_bytes().get(at as usize) == Some(&b'"');
        match self.kind {
            CellKind::Quoted => true,
            CellKind::Plain => self.start > 0 && quote(self.start - 1) && quote(self.end),
            CellKind::Absent | CellKind::Json => false,
        }
    }
}

/// One response: its bytes, its wanted cells, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// The record as it stands in the export.
    pub(crate) text: &'a str,
    /// The wanted cells by slot.
    pub(crate) cells: &'a [Cell],
    /// Data record, counted from 1 over the input.
    pub(crate) number: u64,
    /// Line on which it begins, counted from 1.
    pub(crate) line: u64,
}

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// No such cell, a JSON null, or an empty text.
    Empty,
    /// A text; also a JSON number or boolean, in its source text.
    Text(Cow<'a, str>),
    /// A JSON list, element by element.
    List(Vec<Cow<'a, str>>),
}

impl<'a> Record<'a> {
    /// The value in a slot.
    pub(crate) fn value(&self, slot: Slot) -> Value<'a> {
        let Some(cell) = self.cells.get(slot.0 as usize) else { return Value::Empty };
        let raw = &self.text[cell.start as usize..cell.end as usize];
        match cell.kind {
            CellKind::Absent => Value::Empty,
            CellKind::Plain if raw.is_empty() => Value::Empty,
            CellKind::Plain => Value::Text(Cow::Borrowed(raw)),
            CellKind::Quoted => Value::Text(Cow::Owned(unquoted(raw))).emptied(),
            CellKind::Json => json_value(raw),
        }
    }

    /// What stands in a slot, as it is written: a JSON value in its source text, a CSV field without its quotes.
    /// `None` where the record has no such cell.
    pub(crate) fn written(&self, slot: Slot) -> Option<Cow<'a, str>> {
        let cell = self.cells.get(slot.0 as usize)?;
        let raw = &self.text[cell.start as usize..cell.end as usize];
        match cell.kind {
            CellKind::Absent => None,
            CellKind::Plain | CellKind::Json => Some(Cow::Borrowed(raw)),
            CellKind::Quoted => Some(Cow::Owned(unquoted(raw))),
        }
    }

    /// Whether the record has anything in this slot, even an empty text.
    pub(crate) fn is_present(&self, slot: Slot) -> bool {
        self.cells.get(slot.0 as usize).is_some_and(|cell| cell.kind != CellKind::Absent)
    }

    /// Whether the slot holds anything but an empty text.
    pub(crate) fn is_filled(&self, slot: Slot) -> bool {
        self.cells.get(slot.0 as usize).is_some_and(|cell| match cell.kind {
            CellKind::Absent => false,
            CellKind::Plain => !cell.is_empty(),
            CellKind::Quoted | CellKind::Json => self.value(slot) != Value::Empty,
        })
    }

    /// Whether the slot holds a JSON string, and not a number or a list.
    pub(crate) fn is_json_string(&self, slot: Slot) -> bool {
        self.cells
            .get(slot.0 as usize)
            .is_some_and(|cell| cell.kind == CellKind::Json && self.text[cell.start as usize..].starts_with('"'))
    }
}

impl Value<'_> {
    /// An empty text is no value.
    fn emptied(self) -> Self {
        match self {
            Value::Text(text) if text.is_empty() => Value::Empty,
            other => other,
        }
    }
}

/// The text of a CSV field that is written with quotes: `"a ""b"""` → `a "b"`. What follows the closing
/// quote belongs to the field, as every lenient reader has it.
pub(crate) fn unquoted(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let Some(mut rest) = raw.strip_prefix('"') else { return raw.to_owned() };
    while let Some(at) = rest.find('"') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                out.push('"');
                rest = after;
            }
            None => break,
        }
    }
    out.push_str(rest);
    out
}

pub(super) fn json_value(raw: &str) -> Value<'_> {
    match raw.as_bytes().first() {
        Some(b'[') => match serde_json::from_str::<Vec<&RawValue>>(raw) {
            Ok(elements) => {
                let texts: Vec<_> = elements.iter().map(|element| json_text(element.get())).collect();
                if texts.is_empty() { Value::Empty } else { Value::List(texts) }
            }
            // The reader has parsed the record already, so that this cannot be reached; the raw text hides nothing.
            Err(_) => Value::Text(Cow::Borrowed(raw)),
        },
        Some(b'n') => Value::Empty,
        _ => Value::Text(json_text(raw)).emptied(),
    }
}

/// A JSON scalar as text: a string decoded, everything else as it was written (`1.10` stays `1.10`).
fn json_text(raw: &str) -> Cow<'_, str> {
    let Some(inner) = raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return Cow::Borrowed(if raw == "null" { "" } else { raw });
    };
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Cow::Borrowed(inner);
    }
    let decoded = serde_json::from_str(raw).or_else(|_| serde_json::from_str(&without_half_pairs(raw)));
    decoded.map_or(Cow::Borrowed(inner), Cow::Owned)
}

/// A JSON string with U+FFFD for each half of a surrogate pair: what is left of an emoji where a text was cut.
fn without_half_pairs(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        let unit = |from: usize| {
            let hex = rest.get(from..from + 6)?.strip_prefix("\\u")?;
            u16::from_str_radix(hex, 16).ok()
        };
        let (length, half) = match (unit(at), unit(at + 6)) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, false),
            (Some(0xd800..=0xdfff), _) => (6, true),
            _ => (2, false),
        };
        let (escape, after) = rest.split_at(at + length);
        out.push_str(if half { &rest[..at] } else { escape });
        out.push_str(if half { "\\ufffd" } else { "" });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(raw: &str, kind: CellKind) -> Value<'_> {
        let cells = Box::leak(Box::new([Cell::new(0, raw.len(), kind)]));
        Record { text: raw, cells, number: 1, line: 1 }.value(Slot(0))
    }

    #[test]
    fn csv_quotes_are_taken_off_and_doubled_ones_halved() {
        assert_eq!(unquoted(r#""a ""b"", c""#), r#"a "b", c"#);
        assert_eq!(unquoted(r#""a"b"#), "ab");
        assert_eq!(value(r#""""#, CellKind::Quoted), Value::Empty);
    }

    #[test]
    fn a_cell_is_shown_as_it_is_written_and_one_that_is_not_there_is_none() {
        let written = |raw: &str, kind| {
            let cells = [Cell::new(0, raw.len(), kind)];
            Record { text: raw, cells: &cells, number: 1, line: 1 }.written(Slot(0)).map(Cow::into_owned)
        };
        assert_eq!(written("\"a \"\"b\"\"\"", CellKind::Quoted).as_deref(), Some("a \"b\""));
        assert_eq!(written("[1, \"2\"]", CellKind::Json).as_deref(), Some("[1, \"2\"]"));
        assert_eq!(written("", CellKind::Plain).as_deref(), Some(""));
        assert_eq!(written("", CellKind::Absent), None);
    }

    #[test]
    fn json_numbers_keep_their_source_text() {
        assert_eq!(value("1.10", CellKind::Json), Value::Text("1.10".into()));
        assert_eq!(value("12345678901234567890123", CellKind::Json), Value::Text("12345678901234567890123".into()));
        assert_eq!(value("true", CellKind::Json), Value::Text("true".into()));
    }

    #[test]
    fn json_strings_lists_and_nothing() {
        assert_eq!(value(r#""a\u00e9\n""#, CellKind::Json), Value::Text("aé\n".into()));
        assert_eq!(value(r#"["1", 2]"#, CellKind::Json), Value::List(vec!["1".into(), "2".into()]));
        assert_eq!(
            value(r#""\\u\ud83d\ude00\ud83d!\ude00\ud83d\u00e9\\\"""#, CellKind::Json),
            Value::Text("\\u😀\u{fffd}!\u{fffd}\u{fffd}é\\\"".into()),
            "an emoji that was cut in half is not its source text"
        );
        for empty in ["null", "[]", "\"\""] {
            assert_eq!(value(empty, CellKind::Json), Value::Empty, "{empty}");
        }
    }
}
