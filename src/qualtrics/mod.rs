//! What Qualtrics says: exports, fields, pipes, survey definitions. Rules of `reference/qualtrics.md`
//! live here and nowhere else; nothing here knows Segment.
pub mod import_id;
pub mod pipe;
