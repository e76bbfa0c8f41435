//! The fifty points that a tool at a terminal is held to, and where each is tested. A point that belongs to a
//! command which does not exist yet names it; so does one that is tested in part.

mod points;

use crate::support::project;
use points::{POINTS, Tested};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every file of the tests below a folder.
fn sources(folder: &Path, all: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            all.push_str(&fs::read_to_string(path).expect("a source"));
        }
    }
}

/// The names of the functions that are tests.
fn tests() -> BTreeSet<String> {
    let mut all = String::new();
    sources(&project().join("tests"), &mut all);
    let after = all.split("#[test]\n").skip(1);
    let name = |text: &str| {
        text.split_once("fn ").and_then(|(_, rest)| rest.split_once("()")).map(|(name, _)| name.to_owned())
    };
    after.filter_map(name).collect()
}

#[test]
fn every_point_is_tested_by_tests_that_exist_or_names_the_command_that_it_waits_for() {
    let numbers: Vec<usize> = POINTS.iter().map(|point| point.number).collect();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
    let tests = tests();
    assert!(tests.len() > 150 && tests.contains("the_version_is_one_line"), "{tests:?}");
    let not_built = ["login", "logout", "whoami", "source", "doctor", "verify", "runs", "sandbox"];
    let definition = qseg::commands::definition();
    for point in POINTS {
        let (by, waits) = match point.tested {
            Tested::By(by) => (by, None),
            Tested::InPart(by, waits) => (by, Some(waits)),
            Tested::Waits(waits) => (&[][..], Some(waits)),
        };
        assert!(!by.is_empty() || waits.is_some(), "{}", point.number);
        for name in by {
            assert!(tests.contains(*name), "{}: there is no test {name}", point.number);
        }
        if let Some(command) = waits {
            // Delivery is a part of `send`, which does not deliver yet.
            let exists = definition.get_subcommands().any(|sub| sub.get_name() == command);
            let is_known = command == "send" || not_built.contains(&command);
            assert!(is_known, "{}: no command {command}", point.number);
            assert!(!exists || command == "send", "{}: {command} is built: name its tests", point.number);
        }
    }
}
