//! Scenes for the codes of exports, pipes and surveys.

use super::{Case, Scene, alone};
use crate::support::{csv, labels, mapping, recodes};
use serde_json::json;

/// A property from this pipe.
fn pipe(pipe: &str) -> Scene {
    alone(mapping(&[&format!("p: {}", json!(pipe))]))
}

const LABEL: &str = "${q://QID1/ChoiceGroup/SelectedChoices}";
const RECODE: &str = "${q://QID1/SelectedChoicesRecode}";
const PLAN: &str = "${e://Field/plan}";

fn schema() -> String {
    let choices = json!([{ "const": 1, "label": "Bad, or worse" }, { "const": 2, "label": "Good" }, { "const": 3, "label": "Good" }]);
    let fields = json!({ "QID1": { "description": "How?", "exportTag": "Q1", "type": "number", "oneOf": choices } });
    json!({ "$id": "http://qualtrics.com/API/v3/surveys/SV_1/response-schema", "title": "One (SV_1)",
        "properties": { "values": { "properties": fields } } })
    .to_string()
}

fn choice(cell: &str) -> String {
    recodes(&["QID1"], &[&[cell]])
}

fn text(cell: &str) -> String {
    labels(&["QID1"], &[&[cell]])
}

fn plan() -> String {
    recodes(&["plan"], &[&["free"]])
}

/// A JSON response with these values, and `{}` or these labels.
fn response(values: &str, labels: &str) -> String {
    format!(
        "{{\"responseId\":\"R_1\",\"values\":{{\"finished\":1,\"status\":0,\"recordedDate\":\"2026-01-02T03:04:05Z\",{values}}},\"labels\":{{{labels}}}}}"
    )
}

/// An export of these columns and one row.
fn one(columns: &[&str], row: &[&str]) -> String {
    csv(columns, &[row])
}

pub fn cases() -> Vec<Case> {
    let on = |what: &str, export: String| pipe(what).on("answers.csv", export);
    let surveyed = |what: &str, export: String| on(what, export).with_survey(schema());
    let of_contacts = |what: &str| {
        let trait_ = format!("traits: {{ p: {} }}", json!(what));
        let task = format!("tasks:\n  t:\n    type: identify\n    trigger: contact\n    userId: a\n    {trait_}\n");
        alone(format!("version: 1\nsenders: [qseg]\n{task}"))
    };
    let in_json = |what: &str, values: &str, labels: &str| pipe(what).on("answers.json", response(values, labels));
    let mut cases = vec![
        ("field_not_in_export", on("${e://Field/plam}", plan()), on(PLAN, plan())),
        (
            "field_ambiguous",
            on(
                "${column://Q}",
                recodes(&["QID1", "QID2_TEXT"], &[&["1", "x"]]).replacen("\"QID1\",\"QID2_TEXT\"", "\"Q\",\"Q\"", 1),
            ),
            on(
                "${column://Q}",
                recodes(&["QID1", "QID2_TEXT"], &[&["1", "x"]]).replacen("\"QID1\",\"QID2_TEXT\"", "\"Q\",\"P\"", 1),
            ),
        ),
        ("labels_need_survey", on(LABEL, choice("1")), surveyed(LABEL, choice("1"))),
        ("recodes_need_survey", on(RECODE, text("Bad, or worse")), surveyed(RECODE, text("Bad, or worse"))),
        (
            "survey_needed",
            on("${q://QID1/QuestionText}", choice("1")),
            surveyed("${q://QID1/QuestionText}", choice("1")),
        ),
        (
            "not_in_survey",
            surveyed("${q://QID1/ChoiceDescription/9}", choice("1")),
            surveyed("${q://QID1/ChoiceDescription/2}", choice("1")),
        ),
        (
            "not_in_survey",
            pipe("${q://QID2/SelectedChoicesRecode}").with_survey(schema()),
            pipe(RECODE).with_survey(schema()),
        ),
        ("not_a_choice", surveyed(LABEL, choice("9")), surveyed(LABEL, choice("2"))),
        (
            "selection_unclear",
            on("${q://QID3/SelectedChoicesRecode}", recodes(&["QID3:1", "QID3:2"], &[&["1", "0"]])),
            on("${q://QID3/SelectedChoicesRecode}", recodes(&["QID3:1", "QID3:2"], &[&["1", "-99"]])),
        ),
        (
            "recodes_presumed",
            on("${q://QID3/SelectedChoicesRecode}", recodes(&["QID3:1"], &[&["1"]])),
            on("${q://QID3/SelectedChoicesCount}", recodes(&["QID3:1"], &[&["1"]])),
        ),
        ("choice_ambiguous", surveyed(RECODE, text("Good")), surveyed(RECODE, text("Bad, or worse"))),
        ("label_not_in_response", in_json(LABEL, "\"QID1\":1", ""), in_json(LABEL, "\"QID1\":1", "\"QID1\":\"Bad\"")),
        ("pipe_not_in_contact", of_contacts("${q://QID1/QuestionText}"), of_contacts("${m://Email}")),
        ("pipe_not_in_response", on("${rand://int/1:10}", plan()), on(PLAN, plan())),
        (
            "pipe_needs_row",
            on("${q://QID5/SelectedAnswerRecode}", recodes(&["QID5_2"], &[&["3"]])),
            on("${q://QID5/SelectedAnswerRecode/2}", recodes(&["QID5_2"], &[&["3"]])),
        ),
        ("date_format_unknown", on("${date://CurrentDate/Q}", plan()), on("${date://CurrentDate/Y}", plan())),
        ("pipe_unverified", on("${rm://Field/Status}", plan()), on("${rm://Field/ResponseID}", plan())),
        ("unsplit_choices", on(LABEL, text("Chat,Phone")), on(LABEL, text("Chat, or phone"))),
        ("seen_unanswered", on(RECODE, choice("-99")), on(RECODE, choice("99"))),
        ("text_damaged", in_json(PLAN, "\"plan\":\"x\\ud83d\"", ""), in_json(PLAN, "\"plan\":\"x\\ud83d\\ude00\"", "")),
        (
            "field_never_present",
            in_json("${e://Field/plam}", "\"plan\":\"x\"", ""),
            in_json(PLAN, "\"plan\":\"x\"", ""),
        ),
        (
            "label_in_multilingual_survey",
            on(LABEL, labels(&["QID1", "userLanguage"], &[&["Gut", "DE"], &["Good", "EN"]])),
            on(LABEL, labels(&["QID1", "userLanguage"], &[&["Good", "EN"], &["Good", "EN"]])),
        ),
        (
            "label_in_multilingual_survey",
            on(LABEL, labels(&["QID1", "userLanguage"], &[&["Gut", "DE"], &["Good", "EN"]])),
            on(RECODE, recodes(&["QID1", "userLanguage"], &[&["1", "DE"], &["1", "EN"]])),
        ),
    ];
    cases.extend(of_rows());
    cases.extend(of_the_definition());
    cases.extend(of_the_survey());
    cases
}

/// What an export has or lacks besides answers.
fn of_rows() -> Vec<Case> {
    let on = |export: String| pipe(PLAN).on("answers.csv", export);
    let columns = ["_recordId", "status", "finished", "recordedDate@UTC", "plan"];
    let row = ["R_1", "0", "1", "2026-01-02 03:04:05", "free"];
    let whole_text = || one(&columns, &row);
    let whole = || on(whole_text());
    let without = |name: &str| {
        let kept = |at: &usize| columns[*at] != name;
        let pick = |cells: &[&'static str; 5]| (0..5).filter(kept).map(|at| cells[at]).collect::<Vec<_>>();
        on(one(&pick(&columns), &pick(&row)))
    };
    let dated = |column: &'static str, date: &'static str| {
        on(one(&["_recordId", "status", "finished", column, "plan"], &["R_1", "0", "1", date, "free"]))
    };
    let choices = |columns: &[&str], row: &[&str]| pipe(RECODE).on("answers.csv", one(columns, row));
    let twice = |plan: &'static str| on(csv(&columns, &[&row, &["R_1", "0", "1", "2026-01-02 03:04:05", plan]]));
    let second =
        |finished: &'static str| on(csv(&columns, &[&row, &["R_2", "0", finished, "2026-01-02 03:04:05", "free"]]));
    vec![
        (
            "values_undecided",
            choices(&["_recordId", "recordedDate@UTC", "QID1"], &["R_1", "2026-01-02 03:04:05", "1"]),
            choices(&["_recordId", "finished", "recordedDate@UTC", "QID1"], &["R_1", "1", "2026-01-02 03:04:05", "1"]),
        ),
        ("values_mixed", second("False"), second("1")),
        (
            "header_row_missing",
            on(whole_text()
                .lines()
                .enumerate()
                .filter(|(at, _)| *at != 1)
                .map(|(_, row)| format!("{row}\n"))
                .collect()),
            whole(),
        ),
        ("header_row_in_data", on(whole_text() + &whole_text()), whole()),
        ("status_missing", without("status"), whole()),
        ("finished_missing", without("finished"), whole()),
        (
            "kind_unknown",
            on(one(&columns, &["R_1", "77", "1", "2026-01-02 03:04:05", "free"])),
            on(one(&columns, &["R_1", "16", "1", "2026-01-02 03:04:05", "free"])),
        ),
        ("no_response_id", without("_recordId"), whole()),
        ("duplicate_differs", twice("team"), twice("free")),
        ("zone_presumed_utc", dated("recordedDate", "2026-01-02 03:04:05"), whole()),
        (
            "zone_unknown",
            dated("recordedDate@Mars/Olympus", "2026-01-02 03:04:05"),
            dated("recordedDate@America/Denver", "2026-01-02 03:04:05"),
        ),
        ("timestamp_undetermined", dated("recordedDate@UTC", "1/2/26 3:04"), whole()),
        ("recorded_date_missing", without("recordedDate@UTC"), whole()),
        (
            "clock_change",
            dated("recordedDate@America/Denver", "2026-03-08 02:30:00"),
            dated("recordedDate@America/Denver", "2026-03-08 03:30:00"),
        ),
    ]
}

/// The definition alone, without a response: a QSF of a question with choices, a matrix in a loop, a text and a
/// question in the trash.
fn qsf() -> String {
    let choices = json!({ "1": { "Display": "Same" }, "2": { "Display": "Same" }, "3": { "Display": "Other" } });
    let question = |id: &str, kind: [&str; 2]| {
        let payload = json!({ "QuestionID": id, "DataExportTag": id, "QuestionText": id, "QuestionType": kind[0],
            "Selector": kind[1], "Choices": choices, "Answers": { "1": { "Display": "Low" }, "2": { "Display": "High" } } });
        json!({ "Element": "SQ", "Payload": payload })
    };
    let block = |kind: &str, id: &str, options: serde_json::Value| json!({ "Type": kind, "ID": id, "BlockElements": [{ "Type": "Question", "QuestionID": id }], "Options": options });
    let rounds =
        json!({ "Looping": "Static", "LoopingOptions": { "Static": { "1": { "1": "a" }, "3": { "1": "b" } } } });
    let blocks = [
        block("Standard", "QID1", json!({})),
        block("Standard", "QID2", rounds),
        block("Standard", "QID3", json!({})),
        block("Trash", "QID4", json!({})),
    ];
    let flow = json!({ "Type": "Root", "Flow": [{ "Type": "EmbeddedData", "EmbeddedData": [{ "Field": "plan" }] }] });
    let elements = json!([
        { "Element": "BL", "Payload": blocks },
        { "Element": "FL", "Payload": flow },
        question("QID1", ["MC", "SAVR"]),
        question("QID2", ["Matrix", "Likert"]),
        question("QID3", ["TE", "SL"]),
        question("QID4", ["MC", "SAVR"]),
    ]);
    json!({ "SurveyEntry": { "SurveyID": "SV_1" }, "SurveyElements": elements }).to_string()
}

/// What a pipe asks for that the definition does not have.
fn of_the_definition() -> Vec<Case> {
    let of = |what: &str| pipe(what).with_survey(qsf());
    vec![
        ("deleted_in_survey", of("${q://QID4/SelectedChoicesRecode}"), of(RECODE)),
        ("wrong_selector", of("${q://QID3/SelectedChoicesRecode}"), of("${q://QID3/ChoiceTextEntryValue}")),
        ("embedded_not_in_survey", of("${e://Field/Plan}"), of(PLAN)),
        ("pipe_needs_round", of("${q://QID2/SelectedAnswerRecode/1}"), of("${q://3_QID2/SelectedAnswerRecode/1}")),
        ("choices_alike", of(LABEL), of(RECODE)),
        ("choices_alike", pipe(LABEL).with_survey(schema()), pipe(RECODE).with_survey(schema())),
    ]
}

/// `expects`.
fn of_the_survey() -> Vec<Case> {
    let expecting = |expects: &str| {
        let mapping = mapping(&[&format!("p: {}", json!(PLAN))]);
        alone(format!("{mapping}expects: {{ {expects} }}\n")).on("answers.csv", plan())
    };
    vec![
        ("survey_mismatch", expecting("plan: Q9"), expecting("plan: plan")),
        ("expected_field_missing", expecting("QID7: Q7"), expecting("plan: plan")),
    ]
}
