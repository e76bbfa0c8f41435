//! What the parts of a mapping file mean together, judged against the file alone. Whose rules: design
//! §4, the Segment task's form (`reference/qualtrics.md` §1) and Segment's own discards
//! (`reference/segment-tracking-api.md` §4), where they show before any response is read.

mod condition;

use super::advice;
use super::dates;
use super::findings;
use super::model::{
    Condition, ContextEntry, ContextNode, EmptyPolicy, Mapping, TaskSpec, TimestampSpec, ValueSpec, ValueType,
};
use super::names;
use crate::core::diagnostic::{Finding, Findings};
use crate::core::origin::Span;
use crate::qualtrics::contacts;
use crate::qualtrics::import_id;
use crate::qualtrics::layout::Subject;
use crate::qualtrics::pipe::{Part, PipeKind};
use crate::segment::event::CallType;
use crate::task::form::is_source_name;

/// Judges the mapping against itself.
pub(crate) fn check(mapping: &Mapping, findings: &mut Findings) {
    let mut checker = Checker { mapping, findings };
    checker.sources();
    checker.zone();
    checker.options();
    if mapping.tasks.is_empty() {
        let finding = Finding::new(&findings::NO_TASKS, "the mapping has no tasks");
        checker.say(
            finding.label("nothing to send").help("add one under `tasks`; examples/qseg.yaml is one to copy"),
            Span::default(),
        );
    }
    super::examples::check::check(mapping, &mapping.examples, checker.findings);
    for task in &mapping.tasks {
        checker.event(task);
        checker.identity(task);
        checker.timestamp(task);
        if let Some(when) = &task.when {
            condition::check(when, &mut |finding, span| checker.say(finding, span));
        }
        for value in values_of(task) {
            checker.value(value);
            if task.trigger == Subject::Contacts {
                checker.contact(value);
            }
        }
    }
    names::check(mapping, findings);
    advice::check(mapping, findings);
}

struct Checker<'a> {
    mapping: &'a Mapping,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn say(&mut self, finding: Finding, span: Span) {
        self.findings.push(finding.anchored(&self.mapping.source, span));
    }

    fn sources(&mut self) {
        let mapping = self.mapping;
        for (at, source) in mapping.sources.iter().enumerate() {
            if let Some(slug) = &source.slug
                && !is_source_name(&slug.value)
            {
                let finding = Finding::new(
                    &findings::INVALID_SLUG,
                    format!("the Segment task would not take the slug `{}`", slug.value),
                )
                .label("not ^[a-z0-9._-]+$")
                .help(format!("a slug like `{}` is taken", as_task_slug(&slug.value)));
                self.say(finding, slug.span);
            }
            let Some(id) = &source.id else { continue };
            let earlier = mapping.sources[..at]
                .iter()
                .find(|other| other.id.as_ref().is_some_and(|other| other.value == id.value));
            if let Some(earlier) = earlier {
                let finding = Finding::new(
                    &findings::SHARED_SOURCE,
                    format!("`{}` and `{}` are one source", earlier.env.value, source.env.value),
                )
                .label(format!("the id of `{}` too", earlier.env.value))
                .help("give each environment a source of its own: `qseg source add NAME --env … --pin`");
                self.say(finding, id.span);
            }
        }
    }

    fn zone(&mut self) {
        let Some(zone) = &self.mapping.timezone else { return };
        let near = match zone.value.as_str() {
            "EST" => "America/New_York",
            "MST" => "America/Denver",
            _ => return,
        };
        let finding = Finding::new(&findings::ZONE_WITHOUT_SUMMER_TIME, format!("`{}` has no summer time", zone.value));
        self.say(
            finding.label("winter time all year").help(format!("`{near}` has both, if that is what was meant")),
            zone.span,
        );
    }

    /// What the task's form has no box for (`reference/qualtrics.md` §1, row 14).
    fn options(&mut self) {
        let mapping = self.mapping;
        if !mapping.senders.task {
            return;
        }
        const WAY_OUT: &str = "write `senders: [qseg]` if only qseg sends by this mapping";
        for option in &mapping.qseg_only {
            let finding = Finding::new(&findings::NOT_IN_TASK, format!("the Segment task has no `{}`", option.value));
            self.say(finding.label("only qseg does this").help(WAY_OUT), option.span);
        }
        for value in mapping.tasks.iter().flat_map(values_of) {
            for pipe in value.template.pipes().filter(|pipe| matches!(pipe.kind, PipeKind::Column(_))) {
                let finding = Finding::new(&findings::NOT_IN_TASK, "the Segment task has no `${column://…}`");
                self.say(finding.label("only qseg knows this pipe").help(WAY_OUT), value.place_of(pipe.span));
            }
        }
    }

    fn event(&mut self, task: &TaskSpec) {
        match (task.call, &task.event) {
            (CallType::Track, None) => {
                let finding = Finding::new(
                    &findings::TRACK_WITHOUT_EVENT,
                    format!("the track task `{}` has no event name", task.id.value),
                );
                self.say(
                    finding.label("no event name").help("add `event: Survey Completed`, or a name of your own"),
                    task.id.span,
                );
            }
            (CallType::Track, Some(event)) if !is_given(event) => {
                let finding = Finding::new(
                    &findings::TRACK_WITHOUT_EVENT,
                    format!("the event name of `{}` is empty", task.id.value),
                );
                self.say(
                    finding.label("empty").help("write `event: Survey Completed`, or a name of your own"),
                    event.span,
                );
            }
            (CallType::Track, Some(event)) => {
                if let Some(pipe) = event.template.pipes().next() {
                    let finding =
                        Finding::new(&findings::DYNAMIC_EVENT_NAME, "the event name changes with the answers")
                            .label("each value makes another event")
                            .help("give the event one name, and put the pipe into `properties`");
                    self.say(finding, event.place_of(pipe.span));
                }
                self.no_empty_to_keep(event, "event");
            }
            (CallType::Identify, Some(event)) => {
                let finding = Finding::new(&findings::IDENTIFY_WITH_EVENT, "an identify task has no event name");
                self.say(
                    finding.label("not in an identify call").help("remove `event`, or write `type: track`"),
                    event.span,
                );
            }
            (CallType::Identify, None) => {}
        }
    }

    fn identity(&mut self, task: &TaskSpec) {
        let ids = [("userId", &task.user_id), ("anonymousId", &task.anonymous_id)];
        let given = ids.iter().any(|(_, id)| id.as_ref().is_some_and(is_given));
        if !given && !task.random_anonymous_id {
            let finding = Finding::new(
                &findings::NO_IDENTITY,
                format!("no event of `{}` would say who it is about", task.id.value),
            )
            .label("neither userId nor anonymousId")
            .help("add `userId`, `anonymousId`, or `randomAnonymousId: true`");
            self.say(finding, task.id.span);
        }
        for (name, id) in
            ids.into_iter().filter_map(|(name, id)| Some((name, id.as_ref()?))).filter(|(_, id)| is_given(id))
        {
            let way_out =
                "pipe something that tells people apart: ${m://ExternalDataReference}, ${e://Field/customer_id}";
            if id.template.literal().is_some() {
                let finding =
                    Finding::new(&findings::CONSTANT_IDENTITY, format!("every response gets the same {name}"));
                self.say(finding.label("not a pipe").help(way_out), id.span);
            } else if id.default.as_ref().is_some_and(|default| !default.is_empty()) {
                let finding = Finding::new(
                    &findings::CONSTANT_IDENTITY,
                    format!("every response without a {name} gets the same one"),
                );
                self.say(
                    finding
                        .label("has a `default`")
                        .help("remove `default`; `randomAnonymousId: true` keeps people apart"),
                    id.span,
                );
            }
            self.no_empty_to_keep(id, name);
        }
    }

    fn no_empty_to_keep(&mut self, value: &ValueSpec, name: &str) {
        if value.empty == EmptyPolicy::Keep {
            let finding = Finding::new(&findings::NO_EFFECT, format!("an empty {name} is as good as none"));
            self.say(finding.label("has `empty: keep`").help("remove `empty`"), value.span);
        }
    }

    fn timestamp(&mut self, task: &TaskSpec) {
        let TimestampSpec::Value(value) = &task.timestamp else { return };
        let Some(text) = value.template.literal() else { return };
        let as_written = value.format.is_none() && value.map.is_empty();
        if as_written && dates::moment(text).is_none() {
            let finding = Finding::new(&findings::BAD_TIMESTAMP, format!("`{text}` is no timestamp"));
            self.say(
                finding
                    .label("no moment")
                    .help("write a pipe that gives a date, or `none`; without the key it is the recorded date"),
                value.span,
            );
        }
    }

    fn value(&mut self, value: &ValueSpec) {
        if value.format.is_some() && value.kind != ValueType::Datetime {
            let finding =
                Finding::new(&findings::FORMAT_WITHOUT_DATETIME, "`format` does nothing without `type: datetime`");
            self.say(finding.label(format!("type: {}", value.kind.name())).help("add `type: datetime`"), value.span);
        }
        self.effect(value);
        self.lost_pipe(value);
        self.fit(value);
    }

    /// Pipes that no contact answers, whatever file is given.
    fn contact(&mut self, value: &ValueSpec) {
        for pipe in value.template.pipes() {
            if let Some(refusal) = contacts::refusal(&pipe.kind) {
                let finding = Finding::new(refusal.code, refusal.message).help(refusal.help);
                self.say(finding.label("not of a contact"), value.place_of(pipe.span));
            }
        }
    }

    fn effect(&mut self, value: &ValueSpec) {
        let Some(default) = &value.default else { return };
        let never_empty = value.template.literal().is_some_and(|text| !text.is_empty());
        let reason = if default.is_empty() {
            "an empty `default` is no default"
        } else if never_empty && value.missing.is_empty() && value.map.is_empty() {
            "the value is never empty, so that `default` is never used"
        } else if value.empty == EmptyPolicy::Keep {
            "with a `default` the value is never empty, so that `empty: keep` does nothing"
        } else {
            return;
        };
        self.say(Finding::new(&findings::NO_EFFECT, reason).label("no effect").help("remove the option"), value.span);
    }

    fn lost_pipe(&mut self, value: &ValueSpec) {
        let Some(text) = value.template.literal() else { return };
        let help = if ["q://", "e://Field/", "rm://Field/", "m://", "gr://"].iter().any(|scheme| text.contains(scheme))
        {
            "a pipe begins with ${ and ends with }".to_owned()
        } else if import_id::is_question(text) && !text.contains(char::is_whitespace) {
            format!("write ${{q://{}/…}} for the answer", import_id::question_of(text).unwrap_or(text))
        } else {
            return;
        };
        let finding = Finding::new(&findings::LOOKS_LIKE_A_PIPE, format!("the text `{text}` itself is sent"));
        self.say(finding.label("no pipe in it").help(help), value.span);
    }

    fn fit(&mut self, value: &ValueSpec) {
        // `map` may turn any text into one that fits.
        if !value.map.is_empty() {
            return;
        }
        let texts = || {
            value
                .template
                .parts
                .iter()
                .filter_map(|part| if let Part::Text(text) = part { Some(text.as_str()) } else { None })
        };
        let has_pipes = value.template.pipes().next().is_some();
        let clash = match value.kind {
            ValueType::Integer | ValueType::Number => texts().any(|text| text.contains(|letter| !is_numeric(letter))),
            ValueType::Boolean => has_pipes && texts().any(|text| !text.trim().is_empty()),
            ValueType::List => has_pipes && value.template.whole_pipe().is_none(),
            ValueType::String | ValueType::Datetime => false,
        };
        if clash {
            let (message, help) = match value.kind {
                ValueType::List => (
                    "only a value that is one pipe and nothing else is a list",
                    "remove `type: list`, or the text around the pipe",
                ),
                _ => ("the text in this value never fits its type", "remove `type`, or the text"),
            };
            let finding = Finding::new(&findings::TYPE_NEVER_FITS, message);
            self.say(finding.label(format!("type: {}", value.kind.name())).help(help), value.span);
        }
    }
}

/// Every value of a task, in no particular order.
pub(super) fn values_of(task: &TaskSpec) -> Vec<&ValueSpec> {
    fn of_context<'t>(entries: &'t [ContextEntry], values: &mut Vec<&'t ValueSpec>) {
        for entry in entries {
            match &entry.node {
                ContextNode::Value(value) => values.push(value),
                ContextNode::Object(entries) => of_context(entries, values),
            }
        }
    }
    let mut values: Vec<&ValueSpec> = [&task.event, &task.user_id, &task.anonymous_id].into_iter().flatten().collect();
    values.extend(task.rows.iter().map(|row| &row.value));
    values.extend(task.when.iter().flat_map(Condition::values));
    if let TimestampSpec::Value(value) = &task.timestamp {
        values.push(value);
    }
    of_context(&task.context, &mut values);
    values
}

/// Whether the value can give any text at all.
fn is_given(value: &ValueSpec) -> bool {
    value.template.literal().is_none_or(|text| !text.is_empty())
        || value.default.as_ref().is_some_and(|text| !text.is_empty())
}

fn is_numeric(letter: char) -> bool {
    letter.is_ascii_digit() || letter.is_whitespace() || matches!(letter, '+' | '-' | '.' | 'e' | 'E')
}

fn is_slug_letter(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '.' | '_' | '-')
}

fn as_task_slug(slug: &str) -> String {
    let folded = slug.trim().to_lowercase();
    let slug: String = folded.chars().map(|letter| if is_slug_letter(letter) { letter } else { '_' }).collect();
    if slug.is_empty() { "qualtrics_prod".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::read::read;

    /// Code and place of every finding of a mapping that reads without error.
    fn found(text: &str) -> Vec<String> {
        let (mapping, mut findings) = read("m.yaml", text);
        check(&mapping.unwrap_or_else(|| panic!("{findings:?}")), &mut findings);
        findings
            .groups()
            .iter()
            .map(|group| {
                let (line, column) = group.first.anchor.as_ref().expect("anchored").position();
                assert!(
                    !group.first.message.ends_with('.') && group.first.help.is_some() && group.first.label.is_some(),
                    "{group:?}"
                );
                format!("{line}:{column} {}", group.first.code.name)
            })
            .collect()
    }

    /// A file with one task of these lines, which only qseg sends; the first of them is line 4.
    fn task(lines: &[&str]) -> String {
        format!("version: 1\nsenders: [qseg]\ntasks: {{ t: {{\n {}\n }} }}\n", lines.join(",\n "))
    }

    const TRACK: &str = "type: track, event: Done, userId: \"${m://ExternalDataReference}\"";

    fn value(value: &str) -> Vec<String> {
        found(&task(&[TRACK, &format!("properties: {{ p: {value} }}")]))
    }

    #[test]
    fn a_mapping_without_fault_is_passed_in_silence() {
        assert!(found(&task(&[TRACK, "properties: {}"])).is_empty());
    }

    #[test]
    fn a_mapping_needs_a_task() {
        assert_eq!(found("version: 1\ntasks: {}\n"), ["1:1 no_tasks"]);
    }

    #[test]
    fn track_has_an_event_name_and_identify_has_none() {
        assert_eq!(found(&task(&["type: track, randomAnonymousId: true"])), ["3:10 track_without_event"]);
        assert_eq!(found(&task(&["type: track, randomAnonymousId: true, event: ''"])), ["4:47 track_without_event"]);
        assert_eq!(
            found(&task(&["type: identify, randomAnonymousId: true, event: Done"])),
            ["4:50 identify_with_event"]
        );
        assert_eq!(
            found(&task(&["type: track, randomAnonymousId: true, event: \"Done ${e://Field/x}\""])),
            ["4:53 dynamic_event_name"]
        );
    }

    #[test]
    fn every_event_says_who_it_is_about() {
        assert_eq!(found(&task(&["type: identify"])), ["3:10 no_identity"]);
        assert_eq!(found(&task(&["type: identify, userId: ''"])), ["3:10 no_identity"]);
        assert_eq!(found(&task(&["type: identify, userId: customer_id"])), ["4:26 constant_identity"]);
        let with_default = "type: identify, userId: { value: \"${e://Field/crm}\", default: nobody }";
        assert_eq!(found(&task(&[with_default])), ["4:35 constant_identity"]);
        assert!(found(&task(&["type: identify, anonymousId: \"${e://Field/session}\""])).is_empty());
    }

    #[test]
    fn options_that_the_task_does_not_have_are_pointed_out_where_the_task_sends() {
        let lines = [TRACK, "timestamp: none", "properties: { p: { value: \"${column://X}\", type: list } }"];
        assert!(found(&task(&lines)).is_empty());
        let both = task(&lines).replace("senders: [qseg]", "senders: [task, qseg]");
        assert_eq!(found(&both), ["5:2 not_in_task", "6:45 not_in_task", "6:29 not_in_task"]);
    }

    #[test]
    fn a_type_that_can_never_fit_is_an_error() {
        assert_eq!(value("{ value: \"${e://Field/a} points\", type: integer }"), ["5:28 type_never_fits"]);
        assert_eq!(value("{ value: \"${e://Field/a}${e://Field/b}\", type: list }"), ["5:28 type_never_fits"]);
        assert_eq!(value("{ value: \"is ${e://Field/a}\", type: boolean }"), ["5:28 type_never_fits"]);
        assert!(value("{ value: \"${e://Field/a}.${e://Field/b}\", type: number }").is_empty());
        assert!(value("{ value: \"a ${e://Field/a}\", type: integer, map: { a 1: 1 } }").is_empty());
        assert_eq!(value("{ value: \"${e://Field/a}\", format: \"%Y-%m-%d\" }"), ["5:28 format_without_datetime"]);
    }

    #[test]
    fn options_without_effect_are_pointed_out() {
        assert_eq!(value("{ value: web, default: app }"), ["5:28 no_effect"]);
        assert_eq!(value("{ value: \"${e://Field/a}\", default: \"\" }"), ["5:28 no_effect"]);
        assert_eq!(value("{ value: \"${e://Field/a}\", default: app, empty: keep }"), ["5:28 no_effect"]);
        assert!(value("{ value: \"${e://Field/a}\", default: app }").is_empty());
    }

    #[test]
    fn text_that_lost_its_pipe_is_pointed_out() {
        for lost in ["\"e://Field/plan\"", "\"{q://QID1/SelectedChoicesRecode}\"", "QID5_TEXT"] {
            assert_eq!(value(lost), ["5:19 looks_like_a_pipe"], "{lost}");
        }
        assert!(value("web").is_empty() && value("\"https://example.com/QID1 x\"").is_empty());
    }

    #[test]
    fn a_constant_timestamp_is_a_moment() {
        assert_eq!(found(&task(&[TRACK, "timestamp: None"])), ["5:13 bad_timestamp"]);
        assert!(found(&task(&[TRACK, "timestamp: 2026-03-01T09:00:00Z"])).is_empty());
    }

    #[test]
    fn a_zone_that_keeps_winter_time_is_pointed_out() {
        assert_eq!(found("version: 1\ntimezone: EST\ntasks: {}\n"), ["2:11 zone_without_summer_time", "1:1 no_tasks"]);
    }

    #[test]
    fn a_task_that_a_contact_starts_asks_for_nothing_of_a_response() {
        let contact = "type: identify, trigger: contact, userId: \"${rm://Field/ResponseID}\"";
        let traits = "traits: { a: \"${q://QID1/SelectedChoicesRecode}\", b: \"${m://Phone} ${gr://SC_1/Score}\", c: \"${e://Field/x}\" }";
        assert_eq!(
            found(&task(&[contact, traits])),
            [
                "4:27 contacts_experimental",
                "4:45 pipe_not_in_contact",
                "5:16 pipe_not_in_contact",
                "5:69 pipe_not_in_contact"
            ]
        );
        assert!(found(&task(&[&contact.replace("trigger: contact, ", ""), traits])).is_empty());
    }

    #[test]
    fn each_environment_has_a_source_of_its_own_with_a_slug_that_the_task_takes() {
        let text = "version: 1\nsources:\n  dev: { id: a, slug: Qualtrics Dev }\n  prod: { id: a, slug: q.1_x-y }\ntasks: {}\n";
        assert_eq!(found(text), ["3:23 invalid_slug", "4:15 shared_source", "1:1 no_tasks"]);
        assert_eq!(as_task_slug("Qualtrics Dev"), "qualtrics_dev");
    }
}
