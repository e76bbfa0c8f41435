//! The floor: where a thing came from. Plain data for every room; no rule of either vendor lives here.
//!
//! A *place* is a position in an input (file, record, line, byte, response). An *anchor* is a span
//! in a text that a person wrote (a mapping file), with the text, so that it can be shown.

use std::fmt;
use std::sync::Arc;

/// A place in an input: what a person needs to find the response again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Name of the input as it was typed (`-` for standard input).
    pub input: Arc<str>,
    /// Data record, counted from 1 (header rows are not counted); 0 where it is not about a record.
    pub record: u64,
    /// Line of the file on which the record begins, counted from 1; 0 where unknown.
    pub line: u64,
    /// Byte offset in the (decoded) input, where it is known exactly.
    pub byte: Option<u64>,
    /// The ResponseId, where the record has one.
    pub response: Option<Box<str>>,
}

impl Place {
    /// The place of a whole input.
    pub fn input(name: &Arc<str>) -> Self {
        Place { input: Arc::clone(name), ..Place::default() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.input)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.record > 0 {
            write!(f, " (record {}", self.record)?;
            if let Some(byte) = self.byte {
                write!(f, ", byte {byte}")?;
            }
            if let Some(response) = &self.response {
                write!(f, ", {response}")?;
            }
            f.write_str(")")?;
        } else if let Some(byte) = self.byte {
            write!(f, " (byte {byte})")?;
        }
        Ok(())
    }
}

/// A half-open range of bytes in a [`SourceText`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end: end.max(start) }
    }

    /// The same span, `by` bytes further on.
    pub(crate) fn shifted(self, by: usize) -> Self {
        Span { start: self.start + by, end: self.end + by }
    }
}

/// A text written by a person, with its name and the starts of its lines.
#[derive(Debug, PartialEq, Eq)]
pub struct SourceText {
    name: String,
    text: String,
    line_starts: Vec<usize>,
}

impl SourceText {
    /// Keeps `text` under the name that messages show.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let line_starts =
            std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        SourceText { name: name.into(), text, line_starts }
    }

    /// The name that messages show.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The line of this number, counted from 1, without its end; empty where there is none.
    pub fn line(&self, number: usize) -> &str {
        let start = number.checked_sub(1).and_then(|at| self.line_starts.get(at));
        let text = start.and_then(|start| self.text.get(*start..)).unwrap_or_default();
        text.lines().next().unwrap_or_default()
    }

    /// Line and column of a byte offset, both counted from 1; columns count characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts[line - 1];
        let column = self.text.get(start..offset).map_or(offset - start, |before| before.chars().count());
        (line, column + 1)
    }
}

/// A span in a text, with the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// The text that the span is in.
    pub source: Arc<SourceText>,
    /// Where in it.
    pub(crate) span: Span,
}

impl Anchor {
    /// Line and column of the first byte, counted from 1.
    pub(crate) fn position(&self) -> (usize, usize) {
        self.source.position(self.span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_by_newline_and_columns_by_character() {
        let source = SourceText::new("m.yaml", "a: é!\nb: 2\n");
        assert_eq!(source.position(0), (1, 1));
        assert_eq!(source.position("a: é".len()), (1, 5));
        assert_eq!(source.position("a: é!\n".len()), (2, 1));
        assert_eq!(source.position(1_000), (3, 1));
        assert_eq!([source.line(1), source.line(2), source.line(3), source.line(9)], ["a: é!", "b: 2", "", ""]);
    }

    #[test]
    fn a_place_names_file_line_record_and_response() {
        let place = Place { input: "r.csv".into(), record: 4, line: 9, byte: None, response: Some("R_1".into()) };
        assert_eq!(place.to_string(), "r.csv:9 (record 4, R_1)");
        assert_eq!(Place::input(&"r.csv".into()).to_string(), "r.csv");
    }
}
