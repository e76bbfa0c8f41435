//! Which responses a workflow would have fired for: Status and Finished in every writing
//! (`reference/qualtrics.md` §2, §4.1 values).

/// What Status says of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// A real respondent, online or offline.
    Real,
    /// Someone tried the survey in preview.
    Preview,
    /// Generated test data.
    Test,
    /// Uploaded from elsewhere.
    Imported,
    /// Flagged as spam.
    Spam,
    /// A text that this version does not know.
    Unknown,
}

/// Recode, labels and meaning of each status.
const STATUSES: &[(&str, &[&str], Status)] = &[
    ("0", &["IP Address"], Status::Real),
    ("1", &["Survey Preview"], Status::Preview),
    ("2", &["Survey Test"], Status::Test),
    ("4", &["Imported"], Status::Imported),
    ("8", &["Spam"], Status::Spam),
    ("9", &["Preview Spam", "Survey Preview Spam"], Status::Spam),
    ("16", &["Offline"], Status::Real),
    ("17", &["Offline Preview", "Offline Survey Preview"], Status::Preview),
];

impl Status {
    /// Reads a Status cell, recode or label.
    pub(crate) fn read(cell: &str) -> Status {
        let cell = cell.trim();
        STATUSES
            .iter()
            .find(|(recode, labels, _)| *recode == cell || labels.iter().any(|label| label.eq_ignore_ascii_case(cell)))
            .map_or(Status::Unknown, |(_, _, status)| *status)
    }
}

/// The recode of a status label; `None` for what is no label.
pub(crate) fn status_recode(label: &str) -> Option<&'static str> {
    STATUSES
        .iter()
        .find(|(_, labels, _)| labels.iter().any(|known| known.eq_ignore_ascii_case(label.trim())))
        .map(|(recode, _, _)| *recode)
}

/// Reads a Finished cell: whether the response is finished, and whether the cell is a label (`True`) or a
/// recode (`1`). A spreadsheet writes `TRUE`.
pub(crate) fn finished(cell: &str) -> Option<(bool, Writing)> {
    match cell.trim() {
        "1" => Some((true, Writing::Recodes)),
        "0" => Some((false, Writing::Recodes)),
        other if other.eq_ignore_ascii_case("true") => Some((true, Writing::Labels)),
        other if other.eq_ignore_ascii_case("false") => Some((false, Writing::Labels)),
        _ => None,
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
    /// Status or Finished is a text that nobody knows.
    Unknown,
}

impl Kind {
    /// Every kind with its word on the command line and in the mapping file.
    pub(crate) const ALL: [(&'static str, Kind); 6] = [
        ("partial", Kind::Partial),
        ("preview", Kind::Preview),
        ("test", Kind::Test),
        ("imported", Kind::Imported),
        ("spam", Kind::Spam),
        ("unknown", Kind::Unknown),
    ];
}

/// Which kinds are let through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Include(u8);

impl Include {
    /// The words that [`Include::word`] takes.
    pub(crate) const WORDS: [&'static str; 6] = ["partial", "preview", "test", "imported", "spam", "all"];

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
        let known = Include::WORDS.contains(&word);
        if let Some((_, kind)) = Kind::ALL.iter().find(|(name, _)| *name == word && known) {
            self.0 |= 1 << *kind as u8;
        }
        known
    }

    /// Whether a kind is let through.
    pub(crate) fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }
}

/// Why a response is left out, if it is. Status is asked first: an unfinished preview is a preview.
pub(crate) fn left_out(status_cell: Option<&str>, finished_cell: Option<&str>, include: Include) -> Option<Kind> {
    let by_status = status_cell.and_then(|cell| match Status::read(cell) {
        Status::Real => None,
        Status::Preview => Some(Kind::Preview),
        Status::Test => Some(Kind::Test),
        Status::Imported => Some(Kind::Imported),
        Status::Spam => Some(Kind::Spam),
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
        assert!(!Include::default().word("unknown"), "only `all` lets unknown kinds through");
    }

    #[test]
    fn finished_and_status_tell_labels_from_recodes() {
        assert_eq!(writing_of(Some("1"), Some("0")), Some(Writing::Recodes));
        assert_eq!(writing_of(Some("TRUE"), None), Some(Writing::Labels));
        assert_eq!(writing_of(None, Some("IP Address")), Some(Writing::Labels));
        assert_eq!(writing_of(Some(""), Some("")), None);
    }
}
