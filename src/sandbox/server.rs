//! Connections: takes them on loopback, hands each request to a script or to the API that it is for, and lets
//! go of them in good order when it is told to stop.

use super::answer::{Answer, NoAnswer};
use super::fault::Drawn;
use super::live::{Watch, live};
use super::looking_in::{self, Wanted};
use super::public_api::{self, Call, Reply};
use super::script::{self, Fault};
use super::tracking::{self, Tally};
use super::{Seen, Shared, held};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
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
pub(super) async fn told_to_stop(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// A future's result, or `None` if the other one is ready before it.
pub(super) async fn unless<T>(
    ended: &mut Pin<Box<impl Future<Output = ()>>>,
    wanted: impl Future<Output = T>,
) -> Option<T> {
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

/// Answers one request, and keeps it where that is wanted.
async fn answer(
    request: Request<Incoming>,
    shared: Arc<Shared>,
    reset: Arc<AtomicBool>,
    stop: watch::Receiver<bool>,
) -> Result<Response<Answer>, NoAnswer> {
    let (head, body) = request.into_parts();
    let body = whole(body).await?;
    let (method, path) = (head.method.as_str(), head.uri.path());
    if looking_in::is_at(path) || is_for_the_page(&head) {
        return Ok(look_in(&head, &shared, stop).await);
    }
    let scripted = script::take(&mut held(&shared.scripts), method, path);
    let drawn = match scripted {
        Some(taken) => Some(Drawn { fault: Some(taken.fault), takes: taken.takes, delay: taken.delay }),
        None => shared.faults.draw(!tracking::is_at(path), &mut held(&shared.chance)),
    };
    let takes = drawn.as_ref().is_none_or(|drawn| drawn.takes);
    let (reply, tally) = if takes { call(&head, &body, &shared) } else { (None, None) };
    let delay = drawn.as_ref().map_or(Duration::ZERO, |drawn| drawn.delay);
    tokio::time::sleep(shared.latency + delay + reply.as_ref().map_or(Duration::ZERO, |reply| reply.delay)).await;
    let fault = match (drawn.and_then(|drawn| drawn.fault), reply) {
        (Some(fault), _) => fault,
        (None, Some(reply)) => Fault::Answer { status: reply.status, headers: reply.headers, body: reply.body },
        // What is not taken has a fault.
        (None, None) => Fault::Hang,
    };
    let status = match &fault {
        Fault::Answer { status, .. } | Fault::Dribble { status, .. } => Some(*status),
        Fault::Reset | Fault::Hang | Fault::Cut { .. } => None,
    };
    let seen = Seen {
        method: method.to_owned(),
        path: path.to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers.iter().map(|(name, value)| (name.to_string(), shown(name, value))).collect(),
        body: body.filter(|_| shared.keeps_requests).map(|body| body.to_vec()).unwrap_or_default(),
        tally,
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
            Ok(response(status, headers, Answer::Whole(Full::new(Bytes::from(body))), &shared))
        }
        Fault::Dribble { status, body, every } => {
            Ok(response(status, Vec::new(), Answer::Dribble { rest: Bytes::from(body), every, pause: None }, &shared))
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

/// What the API that the path names says.
fn call(head: &Parts, body: &Option<Bytes>, shared: &Shared) -> (Option<Reply>, Option<Tally>) {
    let call = Call {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        headers: &head.headers,
        body: body.as_deref().ok_or(public_api::TooLarge),
        now: shared.now(),
    };
    let mut state = held(&shared.state);
    let mut arrivals = held(&shared.arrivals);
    if tracking::is_at(call.path) {
        let (reply, tally) = tracking::answer(&state, &mut arrivals, &call);
        (Some(reply), tally)
    } else {
        (Some(public_api::answer(&mut state, arrivals.settled(call.now), &call)), None)
    }
}

/// A body to its end, but no more of it than is ever taken: a client that is refused in the middle of its request
/// would see a broken connection, not the refusal. `None` for a larger one.
async fn whole(mut body: Incoming) -> Result<Option<Bytes>, NoAnswer> {
    let (mut kept, mut is_too_large) = (Vec::new(), false);
    while let Some(frame) = body.frame().await {
        // The client went away in the middle of its request.
        let Ok(frame) = frame else { return Err(NoAnswer) };
        let Some(data) = frame.data_ref() else { continue };
        is_too_large |= kept.len() + data.len() > MAX_BODY;
        if !is_too_large {
            kept.extend_from_slice(data);
        }
    }
    Ok((!is_too_large).then(|| Bytes::from(kept)))
}

/// `GET /` is the Public API's workspace and the page: a token asks for the one, a browser for the other.
fn is_for_the_page(head: &Parts) -> bool {
    let accepts_html = |value: &HeaderValue| value.to_str().is_ok_and(|media| media.contains("text/html"));
    head.method == hyper::Method::GET
        && head.uri.path() == "/"
        && !head.headers.contains_key(hyper::header::AUTHORIZATION)
        && head.headers.get(hyper::header::ACCEPT).is_some_and(accepts_html)
}

/// What is asked of the sandbox itself: without faults and latency, and never among the requests of a test.
async fn look_in(head: &Parts, shared: &Shared, stop: watch::Receiver<bool>) -> Response<Answer> {
    let (method, path, query) = (head.method.as_str(), head.uri.path(), head.uri.query().unwrap_or_default());
    let wanted = looking_in::answer(&mut held(&shared.arrivals), method, path, query, &head.headers);
    let reply = match wanted {
        Wanted::Ready(reply) => reply,
        Wanted::Live => {
            let headers = [("content-type", "text/event-stream"), ("cache-control", "no-store")];
            let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
            let watch = Watch { records: held(&shared.arrivals).watch(), stop };
            return response(200, headers, Answer::Live(Box::pin(live(watch))), shared);
        }
        Wanted::Events(search, asked) => {
            let looked = tokio::task::spawn_blocking(move || looking_in::events(*search, &asked)).await;
            match looked {
                Ok(reply) => reply,
                Err(_) => return response(500, Vec::new(), Answer::Whole(Full::default()), shared),
            }
        }
    };
    response(reply.status, reply.headers, Answer::Whole(Full::new(Bytes::from(reply.body))), shared)
}

fn response(status: u16, headers: Vec<(String, String)>, body: Answer, shared: &Shared) -> Response<Answer> {
    // A script may ask for what no HTTP answer can have: then the client sees the sandbox's own fault.
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            response.headers_mut().append(name, value);
        }
    }
    if let Ok(date) = HeaderValue::try_from(public_api::http_date(shared.now())) {
        response.headers_mut().entry(hyper::header::DATE).or_insert(date);
    }
    response
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
