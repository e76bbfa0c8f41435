//! Whether a host of Segment's can be reached at all, before any token or write key is sent to it.

use super::endpoint::Endpoint;
use super::http::{self, NetworkClass, NetworkFault, TimeOuts};
use jiff::Timestamp;
use std::net::IpAddr;
use std::time::Duration;

/// How long a name server may take.
const NAME_SERVER: Duration = Duration::from_secs(10);

/// The addresses of the endpoint's host, as this machine finds them; an address is its own.
///
/// # Errors
/// [`NetworkClass::Dns`], and [`NetworkClass::TimeOut`] where nobody answers.
pub(crate) async fn addresses(endpoint: &Endpoint) -> Result<Vec<IpAddr>, NetworkFault> {
    let host = endpoint.host().trim_start_matches('[').trim_end_matches(']');
    let fault = |class, detail: String| NetworkFault { class, detail };
    let found = tokio::time::timeout(NAME_SERVER, tokio::net::lookup_host((host, endpoint.port()))).await;
    let found = found.map_err(|_| fault(NetworkClass::TimeOut, "the name server does not answer".to_owned()))?;
    let found = found.map_err(|error| fault(NetworkClass::Dns, error.to_string()))?;
    let mut addresses: Vec<IpAddr> = found.map(|socket| socket.ip()).collect();
    addresses.dedup();
    if addresses.is_empty() { Err(fault(NetworkClass::Dns, "no address".to_owned())) } else { Ok(addresses) }
}

/// That a host answered, whatever it answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Knock {
    /// The server's clock, if it told it.
    pub(crate) date: Option<Timestamp>,
}

/// Asks for the head of `/`, with nothing that identifies anyone: a connection is made as any call makes it, through
/// the proxy and TLS, and nothing can happen in the workspace.
///
/// # Errors
/// What went wrong between here and there.
pub(crate) async fn knock(endpoint: &Endpoint) -> Result<Knock, NetworkFault> {
    let time_outs = TimeOuts::new(Duration::from_secs(10), Duration::from_secs(15));
    let client = http::client(endpoint, time_outs)?;
    let answer = client.head(endpoint.url("/", &[])).send().await.map_err(|error| NetworkFault::of(&error))?;
    Ok(Knock { date: http::date(answer.headers()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
    }

    #[test]
    fn an_address_is_its_own_and_a_name_that_cannot_be_has_none() {
        for (url, address) in [("http://127.0.0.1:9", "127.0.0.1"), ("http://[::1]:9", "::1")] {
            let found = run(addresses(&Endpoint::custom(url).unwrap())).unwrap();
            assert_eq!(found, [address.parse::<IpAddr>().unwrap()]);
        }
        let nowhere = Endpoint::custom("https://segment.invalid").unwrap();
        assert_eq!(run(addresses(&nowhere)).unwrap_err().class, NetworkClass::Dns);
    }

    #[test]
    fn a_port_that_nobody_listens_on_is_told() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let endpoint = Endpoint::custom(&format!("http://{free}")).unwrap();
        assert_eq!(run(knock(&endpoint)).unwrap_err().class, NetworkClass::Refused);
    }
}
