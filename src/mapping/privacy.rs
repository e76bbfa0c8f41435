//! The data-protection view of a mapping: what leaves, of which class, and whether `personalData` allows it
//! (design §4). Which field is personal is Qualtrics' side to say: [`crate::qualtrics::privacy`].

use super::findings::SENSITIVE_NOT_ALLOWED;
use super::model::{ContextEntry, ContextNode, Mapping, ValueSpec};
use super::plan::Plan;
use super::scaffold::yaml::scalar;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::Span;
use crate::qualtrics::import_id;
use crate::qualtrics::pipe::{Pipe, PipeKind};
use crate::qualtrics::privacy::{Ground, Judged, PersonalClass, could_identify, is_of_field, judge_pipe};
use crate::qualtrics::survey::Survey;
use std::sync::Arc;

/// What kind of data a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Class {
    /// A class of personal data, which `personalData.allow` must name.
    Personal(PersonalClass),
    /// An id by which somebody is known elsewhere.
    ExternalId,
    /// A choice or a number that the respondent gave.
    Answer,
    /// Embedded data of no telling name.
    EmbeddedData,
    /// What Qualtrics notes of a response.
    Metadata,
    /// The same for everybody.
    Constant,
}

impl Class {
    /// The word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Class::Personal(class) => class.name(),
            Class::ExternalId => "external_id",
            Class::Answer => "answer",
            Class::EmbeddedData => "embedded_data",
            Class::Metadata => "metadata",
            Class::Constant => "constant",
        }
    }
}

/// One thing that leaves with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outgoing {
    /// The task's id.
    pub(crate) task: String,
    /// Where in the event it stands: `userId`, or `properties` and a name.
    pub(crate) path: Vec<String>,
    /// What it is.
    pub(crate) class: Class,
    /// How that was told, where it is personal.
    pub(crate) ground: Option<Ground>,
    /// Whether it is hashed, which is not anonymity.
    pub(crate) hashed: bool,
    /// Whether the mapping allows it; `None` where it need not.
    pub(crate) allowed: Option<bool>,
    /// The field that decides, where it is sensitive and not allowed.
    pub(crate) field: Option<String>,
    /// Where it stands in the mapping file.
    pub(crate) span: Span,
}

impl Outgoing {
    /// Takes what is known better now: an export's header, or its values. What was told before is not forgotten.
    pub(crate) fn learn(&mut self, mapping: &Mapping, told: &[Told]) {
        let Some(worst) = told.iter().map(|told| told.judged).max() else { return };
        let knew = matches!(self.class, Class::Personal(class) if class > worst.class);
        let allowed = told.iter().all(|told| told.is_allowed(mapping)) && self.allowed != Some(false);
        if !knew {
            self.class = Class::Personal(worst.class);
            self.ground = Some(worst.ground);
        }
        self.allowed = Some(allowed);
        let open = told.iter().find(|told| told.judged.class.is_sensitive() && !told.is_allowed(mapping));
        self.field = self.field.take().or(open.map(Told::field));
    }
}

/// What was told of one pipe.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    judged: Judged,
    /// The fields that it reads, and what the pipe itself calls them.
    fields: Vec<String>,
}

impl Told {
    fn of(pipe: &Pipe, judged: Option<Judged>, mut fields: Vec<String>) -> Option<Told> {
        match &pipe.kind {
            PipeKind::Question(question, _) => fields.insert(0, question.clone()),
            PipeKind::Embedded(name) | PipeKind::Column(name) => fields.push(name.clone()),
            _ => {}
        }
        judged.map(|judged| Told { judged, fields })
    }

    /// Whether the mapping allows it: a class by `personalData`, sensitive data field by field.
    fn is_allowed(&self, mapping: &Mapping) -> bool {
        if !self.judged.class.is_sensitive() {
            return mapping.personal_data.allow.iter().any(|allowed| allowed.value == self.judged.class.name());
        }
        let is_named = |field: &String| mapping.sensitive.iter().any(|entry| is_of_field(field, &entry.field.value));
        self.fields.iter().any(is_named)
    }

    /// What to name it by.
    fn field(&self) -> String {
        let first = self.fields.first().map_or("", String::as_str);
        import_id::question_of(first).unwrap_or(first).to_owned()
    }
}

/// Everything that a mapping sends, in file order, judged by its names and, where it is there, the survey.
pub(crate) fn outgoing(mapping: &Mapping, survey: Option<&Arc<Survey>>) -> Vec<Outgoing> {
    let mut all = Vec::new();
    for task in &mapping.tasks {
        let mut add = |path: Vec<String>, value: &ValueSpec| {
            let pipes = value.template.pipes();
            let told: Vec<Told> = pipes
                .filter_map(|pipe| {
                    let (judged, fields) = judge_pipe(pipe, survey);
                    Told::of(pipe, judged, fields)
                })
                .collect();
            let mut what = Outgoing {
                task: task.id.value.clone(),
                path,
                class: value.template.pipes().map(of_no_person).min().unwrap_or(Class::Constant),
                ground: None,
                hashed: value.hash.is_some(),
                allowed: None,
                field: None,
                span: value.span,
            };
            what.learn(mapping, &told);
            all.push(what);
        };
        if let Some(event) = task.event.as_ref().filter(|event| event.template.literal().is_none()) {
            add(vec!["event".to_owned()], event);
        }
        for (name, id) in [("userId", &task.user_id), ("anonymousId", &task.anonymous_id)] {
            if let Some(id) = id {
                add(vec![name.to_owned()], id);
            }
        }
        for row in &task.rows {
            add(vec![task.call.body_key().to_owned(), row.key.value.clone()], &row.value);
        }
        of_context(&task.context, &mut vec!["context".to_owned()], &mut add);
    }
    all
}

/// The same, judged by an export's header too.
pub(crate) fn outgoing_of(mapping: &Mapping, plan: &Plan) -> Vec<Outgoing> {
    let mut all = outgoing(mapping, None);
    all.retain(|what| plan.tasks.iter().any(|task| task.id == what.task));
    learn_from(&mut all, mapping, plan);
    all
}

/// Takes what the header of an export tells of everything that its plan sends.
pub(crate) fn learn_from(all: &mut [Outgoing], mapping: &Mapping, plan: &Plan) {
    for task in &plan.tasks {
        for value in task.every_value() {
            let told: Vec<Told> = value
                .recipes()
                .filter_map(|(pipe, recipe)| Told::of(pipe, recipe.class, recipe.fields.clone()))
                .collect();
            let its = |what: &&mut Outgoing| what.span == value.span() && what.task == task.id;
            all.iter_mut().filter(its).for_each(|what| what.learn(mapping, &told));
        }
    }
}

/// A finding for all sensitive data that leaves and is not allowed.
pub(crate) fn tell_sensitive(mapping: &Mapping, all: &[Outgoing], findings: &mut Findings) {
    for what in all {
        let (Class::Personal(class), Some(field)) = (what.class, &what.field) else { continue };
        let ground = what.ground.map(|ground| format!(" ({ground})")).unwrap_or_default();
        let message = format!("`{}` sends sensitive data: {}{ground}", what.path.join("."), class.name());
        let help = format!(
            "leave it out, or allow the field:\n  sensitive: {{ {}: {{ purpose: \"what for\", basis: \"why it may\" }} }}",
            scalar(field)
        );
        let finding = Finding::new(&SENSITIVE_NOT_ALLOWED, message).label("not named in `sensitive`").help(help);
        findings.push(finding.anchored(&mapping.source, what.span));
    }
}

fn of_context(entries: &[ContextEntry], path: &mut Vec<String>, add: &mut impl FnMut(Vec<String>, &ValueSpec)) {
    for entry in entries {
        path.push(entry.key.value.clone());
        match &entry.node {
            ContextNode::Value(value) => add(path.clone(), value),
            ContextNode::Object(entries) => of_context(entries, path, add),
        }
        path.pop();
    }
}

fn of_no_person(pipe: &Pipe) -> Class {
    match &pipe.kind {
        PipeKind::Embedded(name) | PipeKind::Column(name) if could_identify(name) => Class::ExternalId,
        PipeKind::Embedded(name) | PipeKind::Metadata(name) | PipeKind::Contact(name) | PipeKind::Column(name)
            if import_id::metadata(name) == Some("externalDataReference") =>
        {
            Class::ExternalId
        }
        PipeKind::Question(..) | PipeKind::Score(..) => Class::Answer,
        PipeKind::Column(name) if import_id::is_question(name) => Class::Answer,
        PipeKind::Embedded(_) | PipeKind::Column(_) => Class::EmbeddedData,
        _ => Class::Metadata,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_is_named_with_its_class_and_whether_it_may() {
        let text = "version: 1\nsenders: [qseg]\npersonalData: { allow: [email] }\ntasks:\n  t:\n    type: identify\n    \
            userId: ${m://ExternalDataReference}\n    anonymousId: ${e://Field/session_id}\n    context: { ip: '${rm://Field/IPAddress}' }\n    \
            traits:\n      email: { value: '${m://Email}', hash: sha256 }\n      who: 'Dear ${m://FirstName}, ${e://Field/plan}'\n      \
            why: ${q://QID1/ChoiceTextEntryValue}\n      score: ${q://QID2/SelectedChoicesRecode}\n      plan: ${e://Field/plan}\n      \
            at: ${rm://Field/RecordedDate}\n      via: survey\n";
        let (mapping, findings) = crate::mapping::read("m.yaml", text);
        let mapping = mapping.unwrap_or_else(|| panic!("{findings:?}"));
        let found: Vec<String> = outgoing(&mapping, None)
            .iter()
            .map(|row| format!("{} {} {} {:?}", row.path.join("."), row.class.name(), row.hashed, row.allowed))
            .collect();
        assert_eq!(
            found,
            [
                "userId external_id false None",
                "anonymousId external_id false None",
                "traits.email email true Some(true)",
                "traits.who name false Some(false)",
                "traits.why free_text false Some(false)",
                "traits.score answer false None",
                "traits.plan embedded_data false None",
                "traits.at metadata false None",
                "traits.via constant false None",
                "context.ip ip_address false Some(false)",
            ]
        );
    }
}
