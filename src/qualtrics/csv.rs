//! CSV and TSV records: where a record ends, and where its fields lie (`reference/qualtrics.md` §4).
//!
//! Qualtrics quotes a field when it must, doubles quotes inside, and puts line breaks of any kind into
//! quoted fields. A quote that does not begin a field is text; what follows a closing quote is text.

use super::record::{Cell, CellKind};
use super::window::Window;
use std::io;

/// How records and fields are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// Between fields: comma, tab or semicolon.
    pub delimiter: u8,
    /// After records: LF (a CR before it is dropped), or a bare CR in very old files.
    pub(crate) terminator: u8,
}

impl Dialect {
    /// Tells the dialect from the beginning of a file, and where its first record begins: a spreadsheet may have put
    /// `sep=;` before it, and somebody blank lines.
    pub fn sniff(beginning: &[u8]) -> (Dialect, usize) {
        let said = beginning.strip_prefix(b"sep=").and_then(|rest| Some((*rest.first()?, &rest[1..])));
        let said = said.filter(|(_, rest)| matches!(rest.first(), Some(b'\r' | b'\n')));
        let rest = said.map_or(beginning, |(_, rest)| rest);
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begins = beginning.len() - rest.len() + blank;
        let mut dialect = Dialect::of(&beginning[begins..]);
        if let Some((delimiter, _)) = said {
            dialect.delimiter = delimiter;
        }
        (dialect, begins)
    }

    fn of(beginning: &[u8]) -> Dialect {
        let terminator = if memchr::memchr(b'\n', beginning).is_none() && memchr::memchr(b'\r', beginning).is_some() {
            b'\r'
        } else {
            b'\n'
        };
        let mut counts = [(b',', 0usize), (b'\t', 0), (b';', 0)];
        let mut quoted = false;
        for &byte in beginning {
            match byte {
                b'"' => quoted = !quoted,
                _ if quoted => {}
                _ if byte == terminator => break,
                _ => counts.iter_mut().filter(|(delimiter, _)| *delimiter == byte).for_each(|(_, count)| *count += 1),
            }
        }
        let best = counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter);
        Dialect { delimiter: best, terminator }
    }
}

/// The field at a position of a record, with its quotes; empty where the record has none.
pub(super) fn field_at(record: &[u8], delimiter: u8, position: usize) -> &[u8] {
    let mut rest = record;
    for at in 0..=position {
        let closing = |from: usize| memchr::memchr(b'"', &rest[from..]).map_or(rest.len(), |found| from + found + 1);
        let mut end = 0;
        if rest.first() == Some(&b'"') {
            end = closing(1);
            // A doubled quote goes on within the field.
            while rest.get(end) == Some(&b'"') {
                end = closing(end + 1);
            }
        }
        end += memchr::memchr(delimiter, &rest[end..]).unwrap_or(rest.len() - end);
        if at == position {
            return &rest[..end];
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    rest
}

/// What stands between two record ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// Length of the record without its line end.
    pub content: usize,
    /// Length with it: where the next record begins.
    pub whole: usize,
}

/// Why no record end was found.
#[derive(Debug)]
pub enum ScanError {
    /// The input could not be read.
    Io(io::Error),
    /// A quote that begins `at` this position is never closed.
    UnclosedQuote {
        /// Position in the window.
        at: usize,
    },
    /// The record is longer than allowed.
    TooLong,
}

impl From<io::Error> for ScanError {
    fn from(error: io::Error) -> Self {
        ScanError::Io(error)
    }
}

/// Finds the end of the record that begins at `from`; `None` at the end of the input.
pub fn find_record(
    window: &mut Window,
    from: usize,
    dialect: Dialect,
    limit: usize,
) -> Result<Option<Extent>, ScanError> {
    if !window.reach(from)? {
        return Ok(None);
    }
    let mut at = from;
    let mut quote: Option<usize> = None;
    loop {
        let bytes = window.bytes();
        let found = match quote {
            Some(_) => memchr::memchr(b'"', &bytes[at..]),
            None => memchr::memchr2(b'"', dialect.terminator, &bytes[at..]),
        };
        let Some(found) = found.map(|offset| at + offset) else {
            at = bytes.len();
            if at - from > limit {
                return Err(ScanError::TooLong);
            }
            if !window.more()? {
                return match quote {
                    Some(at) => Err(ScanError::UnclosedQuote { at }),
                    None => Ok(Some(Extent { content: at - from, whole: at - from })),
                };
            }
            continue;
        };
        if found - from > limit {
            return Err(ScanError::TooLong);
        }
        if bytes[found] == dialect.terminator && quote.is_none() {
            let content = if found > from && bytes[found - 1] == b'\r' { found - 1 } else { found };
            return Ok(Some(Extent { content: content - from, whole: found + 1 - from }));
        }
        if quote.is_none() {
            let begins_field = found == from || bytes[found - 1] == dialect.delimiter;
            quote = begins_field.then_some(found);
            at = found + 1;
        } else if window.reach(found + 1)? && window.bytes()[found + 1] == b'"' {
            at = found + 2;
        } else {
            quote = None;
            at = found + 1;
        }
    }
}

/// Calls `each` with the cell of every field of a record, in order, and returns how many there are.
/// An empty record has no field.
pub fn split(record: &str, delimiter: u8, mut each: impl FnMut(usize, Cell)) -> usize {
    let bytes = record.as_bytes();
    if bytes.is_empty() {
        return 0;
    }
    let mut count = 0;
    let mut at = 0;
    loop {
        let (cell, next) = field(bytes, at, delimiter);
        each(count, cell);
        count += 1;
        match next {
            Some(next) => at = next,
            None => return count,
        }
    }
}

/// The field that begins at `at`, and where the next one begins.
fn field(bytes: &[u8], at: usize, delimiter: u8) -> (Cell, Option<usize>) {
    if bytes.get(at) != Some(&b'"') {
        let end = memchr::memchr(delimiter, &bytes[at..]).map(|offset| at + offset);
        return (Cell::new(at, end.unwrap_or(bytes.len()), CellKind::Plain), end.map(|end| end + 1));
    }
    let mut scan = at + 1;
    let mut plain = true;
    while let Some(offset) = memchr::memchr(b'"', &bytes[scan..]) {
        let closing = scan + offset;
        if bytes.get(closing + 1) == Some(&b'"') {
            plain = false;
            scan = closing + 2;
            continue;
        }
        let end = memchr::memchr(delimiter, &bytes[closing + 1..]).map(|offset| closing + 1 + offset);
        let field_end = end.unwrap_or(bytes.len());
        let cell = if plain && closing + 1 == field_end {
            Cell::new(at + 1, closing, CellKind::Plain)
        } else {
            Cell::new(at, field_end, CellKind::Quoted)
        };
        return (cell, end.map(|end| end + 1));
    }
    (Cell::new(at, bytes.len(), CellKind::Quoted), None)
}

/// The texts of all fields of a record: for headers and tests; data goes through [`split`].
pub fn fields(record: &str, delimiter: u8) -> Vec<String> {
    let mut cells = Vec::new();
    split(record, delimiter, |_, cell| cells.push(cell));
    let record = super::record::Record { text: record, cells: &cells, number: 0, line: 0 };
    (0..cells.len() as u32)
        .map(|slot| match record.value(super::record::Slot(slot)) {
            super::record::Value::Text(text) => text.into_owned(),
            _ => String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COMMA: Dialect = Dialect { delimiter: b',', terminator: b'\n' };

    fn records(text: &str) -> Vec<Vec<String>> {
        let mut window = Window::new(Box::new(io::Cursor::new(text.as_bytes().to_vec())));
        let mut out = Vec::new();
        while let Some(extent) = find_record(&mut window, 0, COMMA, 1 << 20).expect("scans") {
            out.push(fields(std::str::from_utf8(&window.bytes()[..extent.content]).expect("utf-8"), b','));
            window.release(extent.whole);
        }
        out
    }

    #[test]
    fn line_breaks_delimiters_and_quotes_stay_inside_quotes() {
        assert_eq!(records("a,\"b\r\nc,\"\"d\"\"\",e\r\nf\n"), [vec!["a", "b\r\nc,\"d\"", "e"], vec!["f"]]);
    }

    #[test]
    fn a_quote_that_begins_no_field_is_text() {
        assert_eq!(records("5\" pipe,x\"y\nz,1\n"), [["5\" pipe", "x\"y"], ["z", "1"]]);
        assert_eq!(records("\"a\"b\"c,2\n"), [["ab\"c", "2"]]);
    }

    #[test]
    fn empty_fields_and_trailing_delimiters_are_fields() {
        assert_eq!(records(",,\n\na,"), [vec!["", "", ""], vec![], vec!["a", ""]]);
    }

    #[test]
    fn an_unclosed_quote_names_where_it_began() {
        let mut window = Window::new(Box::new(io::Cursor::new(b"a,\"bc\n".to_vec())));
        assert!(matches!(find_record(&mut window, 0, COMMA, 100), Err(ScanError::UnclosedQuote { at: 2 })));
    }

    #[test]
    fn the_dialect_is_told_from_the_first_record() {
        for (beginning, delimiter, terminator, begins) in [
            (&b"a\tb\tc,d\n1,2,3,4,5"[..], b'\t', b'\n', 0),
            (b"\"a;b;c\",d\r1", b',', b'\r', 0),
            (b"single", b',', b'\n', 0),
            (b"sep=;\r\na,b;c,d\r\n", b';', b'\n', 7),
            (b"sep=,\na;b;c\n", b',', b'\n', 6),
            (b"sep=,b\n1,2\n", b',', b'\n', 0),
            (b"\n\r\na;b\n", b';', b'\n', 3),
        ] {
            assert_eq!(Dialect::sniff(beginning), (Dialect { delimiter, terminator }, begins));
        }
    }

    #[test]
    fn a_field_is_found_by_its_position_whatever_stands_in_those_before_it() {
        let record = b"a,\"b,\"\"c\"\",\",,\"\",\"x\"y,end";
        let fields: Vec<&[u8]> = (0..8).map(|at| field_at(record, b',', at)).collect();
        let wanted: [&[u8]; 8] = [b"a", b"\"b,\"\"c\"\",\"", b"", b"\"\"", b"\"x\"y", b"end", b"", b""];
        assert_eq!(fields, wanted);
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read_back(rows in proptest::collection::vec(proptest::collection::vec("[a,\"\n\r;é ]{0,6}", 1..5), 1..6)) {
            let mut text = String::new();
            for row in &rows {
                let quoted: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
                text.push_str(&quoted.join(","));
                text.push('\n');
            }
            prop_assert_eq!(records(&text), rows);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[a,\"\n\r]{0,40}") {
            let mut window = Window::new(Box::new(io::Cursor::new(text.into_bytes())));
            while let Ok(Some(extent)) = find_record(&mut window, 0, COMMA, 1 << 20) {
                split(std::str::from_utf8(&window.bytes()[..extent.content]).expect("utf-8"), b',', |_, _| {});
                prop_assert!(extent.whole > 0);
                window.release(extent.whole);
            }
        }
    }
}
