//! The mapping file as it was typed: a tree of raw text, style and place. Whose rules: YAML's and
//! JSON's together, as far as qseg cares for them (design §4). Nothing here is ever retyped: `08`,
//! `1.10`, `no` and `1e3` stay what was written, because only the reader knows what a key takes.

use super::findings;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::{SourceText, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// How deep a mapping file may be nested; its deepest own form needs seven levels, `context` and
/// `integrations` a few more.
pub(crate) const MAX_DEPTH: usize = 64;

/// One thing in the file, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where it stands, quotes and brackets included; of a block scalar only
    /// its text. A value that was not written has the span of
    /// its key, so that there is something to underline.
    pub(crate) span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// Text.
    Scalar(Scalar),
    /// A list.
    Sequence(Vec<Node>),
    /// Keys and values, in file order. Every key is a scalar, and no two have the same text.
    Mapping(Vec<(Node, Node)>),
    /// Something that has its finding already (an alias): whoever meets it says nothing more.
    Refused,
}

/// Text, unescaped but not interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// The text.
    pub text: String,
    /// How it was written.
    pub style: Style,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// YAML, without quotes.
    Plain,
    /// YAML, `'…'`.
    SingleQuoted,
    /// YAML, `"…"`.
    DoubleQuoted,
    /// YAML, `|` or `>`.
    Block,
    /// A JSON string.
    JsonString,
    /// A JSON number, `true`, `false` or `null`, as written.
    JsonLiteral,
}

impl Node {
    /// A scalar.
    pub(crate) fn scalar(text: impl Into<String>, style: Style, span: Span) -> Self {
        Node { kind: NodeKind::Scalar(Scalar { text: text.into(), style }), span }
    }

    /// The text, if the node is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(scalar) => Some(&scalar.text),
            _ => None,
        }
    }

    /// The text, if it was written without quotes: the only form in which `true`, `1` and `null`
    /// can mean something other than text.
    pub(crate) fn bare_text(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Scalar(Scalar { text, style: Style::Plain | Style::JsonLiteral }) => Some(text),
            _ => None,
        }
    }

    /// Whether nothing stands here: no text at all, `~`, or `null` (YAML 1.2 core schema, §10.3.2).
    pub fn is_null(&self) -> bool {
        matches!(self.bare_text(), Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// Where the scalar's text begins in `source`, if the text stands there letter for letter:
    /// behind the quote, if there is one. None where it was escaped or folded.
    pub(crate) fn text_start(&self, source: &str) -> Option<usize> {
        let NodeKind::Scalar(Scalar { text, style }) = &self.kind else { return None };
        let start = match style {
            Style::Plain | Style::JsonLiteral | Style::Block => self.span.start,
            Style::SingleQuoted | Style::DoubleQuoted | Style::JsonString => self.span.start + 1,
        };
        let text = if *style == Style::Block { text.trim_end_matches('\n') } else { text };
        source.get(start..)?.starts_with(text).then_some(start)
    }

    /// What the node is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match &self.kind {
            NodeKind::Scalar(_) if self.is_null() => "nothing",
            NodeKind::Scalar(_) => "a text",
            NodeKind::Sequence(_) => "a list",
            NodeKind::Mapping(_) => "a mapping",
            NodeKind::Refused => "something refused",
        }
    }
}

/// Reports every key that its mapping has already. Two values for one key are never what was meant,
/// and the two formats disagree about which of them would win.
pub(crate) fn refuse_duplicates(entries: &[(Node, Node)], source: &Arc<SourceText>, findings: &mut Findings) {
    let mut seen: HashMap<&str, Span> = HashMap::with_capacity(entries.len());
    for (key, _) in entries {
        let Some(text) = key.text() else { continue };
        if let Some(first) = seen.get(text) {
            let (line, _) = source.position(first.start);
            findings.push(
                Finding::new(&findings::DUPLICATE_KEY, format!("`{text}` stands here twice"))
                    .anchored(source, key.span)
                    .label(format!("first on line {line}"))
                    .help("remove one of them, or give it another name"),
            );
        } else {
            seen.insert(text, key.span);
        }
    }
}

/// The finding for a file that is nested deeper than [`MAX_DEPTH`].
pub(super) fn too_deep(source: &Arc<SourceText>, span: Span) -> Finding {
    Finding::new(&findings::TOO_DEEP, format!("more than {MAX_DEPTH} levels of nesting"))
        .anchored(source, span)
        .label("one level too deep")
        .help("a mapping file needs few levels; is this another kind of file?")
}
