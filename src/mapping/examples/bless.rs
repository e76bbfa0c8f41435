//! `--bless`: writes what came out of examples into the file in which they stand, and touches nothing else. Only
//! what an expectation names is written, or all of an expectation that is empty; comments, order, quotes and line
//! ends stay, byte for byte. What comes out is read again: it must be the same tree but for these expectations,
//! and the examples must be as expected; otherwise it is an error and there is no text to write.

mod write;

use super::compare::{Path, Segment};
use super::judge::{Judged, expects_nothing, judge};
use super::model::Example;
use super::run::{Came, Made};
use crate::core::error::{Error, Result};
use crate::core::origin::Span;
use crate::mapping::model::Mapping;
use crate::mapping::node::{Node, NodeKind, Style};
use crate::mapping::pin::{Editor, Edits, Tree, child, tree};
use crate::mapping::{read, read_examples};
use write::{Form, Writer};

/// An example with what came of it.
pub(crate) struct Blessing<'b> {
    /// The example.
    pub(crate) example: &'b Example,
    /// What its tasks made.
    pub(crate) made: &'b [Made],
    /// Whether personal values are kept out of the file, because they come from a real response.
    pub(crate) hides_personal: bool,
}

/// Something that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// The example's name.
    pub(crate) example: String,
    /// The task's id.
    pub(crate) task: String,
    /// Which part of the event; empty for the event as a whole.
    pub(crate) path: String,
    /// Where it stood, or the name of the example.
    pub(crate) span: Span,
    /// What was expected before; `None` where nothing was.
    pub(crate) before: Option<String>,
    /// What is expected now, on one line.
    pub(crate) after: String,
}

/// What came of a file.
#[derive(Debug)]
pub(crate) struct Blessed {
    /// The whole text to write.
    pub(crate) text: String,
    /// What is new in it.
    pub(crate) written: Vec<Written>,
}

/// Blesses examples of the file `name`, whose text is `text`. `None` where there is nothing to write.
///
/// # Errors
/// Exit 1 where the file is written in a way in which this cannot be written without changing more.
pub(crate) fn bless(mapping: &Mapping, name: &str, text: &str, blessings: &[Blessing<'_>]) -> Result<Option<Blessed>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mark = &text[..text.len() - body.len()];
    let is_json = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"));
    let root = tree(name, body, is_json).ok_or_else(|| cannot(name))?;
    let file = File { editor: Editor { text: body, is_json }, root: &root };
    let (mut edits, mut written) = (Edits::new(), Vec::new());
    for blessing in blessings {
        file.example(mapping, blessing, &mut edits, &mut written).ok_or_else(|| cannot(name))?;
    }
    if edits.is_empty() {
        return Ok(None);
    }
    edits.sort_by_key(|(span, _)| *span);
    let mut changed = String::with_capacity(body.len() + 512);
    let mut at = 0;
    for (span, new) in &edits {
        changed.push_str(body.get(at..span.start).ok_or_else(|| cannot(name))?);
        changed.push_str(new);
        at = span.end;
    }
    changed.push_str(&body[at..]);
    let proven = prove(mapping, name, &root, &changed, is_json, blessings);
    proven.then(|| Some(Blessed { text: format!("{mark}{changed}"), written })).ok_or_else(|| cannot(name))
}

/// A file of examples, and where they stand in it.
struct File<'f> {
    editor: Editor<'f>,
    root: &'f Node,
}

impl File<'_> {
    /// What to write for one example. None where the file is written in a way that this does not understand.
    fn example(
        &self,
        mapping: &Mapping,
        blessing: &Blessing<'_>,
        edits: &mut Edits,
        written: &mut Vec<Written>,
    ) -> Option<()> {
        let example = blessing.example;
        let (_, examples) = child(self.root, "examples")?;
        let (_, node) = child(examples, &example.name.value)?;
        let is_flow = [self.root, examples, node].iter().any(|node| self.editor.is_flow(node));
        let form = if self.editor.is_json { Form::Json } else { Form::Flow };
        let writer = Writer { form, hides_personal: blessing.hides_personal };
        if example.expect.is_empty() {
            self.all(&writer, is_flow, node, blessing.made, edits)?;
            written.extend(blessing.made.iter().map(|made| Written {
                example: example.name.value.clone(),
                task: made.task.clone(),
                path: String::new(),
                span: example.name.span,
                before: None,
                after: writer.whole(made),
            }));
            return Some(());
        }
        let (_, expect) = child(node, "expect")?;
        let is_flow = is_flow || self.editor.is_flow(expect);
        let unsaid = expects_nothing(example).unwrap_or_default();
        let judged = judge(mapping, example, blessing.made);
        for made in blessing.made {
            let whole = judged.iter().find(|judged| judged.task == made.task && judged.difference.path.0.is_empty());
            let is_unsaid = unsaid.contains(&made.task.as_str());
            if !is_unsaid && whole.is_none() {
                continue;
            }
            let (key, old) = child(expect, &made.task)?;
            self.whole(&writer, is_flow, key, old, made, edits)?;
            written.push(Written {
                example: example.name.value.clone(),
                task: made.task.clone(),
                path: String::new(),
                span: key.span,
                before: whole.map(|judged| judged.difference.expected.clone()),
                after: writer.whole(made),
            });
        }
        for part in judged.iter().filter(|judged| !judged.difference.path.0.is_empty()) {
            let made = blessing.made.iter().find(|made| made.task == part.task)?;
            let (_, old) = child(expect, &part.task)?;
            let new = self.part(&writer, old, part, made, edits)?;
            written.push(Written {
                example: example.name.value.clone(),
                task: part.task.clone(),
                path: part.difference.path.to_string(),
                span: part.difference.span,
                before: Some(part.difference.expected.clone()),
                after: new,
            });
        }
        Some(())
    }

    /// The expectations of every task of an example that has none.
    fn all(&self, writer: &Writer, is_flow: bool, example: &Node, made: &[Made], edits: &mut Edits) -> Option<()> {
        let editor = &self.editor;
        let newline = self.newline();
        let old = child(example, "expect");
        if is_flow || editor.is_json {
            let tasks: Vec<String> =
                made.iter().map(|made| format!("{}: {}", writer.key(&made.task), writer.whole(made))).collect();
            let tasks = format!("{{ {} }}", tasks.join(", "));
            match old {
                None => edits.push(editor.append_in_flow(example, "expect", &tasks)?),
                Some((key, old)) => self.replace(key, old, &tasks, edits)?,
            }
            return Some(());
        }
        let lines = |indent: usize| {
            let tasks = made.iter().map(|made| writer.whole_lines(made, indent));
            tasks.collect::<Vec<_>>().concat().join(newline)
        };
        match old {
            None => {
                let NodeKind::Mapping(entries) = &example.kind else { return None };
                let (last_key, last) = entries.last()?;
                let end = editor.end_of(last_key, last)?;
                edits.push(editor.block_line(example, end, |indent, newline| {
                    format!("{indent}expect:{newline}{}", lines(indent.len() + 2))
                })?);
                Some(())
            }
            Some((key, old)) => {
                let column = self.column(key)?;
                self.behind_line(key, old, &lines(column + 2), edits)
            }
        }
    }

    /// The expectation of one task as a whole.
    fn whole(
        &self,
        writer: &Writer,
        is_flow: bool,
        key: &Node,
        old: &Node,
        made: &Made,
        edits: &mut Edits,
    ) -> Option<()> {
        let is_short = !matches!(made.came, Came::Event(_));
        let is_block_value =
            matches!(old.kind, NodeKind::Mapping(ref entries) if !entries.is_empty()) && !self.editor.is_flow(old);
        if is_flow || self.editor.is_json || is_short || is_block_value {
            return self.replace(key, old, &writer.whole(made), edits);
        }
        let lines = writer.event_lines(made, self.column(key)? + 2);
        self.behind_line(key, old, &lines.join(self.newline()), edits)
    }

    /// One part of an event.
    fn part(&self, writer: &Writer, root: &Node, part: &Judged, made: &Made, edits: &mut Edits) -> Option<String> {
        let (mut key, mut node) = (None, root);
        for segment in &part.difference.path.0 {
            match (segment, &node.kind) {
                (Segment::Key(name), _) => {
                    let (name, value) = child(node, name)?;
                    (key, node) = (Some(name), value);
                }
                (Segment::Index(at), NodeKind::Sequence(items)) => (key, node) = (None, items.get(*at)?),
                _ => return None,
            }
        }
        let Came::Event(event) = &made.came else { return None };
        let new = match at(event, &part.difference.path) {
            None => writer.matcher("$absent", "true"),
            Some(_) if part.is_personal && writer.hides_personal => writer.matcher("$present", "true"),
            Some(came) => writer.value(came),
        };
        match key {
            Some(key) => self.replace(key, node, &new, edits)?,
            None if matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.style == Style::Block) => return None,
            None => edits.push((Span::new(node.span.start, self.editor.end_of(node, node)?), new.clone())),
        }
        Some(new)
    }

    /// A value on one line in the place of an old one, or of none.
    fn replace(&self, key: &Node, old: &Node, new: &str, edits: &mut Edits) -> Option<()> {
        let colon = self.editor.behind_colon(key)?;
        let end = self.editor.end_of(key, old)?;
        let is_nothing = old.is_null() && old.text() == Some("");
        let is_block_scalar = matches!(&old.kind, NodeKind::Scalar(scalar) if scalar.style == Style::Block);
        let between = if is_nothing { "" } else { self.editor.text.get(colon..old.span.start)? };
        // A comment behind the key stays: the new value then stands where the old one did, on a line of its own.
        if is_nothing || is_block_scalar || between.trim().is_empty() {
            edits.push((Span::new(colon, end.max(colon)), format!(" {new}")));
        } else {
            edits.push((Span::new(old.span.start, end), new.to_owned()));
        }
        Some(())
    }

    /// Lines below the one of a key, whose old value, if any, stands on that line and goes.
    fn behind_line(&self, key: &Node, old: &Node, lines: &str, edits: &mut Edits) -> Option<()> {
        let text = self.editor.text;
        let colon = self.editor.behind_colon(key)?;
        let end = self.editor.end_of(key, old)?.max(colon);
        let rest = text.get(end..)?;
        let line_end = end + rest.find('\n').unwrap_or(rest.len());
        let line = text.get(end..line_end)?.trim();
        if !(line.is_empty() || line.starts_with('#')) || text.get(colon..end)?.contains('\n') {
            return None;
        }
        if end > colon {
            edits.push((Span::new(colon, end), String::new()));
        }
        let line_end = if text.get(..line_end)?.ends_with('\r') { line_end - 1 } else { line_end };
        edits.push((Span::new(line_end, line_end), format!("{}{lines}", self.newline())));
        Some(())
    }

    /// How far a key is indented; None where something else stands before it on its line.
    fn column(&self, key: &Node) -> Option<usize> {
        let before = self.editor.text.get(..key.span.start)?;
        let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..)?;
        line.bytes().all(|byte| byte == b' ').then_some(line.len())
    }

    fn newline(&self) -> &'static str {
        if self.editor.text.contains("\r\n") { "\r\n" } else { "\n" }
    }
}

/// A part of an event.
fn at<'n>(event: &'n Node, path: &Path) -> Option<&'n Node> {
    path.0.iter().try_fold(event, |node, segment| match (segment, &node.kind) {
        (Segment::Key(name), _) => child(node, name).map(|(_, value)| value),
        (Segment::Index(at), NodeKind::Sequence(items)) => items.get(*at),
        _ => None,
    })
}

/// Reads what came out with the real reader: the examples are as expected, and everything else is what it was.
fn prove(mapping: &Mapping, name: &str, old_root: &Node, new: &str, is_json: bool, blessings: &[Blessing<'_>]) -> bool {
    let is_mapping = child(old_root, "tasks").is_some();
    let examples = match is_mapping {
        true => read(name, new).0.map(|mapping| mapping.examples),
        false => {
            let (examples, findings) = read_examples(name, new);
            (!findings.has_errors()).then_some(examples)
        }
    };
    let (Some(examples), Some(new_root)) = (examples, tree(name, new, is_json)) else { return false };
    let are_expected = blessings.iter().all(|blessing| {
        examples.iter().find(|example| example.name.value == blessing.example.name.value).is_some_and(|example| {
            judge(mapping, example, blessing.made).is_empty() && expects_nothing(example).is_none()
        })
    });
    let names: Vec<&str> = blessings.iter().map(|blessing| blessing.example.name.value.as_str()).collect();
    are_expected && rest(old_root, &names) == rest(&new_root, &names)
}

/// Everything in a file but what these examples expect: what must not change.
fn rest(root: &Node, names: &[&str]) -> Tree {
    let mut root = root.clone();
    if let NodeKind::Mapping(top) = &mut root.kind {
        for (_, examples) in top.iter_mut().filter(|(key, _)| key.text() == Some("examples")) {
            let NodeKind::Mapping(entries) = &mut examples.kind else { continue };
            for (_, example) in entries.iter_mut().filter(|(key, _)| key.text().is_some_and(|key| names.contains(&key)))
            {
                if let NodeKind::Mapping(fields) = &mut example.kind {
                    fields.retain(|(key, _)| key.text() != Some("expect"));
                }
            }
        }
    }
    Tree::of(&root)
}

fn cannot(name: &str) -> Error {
    Error::failed(
        "cannot_bless",
        format!("{name} is written in a way in which this cannot be blessed without changing more"),
    )
    .hint("write `expect:` on a line of its own, with the tasks below it, or the expectation by hand")
}
