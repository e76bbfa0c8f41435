//! The real program, driven as a person or a CI job drives it.
#![allow(clippy::disallowed_methods, reason = "tests set the stage for the program")]
#![allow(unreachable_pub, reason = "no other crate uses a test: `pub` says what its modules share")]

mod allow;
mod bar;
#[cfg(target_os = "linux")]
mod broken;
mod by_ids;
mod card;
mod check;
mod codes;
mod company;
mod conditions;
mod contacts;
mod definitions;
mod diff;
mod doctor;
mod events;
mod evidence;
mod examples;
mod explain;
mod failed;
mod fixture;
mod foreign;
mod formats;
mod forms;
mod generated;
mod generations;
mod headers;
mod identities;
mod init;
mod inspect;
#[cfg(unix)]
mod keyring;
mod kills;
mod ledger;
mod live;
mod login;
mod logout;
mod mapping_test;
mod moments;
mod pipes;
mod privacy;
mod readme;
mod samples;
mod sandbox;
mod schema;
mod secrets;
mod selection;
mod source;
mod support;
mod surface;
#[cfg(unix)]
mod surveys;
mod terminal;
mod to_sandbox;
mod torture;
mod tracking;
mod tracking_plan;
mod values;
mod verify;
mod whoami;
