//! What the names of a mapping become further down: columns and tables of a warehouse, reserved traits and
//! properties. The rules are Segment's (`reference/segment-tracking-api.md` §7, §8), asked of
//! [`crate::segment`]; here they are only pointed at the mapping's lines.

use super::findings::UNKNOWN_PERSONAL_CLASS;
use super::model::{Mapping, Row, TaskSpec, ValueType};
use crate::core::diagnostic::{Finding, Findings, did_you_mean};
use crate::core::origin::Span;
use crate::qualtrics::privacy::PersonalClass;
use crate::segment::event::CallType;
use crate::segment::findings as segment;
use crate::segment::names::{fold_collisions, snake_case};
use crate::segment::reserved::{ReservedType, reserved_property, reserved_trait};
use std::collections::BTreeMap;

/// Judges every name that the mapping gives away.
pub(crate) fn check(mapping: &Mapping, findings: &mut Findings) {
    let mut say = |finding: Finding, span: Span| findings.push(finding.anchored(&mapping.source, span));
    for task in &mapping.tasks {
        columns(task, &mut say);
        for row in &task.rows {
            reserved_type(task.call, row, &mut say);
        }
    }
    tables(mapping, &mut say);
    classes(mapping, &mut say);
}

fn columns(task: &TaskSpec, say: &mut impl FnMut(Finding, Span)) {
    let span_of =
        |name: &str| task.rows.iter().rev().find(|row| row.key.value == name).map_or(task.id.span, |row| row.key.span);
    let folding = fold_collisions(task.rows.iter().map(|row| row.key.value.as_str()));
    for (column, names) in folding.collisions {
        let last = names.last().copied().unwrap_or_default();
        let message = format!("{} become one warehouse column, `{column}`", names.join(", "));
        say(
            Finding::new(&segment::WAREHOUSE_NAME_COLLISION, message).label("and this").help("rename all but one"),
            span_of(last),
        );
    }
    for name in folding.empty {
        let finding =
            Finding::new(&segment::WAREHOUSE_NAME_EMPTY, format!("nothing of `{name}` is left in a warehouse"));
        say(finding.label("no ASCII letter or digit").help("use ASCII letters and digits in the name"), span_of(name));
    }
    for (name, column) in folding.reserved {
        let finding = Finding::new(
            &segment::WAREHOUSE_NAME_RESERVED,
            format!("Segment fills the warehouse column `{column}` itself"),
        );
        say(finding.label("discarded or renamed there").help("give it a name of its own"), span_of(name));
    }
}

/// Tables are named after events: two that fold to one mix their columns.
fn tables(mapping: &Mapping, say: &mut impl FnMut(Finding, Span)) {
    let mut by_table: BTreeMap<String, (&str, Span)> = BTreeMap::new();
    for task in &mapping.tasks {
        let Some(event) = &task.event else { continue };
        let Some(name) = event.template.literal().filter(|name| !name.is_empty()) else { continue };
        match by_table.insert(snake_case(name), (name, event.span)) {
            Some((other, _)) if other != name => {
                let message = format!("`{other}` and `{name}` become one warehouse table, `{}`", snake_case(name));
                let finding = Finding::new(&segment::WAREHOUSE_NAME_COLLISION, message);
                say(
                    finding
                        .label("the same table")
                        .help("give events names that differ in more than case and punctuation"),
                    event.span,
                );
            }
            _ => {}
        }
    }
}

fn reserved_type(call: CallType, row: &Row, say: &mut impl FnMut(Finding, Span)) {
    let reserved = match call {
        CallType::Track => reserved_property(&row.key.value),
        CallType::Identify => reserved_trait(&row.key.value),
    };
    let kind = row.value.kind;
    let fits = match reserved {
        None => true,
        Some(ReservedType::String) => kind == ValueType::String,
        Some(ReservedType::Number) => matches!(kind, ValueType::Integer | ValueType::Number),
        // The specification takes an ISO 8601 text, which a string may be.
        Some(ReservedType::Date) => matches!(kind, ValueType::Datetime | ValueType::String),
        Some(ReservedType::Object) => false,
    };
    if let Some(reserved) = reserved.filter(|_| !fits) {
        let message =
            format!("Segment expects `{}` to be a {}, and this is a {}", row.key.value, reserved.name(), kind.name());
        let finding = Finding::new(&segment::RESERVED_NAME_TYPE, message);
        say(finding.label("a reserved name").help("give it that `type`, or another name"), row.key.span);
    }
}

fn classes(mapping: &Mapping, say: &mut impl FnMut(Finding, Span)) {
    let known = PersonalClass::allowable();
    for class in &mapping.personal_data.allow {
        if !known.contains(&class.value.as_str()) {
            let is_sensitive = PersonalClass::ALL.iter().any(|(name, _)| *name == class.value);
            let help = match did_you_mean(&class.value, known.iter().copied()) {
                _ if is_sensitive => "name each field under `sensitive`, with its purpose and basis".to_owned(),
                Some(near) => format!("did you mean {near}?"),
                None => format!("known are {}", known.join(", ")),
            };
            let message = match is_sensitive {
                true => format!("`{}` is sensitive data, which is allowed field by field", class.value),
                false => format!("there is no class of personal data `{}`", class.value),
            };
            say(Finding::new(&UNKNOWN_PERSONAL_CLASS, message).label("allows nothing").help(help), class.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::core::diagnostic::Findings;

    fn found(rows: &str) -> Vec<(&'static str, (usize, usize))> {
        let text = format!(
            "version: 1\nsenders: [qseg]\npersonalData: {{ allow: [e-mail] }}\ntasks:\n  a:\n    type: track\n    event: Survey Completed\n    userId: ${{m://Email}}\n    properties: {{ {rows} }}\n  b:\n    type: track\n    event: survey completed\n    userId: ${{m://Email}}\n"
        );
        let (mapping, _) = crate::mapping::read("m.yaml", &text);
        let mut findings = Findings::new();
        super::check(&mapping.expect("reads"), &mut findings);
        let place = |group: &crate::core::diagnostic::Group| group.first.anchor.as_ref().expect("an anchor").position();
        findings.groups().iter().map(|group| (group.first.code.name, place(group))).collect()
    }

    #[test]
    fn names_that_fold_vanish_or_are_reserved_are_told_at_their_line() {
        assert_eq!(
            found("Q1.1: a, Q1_1: b, 満意度: c, event: d, revenue: \"12\", ok: e"),
            [
                ("warehouse_name_collision", (9, 28)),
                ("warehouse_name_empty", (9, 37)),
                ("warehouse_name_reserved", (9, 45)),
                ("reserved_name_type", (9, 55)),
                ("warehouse_name_collision", (12, 12)),
                ("unknown_personal_class", (3, 25)),
            ]
        );
    }
}
