//! A server on loopback that gives prepared answers in order and keeps the requests.

use crate::net::endpoint::Endpoint;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A prepared answer.
pub(super) struct Reply(Vec<u8>);

impl Reply {
    pub(super) fn status(status: u16, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut reply = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            reply.push_str(&format!("{name}: {value}\r\n"));
        }
        Reply(format!("{reply}\r\n{body}").into_bytes())
    }

    pub(super) fn data(data: &Value) -> Reply {
        Reply::status(200, &[], &serde_json::json!({ "data": data }).to_string())
    }

    /// An answer that breaks off: more was announced.
    pub(super) fn cut() -> Reply {
        Reply(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"data\":".to_vec())
    }

    /// A connection that is closed without a word.
    pub(super) fn nothing() -> Reply {
        Reply(Vec::new())
    }

    /// An answer of many bytes without an announced length.
    pub(super) fn endless(bytes: usize) -> Reply {
        let mut reply = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
        reply.resize(reply.len() + bytes, b' ');
        Reply(reply)
    }
}

/// The server. Every answer must be asked for, and nothing beyond them.
pub(super) struct Server {
    port: u16,
    requests: Rc<RefCell<Vec<String>>>,
    replies: Rc<RefCell<VecDeque<Reply>>>,
}

impl Server {
    /// Starts it on the runtime of the test.
    pub(super) async fn start(replies: impl IntoIterator<Item = Reply>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Rc::new(RefCell::new(Vec::new()));
        let replies = Rc::new(RefCell::new(replies.into_iter().collect::<VecDeque<_>>()));
        let server = Server { port, requests: requests.clone(), replies: replies.clone() };
        tokio::task::spawn_local(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                requests.borrow_mut().push(request);
                let unexpected = || Reply::status(418, &[], "no answer was prepared");
                let Reply(bytes) = replies.borrow_mut().pop_front().unwrap_or_else(unexpected);
                // A client that has read enough hangs up.
                drop(stream.write_all(&bytes).await);
                drop(stream.shutdown().await);
            }
        });
        server
    }

    pub(super) fn endpoint(&self) -> Endpoint {
        Endpoint::custom(&format!("http://127.0.0.1:{}", self.port)).unwrap()
    }

    /// The requests, whole.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.borrow().clone()
    }

    /// Method and path with query of each request.
    pub(super) fn targets(&self) -> Vec<String> {
        let target = |request: &String| request.split(" HTTP/1.1").next().unwrap().to_owned();
        self.requests.borrow().iter().map(target).collect()
    }

    /// That every prepared answer was asked for, and how many there were.
    pub(super) fn used(&self) -> usize {
        assert_eq!(self.replies.borrow().len(), 0, "answers that nobody asked for");
        self.requests.borrow().len()
    }
}

/// Reads one request: head, and the body that it announces.
async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let read = stream.read(&mut chunk).await.unwrap();
        bytes.extend_from_slice(&chunk[..read]);
        let text = String::from_utf8(bytes.clone()).unwrap();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
        if body.len() >= length || read == 0 {
            return text;
        }
    }
}
