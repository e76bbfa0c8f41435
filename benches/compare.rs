//! Reading an export, evaluating a mapping and judging every event, beside programs that do less: whole
//! processes over the same files, one after the other, on one machine in one run.
//!
//! ```text
//! cargo bench --bench compare                      200,000 CSV rows and 100,000 JSON responses
//! cargo bench --bench compare -- --rows 20000      fewer, for a try
//! ```
//!
//! `csv` and `serde_json` are this program itself, called with a name and a file: a bare loop of
//! `csv::ByteRecord`, and a bare skip of serde_json over a file in memory. jq, Miller and Python take part
//! where they are installed. Times and memory are those of the operating system's own accounting (GNU time).
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads its arguments and prints its table"
)]
#![allow(missing_docs, reason = "the generator's source is taken in as it is")]

#[path = "../examples/generate.rs"]
#[allow(dead_code, reason = "its main is not called here")]
mod generate;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Counted runs of each program, after one that is not counted.
const RUNS: usize = 5;

const PYTHON_CSV: &str = "import csv,json,sys
w=sys.stdout.write
with open(sys.argv[1],newline='',encoding='utf-8-sig') as f:
  r=csv.reader(f); h=next(r); next(r); next(r)
  at=[h.index(n) for n in ('crm_id','session id','plan','Q3')] if 'Q3' in h else list(range(4))
  for row in r: w(json.dumps([row[i] for i in at])+'\\n')";
const PYTHON_JSON: &str = "import json,sys
w=sys.stdout.write
for r in json.load(open(sys.argv[1]))['responses']:
  v=r['values']; w(json.dumps([v.get('crm_id'),v.get('plan'),v.get('QID3_TEXT')])+'\\n')";
const JQ: &str = ".responses[] | .values | {crm_id, plan, QID3_TEXT}";

/// A program and how to call it.
struct Contender {
    name: &'static str,
    command: Vec<String>,
}

/// The medians of a program's runs, in seconds and KiB.
struct Figures {
    wall: f64,
    cpu: f64,
    peak: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["csv", file] => bare_csv(Path::new(file)),
        ["serde_json", file] => bare_json(Path::new(file)),
        ["--rows", rows] => compare(rows.parse()?, rows.parse::<u64>()?.div_ceil(2)),
        [] => compare(200_000, 100_000),
        _ => Err("usage: cargo bench --bench compare [-- --rows N]".into()),
    }
}

/// What anything that reads CSV in Rust costs at least: every record, nothing done with it.
fn bare_csv(file: &Path) -> Result<(), Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(file)?;
    let mut record = csv::ByteRecord::new();
    let mut fields = 0;
    while reader.read_byte_record(&mut record)? {
        fields += record.len();
    }
    println!("{fields}");
    Ok(())
}

/// What anything that parses JSON with serde_json costs at least: one pass over a file in memory.
fn bare_json(file: &Path) -> Result<(), Box<dyn Error>> {
    let text = fs::read(file)?;
    serde_json::from_slice::<serde::de::IgnoredAny>(&text)?;
    println!("{}", text.len());
    Ok(())
}

fn compare(rows: u64, responses: u64) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let csv = made(folder.path(), "csv", rows)?;
    let json = made(folder.path(), "json", responses)?;
    let itself = std::env::current_exe()?.display().to_string();
    let mapping = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/generated.yaml").display().to_string();
    let qseg = |file: &str, format: &str| {
        let words = [
            env!("CARGO_BIN_EXE_qseg"),
            "send",
            "--dry-run",
            "--quiet",
            "--mapping",
            &mapping,
            "--format",
            format,
            file,
        ];
        words.map(str::to_owned).to_vec()
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    table(
        &format!("{rows} CSV rows, {:.0} MB", megabytes(&csv)?),
        &[
            Contender { name: "csv::ByteRecord, nothing done", command: words(&[&itself, "csv", &csv]) },
            Contender { name: "qseg, judged and counted", command: qseg(&csv, "json") },
            Contender { name: "qseg, every event printed", command: qseg(&csv, "ndjson") },
            Contender {
                name: "Miller, 4 fields as JSON lines",
                command: words(&[
                    "mlr",
                    "--icsv",
                    "--ojsonl",
                    "--allow-ragged-csv-input",
                    "--implicit-csv-header",
                    "cut",
                    "-f",
                    "9,30,40,59",
                    &csv,
                ]),
            },
            Contender {
                name: "Python csv, 4 fields as JSON lines",
                command: words(&["python3", "-c", PYTHON_CSV, &csv]),
            },
        ],
    )?;
    table(
        &format!("{responses} JSON responses, {:.0} MB", megabytes(&json)?),
        &[
            Contender { name: "serde_json skip, nothing done", command: words(&[&itself, "serde_json", &json]) },
            Contender { name: "qseg, judged and counted", command: qseg(&json, "json") },
            Contender { name: "qseg, every event printed", command: qseg(&json, "ndjson") },
            Contender { name: "jq -c, 3 fields", command: words(&["jq", "-c", JQ, &json]) },
            Contender {
                name: "Python json, 3 fields as JSON lines",
                command: words(&["python3", "-c", PYTHON_JSON, &json]),
            },
        ],
    )
}

/// A generated export, from the same seed every time.
fn made(folder: &Path, format: &str, rows: u64) -> Result<String, Box<dyn Error>> {
    let file = folder.join(format!("generated.{format}")).display().to_string();
    let words = ["--format", format, "--rows", &rows.to_string(), "--seed", "1", "-o", &file].map(str::to_owned);
    generate::generate(&generate::parse(words.into_iter())?)?;
    Ok(file)
}

fn megabytes(file: &str) -> Result<f64, Box<dyn Error>> {
    Ok(fs::metadata(file)?.len() as f64 / 1e6)
}

/// Runs every contender in turn, so that all of them see the machine's good and bad moments alike.
fn table(title: &str, contenders: &[Contender]) -> Result<(), Box<dyn Error>> {
    let here: Vec<&Contender> = contenders.iter().filter(|contender| is_here(&contender.command[0])).collect();
    let mut runs: Vec<Vec<Figures>> = here.iter().map(|_| Vec::new()).collect();
    for round in 0..=RUNS {
        for (contender, figures) in here.iter().zip(&mut runs) {
            let run = timed(contender)?;
            if round > 0 {
                figures.push(run);
            }
        }
    }
    println!("\n{title} (medians of {RUNS})\n");
    println!("| program | wall s | CPU s | CPU, first = 1 | peak MB |\n|---|---|---|---|---|");
    let mut first = None;
    for (contender, figures) in here.iter().zip(&runs) {
        let cpu = median(figures, |run| run.cpu);
        let ratio = cpu / *first.get_or_insert(cpu);
        let (wall, peak) = (median(figures, |run| run.wall), median(figures, |run| run.peak) / 1e3);
        println!("| {} | {wall:.2} | {cpu:.2} | {ratio:.2} | {peak:.1} |", contender.name);
    }
    for contender in contenders.iter().filter(|contender| !is_here(&contender.command[0])) {
        println!("not installed: {}", contender.name);
    }
    Ok(())
}

fn is_here(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn timed(contender: &Contender) -> Result<Figures, Box<dyn Error>> {
    let output = Command::new("time")
        .args(["-f", "%e %U %S %M"])
        .args(&contender.command)
        .stdout(Stdio::null())
        .output()
        .map_err(|error| format!("GNU time is needed (package `time`): {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let figures: Vec<f64> =
        said.lines().last().unwrap_or_default().split(' ').filter_map(|word| word.parse().ok()).collect();
    let [wall, user, system, peak] = figures[..] else {
        return Err(format!("{} failed:\n{said}", contender.name).into());
    };
    if !output.status.success() {
        return Err(format!("{} failed:\n{said}", contender.name).into());
    }
    Ok(Figures { wall, cpu: user + system, peak })
}

fn median(runs: &[Figures], of: impl Fn(&Figures) -> f64) -> f64 {
    let mut values: Vec<f64> = runs.iter().map(of).collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
