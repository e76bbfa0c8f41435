//! Segment's own words for events that it throws away after answering 200
//! (`reference/segment-tracking-api.md` §4 "Discard codes"), which are qseg's words too; and one of
//! qseg's own, for size, where Segment answers 400 and names no code.

use crate::core::diagnostic::{Code, Severity};

/// One table makes the enum, its names and its findings, so that they cannot drift apart.
macro_rules! discards {
    ($($(#[$doc:meta])* $variant:ident $finding:ident $code:literal $meaning:literal $help:literal)*) => {
        $(
            #[doc = $meaning]
            pub(crate) static $finding: Code = Code {
                name: $code,
                severity: Severity::Error,
                explain: concat!($meaning, ". What to do: ", $help, "."),
            };
        )*

        /// Why an event is thrown away.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Discard {
            $(#[doc = $meaning] $(#[$doc])* $variant,)*
        }

        impl Discard {
            /// Every discard, in the order of the reference.
            pub(crate) const ALL: &[Discard] = &[$(Discard::$variant),*];

            /// The code as Delivery Overview shows it.
            pub fn code(self) -> &'static str {
                match self { $(Discard::$variant => $code,)* }
            }

            /// What it means, in a sentence without a full stop.
            pub(crate) fn meaning(self) -> &'static str {
                match self { $(Discard::$variant => $meaning,)* }
            }

            /// What to do about it, in a sentence without a full stop.
            pub(crate) fn help(self) -> &'static str {
                match self { $(Discard::$variant => $help,)* }
            }

            /// The finding's code that reports it; its name is [`Discard::code`].
            pub fn finding(self) -> &'static Code {
                match self { $(Discard::$variant => &$finding,)* }
            }
        }
    };
}

discards! {
    NoUserAnonId NO_USER_ANON_ID "no_user_anon_id"
        "The event has neither a userId nor an anonymousId"
        "map a field that identifies the person to `userId` or `anonymousId`, or turn on `randomAnonymousId`"
    IdRequired ID_REQUIRED "id_required"
        "The event has no id of any kind"
        "map a field that identifies the person to `userId` or `anonymousId`, or turn on `randomAnonymousId`"
    IdNotString ID_NOT_STRING "id_not_string"
        "A userId or anonymousId is an empty string, or not a string"
        "leave an empty id out (the default), instead of `empty: keep`"
    EventNotDefined EVENT_NOT_DEFINED "event_not_defined"
        "A Track event has no event name"
        "give the task an `event` that is never empty"
    EventNotString EVENT_NOT_STRING "event_not_string"
        "A Track event's name is not a string"
        "give the task an `event` that is text"
    PropertiesNotObject PROPERTIES_NOT_OBJECT "properties_not_object"
        "The properties are not an object"
        "write `properties` as names and values"
    TraitsNotObject TRAITS_NOT_OBJECT "traits_not_object"
        "The traits are not an object"
        "write `traits` as names and values"
    NameNotString NAME_NOT_STRING "name_not_string"
        "The name of a page or screen is not a string"
        "send Track or Identify: a Segment task makes no other call"
    CategoryNotString CATEGORY_NOT_STRING "category_not_string"
        "The category of a page or screen is not a string"
        "send Track or Identify: a Segment task makes no other call"
    EmptyBatch EMPTY_BATCH "empty_batch"
        "There was nothing in the batch"
        "run the send again; an empty batch loses nothing"
    EmptyBatchResult EMPTY_BATCH_RESULT "empty_batch_result"
        "Nothing was left of the batch after its bad events were taken out"
        "look for the codes of its single events"
    MultiUserError MULTI_USER_ERROR "multi_user_error"
        "Some events of the batch were bad; only the others were published"
        "look for the codes of its single events"
    ProjectNotFound PROJECT_NOT_FOUND "project_not_found"
        "No source has this write key"
        "copy the write key of the source again, and check the workspace's region"
    SourceDisabled SOURCE_DISABLED "source_disabled"
        "The source is switched off"
        "switch the source on in Segment"
    LockedWorkspace LOCKED_WORKSPACE "locked_workspace"
        "The workspace is locked"
        "ask the workspace's owner; Segment unlocks it"
    BadRequest BAD_REQUEST "bad_request"
        "Segment could not read the event"
        "check that every value is valid JSON"
    Consent CONSENT "consent"
        "A \"Segment Consent Preference Updated\" event breaks the rules of consent events (codes `consent_*`)"
        "use another event name, unless consent is what the survey asks for"
    CommonSchemaViolation COMMON_SCHEMA_VIOLATION "common_schema_violation"
        "The event breaks the common schema of the source's tracking plan"
        "compare the event with the tracking plan: qseg mapping check --tracking-plan connected"
    SchemaViolation SCHEMA_VIOLATION "schema_violation"
        "The event breaks the schema that the source's tracking plan has for it"
        "compare the event with the tracking plan: qseg mapping check --tracking-plan connected"
    Unplanned UNPLANNED "unplanned"
        "The source's tracking plan does not know the event, and the source blocks unplanned ones"
        "add the event to the tracking plan, spelt exactly as the task spells it: qseg mapping check --tracking-plan connected"
    UnplannedAndSchemaViolation UNPLANNED_AND_SCHEMA_VIOLATION "unplanned_and_schema_violation"
        "The source's tracking plan does not know the event, and it breaks the common schema"
        "compare the event with the tracking plan: qseg mapping check --tracking-plan connected"
    EventSetting EVENT_SETTING "event_setting"
        "The event is switched off in the source's schema"
        "switch the event on in the source's schema"
    /// qseg's own: Segment answers 400 to the batch, or drops the event (§3 "each event in a batch").
    EventTooLarge EVENT_TOO_LARGE "event_too_large"
        "The event is over 32,000 bytes, more than Segment is sure to take"
        "map fewer or shorter fields, or divide them between two tasks"
}

impl Discard {
    /// The discards that qseg can tell from the event alone, before anything is sent.
    pub(crate) const JUDGED: [Discard; 8] = [
        Discard::NoUserAnonId,
        Discard::IdNotString,
        Discard::EventNotDefined,
        Discard::EventNotString,
        Discard::PropertiesNotObject,
        Discard::TraitsNotObject,
        Discard::BadRequest,
        Discard::EventTooLarge,
    ];

    /// The discard that a code of Segment's names; `None` for a code that the reference does not know.
    pub(crate) fn from_code(code: &str) -> Option<Discard> {
        if code.starts_with("consent_") {
            return Some(Discard::Consent);
        }
        Discard::ALL.iter().copied().find(|discard| discard.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::limits;
    use std::collections::HashSet;

    #[test]
    fn every_code_is_said_once_and_found_again() {
        let codes: HashSet<_> = Discard::ALL.iter().map(|discard| discard.code()).collect();
        assert_eq!(codes.len(), Discard::ALL.len());
        for &discard in Discard::ALL {
            assert_eq!(Discard::from_code(discard.code()), Some(discard));
            assert_eq!(discard.finding().name, discard.code());
            assert!(discard.finding().explain.contains(discard.help()));
            assert!(!discard.meaning().ends_with('.') && !discard.help().ends_with('.'));
        }
        assert_eq!(Discard::from_code("consent_invalid_format"), Some(Discard::Consent));
        assert_eq!(Discard::from_code("no_such_code"), None);
    }

    #[test]
    fn the_size_in_words_is_the_size_that_is_judged() {
        assert_eq!(limits::EVENT_BYTES, 32_000);
        assert!(Discard::EventTooLarge.meaning().contains("32,000 bytes"));
    }
}
