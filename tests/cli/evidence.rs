//! Values by evidence (design §14): what is selected, what is unanswered, and what is no choice at all. The first
//! scenes were made from exports whose values went wrong in silence.

use crate::support::{Place, csv, expected, labels, mapping, recodes};
use serde_json::{Value, json};

const COLOURS: [&str; 3] = ["QID1:1=Red", "QID1:2=Green", "QID1:3=Blue"];

/// Selected, nothing selected, not shown, two selected; `code` stands where a choice was shown and not selected.
fn rows<'a>(selected: [&'a str; 3], code: &'a str) -> [[&'a str; 3]; 4] {
    let [red, green, _] = selected;
    [[red, code, code], [code; 3], [""; 3], [red, green, code]]
}

fn columns<'a>(rows: &'a [[&'a str; 3]]) -> Vec<&'a [&'a str]> {
    rows.iter().map(|row| &row[..]).collect()
}

fn definition() -> String {
    let choices = |names: [(&str, &str); 3]| -> Value {
        names
            .iter()
            .map(|(id, name)| ((*id).to_owned(), json!({ "Display": name })))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let question = |id: &str, kind: &str, selector: &str, choices: Value| {
        json!({ "Element": "SQ", "Payload": { "QuestionID": id, "DataExportTag": id, "QuestionText": "?",
            "QuestionType": kind, "Selector": selector, "Choices": choices } })
    };
    json!({ "SurveyEntry": { "SurveyID": "SV_1" }, "SurveyElements": [
        { "Element": "BL", "Payload": [{ "Type": "Default", "ID": "BL_1", "BlockElements": [
            { "Type": "Question", "QuestionID": "QID1" }, { "Type": "Question", "QuestionID": "QID2" }] }] },
        question("QID1", "MC", "MAVR", choices([("1", "Red"), ("2", "Green"), ("3", "Blue")])),
        question("QID2", "MC", "SAVR", choices([("1", "Bad"), ("2", "Fair"), ("3", "Good")])),
    ] })
    .to_string()
}

/// The properties of every event, or the code under which it was held back, or that of an error of the mapping.
#[track_caller]
fn found(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let said = place.send(&[&["--format", "json", "--limit", "100"], arguments].concat());
    let document = said.document();
    if document["events"]["rejected"].as_object().is_some_and(|rejected| !rejected.is_empty()) {
        return vec![document["events"]["rejected"].clone()];
    }
    let said = place.send(&[&["--format", "ndjson"], arguments].concat()).exits(0);
    said.events().into_iter().map(|event| event["properties"].clone()).collect()
}

#[test]
fn a_choice_is_selected_by_1_or_its_label_and_a_code_of_unanswered_is_none_in_every_form() {
    let place = Place::new();
    place.file("survey.qsf", definition());
    place.file(
        "qseg.yaml",
        mapping(&[
            "colours: { value: \"${q://QID1/SelectedChoicesRecode}\", type: list }",
            "n: { value: \"${q://QID1/SelectedChoicesCount}\", type: integer }",
        ]),
    );
    place
        .file("labels.yaml", mapping(&["colours: { value: \"${q://QID1/ChoiceGroup/SelectedChoices}\", type: list }"]));
    let right = [json!({ "colours": ["1"], "n": 1 }), json!({}), json!({}), json!({ "colours": ["1", "2"], "n": 2 })];
    let named = [json!({ "colours": ["Red"] }), json!({}), json!({}), json!({ "colours": ["Red", "Green"] })];
    for code in ["-99", "0", "-999", "9", "N/A"] {
        place.file("in.csv", recodes(&COLOURS, &columns(&rows(["1", "1", "1"], code))));
        place.file("in_labels.csv", labels(&COLOURS, &columns(&rows(["Red", "Green", "Blue"], code))));
        place.file(
            "legacy.csv",
            rows(["1", "1", "1"], code).iter().zip(1..).fold(
                "V1,V8,V9,V10,QID1_1,QID1_2,QID1_3\nResponseID,StartDate,EndDate,Finished,?-Red,?-Green,?-Blue\n"
                    .to_owned(),
                |text, (row, number)| {
                    format!("{text}R_{number},2016-05-27 15:51:00,2016-05-27 15:52:00,1,{}\n", row.join(","))
                },
            ),
        );
        let told = format!("--unanswered={code}");
        for survey in [&[][..], &["--survey", "survey.qsf"]] {
            assert_eq!(found(&place, &[survey, &[&told, "in.csv"]].concat()), right, "{code} {survey:?}");
            assert_eq!(found(&place, &[survey, &[&told, "in_labels.csv"]].concat()), right, "labels {code} {survey:?}");
            let pipes = ["--mapping", "labels.yaml", &told, "in_labels.csv"];
            assert_eq!(found(&place, &[survey, &pipes].concat()), named, "labels {code} {survey:?}");
            let untold = found(&place, &[survey, &["in.csv"]].concat());
            let wanted = if code == "-99" { right.to_vec() } else { vec![json!({ "selection_unclear": 3 })] };
            assert_eq!(untold, wanted, "{code} {survey:?} untold");
        }
        let legacy = ["--survey", "survey.qsf", "--include", "all", "--timezone", "UTC", &told, "legacy.csv"];
        assert_eq!(found(&place, &legacy), right, "legacy {code}");
        let pipes = ["--mapping", "labels.yaml", "--survey", "survey.qsf", &told, "in.csv"];
        assert_eq!(found(&place, &pipes), named, "labels by the survey {code}");
    }
}

#[test]
fn what_a_split_cell_holds_that_is_none_of_these_is_named_with_its_column_and_the_way_out() {
    let place = Place::new();
    place.file("in.csv", recodes(&COLOURS, &[&["1", "0", ""]]));
    place.file("qseg.yaml", mapping(&["colours: { value: \"${q://QID1/SelectedChoicesRecode}\", type: list }"]));
    let said = place.send(&["in.csv"]).exits(3);
    assert!(said.stderr.contains("error[selection_unclear]: \"0\" in column QID1:2"), "{}", said.stderr);
    assert!(said.stderr.contains("unanswered: [\"-99\", \"0\"]"), "{}", said.stderr);
    // The way out, followed to the letter, in the file and on the command line.
    let mended = mapping(&["colours: { value: \"${q://QID1/SelectedChoicesRecode}\", type: list }"]);
    place.file("mended.yaml", mended.replace("senders", "unanswered: [\"-99\", \"0\"]\nsenders"));
    for arguments in [&["--mapping", "mended.yaml", "in.csv"][..], &["--unanswered=-99,0", "in.csv"]] {
        assert_eq!(found(&place, arguments), [json!({ "colours": ["1"] })], "{arguments:?}");
        place.send(&[&["--deny", "warnings"], arguments].concat()).exits(0);
    }
    // Who types a code means it, and not that of the file.
    assert_eq!(
        found(&place, &["--unanswered", "9", "--mapping", "mended.yaml", "in.csv"]),
        [json!({ "selection_unclear": 1 })]
    );
}

#[test]
fn the_answers_in_a_row_of_a_matrix_are_selected_as_the_choices_of_a_question_are() {
    let place = Place::new();
    let cells = ["QID7_1_1=A", "QID7_1_2=B", "QID7_2_1=A", "QID7_2_2=B"];
    let export = recodes(&cells, &[&["1", "0", "0", "0"], &["", "", "", ""], &["0", "1", "1", "1"]]);
    place.file("in.csv", &export);
    let rows =
        [1, 2].map(|row| format!("r{row}: {{ value: \"${{q://QID7/SelectedAnswerRecode/{row}}}\", type: list }}"));
    place.file("qseg.yaml", mapping(&rows.each_ref().map(String::as_str)));
    assert_eq!(found(&place, &["in.csv"]), [json!({ "selection_unclear": 2 })]);
    assert_eq!(
        found(&place, &["--unanswered=0", "in.csv"]),
        [json!({ "r1": ["1"] }), json!({}), json!({ "r1": ["2"], "r2": ["1", "2"] })]
    );
}

#[test]
fn with_the_survey_what_is_no_choice_is_found_for_recodes_as_for_labels() {
    let place = Place::new();
    place.file("survey.qsf", definition());
    let pipes = ["${q://QID2/SelectedChoicesRecode}", "${q://QID2/ChoiceGroup/SelectedChoices}"];
    let held = |place: &Place, options: &str, export: &str, more: &[&str]| {
        pipes.map(|pipe| {
            place.file("qseg.yaml", mapping(&[&format!("p: {{ value: \"{pipe}\"{options} }}")]));
            found(place, &[&["--survey", "survey.qsf"], more, &[export]].concat())
        })
    };
    place.file("in.csv", recodes(&["QID2"], &[&["3"], &["999"], &["-99"], &["7"]]));
    place.file("labels.csv", labels(&["QID2"], &[&["Good"], &["999"], &["-99"], &["Splendid"]]));
    let json = r#"{"responses":[RESPONSES]}"#;
    let response = |value: &str| {
        format!(
            r#"{{"responseId":"R_{value}","values":{{"status":0,"finished":1,"recordedDate":"2026-01-02T03:04:05Z","QID2":{value}}},"labels":{{"QID2":"Good"}}}}"#
        )
    };
    place.file("in.json", json.replace("RESPONSES", &[response("3"), response("999")].join(",")));
    for export in ["in.csv", "labels.csv"] {
        assert_eq!(
            held(&place, "", export, &[]),
            [[json!({ "not_a_choice": 2 })], [json!({ "not_a_choice": 2 })]],
            "{export}"
        );
        let said = place.send(&["--survey", "survey.qsf", export]).exits(3);
        assert!(said.stderr.contains("\"999\" is neither a recode nor a label"), "{}", said.stderr);
        for cause in ["seen but unanswered", "`unanswered`", "deleted or recoded", "`map`"] {
            assert!(said.stderr.contains(cause), "{cause}: {}", said.stderr);
        }
    }
    assert_eq!(held(&place, "", "in.json", &[])[0], [json!({ "not_a_choice": 1 })]);
    // Both ways out, followed to the letter.
    let right = |word: &str| [json!({ "p": word }), json!({}), json!({}), json!({ "p": "old" })];
    for (export, old) in [("in.csv", "7"), ("labels.csv", "Splendid")] {
        let options = format!(", map: {{ \"{old}\": old }}");
        assert_eq!(held(&place, &options, export, &["--unanswered=-99,999"]), [right("3"), right("Good")], "{export}");
        let options = format!(", missing: [\"999\"], map: {{ {old}: old }}");
        assert_eq!(held(&place, &options, export, &[]), [right("3"), right("Good")], "{export}");
    }
}

#[test]
fn a_label_that_the_survey_pipes_text_into_is_not_compared_with_it() {
    let place = Place::new();
    place.file("survey.qsf", definition().replace("\"Good\"", "\"Good for ${e://Field/town}\""));
    place.file("labels.csv", labels(&["QID2"], &[&["Good for Denver"], &["Bad"]]));
    place.file("qseg.yaml", mapping(&["p: \"${q://QID2/ChoiceGroup/SelectedChoices}\""]));
    let events = found(&place, &["--survey", "survey.qsf", "labels.csv"]);
    assert_eq!(events, [json!({ "p": "Good for Denver" }), json!({ "p": "Bad" })]);
}

#[test]
fn a_label_column_that_says_1_has_no_label_to_give_without_the_survey() {
    let place = Place::new();
    place.file("survey.qsf", definition());
    place.file("in.csv", labels(&["QID1:1=Red", "QID1:2=Green"], &[&["1", ""]]));
    place.file("one.csv", labels(&["QID1:1=1", "QID1:2=2"], &[&["1", "2"]]));
    place.file("qseg.yaml", mapping(&["p: { value: \"${q://QID1/ChoiceGroup/SelectedChoices}\", type: list }"]));
    assert_eq!(found(&place, &["in.csv"]), [json!({ "label_not_in_response": 1 })]);
    assert_eq!(found(&place, &["--survey", "survey.qsf", "in.csv"]), [json!({ "p": ["Red"] })]);
    assert_eq!(found(&place, &["one.csv"]), [json!({ "p": ["1", "2"] })]);
}

#[test]
fn a_code_of_unanswered_is_told_where_only_the_survey_could_say_that_it_is_none_of_the_recodes() {
    let place = Place::new();
    place.file("survey.qsf", definition());
    place.file(
        "in.csv",
        csv(
            &["_recordId", "status", "finished", "recordedDate@UTC", "QID2", "QID3_TEXT"],
            &[&["R_1", "0", "1", "2026-01-02 03:04:05", "0", "0"]],
        ),
    );
    place.file("qseg.yaml", mapping(&["p: \"${q://QID2/SelectedChoicesRecode}\""]));
    let codes = |arguments: &[&str]| place.send(&[&["--format", "json"], arguments].concat()).exits(0).codes();
    assert_eq!(codes(&["--unanswered=0", "in.csv"]), ["seen_unanswered"]);
    assert_eq!(found(&place, &["--unanswered=0", "in.csv"]), [json!({ "p": "0" })]);
    assert_eq!(codes(&["--unanswered=0", "--survey", "survey.qsf", "in.csv"]), [""; 0]);
    assert_eq!(found(&place, &["--unanswered=0", "--survey", "survey.qsf", "in.csv"]), [json!({})]);
}

#[test]
fn init_writes_the_code_that_the_columns_of_choices_prove_and_no_other() {
    for (code, is_proved) in [("0", true), ("-999", true), ("N/A", true), ("-99", false)] {
        let place = Place::new();
        place.file("in.csv", recodes(&COLOURS, &columns(&rows(["1", "1", "1"], code))));
        place.run(&["mapping", "init", "in.csv", "-o", "qseg.yaml"]).exits(0);
        let text = std::fs::read_to_string(place.path().join("qseg.yaml")).expect("written");
        assert_eq!(text.contains(&format!("unanswered: [\"-99\", \"{code}\"]")), is_proved, "{code}: {text}");
        let sent = |arguments: &[&str]| -> Vec<Value> {
            let events = place.send(&[&["--format", "ndjson"], arguments].concat()).exits(0).events();
            events.into_iter().map(|event| event["properties"]["qid1_1"].clone()).collect()
        };
        let right = [json!(["1"]), Value::Null, Value::Null, json!(["1", "2"])];
        assert_eq!(sent(&["in.csv"]), right, "{code}: {text}");
        std::fs::remove_file(place.path().join("qseg.yaml")).expect("removed");
        assert_eq!(sent(&["--infer", "in.csv"]), right, "{code} inferred");
    }
    // One column alone, or two that disagree, prove nothing.
    for row in [["1", "0", ""], ["1", "0", "7"]] {
        let place = Place::new();
        place.file("in.csv", recodes(&COLOURS, &[&row, &["1", "1", "1"]]));
        let said = place.run(&["mapping", "init", "in.csv"]).exits(0);
        assert!(!said.stdout.contains("\nunanswered:"), "{row:?}: {}", said.stdout);
    }
}

/// The rows of a sample as they stand in the file, after its header.
fn split(text: &str, header_rows: usize) -> (&str, Vec<&str>) {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut starts = Vec::new();
    let mut record = ::csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("a row") {
        starts.push(record.position().expect("a place").byte() as usize);
    }
    starts.push(text.len());
    let rows = starts[header_rows..].windows(2).map(|ends| &text[ends[0]..ends[1]]).collect();
    (&text[..starts[header_rows]], rows)
}

#[test]
fn an_event_is_the_same_whether_its_response_comes_alone_in_the_whole_file_or_in_a_shuffled_one() {
    const TOGETHER: usize = 24;
    let Some(samples) = expected() else { return };
    let mut compared = 0;
    for (path, wanted) in samples {
        let place = Place::new();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a sample");
        let (header, rows) = split(&text, wanted["header_rows"].as_u64().expect("a number") as usize);
        place.file("whole.csv", &text);
        place.run(&["mapping", "init", "whole.csv", "-o", "qseg.yaml"]).exits(0);
        // Where there is no ResponseId, ids are made from the position.
        let has_ids = wanted["first_response_id"].is_string();
        let events = |file: &str, rows: &[&str]| -> Vec<Value> {
            let rows: Vec<&str> = rows.iter().map(|row| row.trim_end_matches(['\r', '\n'])).collect();
            place.file(file, format!("{header}{}\n", rows.join("\n")));
            let arguments =
                ["--format", "ndjson", "--include", "all", "--timezone", "UTC", "--duplicates", "newest", file];
            let said = place.send(&arguments);
            let mut events = said.exits(0).events();
            for event in events.iter_mut().filter(|_| !has_ids) {
                for made in ["messageId", "anonymousId", "userId"] {
                    event.as_object_mut().expect("an event").remove(made);
                }
            }
            events
        };
        let part = &rows[..rows.len().min(TOGETHER)];
        let together = events("part.csv", part);
        let alone: Vec<Value> = part.iter().flat_map(|row| events("alone.csv", &[row])).collect();
        assert_eq!(alone, together, "{name}");
        let sorted = |mut events: Vec<Value>| {
            events.sort_by_key(Value::to_string);
            events
        };
        // By a stride that shares no divisor with the number of rows each comes once, and none where it was.
        let stride = (rows.len() / 2 + 1..)
            .find(|stride| (1..=*stride).rev().find(|by| stride % by == 0 && rows.len() % by == 0) == Some(1));
        let stride = stride.unwrap_or(1);
        let shuffled: Vec<&str> = (0..rows.len()).map(|at| rows[at * stride % rows.len()]).collect();
        let whole = sorted(events("all.csv", &rows));
        assert_eq!(sorted(events("shuffled.csv", &shuffled)), whole, "{name}");
        assert!(together.iter().all(|event| whole.contains(event)), "{name}");
        compared += whole.len();
    }
    assert!(compared > 3_000, "{compared}");
}
