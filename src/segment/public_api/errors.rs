//! What can go wrong with a call of the Public API: classes, each with its own sentence, exit code and next step
//! (`reference/segment-public-api.md` §3; exit codes: design §3).

use crate::core::error::{Error, Exit};
use crate::net::http::NetworkClass;
use crate::segment::region::Region;
use serde_json::Value;
use std::fmt;

/// The kind of a failure. Switched on the HTTP status, never on the `type` of the body, which is not stable (§3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ApiClass {
    /// The token holds what no header can; nothing was sent.
    UnusableToken,
    /// 401 or 403: one class (§3).
    NotAuthorised,
    /// No host that was asked accepts the token (§9, 1).
    NoRegion {
        /// How many were asked.
        asked: usize,
    },
    /// 404.
    NotFound,
    /// 409.
    Conflict,
    /// 400 or 422: the messages say what.
    Invalid,
    /// Another 4xx.
    Refused,
    /// 429, after all retries.
    RateLimited,
    /// 5xx, after all retries.
    Server,
    /// A redirect to the host of another region (§2).
    WrongRegion(Region),
    /// A redirect to anywhere else; it was not followed.
    Redirected {
        /// The host that it led to, if it named one.
        to: Option<Box<str>>,
    },
    /// The network.
    Network(NetworkClass),
    /// An answer that is not what Segment documents.
    Unreadable,
    /// An answer longer than qseg reads.
    TooLong,
    /// A listing that does not end.
    TooManyPages,
    /// A listing that leads back to where it was.
    CursorRepeats,
}

/// One message of the server. Its control characters are as they came; `ui` makes them visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerMessage {
    /// What it says.
    pub(crate) message: String,
    /// The field that it is about.
    pub(crate) field: Option<String>,
}

impl ServerMessage {
    /// The messages of an error answer: none where it is not one.
    pub(super) fn of(body: &Value) -> Vec<ServerMessage> {
        let errors = body.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let text =
            |error: &Value, key: &str| error.get(key)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let one = |error: &Value| {
            let message = text(error, "message").or_else(|| text(error, "type"))?;
            Some(ServerMessage { message, field: text(error, "field") })
        };
        errors.iter().filter_map(one).collect()
    }
}

impl fmt::Display for ServerMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) if !self.message.contains(field) => write!(f, "{field}: {}", self.message),
            _ => f.write_str(&self.message),
        }
    }
}

/// A failed call. Its texts are boxed, because it is returned by value everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// Its kind.
    pub(crate) class: ApiClass,
    /// What it was for, in words that follow "cannot".
    pub(crate) doing: Box<str>,
    /// The host that it went to.
    pub(crate) host: Box<str>,
    /// The status of the last answer, if there was one.
    pub(crate) status: Option<u16>,
    /// The id that the last answer gave the call, if it gave one.
    pub(crate) request_id: Option<Box<str>>,
    /// What the server said.
    pub(crate) messages: Vec<ServerMessage>,
    /// What this machine said: the cause of a network failure, or what could not be read.
    pub(crate) detail: Option<Box<str>>,
    /// How many times it was tried; 0 where nothing was sent.
    pub(crate) attempts: u32,
}

impl ApiError {
    /// Stable name for machines.
    pub(crate) fn code(&self) -> &'static str {
        match self.class {
            ApiClass::UnusableToken => "token_unusable",
            ApiClass::NotAuthorised => "not_authorised",
            ApiClass::NoRegion { .. } => "token_rejected",
            ApiClass::NotFound => "not_found",
            ApiClass::Conflict => "conflict",
            ApiClass::Invalid => "invalid_request",
            ApiClass::Refused => "request_refused",
            ApiClass::RateLimited => "rate_limited",
            ApiClass::Server => "server_error",
            ApiClass::WrongRegion(_) => "wrong_region",
            ApiClass::Redirected { .. } => "redirected",
            ApiClass::Network(class) => class.code(),
            ApiClass::Unreadable => "unreadable_answer",
            ApiClass::TooLong => "answer_too_long",
            ApiClass::TooManyPages => "too_many_pages",
            ApiClass::CursorRepeats => "cursor_repeats",
        }
    }

    /// Its exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self.class {
            ApiClass::UnusableToken | ApiClass::NotAuthorised | ApiClass::NoRegion { .. } => Exit::Unauthorised,
            ApiClass::WrongRegion(_) => Exit::Usage,
            ApiClass::RateLimited | ApiClass::Server => Exit::Again,
            ApiClass::Network(NetworkClass::Setup) => Exit::Failed,
            ApiClass::Network(_) => Exit::Again,
            ApiClass::NotFound
            | ApiClass::Conflict
            | ApiClass::Invalid
            | ApiClass::Refused
            | ApiClass::Redirected { .. }
            | ApiClass::Unreadable
            | ApiClass::TooLong
            | ApiClass::TooManyPages
            | ApiClass::CursorRepeats => Exit::Failed,
        }
    }

    /// Whether it says that the token may not: 401 or 403, which are one class (§3).
    pub(crate) fn is_refusal(&self) -> bool {
        matches!(self.class, ApiClass::NotAuthorised)
    }

    /// Whether what was to be made exists already: 409, or 400 and 422 with the field `slug` (§11).
    pub(crate) fn is_taken(&self) -> bool {
        let about_slug = |message: &ServerMessage| message.field.as_deref() == Some("slug");
        match self.class {
            ApiClass::Conflict => true,
            ApiClass::Invalid => self.messages.iter().any(about_slug),
            _ => false,
        }
    }

    fn sentence(&self) -> String {
        let host = &self.host;
        match &self.class {
            ApiClass::UnusableToken => "the token holds characters that no token has".to_owned(),
            ApiClass::NotAuthorised => format!("{host} does not accept the token, or it lacks the role for this"),
            ApiClass::NoRegion { asked: 0 | 1 } => format!("{host} does not accept the token"),
            ApiClass::NoRegion { .. } => {
                format!("no region accepts the token: neither {}", host.replace(" and ", " nor "))
            }
            ApiClass::NotFound => "Segment knows no such thing in this workspace".to_owned(),
            ApiClass::Conflict => "it conflicts with what is there".to_owned(),
            ApiClass::Invalid => "Segment finds the request invalid".to_owned(),
            ApiClass::Refused => "Segment refused the request".to_owned(),
            ApiClass::RateLimited => "Segment limits the rate of calls".to_owned(),
            ApiClass::Server => "Segment failed".to_owned(),
            ApiClass::WrongRegion(region) => {
                format!("the workspace lives in the other region: {host} leads to the host of `{region}`")
            }
            ApiClass::Redirected { to: Some(to) } => {
                format!("{host} leads to {to}, where the token was not sent")
            }
            ApiClass::Redirected { to: None } => format!("{host} leads elsewhere, where the token was not sent"),
            ApiClass::Network(class) => class.sentence(host),
            ApiClass::Unreadable => format!("the answer of {host} is not what Segment documents"),
            ApiClass::TooLong => format!("the answer of {host} is longer than qseg reads"),
            ApiClass::TooManyPages => format!("the listing of {host} does not end"),
            ApiClass::CursorRepeats => format!("the listing of {host} leads back to a page that was read"),
        }
    }

    fn hints(&self) -> Vec<String> {
        let hints: &[&str] = match &self.class {
            ApiClass::UnusableToken => &["copy the token again and run `qseg login`"],
            ApiClass::NotAuthorised => &[
                "`qseg whoami` shows which token this is and what it may do; `qseg login` takes another one",
                "a Workspace Owner can give the role under Settings, Access management, Tokens",
            ],
            ApiClass::NoRegion { asked: 0 | 1 } => &[
                "it is invalid or revoked, or of a workspace in the other region: copy it again and run `qseg login`",
                "--region us or --region eu names the region",
            ],
            ApiClass::NoRegion { .. } => {
                &["it is invalid or revoked, or a part of it is missing: copy it again and run `qseg login`"]
            }
            ApiClass::NotFound => &["`qseg source list --all` shows what the token can see"],
            ApiClass::Conflict => &["`qseg source list --all` shows what is there"],
            ApiClass::Invalid => &["`--dry-run` shows the request that would be sent"],
            ApiClass::Refused => &["`qseg doctor` finds what is wrong on the way"],
            ApiClass::RateLimited => &["wait a minute and run the command again"],
            ApiClass::Server => &["run the command again; https://status.segment.com tells of known trouble"],
            ApiClass::WrongRegion(Region::Eu) => &["run `qseg login --region eu`, or give --region eu"],
            ApiClass::WrongRegion(Region::Us) => &["run `qseg login --region us`, or give --region us"],
            ApiClass::Redirected { .. } => {
                &["check QSEG_API_URL and the proxy; `qseg doctor` shows the way step by step"]
            }
            ApiClass::Network(class) => {
                return vec![class.next_step().to_owned(), "`qseg doctor` tries the way step by step".to_owned()];
            }
            ApiClass::Unreadable | ApiClass::TooLong => {
                &["check QSEG_API_URL and the proxy: something other than Segment may have answered"]
            }
            ApiClass::TooManyPages | ApiClass::CursorRepeats => {
                &["run the command again; if it stays so, tell Segment the request id"]
            }
        };
        hints.iter().map(|hint| (*hint).to_owned()).collect()
    }
}

/// One sentence: what could not be done, why, what the server said, and by what it can be found again.
impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {}: {}", self.doing, self.sentence())?;
        for (at, message) in self.messages.iter().enumerate() {
            write!(f, "{}{message}", if at == 0 { ": " } else { "; " })?;
        }
        if let Some(detail) = &self.detail {
            write!(f, ": {detail}")?;
        }
        let mut marks = Vec::new();
        if let Some(status) = self.status {
            marks.push(format!("HTTP {status}"));
            marks.push(self.request_id.as_ref().map_or("no request id".to_owned(), |id| format!("request id {id}")));
        }
        if self.attempts > 1 {
            marks.push(format!("{} attempts", self.attempts));
        }
        if marks.is_empty() { Ok(()) } else { write!(f, " ({})", marks.join(", ")) }
    }
}

impl std::error::Error for ApiError {}

impl From<ApiError> for Error {
    fn from(error: ApiError) -> Error {
        let exit = error.exit();
        let told = Error::failed(error.code(), error.to_string());
        let told = error.hints().into_iter().fold(told, Error::hint);
        Error { exit, ..told }
    }
}
