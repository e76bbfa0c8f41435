//! The client: one token, one host; how a call is made, judged, waited for and made again.

use super::errors::{ApiClass, ApiError, ServerMessage};
use super::random::Random;
use super::requests::{Method, PAGE, Request};
use super::waits;
use crate::core::secret::Secret;
use crate::net::endpoint::Endpoint;
use crate::net::http::{self, BodyFault, MAX_BODY, NetworkClass, NetworkFault, TimeOuts, header, read_body};
use crate::segment::region::Region;
use jiff::Timestamp;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Response, StatusCode, Url};
use serde_json::Value;
use std::collections::HashSet;
use std::fmt;
use std::time::Duration;
use zeroize::Zeroizing;

/// How often one call is made at most.
pub(crate) const MOST_ATTEMPTS: u32 = 5;

/// How many pages one listing has at most: 100,000 entries.
pub(crate) const MOST_PAGES: usize = 500;

/// Names under which services give a call's id; which of them Segment uses is not known.
const REQUEST_IDS: [&str; 4] = ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"];

/// Hears of waits, so that a terminal can show them.
pub(crate) trait Watch {
    /// The client waits before it makes a call again.
    fn waiting(&self, waiting: &Waiting<'_>);
}

/// For callers that show nothing.
impl Watch for () {
    fn waiting(&self, _: &Waiting<'_>) {}
}

/// A wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Waiting<'a> {
    /// What the call is for: `list the sources`.
    pub(crate) doing: &'a str,
    /// Why it was not answered.
    pub(crate) why: Why,
    /// How long.
    pub(crate) wait: Duration,
    /// The attempt that follows; the first was 1.
    pub(crate) next_attempt: u32,
}

/// Why a call is made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// 429.
    RateLimited,
    /// 5xx.
    Server(u16),
    /// The network.
    Network(NetworkClass),
}

/// Follows "waiting, because ".
impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::RateLimited => f.write_str("Segment limits the rate of calls"),
            Why::Server(status) => write!(f, "Segment failed (HTTP {status})"),
            Why::Network(class) => f.write_str(&class.sentence("Segment")),
        }
    }
}

/// What a client needs besides the token: passed in, so that tests own them.
#[derive(Clone, Copy)]
pub(crate) struct Setup<'w> {
    /// How long one call may take.
    pub(crate) time_outs: TimeOuts,
    /// How often one call is made at most; 1 is not again.
    pub(crate) attempts: u32,
    /// Seed of the jitter.
    pub(crate) seed: u64,
    /// The clock, for a server that names a moment but not its own time.
    pub(crate) now: fn() -> Timestamp,
    /// Who hears of waits.
    pub(crate) watch: &'w dyn Watch,
}

impl<'w> Setup<'w> {
    /// 10 seconds to connect, 30 for an answer, [`MOST_ATTEMPTS`].
    pub(crate) fn new(seed: u64, now: fn() -> Timestamp, watch: &'w dyn Watch) -> Setup<'w> {
        let time_outs = TimeOuts::new(Duration::from_secs(10), Duration::from_secs(30));
        Setup { time_outs, attempts: MOST_ATTEMPTS, seed, now, watch }
    }

    /// The same without a second attempt: for whoever wants to know how things are now.
    pub(crate) fn once(self) -> Setup<'w> {
        Setup { attempts: 1, ..self }
    }
}

/// Segment's Public API, by one token. Without a token there is none.
pub(crate) struct Client<'w> {
    endpoint: Endpoint,
    http: reqwest::Client,
    authorization: HeaderValue,
    random: Random,
    setup: Setup<'w>,
}

impl fmt::Debug for Client<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({})", self.endpoint)
    }
}

/// What a good answer holds.
pub(super) struct Answer {
    pub(super) data: Value,
    pub(super) request_id: Option<Box<str>>,
    pub(super) date: Option<Timestamp>,
}

/// An attempt that failed, and whether and when it may be made again.
struct Failed {
    error: ApiError,
    why: Option<Why>,
    asked: Option<Duration>,
}

impl<'w> Client<'w> {
    /// A client for the endpoint.
    ///
    /// # Errors
    /// [`ApiClass::UnusableToken`] for a token that no header can hold, [`NetworkClass::Setup`].
    pub(crate) fn new(endpoint: Endpoint, token: &Secret, setup: Setup<'w>) -> Result<Client<'w>, ApiError> {
        let failed = |class, detail| ApiError {
            class,
            doing: "make a client of the Public API".into(),
            host: endpoint.host().into(),
            status: None,
            request_id: None,
            messages: Vec::new(),
            detail,
            attempts: 0,
        };
        let is_sayable =
            token.text().is_some_and(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()));
        if !is_sayable {
            return Err(failed(ApiClass::UnusableToken, None));
        }
        let header = Zeroizing::new([b"Bearer ", token.expose()].concat());
        let mut authorization = HeaderValue::from_bytes(&header).map_err(|_| failed(ApiClass::UnusableToken, None))?;
        authorization.set_sensitive(true);
        let http = http::client(&endpoint, setup.time_outs)
            .map_err(|fault| failed(ApiClass::Network(fault.class), Some(fault.detail.into())))?;
        Ok(Client { endpoint, http, authorization, random: Random::new(setup.seed), setup })
    }

    /// Where it sends to.
    #[cfg(test)]
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Makes a call until it is answered for good: reads again on 429, 5xx (not 501 and 505) and passing faults of
    /// the network; writes on 429 alone, because only then it is known that nothing was done.
    ///
    /// # Errors
    /// Every class but those of listings.
    #[cfg(test)]
    pub(crate) async fn send(&self, request: &Request) -> Result<Value, ApiError> {
        Ok(self.answer(request).await?.data)
    }

    pub(super) async fn answer(&self, request: &Request) -> Result<Answer, ApiError> {
        let mut attempt = 1;
        loop {
            let failed = match self.attempt(request).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => *failed,
            };
            let may_repeat = request.is_read() || failed.why == Some(Why::RateLimited);
            match failed.why {
                Some(why) if may_repeat && attempt < self.setup.attempts => {
                    let wait = failed.asked.unwrap_or_else(|| waits::backoff(attempt, self.random.fraction()));
                    attempt += 1;
                    let waiting = Waiting { doing: &request.doing, why, wait, next_attempt: attempt };
                    self.setup.watch.waiting(&waiting);
                    tokio::time::sleep(wait).await;
                }
                _ => return Err(ApiError { attempts: attempt, ..failed.error }),
            }
        }
    }

    async fn attempt(&self, request: &Request) -> Result<Answer, Box<Failed>> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Patch => reqwest::Method::PATCH,
        };
        let mut call = self
            .http
            .request(method, self.endpoint.url(&request.path, &request.query))
            .header(AUTHORIZATION, self.authorization.clone())
            .header(ACCEPT, "application/json")
            .header(CONTENT_TYPE, "application/json");
        if let Some(body) = &request.body {
            call = call.body(body.to_string());
        }
        let response = call.send().await.map_err(|error| self.network(request, NetworkFault::of(&error)))?;
        self.judge(request, response).await
    }

    async fn judge(&self, request: &Request, response: Response) -> Result<Answer, Box<Failed>> {
        let status = response.status();
        let headers = response.headers().clone();
        let request_id = REQUEST_IDS.iter().find_map(|name| header(&headers, name)).map(Box::<str>::from);
        let error = |class, messages, detail| ApiError {
            status: Some(status.as_u16()),
            request_id: request_id.clone(),
            messages,
            detail,
            ..self.error(request, class)
        };
        let date = http::date(&headers);
        if status.is_redirection() {
            return Err(Failed::for_good(error(self.redirected(&headers), Vec::new(), None)));
        }
        if status.is_success() && !request.keeps_answer {
            return Ok(Answer { data: Value::Null, request_id, date });
        }
        let body = match read_body(response, MAX_BODY).await {
            Ok(body) => body,
            Err(BodyFault::TooLong { limit }) if status.is_success() => {
                let detail = format!("more than {} MiB", limit >> 20);
                return Err(Failed::for_good(error(ApiClass::TooLong, Vec::new(), Some(detail.into()))));
            }
            Err(BodyFault::Network(fault)) if status.is_success() => {
                let mut failed = self.network(request, fault);
                (failed.error.status, failed.error.request_id) = (Some(status.as_u16()), request_id);
                return Err(failed);
            }
            // The status alone says what went wrong.
            Err(BodyFault::TooLong { .. } | BodyFault::Network(_)) => Vec::new(),
        };
        let body = serde_json::from_slice::<Value>(&body);
        if status.is_success() {
            let data = body.map_err(|why| why.to_string()).and_then(data_of);
            return match data {
                Ok(data) => Ok(Answer { data, request_id, date }),
                Err(why) => Err(Failed::for_good(error(ApiClass::Unreadable, Vec::new(), Some(why.into())))),
            };
        }
        // An error page of something between here and Segment holds no messages.
        let body = body.unwrap_or_default();
        let messages = if request.keeps_answer { ServerMessage::of(&body) } else { Vec::new() };
        let why = why_again(status);
        let asked = why.and_then(|_| waits::asked(&headers, &body, (self.setup.now)()));
        Err(Box::new(Failed { error: error(class_of(status), messages, None), why, asked }))
    }

    fn error(&self, request: &Request, class: ApiClass) -> ApiError {
        ApiError {
            class,
            doing: request.doing.as_str().into(),
            host: self.endpoint.host().into(),
            status: None,
            request_id: None,
            messages: Vec::new(),
            detail: None,
            attempts: 1,
        }
    }

    /// A good answer that does not hold what it must.
    pub(super) fn unreadable(&self, request: &Request, request_id: Option<Box<str>>, detail: &str) -> ApiError {
        let error = self.error(request, ApiClass::Unreadable);
        ApiError { status: Some(200), request_id, detail: Some(detail.into()), ..error }
    }

    fn network(&self, request: &Request, fault: NetworkFault) -> Box<Failed> {
        let error =
            ApiError { detail: Some(fault.detail.into()), ..self.error(request, ApiClass::Network(fault.class)) };
        let why = fault.class.is_passing().then_some(Why::Network(fault.class));
        Box::new(Failed { error, why, asked: None })
    }

    /// Where a redirect leads. The EU host must be met exactly: `evilapi.segmentapis.com` ends like it (§2).
    fn redirected(&self, headers: &HeaderMap) -> ApiClass {
        let base = self.endpoint.url("/", &[]);
        let to: Option<Url> = header(headers, LOCATION.as_str()).and_then(|location| base.join(location).ok());
        let eu = Region::Eu.public_api();
        match to.as_ref().and_then(Url::host_str) {
            Some(host) if host == eu.host() && host != self.endpoint.host() => ApiClass::WrongRegion(Region::Eu),
            host => ApiClass::Redirected { to: host.map(Into::into) },
        }
    }

    /// Reads a listing to its end: every page's `data`, in order.
    ///
    /// # Errors
    /// As [`Client::send`]; [`ApiClass::CursorRepeats`] and [`ApiClass::TooManyPages`] instead of a part of it.
    pub(super) async fn pages(&self, request: &Request) -> Result<Vec<Answer>, ApiError> {
        let mut pages = Vec::new();
        let mut seen = HashSet::new();
        let mut cursor: Option<String> = None;
        while pages.len() < MOST_PAGES {
            let answer = self.answer(&request.page(cursor.as_deref(), PAGE)).await?;
            let next = answer.data.pointer("/pagination/next").and_then(Value::as_str).map(str::to_owned);
            let current = answer.data.pointer("/pagination/current").and_then(Value::as_str);
            seen.extend(cursor.take().or_else(|| current.map(str::to_owned)));
            let request_id = answer.request_id.clone();
            pages.push(answer);
            match next {
                None => return Ok(pages),
                Some(next) if seen.contains(&next) => {
                    return Err(ApiError {
                        request_id,
                        status: Some(200),
                        ..self.error(request, ApiClass::CursorRepeats)
                    });
                }
                Some(next) => cursor = Some(next),
            }
        }
        let detail = Some(format!("more than {MOST_PAGES} pages").into());
        Err(ApiError { detail, ..self.error(request, ApiClass::TooManyPages) })
    }
}

impl Failed {
    fn for_good(error: ApiError) -> Box<Failed> {
        Box::new(Failed { error, why: None, asked: None })
    }
}

/// The `data` of an answer; an answer is either that or `errors` (§2).
fn data_of(mut body: Value) -> Result<Value, String> {
    match body.get_mut("data").map(Value::take) {
        Some(data @ Value::Object(_)) => Ok(data),
        Some(_) => Err("its `data` is no object".to_owned()),
        None => Err("it has no `data`".to_owned()),
    }
}

fn class_of(status: StatusCode) -> ApiClass {
    match status.as_u16() {
        401 | 403 => ApiClass::NotAuthorised,
        404 => ApiClass::NotFound,
        409 => ApiClass::Conflict,
        400 | 422 => ApiClass::Invalid,
        429 => ApiClass::RateLimited,
        500..=599 => ApiClass::Server,
        402..=499 => ApiClass::Refused,
        _ => ApiClass::Unreadable,
    }
}

fn why_again(status: StatusCode) -> Option<Why> {
    match status.as_u16() {
        429 => Some(Why::RateLimited),
        501 | 505 => None,
        status @ 500..=599 => Some(Why::Server(status)),
        _ => None,
    }
}
