//! Which fields a question has in an export: their ImportIds and what stands in them
//! (`reference/qualtrics.md` §4.1 column naming, §3.2).

use super::field::{Choice, SurveyField};
use super::question::{Kind, Question, Row};
use std::sync::Arc;

/// A part of a question that has a column of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part<'q> {
    /// The answer: choices, or a number.
    Answer,
    /// The typed text of the question itself.
    Text,
    /// The text typed beside a choice.
    ChoiceText(&'q Choice),
    /// A row, a field, an item, a level.
    Row(&'q Row),
    /// The text typed beside a row.
    RowText(&'q Row),
    /// A cell that something was typed into, and the place of its answer, from 1.
    Cell(&'q Row, &'q Choice, usize),
    /// A column that Qualtrics writes for the whole question; its name in row 1, and in the ImportId.
    Extra(&'static str, &'static str),
}

/// What page timers and the like write: name in row 1, ending of the ImportId.
const TIMING: [(&str, &str); 4] = [
    ("First Click", "FIRST_CLICK"),
    ("Last Click", "LAST_CLICK"),
    ("Page Submit", "PAGE_SUBMIT"),
    ("Click Count", "CLICK_COUNT"),
];
const BROWSER: [(&str, &str); 4] =
    [("Browser", "BROWSER"), ("Version", "VERSION"), ("Operating System", "OS"), ("Resolution", "RESOLUTION")];
const FILE: [(&str, &str); 4] =
    [("Id", "FILE_ID"), ("Name", "FILE_NAME"), ("Size", "FILE_SIZE"), ("Type", "FILE_TYPE")];

impl Question {
    /// Its parts in the order of their columns.
    pub(super) fn parts(&self) -> Vec<Part<'_>> {
        let extras = |list: &[(&'static str, &'static str)]| {
            list.iter().map(|(name, ending)| Part::Extra(name, ending)).collect::<Vec<_>>()
        };
        let rows = |cells: bool| {
            let row_parts = move |row| {
                let own = (!cells).then_some(Part::Row(row));
                let cells = if cells { &*self.choices } else { &[] };
                let cells = cells.iter().zip(1..).map(move |(answer, place)| Part::Cell(row, answer, place));
                own.into_iter().chain(cells).chain(row.has_text.then_some(Part::RowText(row)))
            };
            self.rows.iter().flat_map(row_parts).collect::<Vec<_>>()
        };
        match self.kind {
            Kind::OneChoice | Kind::SeveralChoices => {
                let texts = self.choices.iter().filter(|choice| choice.has_text).map(Part::ChoiceText);
                let group =
                    (self.type_name.split('/').nth(1) == Some("NPS")).then_some(Part::Extra("NPS_GROUP", "NPS_GROUP"));
                std::iter::once(Part::Answer).chain(group).chain(texts).collect()
            }
            Kind::Text => vec![Part::Text],
            Kind::OneNumber => vec![Part::Answer],
            Kind::Form | Kind::Numbers | Kind::Levels | Kind::MatrixOne | Kind::MatrixSeveral => rows(false),
            Kind::MatrixText | Kind::MatrixNumbers => rows(true),
            Kind::Timing => extras(&TIMING),
            Kind::Browser => extras(&BROWSER),
            Kind::File => extras(&FILE),
            Kind::SideBySide | Kind::NoAnswer | Kind::Other | Kind::Unknown => Vec::new(),
        }
    }

    /// The columns of the answers of a row that can have several: parts of what its row gives, known by name.
    pub(super) fn cells(&self) -> Vec<Part<'_>> {
        if self.kind != Kind::MatrixSeveral {
            return Vec::new();
        }
        let of_row = |row| self.choices.iter().zip(1..).map(move |(answer, place)| Part::Cell(row, answer, place));
        self.rows.iter().flat_map(of_row).collect()
    }

    /// The ImportId of a part, without a loop.
    pub(super) fn import_id(&self, part: Part<'_>) -> String {
        let id = &self.id;
        match part {
            Part::Answer => id.clone(),
            Part::Text => format!("{id}_TEXT"),
            Part::ChoiceText(choice) => format!("{id}_{}_TEXT", choice.id),
            Part::Row(row) => format!("{id}_{}", row.id),
            Part::RowText(row) => format!("{id}_{}_TEXT", row.id),
            Part::Cell(row, answer, _) => format!("{id}_{}_{}", row.id, answer.id),
            Part::Extra(_, ending) => format!("{id}_{ending}"),
        }
    }

    /// What stands in a part.
    pub(super) fn field(&self, part: Part<'_>) -> SurveyField {
        let none = || Arc::from([]);
        let with = |label: &str| if label.is_empty() { self.text.clone() } else { format!("{} - {label}", self.text) };
        let (text, choices, several, numeric) = match part {
            Part::Answer => {
                let several = self.kind == Kind::SeveralChoices;
                (self.text.clone(), Arc::clone(&self.choices), several, self.kind == Kind::OneNumber)
            }
            Part::Text => (self.text.clone(), none(), false, false),
            Part::ChoiceText(choice) => (with(&choice.label), none(), false, false),
            Part::Row(row) => {
                let choices = match self.kind {
                    Kind::MatrixOne | Kind::MatrixSeveral => Arc::clone(&self.choices),
                    _ => none(),
                };
                (with(&row.label), choices, self.kind == Kind::MatrixSeveral, self.kind == Kind::Numbers)
            }
            Part::RowText(row) => (with(&row.label), none(), false, false),
            Part::Cell(row, answer, _) => {
                let label = [row.label.as_str(), &answer.label].join(" - ");
                (with(&label), none(), false, self.kind == Kind::MatrixNumbers)
            }
            Part::Extra(name, _) => (with(name), none(), false, self.kind == Kind::Timing),
        };
        let mut names = self.names(part).into_iter();
        SurveyField {
            text,
            export_tag: names.next(),
            choices,
            several,
            numeric,
            is_deleted: self.is_deleted,
            other_tags: names.collect(),
        }
    }
}
