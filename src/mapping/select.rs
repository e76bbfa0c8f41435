//! Which responses count, and what is known of each before any task looks at it: its id, and when it was
//! recorded (design §4 `include`, `liveSince`; §5 dates; §6 identity).

use super::advice;
use super::model::{LiveSince, Mapping, TaskSpec, TimestampSpec};
use super::plan::{CLOCK_CHANGE, Response, place_of};
use super::value::Surroundings;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::Place;
use crate::qualtrics::contacts;
use crate::qualtrics::dates::{self, DateError, Zone};
use crate::qualtrics::findings as codes;
use crate::qualtrics::import_id;
use crate::qualtrics::json::extract::{Table, each_key};
use crate::qualtrics::layout::{Control, Layout, Subject};
use crate::qualtrics::privacy::could_identify;
use crate::qualtrics::record::{Record, Slot, Value};
use crate::qualtrics::status::{self, Include, Kind};
use foldhash::fast::RandomState;
use jiff::Timestamp;
use sha1::{Digest, Sha1};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;

/// What the records of a run are, by the triggers of its tasks; the ids of two tasks that do not agree.
pub(crate) fn subject_of<'t>(tasks: impl Iterator<Item = &'t TaskSpec>) -> Result<Subject, [&'t str; 2]> {
    let mut first: Option<&TaskSpec> = None;
    for task in tasks {
        let first = *first.get_or_insert(task);
        if first.trigger != task.trigger {
            return Err([&first.id.value, &task.id.value]);
        }
    }
    Ok(first.map_or(Subject::Responses, |task| task.trigger))
}

/// What the mapping and the command line say about which responses count.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Kinds that count although a workflow would not have fired for them.
    pub include: Include,
    /// Since when the task itself sends.
    pub live_since: Option<Timestamp>,
    /// Only responses recorded at or after this moment.
    pub recorded_after: Option<Timestamp>,
    /// Only responses recorded before this moment.
    pub recorded_before: Option<Timestamp>,
    /// Only this ResponseId.
    pub response: Option<String>,
    /// strptime pattern of dates that a spreadsheet rewrote.
    pub date_format: Option<String>,
    /// Whether any event carries the recorded date, or a filter asks for it.
    pub needs_recorded_date: bool,
}

impl Wanted {
    /// What a mapping says by itself, for one of its tasks or for all.
    pub(crate) fn by(mapping: &Mapping, task: Option<&str>) -> Wanted {
        let mut tasks = mapping.tasks.iter().filter(|spec| task.is_none_or(|only| spec.id.value == only));
        let live_since = if let LiveSince::Since(moment) = mapping.live_since { Some(moment) } else { None };
        Wanted {
            include: advice::included(mapping),
            live_since,
            date_format: mapping.date_format.as_ref().map(|format| format.value.clone()),
            needs_recorded_date: live_since.is_some() || tasks.any(|task| task.timestamp == TimestampSpec::Recorded),
            ..Wanted::default()
        }
    }
}

/// Why a response does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Skip {
    /// A workflow would not have fired for it.
    Kind(Kind),
    /// The task itself sends it.
    Live,
    /// It was recorded outside of the wanted time.
    Date,
    /// It is not the response that was asked for.
    NotAsked,
    /// It is a contact that has unsubscribed.
    Unsubscribed,
}

/// The selection, compiled for one export.
#[derive(Debug)]
pub struct Selection {
    wanted: Wanted,
    control: Control,
    around: Surroundings,
    subject: Subject,
    is_json: bool,
    /// Which keys of JSON could identify: a name is judged once, not in every response.
    identifies: RefCell<HashMap<String, bool, RandomState>>,
}

/// How many keys are remembered.
const MANY_KEYS: usize = 20_000;

/// A response that counts.
#[derive(Debug, Clone)]
pub struct Selected<'a> {
    /// Its ResponseId, or what stands in for one.
    pub id: Cow<'a, str>,
    /// Whether the id is Qualtrics' own.
    pub has_own_id: bool,
    /// When it was recorded, where that is certain.
    pub recorded: Option<Timestamp>,
}

impl Selection {
    /// Compiles the selection for an export, and says what the export lacks for it.
    pub fn compile(wanted: Wanted, layout: &mut Layout, around: Surroundings, findings: &mut Findings) -> Selection {
        let control = layout.control();
        let subject = layout.subject();
        if subject == Subject::Contacts {
            if control.response_id.is_none() {
                findings.push(
                    Finding::new(&codes::NO_RESPONSE_ID, "the contacts have neither an id nor an extRef")
                        .help("export them with their id: message ids are made from cells and position, and change with the file")
                        .at(Place::input(&around.input)),
                );
            }
        } else if layout.header().is_some() {
            let mut say = |code, message: &str, help: &str| {
                findings.push(Finding::new(code, message).help(help).at(Place::input(&around.input)));
            };
            if control.status.is_none() {
                say(
                    &codes::STATUS_MISSING,
                    "the export has no Status column: previews, tests and spam count",
                    "export all fields to have them left out",
                );
            }
            if control.finished.is_none() {
                say(
                    &codes::FINISHED_MISSING,
                    "the export has no Finished column: unfinished responses count",
                    "export all fields to have them left out",
                );
            }
            if control.response_id.is_none() {
                say(
                    &codes::NO_RESPONSE_ID,
                    "the export has no ResponseId: message ids are made from cells and position, and change with the export",
                    "export without \"Remove all identifying information\"",
                );
            }
            match &control.recorded {
                _ if !wanted.needs_recorded_date => {}
                None => say(
                    &codes::RECORDED_DATE_MISSING,
                    "the export has no RecordedDate and no EndDate: events carry no timestamp",
                    "export all fields, or set `timestamp` in the task",
                ),
                Some(recorded) => {
                    if recorded.is_end_date {
                        say(
                            &codes::RECORDED_DATE_MISSING,
                            "the export has no RecordedDate: EndDate is taken",
                            "export again in the current format to have it",
                        );
                    }
                    if let Some(zone) = &recorded.unknown_zone {
                        say(
                            &codes::ZONE_UNKNOWN,
                            &format!("nobody knows the time zone \"{zone}\" of the header"),
                            "name an IANA zone with `timezone` or --timezone",
                        );
                    }
                    if matches!(recorded.zone, Zone::PresumedUtc) {
                        say(
                            &codes::ZONE_PRESUMED_UTC,
                            "the dates of the export name no zone: UTC is presumed",
                            "name the zone with `timezone` in the mapping, or --timezone",
                        );
                    }
                }
            }
        }
        let identifies = RefCell::default();
        Selection { wanted, control, around, subject, is_json: layout.header().is_none(), identifies }
    }

    /// Whether the export has no ResponseIds at all.
    pub(crate) fn lacks_response_ids(&self) -> bool {
        self.control.response_id.is_none()
    }

    /// Calls `each` with every contact field and embedded data that could identify a respondent, and whether it
    /// is filled. JSON has no header that names embedded data: there it is looked for in the response itself.
    pub(crate) fn each_identifying(&self, record: &Record<'_>, mut each: impl FnMut(&str, bool)) {
        for (field, slot) in &self.control.identifying {
            each(field, record.value(*slot) != Value::Empty);
        }
        if self.is_json && self.subject == Subject::Responses {
            // The reader has parsed the response already: it cannot fail here.
            let _ = each_key(record.text, |table, key, raw| {
                if table == Table::Values && self.identifies(key) {
                    each(key, !matches!(raw, "null" | "\"\"" | "[]" | "{}"));
                }
            });
        }
    }

    fn identifies(&self, key: &str) -> bool {
        if let Some(known) = self.identifies.borrow().get(key) {
            return *known;
        }
        let judged = could_identify(&import_id::normal(key));
        let mut known = self.identifies.borrow_mut();
        if known.len() < MANY_KEYS {
            known.insert(key.to_owned(), judged);
        }
        judged
    }

    /// The cells of Finished and Status, where the response says anything of them.
    pub(crate) fn kind_cells<'a>(&self, record: &Record<'a>) -> (Option<Cow<'a, str>>, Option<Cow<'a, str>>) {
        self.control.kind_cells(record)
    }

    /// Whether a response counts, and what is known of it.
    pub fn select<'a>(&'a self, record: &Record<'a>, findings: &mut Findings) -> Result<Selected<'a>, Skip> {
        let own_id =
            self.control.response_id.as_ref().and_then(|step| step.render(record).ok()).map(|id| id.into_text());
        let own_id = own_id.map(|id| trimmed(id)).filter(|id| !id.is_empty());
        if let Some(asked) = &self.wanted.response
            && own_id.as_deref() != Some(asked)
        {
            return Err(Skip::NotAsked);
        }
        if contacts::is_unsubscribed(&self.control, record) {
            return Err(Skip::Unsubscribed);
        }
        let (finished, status) = self.kind_cells(record);
        let has_column = [self.control.status, self.control.finished].map(|slot| slot.is_some());
        for (cell, code, name, has_column) in [
            (&status, &codes::STATUS_MISSING, "status", has_column[0]),
            (&finished, &codes::FINISHED_MISSING, "finished", has_column[1]),
        ] {
            if cell.is_none() && has_column && self.subject == Subject::Responses {
                findings.push(
                    Finding::new(code, format!("a response says nothing of `{name}`: it counts"))
                        .help("export all fields to have previews, tests and unfinished responses left out")
                        .at(self.place(record, own_id.as_deref())),
                );
            }
        }
        if let Some(kind) = status::left_out(status.as_deref(), finished.as_deref(), self.wanted.include) {
            if kind == Kind::Unknown {
                let shown =
                    status.iter().chain(&finished).map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(", ");
                let place = self.place(record, own_id.as_deref());
                findings.push(
                    Finding::new(
                        &codes::KIND_UNKNOWN,
                        format!("Status or Finished is a text that qseg does not know: {shown}"),
                    )
                    .help("if these responses are real, let them through with --include unknown")
                    .at(place),
                );
            }
            return Err(Skip::Kind(kind));
        }
        let recorded =
            if self.wanted.needs_recorded_date { self.recorded(record, own_id.as_deref(), findings) } else { None };
        self.in_time(recorded)?;
        let has_own_id = own_id.is_some();
        if !has_own_id && !self.lacks_response_ids() {
            let (message, help) = match self.subject {
                Subject::Responses => (
                    "a response has no ResponseId: its message ids are made from its cells and position",
                    "export without \"Remove all identifying information\"",
                ),
                Subject::Contacts => (
                    "a contact has neither an id nor an extRef: its message ids are made from its cells and position",
                    "export the contacts with their id",
                ),
            };
            let finding = Finding::new(&codes::NO_RESPONSE_ID, message).help(help);
            findings.push(finding.at(self.place(record, None)));
        }
        Ok(Selected { id: own_id.unwrap_or_else(|| Cow::Owned(stand_in_id(record))), has_own_id, recorded })
    }

    fn in_time(&self, recorded: Option<Timestamp>) -> Result<(), Skip> {
        let Some(recorded) = recorded else {
            // Asked for by date, a response without one is not among those asked for; it was told as undetermined.
            let by_date = self.wanted.recorded_after.or(self.wanted.recorded_before).is_some();
            return if by_date { Err(Skip::Date) } else { Ok(()) };
        };
        if self.wanted.recorded_after.is_some_and(|after| recorded < after)
            || self.wanted.recorded_before.is_some_and(|before| recorded >= before)
        {
            return Err(Skip::Date);
        }
        if self.wanted.live_since.is_some_and(|since| recorded >= since) {
            return Err(Skip::Live);
        }
        Ok(())
    }

    fn recorded(&self, record: &Record<'_>, id: Option<&str>, findings: &mut Findings) -> Option<Timestamp> {
        let column = self.control.recorded.as_ref()?;
        let cell = cell(record, Some(column.slot)).or_else(|| cell(record, column.fallback));
        let (message, help) = match cell
            .as_deref()
            .map(|cell| dates::read(cell, &column.zone, self.wanted.date_format.as_deref()))
        {
            Some(Ok(moment)) => {
                if moment.decided {
                    let (code, message, help) = CLOCK_CHANGE;
                    findings.push(Finding::new(code, message).help(help).at(self.place(record, id)));
                }
                return Some(moment.timestamp);
            }
            None if column.is_optional => return None,
            None => (
                "the recorded date is empty",
                "the event carries no timestamp; set `timestamp` in the task to take another date",
            ),
            Some(Err(DateError::NoZone)) => {
                ("the zone of the recorded date is unknown", "name it with `timezone` in the mapping, or --timezone")
            }
            Some(Err(DateError::Ambiguous)) => (
                "a spreadsheet has rewritten the recorded date: day and month may be swapped",
                "say how it is written with `dateFormat` in the mapping, or export again and do not open the file in a spreadsheet",
            ),
            Some(Err(DateError::Unreadable)) => {
                ("the recorded date cannot be read", "say how it is written with `dateFormat` in the mapping")
            }
        };
        findings.push(
            Finding::new(&codes::TIMESTAMP_UNDETERMINED, message).help(help).about(message).at(self.place(record, id)),
        );
        None
    }

    fn place(&self, record: &Record<'_>, id: Option<&str>) -> Place {
        let response = Response { record, id: id.unwrap_or_default(), has_own_id: id.is_some(), recorded: None };
        place_of(&self.around, &response)
    }
}

fn cell<'a>(record: &Record<'a>, slot: Option<Slot>) -> Option<Cow<'a, str>> {
    match record.value(slot?) {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Whether an id is what stands in for a ResponseId, which Qualtrics' own never look like.
pub(crate) fn is_stand_in(id: &str) -> bool {
    id.len() == 40 && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// What stands in for a ResponseId: the raw cells and the position in the input. It changes when the export does.
fn stand_in_id(record: &Record<'_>) -> String {
    let mut hasher = Sha1::new();
    hasher.update(record.number.to_le_bytes());
    hasher.update(record.text.as_bytes());
    let digest = hasher.finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
