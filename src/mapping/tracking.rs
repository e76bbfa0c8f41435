//! A mapping against Segment's tracking plan (`reference/segment-tracking-api.md` §9): what breaks it is Segment's to
//! say ([`crate::segment::tracking_plan`]); here it is pointed at the mapping's lines.
//!
//! [`judge`] holds real events against the plan; [`foresee`] judges from the mapping alone, by [`sample`] events, as
//! the Segment task would send them and as qseg would; [`yields`] asks the survey which values a pipe can give;
//! [`implied`] goes the other way, from a mapping to the rules of a plan. The words of all are in [`told`].
//!
//! Not to be confused with [`super::plan`], the mapping compiled against an export.

pub(crate) mod foresee;
pub(crate) mod implied;
pub(crate) mod judge;
mod sample;
mod told;
mod yields;
