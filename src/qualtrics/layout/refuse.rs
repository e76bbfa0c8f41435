//! Why a pipe has no recipe, each with its way out.

use super::Layout;
use crate::core::diagnostic::{Code, did_you_mean};
use crate::qualtrics::findings::*;
use crate::qualtrics::header::{Column, Generation};
use crate::qualtrics::import_id;
use crate::qualtrics::recipe::Step;
use crate::qualtrics::survey::SurveyField;
use std::sync::Arc;

/// Why a pipe has no recipe.
#[derive(Debug, Clone)]
pub struct Unresolved {
    /// The code of the finding.
    pub code: &'static Code,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// A step, or why there is none.
pub(in crate::qualtrics) type Resolved<T = Step> = Result<T, Unresolved>;

/// Why there is no recipe: code, what is wrong, the way out.
pub(in crate::qualtrics) fn unresolved<T>(
    code: &'static Code,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Resolved<T> {
    Err(Unresolved { code, message: message.into(), help: help.into() })
}

/// The way out where only the survey knows.
pub(super) const SURVEY_HELP: &str = "give the survey with --survey (a QSF file, a definition or a response schema)";

impl Layout {
    /// The survey's field with its choices, which a step is about to need.
    pub(super) fn survey_choices(&self, key: &str, what: &str) -> Resolved<Arc<SurveyField>> {
        if self.survey.is_none() {
            return unresolved(
                &SURVEY_NEEDED,
                format!("{what} of {key} stand in the survey, not in a response"),
                SURVEY_HELP,
            );
        }
        match self.survey_field(key) {
            Some(field) if !field.choices.is_empty() => Ok(field),
            Some(_) => unresolved(
                &NOT_IN_SURVEY,
                format!("the survey has no choices for {key}"),
                "check the question's number",
            ),
            None => self.not_in_survey(key),
        }
    }

    pub(super) fn not_in_survey<T>(&self, key: &str) -> Resolved<T> {
        let near = self.survey.as_ref().and_then(|survey| did_you_mean(key, survey.import_ids()));
        let help = near.map_or_else(
            || "the survey definition may be of another survey, or older than the export".to_owned(),
            |near| format!("did you mean {near}?"),
        );
        unresolved(&NOT_IN_SURVEY, format!("the survey has no field {key}"), help)
    }

    pub(in crate::qualtrics) fn not_in_export<T>(&self, what: &str, key: &str) -> Resolved<T> {
        let is_part = |id: &String| id.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'));
        if let Some(unclear) = self.unclear.iter().find(|unclear| unclear.fields.iter().any(is_part)) {
            return unresolved(
                &FIELD_AMBIGUOUS,
                format!(
                    "\"{}\" is the name of {} here and of {} of the survey ({}): which is which cannot be told",
                    unclear.name,
                    counted(unclear.columns, "column"),
                    counted(unclear.fields.len(), "field"),
                    unclear.fields.join(", ")
                ),
                "export the responses again in the current format, which has ImportIds",
            );
        }
        let mut known: Vec<&str> = Vec::new();
        if let Some(header) = self.header() {
            known.extend(header.columns.iter().filter_map(|column| column.import_id.as_deref()));
            known.extend(header.columns.iter().map(|column| column.name.as_str()).filter(|name| !name.is_empty()));
        }
        let older = self.header().is_some_and(|h| h.generation == Generation::Legacy) && import_id::is_question(key);
        let tags: Vec<&str> = self.survey_tags(key).collect();
        if older && !tags.is_empty() {
            return unresolved(
                &FIELD_NOT_IN_EXPORT,
                format!("no column of the export holds {what}"),
                format!(
                    "the survey would have it called {}; export that field too, or remove the row",
                    tags.join(" or ")
                ),
            );
        }
        let help = match did_you_mean(key, known.into_iter().filter(|name| *name != key)) {
            _ if older => {
                "a legacy export has only names: give the survey with --survey, or use ${column://Name}".to_owned()
            }
            Some(near) => format!("did you mean {near}? `qseg inspect` lists every field of the export"),
            None => "export that field too, or remove the row".to_owned(),
        };
        unresolved(&FIELD_NOT_IN_EXPORT, format!("no column of the export holds {what}"), help)
    }

    pub(super) fn several<T>(&self, what: &str, columns: &[&Column]) -> Resolved<T> {
        let ids: Vec<String> = columns.iter().map(|column| column.display()).collect();
        unresolved(
            &FIELD_AMBIGUOUS,
            format!("{} columns hold {what}: {}", columns.len(), ids.join(", ")),
            "ask for one of them by its ImportId: a ${q://…} or ${e://Field/…} pipe, or ${column://ImportId}",
        )
    }
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The choices that there are, where another was asked for.
pub(super) fn choices_help(field: &SurveyField) -> String {
    let shown: Vec<String> =
        field.choices.iter().take(8).map(|choice| format!("{} ({})", choice.id, choice.label.trim())).collect();
    let more = field.choices.len().saturating_sub(8);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("its choices are {}{rest}", shown.join(", "))
}
