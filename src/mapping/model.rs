//! The mapping file as it was meant: what [`super::read`] makes of the nodes, and what
//! [`super::plan`] is compiled from. Every part keeps its span, so that a finding can point at it.

use super::examples::model::Example;
use crate::core::origin::{SourceText, Span};
use crate::qualtrics::layout::{Settings, Subject};
use crate::qualtrics::pipe::{Part, Template};
use crate::qualtrics::recipe::Unanswered;
use crate::segment::event::CallType;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// A value and where in the mapping file it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub(crate) value: T,
    /// Its place.
    pub(crate) span: Span,
}

impl<T> Spanned<T> {
    /// A value with its place.
    pub(crate) fn new(value: T, span: Span) -> Self {
        Spanned { value, span }
    }
}

/// A mapping file.
#[derive(Debug, Clone)]
pub struct Mapping {
    /// The text that all spans point into.
    pub source: Arc<SourceText>,
    /// The survey that the mapping is for; only named in messages.
    pub survey: Option<Spanned<String>>,
    /// The Segment sources by environment, in file order.
    pub sources: Vec<SourceRef>,
    /// Since when the task itself sends.
    pub live_since: LiveSince,
    /// Who sends by this mapping.
    pub senders: Senders,
    /// Kinds of responses to send although a workflow would not have fired for them.
    pub include: Vec<Spanned<String>>,
    /// Zone of dates that carry none: an IANA name.
    pub timezone: Option<Spanned<String>>,
    /// strptime pattern of dates that a spreadsheet has rewritten.
    pub date_format: Option<Spanned<String>>,
    /// What stands in the cells of what was shown and not answered.
    pub(crate) unanswered: Unanswered,
    /// Field (ImportId in normal form) → export tag that the survey must have for it.
    pub expects: Vec<(Spanned<String>, Spanned<String>)>,
    /// Which classes of personal data may be sent, and what for.
    pub personal_data: PersonalData,
    /// Fields of sensitive data that may be sent, by the normal form of their ImportId, or their name.
    pub sensitive: Vec<SensitiveField>,
    /// Findings that are accepted for now, in file order.
    pub allow: Vec<Allowance>,
    /// The tasks, in file order.
    pub tasks: Vec<TaskSpec>,
    /// The examples that stand in the file itself.
    pub examples: Vec<Example>,
    /// Every option in the file that the Qualtrics task does not have, with the place of its key.
    pub qseg_only: Vec<Spanned<&'static str>>,
}

impl Mapping {
    /// What a run says about every export, and what the mapping says where the run does not.
    pub(crate) fn settings(&self, run: &Settings) -> Settings {
        // That the zone exists was found when the file was read.
        let own_zone = || self.timezone.as_ref().and_then(|zone| TimeZone::get(&zone.value).ok());
        Settings {
            time_zone: run.time_zone.clone().or_else(own_zone),
            now: run.now,
            survey_id: self.survey.as_ref().map(|survey| survey.value.clone()),
            unanswered: run.unanswered.clone().or(|| self.unanswered.clone()),
        }
    }
}

/// One entry of `sources:`.
#[derive(Debug, Clone)]
pub struct SourceRef {
    /// The environment's name (`dev`).
    pub(crate) env: Spanned<String>,
    /// The source's id, which is in every messageId.
    pub(crate) id: Option<Spanned<String>>,
    /// The source's slug.
    pub(crate) slug: Option<Spanned<String>>,
    /// `us` or `eu`.
    pub(crate) region: Option<Spanned<String>>,
}

/// Since when the task itself sends: later responses are not sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveSince {
    /// The file does not say.
    Unsaid,
    /// There is no task.
    Never,
    /// The task sends every response recorded at or after this moment.
    Since(Timestamp),
}

/// Who sends by this mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Senders {
    /// The Segment task in Qualtrics.
    pub(crate) task: bool,
    /// qseg.
    pub(crate) qseg: bool,
}

/// `personalData:`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonalData {
    /// Classes that may be sent (`email`, `name`, `free_text`, …).
    pub(crate) allow: Vec<Spanned<String>>,
    /// What for.
    pub(crate) purpose: Option<String>,
}

/// One entry of `sensitive:`: a field of sensitive data that may be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SensitiveField {
    /// The question (`QID12`), a field of it, or embedded data.
    pub(crate) field: Spanned<String>,
    /// What for.
    pub(crate) purpose: String,
    /// On which legal basis.
    pub(crate) basis: String,
}

/// One entry of `allow:`: a finding that is accepted for a reason, until a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The finding's code.
    pub(crate) code: Spanned<String>,
    /// Why it is accepted.
    pub(crate) reason: String,
    /// Until when, as it was written.
    pub(crate) until: Spanned<String>,
    /// The first moment at which it is not accepted any more.
    pub(crate) end: Timestamp,
}

/// One Segment task: a Track or an Identify call.
#[derive(Debug, Clone)]
pub struct TaskSpec {
    /// Its id, the key under `tasks:`.
    pub(crate) id: Spanned<String>,
    /// Track or Identify.
    pub(crate) call: CallType,
    /// What starts it.
    pub(crate) trigger: Subject,
    /// The event's name (Track).
    pub(crate) event: Option<ValueSpec>,
    /// The userId.
    pub(crate) user_id: Option<ValueSpec>,
    /// The anonymousId.
    pub(crate) anonymous_id: Option<ValueSpec>,
    /// The task's own switch: make an anonymousId when both are empty.
    pub(crate) random_anonymous_id: bool,
    /// Raised to send the history again as new events. Starts at 1.
    pub(crate) revision: u32,
    /// `properties` or `traits`, in file order.
    pub(crate) rows: Vec<Row>,
    /// Condition under which a response gives this event.
    pub(crate) when: Option<Condition>,
    /// Which moment the event carries.
    pub(crate) timestamp: TimestampSpec,
    /// Extra `context`, in file order; `library` is qseg's own.
    pub(crate) context: Vec<ContextEntry>,
    /// `integrations`, as JSON text ready for the wire.
    pub(crate) integrations: Option<String>,
    /// What to do when a response was edited after its delivery.
    pub(crate) on_change: OnChange,
}

/// One key and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The property's or trait's name.
    pub(crate) key: Spanned<String>,
    /// Where its value comes from.
    pub(crate) value: ValueSpec,
}

/// One key of `context`, perhaps with keys of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContextEntry {
    /// The key.
    pub(crate) key: Spanned<String>,
    /// What is under it.
    pub(crate) node: ContextNode,
}

/// What stands under a key of `context`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ContextNode {
    /// A value.
    Value(ValueSpec),
    /// More keys.
    Object(Vec<ContextEntry>),
}

/// A value: a template, and what is done with what it renders to.
/// Order: render → `missing` → `map` → if empty `default` → `type` → `hash` (design §4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ValueSpec {
    /// The template; a literal is a template without pipes. Pipe spans are relative to its text.
    pub(crate) template: Template,
    /// Where the template's text begins in the mapping file (after a quote, if it is quoted), to
    /// place a pipe's own span. The end of the scalar where the text does not stand in the file
    /// letter for letter (escapes, folded lines), so that [`ValueSpec::place_of`] falls back to it.
    pub(crate) text_start: usize,
    /// The whole scalar of the template.
    pub(crate) span: Span,
    /// The type on the wire.
    pub(crate) kind: ValueType,
    /// Used when the rest gives nothing.
    pub(crate) default: Option<String>,
    /// Texts that mean "no value" (`-99`): the whole value, or an element of a list.
    pub(crate) missing: Vec<String>,
    /// Text → text.
    pub(crate) map: Vec<(String, String)>,
    /// strptime pattern of the input (`type: datetime`).
    pub(crate) format: Option<String>,
    /// One-way hash of the value.
    pub(crate) hash: Option<HashKind>,
    /// What to do with an empty value.
    pub(crate) empty: EmptyPolicy,
}

impl ValueSpec {
    /// A bare template: what the task itself would send.
    pub(crate) fn bare(template: Template, text_start: usize, span: Span) -> Self {
        ValueSpec {
            template,
            text_start,
            span,
            kind: ValueType::String,
            default: None,
            missing: Vec::new(),
            map: Vec::new(),
            format: None,
            hash: None,
            empty: EmptyPolicy::LeaveOut,
        }
    }

    /// The template as it is written, with its pipes.
    pub(crate) fn written(&self) -> String {
        let parts = self.template.parts.iter().map(|part| match part {
            Part::Text(text) => text.as_str(),
            Part::Pipe(pipe) => pipe.text.as_str(),
        });
        parts.collect()
    }

    /// Place in the mapping file of a span within the template's text.
    pub(crate) fn place_of(&self, within: Span) -> Span {
        let placed = within.shifted(self.text_start);
        if placed.end <= self.span.end { placed } else { self.span }
    }
}

/// The type that a value has on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum ValueType {
    /// As the task sends it.
    #[default]
    String,
    /// A whole number.
    Integer,
    /// Any JSON number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// RFC 3339, UTC, milliseconds.
    Datetime,
    /// A list of strings.
    List,
}

impl ValueType {
    /// Every type, with the word in the mapping file.
    pub(crate) const ALL: [(&'static str, ValueType); 6] = [
        ("string", ValueType::String),
        ("integer", ValueType::Integer),
        ("number", ValueType::Number),
        ("boolean", ValueType::Boolean),
        ("datetime", ValueType::Datetime),
        ("list", ValueType::List),
    ];

    /// The word in the mapping file.
    pub(crate) fn name(self) -> &'static str {
        ValueType::ALL.iter().find(|(_, kind)| *kind == self).map_or("string", |(name, _)| name)
    }
}

/// A one-way hash; neither of them is anonymity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HashKind {
    /// SHA-256, lower hex.
    Sha256,
    /// HMAC-SHA-256 with the key from `QSEG_HASH_KEY`, lower hex.
    HmacSha256,
}

/// What to do with an empty value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum EmptyPolicy {
    /// The key is left out.
    #[default]
    LeaveOut,
    /// `""` is sent (`[]` for a list).
    Keep,
}

/// `when`, as data and not as a language (design §4): a test of a value, or conditions put together. It is
/// never nested deeper than the file may be ([`super::node::MAX_DEPTH`]).
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// What it asks.
    pub(crate) kind: ConditionKind,
    /// The whole condition.
    pub(crate) span: Span,
}

/// What a condition asks.
#[derive(Debug, Clone)]
pub(crate) enum ConditionKind {
    /// A test of one value.
    Value(Box<ValueSpec>, Test),
    /// All of these are met; there is at least one.
    All(Vec<Condition>),
    /// One of these is met; there is at least one.
    Any(Vec<Condition>),
    /// This one is not met.
    Not(Box<Condition>),
}

impl Condition {
    /// Every value that is tested, in file order.
    pub(crate) fn values(&self) -> Vec<&ValueSpec> {
        match &self.kind {
            ConditionKind::Value(value, _) => vec![value],
            ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().flat_map(Condition::values).collect(),
            ConditionKind::Not(part) => part.values(),
        }
    }
}

/// The test of a value.
#[derive(Debug, Clone)]
pub(crate) enum Test {
    /// The value is this text.
    Equals(String),
    /// The value is one of these texts.
    In(Vec<String>),
    /// The value, or part of it, matches the expression.
    Matches(regex::Regex),
    /// The value is empty (`true`) or not (`false`).
    Empty(bool),
}

/// Which moment an event carries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum TimestampSpec {
    /// The recorded date of the response.
    #[default]
    Recorded,
    /// None: Segment takes the moment of receipt.
    Omitted,
    /// A value, read as a datetime.
    Value(Box<ValueSpec>),
}

/// What to do when a response was edited after its delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OnChange {
    /// Leave what was delivered, and count it.
    #[default]
    Skip,
    /// Send it again.
    Send,
}
