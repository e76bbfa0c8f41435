//! A hermetic place to run the real program in: an empty directory, an empty environment, no terminal.
//! Every run's whole output is searched for secrets.

use assert_cmd::cargo::cargo_bin;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The secrets that a test may put into the environment; none may ever be seen in output.
pub const SECRETS: [&str; 1] = ["hush-this-is-the-hash-key"];

/// A directory of its own, with nothing of this machine in the environment.
pub struct Place {
    directory: TempDir,
    variables: Vec<(String, String)>,
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
        Place { directory: tempfile::tempdir().expect("a temporary directory"), variables: Vec::new() }
    }

    /// A variable for every run from here on.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
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
        let mut command = Command::new(cargo_bin("qseg"));
        command.args(arguments).current_dir(self.path()).env_clear().stdin(Stdio::null());
        command.env("HOME", self.path());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Said {
        self.finish(self.command(arguments))
    }

    /// Runs the program with this on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Said {
        let path = self.path().join(".stdin");
        fs::write(&path, input).expect("a file");
        let mut command = self.command(arguments);
        command.stdin(fs::File::open(path).expect("a file"));
        self.finish(command)
    }

    pub fn finish(&self, mut command: Command) -> Said {
        let output = command.output().expect("the program runs");
        let said = Said {
            stdout: String::from_utf8(output.stdout).expect("UTF-8 on stdout"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8 on stderr"),
            code: output.status.code().expect("an exit code: no signal, no panic"),
        };
        for secret in SECRETS {
            assert!(!said.stdout.contains(secret) && !said.stderr.contains(secret), "a secret was shown: {said:?}");
        }
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

    /// The events on stdout, one a line.
    #[track_caller]
    pub fn events(&self) -> Vec<serde_json::Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("an event")).collect()
    }
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
