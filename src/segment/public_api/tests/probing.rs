//! The probe's calls: all of them read, in order, and none that a refusal makes needless.

use super::server::{Reply, Server};
use super::{client, run};
use crate::segment::public_api::ApiClass;
use crate::segment::public_api::probe::{Corroboration, Creation, Ground, Verdict, probe};
use serde_json::{Value, json};

fn web(id: &str, keys: &[&str]) -> Value {
    json!({ "id": id, "writeKeys": keys, "metadata": { "slug": "javascript", "categories": ["Website"], "isCloudEventSource": false } })
}

fn ok() -> Reply {
    Reply::data(&json!({ "workspace": { "id": "w" } }))
}

fn sources(sources: &[Value]) -> Reply {
    Reply::data(&json!({ "sources": sources, "pagination": {} }))
}

fn refused() -> Reply {
    Reply::status(403, &[], "")
}

#[test]
fn the_workspace_is_probed_by_reading_alone() {
    run(async {
        let server = Server::start([ok(), sources(&[web("a", &["k"])]), Reply::data(&json!({})), ok()]).await;
        let judgement = probe(&client(&server, &()), None).await.unwrap();
        assert_eq!((judgement.verdict(), judgement.ground), (Verdict::Confirmed, Ground::KeysVisible));
        assert_eq!(judgement.creation, Creation::Open);
        assert_eq!(judgement.corroboration, Some(Corroboration::WeaklyFor));
        assert_eq!(judgement.is_too_powerful, Some(true));
        let one = "pagination%5Bcount%5D=1";
        assert_eq!(
            server.targets(),
            [
                "GET /".to_owned(),
                "GET /sources?pagination%5Bcount%5D=200".to_owned(),
                format!("GET /credentials?{one}"),
                format!("GET /audit-events?{one}"),
            ]
        );
    });
}

#[test]
fn a_named_source_is_read_by_its_id() {
    run(async {
        let detail = Reply::data(&json!({ "source": web("b", &[]), "trackingPlanId": null }));
        let list = sources(&[web("a", &["k"]), web("b", &[])]);
        let server = Server::start([ok(), list, detail, refused(), Reply::status(404, &[], "")]).await;
        let judgement = probe(&client(&server, &()), Some("b")).await.unwrap();
        assert_eq!(judgement.ground, Ground::KeysOfOthersVisible);
        assert_eq!(judgement.creation, Creation::ScopedCannot);
        assert_eq!((judgement.corroboration, judgement.is_too_powerful), (Some(Corroboration::Against), None));
        assert_eq!(server.targets()[2], "GET /sources/b");
        server.used();
    });
}

#[test]
fn a_refused_token_is_asked_nothing_more() {
    run(async {
        let server = Server::start([refused()]).await;
        let judgement = probe(&client(&server, &()), Some("b")).await.unwrap();
        assert_eq!((judgement.verdict(), judgement.ground), (Verdict::Denied, Ground::TokenRefused));
        assert_eq!(server.used(), 1);
    });
}

#[test]
fn what_cannot_be_read_for_another_reason_is_an_error_and_no_verdict() {
    run(async {
        let server = Server::start([ok(), Reply::status(501, &[], "")]).await;
        let error = probe(&client(&server, &()), None).await.unwrap_err();
        assert_eq!((error.class, server.used()), (ApiClass::Server, 2));
    });
}
