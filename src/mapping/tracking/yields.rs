//! Which values a pipe can give, as far as the survey says (`reference/qualtrics.md` §3.2, §6).

use crate::qualtrics::pipe::{Ask, Pipe, PipeKind};
use crate::qualtrics::survey::{Survey, SurveyField};

/// The texts that a pipe can render to, one of them at a time; `None` where they are open, or not known.
pub(super) fn values(pipe: &Pipe, survey: &Survey) -> Option<Vec<String>> {
    let PipeKind::Question(question, ask) = &pipe.kind else { return None };
    let labels = |field: &SurveyField| field.choices.iter().map(|choice| choice.label.clone()).collect();
    let recodes = |field: &SurveyField| field.choices.iter().map(|choice| choice.recode.clone()).collect();
    let row = |row: &str| survey.field(&format!("{question}_{row}"));
    let values: Vec<String> = match ask {
        Ask::SelectedChoices => labels(survey.field(question)?),
        Ask::SelectedChoicesRecode => recodes(survey.field(question)?),
        Ask::SelectedAnswers(Some(of)) => labels(row(of)?),
        Ask::SelectedAnswerRecode(Some(of)) => recodes(row(of)?),
        Ask::ChoiceDescription(choice) => vec![survey.field(question)?.label(choice)?.to_owned()],
        Ask::QuestionText => vec![survey.field(question)?.text.clone()],
        Ask::SelectedAnswers(None)
        | Ask::SelectedAnswerRecode(None)
        | Ask::SelectedChoicesTextEntry
        | Ask::SelectedChoicesCount
        | Ask::UnselectedChoices
        | Ask::AllChoices
        | Ask::ChoiceTextEntryValue(_)
        | Ask::ChoiceNumericEntryValue(_) => return None,
    };
    (!values.is_empty()).then_some(values)
}
