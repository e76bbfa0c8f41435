//! Every way in which an input can be broken: one clear message with file, line, record and byte, the exit
//! code, no panic, and bounded memory; what was written before it stays good.
//!
//! Memory is bounded from outside: `ulimit -v` on the child. An allocation beyond the bound ends the program by a
//! signal, which no test here takes for an exit code; `the_bound_on_memory_bites` shows that it would.

use crate::support::{Place, Said, mapping, recodes};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::fs;
use std::fs::File;
use std::io::{BufWriter, Cursor, Write};
use std::process::Stdio;
use zip::write::SimpleFileOptions;

/// A run that reads response by response fits in this, with one of the longest responses that are allowed (16 MiB)
/// in memory: 40 MiB beside the program's own text and data, which are mapped into the address space whole.
fn bound_kib() -> u32 {
    let program = fs::metadata(assert_cmd::cargo::cargo_bin("qseg")).expect("the program").len();
    (40 << 10) + u32::try_from(program >> 10).expect("a program of less than 4 TiB")
}

const ANSWERS: [&str; 2] = ["QID1", "plan"];

/// A place with a mapping of QID1's recode and the plan.
fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["score: \"${q://QID1/SelectedChoicesRecode}\"", "plan: \"${e://Field/plan}\""]));
    place
}

/// Two good responses, on lines 4 and 5.
fn good_csv() -> String {
    recodes(&ANSWERS, &[&["7", "free"], &["9", "team"]])
}

/// A row of a CSV export.
fn row(id: &str, plan: &str) -> String {
    format!("{id},0,1,2026-01-02 03:04:05,7,{plan}\n")
}

/// A response whose plan is this JSON, with more keys behind it.
fn response(id: &str, plan: &str, more: &str) -> String {
    format!(
        r#"{{"responseId":"{id}","values":{{"status":0,"finished":1,"recordedDate":"2026-01-02T03:04:05Z","QID1":7,"plan":{plan}{more}}}}}"#
    )
}

/// Two good responses, a line each.
fn good_ndjson() -> String {
    format!("{}\n{}\n", response("R_1", "\"free\"", ""), response("R_2", "\"team\"", ""))
}

/// The events of a dry run within the bound.
#[track_caller]
fn send(place: &Place, arguments: &[&str]) -> Said {
    let arguments = [&["send", "--dry-run", "--format", "ndjson"], arguments].concat();
    place.finish(place.command_within(bound_kib(), &arguments))
}

/// A dry run and an inspection both end with exit code 1 and this message, after as many events.
#[track_caller]
fn breaks(place: &Place, arguments: &[&str], events: usize, message: &str) {
    let said = send(place, arguments).exits(1);
    let ids: Vec<Value> = said.events().into_iter().map(|mut event| event["userId"].take()).collect();
    let wanted: Vec<String> = (1..=events).map(|number| format!("R_{number}")).collect();
    assert_eq!(ids, wanted, "{}", said.stderr);
    assert!(said.stderr.contains(message), "{message:?} in:\n{}", said.stderr);
    assert_eq!(said.stderr.matches("error: ").count(), 1, "one message: {}", said.stderr);
    let arguments = [&["inspect", "--format", "json"], arguments].concat();
    let said = place.finish(place.command_within(bound_kib(), &arguments)).exits(1);
    let document = said.document();
    assert!(document["inputs"].as_array().expect("inputs").is_empty(), "{document}");
    let told = document["error"]["message"].as_str().expect("a message");
    assert!(told.contains(message.trim_start_matches("error: ")) || said.stderr.contains(message), "{told}");
}

/// `{name}:{line}: {reason} ({record}, byte {byte})`
fn at(name: &str, line: u64, reason: &str, record: u64, byte: usize) -> String {
    format!("error: {name}:{line}: {reason} (record {record}, byte {byte})")
}

/// Writes a large file piece by piece.
fn large(place: &Place, name: &str, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) {
    let mut file = BufWriter::new(File::create(place.path().join(name)).expect("a file"));
    write(&mut file).and_then(|()| file.flush()).expect("writes");
}

/// So many million times this text.
fn millions(out: &mut dyn Write, count: usize, text: &str) -> std::io::Result<()> {
    let million = text.repeat(1_000_000);
    (0..count).try_for_each(|_| out.write_all(million.as_bytes()))
}

fn gzipped(write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    write(&mut encoder).expect("writes");
    encoder.finish().expect("writes")
}

/// Writes the content of an archive's member.
type Writes<'w> = &'w dyn Fn(&mut dyn Write) -> std::io::Result<()>;

fn zipped(members: &[(&str, Writes<'_>)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, write) in members {
        let options = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(1));
        writer.start_file(*name, options).expect("writes");
        write(&mut writer).expect("writes");
    }
    writer.finish().expect("writes").into_inner()
}

#[test]
fn the_bound_on_memory_bites() {
    let place = place();
    large(&place, "long.csv", |out| {
        out.write_all(format!("{}R_3,0,1,2026-01-02 03:04:05,7,\"", good_csv()).as_bytes())?;
        millions(out, 100, "x")?;
        out.write_all(b"\"\n")
    });
    let arguments = ["inspect", "--format", "json", "--max-record-bytes", "200000000", "long.csv"];
    let mut bounded = place.command_within(bound_kib(), &arguments);
    let status = bounded.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("runs");
    assert_eq!(status.code(), None, "a cell of 100 MB in memory ends by a signal: {status:?}");
    let document = place.finish(place.command_within(1 << 20, &arguments)).exits(0).document();
    assert_eq!(document["inputs"][0]["responses"], 3);
}

#[test]
fn a_csv_that_was_cut_short() {
    let place = place();
    let good = good_csv();
    place.file("cut.csv", format!("{good}R_3,0,1,2026-01"));
    let reason = "this row has 4 cells where the header has 6";
    breaks(&place, &["cut.csv"], 2, &at("cut.csv", 6, reason, 3, good.len()));
    place.file("header.csv", &good[..good.find("ImportId").expect("a header") + 10]);
    breaks(&place, &["header.csv"], 0, "error: header.csv:3: a quote is opened here and never closed (header, byte ");
}

#[test]
fn a_json_export_that_was_cut_short() {
    let place = place();
    let good = format!("{{\"responses\":[\n{},\n{}", response("R_1", "\"free\"", ""), response("R_2", "\"team\"", ""));
    let whole = response("R_3", "\"free\"", "");
    let begins = good.len() + 2;
    let string = begins + whole[..60].rfind('"').expect("a string");
    for (more, byte, reason) in [
        (format!(",\n{}", &whole[..60]), string, "a string begins here and never ends"),
        (format!(",\n{}", &whole[..40]), begins, "a response begins here and never ends: the file was cut short"),
        (",\n".to_owned(), begins, "the file ends before the list of responses does"),
        ("\n]".to_owned(), begins, "the file ends before the list of responses does"),
    ] {
        place.file("cut.json", format!("{good}{more}"));
        breaks(&place, &["cut.json"], 2, &at("cut.json", 4, reason, 3, byte));
    }
    place.file("cut.ndjson", format!("{}{}", good_ndjson(), &whole[..40]));
    let reason = "a response begins here and never ends: the file was cut short";
    breaks(&place, &["cut.ndjson"], 2, &at("cut.ndjson", 3, reason, 3, good_ndjson().len()));
}

#[test]
fn a_quote_that_is_never_closed() {
    let place = place();
    let good = good_csv();
    let row = "R_3,0,1,2026-01-02 03:04:05,7,\"free\n";
    place.file("open.csv", format!("{good}{row}R_4,0,1,2026-01-02 03:04:05,7,free\n"));
    let byte = good.len() + row.find('"').expect("a quote");
    breaks(&place, &["open.csv"], 2, &at("open.csv", 6, "a quote is opened here and never closed", 3, byte));
    // With more behind it than one response may take, the length is what is told.
    large(&place, "long.csv", |out| {
        out.write_all(format!("{good}{row}").as_bytes())?;
        millions(out, 100, "no quote in here\n")
    });
    let reason = "the response is longer than 16777216 bytes";
    breaks(&place, &["long.csv"], 2, &at("long.csv", 6, reason, 3, good.len()));
}

#[test]
fn a_row_that_is_longer_or_shorter_than_the_header() {
    let place = place();
    let good = good_csv();
    for (name, row, cells) in [
        ("short.csv", "R_3,0,1,2026-01-02 03:04:05,7\n".to_owned(), 5),
        ("long.csv", row("R_3", "free,more"), 7),
        ("longer.csv", row("R_3", "free,,,,more,"), 11),
    ] {
        place.file(name, format!("{good}{row}{}", self::row("R_4", "free")));
        let reason = format!("this row has {cells} cells where the header has 6");
        breaks(&place, &[name], 2, &at(name, 6, &reason, 3, good.len()));
    }
    // Delimiters at the end alone are what spreadsheets leave behind.
    place.file("trailing.csv", format!("{good}{}", row("R_3", "free,,")));
    assert_eq!(send(&place, &["trailing.csv"]).exits(0).events().len(), 3);
}

#[test]
fn text_that_is_not_utf8() {
    let place = place();
    let good = good_csv();
    let mut bytes = good.clone().into_bytes();
    bytes.extend(b"R_3,0,1,2026-01-02 03:04:05,7,gr\xfcn\n");
    place.file("latin.csv", bytes);
    breaks(&place, &["latin.csv"], 2, &at("latin.csv", 6, "not UTF-8 text", 3, good.len() + 32));
    let good = good_ndjson();
    let mut bytes = good.clone().into_bytes();
    let third = response("R_3", "\"gr?n\"", "");
    let byte = good.len() + third.find('?').expect("a place");
    bytes.extend(third.bytes().map(|byte| if byte == b'?' { 0xfc } else { byte }));
    place.file("latin.json", bytes);
    breaks(&place, &["latin.json"], 2, &at("latin.json", 3, "not UTF-8 text", 3, byte));
    // UTF-16 with half a character: what stands before it is read.
    let text = format!("\u{feff}{}{}", good_csv(), row("R_3", "free"));
    let mut bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.extend([0x00, 0xd8, b'x', 0]);
    place.file("half.csv", bytes);
    breaks(&place, &["half.csv"], 3, "error: half.csv:7: the input cannot be read any further (record 4, byte ");
    assert!(send(&place, &["half.csv"]).stderr.contains("half a character at byte "));
}

#[test]
fn a_nul() {
    let place = place();
    let good = good_csv();
    place.file("nul.csv", format!("{good}{}", row("R_3", "fr\0ee")));
    breaks(&place, &["nul.csv"], 2, &at("nul.csv", 6, "a NUL byte, which no text has", 3, good.len() + 32));
    place.file("header.csv", good.replacen("plan", "pl\0an", 1));
    breaks(&place, &["header.csv"], 0, "error: header.csv:1: a NUL byte, which no text has (header, byte ");
    let good = good_ndjson();
    let third = response("R_3", "\"fr\0ee\"", "");
    place.file("nul.json", format!("{good}{third}"));
    let byte = good.len() + third.find('\0').expect("a NUL");
    breaks(&place, &["nul.json"], 2, &at("nul.json", 3, "a NUL byte, which no text has", 3, byte));
}

#[test]
fn a_zip_with_a_broken_member() {
    let place = place();
    let two = format!("{}{}", good_csv().replace("R_", "R_b"), row("R_b3", "free"));
    let first = good_csv();
    let archive = zipped(&[
        ("one.csv", &|out| out.write_all(first.as_bytes())),
        ("two.csv", &|out| out.write_all(two.as_bytes())),
    ]);
    let begins = archive.windows(7).rposition(|name| name == b"two.csv").expect("a directory");
    let data = archive[..begins].windows(7).rposition(|name| name == b"two.csv").expect("a member") + 7;
    // A bit of its data, its check sum in the directory, and its end: each tells the member and the place.
    for (name, change, why) in [
        ("bits.zip", data + 30, "corrupt deflate stream"),
        ("sum.zip", begins - 30, "the member is damaged: its check sum is wrong"),
    ] {
        let mut broken = archive.clone();
        broken[change] ^= 0x55;
        place.file(name, broken);
        let said = send(&place, &[name]).exits(1);
        assert!(said.stdout.starts_with(&send_first(&place, &first)), "the first member is read: {}", said.stdout);
        assert!(said.stderr.contains(&format!("{name}!two.csv")), "{}", said.stderr);
        assert!(said.stderr.contains(why), "{}", said.stderr);
        let inspected =
            place.finish(place.command_within(bound_kib(), &["inspect", "--format", "json", name])).exits(1);
        assert_eq!(inspected.document()["inputs"].as_array().map(Vec::len), Some(1), "{}", inspected.stdout);
    }
    place.file("cut.zip", &archive[..archive.len() - 30]);
    breaks(&place, &["cut.zip"], 0, "error: cut.zip: the ZIP archive is damaged: ");
}

/// What a dry run of this export prints.
fn send_first(place: &Place, export: &str) -> String {
    place.file("first.csv", export);
    send(place, &["first.csv"]).exits(0).stdout
}

#[test]
fn a_gzip_that_was_cut_short() {
    let place = place();
    let rows: String =
        (3..3_000).map(|number| row(&format!("R_{number}"), &format!("plan {}", number * 7_919))).collect();
    let packed = gzipped(|out| out.write_all(format!("{}{rows}", good_csv()).as_bytes()));
    place.file("cut.gz", &packed[..packed.len() / 2]);
    let said = send(&place, &["cut.gz"]).exits(1);
    let events = said.events();
    assert!(events.len() > 500, "{}", events.len());
    assert!(events.iter().zip(1..).all(|(event, number)| event["userId"] == format!("R_{number}")));
    let record = events.len() + 1;
    assert!(
        said.stderr.contains(&format!("error: cut.gz:{}: the input cannot be read", record + 3)),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains(&format!("(record {record}, byte ")), "{}", said.stderr);
}

#[test]
fn a_bomb_in_a_gzip_or_a_zip() {
    let place = place();
    let good = good_csv();
    // 300 MB of rows that are blank.
    let rows = |out: &mut dyn Write| {
        out.write_all(good.as_bytes())?;
        millions(out, 50, ",,,,,\n")
    };
    place.file("rows.gz", gzipped(rows));
    place.file("rows.zip", zipped(&[("rows.csv", &rows)]));
    for (input, part) in [("rows.gz", "rows.gz"), ("rows.zip", "rows.zip!rows.csv")] {
        let size = std::fs::metadata(place.path().join(input)).expect("a file").len();
        assert!(size < 3_000_000, "{size}");
        let message = format!("error: {part}:");
        breaks(&place, &["--max-bytes", "1000000", input], 2, &message);
        let said = send(&place, &["--max-bytes", "1000000", input]);
        assert!(said.stderr.contains("it unpacks to more than 1000000 bytes; raise --max-bytes"), "{}", said.stderr);
        assert!(said.stderr.contains(", byte 1000000)"), "what fits is read: {}", said.stderr);
        assert_eq!(send(&place, &["--max-bytes", "400000000", input]).exits(0).events().len(), 2);
    }
    // 200 MB that are one response.
    let cell = |out: &mut dyn Write| {
        out.write_all(format!("{good}R_3,0,1,2026-01-02 03:04:05,7,\"").as_bytes())?;
        millions(out, 200, "x")
    };
    place.file("cell.gz", gzipped(cell));
    let reason = "the response is longer than 16777216 bytes";
    breaks(&place, &["cell.gz"], 2, &at("cell.gz", 6, reason, 3, good.len()));
}

#[test]
fn five_thousand_levels_of_nesting() {
    let place = place();
    for (name, deep) in [
        ("lists.json", format!("{}{}", "[".repeat(5_000), "]".repeat(5_000))),
        ("objects.json", format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000))),
    ] {
        // Ignored: read, wherever it stands.
        let ignored = response("R_3", "\"free\"", &format!(",\"other\":{deep}"));
        let beside = format!("{{\"meta\":{deep},\"responses\":[{}]}}", response("R_4", "\"free\"", ""));
        place.file(name, format!("{}{ignored}\n{beside}\n", good_ndjson()));
        assert_eq!(send(&place, &[name]).exits(0).events().len(), 4, "{name}");
        // Wanted: its text, and no depth of its own.
        place.file(name, format!("{}{}", good_ndjson(), response("R_3", &deep, "")));
        let said = send(&place, &[name]);
        if name == "lists.json" {
            let plan = said.exits(0).events()[2]["properties"]["plan"].take();
            let plan = plan.as_str().expect("a text");
            assert!(deep.contains(plan) && plan.len() > 9_990, "{}", plan.len());
        } else {
            // Its 5,000 quotes, escaped, are more than Segment takes.
            assert!(said.exits(3).stderr.contains("error[event_too_large]"), "{name}");
        }
        let inspected =
            place.finish(place.command_within(bound_kib(), &["inspect", "--format", "json", name])).exits(0);
        assert_eq!(inspected.document()["inputs"][0]["responses"], 3, "{name}");
    }
    // Unclosed, it is told like any file that was cut short.
    let open = format!("{{\"responseId\":\"R_3\",\"values\":{{\"plan\":{}", "[".repeat(5_000));
    place.file("open.json", format!("{}{open}", good_ndjson()));
    let reason = "a response begins here and never ends: the file was cut short";
    breaks(&place, &["open.json"], 2, &at("open.json", 3, reason, 3, good_ndjson().len()));
}

#[test]
fn a_cell_of_a_hundred_megabytes() {
    let place = place();
    let (csv, json) = (good_csv(), good_ndjson());
    let reason = "the response is longer than 16777216 bytes";
    // A text, doubled quotes alone in both alignments, and no quote at all.
    for (name, before, text, after) in [
        ("text.csv", "R_3,0,1,2026-01-02 03:04:05,7,\"", "x", "\"\n"),
        ("even.csv", "R_3,0,1,2026-01-02 03:04:05,7,\"", "\"\"", "\"\n"),
        ("odd.csv", "R_03,0,1,2026-01-02 03:04:05,7,\"", "\"\"", "\"\n"),
        ("bare.csv", "R_3,0,1,2026-01-02 03:04:05,7,", "x", "\n"),
    ] {
        large(&place, name, |out| {
            out.write_all(format!("{csv}{before}").as_bytes())?;
            millions(out, 100 / text.len(), text)?;
            out.write_all(after.as_bytes())
        });
        breaks(&place, &[name], 2, &at(name, 6, reason, 3, csv.len()));
    }
    // A text, one of escapes, a number, a key, and many values.
    let third = "{\"responseId\":\"R_3\",\"values\":{";
    for (name, before, text, after) in [
        ("text.json", "\"plan\":\"", "x", "\"}}"),
        ("escapes.json", "\"plan\":\"", "\\n", "\"}}"),
        ("number.json", "\"plan\":", "1", "}}"),
        ("key.json", "\"", "k", "\":1}}"),
        ("many.json", "\"plan\":[", "\"x\",", "1]}}"),
    ] {
        large(&place, name, |out| {
            out.write_all(format!("{json}{third}{before}").as_bytes())?;
            millions(out, 100 / text.len(), text)?;
            out.write_all(after.as_bytes())
        });
        breaks(&place, &[name], 2, &at(name, 3, reason, 3, json.len()));
    }
    let said = send(&place, &["--max-record-bytes", "1000000", "text.json"]).exits(1);
    assert!(said.stderr.contains("longer than 1000000 bytes"), "{}", said.stderr);
    assert!(said.stderr.contains("raise --max-record-bytes"), "{}", said.stderr);
    // Raised, both are read.
    for name in ["text.csv", "text.json"] {
        let arguments = ["inspect", "--format", "json", "--max-record-bytes", "200000000", name];
        assert_eq!(place.run(&arguments).exits(0).document()["inputs"][0]["responses"], 3, "{name}");
    }
}

#[test]
fn a_hundred_megabytes_of_white_space_take_no_memory() {
    let place = place();
    large(&place, "space.json", |out| {
        out.write_all(good_ndjson().as_bytes())?;
        millions(out, 50, " \n")?;
        out.write_all(response("R_3", "\"free\"", "").as_bytes())
    });
    assert_eq!(send(&place, &["space.json"]).exits(0).events().len(), 3);
    large(&place, "space.csv", |out| {
        out.write_all(good_csv().as_bytes())?;
        millions(out, 50, " \n")?;
        out.write_all(row("R_3", "free").as_bytes())
    });
    assert_eq!(send(&place, &["space.csv"]).exits(0).events().len(), 3);
}

#[test]
fn the_longest_response_is_of_exactly_so_many_bytes() {
    let place = place();
    let json = response("R_3", &format!("\"{}\"", "x".repeat(5_000)), "");
    let csv = row("R_3", &"x".repeat(5_000));
    for (name, text, length) in [("j", json.clone(), json.len()), ("c", format!("{}{csv}", good_csv()), csv.len() - 1)]
    {
        place.file(name, text);
        send(&place, &["--max-record-bytes", &length.to_string(), name]).exits(0);
        send(&place, &["--max-record-bytes", &(length - 1).to_string(), name]).exits(1);
    }
}

#[test]
fn numbers_beyond_what_a_machine_holds_keep_their_digits() {
    let place = Place::new();
    place.file(
        "qseg.yaml",
        mapping(&["plan: \"${e://Field/plan}\"", "number: { value: \"${e://Field/plan}\", type: number }"]),
    );
    for (digits, is_number) in [
        ("9223372036854775808", true),
        ("-123456789012345678901234567890", true),
        ("0.1234567890123456789012345", true),
        ("-1e400", false),
        ("1e999999999999", false),
    ] {
        place.file("n.json", response("R_1", digits, ",\"other\":1e999999"));
        let said = send(&place, &["n.json"]);
        if is_number {
            let text = format!(r#""properties":{{"plan":"{digits}","number":{digits}}}"#);
            let said = said.exits(0);
            assert!(said.stdout.contains(&text), "{}", said.stdout);
        } else {
            let said = said.exits(3);
            assert!(
                said.stderr.contains(&format!("error[value_not_coercible]: \"{digits}\" is no number")),
                "{}",
                said.stderr
            );
            assert!(said.stderr.contains("in n.json:1 (record 1, R_1)"), "{}", said.stderr);
        }
        let inspected =
            place.finish(place.command_within(bound_kib(), &["inspect", "--format", "json", "n.json"])).exits(0);
        assert_eq!(inspected.document()["inputs"][0]["responses"], 1);
    }
}

#[test]
fn an_unpaired_surrogate() {
    let place = place();
    let third = response("R_3", "\"a\\ud83d\"", ",\"other\":\"\\ude00\"");
    place.file("cut.json", format!("{}{third}", good_ndjson()));
    let said = send(&place, &["cut.json"]).exits(0);
    assert_eq!(said.events()[2]["properties"]["plan"], "a\u{fffd}");
    assert!(said.stderr.contains("warning[text_damaged]"), "{}", said.stderr);
    assert!(said.stderr.contains("in cut.json:3 (record 3, R_3)"), "{}", said.stderr);
    let inspected =
        place.finish(place.command_within(bound_kib(), &["inspect", "--format", "json", "cut.json"])).exits(0);
    assert_eq!(inspected.document()["inputs"][0]["responses"], 3);
    // A key is no text that can be mended.
    place.file("key.json", format!("{}{}", good_ndjson(), response("R_3", "1", ",\"\\ud83d\":1")));
    breaks(&place, &["key.json"], 2, "error: key.json:3: not JSON: ");
}

#[test]
fn an_empty_file() {
    let place = place();
    place.file("empty.csv", b"");
    breaks(&place, &["empty.csv"], 0, "error: empty.csv is empty\nhint: ");
    place.file("bom.csv", b"\xef\xbb\xbf");
    breaks(&place, &["bom.csv"], 0, "error: bom.csv is empty\nhint: ");
    place.file("space.csv", b"\r\n\r\n");
    breaks(&place, &["space.csv"], 0, "error: space.csv holds nothing but white space\nhint: ");
    place.file("empty.gz", gzipped(|_| Ok(())));
    breaks(&place, &["empty.gz"], 0, "error: empty.gz is empty\nhint: ");
    place.file("empty.zip", zipped(&[]));
    breaks(&place, &["empty.zip"], 0, "error: empty.zip is an archive without files\nhint: ");
}

#[test]
fn a_directory() {
    let place = place();
    place.file("exports/one.csv", good_csv());
    breaks(&place, &["exports"], 0, "error: exports is a directory\nhint: name the files in it: exports/*.csv");
}

#[test]
fn a_file_that_is_not_there() {
    breaks(&place(), &["none.csv"], 0, "none.csv");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let place = place();
    let path = place.path().join(place.file("secret.csv", good_csv()));
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changes the mode");
    };
    mode(&path, 0o000);
    mode(place.path(), 0o755);
    let arguments = ["send", "--dry-run", "--format", "ndjson", "secret.csv"];
    // Root reads everything: the program then runs as somebody else, where that can be done.
    let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let command = if File::open(&path).is_err() {
        place.command(&arguments)
    } else {
        let tried = place.command_by(&nobody, &["--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !tried.is_ok_and(|status| status.success()) {
            let mut err = std::io::stderr();
            let _ = writeln!(err, "SKIPPED: root reads every file, and its rights cannot be dropped here");
            return;
        }
        place.command_by(&nobody, &arguments)
    };
    let said = place.finish(command).exits(1);
    assert!(said.stderr.contains("error: cannot open secret.csv"), "{}", said.stderr);
    assert!(said.stderr.contains("Permission denied"), "{}", said.stderr);
    assert_eq!(said.stdout, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_is_full() {
    let place = place();
    large(&place, "many.csv", |out| {
        out.write_all(good_csv().as_bytes())?;
        (3..20_000).try_for_each(|number| out.write_all(row(&format!("R_{number}"), "free").as_bytes()))
    });
    place.file("few.csv", good_csv());
    for file in ["few.csv", "many.csv"] {
        for arguments in [
            &["send", "--dry-run", "--format", "ndjson", file][..],
            &["send", "--dry-run", "--format", "json", file],
            &["send", "--dry-run", file],
            &["inspect", file],
            &["inspect", "--format", "json", file],
        ] {
            let mut command = place.command_within(bound_kib(), arguments);
            command.stdout(File::options().write(true).open("/dev/full").expect("/dev/full"));
            let said = place.finish(command).exits(1);
            assert!(said.stderr.contains("error: cannot write to standard output"), "{arguments:?}: {}", said.stderr);
            assert!(said.stderr.contains("No space left on device"), "{arguments:?}: {}", said.stderr);
            assert_eq!(said.stderr.matches("error: ").count(), 1, "{arguments:?}: {}", said.stderr);
        }
    }
}
