//! Cards for people, on a terminal or printed. What is to be pasted stands on a line of its own width: it is never
//! broken.

use crate::core::error::Result;
use crate::mapping::card::{Card, FormBox, How, Step};
use crate::ui::{Ui, visible};

/// How far the texts of boxes stand in, at the most.
const WIDEST: usize = 30;

/// Writes every card.
pub(crate) fn write(cards: &[Card], ui: &mut Ui) -> Result<()> {
    for (at, card) in cards.iter().enumerate() {
        if at > 0 {
            ui.line("")?;
        }
        one(card, ui)?;
    }
    Ok(())
}

fn one(card: &Card, ui: &mut Ui) -> Result<()> {
    ui.heading(&visible(&format!("Task {} ({})", card.task, card.call.name())))?;
    for (at, step) in card.steps.iter().enumerate() {
        ui.line("")?;
        ui.entry(&format!("{}.", at + 1), 4, &visible(&step.title))?;
        boxes(step, ui)?;
    }
    ui.line("")?;
    ui.heading("What the task sends otherwise than the mapping says")?;
    if card.differences.is_empty() {
        ui.line("Nothing.")?;
    }
    for found in &card.differences {
        let option = if found.option == found.place { String::new() } else { format!(", {}", found.option) };
        ui.line(&visible(&format!("  line {}: {}{option}", found.line, found.place)))?;
        ui.entry("", 6, &visible(&found.effect))?;
    }
    ui.line("")?;
    ui.heading("Unverified: nobody outside of Qualtrics has written down")?;
    for unknown in &card.unknown {
        ui.entry("  -", 4, unknown)?;
    }
    Ok(())
}

fn boxes(step: &Step, ui: &mut Ui) -> Result<()> {
    let widest = step.boxes.iter().map(|found| label(found).chars().count()).max().unwrap_or_default();
    let column = widest.min(WIDEST) + 6;
    for found in &step.boxes {
        let name = visible(&label(found)).into_owned();
        let label = format!("    {name}");
        let is_long = name.chars().count() > WIDEST;
        if is_long {
            ui.line(&label)?;
        }
        let label = if is_long { "" } else { &label };
        match &found.how {
            How::Choose(text) => ui.entry(label, column, &visible(text))?,
            How::Paste(text) => ui.line(&format!("{label:<column$}{}", visible(text)))?,
            How::Switch(on) => ui.entry(label, column, if *on { "on" } else { "off" })?,
            How::Nothing => ui.entry(label, column, "(nothing can stand here: leave it out)")?,
        }
        for note in &found.notes {
            ui.entry("", column, &visible(note))?;
        }
    }
    if let Some(condition) = &step.condition {
        for (depth, line) in condition.lines() {
            ui.entry("", 6 + 2 * depth, &visible(&line))?;
        }
    }
    for note in &step.notes {
        ui.entry("", 4, &visible(note))?;
    }
    Ok(())
}

fn label(found: &FormBox) -> String {
    if found.label_is_verified { found.label.clone() } else { format!("{} (unverified)", found.label) }
}
