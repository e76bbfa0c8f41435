//! Conditions that are the same for every response: a test of a constant, tests of one value that exclude
//! each other, or that leave nothing out. Whose rule: design §4, `when` is data; what it can never say is
//! told beforehand, not found out from events that are missing.

use crate::core::diagnostic::Finding;
use crate::core::origin::Span;
use crate::mapping::findings::CONSTANT_CONDITION;
use crate::mapping::model::{Condition, ConditionKind, Test, ValueSpec};

const HELP: &str = "test a pipe, or remove the condition";

/// Judges a condition and every part of it.
pub(super) fn check(condition: &Condition, say: &mut impl FnMut(Finding, Span)) {
    match &condition.kind {
        ConditionKind::Value(value, _) if value.template.literal().is_some() => {
            let finding = Finding::new(&CONSTANT_CONDITION, "the condition is the same for every response");
            say(finding.label("not a pipe").help(HELP), value.span);
        }
        ConditionKind::Value(value, Test::In(texts)) if texts.is_empty() => {
            let finding = Finding::new(&CONSTANT_CONDITION, "the condition is never met");
            say(finding.label("`in` has no texts").help(HELP), value.span);
        }
        ConditionKind::Value(..) => {}
        ConditionKind::All(parts) => {
            parts.iter().for_each(|part| check(part, say));
            if let Some(span) = clash(parts, exclude) {
                let finding = Finding::new(&CONSTANT_CONDITION, "the condition is never met");
                say(finding.label("cannot be met with those before it").help("did you mean `any`?"), span);
            }
        }
        ConditionKind::Any(parts) => {
            parts.iter().for_each(|part| check(part, say));
            if let Some(span) = clash(parts, exhaust) {
                let finding = Finding::new(&CONSTANT_CONDITION, "the condition is always met");
                say(finding.label("met whenever those before it are not").help("did you mean `all`?"), span);
            }
        }
        ConditionKind::Not(part) => check(part, say),
    }
}

/// The first part that makes such a pair with one before it; both test the same value.
fn clash(parts: &[Condition], pair: impl Fn(&Test, &Test) -> bool) -> Option<Span> {
    let tests: Vec<(&ValueSpec, &Test, Span)> = parts
        .iter()
        .filter_map(|part| match &part.kind {
            ConditionKind::Value(value, test) => Some((&**value, test, part.span)),
            _ => None,
        })
        .collect();
    let found = tests.iter().enumerate().find(|(at, (value, test, _))| {
        let mut before = tests[..*at].iter();
        before.any(|(other, earlier, _)| is_same(value, other) && pair(earlier, test))
    });
    found.map(|(_, (.., span))| *span)
}

fn is_same(value: &ValueSpec, other: &ValueSpec) -> bool {
    ValueSpec { span: other.span, text_start: other.text_start, ..value.clone() } == *other
}

/// Whether no text can pass both tests. Expressions may match anything.
fn exclude(one: &Test, other: &Test) -> bool {
    match (texts(one), texts(other)) {
        (Some(one), Some(other)) => {
            !one.is_empty() && !other.is_empty() && !one.iter().any(|text| other.contains(text))
        }
        (Some(texts), None) | (None, Some(texts)) => {
            let filled = matches!(one, Test::Empty(false)) || matches!(other, Test::Empty(false));
            filled && !texts.is_empty() && texts.iter().all(|text| text.is_empty())
        }
        (None, None) => false,
    }
}

/// Whether every text passes one of the tests.
fn exhaust(one: &Test, other: &Test) -> bool {
    let is_empty = |test: &Test| texts(test).is_some_and(|texts| texts.contains(&""));
    let is_filled = |test: &Test| matches!(test, Test::Empty(false));
    is_empty(one) && is_filled(other) || is_filled(one) && is_empty(other)
}

/// The only texts that pass, where they can be told.
fn texts(test: &Test) -> Option<Vec<&str>> {
    match test {
        Test::Equals(text) => Some(vec![text]),
        Test::In(texts) => Some(texts.iter().map(String::as_str).collect()),
        Test::Empty(true) => Some(vec![""]),
        Test::Empty(false) | Test::Matches(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::core::diagnostic::Findings;
    use crate::mapping::read;

    /// Column and message of what is found in a condition that reads without error; it begins at column 7.
    fn found(when: &str) -> Vec<(usize, String)> {
        let text = format!(
            "version: 1\ntasks:\n t:\n  type: track\n  event: Done\n  userId: ${{m://Email}}\n  when: {when}\n"
        )
        .replace("${a}", "${e://Field/a}")
        .replace("${b}", "${e://Field/b}");
        let (mapping, said) = read("m.yaml", &text);
        let mut findings = Findings::new();
        crate::mapping::check(&mapping.unwrap_or_else(|| panic!("{said:?}")), &mut findings);
        let groups = findings.groups().iter().filter(|group| group.first.code.name == "constant_condition");
        let column =
            |group: &crate::core::diagnostic::Group| group.first.anchor.as_ref().map_or(0, |at| at.position().1);
        groups.map(|group| (column(group) - 7, group.first.message.clone())).collect()
    }

    fn columns(when: &str) -> Vec<usize> {
        found(when).into_iter().map(|(column, _)| column).collect()
    }

    #[test]
    fn a_condition_tests_what_differs_between_responses() {
        assert_eq!(columns("{ value: plan, equals: pro }").len(), 1);
        assert_eq!(columns("{ value: '${a}', in: [] }").len(), 1);
        assert_eq!(columns("{ not: { any: [{ value: plan, empty: true }, { value: '${a}', in: [] }] } }").len(), 2);
        assert!(columns("{ all: [{ value: '${a}', equals: pro }, { value: '${b}', equals: free }] }").is_empty());
    }

    #[test]
    fn tests_of_one_value_that_exclude_each_other_are_never_met() {
        for pair in [
            ["equals: pro", "equals: free"],
            ["in: [pro, free]", "equals: team"],
            ["empty: true", "equals: pro"],
            ["empty: false", "equals: ''"],
        ] {
            let [one, other] = pair.map(|test| format!("{{ value: '${{a}}', {test} }}"));
            let said = found(&format!("{{ all: [{one}, {other}] }}"));
            assert_eq!(said.len(), 1, "{pair:?}");
            assert_eq!(said[0].1, "the condition is never met");
            assert!(found(&format!("{{ any: [{one}, {{ not: {other} }}] }}")).is_empty(), "{pair:?}");
        }
        for pair in [["in: [pro, free]", "equals: free"], ["empty: false", "equals: pro"], ["matches: a", "equals: b"]]
        {
            let [one, other] = pair.map(|test| format!("{{ value: '${{a}}', {test} }}"));
            assert!(found(&format!("{{ all: [{one}, {other}] }}")).is_empty(), "{pair:?}");
        }
    }

    #[test]
    fn tests_of_one_value_that_leave_nothing_out_are_always_met() {
        for pair in [["empty: true", "empty: false"], ["empty: false", "in: ['', a]"]] {
            let [one, other] = pair.map(|test| format!("{{ value: '${{a}}', {test} }}"));
            let said = found(&format!("{{ any: [{one}, {other}] }}"));
            assert_eq!(said.len(), 1, "{pair:?}");
            assert_eq!(said[0].1, "the condition is always met");
        }
        assert!(found("{ any: [{ value: '${a}', empty: true }, { value: '${b}', empty: false }] }").is_empty());
    }
}
