//! What a card says of a mapping, box by box.

use super::*;
use crate::mapping::model::Mapping;

fn mapping(text: &str) -> Mapping {
    let (mapping, findings) = crate::mapping::read("m.yaml", text);
    mapping.unwrap_or_else(|| panic!("{findings:?}"))
}

fn one(text: &str) -> Card {
    let mapping = mapping(text);
    let target = Target::of(&mapping, None, None);
    cards(&mapping, None, &target).remove(0)
}

/// A task with these lines.
fn task(lines: &[&str]) -> String {
    let lines: String = lines.iter().map(|line| format!("    {line}\n")).collect();
    format!(
        "version: 1\ntasks:\n  t:\n    type: track\n    event: Done\n    userId: ${{m://ExternalDataReference}}\n{lines}"
    )
}

fn differences(card: &Card) -> Vec<String> {
    let found = card.differences.iter();
    found.map(|found| format!("{} {} {}: {}", found.line, found.place, found.option, found.effect)).collect()
}

fn found<'c>(card: &'c Card, label: &str) -> &'c FormBox {
    let boxes = card.steps.iter().flat_map(|step| &step.boxes);
    boxes.into_iter().find(|found| found.label == label).unwrap_or_else(|| panic!("{label}: {card:?}"))
}

#[test]
fn every_option_of_a_value_is_told_with_what_leaving_it_out_changes() {
    for (value, effect) in [
        (
            "type: integer",
            "type: integer: a number becomes text (9 becomes \"9\"): a warehouse column of numbers does not take it",
        ),
        ("type: boolean", "type: boolean: true or false becomes the text that the pipe gives"),
        ("type: list", "type: list: a list becomes one text, its elements joined (by \", \", unverified)"),
        (
            "type: datetime",
            "type: datetime: a date in UTC becomes the text that the pipe gives, in the writing and the zone of Qualtrics",
        ),
        ("missing: ['-99']", "missing: \"-99\" is sent as an answer where Qualtrics gives it"),
        ("default: none", "default: where the answer is empty, \"none\" is not sent in its stead"),
        ("map: { a: b, c: d }", "map: \"a\" is sent, not \"b\"; \"c\" is sent, not \"d\""),
        (
            "map: { a: b, c: d, e: f, g: h, i: j }",
            "map: \"a\" is sent, not \"b\"; \"c\" is sent, not \"d\"; \"e\" is sent, not \"f\"; and 2 more",
        ),
        ("hash: sha256", "hash: THE VALUE ITSELF IS SENT, and not its SHA-256: whoever has the event can read it"),
        ("empty: keep", "empty: keep: whether an empty answer is sent as an empty text is unverified"),
    ] {
        let row = format!("properties: {{ p: {{ value: '${{e://Field/a}}', {value} }} }}");
        let card = one(&task(&["timestamp: none", &row]));
        assert_eq!(differences(&card), [format!("8 properties.p {effect}")]);
    }
}

#[test]
fn a_bare_task_differs_in_its_moment_alone_and_none_of_it_where_it_has_none() {
    let bare = one(&task(&["properties: { p: '${e://Field/a}' }"]));
    let moment = "the event is of the moment when Segment receives it, not of the recorded date";
    assert_eq!(differences(&bare), [format!("3 timestamp timestamp: {moment}")]);
    assert_eq!(differences(&one(&task(&["timestamp: none"]))), Vec::<String>::new());
}

#[test]
fn context_integrations_and_columns_are_told_with_their_lines() {
    let card = one(&task(&[
        "timestamp: none",
        "context: { app: { name: survey }, ip: '${rm://Field/IPAddress}' }",
        "integrations: { All: false }",
        "properties: { who: '${column://TWIN_ID}', at: '${column://RecordedDate}' }",
    ]));
    assert_eq!(
        differences(&card),
        [
            "3 integrations integrations: every destination that is switched on gets the event, whatever {\"All\":false} says",
            "8 context.app.name context: context.app.name is not sent (survey)",
            "8 context.ip context: context.ip is not sent (${rm://Field/IPAddress})",
            "10 properties.who ${column://TWIN_ID}: properties.who is not sent",
            "10 properties.at ${column://RecordedDate}: properties.at is not sent",
        ]
    );
    assert_eq!(found(&card, "who").how, How::Nothing);
    assert!(found(&card, "at").notes[0].ends_with("${rm://Field/RecordedDate} is the same field"));
}

#[test]
fn tick_boxes_follow_include_and_what_has_none_is_told() {
    let with = |include: &str| one(&format!("include: [{include}]\n{}", task(&["timestamp: none"])));
    let ticked = |card: &Card| {
        let labels = ["Include imported responses", "Include incomplete responses"];
        labels.map(|label| found(card, label).how == How::Switch(true))
    };
    let none = one(&task(&["timestamp: none"]));
    assert_eq!(ticked(&none), [false, false]);
    assert_eq!(found(&none, workflow::NEW_RESPONSES).how, How::Switch(true));
    assert_eq!(ticked(&with("partial")), [false, true]);
    assert_eq!(ticked(&with("imported")), [true, false]);
    let all = with("all");
    assert_eq!(ticked(&all), [true, true]);
    let options: Vec<&str> = all.differences.iter().map(|found| found.option.as_str()).collect();
    assert_eq!(options, ["include: preview", "include: test", "include: spam", "include: synthetic"]);
}

#[test]
fn the_form_is_filled_in_its_order_and_each_value_is_ready_to_paste() {
    let card = one(&task(&[
        "anonymousId: 'x-${e://Field/session id}'",
        "properties: { p: '${q://QID1/SelectedChoicesRecode}' }",
    ]));
    let titles: Vec<&str> = card.steps.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "In the survey, under Workflows, create a workflow",
            "Conditions",
            "Add the task",
            "Connect the account",
            "Choose the source",
            "Choose what is sent",
            "Choose the region",
            "Say who it is",
            "Name the event",
            "Map the fields (properties): a row each, key and value",
            "Publish the survey, save the workflow and switch it on",
            "Send one test response by the survey's own link",
        ]
    );
    assert_eq!(found(&card, "anonymous ID").how, How::Paste("x-${e://Field/session id}".into()));
    assert_eq!(found(&card, "user ID").how, How::Paste("${m://ExternalDataReference}".into()));
    assert_eq!(found(&card, "event name").how, How::Paste("Done".into()));
    assert!(!found(&card, "event name").label_is_verified);
    assert_eq!(found(&card, "p").how, How::Paste("${q://QID1/SelectedChoicesRecode}".into()));
    assert_eq!(found(&card, form::RANDOM_ANONYMOUS_ID_TOGGLE).how, How::Switch(false));
}

#[test]
fn the_source_is_the_pin_that_is_chosen_and_brings_its_region() {
    let text = format!(
        "sources:\n  dev: {{ id: aaa, slug: q_dev, region: us }}\n  prod: {{ id: bbb, slug: q_prod, region: eu }}\n{}",
        task(&[])
    );
    let mapping = mapping(&text);
    let of = |env, named| Target::of(&mapping, env, named);
    assert_eq!(of(Some("prod"), None).source.in_words(), "q_prod (id bbb)");
    assert_eq!(of(Some("prod"), None).region, Some(Region::Eu));
    assert_eq!(of(None, Some("q_dev")).source.env(), Some("dev"));
    assert_eq!(of(None, Some("bbb")).source.env(), Some("prod"));
    assert_eq!(of(None, Some("other")).source, target::Source::Named("other".into()));
    assert_eq!(of(None, None).source.in_words(), "for dev: q_dev (id aaa); for prod: q_prod (id bbb)");
    assert_eq!(of(None, None).region, None);
    let eu = cards(&mapping, None, &of(Some("prod"), None)).remove(0);
    assert_eq!(found(&eu, form::REGION_TOGGLE).how, How::Switch(true));
    assert_eq!(found(&eu, "Region").how, How::Choose("Dublin".into()));
    let us = cards(&mapping, None, &of(Some("dev"), None)).remove(0);
    assert_eq!(found(&us, form::REGION_TOGGLE).how, How::Switch(false));
}

fn lines(when: &str) -> Vec<String> {
    let card = one(&task(&[&format!("when: {when}")]));
    let condition = card.steps[1].condition.as_ref().expect("a condition");
    condition.lines().into_iter().map(|(depth, line)| format!("{}{line}", " ".repeat(depth))).collect()
}

#[test]
fn conditions_are_words_and_not_is_carried_to_the_tests() {
    assert_eq!(lines("{ value: '${e://Field/plan}', equals: pro }"), ["embedded data plan is equal to \"pro\""]);
    assert_eq!(lines("{ value: '${e://Field/plan}', empty: false }"), ["embedded data plan is not empty"]);
    assert_eq!(lines("{ not: { value: '${e://Field/plan}', empty: false } }"), ["embedded data plan is empty"]);
    assert_eq!(
        lines("{ not: { any: [{ value: '${m://Email}', empty: true }, { value: '${e://Field/plan}', in: [a, b] }] } }"),
        [
            "all of these:",
            " contact field Email is not empty",
            " embedded data plan is not equal to \"a\"",
            " embedded data plan is not equal to \"b\"",
        ]
    );
    assert_eq!(
        lines("{ value: '${e://Field/plan}', in: [a, b] }"),
        ["any of these:", " embedded data plan is equal to \"a\"", " embedded data plan is equal to \"b\""]
    );
    assert_eq!(
        lines("{ value: { value: '${q://QID1/SelectedChoicesRecode}', missing: ['-99'] }, matches: '^[12]$' }"),
        [
            "question QID1, the recode of its choice matches the expression \"^[12]$\"",
            " (in the form pick the question, and the choice that has this text or recode)",
            " (qseg changes the value before it compares; a workflow compares what Qualtrics has)",
            " (which dialect of expressions a workflow takes is unverified)",
        ]
    );
}

#[test]
fn a_contacts_workflow_begins_in_the_directory_and_names_its_embedded_data() {
    let card = one(
        "version: 1\ntasks:\n  t:\n    type: identify\n    trigger: contact\n    userId: ${m://ExternalDataReference}\n    \
        timestamp: none\n    traits: { plan: '${e://Field/plan}', again: '${m://Field/plan}', phone: '${m://Phone}' }\n",
    );
    assert_eq!(found(&card, "Event").how, How::Choose("Experience iD change → Contact data change".into()));
    let added: Vec<&How> = card.steps[0]
        .boxes
        .iter()
        .filter(|found| found.label == workflow::ADD_EMBEDDED_DATA)
        .map(|found| &found.how)
        .collect();
    assert_eq!(added, [&How::Choose("plan".into())]);
    assert!(found(&card, "phone").notes[0].starts_with("unverified: ${m://Phone}"));
    assert_eq!(card.differences[0].place, "which contacts");
}

#[test]
fn who_sends_since_when_is_said_where_the_workflow_is_switched_on() {
    let said = |top: &str| {
        let card = one(&format!("{top}{}", task(&[])));
        card.steps[card.steps.len() - 2].notes[1].clone()
    };
    assert!(said("").starts_with("Write that moment into m.yaml as `liveSince:`"));
    assert!(said("liveSince: never\n").starts_with("Write that moment"));
    assert!(said("liveSince: 2026-03-01T09:00:00Z\n").starts_with("m.yaml says `liveSince: 2026-03-01T09:00:00Z`"));
    assert!(said("senders: [qseg]\n").starts_with("m.yaml says `senders: [qseg]`"));
}

#[test]
fn a_task_whose_workflow_is_that_of_another_can_be_added_to_it() {
    let two = |when: &str| {
        let mapping = mapping(&format!(
            "{}  u:\n    type: identify\n    userId: ${{m://ExternalDataReference}}\n{when}",
            task(&["when: { value: '${e://Field/a}', equals: x }"])
        ));
        let target = Target::of(&mapping, None, None);
        cards(&mapping, None, &target).remove(1).steps.remove(0).notes
    };
    let shared = "The workflow of `t` has the same event and the same conditions: the task can be added to that one.";
    assert_eq!(two("    when: { value: '${e://Field/a}', equals: x }\n"), [shared]);
    assert_eq!(two("    when: { value: '${e://Field/a}', equals: y }\n"), Vec::<String>::new());
    assert_eq!(two(""), Vec::<String>::new());
}
