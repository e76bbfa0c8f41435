//! Names of traits and properties to which Segment gives a meaning and a type
//! (`reference/segment-tracking-api.md` §7 "Reserved traits", "Reserved properties").

/// The type that Segment says a reserved name has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum ReservedType {
    /// Text.
    String,
    /// A number.
    Number,
    /// A date, in ISO 8601.
    Date,
    /// An object, which a Segment task's flat rows cannot make.
    Object,
}

impl ReservedType {
    /// The word that Segment's specification uses.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ReservedType::String => "String",
            ReservedType::Number => "Number",
            ReservedType::Date => "Date",
            ReservedType::Object => "Object",
        }
    }
}

const TRAITS: &[(&str, ReservedType)] = &[
    ("address", ReservedType::Object),
    ("age", ReservedType::Number),
    ("avatar", ReservedType::String),
    ("birthday", ReservedType::Date),
    ("company", ReservedType::Object),
    ("createdAt", ReservedType::Date),
    ("description", ReservedType::String),
    ("email", ReservedType::String),
    ("firstName", ReservedType::String),
    ("gender", ReservedType::String),
    ("id", ReservedType::String),
    ("lastName", ReservedType::String),
    ("name", ReservedType::String),
    ("phone", ReservedType::String),
    ("title", ReservedType::String),
    ("username", ReservedType::String),
    ("website", ReservedType::String),
];

const PROPERTIES: &[(&str, ReservedType)] =
    &[("revenue", ReservedType::Number), ("currency", ReservedType::String), ("value", ReservedType::Number)];

/// The type of a reserved trait; camelCase and snake_case are both taken. `None` for any other name.
pub(crate) fn reserved_trait(name: &str) -> Option<ReservedType> {
    TRAITS
        .iter()
        .find(|(reserved, _)| *reserved == name || super::names::snake_case(reserved) == name)
        .map(|(_, kind)| *kind)
}

/// The type of a reserved property of a Track event. `None` for any other name.
pub(crate) fn reserved_property(name: &str) -> Option<ReservedType> {
    PROPERTIES.iter().find(|(reserved, _)| *reserved == name).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits_are_known_in_camel_and_in_snake_case() {
        assert_eq!(reserved_trait("createdAt"), Some(ReservedType::Date));
        assert_eq!(reserved_trait("created_at"), Some(ReservedType::Date));
        assert_eq!(reserved_trait("first_name"), Some(ReservedType::String));
        assert_eq!(reserved_trait("age"), Some(ReservedType::Number));
        assert_eq!(reserved_trait("Age"), None);
        assert_eq!(reserved_trait("revenue"), None);
    }

    #[test]
    fn properties_have_reserved_names_of_their_own() {
        assert_eq!(reserved_property("revenue"), Some(ReservedType::Number));
        assert_eq!(reserved_property("currency"), Some(ReservedType::String));
        assert_eq!(reserved_property("email"), None);
    }
}
