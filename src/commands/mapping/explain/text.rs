//! An explanation for people. Personal values are masked unless they may be shown (design §3).

use crate::core::error::Result;
use crate::mapping::explain::cells::{CellPlace, PipeCell};
use crate::mapping::explain::coverage::{FieldUse, RowCoverage};
use crate::mapping::explain::when::{Condition, Line, Tested};
use crate::mapping::explain::{Came, Explained, ExplainedTask, ExplainedValue, Explanation, LeftOut, Verdict};
use crate::mapping::model::Mapping;
use crate::mapping::select::Skip;
use crate::mapping::trace::Step;
use crate::qualtrics::status::Kind;
use crate::ui::{Ui, counted, grouped, visible};
use serde_json::Value;

/// What stands in place of a masked value.
const MASK: &str = "•••";

/// Where the text beside a value's labels begins.
const COLUMN: usize = 13;

/// How many fields that nobody uses are written out.
const SHOWN_FIELDS: usize = 40;

/// How it is to look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looks<'a> {
    /// Whether personal values may be shown.
    pub(crate) reveal: bool,
    /// Only this value.
    pub(crate) property: Option<&'a str>,
}

/// Writes it all.
pub(crate) fn write(mapping: &Mapping, explanation: &Explanation, looks: Looks<'_>, ui: &mut Ui) -> Result<()> {
    for found in &explanation.found {
        one(mapping, found, looks, ui)?;
    }
    if explanation.coverage.read > 0 {
        backwards(mapping, explanation, looks, ui)?;
    }
    let masked = explanation.found.iter().flat_map(|found| &found.tasks).any(|task| {
        let is_tested = |(_, line): &(usize, Line<'_>)| matches!(line, Line::Tested(tested) if tested.is_personal);
        let tested = task.when.as_ref().is_some_and(|when| when.lines().iter().any(is_tested));
        tested || task.values.iter().any(|value| value.is_personal)
    });
    if masked && !looks.reveal {
        ui.hint("personal values are masked: --show-values shows them");
    }
    Ok(())
}

fn one(mapping: &Mapping, found: &Explained, looks: Looks<'_>, ui: &mut Ui) -> Result<()> {
    let response = found.place.response.as_deref().unwrap_or("A response without an id");
    let (input, record, line) = (&found.place.input, found.place.record, found.place.line);
    ui.heading(&visible(&format!("{response} in {input}, record {record}, line {line}")))?;
    match &found.left_out {
        Some(left_out) => ui.entry("", 2, &visible(&left_out_in_words(left_out, found)))?,
        None => {
            let recorded = found.recorded.map_or(String::new(), |recorded| format!("; recorded {recorded:.0}"));
            ui.line(&format!("  It counts{recorded}"))?;
        }
    }
    for task in &found.tasks {
        ui.line("")?;
        one_task(mapping, task, looks, ui)?;
    }
    ui.line("")
}

fn left_out_in_words(left_out: &LeftOut, found: &Explained) -> String {
    let would = "What follows is what it would become.";
    match left_out.skip {
        Skip::Kind(kind) => {
            let name = Kind::ALL.iter().find(|(_, known)| *known == kind).map_or("unknown", |(name, _)| name);
            let cell = |name, cell: &Option<String>| cell.as_ref().map(|cell| format!("{name} is \"{cell}\""));
            let cells = [cell("Finished", &left_out.finished), cell("Status", &left_out.status)];
            let cells: Vec<String> = cells.into_iter().flatten().collect();
            let word = if kind == Kind::Unknown { "all" } else { name };
            format!(
                "LEFT OUT as {name} ({}): a workflow does not begin for it. --include {word} lets it through, and \
                 `include: [{word}]` in the mapping. {would}",
                cells.join(", ")
            )
        }
        Skip::Live => {
            let recorded = found.recorded.map_or(String::new(), |recorded| format!(" ({recorded:.0})"));
            format!("LEFT OUT: it was recorded{recorded} after `liveSince`, so that the task itself sends it. {would}")
        }
        Skip::Unsubscribed => "LEFT OUT: the contact has unsubscribed. Nothing is sent of it.".to_owned(),
        Skip::Date | Skip::NotAsked => format!("LEFT OUT: it is not among those that are wanted. {would}"),
    }
}

fn one_task(mapping: &Mapping, task: &ExplainedTask, looks: Looks<'_>, ui: &mut Ui) -> Result<()> {
    let verdict = match task.verdict {
        Verdict::Accepted => "Segment would take its event".to_owned(),
        Verdict::Rejected(code) => format!("its event is REJECTED: {code}"),
        Verdict::NotMet => "no event, its condition is not met".to_owned(),
    };
    ui.heading(&visible(&format!("Task {} ({}): {verdict}", task.task, task.call.name())))?;
    if let Some(when) = &task.when {
        condition(mapping, when, looks, ui)?;
    }
    if task.verdict == Verdict::NotMet {
        return Ok(());
    }
    for value in &task.values {
        one_value(mapping, value, looks, ui)?;
    }
    Ok(())
}

fn condition(mapping: &Mapping, when: &Condition, looks: Looks<'_>, ui: &mut Ui) -> Result<()> {
    ui.line("  when")?;
    for (depth, line) in when.lines() {
        match line {
            Line::Head(head) => ui.entry("", 4 + 2 * depth, head)?,
            Line::Tested(tested) => ui.entry("", 4 + 2 * depth, &visible(&test(mapping, tested, looks)))?,
        }
    }
    Ok(())
}

fn test(mapping: &Mapping, tested: &Tested, looks: Looks<'_>) -> String {
    let asked = format!("{} {} ({}:{})", tested.template, tested.test, mapping.source.name(), tested.line);
    let value = match &tested.value {
        Some(value) if tested.is_personal && !looks.reveal && !is_empty(value) => MASK.to_owned(),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    match tested.is_met {
        Some(true) => format!("{asked}: it is {value}, met"),
        Some(false) => format!("{asked}: it is {value}, NOT MET"),
        None => format!("{asked}: not looked at, the others decide"),
    }
}

fn one_value(mapping: &Mapping, value: &ExplainedValue, looks: Looks<'_>, ui: &mut Ui) -> Result<()> {
    let (masks_cells, masks_value) =
        (value.is_personal && !looks.reveal, value.is_masked && !value.is_made && !looks.reveal);
    let name = value.placed.name();
    let came = match &value.came {
        Came::Sent(_) if masks_value => format!("= {MASK}"),
        Came::Sent(sent) => format!("= {sent}"),
        Came::LeftOut => "is empty: left out".to_owned(),
        Came::NotMade => "was not made".to_owned(),
        Came::Held { code, message, .. } => format!("HOLDS THE EVENT BACK: {}: {message}", code.name),
    };
    ui.entry("", 2, &visible(&format!("{name} {came}")))?;
    let mut say = |label: &str, text: &str| ui.entry(&format!("    {label}"), COLUMN, &visible(text));
    let file = mapping.source.name();
    match (&value.placed.template, value.placed.path.as_slice()) {
        (Some(_), _) => say("mapping", &format!("{file}:{}: {}", value.placed.line, value.placed.written))?,
        (None, [key]) if key == "timestamp" => say("mapping", "nothing: the recorded date of the response")?,
        (None, _) => say("mapping", &format!("{file}:{}: randomAnonymousId", value.placed.line))?,
    }
    for cell in &value.cells {
        say("cell", &cell_in_words(cell, value.cells.len() > 1, masks_cells))?;
    }
    let mut before: Option<&Value> = None;
    for (step, after) in &value.steps {
        let hidden = |value: &Value| if masks_cells && !is_empty(value) { MASK.to_owned() } else { in_words(value) };
        // A hash shows nothing of what it was made of.
        let after_shown = if *step == Step::Hash { in_words(after) } else { hidden(after) };
        match before {
            None => say(step.name(), &after_shown)?,
            Some(before) => say(step.name(), &format!("{} → {after_shown}", hidden(before)))?,
        }
        before = Some(after);
    }
    if value.is_made {
        say("made", "from the source and the response, because both ids are empty")?;
    }
    if let Came::Held { help, .. } = &value.came {
        say("help", help)?;
    }
    Ok(())
}

fn cell_in_words(cell: &PipeCell, names_pipe: bool, is_masked: bool) -> String {
    let pipe = if names_pipe && !cell.pipe.is_empty() { format!("{}: ", cell.pipe) } else { String::new() };
    let Some(place) = &cell.place else { return format!("{pipe}none: it is the same for every response") };
    let place_shown = place_in_words(place);
    match cell.written.as_deref() {
        None => format!("{pipe}{place_shown}: not in this response"),
        Some("" | "\"\"" | "null") => format!("{pipe}{place_shown}: empty"),
        Some(_) if is_masked => format!("{pipe}{place_shown}: {MASK}"),
        // JSON is shown as it stands, its quotes included.
        Some(written) if place.key.is_some() => format!("{pipe}{place_shown}: {written}"),
        Some(written) => format!("{pipe}{place_shown}: {}", Value::from(written)),
    }
}

/// `column R, Q1_ease (QID1)`, `values.QID1`.
fn place_in_words(place: &CellPlace) -> String {
    if let Some(key) = &place.key {
        return key.clone();
    }
    let name = place.name.as_deref().filter(|name| !name.is_empty()).unwrap_or("without a name");
    let choice = place.choice.as_ref().map(|choice| format!("choice {choice}"));
    // Embedded data is called by its name in either row.
    let id = place.import_id.clone().filter(|id| id != name || choice.is_some());
    let inside: Vec<String> = [id, choice, place.part.clone()].into_iter().flatten().collect();
    let inside = if inside.is_empty() { String::new() } else { format!(" ({})", inside.join(", ")) };
    format!("column {}, {name}{inside}", place.letters().unwrap_or_default())
}

fn in_words(value: &Value) -> String {
    if value.is_null() { "empty".to_owned() } else { value.to_string() }
}

/// Whether there is nothing to mask.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value == ""
}

/// Rows that never gave a value, and fields that nobody uses.
fn backwards(mapping: &Mapping, explanation: &Explanation, looks: Looks<'_>, ui: &mut Ui) -> Result<()> {
    let coverage = &explanation.coverage;
    ui.heading(&format!(
        "Backwards, over {} that count of {} read",
        counted(coverage.counted, "response"),
        grouped(coverage.read)
    ))?;
    for task in coverage.tasks.iter().filter(|task| task.events == 0 && coverage.counted > 0) {
        ui.entry("", 2, &visible(&format!("Task {}: no response met its condition", task.task)))?;
    }
    if let Some(asked) = looks.property {
        return asked_for(mapping, explanation, asked, ui);
    }
    let never: Vec<_> = coverage.never().collect();
    if never.is_empty() && coverage.tasks.iter().any(|task| task.events > 0) {
        ui.line("  Every row of the mapping gave a value at least once")?;
    }
    if !never.is_empty() {
        ui.line("  Rows that never gave a value")?;
    }
    for (task, row) in never {
        ui.entry("", 4, &visible(&format!("{task} {}: {}", called(mapping, row), counts(row))))?;
    }
    unused(explanation, ui)
}

/// The counts of the one value that was asked for, in each task that has it.
fn asked_for(mapping: &Mapping, explanation: &Explanation, asked: &str, ui: &mut Ui) -> Result<()> {
    for task in explanation.coverage.tasks.iter().filter(|task| task.events > 0) {
        for row in task.rows.iter().filter(|row| row.placed.is_called(asked)) {
            ui.entry("", 2, &visible(&format!("{} {}: {}", task.task, called(mapping, row), counts(row))))?;
        }
    }
    Ok(())
}

fn called(mapping: &Mapping, row: &RowCoverage) -> String {
    format!("{} ({}:{})", row.placed.name(), mapping.source.name(), row.placed.line)
}

/// `a value in 7 of 9 events, 2 held back`.
fn counts(row: &RowCoverage) -> String {
    let held = if row.held == 0 { String::new() } else { format!(", {} held back", grouped(row.held)) };
    let events = counted(row.gave + row.empty + row.held, "event");
    format!("a value in {} of {events}{held}", grouped(row.gave))
}

fn unused(explanation: &Explanation, ui: &mut Ui) -> Result<()> {
    let (all, counted) = (explanation.fields.all.len(), explanation.coverage.counted);
    let unused: Vec<&FieldUse> = explanation.fields.unused().collect();
    if unused.is_empty() {
        return ui.line(&format!("  Each of the {all} fields is used"));
    }
    let (filled, empty): (Vec<&FieldUse>, Vec<&FieldUse>) = unused.into_iter().partition(|field| field.filled > 0);
    ui.line(&format!("  Fields that nobody uses: {} of {all}", filled.len() + empty.len()))?;
    for field in filled.iter().take(SHOWN_FIELDS) {
        let line =
            format!("{}: filled in {} of {}", place_in_words(&field.place), grouped(field.filled), grouped(counted));
        ui.entry("", 4, &visible(&line))?;
    }
    if let Some(more) = filled.len().checked_sub(SHOWN_FIELDS).filter(|more| *more > 0) {
        ui.line(&format!("    … and {more} more (--format json has them all)"))?;
    }
    if !empty.is_empty() {
        ui.line(&format!("    and {} that no response fills", crate::ui::counted(empty.len() as u64, "field")))?;
    }
    Ok(())
}
