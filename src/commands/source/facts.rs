//! What the commands say of a source, in words and as a document. Its write keys are masked, unless they are asked for.

use crate::commands::connection::Opened;
use crate::core::secret::Secret;
use crate::segment::names;
use crate::segment::nickname::{Convention, Label};
use crate::segment::public_api::probe::Seen;
use crate::segment::public_api::shapes::Source;
use crate::task::add_source::ExistingSource;
use serde_json::{Value, json};

/// A source as the rules of names see it.
pub(crate) fn existing(source: &Source) -> ExistingSource {
    ExistingSource {
        id: source.id.clone(),
        slug: source.slug.clone(),
        name: source.name.clone(),
        type_slug: source.metadata.slug.clone(),
        // Where Segment does not say, nobody is told that it is off.
        enabled: source.enabled.unwrap_or(true),
        labels: source.labels.iter().map(|label| Label::new(&label.key, &label.value)).collect(),
    }
}

/// The environment that a source serves: by its label, else by its nickname.
pub(crate) fn environment(source: &Source) -> Option<String> {
    let labelled = source.labels.iter().find(|label| label.key == Label::ENVIRONMENT);
    labelled.map(|label| label.value.clone()).or_else(|| match Convention::of(&source.name) {
        Convention::Kept(nickname) | Convention::Near(nickname) => Some(nickname.environment().name().to_owned()),
        Convention::Broken => None,
    })
}

/// Whether the nickname keeps the convention: `kept`, `near` or `broken`.
pub(crate) fn convention(source: &Source) -> &'static str {
    match Convention::of(&source.name) {
        Convention::Kept(_) => "kept",
        Convention::Near(_) => "near",
        Convention::Broken => "broken",
    }
}

/// `yes`, `no`, or `unknown` where Segment does not say.
pub(crate) fn yes_or_no(said: Option<bool>) -> &'static str {
    match said {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// Its write keys, masked; else whether they are hidden or there may be none.
pub(crate) fn keys(source: &Source) -> String {
    let masked: Vec<String> = source.write_keys.iter().map(Secret::masked).collect();
    match (masked.is_empty(), Seen::of(source).must_have_key) {
        (false, _) => masked.join(", "),
        (true, true) => "hidden".to_owned(),
        (true, false) => "none or hidden".to_owned(),
    }
}

/// A source. The write keys are shown whole on `reveal` alone.
pub(crate) fn document(source: &Source, reveal: bool) -> Value {
    let key = |key: &Secret| if reveal { key.text().unwrap_or_default().to_owned() } else { key.masked() };
    let labels: Vec<Value> =
        source.labels.iter().map(|label| json!({ "key": label.key, "value": label.value })).collect();
    let suggestion = match Convention::of(&source.name) {
        Convention::Near(nickname) => Some(nickname.to_string()),
        Convention::Kept(_) | Convention::Broken => None,
    };
    json!({
        "id": source.id,
        "slug": source.slug,
        "nickname": source.name,
        "type": { "id": source.metadata.id, "slug": source.metadata.slug, "name": source.metadata.name },
        "enabled": source.enabled,
        "environment": environment(source),
        "labels": labels,
        "warehouse_schema": names::schema(&source.slug),
        "convention": convention(source),
        "suggested_nickname": suggestion,
        "write_keys": source.write_keys.iter().map(key).collect::<Vec<_>>(),
    })
}

/// The workspace, for every document.
pub(crate) fn workspace(opened: &Opened) -> Value {
    let workspace = &opened.workspace;
    json!({ "id": workspace.id, "name": workspace.name, "slug": workspace.slug })
}
