//! Which cell of a response became which property, through which steps, by the evaluator of `send`
//! ([`super::plan::Plan::eval`]) with a trace; and backwards, which rows of the mapping never gave a value and which
//! fields of the input nobody uses.

pub(crate) mod cells;
pub(crate) mod coverage;
pub(crate) mod near;
pub(crate) mod places;
mod recorder;
pub(crate) mod when;

use super::against;
use super::model::Mapping;
use super::plan::{Outcome, Plan, Response, TaskPlan, rejected_code};
use super::select::{Selected, Selection, Skip, Wanted};
use super::trace::Step;
use super::value::{Compiled, Surroundings};
use crate::core::diagnostic::{Code, Findings};
use crate::core::error::Result;
use crate::core::origin::Place;
use crate::qualtrics::export::Export;
use crate::qualtrics::record::Record;
use crate::qualtrics::status::Include;
use crate::segment::event::{CallType, Draft};
use cells::{Cells, PipeCell};
use coverage::{Coverage, Fields};
use jiff::Timestamp;
use near::Near;
use places::Placed;
use recorder::Recorder;
use serde_json::Value;
use when::Condition;

/// What is to be explained. All of it may be left out: then only the way backwards is looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    /// The response of this id.
    pub(crate) response: Option<String>,
    /// The record of this number, in each export.
    pub(crate) record: Option<u64>,
    /// Only this property, by its name or its whole path.
    pub(crate) property: Option<String>,
}

/// Everything that was found.
#[derive(Debug)]
pub(crate) struct Explanation {
    /// The response that was asked for, each time it stands in the input.
    pub(crate) found: Vec<Explained>,
    /// The ids of the input, for one that is not in it.
    pub(crate) near: Near,
    /// What came of the rows of the mapping, over everything that counts.
    pub(crate) coverage: Coverage,
    /// Every field of the input, and who uses it.
    pub(crate) fields: Fields,
    /// What was found before the first response, and of the one that was asked for.
    pub(crate) findings: Findings,
}

/// One response.
#[derive(Debug)]
pub(crate) struct Explained {
    /// Where it stands.
    pub(crate) place: Place,
    /// Why it does not count, if it does not. It is explained all the same, as if it did.
    pub(crate) left_out: Option<LeftOut>,
    /// When it was recorded, where that is certain and asked for.
    pub(crate) recorded: Option<Timestamp>,
    /// What each task makes of it; nothing of a contact that has unsubscribed.
    pub(crate) tasks: Vec<ExplainedTask>,
}

/// Why a response does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeftOut {
    /// The rule.
    pub(crate) skip: Skip,
    /// What stands in Finished.
    pub(crate) finished: Option<String>,
    /// What stands in Status.
    pub(crate) status: Option<String>,
}

/// What a task makes of a response.
#[derive(Debug)]
pub(crate) struct ExplainedTask {
    /// The task's id.
    pub(crate) task: String,
    /// Its call.
    pub(crate) call: CallType,
    /// Its condition, tested; none where it has none.
    pub(crate) when: Option<Condition>,
    /// What became of its event.
    pub(crate) verdict: Verdict,
    /// Its values, in the order of the event.
    pub(crate) values: Vec<ExplainedValue>,
    /// The event, as far as it was made.
    pub(crate) event: Option<Value>,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Segment takes it.
    Accepted,
    /// Segment would throw it away, or qseg holds it back, under this code.
    Rejected(&'static str),
    /// The task's condition was not met: there is none.
    NotMet,
}

/// How one value of an event was made.
#[derive(Debug, Clone)]
pub(crate) struct ExplainedValue {
    /// Where it stands in the event, and in the mapping file.
    pub(crate) placed: Placed,
    /// The cells that its pipes read.
    pub(crate) cells: Vec<PipeCell>,
    /// Each step: what it was called, and what the value was after it.
    pub(crate) steps: Vec<(Step, Value)>,
    /// What came of it.
    pub(crate) came: Came,
    /// Whether qseg made it up: the anonymousId of a response without any id.
    pub(crate) is_made: bool,
    /// Whether its cells and the steps before a hash may show somebody's data.
    pub(crate) is_personal: bool,
    /// Whether what is sent may.
    pub(crate) is_masked: bool,
}

/// What came of a value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Came {
    /// It is in the event.
    Sent(Value),
    /// It is empty, and left out.
    LeftOut,
    /// It holds the event back.
    Held {
        /// Under this code.
        code: &'static Code,
        /// What is wrong.
        message: String,
        /// The way out.
        help: &'static str,
    },
    /// It was not made: the condition was not met.
    NotMade,
}

/// What responses of one export are evaluated with.
struct Against {
    plan: Plan,
    cells: Cells,
    drafts: Vec<Draft>,
}

/// Reads exports, and explains.
pub(crate) struct Explainer<'m> {
    mapping: &'m Mapping,
    only: Option<&'m str>,
    source_id: &'m str,
    wanted: Wanted,
    asked: Asked,
    explanation: Explanation,
}

impl<'m> Explainer<'m> {
    /// Nothing was read yet. `only` names the one task that is wanted, `source_id` the source of the message ids.
    pub(crate) fn new(
        mapping: &'m Mapping,
        only: Option<&'m str>,
        source_id: &'m str,
        wanted: Wanted,
        asked: Asked,
        findings: Findings,
    ) -> Self {
        let coverage = Coverage::of(mapping, only);
        let near = Near::to(asked.response.as_deref());
        let fields = Fields::default();
        let explanation = Explanation { found: Vec::new(), near, coverage, fields, findings };
        Explainer { mapping, only, source_id, wanted, asked, explanation }
    }

    /// Reads an export to its end; `progress` is told how many bytes were read.
    ///
    /// # Errors
    /// The export is broken or cannot be read, or it mixes labels and recodes.
    pub(crate) fn export(
        &mut self,
        export: &mut Export,
        around: Surroundings,
        mut progress: impl FnMut(u64),
    ) -> Result<()> {
        let (wanted, findings) = (self.wanted.clone(), &mut self.explanation.findings);
        let compiled =
            against::compile(self.mapping, self.only, self.source_id, wanted, export, around.clone(), findings);
        let Some((plan, selection)) = compiled else { return Ok(()) };
        let writing = export.writing_check();
        // What is left out can be explained, too: this selection takes everything.
        let everything = Wanted { include: Include::everything(), live_since: None, ..self.wanted.clone() };
        let everything = Selection::compile(everything, &mut export.layout, around.clone(), &mut Findings::new());
        let cells = Cells::of(&plan, self.wanted.needs_recorded_date, &mut export.layout);
        self.explanation.fields.begin(&cells);
        let drafts = plan.tasks.iter().map(|_| Draft::new()).collect();
        let mut against = Against { plan, cells, drafts };
        loop {
            if self.explanation.coverage.read.is_multiple_of(4_096) {
                progress(export.bytes_read());
            }
            let Some(record) = export.next()? else { break };
            self.explanation.coverage.read += 1;
            let (finished, status) = selection.kind_cells(&record);
            if let Some(code) = writing.complaint(&record, finished.as_deref(), status.as_deref()) {
                return Err(against::misread(&place(&around, &record), code));
            }
            let mut found = Findings::new();
            let selected = selection.select(&record, &mut found);
            let known = everything.select(&record, &mut Findings::new()).ok();
            let id = known.as_ref().filter(|known| known.has_own_id).map(|known| &*known.id);
            self.explanation.near.see(id);
            let is_asked = self.is_asked(&record, id);
            if selected.is_ok() {
                self.explanation.fields.count(&against.cells, &record);
                self.explanation.coverage.counted += 1;
            } else if !is_asked {
                continue;
            }
            let skip = selected.as_ref().err().copied();
            let left_out = skip.map(|skip| LeftOut {
                skip,
                finished: finished.map(|cell| cell.into_owned()),
                status: status.map(|cell| cell.into_owned()),
            });
            let Some(selected) = selected.ok().or(known) else {
                let place = Place { response: self.asked.response.clone().map(Into::into), ..place(&around, &record) };
                self.explanation.found.push(Explained { place, left_out, recorded: None, tasks: Vec::new() });
                continue;
            };
            let flags = (is_asked, skip.is_some());
            let tasks = self.tasks(&mut against, &record, &selected, flags, &mut found);
            if is_asked {
                let response = selected.has_own_id.then(|| selected.id.as_ref().into());
                let place = Place { response, ..place(&around, &record) };
                self.explanation.found.push(Explained { place, left_out, recorded: selected.recorded, tasks });
                self.explanation.findings.append(found);
            }
        }
        against::tell_headers_in_data(export, &mut self.explanation.findings);
        Ok(())
    }

    /// What was found.
    pub(crate) fn finish(self) -> Explanation {
        self.explanation
    }

    fn is_asked(&self, record: &Record<'_>, id: Option<&str>) -> bool {
        let by_id = self.asked.response.is_some() && id == self.asked.response.as_deref();
        by_id || self.asked.record == Some(record.number)
    }

    /// Evaluates every task; explained are those of a response that was asked for, counted those that count.
    fn tasks(
        &mut self,
        against: &mut Against,
        record: &Record<'_>,
        selected: &Selected<'_>,
        (is_asked, is_left_out): (bool, bool),
        findings: &mut Findings,
    ) -> Vec<ExplainedTask> {
        let Against { plan, cells, drafts } = against;
        let response =
            Response { record, id: &selected.id, has_own_id: selected.has_own_id, recorded: selected.recorded };
        let mut explained = Vec::new();
        for (task, draft) in plan.tasks.iter().zip(drafts) {
            let mut recorder = Recorder::new(is_asked);
            let outcome = plan.eval(task, &response, draft, findings, &mut recorder);
            if !is_left_out {
                self.explanation.coverage.count(&task.id, outcome == Outcome::NotMet, &recorder);
            }
            if is_asked {
                let values = self.values(task, cells, record, &recorder, outcome, draft);
                explained.extend(self.task(task, outcome, draft, &recorder, values));
            }
        }
        explained
    }

    fn task(
        &self,
        task: &TaskPlan,
        outcome: Outcome,
        draft: &Draft,
        recorder: &Recorder,
        values: Vec<ExplainedValue>,
    ) -> Option<ExplainedTask> {
        if self.asked.property.is_some() && values.is_empty() {
            return None;
        }
        let spec = self.mapping.tasks.iter().find(|spec| spec.id.value == task.id)?;
        let personal = |span| task.every_value().iter().any(|value| value.span() == span && value.class.is_some());
        let when = spec.when.as_ref().map(|when| Condition::of(&self.mapping.source, when, recorder, &personal));
        let is_made = outcome != Outcome::NotMet;
        Some(ExplainedTask {
            task: task.id.clone(),
            call: task.call,
            when,
            verdict: match rejected_code(outcome, draft) {
                _ if !is_made => Verdict::NotMet,
                Some(code) => Verdict::Rejected(code),
                None => Verdict::Accepted,
            },
            values,
            event: is_made.then(|| event_of(draft)),
        })
    }

    /// The values of a task, as far as they were asked for.
    fn values(
        &self,
        task: &TaskPlan,
        cells: &Cells,
        record: &Record<'_>,
        recorder: &Recorder,
        outcome: Outcome,
        draft: &Draft,
    ) -> Vec<ExplainedValue> {
        let Some(spec) = self.mapping.tasks.iter().find(|spec| spec.id.value == task.id) else { return Vec::new() };
        let compiled = task.every_value();
        let event = if outcome == Outcome::NotMet { Value::Null } else { event_of(draft) };
        let wanted = |placed: &Placed| self.asked.property.as_deref().is_none_or(|asked| placed.is_called(asked));
        let placed = places::of(&self.mapping.source, spec).into_iter().filter(wanted);
        placed
            .map(|placed| {
                let value = placed.span.and_then(|span| compiled.iter().find(|value| value.span() == span));
                explained(placed, value.copied(), cells, record, recorder, &event)
            })
            .collect()
    }
}

/// How one value was made. A value that the mapping does not write out is read from the event.
fn explained(
    placed: Placed,
    value: Option<&Compiled>,
    cells: &Cells,
    record: &Record<'_>,
    recorder: &Recorder,
    event: &Value,
) -> ExplainedValue {
    let in_event = || match placed.path.iter().try_fold(event, |value, key| value.get(key)) {
        Some(value) => Came::Sent(value.clone()),
        None if event.is_null() => Came::NotMade,
        None => Came::LeftOut,
    };
    let (read, came) = match value {
        Some(value) => (cells.read_by(value, record), recorder.came(value.span()).unwrap_or_else(in_event)),
        None if placed.is_recorded_date() => (cells.recorded(record), in_event()),
        None => (Vec::new(), in_event()),
    };
    // An empty id is none, and no event holds it.
    let is_empty_id = matches!(&came, Came::Sent(Value::String(text)) if text.is_empty() && placed.is_id());
    let came = if is_empty_id { Came::LeftOut } else { came };
    let made = event.get("anonymousId").filter(|_| placed.path == ["anonymousId"]);
    let is_made = made.is_some() && (came == Came::LeftOut || value.is_none());
    ExplainedValue {
        steps: value.map(|value| recorder.steps(value.span())).unwrap_or_default(),
        is_personal: value.is_some_and(|value| value.class.is_some()),
        is_masked: value.is_some_and(Compiled::is_masked),
        cells: read,
        came: match made {
            Some(made) if is_made => Came::Sent(made.clone()),
            _ => came,
        },
        is_made,
        placed,
    }
}

/// Events are JSON: what could not be read would only not be shown.
fn event_of(draft: &Draft) -> Value {
    serde_json::from_slice(draft.unjudged_bytes()).unwrap_or_default()
}

fn place(around: &Surroundings, record: &Record<'_>) -> Place {
    Place { input: std::sync::Arc::clone(&around.input), record: record.number, line: record.line, ..Place::default() }
}
