//! The end of a run in words, and as one JSON document (`qseg.send/1`).

use super::live::{DeliveryDocument, SandboxDocument};
use crate::commands::document::{self, ErrorDocument, FindingDocument, InputDocument, SourceDocument};
use crate::commands::rehearsal::Tally;
use crate::commands::tracking_plan::PlanDocument;
use crate::core::diagnostic::{Findings, Severity};
use crate::core::error::{Error, Result};
use crate::delivery::batch::Totals;
use crate::segment::limits::DEFAULT_EVENTS_PER_SECOND;
use crate::ui::{Ui, bytes, counted, grouped};
use serde::Serialize;
use serde_json::{Map, Value};

/// Everything that a run has to tell.
pub(crate) struct Report<'r> {
    /// Whether nothing was to be sent.
    pub(crate) dry_run: bool,
    /// The inputs that were opened.
    pub(crate) inputs: &'r [InputDocument],
    /// The mapping file's name; `None` where the mapping was inferred.
    pub(crate) mapping: Option<&'r str>,
    /// The environment and source that message ids are made for.
    pub(crate) source: Option<&'r SourceDocument>,
    /// The tracking plan that events were held against.
    pub(crate) tracking_plan: Option<PlanDocument>,
    /// The counts.
    pub(crate) tally: &'r Tally,
    /// What would go over the wire.
    pub(crate) totals: Totals,
    /// The findings.
    pub(crate) findings: &'r Findings,
    /// What came of the delivery.
    pub(crate) delivery: Option<&'r DeliveryDocument>,
    /// What the local Segment made of it.
    pub(crate) sandbox: Option<&'r SandboxDocument>,
    /// What Segment counted of it, as `qseg verify` tells it.
    pub(crate) verify: Option<Value>,
    /// What ended the run early.
    pub(crate) error: Option<&'r Error>,
}

#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    dry_run: bool,
    inputs: &'r [InputDocument],
    mapping: MappingDocument<'r>,
    source: Option<&'r SourceDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracking_plan: Option<&'r PlanDocument>,
    message_ids: MessageIdsDocument,
    responses: ResponsesDocument,
    events: EventsDocument<'r>,
    identities: IdentitiesDocument,
    bytes: u64,
    batches: u64,
    seconds_at_rate: u64,
    findings: Vec<FindingDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<&'r DeliveryDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sandbox: Option<&'r SandboxDocument>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verify: Option<&'r Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorDocument>,
}

#[derive(Serialize)]
struct MappingDocument<'r> {
    file: Option<&'r str>,
    inferred: bool,
}

#[derive(Serialize)]
struct MessageIdsDocument {
    provisional: bool,
}

#[derive(Serialize)]
struct ResponsesDocument {
    read: u64,
    blank: u64,
    skipped: Map<String, Value>,
}

#[derive(Serialize)]
struct EventsDocument<'r> {
    built: u64,
    track: u64,
    identify: u64,
    accepted: u64,
    rejected: &'r std::collections::BTreeMap<&'static str, u64>,
}

#[derive(Serialize)]
struct IdentitiesDocument {
    user_id: u64,
    anonymous_id: u64,
    doubtful: u64,
    generated: u64,
    distinct: u64,
    distinct_is_estimate: bool,
}

impl Report<'_> {
    /// The one document of `--format json`.
    pub(crate) fn json(&self, ui: &mut Ui) -> Result<()> {
        let tally = self.tally;
        let (distinct, distinct_is_estimate) = tally.distinct.count();
        let document = Document {
            schema: "qseg.send/1",
            dry_run: self.dry_run,
            inputs: self.inputs,
            mapping: MappingDocument { file: self.mapping, inferred: self.mapping.is_none() },
            source: self.source,
            tracking_plan: self.tracking_plan.as_ref(),
            message_ids: MessageIdsDocument { provisional: self.source.is_none() },
            responses: ResponsesDocument {
                read: tally.read,
                blank: tally.blank,
                skipped: tally
                    .skipped
                    .reasons()
                    .into_iter()
                    .map(|(name, count)| (name.to_owned(), count.into()))
                    .collect(),
            },
            events: EventsDocument {
                built: tally.built,
                track: tally.track,
                identify: tally.identify,
                accepted: tally.accepted,
                rejected: &tally.rejected,
            },
            identities: IdentitiesDocument {
                user_id: tally.identities.user_id,
                anonymous_id: tally.identities.anonymous_id,
                doubtful: tally.identities.doubtful,
                generated: tally.identities.generated,
                distinct,
                distinct_is_estimate,
            },
            bytes: self.totals.bytes,
            batches: self.totals.batches,
            seconds_at_rate: seconds(tally.accepted),
            findings: document::findings(self.findings),
            delivery: self.delivery,
            sandbox: self.sandbox,
            verify: self.verify.as_ref(),
            error: self.error.map(ErrorDocument::from),
        };
        let text = serde_json::to_string(&document)
            .map_err(|error| Error::failed("unwritable_output", "cannot write the document").because(error))?;
        ui.line(&text)
    }

    /// Who is identified, in one line.
    pub(crate) fn people(&self) -> String {
        let identities = &self.tally.identities;
        let anonymous = identities.anonymous_id + identities.generated;
        let all = identities.user_id + anonymous + identities.doubtful;
        if all == 0 {
            return "No response gives an event that Segment would take.".to_owned();
        }
        let verb = if identities.user_id == 1 { "identifies" } else { "identify" };
        let mut line = format!("{} of {} {verb} a person", grouped(identities.user_id), counted(all, "response"));
        if identities.doubtful > 0 {
            let have = if identities.doubtful == 1 { "has" } else { "have" };
            line.push_str(&format!("; {} {have} an id that names nobody for certain", grouped(identities.doubtful)));
        }
        if anonymous == 0 {
            line.push('.');
            return line;
        }
        let (profile, article) = if anonymous == 1 { ("profile", "a ") } else { ("profiles", "") };
        line.push_str(&format!("; {} would become {article}new anonymous {profile}", grouped(anonymous)));
        let could_be: Vec<String> = identities
            .could_be
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(field, count)| format!("{field} in {}", grouped(*count)))
            .collect();
        line.push_str(&match could_be.is_empty() {
            true => " (no field that could identify them is filled).".to_owned(),
            false => format!(" (fields that could identify them: {}).", could_be.join(", ")),
        });
        line
    }

    /// The summary of `--format text`.
    pub(crate) fn text(&self, ui: &mut Ui) -> Result<()> {
        let tally = self.tally;
        let skipped = match tally.skipped.total() {
            0 => String::new(),
            total => format!(", {} left out ({})", grouped(total), tally.skipped.in_words()),
        };
        let blank = if tally.blank > 0 { format!(", {}", counted(tally.blank, "blank row")) } else { String::new() };
        ui.line(&format!("Responses  {} read{blank}{skipped}", grouped(tally.read)))?;
        let verdict = match tally.rejected_events() {
            0 => "all accepted".to_owned(),
            rejected => {
                let codes: Vec<String> =
                    tally.rejected.iter().map(|(code, count)| format!("{} {code}", grouped(*count))).collect();
                format!("{} accepted, {} rejected ({})", grouped(tally.accepted), grouped(rejected), codes.join(", "))
            }
        };
        if tally.built > 0 {
            ui.line(&format!(
                "Events     {}: {} track, {} identify; {verdict}",
                grouped(tally.built),
                grouped(tally.track),
                grouped(tally.identify)
            ))?;
        } else {
            ui.line("Events     none")?;
        }
        let (distinct, is_estimate) = tally.distinct.count();
        if distinct > 0 {
            let about = if is_estimate { "about " } else { "" };
            ui.line(&format!("People     {about}{} distinct", grouped(distinct)))?;
        }
        let ids = match self.source {
            Some(source) => format!("for source {} ({})", source.slug.as_deref().unwrap_or(&source.id), source.env),
            None => "provisional: no source is chosen (--env)".to_owned(),
        };
        ui.line(&format!("Ids        {ids}"))?;
        if tally.accepted > 0 && self.dry_run {
            let (batches, size) = (
                if self.totals.batches == 1 {
                    "1 batch".to_owned()
                } else {
                    format!("{} batches", grouped(self.totals.batches))
                },
                bytes(self.totals.bytes),
            );
            let time = time(seconds(tally.accepted));
            ui.line(&format!(
                "Sending    would take {batches}, {size}, {time} at {DEFAULT_EVENTS_PER_SECOND} events a second"
            ))?;
        }
        let (errors, warnings) = (self.findings.count(Severity::Error), self.findings.count(Severity::Warning));
        if errors + warnings > 0 {
            ui.line(&format!("Findings   {}, {}", counted(errors, "error"), counted(warnings, "warning")))?;
        }
        match self.delivery {
            Some(delivery) => {
                delivery.text(ui)?;
                self.sandbox.map_or(Ok(()), |sandbox| sandbox.text(ui))
            }
            None if self.dry_run => ui.line("Nothing was sent: this was a dry run."),
            None => ui.line("Nothing was sent."),
        }
    }
}

fn seconds(events: u64) -> u64 {
    events.div_ceil(u64::from(DEFAULT_EVENTS_PER_SECOND))
}

fn time(seconds: u64) -> String {
    match seconds {
        0..=90 => counted(seconds, "second"),
        91..=5_400 => format!("{} minutes", seconds.div_ceil(60)),
        _ => format!("{:.1} hours", seconds as f64 / 3_600.0),
    }
}
