//! The dry run: one response from its record to Segment's verdict, counted and shown, never sent.

use super::newest::{Newest, id_hash};
use super::preview::pretty;
use super::repeats::{Repeats, Seen};
use super::report::{InputDocument, Report};
use super::tally::Tally;
use super::{Duplicates, OutputFormat, Run};
use crate::commands::project;
use crate::delivery::batch::Batcher;
use crate::diagnostic::{Finding, Findings};
use crate::error::{Error, Exit, Result};
use crate::mapping::expects;
use crate::mapping::plan::{Identity, IdentityKind, Outcome, Plan, Response, rejected_code};
use crate::mapping::select::{Selected, Selection};
use crate::mapping::trace::NoTrace;
use crate::origin::Place;
use crate::qualtrics::export::Export;
use crate::qualtrics::findings as codes;
use crate::qualtrics::input::Part;
use crate::qualtrics::record::{Record, Value};
use crate::qualtrics::status::Writing;
use crate::segment::event::{Draft, Verdict};
use crate::ui::{Stream, Ui};
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;

/// How many events text output shows.
const SHOWN_EVENTS: usize = 3;

/// A dry run under way.
pub struct Rehearsal<'r> {
    run: &'r Run<'r>,
    findings: Findings,
    tally: Tally,
    batcher: Batcher,
    repeats: Repeats,
    newest: Newest,
    names: Vec<Arc<str>>,
    inputs: Vec<InputDocument>,
    shown: Vec<String>,
    undecided: bool,
}

impl<'r> Rehearsal<'r> {
    /// A run that has read nothing; `findings` are those of the mapping file.
    pub fn new(run: &'r Run<'r>, findings: Findings) -> Self {
        Rehearsal {
            run,
            findings,
            tally: Tally::default(),
            batcher: Batcher::new(),
            repeats: Repeats::default(),
            newest: Newest::default(),
            names: Vec::new(),
            inputs: Vec::new(),
            shown: Vec::new(),
            undecided: false,
        }
    }

    /// Reads every input to its end, and tells what came of it. What was counted is told on failure, too.
    pub fn run(mut self, ui: &mut Ui) -> Result<Exit> {
        let mut outcome = self.find_newest();
        for at in 0..self.run.inputs.len() {
            if outcome.is_err() || self.is_complete() {
                break;
            }
            outcome = self.input(at, ui);
        }
        if outcome.is_ok() {
            self.last_words();
        }
        if let Err(error) = &outcome
            && error.is_closed_pipe()
        {
            return outcome.map(|()| Exit::Done);
        }
        let report = Report {
            inputs: &self.inputs,
            mapping: self.run.mapping.source.name(),
            source: self.run.source.as_ref(),
            tally: &self.tally,
            totals: self.batcher.totals(),
            findings: &self.findings,
            error: outcome.as_ref().err(),
        };
        match self.run.format {
            OutputFormat::Json => report.json(ui)?,
            OutputFormat::Ndjson => ui.findings(&self.findings, Stream::Status)?,
            OutputFormat::Text if self.tally.read == 0 && self.findings.has_errors() => {
                ui.findings(&self.findings, Stream::Status)?;
                ui.line("No response was read: the mapping does not fit the input. Nothing was sent.")?;
            }
            OutputFormat::Text => {
                ui.findings(&self.findings, Stream::Status)?;
                ui.heading(&report.people())?;
                for event in &self.shown {
                    ui.line(event)?;
                }
                report.text(ui)?;
            }
        }
        if outcome.is_ok() {
            self.say_what_is_next(ui);
        }
        outcome?;
        Ok(self.exit())
    }

    fn find_newest(&mut self) -> Result<()> {
        if self.run.duplicates == Duplicates::Newest {
            self.newest = Newest::find(self.run)?;
        }
        Ok(())
    }

    /// Every export of an input: an archive may hold several.
    fn input(&mut self, at: usize, ui: &mut Ui) -> Result<()> {
        let mut parts =
            project::open(self.run.context, &self.run.inputs[at], self.run.stdin.as_ref(), self.run.max_bytes)?;
        while let Some(part) = parts.parts.next()? {
            self.export(part, parts.size, ui)?;
            if self.is_complete() {
                break;
            }
        }
        Ok(())
    }

    fn export(&mut self, part: Part, size: Option<u64>, ui: &mut Ui) -> Result<()> {
        let mut export = Export::open_as(self.run.subject, &part.name, part.reader, &self.run.options)?;
        let at = self.names.len();
        self.names.push(Arc::clone(&part.name));
        self.inputs.push(InputDocument { file: part.name.to_string(), format: export.format().name(), responses: 0 });
        let Some((plan, selection)) = self.compile(&part.name, &mut export) else { return Ok(()) };
        let before = self.tally.read;
        let progress = ui.progress(size);
        progress.set_message(part.name.to_string());
        let result = self.responses(at, &mut export, &plan, &selection, &progress, ui);
        progress.finish_and_clear();
        self.tally.blank += export.blank();
        if let Some(input) = self.inputs.last_mut() {
            input.responses = self.tally.read - before;
            input.format = export.format().name();
        }
        if result.is_ok() && self.tally.read > before && !self.is_complete() {
            plan.never_present(|slots| export.has_seen(slots), &mut self.findings);
        }
        result
    }

    /// Compiles the mapping against an input; `None` where a finding stands in the way.
    fn compile(&mut self, name: &Arc<str>, export: &mut Export) -> Option<(Plan, Selection)> {
        let run = self.run;
        let around = run.surroundings(name);
        let mut found = Findings::new();
        expects::compare(&run.mapping, &export.layout, name, &mut found);
        let selection = Selection::compile(run.wanted.clone(), &mut export.layout, around.clone(), &mut found);
        let source_id = run.source.as_ref().map_or("", |source| source.id.as_str());
        let plan = Plan::compile(&run.mapping, run.task.as_deref(), source_id, &mut export.layout, around, &mut found);
        if export.writing_is_presumed && export.layout.asks_for_choices() {
            found.push(
                Finding::new(
                    &codes::VALUES_PRESUMED,
                    format!(
                        "nothing tells labels from recodes here: {} are presumed",
                        export.layout.writing().map_or("labels", Writing::name)
                    ),
                )
                .help("export all fields: Finished and Status tell")
                .at(Place::input(name)),
            );
        }
        let sound = !found.has_errors();
        self.findings.append(found);
        plan.filter(|_| sound).map(|plan| (plan, selection))
    }

    fn responses(
        &mut self,
        at: usize,
        export: &mut Export,
        plan: &Plan,
        selection: &Selection,
        progress: &indicatif::ProgressBar,
        ui: &mut Ui,
    ) -> Result<()> {
        let mut drafts: Vec<Draft> = plan.tasks.iter().map(|_| Draft::new()).collect();
        let mut outcomes = Vec::with_capacity(drafts.len());
        let writing = export.writing_check();
        while !self.is_complete() {
            if self.tally.read.is_multiple_of(4_096) {
                progress.set_position(export.bytes_read());
            }
            let Some(record) = export.next()? else { break };
            self.tally.read += 1;
            let (finished, status) = selection.kind_cells(&record);
            if writing.differs(&record, finished.as_deref(), status.as_deref()) {
                return Err(self.mixed(at, &record));
            }
            let selected = match selection.select(&record, &mut self.findings) {
                Ok(selected) => selected,
                Err(skip) => {
                    self.tally.skip(skip);
                    continue;
                }
            };
            let response = Response {
                record: &record,
                id: &selected.id,
                has_own_id: selected.has_own_id,
                recorded: selected.recorded,
            };
            outcomes.clear();
            for (task, draft) in plan.tasks.iter().zip(&mut drafts) {
                outcomes.push(plan.eval(task, &response, draft, &mut self.findings, &mut NoTrace));
            }
            if !self.is_new(at, &record, &selected, &outcomes, &drafts) {
                continue;
            }
            self.take(&record, selection, plan, &outcomes, &drafts, ui)?;
        }
        Ok(())
    }

    /// Counts and shows what a response has become.
    fn take(
        &mut self,
        record: &Record<'_>,
        selection: &Selection,
        plan: &Plan,
        outcomes: &[Outcome],
        drafts: &[Draft],
        ui: &mut Ui,
    ) -> Result<()> {
        if outcomes.iter().all(|outcome| *outcome == Outcome::NotMet) {
            self.tally.skipped.condition += 1;
            return Ok(());
        }
        self.tally.selected += 1;
        let mut identities: Vec<Identity> = Vec::new();
        for ((task, outcome), draft) in plan.tasks.iter().zip(outcomes).zip(drafts) {
            if *outcome == Outcome::NotMet {
                continue;
            }
            self.tally.event(task.call, rejected_code(*outcome, draft));
            let (Outcome::Event(identity), Verdict::Accepted(event)) = (outcome, draft.judge()) else { continue };
            identities.push(*identity);
            if let Some(full) = self.batcher.push(&event) {
                self.batcher.recycle(full);
            }
            match self.run.format {
                OutputFormat::Ndjson => {
                    ui.data(event.bytes())?;
                    ui.data(b"\n")?;
                }
                OutputFormat::Text if self.shown.len() < SHOWN_EVENTS => {
                    self.shown.push(pretty(event.bytes(), (!self.run.reveal).then_some(task)));
                }
                _ => {}
            }
        }
        let best = self.tally.identify(identities.into_iter());
        if best.is_some_and(|kind| kind != IdentityKind::UserId) {
            for (field, slot) in selection.identifying() {
                let filled = record.value(*slot) != Value::Empty;
                *self.tally.identities.could_be.entry(field).or_default() += u64::from(filled);
            }
        }
        Ok(())
    }

    /// Whether the response is not in the run already (design §5: the same twice in one run).
    fn is_new(
        &mut self,
        at: usize,
        record: &Record<'_>,
        selected: &Selected<'_>,
        outcomes: &[Outcome],
        drafts: &[Draft],
    ) -> bool {
        if !selected.has_own_id {
            return true;
        }
        let id = id_hash(&selected.id);
        if self.newest.is_outdated(id, at, record.number) {
            self.tally.skipped.duplicate += 1;
            return false;
        }
        let mut content = foldhash::quality::FixedState::with_seed(7).build_hasher();
        for (outcome, draft) in outcomes.iter().zip(drafts) {
            match outcome {
                Outcome::Event(_) => content.write(draft.unjudged_bytes()),
                Outcome::NotMet => content.write_u8(1),
                Outcome::Held(code) => content.write(code.name.as_bytes()),
            }
        }
        match self.repeats.see(id, content.finish(), at, record.number) {
            Seen::First | Seen::Unknown => true,
            Seen::Same => {
                self.tally.skipped.duplicate += 1;
                false
            }
            Seen::Different { input, record: first } => {
                self.tally.skipped.duplicate += 1;
                self.undecided = true;
                let place = Place {
                    input: Arc::clone(&self.names[at]),
                    record: record.number,
                    line: record.line,
                    byte: None,
                    response: Some(selected.id.as_ref().into()),
                };
                let where_first = self.names.get(input).map_or("an earlier input", |name| name);
                self.findings.push(
                    Finding::new(
                        &codes::DUPLICATE_DIFFERS,
                        format!("{} stands in {where_first}, record {first}, with other answers", selected.id),
                    )
                    .help("take the one that comes last with --duplicates newest, or give the newer export alone")
                    .at(place),
                );
                false
            }
        }
    }

    fn mixed(&self, at: usize, record: &Record<'_>) -> Error {
        let place = Place {
            input: Arc::clone(&self.names[at]),
            record: record.number,
            line: record.line,
            byte: None,
            response: None,
        };
        Error::judged(
            codes::VALUES_MIXED.name,
            format!("{place}: this row is written otherwise than those before it: labels and recodes are mixed"),
        )
        .hint("the file was put together from two exports: give them as two inputs")
    }

    /// Whether the run has as many responses as were asked for.
    fn is_complete(&self) -> bool {
        let asked = if self.run.wanted.response.is_some() { Some(1) } else { self.run.limit };
        asked.is_some_and(|limit| self.tally.selected + self.tally.skipped.condition >= limit)
    }

    /// Findings that only the end of the run tells.
    fn last_words(&mut self) {
        if self.repeats.is_full() {
            self.findings.push(
                Finding::new(
                    &codes::DUPLICATES_UNCHECKED,
                    "there are too many responses to look for repeated ResponseIds in all of them",
                )
                .help("nothing to do: a live send finds them in its ledger"),
            );
        }
    }

    fn exit(&self) -> Exit {
        let judged = if self.findings.has_errors() { Exit::Judged } else { Exit::Done };
        let missing = self.run.wanted.response.is_some() && self.tally.read == self.tally.skipped.not_asked;
        let missing = if missing { Exit::Failed } else { Exit::Done };
        let undecided = if self.undecided { Exit::Usage } else { Exit::Done };
        judged.worse(undecided).worse(missing)
    }

    fn say_what_is_next(&self, ui: &mut Ui) {
        let tally = &self.tally;
        if let Some(response) = &self.run.wanted.response
            && tally.read == tally.skipped.not_asked
        {
            ui.error(&Error::failed("response_not_found", format!("no response {response} is in the input")));
        } else if tally.read == 0 && !self.findings.has_errors() {
            ui.status("The input holds no responses.");
        } else if tally.built == 0 && tally.skipped.total() == tally.read && tally.read > 0 {
            let kinds: Vec<&str> = tally.skipped.kinds.keys().copied().collect();
            let way_out = if kinds.is_empty() {
                String::new()
            } else {
                format!(
                    ". {} would come through with --include {}",
                    crate::ui::counted(tally.skipped.kinds.values().sum(), "response"),
                    if kinds.contains(&"unknown") { "all".to_owned() } else { kinds.join(",") }
                )
            };
            ui.status(&format!("NOTHING IS LEFT: every response was left out ({}){way_out}", tally.skipped.in_words()));
        } else if self.run.format == OutputFormat::Text && !self.findings.has_errors() {
            ui.hint("every event as it would be sent: --format ndjson");
        }
    }
}
