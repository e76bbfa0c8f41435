//! The survey object of `GET /surveys/{id}`: the same survey in other words (`reference/qualtrics.md` §6).

use super::build::Builder;
use super::field::Choice;
use super::node::Node;
use super::plain_text::plain_text;
use super::question::{Kind, Loops, Question, Row};
use super::read::{Languages, LoopSource};
use super::{Source, Survey, SurveyError};
use crate::qualtrics::import_id;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// Reads it.
pub(super) fn read(document: &Node<'_>) -> Result<Survey, SurveyError> {
    let mut builder = Builder::new(Source::Object);
    builder.named(document);
    let mut questions = Vec::new();
    for (id, node) in document.get("questions").map(Node::entries).unwrap_or_default() {
        questions.extend(of_node(&id, node));
    }
    let loops: HashMap<Cow<'_, str>, LoopSource> = document
        .get("loopAndMerge")
        .map(Node::entries)
        .unwrap_or_default()
        .into_iter()
        .map(|(block, node)| (block, loop_source(node)))
        .collect();
    for (id, block) in document.get("blocks").map(Node::entries).unwrap_or_default() {
        let elements = block.get("elements").map(Node::entries).unwrap_or_default();
        let questions = elements.iter().filter_map(|(_, element)| element.text_at("questionId")).map(str::to_owned);
        builder.blocks.add_named(&id, questions.collect(), loops.get(&id).cloned());
    }
    if let Some(flow) = document.get("flow") {
        builder.flow(flow);
    }
    if let Some(fields) = document.get("embeddedData") {
        let names = fields.entries().into_iter().filter_map(|(_, field)| field.text_at("name")).map(str::to_owned);
        builder.embedded(names.collect());
    }
    builder.finish(questions, Languages::new())
}

/// Rounds over a question's choices; of static rounds the object names the fields, not the ids.
fn loop_source(node: &Node<'_>) -> LoopSource {
    let question = node.get("loopQuestionMeta").and_then(|meta| meta.text_at("questionId"));
    question.map_or(LoopSource::Unknown, |question| LoopSource::Choices(question.to_owned()))
}

/// A question, and its columns where it is side by side.
fn of_node(id: &str, node: &Node<'_>) -> Vec<Question> {
    if import_id::question_of(id) != Some(id) {
        return Vec::new();
    }
    let mut whole = question(id, node);
    whole.tag = node.text_at("questionName").unwrap_or(id).to_owned();
    if whole.kind != Kind::SideBySide {
        return vec![whole];
    }
    let rows = rows(node);
    let mut all = Vec::new();
    for (number, column) in node.get("columns").map(Node::entries).unwrap_or_default() {
        let mut part = question(&format!("{id}#{number}"), column);
        if part.kind == Kind::Other {
            // Side by side, a column without a type is a scale.
            part.kind = Kind::MatrixOne;
        }
        part.tag = format!("{}#{number}", whole.tag);
        part.choices = choices(column, "choices").into();
        part.rows = Arc::clone(&rows);
        all.push(part);
    }
    whole.rows = rows;
    all.insert(0, whole);
    all
}

fn question(id: &str, node: &Node<'_>) -> Question {
    let kind_node = node.get("questionType");
    let word = |key: &str| kind_node.and_then(|kind| kind.text_at(key)).unwrap_or_default();
    let words = [word("type"), word("selector"), word("subSelector")];
    let kind = Kind::of(words[0], words[1], words[2]);
    let is_matrix = node.get("subQuestions").is_some();
    let text = ["questionText", "columnLabel", "questionLabel"].into_iter().find_map(|key| node.text_at(key));
    // Without sub-questions, the choices of a form or a slider are its items.
    let (choices, rows) = match kind {
        Kind::Form | Kind::Numbers | Kind::Levels if !is_matrix => (Vec::new(), items(node, "choices")),
        _ => (choices(node, "choices"), rows(node)),
    };
    Question {
        id: id.to_owned(),
        tag: id.to_owned(),
        text: plain_text(text.unwrap_or_default()).into_owned(),
        kind,
        type_name: words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join("/"),
        choices: choices.into(),
        rows,
        loops: Loops::None,
        is_deleted: false,
        next_choice: 0,
        next_answer: 0,
        answer_tag: None,
        carried_from: None,
    }
}

fn choices(node: &Node<'_>, key: &str) -> Vec<Choice> {
    let read = |(id, choice): (Cow<'_, str>, &Node<'_>)| {
        let label = label(choice);
        let others = ["variableName", "description"].into_iter().filter_map(|key| choice.text_at(key));
        let mut others: Vec<String> = others
            .map(|other| plain_text(other).into_owned())
            .filter(|other| !other.is_empty() && *other != label)
            .collect();
        others.dedup();
        Choice {
            recode: choice.text_at("recode").unwrap_or(&id).to_owned(),
            id: id.into_owned(),
            label,
            others,
            has_text: choice.get("textEntry").is_some_and(is_there),
            is_deleted: false,
        }
    };
    node.get(key).map(Node::entries).unwrap_or_default().into_iter().map(read).collect()
}

/// `choiceText` is what respondents read; older answers have only `description`.
fn label(choice: &Node<'_>) -> String {
    let text = choice.text_at("choiceText").or_else(|| choice.text_at("description"));
    plain_text(text.unwrap_or_default()).into_owned()
}

fn rows(node: &Node<'_>) -> Arc<[Row]> {
    items(node, "subQuestions")
}

fn items(node: &Node<'_>, key: &str) -> Arc<[Row]> {
    let read = |(id, row): (Cow<'_, str>, &Node<'_>)| Row {
        id: id.into_owned(),
        label: label(row),
        tag: row.text_at("exportTag").or_else(|| row.text_at("variableName")).map(str::to_owned),
        has_text: row.get("textEntry").is_some_and(is_there),
        is_deleted: false,
        place: 0,
    };
    Row::placed(node.get(key).map(Node::entries).unwrap_or_default().into_iter().map(read))
}

/// `textEntry` is a tick, or an object that describes the box.
fn is_there(node: &Node<'_>) -> bool {
    matches!(node, Node::Object(_)) || node.is_on()
}
