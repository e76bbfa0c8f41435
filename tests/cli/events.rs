//! What holds for every event, whatever the answers: through the library, over exports that were made up.

use crate::support::{mapping, recodes};
use proptest::prelude::*;
use qseg::core::diagnostic::Findings;
use qseg::mapping::plan::{Outcome, Plan, Response};
use qseg::mapping::select::{Selection, Wanted};
use qseg::mapping::trace::NoTrace;
use qseg::mapping::value::Surroundings;
use qseg::qualtrics::export::{Export, MAX_RECORD_BYTES, Options};
use qseg::qualtrics::layout::Settings;
use qseg::segment::event::{Draft, Verdict};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::io::Cursor;
use std::sync::Arc;

const FIELDS: [&str; 4] = ["QID1", "QID2_TEXT", "plan", "externalDataReference"];

const PROPERTIES: [&str; 5] = [
    "score: { value: \"${q://QID1/SelectedChoicesRecode}\", type: integer }",
    "why: \"${q://QID2/ChoiceTextEntryValue}\"",
    "plan: { value: \"${e://Field/plan}\", empty: keep }",
    "whole: \"${e://Field/plan}: ${q://QID2/ChoiceTextEntryValue}\"",
    "hashed: { value: \"${e://Field/plan}\", hash: sha256 }",
];

/// A mapping whose events need not have a userId: the reference is often empty.
fn with_reference() -> String {
    mapping(&PROPERTIES).replace(
        "userId: ${rm://Field/ResponseID}\n",
        "userId: ${m://ExternalDataReference}\n    randomAnonymousId: true\n",
    )
}

/// The accepted events of an input under a mapping, made for a source.
fn events(mapping: &str, source: &str, input: String) -> Vec<String> {
    let (mapping, found) = qseg::mapping::read("qseg.yaml", mapping);
    let mapping = mapping.unwrap_or_else(|| panic!("{found:?}"));
    let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    let options = Options { survey: None, settings, max_record_bytes: MAX_RECORD_BYTES, format: None };
    let name: Arc<str> = "input".into();
    let mut export = Export::open(&name, Box::new(Cursor::new(input.into_bytes())), &options).expect("opens");
    let around = Surroundings {
        source: Arc::clone(&mapping.source),
        input: name,
        time_zone: None,
        hash_key: None,
        reveal: false,
    };
    let mut findings = Findings::new();
    let wanted = Wanted { needs_recorded_date: true, ..Wanted::default() };
    let selection = Selection::compile(wanted, &mut export.layout, around.clone(), &mut findings);
    let plan = Plan::compile(&mapping, None, source, &mut export.layout, around, &mut findings).expect("compiles");
    let mut draft = Draft::new();
    let mut events = Vec::new();
    while let Some(record) = export.next().expect("reads") {
        let selected = selection.select(&record, &mut findings).expect("is chosen");
        let response = Response {
            record: &record,
            id: &selected.id,
            has_own_id: selected.has_own_id,
            recorded: selected.recorded,
        };
        for task in &plan.tasks {
            let outcome = plan.eval(task, &response, &mut draft, &mut findings, &mut NoTrace);
            if let (Outcome::Event(_), Verdict::Accepted(event)) = (outcome, draft.judge()) {
                events.push(String::from_utf8(event.bytes().to_vec()).expect("UTF-8"));
            }
        }
    }
    events
}

type Row = [String; 4];

fn csv(rows: &[Row]) -> String {
    let cells: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    recodes(&FIELDS, &cells.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// The same responses as the API writes them: an unanswered key is absent.
fn json(rows: &[Row]) -> String {
    let responses: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let mut values = Map::new();
            values.insert("status".into(), 0.into());
            values.insert("finished".into(), 1.into());
            values.insert("recordedDate".into(), "2026-01-02T03:04:05.678Z".into());
            for (field, cell) in FIELDS.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
                values.insert((*field).into(), cell.as_str().into());
            }
            serde_json::json!({ "responseId": format!("R_{}", at + 1), "values": values, "labels": {} })
        })
        .collect();
    serde_json::json!({ "responses": responses }).to_string()
}

fn message_id(event: &str) -> String {
    let event: Value = serde_json::from_str(event).expect("JSON");
    event["messageId"].as_str().expect("a messageId").to_owned()
}

/// Answers of every kind but those with a NUL, by which files that are no text are told.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (
        prop_oneof![Just(String::new()), (0..100u8).prop_map(|score| score.to_string())],
        prop_oneof![any::<String>(), "[a\"\\\\,;\n\t\u{1}-\u{1f}\u{7f}-\u{9f}é\u{202e}👍]{0,40}"],
        "[a-z \"',]{0,8}",
        prop_oneof![Just(String::new()), "[a-z0-9-]{1,12}"],
    );
    prop::collection::vec(row.prop_map(|(score, why, plan, person)| [score, why.replace('\0', ""), plan, person]), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_event_is_json_under_its_limit_with_an_identity_and_parses_back_to_itself(rows in rows()) {
        let events = events(&with_reference(), "source", csv(&rows));
        prop_assert_eq!(events.len(), rows.len());
        for event in events {
            let value: Value = serde_json::from_str(&event).expect("JSON");
            prop_assert_eq!(&value.to_string(), &event);
            prop_assert!(event.len() <= 32_000 && !event.contains('\n'));
            let is_filled = |key: &str| value[key].as_str().is_some_and(|id| !id.is_empty());
            prop_assert!(is_filled("userId") || is_filled("anonymousId"), "{}", event);
            prop_assert!(is_filled("messageId") && value["properties"].is_object(), "{}", event);
        }
    }

    #[test]
    fn an_answer_is_the_same_event_in_csv_and_json_and_in_every_run(rows in rows()) {
        let mapping = with_reference();
        let wanted = events(&mapping, "source", csv(&rows));
        prop_assert_eq!(&events(&mapping, "source", csv(&rows)), &wanted);
        prop_assert_eq!(&events(&mapping, "source", json(&rows)), &wanted);
    }

    #[test]
    fn message_ids_differ_between_sources_tasks_revisions_and_responses(
        sources in prop::collection::hash_set("[a-zA-Z0-9]{1,12}", 1..4),
        tasks in prop::collection::hash_set("[a-z][a-z0-9-]{0,8}", 1..4),
        revisions in prop::collection::hash_set(1..1_000u32, 1..4),
        rows in rows(),
    ) {
        let mut ids = HashSet::new();
        let mut made = 0;
        for source in &sources {
            for task in &tasks {
                for revision in &revisions {
                    let mapping = with_reference()
                        .replace("  answered:\n", &format!("  \"{task}\":\n    revision: {revision}\n"));
                    let events = events(&mapping, source, csv(&rows));
                    made += events.len();
                    ids.extend(events.iter().map(|event| message_id(event)));
                }
            }
        }
        prop_assert_eq!(made, sources.len() * tasks.len() * revisions.len() * rows.len());
        prop_assert_eq!(ids.len(), made);
    }

    #[test]
    fn a_message_id_does_not_know_the_answers(one in rows(), other in rows()) {
        let mapping = with_reference();
        let ids = |rows: &[Row]| -> Vec<String> {
            events(&mapping, "source", csv(rows)).iter().map(|event| message_id(event)).collect()
        };
        let (one, other) = (ids(&one), ids(&other));
        let both = one.len().min(other.len());
        prop_assert_eq!(&one[..both], &other[..both]);
    }
}

#[test]
fn message_ids_are_the_same_on_every_machine() {
    let rows = [["7", "x", "free", "crm-1"].map(str::to_owned)];
    let events = events(&mapping(&PROPERTIES), "source-of-dev", csv(&rows));
    // Changing this id sends every history again: only a new version of the preimage may.
    assert_eq!(message_id(&events[0]), "d2d8f2a6-a3cb-56b3-8cba-b928c911a9a6");
}
