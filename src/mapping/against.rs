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
use crate::qualtrics::header::HeaderRow;

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
    let missing = export.layout.header().map_or(&[][..], |header| &header.missing);
    if let Some(row) = missing.last() {
        let help = match row {
            HeaderRow::Names => "export again and keep the first rows; pipes of ImportIds are read all the same",
            HeaderRow::Texts => {
                "export again and keep the first rows: labels of choices are then known without the survey"
            }
            HeaderRow::ImportIds => {
                "export again and keep the first three rows, or give the survey with --survey: it has the names"
            }
        };
        let rows: Vec<&str> = missing.iter().map(|row| row.name()).collect();
        let finding = Finding::new(&codes::HEADER_ROW_MISSING, format!("the header lacks {}", rows.join(" and ")));
        found.push(finding.help(help).at(Place::input(&input)));
    }
    if export.evidence == Evidence::Undecided && !export.layout.choice_slots().is_empty() {
        found.push(Finding::new(&codes::VALUES_UNDECIDED, UNDECIDED).help(UNDECIDED_HELP).at(Place::input(&input)));
    }
    let sound = !found.has_errors();
    findings.append(found);
    plan.filter(|_| sound).map(|plan| (plan, selection))
}

/// Says that rows of the header stood among the responses of an export that was read.
pub(crate) fn tell_headers_in_data(export: &Export, findings: &mut Findings) {
    let headers = export.headers_in_data();
    if headers.count > 0 {
        let finding = Finding::new(&codes::HEADER_ROW_IN_DATA, "a row of the header stands among the responses")
            .help("it is left out; to have none, give exports as they are, each as an input of its own")
            .at(Place { line: headers.line, ..Place::input(&export.name) });
        findings.push_counted(finding, headers.count);
    }
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
