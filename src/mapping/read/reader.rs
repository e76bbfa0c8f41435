//! How one node is read as what a key takes: text, list, word, boolean, fields. Each helper reports
//! what is wrong and gives None (or what is left), so that reading goes on behind it.

use crate::core::diagnostic::{Finding, Findings, did_you_mean};
use crate::core::origin::{SourceText, Span};
use crate::mapping::keys::{self, Key, Place, Takes};
use crate::mapping::model::Spanned;
use crate::mapping::node::{Node, NodeKind};
use crate::mapping::{dates, findings};
use std::sync::Arc;

/// What is read and what was found on the way.
pub(super) struct Reader {
    /// The text that all spans point into.
    pub(crate) source: Arc<SourceText>,
    /// All findings so far.
    pub(crate) findings: Findings,
    /// Every option so far that the Qualtrics task does not have.
    pub(crate) qseg_only: Vec<Spanned<&'static str>>,
}

/// One known key of an object, and what stands behind it.
pub(super) struct Field<'n> {
    /// The key, as the table has it.
    pub(crate) key: &'static Key,
    /// The key, as it was written.
    pub(crate) name: &'n Node,
    /// Its value.
    pub(crate) value: &'n Node,
}

impl Reader {
    /// A reader of `source`, which has these findings already.
    pub(crate) fn new(source: &Arc<SourceText>, findings: Findings) -> Self {
        Reader { source: Arc::clone(source), findings, qseg_only: Vec::new() }
    }

    /// Reports a finding at a place of the file.
    pub(crate) fn say(&mut self, finding: Finding, span: Span) {
        self.findings.push(finding.anchored(&self.source, span));
    }

    /// The known keys of an object, in file order. Keys that are unknown, missing or without a value are reported. `owner` is the name that the object stands under.
    pub(crate) fn fields<'n>(&mut self, node: &'n Node, place: Place, owner: Span) -> Option<Vec<Field<'n>>> {
        let entries = self.entries(place.name(), node)?;
        let mut fields: Vec<Field<'n>> = Vec::with_capacity(entries.len());
        // Keys that stand here in spirit: misspelt ones among them.
        let mut meant = Vec::new();
        for (name, value) in entries {
            let Some(text) = name.text() else { continue };
            let Some(key) = keys::find(place, text) else {
                meant.extend(did_you_mean(text, keys::of(place).map(|key| key.name)));
                let finding = Finding::new(&findings::UNKNOWN_KEY, format!("{} has no key `{text}`", place.name()))
                    .label("unknown key")
                    .help(keys::suggestion(place, text));
                self.say(finding, name.span);
                continue;
            };
            if key.qseg_only {
                self.qseg_only.push(Spanned::new(key.name, name.span));
            }
            meant.push(key.name);
            fields.push(Field { key, name, value });
        }
        for key in keys::of(place).filter(|key| key.required && !meant.contains(&key.name)) {
            let (first, rest) = key.doc.split_at(1);
            let doc = format!("{}{}", first.to_lowercase(), rest.trim_end_matches('.'));
            let finding = Finding::new(&findings::MISSING_KEY, format!("`{}` is missing", key.name))
                .label(format!("{} without `{}`", place.name(), key.name))
                .help(format!("add `{}`: {doc}", key.name));
            self.say(finding, owner);
        }
        fields.retain(|field| !self.is_nothing(field));
        Some(fields)
    }

    fn is_nothing(&mut self, field: &Field<'_>) -> bool {
        if !field.value.is_null() {
            return false;
        }
        // A template and its like have a place of their own where this is said.
        if matches!(field.key.takes, Takes::Value | Takes::ValueOrNone | Takes::Unread) {
            return false;
        }
        let help = match field.key.takes {
            Takes::Text | Takes::TextOrTexts => "write \"\" for an empty text, or remove the line",
            Takes::Rows
            | Takes::Context
            | Takes::Integrations
            | Takes::Object(_)
            | Takes::Objects(_)
            | Takes::ListOf(_) => "write what belongs under it (indented further), or remove the line",
            _ => "write a value, or remove the line",
        };
        self.nothing_at(field.key.name, field.value.span, help);
        true
    }

    /// Reports that nothing was written where something must stand.
    pub(crate) fn nothing_at(&mut self, what: &str, span: Span, help: &str) {
        let finding = Finding::new(&findings::EMPTY_VALUE, format!("`{what}` has no value")).label("nothing here");
        self.say(finding.help(help), span);
    }

    /// Reports that another kind of thing stands here.
    pub(crate) fn wrong_shape(&mut self, message: String, help: impl Into<String>, node: &Node) {
        if node.kind == NodeKind::Refused {
            return;
        }
        let finding = Finding::new(&findings::WRONG_SHAPE, message).label(node.describe());
        self.say(finding.help(help), node.span);
    }

    /// The entries of a mapping.
    pub(crate) fn entries<'n>(&mut self, what: &str, node: &'n Node) -> Option<&'n [(Node, Node)]> {
        match &node.kind {
            NodeKind::Mapping(entries) => Some(entries),
            _ => {
                self.wrong_shape(
                    format!("{what} is a mapping of keys to values"),
                    "write `key: value`, one on each line",
                    node,
                );
                None
            }
        }
    }

    /// The entries of a mapping whose keys are names of the user's own; empty names are reported.
    pub(crate) fn named_entries<'n>(&mut self, what: &str, node: &'n Node) -> Vec<(Spanned<String>, &'n Node)> {
        let entries = self.entries(&format!("`{what}`"), node).unwrap_or_default();
        let mut named = Vec::with_capacity(entries.len());
        for (name, value) in entries {
            let Some(text) = name.text() else { continue };
            if text.trim().is_empty() {
                let finding = Finding::new(&findings::EMPTY_VALUE, format!("a name in `{what}` is empty"));
                self.say(finding.label("no name").help("give it a name, or remove the line"), name.span);
            }
            named.push((Spanned::new(text.to_owned(), name.span), value));
        }
        named
    }

    /// A text, in any style.
    pub(crate) fn text(&mut self, what: &str, node: &Node) -> Option<Spanned<String>> {
        if node.is_null() {
            self.nothing_at(what, node.span, "write \"\" for an empty text, or remove it");
            return None;
        }
        match node.text() {
            Some(text) => Some(Spanned::new(text.to_owned(), node.span)),
            None => {
                self.wrong_shape(format!("`{what}` is one text"), "write the text itself", node);
                None
            }
        }
    }

    /// A text, or a list of texts.
    pub(crate) fn one_or_more(&mut self, what: &str, node: &Node) -> Vec<Spanned<String>> {
        match &node.kind {
            NodeKind::Sequence(_) => self.texts(what, node),
            _ => self.text(what, node).into_iter().collect(),
        }
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, what: &str, node: &Node) -> Vec<Spanned<String>> {
        match &node.kind {
            NodeKind::Sequence(items) => items.iter().filter_map(|item| self.text(what, item)).collect(),
            _ => {
                let help = match node.text() {
                    Some(text) => format!("write [{text}]"),
                    None => "write [one, two]".to_owned(),
                };
                self.wrong_shape(format!("`{what}` is a list"), help, node);
                Vec::new()
            }
        }
    }

    /// One of these words.
    pub(crate) fn word(&mut self, what: &str, node: &Node, words: &[&'static str]) -> Option<Spanned<String>> {
        let text = self.text(what, node)?;
        self.known(what, &text, words).then_some(text)
    }

    /// A list of these words.
    pub(crate) fn words(&mut self, what: &str, node: &Node, words: &[&'static str]) -> Vec<Spanned<String>> {
        let texts = self.texts(what, node);
        texts.into_iter().filter(|text| self.known(what, text, words)).collect()
    }

    fn known(&mut self, what: &str, text: &Spanned<String>, words: &[&'static str]) -> bool {
        let known = words.contains(&text.value.as_str());
        if !known {
            let all = words.join(", ");
            let help = match synonym(&text.value)
                .filter(|word| words.contains(word))
                .or(did_you_mean(&text.value, words.iter().copied()))
            {
                Some(near) if words.len() > 1 => format!("did you mean `{near}`? Known are {all}"),
                _ => format!("known: {all}"),
            };
            let finding = Finding::new(&findings::UNKNOWN_WORD, format!("`{what}` does not take `{}`", text.value));
            self.say(finding.label("not one of its words").help(help), text.span);
        }
        known
    }

    /// `true` or `false`, without quotes.
    pub(crate) fn boolean(&mut self, what: &str, node: &Node) -> Option<bool> {
        match node.bare_text() {
            Some("true") => return Some(true),
            Some("false") => return Some(false),
            _ => {}
        }
        let text = self.text(what, node)?;
        let help = if text.value == "true" || text.value == "false" {
            format!("write {} without quotes", text.value)
        } else {
            "write true or false".to_owned()
        };
        let finding = Finding::new(&findings::UNKNOWN_WORD, format!("`{what}` is true or false"));
        self.say(finding.label("neither").help(help), text.span);
        None
    }

    /// A strptime pattern that can read dates.
    pub(crate) fn pattern(&mut self, what: &str, node: &Node) -> Option<Spanned<String>> {
        let text = self.text(what, node)?;
        match dates::check_pattern(&text.value) {
            Ok(()) => Some(text),
            Err(reason) => {
                let finding = Finding::new(&findings::BAD_DATE_PATTERN, format!("`{}` cannot read a date", text.value));
                let help = format!("{reason}; a pattern looks like %m/%d/%y %H:%M");
                self.say(finding.label("no date can be read by this").help(help), text.span);
                None
            }
        }
    }
}

/// What other tools call the same thing.
fn synonym(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "int" | "long" => "integer",
        "float" | "double" | "decimal" => "number",
        "array" => "list",
        "text" | "str" => "string",
        "date" | "timestamp" | "time" => "datetime",
        "hmac" => "hmac-sha256",
        _ => return None,
    })
}
