//! The data-protection view of a mapping: what leaves, of which class, and whether `personalData` allows it
//! (design §4). Which field is personal is Qualtrics' side to say: [`crate::qualtrics::privacy`].

use super::model::{ContextEntry, ContextNode, Mapping, ValueSpec};
use crate::qualtrics::import_id;
use crate::qualtrics::pipe::{Pipe, PipeKind};
use crate::qualtrics::privacy::{PersonalClass, class_of_pipe, could_identify};

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
    /// Whether it is hashed, which is not anonymity.
    pub(crate) hashed: bool,
    /// Whether `personalData` allows it; `None` where it need not.
    pub(crate) allowed: Option<bool>,
}

/// Everything that a mapping sends, in file order.
pub(crate) fn outgoing(mapping: &Mapping) -> Vec<Outgoing> {
    let mut all = Vec::new();
    for task in &mapping.tasks {
        let mut add = |path: Vec<String>, value: &ValueSpec| {
            let class = class_of(value);
            let allowed = match class {
                Class::Personal(personal) => {
                    Some(mapping.personal_data.allow.iter().any(|allowed| allowed.value == personal.name()))
                }
                _ => None,
            };
            all.push(Outgoing { task: task.id.value.clone(), path, class, hashed: value.hash.is_some(), allowed });
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

/// The class that matters most of a value's pipes.
fn class_of(value: &ValueSpec) -> Class {
    let personal = value.template.pipes().filter_map(class_of_pipe).max().map(|judged| Class::Personal(judged.class));
    personal.or_else(|| value.template.pipes().map(of_no_person).min()).unwrap_or(Class::Constant)
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
        let found: Vec<String> = outgoing(&mapping)
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
