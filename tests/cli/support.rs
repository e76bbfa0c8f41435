//! A hermetic place to run the real program in: an empty directory, an empty environment, no terminal.
//! Every run's whole output is searched for secrets, and so is every file that it leaves.

#[cfg(unix)]
pub mod terminal;

pub mod segment;

use assert_cmd::cargo::cargo_bin;
use std::fs;
use std::io::{Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The secrets that a test may give to the program; none may ever be seen in output, nor in a file but the one for
/// tokens. First the hash key, then two tokens, then a write key.
pub const SECRETS: [&str; 4] = ["hush-this-is-the-hash-key", TOKEN, OTHER_TOKEN, WRITE_KEY];

/// A token.
pub const TOKEN: &str = "sgp_hushThisIsTheTokenOfTheTests0123456789012345678901234567890123456";

/// Another token.
pub const OTHER_TOKEN: &str = "sgp_hushThisIsTheOtherTokenOfTheTests01234567890123456789012345678901";

/// A source's write key.
pub const WRITE_KEY: &str = "hushThisIsTheWriteKeyOfTests0123";

/// The one file that may hold secrets, and only for its owner: the file for tokens (`login --insecure-storage`).
const TOKEN_FILE: &str = "tokens.json";

/// A directory of its own, with nothing of this machine in the environment.
pub struct Place {
    directory: TempDir,
    variables: Vec<(String, String)>,
    hushed: Vec<String>,
}

/// What a run said.
#[derive(Debug)]
pub struct Said {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Place {
    pub fn new() -> Self {
        Place {
            directory: tempfile::tempdir().expect("a temporary directory"),
            variables: Vec::new(),
            hushed: Vec::new(),
        }
    }

    /// A variable for every run from here on.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A secret of this test's own: no run from here on may show or write it.
    pub fn hush(mut self, secret: &str) -> Self {
        self.hushed.push(secret.to_owned());
        self
    }

    /// Talks to this local Segment, none of whose tokens and write keys may be shown or written.
    pub fn at(self, segment: &segment::Segment) -> Self {
        segment.secrets().iter().fold(self.with("QSEG_API_URL", segment.url()), |place, secret| place.hush(secret))
    }

    /// Everything that may not be shown.
    fn secrets(&self) -> Vec<&str> {
        SECRETS.into_iter().chain(self.hushed.iter().map(String::as_str)).collect()
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file and returns its name.
    pub fn file<'n>(&self, name: &'n str, content: impl AsRef<[u8]>) -> &'n str {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
        name
    }

    /// The program, ready to run here.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.set_up(Command::new(cargo_bin("qseg")), arguments)
    }

    /// The program with no more than so many KiB of address space: an allocation beyond them ends it by a signal.
    pub fn command_within(&self, kib: u32, arguments: &[&str]) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "ulimit -v \"$0\" && exec \"$@\"", &kib.to_string()]).arg(cargo_bin("qseg"));
        self.set_up(command, arguments)
    }

    /// The program, run by another one (`setpriv …`).
    pub fn command_by(&self, program: &[&str], arguments: &[&str]) -> Command {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]).arg(cargo_bin("qseg"));
        self.set_up(command, arguments)
    }

    fn set_up(&self, mut command: Command, arguments: &[&str]) -> Command {
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.path());
        // Without it the keyring of whoever runs the tests would be found.
        command.env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", self.path().join("no-bus").display()));
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        self.finish(self.command(arguments))
    }

    /// Runs the program with this on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Said {
        // Without a name: it may hold secrets, and no file of the run's may.
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(input).and_then(|()| file.rewind()).expect("writes");
        let mut command = self.command(arguments);
        command.stdin(file);
        self.finish(command)
    }

    /// `qseg send --dry-run` with these arguments.
    pub fn send(&self, arguments: &[&str]) -> Said {
        self.run(&[&["send", "--dry-run"], arguments].concat())
    }

    pub fn finish(&self, mut command: Command) -> Said {
        let output = command.output().expect("the program runs");
        let said = Said {
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
            code: output.status.code().expect("an exit code: no signal, no panic"),
        };
        for secret in self.secrets() {
            assert!(!said.stdout.contains(secret) && !said.stderr.contains(secret), "a secret was shown: {said:?}");
        }
        let found = any_below(self.path(), &self.secrets());
        assert!(found.is_empty(), "a secret was written: {found:?}");
        assert!(!said.stderr.contains("panicked at"), "a panic: {}", said.stderr);
        said
    }
}

impl Said {
    /// The run exited with this code; shows everything where it did not.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// The one JSON document on stdout.
    #[track_caller]
    pub fn document(&self) -> serde_json::Value {
        assert_eq!(self.stdout.matches('\n').count(), 1, "one document, one line: {}", self.stdout);
        serde_json::from_str(&self.stdout).expect("one JSON document")
    }

    /// The codes of the document's findings, in order.
    #[track_caller]
    pub fn codes(&self) -> Vec<String> {
        let document = self.document();
        let findings = document["findings"].as_array().expect("findings");
        findings.iter().map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
    }

    /// The events on stdout, one a line.
    #[track_caller]
    pub fn events(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
    }
}

/// The files below a folder that hold a secret, but for the file for tokens, which must then be closed to others.
pub fn secrets_below(folder: &Path) -> Vec<PathBuf> {
    any_below(folder, &SECRETS)
}

fn any_below(folder: &Path, secrets: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let entry = entry.expect("an entry");
        let (path, kind) = (entry.path(), entry.file_type().expect("its kind"));
        if kind.is_dir() {
            found.extend(any_below(&path, secrets));
        } else if kind.is_file() {
            let bytes = match fs::read(&path) {
                // A test has closed it even to itself; the program could not have written into it.
                Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => continue,
                bytes => bytes.expect("reads"),
            };
            let holds = secrets.iter().any(|secret| memchr::memmem::find(&bytes, secret.as_bytes()).is_some());
            if holds && !(path.ends_with(TOKEN_FILE) && is_closed(&path)) {
                found.push(path);
            }
        }
    }
    found
}

#[cfg(unix)]
fn is_closed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).expect("it is there").permissions().mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_closed(_: &Path) -> bool {
    true
}

/// The project's own folder.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder of the shared samples beside the project; where there is none, the test says that it skips.
pub fn samples(folder: &str) -> Option<PathBuf> {
    let path = project().join("../shared/samples").join(folder);
    if path.is_dir() {
        return Some(path);
    }
    let mut err = std::io::stderr();
    let _ = std::io::Write::write_fmt(&mut err, format_args!("SKIPPED: {} is not there\n", path.display()));
    None
}

/// Every sample with what is expected of it.
pub fn expected() -> Option<Vec<(PathBuf, serde_json::Value)>> {
    let exports = samples("exports")?;
    let text = fs::read_to_string(exports.with_file_name("expected.json")).expect("expected.json");
    let serde_json::Value::Object(all) = serde_json::from_str(&text).expect("JSON") else { panic!("an object") };
    assert!(all.len() >= 18);
    Some(all.into_iter().map(|(name, expected)| (exports.join(name), expected)).collect())
}

/// A CSV export of the current generation. A column is an ImportId: `QID3:1` is choice 1 of QID3, `QID3:1=Blue` the
/// same with its label in the header, `startDate@UTC` a date with its zone.
pub fn csv(columns: &[&str], rows: &[&[&str]]) -> String {
    let text = |column: &&str| column.replace("@UTC", "").replacen('=', " - ", 1);
    let texts: Vec<String> = columns.iter().map(text).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let columns: Vec<&str> = columns.iter().map(|column| column.split('=').next().unwrap_or(column)).collect();
    let names: Vec<&str> = columns.iter().map(|column| column.split('@').next().unwrap_or(column)).collect();
    let ids: Vec<String> = columns
        .iter()
        .map(|column| match (column.split_once(':'), column.split_once('@')) {
            (Some((id, choice)), _) => serde_json::json!({ "ImportId": id, "choiceId": choice }).to_string(),
            (_, Some((id, zone))) => serde_json::json!({ "ImportId": id, "timeZone": zone }).to_string(),
            _ => serde_json::json!({ "ImportId": column }).to_string(),
        })
        .collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut text = String::new();
    for row in [names.as_slice(), &texts, &ids].into_iter().chain(rows.iter().copied()) {
        let cells: Vec<String> = row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

/// An export of finished real responses `R_1`, `R_2`, … with these answers, as recodes.
pub fn recodes(columns: &[&str], rows: &[&[&str]]) -> String {
    answers(["0", "1"], columns, rows)
}

/// The same export as labels.
pub fn labels(columns: &[&str], rows: &[&[&str]]) -> String {
    answers(["IP Address", "True"], columns, rows)
}

fn answers([status, finished]: [&str; 2], columns: &[&str], rows: &[&[&str]]) -> String {
    let columns = [&["_recordId", "status", "finished", "recordedDate@UTC"], columns].concat();
    let ids: Vec<String> = (1..=rows.len()).map(|number| format!("R_{number}")).collect();
    let rows: Vec<Vec<&str>> = ids
        .iter()
        .zip(rows)
        .map(|(id, row)| [&[id.as_str(), status, finished, "2026-01-02 03:04:05"], *row].concat())
        .collect();
    csv(&columns, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// A mapping of one Track task, whose properties are these lines and whose userId is the ResponseId.
pub fn mapping(properties: &[&str]) -> String {
    let mut text = String::from(
        "version: 1\nsenders: [qseg]\nsources: { dev: { id: source-of-dev } }\ntasks:\n  answered:\n    type: track\n    \
         event: Answered\n    userId: ${rm://Field/ResponseID}\n    properties:\n",
    );
    properties.iter().for_each(|line| text.push_str(&format!("      {line}\n")));
    text
}
