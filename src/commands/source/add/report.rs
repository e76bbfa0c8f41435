//! What `source add` found, did and leaves to do: for people at the end, and as a document at any point.

use super::pin_file::Pinning;
use super::requests;
use crate::commands::connection::Opened;
use crate::commands::document;
use crate::commands::source::facts;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Result};
use crate::segment::event::CallType;
use crate::segment::names;
use crate::segment::public_api::shapes::Source;
use crate::task::add_source::{Found, Plan, Step};
use crate::task::catalog::SourceType;
use crate::task::next_steps::{self, Target, next_steps};
use crate::ui::{Ui, visible};
use serde_json::{Value, json};

/// Where the text beside the labels begins.
const COLUMN: usize = 12;

/// Everything that is known so far.
#[derive(Default)]
pub(crate) struct Report {
    planned: Option<Planned>,
    /// The source, as soon as it is there.
    pub(crate) source: Option<Source>,
    /// How many steps of the plan are done.
    pub(crate) done: usize,
    /// What was pinned.
    pub(crate) pinned: Option<Pinning>,
    /// The call of the mapping's tasks.
    pub(crate) call: Option<CallType>,
    /// What was found.
    pub(crate) findings: Findings,
}

struct Planned {
    dry_run: bool,
    opened: Opened,
    kind: SourceType,
    plan: Plan,
}

impl Report {
    /// There is a plan.
    pub(crate) fn planned(&mut self, dry_run: bool, opened: &Opened, kind: SourceType, plan: Plan) {
        self.planned = Some(Planned { dry_run, opened: opened.clone(), kind, plan });
    }

    /// The document: the error's alone before there is a plan.
    pub(crate) fn document(&self, error: Option<&Error>) -> Value {
        let told = error.map(document::error_only);
        let Some(Planned { dry_run, opened, kind, plan }) = &self.planned else { return told.unwrap_or_default() };
        let (found, label) = (found_in_words(&plan.found), &plan.label);
        let is_over = error.is_none() && !dry_run;
        let steps = if is_over { self.next_steps() } else { Vec::new() };
        let mut document = json!({
            "schema": "qseg.source.add/1",
            "dry_run": dry_run,
            "workspace": facts::workspace(opened),
            "region": opened.region.name(),
            "plan": {
                "nickname": plan.nickname,
                "slug": plan.slug,
                "warehouse_schema": plan.schema,
                "label": { "key": label.key, "value": label.value },
                "type": kind.slug(),
                "connect_warehouses": plan.connects_warehouses,
            },
            "found": found,
            "steps": self.steps(plan),
            "source": self.source.as_ref().map(|source| facts::document(source, false)),
            "pinned": self.pinned.as_ref().map(|pinned| {
                json!({ "file": pinned.file, "env": pinned.env, "changed": pinned.changed })
            }),
            "findings": document::findings(&self.findings),
            "next_steps": steps.iter().map(step_document).collect::<Vec<_>>(),
        });
        if let Some(mut told) = told {
            document["error"] = told["error"].take();
        }
        document
    }

    /// The steps as requests, and whether each is done.
    fn steps(&self, plan: &Plan) -> Vec<Value> {
        let id = self.source.as_ref().map(|source| source.id.as_str());
        let requests = match id {
            Some(id) => plan.steps.iter().map(|step| requests::of_step(step, id)).collect(),
            None => requests::of_plan(plan),
        };
        let steps = plan.steps.iter().zip(requests).enumerate();
        steps
            .map(|(at, (step, request))| {
                json!({
                    "step": word(step),
                    "method": request.method.name(),
                    "path": request.path,
                    "body": request.body,
                    "done": at < self.done,
                })
            })
            .collect()
    }

    /// What is left to do in Qualtrics.
    fn next_steps(&self) -> Vec<next_steps::Step> {
        let (Some(planned), Some(source)) = (&self.planned, &self.source) else { return Vec::new() };
        next_steps(&Target {
            workspace: &planned.opened.workspace.name,
            region: planned.opened.region,
            nickname: &source.name,
            slug: &source.slug,
            kind: Some(planned.kind),
            call: self.call,
        })
    }

    /// The source, and what to do next in Qualtrics.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn tell(&self, ui: &mut Ui) -> Result<()> {
        let Some(source) = &self.source else { return Ok(()) };
        let labels: Vec<String> = source.labels.iter().map(|label| format!("{}:{}", label.key, label.value)).collect();
        let mut say = |label: &str, text: &str| ui.entry(label, COLUMN, &visible(text));
        say("Source", &source.name)?;
        say("Id", &source.id)?;
        say("Slug", &source.slug)?;
        say("Schema", &names::schema(&source.slug))?;
        say("Labels", if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }.as_str())?;
        let way = if source.write_keys.is_empty() { "" } else { " (`qseg source show` with --reveal shows it)" };
        say("Write key", &format!("{}{way}", facts::keys(source)))?;
        if let Some(pinned) = &self.pinned {
            let already = if pinned.changed { "" } else { ", as it was" };
            say("Pinned", &format!("in {}, as {}{already}", pinned.file, pinned.env))?;
        }
        ui.line("")?;
        ui.heading("What to do next")?;
        for (at, step) in self.next_steps().iter().enumerate() {
            ui.line(&format!("{}. {}", at + 1, visible(step.title)))?;
            let column = step.values.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default().min(24) + 5;
            for (name, value) in &step.values {
                let label = format!("   {name}");
                // A long name has a line of its own.
                if label.chars().count() + 2 > column {
                    ui.line(&label)?;
                    ui.entry("", column, &visible(value))?;
                } else {
                    ui.entry(&label, column, &visible(value))?;
                }
            }
            if let Some(note) = &step.note {
                ui.entry("", 3, &visible(note))?;
            }
        }
        Ok(())
    }

    /// The next command.
    pub(crate) fn hint(&self, ui: &mut Ui) {
        let Some(source) = &self.source else { return };
        ui.hint(&visible(&match &self.pinned {
            Some(pinned) => format!(
                "see the events for it: qseg send --dry-run --env {} --mapping {} responses.csv",
                pinned.env, pinned.file
            ),
            None => format!("pin it in a mapping file: qseg source add {} --pin qseg.yaml", source.name),
        }));
    }
}

/// Steps in words: `name it Qualtrics_Dev, add the label environment:dev`.
pub(crate) fn left(steps: &[Step]) -> String {
    let words = steps.iter().map(|step| match step {
        Step::Create { slug, .. } => format!("create {slug}"),
        Step::SetNickname(nickname) => format!("name it {nickname}"),
        Step::AddLabel(label) => format!("add the label {label}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

fn word(step: &Step) -> &'static str {
    match step {
        Step::Create { .. } => "create",
        Step::SetNickname(_) => "set_nickname",
        Step::AddLabel(_) => "add_label",
    }
}

fn found_in_words(found: &Found) -> &'static str {
    match found {
        Found::Nothing => "nothing",
        Found::HalfMade { .. } => "half_made",
        Found::Complete { .. } => "complete",
        Found::Blocked => "blocked",
    }
}

fn step_document(step: &next_steps::Step) -> Value {
    let values: Vec<Value> = step.values.iter().map(|(name, value)| json!({ "box": name, "value": value })).collect();
    json!({ "title": step.title, "values": values, "note": step.note })
}
