//! What a look into the warehouse found: the message ids that arrived, joined with what was sent. Arrival is said of
//! every event whose id is there; that one is missing, of those that were asked about and are not.

use super::book::{Refusal, written};
use super::open::{Ledger, Writer};
use super::recorder::in_transaction;
use super::runs::moment;
use super::taken::Taken;
use crate::core::error::Result;
use crate::segment::message_id::MessageId;
use jiff::Timestamp;
use rusqlite::{Transaction, params};

/// Which events are asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Asked {
    /// None: ids that arrived are recorded all the same.
    Nothing,
    /// What a run sent last, by its id.
    Run(String),
    /// What was sent to a source from a moment on, by runs of the kind `send`.
    Since {
        /// The id of the source.
        source: String,
        /// From here.
        since: Timestamp,
    },
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Found {
    /// Different ids that were given.
    pub(crate) given: u64,
    /// Ids of which the ledger knows nothing: of others who send, or of a ledger that is lost.
    pub(crate) unknown: u64,
    /// Events that were asked about and have arrived.
    pub(crate) arrived: u64,
    /// Events that were not asked about and have arrived.
    pub(crate) arrived_elsewhere: u64,
    /// Events that were asked about, that the server took, and that have not arrived.
    pub(crate) missing: u64,
    /// Events that were asked about, whose answer was lost, and that have not arrived. They stay in doubt.
    pub(crate) in_doubt: u64,
}

/// An event that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// Its id.
    pub(crate) message_id: MessageId,
    /// The task that made it.
    pub(crate) task: String,
    /// The ResponseId, or what stands in for one.
    pub(crate) response: String,
    /// The run that sent it last.
    pub(crate) run: String,
    /// SHA-256 of that run's mapping file.
    pub(crate) mapping: Option<String>,
    /// When the server took it.
    pub(crate) answered: Timestamp,
    /// Its batch.
    pub(crate) batch: i64,
    /// Events of its batch, how many of them are missing.
    pub(crate) of_batch: (u64, u64),
    /// Events of its task in its run, how many of them are missing.
    pub(crate) of_task: (u64, u64),
    /// Events of its run, how many of them are missing.
    pub(crate) of_run: (u64, u64),
}

impl Asked {
    /// Which events of `settled AS e` are asked about, by `?1` and `?2`.
    fn condition(&self) -> &'static str {
        match self {
            Asked::Nothing => "FALSE AND ?1 IS ?2",
            Asked::Run(_) => "runs.id = ?1 AND ?2 IS NULL",
            Asked::Since { .. } => {
                "runs.source = (SELECT no FROM sources WHERE id = ?1) AND runs.kind = 'send'
                 AND coalesce(first.recorded, batches.recorded) >= ?2"
            }
        }
    }

    fn given(&self) -> (&str, Option<String>) {
        match self {
            Asked::Nothing => ("", None),
            Asked::Run(run) => (run, None),
            Asked::Since { source, since } => (source, Some(written(*since))),
        }
    }
}

const JOINS: &str = "JOIN batches ON batches.no = e.batch JOIN runs ON runs.no = batches.run
  LEFT JOIN batches AS first ON first.no = e.first_batch";

impl Writer {
    /// Records which of these events have arrived, by the ids that were found: all or nothing. `is_enough` is asked before
    /// anything is written; where it says no, nothing is.
    ///
    /// One that was found before and is not among the ids keeps its state: having been seen is not undone.
    ///
    /// # Errors
    /// An id cannot be had, or the ledger cannot be written.
    pub(crate) fn found(
        &mut self,
        asked: &Asked,
        ids: impl Iterator<Item = Result<MessageId>>,
        is_enough: impl FnOnce(&Found) -> bool,
    ) -> Result<Found> {
        let done = in_transaction(self, |tx| {
            keep(tx, ids)?;
            let found = look(tx, asked)?;
            if is_enough(&found) {
                write(tx, asked)?;
            }
            tx.execute_batch("DROP TABLE temp.came")?;
            Ok(found)
        });
        done.map_err(|failure| failure.error())
    }
}

/// The ids, in a temporary file of SQLite's: memory does not grow with them.
fn keep(tx: &Transaction<'_>, ids: impl Iterator<Item = Result<MessageId>>) -> std::result::Result<(), Refusal> {
    tx.execute_batch(
        "DROP TABLE IF EXISTS temp.came;
         CREATE TEMP TABLE came (id BLOB PRIMARY KEY, is_known INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID",
    )?;
    let mut insert = tx.prepare("INSERT INTO temp.came (id) VALUES (?1) ON CONFLICT DO NOTHING")?;
    for id in ids {
        insert.execute([id.map_err(Refusal::Rule)?.to_bytes()])?;
    }
    tx.execute("UPDATE temp.came SET is_known = 1 WHERE id IN (SELECT message_id FROM settled)", [])?;
    Ok(())
}

fn look(tx: &Transaction<'_>, asked: &Asked) -> rusqlite::Result<Found> {
    let (one, other) = asked.given();
    let of_ids = "SELECT count(*), coalesce(sum(NOT is_known), 0) FROM temp.came";
    let (given, unknown) = tx.query_row(of_ids, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let all: u64 =
        tx.query_row("SELECT count(*) FROM settled WHERE message_id IN (SELECT id FROM temp.came)", [], |row| {
            row.get(0)
        })?;
    let of_asked = format!(
        "SELECT coalesce(sum(has_come), 0), coalesce(sum(NOT has_come AND state IN ('acknowledged', 'missing')), 0),
           coalesce(sum(NOT has_come AND state = 'in_doubt'), 0)
         FROM (SELECT e.message_id IN (SELECT id FROM temp.came) AS has_come, coalesce(e.state, batches.state) AS state
               FROM settled AS e {JOINS} WHERE {})",
        asked.condition()
    );
    tx.query_row(&of_asked, params![one, other], |row| {
        let arrived = row.get(0)?;
        Ok(Found {
            given,
            unknown,
            arrived,
            arrived_elsewhere: all.saturating_sub(arrived),
            missing: row.get(1)?,
            in_doubt: row.get(2)?,
        })
    })
}

fn write(tx: &Transaction<'_>, asked: &Asked) -> rusqlite::Result<()> {
    let (one, other) = asked.given();
    tx.execute(
        "UPDATE settled SET state = 'arrived'
         WHERE message_id IN (SELECT id FROM temp.came) AND state IS NOT 'arrived'",
        [],
    )?;
    tx.execute(
        &format!(
            "UPDATE settled SET state = 'missing' WHERE state IS NULL AND (task, response, revision) IN (
               SELECT e.task, e.response, e.revision FROM settled AS e {JOINS}
               WHERE e.state IS NULL AND batches.state = 'acknowledged' AND {})",
            asked.condition()
        ),
        params![one, other],
    )?;
    Ok(())
}

impl Ledger {
    /// Tells the events that are missing of those that are asked about, in the order in which they were sent; each with
    /// what else is missing beside it.
    ///
    /// # Errors
    /// The ledger cannot be read, or whoever is told fails.
    pub(crate) fn missing(&self, asked: &Asked, tell: &mut dyn FnMut(Missing) -> Result<()>) -> Result<()> {
        let trouble = self.trouble();
        let (one, other) = asked.given();
        let counts = "count(*) OVER of_batch, sum(e.state IS 'missing') OVER of_batch,
           count(*) OVER of_task, sum(e.state IS 'missing') OVER of_task,
           count(*) OVER of_run, sum(e.state IS 'missing') OVER of_run";
        let select = format!(
            "SELECT * FROM (
               SELECT e.message_id, tasks.id, e.response, runs.id, runs.mapping_hash,
                 coalesce(batches.answered, batches.recorded) AS answered, e.batch AS batch, {counts}, e.state AS state
               FROM settled AS e {JOINS} JOIN tasks ON tasks.no = e.task
               WHERE {}
               WINDOW of_batch AS (PARTITION BY e.batch), of_task AS (PARTITION BY batches.run, e.task),
                 of_run AS (PARTITION BY batches.run))
             WHERE state = 'missing' ORDER BY batch, 2, 3",
            asked.condition()
        );
        let mut select = self.connection.prepare(&select).map_err(&trouble)?;
        let mut rows = select.query(params![one, other]).map_err(&trouble)?;
        while let Some(row) = rows.next().map_err(&trouble)? {
            let read = || {
                Ok(Missing {
                    message_id: MessageId::from_bytes(row.get(0)?),
                    task: row.get(1)?,
                    response: row.get(2)?,
                    run: row.get(3)?,
                    mapping: row.get(4)?,
                    answered: moment(row, 5)?,
                    batch: row.get(6)?,
                    of_batch: (row.get(7)?, row.get(8)?),
                    of_task: (row.get(9)?, row.get(10)?),
                    of_run: (row.get(11)?, row.get(12)?),
                })
            };
            tell(read().map_err(&trouble)?)?;
        }
        Ok(())
    }

    /// What is asked about, by run and task: what the server took, and what it may have taken.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn sent(&self, asked: &Asked) -> Result<Vec<Taken>> {
        let listed = || {
            let (one, other) = asked.given();
            let mut select = self.connection.prepare(&format!(
                "SELECT runs.id, runs.mapping_hash, tasks.id, sum(batches.state = 'acknowledged'), sum(batches.state = 'in_doubt')
                 FROM (SELECT task, batch, first_batch FROM settled UNION ALL SELECT task, batch, first_batch FROM under_way) AS e
                 {JOINS} JOIN tasks ON tasks.no = e.task
                 WHERE batches.state <> 'refused' AND {} GROUP BY runs.no, tasks.no ORDER BY runs.no, tasks.no",
                asked.condition()
            ))?;
            let rows = select.query_map(params![one, other], Taken::of)?;
            rows.collect::<rusqlite::Result<_>>()
        };
        listed().map_err(self.trouble())
    }

    /// From when on anything that stands here may have come to a source: a day before its first run, for Segment drops what
    /// it saw within the last 24 hours in favour of the earlier one. `None` where something was taken over from elsewhere:
    /// nobody knows when that was sent.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn earliest(&self, source: &str) -> Result<Option<Timestamp>> {
        let first = self.connection.query_row(
            "SELECT min(runs.began), sum(runs.kind <> 'send') FROM runs JOIN sources ON sources.no = runs.source WHERE sources.id = ?1",
            [source],
            |row| match (row.get::<_, Option<String>>(0)?, row.get::<_, Option<u64>>(1)?) {
                (Some(_), Some(0)) => moment(row, 0).map(Some),
                _ => Ok(None),
            },
        );
        let first = first.map_err(self.trouble())?;
        Ok(first.and_then(|first| first.checked_sub(crate::delivery::decide::LOOK_BACK).ok()))
    }
}
