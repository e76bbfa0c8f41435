//! Segment's own published examples decode; so do answers in which everything is missing, null or of another kind.

use super::server::{Reply, Server};
use super::{client, run};
use crate::segment::public_api::requests::{Granularity, NewSource, Window};
use crate::segment::public_api::shapes::{Source, SourceMetadata};
use crate::segment::public_api::{ApiClass, Client};
use serde_json::{Value, json};

/// The examples of the specification's operations that qseg uses; those of one operation by `#2`, `#3`.
const EXAMPLES: &str = include_str!("examples.json");

fn new_source() -> NewSource {
    NewSource { slug: "s".to_owned(), metadata_id: "m".to_owned(), connect_warehouses: true }
}

fn window() -> Window {
    Window {
        start: "2026-03-01T09:00:00Z".to_owned(),
        end: "2026-03-01T10:00:00Z".to_owned(),
        granularity: Granularity::Hour,
    }
}

/// Calls the operation of an example, and says what came out: enough to tell a decoded answer from an empty one.
async fn call(client: &Client<'_>, operation: &str) -> Result<String, ApiClass> {
    let source = |source: Source| format!("{} {} {}", source.id, source.slug, source.write_keys.len());
    let told = match operation {
        "GET /" => client.workspace().await.map(|workspace| workspace.slug),
        "GET /sources" | "GET /tracking-plans/{trackingPlanId}/sources" => {
            client.sources().await.map(|sources| sources.into_iter().map(source).collect::<Vec<_>>().join(", "))
        }
        "GET /sources/{sourceId}" => client.source("s").await.map(|detail| source(detail.source)),
        "POST /sources" => client.create_source(&new_source()).await.map(source),
        "PATCH /sources/{sourceId}" => client.rename_source("s", "S").await.map(source),
        "GET /labels" | "POST /sources/{sourceId}/labels" => {
            let labels = match operation {
                "GET /labels" => client.labels().await,
                _ => client.add_labels("s", &[("environment", "prod")]).await,
            };
            labels.map(|labels| {
                labels.iter().map(|label| format!("{}:{}", label.key, label.value)).collect::<Vec<_>>().join(", ")
            })
        }
        "GET /catalog/sources" => {
            let slugs = |entries: Vec<SourceMetadata>| entries.into_iter().map(|entry| entry.slug).collect::<Vec<_>>();
            client.catalog().await.map(|entries| slugs(entries).join(", "))
        }
        "GET /catalog/sources/{sourceMetadataId}" => client.catalog_entry("m").await.map(|entry| entry.slug),
        "GET /sources/{sourceId}/connected-destinations" => {
            client.connected_destinations("s").await.map(|all| all.len().to_string())
        }
        "GET /sources/{sourceId}/connected-warehouses" => {
            let called =
                |all: Vec<_>| all.iter().map(super::super::shapes::Connected::called).collect::<Vec<_>>().join(", ");
            client.connected_warehouses("s").await.map(called)
        }
        "GET /tracking-plans/{trackingPlanId}" => client.tracking_plan("t").await.map(|plan| plan.kind),
        "GET /tracking-plans/{trackingPlanId}/rules" => client
            .tracking_plan_rules("t")
            .await
            .map(|rules| format!("{} {:?} {:?}", rules[0].kind, rules[0].key, rules[0].version)),
        "GET /sources/{sourceId}/settings" => client.source_settings("s").await.map(|settings| {
            format!("{:?} {:?}", settings.track.allow_event_on_violations, settings.identify.common_event_on_violations)
        }),
        "GET /audit-events" => client.may_read_audit_events().await.map(|()| "yes".to_owned()),
        "GET /echo" => client.echo().await.map(|_| "yes".to_owned()),
        "GET /events/volume" => client.events_volume(&window(), &["s"], &[]).await.map(|rows| {
            let row =
                |row: &super::super::shapes::Counts| format!("{} {:?}", row.event_type.as_deref().unwrap(), row.total);
            rows.iter().map(row).collect::<Vec<_>>().join(", ")
        }),
        other => panic!("no operation is called for {other}"),
    };
    told.map_err(|error| error.class)
}

#[test]
fn every_published_example_of_an_answer_decodes() {
    let expected = [
        ("GET /", "papi-e2e"),
        ("GET /sources/{sourceId}", "qQEHquLrjRDN9j1ByrChyn ios 1"),
        ("POST /sources", "b3nk6CisJ6zQVKb9KjbFjV my-test-source-mc1fgb 1"),
        ("PATCH /sources/{sourceId}", "3uCNQopSsSnXeAHAwYKZqF update-source-slug-a-yoz5 1"),
        ("GET /labels", "environment:dev, environment:prod, type:web"),
        ("POST /sources/{sourceId}/labels", "type:web, environment:prod"),
        ("GET /catalog/sources", "youbora, regal-voice"),
        ("GET /catalog/sources/{sourceMetadataId}", "stripe"),
        ("GET /sources/{sourceId}/connected-destinations", "0"),
        ("GET /sources/{sourceId}/connected-warehouses", "Postgres, Redshift"),
        ("GET /tracking-plans/{trackingPlanId}", "LIVE"),
        ("GET /tracking-plans/{trackingPlanId}/rules", "TRACK Some(\"New Tracking Plan Rule\") Some(1)"),
        ("GET /tracking-plans/{trackingPlanId}/sources", "qQEHquLrjRDN9j1ByrChyn ios 1"),
        ("GET /sources/{sourceId}/settings", "Some(false) Some(\"ALLOW\")"),
    ];
    let examples: serde_json::Map<String, Value> = serde_json::from_str(EXAMPLES).unwrap();
    let mut met = 0;
    for (name, body) in examples.iter().filter(|(name, _)| !name.starts_with("error ")) {
        run(async {
            // Some examples are the first of several pages, of which the others were not published.
            let mut body = body.clone();
            if let Some(next) = body.pointer_mut("/data/pagination/next") {
                *next = Value::Null;
            }
            let server = Server::start([Reply::status(200, &[], &body.to_string())]).await;
            let told = call(&client(&server, &()), name.split(" #").next().unwrap()).await.unwrap();
            assert_eq!(server.used(), 1);
            assert!(!told.is_empty(), "{name}");
            if let Some((_, expected)) = expected.iter().find(|(operation, _)| operation == name) {
                assert_eq!(told, *expected, "{name}");
                met += 1;
            }
        });
    }
    assert_eq!(met, expected.len());
}

#[test]
fn every_published_example_of_an_error_tells_its_message() {
    let examples: serde_json::Map<String, Value> = serde_json::from_str(EXAMPLES).unwrap();
    for (name, message) in
        [("error 404", "Resource not found"), ("error 422", "Validation failure"), ("error 429", "Rate limit exceeded")]
    {
        run(async {
            let body = examples[name].to_string();
            let status: u16 = name[6..].parse().unwrap();
            let replies = (0..if status == 429 { 5 } else { 1 }).map(|_| Reply::status(status, &[], &body));
            let server = Server::start(replies).await;
            let error = client(&server, &()).workspace().await.unwrap_err();
            assert_eq!(error.messages[0].message, message);
            server.used();
        });
    }
}

#[test]
fn what_is_missing_null_or_of_another_kind_does_not_kill_a_listing() {
    let odd = json!([
        {},
        { "id": "a", "name": null, "enabled": "yes", "writeKeys": null, "metadata": null, "labels": null },
        { "id": "b", "name": 7, "writeKeys": "key", "metadata": [], "labels": {}, "surprise": { "deep": [1] } },
        { "id": "c", "writeKeys": [null, "", 3, "key"], "metadata": { "slug": "qualtrics", "categories": [null, "Surveys"],
          "options": [{ "name": "apiHost", "type": 1, "required": null }], "isCloudEventSource": true, "status": 0 },
          "labels": [{ "key": "environment" }, "x", null] },
        null,
        "source",
    ]);
    run(async {
        let server = Server::start([Reply::data(&json!({ "sources": odd, "pagination": null }))]).await;
        let sources = client(&server, &()).sources().await.unwrap();
        let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
        assert_eq!(ids, ["", "a", "b", "c"]);
        assert_eq!(sources[0], Source::default());
        assert_eq!((sources[1].enabled, sources[1].called(), sources[1].write_keys.len()), (None, "a", 0));
        assert_eq!(sources[2].write_keys, []);
        let [key] = &sources[3].write_keys[..] else { panic!("one key is readable") };
        assert_eq!(key.text(), Some("key"));
        assert_eq!(sources[3].metadata.categories, ["Surveys"]);
        assert_eq!(sources[3].metadata.options[0].name, "apiHost");
        assert_eq!((sources[3].labels.len(), sources[3].metadata.is_cloud_event_source), (1, Some(true)));
    });
}

#[test]
fn a_decoded_source_cannot_print_its_write_keys() {
    let source: Source = serde_json::from_value(json!({ "id": "s", "writeKeys": ["hushhush"] })).unwrap();
    assert_eq!(source.write_keys.len(), 1);
    assert!(!format!("{source:?}").contains("hush"));
}
