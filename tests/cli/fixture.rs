//! `qseg fixture`: what it makes inspects like the sample that it was made of, and holds nothing of anybody.

use crate::support::{Place, expected, labels, recodes, samples};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

/// Texts that are nobody's: nothing, and the marks of "not answered".
const NOBODYS: [&str; 3] = ["", "-99", "99999"];

/// Every sample that holds responses.
fn all_samples() -> Option<Vec<PathBuf>> {
    let mut all: Vec<PathBuf> = expected()?.into_iter().map(|(path, _)| path).collect();
    let company = samples("company")?;
    let names = [
        "ui_choice_text.csv",
        "ui_choice_text_month2.csv",
        "ui_numeric_split.csv",
        "api_numeric_utc.csv",
        "responses.json",
        "responses.ndjson",
        "responses_month2.json",
    ];
    all.extend(names.map(|name| company.join(name)));
    all.push(samples("json")?.join("single_response.json"));
    Some(all)
}

fn inspected(place: &Place, input: &str) -> Value {
    let mut document = place.run(&["inspect", "--format", "json", input]).exits(0).document();
    document["inputs"][0].take()
}

/// The fields of an inspection: what they are, and whether anything is in them. JSON has no order of keys.
fn fields(inspection: &Value) -> Vec<String> {
    let fields = inspection["fields"].as_array().expect("fields").iter().map(|field| {
        let mut field = field.clone();
        field["filled"] = json!(field["filled"].as_u64().expect("a count") > 0);
        field.to_string()
    });
    let mut fields: Vec<String> = fields.collect();
    if inspection["columns"].is_null() {
        fields.sort();
    }
    fields
}

#[test]
fn a_fixture_of_every_sample_inspects_like_the_sample() {
    let Some(all) = all_samples() else { return };
    for sample in all {
        let place = Place::new();
        let name = sample.display().to_string();
        place.run(&["fixture", &name, "--rows", "40", "--seed", "3", "-o", "made"]).exits(0);
        let (made, original) = (inspected(&place, "made"), inspected(&place, &name));
        for key in ["format", "generation", "header_rows", "columns", "values", "time_zone", "advice"] {
            assert_eq!(made[key], original[key], "{key} of {name}");
        }
        assert_eq!(made["response_id"]["field"], original["response_id"]["field"], "{name}");
        assert_eq!(fields(&made), fields(&original), "{name}");
        let is_single = original["generation"] == "single";
        assert_eq!(made["responses"], if is_single { 1 } else { 40 }, "{name}");
        let has_blank = |inspection: &Value| inspection["blank_rows"].as_u64().expect("a count") > 0;
        assert_eq!(has_blank(&made), has_blank(&original), "{name}");
        let readable = |inspection: &Value| !inspection["recorded"]["first"].is_null();
        assert_eq!(readable(&made), readable(&original), "{name}");
    }
}

/// The cells of each column, by another reader than qseg's; of JSON the values of each key, lists by their elements.
fn columns(text: &str, header_rows: usize) -> Vec<(String, Vec<String>)> {
    let text = text.trim_start_matches('\u{feff}');
    if header_rows == 0 {
        return keys(text);
    }
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
    let name = |at: usize| {
        (0..header_rows)
            .filter(|row| header_rows < 3 || *row != 1)
            .map(|row| rows[row].get(at).unwrap_or_default())
            .collect::<Vec<_>>()
            .join(" / ")
    };
    let cells = |at: usize| rows[header_rows..].iter().map(|row| row.get(at).unwrap_or_default().to_owned()).collect();
    (0..rows[0].len()).map(|at| (name(at), cells(at))).collect()
}

fn keys(text: &str) -> Vec<(String, Vec<String>)> {
    let documents =
        serde_json::Deserializer::from_str(text).into_iter::<Value>().map(|document| document.expect("JSON"));
    let responses = documents.flat_map(|document| match document["responses"].as_array() {
        Some(responses) => responses.clone(),
        None => vec![document],
    });
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for response in responses {
        for table in ["values", "labels"] {
            for (key, value) in response[table].as_object().into_iter().flatten() {
                let texts = found.entry(format!("{table} / {key}")).or_default();
                let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                match value {
                    Value::Array(elements) => texts.extend(elements.iter().map(text)),
                    value => texts.push(text(value)),
                }
            }
        }
        let id = response["responseId"].as_str().unwrap_or_default().to_owned();
        found.entry("responseId".into()).or_default().push(id);
    }
    found.into_iter().collect()
}

/// Columns that hold personal data, typed text or ids, by their header; written down here anew, not asked of qseg.
fn is_private(header: &str) -> bool {
    let lower = header.to_lowercase();
    ["recipient", "ipaddress", "latitude", "longitude", "responseid", "_recordid", "email", "crm_id", "session id"]
        .iter()
        .any(|word| lower.contains(word))
        || header.contains("_TEXT")
        || header.contains("-TEXT")
        || lower.contains("externaldatareference")
        || lower.contains("externalreference")
}

#[test]
fn no_cell_of_a_private_column_of_any_sample_comes_up_again_and_no_other_that_is_not_shared() {
    let Some(all) = all_samples() else { return };
    let mut private = 0;
    for sample in all {
        let place = Place::new();
        let name = sample.display().to_string();
        place.run(&["fixture", &name, "--rows", "60", "-o", "made"]).exits(0);
        let header_rows = inspected(&place, &name)["header_rows"].as_u64().expect("rows") as usize;
        let read = |path: &std::path::Path| fs::read_to_string(path).expect("a file");
        let original = columns(&read(&sample), header_rows);
        let made: BTreeMap<usize, (String, Vec<String>)> =
            columns(&read(&place.path().join("made")), header_rows).into_iter().enumerate().collect();
        for (at, (header, before)) in original.iter().enumerate() {
            let mut held: BTreeMap<&str, usize> = BTreeMap::new();
            before
                .iter()
                .filter(|cell| !NOBODYS.contains(&cell.as_str()))
                .for_each(|cell| *held.entry(cell).or_default() += 1);
            // In JSON by the key: the order is another.
            let after = if header_rows > 0 { made.get(&at) } else { made.values().find(|(key, _)| key == header) };
            let Some((_, after)) = after else { continue };
            let again: BTreeSet<&str> =
                after.iter().map(String::as_str).filter(|cell| held.contains_key(cell)).collect();
            if is_private(header) {
                private += usize::from(!held.is_empty());
                assert_eq!(again, BTreeSet::new(), "{name}: {header}");
                continue;
            }
            for cell in again {
                let is_small_number =
                    cell.split([',', '|']).all(|part| part.trim().parse::<f64>().is_ok()) && cell.len() <= 20;
                let is_qualtrics_own = ["tatus", "inished", "anguage", "istributionChannel", "Date"]
                    .iter()
                    .any(|word| header.contains(word));
                let is_shared = held[cell] >= 3 && held.len() <= 30;
                assert!(is_small_number || is_qualtrics_own || is_shared, "{name}: {header}: {cell:?}");
            }
        }
    }
    assert!(private > 100, "the samples have many private columns: {private}");
}

/// An export of forty responses of a company, with an oddity in each column.
fn odd() -> String {
    let rows: Vec<[String; 5]> = (0..40)
        .map(|at| {
            [
                ["Yes", "No"][at % 2].to_owned(),
                format!("Ms Original {at}\nsaid \"no\", twice"),
                format!("person{at}@firm.test"),
                ["free", "team"][at % 2].to_owned(),
                format!("C-{:05}", at * 37),
            ]
        })
        .collect();
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    labels(&["QID1", "QID2_TEXT", "recipientEmail", "plan", "customer_id"], &rows)
}

#[test]
fn headers_stay_choices_stay_and_people_do_not() {
    let place = Place::new();
    let original = odd();
    place.file("real.csv", &original);
    let made = place.run(&["fixture", "real.csv", "--rows", "12"]).exits(0).stdout;
    let header: String = original.split_inclusive('\n').take(3).collect();
    assert!(made.starts_with(&header), "{made}");
    let columns = columns(&made, 3);
    let cells = |at: usize| columns[at].1.iter().map(String::as_str).collect::<BTreeSet<_>>();
    assert_eq!(cells(4), BTreeSet::from(["Yes", "No"]));
    assert_eq!(cells(7), BTreeSet::from(["free", "team"]));
    assert!(cells(5).iter().all(|text| text.contains('\n') && text.contains('"') && text.contains(", ")), "{made}");
    assert!(cells(6).iter().all(|text| text.ends_with("@example.com")), "{made}");
    assert!(cells(8).iter().all(|id| id.len() >= 7 && id[1..2] == *"-"), "{made}");
    for gone in ["Original", "firm.test", "person1"] {
        assert!(!made.contains(gone), "{gone}: {made}");
    }
    assert_eq!(cells(0).len(), 12, "every response has an id of its own");
}

#[test]
fn a_seed_always_makes_the_same_fixture_and_another_one_another() {
    let place = Place::new();
    place.file("real.csv", odd());
    let made = |seed: &str| place.run(&["fixture", "real.csv", "--seed", seed]).exits(0).stdout;
    assert_eq!(made("5"), made("5"));
    assert_ne!(made("5"), made("6"));
}

#[test]
fn marks_line_ends_quotes_blank_rows_and_encodings_stay() {
    let place = Place::new();
    let crlf = format!("\u{feff}{}", odd().replace("\"\n\"R_3\"", "\"\n,,,,,,,,\n\"R_3\"").replace("\"\n", "\"\r\n"));
    place.file("real.csv", &crlf);
    let made = place.run(&["fixture", "real.csv", "--rows", "10"]).exits(0).stdout;
    assert!(made.starts_with("\u{feff}\""), "{made}");
    assert_eq!(made.matches("\r\n").count(), 3 + 10 + 1, "{made}");
    assert_eq!(made.matches("\r\n,,,,,,,,\r\n").count(), 1, "{made}");
    let wide: Vec<u8> = crlf.encode_utf16().flat_map(u16::to_le_bytes).collect();
    place.file("wide.csv", wide);
    place.run(&["fixture", "wide.csv", "--rows", "10", "-o", "made.csv"]).exits(0);
    let bytes = fs::read(place.path().join("made.csv")).expect("it was written");
    let units: Vec<u16> = bytes.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let again = String::from_utf16(&units).expect("UTF-16");
    assert_eq!(again, made, "the same fixture in the other encoding");
}

#[test]
fn json_values_and_labels_belong_together_and_what_stands_around_them_stays() {
    let place = Place::new();
    let response = |at: usize| {
        let (value, label) = [(1, "Bad"), (2, "Good")][at % 2];
        json!({"responseId": format!("R_real{at}"), "values": {"finished": 1, "QID1": value, "QID2_TEXT": format!("my word {at}"),
            "QID3": ["1", "2"]}, "labels": {"finished": "True", "QID1": label, "QID3": ["One", "Two"]}})
    };
    let all: Vec<Value> = (0..30).map(response).collect();
    for (name, text) in [
        ("list", json!(all).to_string()),
        ("responses", json!({ "responses": all }).to_string()),
        ("result", json!({ "result": all[0] }).to_string()),
        ("bare", all[0].to_string()),
    ] {
        place.file("real.json", &text);
        let made = place.run(&["fixture", "real.json", "--rows", "8"]).exits(0).stdout;
        let document: Value = serde_json::from_str(&made).expect("JSON");
        let responses = match name {
            "list" => document.as_array().expect("a list").clone(),
            "responses" => document["responses"].as_array().expect("a list").clone(),
            "result" => vec![document["result"].clone()],
            _ => vec![document],
        };
        assert_eq!(responses.len(), if matches!(name, "list" | "responses") { 8 } else { 1 }, "{name}");
        for response in responses {
            if name == "list" {
                let label = if response["values"]["QID1"] == 1 { "Bad" } else { "Good" };
                assert_eq!(response["labels"]["QID1"], label);
            }
            assert_eq!(response["values"]["finished"], 1, "{name}");
            assert_eq!(response["labels"]["finished"], "True", "{name}");
            assert_eq!(
                response["values"]["QID3"].as_array().map(Vec::len),
                response["labels"]["QID3"].as_array().map(Vec::len)
            );
        }
        assert!(!made.contains("my word") && !made.contains("R_real"), "{made}");
    }
}

#[test]
fn nothing_is_overwritten_by_mistake() {
    let place = Place::new();
    place.file("real.csv", recodes(&["QID1"], &[&["1"]]));
    place.file("there.csv", "kept");
    let said = place.run(&["fixture", "real.csv", "-o", "there.csv"]).exits(2);
    assert!(said.stderr.contains("there.csv"), "{}", said.stderr);
    assert_eq!(fs::read_to_string(place.path().join("there.csv")).expect("it is there"), "kept");
    place.run(&["fixture", "real.csv", "-o", "there.csv", "--force"]).exits(0);
    assert_ne!(fs::read_to_string(place.path().join("there.csv")).expect("it is there"), "kept");
    let said = place.run(&["fixture", "real.csv", "-o", "real.csv", "--force"]).exits(2);
    assert!(said.stderr.contains("the export itself"), "{}", said.stderr);
}

#[test]
fn what_has_no_header_or_no_responses_gives_no_fixture() {
    let place = Place::new();
    place.file(
        "cut.csv",
        "R_1abcdefghijklm,Ms Somebody,somebody@firm.test\nR_2abcdefghijklm,Mr Nobody,nobody@firm.test\n",
    );
    let said = place.run(&["fixture", "cut.csv"]).exits(1);
    assert_eq!(said.stdout, "");
    assert!(said.stderr.contains("holds an answer in cell 1"), "{}", said.stderr);
    assert!(!said.stderr.contains("firm.test"), "no answer is shown: {}", said.stderr);
    place.file("none.csv", recodes(&["QID1"], &[]));
    let said = place.run(&["fixture", "none.csv"]).exits(1);
    assert!(said.stderr.contains("holds no responses"), "{}", said.stderr);
}

#[test]
fn choices_of_the_survey_are_taken_over_from_a_single_response() {
    let place = Place::new();
    let schema = json!({ "properties": { "values": { "properties": {
        "QID1": { "type": "string", "exportTag": "Q1", "oneOf": [{ "const": "1", "label": "In the office" }] } } } } });
    place.file("schema.json", schema.to_string());
    place.file("real.csv", labels(&["QID1"], &[&["In the office"], &["At Bob's place"]]));
    let alone = place.run(&["fixture", "real.csv"]).exits(0).stdout;
    assert!(!alone.contains("In the office"), "one response is not many: {alone}");
    let known = place.run(&["fixture", "real.csv", "--survey", "schema.json"]).exits(0).stdout;
    assert!(known.contains("In the office") && !known.contains("Bob"), "{known}");
}

#[test]
fn a_fixture_of_the_company_survey_runs_under_its_mapping_as_the_survey_does() {
    let Some(company) = samples("company") else { return };
    let at = |name: &str| company.join(name).display().to_string();
    let (mapping, schema) = (at("mapping.yaml"), at("response_schema.json"));
    for export in
        ["ui_choice_text.csv", "ui_numeric_split.csv", "api_numeric_utc.csv", "responses.json", "responses.ndjson"]
    {
        let place = Place::new();
        let real = at(export);
        place.run(&["fixture", &real, "--rows", "60", "--survey", &schema, "-o", "made"]).exits(0);
        let arguments = ["send", "--dry-run", "--env", "dev", "--format", "json", "--mapping", &mapping];
        let found = place.run(&[&arguments[..], &["--survey", &schema, "made"]].concat()).exits(0).document();
        for kind in ["track", "identify"] {
            assert!(found["events"][kind].as_u64().expect("a count") > 10, "{export}: {}", found["events"]);
        }
        assert_eq!(found["events"]["rejected"], json!({}), "{export}");
        assert_eq!(found["responses"]["read"], 60, "{export}");
    }
}

#[test]
fn empty_tables_flat_responses_and_standard_input_are_taken_too() {
    let place = Place::new();
    let php = r#"{"responses":[{"responseId":"R_a1","values":[],"labels":null},{"responseId":"R_b2","values":{"plan":"x","finished":1}}]}"#;
    place.file("php.json", php);
    let made = place.run(&["fixture", "php.json", "--rows", "4"]).exits(0).stdout;
    let document: Value = serde_json::from_str(&made).expect("JSON");
    assert!(
        document["responses"].as_array().expect("a list").iter().all(|response| response["values"].is_object()),
        "{made}"
    );
    let flat = r#"{"responses":[{"ResponseID":"R_realreal1","SubjectID":"PY0001","Q1":"2"},{"ResponseID":"R_realreal2","SubjectID":"PY0002","Q1":"1"}]}"#;
    let said = place.run_with_input(&["fixture", "-", "--rows", "3"], flat.as_bytes()).exits(0);
    let document: Value = serde_json::from_str(&said.stdout).expect("JSON");
    for response in document["responses"].as_array().expect("a list") {
        let keys: Vec<&String> = response.as_object().expect("an object").keys().collect();
        assert_eq!(keys, ["ResponseID", "SubjectID", "Q1"]);
        assert!(response["Q1"].is_string());
    }
    assert!(!said.stdout.contains("PY000") && !said.stdout.contains("realreal"), "{}", said.stdout);
}
