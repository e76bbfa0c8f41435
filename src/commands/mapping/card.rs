//! `qseg mapping card`: what to set up in Qualtrics, step by step, each box ready to paste.

mod markdown;
mod text;

use crate::commands::{document, project, unknown_word};
use crate::commands::{known_task, unsound};
use crate::context::Context;
use crate::core::diagnostic::{Findings, Severity};
use crate::core::error::{Error, Exit, Result};
use crate::mapping::card::condition::Clause;
use crate::mapping::card::target::{Source, Target};
use crate::mapping::card::{Card, FormBox, How, Step, cards};
use crate::mapping::model::Mapping;
use crate::ui::{Ui, counted, visible};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Print what to set up in Qualtrics for each task: workflow, conditions, and every box of the Segment task
///
/// In the order of the form, ready to paste; then what has no place there, and what leaving it out changes in the
/// event. Nothing is sent and no token is needed.
///
/// Examples:
///   qseg mapping card --env prod
///   qseg mapping card --task onboarding-completed --format markdown qseg.yaml
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct CardArgs {
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Which of the mapping's sources the task sends to
    #[arg(short, long, value_name = "NAME")]
    env: Option<String>,
    /// The source by its slug or id; one that the mapping does not pin is written down as it is
    #[arg(long, value_name = "SOURCE", conflicts_with = "env")]
    source: Option<String>,
    /// The workspace's name, to write it down
    #[arg(long, value_name = "NAME")]
    workspace: Option<String>,
    /// Only this task of the mapping
    #[arg(long, value_name = "NAME")]
    task: Option<String>,
    /// How it is written
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: CardFormat,
}

/// How cards are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CardFormat {
    /// For people
    #[default]
    Text,
    /// For a wiki or a pull request
    Markdown,
    /// One document
    Json,
}

/// Prints a card for each task.
pub(crate) fn run(args: CardArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let format = args.format;
    let result = print(&args, context, ui);
    if let (CardFormat::Json, Err(error)) = (format, &result)
        && !ui.has_data()
        && !error.is_closed_pipe()
    {
        ui.line(&document::error_only(error).to_string())?;
    }
    result
}

fn print(args: &CardArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let path = project::find_mapping(context, args.file.as_deref(), None).ok_or_else(|| {
        Error::usage("no_mapping", "there is no mapping file here").hint("name one: qseg mapping card FILE")
    })?;
    let (mapping, findings) = project::read_mapping(context, &path)?;
    let Some(mapping) = mapping else {
        return unsound("there is no card", args.format == CardFormat::Json, &findings, ui);
    };
    let target = target(args, &mapping, context)?;
    let cards = cards(&mapping, args.task.as_deref(), &target);
    match args.format {
        CardFormat::Json => ui.document(&document(&mapping, &target, &cards, &findings))?,
        CardFormat::Markdown => markdown::write(&mapping, &cards, ui)?,
        CardFormat::Text => text::write(&cards, ui)?,
    }
    if let Source::Several(pins) = &target.source {
        let envs: Vec<&str> = pins.iter().map(|pin| pin.env.as_str()).collect();
        ui.hint(&visible(&format!("the card for one source: --env {}", envs.join(", --env "))));
    }
    let warnings = findings.count(Severity::Warning);
    if warnings > 0 {
        let file = path.display();
        ui.hint(&visible(&format!("{file} has {}: qseg mapping check {file}", counted(warnings, "warning"))));
    }
    Ok(Exit::Done)
}

/// Where the tasks send, as far as anybody said.
fn target(args: &CardArgs, mapping: &Mapping, context: &Context) -> Result<Target> {
    known_task(mapping, args.task.as_deref())?;
    if let Some(env) = &args.env
        && !mapping.sources.iter().any(|source| source.env.value == *env)
    {
        let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
        return Err(unknown_word("--env", env, &known));
    }
    let target = Target::of(mapping, args.env.as_deref(), args.source.as_deref());
    let region = match (target.region, context.region(None, None)?) {
        (Some(pinned), Some(asked)) if pinned != asked.value => {
            let message =
                format!("the region is `{}` by {} and `{pinned}` by the mapping file", asked.value, asked.given_by);
            let hint = "a source lives in one region: correct the one that is wrong";
            return Err(Error::usage("regions_differ", message).hint(hint));
        }
        (pinned, asked) => pinned.or(asked.map(|setting| setting.value)),
    };
    Ok(Target { workspace: args.workspace.clone(), region, ..target })
}

fn document(mapping: &Mapping, target: &Target, cards: &[Card], findings: &Findings) -> Value {
    let source = match &target.source {
        Source::Pinned(pin) => json!({ "env": pin.env, "slug": pin.slug, "id": pin.id }),
        Source::Named(name) => json!({ "env": null, "slug": name, "id": null }),
        Source::Several(_) | Source::Unsaid => Value::Null,
    };
    json!({
        "schema": "qseg.card/1",
        "mapping": mapping.source.name(),
        "senders": { "task": mapping.senders.task, "qseg": mapping.senders.qseg },
        "workspace": target.workspace,
        "source": source,
        "region": target.region.map(|region| region.name()),
        "cards": cards.iter().map(card).collect::<Vec<_>>(),
        "findings": document::findings(findings),
    })
}

fn card(card: &Card) -> Value {
    let differences = card.differences.iter().map(
        |found| json!({ "place": found.place, "option": found.option, "effect": found.effect, "line": found.line }),
    );
    json!({
        "task": card.task,
        "type": card.call.name(),
        "steps": card.steps.iter().map(step).collect::<Vec<_>>(),
        "differences": differences.collect::<Vec<_>>(),
        "unknown": card.unknown,
    })
}

fn step(step: &Step) -> Value {
    json!({
        "title": step.title,
        "boxes": step.boxes.iter().map(form_box).collect::<Vec<_>>(),
        "condition": step.condition.as_ref().map(clause),
        "notes": step.notes,
    })
}

fn form_box(found: &FormBox) -> Value {
    let value = match &found.how {
        How::Choose(text) | How::Paste(text) => json!(text),
        How::Switch(on) => json!(on),
        How::Nothing => Value::Null,
    };
    json!({
        "box": found.label,
        "box_verified": found.label_is_verified,
        "row": found.is_row,
        "how": found.how.name(),
        "value": value,
        "notes": found.notes,
    })
}

fn clause(found: &Clause) -> Value {
    match found {
        Clause::All(parts) => json!({ "all": parts.iter().map(clause).collect::<Vec<_>>() }),
        Clause::Any(parts) => json!({ "any": parts.iter().map(clause).collect::<Vec<_>>() }),
        Clause::Statement(statement) => json!({
            "field": statement.field,
            "operator": statement.operator,
            "operand": statement.operand,
            "notes": statement.notes,
        }),
    }
}
