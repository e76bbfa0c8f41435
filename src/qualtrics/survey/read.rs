//! Questions, blocks and flow as a QSF and a survey definition write them; the two share their payloads
//! (`reference/qualtrics.md` §6).

use super::field::Choice;
use super::node::Node;
use super::plain_text::plain_text;
use super::question::{Kind, Loops, Question, Row};
use crate::qualtrics::import_id;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What a block says of its questions.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// Its questions by the block's id, in file order of the blocks.
    blocks: Vec<(String, Vec<String>)>,
    /// Questions in the trash.
    deleted: HashSet<String>,
    /// Questions of loop & merge blocks, and what they loop over.
    loops: HashMap<String, LoopSource>,
}

/// What a block loops over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum LoopSource {
    /// Rounds with these ids.
    Rounds(Arc<[String]>),
    /// The choices of a question.
    Choices(String),
    /// Something that the definition does not name.
    Unknown,
}

/// The languages of a question's translations.
pub(super) type Languages = BTreeSet<String>;

/// The question of a payload, and the columns of one that is side by side. Nothing where it has no id.
pub(super) fn questions(fallback_id: &str, payload: &Node<'_>, languages: &mut Languages) -> Vec<Question> {
    let id = payload.text_at("QuestionID").unwrap_or(fallback_id);
    if import_id::question_of(id) != Some(id) {
        return Vec::new();
    }
    let translations = Translations::of(payload);
    languages.extend(translations.languages());
    let mut question = question(id, payload, &translations);
    if question.kind != Kind::SideBySide {
        return vec![question];
    }
    let rows = rows(payload);
    let tags: HashMap<&str, &Row> = rows.iter().map(|row| (row.id.as_str(), row)).collect();
    let mut all = Vec::new();
    for (number, column) in payload.get("AdditionalQuestions").map(Node::entries).unwrap_or_default() {
        let mut part = self::question(&format!("{id}#{number}"), column, &Translations::default());
        if part.tag.is_empty() || part.tag == part.id {
            part.tag = format!("{}#{number}", question.tag);
        }
        part.rows = if part.rows.is_empty() {
            Arc::clone(&rows)
        } else {
            let with_the_whole = |row: &Row| {
                let whole = tags.get(row.id.as_str());
                let tag = row.tag.clone().or_else(|| whole.and_then(|whole| whole.tag.clone()));
                Row { tag, has_text: row.has_text || whole.is_some_and(|whole| whole.has_text), ..row.clone() }
            };
            part.rows.iter().map(with_the_whole).collect()
        };
        part.answer_tag = column.text_at("AnswerDataExportTag").map(str::to_owned);
        part.next_choice = question.next_choice;
        all.push(part);
    }
    question.rows = Arc::clone(&rows);
    all.insert(0, question);
    all
}

fn question(id: &str, payload: &Node<'_>, translations: &Translations<'_>) -> Question {
    let word = |key: &str| payload.text_at(key).unwrap_or_default();
    let (kind_word, selector, sub_selector) = (word("QuestionType"), word("Selector"), word("SubSelector"));
    let kind = Kind::of(kind_word, selector, sub_selector);
    let has_rows = matches!(
        kind,
        Kind::Form
            | Kind::Numbers
            | Kind::Levels
            | Kind::MatrixOne
            | Kind::MatrixSeveral
            | Kind::MatrixText
            | Kind::MatrixNumbers
    );
    let has_choices = matches!(kind, Kind::OneChoice | Kind::SeveralChoices);
    let is_matrix = matches!(kind, Kind::MatrixOne | Kind::MatrixSeveral | Kind::MatrixText | Kind::MatrixNumbers);
    let choices = match (has_choices, is_matrix) {
        (true, _) => choices(payload, "Choices", "ChoiceOrder", translations),
        (_, true) => choices(payload, "Answers", "AnswerOrder", translations),
        _ => Vec::new(),
    };
    let type_name = [kind_word, selector, sub_selector].into_iter().filter(|word| !word.is_empty());
    let carried = payload.get("DynamicChoices").and_then(|carried| carried.text_at("Locator"));
    Question {
        id: id.to_owned(),
        tag: payload.text_at("DataExportTag").unwrap_or(id).to_owned(),
        text: plain_text(word("QuestionText")).into_owned(),
        kind,
        type_name: type_name.collect::<Vec<_>>().join("/"),
        choices: choices.into(),
        rows: if has_rows { rows(payload) } else { Arc::from([]) },
        loops: Loops::None,
        is_deleted: false,
        next_choice: next_id(payload, "NextChoiceId"),
        next_answer: next_id(payload, "NextAnswerId"),
        answer_tag: None,
        carried_from: carried.and_then(question_of_locator),
    }
}

fn next_id(payload: &Node<'_>, key: &str) -> u32 {
    payload.text_at(key).and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// `q://QID5/ChoiceGroup/SelectedChoices` is about QID5.
fn question_of_locator(locator: &str) -> Option<String> {
    let path = locator.split_once("://")?.1;
    import_id::question_of(path.split('/').next()?).map(str::to_owned)
}

/// The choices under a key, in the order that is given, then those that the order leaves out: they were deleted.
fn choices(payload: &Node<'_>, key: &str, order: &str, translations: &Translations<'_>) -> Vec<Choice> {
    let nodes = payload.get(key).map(Node::entries).unwrap_or_default();
    let recodes = payload.get("RecodeValues").map(Node::texts).unwrap_or_default();
    let names = payload.get("VariableNaming").map(Node::texts).unwrap_or_default();
    let translations = translations.labels(key);
    let read = |id: &str, node: &Node<'_>, is_deleted: bool| {
        let label = plain_text(display(node)).into_owned();
        let name = names.get(id).map(|name| plain_text(name)).filter(|name| !name.is_empty() && **name != label);
        let translated = translations.iter().filter_map(|labels| labels.get(id));
        let translated =
            translated.map(|other| plain_text(other)).filter(|other| !other.is_empty() && **other != label);
        let mut others: Vec<String> = name.into_iter().chain(translated).map(Cow::into_owned).collect();
        others.dedup();
        Choice {
            recode: recodes.get(id).map_or(id, |recode| recode).to_owned(),
            id: id.to_owned(),
            label,
            others,
            has_text: has_text(node),
            is_deleted,
        }
    };
    ordered(&nodes, payload.get(order)).map(|(id, node, is_deleted)| read(id, node, is_deleted)).collect()
}

/// The rows under `Choices`.
fn rows(payload: &Node<'_>) -> Arc<[Row]> {
    let nodes = payload.get("Choices").map(Node::entries).unwrap_or_default();
    let tags = payload.get("ChoiceDataExportTags").map(Node::texts).unwrap_or_default();
    let read = |(id, node, is_deleted): (&str, &Node<'_>, bool)| Row {
        id: id.to_owned(),
        label: plain_text(display(node)).into_owned(),
        tag: tags.get(id).filter(|tag| !tag.is_empty()).map(|tag| (*tag).to_owned()),
        has_text: has_text(node),
        is_deleted,
        place: 0,
    };
    Row::placed(ordered(&nodes, payload.get("ChoiceOrder")).map(read))
}

/// The entries by `ChoiceOrder`, then the others with `true`. Without an order, as they stand.
fn ordered<'n, 't>(
    nodes: &'n [(Cow<'n, str>, &'n Node<'t>)],
    order: Option<&'n Node<'t>>,
) -> impl Iterator<Item = (&'n str, &'n Node<'t>, bool)> {
    let order: Vec<&str> =
        order.map(Node::entries).unwrap_or_default().into_iter().filter_map(|(_, node)| node.text()).collect();
    let at: HashMap<&str, usize> = nodes.iter().enumerate().map(|(at, (id, _))| (&**id, at)).collect();
    let mut is_taken = vec![false; nodes.len()];
    let mut list: Vec<(usize, bool)> = Vec::with_capacity(nodes.len());
    for id in &order {
        if let Some(&at) = at.get(id).filter(|at| !is_taken[**at]) {
            is_taken[at] = true;
            list.push((at, false));
        }
    }
    // An order that names none of them is no order.
    let is_order = !list.is_empty();
    list.extend((0..nodes.len()).filter(|at| !is_taken[*at]).map(|at| (at, is_order)));
    list.into_iter().map(move |(at, is_deleted)| (&*nodes[at].0, nodes[at].1, is_deleted))
}

fn display<'n>(node: &'n Node<'_>) -> &'n str {
    node.text_at("Display").or_else(|| node.text()).unwrap_or_default()
}

fn has_text(node: &Node<'_>) -> bool {
    node.get("TextEntry").is_some_and(Node::is_on)
}

/// `Language`: the question in other languages.
#[derive(Default)]
struct Translations<'n>(Vec<(&'n str, &'n Node<'n>)>);

impl<'n> Translations<'n> {
    fn of<'t: 'n>(payload: &'n Node<'t>) -> Self {
        match payload.get("Language") {
            Some(Node::Object(entries)) => Translations(entries.iter().map(|(name, node)| (&**name, node)).collect()),
            _ => Translations::default(),
        }
    }

    fn languages(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(name, _)| (*name).to_owned())
    }

    /// The labels under `Choices` or `Answers`, of each language.
    fn labels(&self, key: &str) -> Vec<HashMap<Cow<'n, str>, &'n str>> {
        let nodes = self.0.iter().filter_map(|(_, node)| node.get(key));
        nodes.map(|node| node.entries().into_iter().map(|(id, node)| (id, display(node))).collect()).collect()
    }
}

impl Blocks {
    /// Adds the blocks of a payload: an object or array of them, or one.
    pub(super) fn add(&mut self, payload: &Node<'_>) {
        if payload.get("BlockElements").is_some() {
            self.block("", payload);
            return;
        }
        for (id, block) in payload.entries() {
            self.block(&id, block);
        }
    }

    fn block(&mut self, fallback_id: &str, block: &Node<'_>) {
        let elements = block.get("BlockElements").map(Node::entries).unwrap_or_default();
        let questions: Vec<String> =
            elements.iter().filter_map(|(_, element)| element.text_at("QuestionID")).map(str::to_owned).collect();
        if block.text_at("Type") == Some("Trash") {
            self.deleted.extend(questions);
            return;
        }
        if let Some(source) = block.get("Options").and_then(loop_source) {
            self.loops.extend(questions.iter().map(|question| (question.clone(), source.clone())));
        }
        self.blocks.push((block.text_at("ID").unwrap_or(fallback_id).to_owned(), questions));
    }

    /// Adds a block that is known by its questions alone.
    pub(super) fn add_named(&mut self, id: &str, questions: Vec<String>, looped: Option<LoopSource>) {
        if let Some(source) = looped {
            self.loops.extend(questions.iter().map(|question| (question.clone(), source.clone())));
        }
        self.blocks.push((id.to_owned(), questions));
    }

    /// Puts questions in survey order: as the flow has the blocks, then the blocks that it leaves out. What
    /// lies in the trash, or in no block, is deleted.
    pub(super) fn arrange(&self, questions: Vec<Question>, flow: &Flow) -> Vec<Question> {
        let in_flow: HashMap<&str, usize> =
            flow.blocks.iter().enumerate().rev().map(|(at, id)| (id.as_str(), at)).collect();
        let mut blocks: Vec<&(String, Vec<String>)> = self.blocks.iter().collect();
        blocks.sort_by_key(|(id, _)| in_flow.get(id.as_str()).copied().unwrap_or(usize::MAX));
        let ids: Vec<&str> = blocks.iter().flat_map(|(_, ids)| ids).map(String::as_str).collect();
        let order: HashMap<&str, usize> = ids.into_iter().enumerate().rev().map(|(at, id)| (id, at)).collect();
        let of_choices: HashMap<String, Arc<[String]>> = self.looped_choices(&questions);
        let mut placed: Vec<(usize, Question)> = questions
            .into_iter()
            .map(|mut question| {
                let stem = import_id::question_of(&question.id).unwrap_or(&question.id);
                let at = order.get(stem).copied();
                question.is_deleted = self.deleted.contains(stem) || (at.is_none() && !self.blocks.is_empty());
                question.loops = match self.loops.get(stem) {
                    None => Loops::None,
                    Some(LoopSource::Rounds(rounds)) => Loops::Rounds(Arc::clone(rounds)),
                    Some(LoopSource::Choices(of)) => of_choices.get(of).cloned().map_or(Loops::Unknown, Loops::Rounds),
                    Some(LoopSource::Unknown) => Loops::Unknown,
                };
                (at.unwrap_or(usize::MAX), question)
            })
            .collect();
        placed.sort_by_key(|(at, _)| *at);
        placed.into_iter().map(|(_, question)| question).collect()
    }

    /// The rounds of blocks that loop over the choices (or rows) of a question.
    fn looped_choices(&self, questions: &[Question]) -> HashMap<String, Arc<[String]>> {
        let wanted: HashSet<&str> = self
            .loops
            .values()
            .filter_map(|source| match source {
                LoopSource::Choices(question) => Some(question.as_str()),
                LoopSource::Rounds(_) | LoopSource::Unknown => None,
            })
            .collect();
        let is_wanted = |question: &&Question| wanted.contains(question.id.as_str());
        questions
            .iter()
            .filter(is_wanted)
            .filter_map(|question| {
                let rows = question.rows.iter().filter(|row| !row.is_deleted).map(|row| row.id.clone());
                let choices =
                    question.choices.iter().filter(|choice| !choice.is_deleted).map(|choice| choice.id.clone());
                let rounds: Vec<String> = if question.rows.is_empty() { choices.collect() } else { rows.collect() };
                (!rounds.is_empty()).then(|| (question.id.clone(), rounds.into()))
            })
            .collect()
    }
}

/// What a block's options say of its rounds.
fn loop_source(options: &Node<'_>) -> Option<LoopSource> {
    let kind = options.text_at("Looping").filter(|kind| !matches!(*kind, "" | "None" | "false"))?;
    let Some(looping) = options.get("LoopingOptions") else { return Some(LoopSource::Unknown) };
    let rounds: Vec<String> = match looping.get("Static") {
        Some(Node::Object(entries)) => entries.iter().map(|(id, _)| id.clone().into_owned()).collect(),
        // PHP writes the rounds 0, 1, 2 … as an array.
        Some(Node::List(rounds)) => (0..rounds.len()).map(|at| at.to_string()).collect(),
        _ => Vec::new(),
    };
    if !rounds.is_empty() {
        return Some(LoopSource::Rounds(rounds.into()));
    }
    let question = looping.text_at("QID").map(str::to_owned);
    let question = question.or_else(|| looping.text_at("Locator").and_then(question_of_locator));
    Some(match question {
        Some(question) if kind != "Static" => LoopSource::Choices(question),
        _ => LoopSource::Unknown,
    })
}

/// What the survey flow says: the order of blocks, and the embedded data.
#[derive(Debug, Default)]
pub(super) struct Flow {
    blocks: Vec<String>,
    pub(super) embedded: Vec<String>,
}

impl Flow {
    /// Adds a flow element and everything in it.
    pub(super) fn add(&mut self, element: &Node<'_>) {
        if let Node::List(elements) = element {
            elements.iter().for_each(|element| self.add(element));
            return;
        }
        if let Some(block) = element.text_at("ID").or_else(|| element.text_at("id")) {
            self.blocks.push(block.to_owned());
        }
        for (_, field) in element.get("EmbeddedData").map(Node::entries).unwrap_or_default() {
            if let Some(name) = field.text_at("Field").filter(|name| !name.is_empty()) {
                self.embedded.push(name.to_owned());
            }
        }
        for key in ["Flow", "flow"] {
            for (_, inner) in element.get(key).map(Node::entries).unwrap_or_default() {
                self.add(inner);
            }
        }
    }
}

/// The scoring categories of a payload: id and name.
pub(super) fn scores(payload: &Node<'_>) -> Vec<(String, String)> {
    let categories = payload.get("ScoringCategories").map(Node::entries).unwrap_or_default();
    let one = |category: &Node<'_>| {
        let id = category.text_at("ID")?.to_owned();
        Some((id.clone(), category.text_at("Name").map_or(id, str::to_owned)))
    };
    categories.iter().filter_map(|(_, category)| one(category)).collect()
}
