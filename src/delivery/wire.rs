//! The way out, as the pipeline sees it: a body goes, an answer or a fault comes. A trait, so that the rules of
//! delivery are tested without a network; the real one is Segment's Tracking API.

use super::envelope::Body;
use crate::net::http::NetworkFault;
pub use crate::segment::tracking::Answer;
use crate::segment::tracking::Tracking;
use std::future::Future;

/// No answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable name for machines, such as `network_time_out`.
    pub code: &'static str,
    /// What happened, as a sentence without its end.
    pub message: String,
}

impl Fault {
    /// The server did not answer within the time that a request has.
    pub(crate) fn time_out(seconds: f64) -> Fault {
        let plural = if seconds == 1.0 { "" } else { "s" };
        Fault { code: "network_time_out", message: format!("no answer came within {seconds} second{plural}") }
    }
}

/// Posts bodies.
pub trait Wire {
    /// Posts one body. `attempt` is 0 the first time and goes into `X-Retry-Count` from 1 on. The answer counts
    /// once its status is there: a 2xx whose body breaks off is a 2xx. The caller gives up by dropping the future.
    fn post(&self, body: Body, attempt: u32) -> impl Future<Output = Result<Answer, Fault>>;
}

impl Wire for Tracking {
    async fn post(&self, body: Body, attempt: u32) -> Result<Answer, Fault> {
        let gzip = body.is_gzip();
        let answer = Tracking::post(self, body.into_bytes(), gzip, attempt).await;
        answer.map_err(|NetworkFault { class, detail }| Fault {
            code: class.code(),
            message: format!("{}: {detail}", class.sentence(self.host())),
        })
    }
}
