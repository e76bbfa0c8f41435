//! A sliding window over an input: the only buffer between a file and its records. It grows to hold
//! one record and no further, so memory does not grow with the input.

use std::io::{self, Read};

/// How much is asked of the input at a time.
const CHUNK: usize = 256 * 1024;

/// A window on a stream of bytes. Positions are relative to the first byte that is not yet released.
pub struct Window {
    reader: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    filled: usize,
    released: u64,
    lines: u64,
    at_end: bool,
    failed: Option<(io::ErrorKind, String)>,
}

impl Window {
    /// A window on `reader`, empty until something is asked of it.
    pub fn new(reader: Box<dyn Read + Send>) -> Self {
        Window { reader, buffer: Vec::new(), start: 0, filled: 0, released: 0, lines: 0, at_end: false, failed: None }
    }

    /// The bytes in the window.
    pub fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.filled]
    }

    /// Reads more into the window; false at the end of the input. What failed once fails again: an input that
    /// goes on after an error has a hole.
    pub fn more(&mut self) -> io::Result<bool> {
        if self.at_end {
            return Ok(false);
        }
        if let Some((kind, message)) = &self.failed {
            return Err(io::Error::new(*kind, message.clone()));
        }
        if self.start > 0 && self.buffer.len() - self.filled < CHUNK {
            self.buffer.copy_within(self.start..self.filled, 0);
            self.filled -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.filled < CHUNK {
            // By a quarter and no further: a record near its limit must not take several times its size.
            let grown = self.filled + CHUNK.max(self.filled / 4);
            self.buffer.reserve_exact(grown - self.buffer.len());
            self.buffer.resize(grown, 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.filled..]) {
                Ok(0) => self.at_end = true,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.failed = Some((error.kind(), error.to_string()));
                    return Err(error);
                }
            }
            return Ok(!self.at_end);
        }
    }

    /// Whether the byte at `position` is there, reading as far as needed.
    pub fn reach(&mut self, position: usize) -> io::Result<bool> {
        while self.filled - self.start <= position {
            if !self.more()? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Lets go of the first `count` bytes.
    pub fn release(&mut self, count: usize) {
        let end = self.start + count;
        self.lines += memchr::memchr_iter(b'\n', &self.buffer[self.start..end]).count() as u64;
        self.start = end;
        self.released += count as u64;
    }

    /// Offset in the input of the first byte in the window.
    pub(crate) fn offset(&self) -> u64 {
        self.released
    }

    /// Line (from 1) of the first byte in the window.
    pub fn line(&self) -> u64 {
        self.lines + 1
    }

    /// How many newlines stand in the first `count` bytes of the window.
    pub(crate) fn lines_within(&self, count: usize) -> u64 {
        memchr::memchr_iter(b'\n', &self.bytes()[..count]).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_released_is_counted_and_what_is_kept_stays_in_place() {
        let text = "ab\ncd\nef".repeat(100_000);
        let mut window = Window::new(Box::new(io::Cursor::new(text.clone().into_bytes())));
        assert!(window.reach(5).expect("reads"));
        window.release(3);
        assert_eq!((window.offset(), window.line()), (3, 2));
        while window.more().expect("reads") {}
        assert_eq!(window.bytes(), &text.as_bytes()[3..]);
        assert!(!window.reach(text.len()).expect("reads"));
    }

    #[test]
    fn an_input_that_goes_on_after_an_error_is_not_read_with_a_hole() {
        struct Stumbles(u8);
        impl Read for Stumbles {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                buffer[0] = self.0;
                if self.0 == 2 { Err(io::Error::other("a stumble")) } else { Ok(1) }
            }
        }
        let mut window = Window::new(Box::new(Stumbles(0)));
        assert!(window.more().expect("reads"));
        for _ in 0..2 {
            assert_eq!(window.more().expect_err("stumbles").to_string(), "a stumble");
        }
        assert_eq!(window.bytes(), [1]);
    }
}
