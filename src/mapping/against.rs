//! A mapping against one export: everything that is compiled and compared before its first response is read.

use super::expects;
use super::model::Mapping;
use super::plan::Plan;
use super::select::{Selection, Wanted};
use super::value::Surroundings;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::error::Error;
use crate::core::origin::Place;
use crate::qualtrics::export::Export;
use crate::qualtrics::findings as codes;
use crate::qualtrics::status::Writing;

/// Compiles a mapping, or one task of it, against an export; `None` where a finding stands in the way.
pub(crate) fn compile(
    mapping: &Mapping,
    only: Option<&str>,
    source_id: &str,
    wanted: Wanted,
    export: &mut Export,
    around: Surroundings,
    findings: &mut Findings,
) -> Option<(Plan, Selection)> {
    let mut found = Findings::new();
    let input = std::sync::Arc::clone(&around.input);
    expects::compare(mapping, &export.layout, &input, &mut found);
    let selection = Selection::compile(wanted, &mut export.layout, around.clone(), &mut found);
    let plan = Plan::compile(mapping, only, source_id, &mut export.layout, around, &mut found);
    if export.writing_is_presumed && export.layout.asks_for_choices() {
        found.push(
            Finding::new(
                &codes::VALUES_PRESUMED,
                format!(
                    "nothing tells labels from recodes here: {} are presumed",
                    export.layout.writing().map_or("labels", Writing::name)
                ),
            )
            .help("export all fields: Finished and Status tell")
            .at(Place::input(&input)),
        );
    }
    let sound = !found.has_errors();
    findings.append(found);
    plan.filter(|_| sound).map(|plan| (plan, selection))
}

/// The error of a record that is written otherwise than its export (design §5: mixed is an error).
pub(crate) fn mixed(place: &Place) -> Error {
    Error::judged(
        codes::VALUES_MIXED.name,
        format!("{place}: this row is written otherwise than those before it: labels and recodes are mixed"),
    )
    .hint("the file was put together from two exports: give them as two inputs")
}
