//! One vocabulary of fields: the normal form of an ImportId
//! (`reference/qualtrics.md` §4.1 column naming, §4.2 the older generations).

/// The normal form of an ImportId, the key by which every generation of export names a field.
///
/// The 2016 generation writes `QID16-8-TEXT`, `panel-RecipientEmail`, `embeddedData-plan` and
/// `Location-LocationLatitude` where the current one writes `QID16_8_TEXT`, `recipientEmail`, `plan`
/// and `locationLatitude`. Names of embedded data are the survey author's own and are kept as they are.
pub(crate) fn normal(import_id: &str) -> String {
    if let Some(name) = import_id.strip_prefix("embeddedData-") {
        return name.to_owned();
    }
    let bare = import_id.strip_prefix("panel-").or_else(|| import_id.strip_prefix("Location-")).unwrap_or(import_id);
    if let Some(field) = metadata(bare) {
        return field.to_owned();
    }
    if is_question(bare) { bare.replace('-', "_") } else { bare.to_owned() }
}

/// The normal form of an ImportId of the current generation, which tells metadata from embedded data of the same name
/// by its case: `status` is the response's, `Status` somebody's own (`reference/qualtrics.md` §7a).
pub(crate) fn current(import_id: &str) -> String {
    let is_own = metadata(import_id).is_some_and(|field| field != import_id);
    if is_own { import_id.to_owned() } else { normal(import_id) }
}

/// Whether the id names a part of a question: `QID3`, `1_QID34_1`, `QID6#2_1`.
pub(crate) fn is_question(import_id: &str) -> bool {
    question_of(import_id).is_some()
}

/// The question (with its loop prefix) that a field belongs to: `1_QID34` of `1_QID34_1`. The rounds of a loop over
/// choices that were carried forward are called by a letter and a number: `x3_QID34` (`reference/qualtrics.md` §7a).
pub(crate) fn question_of(import_id: &str) -> Option<&str> {
    let at = import_id.find("QID")?;
    let prefix = &import_id[..at];
    let loops = prefix.is_empty() || prefix.ends_with('_') && prefix[..prefix.len() - 1].split('_').all(is_round);
    let digits = import_id[at + 3..].bytes().take_while(u8::is_ascii_digit).count();
    (loops && digits > 0).then(|| &import_id[..at + 3 + digits])
}

/// Whether the field holds a choice (a recode or a label) and not text, a date or a measure.
/// `reference/qualtrics.md` §4.1: text, timing, browser, file and display-order columns have their own suffixes.
pub(crate) fn is_choice(import_id: &str) -> bool {
    let Some(question) = question_of(import_id) else { return false };
    let rest = &import_id[question.len()..];
    let rest = rest.strip_prefix('#').unwrap_or(rest);
    rest.split('_').all(|part| is_number(part.strip_prefix('x').unwrap_or(part)) || part.is_empty())
}

fn is_round(text: &str) -> bool {
    is_number(text.strip_prefix(|first: char| first.is_ascii_alphabetic()).unwrap_or(text))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Response metadata and contact columns: every name that a generation or a pipe gives them, in lower case,
/// and the ImportId of the current generation.
const METADATA: &[(&str, &str)] = &[
    ("startdate", "startDate"),
    ("enddate", "endDate"),
    ("status", "status"),
    ("ipaddress", "ipAddress"),
    ("progress", "progress"),
    ("duration", "duration"),
    ("duration (in seconds)", "duration"),
    ("finished", "finished"),
    ("recordeddate", "recordedDate"),
    ("responseid", "_recordId"),
    ("_recordid", "_recordId"),
    ("recipientlastname", "recipientLastName"),
    ("recipientfirstname", "recipientFirstName"),
    ("recipientemail", "recipientEmail"),
    ("emailaddress", "recipientEmail"),
    ("externaldatareference", "externalDataReference"),
    ("externalreference", "externalDataReference"),
    ("locationlatitude", "locationLatitude"),
    ("locationlongitude", "locationLongitude"),
    ("locationaccuracy", "locationAccuracy"),
    ("distributionchannel", "distributionChannel"),
    ("userlanguage", "userLanguage"),
];

/// The ImportId of a metadata or contact field, whatever its case and generation.
pub(crate) fn metadata(name: &str) -> Option<&'static str> {
    METADATA.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, import_id)| *import_id)
}

/// The ImportIds of all metadata fields, for suggestions.
pub(crate) fn metadata_fields() -> impl Iterator<Item = &'static str> {
    METADATA.iter().map(|(_, import_id)| *import_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generations_fold_to_one_field() {
        for (older, current) in [
            ("QID3-TEXT", "QID3_TEXT"),
            ("QID16-8-TEXT", "QID16_8_TEXT"),
            ("QID6#1-2", "QID6#1_2"),
            ("panel-RecipientEmail", "recipientEmail"),
            ("Location-LocationLatitude", "locationLatitude"),
            ("embeddedData-SubjectID", "SubjectID"),
            ("embeddedData-my-field", "my-field"),
            ("my-field", "my-field"),
            ("ResponseID", "_recordId"),
            ("_recordId", "_recordId"),
        ] {
            assert_eq!(normal(older), current);
            assert_eq!(normal(&normal(older)), current, "a normal form is its own normal form");
        }
    }

    #[test]
    fn embedded_data_that_is_named_like_metadata_stays_embedded_data_in_a_current_export() {
        for own in ["Status", "FINISHED", "StartDate", "ResponseId", "UserLanguage", "plan ", "embedded"] {
            assert_eq!(current(own), own);
        }
        for (id, normal) in [("status", "status"), ("_recordId", "_recordId"), ("QID1-2", "QID1_2")] {
            assert_eq!(current(id), normal);
        }
    }

    #[test]
    fn a_question_is_found_behind_its_loop_and_before_its_suffix() {
        assert_eq!(question_of("1_QID34_1"), Some("1_QID34"));
        assert_eq!(question_of("QID6#2_1_2_TEXT"), Some("QID6"));
        assert_eq!(question_of("x3_QID34_1_TEXT"), Some("x3_QID34"));
        assert_eq!(question_of("1_x2_QID34"), Some("1_x2_QID34"));
        for other in ["MYQID6", "x_QID6", "ab1_QID6", "1xQID6", "é1_QID6"] {
            assert_eq!(question_of(other), None, "{other}");
        }
        assert_eq!(question_of("QIDs"), None);
    }

    #[test]
    fn choice_fields_are_told_from_text_and_measures() {
        for choice in ["QID1", "QID4_3", "QID6#1_2", "1_QID34_1", "QID5_x1"] {
            assert!(is_choice(choice), "{choice}");
        }
        for other in ["QID2_TEXT", "QID3_4_TEXT", "QID4_FIRST_CLICK", "QID1_DO", "plan", "duration"] {
            assert!(!is_choice(other), "{other}");
        }
    }
}
