//! Which cells answer a question pipe: labels or recodes, split or joined, typed text, and what only the
//! survey knows (`reference/qualtrics.md` §3.2, the rows of `q://`).

use super::refuse::{Resolved, SURVEY_HELP, choices_help, unresolved};
use super::{Found, Layout, Shape, SlotSource};
use crate::qualtrics::findings::*;
use crate::qualtrics::header::Column;
use crate::qualtrics::import_id;
use crate::qualtrics::pipe::Ask;
use crate::qualtrics::profile::UNANSWERED;
use crate::qualtrics::recipe::{Gives, SEPARATOR, SplitColumn, Step};
use crate::qualtrics::record::Slot;
use crate::qualtrics::status::Writing;
use crate::qualtrics::survey::SurveyField;
use std::sync::Arc;

/// How an answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Labels,
    Recodes,
}

impl Layout {
    pub(super) fn question(&mut self, question: &str, ask: &Ask) -> Resolved {
        match ask {
            Ask::SelectedChoices => self.answer(question, Form::Labels),
            Ask::SelectedChoicesRecode => self.answer(question, Form::Recodes),
            Ask::SelectedAnswers(Some(row)) => self.answer(&row_key(question, row), Form::Labels),
            Ask::SelectedAnswerRecode(Some(row)) => self.answer(&row_key(question, row), Form::Recodes),
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
                    (Some(Writing::Labels), true) => Form::Labels,
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
                        Form::Labels
                    }
                    (Some(Writing::Labels), false) => Form::Labels,
                    _ => Form::Recodes,
                };
                Ok(Step::Count(Box::new(self.answer(question, form)?)))
            }
            Ask::UnselectedChoices => {
                let field = self.survey_choices(question, "the choices that were not selected")?;
                Ok(Step::Unselected(Box::new(self.answer(question, Form::Recodes)?), field))
            }
            Ask::SelectedChoicesTextEntry => {
                let field = self.survey_choices(question, "the places of typed texts among the choices")?;
                let recodes = Box::new(self.answer(question, Form::Recodes)?);
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
    fn answer(&mut self, key: &str, form: Form) -> Resolved {
        let survey = self.survey_field(key);
        if self.survey.is_some() && survey.is_none() && matches!(self.shape, Shape::Json) {
            return self.not_in_survey(key);
        }
        let Shape::Csv { writing, .. } = self.shape else {
            let value = self.slot(SlotSource::Value(key.to_owned()));
            return Ok(match form {
                Form::Recodes => Step::Cell(value),
                Form::Labels => Step::Label { label: self.slot(SlotSource::Label(key.to_owned())), value, survey },
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
                    Form::Recodes => (recodes.index, Writing::Recodes),
                    Form::Labels => (labels.index, Writing::Labels),
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
        &self,
        key: &str,
        form: Form,
        writing: Writing,
        slot: Slot,
        survey: Option<Arc<SurveyField>>,
    ) -> Resolved {
        // A question whose choices the definition does not tell (a drill-down) cannot be looked up in it.
        let has_choices = survey.as_ref().is_none_or(|field| !field.choices.is_empty());
        let is_as_asked =
            matches!((form, writing), (Form::Labels, Writing::Labels) | (Form::Recodes, Writing::Recodes));
        if !has_choices && !is_as_asked {
            return unresolved(
                &NOT_IN_SURVEY,
                format!("the survey has no choices for {key}"),
                "ask for what the export holds, or export the other of \"Use choice text\" and \"Use numeric values\"",
            );
        }
        Ok(match (form, writing, survey) {
            (Form::Recodes, Writing::Recodes, Some(field)) if !field.several => Step::Cell(slot),
            (Form::Recodes, Writing::Recodes, _) => Step::Recodes(slot),
            (Form::Labels, Writing::Labels, Some(field)) if field.several => Step::SplitLabels(slot, field),
            (Form::Labels, Writing::Labels, Some(field)) if field.has_other_labels() => {
                Step::OwnLabels(Box::new(Step::Cell(slot)), field)
            }
            (Form::Labels, Writing::Labels, Some(_)) => Step::Cell(slot),
            (Form::Labels, Writing::Labels, None) => Step::UnknownLabels(slot),
            (Form::Labels, Writing::Recodes, Some(field)) if field.several => {
                Step::ToLabels(Box::new(Step::Recodes(slot)), field)
            }
            (Form::Labels, Writing::Recodes, Some(field)) => Step::ToLabels(Box::new(Step::Cell(slot)), field),
            (Form::Recodes, Writing::Labels, Some(field)) if field.several => {
                Step::ToRecodes(Box::new(Step::SplitLabels(slot, Arc::clone(&field))), field)
            }
            (Form::Recodes, Writing::Labels, Some(field)) => Step::ToRecodes(Box::new(Step::Cell(slot)), field),
            (Form::Labels, Writing::Recodes, None) => return self.needs_survey(key, form),
            (Form::Recodes, Writing::Labels, None) => return self.needs_survey(key, form),
        })
    }

    fn split_columns(
        &mut self,
        key: &str,
        form: Form,
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
                (Form::Labels, Writing::Labels, _) => Gives::Cell,
                (_, _, Some(None)) => Gives::Unknown(id),
                (Form::Labels, Writing::Recodes, Some(Some(choice))) => Gives::Text(choice.label.clone()),
                (Form::Labels, Writing::Recodes, None) => return self.needs_survey(key, form),
                (Form::Recodes, _, Some(Some(choice))) => Gives::Text(choice.recode.clone()),
                // The choice of the ImportId, unless the column is called by another number, which may be its recode.
                (Form::Recodes, _, None) => {
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
            let recode = choice.flatten().map(|choice| choice.recode.as_str());
            let own_mark = UNANSWERED.into_iter().find(|mark| {
                recode == Some(*mark) || column.name.strip_suffix(mark).is_some_and(|stem| stem.ends_with('_'))
            });
            parts.push(SplitColumn { slot, gives, own_mark });
        }
        Ok(Step::Split(parts))
    }

    fn needs_survey(&self, key: &str, form: Form) -> Resolved {
        if self.survey.is_some() {
            return self.not_in_survey(key);
        }
        match form {
            Form::Labels => unresolved(
                &LABELS_NEED_SURVEY,
                format!("the export holds numeric values, and the pipe asks for the label of {key}"),
                "give the survey with --survey, or export again with \"Use choice text\"",
            ),
            Form::Recodes => unresolved(
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
        let selected = Box::new(self.answer(question, Form::Recodes)?);
        Ok(Some(Step::TextWhen { text, selected, recode: recode.clone() }))
    }
}

/// `QID5` and row 2 are `QID5_2`; of a side-by-side column, `QID5#1_2`.
fn row_key(question: &str, row: &str) -> String {
    format!("{question}_{row}")
}
