//! The real program, driven as a person or a CI job drives it.
#![allow(clippy::disallowed_methods, reason = "tests set the stage for the program")]

#[cfg(target_os = "linux")]
mod broken;
mod company;
mod events;
mod examples;
mod formats;
mod generated;
mod generations;
mod inspect;
mod moments;
mod pipes;
mod readme;
mod samples;
mod selection;
mod support;
mod surface;
mod values;
