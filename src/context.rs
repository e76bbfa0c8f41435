//! The run's surroundings, captured once and passed in: environment, working directory, terminals and the
//! clock. Nothing else reads them (a lint sees to it). Only commands and `main` use this.

mod files;
mod git;
mod setting;

pub(crate) use files::{Opened, stdin_twice};
pub(crate) use setting::{GivenBy, Setting};

use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::credentials::{Profile, Token};
use crate::segment::region::Region;
use crate::ui::ColorChoice;
use etcetera::BaseStrategy;
use jiff::Timestamp;
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

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
    pub(crate) stdout_is_terminal: bool,
    /// Whether standard error is a terminal.
    pub(crate) stderr_is_terminal: bool,
    /// Width of the terminal, if there is one.
    pub(crate) width: Option<usize>,
    /// Whether the user wants nothing to be asked (`--no-input`).
    pub no_input: bool,
    /// `--profile`.
    pub(crate) profile_option: Option<Profile>,
    /// `--region`.
    pub(crate) region_option: Option<Region>,
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

/// Every variable that qseg reads. (Where the user's own folders are, `etcetera` finds out: HOME and the XDG
/// variables. Where the keyring is, the `keyring` crate: DBUS_SESSION_BUS_ADDRESS.)
pub(crate) const VARIABLES: [&str; 17] = [
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
    pub(crate) fn command_line(&self) -> String {
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
    pub(crate) fn secret_from_stdin(&self, what: &str) -> Result<Secret> {
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
    pub(crate) fn host_name(&self) -> String {
        #[cfg(unix)]
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        #[cfg(not(unix))]
        let name = self.variable("COMPUTERNAME").unwrap_or_default().to_owned();
        if name.is_empty() { "unknown".to_owned() } else { name }
    }

    /// When the run began.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Whether a machine looks at the output.
    pub(crate) fn is_ci(&self) -> bool {
        self.variable("CI").is_some_and(|value| value != "false" && value != "0")
    }

    /// Whether somebody is there to be asked, or to unlock something: two terminals, no `--no-input`, no CI.
    pub(crate) fn may_ask(&self) -> bool {
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
    pub(crate) fn api_url(&self) -> Result<Option<Setting<&str>>> {
        Ok(self.text(API_URL)?.map(|url| Setting::of_environment(API_URL, url)))
    }

    /// Where the Tracking API is, if the environment says so (`QSEG_EVENTS_URL`); not looked at any further here.
    ///
    /// # Errors
    /// `not_text`: the variable is not UTF-8.
    pub(crate) fn events_url(&self) -> Result<Option<Setting<&str>>> {
        Ok(self.text(EVENTS_URL)?.map(|url| Setting::of_environment(EVENTS_URL, url)))
    }

    /// The folder of qseg's own files about profiles: `QSEG_CONFIG_DIR`, else `qseg` in the user's own.
    ///
    /// # Errors
    /// `no_home`: there is neither.
    pub(crate) fn config_dir(&self) -> Result<Setting<PathBuf>> {
        self.own_folder(CONFIG_DIR, |base| &base.config)
    }

    /// The folder of what qseg did, such as the ledger: `QSEG_STATE_DIR`, else `qseg` in the user's own.
    ///
    /// # Errors
    /// `no_home`: there is neither.
    pub(crate) fn state_dir(&self) -> Result<Setting<PathBuf>> {
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
    pub(crate) fn colours(&self, choice: ColorChoice, is_terminal: bool) -> bool {
        match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto if self.variable("NO_COLOR").is_some() => false,
            ColorChoice::Auto if self.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
            ColorChoice::Auto => is_terminal && self.variable("TERM") != Some("dumb"),
        }
    }

    /// The width that text is wrapped to: COLUMNS, the terminal, 100 in a pipe.
    pub(crate) fn text_width(&self) -> usize {
        let columns = self.variable("COLUMNS").and_then(|value| value.parse().ok());
        columns.or(self.width).filter(|width| *width >= 20).unwrap_or(100)
    }

    /// A path as the user meant it: relative to the working directory.
    pub fn path(&self, typed: &Path) -> PathBuf {
        self.directory.join(typed)
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

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,@%+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests;
