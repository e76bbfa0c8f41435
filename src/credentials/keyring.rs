//! The keyring of the operating system: Secret Service, Keychain, Credential Manager. It may ask its user for a
//! password, or never answer; so each call runs on a thread of its own, and is given up after a while.

use super::profile::Profile;
use super::{Notes, Store};
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use std::cell::Cell;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;

/// The name that tokens stand under in a keyring; the user beside it is the profile.
pub(crate) const SERVICE: &str = "qseg";

/// How long a keyring is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// After this it is said what is waited for; `None` where nobody is there to hear it.
    pub say_after: Option<Duration>,
    /// After this it is given up.
    pub give_up_after: Duration,
}

impl Patience {
    /// Somebody is at a terminal and may have to unlock the keyring: up to 60 seconds, said after one.
    pub(crate) const ATTENDED: Patience =
        Patience { say_after: Some(Duration::from_secs(1)), give_up_after: Duration::from_secs(60) };

    /// Nobody is there: 3 seconds.
    pub(crate) const UNATTENDED: Patience = Patience { say_after: None, give_up_after: Duration::from_secs(3) };
}

/// Why a keyring did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There is none: a server, a container, a CI job.
    NoService(String),
    /// It is locked.
    Locked(String),
    /// Its user, or the system, refused; or nobody could be asked to unlock it.
    Denied(String),
    /// It did not answer in this time.
    TimedOut(Duration),
    /// Anything else.
    Other(String),
}

/// What a keyring can do; blocking, for as long as it likes.
pub(crate) trait Backend: Send + Sync {
    /// The secret of a user, if there is one.
    ///
    /// # Errors
    /// The [`Failure`], by its class; the same holds for the other two.
    fn get(&self, user: &str) -> Result<Option<Secret>, Failure>;

    /// Keeps a secret, in the stead of the one that is there.
    ///
    /// # Errors
    /// The [`Failure`].
    fn set(&self, user: &str, secret: &Secret) -> Result<(), Failure>;

    /// Removes a secret; false where there is none.
    ///
    /// # Errors
    /// The [`Failure`].
    fn delete(&self, user: &str) -> Result<bool, Failure>;
}

/// A keyring that cannot hang the program.
pub struct Keyring<'a> {
    backend: Arc<dyn Backend>,
    patience: Patience,
    waiting: &'a dyn Fn(Duration),
    is_mute: Cell<bool>,
}

impl<'a> Keyring<'a> {
    /// The keyring of this system. `waiting` is called, at most once for each call, when an answer takes longer
    /// than `patience.say_after`, with how much longer it is waited for.
    pub fn of_system(patience: Patience, waiting: &'a dyn Fn(Duration)) -> Self {
        Keyring::new(Arc::new(SystemKeyring), patience, waiting)
    }

    /// A keyring behind another backend.
    pub(crate) fn new(backend: Arc<dyn Backend>, patience: Patience, waiting: &'a dyn Fn(Duration)) -> Self {
        Keyring { backend, patience, waiting, is_mute: Cell::new(false) }
    }

    /// Does it on a thread of its own. What is given up goes on there until the program ends, and is heard by nobody.
    fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Backend) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T> {
        // One that did not answer once is not waited for again.
        if self.is_mute.get() {
            return Err(error(Failure::TimedOut(self.patience.give_up_after)));
        }
        let (answers, answer) = mpsc::sync_channel(1);
        let backend = Arc::clone(&self.backend);
        let begun = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
            // Nobody listens any more where this fails: it was given up.
            let _ = answers.send(work(backend.as_ref()));
        });
        begun.map_err(|cause| error(Failure::Other(cause.to_string())))?;
        self.wait(&answer).map_err(error)
    }

    fn wait<T>(&self, answer: &Receiver<Result<T, Failure>>) -> Result<T, Failure> {
        let Patience { say_after, give_up_after } = self.patience;
        let (first, rest) = match say_after.filter(|say| *say < give_up_after) {
            Some(say) => (say, Some(give_up_after - say)),
            None => (give_up_after, None),
        };
        let mut heard = answer.recv_timeout(first);
        if let (Err(RecvTimeoutError::Timeout), Some(rest)) = (&heard, rest) {
            (self.waiting)(rest);
            heard = answer.recv_timeout(rest);
        }
        match heard {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                self.is_mute.set(true);
                Err(Failure::TimedOut(give_up_after))
            }
            Err(RecvTimeoutError::Disconnected) => Err(Failure::Other("the call broke off".to_owned())),
        }
    }
}

impl Store for Keyring<'_> {
    fn get(&self, profile: &Profile, _: &mut Notes) -> Result<Option<Secret>> {
        let user = profile.name().to_owned();
        self.ask(move |backend| backend.get(&user))
    }

    fn set(&self, profile: &Profile, secret: &Secret, _: &mut Notes) -> Result<()> {
        let (user, secret) = (profile.name().to_owned(), secret.clone());
        self.ask(move |backend| backend.set(&user, &secret))
    }

    fn clear(&self, profile: &Profile, _: &mut Notes) -> Result<bool> {
        let user = profile.name().to_owned();
        self.ask(move |backend| backend.delete(&user))
    }
}

/// The error of a failure, with the ways out. Exit 1: the machine failed, not the token.
pub(super) fn error(failure: Failure) -> Error {
    let (code, message, mend, cause) = match failure {
        Failure::NoService(cause) => (
            "keyring_unavailable",
            "there is no keyring here".to_owned(),
            "or start a keyring (gnome-keyring, KWallet, KeePassXC) in a D-Bus session",
            Some(cause),
        ),
        Failure::Locked(cause) => {
            ("keyring_locked", "the keyring is locked".to_owned(), "or unlock it and try again", Some(cause))
        }
        // Also what a locked one says where no window can be opened to ask for its password.
        Failure::Denied(cause) => (
            "keyring_denied",
            "the keyring was not unlocked, or refused".to_owned(),
            "or unlock it, allow qseg to use it, and try again",
            Some(cause),
        ),
        Failure::TimedOut(after) => (
            "keyring_timeout",
            format!("the keyring did not answer within {}", seconds(after)),
            "or start the keyring anew, unlock it and try again",
            None,
        ),
        Failure::Other(cause) => {
            ("keyring_failed", "the keyring failed".to_owned(), "or mend the keyring and try again", Some(cause))
        }
    };
    let error = Error::failed(code, message)
        .hint("give the token by the environment: QSEG_TOKEN")
        .hint("or keep it in a file that only you can read: qseg login --insecure-storage")
        .hint(mend);
    match cause {
        Some(cause) => error.because(anyhow::Error::msg(cause)),
        None => error,
    }
}

fn seconds(duration: Duration) -> String {
    match duration.as_secs() {
        0 => format!("{} ms", duration.as_millis()),
        1 => "1 second".to_owned(),
        seconds => format!("{seconds} seconds"),
    }
}

/// The one that the `keyring` crate finds.
struct SystemKeyring;

impl SystemKeyring {
    fn entry(user: &str) -> Result<keyring::Entry, Failure> {
        // Asked first: a new entry tells of a missing store without its reason.
        if let Err(error) = keyring::Entry::store_status() {
            return Err(match failure(error) {
                Failure::Other(cause) | Failure::Locked(cause) => Failure::NoService(cause),
                other => other,
            });
        }
        keyring::Entry::new(SERVICE, user).map_err(|error| failure(&error))
    }
}

impl Backend for SystemKeyring {
    fn get(&self, user: &str) -> Result<Option<Secret>, Failure> {
        match SystemKeyring::entry(user)?.get_password() {
            Ok(text) => Ok(Some(Secret::new(zeroize::Zeroizing::new(text).as_bytes()))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(failure(&error)),
        }
    }

    fn set(&self, user: &str, secret: &Secret) -> Result<(), Failure> {
        let text = secret.text().ok_or_else(|| Failure::Other("the token is not UTF-8 text".to_owned()))?;
        SystemKeyring::entry(user)?.set_password(text).map_err(|error| failure(&error))
    }

    fn delete(&self, user: &str) -> Result<bool, Failure> {
        match SystemKeyring::entry(user)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(keyring::Error::NoEntry) => Ok(false),
            Err(error) => Err(failure(&error)),
        }
    }
}

/// The class of what the crate says. Its causes are of crates that are not ours to name, so they are told apart by
/// their words; a test of the real program holds the words of Linux.
fn failure(error: &keyring::Error) -> Failure {
    use keyring::Error as E;
    let cause = match error {
        E::PlatformFailure(cause) | E::NoStorageAccess(cause) => cause.to_string(),
        // These hold what was found in the keyring, or its debug form.
        E::BadEncoding(_) | E::BadDataFormat(..) => return Failure::Other("what is kept there is no text".to_owned()),
        E::Ambiguous(_) => {
            return Failure::Other(format!("it holds more than one token of {SERVICE} for this profile"));
        }
        E::NoDefaultStore => return Failure::NoService("this system has none that is known".to_owned()),
        other => return Failure::Other(other.to_string()),
    };
    let words = cause.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|word| words.contains(word));
    if says(&["prompt dismissed", "accessdenied", "access denied", "user canceled", "not allowed"]) {
        Failure::Denied(cause)
    } else if says(&["no secret service", "serviceunknown", "was not provided by any .service files", "nameowner"]) {
        Failure::NoService(cause)
    } else if says(&["locked"]) || matches!(error, E::NoStorageAccess(_)) {
        Failure::Locked(cause)
    } else {
        Failure::Other(cause)
    }
}

#[cfg(test)]
mod tests;
