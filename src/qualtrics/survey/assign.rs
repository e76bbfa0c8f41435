//! The ImportIds behind the bare names of a file that has only names, and behind the ImportIds of 2016, which
//! name split columns otherwise (`reference/qualtrics.md` §4.2; design §5 "need `--survey`").
//!
//! Names repeat: rows of several matrices can share a tag. Columns stand in survey order, so that as many
//! columns as fields of one name are these fields in their order; fewer or more are not guessed.

use super::naming::Style;
use super::question::{Kind, Question};
use super::{Source, Survey, fields::Part};
use crate::qualtrics::header::{Column, Generation, Header};
use crate::qualtrics::import_id;
use std::collections::HashMap;

/// A column that a question should have.
struct Wanted {
    import_id: String,
    choice: Option<String>,
    name: String,
}

/// A name that does not tell which of several fields a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unclear {
    /// The name in row 1.
    pub(crate) name: String,
    /// How many columns have it.
    pub(crate) columns: usize,
    /// The ImportIds that it could be.
    pub(crate) fields: Vec<String>,
}

impl Survey {
    /// Gives columns the ImportId and the choice that a current export would have, where the header has only
    /// names or the older ImportIds. What stays unclear is given back.
    pub fn assign(&self, header: &mut Header) -> Vec<Unclear> {
        let only_names = matches!(header.generation, Generation::Legacy | Generation::Plain);
        match header.generation {
            // A schema has one tag for each field, and knows nothing of the older names.
            _ if self.source == Source::Schema => {
                let mut unclear: Vec<Unclear> = Vec::new();
                for column in header.columns.iter_mut().filter(|_| only_names) {
                    match self.by_tag.get(&column.name) {
                        Some(Some(id)) => column.import_id = Some(id.clone()),
                        Some(None) => unclear.push(self.shared_tag(&column.name)),
                        None => {}
                    }
                }
                unclear
            }
            Generation::Current => Vec::new(),
            Generation::Insights2016 => {
                header.columns.iter_mut().for_each(|column| self.modernise(column));
                Vec::new()
            }
            Generation::Legacy => self.assign_names(header, &[Style::Legacy, Style::Current]),
            Generation::Plain => self.assign_names(header, &Style::ALL),
        }
    }

    /// A tag that several fields of a schema have.
    fn shared_tag(&self, tag: &str) -> Unclear {
        let has_it = |id: &&String| self.fields[*id].export_tag.as_deref() == Some(tag);
        Unclear { name: tag.to_owned(), columns: 1, fields: self.order.iter().filter(has_it).cloned().collect() }
    }

    /// `QID2_3` of a question with several answers is its choice 3; `QID1_TEXT` of one with one answer is the
    /// text of the one choice that has a text.
    fn modernise(&self, column: &mut Column) {
        let Some(id) = column.import_id.as_deref() else { return };
        let Some(question) = self.question_of_field(id) else { return };
        let Some(rest) = id.strip_prefix(question.id.as_str()).and_then(|rest| rest.strip_prefix('_')) else { return };
        match question.kind {
            Kind::SeveralChoices if question.choice(rest).is_some() => {
                column.choice = Some(rest.to_owned());
                column.import_id = Some(question.id.clone());
            }
            Kind::OneChoice if rest == "TEXT" => {
                let mut texts = question.choices.iter().filter(|choice| choice.has_text);
                if let (Some(only), None) = (texts.next(), texts.next()) {
                    column.import_id = Some(format!("{}_{}_TEXT", question.id, only.id));
                }
            }
            _ => {}
        }
    }

    fn assign_names(&self, header: &mut Header, styles: &[Style]) -> Vec<Unclear> {
        let mut columns: HashMap<String, Vec<usize>> = HashMap::new();
        for column in header.columns.iter().filter(|column| !column.name.is_empty()) {
            columns.entry(folded(&column.name)).or_default().push(column.index);
        }
        let mut wanted: HashMap<String, Vec<Wanted>> = HashMap::new();
        let mut order = Vec::new();
        for question in self.questions.iter().filter(|question| !question.is_deleted) {
            let rounds = match question.rounds() {
                [] => vec![None],
                rounds => rounds.iter().map(Some).collect(),
            };
            for round in rounds {
                let prefix = round.map_or_else(String::new, |round| format!("{round}_"));
                for field in best_style(question, &prefix, styles, &columns) {
                    let name = folded(&field.name);
                    if !wanted.contains_key(&name) {
                        order.push(name.clone());
                    }
                    wanted.entry(name).or_default().push(field);
                }
            }
        }
        let mut unclear = Vec::new();
        let mut is_assigned = vec![false; header.columns.len()];
        for name in order {
            let (fields, indices) = (&wanted[&name], &columns[&name]);
            if fields.len() != indices.len() {
                let ids = fields.iter().map(|field| field.import_id.clone());
                unclear.push(Unclear { name: fields[0].name.clone(), columns: indices.len(), fields: ids.collect() });
                continue;
            }
            for (field, index) in fields.iter().zip(indices) {
                let column = &mut header.columns[*index];
                column.import_id = Some(field.import_id.clone());
                column.choice.clone_from(&field.choice);
                is_assigned[*index] = true;
            }
        }
        // Scores (`SC0`) are called by their place.
        for (_, column) in header.columns.iter_mut().enumerate().filter(|(at, _)| !is_assigned[*at]) {
            let id = self.import_id_of_tag(&column.name).filter(|id| !import_id::is_question(id));
            let is_one = columns.get(&folded(&column.name)).is_some_and(|columns| columns.len() == 1);
            if let Some(id) = id.filter(|_| is_one) {
                column.import_id = Some(id.to_owned());
            }
        }
        unclear
    }
}

/// The columns of a question that are there, in the style that finds most of them.
fn best_style(
    question: &Question,
    prefix: &str,
    styles: &[Style],
    columns: &HashMap<String, Vec<usize>>,
) -> Vec<Wanted> {
    let is_there = |name: &str| columns.contains_key(&folded(name));
    let mut best: Vec<Wanted> = Vec::new();
    for style in styles {
        let found = wanted(question, prefix, *style, &is_there);
        if found.len() > best.len() {
            best = found;
        }
    }
    best
}

/// The columns of a question that are there in a style.
fn wanted(question: &Question, prefix: &str, style: Style, is_there: &impl Fn(&str) -> bool) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    // The first of its names that is there.
    let mut add = |id: &str, choice: Option<&str>, names: Vec<String>| {
        let names = names.into_iter().map(|name| format!("{prefix}{name}"));
        let Some(name) = names.into_iter().find(|name| is_there(name)) else { return };
        let import_id = format!("{prefix}{id}");
        if !found
            .iter()
            .any(|known| known.name == name && known.import_id == import_id && known.choice.as_deref() == choice)
        {
            found.push(Wanted { import_id, choice: choice.map(str::to_owned), name });
        }
    };
    let texts = question.choices.iter().filter(|choice| choice.has_text).count();
    for part in question.parts() {
        let id = question.import_id(part);
        match part {
            Part::Answer if question.kind == Kind::SeveralChoices => {
                for choice in question.choices.iter() {
                    add(&id, Some(&choice.id), vec![question.choice_name(choice, style)]);
                }
                add(&id, None, vec![question.tag.clone()]);
            }
            Part::Row(row) if question.kind == Kind::MatrixSeveral => {
                for (answer, place) in question.choices.iter().zip(1..) {
                    add(&format!("{id}_{}", answer.id), None, vec![question.cell_name(row, answer, place, style)]);
                }
            }
            Part::ChoiceText(_) if texts > 1 && question.kind == Kind::OneChoice => {
                let names = question.name(part, style);
                // One column for the texts of several choices belongs to the question.
                match names.len() > 1 && is_there(&format!("{prefix}{}", names[0])) {
                    true => add(&format!("{}_TEXT", question.id), None, names),
                    false => add(&id, None, names),
                }
            }
            _ => add(&id, None, question.name(part, style)),
        }
    }
    found
}

/// Names as they are compared: legacy exports write some characters of a tag as `_`.
fn folded(name: &str) -> String {
    name.trim().chars().map(|letter| if letter.is_alphanumeric() || letter == '#' { letter } else { '_' }).collect()
}
