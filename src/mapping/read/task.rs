//! A task: what it calls, who it is about, its rows (design §4).

use super::reader::{Field, Reader};
use crate::core::diagnostic::Finding;
use crate::mapping::findings;
use crate::mapping::keys::{self, Place};
use crate::mapping::model::{OnChange, Row, Spanned, TaskSpec, TimestampSpec};
use crate::mapping::node::Node;
use crate::qualtrics::layout::Subject;
use crate::segment::event::CallType;

impl Reader {
    /// `tasks`: id → task.
    pub(crate) fn tasks(&mut self, node: &Node) -> Vec<TaskSpec> {
        self.named_entries("tasks", node).into_iter().filter_map(|(id, node)| self.task(id, node)).collect()
    }

    fn task(&mut self, id: Spanned<String>, node: &Node) -> Option<TaskSpec> {
        let owner = id.span;
        let mut task = TaskSpec {
            id,
            call: CallType::Track,
            trigger: Subject::Responses,
            event: None,
            user_id: None,
            anonymous_id: None,
            random_anonymous_id: false,
            revision: 1,
            rows: Vec::new(),
            when: None,
            timestamp: TimestampSpec::Recorded,
            context: Vec::new(),
            integrations: None,
            on_change: OnChange::Skip,
        };
        let fields = self.fields(node, Place::Task, owner)?;
        let call = fields.iter().find(|field| field.key.name == "type").and_then(|field| self.call(field.value));
        task.call = call.unwrap_or(CallType::Track);
        for Field { key, name, value } in fields {
            match key.name {
                "trigger" => task.trigger = self.trigger(value),
                "event" => task.event = self.text_value(key.name, value),
                "userId" => task.user_id = self.text_value(key.name, value),
                "anonymousId" => task.anonymous_id = self.text_value(key.name, value),
                "randomAnonymousId" => task.random_anonymous_id = self.boolean(key.name, value).unwrap_or_default(),
                "properties" | "traits" => {
                    self.check_rows_key(key.name, name, call);
                    task.rows.extend(self.rows(key.name, value));
                }
                "when" => task.when = self.condition(value, name.span),
                "revision" => task.revision = self.revision(value),
                "onChange" => {
                    let word = self.word(key.name, value, &keys::ON_CHANGES);
                    if word.is_some_and(|word| word.value == "send") {
                        task.on_change = OnChange::Send;
                    }
                }
                "timestamp" => task.timestamp = self.timestamp(value),
                "context" => task.context = self.context(value),
                "integrations" => task.integrations = self.integrations(value),
                _ => {}
            }
        }
        Some(task)
    }

    fn call(&mut self, node: &Node) -> Option<CallType> {
        match self.word("type", node, &keys::CALLS)?.value.as_str() {
            "identify" => Some(CallType::Identify),
            _ => Some(CallType::Track),
        }
    }

    fn trigger(&mut self, node: &Node) -> Subject {
        if self.word("trigger", node, &keys::TRIGGERS).is_none_or(|word| word.value != "contact") {
            return Subject::Responses;
        }
        let finding = Finding::new(&findings::CONTACTS_EXPERIMENTAL, "tasks that a contact starts are experimental");
        let help = "look at the events of a dry run: no file of contacts has been seen from every directory";
        self.say(finding.label("experimental").help(help), node.span);
        Subject::Contacts
    }

    /// Track has properties, Identify has traits.
    fn check_rows_key(&mut self, written: &str, name: &Node, call: Option<CallType>) {
        let (kind, right) = match call {
            Some(CallType::Track) => ("a track task", "properties"),
            Some(CallType::Identify) => ("an identify task", "traits"),
            None => return,
        };
        if written != right {
            let finding = Finding::new(&findings::WRONG_ROWS, format!("{kind} has no `{written}`"))
                .label(format!("should be `{right}`"))
                .help(format!("call it `{right}`, or change `type`"));
            self.say(finding, name.span);
        }
    }

    fn rows(&mut self, what: &str, node: &Node) -> Vec<Row> {
        let mut rows = Vec::new();
        for (key, node) in self.named_entries(what, node) {
            if let Some(value) = self.value(&key.value, node) {
                rows.push(Row { key, value });
            }
        }
        rows
    }

    fn revision(&mut self, node: &Node) -> u32 {
        let number = node.bare_text().filter(|text| !text.starts_with('+')).and_then(|text| text.parse().ok());
        match number {
            Some(number) if number >= 1 => number,
            _ => {
                let finding = Finding::new(&findings::BAD_REVISION, "`revision` is a whole number from 1");
                self.say(finding.label("not a number from 1").help("write `revision: 2`, without quotes"), node.span);
                1
            }
        }
    }

    fn timestamp(&mut self, node: &Node) -> TimestampSpec {
        if node.text() == Some("none") {
            return TimestampSpec::Omitted;
        }
        match self.moment_value("timestamp", node) {
            Some(value) => TimestampSpec::Value(Box::new(value)),
            None => TimestampSpec::Recorded,
        }
    }
}
