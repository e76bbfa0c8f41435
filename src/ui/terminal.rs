//! The terminal while something is asked: its mode is remembered and put back, and whoever waits for an answer
//! hears of a signal as well. A read that waits cannot be taken back, so that it waits on a thread of its own,
//! which never touches the mode; the caller goes on, and the process ends by returning from `main`.

use crate::core::error::Exit;
#[cfg(unix)]
use signal_hook::consts::{SIGINT, SIGTERM};
use std::io;
use std::sync::mpsc;
#[cfg(unix)]
use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};
use zeroize::Zeroizing;

/// How the terminal behaves while something is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Lines, edited as the terminal edits them.
    Lines,
    /// Lines that are not shown.
    Secret,
    /// Single keys, not shown.
    Keys,
}

/// A key, as far as it means anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// Take what is marked.
    Enter,
    /// One up.
    Up,
    /// One down.
    Down,
    /// To the first.
    First,
    /// To the last.
    Last,
    /// Any other.
    Other,
}

/// What was read.
#[derive(Debug)]
pub(crate) enum Read {
    /// A line without its end.
    Line(Zeroizing<String>),
    /// A key.
    Key(Key),
    /// The end of input (Ctrl-D).
    End,
}

/// Why nothing was read.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Ctrl-C, or a signal: how the process is to end.
    Signal(Exit),
    /// The terminal is gone.
    Broken(io::Error),
}

enum Heard {
    Read(io::Result<Read>),
    #[cfg(unix)]
    Signal(Exit),
}

/// A terminal on which something is asked, until this is dropped.
pub(crate) struct Asking {
    sender: mpsc::Sender<Heard>,
    heard: mpsc::Receiver<Heard>,
    mode: Mode,
    held: held::Held,
}

impl Asking {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It is none, or signals cannot be heard.
    pub(crate) fn begin(mode: Mode) -> io::Result<Asking> {
        let (sender, heard) = mpsc::channel();
        let held = held::Held::hold(mode, &sender)?;
        Ok(Asking { sender, heard, mode, held })
    }

    /// How the terminal behaves.
    pub(crate) fn mode(&self) -> Mode {
        self.mode
    }

    /// Waits for a line, or for a key.
    ///
    /// # Errors
    /// A signal, or the terminal, came before it.
    pub(crate) fn read(&self) -> Result<Read, Ended> {
        let (sender, mode) = (self.sender.clone(), self.mode);
        std::thread::spawn(move || {
            let read = if mode == Mode::Keys { held::read_key() } else { held::read_line(mode) };
            // Nobody listens any more after a signal.
            let _ = sender.send(Heard::Read(read));
        });
        match self.heard.recv() {
            Ok(Heard::Read(Err(error))) if error.kind() == io::ErrorKind::Interrupted => {
                Err(Ended::Signal(self.held.interrupted_by()))
            }
            Ok(Heard::Read(Ok(read))) => Ok(read),
            Ok(Heard::Read(Err(error))) => Err(Ended::Broken(error)),
            #[cfg(unix)]
            Ok(Heard::Signal(exit)) => Err(Ended::Signal(exit)),
            Err(error) => Err(Ended::Broken(io::Error::other(error))),
        }
    }
}

fn read_stdin() -> io::Result<Read> {
    let mut line = Zeroizing::new(String::new());
    if io::stdin().read_line(&mut line)? == 0 {
        return Ok(Read::End);
    }
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    Ok(Read::Line(line))
}

/// While this lives, SIGINT and SIGTERM do not end the process by themselves: whoever holds it listens to them.
#[cfg(unix)]
pub(crate) struct Withheld {
    default: Arc<AtomicBool>,
}

/// Whether signals do what they always do. A process that has once listened to a signal is not ended by it any
/// more, so that this stays registered.
#[cfg(unix)]
static DEFAULT: OnceLock<Arc<AtomicBool>> = OnceLock::new();

#[cfg(unix)]
impl Withheld {
    /// From here on.
    ///
    /// # Errors
    /// Signals cannot be heard here.
    pub(crate) fn begin() -> io::Result<Withheld> {
        let default = match DEFAULT.get() {
            Some(known) => Arc::clone(known),
            None => {
                let flag = Arc::new(AtomicBool::new(true));
                signal_hook::flag::register_conditional_default(SIGINT, Arc::clone(&flag))?;
                signal_hook::flag::register_conditional_default(SIGTERM, Arc::clone(&flag))?;
                Arc::clone(DEFAULT.get_or_init(|| flag))
            }
        };
        default.store(false, Ordering::SeqCst);
        Ok(Withheld { default })
    }

    /// Signals do again what they always do.
    pub(crate) fn end(&self) {
        self.default.store(true, Ordering::SeqCst);
    }
}

#[cfg(unix)]
impl Drop for Withheld {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(unix)]
mod held {
    use super::{Exit, Heard, Key, Mode, Read, Withheld, io, mpsc, read_stdin};
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::{Handle, Signals};
    use std::io::Read as _;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::JoinHandle;

    /// The mode before, and the ear for signals.
    pub(crate) struct Held {
        before: Termios,
        ear: Ear,
    }

    impl Held {
        pub(crate) fn hold(mode: Mode, sender: &mpsc::Sender<Heard>) -> io::Result<Held> {
            let before = tcgetattr(io::stdin())?;
            let ear = Ear::listen(sender.clone())?;
            let mut during = before.clone();
            during.local_modes.remove(match mode {
                Mode::Lines => LocalModes::empty(),
                Mode::Secret => LocalModes::ECHO | LocalModes::ECHONL,
                Mode::Keys => LocalModes::ECHO | LocalModes::ICANON,
            });
            // Ctrl-C would throw away what was written and not shown yet, the cursor's return with it.
            during.local_modes.insert(LocalModes::NOFLSH);
            if mode == Mode::Keys {
                during.special_codes[SpecialCodeIndex::VMIN] = 1;
                during.special_codes[SpecialCodeIndex::VTIME] = 0;
            }
            let held = Held { before, ear };
            tcsetattr(io::stdin(), OptionalActions::Drain, &during)?;
            Ok(held)
        }

        /// Which signal it was, where a read says only that one came.
        pub(crate) fn interrupted_by(&self) -> Exit {
            if self.ear.terminated.load(Ordering::SeqCst) { Exit::Terminated } else { Exit::Interrupted }
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            // A terminal that is gone has no mode to be put back.
            let _ = tcsetattr(io::stdin(), OptionalActions::Drain, &self.before);
        }
    }

    /// Listens to SIGINT and SIGTERM until it is dropped.
    struct Ear {
        withheld: Withheld,
        terminated: Arc<AtomicBool>,
        flag: signal_hook::SigId,
        signals: Handle,
        thread: Option<JoinHandle<()>>,
    }

    impl Ear {
        fn listen(sender: mpsc::Sender<Heard>) -> io::Result<Ear> {
            // First: what is registered first is asked first. Behind the ear, it would be asked when the answer to
            // the signal may already have put everything back.
            let withheld = Withheld::begin()?;
            let terminated = Arc::new(AtomicBool::new(false));
            let flag = signal_hook::flag::register(SIGTERM, Arc::clone(&terminated))?;
            let mut waiting = Signals::new([SIGINT, SIGTERM])?;
            let signals = waiting.handle();
            let thread = std::thread::spawn(move || {
                for signal in &mut waiting {
                    let exit = if signal == SIGTERM { Exit::Terminated } else { Exit::Interrupted };
                    // Nobody listens any more once there is an answer.
                    let _ = sender.send(Heard::Signal(exit));
                }
            });
            Ok(Ear { withheld, terminated, flag, signals, thread: Some(thread) })
        }
    }

    impl Drop for Ear {
        fn drop(&mut self) {
            self.withheld.end();
            self.signals.close();
            signal_hook::low_level::unregister(self.flag);
            if let Some(thread) = self.thread.take() {
                // It ends by itself, and cannot panic.
                let _ = thread.join();
            }
        }
    }

    pub(crate) fn read_line(_: Mode) -> io::Result<Read> {
        read_stdin()
    }

    pub(crate) fn read_key() -> io::Result<Read> {
        let mut stdin = io::stdin().lock().bytes();
        let mut next = || stdin.next().transpose();
        let mut byte = next()?;
        let key = loop {
            break match byte {
                // Ctrl-D is a letter where single keys are read.
                None | Some(4) => return Ok(Read::End),
                Some(b'\r' | b'\n') => Key::Enter,
                Some(b'j' | b'\t') => Key::Down,
                Some(b'k') => Key::Up,
                Some(0x1b) => match next()? {
                    Some(b'[' | b'O') => match next()? {
                        Some(b'A' | b'Z') => Key::Up,
                        Some(b'B') => Key::Down,
                        Some(b'H') => Key::First,
                        Some(b'F') => Key::Last,
                        Some(digit @ b'0'..=b'9') => {
                            while next()?.is_some_and(|byte| byte != b'~' && !byte.is_ascii_alphabetic()) {}
                            match digit {
                                b'1' | b'5' | b'7' => Key::First,
                                b'4' | b'6' | b'8' => Key::Last,
                                _ => Key::Other,
                            }
                        }
                        _ => Key::Other,
                    },
                    // Escape alone; what comes next is a key of its own.
                    other => {
                        byte = other;
                        continue;
                    }
                },
                Some(_) => Key::Other,
            };
        };
        Ok(Read::Key(key))
    }
}

#[cfg(not(unix))]
mod held {
    use super::{Exit, Heard, Key, Mode, Read, io, mpsc, read_stdin};
    use dialoguer::console;
    use zeroize::Zeroizing;

    /// Consoles put themselves back.
    pub(crate) struct Held;

    impl Held {
        pub(crate) fn hold(_: Mode, _: &mpsc::Sender<Heard>) -> io::Result<Held> {
            Ok(Held)
        }

        pub(crate) fn interrupted_by(&self) -> Exit {
            Exit::Interrupted
        }
    }

    pub(crate) fn read_line(mode: Mode) -> io::Result<Read> {
        if mode == Mode::Secret {
            return console::Term::stderr().read_secure_line().map(|line| Read::Line(Zeroizing::new(line)));
        }
        read_stdin()
    }
    pub(crate) fn read_key() -> io::Result<Read> {
        Ok(Read::Key(match console::Term::stderr().read_key_raw()? {
            console::Key::CtrlC => return Err(io::ErrorKind::Interrupted.into()),
            console::Key::Char('\u{4}' | '\u{1a}') => return Ok(Read::End),
            console::Key::Enter => Key::Enter,
            console::Key::ArrowUp | console::Key::BackTab | console::Key::Char('k') => Key::Up,
            console::Key::ArrowDown | console::Key::Tab | console::Key::Char('j') => Key::Down,
            console::Key::Home | console::Key::PageUp => Key::First,
            console::Key::End | console::Key::PageDown => Key::Last,
            _ => Key::Other,
        }))
    }
}
