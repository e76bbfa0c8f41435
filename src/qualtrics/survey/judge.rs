//! What a pipe asks for that the survey does not have, or does not have any more: judged against the definition
//! alone, before there is any response (`reference/qualtrics.md` §3.2: which pipe reads which kind of question).

use super::field::Choice;
use super::question::{Kind, Loops, Question, Row};
use super::{Source, Survey};
use crate::core::diagnostic::{Code, did_you_mean};
use crate::qualtrics::findings::*;
use crate::qualtrics::import_id;
use crate::qualtrics::pipe::{Ask, Pipe, PipeKind};

/// What is wrong with a pipe, and the way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The code of the finding.
    pub code: &'static Code,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
    /// Words beside the caret.
    pub label: &'static str,
}

/// Embedded data that Qualtrics has without a place in the flow (`reference/qualtrics.md` §3.2).
const BUILT_IN: [&str; 3] = ["ResponseID", "ResponseId", "SurveyID"];

fn complaint(
    code: &'static Code,
    label: &'static str,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Option<Complaint> {
    Some(Complaint { code, label, message: message.into(), help: help.into() })
}

impl Survey {
    /// Judges a pipe: nothing where the survey has what it asks for, or says nothing of such pipes.
    pub fn judge(&self, pipe: &Pipe) -> Option<Complaint> {
        match &pipe.kind {
            PipeKind::Question(question, ask) if self.source == Source::Schema => self.judge_by_fields(question, ask),
            PipeKind::Question(question, ask) => self.judge_question(question, ask),
            PipeKind::Embedded(name) => self.judge_embedded(name),
            PipeKind::Score(scoring, _) => self.judge_score(scoring),
            PipeKind::Metadata(_)
            | PipeKind::Contact(_)
            | PipeKind::CurrentDate(_)
            | PipeKind::Column(_)
            | PipeKind::Location(_)
            | PipeKind::Loop(_)
            | PipeKind::Workflow(..)
            | PipeKind::Elsewhere(..) => None,
        }
    }

    fn judge_embedded(&self, name: &str) -> Option<Complaint> {
        let known = self.embedded.as_deref()?;
        let is_known = known.iter().any(|field| field == name) || self.fields.contains_key(name);
        if is_known || name.starts_with("Q_") || BUILT_IN.contains(&name) {
            return None;
        }
        let near = did_you_mean(name, known.iter().map(String::as_str));
        let help = near.map_or_else(
            || "declare it in the survey flow, or it is kept only for contacts of a distribution".to_owned(),
            |near| format!("did you mean ${{e://Field/{near}}}?"),
        );
        complaint(
            &EMBEDDED_NOT_IN_SURVEY,
            "not in the survey flow",
            format!("the survey flow has no embedded data \"{name}\""),
            help,
        )
    }

    fn judge_score(&self, scoring: &str) -> Option<Complaint> {
        let known = self.scores.as_deref()?;
        if known.iter().any(|(id, _)| id == scoring) {
            return None;
        }
        let listed: Vec<String> = known.iter().take(8).map(|(id, name)| format!("{id} ({name})")).collect();
        let help = match listed.is_empty() {
            true => "the survey has no scoring at all".to_owned(),
            false => format!("it has {}", listed.join(", ")),
        };
        complaint(&NOT_IN_SURVEY, "no such scoring", format!("the survey has no scoring category {scoring}"), help)
    }

    fn judge_question(&self, asked: &str, ask: &Ask) -> Option<Complaint> {
        let at = asked.find("QID").unwrap_or(0);
        let (round, id) = (asked[..at].strip_suffix('_'), &asked[at..]);
        let Some(question) = self.question(id) else { return self.no_question(id) };
        self.judge_loop(question, round).or_else(|| judge_ask(question, ask)).or_else(|| {
            question.is_deleted.then(|| Complaint {
                code: &DELETED_IN_SURVEY,
                label: "in the trash",
                message: format!("{id} ({}) was deleted from the survey: new responses do not have it", question.tag),
                help: "remove the row, or keep it only for older responses".to_owned(),
            })
        })
    }

    /// The question is not there: the column of a side-by-side question, a number that is an export tag, or a
    /// number near it.
    fn no_question(&self, id: &str) -> Option<Complaint> {
        let stem = import_id::question_of(id).unwrap_or(id);
        let message = format!("the survey has no question {id}");
        if let Some(whole) = self.question(stem).filter(|_| stem != id) {
            let columns = self.columns_of(stem);
            return match whole.kind {
                Kind::SideBySide => {
                    complaint(&NOT_IN_SURVEY, "no such column", message, format!("its columns are {columns}"))
                }
                _ => complaint(
                    &WRONG_SELECTOR,
                    "has no columns",
                    format!("{stem} is {}: it has no columns", whole.kind.name()),
                    format!("ask for {stem}"),
                ),
            };
        }
        let by_tag = self.questions.iter().find(|question| question.tag == id.replacen("QID", "Q", 1));
        let near = by_tag.or_else(|| {
            let live = self.questions.iter().filter(|question| !question.is_deleted);
            self.question(did_you_mean(id, live.map(|question| question.id.as_str()))?)
        });
        let help = near.map_or_else(
            || "the definition may be of another survey, or older than the mapping".to_owned(),
            |near| format!("did you mean {}? It is {} ({})", near.id, near.tag, shortened(&near.text)),
        );
        complaint(&NOT_IN_SURVEY, "no such question", message, help)
    }

    fn columns_of(&self, stem: &str) -> String {
        let prefix = format!("{stem}#");
        let columns = self.questions.iter().filter(|question| question.id.starts_with(&prefix));
        columns.map(|column| format!("{} ({})", column.id, shortened(&column.text))).collect::<Vec<_>>().join(", ")
    }

    fn judge_loop(&self, question: &Question, round: Option<&str>) -> Option<Complaint> {
        let id = &question.id;
        match (&question.loops, round) {
            (Loops::None, Some(round)) => complaint(
                &NOT_IN_SURVEY,
                "no loop",
                format!("{id} stands in no loop & merge block"),
                format!("ask for {id}, without {round}_"),
            ),
            (Loops::Rounds(rounds), Some(round)) if !rounds.iter().any(|known| known == round) => complaint(
                &NOT_IN_SURVEY,
                "no such round",
                format!("the loop of {id} has no round {round}"),
                format!("its rounds are {}", listed(rounds.iter().map(String::as_str))),
            ),
            (Loops::Rounds(rounds), None) => {
                let first = rounds.first().map_or("1", String::as_str);
                complaint(
                    &PIPE_NEEDS_ROUND,
                    "name the round",
                    format!("{id} is asked in a loop: it has an answer for each round"),
                    format!(
                        "name the round: ${{q://{first}_{id}/…}}; rounds are {}",
                        listed(rounds.iter().map(String::as_str))
                    ),
                )
            }
            (Loops::Unknown, None) => complaint(
                &PIPE_NEEDS_ROUND,
                "name the round",
                format!("{id} is asked in a loop: it has an answer for each round"),
                format!("name the round: ${{q://1_{id}/…}}"),
            ),
            (Loops::None, None) | (Loops::Rounds(_) | Loops::Unknown, Some(_)) => None,
        }
    }

    /// A response schema knows fields, and not the kinds of questions.
    fn judge_by_fields(&self, asked: &str, ask: &Ask) -> Option<Complaint> {
        let cell = |path: &[&str]| path.iter().fold(asked.to_owned(), |key, part| format!("{key}_{part}"));
        let has = |key: &str| self.fields.contains_key(key);
        let nothing = |key: &str| {
            let near = did_you_mean(key, self.import_ids());
            let help = near.map_or_else(
                || "the definition may be of another survey, or older than the mapping".to_owned(),
                |near| format!("did you mean {near}?"),
            );
            complaint(&NOT_IN_SURVEY, "no such field", format!("the survey has no field {key}"), help)
        };
        let is_part =
            |key: &&String| key.strip_prefix(asked).is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '#']));
        if !self.order.iter().any(|key| is_part(&key)) {
            return nothing(asked);
        }
        let distinct = |key: &str| self.field(key).and_then(|field| judge_distinct(key, &field.choices, ask));
        match ask {
            Ask::SelectedChoices
            | Ask::SelectedChoicesRecode
            | Ask::SelectedChoicesTextEntry
            | Ask::SelectedChoicesCount
            | Ask::UnselectedChoices
            | Ask::AllChoices
                if !has(asked) =>
            {
                nothing(asked)
            }
            Ask::SelectedChoices | Ask::SelectedChoicesRecode => distinct(asked),
            Ask::SelectedAnswers(None) | Ask::SelectedAnswerRecode(None) => {
                needs_row(asked, "ChoiceGroup/SelectedAnswers/1")
            }
            Ask::SelectedAnswers(Some(row)) | Ask::SelectedAnswerRecode(Some(row)) if !has(&cell(&[row])) => {
                nothing(&cell(&[row]))
            }
            Ask::SelectedAnswers(Some(row)) | Ask::SelectedAnswerRecode(Some(row)) => distinct(&cell(&[row])),
            Ask::ChoiceNumericEntryValue(item) if !has(&cell(&[item])) => nothing(&cell(&[item])),
            Ask::ChoiceDescription(choice) => {
                let field = self.field(asked)?;
                let unknown = !field.choices.is_empty() && field.choice(choice).is_none();
                unknown.then(|| no_choice(asked, choice, &field.choices, 0))?
            }
            Ask::ChoiceTextEntryValue(path) => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                let key = cell(&path);
                let text = format!("{key}_TEXT");
                let is_there = has(&text) || (!path.is_empty() && has(&key));
                (!is_there).then(|| nothing(&text))?
            }
            _ => None,
        }
    }
}

/// Whether a question has what it is asked for.
fn judge_ask(question: &Question, ask: &Ask) -> Option<Complaint> {
    let id = question.id.as_str();
    if *ask == Ask::QuestionText {
        return None;
    }
    let choices = &question.choices;
    match (question.kind, ask) {
        (Kind::Unknown, _) => None,
        (Kind::SideBySide, _) => complaint(
            &WRONG_SELECTOR,
            "name the column",
            format!("{id} is side by side: each of its columns is asked for by itself"),
            format!("name the column: ${{q://{id}#1/…}}"),
        ),
        (Kind::OneChoice | Kind::SeveralChoices, ask) => match ask {
            Ask::SelectedChoices
            | Ask::SelectedChoicesRecode
            | Ask::SelectedChoicesTextEntry
            | Ask::SelectedChoicesCount
            | Ask::UnselectedChoices
            | Ask::AllChoices
            | Ask::QuestionText => judge_distinct(id, choices, ask),
            Ask::ChoiceDescription(choice) => judge_choice(question, choice),
            Ask::ChoiceTextEntryValue(path) => match path.as_slice() {
                [] => match with_text(choices.iter()).as_slice() {
                    [] => wrong(question, ask),
                    [_] => None,
                    [..] if question.kind == Kind::OneChoice => None,
                    [first, ..] => complaint(
                        &WRONG_SELECTOR,
                        "name the choice",
                        format!("{id} has a text entry at several choices, and the pipe names none"),
                        format!("name the choice: ${{q://{id}/ChoiceTextEntryValue/{first}}}"),
                    ),
                },
                [choice] => judge_choice(question, choice).or_else(|| {
                    let has_text = question.choice(choice).is_some_and(|choice| choice.has_text);
                    (!has_text).then(|| no_text(id, "choice", choice, with_text(choices.iter())))?
                }),
                [..] => wrong(question, ask),
            },
            Ask::ChoiceNumericEntryValue(_) | Ask::SelectedAnswers(_) | Ask::SelectedAnswerRecode(_) => {
                wrong(question, ask)
            }
        },
        (Kind::Text, Ask::ChoiceTextEntryValue(path)) if path.is_empty() => None,
        (Kind::Form, Ask::ChoiceTextEntryValue(path)) => match path.as_slice() {
            [] => needs_row(id, "ChoiceTextEntryValue/1"),
            [field] => judge_row(question, field, "field"),
            [..] => wrong(question, ask),
        },
        (Kind::Numbers, Ask::ChoiceNumericEntryValue(item)) => judge_row(question, item, "item"),
        (Kind::Levels, Ask::SelectedAnswers(Some(level)) | Ask::SelectedAnswerRecode(Some(level))) => {
            judge_row(question, level, "level")
        }
        (Kind::MatrixOne | Kind::MatrixSeveral, Ask::SelectedAnswers(row) | Ask::SelectedAnswerRecode(row)) => {
            match row {
                Some(row) => judge_row(question, row, "row").or_else(|| judge_distinct(id, choices, ask)),
                None => needs_row(id, "ChoiceGroup/SelectedAnswers/1"),
            }
        }
        (Kind::MatrixText, Ask::ChoiceTextEntryValue(path)) => match path.as_slice() {
            [] => needs_row(id, "ChoiceTextEntryValue/1/1"),
            [row] => judge_row_text(question, row),
            [row, answer] => judge_row(question, row, "row").or_else(|| judge_choice(question, answer)),
            [..] => wrong(question, ask),
        },
        (
            Kind::MatrixOne | Kind::MatrixSeveral | Kind::MatrixNumbers | Kind::Numbers,
            Ask::ChoiceTextEntryValue(path),
        ) if path.len() == 1 => judge_row_text(question, &path[0]),
        (_, Ask::ChoiceDescription(row)) if !question.rows.is_empty() => judge_row(question, row, "row"),
        (Kind::OneNumber, Ask::SelectedChoicesRecode) => None,
        _ => wrong(question, ask),
    }
}

/// A label or a recode that two choices share does not tell which of them was chosen.
fn judge_distinct(question: &str, choices: &[Choice], ask: &Ask) -> Option<Complaint> {
    let (key, what): (fn(&Choice) -> &str, _) = match ask {
        Ask::SelectedChoicesRecode | Ask::SelectedAnswerRecode(_) => (|choice| &choice.recode, "recode"),
        Ask::SelectedChoices | Ask::SelectedAnswers(_) => (|choice| &choice.label, "label"),
        _ => return None,
    };
    let live: Vec<&Choice> = choices.iter().filter(|choice| !choice.is_deleted).collect();
    let mut first = std::collections::HashMap::new();
    let (one, other) = live.iter().find_map(|choice| Some((*first.insert(key(choice), *choice).as_ref()?, *choice)))?;
    complaint(
        &CHOICES_ALIKE,
        "two choices give the same",
        format!(
            "choices {} and {} of {} have the {what} \"{}\": it does not tell them apart",
            one.id,
            other.id,
            question,
            shortened(key(one))
        ),
        match what {
            "recode" => "give them recode values of their own in the survey, or pipe the label",
            _ => "give them texts of their own in the survey, or pipe the recode",
        },
    )
}

fn judge_choice(question: &Question, id: &str) -> Option<Complaint> {
    match question.choice(id) {
        Some(choice) if choice.is_deleted => complaint(
            &DELETED_IN_SURVEY,
            "a deleted choice",
            format!("choice {id} of {} was deleted: new responses do not have it", question.id),
            "remove the row, or keep it only for older responses",
        ),
        Some(_) => None,
        None => {
            let next = if question.rows.is_empty() { question.next_choice } else { question.next_answer };
            no_choice(&question.id, id, &question.choices, next)
        }
    }
}

fn no_choice(question: &str, id: &str, choices: &[Choice], next: u32) -> Option<Complaint> {
    let by_recode = choices.iter().find(|choice| choice.recode == id);
    let was_there = id.parse().is_ok_and(|number: u32| number > 0 && number < next);
    let known = choices.iter().map(|choice| (choice.id.as_str(), choice.label.as_str()));
    let help = match by_recode {
        Some(choice) => {
            format!("{id} is a recode: the choice is {} ({})", choice.id, shortened(&choice.label))
        }
        None if was_there => format!("it was deleted; its choices are {}", named(known)),
        None => format!("its choices are {}", named(known)),
    };
    complaint(&NOT_IN_SURVEY, "no such choice", format!("{question} has no choice {id}"), help)
}

fn judge_row(question: &Question, id: &str, what: &'static str) -> Option<Complaint> {
    match question.row(id) {
        Some(row) if row.is_deleted => complaint(
            &DELETED_IN_SURVEY,
            "deleted",
            format!("{what} {id} of {} was deleted: new responses do not have it", question.id),
            "remove the row, or keep it only for older responses",
        ),
        Some(_) => None,
        None => {
            let rows = named(question.rows.iter().map(|row| (row.id.as_str(), row.label.as_str())));
            let by_tag = question.rows.iter().find(|row| row.tag.as_deref() == Some(id));
            let was_there = id.parse().is_ok_and(|number: u32| number > 0 && number < question.next_choice);
            let help = match by_tag {
                Some(row) => format!("{id} is an export tag: the {what} is {} ({})", row.id, shortened(&row.label)),
                None if was_there => format!("it was deleted; there are {rows}"),
                None => format!("there are {rows}"),
            };
            complaint(&NOT_IN_SURVEY, "not in the question", format!("{} has no {what} {id}", question.id), help)
        }
    }
}

fn judge_row_text(question: &Question, row: &str) -> Option<Complaint> {
    judge_row(question, row, "row").or_else(|| {
        let has_text = question.row(row).is_some_and(|row| row.has_text);
        let rows = question.rows.iter().filter(|row| row.has_text).map(|row: &Row| row.id.as_str());
        (!has_text).then(|| no_text(&question.id, "row", row, rows.collect()))?
    })
}

fn with_text<'c>(choices: impl Iterator<Item = &'c Choice>) -> Vec<&'c str> {
    choices.filter(|choice| choice.has_text).map(|choice| choice.id.as_str()).collect()
}

fn no_text(question: &str, what: &str, id: &str, others: Vec<&str>) -> Option<Complaint> {
    let help = match others.is_empty() {
        true => "nothing can be typed into this question: ask for what was selected".to_owned(),
        false => format!("text can be typed at {}", listed(others.into_iter())),
    };
    complaint(&WRONG_SELECTOR, "no text here", format!("{what} {id} of {question} has no text entry"), help)
}

fn needs_row(question: &str, form: &str) -> Option<Complaint> {
    complaint(
        &PIPE_NEEDS_ROW,
        "name the row",
        format!("{question} has an answer in each row, and the pipe names none"),
        format!("name the row: ${{q://{question}/{form}}}"),
    )
}

/// The selector is that of another kind of question.
fn wrong(question: &Question, ask: &Ask) -> Option<Complaint> {
    let id = &question.id;
    let row = question.rows.first().map_or("1", |row| row.id.as_str());
    let answer = question.choices.first().map_or("1", |choice| choice.id.as_str());
    let wants_recode = matches!(ask, Ask::SelectedChoicesRecode | Ask::SelectedAnswerRecode(_));
    let form = match question.kind {
        Kind::OneChoice | Kind::SeveralChoices if wants_recode => "SelectedChoicesRecode".to_owned(),
        Kind::OneChoice | Kind::SeveralChoices => "ChoiceGroup/SelectedChoices".to_owned(),
        Kind::Text => "ChoiceTextEntryValue".to_owned(),
        Kind::Form => format!("ChoiceTextEntryValue/{row}"),
        Kind::MatrixOne | Kind::MatrixSeveral | Kind::Levels if wants_recode => format!("SelectedAnswerRecode/{row}"),
        Kind::MatrixOne | Kind::MatrixSeveral | Kind::Levels => format!("ChoiceGroup/SelectedAnswers/{row}"),
        Kind::MatrixText => format!("ChoiceTextEntryValue/{row}/{answer}"),
        Kind::Numbers => format!("ChoiceNumericEntryValue/{row}"),
        Kind::OneNumber => "SelectedChoicesRecode".to_owned(),
        Kind::NoAnswer => {
            return complaint(
                &WRONG_SELECTOR,
                "nothing is answered here",
                format!("{id} is {}", question.kind.name()),
                "remove the row, or pipe its QuestionText",
            );
        }
        Kind::MatrixNumbers
        | Kind::SideBySide
        | Kind::Timing
        | Kind::Browser
        | Kind::File
        | Kind::Other
        | Kind::Unknown => {
            return complaint(
                &WRONG_SELECTOR,
                "no pipe reads this",
                format!("{id} is {} ({})", question.kind.name(), question.type_name),
                "name its column: ${column://…}, which only qseg reads",
            );
        }
    };
    complaint(
        &WRONG_SELECTOR,
        "of another kind of question",
        format!("{id} is {}, which has no such answer", question.kind.name()),
        format!("ask for ${{q://{id}/{form}}}"),
    )
}

/// Choices or rows with their labels, the first of many.
fn named<'a>(items: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let all: Vec<String> = items.map(|(id, label)| format!("{id} ({})", shortened(label))).collect();
    match all.len() {
        0 => "none".to_owned(),
        count if count > 8 => format!("{} and {} more", all[..8].join(", "), count - 8),
        _ => all.join(", "),
    }
}

fn listed<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let all: Vec<&str> = ids.collect();
    match all.len() {
        count if count > 12 => format!("{} and {} more", all[..12].join(", "), count - 12),
        _ => all.join(", "),
    }
}

/// A text of the survey in one line of at most 40 letters.
fn shortened(text: &str) -> String {
    let line = super::field::tidy(text);
    match line.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", line[..at].trim_end()),
        None => line,
    }
}
