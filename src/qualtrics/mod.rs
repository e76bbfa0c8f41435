//! What Qualtrics says: exports, fields, pipes, survey definitions. Rules of `reference/qualtrics.md`
//! live here and nowhere else; nothing here knows Segment.
//!
//! An input is opened by [`export`], which finds its format and header; [`csv`] and [`json`] find one
//! response at a time in a [`window`]; [`layout`] resolves a [`pipe`] to a [`recipe`] over numbered
//! slots; a [`record`] hands over the wanted cells. [`profile`] says what stands in the fields, and
//! [`propose`] which pipe names each of them; a [`fixture`] is an export like another one, of nobody.
pub mod contacts;
pub mod csv;
pub mod damaged_dates;
pub mod dates;
pub mod export;
pub mod findings;
pub mod fixture;
pub mod header;
pub mod import_id;
pub mod input;
pub mod inspect;
pub mod json;
pub mod layout;
pub mod php_date;
pub mod pipe;
pub mod privacy;
pub mod profile;
pub mod propose;
pub mod recipe;
pub mod record;
pub mod status;
pub mod survey;
pub mod window;
