//! The codes of what can be wrong with the names and labels of sources. Their own table, as no mapping and no
//! export comes to them: `source add|list|show` do. Rules: `reference/segment-public-api.md` §11.

use crate::core::diagnostic::codes;

codes! {
    /// No slug can be made.
    SLUG_EMPTY = "slug_empty", Error,
        "A slug is made of ASCII letters and digits, and the name has none. Give the source a name that has some.";
    /// The slug is not its own warehouse schema.
    SLUG_FOLDS = "slug_folds", Warning,
        "The slug has periods, dashes or other characters that a warehouse schema cannot have: there they become underscores. Letters, digits and underscores stay what they are.";
    /// Redshift puts an underscore before it.
    SLUG_LEADING_DIGIT = "slug_leading_digit", Warning,
        "The slug begins with a digit: a warehouse may put an underscore before its schema, as Redshift does.";
    /// Nothing says that the API takes capitals.
    SLUG_CAPITALS = "slug_capitals", Warning,
        "The slug has capitals. A warehouse schema is lower case, and Segment's app makes no such slug.";
    /// The slug was not made from a name in Segment's app.
    SLUG_SYSTEM_MADE = "slug_system_made", Note,
        "The slug has dashes. Segment's app makes underscores from a name, so a program made this slug, and the nickname may say something else.";
    /// The database keeps the schema for itself.
    SCHEMA_RESERVED = "schema_reserved", Warning,
        "The warehouse schema has a name that databases keep for themselves (`public`, `information_schema`, `pg_…`). Choose another name.";
    /// The slug is there already.
    SLUG_TAKEN = "slug_taken", Error,
        "Another source has the slug already. Choose another name, or use that source.";
    /// The slug is there in another case.
    SLUG_CASE = "slug_differs_in_case", Error,
        "The slug differs from another source's in capitals only: people and warehouses take them for one. Choose another name.";
    /// Two slugs, one schema.
    SCHEMA_COLLISION = "schema_collision", Error,
        "Two slugs become one warehouse schema, and two sources cannot feed one schema. Choose another name.";
    /// The nickname is there already.
    NICKNAME_TAKEN = "nickname_taken", Error,
        "Another source has the nickname already, so that nobody could tell the two apart. Choose another name, or use that source.";
    /// The nickname is not what the convention asks for.
    NICKNAME_CONVENTION = "nickname_convention", Warning,
        "The nickname does not end with the source's environment. Segment advises SourceName_Prod, SourceName_Staging and SourceName_Dev.";
    /// The name was changed to keep the convention.
    NICKNAME_CHANGED = "nickname_changed", Note,
        "The name was changed to keep the convention SourceName_Prod, SourceName_Staging or SourceName_Dev.";
    /// Segment does not take it.
    LABEL_MALFORMED = "label_malformed", Error,
        "The key and the value of a label begin with a letter and have letters, digits and hyphens only.";
    /// The workspace has no such label.
    LABEL_MISSING = "label_missing", Warning,
        "The workspace does not have the label, and only a Workspace Owner can make it. Every workspace has environment:dev and environment:prod; there is none for staging. Run the same command again when it is there.";
    /// The source has another value for the key.
    LABEL_CONFLICT = "label_conflict", Warning,
        "The source has another value for this label's key, and a resource has one value for each key. Change it in Segment if the source really serves this environment.";
    /// Segment takes no events for it.
    SOURCE_SWITCHED_OFF = "source_switched_off", Warning,
        "The source is switched off: events for it go nowhere. Switch it on in Segment, in the source's settings.";
}
