//! A definition's JSON, read leniently: Qualtrics writes the same thing as an object or as an array, as a
//! number or as a text, from one survey to the next (`reference/qualtrics.md` §6). What nothing here asks for
//! (scripts, validation, logic) is skipped while reading.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// A part of a definition, borrowed from its text where that stands there letter for letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node<'t> {
    Null,
    Bool(bool),
    /// A text, or a number as it was written.
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Object(Vec<(Cow<'t, str>, Node<'t>)>),
}

/// Keys that can be long and that nothing asks for.
const SKIPPED: [&str; 16] = [
    "QuestionJS",
    "QuestionText_Unsafe",
    "QuestionDescription",
    "Validation",
    "validation",
    "Configuration",
    "DisplayLogic",
    "InPageDisplayLogic",
    "SkipLogic",
    "BranchLogic",
    "GradingData",
    "DataVisibility",
    "DefaultChoices",
    "Skin",
    "comments",
    "responseCounts",
];

/// What serde_json calls the one key of a number that it keeps as text.
const NUMBER: &str = "$serde_json::private::Number";

impl<'t> Node<'t> {
    /// What stands under a key; `null` counts as nothing.
    pub(super) fn get(&self, key: &str) -> Option<&Node<'t>> {
        let Node::Object(entries) = self else { return None };
        // The last of repeated keys, as JSON readers have it.
        entries.iter().rev().find(|(name, _)| name == key).map(|(_, node)| node).filter(|node| **node != Node::Null)
    }

    /// The text under a key.
    pub(super) fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// The text, or the number as it was written.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// `true`, `"true"`, `"on"`, `1`: Qualtrics writes a tick in each of these ways.
    pub(super) fn is_on(&self) -> bool {
        match self {
            Node::Bool(on) => *on,
            Node::Text(text) => matches!(&**text, "true" | "on" | "1" | "yes"),
            _ => false,
        }
    }

    /// The entries of an object by their keys, or of an array by their positions, as PHP has it.
    pub(super) fn entries(&self) -> Vec<(Cow<'_, str>, &Node<'t>)> {
        match self {
            Node::Object(entries) => entries.iter().map(|(key, node)| (Cow::Borrowed(&**key), node)).collect(),
            Node::List(nodes) => {
                nodes.iter().enumerate().map(|(at, node)| (Cow::Owned(at.to_string()), node)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The entries that are texts, by key.
    pub(super) fn texts(&self) -> HashMap<Cow<'_, str>, &str> {
        self.entries().into_iter().filter_map(|(key, node)| Some((key, node.text()?))).collect()
    }

    /// The keys of an object.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        let entries = match self {
            Node::Object(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().map(|(key, _)| &**key)
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(value.to_string())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = seq.next_element()? {
            nodes.push(node);
        }
        Ok(Node::List(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            if SKIPPED.contains(&&*key) {
                map.next_value::<IgnoredAny>()?;
            } else if key == NUMBER {
                return Ok(Node::Text(Cow::Owned(map.next_value::<String>()?)));
            } else {
                entries.push((key, map.next_value()?));
            }
        }
        Ok(Node::Object(entries))
    }
}

/// A key, borrowed where it can be.
struct Key<'t>(Cow<'t, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_arrays_are_read_alike_and_numbers_keep_their_writing() {
        let node: Node<'_> = serde_json::from_str(
            r#"{"a":["x","y"],"b":{"1":"x","2":1.50},"QuestionJS":{"deep":[1,2]},"c":null,"d":"on","a\u0062":10.0}"#,
        )
        .expect("reads");
        let entries = |key: &str| -> Vec<(String, String)> {
            let entries = node.get(key).expect("a node").entries();
            entries.into_iter().map(|(key, node)| (key.into_owned(), node.text().unwrap_or_default().into())).collect()
        };
        assert_eq!(entries("a"), [("0".into(), "x".into()), ("1".into(), "y".into())]);
        assert_eq!(entries("b"), [("1".into(), "x".into()), ("2".into(), "1.50".into())]);
        assert_eq!((node.get("QuestionJS"), node.get("c")), (None, None));
        assert!(node.get("d").is_some_and(Node::is_on));
        assert_eq!(node.text_at("ab"), Some("10.0"));
    }
}
