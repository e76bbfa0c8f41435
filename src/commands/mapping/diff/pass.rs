//! The pass over the responses: each is read once and evaluated by both mappings, with the evaluator of `send`.

use super::report::Report;
use super::side::Side;
use crate::commands::document::InputDocument;
use crate::commands::rehearsal::{Repeats, Seen, id_hash};
use crate::commands::{failed, project};
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Result};
use crate::core::origin::Place;
use crate::delivery::ledger::{History, Ledger};
use crate::mapping::against;
use crate::mapping::diff::Made;
use crate::mapping::expects;
use crate::mapping::identity::IdentityKind;
use crate::mapping::plan::{Outcome, Plan, Response, rejected_code};
use crate::mapping::select::{Selection, Wanted};
use crate::mapping::trace::NoTrace;
use crate::mapping::value::Surroundings;
use crate::qualtrics::export::{Export, Options};
use crate::qualtrics::input::{Opening, Part};
use crate::qualtrics::layout::Subject;
use crate::qualtrics::record::Record;
use crate::segment::event::{Draft, Verdict};
use crate::ui::{Progress, Ui};
use std::path::PathBuf;
use std::sync::Arc;

/// What is compared, and with what.
pub(crate) struct Pass<'p> {
    /// Where inputs are opened.
    pub(crate) context: &'p Context,
    /// Before and after.
    pub(crate) sides: [&'p Side; 2],
    /// What the records are.
    pub(crate) subject: Subject,
    /// How exports are read; the zone is the one that was typed.
    pub(crate) options: Options,
    /// What was delivered.
    pub(crate) ledger: Option<&'p Ledger>,
    /// The sources whose deliveries count.
    pub(crate) sources: &'p [String],
}

/// A mapping, compiled against an input.
struct Compiled {
    plan: Plan,
    selection: Selection,
    drafts: Vec<Draft>,
    /// What its tasks made of the response at hand, with whom the event is about.
    outcomes: Vec<Option<Outcome>>,
}

impl<'p> Pass<'p> {
    /// Reads every input to its end. Findings are those that stand in the way.
    ///
    /// # Errors
    /// An input cannot be read, or is broken; what was counted before stays in the report.
    pub(crate) fn run(
        &self,
        inputs: &[PathBuf],
        opening: Opening,
        report: &mut Report,
        findings: &mut Findings,
        ui: &Ui,
    ) -> Result<()> {
        let mut histories = Vec::new();
        for task in report.tasks() {
            let mut of_task = Vec::new();
            for source in self.sources {
                of_task.extend(self.ledger.map(|ledger| ledger.history(source, &task)).transpose()?.flatten());
            }
            histories.push(of_task);
        }
        let mut repeats = Repeats::default();
        for typed in inputs {
            let progress = ui.progress(&typed.display().to_string());
            let mut input = project::open(self.context, typed, None, opening)?;
            progress.expect(input.size);
            while let Some(part) = input.parts.next()? {
                let (is_failed, part) = failed::look(part)?;
                if is_failed {
                    return Err(Error::usage("not_an_export", format!("{} holds failed events", part.name))
                        .hint("give the export that they came from"));
                }
                self.part(part, report, &mut histories, &mut repeats, findings, &progress)?;
            }
        }
        report.is_unchecked = repeats.is_full();
        Ok(())
    }

    fn part(
        &self,
        part: Part,
        report: &mut Report,
        histories: &mut [Vec<History<'_>>],
        repeats: &mut Repeats,
        findings: &mut Findings,
        progress: &Progress,
    ) -> Result<()> {
        let mut export = Export::open_as(self.subject, &part.name, part.reader, &self.options)?;
        let [before, after] = self.sides;
        let compiled = [
            self.compile(before, &part.name, &mut export, findings)?,
            self.compile(after, &part.name, &mut export, findings)?,
        ];
        let [Some(before), Some(after)] = compiled else { return Ok(()) };
        let mut sides = [before, after];
        let at = report.inputs.len();
        report.inputs.push(InputDocument { file: part.name.to_string(), format: "", responses: 0 });
        let writing = export.writing_check();
        loop {
            if report.read.is_multiple_of(4_096) {
                progress.at(export.bytes_read());
            }
            let Some(record) = export.next()? else { break };
            report.read += 1;
            report.inputs[at].responses += 1;
            let (finished, status) = sides[1].selection.kind_cells(&record);
            if let Some(code) = writing.complaint(&record, finished.as_deref(), status.as_deref()) {
                let place = Place {
                    input: Arc::clone(&part.name),
                    line: record.line,
                    record: record.number,
                    ..Place::default()
                };
                return Err(against::misread(&place, code));
            }
            response(&mut sides, &record, at, report, histories, repeats)?;
        }
        report.inputs[at].format = export.format().name();
        against::tell_headers_in_data(&export, findings);
        Ok(())
    }

    /// Compiles a mapping against an input; `None` where a finding stands in the way.
    fn compile(
        &self,
        side: &Side,
        name: &Arc<str>,
        export: &mut Export,
        findings: &mut Findings,
    ) -> Result<Option<Compiled>> {
        let mapping = &side.mapping;
        let settings = mapping.settings(&self.options.settings);
        let time_zone = settings.time_zone.clone();
        export.layout.resolve_with(settings);
        let around = Surroundings {
            source: Arc::clone(&mapping.source),
            input: Arc::clone(name),
            time_zone,
            hash_key: self.context.hash_key().map(|key| key.expose().into()),
            reveal: false,
        };
        let mut found = Findings::new();
        expects::compare(mapping, &export.layout, name, &mut found);
        // What the task itself sends changes with the mapping as well.
        let wanted = Wanted { live_since: None, ..Wanted::by(mapping, None) };
        let selection = Selection::compile(wanted, &mut export.layout, around.clone(), &mut found);
        // One source for both: ids that are made of it do not tell the mappings apart.
        let plan = Plan::compile(mapping, None, "", &mut export.layout, around, &mut found);
        if found.has_errors() {
            findings.append(found);
            return Ok(None);
        }
        Ok(plan.map(|plan| {
            let drafts = plan.tasks.iter().map(|_| Draft::new()).collect();
            Compiled { plan, selection, drafts, outcomes: Vec::new() }
        }))
    }
}

impl Compiled {
    /// Evaluates every task over a response; says whether it counts, and by which id.
    fn eval(&mut self, record: &Record<'_>) -> Option<(String, bool)> {
        self.outcomes.clear();
        // What is found in the answers is what `mapping check --responses` tells; codes of rejected events are counted.
        let mut found = Findings::new();
        let selected = self.selection.select(record, &mut found).ok()?;
        let response =
            Response { record, id: &selected.id, has_own_id: selected.has_own_id, recorded: selected.recorded };
        for (task, draft) in self.plan.tasks.iter().zip(&mut self.drafts) {
            self.outcomes.push(Some(self.plan.eval(task, &response, draft, &mut found, &mut NoTrace)));
        }
        Some((selected.id.into_owned(), selected.has_own_id))
    }

    /// What the task of this id made of the response at hand.
    fn made(&self, task: &str) -> (Made<'_>, Option<u64>) {
        let Some(at) = self.plan.tasks.iter().position(|known| known.id == task) else { return (Made::Nothing, None) };
        let (Some(Some(outcome)), Some(draft)) = (self.outcomes.get(at), self.drafts.get(at)) else {
            return (Made::Nothing, None);
        };
        if let Some(code) = rejected_code(*outcome, draft) {
            return (Made::Rejected(code), None);
        }
        match (outcome, draft.judge()) {
            (Outcome::Event(identity), Verdict::Accepted(event)) => {
                let who = (identity.kind != IdentityKind::None).then_some(identity.key);
                (Made::Event(event.bytes()), who)
            }
            _ => (Made::Nothing, None),
        }
    }
}

/// Counts what a response has become by both mappings.
fn response(
    sides: &mut [Compiled; 2],
    record: &Record<'_>,
    at: usize,
    report: &mut Report,
    histories: &mut [Vec<History<'_>>],
    repeats: &mut Repeats,
) -> Result<()> {
    let [before, after] = sides;
    let (was, is) = (before.eval(record), after.eval(record));
    let counts = [was.is_some(), is.is_some()];
    let Some((id, has_own_id)) = is.or(was) else { return Ok(()) };
    if has_own_id && matches!(repeats.see(id_hash(&id), 0, at, record.number), Seen::Same | Seen::Different { .. }) {
        report.repeated += 1;
        return Ok(());
    }
    for (side, counted) in report.selected.iter_mut().zip(counts) {
        *side += u64::from(counted);
    }
    let mut is_delivered = false;
    let mut is_touched = false;
    for (task, histories) in report.changes.iter_mut().zip(histories) {
        let ((was, who_was), (is, who_is)) = (before.made(&task.id), after.made(&task.id));
        let differs = task.change.see(was, is).map_err(|error| {
            Error::failed("broken_event", format!("an event of {} is no JSON object", task.id)).because(error)
        })?;
        if !differs {
            continue;
        }
        is_touched = true;
        report.people.insert(who_is.or(who_was).unwrap_or_else(|| id_hash(&id)));
        let mut known = false;
        for history in histories {
            known |= history.known(&id)?.is_some_and(|known| known.state.is_delivered());
        }
        task.delivered += u64::from(known);
        is_delivered |= known;
    }
    report.touched += u64::from(is_touched);
    report.delivered += u64::from(is_delivered);
    Ok(())
}
