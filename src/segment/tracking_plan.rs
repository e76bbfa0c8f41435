//! Tracking plans: which events Segment expects, each as a JSON Schema (draft-07), and what a source does with those
//! that break it (`reference/segment-tracking-api.md` §9; `reference/segment-public-api.md` §6 "Tracking plans").
//!
//! [`document`] reads and writes a plan, [`older`] the shapes that it had before; [`compiled`] makes validators of its
//! rules and judges events; a [`violation`] is one thing that is wrong; [`enforce`] says what Segment would do about
//! it by the source's schema settings.
//!
//! The sandbox judges by plans, too, with code of its own (`sandbox::tracking::plan`), although it may use this room:
//! it is a test double, and a double that shares the rule with what it is held against agrees with every mistake in
//! it. A test lets both judge the same events under every setting (`tests/cli/tracking_plan`); they share the
//! JSON Schema library alone, which `.ci/slow` holds against another one.

pub mod compiled;
pub(crate) mod document;
pub mod enforce;
pub mod findings;
mod older;
pub(crate) mod violation;

use super::event::CallType;
use super::public_api::shapes::SourceSettings;
use jiff::Timestamp;
use serde_json::Value;

/// A tracking plan with what is known of the source that it watches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TrackingPlan {
    /// Its id; a file may not say.
    pub id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its rules, in its own order.
    pub rules: Vec<Rule>,
    /// When it was fetched from Segment; only a copy that qseg has kept says so.
    pub(crate) fetched: Option<Timestamp>,
    /// The source whose settings these are.
    pub(crate) source_id: Option<String>,
    /// What that source does with events that break the plan, where that is known.
    pub(crate) settings: Option<SourceSettings>,
}

impl TrackingPlan {
    /// What to call it: its name, else its id.
    pub(crate) fn called(&self) -> &str {
        self.name.as_deref().or(self.id.as_deref()).unwrap_or("the tracking plan")
    }
}

/// A rule of a plan (§9 "Rule").
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it is about.
    pub kind: RuleType,
    /// The event's name, for Track.
    pub key: Option<String>,
    /// Its version: several may stand beside each other.
    pub version: u64,
    /// The JSON Schema of the whole event.
    pub schema: Value,
    /// When it was made, as Segment writes it.
    pub(crate) created_at: Option<String>,
    /// When it was changed last.
    pub(crate) updated_at: Option<String>,
    /// Since when it is deprecated.
    pub(crate) deprecated_at: Option<String>,
}

impl Rule {
    /// A rule of version 1.
    pub fn new(kind: RuleType, key: Option<String>, schema: Value) -> Rule {
        Rule { kind, key, version: 1, schema, created_at: None, updated_at: None, deprecated_at: None }
    }

    /// What to call it in messages: `TRACK "Survey Completed"`, with its version if it is not the first.
    pub(crate) fn called(&self) -> String {
        let key = self.key.as_ref().map(|key| format!(" \"{key}\"")).unwrap_or_default();
        let version = if self.version == 1 { String::new() } else { format!(", version {}", self.version) };
        format!("{}{key}{version}", self.kind.name())
    }

    /// Since when it is deprecated. Segment writes the first moment of year 1 for "never".
    pub(crate) fn deprecated(&self) -> Option<&str> {
        self.deprecated_at.as_deref().filter(|since| !since.is_empty() && !since.starts_with("0001-"))
    }
}

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleType {
    /// Every event.
    Common,
    /// Group calls.
    Group,
    /// Identify calls.
    Identify,
    /// Page calls.
    Page,
    /// Screen calls.
    Screen,
    /// Track calls of one name.
    Track,
}

impl RuleType {
    /// Every type.
    pub const ALL: [RuleType; 6] =
        [RuleType::Common, RuleType::Group, RuleType::Identify, RuleType::Page, RuleType::Screen, RuleType::Track];

    /// Segment's word.
    pub fn name(self) -> &'static str {
        match self {
            RuleType::Common => "COMMON",
            RuleType::Group => "GROUP",
            RuleType::Identify => "IDENTIFY",
            RuleType::Page => "PAGE",
            RuleType::Screen => "SCREEN",
            RuleType::Track => "TRACK",
        }
    }

    /// The type of a word.
    pub fn parse(word: &str) -> Option<RuleType> {
        RuleType::ALL.into_iter().find(|kind| kind.name() == word)
    }
}

impl From<CallType> for RuleType {
    fn from(call: CallType) -> RuleType {
        match call {
            CallType::Track => RuleType::Track,
            CallType::Identify => RuleType::Identify,
        }
    }
}
