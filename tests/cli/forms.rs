//! One set of answers in every form that Qualtrics exports: the events are equal, or the form that cannot tell says
//! so (design §14). Through the library: random surveys, each answered at random, written in every form.

use crate::support::{csv, mapping};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use qseg::core::diagnostic::Findings;
use qseg::mapping::plan::{Outcome, Plan, Response};
use qseg::mapping::select::{Selection, Wanted};
use qseg::mapping::trace::NoTrace;
use qseg::mapping::value::Surroundings;
use qseg::qualtrics::export::{Export, MAX_RECORD_BYTES, Options};
use qseg::qualtrics::layout::Settings;
use qseg::qualtrics::recipe::Unanswered;
use qseg::qualtrics::survey::Survey;
use qseg::segment::event::{Draft, Verdict};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Kinds of questions, as they are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    One,
    Several,
    MatrixOne,
    MatrixSeveral,
    Text,
    Form,
    Slider,
    ConstantSum,
    RankOrder,
    MatrixText,
}

const KINDS: [Kind; 10] = [
    Kind::One,
    Kind::Several,
    Kind::MatrixOne,
    Kind::MatrixSeveral,
    Kind::Text,
    Kind::Form,
    Kind::Slider,
    Kind::ConstantSum,
    Kind::RankOrder,
    Kind::MatrixText,
];

/// How an export is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    SplitRecodes,
    SplitLabels,
    JoinedRecodes,
    JoinedLabels,
    LegacyRecodes,
    LegacyLabels,
    Json,
}

const FORMS: [Form; 7] = [
    Form::SplitRecodes,
    Form::SplitLabels,
    Form::JoinedRecodes,
    Form::JoinedLabels,
    Form::LegacyRecodes,
    Form::LegacyLabels,
    Form::Json,
];

impl Form {
    fn has_labels(self) -> bool {
        matches!(self, Form::SplitLabels | Form::JoinedLabels | Form::LegacyLabels)
    }

    fn is_joined(self) -> bool {
        matches!(self, Form::JoinedRecodes | Form::JoinedLabels)
    }

    fn is_legacy(self) -> bool {
        matches!(self, Form::LegacyRecodes | Form::LegacyLabels)
    }
}

/// What a form does that the others do not; with the survey, only for these reasons may a form not tell.
const WITH_SURVEY: [(&str, Why); 2] = [
    // Labels with commas, joined by commas: `a`, `b` and `a,b` read in two ways.
    ("joined labels of several choices", |form, kind, _| {
        form == Form::JoinedLabels && matches!(kind, Kind::Several | Kind::MatrixSeveral)
    }),
    // What is typed may be what the code is; it is sent and told.
    ("a code where something is typed", |form, kind, code| form != Form::Json && code.is_some() && is_typed(kind)),
];

/// Without the survey these come besides.
const WITHOUT_SURVEY: [(&str, Why); 3] = [
    // Only the survey has the recodes of labels and the labels of recodes, and a legacy column has but a name.
    ("labels or recodes that only the survey has", |form, kind, _| form != Form::Json && !is_typed(kind)),
    ("questions of legacy exports", |form, _, _| form.is_legacy()),
    ("a code that could be a recode", |form, kind, code| form != Form::Json && code.is_some() && !is_typed(kind)),
];

type Why = fn(Form, Kind, Option<&str>) -> bool;

fn is_typed(kind: Kind) -> bool {
    !matches!(kind, Kind::One | Kind::Several | Kind::MatrixOne | Kind::MatrixSeveral)
}

#[derive(Debug, Clone)]
struct Choice {
    id: String,
    recode: String,
    label: String,
}

/// What a respondent did with one question, or one row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Given {
    NotShown,
    Unanswered,
    Chosen(Vec<usize>),
    Typed(String),
}

/// What a property is for what was given.
type Meaning = Box<dyn Fn(&Given) -> Value>;

/// One field that can be answered.
#[derive(Debug, Clone)]
struct Field {
    kind: Kind,
    question: String,
    /// The row, item or field; of a matrix of texts row and column.
    row: Option<String>,
}

impl Field {
    fn import_id(&self) -> String {
        match (&self.row, self.kind) {
            (Some(row), _) => format!("{}_{row}", self.question),
            (None, Kind::Text) => format!("{}_TEXT", self.question),
            (None, _) => self.question.clone(),
        }
    }

    /// What legacy exports call it.
    fn name(&self) -> String {
        let stem = self.question.replace("QID", "Q");
        match (&self.row, self.kind) {
            (Some(row), Kind::MatrixText) => format!("{stem}_{row}_TEXT"),
            (Some(row), _) => format!("{stem}_{row}"),
            (None, _) => stem,
        }
    }

    fn is_several(&self) -> bool {
        matches!(self.kind, Kind::Several | Kind::MatrixSeveral)
    }

    /// The pipes that read it, and what they come to.
    fn pipes(&self, choices: &[Choice]) -> Vec<(String, Meaning)> {
        let question = &self.question;
        let row = self.row.clone().unwrap_or_default();
        let choice = |of: fn(&Choice) -> &String, several: bool| -> Meaning {
            let texts: Vec<String> = choices.iter().map(|choice| of(choice).clone()).collect();
            Box::new(move |given| match given {
                Given::Chosen(chosen) if several && !chosen.is_empty() => {
                    chosen.iter().map(|at| json!(texts[*at])).collect()
                }
                Given::Chosen(chosen) => chosen.first().map_or(Value::Null, |at| json!(texts[*at])),
                _ => Value::Null,
            })
        };
        let typed: Meaning = Box::new(|given| if let Given::Typed(text) = given { json!(text) } else { Value::Null });
        let list = if self.is_several() { ", type: list" } else { "" };
        let value = |pipe: String, options: &str| format!("p: {{ value: \"${{q://{question}/{pipe}}}\"{options} }}");
        match self.kind {
            Kind::One | Kind::Several => {
                let several = self.is_several();
                let count: Meaning = Box::new(|given| match given {
                    Given::Chosen(chosen) if !chosen.is_empty() => json!(chosen.len()),
                    _ => Value::Null,
                });
                vec![
                    (value("SelectedChoicesRecode".into(), list), choice(|choice| &choice.recode, several)),
                    (value("ChoiceGroup/SelectedChoices".into(), list), choice(|choice| &choice.label, several)),
                    (value("SelectedChoicesCount".into(), ", type: integer"), count),
                ]
            }
            Kind::MatrixOne | Kind::MatrixSeveral => {
                let several = self.is_several();
                vec![
                    (value(format!("SelectedAnswerRecode/{row}"), list), choice(|choice| &choice.recode, several)),
                    (
                        value(format!("ChoiceGroup/SelectedAnswers/{row}"), list),
                        choice(|choice| &choice.label, several),
                    ),
                ]
            }
            Kind::Text => vec![(value("ChoiceTextEntryValue".into(), ""), typed)],
            Kind::Form | Kind::MatrixText => {
                vec![(value(format!("ChoiceTextEntryValue/{}", row.replace('_', "/")), ""), typed)]
            }
            Kind::Slider | Kind::ConstantSum | Kind::RankOrder => {
                vec![(value(format!("ChoiceNumericEntryValue/{row}"), ""), typed)]
            }
        }
    }
}

/// A survey with its answers.
#[derive(Debug, Clone)]
struct Answered {
    choices: Vec<Choice>,
    responses: Vec<Vec<Given>>,
}

fn fields() -> Vec<Field> {
    let mut fields = Vec::new();
    for (at, kind) in KINDS.into_iter().enumerate() {
        let question = format!("QID{}", at + 1);
        let rows: &[&str] = match kind {
            Kind::One | Kind::Several | Kind::Text => &[],
            Kind::MatrixText => &["1_1", "1_2", "2_1"],
            _ => &["1", "2"],
        };
        let row = |row: Option<&str>| Field { kind, question: question.clone(), row: row.map(str::to_owned) };
        match rows {
            [] => fields.push(row(None)),
            rows => fields.extend(rows.iter().map(|name| row(Some(name)))),
        }
    }
    fields
}

/// Choices whose labels hold commas, hyphens and spaces, and recodes that are none of the codes.
fn choices() -> impl Strategy<Value = Vec<Choice>> {
    let label = prop_oneof![
        "[A-Z][a-z]{1,6}",
        "[A-Z][a-z]{1,4}, [a-z]{2,5}",
        "[A-Z][a-z]{1,4} - [a-z]{2,5}",
        Just("Yes, always".to_owned()),
        "[0-9]{2,3} %",
    ];
    let recodes = Just((10..60).map(|recode: u32| recode.to_string()).collect::<Vec<_>>()).prop_shuffle();
    (proptest::collection::btree_set(label, 2..6), recodes, any::<bool>()).prop_map(|(labels, recodes, recoded)| {
        let number = |at: usize| (at + 1).to_string();
        let choice = |(at, label): (usize, String)| Choice {
            id: number(at),
            recode: if recoded { recodes[at].clone() } else { number(at) },
            label,
        };
        labels.into_iter().enumerate().map(choice).collect()
    })
}

fn answered() -> impl Strategy<Value = Answered> {
    choices().prop_flat_map(|choices| {
        let given: Vec<BoxedStrategy<Given>> = fields().iter().map(|field| given(field, choices.len())).collect();
        proptest::collection::vec(given, 3..6)
            .prop_map(move |responses| Answered { choices: choices.clone(), responses })
    })
}

fn given(field: &Field, choices: usize) -> BoxedStrategy<Given> {
    let answer = match field.kind {
        Kind::One | Kind::MatrixOne => (0..choices).prop_map(|at| Given::Chosen(vec![at])).boxed(),
        Kind::Several | Kind::MatrixSeveral => {
            proptest::sample::subsequence((0..choices).collect::<Vec<_>>(), 1..=choices).prop_map(Given::Chosen).boxed()
        }
        Kind::Slider | Kind::ConstantSum | Kind::RankOrder => {
            (10..99_u32).prop_map(|number| Given::Typed(number.to_string())).boxed()
        }
        Kind::Text | Kind::Form | Kind::MatrixText => "[A-Za-zé ,\"]{0,6}[a-z]".prop_map(Given::Typed).boxed(),
    };
    prop_oneof![1 => Just(Given::NotShown), 2 => Just(Given::Unanswered), 4 => answer].boxed()
}

fn definition(answered: &Answered) -> String {
    let choices = || -> Value {
        let choice = |choice: &Choice| (choice.id.clone(), json!({ "Display": choice.label }));
        answered.choices.iter().map(choice).collect::<Map<_, _>>().into()
    };
    let recodes: Value = answered
        .choices
        .iter()
        .map(|choice| (choice.id.clone(), json!(choice.recode)))
        .collect::<Map<String, Value>>()
        .into();
    let rows = || json!({ "1": { "Display": "First" }, "2": { "Display": "Second" } });
    let elements = KINDS.into_iter().enumerate().map(|(at, kind)| {
        let id = format!("QID{}", at + 1);
        let (words, rest) = match kind {
            Kind::One => (["MC", "SAVR", "TX"], json!({ "Choices": choices(), "RecodeValues": recodes })),
            Kind::Several => (["MC", "MAVR", "TX"], json!({ "Choices": choices(), "RecodeValues": recodes })),
            Kind::MatrixOne | Kind::MatrixSeveral => {
                let answers = if kind == Kind::MatrixOne { "SingleAnswer" } else { "MultipleAnswer" };
                let rest = json!({ "Choices": rows(), "Answers": choices(), "RecodeValues": recodes });
                (["Matrix", "Likert", answers], rest)
            }
            Kind::Text => (["TE", "SL", ""], json!({})),
            Kind::Form => (["TE", "FORM", ""], json!({ "Choices": rows() })),
            Kind::Slider => (["Slider", "HSLIDER", ""], json!({ "Choices": rows() })),
            Kind::ConstantSum => (["CS", "HR", "TX"], json!({ "Choices": rows() })),
            Kind::RankOrder => (["RO", "DND", "TX"], json!({ "Choices": rows() })),
            Kind::MatrixText => (["Matrix", "TE", "Short"], json!({ "Choices": rows(), "Answers": rows() })),
        };
        let mut payload = json!({ "QuestionID": id, "DataExportTag": id.replace("QID", "Q"), "QuestionText": "Well?",
            "QuestionType": words[0], "Selector": words[1], "SubSelector": words[2] });
        payload.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        json!({ "Element": "SQ", "Payload": payload })
    });
    let blocks: Vec<Value> =
        (1..=KINDS.len()).map(|at| json!({ "Type": "Question", "QuestionID": format!("QID{at}") })).collect();
    let block = json!({ "Element": "BL", "Payload": [{ "Type": "Default", "ID": "BL_1", "BlockElements": blocks }] });
    let all: Vec<Value> = std::iter::once(block).chain(elements).collect();
    json!({ "SurveyEntry": { "SurveyID": "SV_forms" }, "SurveyElements": all }).to_string()
}

/// The answers in one form; `code` is what shown and unanswered cells hold.
fn export(answered: &Answered, form: Form, code: &str) -> String {
    let fields = fields();
    if form == Form::Json {
        return json_export(answered, &fields);
    }
    let text = |choice: &Choice| if form.has_labels() { choice.label.clone() } else { choice.recode.clone() };
    let mut columns: Vec<String> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); answered.responses.len()];
    for (at, field) in fields.iter().enumerate() {
        let whole = |given: &Given| match given {
            Given::NotShown => String::new(),
            Given::Unanswered => code.to_owned(),
            Given::Chosen(chosen) => chosen.iter().map(|at| text(&answered.choices[*at])).collect::<Vec<_>>().join(","),
            Given::Typed(text) => text.clone(),
        };
        if !field.is_several() || form.is_joined() {
            columns.push(if form.is_legacy() { field.name() } else { field.import_id() });
            texts.push("Well?".into());
            for (row, response) in cells.iter_mut().zip(&answered.responses) {
                row.push(whole(&response[at]));
            }
            continue;
        }
        for (number, choice) in answered.choices.iter().enumerate() {
            columns.push(match (form.is_legacy(), field.kind) {
                (true, _) => format!("{}_{}", field.name(), choice.id),
                (false, Kind::Several) => format!("{}:{}={}", field.import_id(), choice.id, choice.label),
                (false, _) => format!("{}_{}={}", field.import_id(), choice.id, choice.label),
            });
            texts.push(format!("Well?-{}", choice.label));
            for (row, response) in cells.iter_mut().zip(&answered.responses) {
                row.push(match &response[at] {
                    Given::Chosen(chosen) if chosen.contains(&number) => {
                        if form.has_labels() {
                            choice.label.clone()
                        } else {
                            "1".to_owned()
                        }
                    }
                    Given::NotShown => String::new(),
                    _ => code.to_owned(),
                });
            }
        }
    }
    let fixed = if form.has_labels() { ["IP Address", "True"] } else { ["0", "1"] };
    let ids: Vec<String> = (1..=answered.responses.len()).map(|number| format!("R_{number}")).collect();
    if form.is_legacy() {
        let quoted = |cells: &[String]| {
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
        };
        let mut text = format!("V1,V7,V8,V9,V10,{}\n", quoted(&columns));
        text.push_str(&format!("ResponseID,Status,StartDate,EndDate,Finished,{}\n", quoted(&texts)));
        for (id, row) in ids.iter().zip(&cells) {
            let date = "2026-01-02 03:04:05";
            text.push_str(&format!("{id},{},{date},{date},{},{}\n", fixed[0], fixed[1], quoted(row)));
        }
        return text;
    }
    let columns: Vec<&str> = ["_recordId", "status", "finished", "recordedDate@UTC"]
        .into_iter()
        .chain(columns.iter().map(String::as_str))
        .collect();
    let rows: Vec<Vec<&str>> = ids
        .iter()
        .zip(&cells)
        .map(|(id, row)| {
            let fixed = [id.as_str(), fixed[0], fixed[1], "2026-01-02 03:04:05"];
            fixed.into_iter().chain(row.iter().map(String::as_str)).collect()
        })
        .collect();
    csv(&columns, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn json_export(answered: &Answered, fields: &[Field]) -> String {
    let responses: Vec<Value> = answered
        .responses
        .iter()
        .enumerate()
        .map(|(number, response)| {
            let mut values = json!({ "status": 0, "finished": 1, "recordedDate": "2026-01-02T03:04:05Z" });
            let mut labels = json!({});
            for (field, given) in fields.iter().zip(response) {
                let key = field.import_id();
                match given {
                    Given::NotShown | Given::Unanswered => {}
                    Given::Typed(text) => values[key] = json!(text),
                    Given::Chosen(chosen) => {
                        let chosen: Vec<&Choice> = chosen.iter().map(|at| &answered.choices[*at]).collect();
                        let recodes: Vec<&String> = chosen.iter().map(|choice| &choice.recode).collect();
                        let named: Vec<&String> = chosen.iter().map(|choice| &choice.label).collect();
                        if field.is_several() {
                            values[&key] = json!(recodes);
                            labels[&key] = json!(named);
                        } else {
                            values[&key] = recodes[0].parse::<u32>().map(Value::from).expect("a number");
                            labels[&key] = json!(named[0]);
                        }
                    }
                }
            }
            json!({ "responseId": format!("R_{}", number + 1), "values": values, "labels": labels })
        })
        .collect();
    json!({ "responses": responses }).to_string()
}

/// What the property of one row came to for each response, and the codes of what was said about it.
fn read(input: &str, row: &str, survey: Option<&Arc<Survey>>, code: Option<&str>) -> (Vec<Option<Value>>, Vec<String>) {
    let (mapping, found) = qseg::mapping::read("qseg.yaml", &mapping(&[row]));
    let mapping = mapping.unwrap_or_else(|| panic!("{found:?}"));
    let unanswered = code.map_or_else(Unanswered::default, |code| Unanswered::new([code.to_owned()]));
    let settings = Settings { unanswered, ..Settings::at(jiff::Timestamp::UNIX_EPOCH) };
    let options = Options { survey: survey.cloned(), settings, max_record_bytes: MAX_RECORD_BYTES, format: None };
    let name: Arc<str> = "input".into();
    let reader = Box::new(std::io::Cursor::new(input.to_owned().into_bytes()));
    let mut export = Export::open(&name, reader, &options).expect("opens");
    let source = Arc::clone(&mapping.source);
    let around = Surroundings { source, input: name, time_zone: None, hash_key: None, reveal: false };
    let mut findings = Findings::new();
    let wanted = Wanted { needs_recorded_date: false, ..Wanted::default() };
    let selection = Selection::compile(wanted, &mut export.layout, around.clone(), &mut Findings::new());
    let Some(plan) = Plan::compile(&mapping, None, "source", &mut export.layout, around, &mut findings) else {
        return (Vec::new(), codes(&findings));
    };
    let mut draft = Draft::new();
    let mut values = Vec::new();
    while let Some(record) = export.next().expect("reads") {
        let selected = selection.select(&record, &mut Findings::new()).expect("is chosen");
        let response = Response {
            record: &record,
            id: &selected.id,
            has_own_id: selected.has_own_id,
            recorded: selected.recorded,
        };
        let outcome = plan.eval(&plan.tasks[0], &response, &mut draft, &mut findings, &mut NoTrace);
        values.push(match (outcome, draft.judge()) {
            (Outcome::Event(_), Verdict::Accepted(event)) => {
                let event: Value = serde_json::from_slice(event.bytes()).expect("JSON");
                Some(event["properties"]["p"].clone())
            }
            _ => None,
        });
    }
    (values, codes(&findings))
}

fn codes(findings: &Findings) -> Vec<String> {
    let rooms = qseg::commands::findings::rooms();
    let all = rooms.iter().flat_map(|room| room.codes.iter());
    all.filter(|code| findings.has(code)).map(|code| code.name.to_owned()).collect()
}

#[test]
fn one_set_of_answers_gives_equal_events_in_every_form_or_the_form_says_that_it_cannot_tell() {
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut said: BTreeMap<(bool, Form, Kind, bool), Vec<String>> = BTreeMap::new();
    let mut equal = 0_u64;
    for _ in 0..6 {
        let answered = answered().new_tree(&mut runner).expect("a survey").current();
        let survey = Arc::new(Survey::parse(&definition(&answered)).expect("a definition"));
        for form in FORMS {
            for code in [None, Some("-99"), Some("0"), Some("-999"), Some("9")] {
                let input = export(&answered, form, code.unwrap_or_default());
                for survey in [Some(&survey), None] {
                    for (at, field) in fields().iter().enumerate() {
                        for (row, wanted) in field.pipes(&answered.choices) {
                            let (found, codes) = read(&input, &row, survey, code);
                            let right: Vec<Value> =
                                answered.responses.iter().map(|response| wanted(&response[at])).collect();
                            let place = || format!("{form:?} {code:?} survey: {} {row}\n{input}", survey.is_some());
                            if codes.is_empty() {
                                let all: Vec<Value> = found.into_iter().map(|value| value.expect("an event")).collect();
                                assert_eq!(all, right, "other values in silence: {}", place());
                                equal += 1;
                                continue;
                            }
                            let reasons = WITH_SURVEY
                                .iter()
                                .chain(survey.is_none().then_some(&WITHOUT_SURVEY).into_iter().flatten());
                            let is_argued = reasons.clone().any(|(_, why)| why(form, field.kind, code));
                            assert!(is_argued, "{codes:?} is not in the table: {}", place());
                            // What is sent all the same is right, or what the finding says that it may be.
                            for (value, right) in found.iter().zip(&right) {
                                let Some(value) = value else { continue };
                                let is_told = match codes.as_slice() {
                                    [one] if one == "recodes_presumed" => value.is_array() == right.is_array(),
                                    [one] if one == "unsplit_choices" => value.is_string(),
                                    _ => code.is_some_and(|code| *value == json!(code) || *value == json!([code])),
                                };
                                assert!(value == right || is_told, "{codes:?} {value} {right}: {}", place());
                            }
                            let cell = said.entry((survey.is_some(), form, field.kind, code.is_some())).or_default();
                            cell.extend(codes);
                            cell.sort();
                            cell.dedup();
                        }
                    }
                }
            }
        }
    }
    // No reason stands in a table that no form needs.
    for (name, why) in WITH_SURVEY.iter().chain(&WITHOUT_SURVEY) {
        let is_needed = said.keys().any(|(_, form, kind, coded)| why(*form, *kind, coded.then_some("0")));
        assert!(is_needed, "{name}");
    }
    assert!(equal > 2_000, "{equal}");
}
