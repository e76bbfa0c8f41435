//! JSON as it came: the members of an object with the bytes of their values. Nothing is read before it is asked
//! for, and of a repeated key the last one counts, as most readers have it.

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// An object.
#[derive(Debug, Default, Clone)]
pub(crate) struct Members<'b>(Vec<(Cow<'b, str>, &'b RawValue)>);

/// What a value is, told by its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `"…"`
    Text,
    /// `{…}`
    Object,
    /// `[…]`
    List,
    /// A number, `true`, `false` or `null`.
    Other,
}

/// What a value is.
pub(crate) fn shape(raw: &RawValue) -> Shape {
    match raw.get().as_bytes().first() {
        Some(b'"') => Shape::Text,
        Some(b'{') => Shape::Object,
        Some(b'[') => Shape::List,
        _ => Shape::Other,
    }
}

/// The text of a value that is one.
pub(crate) fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    let json = raw.get();
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str::<String>(json).ok().map(Cow::Owned)
}

impl<'b> Members<'b> {
    /// Reads an object; `None` for anything else.
    pub(crate) fn read(json: &'b str) -> Option<Members<'b>> {
        serde_json::from_str(json).ok()
    }

    /// The value of a key. `null` is as good as absent: Segment's Python library writes it for ids that were not
    /// given.
    pub(crate) fn get(&self, name: &str) -> Option<&'b RawValue> {
        let (_, raw) = self.0.iter().rev().find(|(key, _)| key == name)?;
        Some(*raw).filter(|raw| raw.get() != "null")
    }

    /// The text under a key.
    pub(crate) fn text(&self, name: &str) -> Option<Cow<'b, str>> {
        text(self.get(name)?)
    }

    /// Whether there is such a key.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Puts a value in place of what was there.
    pub(crate) fn set(&mut self, name: &'static str, value: &'b RawValue) {
        self.remove(name);
        self.0.push((Cow::Borrowed(name), value));
    }

    /// Puts a further key at the end.
    pub(crate) fn add(&mut self, name: &str, value: &'b RawValue) {
        self.0.push((Cow::Owned(name.to_owned()), value));
    }

    /// Takes a key out.
    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| key != name);
    }

    /// Writes the object again.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        for (at, (key, raw)) in self.0.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            write_text(out, key);
            out.push(b':');
            write_raw(out, raw.get());
        }
        out.push(b'}');
    }

    /// The members in the order in which they came.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &'b RawValue)> {
        self.0.iter().map(|(key, raw)| (key.as_ref(), *raw))
    }
}

/// Writes a text as JSON.
pub(crate) fn write_text(out: &mut Vec<u8>, text: &str) {
    out.extend_from_slice(serde_json::Value::from(text).to_string().as_bytes());
}

/// Writes JSON on one line: outside of strings a line break is white space, and inside there can be none.
pub(crate) fn write_raw(out: &mut Vec<u8>, json: &str) {
    let begin = out.len();
    out.extend_from_slice(json.as_bytes());
    if memchr::memchr2(b'\n', b'\r', json.as_bytes()).is_some() {
        out[begin..].iter_mut().filter(|byte| matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
    }
}

impl<'de: 'b, 'b> Deserialize<'de> for Members<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::with_capacity(12);
                while let Some(Key(key)) = map.next_key()? {
                    members.push((key, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

struct Key<'b>(Cow<'b, str>);

impl<'de: 'b, 'b> Deserialize<'de> for Key<'b> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_by_their_unescaped_names_and_the_last_counts() {
        let json = "{\"a\": 1, \"\\u0062\": \"x\\ny\",\n \"a\" : [1,\r\n2], \"n\": null}";
        let members = Members::read(json).expect("an object");
        assert_eq!(members.get("a").map(RawValue::get), Some("[1,\r\n2]"));
        assert_eq!(members.text("b").as_deref(), Some("x\ny"));
        assert!(members.get("n").is_none() && members.has("n") && members.text("a").is_none());
        let mut out = Vec::new();
        let mut members = members;
        members.remove("n");
        members.write(&mut out);
        assert_eq!(String::from_utf8(out).expect("UTF-8"), r#"{"a":1,"b":"x\ny","a":[1,  2]}"#);
        assert!(Members::read("[]").is_none() && Members::read("{").is_none());
    }
}
