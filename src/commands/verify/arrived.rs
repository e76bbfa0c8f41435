//! `qseg verify --arrived`: the message ids that a warehouse has, joined with the ledger: what arrived, and what is
//! missing, with its likely cause.

use super::VerifyArgs;
use super::report::name_of_call;
use super::scope::Scope;
use crate::commands::TextOrJson;
use crate::commands::ids::Ids;
use crate::commands::ledger::missing::read;
use crate::commands::ledger::{name_of, open_to_write};
use crate::commands::limits::Limits;
use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::delivery::arrival::Call;
use crate::delivery::ledger::{Found, Missing};
use crate::delivery::missing::{Cause, LOADING, may_come};
use crate::qualtrics::layout::Subject;
use crate::ui::{Ui, counted, grouped, visible};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

/// How many missing events are listed for people.
const LISTED: u64 = 20;

/// The verdict of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Arrived,
    Missing,
    /// Nothing was asked about, what is missing is in doubt only, or the ids are somebody else's.
    Insufficient,
}

impl Verdict {
    fn of(found: &Found, others: u64) -> Verdict {
        match () {
            () if is_foreign(found, others) || found.arrived + found.missing + found.in_doubt == 0 => {
                Verdict::Insufficient
            }
            () if found.missing > 0 => Verdict::Missing,
            () if found.in_doubt > 0 => Verdict::Insufficient,
            () => Verdict::Arrived,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Verdict::Arrived => "arrived",
            Verdict::Missing => "missing",
            Verdict::Insufficient => "insufficient_evidence",
        }
    }

    /// Acknowledged and not there is lost: judged bad, as what Delivery Overview calls discarded is (design §3).
    fn exit(self) -> Exit {
        match self {
            Verdict::Arrived => Exit::Done,
            Verdict::Missing => Exit::Judged,
            Verdict::Insufficient => Exit::NoVerdict,
        }
    }
}

/// Whether there are ids (`others` are of another form than ours), and the ledger knows none of them: the result of
/// another query, more likely than a loss of all.
fn is_foreign(found: &Found, others: u64) -> bool {
    found.given + others > 0 && found.unknown == found.given
}

/// Joins, records and tells.
///
/// # Errors
/// The file cannot be read, or the ledger cannot be written.
pub(crate) fn run(args: &VerifyArgs, file: &Path, scope: &Scope, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let ids = Ids::open(file, context)?;
    let others = ids.others();
    let found = match scope.asked() {
        None => Found::default(),
        Some(asked) => {
            let mut writer = open_to_write(&scope.path, Duration::ZERO, "qseg verify", context, ui)?;
            writer.found(&asked, ids, |found| !is_foreign(found, others.get()))?
        }
    };
    let verdict = Verdict::of(&found, others.get());
    let mut told = Told { args, scope, found, others: others.get(), verdict, records: HashMap::new() };
    if !args.responses.is_empty() {
        told.find_records(context, ui)?;
    }
    match args.format {
        TextOrJson::Text => told.text(ui)?,
        TextOrJson::Json => told.json(ui)?,
    }
    Ok(verdict.exit())
}

/// What is told.
struct Told<'t> {
    args: &'t VerifyArgs,
    scope: &'t Scope,
    found: Found,
    others: u64,
    verdict: Verdict,
    /// Where the responses of missing events stand: the input, and the record in it. Empty until they are found.
    records: HashMap<String, Option<(String, u64)>>,
}

impl Told<'_> {
    /// Looks the missing events' responses up in the inputs that were given: the first that has each.
    fn find_records(&mut self, context: &Context, ui: &Ui) -> Result<()> {
        let mut records = HashMap::new();
        self.each_missing(&mut |missing| {
            records.insert(missing.response, None);
            Ok(())
        })?;
        for typed in &self.args.responses {
            read(&Limits::default(), context, typed, Subject::Responses, ui, &mut |at| {
                if let Some(place @ None) = records.get_mut(at.response) {
                    *place = Some((at.input.to_owned(), at.record));
                }
                Ok(())
            })?;
        }
        self.records = records;
        Ok(())
    }

    /// Where a response stands, where that is known.
    fn place(&self, response: &str) -> Option<&(String, u64)> {
        self.records.get(response)?.as_ref()
    }

    fn each_missing(&self, tell: &mut dyn FnMut(Missing) -> Result<()>) -> Result<()> {
        match self.scope.asked() {
            Some(asked) if self.verdict == Verdict::Missing => self.scope.ledger.missing(&asked, tell),
            _ => Ok(()),
        }
    }

    fn call(&self, missing: &Missing) -> Option<Call> {
        let (kind, event) = self.scope.calls.call(&missing.task, missing.mapping.as_deref())?;
        Some(Call::new(kind, event))
    }

    fn text(&self, ui: &mut Ui) -> Result<()> {
        let (scope, found) = (self.scope, &self.found);
        ui.heading(&visible(&format!("{}, {}", name_of(&scope.source), scope.what())))?;
        let mut words = vec![format!("{} arrived", grouped(found.arrived))];
        if self.verdict == Verdict::Missing || found.missing == 0 {
            words.push(format!("{} missing", grouped(found.missing)));
        }
        if found.in_doubt > 0 {
            words.push(format!("{} in doubt and not there", grouped(found.in_doubt)));
        }
        let verdict = if self.verdict == Verdict::Insufficient { "insufficient evidence: " } else { "" };
        ui.line(&format!("{verdict}{}", words.join(", ")))?;
        let (mut listed, mut late) = (0, 0);
        self.each_missing(&mut |missing| {
            listed += 1;
            late += u64::from(may_come(&missing, scope.now));
            if listed > LISTED {
                return Ok(());
            }
            let call = self.call(&missing).map_or_else(|| format!("task {}", missing.task), |call| name_of_call(&call));
            let place = self.place(&missing.response);
            let place = place.map_or_else(String::new, |(input, record)| format!(" ({input} record {record})"));
            ui.line(&visible(&format!(
                "{}{place}  {call}  {}  taken {}: {}",
                missing.response,
                missing.message_id,
                missing.answered.strftime("%Y-%m-%d %H:%M UTC"),
                Cause::of(&missing).text()
            )))
        })?;
        if listed > LISTED {
            ui.line(&format!("… and {} more (--format json lists all)", grouped(listed - LISTED)))?;
        }
        self.notes(late).iter().for_each(|note| ui.status(&format!("note: {note}")));
        self.ways_out().iter().for_each(|way| ui.hint(way));
        Ok(())
    }

    fn json(&self, ui: &mut Ui) -> Result<()> {
        let (scope, found) = (self.scope, &self.found);
        let (mut events, mut late) = (Vec::new(), 0);
        self.each_missing(&mut |missing| {
            late += u64::from(may_come(&missing, scope.now));
            events.push(self.event(&missing));
            Ok(())
        })?;
        ui.document(&json!({
            "schema": "qseg.verify.ids/1",
            "ledger": { "file": scope.path.display().to_string() },
            "source": { "id": scope.source.id, "slug": scope.source.slug, "env": scope.source.env },
            "run": scope.run.as_ref().map(|run| &run.id),
            "since": scope.since.map(|since| since.to_string()),
            "ids": { "given": found.given, "unknown": found.unknown, "no_ids_of_ours": self.others },
            "arrived": found.arrived,
            "arrived_elsewhere": found.arrived_elsewhere,
            "missing": found.missing,
            "in_doubt": found.in_doubt,
            "recorded": !is_foreign(found, self.others),
            "events": events,
            "verdict": self.verdict.name(),
            "notes": self.notes(late),
        }))
    }

    fn event(&self, missing: &Missing) -> Value {
        let call = self.call(missing);
        let place = self.place(&missing.response);
        json!({
            "response": missing.response,
            "input": place.map(|(input, _)| input),
            "record": place.map(|(_, record)| record),
            "task": missing.task,
            "type": call.as_ref().map(|call| call.kind),
            "event": call.and_then(|call| call.event),
            "message_id": missing.message_id.as_str(),
            "run": missing.run,
            "answered": missing.answered.to_string(),
            "cause": Cause::of(missing).name(),
            "may_come": may_come(missing, self.scope.now),
        })
    }

    /// What must be known to read the numbers.
    fn notes(&self, late: u64) -> Vec<String> {
        let found = &self.found;
        let mut notes = Vec::new();
        let mut note = |count: u64, what: &str| {
            if count > 0 {
                notes.push(format!("{} {what}", counted(count, "id")));
            }
        };
        note(found.unknown, "in the file that this ledger does not know: of others who send to the source");
        note(self.others, "in the file of another form than qseg's: of others who send to the source");
        note(found.arrived_elsewhere, "in the file of events that were not asked about: recorded as arrived as well");
        if late > 0 {
            notes.push(format!(
                "{} taken less than {} hours ago: a warehouse is loaded in turns, and they may still come",
                counted(late, "missing event"),
                LOADING.as_hours()
            ));
        }
        if found.in_doubt > 0 {
            notes.push(format!(
                "{} of which the answer was lost, and which are not there, stay in doubt",
                counted(found.in_doubt, "event")
            ));
        }
        notes
    }

    fn ways_out(&self) -> Vec<String> {
        let found = &self.found;
        if is_foreign(found, self.others) {
            return vec![
                format!(
                    "nothing was recorded: none of the ids in {} is known here; is it what the query for this source lists?",
                    self.named()
                ),
                "if nothing of ours arrived at all, give a file with the header id and nothing else".to_owned(),
            ];
        }
        let mut ways = Vec::new();
        if found.missing > 0 {
            ways.push(format!("why, by Segment's own codes: qseg verify {}", self.which()));
            ways.push(
                "once that is mended, send them again under the same ids: qseg send --retry missing INPUT".to_owned(),
            );
        }
        if found.in_doubt > 0 {
            ways.push("send what is in doubt again: qseg send --in-doubt resend INPUT".to_owned());
        }
        ways
    }

    fn named(&self) -> String {
        self.args.arrived.as_ref().map(|file| visible(&file.display().to_string()).into_owned()).unwrap_or_default()
    }

    fn which(&self) -> String {
        match (&self.scope.run, self.scope.since) {
            (Some(run), _) => format!("--run {}", run.id),
            (None, Some(since)) => format!("--since {since:.0}"),
            (None, None) => String::new(),
        }
    }
}
