//! Nodes → [`Mapping`]. Whose rules: design §4, by the table in [`super::keys`]. Every error of a file
//! is found in one run; the rules about what the parts mean together are in [`super::check`].

mod allow;
mod condition;
mod example;
mod expected;
mod objects;
mod reader;
mod task;
mod value;

use super::examples::model::Example;
use super::findings;
use super::keys::{self, Place};
use super::model::{LiveSince, Mapping, PersonalData, Senders, SensitiveField, SourceRef, Spanned};
use super::node::Node;
use super::{dates, json, yaml};
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::{SourceText, Span};
use crate::qualtrics::foreign;
use crate::qualtrics::import_id;
use crate::qualtrics::recipe::Unanswered;
use reader::{Field, Reader};
use std::sync::Arc;

/// Reads the mapping file `name` (as it was typed), whose text is `text`. A name ending in `.json` is
/// read as strict JSON, every other one as YAML. The mapping is None if, and only if, there is an error.
pub fn read(name: &str, text: &str) -> (Option<Mapping>, Findings) {
    if foreign::is_export(text) {
        let mut findings = Findings::new();
        let finding = Finding::new(&findings::NOT_A_MAPPING, "this is a response export, not a mapping file");
        let help = "give it as INPUT; a mapping for it is begun by: qseg mapping init INPUT -o qseg.yaml";
        findings.push(finding.help(help).at(crate::core::origin::Place::input(&Arc::from(name))));
        return (None, findings);
    }
    let (root, mut reader) = begin(name, text);
    let mapping = match root {
        Some(root) if !root.is_null() => reader.mapping(&root),
        _ => {
            reader.empty_file(
                "the mapping file is empty",
                "begin with `version: 1` and a task under `tasks`; examples/qseg.yaml is one to copy",
            );
            None
        }
    };
    // The two passes (nodes, then meaning) each went through the file; a reader wants one.
    let findings = reader.findings.in_file_order();
    (mapping.filter(|_| !findings.has_errors()), findings)
}

/// Reads a file of examples that stands beside a mapping file. There is an error, or every example was read.
pub fn read_examples(name: &str, text: &str) -> (Vec<Example>, Findings) {
    let (root, mut reader) = begin(name, text);
    let mut examples = Vec::new();
    match root {
        Some(root) if !root.is_null() => {
            let start = Span::new(root.span.start, root.span.start);
            if reader.version_is_ours(&root) {
                for Field { key, value, .. } in reader.fields(&root, Place::ExamplesFile, start).unwrap_or_default() {
                    if key.name == "examples" {
                        examples = reader.examples(value);
                    }
                }
            }
        }
        _ => reader
            .empty_file("the file of examples is empty", "begin with `version: 1` and an example under `examples`"),
    }
    (examples, reader.findings.in_file_order())
}

/// The nodes of a file, and who reads them.
fn begin(name: &str, text: &str) -> (Option<Node>, Reader) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let source = Arc::new(SourceText::new(name, text));
    let mut found = Findings::new();
    let is_json = name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("json"));
    let root = if is_json { json::parse(&source, &mut found) } else { yaml::parse(&source, &mut found) };
    (root, Reader::new(&source, found))
}

impl Reader {
    fn empty_file(&mut self, said: &str, help: &str) {
        // A syntax error says enough.
        if !self.findings.has_errors() {
            let finding = Finding::new(&findings::MISSING_KEY, said);
            self.say(finding.label("nothing here").help(help), Span::default());
        }
    }

    fn mapping(&mut self, root: &Node) -> Option<Mapping> {
        // A file for another version has other keys: their findings would only hide this one.
        if !self.version_is_ours(root) {
            return None;
        }
        let mut mapping = Mapping {
            source: Arc::clone(&self.source),
            survey: None,
            sources: Vec::new(),
            live_since: LiveSince::Unsaid,
            senders: Senders { task: true, qseg: true },
            include: Vec::new(),
            timezone: None,
            date_format: None,
            unanswered: Unanswered::default(),
            expects: Vec::new(),
            personal_data: PersonalData::default(),
            sensitive: Vec::new(),
            allow: Vec::new(),
            tasks: Vec::new(),
            examples: Vec::new(),
            qseg_only: Vec::new(),
        };
        let start = Span::new(root.span.start, root.span.start);
        for Field { key, name, value } in self.fields(root, Place::Top, start)? {
            match key.name {
                "survey" => mapping.survey = self.text(key.name, value),
                "sources" => mapping.sources = self.sources(value),
                "liveSince" => mapping.live_since = self.live_since(value),
                "senders" => mapping.senders = self.senders(value),
                "include" => mapping.include = self.words(key.name, value, &keys::INCLUDES),
                "timezone" => mapping.timezone = self.zone(value),
                "dateFormat" => mapping.date_format = self.pattern(key.name, value),
                "unanswered" => {
                    let codes = self.one_or_more(key.name, value).into_iter().map(|code| code.value);
                    mapping.unanswered = Unanswered::new(codes);
                }
                "expects" => mapping.expects = self.expects(value),
                "personalData" => mapping.personal_data = self.personal_data(value, name.span),
                "sensitive" => mapping.sensitive = self.sensitive(value),
                "allow" => mapping.allow = self.allow(value),
                "tasks" => mapping.tasks = self.tasks(value),
                "examples" => mapping.examples = self.examples(value),
                _ => {}
            }
        }
        mapping.qseg_only = std::mem::take(&mut self.qseg_only);
        Some(mapping)
    }

    fn version_is_ours(&mut self, root: &Node) -> bool {
        let entries = match &root.kind {
            super::node::NodeKind::Mapping(entries) => entries.as_slice(),
            _ => &[],
        };
        let Some((_, version)) = entries.iter().find(|(key, _)| key.text() == Some("version")) else { return true };
        if version.is_null() || version.bare_text() == Some("1") {
            return true;
        }
        let said = version.text().map_or(version.describe().to_owned(), |text| format!("`{text}`"));
        let quoted = version.text() == Some("1");
        let finding = Finding::new(&findings::UNSUPPORTED_VERSION, format!("the version is {said}, not the number 1"))
            .label(if quoted { "a text" } else { "not version 1" })
            .help(if quoted {
                "write `version: 1`, without quotes"
            } else {
                "this qseg reads version 1; a newer one may read this file"
            });
        self.say(finding, version.span);
        // In quotes it is the right one all the same: what else is wrong is found in the same run.
        quoted
    }

    fn sources(&mut self, node: &Node) -> Vec<SourceRef> {
        let mut sources = Vec::new();
        for (env, entry) in self.named_entries("sources", node) {
            let mut source = SourceRef { env, id: None, slug: None, region: None };
            for Field { key, value, .. } in self.fields(entry, Place::Source, source.env.span).unwrap_or_default() {
                match key.name {
                    "id" => source.id = self.text(key.name, value),
                    "slug" => source.slug = self.text(key.name, value),
                    "region" => source.region = self.word(key.name, value, &keys::REGIONS),
                    _ => {}
                }
            }
            sources.push(source);
        }
        sources
    }

    fn live_since(&mut self, node: &Node) -> LiveSince {
        let Some(text) = self.text("liveSince", node) else { return LiveSince::Unsaid };
        if text.value == "never" {
            return LiveSince::Never;
        }
        match dates::moment(&text.value) {
            Some(moment) => LiveSince::Since(moment),
            None => {
                let finding = Finding::new(&findings::BAD_MOMENT, format!("`{}` is no RFC 3339 timestamp", text.value));
                self.say(
                    finding.label("no moment").help("write 2026-03-01T09:00:00Z, or `never` if no task sends"),
                    text.span,
                );
                LiveSince::Unsaid
            }
        }
    }

    fn senders(&mut self, node: &Node) -> Senders {
        let words = self.words("senders", node, &keys::SENDERS);
        if words.is_empty() && matches!(&node.kind, super::node::NodeKind::Sequence(items) if items.is_empty()) {
            let finding = Finding::new(&findings::EMPTY_VALUE, "`senders` names nobody");
            self.say(
                finding.label("an empty list").help("write [task], [qseg] or [task, qseg]; without the key it is both"),
                node.span,
            );
        }
        let has = |sender| words.iter().any(|word| word.value == sender);
        Senders { task: has("task"), qseg: has("qseg") }
    }

    fn zone(&mut self, node: &Node) -> Option<Spanned<String>> {
        let text = self.text("timezone", node)?;
        match dates::zone(&text.value) {
            Ok(name) => Some(Spanned::new(name, text.span)),
            Err(help) => {
                let finding =
                    Finding::new(&findings::UNKNOWN_TIMEZONE, format!("there is no time zone `{}`", text.value));
                self.say(finding.label("no IANA zone").help(help), text.span);
                None
            }
        }
    }

    fn expects(&mut self, node: &Node) -> Vec<(Spanned<String>, Spanned<String>)> {
        let mut expects: Vec<(Spanned<String>, Spanned<String>)> = Vec::new();
        for (field, tag) in self.named_entries("expects", node) {
            let field = Spanned::new(import_id::normal(&field.value), field.span);
            if let Some((first, _)) = expects.iter().find(|(first, _)| first.value == field.value) {
                let line = self.source.position(first.span.start).0;
                let finding =
                    Finding::new(&findings::DUPLICATE_KEY, format!("the field `{}` stands here twice", field.value))
                        .label(format!("first on line {line}, perhaps in another spelling"))
                        .help("remove one of them");
                self.say(finding, field.span);
            }
            if let Some(tag) = self.text(&field.value, tag) {
                expects.push((field, tag));
            }
        }
        expects
    }

    /// An entry that lacks its purpose or its basis allows nothing.
    fn sensitive(&mut self, node: &Node) -> Vec<SensitiveField> {
        let mut all = Vec::new();
        for (field, entry) in self.named_entries("sensitive", node) {
            let (mut purpose, mut basis) = (None, None);
            for Field { key, value, .. } in self.fields(entry, Place::Sensitive, field.span).unwrap_or_default() {
                let Some(text) = self.text(key.name, value) else { continue };
                if text.value.trim().is_empty() {
                    let finding = Finding::new(&findings::EMPTY_VALUE, format!("the `{}` is empty", key.name));
                    self.say(finding.label("nothing said").help("say it, for whoever is to account for it"), text.span);
                }
                let place = if key.name == "purpose" { &mut purpose } else { &mut basis };
                *place = Some(text.value);
            }
            if let (Some(purpose), Some(basis)) = (purpose, basis) {
                let field = Spanned::new(import_id::normal(&field.value), field.span);
                all.push(SensitiveField { field, purpose, basis });
            }
        }
        all
    }

    fn personal_data(&mut self, node: &Node, owner: Span) -> PersonalData {
        let mut data = PersonalData::default();
        for Field { key, value, .. } in self.fields(node, Place::PersonalData, owner).unwrap_or_default() {
            match key.name {
                "allow" => data.allow = self.texts(key.name, value),
                "purpose" => data.purpose = self.text(key.name, value).map(|text| text.value),
                _ => {}
            }
        }
        data
    }
}

#[cfg(test)]
mod tests;
