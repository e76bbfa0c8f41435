//! What only the responses of a run show together: labels in several languages, and that nobody was
//! identified (design §3, §6). The findings stand at the mapping's lines.

use super::check::values_of;
use super::findings::ALL_IDENTITIES_GENERATED;
use super::model::Mapping;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::Span;
use crate::qualtrics::findings::LABEL_IN_MULTILINGUAL_SURVEY;
use crate::qualtrics::layout::Layout;
use crate::qualtrics::pipe::Pipe;
use crate::qualtrics::record::{Record, Slot, Value};
use crate::qualtrics::status::Writing;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

/// Beyond so many languages it is no longer interesting how many there are.
const MANY: usize = 40;

/// The languages that responses were given in, as far as a mapping cares.
#[derive(Debug, Default)]
pub(crate) struct Languages {
    /// Pipes whose values are labels of answers. Other texts of the survey come from its definition, in one language.
    labels: Vec<LabelPipe>,
    slot: Option<Slot>,
    /// Whether the export holds labels and no recodes.
    has_labels_alone: bool,
    met: BTreeSet<String>,
}

/// A pipe that gives the label of an answer.
#[derive(Debug)]
struct LabelPipe {
    pipe: String,
    /// The pipe that gives the recode instead.
    recode: String,
    span: Span,
}

impl Languages {
    /// Looks for pipes that ask for labels, in one task or in all.
    pub(crate) fn asked_by(mapping: &Mapping, task: Option<&str>) -> Languages {
        let tasks = mapping.tasks.iter().filter(|spec| task.is_none_or(|only| spec.id.value == only));
        let labels = tasks.flat_map(values_of).flat_map(|value| {
            let of = |pipe: &Pipe| {
                let span = value.place_of(pipe.span);
                pipe.as_recode().map(|recode| LabelPipe { pipe: pipe.text.clone(), recode, span })
            };
            value.template.pipes().filter_map(of)
        });
        Languages { labels: labels.collect(), ..Languages::default() }
    }

    /// Finds the language of the responses of an export; before it is read.
    pub(crate) fn compile(&mut self, layout: &mut Layout) {
        let is_settled = self.labels.is_empty() || layout.labels_are_in_one_language();
        self.has_labels_alone = layout.writing() == Some(Writing::Labels);
        self.slot = if is_settled { None } else { layout.metadata_slot("userLanguage") };
    }

    /// Notes the language of a response that counts.
    pub(crate) fn see(&mut self, record: &Record<'_>) {
        let Some(Value::Text(language)) = self.slot.map(|slot| record.value(slot)) else { return };
        let language = language.trim();
        if !language.is_empty() && self.met.len() < MANY && !self.met.contains(language) {
            self.met.insert(language.to_owned());
        }
    }

    /// Says which pipes give texts in several languages.
    pub(crate) fn tell(&self, mapping: &Mapping, findings: &mut Findings) {
        if self.met.len() < 2 {
            return;
        }
        let shown: Vec<&str> = self.met.iter().take(5).map(String::as_str).collect();
        let more = if self.met.len() > shown.len() { ", …" } else { "" };
        // One finding for all of them: the first has the place, the others their number.
        let Some(first) = self.labels.first() else { return };
        let others = self.labels.len() - 1;
        let (are, texts) = match others {
            0 => (format!("`{}` is", first.pipe), "a text"),
            1 => (format!("`{}` and 1 other pipe are", first.pipe), "texts"),
            _ => (format!("`{}` and {others} other pipes are", first.pipe), "texts"),
        };
        let message = format!("{are} {texts} of a survey that was answered in {}{more}", shown.join(", "));
        let recode = &first.recode;
        let help = match self.has_labels_alone {
            true => {
                format!("export again with \"Use numeric values\", pipe the recode, {recode}, and name each with `map`")
            }
            false => format!("pipe the recode, {recode}, and name each with `map`"),
        };
        findings.push(
            Finding::new(&LABEL_IN_MULTILINGUAL_SURVEY, message)
                .label("may be in the respondent's language")
                .help(help)
                .anchored(&mapping.source, first.span),
        );
    }
}

/// Says that every identity of a run was made up, and which fields could have told whom the responses are of.
pub(crate) fn all_generated(mapping: &Mapping, count: u64, could_be: &BTreeMap<String, u64>, findings: &mut Findings) {
    let filled: Vec<String> =
        could_be.iter().filter(|(_, count)| **count > 0).map(|(field, count)| format!("{field} ({count})")).collect();
    let help = match filled.is_empty() {
        true => "no contact field and no embedded data that could identify them is filled: distribute the survey by \
                 personal links, or pass an id as embedded data"
            .to_owned(),
        false => format!("fields that could identify them, and how often they are filled: {}", filled.join(", ")),
    };
    let (who, what) =
        if count == 1 { ("the only response", "a new profile") } else { ("every response", "a new profile each") };
    let finding = Finding::new(&ALL_IDENTITIES_GENERATED, format!("nobody is identified: {who} becomes {what}"));
    let task = mapping.tasks.iter().find(|task| task.random_anonymous_id);
    let span = task.map_or(Span::default(), |task| task.id.span);
    findings.push(finding.label("every id was made up").help(help).anchored(&mapping.source, span));
}
