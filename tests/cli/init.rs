//! `qseg mapping init`, and a dry run without a mapping file: what is inferred is sound, resolves on the very
//! export that it came from, and gives events that Segment takes.

use crate::support::{Place, csv, project, recodes, samples};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// Every export of the samples and examples.
fn exports() -> Vec<PathBuf> {
    let folders = [samples("exports"), samples("company"), samples("json"), Some(project().join("examples"))];
    let files = folders.into_iter().flatten().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let paths = files.map(|entry| entry.expect("an entry").path());
    let is_export = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let other = name.contains("schema") || name == "month2.json" || name == "events.ndjson";
        !other && [".csv", ".json", ".ndjson"].iter().any(|ending| name.ends_with(ending))
    };
    let mut paths: Vec<PathBuf> = paths.filter(is_export).collect();
    paths.sort();
    paths
}

/// Infers a mapping from the export, checks it, and rehearses with it.
fn rehearse(export: &Path, survey: &[&str]) -> (String, Value) {
    let name = export.display().to_string();
    let place = Place::new();
    place.run(&[&["mapping", "init", &name, "-o", "qseg.yaml"], survey].concat()).exits(0);
    place.run(&["mapping", "check"]).exits(0);
    let arguments = [&["--include", "all", "--format", "json", &name], survey].concat();
    let document = place.send(&arguments).exits(0).document();
    assert_eq!(document["events"]["rejected"], json!({}), "{name}");
    let read = document["responses"]["read"].as_u64().expect("a count");
    assert!(read > 0 && document["events"]["accepted"].as_u64() >= Some(read), "{name}: {document}");
    for finding in document["findings"].as_array().expect("findings") {
        assert_ne!(finding["code"], "seen_unanswered", "{name}: {finding}");
        assert_ne!(finding["code"], "field_never_present", "{name}: {finding}");
    }
    (fs::read_to_string(place.path().join("qseg.yaml")).expect("a mapping"), document)
}

#[test]
fn every_sample_gives_a_sound_mapping_whose_events_are_accepted() {
    let all = exports();
    assert!(all.len() >= 2);
    for export in all {
        rehearse(&export, &[]);
    }
}

#[test]
fn no_value_of_a_sample_that_is_personal_stands_in_its_mapping() {
    let (text, _) = rehearse(&project().join("examples/responses.json"), &[]);
    for value in ["Lindqvist", "@example.com", "192.0.2.", "Jättebra"] {
        assert!(!text.contains(value), "{value} in\n{text}");
    }
}

#[test]
fn every_export_of_the_company_identifies_the_same_people() {
    let Some(company) = samples("company") else { return };
    let schema = company.join("response_schema.json").display().to_string();
    for name in
        ["responses.json", "responses.ndjson", "ui_choice_text.csv", "ui_numeric_split.csv", "api_numeric_utc.csv"]
    {
        let (text, document) = rehearse(&company.join(name), &["--survey", &schema]);
        assert!(
            text.contains("survey: SV_company00000NPS") && text.contains("event: Customer NPS Completed"),
            "{text}"
        );
        assert!(text.contains("userId: ${e://Field/crm_id}\n") && text.contains("QID5: plan_q\n"), "{name}:\n{text}");
        assert!(text.contains("plan_q: ${q://QID5/SelectedChoicesRecode}\n"), "{name}: {text}");
        assert!(
            text.contains("channels: { value: \"${q://QID3/SelectedChoicesRecode}\", type: list }\n"),
            "{name}: {text}"
        );
        assert_eq!(document["identities"]["user_id"], 180, "{name}");
    }
}

#[test]
fn a_definition_alone_gives_a_sound_mapping() {
    let place = Place::new();
    let schema = project().join("examples/response_schema.json").display().to_string();
    let said = place.run(&["mapping", "init", &schema]).exits(0);
    place.file("qseg.yaml", &said.stdout);
    place.run(&["mapping", "check"]).exits(0);
    let export = project().join("examples/responses.csv").display().to_string();
    place.send(&["--survey", &schema, &export]).exits(0);
    let piped = place.run_with_input(&["mapping", "init", "-"], &fs::read(&schema).expect("the schema")).exits(0);
    assert!(piped.stdout.contains("survey: SV_eXampleOnboard0"), "{}", piped.stdout);
}

#[test]
fn a_file_is_never_replaced_unasked() {
    let place = Place::new();
    place.file("answers.csv", recodes(&["plan"], &[&["free"]]));
    place.file("mine.yaml", "mine");
    let said = place.run(&["mapping", "init", "answers.csv", "-o", "mine.yaml"]).exits(2);
    assert!(said.stderr.contains("mine.yaml is there already") && said.stderr.contains("--force"), "{}", said.stderr);
    assert_eq!(fs::read_to_string(place.path().join("mine.yaml")).expect("the file"), "mine");
    let said = place.run(&["mapping", "init", "answers.csv", "-o", "mine.yaml", "--force"]).exits(0);
    assert!(said.stdout.is_empty() && said.stderr.starts_with("Wrote mine.yaml: 1 task"), "{said:?}");
    assert!(said.stderr.contains("qseg send --dry-run --mapping mine.yaml answers.csv"), "{}", said.stderr);
    place.run(&["mapping", "check", "mine.yaml"]).exits(0);
    let said = place.run(&["mapping", "init", "answers.csv", "-o", "mine.json"]).exits(2);
    assert!(said.stderr.contains("name a YAML file"), "{}", said.stderr);
    place.run(&["mapping", "init", "answers.csv", "-o", "no/such/folder.yaml"]).exits(1);
}

#[test]
fn what_the_file_settles_about_dates_is_written_and_the_rest_is_asked() {
    let place = Place::new();
    let columns = ["_recordId", "status", "finished", "recordedDate"];
    let init = |columns: &[&str], date: &str| {
        place.file("answers.csv", csv(columns, &[&["R_1", "0", "1", date]]));
        place.run(&["mapping", "init", "answers.csv"]).exits(0).stdout
    };
    let zoned = ["_recordId", "status", "finished", "recordedDate@America/Denver"];
    assert!(init(&zoned, "2026-01-02 03:04:05").contains("\ntimezone: America/Denver\n"));
    assert!(init(&columns, "2026-01-02 03:04:05").contains("\n# timezone: America/Denver\n"));
    assert!(init(&columns, "4/21/25 12:11").contains("\ndateFormat: \"%m/%d/%y %H:%M\"\n"));
    assert!(init(&columns, "4/1/25 12:11").contains("\n# dateFormat: \"%m/%d/%y %H:%M\"   # month first\n"));
    let said = place.run(&["mapping", "init", "--timezone", "Europe/Dublin", "answers.csv"]).exits(0);
    assert!(said.stdout.contains("\ntimezone: Europe/Dublin\n"));
    let said = place.run(&["mapping", "init", "--timezone", "Europe/Dubln", "answers.csv"]).exits(2);
    assert!(said.stderr.contains("did you mean Europe/Dublin?"), "{}", said.stderr);
}

#[test]
fn a_dry_run_without_a_mapping_file_infers_one_and_says_how_to_keep_it() {
    let place = Place::new();
    place.file("answers.csv", recodes(&["QID1", "customer_id"], &[&["3", "c-1"], &["4", "c-2"]]));
    let said = place.send(&["--format", "json", "answers.csv"]).exits(0);
    assert_eq!(said.document()["mapping"], json!({ "file": null, "inferred": true }));
    assert_eq!(said.document()["identities"]["user_id"], 2);
    assert!(said.stderr.contains("Mapping inferred from answers.csv"), "{}", said.stderr);
    assert!(said.stderr.contains("qseg mapping init answers.csv -o qseg.yaml"), "{}", said.stderr);
    assert!(!place.path().join("qseg.yaml").exists(), "a dry run writes nothing");
    let inferred = place.send(&["--format", "ndjson", "answers.csv"]).exits(0);
    let input = fs::read(place.path().join("answers.csv")).expect("the export");
    let piped = place.run_with_input(&["send", "--dry-run", "--format", "ndjson", "-"], &input).exits(0);
    assert_eq!(inferred.stdout, piped.stdout);
    place.run(&["mapping", "init", "answers.csv", "-o", "qseg.yaml"]).exits(0);
    assert_eq!(place.send(&["--format", "ndjson", "answers.csv"]).exits(0).stdout, inferred.stdout);
}

#[test]
fn where_nobody_watches_inferring_must_be_asked_for() {
    let place = Place::new().with("CI", "true");
    place.file("answers.csv", recodes(&["plan"], &[&["free"]]));
    for (place, arguments) in [(&place, &["answers.csv"][..]), (&Place::new(), &["--no-input", "answers.csv"])] {
        place.file("answers.csv", recodes(&["plan"], &[&["free"]]));
        let said = place.send(arguments).exits(2);
        assert!(said.stderr.contains("--infer") && said.stderr.contains("--mapping FILE"), "{}", said.stderr);
        let said = place.send(&[arguments, &["--format", "json"]].concat()).exits(2);
        assert_eq!(said.document()["error"]["code"], "no_mapping");
        let said = place.send(&[arguments, &["--infer", "--format", "json"]].concat()).exits(0);
        assert_eq!(said.document()["mapping"]["inferred"], true);
    }
}
