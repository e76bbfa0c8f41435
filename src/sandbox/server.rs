//! Connections: takes them on loopback, hands each request to a script or to the API that it is for, and lets
//! go of them in good order when it is told to stop.

use super::public_api::{self, Call};
use super::script::{self, Fault};
use super::{Seen, Shared, held};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// The largest body that is read, in bytes. Of the Public API's own limit only the status is known (413,
/// `reference/segment-public-api.md` §3).
pub(super) const MAX_BODY: usize = 1024 * 1024;

/// How long requests that are being answered may take once the sandbox was told to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(2);

/// Serves until it is told to stop.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let mut stopped = Box::pin(told_to_stop(stop.clone()));
    while let Some(accepted) = unless(&mut stopped, listener.accept()).await {
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(connection(stream, Arc::clone(&shared), stop.clone()));
            }
            // Out of files, or the client went away before it was taken: the next one may do better.
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    let all_ended = async { while connections.join_next().await.is_some() {} };
    // Whoever is still answered after that is cut off with the runtime.
    let _ = tokio::time::timeout(LAST_ANSWERS, all_ended).await;
}

/// Waits until the sandbox is told to stop, or until there is nobody left who could tell it.
async fn told_to_stop(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A future's result, or `None` if the other one is ready before it.
async fn unless<T>(ended: &mut Pin<Box<impl Future<Output = ()>>>, wanted: impl Future<Output = T>) -> Option<T> {
    let mut wanted = pin!(wanted);
    poll_fn(|context| {
        if ended.as_mut().poll(context).is_ready() {
            return Poll::Ready(None);
        }
        wanted.as_mut().poll(context).map(Some)
    })
    .await
}

/// One connection to its end.
async fn connection(stream: TcpStream, shared: Arc<Shared>, stop: watch::Receiver<bool>) {
    // Answers are small and whole: nothing is gained by waiting for more.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let service = {
        let (reset, stop) = (Arc::clone(&reset), stop.clone());
        hyper::service::service_fn(move |request| -> Answering {
            Box::pin(answer(request, Arc::clone(&shared), Arc::clone(&reset), stop.clone()))
        })
    };
    let mut connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut stopped = Some(Box::pin(told_to_stop(stop)));
    // How a connection ends is the client's affair: it may go away at any moment.
    let _ = poll_fn(|context| {
        if stopped.as_mut().is_some_and(|stopped| stopped.as_mut().poll(context).is_ready()) {
            stopped = None;
            Pin::new(&mut connection).graceful_shutdown();
        }
        connection.poll_without_shutdown(context)
    })
    .await;
    if reset.load(Ordering::Relaxed) {
        // A socket that does not linger is closed by a reset.
        let _ = connection.into_parts().io.into_inner().set_zero_linger();
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Response<Answer>, NoAnswer>> + Send>>;

/// Why a request gets no answer: a script said so, or the sandbox stops.
#[derive(Debug)]
struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this request gets no answer")
    }
}

impl std::error::Error for NoAnswer {}

/// Answers one request, and keeps it where that is wanted.
async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
    reset: Arc<AtomicBool>,
    stop: watch::Receiver<bool>,
) -> Result<Response<Answer>, NoAnswer> {
    let (head, body) = request.into_parts();
    let body = match Limited::new(body, MAX_BODY).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => Err(()),
        // The client went away in the middle of its request.
        Err(_) => return Err(NoAnswer),
    };
    let (method, path) = (head.method.as_str(), head.uri.path());
    let scripted = script::take(&mut held(&shared.scripts), method, path);
    let fault = match scripted {
        Some((fault, delay)) => {
            tokio::time::sleep(delay).await;
            fault
        }
        None => {
            let call = Call {
                method,
                path,
                query: head.uri.query().unwrap_or_default(),
                headers: &head.headers,
                body: body.as_deref().map_err(|()| public_api::TooLarge),
                now: (shared.clock)(),
            };
            let reply = public_api::answer(&mut held(&shared.state), &call);
            tokio::time::sleep(reply.delay).await;
            Fault::Answer { status: reply.status, headers: reply.headers, body: reply.body }
        }
    };
    let status = match &fault {
        Fault::Answer { status, .. } => Some(*status),
        Fault::Reset | Fault::Hang | Fault::Cut { .. } => None,
    };
    let seen = Seen {
        method: method.to_owned(),
        path: path.to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), shown(name, value))).collect(),
        body: body.map(|body| body.to_vec()).unwrap_or_default(),
        status,
    };
    if let Some(observer) = &shared.observer {
        observer.answered(&seen);
    }
    if shared.keeps_requests {
        held(&shared.requests).push(seen);
    }
    match fault {
        Fault::Answer { status, headers, body } => {
            // A script may ask for what no HTTP answer can have: then the client sees the sandbox's own fault.
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            let mut response = Response::new(Answer::Whole(Full::new(Bytes::from(body))));
            *response.status_mut() = status;
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    response.headers_mut().append(name, value);
                }
            }
            let date = public_api::http_date((shared.clock)());
            if let Ok(date) = HeaderValue::try_from(date) {
                response.headers_mut().entry(hyper::header::DATE).or_insert(date);
            }
            Ok(response)
        }
        Fault::Cut { body } => Ok(Response::new(Answer::cut(body))),
        Fault::Reset => {
            reset.store(true, Ordering::Relaxed);
            Err(NoAnswer)
        }
        Fault::Hang => {
            told_to_stop(stop).await;
            Err(NoAnswer)
        }
    }
}

/// A header's value, but of `Authorization` only the scheme.
fn shown(name: &HeaderName, value: &HeaderValue) -> String {
    let text = String::from_utf8_lossy(value.as_bytes());
    match (name == hyper::header::AUTHORIZATION, text.split_once(' ')) {
        (false, _) => text.into_owned(),
        (true, Some((scheme, _))) => format!("{scheme} (redacted)"),
        (true, None) => "(redacted)".to_owned(),
    }
}

/// A body that is sent whole, or breaks off in the middle.
enum Answer {
    Whole(Full<Bytes>),
    Cut { promised: u64, first: Option<Bytes>, flushed: bool },
}

impl Answer {
    fn cut(body: Vec<u8>) -> Answer {
        let promised = body.len() as u64;
        let first = Bytes::from(body).slice(..promised as usize / 2);
        Answer::Cut { promised, first: Some(first), flushed: false }
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = NoAnswer;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, NoAnswer>>> {
        match self.get_mut() {
            Answer::Whole(whole) => Pin::new(whole)
                .poll_frame(context)
                .map(|frame| frame.map(|frame| frame.map_err(|never| match never {}))),
            Answer::Cut { first, flushed, .. } => match first.take() {
                Some(first) => Poll::Ready(Some(Ok(Frame::data(first)))),
                // One turn in which the first half is written: an error before that would take it along.
                None if !*flushed => {
                    *flushed = true;
                    context.waker().wake_by_ref();
                    Poll::Pending
                }
                None => Poll::Ready(Some(Err(NoAnswer))),
            },
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Answer::Whole(whole) => whole.size_hint(),
            Answer::Cut { promised, .. } => SizeHint::with_exact(*promised),
        }
    }
}
