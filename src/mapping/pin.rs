//! Writes a source's id, slug and region into the `sources` of a mapping file, and touches nothing else: comments,
//! order, quotes and line ends stay, byte for byte. What comes out is read again, and must be the same tree but for
//! that source; otherwise it is an error and there is no text to write. Pins: design §4 `sources`, §9.

use super::node::{Node, NodeKind, Style};
use super::{json, read, yaml};
use crate::core::diagnostic::{Findings, Severity};
use crate::core::error::{Error, Result};
use crate::core::origin::{SourceText, Span};
use crate::segment::region::Region;
use std::sync::Arc;

/// What is written for one environment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pin<'a> {
    /// The environment's name, the key under `sources`.
    pub(crate) env: &'a str,
    /// The source's id.
    pub(crate) id: &'a str,
    /// The source's slug.
    pub(crate) slug: &'a str,
    /// The region of its workspace.
    pub(crate) region: Region,
}

impl Pin<'_> {
    fn fields(&self) -> [(&'static str, &str); 3] {
        [("id", self.id), ("slug", self.slug), ("region", self.region.name())]
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pinned {
    /// The file says so already.
    Unchanged,
    /// The whole text to write.
    Changed(String),
}

/// Pins a source in the mapping file `name`, whose text is `text`. An environment that is pinned to another id is
/// only changed on `replace`.
///
/// # Errors
/// Exit 2 where another id is pinned for the environment, or this id for another environment; exit 3 where the
/// file has errors; exit 1 where the file is written in a way that cannot be changed safely.
pub(crate) fn pin(name: &str, text: &str, pin: &Pin<'_>, replace: bool) -> Result<Pinned> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = &text[..text.len() - body.len()];
    let is_json = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"));
    let root = tree(name, body, is_json).ok_or_else(|| has_errors(name, body))?;
    decide(name, &root, pin, replace)?;
    let editor = Editor { text: body, is_json };
    let mut edits = editor.edits(&root, pin).ok_or_else(|| cannot(name, pin))?;
    if edits.is_empty() {
        return Ok(Pinned::Unchanged);
    }
    edits.sort_by_key(|(span, _)| *span);
    let mut changed = String::with_capacity(body.len() + 128);
    let mut at = 0;
    for (span, new) in &edits {
        changed.push_str(body.get(at..span.start).ok_or_else(|| cannot(name, pin))?);
        changed.push_str(new);
        at = span.end;
    }
    changed.push_str(&body[at..]);
    prove(name, body, &root, &changed, is_json, pin)?;
    Ok(Pinned::Changed(format!("{mark}{changed}")))
}

pub(super) fn tree(name: &str, text: &str, is_json: bool) -> Option<Node> {
    let source = Arc::new(SourceText::new(name, text));
    let mut findings = Findings::new();
    let root = if is_json { json::parse(&source, &mut findings) } else { yaml::parse(&source, &mut findings) };
    root.filter(|root| !findings.has_errors() && matches!(root.kind, NodeKind::Mapping(_)))
}

pub(super) fn child<'n>(node: &'n Node, key: &str) -> Option<(&'n Node, &'n Node)> {
    let NodeKind::Mapping(entries) = &node.kind else { return None };
    entries.iter().find(|(name, _)| name.text() == Some(key)).map(|(name, value)| (name, value))
}

/// Whether the ids in the file leave a choice to be made.
fn decide(name: &str, root: &Node, pin: &Pin<'_>, replace: bool) -> Result<()> {
    let Some((_, Node { kind: NodeKind::Mapping(sources), .. })) = child(root, "sources") else { return Ok(()) };
    for (env, source) in sources {
        let id = child(source, "id").filter(|(_, id)| !id.is_null()).and_then(|(_, id)| id.text());
        let (Some(env), Some(id)) = (env.text(), id) else { continue };
        if env == pin.env && id != pin.id && !replace {
            let message = format!("{name} pins `{env}` to the source {id}, and not to {}", pin.id);
            return Err(Error::usage("pinned_to_another_source", message)
                .hint("replace it with --force: every messageId changes with the id, so that history is sent as new"));
        }
        if env != pin.env && id == pin.id {
            let message = format!("{name} pins the source {id} to `{env}` already, and not to `{}`", pin.env);
            return Err(Error::usage("pinned_to_another_environment", message)
                .hint("give each environment a source of its own: qseg source add NAME --env …"));
        }
    }
    Ok(())
}

pub(super) type Edits = Vec<(Span, String)>;

pub(super) struct Editor<'t> {
    pub(super) text: &'t str,
    pub(super) is_json: bool,
}

impl Editor<'_> {
    /// What to put where. None where the file is written in a way that this does not understand.
    fn edits(&self, root: &Node, pin: &Pin<'_>) -> Option<Edits> {
        let entry = self.object(&pin.fields().map(|(key, value)| (key, self.scalar(value))));
        let env = self.scalar(pin.env);
        let Some((name, sources)) = child(root, "sources") else {
            let after = ["survey", "version"].into_iter().find_map(|key| child(root, key));
            return Some(vec![match self.is_flow(root) {
                true => self.append_in_flow(root, "sources", &self.object(&[(pin.env, entry)]))?,
                false => self.block_line(root, after?.1.span.end, |indent, newline| {
                    format!("{indent}sources:{newline}{indent}  {env}: {entry}")
                })?,
            }]);
        };
        if sources.is_null() {
            let is_block = !self.is_flow(root) && sources.text() == Some("");
            return Some(vec![match is_block {
                true => {
                    self.block_line(root, self.behind_colon(name)?, |indent, _| format!("{indent}  {env}: {entry}"))?
                }
                false => self.fill(name, sources, &self.object(&[(pin.env, entry)]))?,
            }]);
        }
        let Some((name, source)) = child(sources, pin.env) else {
            return Some(vec![self.append(sources, pin.env, &entry)?]);
        };
        if source.is_null() {
            return Some(vec![self.fill(name, source, &entry)?]);
        }
        let mut edits = Edits::new();
        for (key, value) in pin.fields() {
            match child(source, key) {
                None => edits.push(self.append(source, key, &self.scalar(value))?),
                Some((_, old)) if !old.is_null() && old.text() == Some(value) => {}
                Some((name, old)) => edits.push(self.fill(name, old, &self.styled(old, value)?)?),
            }
        }
        Some(edits)
    }

    pub(super) fn is_flow(&self, node: &Node) -> bool {
        self.text.get(node.span.start..).is_some_and(|rest| rest.starts_with('{'))
    }

    /// A new last entry of a mapping.
    fn append(&self, owner: &Node, key: &str, value: &str) -> Option<(Span, String)> {
        if self.is_flow(owner) {
            return self.append_in_flow(owner, key, value);
        }
        let NodeKind::Mapping(entries) = &owner.kind else { return None };
        let (last_key, last) = entries.last()?;
        let end = self.end_of(last_key, last)?;
        self.block_line(owner, end, |indent, _| format!("{indent}{}: {value}", self.scalar(key)))
    }

    pub(super) fn append_in_flow(&self, owner: &Node, key: &str, value: &str) -> Option<(Span, String)> {
        let NodeKind::Mapping(entries) = &owner.kind else { return None };
        let key = self.scalar(key);
        let Some((first, first_value)) = entries.first() else {
            let at = owner.span.start + 1;
            return Some((Span::new(at, at), format!(" {key}: {value} ")));
        };
        let before = self.text.get(owner.span.start + 1..first.span.start)?;
        let is_compact = self.is_json && before.is_empty();
        let between = match before {
            before if is_compact || (before.contains('\n') && before.trim().is_empty()) => before,
            _ => " ",
        };
        let colon = match self.text.get(first.span.end..first_value.span.start) {
            Some(colon) if self.is_json => colon,
            _ => ": ",
        };
        let (last_key, last) = entries.last()?;
        let end = self.end_of(last_key, last)?;
        Some((Span::new(end, end), format!(",{between}{key}{colon}{value}")))
    }

    /// New lines behind the one that `end` is in, indented as the entries of the block mapping `owner` are.
    pub(super) fn block_line(
        &self,
        owner: &Node,
        end: usize,
        line: impl Fn(&str, &str) -> String,
    ) -> Option<(Span, String)> {
        let NodeKind::Mapping(entries) = &owner.kind else { return None };
        let first = entries.first()?.0.span.start;
        let start = self.text.get(..first)?.rfind('\n').map_or(0, |at| at + 1);
        let indent = self.text.get(start..first).filter(|indent| indent.bytes().all(|byte| byte == b' '))?;
        let newline = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let new = line(indent, newline);
        Some(match self.text.get(end..)?.find('\n') {
            Some(at) => (Span::new(end + at + 1, end + at + 1), format!("{new}{newline}")),
            None => (Span::new(self.text.len(), self.text.len()), format!("{newline}{new}")),
        })
    }

    /// Puts a value where nothing, or another one, stands.
    fn fill(&self, key: &Node, old: &Node, value: &str) -> Option<(Span, String)> {
        if old.text() == Some("") && old.is_null() {
            let at = self.behind_colon(key)?;
            return Some((Span::new(at, at), format!(" {value}")));
        }
        Some((old.span, value.to_owned()))
    }

    /// Where an entry ends. The parser lets an inner flow collection end before its bracket at times, so the bracket
    /// is looked for behind the last thing in it.
    pub(super) fn end_of(&self, key: &Node, value: &Node) -> Option<usize> {
        if value.text() == Some("") && value.is_null() {
            return self.behind_colon(key);
        }
        let is_collection = matches!(value.kind, NodeKind::Mapping(_) | NodeKind::Sequence(_));
        if !is_collection || !self.text.get(value.span.start..)?.starts_with(['{', '[']) {
            return Some(value.span.end);
        }
        let inner = match &value.kind {
            NodeKind::Mapping(entries) => entries.last().map(|(key, value)| self.end_of(key, value)),
            NodeKind::Sequence(items) => items.last().map(|item| self.end_of(item, item)),
            _ => None,
        };
        let mut at = inner.unwrap_or(Some(value.span.start + 1))?;
        loop {
            let rest = self.text.get(at..)?;
            match rest.bytes().next()? {
                b'}' | b']' => return Some(at + 1),
                b'#' => at += rest.find('\n')?,
                byte if byte == b',' || byte.is_ascii_whitespace() => at += 1,
                _ => return None,
            }
        }
    }

    pub(super) fn behind_colon(&self, key: &Node) -> Option<usize> {
        let rest = self.text.get(key.span.end..)?;
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        rest[blank..].starts_with(':').then_some(key.span.end + blank + 1)
    }

    fn object(&self, entries: &[(&str, String)]) -> String {
        let entries: Vec<String> =
            entries.iter().map(|(key, value)| format!("{}: {value}", self.scalar(key))).collect();
        format!("{{ {} }}", entries.join(", "))
    }

    /// A text as it can stand anywhere: without quotes only where it is a plain word.
    pub(super) fn scalar(&self, text: &str) -> String {
        let is_word = text.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
        let means_more = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word));
        if is_word && !means_more && !self.is_json { text.to_owned() } else { quoted(text) }
    }

    /// A text in the quotes of the one that it replaces.
    fn styled(&self, old: &Node, text: &str) -> Option<String> {
        let NodeKind::Scalar(old) = &old.kind else { return None };
        match old.style {
            Style::SingleQuoted if !text.contains(char::is_control) => Some(format!("'{}'", text.replace('\'', "''"))),
            Style::Block => None,
            Style::Plain => Some(self.scalar(text)),
            _ => Some(quoted(text)),
        }
    }
}

/// JSON's quotes, which YAML reads too.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Reads what came out with the real reader: the pin is there, and everything else is what it was.
fn prove(name: &str, old: &str, old_root: &Node, new: &str, is_json: bool, pin: &Pin<'_>) -> Result<()> {
    let (mapping, _) = read(name, new);
    let Some(mapping) = mapping else {
        // What was wrong before is the file's own matter.
        return Err(if read(name, old).0.is_some() { cannot(name, pin) } else { has_errors(name, new) });
    };
    let new_root = tree(name, new, is_json).ok_or_else(|| cannot(name, pin))?;
    let is_pinned = mapping.sources.iter().any(|source| {
        let said =
            [&source.id, &source.slug, &source.region].map(|field| field.as_ref().map(|text| text.value.as_str()));
        source.env.value == pin.env && said == [Some(pin.id), Some(pin.slug), Some(pin.region.name())]
    });
    if is_pinned && rest(old_root, pin.env) == rest(&new_root, pin.env) { Ok(()) } else { Err(cannot(name, pin)) }
}

/// Everything in a file but one pin, without places: what must not change.
fn rest(root: &Node, env: &str) -> Tree {
    let mut tree = Tree::of(root);
    let Tree::Mapping(top) = &mut tree else { return tree };
    let mut is_empty = false;
    for (_, sources) in top.iter_mut().filter(|(key, _)| key.0 == "sources") {
        if let Tree::Mapping(entries) = sources {
            for (_, entry) in entries.iter_mut().filter(|(key, _)| key.0 == env) {
                if let Tree::Mapping(fields) = entry {
                    fields.retain(|(key, _)| !["id", "slug", "region"].contains(&key.0.as_str()));
                }
            }
            entries.retain(|(key, entry)| key.0 != env || !entry.is_nothing());
        }
        is_empty = sources.is_nothing();
    }
    if is_empty {
        top.retain(|(key, _)| key.0 != "sources");
    }
    tree
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Tree {
    Scalar(String, Style),
    Sequence(Vec<Tree>),
    Mapping(Vec<((String, Option<Style>), Tree)>),
    Nothing,
}

impl Tree {
    pub(super) fn of(node: &Node) -> Tree {
        match &node.kind {
            _ if node.is_null() => Tree::Nothing,
            NodeKind::Scalar(scalar) => Tree::Scalar(scalar.text.clone(), scalar.style),
            NodeKind::Sequence(items) => Tree::Sequence(items.iter().map(Tree::of).collect()),
            NodeKind::Mapping(entries) => Tree::Mapping(
                entries
                    .iter()
                    .map(|(key, value)| {
                        let style = match &key.kind {
                            NodeKind::Scalar(scalar) => Some(scalar.style),
                            _ => None,
                        };
                        ((key.text().unwrap_or_default().to_owned(), style), Tree::of(value))
                    })
                    .collect(),
            ),
            NodeKind::Refused => Tree::Nothing,
        }
    }

    fn is_nothing(&self) -> bool {
        matches!(self, Tree::Nothing) || matches!(self, Tree::Mapping(entries) if entries.is_empty())
    }
}

fn has_errors(name: &str, text: &str) -> Error {
    let (_, findings) = read(name, text);
    let first = findings.groups().iter().find(|group| group.first.code.severity == Severity::Error);
    let said = first.map_or(String::new(), |group| format!(": {}", group.first.message));
    Error::judged("mapping_errors", format!("{name} has errors, so that no source can be pinned in it{said}"))
        .hint(format!("see them all: qseg mapping check {name}"))
}

fn cannot(name: &str, pin: &Pin<'_>) -> Error {
    let message = format!("{name} is written in a way in which `{}` cannot be pinned without changing more", pin.env);
    Error::failed("cannot_pin", message).hint(format!(
        "write it yourself, under `sources`: {}: {{ id: {}, slug: {}, region: {} }}",
        pin.env, pin.id, pin.slug, pin.region
    ))
}

#[cfg(test)]
mod tests;
