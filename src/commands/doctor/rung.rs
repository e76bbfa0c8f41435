//! The rungs of the ladder, and what is said of each.

use crate::core::error::{Error, Exit};
use crate::segment::public_api::ApiError;
use serde::Serialize;

/// A rung, in the order of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Name {
    Dns,
    Tls,
    Region,
    Token,
    Workspace,
    SourceAdmin,
    Catalog,
    Source,
    WriteKey,
    Nickname,
    TrackingPlan,
    Clock,
    TrackingHost,
}

impl Name {
    /// For people.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Name::Dns => "DNS",
            Name::Tls => "TLS",
            Name::Region => "Region",
            Name::Token => "Token",
            Name::Workspace => "Workspace",
            Name::SourceAdmin => "Source Admin",
            Name::Catalog => "Catalog",
            Name::Source => "Source",
            Name::WriteKey => "Write key",
            Name::Nickname => "Nickname",
            Name::TrackingPlan => "Tracking plan",
            Name::Clock => "Clock",
            Name::TrackingHost => "Events to",
        }
    }
}

/// Whether a rung holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum State {
    Ok,
    Warning,
    Failed,
    NotReached,
}

impl State {
    /// For people.
    pub(crate) fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Failed => "failed",
            State::NotReached => "not reached",
        }
    }
}

/// What was found out about a rung.
#[derive(Debug, Clone)]
pub(crate) struct Rung {
    /// Which.
    pub(crate) name: Name,
    /// Of which source or host, where there can be several.
    pub(crate) of: Option<String>,
    /// Whether it holds.
    pub(crate) state: State,
    /// One sentence without its end.
    pub(crate) text: String,
    /// What to do.
    pub(crate) next: Option<String>,
    /// The code of the error, of a rung that failed.
    pub(crate) code: Option<&'static str>,
    /// What a failed rung makes of the exit code.
    pub(crate) exit: Exit,
}

impl Rung {
    fn new(name: Name, state: State, text: impl Into<String>, next: Option<String>) -> Rung {
        Rung { name, of: None, state, text: text.into(), next, code: None, exit: Exit::Done }
    }

    /// It holds.
    pub(crate) fn ok(name: Name, text: impl Into<String>) -> Rung {
        Rung::new(name, State::Ok, text, None)
    }

    /// It holds, but.
    pub(crate) fn warning(name: Name, text: impl Into<String>, next: impl Into<String>) -> Rung {
        Rung::new(name, State::Warning, text, Some(next.into()))
    }

    /// It is broken.
    pub(crate) fn failed(name: Name, error: &Error) -> Rung {
        let text = std::iter::once(error.message.clone()).chain(error.causes()).collect::<Vec<_>>().join(": ");
        let next = error.hints.first().cloned();
        Rung { code: Some(error.code), exit: error.exit, ..Rung::new(name, State::Failed, text, next) }
    }

    /// A call for it failed.
    pub(crate) fn called(name: Name, error: ApiError) -> Rung {
        Rung::failed(name, &error.into())
    }

    /// It could not be tried, because that one is broken.
    pub(crate) fn below(name: Name, broken: Name) -> Rung {
        Rung::new(name, State::NotReached, format!("needs the rung \"{}\"", broken.label()), None)
    }

    /// It could not be tried, because something was not given.
    pub(crate) fn not_given(name: Name, text: impl Into<String>, next: impl Into<String>) -> Rung {
        Rung::new(name, State::NotReached, text, Some(next.into()))
    }

    /// Of this source or host.
    pub(crate) fn of(self, what: &str) -> Rung {
        Rung { of: Some(what.to_owned()), ..self }
    }
}

/// All rungs, tried.
#[derive(Debug, Default)]
pub(crate) struct Ladder {
    /// In their order.
    pub(crate) rungs: Vec<Rung>,
}

impl Ladder {
    /// How many are in a state.
    pub(crate) fn count(&self, state: State) -> usize {
        self.rungs.iter().filter(|rung| rung.state == state).count()
    }

    /// 0 where nothing failed, else what must be heard first.
    pub(crate) fn exit(&self) -> Exit {
        self.rungs.iter().map(|rung| rung.exit).reduce(Exit::worse).unwrap_or(Exit::Done)
    }
}
