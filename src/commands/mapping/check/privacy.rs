//! `mapping check --privacy`: a row for everything that leaves, with its class, how often it is filled, a masked
//! example, and whether `personalData` allows it. No value is ever shown.

use crate::commands::rehearsal::{Made, Observer};
use crate::core::error::Result;
use crate::mapping::model::Mapping;
use crate::mapping::privacy::{Class, Outgoing, outgoing};
use crate::qualtrics::privacy::PersonalClass;
use crate::ui::{Ui, grouped, visible};
use serde_json::{Value, json};

/// The view of one mapping.
pub(crate) struct Privacy {
    rows: Vec<Row>,
    purpose: Option<String>,
    /// Whether responses were looked at.
    tried: bool,
}

struct Row {
    what: Outgoing,
    filled: u64,
    events: u64,
    example: Option<String>,
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
                row.example.get_or_insert_with(|| masked(value, row.what.class));
            }
        }
        Ok(())
    }
}

impl Privacy {
    /// The view of a mapping before any response; `tried` says that some will be looked at.
    pub(crate) fn of(mapping: &Mapping, tried: bool) -> Privacy {
        let rows = outgoing(mapping).into_iter().map(|what| Row { what, filled: 0, events: 0, example: None });
        Privacy { rows: rows.collect(), purpose: mapping.personal_data.purpose.clone(), tried }
    }

    /// The rows of the document.
    pub(crate) fn json(&self) -> Vec<Value> {
        let counted = |count: u64| self.tried.then_some(count);
        let row = |row: &Row| {
            json!({
                "task": row.what.task,
                "name": row.what.path.join("."),
                "class": row.what.class.name(),
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
        ui.line(&self.verdict())
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
        let purpose = match &self.purpose {
            Some(purpose) => format!(" Purpose: {}.", visible(purpose)),
            None => " No purpose is given.".to_owned(),
        };
        let personal = self.rows.iter().any(|row| row.what.allowed.is_some());
        match (missing.is_empty(), personal) {
            (false, _) => format!("SENT AND NOT ALLOWED by `personalData`: {}.{purpose}", missing.join(", ")),
            (true, true) => format!("Every class of personal data that is sent is allowed.{purpose}"),
            (true, false) => "No class of personal data that qseg knows is sent.".to_owned(),
        }
    }
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
