//! The codes of what is found where events meet a tracking plan. That Segment would throw the event away for it is
//! said under Segment's own discard codes besides ([`BLOCKS`]).

use crate::core::diagnostic::codes;
use crate::segment::discard::Discard;

codes! {
    /// The plan has no such event.
    PLAN_EVENT_UNPLANNED = "plan_event_unplanned", Warning,
        "The tracking plan has no Track event of this very name: case and spaces count. Whether Segment blocks it depends on the source's settings.";
    /// A required property is not there.
    PLAN_PROPERTY_MISSING = "plan_property_missing", Warning,
        "The event's rule in the tracking plan requires something that the event does not have. Add a row for it, give the row a `default`, or make it optional in the plan.";
    /// A property of another type.
    PLAN_PROPERTY_TYPE = "plan_property_type", Warning,
        "A value is of another JSON type than the tracking plan says. The Segment task sends every value as a string; qseg sends the row's `type`.";
    /// A value that is not allowed.
    PLAN_PROPERTY_VALUE = "plan_property_value", Warning,
        "A value of the right type is not one that the tracking plan allows (an enum, a pattern, a format, a limit). Translate it with `map`, or change the plan.";
    /// A property that the plan does not have.
    PLAN_PROPERTY_UNPLANNED = "plan_property_unplanned", Warning,
        "The event's rule in the tracking plan does not name this property or trait, or forbids it. Some sources have such properties taken out.";
    /// The rule of every event is broken.
    PLAN_COMMON_RULE = "plan_common_rule", Warning,
        "The event breaks the common JSON Schema of the tracking plan, which is for every event of the source.";
    /// A choice that the enum lacks.
    PLAN_CHOICE_NOT_PLANNED = "plan_choice_not_planned", Warning,
        "The survey has choices, or the row a `default`, whose value the tracking plan does not allow: the first response with one of them will break the plan. Translate them with `map`, or add them to the plan.";
    /// A required property whose value may be empty.
    PLAN_PROPERTY_MAY_BE_MISSING = "plan_property_may_be_missing", Note,
        "The tracking plan requires a property whose row is left out where its value is empty. Give the row a `default`, or make the property optional in the plan.";
    /// An empty value that is sent, and not allowed.
    PLAN_PROPERTY_MAY_BE_EMPTY = "plan_property_may_be_empty", Note,
        "Where a value is empty, an empty text is sent, which the tracking plan does not allow: the Segment task sends one for every empty pipe (so far as is known), qseg does with `empty: keep`. Allow it in the plan; or give the row a `default`, if only qseg sends.";
    /// A schema that is none.
    PLAN_RULE_UNUSABLE = "plan_rule_unusable", Warning,
        "The JSON Schema of a rule cannot be used, so that nothing is held against this rule. What Segment makes of such a rule is not known; mend it in the plan.";
    /// A rule that is on its way out.
    PLAN_RULE_DEPRECATED = "plan_rule_deprecated", Note,
        "The event's rule is marked as deprecated in the tracking plan. It is judged by it all the same.";
    /// Something that cannot be judged.
    PLAN_NOT_JUDGED = "plan_not_judged", Note,
        "This could not be held against the tracking plan: an event name that changes with the answers, where the mapping is judged without responses, or an event nested too deep.";
    /// Nobody knows what the source does.
    PLAN_SETTINGS_UNKNOWN = "plan_settings_unknown", Warning,
        "Something breaks the tracking plan, and what the source does about it (let it pass, take properties out, block the event) is not known here. `--tracking-plan connected` with a token asks Segment.";
}

/// The discards that a tracking plan and the source's settings decide about: with both, qseg knows them beforehand.
pub const BLOCKS: [Discard; 4] = [
    Discard::CommonSchemaViolation,
    Discard::SchemaViolation,
    Discard::Unplanned,
    Discard::UnplannedAndSchemaViolation,
];
