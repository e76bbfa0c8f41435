//! `qseg inspect`: what is in an export, and how to export it better.

use crate::commands::limits::Limits;
use crate::commands::{document, project};
use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::qualtrics::export::{Export, Options};
use crate::qualtrics::inspect::{Inspection, inspect};
use crate::qualtrics::layout::Settings;
use crate::ui::{Ui, counted, grouped, visible};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Say what is in an export: its generation, fields, statuses, dates, and how to export it better
///
/// Examples:
///   qseg inspect responses.csv
///   qseg inspect --format json --survey survey.qsf responses.zip
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct InspectArgs {
    /// Exports of survey responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// The survey's definition, for the texts of JSON fields and for what the names of older exports are
    ///
    /// A QSF file, or what the API gives for /survey-definitions/SV_…, /surveys/SV_… or
    /// /surveys/SV_…/response-schema.
    #[arg(long, value_name = "FILE")]
    survey: Option<PathBuf>,
    /// Text for people, or one document
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: InspectFormat,
    #[command(flatten)]
    limits: Limits,
}

/// How it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum InspectFormat {
    /// For people
    #[default]
    Text,
    /// One document
    Json,
}

/// Inspects every input; one that is broken ends it, and those before it are told.
pub(crate) fn run(args: InspectArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let mut found = Vec::new();
    let outcome = all(&args, context, ui, &mut found);
    match args.format {
        InspectFormat::Json => {
            let inputs: Vec<Value> = found.iter().map(|(name, inspection)| document_of(name, inspection)).collect();
            let mut whole = json!({ "schema": "qseg.inspect/1", "inputs": inputs });
            if let Err(error) = &outcome {
                whole["error"] = document::error_only(error)["error"].take();
            }
            ui.line(&whole.to_string())?;
        }
        InspectFormat::Text => {
            for (name, inspection) in &found {
                text(name, inspection, ui)?;
            }
            if outcome.is_ok() {
                ui.hint("see the events that it becomes: qseg send --dry-run INPUT");
            }
        }
    }
    outcome.map(|()| Exit::Done)
}

fn all(args: &InspectArgs, context: &Context, ui: &Ui, found: &mut Vec<(String, Inspection)>) -> Result<()> {
    let options = Options {
        survey: project::read_survey(context, args.survey.as_deref())?,
        settings: Settings::at(context.now()),
        max_record_bytes: args.limits.record_bytes(),
        format: None,
    };
    project::stdin_once(&args.inputs)?;
    for typed in &args.inputs {
        let progress = ui.progress(&typed.display().to_string());
        let mut input = project::open(context, typed, None, args.limits.opening())?;
        progress.expect(input.size);
        while let Some(part) = input.parts.next()? {
            let mut export = Export::open(&part.name, part.reader, &options)?;
            let inspection = inspect(&mut export, |bytes| progress.at(bytes));
            found.push((part.name.to_string(), inspection?));
        }
    }
    Ok(())
}

fn document_of(name: &str, inspection: &Inspection) -> Value {
    let fields: Vec<Value> = inspection
        .fields
        .iter()
        .zip(&inspection.judged)
        .map(|(field, judged)| {
            let (class, ground) = (judged.map(|judged| judged.class.name()), judged.map(|judged| judged.ground.to_string()));
            json!({ "import_id": field.import_id, "choice_id": field.choice_id, "name": field.name, "label": field.label,
                "filled": field.filled, "class": class, "ground": ground })
        })
        .collect();
    let ids = &inspection.response_id;
    let (unique, unique_is_estimate) = ids.unique.count();
    let has_ids = ids.field.is_some();
    json!({
        "file": name,
        "format": inspection.format,
        "generation": inspection.generation,
        "header_rows": inspection.header_rows,
        "columns": inspection.columns,
        "responses": inspection.responses,
        "blank_rows": inspection.blank_rows,
        "would_count": inspection.would_count,
        "response_id": {
            "field": ids.field,
            "first": ids.first,
            "last": ids.last,
            "unique": has_ids.then_some(unique),
            "unique_is_estimate": unique_is_estimate,
        },
        "time_zone": inspection.time_zone,
        "values": inspection.values.name(),
        "status": inspection.status,
        "finished": inspection.finished,
        "languages": inspection.languages,
        "recorded": {
            "first": inspection.recorded.map(|(first, _)| first.to_string()),
            "last": inspection.recorded.map(|(_, last)| last.to_string()),
        },
        "advice": inspection.advice.iter().map(|advice| advice.text()).collect::<Vec<_>>(),
        "fields": fields,
    })
}

fn text(name: &str, inspection: &Inspection, ui: &mut Ui) -> Result<()> {
    ui.heading(&visible(name))?;
    let columns = inspection
        .columns
        .map_or_else(|| counted(inspection.fields.len() as u64, "field"), |columns| counted(columns as u64, "column"));
    ui.line(&format!("Format     {}, {}, {columns}", inspection.format, inspection.generation))?;
    let blank = if inspection.blank_rows > 0 {
        format!(", {}", counted(inspection.blank_rows, "blank row"))
    } else {
        String::new()
    };
    ui.line(&format!(
        "Responses  {}{blank}; {} would count",
        grouped(inspection.responses),
        grouped(inspection.would_count)
    ))?;
    let ids = &inspection.response_id;
    let (unique, is_estimate) = ids.unique.count();
    ui.line(&match &ids.field {
        Some(field) => {
            format!("Ids        {field}: {}{} different", if is_estimate { "about " } else { "" }, grouped(unique))
        }
        None => "Ids        none".to_owned(),
    })?;
    ui.line(&format!("Values     {}", inspection.values.name()))?;
    let zone = inspection.time_zone.as_deref().map_or_else(|| "zone not named".to_owned(), |zone| format!("in {zone}"));
    ui.line(&match inspection.recorded {
        Some((first, last)) => format!("Recorded   {first} to {last} ({zone})"),
        None => format!("Recorded   no date that can be read ({zone})"),
    })?;
    for (label, counts) in [
        ("Status     ", &inspection.status),
        ("Finished   ", &inspection.finished),
        ("Languages  ", &inspection.languages),
    ] {
        if !counts.is_empty() {
            ui.line(&format!("{label}{}", listed(counts)))?;
        }
    }
    ui.line("")?;
    let width = inspection.fields.iter().map(|field| field_name(field).chars().count()).max().unwrap_or(0).min(40);
    let classes: Vec<&str> =
        inspection.judged.iter().map(|judged| judged.map_or("", |judged| judged.class.name())).collect();
    let class_width =
        classes.iter().map(|class| class.len()).max().filter(|width| *width > 0).unwrap_or(0).max("Personal".len());
    ui.line(&format!("{:<width$}  {:>9}  {:<class_width$}  {}", "Field", "Filled", "Personal", "Name"))?;
    for (field, class) in inspection.fields.iter().zip(classes) {
        let label = field.label.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        let named = field.name.as_deref().filter(|name| !name.is_empty());
        let shown = [named, Some(label.as_str()).filter(|label| !label.is_empty() && Some(*label) != named)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ");
        let (name, filled) = (field_name(field), grouped(field.filled));
        let line = format!("{name:<width$}  {filled:>9}  {class:<class_width$}  {shown}");
        let line = ui.fitted(visible(&line).trim_end());
        ui.line(&line)?;
    }
    if !inspection.advice.is_empty() {
        ui.line("")?;
        ui.heading("To export it better")?;
        for advice in &inspection.advice {
            ui.line(&format!("- {}", advice.text()))?;
        }
    }
    ui.line("")
}

fn field_name(field: &crate::qualtrics::inspect::Field) -> String {
    match (&field.import_id, &field.choice_id) {
        (Some(id), Some(choice)) => format!("{id} choice {choice}"),
        (Some(id), None) => id.clone(),
        (None, _) => "(no ImportId)".to_owned(),
    }
}

fn listed(counts: &BTreeMap<String, u64>) -> String {
    let mut counts: Vec<_> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    let shown: Vec<String> =
        counts.iter().take(8).map(|(text, count)| format!("{} {}", visible(text), grouped(**count))).collect();
    let more = counts.len().saturating_sub(8);
    if more > 0 { format!("{} and {more} more", shown.join(", ")) } else { shown.join(", ") }
}
