//! The fifty points that a tool at a terminal is held to, and where each is tested.

mod points;

use crate::support::project;
use points::POINTS;
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
fn every_point_is_held_by_tests_that_exist() {
    let numbers: Vec<usize> = POINTS.iter().map(|point| point.number).collect();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
    let tests = tests();
    assert!(tests.len() > 150 && tests.contains("the_version_is_one_line"), "{tests:?}");
    for point in POINTS {
        assert!(!point.tested.is_empty(), "{}", point.number);
        for name in point.tested {
            assert!(tests.contains(*name), "{}: there is no test {name}", point.number);
        }
    }
}
