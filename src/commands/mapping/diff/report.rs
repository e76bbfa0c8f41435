//! What a change of mapping does, in words, as a document and as Markdown. There is no answer in it.

use super::side::Side;
use crate::commands::document::{self, ErrorDocument, InputDocument};
use crate::core::diagnostic::Findings;
use crate::core::distinct::Distinct;
use crate::core::error::{Error, Result};
use crate::mapping::diff::{FieldChange, TaskChange};
use crate::ui::{Ui, counted, grouped, visible};
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Everything that was counted.
pub(crate) struct Report {
    names: [String; 2],
    ledger: Option<PathBuf>,
    has_ledger: bool,
    sources: Vec<String>,
    /// The inputs that were read.
    pub(crate) inputs: Vec<InputDocument>,
    /// Responses that were read.
    pub(crate) read: u64,
    /// Responses that count, before and after.
    pub(crate) selected: [u64; 2],
    /// Responses that stood in the input before.
    pub(crate) repeated: u64,
    /// Whether there were too many responses to look for repeated ones.
    pub(crate) is_unchecked: bool,
    /// Responses of which some event is touched.
    pub(crate) touched: u64,
    /// Those of them of which such an event was delivered.
    pub(crate) delivered: u64,
    /// The people that touched events are about.
    pub(crate) people: Distinct,
    /// Task by task: those of the mapping after, then those that are gone.
    pub(crate) changes: Vec<Change>,
}

/// What became of a task.
pub(crate) struct Change {
    /// Its id.
    pub(crate) id: String,
    /// Its revision before and after; `None` where there is no such task.
    revisions: [Option<u32>; 2],
    /// What became of its events.
    pub(crate) change: TaskChange,
    /// Touched events that were delivered.
    pub(crate) delivered: u64,
}

impl Report {
    /// A report of two mappings before anything was read.
    pub(crate) fn of(
        before: &Side,
        after: &Side,
        ledger: Option<PathBuf>,
        has_ledger: bool,
        sources: &[String],
    ) -> Report {
        let revision = |side: &Side, id: &str| {
            side.mapping.tasks.iter().find(|task| task.id.value == id).map(|task| task.revision)
        };
        let mut changes: Vec<Change> = Vec::new();
        for task in after.mapping.tasks.iter().chain(&before.mapping.tasks) {
            let id = &task.id.value;
            if changes.iter().all(|change| change.id != *id) {
                changes.push(Change {
                    id: id.clone(),
                    revisions: [revision(before, id), revision(after, id)],
                    change: TaskChange::default(),
                    delivered: 0,
                });
            }
        }
        Report {
            names: [before.name.clone(), after.name.clone()],
            ledger,
            has_ledger,
            sources: sources.to_vec(),
            inputs: Vec::new(),
            read: 0,
            selected: [0; 2],
            repeated: 0,
            is_unchecked: false,
            touched: 0,
            delivered: 0,
            people: Distinct::default(),
            changes,
        }
    }

    /// The ids of the tasks, in the order of [`Report::changes`].
    pub(crate) fn tasks(&self) -> Vec<String> {
        self.changes.iter().map(|change| change.id.clone()).collect()
    }

    /// Whether any event is another, or any rejection.
    pub(crate) fn differs(&self) -> bool {
        self.changes.iter().any(Change::differs)
    }

    fn sum(&self, of: impl Fn(&TaskChange) -> u64) -> u64 {
        self.changes.iter().map(|task| of(&task.change)).sum()
    }

    /// The one document.
    pub(crate) fn json(&self, findings: &Findings, error: Option<&Error>) -> Value {
        let (people, is_estimate) = self.people.count();
        let ledger = json!({ "file": self.ledger.as_ref().map(|file| file.display().to_string()), "exists": self.has_ledger, "sources": self.sources });
        let mut whole = json!({
            "schema": "qseg.mapping.diff/1",
            "before": self.names[0],
            "after": self.names[1],
            "differs": self.differs(),
            "inputs": self.inputs,
            "responses": {
                "read": self.read,
                "before": self.selected[0],
                "after": self.selected[1],
                "repeated": self.repeated,
                "touched": self.touched,
                "delivered": self.has_ledger.then_some(self.delivered),
            },
            "people": { "touched": people, "is_estimate": is_estimate },
            "ledger": ledger,
            "events": {
                "before": self.sum(|task| task.events[0]),
                "after": self.sum(|task| task.events[1]),
                "gained": self.sum(|task| task.gained),
                "lost": self.sum(|task| task.lost),
                "changed": self.sum(|task| task.changed),
            },
            "tasks": self.changes.iter().map(|task| task.json(self.has_ledger)).collect::<Vec<_>>(),
            "findings": document::findings(findings),
        });
        if let Some(error) = error {
            whole["error"] = json!(ErrorDocument::from(error));
        }
        whole
    }

    /// For people.
    pub(crate) fn text(&self, ui: &mut Ui) -> Result<()> {
        let files: Vec<&str> = self.inputs.iter().map(|input| input.file.as_str()).collect();
        let of = format!("{} of {}", counted(self.read, "response"), files.join(", "));
        ui.heading(&visible(&format!("{} → {}, on {of}", self.names[0], self.names[1])))?;
        for (label, text) in self.totals() {
            ui.line(&format!("{label:<10} {text}"))?;
        }
        for task in self.changes.iter().filter(|task| task.differs()) {
            ui.line("")?;
            ui.heading(&visible(&task.title()))?;
            ui.line(&format!("  {}", task.events()))?;
            for (code, [before, after]) in task.rejections() {
                ui.line(&format!("  rejected {code}: {} → {}", grouped(before), grouped(after)))?;
            }
            for (name, field) in &task.change.fields {
                ui.line(&visible(&format!("  {name}: {}", in_words(field))))?;
            }
        }
        self.say_more(ui);
        Ok(())
    }

    /// For the pull request.
    pub(crate) fn markdown(&self, ui: &mut Ui) -> Result<()> {
        ui.line("### What this change does to the events")?;
        ui.line("")?;
        ui.line(&format!(
            "`{}` → `{}`, on {}",
            code(&self.names[0]),
            code(&self.names[1]),
            counted(self.read, "response")
        ))?;
        ui.line("")?;
        for (label, text) in self.totals() {
            ui.line(&format!("- **{label}**: {text}"))?;
        }
        let changed: Vec<&Change> = self.changes.iter().filter(|task| task.differs()).collect();
        if !changed.is_empty() {
            ui.line("")?;
            ui.line("| task | field | added | removed | changed | type |")?;
            ui.line("|---|---|--:|--:|--:|---|")?;
        }
        for task in changed {
            let title = cell(&task.title());
            ui.line(&format!(
                "| {title} | *events* | {} | {} | {} | |",
                grouped(task.change.gained),
                grouped(task.change.lost),
                grouped(task.change.changed)
            ))?;
            for (code, [before, after]) in task.rejections() {
                ui.line(&format!(
                    "| {title} | *rejected* `{code}` | | | {} → {} | |",
                    grouped(before),
                    grouped(after)
                ))?;
            }
            for (name, field) in &task.change.fields {
                ui.line(&format!(
                    "| {title} | {} | {} | {} | {} | {} |",
                    cell(name),
                    grouped(field.added),
                    grouped(field.removed),
                    grouped(field.changed),
                    types(field)
                ))?;
            }
        }
        self.say_more(ui);
        Ok(())
    }

    /// The first lines of either.
    fn totals(&self) -> Vec<(&'static str, String)> {
        let (people, is_estimate) = self.people.count();
        let about = if is_estimate { "about " } else { "" };
        let mut lines = vec![
            ("Responses", format!("{} counted before, {} after", grouped(self.selected[0]), grouped(self.selected[1]))),
            (
                "Events",
                format!(
                    "{} before, {} after: {} gained, {} lost, {} changed",
                    grouped(self.sum(|task| task.events[0])),
                    grouped(self.sum(|task| task.events[1])),
                    grouped(self.sum(|task| task.gained)),
                    grouped(self.sum(|task| task.lost)),
                    grouped(self.sum(|task| task.changed))
                ),
            ),
            ("People", format!("{about}{} touched", grouped(people))),
        ];
        let delivered = match (self.has_ledger, self.sources.is_empty()) {
            (false, _) => "there is no ledger here: nobody knows what was sent".to_owned(),
            (true, true) => "neither mapping pins a source: nobody knows what was sent".to_owned(),
            (true, false) => {
                let events: u64 = self.changes.iter().map(|task| task.delivered).sum();
                format!("{} of the touched events, of {}", grouped(events), counted(self.delivered, "response"))
            }
        };
        lines.push(("Delivered", delivered));
        if !self.differs() {
            lines.push(("Result", "no event is another".to_owned()));
        }
        lines
    }

    /// What to know besides.
    fn say_more(&self, ui: &mut Ui) {
        if self.repeated > 0 {
            let repeated = counted(self.repeated, "response");
            ui.status(&format!("{repeated} stood in the input before: the first of each is compared"));
        }
        if self.is_unchecked {
            ui.status("There are too many responses to look for repeated ResponseIds in all of them");
        }
        if self.read > 0 && self.selected == [0, 0] {
            ui.status("No response counts by either mapping: nothing was compared");
        }
        let is_stopped = |task: &&Change| task.delivered > 0 && task.revisions[0] == task.revisions[1];
        if let Some(task) = self.changes.iter().find(is_stopped) {
            ui.hint(&visible(&format!(
                "events of {} were delivered: the next live send stops with exit code 2 until you raise its `revision` or say --already-sent skip",
                task.id
            )));
        }
    }
}

impl Change {
    fn differs(&self) -> bool {
        self.change.differs() || self.revisions[0] != self.revisions[1]
    }

    fn title(&self) -> String {
        match self.revisions {
            [None, _] => format!("{} (new)", self.id),
            [_, None] => format!("{} (removed)", self.id),
            [Some(before), Some(after)] if before != after => {
                format!("{} (revision {before} → {after}: its history is sent again)", self.id)
            }
            _ => self.id.clone(),
        }
    }

    fn events(&self) -> String {
        let change = &self.change;
        format!(
            "events {} → {}: {} gained, {} lost, {} changed; {} were delivered",
            grouped(change.events[0]),
            grouped(change.events[1]),
            grouped(change.gained),
            grouped(change.lost),
            grouped(change.changed),
            grouped(self.delivered)
        )
    }

    /// Rejected events by code, where there are more or fewer.
    fn rejections(&self) -> Vec<(&'static str, [u64; 2])> {
        let [before, after] = &self.change.rejected;
        let mut codes: Vec<&'static str> = before.keys().chain(after.keys()).copied().collect();
        codes.sort_unstable();
        codes.dedup();
        let counts = |code| [before, after].map(|side| side.get(code).copied().unwrap_or_default());
        codes.into_iter().map(|code| (code, counts(code))).filter(|(_, [before, after])| before != after).collect()
    }

    fn json(&self, has_ledger: bool) -> Value {
        let change = &self.change;
        let fields: Vec<Value> = change
            .fields
            .iter()
            .map(|(name, field)| {
                let types: Map<String, Value> =
                    field.types.iter().map(|([was, is], count)| (format!("{was} → {is}"), json!(count))).collect();
                json!({ "name": name, "added": field.added, "removed": field.removed, "changed": field.changed, "types": types })
            })
            .collect();
        json!({
            "task": self.id,
            "revision": { "before": self.revisions[0], "after": self.revisions[1] },
            "events": {
                "before": change.events[0],
                "after": change.events[1],
                "gained": change.gained,
                "lost": change.lost,
                "changed": change.changed,
                "delivered": has_ledger.then_some(self.delivered),
            },
            "rejected": { "before": change.rejected[0], "after": change.rejected[1] },
            "fields": fields,
        })
    }
}

fn in_words(field: &FieldChange) -> String {
    let counts = [(field.added, "added"), (field.removed, "removed"), (field.changed, "changed")];
    let told: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{} {word}", grouped(*count)))
        .collect();
    let types = types(field);
    if types.is_empty() { told.join(", ") } else { format!("{} ({types})", told.join(", ")) }
}

fn types(field: &FieldChange) -> String {
    let all = field.types.iter().map(|([was, is], count)| format!("{was} → {is}: {}", grouped(*count)));
    all.collect::<Vec<_>>().join(", ")
}

/// A name in a cell of a table: nothing in it is mark-up, and it stays on its line.
fn cell(text: &str) -> String {
    let shown = visible(text);
    let mut out = String::with_capacity(shown.len());
    for letter in shown.chars() {
        match letter {
            '\n' | '\r' => out.push(' '),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '~' | '#' | '!' => {
                out.push('\\');
                out.push(letter);
            }
            letter => out.push(letter),
        }
    }
    out
}

/// A name between backticks.
fn code(text: &str) -> String {
    visible(text).replace('`', "'").replace(['\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_cell() {
        assert_eq!(cell("a|b\n<img> @team `x`"), "a\\|b &lt;img&gt; &#64;team \\`x\\`");
    }
}
