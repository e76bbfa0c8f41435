//! Looking events up: what planning a delivery asks of every response, and what a person asks of one.

use super::entry::{Known, State};
use super::hash::{ContentHash, TaskHash};
use super::open::Ledger;
use super::runs::{moment, unfit};
use crate::core::error::Result;
use crate::segment::message_id::MessageId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Statement, params};

/// What was sent of one task to one source.
#[derive(Debug)]
pub struct History<'l> {
    ledger: &'l Ledger,
    task: i64,
    latest: Statement<'l>,
}

/// An event, as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    /// The id of the source that it went to.
    pub(crate) source: String,
    /// What that source is called.
    pub(crate) slug: Option<String>,
    /// The environment that it was chosen by.
    pub(crate) env: Option<String>,
    /// The task that made it.
    pub(crate) task: String,
    /// Its run's id.
    pub(crate) run: String,
    /// The HTTP status of a refusal.
    pub(crate) status: Option<u16>,
    /// When its batch was answered.
    pub(crate) answered: Option<Timestamp>,
    /// The rest.
    pub(crate) known: Known,
}

/// The columns of a [`Known`], from an event `e`, its batch, the batch in which it was `first` in doubt, and its version.
const KNOWN: &str = "e.revision, e.message_id, e.content, task_versions.hash, coalesce(e.state, batches.state),
  coalesce(first.recorded, batches.recorded), batches.run";

const JOINS: &str = "JOIN batches ON batches.no = e.batch LEFT JOIN batches AS first ON first.no = e.first_batch
  LEFT JOIN task_versions ON task_versions.no = e.version";

impl Ledger {
    /// What was sent of this task to this source; `None` where nothing was. Source and task are named by their ids.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn history(&self, source: &str, task: &str) -> Result<Option<History<'_>>> {
        let opened = || {
            let find = "SELECT tasks.no FROM tasks JOIN sources ON sources.no = tasks.source
                        WHERE sources.id = ?1 AND tasks.id = ?2
                        AND (EXISTS (SELECT 1 FROM settled WHERE task = tasks.no) OR
                             EXISTS (SELECT 1 FROM under_way WHERE task = tasks.no))";
            let Some(task) = self.connection.query_row(find, [source, task], |row| row.get(0)).optional()? else {
                return Ok(None);
            };
            if !self.is_settled {
                self.index_under_way()?;
            }
            let latest = self.connection.prepare(&self.of_response("?1", "ORDER BY e.revision DESC LIMIT 1"))?;
            Ok(Some(History { ledger: self, task, latest }))
        };
        opened().map_err(self.trouble())
    }

    /// Every event of a response, in the order in which they were recorded first.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn events_of(&self, response: &str) -> Result<Vec<Event>> {
        let listed = || {
            // Task by task, so that each is found by its key.
            let mut all = self.connection.prepare(
                "SELECT tasks.no, tasks.id, sources.id, sources.slug, sources.env
                 FROM tasks JOIN sources ON sources.no = tasks.source ORDER BY tasks.no",
            )?;
            let mut events = Vec::new();
            let mut tasks = all.query([])?;
            while let Some(task) = tasks.next()? {
                let no: i64 = task.get(0)?;
                for table in ["settled", "under_way"] {
                    let mut select = self.connection.prepare_cached(&format!(
                        "SELECT {KNOWN}, runs.id, batches.status, batches.answered
                         FROM {table} AS e {JOINS} JOIN runs ON runs.no = batches.run
                         WHERE e.task = ?1 AND e.response = ?2 ORDER BY e.revision"
                    ))?;
                    let mut rows = select.query(params![no, response])?;
                    while let Some(row) = rows.next()? {
                        events.push(Event {
                            task: task.get(1)?,
                            source: task.get(2)?,
                            slug: task.get(3)?,
                            env: task.get(4)?,
                            run: row.get(7)?,
                            status: row.get(8)?,
                            answered: row.get::<_, Option<String>>(9)?.map(|_| moment(row, 9)).transpose()?,
                            known: known(row)?,
                        });
                    }
                }
            }
            events.sort_by_key(|event| event.known.since);
            Ok(events)
        };
        listed().map_err(self.trouble())
    }

    /// The latest event of a response from each table that may hold one.
    fn of_response(&self, task: &str, rest: &str) -> String {
        let of =
            |table: &str| format!("SELECT {KNOWN} FROM {table} AS e {JOINS} WHERE e.task = {task} AND e.response = ?2");
        if self.is_settled {
            return format!("{} {rest}", of("settled"));
        }
        let rest = rest.replace("e.revision", "revision");
        format!("{} UNION ALL {} {rest}", of("settled"), of("temp.under_way_by_key"))
    }

    /// A run was killed, and no writer has put its events in order yet: they are, for this connection alone.
    fn index_under_way(&self) -> rusqlite::Result<()> {
        self.connection.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS under_way_by_key AS SELECT * FROM main.under_way;
             CREATE INDEX IF NOT EXISTS temp.under_way_key ON under_way_by_key (task, response, revision);",
        )
    }
}

impl History<'_> {
    /// What is known of a response's event: the one of the highest revision.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn known(&mut self, response: &str) -> Result<Option<Known>> {
        let found = self.latest.query_row(params![self.task, response], known).optional();
        found.map_err(self.ledger.trouble())
    }

    /// The highest revision that was sent.
    ///
    /// # Errors
    /// The ledger cannot be read.
    #[cfg(test)]
    pub(crate) fn revision(&self) -> Result<u32> {
        let highest = "SELECT max(
            coalesce((SELECT max(revision) FROM settled WHERE task = ?1), 0),
            coalesce((SELECT max(revision) FROM under_way WHERE task = ?1), 0))";
        self.ledger.connection.query_row(highest, [self.task], |row| row.get(0)).map_err(self.ledger.trouble())
    }
}

fn known(row: &Row<'_>) -> rusqlite::Result<Known> {
    let state = row.get_ref(4)?.as_str()?;
    Ok(Known {
        revision: row.get(0)?,
        message_id: MessageId::from_bytes(row.get(1)?),
        content: row.get::<_, Option<[u8; 16]>>(2)?.map(ContentHash),
        task_version: row.get::<_, Option<[u8; 16]>>(3)?.map(TaskHash),
        state: State::named(state).ok_or_else(|| unfit(4, std::fmt::Error))?,
        since: moment(row, 5)?,
        run: row.get(6)?,
    })
}
