//! Faults by chance: what a client must bear. The same seed makes the same ones for the same order of requests.

use super::script::Fault;
use crate::core::error::{Error, Result};
use crate::core::random::Random;
use std::time::Duration;

/// Half a second: what `slow` and `loris` are measured in.
const STEP: Duration = Duration::from_millis(500);

/// What can go wrong, besides a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Answered with this status; nothing is taken.
    Status(u16),
    /// The connection is reset; nothing is taken.
    Reset,
    /// No answer ever; nothing is taken.
    Hang,
    /// The answer breaks off in the middle; the request was taken.
    Cut,
    /// The connection is reset; the request was taken.
    Lost,
    /// The answer comes late; the request was taken.
    Slow,
    /// The answer comes byte by byte; the request was taken.
    Loris,
}

const WORDS: [(&str, Kind); 6] = [
    ("reset", Kind::Reset),
    ("hang", Kind::Hang),
    ("cut", Kind::Cut),
    ("lost", Kind::Lost),
    ("slow", Kind::Slow),
    ("loris", Kind::Loris),
];

/// One fault and how often it happens.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Chance {
    /// Whether it is the Public API's (`api-…`), not the Tracking API's.
    of_api: bool,
    kind: Kind,
    probability: f64,
}

/// All faults.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chances(Vec<Chance>);

/// A fault that happens now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Drawn {
    /// What the client sees in place of the answer; `None` where it sees the answer, late.
    pub(super) fault: Option<Fault>,
    /// Whether the request is taken all the same.
    pub(super) takes: bool,
    pub(super) delay: Duration,
}

impl Chances {
    /// Reads `429:0.1,reset:0.05,api-500:0.2`.
    ///
    /// # Errors
    /// A usage error that says which part is wrong.
    pub fn parse(text: &str) -> Result<Chances> {
        let bad = |message: String| {
            let known: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
            Error::usage("bad_fault", format!("--fault: {message}")).hint(format!(
                "write NAME:PROBABILITY,… with a status (400 to 599), {}; api- before it means the Public API",
                known.join(", ")
            ))
        };
        let mut chances = Vec::new();
        for part in text.split(',').map(str::trim) {
            let (name, probability) =
                part.split_once(':').ok_or_else(|| bad(format!("\"{part}\" has no probability")))?;
            let (of_api, word) = name.strip_prefix("api-").map_or((false, name), |word| (true, word));
            let by_word = || WORDS.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind);
            let by_number = || word.parse().ok().filter(|status| (400..600).contains(status)).map(Kind::Status);
            let kind = by_word().or_else(by_number).ok_or_else(|| bad(format!("there is no fault \"{name}\"")))?;
            let probability = probability.parse().ok().filter(|chance: &f64| (0.0..=1.0).contains(chance));
            let probability = probability.ok_or_else(|| bad(format!("\"{part}\": a probability is 0 to 1")))?;
            chances.push(Chance { of_api, kind, probability });
        }
        for of_api in [false, true] {
            let sum: f64 =
                chances.iter().filter(|chance| chance.of_api == of_api).map(|chance| chance.probability).sum();
            // A sum of decimal fractions may be a hair over 1.
            if sum > 1.0 + 1e-9 {
                return Err(bad(format!("the probabilities add up to {sum}, which is over 1")));
            }
        }
        Ok(Chances(chances))
    }

    /// Draws for one request. Nothing is drawn where no fault is possible, so that calls of one API do not change
    /// the faults of the other.
    pub(super) fn draw(&self, of_api: bool, random: &mut Random) -> Option<Drawn> {
        let mut possible = self.0.iter().filter(|chance| chance.of_api == of_api).peekable();
        possible.peek()?;
        // 53 bits: as many as a double holds exactly.
        let mut drawn = (random.number() >> 11) as f64 / (1_u64 << 53) as f64;
        for chance in possible {
            if drawn < chance.probability {
                return Some(happening(chance.kind, of_api));
            }
            drawn -= chance.probability;
        }
        None
    }
}

fn happening(kind: Kind, of_api: bool) -> Drawn {
    let refused = |fault| Drawn { fault: Some(fault), takes: false, delay: Duration::ZERO };
    let taken = |fault| Drawn { fault, takes: true, delay: Duration::ZERO };
    let success: &[u8] = br#"{"success":true}"#;
    match kind {
        Kind::Status(status) => refused(answered(status, of_api)),
        Kind::Reset => refused(Fault::Reset),
        Kind::Hang => refused(Fault::Hang),
        Kind::Lost => taken(Some(Fault::Reset)),
        Kind::Cut => taken(Some(Fault::Cut { body: success.to_vec() })),
        Kind::Loris => taken(Some(Fault::Dribble { status: 200, body: success.to_vec(), every: STEP })),
        Kind::Slow => Drawn { fault: None, takes: true, delay: STEP * 4 },
    }
}

/// An error as a service or what stands before it writes it: HTML from a gateway, plain text or JSON else.
fn answered(status: u16, of_api: bool) -> Fault {
    let (media, body) = match (status, of_api) {
        (502 | 504, _) => ("text/html", format!("<html><body><h1>{status} Bad Gateway</h1></body></html>\n")),
        (_, true) => {
            let error = serde_json::json!({ "errors": [{ "type": "fault", "message": "a fault of the sandbox" }] });
            ("application/json", error.to_string())
        }
        (_, false) => ("text/plain; charset=utf-8", "a fault of the sandbox\n".to_owned()),
    };
    let mut headers = vec![("content-type".to_owned(), media.to_owned())];
    if status == 429 {
        // `reference/segment-tracking-api.md` §3 "rate".
        headers.extend(["retry-after", "x-ratelimit-reset"].map(|name| (name.to_owned(), "1".to_owned())));
    }
    Fault::Answer { status, headers, body: body.into_bytes() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_and_bad_ones_named() {
        assert!(Chances::parse("429:0.5,reset:0.5,api-500:1").is_ok());
        for (text, said) in [
            ("429", "\"429\" has no probability"),
            ("teapot:0.1", "there is no fault \"teapot\""),
            ("200:0.1", "there is no fault \"200\""),
            ("429:2", "a probability is 0 to 1"),
            ("429:NaN", "a probability is 0 to 1"),
            ("429:0.6,500:0.6", "which is over 1"),
        ] {
            let error = Chances::parse(text).expect_err(text);
            assert!(error.message.contains(said), "{text}: {}", error.message);
        }
    }

    #[test]
    fn a_seed_draws_the_same_faults_about_as_often_as_they_are_probable() {
        let chances = Chances::parse("429:0.1,cut:0.2,api-500:0.3").expect("faults");
        let draw = |seed: u64| {
            let mut random = Random::new(seed);
            (0..1_000).map(|_| chances.draw(false, &mut random)).collect::<Vec<_>>()
        };
        let drawn = draw(1);
        assert_eq!(drawn, draw(1));
        assert_ne!(drawn, draw(2));
        let count = |takes: bool| drawn.iter().flatten().filter(|drawn| drawn.takes == takes).count();
        assert!(
            (70..130).contains(&count(false)) && (150..250).contains(&count(true)),
            "{} {}",
            count(false),
            count(true)
        );
        let of_api = Chances::parse("api-500:1").expect("faults");
        assert!(of_api.draw(false, &mut Random::new(1)).is_none() && of_api.draw(true, &mut Random::new(1)).is_some());
    }
}
