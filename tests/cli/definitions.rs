//! `--survey` with every kind of definition: `mapping check` without responses, `mapping init` from a definition
//! alone, `inspect`, and what is said of files that define no survey.

use crate::support::{Place, labels, mapping, recodes, samples};
use serde_json::{Value, json};

/// A survey of a choice, a multiple choice, a matrix, a text and a question in the trash, as a QSF.
fn qsf() -> Value {
    let elements = json!([
        { "Element": "BL", "Payload": { "1": { "Type": "Default", "ID": "BL_1", "BlockElements": [
            { "Type": "Question", "QuestionID": "QID1" }, { "Type": "Question", "QuestionID": "QID2" },
            { "Type": "Question", "QuestionID": "QID3" }, { "Type": "Question", "QuestionID": "QID4" }] },
            "2": { "Type": "Trash", "ID": "BL_2", "BlockElements": [{ "Type": "Question", "QuestionID": "QID9" }] } } },
        { "Element": "FL", "Payload": { "Flow": [{ "Type": "EmbeddedData", "EmbeddedData": [{ "Field": "plan" }, { "Field": "crm_id" }] }, { "Type": "Block", "ID": "BL_1" }] } },
        { "Element": "SQ", "Payload": { "QuestionID": "QID1", "DataExportTag": "how", "QuestionText": "<b>How</b> was it?", "QuestionType": "MC", "Selector": "SAVR", "SubSelector": "TX",
            "Choices": { "1": { "Display": "Bad, or worse" }, "2": { "Display": "Very<br>good" } }, "RecodeValues": { "1": "11", "2": "12" } } },
        { "Element": "SQ", "Payload": { "QuestionID": "QID2", "DataExportTag": "channels", "QuestionText": "Where?", "QuestionType": "MC", "Selector": "MAVR", "SubSelector": "TX",
            "Choices": { "1": { "Display": "Phone" }, "2": { "Display": "Chat, in the app" }, "4": { "Display": "Other", "TextEntry": "true" } } } },
        { "Element": "SQ", "Payload": { "QuestionID": "QID3", "DataExportTag": "rate", "QuestionText": "Rate", "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer",
            "Choices": { "1": { "Display": "Price" }, "2": { "Display": "Quality" } }, "Answers": { "1": { "Display": "Low" }, "2": { "Display": "High" } } } },
        { "Element": "SQ", "Payload": { "QuestionID": "QID4", "DataExportTag": "why", "QuestionText": "Why?", "QuestionType": "TE", "Selector": "SL" } },
        { "Element": "SQ", "Payload": { "QuestionID": "QID9", "DataExportTag": "old", "QuestionText": "Old", "QuestionType": "TE", "Selector": "SL" } }
    ]);
    json!({ "SurveyEntry": { "SurveyID": "SV_def", "SurveyName": "Defined" }, "SurveyElements": elements })
}

/// The same as `/survey-definitions/{id}` has it.
fn definition() -> Value {
    let qsf = qsf();
    let payloads = |element: &'static str| {
        let all = qsf["SurveyElements"].as_array().expect("elements").clone();
        all.into_iter().filter(move |one| one["Element"] == element).map(|one| one["Payload"].clone())
    };
    let questions: serde_json::Map<String, Value> =
        payloads("SQ").map(|one| (one["QuestionID"].as_str().expect("id").to_owned(), one)).collect();
    json!({ "result": { "SurveyID": "SV_def", "SurveyName": "Defined", "Questions": questions,
        "Blocks": payloads("BL").next(), "SurveyFlow": payloads("FL").next() } })
}

/// The same as `/surveys/{id}` has it.
fn object() -> Value {
    let kind =
        |kind: &str, selector: &str, sub: &str| json!({ "type": kind, "selector": selector, "subSelector": sub });
    let questions = json!({
        "QID1": { "questionType": kind("MC", "SAVR", "TX"), "questionName": "how", "questionText": "<b>How</b> was it?",
            "choices": { "1": { "recode": "11", "choiceText": "Bad, or worse" }, "2": { "recode": "12", "choiceText": "Very<br>good" } } },
        "QID2": { "questionType": kind("MC", "MAVR", "TX"), "questionName": "channels", "questionText": "Where?",
            "choices": { "1": { "choiceText": "Phone" }, "2": { "choiceText": "Chat, in the app" }, "4": { "choiceText": "Other", "textEntry": true } } },
        "QID3": { "questionType": kind("Matrix", "Likert", "SingleAnswer"), "questionName": "rate", "questionText": "Rate",
            "choices": { "1": { "choiceText": "Low" }, "2": { "choiceText": "High" } },
            "subQuestions": { "1": { "choiceText": "Price" }, "2": { "choiceText": "Quality" } } },
        "QID4": { "questionType": kind("TE", "SL", ""), "questionName": "why", "questionText": "Why?" } });
    let elements: Vec<Value> =
        ["QID1", "QID2", "QID3", "QID4"].iter().map(|id| json!({ "type": "Question", "questionId": id })).collect();
    json!({ "result": { "id": "SV_def", "name": "Defined", "questions": questions,
        "blocks": { "BL_1": { "elements": elements } }, "flow": [{ "type": "Block", "id": "BL_1" }],
        "embeddedData": [{ "name": "plan" }, { "name": "crm_id" }] } })
}

fn with_all() -> Place {
    let place = Place::new();
    place.file("survey.qsf", qsf().to_string());
    place.file("definition.json", definition().to_string());
    place.file("object.json", object().to_string());
    place
}

const ALL: [&str; 3] = ["survey.qsf", "definition.json", "object.json"];

#[test]
fn without_responses_every_pipe_is_judged_at_its_place_with_what_is_near() {
    let place = with_all();
    place.file(
        "qseg.yaml",
        mapping(&[
            "sound: \"${q://QID1/SelectedChoicesRecode}\"",
            "no_question: \"${q://QID7/SelectedChoicesRecode}\"",
            "recode: \"Said: ${q://QID1/ChoiceDescription/12}\"",
            "row: \"${q://QID3/SelectedAnswerRecode/5}\"",
            "selector: \"${q://QID4/ChoiceGroup/SelectedChoices}\"",
            "case: \"${e://Field/CRM_ID}\"",
            "word: { value: \"${q://QID1/ChoiceGroup/SelectedChoices}\", map: { Very good: x, \"Very\\ngood\": y } }",
        ]),
    );
    let wanted = "\
        qseg.yaml:11:21: error[not_in_survey]: the survey has no question QID7\n\
        qseg.yaml:12:22: error[not_in_survey]: QID1 has no choice 12\n\
        qseg.yaml:13:13: error[not_in_survey]: QID3 has no row 5\n\
        qseg.yaml:14:18: error[wrong_selector]: QID4 is a text entry question, which has no such answer\n\
        qseg.yaml:15:14: warning[embedded_not_in_survey]: the survey flow has no embedded data \"CRM_ID\"\n\
        qseg.yaml:16:22: warning[value_never_given]: `map` has \"Very good\", which the pipe never gives\n";
    for survey in ALL {
        let said = place.run(&["mapping", "check", "--format", "short", "--survey", survey]).exits(3);
        assert_eq!(said.stdout, wanted, "{survey}");
    }
    let text = place.run(&["mapping", "check", "--survey", "survey.qsf"]).exits(3).stdout;
    for help in [
        "12 is a recode: the choice is 2 (Very good)",
        "there are 1 (Price), 2 (Quality)",
        "ask for ${q://QID4/ChoiceTextEntryValue}",
        "did you mean ${e://Field/crm_id}?",
        "did you mean \"Very\\ngood\"?",
    ] {
        assert!(text.contains(help), "{help}: {text}");
    }
    // Faults of the file itself are told in the same run.
    place.file("both.yaml", mapping(&["a: \"${q://QID7/SelectedChoicesRecode}\"", "b: \"${q://QID1/Selected}\""]));
    let codes = place.run(&["mapping", "check", "--format", "json", "--survey", "survey.qsf", "both.yaml"]).exits(3);
    let codes: Vec<Value> = codes.document()["files"][0]["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["code"].clone())
        .collect();
    assert_eq!(codes, ["bad_pipe"], "a file that cannot be read as a mapping is judged for that alone");
}

#[test]
fn a_sound_mapping_passes_and_a_deleted_question_is_a_warning() {
    let place = with_all();
    let pipes = [
        "a: \"${q://QID2/ChoiceGroup/SelectedChoices}\"",
        "b: \"${q://QID3/SelectedAnswerRecode/2}\"",
        "c: \"${e://Field/plan}\"",
    ];
    place.file("qseg.yaml", mapping(&pipes));
    for survey in ALL {
        let said = place.run(&["mapping", "check", "--survey", survey]).exits(0);
        assert_eq!(said.stdout, "", "{survey}");
    }
    place.file("qseg.yaml", mapping(&["old: \"${q://QID9/ChoiceTextEntryValue}\""]));
    for survey in &ALL[..2] {
        let said = place.run(&["mapping", "check", "--format", "short", "--survey", survey]).exits(0);
        assert!(said.stdout.contains("warning[deleted_in_survey]: QID9 (old) was deleted"), "{}", said.stdout);
        place.run(&["mapping", "check", "--deny", "warnings", "--survey", survey]).exits(3);
    }
    // The survey object does not have what lies in the trash.
    let said = place.run(&["mapping", "check", "--format", "short", "--survey", "object.json"]).exits(3);
    assert!(said.stdout.contains("error[not_in_survey]: the survey has no question QID9"), "{}", said.stdout);
}

#[test]
fn a_mapping_begins_from_a_definition_of_any_kind_and_passes_against_it() {
    let place = with_all();
    let mut texts = Vec::new();
    for survey in ALL {
        let said = place.run(&["mapping", "init", survey]).exits(0);
        for row in [
            "survey: SV_def",
            "event: Defined Completed",
            "      # How was it?\n      # 11 = Bad, or worse; 12 = Very good\n      how: ${q://QID1/SelectedChoicesRecode}",
            "# Rate - Price\n      # 1 = Low; 2 = High\n",
            "channels: { value: \"${q://QID2/SelectedChoicesRecode}\", type: list }",
            "# channels_4_text: ${q://QID2/ChoiceTextEntryValue/4}",
            "${q://QID3/SelectedAnswerRecode/2}",
            "# why: ${q://QID4/ChoiceTextEntryValue}",
            "plan: ${e://Field/plan}",
            "crm_id: ${e://Field/crm_id}",
        ] {
            assert!(said.stdout.contains(row), "{survey}: {row}: {}", said.stdout);
        }
        assert!(!said.stdout.contains("QID9"), "{survey}: what was deleted is not proposed");
        place.file("qseg.yaml", &said.stdout);
        place.run(&["mapping", "check", "--survey", survey]).exits(0);
        texts.push(said.stdout.replace(survey, "DEFINITION"));
    }
    assert!(texts.iter().all(|text| *text == texts[0]));
    let said = place.run(&["mapping", "init", "survey.qsf", "-o", "new.yaml"]).exits(0);
    assert!(said.stderr.contains("qseg mapping check --survey survey.qsf new.yaml"), "{}", said.stderr);
}

#[test]
fn one_column_for_the_texts_of_all_choices_is_the_text_of_the_choice_that_was_selected() {
    let place = Place::new();
    let mut survey = qsf();
    let elements = survey["SurveyElements"].as_array_mut().expect("elements");
    let one = elements.iter_mut().find(|one| one["Payload"]["QuestionID"] == "QID1").expect("QID1");
    for choice in ["1", "2"] {
        one["Payload"]["Choices"][choice]["TextEntry"] = "true".into();
    }
    place.file("survey.qsf", survey.to_string());
    let legacy = "V1,V8,V9,V10,how,how_TEXT\nResponseID,StartDate,EndDate,Finished,How was it?,How was it?-TEXT\n";
    let row = |id: &str, recode: &str, text: &str| {
        format!("{id},2016-05-27 15:51:00,2016-05-27 15:52:00,1,{recode},{text}\n")
    };
    place.file(
        "legacy.csv",
        format!("{legacy}{}{}{}", row("R_1", "11", "rain"), row("R_2", "12", "sun"), row("R_3", "", "")),
    );
    let later: [&[&str]; 3] = [&["11", "rain", ""], &["12", "", "sun"], &["", "", ""]];
    place.file("later.csv", recodes(&["QID1", "QID1_1_TEXT", "QID1_2_TEXT"], &later));
    let pipes = [
        "bad: \"${q://QID1/ChoiceTextEntryValue/1}\"",
        "good: \"${q://QID1/ChoiceTextEntryValue/2}\"",
        "any: \"${q://QID1/ChoiceTextEntryValue}\"",
    ];
    place.file(
        "qseg.yaml",
        mapping(&pipes).replace("sources", "personalData: { allow: [free_text], purpose: x }\nsources"),
    );
    for export in ["legacy.csv", "later.csv"] {
        let said = place
            .send(&["--format", "ndjson", "--include", "all", "--timezone", "UTC", "--survey", "survey.qsf", export])
            .exits(0);
        let found: Vec<Value> = said.events().into_iter().map(|event| event["properties"].clone()).collect();
        assert_eq!(
            found,
            [json!({ "bad": "rain", "any": "rain" }), json!({ "good": "sun", "any": "sun" }), json!({})],
            "{export}"
        );
    }
}

#[test]
fn a_code_of_unanswered_in_the_column_of_a_choice_is_no_selection_whatever_recode_the_choice_has() {
    let place = with_all();
    let rows: [&[&str]; 2] = [&["1", "-99", "-99"], &["-99", "1", "-99"]];
    place.file("answers.csv", recodes(&["QID2:1", "QID2:2", "QID2:4"], &rows));
    place.file("qseg.yaml", mapping(&["p: { value: \"${q://QID2/SelectedChoicesRecode}\", type: list }"]));
    let recoded = qsf().to_string().replace("\"channels\",", "\"channels\",\"RecodeValues\":{\"4\":\"-99\"},");
    place.file("recoded.qsf", recoded);
    for survey in ["survey.qsf", "recoded.qsf"] {
        let said = place.send(&["--format", "ndjson", "--survey", survey, "answers.csv"]).exits(0);
        let found: Vec<Value> = said.events().into_iter().map(|event| event["properties"]["p"].clone()).collect();
        assert_eq!(found, [json!(["1"]), json!(["2"])], "{survey}");
    }
}

#[test]
fn translations_and_variable_names_of_a_label_export_become_the_labels_of_the_survey() {
    let place = Place::new();
    let mut survey = qsf();
    let question = survey["SurveyElements"].as_array_mut().expect("elements");
    let one = question.iter_mut().find(|one| one["Payload"]["QuestionID"] == "QID1").expect("QID1");
    one["Payload"]["Language"] =
        json!({ "DE": { "Choices": { "1": { "Display": "Schlecht" }, "2": { "Display": "<b>Sehr</b> gut" } } } });
    one["Payload"]["VariableNaming"] = json!({ "1": "bad" });
    survey["SurveyEntry"]["SurveyLanguage"] = "EN".into();
    place.file("survey.qsf", survey.to_string());
    let rows: [&[&str]; 4] = [&["Schlecht", "DE"], &["Sehr gut", "DE"], &["bad", "EN"], &["Very\ngood", "EN"]];
    place.file("answers.csv", labels(&["QID1", "userLanguage"], &rows));
    let pipes = ["label: \"${q://QID1/ChoiceGroup/SelectedChoices}\"", "recode: \"${q://QID1/SelectedChoicesRecode}\""];
    place.file("qseg.yaml", mapping(&pipes));
    let said = place.send(&["--format", "ndjson", "--survey", "survey.qsf", "answers.csv"]).exits(0);
    let found: Vec<Value> = said.events().into_iter().map(|event| event["properties"].clone()).collect();
    let (bad, good) =
        (json!({ "label": "Bad, or worse", "recode": "11" }), json!({ "label": "Very\ngood", "recode": "12" }));
    assert_eq!(found, [bad.clone(), good.clone(), bad, good]);
    assert!(!said.stderr.contains("label_in_multilingual_survey"), "{}", said.stderr);
    place.file("qseg.yaml", mapping(&pipes[..1]));
    let said = place.send(&["--format", "json", "answers.csv"]).exits(0);
    assert_eq!(said.codes(), ["label_in_multilingual_survey"]);
}

#[test]
fn texts_of_questions_and_rows_come_from_the_definition_and_what_it_does_not_tell_is_said() {
    let place = with_all();
    let mut survey = qsf();
    let drill = json!({ "Element": "SQ", "Payload": { "QuestionID": "QID4", "DataExportTag": "where", "QuestionText": "Where?",
        "QuestionType": "DD", "Selector": "DL", "Choices": { "1": { "Display": "Country" }, "2": { "Display": "Town" } } } });
    let elements = survey["SurveyElements"].as_array_mut().expect("elements");
    *elements.iter_mut().find(|one| one["Payload"]["QuestionID"] == "QID4").expect("QID4") = drill;
    place.file("survey.qsf", survey.to_string());
    place.file("answers.csv", recodes(&["QID3_1", "QID3_2", "QID4_1", "QID4_2"], &[&["1", "2", "7", "31"]]));
    place.file(
        "answers.json",
        json!({ "responseId": "R_1", "values": { "finished": 1, "status": 0,
        "recordedDate": "2026-01-02T03:04:05Z", "QID4_1": 7 }, "labels": { "QID4_1": "Sweden" } })
        .to_string(),
    );
    let sound = [
        "text: \"${q://QID3/QuestionText}\"",
        "row: \"${q://QID3/ChoiceDescription/2}\"",
        "country: \"${q://QID4/SelectedAnswerRecode/1}\"",
    ];
    place.file("qseg.yaml", mapping(&sound));
    place.run(&["mapping", "check", "--survey", "survey.qsf"]).exits(0);
    for export in ["answers.csv", "answers.json"] {
        let said = place.send(&["--format", "ndjson", "--survey", "survey.qsf", export]).exits(0);
        let wanted = json!({ "text": "Rate", "row": "Quality", "country": "7" });
        assert_eq!(said.events()[0]["properties"], wanted, "{export}");
    }
    place.file("qseg.yaml", mapping(&["country: \"${q://QID4/ChoiceGroup/SelectedAnswers/1}\""]));
    let said = place.send(&["--format", "ndjson", "--survey", "survey.qsf", "answers.json"]).exits(0);
    assert_eq!(said.events()[0]["properties"], json!({ "country": "Sweden" }));
    let said = place.send(&["--survey", "survey.qsf", "answers.csv"]).exits(3);
    assert!(said.stderr.contains("error[not_in_survey]: the survey has no choices for QID4_1"), "{}", said.stderr);
}

#[test]
fn flat_responses_of_2016_are_read_by_tags_that_one_field_has() {
    let place = with_all();
    let mut survey = qsf();
    let elements = survey["SurveyElements"].as_array_mut().expect("elements");
    let matrix = elements.iter().find(|one| one["Payload"]["QuestionID"] == "QID3").expect("QID3").clone();
    // Two matrices call their rows alike.
    for (id, tag) in [("QID3", "rate"), ("QID4", "again")] {
        let mut one = matrix.clone();
        one["Payload"]["QuestionID"] = id.into();
        one["Payload"]["DataExportTag"] = tag.into();
        one["Payload"]["ChoiceDataExportTags"] = json!({ "1": "price" });
        *elements.iter_mut().find(|one| one["Payload"]["QuestionID"] == id).expect("a question") = one;
    }
    place.file("survey.qsf", survey.to_string());
    let response =
        json!({ "ResponseID": "R_1", "Finished": "1", "how": "12", "price": "1", "rate_2": "2", "plan": "free" });
    place.file("flat.json", json!({ "responses": [response] }).to_string());
    let pipes = [
        "how: \"${q://QID1/SelectedChoicesRecode}\"",
        "one: \"${q://QID3/SelectedAnswerRecode/1}\"",
        "two: \"${q://QID3/SelectedAnswerRecode/2}\"",
        "other: \"${q://QID4/SelectedAnswerRecode/1}\"",
        "plan: \"${e://Field/plan}\"",
    ];
    place.file("qseg.yaml", mapping(&pipes));
    let said = place.send(&[
        "--format",
        "ndjson",
        "--include",
        "all",
        "--timezone",
        "UTC",
        "--survey",
        "survey.qsf",
        "flat.json",
    ]);
    let wanted = json!({ "how": "12", "two": "2", "plan": "free" });
    assert_eq!(said.events()[0]["properties"], wanted, "{}", said.stderr);
}

#[test]
fn inspect_names_the_questions_behind_the_names_of_a_legacy_export() {
    let Some(exports) = samples("exports") else { return };
    let place = Place::new();
    let path = |folder: &str, name: &str| exports.with_file_name(folder).join(name).display().to_string();
    let (survey, export) = (path("surveys", "matrix.qsf"), path("exports", "matrix_legacy.csv"));
    let said = place.run(&["inspect", "--format", "json", "--survey", &survey, &export]).exits(0);
    let fields = said.document()["inputs"][0]["fields"].as_array().expect("fields").clone();
    let named: Vec<(&str, &str)> = fields
        .iter()
        .filter(|field| field["name"].as_str().is_some_and(|name| name.starts_with("question_")))
        .map(|field| (field["import_id"].as_str().expect("id"), field["name"].as_str().expect("a name")))
        .collect();
    // Three matrices call their rows alike: they stand in survey order.
    let rows = ["question_one", "question_two", "question_three"];
    let wanted: Vec<(String, &str)> = ["QID3", "QID6", "QID4"]
        .iter()
        .flat_map(|id| rows.iter().enumerate().map(move |(at, row)| (format!("{id}_{}", at + 1), *row)))
        .collect();
    assert_eq!(named, wanted.iter().map(|(id, row)| (id.as_str(), *row)).collect::<Vec<_>>());
}

#[test]
fn names_that_could_be_several_fields_are_not_guessed() {
    let Some(exports) = samples("exports") else { return };
    let place = Place::new();
    // The legacy export without the first of three matrices: its rows could be those of any two.
    let text = std::fs::read_to_string(exports.join("matrix_legacy.csv")).expect("reads");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for record in reader.records() {
        let record = record.expect("CSV");
        writer
            .write_record(record.iter().enumerate().filter(|(at, _)| !(16..19).contains(at)).map(|(_, cell)| cell))
            .expect("writes");
    }
    place.file("cut.csv", writer.into_inner().expect("ends"));
    place.file(
        "qseg.yaml",
        mapping(&["a: \"${q://QID6/SelectedAnswerRecode/1}\"", "b: \"${q://QID2/SelectedAnswerRecode/1}\""]),
    );
    let survey = exports.with_file_name("surveys").join("matrix.qsf").display().to_string();
    let said = place.send(&["--include", "all", "--survey", &survey, "cut.csv"]).exits(3);
    assert_eq!(said.stderr.matches("error[").count(), 1, "{}", said.stderr);
    let words = "error[field_ambiguous]: \"question_one\" is the name of 2 columns here and of 3 fields of the survey (QID3_1, QID6_1, QID4_1)";
    assert!(said.stderr.contains(words), "{}", said.stderr);
}

#[test]
fn what_defines_no_survey_is_named_for_what_it_is() {
    let place = with_all();
    place.file("qseg.yaml", mapping(&["a: \"${e://Field/plan}\""]));
    place.file("export.csv", "StartDate,EndDate,Status\nStart Date,End Date,Response Type\n");
    place.file("responses.json", "{\"responses\":[]}");
    place.file("other.json", "{\"name\":\"x\",\"items\":[]}");
    place.file("broken.qsf", "{\n  \"SurveyElements\": [\n");
    place.file("deep.qsf", "[".repeat(100_000));
    place.file("folder/readme.txt", "x");
    for (file, words, exit) in [
        ("export.csv", "export.csv is an export of responses (CSV), not a definition", 1),
        ("responses.json", "responses.json is an export of responses, not a definition", 1),
        ("other.json", "other.json is JSON that defines no survey: its keys are name, items", 1),
        ("broken.qsf", "broken.qsf:3:0: not JSON: EOF while parsing a list", 1),
        ("deep.qsf", "deep.qsf:1:128: not JSON: recursion limit exceeded", 1),
        ("qseg.yaml", "not JSON", 1),
        ("folder", "cannot read the survey definition folder", 1),
        ("nothing.qsf", "cannot read the survey definition nothing.qsf", 1),
    ] {
        let said = place.run(&["mapping", "check", "--survey", file]).exits(exit);
        assert!(said.stderr.contains(words), "{file}: {}", said.stderr);
    }
    // A hole in a file takes no room on the disk.
    let large = std::fs::File::create(place.path().join("large.json")).expect("creates");
    large.set_len(300 << 20).expect("grows");
    let said = place.run(&["mapping", "check", "--survey", "large.json"]).exits(1);
    assert!(said.stderr.contains("large.json is larger than any survey definition (300 MiB)"), "{}", said.stderr);
    let said = place.run(&["mapping", "check", "--survey", "other.json"]).exits(1);
    assert!(said.stderr.contains("hint: a survey is defined by its QSF file"), "{}", said.stderr);
}

#[test]
fn the_help_of_labels_in_several_languages_leads_to_a_clean_file_also_for_the_row_of_a_matrix() {
    let with_row =
        |pipe: &str| mapping(&[&format!("p: {}", json!(pipe)), "q: ${q://QID1/ChoiceGroup/SelectedChoices}"]);
    let place = Place::new();
    place.file("qseg.yaml", with_row("${q://QID5/ChoiceGroup/SelectedAnswers/2}"));
    place.file(
        "labels.csv",
        labels(&["QID5_2", "QID1", "userLanguage"], &[&["Gut", "Ja", "DE"], &["Good", "Yes", "EN"]]),
    );
    let said = place.send(&["--format", "json", "labels.csv"]).exits(0);
    // One finding, however many rows.
    assert_eq!(said.codes(), ["label_in_multilingual_survey"]);
    let document = said.document();
    let finding = &document["findings"][0];
    assert_eq!(
        (&finding["message"], &finding["help"]),
        (
            &json!(
                "`${q://QID5/ChoiceGroup/SelectedAnswers/2}` and 1 other pipe are texts of a survey that was answered in DE, EN"
            ),
            &json!(
                "export again with \"Use numeric values\", pipe the recode, ${q://QID5/SelectedAnswerRecode/2}, and name each with `map`"
            )
        )
    );
    // Followed to the letter.
    let rows = [
        "p: { value: \"${q://QID5/SelectedAnswerRecode/2}\", map: { \"1\": good } }",
        "q: ${q://QID1/SelectedChoicesRecode}",
    ];
    place.file("qseg.yaml", mapping(&rows));
    place.file("recodes.csv", recodes(&["QID5_2", "QID1", "userLanguage"], &[&["1", "1", "DE"], &["1", "2", "EN"]]));
    assert_eq!(place.send(&["--format", "json", "recodes.csv"]).exits(0).codes(), Vec::<String>::new());
}
