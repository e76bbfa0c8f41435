//! `allow`: which findings are accepted for a stated reason until a date (design §4 `allow`). Warnings can be
//! accepted, errors cannot; what has run out is an error, so that nothing is accepted for ever.

use super::findings::{ALL, ALLOW_EXPIRED, ALLOWED_FINDINGS, ERROR_NOT_ALLOWABLE, NO_EFFECT, UNKNOWN_WORD};
use super::model::{Allowance, Mapping};
use crate::core::diagnostic::{Code, Finding, Findings, Severity, did_you_mean};
use crate::segment::discard::Discard;
use crate::{qualtrics, segment};
use jiff::Timestamp;

/// Judges the mapping's allowances by the run's clock. The good ones hold for everything in `findings`, for
/// what is added to them, and for what they are added to ([`Findings::allow`]).
pub(crate) fn apply(mapping: &Mapping, now: Timestamp, findings: &mut Findings) {
    for (at, allowance) in mapping.allow.iter().enumerate() {
        match judge(mapping, at, allowance, now) {
            Ok(code) => {
                let name = code.name;
                let message =
                    format!("`{name}` is allowed until {}: {}", allowance.until.value, allowance.reason.trim());
                let note = Finding::new(&ALLOWED_FINDINGS, message).label("counted, not shown");
                let note = note.help("remove the entry to see them").about(name);
                findings.allow(code, note.anchored(&mapping.source, allowance.code.span));
            }
            Err(finding) => findings.push(*finding),
        }
    }
}

/// The code that is allowed, or why it is not.
fn judge(mapping: &Mapping, at: usize, allowance: &Allowance, now: Timestamp) -> Result<&'static Code, Box<Finding>> {
    let name = &allowance.code.value;
    let wrong = |code, message: String, label: &str, help: String| {
        let finding = Finding::new(code, message).label(label).help(help);
        Err(Box::new(finding.anchored(&mapping.source, allowance.code.span)))
    };
    let Some(code) = known().find(|code| code.name == name) else {
        let help = match did_you_mean(name, known().map(|code| code.name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "qseg mapping check --list-codes shows all codes".to_owned(),
        };
        return wrong(&UNKNOWN_WORD, format!("no finding has the code `{name}`"), "not a code", help);
    };
    match code.severity {
        Severity::Error => {
            let message = format!("`{name}` is an error and cannot be allowed");
            return wrong(
                &ERROR_NOT_ALLOWABLE,
                message,
                "an error",
                "mend what is found, and remove the entry".to_owned(),
            );
        }
        Severity::Note => {
            let message = format!("`{name}` is a note: there is nothing to allow");
            return wrong(&NO_EFFECT, message, "a note", "remove the entry".to_owned());
        }
        Severity::Warning => {}
    }
    if allowance.end <= now {
        let finding = Finding::new(&ALLOW_EXPIRED, format!("`{name}` was allowed until {}", allowance.until.value))
            .label("that is over")
            .help("mend what is found and remove the entry, or accept it again with a new date")
            .about(name.as_str());
        return Err(Box::new(finding.anchored(&mapping.source, allowance.until.span)));
    }
    if mapping.allow[..at].iter().any(|earlier| earlier.code.value == *name) {
        let message = format!("`{name}` is allowed already");
        return wrong(&NO_EFFECT, message, "stands above, too", "keep one of the entries".to_owned());
    }
    Ok(code)
}

/// Every code that a run can meet, and those that only Segment can tell.
fn known() -> impl Iterator<Item = &'static Code> {
    let tables = [ALL, qualtrics::findings::ALL, segment::findings::ALL, segment::tracking_plan::findings::ALL];
    tables.into_iter().flatten().copied().chain(Discard::ALL.iter().map(|discard| discard.finding()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::read;

    /// `line:column code` of everything that is found in a mapping with these entries at this moment.
    fn found(entries: &str, now: &str) -> Vec<String> {
        let text = format!(
            "version: 1\nallow: [{entries}]\ntasks: {{ t: {{ type: track, event: Done, userId: someone }} }}\n"
        );
        let (mapping, mut findings) = read("m.yaml", &text);
        if let Some(mapping) = mapping {
            super::super::check(&mapping, &mut findings);
            apply(&mapping, now.parse().expect("a moment"), &mut findings);
        }
        let place = |finding: &Finding| finding.anchor.as_ref().map_or((0, 0), |anchor| anchor.position());
        let groups = findings.groups().iter().map(|group| (place(&group.first), group.first.code.name, group.count));
        groups.map(|((line, column), code, count)| format!("{line}:{column} {code} {count}")).collect()
    }

    const NOON: &str = "2026-06-30T12:00:00Z";

    #[test]
    fn an_allowed_warning_is_a_note_until_its_day_is_over() {
        let entry = "{ code: constant_identity, reason: a kiosk, until: 2026-06-30 }";
        assert_eq!(found("", NOON), ["3:49 constant_identity 1"]);
        assert_eq!(found(entry, NOON), ["2:17 allowed_findings 1"]);
        assert_eq!(found(entry, "2026-06-30T23:59:59Z"), ["2:17 allowed_findings 1"]);
        assert_eq!(found(entry, "2026-07-01T00:00:00Z"), ["3:49 constant_identity 1", "2:60 allow_expired 1"]);
        let exact = entry.replace("2026-06-30", "2026-06-30T14:00:00+02:00");
        assert_eq!(found(&exact, "2026-06-30T11:59:59Z"), ["2:17 allowed_findings 1"]);
        assert_eq!(found(&exact, NOON), ["3:49 constant_identity 1", "2:60 allow_expired 1"]);
    }

    #[test]
    fn what_cannot_be_allowed_is_said_and_allows_nothing() {
        for (code, said) in [
            ("no_identity", "2:17 error_not_allowable 1"),
            ("violation_dropped", "2:17 unknown_word 1"),
            ("constant_idenity", "2:17 unknown_word 1"),
            ("contacts_experimental", "2:17 no_effect 1"),
        ] {
            let entry = format!("{{ code: {code}, reason: why, until: 2026-12-31 }}");
            assert_eq!(found(&entry, NOON), ["3:49 constant_identity 1", said], "{code}");
        }
        let twice =
            "{ code: no_effect, reason: a, until: 2026-12-31 }, { code: no_effect, reason: b, until: 2026-12-31 }";
        assert_eq!(found(twice, NOON), ["3:49 constant_identity 1", "2:17 allowed_findings 1"], "itself, too");
    }

    #[test]
    fn an_entry_has_a_code_a_reason_and_a_date() {
        for (entry, said) in [
            ("{}", &["2:9 missing_key 3"][..]),
            ("{ code: no_effect, reason: ' ', until: 2026-12-31 }", &["2:36 empty_value 1"]),
            ("{ code: no_effect, reason: '', until: soon }", &["2:36 empty_value 1", "2:47 bad_moment 1"]),
            ("{ code: no_effect, until: 2026-12-31, why: so }", &["2:11 missing_key 1", "2:47 unknown_key 1"]),
            ("no_effect", &["2:9 wrong_shape 1"]),
        ] {
            assert_eq!(found(entry, NOON), said, "{entry}");
        }
        assert_eq!(found("", NOON).len(), 1, "an empty list allows nothing");
    }
}
