//! The rows of a scaffold: each proposed pipe with what it gives on this very export, and whether it may be
//! sent without asking.

use super::keys::Keys;
use crate::core::error::Result;
use crate::mapping::value::boolean;
use crate::qualtrics::dates::{self, Zone};
use crate::qualtrics::export::Export;
use crate::qualtrics::import_id;
use crate::qualtrics::layout::Layout;
use crate::qualtrics::pipe::Template;
use crate::qualtrics::privacy::{self, Judged};
use crate::qualtrics::profile::Values;
use crate::qualtrics::propose::{Kind, Open, Proposal};
use crate::qualtrics::recipe::{Recipe, Rendered};
use jiff::tz::TimeZone;

/// A row.
#[derive(Debug)]
pub(crate) struct Row {
    /// The field and its pipe.
    pub(crate) proposal: Proposal,
    /// The name of the property or trait.
    pub(crate) key: String,
    /// Whether it may be sent without asking.
    pub(crate) state: State,
    /// What the pipe gives; a list by its elements.
    pub(crate) values: Values,
    /// Responses in which it gives anything.
    pub(crate) filled: u64,
    /// Whether it gives lists.
    pub(crate) is_list: bool,
    /// Values that are true or false.
    booleans: u64,
    /// Values that are moments, and how many of them name a zone.
    moments: [u64; 2],
}

/// Whether a row may be sent without asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// It may.
    Live,
    /// It is personal data.
    Personal(Judged),
    /// It is personal data, and a person wants it sent.
    Allowed(Judged),
    /// Nothing proves that its values are a closed set, for this reason.
    Open(Open),
    /// The pipe has no answer on this export, or not for every response.
    Unread(String),
}

/// What a pipe came to while the export went by.
#[derive(Default)]
struct Measure {
    values: Values,
    filled: u64,
    lists: u64,
    perhaps: u64,
    failures: u64,
    booleans: u64,
    moments: [u64; 2],
}

impl Row {
    /// Whether it is sent as it stands.
    pub(crate) fn is_live(&self) -> bool {
        matches!(self.state, State::Live | State::Allowed(_))
    }

    /// Whether it is about a person, and not filled in any of so many responses: not worth a line.
    pub(crate) fn is_idle(&self, responses: u64) -> bool {
        let about_a_person =
            self.proposal.kind == Kind::Contact || matches!(self.state, State::Personal(_) | State::Allowed(_));
        responses > 0 && self.filled == 0 && about_a_person && !self.is_answer()
    }

    /// What names its field in the mapping's `sensitive`: the question, or the field itself.
    pub(crate) fn field(&self) -> String {
        let id = self.proposal.import_ids.first();
        let question = id.and_then(|id| import_id::question_of(id));
        question.or(id.map(String::as_str)).unwrap_or(&self.proposal.tag).to_owned()
    }

    /// Whether it is an answer, in which -99 means "not answered".
    pub(crate) fn is_answer(&self) -> bool {
        self.proposal.import_ids.iter().any(|id| import_id::is_question(id))
    }

    /// The type that every value agrees with, and its plural for people.
    pub(crate) fn common_type(&self) -> Option<(&'static str, &'static str)> {
        let values = &self.values;
        match values {
            _ if self.is_list || values.filled == 0 => None,
            _ if !self.is_answer() && values.marks().next().is_some() => None,
            _ if values.integers == values.filled => Some(("integer", "whole numbers")),
            _ if values.numbers == values.filled => Some(("number", "numbers")),
            _ if self.booleans == values.filled => Some(("boolean", "true or false")),
            _ if self.moments == [values.filled; 2] => Some(("datetime", "dates")),
            _ if self.moments[0] == values.filled => Some(("datetime", "dates, in the zone of `timezone`")),
            _ => None,
        }
    }
}

/// Every proposal with what it gives on an export.
pub(crate) fn measured(proposals: Vec<Proposal>, export: &mut Export) -> Result<Vec<Row>> {
    let recipes: Vec<Result<Recipe, String>> =
        proposals.iter().map(|proposal| recipe(proposal, &mut export.layout)).collect();
    let mut measures: Vec<Measure> = proposals.iter().map(Measure::of).collect();
    while let Some(record) = export.next()? {
        for (recipe, measure) in recipes.iter().zip(&mut measures) {
            let Ok(recipe) = recipe else { continue };
            match recipe.render(&record) {
                Ok(rendered) => measure.see(rendered),
                Err(_) => measure.failures += 1,
            }
        }
    }
    Ok(with_keys(proposals, recipes, measures))
}

/// Every proposal where there is no export yet.
pub(crate) fn unmeasured(proposals: Vec<Proposal>, layout: &mut Layout) -> Vec<Row> {
    let recipes: Vec<Result<Recipe, String>> = proposals.iter().map(|proposal| recipe(proposal, layout)).collect();
    let measures = recipes.iter().map(|_| Measure::default()).collect();
    with_keys(proposals, recipes, measures)
}

fn recipe(proposal: &Proposal, layout: &mut Layout) -> Result<Recipe, String> {
    let template = Template::parse(&proposal.pipe).ok();
    let pipe = template.as_ref().and_then(|template| template.whole_pipe());
    // A name with a brace in it ends the pipe too early.
    let Some(pipe) = pipe.filter(|pipe| pipe.text == proposal.pipe) else {
        return Err("no pipe can be written for this name".to_owned());
    };
    layout.resolve(pipe).map_err(|unresolved| format!("{}: {}", unresolved.message, unresolved.help))
}

fn with_keys(proposals: Vec<Proposal>, recipes: Vec<Result<Recipe, String>>, measures: Vec<Measure>) -> Vec<Row> {
    let mut keys = Keys::default();
    let all = proposals.into_iter().zip(recipes).zip(measures);
    all.map(|((proposal, recipe), measure)| {
        let id = proposal.import_ids.first().map_or("", String::as_str);
        let key = keys.name(&proposal.tag, id);
        let state = measure.state(&proposal, recipe);
        let is_list = (proposal.kind == Kind::Several || measure.lists > 0) && measure.perhaps == 0;
        let Measure { values, filled, booleans, moments, .. } = measure;
        Row { proposal, key, state, values, filled, is_list, booleans, moments }
    })
    .collect()
}

impl Measure {
    fn of(proposal: &Proposal) -> Measure {
        // What is surely a choice looks like what its survey's author wrote.
        let is_answer = proposal.import_ids.iter().any(|id| import_id::is_question(id));
        let plain = proposal.kind == Kind::Metadata || (is_answer && proposal.open.is_none());
        Measure { values: Values { plain, ..Values::default() }, ..Measure::default() }
    }

    fn see(&mut self, rendered: Rendered<'_>) {
        match rendered {
            Rendered::Empty => return,
            Rendered::Text(text) => {
                self.values.see(&text);
                self.see_type(&text);
            }
            Rendered::PerhapsSeveral(text) => {
                self.perhaps += 1;
                self.values.see(&text);
            }
            Rendered::List(elements) => {
                self.lists += u64::from(elements.len() > 1);
                elements.iter().filter(|element| !element.is_empty()).for_each(|element| self.values.see(element));
            }
        }
        self.filled += 1;
    }

    fn see_type(&mut self, text: &str) {
        self.booleans += u64::from(boolean(text.trim()).is_some());
        // A number may be read as a date, but nobody means one.
        let is_moment = |zone| text.contains(['-', '/', '.']) && dates::read(text, &zone, None).is_ok();
        self.moments[0] += u64::from(is_moment(Zone::Known(TimeZone::UTC)));
        self.moments[1] += u64::from(is_moment(Zone::Unknown));
    }

    fn state(&self, proposal: &Proposal, recipe: Result<Recipe, String>) -> State {
        let recipe = match recipe {
            Ok(recipe) => recipe,
            Err(reason) => return State::Unread(reason),
        };
        let values = &self.values;
        let by_values = privacy::judge_values(&values.shapes, values.filled);
        if let Some(judged) = recipe.class.into_iter().chain(by_values).max_by_key(|judged| judged.class) {
            return State::Personal(judged);
        }
        match proposal.open {
            Some(open) => State::Open(open),
            None if self.failures > 0 => {
                State::Unread(format!("{} values cannot be read, or in more than one way", self.failures))
            }
            None => State::Live,
        }
    }
}
