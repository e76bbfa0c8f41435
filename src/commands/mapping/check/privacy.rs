//! `mapping check --privacy`: a row for everything that leaves, with its class, how often it is filled, a masked
//! example, and whether the mapping allows it; and what is held back, and why. No value is ever shown.

use crate::commands::rehearsal::{Made, Observer};
use crate::core::error::Result;
use crate::core::origin::Span;
use crate::mapping::model::{Mapping, TaskSpec, ValueSpec};
use crate::mapping::plan::Plan;
use crate::mapping::privacy::{Class, Outgoing, learn_from};
use crate::qualtrics::header::Column;
use crate::qualtrics::import_id;
use crate::qualtrics::layout::{Layout, Settings};
use crate::qualtrics::privacy::shape::Shapes;
use crate::qualtrics::privacy::{Judged, Made as Comes, PersonalClass, judge_values};
use crate::qualtrics::survey::Survey;
use crate::ui::{Ui, counted, grouped, visible};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The view of one mapping.
pub(crate) struct Privacy {
    rows: Vec<Row>,
    mapping: Mapping,
    /// Whether responses were looked at.
    tried: bool,
    /// Fields that the survey or the inputs have and no value reads, with what they hold of a person; `None` where
    /// neither was there to look at.
    held_back: Option<BTreeMap<String, Option<Judged>>>,
}

struct Row {
    what: Outgoing,
    filled: u64,
    events: u64,
    example: Option<String>,
    shapes: Shapes,
}

const HEADINGS: [&str; 6] = ["task", "sent as", "class", "filled", "example", "allowed"];

impl Observer for Privacy {
    fn event(&mut self, made: &Made<'_>, _: &mut Ui) -> Result<()> {
        // Events are JSON; what could not be read would only stay uncounted.
        let event: Value = serde_json::from_slice(made.event.bytes()).unwrap_or_default();
        for row in self.rows.iter_mut().filter(|row| row.what.task == made.task.id()) {
            row.events += 1;
            let value = row.what.path.iter().try_fold(&event, |value, key| value.get(key));
            if let Some(value) = value.filter(|value| **value != Value::String(String::new())) {
                row.filled += 1;
                if let Value::String(text) = value {
                    row.shapes.see(text);
                }
                row.example.get_or_insert_with(|| masked(value, row.what.class));
            }
        }
        Ok(())
    }
}

impl Privacy {
    /// The view of a mapping before any response, of what it sends; `tried` says that some will be looked at.
    pub(crate) fn of(mapping: &Mapping, sent: Vec<Outgoing>, tried: bool) -> Privacy {
        let row = |what| Row { what, filled: 0, events: 0, example: None, shapes: Shapes::default() };
        Privacy { rows: sent.into_iter().map(row).collect(), mapping: mapping.clone(), tried, held_back: None }
    }

    /// Looks at what a survey asks and the mapping does not send.
    pub(crate) fn survey(&mut self, survey: &Arc<Survey>) {
        let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
        let mut layout = Layout::json(Some(Arc::clone(survey)), settings);
        let read: Vec<String> = self
            .mapping
            .tasks
            .iter()
            .flat_map(sent_by)
            .flat_map(|value| value.template.pipes())
            .filter_map(|pipe| layout.resolve(pipe).ok())
            .flat_map(|recipe| recipe.fields)
            .collect();
        let fields = survey.import_ids().map(str::to_owned).collect();
        self.hold_back(fields, &read, &layout);
    }

    /// Looks at what an input has and the mapping does not send.
    pub(crate) fn input(&mut self, plan: &Plan, layout: &Layout) {
        let mut sent: Vec<Outgoing> = self.rows.iter().map(|row| row.what.clone()).collect();
        learn_from(&mut sent, &self.mapping, plan);
        self.rows.iter_mut().zip(sent).for_each(|(row, what)| row.what = what);
        let Some(header) = layout.header() else { return };
        let spans: Vec<Span> = self.rows.iter().map(|row| row.what.span).collect();
        let values = plan.tasks.iter().flat_map(|task| task.every_value());
        let read: Vec<String> = values
            .filter(|value| spans.contains(&value.span()))
            .flat_map(|value| value.recipes().flat_map(|(_, recipe)| recipe.fields.clone()).collect::<Vec<_>>())
            .collect();
        let name = |column: &Column| column.import_id.clone().unwrap_or_else(|| column.name.clone());
        self.hold_back(header.columns.iter().map(name).filter(|name| !name.is_empty()).collect(), &read, layout);
    }

    fn hold_back(&mut self, fields: Vec<String>, read: &[String], layout: &Layout) {
        let held_back = self.held_back.get_or_insert_default();
        for field in fields.into_iter().filter(|field| !read.contains(field)) {
            // What the header tells counts beside what the survey does.
            let comes = if import_id::is_choice(&field) { Comes::Chosen } else { Comes::Unknown };
            let judged = layout.judge_field(&field, comes);
            let known = held_back.entry(field).or_default();
            *known = (*known).max(judged);
        }
        held_back.retain(|field, _| !read.contains(field));
    }

    /// The view when everything was looked at: what values look like counts where nothing else told.
    pub(crate) fn finished(mut self) -> Privacy {
        for row in &mut self.rows {
            let is_id = matches!(row.what.class, Class::ExternalId);
            let judged = judge_values(&row.shapes, row.filled).filter(|_| !is_id);
            if let (Some(judged), false) = (judged, matches!(row.what.class, Class::Personal(_) | Class::Metadata)) {
                let allow = &self.mapping.personal_data.allow;
                row.what.class = Class::Personal(judged.class);
                row.what.ground = Some(judged.ground);
                row.what.allowed = Some(allow.iter().any(|allowed| allowed.value == judged.class.name()));
            }
        }
        self
    }

    /// What is held back, for the document; `None` where nothing says which fields there are.
    pub(crate) fn held_back_json(&self) -> Option<Vec<Value>> {
        let field = |(field, judged): (&String, &Option<Judged>)| {
            json!({
                "field": field,
                "class": judged.map(|judged| judged.class.name()),
                "ground": judged.map(|judged| judged.ground.to_string()),
            })
        };
        Some(self.held_back.as_ref()?.iter().map(field).collect())
    }

    /// The rows of the document.
    pub(crate) fn json(&self) -> Vec<Value> {
        let counted = |count: u64| self.tried.then_some(count);
        let row = |row: &Row| {
            json!({
                "task": row.what.task,
                "name": row.what.path.join("."),
                "class": row.what.class.name(),
                "ground": row.what.ground.map(|ground| ground.to_string()),
                "hashed": row.what.hashed,
                "filled": counted(row.filled),
                "events": counted(row.events),
                "example": row.example,
                "allowed": row.what.allowed,
            })
        };
        self.rows.iter().map(row).collect()
    }

    /// The table for people.
    pub(crate) fn text(&self, ui: &mut Ui) -> Result<()> {
        let rows = self.cells();
        let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).chain([HEADINGS[at].len()]).max();
        let widths: Vec<usize> = (0..HEADINGS.len()).filter_map(width).collect();
        let line = |cells: &[String]| {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| {
                let missing = width.saturating_sub(cell.chars().count());
                format!("{cell}{}", " ".repeat(missing))
            });
            padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        ui.heading(&line(&HEADINGS.map(str::to_owned)))?;
        for row in &rows {
            ui.line(&line(row))?;
        }
        ui.line("")?;
        self.rest().iter().try_for_each(|line| ui.line(line))?;
        ui.line(&self.verdict())
    }

    /// The table as Markdown, for a record of processing activities or a pull request.
    pub(crate) fn markdown(&self, file: &str, ui: &mut Ui) -> Result<()> {
        ui.line(&format!("## What `{file}` sends\n"))?;
        ui.line(&format!("| {} |", HEADINGS.join(" | ")))?;
        ui.line(&format!("|{}", "---|".repeat(HEADINGS.len())))?;
        for row in self.cells() {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|")).collect();
            ui.line(&format!("| {} |", cells.join(" | ").replace('\n', " ")))?;
        }
        ui.line("")?;
        for line in self.rest() {
            ui.line(&if line.starts_with("  ") { format!("- {}", line.trim()) } else { line })?;
        }
        ui.line(&self.verdict())
    }

    /// Why classes were given, and what is held back and why.
    fn rest(&self) -> Vec<String> {
        let mut lines = Vec::new();
        let told = self.rows.iter().filter_map(|row| Some((row, row.what.ground?)));
        let told: Vec<String> = told
            .map(|(row, ground)| {
                format!("  {}: {}, {ground}", visible(&row.what.path.join(".")), row.what.class.name())
            })
            .collect();
        if !told.is_empty() {
            lines.push("Told by:".to_owned());
            lines.extend(told);
            lines.push(String::new());
        }
        for entry in &self.mapping.sensitive {
            let (field, purpose, basis) = (visible(&entry.field.value), visible(&entry.purpose), visible(&entry.basis));
            lines.push(format!("Sensitive field {field}: purpose: {purpose}; basis: {basis}."));
        }
        match &self.held_back {
            None => lines.push(
                "What is held back is not known here: --survey or a CSV with --responses says which fields there are."
                    .to_owned(),
            ),
            Some(held_back) => {
                let personal: Vec<String> = held_back
                    .iter()
                    .filter_map(|(field, judged)| Some((field, (*judged)?)))
                    .map(|(field, judged)| format!("  {}: {}, {}", visible(field), judged.class.name(), judged.ground))
                    .collect();
                let others = held_back.len() - personal.len();
                if !personal.is_empty() {
                    lines.push("Held back, for no row of the mapping reads it:".to_owned());
                    lines.extend(personal);
                }
                if others > 0 {
                    let what = counted(others as u64, "field");
                    lines.push(format!("Held back, too: {what} in which nothing personal was recognised."));
                }
            }
        }
        lines.push(String::new());
        lines
    }

    fn cells(&self) -> Vec<[String; 6]> {
        let cells = |row: &Row| {
            let hashed = if row.what.hashed { ", hashed" } else { "" };
            [
                visible(&row.what.task).into_owned(),
                visible(&row.what.path.join(".")).into_owned(),
                format!("{}{hashed}", row.what.class.name()),
                match self.tried {
                    true => format!("{} of {}", grouped(row.filled), grouped(row.events)),
                    false => "?".to_owned(),
                },
                visible(row.example.as_deref().unwrap_or("-")).into_owned(),
                match row.what.allowed {
                    Some(true) => "yes",
                    Some(false) => "NO",
                    None => "need not be",
                }
                .to_owned(),
            ]
        };
        self.rows.iter().map(cells).collect()
    }

    /// What is sent and not allowed, plainly.
    fn verdict(&self) -> String {
        let mut missing: Vec<&str> = Vec::new();
        for row in self.rows.iter().filter(|row| row.what.allowed == Some(false)) {
            let name = row.what.class.name();
            if !missing.contains(&name) {
                missing.push(name);
            }
        }
        let purpose = match &self.mapping.personal_data.purpose {
            Some(purpose) => format!(" Purpose: {}.", visible(purpose)),
            None => " No purpose is given.".to_owned(),
        };
        let personal = self.rows.iter().any(|row| row.what.allowed.is_some());
        match (missing.is_empty(), personal) {
            (false, _) => {
                format!("SENT AND NOT ALLOWED by `personalData` or `sensitive`: {}.{purpose}", missing.join(", "))
            }
            (true, true) => format!("Every class of personal data that is sent is allowed.{purpose}"),
            (true, false) => format!(
                "Nothing personal was recognised in what is sent, which is no proof that there is nothing: {}",
                match (self.tried, self.held_back.is_some()) {
                    (true, _) => "only names, question texts and the shape of values were looked at.",
                    (false, true) => "no value was looked at (--responses).",
                    (false, false) => "only the names in the file were looked at (--survey, --responses).",
                }
            ),
        }
    }
}

/// What a task sends: its conditions leave nothing.
fn sent_by(task: &TaskSpec) -> impl Iterator<Item = &ValueSpec> {
    let ids = [&task.event, &task.user_id, &task.anonymous_id].into_iter().flatten();
    ids.chain(task.rows.iter().map(|row| &row.value))
}

/// The first character and the length, and of an address that it is one; of what is short the length alone.
fn masked(value: &Value, class: Class) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Array(elements) => return format!("a list of {}", elements.len()),
        Value::Object(_) => return "an object".to_owned(),
        other => other.to_string(),
    };
    let length = text.chars().count();
    let first: String = if length > 3 { text.chars().take(1).collect() } else { String::new() };
    let at = if class == Class::Personal(PersonalClass::Email) && text.contains('@') { "@•••" } else { "" };
    format!("{first}•••{at} ({length})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_never_tells_the_value() {
        let email = Class::Personal(PersonalClass::Email);
        for (value, class, shown) in [
            (json!("anna@example.com"), email, "a•••@••• (16)"),
            (json!("free"), Class::EmbeddedData, "f••• (4)"),
            (json!("7"), Class::Answer, "••• (1)"),
            (json!(10), Class::Answer, "••• (2)"),
            (json!(["a", "b"]), Class::Answer, "a list of 2"),
        ] {
            assert_eq!(masked(&value, class), shown);
        }
    }
}
