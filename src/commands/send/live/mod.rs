//! `qseg send` for real: the input is read twice. First it is judged and planned against the ledger, shown, held
//! against the gates and asked about; then it is delivered, each event recorded before it is sent (design §7).

mod args;
mod canary;
mod deliver;
mod destinations;
mod planner;
mod progress;
mod record;
mod report;
mod sandboxed;
mod signals;
mod situation;
mod stopped;
mod target;
mod verified;

use super::report::Report;
use super::{OutputFormat, SendArgs};
use crate::commands::deny::Deny;
use crate::commands::failed::write::FailedFile;
use crate::commands::ledger::open_to_write;
use crate::commands::rehearsal::{Rehearsal, Rehearsed, Run};
use crate::commands::tracking_plan::PlanDocument;
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::delivery::envelope::Envelope;
use crate::delivery::ledger::{Asked, End, Recorder, TaskAt, TaskHash, Writer};
use crate::delivery::pipeline::Settings;
use crate::mapping::fingerprint::{self, Around};
use crate::mapping::model::OnChange;
use crate::segment::tracking::Tracking;
use crate::ui::{Stream, Ui, counted, visible};
use canary::Canary;
use deliver::{Delivered, Delivery};
use jiff::Timestamp;
use planner::{Excluded, PlannedSend, Planner};
use sandboxed::Sandboxed;
use signals::Signals;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use target::Target;
use verified::Verified;

pub(crate) use args::LiveArgs;
pub(crate) use report::DeliveryDocument;
pub(crate) use sandboxed::SandboxDocument;

/// Everything that a live send works with.
struct Live<'l> {
    run: Run<'l>,
    args: &'l LiveArgs,
    format: OutputFormat,
    deny: Deny,
    target: Target,
    /// The local Segment that it goes to, with `--to sandbox`.
    sandboxed: Option<Sandboxed>,
    tasks: Vec<(TaskAt, OnChange)>,
}

/// Plans, asks, delivers and tells.
///
/// # Errors
/// As design §3 and §7: each with its own code and what to do.
pub(crate) fn run(args: &SendArgs, mut run: Run<'_>, findings: Findings, deny: Deny, ui: &mut Ui) -> Result<Exit> {
    let context = run.context;
    if args.format == OutputFormat::Ndjson {
        return Err(Error::usage("ndjson_is_for_dry_runs", "--format ndjson prints the events of a dry run")
            .hint("see them first with --dry-run; what came of a delivery is printed with --format json"));
    }
    let live = &args.live;
    let env = args.env.as_deref();
    let (sandboxed, target) = if live.to.is_some() {
        let (sandboxed, target) = Sandboxed::start(&run.mapping, env, live.workspace.as_deref(), context)?;
        (Some(sandboxed), target)
    } else {
        must_be_meant(&run)?;
        (None, target::find_target(&run.mapping, env, live.source.as_deref(), context, ui)?)
    };
    if live.verify && target.opened.is_none() {
        return Err(Error::usage("verify_blind", "nothing was sent: --verify has no token to ask Segment by")
            .hint("log in with qseg login, or leave --verify out"));
    }
    run.source = Some(target.source.clone());
    let tasks = tasks(&run, context);
    let live = Live { run, args: live, format: args.format, deny, target, sandboxed, tasks };
    live.send(findings, context, ui)
}

/// Segment counted every event of a run, and threw every one away: they are missing, and not acknowledged any more.
fn none_arrived(mut writer: Writer, run: &str) -> Result<Writer> {
    writer.found(&Asked::Run(run.to_owned()), std::iter::empty(), |_| true)?;
    Ok(writer)
}

/// What is sent to Segment itself is sent by a mapping that a person has read, and that says that qseg sends by it.
fn must_be_meant(run: &Run<'_>) -> Result<()> {
    if run.inferred {
        return Err(Error::usage("no_mapping", "a live send needs a mapping file")
            .hint("begin one, and read it through: qseg mapping init INPUT -o qseg.yaml"));
    }
    if !run.mapping.senders.qseg {
        return Err(Error::usage("not_a_sender", "the mapping file says that the task alone sends by it")
            .hint("if qseg is to send, too, write `senders: [task, qseg]` into it"));
    }
    Ok(())
}

/// The tasks of the run with their fingerprints.
fn tasks(run: &Run<'_>, context: &Context) -> Vec<(TaskAt, OnChange)> {
    let key = context.hash_key();
    let zone = run.options.settings.time_zone.as_ref().and_then(|zone| zone.iana_name());
    let around = Around { time_zone: zone, hash_key: key.as_ref().map(|key| key.expose()) };
    let wanted = run.mapping.tasks.iter().filter(|task| run.task.as_ref().is_none_or(|only| task.id.value == *only));
    wanted
        .map(|task| {
            let version = TaskHash::of(&fingerprint::of(&run.mapping, task, around).bytes());
            let at = TaskAt { id: task.id.value.clone(), revision: task.revision, version: Some(version) };
            (at, task.on_change)
        })
        .collect()
}

impl Live<'_> {
    fn send(&self, findings: Findings, context: &Context, ui: &mut Ui) -> Result<Exit> {
        let mut failed = self.failed_file(context)?;
        let excluded = match &self.args.exclude {
            Some(file) => Excluded::parse(&context.read_file(file, "list of excluded ids")?),
            None => Excluded::default(),
        };
        let envelope = destinations::envelope(self.args, &self.target)?;
        let wait = Duration::from_secs(self.args.wait);
        let ledger = match &self.sandboxed {
            Some(sandboxed) => sandboxed.ledger(),
            None => self.args.file.path(context)?,
        };
        let writer = open_to_write(&ledger, wait, "qseg send", context, ui)?;
        let (rehearsed, planned) = self.plan(&writer, findings, excluded, failed.as_mut(), ui)?;
        if self.format == OutputFormat::Text {
            ui.findings(&rehearsed.findings, Stream::Status)?;
        }
        if let Some(stopped) = self.stopped(&rehearsed, &planned, ui) {
            let kept = failed.as_mut().map_or(Ok(()), FailedFile::finish);
            self.tell(&rehearsed, None, &failed, None, Some(&stopped), ui)?;
            return Err(kept.err().unwrap_or(stopped));
        }
        if planned.sends() == 0 {
            let kept = failed.as_mut().map_or(Ok(()), FailedFile::finish);
            ui.status("Nothing is left to send.");
            self.tell(&rehearsed, Some(&DeliveryDocument::nothing(&planned)), &failed, None, None, ui)?;
            return kept.map(|()| self.exit_of_findings(&rehearsed));
        }
        let (recorder, delivered) = self.deliver(writer, &planned, &envelope, failed, &ledger, ui)?;
        self.end(recorder, &delivered, &rehearsed, &planned, &ledger, ui)
    }

    /// The first pass.
    fn plan(
        &self,
        writer: &Writer,
        findings: Findings,
        excluded: Excluded,
        failed: Option<&mut FailedFile>,
        ui: &mut Ui,
    ) -> Result<(Rehearsed, PlannedSend)> {
        ui.status("Planning: the input is read, and nothing is sent yet");
        let (source, choices, now) = (&self.target.source.id, self.args.choices(), self.run.context.now());
        let canary = self.args.canary(self.target.endpoint.is_loopback(), self.target.production);
        let mut planner =
            Planner::new(writer, source, &self.tasks, choices, excluded, now, failed)?.with_canary(canary);
        let rehearsed = Rehearsal::new(&self.run, findings, &mut planner).run(ui);
        Ok((rehearsed, planner.finish()))
    }

    /// The second pass.
    fn deliver(
        &self,
        writer: Writer,
        planned: &PlannedSend,
        envelope: &Envelope,
        failed: Option<FailedFile>,
        ledger: &Path,
        ui: &mut Ui,
    ) -> Result<(Recorder, Delivered)> {
        // Whatever may be wrong with this machine is found before the ledger hears of a run.
        let wire = self.wire()?;
        let signals = Signals::listen()?;
        let tasks: Vec<TaskAt> = self.tasks.iter().map(|(at, _)| at.clone()).collect();
        let run = record::new_run(&self.run, &self.target, &tasks);
        let recorder = Recorder::begin(writer, &run, Arc::new(Timestamp::now))?;
        let journal = recorder.journal();
        let alone = situation::canary(self.args, &self.target, planned);
        let canary = alone.zip(self.target.opened.as_ref()).map(|(events, opened)| Canary {
            events,
            wait: self.args.canary_wait(),
            context: self.run.context,
            opened,
            mapping: &self.run.mapping,
            ledger,
            run: recorder.run_id(),
        });
        let delivery = Delivery {
            run: &self.run,
            marks: &planned.marks,
            tasks: &tasks,
            salt: recorder.salt(),
            settings: self.settings(planned.sends()),
            envelope,
            wire: &wire,
            journal: &journal,
            failed,
            canary,
            stop: signals.stop.clone(),
        };
        let delivered = delivery.run(ui)?;
        Ok((recorder, delivered))
    }

    /// What ends the send before anything goes out: what was found, a closed gate, or the answer of a person.
    fn stopped(&self, rehearsed: &Rehearsed, planned: &PlannedSend, ui: &mut Ui) -> Option<Error> {
        if let Some(error) = stopped::stopped(self.args, &self.run, &self.deny, rehearsed, planned) {
            return Some(error);
        }
        let now = self.run.context.now();
        situation::tell(&self.target, planned, &rehearsed.tally, self.args, now, ui);
        if planned.sends() == 0 {
            return None;
        }
        let situation = situation::situation(
            self.args,
            (&self.run.mapping, self.run.task.as_deref()),
            &self.target,
            planned,
            (&rehearsed.tally, &rehearsed.findings),
            ui.may_ask(),
        );
        situation::pass(&situation, self.args, &self.target, planned, ui).err()
    }

    fn failed_file(&self, context: &Context) -> Result<Option<FailedFile>> {
        let Some(typed) = &self.args.failed else { return Ok(None) };
        context.must_be_new(typed).map_err(|error| Error {
            hints: vec!["it may hold the only copy of those events: name another file, or move it away".to_owned()],
            ..error
        })?;
        Ok(Some(FailedFile::new(context.path(typed), typed, &self.target.source.id)))
    }

    fn wire(&self) -> Result<Tracking> {
        let endpoint = &self.target.endpoint;
        Tracking::new(endpoint, self.target.key.clone()).map_err(|fault| {
            Error::failed(fault.class.code(), fault.class.sentence(endpoint.host())).hint(fault.class.next_step())
        })
    }

    fn settings(&self, planned: u64) -> Settings {
        Settings {
            planned,
            rate: self.args.rate(),
            in_flight: usize::from(self.args.in_flight),
            max_retries: self.args.max_retries,
            time_out: Duration::from_secs(self.args.timeout),
            max_failures: self.args.max_failures,
            seed: self.run.context.seed(),
            ..Settings::default()
        }
    }

    /// Closes the ledger's run, and tells what came of it.
    fn end(
        &self,
        recorder: Recorder,
        delivered: &Delivered,
        rehearsed: &Rehearsed,
        planned: &PlannedSend,
        ledger: &Path,
        ui: &mut Ui,
    ) -> Result<Exit> {
        // The ledger of a sandboxed send is gone with it: nobody can look the run up.
        let run = self.sandboxed.is_none().then(|| recorder.run_id());
        let document = DeliveryDocument::of(delivered, planned, run);
        let counts = serde_json::to_value(&document)
            .map_err(|error| Error::failed("unwritable_output", "cannot write the counts").because(error))?;
        let outcome = delivered.outcome.ended.code().to_owned();
        let id = recorder.run_id().to_owned();
        let mut recorded = recorder.finish(End { counts, outcome });
        if delivered.canary.as_ref().is_some_and(|canary| canary.all_discarded) {
            recorded = recorded.and_then(|writer| none_arrived(writer, &id));
        }
        let again = self.run.context.command_line();
        let mut ended = report::error(delivered, self.target.endpoint.host(), &again);
        let verified = match &self.target.opened {
            Some(opened) if self.args.verify && verified::is_worth_asking(&delivered.outcome) => {
                let asked = Verified::ask(&self.run, opened, ledger, &id, self.args.verify_wait, ui);
                asked.map_err(|error| ended.get_or_insert(error).exit).ok()
            }
            _ => None,
        };
        let told = self.tell(rehearsed, Some(&document), &delivered.failed, verified.as_ref(), ended.as_ref(), ui);
        let of_ended = ended.as_ref().map_or(Exit::Done, |error| error.exit);
        let lost = self.sandboxed.as_ref().is_some_and(|sandboxed| sandboxed.outcome().loses());
        let of_sandbox = if lost { Exit::Judged } else { Exit::Done };
        let of_verified = verified.as_ref().map_or(Exit::Done, Verified::exit);
        let exit = delivered
            .outcome
            .exit()
            .worse(self.exit_of_findings(rehearsed))
            .worse(of_ended)
            .worse(of_sandbox)
            .worse(of_verified);
        if let Some(error) = ended {
            return Err(Error { exit, ..error });
        }
        recorded?;
        told.map(|()| exit).map_err(|error| Error { exit: exit.worse(error.exit), ..error })
    }

    fn exit_of_findings(&self, rehearsed: &Rehearsed) -> Exit {
        if self.deny.is_bad(&rehearsed.findings) { Exit::Judged } else { Exit::Done }
    }

    fn tell(
        &self,
        rehearsed: &Rehearsed,
        delivery: Option<&DeliveryDocument>,
        failed: &Option<FailedFile>,
        verified: Option<&Verified>,
        error: Option<&Error>,
        ui: &mut Ui,
    ) -> Result<()> {
        if let Some(failed) = failed.as_ref().filter(|failed| failed.written() > 0) {
            let text = format!("{} in {}", counted(failed.written(), "failed event"), failed.name());
            ui.status(&visible(&text));
        }
        // Where nothing was delivered, there is nothing that could have arrived.
        let sandbox = self.sandboxed.as_ref().filter(|_| delivery.is_some()).map(Sandboxed::outcome);
        let report = Report {
            dry_run: false,
            inputs: &rehearsed.inputs,
            mapping: (!self.run.inferred).then(|| self.run.mapping.source.name()),
            source: self.run.source.as_ref(),
            tracking_plan: self.run.judge.as_deref().map(PlanDocument::from),
            tally: &rehearsed.tally,
            totals: rehearsed.totals,
            findings: &rehearsed.findings,
            delivery,
            sandbox: sandbox.as_ref(),
            verify: verified.map(Verified::document),
            error,
        };
        let told = match self.format {
            OutputFormat::Json => report.json(ui),
            OutputFormat::Text | OutputFormat::Ndjson => ui
                .heading(&report.people())
                .and_then(|()| report.text(ui))
                .and_then(|()| verified.map_or(Ok(()), |verified| verified.text(ui))),
        };
        if let Some(run) =
            delivery.filter(|delivery| delivery.acknowledged > 0).and_then(|delivery| delivery.run.as_ref())
            && self.format == OutputFormat::Text
            && verified.is_none()
            && error.is_none()
        {
            ui.hint(&format!("ask Segment whether it counted them: qseg verify --run {run} --wait 5m"));
        }
        match told {
            // Whoever looked has gone, which changes nothing about what was done.
            Err(error) if error.is_closed_pipe() => Ok(()),
            told => told,
        }
    }
}
