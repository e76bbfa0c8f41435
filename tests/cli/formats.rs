//! What an input may look like: the same answers give the same events in every shape.

use crate::support::{Place, Said, csv, labels, mapping, recodes};
use serde_json::Value;

const ANSWERS: [&str; 2] = ["QID1", "plan"];

/// A place with a mapping of QID1's recode and the plan.
fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["score: \"${q://QID1/SelectedChoicesRecode}\"", "plan: \"${e://Field/plan}\""]));
    place
}

fn export() -> String {
    recodes(&ANSWERS, &[&["7", "free"], &["9", "große, \"team\"\nzwei"]])
}

fn responses() -> [String; 2] {
    [("R_1", "7", "free"), ("R_2", "9", "große, \\\"team\\\"\\nzwei")].map(|(id, score, plan)| {
        format!(
            r#"{{"responseId":"{id}","values":{{"status":0,"finished":1,"recordedDate":"2026-01-02T03:04:05Z","QID1":{score},"plan":"{plan}"}},"labels":{{}}}}"#
        )
    })
}

/// The events of these bytes under a name.
#[track_caller]
fn events(place: &Place, name: &str, content: impl AsRef<[u8]>) -> Vec<Value> {
    place.file(name, content);
    place.send(&["--format", "ndjson", name]).exits(0).events()
}

fn wanted(place: &Place) -> Vec<Value> {
    let wanted = events(place, "wanted.csv", export());
    assert_eq!(wanted.len(), 2);
    assert_eq!(wanted[0]["properties"], serde_json::json!({ "score": "7", "plan": "free" }));
    assert_eq!(wanted[1]["properties"]["plan"], "große, \"team\"\nzwei");
    wanted
}

/// The format that the document gives for the only input.
#[track_caller]
fn format_of(said: &Said) -> Value {
    said.document()["inputs"][0]["format"].clone()
}

#[test]
fn every_shape_of_json_gives_the_events_of_the_csv() {
    let place = place();
    let wanted = wanted(&place);
    let [one, two] = responses();
    for (shape, format, text) in [
        ("responses", "json", format!("{{\"responses\":[{one},{two}]}}")),
        ("spaced", "json", format!(" \r\n{{ \"responses\" : [ {one} ,\n\t{two} ] }}\n")),
        ("with-meta", "json", format!("{{\"meta\":{{\"a\":[1,{{}}]}},\"responses\":[{one},{two}],\"more\":\"x\"}}")),
        ("result", "json", format!("{{\"result\":{{\"responses\":[{one},{two}]}},\"meta\":{{\"requestId\":\"x\"}}}}")),
        ("list", "json", format!("[{one},{two}]")),
        ("ndjson", "ndjson", format!("{one}\n{two}\n")),
        ("ndjson-crlf-no-end", "ndjson", format!("{one}\r\n\r\n{two}")),
    ] {
        let name = format!("{shape}.any");
        assert_eq!(events(&place, &name, &text), wanted, "{shape}");
        assert_eq!(format_of(&place.send(&["--format", "json", &name]).exits(0)), format, "{shape}");
    }
}

#[test]
fn a_single_response_is_an_export_of_one() {
    let place = place();
    let wanted = wanted(&place);
    let [one, _] = responses();
    assert_eq!(events(&place, "one.json", &one), wanted[..1]);
    assert_eq!(events(&place, "result.json", format!("{{\"result\":{one},\"meta\":{{}}}}")), wanted[..1]);
}

#[test]
fn an_emoji_that_was_cut_in_half_is_a_replacement_character() {
    let place = place();
    let [one, _] = responses();
    let event = events(&place, "cut.json", one.replace("\"free\"", "\"a\\ud83d\\ude00\\ud83d\"")).remove(0);
    assert_eq!(event["properties"]["plan"], "a😀\u{fffd}");
}

#[test]
fn delimiters_line_ends_and_a_byte_order_mark_are_told_by_content() {
    let place = place();
    let wanted = wanted(&place);
    let text = export();
    // The JSON of an ImportId holds the same three letters, with its quotes doubled.
    let delimited = |delimiter: &str| {
        let between = text.replace("\"\",\"\"", "\u{1}").replace("\",\"", &format!("\"{delimiter}\""));
        between.replace('\u{1}', "\"\",\"\"")
    };
    for (name, content, format) in [
        ("bom.csv", format!("\u{feff}{text}"), "csv"),
        ("tabs.csv", delimited("\t"), "tsv"),
        ("semicolons.csv", delimited(";"), "csv"),
        ("crlf.csv", text.replace("\"\n", "\"\r\n").replace("\"\"\r\n", "\"\"\n"), "csv"),
        ("no-end.csv", text.trim_end().to_owned(), "csv"),
        ("bom.json", format!("\u{feff}[{}]", responses().join(",")), "json"),
    ] {
        assert_eq!(events(&place, name, content), wanted, "{name}");
        assert_eq!(format_of(&place.send(&["--format", "json", name]).exits(0)), format, "{name}");
    }
}

#[test]
fn the_name_of_a_file_says_nothing_about_its_format() {
    let place = place();
    let wanted = wanted(&place);
    assert_eq!(events(&place, "export.json", export()), wanted);
    assert_eq!(events(&place, "export.csv", responses().join("\n")), wanted);
}

#[test]
fn a_dash_is_standard_input_and_can_be_named_once() {
    let place = place();
    let wanted = wanted(&place);
    for input in [export(), responses().join("\n")] {
        let arguments = ["send", "--dry-run", "--format", "ndjson", "-"];
        assert_eq!(place.run_with_input(&arguments, input.as_bytes()).exits(0).events(), wanted);
    }
    let said = place.run_with_input(&["send", "--dry-run", "-", "-"], export().as_bytes()).exits(2);
    assert!(said.stderr.contains("standard input (`-`) can be read once"), "{}", said.stderr);
    let said = place.run_with_input(&["send", "--dry-run", "-"], b"").exits(1);
    assert!(said.stderr.contains("- is empty"), "{}", said.stderr);
}

#[test]
fn several_inputs_are_one_stream_in_the_order_of_the_command_line() {
    let place = place();
    let wanted = wanted(&place);
    let [one, two] = responses();
    place.file("one.json", one);
    place.file("two.json", two);
    let said = place.send(&["--format", "ndjson", "one.json", "two.json"]).exits(0);
    assert_eq!(said.events(), wanted);
    let said = place.send(&["--format", "ndjson", "two.json", "one.json"]).exits(0);
    assert_eq!(said.events(), [wanted[1].clone(), wanted[0].clone()]);
    let document = place.send(&["--format", "json", "one.json", "two.json"]).exits(0).document();
    assert_eq!(document["inputs"][1], serde_json::json!({ "file": "two.json", "format": "json", "responses": 1 }));
}

#[test]
fn a_response_that_stands_in_two_inputs_counts_once() {
    let place = place();
    let wanted = wanted(&place);
    place.file("same.json", responses().join("\n"));
    let said = place.send(&["--format", "ndjson", "wanted.csv", "same.json", "wanted.csv"]).exits(0);
    assert_eq!(said.events(), wanted);
    let document = place.send(&["--format", "json", "wanted.csv", "same.json", "wanted.csv"]).exits(0).document();
    assert_eq!(document["responses"]["read"], 6);
    assert_eq!(document["responses"]["skipped"]["duplicate"], 4);
    assert_eq!(document["events"]["built"], 2);
}

#[test]
fn a_response_that_stands_in_two_inputs_with_other_answers_needs_a_decision_and_both_places_are_named() {
    let place = place();
    place.file("old.csv", export());
    place.file("new.csv", recodes(&ANSWERS, &[&["7", "free"], &["3", "team"]]));
    let said = place.send(&["--format", "json", "old.csv", "new.csv"]).exits(2);
    assert_eq!(said.codes(), ["duplicate_differs"]);
    let document = said.document();
    let finding = &document["findings"][0];
    assert_eq!((&finding["input"], &finding["record"]), (&"new.csv".into(), &2.into()));
    assert_eq!(finding["response_id"], "R_2");
    assert!(finding["message"].as_str().expect("a message").contains("old.csv, record 2"), "{finding}");
    assert_eq!(document["responses"]["skipped"]["duplicate"], 2);
}

#[test]
fn the_format_can_be_told_and_is_then_not_guessed() {
    let place = place();
    let wanted = wanted(&place);
    // More commas than tabs stand in the header of this file of tabs.
    let tabs = "_recordId\tstatus\tfinished\tQID1,of,the,survey\tplan\n\n\n";
    place.file("tabs", tabs);
    let said = place.send(&["--format", "json", "--input-format", "tsv", "tabs"]);
    assert_eq!(format_of(&said), "tsv");
    place.file("lines", responses().join("\n"));
    let said = place.send(&["--format", "ndjson", "--input-format", "ndjson", "lines"]).exits(0);
    assert_eq!(said.events(), wanted);
    let said = place.send(&["--input-format", "json", "wanted.csv"]).exits(1);
    assert!(said.stderr.contains("wanted.csv"), "{}", said.stderr);
    let said = place.send(&["--input-format", "jsn", "wanted.csv"]).exits(2);
    assert!(said.stderr.contains("did you mean json? known are csv, tsv, json, ndjson"), "{}", said.stderr);
}

#[test]
fn blank_rows_are_counted_and_are_no_responses() {
    let place = place();
    let wanted = wanted(&place);
    let mut lines = export();
    lines.push_str(",,,,,\n\n\"\",\"\",\"\",\"\",\"\",\"\"\n");
    assert_eq!(events(&place, "blank.csv", lines), wanted);
    let document = place.send(&["--format", "json", "blank.csv"]).exits(0).document();
    assert_eq!((&document["responses"]["read"], &document["responses"]["blank"]), (&2.into(), &3.into()));
}

#[test]
fn an_export_of_a_header_alone_has_no_responses_and_says_so() {
    let place = place();
    place.file("none.csv", recodes(&ANSWERS, &[]));
    let said = place.send(&["none.csv"]).exits(0);
    assert!(said.stderr.contains("no responses"), "{}", said.stderr);
}

#[test]
fn finished_tells_labels_from_recodes_and_a_mixed_file_is_an_error() {
    let place = place();
    place.file("labels.csv", labels(&ANSWERS, &[&["Seven", "free"]]));
    assert_eq!(place.send(&["--format", "json", "labels.csv"]).exits(3).codes(), ["recodes_need_survey"]);
    let both = csv(
        &["_recordId", "status", "finished", "recordedDate@UTC", "QID1", "plan"],
        &[
            &["R_1", "0", "1", "2026-01-02 03:04:05", "7", "free"],
            &["R_2", "IP Address", "True", "2026-01-02 03:04:05", "Seven", "free"],
        ],
    );
    place.file("both.csv", both);
    let said = place.send(&["--format", "json", "both.csv"]).exits(3);
    assert_eq!(said.document()["error"]["code"], "values_mixed");
    assert!(said.stderr.contains("both.csv:5 (record 2)"), "{}", said.stderr);
}

#[test]
fn without_finished_and_status_choices_are_read_by_the_survey_or_not_at_all() {
    let place = place();
    let definition = |one: &str, two: &str| {
        let values = serde_json::json!([{ "const": 7, "label": one }, { "const": 9, "label": two }]);
        let fields = serde_json::json!({ "QID1": { "type": "number", "oneOf": values } });
        serde_json::json!({ "$id": "http://qualtrics.com/API/v3/surveys/SV_1/response-schema", "title": "x",
            "properties": { "values": { "properties": fields } } })
    };
    place.file("survey.json", definition("Seven", "Nine").to_string());
    place.file("same.json", definition("9", "7").to_string());
    for (name, cell) in [("recodes.csv", "7"), ("labels.csv", "Seven")] {
        place.file(name, csv(&["_recordId", "QID1", "plan"], &[&["R_1", cell, "free"]]));
        let said = place.send(&["--format", "json", name]).exits(3);
        assert!(said.codes().contains(&"values_undecided".to_owned()), "{name}: {:?}", said.codes());
        assert!(said.stdout.contains("--survey"), "{name}: {}", said.stdout);
        let said = place.send(&["--format", "ndjson", "--survey", "survey.json", name]).exits(0);
        assert_eq!(said.events()[0]["properties"]["score"], "7", "{name}: {}", said.stdout);
        let codes = place.send(&["--format", "json", "--survey", "survey.json", name]).exits(0).codes();
        assert_eq!(codes, ["status_missing", "finished_missing", "recorded_date_missing"], "{name}");
    }
    // A recode that is the label of another choice tells nothing.
    let codes = place.send(&["--format", "json", "--survey", "same.json", "recodes.csv"]).exits(3).codes();
    assert!(codes.contains(&"values_undecided".to_owned()), "{codes:?}");
}

#[test]
fn a_first_choice_far_into_an_undecided_export_stops_the_run_there() {
    let place = place();
    let padding = "x".repeat(60_000);
    let mut rows: Vec<[&str; 3]> = vec![["R_1", "", &padding]; 20];
    rows.push(["R_2", "7", "free"]);
    place.file("late.csv", csv(&["_recordId", "QID1", "plan"], &rows.iter().map(|row| &row[..]).collect::<Vec<_>>()));
    let said = place.send(&["--format", "json", "late.csv"]).exits(3);
    assert_eq!(said.document()["error"]["code"], "values_undecided", "{}", said.stderr);
    assert!(said.stderr.contains("late.csv:24 (record 21)"), "{}", said.stderr);
}

#[test]
fn of_a_response_that_stands_twice_nothing_is_told_twice() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["p: { value: \"${e://Field/plan}\", type: integer }"]));
    let text = crate::support::recodes(&["plan"], &[&["free"]]);
    place.file("one.csv", &text);
    place.file("two.csv", &text);
    let document = place.send(&["--format", "json", "one.csv", "two.csv"]).exits(3).document();
    assert_eq!(document["events"]["rejected"], serde_json::json!({ "value_not_coercible": 1 }));
    let findings = document["findings"].as_array().expect("findings");
    let held: Vec<_> = findings.iter().filter(|finding| finding["code"] == "value_not_coercible").collect();
    assert_eq!((held.len(), &held[0]["count"]), (1, &1.into()), "{document}");
}

#[test]
fn what_is_no_export_is_answered_by_its_name_with_a_way_out() {
    let place = place();
    for (name, bytes, what) in [
        ("a.sav", &b"$FL2@(#) SPSS DATA FILE"[..], "an SPSS file"),
        ("a.xml", b"<?xml version=\"1.0\"?><Responses/>", "XML"),
        ("empty.csv", b"", "empty"),
        ("space.csv", b" \n\n", "nothing but white space"),
    ] {
        place.file(name, bytes);
        let said = place.send(&[name]).exits(1);
        assert!(said.stderr.contains(what), "{name}: {}", said.stderr);
        assert!(said.stderr.contains("hint: "), "{name}: {}", said.stderr);
    }
}

#[test]
fn what_is_json_but_no_responses_is_named_for_what_it_is() {
    let place = place();
    for (name, text) in [
        ("survey.qsf", "{\"SurveyEntry\":{\"SurveyID\":\"SV_1\"},\"SurveyElements\":[]}"),
        ("schema.json", "{\"$schema\":\"x\",\"type\":\"object\",\"properties\":{\"values\":{\"properties\":{}}}}"),
        ("numbers.json", "[1,2]"),
        ("nothing.json", "{}"),
        ("failed.json", "{\"meta\":{\"httpStatus\":\"401 - Unauthorized\"}}"),
    ] {
        place.file(name, text);
        let said = place.send(&[name]).exits(1);
        assert!(said.stderr.contains(name), "{name}: {}", said.stderr);
    }
}

#[test]
fn broken_input_stops_with_file_line_record_and_byte_and_what_came_before_stays_good() {
    let place = place();
    let [one, two] = responses();
    for (name, text, line) in [
        ("short-row.csv", format!("{}R_3,0,1\n", export()), 7),
        ("open-quote.csv", format!("{}R_3,0,1,2026-01-02 03:04:05,7,\"free\n", export()), 7),
        ("cut.json", format!("{{\"responses\":[\n{one},\n{two},\n{{\"responseId\":\"R_3\",\"val"), 4),
        ("word.ndjson", format!("{one}\n{two}\n{{\"responseId\":\"R_3\",\"values\":{{\"plan\":tru}}}}\n"), 3),
    ] {
        place.file(name, text);
        let said = place.send(&["--format", "ndjson", name]).exits(1);
        assert_eq!(said.events().len(), 2, "{name}: {}", said.stderr);
        assert!(said.stderr.contains(&format!("{name}:{line}: ")), "{name}: {}", said.stderr);
        assert!(said.stderr.contains("(record 3, byte "), "{name}: {}", said.stderr);
    }
    // Nothing tells labels from recodes here, so that qseg looks ahead: what is broken there is no matter yet.
    let ahead = csv(&["_recordId", "QID1", "plan"], &[&["R_1", "", "free"], &["R_2", "", "free"]]);
    place.file("ahead.csv", format!("{ahead}R_3,7,\"free\n"));
    let said = place.send(&["--format", "ndjson", "ahead.csv"]).exits(1);
    assert_eq!(said.events().len(), 2, "{}", said.stderr);
    assert!(said.stderr.contains("ahead.csv:6: a quote is opened here and never closed (record 3, byte "));
    let mut bytes = export().into_bytes();
    bytes.extend(b"R_3,0,1,2026-01-02 03:04:05,7,fr\xffe\n");
    place.file("latin.csv", bytes);
    let said = place.send(&["--format", "ndjson", "latin.csv"]).exits(1);
    assert!(said.stderr.contains("not UTF-8"), "{}", said.stderr);
}

#[test]
fn a_response_longer_than_allowed_is_broken_input() {
    let place = place();
    place.file("long.csv", recodes(&ANSWERS, &[&["7", &"x".repeat(400_000)]]));
    let said = place.send(&["--max-record-bytes", "100000", "long.csv"]).exits(1);
    assert!(said.stderr.contains("--max-record-bytes"), "{}", said.stderr);
    place.send(&["--max-record-bytes", "1000000", "long.csv"]).exits(3);
}

#[test]
fn windows_1252_is_read_where_it_is_said_and_offered_where_it_is_not() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    let text = recodes(&["plan"], &[&["große Überraschung für 5 €"]]);
    place.file("in.csv", windows_1252(&text));
    let said = place.send(&["in.csv"]).exits(1);
    assert!(said.stderr.contains("--encoding windows-1252"), "{}", said.stderr);
    let encoding = ["--encoding", "windows-1252"];
    let events = place.send(&[&["--format", "ndjson"], &encoding[..], &["in.csv"]].concat()).exits(0).events();
    assert_eq!(events[0]["properties"]["plan"], "große Überraschung für 5 €");
    for arguments in [
        &["inspect", "in.csv"][..],
        &["mapping", "init", "in.csv"],
        &["mapping", "check", "--responses", "in.csv", "qseg.yaml"],
        &["mapping", "explain", "--record", "1", "in.csv"],
    ] {
        place.run(&[arguments, &encoding].concat()).exits(0);
    }
    // A byte order mark says more than a flag.
    place.file("marked.csv", [b"\xef\xbb\xbf", text.as_bytes()].concat());
    let events = place.send(&[&["--format", "ndjson"], &encoding[..], &["marked.csv"]].concat()).exits(0).events();
    assert_eq!(events[0]["properties"]["plan"], "große Überraschung für 5 €");
    let [one, _] = responses();
    let document = format!("{{\"responses\":[{}]}}", one.replace("free", "großé"));
    place.file("in.json", windows_1252(&document));
    let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(document.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    place.file("wide.json", wide);
    for arguments in [&["--encoding", "windows-1252", "in.json"][..], &["wide.json"]] {
        let events = place.send(&[&["--format", "ndjson"], arguments].concat()).exits(0).events();
        assert_eq!(events[0]["properties"]["plan"], "großé", "{arguments:?}");
        place.run(&[&["mapping", "init"], arguments].concat()).exits(0);
    }
    place.send(&["--encoding", "latin-9", "in.csv"]).exits(2);
}

/// A text of western Europe as a spreadsheet writes it.
fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |letter: char| if letter == '€' { 0x80 } else { u8::try_from(u32::from(letter)).expect("one byte") };
    text.chars().map(byte).collect()
}
