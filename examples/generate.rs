//! Writes made-up Qualtrics exports of any size, to measure with and to prove that memory stays flat.
//!
//! ```text
//! cargo run --release --example generate -- --format csv|json|ndjson --bytes 1G|--rows N [--columns N] [--seed S] -o FILE
//! ```
//!
//! One seed gives the same answers in every format, so that the events made of a CSV and of a JSON file can be
//! compared with each other. `--columns` counts CSV columns (60 by default); K, M and G are powers of 1,000.
//! The mapping that fits is `benches/generated.yaml`.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The zone of the CSV's dates. They are kept within winter time (see [`FIRST_SECOND`]), so that one offset is right.
const ZONE: &str = "America/Denver";
const ZONE_OFFSET: u64 = 7 * 3600;
/// 2025-11-10T00:00:00Z: the range of 100 days from here holds no change of the zone's clocks.
const FIRST_SECOND: u64 = 1_762_732_800;
const RANGE: u64 = 100 * 86_400;

const ROLES: [(u32, &str); 4] =
    [(10, "Student"), (20, "Engineer, any kind"), (30, "Manager"), (40, "Something \"else\"")];
const RATES: [&str; 5] = ["Very poor", "Poor", "Fair", "Good", "Very good"];
const CHANNELS: [&str; 4] = ["E-mail", "Phone", "Chat, in the app", "Other"];
const GROUPS: [&str; 3] = ["Detractor", "Passive", "Promoter"];
const PLANS: [&str; 4] = ["free", "team", "enterprise", "team, yearly"];
const LANGUAGES: [&str; 6] = ["EN", "DE", "FR", "JA", "ES-ES", "PT-BR"];
/// Words of free text; what CSV and JSON must quote or escape is among them.
const WORDS: [&str; 24] = [
    "great",
    "price,",
    "support",
    "slow",
    "\"easy\"",
    "übersichtlich",
    "手紙",
    "мало",
    "👍",
    "the\nsecond line",
    "app",
    "08",
    "1,2,3",
    "naïve",
    "back\\slash",
    "meeting",
    "tab\there",
    "notes",
    "every",
    "day",
    "fast",
    "and",
    "honestly,",
    "clear",
];

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nps,
    NpsGroup,
    Choice,
    Text,
    MatrixRow,
    Multi(u32),
    OtherText,
}

/// A question's column: its name and ImportId in the CSV, its key in JSON.
struct Column {
    question: u32,
    kind: Kind,
    name: String,
    label: String,
    key: String,
}

/// An answer; text is a range of the row's own buffer.
#[derive(Clone, Copy)]
enum Cell {
    Empty,
    Number(u32),
    Text(usize, usize),
}

/// splitmix64: small, seeded, and good enough for made-up answers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        (((self.next() >> 32) * bound as u64) >> 32) as usize
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// The finaliser of splitmix64, which is a bijection: two different inputs never meet.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// One response, without a format.
#[derive(Default)]
struct Row {
    id: String,
    start: u64,
    end: u64,
    recorded: u64,
    milliseconds: u64,
    status: u32,
    finished: bool,
    /// Whether the invitation went to a known contact.
    contact: bool,
    number: u64,
    address: usize,
    latitude: usize,
    longitude: usize,
    language: &'static str,
    plan: &'static str,
    crm_id: String,
    session: String,
    text: String,
    cells: Vec<Cell>,
}

impl Row {
    /// Fills the row with response `number` of `seed`; every answer follows from these two.
    fn fill(&mut self, seed: u64, number: u64, columns: &[Column]) {
        let mut random = Random(mix(seed).wrapping_add(mix(number)));
        self.number = number;
        // Through bijections only, so that no id comes twice: 64 bits are eleven digits of base 62, and four more follow.
        self.id.clear();
        self.id.push_str("R_");
        let mut left = mix(number ^ seed);
        for digit in 0..15 {
            if digit == 11 {
                left = random.next();
            }
            let alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
            self.id.push(char::from(alphabet[(left % 62) as usize]));
            left /= 62;
        }
        self.start = FIRST_SECOND + (number * 11) % RANGE;
        self.end = self.start + 20 + random.below(880) as u64;
        self.recorded = self.end + 1;
        self.milliseconds = random.below(1000) as u64;
        self.status = match random.below(200) {
            0 => 1,
            1 => 2,
            2 => 4,
            3 => 8,
            _ => 0,
        };
        self.finished = !random.percent(2);
        self.contact = random.percent(60);
        self.address = 1 + random.below(254);
        self.latitude = random.below(10_000_000);
        self.longitude = random.below(10_000_000);
        self.language = random.pick(&LANGUAGES);
        self.plan = if random.percent(10) { "" } else { random.pick(&PLANS) };
        self.crm_id.clear();
        if !random.percent(20) {
            let _ = write!(self.crm_id, "crm-{number:09}");
        }
        self.session.clear();
        let _ = write!(self.session, "s-{:016x}", random.next());
        self.text.clear();
        self.cells.clear();
        for column in columns {
            let cell = match column.kind {
                // The group follows from the column before it, which is its question's score.
                Kind::NpsGroup => match self.cells.last() {
                    Some(Cell::Number(score)) => Cell::Number(1 + u32::from(*score > 6) + u32::from(*score > 8)),
                    _ => Cell::Empty,
                },
                Kind::Multi(_) => {
                    if random.percent(35) {
                        Cell::Number(1)
                    } else {
                        Cell::Empty
                    }
                }
                _ if random.percent(8) => Cell::Empty,
                Kind::Nps => Cell::Number(random.below(11) as u32),
                Kind::Choice => Cell::Number(random.pick(&ROLES).0),
                Kind::MatrixRow => Cell::Number(1 + random.below(RATES.len()) as u32),
                Kind::OtherText if random.percent(70) => Cell::Empty,
                Kind::Text | Kind::OtherText => {
                    let words = if column.kind == Kind::Text { 12 + random.below(51) } else { 1 + random.below(4) };
                    let begin = self.text.len();
                    for word in 0..words {
                        if word > 0 {
                            self.text.push(' ');
                        }
                        self.text.push_str(random.pick(&WORDS));
                    }
                    Cell::Text(begin, self.text.len())
                }
            };
            self.cells.push(cell);
        }
    }
}

/// The columns of questions: kinds in turn until there are `count`.
fn question_columns(count: usize) -> Vec<Column> {
    let mut columns = Vec::new();
    let mut question = 0;
    while columns.len() < count {
        question += 1;
        let q = question;
        let mut add = |kind, suffix: &str, key: &str, label: &str| {
            if columns.len() < count {
                columns.push(Column {
                    question: q,
                    kind,
                    name: format!("Q{q}{suffix}"),
                    label: label.to_owned(),
                    key: format!("QID{q}{key}"),
                });
            }
        };
        match (q - 1) % 5 {
            0 => {
                add(Kind::Nps, "", "", "How likely are you to recommend us?");
                add(Kind::NpsGroup, "_NPS_GROUP", "_NPS_GROUP", "How likely are you to recommend us? - Group");
            }
            1 => add(Kind::Choice, "", "", "What describes you best?"),
            2 => add(Kind::Text, "", "_TEXT", "What is the main reason,\nin your own words?"),
            3 => {
                for row in 1..=5 {
                    let suffix = format!("_{row}");
                    add(Kind::MatrixRow, &suffix, &suffix, &format!("Rate \"us\" - Aspect {row}"));
                }
            }
            _ => {
                for (choice, label) in (1..).zip(CHANNELS) {
                    let label = format!("Where did you talk to us? - Selected Choice - {label}");
                    add(Kind::Multi(choice), &format!("_{choice}"), "", &label);
                }
                add(Kind::OtherText, "_4_TEXT", "_4_TEXT", "Where did you talk to us? - Other - Text");
            }
        }
    }
    columns
}

/// Name, ImportId and text of the metadata columns, in the order of an export.
const METADATA: [(&str, &str, &str); 17] = [
    ("StartDate", "startDate", "Start Date"),
    ("EndDate", "endDate", "End Date"),
    ("Status", "status", "Response Type"),
    ("IPAddress", "ipAddress", "IP Address"),
    ("Progress", "progress", "Progress"),
    ("Duration (in seconds)", "duration", "Duration (in seconds)"),
    ("Finished", "finished", "Finished"),
    ("RecordedDate", "recordedDate", "Recorded Date"),
    ("ResponseId", "_recordId", "Response ID"),
    ("RecipientLastName", "recipientLastName", "Recipient Last Name"),
    ("RecipientFirstName", "recipientFirstName", "Recipient First Name"),
    ("RecipientEmail", "recipientEmail", "Recipient Email"),
    ("ExternalReference", "externalDataReference", "External Data Reference"),
    ("LocationLatitude", "locationLatitude", "Location Latitude"),
    ("LocationLongitude", "locationLongitude", "Location Longitude"),
    ("DistributionChannel", "distributionChannel", "Distribution Channel"),
    ("UserLanguage", "userLanguage", "User Language"),
];
const EMBEDDED: [&str; 3] = ["plan", "crm_id", "session id"];
/// Metadata, embedded data, and the questions that the mapping uses.
const FEWEST_COLUMNS: usize = METADATA.len() + EMBEDDED.len() + 4;

/// A CSV cell, quoted where it must be.
fn csv_cell(out: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

/// A JSON string.
fn json_string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    for byte in text.bytes() {
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\t' => out.extend_from_slice(b"\\t"),
            byte => out.push(byte),
        }
    }
    out.push(b'"');
}

/// Writes to a vector, which cannot fail.
macro_rules! put {
    ($out:expr, $($text:tt)*) => {{ let _ = write!($out, $($text)*); }};
}

/// A moment as `YYYY-MM-DD`, `separator`, `HH:MM:SS`.
fn put_moment(out: &mut Vec<u8>, seconds: u64, separator: char) {
    // Howard Hinnant's `civil_from_days`, for days after 1970.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    put!(out, "{year:04}-{month:02}-{day:02}{separator}{hour:02}:{minute:02}:{second:02}");
}

/// The three header rows.
fn csv_header(out: &mut Vec<u8>, columns: &[Column]) {
    let mut import_ids = Vec::new();
    for (_, id, _) in METADATA {
        import_ids.push(if id.ends_with("Date") {
            format!(r#"{{"ImportId":"{id}","timeZone":"{ZONE}"}}"#)
        } else {
            format!(r#"{{"ImportId":"{id}"}}"#)
        });
    }
    for column in columns {
        import_ids.push(match column.kind {
            Kind::Multi(choice) => format!(r#"{{"ImportId":"{}","choiceId":"{choice}"}}"#, column.key),
            _ => format!(r#"{{"ImportId":"{}"}}"#, column.key),
        });
    }
    import_ids.extend(EMBEDDED.iter().map(|name| format!(r#"{{"ImportId":"{name}"}}"#)));
    let names = METADATA.iter().map(|m| m.0).chain(columns.iter().map(|c| c.name.as_str())).chain(EMBEDDED);
    let labels = METADATA.iter().map(|m| m.2).chain(columns.iter().map(|c| c.label.as_str())).chain(EMBEDDED);
    csv_line(out, names);
    csv_line(out, labels);
    csv_line(out, import_ids.iter().map(String::as_str));
}

fn csv_line<'a>(out: &mut Vec<u8>, cells: impl Iterator<Item = &'a str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(b',');
        }
        csv_cell(out, cell);
    }
    out.push(b'\n');
}

/// A row of the CSV, values as recodes.
fn csv_row(out: &mut Vec<u8>, row: &Row) {
    put_moment(out, row.start - ZONE_OFFSET, ' ');
    out.push(b',');
    put_moment(out, row.end - ZONE_OFFSET, ' ');
    let progress = if row.finished { 100 } else { 50 };
    let (duration, finished) = (row.end - row.start, u8::from(row.finished));
    put!(out, ",{},192.0.2.{},{progress},{duration},{finished},", row.status, row.address);
    put_moment(out, row.recorded - ZONE_OFFSET, ' ');
    put!(out, ",{},", row.id);
    if row.contact {
        put!(out, "Okafor-{0},Ana,p{0}@example.com,{1},", row.number, row.crm_id);
    } else {
        out.extend_from_slice(b",,,,");
    }
    let channel = if row.contact { "email" } else { "anonymous" };
    put!(out, "40.{:07},-73.{:07},{channel},{}", row.latitude, row.longitude, row.language);
    for cell in &row.cells {
        out.push(b',');
        match *cell {
            Cell::Empty => {}
            Cell::Number(number) => put!(out, "{number}"),
            Cell::Text(begin, end) => csv_cell(out, &row.text[begin..end]),
        }
    }
    for text in [row.plan, &row.crm_id, &row.session] {
        out.push(b',');
        csv_cell(out, text);
    }
    out.push(b'\n');
}

/// What every response of the JSON repeats: which fields were shown, with which choices.
fn displayed(columns: &[Column]) -> String {
    let (mut fields, mut values) = (String::new(), String::new());
    for column in columns {
        // A multi-select is one field; its first choice stands for all.
        if matches!(column.kind, Kind::Multi(choice) if choice > 1) {
            continue;
        }
        let comma = if fields.is_empty() { "" } else { "," };
        let _ = write!(fields, r#"{comma}"{}""#, column.key);
        let choices = match column.kind {
            Kind::Nps => "0,1,2,3,4,5,6,7,8,9,10",
            Kind::Choice => "10,20,30,40",
            _ => continue,
        };
        let comma = if values.is_empty() { "" } else { "," };
        let _ = write!(values, r#"{comma}"{}":[{choices}]"#, column.key);
    }
    format!(r#","displayedFields":[{fields}],"displayedValues":{{{values}}}}}"#)
}

/// One response as JSON. An unanswered key is absent, as in the real ones.
fn json_response(out: &mut Vec<u8>, row: &Row, columns: &[Column], displayed: &str) {
    put!(out, r#"{{"responseId":"{}","values":{{"startDate":""#, row.id);
    put_moment(out, row.start, 'T');
    out.extend_from_slice(br#"Z","endDate":""#);
    put_moment(out, row.end, 'T');
    let progress = if row.finished { 100 } else { 50 };
    let (duration, finished) = (row.end - row.start, u8::from(row.finished));
    put!(out, r#"Z","status":{},"ipAddress":"192.0.2.{}","progress":{progress}"#, row.status, row.address);
    put!(out, r#","duration":{duration},"finished":{finished},"recordedDate":""#);
    put_moment(out, row.recorded, 'T');
    put!(out, r#".{:03}Z","_recordId":"{}""#, row.milliseconds, row.id);
    if row.contact {
        put!(out, r#","recipientLastName":"Okafor-{0}","recipientFirstName":"Ana""#, row.number);
        put!(out, r#","recipientEmail":"p{}@example.com""#, row.number);
        if !row.crm_id.is_empty() {
            put!(out, r#","externalDataReference":"{}""#, row.crm_id);
        }
    }
    put!(out, r#","locationLatitude":"40.{:07}","locationLongitude":"-73.{:07}""#, row.latitude, row.longitude);
    let channel = if row.contact { "email" } else { "anonymous" };
    put!(out, r#","distributionChannel":"{channel}","userLanguage":"{}""#, row.language);
    json_answers(out, row, columns, false);
    for (name, text) in EMBEDDED.into_iter().zip([row.plan, &row.crm_id, &row.session]) {
        put!(out, r#","{name}":"#);
        json_string(out, text);
    }
    let status = match row.status {
        1 => "Survey Preview",
        2 => "Survey Test",
        4 => "Imported",
        8 => "Spam",
        _ => "IP Address",
    };
    let finished = if row.finished { "True" } else { "False" };
    put!(out, r#"}},"labels":{{"status":"{status}","finished":"{finished}""#);
    json_answers(out, row, columns, true);
    out.push(b'}');
    out.extend_from_slice(displayed.as_bytes());
}

/// The answers, as values or as labels; the columns of one multi-select become one array.
fn json_answers(out: &mut Vec<u8>, row: &Row, columns: &[Column], labels: bool) {
    let mut open = 0;
    for (column, cell) in columns.iter().zip(&row.cells) {
        if open != 0 && !(matches!(column.kind, Kind::Multi(_)) && column.question == open) {
            out.push(b']');
            open = 0;
        }
        match (*cell, column.kind) {
            (Cell::Empty, _) => {}
            (Cell::Number(_), Kind::Multi(choice)) => {
                if open == 0 {
                    put!(out, r#","{}":["#, column.key);
                    open = column.question;
                } else {
                    out.push(b',');
                }
                if labels {
                    json_string(out, CHANNELS[choice as usize - 1]);
                } else {
                    put!(out, r#""{choice}""#);
                }
            }
            (Cell::Number(number), kind) => {
                put!(out, r#","{}":"#, column.key);
                match kind {
                    _ if !labels => put!(out, "{number}"),
                    Kind::NpsGroup => json_string(out, GROUPS[number as usize - 1]),
                    Kind::Choice => json_string(out, ROLES[number as usize / 10 - 1].1),
                    Kind::MatrixRow => json_string(out, RATES[number as usize - 1]),
                    _ => put!(out, r#""{number}""#),
                }
            }
            (Cell::Text(begin, end), _) => {
                if !labels {
                    put!(out, r#","{}":"#, column.key);
                    json_string(out, &row.text[begin..end]);
                }
            }
        }
    }
    if open != 0 {
        out.push(b']');
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    Json,
    Ndjson,
}

/// What was asked for.
pub(crate) struct Args {
    format: Format,
    bytes: u64,
    rows: u64,
    columns: usize,
    seed: u64,
    output: PathBuf,
}

const USAGE: &str = "usage: generate --format csv|json|ndjson --bytes 1G|--rows N [--columns N] [--seed S] -o FILE";

/// Reads the command line, without the name of the program.
pub(crate) fn parse(mut words: impl Iterator<Item = String>) -> Result<Args, String> {
    let (mut format, mut bytes, mut rows, mut columns, mut seed, mut output) = (None, None, None, 60, 1, None);
    while let Some(word) = words.next() {
        if word == "-h" || word == "--help" {
            return Err(USAGE.to_owned());
        }
        let value = words.next().ok_or_else(|| format!("{word} needs a value\n{USAGE}"))?;
        let bad = || format!("{word} {value} makes no sense\n{USAGE}");
        match word.as_str() {
            "--format" => {
                format = Some(match value.as_str() {
                    "csv" => Format::Csv,
                    "json" => Format::Json,
                    "ndjson" => Format::Ndjson,
                    _ => return Err(bad()),
                });
            }
            "--bytes" => {
                let (digits, unit) = match value.as_bytes().last() {
                    Some(b'K') => (&value[..value.len() - 1], 1_000),
                    Some(b'M') => (&value[..value.len() - 1], 1_000_000),
                    Some(b'G') => (&value[..value.len() - 1], 1_000_000_000),
                    _ => (value.as_str(), 1),
                };
                bytes = Some(digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)).ok_or_else(bad)?);
            }
            "--rows" => rows = Some(value.parse::<u64>().map_err(|_| bad())?),
            "--columns" => columns = value.parse::<usize>().map_err(|_| bad())?,
            "--seed" => seed = value.parse::<u64>().map_err(|_| bad())?,
            "-o" => output = Some(PathBuf::from(value)),
            _ => return Err(format!("{word} is no option\n{USAGE}")),
        }
    }
    if bytes.is_some() == rows.is_some() {
        return Err(format!("one of --bytes and --rows is needed\n{USAGE}"));
    }
    if columns < FEWEST_COLUMNS {
        return Err(format!("--columns must be at least {FEWEST_COLUMNS}: the mapping needs them"));
    }
    Ok(Args {
        format: format.ok_or_else(|| format!("--format is needed\n{USAGE}"))?,
        bytes: bytes.unwrap_or(u64::MAX),
        rows: rows.unwrap_or(u64::MAX),
        columns,
        seed,
        output: output.ok_or_else(|| format!("-o is needed\n{USAGE}"))?,
    })
}

/// Writes the file, one row at a time; returns how many responses and bytes it holds.
pub(crate) fn generate(args: &Args) -> io::Result<(u64, u64)> {
    let columns = question_columns(args.columns - METADATA.len() - EMBEDDED.len());
    let displayed = displayed(&columns);
    let mut file = BufWriter::with_capacity(1 << 18, File::create(&args.output)?);
    let (mut row, mut out) = (Row::default(), Vec::new());
    match args.format {
        Format::Csv => csv_header(&mut out, &columns),
        Format::Json => out.extend_from_slice(br#"{"responses":["#),
        Format::Ndjson => {}
    }
    let (mut responses, mut bytes) = (0, 0);
    while responses < args.rows && bytes < args.bytes {
        row.fill(args.seed, responses, &columns);
        if args.format == Format::Csv {
            csv_row(&mut out, &row);
        } else {
            if args.format == Format::Json && responses > 0 {
                out.push(b',');
            }
            json_response(&mut out, &row, &columns, &displayed);
            if args.format == Format::Ndjson {
                out.push(b'\n');
            }
        }
        file.write_all(&out)?;
        bytes += out.len() as u64;
        responses += 1;
        out.clear();
    }
    if args.format == Format::Json {
        out.extend_from_slice(b"]}");
    }
    file.write_all(&out)?;
    file.flush()?;
    Ok((responses, bytes + out.len() as u64))
}

// The rule that all output goes through `ui` is qseg's own; this is a tool beside it and prints two lines.
#[allow(clippy::print_stdout, clippy::print_stderr)]
fn main() -> ExitCode {
    let args = match parse(std::env::args().skip(1)) {
        Ok(args) => args,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    match generate(&args) {
        Ok((responses, bytes)) => {
            println!("{responses} responses, {bytes} bytes");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", args.output.display());
            ExitCode::FAILURE
        }
    }
}
