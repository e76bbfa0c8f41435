//! Responses that were delivered and stand in a full export no more: deleted in Qualtrics, and known in Segment
//! for ever.

use super::open::Ledger;
use super::runs::moment;
use crate::core::error::Result;
use jiff::Timestamp;
use rusqlite::params;

/// The ResponseIds of an export, while it is read. They are kept in a temporary file of SQLite's, and memory
/// does not grow with them.
#[derive(Debug)]
pub(crate) struct Comparison<'l> {
    ledger: &'l Ledger,
    seen: u64,
}

/// A response that was delivered, and is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Absent {
    /// Its ResponseId.
    pub(crate) response: String,
    /// The tasks that it was delivered by, in the order of their names.
    pub(crate) tasks: Vec<String>,
    /// When it was recorded last.
    pub(crate) recorded: Timestamp,
    /// The run that delivered it last.
    pub(crate) run: String,
}

impl Ledger {
    /// Begins a comparison with an export; one at a time.
    ///
    /// # Errors
    /// There is no room for it.
    pub(crate) fn compare(&self) -> Result<Comparison<'_>> {
        let begin = "DROP TABLE IF EXISTS temp.seen;
             CREATE TEMP TABLE seen (response TEXT PRIMARY KEY) WITHOUT ROWID;
             BEGIN";
        self.connection.execute_batch(begin).map_err(self.trouble())?;
        Ok(Comparison { ledger: self, seen: 0 })
    }
}

impl Comparison<'_> {
    /// A response that stands in the export.
    ///
    /// # Errors
    /// There is no room for it.
    pub(crate) fn saw(&mut self, response: &str) -> Result<()> {
        let insert = || {
            let mut insert =
                self.ledger.connection.prepare_cached("INSERT INTO temp.seen VALUES (?1) ON CONFLICT DO NOTHING")?;
            insert.execute([response])
        };
        self.seen += insert().map_err(self.ledger.trouble())? as u64;
        Ok(())
    }

    /// How many different responses were seen.
    pub(crate) fn seen(&self) -> u64 {
        self.seen
    }

    /// Tells every response that was delivered to a source by one of these tasks and was not seen, in the order of
    /// their ids; how many were delivered at all.
    ///
    /// # Errors
    /// The ledger cannot be read, or whoever is told fails.
    pub(crate) fn absent(
        &self,
        source: &str,
        tasks: &[String],
        tell: &mut dyn FnMut(Absent) -> Result<()>,
    ) -> Result<u64> {
        let tasks = serde_json::to_string(tasks).unwrap_or_default();
        let trouble = self.ledger.trouble();
        let delivered = "FROM (SELECT task, response, batch, state FROM settled
                   UNION ALL SELECT task, response, batch, state FROM under_way) AS e
             JOIN tasks ON tasks.no = e.task JOIN sources ON sources.no = tasks.source
             JOIN batches ON batches.no = e.batch JOIN runs ON runs.no = batches.run
             WHERE sources.id = ?1 AND tasks.id IN (SELECT value FROM json_each(?2))
               AND coalesce(e.state, batches.state) IN ('acknowledged', 'arrived')";
        let count = format!("SELECT count(DISTINCT e.response) {delivered}");
        let all =
            self.ledger.connection.query_row(&count, params![source, tasks], |row| row.get(0)).map_err(&trouble)?;
        let mut select = self
            .ledger
            .connection
            .prepare(&format!(
                "SELECT e.response, json_group_array(DISTINCT tasks.id), max(batches.recorded), runs.id {delivered}
                 AND NOT EXISTS (SELECT 1 FROM temp.seen WHERE seen.response = e.response)
                 GROUP BY e.response ORDER BY e.response"
            ))
            .map_err(&trouble)?;
        let mut rows = select.query(params![source, tasks]).map_err(&trouble)?;
        while let Some(row) = rows.next().map_err(&trouble)? {
            let read = || {
                let mut tasks: Vec<String> = serde_json::from_str(row.get_ref(1)?.as_str()?).unwrap_or_default();
                tasks.sort();
                Ok(Absent { response: row.get(0)?, tasks, recorded: moment(row, 2)?, run: row.get(3)? })
            };
            tell(read().map_err(&trouble)?)?;
        }
        Ok(all)
    }
}

impl Drop for Comparison<'_> {
    fn drop(&mut self) {
        // Only the temporary table is written: there is nothing to lose.
        let _ = self.ledger.connection.execute_batch("ROLLBACK");
    }
}
