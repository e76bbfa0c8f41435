//! `when`: which responses a task has events for.

use crate::support::{Place, Said, recodes};

const COLUMNS: [&str; 3] = ["plan", "country", "seats"];

/// `R_1` to `R_5`.
const ROWS: [&[&str]; 5] =
    [&["pro", "US", "5"], &["free", "US", "many"], &["pro", "DE", ""], &["", "DE", "20"], &["team", "", "x"]];

fn send(when: &str, format: &str) -> Said {
    let place = Place::new();
    place.file("answers.csv", recodes(&COLUMNS, &ROWS));
    let when = ["plan", "country", "seats"]
        .iter()
        .fold(when.to_owned(), |when, name| when.replace(&format!("<{name}>"), &format!("\"${{e://Field/{name}}}\"")));
    place.file(
        "qseg.yaml",
        format!(
            "version: 1\nsenders: [qseg]\nsources: {{ dev: {{ id: source-of-dev }} }}\ntasks:\n  answered:\n    \
             type: track\n    event: Answered\n    userId: ${{rm://Field/ResponseID}}\n    when: {when}\n"
        ),
    );
    place.send(&["--format", format, "answers.csv"])
}

/// The responses that a condition lets through, without `R_`; the others are counted.
#[track_caller]
fn chosen(when: &str) -> String {
    let events = send(when, "ndjson").exits(0).events();
    let document = send(when, "json").exits(0).document();
    let left_out = document["responses"]["skipped"]["condition"].as_u64().expect("a count");
    assert_eq!(left_out as usize + events.len(), ROWS.len(), "{document}");
    events.iter().map(|event| event["userId"].as_str().expect("an id").trim_start_matches("R_")).collect()
}

#[test]
fn all_any_and_not_are_put_together_as_they_read() {
    let (pro, german) = ("{ value: <plan>, equals: pro }", "{ value: <country>, in: [DE, AT] }");
    assert_eq!(chosen(&format!("{{ all: [{pro}, {german}] }}")), "3");
    assert_eq!(chosen(&format!("{{ any: [{pro}, {german}] }}")), "134");
    assert_eq!(chosen(&format!("{{ not: {pro} }}")), "245");
    assert_eq!(chosen(&format!("{{ not: {{ any: [{pro}, {german}] }} }}")), "25");
    assert_eq!(chosen(&format!("{{ all: [{{ not: {pro} }}, {{ not: {german} }}] }}")), "25");
    assert_eq!(chosen(&format!("{{ any: [{{ all: [{pro}, {german}] }}, {{ value: <plan>, empty: true }}] }}")), "34");
    assert_eq!(chosen("{ all: [{ value: <plan>, empty: false }, { value: <plan>, matches: '^..e' }] }"), "2");
    assert_eq!(chosen(&format!("{{ all: [{pro}] }}")), "13");
}

#[test]
fn a_block_of_conditions_reads_like_one_in_braces() {
    let block = "\n      any:\n        - all:\n            - value: <plan>\n              equals: pro\n            \
                 - not: { value: <country>, equals: US }\n        - value: <plan>\n          empty: true";
    assert_eq!(chosen(block), "34");
}

#[test]
fn a_value_that_decides_and_cannot_be_made_holds_its_event_back() {
    let seats = "{ value: { value: <seats>, type: integer }, equals: 5 }";
    let said = send(&format!("{{ any: [{{ value: <plan>, equals: pro }}, {seats}] }}"), "json").exits(3);
    let document = said.document();
    assert_eq!(document["events"]["accepted"], 2, "{document}");
    assert_eq!(document["events"]["rejected"]["value_not_coercible"], 2, "R_2 and R_5: {document}");
    assert_eq!(document["responses"]["skipped"]["condition"], 1, "R_4: {document}");
    // The parts before it have decided already: `seats` is not asked where the plan says no.
    let said = send(&format!("{{ all: [{{ value: <plan>, equals: pro }}, {seats}] }}"), "json").exits(0);
    assert_eq!(said.document()["events"]["built"], 1);
    let said = send(&format!("{{ not: {{ any: [{seats}] }} }}"), "json").exits(3);
    assert_eq!(said.document()["events"]["rejected"]["value_not_coercible"], 2);
}

#[test]
fn every_pipe_of_a_condition_is_found_in_the_export_or_is_an_error() {
    let said =
        send("{ any: [{ value: <plan>, empty: true }, { not: { value: '${e://Field/paln}', empty: true } }] }", "json");
    assert_eq!(said.exits(3).codes(), ["field_not_in_export"]);
}

#[test]
fn what_is_wrong_with_conditions_is_said_in_one_run() {
    let place = Place::new();
    place.file(
        "qseg.yaml",
        "version: 1\ntasks:\n  t:\n    type: track\n    event: Done\n    userId: ${m://Email}\n    when:\n      all:\n        \
         - any: []\n        - { value: \"${m://Email}\" }\n        - { not: { equals: x } }\n      not: { value: y, empty: 1 }\n",
    );
    let said = place.run(&["mapping", "check", "--format", "short"]).exits(3);
    let places: Vec<&str> =
        said.stdout.lines().map(|line| line.split(": ").take(2).last().unwrap_or_default()).collect();
    assert_eq!(
        places,
        [
            "error[empty_value]",
            "error[condition_tests]",
            "error[missing_key]",
            "error[condition_tests]",
            "error[unknown_word]"
        ],
        "{}",
        said.stdout
    );
}

#[test]
fn conditions_that_exclude_each_other_are_pointed_out() {
    let place = Place::new();
    for (join, message) in [("all", "the condition is never met"), ("any", "the condition is always met")] {
        let (one, other) =
            if join == "all" { ("equals: pro", "equals: free") } else { ("empty: true", "empty: false") };
        place.file(
            "qseg.yaml",
            format!(
                "version: 1\ntasks:\n  t:\n    type: track\n    event: Done\n    userId: ${{m://ExternalDataReference}}\n    when:\n      {join}:\n        \
                 - {{ value: \"${{e://Field/plan}}\", {one} }}\n        - {{ value: \"${{e://Field/plan}}\", {other} }}\n"
            ),
        );
        let said = place.run(&["mapping", "check", "--format", "short"]).exits(0);
        assert_eq!(said.stdout, format!("qseg.yaml:10:11: warning[constant_condition]: {message}\n"));
    }
}
