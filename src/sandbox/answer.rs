//! Bodies of answers: whole ones, and those that a client must bear.

use super::live::{NextPiece, live};
use http_body_util::Full;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// Why a request gets no answer: a script said so, or the sandbox stops.
#[derive(Debug)]
pub(super) struct NoAnswer;

impl std::fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("this request gets no answer")
    }
}

impl std::error::Error for NoAnswer {}

/// A body that is sent whole, breaks off in the middle, comes byte by byte, or never ends.
pub(super) enum Answer {
    /// All at once.
    Whole(Full<Bytes>),
    /// Byte by byte.
    Dribble { rest: Bytes, every: Duration, pause: Option<Pin<Box<tokio::time::Sleep>>> },
    /// Events as they come, until the sandbox stops.
    Live(Pin<Box<NextPiece>>),
    /// The first half of what was promised.
    Cut { promised: u64, first: Option<Bytes>, flushed: bool },
}

impl Answer {
    pub(super) fn cut(body: Vec<u8>) -> Answer {
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
            Answer::Dribble { rest, .. } if rest.is_empty() => Poll::Ready(None),
            Answer::Dribble { rest, every, pause } => {
                let waiting = pause.get_or_insert_with(|| Box::pin(tokio::time::sleep(*every)));
                if waiting.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                *pause = None;
                Poll::Ready(Some(Ok(Frame::data(rest.split_to(1)))))
            }
            Answer::Live(next) => match next.as_mut().poll(context) {
                Poll::Pending => Poll::Pending,
                Poll::Ready(None) => Poll::Ready(None),
                Poll::Ready(Some((text, watch))) => {
                    *next = Box::pin(live(watch));
                    Poll::Ready(Some(Ok(Frame::data(text))))
                }
            },
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
            Answer::Dribble { rest, .. } => SizeHint::with_exact(rest.len() as u64),
            Answer::Live(_) => SizeHint::default(),
            Answer::Cut { promised, .. } => SizeHint::with_exact(*promised),
        }
    }
}
