//! Tests of the HTTP clients.

use super::*;
use reqwest::dns::{Name, Resolve, Resolving};
use std::collections::HashSet;
use std::process::Command;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn run<T>(test: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test)
}

/// Runs a server beside a call, and gives the call's result.
async fn along<T: Send + 'static, R>(
    serve: impl Future<Output = T> + Send + 'static,
    call: impl Future<Output = R>,
) -> R {
    let serving = tokio::spawn(serve);
    let result = call.await;
    // A call that never came must fail its test and not hang it.
    serving.abort();
    if let Err(error) = serving.await {
        assert!(error.is_cancelled(), "{error}");
    }
    result
}

/// Gets `/` from a server on loopback that answers with these bytes.
async fn get(answer: &[u8]) -> Result<Response, reqwest::Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::custom(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
    let answer = answer.to_vec();
    let serve = async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let read = stream.read(&mut [0; 1024]).await.unwrap();
        assert!(read > 0);
        stream.write_all(&answer).await.unwrap();
        stream.shutdown().await.unwrap();
    };
    let call = client(&endpoint, TimeOuts::none()).unwrap().get(endpoint.url("/", &[])).send();
    along(serve, call).await
}

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n";

#[test]
fn loopback_is_reached() {
    run(async {
        let response = get(&[HEAD, b"hello"].concat()).await.unwrap();
        assert_eq!(read_body(response, 5).await.unwrap(), b"hello");
    });
}

#[test]
fn loopback_is_reached_without_the_proxy_that_the_environment_names() {
    // The test above again, in a process whose proxy is a port that refuses. The environment of this process is
    // not to be changed while other tests run.
    let dead = "http://127.0.0.1:1";
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "net::http::tests::loopback_is_reached"])
        .envs(
            ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
                .map(|name| (name, dead)),
        )
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[test]
fn a_body_is_read_to_its_limit() {
    run(async {
        for (limit, whole) in [(6, true), (5, true), (4, false), (0, false)] {
            let response = get(&[HEAD, b"hello"].concat()).await.unwrap();
            let expected = if whole { Ok(b"hello".to_vec()) } else { Err(BodyFault::TooLong { limit }) };
            assert_eq!(read_body(response, limit).await, expected);
        }
    });
}

#[test]
fn a_body_that_breaks_off_is_cut() {
    run(async {
        let response = get(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhello").await.unwrap();
        let Err(BodyFault::Network(fault)) = read_body(response, 100).await else { panic!("it is cut") };
        assert_eq!(fault.class, NetworkClass::Cut);
        let error = get(b"").await.unwrap_err();
        assert_eq!(NetworkFault::of(&error).class, NetworkClass::Cut);
    });
}

#[test]
fn plain_text_where_tls_is_spoken_is_no_safe_connection() {
    run(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint::custom(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
        let serve = async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let read = stream.read(&mut [0; 4096]).await.unwrap();
            assert!(read > 0);
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
            stream
        };
        let call = client(&endpoint, TimeOuts::none()).unwrap().get(endpoint.url("/", &[])).send();
        let fault = NetworkFault::of(&along(serve, call).await.unwrap_err());
        assert_eq!(fault.class, NetworkClass::Tls, "{fault}");
    });
}

#[test]
fn an_answer_that_does_not_come_is_a_time_out() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint::custom(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let time_outs = TimeOuts::new(Duration::from_secs(3_600), Duration::from_secs(7_200));
        let error = client(&endpoint, time_outs).unwrap().get(endpoint.url("/", &[])).send().await.unwrap_err();
        assert_eq!(NetworkFault::of(&error).class, NetworkClass::TimeOut);
    });
}

#[test]
fn a_proxy_that_refuses_or_is_not_there_is_the_proxys_fault() {
    run(async {
        for answer in
            [&b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"[..], b"HTTP/1.1 403 Forbidden\r\n\r\n", b""]
        {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let proxy = reqwest::Proxy::all(format!("http://{}", listener.local_addr().unwrap())).unwrap();
            let serve = async move {
                let (mut stream, _) = listener.accept().await.unwrap();
                let read = stream.read(&mut [0; 4096]).await.unwrap();
                assert!(read > 0);
                stream.write_all(answer).await.unwrap();
                stream.shutdown().await.unwrap();
            };
            let call = Client::builder().proxy(proxy).build().unwrap().get("https://api.segment.invalid/").send();
            let fault = NetworkFault::of(&along(serve, call).await.unwrap_err());
            assert_eq!(fault.class, NetworkClass::Proxy, "{fault}");
        }
        let proxy = reqwest::Proxy::all("http://127.0.0.1:1").unwrap();
        let error = Client::builder().proxy(proxy).build().unwrap().get("https://api.segment.invalid/").send().await;
        assert_eq!(NetworkFault::of(&error.unwrap_err()).class, NetworkClass::Proxy);
    });
}

/// Knows no name, so that no question leaves this machine.
struct NoNames;

impl Resolve for NoNames {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(async { Err(io::Error::other("no such name").into()) })
    }
}

#[test]
fn a_name_without_an_address_is_told_without_the_url() {
    run(async {
        install_provider();
        let client = Client::builder().no_proxy().dns_resolver(NoNames).build().unwrap();
        let error = client.get("https://api.segment.invalid/?secret").send().await.unwrap_err();
        let fault = NetworkFault::of(&error);
        assert_eq!(fault.class, NetworkClass::Dns, "{fault}");
        assert!(fault.detail.contains("no such name") && !fault.detail.contains("secret"), "{fault}");
    });
}

#[test]
fn a_client_for_another_machine_makes_no_plain_call() {
    run(async {
        let endpoint = Endpoint::custom("https://api.segment.invalid").unwrap();
        let error = client(&endpoint, TimeOuts::none()).unwrap().get("http://192.0.2.1/").send().await.unwrap_err();
        assert!(error.is_builder(), "{error:?}");
    });
}

#[test]
fn each_class_has_a_code_a_sentence_and_a_next_step() {
    let codes: HashSet<&str> = NetworkClass::ALL.map(NetworkClass::code).into();
    let sentences: HashSet<String> = NetworkClass::ALL.map(|class| class.sentence("api.segment.io")).into();
    let steps: HashSet<&str> = NetworkClass::ALL.map(NetworkClass::next_step).into();
    assert_eq!((codes.len(), sentences.len(), steps.len()), (8, 8, 8));
}
