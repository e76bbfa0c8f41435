//! Everything that can be wrong with the file of a ledger, each an error of its own. Nothing is ever replaced
//! or deleted because of it.

use super::schema::VERSION;
use crate::core::error::Error;
use rusqlite::ErrorCode;
use std::path::Path;

/// What SQLite says, as an error of ours.
pub(super) fn of(path: &Path, error: rusqlite::Error) -> Error {
    let at = path.display();
    let code = error.sqlite_error_code();
    let told = match code {
        Some(ErrorCode::NotADatabase) => not_a_ledger(path, "is no SQLite file"),
        Some(ErrorCode::DatabaseCorrupt) => damaged(path),
        Some(ErrorCode::DiskFull) => Error::failed("ledger_disk_full", format!("no room to write the ledger {at}"))
            .hint(
                "make room and run the same command again: what was recorded is kept, and nothing unrecorded was sent",
            ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::failed("ledger_busy", format!("another program is writing in the ledger {at}"))
                .hint("end it (a sqlite3 with an open transaction?) and run the same command again")
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => unreadable(path),
        _ => Error::failed("ledger_failed", format!("the ledger {at} cannot be read or written")),
    };
    told.because(error)
}

/// What the operating system says.
pub(super) fn of_io(path: &Path, error: std::io::Error) -> Error {
    let full = matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded);
    let told = if full {
        Error::failed("ledger_disk_full", format!("no room to write the ledger {}", path.display()))
            .hint("make room and run the same command again")
    } else {
        unreadable(path)
    };
    told.because(error)
}

pub(super) fn unreadable(path: &Path) -> Error {
    Error::failed("ledger_unreadable", format!("cannot open the ledger {}", path.display()))
        .hint("mend its permissions, or name another file with --ledger FILE")
}

pub(super) fn not_a_ledger(path: &Path, why: &str) -> Error {
    Error::failed("not_a_ledger", format!("{} {why}: it is left as it is", path.display()))
        .hint("name the ledger, or a file that is not there yet, with --ledger FILE")
}

pub(super) fn newer(path: &Path, version: i32) -> Error {
    Error::failed(
        "ledger_newer",
        format!("the ledger {} has version {version}; this qseg knows versions up to {VERSION}", path.display()),
    )
    .hint("use the qseg that wrote it, or a newer one")
}

pub(super) fn damaged(path: &Path) -> Error {
    let at = path.display();
    Error::failed("ledger_damaged", format!("the ledger {at} is damaged: it is left as it is"))
        .hint(format!("save what can be saved into a new file: sqlite3 {at} .recover | sqlite3 saved.db"))
        .hint("or put back a copy of it; without a ledger everything would be sent again")
}
