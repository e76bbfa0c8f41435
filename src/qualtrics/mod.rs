//! What Qualtrics says: exports, fields, pipes, survey definitions. Rules of `reference/qualtrics.md`
//! live here and nowhere else; nothing here knows Segment.
//!
//! An input is opened by [`export`], which finds its format and header; [`csv`] and [`json`] find one
//! response at a time in a [`window`]; [`layout`] resolves a [`pipe`] to a [`recipe`] over numbered
//! slots; a [`record`] hands over the wanted cells. [`profile`] says what stands in the fields, and
//! [`propose`] which pipe names each of them; a [`fixture`] is an export like another one, of nobody.
pub(crate) mod contacts;
pub mod csv;
pub(crate) mod damaged_dates;
pub(crate) mod dates;
pub mod export;
pub mod findings;
pub(crate) mod fixture;
pub(crate) mod foreign;
pub mod header;
pub(crate) mod import_id;
pub(crate) mod input;
pub(crate) mod inspect;
pub(crate) mod json;
pub mod layout;
pub(crate) mod php_date;
pub mod pipe;
pub mod privacy;
pub(crate) mod profile;
pub(crate) mod propose;
pub mod recipe;
pub(crate) mod record;
pub(crate) mod status;
pub mod survey;
pub mod window;
