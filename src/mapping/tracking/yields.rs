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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qualtrics::pipe::Template;

    const SCHEMA: &str = r#"{"properties":{"values":{"properties":{
        "QID1":{"description":"How?","type":"number","oneOf":[{"const":1,"label":"Bad"},{"const":2,"label":"Good"}]},
        "QID5_2":{"description":"Rate","type":"number","oneOf":[{"const":7,"label":"Seven"}]},
        "QID9":{"description":"Why?","type":"string"}}}}}"#;

    fn of(pipe: &str) -> Option<Vec<String>> {
        let survey = Survey::parse(SCHEMA).expect("a survey");
        let template = Template::parse(pipe).expect("a pipe");
        values(template.whole_pipe().expect("a whole pipe"), &survey)
    }

    #[test]
    fn choices_are_known_as_labels_or_recodes_and_what_is_typed_is_open() {
        let some = |values: &[&str]| Some(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
        assert_eq!(of("${q://QID1/ChoiceGroup/SelectedChoices}"), some(&["Bad", "Good"]));
        assert_eq!(of("${q://QID1/SelectedChoicesRecode}"), some(&["1", "2"]));
        assert_eq!(of("${q://QID5/SelectedAnswerRecode/2}"), some(&["7"]));
        assert_eq!(of("${q://QID5/ChoiceGroup/SelectedAnswers/2}"), some(&["Seven"]));
        assert_eq!(of("${q://QID1/ChoiceDescription/2}"), some(&["Good"]));
        assert_eq!(of("${q://QID9/QuestionText}"), some(&["Why?"]));
        for open in [
            "${q://QID9/ChoiceTextEntryValue}",
            "${q://QID9/SelectedChoicesRecode}",
            "${q://QID7/SelectedChoicesRecode}",
            "${e://Field/plan}",
        ] {
            assert_eq!(of(open), None, "{open}");
        }
    }
}
