//! `qseg source add|list|show`, against the local Segment. No run shows a token or a whole write key, but for
//! `show --reveal`.

#[cfg(unix)]
mod ask;
mod broken;
mod dry_run;
mod look;
mod pin;
mod plan;

use crate::support::segment::Segment;
use crate::support::{Place, Said};
use qseg::sandbox::public_api::access::Role;
use serde_json::{Value, json};
use std::fs;

/// A place with a workspace and a token for it.
pub struct Desk {
    pub place: Place,
    pub segment: Segment,
}

impl Desk {
    /// A workspace as in a file of `qseg sandbox --workspace`, and the token of a role.
    pub fn of(role: Role, workspace: &Value) -> Desk {
        let segment = Segment::of(workspace);
        let place = Place::new().with("QSEG_API_URL", segment.url()).with("QSEG_TOKEN", role.token());
        Desk { place, segment }
    }

    /// Source Admin of a workspace with these sources, and one of another type.
    pub fn with(sources: &[Value]) -> Desk {
        Desk::of(Role::SourceAdmin, &workspace(sources))
    }

    pub fn run(&self, arguments: &[&str]) -> Said {
        let said = self.place.run(&[&["source"], arguments].concat());
        self.assert_hidden(&format!("{}{}", said.stdout, said.stderr));
        said
    }

    /// `source add … --yes`.
    pub fn add(&self, arguments: &[&str]) -> Said {
        self.run(&[&["add"], arguments, &["--yes"]].concat())
    }

    /// The document of `source add … --yes --format json`.
    pub fn added(&self, arguments: &[&str], code: i32) -> Value {
        self.add(&[arguments, &["--format", "json"]].concat()).exits(code).document()
    }

    /// No token and no write key is in the text, nor in any file.
    #[track_caller]
    pub fn assert_hidden(&self, text: &str) {
        let keys = self.segment.state(|state| {
            state
                .sources
                .iter()
                .flat_map(|source| {
                    source.write_keys.iter().map(|key| key.text().expect("text").to_owned()).collect::<Vec<_>>()
                })
                .collect::<Vec<String>>()
        });
        let tokens = Role::ALL.into_iter().map(|role| role.token().to_owned());
        for secret in keys.into_iter().chain(tokens) {
            assert!(!text.contains(&secret), "a secret was shown: {text}");
            for entry in fs::read_dir(self.place.path()).expect("a folder") {
                let path = entry.expect("an entry").path();
                let held = path.is_file() && fs::read_to_string(&path).expect("text").contains(&secret);
                assert!(!held, "a secret was written: {}", path.display());
            }
        }
    }

    /// Every request that changes something, with its body.
    pub fn writes(&self) -> Vec<(String, Value)> {
        let requests = self.segment.requests().into_iter().filter(|seen| seen.method != "GET");
        requests
            .map(|seen| {
                let body = serde_json::from_slice(&seen.body).expect("JSON");
                (format!("{} {}", seen.method, seen.path), body)
            })
            .collect()
    }

    /// What the workspace has under a slug: id, nickname, labels, warehouses.
    pub fn source(&self, slug: &str) -> Option<(String, String, Vec<String>, usize)> {
        self.segment.state(|state| {
            let source = state.sources.iter().find(|source| source.slug == slug)?;
            let labels = source.labels.iter().map(|label| format!("{}:{}", label.key, label.value)).collect();
            Some((source.id.clone(), source.name.clone(), labels, source.warehouses.len()))
        })
    }
}

/// A workspace with a warehouse, these sources and one of a website.
pub fn workspace(sources: &[Value]) -> Value {
    let website = json!({ "id": "srcWeb", "slug": "website_prod", "name": "Website_Prod", "type": "javascript" });
    let sources: Vec<Value> = sources.iter().cloned().chain([website]).collect();
    json!({
        "workspace": { "id": "ws1", "name": "Acme", "slug": "acme" },
        "warehouses": [{ "id": "wh1", "type": "postgres" }],
        "sources": sources,
    })
}

/// A Qualtrics source.
pub fn qualtrics(id: &str, slug: &str, name: &str) -> Value {
    json!({ "id": id, "slug": slug, "name": name, "type": "qualtrics" })
}

/// The same with a label of its environment.
pub fn labelled(id: &str, slug: &str, name: &str, environment: &str) -> Value {
    let mut source = qualtrics(id, slug, name);
    source["labels"] = json!([{ "key": "environment", "value": environment }]);
    source
}

/// The codes of a document's findings.
pub fn codes(document: &Value) -> Vec<&str> {
    let findings = document["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["code"].as_str().expect("a code")).collect()
}
