//! Tests of the Tracking API's client, against a server on loopback.

use super::*;
use crate::core::secret::Secret;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Reads one request: its head in lower case, and its body.
async fn request(stream: &mut TcpStream) -> (String, Vec<u8>) {
    let mut read = Vec::new();
    loop {
        let mut some = [0; 4_096];
        let count = stream.read(&mut some).await.unwrap();
        assert!(count > 0, "the request broke off");
        read.extend_from_slice(&some[..count]);
        let Some(end) = memchr::memmem::find(&read, b"\r\n\r\n") else { continue };
        let head = String::from_utf8(read[..end + 2].to_vec()).unwrap().to_lowercase();
        let (_, length) = head.split_once("content-length: ").unwrap();
        let length: usize = length.split_once('\r').unwrap().0.parse().unwrap();
        if read.len() == end + 4 + length {
            return (head, read[end + 4..].to_vec());
        }
    }
}

/// Posts one body to a server that answers with these bytes and closes; the answer, and the request as it came.
fn post(body: &[u8], gzip: bool, attempt: u32, answer: &[u8]) -> (Result<Answer, NetworkFault>, String, Vec<u8>) {
    let answer = answer.to_vec();
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint::custom(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let serving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let seen = request(&mut stream).await;
            // The client may have enough before all is written.
            let written = stream.write_all(&answer).await;
            drop((written, stream));
            (listener, seen)
        });
        let key = WriteKey::new(Secret::new(b"k3y")).unwrap();
        let tracking = Tracking::with(&endpoint, key, TimeOuts::none()).unwrap();
        let posted = tracking.post(body.to_vec(), gzip, attempt).await;
        let (listener, (head, body)) = serving.await.unwrap();
        // A redirect that was followed, or a retry of the client's own, would stand in the queue.
        let more = timeout(Duration::ZERO, listener.accept()).await;
        assert!(more.is_err(), "one request, and no other");
        (posted, head, body)
    })
}

fn head(status: &str, headers: &str, length: usize) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n{headers}\r\n").into_bytes()
}

#[test]
fn a_request_bears_the_key_as_basic_and_the_count_on_retries_only() {
    for (attempt, gzip) in [(0, false), (1, true), (7, false)] {
        let (answer, seen, body) = post(b"{\"batch\":[]}", gzip, attempt, &head("200 OK", "", 0));
        assert_eq!(answer.unwrap().status, 200);
        assert!(seen.starts_with("post /v1/batch http/1.1\r\n"), "{seen}");
        // base64 of `k3y:`, in lower case.
        assert!(seen.contains("authorization: basic azn5og==\r\n"), "{seen}");
        assert!(seen.contains("content-type: application/json\r\n"));
        assert!(seen.contains("user-agent: qseg/"));
        assert_eq!(seen.contains("x-retry-count"), attempt > 0);
        assert_eq!(seen.contains(&format!("x-retry-count: {attempt}\r\n")), attempt > 0);
        assert_eq!(seen.contains("content-encoding: gzip\r\n"), gzip);
        assert_eq!(body, b"{\"batch\":[]}");
    }
}

#[test]
fn headers_and_the_beginning_of_any_body_are_kept() {
    let page = format!("<html>{}</html>", "x".repeat(100_000));
    let accents = "é".repeat(300);
    let uneven = format!("x{accents}");
    for (body, start) in [
        ("Bad Request", "Bad Request"),
        ("{\"code\":\"x\"}", "{\"code\":\"x\"}"),
        ("", ""),
        (page.as_str(), &page[..500]),
        (accents.as_str(), &accents[..500]),
        (uneven.as_str(), &uneven[..499]),
    ] {
        let headers = "Retry-After:  17 \r\nDate: Sun, 01 Mar 2026 12:00:00 GMT\r\n";
        let reply = [head("429 Slow Down", headers, body.len()), body.as_bytes().to_vec()].concat();
        let answer = post(b"{}", false, 0, &reply).0.unwrap();
        assert_eq!((answer.status, answer.retry_after.as_deref()), (429, Some("17")));
        assert_eq!(answer.date.as_deref(), Some("Sun, 01 Mar 2026 12:00:00 GMT"));
        assert_eq!(answer.body_start, start);
    }
}

#[test]
fn a_status_counts_although_its_body_breaks_off() {
    for (status, text, kept) in [("200 OK", "{\"succ", ""), ("502 Bad Gateway", "<html>oh", "<html>oh")] {
        let reply = [head(status, "", 5_000), text.as_bytes().to_vec()].concat();
        let answer = post(b"{}", false, 0, &reply).0.unwrap();
        assert_eq!((answer.status.to_string().as_str(), answer.body_start.as_str()), (&status[..3], kept));
    }
}

#[test]
fn a_redirect_is_an_answer_and_is_not_followed() {
    for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
        let (answer, ..) = post(b"{}", false, 0, &head(status, "Location: /elsewhere\r\n", 0));
        assert_eq!(answer.unwrap().status.to_string(), status[..3]);
    }
}

#[test]
fn an_answer_that_breaks_off_in_its_head_is_none() {
    for reply in [&b""[..], b"HTTP/1.1 200", b"HTTP/1.1 200 OK\r\nContent-"] {
        assert_eq!(post(b"{}", false, 0, reply).0.unwrap_err().class, NetworkClass::Cut, "{reply:?}");
    }
}

#[test]
fn nobody_there_is_a_fault_and_no_key_is_in_its_words() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint::custom(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        drop(listener);
        let key = WriteKey::new(Secret::new(b"hushhush")).unwrap();
        let tracking = Tracking::with(&endpoint, key, TimeOuts::none()).unwrap();
        let fault = tracking.post(b"{}".to_vec(), false, 0).await.unwrap_err();
        assert_eq!(fault.class, NetworkClass::Refused);
        assert!(!format!("{tracking:?} {fault:?}").contains("hush"));
    });
}

/// A name server that knows nothing when it is first asked, and this machine from then on.
struct Awakening {
    asked: std::sync::atomic::AtomicUsize,
    port: u16,
}

impl reqwest::dns::Resolve for Awakening {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        assert_eq!(name.as_str(), "segment.invalid");
        let is_first = self.asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], self.port));
        Box::pin(async move {
            match is_first {
                true => Err("there is no such name".into()),
                false => Ok(Box::new(std::iter::once(address)) as reqwest::dns::Addrs),
            }
        })
    }
}

#[test]
fn a_name_that_was_not_found_is_looked_up_again_by_the_next_request() {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let seen = request(&mut stream).await;
            stream.write_all(&head("200 OK", "", 0)).await.unwrap();
            seen
        });
        http::install_provider();
        let names = Awakening { asked: 0.into(), port };
        let client = Client::builder().no_proxy().dns_resolver(std::sync::Arc::new(names)).build().unwrap();
        let url = Url::parse(&format!("http://segment.invalid:{port}/v1/batch")).unwrap();
        let key = WriteKey::new(Secret::new(b"k3y")).unwrap();
        let tracking = Tracking { client, url, host: "segment.invalid".to_owned(), key };
        let fault = tracking.post(b"{}".to_vec(), false, 0).await.unwrap_err();
        assert_eq!(fault.class, NetworkClass::Dns);
        assert!(fault.class.is_passing(), "another request may find it");
        assert_eq!(tracking.post(b"{}".to_vec(), false, 1).await.unwrap().status, 200);
        let (head, body) = serving.await.unwrap();
        assert!(head.contains("x-retry-count: 1\r\n") && body == b"{}", "{head}");
    });
}
