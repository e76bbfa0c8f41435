//! `trigger: contact`: XM Directory contacts as inputs.

use crate::support::{Place, Said};
use serde_json::{Value, json};

const MAPPING: &str = "version: 1
senders: [qseg]
sources: { dev: { id: source-of-dev } }
tasks:
  contact-traits:
    type: identify
    trigger: contact
    userId: ${m://ExternalDataReference}
    randomAnonymousId: true
    traits:
      first: ${m://FirstName}
      email: ${m://Email}
      phone: ${m://Phone}
      language: ${m://Language}
      plan: ${e://Field/plan}
      both: ${m://Field/plan}-${m://LastName}
";

fn contacts() -> [Value; 3] {
    [
        json!({"contactId": "CID_1", "firstName": "Ana", "lastName": "Oz", "email": "ana@example.com", "phone": "+1 555 0100",
            "extRef": "c-1", "language": "EN", "unsubscribed": false, "lastModified": "2026-03-01T09:00:00Z", "stats": {},
            "embeddedData": {"plan": "pro", "email": "other@example.com"}}),
        json!({"id": "CID_2", "firstName": "Bo", "phoneNumber": "+1 555 0101", "externalDataReference": "c-2", "embeddedData": null}),
        json!({"id": "CID_3", "firstName": "Cy", "extRef": "c-3", "unsubscribed": true, "embeddedData": {"plan": "free"}}),
    ]
}

const CSV: &str = "Contact ID,First Name,LastName,Email,Phone,External Data Reference,Language,Unsubscribed,Last Modified,plan\n\
                   CID_1,Ana,Oz,ana@example.com,+1 555 0100,c-1,EN,false,2026-03-01T09:00:00Z,pro\n\
                   CID_2,Bo,,,+1 555 0101,c-2,,,,\nCID_3,Cy,,,,c-3,,TRUE,,free\n";

fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", MAPPING);
    let [one, two, three] = contacts();
    place.file("list.json", json!([one, two, three]).to_string());
    place.file(
        "page.json",
        json!({"result": {"nextPage": null, "elements": [one, two, three]}, "meta": {}}).to_string(),
    );
    place.file("lines.ndjson", format!("{one}\n{two}\n{three}\n"));
    place.file("single.json", one.to_string());
    place.file("answer.json", json!({"meta": {}, "result": one}).to_string());
    place.file("contacts.csv", CSV);
    place
}

fn events(said: Said) -> Vec<Value> {
    said.exits(0).events()
}

#[test]
fn every_shape_of_a_file_of_contacts_gives_the_same_events() {
    let place = place();
    let wanted = events(place.send(&["--format", "ndjson", "list.json"]));
    assert_eq!(wanted.len(), 2);
    assert_eq!(wanted[0]["userId"], "c-1");
    assert_eq!(wanted[0]["timestamp"], "2026-03-01T09:00:00.000Z");
    assert_eq!(
        wanted[0]["traits"],
        json!({"first": "Ana", "email": "ana@example.com", "phone": "+1 555 0100", "language": "EN", "plan": "pro", "both": "pro-Oz"})
    );
    assert_eq!(wanted[1]["traits"], json!({"first": "Bo", "phone": "+1 555 0101"}));
    assert_eq!(wanted[1].get("timestamp"), None);
    for file in ["page.json", "lines.ndjson", "contacts.csv"] {
        assert_eq!(events(place.send(&["--format", "ndjson", file])), wanted, "{file}");
    }
    for file in ["single.json", "answer.json"] {
        assert_eq!(events(place.send(&["--format", "ndjson", file])), wanted[..1], "{file}");
    }
}

#[test]
fn unsubscribed_contacts_are_left_out_and_counted_and_nothing_of_a_response_is_missed() {
    let place = place();
    for file in ["list.json", "contacts.csv"] {
        let said = place.send(&["--format", "json", file]).exits(0);
        let document = said.document();
        assert_eq!(document["responses"]["read"], 3, "{document}");
        assert_eq!(document["responses"]["skipped"]["unsubscribed"], 1, "{document}");
        assert_eq!(said.codes(), ["contacts_experimental"], "{file}");
    }
    let said = place.send(&["--format", "json", "--include", "all", "list.json"]).exits(0);
    assert_eq!(said.document()["responses"]["skipped"]["unsubscribed"], 1, "no option lets them through");
}

#[test]
fn the_contact_id_else_the_external_reference_is_the_key() {
    let place = place();
    let said = place.send(&["--format", "json", "list.json", "contacts.csv"]).exits(0);
    assert_eq!(said.document()["responses"]["skipped"]["duplicate"], 2);
    assert_eq!(events(place.send(&["--format", "ndjson", "--response", "CID_2", "list.json"])).len(), 1);
    let contact = json!({"extRef": "c-9", "firstName": "Di"});
    place.file("by-reference.json", json!([contact, contact, {"firstName": "Ed"}]).to_string());
    let said = place.send(&["--format", "json", "by-reference.json"]).exits(0);
    assert_eq!(said.document()["responses"]["skipped"]["duplicate"], 1);
    assert_eq!(said.document()["identities"]["generated"], 1);
    assert!(said.codes().contains(&"no_response_id".to_owned()), "{:?}", said.codes());
}

#[test]
fn pipes_of_a_response_are_rejected_with_a_finding_of_their_own() {
    let place = place();
    for (pipe, code) in [
        ("${q://QID1/SelectedChoicesRecode}", "pipe_not_in_contact"),
        ("${rm://Field/ResponseID}", "pipe_not_in_contact"),
        ("${gr://SC_1/Score}", "pipe_not_in_contact"),
    ] {
        place.file("qseg.yaml", MAPPING.replace("${m://Phone}", pipe));
        let said = place.run(&["mapping", "check", "--format", "short"]).exits(3);
        assert!(said.stdout.contains(&format!("qseg.yaml:13:14: error[{code}]")), "{}", said.stdout);
        place.send(&["list.json"]).exits(3);
    }
    for (pipe, file) in
        [("${m://Emial}", "list.json"), ("${e://Field/paln}", "contacts.csv"), ("${column://Paln}", "contacts.csv")]
    {
        place.file("qseg.yaml", MAPPING.replace("${m://Phone}", pipe));
        let said = place.send(&["--format", "json", file]).exits(3);
        assert!(said.codes().contains(&"field_not_in_export".to_owned()), "{pipe}: {:?}", said.codes());
        assert!(said.stdout.contains("did you mean"), "{}", said.stdout);
    }
    place.file("qseg.yaml", MAPPING.replace("${m://Phone}", "\"${column://Contact ID} ${date://CurrentDate/Y}\""));
    let wanted = events(place.send(&["--format", "ndjson", "--now", "2026-01-01", "contacts.csv"]));
    assert_eq!(wanted[0]["traits"]["phone"], "CID_1 2026");
}

#[test]
fn the_tasks_of_a_run_have_one_trigger_and_its_inputs_are_of_that_kind() {
    let place = place();
    let both = format!("{MAPPING}  answered: {{ type: track, event: Done, userId: \"${{m://Email}}\" }}\n");
    place.file("qseg.yaml", both);
    place.run(&["mapping", "check"]).exits(0);
    let said = place.send(&["list.json"]).exits(2);
    assert!(said.stderr.contains("--task contact-traits"), "{}", said.stderr);
    place.send(&["--task", "contact-traits", "list.json"]).exits(0);
    let said = place.send(&["--task", "answered", "page.json"]).exits(1);
    assert!(said.stderr.contains("not_an_export") || said.stderr.contains("response"), "{}", said.stderr);
    place.file("responses.json", "{\"responses\":[{\"responseId\":\"R_1\",\"values\":{}}]}");
    let said = place.send(&["--task", "contact-traits", "responses.json"]).exits(1);
    assert!(said.stderr.contains("neither a contact nor a list of contacts"), "{}", said.stderr);
}
