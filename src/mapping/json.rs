//! JSON → the same nodes as YAML. Whose rules: RFC 8259, strictly, by `serde_json`; duplicate keys are
//! refused. Raw values keep the text of numbers, and their addresses are their places.

use super::findings;
use super::node::{MAX_DEPTH, Node, NodeKind, Style, refuse_duplicates, too_deep};
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::{SourceText, Span};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;
use std::sync::Arc;

/// Reads the text as JSON. None if there is no tree at all; the reason is reported.
pub(crate) fn parse(source: &Arc<SourceText>, findings: &mut Findings) -> Option<Node> {
    let text = source.text();
    match serde_json::from_str::<&RawValue>(text) {
        Ok(root) => Builder { source, findings }.node(root, 0),
        Err(error) => {
            let at = offset(text, error.line(), error.column());
            findings.push(syntax(source, Span::new(at, at), &error));
            None
        }
    }
}

struct Builder<'a> {
    source: &'a Arc<SourceText>,
    findings: &'a mut Findings,
}

impl Builder<'_> {
    fn node(&mut self, raw: &RawValue, depth: usize) -> Option<Node> {
        let json = raw.get();
        let span = self.span(json);
        let kind = match json.as_bytes().first() {
            Some(b'{' | b'[') if depth >= MAX_DEPTH => {
                self.findings.push(too_deep(self.source, Span::new(span.start, span.start + 1)));
                return None;
            }
            Some(b'{') => {
                let Entries(raw) = self.parsed(json, span)?;
                let mut entries = Vec::with_capacity(raw.len());
                for (key, value) in raw {
                    entries.push((self.node(key, depth)?, self.node(value, depth + 1)?));
                }
                refuse_duplicates(&entries, self.source, self.findings);
                NodeKind::Mapping(entries)
            }
            Some(b'[') => {
                let raw: Vec<&RawValue> = self.parsed(json, span)?;
                NodeKind::Sequence(raw.into_iter().map(|item| self.node(item, depth + 1)).collect::<Option<_>>()?)
            }
            Some(b'"') => return Some(Node::scalar(self.parsed::<String>(json, span)?, Style::JsonString, span)),
            _ => return Some(Node::scalar(json, Style::JsonLiteral, span)),
        };
        Some(Node { kind, span })
    }

    /// The whole text was valid before; what can still fail is an escape that is no character.
    fn parsed<'j, T: Deserialize<'j>>(&mut self, json: &'j str, span: Span) -> Option<T> {
        match serde_json::from_str(json) {
            Ok(value) => Some(value),
            Err(error) => {
                self.findings.push(syntax(self.source, span, &error));
                None
            }
        }
    }

    /// Raw values are borrowed from the text: where they lie in memory is where they stand in it.
    fn span(&self, json: &str) -> Span {
        let start = (json.as_ptr() as usize).saturating_sub(self.source.text().as_ptr() as usize);
        Span::new(start, start + json.len())
    }
}

/// The entries of an object, in file order, none of them lost.
struct Entries<'j>(Vec<(&'j RawValue, &'j RawValue)>);

impl<'de: 'j, 'j> Deserialize<'de> for Entries<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Vec<(&'de RawValue, &'de RawValue)>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(InOrder).map(Entries)
    }
}

fn syntax(source: &Arc<SourceText>, span: Span, error: &serde_json::Error) -> Finding {
    let said = error.to_string();
    // The place is in the anchor; serde_json writes it into its message too.
    let said = said.split(" at line ").next().unwrap_or(&said).to_owned();
    let help = match said.as_str() {
        "trailing comma" => "JSON allows no comma before a closing bracket",
        "key must be a string" => "JSON wants every key in double quotes",
        "trailing characters" => "the document ends before this; one file holds one mapping",
        _ => "a file whose name ends in .json is read as strict JSON; call it .yaml to write YAML",
    };
    Finding::new(&findings::SYNTAX, format!("this is not JSON: {said}")).anchored(source, span).label("here").help(help)
}

/// serde_json counts lines from 1 and columns in bytes from 1, where 0 is the line break before.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let mut at = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Node>, Findings) {
        let mut findings = Findings::new();
        let node = parse(&Arc::new(SourceText::new("m.json", text)), &mut findings);
        (node, findings)
    }

    #[test]
    fn a_scalar_keeps_its_raw_text() {
        let (node, findings) = read(r#"[1.10, 1e3, -0, 12345678901234567890, true, null, "08", "a\tb\u00e9"]"#);
        let NodeKind::Sequence(items) = node.expect("a tree").kind else { panic!("a list") };
        let texts: Vec<_> = items.iter().map(|item| item.text().expect("a scalar")).collect();
        assert_eq!(texts, ["1.10", "1e3", "-0", "12345678901234567890", "true", "null", "08", "a\tbé"]);
        assert!(items[5].is_null());
        assert!(findings.is_empty());
    }

    #[test]
    fn keys_and_values_have_the_span_of_what_was_written() {
        let text = "\n {\"ä\" : [ 1 , {\"b\\n\": \"ö\"} ] }";
        let (node, _) = read(text);
        let node = node.expect("a tree");
        let written = |node: &Node| text[node.span.start..node.span.end].to_owned();
        let NodeKind::Mapping(entries) = &node.kind else { panic!("a mapping") };
        assert_eq!(
            (written(&entries[0].0), written(&entries[0].1)),
            ("\"ä\"".into(), "[ 1 , {\"b\\n\": \"ö\"} ]".into())
        );
        let NodeKind::Sequence(items) = &entries[0].1.kind else { panic!("a list") };
        let NodeKind::Mapping(inner) = &items[1].kind else { panic!("a mapping") };
        assert_eq!((inner[0].0.text(), inner[0].1.text()), (Some("b\n"), Some("ö")));
        assert_eq!((inner[0].0.text_start(text), inner[0].1.text_start(text)), (None, Some(inner[0].1.span.start + 1)));
    }

    #[test]
    fn a_syntax_error_is_one_finding_with_its_place() {
        for (text, place) in [
            ("{\"a\": 1,\n \"é\" 2}", (2, 6)),
            ("{\"a\": 1,\n}", (2, 1)),
            ("{a: 1}", (1, 2)),
            ("{\"a\": 01}", (1, 8)),
            ("{} {}", (1, 4)),
            ("[\"\\ud800\"]", (1, 2)),
            ("// no\n{}", (1, 1)),
            ("", (1, 1)),
        ] {
            let (node, findings) = read(text);
            assert!(node.is_none(), "{text}");
            let [group] = findings.groups() else { panic!("{text}: {findings:?}") };
            assert_eq!(group.first.anchor.as_ref().expect("anchored").position(), place, "{text} {group:?}");
        }
    }

    #[test]
    fn duplicate_keys_are_refused_however_they_are_escaped() {
        let (node, findings) = read(r#"{"a": 1, "b": 2, "\u0061": 3}"#);
        assert!(node.is_some());
        assert!(findings.has(&findings::DUPLICATE_KEY));
        assert_eq!(findings.groups()[0].first.anchor.as_ref().expect("anchored").position(), (1, 18));
    }

    #[test]
    fn nesting_has_a_bound() {
        let deep = "[".repeat(5_000) + &"]".repeat(5_000);
        assert!(read(&deep).1.has(&findings::TOO_DEEP));
        assert!(read(&("[".repeat(64) + &"]".repeat(64))).1.is_empty());
    }
}
