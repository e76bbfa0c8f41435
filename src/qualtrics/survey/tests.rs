//! What the four documents say of one survey, and what a pipe is told about it.

mod broken;

use super::question::{Kind, Loops};
use super::yields::Yields;
use super::*;
use crate::qualtrics::pipe::Template;
use serde_json::{Value, json};

/// A QSF of one survey: two blocks and a loop, in another order in the file than in the flow, and a trash.
fn qsf() -> Value {
    let question = |id: &str, tag: &str, kind: [&str; 3], rest: Value| {
        let mut payload = json!({ "QuestionID": id, "DataExportTag": tag, "QuestionText": format!("<b>{tag}?</b>"),
            "QuestionType": kind[0], "Selector": kind[1], "SubSelector": kind[2] });
        payload.as_object_mut().expect("object").extend(rest.as_object().expect("object").clone());
        json!({ "Element": "SQ", "PrimaryAttribute": id, "Payload": payload })
    };
    let elements = vec![
        json!({ "Element": "BL", "Payload": [
            { "Type": "Default", "ID": "BL_b", "BlockElements": [{ "Type": "Question", "QuestionID": "QID4" }, { "Type": "Question", "QuestionID": "QID5" }] },
            { "Type": "Standard", "ID": "BL_a", "BlockElements": [{ "Type": "Question", "QuestionID": "QID1" }, { "Type": "Page Break" }, { "Type": "Question", "QuestionID": "QID2" }, { "Type": "Question", "QuestionID": "QID3" }] },
            { "Type": "Standard", "ID": "BL_loop", "BlockElements": [{ "Type": "Question", "QuestionID": "QID6" }],
              "Options": { "Looping": "Question", "LoopingOptions": { "Locator": "q://QID2/ChoiceGroup/SelectedChoices" } } },
            { "Type": "Trash", "ID": "BL_t", "BlockElements": [{ "Type": "Question", "QuestionID": "QID9" }] } ] }),
        json!({ "Element": "FL", "Payload": { "Type": "Root", "Flow": [
            { "Type": "EmbeddedData", "EmbeddedData": [{ "Field": "plan" }, { "Field": "crm id" }] },
            { "Type": "Block", "ID": "BL_a" }, { "Type": "Group", "Flow": [{ "Type": "Standard", "ID": "BL_b" }] },
            { "Type": "Standard", "ID": "BL_loop" } ] } }),
        json!({ "Element": "SCO", "Payload": { "ScoringCategories": [{ "ID": "SC_1", "Name": "Quiz" }] } }),
        question(
            "QID1",
            "Q1",
            ["MC", "SAVR", "TX"],
            json!({
            "Choices": { "1": { "Display": "Bad" }, "2": { "Display": "Good<br>enough" }, "4": { "Display": "Other", "TextEntry": "true" }, "5": { "Display": "Gone" } },
            "ChoiceOrder": ["2", 1, 4], "RecodeValues": { "1": "10", "2": 20 }, "VariableNaming": { "1": "bad", "2": "Good\nenough" },
            "NextChoiceId": 6, "Language": { "DE": { "Choices": { "1": { "Display": "Schlecht" } } } } }),
        ),
        question(
            "QID2",
            "channels",
            ["MC", "MAVR", "TX"],
            json!({
            "Choices": [{ "Display": "Mail" }, { "Display": "Chat, in the app" }], "Language": [] }),
        ),
        question("QID3", "why", ["TE", "SL", ""], json!({})),
        question(
            "QID4",
            "rate",
            ["Matrix", "Likert", "SingleAnswer"],
            json!({
            "Choices": { "1": { "Display": "Speed" }, "2": { "Display": "Price", "TextEntry": "on" } }, "ChoiceDataExportTags": { "1": "speed" },
            "Answers": { "1": { "Display": "Low" }, "2": { "Display": "High" } }, "AnswerOrder": ["1", "2"], "RecodeValues": { "2": "-1" } }),
        ),
        question(
            "QID5",
            "both",
            ["SBS", "SBSMatrix", ""],
            json!({ "Choices": { "1": { "Display": "Speed" } }, "AdditionalQuestions": {
            "1": { "QuestionText": "How?", "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "MultipleAnswer", "Answers": { "1": { "Display": "a" }, "2": { "Display": "b" } } },
            "2": { "QuestionText": "Words", "QuestionType": "Matrix", "Selector": "TE", "SubSelector": "Long", "Answers": { "1": { "Display": "x" } } } } }),
        ),
        question("QID6", "each", ["Slider", "HSLIDER", ""], json!({ "Choices": { "1": { "Display": "Much" } } })),
        question(
            "QID9",
            "Q9",
            ["MC", "SAVR", "TX"],
            json!({ "Choices": { "1": { "Display": "Yes" }, "2": { "Display": "Yes" } } }),
        ),
    ];
    json!({ "SurveyEntry": { "SurveyID": "SV_1", "SurveyName": "One\u{a0} survey", "SurveyLanguage": "EN" }, "SurveyElements": elements })
}

fn survey() -> Survey {
    Survey::parse(&qsf().to_string()).expect("a survey")
}

/// The same survey as `/survey-definitions/{id}` has it.
fn definition() -> Value {
    let qsf = qsf();
    let payloads = |element: &str| -> Vec<Value> {
        let all = qsf["SurveyElements"].as_array().expect("elements").iter();
        all.filter(|one| one["Element"] == element).map(|one| one["Payload"].clone()).collect()
    };
    let questions: serde_json::Map<String, Value> =
        payloads("SQ").into_iter().map(|one| (one["QuestionID"].as_str().expect("id").to_owned(), one)).collect();
    let blocks: serde_json::Map<String, Value> = payloads("BL")[0]
        .as_array()
        .expect("blocks")
        .iter()
        .map(|block| (block["ID"].as_str().expect("id").to_owned(), block.clone()))
        .collect();
    json!({ "result": { "SurveyID": "SV_1", "SurveyName": "One survey", "SurveyLanguage": "EN", "Questions": questions, "Blocks": blocks,
        "SurveyFlow": payloads("FL")[0], "Scoring": payloads("SCO")[0] }, "meta": { "httpStatus": "200 - OK" } })
}

/// Another survey as `/surveys/{id}` has it.
fn object() -> Value {
    let choice = |text: &str, recode: Option<&str>| json!({ "recode": recode, "description": text, "choiceText": format!("<i>{text}</i>"), "variableName": null });
    json!({ "result": { "id": "SV_2", "name": "Object",
        "questions": {
            "QID2": { "questionType": { "type": "MC", "selector": "MAVR", "subSelector": "TX" }, "questionText": "Which?", "questionName": "channels",
                "choices": { "1": choice("Mail", Some("11")), "2": { "choiceText": "Other", "textEntry": true, "variableName": "other_channel" } } },
            "QID4": { "questionType": { "type": "Matrix", "selector": "Likert", "subSelector": "SingleAnswer" }, "questionText": "Rate", "questionName": "rate",
                "choices": { "1": choice("Low", Some("1")), "2": choice("High", Some("5")) },
                "subQuestions": { "1": { "choiceText": "Speed" }, "2": { "choiceText": "Price" } } },
            "QID7": { "questionType": { "type": "TE", "selector": "FORM", "subSelector": null }, "questionText": "Who?", "questionName": "Q7",
                "choices": { "1": { "choiceText": "Name" } } } },
        "blocks": { "BL_1": { "elements": [{ "type": "Question", "questionId": "QID4" }] }, "BL_2": { "elements": [{ "type": "Question", "questionId": "QID2" }, { "type": "Question", "questionId": "QID7" }] } },
        "flow": [{ "id": "BL_2", "type": "Block" }, { "id": "BL_1", "type": "Block" }],
        "embeddedData": [{ "name": "plan", "defaultValue": "free" }],
        "loopAndMerge": { "BL_1": { "loopType": "Question", "loopQuestionMeta": { "questionId": "QID2" } } } } })
}

fn pipe(text: &str) -> crate::qualtrics::pipe::Pipe {
    Template::parse(text).expect("a pipe").whole_pipe().expect("one pipe").clone()
}

const IDS: [&str; 13] = [
    "QID1",
    "QID1_4_TEXT",
    "QID2",
    "QID3_TEXT",
    "QID4_1",
    "QID4_2",
    "QID4_2_TEXT",
    "QID5#1_1",
    "QID5#2_1_1",
    "0_QID6_1",
    "1_QID6_1",
    "plan",
    "crm id",
];

#[test]
fn a_qsf_has_its_questions_in_survey_order_with_choices_rows_loops_and_what_was_deleted() {
    let survey = survey();
    assert_eq!(
        (survey.source, survey.id.as_deref(), survey.title.as_deref()),
        (Source::Qsf, Some("SV_1"), Some("One survey"))
    );
    assert_eq!(survey.languages.iter().collect::<Vec<_>>(), ["DE", "EN"]);
    let ids: Vec<&str> = survey.import_ids().filter(|id| !["startDate"].contains(id)).skip(16).collect();
    assert_eq!(ids, [&IDS[..], &["SC_1"]].concat());
    let kinds: Vec<(&str, Kind)> = survey.questions().iter().map(|one| (one.id.as_str(), one.kind)).collect();
    use Kind::*;
    assert_eq!(
        kinds,
        [
            ("QID1", OneChoice),
            ("QID2", SeveralChoices),
            ("QID3", Text),
            ("QID4", MatrixOne),
            ("QID5", SideBySide),
            ("QID5#1", MatrixSeveral),
            ("QID5#2", MatrixText),
            ("QID6", Numbers),
            ("QID9", OneChoice)
        ]
    );
    let one = survey.field("QID1").expect("a field");
    let choices: Vec<_> = one
        .choices
        .iter()
        .map(|one| (one.id.as_str(), one.recode.as_str(), one.label.as_str(), one.is_deleted))
        .collect();
    assert_eq!(
        choices,
        [
            ("2", "20", "Good\nenough", false),
            ("1", "10", "Bad", false),
            ("4", "4", "Other", false),
            ("5", "5", "Gone", true)
        ]
    );
    assert_eq!(one.choice("1").expect("a choice").others, ["bad", "Schlecht"]);
    assert!(matches!(one.by_label("Schlecht"), Match::One(choice) if choice.recode == "10"));
    let speed = survey.field("QID4_1").expect("a row");
    assert_eq!((speed.text.as_str(), speed.export_tag.as_deref()), ("rate? - Speed", Some("speed")));
    assert_eq!((speed.label("-1"), speed.several), (Some("High"), false));
    assert!(survey.field("QID5#1_1").expect("a row").several);
    assert_eq!(
        survey.question("QID6").expect("a question").loops,
        Loops::Rounds(["0".to_owned(), "1".to_owned()].into())
    );
    assert!(survey.field("QID9").is_some_and(|field| field.is_deleted));
    assert_eq!(survey.import_id_of_tag("1_each_1"), Some("1_QID6_1"));
}

#[test]
fn a_survey_definition_says_the_same_as_the_qsf() {
    let (qsf, definition) = (survey(), Survey::parse(&definition().to_string()).expect("a survey"));
    assert_eq!(definition.source, Source::Definition);
    assert_eq!((definition.id, definition.title), (qsf.id.clone(), qsf.title.clone()));
    assert_eq!(definition.questions, qsf.questions);
    assert_eq!((definition.fields, definition.order), (qsf.fields, qsf.order));
}

#[test]
fn the_survey_object_has_the_same_questions_in_other_words() {
    let object = object();
    let survey = Survey::parse(&object.to_string()).expect("a survey");
    assert_eq!((survey.source, survey.id.as_deref()), (Source::Object, Some("SV_2")));
    let ids: Vec<&str> = survey.import_ids().skip(17).collect();
    assert_eq!(ids, ["QID2", "QID2_2_TEXT", "QID7_1", "1_QID4_1", "1_QID4_2", "2_QID4_1", "2_QID4_2", "plan"]);
    let field = survey.field("2_QID4_2").expect("a field");
    assert_eq!((field.text.as_str(), field.label("5")), ("Rate - Price", Some("High")));
    assert!(
        matches!(survey.field("QID2").expect("a field").by_label("other_channel"), Match::One(choice) if choice.id == "2")
    );
}

#[test]
fn a_response_schema_names_fields_tags_and_choices() {
    let schema = r#"{"title":"A (b) (SV_1) - Survey Response","$id":"http://qualtrics.com/API/v3/surveys/SV_1/response-schema","properties":{"values":{"properties":{
        "QID3":{"description":"Where?","type":"array","exportTag":"channels","items":{"type":"string","oneOf":[{"label":"E-mail","const":"1"}]}},
        "plan":{"type":"string","dataType":"embeddedData"},
        "QID5":{"description":"Plan","type":"number","exportTag":"plan_q","oneOf":[{"label":"Free ","const":10},{"label":"Team,\nyearly","const":20}]}}}}}"#;
    let survey = Survey::parse(schema).expect("parses");
    assert_eq!(
        (survey.source, survey.id.as_deref(), survey.title.as_deref()),
        (Source::Schema, Some("SV_1"), Some("A (b)"))
    );
    assert_eq!(survey.import_ids().collect::<Vec<_>>(), ["QID3", "plan", "QID5"]);
    assert_eq!((survey.import_id_of_tag("plan_q"), survey.embedded()), (Some("QID5"), Some(&["plan".to_owned()][..])));
    let plan = survey.field("QID5").expect("field");
    assert_eq!(plan.label("10"), Some("Free "));
    assert!(matches!(plan.by_label("Team, yearly"), Match::One(choice) if choice.recode == "20"));
    assert_eq!(plan.by_label("Enterprise"), Match::Nothing);
    assert!(survey.field("QID3").expect("field").several);
}

#[test]
fn other_files_are_named_for_what_they_are() {
    let what = |text: &str| match Survey::parse(text) {
        Err(SurveyError::NotASurvey(what)) => what.into_owned(),
        other => panic!("{other:?}"),
    };
    assert!(matches!(Survey::parse("{"), Err(SurveyError::Json(1, 1, _))));
    assert!(matches!(Survey::parse("\u{feff}{\n\"a\":"), Err(SurveyError::Json(2, _, _))));
    assert!(matches!(Survey::parse("hello, world"), Err(SurveyError::Json(1, 1, _))));
    for (text, named) in [
        ("", "empty"),
        (r#"{"responses":[]}"#, "an export of responses"),
        (r#"[{"responseId":"R_1","values":{}}]"#, "an export of responses"),
        ("{\"responseId\":\"R_1\"}\n{\"responseId\":\"R_2\"}\n", "(NDJSON)"),
        ("\u{feff}StartDate,EndDate\nStart Date,End Date\n", "(CSV)"),
        (r#"{"meta":{"error":{"errorMessage":"Unrecognized X-API-TOKEN."}}}"#, "Unrecognized X-API-TOKEN."),
        (r#"{"result":{"elements":[{"id":"SV_1","name":"x"}]}}"#, "the list of surveys"),
        (r#"{"version":1,"tasks":{}}"#, "a mapping file"),
        (r#"{"some":1,"other":2}"#, "its keys are some, other"),
        ("[]", "JSON, and defines no survey"),
    ] {
        assert!(what(text).contains(named), "{text}: {}", what(text));
    }
}

#[test]
fn a_pipe_is_told_what_the_survey_does_not_have_and_what_is_near() {
    let survey = survey();
    for sound in [
        "${q://QID1/ChoiceGroup/SelectedChoices}",
        "${q://QID1/SelectedChoicesRecode}",
        "${q://QID1/ChoiceTextEntryValue/4}",
        "${q://QID1/ChoiceDescription/2}",
        "${q://QID2/SelectedChoicesCount}",
        "${q://QID3/ChoiceTextEntryValue}",
        "${q://QID4/ChoiceGroup/SelectedAnswers/1}",
        "${q://QID4/SelectedAnswerRecode/2}",
        "${q://QID4/ChoiceTextEntryValue/2}",
        "${q://QID5#1/SelectedAnswerRecode/1}",
        "${q://QID5#2/ChoiceTextEntryValue/1/1}",
        "${q://1_QID6/ChoiceNumericEntryValue/1}",
        "${e://Field/plan}",
        "${e://Field/crm id}",
        "${e://Field/Q_Language}",
        "${gr://SC_1/Score}",
        "${m://Email}",
        "${column://anything}",
    ] {
        assert_eq!(survey.judge(&pipe(sound)), None, "{sound}");
    }
    for (text, code, words) in [
        ("${q://QID7/SelectedChoicesRecode}", "not_in_survey", "did you mean"),
        ("${q://QID1/ChoiceDescription/3}", "not_in_survey", "it was deleted"),
        ("${q://QID1/ChoiceDescription/20}", "not_in_survey", "20 is a recode: the choice is 2 (Good enough)"),
        ("${q://QID1/ChoiceDescription/5}", "deleted_in_survey", "keep it only for older responses"),
        ("${q://QID1/ChoiceTextEntryValue/1}", "wrong_selector", "text can be typed at 4"),
        ("${q://QID1/SelectedAnswerRecode/1}", "wrong_selector", "${q://QID1/SelectedChoicesRecode}"),
        ("${q://QID3/ChoiceGroup/SelectedChoices}", "wrong_selector", "${q://QID3/ChoiceTextEntryValue}"),
        ("${q://QID4/ChoiceGroup/SelectedChoices}", "wrong_selector", "${q://QID4/ChoiceGroup/SelectedAnswers/1}"),
        ("${q://QID4/SelectedAnswerRecode/3}", "not_in_survey", "there are 1 (Speed), 2 (Price)"),
        ("${q://QID4/SelectedAnswerRecode/speed}", "not_in_survey", "the row is 1 (Speed)"),
        ("${q://QID4/SelectedAnswerRecode}", "pipe_needs_row", "name the row"),
        ("${q://QID5/SelectedAnswerRecode/1}", "wrong_selector", "${q://QID5#1/…}"),
        ("${q://QID5#3/SelectedAnswerRecode/1}", "not_in_survey", "QID5#1 (How?), QID5#2 (Words)"),
        ("${q://QID1#1/SelectedAnswerRecode/1}", "wrong_selector", "ask for QID1"),
        ("${q://QID6/ChoiceNumericEntryValue/1}", "pipe_needs_round", "${q://0_QID6/…}"),
        ("${q://7_QID6/ChoiceNumericEntryValue/1}", "not_in_survey", "its rounds are 0, 1"),
        ("${q://1_QID1/SelectedChoicesRecode}", "not_in_survey", "without 1_"),
        ("${q://QID9/SelectedChoicesRecode}", "deleted_in_survey", "remove the row"),
        ("${q://QID9/ChoiceGroup/SelectedChoices}", "choices_alike", "pipe the recode"),
        ("${e://Field/Plan}", "embedded_not_in_survey", "${e://Field/plan}"),
        ("${gr://SC_2/Score}", "not_in_survey", "SC_1 (Quiz)"),
    ] {
        let found = survey.judge(&pipe(text)).unwrap_or_else(|| panic!("{text} is sound"));
        assert_eq!(found.code.name, code, "{text}: {found:?}");
        assert!(found.help.contains(words), "{text}: {found:?}");
    }
}

#[test]
fn a_pipe_yields_the_labels_or_recodes_that_can_still_be_selected() {
    let survey = survey();
    let texts = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    for (text, wanted) in [
        ("${q://QID1/ChoiceGroup/SelectedChoices}", Yields::OneOf(texts(&["Good\nenough", "Bad", "Other"]))),
        ("${q://QID1/SelectedChoicesRecode}", Yields::OneOf(texts(&["20", "10", "4"]))),
        ("${q://QID1/ChoiceGroup/SelectedChoicesTextEntry}", Yields::Anything),
        ("${q://QID1/ChoiceDescription/1}", Yields::OneOf(texts(&["Bad"]))),
        ("${q://QID2/SelectedChoicesRecode}", Yields::AnyOf(texts(&["0", "1"]))),
        ("${q://QID2/SelectedChoicesCount}", Yields::OneOf(texts(&["1", "2"]))),
        ("${q://QID2/ChoiceGroup/AllChoices}", Yields::OneOf(texts(&["Mail, Chat, in the app"]))),
        ("${q://QID4/SelectedAnswerRecode/1}", Yields::OneOf(texts(&["1", "-1"]))),
        ("${q://QID5#1/ChoiceGroup/SelectedAnswers/1}", Yields::AnyOf(texts(&["a", "b"]))),
        ("${q://QID3/ChoiceTextEntryValue}", Yields::Anything),
        ("${q://QID8/SelectedChoicesRecode}", Yields::Anything),
        ("${e://Field/plan}", Yields::Anything),
    ] {
        assert_eq!(survey.yields(&pipe(text)), wanted, "{text}");
    }
}

/// A column's ImportId and choice.
type Assigned = (Option<String>, Option<String>);

/// What the columns of a header with these rows turn out to be, and what stays unclear.
fn assigned(survey: &Survey, rows: &[&[&str]]) -> (Vec<Assigned>, Vec<super::assign::Unclear>) {
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    let mut header = crate::qualtrics::header::Header::read(&rows);
    let unclear = survey.assign(&mut header);
    (header.columns.into_iter().map(|column| (column.import_id, column.choice)).collect(), unclear)
}

#[test]
fn the_names_of_a_legacy_file_are_found_in_the_survey() {
    let survey = survey();
    let names = [
        ("V1", "_recordId", None),
        ("Q1", "QID1", None),
        ("Q1_TEXT", "QID1_4_TEXT", None),
        ("channels_0", "QID2", Some("0")),
        ("channels_1", "QID2", Some("1")),
        ("why", "QID3_TEXT", None),
        ("speed", "QID4_1", None),
        ("rate_2", "QID4_2", None),
        ("rate_2_TEXT", "QID4_2_TEXT", None),
        ("both#1_1_2", "QID5#1_1_2", None),
        ("both#2_1_1_TEXT", "QID5#2_1_1", None),
        ("1_each_1", "1_QID6_1", None),
        ("SC0", "SC_1", None),
        ("plan", "plan", None),
        ("Q9", "Q9", None),
    ];
    let row: Vec<&str> = names.iter().map(|(name, ..)| *name).collect();
    let label: Vec<&str> = names.iter().map(|(name, ..)| if *name == "V1" { "ResponseID" } else { "text" }).collect();
    let (found, unclear) = assigned(&survey, &[&row, &label]);
    let wanted = names.map(|(_, id, choice)| (Some(id.to_owned()), choice.map(str::to_owned)));
    assert_eq!((found, unclear), (wanted.to_vec(), Vec::new()));
}

#[test]
fn import_ids_of_2016_name_choices_and_texts_as_later_ones_do() {
    let ids = ["QID1", "QID1-TEXT", "QID2-0", "QID2-1", "QID2-7", "QID4-2", "embeddedData-plan"];
    let cells: Vec<String> = ids.iter().map(|id| format!("{{'ImportId': '{id}'}}")).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let (found, _) = assigned(&survey(), &[&ids, &ids, &cells]);
    let found: Vec<(&str, Option<&str>)> =
        found.iter().map(|(id, choice)| (id.as_deref().expect("id"), choice.as_deref())).collect();
    let wanted = [
        ("QID1", None),
        ("QID1_4_TEXT", None),
        ("QID2", Some("0")),
        ("QID2", Some("1")),
        ("QID2_7", None),
        ("QID4_2", None),
        ("plan", None),
    ];
    assert_eq!(found, wanted);
}

#[test]
fn current_exports_name_rows_by_their_place_and_pass_over_tags_that_were_left_over() {
    let mut document = definition();
    document["result"]["Questions"]["QID4"] = json!({ "QuestionID": "QID4", "DataExportTag": "rate", "QuestionType": "Matrix", "Selector": "Likert",
        "SubSelector": "MultipleAnswer", "Choices": { "2": { "Display": "a" }, "4": { "Display": "b" }, "5": { "Display": "c" } }, "ChoiceOrder": [5, 2, 4],
        "ChoiceDataExportTags": { "2": "Q7_2", "4": "price" }, "Answers": { "3": { "Display": "x" }, "7": { "Display": "y" } } });
    let survey = Survey::parse(&document.to_string()).expect("a survey");
    let tag = |id: &str| survey.field(id).expect("a field").export_tag.as_deref();
    assert_eq!((tag("QID4_5"), tag("QID4_2"), tag("QID4_4")), (Some("rate_1"), Some("rate_2"), Some("price")));
    let names = ["ResponseId", "rate_1_1", "rate_1_2", "rate_2_2", "price_1"];
    let (found, _) = assigned(&survey, &[&names]);
    let found: Vec<&str> = found.iter().skip(1).filter_map(|(id, _)| id.as_deref()).collect();
    assert_eq!(found, ["QID4_5_3", "QID4_5_7", "QID4_2_7", "QID4_4_3"]);
}

#[test]
fn names_that_repeat_are_fields_in_survey_order_where_all_of_them_are_there() {
    let mut document = definition();
    for (id, tag) in [("QID2", "second"), ("QID3", "third")] {
        document["result"]["Questions"][id] = json!({ "QuestionID": id, "DataExportTag": tag, "QuestionType": "Matrix", "Selector": "Likert",
            "Choices": { "1": { "Display": "Speed" } }, "ChoiceDataExportTags": { "1": "speed" }, "Answers": { "1": { "Display": "Low" } } });
    }
    let survey = Survey::parse(&document.to_string()).expect("a survey");
    let labels = ["ResponseID", "text", "text", "text"];
    let (found, unclear) = assigned(&survey, &[&["V1", "speed", "speed", "speed"], &labels]);
    let found: Vec<&str> = found.iter().skip(1).filter_map(|(id, _)| id.as_deref()).collect();
    assert_eq!((found, unclear), (vec!["QID2_1", "QID3_1", "QID4_1"], Vec::new()));
    let (found, unclear) = assigned(&survey, &[&["V1", "speed", "speed"], &labels[..3]]);
    assert_eq!(found[1].0.as_deref(), Some("speed"), "it stays what it is called");
    assert_eq!((unclear.len(), unclear[0].columns, unclear[0].fields.len()), (1, 2, 3));
}

#[test]
fn choices_that_are_carried_forward_have_an_x_and_rows_times_answers_are_bounded() {
    let mut document = definition();
    let questions = &mut document["result"]["Questions"];
    questions["QID3"] = json!({ "QuestionID": "QID3", "QuestionType": "MC", "Selector": "MAVR", "Choices": { "9": { "Display": "None" } },
        "DynamicChoices": { "Locator": "q://QID1/ChoiceGroup/SelectedChoices" } });
    let survey = Survey::parse(&document.to_string()).expect("a survey");
    let ids: Vec<&str> = survey.field("QID3").expect("a field").choices.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["9", "x2", "x1", "x4", "x5"]);
    let many: Vec<Value> = (0..2_000).map(|at| json!({ "Display": at })).collect();
    document["result"]["Questions"]["QID4"] =
        json!({ "QuestionID": "QID4", "QuestionType": "Matrix", "Selector": "TE", "Choices": many, "Answers": many });
    assert!(
        matches!(Survey::parse(&document.to_string()), Err(SurveyError::NotASurvey(what)) if what.contains("more fields"))
    );
}
