//! The floor: findings. A finding has a stable code, a severity, a place, a reason and a way out.
//!
//! Each room owns the codes of its rules (`qualtrics::findings`, `segment::findings`, …); this file
//! only says what a code and a finding are, and groups them: all findings of a run are kept, grouped
//! by code and place, counted, and the first place of each group is the one shown.

use crate::core::origin::{Anchor, Place, Span};
use std::collections::HashMap;
use std::sync::Arc;

/// How bad a finding is. Only errors change the exit code (`--deny` promotes warnings).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing, nothing to do.
    Note,
    /// Probably not what was meant; the run goes on.
    Warning,
    /// Judged bad: exit code 3 (design §3).
    Error,
}

impl Severity {
    /// The word used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A stable name for one kind of finding, owned by the room whose rule it is.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable, snake_case; Segment's own word where Segment has one.
    pub name: &'static str,
    /// Severity of every finding of this code.
    pub severity: Severity,
    /// What it means and what to do, in a sentence or two, for the list of codes.
    pub explain: &'static str,
}

/// Defines the codes of a room: `/// doc` `NAME = "code", Severity, "what it means";`, and `ALL` of them.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $severity:ident, $explain:literal;)*) => {
        $($(#[$doc])*
        pub(crate) static $name: $crate::core::diagnostic::Code = $crate::core::diagnostic::Code {
            name: $code,
            severity: $crate::core::diagnostic::Severity::$severity,
            explain: $explain,
        };)*
        /// Every code of this room.
        pub static ALL: &[&$crate::core::diagnostic::Code] = &[$(&$name),*];
    };
}
pub(crate) use codes;

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Its code.
    pub code: &'static Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
    /// Words beside the caret under the mapping line.
    pub label: Option<String>,
    /// Where in an input.
    pub place: Option<Place>,
    /// Where in the mapping file.
    pub(crate) anchor: Option<Anchor>,
    /// Tells groups of the same code apart where there is no anchor (a field, a zone).
    pub(crate) subject: Option<String>,
}

impl Finding {
    /// A finding with neither place nor help yet.
    pub fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Finding { code, message: message.into(), help: None, label: None, place: None, anchor: None, subject: None }
    }

    /// Adds the way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds the words beside the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Adds the place in an input.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds the place in the mapping file.
    pub(crate) fn anchored(mut self, source: &Arc<crate::core::origin::SourceText>, span: Span) -> Self {
        self.anchor = Some(Anchor { source: Arc::clone(source), span });
        self
    }

    /// Tells this finding's group apart from others of its code.
    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    fn key(&self) -> Key {
        Key {
            code: self.code.name,
            input: self.place.as_ref().map(|place| Arc::clone(&place.input)),
            anchor: self.anchor.as_ref().map(|anchor| anchor.span),
            subject: self.subject.clone(),
        }
    }
}

/// What makes two findings the same group.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    code: &'static str,
    input: Option<Arc<str>>,
    anchor: Option<Span>,
    subject: Option<String>,
}

/// A group of findings of one code and place: the first of them, and how many there were.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The first finding of the group.
    pub first: Finding,
    /// How many findings it stands for.
    pub count: u64,
}

/// All findings of a run, in the order in which their groups first appeared.
#[derive(Debug, Default)]
pub struct Findings {
    groups: Vec<Group>,
    index: HashMap<Key, usize>,
    /// Codes that are accepted beforehand, each with the note that stands for its findings.
    allowed: Vec<(&'static Code, Finding)>,
}

impl Findings {
    /// No findings yet.
    pub fn new() -> Self {
        Findings::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, finding: Finding) {
        self.push_counted(finding, 1);
    }

    /// Adds a finding that stands for `count` of its kind.
    pub(crate) fn push_counted(&mut self, finding: Finding, count: u64) {
        let finding = match self.allowed.iter().find(|(code, _)| code.name == finding.code.name) {
            Some((_, note)) => note.clone(),
            None => finding,
        };
        let key = finding.key();
        if let Some(&at) = self.index.get(&key) {
            self.groups[at].count += count;
        } else {
            self.index.insert(key, self.groups.len());
            self.groups.push(Group { first: finding, count });
        }
    }

    /// From here on `note` stands for every finding of this code, and for those that are here already:
    /// they are counted and not shown. It goes on in whatever these findings are added to.
    pub fn allow(&mut self, code: &'static Code, note: Finding) {
        self.allowed.push((code, note));
        self.index.clear();
        for group in std::mem::take(&mut self.groups) {
            self.push_counted(group.first, group.count);
        }
    }

    /// Adds every group of `other`, and what it allows.
    pub(crate) fn append(&mut self, other: Findings) {
        for (code, note) in other.allowed {
            self.allow(code, note);
        }
        for group in other.groups {
            self.push_counted(group.first, group.count);
        }
    }

    /// The same findings in the order of the mapping file's lines, those without a line first.
    pub(crate) fn in_file_order(self) -> Findings {
        let mut groups = self.groups;
        groups.sort_by_key(|group| group.first.anchor.as_ref().map(|anchor| anchor.span.start));
        let mut sorted = Findings { allowed: self.allowed, ..Findings::new() };
        for group in groups {
            sorted.push_counted(group.first, group.count);
        }
        sorted
    }

    /// The groups, first seen first.
    pub(crate) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// How many findings have this severity, groups counted in full.
    pub fn count(&self, severity: Severity) -> u64 {
        self.groups.iter().filter(|group| group.first.code.severity == severity).map(|group| group.count).sum()
    }

    /// Whether any finding is an error.
    pub(crate) fn has_errors(&self) -> bool {
        self.groups.iter().any(|group| group.first.code.severity == Severity::Error)
    }

    /// Whether a finding of this code is among them.
    pub fn has(&self, code: &Code) -> bool {
        self.groups.iter().any(|group| group.first.code.name == code.name)
    }
}

impl Extend<Finding> for Findings {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        for finding in findings {
            self.push(finding);
        }
    }
}

/// Of `known`, the word that was probably meant by `typed`, if one is near enough.
pub(crate) fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = typed.to_lowercase();
    known
        .into_iter()
        .map(|word| (strsim::jaro_winkler(&folded, &word.to_lowercase()), word))
        .filter(|(near, _)| *near >= 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    static SAMPLE: Code = Code { name: "sample", severity: Severity::Warning, explain: "" };

    #[test]
    fn findings_of_one_code_and_input_are_one_group_with_the_first_place() {
        let mut findings = Findings::new();
        for record in 1..=3 {
            let place = Place { input: "a.csv".into(), record, ..Place::default() };
            findings.push(Finding::new(&SAMPLE, format!("number {record}")).at(place));
        }
        findings.push(Finding::new(&SAMPLE, "other input").at(Place::input(&"b.csv".into())));
        assert_eq!(findings.groups().len(), 2);
        assert_eq!(findings.groups()[0].count, 3);
        assert_eq!(findings.groups()[0].first.message, "number 1");
        assert_eq!(findings.count(Severity::Warning), 4);
        assert!(!findings.has_errors());
    }

    #[test]
    fn a_note_stands_for_findings_that_are_allowed_before_and_after_them_and_further_on() {
        static ALLOWED: Code = Code { name: "allowed", severity: Severity::Note, explain: "" };
        let sample = || Finding::new(&SAMPLE, "sample").at(Place::input(&"a.csv".into()));
        let mut findings = Findings::new();
        findings.push(sample());
        findings.allow(&SAMPLE, Finding::new(&ALLOWED, "known"));
        findings.push_counted(sample(), 2);
        let mut run = Findings::new();
        run.push(sample());
        run.append(findings);
        run.push(sample());
        assert_eq!((run.groups().len(), run.groups()[0].count), (1, 5));
        assert!(run.has(&ALLOWED) && !run.has(&SAMPLE));
    }

    #[test]
    fn suggestions_are_near_words_only() {
        assert_eq!(did_you_mean("propertys", ["properties", "traits"]), Some("properties"));
        assert_eq!(did_you_mean("xyzzy", ["properties", "traits"]), None);
    }
}
