//! `allow`: findings that are accepted for a stated reason until a date.

use crate::support::{Place, mapping, recodes};

/// A mapping whose check warns of `source` (a reserved column) and whose run warns of -99.
fn place(allow: &str) -> Place {
    let place = Place::new();
    let properties = ["seat: { value: \"${q://QID1/SelectedChoicesRecode}\", default: \"\" }"];
    place.file("qseg.yaml", format!("{}allow:\n{allow}", mapping(&properties)));
    place.file("answers.csv", recodes(&["QID1"], &[&["-99"], &["1"], &["-99"]]));
    place
}

const BOTH: &str = "  - { code: no_effect, reason: the form goes away, until: 2026-06-30 }\n  - code: seen_unanswered\n    \
                    reason: -99 is an answer here\n    until: 2026-06-30\n";

#[test]
fn findings_of_checks_and_of_runs_are_counted_and_not_shown() {
    let place = place(BOTH);
    let said = place.send(&["--now", "2026-06-30T10:00:00Z", "--format", "json", "answers.csv"]).exits(0);
    assert_eq!(said.codes(), ["allowed_findings", "allowed_findings"]);
    let document = said.document();
    let findings = document["findings"].as_array().expect("findings");
    assert_eq!(findings.iter().map(|finding| finding["count"].as_u64()).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert!(findings.iter().all(|finding| finding["severity"] == "note"), "{document}");
    assert_eq!(findings[1]["message"], "`seen_unanswered` is allowed until 2026-06-30: -99 is an answer here");
    assert!(findings[1]["mapping"]["line"].as_u64() > findings[0]["mapping"]["line"].as_u64(), "{document}");
    let said = place.send(&["--now", "2026-06-30T10:00:00Z", "answers.csv"]).exits(0);
    assert!(!said.stderr.contains("allowed_findings") && !said.stderr.contains("warning"), "{}", said.stderr);
    assert!(!said.stdout.contains("Findings"), "{}", said.stdout);
}

#[test]
fn an_allowance_that_has_run_out_is_an_error_by_the_clock_of_the_run() {
    let place = place(BOTH);
    let said = place.send(&["--now", "2026-07-01T00:00:00Z", "--format", "json", "answers.csv"]).exits(3);
    assert_eq!(said.codes(), ["no_effect", "allow_expired", "allow_expired"]);
    assert_eq!(said.document()["error"]["code"], "mapping_errors");
    let forever = BOTH.replace("2026-06-30", "9000-01-01");
    self::place(&forever).run(&["mapping", "check"]).exits(0);
    let past = BOTH.replace("2026-06-30", "2020-01-01T00:00:00Z");
    let said = self::place(&past).run(&["mapping", "check", "--format", "short"]).exits(3);
    assert_eq!(said.stdout.matches("error[allow_expired]").count(), 2, "{}", said.stdout);
}

#[test]
fn mapping_check_shows_what_is_allowed_as_a_note() {
    let place = place("  - { code: no_effect, reason: the form goes away, until: 9000-01-01 }\n");
    let said = place.run(&["mapping", "check", "--format", "short"]).exits(0);
    assert!(
        said.stdout.contains("note[allowed_findings]: `no_effect` is allowed until 9000-01-01: the form goes away\n"),
        "{}",
        said.stdout
    );
    assert!(said.stderr.contains("0 warnings"), "{}", said.stderr);
}

#[test]
fn errors_and_codes_that_do_not_exist_cannot_be_allowed() {
    for (code, said_of_it) in [
        ("value_not_coercible", "error[error_not_allowable]"),
        ("no_user_anon_id", "error[error_not_allowable]"),
        ("no_efect", "did you mean `no_effect`?"),
        ("no_effect, reasn: x", "did you mean `reason`?"),
    ] {
        let place = place(&format!("  - {{ code: {code}, reason: so, until: 9000-01-01 }}\n"));
        let said = place.run(&["mapping", "check"]).exits(3);
        assert!(said.stdout.contains(said_of_it), "{code}: {}", said.stdout);
    }
}
