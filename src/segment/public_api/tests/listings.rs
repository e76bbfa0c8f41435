//! Listings are read to their end, or are an error.

use super::server::{Reply, Server};
use super::{client, run};
use crate::core::error::{Error, Exit};
use crate::segment::public_api::ApiClass;
use crate::segment::public_api::client::MOST_PAGES;
use serde_json::{Value, json};

fn page(ids: &[&str], pagination: &Value) -> Reply {
    let sources: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    Reply::data(&json!({ "sources": sources, "pagination": pagination }))
}

#[test]
fn every_page_is_read_with_count_and_cursor_in_brackets() {
    for last in [json!({ "current": "Mg==", "next": null }), json!({ "current": "Mg==" }), Value::Null] {
        run(async {
            let first = page(&["a", "b"], &json!({ "current": "MA==", "next": "Mg==" }));
            let server = Server::start([first, page(&["c"], &last)]).await;
            let sources = client(&server, &()).sources().await.unwrap();
            let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
            assert_eq!(ids, ["a", "b", "c"]);
            let first = "GET /sources?pagination%5Bcount%5D=200";
            assert_eq!(server.targets(), [first.to_owned(), format!("{first}&pagination%5Bcursor%5D=Mg%3D%3D")]);
        });
    }
}

#[test]
fn a_cursor_that_leads_back_is_an_error_and_not_a_part_of_the_list() {
    let loops: [&[(&str, &str)]; 3] = [&[("A", "A")], &[("A", "B"), ("B", "B")], &[("A", "B"), ("B", "C"), ("C", "A")]];
    for pages in loops {
        run(async {
            let reply = |(current, next): &(&str, &str)| page(&["x"], &json!({ "current": current, "next": next }));
            let server = Server::start(pages.iter().map(reply)).await;
            let error = client(&server, &()).sources().await.unwrap_err();
            assert_eq!((&error.class, server.used()), (&ApiClass::CursorRepeats, pages.len()));
            assert_eq!(Error::from(error).code, "cursor_repeats");
        });
    }
}

#[test]
fn a_listing_that_does_not_end_is_an_error() {
    run(async {
        let server = Server::start((0..MOST_PAGES).map(|at| page(&[], &json!({ "next": format!("c{at}") })))).await;
        let error = client(&server, &()).sources().await.unwrap_err();
        assert_eq!((&error.class, server.used()), (&ApiClass::TooManyPages, MOST_PAGES));
        assert_eq!(
            error.to_string(),
            "cannot list the sources: the listing of 127.0.0.1 does not end: more than 500 pages"
        );
        assert_eq!(Error::from(error).exit, Exit::Failed);
    });
}

#[test]
fn a_failure_within_a_listing_fails_it() {
    run(async {
        let server = Server::start([page(&["a"], &json!({ "next": "B" })), Reply::status(403, &[], "")]).await;
        let error = client(&server, &()).sources().await.unwrap_err();
        assert_eq!((error.class, server.used()), (ApiClass::NotAuthorised, 2));
    });
}

#[test]
fn null_is_no_entry_but_an_answer_without_the_list_is_not_a_list() {
    run(async {
        let server =
            Server::start([Reply::data(&json!({ "sources": null })), Reply::data(&json!({ "source": [] }))]).await;
        let client = client(&server, &());
        assert_eq!(client.sources().await.unwrap(), []);
        let error = client.sources().await.unwrap_err();
        assert_eq!((error.class, error.detail.as_deref()), (ApiClass::Unreadable, Some("it has no list `sources`")));
        assert_eq!(server.used(), 2);
    });
}
