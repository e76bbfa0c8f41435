//! `allow`: the form of its entries. Whether a code may be allowed, and whether the time is over, is said
//! by [`crate::mapping::allow`].

use super::condition::head;
use super::reader::{Field, Reader};
use crate::core::diagnostic::Finding;
use crate::mapping::dates;
use crate::mapping::findings;
use crate::mapping::keys::Place;
use crate::mapping::model::Allowance;
use crate::mapping::node::{Node, NodeKind};

impl Reader {
    /// A list of `{code, reason, until}`; an entry that lacks one of them is left out.
    pub(crate) fn allow(&mut self, node: &Node) -> Vec<Allowance> {
        match &node.kind {
            NodeKind::Sequence(entries) => entries.iter().filter_map(|entry| self.allowance(entry)).collect(),
            _ => {
                let help = "write `- { code: …, reason: …, until: 2026-12-31 }`, one on each line";
                self.wrong_shape("`allow` is a list".to_owned(), help, node);
                Vec::new()
            }
        }
    }

    fn allowance(&mut self, node: &Node) -> Option<Allowance> {
        let (mut code, mut reason, mut until) = (None, None, None);
        for Field { key, value, .. } in self.fields(node, Place::Allowance, head(node))? {
            match key.name {
                "code" => code = self.text(key.name, value),
                "reason" => {
                    reason = self.text(key.name, value);
                    if reason.as_ref().is_some_and(|reason| reason.value.trim().is_empty()) {
                        let finding = Finding::new(&findings::EMPTY_VALUE, "the `reason` is empty").label("no reason");
                        self.say(
                            finding.help("say why the finding is accepted, for whoever reads this later"),
                            value.span,
                        );
                    }
                }
                "until" => until = self.text(key.name, value),
                _ => {}
            }
        }
        let until = until?;
        let Some(end) = dates::end_of(&until.value) else {
            let finding = Finding::new(&findings::BAD_MOMENT, format!("`{}` is no date", until.value));
            self.say(
                finding.label("no date").help("write a date, such as 2026-12-31, or an RFC 3339 timestamp"),
                until.span,
            );
            return None;
        };
        Some(Allowance { code: code?, reason: reason?.value, until, end })
    }
}
