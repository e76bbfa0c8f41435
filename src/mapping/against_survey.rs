//! A mapping against the definition of its survey: every pipe must ask for what the survey has, and what `map`
//! and `when` name must be something that a pipe can give. Whose rules: `qualtrics::survey` (which judges the
//! pipes and says what they yield); `expects` is design §4.

use super::check::values_of;
use super::findings::VALUE_NEVER_GIVEN;
use super::model::{Condition, ConditionKind, Mapping, Test, ValueSpec};
use crate::core::diagnostic::{Finding, Findings, did_you_mean};
use crate::core::origin::Span;
use crate::qualtrics::findings::{EXPECTED_FIELD_MISSING, SURVEY_MISMATCH};
use crate::qualtrics::layout::Subject;
use crate::qualtrics::survey::Survey;
use crate::qualtrics::survey::yields::Yields;
use std::collections::HashSet;

/// Judges every pipe of a mapping, each at its place in the file.
pub(crate) fn judge(mapping: &Mapping, survey: &Survey, findings: &mut Findings) {
    let mut say = |finding: Finding, span: Span| findings.push(finding.anchored(&mapping.source, span));
    for task in mapping.tasks.iter().filter(|task| task.trigger == Subject::Responses) {
        let mut seen = HashSet::new();
        for value in values_of(task) {
            for pipe in value.template.pipes() {
                let span = value.place_of(pipe.span);
                // One place is one finding, also where a value stands for several.
                if !seen.insert((span.start, span.end)) {
                    continue;
                }
                if let Some(found) = survey.judge(pipe) {
                    say(Finding::new(found.code, found.message).label(found.label).help(found.help), span);
                }
            }
            judge_map(value, survey, &mut say);
        }
        if let Some(when) = &task.when {
            judge_condition(when, survey, &mut say);
        }
    }
    judge_expected(mapping, survey, &mut say);
}

/// The texts that a value can be compared with: what its one pipe yields.
fn possible(value: &ValueSpec, survey: &Survey) -> Option<Vec<String>> {
    match survey.yields(value.template.whole_pipe()?) {
        Yields::OneOf(texts) | Yields::AnyOf(texts) => Some(texts),
        Yields::Anything => None,
    }
}

/// `map` is looked up with what the pipe gives, or with each element of it.
fn judge_map(value: &ValueSpec, survey: &Survey, say: &mut impl FnMut(Finding, Span)) {
    let Some(texts) = possible(value, survey).filter(|_| !value.map.is_empty()) else { return };
    for (from, _) in &value.map {
        if !texts.contains(from) {
            say(never(&format!("`map` has \"{from}\""), from, &texts), value.span);
        }
    }
}

/// A test of one selected answer that no answer passes.
fn judge_condition(condition: &Condition, survey: &Survey, say: &mut impl FnMut(Finding, Span)) {
    let (value, tested): (&ValueSpec, Vec<&String>) = match &condition.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            return parts.iter().for_each(|part| judge_condition(part, survey, say));
        }
        ConditionKind::Not(part) => return judge_condition(part, survey, say),
        ConditionKind::Value(value, Test::Equals(text)) => (value, vec![text]),
        ConditionKind::Value(value, Test::In(texts)) => (value, texts.iter().collect()),
        ConditionKind::Value(_, Test::Matches(_) | Test::Empty(_)) => return,
    };
    let Some(pipe) = value.template.whole_pipe() else { return };
    let Yields::OneOf(texts) = survey.yields(pipe) else { return };
    let mapped = |text: String| value.map.iter().find(|(from, _)| *from == text).map_or(text, |(_, to)| to.clone());
    let texts: Vec<String> = texts.into_iter().map(mapped).chain(value.default.clone()).collect();
    for text in tested {
        if !text.is_empty() && !texts.contains(text) {
            say(never(&format!("the condition asks for \"{text}\""), text, &texts), condition.span);
        }
    }
}

fn never(what: &str, text: &str, texts: &[String]) -> Finding {
    let help = match did_you_mean(text, texts.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {}?", shown(near)),
        None => {
            let first: Vec<String> = texts.iter().take(8).map(|text| shown(text)).collect();
            let more = texts.len().saturating_sub(8);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("it gives {}{rest}", first.join(", "))
        }
    };
    Finding::new(&VALUE_NEVER_GIVEN, format!("{what}, which the pipe never gives")).label("never given").help(help)
}

/// As it would be written in the mapping file: a line break or a space at the end is easily overlooked.
fn shown(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// The export tags that the mapping expects.
fn judge_expected(mapping: &Mapping, survey: &Survey, say: &mut impl FnMut(Finding, Span)) {
    for (field, expected) in &mapping.expects {
        let Some(known) = survey.field(&field.value) else {
            let finding = Finding::new(&EXPECTED_FIELD_MISSING, format!("the survey has no {}", field.value));
            say(
                finding.label("not there").help("check that this is the survey that the mapping is for"),
                expected.span,
            );
            continue;
        };
        let Some(tag) = &known.export_tag else { continue };
        if *tag != expected.value && !known.other_tags.contains(&expected.value) {
            let message =
                format!("{} is \"{tag}\" in the survey, and the mapping expects \"{}\"", field.value, expected.value);
            let finding = Finding::new(&SURVEY_MISMATCH, message).label("expected here");
            say(
                finding
                    .help("this definition is of another survey; if the tag was only renamed, write the new one here"),
                expected.span,
            );
        }
    }
}
