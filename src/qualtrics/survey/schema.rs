//! The response schema of `GET /surveys/{id}/response-schema`: every field, its export tag and its choices, and
//! nothing of the kinds of questions (`reference/qualtrics.md` §6).

use super::build::Builder;
use super::field::{Choice, SurveyField, tidy};
use super::node::Node;
use super::read::Languages;
use super::{Source, Survey, SurveyError};
use crate::qualtrics::import_id;

/// The fields of a document that is a response schema.
pub(super) fn fields<'n, 't>(document: &'n Node<'t>) -> Option<&'n [(std::borrow::Cow<'t, str>, Node<'t>)]> {
    match document.get("properties")?.get("values")?.get("properties")? {
        Node::Object(fields) => Some(fields),
        _ => None,
    }
}

/// Reads it.
pub(super) fn read(
    document: &Node<'_>,
    fields: &[(std::borrow::Cow<'_, str>, Node<'_>)],
) -> Result<Survey, SurveyError> {
    let mut builder = Builder::new(Source::Schema);
    builder.id = document.text_at("$id").and_then(survey_id);
    builder.title = document.text_at("title").and_then(title);
    let mut embedded = Vec::new();
    for (key, node) in fields {
        let key = import_id::normal(key);
        let kind = node.text_at("type").unwrap_or_default();
        let choices = choices(node);
        let field = SurveyField {
            text: node.text_at("description").unwrap_or_default().to_owned(),
            export_tag: node.text_at("exportTag").map(str::to_owned),
            choices: choices.into(),
            several: kind == "array",
            numeric: matches!(kind, "number" | "integer"),
            ..SurveyField::default()
        };
        if node.text_at("dataType") == Some("embeddedData") {
            embedded.push(key.clone());
        }
        builder.field(key, field, true)?;
    }
    // A schema that marks its embedded data has them all.
    if !embedded.is_empty() {
        builder.embedded(embedded);
    }
    builder.finish(Vec::new(), Languages::new())
}

fn choices(field: &Node<'_>) -> Vec<Choice> {
    let items = field.get("items");
    let list = field.get("oneOf").or_else(|| items?.get("oneOf")).or_else(|| items?.get("anyOf"));
    let read = |choice: &Node<'_>| {
        let recode = match choice.get("const")? {
            Node::Bool(recode) => recode.to_string(),
            node => node.text()?.to_owned(),
        };
        (!recode.is_empty()).then(|| Choice::new(recode, choice.text_at("label").unwrap_or_default()))
    };
    list.map(Node::entries).unwrap_or_default().into_iter().filter_map(|(_, choice)| read(choice)).collect()
}

fn survey_id(id: &str) -> Option<String> {
    id.split('/').find(|part| part.starts_with("SV_")).map(str::to_owned)
}

/// `Customer NPS (SV_…) - Survey Response` is of the survey `Customer NPS`.
fn title(title: &str) -> Option<String> {
    let title = title.strip_suffix(" - Survey Response").unwrap_or(title);
    let name = tidy(title.rsplit_once(" (SV_").map_or(title, |(name, _)| name));
    (!name.is_empty()).then_some(name)
}
