//! Puts a survey together from what a document says: questions in survey order, and the fields that they have
//! in an export.

use super::field::{Choice, SurveyField};
use super::node::Node;
use super::question::{Kind, Loops, Question, Row};
use super::read::{Blocks, Flow, Languages};
use super::{Source, Survey, SurveyError};
use crate::qualtrics::import_id;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// More fields than this has no survey: rows times answers times rounds would otherwise grow without bound.
const MAX_FIELDS: usize = 200_000;

const TOO_MANY: SurveyError =
    SurveyError::NotASurvey(std::borrow::Cow::Borrowed("a definition of more fields than any survey has"));

/// What every response has besides answers (`reference/qualtrics.md` §4.1 metadata order): ImportId, name,
/// and text.
const METADATA: [(&str, &str, &str); 17] = [
    ("startDate", "StartDate", "Start Date"),
    ("endDate", "EndDate", "End Date"),
    ("status", "Status", "Response Type"),
    ("ipAddress", "IPAddress", "IP Address"),
    ("progress", "Progress", "Progress"),
    ("duration", "Duration (in seconds)", "Duration (in seconds)"),
    ("finished", "Finished", "Finished"),
    ("recordedDate", "RecordedDate", "Recorded Date"),
    ("_recordId", "ResponseId", "Response ID"),
    ("recipientLastName", "RecipientLastName", "Recipient Last Name"),
    ("recipientFirstName", "RecipientFirstName", "Recipient First Name"),
    ("recipientEmail", "RecipientEmail", "Recipient Email"),
    ("externalDataReference", "ExternalReference", "External Data Reference"),
    ("locationLatitude", "LocationLatitude", "Location Latitude"),
    ("locationLongitude", "LocationLongitude", "Location Longitude"),
    ("distributionChannel", "DistributionChannel", "Distribution Channel"),
    ("userLanguage", "UserLanguage", "User Language"),
];

/// A survey in the making.
pub(super) struct Builder {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) blocks: Blocks,
    flow: Flow,
    survey: Survey,
    fields: usize,
}

impl Builder {
    pub(super) fn new(source: Source) -> Builder {
        let survey = Survey { source, ..Survey::default() };
        Builder { id: None, title: None, blocks: Blocks::default(), flow: Flow::default(), survey, fields: 0 }
    }

    /// Id, name and language under the keys that the documents have for them.
    pub(super) fn named(&mut self, node: &Node<'_>) {
        let first = |keys: [&str; 2]| keys.into_iter().find_map(|key| node.text_at(key)).map(str::to_owned);
        self.id = first(["SurveyID", "id"]);
        self.title =
            first(["SurveyName", "name"]).map(|name| super::field::tidy(&name)).filter(|name| !name.is_empty());
        if let Some(language) = node.text_at("SurveyLanguage") {
            self.survey.languages.insert(language.to_owned());
        }
    }

    /// The survey flow, which tells all embedded data.
    pub(super) fn flow(&mut self, node: &Node<'_>) {
        self.flow.add(node);
        let embedded = std::mem::take(&mut self.flow.embedded);
        if self.survey.source != Source::Object {
            self.embedded(embedded);
        }
    }

    /// Embedded data of the survey.
    pub(super) fn embedded(&mut self, names: Vec<String>) {
        let known = self.survey.embedded.get_or_insert_default();
        for name in names {
            if !name.is_empty() && !known.contains(&name) {
                known.push(name);
            }
        }
    }

    /// Scoring categories: id and name.
    pub(super) fn scores(&mut self, scores: Vec<(String, String)>) {
        self.survey.scores.get_or_insert_default().extend(scores);
    }

    /// Adds a field; one that `counts` is listed.
    pub(super) fn field(&mut self, key: String, field: SurveyField, counts: bool) -> Result<(), SurveyError> {
        self.fields += 1;
        if self.fields > MAX_FIELDS {
            return Err(TOO_MANY);
        }
        let survey = &mut self.survey;
        for tag in field.export_tag.iter().chain(&field.other_tags) {
            if counts {
                let known = survey.by_tag.entry(tag.clone()).or_insert_with(|| Some(key.clone()));
                known.take_if(|known| *known != key);
            }
        }
        if survey.fields.insert(key.clone(), Arc::new(field)).is_none() && counts {
            survey.order.push(key);
        }
        Ok(())
    }

    /// The survey of these questions.
    pub(super) fn finish(mut self, mut questions: Vec<Question>, languages: Languages) -> Result<Survey, SurveyError> {
        self.survey.languages.extend(languages);
        carry_forward(&mut questions);
        // The first of questions with one id counts, as in the survey editor.
        let mut seen = HashSet::new();
        questions.retain(|question| seen.insert(question.id.clone()));
        let questions = self.blocks.arrange(questions, &self.flow);
        if self.survey.source != Source::Schema {
            for (id, name, text) in METADATA {
                let field = SurveyField { text: text.into(), export_tag: Some(name.into()), ..SurveyField::default() };
                self.field(id.to_owned(), field, true)?;
            }
        }
        for question in &questions {
            self.fields_of(question)?;
        }
        let embedded = self.survey.embedded.clone().unwrap_or_default();
        for name in embedded {
            if !self.survey.fields.contains_key(&name) && import_id::metadata(&name).is_none() {
                let field =
                    SurveyField { text: name.clone(), export_tag: Some(name.clone()), ..SurveyField::default() };
                self.field(name, field, true)?;
            }
        }
        for (at, (id, name)) in self.survey.scores.clone().unwrap_or_default().into_iter().enumerate() {
            let field = SurveyField {
                text: name,
                export_tag: Some(format!("SC{at}")),
                numeric: true,
                ..SurveyField::default()
            };
            self.field(id, field, true)?;
        }
        self.survey.by_question =
            questions.iter().enumerate().map(|(at, question)| (question.id.clone(), at)).collect::<HashMap<_, _>>();
        self.survey.questions = questions;
        self.survey.id = self.id;
        self.survey.title = self.title;
        Ok(self.survey)
    }

    fn fields_of(&mut self, question: &Question) -> Result<(), SurveyError> {
        // Rounds that nobody named cannot be listed: the fields are found behind any round that is asked for.
        let counts = !question.is_deleted && question.loops != Loops::Unknown;
        let cells = question.rows.len().saturating_mul(question.choices.len().max(1));
        if cells.saturating_mul(question.rounds().len().max(1)) > MAX_FIELDS {
            return Err(TOO_MANY);
        }
        let listed = question.parts().into_iter().map(|part| (part, counts));
        let parts: Vec<_> = listed.chain(question.cells().into_iter().map(|part| (part, false))).collect();
        if question.rounds().is_empty() {
            for (part, counts) in parts {
                self.field(question.import_id(part), question.field(part), counts)?;
            }
            return Ok(());
        }
        for round in question.rounds() {
            for (part, counts) in &parts {
                let mut field = question.field(*part);
                let prefixed = |tag: String| format!("{round}_{tag}");
                field.export_tag = field.export_tag.map(prefixed);
                field.other_tags = field.other_tags.into_iter().map(prefixed).collect();
                self.field(format!("{round}_{}", question.import_id(*part)), field, *counts)?;
            }
        }
        Ok(())
    }
}

/// Choices that are carried forward from another question have its numbers behind an `x`
/// (`reference/qualtrics.md` §4.1).
fn carry_forward(questions: &mut [Question]) {
    let index: HashMap<String, usize> =
        questions.iter().enumerate().map(|(at, question)| (question.id.clone(), at)).collect();
    let own: Vec<_> =
        questions.iter().map(|question| (Arc::clone(&question.choices), Arc::clone(&question.rows))).collect();
    let mut budget = MAX_FIELDS;
    for question in questions.iter_mut() {
        let from = question.carried_from.as_ref().filter(|from| **from != question.id);
        let Some((choices, rows)) = from.and_then(|from| index.get(from)).map(|at| &own[*at]) else { continue };
        let Some(rest) = budget.checked_sub(choices.len() + rows.len()) else { return };
        budget = rest;
        let x = |id: &str| format!("x{id}");
        if matches!(question.kind, Kind::OneChoice | Kind::SeveralChoices) {
            let carried = choices.iter().map(|choice| Choice { id: x(&choice.id), ..choice.clone() });
            question.choices = question.choices.iter().cloned().chain(carried).collect();
            continue;
        }
        let of_choice = |choice: &Choice| Row {
            id: x(&choice.id),
            label: choice.label.clone(),
            has_text: choice.has_text,
            ..Row::default()
        };
        let of_row = |row: &Row| Row { id: x(&row.id), ..row.clone() };
        let carried: Vec<Row> = match rows.is_empty() {
            true => choices.iter().map(of_choice).collect(),
            false => rows.iter().map(of_row).collect(),
        };
        question.rows = Row::placed(question.rows.iter().cloned().chain(carried));
    }
}
