//! The documents that define a survey, told apart by what is in them, and what each of them says
//! (`reference/qualtrics.md` §6).

use super::build::Builder;
use super::node::Node;
use super::object;
use super::question::Question;
use super::read::{self, Languages};
use super::{Source, Survey, SurveyError, schema};
use std::borrow::Cow;

/// Reads any of them.
pub(super) fn read(text: &str) -> Result<Survey, SurveyError> {
    let text = text.trim_start_matches('\u{feff}');
    match text.trim_start().as_bytes().first() {
        None => return Err(SurveyError::NotASurvey("empty".into())),
        Some(b'{' | b'[') => {}
        Some(_) if is_export(text) => {
            return Err(SurveyError::NotASurvey("an export of responses (CSV), not a definition".into()));
        }
        Some(_) => {}
    }
    let document: Node<'_> = serde_json::from_str(text).map_err(|error| {
        // A response to a line.
        if text.lines().next().is_some_and(|line| line.contains("\"responseId\"") && line.trim_end().ends_with('}')) {
            return SurveyError::NotASurvey("an export of responses (NDJSON), not a definition".into());
        }
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
        SurveyError::Json(error.line(), error.column(), reason)
    })?;
    // The API wraps what it gives in `result`; saved copies are often bare.
    let inner = document.get("result").unwrap_or(&document);
    let has = |key: &str| inner.get(key).is_some();
    let is_object = |key: &str| matches!(inner.get(key), Some(Node::Object(_)));
    if has("SurveyElements") {
        qsf(inner)
    } else if let Some(fields) = schema::fields(inner) {
        schema::read(inner, fields)
    } else if is_object("Questions") || (has("SurveyFlow") && has("Blocks")) {
        definition(inner)
    } else if is_object("questions") {
        object::read(inner)
    } else {
        Err(SurveyError::NotASurvey(what_else(&document, inner)))
    }
}

/// A CSV export begins with its column names.
fn is_export(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    line.contains([',', '\t', ';'])
        && ["StartDate", "ResponseI", "V1", "EndDate", "RecordedDate", "Finished"]
            .iter()
            .any(|name| line.contains(name))
}

/// What JSON is that defines no survey.
fn what_else(document: &Node<'_>, inner: &Node<'_>) -> Cow<'static, str> {
    let first = match inner {
        Node::List(items) => items.first(),
        _ => None,
    };
    let is_response = |node: &Node<'_>| node.get("responseId").is_some() || node.get("values").is_some();
    if inner.get("responses").is_some() || is_response(inner) || first.is_some_and(is_response) {
        return "an export of responses, not a definition".into();
    }
    if let Some(error) = document.get("meta").and_then(|meta| meta.get("error")) {
        let message = error.text_at("errorMessage").unwrap_or("no reason given");
        return format!("an error that Qualtrics answered: {message}").into();
    }
    let elements = inner.get("elements").map(Node::entries).unwrap_or_default();
    if elements.iter().any(|(_, element)| element.text_at("id").is_some_and(|id| id.starts_with("SV_"))) {
        return "the list of surveys; the definition of one of them is wanted".into();
    }
    if inner.get("tasks").is_some() && inner.get("version").is_some() {
        return "a mapping file, not a survey definition".into();
    }
    let keys: Vec<&str> = inner.keys().take(5).collect();
    if keys.is_empty() {
        return "JSON, and defines no survey".into();
    }
    format!("JSON that defines no survey: its keys are {}", keys.join(", ")).into()
}

/// A QSF file.
fn qsf(document: &Node<'_>) -> Result<Survey, SurveyError> {
    let mut builder = Builder::new(Source::Qsf);
    if let Some(entry) = document.get("SurveyEntry") {
        builder.named(entry);
    }
    let mut languages = Languages::new();
    let mut questions: Vec<Question> = Vec::new();
    for (_, element) in document.get("SurveyElements").map(Node::entries).unwrap_or_default() {
        let Some(payload) = element.get("Payload") else { continue };
        match element.text_at("Element") {
            Some("SQ") => {
                let id = element.text_at("PrimaryAttribute").unwrap_or_default();
                questions.extend(read::questions(id, payload, &mut languages));
            }
            Some("BL") => builder.blocks.add(payload),
            Some("FL") => builder.flow(payload),
            Some("SCO") => builder.scores(read::scores(payload)),
            _ => {}
        }
    }
    builder.finish(questions, languages)
}

/// A document of `/survey-definitions/{id}`.
fn definition(document: &Node<'_>) -> Result<Survey, SurveyError> {
    let mut builder = Builder::new(Source::Definition);
    builder.named(document);
    let mut languages = Languages::new();
    let mut questions: Vec<Question> = Vec::new();
    for (id, payload) in document.get("Questions").map(Node::entries).unwrap_or_default() {
        questions.extend(read::questions(&id, payload, &mut languages));
    }
    if let Some(blocks) = document.get("Blocks") {
        builder.blocks.add(blocks);
    }
    if let Some(flow) = document.get("SurveyFlow") {
        builder.flow(flow);
    }
    if let Some(scoring) = document.get("Scoring") {
        builder.scores(read::scores(scoring));
    }
    builder.finish(questions, languages)
}
