//! Genuine public exports: every one of them reads to what an independent CSV reader finds in it.

use crate::support::{Place, expected};
use qseg::qualtrics::csv::{Dialect, fields, find_record};
use qseg::qualtrics::header::Header;
use qseg::qualtrics::window::Window;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// Every record of a file, header rows among them.
fn records(path: &Path) -> Vec<Vec<String>> {
    let mut window = Window::new(Box::new(fs::File::open(path).expect("opens")));
    window.reach(4095).expect("reads");
    if window.bytes().starts_with(b"\xef\xbb\xbf") {
        window.release(3);
    }
    let (dialect, _) = Dialect::sniff(window.bytes());
    let mut rows = Vec::new();
    while let Some(extent) = find_record(&mut window, 0, dialect, 16 << 20).expect("scans") {
        let text = std::str::from_utf8(&window.bytes()[..extent.content]).expect("UTF-8");
        rows.push(fields(text, dialect.delimiter));
        window.release(extent.whole);
    }
    rows
}

#[test]
fn every_sample_reads_to_the_cells_that_an_independent_reader_finds() {
    let Some(all) = expected() else { return };
    for (path, expected) in all {
        let name = path.display();
        let rows = records(&path);
        let header = Header::read(&rows[..3.min(rows.len())]);
        assert_eq!(header.generation.name(), expected["generation"], "{name}");
        let header_rows = header.header_rows;
        assert_eq!(header_rows, expected["header_rows"], "{name}");
        assert_eq!(header.columns.len(), expected["columns"], "{name}");
        let data = &rows[header_rows..];
        assert_eq!(data.len(), expected["data_rows"], "{name}");
        let filled: Vec<_> = data.iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
        assert_eq!(data.len() - filled.len(), expected["blank_rows"], "{name}");
        let cells: Vec<String> = filled.iter().map(|row| row.join("\u{1f}")).collect();
        let digest = Sha256::digest(cells.join("\u{1e}"));
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, expected["cells_sha256"], "{name}");
    }
}

#[test]
fn the_response_id_is_found_in_every_sample_that_has_one() {
    let Some(all) = expected() else { return };
    for (path, expected) in all {
        let name = path.display();
        let rows = records(&path);
        let header = Header::read(&rows[..3.min(rows.len())]);
        let column = header.columns.iter().find(|column| column.import_id.as_deref() == Some("_recordId"));
        let Some(column) = column else {
            assert_eq!(expected["response_id_column"], Value::Null, "{name}");
            continue;
        };
        let wanted = expected["response_id_column"].as_str().expect("a name");
        assert!(column.name == wanted || column.label == wanted, "{name}: {column:?}");
        let ids: Vec<&str> = rows[header.header_rows..].iter().map(|row| row[column.index].as_str()).collect();
        assert_eq!(ids.first().copied(), expected["first_response_id"].as_str(), "{name}");
        assert_eq!(ids.last().copied(), expected["last_response_id"].as_str(), "{name}");
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), expected["unique_response_ids"], "{name}");
    }
}

#[test]
fn a_dry_run_reads_every_response_of_every_sample() {
    let Some(all) = expected() else { return };
    for (path, expected) in all {
        let name = path.display().to_string();
        let place = Place::new();
        // Progress came in 2017, the older generations have Finished.
        let pipes = match expected["generation"].as_str() {
            Some("current-3-row") => "{ progress: \"${rm://Field/Progress}\", seconds: \"${rm://Field/Duration}\" }",
            _ => "{ finished: \"${rm://Field/Finished}\", started: \"${rm://Field/StartDate}\" }",
        };
        place.file(
            "qseg.yaml",
            format!(
                "version: 1\nsenders: [task, qseg]\ntasks:\n  seen: {{ type: track, event: Seen, randomAnonymousId: true, properties: {pipes} }}\n"
            ),
        );
        let said = place.send(&["--format", "json", "--include", "all", &name]).exits(0);
        let document = said.document();
        let filled =
            expected["data_rows"].as_u64().expect("a count") - expected["blank_rows"].as_u64().expect("a count");
        assert_eq!(document["responses"]["read"], filled, "{name}");
        assert_eq!(document["responses"]["blank"], expected["blank_rows"], "{name}");
        assert_eq!(document["events"]["accepted"], filled, "{name}");
        assert_eq!(document["identities"]["generated"], filled, "{name}");
        assert_eq!(document["inputs"][0]["format"], "csv", "{name}");
    }
}
