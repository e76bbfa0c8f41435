//! JSON as it stands in an event's body: written straight as bytes, without a tree in between, because
//! every answer of every response passes here. Strings come out byte for byte as `serde_json` writes them.

use std::borrow::Cow;

/// A value of a property or trait. Objects are left out on purpose: a Segment task maps a key to one value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Json<'a> {
    /// Text, not yet escaped.
    String(&'a str),
    /// The source text of a JSON number, kept digit for digit (`1.10` stays `1.10`). Text that
    /// [`is_number`] refuses makes the event unacceptable.
    Number(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// An array of strings.
    List(&'a [Cow<'a, str>]),
    /// `null`.
    Null,
}

/// The key as it stands in an event, quotes and colon included, ready for [`super::event::Draft::property`].
pub fn encode_key(key: &str) -> String {
    let mut bytes = Vec::with_capacity(key.len() + 3);
    write_string(&mut bytes, key);
    bytes.push(b':');
    // Escaping keeps UTF-8 whole, so the lossy reading never loses anything.
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// Whether the text is a number by the grammar of RFC 8259 §6: no leading zeros, plus signs or bare points.
pub(crate) fn is_number(text: &str) -> bool {
    let bytes = text.as_bytes();
    let bytes = bytes.strip_prefix(b"-").unwrap_or(bytes);
    let (whole, bytes) = digits(bytes);
    if whole.is_empty() || (whole.len() > 1 && whole[0] == b'0') {
        return false;
    }
    let bytes = match bytes.strip_prefix(b".").map(digits) {
        Some(([], _)) => return false,
        Some((_, rest)) => rest,
        None => bytes,
    };
    let Some(exponent) = bytes.strip_prefix(b"e").or_else(|| bytes.strip_prefix(b"E")) else {
        return bytes.is_empty();
    };
    let exponent = exponent.strip_prefix(b"-").or_else(|| exponent.strip_prefix(b"+")).unwrap_or(exponent);
    matches!(digits(exponent), ([_, ..], []))
}

fn digits(bytes: &[u8]) -> (&[u8], &[u8]) {
    bytes.split_at(bytes.iter().take_while(|byte| byte.is_ascii_digit()).count())
}

/// Writes a JSON string with its quotes. Measured against `serde_json::to_writer`: the same for a word, 13–19
/// against 27–51 ns for a sentence of 83 bytes, 135–150 against 313–342 ns for 1,000 bytes.
pub(super) fn write_string(out: &mut Vec<u8>, text: &str) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = first_to_escape(rest) {
        out.extend_from_slice(&rest[..at]);
        write_escape(out, rest[at]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Where the first byte stands that JSON does not take as it is.
fn first_to_escape(bytes: &[u8]) -> Option<usize> {
    // Eight bytes at a time: nearly all of the text of a survey needs no escape at all.
    let (words, tail) = bytes.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let found = escape_bits(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(at * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let done = words.len() * 8;
    tail.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\').map(|at| done + at)
}

/// The high bit of each byte below 0x20, and of each quote and backslash. A borrow can only set bits
/// above the first byte found, so the lowest bit set is always right.
fn escape_bits(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let zero_in = |word: u64| word.wrapping_sub(ONES) & !word & HIGH;
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGH;
    control | zero_in(word ^ (ONES * b'"' as u64)) | zero_in(word ^ (ONES * b'\\' as u64))
}

fn write_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        _ => {
            const HEX: &[u8; 16] = b"0123456789abcdef";
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// Writes a value; `false` where it is no JSON (a number that is none), in which case `null` is written.
pub(crate) fn write_value(out: &mut Vec<u8>, value: Json<'_>) -> bool {
    match value {
        Json::String(text) => write_string(out, text),
        Json::Number(text) if is_number(text) => out.extend_from_slice(text.as_bytes()),
        Json::Number(_) => {
            out.extend_from_slice(b"null");
            return false;
        }
        Json::Bool(true) => out.extend_from_slice(b"true"),
        Json::Bool(false) => out.extend_from_slice(b"false"),
        Json::List(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                write_string(out, item);
            }
            out.push(b']');
        }
        Json::Null => out.extend_from_slice(b"null"),
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut out = Vec::new();
        write_string(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_ascii_byte_at_every_offset_is_written_as_serde_json_writes_it() {
        for byte in 0..128_u8 {
            for before in 0..10 {
                let text = format!("{}{}é", "x".repeat(before), byte as char);
                assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
                let twice = format!("{text}{text}1234567890");
                assert_eq!(written(&twice), serde_json::to_string(&twice).unwrap());
            }
        }
    }

    #[test]
    fn only_json_numbers_are_numbers() {
        for yes in ["0", "-0", "7", "-12", "1.10", "0.5", "1e9", "1E+9", "2.5e-3", "99999999999999999999"] {
            assert!(is_number(yes), "{yes}");
        }
        for no in ["", "-", "08", "+1", ".5", "1.", "1e", "1e+", "0x1", "1,2", " 1", "1 ", "NaN", "1.2.3", "--1", "١"]
        {
            assert!(!is_number(no), "{no}");
        }
    }

    proptest! {
        #[test]
        fn strings_are_written_as_serde_json_writes_them(text in any::<String>(), raw in proptest::collection::vec(0_u8..128, 0..64)) {
            prop_assert_eq!(written(&text), serde_json::to_string(&text).unwrap());
            let ascii = String::from_utf8(raw).unwrap();
            prop_assert_eq!(written(&ascii), serde_json::to_string(&ascii).unwrap());
            prop_assert_eq!(encode_key(&text), format!("{}:", serde_json::to_string(&text).unwrap()));
        }

        #[test]
        fn numbers_are_those_of_serde_json(text in "-?[0-9]{0,3}\\.?[0-9]{0,2}[eE]?[+-]?[0-9]{0,2}") {
            prop_assert_eq!(is_number(&text), serde_json::from_str::<serde_json::Number>(&text).is_ok());
        }
    }
}
