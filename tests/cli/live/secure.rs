//! A live send over TLS to a host that is not this machine, by its name and through a proxy. Nothing leaves this
//! machine: the proxy itself answers for the host, with a certificate made for the test, and hands what it reads to
//! a local Segment.

use super::gates::fresh;
use super::{Desk, counts};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

const HOST: &str = "segment.invalid";

/// A proxy with a host behind it.
struct Proxy {
    url: String,
    /// The host's certificate, in PEM.
    certificate: String,
    came: Arc<AtomicUsize>,
}

impl Proxy {
    /// One behind which the server at this address (`http://127.0.0.1:…`) stands as [`HOST`]. It lets nobody
    /// through for so many connections.
    fn before(server: &str, refusals: usize) -> Proxy {
        let made = rcgen::generate_simple_self_signed([HOST.to_owned()]).expect("a certificate");
        let certificate = made.cert.pem();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).expect("a key");
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .expect("a certificate with its key");
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let server = server.trim_start_matches("http://").to_owned();
        let came = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&came);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = TcpListener::from_std(listener).expect("a listener");
                while let Ok((stream, _)) = listener.accept().await {
                    let is_refused = counts.fetch_add(1, Ordering::SeqCst) < refusals;
                    tokio::spawn(pass(stream, is_refused, acceptor.clone(), server.clone()));
                }
            });
        });
        Proxy { url, certificate, came }
    }

    fn came(&self) -> usize {
        self.came.load(Ordering::SeqCst)
    }
}

/// One connection through the proxy.
async fn pass(mut stream: TcpStream, is_refused: bool, acceptor: TlsAcceptor, server: String) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            // Whoever came has gone.
            Err(_) => return,
        }
    }
    assert!(head.starts_with(format!("CONNECT {HOST}:443 ").as_bytes()), "{}", String::from_utf8_lossy(&head));
    if is_refused {
        stream.write_all(b"HTTP/1.1 503 No Way\r\ncontent-length: 0\r\n\r\n").await.expect("somebody who listens");
        return;
    }
    stream.write_all(b"HTTP/1.1 200 Connected\r\n\r\n").await.expect("somebody who listens");
    // A client that does not trust the certificate hangs up here.
    let Ok(mut inside) = acceptor.accept(stream).await else { return };
    let mut behind = TcpStream::connect(server).await.expect("a local Segment");
    // Either side may end first.
    let _ = tokio::io::copy_bidirectional(&mut inside, &mut behind).await;
}

/// A send of two fresh responses to the host, through a proxy in front of the desk's Segment.
fn far(refusals: usize) -> (Desk, Proxy) {
    let mut desk = Desk::with(0);
    desk.place.file("answers.csv", fresh(&["plan"], &[&["free"], &["paid"]]));
    let proxy = Proxy::before(desk.segment.url(), refusals);
    desk.place.file("host.pem", &proxy.certificate);
    let place = std::mem::replace(&mut desk.place, crate::support::Place::new());
    desk.place = place.with("QSEG_EVENTS_URL", &format!("https://{HOST}")).with("HTTPS_PROXY", &proxy.url);
    (desk, proxy)
}

/// From now on the host's certificate is among those that this machine trusts.
fn trust(desk: &mut Desk) {
    let file = desk.place.path().join("host.pem");
    let place = std::mem::replace(&mut desk.place, crate::support::Place::new());
    desk.place = place.with("SSL_CERT_FILE", file.to_str().expect("a path"));
}

#[test]
fn through_a_proxy_events_go_over_tls_to_the_host_by_its_name() {
    let (mut desk, proxy) = far(0);
    trust(&mut desk);
    assert_eq!(counts(&desk.delivery(&["--yes"], 0)), [2, 2, 0, 0, 0, 0]);
    assert_eq!((proxy.came(), desk.posts(), desk.kept()), (1, 1, 2));
    assert_eq!(desk.states(), [("acknowledged".to_owned(), 2)]);
    assert_eq!(counts(&desk.delivery(&["--yes"], 0)), [0, 0, 2, 0, 0, 0]);
    assert_eq!(proxy.came(), 1, "nothing was left to send");
}

#[test]
fn a_proxy_that_lets_nobody_through_for_a_while_costs_time_and_nothing_else() {
    let (mut desk, proxy) = far(2);
    trust(&mut desk);
    let delivery = desk.delivery(&["--yes"], 0);
    assert_eq!((counts(&delivery), &delivery["retries"]), ([2, 2, 0, 0, 0, 0], &json!(2)));
    assert_eq!((proxy.came(), desk.posts(), desk.kept()), (3, 1, 2));
}

#[test]
fn a_host_whose_certificate_nobody_vouches_for_gets_no_event() {
    let (mut desk, proxy) = far(0);
    let document = desk.document(&["--yes", "--max-retries", "0"], 6);
    let message = document["error"]["message"].as_str().expect("a message");
    assert!(message.contains("no safe connection to segment.invalid"), "{message}");
    assert_eq!(counts(&document["delivery"]), [2, 0, 0, 0, 0, 2]);
    assert_eq!((proxy.came(), desk.posts()), (1, 0));
    trust(&mut desk);
    assert_eq!(counts(&desk.delivery(&["--yes"], 0)), [2, 2, 0, 0, 0, 0]);
    assert_eq!((desk.posts(), desk.kept()), (1, 2));
}
