//! Every key of the mapping file, in one table: where it stands, what it takes, what it means. Whose
//! rules: design §4. The table drives reading, suggestions and the JSON Schema, so that the three
//! cannot disagree.

use crate::core::diagnostic::did_you_mean;
use crate::qualtrics::status::Include;

/// Where a key can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// At the top of the file.
    Top,
    /// In an entry of `sources`.
    Source,
    /// In `personalData`.
    PersonalData,
    /// In an entry of `sensitive`.
    Sensitive,
    /// In an entry of `allow`.
    Allowance,
    /// In a task.
    Task,
    /// In the object form of a value.
    Value,
    /// In a condition.
    Condition,
    /// In an entry of `examples`.
    Example,
    /// At the top of a file of examples.
    ExamplesFile,
}

impl Place {
    /// Every place.
    pub(crate) const ALL: [Place; 10] = [
        Place::Top,
        Place::Source,
        Place::PersonalData,
        Place::Sensitive,
        Place::Allowance,
        Place::Task,
        Place::Value,
        Place::Condition,
        Place::Example,
        Place::ExamplesFile,
    ];

    /// The place, as messages name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Place::Top => "the top of a mapping file",
            Place::Source => "a source",
            Place::PersonalData => "`personalData`",
            Place::Sensitive => "an entry of `sensitive`",
            Place::Allowance => "an entry of `allow`",
            Place::Task => "a task",
            Place::Value => "a value",
            Place::Condition => "a condition",
            Place::Example => "an example",
            Place::ExamplesFile => "the top of a file of examples",
        }
    }
}

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The number 1.
    Version,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// A text or a list of texts.
    TextOrTexts,
    /// Text → text.
    TextMap,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A list of these words.
    Words(&'static [&'static str]),
    /// `true` or `false`, without quotes.
    Boolean,
    /// A whole number from 1, without quotes.
    Revision,
    /// An RFC 3339 timestamp, or `never`.
    MomentOrNever,
    /// A date, which counts to its end (UTC), or an RFC 3339 timestamp.
    DateOrMoment,
    /// The name of an IANA time zone.
    Zone,
    /// A strptime pattern.
    Pattern,
    /// A regular expression.
    Expression,
    /// Field → export tag.
    Fields,
    /// A literal, a template, or the object form of a value.
    Value,
    /// A value, or `none`.
    ValueOrNone,
    /// Name → value.
    Rows,
    /// Nested objects of values.
    Context,
    /// Nested objects of booleans and texts.
    Integrations,
    /// One object with the keys of this place.
    Object(Place),
    /// Name → object with the keys of this place.
    Objects(Place),
    /// A list of objects with the keys of this place.
    ListOf(Place),
    /// An RFC 3339 timestamp.
    Moment,
    /// Field → what a response has there: a text, a list of texts, or `{ value, label }`.
    Response,
    /// Task → what is expected of it.
    Expected,
    /// Anything: it is not read here.
    Unread,
}

/// One key.
#[derive(Debug, PartialEq, Eq)]
pub struct Key {
    /// As it is written.
    pub name: &'static str,
    /// Where it stands.
    pub place: Place,
    /// What it takes.
    pub takes: Takes,
    /// Whether its place cannot do without it.
    pub required: bool,
    /// Whether the Qualtrics task has no such option (`reference/qualtrics.md` §1, row 14): only qseg does it.
    pub qseg_only: bool,
    /// What it means, in a sentence.
    pub doc: &'static str,
}

/// What a task sends (`reference/qualtrics.md` §1, row 7).
pub(crate) const CALLS: [&str; 2] = ["track", "identify"];
/// What starts a task.
pub(crate) const TRIGGERS: [&str; 2] = ["survey_response", "contact"];
/// Who can send by a mapping.
pub(crate) const SENDERS: [&str; 2] = ["task", "qseg"];
/// Kinds of responses for which a workflow does not fire by itself.
pub(crate) const INCLUDES: [&str; 8] = Include::WORDS;
/// Segment's regions.
pub(crate) const REGIONS: [&str; 2] = ["us", "eu"];
/// Types on the wire: the names of [`super::model::ValueType::ALL`].
pub(crate) const TYPES: [&str; 6] = ["string", "integer", "number", "boolean", "datetime", "list"];
/// One-way hashes.
pub(crate) const HASHES: [&str; 2] = ["sha256", "hmac-sha256"];
/// What can be done with an edited response.
pub(crate) const ON_CHANGES: [&str; 2] = ["skip", "send"];

const fn key(place: Place, name: &'static str, takes: Takes, doc: &'static str) -> Key {
    Key { name, place, takes, required: false, qseg_only: false, doc }
}

const fn required(place: Place, name: &'static str, takes: Takes, doc: &'static str) -> Key {
    Key { required: true, ..key(place, name, takes, doc) }
}

const fn qseg_only(place: Place, name: &'static str, takes: Takes, doc: &'static str) -> Key {
    Key { qseg_only: true, ..key(place, name, takes, doc) }
}

/// The table.
pub(crate) static KEYS: &[Key] = &[
    required(Place::Top, "version", Takes::Version, "Version of the mapping file: 1."),
    key(Place::Top, "survey", Takes::Text, "Id of the survey (SV_…) that the mapping is for; named in messages."),
    key(
        Place::Top,
        "sources",
        Takes::Objects(Place::Source),
        "The Segment source of each environment; chosen by --env, needless where there is one.",
    ),
    key(
        Place::Top,
        "liveSince",
        Takes::MomentOrNever,
        "Since when the task itself sends, as an RFC 3339 timestamp: later responses are not sent again. `never` if there is no task.",
    ),
    key(
        Place::Top,
        "senders",
        Takes::Words(&SENDERS),
        "Who sends by this mapping: the task in Qualtrics, qseg, or both (the default).",
    ),
    key(
        Place::Top,
        "include",
        Takes::Words(&INCLUDES),
        "Kinds of responses to send although a workflow does not fire for them by itself.",
    ),
    key(
        Place::Top,
        "timezone",
        Takes::Zone,
        "IANA time zone of dates that carry none, in an export whose header names none.",
    ),
    key(Place::Top, "dateFormat", Takes::Pattern, "strptime pattern of dates that a spreadsheet has rewritten."),
    key(
        Place::Top,
        "unanswered",
        Takes::TextOrTexts,
        "Codes in the cells of choices and questions that were shown and not answered, as the export's options for seen but unanswered questions write them; -99 by default.",
    ),
    key(
        Place::Top,
        "expects",
        Takes::Fields,
        "Field (ImportId) → export tag that the survey must have for it, so that a mapping does not run on another survey.",
    ),
    key(
        Place::Top,
        "personalData",
        Takes::Object(Place::PersonalData),
        "Which classes of personal data may be sent, and what for.",
    ),
    key(
        Place::Top,
        "sensitive",
        Takes::Objects(Place::Sensitive),
        "Fields of sensitive data (GDPR articles 9 and 10) that may be sent: field → its purpose and legal basis.",
    ),
    key(
        Place::Top,
        "allow",
        Takes::ListOf(Place::Allowance),
        "Warnings that are accepted for a stated reason until a date; they are counted, not shown.",
    ),
    required(Place::Top, "tasks", Takes::Objects(Place::Task), "The tasks: id → task."),
    key(
        Place::Top,
        "examples",
        Takes::Objects(Place::Example),
        "Tests, run by `qseg mapping test`: name → a response in, the parts of the events that matter out.",
    ),
    key(Place::Top, "$schema", Takes::Unread, "Where the schema of mapping files is, for editors (JSON); not read."),
    key(Place::Source, "id", Takes::Text, "The source's id in Segment; every messageId depends on it."),
    key(Place::Source, "slug", Takes::Text, "The source's slug, from which Segment makes the warehouse schema."),
    key(Place::Source, "region", Takes::Word(&REGIONS), "The region of the source's workspace."),
    key(
        Place::PersonalData,
        "allow",
        Takes::Texts,
        "Classes of personal data that may be sent (email, name, free_text, …).",
    ),
    key(Place::PersonalData, "purpose", Takes::Text, "What they are sent for."),
    required(Place::Sensitive, "purpose", Takes::Text, "What the field is sent for."),
    required(
        Place::Sensitive,
        "basis",
        Takes::Text,
        "On which legal basis, such as the article and the consent that was given.",
    ),
    required(Place::Allowance, "code", Takes::Text, "The code of the warning, as `qseg mapping check` shows it."),
    required(Place::Allowance, "reason", Takes::Text, "Why it is accepted, for whoever reads the file later."),
    required(
        Place::Allowance,
        "until",
        Takes::DateOrMoment,
        "The last day on which it is accepted (2026-12-31, UTC), or an RFC 3339 timestamp; after it the file is in error.",
    ),
    required(
        Place::Task,
        "type",
        Takes::Word(&CALLS),
        "The call: track (an action, with properties) or identify (a person, with traits).",
    ),
    key(
        Place::Task,
        "trigger",
        Takes::Word(&TRIGGERS),
        "What starts the task: a survey response (the default) or a change of a contact.",
    ),
    key(Place::Task, "event", Takes::Value, "Name of the event (track)."),
    key(Place::Task, "userId", Takes::Value, "Who it is, by an id of your own."),
    key(Place::Task, "anonymousId", Takes::Value, "Who it is, by a pseudonym such as a website's session id."),
    key(
        Place::Task,
        "randomAnonymousId",
        Takes::Boolean,
        "The task's own switch: make an anonymousId when both ids are empty.",
    ),
    key(Place::Task, "properties", Takes::Rows, "What to say about the action (track): name → value."),
    key(Place::Task, "traits", Takes::Rows, "What to say about the person (identify): name → value."),
    key(
        Place::Task,
        "when",
        Takes::Object(Place::Condition),
        "Condition under which a response gives this event; a workflow condition in Qualtrics.",
    ),
    key(
        Place::Task,
        "revision",
        Takes::Revision,
        "Raised to send the task's history again as new events. Starts at 1.",
    ),
    key(
        Place::Task,
        "onChange",
        Takes::Word(&ON_CHANGES),
        "What to do when a response was edited after its delivery: skip (the default) or send, two days after the first delivery at the earliest.",
    ),
    qseg_only(
        Place::Task,
        "timestamp",
        Takes::ValueOrNone,
        "The moment that the event carries: a value read as a datetime, or `none`. By default the recorded date.",
    ),
    qseg_only(
        Place::Task,
        "context",
        Takes::Context,
        "Extra context: nested objects of values. `library` is qseg's own.",
    ),
    qseg_only(
        Place::Task,
        "integrations",
        Takes::Integrations,
        "Which destinations get the event: name → true, false or options.",
    ),
    required(Place::Value, "value", Takes::Text, "The template: text with any number of pipes in it."),
    qseg_only(Place::Value, "type", Takes::Word(&TYPES), "Type on the wire; string by default, as the task sends it."),
    qseg_only(Place::Value, "default", Takes::Text, "Used when the rest gives nothing."),
    qseg_only(
        Place::Value,
        "missing",
        Takes::TextOrTexts,
        "Texts that mean \"no value\", such as -99: the whole value, or an element of a list.",
    ),
    qseg_only(Place::Value, "map", Takes::TextMap, "What each text becomes: text → text."),
    qseg_only(Place::Value, "format", Takes::Pattern, "strptime pattern by which the text is read (type: datetime)."),
    qseg_only(
        Place::Value,
        "hash",
        Takes::Word(&HASHES),
        "One-way hash of the value; hmac-sha256 takes its key from QSEG_HASH_KEY. Neither is anonymity.",
    ),
    qseg_only(
        Place::Value,
        "empty",
        Takes::Word(&["keep"]),
        "keep: send an empty value as an empty text; by default it is left out.",
    ),
    key(
        Place::Condition,
        "value",
        Takes::Value,
        "What is tested, by exactly one of `equals`, `in`, `matches` and `empty`.",
    ),
    key(Place::Condition, "equals", Takes::Text, "True if the value is this text."),
    key(Place::Condition, "in", Takes::Texts, "True if the value is one of these texts."),
    key(
        Place::Condition,
        "matches",
        Takes::Expression,
        "True if the value, or a part of it, matches this regular expression.",
    ),
    key(Place::Condition, "empty", Takes::Boolean, "True if the value is empty (true) or not empty (false)."),
    key(Place::Condition, "all", Takes::ListOf(Place::Condition), "True if all of these conditions are."),
    key(Place::Condition, "any", Takes::ListOf(Place::Condition), "True if one of these conditions is."),
    key(Place::Condition, "not", Takes::Object(Place::Condition), "True if this condition is not."),
    key(
        Place::Example,
        "response",
        Takes::Response,
        "The response: field, as a pipe or an ImportId → a text, a list of texts, or { value, label }.",
    ),
    key(Place::Example, "export", Takes::Text, "In place of `response`: an export, beside the file of the example."),
    key(Place::Example, "responseId", Takes::Text, "Which response of the export it is."),
    key(Place::Example, "surveyFile", Takes::Text, "The survey's definition, to turn labels into recodes and back."),
    key(Place::Example, "now", Takes::Moment, "The moment that ${date://CurrentDate/…} gives, as RFC 3339."),
    key(
        Place::Example,
        "expect",
        Takes::Expected,
        "Task → the parts of its event that matter; or `none`, `any`, or { rejected: CODE }.",
    ),
    required(Place::ExamplesFile, "version", Takes::Version, "Version of the mapping file: 1."),
    required(Place::ExamplesFile, "examples", Takes::Objects(Place::Example), "The examples: name → example."),
];

/// Words that people write for a key, and what to say to them.
static OTHER_NAMES: &[(Place, &str, &str)] = &[
    (Place::Top, "token", "no secret belongs into a mapping file; the token comes from `qseg login` or QSEG_TOKEN"),
    (Place::Top, "writeKey", "no secret belongs into a mapping file; the write key comes from QSEG_WRITE_KEY"),
    (Place::Source, "writeKey", "no secret belongs into a mapping file; the write key comes from QSEG_WRITE_KEY"),
    (Place::Source, "name", "the key above is the environment; Segment's nickname is not needed here"),
    (
        Place::Task,
        "messageId",
        "qseg makes it from the source, the task, the response and `revision`, so that nothing is sent twice",
    ),
    (Place::Task, "name", "the key above is the task's id; the name of the event is `event`"),
    (Place::Task, "groupId", "a task sends Track and Identify only; a group can stand in `context: { groupId: … }`"),
    (Place::Task, "if", "the condition is `when`"),
    (Place::Task, "filter", "the condition is `when`"),
    (Place::Task, "condition", "the condition is `when`"),
    (Place::Condition, "notEmpty", "write `empty: false`"),
    (Place::Condition, "exists", "write `empty: false`"),
    (Place::Condition, "regex", "write `matches`"),
    (Place::Example, "fields", "the fields stand under `response`"),
    (Place::Example, "responses", "an example has one `response`"),
    (Place::Example, "expected", "write `expect`"),
    (Place::Example, "events", "what comes out stands under `expect`, task by task"),
    (Place::Value, "values", "`value` is one template with any number of pipes in it"),
];

/// The keys of a place, in the order of the table.
pub fn of(place: Place) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.place == place)
}

/// The key of this name at this place.
pub(crate) fn find(place: Place, name: &str) -> Option<&'static Key> {
    of(place).find(|key| key.name == name)
}

/// The way out for a name that the place does not have.
pub(crate) fn suggestion(place: Place, name: &str) -> String {
    if let Some((.., advice)) =
        OTHER_NAMES.iter().find(|(at, other, _)| *at == place && other.eq_ignore_ascii_case(name))
    {
        return (*advice).to_owned();
    }
    if let Some(elsewhere) = Place::ALL.into_iter().find(|&other| find(other, name).is_some()) {
        return format!("`{name}` is a key of {}; is it indented as it should be?", elsewhere.name());
    }
    match did_you_mean(name, of(place).map(|key| key.name)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", of(place).map(|key| key.name).collect::<Vec<_>>().join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::model::ValueType;

    #[test]
    fn no_place_has_a_key_twice() {
        for key in KEYS {
            assert_eq!(of(key.place).filter(|other| other.name == key.name).count(), 1, "{}", key.name);
            assert!(key.doc.ends_with('.'), "{}", key.name);
        }
        for (place, name, _) in OTHER_NAMES {
            assert!(find(*place, name).is_none(), "{name}");
        }
    }

    #[test]
    fn types_are_those_of_the_model() {
        assert_eq!(TYPES, ValueType::ALL.map(|(name, _)| name));
    }

    #[test]
    fn a_suggestion_names_the_near_key_or_the_right_place() {
        assert_eq!(suggestion(Place::Task, "userID"), "did you mean `userId`?");
        assert_eq!(suggestion(Place::Task, "propertys"), "did you mean `properties`?");
        assert_eq!(suggestion(Place::Top, "event"), "`event` is a key of a task; is it indented as it should be?");
        assert!(suggestion(Place::Task, "writekey").starts_with("known are type,"));
        assert!(suggestion(Place::Top, "writekey").starts_with("no secret"));
    }
}
