//! A question of a survey as its definition has it: what kind it is, its choices, its rows, where it loops
//! (`reference/qualtrics.md` §4.1 column naming, §6).

use super::field::Choice;
use std::sync::Arc;

/// A question, or one column of a side-by-side question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its id as pipes name it, without a loop: `QID5`, `QID5#2`.
    pub id: String,
    /// Its export tag.
    pub tag: String,
    /// Its text.
    pub text: String,
    /// What kind it is.
    pub kind: Kind,
    /// Type, selector and sub-selector as Qualtrics writes them: `Matrix/Likert/SingleAnswer`.
    pub type_name: String,
    /// What can be chosen: the choices, or the answers of a matrix.
    pub choices: Arc<[Choice]>,
    /// Rows of a matrix, fields of a form, items of a slider, levels of a drill-down.
    pub rows: Arc<[Row]>,
    /// The rounds of the loop & merge block that it stands in.
    pub loops: Loops,
    /// Whether it lies in the trash, or in no block.
    pub is_deleted: bool,
    /// The number that the next new choice (or row) would have: below it, ids were given once.
    pub(super) next_choice: u32,
    /// The same for the answers of a matrix.
    pub(super) next_answer: u32,
    /// The export tag of a side-by-side column's answers.
    pub(super) answer_tag: Option<String>,
    /// The question whose choices are carried forward into this one.
    pub(super) carried_from: Option<String>,
}

/// A row of a matrix, a field of a form, an item of a slider.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// Its number, which pipes and ImportIds name.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its own export tag.
    pub(crate) tag: Option<String>,
    /// Whether text can be typed beside it.
    pub has_text: bool,
    /// Whether it was deleted.
    pub is_deleted: bool,
    /// Its place among the rows, from 1, by which current exports name a row that has no tag.
    pub(super) place: usize,
}

/// Kinds of questions, as far as they are answered differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// One of several choices: multiple choice, drop-down, NPS.
    OneChoice,
    /// Any of several choices.
    SeveralChoices,
    /// Typed text.
    Text,
    /// Several typed texts.
    Form,
    /// A matrix with one answer in each row.
    MatrixOne,
    /// A matrix with any answers in each row.
    MatrixSeveral,
    /// A matrix of typed texts.
    MatrixText,
    /// A matrix of numbers.
    MatrixNumbers,
    /// A number for each item: slider, constant sum, rank order.
    Numbers,
    /// A number.
    OneNumber,
    /// Choices that depend on each other: drill down.
    Levels,
    /// Side by side: each of its columns is a question.
    SideBySide,
    /// Text to read, a captcha: nothing is answered.
    NoAnswer,
    /// When and how often a page was clicked.
    Timing,
    /// What the respondent's browser is.
    Browser,
    /// A file that was uploaded, or a signature.
    File,
    /// Another kind, whose columns no pipe names (hot spot, heat map, pick, group & rank, …).
    Other,
    /// A definition that does not say (a response schema).
    Unknown,
}

impl Kind {
    /// The kind of a type, selector and sub-selector.
    pub(super) fn of(kind: &str, selector: &str, sub_selector: &str) -> Kind {
        match (kind, selector, sub_selector) {
            // MAVR, MAHR, MACOL, MSB: any of them; SAVR, SAHR, SACOL, DL, SB, NPS: one.
            ("MC", "MAVR" | "MAHR" | "MACOL" | "MSB", _) => Kind::SeveralChoices,
            ("MC", ..) => Kind::OneChoice,
            ("TE", "FORM", _) => Kind::Form,
            ("TE", ..) => Kind::Text,
            ("Matrix", "TE", _) => Kind::MatrixText,
            ("Matrix", "CS" | "RO", _) => Kind::MatrixNumbers,
            ("Matrix", _, "MultipleAnswer") => Kind::MatrixSeveral,
            ("Matrix", ..) => Kind::MatrixOne,
            ("SBS", ..) => Kind::SideBySide,
            ("Slider" | "CS" | "RO", ..) => Kind::Numbers,
            ("SS", ..) => Kind::OneNumber,
            ("DD", ..) => Kind::Levels,
            ("DB" | "Captcha" | "TreeTesting", ..) => Kind::NoAnswer,
            ("Timing", ..) => Kind::Timing,
            ("Meta", ..) => Kind::Browser,
            ("FileUpload" | "Draw", ..) => Kind::File,
            _ => Kind::Other,
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::OneChoice => "a multiple choice question with one answer",
            Kind::SeveralChoices => "a multiple choice question with several answers",
            Kind::Text => "a text entry question",
            Kind::Form => "a form",
            Kind::MatrixOne => "a matrix",
            Kind::MatrixSeveral => "a matrix with several answers in a row",
            Kind::MatrixText => "a matrix of texts",
            Kind::MatrixNumbers => "a matrix of numbers",
            Kind::Numbers => "a question with a number for each item",
            Kind::OneNumber => "a question for a number",
            Kind::Levels => "a drill-down question",
            Kind::SideBySide => "a side-by-side question",
            Kind::NoAnswer => "text to read, which nobody answers",
            Kind::Timing => "a page timer",
            Kind::Browser => "a question that reads the browser",
            Kind::File => "a question for a file",
            Kind::Other => "of a kind that no piped text reads",
            Kind::Unknown => "a question",
        }
    }
}

/// The rounds of a loop & merge block: each writes fields of its own, `1_QID5`, `2_QID5`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Loops {
    /// It stands in no such block.
    #[default]
    None,
    /// The rounds have these ids.
    Rounds(Arc<[String]>),
    /// The definition does not say which rounds there are.
    Unknown,
}

impl Row {
    /// Rows with their places, in the order that they have.
    pub(super) fn placed(rows: impl IntoIterator<Item = Row>) -> Arc<[Row]> {
        rows.into_iter().enumerate().map(|(at, row)| Row { place: at + 1, ..row }).collect()
    }
}

impl Question {
    /// The row with this id.
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// The choice with this id.
    pub fn choice(&self, id: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == id)
    }

    /// The rounds that are known.
    pub fn rounds(&self) -> &[String] {
        match &self.loops {
            Loops::Rounds(rounds) => rounds,
            Loops::None | Loops::Unknown => &[],
        }
    }
}
