//! The Tracking API's one call that qseg makes: `POST /v1/batch` (`reference/segment-tracking-api.md` §1, §2).

use super::write_key::WriteKey;
use crate::net::endpoint::Endpoint;
use crate::net::http::{self, NetworkClass, NetworkFault, TimeOuts};
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, DATE, RETRY_AFTER};
use reqwest::{Client, Response, Url};
use std::time::Duration;
use tokio::time::timeout;

/// The most that is kept of an answer's body, in bytes.
pub(crate) const BODY_START: usize = 500;

/// The most that is read of an answer's body, so that its connection can be used again.
const BODY_READ: usize = 16 << 10;

/// How long an answer's body is read. The status has said all that counts; a server that dribbles after it loses
/// its connection and nothing else.
const BODY_TIME: Duration = Duration::from_secs(1);

/// How long a connection may take to be made.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// An answer, as far as delivery looks at it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The `Retry-After` header as it stands.
    pub retry_after: Option<String>,
    /// The `Date` header as it stands.
    pub date: Option<String>,
    /// How the body begins, [`BODY_START`] bytes at most: text, HTML, JSON or nothing (a body is never assumed to
    /// be JSON: §4). Empty for a 2xx.
    pub body_start: String,
}

/// Batches to one source: an address and the key to it.
#[derive(Debug, Clone)]
pub(crate) struct Tracking {
    client: Client,
    url: Url,
    host: String,
    key: WriteKey,
}

impl Tracking {
    /// A client for this endpoint. How long a request may take altogether is the caller's: it drops the future.
    ///
    /// # Errors
    /// [`NetworkFault`] where this machine's certificates or proxy settings cannot be used.
    pub(crate) fn new(endpoint: &Endpoint, key: WriteKey) -> Result<Tracking, NetworkFault> {
        Tracking::with(endpoint, key, TimeOuts::until_connected(CONNECT_TIME))
    }

    fn with(endpoint: &Endpoint, key: WriteKey, time_outs: TimeOuts) -> Result<Tracking, NetworkFault> {
        let client = http::client(endpoint, time_outs)?;
        Ok(Tracking { client, url: endpoint.url("/v1/batch", &[]), host: endpoint.host().to_owned(), key })
    }

    /// The host that it sends to.
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Posts one body, which says by itself whether it is compressed. `attempt` goes into `X-Retry-Count` from 1 on
    /// (§10.1). An answer counts once its status is there, whether or not its body is whole.
    ///
    /// # Errors
    /// [`NetworkFault`] where there was no answer: the server may have the batch all the same.
    pub(crate) async fn post(&self, body: Vec<u8>, gzip: bool, attempt: u32) -> Result<Answer, NetworkFault> {
        let mut request = self.client.post(self.url.clone()).header(CONTENT_TYPE, "application/json").body(body);
        // The name alone, with the colon that §2 asks for after it.
        request = request.basic_auth(self.key.expose(), Some(""));
        if gzip {
            request = request.header(CONTENT_ENCODING, "gzip");
        }
        if attempt > 0 {
            request = request.header("X-Retry-Count", attempt);
        }
        let response = request.send().await.map_err(|error| NetworkFault::of(&error))?;
        // A proxy that wants a password answers in the server's place.
        if response.status() == reqwest::StatusCode::PROXY_AUTHENTICATION_REQUIRED {
            return Err(NetworkFault { class: NetworkClass::Proxy, detail: "it answered 407".to_owned() });
        }
        let header = |name: &str| http::header(response.headers(), name).map(str::to_owned);
        let (retry_after, date) = (header(RETRY_AFTER.as_str()), header(DATE.as_str()));
        let status = response.status();
        let mut body_start = body_start(response).await;
        if status.is_success() {
            body_start.clear();
        }
        Ok(Answer { status: status.as_u16(), retry_after, date, body_start })
    }
}

/// Reads a body as far as it is wanted and comes, and keeps its beginning.
async fn body_start(mut response: Response) -> String {
    let (mut kept, mut read) = (Vec::new(), 0);
    let reading = async {
        // A fault in it is as good as its end.
        while let Ok(Some(chunk)) = response.chunk().await {
            read += chunk.len();
            kept.extend(chunk.iter().take(BODY_START - kept.len()));
            if read > BODY_READ {
                break;
            }
        }
    };
    // Out of time: what came is kept.
    let _in_time = timeout(BODY_TIME, reading).await.is_ok();
    let text = String::from_utf8_lossy(&kept);
    // A character that the cut went through is left out.
    text.strip_suffix('\u{fffd}').unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests;
