//! Cards as Markdown, for a wiki, a ticket or a pull request.

use crate::core::error::Result;
use crate::mapping::card::{Card, How, Step};
use crate::mapping::model::Mapping;
use crate::ui::{Ui, visible};

/// Writes every card.
pub(crate) fn write(mapping: &Mapping, cards: &[Card], ui: &mut Ui) -> Result<()> {
    for (at, card) in cards.iter().enumerate() {
        if at > 0 {
            ui.line("")?;
        }
        one(mapping, card, ui)?;
    }
    Ok(())
}

fn one(mapping: &Mapping, card: &Card, ui: &mut Ui) -> Result<()> {
    ui.line(&format!("## Task {} ({})", code(&card.task), card.call.name()))?;
    ui.line("")?;
    for (at, step) in card.steps.iter().enumerate() {
        ui.line(&format!("{}. **{}**", at + 1, prose(&step.title)))?;
        boxes(step, ui)?;
    }
    ui.line("### What the task sends otherwise than the mapping says\n")?;
    if card.differences.is_empty() {
        ui.line("Nothing.")?;
    } else {
        ui.line("| where | option | line | what changes |\n|---|---|---|---|")?;
    }
    let cell = |text: String| text.replace('|', "\\|");
    for found in &card.differences {
        let (place, option) = (cell(code(&found.place)), cell(code(&found.option)));
        let line = cell(format!("{}:{}", prose(mapping.source.name()), found.line));
        ui.line(&format!("| {place} | {option} | {line} | {} |", cell(prose(&found.effect))))?;
    }
    ui.line("\n### Unverified: nobody outside of Qualtrics has written down\n")?;
    for unknown in &card.unknown {
        ui.line(&format!("- {}", prose(unknown)))?;
    }
    Ok(())
}

fn boxes(step: &Step, ui: &mut Ui) -> Result<()> {
    for found in &step.boxes {
        let label = if found.is_row { code(&found.label) } else { prose(&found.label) };
        let unverified = if found.label_is_verified { "" } else { " (unverified)" };
        ui.line(&match &found.how {
            How::Choose(text) => format!("    - {label}{unverified}: {}", prose(text)),
            How::Paste(text) => format!("    - {label}{unverified}: {}", code(text)),
            How::Switch(on) => format!("    - [{}] {label}{unverified}", if *on { "x" } else { " " }),
            How::Nothing => format!("    - {label}{unverified}: *nothing can stand here: leave it out*"),
        })?;
        for note in &found.notes {
            ui.line(&format!("      - {}", prose(note)))?;
        }
    }
    for (depth, line) in step.condition.iter().flat_map(|condition| condition.lines()) {
        ui.line(&format!("    {}- {}", "  ".repeat(depth), prose(&line)))?;
    }
    for note in &step.notes {
        ui.line(&format!("\n    {}", prose(note)))?;
    }
    ui.line("")
}

/// Text in which no letter is markup, on one line; what stands between backticks stays code.
fn prose(text: &str) -> String {
    let text = visible(text).replace(['\n', '\r'], " ");
    let has_code = text.matches('`').count().is_multiple_of(2);
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for letter in text.chars() {
        in_code ^= has_code && letter == '`';
        let is_markup = matches!(letter, '\\' | '*' | '_' | '<' | '>' | '[' | ']' | '#' | '~' | '$');
        if (is_markup && !in_code) || (letter == '`' && !has_code) {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Text that is copied letter for letter: in as many backticks as it takes.
fn code(text: &str) -> String {
    let text = visible(text).replace(['\n', '\r'], " ");
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    if longest > 0 || text.is_empty() { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_text_keeps_its_letters_and_prose_has_no_markup() {
        assert_eq!(code("${e://Field/a_b*c}"), "`${e://Field/a_b*c}`");
        assert_eq!(code("a `` b"), "``` a `` b ```");
        assert_eq!(prose("a_b <i> `x_y` ${q}"), "a\\_b \\<i\\> `x_y` \\${q}");
        assert_eq!(prose("one ` alone"), "one \\` alone");
    }
}
