//! What is verified: a source, and what was sent to it by a run or since a moment.

use super::VerifyArgs;
use super::calls::{Calls, Ground};
use crate::commands::ledger::{name_of, nothing_sent};
use crate::commands::{project, unknown_word};
use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::delivery::arrival::{self, Sent, Window};
use crate::delivery::ledger::{Asked, Ledger, Run, Source, Span, Taken};
use crate::mapping::model::Mapping;
use crate::segment::names::slug;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};

/// What is verified.
pub(crate) struct Scope {
    /// The ledger, for reading.
    pub(crate) ledger: Ledger,
    /// What its tasks' events are called.
    pub(crate) calls: Calls,
    /// When it was asked.
    pub(crate) now: Timestamp,
    /// Server's clock minus this one's.
    offset: SignedDuration,
    /// The source.
    pub(crate) source: Source,
    /// The run, unless it is everything since a moment.
    pub(crate) run: Option<Run>,
    /// Since when, where that was asked.
    pub(crate) since: Option<Timestamp>,
    /// The ledger's file.
    pub(crate) path: PathBuf,
}

/// What was sent within the window, by the ledger.
pub(crate) struct SentOf {
    /// The span of time; `None` where Segment does not tell any more, or nothing was sent.
    pub(crate) window: Option<Window>,
    /// When it was sent.
    pub(crate) span: Option<Span>,
    /// By task and run.
    pub(crate) tasks: Vec<Taken>,
    /// The same, as Segment would tell it apart.
    pub(crate) sent: Vec<Sent>,
    /// How the names of events are known.
    pub(crate) ground: Ground,
}

impl Scope {
    /// Finds it.
    ///
    /// # Errors
    /// There is no ledger, or nothing says which source or run is meant.
    pub(crate) fn of(args: &VerifyArgs, context: &Context) -> Result<Scope> {
        let (path, ledger) = args.file.read(context)?;
        let Some(ledger) = ledger else {
            return Err(Error::usage("nothing_sent", nothing_sent(&path)).hint("send first: qseg send INPUT"));
        };
        let mapping = mapping(args, context)?;
        let runs: Vec<Run> = ledger.runs(u64::MAX)?.into_iter().filter(|run| run.kind == "send").collect();
        let named = args.run.as_ref().map(|id| run_of(&runs, id)).transpose()?;
        let source = match (&named, &args.env, &args.source) {
            (Some(run), None, None) => run.source.clone(),
            _ => source(args, &ledger, mapping.as_ref(), runs.first())?,
        };
        if let Some(run) = named.filter(|run| run.source.id != source.id) {
            let message = format!("the run {} sent to {}, not to {}", run.id, name_of(&run.source), name_of(&source));
            return Err(Error::usage("run_of_another_source", message).hint("leave --env and --source out"));
        }
        let latest = || runs.iter().find(|run| run.source.id == source.id);
        let run = if args.since.is_some() { None } else { named.or_else(latest).cloned() };
        let calls = Calls::of(mapping.as_ref());
        let offset = run.as_ref().map_or(SignedDuration::ZERO, clock_offset);
        Ok(Scope { ledger, calls, now: context.now(), offset, source, run, since: args.since, path })
    }

    /// A run by its id, which may be under way still, and the mapping that it sends by. `offset`: the server's clock minus
    /// this one's.
    ///
    /// # Errors
    /// The ledger cannot be read, or has no such run.
    pub(crate) fn of_run(
        path: &Path,
        run: &str,
        mapping: &Mapping,
        now: Timestamp,
        offset: Option<SignedDuration>,
    ) -> Result<Scope> {
        let unknown = || Error::failed("unknown_run", format!("the ledger {} has no run {run}", path.display()));
        let ledger = Ledger::read(path)?.ok_or_else(unknown)?;
        let run = ledger.runs(u64::MAX)?.into_iter().find(|known| known.id == run).ok_or_else(unknown)?;
        Ok(Scope {
            ledger,
            calls: Calls::of(Some(mapping)),
            now,
            offset: offset.unwrap_or_else(|| clock_offset(&run)),
            source: run.source.clone(),
            run: Some(run),
            since: None,
            path: path.to_owned(),
        })
    }

    /// The events that are asked about; `None` where nothing was sent.
    pub(crate) fn asked(&self) -> Option<Asked> {
        match (&self.run, self.since) {
            (Some(run), _) => Some(Asked::Run(run.id.clone())),
            (None, Some(since)) => Some(Asked::Since { source: self.source.id.clone(), since }),
            (None, None) => None,
        }
    }

    /// The run, or since when, in words.
    pub(crate) fn what(&self) -> String {
        match (&self.run, self.since) {
            (Some(run), _) => format!("run {}", run.id),
            (None, Some(since)) => format!("since {since:.0}"),
            (None, None) => "nothing sent".to_owned(),
        }
    }

    /// What was sent.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn sent(&self) -> Result<SentOf> {
        let span = match (&self.run, self.since) {
            (Some(run), _) => self.ledger.span_of_run(run.no)?,
            (None, Some(since)) => self.ledger.span_since(&self.source.id, since)?,
            (None, None) => None,
        };
        let offset = self.offset;
        let window = span.and_then(|span| {
            // Segment counts by its own clock.
            arrival::window(span.first + offset, span.last + offset, self.now + offset)
        });
        let tasks = match &window {
            Some(window) => self.ledger.taken(&self.source.id, window.start - offset, window.end - offset)?,
            None => Vec::new(),
        };
        let sent = tasks.iter().map(|taken| self.calls.sent(taken)).collect();
        Ok(SentOf { window, span, sent, ground: self.calls.ground(&tasks), tasks })
    }
}

/// Server's clock minus this one's, as the run measured it.
fn clock_offset(run: &Run) -> SignedDuration {
    let seconds = run.counts.as_ref().and_then(|counts| counts["clock_offset_seconds"].as_f64());
    SignedDuration::from_secs(seconds.map_or(0, |seconds| seconds.round() as i64))
}

fn mapping(args: &VerifyArgs, context: &Context) -> Result<Option<Mapping>> {
    let Some(path) = project::find_mapping(context, args.mapping.as_deref(), None) else { return Ok(None) };
    let read = project::read_mapping(context, &path)?.0;
    if read.is_none() && args.mapping.is_some() {
        return Err(Error::judged("mapping_errors", format!("the mapping file {} has errors", path.display()))
            .hint(format!("see them all: qseg mapping check {}", path.display())));
    }
    Ok(read)
}

fn run_of<'r>(runs: &'r [Run], id: &str) -> Result<&'r Run> {
    runs.iter().find(|run| run.id == id).ok_or_else(|| {
        let near = crate::core::diagnostic::did_you_mean(id, runs.iter().map(|run| run.id.as_str()));
        let error = Error::usage("unknown_run", format!("the ledger has no send with the id {id}"));
        error.hint(near.map_or_else(|| "see them all: qseg runs".to_owned(), |near| format!("did you mean {near}?")))
    })
}

/// The source that was named; else the mapping's only one; else that of the latest send.
fn source(args: &VerifyArgs, ledger: &Ledger, mapping: Option<&Mapping>, latest: Option<&Run>) -> Result<Source> {
    let known = ledger.sources()?;
    let by_env = |env: &str| -> Result<Source> {
        let pins = mapping.map(|mapping| mapping.sources.as_slice()).unwrap_or_default();
        let pinned = pins.iter().find(|pin| pin.env.value == env).and_then(|pin| pin.id.as_ref());
        let found = match pinned {
            Some(id) => known.iter().find(|source| source.id == id.value),
            None => known.iter().find(|source| source.env.as_deref() == Some(env)),
        };
        match (found, pinned) {
            (Some(found), _) => Ok(found.clone()),
            (None, Some(_)) => {
                Err(Error::usage("nothing_sent", format!("nothing was sent to the source of `{env}` yet"))
                    .hint("send first: qseg send INPUT"))
            }
            (None, None) => {
                let mut envs: Vec<&str> = pins.iter().map(|pin| pin.env.value.as_str()).collect();
                envs.extend(known.iter().filter_map(|source| source.env.as_deref()));
                Err(unknown_word("--env", env, &envs))
            }
        }
    };
    if let Some(env) = &args.env {
        return by_env(env);
    }
    if let Some(typed) = &args.source {
        // The ledger keeps no nicknames; the slug is made of the one that a source was given first.
        let slugs = [typed.clone(), slug(typed)];
        let is =
            |source: &&Source| source.id == *typed || source.slug.as_ref().is_some_and(|slug| slugs.contains(slug));
        let names = known.iter().map(|source| source.slug.as_deref().unwrap_or(&source.id)).collect::<Vec<_>>();
        return known.iter().find(is).cloned().ok_or_else(|| unknown_word("--source", typed, &names));
    }
    match (mapping.map(|mapping| mapping.sources.as_slice()), latest) {
        (Some([only]), _) if only.id.is_some() => by_env(&only.env.value),
        (_, Some(latest)) => Ok(latest.source.clone()),
        (_, None) => Err(Error::usage("nothing_sent", "nothing was sent yet").hint("send first: qseg send INPUT")),
    }
}
