//! Runs: when, who, by which mapping, from which inputs, to which source, and what came of it.

use super::book::written;
use super::entry::TaskAt;
use super::open::Ledger;
use crate::core::error::Result;
use jiff::Timestamp;
use rusqlite::{Transaction, params};
use serde_json::Value;

/// The source of a run, as it is known now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Source {
    /// Its id, which never changes.
    pub id: String,
    /// Its slug.
    pub slug: Option<String>,
    /// The environment in the mapping file.
    pub env: Option<String>,
    /// `us` or `eu`.
    pub region: Option<String>,
}

/// The mapping file of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFile {
    /// Its name, as it was typed.
    pub file: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    /// The commit that it stands in, where that is known.
    pub git_commit: Option<String>,
}

/// What is recorded when a run begins.
#[derive(Debug, Clone)]
pub struct NewRun {
    /// What it is: `send`, `import`.
    pub kind: String,
    /// Who runs it.
    pub who: String,
    /// The version of qseg.
    pub version: String,
    /// By which mapping; `None` where there is none.
    pub mapping: Option<MappingFile>,
    /// The inputs, as JSON: names, formats, sizes.
    pub inputs: Value,
    /// Where to.
    pub source: Source,
    /// The host that is sent to.
    pub host: String,
    /// The tasks that it sends by; a [`super::TaskKey`] is a position in it.
    pub tasks: Vec<TaskAt>,
}

/// What is recorded when a run ends.
#[derive(Debug, Clone)]
pub struct End {
    /// What was counted, as JSON.
    pub counts: Value,
    /// How it ended, in one stable word: `done`, `cut_short`, `refused`, …
    pub outcome: String,
}

/// A run, as it is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its number in this ledger.
    pub no: i64,
    /// Its id.
    pub id: String,
    /// What it is: `send`, `import`.
    pub kind: String,
    /// When it began.
    pub began: Timestamp,
    /// When it ended; `None` where it is under way or was killed.
    pub ended: Option<Timestamp>,
    /// Who ran it.
    pub who: String,
    /// The version of qseg.
    pub version: String,
    /// By which mapping.
    pub mapping: Option<MappingFile>,
    /// The inputs.
    pub inputs: Value,
    /// Where to.
    pub source: Source,
    /// The host that was sent to.
    pub host: String,
    /// What was counted; `None` where it has not ended.
    pub counts: Option<Value>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Events that the server took, and that no later run has sent again.
    pub acknowledged: u64,
    /// Events without a recorded answer, and that no later run has sent again.
    pub in_doubt: u64,
    /// Events that the server refused, and that no later run has sent again.
    pub refused: u64,
}

impl NewRun {
    pub(super) fn insert(&self, tx: &Transaction<'_>, source: i64, now: Timestamp) -> rusqlite::Result<(i64, String)> {
        let mapping = self.mapping.as_ref();
        // A moment for people, and four random digits: ledgers are copied, and two copies may both go on.
        tx.query_row(
            "INSERT INTO runs (id, kind, began, who, version, mapping_file, mapping_hash, git_commit, inputs, source, host)
             VALUES (?1 || '-' || lower(hex(randomblob(2))), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING no, id",
            params![
                now.strftime("%Y%m%d-%H%M%S").to_string(),
                self.kind,
                written(now),
                self.who,
                self.version,
                mapping.map(|mapping| &mapping.file),
                mapping.map(|mapping| &mapping.hash),
                mapping.and_then(|mapping| mapping.git_commit.as_ref()),
                self.inputs.to_string(),
                source,
                self.host,
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
    }
}

impl End {
    pub(super) fn write(&self, tx: &Transaction<'_>, run: i64, now: Timestamp) -> rusqlite::Result<()> {
        tx.execute(
            "UPDATE runs SET ended = ?2, counts = ?3, outcome = ?4 WHERE no = ?1",
            params![run, written(now), self.counts.to_string(), self.outcome],
        )?;
        Ok(())
    }
}

const SELECT: &str = "
SELECT runs.no, runs.id, kind, began, ended, who, version, mapping_file, mapping_hash, git_commit, inputs,
  sources.id, sources.slug, sources.env, sources.region, host, counts, outcome,
  (SELECT coalesce(sum(events), 0) FROM batches WHERE run = runs.no AND state = 'acknowledged'),
  (SELECT coalesce(sum(events), 0) FROM batches WHERE run = runs.no AND state = 'in_doubt'),
  (SELECT coalesce(sum(events), 0) FROM batches WHERE run = runs.no AND state = 'refused')
FROM runs JOIN sources ON sources.no = runs.source ";

impl Ledger {
    /// The runs, newest first, at most so many.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub fn runs(&self, limit: u64) -> Result<Vec<Run>> {
        let listed = || {
            let mut select = self.connection.prepare(&format!("{SELECT} ORDER BY runs.no DESC LIMIT ?1"))?;
            let rows = select.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], run)?;
            rows.collect::<rusqlite::Result<_>>()
        };
        listed().map_err(self.trouble())
    }

    /// How many runs there are.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn count_runs(&self) -> Result<u64> {
        self.connection.query_row("SELECT count(*) FROM runs", [], |row| row.get(0)).map_err(self.trouble())
    }

    /// The ids of the tasks that were begun for a source, in their order.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn tasks(&self, source: &str) -> Result<Vec<String>> {
        let listed = || {
            let mut select = self.connection.prepare(
                "SELECT tasks.id FROM tasks JOIN sources ON sources.no = tasks.source WHERE sources.id = ?1 ORDER BY tasks.no",
            )?;
            let rows = select.query_map([source], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<_>>()
        };
        listed().map_err(self.trouble())
    }

    /// Every source that something was sent to, in the order of their first run.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(crate) fn sources(&self) -> Result<Vec<Source>> {
        let listed = || {
            let mut select = self.connection.prepare("SELECT id, slug, env, region FROM sources ORDER BY no")?;
            let rows = select.query_map([], |row| {
                Ok(Source { id: row.get(0)?, slug: row.get(1)?, env: row.get(2)?, region: row.get(3)? })
            })?;
            rows.collect::<rusqlite::Result<_>>()
        };
        listed().map_err(self.trouble())
    }
}

fn run(row: &rusqlite::Row<'_>) -> rusqlite::Result<Run> {
    let json = |at: usize| -> rusqlite::Result<Option<Value>> {
        row.get::<_, Option<String>>(at)?.map(|text| serde_json::from_str(&text).map_err(|e| unfit(at, e))).transpose()
    };
    let mapping = match (row.get(7)?, row.get(8)?) {
        (Some(file), Some(hash)) => Some(MappingFile { file, hash, git_commit: row.get(9)? }),
        _ => None,
    };
    Ok(Run {
        no: row.get(0)?,
        id: row.get(1)?,
        kind: row.get(2)?,
        began: moment(row, 3)?,
        ended: row.get::<_, Option<String>>(4)?.map(|_| moment(row, 4)).transpose()?,
        who: row.get(5)?,
        version: row.get(6)?,
        mapping,
        inputs: json(10)?.unwrap_or_default(),
        source: Source { id: row.get(11)?, slug: row.get(12)?, env: row.get(13)?, region: row.get(14)? },
        host: row.get(15)?,
        counts: json(16)?,
        outcome: row.get(17)?,
        acknowledged: row.get(18)?,
        in_doubt: row.get(19)?,
        refused: row.get(20)?,
    })
}

/// A moment that the ledger wrote.
pub(super) fn moment(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Timestamp> {
    row.get_ref(at)?.as_str()?.parse().map_err(|error| unfit(at, error))
}

/// A cell that somebody else must have written.
pub(super) fn unfit(at: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
}
