//! The companion of an export: a definition of the survey, which says what each field is called, which
//! choices it has, and which recode goes with which label (`reference/qualtrics.md` §6).
//!
//! Four documents define a survey, and `documents` tells them apart: a QSF file, the answers of
//! `/survey-definitions/{id}` and `/surveys/{id}`, and the response schema. Each gives [`question`]s, these the
//! [`field`]s of an export; the schema gives fields alone. [`assign`] finds the fields behind bare names,
//! [`judge`] says what a pipe asks for that the survey does not have, [`yields`] what it can come to.

pub(crate) mod assign;
mod build;
mod documents;
pub(crate) mod field;
mod fields;
pub(crate) mod judge;
mod naming;
mod node;
mod object;
mod plain_text;
pub mod question;
mod read;
mod schema;
pub(crate) mod yields;

use super::import_id;
pub(crate) use field::tidy;
pub use field::{Choice, Match, SurveyField};
use question::Question;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// What is known of a survey.
#[derive(Debug, Default, Clone)]
pub struct Survey {
    /// The document that defines it.
    pub source: Source,
    /// The survey's id (`SV_…`).
    pub id: Option<String>,
    /// Its name, as its authors know it.
    pub title: Option<String>,
    /// The languages that it has texts in, where the document says.
    pub(crate) languages: BTreeSet<String>,
    /// Its questions in survey order, the deleted ones last; none in a response schema.
    questions: Vec<Question>,
    by_question: HashMap<String, usize>,
    /// Its embedded data, where the document tells all of them.
    embedded: Option<Vec<String>>,
    /// Its scoring categories by id and name, where the document tells them.
    scores: Option<Vec<(String, String)>>,
    /// Its fields by ImportId in normal form.
    fields: HashMap<String, Arc<SurveyField>>,
    /// The ImportIds in survey order, those of deleted questions left out.
    order: Vec<String>,
    /// The ImportId of each export tag; nothing where several fields have it.
    by_tag: HashMap<String, Option<String>>,
}

/// The documents that define a survey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// `GET /surveys/{id}/response-schema`.
    #[default]
    Schema,
    /// A QSF file.
    Qsf,
    /// `GET /survey-definitions/{id}`.
    Definition,
    /// `GET /surveys/{id}`.
    Object,
}

impl Source {
    /// The name in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Source::Schema => "schema",
            Source::Qsf => "qsf",
            Source::Definition => "survey-definition",
            Source::Object => "survey",
        }
    }
}

/// Why a file is no survey definition.
#[derive(Debug, PartialEq, Eq)]
pub enum SurveyError {
    /// Not JSON: line, column and reason.
    Json(usize, usize, String),
    /// Something else; what it is.
    NotASurvey(Cow<'static, str>),
}

impl Survey {
    /// Reads a definition of any kind.
    ///
    /// # Errors
    /// The text is not JSON, or defines no survey.
    pub fn parse(text: &str) -> Result<Survey, SurveyError> {
        documents::read(text)
    }

    /// The field with this ImportId, that of a deleted question too.
    pub fn field(&self, import_id: &str) -> Option<&SurveyField> {
        self.shared_field(import_id).map(|field| &**field)
    }

    /// The same, to keep.
    pub(crate) fn shared_field(&self, import_id: &str) -> Option<&Arc<SurveyField>> {
        self.fields.get(import_id).or_else(|| {
            // Of a loop whose rounds the definition does not name.
            let question = self.question_of_field(import_id)?;
            let at = import_id.find("QID").filter(|at| *at > 0)?;
            (question.loops == question::Loops::Unknown).then(|| self.fields.get(&import_id[at..]))?
        })
    }

    /// The ImportId of the field with this export tag, in whichever generation of exports; nothing where several
    /// fields have it.
    pub(crate) fn import_id_of_tag(&self, tag: &str) -> Option<&str> {
        self.by_tag.get(tag)?.as_deref()
    }

    /// The ImportIds of all fields, in survey order.
    pub(crate) fn import_ids(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(String::as_str)
    }

    /// Its questions, the columns of side-by-side questions among them, in survey order; the deleted ones come
    /// last. A response schema has none.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// The question with this id, which names no loop: `QID5`, `QID5#2`.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.by_question.get(id).map(|at| &self.questions[*at])
    }

    /// The question that a pipe names, in any round of a loop: `1_QID5#2` is QID5#2.
    pub fn asked(&self, question: &str) -> Option<&Question> {
        self.question(&question[question.find("QID")?..])
    }

    /// The text of a question that a pipe names.
    pub(crate) fn question_text(&self, question: &str) -> Option<&str> {
        let of_field = || self.field(question).or_else(|| self.field(&format!("{question}_TEXT")));
        self.asked(question).map(|asked| asked.text.as_str()).or_else(|| of_field().map(|field| field.text.as_str()))
    }

    /// Its embedded data, where the definition tells all of them.
    #[cfg(test)]
    pub(crate) fn embedded(&self) -> Option<&[String]> {
        self.embedded.as_deref()
    }

    /// The question (or side-by-side column) of a field: QID5#2 of `1_QID5#2_3`.
    fn question_of_field(&self, import_id: &str) -> Option<&Question> {
        let stem = import_id::question_of(import_id)?;
        let base = &import_id[import_id.find("QID")?..];
        let column = import_id[stem.len()..].strip_prefix('#');
        let column = column.map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count() + 1);
        let length = stem.len() - import_id.find("QID")? + column.unwrap_or(0);
        self.question(&base[..length])
    }
}

#[cfg(test)]
mod tests;
