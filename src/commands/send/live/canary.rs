//! The canary of a live send: Segment is asked what became of the first events, and what it says lets the rest follow
//! or ends the send.

use super::progress::Progress;
use crate::commands::connection::{Opened, client, in_words};
use crate::commands::verify::ask::{Found, ask_until};
use crate::commands::verify::report::{line, weaknesses};
use crate::commands::verify::scope::Scope;
use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::delivery::canary::{Decision, First, decide};
use crate::mapping::model::Mapping;
use crate::segment::discard::Discard;
use crate::segment::public_api::{Setup, Waiting, Watch};
use crate::ui::{counted, grouped};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;

/// What is needed to ask.
pub(crate) struct Canary<'c> {
    /// How many events go alone, at the most.
    pub(crate) events: u64,
    /// How long Segment is asked about them.
    pub(crate) wait: SignedDuration,
    /// For the seed, and where the Public API is.
    pub(crate) context: &'c Context,
    /// The workspace.
    pub(crate) opened: &'c Opened,
    /// The mapping of the run.
    pub(crate) mapping: &'c Mapping,
    /// The ledger that the run is recorded in.
    pub(crate) ledger: &'c Path,
    /// The run's id.
    pub(crate) run: &'c str,
}

/// The key `delivery.canary` of the document.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct CanaryDocument {
    /// Events that went alone and were acknowledged.
    pub(crate) events: u64,
    /// What was found: `follow`, `discarded`, or `unclear`.
    pub(crate) verdict: &'static str,
    /// By which of Segment's counts; `null` where none could be seen.
    pub(crate) evidence: Option<&'static str>,
    /// What Segment threw away, by its codes.
    pub(crate) discarded: BTreeMap<String, u64>,
    /// Whether that was every one of them.
    #[serde(skip)]
    pub(crate) all_discarded: bool,
}

impl Canary<'_> {
    /// Looks; what was found is in the document, too.
    ///
    /// # Errors
    /// The rest may not follow: `canary_discarded` (exit 3), `canary_unclear` (exit 7), or Segment could not be asked.
    pub(crate) async fn look(
        &self,
        first: First,
        progress: &Progress<'_>,
        told: &Cell<Option<CanaryDocument>>,
    ) -> Result<()> {
        progress.say(&format!(
            "Canary: {} went alone; Segment is asked about them for at most {:#}, and the rest waits",
            counted(first.acknowledged, "event"),
            self.wait
        ));
        let hearing = Hearing(progress);
        let client = client(self.context, self.opened, Setup::new(self.context.seed(), Timestamp::now, &hearing))?;
        let scope = Scope::of_run(self.ledger, self.run, self.mapping, Timestamp::now(), first.clock_offset)?;
        let sent = scope.sent()?;
        let found = ask_until(&client, &scope.source.id, &sent, self.wait).await?;
        let decision = decide(found.judgement.as_ref());
        let (verdict, discarded, all_discarded) = match &decision {
            Decision::Follow => ("follow", BTreeMap::new(), false),
            Decision::Unclear => ("unclear", BTreeMap::new(), false),
            Decision::Discarded { codes, is_all } => ("discarded", codes.clone(), *is_all),
        };
        let evidence = found.by.map(|by| by.name());
        told.set(Some(CanaryDocument { events: first.acknowledged, verdict, evidence, discarded, all_discarded }));
        match decision {
            Decision::Follow => {
                progress.say("Canary: Segment counted them and threw none away; the rest follows");
                weaknesses(&sent, &found).iter().for_each(|note| progress.say(&format!("note: {note}")));
                Ok(())
            }
            Decision::Discarded { codes, is_all } => Err(self.discarded(first, &codes, is_all)),
            Decision::Unclear => Err(self.unclear(first, &found, &weaknesses(&sent, &found))),
        }
    }

    fn discarded(&self, first: First, codes: &BTreeMap<String, u64>, is_all: bool) -> Error {
        let mut reasons = Vec::new();
        let mut ways = Vec::new();
        for (code, count) in codes {
            let known = Discard::from_code(code);
            let meaning = known.map_or_else(String::new, |known| format!(" ({})", known.meaning()));
            reasons.push(format!("{} {code}{meaning}", grouped(*count)));
            ways.extend(known.map(Discard::help));
        }
        let sum: u64 = codes.values().sum();
        let message = format!(
            "Segment threw away {} of the first {}: {}",
            grouped(sum),
            counted(first.acknowledged, "event"),
            reasons.join(", ")
        );
        let error = Error::judged("canary_discarded", message);
        let error = ways.into_iter().fold(error, |error, way| error.hint(way));
        match is_all {
            true => error.hint("they are recorded as missing: once it is mended, give --retry missing as well"),
            false => error.hint(format!(
                "which of them arrived the warehouse knows: qseg verify --run {} --sql DIALECT; what did not goes out \
                 again with --retry missing",
                self.run
            )),
        }
    }

    fn unclear(&self, first: First, found: &Found, notes: &[String]) -> Error {
        let lines: Vec<String> = found
            .judgement
            .iter()
            .flat_map(|judgement| &judgement.events)
            .map(line)
            .chain(notes.iter().cloned())
            .collect();
        let message = format!(
            "nothing tells whether the first {} arrived: {}",
            counted(first.acknowledged, "event"),
            if lines.is_empty() { "Segment says nothing about them".to_owned() } else { lines.join("; ") }
        );
        let error = Error { exit: Exit::NoVerdict, ..Error::judged("canary_unclear", message) };
        error
            .hint("run the same command again later; to send the rest without evidence: --canary 0")
            .hint(format!("what became of the first: qseg verify --run {} --wait 5m", self.run))
            .hint("what is never counted went elsewhere: a key of another source or region (qseg doctor says)")
    }
}

/// Tells a person why nothing happens.
struct Hearing<'h, 'u>(&'h Progress<'u>);

impl Watch for Hearing<'_, '_> {
    fn waiting(&self, waiting: &Waiting<'_>) {
        self.0.say(&in_words(waiting));
    }
}
