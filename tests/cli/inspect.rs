//! `qseg inspect`: every sample inspects to what an independent reader finds in it, in every wrapping.

use crate::support::{Place, Said, csv, expected, labels, recodes};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

const ANSWERS: [&str; 2] = ["QID1", "plan"];

fn inspect(place: &Place, arguments: &[&str]) -> Said {
    place.run(&[&["inspect", "--format", "json"], arguments].concat())
}

/// What the document says of the only input.
#[track_caller]
fn only(place: &Place, input: &str) -> Value {
    let mut document = inspect(place, &[input]).exits(0).document();
    assert_eq!(document["inputs"].as_array().map(Vec::len), Some(1));
    document["inputs"][0].take()
}

fn export() -> String {
    recodes(&ANSWERS, &[&["7", "free"], &["9", "große, \"team\"\nzwei"], &["", "free"]])
}

fn response(id: &str) -> String {
    format!(
        r#"{{"responseId":"{id}","values":{{"status":0,"finished":1,"recordedDate":"2026-01-02T03:04:05Z","userLanguage":"EN","QID1":7}},"labels":{{"QID1":"Seven"}}}}"#
    )
}

/// How many cells of each column are not empty, by another reader.
fn filled(text: &str, header_rows: usize) -> Vec<u64> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    let mut counts = vec![0; rows[0].len()];
    for row in &rows[header_rows..] {
        row.iter().zip(&mut counts).for_each(|(cell, count)| *count += u64::from(!cell.is_empty()));
    }
    counts
}

#[test]
fn every_sample_inspects_to_the_figures_of_an_independent_reader() {
    let Some(all) = expected() else { return };
    let place = Place::new();
    for (path, expected) in all {
        let name = path.display().to_string();
        let found = only(&place, &name);
        let number = |key: &str| expected[key].as_u64().expect("a number");
        assert_eq!(found["file"], name);
        assert_eq!(found["format"], "csv", "{name}");
        assert_eq!(found["generation"], expected["generation"], "{name}");
        assert_eq!(found["header_rows"], expected["header_rows"], "{name}");
        assert_eq!(found["columns"], expected["columns"], "{name}");
        assert_eq!(found["responses"], number("data_rows") - number("blank_rows"), "{name}");
        assert_eq!(found["blank_rows"], expected["blank_rows"], "{name}");
        let ids = &found["response_id"];
        assert_eq!(ids["field"], expected["response_id_column"], "{name}");
        assert_eq!(ids["first"], expected["first_response_id"], "{name}");
        assert_eq!(ids["last"], expected["last_response_id"], "{name}");
        assert_eq!(ids["unique"], expected["unique_response_ids"], "{name}");
        assert_eq!(ids["unique_is_estimate"], false, "{name}");
        let fields = found["fields"].as_array().expect("fields");
        assert_eq!(fields.len() as u64, number("columns"), "{name}");
        let text = fs::read_to_string(&path).expect("a sample");
        let wanted = filled(text.trim_start_matches('\u{feff}'), number("header_rows") as usize);
        let counted: Vec<u64> = fields.iter().map(|field| field["filled"].as_u64().expect("a count")).collect();
        assert_eq!(counted, wanted, "{name}");
    }
}

#[test]
fn the_text_of_every_sample_ends_with_its_advice() {
    let Some(all) = expected() else { return };
    let place = Place::new();
    for (path, expected) in all {
        let name = path.display().to_string();
        let advice = only(&place, &name)["advice"].take();
        let advice: Vec<&str> = advice.as_array().expect("advice").iter().filter_map(Value::as_str).collect();
        let said = place.run(&["inspect", &name]).exits(0);
        let lines: Vec<String> = advice.iter().map(|text| format!("- {text}")).collect();
        if advice.is_empty() {
            assert!(!said.stdout.contains("To export it better"), "{name}");
        } else {
            let end = format!("\n\nTo export it better\n{}\n", lines.join("\n"));
            assert!(said.stdout.trim_end_matches('\n').ends_with(end.trim_end()), "{name}:\n{}", said.stdout);
        }
        assert!(said.stderr.contains("qseg send --dry-run INPUT"), "{}", said.stderr);
        let has = |begins: &str| advice.iter().any(|text| text.starts_with(begins));
        assert_eq!(has("There is no ResponseId"), expected["response_id_column"].is_null(), "{name}");
        assert_eq!(has("The file is of an older kind"), expected["generation"] != "current-3-row", "{name}");
    }
}

#[test]
fn the_document_has_these_keys_and_no_others() {
    let place = Place::new();
    place.file("one.csv", export());
    let said = inspect(&place, &["one.csv"]).exits(0);
    let document = said.document();
    let keys = |value: &Value| -> Vec<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let sorted = |mut keys: Vec<&str>| {
        keys.sort_unstable();
        keys.into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = |value: &Value| {
        let mut keys = keys(value);
        keys.sort_unstable();
        keys
    };
    assert_eq!(all(&document), ["inputs", "schema"]);
    assert_eq!(document["schema"], "qseg.inspect/1");
    let input = &document["inputs"][0];
    let wanted = vec![
        "file",
        "format",
        "generation",
        "header_rows",
        "columns",
        "responses",
        "blank_rows",
        "would_count",
        "response_id",
        "time_zone",
        "values",
        "status",
        "finished",
        "languages",
        "recorded",
        "advice",
        "fields",
    ];
    assert_eq!(all(input), sorted(wanted));
    assert_eq!(all(&input["response_id"]), sorted(vec!["field", "first", "last", "unique", "unique_is_estimate"]));
    assert_eq!(all(&input["recorded"]), ["first", "last"]);
    assert_eq!(
        all(&input["fields"][0]),
        sorted(vec!["import_id", "choice_id", "name", "label", "filled", "class", "ground"])
    );
    assert_eq!(input["status"], json!({ "0": 3 }));
    assert_eq!(input["finished"], json!({ "1": 3 }));
    assert_eq!(input["time_zone"], "UTC");
    assert_eq!(input["recorded"], json!({ "first": "2026-01-02T03:04:05Z", "last": "2026-01-02T03:04:05Z" }));
    assert_eq!(
        input["fields"][4],
        json!({ "import_id": "QID1", "choice_id": null, "name": "QID1", "label": "QID1", "filled": 2,
            "class": null, "ground": null })
    );
}

/// What does not depend on how the export is written.
fn content(mut found: Value) -> Value {
    for key in ["file", "format"] {
        found.as_object_mut().expect("an object").remove(key);
    }
    found
}

#[test]
fn every_wrapping_of_an_export_inspects_to_the_same() {
    let place = Place::new();
    let text = export();
    place.file("plain.csv", &text);
    let wanted = content(only(&place, "plain.csv"));
    assert_eq!(wanted["responses"], 3);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).expect("writes");
    place.file("wrapped.gz", gzip.finish().expect("writes"));
    let marked = format!("\u{feff}{text}");
    place.file("little.csv", marked.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    place.file("big.csv", marked.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    place.file("mark.csv", &marked);
    place.file(
        "crlf.csv",
        text.lines()
            .map(|line| if line.ends_with("große, \"\"team\"\"") { format!("{line}\n") } else { format!("{line}\r\n") })
            .collect::<String>(),
    );
    let between = text.replace("\"\",\"\"", "\u{1}").replace("\",\"", "\"\t\"").replace('\u{1}', "\"\",\"\"");
    place.file("tabs.tsv", &between);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (member, method) in
        [("packed.csv", zip::CompressionMethod::Deflated), ("stored.csv", zip::CompressionMethod::Stored)]
    {
        zip.start_file(member, SimpleFileOptions::default().compression_method(method)).expect("writes");
        zip.write_all(text.as_bytes()).expect("writes");
    }
    let archive = zip.finish().expect("writes").into_inner();
    place.file("two.zip", &archive);
    for (name, format) in [
        ("wrapped.gz", "csv"),
        ("little.csv", "csv"),
        ("big.csv", "csv"),
        ("mark.csv", "csv"),
        ("crlf.csv", "csv"),
        ("tabs.tsv", "tsv"),
    ] {
        let found = only(&place, name);
        assert_eq!((&found["file"], &found["format"]), (&name.into(), &format.into()));
        assert_eq!(content(found), wanted, "{name}");
    }
    for said in [inspect(&place, &["two.zip"]), place.run_with_input(&["inspect", "--format", "json", "-"], &archive)] {
        let mut document = said.exits(0).document();
        let inputs = document["inputs"].as_array_mut().expect("inputs");
        let names: Vec<_> = inputs.iter().map(|input| input["file"].as_str().expect("a name").to_owned()).collect();
        assert!(names[0].ends_with("!packed.csv") && names[1].ends_with("!stored.csv"), "{names:?}");
        assert_eq!(inputs.len(), 2);
        inputs.drain(..).for_each(|found| assert_eq!(content(found), wanted));
    }
}

#[test]
fn every_shape_of_json_is_named_and_its_fields_are_counted() {
    let place = Place::new();
    let (one, two) = (response("R_1"), response("R_2"));
    for (name, text, format, generation, responses) in [
        ("whole.json", format!("{{\"responses\":[{one},{two}]}}"), "json", "responses", 2),
        ("list.json", format!("[{one},{two}]"), "json", "responses", 2),
        ("lines.json", format!("{one}\n{two}\n"), "ndjson", "ndjson", 2),
        ("one.json", one.clone(), "json", "single", 1),
        ("result.json", format!("{{\"result\":{one},\"meta\":{{}}}}"), "json", "single", 1),
        (
            "flat.json",
            r#"{"responses":[{"ResponseID":"R_1","Finished":"1","Q1":"2"},{"ResponseID":"R_2","Finished":"1","Q1":""}]}"#
                .to_owned(),
            "json",
            "flat-2016",
            2,
        ),
    ] {
        place.file(name, text);
        let found = only(&place, name);
        assert_eq!((&found["format"], &found["generation"]), (&format.into(), &generation.into()), "{name}");
        assert_eq!((&found["header_rows"], &found["columns"]), (&0.into(), &Value::Null), "{name}");
        assert_eq!((&found["responses"], &found["blank_rows"]), (&responses.into(), &0.into()), "{name}");
        assert_eq!(found["values"], "both", "{name}");
        let fields = found["fields"].as_array().expect("fields");
        let answered = |id: &str| {
            let field = fields.iter().find(|field| field["import_id"] == id);
            field.map_or(Value::Null, |field| field["filled"].clone())
        };
        if generation == "flat-2016" {
            assert_eq!(answered("Q1"), 1, "{name}: {fields:?}");
        } else {
            assert_eq!(answered("QID1"), responses, "{name}: {fields:?}");
            assert_eq!(found["languages"], json!({ "EN": responses }), "{name}");
            assert_eq!(found["response_id"]["first"], "R_1", "{name}");
            assert_eq!(found["advice"], json!([]), "{name}");
        }
    }
}

#[test]
fn labels_recodes_and_both_in_one_file_are_told() {
    let place = Place::new();
    place.file("labels.csv", labels(&ANSWERS, &[&["Seven", "free"]]));
    assert_eq!(only(&place, "labels.csv")["values"], "labels");
    place.file("recodes.csv", export());
    assert_eq!(only(&place, "recodes.csv")["values"], "recodes");
    let columns = ["_recordId", "status", "finished", "QID1"];
    let rows: [&[&str]; 2] = [&["R_1", "0", "1", "7"], &["R_2", "IP Address", "True", "Seven"]];
    place.file("mixed.csv", csv(&columns, &rows));
    let found = only(&place, "mixed.csv");
    assert_eq!(found["values"], "mixed");
    assert_eq!(found["status"], json!({ "0": 1, "IP Address": 1 }));
}

#[test]
fn how_to_export_better_names_the_boxes_to_tick() {
    let place = Place::new();
    let date = "recordedDate";
    for (name, text, advice) in [
        (
            "no-id.csv",
            csv(&["status", "finished", "QID1"], &[&["0", "1", "7"]]),
            "untick \"Remove all identifying information\"",
        ),
        ("joined.csv", labels(&["QID1"], &[&["Red,Green"]]), "tick \"Split multi-value fields into columns\""),
        (
            "excel.csv",
            csv(&["_recordId", "status", "finished", "recordedDate@UTC"], &[&["R_1", "0", "1", "3/4/2026 5:06"]]),
            "A spreadsheet has rewritten the dates",
        ),
        (
            "zone.csv",
            csv(&["_recordId", "status", "finished", date], &[&["R_1", "0", "1", "2026-01-02 03:04:05"]]),
            "Dates name no time zone",
        ),
        ("no-status.csv", csv(&["_recordId", "QID1"], &[&["R_1", "7"]]), "tick \"Download all fields\""),
        (
            "twice.csv",
            csv(&["_recordId", "status", "finished"], &[&["R_1", "0", "1"], &["R_1", "0", "1"]]),
            "ResponseIds repeat",
        ),
    ] {
        place.file(name, text);
        let found = only(&place, name);
        let told = found["advice"].as_array().expect("advice");
        assert!(told.iter().any(|text| text.as_str().is_some_and(|text| text.contains(advice))), "{name}: {told:?}");
        assert_eq!(told.len(), 1, "{name}: {told:?}");
    }
}

#[test]
fn a_broken_input_ends_the_document_with_its_error_behind_the_inputs_before_it() {
    let place = Place::new();
    place.file("good.csv", export());
    place.file("broken.csv", format!("{}R_4,0,1\n", export()));
    place.file("more.csv", export());
    let said = inspect(&place, &["good.csv", "broken.csv", "more.csv"]).exits(1);
    let document = said.document();
    assert_eq!(document["schema"], "qseg.inspect/1");
    let inputs = document["inputs"].as_array().expect("inputs");
    assert_eq!(inputs.len(), 1);
    assert_eq!((&inputs[0]["file"], &inputs[0]["responses"]), (&"good.csv".into(), &3.into()));
    assert_eq!(document["error"]["code"], "broken_input");
    let message = document["error"]["message"].as_str().expect("a message");
    let place_of = format!("(record 4, byte {})", export().len());
    assert_eq!(message, format!("broken.csv:8: this row has 3 cells where the header has 6 {place_of}"));
    assert!(document["error"]["hint"].is_string());
    assert!(said.stderr.contains(message), "{}", said.stderr);
    // The text tells the same inputs.
    let said = place.run(&["inspect", "good.csv", "broken.csv"]).exits(1);
    assert!(said.stdout.starts_with("good.csv\n"), "{}", said.stdout);
    assert!(said.stderr.contains("error: broken.csv:8: "), "{}", said.stderr);
    assert!(!said.stderr.contains("qseg send"), "{}", said.stderr);
}

#[test]
fn text_of_a_survey_cannot_move_the_cursor() {
    let place = Place::new();
    place.file(
        "hostile.csv",
        csv(&["_recordId", "status", "finished", "a\u{1b}[2Jb"], &[&["R_1", "\u{1b}[31m", "1", "x"]]),
    );
    let said = place.run(&["inspect", "hostile.csv"]).exits(0);
    assert!(!said.stdout.contains('\u{1b}'), "{}", said.stdout);
    assert!(said.stdout.contains("\\u{1b}[31m"), "{}", said.stdout);
}
