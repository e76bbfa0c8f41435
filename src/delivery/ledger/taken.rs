//! How many events were taken by the server, by task and mapping and within a span of time: what is held against
//! Segment's own counts. The ledger keeps no event names; task and mapping lead to them.

use super::book::written;
use super::open::Ledger;
use super::runs::moment;
use crate::core::error::Result;
use jiff::Timestamp;
use rusqlite::{Row, params};

/// When something was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    /// When the first of it was recorded as about to be sent.
    pub(crate) first: Timestamp,
    /// When the last of it was answered, or recorded where there is no answer.
    pub(crate) last: Timestamp,
}

/// What was sent by one task in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taken {
    /// The run's id.
    pub(crate) run: String,
    /// SHA-256 of the run's mapping file.
    pub(crate) mapping: Option<String>,
    /// The task's id.
    pub(crate) task: String,
    /// Events that the server took.
    pub(crate) acknowledged: u64,
    /// Events that it may have taken within the span: without a recorded answer, or in doubt before the span began.
    pub(crate) uncertain: u64,
}

impl Taken {
    /// Of a row with these five columns, in this order.
    pub(super) fn of(row: &Row<'_>) -> rusqlite::Result<Taken> {
        Ok(Taken {
            run: row.get(0)?,
            mapping: row.get(1)?,
            task: row.get(2)?,
            acknowledged: row.get(3)?,
            uncertain: row.get(4)?,
        })
    }
}

impl Ledger {
    /// When a run sent what it has: from where its events were first in doubt. `None` where it has nothing, which is
    /// also so where a later run sent all of it again.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn span_of_run(&self, run: i64) -> Result<Option<Span>> {
        self.span(
            "SELECT min(first), max(last) FROM (
               SELECT recorded AS first, coalesce(answered, recorded) AS last
               FROM batches WHERE run = ?1 AND events > 0
               UNION ALL
               SELECT first.recorded, NULL
               FROM (SELECT batch, first_batch FROM settled UNION ALL SELECT batch, first_batch FROM under_way) AS e
               JOIN batches AS first ON first.no = e.first_batch JOIN batches ON batches.no = e.batch
               WHERE batches.run = ?1)",
            params![run],
        )
    }

    /// When everything was sent that went to a source from this moment on, by runs of the kind `send`.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn span_since(&self, source: &str, since: Timestamp) -> Result<Option<Span>> {
        self.span(
            "SELECT min(recorded), max(coalesce(answered, recorded))
             FROM batches JOIN runs ON runs.no = batches.run JOIN sources ON sources.no = runs.source
             WHERE sources.id = ?1 AND batches.recorded >= ?2 AND events > 0 AND runs.kind = 'send'",
            params![source, written(since)],
        )
    }

    fn span(&self, sql: &str, given: impl rusqlite::Params) -> Result<Option<Span>> {
        let found = self.connection.query_row(sql, given, |row| {
            if row.get::<_, Option<String>>(0)?.is_none() {
                return Ok(None);
            }
            Ok(Some(Span { first: moment(row, 0)?, last: moment(row, 1)? }))
        });
        found.map_err(self.trouble())
    }

    /// What was sent to a source from `start` to before `end`, by any run of the kind `send`: what the server took,
    /// and what it may have taken. What it refused is not among it, nor what was imported.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn taken(&self, source: &str, start: Timestamp, end: Timestamp) -> Result<Vec<Taken>> {
        let listed = || {
            let mut select = self.connection.prepare(
                "SELECT runs.id, runs.mapping_hash, tasks.id,
                   sum(batches.state = 'acknowledged' AND NOT is_split), sum(batches.state = 'in_doubt' OR is_split)
                 FROM (
                   SELECT e.task, e.batch, coalesce(first.recorded < ?2, FALSE) AS is_split, first.recorded AS since
                   FROM (SELECT task, batch, first_batch FROM settled
                         UNION ALL SELECT task, batch, first_batch FROM under_way) AS e
                   LEFT JOIN batches AS first ON first.no = e.first_batch
                 ) AS e
                 JOIN batches ON batches.no = e.batch JOIN runs ON runs.no = batches.run
                 JOIN tasks ON tasks.no = e.task JOIN sources ON sources.no = tasks.source
                 WHERE sources.id = ?1 AND batches.recorded >= ?2 AND coalesce(e.since, batches.recorded) < ?3
                   AND batches.state <> 'refused' AND runs.kind = 'send'
                 GROUP BY runs.no, tasks.no ORDER BY runs.no, tasks.no",
            )?;
            let rows = select.query_map(params![source, written(start), written(end)], Taken::of)?;
            rows.collect::<rusqlite::Result<_>>()
        };
        listed().map_err(self.trouble())
    }
}
