//! What the task's form offers, box by box. The two vendors touch here: the form is Qualtrics' and speaks
//! of Segment, so its rules are in `reference/qualtrics.md` §1 (rows by number) and its words are mapped
//! to those of [`crate::segment`].

use crate::segment::event::CallType;
use crate::segment::region::Region;

/// Whether the form lets a person create a source of this name (row 6): small letters, digits, periods,
/// dashes and underscores, `^[a-z0-9._-]+$`. Segment itself takes more, so `Qualtrics_Prod` can be made
/// there, but not in the form. No rule of length is known.
pub(crate) fn is_source_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-'))
}

/// The region's name in the form (row 8): Oregon stands without being asked for, Dublin is chosen.
pub(crate) fn region_label(region: Region) -> &'static str {
    match region {
        Region::Us => "Oregon",
        Region::Eu => "Dublin",
    }
}

/// The region that stands in the form unless [`REGION_TOGGLE`] is on (row 8).
pub(crate) const DEFAULT_REGION: Region = Region::Us;

/// The switch behind which another region is chosen (row 8).
pub(crate) const REGION_TOGGLE: &str = "Select an alternative region";

/// The switch that makes an anonymousId when both ids are empty (row 11). The form of that id is unknown.
pub(crate) const RANDOM_ANONYMOUS_ID_TOGGLE: &str =
    "Generate random anonymous ID if the anonymous and user IDs are empty";

/// The box of the anonymousId (row 9).
pub(crate) const ANONYMOUS_ID: &str = "anonymous ID";

/// The box of the userId (row 10).
pub(crate) const USER_ID: &str = "user ID";

/// The box of a Track's name (row 12). Its label in the form is unknown (§11).
pub(crate) const EVENT_NAME: &str = "event name";

/// What nobody outside the two vendors knows of the form (`reference/qualtrics.md` §11): each a sentence.
pub(crate) const UNKNOWN: [&str; 4] = [
    "what the boxes of the event name and of the rows are called",
    "whether an empty pipe is sent as an empty text or left out",
    "how several choices of one question are joined: \", \" or \",\"",
    "what the random anonymous ID looks like",
];

/// The event type's name in the form (row 7).
pub(crate) fn event_type_label(call: CallType) -> &'static str {
    match call {
        CallType::Track => "Track",
        CallType::Identify => "Identify",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::names::slug;
    use crate::task::catalog::SourceType;
    use proptest::prelude::*;

    #[test]
    fn the_form_takes_small_names_only() {
        for yes in ["qualtrics", "qualtrics_prod", "q-1.2_3", ".", "0"] {
            assert!(is_source_name(yes), "{yes}");
        }
        for no in ["", "Qualtrics_Prod", "my source", "umfrage–eu", "größe", "a\n", "a/b"] {
            assert!(!is_source_name(no), "{no:?}");
        }
    }

    #[test]
    fn the_form_stands_on_the_region_that_the_catalog_lists() {
        assert_eq!(region_label(DEFAULT_REGION), "Oregon");
        assert!(SourceType::Qualtrics.is_listed_in(DEFAULT_REGION));
        assert!(!SourceType::Qualtrics.is_listed_in(Region::Eu));
    }

    proptest! {
        #[test]
        fn a_slug_made_from_a_name_is_one_that_the_form_takes(name in any::<String>()) {
            let slug = slug(&name);
            prop_assert!(slug.is_empty() || is_source_name(&slug));
        }
    }
}
