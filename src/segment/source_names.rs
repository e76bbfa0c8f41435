//! Lints of the names that a source has or would get: slug, warehouse schema, nickname, labels. Whose rules:
//! Segment's and its warehouses', `reference/segment-public-api.md` §11.

use super::names::schema;
use super::nickname::{Change, Convention, Label, Nickname};
use super::source_findings as findings;
use crate::core::diagnostic::{Finding, Findings};

/// Schemas that databases keep for themselves; so are all that begin with `pg_`. General knowledge of
/// databases: Segment's pages do not speak of it.
const RESERVED_SCHEMAS: [&str; 2] = ["information_schema", "public"];

/// Judges a slug by itself. One that `is_made` already is not a matter of choice: its dashes tell where it
/// came from.
pub(crate) fn lint_slug(slug: &str, is_made: bool, findings: &mut Findings) {
    if !slug.contains(|letter: char| letter.is_ascii_alphanumeric()) {
        let finding = Finding::new(&findings::SLUG_EMPTY, format!("the slug `{slug}` has neither letter nor digit"));
        findings.push(finding.help("use a name with ASCII letters or digits in it").about(slug));
        return;
    }
    let folded = schema(slug);
    let keeps = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    if !slug.chars().all(keeps) {
        let message = format!("the slug `{slug}` becomes the warehouse schema `{folded}`");
        let help = "use letters, digits and underscores to have one name for both";
        findings.push(Finding::new(&findings::SLUG_FOLDS, message).help(help).about(slug));
    }
    if slug.chars().any(char::is_uppercase) {
        let message = format!("the slug `{slug}` has capitals");
        findings.push(Finding::new(&findings::SLUG_CAPITALS, message).help("write it in small letters").about(slug));
    }
    if slug.starts_with(|letter: char| letter.is_ascii_digit()) {
        let message = format!("the slug `{slug}` begins with a digit");
        let help = format!("in Redshift its schema is `_{folded}`; begin with a letter to have one name everywhere");
        findings.push(Finding::new(&findings::SLUG_LEADING_DIGIT, message).help(help).about(slug));
    }
    if RESERVED_SCHEMAS.contains(&folded.as_str()) || folded.starts_with("pg_") {
        let message = format!("databases keep the schema `{folded}` for themselves");
        findings.push(Finding::new(&findings::SCHEMA_RESERVED, message).help("use another name").about(slug));
    }
    if is_made && slug.contains('-') {
        let message = format!("the slug `{slug}` was not made from a name in Segment's app, which makes no dashes");
        findings.push(Finding::new(&findings::SLUG_SYSTEM_MADE, message).about(slug));
    }
}

/// Judges the nickname of a source that exists. An empty one is shown as the slug, which keeps no convention.
pub(crate) fn lint_nickname(nickname: &str, slug: &str, findings: &mut Findings) {
    let shown = if nickname.is_empty() { slug } else { nickname };
    let help = match Convention::of(nickname) {
        Convention::Kept(_) => return,
        Convention::Near(nickname) => format!("`{nickname}` keeps the convention"),
        Convention::Broken => "name it SourceName_Prod, SourceName_Staging or SourceName_Dev".to_owned(),
    };
    let message = format!("the nickname of `{shown}` does not end with its environment");
    findings.push(Finding::new(&findings::NICKNAME_CONVENTION, message).help(help).about(slug));
}

/// Says what was changed to make a nickname of what was typed.
pub(crate) fn tell_changes(typed: &str, nickname: &Nickname, changes: &[Change], findings: &mut Findings) {
    if !changes.is_empty() {
        let said: Vec<&str> = changes.iter().map(|change| change.describe()).collect();
        let message = format!("`{typed}` becomes `{nickname}`: {}", said.join("; "));
        findings.push(Finding::new(&findings::NICKNAME_CHANGED, message).about(typed));
    }
}

/// Judges a label's words.
pub(crate) fn lint_label(label: &Label, findings: &mut Findings) {
    for (what, word) in [("key", &label.key), ("value", &label.value)] {
        if !Label::is_word(word) {
            let message = format!("the {what} of the label `{label}` is not one that Segment takes");
            let help = "begin with a letter, and use letters, digits and hyphens only";
            findings.push(Finding::new(&findings::LABEL_MALFORMED, message).help(help).about(label.to_string()));
        }
    }
}

/// How two slugs are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clash {
    /// They are the same.
    Same,
    /// They differ in capitals only.
    Case,
    /// Their warehouse schemas are the same.
    Schema,
}

/// Whether, and how, two slugs are one.
pub(crate) fn clash(one: &str, other: &str) -> Option<Clash> {
    if one == other {
        Some(Clash::Same)
    } else if one.to_lowercase() == other.to_lowercase() {
        Some(Clash::Case)
    } else if !one.is_empty() && schema(one) == schema(other) {
        Some(Clash::Schema)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::diagnostic::Code;

    fn codes(judge: impl Fn(&mut Findings)) -> Vec<&'static str> {
        let mut findings = Findings::new();
        judge(&mut findings);
        findings.groups().iter().map(|group| group.first.code.name).collect()
    }

    #[test]
    fn every_lint_of_a_slug_is_found_and_not_found() {
        let cases: &[(&Code, &str, &str)] = &[
            (&findings::SLUG_EMPTY, "_", "q"),
            (&findings::SLUG_EMPTY, "", "1"),
            (&findings::SLUG_FOLDS, "qualtrics-prod", "qualtrics_prod"),
            (&findings::SLUG_FOLDS, "qualtrics.prod", "qualtrics_prod_"),
            (&findings::SLUG_LEADING_DIGIT, "3doctors", "doctors3"),
            (&findings::SLUG_CAPITALS, "Qualtrics", "qualtrics"),
            (&findings::SCHEMA_RESERVED, "pg-surveys", "pgsurveys"),
            (&findings::SCHEMA_RESERVED, "public", "publicity"),
            (&findings::SLUG_SYSTEM_MADE, "drip-ruby", "drip_ruby"),
        ];
        for (code, bad, good) in cases {
            assert!(codes(|found| lint_slug(bad, true, found)).contains(&code.name), "{bad}");
            assert!(!codes(|found| lint_slug(good, true, found)).contains(&code.name), "{good}");
        }
        assert_eq!(codes(|found| lint_slug("a-b", false, found)), ["slug_folds"]);
        assert!(codes(|found| lint_slug("qualtrics_prod", true, found)).is_empty());
    }

    #[test]
    fn nicknames_and_labels_are_judged_by_segments_words() {
        assert_eq!(codes(|found| lint_nickname("Qualtrics", "qualtrics", found)), ["nickname_convention"]);
        assert_eq!(codes(|found| lint_nickname("", "qualtrics_dev", found)), ["nickname_convention"]);
        assert!(codes(|found| lint_nickname("Qualtrics_Dev", "x", found)).is_empty());
        assert_eq!(codes(|found| lint_label(&Label::new("1env", "prod"), found)), ["label_malformed"]);
        assert_eq!(codes(|found| lint_label(&Label::new("env", "pr_od"), found)), ["label_malformed"]);
        assert!(codes(|found| lint_label(&Label::new("environment", "pre-prod"), found)).is_empty());
    }

    #[test]
    fn slugs_clash_by_letter_by_case_and_by_schema() {
        for (one, other, how) in [
            ("q_prod", "q_prod", Some(Clash::Same)),
            ("q_prod", "Q_Prod", Some(Clash::Case)),
            ("q_prod", "q-prod", Some(Clash::Schema)),
            ("q_prod", "Q.Prod", Some(Clash::Schema)),
            ("q_prod", "q__prod", None),
            ("q_prod", "q_dev", None),
        ] {
            assert_eq!(clash(one, other), how, "{one} {other}");
            assert_eq!(clash(other, one), how);
        }
    }
}
