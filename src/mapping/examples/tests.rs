//! What an example means: comparison, responses, coverage and what `--bless` writes, without files.

use super::bless::{Blessing, bless};
use super::coverage::{Account, Coverage};
use super::judge::{expects_nothing, judge};
use super::model::Given;
use super::run::{Around, Came, Made, Ran, of_fields};
use crate::mapping::model::Mapping;
use crate::mapping::read;
use crate::qualtrics::survey::Survey;
use proptest::prelude::*;

const TASKS: &str = "version: 1
senders: [qseg]
tasks:
  done:
    type: track
    event: Survey Completed
    userId: ${m://ExternalDataReference}
    randomAnonymousId: true
    properties:
      score: { value: \"${q://QID1/SelectedChoicesRecode}\", type: integer, missing: [\"-99\"] }
      plan: { value: \"${e://Field/plan}\", map: { f: free, p: paid } }
      goals: { value: \"${q://QID4/ChoiceGroup/SelectedChoices}\", type: list }
      exact: { value: \"${e://Field/exact}\", type: number }
  traits:
    type: identify
    userId: ${m://ExternalDataReference}
    when: { all: [{ value: \"${m://ExternalDataReference}\", empty: false }, { value: \"${e://Field/plan}\", in: [p] }] }
    traits: { plan: \"${e://Field/plan}\" }
";

fn with(examples: &str) -> String {
    format!("{TASKS}examples:\n{examples}")
}

#[track_caller]
fn read_all(text: &str) -> Mapping {
    let (mapping, findings) = read("m.yaml", text);
    mapping.unwrap_or_else(|| panic!("{findings:?}\n{text}"))
}

fn around() -> Around {
    Around { hash_key: None, now: "2026-05-04T03:02:01Z".parse().expect("a moment"), reveal: true }
}

#[track_caller]
fn made(mapping: &Mapping, at: usize, coverage: &mut Coverage) -> Vec<Made> {
    let example = &mapping.examples[at];
    let Given::Fields(fields) = &example.given else { panic!("fields") };
    match of_fields(mapping, example, fields, None, &around(), coverage).expect("runs") {
        Ran::Made(made, _) => made,
        other => panic!("{other:?}"),
    }
}

/// What differs in the first example: task, path, what was expected, what came, remark.
#[track_caller]
fn differences(example: &str) -> Vec<String> {
    let mapping = read_all(&with(example));
    let made = made(&mapping, 0, &mut Coverage::default());
    judge(&mapping, &mapping.examples[0], &made)
        .into_iter()
        .map(|judged| {
            let difference = judged.difference;
            let (line, column) = mapping.source.position(judged.made_at.start);
            let remark = difference.remark.map(|remark| format!(" ({remark})")).unwrap_or_default();
            let came = difference.came.as_deref().unwrap_or("nothing").to_owned();
            format!("{}:{} {} / {came}{remark} @{line}:{column}", judged.task, difference.path, difference.expected)
        })
        .collect()
}

/// What differs where these properties are expected of a response with score 10, plan p and two goals.
#[track_caller]
fn of_properties(expected: &str) -> Vec<String> {
    let response = "QID1: 10, \"${e://Field/plan}\": p, exact: 12345678901234567890.10, \
                    \"${q://QID4/ChoiceGroup/SelectedChoices}\": [Notes, Wiki]";
    differences(&format!("  e: {{ response: {{ {response} }}, expect: {{ done: {{ properties: {expected} }} }} }}\n"))
}

#[test]
fn a_comparison_is_partial_deep_and_typed() {
    for expected in [
        "{}",
        "{ score: 10 }",
        "{ score: 1e1 }",
        "{ plan: paid, goals: [Notes, Wiki] }",
        "{ exact: 12345678901234567890.1 }",
        "{ goals: [{ $any: string }, { $matches: ^W }] }",
        "{ goals: { $any: list }, score: { $any: integer }, plan: { $present: true }, other: { $absent: true } }",
        "{ exact: { $any: number } }",
        "{ $present: true }",
    ] {
        assert_eq!(of_properties(expected), [""; 0], "{expected}");
    }
    for (expected, said) in [
        ("{ score: \"10\" }", "done:properties.score \"10\" / 10 (a number, not a text) @10:23"),
        ("{ score: 11 }", "done:properties.score 11 / 10 @10:23"),
        ("{ plan: 1 }", "done:properties.plan 1 / \"paid\" (a text, not a number) @11:22"),
        ("{ plan: true }", "done:properties.plan true / \"paid\" (a text, not a boolean) @11:22"),
        ("{ goals: [Wiki, Wiki] }", "done:properties.goals[0] \"Wiki\" / \"Notes\" @12:23"),
        ("{ goals: [Notes] }", "done:properties.goals [\"Notes\"] / [\"Notes\",\"Wiki\"] (2 elements, not 1) @12:23"),
        ("{ goals: Notes }", "done:properties.goals \"Notes\" / [\"Notes\",\"Wiki\"] (a list, not a text) @12:23"),
        ("{ other: x }", "done:properties.other \"x\" / nothing @4:3"),
        (
            "{ exact: 12345678901234567890.2 }",
            "done:properties.exact 12345678901234567890.2 / 12345678901234567890.10 @13:23",
        ),
        ("{ exact: { $any: integer } }", "done:properties.exact any integer / 12345678901234567890.10 @13:23"),
        ("{ plan: { $absent: true } }", "done:properties.plan no value / \"paid\" @11:22"),
        ("{ plan: { $any: uuid } }", "done:properties.plan any uuid / \"paid\" @11:22"),
        ("{ plan: { $any: datetime } }", "done:properties.plan any datetime / \"paid\" @11:22"),
        ("{ score: { $matches: 1 } }", "done:properties.score a text that matches 1 / 10 @10:23"),
        ("{ plan: { deep: x } }", "done:properties.plan { deep: \"x\" } / \"paid\" (a text, not an object) @11:22"),
    ] {
        assert_eq!(of_properties(expected), [said], "{expected}");
    }
    assert_eq!(of_properties("{ score: 1, plan: x }").len(), 2, "everything that differs is told");
}

#[test]
fn a_task_gives_an_event_none_or_one_that_is_rejected_and_which_is_expected_is_compared() {
    for (given, expected, said) in [
        ("QID1: 3", "{ done: any, traits: none }", ""),
        ("QID1: 3", "{ done: none }", "done: no event / an event @4:3"),
        ("QID1: 3", "{ traits: any }", "traits: an event / no event: the condition of the task is not met @17:11"),
        ("finished: 0", "{ done: none }", ""),
        ("finished: 0", "{ done: any }", "done: an event / no event: the response is left out: partial @4:3"),
        ("status: 17", "{ done: none, traits: none }", ""),
        ("QID1: x", "{ done: { rejected: value_not_coercible } }", ""),
        (
            "QID1: 3",
            "{ done: { rejected: value_not_coercible } }",
            "done: an event rejected as value_not_coercible / an event @4:3",
        ),
        (
            "QID1: x",
            "{ done: { properties: { score: 3 } } }",
            "done: an event / an event rejected as value_not_coercible: \"x\" is no integer @4:3",
        ),
        ("QID4: 2", "{ done: { rejected: label_not_in_response } }", ""),
        ("QID4: { value: 2, label: Wiki }", "{ done: { properties: { goals: [Wiki] } } }", ""),
        ("\"${m://ExternalDataReference}\": u", "{ done: { userId: u, anonymousId: { $absent: true } } }", ""),
        (
            "QID1: 3",
            "{ done: { userId: { $absent: true }, anonymousId: { $any: uuid }, messageId: { $any: uuid } } }",
            "",
        ),
        ("recordedDate: 2026-03-02T01:00:00Z", "{ done: { timestamp: \"2026-03-02T01:00:00.000Z\" } }", ""),
        ("recordedDate:", "{ done: { timestamp: { $absent: true } } }", ""),
        ("_recordId: R_1, QID1: -99", "{ done: { type: track, properties: { score: { $absent: true } } } }", ""),
    ] {
        let found = differences(&format!("  e: {{ response: {{ {given} }}, expect: {expected} }}\n"));
        assert_eq!(found.join("; "), said, "{given} {expected}");
    }
}

#[test]
fn the_moment_of_an_example_is_its_own() {
    let tasks = TASKS
        .replace("userId: ${m://ExternalDataReference}\n    random", "userId: ${date://CurrentDate/Y-m-d}\n    random");
    let text = format!(
        "{tasks}examples:\n  e: {{ response: {{}}, now: 2024-02-29T12:00:00Z, expect: {{ done: {{ userId: \"2024-02-29\" }} }} }}\n"
    );
    let mapping = read_all(&text);
    let made = made(&mapping, 0, &mut Coverage::default());
    assert_eq!(judge(&mapping, &mapping.examples[0], &made), []);
}

#[test]
fn a_contact_can_be_given_where_a_contact_starts_the_task() {
    let text = "version: 1
senders: [qseg]
tasks:
  person:
    type: identify
    trigger: contact
    userId: ${m://ExternalDataReference}
    traits: { email: \"${m://Email}\", plan: \"${e://Field/plan}\" }
examples:
  by pipes:
    response: { \"${m://ExternalDataReference}\": u, \"${m://Email}\": a@example.org, \"${e://Field/plan}\": pro }
    expect: { person: { userId: u, traits: { email: a@example.org, plan: pro } } }
  by keys:
    response: { extRef: u, email: a@example.org, plan: pro, lastModified: 2026-02-03T04:05:06Z }
    expect: { person: { userId: u, traits: { plan: pro }, timestamp: \"2026-02-03T04:05:06.000Z\" } }
  unsubscribed:
    response: { extRef: u, unsubscribed: true }
    expect: { person: none }
";
    let mapping = read_all(text);
    for (at, example) in mapping.examples.iter().enumerate() {
        let made = made(&mapping, at, &mut Coverage::default());
        assert_eq!(judge(&mapping, example, &made), [], "{}", example.name.value);
    }
}

/// Line, column and code of everything that is wrong with an example.
fn wrong(example: &str) -> Vec<String> {
    let (mapping, mut findings) = read("m.yaml", &with(example));
    if let Some(mapping) = mapping {
        crate::mapping::check(&mapping, &mut findings);
    }
    let groups = findings.groups().iter();
    groups
        .map(|group| {
            let (line, column) = group.first.anchor.as_ref().expect("anchored").position();
            format!("{}:{column} {}", line - 19, group.first.code.name)
        })
        .collect()
}

#[test]
fn what_is_wrong_with_an_example_is_told_at_its_place() {
    assert_eq!(with("").lines().count(), 19);
    for (example, said) in [
        ("{ response: {}, expect: { done: any } }", &[][..]),
        ("{ response: {} }", &[]),
        ("{ response: {}, expect: }", &[]),
        ("{}", &["1:3 example_input"]),
        ("{ response: {}, export: a.csv, responseId: R_1 }", &["1:3 example_input"]),
        ("{ export: a.csv }", &["1:3 example_input"]),
        ("{ response: {}, expect: { dnoe: any } }", &["1:32 example_unknown_task"]),
        ("{ response: {}, expect: { done: maybe } }", &["1:38 wrong_shape"]),
        ("{ response: {}, expect: { done: { propertys: {} } } }", &["1:40 unknown_key"]),
        ("{ response: {}, expect: { done: { userId: } } }", &["1:40 empty_value"]),
        ("{ response: {}, expect: { done: { userId: { $any: uid } } } }", &["1:56 bad_matcher"]),
        ("{ response: {}, expect: { done: { userId: { $anny: uuid } } } }", &["1:50 bad_matcher"]),
        ("{ response: {}, expect: { done: { userId: { $absent: false } } } }", &["1:59 bad_matcher"]),
        ("{ response: {}, expect: { done: { userId: { $matches: \"(\" } } } }", &["1:60 bad_expression"]),
        ("{ response: {}, expect: { done: { properties: { $browser: x } } } }", &[]),
        ("{ response: {}, expect: { done: { rejected: not_coercible } } }", &["1:50 unknown_word"]),
        ("{ response: {}, expect: { done: { rejected: no_user_anon_id, userId: u } } }", &["1:67 bad_matcher"]),
        ("{ response: { \"${e://Field/a} b\": x } }", &["1:20 example_field"]),
        ("{ response: { \"${QID1}\": x } }", &["1:20 bad_pipe"]),
        ("{ response: { QID1: { value: 1 } } }", &["1:26 wrong_shape"]),
        ("{ response: { QID1: { vaule: 1, label: x } } }", &["1:28 unknown_key"]),
        ("{ response: {}, now: today }", &["1:27 bad_moment"]),
        ("{ fields: {} }", &["1:8 unknown_key", "1:3 example_input"]),
    ] {
        let mut found = wrong(&format!("  e: {example}\n"));
        let mut said: Vec<String> = said.iter().map(|&said| said.to_owned()).collect();
        found.sort();
        said.sort();
        assert_eq!(found, said, "{example}");
    }
}

#[test]
fn a_field_that_no_response_can_hold_or_that_stands_twice_is_told_when_it_is_run() {
    for (given, code) in [
        ("QID1: 1, \"${q://QID1/SelectedChoicesRecode}\": 2", "example_field"),
        ("\"${q://QID1/SelectedChoicesCount}\": 2", "example_field"),
        ("plan: { value: 1, label: x }", "example_field"),
        ("\"${m://Emial}\": x", "field_not_in_export"),
    ] {
        let mapping = read_all(&with(&format!("  e: {{ response: {{ {given} }} }}\n")));
        let Given::Fields(fields) = &mapping.examples[0].given else { panic!("fields") };
        let ran = of_fields(&mapping, &mapping.examples[0], fields, None, &around(), &mut Coverage::default());
        let Ok(Ran::Unfit(findings)) = ran else { panic!("{given}") };
        assert_eq!(findings.groups()[0].first.code.name, code, "{given}");
    }
}

#[test]
fn a_field_that_no_task_reads_is_known_and_what_is_filled_in_is_not_told() {
    let given = "plna: p, QID9: { value: 1, label: x }, QID1: { value: 1, label: One }, QID4: { value: 2, label: b }, \
                 finished: 1, empty:, \"${q://QID1/ChoiceGroup/SelectedChoices}\": One, ResponseId: R_1";
    let given = given.replace("QID1: { value: 1, label: One }", "QID1: 1");
    let mapping = read_all(&with(&format!("  e: {{ response: {{ {given} }} }}\n")));
    let Given::Fields(fields) = &mapping.examples[0].given else { panic!("fields") };
    let ran = of_fields(&mapping, &mapping.examples[0], fields, None, &around(), &mut Coverage::default());
    let Ok(Ran::Made(_, unread)) = ran else { panic!("{ran:?}") };
    assert_eq!(unread, ["plna", "QID9", "${q://QID1/ChoiceGroup/SelectedChoices}"]);
}

fn accounted(examples: &str, survey: Option<&Survey>) -> Account {
    let mapping = read_all(&with(examples));
    let mut coverage = Coverage::default();
    for at in 0..mapping.examples.len() {
        made(&mapping, at, &mut coverage);
    }
    coverage.account(&mapping, survey)
}

#[test]
fn coverage_tells_rows_choices_and_sides_of_conditions_that_no_example_reaches() {
    let survey = Survey::parse(
        r#"{"properties":{"values":{"properties":{
            "QID1":{"exportTag":"q1","oneOf":[{"label":"Low","const":1},{"label":"High","const":10}]},
            "QID4":{"exportTag":"q4","type":"array","items":{"oneOf":[{"label":"Notes","const":"1"},{"label":"Wiki","const":"2"}]}}}}}}"#,
    )
    .expect("a survey");
    let share =
        |account: &Account| [account.rows, account.choices, account.conditions].map(|share| (share.reached, share.all));
    let one = "  e: { response: { QID1: 10, plan: p, \"${q://QID4/ChoiceGroup/SelectedChoices}\": [Wiki] }, \
               expect: { done: any } }\n";
    let account = accounted(one, Some(&survey));
    assert_eq!(share(&account), [(3, 7), (3, 6), (0, 4)]);
    let said: Vec<String> = account
        .gaps
        .groups()
        .iter()
        .map(|group| {
            let line = group.first.anchor.as_ref().expect("anchored").position().0;
            format!("{line} {}", group.first.message)
        })
        .collect();
    assert_eq!(
        said,
        [
            "7 no example gives `userId` of `done` a value",
            "10 no example chooses these of QID1: 1 (Low)",
            "11 no example comes to these entries of the `map`: f",
            "12 no example chooses these of QID4: 1 (Notes)",
            "13 no example gives `exact` of `done` a value",
            "16 no example gives `userId` of `traits` a value",
            "17 no example comes to this test",
            "17 no example comes to this test",
            "18 no example gives `plan` of `traits` a value",
        ]
    );
    let more = format!(
        "{one}  f: {{ response: {{ QID1: 1, plan: f, exact: 1, \"${{m://ExternalDataReference}}\": u, \
         \"${{q://QID4/ChoiceGroup/SelectedChoices}}\": [Notes] }}, expect: {{ done: any, traits: none }} }}\n  \
         g: {{ response: {{ plan: p, \"${{m://ExternalDataReference}}\": u }}, expect: {{ traits: any }} }}\n  \
         h: {{ response: {{}}, expect: {{ traits: none }} }}\n"
    );
    let account = accounted(&more, Some(&survey));
    assert_eq!(share(&account), [(7, 7), (6, 6), (4, 4)]);
    assert!(account.gaps.is_empty(), "{:?}", account.gaps);
    assert_eq!(share(&accounted(&more, None)), [(7, 7), (2, 2), (4, 4)], "without a survey the maps are left");
}

/// The file after a blessing, checked to be as expected; the rest of it must be what it was.
#[track_caller]
fn blessed(text: &str, hides_personal: bool) -> String {
    let mapping = read_all(text);
    let made: Vec<Vec<Made>> =
        (0..mapping.examples.len()).map(|at| made(&mapping, at, &mut Coverage::default())).collect();
    let blessings: Vec<Blessing<'_>> =
        mapping.examples.iter().zip(&made).map(|(example, made)| Blessing { example, made, hides_personal }).collect();
    let blessed =
        bless(&mapping, "m.yaml", text, &blessings).unwrap_or_else(|error| panic!("{}\n{text}", error.message));
    let new = blessed.map_or(text.to_owned(), |blessed| blessed.text);
    let again = read_all(&new);
    for (example, made) in again.examples.iter().zip(&made) {
        assert_eq!((judge(&again, example, made), expects_nothing(example)), (vec![], None), "{new}");
    }
    new
}

#[test]
fn a_blessing_changes_what_an_expectation_names_and_nothing_else() {
    for (before, after) in [
        // What is as expected stays as it is written.
        ("  e: { response: { QID1: 1 }, expect: { done: { properties: { score: { $any: number } } } } }\n", None),
        (
            "  e:\n    response: { QID1: 3 } # three\n    expect:\n      done: # the event\n        properties:\n          score: 4 # was four\n          plan: x\n\n# the end\n",
            Some(
                "  e:\n    response: { QID1: 3 } # three\n    expect:\n      done: # the event\n        properties:\n          score: 3 # was four\n          plan: { $absent: true }\n\n# the end\n",
            ),
        ),
        (
            "  e:\n    response: { plan: p }\n    expect:\n      done:\n        properties:\n          plan: |\n            x\n            y\n          goals:\n            - a\n",
            Some(
                "  e:\n    response: { plan: p }\n    expect:\n      done:\n        properties:\n          plan: paid\n          goals: { $absent: true }\n",
            ),
        ),
        (
            "  e:\n    response: { QID1: 3 } # three\n  # another\n  f: { response: { plan: p }, expect: { traits: } }\n",
            Some(
                "  e:\n    response: { QID1: 3 } # three\n    expect:\n      done:\n        event: \"Survey Completed\"\n        anonymousId: { $any: uuid }\n        timestamp: \"2026-01-01T00:00:00.000Z\"\n        properties:\n          score: 3\n      traits: none\n  # another\n  f: { response: { plan: p }, expect: { traits: none } }\n",
            ),
        ),
        (
            "  e:\n    response: { plan: p }\n    expect: # say it\n      done: {} # all of it\n      traits: any # one\n",
            Some(
                "  e:\n    response: { plan: p }\n    expect: # say it\n      done: # all of it\n        event: \"Survey Completed\"\n        anonymousId: { $any: uuid }\n        timestamp: \"2026-01-01T00:00:00.000Z\"\n        properties:\n          plan: paid\n      traits: none # one\n",
            ),
        ),
        (
            "  e:\n    response: { QID1: x }\n    expect:\n      done: # held\n        properties:\n          score: 4\n",
            Some(
                "  e:\n    response: { QID1: x }\n    expect:\n      done: # held\n        { rejected: value_not_coercible }\n",
            ),
        ),
        (
            "  e: { response: { plan: \"a\\\"b: #1\" }, expect: { done: { properties: { plan: paid } } } }\n",
            Some(
                "  e: { response: { plan: \"a\\\"b: #1\" }, expect: { done: { properties: { plan: \"a\\\"b: #1\" } } } }\n",
            ),
        ),
    ] {
        for newline in ["\n", "\r\n"] {
            let text = with(before).replace('\n', newline);
            let wanted = with(after.unwrap_or(before)).replace('\n', newline);
            assert_eq!(blessed(&text, false), wanted);
        }
    }
}

#[test]
fn a_blessing_of_json_writes_json() {
    let text = r#"{"version": 1, "senders": ["qseg"],
 "tasks": {"t": {"type": "track", "event": "A", "userId": "${m://ExternalDataReference}", "properties": {"plan": "${e://Field/plan}"}}},
 "examples": {"e": {"response": {"plan": "p", "ExternalDataReference": "u"}, "expect": {"t": {"properties": {"plan": "x", "no": 1}}}},
  "f": {"response": {"ExternalDataReference": "u"}}}}"#;
    let (mapping, findings) = read("m.json", text);
    let mapping = mapping.unwrap_or_else(|| panic!("{findings:?}"));
    let made: Vec<Vec<Made>> = (0..2).map(|at| made(&mapping, at, &mut Coverage::default())).collect();
    let blessings: Vec<Blessing<'_>> = mapping
        .examples
        .iter()
        .zip(&made)
        .map(|(example, made)| Blessing { example, made, hides_personal: false })
        .collect();
    let blessed = bless(&mapping, "m.json", text, &blessings).expect("blesses").expect("changes");
    let document: serde_json::Value = serde_json::from_str(&blessed.text).expect("JSON");
    assert_eq!(
        document["examples"]["e"]["expect"],
        serde_json::json!({ "t": { "properties": { "plan": "p", "no": { "$absent": true } } } })
    );
    assert_eq!(
        document["examples"]["f"]["expect"]["t"],
        serde_json::json!({ "event": "A", "userId": "u", "timestamp": "2026-01-01T00:00:00.000Z", "properties": {} })
    );
}

#[test]
fn a_blessing_keeps_personal_values_of_an_export_out_of_the_file() {
    let tasks =
        TASKS.replace("plan: { value: \"${e://Field/plan}\", map: { f: free, p: paid } }", "plan: ${m://Email}");
    let text = format!(
        "{tasks}examples:\n  e: {{ response: {{ \"${{m://Email}}\": ada@example.org }}, expect: {{ done: {{ properties: {{ plan: x }} }} }} }}\n  \
         f:\n    response: {{ \"${{m://Email}}\": ada@example.org }}\n    expect:\n      done:\n"
    );
    let new = blessed(&text, true);
    assert_eq!(new.matches("ada@example.org").count(), 2, "{new}");
    assert!(
        new.contains("properties: { plan: { $present: true } }")
            && new.contains("          plan: { $present: true }\n"),
        "{new}"
    );
    assert_eq!(blessed(&text, false).matches("ada@example.org").count(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever text comes out of a response can be blessed in lines and between brackets, and is then expected.
    #[test]
    fn whatever_comes_can_be_blessed(text in "\\PC{1,12}|[ \\t\"'\\\\#:{}\\[\\],&*!|>%@`~\u{80}\u{2028}-]{1,8}") {
        let written = serde_json::Value::from(text.as_str()).to_string();
        let mapping = with(&format!(
            "  e:\n    response: {{ plan: {written} }}\n    expect:\n      done:\n  \
             f: {{ response: {{ plan: {written} }}, expect: {{ done: {{ properties: {{ plan: 1 }} }} }} }}\n"
        ));
        // What YAML itself refuses is no example.
        if read("m.yaml", &mapping).0.is_some_and(|mapping| matches!(&mapping.examples[0].given, Given::Fields(fields) if !fields.is_empty())) {
            let new = blessed(&mapping, false);
            prop_assert!(read_all(&new).examples.len() == 2);
        }
    }
}

#[test]
fn an_event_that_came_is_kept_with_the_text_of_its_numbers() {
    let mapping = read_all(&with("  e: { response: { exact: \"1.10\" }, expect: { done: any } }\n"));
    let made = made(&mapping, 0, &mut Coverage::default());
    let Came::Event(event) = &made[0].came else { panic!("an event") };
    let (_, properties) = crate::mapping::pin::child(event, "properties").expect("properties");
    assert_eq!(super::compare::json(properties), r#"{"exact":1.10}"#);
}
