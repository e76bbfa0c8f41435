//! The words of the table, found among the words of a text. The table is read where it stands: all that is kept
//! beside it is an order of its words by what they begin with.

use super::PersonalClass;
use super::words::{TABLE, Words};
use std::ops::Range;
use std::sync::LazyLock;

/// Texts of up to so many words are short: names of fields.
pub(super) const SHORT: usize = 4;

/// A word of the table that was found.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its class.
    pub(super) class: PersonalClass,
    /// The word as the table has it.
    pub(super) word: &'static str,
    /// The words of the text that it takes.
    pub(super) at: Range<usize>,
}

/// Every word that tells, as it stands among the words of a text.
pub(super) fn telling(words: &[String]) -> Vec<Found> {
    INDEX.0.found(words, &[])
}

/// Every harmless twin; the companions of one may stand `around` the text.
pub(super) fn twins(words: &[String], around: &[String]) -> Vec<Found> {
    INDEX.1.found(words, around)
}

/// A word in the table: its row, its number there, and where in it the first of its words stands, without marks.
/// Nothing more is kept of it: a run has little memory.
#[derive(Clone, Copy)]
struct Place {
    row: u16,
    at: u16,
    first: (u8, u8),
}

/// The words of the table, by the first of each.
struct Index {
    of: fn(&Words) -> &'static [&'static str],
    /// Those that begin with a whole word.
    whole: Buckets,
    /// Those that begin with the beginning of one.
    beginnings: Buckets,
    /// Those that begin with the end of one.
    ends: Vec<Place>,
}

/// Places in the order of the first two letters that they begin with, and where each such pair begins.
struct Buckets {
    places: Vec<Place>,
    starts: Vec<u16>,
}

static INDEX: LazyLock<(Index, Index)> = LazyLock::new(|| (Index::new(|row| row.words), Index::new(|row| row.twins)));

impl Index {
    fn new(of: fn(&Words) -> &'static [&'static str]) -> Index {
        let (mut whole, mut beginnings, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for (row, words) in (0..).zip(TABLE) {
            for (at, word) in (0..).zip(of(words)) {
                let first = first(word);
                let end = word.as_bytes().get(usize::from(first.1));
                let places = match (word.starts_with('*'), end) {
                    (true, _) => &mut ends,
                    (false, Some(b'*')) => &mut beginnings,
                    (false, _) => &mut whole,
                };
                places.push(Place { row, at, first });
            }
        }
        Index { of, whole: Buckets::new(whole, of), beginnings: Buckets::new(beginnings, of), ends }
    }

    fn found(&self, words: &[String], around: &[String]) -> Vec<Found> {
        let mut found = Vec::new();
        for (at, text) in words.iter().enumerate() {
            let whole = self.whole.of(text).iter().filter(|place| text == place.begin(self.of));
            let ends = self.ends.iter().filter(|place| text.ends_with(place.begin(self.of)));
            let beginnings = self.beginnings.of(text).iter().filter(|place| text.starts_with(place.begin(self.of)));
            for place in whole.chain(beginnings).chain(ends) {
                let word = place.word(self.of);
                if let Some(taken) = stands_at(word, words, at, around) {
                    found.push(Found { class: TABLE[usize::from(place.row)].class, word, at: at..at + taken });
                }
            }
        }
        found
    }
}

/// How many pairs of letters there are: the second may be none.
const PAIRS: usize = 26 * 27;

/// The number of the first two letters; the words of the table have no others.
fn pair(word: &str) -> Option<usize> {
    let letter = |byte: &u8| byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'));
    let mut bytes = word.as_bytes().iter();
    let first = letter(bytes.next()?)?;
    let second = bytes.next().map_or(Some(0), |byte| Some(letter(byte)? + 1))?;
    Some(first * 27 + second)
}

impl Buckets {
    fn new(mut places: Vec<Place>, of: fn(&Words) -> &'static [&'static str]) -> Buckets {
        let pair = |place: &Place| pair(place.begin(of)).unwrap_or(PAIRS);
        places.sort_by_key(pair);
        let start = |number| u16::try_from(places.partition_point(|place| pair(place) < number)).unwrap_or(u16::MAX);
        let starts = (0..=PAIRS).map(start).collect();
        Buckets { places, starts }
    }

    /// The places whose word begins with the same two letters.
    fn of(&self, text: &str) -> &[Place] {
        let Some(pair) = pair(text) else { return &[] };
        &self.places[usize::from(self.starts[pair])..usize::from(self.starts[pair + 1])]
    }
}

impl Place {
    fn word(self, of: fn(&Words) -> &'static [&'static str]) -> &'static str {
        of(&TABLE[usize::from(self.row)])[usize::from(self.at)]
    }

    fn begin(self, of: fn(&Words) -> &'static [&'static str]) -> &'static str {
        &self.word(of)[usize::from(self.first.0)..usize::from(self.first.1)]
    }
}

/// Where the first of its words stands in a word of the table, without its marks.
fn first(word: &str) -> (u8, u8) {
    let from = word.bytes().take_while(|byte| b"?^=*".contains(byte)).count();
    let length = word[from..].bytes().take_while(|byte| !b" *".contains(byte)).count();
    let small = |at: usize| u8::try_from(at).unwrap_or(u8::MAX);
    (small(from), small(from + length))
}

/// A word without its marks.
fn bare(word: &str) -> &str {
    word.trim_start_matches(['?', '^', '='])
}

/// How many words a word of the table takes from this one on, if it stands there.
fn stands_at(word: &str, words: &[String], at: usize, around: &[String]) -> Option<usize> {
    let (is_short, is_whole) = (word.contains('^'), word.contains('='));
    let mut parts = bare(word).split(" ~ ");
    let taken = matches(parts.next()?, &words[at..])?;
    let fits = (!is_short || words.len() <= SHORT) && (!is_whole || words.len() == taken);
    let is_near = |part: &str, words: &[String]| (0..words.len()).any(|at| matches(part, &words[at..]).is_some());
    (fits && parts.all(|part| is_near(part, words) || is_near(part, around))).then_some(taken)
}

/// How many words these are, if the text begins with them.
fn matches(wanted: &str, words: &[String]) -> Option<usize> {
    let mut taken = 0;
    for piece in wanted.split(' ') {
        let word = words.get(taken)?;
        let is_it = match (piece.strip_prefix('*'), piece.strip_suffix('*')) {
            (Some(end), _) => word.ends_with(end.trim_end_matches('*')),
            (None, Some(begin)) => word.starts_with(begin),
            (None, None) => word == piece,
        };
        if !is_it {
            return None;
        }
        taken += 1;
    }
    Some(taken)
}
