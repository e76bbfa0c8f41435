//! Scripted answers: what the next requests get in place of what the sandbox would say, so that a client meets
//! each fault exactly when a test wants it.

use std::time::Duration;

/// What a request gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// This answer, whatever it says.
    Answer {
        /// The status, 100 to 999.
        status: u16,
        /// Further headers, as they are; `Content-Length` and `Date` are added.
        headers: Vec<(String, String)>,
        /// The body's bytes.
        body: Vec<u8>,
    },
    /// The connection is reset: the client sees an error, no answer.
    Reset,
    /// No answer ever; the connection stays open until the sandbox stops.
    Hang,
    /// An answer whose body comes byte by byte.
    Dribble {
        /// The status, 100 to 999.
        status: u16,
        /// The body.
        body: Vec<u8>,
        /// How long each byte takes.
        every: Duration,
    },
    /// A 200 whose body ends after the first half, although `Content-Length` promised all of it.
    Cut {
        /// The body that is promised.
        body: Vec<u8>,
    },
}

/// Which requests a script answers, how many of them, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scripted {
    method: String,
    path: String,
    exactly: bool,
    left: usize,
    delay: Duration,
    takes: bool,
    fault: Fault,
}

/// A script's answer to one request.
pub(super) struct Taken {
    pub(super) fault: Fault,
    pub(super) delay: Duration,
    /// Whether the sandbox does what the request asks for all the same.
    pub(super) takes: bool,
}

impl Scripted {
    fn new(method: &str, path: &str, fault: Fault) -> Scripted {
        let (method, path) = (method.to_owned(), path.to_owned());
        Scripted { method, path, exactly: false, left: 1, delay: Duration::ZERO, takes: false, fault }
    }

    /// The next request of this method whose path begins so gets this status, and an empty body until
    /// [`Scripted::body`] gives it one.
    pub fn status(method: &str, path: &str, status: u16) -> Scripted {
        Scripted::new(method, path, Fault::Answer { status, headers: Vec::new(), body: Vec::new() })
    }

    /// The next request that matches is reset.
    pub fn reset(method: &str, path: &str) -> Scripted {
        Scripted::new(method, path, Fault::Reset)
    }

    /// The next request that matches is never answered.
    pub fn hang(method: &str, path: &str) -> Scripted {
        Scripted::new(method, path, Fault::Hang)
    }

    /// The next request that matches gets half of this body, and then the end of the connection.
    pub fn cut(method: &str, path: &str, body: impl Into<Vec<u8>>) -> Scripted {
        Scripted::new(method, path, Fault::Cut { body: body.into() })
    }

    /// The next request that matches gets this answer byte by byte (a slow loris).
    pub fn dribble(method: &str, path: &str, status: u16, body: impl Into<Vec<u8>>, every: Duration) -> Scripted {
        Scripted::new(method, path, Fault::Dribble { status, body: body.into(), every })
    }

    /// Adds a header to the answer; resets, hung and cut answers have none.
    pub fn header(mut self, name: &str, value: &str) -> Scripted {
        if let Fault::Answer { headers, .. } = &mut self.fault {
            headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The answer's body, as it is.
    pub fn body(mut self, text: impl Into<Vec<u8>>) -> Scripted {
        if let Fault::Answer { body, .. } | Fault::Cut { body } | Fault::Dribble { body, .. } = &mut self.fault {
            *body = text.into();
        }
        self
    }

    /// Only requests of exactly this path: `GET /` is the workspace, and the beginning of everything else.
    pub fn exactly(mut self) -> Scripted {
        self.exactly = true;
        self
    }

    /// So many requests, not one.
    pub fn times(mut self, times: usize) -> Scripted {
        self.left = times;
        self
    }

    /// Waits before the fault happens.
    pub fn after(mut self, delay: Duration) -> Scripted {
        self.delay = delay;
        self
    }

    /// The request is taken first, as if nothing were wrong: only its answer is lost.
    pub fn taking(mut self) -> Scripted {
        self.takes = true;
        self
    }

    /// How many requests it still waits for.
    pub fn left(&self) -> usize {
        self.left
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        let path_matches = if self.exactly { path == self.path } else { path.starts_with(&self.path) };
        self.left > 0 && self.method == method && path_matches
    }
}

/// Takes the fault of the oldest script that matches; a script is gone once it was used up.
pub(super) fn take(scripts: &mut Vec<Scripted>, method: &str, path: &str) -> Option<Taken> {
    let at = scripts.iter().position(|script| script.matches(method, path))?;
    let script = &mut scripts[at];
    script.left -= 1;
    let taken = Taken { fault: script.fault.clone(), delay: script.delay, takes: script.takes };
    if script.left == 0 {
        scripts.remove(at);
    }
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_script_that_matches_answers_so_many_times_as_it_says() {
        let mut scripts = vec![
            Scripted::status("GET", "/", 401).exactly(),
            Scripted::status("GET", "/sources", 429).times(2),
            Scripted::reset("GET", "/sources/x"),
        ];
        let mut status = |method: &str, path: &str| match take(&mut scripts, method, path) {
            Some(Taken { fault: Fault::Answer { status, .. }, .. }) => Some(status),
            Some(_) => Some(0),
            None => None,
        };
        assert_eq!(status("POST", "/sources"), None);
        assert_eq!(status("GET", "/sources/x"), Some(429));
        assert_eq!(status("GET", "/sources"), Some(429));
        assert_eq!(status("GET", "/sources"), None);
        assert_eq!(status("GET", "/sources/x"), Some(0));
        assert_eq!(status("GET", "/"), Some(401));
        assert_eq!(status("GET", "/"), None);
        assert!(scripts.is_empty());
    }
}
