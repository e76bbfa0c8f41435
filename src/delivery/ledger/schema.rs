//! The tables of the ledger and the steps from each version of them to the next. `docs/ledger.md` tells
//! people what they hold; a test compares.
//!
//! Events lie in two tables. Those of the run under way are appended to `under_way`; when it ends they are
//! moved, in the order of their key, to `settled`, where they are found by their key. ResponseIds are
//! random, so that writing each batch straight into a tree touches most of its pages every time. A sketch in
//! Python with the same tables, 100,000 events in batches of 1,000: 0.3 s and 0.2 s at the end, against 1.0 s;
//! over a history of 500,000 it was 0.3 s and 0.7 s, against 2.0–2.7 s. What this program itself takes, with the
//! look at what was delivered before each event is recorded, `benches/ledger.rs` tells.

/// What tells a ledger from any other SQLite file: `qsgl`.
pub(super) const APPLICATION_ID: i32 = 0x7173_676c;

/// The version that this program reads and writes.
pub(super) const VERSION: i32 = STEPS.len() as i32;

/// Step `n` makes version `n + 1` of version `n`. A step that was released is never changed.
pub(super) const STEPS: [&str; 1] = [V1];

const V1: &str = "
CREATE TABLE ledger (
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  created TEXT NOT NULL
) STRICT;
CREATE TABLE sources (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  slug TEXT,
  env TEXT,
  region TEXT
) STRICT;
CREATE TABLE tasks (
  no INTEGER PRIMARY KEY,
  source INTEGER NOT NULL REFERENCES sources(no),
  id TEXT NOT NULL,
  UNIQUE (source, id)
) STRICT;
CREATE TABLE task_versions (
  no INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 16)
) STRICT;
CREATE TABLE runs (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  began TEXT NOT NULL,
  ended TEXT,
  who TEXT NOT NULL,
  version TEXT NOT NULL,
  mapping_file TEXT,
  mapping_hash TEXT,
  git_commit TEXT,
  inputs TEXT NOT NULL,
  source INTEGER NOT NULL REFERENCES sources(no),
  host TEXT NOT NULL,
  counts TEXT,
  outcome TEXT
) STRICT;
CREATE TABLE batches (
  no INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs(no),
  state TEXT NOT NULL CHECK (state IN ('in_doubt', 'acknowledged', 'refused')),
  events INTEGER NOT NULL CHECK (events >= 0),
  status INTEGER,
  recorded TEXT NOT NULL,
  answered TEXT
) STRICT;
CREATE INDEX batches_of_run ON batches (run, state, events);
CREATE TABLE settled (
  task INTEGER NOT NULL,
  response TEXT NOT NULL,
  revision INTEGER NOT NULL,
  message_id BLOB NOT NULL CHECK (length(message_id) = 16),
  content BLOB,
  version INTEGER,
  batch INTEGER NOT NULL,
  first_batch INTEGER,
  state TEXT CHECK (state IN ('arrived', 'missing')),
  PRIMARY KEY (task, response, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE under_way (
  no INTEGER PRIMARY KEY,
  task INTEGER NOT NULL,
  response TEXT NOT NULL,
  revision INTEGER NOT NULL,
  message_id BLOB NOT NULL CHECK (length(message_id) = 16),
  content BLOB,
  version INTEGER,
  batch INTEGER NOT NULL,
  first_batch INTEGER,
  state TEXT CHECK (state IN ('arrived', 'missing'))
) STRICT;
CREATE VIEW events AS
SELECT
  sources.id AS source, sources.slug, sources.env, tasks.id AS task, event.response, event.revision,
  lower(substr(hex(event.message_id), 1, 8) || '-' || substr(hex(event.message_id), 9, 4) || '-' ||
    substr(hex(event.message_id), 13, 4) || '-' || substr(hex(event.message_id), 17, 4) || '-' ||
    substr(hex(event.message_id), 21)) AS message_id,
  coalesce(event.state, batches.state) AS state,
  CASE coalesce(event.state, batches.state)
    WHEN 'in_doubt' THEN 'recorded before it was sent; no answer is recorded'
    WHEN 'acknowledged' THEN 'the server took it'
    WHEN 'refused' THEN 'the server refused it with status ' || batches.status
    WHEN 'arrived' THEN 'Segment was found to have it'
    WHEN 'missing' THEN 'Segment was found not to have it'
  END AS meaning,
  coalesce(first.recorded, batches.recorded) AS since, batches.answered, runs.id AS run, event.batch,
  lower(hex(event.content)) AS content, lower(hex(task_versions.hash)) AS task_version
FROM (
  SELECT task, response, revision, message_id, content, version, batch, first_batch, state FROM settled
  UNION ALL
  SELECT task, response, revision, message_id, content, version, batch, first_batch, state FROM under_way
) AS event
JOIN tasks ON tasks.no = event.task
JOIN sources ON sources.no = tasks.source
JOIN batches ON batches.no = event.batch
JOIN runs ON runs.no = batches.run
LEFT JOIN batches AS first ON first.no = event.first_batch
LEFT JOIN task_versions ON task_versions.no = event.version;
";
