//! What the examples of a mapping reach: rows that were given a value, choices and entries of maps that came,
//! and tests of conditions that were met and not met. It listens to the evaluation; there is no second one.

use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::Span;
use crate::mapping::findings;
use crate::mapping::model::{Condition, Mapping, Row, TaskSpec, ValueSpec};
use crate::mapping::trace::{Seen, Step, Trace};
use crate::mapping::value::{Evaluated, Held};
use crate::qualtrics::pipe::{Ask, Part, PipeKind};
use crate::qualtrics::recipe::Rendered;
use crate::qualtrics::survey::{Survey, SurveyField};
use std::collections::{HashMap, HashSet};

/// What was reached so far. Values are known by their places in the mapping file.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    given: HashSet<Span>,
    rendered: HashMap<Span, HashSet<String>>,
    /// The texts of a value before `map`, of this response.
    before_map: HashMap<Span, Vec<String>>,
    mapped: HashMap<Span, HashSet<String>>,
    met: HashSet<Span>,
    not_met: HashSet<Span>,
}

/// How much of something was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Share {
    /// Of these.
    pub(crate) all: u64,
    /// So many were.
    pub(crate) reached: u64,
}

impl Share {
    fn count(&mut self, reached: bool) {
        self.all += 1;
        self.reached += u64::from(reached);
    }
}

/// The account of a mapping's examples.
#[derive(Debug, Default)]
pub(crate) struct Account {
    /// Properties, traits and ids that a pipe fills.
    pub(crate) rows: Share,
    /// Choices of the questions that are asked for, as far as the survey is known, and entries of `map`s.
    pub(crate) choices: Share,
    /// Sides of tests of `when`: each can be met and not met.
    pub(crate) conditions: Share,
    /// What was not reached, each at its line.
    pub(crate) gaps: Findings,
}

impl Trace for Coverage {
    fn step(&mut self, span: Span, step: Step, seen: Seen<'_>) {
        let Seen::Rendered(rendered) = seen else { return };
        let texts: Vec<String> = match rendered {
            Rendered::Empty => Vec::new(),
            Rendered::Text(text) | Rendered::PerhapsSeveral(text) => vec![text.to_string()],
            Rendered::List(elements) => elements.iter().map(|element| element.to_string()).collect(),
        };
        match step {
            Step::Render => {
                self.rendered.entry(span).or_default().extend(texts.iter().cloned());
                self.before_map.insert(span, texts);
            }
            Step::Missing => {
                self.before_map.insert(span, texts);
            }
            Step::Map => {
                let before = self.before_map.remove(&span).unwrap_or_default();
                self.mapped.entry(span).or_default().extend(before);
            }
            Step::Default | Step::Type | Step::Hash => {}
        }
    }

    fn came_to(&mut self, span: Span, outcome: Result<&Evaluated<'_>, &Held>) {
        if matches!(outcome, Ok(value) if *value != Evaluated::Absent) {
            self.given.insert(span);
        }
    }

    fn tested(&mut self, span: Span, is_met: bool) {
        if is_met {
            self.met.insert(span)
        } else {
            self.not_met.insert(span)
        };
    }
}

impl Coverage {
    /// What of a mapping was reached, and what was not.
    pub(crate) fn account(&self, mapping: &Mapping, survey: Option<&Survey>) -> Account {
        let mut account = Account::default();
        let mut fields: Vec<(&SurveyField, String, Span, HashSet<&str>)> = Vec::new();
        for task in &mapping.tasks {
            for (name, value) in rows(task) {
                let reached = self.given.contains(&value.span);
                account.rows.count(reached);
                if !reached {
                    let message = format!("no example gives `{name}` of `{}` a value", task.id.value);
                    let finding = Finding::new(&findings::ROW_NOT_COVERED, message).label("never reached");
                    let help = "add an example whose response has this field, and expect something of this task";
                    account.gaps.push(finding.help(help).anchored(&mapping.source, value.span));
                }
            }
            let conditions = task.when.iter().flat_map(Condition::values);
            for value in task.rows.iter().map(|row| &row.value).chain(conditions) {
                self.map_entries(mapping, value, &mut account);
                let Some((key, field)) = survey.and_then(|survey| asked_field(value, survey)) else { continue };
                let seen = self.rendered.get(&value.span).into_iter().flatten().map(String::as_str);
                match fields.iter_mut().find(|(_, known, ..)| *known == key) {
                    Some((.., texts)) => texts.extend(seen),
                    None => fields.push((field, key, value.span, seen.collect())),
                }
            }
            self.conditions(mapping, task, &mut account);
        }
        for (field, key, span, texts) in fields {
            let mut never = Vec::new();
            for choice in field.choices.iter() {
                let reached = texts.contains(choice.recode.as_str()) || texts.contains(choice.label.as_str());
                account.choices.count(reached);
                if !reached {
                    never.push(format!("{} ({})", choice.recode, choice.label.trim()));
                }
            }
            if !never.is_empty() {
                let message = format!("no example chooses these of {key}: {}", never.join(", "));
                let finding = Finding::new(&findings::CHOICE_NOT_COVERED, message).label("asked for here");
                let help = "add examples in which they are chosen";
                account.gaps.push(finding.help(help).anchored(&mapping.source, span));
            }
        }
        account.gaps = std::mem::take(&mut account.gaps).in_file_order();
        account
    }

    fn map_entries(&self, mapping: &Mapping, value: &ValueSpec, account: &mut Account) {
        let mut never = Vec::new();
        for (from, _) in &value.map {
            let reached = self.mapped.get(&value.span).is_some_and(|texts| texts.contains(from));
            account.choices.count(reached);
            if !reached {
                never.push(from.as_str());
            }
        }
        if !never.is_empty() {
            let message = format!("no example comes to these entries of the `map`: {}", never.join(", "));
            let finding =
                Finding::new(&findings::CHOICE_NOT_COVERED, message).about("map").label("the `map` beside it");
            let help = "add examples whose response has them, or remove the entries";
            account.gaps.push(finding.help(help).anchored(&mapping.source, value.span));
        }
    }

    fn conditions(&self, mapping: &Mapping, task: &TaskSpec, account: &mut Account) {
        for value in task.when.iter().flat_map(Condition::values) {
            let (met, not_met) = (self.met.contains(&value.span), self.not_met.contains(&value.span));
            account.conditions.count(met);
            account.conditions.count(not_met);
            let said = match (met, not_met) {
                (true, true) => continue,
                (true, false) => "every example that comes to this test meets it",
                (false, true) => "no example meets this test",
                (false, false) => "no example comes to this test",
            };
            let finding = Finding::new(&findings::CONDITION_NOT_COVERED, said).label("tested here");
            let help = "add an example for the other side; `expect: { TASK: none }` says that there is no event";
            account.gaps.push(finding.help(help).anchored(&mapping.source, value.span));
        }
    }
}

/// The properties, traits and ids of a task that a pipe fills.
fn rows(task: &TaskSpec) -> impl Iterator<Item = (&str, &ValueSpec)> {
    let ids = [("userId", &task.user_id), ("anonymousId", &task.anonymous_id)];
    let ids = ids.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    let rows = task.rows.iter().map(|Row { key, value }| (key.value.as_str(), value));
    ids.chain(rows).filter(|(_, value)| value.template.literal().is_none())
}

/// The field with choices that a value asks for, where it is one pipe and nothing else.
fn asked_field<'s>(value: &ValueSpec, survey: &'s Survey) -> Option<(String, &'s SurveyField)> {
    let [Part::Pipe(pipe)] = value.template.parts.as_slice() else { return None };
    let PipeKind::Question(question, ask) = &pipe.kind else { return None };
    let key = match ask {
        Ask::SelectedChoices | Ask::SelectedChoicesRecode => question.clone(),
        Ask::SelectedAnswers(Some(row)) | Ask::SelectedAnswerRecode(Some(row)) => format!("{question}_{row}"),
        _ => return None,
    };
    let field = survey.field(&key).filter(|field| !field.choices.is_empty())?;
    Some((key, field))
}
