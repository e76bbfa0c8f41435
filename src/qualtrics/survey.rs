//! The companion of an export: a definition of the survey, which says what each field is called, which
//! choices it has, and which recode goes with which label (`reference/qualtrics.md` §6).

use super::import_id;
use serde_json::Value;
use std::collections::HashMap;

/// What is known of a survey.
#[derive(Debug, Default, Clone)]
pub struct Survey {
    /// The survey's id (`SV_…`).
    pub id: Option<String>,
    /// Its name, as its authors know it.
    pub title: Option<String>,
    /// Its fields by ImportId in normal form.
    fields: HashMap<String, SurveyField>,
    /// The ImportIds in survey order.
    order: Vec<String>,
    by_tag: HashMap<String, String>,
}

/// One field of a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyField {
    /// The question's text, or the field's name.
    pub text: String,
    /// Its export tag: row 1 of a CSV export.
    pub export_tag: Option<String>,
    /// Its choices, in survey order; empty where it has none.
    pub choices: Vec<Choice>,
    /// Whether several choices can be selected.
    pub several: bool,
    /// Whether its values are numbers.
    pub numeric: bool,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its recode value.
    pub recode: String,
    /// Its label.
    pub label: String,
}

/// Why a file is no survey definition.
#[derive(Debug, PartialEq, Eq)]
pub enum SurveyError {
    /// Not JSON: line, column and reason.
    Json(usize, usize, String),
    /// JSON of another kind.
    NotASurvey(&'static str),
}

impl Survey {
    /// Reads a response schema (`GET /surveys/{id}/response-schema`).
    pub fn parse(text: &str) -> Result<Survey, SurveyError> {
        let document: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| SurveyError::Json(error.line(), error.column(), error.to_string()))?;
        // The API wraps the schema in `result`; saved copies are often bare.
        let schema = document.get("result").unwrap_or(&document);
        let fields = schema.pointer("/properties/values/properties").and_then(Value::as_object);
        let Some(fields) = fields else {
            return Err(SurveyError::NotASurvey(if schema.get("SurveyElements").is_some() {
                "a QSF file, which this version does not read"
            } else if schema.get("responses").is_some() || schema.get("values").is_some() {
                "a response export, not a definition"
            } else {
                "no response schema: it has no `properties.values.properties`"
            }));
        };
        let mut survey = Survey { id: survey_id(schema), title: title(schema), ..Survey::default() };
        for (key, field) in fields {
            let key = import_id::normal(key);
            let field = SurveyField {
                text: text_of(field.get("description")),
                export_tag: field.get("exportTag").and_then(Value::as_str).map(str::to_owned),
                choices: choices(field),
                several: field.get("type").and_then(Value::as_str) == Some("array"),
                numeric: matches!(field.get("type").and_then(Value::as_str), Some("number" | "integer")),
            };
            if let Some(tag) = &field.export_tag {
                survey.by_tag.insert(tag.clone(), key.clone());
            }
            if survey.fields.insert(key.clone(), field).is_none() {
                survey.order.push(key);
            }
        }
        Ok(survey)
    }

    /// The field with this ImportId.
    pub fn field(&self, import_id: &str) -> Option<&SurveyField> {
        self.fields.get(import_id)
    }

    /// The ImportId of the field with this export tag.
    pub fn import_id_of_tag(&self, tag: &str) -> Option<&str> {
        self.by_tag.get(tag).map(String::as_str)
    }

    /// The ImportIds of all fields, in survey order.
    pub fn import_ids(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }
}

impl SurveyField {
    /// The label of a recode.
    pub fn label(&self, recode: &str) -> Option<&str> {
        self.choices.iter().find(|choice| choice.recode == recode).map(|choice| choice.label.as_str())
    }

    /// The recodes that go with a label; more than one where choices share it.
    pub fn recodes(&self, label: &str) -> Vec<&str> {
        let wanted = tidy(label);
        self.choices
            .iter()
            .filter(|choice| tidy(&choice.label) == wanted)
            .map(|choice| choice.recode.as_str())
            .collect()
    }

    /// Splits an unsplit multi-select cell of labels (`E-mail,Chat, in the app`) into its labels.
    /// Labels may hold commas, so that only a definition can tell; `None` where there is no way to read the
    /// cell, or more than one.
    pub fn split_labels<'a>(&'a self, cell: &str) -> Option<Vec<&'a str>> {
        // From the end: which label can stand at each position, and where the next one then begins.
        let mut ways = vec![Ways::None; cell.len() + 1];
        ways[cell.len()] = Ways::End;
        for at in (0..cell.len()).rev().filter(|at| cell.is_char_boundary(*at)) {
            for choice in self.choices.iter().filter(|choice| !choice.label.is_empty()) {
                let label = choice.label.as_str();
                let Some(rest) = cell[at..].strip_prefix(label) else { continue };
                let next = match rest.strip_prefix(',') {
                    Some(after) if !after.is_empty() => cell.len() - after.len(),
                    None if rest.is_empty() => cell.len(),
                    _ => continue,
                };
                ways[at] = match (ways[at], ways[next]) {
                    (found, Ways::None) => found,
                    (Ways::None, Ways::One(..) | Ways::End) => Ways::One(label, next),
                    // Choices that share a label split the cell the same way.
                    (Ways::One(other, _), Ways::One(..) | Ways::End) if other == label => ways[at],
                    _ => Ways::Several,
                };
            }
        }
        let mut labels = Vec::new();
        let mut at = 0;
        loop {
            match ways[at] {
                Ways::End => return (!labels.is_empty()).then_some(labels),
                Ways::One(label, next) => {
                    labels.push(label);
                    at = next;
                }
                Ways::None | Ways::Several => return None,
            }
        }
    }
}

/// In how many ways a cell can be split from a position on.
#[derive(Debug, Clone, Copy)]
enum Ways<'a> {
    None,
    End,
    One(&'a str, usize),
    Several,
}

/// Labels carry stray spaces and line breaks (`reference/qualtrics.md` §5).
fn tidy(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

fn choices(field: &Value) -> Vec<Choice> {
    let list = field.get("oneOf").or_else(|| field.pointer("/items/oneOf")).or_else(|| field.pointer("/items/anyOf"));
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|choice| Choice { recode: text_of(choice.get("const")), label: text_of(choice.get("label")) })
        .filter(|choice| !choice.recode.is_empty())
        .collect()
}

fn survey_id(schema: &Value) -> Option<String> {
    let id = schema.get("$id").and_then(Value::as_str)?;
    id.split('/').find(|part| part.starts_with("SV_")).map(str::to_owned)
}

/// `Customer NPS (SV_…) - Survey Response` is of the survey `Customer NPS`.
fn title(schema: &Value) -> Option<String> {
    let title = schema.get("title").and_then(Value::as_str)?;
    let title = title.strip_suffix(" - Survey Response").unwrap_or(title);
    let name = title.rsplit_once(" (SV_").map_or(title, |(name, _)| name);
    let name = tidy(name);
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = r#"{"title":"A (b) (SV_1) - Survey Response","$id":"http://qualtrics.com/API/v3/surveys/SV_1/response-schema","properties":{"values":{"properties":{
        "QID3":{"description":"Where?","type":"array","exportTag":"channels","items":{"type":"string","oneOf":[
            {"label":"E-mail","const":"1"},{"label":"Chat, in the app","const":"3"},{"label":"Chat","const":"4"},{"label":"in the app","const":"5"}]}},
        "QID5":{"description":"Plan","type":"number","exportTag":"plan_q","oneOf":[{"label":"Free ","const":10},{"label":"Team,\nyearly","const":20}]}}}}}"#;

    #[test]
    fn a_response_schema_names_fields_tags_and_choices() {
        let survey = Survey::parse(SCHEMA).expect("parses");
        assert_eq!(survey.id.as_deref(), Some("SV_1"));
        assert_eq!(survey.title.as_deref(), Some("A (b)"));
        assert_eq!(survey.import_ids().collect::<Vec<_>>(), ["QID3", "QID5"]);
        assert_eq!(survey.import_id_of_tag("plan_q"), Some("QID5"));
        let plan = survey.field("QID5").expect("field");
        assert_eq!(plan.label("10"), Some("Free "));
        assert_eq!(plan.recodes("Team, yearly"), ["20"]);
        assert!(plan.recodes("Enterprise").is_empty());
        assert!(survey.field("QID3").expect("field").several);
    }

    #[test]
    fn labels_with_commas_are_split_where_there_is_one_way_to() {
        let survey = Survey::parse(SCHEMA).expect("parses");
        let channels = survey.field("QID3").expect("field");
        assert_eq!(channels.split_labels("E-mail,Chat, in the app"), Some(vec!["E-mail", "Chat, in the app"]));
        assert_eq!(channels.split_labels("Chat,in the app"), Some(vec!["Chat", "in the app"]));
        assert_eq!(channels.split_labels("E-mail,Fax"), None);
        assert_eq!(channels.split_labels("E-mail,"), None);
    }

    #[test]
    fn a_cell_that_can_be_split_in_two_ways_is_not_guessed() {
        let choice = |recode: &str, label: &str| Choice { recode: recode.into(), label: label.into() };
        let field = SurveyField {
            choices: vec![choice("1", "a"), choice("2", "b"), choice("3", "a,b")],
            ..SurveyField::default()
        };
        assert_eq!(field.split_labels("a,b"), None);
        assert_eq!(field.split_labels("b,a"), Some(vec!["b", "a"]));
        let many = "a,".repeat(4_000) + "a";
        assert_eq!(field.split_labels(&many).map(|labels| labels.len()), Some(4_001));
    }

    #[test]
    fn other_files_are_named_for_what_they_are() {
        assert!(matches!(Survey::parse("{"), Err(SurveyError::Json(1, _, _))));
        assert!(matches!(Survey::parse(r#"{"responses":[]}"#), Err(SurveyError::NotASurvey(_))));
    }
}
