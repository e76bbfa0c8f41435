//! A field of a survey, as an export has it: its text, its choices, and how labels and recodes go together
//! (`reference/qualtrics.md` §4.1 values, §7 nr. 6).

use std::sync::Arc;

/// One field of a survey.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SurveyField {
    /// The question's text, or the field's name.
    pub text: String,
    /// Its export tag: row 1 of a CSV export.
    pub export_tag: Option<String>,
    /// Its choices, in survey order; empty where it has none.
    pub choices: Arc<[Choice]>,
    /// Whether several choices can be selected.
    pub several: bool,
    /// Whether its values are numbers.
    pub numeric: bool,
    /// Whether its question was deleted from the survey (it lies in the trash).
    pub is_deleted: bool,
    /// What else row 1 of an export may call it: the older generations and some settings name it otherwise.
    pub other_tags: Vec<String>,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Its number in the survey, which pipes and ImportIds name; its recode where the definition has none.
    pub id: String,
    /// Its recode value.
    pub recode: String,
    /// Its label.
    pub label: String,
    /// What else an export of labels may have in its place: the variable name, its label in other languages.
    pub others: Vec<String>,
    /// Whether text can be typed beside it.
    pub has_text: bool,
    /// Whether it was deleted from the question: older responses may have it.
    pub is_deleted: bool,
}

/// What a recode or a label is to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match<'a> {
    /// None of its choices.
    Nothing,
    /// This choice.
    One(&'a Choice),
    /// Several of its choices, which cannot be told apart by it.
    Several,
}

impl<'a> Match<'a> {
    /// Of the choices that were found, those that are not deleted count first.
    fn of(found: &[&'a Choice]) -> Self {
        let live: Vec<&'a Choice> = found.iter().copied().filter(|choice| !choice.is_deleted).collect();
        match if live.is_empty() { found } else { &live } {
            [] => Match::Nothing,
            [one] => Match::One(one),
            _ => Match::Several,
        }
    }
}

impl SurveyField {
    /// The choice with this number.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// The choice of a recode. Choices that share it and their label are one.
    pub fn by_recode(&self, recode: &str) -> Match<'_> {
        let mut found: Vec<&Choice> = self.choices.iter().filter(|choice| choice.recode == recode).collect();
        found.dedup_by(|one, other| tidy(&one.label) == tidy(&other.label));
        Match::of(&found)
    }

    /// Whether a choice has this recode.
    pub(crate) fn has_recode(&self, recode: &str) -> bool {
        self.choices.iter().any(|choice| choice.recode == recode)
    }

    /// The choice of a label. A label in another language counts where it is none in the survey's own.
    pub fn by_label(&self, label: &str) -> Match<'_> {
        let wanted = tidy(label);
        let is_its = |choice: &&Choice| tidy(&choice.label) == wanted;
        let is_other = |choice: &&Choice| choice.others.iter().any(|other| tidy(other) == wanted);
        for found in [self.choices.iter().filter(is_its).collect(), self.choices.iter().filter(is_other).collect()] {
            let mut found: Vec<&Choice> = found;
            found.dedup_by(|one, other| one.recode == other.recode);
            match Match::of(&found) {
                Match::Nothing => {}
                found => return found,
            }
        }
        Match::Nothing
    }

    /// The label of a recode, where one choice has it.
    pub fn label(&self, recode: &str) -> Option<&str> {
        match self.by_recode(recode) {
            Match::One(choice) => Some(&choice.label),
            Match::Nothing | Match::Several => None,
        }
    }

    /// The choices that a respondent can still select.
    pub(crate) fn live_choices(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(|choice| !choice.is_deleted)
    }

    /// Whether an export of labels may have something else than the labels.
    pub(crate) fn has_other_labels(&self) -> bool {
        self.choices.iter().any(|choice| !choice.others.is_empty())
    }

    /// Splits an unsplit multi-select cell of labels (`E-mail,Chat, in the app`) into its choices.
    /// Labels may hold commas, so that only a definition can tell; `None` where there is no way to read the
    /// cell, or more than one.
    pub(crate) fn split_labels(&self, cell: &str) -> Option<Vec<&Choice>> {
        let cell = tidy(cell);
        let labels: Vec<(String, &Choice)> = self.choices.iter().flat_map(Choice::all_labels).collect();
        // From the end: which choice can stand at each position, and where the next one then begins.
        let mut ways = vec![Ways::None; cell.len() + 1];
        ways[cell.len()] = Ways::End;
        for at in (0..cell.len()).rev().filter(|at| cell.is_char_boundary(*at)) {
            for (label, choice) in &labels {
                let Some(rest) = cell[at..].strip_prefix(label.as_str()) else { continue };
                // Qualtrics puts no space after the comma; one before it is the end of a label.
                let next = match rest.trim_start_matches(' ').strip_prefix(',') {
                    Some(after) if !after.is_empty() => cell.len() - after.len(),
                    None if rest.is_empty() => cell.len(),
                    _ => continue,
                };
                ways[at] = match (ways[at], ways[next]) {
                    (found, Ways::None) => found,
                    (Ways::None, Ways::One(..) | Ways::End) => Ways::One(choice, next),
                    // Choices that share a label split the cell the same way.
                    (Ways::One(other, end), Ways::One(..) | Ways::End)
                        if end == next && other.label == choice.label =>
                    {
                        ways[at]
                    }
                    _ => Ways::Several,
                };
            }
        }
        let mut choices = Vec::new();
        let mut at = 0;
        loop {
            match ways[at] {
                Ways::End => return (!choices.is_empty()).then_some(choices),
                Ways::One(choice, next) => {
                    choices.push(choice);
                    at = next;
                }
                Ways::None | Ways::Several => return None,
            }
        }
    }
}

impl Choice {
    /// A choice of which only recode and label are known.
    pub(crate) fn new(recode: impl Into<String>, label: impl Into<String>) -> Choice {
        let recode = recode.into();
        Choice { id: recode.clone(), recode, label: label.into(), ..Choice::default() }
    }

    /// Whether an export of labels may have this for it.
    pub(crate) fn is_called(&self, text: &str) -> bool {
        self.all_labels().any(|(label, _)| label == tidy(text))
    }

    /// Everything that an export of labels may have for it, white space folded.
    fn all_labels(&self) -> impl Iterator<Item = (String, &Choice)> {
        let labels = std::iter::once(&self.label).chain(&self.others).map(|label| tidy(label));
        labels.filter(|label| !label.is_empty()).map(move |label| (label, self))
    }
}

/// In how many ways a cell can be split from a position on.
#[derive(Debug, Clone, Copy)]
enum Ways<'a> {
    None,
    End,
    One(&'a Choice, usize),
    Several,
}

/// Labels carry stray spaces and line breaks (`reference/qualtrics.md` §5).
pub(crate) fn tidy(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(choices: &[(&str, &str, &str)]) -> SurveyField {
        let choice =
            |(id, recode, label): &(&str, &str, &str)| Choice { id: (*id).into(), ..Choice::new(*recode, *label) };
        SurveyField { choices: choices.iter().map(choice).collect(), several: true, ..SurveyField::default() }
    }

    fn split<'a>(field: &'a SurveyField, cell: &str) -> Option<Vec<&'a str>> {
        Some(field.split_labels(cell)?.into_iter().map(|choice| choice.recode.as_str()).collect())
    }

    #[test]
    fn labels_with_commas_are_split_where_there_is_one_way_to() {
        let channels = field(&[
            ("1", "1", "E-mail"),
            ("3", "3", "Chat, in\nthe app"),
            ("4", "4", "Chat"),
            ("5", "5", "in the app "),
        ]);
        assert_eq!(split(&channels, "E-mail,Chat, in\nthe app"), Some(vec!["1", "3"]));
        assert_eq!(split(&channels, "Chat,in the app"), Some(vec!["4", "5"]));
        assert_eq!(split(&channels, "in the app ,E-mail"), Some(vec!["5", "1"]));
        assert_eq!(split(&channels, "E-mail,Fax"), None);
        assert_eq!(split(&channels, "E-mail,"), None);
    }

    #[test]
    fn a_cell_that_can_be_split_in_two_ways_is_not_guessed() {
        let field = field(&[("1", "1", "a"), ("2", "2", "b"), ("3", "3", "a,b")]);
        assert_eq!(split(&field, "a,b"), None);
        assert_eq!(split(&field, "b,a"), Some(vec!["2", "1"]));
        let many = "a,".repeat(4_000) + "a";
        assert_eq!(split(&field, &many).map(|choices| choices.len()), Some(4_001));
    }

    #[test]
    fn a_recode_or_label_that_several_choices_share_is_not_guessed_and_a_deleted_one_yields() {
        let mut alike = field(&[("1", "1", "Yes"), ("2", "2", "No"), ("3", "2", "Never"), ("4", "4", "No")]);
        assert_eq!(alike.by_recode("2"), Match::Several);
        assert_eq!(alike.by_label(" No "), Match::Several);
        assert_eq!(alike.by_label("Maybe"), Match::Nothing);
        assert_eq!(alike.label("1"), Some("Yes"));
        let mut choices = alike.choices.to_vec();
        choices[2].is_deleted = true;
        choices[3].others.push("Nein".into());
        alike.choices = choices.into();
        assert_eq!(alike.label("2"), Some("No"));
        assert!(matches!(alike.by_label("Nein"), Match::One(choice) if choice.id == "4"));
    }
}
