//! A mapping tried on exports: one response from its record to Segment's verdict, judged and counted, never
//! sent. The dry run of `send` and `mapping check --responses` both watch it.

mod failed;
mod newest;
mod observer;
mod planned;
mod repeats;
mod tally;

use crate::commands::document::{InputDocument, SourceDocument};
use crate::commands::project;
use crate::context::Context;
use crate::core::diagnostic::{Code, Finding, Findings};
use crate::core::distinct::Distinct;
use crate::core::error::{Error, Exit, Result};
use crate::core::origin::{Place, Span};
use crate::delivery::batch::{Batcher, Totals};
use crate::mapping::identity::{Identity, IdentityKind};
use crate::mapping::model::Mapping;
use crate::mapping::plan::{Outcome, Plan, Response, rejected_code};
use crate::mapping::privacy::{Outgoing, outgoing_of, tell_sensitive};
use crate::mapping::select::{Selected, Selection, Wanted, subject_of};
use crate::mapping::trace::NoTrace;
use crate::mapping::tracking::judge::Judge;
use crate::mapping::value::Surroundings;
use crate::mapping::{advice, against, hindsight, identity};
use crate::qualtrics::export::{Export, Options};
use crate::qualtrics::findings as codes;
use crate::qualtrics::input::{Opening, Part};
use crate::qualtrics::layout::Subject;
use crate::qualtrics::record::Record;
use crate::qualtrics::status::Kind;
use crate::segment::event::{Draft, Verdict};
use crate::ui::{Progress, Ui};
use clap::ValueEnum;
use newest::Newest;
pub(crate) use newest::id_hash;
pub(crate) use observer::{Made, Maker, Observer, Rejected};
pub(crate) use repeats::{Repeats, Seen};
use std::fs::File;
use std::hash::{BuildHasher, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
pub(crate) use tally::Tally;

/// What to do with a response that stands in the input twice with different answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Duplicates {
    /// Leave it out and end with exit code 2, naming both places
    #[default]
    Refuse,
    /// Take the one that comes last, in the order of the inputs
    Newest,
}

/// How many fields that could identify people are told apart, at the most.
const MANY_FIELDS: usize = 100;

/// What is to be tried, resolved from what was typed.
pub(crate) struct Run<'c> {
    /// Where inputs are opened.
    pub(crate) context: &'c Context,
    /// The inputs, as they were typed.
    pub(crate) inputs: Vec<PathBuf>,
    /// The mapping.
    pub(crate) mapping: Mapping,
    /// Only this task of it.
    pub(crate) task: Option<String>,
    /// The source that message ids are made for.
    pub(crate) source: Option<SourceDocument>,
    /// Which responses count.
    pub(crate) wanted: Wanted,
    /// What the records of the inputs are.
    pub(crate) subject: Subject,
    /// How exports are read.
    pub(crate) options: Options,
    /// The most that a packed input may unpack to.
    pub(crate) opening: Opening,
    /// Stop after this many responses that count.
    pub(crate) limit: Option<u64>,
    /// Whether messages may show personal values.
    pub(crate) reveal: bool,
    /// What to do with a response that stands in the input twice.
    pub(crate) duplicates: Duplicates,
    /// Standard input, kept where it is read more than once.
    pub(crate) stdin: Option<File>,
    /// Whether the mapping was inferred, for want of a file.
    pub(crate) inferred: bool,
    /// Whether an input may be a file of failed events.
    pub(crate) takes_failed: bool,
    /// The tracking plan that events are held against.
    pub(crate) judge: Option<Arc<Judge>>,
}

/// What the records of a run are: all its tasks must agree.
///
/// # Errors
/// Some tasks want responses, others contacts.
pub(crate) fn subject(mapping: &Mapping, task: Option<&str>) -> Result<Subject> {
    let tasks = mapping.tasks.iter().filter(|spec| task.is_none_or(|only| spec.id.value == only));
    subject_of(tasks).map_err(|[one, other]| {
        Error::usage("triggers_differ", format!("`{one}` and `{other}` do not have the same `trigger`"))
            .hint(format!("responses and contacts come in files of their own: qseg send --dry-run --task {one}"))
    })
}

impl Run<'_> {
    /// Whether an input is a file of failed events, told by its beginning; gives the input back.
    fn look(&self, part: Part) -> Result<(bool, Part)> {
        // Who names a format knows better than the content.
        if self.takes_failed && self.options.format.is_none() {
            crate::commands::failed::look(part)
        } else {
            Ok((false, part))
        }
    }

    /// What compiling against an input needs besides its layout.
    fn surroundings(&self, input: &Arc<str>) -> Surroundings {
        Surroundings {
            source: Arc::clone(&self.mapping.source),
            input: Arc::clone(input),
            time_zone: self.options.settings.time_zone.clone(),
            hash_key: self.context.hash_key().map(|key| key.expose().into()),
            reveal: self.reveal,
        }
    }
}

/// What came of a run.
pub(crate) struct Rehearsed {
    /// Every finding, those of the mapping file first.
    pub(crate) findings: Findings,
    /// The counts.
    pub(crate) tally: Tally,
    /// What would go over the wire.
    pub(crate) totals: Totals,
    /// The inputs that were opened.
    pub(crate) inputs: Vec<InputDocument>,
    /// What ended it early.
    pub(crate) outcome: Result<()>,
    /// Whether a repeated response needs a decision.
    pub(crate) undecided: bool,
}

/// A run under way.
pub(crate) struct Rehearsal<'r, O> {
    run: &'r Run<'r>,
    observer: &'r mut O,
    findings: Findings,
    tally: Tally,
    batcher: Batcher,
    repeats: Repeats,
    newest: Newest,
    names: Vec<Arc<str>>,
    inputs: Vec<InputDocument>,
    languages: hindsight::Languages,
    shared: identity::Shared,
    undecided: bool,
    /// Whether the inputs are files of failed events, once one was opened: all of them are, or none.
    is_failed: Option<bool>,
    /// Values of which sensitive data was told: once, however many inputs there are.
    told: Vec<Span>,
}

impl<'r, O: Observer> Rehearsal<'r, O> {
    /// A run that has read nothing; `findings` are those of the mapping file.
    pub(crate) fn new(run: &'r Run<'r>, findings: Findings, observer: &'r mut O) -> Self {
        Rehearsal {
            run,
            observer,
            findings,
            tally: Tally::default(),
            batcher: Batcher::new(),
            repeats: Repeats::default(),
            newest: Newest::default(),
            names: Vec::new(),
            inputs: Vec::new(),
            languages: hindsight::Languages::asked_by(&run.mapping, run.task.as_deref()),
            shared: identity::Shared::default(),
            undecided: false,
            is_failed: None,
            told: Vec::new(),
        }
    }

    /// The same once more, for what it makes and not for what it finds: that was told the first time. Counts no
    /// people, who take memory to be told apart.
    pub(crate) fn once_more(run: &'r Run<'r>, observer: &'r mut O) -> Self {
        let mut again = Rehearsal::new(run, Findings::new(), observer);
        again.tally.distinct = Distinct::estimate();
        again
    }

    /// Reads every input to its end. What was counted is told on failure, too.
    pub(crate) fn run(mut self, ui: &mut Ui) -> Rehearsed {
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
        Rehearsed {
            findings: self.findings,
            tally: self.tally,
            totals: self.batcher.totals(),
            inputs: self.inputs,
            outcome,
            undecided: self.undecided,
        }
    }

    fn find_newest(&mut self) -> Result<()> {
        if self.run.duplicates == Duplicates::Newest {
            self.newest = Newest::find(self.run)?;
        }
        Ok(())
    }

    /// Every export of an input: an archive may hold several.
    fn input(&mut self, at: usize, ui: &mut Ui) -> Result<()> {
        let progress = ui.progress(&self.run.inputs[at].display().to_string());
        let mut parts =
            project::open(self.run.context, &self.run.inputs[at], self.run.stdin.as_ref(), self.run.opening)?;
        progress.expect(parts.size);
        while let Some(part) = parts.parts.next()? {
            let (is_failed, part) = self.run.look(part)?;
            if *self.is_failed.get_or_insert(is_failed) != is_failed {
                return Err(failed::mixed(&part.name));
            }
            if is_failed {
                self.failed_events(part, &progress, ui)?;
            } else {
                self.export(part, &progress, ui)?;
            }
            if self.is_complete() {
                break;
            }
        }
        Ok(())
    }

    fn export(&mut self, part: Part, progress: &Progress, ui: &mut Ui) -> Result<()> {
        let mut export = Export::open_as(self.run.subject, &part.name, part.reader, &self.run.options)?;
        let at = self.names.len();
        self.names.push(Arc::clone(&part.name));
        self.inputs.push(InputDocument { file: part.name.to_string(), format: export.format().name(), responses: 0 });
        let Some((plan, selection)) = self.compile(&part.name, &mut export) else { return Ok(()) };
        self.languages.compile(&mut export.layout);
        let before = self.tally.read;
        let result = self.responses(at, &mut export, &plan, &selection, progress, ui);
        self.tally.blank += export.blank();
        against::tell_headers_in_data(&export, &mut self.findings);
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
        let source_id = run.source.as_ref().map_or("", |source| source.id.as_str());
        let (task, wanted, around) = (run.task.as_deref(), run.wanted.clone(), run.surroundings(name));
        let compiled = against::compile(&run.mapping, task, source_id, wanted, export, around, &mut self.findings)?;
        let sent = outgoing_of(&run.mapping, &compiled.0);
        let not_allowed = sent.iter().filter(|what| what.allowed == Some(false));
        let new: Vec<Outgoing> = sent.iter().filter(|what| !self.told.contains(&what.span)).cloned().collect();
        tell_sensitive(&run.mapping, &new, &mut self.findings);
        self.told.extend(new.iter().filter(|what| what.field.is_some()).map(|what| what.span));
        self.tally.not_allowed.extend(not_allowed.map(|what| what.class.name()));
        self.observer.input(&compiled.0, &export.layout);
        Some(compiled)
    }

    fn responses(
        &mut self,
        at: usize,
        export: &mut Export,
        plan: &Plan,
        selection: &Selection,
        progress: &Progress,
        ui: &mut Ui,
    ) -> Result<()> {
        let mut drafts: Vec<Draft> = plan.tasks.iter().map(|_| Draft::new()).collect();
        let mut outcomes = Vec::with_capacity(drafts.len());
        let writing = export.writing_check();
        while !self.is_complete() {
            if self.tally.read.is_multiple_of(4_096) {
                progress.at(export.bytes_read());
            }
            let Some(record) = export.next()? else { break };
            self.tally.read += 1;
            let (finished, status) = selection.kind_cells(&record);
            if let Some(code) = writing.complaint(&record, finished.as_deref(), status.as_deref()) {
                return Err(self.misread(at, &record, code));
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
            // Of a response that stands in the run already, nothing is told twice.
            let mut found = Findings::new();
            for (task, draft) in plan.tasks.iter().zip(&mut drafts) {
                outcomes.push(plan.eval(task, &response, draft, &mut found, &mut NoTrace));
            }
            if !self.is_new(at, &record, &selected, &outcomes, &drafts) {
                continue;
            }
            self.findings.append(found);
            self.take(&record, &selected, selection, plan, (&outcomes, &drafts), ui)?;
        }
        Ok(())
    }

    /// Counts and shows what a response has become.
    fn take(
        &mut self,
        record: &Record<'_>,
        selected: &Selected<'_>,
        selection: &Selection,
        plan: &Plan,
        (outcomes, drafts): (&[Outcome], &[Draft]),
        ui: &mut Ui,
    ) -> Result<()> {
        if outcomes.iter().all(|outcome| *outcome == Outcome::NotMet) {
            self.tally.skipped.condition += 1;
            return Ok(());
        }
        let run = self.run;
        self.tally.selected += 1;
        self.languages.see(record);
        let mut identities: Vec<Identity> = Vec::new();
        for ((task, outcome), draft) in plan.tasks.iter().zip(outcomes).zip(drafts) {
            if *outcome == Outcome::NotMet {
                continue;
            }
            let rejected = match (rejected_code(*outcome, draft), draft.judge()) {
                (None, Verdict::Accepted(event)) if run.judge.is_some() => {
                    self.thrown_away(&task.id, &event, &self.place(record, selected))
                }
                (rejected, _) => rejected,
            };
            self.tally.event(task.call, rejected);
            if let Some(code) = rejected {
                let event = draft.unjudged_bytes();
                let rejected = Rejected { task: &task.id, code, event, response: &selected.id, record: record.number };
                self.observer.rejected(&rejected, ui)?;
                continue;
            }
            let (Outcome::Event(identity), Verdict::Accepted(event)) = (outcome, draft.judge()) else { continue };
            identities.push(*identity);
            let task = Maker::Task(task);
            let made =
                Made { task, event, response: &selected.id, has_own_id: selected.has_own_id, identity: *identity };
            self.pass_on(&made, ui)?;
        }
        let best = self.tally.identify(identities.into_iter());
        if let Some(best) = &best {
            self.shared.see(best, record.number, record.line);
        }
        if best.is_some_and(|best| best.kind != IdentityKind::UserId || best.is_doubtful) {
            let could_be = &mut self.tally.identities.could_be;
            selection.each_identifying(record, |field, is_filled| {
                if let Some(count) = could_be.get_mut(field) {
                    *count += u64::from(is_filled);
                } else if could_be.len() < MANY_FIELDS {
                    could_be.insert(field.to_owned(), u64::from(is_filled));
                }
            });
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
        self.is_first(id, content.finish(), at, self.place(record, selected))
    }

    /// The place of a response in the input that is read.
    fn place(&self, record: &Record<'_>, selected: &Selected<'_>) -> Place {
        let input = self.names.last().map_or_else(|| Arc::from(""), Arc::clone);
        let response = selected.has_own_id.then(|| selected.id.as_ref().into());
        Place { input, record: record.number, line: record.line, byte: None, response }
    }

    /// Whether this is the first of its id; another one of other content needs a decision.
    fn is_first(&mut self, id: u64, content: u64, at: usize, place: Place) -> bool {
        match self.repeats.see(id, content, at, place.record) {
            Seen::First | Seen::Unknown => return true,
            Seen::Same => {}
            Seen::Different { input, record: first } => {
                self.undecided = true;
                let where_first = self.names.get(input).map_or("an earlier input", |name| name);
                let response = place.response.as_deref().unwrap_or("it");
                self.findings.push(
                    Finding::new(
                        &codes::DUPLICATE_DIFFERS,
                        format!("{response} stands in {where_first}, record {first}, with other answers"),
                    )
                    .help("take the one that comes last with --duplicates newest, or give the newer export alone")
                    .at(place),
                );
            }
        }
        self.tally.skipped.duplicate += 1;
        false
    }

    /// Counts an event that Segment would take, and shows it.
    fn pass_on(&mut self, made: &Made<'_>, ui: &mut Ui) -> Result<()> {
        if let Some(full) = self.batcher.push(&made.event) {
            self.batcher.recycle(full);
        }
        self.observer.event(made, ui)
    }

    fn misread(&self, at: usize, record: &Record<'_>, code: &Code) -> Error {
        let place = Place {
            input: Arc::clone(&self.names[at]),
            record: record.number,
            line: record.line,
            byte: None,
            response: None,
        };
        against::misread(&place, code)
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
        let run = self.run;
        self.languages.tell(&run.mapping, &mut self.findings);
        if !advice::included(&run.mapping).has(Kind::Partial) {
            advice::partial_as_completed(&run.mapping, run.wanted.include, &mut self.findings);
        }
        let place = self.names.first().map_or_else(Place::default, Place::input);
        self.shared.tell(&place, &mut self.findings);
        let identities = &self.tally.identities;
        if identities.generated > 0 && identities.user_id + identities.anonymous_id + identities.doubtful == 0 {
            hindsight::all_generated(&run.mapping, identities.generated, &identities.could_be, &mut self.findings);
        }
    }
}

impl Rehearsed {
    /// The exit code; `judged_bad` where a finding counts as an error.
    pub(crate) fn exit(&self, run: &Run<'_>, judged_bad: bool) -> Exit {
        let judged = if judged_bad { Exit::Judged } else { Exit::Done };
        let missing = if self.lacks_the_response_asked_for(run) { Exit::Failed } else { Exit::Done };
        let undecided = if self.undecided { Exit::Usage } else { Exit::Done };
        judged.worse(undecided).worse(missing)
    }

    /// Whether one response was asked for, and none of the input is it.
    pub(crate) fn lacks_the_response_asked_for(&self, run: &Run<'_>) -> bool {
        run.wanted.response.is_some() && self.tally.read == self.tally.skipped.not_asked
    }
}
