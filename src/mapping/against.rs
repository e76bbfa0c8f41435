//! A mapping against one export: everything that is compiled and compared before its first response is read.

use super::expects;
use super::model::Mapping;
use super::plan::Plan;
use super::select::{Selection, Wanted};
use super::value::Surroundings;
use crate::core::diagnostic::{Code, Finding, Findings};
use crate::core::error::Error;
use crate::core::origin::Place;
use crate::qualtrics::export::{Evidence, Export};
use crate::qualtrics::findings as codes;

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
    if export.evidence == Evidence::Undecided && !export.layout.choice_slots().is_empty() {
        found.push(Finding::new(&codes::VALUES_UNDECIDED, UNDECIDED).help(UNDECIDED_HELP).at(Place::input(&input)));
    }
    let sound = !found.has_errors();
    findings.append(found);
    plan.filter(|_| sound).map(|plan| (plan, selection))
}

/// The error of a record that is written otherwise than its export, or whose writing nothing tells (design §5, §14).
pub(crate) fn misread(place: &Place, code: &Code) -> Error {
    if code.name == codes::VALUES_MIXED.name {
        let message = "this row is written otherwise than those before it: labels and recodes are mixed";
        Error::judged(code.name, format!("{place}: {message}"))
            .hint("the file was put together from two exports: give them as two inputs")
    } else {
        Error::judged(code.name, format!("{place}: {UNDECIDED}")).hint(UNDECIDED_HELP)
    }
}

const UNDECIDED: &str = "nothing tells whether the choices here are labels or recodes";
const UNDECIDED_HELP: &str = "give the survey with --survey, or export all fields: Finished and Status tell";
