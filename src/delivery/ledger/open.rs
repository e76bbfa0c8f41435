//! Opening a ledger: for reading beside a writer, or as the one writer.

use super::hash::Salt;
use super::lock::{self, Holder, Lock, Waiting};
use super::schema::{APPLICATION_ID, STEPS, VERSION};
use super::{book, trouble};
use crate::core::error::Result;
use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};
use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long SQLite waits for a person who writes in the file with another program.
const BUSY: Duration = Duration::from_secs(5);

/// Up to what size the whole file is checked when a writer opens it: about 0.1 s. Damage in a larger one is
/// found where it is met.
const CHECKED_BYTES: u64 = 32 << 20;

/// A ledger to look things up in.
#[derive(Debug)]
pub struct Ledger {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) salt: Salt,
    /// Whether everything that is to be found lies in `settled`.
    pub(super) is_settled: bool,
}

/// The one writer of a ledger, as long as it lives.
#[derive(Debug)]
pub struct Writer {
    // Before the lock, so that the file is closed when the next writer may open it.
    ledger: Ledger,
    _lock: Lock,
}

impl Deref for Writer {
    type Target = Ledger;

    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

impl Ledger {
    /// Opens a ledger for reading; `None` where there is none. Works while somebody else writes, and sees what
    /// had been recorded when each question is asked.
    ///
    /// # Errors
    /// The file cannot be read, is no ledger, is damaged, or was written by a newer qseg.
    pub fn read(path: &Path) -> Result<Option<Ledger>> {
        match fs::metadata(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(trouble::of_io(path, error)),
            Ok(metadata) if metadata.is_dir() => return Err(trouble::not_a_ledger(path, "is a directory")),
            // A writer that was killed before its first word.
            Ok(metadata) if metadata.len() == 0 => return Ok(None),
            Ok(_) => {}
        }
        fs::File::open(path).map_err(|error| trouble::of_io(path, error))?;
        let opened =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX);
        let connection = opened.map_err(|error| trouble::of(path, error))?;
        let sql = |error| trouble::of(path, error);
        connection.busy_timeout(BUSY).map_err(sql)?;
        if !is_ours(&connection, path)? {
            return Ok(None);
        }
        let version = version(&connection).map_err(sql)?;
        if version < VERSION {
            // Only a writer brings a file up to date.
            return Err(crate::core::error::Error::usage(
                "ledger_older",
                format!(
                    "the ledger {} has version {version}, and is brought to version {VERSION} by the next delivery",
                    path.display()
                ),
            )
            .hint("look at it with the qseg that wrote it, or deliver first: qseg send"));
        }
        let salt = salt(&connection).map_err(sql)?;
        let under_way = "SELECT EXISTS (SELECT 1 FROM under_way)";
        let is_settled = !connection.query_row(under_way, [], |row| row.get::<_, bool>(0)).map_err(sql)?;
        Ok(Some(Ledger { connection, path: path.to_owned(), salt, is_settled }))
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What contents are hashed with.
    pub fn salt(&self) -> Salt {
        self.salt
    }

    /// Whether somebody writes in it now; and who, where that can be read.
    pub fn writer(&self) -> Option<Option<Holder>> {
        lock::holder(&self.path)
    }

    /// Ready to be made an error of.
    pub(super) fn trouble(&self) -> impl Fn(rusqlite::Error) -> crate::core::error::Error + '_ {
        |error| trouble::of(&self.path, error)
    }
}

impl Writer {
    /// Opens a ledger as its one writer, and makes it where there is none (0600, its folder 0700). What a killed
    /// run left is put in order: it is in doubt, and can be found.
    ///
    /// Every commit is on the disk before it returns (`synchronous=FULL`).
    ///
    /// # Errors
    /// Another process writes in it and does not end in time; the file cannot be read or written, is no ledger,
    /// is damaged, or was written by a newer qseg; the disk is full.
    pub fn open(path: &Path, holder: &Holder, waiting: Waiting<'_>) -> Result<Writer> {
        if path.is_dir() {
            return Err(trouble::not_a_ledger(path, "is a directory"));
        }
        make_folder(path)?;
        let lock = lock::take(path, holder, waiting)?;
        let size = make_file(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let sql = |error| trouble::of(path, error);
        let mut connection = Connection::open_with_flags(path, flags).map_err(sql)?;
        connection.busy_timeout(BUSY).map_err(sql)?;
        // Asked before anything is written: a file that is not ours stays as it is.
        let fresh = !is_ours(&connection, path)?;
        if size > 0 && size <= CHECKED_BYTES {
            let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(sql)?;
            if found != "ok" {
                return Err(trouble::damaged(path).because(anyhow::anyhow!(found)));
            }
        }
        connection.pragma_update(None, "journal_mode", "wal").map_err(sql)?;
        connection.pragma_update(None, "synchronous", "full").map_err(sql)?;
        // Four MiB of pages, and as much again where a run's events are sorted into their places; a log that is
        // emptied into the file every sixteen. ResponseIds are random: a larger cache hardly ever holds the page that
        // a lookup wants, and a file that is mapped into memory ends up there as a whole.
        connection.pragma_update(None, "cache_size", -4_096).map_err(sql)?;
        connection.pragma_update(None, "wal_autocheckpoint", 4_096).map_err(sql)?;
        let from = if fresh { 0 } else { version(&connection).map_err(sql)? };
        migrate(&mut connection, from, holder.since).map_err(sql)?;
        let salt = salt(&connection).map_err(sql)?;
        book::settle(&mut connection, true).map_err(sql)?;
        let ledger = Ledger { connection, path: path.to_owned(), salt, is_settled: true };
        Ok(Writer { ledger, _lock: lock })
    }

    /// A second view of what was known when this was called, for a thread of its own: the pass that delivers
    /// looks things up in it while the recorder writes. Of what that writes it may see some: [`super::Known::run`]
    /// tells.
    ///
    /// # Errors
    /// The file cannot be opened again.
    #[cfg(test)]
    pub(crate) fn as_it_stands(&self) -> Result<Ledger> {
        let again = Ledger::read(&self.path)?.ok_or_else(|| trouble::unreadable(&self.path))?;
        Ok(Ledger { is_settled: true, ..again })
    }

    pub(super) fn connection_mut(&mut self) -> &mut Connection {
        &mut self.ledger.connection
    }
}

fn make_folder(path: &Path) -> Result<()> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| trouble::of_io(path, error))
}

/// Makes the file where there is none, before SQLite does, so that nobody else can read it; its size.
fn make_file(path: &Path) -> Result<u64> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(|error| trouble::of_io(path, error))?;
    Ok(file.metadata().map_err(|error| trouble::of_io(path, error))?.len())
}

/// Whether it is a ledger; `false` where nothing is in it.
fn is_ours(connection: &Connection, path: &Path) -> Result<bool> {
    let sql = |error| trouble::of(path, error);
    let id: i32 = connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(sql)?;
    let version = version(connection).map_err(sql)?;
    if id == APPLICATION_ID {
        return if version > VERSION { Err(trouble::newer(path, version)) } else { Ok(true) };
    }
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(sql)?;
    if tables > 0 || id != 0 || version != 0 {
        return Err(trouble::not_a_ledger(path, "is a SQLite file of another program"));
    }
    Ok(false)
}

fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn salt(connection: &Connection) -> rusqlite::Result<Salt> {
    let salt = connection.query_row("SELECT salt FROM ledger", [], |row| row.get(0)).optional()?;
    salt.map(Salt).ok_or(rusqlite::Error::QueryReturnedNoRows)
}

/// Takes every step that the file lacks, in one transaction.
fn migrate(connection: &mut Connection, from: i32, now: Timestamp) -> rusqlite::Result<()> {
    let Some(steps) = STEPS.get(usize::try_from(from).unwrap_or(usize::MAX)..).filter(|steps| !steps.is_empty()) else {
        return Ok(());
    };
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for step in steps {
        transaction.execute_batch(step)?;
    }
    if from == 0 {
        // SQLite's own generator is seeded by the operating system.
        transaction.execute("INSERT INTO ledger (salt, created) VALUES (randomblob(16), ?1)", [book::written(now)])?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()
}
