//! The one place that builds HTTP clients, for both APIs: where they may go, how long they may take, how much
//! they may read, and what a failure of the network means.

use super::endpoint::Endpoint;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use std::error::Error as Cause;
use std::io::ErrorKind;
use std::sync::Once;
use std::time::Duration;
use std::{fmt, io};

/// The most that is read of one answer: 16 MiB. A page of 200 sources is below one.
pub(crate) const MAX_BODY: usize = 16 << 20;

/// How qseg names itself to Segment.
pub(crate) const USER_AGENT: &str = concat!("qseg/", env!("CARGO_PKG_VERSION"));

/// How long one call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TimeOuts {
    connect: Option<Duration>,
    total: Option<Duration>,
}

impl TimeOuts {
    /// Time until there is a connection, and until the answer is read.
    pub(crate) fn new(connect: Duration, total: Duration) -> TimeOuts {
        TimeOuts { connect: Some(connect), total: Some(total) }
    }

    /// Time until there is a connection; for the rest the caller takes the time itself.
    pub(crate) fn until_connected(connect: Duration) -> TimeOuts {
        TimeOuts { connect: Some(connect), total: None }
    }

    /// None: tokio's paused clock would let them pass while an answer is on its way.
    #[cfg(test)]
    pub(crate) fn none() -> TimeOuts {
        TimeOuts { connect: None, total: None }
    }
}

/// A client for one endpoint: no redirects (they lose or leak the token, `reference/segment-public-api.md` §2),
/// no retries of its own, HTTPS only, except to this machine, which is never reached through a proxy.
///
/// # Errors
/// [`NetworkClass::Setup`] where the system's certificates or proxy settings cannot be used.
pub(crate) fn client(endpoint: &Endpoint, time_outs: TimeOuts) -> Result<Client, NetworkFault> {
    install_provider();
    let mut builder = Client::builder()
        .user_agent(USER_AGENT)
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .https_only(!endpoint.is_loopback());
    if endpoint.is_loopback() {
        builder = builder.no_proxy();
    }
    if let Some(connect) = time_outs.connect {
        builder = builder.connect_timeout(connect);
    }
    if let Some(total) = time_outs.total {
        builder = builder.timeout(total);
    }
    builder.build().map_err(|error| NetworkFault { class: NetworkClass::Setup, detail: causes(&error) })
}

/// Installs ring once, before the first client.
pub(crate) fn install_provider() {
    static PROVIDER: Once = Once::new();
    // An error says that somebody installed one before, which serves as well.
    PROVIDER.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
}

/// What went wrong between here and there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum NetworkClass {
    /// The host's name has no address.
    Dns,
    /// The connection was refused.
    Refused,
    /// There is no way to the host.
    Unreachable,
    /// No safe connection: an unknown certificate, no common version.
    Tls,
    /// A proxy did not let the call through.
    Proxy,
    /// It took too long.
    TimeOut,
    /// The connection broke before the answer was whole.
    Cut,
    /// No call could be made: certificates or proxy settings of this machine cannot be used.
    Setup,
}

impl NetworkClass {
    /// Every class.
    #[cfg(test)]
    pub(crate) const ALL: [NetworkClass; 8] = [
        NetworkClass::Dns,
        NetworkClass::Refused,
        NetworkClass::Unreachable,
        NetworkClass::Tls,
        NetworkClass::Proxy,
        NetworkClass::TimeOut,
        NetworkClass::Cut,
        NetworkClass::Setup,
    ];

    /// Stable name for machines.
    pub(crate) fn code(self) -> &'static str {
        match self {
            NetworkClass::Dns => "network_dns",
            NetworkClass::Refused => "network_refused",
            NetworkClass::Unreachable => "network_unreachable",
            NetworkClass::Tls => "network_tls",
            NetworkClass::Proxy => "network_proxy",
            NetworkClass::TimeOut => "network_time_out",
            NetworkClass::Cut => "network_cut",
            NetworkClass::Setup => "network_setup",
        }
    }

    /// What happened, as a sentence without its end; `host` is where the call went.
    pub(crate) fn sentence(self, host: &str) -> String {
        match self {
            NetworkClass::Dns => format!("the name {host} has no address here"),
            NetworkClass::Refused => format!("{host} refused the connection"),
            NetworkClass::Unreachable => format!("there is no way to {host} from here"),
            NetworkClass::Tls => format!("no safe connection to {host} could be made"),
            NetworkClass::Proxy => format!("the proxy did not let the call to {host} through"),
            NetworkClass::TimeOut => format!("{host} did not answer in time"),
            NetworkClass::Cut => format!("the connection to {host} broke before the answer was whole"),
            NetworkClass::Setup => "the network settings of this machine cannot be used".to_owned(),
        }
    }

    /// What to do next.
    pub(crate) fn next_step(self) -> &'static str {
        match self {
            NetworkClass::Dns => "check the network and the name server; behind a proxy, set HTTPS_PROXY",
            NetworkClass::Refused => "check that the server runs and that host and port are right",
            NetworkClass::Unreachable => "check the network, the VPN and the firewall",
            NetworkClass::Tls => {
                "check this machine's clock and certificates; a company proxy that reads TLS needs its certificate \
                 among the system's"
            }
            NetworkClass::Proxy => "check HTTPS_PROXY, its user and password, and which hosts the proxy allows",
            NetworkClass::TimeOut => "run the command again; if it stays so, check the network and the proxy",
            NetworkClass::Cut => "run the command again",
            NetworkClass::Setup => "check HTTPS_PROXY, and that the system has root certificates (ca-certificates)",
        }
    }

    /// Whether the same call can go well a moment later.
    pub(crate) fn is_passing(self) -> bool {
        !matches!(self, NetworkClass::Tls | NetworkClass::Proxy | NetworkClass::Setup)
    }
}

/// A failure of the network, with what the machine says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NetworkFault {
    /// Its class.
    pub(crate) class: NetworkClass,
    /// The causes as the libraries tell them, nearest first; no URL, and so no query, is in it.
    pub(crate) detail: String,
}

impl NetworkFault {
    /// Classes an error of a call.
    pub(crate) fn of(error: &reqwest::Error) -> NetworkFault {
        NetworkFault { class: class(error), detail: causes(error) }
    }
}

impl fmt::Display for NetworkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl Cause for NetworkFault {}

fn class(error: &reqwest::Error) -> NetworkClass {
    let causes = || chain(error.source());
    // Before all else, because a proxy's own failures hold DNS and connect errors of the way to the proxy. Its
    // type is not public, so it is known by its words.
    let is_proxys = |cause: &(dyn Cause + 'static)| {
        let words = cause.to_string();
        words.starts_with("tunnel error") || words.contains("socks proxy") || words.starts_with("SOCKS error")
    };
    if causes().any(is_proxys) {
        return NetworkClass::Proxy;
    }
    if error.is_timeout() {
        return NetworkClass::TimeOut;
    }
    if error.is_dns() {
        return NetworkClass::Dns;
    }
    if causes().any(is_tls) {
        return NetworkClass::Tls;
    }
    match causes().find_map(io_kind) {
        Some(ErrorKind::ConnectionRefused) => NetworkClass::Refused,
        Some(ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof | ErrorKind::BrokenPipe) => NetworkClass::Cut,
        _ if error.is_connect() => NetworkClass::Unreachable,
        _ if error.is_builder() => NetworkClass::Setup,
        _ => NetworkClass::Cut,
    }
}

/// rustls tells its errors inside of I/O errors, which do not count what they hold among their sources.
fn is_tls(cause: &(dyn Cause + 'static)) -> bool {
    let held = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    cause.is::<rustls::Error>() || held.is_some_and(|held| is_tls(held))
}

/// The kind of an I/O error, or of the one that it holds.
fn io_kind(cause: &(dyn Cause + 'static)) -> Option<ErrorKind> {
    let error = cause.downcast_ref::<io::Error>()?;
    error.get_ref().and_then(|held| io_kind(held)).or_else(|| Some(error.kind()))
}

/// A cause, its cause, and so on.
fn chain<'a>(first: Option<&'a (dyn Cause + 'static)>) -> impl Iterator<Item = &'a (dyn Cause + 'static)> {
    std::iter::successors(first, |cause: &&'a (dyn Cause + 'static)| (*cause).source())
}

/// The chain of causes below reqwest's own sentence, which would only repeat the URL.
fn causes(error: &reqwest::Error) -> String {
    let mut told: Vec<String> = Vec::new();
    for cause in chain(error.source()) {
        let words = cause.to_string();
        if !told.iter().any(|before| before.contains(&words)) {
            told.push(words);
        }
    }
    if told.is_empty() { "no cause is known".to_owned() } else { told.join(": ") }
}

/// Why a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// It is longer than allowed.
    TooLong {
        /// The limit, in bytes.
        limit: usize,
    },
    /// The network failed within it.
    Network(NetworkFault),
}

/// Reads a body, and stops at the limit (bytes), whatever length was announced.
///
/// # Errors
/// [`BodyFault`].
pub(crate) async fn read_body(mut response: Response, limit: usize) -> Result<Vec<u8>, BodyFault> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| BodyFault::Network(NetworkFault::of(&error)))? {
        if chunk.len() > limit - body.len() {
            return Err(BodyFault::TooLong { limit });
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// A header's text; `None` where it is absent or no text.
pub(crate) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|text| !text.is_empty())
}

/// The server's clock, from its `Date` header: whole seconds.
pub(crate) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    header(headers, "date").and_then(moment)
}

/// A moment as HTTP and RFC 5322 write it.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests;
