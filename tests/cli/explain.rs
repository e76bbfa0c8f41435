//! `qseg mapping explain`: from the cell to the property, and backwards.

mod trouble;

use crate::support::{Place, Said, expected, labels, mapping, recodes, samples};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;

/// `qseg mapping explain` with these arguments.
fn explain(place: &Place, arguments: &[&str]) -> Said {
    place.run(&[&["mapping", "explain"], arguments].concat())
}

/// The document of one response, which is found.
#[track_caller]
fn document(place: &Place, arguments: &[&str]) -> Value {
    explain(place, &[&["--format", "json"], arguments].concat()).document()
}

/// The explained values of the first task, by their places.
fn value<'d>(document: &'d Value, name: &str) -> &'d Value {
    let values = document["found"][0]["tasks"][0]["values"].as_array().expect("values");
    values.iter().find(|value| value["place"] == name).unwrap_or_else(|| panic!("{name}: {document}"))
}

/// The steps of a value: name, before, after.
fn steps(value: &Value) -> Vec<(&str, Value, Value)> {
    let steps = value["steps"].as_array().expect("steps");
    let step = |step: &Value| (step["before"].clone(), step["after"].clone());
    steps.iter().map(|found| (found["step"].as_str().expect("a name"), step(found).0, step(found).1)).collect()
}

fn place(rows: &[&str], export: &str) -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(rows));
    place.file("answers.csv", export);
    place
}

#[test]
fn each_step_is_told_with_what_was_before_and_after_it() {
    let rows = [
        "typed: { value: \"${q://QID1/SelectedChoicesRecode}\", type: integer }",
        "missing: { value: \"${q://QID2/SelectedChoicesRecode}\", type: integer, missing: ['-99'] }",
        "mapped: { value: \"${e://Field/plan}\", map: { pro: paid }, type: string }",
        "filled: { value: \"${e://Field/none}\", default: nothing }",
        "hashed: { value: \"${e://Field/plan}\", hash: sha256 }",
        "listed: { value: \"${q://QID3/SelectedChoicesRecode}\", type: list, missing: ['2'] }",
        "all: { value: \"${q://QID2/SelectedChoicesRecode}\", missing: ['-99'], default: 'true', map: { a: b }, type: boolean }",
        "text: \"plan ${e://Field/plan}\"",
        "same: constant",
    ];
    let columns = ["QID1", "QID2", "QID3", "plan", "none"];
    let place = place(&rows, &recodes(&columns, &[&["007", "-99", "1,2,3", "pro", ""]]));
    let found = document(&place, &["answers.csv", "--response", "R_1"]);
    for (name, wanted, verdict, sent) in [
        ("typed", vec![("render", json!(null), json!("007")), ("type", json!("007"), json!(7))], "sent", json!(7)),
        (
            "missing",
            vec![("render", json!(null), json!("-99")), ("missing", json!("-99"), json!(null))],
            "left_out",
            json!(null),
        ),
        (
            "mapped",
            vec![("render", json!(null), json!("pro")), ("map", json!("pro"), json!("paid"))],
            "sent",
            json!("paid"),
        ),
        (
            "filled",
            vec![("render", json!(null), json!(null)), ("default", json!(null), json!("nothing"))],
            "sent",
            json!("nothing"),
        ),
        (
            "listed",
            vec![
                ("render", json!(null), json!(["1", "2", "3"])),
                ("missing", json!(["1", "2", "3"]), json!(["1", "3"])),
                ("type", json!(["1", "3"]), json!(["1", "3"])),
            ],
            "sent",
            json!(["1", "3"]),
        ),
        (
            "all",
            vec![
                ("render", json!(null), json!("-99")),
                ("missing", json!("-99"), json!(null)),
                ("default", json!(null), json!("true")),
                ("type", json!("true"), json!(true)),
            ],
            "sent",
            json!(true),
        ),
        ("text", vec![("render", json!(null), json!("plan pro"))], "sent", json!("plan pro")),
        ("same", vec![("render", json!(null), json!("constant"))], "sent", json!("constant")),
    ] {
        let value = value(&found, &format!("properties.{name}"));
        assert_eq!(steps(value), wanted, "{name}");
        assert_eq!((&value["verdict"], &value["value"]), (&json!(verdict), &sent), "{name}");
    }
    let hashed = value(&found, "properties.hashed");
    assert_eq!(steps(hashed)[1].0, "hash");
    assert_eq!(hashed["value"].as_str().map(str::len), Some(64));
    let event = &found["found"][0]["tasks"][0]["event"];
    assert_eq!(event["properties"]["hashed"], hashed["value"]);
    assert_eq!(event["properties"]["missing"], json!(null));
}

#[test]
fn a_cell_is_named_by_column_name_importid_and_what_stands_in_it() {
    let rows = [
        "both: \"${q://QID1/SelectedChoicesRecode} ${e://Field/plan}\"",
        "chosen: ${q://QID3/ChoiceGroup/SelectedChoices}",
        "same: x",
    ];
    let place = place(&rows, &labels(&["QID1", "plan", "QID3:1=Red", "QID3:2=Blue"], &[&["4", "pro", "", "Blue"]]));
    place.file("qseg.yaml", mapping(&[rows[1], rows[2], "plan: ${e://Field/plan}"]));
    let found = document(&place, &["answers.csv", "--response", "R_1"]);
    let cell = |column: usize, name: &str, id: &str, choice: Value, pipe: &str, raw: &str| json!({ "pipe": pipe, "column": column, "name": name, "key": null, "import_id": id, "choice_id": choice, "part": null, "raw": raw });
    let pipe = "${q://QID3/ChoiceGroup/SelectedChoices}";
    assert_eq!(
        value(&found, "properties.chosen")["cells"],
        json!([cell(7, "QID3:1", "QID3", json!("1"), pipe, ""), cell(8, "QID3:2", "QID3", json!("2"), pipe, "Blue")])
    );
    assert_eq!(
        value(&found, "properties.plan")["cells"],
        json!([cell(6, "plan", "plan", json!(null), "${e://Field/plan}", "pro")])
    );
    assert_eq!(value(&found, "properties.same")["cells"], json!([]));
    let said = explain(&place, &["answers.csv", "--response", "R_1"]).exits(0);
    for line in [
        "R_1 in answers.csv, record 1, line 4",
        "  It counts; recorded 2026-01-02T03:04:05Z",
        "Task answered (track): Segment would take its event",
        "  properties.chosen = [\"Blue\"]",
        "    mapping  qseg.yaml:10: chosen: ${q://QID3/ChoiceGroup/SelectedChoices}",
        "    cell     ${q://QID3/ChoiceGroup/SelectedChoices}: column H, QID3:2 (QID3, choice 2): \"Blue\"",
        "  timestamp = \"2026-01-02T03:04:05.000Z\"",
    ] {
        let line = line.replace(" = [\"Blue\"]", " = \"Blue\"");
        assert!(said.stdout.lines().any(|found| found == line), "{line}\n{}", said.stdout);
    }
}

/// The events of a dry run, each task's of one response.
fn sent(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let said = place.send(&[&["--format", "ndjson"], arguments].concat());
    said.stdout.lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
}

/// The events that an explanation holds for responses that Segment takes.
fn told(document: &Value) -> Vec<Value> {
    let found = document["found"].as_array().expect("found");
    let tasks = found.iter().flat_map(|found| found["tasks"].as_array().expect("tasks"));
    tasks.filter(|task| task["verdict"] == "accepted").map(|task| task["event"].clone()).collect()
}

/// Every value that is said to be sent stands in the event, and everything in the event is explained.
fn is_whole(document: &Value) {
    for task in
        document["found"].as_array().expect("found").iter().flat_map(|found| found["tasks"].as_array().expect("tasks"))
    {
        let values = task["values"].as_array().expect("values");
        for value in values {
            let place = value["place"].as_str().expect("a place");
            let (head, key) = place.split_once('.').map_or((place, None), |(head, key)| (head, Some(key)));
            let in_event = match key {
                Some(key) => &task["event"][head][key],
                None => &task["event"][head],
            };
            match value["verdict"].as_str() {
                Some("sent") => assert_eq!(in_event, &value["value"], "{place}"),
                _ => assert_eq!(in_event, &Value::Null, "{place}: {value}"),
            }
        }
        for head in ["properties", "traits"] {
            for key in task["event"][head].as_object().into_iter().flat_map(|body| body.keys()) {
                assert!(values.iter().any(|value| value["place"] == format!("{head}.{key}")), "{key} is not explained");
            }
        }
    }
}

#[test]
fn the_company_is_explained_alike_in_every_export_and_as_send_would_send_it() {
    let Some(company) = samples("company") else { return };
    let at = |name: &str| company.join(name).display().to_string();
    let (mapping, survey) = (at("mapping.yaml"), at("response_schema.json"));
    let place = Place::new();
    let ids = ["R_5oNM2igrq1MGeVK", "R_4FwSWzQiUBEn0Gb", "R_f2hMumNeiNx0Jcs"];
    for export in
        ["responses.json", "responses.ndjson", "ui_choice_text.csv", "ui_numeric_split.csv", "api_numeric_utc.csv"]
    {
        let export = at(export);
        for id in ids {
            let common = ["--mapping", &mapping, "--survey", &survey, "--env", "dev", "--response", id, &export];
            let document = document(&place, &common);
            assert_eq!(document["found"].as_array().map(Vec::len), Some(1), "{export} {id}");
            is_whole(&document);
            let sent = sent(&place, &common);
            assert!(document["found"][0]["left_out"] != Value::Null || !sent.is_empty(), "{export} {id}");
            if document["found"][0]["left_out"].is_null() {
                assert_eq!(told(&document), sent, "{export} {id}");
            }
            assert_eq!(
                (&document["coverage"]["read"], &document["coverage"]["counted"]),
                (&json!(240), &json!(202)),
                "{export}"
            );
        }
    }
}

#[test]
fn every_kind_of_export_is_explained_as_send_would_send_it() {
    let Some(all) = expected() else { return };
    let mut explained = 0;
    for (export, expected) in all {
        let export = export.display().to_string();
        let place = Place::new();
        place.run(&["mapping", "init", "--personal-data", "send", &export, "-o", "m.yaml"]).exits(0);
        let mut common = vec!["--mapping", "m.yaml", "--include", "all", &export];
        // The blank rows of the one sample that has any are not the first.
        let id = expected["last_response_id"].as_str();
        let (sent, document) = match id {
            Some(id) => {
                common.extend(["--response", id]);
                (sent(&place, &common), document(&place, &common))
            }
            None => {
                let sent = sent(&place, &[&common[..], &["--limit", "1"]].concat());
                common.extend(["--record", "1"]);
                (sent, document(&place, &common))
            }
        };
        assert!(document["error"].is_null(), "{export}: {}", document["error"]);
        is_whole(&document);
        assert_eq!(told(&document), sent, "{export}");
        let read = expected["data_rows"].as_u64().expect("rows") - expected["blank_rows"].as_u64().expect("rows");
        assert_eq!(document["coverage"]["read"], read, "{export}");
        for field in document["coverage"]["fields"].as_array().expect("fields") {
            assert!(field["filled"].as_u64().expect("a count") <= read, "{export}: {field}");
        }
        explained += 1;
    }
    assert!(explained >= 18, "{explained}");
}

#[test]
fn a_legacy_export_names_its_columns() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["q1: ${column://Q1}", "plan: ${column://plan}"]));
    let legacy = "\u{feff}V1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1,plan,\n\
        ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished,How?,plan,\n\
        R_1,Default,,x-1,,,0,2026-01-02 03:04:05,2026-01-02 03:05:05,1,3,pro,\n\
        R_2,Default,,x-2,,,0,2026-01-02 03:04:05,2026-01-02 03:05:05,1,,,\n";
    place.file("legacy.csv", legacy);
    let found = document(&place, &["legacy.csv", "--timezone", "UTC", "--response", "R_1"]);
    let cell = &value(&found, "properties.q1")["cells"][0];
    assert_eq!(
        (&cell["column"], &cell["name"], &cell["import_id"], &cell["raw"]),
        (&json!(11), &json!("Q1"), &json!("Q1"), &json!("3"))
    );
    assert_eq!(value(&found, "timestamp")["cells"][0]["raw"], "2026-01-02 03:05:05");
    let said = explain(&place, &["legacy.csv", "--timezone", "UTC", "--response", "R_1"]).exits(0);
    assert!(said.stdout.contains("    cell     column K, Q1: \"3\"\n"), "{}", said.stdout);
    assert!(said.stdout.contains("    column D, V4 (externalDataReference): filled in 2 of 2\n"), "{}", said.stdout);
}

/// JSON responses: `status`, `finished`, and these values.
fn json_responses(responses: &[(&str, Value)]) -> String {
    let whole = |(id, values): &(&str, Value)| {
        let mut all = json!({ "status": 0, "finished": 1, "recordedDate": "2026-03-01T09:00:00.120Z" });
        all.as_object_mut().expect("an object").extend(values.as_object().expect("an object").clone());
        json!({ "responseId": id, "values": all, "labels": { "QID1": "Good" } })
    };
    json!({ "responses": responses.iter().map(whole).collect::<Vec<_>>() }).to_string()
}

#[test]
fn json_cells_are_named_by_their_keys_as_they_are_written() {
    let place = Place::new();
    place.file(
        "qseg.yaml",
        mapping(&[
            "label: ${q://QID1/ChoiceGroup/SelectedChoices}",
            "n: { value: '${e://Field/n}', type: number }",
            "gone: ${e://Field/gone}",
        ]),
    );
    place.file("r.json", json_responses(&[("R_1", json!({ "QID1": 2, "n": "1.50", "spare": [], "other": 1 }))]));
    let found = document(&place, &["r.json", "--response", "R_1"]);
    let cells = value(&found, "properties.label")["cells"].as_array().expect("cells");
    let named: Vec<(&Value, &Value)> = cells.iter().map(|cell| (&cell["key"], &cell["raw"])).collect();
    assert_eq!(named, [(&json!("labels.QID1"), &json!("\"Good\"")), (&json!("values.QID1"), &json!("2"))]);
    let number = value(&found, "properties.n");
    assert_eq!(number["cells"][0]["raw"], "\"1.50\"");
    assert_eq!(number["value"].to_string(), "1.50");
    assert_eq!(value(&found, "properties.gone")["cells"][0]["raw"], Value::Null);
    let said = explain(&place, &["r.json", "--response", "R_1"]).exits(0);
    assert!(said.stdout.contains("values.gone: not in this response\n"), "{}", said.stdout);
    assert!(
        said.stdout.contains("    other: filled in 1 of 1\n    and 1 field that no response fills\n"),
        "{}",
        said.stdout
    );
}

#[test]
fn personal_values_are_masked_off_a_terminal_unless_asked_for_and_json_is_data() {
    let place =
        place(&[], &recodes(&["recipientEmail", "QID2_TEXT", "plan"], &[&["ana@example.com", "Call me", "pro"]]));
    let when = "    when: { value: '${m://Email}', empty: false }\n    properties:";
    let rows = [
        "mail: ${m://Email}",
        "why: { value: '${q://QID2/ChoiceTextEntryValue}', map: { Call me: Called } }",
        "hash: { value: '${m://Email}', hash: sha256 }",
        "plan: ${e://Field/plan}",
    ];
    place.file("qseg.yaml", mapping(&rows).replace("    properties:", when));
    let masked = explain(&place, &["answers.csv", "--response", "R_1"]).exits(0);
    let all = format!("{}{}", masked.stdout, masked.stderr);
    for secret in ["ana@example.com", "\"Call me\"", "\"Called\""] {
        assert!(!all.contains(secret), "{secret}\n{all}");
    }
    assert!(masked.stdout.contains("properties.mail = •••\n"), "{}", masked.stdout);
    assert!(masked.stdout.contains("it is •••, met"), "{}", masked.stdout);
    assert!(masked.stdout.contains("    map      ••• → •••\n"), "{}", masked.stdout);
    assert!(masked.stdout.contains("properties.plan = \"pro\"\n"), "{}", masked.stdout);
    assert!(masked.stderr.contains("--show-values"), "{}", masked.stderr);
    let hash = "bf42303c7a2aee1bd54bbcb0c44a35b58c9beb3a3ae55bbfbaca10d5a40e6a0e";
    let shown = explain(&place, &["answers.csv", "--response", "R_1", "--show-values"]).exits(0);
    assert!(shown.stdout.contains("properties.mail = \"ana@example.com\"\n"), "{}", shown.stdout);
    assert!(shown.stdout.contains("    map      \"Call me\" → \"Called\"\n"), "{}", shown.stdout);
    let found = document(&place, &["answers.csv", "--response", "R_1"]);
    assert_eq!(value(&found, "properties.mail")["value"], "ana@example.com");
    let sent = value(&found, "properties.hash")["value"].as_str().expect("a hash").to_owned();
    assert!(
        sent.len() == hash.len() && masked.stdout.contains(&format!("properties.hash = \"{sent}\"")),
        "{}",
        masked.stdout
    );
}

#[test]
fn rows_that_never_give_and_fields_that_nobody_uses_are_told_over_the_whole_input() {
    let place = place(
        &[
            "plan: ${e://Field/plan}",
            "none: ${e://Field/none}",
            "chosen: { value: '${q://QID3/SelectedChoicesRecode}', type: list }",
        ],
        &recodes(
            &["plan", "none", "QID3:1", "QID3:2", "spare", "empty"],
            &[&["pro", "", "1", "", "a", ""], &["", "", "", "", "b", ""]],
        ),
    );
    place.file("more.csv", recodes(&["plan", "none", "QID3:1", "QID3:2", "other"], &[&["x", "", "", "1", "c"]]));
    let found = document(&place, &["answers.csv", "more.csv"]);
    assert_eq!((&found["coverage"]["read"], &found["found"]), (&json!(3), &json!([])));
    assert_eq!(found["coverage"]["never"], json!([{ "task": "answered", "place": "properties.none", "line": 11 }]));
    let rows = found["coverage"]["tasks"][0]["rows"].as_array().expect("rows");
    let counts: Vec<(&str, u64, u64)> = rows
        .iter()
        .map(|row| {
            (
                row["place"].as_str().expect("a place"),
                row["gave"].as_u64().expect("a count"),
                row["empty"].as_u64().expect("a count"),
            )
        })
        .collect();
    assert_eq!(
        counts,
        [
            ("event", 3, 0),
            ("userId", 3, 0),
            ("properties.plan", 2, 1),
            ("properties.none", 0, 3),
            ("properties.chosen", 2, 1)
        ]
    );
    let fields = found["coverage"]["fields"].as_array().expect("fields");
    let fields: Vec<(&str, &str, u64)> = fields
        .iter()
        .map(|field| {
            (
                field["name"].as_str().expect("a name"),
                field["used_by"].as_str().expect("who"),
                field["filled"].as_u64().expect("a count"),
            )
        })
        .collect();
    assert_eq!(
        fields,
        [
            ("_recordId", "mapping", 3),
            ("status", "qseg", 3),
            ("finished", "qseg", 3),
            ("recordedDate", "qseg", 3),
            ("plan", "mapping", 2),
            ("none", "mapping", 0),
            ("QID3:1", "mapping", 1),
            ("QID3:2", "mapping", 1),
            ("spare", "nobody", 2),
            ("empty", "nobody", 0),
            ("other", "nobody", 1),
        ]
    );
    let said = explain(&place, &["answers.csv", "more.csv"]).exits(0);
    assert_eq!(
        said.stdout,
        "Backwards, over 3 responses that count of 3 read\n  Rows that never gave a value\n    \
         answered properties.none (qseg.yaml:11): a value in 0 of 3 events\n  Fields that nobody uses: 3 of 11\n    \
         column I, spare: filled in 2 of 3\n    column I, other: filled in 1 of 3\n    \
         and 1 field that no response fills\n"
    );
}

#[test]
fn several_inputs_and_packed_ones_are_one_stream() {
    let place = place(&["plan: ${e://Field/plan}"], &recodes(&["plan"], &[&["pro"]]));
    place.file("more.json", json_responses(&[("R_9", json!({ "plan": "late" }))]));
    let found = document(&place, &["answers.csv", "more.json", "--response", "R_9"]);
    assert_eq!(
        (&found["found"][0]["input"], value(&found, "properties.plan")["value"].clone()),
        (&json!("more.json"), json!("late"))
    );
    let mut zip = zip::ZipWriter::new(fs::File::create(place.path().join("answers.zip")).expect("a file"));
    zip.start_file("Survey: a/b.csv", zip::write::SimpleFileOptions::default()).expect("a member");
    zip.write_all(&fs::read(place.path().join("answers.csv")).expect("the export")).expect("writes");
    zip.finish().expect("an archive");
    let found = document(&place, &["answers.zip", "--response", "R_1"]);
    assert_eq!(value(&found, "properties.plan")["value"], "pro");
    let piped = fs::read(place.path().join("answers.csv")).expect("the export");
    let said = place.run_with_input(&["mapping", "explain", "-", "--response", "R_1"], &piped).exits(0);
    assert!(said.stdout.starts_with("R_1 in -, record 1, line 4\n"), "{}", said.stdout);
    // A response that stands in the input twice is explained twice.
    let found = document(&place, &["answers.csv", "answers.zip", "--response", "R_1"]);
    assert_eq!(found["found"].as_array().map(Vec::len), Some(2));
}

#[test]
fn one_property_is_asked_for_by_its_name_or_its_path() {
    let place = place(&["plan: ${e://Field/plan}", "plain: x"], &recodes(&["plan"], &[&["pro"]]));
    let places = |asked: &str| {
        let found = document(&place, &["answers.csv", "--response", "R_1", "--property", asked]);
        let values = found["found"][0]["tasks"][0]["values"].as_array().expect("values").clone();
        values.iter().map(|value| value["place"].as_str().expect("a place").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(places("plan"), ["properties.plan"]);
    assert_eq!(places("properties.plan"), ["properties.plan"]);
    assert_eq!(places("userId"), ["userId"]);
    let said = explain(&place, &["answers.csv", "--response", "R_1", "--property", "plann"]).exits(2);
    assert!(said.stderr.contains("did you mean plan?"), "{}", said.stderr);
    let said = explain(&place, &["answers.csv", "--response", "R_1", "--property", "plan"]).exits(0);
    let last = "  answered properties.plan (qseg.yaml:10): a value in 1 of 1 event\n";
    assert!(said.stdout.ends_with(last), "{}", said.stdout);
    assert!(!said.stdout.contains("Fields that nobody uses") && !said.stdout.contains("userId"), "{}", said.stdout);
}

#[test]
fn keys_are_snake_case_but_for_those_of_segment_in_the_event() {
    fn keys(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(entries) => {
                for (key, inner) in entries.iter().filter(|(key, _)| *key != "event") {
                    found.push(key.clone());
                    keys(inner, found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    let place = place(&["n: { value: '${e://Field/plan}', type: integer }"], &recodes(&["plan"], &[&["pro"]]));
    let mut found = Vec::new();
    keys(&document(&place, &["answers.csv", "--response", "R_1"]), &mut found);
    assert!(found.len() > 50);
    for key in found {
        assert!(key.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_'), "{key}");
    }
}

#[test]
fn text_of_a_response_cannot_move_the_cursor() {
    let place = place(&["plan: ${e://Field/plan}"], &recodes(&["plan"], &[&["a\u{1b}[2Jb\u{202e}c"]]));
    let said = explain(&place, &["answers.csv", "--response", "R_1"]).exits(0);
    assert!(!said.stdout.contains(['\u{1b}', '\u{202e}']), "{}", said.stdout);
}

#[test]
fn an_export_without_ids_is_explained_by_its_record() {
    let place = Place::new();
    place
        .file("qseg.yaml", mapping(&["plan: ${column://plan}"]).replace("${rm://Field/ResponseID}", "${column://who}"));
    place.file("plain.csv", "who,plan\nx,pro\ny,free\n");
    let found = document(&place, &["plain.csv", "--record", "2"]);
    assert_eq!(
        (&found["found"][0]["response"], value(&found, "properties.plan")["value"].clone()),
        (&Value::Null, json!("free"))
    );
    let said = explain(&place, &["plain.csv", "--response", "R_1"]).exits(1);
    assert!(said.stderr.contains("none has an id: name one by --record"), "{}", said.stderr);
}
