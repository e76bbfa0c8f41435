//! Survey definitions beside genuine exports: every question's labels and recodes resolve both ways, or it is known
//! why not; a legacy export gives the events of the later one.

use crate::support::{Place, Said, samples};
use qseg::core::diagnostic::Severity;
use qseg::qualtrics::export::{Export, MAX_RECORD_BYTES, Options};
use qseg::qualtrics::header::{Column, Header};
use qseg::qualtrics::layout::{Layout, Settings};
use qseg::qualtrics::pipe::{Pipe, Template};
use qseg::qualtrics::recipe::{Recipe, Rendered};
use qseg::qualtrics::survey::question::{Kind, Question};
use qseg::qualtrics::survey::{Match, Survey, SurveyField};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// What becomes of the questions of a definition on an export of it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Resolved {
    /// Questions with choices that are not deleted (rows of a matrix in each round are answers of one question).
    questions: usize,
    /// Answers of theirs: questions, rows, rounds.
    answers: usize,
    /// Answers whose labels and recodes both resolve.
    resolved: usize,
    /// Single choices that were read both as label and as recode, and looked up in both directions.
    choices: usize,
    /// Answers that do not resolve, by the code of the finding.
    findings: BTreeMap<&'static str, usize>,
}

/// Export, definition, and questions, answers, resolved answers, choices that were read; the rest has no column in
/// the export (rounds of loops that nobody was shown, a question that was added after it). The choices of
/// `matrix`, `multi_answer` and `duplicate_names_wide` were counted by another CSV reader, too.
const PAIRS: [(&str, &str, [usize; 4]); 13] = [
    ("anonymised_minimalism", "anonymised_minimalism", [5, 16, 16, 3_200]),
    ("blank_rows_excel_dates", "blank_rows_excel_dates", [11, 11, 11, 10_010]),
    ("duplicate_names_wide", "duplicate_names_wide", [47, 141, 141, 6_811]),
    ("embedded_data_2016", "embedded_data_2016", [2, 2, 2, 6]),
    ("loop_and_merge", "loop_and_merge", [5, 73, 1, 200]),
    ("many_types", "many_types", [28, 68, 68, 423]),
    ("many_types_legacy", "many_types", [28, 68, 68, 423]),
    ("matrix", "matrix", [5, 15, 15, 75]),
    ("matrix_legacy", "matrix", [5, 15, 15, 75]),
    ("multi_answer", "multi_answer", [5, 5, 5, 70]),
    ("multi_answer_legacy", "multi_answer", [5, 5, 5, 70]),
    ("side_by_side_recodes", "side_by_side_recodes", [15, 41, 32, 248]),
    ("text_entry_minus99", "text_entry_minus99", [6, 12, 12, 202]),
];

fn survey(path: &Path) -> Arc<Survey> {
    Arc::new(
        Survey::parse(&fs::read_to_string(path).expect("reads")).unwrap_or_else(|error| panic!("{path:?}: {error:?}")),
    )
}

fn open(bytes: Vec<u8>, survey: &Arc<Survey>) -> Export {
    let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    let options =
        Options { survey: Some(Arc::clone(survey)), settings, max_record_bytes: MAX_RECORD_BYTES, format: None };
    Export::open(&"export".into(), Box::new(std::io::Cursor::new(bytes)), &options).expect("opens")
}

fn pipe(text: &str) -> Pipe {
    Template::parse(text).expect("a pipe").whole_pipe().expect("one pipe").clone()
}

/// The pipes for label and recode of every answer of a question, with the ImportId of the field.
fn answers(question: &Question) -> Vec<(String, Pipe, Pipe)> {
    let rounds: Vec<String> = match question.rounds() {
        [] => vec![String::new()],
        rounds => rounds.iter().map(|round| format!("{round}_")).collect(),
    };
    let of = |round: &String| -> Vec<(String, Pipe, Pipe)> {
        let id = format!("{round}{}", question.id);
        match question.kind {
            Kind::OneChoice | Kind::SeveralChoices => vec![(
                id.clone(),
                pipe(&format!("${{q://{id}/ChoiceGroup/SelectedChoices}}")),
                pipe(&format!("${{q://{id}/SelectedChoicesRecode}}")),
            )],
            Kind::MatrixOne | Kind::MatrixSeveral => {
                let row = |row: &str| {
                    (
                        format!("{id}_{row}"),
                        pipe(&format!("${{q://{id}/ChoiceGroup/SelectedAnswers/{row}}}")),
                        pipe(&format!("${{q://{id}/SelectedAnswerRecode/{row}}}")),
                    )
                };
                question.rows.iter().map(|one| row(&one.id)).collect()
            }
            _ => Vec::new(),
        }
    };
    rounds.iter().flat_map(of).collect()
}

fn elements(rendered: Rendered<'_>) -> Vec<String> {
    match rendered {
        Rendered::Empty => Vec::new(),
        Rendered::Text(text) => vec![text.into_owned()],
        Rendered::List(list) => list.into_iter().map(|one| one.into_owned()).collect(),
        Rendered::PerhapsSeveral(text) => panic!("{text} is not split although there is a definition"),
    }
}

/// The label and the recode of every answer in every response, by field.
type Read = BTreeMap<String, Vec<(Vec<String>, Vec<String>)>>;

fn read(bytes: Vec<u8>, survey: &Arc<Survey>) -> (Read, BTreeMap<&'static str, usize>) {
    let mut export = open(bytes, survey);
    let mut recipes = Vec::new();
    let mut findings = BTreeMap::new();
    for question in survey.questions().iter().filter(|question| !question.is_deleted) {
        for (field, label, recode) in answers(question) {
            match (export.layout.resolve(&label), export.layout.resolve(&recode)) {
                (Ok(label), Ok(recode)) => recipes.push((field, label, recode)),
                (Err(found), Err(_)) | (Err(found), Ok(_)) | (Ok(_), Err(found)) => {
                    *findings.entry(found.code.name).or_default() += 1;
                }
            }
        }
    }
    let mut all = Read::new();
    while let Some(record) = export.next().expect("reads") {
        for (field, label, recode) in &recipes {
            let render = |recipe: &Recipe| {
                elements(recipe.render(&record).unwrap_or_else(|failure| panic!("{field}: {failure:?}")))
            };
            all.entry(field.clone()).or_default().push((render(label), render(recode)));
        }
    }
    (all, findings)
}

fn resolved(bytes: Vec<u8>, survey: &Arc<Survey>) -> Resolved {
    let live: Vec<&Question> =
        survey.questions().iter().filter(|question| !question.is_deleted && !answers(question).is_empty()).collect();
    let (all, findings) = read(bytes, survey);
    let mut choices = 0;
    for (field, values) in &all {
        let known = survey.field(field).unwrap_or_else(|| panic!("{field}"));
        for (labels, recodes) in values {
            assert_eq!(labels.len(), recodes.len(), "{field}: {labels:?} {recodes:?}");
            for (label, recode) in labels.iter().zip(recodes) {
                assert!(
                    matches!(known.by_recode(recode), Match::One(choice) if choice.label == *label),
                    "{field}: {recode}"
                );
                assert!(
                    matches!(known.by_label(label), Match::One(choice) if choice.recode == *recode),
                    "{field}: {label}"
                );
                choices += 1;
            }
        }
    }
    Resolved {
        questions: live.len(),
        answers: live.iter().map(|question| answers(question).len()).sum(),
        resolved: all.len(),
        choices,
        findings,
    }
}

#[test]
fn labels_and_recodes_of_every_question_resolve_both_ways_or_it_is_known_why_not() {
    let Some(exports) = samples("exports") else { return };
    for (export, definition, [questions, answers, resolved_answers, choices]) in PAIRS {
        let survey = survey(&exports.with_file_name("surveys").join(format!("{definition}.qsf")));
        let found = resolved(fs::read(exports.join(format!("{export}.csv"))).expect("reads"), &survey);
        let without = answers - resolved_answers;
        let findings = [("field_not_in_export", without)].into_iter().filter(|(_, count)| *count > 0).collect();
        assert_eq!(found, Resolved { questions, answers, resolved: resolved_answers, choices, findings }, "{export}");
    }
}

#[test]
fn a_response_schema_resolves_both_ways_in_every_export_of_its_survey() {
    let Some(company) = samples("company") else { return };
    let known = survey(&company.join("response_schema.json"));
    let pipes = ["QID1", "QID3", "QID5"].map(|id| {
        let labels = pipe(&format!("${{q://{id}/ChoiceGroup/SelectedChoices}}"));
        (id.to_owned(), labels, pipe(&format!("${{q://{id}/SelectedChoicesRecode}}")))
    });
    let rows = ["1", "2", "3"].map(|row| {
        let labels = pipe(&format!("${{q://QID4/ChoiceGroup/SelectedAnswers/{row}}}"));
        (format!("QID4_{row}"), labels, pipe(&format!("${{q://QID4/SelectedAnswerRecode/{row}}}")))
    });
    let mut counts = Vec::new();
    for export in
        ["api_numeric_utc.csv", "ui_numeric_split.csv", "ui_choice_text.csv", "responses.json", "responses.ndjson"]
    {
        let mut export = open(fs::read(company.join(export)).expect("reads"), &known);
        let mut both = |pipe: &Pipe| export.layout.resolve(pipe).unwrap_or_else(|found| panic!("{found:?}"));
        let recipes: Vec<_> =
            pipes.iter().chain(&rows).map(|(field, label, recode)| (field, both(label), both(recode))).collect();
        let mut read = BTreeMap::<&str, (usize, usize)>::new();
        while let Some(record) = export.next().expect("reads") {
            for (field, label, recode) in &recipes {
                let render =
                    |recipe: &Recipe| elements(recipe.render(&record).unwrap_or_else(|failure| panic!("{failure:?}")));
                let (labels, recodes) = (render(label), render(recode));
                let count = read.entry(field).or_default();
                count.0 += labels.len();
                for (label, recode) in labels.iter().zip(&recodes) {
                    let known = known.field(field).expect("a field");
                    let is_one =
                        matches!(known.by_recode(recode), Match::One(choice) if choice.label.trim() == label.trim());
                    count.1 += usize::from(is_one);
                }
                assert_eq!(labels.len(), recodes.len(), "{field}");
            }
        }
        counts.push(read);
    }
    let expected = COMPANY.into_iter().map(|(field, count)| (field, (count, count))).collect::<BTreeMap<_, _>>();
    for read in counts {
        assert_eq!(read, expected);
    }
}

/// How often each field of the company's survey was answered, choices of a multiple choice counted each.
const COMPANY: [(&str, usize); 6] =
    [("QID1", 226), ("QID3", 367), ("QID4_1", 207), ("QID4_2", 204), ("QID4_3", 200), ("QID5", 175)];

#[test]
fn a_pipe_that_passes_against_the_definition_resolves_on_responses_of_it() {
    let Some(exports) = samples("exports") else { return };
    let (mut passed, mut refused) = (0, 0);
    for (_, definition, _) in PAIRS {
        let survey = survey(&exports.with_file_name("surveys").join(format!("{definition}.qsf")));
        let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
        let mut layout = Layout::json(Some(Arc::clone(&survey)), settings);
        for question in survey.questions() {
            let round = question.rounds().first().map_or_else(String::new, |round| format!("{round}_"));
            for part in ["1", "2", "3", "99"] {
                for selector in [
                    "ChoiceGroup/SelectedChoices".to_owned(),
                    "SelectedChoicesRecode".to_owned(),
                    "ChoiceGroup/SelectedChoicesTextEntry".to_owned(),
                    "SelectedChoicesCount".to_owned(),
                    "ChoiceGroup/UnselectedChoices".to_owned(),
                    "ChoiceGroup/AllChoices".to_owned(),
                    "QuestionText".to_owned(),
                    "ChoiceTextEntryValue".to_owned(),
                    "ChoiceGroup/SelectedAnswers".to_owned(),
                    format!("ChoiceDescription/{part}"),
                    format!("ChoiceTextEntryValue/{part}"),
                    format!("ChoiceTextEntryValue/{part}/1"),
                    format!("ChoiceNumericEntryValue/{part}"),
                    format!("ChoiceGroup/SelectedAnswers/{part}"),
                    format!("SelectedAnswerRecode/{part}"),
                ] {
                    let asked = pipe(&format!("${{q://{round}{}/{selector}}}", question.id));
                    let resolved = layout.resolve(&asked);
                    match survey.judge(&asked) {
                        None => {
                            assert!(resolved.is_ok(), "{}: {resolved:?}", asked.text);
                            passed += 1;
                        }
                        Some(found) if found.code.severity == Severity::Error => {
                            assert!(!found.help.is_empty() && !found.message.ends_with('.'), "{found:?}");
                            refused += 1;
                        }
                        Some(_) => {}
                    }
                }
            }
        }
    }
    assert!(passed > 3_000 && refused > 3_000, "{passed} {refused}");
}

#[test]
fn an_export_of_labels_made_from_one_of_recodes_gives_the_same_answers() {
    let Some(exports) = samples("exports") else { return };
    for (export, definition, _) in PAIRS {
        let survey = survey(&exports.with_file_name("surveys").join(format!("{definition}.qsf")));
        let bytes = fs::read(exports.join(format!("{export}.csv"))).expect("reads");
        let (recodes, _) = read(bytes.clone(), &survey);
        let (labels, _) = read(as_labels(&bytes, &survey), &survey);
        assert_eq!(recodes, labels, "{export}");
    }
}

#[test]
fn a_file_with_nothing_but_its_names_gives_the_answers_that_it_gave_with_its_import_ids() {
    let Some(exports) = samples("exports") else { return };
    for (export, definition, _) in PAIRS.into_iter().filter(|(export, ..)| !export.ends_with("_legacy")) {
        let survey = survey(&exports.with_file_name("surveys").join(format!("{definition}.qsf")));
        let bytes = fs::read(exports.join(format!("{export}.csv"))).expect("reads");
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for (_, record) in reader.records().enumerate().filter(|(at, _)| !matches!(at, 1 | 2)) {
            writer.write_record(&record.expect("CSV")).expect("writes");
        }
        let bare = read(writer.into_inner().expect("ends"), &survey);
        assert_eq!(bare, read(bytes, &survey), "{export}");
    }
}

#[test]
fn a_mapping_inferred_with_the_definition_passes_against_it_and_on_its_export() {
    let Some(exports) = samples("exports") else { return };
    for (export, definition, _) in PAIRS {
        let place = Place::new();
        let definition = exports.with_file_name("surveys").join(format!("{definition}.qsf")).display().to_string();
        let export = exports.join(format!("{export}.csv")).display().to_string();
        place.run(&["mapping", "init", "--survey", &definition, "-o", "qseg.yaml", &export]).exits(0);
        let said = place.run(&["mapping", "check", "--format", "short", "--survey", &definition]).exits(0);
        // Columns of questions that the definition does not have any more.
        let is_known = |line: &str| line.contains("expected_field_missing") && line.contains("QID13_");
        assert!(
            said.stdout.lines().all(|line| is_known(line) || line.contains("choices_alike")),
            "{export}: {}",
            said.stdout
        );
        place.send(&["--include", "all", "--survey", &definition, &export]).exits(0);
    }
}

/// The export with choice text in place of numeric values, as Qualtrics would write it.
fn as_labels(bytes: &[u8], survey: &Survey) -> Vec<u8> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let rows: Vec<Vec<String>> =
        reader.records().map(|record| record.expect("CSV").iter().map(str::to_owned).collect()).collect();
    let mut header = Header::read(&rows[..3.min(rows.len())]);
    survey.assign(&mut header);
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for (at, row) in rows.iter().enumerate() {
        let is_data = at >= header.header_rows;
        let cells = row.iter().zip(&header.columns).map(|(cell, column)| match is_data {
            true => label_of(cell, column, survey),
            false => cell.clone(),
        });
        writer.write_record(cells).expect("writes");
    }
    writer.into_inner().expect("ends")
}

fn label_of(cell: &str, column: &Column, survey: &Survey) -> String {
    let id = column.import_id.as_deref().unwrap_or_default();
    let label = |field: &SurveyField, choice: &str| field.choice(choice).map(|choice| choice.label.clone());
    let found = match (id, cell) {
        (_, "" | "-99") => None,
        ("finished", _) => Some(if cell == "1" { "True" } else { "False" }.to_owned()),
        ("status", _) => Some("Survey Test".to_owned()),
        _ => {
            let field = survey.field(id);
            // An answer in a row that can have several: QID5_2_1.
            let of_row = || {
                let (row, answer) = id.rsplit_once('_')?;
                label(survey.field(row).filter(|row| row.several)?, answer)
            };
            match (&column.choice, field) {
                (Some(choice), Some(field)) => label(field, choice),
                (None, Some(field)) if !field.choices.is_empty() => field.label(cell).map(str::to_owned),
                _ => of_row(),
            }
        }
    };
    found.unwrap_or_else(|| cell.to_owned())
}

/// A mapping of `q://` pipes: everything that a definition's questions have.
fn everything(survey: &Survey) -> String {
    let mut rows = Vec::new();
    let mut row = |pipe: String| rows.push(format!("      p{}: \"{pipe}\"", rows.len()));
    for question in survey.questions().iter().filter(|question| !question.is_deleted) {
        for (_, label, recode) in answers(question) {
            row(label.text);
            row(recode.text);
        }
        let id = &question.id;
        for choice in question.choices.iter().filter(|choice| choice.has_text && question.rows.is_empty()) {
            row(format!("${{q://{id}/ChoiceTextEntryValue/{}}}", choice.id));
        }
        for one in question.rows.iter() {
            match question.kind {
                Kind::Numbers => row(format!("${{q://{id}/ChoiceNumericEntryValue/{}}}", one.id)),
                Kind::Form => row(format!("${{q://{id}/ChoiceTextEntryValue/{}}}", one.id)),
                Kind::MatrixText => {
                    for answer in question.choices.iter() {
                        row(format!("${{q://{id}/ChoiceTextEntryValue/{}/{}}}", one.id, answer.id));
                    }
                }
                _ if one.has_text && question.kind != Kind::SideBySide => {
                    row(format!("${{q://{id}/ChoiceTextEntryValue/{}}}", one.id));
                }
                _ => {}
            }
        }
        if question.kind == Kind::Text {
            row(format!("${{q://{id}/ChoiceTextEntryValue}}"));
        }
    }
    format!(
        "version: 1\nsenders: [qseg]\nsources: {{ dev: {{ id: a }} }}\npersonalData: {{ allow: [free_text], purpose: test }}\n\
         tasks:\n  all:\n    type: track\n    event: All\n    userId: ${{rm://Field/ResponseID}}\n    properties:\n{}\n",
        rows.join("\n")
    )
}

#[test]
fn a_legacy_export_and_the_later_one_give_the_same_events_under_one_mapping_of_question_pipes() {
    let Some(exports) = samples("exports") else { return };
    for (name, pipes, events) in [("many_types", 176, 5), ("matrix", 31, 5), ("multi_answer", 11, 5)] {
        let definition = exports.with_file_name("surveys").join(format!("{name}.qsf"));
        let place = Place::new();
        let mapping = everything(&survey(&definition));
        place.file("qseg.yaml", &mapping);
        let definition = definition.display().to_string();
        place.run(&["mapping", "check", "--survey", &definition]).exits(0);
        let send = |export: &str| -> Said {
            let export = exports.join(export).display().to_string();
            place.send(&[
                "--format",
                "ndjson",
                "--include",
                "all",
                "--timezone",
                "America/New_York",
                "--survey",
                &definition,
                &export,
            ])
        };
        let (legacy, later) = (send(&format!("{name}_legacy.csv")).exits(0), send(&format!("{name}.csv")).exits(0));
        assert_eq!((mapping.matches("\n      p").count(), later.events().len()), (pipes, events), "{name}");
        assert_eq!(legacy.stdout, later.stdout, "{name}");
        assert!(later.events().iter().any(|event| event["properties"].as_object().is_some_and(|all| all.len() > 10)));
    }
}
