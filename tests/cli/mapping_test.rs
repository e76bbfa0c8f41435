//! `qseg mapping test`: examples in the mapping and beside it, what differs, every format, coverage and `--bless`.

use crate::support::{Place, project, recodes, samples};
use serde_json::{Value, json};
use std::fs;

const MAPPING: &str = "version: 1
senders: [qseg]
tasks:
  answered:
    type: track
    event: Answered
    userId: ${m://ExternalDataReference}
    anonymousId: ${e://Field/session}
    properties:
      plan: ${e://Field/plan}
      reason: ${q://QID3/ChoiceTextEntryValue}
      score: { value: \"${q://QID1/SelectedChoicesRecode}\", type: integer }
";

/// A mapping with these examples, each a line.
fn with(examples: &[&str]) -> String {
    let examples: Vec<String> = examples.iter().map(|example| format!("  {example}\n")).collect();
    format!("{MAPPING}examples:\n{}", examples.concat())
}

const GOOD: &str = "good: { response: { ExternalDataReference: u, QID1: 5 }, \
                    expect: { answered: { userId: u, properties: { score: 5 } } } }";
const TYPED: &str =
    "typed: { response: { session: s, QID1: 5 }, expect: { answered: { properties: { score: \"5\" } } } }";
const DUMB: &str = "dumb: { response: { session: s } }";

fn place(examples: &[&str]) -> Place {
    let place = Place::new();
    place.file("qseg.yaml", with(examples));
    place
}

#[test]
fn what_differs_is_shown_with_the_lines_of_the_expectation_and_of_the_row() {
    let said = place(&[GOOD, TYPED, DUMB]).run(&["mapping", "test"]).exits(3);
    assert_eq!(
        said.stdout,
        "passed  good\n\
         failed  typed (qseg.yaml:15:3)\n  answered: properties.score\n    - \"5\"\n    + 5 (a number, not a text)\n    \
         expected at qseg.yaml:15:90, made at qseg.yaml:12:23\n\
         failed  dumb (qseg.yaml:16:3)\n  it expects nothing: say it under `expect`, or let --bless write what comes out\n"
    );
    assert_eq!(
        said.stderr,
        "qseg.yaml: 3 examples, 1 as expected, 2 not as expected\n\
         hint: if what came is right, write it into the examples: qseg mapping test --bless\n"
    );
    let said = place(&[GOOD]).run(&["mapping", "test"]).exits(0);
    assert_eq!(
        (said.stdout.as_str(), said.stderr.as_str()),
        ("passed  good\n", "qseg.yaml: 1 example, 1 as expected\n")
    );
}

#[test]
fn a_misspelt_field_is_named_where_something_differs() {
    let example = "e: { response: { session: s, plna: pro }, expect: { answered: { properties: { plan: pro } } } }";
    let place = place(&[example, "f: { response: { session: s, plna: pro }, expect: { answered: any } }"]);
    let said = place.run(&["mapping", "test"]).exits(3);
    assert_eq!(said.stdout.matches("  read by none of its tasks: plna\n").count(), 1, "{}", said.stdout);
    let document = place.run(&["mapping", "test", "--format", "json"]).exits(3).document();
    assert_eq!(document["files"][0]["examples"][1]["unread"], json!(["plna"]));
}

#[test]
fn an_export_of_labels_and_recodes_mixed_is_refused_as_send_refuses_it() {
    let place = place(&["e: { export: mixed.csv, responseId: R_2, expect: { answered: any } }"]);
    let text = recodes(
        &["externalDataReference", "session", "plan", "QID3_TEXT", "QID1"],
        &[&["u", "s", "p", "", "1"], &["u", "s", "p", "", "1"]],
    );
    let (before, last) = text.rsplit_once("\"R_2\",\"0\",\"1\"").expect("the last row");
    place.file("mixed.csv", format!("{before}\"R_2\",\"IP Address\",\"True\"{last}"));
    let said = place.run(&["mapping", "test"]).exits(3);
    assert!(said.stdout.contains("labels and recodes are mixed"), "{}", said.stdout);
    place.send(&["mixed.csv"]).exits(3);
}

#[test]
fn a_mapping_without_an_example_fails_and_so_does_each_of_several() {
    let place = place(&[GOOD]);
    place.file("a.qseg.yaml", MAPPING);
    for (files, code) in [(&["qseg.yaml"][..], 0), (&["a.qseg.yaml"], 3), (&["."], 3)] {
        let said = place.run(&[&["mapping", "test"], files].concat()).exits(code);
        assert_eq!(said.stdout.contains("error[no_examples]: a.qseg.yaml has no example"), code == 3, "{said:?}");
    }
    place.file("a.qseg.yaml", format!("{MAPPING}examples: {{}}\n"));
    place.run(&["mapping", "test", "a.qseg.yaml"]).exits(3);
    Place::new().run(&["mapping", "test"]).exits(2);
}

#[test]
fn examples_stand_beside_the_mapping_too_and_are_told_at_their_own_lines() {
    let place = Place::new();
    place.file("m/nps.qseg.yaml", MAPPING);
    place.file("m/nps.qseg.examples.yaml", format!("version: 1\nexamples:\n  {GOOD}\n"));
    place.file(
        "m/nps.qseg.examples.json",
        r#"{"version":1,"examples":{"other":{"response":{"session":"s"},"expect":{"answered":{"userId":"s"}}}}}"#,
    );
    let said = place.run(&["mapping", "test", "m"]).exits(3);
    assert!(
        said.stdout.starts_with("passed  good\nfailed  other (m/nps.qseg.examples.json:1:26)\n"),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout.contains("- \"s\"\n    + nothing\n    expected at m/nps.qseg.examples.json:1:"),
        "{}",
        said.stdout
    );
    place.file("m/nps.qseg.examples.json", r#"{"version":1}"#);
    let said = place.run(&["mapping", "test", "m"]).exits(3);
    assert!(
        said.stdout.contains("error[missing_key]: `examples` is missing\n --> m/nps.qseg.examples.json:1:1"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.ends_with("passed  good\n"), "what can be run is run: {}", said.stdout);
}

#[test]
fn errors_of_the_mapping_and_of_its_examples_are_those_of_check() {
    let place = place(&[GOOD, "bad: { response: {}, expect: { answerd: any } }"]);
    let [tested, checked] = ["test", "check"].map(|verb| place.run(&["mapping", verb]).exits(3).stdout);
    assert_eq!(tested, checked);
    assert!(tested.contains("error[example_unknown_task]") && tested.contains("did you mean `answered`?"), "{tested}");
    place.file(
        "answers.csv",
        recodes(&["externalDataReference", "session", "plan", "QID3_TEXT", "QID1"], &[&["u", "", "", "", "1"]]),
    );
    place.file("qseg.yaml", with(&[TYPED]));
    place.run(&["mapping", "check"]).exits(0);
    place.send(&["answers.csv"]).exits(0);
}

/// A place with an export of one response that says something personal.
fn with_export() -> Place {
    let place = place(&[]);
    place.file(
        "data/answers.csv",
        recodes(
            &["externalDataReference", "session", "plan", "QID3_TEXT", "QID1"],
            &[&["u-1", "s", "pro", "my cat is ill", "4"], &["u-2", "s", "free", "", "x"]],
        ),
    );
    place
}

#[test]
fn a_response_of_an_export_is_an_example_and_its_personal_values_are_masked_and_never_written() {
    let place = with_export();
    let example = "real: { export: data/answers.csv, responseId: R_1, \
                   expect: { answered: { userId: u-1, properties: { reason: x, score: 4, plan: free } } } }";
    let held =
        "held: { export: data/answers.csv, responseId: R_2, expect: { answered: { rejected: value_not_coercible } } }";
    place.file("qseg.yaml", with(&[example, held]));
    for format in ["text", "junit", "github"] {
        let said = place.run(&["mapping", "test", "--format", format]).exits(3);
        assert!(!said.stdout.contains("my cat") && said.stdout.contains("•••"), "{}", said.stdout);
        let said = place.run(&["mapping", "test", "--format", format, "--show-values"]).exits(3);
        assert!(said.stdout.contains("my cat is ill"), "{}", said.stdout);
    }
    let document = place.run(&["mapping", "test", "--format", "json"]).exits(3).document();
    let example = &document["files"][0]["examples"][0];
    assert_eq!(example["differences"][0]["came"], "\"my cat is ill\"", "a document is data");
    assert_eq!(document["files"][0]["examples"][1]["status"], "passed");
    place.run(&["mapping", "test", "--bless", "--show-values"]).exits(0);
    let text = fs::read_to_string(place.path().join("qseg.yaml")).expect("the mapping");
    assert!(text.contains("properties: { reason: { $present: true }, score: 4, plan: pro }"), "{text}");
}

#[test]
fn what_cannot_be_run_says_why_and_the_others_are_run() {
    let place = with_export();
    for (example, code, said) in [
        ("e: { export: none.csv, responseId: R_1, expect: { answered: any } }", 1, "cannot open none.csv"),
        (
            "e: { export: data/answers.csv, responseId: R_9, expect: { answered: any } }",
            1,
            "R_9 is not in data/answers.csv",
        ),
        (
            "e: { response: {}, surveyFile: none.json, expect: { answered: any } }",
            1,
            "cannot read the survey definition none.json",
        ),
        ("e: { response: { \"${m://Emial}\": x }, expect: { answered: any } }", 3, "field_not_in_export"),
    ] {
        place.file("qseg.yaml", with(&[example, GOOD]));
        let shown = place.run(&["mapping", "test"]).exits(code);
        assert!(shown.stdout.starts_with("not run e (qseg.yaml:14:3)\n"), "{}", shown.stdout);
        assert!(shown.stdout.contains(said) && shown.stdout.contains("passed  good\n"), "{}", shown.stdout);
        let document = place.run(&["mapping", "test", "--format", "json"]).exits(code).document();
        assert_eq!((&document["not_run"], &document["passed"]), (&json!(1), &json!(1)));
        assert!(
            place
                .run(&["mapping", "test", "--format", "junit"])
                .exits(code)
                .stdout
                .contains("<error type=\"example_not_run\"")
        );
    }
}

#[test]
fn one_document_has_every_example_and_what_differs() {
    let document =
        place(&[GOOD, TYPED]).run(&["mapping", "test", "--coverage", "--format", "json"]).exits(3).document();
    assert_eq!((&document["schema"], &document["examples"]), (&json!("qseg.test/1"), &json!(2)));
    assert_eq!((&document["passed"], &document["failed"], &document["not_run"]), (&json!(1), &json!(1), &json!(0)));
    let file = &document["files"][0];
    assert_eq!(
        file["examples"][1]["differences"],
        json!([{
            "code": "example_differs", "task": "answered", "path": "properties.score", "expected": "\"5\"", "came": "5",
            "remark": "a number, not a text", "line": 15, "column": 90,
            "mapping": { "file": "qseg.yaml", "line": 12, "column": 23 },
        }])
    );
    assert_eq!(file["coverage"]["rows"], json!({ "all": 5, "reached": 3 }));
    let rows: Vec<&Value> =
        file["coverage"]["findings"].as_array().expect("gaps").iter().map(|gap| &gap["mapping"]["line"]).collect();
    assert_eq!(rows, [10, 11]);
    let document = Place::new().run(&["mapping", "test", "--format", "json"]).exits(2).document();
    assert_eq!(document["error"]["code"], "no_mapping");
}

#[test]
fn annotations_stand_at_the_line_of_what_was_expected() {
    let said = place(&[GOOD, TYPED, DUMB]).run(&["mapping", "test", "--coverage", "--format", "github"]).exits(3);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(
        &lines[2..],
        [
            "::error file=qseg.yaml,line=15,col=90,title=example_differs::typed: answered properties.score: expected \"5\", \
             came 5 (a number, not a text); made at qseg.yaml:12:23",
            "::error file=qseg.yaml,line=16,col=3,title=example_expects_nothing::dumb: it does not say what it expects of any task",
        ]
    );
    assert!(lines[..2].iter().all(|line| line.starts_with("::warning file=qseg.yaml,line=1") && line.contains("title=row_not_covered::")), "{lines:?}");
}

#[test]
fn coverage_changes_the_exit_code_only_where_it_is_denied() {
    let place = place(&[GOOD]);
    let said = place.run(&["mapping", "test", "--coverage"]).exits(0);
    assert!(
        said.stdout.contains(
            "coverage of qseg.yaml: 2 of 5 rows, 0 of 0 choices (those of questions: with --survey), 0 of 0 sides"
        ),
        "{}",
        said.stdout
    );
    assert_eq!(said.stdout.matches("warning[row_not_covered]").count(), 3);
    for (denied, code) in [("warnings", 3), ("row_not_covered", 3), ("choice_not_covered", 0)] {
        place.run(&["mapping", "test", "--coverage", "--deny", denied]).exits(code);
    }
    let allowed = "allow: [{ code: row_not_covered, reason: later, until: 2999-01-01 }]\ntasks:";
    place.file("qseg.yaml", with(&[GOOD]).replace("tasks:", allowed));
    place.run(&["mapping", "test", "--coverage", "--deny", "warnings"]).exits(0);
    place.run(&["mapping", "test", "--deny", "nothing"]).exits(2);
}

#[test]
fn junit_has_a_suite_for_each_mapping_and_a_case_for_each_example() {
    let place = place(&[GOOD, TYPED]);
    place.file("b.qseg.yaml", MAPPING);
    let said = place.run(&["mapping", "test", "--format", "junit", "--coverage", "."]).exits(3);
    let lines: Vec<&str> = said.stdout.lines().collect();
    assert_eq!(lines[0], "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    assert_eq!(lines[1], "<testsuites name=\"qseg mapping test\" tests=\"4\" failures=\"1\" errors=\"1\">");
    let (elements, counts) = outline(&said.stdout);
    assert_eq!(
        elements,
        "testsuites(testsuite(testcase(error))testsuite(testcase()testcase(failure)testcase()system-out))"
    );
    assert_eq!(counts, [("b.qseg.yaml".to_owned(), [1, 0, 1]), ("qseg.yaml".to_owned(), [3, 1, 0])]);
    assert!(lines.contains(&"    <testcase classname=\"qseg.yaml\" name=\"good\"/>"), "{lines:?}");
    let failure = "      <failure type=\"example_differs\" message=\"answered: properties.score\">  answered: properties.score&#10;    - &quot;5&quot;&#10;";
    assert!(lines.iter().any(|line| line.starts_with(failure)), "{lines:?}");
    let again = place.run(&["mapping", "test", "--format", "junit", "--coverage", "."]).exits(3);
    assert_eq!(said.stdout, again.stdout, "no times, no order of chance");
}

#[test]
fn whatever_an_example_is_called_the_junit_is_xml() {
    let place = Place::new();
    place.file("qseg.yaml", with(&[r#""<a & \"b\"> \e\u0007 ]]>": { response: { session: "\e<" }, expect: { answered: { anonymousId: "<&>" } } }"#]));
    let said = place.run(&["mapping", "test", "--format", "junit"]).exits(3);
    assert_eq!(outline(&said.stdout).0, "testsuites(testsuite(testcase(failure)))");
    let name = "name=\"&lt;a &amp; &quot;b&quot;&gt; \\u{1b}\\u{7} ]]&gt;\"";
    assert!(said.stdout.contains(name), "{}", said.stdout);
}

/// The elements of a document, and what each suite says of itself: its name, tests, failures and errors. It fails on
/// what the published schema (junit-10.xsd; `.ci/slow` holds the output to it) would refuse in names, required attributes and nesting.
fn outline(text: &str) -> (String, Vec<(String, [u64; 3])>) {
    let (mut elements, mut suites, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = text.split_once("?>\n").expect("a declaration").1;
    while let Some((before, tag)) = rest.split_once('<') {
        assert!(!before.contains('>'), "{before}");
        let (tag, after) = tag.split_once('>').expect("an end");
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            if !matches!(name, "failure" | "error" | "system-out") {
                elements.push(')');
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().expect("a name").to_owned();
        let attribute = |wanted: &str| {
            let (_, value) = tag.split_once(&format!(" {wanted}=\""))?;
            value.split_once('"').map(|(value, _)| value.to_owned())
        };
        elements.push_str(&name);
        let parent = open.last().map_or("", String::as_str);
        match name.as_str() {
            "testsuites" => assert_eq!(parent, ""),
            "testsuite" => {
                assert_eq!(parent, "testsuites");
                let count = |wanted| attribute(wanted).expect(wanted).parse().expect("a number");
                suites.push((attribute("name").expect("a name"), [count("tests"), count("failures"), count("errors")]));
            }
            "testcase" => assert!(parent == "testsuite" && attribute("name").is_some()),
            "failure" | "error" => {
                assert!(parent == "testcase" && attribute("type").is_some_and(|code| !code.is_empty()))
            }
            "system-out" => assert_eq!(parent, "testsuite"),
            other => panic!("{other}"),
        }
        if tag.ends_with('/') {
            elements.push_str("()");
        } else {
            if !matches!(name.as_str(), "failure" | "error" | "system-out") {
                elements.push('(');
            }
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty());
    (elements, suites)
}

#[test]
fn a_blessing_is_told_written_and_good_from_then_on() {
    let place = place(&[GOOD, TYPED, DUMB]);
    place.file(
        "qseg.examples.yaml",
        "version: 1\nexamples:\n  more: # why\n    response: { session: s }\n    expect: { answered: none } # no\n",
    );
    let before = with(&[GOOD, TYPED, DUMB]);
    let said = place.run(&["mapping", "test", "--bless"]).exits(0);
    assert_eq!(
        said.stdout,
        "passed  good\nblessed typed\nblessed dumb\nblessed more\n\
         wrote qseg.yaml:15 (typed), answered properties.score\n    - \"5\"\n    + 5\n\
         wrote qseg.yaml:16 (dumb), answered\n    + { event: Answered, anonymousId: s, timestamp: \"2026-01-01T00:00:00.000Z\", properties: {} }\n\
         wrote qseg.examples.yaml:5 (more), answered\n    - no event\n    + { event: Answered, anonymousId: s, timestamp: \"2026-01-01T00:00:00.000Z\", properties: {} }\n"
    );
    let read = |name: &str| fs::read_to_string(place.path().join(name)).expect("reads");
    let event = "{ event: Answered, anonymousId: s, timestamp: \"2026-01-01T00:00:00.000Z\", properties: {} }";
    let after = before
        .replace("score: \"5\"", "score: 5")
        .replace("session: s } }\n", &format!("session: s }}, expect: {{ answered: {event} }} }}\n"));
    assert_eq!(read("qseg.yaml"), after);
    assert_eq!(
        read("qseg.examples.yaml"),
        format!(
            "version: 1\nexamples:\n  more: # why\n    response: {{ session: s }}\n    expect: {{ answered: {event} }} # no\n"
        )
    );
    let said = place.run(&["mapping", "test", "--bless"]).exits(0);
    assert_eq!(said.stdout.matches("passed").count(), 4);
    assert_eq!(read("qseg.yaml"), after, "nothing to bless, nothing written");
    place.run_with_input(&["mapping", "test", "--bless", "-"], after.as_bytes()).exits(2);
    assert_eq!(
        place.run_with_input(&["mapping", "test", "-"], after.as_bytes()).exits(0).stdout.matches("passed").count(),
        3
    );
}

#[test]
fn an_example_that_cannot_be_run_is_not_blessed() {
    let place = with_export();
    let text = with(&["e: { export: data/answers.csv, responseId: R_9, expect: { answered: none } }"]);
    place.file("qseg.yaml", &text);
    place.run(&["mapping", "test", "--bless"]).exits(1);
    assert_eq!(fs::read_to_string(place.path().join("qseg.yaml")).expect("reads"), text);
}

#[test]
fn what_cannot_be_written_without_changing_more_is_an_error_and_the_file_stays() {
    let place = Place::new();
    let row = "      goals: { value: \"${q://QID4/ChoiceGroup/SelectedChoices}\", type: list }\n";
    let odd = "examples:\n  e:\n    response: { \"${q://QID4/ChoiceGroup/SelectedChoices}\": [a, b], session: s }\n    expect:\n      \
               answered:\n        properties:\n          goals:\n            - |\n              c\n            - b\n";
    let text = format!("{MAPPING}{row}{odd}");
    place.file("qseg.yaml", &text);
    let said = place.run(&["mapping", "test", "--bless"]).exits(1);
    assert!(said.stderr.contains("error: qseg.yaml is written in a way"), "{}", said.stderr);
    let document = place.run(&["mapping", "test", "--bless", "--format", "json"]).exits(1).document();
    assert_eq!(document["files"][0]["error"]["code"], "cannot_bless");
    assert_eq!((&document["failed"], &document["blessed"]), (&json!(1), &json!(0)));
    assert_eq!(fs::read_to_string(place.path().join("qseg.yaml")).expect("reads"), text);
}

#[cfg(unix)]
#[test]
fn a_file_that_somebody_changes_in_the_meantime_is_not_blessed() {
    let place = Place::new();
    place.file("qseg.yaml", with(&["e: { response: { session: s }, surveyFile: survey.json }"]));
    let pipe = place.path().join("survey.json");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    let mut command = place.command(&["mapping", "test", "--bless"]);
    let run = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().expect("runs");
    // Opens when the program reads the survey: by then it has read the mapping.
    let mut survey = fs::OpenOptions::new().write(true).open(&pipe).expect("a reader");
    let changed = with(&["e: { response: { session: t }, surveyFile: survey.json }"]);
    place.file("qseg.yaml", &changed);
    std::io::Write::write_all(&mut survey, br#"{"properties":{"values":{"properties":{"QID1":{},"QID3_TEXT":{}}}}}"#)
        .expect("writes");
    drop(survey);
    let output = run.wait_with_output().expect("ends");
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("qseg.yaml was changed while its examples ran"), "{stderr}");
    assert_eq!(fs::read_to_string(place.path().join("qseg.yaml")).expect("reads"), changed);
}

#[test]
fn what_send_makes_of_a_response_is_what_an_example_of_it_makes() {
    let place = Place::new();
    for name in ["qseg.yaml", "responses.json", "responses.csv", "response_schema.json"] {
        place.file(name, fs::read(project().join("examples").join(name)).expect("the example"));
    }
    let responses: Value =
        serde_json::from_slice(&fs::read(place.path().join("responses.json")).expect("reads")).expect("JSON");
    let mut examples = serde_json::Map::new();
    for response in responses["responses"].as_array().expect("responses") {
        let id = response["responseId"].as_str().expect("an id");
        let mut expect = json!({ "onboarding-completed": "none", "onboarding-traits": "none" });
        for mut event in
            place.send(&["--env", "dev", "--format", "ndjson", "--response", id, "responses.json"]).exits(0).events()
        {
            let task = if event["type"] == "track" { "onboarding-completed" } else { "onboarding-traits" };
            // These depend on the source, which an example does not choose.
            event["messageId"] = json!({ "$any": "uuid" });
            if event.get("userId").is_none() && event["anonymousId"].as_str().is_some_and(|id| id.len() == 36) {
                event["anonymousId"] = json!({ "$any": "uuid" });
            }
            expect[task] = event;
        }
        for export in ["responses.json", "responses.csv"] {
            let example =
                json!({ "export": export, "responseId": id, "surveyFile": "response_schema.json", "expect": expect });
            examples.insert(format!("{id} of {export}"), example);
        }
    }
    assert!(examples.len() > 20);
    let file = json!({ "version": 1, "examples": examples }).to_string();
    place.file("qseg.examples.json", file);
    let said = place.run(&["mapping", "test"]).exits(0);
    assert_eq!(said.stdout.matches("passed ").count(), examples.len() + 2, "{}", said.stdout);
}

#[test]
fn the_example_of_the_readme_is_tested_and_every_sample_response_can_be_one() {
    let example = project().join("examples/qseg.yaml").display().to_string();
    let said = Place::new().run(&["mapping", "test", "--coverage", &example]).exits(0);
    assert!(said.stderr.contains("as expected"), "{}", said.stderr);
    let Some(company) = samples("company") else { return };
    let text = fs::read_to_string(company.join("mapping.yaml")).expect("the company's mapping");
    let place = Place::new();
    place.file("qseg.yaml", format!("{text}\nexamples:\n  e:\n    response: {{}}\n"));
    let said = place.run(&["mapping", "test"]).exits(3);
    assert!(said.stdout.starts_with("failed  e (") || said.stdout.starts_with("not run e ("), "{}", said.stdout);
}
