//! Labels of the workspace and of sources (`reference/segment-public-api.md` §6 "Labels", §11 "Labels").

use super::body::{self, Field, Shape, optional, required};
use super::{Good, Outcome, Refusal, Visit};
use crate::sandbox::state::Label;
use serde_json::{Value, json};

const LABEL: &[Field] =
    &[required("key", Shape::Text), required("value", Shape::Text), optional("description", Shape::AnyText)];

const OF_SOURCE: &[Field] = &[required("labels", Shape::List(LABEL))];
const CREATE: &[Field] = &[required("label", Shape::Object(LABEL))];

pub(crate) fn list(visit: &mut Visit) -> Outcome {
    Good::new(json!({ "labels": visit.state.labels }))
}

pub(crate) fn create(visit: &mut Visit) -> Outcome {
    body::check(&visit.body, CREATE)?;
    let label = label(&visit.body["label"]);
    for (field, text) in [("label.key", &label.key), ("label.value", &label.value)] {
        if !is_label_text(text) {
            let message = format!("\"{field}\" must begin with a letter and hold only letters, numbers and hyphens");
            return Err(Refusal::invalid(field, message));
        }
    }
    if visit.state.labels.iter().any(|known| known.is(&label.key, &label.value)) {
        return Err(Refusal::taken("value", "label"));
    }
    visit.state.labels.push(label.clone());
    let name = format!("{}:{}", label.key, label.value);
    visit.note("Label Created", "label", &name, &name);
    Good::created(json!({ "label": label }))
}

pub(crate) fn add_to_source(visit: &mut Visit) -> Outcome {
    let added = given(visit)?;
    let source = visit.source_mut()?;
    // One value per key: that the newer value takes the older one's place is an inference.
    source.labels.retain(|known| !added.iter().any(|label| label.key == known.key));
    source.labels.extend(added);
    told(visit)
}

pub(crate) fn replace_in_source(visit: &mut Visit) -> Outcome {
    let labels = given(visit)?;
    visit.source_mut()?.labels = labels;
    told(visit)
}

/// The labels of the body, which must be labels of the workspace, one per key. The status for an unknown one is an
/// inference.
fn given(visit: &Visit) -> Result<Vec<Label>, Refusal> {
    body::check(&visit.body, OF_SOURCE)?;
    visit.source()?;
    let mut labels: Vec<Label> = Vec::new();
    for (at, value) in visit.body["labels"].as_array().into_iter().flatten().enumerate() {
        let (label, field) = (label(value), format!("labels[{at}]"));
        let Some(known) = visit.state.labels.iter().find(|known| known.is(&label.key, &label.value)) else {
            let message = format!("\"{field}\" is no label of this workspace: {}:{}", label.key, label.value);
            return Err(Refusal::invalid(&field, message));
        };
        if labels.iter().any(|other| other.key == label.key) {
            return Err(Refusal::invalid(&field, format!("\"{field}\" gives \"{}\" a second value", label.key)));
        }
        labels.push(known.clone());
    }
    Ok(labels)
}

fn told(visit: &mut Visit) -> Outcome {
    let source = visit.source()?.clone();
    visit.note_source("Source Modified", &source);
    Good::new(json!({ "labels": source.labels }))
}

fn label(value: &Value) -> Label {
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Label { key: text("key"), value: text("value"), description: text("description") }
}

fn is_label_text(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
