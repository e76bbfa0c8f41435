//! The codes of what can be wrong with a source that a Segment task is to use. Their own table, as only
//! `source add|list|show` come to them.

use crate::core::diagnostic::codes;

codes! {
    /// The form would not make it (`reference/qualtrics.md` §1, row 6).
    SLUG_NOT_FOR_TASK = "slug_not_for_task", Warning,
        "The Segment task takes source names of lower-case letters, digits, periods, dashes and underscores only. Segment itself takes more, so the source exists, but a mapping cannot pin it.";
    /// The vendors contradict each other (`reference/qualtrics.md` §1, row 8).
    REGION_NOT_LISTED = "region_not_listed", Warning,
        "Segment's catalog lists the Qualtrics source for US workspaces only, although the task's form offers Dublin. Segment may refuse to make it in an EU workspace; `--type http-api` makes a source that every region has.";
    /// No such entry (`reference/segment-public-api.md` §6 "Catalog").
    CATALOG_ENTRY_MISSING = "catalog_entry_missing", Error,
        "Segment's catalog has no source type of this slug, so that no source of it can be made. The token may not see the catalog, or Segment has renamed the type.";
    /// The id is not the one that is known (`reference/segment-public-api.md` §6 "Catalog").
    CATALOG_ID_CHANGED = "catalog_id_changed", Note,
        "The catalog has the source type under another id than it had. The entry was found by its slug, which decides.";
    /// The type is on its way out (`reference/segment-public-api.md` §10).
    CATALOG_STATUS = "catalog_status", Warning,
        "Segment's catalog calls the source type deprecated or unavailable: a source of it may not be made, or not work for long.";
    /// The type asks for settings (`reference/segment-public-api.md` §6 "Catalog").
    CATALOG_OPTIONS_REQUIRED = "catalog_options_required", Warning,
        "The source type has settings that Segment requires and qseg does not send. If Segment refuses the source, make it in Segment's app and run the same command again: it finds what exists.";
    /// There is no write key for history (`reference/segment-public-api.md` §6 "Write keys").
    SERVES_TASK_ONLY = "serves_task_only", Note,
        "The source shows no write key: it serves the Segment task in Qualtrics, and `qseg send` cannot send history to it. `--type http-api` makes a source for that; a token without Source Admin sees no write key either.";
    /// The slug belongs to a source of another type.
    TYPE_DIFFERS = "source_type_differs", Error,
        "A source of the slug exists already, and it is of another type. A type cannot be changed: choose another name, or the other `--type`.";
}
