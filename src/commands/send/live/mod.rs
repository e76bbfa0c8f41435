//! `qseg send` for real: the input is read twice. First it is judged and planned against the ledger, shown, held
//! against the gates and asked about; then it is delivered, each event recorded before it is sent (design §7).

mod deliver;
mod failed;
mod planner;
mod progress;
mod report;
mod signals;
mod situation;
mod target;

use super::report::Report;
use super::{OutputFormat, SendArgs};
use crate::commands::deny::Deny;
use crate::commands::ledger::LedgerFile;
use crate::commands::rehearsal::{Rehearsal, Rehearsed, Run};
use crate::context::Context;
use crate::delivery::decide::{Choices, Decision, InDoubt};
use crate::delivery::envelope::Envelope;
use crate::delivery::gates;
use crate::delivery::ledger::{End, Holder, MappingFile, NewRun, Recorder, Source, TaskAt, TaskHash, Waiting, Writer};
use crate::delivery::pace::Rate;
use crate::delivery::pipeline::{DEFAULT_IN_FLIGHT, Settings};
use crate::diagnostic::Findings;
use crate::error::{Error, Exit, Result};
use crate::mapping::fingerprint::{self, Around};
use crate::mapping::model::{Mapping, OnChange};
use crate::segment::tracking::Tracking;
use crate::ui::{Question, Stream, Ui, counted, visible};
use clap::{Args, ValueEnum};
use deliver::{Delivered, Delivery};
use failed::FailedFile;
use jiff::Timestamp;
use planner::{Excluded, PlannedSend, Planner};
use signals::Signals;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use target::Target;

pub use report::DeliveryDocument;

/// Options of a live send alone.
#[derive(Debug, Args)]
#[command(next_help_heading = "Sending")]
pub struct LiveArgs {
    /// Send to this source, instead of one of the mapping's: its id, slug or nickname
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["env", "dry_run"])]
    source: Option<String>,
    /// Send without asking
    #[arg(short, long, conflicts_with = "dry_run")]
    yes: bool,
    /// Send to a source of production
    #[arg(long, conflicts_with = "dry_run")]
    production: bool,
    /// Where events older than 48 hours may go: all, warehouses, or names of destinations
    #[arg(long, value_name = "all|warehouses|NAME,…", value_delimiter = ',', conflicts_with = "dry_run")]
    destinations: Vec<String>,
    /// Send responses that have no ResponseId: their message ids change with the export
    #[arg(long, conflicts_with = "dry_run")]
    allow_no_response_id: bool,
    /// Send what is good although some events are rejected (the exit code is 3 all the same)
    #[arg(long, conflicts_with = "dry_run")]
    skip_rejected: bool,
    /// What to do with what an earlier form of the mapping delivered with other content
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "dry_run")]
    already_sent: Option<AlreadySent>,
    /// What to do with events whose answer was lost [default: resend within 24 hours, else ask]
    #[arg(long, value_enum, value_name = "WHAT", conflicts_with = "dry_run")]
    in_doubt: Option<InDoubtWord>,
    /// Leave out the ResponseIds and user ids of this file, one a line
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    exclude: Option<PathBuf>,
    /// Events a second: a number, max (1,000), or none for no limit
    #[arg(long, value_name = "N|max|none", default_value = "200", conflicts_with = "dry_run")]
    rate: Rate,
    /// Batches under way at the same time
    #[arg(long, value_name = "N", default_value_t = DEFAULT_IN_FLIGHT, value_parser = clap::value_parser!(u8).range(1..=32), conflicts_with = "dry_run")]
    in_flight: u8,
    /// How often a batch is tried again
    #[arg(long, value_name = "N", default_value_t = 10, conflicts_with = "dry_run")]
    max_retries: u32,
    /// How long a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600), conflicts_with = "dry_run")]
    timeout: u64,
    /// Compress what is sent
    #[arg(long, conflicts_with = "dry_run")]
    gzip: bool,
    /// Stop after this many refused events
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), conflicts_with = "dry_run")]
    max_failures: Option<u64>,
    /// Keep events that are rejected or refused in this file
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    failed: Option<PathBuf>,
    #[command(flatten)]
    file: LedgerFile,
    /// How long to wait for another qseg that writes in the ledger
    #[arg(long, value_name = "SECONDS", default_value_t = 0, conflicts_with = "dry_run")]
    wait: u64,
}

/// `--already-sent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AlreadySent {
    /// Leave it as it was delivered
    Skip,
}

/// `--in-doubt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum InDoubtWord {
    /// Send them again, under the same ids
    Resend,
    /// Leave them
    Skip,
}

impl LiveArgs {
    fn choices(&self) -> Choices {
        Choices {
            skip_already_sent: self.already_sent == Some(AlreadySent::Skip),
            in_doubt: self.in_doubt.map(|word| match word {
                InDoubtWord::Resend => InDoubt::Resend,
                InDoubtWord::Skip => InDoubt::Skip,
            }),
        }
    }
}

/// Everything that a live send works with.
struct Live<'l> {
    run: Run<'l>,
    args: &'l LiveArgs,
    format: OutputFormat,
    deny: Deny,
    target: Target,
    tasks: Vec<(TaskAt, OnChange)>,
}

/// Plans, asks, delivers and tells.
///
/// # Errors
/// As design §3 and §7: each with its own code and what to do.
pub fn run(args: &SendArgs, mut run: Run<'_>, mut findings: Findings, deny: Deny, ui: &mut Ui) -> Result<Exit> {
    let context = run.context;
    if run.inferred {
        return Err(Error::usage("no_mapping", "a live send needs a mapping file")
            .hint("begin one, and read it through: qseg mapping init INPUT -o qseg.yaml"));
    }
    let live = &args.live;
    let target = target::find_target(&run.mapping, args.env.as_deref(), live.source.as_deref(), context, ui)?;
    if !run.mapping.senders.qseg {
        return Err(Error::usage("not_a_sender", "the mapping file says that the task alone sends by it")
            .hint("if qseg is to send, too, write `senders: [task, qseg]` into it"));
    }
    run.source = Some(target.source.clone());
    let tasks = tasks(&run, context);
    let is_provisional = |group: &crate::diagnostic::Group| {
        group.first.code.name == crate::mapping::findings::MESSAGE_IDS_PROVISIONAL.name
    };
    debug_assert!(!findings.groups().iter().any(is_provisional), "the source is known");
    let live = Live { run, args: live, format: args.format, deny, target, tasks };
    live.send(&mut findings, context, ui)
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
    fn send(&self, findings: &mut Findings, context: &Context, ui: &mut Ui) -> Result<Exit> {
        let mut failed = self.failed_file(context)?;
        let excluded = match &self.args.exclude {
            Some(file) => Excluded::parse(&context.read_file(file, "list of excluded ids")?),
            None => Excluded::default(),
        };
        let envelope = self.envelope()?;
        let path = self.args.file.path(context)?;
        let writer = self.open_ledger(&path, context, ui)?;
        ui.status("Planning: the input is read, and nothing is sent yet");
        let mut planner = Planner::new(
            &writer,
            &self.target.source.id,
            &self.tasks,
            self.args.choices(),
            excluded,
            context.now(),
            failed.as_mut(),
        )?;
        let rehearsed = Rehearsal::new(&self.run, std::mem::take(findings), &mut planner).run(ui);
        let planned = planner.finish();
        if let Some(stopped) = self.stopped(&rehearsed, &planned) {
            let kept = failed.as_mut().map_or(Ok(()), FailedFile::finish);
            self.tell(rehearsed, None, &failed, Some(&stopped), ui)?;
            return Err(kept.err().unwrap_or(stopped));
        }
        situation::tell(&self.target, &planned, self.args, context.now(), ui);
        if planned.sends() == 0 {
            ui.status("Nothing is left to send.");
            let exit = self.rejected_exit(&rehearsed);
            self.tell(rehearsed, Some(report::DeliveryDocument::nothing(&planned)), &failed, None, ui)?;
            return Ok(exit);
        }
        self.pass_the_gates(&planned, &rehearsed.findings, ui)?;
        let recorder = Recorder::begin(writer, &self.new_run(context), Arc::new(Timestamp::now))?;
        let (delivered, recorder) = self.deliver(recorder, &planned, &envelope, failed, ui)?;
        self.end(recorder, delivered, rehearsed, &planned, ui)
    }

    fn failed_file(&self, context: &Context) -> Result<Option<FailedFile>> {
        let Some(typed) = &self.args.failed else { return Ok(None) };
        context.must_be_new(typed).map_err(|error| Error {
            hints: vec!["it may hold the only copy of those events: name another file, or move it away".to_owned()],
            ..error
        })?;
        Ok(Some(FailedFile::new(context.path(typed), typed)))
    }

    fn envelope(&self) -> Result<Envelope> {
        let envelope = Envelope::new(self.target.key.clone(), self.args.gzip);
        let names = &self.args.destinations;
        let words = ["all", "warehouses"];
        if names.len() > 1 && names.iter().any(|name| words.contains(&name.as_str())) {
            return Err(Error::usage("bad_destinations", "--destinations takes all, warehouses, or names, not both"));
        }
        match names.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] | ["all"] => Ok(envelope),
            ["warehouses"] => envelope.with_integrations(false, &[]).map_err(too_many),
            _ => {
                if let Some(known) = &self.target.destinations
                    && let Some(unknown) = names.iter().find(|name| !known.contains(name))
                {
                    let known: Vec<&str> = known.iter().map(String::as_str).collect();
                    return Err(crate::commands::unknown_word("--destinations", unknown, &known));
                }
                envelope.with_integrations(false, names).map_err(too_many)
            }
        }
    }

    fn open_ledger(&self, path: &std::path::Path, context: &Context, ui: &mut Ui) -> Result<Writer> {
        let holder = Holder {
            pid: std::process::id(),
            host: context.host_name(),
            since: context.now(),
            command: "qseg send".to_owned(),
        };
        let mut told = |holder: Option<&Holder>| {
            let who = holder.map_or_else(|| "another qseg".to_owned(), ToString::to_string);
            ui.status(&visible(&format!("Waiting for the ledger: {who} writes in it")));
        };
        let waiting =
            Waiting { at_most: Duration::from_secs(self.args.wait), told: &mut told, sleep: &mut std::thread::sleep };
        Writer::open(path, &holder, waiting)
    }

    /// What ends the send before anything goes out, if something does.
    fn stopped(&self, rehearsed: &Rehearsed, planned: &PlannedSend) -> Option<Error> {
        if let Err(error) = &rehearsed.outcome {
            return Some(Error {
                exit: error.exit,
                code: error.code,
                message: format!("nothing was sent: {}", error.message),
                hints: error.hints.clone(),
                cause: None,
            });
        }
        if rehearsed.undecided {
            return Some(
                Error::usage(
                    "duplicates",
                    "nothing was sent: responses stand in the input twice, with different answers",
                )
                .hint("take the ones that come last with --duplicates newest"),
            );
        }
        if rehearsed.lacks_the_response_asked_for(&self.run) {
            return Some(Error::failed("response_not_found", "nothing was sent: the response is not in the input"));
        }
        if let Some(error) = undecided(planned) {
            return Some(error);
        }
        let rejected = rehearsed.tally.rejected_events();
        if rehearsed.findings.has_errors() && rehearsed.tally.read == 0 {
            return Some(Error::judged("mapping_errors", "nothing was sent: the mapping does not fit the input"));
        }
        if rejected > 0 && !self.args.skip_rejected {
            return Some(
                Error::judged(
                    "rejected",
                    format!("nothing was sent: {} would be thrown away by Segment", counted(rejected, "event")),
                )
                .hint("mend the mapping (qseg mapping check --responses INPUT), or send the rest with --skip-rejected")
                .hint("the rejected ones are kept with --failed FILE"),
            );
        }
        if rejected == 0 && self.deny.is_bad(&rehearsed.findings) {
            return Some(
                Error::judged("denied", "nothing was sent: there are findings that count as errors")
                    .hint("see them above; allow one with `allow:` in the mapping file"),
            );
        }
        None
    }

    fn pass_the_gates(&self, planned: &PlannedSend, findings: &Findings, ui: &mut Ui) -> Result<()> {
        let may_ask = ui.may_ask();
        let situation = situation::situation(self.args, &self.run.mapping, &self.target, planned, findings, may_ask);
        let closed = gates::closed(&situation);
        if let [first, rest @ ..] = closed.as_slice() {
            let mut error =
                Error::usage(first.code, format!("nothing was sent: {}", first.message)).hint(&*first.way_out);
            for gate in rest {
                error = error.hint(format!("also: {}; {}", gate.message, gate.way_out));
            }
            return Err(error);
        }
        if self.args.yes || situation.is_loopback {
            return Ok(());
        }
        let text = format!("Send {}?", counted(planned.sends(), "event"));
        match ui.confirm(Question { text: &text, flag: "--yes" }, Some(false))? {
            true => Ok(()),
            false => Err(Error::usage("not_agreed", "nothing was sent: that was the answer")),
        }
    }

    fn new_run(&self, context: &Context) -> NewRun {
        let target = &self.target;
        NewRun {
            kind: "send".to_owned(),
            who: context.who(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            mapping: Some(mapping_file(&self.run.mapping, context)),
            inputs: self.run.inputs.iter().map(|input| input.display().to_string()).collect(),
            source: Source {
                id: target.source.id.clone(),
                slug: target.source.slug.clone(),
                env: Some(target.source.env.clone()),
                region: target.region.map(|region| region.name().to_owned()),
            },
            host: target.endpoint.host().to_owned(),
            tasks: self.tasks.iter().map(|(at, _)| at.clone()).collect(),
        }
    }

    fn deliver(
        &self,
        recorder: Recorder,
        planned: &PlannedSend,
        envelope: &Envelope,
        failed: Option<FailedFile>,
        ui: &mut Ui,
    ) -> Result<(Delivered, Recorder)> {
        let time_out = Duration::from_secs(self.args.timeout);
        let wire = Tracking::new(&self.target.endpoint, self.target.key.clone(), time_out).map_err(|fault| {
            Error::failed(fault.class.code(), fault.class.sentence(self.target.endpoint.host()))
                .hint(fault.class.next_step())
        })?;
        let tasks: Vec<TaskAt> = self.tasks.iter().map(|(at, _)| at.clone()).collect();
        let signals = Signals::listen()?;
        let journal = recorder.journal();
        let delivery = Delivery {
            run: &self.run,
            marks: &planned.marks,
            tasks: &tasks,
            salt: recorder.salt(),
            settings: Settings {
                planned: planned.sends(),
                rate: self.args.rate,
                in_flight: usize::from(self.args.in_flight),
                max_retries: self.args.max_retries,
                time_out,
                max_failures: self.args.max_failures,
                seed: self.run.context.seed(),
                ..Settings::default()
            },
            envelope,
            wire: &wire,
            journal: &journal,
            failed,
            stop: signals.stop.clone(),
        };
        Ok((delivery.run(ui)?, recorder))
    }

    /// Closes the ledger's run, and tells what came of it.
    fn end(
        &self,
        recorder: Recorder,
        delivered: Delivered,
        rehearsed: Rehearsed,
        planned: &PlannedSend,
        ui: &mut Ui,
    ) -> Result<Exit> {
        let document = report::DeliveryDocument::of(&delivered.outcome, planned, recorder.run_id());
        let counts = serde_json::to_value(&document)
            .map_err(|error| Error::failed("unwritable_output", "cannot write the counts").because(error))?;
        let outcome = delivered.outcome.ended.code().to_owned();
        let recorded = recorder.finish(End { counts, outcome });
        let mut exit = delivered.outcome.exit().worse(self.rejected_exit(&rehearsed));
        let ended = report::error(&delivered, self.target.endpoint.host());
        if let Some(error) = &ended {
            exit = exit.worse(error.exit);
        }
        self.tell(rehearsed, Some(document), &delivered.failed, ended.as_ref(), ui)?;
        recorded?;
        match ended {
            Some(error) => Err(Error { exit, ..error }),
            None => Ok(exit),
        }
    }

    fn rejected_exit(&self, rehearsed: &Rehearsed) -> Exit {
        if self.deny.is_bad(&rehearsed.findings) { Exit::Judged } else { Exit::Done }
    }

    fn tell(
        &self,
        rehearsed: Rehearsed,
        delivery: Option<report::DeliveryDocument>,
        failed: &Option<FailedFile>,
        error: Option<&Error>,
        ui: &mut Ui,
    ) -> Result<()> {
        let report = Report {
            dry_run: false,
            inputs: &rehearsed.inputs,
            mapping: Some(self.run.mapping.source.name()),
            source: self.run.source.as_ref(),
            tally: &rehearsed.tally,
            totals: rehearsed.totals,
            findings: &rehearsed.findings,
            delivery: delivery.as_ref(),
            error,
        };
        match self.format {
            OutputFormat::Json => report.json(ui)?,
            OutputFormat::Text | OutputFormat::Ndjson => {
                ui.findings(&rehearsed.findings, Stream::Status)?;
                ui.heading(&report.people())?;
                report.text(ui)?;
            }
        }
        if let Some(failed) = failed.as_ref().filter(|failed| failed.written() > 0) {
            let text = format!("{} in {}", counted(failed.written(), "failed event"), failed.name());
            ui.status(&visible(&text));
        }
        Ok(())
    }
}

fn too_many(_: crate::delivery::envelope::TooManyNames) -> Error {
    Error::usage("bad_destinations", "--destinations names more than a batch has room for")
        .hint("name fewer, and send to the others in a run of its own with a raised `revision`, or use all")
}

/// What a person must decide before anything goes out.
fn undecided(planned: &PlannedSend) -> Option<Error> {
    let (decision, response) = planned.undecided.as_ref()?;
    let count = counted(planned.count(*decision), "event");
    let look = format!("what is known of one: qseg ledger show --response {response}");
    Some(match decision {
        Decision::Corrected => Error::usage(
            "corrected_mapping",
            format!("nothing was sent: {count} were delivered by an earlier form of the mapping, with other content"),
        )
        .hint("leave them as they are: --already-sent skip")
        .hint("or send the task's history again as new events: raise its `revision` in the mapping file")
        .hint(look),
        Decision::TooOld => Error::usage(
            "in_doubt_too_long",
            format!("nothing was sent: the answer to {count} was lost more than 24 hours ago, and Segment does not look back further: sent again, they could be there twice"),
        )
        .hint("send them again all the same: --in-doubt resend; or leave them: --in-doubt skip")
        .hint(look),
        _ => Error::usage(
            "revision_lowered",
            format!("nothing was sent: of {count} a later `revision` was delivered than the mapping file has"),
        )
        .hint("take the newest mapping file")
        .hint(look),
    })
}

fn mapping_file(mapping: &Mapping, context: &Context) -> MappingFile {
    use sha2::{Digest, Sha256};
    let file = mapping.source.name().to_owned();
    let hash = Sha256::digest(mapping.source.text().as_bytes());
    MappingFile {
        git_commit: context.git_commit(std::path::Path::new(&file)),
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        file,
    }
}
