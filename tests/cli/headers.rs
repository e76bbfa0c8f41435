//! Header rows that somebody edited: each is told by what it holds, wherever it stands, and is never a response.

use crate::support::{Place, mapping};
use serde_json::{Value, json};

const NAMES: &str = "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,ExternalReference,Q1,Q2";
const TEXTS: &str =
    "Start Date,End Date,Response Type,Finished,Recorded Date,Response ID,External Data Reference,How was it?,Why?";
const GERMAN: &str =
    "Anfangsdatum,Enddatum,Antworttyp,Fertig,Aufzeichnungsdatum,Antwort-ID,Externe Datenreferenz,Wie war es?,Warum?";
const IDS: &str = concat!(
    "\"{\"\"ImportId\"\":\"\"startDate\"\",\"\"timeZone\"\":\"\"America/New_York\"\"}\",",
    "\"{\"\"ImportId\"\":\"\"endDate\"\",\"\"timeZone\"\":\"\"America/New_York\"\"}\",",
    "\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",",
    "\"{\"\"ImportId\"\":\"\"recordedDate\"\",\"\"timeZone\"\":\"\"America/New_York\"\"}\",",
    "\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"externalDataReference\"\"}\",",
    "\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"QID2_TEXT\"\"}\"",
);

fn response(number: u32, writing: [&str; 3]) -> String {
    let [status, finished, score] = writing;
    format!(
        "2026-03-0{number} 09:00:00,2026-03-0{number} 09:04:00,{status},{finished},2026-03-0{number} 09:04:01,R_{number},cust-{number},{score},why {number}"
    )
}

const RECODES: [&str; 3] = ["0", "1", "4"];
const LABELS: [&str; 3] = ["IP Address", "True", "Good"];

fn export(rows: &[&str]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

/// A place with a mapping of ImportIds, and one of names; every event is about the external reference.
fn place() -> Place {
    let place = Place::new();
    let by_reference =
        |rows: &[&str]| mapping(rows).replace("${rm://Field/ResponseID}", "${m://ExternalDataReference}");
    place.file(
        "qseg.yaml",
        by_reference(&["q1: \"${q://QID1/SelectedChoicesRecode}\"", "q2: \"${q://QID2/ChoiceTextEntryValue}\""]),
    );
    place.file("names.yaml", by_reference(&["q1: \"${column://Q1}\"", "q2: \"${column://Q2}\""]));
    place
}

/// The events of a file, and the codes of what was said; personal text is allowed by nobody and only read here.
#[track_caller]
fn read(place: &Place, arguments: &[&str], text: impl AsRef<[u8]>) -> (Vec<Value>, Vec<String>) {
    place.file("in.csv", text);
    let codes = place.send(&[&["--format", "json"], arguments, &["in.csv"]].concat()).exits(0).codes();
    (place.send(&[&["--format", "ndjson"], arguments, &["in.csv"]].concat()).exits(0).events(), codes)
}

#[test]
fn a_header_is_read_by_what_its_rows_hold_and_a_row_that_is_missing_is_named() {
    let place = place();
    let [one, two] = [response(1, RECODES), response(2, RECODES)];
    let (wanted, codes) = read(&place, &[], export(&[NAMES, TEXTS, IDS, &one, &two]));
    assert_eq!((wanted.len(), codes.len()), (2, 0), "{codes:?}");
    assert_eq!(wanted[0]["userId"], "cust-1");
    assert_eq!(wanted[0]["timestamp"], "2026-03-01T14:04:01.000Z");
    assert_eq!(wanted[0]["properties"], json!({ "q1": "4", "q2": "why 1" }));
    let doubled = IDS.replace("\"\"", "\"\"\"\"");
    let python = IDS.replace("\"\"", "'").replace("':'", "': '").replace("','", "', '");
    let indexed = |rows: &[&str]| -> String {
        rows.iter()
            .enumerate()
            .map(|(at, row)| format!("{},{row}\n", if at == 0 { "Unnamed: 0".into() } else { at.to_string() }))
            .collect()
    };
    let missing = ["header_row_missing"];
    let in_data = ["header_row_in_data"];
    for (name, text, said) in [
        ("texts in German", export(&[NAMES, GERMAN, IDS, &one, &two]), &[][..]),
        ("texts before names", export(&[TEXTS, NAMES, IDS, &one, &two]), &[]),
        ("ImportIds first", export(&[IDS, NAMES, TEXTS, &one, &two]), &[]),
        ("blank lines first", format!("\n\r\n{}", export(&[NAMES, TEXTS, IDS, &one, &two])), &[]),
        ("blank cells first", format!(",,,,,,,,\n{}", export(&[NAMES, TEXTS, IDS, &one, &two])), &[]),
        ("sep=,", format!("sep=,\r\n{}", export(&[NAMES, TEXTS, IDS, &one, &two])), &[]),
        ("quotes doubled in the cells", export(&[NAMES, TEXTS, &doubled, &one, &two]), &[]),
        ("the writing of 2016", export(&[NAMES, TEXTS, &python, &one, &two]), &[]),
        ("an index", indexed(&[NAMES, TEXTS, IDS, &one, &two]), &[]),
        ("texts deleted", export(&[NAMES, IDS, &one, &two]), &missing),
        ("names deleted", export(&[TEXTS, IDS, &one, &two]), &missing),
        ("names and texts deleted", export(&[IDS, &one, &two]), &missing),
        ("two files in one", export(&[NAMES, TEXTS, IDS, &one, NAMES, TEXTS, IDS, &two]), &in_data),
        ("two files in one, in German", export(&[NAMES, GERMAN, IDS, &one, NAMES, GERMAN, IDS, &two]), &in_data),
        ("sorted", export(&[NAMES, &one, &two, TEXTS, IDS]), &["header_row_missing", "header_row_in_data"]),
        ("sorted the other way", export(&[NAMES, IDS, TEXTS, &one, &two]), &[]),
    ] {
        for include in [&[][..], &["--include", "all"], &["--include", "unknown"]] {
            let (found, mut codes) = read(&place, include, &text);
            codes.retain(|code| code != "partial_as_completed");
            assert_eq!(found, wanted, "{name} {include:?}");
            assert_eq!(codes, said, "{name} {include:?}");
        }
    }
    let tabs = export(&[NAMES, TEXTS, &IDS.replace(",\"\"", "\u{1}"), &one, NAMES, TEXTS, &two]);
    let (found, codes) = read(&place, &[], tabs.replace(',', "\t").replace('\u{1}', ",\"\""));
    assert_eq!((found, codes), (wanted, in_data.map(str::to_owned).to_vec()), "with tabs");
}

#[test]
fn without_importids_names_are_read_and_it_is_said_how_to_get_the_questions_back() {
    let place = place();
    place.file(
        "survey.json",
        json!({ "$id": "http://qualtrics.com/API/v3/surveys/SV_1/response-schema", "title": "x", "properties": { "values": { "properties": {
            "QID1": { "type": "number", "exportTag": "Q1", "oneOf": [{ "const": 4, "label": "Good" }] },
            "QID2_TEXT": { "type": "string", "exportTag": "Q2" } } } } }).to_string(),
    );
    for (name, writing, score) in [("recodes", RECODES, "4"), ("labels", LABELS, "Good")] {
        let [one, two] = [response(1, writing), response(2, writing)];
        for texts in [&[TEXTS][..], &[GERMAN], &[]] {
            let rows: Vec<&str> = [&[NAMES], texts, &[one.as_str(), two.as_str()]].concat();
            let arguments = ["--mapping", "names.yaml", "--timezone", "America/New_York"];
            for include in [&[][..], &["--include", "all"]] {
                let (found, codes) = read(&place, &[&arguments, include].concat(), export(&rows));
                assert_eq!(found.len(), 2, "{name} {texts:?} {include:?}: {found:?}");
                assert_eq!(found[1]["userId"], "cust-2");
                assert_eq!(found[1]["properties"], json!({ "q1": score, "q2": "why 2" }));
                assert!(codes.contains(&"header_row_missing".to_owned()), "{codes:?}");
            }
            let said = place.send(&["--timezone", "America/New_York", "in.csv"]).exits(3);
            assert!(said.stderr.contains("the row of ImportIds"), "{}", said.stderr);
            assert!(said.stderr.contains("--survey"), "{}", said.stderr);
            // The way out, followed to the letter.
            let arguments = ["--survey", "survey.json", "--timezone", "America/New_York"];
            let (found, _) = read(&place, &arguments, export(&rows));
            assert_eq!(found[0]["properties"], json!({ "q1": "4", "q2": "why 1" }), "{name} {texts:?}");
        }
    }
}

#[test]
fn an_export_that_was_opened_alone_counts_the_same_in_inspect_init_and_send() {
    let place = place();
    let [one, two] = [response(1, RECODES), response(2, RECODES)];
    place.file("in.csv", export(&[NAMES, TEXTS, IDS, &one, NAMES, TEXTS, IDS, &two]));
    let inspected = place.run(&["inspect", "in.csv", "--format", "json"]).exits(0).document()["inputs"][0].clone();
    assert_eq!((&inspected["responses"], &inspected["would_count"]), (&json!(2), &json!(2)), "{inspected}");
    assert!(inspected["advice"].to_string().contains("among the responses"), "{inspected}");
    let init = place.run(&["mapping", "init", "in.csv"]).exits(0);
    assert!(init.stdout.contains("(csv, 2 responses)"), "{}", init.stdout);
    let said = place.send(&["in.csv"]).exits(0);
    assert!(said.stderr.contains("3 times, first in in.csv:5"), "{}", said.stderr);
}

#[test]
fn the_first_row_of_a_legacy_export_without_its_texts_is_no_text_row() {
    let place = place();
    place.file(
        "names.yaml",
        mapping(&["q: \"${column://Q1}\""]).replace("${rm://Field/ResponseID}", "${m://ExternalDataReference}"),
    );
    let names = "V1,V2,V3,V4,V5,V6,V7,V8,V9,V10,Q1";
    let texts = "ResponseID,ResponseSet,Name,ExternalDataReference,EmailAddress,IPAddress,Status,StartDate,EndDate,Finished,Why?";
    let row =
        |number: u32| format!("R_{number},x,,cust-{number},,,0,2016-05-27 15:51:00,2016-05-27 15:52:00,1,why {number}");
    let arguments = ["--mapping", "names.yaml", "--timezone", "UTC"];
    let (whole, _) = read(&place, &arguments, export(&[names, texts, &row(1), &row(2)]));
    let (found, codes) = read(&place, &arguments, export(&[names, &row(1), &row(2)]));
    assert_eq!((whole.len(), &whole), (2, &found));
    assert!(codes.contains(&"header_row_missing".to_owned()), "{codes:?}");
}

#[test]
fn an_answer_that_reads_like_a_title_makes_no_header_of_a_response() {
    let place = place();
    let texts = ["StartDate", "Start Date", "Q2", "Why?", "{\"\"ImportId\"\":\"\"QID1\"\"}", "Response ID"];
    let rows: Vec<String> = (1..)
        .zip(texts)
        .map(|(number, text)| response(number, RECODES).replace(&format!("why {number}"), &format!("\"{text}\"")))
        .collect();
    let all: Vec<&str> = [NAMES, TEXTS, IDS].into_iter().chain(rows.iter().map(String::as_str)).collect();
    let (found, codes) = read(&place, &[], export(&all));
    assert_eq!((found.len(), codes.len()), (texts.len(), 0), "{codes:?}");
}

#[test]
fn embedded_data_named_like_metadata_is_told_by_its_case_and_keeps_its_spaces() {
    let place = Place::new();
    let columns = ["_recordId", "status", "finished", "recordedDate@UTC", "Status", "Finished", "plan ", "StartDate"];
    let row = ["R_1", "0", "1", "2026-01-02 03:04:05", "gold", "no", "free", "soon"];
    place.file("in.csv", crate::support::csv(&columns, &[&row]));
    let rows = [
        "status: \"${rm://Field/Status}\"",
        "own: \"${e://Field/Status}\"",
        "done: \"${e://Field/Finished}\"",
        "plan: \"${e://Field/plan }\"",
        "start: \"${e://Field/StartDate}\"",
    ];
    place.file("qseg.yaml", mapping(&rows));
    let events = place.send(&["--format", "ndjson", "in.csv"]).exits(0).events();
    assert_eq!(
        events[0]["properties"],
        json!({ "status": "0", "own": "gold", "done": "no", "plan": "free", "start": "soon" })
    );
    let inspected = place.run(&["inspect", "--format", "json", "in.csv"]).exits(0).document()["inputs"][0].clone();
    assert_eq!((&inspected["would_count"], &inspected["status"]), (&json!(1), &json!({ "0": 1 })), "{inspected}");
}

#[test]
fn files_put_together_whose_columns_differ_stop_the_run_before_a_cell_is_misread() {
    let place = place();
    let [one, two] = [response(1, RECODES), response(2, RECODES)];
    let swapped_names = NAMES.replace("Q1,Q2", "Q2,Q1");
    let swapped_ids = IDS.replace("QID1\"", "QID7\"");
    for second in [[&swapped_names, TEXTS, IDS], [NAMES, TEXTS, &swapped_ids]] {
        place.file("in.csv", export(&[&[NAMES, TEXTS, IDS, &one][..], &second, &[&two]].concat()));
        let said = place.send(&["--format", "ndjson", "in.csv"]).exits(1);
        assert_eq!(said.events().len(), 1, "{}", said.stderr);
        assert!(
            said.stderr.contains("header of other columns") && said.stderr.contains("each as an input"),
            "{}",
            said.stderr
        );
    }
}

#[test]
fn one_title_in_its_own_column_is_enough_to_know_a_header_row() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["q: \"${column://Q1}\""]));
    place.file("in.csv", "ResponseId,Q1\nResponse ID,How was it?\nR_1,good\n");
    place.file("who.csv", "ExternalReference,Q1\nExternal Data Reference,How was it?\ncust-1,good\n");
    place.file(
        "who.yaml",
        mapping(&["q: \"${column://Q1}\""]).replace("${rm://Field/ResponseID}", "${m://ExternalDataReference}"),
    );
    for (file, map) in [("in.csv", "qseg.yaml"), ("who.csv", "who.yaml")] {
        let said = place.send(&["--format", "json", "--mapping", map, "--include", "all", file]);
        let document = said.document();
        assert_eq!(document["responses"]["read"], 1, "{file}: {document}");
        assert!(said.codes().contains(&"header_row_in_data".to_owned()), "{file}: {document}");
    }
}
