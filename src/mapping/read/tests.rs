//! Reading: raw text, every error at its place, YAML and JSON alike.

use super::{read, read_examples};
use crate::core::diagnostic::Findings;
use crate::mapping::keys::{self, Place, Takes};
use crate::mapping::model::*;
use crate::segment::event::CallType;
use proptest::prelude::*;

fn listed(findings: &Findings) -> Vec<String> {
    findings
        .groups()
        .iter()
        .map(|group| {
            let finding = &group.first;
            assert!(!finding.message.ends_with('.'), "{finding:?}");
            assert!(finding.help.is_some() && finding.label.is_some(), "a way out: {finding:?}");
            let (line, column) = finding.anchor.as_ref().expect("anchored").position();
            format!("{line}:{column} {}", finding.code.name)
        })
        .collect()
}

fn wrong(text: &str) -> Vec<String> {
    let (mapping, findings) = read("m.yaml", text);
    assert!(mapping.is_none(), "{text}");
    listed(&findings)
}

fn good(text: &str) -> Mapping {
    let (mapping, findings) = read("m.yaml", text);
    mapping.unwrap_or_else(|| panic!("{findings:?}"))
}

/// A mapping with one task that has these lines; the first of them is line 6.
fn in_task(lines: &str) -> String {
    let indented: String = lines.lines().map(|line| format!("    {line}\n")).collect();
    format!("version: 1\ntasks:\n  t:\n    type: track\n    event: Done\n{indented}")
}

fn row(value: &str) -> ValueSpec {
    good(&in_task(&format!("properties:\n  p: {value}"))).tasks[0].rows[0].value.clone()
}

const FULL_YAML: &str = r#"
version: 1
survey: SV_1
sources:
  dev: { id: abc, slug: q_dev, region: eu }
liveSince: 2026-03-01T09:00:00Z
senders: [qseg]
include: [partial, imported]
timezone: America/Denver
dateFormat: "%m/%d/%y %H:%M"
expects: { QID1: Q1, QID5-TEXT: q5_reason }
personalData: { allow: [email], purpose: mails }
allow: [{ code: no_effect, reason: until the new form, until: 2026-12-31 }]
tasks:
  done:
    type: track
    event: Done
    userId: ${m://ExternalDataReference}
    anonymousId: ${e://Field/session id}
    randomAnonymousId: true
    revision: 2
    onChange: send
    timestamp: { value: "${e://Field/when}", format: "%Y-%m-%d" }
    context: { page: { url: "${e://Field/url}" }, ip: { value: "${rm://Field/IPAddress}", hash: sha256 } }
    integrations: { All: false, Amplitude: { session: 08, on: true, off: "true" } }
    when: { value: "${e://Field/plan}", in: [pro, 1.10] }
    properties:
      score: { value: "${q://QID1/SelectedChoicesRecode}", type: integer, missing: ["-99", 98], default: 0 }
      code: 08
      flag: no
      tags: { value: "${q://QID7/ChoiceGroup/SelectedChoices}", type: list, missing: none, empty: keep, map: { 1: one, yes: "" } }
  who:
    type: identify
    trigger: survey_response
    anonymousId: é ${e://Field/a} – ${e://Field/b}
    timestamp: none
    traits: {}
"#;

const FULL_JSON: &str = r#"{
  "version": 1, "survey": "SV_1",
  "sources": { "dev": { "id": "abc", "slug": "q_dev", "region": "eu" } },
  "liveSince": "2026-03-01T09:00:00Z", "senders": ["qseg"], "include": ["partial", "imported"],
  "timezone": "America/Denver", "dateFormat": "%m/%d/%y %H:%M",
  "expects": { "QID1": "Q1", "QID5-TEXT": "q5_reason" },
  "personalData": { "allow": ["email"], "purpose": "mails" },
  "allow": [{ "code": "no_effect", "reason": "until the new form", "until": "2026-12-31" }],
  "tasks": {
    "done": {
      "type": "track", "event": "Done", "userId": "${m://ExternalDataReference}", "anonymousId": "${e://Field/session id}",
      "randomAnonymousId": true, "revision": 2, "onChange": "send",
      "timestamp": { "value": "${e://Field/when}", "format": "%Y-%m-%d" },
      "context": { "page": { "url": "${e://Field/url}" }, "ip": { "value": "${rm://Field/IPAddress}", "hash": "sha256" } },
      "integrations": { "All": false, "Amplitude": { "session": "08", "on": true, "off": "true" } },
      "when": { "value": "${e://Field/plan}", "in": ["pro", 1.10] },
      "properties": {
        "score": { "value": "${q://QID1/SelectedChoicesRecode}", "type": "integer", "missing": ["-99", 98], "default": 0 },
        "code": "08", "flag": "no",
        "tags": { "value": "${q://QID7/ChoiceGroup/SelectedChoices}", "type": "list", "missing": "none", "empty": "keep",
          "map": { "1": "one", "yes": "" } }
      }
    },
    "who": {
      "type": "identify", "trigger": "survey_response", "anonymousId": "\u00e9 ${e://Field/a} – ${e://Field/b}",
      "timestamp": "none", "traits": {}
    }
  }
}"#;

/// The model without its places.
fn without_places(mapping: &Mapping) -> String {
    let places =
        regex::Regex::new(r"Span \{ start: \d+, end: \d+ \}|text_start: \d+|^Mapping \{ source: .*?, survey: ")
            .expect("valid");
    places.replace_all(&format!("{mapping:?}"), "_").into_owned()
}

#[test]
fn yaml_and_json_give_equal_mappings() {
    let (yaml, of_yaml) = read("m.yaml", FULL_YAML);
    let (json, of_json) = read("m.JSON", FULL_JSON);
    assert!(of_yaml.is_empty() && of_json.is_empty(), "{of_yaml:?} {of_json:?}");
    let (yaml, json) = (yaml.expect("reads"), json.expect("reads"));
    assert_eq!(without_places(&yaml), without_places(&json));
    assert!(without_places(&yaml).len() > 2_000, "the places are gone, not the mapping");
}

#[test]
fn every_part_of_the_file_reaches_the_model() {
    let mapping = good(FULL_YAML);
    assert_eq!(mapping.survey.as_ref().expect("a survey").value, "SV_1");
    assert_eq!(mapping.live_since, LiveSince::Since("2026-03-01T09:00:00Z".parse().expect("a moment")));
    assert_eq!(mapping.senders, Senders { task: false, qseg: true });
    assert_eq!(mapping.expects[1].0.value, "QID5_TEXT");
    assert_eq!(mapping.include.iter().map(|word| word.value.as_str()).collect::<Vec<_>>(), ["partial", "imported"]);
    assert_eq!(mapping.allow[0].end, "2027-01-01T00:00:00Z".parse().expect("a moment"));
    let source = &mapping.sources[0];
    assert_eq!(source.region.as_ref().expect("a region").value, "eu");
    let done = &mapping.tasks[0];
    assert_eq!((done.revision, done.on_change, done.random_anonymous_id), (2, OnChange::Send, true));
    assert_eq!(
        done.integrations.as_deref(),
        Some(r#"{"All":false,"Amplitude":{"session":"08","on":true,"off":"true"}}"#)
    );
    assert!(matches!(&done.timestamp, TimestampSpec::Value(value) if value.kind == ValueType::Datetime));
    assert!(matches!(when(done), ConditionKind::Value(_, Test::In(texts)) if *texts == ["pro", "1.10"]));
    assert!(matches!(&done.context[0].node, ContextNode::Object(inner) if inner[0].key.value == "url"));
    assert!(matches!(&done.context[1].node, ContextNode::Value(value) if value.hash == Some(HashKind::Sha256)));
    let [score, code, flag, tags] = done.rows.as_slice() else { panic!("four rows") };
    assert_eq!(score.value.missing, ["-99", "98"]);
    assert_eq!(score.value.default.as_deref(), Some("0"));
    assert_eq!((code.value.template.literal(), flag.value.template.literal()), (Some("08"), Some("no")));
    assert_eq!(tags.value.map, [("1".to_owned(), "one".to_owned()), ("yes".to_owned(), String::new())]);
    assert_eq!(tags.value.empty, EmptyPolicy::Keep);
    let who = &mapping.tasks[1];
    assert_eq!((who.call, &who.timestamp), (CallType::Identify, &TimestampSpec::Omitted));
    let names: Vec<_> = mapping.qseg_only.iter().map(|option| option.value).collect();
    assert_eq!(names.iter().filter(|name| **name == "type").count(), 2);
    assert!(names.contains(&"integrations") && !names.contains(&"when") && !names.contains(&"revision"));
}

#[test]
fn a_pipe_is_placed_where_it_stands_in_the_file() {
    let text = in_task("anonymousId: é ${e://Field/a} – ${e://Field/b}\nproperties: { p: \"x\\t${m://Email}\" }");
    let task = &good(&text).tasks[0];
    let id = task.anonymous_id.as_ref().expect("an id");
    let written: Vec<_> =
        id.template.pipes().map(|pipe| id.place_of(pipe.span)).map(|at| &text[at.start..at.end]).collect();
    assert_eq!(written, ["${e://Field/a}", "${e://Field/b}"]);
    let escaped = &task.rows[0].value;
    assert_eq!(escaped.place_of(escaped.template.pipes().next().expect("a pipe").span), escaped.span);
}

#[test]
fn all_errors_of_a_file_come_in_one_run() {
    let text = r#"version: 1
surveys: SV_1
sources:
  dev: { id: [a], region: mars }
senders: [tasks]
timezone: Denver
liveSince: tomorrow
tasks:
  a:
    type: tracks
    userId: ${QID1}
    userId: x
    properties:
      é: ${e://plan} and ${q://QID1/SelectedChoicesRecodes}
      b: { vaule: x, type: int, hash: md5 }
      c:
      d: [1, 2]
  b:
    event: &anchor Done
    randomAnonymousId: "true"
    revision: 0
    traits: { t: { value: "x", map: [a], format: dd.mm } }
    when: { value: "${e://Field/a}", equals: 1, empty: false }
"#;
    assert_eq!(
        wrong(text),
        [
            "2:1 unknown_key",
            "4:14 wrong_shape",
            "4:27 unknown_word",
            "5:11 unknown_word",
            "6:11 unknown_timezone",
            "7:12 bad_moment",
            "10:11 unknown_word",
            "11:13 bad_pipe",
            "12:5 duplicate_key",
            "14:10 bad_pipe",
            "14:26 bad_pipe",
            "15:12 unknown_key",
            "15:28 unknown_word",
            "15:39 unknown_word",
            "16:7 empty_value",
            "17:10 wrong_shape",
            "18:3 missing_key",
            "19:12 yaml_refused",
            "20:24 unknown_word",
            "21:15 bad_revision",
            "22:37 wrong_shape",
            "22:50 bad_date_pattern",
            "23:49 condition_tests",
        ]
    );
}

#[test]
fn an_unknown_key_suggests_the_near_one() {
    let (_, findings) = read("m.yaml", &in_task("propertys: {}"));
    assert_eq!(findings.groups()[0].first.help.as_deref(), Some("did you mean `properties`?"));
}

#[test]
fn another_version_is_the_only_finding() {
    for other in ["2", "1.0", "[]"] {
        assert_eq!(wrong(&format!("version: {other}\nnew: key\n")), ["1:10 unsupported_version"]);
    }
    let quoted = wrong("version: \"1\"\nnew: key\n");
    for also in ["1:10 unsupported_version", "2:1 unknown_key"] {
        assert!(quoted.contains(&also.to_owned()), "{also}: {quoted:?}");
    }
    assert_eq!(wrong("tasks: {}\n"), ["1:1 missing_key"]);
    assert_eq!(wrong("version:\ntasks: {}\n"), ["1:1 empty_value"]);
}

#[test]
fn an_empty_file_and_a_file_that_is_no_mapping_are_errors() {
    for empty in ["", "# nothing\n", "---\n", "\u{feff}"] {
        assert_eq!(wrong(empty), ["1:1 missing_key"], "{empty:?}");
    }
    assert_eq!(wrong("- a\n"), ["1:1 wrong_shape"]);
    assert_eq!(wrong("hello\n"), ["1:1 wrong_shape"]);
}

#[test]
fn nothing_as_a_value_is_an_error_and_an_empty_text_is_not() {
    for nothing in ["", "~", "null", "{ value: }", "{ value: ~ }"] {
        assert_eq!(
            wrong(&in_task(&format!("properties:\n  p: {nothing}")))[0].split(' ').nth(1),
            Some("empty_value"),
            "{nothing}"
        );
    }
    assert_eq!(row("\"\"").template.literal(), Some(""));
    assert_eq!(row("'null'").template.literal(), Some("null"));
    let (mapping, _) = read("m.json", r#"{"version": 1, "tasks": {"t": {"type": "track", "event": null}}}"#);
    assert!(mapping.is_none());
}

#[test]
fn a_condition_has_exactly_one_test() {
    for (when, code) in [
        ("{ value: \"${e://Field/a}\" }", "6:5 condition_tests"),
        ("{ value: \"${e://Field/a}\", in: [a], matches: b }", "6:47 condition_tests"),
        ("{ equals: a }", "6:5 missing_key"),
        ("{ value: \"${e://Field/a}\", matches: '(' }", "6:47 bad_expression"),
        ("{ value: \"${e://Field/a}\", empty: no }", "6:45 unknown_word"),
    ] {
        let found = wrong(&in_task(&format!("when: {when}")));
        assert_eq!(found[0], code, "{when}");
    }
    let task = &good(&in_task("when: { value: '${e://Field/a}', matches: '^\\d+$' }")).tasks[0];
    assert!(matches!(when(task), ConditionKind::Value(_, Test::Matches(expression)) if expression.is_match("12")));
}

fn when(task: &TaskSpec) -> &ConditionKind {
    &task.when.as_ref().expect("a condition").kind
}

#[test]
fn conditions_are_put_together_by_all_any_and_not() {
    let text = in_task(
        "when:\n  all:\n    - value: ${e://Field/a}\n      equals: x\n    - any: [{ value: \"${e://Field/b}\", empty: true }, { not: { value: c, in: [d] } }]",
    );
    let mapping = good(&text);
    let condition = mapping.tasks[0].when.as_ref().expect("a condition");
    let ConditionKind::All(all) = &condition.kind else { panic!("{condition:?}") };
    let ConditionKind::Any(any) = &all[1].kind else { panic!("{all:?}") };
    assert!(matches!(&any[1].kind, ConditionKind::Not(part) if matches!(part.kind, ConditionKind::Value(..))));
    assert!(text[all[0].span.start..].starts_with("value: ${e://Field/a}"));
    let tested: Vec<_> = condition.values().iter().map(|value| &text[value.span.start..value.span.end]).collect();
    assert_eq!(tested, ["${e://Field/a}", "\"${e://Field/b}\"", "c"]);
}

#[test]
fn a_condition_is_exactly_one_thing_and_all_that_is_wrong_in_it_is_said() {
    for (when, found) in [
        ("{}", &["6:5 condition_tests"][..]),
        ("{ all: [] }", &["6:18 empty_value"]),
        ("{ any: { value: x, empty: true } }", &["6:18 wrong_shape"]),
        ("{ all: [{ value: x, empty: true }], any: [{ value: x, empty: true }] }", &["6:47 condition_tests"]),
        ("{ not: { value: x, empty: true }, value: y }", &["6:45 condition_tests"]),
        ("{ equals: z, not: { value: x, empty: true } }", &["6:13 condition_tests"]),
        ("{ not: [{ value: x, empty: true }] }", &["6:18 wrong_shape"]),
        ("{ not: { equals: a } }", &["6:13 missing_key"]),
        (
            "{ any: [{ vaule: x, equals: a }, { value: x }, y, {}] }",
            &["6:21 unknown_key", "6:46 condition_tests", "6:58 wrong_shape", "6:61 condition_tests"],
        ),
        ("{ all: [{ value: x, equals: [a] }, { not: { any: [] } }] }", &["6:39 wrong_shape", "6:60 empty_value"]),
    ] {
        assert_eq!(wrong(&in_task(&format!("when: {when}"))), found, "{when}");
    }
}

#[test]
fn conditions_are_nested_as_deep_as_the_file_may_be_and_no_deeper() {
    let nested = |depth| {
        let when =
            format!("{}{{ value: '${{e://Field/a}}', empty: true }}{}", "{ not: ".repeat(depth), " }".repeat(depth));
        in_task(&format!("when: {when}"))
    };
    assert!(read("m.yaml", &nested(50)).0.is_some());
    assert_eq!(wrong(&nested(100))[0].split(' ').nth(1), Some("too_deep"));
}

#[test]
fn a_contact_as_trigger_is_experimental_and_examples_stand_at_the_top() {
    let (mapping, findings) = read("m.yaml", &in_task("trigger: contact"));
    assert_eq!(listed(&findings), ["6:14 contacts_experimental"]);
    assert_eq!(mapping.expect("reads").tasks[0].trigger, crate::qualtrics::layout::Subject::Contacts);
    let (_, findings) = read("m.yaml", &in_task("examples: { a: {} }"));
    assert_eq!(listed(&findings), ["6:5 unknown_key"]);
    let help = findings.groups()[0].first.help.as_deref();
    assert_eq!(help, Some("`examples` is a key of the top of a mapping file; is it indented as it should be?"));
}

#[test]
fn rows_stand_under_the_key_of_their_call() {
    assert_eq!(wrong(&in_task("traits: {}")), ["6:5 wrong_rows"]);
    assert_eq!(wrong(&in_task("properties: {}").replace("track", "identify")), ["6:5 wrong_rows"]);
}

#[test]
fn ids_and_names_are_text_and_a_timestamp_is_a_datetime() {
    assert_eq!(wrong(&in_task("userId: { value: '${m://Email}', type: integer }")), ["6:13 option_not_allowed"]);
    assert_eq!(wrong(&in_task("timestamp: { value: '${e://Field/a}', type: integer }")), ["6:16 option_not_allowed"]);
}

#[test]
fn the_library_in_the_context_is_qsegs_own() {
    assert_eq!(wrong(&in_task("context: { library: { name: x } }")), ["6:16 reserved_key"]);
    assert!(good(&in_task("context: { app: { library: x } }")).tasks[0].context.len() == 1);
}

#[test]
fn integrations_hold_booleans_texts_and_objects_only() {
    assert_eq!(wrong(&in_task("integrations: { A: '${m://Email}' }")), ["6:24 bad_pipe"]);
    assert_eq!(wrong(&in_task("integrations: { A: [1] }")), ["6:24 wrong_shape"]);
    assert_eq!(wrong(&in_task("integrations: true")), ["6:19 wrong_shape"]);
}

#[test]
fn two_spellings_of_one_field_are_a_duplicate() {
    let text = "version: 1\nexpects: { QID3-TEXT: a, QID3_TEXT: b }\ntasks: {}\n";
    assert_eq!(wrong(text), ["2:26 duplicate_key"]);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(wrong("\u{feff}versoin: 1\ntasks: {}\n"), ["1:1 unknown_key"]);
    assert!(read("m.json", "\u{feff}{\"version\": 1, \"tasks\": {}}").0.is_some());
}

#[test]
fn every_key_of_the_table_is_read() {
    for key in keys::KEYS.iter().filter(|key| key.takes != Takes::Unread) {
        // Nothing takes a list in a list.
        let line = format!("{}: [[[]]]", key.name);
        let (text, needle) = match key.place {
            Place::Top => (format!("{line}\n"), "[[["),
            Place::Source => (format!("version: 1\nsources: {{ dev: {{ {line} }} }}\n"), "[[["),
            Place::PersonalData => (format!("version: 1\npersonalData: {{ {line} }}\n"), "[[["),
            Place::Sensitive => (format!("version: 1\nsensitive: {{ plan: {{ {line} }} }}\n"), "[[["),
            Place::Allowance => (format!("version: 1\nallow: [{{ {line} }}]\n"), "[[["),
            Place::Task => (format!("version: 1\ntasks: {{ t: {{ {line} }} }}\n"), "[[["),
            Place::Value => (format!("version: 1\ntasks: {{ t: {{ event: {{ {line} }} }} }}\n"), "[[["),
            Place::Condition => (format!("version: 1\ntasks: {{ t: {{ when: {{ {line} }} }} }}\n"), "[[["),
            Place::Example => (format!("version: 1\nexamples: {{ e: {{ {line} }} }}\n"), "[[["),
            Place::ExamplesFile => (format!("{line}\n"), "[[["),
        };
        let findings = match key.place {
            Place::ExamplesFile => read_examples("m.examples.yaml", &text).1,
            _ => read("m.yaml", &text).1,
        };
        let at = text.find(needle).expect("there");
        let reach = at - key.name.len() - 2..=at + 2;
        let said = findings.groups().iter().filter_map(|group| group.first.anchor.as_ref());
        assert!(said.into_iter().any(|anchor| reach.contains(&anchor.span.start)), "{key:?} {:?}", listed(&findings));
    }
}

fn fragments() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "version: 1\n",
        "tasks:\n",
        "  t:\n",
        "    type: track\n",
        "    userId: ",
        "${e://Field/x}",
        "${",
        "}",
        "{",
        "[",
        "]",
        ", ",
        ": ",
        "- ",
        "\n",
        "  ",
        "\t",
        "\"",
        "'",
        "é",
        "# c",
        "*a",
        "&a ",
        "!!str ",
        "<<: ",
        "---\n",
        "...\n",
        "|\n",
        ">-\n",
        "~",
        "null",
        "08",
        "when: ",
        "all: ",
        "any: ",
        "not: ",
        "value: ",
        "properties:\n",
        "\r\n",
        "\u{feff}",
        "? ",
        "%TAG ! x\n",
        "\\u00e9",
        "\\ud800",
        "1e3",
        "true",
        "\"a\":",
        "context: ",
        "integrations: ",
        "expects: ",
        "\0",
        "\u{2028}",
        "\u{85}",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_text_makes_a_reader_panic(text in prop_oneof![fragments(), any::<String>()]) {
        for name in ["m.yaml", "m.json"] {
            let (mapping, findings) = read(name, &text);
            prop_assert_eq!(mapping.is_none(), findings.has_errors());
            if let Some(mapping) = mapping {
                super::super::check(&mapping, &mut Findings::new());
            }
        }
    }

    #[test]
    fn every_finding_points_into_the_file(text in fragments()) {
        for name in ["m.yaml", "m.json"] {
            let (_, findings) = read(name, &text);
            for group in findings.groups() {
                let anchor = group.first.anchor.as_ref().expect("anchored");
                prop_assert!(anchor.source.text().get(anchor.span.start..anchor.span.end).is_some(), "{:?}", group);
            }
        }
    }
}
