//! `expects:` — a mapping must not run on another survey. Export tags are compared where the input or the
//! survey names them (design §4).

use super::model::Mapping;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::Place;
use crate::qualtrics::findings::{EXPECTED_FIELD_MISSING, SURVEY_MISMATCH};
use crate::qualtrics::layout::Layout;
use std::sync::Arc;

/// Compares the export tags that the mapping expects with those that the input and the survey have.
pub(crate) fn compare(mapping: &Mapping, layout: &Layout, input: &Arc<str>, findings: &mut Findings) {
    if !layout.names_fields() {
        return;
    }
    for (field, expected) in &mapping.expects {
        let tags = layout.export_tags(&field.value);
        let finding = if tags.is_empty() {
            Finding::new(&EXPECTED_FIELD_MISSING, format!("neither the input nor the survey has {}", field.value))
                .help("check that this is the survey that the mapping is for")
        } else if tags.iter().all(|tag| *tag != expected.value) {
            Finding::new(
                &SURVEY_MISMATCH,
                format!("{} is \"{}\" here, and the mapping expects \"{}\"", field.value, tags[0], expected.value),
            )
            .label("expected here")
            .help("this export is of another survey; if the tag was only renamed, write the new one here")
        } else {
            continue;
        };
        findings.push(finding.at(Place::input(input)).anchored(&mapping.source, expected.span));
    }
}
