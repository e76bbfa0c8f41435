//! YAML 1.2 → nodes. Whose rules: YAML's, by the events of `saphyr-parser`, less what a mapping file
//! refuses (design §4): aliases and anchors, tags, merge keys, keys that are no text, several documents.

use super::findings;
use super::node::{MAX_DEPTH, Node, NodeKind, Style, refuse_duplicates, too_deep};
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::{SourceText, Span};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};
use std::sync::Arc;

/// Reads the text as YAML. None if there is no tree at all: a syntax error (which is reported) or an
/// empty document (which is not, as the reader knows best what is missing).
pub fn parse(source: &Arc<SourceText>, findings: &mut Findings) -> Option<Node> {
    // The scanner takes a NUL for the end of the text and would drop what follows.
    if let Some(at) = memchr::memchr(0, source.text().as_bytes()) {
        findings.push(
            Finding::new(&findings::SYNTAX, "a NUL character stands in the file")
                .anchored(source, Span::new(at, at + 1))
                .label("here")
                .help("is this really a text file, in UTF-8?"),
        );
        return None;
    }
    let mut builder = Builder { source, offsets: Offsets::new(source.text()), stack: Vec::new(), root: None, findings };
    let mut documents = 0;
    for event in Parser::new_from_str(source.text()) {
        match event {
            Ok((Event::DocumentStart(_), span)) if documents > 0 => {
                let span = builder.offsets.span(span);
                builder.refuse(span, "a second document begins here", "put each mapping into a file of its own");
                break;
            }
            Ok((Event::DocumentStart(_), _)) => documents += 1,
            Ok((event, span)) => {
                let span = builder.offsets.span(span);
                builder.take(event, span)?;
            }
            Err(error) => {
                let finding = syntax_finding(source, &builder.offsets, &error);
                builder.findings.push(finding);
                return None;
            }
        }
    }
    builder.root
}

/// Collections that are open.
enum Open {
    Sequence { start: usize, items: Vec<Node> },
    Mapping { start: usize, entries: Vec<(Node, Node)>, key: Option<Node> },
}

struct Builder<'a> {
    source: &'a Arc<SourceText>,
    offsets: Offsets,
    stack: Vec<Open>,
    root: Option<Node>,
    findings: &'a mut Findings,
}

impl Builder<'_> {
    /// Takes one event. None if the file is nested too deeply to go on.
    fn take(&mut self, event: Event<'_>, span: Span) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let node = self.scalar(&text, style, span);
                let node = if self.undecorated(anchor, tag.is_some(), span) { node } else { refused(node.span) };
                self.add(node);
            }
            Event::Alias(_) => {
                self.refuse(
                    span,
                    "an alias stands here",
                    "write the value out; a text that begins with `*` needs quotes",
                );
                self.add(refused(span));
            }
            Event::SequenceStart(anchor, tag) => {
                self.undecorated(anchor, tag.is_some(), span);
                self.open(Open::Sequence { start: span.start, items: Vec::new() }, span)?;
            }
            Event::MappingStart(anchor, tag) => {
                self.undecorated(anchor, tag.is_some(), span);
                self.open(Open::Mapping { start: span.start, entries: Vec::new(), key: None }, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {}
        }
        Some(())
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) -> Node {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        if style == Style::Plain && text.is_empty() {
            // Nothing was written: the parser points at the colon or at the token that came instead.
            let key = match self.stack.last() {
                Some(Open::Mapping { key: Some(key), .. }) => key.span,
                _ => span,
            };
            return Node::scalar("", style, key);
        }
        if style == Style::Plain {
            self.warn_of_cut(span);
        }
        // The parser ends a block at the next token, and a quoted text behind the blanks that follow it.
        let written = self.source.text().get(span.start..).unwrap_or_default();
        let end = match style {
            Style::Block => {
                span.start + self.source.text().get(span.start..span.end).map_or(0, |text| text.trim_end().len())
            }
            Style::SingleQuoted | Style::DoubleQuoted => {
                span.start + quoted_length(written).unwrap_or(span.end - span.start)
            }
            _ => span.end,
        };
        Node::scalar(text, style, Span::new(span.start, end))
    }

    /// `Survey #1 done` is read as `Survey`: warns where the comment does not look like one.
    fn warn_of_cut(&mut self, span: Span) {
        let Some(rest) = self.source.text().get(span.end..) else { return };
        let line = rest.lines().next().unwrap_or_default();
        let comment = line.trim_start_matches([' ', '\t']);
        let cuts = comment.len() < line.len()
            && comment
                .strip_prefix('#')
                .is_some_and(|after| after.starts_with(|letter: char| letter.is_alphanumeric()));
        if cuts {
            let start = span.end + (line.len() - comment.len());
            self.findings.push(
                Finding::new(&findings::COMMENT_CUTS_TEXT, "the text ends before ` #`, which begins a comment")
                    .anchored(self.source, Span::new(start, span.end + line.trim_end().len()))
                    .label("not part of the text")
                    .help("put the whole text in quotes, or a space behind the `#`"),
            );
        }
    }

    /// Whether the node has neither anchor nor tag; reports the one it has.
    fn undecorated(&mut self, anchor: usize, tagged: bool, span: Span) -> bool {
        if anchor > 0 {
            self.refuse(span, "an anchor stands here", "write the value out; a text that begins with `&` needs quotes");
        }
        if tagged {
            self.refuse(
                span,
                "a tag stands here",
                "remove it: every value is text, unless the mapping says `type`; a text that begins with `!` needs quotes",
            );
        }
        anchor == 0 && !tagged
    }

    fn open(&mut self, open: Open, span: Span) -> Option<()> {
        if self.stack.len() >= MAX_DEPTH {
            self.findings.push(too_deep(self.source, span));
            return None;
        }
        self.stack.push(open);
        Some(())
    }

    fn close(&mut self, end: Span) {
        let (start, kind, last) = match self.stack.pop() {
            Some(Open::Sequence { start, items }) => {
                let last = items.last().map(|item| item.span.end);
                (start, NodeKind::Sequence(items), last)
            }
            Some(Open::Mapping { start, entries, .. }) => {
                refuse_duplicates(&entries, self.source, self.findings);
                let last = entries.last().map(|(_, value)| value.span.end);
                (start, NodeKind::Mapping(entries), last)
            }
            None => return,
        };
        // A block ends where its last child ends; the parser ends it at the next token.
        let bracket = matches!(self.source.text().get(end.start..end.end), Some("}" | "]"));
        let end = if bracket { end.end } else { last.unwrap_or(start) };
        self.add(Node { kind, span: Span::new(start, end) });
    }

    fn add(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::Sequence { items, .. }) => items.push(node),
            Some(Open::Mapping { key, .. }) => match key.take() {
                None => *key = Some(node),
                Some(taken) => {
                    if self.is_key(&taken)
                        && let Some(Open::Mapping { entries, .. }) = self.stack.last_mut()
                    {
                        entries.push((taken, node));
                    }
                }
            },
        }
    }

    /// Whether the node can be a key; reports why not.
    fn is_key(&mut self, node: &Node) -> bool {
        let (message, help) = match &node.kind {
            NodeKind::Refused => return false,
            NodeKind::Scalar(_) if node.bare_text() == Some("<<") => {
                ("a merge key stands here", "write the keys out; quote it if `<<` really is the name")
            }
            NodeKind::Scalar(_) if node.bare_text() == Some("") => {
                ("a key is missing here", "write a name before the colon")
            }
            NodeKind::Scalar(_) => return true,
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => (
                "a key is a list or a mapping here",
                "a key is a text; a text that begins with a bracket needs quotes, and a pipe is written ${…}",
            ),
        };
        self.refuse(node.span, message, help);
        false
    }

    fn refuse(&mut self, span: Span, message: &str, help: &str) {
        self.findings.push(
            Finding::new(&findings::YAML_REFUSED, message)
                .anchored(self.source, span)
                .label("not in a mapping file")
                .help(help),
        );
    }
}

/// How long the quoted scalar is that `written` begins with, quotes included.
fn quoted_length(written: &str) -> Option<usize> {
    let bytes = written.as_bytes();
    let quote = *bytes.first()?;
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 2,
            b'\'' if quote == b'\'' && bytes.get(at + 1) == Some(&b'\'') => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

fn refused(span: Span) -> Node {
    Node { kind: NodeKind::Refused, span }
}

/// From the parser's character indexes to bytes.
struct Offsets {
    /// Byte of each character, and the length; None where the text is ASCII and both are the same.
    bytes: Option<Vec<usize>>,
    length: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let bytes = (!text.is_ascii())
            .then(|| text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len())).collect());
        Offsets { bytes, length: text.len() }
    }

    fn byte(&self, marker: Marker) -> usize {
        match &self.bytes {
            Some(bytes) => bytes.get(marker.index()).copied().unwrap_or(self.length),
            None => marker.index().min(self.length),
        }
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        Span::new(self.byte(span.start), self.byte(span.end))
    }
}

fn syntax_finding(source: &Arc<SourceText>, offsets: &Offsets, error: &ScanError) -> Finding {
    let at = offsets.byte(*error.marker());
    if error.info().contains("unknown anchor") {
        return Finding::new(&findings::YAML_REFUSED, "an alias stands here")
            .anchored(source, Span::new(at, at + 1))
            .label("not in a mapping file")
            .help("write the value out; a text that begins with `*` needs quotes");
    }
    let text = source.text();
    let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let finding = Finding::new(&findings::SYNTAX, format!("this is not YAML: {}", error.info()))
        .anchored(source, Span::new(at, at + width))
        .label("here");
    match syntax_help(error.info(), text, at) {
        Some(help) => finding.help(help),
        None => finding,
    }
}

/// The way out of the mistakes that people make most.
fn syntax_help(said: &str, text: &str, at: usize) -> Option<&'static str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |before| before + 1);
    let line = text.get(start..)?.lines().next().unwrap_or_default();
    let indent = &line[..line.len() - line.trim_start().len()];
    let unquoted_pipe = ["${", "~{"].iter().any(|pipe| line.contains(pipe) && !line.contains(&format!("\"{pipe}")))
        && line.contains("{ ");
    if indent.contains('\t') {
        return Some("indent with spaces, not with tabs");
    }
    if text.get(..at)?.ends_with(['$', '~']) || unquoted_pipe {
        return Some("inside { } a pipe needs quotes: { value: \"${…}\" }");
    }
    if said.contains("indentation in flow") {
        return Some("inside { } every line is indented further than the key before the bracket");
    }
    if said.contains("mapping values are not allowed") {
        return Some("a text with `: ` in it needs quotes; or a colon is missing on the line before");
    }
    if said.contains("escape") {
        return Some("in double quotes a backslash begins an escape; use single quotes to keep it as it is");
    }
    if line.contains(['"', '\'']) {
        return Some("look for a quote that is never closed, or for one in the middle of the text");
    }
    let value = line.split_once(": ").map_or(line, |(_, value)| value).trim_start();
    if value.starts_with(['%', '@', '`']) {
        return Some("a text that begins with %, @ or ` needs quotes");
    }
    Some("compare the indentation with the lines around it, and quote texts with : # { } [ ] in them")
}

#[cfg(test)]
mod tests;
