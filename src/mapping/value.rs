//! A value of the mapping file, compiled for one export, and its evaluation: render → `missing` →
//! `map` → if empty `default` → `type` → `hash` (design §4). There is no other evaluator.

use super::findings as codes;
use super::model::{EmptyPolicy, HashKind, ValueSpec, ValueType};
use super::trace::{Seen, Step, Trace};
use crate::core::diagnostic::{Code, Finding, Findings};
use crate::core::origin::{Place, SourceText, Span};
use crate::qualtrics::dates::{self, Zone};
use crate::qualtrics::findings as export_codes;
use crate::qualtrics::import_id;
use crate::qualtrics::layout::Layout;
use crate::qualtrics::pipe::{Part, Pipe};
use crate::qualtrics::privacy::PersonalClass;
use crate::qualtrics::recipe::{Failure, Recipe, Rendered, Unanswered};
use crate::qualtrics::record::{Record, Slot};
use crate::segment::event::Json;
use crate::segment::json::is_number;
use hmac::{Hmac, KeyInit, Mac};
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::Arc;

/// What is needed to compile a value, besides the export.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The mapping file's text, for findings.
    pub source: Arc<SourceText>,
    /// The input, for findings.
    pub input: Arc<str>,
    /// The zone of dates that name none.
    pub time_zone: Option<TimeZone>,
    /// The key of `hash: hmac-sha256`.
    pub hash_key: Option<Arc<[u8]>>,
    /// Whether messages may show personal values.
    pub reveal: bool,
}

/// A value, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    parts: Vec<CompiledPart>,
    spec: ValueSpec,
    hash: Option<Hash>,
    zone: Zone,
    /// Moments of a response's own metadata are floored to the second: exports differ below it.
    whole_seconds: bool,
    /// What personal data the value can hold before it is hashed.
    pub(crate) class: Option<PersonalClass>,
    is_answer: bool,
    unanswered: Unanswered,
    reveal: bool,
}

/// A one-way hash, ready to be applied: without its key there is no keyed one.
#[derive(Clone)]
enum Hash {
    Sha256,
    HmacSha256(Box<Hmac<Sha256>>),
}

/// The state of a keyed hash is as secret as its key.
impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(redacted)")
    }
}

#[derive(Debug, Clone)]
enum CompiledPart {
    Text(String),
    Recipe(Recipe, Span),
}

/// What a value came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Evaluated<'a> {
    /// Empty, and left out.
    Absent,
    /// A JSON string.
    String(Cow<'a, str>),
    /// A JSON number, in its source text.
    Number(Cow<'a, str>),
    /// A JSON boolean.
    Bool(bool),
    /// A JSON list of strings.
    List(Vec<Cow<'a, str>>),
}

impl Evaluated<'_> {
    /// The value as it goes over the wire; `None` where it is left out.
    pub fn json(&self) -> Option<Json<'_>> {
        match self {
            Evaluated::Absent => None,
            Evaluated::String(text) => Some(Json::String(text)),
            Evaluated::Number(text) => Some(Json::Number(text)),
            Evaluated::Bool(value) => Some(Json::Bool(*value)),
            Evaluated::List(elements) => Some(Json::List(elements)),
        }
    }
}

/// Why a value holds its event back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The finding's code, which is also the code that the event is counted under.
    pub code: &'static Code,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: &'static str,
}

/// A remark on a value that is sent all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Remark {
    /// A choice text that may be several, joined by commas.
    PerhapsSeveral,
    /// A code of `unanswered`, or the `99999` of older exports, where the choices are not known.
    SeenUnanswered,
    /// A local time in a clock change.
    ClockChange,
    /// A character was lost before the export was read.
    TextDamaged,
}

impl Compiled {
    /// Compiles a value against an export. Every pipe that has no recipe is a finding.
    pub(crate) fn compile(
        spec: &ValueSpec,
        layout: &mut Layout,
        around: &Surroundings,
        findings: &mut Findings,
    ) -> Option<Compiled> {
        let mut parts = Vec::new();
        let mut complete = true;
        for part in &spec.template.parts {
            match part {
                Part::Text(text) => parts.push(CompiledPart::Text(text.clone())),
                Part::Pipe(pipe) => match layout.resolve(pipe) {
                    Ok(mut recipe) => {
                        if spec.template.whole_pipe().is_some() {
                            recipe.excused =
                                spec.missing.iter().chain(spec.map.iter().map(|(from, _)| from)).cloned().collect();
                        }
                        if let Some(code) = recipe.presumed {
                            let (message, help) = match code.name == export_codes::RECODES_PRESUMED.name {
                                true => (
                                    format!("`{}` gives the numbers of choices as their recodes", pipe.text),
                                    "give the survey with --survey: it has the recodes",
                                ),
                                false => (
                                    format!("`{}` is read by its name", pipe.text),
                                    "try it in a test run of the task before relying on it there",
                                ),
                            };
                            let finding = Finding::new(code, message).help(help);
                            findings.push(finding.anchored(&around.source, spec.place_of(pipe.span)));
                        }
                        parts.push(CompiledPart::Recipe(recipe, spec.place_of(pipe.span)));
                    }
                    Err(unresolved) => {
                        complete = false;
                        findings.push(
                            Finding::new(unresolved.code, unresolved.message)
                                .help(unresolved.help)
                                .at(Place::input(&around.input))
                                .anchored(&around.source, spec.place_of(pipe.span)),
                        );
                    }
                },
            }
        }
        let keyed = || around.hash_key.as_ref().and_then(|key| Hmac::<Sha256>::new_from_slice(key).ok());
        let hash = match spec.hash {
            None => None,
            Some(HashKind::Sha256) => Some(Hash::Sha256),
            Some(HashKind::HmacSha256) => keyed().map(|keyed| Hash::HmacSha256(Box::new(keyed))),
        };
        if spec.hash.is_some() && hash.is_none() {
            complete = false;
            findings.push(
                Finding::new(&codes::HASH_KEY_MISSING, "`hash: hmac-sha256` needs a key, and QSEG_HASH_KEY is not set")
                    .help("set QSEG_HASH_KEY to the key, the same one every time: another key makes other values")
                    .anchored(&around.source, spec.span),
            );
        }
        let recipes = || {
            parts.iter().filter_map(|part| if let CompiledPart::Recipe(recipe, _) = part { Some(recipe) } else { None })
        };
        let class = recipes().filter_map(|recipe| recipe.class).max().map(|judged| judged.class);
        let zone = recipes().map(|recipe| recipe.zone.clone()).next();
        let zone = zone.or_else(|| around.time_zone.clone().map(Zone::Known)).unwrap_or(Zone::PresumedUtc);
        let fields: Vec<&String> = recipes().flat_map(|recipe| &recipe.fields).collect();
        let is_date = |field: &&String| matches!(field.as_str(), "startDate" | "endDate" | "recordedDate");
        let whole_seconds = !fields.is_empty() && fields.iter().all(is_date);
        let is_answer = fields.iter().any(|field| import_id::is_question(field));
        complete.then(|| Compiled {
            spec: spec.clone(),
            hash,
            zone,
            whole_seconds,
            class,
            is_answer,
            unanswered: layout.settings().unanswered.clone(),
            reveal: around.reveal,
            parts,
        })
    }

    /// Where it stands in the mapping file.
    pub(crate) fn span(&self) -> Span {
        self.spec.span
    }

    /// The slots of each pipe that may be absent from every response, with the pipe's place and field.
    pub(crate) fn optional_slots(&self) -> impl Iterator<Item = (Vec<Slot>, Span, &str)> {
        self.parts.iter().filter_map(|part| match part {
            CompiledPart::Recipe(recipe, span) if recipe.may_be_absent => {
                let mut slots = Vec::new();
                recipe.step.each_slot(&mut |slot| slots.push(slot));
                Some((slots, *span, recipe.fields.first().map_or("", String::as_str)))
            }
            _ => None,
        })
    }

    /// Each pipe as it is written, with the recipe that this export has for it.
    pub(crate) fn pipes(&self) -> impl Iterator<Item = (&str, &Recipe)> {
        self.recipes().map(|(pipe, recipe)| (pipe.text.as_str(), recipe))
    }

    /// Each pipe with the recipe that this export has for it.
    pub(crate) fn recipes(&self) -> impl Iterator<Item = (&Pipe, &Recipe)> {
        let recipes = self.parts.iter().filter_map(|part| match part {
            CompiledPart::Recipe(recipe, _) => Some(recipe),
            CompiledPart::Text(_) => None,
        });
        self.spec.template.pipes().zip(recipes)
    }

    /// Whether the value is personal as it is sent: hashed values are not shown, but not anonymous either.
    pub(crate) fn is_masked(&self) -> bool {
        self.class.is_some() && self.spec.hash.is_none()
    }

    /// The value for one response; `remark` is called for what is sent but odd.
    ///
    /// # Errors
    /// The value cannot be made or cannot take its type: the event is held back.
    pub(crate) fn eval<'a, T: Trace>(
        &'a self,
        record: &Record<'a>,
        trace: &mut T,
        remark: &mut dyn FnMut(Remark),
    ) -> Result<Evaluated<'a>, Held> {
        let outcome = self.evaluate(record, trace, remark);
        trace.came_to(self.spec.span, outcome.as_ref());
        outcome
    }

    fn evaluate<'a, T: Trace>(
        &'a self,
        record: &Record<'a>,
        trace: &mut T,
        remark: &mut dyn FnMut(Remark),
    ) -> Result<Evaluated<'a>, Held> {
        let spec = &self.spec;
        let mut rendered = self.render(record)?;
        trace.step(spec.span, Step::Render, Seen::Rendered(&rendered));
        if !spec.missing.is_empty() && without_missing(&mut rendered, &spec.missing) {
            trace.step(spec.span, Step::Missing, Seen::Rendered(&rendered));
        }
        if !spec.map.is_empty() && translate(&mut rendered, &spec.map) {
            trace.step(spec.span, Step::Map, Seen::Rendered(&rendered));
        }
        if matches!(rendered, Rendered::Empty)
            && let Some(default) = spec.default.as_deref().filter(|default| !default.is_empty())
        {
            rendered = Rendered::Text(Cow::Borrowed(default));
            trace.step(spec.span, Step::Default, Seen::Rendered(&rendered));
        }
        if matches!(rendered, Rendered::Empty) {
            return Ok(match (spec.empty, spec.kind) {
                (EmptyPolicy::LeaveOut, _) => Evaluated::Absent,
                (EmptyPolicy::Keep, ValueType::List) => Evaluated::List(Vec::new()),
                (EmptyPolicy::Keep, _) => Evaluated::String(Cow::Borrowed("")),
            });
        }
        if self.is_answer
            && matches!(&rendered, Rendered::Text(text) if self.unanswered.has(text) || text == OLDER_UNANSWERED)
        {
            remark(Remark::SeenUnanswered);
        }
        if matches!(rendered, Rendered::PerhapsSeveral(_)) && spec.kind != ValueType::List {
            remark(Remark::PerhapsSeveral);
        }
        if rendered.any(|text| !text.is_ascii() && text.contains(char::REPLACEMENT_CHARACTER)) {
            remark(Remark::TextDamaged);
        }
        let mut value = self.typed(rendered, remark)?;
        if spec.kind != ValueType::String {
            trace.step(spec.span, Step::Type, Seen::Value(&value));
        }
        if let Some(hash) = &self.hash {
            value = hash.of(value);
            trace.step(spec.span, Step::Hash, Seen::Value(&value));
        }
        Ok(value)
    }

    /// The value as text, for ids, event names and conditions.
    ///
    /// # Errors
    /// As [`Compiled::eval`].
    pub(crate) fn eval_text<'a, T: Trace>(
        &'a self,
        record: &Record<'a>,
        trace: &mut T,
        remark: &mut dyn FnMut(Remark),
    ) -> Result<Cow<'a, str>, Held> {
        Ok(match self.eval(record, trace, remark)? {
            Evaluated::Absent => Cow::Borrowed(""),
            Evaluated::String(text) | Evaluated::Number(text) => text,
            Evaluated::Bool(value) => Cow::Borrowed(if value { "true" } else { "false" }),
            Evaluated::List(elements) => Rendered::List(elements).into_text(),
        })
    }

    fn render<'a>(&'a self, record: &Record<'a>) -> Result<Rendered<'a>, Held> {
        match self.parts.as_slice() {
            [] => Ok(Rendered::Empty),
            [CompiledPart::Text(text)] => Ok(Rendered::Text(Cow::Borrowed(text))),
            [CompiledPart::Recipe(recipe, _)] => recipe.render(record).map_err(|failure| self.not_rendered(failure)),
            parts => {
                let mut text = String::new();
                let mut any = false;
                for part in parts {
                    match part {
                        CompiledPart::Text(part) => text.push_str(part),
                        CompiledPart::Recipe(recipe, _) => {
                            let part = recipe.render(record).map_err(|failure| self.not_rendered(failure))?.into_text();
                            any |= !part.is_empty();
                            text.push_str(&part);
                        }
                    }
                }
                // A template all of whose pipes are empty is empty: "Hello " alone greets nobody.
                Ok(if any { Rendered::Text(Cow::Owned(text)) } else { Rendered::Empty })
            }
        }
    }

    fn not_rendered(&self, failure: Failure) -> Held {
        match failure {
            Failure::NotAChoice(cell) => Held {
                code: &export_codes::NOT_A_CHOICE,
                message: format!("{} is neither a recode nor a label of the question", self.shown(&cell)),
                help: "if the export recoded seen but unanswered questions to it, add it to `unanswered`; if the choice was deleted or recoded since, say what it is with `map`",
            },
            Failure::SelectionUnclear(cell, column) => Held {
                code: &export_codes::SELECTION_UNCLEAR,
                message: format!(
                    "{} in column {column} says neither that the choice was selected nor that it was not",
                    self.shown(&cell)
                ),
                help: "if it means \"shown and not selected\", name it: `unanswered: [\"-99\", \"0\"]` in the mapping, or --unanswered",
            },
            Failure::Ambiguous(cell) => Held {
                code: &export_codes::CHOICE_AMBIGUOUS,
                message: format!("{} can be read as more than one choice, or as none", self.shown(&cell)),
                help: "give the survey with --survey, or export numeric values, or split multi-value fields into columns, or export JSON",
            },
            Failure::LabelMissing(recode) => Held {
                code: &export_codes::LABEL_NOT_IN_RESPONSE,
                message: format!("the response holds {} and no label for it", self.shown(&recode)),
                help: "give the survey with --survey",
            },
        }
    }

    fn typed<'a>(&self, rendered: Rendered<'a>, remark: &mut dyn FnMut(Remark)) -> Result<Evaluated<'a>, Held> {
        let kind = self.spec.kind;
        if kind == ValueType::List {
            return match rendered {
                Rendered::List(elements) => Ok(Evaluated::List(elements)),
                Rendered::PerhapsSeveral(text) => Err(self.not_rendered(Failure::Ambiguous(text.into_owned()))),
                other => Ok(Evaluated::List(vec![other.into_text()])),
            };
        }
        let text = rendered.into_text();
        let coerced = match kind {
            ValueType::String | ValueType::List => return Ok(Evaluated::String(text)),
            ValueType::Integer => {
                integer(text.trim()).filter(|number| is_finite(number)).map(|text| Evaluated::Number(text.into()))
            }
            ValueType::Number => {
                number(text.trim()).filter(|number| is_finite(number)).map(|text| Evaluated::Number(text.into()))
            }
            ValueType::Boolean => boolean(text.trim()).map(Evaluated::Bool),
            ValueType::Datetime => {
                let moment = dates::read(&text, &self.zone, self.spec.format.as_deref()).ok();
                if moment.is_some_and(|moment| moment.decided) {
                    remark(Remark::ClockChange);
                }
                moment.map(|moment| Evaluated::String(Cow::Owned(self.rfc3339(moment.timestamp))))
            }
        };
        coerced.ok_or_else(|| Held {
            code: &codes::VALUE_NOT_COERCIBLE,
            message: format!("{} is no {}", self.shown(&text), kind.name()),
            help: match kind {
                ValueType::Boolean => "translate it with `map: { Yes: true, No: false }`, or send it as a string",
                ValueType::Datetime => "say how it is written with `format`, and in which zone with `timezone`",
                _ => "name texts that mean \"no value\" in `missing`, translate with `map`, or send it as a string",
            },
        })
    }

    fn rfc3339(&self, moment: jiff::Timestamp) -> String {
        let below_second = SignedDuration::from_nanos(i64::from(moment.subsec_nanosecond()));
        let whole = if self.whole_seconds { moment.checked_sub(below_second).unwrap_or(moment) } else { moment };
        whole.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
    }

    /// A value in a message: personal ones by their length alone.
    fn shown(&self, text: &str) -> String {
        if self.class.is_some() && !self.reveal {
            let count = text.chars().count();
            return format!(
                "a text of {count} character{} (--show-values shows it)",
                if count == 1 { "" } else { "s" }
            );
        }
        let shown: String = text.chars().take(60).collect();
        if shown.len() < text.len() { format!("\"{shown}…\"") } else { format!("\"{shown}\"") }
    }
}

impl Hash {
    fn of<'a>(&self, value: Evaluated<'a>) -> Evaluated<'a> {
        let hash = |text: &str| Cow::Owned(self.of_text(text));
        match value {
            Evaluated::Absent => Evaluated::Absent,
            Evaluated::String(text) | Evaluated::Number(text) => Evaluated::String(hash(&text)),
            Evaluated::Bool(value) => Evaluated::String(hash(if value { "true" } else { "false" })),
            Evaluated::List(elements) => Evaluated::List(elements.iter().map(|element| hash(element)).collect()),
        }
    }

    fn of_text(&self, text: &str) -> String {
        let digest = match self {
            Hash::Sha256 => Sha256::digest(text.as_bytes()),
            Hash::HmacSha256(keyed) => Hmac::clone(keyed).chain_update(text.as_bytes()).finalize().into_bytes(),
        };
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Takes out what means "no value": the whole text, or elements of a list. Whether anything was.
fn without_missing(rendered: &mut Rendered<'_>, missing: &[String]) -> bool {
    let is_missing = |text: &str| missing.iter().any(|word| word == text);
    match rendered {
        Rendered::Empty => false,
        Rendered::Text(text) | Rendered::PerhapsSeveral(text) => {
            let found = is_missing(text);
            if found {
                *rendered = Rendered::Empty;
            }
            found
        }
        Rendered::List(elements) => {
            let before = elements.len();
            elements.retain(|element| !is_missing(element));
            let found = elements.len() < before;
            if elements.is_empty() {
                *rendered = Rendered::Empty;
            }
            found
        }
    }
}

/// Translates the text, or the elements of a list; what is not in the map stays. Whether anything was.
fn translate<'a>(rendered: &mut Rendered<'a>, map: &'a [(String, String)]) -> bool {
    let find = |text: &str| map.iter().find(|(from, _)| from == text).map(|(_, to)| Cow::Borrowed(to.as_str()));
    match rendered {
        Rendered::Empty => false,
        Rendered::Text(text) | Rendered::PerhapsSeveral(text) => match find(text) {
            Some(to) if to.is_empty() => {
                *rendered = Rendered::Empty;
                true
            }
            Some(to) => {
                *rendered = Rendered::Text(to);
                true
            }
            None => false,
        },
        Rendered::List(elements) => {
            let mut any = false;
            for element in elements.iter_mut() {
                if let Some(to) = find(element) {
                    *element = to;
                    any = true;
                }
            }
            elements.retain(|element| !element.is_empty());
            if elements.is_empty() {
                *rendered = Rendered::Empty;
            }
            any
        }
    }
}

/// What older exports wrote for a seen, unanswered question (`reference/qualtrics.md` §4.1 values).
const OLDER_UNANSWERED: &str = "99999";

/// A whole number as JSON writes it: leading zeros and a fraction of zeros say nothing.
fn integer(text: &str) -> Option<String> {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
    let is_whole = fraction.bytes().all(|byte| byte == b'0') && (fraction.is_empty() != digits.contains('.'));
    if !all_digits || !is_whole {
        return None;
    }
    let trimmed = whole.trim_start_matches('0');
    Some(if trimmed.is_empty() { "0".to_owned() } else { format!("{sign}{trimmed}") })
}

/// A number as JSON writes it. A comma is never a decimal point: `1,5` may be two choices.
fn number(text: &str) -> Option<String> {
    if is_number(text) {
        return Some(text.to_owned());
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let trimmed = digits.trim_start_matches('0');
    let padded = if trimmed.starts_with('.') || trimmed.is_empty() {
        format!("{sign}0{trimmed}")
    } else {
        format!("{sign}{trimmed}")
    };
    (!digits.is_empty() && is_number(&padded)).then_some(padded)
}

/// Whether readers of JSON have a number for it: `1e400` is infinite to them, null, or an error.
fn is_finite(number: &str) -> bool {
    number.parse::<f64>().is_ok_and(f64::is_finite)
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
