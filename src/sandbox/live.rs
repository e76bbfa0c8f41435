//! Watching: events as they come, as server-sent events, for `/sandbox/live` and the page.

use super::server::{told_to_stop, unless};
use hyper::body::Bytes;
use std::future::Future;
use std::time::Duration;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};
use tokio::sync::{broadcast, watch};

/// What [`live`] gives.
pub(super) type NextPiece = dyn Future<Output = Option<(Bytes, Watch)>> + Send;

/// Somebody who watches events come.
pub(super) struct Watch {
    pub(super) records: broadcast::Receiver<Bytes>,
    pub(super) stop: watch::Receiver<bool>,
}

/// How long a watcher hears nothing before it is told that the sandbox is still there.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How many records are told at once.
const AT_ONCE: usize = 256;

/// The next piece of a stream of server-sent events, and who waits for the one after it; `None` at its end.
pub(super) async fn live(mut watch: Watch) -> Option<(Bytes, Watch)> {
    let mut stopped = Box::pin(told_to_stop(watch.stop.clone()));
    let next = unless(&mut stopped, tokio::time::timeout(HEARTBEAT, watch.records.recv())).await?;
    let mut text = Vec::new();
    let mut received = match next {
        Err(_) => return Some((Bytes::from_static(b":\n\n"), watch)),
        Ok(Err(RecvError::Closed)) => return None,
        Ok(received) => received,
    };
    for told in 1.. {
        match received {
            Ok(record) => {
                text.extend_from_slice(b"data: ");
                text.extend_from_slice(&record);
                text.extend_from_slice(b"\n\n");
            }
            Err(RecvError::Lagged(missed)) => {
                text.extend_from_slice(format!("event: missed\ndata: {missed}\n\n").as_bytes());
            }
            Err(RecvError::Closed) => break,
        }
        // What is taken from here on must be told: it is counted first.
        if told == AT_ONCE {
            break;
        }
        received = match watch.records.try_recv() {
            Ok(record) => Ok(record),
            Err(TryRecvError::Lagged(missed)) => Err(RecvError::Lagged(missed)),
            Err(TryRecvError::Empty | TryRecvError::Closed) => break,
        };
    }
    Some((Bytes::from(text), watch))
}
