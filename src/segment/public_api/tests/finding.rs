//! Finding the region of a token.

use super::server::{Reply, Server};
use super::{run, setup, token};
use crate::core::error::{Error, Exit};
use crate::segment::public_api::discover::{Place, discover};
use crate::segment::public_api::{ApiClass, ApiError};
use crate::segment::region::Region;
use serde_json::json;

fn accepted() -> Reply {
    Reply::data(&json!({ "workspace": { "id": "w", "name": "n", "slug": "s" } }))
}

fn refused(status: u16) -> Reply {
    Reply::status(status, &[], "")
}

fn to_eu() -> Reply {
    Reply::status(308, &[("location", "https://eu1.api.segmentapis.com/")], "")
}

/// Asks a US and an EU server, and says which region was found and how often each was asked.
async fn ask(us: Vec<Reply>, eu: Vec<Reply>) -> (Result<Region, ApiError>, usize, usize) {
    let (us, eu) = (Server::start(us).await, Server::start(eu).await);
    let places =
        [Place { region: Region::Us, endpoint: us.endpoint() }, Place { region: Region::Eu, endpoint: eu.endpoint() }];
    let found = discover(&places, &token(), setup(&())).await.map(|found| {
        assert_eq!(found.workspace.id, "w");
        assert_eq!(
            found.client.endpoint(),
            &places.iter().find(|place| place.region == found.region).unwrap().endpoint
        );
        found.region
    });
    (found, us.used(), eu.used())
}

#[test]
fn the_first_region_that_accepts_the_token_is_its_region() {
    run(async {
        assert_eq!(ask(vec![accepted()], vec![]).await, (Ok(Region::Us), 1, 0));
        for us in [refused(401), refused(403), to_eu()] {
            assert_eq!(ask(vec![us], vec![accepted()]).await, (Ok(Region::Eu), 1, 1));
        }
    });
}

#[test]
fn a_token_that_no_region_accepts_is_invalid_revoked_or_of_another_region() {
    run(async {
        for (us, eu) in [(401, 401), (403, 401), (401, 403)] {
            let (error, us, eu) = ask(vec![refused(us)], vec![refused(eu)]).await;
            let error = error.unwrap_err();
            assert_eq!((&error.class, us, eu), (&ApiClass::NoRegion { asked: 2 }, 1, 1));
            assert!(
                error.to_string().contains("no region accepts the token: neither 127.0.0.1 nor 127.0.0.1"),
                "{error}"
            );
            let error = Error::from(error);
            assert!(error.hints.iter().any(|hint| hint.contains("invalid or revoked")), "{:?}", error.hints);
            assert_eq!((error.exit, error.code), (Exit::Unauthorised, "token_rejected"));
        }
    });
}

#[test]
fn a_region_that_fails_otherwise_says_nothing_of_the_token() {
    run(async {
        let (error, us, eu) = ask(vec![refused(404)], vec![]).await;
        assert_eq!((error.unwrap_err().class, us, eu), (ApiClass::NotFound, 1, 0));
        let (error, us, eu) = ask(vec![refused(401)], (0..5).map(|_| refused(500)).collect()).await;
        assert_eq!((error.unwrap_err().class, us, eu), (ApiClass::Server, 1, 5));
    });
}

#[test]
fn with_one_region_given_no_other_is_asked() {
    run(async {
        for (reply, class) in
            [(refused(401), ApiClass::NoRegion { asked: 1 }), (to_eu(), ApiClass::WrongRegion(Region::Eu))]
        {
            let server = Server::start([reply]).await;
            let place = Place { region: Region::Us, endpoint: server.endpoint() };
            let error = discover(&[place], &token(), setup(&())).await.unwrap_err();
            assert_eq!((error.class, server.used()), (class, 1));
        }
    });
}

#[test]
fn segments_own_hosts_are_asked_the_us_first() {
    let hosts: Vec<String> = Place::all().iter().map(|place| place.endpoint.to_string()).collect();
    assert_eq!(hosts, ["https://api.segmentapis.com", "https://eu1.api.segmentapis.com"]);
}
