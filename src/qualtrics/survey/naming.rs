//! What row 1 of an export calls the parts of a question, in each generation and setting
//! (`reference/qualtrics.md` §4.1 column naming, §4.2; the older names measured on the samples of §8).

use super::field::Choice;
use super::fields::Part;
use super::question::{Kind, Question, Row};

/// Ways of naming columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Exports since 2017: numbers of choices, places of rows, the tag of a row in place of the question's.
    Current,
    /// The same with recodes in place of numbers, and the tag of a row after the question's (2016).
    Recodes,
    /// Two header rows: numbers, the bare tag of a row, one text column for a question of one choice.
    Legacy,
}

impl Style {
    pub(super) const ALL: [Style; 3] = [Style::Current, Style::Recodes, Style::Legacy];
}

impl Question {
    /// Every name of a part, that of current exports first.
    pub(super) fn names(&self, part: Part<'_>) -> Vec<String> {
        let mut names: Vec<String> = Vec::with_capacity(1);
        for style in Style::ALL {
            for name in self.name(part, style) {
                // `orange-ish` is `orange_ish` in legacy exports.
                let older = (style == Style::Legacy).then(|| name.replace('-', "_"));
                for name in std::iter::once(name).chain(older) {
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        names
    }

    /// The names of a part in one style; mostly one.
    pub(super) fn name(&self, part: Part<'_>, style: Style) -> Vec<String> {
        let tag = &self.tag;
        match part {
            Part::Answer | Part::Text => vec![tag.clone()],
            Part::Extra(name, _) => vec![format!("{tag}_{name}")],
            Part::ChoiceText(choice) => {
                let own = format!("{tag}_{}_TEXT", self.number(choice, style));
                match (style, self.kind) {
                    // One column for the texts of all its choices, as only one can be selected.
                    (Style::Legacy | Style::Recodes, Kind::OneChoice) => vec![format!("{tag}_TEXT"), own],
                    _ => vec![own],
                }
            }
            Part::Row(row) => vec![self.row_name(row, style)],
            Part::RowText(row) => match (style, &row.tag) {
                // `matrix_question_fivequestion_two_TEXT`: the legacy export puts nothing between the two.
                (Style::Legacy, Some(row_tag)) => vec![format!("{tag}{row_tag}_TEXT"), format!("{row_tag}_TEXT")],
                _ => vec![format!("{}_TEXT", self.row_name(row, style))],
            },
            Part::Cell(row, answer, place) if self.kind == Kind::MatrixSeveral => {
                vec![self.cell_name(row, answer, place, style)]
            }
            Part::Cell(row, answer, place) => {
                let cell = self.cell_name(row, answer, place, style);
                // Matrices of texts end in _TEXT until 2017.
                match style {
                    Style::Current => vec![cell],
                    Style::Recodes | Style::Legacy => vec![format!("{cell}_TEXT"), cell],
                }
            }
        }
    }

    /// The name of the column of a choice, where several can be selected and each has one.
    pub(super) fn choice_name(&self, choice: &Choice, style: Style) -> String {
        format!("{}_{}", self.tag, self.number(choice, style))
    }

    /// The name of the column of an answer in a row that can have several; `place` is the answer's, from 1.
    pub(super) fn cell_name(&self, row: &Row, answer: &Choice, place: usize, style: Style) -> String {
        let row_name = self.row_name(row, style);
        match (style, &self.answer_tag) {
            // A side-by-side column with a tag of its own calls all its answers alike.
            (Style::Recodes, Some(_)) if row.tag.is_some() => row_name,
            (Style::Recodes, _) => format!("{row_name}_{}", answer.recode),
            (Style::Current, _) => format!("{row_name}_{place}"),
            (Style::Legacy, _) => format!("{row_name}_{}", answer.id),
        }
    }

    fn number<'c>(&self, choice: &'c Choice, style: Style) -> &'c str {
        if style == Style::Recodes { &choice.recode } else { &choice.id }
    }

    fn row_name(&self, row: &Row, style: Style) -> String {
        let tag = &self.tag;
        let is_matrix =
            matches!(self.kind, Kind::MatrixOne | Kind::MatrixSeveral | Kind::MatrixText | Kind::MatrixNumbers);
        match (style, &row.tag, &self.answer_tag) {
            (Style::Current, Some(row_tag), _) if !is_left_over(row_tag, row, tag) => row_tag.clone(),
            (Style::Current, ..) if is_matrix => format!("{tag}_{}", row.place),
            (Style::Current, ..) | (_, None, _) => format!("{tag}_{}", row.id),
            (Style::Legacy, Some(row_tag), Some(answers)) => format!("{row_tag}: {answers}"),
            (Style::Legacy, Some(row_tag), None) => row_tag.clone(),
            (Style::Recodes, Some(row_tag), Some(answers)) => format!("{tag}_{row_tag}_{answers}"),
            (Style::Recodes, Some(row_tag), None) => format!("{tag}_{row_tag}"),
        }
    }
}

/// `Q15_3` is the tag that row 3 was given when its question was called Q15; exports of today pass over it once the
/// question has another.
fn is_left_over(row_tag: &str, row: &Row, tag: &str) -> bool {
    let Some((question, number)) = row_tag.rsplit_once('_') else { return false };
    let is_default = question.strip_prefix('Q').is_some_and(|rest| {
        rest.starts_with(|first: char| first.is_ascii_digit())
            && rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    });
    is_default && number == row.id && question != tag
}
