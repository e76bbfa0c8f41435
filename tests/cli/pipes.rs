//! Every pipe of Qualtrics against an export of recodes, one of labels and one of JSON, with the survey and
//! without: its value, or the finding that says why there is none.

use crate::support::{Place, labels, mapping, recodes};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A pipe, and what it comes to in recodes, labels and JSON without the survey, then the same with it.
/// `!code` is a finding that stops the run, "" an empty value.
type Row = (&'static str, [&'static str; 3], [&'static str; 3]);

const PIPES: &[Row] = &[
    // One choice.
    (
        "${q://QID1/ChoiceGroup/SelectedChoices}",
        ["!labels_need_survey", "Very good", "Very good"],
        ["Very good", "Very good", "Very good"],
    ),
    ("${q://QID1/SelectedChoicesRecode}", ["12", "!recodes_need_survey", "12"], ["12", "12", "12"]),
    ("${q://QID1/ChoiceGroup/SelectedChoicesTextEntry}", ["!survey_needed"; 3], ["Very good"; 3]),
    ("${q://QID1/SelectedChoicesCount}", ["1", "!survey_needed", "1"], ["1"; 3]),
    ("${q://QID1/ChoiceGroup/UnselectedChoices}", ["!survey_needed"; 3], ["Bad, or worse"; 3]),
    ("${q://QID1/ChoiceGroup/AllChoices}", ["!survey_needed"; 3], ["Bad, or worse, Very good"; 3]),
    ("${q://QID1/ChoiceDescription/11}", ["!survey_needed"; 3], ["Bad, or worse"; 3]),
    ("${q://QID1/ChoiceDescription/99}", ["!survey_needed"; 3], ["!not_in_survey"; 3]),
    ("${q://QID1/QuestionText}", ["!survey_needed"; 3], ["How was it?"; 3]),
    // Several choices, one of them with a comma in its label, one with a text to type.
    (
        "${q://QID3/ChoiceGroup/SelectedChoices}",
        ["!labels_need_survey", "Chat, in the app,Other", "Chat, in the app, Other"],
        ["Chat, in the app, Other"; 3],
    ),
    ("${q://QID3/SelectedChoicesRecode}", ["2, 4", "!recodes_need_survey", "2, 4"], ["2, 4"; 3]),
    ("${q://QID3/SelectedChoicesCount}", ["2", "!survey_needed", "2"], ["2"; 3]),
    ("${q://QID3/ChoiceGroup/UnselectedChoices}", ["!survey_needed"; 3], ["Phone"; 3]),
    ("${q://QID3/ChoiceTextEntryValue/4}", ["pigeon"; 3], ["pigeon"; 3]),
    // Split over columns, a column for each choice.
    ("${q://QID4/SelectedChoicesCount}", ["1"; 3], ["1"; 3]),
    ("${q://QID4/ChoiceGroup/SelectedChoices}", ["!labels_need_survey", "Blue", "Blue"], ["Blue"; 3]),
    ("${q://QID4/SelectedChoicesRecode}", ["2"; 3], ["2"; 3]),
    // Text, and a form field.
    ("${q://QID2/ChoiceTextEntryValue}", ["so so"; 3], ["so so"; 3]),
    ("${q://QID6/ChoiceTextEntryValue/1}", ["Denver"; 3], ["Denver"; 3]),
    ("${q://QID7/ChoiceNumericEntryValue/1}", ["40"; 3], ["40"; 3]),
    // A matrix.
    ("${q://QID5/ChoiceGroup/SelectedAnswers/2}", ["!labels_need_survey", "Often", "Often"], ["Often"; 3]),
    ("${q://QID5/SelectedAnswerRecode/2}", ["3", "!recodes_need_survey", "3"], ["3"; 3]),
    ("${q://QID5/ChoiceGroup/SelectedAnswerRecode/2}", ["3", "!recodes_need_survey", "3"], ["3"; 3]),
    ("${q://QID5/ChoiceGroup/SelectedAnswers}", ["!pipe_needs_row"; 3], ["!pipe_needs_row"; 3]),
    // Side by side, and loop & merge.
    ("${q://QID8#1/SelectedAnswerRecode/1}", ["5", "!recodes_need_survey", "5"], ["5"; 3]),
    ("${q://QID8%231/SelectedAnswerRecode/1}", ["5", "!recodes_need_survey", "5"], ["5"; 3]),
    ("${q://1_QID10/ChoiceTextEntryValue}", ["first round"; 3], ["first round"; 3]),
    // Embedded data and the built-in fields.
    ("${e://Field/plan}", ["free"; 3], ["free"; 3]),
    ("${e://Field/nested/na me.x}", ["deep"; 3], ["deep"; 3]),
    ("${e://Field/ResponseID}", ["R_1"; 3], ["R_1"; 3]),
    ("${e://Field/Q_Language}", ["EN"; 3], ["EN"; 3]),
    ("${e://Field/Q_CHL}", ["email"; 3], ["email"; 3]),
    ("${e://Field/Q_TotalDuration}", ["62"; 3], ["62"; 3]),
    ("${e://Field/SurveyID}", ["!survey_needed"; 3], ["SV_pipes"; 3]),
    (
        "${e://Field/plam}",
        ["!field_not_in_export", "!field_not_in_export", ""],
        ["!field_not_in_export", "!field_not_in_export", ""],
    ),
    // Metadata as workflows know it.
    ("${rm://Field/ResponseID}", ["R_1"; 3], ["R_1"; 3]),
    ("${rm://Field/Finished}", ["1"; 3], ["1"; 3]),
    ("${rm://Field/Status}", ["0"; 3], ["0"; 3]),
    ("${rm://Field/progress}", ["100"; 3], ["100"; 3]),
    ("${rm://Field/UserLanguage}", ["EN"; 3], ["EN"; 3]),
    ("${rm://Field/Progres}", ["!field_not_in_export"; 3], ["!field_not_in_export"; 3]),
    // The contact.
    ("${m://FirstName}", ["Ada"; 3], ["Ada"; 3]),
    ("${m://LastName}", ["Lovelace"; 3], ["Lovelace"; 3]),
    ("${m://Email}", ["ada@example.org"; 3], ["ada@example.org"; 3]),
    ("${m://ExternalDataReference}", ["crm-1"; 3], ["crm-1"; 3]),
    ("${m://Language}", ["EN"; 3], ["EN"; 3]),
    ("${m://Shoe}", ["!field_not_in_export"; 3], ["!field_not_in_export"; 3]),
    // Scores.
    ("${gr://SC_1/Score}", ["7.50"; 3], ["7.50"; 3]),
    ("${gr://SC_1/WeightedMean}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    // Dates.
    ("${date://CurrentDate/m%2Fd%2FY}", ["03/01/2026"; 3], ["03/01/2026"; 3]),
    ("${date://CurrentDate/c}", ["2026-03-01T09:00:00+00:00"; 3], ["2026-03-01T09:00:00+00:00"; 3]),
    ("${date://CurrentDate/Q}", ["!date_format_unknown"; 3], ["!date_format_unknown"; 3]),
    ("${date://OtherDate/Y/x}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    // What no response holds.
    ("${loc://IPAddress}", ["192.0.2.7"; 3], ["192.0.2.7"; 3]),
    ("${loc://City}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    ("${lm://Field/1}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    ("${lm://CurrentLoopNumber}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    ("${rand://int/1:10}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    ("${l://SurveyLink?d=Take it}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    ("~{ch://OCAC_1/$.a}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    ("~{aedj://emailAddress}", ["!pipe_not_in_response"; 3], ["!pipe_not_in_response"; 3]),
    // qseg's own.
    ("${column://plan}", ["free"; 3], ["free"; 3]),
    // Several in one text.
    ("${m://FirstName} of ${e://Field/plan}", ["Ada of free"; 3], ["Ada of free"; 3]),
];

const COLUMNS: [&str; 25] = [
    "QID1",
    "QID3",
    "QID3_4_TEXT",
    "QID4:1=Red",
    "QID4:2=Blue",
    "QID2_TEXT",
    "QID6_1",
    "QID7_1",
    "QID5_2",
    "QID8#1_1",
    "1_QID10_TEXT",
    "plan",
    "nested/na me.x",
    "userLanguage",
    "distributionChannel",
    "duration",
    "progress",
    "recipientFirstName",
    "recipientLastName",
    "recipientEmail",
    "externalDataReference",
    "SC_1",
    "ipAddress",
    "startDate@UTC",
    "endDate@UTC",
];

/// The cells after those of the questions, the same in every export.
const OTHERS: [&str; 17] = [
    "so so",
    "Denver",
    "40",
    "MATRIX",
    "SIDE",
    "first round",
    "free",
    "deep",
    "EN",
    "email",
    "62",
    "100",
    "Ada",
    "Lovelace",
    "ada@example.org",
    "crm-1",
    "7.50",
];

fn row(questions: [&'static str; 5], matrix: &'static str, side: &'static str) -> Vec<&'static str> {
    let others = OTHERS.map(|cell| match cell {
        "MATRIX" => matrix,
        "SIDE" => side,
        cell => cell,
    });
    [&questions[..], &others, &["192.0.2.7", "2026-01-01 00:00:00", "2026-01-01 00:00:00"]].concat()
}

fn json_export() -> String {
    json!({ "responses": [{
        "responseId": "R_1",
        "values": {
            "_recordId": "R_1", "status": 0, "finished": 1, "progress": 100, "duration": 62,
            "recordedDate": "2026-01-02T03:04:05Z", "startDate": "2026-01-01T00:00:00Z", "endDate": "2026-01-01T00:00:00Z",
            "QID1": 12, "QID3": ["2", "4"], "QID3_4_TEXT": "pigeon", "QID4": ["2"], "QID2_TEXT": "so so",
            "QID6_1": "Denver", "QID7_1": 40, "QID5_2": 3, "QID8#1_1": 5, "1_QID10_TEXT": "first round",
            "plan": "free", "nested/na me.x": "deep", "userLanguage": "EN", "distributionChannel": "email",
            "recipientFirstName": "Ada", "recipientLastName": "Lovelace", "recipientEmail": "ada@example.org",
            "externalDataReference": "crm-1", "SC_1": "7.50", "ipAddress": "192.0.2.7"
        },
        "labels": {
            "QID1": "Very good", "QID3": ["Chat, in the app", "Other"], "QID4": ["Blue"], "QID5_2": "Often",
            "QID8#1_1": "Five", "status": "IP Address", "finished": "True"
        }
    }] })
    .to_string()
}

fn schema() -> String {
    let one = |choices: &[(i64, &str)]| -> Vec<Value> {
        choices.iter().map(|(recode, label)| json!({ "const": recode, "label": label })).collect()
    };
    let several = |choices: &[(&str, &str)]| {
        let choices: Vec<Value> =
            choices.iter().map(|(recode, label)| json!({ "const": recode, "label": label })).collect();
        json!({ "type": "array", "items": { "type": "string", "oneOf": choices } })
    };
    let mut fields = json!({
        "QID1": { "description": "How was it?", "exportTag": "Q1", "type": "number",
            "oneOf": one(&[(11, "Bad, or worse"), (12, "Very good")]) },
        "QID3": several(&[("1", "Phone"), ("2", "Chat, in the app"), ("4", "Other")]),
        "QID4": several(&[("1", "Red"), ("2", "Blue")]),
        "QID5_2": { "type": "number", "oneOf": one(&[(1, "Never"), (3, "Often")]) },
        "QID8#1_1": { "type": "number", "oneOf": one(&[(5, "Five")]) },
    });
    for plain in ["QID3_4_TEXT", "QID2_TEXT", "QID6_1", "QID7_1", "1_QID10_TEXT", "plan", "SC_1"] {
        fields[plain] = json!({ "type": "string", "exportTag": plain });
    }
    json!({
        "$id": "http://qualtrics.com/API/v3/surveys/SV_pipes/response-schema",
        "title": "Pipes (SV_pipes)",
        "properties": { "values": { "properties": fields } }
    })
    .to_string()
}

/// The same survey as a QSF.
fn qsf() -> String {
    let question = |id: &str, text: &str, kind: &str, rest: Value| {
        let words: Vec<&str> = kind.split('/').collect();
        let mut payload = json!({ "QuestionID": id, "DataExportTag": format!("{id}_tag"), "QuestionText": text,
            "QuestionType": words[0], "Selector": words[1], "SubSelector": words.get(2) });
        payload.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        json!({ "Element": "SQ", "Payload": payload })
    };
    let choices = |key: &str, choices: &[(&str, &str)]| {
        let all: serde_json::Map<String, Value> = choices
            .iter()
            .map(|(id, label)| ((*id).to_owned(), json!({ "Display": label, "TextEntry": *label == "Other" })))
            .collect();
        json!({ key: all })
    };
    let both = |rows: Value, answers: Value| {
        let mut both = rows;
        both.as_object_mut().expect("an object").extend(answers.as_object().expect("an object").clone());
        both
    };
    let one = choices("Choices", &[("1", "One"), ("2", "Two")]);
    let side = both(
        json!({ "QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer" }),
        choices("Answers", &[("5", "Five")]),
    );
    let block = |id: &str, questions: &[&str], options: Value| {
        let elements: Vec<Value> = questions.iter().map(|id| json!({ "Type": "Question", "QuestionID": id })).collect();
        json!({ "Type": "Standard", "ID": id, "BlockElements": elements, "Options": options })
    };
    let looping = json!({ "Looping": "Static", "LoopingOptions": { "Static": { "1": { "1": "a" } } } });
    json!({ "SurveyEntry": { "SurveyID": "SV_pipes" }, "SurveyElements": [
        { "Element": "BL", "Payload": [block("BL_1", &["QID1", "QID2", "QID3", "QID4", "QID5", "QID6", "QID7", "QID8"], json!({})), block("BL_2", &["QID10"], looping)] },
        { "Element": "SCO", "Payload": { "ScoringCategories": [{ "ID": "SC_1", "Name": "Score" }] } },
        question("QID1", "<i>How</i> was it?", "MC/SAVR/TX", choices("Choices", &[("11", "Bad, or worse"), ("12", "Very&nbsp;good")])),
        question("QID2", "Text", "TE/SL", json!({})),
        question("QID3", "Where?", "MC/MAVR/TX", choices("Choices", &[("1", "Phone"), ("2", "Chat, in the app"), ("4", "Other")])),
        question("QID4", "Which?", "MC/MAVR/TX", choices("Choices", &[("1", "Red"), ("2", "Blue")])),
        question("QID5", "Matrix", "Matrix/Likert/SingleAnswer", both(one.clone(), choices("Answers", &[("1", "Never"), ("3", "Often")]))),
        question("QID6", "Form", "TE/FORM", one.clone()),
        question("QID7", "Slider", "Slider/HSLIDER", one.clone()),
        question("QID8", "Side by side", "SBS/SBSMatrix", both(one, json!({ "AdditionalQuestions": { "1": side } }))),
        question("QID10", "Loop", "TE/SL", json!({})),
    ] })
    .to_string()
}

fn place() -> Place {
    let place = Place::new();
    place.file("survey.qsf", qsf());
    place.file("recodes.csv", recodes(&COLUMNS, &[&row(["12", "2,4", "pigeon", "", "1"], "3", "5")]));
    place.file(
        "labels.csv",
        labels(&COLUMNS, &[&row(["Very good", "Chat, in the app,Other", "pigeon", "", "Blue"], "Often", "Five")]),
    );
    place.file("answers.json", json_export());
    place.file("schema.json", schema());
    place
}

const EXPORTS: [&str; 3] = ["recodes.csv", "labels.csv", "answers.json"];

/// What every pipe must come to in one export: those with a value by property, those without by line.
#[track_caller]
fn check(place: &Place, export: &str, survey: &[&str], wanted: impl Fn(&Row) -> &'static str) {
    let property = |at: usize| format!("p{at}");
    let line = |at: usize, pipe: &str| format!("{}: {{ value: {}, empty: keep }}", property(at), json!(pipe));
    let arguments = |format| [&["--format", format, "--now", "2026-03-01T09:00:00Z"], survey, &[export]].concat();

    let all: Vec<String> = PIPES.iter().enumerate().map(|(at, (pipe, ..))| line(at, pipe)).collect();
    place.file("qseg.yaml", mapping(&all.iter().map(String::as_str).collect::<Vec<_>>()));
    let said = place.send(&arguments("json")).exits(3);
    let first = 10;
    let mut found: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for finding in said.document()["findings"].as_array().expect("findings") {
        if finding["severity"] == "error" {
            let at = finding["mapping"]["line"].as_u64().expect("a line") - first;
            found.entry(at).or_default().push(format!("!{}", finding["code"].as_str().expect("a code")));
            assert_ne!(finding["help"], Value::Null, "{finding}");
        }
    }
    for (at, row) in PIPES.iter().enumerate() {
        let wanted = wanted(row);
        let found = found.get(&(at as u64)).map(|codes| codes.join(" "));
        let wanted = wanted.starts_with('!').then(|| wanted.to_owned());
        assert_eq!(found, wanted, "{} in {export} {survey:?}", row.0);
    }

    let sound: Vec<String> = PIPES
        .iter()
        .enumerate()
        .filter(|(_, row)| !wanted(row).starts_with('!'))
        .map(|(at, (pipe, ..))| line(at, pipe))
        .collect();
    place.file("qseg.yaml", mapping(&sound.iter().map(String::as_str).collect::<Vec<_>>()));
    let events = place.send(&arguments("ndjson")).exits(0).events();
    for (at, row) in PIPES.iter().enumerate().filter(|(_, row)| !wanted(row).starts_with('!')) {
        assert_eq!(events[0]["properties"][property(at)], wanted(row), "{} in {export} {survey:?}", row.0);
    }
}

#[test]
fn every_pipe_has_its_value_or_its_finding_without_the_survey() {
    let place = place();
    for (at, export) in EXPORTS.into_iter().enumerate() {
        check(&place, export, &[], |row| row.1[at]);
    }
}

#[test]
fn every_pipe_has_its_value_or_its_finding_with_the_survey() {
    let place = place();
    for (at, export) in EXPORTS.into_iter().enumerate() {
        check(&place, export, &["--survey", "schema.json"], |row| row.2[at]);
        check(&place, export, &["--survey", "survey.qsf"], |row| row.2[at]);
    }
}

/// The events rejected by code, with one property from this pipe.
#[track_caller]
fn rejected(place: &Place, pipe: &str, arguments: &[&str]) -> Value {
    place.file("qseg.yaml", mapping(&[&format!("p: {}", json!(pipe))]));
    let said = place.send(&[&["--format", "json"], arguments].concat()).exits(3);
    let document = said.document();
    assert_eq!((&document["events"]["built"], &document["events"]["accepted"]), (&1.into(), &0.into()), "{document}");
    assert_eq!(document["findings"][0]["response_id"], "R_1");
    assert_eq!(document["findings"][0]["mapping"]["line"], 10);
    document["events"]["rejected"].clone()
}

#[test]
fn a_cell_that_the_survey_cannot_turn_holds_its_event_back() {
    let place = place();
    let survey = ["--survey", "schema.json"];
    place.file("recode.csv", recodes(&["QID1", "QID3"], &[&["13", "2,9"]]));
    place.file("label.csv", labels(&["QID1", "QID3"], &[&["Splendid", "Chat, in the lift"]]));
    let none = json!({ "not_a_choice": 1 });
    for (pipe, export) in [
        ("${q://QID1/ChoiceGroup/SelectedChoices}", "recode.csv"),
        ("${q://QID3/ChoiceGroup/SelectedChoices}", "recode.csv"),
        ("${q://QID1/SelectedChoicesRecode}", "label.csv"),
    ] {
        assert_eq!(rejected(&place, pipe, &[&survey[..], &[export]].concat()), none, "{pipe} in {export}");
    }
    let ambiguous = json!({ "choice_ambiguous": 1 });
    let pipe = "${q://QID3/SelectedChoicesRecode}";
    assert_eq!(rejected(&place, pipe, &[&survey[..], &["label.csv"]].concat()), ambiguous);
    let unlabelled = r#"{"responseId":"R_1","values":{"QID1":12,"finished":1,"status":0,"recordedDate":"2026-01-02T03:04:05Z"},"labels":{}}"#;
    place.file("unlabelled.json", unlabelled);
    let pipe = "${q://QID1/ChoiceGroup/SelectedChoices}";
    assert_eq!(rejected(&place, pipe, &["unlabelled.json"]), json!({ "label_not_in_response": 1 }));
}

/// The codes of warnings and errors for one property from this pipe.
fn codes(place: &Place, pipe: &str, export: &str) -> Vec<String> {
    place.file("qseg.yaml", mapping(&[&format!("p: {}", json!(pipe))]));
    place.send(&["--format", "json", export]).codes()
}

#[test]
fn what_is_sent_but_odd_is_a_warning() {
    let place = place();
    assert_eq!(codes(&place, "${q://QID3/ChoiceGroup/SelectedChoices}", "labels.csv"), ["unsplit_choices"]);
    assert_eq!(codes(&place, "${e://Field/plam}", "answers.json"), ["field_never_present"]);
    place.file("seen.csv", recodes(&["QID1"], &[&["-99"]]));
    assert_eq!(codes(&place, "${q://QID1/SelectedChoicesRecode}", "seen.csv"), ["seen_unanswered"]);
}

#[test]
fn a_name_that_several_columns_have_is_an_error_that_lists_their_import_ids() {
    let place = place();
    let export = recodes(&["QID1", "QID2_TEXT"], &[&["1", "x"]]);
    place.file("twice.csv", export.replacen("\"QID1\",\"QID2_TEXT\"", "\"Q\",\"Q\"", 1));
    place.file("qseg.yaml", mapping(&["p: \"${column://Q}\""]));
    let said = place.send(&["--format", "json", "twice.csv"]).exits(3);
    assert_eq!(said.codes(), ["field_ambiguous"]);
    let document = said.document();
    let message = document["findings"][0]["message"].as_str().expect("a message");
    assert!(message.contains("QID1, QID2_TEXT"), "{message}");
    assert_eq!(codes(&place, "${column://QID2_TEXT}", "twice.csv"), [""; 0]);
}

#[test]
fn every_malformed_pipe_is_told_at_once_before_any_response_is_read() {
    let place = place();
    let malformed = [
        "${QID1}",
        "${e://plan}",
        "${e://Field/plan",
        "${q://QID1/SelectedChoice}",
        "${colum://x}",
        "$e{1+1}",
        "~{jp://x}",
        "${aedj://x}",
        "${q://Q1/QuestionText}",
    ];
    let lines: Vec<String> = malformed.iter().enumerate().map(|(at, pipe)| format!("p{at}: {}", json!(pipe))).collect();
    place.file("qseg.yaml", mapping(&lines.iter().map(String::as_str).collect::<Vec<_>>()));
    let said = place.send(&["--format", "json", "nowhere.csv"]).exits(3);
    assert_eq!(said.codes(), vec!["bad_pipe"; malformed.len()]);
    let document = said.document();
    for (at, finding) in document["findings"].as_array().expect("findings").iter().enumerate() {
        assert_eq!(finding["mapping"]["line"], 10 + at, "{finding}");
        assert_ne!(finding["help"], Value::Null, "{finding}");
    }
}
