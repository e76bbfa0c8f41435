//! Which region a token belongs to: nothing in it says so, so the hosts are asked
//! (`reference/segment-public-api.md` §9, 1).

use super::client::{Client, Setup};
use super::errors::{ApiClass, ApiError};
use super::shapes::Workspace;
use crate::core::secret::Secret;
use crate::net::endpoint::Endpoint;
use crate::segment::region::Region;

/// A region, and where its Public API is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The region.
    pub(crate) region: Region,
    /// Its Public API.
    pub(crate) endpoint: Endpoint,
}

impl Place {
    /// Segment's own hosts, the US first.
    pub(crate) fn all() -> Vec<Place> {
        Region::ALL.into_iter().map(Place::of).collect()
    }

    /// Segment's own host of a region.
    pub(crate) fn of(region: Region) -> Place {
        Place { region, endpoint: region.public_api() }
    }
}

/// The region that accepts the token.
#[derive(Debug)]
pub(crate) struct Found<'w> {
    /// The region.
    pub(crate) region: Region,
    /// A client for it.
    pub(crate) client: Client<'w>,
    /// The token's workspace.
    pub(crate) workspace: Workspace,
}

/// Asks the places in order. The next one is asked only where one says 401, 403 or that the workspace lives
/// elsewhere: a place that cannot be reached says nothing of the token, and ends the search.
///
/// # Errors
/// [`ApiClass::NoRegion`] where none accepts the token; [`ApiClass::WrongRegion`] where a place leads to a region
/// that is not among them; else what went wrong.
pub(crate) async fn discover<'w>(places: &[Place], token: &Secret, setup: Setup<'w>) -> Result<Found<'w>, ApiError> {
    let mut refused: Option<ApiError> = None;
    let mut elsewhere: Option<ApiError> = None;
    for place in places {
        let client = Client::new(place.endpoint.clone(), token, setup)?;
        match client.workspace().await {
            Ok(workspace) => return Ok(Found { region: place.region, client, workspace }),
            Err(error) => match error.class {
                ApiClass::NotAuthorised => refused = Some(error),
                ApiClass::WrongRegion(region) => {
                    if !places.iter().any(|place| place.region == region) {
                        return Err(error);
                    }
                    elsewhere = Some(error);
                }
                _ => return Err(error),
            },
        }
    }
    let Some(last) = refused.or(elsewhere) else { return Err(nowhere()) };
    let hosts: Vec<&str> = places.iter().map(|place| place.endpoint.host()).collect();
    let host = hosts.join(" and ").into();
    // With one host the server's own words say it; with several, those of the last would stand for all.
    let messages = if places.len() == 1 { last.messages } else { Vec::new() };
    let class = ApiClass::NoRegion { asked: places.len() };
    Err(ApiError { class, doing: "find the token's workspace".into(), host, messages, ..last })
}

/// Nobody was asked.
fn nowhere() -> ApiError {
    ApiError {
        class: ApiClass::NoRegion { asked: 0 },
        doing: "find the token's workspace".into(),
        host: "".into(),
        status: None,
        request_id: None,
        messages: Vec::new(),
        detail: Some("no region was asked".into()),
        attempts: 0,
    }
}
