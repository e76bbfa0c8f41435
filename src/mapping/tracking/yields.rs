//! Which values a pipe can give, as far as the survey says (`reference/qualtrics.md` §3.2, §6).

use crate::qualtrics::pipe::Pipe;
use crate::qualtrics::survey::Survey;
use crate::qualtrics::survey::yields::Yields;

/// The texts that a pipe can render to, one of them at a time; `None` where they are open, or not known. Of choices
/// that can be selected together each is told by itself.
pub(super) fn values(pipe: &Pipe, survey: &Survey) -> Option<Vec<String>> {
    match survey.yields(pipe) {
        Yields::OneOf(values) | Yields::AnyOf(values) => (!values.is_empty()).then_some(values),
        Yields::Anything => None,
    }
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
