//! A program in a real pseudo-terminal: reads what appears, types keys, sends signals. Waiting has a deadline
//! that no working program comes near; what then fails shows the whole screen.

use super::{Place, SECRETS};
use pty_process::Size;
use pty_process::blocking::{Command, Pty, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{LocalModes, tcgetattr};
use std::fs::File;
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// How long a text may take to appear, and a program to end.
const PATIENCE: Duration = Duration::from_secs(30);

/// Rows and columns of a terminal, where a test does not care.
pub const SIZE: (u16, u16) = (30, 100);

/// A program at a terminal.
pub struct Terminal {
    pty: Arc<Pty>,
    child: Child,
    screen: Arc<Screen>,
    /// How much of the screen was waited for already.
    from: usize,
}

#[derive(Default)]
struct Screen {
    state: Mutex<(Vec<u8>, bool)>,
    changed: Condvar,
}

/// What a program at a terminal said, with every escape.
#[derive(Debug)]
pub struct Shown {
    pub text: String,
}

impl Place {
    /// The program at a terminal.
    pub fn terminal(&self, arguments: &[&str]) -> Terminal {
        Terminal::of(self.command(arguments), SIZE, None)
    }
}

impl Terminal {
    /// Starts a program at a terminal of so many rows and columns; its standard output may be a file.
    pub fn of(mut command: std::process::Command, (rows, columns): (u16, u16), stdout: Option<File>) -> Terminal {
        if !command.get_envs().any(|(name, _)| name == "TERM") {
            command.env("TERM", "xterm-256color");
        }
        let (pty, pts) = open().expect("a pseudo-terminal");
        pty.resize(Size::new(rows, columns)).expect("a size");
        let mut command = Command::from(command);
        if let Some(file) = stdout {
            command = command.stdout(Stdio::from(file));
        }
        let child = command.spawn(pts).expect("the program runs");
        let pty = Arc::new(pty);
        let screen = Arc::new(Screen::default());
        let (reads, shows) = (Arc::clone(&pty), Arc::clone(&screen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4_096];
            // Linux answers EIO once the program is gone.
            while let Ok(count @ 1..) = (&*reads).read(&mut bytes) {
                shows.state.lock().expect("a screen").0.extend_from_slice(&bytes[..count]);
                shows.changed.notify_all();
            }
            shows.state.lock().expect("a screen").1 = true;
            shows.changed.notify_all();
        });
        Terminal { pty, child, screen, from: 0 }
    }

    /// Waits until this appears after what was waited for before.
    #[track_caller]
    pub fn wait_for(&mut self, text: &str) -> &mut Self {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.screen.state.lock().expect("a screen");
        loop {
            let (shown, is_over) = &*state;
            let found = shown[self.from..].windows(text.len()).position(|window| window == text.as_bytes());
            if let Some(at) = found {
                self.from += at + text.len();
                break;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let shown = String::from_utf8_lossy(shown);
            assert!(!is_over && !left.is_zero(), "{text:?} did not appear on\n{shown}\n{shown:?}");
            state = self.screen.changed.wait_timeout(state, left).expect("a screen").0;
        }
        drop(state);
        self
    }

    /// Types keys; Enter is `\r`, Ctrl-C is `\x03`, Ctrl-D is `\x04`.
    #[track_caller]
    pub fn types(&mut self, keys: &str) -> &mut Self {
        (&*self.pty).write_all(keys.as_bytes()).expect("keys are typed");
        self
    }

    /// Sends a signal to the program.
    #[track_caller]
    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).expect("a signal");
        self
    }

    /// Whether the terminal shows what is typed, and edits lines.
    #[track_caller]
    pub fn is_as_usual(&self) -> bool {
        let modes = tcgetattr(&*self.pty).expect("a terminal").local_modes;
        modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG)
    }

    /// Waits until the program ends, and gives what it showed.
    #[track_caller]
    fn over(&mut self) -> (String, ExitStatus) {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.screen.state.lock().expect("a screen");
        while !state.1 {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                // A failed test leaves no program behind.
                let _ = self.child.kill();
                panic!("the program does not end:\n{}", String::from_utf8_lossy(&state.0));
            }
            state = self.screen.changed.wait_timeout(state, left).expect("a screen").0;
        }
        let text = String::from_utf8(std::mem::take(&mut state.0)).expect("UTF-8");
        drop(state);
        assert!(!text.contains("panicked at"), "a panic: {text}");
        assert!(SECRETS.iter().all(|secret| !text.contains(secret)), "a secret was shown: {text}");
        (text, self.child.wait().expect("it ends"))
    }

    /// Waits until the program is ended, and says by which signal.
    #[track_caller]
    pub fn ended_by(mut self) -> Option<i32> {
        self.over().1.signal()
    }

    /// Waits until the program ends with this code, and the terminal is as it was.
    #[track_caller]
    pub fn exits(mut self, code: i32) -> Shown {
        let (text, status) = self.over();
        let shown = Shown { text };
        assert_eq!(status.code(), Some(code), "{status}: {}", shown.text);
        assert!(self.is_as_usual(), "the mode stays changed: {}", shown.text);
        let (hidden, back) = (shown.text.rfind("\x1b[?25l"), shown.text.rfind("\x1b[?25h"));
        assert!(hidden <= back, "the cursor stays hidden: {:?}", shown.text);
        shown
    }
}

impl Shown {
    /// What stood on the lines, without colours and cursor movements.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once("\x1b[") {
            out.push_str(before);
            let end = after.find(|letter: char| letter.is_ascii_alphabetic()).map_or(after.len(), |at| at + 1);
            rest = &after[end..];
        }
        out.push_str(rest);
        out.replace("\r\n", "\n")
    }
}
