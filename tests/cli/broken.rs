//! Every way in which an input can be broken: one clear message with its place, its exit code, bounded
//! memory, and what was written before stays good.

use crate::support::{Place, Said, mapping, recodes};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::process::{Command, Stdio};

/// The most address space that a run may have, in KiB: enough for a bounded run, which holds at most a
/// record of 16 MiB twice, and too little for one that takes in 100 MB.
const MEMORY: usize = 128 * 1024;

fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["p: ${e://Field/plan}"]));
    place
}

/// A dry run in bounded memory, its events on stdout.
fn send(place: &Place, more: &[&str]) -> Said {
    place.finish(bounded(place, more, MEMORY))
}

fn bounded(place: &Place, more: &[&str], kib: usize) -> Command {
    let plain = place.command(&[&["send", "--dry-run", "--format", "ndjson"], more].concat());
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("ulimit -v {kib}; exec \"$0\" \"$@\""))
        .arg(plain.get_program())
        .args(plain.get_args());
    command.current_dir(place.path()).env_clear().env("HOME", place.path()).stdin(Stdio::null());
    command
}

/// Two good responses, as CSV.
fn export() -> String {
    recodes(&["plan"], &[&["free"], &["team"]])
}

/// One good response, as JSON.
fn response(number: usize) -> String {
    format!(r#"{{"responseId":"R_{number}","values":{{"status":0,"finished":1,"plan":"free"}}}}"#)
}

/// The run stopped at this place, after this many good events.
#[track_caller]
fn stops(said: Said, events: usize, told: &[&str]) {
    let said = said.exits(1);
    assert_eq!(said.events().len(), events, "{}", said.stderr);
    assert_eq!(said.stderr.matches("error: ").count(), 1, "one message: {}", said.stderr);
    for part in told {
        assert!(said.stderr.contains(part), "{part:?} in {}", said.stderr);
    }
}

#[test]
fn the_bound_of_memory_is_one_that_an_unbounded_run_would_break() {
    let place = place();
    place.file("answers.csv", export());
    send(&place, &["answers.csv"]).exits(0);
    // A run that is allowed to hold 100 MB does not fit: the bound is no idle one.
    place.file("long.json", format!(r#"{{"responseId":"R_1","values":{{"plan":"{}"}}}}"#, "x".repeat(100_000_000)));
    let output = bounded(&place, &["--max-record-bytes", "200000000", "long.json"], MEMORY).output().expect("runs");
    assert_ne!(output.status.code(), Some(0));
}

#[test]
fn a_csv_cut_short_names_the_row_where_it_ends() {
    let place = place();
    let text = export();
    place.file("cut.csv", &text[..text.len() - 20]);
    stops(send(&place, &["cut.csv"]), 1, &["cut.csv:5: ", "(record 2, byte "]);
}

#[test]
fn json_cut_short_names_the_response_that_is_missing_its_end() {
    let place = place();
    place.file("cut.json", format!("{{\"responses\":[{},\n{},\n{{\"responseId\":", response(1), response(2)));
    stops(send(&place, &["cut.json"]), 2, &["cut.json:3: ", "cut short (record 3, byte "]);
    place.file("open.json", format!("[{},\n{}", response(1), response(2)));
    stops(send(&place, &["open.json"]), 2, &["open.json:2: ", "the file ends before the list"]);
}

#[test]
fn a_quote_that_is_never_closed_names_where_it_was_opened() {
    let place = place();
    place.file("quote.csv", format!("{}R_3,0,1,2026-01-02 03:04:05,\"free\nR_4\n", export()));
    let at = export().len() + "R_3,0,1,2026-01-02 03:04:05,".len();
    let byte = format!("(record 3, byte {at})");
    stops(send(&place, &["quote.csv"]), 2, &["quote.csv:6: a quote is opened here and never closed", &byte]);
}

#[test]
fn a_row_longer_or_shorter_than_the_header_is_no_row_to_be_guessed_at() {
    let place = place();
    for (name, row, cells) in [("short.csv", "R_3,0,1", 3), ("long.csv", "R_3,0,1,2026-01-02 03:04:05,free,more", 6)] {
        place.file(name, format!("{}{row}\n", export()));
        let told =
            format!("{name}:6: this row has {cells} cells where the header has 5 (record 3, byte {})", export().len());
        stops(send(&place, &[name]), 2, &[&told, "hint: "]);
    }
    // A trailing comma is normal: it adds a cell with nothing in it.
    place.file("comma.csv", format!("{}R_3,0,1,2026-01-02 03:04:05,free,\n", export()));
    assert_eq!(send(&place, &["comma.csv"]).exits(0).events().len(), 3);
}

#[test]
fn bytes_that_are_no_utf8_and_nul_bytes_name_their_place() {
    let place = place();
    for (name, bytes, told) in
        [("latin.csv", &b"Gr\xfc\xdfe"[..], "not UTF-8 text"), ("nul.csv", b"a\0b", "a NUL byte")]
    {
        let row = [b"R_3,0,1,2026-01-02 03:04:05,", bytes, b"\n"].concat();
        place.file(name, [export().as_bytes(), &row].concat());
        let at = export().len() + "R_3,0,1,2026-01-02 03:04:05,".len() + if name == "nul.csv" { 1 } else { 2 };
        let byte = format!("(record 3, byte {at})");
        stops(send(&place, &[name]), 2, &[&format!("{name}:6: {told}"), &byte, "hint: "]);
    }
}

#[test]
fn a_member_of_an_archive_that_is_damaged_is_named() {
    let place = place();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    zip.start_file("survey.csv", stored).expect("writes");
    zip.write_all(export().as_bytes()).expect("writes");
    let mut bytes = zip.finish().expect("writes").into_inner();
    place.file("whole.zip", &bytes);
    assert_eq!(send(&place, &["whole.zip"]).exits(0).events().len(), 2);
    let at = bytes.windows(4).position(|four| four == b"team").expect("the second answer");
    bytes[at] = b'T';
    place.file("damaged.zip", &bytes);
    let said = send(&place, &["damaged.zip"]).exits(1);
    assert!(
        said.stderr.contains("cannot read damaged.zip!survey.csv") && said.stderr.contains("its check sum is wrong"),
        "{}",
        said.stderr
    );
    place.file("cut.zip", &bytes[..bytes.len() - 30]);
    stops(send(&place, &["cut.zip"]), 0, &["cut.zip: the ZIP archive is damaged"]);
}

#[test]
fn a_bomb_is_stopped_at_the_bound_and_the_bound_can_be_raised() {
    let place = place();
    let row = "R_3,2,1,2026-01-02 03:04:05,free\n";
    let text = format!("{}{}", recodes(&["plan"], &[]), row.repeat(400_000));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text.as_bytes()).expect("writes");
    place.file("bomb.csv.gz", gzip.finish().expect("writes"));
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("bomb.csv", zip::write::SimpleFileOptions::default()).expect("writes");
    zip.write_all(text.as_bytes()).expect("writes");
    place.file("bomb.zip", zip.finish().expect("writes").into_inner());
    for name in ["bomb.csv.gz", "bomb.zip"] {
        stops(
            send(&place, &["--max-bytes", "1000000", name]),
            0,
            &["unpacks to more than 1000000 bytes", "--max-bytes", "(record "],
        );
        send(&place, &["--max-bytes", "100000000", name]).exits(0);
    }
}

#[test]
fn five_thousand_levels_of_nesting_are_read_over() {
    let place = place();
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    for key in ["ignored", "plan"] {
        let text = format!(r#"{{"responseId":"R_1","values":{{"status":0,"finished":1,"{key}":{deep}}}}}"#);
        place.file("deep.json", text);
        assert_eq!(send(&place, &["deep.json"]).exits(0).events().len(), 1, "{key}");
    }
    place.file("open.json", "[".repeat(5_000));
    stops(send(&place, &["open.json"]), 0, &["open.json:1: "]);
}

#[test]
fn a_response_of_100_mb_is_refused_without_being_held() {
    let place = place();
    let cell = "x".repeat(100_000_000);
    place.file("long.csv", format!("{}R_3,0,1,2026-01-02 03:04:05,{cell}\n", export()));
    place.file("long.json", format!(r#"[{},{{"responseId":"R_2","values":{{"plan":"{cell}"}}}}]"#, response(1)));
    stops(
        send(&place, &["long.csv"]),
        2,
        &["long.csv:6: the response is longer than 16777216 bytes", "--max-record-bytes"],
    );
    stops(send(&place, &["long.json"]), 1, &["long.json:1: ", "--max-record-bytes"]);
}

#[test]
fn numbers_beyond_every_type_keep_their_digits() {
    let place = place();
    place.file("qseg.yaml", mapping(&["p: ${e://Field/plan}", "n: { value: \"${e://Field/n}\", type: integer }"]));
    let big = "123456789012345678901234567890";
    place.file(
        "big.json",
        format!(r#"{{"responseId":"R_1","values":{{"status":0,"finished":1,"plan":1e400,"n":{big}}}}}"#),
    );
    let said = send(&place, &["big.json"]).exits(0);
    assert!(said.stdout.contains(&format!(r#""properties":{{"p":"1e400","n":{big}}}"#)), "{}", said.stdout);
}

#[test]
fn an_emoji_cut_in_half_is_told_and_does_not_stop_the_run() {
    let place = place();
    let half = r#"{"responseId":"R_2","values":{"status":0,"finished":1,"plan":"fine \ud83d"}}"#;
    place.file("half.json", format!("[{},\n{half}]", response(1)));
    let said = send(&place, &["half.json"]).exits(0);
    assert_eq!(said.events()[1]["properties"]["p"], "fine \u{fffd}");
    assert!(
        said.stderr.contains("warning[text_damaged]") && said.stderr.contains("half.json:2 (record 2, R_2)"),
        "{}",
        said.stderr
    );
}

#[test]
fn nothing_to_read_is_named_for_what_it_is() {
    let place = place();
    place.file("empty.csv", "");
    std::fs::create_dir(place.path().join("folder")).expect("a folder");
    for (name, told) in
        [("empty.csv", "empty.csv is empty"), ("folder", "folder is a directory"), ("none.csv", "cannot open none.csv")]
    {
        stops(send(&place, &[name]), 0, &[told]);
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    place.file("secret.csv", export());
    let path = place.path().join("secret.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("changes the mode");
    if std::fs::File::open(&path).is_ok() {
        let _ = std::io::stderr().write_all(b"SKIPPED: this user may read every file\n");
        return;
    }
    stops(send(&place, &["secret.csv"]), 0, &["cannot open secret.csv", "because: Permission denied"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_not_a_short_success() {
    let place = place();
    place.file("answers.csv", export());
    let mut command = bounded(&place, &["answers.csv"], MEMORY);
    command.stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").expect("opens"));
    let said = place.finish(command).exits(1);
    assert!(said.stderr.contains("error: cannot write to standard output"), "{}", said.stderr);
}
