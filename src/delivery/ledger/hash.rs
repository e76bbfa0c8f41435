//! What the ledger keeps instead of contents: SHA-256, cut to 16 bytes. The hash of an event is salted with
//! a random value of the ledger, so that nobody can try answers against a ledger that they came by.

use sha2::{Digest, Sha256};
use std::fmt;
use std::ops::Range;

/// The random value of one ledger.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub(super) [u8; 16]);

#[cfg(test)]
impl Salt {
    /// For tests of what hashes are compared for.
    pub(crate) const TEST: Salt = Salt([1; 16]);
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// What an event says, as this ledger knows it: the event without its `messageId` and `context.library`
/// (design §7). Equal in one ledger where the contents are equal, and unequal in another.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContentHash(pub(super) [u8; 16]);

/// Which task made an event: the hash of the task as the mapping file has it. Not salted.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TaskHash(pub(super) [u8; 16]);

impl ContentHash {
    /// The hash of an event as it goes over the wire: one JSON object without white space around its parts.
    pub fn of(salt: Salt, event: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(salt.0);
        let mut from = 0;
        for cut in passed_over(event) {
            hasher.update(&event[from..cut.start]);
            from = cut.end;
        }
        hasher.update(&event[from..]);
        ContentHash(short(hasher))
    }
}

impl TaskHash {
    /// The hash of a task, written in one normal form.
    pub fn of(task: &[u8]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(task);
        TaskHash(short(hasher))
    }
}

impl fmt::Display for TaskHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for TaskHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaskHash({self})")
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        hex(&self.0, f)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({self})")
    }
}

fn hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

fn short(hasher: Sha256) -> [u8; 16] {
    let mut hash = [0; 16];
    hash.copy_from_slice(&hasher.finalize()[..16]);
    hash
}

/// The members `messageId` and `context.library`, each with a comma beside it, in the order of the bytes.
fn passed_over(event: &[u8]) -> Vec<Range<usize>> {
    let mut cuts = Vec::with_capacity(2);
    let (mut at, mut depth, mut in_context) = (0, 0_u32, false);
    while at < event.len() {
        match event[at] {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                in_context &= depth > 1;
            }
            b'"' => {
                let end = string_end(event, at);
                let name = &event[at..end];
                let is_name = event.get(end) == Some(&b':');
                if is_name && depth == 1 && name == br#""context""# {
                    in_context = event.get(end + 1) == Some(&b'{');
                } else if is_name
                    && ((depth == 1 && name == br#""messageId""#)
                        || (depth == 2 && in_context && name == br#""library""#))
                {
                    let end = value_end(event, end + 1);
                    cuts.push(with_comma(event, at..end));
                    at = end;
                    continue;
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    cuts
}

/// The member with the comma before it, else the one behind it.
fn with_comma(event: &[u8], member: Range<usize>) -> Range<usize> {
    if member.start > 0 && event[member.start - 1] == b',' {
        member.start - 1..member.end
    } else if event.get(member.end) == Some(&b',') {
        member.start..member.end + 1
    } else {
        member
    }
}

/// Behind the closing quote of the string that begins here.
fn string_end(event: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = event.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if event[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    event.len()
}

/// Behind the value that begins here.
fn value_end(event: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0_u32);
    while at < event.len() {
        match event[at] {
            b'"' => {
                at = string_end(event, at);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    event.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SALT: Salt = Salt([7; 16]);

    fn left(event: &str) -> String {
        let mut out = String::new();
        let mut from = 0;
        for cut in passed_over(event.as_bytes()) {
            out.push_str(&event[from..cut.start]);
            from = cut.end;
        }
        out + &event[from..]
    }

    #[test]
    fn the_message_id_and_the_library_are_not_content() {
        let event = r#"{"type":"track","event":"A \"b\",\\","userId":"u","properties":{"messageId":"x","library":[1,{"a":"]"}]},"messageId":"m","context":{"ip":"1","library":{"name":"qseg","version":"1"}},"integrations":{"All":false}}"#;
        assert_eq!(
            left(event),
            r#"{"type":"track","event":"A \"b\",\\","userId":"u","properties":{"messageId":"x","library":[1,{"a":"]"}]},"context":{"ip":"1"},"integrations":{"All":false}}"#
        );
        for (event, rest) in [
            (r#"{"messageId":"m"}"#, "{}"),
            (r#"{"messageId":7,"a":1}"#, r#"{"a":1}"#),
            (r#"{"context":{"library":{"name":"q"},"ip":"1"}}"#, r#"{"context":{"ip":"1"}}"#),
            (r#"{"context":{"page":{"library":1}},"library":2}"#, r#"{"context":{"page":{"library":1}},"library":2}"#),
            (r#"{"context":"library","b":{"library":1}}"#, r#"{"context":"library","b":{"library":1}}"#),
            (r#"{"a":"messageId","b":["messageId"]}"#, r#"{"a":"messageId","b":["messageId"]}"#),
        ] {
            assert_eq!(left(event), rest);
        }
    }

    #[test]
    fn another_ledger_gives_another_hash_and_a_hash_never_changes() {
        let event = br#"{"type":"track","messageId":"m"}"#;
        // SHA-256 of sixteen bytes 07 and {"type":"track"}, computed apart from this code, in Python.
        assert_eq!(ContentHash::of(SALT, event).to_string(), "a094d4eba8c3422d028a32507850dd9b");
        assert_ne!(ContentHash::of(SALT, event), ContentHash::of(Salt([8; 16]), event));
    }

    proptest! {
        #[test]
        fn any_text_in_an_event_is_content(text in ".{0,40}", other in ".{0,40}", id in "[a-z]{1,9}") {
            let event = |text: &str, id: &str| serde_json::json!({
                "type": "track", "event": text, "properties": { text: text }, "messageId": id,
                "context": { "library": { "name": id, "version": text } },
            }).to_string();
            let one = ContentHash::of(SALT, event(&text, &id).as_bytes());
            prop_assert_eq!(one, ContentHash::of(SALT, event(&text, "other").as_bytes()));
            prop_assert_eq!(one == ContentHash::of(SALT, event(&other, &id).as_bytes()), text == other);
        }

        #[test]
        fn no_bytes_make_it_fail(bytes in proptest::collection::vec(proptest::sample::select(&b"{}[]\",:\\am"[..]), 0..60)) {
            ContentHash::of(SALT, &bytes);
        }
    }
}
