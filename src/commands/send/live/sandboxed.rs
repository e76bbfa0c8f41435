//! `qseg send --to sandbox`: the whole live path over real HTTP, against a local Segment in the same process, with a
//! ledger of its own (design §10). Nothing leaves the machine, and nothing of it stays.

use super::target::{Target, pin};
use crate::commands::document::SourceDocument;
use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::core::random::Random;
use crate::mapping::model::{Mapping, SourceRef};
use crate::net::endpoint::Endpoint;
use crate::sandbox::state::{Source, State};
use crate::sandbox::{Options, Running, Sandbox, catalog};
use crate::segment::discard::Discard;
use crate::segment::region::Region;
use crate::segment::write_key::WriteKey;
use crate::ui::{Ui, counted, grouped};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// The id, slug and environment of the source where the mapping file pins none.
const UNPINNED: &str = "sandbox";

/// A local Segment for one send, and the folder of the send's ledger. Both are gone when it is dropped.
pub(crate) struct Sandboxed {
    running: Running,
    folder: TempDir,
}

/// The key `sandbox` of the document: what Segment would have made of the events.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SandboxDocument {
    /// Events that came.
    pub(crate) received: u64,
    /// Events that would arrive.
    pub(crate) arrived: u64,
    /// Events whose messageId had come before.
    pub(crate) duplicate: u64,
    /// Events that would be thrown away behind a 200, by Segment's code.
    pub(crate) discarded: BTreeMap<String, u64>,
}

impl Sandboxed {
    /// Starts one with the source that the events are for, in the workspace of a file or in an empty one.
    ///
    /// # Errors
    /// The file is no workspace, it has no such source, or this machine cannot run a server.
    pub(crate) fn start(
        mapping: &Mapping,
        env: Option<&str>,
        workspace: Option<&Path>,
        context: &Context,
    ) -> Result<(Sandboxed, Target)> {
        let pin = pin(mapping, env, None)?;
        let state = match workspace {
            Some(file) => {
                let text = context.read_file(file, "workspace")?;
                State::from_json(&text, &file.display().to_string(), Random::new(context.seed()), context.now())?
            }
            None => with_one_source(pin, context)?,
        };
        let source = source_of(&state, pin)?;
        let (id, key) = (source.id.clone(), source.write_keys.first().cloned());
        let nickname = source.name.clone();
        let key = key.ok_or_else(|| Error::usage("no_write_key", format!("the source {id} has no write key")))?;
        let key = WriteKey::new(key)
            .map_err(|bad| Error::usage("bad_write_key", format!("the write key of {id} cannot be used: {bad}")))?;
        // Message ids are those that the pinned source gives, so that the events are the ones of a real send.
        let document = SourceDocument {
            env: pin.map_or_else(|| UNPINNED.to_owned(), |pin| pin.env.value.clone()),
            id: pin.and_then(|pin| pin.id.as_ref()).map_or(id, |id| id.value.clone()),
            slug: Some(source.slug.clone()),
        };
        let region = region_of(pin);
        let name = state.workspace.name.clone();
        let clock = Arc::new(Timestamp::now);
        let running = Sandbox::start(Options { state, region, ..Options::new(context.seed(), clock) })?;
        let folder = tempfile::tempdir().map_err(|error| {
            Error::failed("unwritable_file", "cannot make a temporary folder for the ledger").because(error)
        })?;
        let target = Target {
            source: document,
            nickname: Some(nickname).filter(|name| !name.is_empty()),
            region: Some(region),
            endpoint: endpoint(running.url())?,
            key,
            workspace: Some(format!("{name} (a sandbox in this process)")),
            destinations: None,
            production: None,
            opened: None,
        };
        Ok((Sandboxed { running, folder }, target))
    }

    /// The ledger of this send alone.
    pub(crate) fn ledger(&self) -> PathBuf {
        self.folder.path().join("ledger.db")
    }

    /// What has become of the events so far.
    pub(crate) fn outcome(&self) -> SandboxDocument {
        let summary = self.running.summary();
        let count = |name: &str| summary[name].as_u64().unwrap_or(0);
        let discarded = summary["discarded"].as_object().into_iter().flatten();
        SandboxDocument {
            received: count("received"),
            arrived: count("kept"),
            duplicate: count("duplicate"),
            discarded: discarded.map(|(code, count)| (code.clone(), count.as_u64().unwrap_or(0))).collect(),
        }
    }
}

impl SandboxDocument {
    /// Whether anything would be lost.
    pub(crate) fn loses(&self) -> bool {
        self.discarded.values().any(|count| *count > 0)
    }

    /// In words; what would be thrown away with the reason, and what to do.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn text(&self, ui: &mut Ui) -> Result<()> {
        let mut words = vec![format!("{} would arrive", grouped(self.arrived))];
        if self.duplicate > 0 {
            words.push(format!("{} would be dropped as seen before", grouped(self.duplicate)));
        }
        let discarded: u64 = self.discarded.values().sum();
        words.push(match discarded {
            0 => "none would be thrown away".to_owned(),
            count => format!("{} would be thrown away behind a 200", grouped(count)),
        });
        ui.line(&format!("Sandbox    {}", words.join(", ")))?;
        for (code, count) in &self.discarded {
            let known = Discard::from_code(code);
            let why = known.map_or_else(String::new, |discard| format!(": {}; {}", discard.meaning(), discard.help()));
            ui.line(&format!("           {} {code}{why}", counted(*count, "event")))?;
        }
        Ok(())
    }
}

fn endpoint(url: &str) -> Result<Endpoint> {
    Endpoint::custom(url).map_err(|bad| Error::failed("sandbox_unreachable", format!("the sandbox is at {url}: {bad}")))
}

fn region_of(pin: Option<&SourceRef>) -> Region {
    let pinned = pin.and_then(|pin| pin.region.as_ref()).and_then(|region| Region::parse(&region.value).ok());
    pinned.unwrap_or(Region::Us)
}

/// An empty workspace but for the source that is pinned, or for one of no name.
fn with_one_source(pin: Option<&SourceRef>, context: &Context) -> Result<State> {
    let mut state = State::empty(Random::new(context.seed()));
    let text = |of: fn(&SourceRef) -> Option<&str>| pin.and_then(of).unwrap_or(UNPINNED).to_owned();
    let slug = text(|pin| pin.slug.as_ref().map(|slug| slug.value.as_str()));
    let kind = catalog::source_by_slug("qualtrics")
        .ok_or_else(|| Error::failed("no_source_type", "the sandbox knows no Qualtrics sources"))?;
    let mut source = state.new_source(&slug, kind);
    source.id = text(|pin| pin.id.as_ref().map(|id| id.value.as_str()));
    state.sources.push(source);
    Ok(state)
}

/// The source of a workspace that is pinned: by its id, else by its slug; without a pin the only one with a write key.
fn source_of<'s>(state: &'s State, pin: Option<&SourceRef>) -> Result<&'s Source> {
    let Some(pin) = pin else {
        let mut with_key = state.sources.iter().filter(|source| !source.write_keys.is_empty());
        return match (with_key.next(), with_key.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => Err(Error::usage("no_source", "no source of this workspace has a write key")),
            (Some(_), Some(_)) => {
                Err(Error::usage("no_source", "nothing says which source of the workspace to send to")
                    .hint("choose one of the mapping's `sources` with --env"))
            }
        };
    };
    let by_id = pin.id.as_ref().and_then(|id| state.source(&id.value));
    let by_slug = pin.slug.as_ref().and_then(|slug| state.sources.iter().find(|source| source.slug == slug.value));
    by_id.or(by_slug).ok_or_else(|| {
        let known: Vec<&str> = state.sources.iter().map(|source| source.slug.as_str()).collect();
        Error::usage("no_such_source", format!("the workspace file has no source of `{}`", pin.env.value))
            .hint(format!("give one the id or slug of the mapping's; it has: {}", known.join(", ")))
    })
}
