//! Which values a pipe can come to, as far as the survey decides: what a tracking plan's enum must have, and what
//! a condition can ever meet (`reference/qualtrics.md` §3.2).

use super::field::{Choice, SurveyField};
use super::question::{Kind, Question};
use super::{Source, Survey};
use crate::qualtrics::pipe::{Ask, Pipe, PipeKind};

/// What a pipe can come to; where nothing was answered it is empty besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Yields {
    /// Anything: typed text, numbers, embedded data, or the survey does not say.
    Anything,
    /// One of these texts, in survey order.
    OneOf(Vec<String>),
    /// Any of these texts at once, in survey order: as a list its elements, as a text joined by
    /// [`SEPARATOR`](crate::qualtrics::recipe::SEPARATOR).
    AnyOf(Vec<String>),
}

impl Survey {
    /// Which values a pipe can come to.
    pub(crate) fn yields(&self, pipe: &Pipe) -> Yields {
        let PipeKind::Question(asked, ask) = &pipe.kind else { return Yields::Anything };
        match self.source {
            Source::Schema => self.yields_by_fields(asked, ask),
            Source::Qsf | Source::Definition | Source::Object => {
                let at = asked.find("QID").unwrap_or(0);
                self.question(&asked[at..]).map_or(Yields::Anything, |question| of_question(question, ask))
            }
        }
    }

    fn yields_by_fields(&self, asked: &str, ask: &Ask) -> Yields {
        let key = match ask {
            Ask::SelectedAnswers(Some(row)) | Ask::SelectedAnswerRecode(Some(row)) => format!("{asked}_{row}"),
            _ => asked.to_owned(),
        };
        let Some(field) = self.field(&key) else { return Yields::Anything };
        let choices: Vec<&Choice> = field.live_choices().collect();
        of_choices(&choices, field.several, ask, &field.text)
    }
}

fn of_question(question: &Question, ask: &Ask) -> Yields {
    let choices: Vec<&Choice> = question.choices.iter().filter(|choice| !choice.is_deleted).collect();
    let several = matches!(question.kind, Kind::SeveralChoices | Kind::MatrixSeveral);
    if let Ask::ChoiceDescription(row) = ask
        && let Some(row) = question.row(row)
    {
        return Yields::OneOf(vec![row.label.clone()]);
    }
    of_choices(&choices, several, ask, &question.text)
}

fn of_choices(choices: &[&Choice], several: bool, ask: &Ask, text: &str) -> Yields {
    let of = |key: fn(&Choice) -> &String, several: bool| {
        let mut values: Vec<String> = Vec::with_capacity(choices.len());
        for choice in choices {
            let value = key(choice);
            if !values.contains(value) {
                values.push(value.clone());
            }
        }
        match (values.is_empty(), several) {
            (true, _) => Yields::Anything,
            (false, true) => Yields::AnyOf(values),
            (false, false) => Yields::OneOf(values),
        }
    };
    match ask {
        Ask::SelectedChoices | Ask::SelectedAnswers(_) => of(|choice| &choice.label, several),
        Ask::SelectedChoicesRecode | Ask::SelectedAnswerRecode(_) => of(|choice| &choice.recode, several),
        Ask::UnselectedChoices => of(|choice| &choice.label, true),
        // A typed text stands in the place of a label.
        Ask::SelectedChoicesTextEntry if choices.iter().any(|choice| choice.has_text) => Yields::Anything,
        Ask::SelectedChoicesTextEntry => of(|choice| &choice.label, several),
        Ask::SelectedChoicesCount if !choices.is_empty() => {
            let most = if several { choices.len() } else { 1 };
            Yields::OneOf((1..=most).map(|count| count.to_string()).collect())
        }
        Ask::ChoiceDescription(id) => {
            let choice = choices.iter().find(|choice| choice.id == *id);
            choice.map_or(Yields::Anything, |choice| Yields::OneOf(vec![choice.label.clone()]))
        }
        Ask::AllChoices if !choices.is_empty() => {
            let labels: Vec<&str> = choices.iter().map(|choice| choice.label.as_str()).collect();
            Yields::OneOf(vec![labels.join(crate::qualtrics::recipe::SEPARATOR)])
        }
        Ask::QuestionText if !text.is_empty() => Yields::OneOf(vec![text.to_owned()]),
        Ask::SelectedChoicesCount
        | Ask::AllChoices
        | Ask::QuestionText
        | Ask::ChoiceTextEntryValue(_)
        | Ask::ChoiceNumericEntryValue(_) => Yields::Anything,
    }
}

impl SurveyField {
    /// The recodes and labels that can still be selected, in survey order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.live_choices().map(|choice| (choice.recode.as_str(), choice.label.as_str()))
    }
}
