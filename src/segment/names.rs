//! What Segment makes of names: columns and tables in a warehouse (`reference/segment-tracking-api.md` §8),
//! slugs and schemas of sources (`reference/segment-public-api.md` §11). A name that folds badly loses
//! data without a word, and only in the warehouse.

use std::collections::BTreeMap;

/// The column or table that a name becomes: snake_case, ASCII only, everything else a separator that is
/// lost. Exactly the vectors of `segmentio/go-snakecase`, which Segment names as its rule (§8).
pub(crate) fn snake_case(name: &str) -> String {
    let bytes = name.as_bytes();
    let mut column = String::with_capacity(name.len() + 4);
    // What is in snake case already stays as it is, up to the first byte that is not.
    let settled = settled_length(bytes);
    column.push_str(&name[..settled]);
    let mut rest = &bytes[settled..];
    // Digits before capitals are one word with them (`2FA`, `edf_6N`), unless small letters came before (`p_z9Rg`).
    let word = column.rsplit('_').next().unwrap_or_default();
    if rest.first().is_some_and(u8::is_ascii_uppercase) && !word.bytes().any(|byte| byte.is_ascii_lowercase()) {
        rest = push_word(&mut column, rest);
    }
    while let Some(first) = rest.first() {
        if first.is_ascii_alphanumeric() {
            if !column.is_empty() {
                column.push('_');
            }
            rest = push_word(&mut column, rest);
        } else {
            rest = &rest[1..];
        }
    }
    column
}

/// How many leading bytes are small letters, digits and single underscores between them.
fn settled_length(bytes: &[u8]) -> usize {
    let settled = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_settled =
        |&at: &usize| settled(&bytes[at]) || (bytes[at] == b'_' && at > 0 && bytes.get(at + 1).is_some_and(settled));
    (0..bytes.len()).take_while(is_settled).count()
}

/// Pushes one word, small: capitals and digits, then small letters and digits (`CStringRef` has two words).
fn push_word<'a>(column: &mut String, bytes: &'a [u8]) -> &'a [u8] {
    let capitals = bytes.iter().take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).count();
    let smalls = bytes[capitals..].iter().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()).count();
    let (word, rest) = bytes.split_at(capitals + smalls);
    column.extend(word.iter().map(|byte| char::from(byte.to_ascii_lowercase())));
    rest
}

/// Columns that Segment fills itself; so are all that begin with `context_` (§8 "Reserved columns").
pub(crate) const RESERVED_COLUMNS: &[&str] = &[
    "anonymous_id",
    "event",
    "event_text",
    "id",
    "loaded_at",
    "original_timestamp",
    "received_at",
    "sent_at",
    "timestamp",
    "user_id",
    "uuid",
    "uuid_ts",
];

/// Whether Segment fills this column itself (§8 "Reserved columns").
pub(crate) fn is_reserved_column(column: &str) -> bool {
    column.starts_with("context_") || RESERVED_COLUMNS.contains(&column)
}

/// What is lost when the names of one event's properties become columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Folding<'a> {
    /// A column and the different names that become it, in the order given; columns in alphabetical order.
    pub(crate) collisions: Vec<(String, Vec<&'a str>)>,
    /// Names of which nothing is left.
    pub(crate) empty: Vec<&'a str>,
    /// Names that become a column which Segment fills itself, with that column.
    pub(crate) reserved: Vec<(&'a str, String)>,
}

/// Folds the names of one event's properties or traits as a warehouse would, and says what is lost (§8).
/// The same name twice is no collision.
pub(crate) fn fold_collisions<'a>(names: impl IntoIterator<Item = &'a str>) -> Folding<'a> {
    let mut folding = Folding::default();
    let mut columns: BTreeMap<String, Vec<&'a str>> = BTreeMap::new();
    for name in names {
        let of_column = columns.entry(snake_case(name)).or_default();
        if !of_column.contains(&name) {
            of_column.push(name);
        }
    }
    for (column, names) in columns {
        if column.is_empty() {
            folding.empty = names;
            continue;
        }
        if is_reserved_column(&column) {
            folding.reserved.extend(names.iter().map(|name| (*name, column.clone())));
        }
        if names.len() > 1 {
            folding.collisions.push((column, names));
        }
    }
    folding
}

/// The slug that Segment's app makes of a source's name: small, each run of other than ASCII letters and
/// digits one underscore, none at the ends (`reference/segment-public-api.md` §11, 18 of 18 samples).
pub(crate) fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for word in name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if !slug.is_empty() {
            slug.push('_');
        }
        slug.push_str(&word.to_ascii_lowercase());
    }
    slug
}

/// The warehouse schema of a slug: small letters, digits and underscores (`reference/segment-public-api.md` §11).
/// Two sources whose slugs have one schema cannot feed one warehouse. Redshift puts `_` before a leading digit.
pub(crate) fn schema(slug: &str) -> String {
    let fold = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    slug.chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_become_columns_as_in_the_vectors_of_go_snakecase() {
        for (name, column) in [
            ("Q1_1", "q1_1"),
            ("Q1.1", "q1_1"),
            ("Q1#1", "q1_1"),
            ("Q3#1_2", "q3_1_2"),
            ("Q3_1_2", "q3_1_2"),
            ("Q1_NPS_GROUP", "q1_nps_group"),
            ("Q1 NPS Group", "q1_nps_group"),
            ("Survey Completed", "survey_completed"),
            ("survey_completed", "survey_completed"),
            ("SURVEY COMPLETED", "survey_completed"),
            ("SurveyCompleted", "survey_completed"),
            ("Duration (in seconds)", "duration_in_seconds"),
            ("userID", "user_id"),
            ("UserId", "user_id"),
            ("ResponseId", "response_id"),
            ("1. How satisfied are you?", "1_how_satisfied_are_you"),
            ("Как дела?", ""),
            ("满意度", ""),
            ("CStringRef", "cstring_ref"),
            ("sample___text", "sample_text"),
            ("samPLE text", "sam_ple_text"),
            ("FOO:BAR$BAZ", "foo_bar_baz"),
            ("THE5r", "the5r"),
            ("5TEst", "5test"),
            ("edf_6N", "edf_6n"),
            ("f_pX9", "f_p_x9"),
            ("p_z9Rg", "p_z9_rg"),
            ("2FA Enabled", "2fa_enabled"),
            ("Enabled 2FA", "enabled_2fa"),
            ("sample text", "sample_text"),
            ("sample-text", "sample_text"),
            ("sampleText", "sample_text"),
            ("inviteYourCustomersAddInvites", "invite_your_customers_add_invites"),
            ("sample 2 Text", "sample_2_text"),
            ("   sample   2    Text   ", "sample_2_text"),
            ("   $#$sample   2    Text   ", "sample_2_text"),
            ("SAMPLE 2 TEXT", "sample_2_text"),
            ("___$$Base64Encode", "base64_encode"),
            ("something.com", "something_com"),
            ("$something%", "something"),
            ("•¶§ƒ˚foo˙∆˚¬", "foo"),
            ("5test", "5test"),
            ("test5", "test5"),
            ("_5TEst", "5test"),
            ("@%#&5TEst", "5test"),
            ("@49L0S145_¬fwHƒ0TSLNVp", "49l0s145_fw_h_0tslnvp"),
            ("lk0B@bFmjrLQ_Z6YL", "lk0_b_b_fmjr_lq_z6yl"),
            ("", ""),
            ("_", ""),
            ("a_", "a"),
            ("_a", "a"),
        ] {
            assert_eq!(snake_case(name), column, "{name}");
        }
    }

    #[test]
    fn names_that_share_a_column_are_grouped_once_each() {
        let folding = fold_collisions(["Q1.1", "nps", "Q1_1", "Q1.1", "userId", "Как дела?", "满意度", "context page"]);
        assert_eq!(folding.collisions, [("q1_1".to_owned(), vec!["Q1.1", "Q1_1"])]);
        assert_eq!(folding.empty, ["Как дела?", "满意度"]);
        let reserved = [("context page", "context_page".to_owned()), ("userId", "user_id".to_owned())];
        assert_eq!(folding.reserved, reserved);
        assert_eq!(fold_collisions(["a", "b", "a"]), Folding::default());
    }

    #[test]
    fn slugs_are_made_as_segments_app_makes_them() {
        for (name, expected) in [
            ("APICS-3861 - with labels", "apics_3861_with_labels"),
            ("Postgres (cpl-monitor)", "postgres_cpl_monitor"),
            ("iOS App", "ios_app"),
            ("NoospheraWebsite", "noospherawebsite"),
            ("Downstream Web App PRD", "downstream_web_app_prd"),
            ("Qualtrics_Prod", "qualtrics_prod"),
            ("满意度", ""),
        ] {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn slugs_that_differ_in_dashes_points_and_case_have_one_schema() {
        for slug in ["qualtrics_prod", "qualtrics-prod", "qualtrics.prod", "Qualtrics_Prod"] {
            assert_eq!(schema(slug), "qualtrics_prod");
        }
    }

    proptest! {
        #[test]
        fn a_column_is_small_ascii_words_and_folds_to_itself(name in any::<String>(), ascii in "[a-zA-Z0-9_ .-]{0,24}") {
            for name in [name, ascii] {
                let column = snake_case(&name);
                prop_assert!(column.bytes().all(|byte| byte == b'_' || byte.is_ascii_lowercase() || byte.is_ascii_digit()));
                prop_assert!(!column.starts_with('_') && !column.ends_with('_') && !column.contains("__"));
                prop_assert_eq!(snake_case(&column), column.clone());
                let slug = slug(&name);
                prop_assert_eq!(schema(&slug), slug);
            }
        }
    }
}
