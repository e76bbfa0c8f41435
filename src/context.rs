//! The run's surroundings, captured once and passed in: environment, working directory, terminals and the
//! clock. Nothing else reads them (a lint sees to it). Only commands and `main` use this.

mod setting;

pub use setting::{GivenBy, Setting};

use crate::credentials::{Profile, Token};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::segment::region::Region;
use crate::ui::ColorChoice;
use etcetera::BaseStrategy;
use jiff::Timestamp;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// The most that standard input may hold where it holds a secret.
const MAX_SECRET_BYTES: u64 = 64 * 1024;

/// The run's surroundings.
#[derive(Debug)]
pub struct Context {
    variables: HashMap<&'static str, OsString>,
    secrets: HashMap<&'static str, Secret>,
    directory: PathBuf,
    base: Option<Base>,
    stdin_is_terminal: bool,
    /// Whether standard output is a terminal.
    pub stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub stderr_is_terminal: bool,
    /// Width of the terminal, if there is one.
    pub width: Option<usize>,
    /// Whether the user wants nothing to be asked (`--no-input`).
    pub no_input: bool,
    /// `--profile`.
    pub profile_option: Option<Profile>,
    /// `--region`.
    pub region_option: Option<Region>,
    typed: Vec<OsString>,
    now: Timestamp,
    stdin_is_taken: AtomicBool,
}

/// The user's own folders, as the platform has them.
#[derive(Debug)]
struct Base {
    config: PathBuf,
    state: PathBuf,
}

/// An open input.
pub enum Opened {
    /// A file, and its size in bytes.
    File(std::fs::File, u64),
    /// A pipe.
    Stream(Box<dyn Read + Send>),
}

/// Every variable that qseg reads. (Where the user's own folders are, `etcetera` finds out: HOME and the XDG
/// variables. Where the keyring is, the `keyring` crate: DBUS_SESSION_BUS_ADDRESS.)
pub const VARIABLES: [&str; 17] = [
    TOKEN,
    PUBLIC_API_TOKEN,
    WRITE_KEY,
    PROFILE,
    REGION,
    API_URL,
    EVENTS_URL,
    CONFIG_DIR,
    STATE_DIR,
    HASH_KEY,
    "USER",
    "USERNAME",
    "NO_COLOR",
    "CLICOLOR_FORCE",
    "TERM",
    "COLUMNS",
    "CI",
];

const TOKEN: &str = "QSEG_TOKEN";
/// Terraform's name for it.
const PUBLIC_API_TOKEN: &str = "PUBLIC_API_TOKEN";
const WRITE_KEY: &str = "QSEG_WRITE_KEY";
const PROFILE: &str = "QSEG_PROFILE";
const REGION: &str = "QSEG_REGION";
const API_URL: &str = "QSEG_API_URL";
const EVENTS_URL: &str = "QSEG_EVENTS_URL";
const CONFIG_DIR: &str = "QSEG_CONFIG_DIR";
const STATE_DIR: &str = "QSEG_STATE_DIR";
const HASH_KEY: &str = "QSEG_HASH_KEY";

/// Those of them that are secrets: their bytes are taken as they are, and never shown.
const SECRETS: [&str; 4] = [TOKEN, PUBLIC_API_TOKEN, WRITE_KEY, HASH_KEY];

impl Context {
    /// Captures the surroundings of this process.
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the environment and the streams' nature")]
    pub fn capture() -> Context {
        let given = |name: &'static str| Some((name, std::env::var_os(name).filter(|value| !value.is_empty())?));
        let secret = |name| given(name).map(|(name, value)| (name, Secret::new(value.as_encoded_bytes())));
        // Without one (it was deleted) relative names are left as they are, and fail where they are used.
        let directory = std::env::current_dir().unwrap_or_default();
        Context {
            variables: VARIABLES.into_iter().filter(|name| !SECRETS.contains(name)).filter_map(given).collect(),
            secrets: SECRETS.into_iter().filter_map(secret).collect(),
            directory,
            base: Base::find(),
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal: std::io::stdout().is_terminal(),
            stderr_is_terminal: std::io::stderr().is_terminal(),
            width: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
            no_input: false,
            profile_option: None,
            region_option: None,
            typed: Vec::new(),
            now: Timestamp::now(),
            stdin_is_taken: AtomicBool::new(false),
        }
    }

    /// Keeps what was typed, for messages that ask to type it again.
    pub fn typed(&mut self, arguments: Vec<OsString>) {
        self.typed = arguments;
    }

    /// What was typed, as a shell takes it. No argument holds a secret.
    pub fn command_line(&self) -> String {
        let program = self.typed.first().and_then(|program| Path::new(program).file_name()).unwrap_or_default();
        let words = std::iter::once(program).chain(self.typed.iter().skip(1).map(OsString::as_os_str));
        words.map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
    }

    /// Seed of what need not be secret, only different in every run: the jitter of waits.
    pub fn seed(&self) -> u64 {
        self.now.as_nanosecond() as u64 ^ (u64::from(std::process::id()) << 32)
    }

    /// A secret on standard input.
    ///
    /// # Errors
    /// `stdin_is_terminal`, and where it cannot be read or is far too long to be one.
    pub fn secret_from_stdin(&self, what: &str) -> Result<Secret> {
        if self.stdin_is_terminal {
            return Err(Error::usage(
                "stdin_is_terminal",
                format!("{what} is to come on standard input, and that is a terminal"),
            )
            .hint("pipe it in, or leave --token-stdin away to be asked for it"));
        }
        let mut bytes = zeroize::Zeroizing::new(Vec::new());
        let read = std::io::stdin().lock().take(MAX_SECRET_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| {
            Error::failed("unreadable_input", format!("cannot read {what} from standard input")).because(error)
        })?;
        if bytes.len() as u64 > MAX_SECRET_BYTES {
            return Err(Error::usage("not_a_secret", format!("what is on standard input is too long for {what}"))
                .hint("pipe the token alone"));
        }
        Ok(Secret::new(&bytes))
    }

    /// Who runs it, for the record of runs: the user's name as the environment has it, and the machine's.
    pub fn who(&self) -> String {
        let user = self.variable("USER").or_else(|| self.variable("USERNAME")).unwrap_or("unknown");
        format!("{user}@{}", self.host_name())
    }

    /// The machine's name; `unknown` where it has none.
    pub fn host_name(&self) -> String {
        #[cfg(unix)]
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        #[cfg(not(unix))]
        let name = self.variable("COMPUTERNAME").unwrap_or_default().to_owned();
        if name.is_empty() { "unknown".to_owned() } else { name }
    }

    /// The commit that the repository around a file stands on, where there is one.
    pub fn git_commit(&self, file: &Path) -> Option<String> {
        let file = self.path(file);
        let git = file.ancestors().skip(1).map(|folder| folder.join(".git")).find(|git| git.is_dir())?;
        let head = std::fs::read_to_string(git.join("HEAD")).ok()?;
        let Some(branch) = head.trim().strip_prefix("ref: ") else { return Some(head.trim().to_owned()) };
        if let Ok(commit) = std::fs::read_to_string(git.join(branch)) {
            return Some(commit.trim().to_owned());
        }
        let packed = std::fs::read_to_string(git.join("packed-refs")).ok()?;
        packed.lines().find_map(|line| line.strip_suffix(branch)).map(|commit| commit.trim().to_owned())
    }

    /// When the run began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether a machine looks at the output.
    pub fn is_ci(&self) -> bool {
        self.variable("CI").is_some_and(|value| value != "false" && value != "0")
    }

    /// Whether somebody is there to be asked, or to unlock something: two terminals, no `--no-input`, no CI.
    pub fn may_ask(&self) -> bool {
        self.stdin_is_terminal && self.stderr_is_terminal && !self.no_input && !self.is_ci()
    }

    /// The key of `hash: hmac-sha256`.
    pub fn hash_key(&self) -> Option<Secret> {
        self.secrets.get(HASH_KEY).cloned()
    }

    /// The token that the environment gives: `QSEG_TOKEN`, else `PUBLIC_API_TOKEN`.
    pub fn token(&self) -> Option<Token> {
        Token::of_environment([TOKEN, PUBLIC_API_TOKEN].map(|name| (name, self.secrets.get(name).cloned())))
    }

    /// The write key that the environment gives.
    pub fn write_key(&self) -> Option<Secret> {
        self.secrets.get(WRITE_KEY)?.trimmed()
    }

    /// The profile: `--profile`, `QSEG_PROFILE`, else `default`.
    ///
    /// # Errors
    /// `bad_profile`: the variable holds no name of a profile.
    pub fn profile(&self) -> Result<Setting<Profile>> {
        let named = |error: Error| Error { message: format!("{PROFILE}: {}", error.message), ..error };
        let option = self.profile_option.clone().map(|profile| Setting::of_option("--profile", profile));
        if let Some(option) = option {
            return Ok(option);
        }
        match self.text(PROFILE)? {
            Some(text) => Ok(Setting::of_environment(PROFILE, Profile::parse(text.trim()).map_err(named)?)),
            None => Ok(Setting::of_default(Profile::default())),
        }
    }

    /// The region: `--region`, `QSEG_REGION`, then what the project's file and the user's own file say. There is no
    /// default: a region is too dear to guess.
    ///
    /// # Errors
    /// `unknown_region`: the variable names none.
    pub fn region(
        &self,
        project: Option<Setting<Region>>,
        user: Option<Setting<Region>>,
    ) -> Result<Option<Setting<Region>>> {
        let option = self.region_option.map(|region| Setting::of_option("--region", region));
        if option.is_some() {
            return Ok(option);
        }
        let variable = match self.text(REGION)? {
            Some(text) => Some(Setting::of_environment(
                REGION,
                Region::parse(text)
                    .map_err(|unknown| Error::usage("unknown_region", format!("{REGION}: {unknown}")))?,
            )),
            None => None,
        };
        Ok(Setting::winner([variable, project, user]))
    }

    /// Where the Public API is, if the environment says so (`QSEG_API_URL`); not looked at any further here.
    ///
    /// # Errors
    /// `not_text`: the variable is not UTF-8.
    pub fn api_url(&self) -> Result<Option<Setting<&str>>> {
        Ok(self.text(API_URL)?.map(|url| Setting::of_environment(API_URL, url)))
    }

    /// Where the Tracking API is, if the environment says so (`QSEG_EVENTS_URL`); not looked at any further here.
    ///
    /// # Errors
    /// `not_text`: the variable is not UTF-8.
    pub fn events_url(&self) -> Result<Option<Setting<&str>>> {
        Ok(self.text(EVENTS_URL)?.map(|url| Setting::of_environment(EVENTS_URL, url)))
    }

    /// The folder of qseg's own files about profiles: `QSEG_CONFIG_DIR`, else `qseg` in the user's own.
    ///
    /// # Errors
    /// `no_home`: there is neither.
    pub fn config_dir(&self) -> Result<Setting<PathBuf>> {
        self.own_folder(CONFIG_DIR, |base| &base.config)
    }

    /// The folder of what qseg did, such as the ledger: `QSEG_STATE_DIR`, else `qseg` in the user's own.
    ///
    /// # Errors
    /// `no_home`: there is neither.
    pub fn state_dir(&self) -> Result<Setting<PathBuf>> {
        self.own_folder(STATE_DIR, |base| &base.state)
    }

    fn own_folder(&self, name: &'static str, of: impl Fn(&Base) -> &PathBuf) -> Result<Setting<PathBuf>> {
        if let Some(folder) = self.variables.get(name) {
            return Ok(Setting::of_environment(name, self.path(Path::new(folder))));
        }
        match &self.base {
            Some(base) => Ok(Setting::of_default(of(base).join("qseg"))),
            None => Err(Error::failed("no_home", "there is no home folder to keep qseg's own files in")
                .hint(format!("name a folder in {name}"))),
        }
    }

    /// Whether a stream is coloured: the flag, NO_COLOR, CLICOLOR_FORCE, TERM, then whether it is a terminal.
    pub fn colours(&self, choice: ColorChoice, is_terminal: bool) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.variable("NO_COLOR").is_some() => false,
            ColorChoice::Auto if self.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            ColorChoice::Auto => is_terminal && self.variable("TERM") != Some("dumb"),
        }
    }

    /// The width that text is wrapped to: COLUMNS, the terminal, 100 in a pipe.
    pub fn text_width(&self) -> usize {
        let columns = self.variable("COLUMNS").and_then(|value| value.parse().ok());
        columns.or(self.width).filter(|width| *width >= 20).unwrap_or(100)
    }

    /// A path as the user meant it: relative to the working directory.
    pub fn path(&self, typed: &Path) -> PathBuf {
        self.directory.join(typed)
    }

    /// Writes a file that a person named; one that is there already is only replaced on `replace`.
    pub fn write_file(&self, typed: &Path, content: impl AsRef<[u8]>, replace: bool) -> Result<()> {
        let path = self.path(typed);
        let mut options = std::fs::OpenOptions::new();
        options.write(true);
        if replace {
            options.create(true).truncate(true)
        } else {
            options.create_new(true)
        };
        let written = options.open(&path).and_then(|mut file| std::io::Write::write_all(&mut file, content.as_ref()));
        written.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => exists(typed),
            _ => Error::failed("unwritable_file", format!("cannot write {}", typed.display())).because(error),
        })
    }

    /// Replaces a file that is there, whole or not at all: the new text is written beside it, with its permissions,
    /// and takes its place. A link stays a link.
    pub fn replace_file(&self, typed: &Path, text: &str) -> Result<()> {
        let replaced = || -> std::io::Result<()> {
            let path = self.path(typed).canonicalize()?;
            let permissions = std::fs::metadata(&path)?.permissions();
            let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(&path))?;
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.as_file().set_permissions(permissions)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            Ok(())
        };
        replaced().map_err(|error| {
            Error::failed("unwritable_file", format!("cannot write {}", typed.display())).because(error)
        })
    }

    /// Fails where a file is there already, before any work is done for it.
    pub fn must_be_new(&self, typed: &Path) -> Result<()> {
        if self.path(typed).symlink_metadata().is_ok() { Err(exists(typed)) } else { Ok(()) }
    }

    /// Reads a whole file that a person named, or `-` for standard input.
    pub fn read_file(&self, typed: &Path, what: &str) -> Result<String> {
        let unreadable = |error: std::io::Error| {
            Error::failed("unreadable_file", format!("cannot read the {what} {}", typed.display())).because(error)
        };
        let bytes = if typed == Path::new("-") {
            let mut bytes = Vec::new();
            self.take_stdin(&format!("the {what}"))?.read_to_end(&mut bytes).map_err(unreadable)?;
            bytes
        } else {
            std::fs::read(self.path(typed)).map_err(unreadable)?
        };
        String::from_utf8(bytes).map_err(|error| {
            Error::failed(
                "not_text",
                format!("the {what} {} is not UTF-8 text (byte {})", typed.display(), error.utf8_error().valid_up_to()),
            )
        })
    }

    /// The text of a file at a revision, by `git show`; the path is relative to the working directory.
    ///
    /// # Errors
    /// There is no git, no such revision, or no such file in it; or it is no text.
    pub fn git_show(&self, revision: &str, path: &str) -> Result<String> {
        let object = if Path::new(path).is_absolute() { path.to_owned() } else { format!("./{path}") };
        let object = format!("{revision}:{object}");
        let shown = std::process::Command::new("git")
            .args(["--no-pager", "show", "--no-textconv", &object])
            .current_dir(&self.directory)
            .stdin(std::process::Stdio::null())
            .output();
        let shown = shown.map_err(|error| {
            Error::failed("git_unavailable", format!("cannot run git to read {revision}:{path}"))
                .because(error)
                .hint("install git, or write that revision to a file and name the file")
        })?;
        if !shown.status.success() {
            let said = String::from_utf8_lossy(&shown.stderr);
            let said = said.lines().next().unwrap_or("git said nothing").to_owned();
            return Err(Error::failed("git_failed", format!("git cannot show {revision}:{path}"))
                .because(std::io::Error::other(said))
                .hint("fetch the revision first (in GitHub Actions: actions/checkout with fetch-depth: 0); the path is relative to the working directory"));
        }
        String::from_utf8(shown.stdout)
            .map_err(|error| Error::failed("not_text", format!("{revision}:{path} is not UTF-8 text")).because(error))
    }

    /// Opens an input: a file with its size, or `-` for standard input.
    pub fn open_input(&self, typed: &Path) -> Result<Opened> {
        if typed == Path::new("-") {
            return Ok(Opened::Stream(Box::new(self.take_stdin("INPUT")?)));
        }
        let path = self.path(typed);
        let cannot = |error: std::io::Error| {
            Error::failed("unreadable_input", format!("cannot open {}", typed.display())).because(error)
        };
        let file = std::fs::File::open(&path).map_err(cannot)?;
        let metadata = file.metadata().map_err(cannot)?;
        if metadata.is_dir() {
            return Err(Error::failed("unreadable_input", format!("{} is a directory", typed.display()))
                .hint(format!("name the files in it: {}/*.csv", typed.display())));
        }
        Ok(if metadata.is_file() { Opened::File(file, metadata.len()) } else { Opened::Stream(Box::new(file)) })
    }

    /// Standard input, for the one thing that may be read from it.
    fn take_stdin(&self, what: &str) -> Result<std::io::Stdin> {
        if self.stdin_is_terminal {
            let message = format!("{what} is `-`, and standard input is a terminal");
            return Err(Error::usage("stdin_is_terminal", message)
                .hint("pipe an export in, or name a file: qseg send --dry-run responses.csv"));
        }
        if self.stdin_is_taken.swap(true, Ordering::Relaxed) {
            return Err(Error::usage("stdin_twice", "standard input (`-`) can be read once").hint("name it once"));
        }
        Ok(std::io::stdin())
    }

    /// A variable, where it does no harm that it cannot be read.
    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.to_str()
    }

    /// A variable that matters.
    fn text(&self, name: &'static str) -> Result<Option<&str>> {
        let Some(value) = self.variables.get(name) else { return Ok(None) };
        let text = value.to_str().ok_or_else(|| Error::usage("not_text", format!("{name} is not UTF-8 text")))?;
        Ok(Some(text.trim()).filter(|text| !text.is_empty()))
    }
}

impl Base {
    /// `None` where there is no home folder.
    fn find() -> Option<Base> {
        let strategy = etcetera::choose_base_strategy().ok().filter(|found| found.home_dir().is_absolute())?;
        let config = strategy.config_dir();
        // Windows has no folder for state.
        let state = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Some(Base { config, state })
    }
}

fn exists(typed: &Path) -> Error {
    Error::usage("file_exists", format!("{} is there already", typed.display()))
        .hint("replace it with --force, or name another file")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,@%+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn context(variables: &[(&'static str, &str)]) -> Context {
        let of = |secret: bool| variables.iter().filter(move |(name, _)| SECRETS.contains(name) == secret);
        Context {
            variables: of(false).map(|(name, value)| (*name, OsString::from(*value))).collect(),
            secrets: of(true).map(|(name, value)| (*name, Secret::new(value.as_bytes()))).collect(),
            directory: PathBuf::from("/home/someone"),
            base: Some(Base { config: "/home/someone/.config".into(), state: "/home/someone/.local/state".into() }),
            stdin_is_terminal: false,
            stdout_is_terminal: false,
            stderr_is_terminal: false,
            width: None,
            no_input: false,
            profile_option: None,
            region_option: None,
            typed: Vec::new(),
            now: Timestamp::UNIX_EPOCH,
            stdin_is_taken: AtomicBool::new(false),
        }
    }

    #[test]
    fn colour_follows_flag_then_variables_then_terminal() {
        use ColorChoice::{Always, Auto, Never};
        for (variables, choice, terminal, expected) in [
            (&[][..], Auto, true, true),
            (&[], Auto, false, false),
            (&[], Always, false, true),
            (&[("CLICOLOR_FORCE", "1")], Never, true, false),
            (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Auto, true, false),
            (&[("CLICOLOR_FORCE", "1")], Auto, false, true),
            (&[("CLICOLOR_FORCE", "0")], Auto, true, true),
            (&[("TERM", "dumb")], Auto, true, false),
        ] {
            assert_eq!(context(variables).colours(choice, terminal), expected, "{variables:?} {choice:?} {terminal}");
        }
    }

    #[test]
    fn width_is_100_in_a_pipe_and_never_absurd() {
        assert_eq!(context(&[]).text_width(), 100);
        assert_eq!(context(&[("COLUMNS", "72")]).text_width(), 72);
        assert_eq!(context(&[("COLUMNS", "3")]).text_width(), 100);
    }

    #[test]
    fn the_region_is_the_options_the_environments_the_projects_or_the_users() {
        let (us, eu) = (Region::Us, Region::Eu);
        let project = || Some(Setting::of_project("qseg.yaml", us));
        let user = || Some(Setting::of_user("profiles.json", eu));
        for (option, variable, project, user, wanted) in [
            (Some(us), "eu", project(), user(), Some(Setting::of_option("--region", us))),
            (Some(us), "mars", None, None, Some(Setting::of_option("--region", us))),
            (None, " EU ", project(), user(), Some(Setting::of_environment(REGION, eu))),
            (None, " ", project(), user(), project()),
            (None, " ", None, user(), user()),
            (None, " ", None, None, None),
        ] {
            let mut context = context(&[(REGION, variable)]);
            context.region_option = option;
            assert_eq!(context.region(project, user).unwrap(), wanted, "{option:?} {variable}");
        }
        let error = context(&[(REGION, "Dublin")]).region(None, None).unwrap_err();
        assert_eq!((error.code, error.exit.code()), ("unknown_region", 2));
        assert_eq!(error.message, "QSEG_REGION: `Dublin` is no region of Segment; did you mean `eu`?");
    }

    #[test]
    fn the_profile_is_the_options_the_environments_or_the_default() {
        let profile = |name| Profile::parse(name).unwrap();
        let mut both = context(&[(PROFILE, "acme")]);
        assert_eq!(both.profile().unwrap(), Setting::of_environment(PROFILE, profile("acme")));
        both.profile_option = Some(profile("umbrella"));
        assert_eq!(both.profile().unwrap(), Setting::of_option("--profile", profile("umbrella")));
        assert_eq!(context(&[]).profile().unwrap(), Setting::of_default(Profile::default()));
        let error = context(&[(PROFILE, "a/b")]).profile().unwrap_err();
        assert_eq!(error.message, "QSEG_PROFILE: \"a/b\" is no name of a profile");
    }

    #[test]
    fn a_token_is_qsegs_own_else_terraforms_and_never_an_empty_one() {
        let of = |own, other| {
            let token = context(&[(TOKEN, own), (PUBLIC_API_TOKEN, other)]).token();
            token.map(|token| (token.secret.text().unwrap().to_owned(), token.origin.to_string()))
        };
        let said = |text: &str, origin: &str| Some((text.to_owned(), format!("the variable {origin}")));
        assert_eq!(of(" one\n", "two"), said("one", TOKEN));
        assert_eq!(of(" ", "two"), said("two", PUBLIC_API_TOKEN));
        assert_eq!(of("", "\t"), None);
        assert_eq!(context(&[(WRITE_KEY, " k ")]).write_key(), Some(Secret::new(b"k")));
        assert_eq!(context(&[(WRITE_KEY, " ")]).write_key(), None);
        let shown = format!("{:?}", context(&[(TOKEN, "hush"), (WRITE_KEY, "hush"), (HASH_KEY, "hush")]));
        assert!(!shown.contains("hush"), "{shown}");
    }

    #[test]
    fn own_folders_are_the_variables_else_those_of_the_platform() {
        let none = context(&[]);
        assert_eq!(none.config_dir().unwrap(), Setting::of_default("/home/someone/.config/qseg".into()));
        assert_eq!(none.state_dir().unwrap(), Setting::of_default("/home/someone/.local/state/qseg".into()));
        let both = context(&[(CONFIG_DIR, "/c"), (STATE_DIR, "s")]);
        assert_eq!(both.config_dir().unwrap(), Setting::of_environment(CONFIG_DIR, "/c".into()));
        assert_eq!(both.state_dir().unwrap(), Setting::of_environment(STATE_DIR, "/home/someone/s".into()));
        let homeless = Context { base: None, ..context(&[]) };
        for (found, name) in [(homeless.config_dir(), CONFIG_DIR), (homeless.state_dir(), STATE_DIR)] {
            let error = found.unwrap_err();
            assert_eq!((error.code, error.hints), ("no_home", vec![format!("name a folder in {name}")]));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_replaced_through_a_link_with_its_permissions_or_not_at_all() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.yaml");
        std::fs::write(&path, "old").expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("permissions");
        std::os::unix::fs::symlink("m.yaml", folder.path().join("link.yaml")).expect("a link");
        let context = Context { directory: folder.path().to_owned(), ..context(&[]) };
        context.replace_file(Path::new("link.yaml"), "new").expect("replaced");
        assert_eq!(std::fs::read_to_string(&path).expect("text"), "new");
        assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o640);
        assert!(folder.path().join("link.yaml").symlink_metadata().expect("a link").is_symlink());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
        let error = context.replace_file(Path::new("none.yaml"), "new").expect_err("no file");
        assert_eq!(error.code, "unwritable_file");
    }
}
