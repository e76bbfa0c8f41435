//! The ledger's file: when there is one, whose it is, and every way in which it can be wrong.

use super::super::schema::{APPLICATION_ID, STEPS, VERSION};
use super::*;

#[test]
fn there_is_no_ledger_until_something_is_written() {
    let desk = Desk::new();
    assert!(Ledger::read(&desk.path()).unwrap().is_none());
    assert!(!desk.path().parent().unwrap().exists(), "looking makes nothing");
    let empty = desk.folder.path().join("empty.db");
    fs::write(&empty, "").unwrap();
    assert!(Ledger::read(&empty).unwrap().is_none());
    write_at(&empty).unwrap();
    assert!(Ledger::read(&empty).unwrap().is_some());
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let _batch = recorder.journal().in_doubt(entries(1, &["R_1"])).wait().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(desk.path().parent().unwrap()), 0o700);
    let mut names = Vec::new();
    for file in fs::read_dir(desk.path().parent().unwrap()).unwrap() {
        let file = file.unwrap();
        assert_eq!(mode(&file.path()), 0o600, "{:?}", file.file_name());
        names.push(file.file_name().into_string().unwrap());
    }
    names.sort();
    assert_eq!(names, ["ledger.db", "ledger.db-shm", "ledger.db-wal", "ledger.db.lock"]);
}

#[test]
fn a_file_that_is_no_sound_ledger_is_an_error_of_its_own_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let sqlite = |name: &str, sql: &str| {
        let path = folder.path().join(name);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        path
    };
    let text = folder.path().join("notes.txt");
    fs::write(&text, "no ledger at all\n".repeat(100)).unwrap();
    let desk = Desk::new();
    let responses: Vec<String> = (0..2_000).map(|number| format!("R_{number}")).collect();
    desk.deliver(&responses.iter().map(String::as_str).collect::<Vec<_>>());
    let mut bytes = fs::read(desk.path()).unwrap();
    let cut = folder.path().join("cut.db");
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    let late = bytes.len() / 4 * 3;
    bytes[late..late + 8_192].fill(0x5a);
    let scribbled = folder.path().join("scribbled.db");
    fs::write(&scribbled, &bytes).unwrap();
    let newer =
        format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {}; CREATE TABLE a (b);", VERSION + 1);
    for (path, code) in [
        (text, "not_a_ledger"),
        (folder.path().to_owned(), "not_a_ledger"),
        (sqlite("other.db", "CREATE TABLE a (b); INSERT INTO a VALUES (1);"), "not_a_ledger"),
        (sqlite("numbered.db", "PRAGMA user_version = 1;"), "not_a_ledger"),
        (sqlite("newer.db", &newer), "ledger_newer"),
        (cut, "ledger_damaged"),
        (scribbled, "ledger_damaged"),
    ] {
        let before = fs::read(&path).ok();
        let error = write_at(&path).unwrap_err();
        assert_eq!((error.code, error.exit.code()), (code, 1), "{}: {}", path.display(), error.message);
        assert!(error.message.contains(&path.display().to_string()) && !error.hints.is_empty(), "{}", error.message);
        if !matches!(code, "ledger_damaged") {
            assert_eq!(Ledger::read(&path).unwrap_err().code, code, "{}", path.display());
        }
        assert_eq!(fs::read(&path).ok(), before, "{}", path.display());
    }
}

#[test]
fn another_program_that_writes_in_it_is_told_apart_from_another_writer() {
    let desk = Desk::new();
    let writer = desk.write();
    assert_eq!(desk.try_write().unwrap_err().code, "ledger_held");
    let recorder = Recorder::begin(writer, &run(&[("a", 1)]), Arc::clone(&desk.clock)).unwrap();
    recorder.finish(done()).unwrap();
    desk.try_write().unwrap();
    assert_eq!(super::super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_BUSY)).code, "ledger_busy");
    assert_eq!(
        super::super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_FULL)).code,
        "ledger_disk_full"
    );
    assert_eq!(
        super::super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_CANTOPEN)).code,
        "ledger_unreadable"
    );
    assert_eq!(
        super::super::trouble::of(&desk.path(), sqlite_error(rusqlite::ffi::SQLITE_IOERR)).code,
        "ledger_failed"
    );
}

fn sqlite_error(code: i32) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None)
}

#[test]
fn a_full_disk_fails_the_receipt_and_every_later_one_and_harms_nothing() {
    let desk = Desk::new();
    desk.deliver(&["R_0"]);
    let mut writer = desk.write();
    let pages: i64 = writer.connection.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
    // As full as a disk is to SQLite: the file may not grow by more than four pages.
    let _: i64 = writer
        .connection_mut()
        .query_row(&format!("PRAGMA max_page_count = {}", pages + 4), [], |row| row.get(0))
        .unwrap();
    let recorder = Recorder::begin(writer, &run(&[("a", 1)]), Arc::clone(&desk.clock)).unwrap();
    let journal = recorder.journal();
    let responses: Vec<String> = (0..2_000).map(|number| format!("R_{number}x")).collect();
    let responses: Vec<&str> = responses.iter().map(String::as_str).collect();
    for _ in 0..2 {
        let error = journal.in_doubt(entries(1, &responses)).wait().unwrap_err();
        assert_eq!((error.code, error.exit.code()), ("ledger_disk_full", 1));
        assert_eq!(error.causes().count(), 1);
    }
    assert_eq!(recorder.finish(done()).unwrap_err().code, "ledger_disk_full");
    assert_eq!(desk.state("R_0"), Some(State::Acknowledged));
    assert_eq!(desk.state("R_0x"), None);
    assert_eq!(desk.read().runs(1).unwrap()[0].ended, None);
}

#[test]
fn every_version_of_the_file_is_brought_up_to_date_and_keeps_what_it_holds() {
    // A file of version 1, as the recorded SQL makes it, with one delivered event.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.db");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(STEPS[0]).unwrap();
    let id: String = message_id(1, "R_1").to_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    connection
        .execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;
             INSERT INTO ledger VALUES (x'000102030405060708090a0b0c0d0e0f', '2026-01-01T00:00:00.000Z');
             INSERT INTO sources VALUES (1, '{SOURCE}', 'qualtrics_dev', 'dev', 'us');
             INSERT INTO tasks VALUES (1, 1, 'a');
             INSERT INTO task_versions VALUES (1, x'ffffffffffffffffffffffffffffffff');
             INSERT INTO runs VALUES (1, 'r', 'send', '2026-01-01T00:00:00.000Z', NULL, 'ana', '0.1.0', NULL, NULL, NULL, '[]', 1, 'h', NULL, NULL);
             INSERT INTO batches VALUES (1, 1, 'acknowledged', 1, NULL, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.000Z');
             INSERT INTO settled VALUES (1, 'R_1', 1, x'{id}', NULL, 1, 1, NULL, NULL);"
        ))
        .unwrap();
    drop(connection);
    let writer = write_at(&path).unwrap();
    assert_eq!(writer.connection.query_row("PRAGMA user_version", [], |row| row.get::<_, i32>(0)).unwrap(), VERSION);
    let known = writer.history(SOURCE, "a").unwrap().unwrap().known("R_1").unwrap().unwrap();
    assert_eq!((known.message_id, known.state), (message_id(1, "R_1"), State::Acknowledged));
    assert_eq!(writer.salt(), Salt([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));
}

#[test]
fn every_ledger_has_a_salt_of_its_own() {
    assert_ne!(Desk::new().write().salt(), Desk::new().write().salt());
}
