//! A dry run without a mapping file: one is inferred in memory, as `qseg mapping init` would write it (design §3).

use super::SendArgs;
use crate::commands::project;
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Result};
use crate::mapping;
use crate::mapping::model::Mapping;
use crate::mapping::scaffold::Asked;
use crate::mapping::scaffold::decide::Decisions;
use crate::qualtrics::export::Options;
use crate::ui::{Ui, visible};
use std::fs::File;

/// What findings call a mapping that stands in no file.
const NAME: &str = "(inferred)";

/// Infers a mapping from the first input, and says how to keep it.
pub(crate) fn mapping(
    args: &SendArgs,
    context: &Context,
    stdin: Option<&File>,
    options: &Options,
    ui: &mut Ui,
) -> Result<(Option<Mapping>, Findings)> {
    let Some(input) = args.inputs.first() else {
        return Err(Error::usage("no_input", "there is no input").hint("name an export"));
    };
    let typed = input.display().to_string();
    let survey = args.survey.as_ref().map(|survey| survey.display().to_string());
    let asked = Asked { input: &typed, file: NAME, survey: survey.as_deref() };
    let decisions = Decisions { time_zone: args.timezone.clone(), ..Decisions::default() };
    let progress = ui.progress(&typed);
    let scaffold = project::infer_mapping(context, input, stdin, args.limits.opening(), options, asked, &mut |_| {
        Ok(decisions.clone())
    })?;
    drop(progress);
    let (mapping, mut findings) = mapping::read(NAME, &scaffold.text);
    if let Some(mapping) = &mapping {
        mapping::check(mapping, &mut findings);
    }
    ui.status(&format!(
        "Mapping inferred from {}: there is no qseg.yaml here, nor beside the first input",
        visible(&typed)
    ));
    let survey = survey.map_or_else(String::new, |survey| format!(" --survey {survey}"));
    ui.hint(&visible(&format!("keep it, and read it through: qseg mapping init {typed}{survey} -o qseg.yaml")));
    Ok((mapping.filter(|_| !findings.has_errors()), findings))
}
