//! What a run writes in the ledger, and the rules that keep it whole: an event is in one batch; one that was
//! delivered is in doubt again only where its response was edited; a batch is answered once.
//!
//! Everything here happens inside a transaction that somebody else begins and commits.

use super::entry::{Entry, State};
use super::runs::{End, NewRun};
use crate::core::error::Error;
use foldhash::fast::FixedState;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Statement, Transaction, TransactionBehavior, params};
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

/// A batch, by its number in the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BatchNo(pub(crate) i64);

/// How many events of a run are held in `under_way` before those that were answered are moved on.
pub(super) const HELD: usize = 100_000;

/// Why something was not written.
#[derive(Debug)]
pub(super) enum Refusal {
    /// SQLite could not.
    Sql(rusqlite::Error),
    /// It would break a rule.
    Rule(Error),
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Self {
        Refusal::Sql(error)
    }
}

type Written<T> = std::result::Result<T, Refusal>;

/// A task of the run, as the tables know it.
#[derive(Debug, Clone, Copy)]
struct Task {
    no: i64,
    revision: u32,
    version: Option<i64>,
    has_history: bool,
}

/// A batch without an answer: its events stand in `under_way`, one behind the other.
#[derive(Debug, Clone)]
struct Open {
    first: i64,
    events: usize,
}

/// A run under way.
#[derive(Debug, Clone)]
pub(super) struct Book {
    run: i64,
    id: String,
    tasks: Vec<Task>,
    open: HashMap<BatchNo, Open>,
    next_batch: i64,
    next_row: i64,
    /// The keys that stand in `under_way`, hashed.
    held: HashSet<u64, FixedState>,
    most_held: usize,
    /// Rows of `under_way` that took the place of a delivered event.
    replacing: HashSet<i64>,
}

impl Book {
    /// Begins a run.
    pub(super) fn begin(tx: &Transaction<'_>, run: &NewRun, now: Timestamp) -> Written<Book> {
        let source = source_no(tx, run)?;
        let mut tasks = Vec::with_capacity(run.tasks.len());
        for task in &run.tasks {
            tx.execute(
                "INSERT INTO tasks (source, id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                params![source, task.id],
            )?;
            let no =
                tx.query_row("SELECT no FROM tasks WHERE source = ?1 AND id = ?2", params![source, task.id], number)?;
            let version = match &task.version {
                None => None,
                Some(hash) => {
                    tx.execute("INSERT INTO task_versions (hash) VALUES (?1) ON CONFLICT DO NOTHING", [hash.0])?;
                    Some(tx.query_row("SELECT no FROM task_versions WHERE hash = ?1", [hash.0], number)?)
                }
            };
            let history = "SELECT EXISTS (SELECT 1 FROM settled WHERE task = ?1)";
            let has_history = tx.query_row(history, [no], |row| row.get(0))?;
            tasks.push(Task { no, revision: task.revision, version, has_history });
        }
        let (no, id) = run.insert(tx, source, now)?;
        let next = |table: &str| tx.query_row(&format!("SELECT coalesce(max(no), 0) + 1 FROM {table}"), [], number);
        Ok(Book {
            run: no,
            id,
            tasks,
            open: HashMap::new(),
            next_batch: next("batches")?,
            next_row: next("under_way")?,
            held: HashSet::with_hasher(FixedState::with_seed(11)),
            most_held: HELD,
            replacing: HashSet::new(),
        })
    }

    /// The run's id.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Moves answered events on as soon as so many are held.
    #[cfg(test)]
    pub(super) fn hold_at_most(&mut self, events: usize) {
        self.most_held = events;
    }

    /// Records that these events are about to be sent together.
    pub(super) fn in_doubt(&mut self, tx: &Transaction<'_>, entries: &[Entry], now: Timestamp) -> Written<BatchNo> {
        if self.held.len() + entries.len() > self.most_held {
            move_on(tx, false)?;
            self.held.clear();
            self.hold_what_is_left(tx)?;
            self.tasks.iter_mut().for_each(|task| task.has_history = true);
        }
        let batch = self.new_batch(tx, entries.len(), &written(now))?;
        let first = self.next_row;
        let mut find = tx.prepare_cached(
            "SELECT batch, first_batch, state, content FROM settled WHERE task = ?1 AND response = ?2 AND revision = ?3",
        )?;
        let mut insert = tx.prepare_cached(
            "INSERT INTO under_way (no, task, response, revision, message_id, content, version, batch, first_batch)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?;
        for entry in entries {
            let Some(&task) = self.tasks.get(entry.task.0) else {
                return Err(Refusal::Rule(Error::failed(
                    "ledger_rule",
                    "an event of a task that the run does not have",
                )));
            };
            self.hold(tx, task, entry)?;
            let first_batch = match Before::find(&mut find, task, entry)? {
                Some(before) => before.give_way(tx, task, entry)?,
                None => None,
            };
            if entry.edited {
                self.replacing.insert(self.next_row);
            }
            insert.execute(params![
                self.next_row,
                task.no,
                entry.response,
                task.revision,
                entry.message_id.to_bytes(),
                entry.content.map(|content| content.0),
                task.version,
                batch.0,
                first_batch,
            ])?;
            self.next_row += 1;
        }
        self.open.insert(batch, Open { first, events: entries.len() });
        Ok(batch)
    }

    /// Takes note that an event is under way in this run, where it can be only once.
    fn hold(&mut self, tx: &Transaction<'_>, task: Task, entry: &Entry) -> Written<()> {
        let key = (task.no, &*entry.response, task.revision);
        if !self.held.insert(self.held.hasher().hash_one(key)) {
            let again = "SELECT EXISTS (SELECT 1 FROM under_way WHERE task = ?1 AND response = ?2 AND revision = ?3)";
            if tx.query_row(again, params![task.no, entry.response, task.revision], |row| row.get(0))? {
                return Err(Refusal::Rule(repeated(entry)));
            }
        }
        Ok(())
    }

    /// Records that the server took a batch.
    pub(super) fn acknowledged(&mut self, tx: &Transaction<'_>, batch: BatchNo, now: Timestamp) -> Written<()> {
        self.answered(tx, batch, State::Acknowledged, None, now)
    }

    /// Records that the server finally refused a batch, with this HTTP status.
    pub(super) fn refused(&mut self, tx: &Transaction<'_>, batch: BatchNo, status: u16, now: Timestamp) -> Written<()> {
        self.answered(tx, batch, State::Refused, Some(status), now)
    }

    fn answered(
        &mut self,
        tx: &Transaction<'_>,
        batch: BatchNo,
        state: State,
        status: Option<u16>,
        now: Timestamp,
    ) -> Written<()> {
        if self.open.remove(&batch).is_none() {
            return Err(Refusal::Rule(not_open(batch)));
        }
        tx.prepare_cached(
            "UPDATE batches SET state = ?2, status = ?3, answered = ?4 WHERE no = ?1 AND state = 'in_doubt'",
        )?
        .execute(params![batch.0, state.name(), status, written(now)])?;
        Ok(())
    }

    /// Records that the server certainly has nothing of a batch, and that it is not sent again in this run: its events
    /// are as if they had never been sent. What was in doubt before, or was delivered before with other content, stays
    /// in doubt.
    pub(super) fn not_taken(&mut self, tx: &Transaction<'_>, batch: BatchNo) -> Written<()> {
        let Some(open) = self.open.remove(&batch) else { return Err(Refusal::Rule(not_open(batch))) };
        let mut forget = tx.prepare_cached("DELETE FROM under_way WHERE no = ?1 AND first_batch IS NULL")?;
        let mut forgotten = 0;
        for row in open.first..open.first + open.events as i64 {
            if !self.replacing.contains(&row) {
                forgotten += forget.execute([row])?;
            }
        }
        tx.prepare_cached("UPDATE batches SET events = events - ?2 WHERE no = ?1")?
            .execute(params![batch.0, forgotten])?;
        tx.prepare_cached("DELETE FROM batches WHERE no = ?1 AND events = 0")?.execute([batch.0])?;
        Ok(())
    }

    /// Cuts a batch in doubt into smaller ones of so many events each, in its order. The first keeps its number.
    pub(super) fn split(&mut self, tx: &Transaction<'_>, batch: BatchNo, sizes: &[usize]) -> Written<Vec<BatchNo>> {
        let Some(whole) = self.open.get(&batch).cloned() else { return Err(Refusal::Rule(not_open(batch))) };
        if sizes.contains(&0) || sizes.iter().sum::<usize>() != whole.events {
            let why = format!("batch {} of {} events cannot be cut into {sizes:?}", batch.0, whole.events);
            return Err(Refusal::Rule(Error::failed("ledger_rule", why)));
        }
        let recorded: String =
            tx.query_row("SELECT recorded FROM batches WHERE no = ?1", [batch.0], |row| row.get(0))?;
        let mut parts = Vec::with_capacity(sizes.len());
        let mut first = whole.first;
        for (at, &events) in sizes.iter().enumerate() {
            let part =
                if at == 0 {
                    tx.prepare_cached("UPDATE batches SET events = ?2 WHERE no = ?1")?
                        .execute(params![batch.0, events])?;
                    batch
                } else {
                    let part = self.new_batch(tx, events, &recorded)?;
                    tx.prepare_cached("UPDATE under_way SET batch = ?1 WHERE no >= ?2 AND no < ?3")?
                        .execute(params![part.0, first, first + events as i64])?;
                    part
                };
            self.open.insert(part, Open { first, events });
            parts.push(part);
            first += events as i64;
        }
        Ok(parts)
    }

    /// Whether anything is recorded of an event.
    pub(super) fn knows(&self, tx: &Transaction<'_>, entry: &Entry) -> Written<bool> {
        let Some(task) = self.tasks.get(entry.task.0) else { return Ok(false) };
        let key = params![task.no, entry.response, task.revision];
        let settled = "SELECT EXISTS (SELECT 1 FROM settled WHERE task = ?1 AND response = ?2 AND revision = ?3)";
        if tx.prepare_cached(settled)?.query_row(key, |row| row.get(0))? {
            return Ok(true);
        }
        if !self.held.contains(&self.held.hasher().hash_one((task.no, &*entry.response, task.revision))) {
            return Ok(false);
        }
        let held = "SELECT EXISTS (SELECT 1 FROM under_way WHERE task = ?1 AND response = ?2 AND revision = ?3)";
        Ok(tx.prepare_cached(held)?.query_row(key, |row| row.get(0))?)
    }

    /// Records events that were delivered already.
    pub(super) fn delivered(&mut self, tx: &Transaction<'_>, entries: &[Entry], now: Timestamp) -> Written<()> {
        let batch = self.in_doubt(tx, entries, now)?;
        self.acknowledged(tx, batch, now)
    }

    /// Ends the run, and moves its events to where they are found by their key.
    pub(super) fn finish(&mut self, tx: &Transaction<'_>, end: &End, now: Timestamp) -> Written<()> {
        end.write(tx, self.run, now)?;
        move_on(tx, true)?;
        Ok(())
    }

    fn new_batch(&mut self, tx: &Transaction<'_>, events: usize, recorded: &str) -> Written<BatchNo> {
        let no = self.next_batch;
        tx.prepare_cached(
            "INSERT INTO batches (no, run, state, events, recorded) VALUES (?1, ?2, 'in_doubt', ?3, ?4)",
        )?
        .execute(params![no, self.run, events, recorded])?;
        self.next_batch += 1;
        Ok(BatchNo(no))
    }

    fn hold_what_is_left(&mut self, tx: &Transaction<'_>) -> Written<()> {
        let mut left = tx.prepare("SELECT task, response, revision FROM under_way")?;
        let mut rows = left.query([])?;
        while let Some(row) = rows.next()? {
            let response: String = row.get(1)?;
            let key = (row.get::<_, i64>(0)?, response.as_str(), row.get::<_, u32>(2)?);
            self.held.insert(self.held.hasher().hash_one(key));
        }
        Ok(())
    }
}

/// What an event that goes out was before, in an earlier run.
struct Before {
    batch: i64,
    first_batch: Option<i64>,
    state: Option<String>,
    content: Option<[u8; 16]>,
}

impl Before {
    /// Nearly always there is nothing: so the batch is looked up only where there is something.
    fn find(find: &mut Statement<'_>, task: Task, entry: &Entry) -> Written<Option<Before>> {
        if !task.has_history {
            return Ok(None);
        }
        let found = find.query_row(params![task.no, entry.response, task.revision], |row| {
            Ok(Before { batch: row.get(0)?, first_batch: row.get(1)?, state: row.get(2)?, content: row.get(3)? })
        });
        Ok(found.optional()?)
    }

    /// Takes the event out of its old batch. The batch in which it was first in doubt, where it is in doubt still.
    fn give_way(self, tx: &Transaction<'_>, task: Task, entry: &Entry) -> Written<Option<i64>> {
        let state = match self.state {
            Some(state) => state,
            None => {
                let of_batch = "SELECT state FROM batches WHERE no = ?1";
                tx.prepare_cached(of_batch)?.query_row([self.batch], |row| row.get(0))?
            }
        };
        let state = State::named(&state);
        let is_new_content = entry.edited && self.content != entry.content.map(|content| content.0);
        if state.is_none_or(State::is_delivered) && !is_new_content {
            return Err(Refusal::Rule(delivered(entry)));
        }
        tx.prepare_cached("DELETE FROM settled WHERE task = ?1 AND response = ?2 AND revision = ?3")?
            .execute(params![task.no, entry.response, task.revision])?;
        tx.prepare_cached("UPDATE batches SET events = events - 1 WHERE no = ?1")?.execute([self.batch])?;
        Ok((state == Some(State::InDoubt)).then_some(self.first_batch.unwrap_or(self.batch)))
    }
}

/// Moves what a run left in `under_way` to where it is found by its key.
pub(super) fn settle(connection: &mut Connection, all: bool) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    move_on(&transaction, all)?;
    transaction.commit()
}

/// All of it, or what has been answered.
fn move_on(tx: &Transaction<'_>, all: bool) -> rusqlite::Result<()> {
    const ANSWERED: &str = "WHERE batch IN (SELECT no FROM batches WHERE state <> 'in_doubt')";
    let which = if all { "" } else { ANSWERED };
    let moved = tx.execute(
        &format!(
            "INSERT INTO settled (task, response, revision, message_id, content, version, batch, first_batch, state)
             SELECT task, response, revision, message_id, content, version, batch, first_batch, state
             FROM under_way {which} ORDER BY task, response, revision"
        ),
        [],
    )?;
    if moved > 0 {
        tx.execute(&format!("DELETE FROM under_way {which}"), [])?;
    }
    Ok(())
}

/// The number of the run's source. What it is called may change, its id never does.
fn source_no(tx: &Transaction<'_>, run: &NewRun) -> rusqlite::Result<i64> {
    let source = &run.source;
    tx.execute(
        "INSERT INTO sources (id, slug, env, region) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET
         slug = coalesce(excluded.slug, slug), env = coalesce(excluded.env, env), region = coalesce(excluded.region, region)",
        params![source.id, source.slug, source.env, source.region],
    )?;
    tx.query_row("SELECT no FROM sources WHERE id = ?1", [&source.id], number)
}

fn number(row: &rusqlite::Row<'_>) -> rusqlite::Result<i64> {
    row.get(0)
}

/// A moment as the ledger writes it: RFC 3339, UTC, milliseconds.
pub(super) fn written(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

fn repeated(entry: &Entry) -> Error {
    Error::usage(
        "response_repeated",
        format!("{} stands in the inputs twice: its second event was not sent", entry.response),
    )
    .hint("take the one that comes last with --duplicates newest, or give the newer export alone")
}

fn delivered(entry: &Entry) -> Error {
    Error::failed(
        "delivered_already",
        format!("the event {} of {} is recorded as delivered: it was not sent again", entry.message_id, entry.response),
    )
    .hint(format!("see what is known of it: qseg ledger show --response {}", entry.response))
}

fn not_open(batch: BatchNo) -> Error {
    Error::failed(
        "ledger_rule",
        format!("batch {} is not in doubt in this run: nothing can be answered to it", batch.0),
    )
}

#[cfg(test)]
mod tests;
