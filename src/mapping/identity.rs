//! Whom an event is about, and ids that name nobody, or several people: placeholders, what a spreadsheet rounded, one id for many responses
//! (design §15 "Identity report", `reference/qualtrics.md` §7a). They are sent as they are, and told.

use super::findings::*;
use crate::core::diagnostic::{Code, Finding, Findings};
use crate::core::origin::Place;
use crate::qualtrics::header;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash};

/// Whom an event is about, as far as counting goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// Which id tells.
    pub kind: IdentityKind,
    /// A hash of that id, the same in every input of a run.
    pub key: u64,
    /// The same of a userId without regard to the case of its letters and white space around it.
    pub(crate) folded: u64,
    /// Whether it names nobody, or perhaps somebody else ([`flaw`]).
    pub(crate) is_doubtful: bool,
}

/// Which id tells whom an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentityKind {
    /// The userId.
    UserId,
    /// The anonymousId that the mapping gives.
    AnonymousId,
    /// The anonymousId that qseg made.
    Generated,
    /// Nothing.
    None,
}

impl Identity {
    /// By these ids of an event, empty where there is none; of a generated one `made` is the anonymousId.
    pub fn of(user_id: &str, anonymous_id: &str, made: &str) -> Identity {
        let made_of = |kind, key| Identity { kind, key, folded: 0, is_doubtful: false };
        match (user_id, anonymous_id) {
            ("", "") => made_of(IdentityKind::None, 0),
            ("", id) if id == made => made_of(IdentityKind::Generated, key_of(("anonymous", id))),
            ("", id) => Identity {
                is_doubtful: flaw(id).is_some(),
                ..made_of(IdentityKind::AnonymousId, key_of(("anonymous", id)))
            },
            (id, _) => Identity {
                folded: folded_key(id),
                is_doubtful: flaw(id).is_some(),
                ..made_of(IdentityKind::UserId, user_key(id))
            },
        }
    }
}

/// The key of a person with this userId.
pub(crate) fn user_key(user_id: &str) -> u64 {
    key_of(("user", user_id))
}

/// The same text has the same key in every run of the program.
fn key_of(value: impl Hash) -> u64 {
    foldhash::quality::FixedState::with_seed(0).hash_one(value)
}

/// What Segment advises to block as an id, and what public reports add.
const PLACEHOLDERS: [&str; 16] = [
    "-1",
    "null",
    "(null)",
    "nil",
    "undefined",
    "nan",
    "n/a",
    "#n/a",
    "na",
    "none",
    "unknown",
    "anonymous",
    "anon",
    "true",
    "false",
    "[object object]",
];
/// No id of a person is longer than this many characters.
const LONGEST: usize = 255;
/// How many different ids are counted; those that come later are not.
const MANY: usize = 50_000;
/// Over so many responses of one id it is told whatever their share is.
const SHARED: u64 = 50;
/// From so many responses a share of more than 5 % is told.
const ENOUGH: u64 = 200;

/// What is wrong with an id that is not empty; its code has the words for it.
pub(crate) fn flaw(id: &str) -> Option<&'static Code> {
    // Most ids are of these characters alone, which leaves placeholders to look for.
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'@' | b':');
    if id.len() <= LONGEST && id.bytes().all(is_plain) {
        let is_word = PLACEHOLDERS.iter().any(|word| word.len() == id.len() && word.eq_ignore_ascii_case(id));
        let is_nothing =
            || matches!(id.as_bytes().first(), Some(b'0' | b'-')) && id.bytes().all(|byte| matches!(byte, b'0' | b'-'));
        return (is_word || is_nothing() || header::is_title(id)).then_some(&ID_PLACEHOLDER);
    }
    let folded = id.trim().to_lowercase();
    let is_merge_tag = folded.len() > 2 && folded.starts_with('%') && folded.ends_with('%');
    let is_rounded = folded.split_once("e+").is_some_and(|(digits, power)| {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let mut parts = digits.split(['.', ',']);
        is_number(power) && parts.clone().count() <= 2 && parts.all(is_number)
    });
    let is_placeholder = PLACEHOLDERS.contains(&folded.as_str())
        || folded.bytes().all(|byte| matches!(byte, b'0' | b'-'))
        || header::is_title(id.trim());
    Some(match id {
        _ if is_placeholder => &ID_PLACEHOLDER,
        _ if id.contains("${") || id.contains("{{") || is_merge_tag => &ID_UNRESOLVED,
        _ if is_rounded => &ID_ROUNDED,
        _ if id.chars().any(char::is_control) || id.starts_with(['{', '[']) => &ID_DAMAGED,
        _ if id.contains(char::is_whitespace) => &ID_SPACED,
        _ if id.chars().count() > LONGEST => &ID_TOO_LONG,
        _ => return None,
    })
}

/// What is said of an id with this flaw, and the way out.
pub(crate) fn words(code: &Code) -> (&'static str, &'static str) {
    const OTHERS: &str = "take another field for the id, or name the text in `missing`: the event then has no such id";
    match code.name {
        name if name == ID_PLACEHOLDER.name => ("an id is a placeholder, which all its responses share", OTHERS),
        name if name == ID_UNRESOLVED.name => (
            "an id is a pipe or a merge tag that nothing was put into",
            "mend the link or the survey that passes the id",
        ),
        name if name == ID_ROUNDED.name => (
            "an id is a number that a spreadsheet rounded: several people may have it",
            "export again and do not save the file in a spreadsheet",
        ),
        name if name == ID_SPACED.name => (
            "an id has white space in it: with and without it are two people to Segment",
            "mend the field, or take another one for the id",
        ),
        name if name == ID_TOO_LONG.name => ("an id is longer than 255 characters", OTHERS),
        _ => ("an id is an object, or has control characters in it", OTHERS),
    }
}

/// The key of an id without regard to the case of its letters and white space around it.
fn folded_key(id: &str) -> u64 {
    let mut letters = [0; 64];
    match letters.get_mut(..id.len()) {
        Some(letters) if id.is_ascii() => {
            letters.copy_from_slice(id.as_bytes());
            letters.make_ascii_lowercase();
            user_key(std::str::from_utf8(letters).unwrap_or(id).trim())
        }
        _ => user_key(&id.trim().to_lowercase()),
    }
}

/// Counts responses by their userId, to find ids that several people seem to have.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// By the id without regard to case.
    seen: HashMap<u64, Seen, RandomState>,
    /// Where a second writing of an id was first seen, by the id without regard to case.
    twins: HashMap<u64, (u32, u32), RandomState>,
    responses: u64,
}

/// An id that was seen; kept small, for there are many.
#[derive(Debug)]
struct Seen {
    /// Part of the key of the id as it was written first.
    key: u32,
    count: u32,
    /// Where it was first seen: record and line.
    first: (u32, u32),
}

impl Shared {
    /// Counts a response; `record` and `line` are its place.
    pub(crate) fn see(&mut self, identity: &Identity, record: u64, line: u64) {
        if identity.kind != IdentityKind::UserId || identity.is_doubtful {
            return;
        }
        self.responses += 1;
        let place = (record as u32, line as u32);
        let key = identity.key as u32;
        if let Some(seen) = self.seen.get_mut(&identity.folded) {
            seen.count += 1;
            if seen.key != key {
                self.twins.entry(identity.folded).or_insert(place);
            }
        } else if self.seen.len() < MANY {
            self.seen.insert(identity.folded, Seen { key, count: 1, first: place });
        }
    }

    /// Says which ids stand for suspiciously many responses, and which differ only in the case of their letters.
    pub(crate) fn tell(&self, input: &Place, findings: &mut Findings) {
        let at = |(record, line)| Place { record: u64::from(record), line: u64::from(line), ..input.clone() };
        let is_shared = |seen: &&Seen| {
            let count = u64::from(seen.count);
            count > SHARED || (self.responses >= ENOUGH && count * 20 > self.responses)
        };
        let shared: Vec<&Seen> = self.seen.values().filter(is_shared).collect();
        if let Some(first) = shared.iter().min_by_key(|seen| seen.first) {
            let most = shared.iter().map(|seen| seen.count).max().unwrap_or_default();
            let message = match shared.len() {
                1 => format!("one userId has {most} of {} responses: perhaps it is nobody's own", self.responses),
                ids => format!(
                    "{ids} userIds have up to {most} of {} responses each: perhaps they are nobody's own",
                    self.responses
                ),
            };
            let help = "look at the first one's row: a placeholder goes into `missing`; ids that were put together by hand or rounded need another field";
            findings.push(Finding::new(&ID_SHARED, message).help(help).at(at(first.first)));
        }
        if let Some(first) = self.twins.values().min() {
            let finding =
                Finding::new(&ID_NEAR_TWINS, "userIds differ only in the case of their letters: two people to Segment")
                    .help("write them alike where they come from; Segment compares ids letter for letter")
                    .at(at(*first));
            findings.push_counted(finding, self.twins.len() as u64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_that_names_nobody_has_its_code_and_a_sound_one_none() {
        for (code, ids) in [
            (
                &ID_PLACEHOLDER,
                &[
                    "0",
                    "000-000",
                    "-",
                    "-1",
                    "NULL",
                    "NaN",
                    "n/a",
                    "Anonymous",
                    " unknown ",
                    "TRUE",
                    "External Data Reference",
                    "00000000-0000-0000-0000-000000000000",
                ][..],
            ),
            (&ID_UNRESOLVED, &["${e://Field/id}", "%CONTACT_ID%", "{{user.id}}", "id-${m://Email}"]),
            (&ID_ROUNDED, &["1.23457E+15", "1E+10", "1,2e+15"]),
            (&ID_SPACED, &["ann@x.example ", " 17", "Ann Lee", "a\u{a0}b"]),
            (&ID_DAMAGED, &["{\"id\":1}", "[1]", "a\u{1}b", "a\tb"]),
        ] {
            for id in ids {
                assert_eq!(flaw(id).map(|found| found.name), Some(code.name), "{id:?}");
            }
        }
        assert_eq!(flaw(&"x".repeat(256)).map(|code| code.name), Some(ID_TOO_LONG.name));
        for sound in [
            "cust-0001",
            "ann@x.example",
            "5f3a-0",
            "R_1AbC",
            "100",
            "2E5F",
            "null-island",
            "Ünal",
            "e+1",
            &"x".repeat(255),
        ] {
            assert_eq!(flaw(sound).map(|code| code.name), None, "{sound}");
        }
    }

    fn told(ids: &[(&str, u64)]) -> Vec<&'static str> {
        let mut shared = Shared::default();
        let mut record = 0;
        for (id, times) in ids {
            for _ in 0..*times {
                record += 1;
                shared.see(&Identity::of(id, "", ""), record, record + 3);
            }
        }
        let mut findings = Findings::new();
        shared.tell(&Place::default(), &mut findings);
        findings.groups().iter().map(|group| group.first.code.name).collect()
    }

    #[test]
    fn ids_of_many_responses_and_near_twins_are_told_and_others_are_not() {
        let others: Vec<String> = (0..400).map(|number| format!("cust-{number}")).collect();
        let with = |id: &'static str, times: u64, others_of: usize| -> Vec<(String, u64)> {
            std::iter::once((id.to_owned(), times))
                .chain(others[..others_of].iter().map(|id| (id.clone(), 1)))
                .collect()
        };
        let told_of =
            |ids: Vec<(String, u64)>| told(&ids.iter().map(|(id, times)| (id.as_str(), *times)).collect::<Vec<_>>());
        assert_eq!(told_of(with("x", 51, 10)), ["id_shared"]);
        assert_eq!(told_of(with("x", 50, 10)), [""; 0]);
        assert_eq!(told_of(with("x", 11, 189)), ["id_shared"]);
        assert_eq!(told_of(with("x", 10, 190)), [""; 0]);
        assert_eq!(told_of(with("x", 11, 100)), [""; 0]);
        assert_eq!(told(&[("Ann@x.example", 1), ("ann@x.example", 2), ("ann@y.example", 1)]), ["id_near_twins"]);
        assert_eq!(told(&[("ann", 2), ("anne", 1)]), [""; 0]);
    }
}
