//! The codes of this room's findings. Errors carry Segment's own discard codes and are made in
//! [`super::discard`]; warnings are about what is lost after Segment took the event.

use crate::core::diagnostic::{Code, Severity};

/// Unify drops the event (`reference/segment-tracking-api.md` §3 "Unify/Engage").
pub(crate) static UNIFY_PROPERTY_LIMIT: Code = Code {
    name: "unify_property_limit",
    severity: Severity::Warning,
    explain: "Unify silently drops a Track event with more than 300 properties, and rejects an Identify event with 300 \
              or more traits; other destinations still get it. Map fewer fields, or divide them between two tasks.",
};

/// Engage may not take the event (`reference/segment-tracking-api.md` §3 "timestamp").
pub(crate) static TIMESTAMP_BEFORE_1970: Code = Code {
    name: "timestamp_before_1970",
    severity: Severity::Warning,
    explain: "Segment says that Engage may not ingest events from before 1970-01-01. Most often the date was read with \
              the wrong pattern: see `dateFormat`, or the task's `timestamp`.",
};

/// The event goes out without its timestamp (`reference/segment-tracking-api.md` §6).
pub(crate) static TIMESTAMP_LEFT_OUT: Code = Code {
    name: "timestamp_left_out",
    severity: Severity::Warning,
    explain: "RFC 3339 writes the years 0000 to 9999 only. The event carries no timestamp, so Segment will show the \
              time at which it got it. Most often the date was read with the wrong pattern: see `dateFormat`, or the \
              task's `timestamp`.",
};

/// A warehouse cuts the value (`reference/segment-tracking-api.md` §3 "warehouse string").
pub(crate) static WAREHOUSE_STRING_TRUNCATED: Code = Code {
    name: "warehouse_string_truncated",
    severity: Severity::Warning,
    explain: "Segment's warehouses keep 512 characters of a string and silently cut off the rest; other destinations \
              get all of it. Nothing to do if the text is not read from a warehouse.",
};

/// Two names, one column (`reference/segment-tracking-api.md` §8).
pub(crate) static WAREHOUSE_NAME_COLLISION: Code = Code {
    name: "warehouse_name_collision",
    severity: Severity::Warning,
    explain: "In a warehouse, names become snake_case of ASCII letters and digits, and these become one column: their \
              values cannot be told apart there. Rename all but one.",
};

/// A name of which nothing is left (`reference/segment-tracking-api.md` §8).
pub(crate) static WAREHOUSE_NAME_EMPTY: Code = Code {
    name: "warehouse_name_empty",
    severity: Severity::Warning,
    explain: "In a warehouse, names become snake_case of ASCII letters and digits, and this one has none: it has no \
              column there. Give it a name in ASCII.",
};

/// A name that the warehouse keeps for itself (`reference/segment-tracking-api.md` §8).
pub(crate) static WAREHOUSE_NAME_RESERVED: Code = Code {
    name: "warehouse_name_reserved",
    severity: Severity::Warning,
    explain: "In a warehouse this name becomes a column that Segment fills itself: the value is discarded there, or \
              gets a column with a leading underscore (Segment's pages disagree). Rename it.",
};

/// A reserved name with a value of another type (`reference/segment-tracking-api.md` §7).
pub(crate) static RESERVED_NAME_TYPE: Code = Code {
    name: "reserved_name_type",
    severity: Severity::Note,
    explain: "Segment reserves this name and says of which type its value is; destinations may not understand another. \
              Give the row that `type`, or rename it if it means something else.",
};

/// Every code that this room can report, errors first.
pub static ALL: &[&Code] = &[
    &super::discard::NO_USER_ANON_ID,
    &super::discard::ID_NOT_STRING,
    &super::discard::EVENT_NOT_DEFINED,
    &super::discard::EVENT_NOT_STRING,
    &super::discard::PROPERTIES_NOT_OBJECT,
    &super::discard::TRAITS_NOT_OBJECT,
    &super::discard::BAD_REQUEST,
    &super::discard::EVENT_TOO_LARGE,
    &UNIFY_PROPERTY_LIMIT,
    &TIMESTAMP_BEFORE_1970,
    &TIMESTAMP_LEFT_OUT,
    &WAREHOUSE_STRING_TRUNCATED,
    &WAREHOUSE_NAME_COLLISION,
    &WAREHOUSE_NAME_EMPTY,
    &WAREHOUSE_NAME_RESERVED,
    &RESERVED_NAME_TYPE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::discard::Discard;
    use std::collections::HashSet;

    #[test]
    fn every_code_is_listed_once_and_explained() {
        let names: HashSet<_> = ALL.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), ALL.len());
        for code in ALL {
            assert!(code.explain.ends_with('.') && !code.explain.contains("  "), "{}", code.name);
            assert!(code.name.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit()));
        }
    }

    #[test]
    fn every_discard_that_qseg_judges_is_an_error_of_the_same_name() {
        let errors: Vec<_> = ALL.iter().filter(|code| code.severity == Severity::Error).map(|code| code.name).collect();
        assert_eq!(errors, Discard::JUDGED.map(Discard::code));
    }
}
