//! A task's fingerprint: whether two runs asked for the same event of a response (design §7). The ledger keeps
//! it, so that other content under the same fingerprint is an edited response, and other content under
//! another one a corrected mapping. What decides whether there is an event at all (`when`, `include`), what
//! happens to one (`onChange`) and what makes it a new one (`revision`) is not in it; nor is where anything
//! stands in the file.

use super::model::{ContextEntry, ContextNode, EmptyPolicy, HashKind, Mapping, TaskSpec, TimestampSpec, ValueSpec};
use crate::qualtrics::layout::Subject;
use crate::qualtrics::pipe::Part;
use sha2::{Digest, Sha256};
use std::fmt;

/// A task's fingerprint.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Its bytes.
    pub(crate) fn bytes(self) -> [u8; 16] {
        self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// What besides the task decides the content of its events.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around<'a> {
    /// The zone of dates that name none, from the command line or the mapping file.
    pub(crate) time_zone: Option<&'a str>,
    /// The key of `hash: hmac-sha256`; only whether it is the same key can be told from the fingerprint.
    pub(crate) hash_key: Option<&'a [u8]>,
}

/// The fingerprint of a task.
pub(crate) fn of(mapping: &Mapping, task: &TaskSpec, around: Around<'_>) -> Fingerprint {
    let mut out = Preimage(Sha256::new());
    // Raise the number when what is written below changes: the fingerprints of old runs differ then, and the
    // content still tells whether anything else does.
    out.text("qseg/task/1");
    out.text(task.call.name());
    out.flag(task.trigger == Subject::Contacts);
    for value in [&task.event, &task.user_id, &task.anonymous_id] {
        out.option(value.as_ref(), Preimage::value);
    }
    out.flag(task.random_anonymous_id);
    out.list(&task.rows, |out, row| {
        out.text(&row.key.value);
        out.value(&row.value);
    });
    match &task.timestamp {
        TimestampSpec::Recorded => out.text("recorded"),
        TimestampSpec::Omitted => out.text("none"),
        TimestampSpec::Value(value) => {
            out.text("value");
            out.value(value);
        }
    }
    out.context(&task.context);
    out.option(task.integrations.as_deref(), Preimage::text);
    out.option(around.time_zone, Preimage::text);
    out.option(mapping.date_format.as_ref().map(|format| format.value.as_str()), Preimage::text);
    let is_keyed = values(task).iter().any(|value| value.hash == Some(HashKind::HmacSha256));
    out.option(around.hash_key.filter(|_| is_keyed), |out, key| {
        let mark = Sha256::new_with_prefix(b"qseg/hash key/1").chain_update(key).finalize();
        out.bytes(&mark);
    });
    let mut short = [0; 16];
    short.copy_from_slice(&out.0.finalize()[..16]);
    Fingerprint(short)
}

fn values(task: &TaskSpec) -> Vec<&ValueSpec> {
    let ids = [&task.event, &task.user_id, &task.anonymous_id].into_iter().flatten();
    let timestamp = if let TimestampSpec::Value(value) = &task.timestamp { Some(&**value) } else { None };
    let mut values: Vec<&ValueSpec> = ids.chain(task.rows.iter().map(|row| &row.value)).chain(timestamp).collect();
    context_values(&task.context, &mut values);
    values
}

fn context_values<'a>(entries: &'a [ContextEntry], values: &mut Vec<&'a ValueSpec>) {
    for entry in entries {
        match &entry.node {
            ContextNode::Value(value) => values.push(value),
            ContextNode::Object(entries) => context_values(entries, values),
        }
    }
}

/// What is hashed: every part with its length or its mark before it, so that no two tasks write the same.
struct Preimage(Sha256);

impl Preimage {
    fn bytes(&mut self, bytes: &[u8]) {
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    fn flag(&mut self, flag: bool) {
        self.0.update([u8::from(flag)]);
    }

    fn option<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.flag(value.is_some());
        if let Some(value) = value {
            write(self, value);
        }
    }

    fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Self, &T)) {
        self.0.update((items.len() as u64).to_le_bytes());
        items.iter().for_each(|item| write(self, item));
    }

    fn context(&mut self, entries: &[ContextEntry]) {
        self.list(entries, |out, entry| {
            out.text(&entry.key.value);
            match &entry.node {
                ContextNode::Value(value) => {
                    out.flag(false);
                    out.value(value);
                }
                ContextNode::Object(entries) => {
                    out.flag(true);
                    out.context(entries);
                }
            }
        });
    }

    fn value(&mut self, value: &ValueSpec) {
        self.list(&value.template.parts, |out, part| match part {
            Part::Text(text) => {
                out.flag(false);
                out.text(text);
            }
            Part::Pipe(pipe) => {
                out.flag(true);
                out.text(&pipe.text);
            }
        });
        self.text(value.kind.name());
        self.option(value.default.as_deref(), Preimage::text);
        self.list(&value.missing, |out, text| out.text(text));
        self.list(&value.map, |out, (from, to)| {
            out.text(from);
            out.text(to);
        });
        self.option(value.format.as_deref(), Preimage::text);
        self.text(match value.hash {
            None => "plain",
            Some(HashKind::Sha256) => "sha256",
            Some(HashKind::HmacSha256) => "hmac-sha256",
        });
        self.flag(value.empty == EmptyPolicy::Keep);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: &str = "type: track\n    event: Answered\n    userId: ${m://Email}\n    properties:\n      a: ${q://QID1/SelectedChoicesRecode}\n";

    fn fingerprint_of(task: &str, around: Around<'_>) -> Fingerprint {
        let (mapping, findings) = crate::mapping::read("m.yaml", &format!("version: 1\ntasks:\n  t:\n    {task}"));
        assert!(!findings.has_errors(), "{findings:?}");
        let mapping = mapping.unwrap();
        of(&mapping, &mapping.tasks[0], around)
    }

    fn fingerprint(task: &str) -> Fingerprint {
        fingerprint_of(task, Around::default())
    }

    #[test]
    fn every_part_that_decides_the_content_changes_the_fingerprint() {
        let plain = fingerprint(TASK);
        let mut seen = vec![plain];
        for (from, to) in [
            ("event: Answered", "event: answered"),
            ("type: track\n    event: Answered", "type: track\n    event: Answered\n    timestamp: none"),
            ("${m://Email}", "${m://ExternalDataReference}"),
            ("userId: ${m://Email}", "userId: { value: \"${m://Email}\", hash: sha256 }"),
            ("userId: ${m://Email}", "anonymousId: ${m://Email}"),
            ("      a: ", "      b: "),
            (
                "a: ${q://QID1/SelectedChoicesRecode}",
                "a: { value: \"${q://QID1/SelectedChoicesRecode}\", type: integer }",
            ),
            (
                "a: ${q://QID1/SelectedChoicesRecode}",
                "a: { value: \"${q://QID1/SelectedChoicesRecode}\", missing: [\"-99\"] }",
            ),
            ("a: ${q://QID1/SelectedChoicesRecode}", "a: { value: \"${q://QID1/SelectedChoicesRecode}\", default: x }"),
            (
                "a: ${q://QID1/SelectedChoicesRecode}",
                "a: { value: \"${q://QID1/SelectedChoicesRecode}\", map: { \"1\": x } }",
            ),
            (
                "a: ${q://QID1/SelectedChoicesRecode}",
                "a: { value: \"${q://QID1/SelectedChoicesRecode}\", empty: keep }",
            ),
            ("    properties:", "    randomAnonymousId: true\n    properties:"),
            ("    properties:", "    context: { locale: de }\n    properties:"),
            ("    properties:", "    context: { app: { locale: de } }\n    properties:"),
            ("    properties:", "    integrations: { All: false }\n    properties:"),
        ] {
            let changed = TASK.replacen(from, to, 1);
            assert_ne!(changed, TASK, "{from}");
            let other = fingerprint(&changed);
            assert!(!seen.contains(&other), "{to}");
            seen.push(other);
        }
        let zone = fingerprint_of(TASK, Around { time_zone: Some("Asia/Tokyo"), hash_key: None });
        assert!(!seen.contains(&zone));
    }

    #[test]
    fn comments_conditions_and_revisions_do_not() {
        let plain = fingerprint(TASK);
        for other in [
            TASK.replace("event: Answered", "event: \"Answered\" # the name"),
            TASK.replacen("    properties:", "    revision: 2\n    onChange: send\n    properties:", 1),
            TASK.replacen("    properties:", "    when: { value: \"${m://Email}\", empty: false }\n    properties:", 1),
        ] {
            assert_eq!(fingerprint(&other), plain, "{other}");
        }
    }

    #[test]
    fn the_hash_key_counts_where_something_is_hashed_with_it() {
        let keyed = TASK.replace("userId: ${m://Email}", "userId: { value: \"${m://Email}\", hash: hmac-sha256 }");
        let with = |task: &str, key| fingerprint_of(task, Around { hash_key: Some(key), time_zone: None });
        assert_ne!(with(&keyed, b"one"), with(&keyed, b"two"));
        assert_eq!(with(TASK, b"one"), with(TASK, b"two"));
    }

    /// What the ledger holds of earlier runs: if this changes, raise the number in the preimage.
    #[test]
    fn the_fingerprint_of_a_task_stays_what_it_was() {
        assert_eq!(fingerprint(TASK).to_string(), "b70fa51722fca2409edb7817ed66ff07");
    }
}
