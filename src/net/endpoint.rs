//! Where an API is: an origin (scheme, host, port) that a token or a write key may be sent to.

use crate::core::error::Error;
use reqwest::Url;
use std::fmt;
use std::net::IpAddr;

/// An origin that a secret may be sent to: HTTPS, or plain HTTP to this machine alone. It has no path: people
/// who paste `https://api.segment.io/v1` would get `/v1/v1`, and are told what to write instead.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Endpoint {
    /// Scheme, host and port; the path is `/`.
    origin: Url,
}

impl Endpoint {
    /// An origin that is written in this crate, as a vendor's room hands it in.
    #[allow(clippy::expect_used, reason = "constants; a test of `segment::region` reads each of them")]
    pub(crate) fn known(origin: &'static str) -> Endpoint {
        Endpoint { origin: Url::parse(origin).expect("an origin of this crate is a URL") }
    }

    /// An origin that somebody typed (`QSEG_API_URL`, `QSEG_EVENTS_URL`, a sandbox).
    ///
    /// # Errors
    /// [`BadEndpoint`], which never repeats what was typed, because that can hold a password.
    pub(crate) fn custom(typed: &str) -> Result<Endpoint, BadEndpoint> {
        let origin = Url::parse(typed.trim()).map_err(|_| BadEndpoint::Unreadable)?;
        if !matches!(origin.scheme(), "http" | "https") {
            return Err(BadEndpoint::Scheme);
        }
        if !origin.username().is_empty() || origin.password().is_some() {
            return Err(BadEndpoint::UserInfo);
        }
        if origin.query().is_some() || origin.fragment().is_some() {
            return Err(BadEndpoint::Query);
        }
        if origin.path() != "/" {
            return Err(BadEndpoint::Path { origin: origin.origin().ascii_serialization() });
        }
        let endpoint = Endpoint { origin };
        if endpoint.origin.scheme() == "http" && !endpoint.is_loopback() {
            return Err(BadEndpoint::PlainHttp { host: endpoint.host().to_owned() });
        }
        Ok(endpoint)
    }

    /// Whether it is this machine: 127.0.0.0/8, ::1 or `localhost`. No proxy is used for it.
    pub(crate) fn is_loopback(&self) -> bool {
        self.address().map_or(self.host() == "localhost", |address| address.is_loopback())
    }

    /// Whether its host is an address, not a name that has one.
    pub(crate) fn is_address(&self) -> bool {
        self.address().is_some()
    }

    fn address(&self) -> Option<IpAddr> {
        self.host().trim_start_matches('[').trim_end_matches(']').parse().ok()
    }

    /// The host, without the port; an IPv6 address in brackets.
    pub(crate) fn host(&self) -> &str {
        // Only `http` and `https` get in, and those have a host.
        self.origin.host_str().unwrap_or_default()
    }

    /// The port, also where it is the scheme's own.
    pub(crate) fn port(&self) -> u16 {
        self.origin.port_or_known_default().unwrap_or(443)
    }

    /// The address of a call. The path is percent-encoded already, where it must be; the query is not.
    pub(crate) fn url(&self, path: &str, query: &[(String, String)]) -> Url {
        let mut url = self.origin.clone();
        url.set_path(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.origin.as_str().trim_end_matches('/'))
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Endpoint({self})")
    }
}

/// Why no secret is sent to what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BadEndpoint {
    /// It is no URL.
    Unreadable,
    /// It is neither `https` nor `http`.
    Scheme,
    /// Plain HTTP to another machine.
    PlainHttp {
        /// That machine.
        host: String,
    },
    /// It holds a user name or a password.
    UserInfo,
    /// It holds a query or a fragment.
    Query,
    /// It holds a path.
    Path {
        /// The same without it.
        origin: String,
    },
}

impl fmt::Display for BadEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadEndpoint::Unreadable => f.write_str("it is no URL"),
            BadEndpoint::Scheme => f.write_str("it is neither an https nor an http URL"),
            BadEndpoint::PlainHttp { host } => {
                write!(f, "plain http would show tokens and write keys to everyone on the way to {host}")
            }
            BadEndpoint::UserInfo => f.write_str("it holds a user name or a password"),
            BadEndpoint::Query => f.write_str("it holds a query or a fragment"),
            BadEndpoint::Path { origin } => write!(f, "it holds a path; the origin alone is {origin}"),
        }
    }
}

impl std::error::Error for BadEndpoint {}

impl BadEndpoint {
    /// The error of an origin that somebody gave in some way. What was typed is not repeated.
    pub(crate) fn given_by(self, whom: &str) -> Error {
        Error::usage("bad_endpoint", format!("the URL of {whom} cannot be used: {self}"))
            .hint("give scheme, host and port alone, as in https://api.example.com or http://127.0.0.1:8080")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_plain_http_to_this_machine_alone() {
        for (typed, shown, loopback) in [
            ("https://api.example.com", "https://api.example.com", false),
            (" https://api.example.com:8443/ \n", "https://api.example.com:8443", false),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("http://127.8.9.10:1", "http://127.8.9.10:1", true),
            ("http://[::1]:8080/", "http://[::1]:8080", true),
            ("http://LOCALHOST:9", "http://localhost:9", true),
            ("https://localhost", "https://localhost", true),
        ] {
            let endpoint = Endpoint::custom(typed).unwrap();
            assert_eq!((endpoint.to_string().as_str(), endpoint.is_loopback()), (shown, loopback), "{typed}");
        }
    }

    #[test]
    fn what_could_leak_a_token_is_refused_without_being_repeated() {
        let plain = |host: &str| BadEndpoint::PlainHttp { host: host.to_owned() };
        for (typed, bad) in [
            ("", BadEndpoint::Unreadable),
            ("api.segment.io", BadEndpoint::Unreadable),
            ("ftp://127.0.0.1", BadEndpoint::Scheme),
            ("file:///etc/passwd", BadEndpoint::Scheme),
            ("http://api.segment.io", plain("api.segment.io")),
            ("http://localhost.example.com", plain("localhost.example.com")),
            ("http://127.0.0.1.example.com", plain("127.0.0.1.example.com")),
            ("http://0.0.0.0", plain("0.0.0.0")),
            ("https://me:hush@api.segment.io", BadEndpoint::UserInfo),
            ("http://127.0.0.1@evil.example", BadEndpoint::UserInfo),
            ("https://api.segment.io?x=hush", BadEndpoint::Query),
            ("https://api.segment.io/#hush", BadEndpoint::Query),
            ("https://api.segment.io/v1", BadEndpoint::Path { origin: "https://api.segment.io".to_owned() }),
        ] {
            let refused = Endpoint::custom(typed).unwrap_err();
            assert_eq!(refused, bad, "{typed}");
            assert!(!refused.given_by("QSEG_API_URL").message.contains("hush"), "{typed}");
        }
    }

    #[test]
    fn a_call_is_below_the_origin_with_its_query_encoded() {
        let endpoint = Endpoint::custom("http://127.0.0.1:8080").unwrap();
        let query =
            [("pagination[count]".to_owned(), "200".to_owned()), ("pagination[cursor]".to_owned(), "M==".into())];
        let url = endpoint.url("/sources", &query);
        assert_eq!(
            url.as_str(),
            "http://127.0.0.1:8080/sources?pagination%5Bcount%5D=200&pagination%5Bcursor%5D=M%3D%3D"
        );
        assert_eq!(endpoint.url("/", &[]).as_str(), "http://127.0.0.1:8080/");
    }
}
