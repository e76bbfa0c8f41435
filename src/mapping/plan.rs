//! A mapping, compiled against one export: which tasks make which events of a response (design §2 "wanted
//! fields only", §6 identity and time). One evaluator for dry run, live send, explain, test and diff.

use super::condition::ConditionPlan;
use super::findings as codes;
use super::identity::{self, Identity, flaw};
use super::model::{ContextEntry, ContextNode, Mapping, TaskSpec, TimestampSpec};
use super::trace::Trace;
use super::value::{Compiled, Evaluated, Held, Remark, Surroundings};
use crate::core::diagnostic::{Code, Finding, Findings};
use crate::core::origin::{Place, Span};
use crate::qualtrics::dates::{self, Zone};
use crate::qualtrics::findings as export_codes;
use crate::qualtrics::layout::Layout;
use crate::qualtrics::record::{Record, Slot};
use crate::segment::discard::Discard;
use crate::segment::event::{CallType, Draft, Verdict, encode_key};
use crate::segment::json::write_value;
use crate::segment::message_id::{MessageId, MessageIds, anonymous_id};
use jiff::Timestamp;

/// A mapping, compiled against one export.
#[derive(Debug)]
pub struct Plan {
    /// Its tasks, in file order.
    pub tasks: Vec<TaskPlan>,
    around: Surroundings,
    source_id: String,
}

/// One task, compiled.
#[derive(Debug)]
pub struct TaskPlan {
    /// The task's id.
    pub id: String,
    /// Where the id stands in the mapping file.
    pub(crate) span: Span,
    /// Track or Identify.
    pub call: CallType,
    event: Option<Compiled>,
    user_id: Option<Compiled>,
    anonymous_id: Option<Compiled>,
    random_anonymous_id: bool,
    rows: Vec<(String, String, Compiled)>,
    when: Option<ConditionPlan>,
    timestamp: Moment,
    context: Vec<ContextPlan>,
    integrations: Option<String>,
    message_ids: MessageIds,
}

#[derive(Debug)]
enum Moment {
    Recorded,
    Omitted,
    Value(Box<Compiled>),
}

#[derive(Debug)]
enum ContextPlan {
    Value(String, Box<Compiled>),
    Object(String, Vec<ContextPlan>),
}

impl ContextPlan {
    fn key(&self) -> &str {
        match self {
            ContextPlan::Value(key, _) | ContextPlan::Object(key, _) => key,
        }
    }

    fn is_masked(&self) -> bool {
        match self {
            ContextPlan::Value(_, value) => value.is_masked(),
            ContextPlan::Object(_, entries) => entries.iter().any(ContextPlan::is_masked),
        }
    }

    fn add_values<'p>(&'p self, all: &mut Vec<&'p Compiled>) {
        match self {
            ContextPlan::Value(_, value) => all.push(value),
            ContextPlan::Object(_, entries) => entries.iter().for_each(|entry| entry.add_values(all)),
        }
    }
}

/// What every task needs to know of a response.
#[derive(Debug, Clone, Copy)]
pub struct Response<'a> {
    /// Its cells.
    pub record: &'a Record<'a>,
    /// Its ResponseId, or what stands in for one.
    pub id: &'a str,
    /// Whether the id is Qualtrics' own.
    pub has_own_id: bool,
    /// When it was recorded, where that is certain.
    pub recorded: Option<Timestamp>,
}

/// What a task made of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An event, judged in its draft: ask the draft for its verdict.
    Event(Identity),
    /// The task's condition was not met.
    NotMet,
    /// A value could not be made: the event is held back under this code.
    Held(&'static Code),
}

impl Plan {
    /// Compiles a mapping against an export. All pipes are tried, so that all findings come in one run;
    /// `None` where one of them is an error.
    pub fn compile(
        mapping: &Mapping,
        only: Option<&str>,
        source_id: &str,
        layout: &mut Layout,
        around: Surroundings,
        findings: &mut Findings,
    ) -> Option<Plan> {
        let mut tasks = Vec::new();
        let mut complete = true;
        for spec in mapping.tasks.iter().filter(|task| only.is_none_or(|only| task.id.value == only)) {
            match TaskPlan::compile(spec, source_id, layout, &around, findings) {
                Some(task) => tasks.push(task),
                None => complete = false,
            }
        }
        complete.then(|| Plan { tasks, around, source_id: source_id.to_owned() })
    }

    /// What a task makes of a response: the event in `draft`, or why there is none.
    pub fn eval<T: Trace>(
        &self,
        task: &TaskPlan,
        response: &Response<'_>,
        draft: &mut Draft,
        findings: &mut Findings,
        trace: &mut T,
    ) -> Outcome {
        let mut eval = Evaluation { plan: self, response, findings, trace, held: None };
        if let Some(when) = &task.when {
            match when.is_met(response.record, eval.trace) {
                Ok(true) => {}
                Ok(false) => return Outcome::NotMet,
                // The event is made all the same, to be kept for whoever decides.
                Err((held, span)) => {
                    eval.hold::<()>(held, span);
                }
            }
        }
        draft.begin(task.call);
        if let Some(name) = &task.event {
            draft.event(&eval.text(name).unwrap_or_default());
        }
        let identity = eval.identity(task, draft);
        eval.timestamp(task, draft);
        for (_, key, value) in &task.rows {
            if let Some(value) = eval.value(value)
                && let Some(json) = value.json()
            {
                draft.property(key, json);
            }
        }
        draft.message_id(&task.message_ids.of(response.id));
        draft.context(&eval.context(&task.context));
        if let Some(integrations) = &task.integrations {
            draft.integrations(integrations);
        }
        if let Some(code) = eval.held {
            return Outcome::Held(code);
        }
        eval.judge(task, draft);
        Outcome::Event(identity)
    }

    /// Pipes that no response had anything for, to be told once at the end of an input.
    pub(crate) fn never_present(&self, has_seen: impl Fn(&[Slot]) -> bool, findings: &mut Findings) {
        for value in self.tasks.iter().flat_map(TaskPlan::values) {
            for (_, span, field) in value.optional_slots().filter(|(slots, ..)| !has_seen(slots)) {
                findings.push(
                    Finding::new(&export_codes::FIELD_NEVER_PRESENT, format!("no response has {field}"))
                        .help("check the field's name, or export the field; nothing to do if nobody answered it")
                        .at(Place::input(&self.around.input))
                        .anchored(&self.around.source, span),
                );
            }
        }
    }
}

impl TaskPlan {
    fn compile(
        spec: &TaskSpec,
        source_id: &str,
        layout: &mut Layout,
        around: &Surroundings,
        findings: &mut Findings,
    ) -> Option<TaskPlan> {
        let mut compile = |value: &super::model::ValueSpec, findings: &mut Findings| {
            Compiled::compile(value, layout, around, findings)
        };
        let event = spec.event.as_ref().map(|value| compile(value, findings));
        let user_id = spec.user_id.as_ref().map(|value| compile(value, findings));
        let anonymous_id = spec.anonymous_id.as_ref().map(|value| compile(value, findings));
        let rows: Vec<_> = spec.rows.iter().map(|row| (row, compile(&row.value, findings))).collect();
        let when = spec.when.as_ref().map(|when| ConditionPlan::compile(when, &mut |value| compile(value, findings)));
        let timestamp = match &spec.timestamp {
            TimestampSpec::Recorded => Some(Moment::Recorded),
            TimestampSpec::Omitted => Some(Moment::Omitted),
            TimestampSpec::Value(value) => compile(value, findings).map(|value| Moment::Value(Box::new(value))),
        };
        let context = compile_context(&spec.context, layout, around, findings);
        Some(TaskPlan {
            id: spec.id.value.clone(),
            span: spec.id.span,
            call: spec.call,
            event: event.map_or(Some(None), |value| value.map(Some))?,
            user_id: user_id.map_or(Some(None), |value| value.map(Some))?,
            anonymous_id: anonymous_id.map_or(Some(None), |value| value.map(Some))?,
            random_anonymous_id: spec.random_anonymous_id,
            rows: rows
                .into_iter()
                .map(|(row, value)| Some((row.key.value.clone(), encode_key(&row.key.value), value?)))
                .collect::<Option<_>>()?,
            when: when.map_or(Some(None), |when| when.map(Some))?,
            timestamp: timestamp?,
            context: context?,
            integrations: spec.integrations.clone(),
            message_ids: MessageIds::new(source_id, &spec.id.value, spec.revision),
        })
    }

    /// The id of the event that this task makes of a response.
    pub fn message_id(&self, response: &str) -> MessageId {
        self.message_ids.of(response)
    }

    /// The properties or traits whose values are personal as they are sent.
    pub(crate) fn masked_keys(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(|(_, _, value)| value.is_masked()).map(|(key, ..)| key.as_str())
    }

    /// Whether the userId, and whether the anonymousId, is personal as it is sent.
    pub(crate) fn masked_ids(&self) -> (bool, bool) {
        let masked = |value: &Option<Compiled>| value.as_ref().is_some_and(Compiled::is_masked);
        (masked(&self.user_id), masked(&self.anonymous_id))
    }

    /// Whether the event's name is personal as it is sent.
    pub(crate) fn is_event_masked(&self) -> bool {
        self.event.as_ref().is_some_and(Compiled::is_masked)
    }

    /// The members of `context` with a personal value in them, each as its encoded key.
    pub(crate) fn masked_context(&self) -> impl Iterator<Item = &str> {
        self.context.iter().filter(|plan| plan.is_masked()).map(ContextPlan::key)
    }

    /// Every value of the task, those of `context` among them.
    pub(crate) fn every_value(&self) -> Vec<&Compiled> {
        let mut all: Vec<&Compiled> = self.values().collect();
        self.context.iter().for_each(|plan| plan.add_values(&mut all));
        all
    }

    fn values(&self) -> impl Iterator<Item = &Compiled> {
        let timestamp = if let Moment::Value(value) = &self.timestamp { Some(&**value) } else { None };
        let ids = [&self.event, &self.user_id, &self.anonymous_id].into_iter().flatten();
        ids.chain(self.rows.iter().map(|(_, _, value)| value))
            .chain(self.when.iter().flat_map(ConditionPlan::values))
            .chain(timestamp)
    }
}

fn compile_context(
    entries: &[ContextEntry],
    layout: &mut Layout,
    around: &Surroundings,
    findings: &mut Findings,
) -> Option<Vec<ContextPlan>> {
    let mut plans = Vec::new();
    let mut complete = true;
    for entry in entries {
        let key = encode_key(&entry.key.value);
        let plan = match &entry.node {
            ContextNode::Value(value) => {
                Compiled::compile(value, layout, around, findings).map(|value| ContextPlan::Value(key, Box::new(value)))
            }
            ContextNode::Object(entries) => {
                compile_context(entries, layout, around, findings).map(|plans| ContextPlan::Object(key, plans))
            }
        };
        complete &= plan.is_some();
        plans.extend(plan);
    }
    complete.then_some(plans)
}

/// One task over one response.
struct Evaluation<'e, T> {
    plan: &'e Plan,
    response: &'e Response<'e>,
    findings: &'e mut Findings,
    trace: &'e mut T,
    held: Option<&'static Code>,
}

impl<'e, T: Trace> Evaluation<'e, T> {
    fn place(&self) -> Place {
        place_of(&self.plan.around, self.response)
    }

    fn say(&mut self, code: &'static Code, message: String, help: &str, span: Span) {
        let finding = Finding::new(code, message).help(help).at(self.place()).anchored(&self.plan.around.source, span);
        self.findings.push(finding);
    }

    /// The value, or `None` where it holds the event back. Evaluation goes on, so that all is found at once.
    fn value(&mut self, value: &'e Compiled) -> Option<Evaluated<'e>> {
        let mut remarks = Vec::new();
        match value.eval(self.response.record, self.trace, &mut |remark| remarks.push(remark)) {
            Ok(evaluated) => {
                self.tell(remarks, value.span());
                Some(evaluated)
            }
            Err(held) => self.hold(held, value.span()),
        }
    }

    fn text(&mut self, value: &'e Compiled) -> Option<std::borrow::Cow<'e, str>> {
        let mut remarks = Vec::new();
        match value.eval_text(self.response.record, self.trace, &mut |remark| remarks.push(remark)) {
            Ok(text) => {
                self.tell(remarks, value.span());
                Some(text)
            }
            Err(held) => self.hold(held, value.span()),
        }
    }

    fn hold<V>(&mut self, held: Held, span: Span) -> Option<V> {
        self.held = self.held.or(Some(held.code));
        self.say(held.code, held.message, held.help, span);
        None
    }

    fn tell(&mut self, remarks: Vec<Remark>, span: Span) {
        for remark in remarks {
            let (code, message, help) = match remark {
                Remark::PerhapsSeveral => (
                    &export_codes::UNSPLIT_CHOICES,
                    "a choice text holds a comma that may join several choices",
                    "give the survey with --survey, or export with \"Split multi-value fields into columns\"",
                ),
                Remark::SeenUnanswered => (
                    &export_codes::SEEN_UNANSWERED,
                    "a value that usually means \"seen, not answered\" is sent as an answer",
                    "give the survey with --survey, name the value in the row's `missing`, or export without recoding seen but unanswered questions",
                ),
                Remark::ClockChange => CLOCK_CHANGE,
                Remark::TextDamaged => (
                    &export_codes::TEXT_DAMAGED,
                    "a text holds U+FFFD, where a character was cut in half or lost before",
                    "export again as UTF-8 or JSON; nothing to do if the respondent's text was cut at its greatest length",
                ),
            };
            self.say(code, message.to_owned(), help, span);
        }
    }

    fn identity(&mut self, task: &'e TaskPlan, draft: &mut Draft) -> Identity {
        let user_id = task.user_id.as_ref().and_then(|value| self.text(value)).unwrap_or_default();
        let given = task.anonymous_id.as_ref().and_then(|value| self.text(value)).unwrap_or_default();
        if !user_id.is_empty() {
            draft.user_id(&user_id);
        }
        if !given.is_empty() {
            draft.anonymous_id(&given);
        }
        for (id, value) in [(&user_id, &task.user_id), (&given, &task.anonymous_id)] {
            if let (false, Some(value)) = (id.is_empty(), value)
                && let Some(code) = flaw(id)
            {
                let (message, help) = identity::words(code);
                self.say(code, message.to_owned(), help, value.span());
            }
        }
        if user_id.is_empty() && given.is_empty() && task.random_anonymous_id {
            let made = anonymous_id(&self.plan.source_id, self.response.id);
            draft.anonymous_id(made.as_str());
            return Identity::of("", made.as_str(), made.as_str());
        }
        Identity::of(&user_id, &given, "")
    }

    fn timestamp(&mut self, task: &'e TaskPlan, draft: &mut Draft) {
        let moment = match &task.timestamp {
            Moment::Omitted => None,
            Moment::Recorded => self.response.recorded,
            Moment::Value(value) => match self.text(value) {
                Some(text) if text.is_empty() => {
                    self.say(
                        &export_codes::TIMESTAMP_UNDETERMINED,
                        "the task's `timestamp` is empty".to_owned(),
                        "give it a `default`, or leave the key out: the recorded date is taken then",
                        value.span(),
                    );
                    None
                }
                // The value's type is datetime, so that this is RFC 3339, unless it was hashed.
                Some(text) => match dates::read(&text, &Zone::PresumedUtc, None) {
                    Ok(moment) => Some(moment.timestamp),
                    Err(_) => {
                        let message = "the task's `timestamp` is no datetime".to_owned();
                        let help = "remove `hash` from it: Segment reads a timestamp";
                        self.hold(Held { code: &codes::VALUE_NOT_COERCIBLE, message, help }, value.span())
                    }
                },
                None => None,
            },
        };
        if let Some(moment) = moment {
            draft.timestamp(moment);
        }
    }

    fn context(&mut self, entries: &'e [ContextPlan]) -> String {
        let mut out = Vec::new();
        self.write_context(entries, &mut out);
        // Written from texts and JSON alone.
        String::from_utf8(out).unwrap_or_default()
    }

    fn write_context(&mut self, entries: &'e [ContextPlan], out: &mut Vec<u8>) {
        let mut separator = false;
        for entry in entries {
            let mut open = |out: &mut Vec<u8>, key: &str| {
                if std::mem::replace(&mut separator, true) {
                    out.push(b',');
                }
                out.extend_from_slice(key.as_bytes());
            };
            match entry {
                ContextPlan::Value(key, value) => {
                    if let Some(value) = self.value(value)
                        && let Some(json) = value.json()
                    {
                        open(out, key);
                        write_value(out, json);
                    }
                }
                ContextPlan::Object(key, entries) => {
                    open(out, key);
                    out.push(b'{');
                    self.write_context(entries, out);
                    out.push(b'}');
                }
            }
        }
    }

    /// Findings of Segment's verdict, and of what would be lost after it.
    fn judge(&mut self, task: &TaskPlan, draft: &Draft) {
        if let Verdict::Rejected(discard) = draft.judge() {
            let span = match discard {
                Discard::NoUserAnonId => {
                    task.user_id.as_ref().or(task.anonymous_id.as_ref()).map_or(task.span, Compiled::span)
                }
                Discard::EventNotDefined => task.event.as_ref().map_or(task.span, Compiled::span),
                _ => task.span,
            };
            self.say(discard.finding(), discard.meaning().to_owned(), discard.help(), span);
        }
        for warning in draft.warnings() {
            self.say(warning.code(), warning.message(), warning.code().explain, task.span);
        }
    }
}

/// The remark on a moment in a clock change, for values and recorded dates alike.
pub(super) const CLOCK_CHANGE: (&Code, &str, &str) = (
    &export_codes::CLOCK_CHANGE,
    "a local time falls into a clock change: the offset before the change is taken",
    "export with time zone UTC, or as JSON, to have no such hour",
);

/// The place of a response in its input.
pub(super) fn place_of(around: &Surroundings, response: &Response<'_>) -> Place {
    Place {
        input: std::sync::Arc::clone(&around.input),
        record: response.record.number,
        line: response.record.line,
        byte: None,
        response: response.has_own_id.then(|| response.id.into()),
    }
}

/// A rejected event, as the run counts it.
pub(crate) fn rejected_code(outcome: Outcome, draft: &Draft) -> Option<&'static str> {
    match (outcome, draft.judge()) {
        (Outcome::Held(code), _) => Some(code.name),
        (Outcome::Event(_), Verdict::Rejected(discard)) => Some(discard.code()),
        _ => None,
    }
}
