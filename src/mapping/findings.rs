//! The codes of the mapping file's own rules: what [`super::yaml`], [`super::json`], [`super::read`]
//! and [`super::check`] can say. The names are stable.

use crate::core::diagnostic::codes;

codes! {
    /// A value that cannot take its type.
    VALUE_NOT_COERCIBLE = "value_not_coercible", Error,
        "A value cannot take the `type` that the mapping gives it. Its event is held back: a wrong type in a warehouse column cannot be taken back.";
    /// No source id in the message ids.
    MESSAGE_IDS_PROVISIONAL = "message_ids_provisional", Note,
        "Message ids are made from the source's id, and the run has none: a live send to a source gives the events other ids.";
    /// No key to hash with.
    HASH_KEY_MISSING = "hash_key_missing", Error,
        "`hash: hmac-sha256` takes its key from QSEG_HASH_KEY, which is not set.";
    /// A class of personal data that does not exist.
    UNKNOWN_PERSONAL_CLASS = "unknown_personal_class", Warning,
        "`personalData.allow` names a class of personal data that qseg does not know, so that it would allow nothing.";
    /// Sensitive data that the mapping does not allow.
    SENSITIVE_NOT_ALLOWED = "sensitive_not_allowed", Warning,
        "A value reads sensitive data (GDPR articles 9 and 10: health, religion, origin, politics, union, sex life, genetic and biometric data, criminal records) of a field that `sensitive` does not name. A live send stops at it; `docs/privacy.md` says how a class is told.";
    /// The file is not YAML, or not JSON.
    SYNTAX = "mapping_syntax", Error,
        "The file cannot be read as YAML 1.2 (or, if its name ends in .json, as JSON). Nothing after the place shown was looked at.";
    /// YAML that qseg refuses.
    YAML_REFUSED = "yaml_refused", Error,
        "Aliases, anchors, tags, merge keys, keys that are no text and several documents are valid YAML, but a mapping file is read by people who paste it into a form: write every value out where it stands. A text that begins with one of the letters * & ! needs quotes.";
    /// Nested too deeply.
    TOO_DEEP = "too_deep", Error,
        "The file is nested deeper than any mapping file needs to be.";
    /// The same key twice.
    DUPLICATE_KEY = "duplicate_key", Error,
        "One mapping has the same key twice (a task id, a property, an option, or two spellings of one field in `expects`). Only one of the values could count, so neither does.";
    /// A key that the place does not have.
    UNKNOWN_KEY = "unknown_key", Error,
        "There is no such key at this place. A misspelt option would otherwise be ignored in silence.";
    /// A key that must be there.
    MISSING_KEY = "missing_key", Error,
        "A key that this place cannot do without is missing.";
    /// A key that is qseg's to write.
    RESERVED_KEY = "reserved_key", Error,
        "`context.library` says which program sent the event; qseg writes it.";
    /// A response export in the place of a mapping.
    NOT_A_MAPPING = "not_a_mapping", Error,
        "The file is a response export. Mapping and responses were given in each other's place; no line of it is shown.";
    /// The version is not 1.
    UNSUPPORTED_VERSION = "unsupported_version", Error,
        "The file says that it was written for another version of the mapping file. This qseg reads version 1; nothing else was looked at.";
    /// A task that a contact starts.
    CONTACTS_EXPERIMENTAL = "contacts_experimental", Note,
        "`trigger: contact` reads XM Directory contacts in place of survey responses. The fields are those of the API; what it sends may still change.";
    /// A list where a text belongs, and its like.
    WRONG_SHAPE = "wrong_shape", Error,
        "The key takes another kind of value: a text, a list, or a mapping.";
    /// Nothing where a value belongs.
    EMPTY_VALUE = "empty_value", Error,
        "Nothing is written here (or ~, or null). In a mapping that could mean an empty text, a null, or something forgotten: write \"\" for an empty text, or remove the line.";
    /// Not one of the words that the key takes.
    UNKNOWN_WORD = "unknown_word", Error,
        "The key takes one of a few words, and this is none of them.";
    /// `properties` in an identify task, `traits` in a track task.
    WRONG_ROWS = "wrong_rows", Error,
        "A Track call carries `properties`, an Identify call carries `traits`; the Segment task has no form for the other one.";
    /// A pipe that cannot be read.
    BAD_PIPE = "bad_pipe", Error,
        "This is not piped text as Qualtrics writes it. Copy the pipe from the {a} menu of the task.";
    /// Not a whole number from 1.
    BAD_REVISION = "bad_revision", Error,
        "`revision` counts from 1; raising it sends a task's whole history again as new events.";
    /// Not a moment.
    BAD_MOMENT = "bad_moment", Error,
        "A moment is written as RFC 3339 with its offset: 2026-03-01T09:00:00Z. `until` takes a date, too.";
    /// Not an IANA time zone.
    UNKNOWN_TIMEZONE = "unknown_timezone", Error,
        "The time zone is not in the IANA database that qseg carries (the machine's own is never asked).";
    /// A zone that is not where people are.
    ZONE_WITHOUT_SUMMER_TIME = "zone_without_summer_time", Warning,
        "EST and MST are zones of their own, which keep winter time all year. New York, Toronto or Denver do not: in summer every date would be an hour off.";
    /// Not a strptime pattern.
    BAD_DATE_PATTERN = "bad_date_pattern", Error,
        "The pattern cannot read a date: qseg wrote a sample moment by it and could not read the same moment back.";
    /// Not a regular expression.
    BAD_EXPRESSION = "bad_expression", Error,
        "`matches` takes a regular expression in the syntax of the Rust regex crate: no look-around, no back-references.";
    /// A condition with no test, or with several.
    CONDITION_TESTS = "condition_tests", Error,
        "A condition is exactly one of these: a `value` with one test (`equals`, `in`, `matches` or `empty`), `all`, `any`, or `not`.";
    /// An option on a value that cannot have it.
    OPTION_NOT_ALLOWED = "option_not_allowed", Error,
        "Segment takes an event name, a userId and an anonymousId as text only, and a timestamp as a datetime only.";
    /// An example names a task that is not there.
    EXAMPLE_UNKNOWN_TASK = "example_unknown_task", Error,
        "An example expects something of a task that the mapping does not have.";
    /// An example has no response, or two.
    EXAMPLE_INPUT = "example_input", Error,
        "An example has either `response`, the fields of a response, or `export` with `responseId`, a response in an export.";
    /// A field of an example's response that no response can have.
    EXAMPLE_FIELD = "example_field", Error,
        "A response is given by its fields: an ImportId, or one pipe that asks for a single answer. This is neither, or stands here twice.";
    /// A matcher that cannot match.
    BAD_MATCHER = "bad_matcher", Error,
        "In the place of a value that changes stands one of { $any: KIND }, { $matches: EXPRESSION }, { $present: true } and { $absent: true }, alone.";
    /// A mapping without a single example.
    NO_EXAMPLES = "no_examples", Error,
        "`qseg mapping test` has nothing to run: the mapping has no `examples`, nor a file NAME.examples.yaml beside it. A test that tests nothing must not pass.";
    /// An example expects nothing.
    EXAMPLE_EXPECTS_NOTHING = "example_expects_nothing", Error,
        "An example does not say what it expects of any task, or of this one. `qseg mapping test --bless` writes what comes out.";
    /// An example came out otherwise.
    EXAMPLE_DIFFERS = "example_differs", Error,
        "What came out of an example is not what it expects. If the new outcome is right, `qseg mapping test --bless` writes it.";
    /// An example that could not be run.
    EXAMPLE_NOT_RUN = "example_not_run", Error,
        "An example could not be run: its export, its survey or its response is not there or cannot be read.";
    /// A row that no example gave a value.
    ROW_NOT_COVERED = "row_not_covered", Warning,
        "No example gave this value anything (`qseg mapping test --coverage`).";
    /// Choices that no example chose.
    CHOICE_NOT_COVERED = "choice_not_covered", Warning,
        "Choices of a question, or entries of a `map`, that no example came to (`qseg mapping test --coverage`).";
    /// A condition that no example met, or all did.
    CONDITION_NOT_COVERED = "condition_not_covered", Warning,
        "A test of a `when` that no example met, or that all met that came to it (`qseg mapping test --coverage`).";
    /// A comment that may have been meant as text.
    COMMENT_CUTS_TEXT = "comment_cuts_text", Warning,
        "In YAML ` #` begins a comment, also in the middle of a line: the text ends before it. Quote the text if the # belongs to it, or put a space behind the # if it is a comment.";
    /// No tasks.
    NO_TASKS = "no_tasks", Error,
        "A mapping without tasks makes no events.";
    /// Track without an event name.
    TRACK_WITHOUT_EVENT = "track_without_event", Error,
        "Segment discards a Track call without an event name.";
    /// Identify with an event name.
    IDENTIFY_WITH_EVENT = "identify_with_event", Error,
        "An Identify call has no event name; the Segment task has no box for one.";
    /// No identity.
    NO_IDENTITY = "no_identity", Error,
        "The task has neither userId nor anonymousId nor randomAnonymousId, so that Segment would discard every event with no_user_anon_id.";
    /// One identity for everybody.
    CONSTANT_IDENTITY = "constant_identity", Warning,
        "The identity is the same text for many people, who become one profile in Segment. That cannot be undone there.";
    /// An event name that changes with the answers.
    DYNAMIC_EVENT_NAME = "dynamic_event_name", Warning,
        "Each different event name becomes a table of its own in a warehouse and an event of its own in a tracking plan. What varies belongs into a property.";
    /// An option that the task in Qualtrics does not have.
    NOT_IN_TASK = "not_in_task", Warning,
        "`senders` says that the Segment task sends by this mapping too, but its form has no such option: its events and those of qseg would differ.";
    /// A value that the task would send otherwise.
    DIFFERS_FROM_TASK = "differs_from_task", Warning,
        "`senders` says that the Segment task sends by this mapping too. It can, but what it sends differs from what qseg sends: other responses (`include`), or the date of another moment.";
    /// Unfinished responses under the name of finished ones.
    PARTIAL_AS_COMPLETED = "partial_as_completed", Warning,
        "`include` lets unfinished responses through, and the event's name says that they were finished. Whoever counts the event in Segment counts people who gave up.";
    /// An e-mail address as userId.
    EMAIL_AS_USER_ID = "email_as_user_id", Warning,
        "Segment advises against an e-mail address as userId: addresses change and are shared, and a profile cannot be given another id later. Send it as the trait `email`.";
    /// Nobody was identified.
    ALL_IDENTITIES_GENERATED = "all_identities_generated", Warning,
        "No response of the run had a userId or an anonymousId, so that qseg made one for each (`randomAnonymousId`): every response is a new profile in Segment, which nothing ever joins to a person.";
    /// An id that is a placeholder.
    ID_PLACEHOLDER = "id_placeholder", Warning,
        "An id is a placeholder (null, N/A, anonymous, zeroes and dashes, the title of its column): all responses that share it become one person in Segment. They are not counted as identified.";
    /// An id that nothing was put into.
    ID_UNRESOLVED = "id_unresolved", Warning,
        "An id is an unresolved pipe or merge tag (${…}, %…%, {{…}}): the link or the survey did not pass it. Its responses are not counted as identified.";
    /// An id that a spreadsheet rounded.
    ID_ROUNDED = "id_rounded", Warning,
        "An id is a number like 1.23457E+15: a spreadsheet has rounded it, so that several people may share it and nobody's own id is left.";
    /// An id with white space.
    ID_SPACED = "id_spaced", Warning,
        "An id has white space around it or inside. Segment compares ids letter for letter: with and without it are two people.";
    /// An id of over 255 characters.
    ID_TOO_LONG = "id_too_long", Warning,
        "An id is longer than 255 characters, which is the text of something else.";
    /// An id that is no text.
    ID_DAMAGED = "id_damaged", Warning,
        "An id is an object or a list, or has control characters in it.";
    /// One id for many responses.
    ID_SHARED = "id_shared", Warning,
        "One userId stands for over 50 responses, or for more than 5 % of at least 200: it may be a placeholder, a rounded number or a shared link, and its responses become one person in Segment.";
    /// Ids that differ in case alone.
    ID_NEAR_TWINS = "id_near_twins", Warning,
        "Two userIds are the same but for the case of their letters. To Segment they are two people.";
    /// A type that the value can never have.
    TYPE_NEVER_FITS = "type_never_fits", Error,
        "The text around the pipe makes this value one that its type can never take, so that every event would be held back (or the list would always have one element).";
    /// `format` without `type: datetime`.
    FORMAT_WITHOUT_DATETIME = "format_without_datetime", Error,
        "`format` is the pattern by which a datetime is read; without `type: datetime` it would do nothing, and the date would go out as it was typed.";
    /// An option that can do nothing.
    NO_EFFECT = "no_effect", Warning,
        "The option can never do anything here.";
    /// A condition that is always or never true.
    CONSTANT_CONDITION = "constant_condition", Warning,
        "The condition, or a part of it, does not depend on the response: it is always met, or never.";
    /// Text that was probably meant as a pipe.
    LOOKS_LIKE_A_PIPE = "looks_like_a_pipe", Warning,
        "The text is sent as it stands, but it looks like a pipe that lost its ${…}, or like the name of a field.";
    /// A constant timestamp that is no moment.
    BAD_TIMESTAMP = "bad_timestamp", Error,
        "`timestamp` is a value that gives a datetime, or `none`.";
    /// An error that the mapping would allow.
    ERROR_NOT_ALLOWABLE = "error_not_allowable", Error,
        "`allow` accepts warnings. An error would give no event, or a wrong one: it must be mended.";
    /// An allowance that has run out.
    ALLOW_EXPIRED = "allow_expired", Error,
        "The time for which a finding was accepted is over. Mend what is found, or accept it again with a new date.";
    /// Findings that are accepted for now.
    ALLOWED_FINDINGS = "allowed_findings", Note,
        "Warnings that `allow` in the mapping accepts for now, with their number; they are not shown by themselves.";
    /// A text that a value is compared with and can never be.
    VALUE_NEVER_GIVEN = "value_never_given", Warning,
        "`map` or `when` names a text that the pipe can never give: the survey has no such label or recode.";
    /// A slug that the task would not take.
    INVALID_SLUG = "invalid_slug", Error,
        "The Segment task takes source names of lower-case letters, digits, periods, dashes and underscores only.";
    /// One source for two environments.
    SHARED_SOURCE = "shared_source", Error,
        "Two environments name the same source: a rehearsal would go to production, and its messageIds would swallow the real events.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own_and_an_explanation() {
        let mut names: Vec<&str> = ALL.iter().map(|code| code.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ALL.len());
        for code in ALL {
            assert!(code.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{}", code.name);
            assert!(code.explain.ends_with('.'), "{}", code.name);
        }
    }
}
