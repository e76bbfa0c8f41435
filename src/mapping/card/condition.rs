//! A condition in words, as it is put together in a workflow: fields, operators and texts under "all" and "any". A
//! workflow has no "not" around a group, so that every `not` is carried to the tests.
//!
//! No source names the operators of a workflow's conditions: these words are the usual ones of Qualtrics' logic.

use crate::mapping::model::{Condition, ConditionKind, Mapping, Test, ValueSpec};
use crate::qualtrics::pipe::{Ask, PipeKind};

/// A condition in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Clause {
    /// All of these.
    All(Vec<Clause>),
    /// One of these.
    Any(Vec<Clause>),
    /// One test.
    Statement(Statement),
}

/// One test in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Statement {
    /// What is looked at.
    pub(crate) field: String,
    /// How.
    pub(crate) operator: &'static str,
    /// The text it is compared with.
    pub(crate) operand: Option<String>,
    /// What to know of it.
    pub(crate) notes: Vec<String>,
}

impl Clause {
    /// The condition of a mapping's task.
    pub(crate) fn of(mapping: &Mapping, condition: &Condition) -> Clause {
        clause(mapping, condition, true)
    }

    /// The lines of it, each with how far it stands in.
    pub(crate) fn lines(&self) -> Vec<(usize, String)> {
        let mut lines = Vec::new();
        self.add_lines(0, &mut lines);
        lines
    }

    fn add_lines(&self, depth: usize, lines: &mut Vec<(usize, String)>) {
        let (head, parts) = match self {
            Clause::All(parts) => ("all of these:", parts),
            Clause::Any(parts) => ("any of these:", parts),
            Clause::Statement(statement) => {
                let operand = statement.operand.as_ref().map_or(String::new(), |operand| format!(" \"{operand}\""));
                lines.push((depth, format!("{} {}{operand}", statement.field, statement.operator)));
                lines.extend(statement.notes.iter().map(|note| (depth + 1, format!("({note})"))));
                return;
            }
        };
        lines.push((depth, head.to_owned()));
        parts.iter().for_each(|part| part.add_lines(depth + 1, lines));
    }
}

/// The condition, or what is true where it is not.
fn clause(mapping: &Mapping, condition: &Condition, is_meant: bool) -> Clause {
    match &condition.kind {
        ConditionKind::Not(part) => clause(mapping, part, !is_meant),
        ConditionKind::All(parts) => group(parts.iter().map(|part| clause(mapping, part, is_meant)), is_meant),
        ConditionKind::Any(parts) => group(parts.iter().map(|part| clause(mapping, part, is_meant)), !is_meant),
        ConditionKind::Value(value, test) => tested(mapping, value, test, is_meant),
    }
}

/// A group without needless groups in it.
fn group(parts: impl Iterator<Item = Clause>, is_all: bool) -> Clause {
    let mut flat = Vec::new();
    for part in parts {
        match (part, is_all) {
            (Clause::All(inner), true) | (Clause::Any(inner), false) => flat.extend(inner),
            (other, _) => flat.push(other),
        }
    }
    match (flat.pop(), is_all) {
        (Some(only), _) if flat.is_empty() => only,
        (last, true) => Clause::All(flat.into_iter().chain(last).collect()),
        (last, false) => Clause::Any(flat.into_iter().chain(last).collect()),
    }
}

fn tested(mapping: &Mapping, value: &ValueSpec, test: &Test, is_meant: bool) -> Clause {
    let statement = |operator, operand: Option<&str>, more: Option<&str>| {
        let mut notes = notes(value);
        notes.extend(more.map(str::to_owned));
        let operand = operand.map(str::to_owned);
        Clause::Statement(Statement { field: field(mapping, value), operator, operand, notes })
    };
    let equal = if is_meant { "is equal to" } else { "is not equal to" };
    match test {
        Test::Equals(text) if text.is_empty() => statement(empty(is_meant), None, None),
        Test::Equals(text) => statement(equal, Some(text), None),
        Test::In(texts) => group(texts.iter().map(|text| statement(equal, Some(text), None)), !is_meant),
        Test::Empty(wanted) => statement(empty(*wanted == is_meant), None, None),
        Test::Matches(expression) => {
            let operator = if is_meant { "matches the expression" } else { "does not match the expression" };
            let dialect = "which dialect of expressions a workflow takes is unverified";
            statement(operator, Some(expression.as_str()), Some(dialect))
        }
    }
}

fn empty(is_empty: bool) -> &'static str {
    if is_empty { "is empty" } else { "is not empty" }
}

/// The field as a person finds it in the form's lists.
fn field(mapping: &Mapping, value: &ValueSpec) -> String {
    let Some(pipe) = value.template.whole_pipe() else { return format!("the text `{}`", value.written()) };
    match &pipe.kind {
        PipeKind::Question(question, ask) => {
            let part = part_of(ask);
            match tag_of(mapping, question) {
                Some(tag) => format!("question {question} ({tag}){part}"),
                None => format!("question {question}{part}"),
            }
        }
        PipeKind::Embedded(name) => format!("embedded data {name}"),
        PipeKind::Contact(name) => format!("contact field {name}"),
        PipeKind::Metadata(name) => format!("response metadata {name}"),
        PipeKind::Score(scoring, _) => format!("score {scoring}"),
        _ => pipe.text.clone(),
    }
}

fn part_of(ask: &Ask) -> String {
    match ask {
        Ask::SelectedChoices | Ask::SelectedChoicesTextEntry => ", its choice".to_owned(),
        Ask::SelectedChoicesRecode => ", the recode of its choice".to_owned(),
        Ask::SelectedAnswers(Some(row)) => format!(", the answer of row {row}"),
        Ask::SelectedAnswerRecode(Some(row)) => format!(", the recode of the answer of row {row}"),
        Ask::ChoiceTextEntryValue(path) if path.is_empty() => ", its text".to_owned(),
        Ask::ChoiceTextEntryValue(path) => format!(", the text of {}", path.join("/")),
        Ask::ChoiceNumericEntryValue(item) => format!(", the number of {item}"),
        Ask::SelectedChoicesCount => ", how many are chosen".to_owned(),
        _ => String::new(),
    }
}

/// What the survey calls the question, as far as the mapping expects it.
fn tag_of<'m>(mapping: &'m Mapping, question: &str) -> Option<&'m str> {
    let expected = mapping.expects.iter().find(|(field, _)| field.value == question);
    expected.map(|(_, tag)| tag.value.as_str())
}

fn notes(value: &ValueSpec) -> Vec<String> {
    let mut notes = Vec::new();
    match value.template.whole_pipe().map(|pipe| &pipe.kind) {
        Some(PipeKind::Question(
            _,
            Ask::SelectedChoices
            | Ask::SelectedChoicesRecode
            | Ask::SelectedChoicesTextEntry
            | Ask::SelectedAnswers(_)
            | Ask::SelectedAnswerRecode(_),
        )) => notes.push("in the form pick the question, and the choice that has this text or recode".to_owned()),
        Some(PipeKind::Column(_)) => notes.push("only qseg reads a column by its name: pick the field".to_owned()),
        Some(_) => {}
        None => notes
            .push("a condition looks at one field: keep such a text as embedded data in the survey flow".to_owned()),
    }
    let bare = ValueSpec::bare(value.template.clone(), value.text_start, value.span);
    if *value != bare {
        notes.push("qseg changes the value before it compares; a workflow compares what Qualtrics has".to_owned());
    }
    notes
}
