//! `context` and `integrations`: the two objects of an event that may be nested (design §4;
//! `reference/segment-tracking-api.md`, common fields).

use super::reader::Reader;
use crate::core::diagnostic::Finding;
use crate::mapping::findings;
use crate::mapping::model::{ContextEntry, ContextNode};
use crate::mapping::node::{Node, NodeKind};

impl Reader {
    /// `context`, of which `library` is qseg's own.
    pub(crate) fn context(&mut self, node: &Node) -> Vec<ContextEntry> {
        let entries = self.context_entries("context", node);
        for entry in entries.iter().filter(|entry| entry.key.value == "library") {
            let finding = Finding::new(&findings::RESERVED_KEY, "`context.library` is written by qseg");
            self.say(
                finding.label("qseg's own key").help("remove it; put a name of your own under another key"),
                entry.key.span,
            );
        }
        entries
    }

    fn context_entries(&mut self, what: &str, node: &Node) -> Vec<ContextEntry> {
        let mut entries = Vec::new();
        for (key, node) in self.named_entries(what, node) {
            let under = match &node.kind {
                // The object form of a value is told by its `value`.
                NodeKind::Mapping(inner) if !inner.iter().any(|(name, _)| name.text() == Some("value")) => {
                    Some(ContextNode::Object(self.context_entries(&key.value, node)))
                }
                _ => self.value(&key.value, node).map(ContextNode::Value),
            };
            entries.extend(under.map(|node| ContextEntry { key, node }));
        }
        entries
    }

    /// `integrations`, as JSON text: plain true and false stay booleans, every other scalar is a string.
    pub(crate) fn integrations(&mut self, node: &Node) -> Option<String> {
        self.entries("`integrations`", node)?;
        let mut json = String::new();
        self.write_json("integrations", node, &mut json).then_some(json)
    }

    fn write_json(&mut self, what: &str, node: &Node, out: &mut String) -> bool {
        match &node.kind {
            NodeKind::Mapping(_) => {
                let mut good = true;
                out.push('{');
                for (at, (name, value)) in self.named_entries(what, node).into_iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    out.push_str(&json_string(&name.value));
                    out.push(':');
                    good &= self.write_json(&name.value, value, out);
                }
                out.push('}');
                good
            }
            NodeKind::Scalar(scalar) if !node.is_null() => {
                if scalar.text.contains("${") || scalar.text.contains("~{") {
                    let finding = Finding::new(&findings::BAD_PIPE, "`integrations` cannot hold pipes");
                    self.say(
                        finding
                            .label("a pipe")
                            .help("destinations are chosen for all events of a task: write true, false or a text"),
                        node.span,
                    );
                    return false;
                }
                match node.bare_text() {
                    Some(word @ ("true" | "false")) => out.push_str(word),
                    _ => out.push_str(&json_string(&scalar.text)),
                }
                true
            }
            NodeKind::Scalar(_) => {
                self.nothing_at(what, node.span, "write true or false, or remove the line");
                false
            }
            NodeKind::Sequence(_) | NodeKind::Refused => {
                self.wrong_shape(format!("`{what}` is true, false, a text or a mapping"), "write `Name: true`", node);
                false
            }
        }
    }
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
