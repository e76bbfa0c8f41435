//! Names for properties and traits: the export tag as a warehouse column would be called, each one once, and
//! none to which Segment gives a meaning or a type of its own (`reference/segment-tracking-api.md` §7, §8).

use crate::segment::names::{is_reserved_column, snake_case};
use crate::segment::reserved::{ReservedType, reserved_property, reserved_trait};
use std::collections::HashSet;

/// Warehouses cut longer names of columns.
const LONGEST: usize = 100;

/// The names that are taken.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    taken: HashSet<String>,
}

impl Keys {
    /// A name for what is called `tag`, else for what is called `otherwise`.
    pub(crate) fn name(&mut self, tag: &str, otherwise: &str) -> String {
        let mut name =
            [tag, otherwise, "field"].map(snake_case).into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        name.truncate(LONGEST);
        let typed = |kind: Option<ReservedType>| kind.is_some_and(|kind| kind != ReservedType::String);
        if is_reserved_column(&name) || typed(reserved_property(&name)) || typed(reserved_trait(&name)) {
            name.insert_str(0, "survey_");
        }
        let name = name.trim_end_matches('_').to_owned();
        let numbered = (2..).map(|number: u64| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !self.taken.contains(&snake_case(name)));
        let free = free.unwrap_or(name);
        self.taken.insert(snake_case(&free));
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_columns_that_segment_leaves_alone() {
        let mut keys = Keys::default();
        for (tag, otherwise, name) in [
            ("Q1_1", "QID1", "q1_1"),
            ("Q1.1", "QID2", "q1_1_2"),
            ("Q1#1", "QID3", "q1_1_3"),
            ("Как дела?", "QID4_TEXT", "qid4_text"),
            ("满意度", "", "field"),
            ("", "", "field_2"),
            ("userId", "x", "survey_user_id"),
            ("context page", "x", "survey_context_page"),
            ("value", "x", "survey_value"),
            ("age", "x", "survey_age"),
            ("name", "x", "name"),
        ] {
            assert_eq!(keys.name(tag, otherwise), name, "{tag}");
        }
        assert!(keys.name(&"long ".repeat(60), "").len() <= LONGEST);
    }
}
