//! The outcomes of examples for people: what was expected and what came, with the line of each.

use super::trial::{Status, Tried};
use super::{Tested, show};
use crate::core::error::Result;
use crate::mapping::examples::coverage::Share;
use crate::ui::{Ui, visible};

/// Writes the outcomes of one mapping file.
pub(crate) fn write(tested: &Tested, has_heading: bool, ui: &mut Ui) -> Result<()> {
    if has_heading {
        ui.heading(&format!("{}:", tested.file))?;
    }
    for findings in &tested.findings {
        show(findings, ui)?;
    }
    for tried in &tested.examples {
        example(tried, ui)?;
    }
    for (file, line, written) in &tested.written {
        let path = if written.path.is_empty() { String::new() } else { format!(" {}", written.path) };
        ui.line(&visible(&format!("wrote {file}:{line} ({}), {}{path}", written.example, written.task)))?;
        if let Some(before) = &written.before {
            ui.line(&visible(&format!("    - {before}")))?;
        }
        ui.line(&visible(&format!("    + {}", written.after)))?;
    }
    if let Some(account) = &tested.coverage {
        let share = |share: Share, what: &str| format!("{} of {} {what}", share.reached, share.all);
        let choices = match tested.knows_choices {
            true => share(account.choices, "choices"),
            false => format!("{} (those of questions: with --survey)", share(account.choices, "choices")),
        };
        ui.line(&format!(
            "coverage of {}: {}, {choices}, {}",
            tested.file,
            share(account.rows, "rows"),
            share(account.conditions, "sides of conditions"),
        ))?;
        show(&account.gaps, ui)?;
    }
    Ok(())
}

fn example(tried: &Tried, ui: &mut Ui) -> Result<()> {
    let name = visible(&tried.name);
    let (line, column) = tried.position();
    match tried.status {
        Status::Passed | Status::Blessed => return ui.line(&format!("{:<8}{name}", tried.status.name())),
        Status::Failed | Status::NotRun => {
            ui.line(&format!("{:<8}{name} ({}:{line}:{column})", tried.status.name(), visible(&tried.file)))?;
        }
    }
    ui.data(details(tried).as_bytes())?;
    show(&tried.findings, ui)
}

/// What is wrong with an example, in lines that are indented below its name.
pub(crate) fn details(tried: &Tried) -> String {
    let mut text = String::new();
    let mut say = |line: &str| {
        text.push_str(&visible(line));
        text.push('\n');
    };
    if let Some(error) = &tried.error {
        say(&format!("  {}", error.message));
        error.causes().for_each(|cause| say(&format!("  because: {cause}")));
        error.hints.iter().for_each(|hint| say(&format!("  hint: {hint}")));
    }
    if let Some(unsaid) = &tried.unsaid {
        match unsaid.as_slice() {
            [] => say("  it expects nothing: say it under `expect`, or let --bless write what comes out"),
            tasks => tasks.iter().for_each(|task| say(&format!("  {task}: nothing is expected of it"))),
        }
    }
    for judged in &tried.judged {
        let difference = &judged.difference;
        match difference.path.0.is_empty() {
            true => say(&format!("  {}", judged.task)),
            false => say(&format!("  {}: {}", judged.task, difference.path)),
        }
        let (line, column) = tried.example.source.position(difference.span.start);
        let came = tried.shown(judged).unwrap_or("nothing");
        let remark = difference.remark.as_ref().map(|remark| format!(" ({remark})")).unwrap_or_default();
        let (file, made_line, made_column) = tried.made_at(judged);
        say(&format!("    - {}", difference.expected));
        say(&format!("    + {came}{remark}"));
        say(&format!("    expected at {}:{line}:{column}, made at {file}:{made_line}:{made_column}", tried.file));
    }
    // A misspelt field is a common reason.
    if !tried.unread.is_empty() && !tried.judged.is_empty() {
        say(&format!("  read by none of its tasks: {}", tried.unread.join(", ")));
    }
    text
}
