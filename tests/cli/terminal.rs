//! The program at a real terminal: questions of every kind, what ends them, and what is drawn while it waits.

mod ask;
mod init;
mod look;
