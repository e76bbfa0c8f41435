//! Which responses a workflow would have fired for: Status and Finished in every writing
//! (`reference/qualtrics.md` §2, §4.1 values).

/// What Status says of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// A real respondent, online or offline, of a survey or of an employee project.
    Normal,
    /// Someone tried the survey in preview.
    Preview,
    /// Generated test data.
    Test,
    /// Uploaded from elsewhere.
    Imported,
    /// Flagged as spam.
    Spam,
    /// Answered by a model in place of a person.
    Synthetic,
    /// A text that this version does not know.
    Unknown,
}

/// What the bits of a status mean, with the words that its label has for them (`reference/qualtrics.md` §7a).
const BITS: [(u32, &[&str]); 8] = [
    (1, &["preview"]),
    (2, &["test"]),
    (4, &["imported", "reimported"]),
    (8, &["spam"]),
    (16, &["offline"]),
    (32, &["ex"]),
    (128, &["reimported"]),
    (256, &["synthetic"]),
];

/// The statuses that were seen. That their bits add up is inferred: what was not seen is unknown.
const SEEN: [u32; 15] = [0, 1, 2, 4, 8, 9, 12, 16, 17, 32, 36, 40, 48, 132, 256];

/// Labels that are not put together of the words of [`BITS`].
const IP_ADDRESS: &str = "IP Address";

impl Status {
    /// Reads a Status cell, recode or label.
    pub(crate) fn read(cell: &str) -> Status {
        let Some(bits) = bits(cell).filter(|bits| SEEN.contains(bits)) else { return Status::Unknown };
        let has = |bit: u32| bits & bit != 0;
        match bits {
            _ if has(8) => Status::Spam,
            _ if has(2) => Status::Test,
            _ if has(1) => Status::Preview,
            _ if has(256) => Status::Synthetic,
            _ if has(4) => Status::Imported,
            _ => Status::Normal,
        }
    }
}

/// The bits of a status, by recode or by label.
fn bits(cell: &str) -> Option<u32> {
    let cell = cell.trim();
    if !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return cell.parse().ok();
    }
    label_bits(cell)
}

fn label_bits(label: &str) -> Option<u32> {
    if label.eq_ignore_ascii_case(IP_ADDRESS) {
        return Some(0);
    }
    let mut bits = 0;
    for word in label.split_whitespace().map(str::to_ascii_lowercase).filter(|word| word != "survey") {
        let known: u32 = BITS.iter().filter(|(_, words)| words.contains(&word.as_str())).map(|(bit, _)| bit).sum();
        bits |= (known > 0).then_some(known)?;
    }
    (bits > 0).then_some(bits)
}

/// The recode of a status label; `None` for what is no label.
pub(crate) fn status_recode(label: &str) -> Option<u32> {
    label_bits(label.trim())
}

/// What exports, and spreadsheets in other languages, write for a finished response, and for one that is not.
const TRUE: [&str; 16] = [
    "true",
    "wahr",
    "vrai",
    "verdadero",
    "vero",
    "verdadeiro",
    "waar",
    "sant",
    "sand",
    "sann",
    "tosi",
    "prawda",
    "pravda",
    "igaz",
    "истина",
    "doğru",
];
const FALSE: [&str; 14] = [
    "false", "falsch", "faux", "falso", "onwaar", "falskt", "falsk", "usann", "epätosi", "fałsz", "nepravda", "hamis",
    "ложь", "yanliş",
];

/// Reads a Finished cell: whether the response is finished, and whether the cell is a label (`True`) or a
/// recode (`1`). A spreadsheet writes `TRUE`, or `WAHR`.
pub(crate) fn finished(cell: &str) -> Option<(bool, Writing)> {
    match cell.trim() {
        "1" => Some((true, Writing::Recodes)),
        "0" => Some((false, Writing::Recodes)),
        other if other.eq_ignore_ascii_case(TRUE[0]) => Some((true, Writing::Labels)),
        other if other.eq_ignore_ascii_case(FALSE[0]) => Some((false, Writing::Labels)),
        other => {
            let word = other.to_lowercase();
            let is_true = TRUE.contains(&word.as_str());
            (is_true || FALSE.contains(&word.as_str())).then_some((is_true, Writing::Labels))
        }
    }
}

/// How a choice is written in a CSV export, or asked for by a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// Numeric values.
    Recodes,
    /// Choice texts.
    Labels,
}

/// How the cells of a file are written, as its Finished and Status cells tell. `None` where they say nothing.
pub(crate) fn writing_of(finished_cell: Option<&str>, status_cell: Option<&str>) -> Option<Writing> {
    if let Some((_, writing)) = finished_cell.and_then(finished) {
        return Some(writing);
    }
    let status = status_cell.map(str::trim).filter(|cell| !cell.is_empty())?;
    let numeric = status.bytes().all(|byte| byte.is_ascii_digit());
    Some(if numeric { Writing::Recodes } else { Writing::Labels })
}

/// A kind of response that is left out by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Not finished.
    Partial,
    /// See [`Status::Preview`].
    Preview,
    /// See [`Status::Test`].
    Test,
    /// See [`Status::Imported`].
    Imported,
    /// See [`Status::Spam`].
    Spam,
    /// See [`Status::Synthetic`].
    Synthetic,
    /// Status or Finished is a text that nobody knows.
    Unknown,
}

impl Kind {
    /// Every kind with its word on the command line and in the mapping file.
    pub(crate) const ALL: [(&'static str, Kind); 7] = [
        ("partial", Kind::Partial),
        ("preview", Kind::Preview),
        ("test", Kind::Test),
        ("imported", Kind::Imported),
        ("spam", Kind::Spam),
        ("synthetic", Kind::Synthetic),
        ("unknown", Kind::Unknown),
    ];
}

/// Which kinds are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Include(u8);

impl Include {
    /// The words that [`Include::word`] takes.
    pub(crate) const WORDS: [&'static str; 8] =
        ["partial", "preview", "test", "imported", "spam", "synthetic", "unknown", "all"];

    /// Lets everything through.
    pub(crate) fn everything() -> Include {
        Include(u8::MAX)
    }

    /// Lets through what a word names; false where the word is unknown.
    pub(crate) fn word(&mut self, word: &str) -> bool {
        if word == "all" {
            *self = Include::everything();
            return true;
        }
        let known = Kind::ALL.iter().find(|(name, _)| *name == word);
        if let Some((_, kind)) = known {
            self.0 |= 1 << *kind as u8;
        }
        known.is_some()
    }

    /// Whether a kind is let through.
    pub(crate) fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }
}

/// Why a response is left out, if it is. Status is asked first: an unfinished preview is a preview.
pub(crate) fn left_out(status_cell: Option<&str>, finished_cell: Option<&str>, include: Include) -> Option<Kind> {
    let by_status = status_cell.and_then(|cell| match Status::read(cell) {
        Status::Normal => None,
        Status::Preview => Some(Kind::Preview),
        Status::Test => Some(Kind::Test),
        Status::Imported => Some(Kind::Imported),
        Status::Spam => Some(Kind::Spam),
        Status::Synthetic => Some(Kind::Synthetic),
        Status::Unknown => Some(Kind::Unknown),
    });
    let by_finished = finished_cell.and_then(|cell| match finished(cell) {
        Some((true, _)) => None,
        Some((false, _)) => Some(Kind::Partial),
        None => Some(Kind::Unknown),
    });
    [by_status, by_finished].into_iter().flatten().find(|kind| !include.has(*kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn include(words: &[&str]) -> Include {
        let mut include = Include::default();
        words.iter().for_each(|word| assert!(include.word(word)));
        include
    }

    #[test]
    fn a_workflow_fires_for_finished_real_responses() {
        let none = Include::default();
        for (status, finished, reason) in [
            ("0", "1", None),
            ("IP Address", "True", None),
            ("16", "TRUE", None),
            ("17", "1", Some(Kind::Preview)),
            ("2", "0", Some(Kind::Test)),
            ("Imported", "1", Some(Kind::Imported)),
            ("9", "1", Some(Kind::Spam)),
            ("12", "WAHR", Some(Kind::Spam)),
            ("32", "1", None),
            ("EX Offline", "VERDADERO", None),
            ("EX Spam", "1", Some(Kind::Spam)),
            ("36", "1", Some(Kind::Imported)),
            ("132", "1", Some(Kind::Imported)),
            ("Reimported imported", "1", Some(Kind::Imported)),
            ("256", "1", Some(Kind::Synthetic)),
            ("Synthetic", "1", Some(Kind::Synthetic)),
            ("3", "1", Some(Kind::Unknown)),
            ("EX Preview", "1", Some(Kind::Unknown)),
            ("128", "1", Some(Kind::Unknown)),
            ("16", "FAUX", Some(Kind::Partial)),
            ("0", "0", Some(Kind::Partial)),
            ("Neu", "1", Some(Kind::Unknown)),
            ("0", "vielleicht", Some(Kind::Unknown)),
        ] {
            assert_eq!(left_out(Some(status), Some(finished), none), reason, "{status} {finished}");
        }
        assert_eq!(left_out(None, None, none), None, "without columns the row counts");
    }

    #[test]
    fn every_reason_must_be_let_through() {
        assert_eq!(left_out(Some("1"), Some("0"), include(&["preview"])), Some(Kind::Partial));
        assert_eq!(left_out(Some("1"), Some("0"), include(&["preview", "partial"])), None);
        assert_eq!(left_out(Some("Neu"), Some("0"), include(&["all"])), None);
        assert_eq!(left_out(Some("Neu"), Some("0"), include(&["unknown"])), Some(Kind::Partial));
        assert_eq!(left_out(Some("Neu"), Some("1"), include(&["unknown"])), None);
        let words: Vec<&str> = Kind::ALL.iter().map(|(name, _)| *name).chain(["all"]).collect();
        assert_eq!(words, Include::WORDS);
    }

    #[test]
    fn a_label_of_status_has_the_recode_of_its_words() {
        for (label, recode) in [
            ("IP Address", Some(0)),
            ("Survey Preview Spam", Some(9)),
            ("Offline Survey Preview", Some(17)),
            ("EX", Some(32)),
            ("Imported Spam", Some(12)),
            ("Reimported imported", Some(132)),
            ("Synthetic", Some(256)),
            ("Response Type", None),
            ("", None),
        ] {
            assert_eq!(status_recode(label), recode, "{label}");
        }
    }

    #[test]
    fn finished_and_status_tell_labels_from_recodes() {
        assert_eq!(writing_of(Some("1"), Some("0")), Some(Writing::Recodes));
        assert_eq!(writing_of(Some("TRUE"), None), Some(Writing::Labels));
        assert_eq!(writing_of(None, Some("IP Address")), Some(Writing::Labels));
        assert_eq!(writing_of(Some(""), Some("")), None);
    }
}
