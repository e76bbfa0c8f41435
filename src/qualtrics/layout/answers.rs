//! Which cells answer a question pipe: labels or recodes, split or joined, typed text, and what only the
//! survey knows (`reference/qualtrics.md` §3.2, the rows of `q://`).

use super::refuse::{Resolved, SURVEY_HELP, choices_help, unresolved};
use super::{Found, Layout, Shape, SlotSource};
use crate::qualtrics::findings::*;
use crate::qualtrics::header::Column;
use crate::qualtrics::import_id;
use crate::qualtrics::pipe::Ask;
use crate::qualtrics::recipe::{Gives, SEPARATOR, SplitColumn, Step};
use crate::qualtrics::record::Slot;
use crate::qualtrics::status::Writing;
use crate::qualtrics::survey::{SurveyField, tidy};
use std::sync::Arc;

impl Layout {
    pub(super) fn question(&mut self, question: &str, ask: &Ask) -> Resolved {
        match ask {
            Ask::SelectedChoices => self.answer(question, Writing::Labels),
            Ask::SelectedChoicesRecode => self.answer(question, Writing::Recodes),
            Ask::SelectedAnswers(Some(row)) => self.answer(&row_key(question, row), Writing::Labels),
            Ask::SelectedAnswerRecode(Some(row)) => self.answer(&row_key(question, row), Writing::Recodes),
            Ask::SelectedAnswers(None) | Ask::SelectedAnswerRecode(None) => unresolved(
                &PIPE_NEEDS_ROW,
                format!("{question} is asked for its answer without a row"),
                format!("name the row: ${{q://{question}/ChoiceGroup/SelectedAnswers/1}}"),
            ),
            Ask::ChoiceTextEntryValue(path) => self.text_entry(question, path),
            Ask::ChoiceNumericEntryValue(item) => self.plain_field(&row_key(question, item), "the number"),
            Ask::SelectedChoicesCount => {
                let several = self.survey_field(question).is_some_and(|field| field.several);
                let form = match (self.writing(), several) {
                    (Some(Writing::Labels), true) => Writing::Labels,
                    (Some(Writing::Labels), false) if !matches!(self.find(question), Found::Split(_)) => {
                        if self.survey_field(question).is_none() {
                            return unresolved(
                                &SURVEY_NEEDED,
                                format!(
                                    "choices of {question} are joined by commas, which labels hold too: they cannot be counted"
                                ),
                                "give the survey with --survey, or export with \"Split multi-value fields into columns\"",
                            );
                        }
                        Writing::Labels
                    }
                    (Some(Writing::Labels), false) => Writing::Labels,
                    _ => Writing::Recodes,
                };
                let unanswered = self.settings.unanswered.clone();
                Ok(Step::Count(Box::new(self.answer(question, form)?), unanswered))
            }
            Ask::UnselectedChoices => {
                let field = self.survey_choices(question, "the choices that were not selected")?;
                Ok(Step::Unselected(Box::new(self.answer(question, Writing::Recodes)?), field))
            }
            Ask::SelectedChoicesTextEntry => {
                let field = self.survey_choices(question, "the places of typed texts among the choices")?;
                let recodes = Box::new(self.answer(question, Writing::Recodes)?);
                let mut texts = Vec::new();
                for choice in field.choices.iter() {
                    let key = format!("{}_TEXT", row_key(question, &choice.id));
                    if let Some(slot) = self.metadata_slot(&key) {
                        texts.push((choice.recode.clone(), slot));
                    }
                }
                Ok(Step::WithText(recodes, field, texts))
            }
            Ask::AllChoices => {
                let field = self.survey_choices(question, "all choices")?;
                let labels: Vec<&str> = field.live_choices().map(|choice| choice.label.as_str()).collect();
                Ok(Step::Constant(labels.join(SEPARATOR)))
            }
            Ask::ChoiceDescription(choice) => {
                let asked = self.survey.as_ref().and_then(|survey| survey.asked(question));
                if let Some(row) = asked.and_then(|asked| asked.row(choice)) {
                    return Ok(Step::Constant(row.label.clone()));
                }
                let field = self.survey_choices(question, "the texts of the choices")?;
                match field.choice(choice) {
                    Some(choice) => Ok(Step::Constant(choice.label.clone())),
                    None => {
                        unresolved(&NOT_IN_SURVEY, format!("{question} has no choice {choice}"), choices_help(&field))
                    }
                }
            }
            Ask::QuestionText => match &self.survey {
                None => unresolved(
                    &SURVEY_NEEDED,
                    format!("the text of {question} stands in the survey, not in a response"),
                    SURVEY_HELP,
                ),
                Some(survey) => match survey.question_text(question) {
                    Some(text) => Ok(Step::Constant(text.to_owned())),
                    None => self.not_in_survey(question),
                },
            },
        }
    }

    /// The choices of a field as labels or recodes, whichever the export holds.
    fn answer(&mut self, key: &str, form: Writing) -> Resolved {
        let survey = self.survey_field(key);
        if self.survey.is_some() && survey.is_none() && matches!(self.shape, Shape::Json) {
            return self.not_in_survey(key);
        }
        let Shape::Csv { writing, .. } = self.shape else {
            let value = self.slot(SlotSource::Value(key.to_owned()));
            return Ok(match form {
                Writing::Recodes => match survey.filter(|field| !field.choices.is_empty()) {
                    Some(field) => self.choices(Step::Cell(value), field, form, form),
                    None => Step::Cell(value),
                },
                Writing::Labels => Step::Label { label: self.slot(SlotSource::Label(key.to_owned())), value, survey },
            });
        };
        match self.find(key) {
            Found::One(column) => {
                let index = column.index;
                let slot = self.column_slot(index);
                self.one_column(key, form, writing, slot, survey)
            }
            Found::WithLabels(recodes, labels) => {
                let (index, writing) = match form {
                    Writing::Recodes => (recodes.index, Writing::Recodes),
                    Writing::Labels => (labels.index, Writing::Labels),
                };
                let slot = self.column_slot(index);
                self.one_column(key, form, writing, slot, survey)
            }
            Found::Split(columns) => {
                let columns: Vec<Column> = columns.into_iter().cloned().collect();
                self.split_columns(key, form, writing, &columns, survey)
            }
            Found::Several(columns) => self.several(key, &columns),
            Found::Nothing => {
                let answers = self.answer_columns(key);
                if answers.is_empty() {
                    return self.not_in_export(&format!("an answer of {key}"), key);
                }
                self.split_columns(key, form, writing, &answers, survey)
            }
        }
    }

    /// A matrix row with several answers has a column for each: `QID5_2_1`, `QID5_2_3`.
    fn answer_columns(&self, key: &str) -> Vec<Column> {
        let prefix = format!("{key}_");
        let columns = self.header().map(|header| header.columns.as_slice()).unwrap_or_default();
        let answer_of = |column: &Column| {
            let answer = column.import_id.as_deref()?.strip_prefix(&prefix)?;
            let is_number = !answer.is_empty() && answer.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| Column { choice: Some(answer.to_owned()), ..column.clone() })
        };
        // A plain question has fields of the same writing (`QID4_1`, `QID4_2` of QID4): only a row has answers below it.
        if import_id::question_of(key) == Some(key) {
            Vec::new()
        } else {
            columns.iter().filter_map(answer_of).collect()
        }
    }

    fn one_column(
        &mut self,
        key: &str,
        form: Writing,
        writing: Writing,
        slot: Slot,
        survey: Option<Arc<SurveyField>>,
    ) -> Resolved {
        self.choice_slots.push(slot);
        let Some(field) = survey else {
            return match (form, writing) {
                (Writing::Recodes, Writing::Recodes) => Ok(Step::Recodes(slot)),
                (Writing::Labels, Writing::Labels) => Ok(Step::UnknownLabels(slot)),
                _ => self.needs_survey(key, form),
            };
        };
        // A question whose choices the definition does not tell (a drill-down) cannot be looked up in it.
        if field.choices.is_empty() && form != writing {
            return unresolved(
                &NOT_IN_SURVEY,
                format!("the survey has no choices for {key}"),
                "ask for what the export holds, or export the other of \"Use choice text\" and \"Use numeric values\"",
            );
        }
        let step = match (writing, field.several) {
            (Writing::Recodes, true) => Step::Recodes(slot),
            (Writing::Labels, true) => Step::SplitLabels(slot, Arc::clone(&field), self.settings.unanswered.clone()),
            (_, false) => Step::Cell(slot),
        };
        let labels_stay = (form, writing) == (Writing::Labels, Writing::Labels);
        let is_found = labels_stay && (field.several || !self.knows_every_label(&field));
        Ok(match field.choices.is_empty() || is_found {
            true => step,
            false => self.choices(step, field, writing, form),
        })
    }

    fn choices(&self, step: Step, field: Arc<SurveyField>, from: Writing, to: Writing) -> Step {
        Step::Choices { step: Box::new(step), field, from, to, unanswered: self.settings.unanswered.clone() }
    }

    /// Whether the definition has every text that an export of labels may have for a choice: not where a label has a
    /// pipe in it, nor where it was translated and the translations are not in the definition.
    fn knows_every_label(&self, field: &SurveyField) -> bool {
        let is_translated = self.survey.as_ref().is_some_and(|survey| survey.languages.len() > 1);
        !field.choices.iter().any(|choice| choice.label.contains("${")) && (!is_translated || field.has_other_labels())
    }

    fn split_columns(
        &mut self,
        key: &str,
        form: Writing,
        writing: Writing,
        columns: &[Column],
        survey: Option<Arc<SurveyField>>,
    ) -> Resolved {
        // In survey order, in which the later generations have the columns and legacy exports do not.
        let place = |column: &Column| {
            let choices = survey.as_ref().map(|field| &field.choices);
            choices.and_then(|choices| choices.iter().position(|choice| Some(&choice.id) == column.choice.as_ref()))
        };
        let mut columns: Vec<&Column> = columns.iter().collect();
        columns.sort_by_key(|column| place(column).unwrap_or(usize::MAX));
        let mut parts = Vec::new();
        for column in columns {
            let id = column.choice.clone().unwrap_or_default();
            let slot = self.column_slot(column.index);
            let choice = survey.as_ref().map(|field| field.choice(&id));
            let gives = match (form, writing, choice) {
                (Writing::Labels, _, Some(Some(choice))) => Gives::Text(choice.label.clone()),
                (Writing::Labels, Writing::Labels, _) => {
                    self.choice_slots.push(slot);
                    Gives::Cell
                }
                (_, _, Some(None)) => Gives::Unknown(id),
                (Writing::Labels, Writing::Recodes, None) => return self.needs_survey(key, form),
                (Writing::Recodes, _, Some(Some(choice))) => Gives::Text(choice.recode.clone()),
                // The choice of the ImportId, unless the column is called by another number, which may be its recode.
                (Writing::Recodes, _, None) => {
                    let suffix = column.name.rsplit_once('_').map_or("", |(_, suffix)| suffix);
                    let other_number =
                        suffix != id && !suffix.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_digit());
                    if other_number {
                        return unresolved(
                            &RECODES_NEED_SURVEY,
                            format!(
                                "column {} is choice {id} of {key}, but its name says {suffix}: either may be the recode",
                                column.name
                            ),
                            SURVEY_HELP,
                        );
                    }
                    Gives::Text(id)
                }
            };
            let (name, header) = (column.name.clone(), tidy(&column.label));
            parts.push(SplitColumn { slot, name, header, choice: choice.flatten().cloned(), gives });
        }
        Ok(Step::Split(parts, self.settings.unanswered.clone()))
    }

    fn needs_survey(&self, key: &str, form: Writing) -> Resolved {
        if self.survey.is_some() {
            return self.not_in_survey(key);
        }
        match form {
            Writing::Labels => unresolved(
                &LABELS_NEED_SURVEY,
                format!("the export holds numeric values, and the pipe asks for the label of {key}"),
                "give the survey with --survey, or export again with \"Use choice text\"",
            ),
            Writing::Recodes => unresolved(
                &RECODES_NEED_SURVEY,
                format!("the export holds choice texts, and the pipe asks for the recode of {key}"),
                "give the survey with --survey, or export again with \"Use numeric values\"",
            ),
        }
    }

    fn text_entry(&mut self, question: &str, path: &[String]) -> Resolved {
        let mut keys = match path {
            [] => vec![format!("{question}_TEXT")],
            _ => {
                let cell = path.iter().fold(question.to_owned(), |key, part| row_key(&key, part));
                vec![format!("{cell}_TEXT"), cell]
            }
        };
        let texts = self.choices_with_text(question);
        if let ([], [(choice, _)]) = (path, texts.as_slice()) {
            keys.push(format!("{}_TEXT", row_key(question, choice)));
        }
        let several = self.survey_field(question).is_some_and(|field| field.several);
        if path.is_empty() && texts.len() > 1 && !several && !self.has_column(&keys[0]) {
            // Of one answer, one text at most was typed.
            let ids: Vec<String> =
                texts.iter().map(|(choice, _)| format!("{}_TEXT", row_key(question, choice))).collect();
            let slots: Vec<Slot> = ids.iter().filter_map(|id| self.metadata_slot(id)).collect();
            if !slots.is_empty() {
                return Ok(Step::FirstOf(slots));
            }
        }
        if matches!(self.shape, Shape::Json) {
            let known: Vec<&String> = match &self.survey {
                Some(survey) => keys.iter().filter(|key| survey.field(key).is_some()).collect(),
                None => keys.iter().collect(),
            };
            return match known[..] {
                [] => self.not_in_survey(&keys[0]),
                [key] => Ok(Step::Cell(self.slot(SlotSource::Value(key.clone())))),
                [text, field, ..] => {
                    let text = self.slot(SlotSource::Value(text.clone()));
                    Ok(Step::TextOrField(text, self.slot(SlotSource::Value(field.clone()))))
                }
            };
        }
        for key in &keys {
            match self.find(key) {
                Found::One(column) | Found::WithLabels(column, _) => {
                    let index = column.index;
                    return Ok(Step::Cell(self.column_slot(index)));
                }
                Found::Several(columns) => return self.several(key, &columns),
                Found::Split(_) | Found::Nothing => {}
            }
        }
        if let Some(step) = self.shared_text(question, path, &texts)? {
            return Ok(step);
        }
        self.not_in_export(&format!("the text of {}", keys[keys.len() - 1]), &keys[0])
    }

    fn has_column(&self, key: &str) -> bool {
        !matches!(self.find(key), Found::Nothing)
    }

    /// The choices of a question that text can be typed beside, with their recodes.
    fn choices_with_text(&self, question: &str) -> Vec<(String, String)> {
        let field = self.survey_field(question);
        let choices = field.iter().flat_map(|field| field.choices.iter()).filter(|choice| choice.has_text);
        choices.map(|choice| (choice.id.clone(), choice.recode.clone())).collect()
    }

    /// Before 2017 the texts of all choices of a question with one answer stood in one column: it is the text of a
    /// choice where that was selected.
    fn shared_text(&mut self, question: &str, path: &[String], texts: &[(String, String)]) -> Resolved<Option<Step>> {
        let [choice] = path else { return Ok(None) };
        let Some((_, recode)) = texts.iter().find(|(id, _)| id == choice) else { return Ok(None) };
        let Some(text) = self.metadata_slot(&format!("{question}_TEXT")) else { return Ok(None) };
        let selected = Box::new(self.answer(question, Writing::Recodes)?);
        Ok(Some(Step::TextWhen { text, selected, recode: recode.clone() }))
    }
}

/// `QID5` and row 2 are `QID5_2`; of a side-by-side column, `QID5#1_2`.
fn row_key(question: &str, row: &str) -> String {
    format!("{question}_{row}")
}
