//! What `source add` does, decided before anything is sent: a pure function of the wish and of what the workspace
//! has. A broken run leaves a source without nickname or label behind, so the same wish finds it and finishes it
//! (`reference/segment-public-api.md` §6 "POST /sources": a nickname needs two calls). Duplicates are found here,
//! because what Segment answers to them is unknown (§11 "Uniqueness").

use super::catalog::{self, CatalogEntry, SourceType};
use super::findings;
use super::form::is_source_name;
use crate::core::diagnostic::{Code, Finding, Findings};
use crate::segment::names;
use crate::segment::nickname::{Environment, Label, Nickname};
use crate::segment::region::Region;
use crate::segment::source_findings as names_found;
use crate::segment::source_names::{self, Clash};

/// What somebody wants.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    /// The nickname, with its environment.
    pub(crate) nickname: Nickname,
    /// The type of the source.
    pub(crate) kind: SourceType,
    /// Whether the workspace's warehouses stay connected, as they are by default in Segment, or not.
    pub(crate) connect_warehouses: bool,
    /// The workspace's region.
    pub(crate) region: Region,
}

/// A source of the workspace, as far as a decision rests on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ExistingSource {
    /// Its id.
    pub(crate) id: String,
    /// Its slug.
    pub(crate) slug: String,
    /// Its nickname; empty where it has none.
    pub(crate) name: String,
    /// The slug of its type in the catalog.
    pub(crate) type_slug: String,
    /// Whether it takes events.
    pub(crate) enabled: bool,
    /// Its labels.
    pub(crate) labels: Vec<Label>,
}

/// What the workspace has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Workspace<'a> {
    /// Every source.
    pub(crate) sources: &'a [ExistingSource],
    /// Every label that a source can be given.
    pub(crate) labels: &'a [Label],
    /// The catalog, or the part of it that was read.
    pub(crate) catalog: &'a [CatalogEntry],
}

/// One call that changes something, in the order in which they are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// Make the source.
    Create {
        /// Its slug.
        slug: String,
        /// The id of its type in the catalog.
        metadata_id: String,
        /// Whether every warehouse is to be disconnected.
        disconnect_all_warehouses: bool,
    },
    /// Give it its nickname.
    SetNickname(String),
    /// Give it a label.
    AddLabel(Label),
}

/// What stands now, before any step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing: the source is made.
    Nothing,
    /// What a broken run left, or what lacks a label: the source of this id is finished.
    HalfMade {
        /// Its id.
        id: String,
    },
    /// All of it: there is nothing to do in Segment.
    Complete {
        /// Its id.
        id: String,
    },
    /// Something that is in the way: the findings say what. There are no steps.
    Blocked,
}

/// What will be done, and what is to be said first.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// The nickname that the source has in the end.
    pub(crate) nickname: String,
    /// The slug.
    pub(crate) slug: String,
    /// The warehouse schema that the slug becomes.
    pub(crate) schema: String,
    /// The label of its environment.
    pub(crate) label: Label,
    /// What stands now.
    pub(crate) found: Found,
    /// What is done.
    pub(crate) steps: Vec<Step>,
    /// Whether a new source stays connected to the warehouses.
    pub(crate) connects_warehouses: bool,
}

impl Plan {
    /// The id of the source that exists already.
    pub(crate) fn existing_id(&self) -> Option<&str> {
        match &self.found {
            Found::HalfMade { id } | Found::Complete { id } => Some(id),
            Found::Nothing | Found::Blocked => None,
        }
    }
}

/// Whether the catalog is needed for a plan: only a source that is not there yet is made with an entry of it.
pub(crate) fn needs_catalog(wish: &Wish, sources: &[ExistingSource]) -> bool {
    let slug = wish.nickname.slug();
    sources.iter().all(|source| source.slug != slug)
}

/// The labels that every workspace has, for a token that may not list them
/// (`reference/segment-public-api.md` §11 "Labels").
pub(crate) fn labels_of_every_workspace() -> Vec<Label> {
    let by_default = Environment::ALL.into_iter().filter(|environment| environment.has_label_by_default());
    by_default.map(Environment::label).collect()
}

/// Decides what to do. What is in the way or worth a word is added to `findings`; an error among them
/// goes with [`Found::Blocked`], and with nothing else.
pub(crate) fn plan(wish: &Wish, workspace: &Workspace<'_>, findings: &mut Findings) -> Plan {
    let slug = wish.nickname.slug();
    let mut plan = Plan {
        nickname: wish.nickname.to_string(),
        schema: names::schema(&slug),
        label: wish.nickname.environment().label(),
        found: Found::Blocked,
        steps: Vec::new(),
        connects_warehouses: wish.connect_warehouses,
        slug,
    };
    let mut found = Findings::new();
    lint_wish(wish, &plan, &mut found);
    let ours = workspace.sources.iter().find(|source| source.slug == plan.slug);
    for other in workspace.sources.iter().filter(|source| ours.is_none_or(|ours| ours.id != source.id)) {
        collide(&plan, other, &mut found);
    }
    let entry = match ours {
        Some(ours) => {
            adopt(wish, &plan, ours, &mut found);
            None
        }
        None => create(wish, workspace.catalog, &mut found),
    };
    if !found.has_errors() {
        let labels: &[Label] = ours.map_or(&[], |ours| &ours.labels);
        if let Some(entry) = entry {
            plan.steps.push(Step::Create {
                slug: plan.slug.clone(),
                metadata_id: entry.id.clone(),
                disconnect_all_warehouses: !wish.connect_warehouses,
            });
        }
        if ours.is_none_or(|ours| ours.name != plan.nickname) {
            plan.steps.push(Step::SetNickname(plan.nickname.clone()));
        }
        if needs_label(&plan, labels, workspace.labels, &mut found) {
            plan.steps.push(Step::AddLabel(plan.label.clone()));
        }
        plan.found = match ours {
            None => Found::Nothing,
            Some(ours) if plan.steps.is_empty() => Found::Complete { id: ours.id.clone() },
            Some(ours) => Found::HalfMade { id: ours.id.clone() },
        };
    }
    findings.append(found);
    plan
}

/// What to say of a source that exists, in a list or by itself: its slug for Segment, its warehouses and the task,
/// and its nickname.
pub(crate) fn judge(source: &ExistingSource, findings: &mut Findings) {
    source_names::lint_slug(&source.slug, true, findings);
    source_names::lint_nickname(&source.name, &source.slug, findings);
    lint_for_task(&source.slug, findings);
    if !source.enabled {
        disabled(source, findings);
    }
}

/// What to say of a source that came back without a write key.
pub(crate) fn without_write_key(source: &ExistingSource, findings: &mut Findings) {
    let message = format!("`{}` shows no write key", shown(source));
    let help = "the task in Qualtrics needs none; for history: qseg source add NAME --env … --type http-api";
    findings.push(Finding::new(&findings::SERVES_TASK_ONLY, message).help(help).about(&source.slug));
}

fn lint_for_task(slug: &str, findings: &mut Findings) {
    if !is_source_name(slug) {
        let message = format!("the Segment task would not take the slug `{slug}`");
        let help = "the task takes lower-case letters, digits, periods, dashes and underscores";
        findings.push(Finding::new(&findings::SLUG_NOT_FOR_TASK, message).help(help).about(slug));
    }
}

fn lint_wish(wish: &Wish, plan: &Plan, found: &mut Findings) {
    // The environment alone (`dev`) would be a slug, but says nothing of the source.
    if names::slug(wish.nickname.name()).is_empty() {
        let message = format!("no slug can be made of `{}`", wish.nickname.name());
        let help = "use a name with ASCII letters or digits in it";
        found.push(Finding::new(&names_found::SLUG_EMPTY, message).help(help).about(&plan.slug));
    }
    source_names::lint_slug(&plan.slug, false, found);
    source_names::lint_label(&plan.label, found);
}

/// Finds out what another source has in common with the one that is wanted.
fn collide(plan: &Plan, other: &ExistingSource, found: &mut Findings) {
    let mut say = |code: &'static Code, message: String| {
        found.push(
            Finding::new(code, message)
                .help(format!("choose another name, or look at that source: qseg source show {}", other.id))
                .about(&other.id),
        );
    };
    match source_names::clash(&plan.slug, &other.slug) {
        // Slugs are unique; if a listing says otherwise, nobody can tell which one is meant.
        Some(Clash::Same) => {
            say(&names_found::SLUG_TAKEN, format!("two sources have the slug `{}`, {} is one", plan.slug, other.id));
        }
        Some(Clash::Case) => {
            let message = format!("the slug `{}` differs from `{}` ({}) in case only", plan.slug, other.slug, other.id);
            say(&names_found::SLUG_CASE, message);
        }
        Some(Clash::Schema) => {
            let message = format!(
                "the slug `{}` and `{}` ({}) become one warehouse schema, `{}`",
                plan.slug, other.slug, other.id, plan.schema
            );
            say(&names_found::SCHEMA_COLLISION, message);
        }
        None => {}
    }
    if other.name.trim().to_lowercase() == plan.nickname.to_lowercase() {
        let message = format!("the nickname `{}` is that of `{}` ({}) already", plan.nickname, other.slug, other.id);
        say(&names_found::NICKNAME_TAKEN, message);
    }
}

/// Whether the source of the same slug is what was wanted, or was begun to be.
fn adopt(wish: &Wish, plan: &Plan, ours: &ExistingSource, found: &mut Findings) {
    let kind = wish.kind.slug();
    if ours.type_slug != kind {
        let message = format!(
            "the source `{}` ({}) is there already, of the type `{}` and not `{kind}`",
            ours.slug, ours.id, ours.type_slug
        );
        let help = match SourceType::parse(&ours.type_slug) {
            Some(other) => format!("choose another name, or --type {}", other.slug()),
            None => "choose another name".to_owned(),
        };
        found.push(Finding::new(&findings::TYPE_DIFFERS, message).help(help).about(&ours.id));
        return;
    }
    let is_unnamed = ours.name.is_empty() || ours.name == ours.slug;
    if !is_unnamed && ours.name != plan.nickname {
        let message =
            format!("the slug `{}` is that of `{}` ({}), which has another nickname", plan.slug, ours.name, ours.id);
        let help =
            format!("choose another name; or, if it is the one you mean, rename it in Segment to {}", plan.nickname);
        found.push(Finding::new(&names_found::SLUG_TAKEN, message).help(help).about(&ours.id));
    }
    if !ours.enabled {
        disabled(ours, found);
    }
}

/// The entry that a new source is made with.
fn create<'e>(wish: &Wish, entries: &'e [CatalogEntry], found: &mut Findings) -> Option<&'e CatalogEntry> {
    catalog::judge_region(wish.kind, wish.region, found);
    catalog::find(wish.kind, entries, found)
}

/// Whether the source needs the label of its environment and can have it.
fn needs_label(plan: &Plan, has: &[Label], can_have: &[Label], found: &mut Findings) -> bool {
    let label = &plan.label;
    if has.contains(label) {
        return false;
    }
    if let Some(other) = has.iter().find(|other| other.key == label.key) {
        let message = format!("the source has the label `{other}` already, and `{label}` is wanted");
        let help = format!("if it really is {}, change the label in Segment; the nickname says so", label.value);
        found.push(Finding::new(&names_found::LABEL_CONFLICT, message).help(help).about(label.to_string()));
        return false;
    }
    if !can_have.contains(label) {
        let message = format!("the workspace has no label `{label}`, so the source is left without it");
        let help = format!(
            "a Workspace Owner can make the label with key `{}` and value `{}` in Segment's access management; then run \
             the same command again",
            label.key, label.value
        );
        found.push(Finding::new(&names_found::LABEL_MISSING, message).help(help).about(label.to_string()));
        return false;
    }
    true
}

fn disabled(source: &ExistingSource, found: &mut Findings) {
    let message = format!("the source `{}` ({}) is switched off", shown(source), source.id);
    let help = "switch it on in Segment, in the source's settings";
    found.push(Finding::new(&names_found::SOURCE_SWITCHED_OFF, message).help(help).about(&source.id));
}

fn shown(source: &ExistingSource) -> &str {
    if source.name.is_empty() { &source.slug } else { &source.name }
}

#[cfg(test)]
mod tests;
