//! JSON responses: where one response ends, in every shape that Qualtrics and its API write
//! (`reference/qualtrics.md` §5). Which of its cells are wanted is [`extract`]'s.
//!
//! One grammar covers the shapes: a stream of values, each of which is a response, a list of responses,
//! or an envelope (`{"responses":[…]}`, `{"result":{…}}`) around one of these. So `.json` and `.ndjson`
//! need no telling apart beforehand, and one response is in memory at a time.

pub(crate) mod extract;

use super::contacts;
use super::layout::Subject;
use super::window::Window;
use std::io;

/// Finds one response after the other.
#[derive(Debug, Default)]
pub(crate) struct JsonScanner {
    frames: Vec<Frame>,
    top_level_values: u64,
    shape: Shape,
    turn: Turn,
    subject: Subject,
    wrapping: Wrapping,
}

/// What stands around the responses of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Wrapping {
    /// Nothing: a bare response, or NDJSON.
    #[default]
    None,
    /// A bare list.
    List,
    /// `{"responses":[…]}`
    Responses,
    /// `{"result":{…}}`, around a response.
    Result,
    /// `{"result":{"responses":[…]}}`
    ResultResponses,
}

/// What may come next in a list of responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Turn {
    /// The list has just begun.
    #[default]
    First,
    /// A response was read.
    Separator,
    /// A comma was read.
    Element,
}

/// What the scanner is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// A list of responses.
    List,
    /// An object around the responses, after the value that held them.
    Envelope,
}

/// The shape of the document, as far as it has been seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Shape {
    /// Nothing seen yet.
    #[default]
    Unknown,
    /// `{"responses":[…]}` or a bare list.
    Responses,
    /// One response, bare or in `{"result":…}`.
    Single,
    /// Several top-level values: NDJSON.
    Ndjson,
}

/// Why the next response was not found.
#[derive(Debug)]
pub(crate) enum ScanError {
    /// The input could not be read.
    Io(io::Error),
    /// The text is not JSON at this position of the window.
    Broken {
        /// Position in the window.
        at: usize,
        /// What is wrong there.
        reason: String,
    },
    /// It is JSON, but not responses; the second is what to do with such a file.
    NotResponses(&'static str, &'static str),
    /// A response is longer than allowed.
    TooLong,
}

impl From<io::Error> for ScanError {
    fn from(error: io::Error) -> Self {
        ScanError::Io(error)
    }
}

fn broken<T>(at: usize, reason: impl Into<String>) -> Result<T, ScanError> {
    Err(ScanError::Broken { at, reason: reason.into() })
}

/// What an object turns out to be by its first telling key.
enum Meaning {
    Response,
    /// The responses begin at this position, in a list.
    ListAt(usize),
    /// An object with the response in it begins at this position.
    ObjectAt(usize),
}

impl JsonScanner {
    /// A scanner for records of this kind.
    pub(crate) fn new(subject: Subject) -> Self {
        JsonScanner { subject, ..JsonScanner::default() }
    }

    /// The shape of the document, as far as it has been seen.
    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// What stands around the responses.
    pub(crate) fn wrapping(&self) -> Wrapping {
        self.wrapping
    }

    /// Moves the window to the next response and returns its length; `None` at the end.
    pub(crate) fn next(&mut self, window: &mut Window, limit: usize) -> Result<Option<usize>, ScanError> {
        loop {
            pass_space(window)?;
            let Some(byte) = peek(window, 0)? else {
                return if self.frames.is_empty() {
                    Ok(None)
                } else {
                    broken(0, "the file ends before the list of responses does")
                };
            };
            match (self.frames.last(), byte) {
                (None, b'[') => {
                    self.see(Shape::Responses);
                    self.wrapping = Wrapping::List;
                    self.frames.push(Frame::List);
                    window.release(1);
                }
                (None, b'{') => match meaning(window, limit, self.subject)? {
                    Meaning::Response => {
                        self.see(Shape::Single);
                        return Ok(Some(skip_value(window, 0, limit)?));
                    }
                    Meaning::ListAt(at) => {
                        self.see(Shape::Responses);
                        self.wrapping = Wrapping::Responses;
                        self.frames.extend([Frame::Envelope, Frame::List]);
                        window.release(at + 1);
                    }
                    Meaning::ObjectAt(at) => {
                        window.release(at);
                        self.frames.push(Frame::Envelope);
                        self.wrapping = Wrapping::Result;
                        if let Meaning::ListAt(at) = meaning(window, limit, self.subject)? {
                            self.see(Shape::Responses);
                            self.wrapping = Wrapping::ResultResponses;
                            self.frames.extend([Frame::Envelope, Frame::List]);
                            window.release(at + 1);
                        } else {
                            self.see(Shape::Single);
                            return Ok(Some(skip_value(window, 0, limit)?));
                        }
                    }
                },
                (None, _) => return broken(0, "neither an object nor a list begins here"),
                (Some(Frame::List), b'{') if self.turn != Turn::Separator => {
                    let length = skip_value(window, 0, limit)?;
                    self.turn = Turn::Separator;
                    return Ok(Some(length));
                }
                (Some(Frame::List), b',') if self.turn == Turn::Separator => {
                    self.turn = Turn::Element;
                    window.release(1);
                }
                (Some(Frame::List), b']') if self.turn != Turn::Element => {
                    self.frames.pop();
                    window.release(1);
                }
                (Some(Frame::Envelope), b'}') => {
                    self.frames.pop();
                    window.release(1);
                }
                (Some(Frame::List), _) if self.turn == Turn::Separator => {
                    return broken(0, "expected `,` or `]` after a response");
                }
                (Some(Frame::List), _) => return broken(0, "a response is an object, and none begins here"),
                (Some(Frame::Envelope), b',') => {
                    let key = skip_space(window, 1, limit)?;
                    let key_end = skip_string(window, key, limit)?;
                    let colon = skip_space(window, key_end, limit)?;
                    expect(window, colon, b':')?;
                    let value = skip_space(window, colon + 1, limit)?;
                    let end = skip_value(window, value, limit)?;
                    window.release(end);
                }
                (Some(Frame::Envelope), _) => return broken(0, "expected `,` or `}` after the responses"),
            }
        }
    }

    fn see(&mut self, shape: Shape) {
        self.top_level_values += 1;
        self.turn = Turn::First;
        self.shape = if self.top_level_values > 1 { Shape::Ndjson } else { shape };
    }
}

/// Reads the keys of the object at the beginning of the window until one tells what it is.
fn meaning(window: &mut Window, limit: usize, subject: Subject) -> Result<Meaning, ScanError> {
    let mut at = skip_space(window, 1, limit)?;
    let mut keys = 0;
    loop {
        if peek(window, at)? == Some(b'}') {
            return if subject == Subject::Contacts {
                Err(ScanError::NotResponses(
                    "an object that is neither a contact nor a list of contacts",
                    "give XM Directory contacts, or remove `trigger: contact` from the mapping",
                ))
            } else if keys == 0 {
                Err(ScanError::NotResponses("an empty object", "give the export itself"))
            } else {
                Err(ScanError::NotResponses(
                    "an object without `responseId`, `values` or `responses`",
                    "give a Qualtrics response export (JSON or NDJSON)",
                ))
            };
        }
        let key_end = skip_string(window, at, limit)?;
        let key = window.bytes()[at + 1..key_end - 1].to_vec();
        keys += 1;
        let colon = skip_space(window, key_end, limit)?;
        expect(window, colon, b':')?;
        let value = skip_space(window, colon + 1, limit)?;
        let opens = peek(window, value)?;
        match key.as_slice() {
            b"elements" if opens == Some(b'[') && subject == Subject::Contacts => return Ok(Meaning::ListAt(value)),
            key if subject == Subject::Contacts && contacts::is_telling(key) => return Ok(Meaning::Response),
            b"responses" if opens == Some(b'[') && subject == Subject::Responses => return Ok(Meaning::ListAt(value)),
            // A page of responses as some of the API's own calls give it.
            b"elements"
                if opens == Some(b'[') && memchr::memmem::find(&window.bytes()[value..], b"\"values\"").is_some() =>
            {
                return Ok(Meaning::ListAt(value));
            }
            b"result" if opens == Some(b'{') => return Ok(Meaning::ObjectAt(value)),
            b"responseId" | b"values" | b"labels" | b"displayedFields" | b"displayedValues" | b"ResponseID"
            | b"ResponseId" | b"_recordId"
                if subject == Subject::Responses =>
            {
                return Ok(Meaning::Response);
            }
            b"$schema" => {
                return Err(ScanError::NotResponses(
                    "a survey definition, not a response export",
                    "give the export as INPUT and this file as --survey",
                ));
            }
            b"SurveyEntry" | b"SurveyElements" | b"SurveyFlow" => {
                return Err(ScanError::NotResponses(
                    "a QSF file, which holds a survey and no responses",
                    "in Qualtrics: Data & Analysis → Export & Import → Export Data → CSV or JSON",
                ));
            }
            _ => {}
        }
        let value_end = skip_value(window, value, limit)?;
        at = skip_space(window, value_end, limit)?;
        if at > limit {
            return Err(ScanError::TooLong);
        }
        match peek(window, at)? {
            Some(b',') => at = skip_space(window, at + 1, limit)?,
            Some(b'}') => {}
            Some(_) => return broken(at, "expected `,` or `}`"),
            None => return broken(at, "the file ends inside an object"),
        }
    }
}

fn peek(window: &mut Window, at: usize) -> io::Result<Option<u8>> {
    Ok(if window.reach(at)? { Some(window.bytes()[at]) } else { None })
}

fn expect(window: &mut Window, at: usize, byte: u8) -> Result<(), ScanError> {
    match peek(window, at)? {
        Some(found) if found == byte => Ok(()),
        Some(_) => broken(at, format!("expected `{}`", byte as char)),
        None => broken(at, "the file ends inside an object"),
    }
}

/// The position after the white space that begins at `from`.
fn skip_space(window: &mut Window, from: usize, limit: usize) -> Result<usize, ScanError> {
    let mut at = from;
    loop {
        at += space(&window.bytes()[at..]);
        if at - from > limit {
            return Err(ScanError::TooLong);
        }
        if at < window.bytes().len() || !window.more()? {
            return Ok(at);
        }
    }
}

/// Releases the white space at the beginning of the window, however much there is.
fn pass_space(window: &mut Window) -> io::Result<()> {
    loop {
        let count = space(window.bytes());
        window.release(count);
        if !window.bytes().is_empty() || !window.more()? {
            return Ok(());
        }
    }
}

fn space(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

/// The position after the string that begins at `at`.
fn skip_string(window: &mut Window, at: usize, limit: usize) -> Result<usize, ScanError> {
    if peek(window, at)? != Some(b'"') {
        return broken(at, "expected a key in double quotes");
    }
    let mut scan = at + 1;
    loop {
        match memchr::memchr2(b'"', b'\\', &window.bytes()[scan.min(window.bytes().len())..]) {
            Some(offset) if window.bytes()[scan + offset] == b'"' => return Ok(scan + offset + 1),
            Some(offset) => scan += offset + 2,
            None => {
                scan = scan.max(window.bytes().len());
                if scan - at > limit {
                    return Err(ScanError::TooLong);
                }
                if !window.more()? {
                    return broken(at, "a string begins here and never ends");
                }
            }
        }
    }
}

/// The position after the value that begins at `at`. What lies within is not judged here: serde_json does
/// that for the one response that is then parsed.
fn skip_value(window: &mut Window, at: usize, limit: usize) -> Result<usize, ScanError> {
    let Some(first) = peek(window, at)? else { return broken(at, "the file ends where a value should be") };
    match first {
        b'"' => skip_string(window, at, limit),
        b'{' | b'[' => skip_nested(window, at, limit),
        _ => {
            let mut end = at;
            while let Some(byte) = peek(window, end)? {
                if matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t') {
                    break;
                }
                end += 1;
                if end - at > limit {
                    return Err(ScanError::TooLong);
                }
            }
            if end == at { broken(at, "expected a value") } else { Ok(end) }
        }
    }
}

fn skip_nested(window: &mut Window, from: usize, limit: usize) -> Result<usize, ScanError> {
    let mut depth = 0usize;
    let mut at = from;
    loop {
        let bytes = window.bytes();
        while at < bytes.len() {
            match bytes[at] {
                b'"' => {
                    // The common string has no escape and ends within the window: one search, no call.
                    match memchr::memchr2(b'"', b'\\', &bytes[at + 1..]) {
                        Some(offset) if bytes[at + 1 + offset] == b'"' => at += offset + 2,
                        _ => break,
                    }
                }
                b'{' | b'[' => {
                    depth += 1;
                    at += 1;
                }
                b'}' | b']' => {
                    depth -= 1;
                    at += 1;
                    if depth == 0 {
                        return if at - from > limit { Err(ScanError::TooLong) } else { Ok(at) };
                    }
                }
                _ => at += 1,
            }
        }
        if at - from > limit {
            return Err(ScanError::TooLong);
        }
        if at < window.bytes().len() {
            at = skip_string(window, at, limit)?;
        } else if !window.more()? {
            return broken(from, "a response begins here and never ends: the file was cut short");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn scan(text: &str) -> Result<(Vec<String>, Shape), ScanError> {
        let mut window = Window::new(Box::new(Trickle(text.as_bytes().to_vec(), 0)));
        let mut scanner = JsonScanner::default();
        let mut out = Vec::new();
        while let Some(length) = scanner.next(&mut window, 1 << 20)? {
            out.push(String::from_utf8(window.bytes()[..length].to_vec()).expect("utf-8"));
            window.release(length);
        }
        Ok((out, scanner.shape()))
    }

    /// Hands out a byte at a time, so that every boundary falls between two reads.
    struct Trickle(Vec<u8>, usize);

    impl io::Read for Trickle {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some(byte) = self.0.get(self.1) else { return Ok(0) };
            buffer[0] = *byte;
            self.1 += 1;
            Ok(1)
        }
    }

    #[test]
    fn every_shape_gives_its_responses() {
        let one = r#"{"responseId":"R_1","values":{"a":"}\"]"}}"#;
        let two = r#"{"values":{},"responseId":"R_2"}"#;
        for (text, shape) in [
            (format!(r#"{{"meta":{{"x":[1]}},"responses": [{one}, {two}] , "next":null}}"#), Shape::Responses),
            (format!("[{one},\n{two}]"), Shape::Responses),
            (format!("{one}\n{two}\n"), Shape::Ndjson),
            (format!("{{\"result\":{one},\"meta\":{{}}}}\n{{\"result\":{two}}}"), Shape::Ndjson),
        ] {
            assert_eq!(scan(&text).expect(&text), (vec![one.to_owned(), two.to_owned()], shape), "{text}");
        }
        assert_eq!(scan(one).expect("one"), (vec![one.to_owned()], Shape::Single));
        assert_eq!(scan(&format!(r#"{{"result":{one}}}"#)).expect("one"), (vec![one.to_owned()], Shape::Single));
        assert_eq!(scan(r#"{"responses":[]}"#).expect("none"), (vec![], Shape::Responses));
    }

    #[test]
    fn what_is_cut_short_or_is_no_response_is_an_error() {
        for text in [
            r#"{"responses":[{"values":{}}"#,
            r#"{"responses":[{"values":{"a"#,
            r#"[{"a":1} {"b":1}"#,
            "[1]",
            "{\"values\"",
        ] {
            assert!(matches!(scan(text), Err(ScanError::Broken { .. })), "{text}");
        }
        assert!(matches!(scan(r#"{"$schema":"x"}"#), Err(ScanError::NotResponses(..))));
        assert!(matches!(scan(r#"{"meta":{}}"#), Err(ScanError::NotResponses(..))));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_scanner_panic(text in r#"[\[\]{}",:\\ a1]{0,40}"#) {
            let _ = scan(&text);
        }
    }
}
