//! Pins in every shape of file, and that nothing but the pin changes.

use super::*;
use proptest::prelude::*;

const DEV: Pin<'_> = Pin { env: "dev", id: "aB1", slug: "q_dev", region: Region::Us };
const TASKS: &str = "tasks:\n  t: { type: track, event: E, userId: u }\n";
const FLOW: &str = "{ id: aB1, slug: q_dev, region: us }";

fn pinned(name: &str, text: &str) -> String {
    match pin(name, text, &DEV, false) {
        Ok(Pinned::Changed(new)) => {
            assert_eq!(pin(name, &new, &DEV, false).expect("pinned again"), Pinned::Unchanged);
            new
        }
        other => panic!("{other:?} of\n{text}"),
    }
}

#[test]
fn yaml_keeps_all_but_the_pin() {
    for (old, new) in [
        ("version: 1 # v\n", format!("version: 1 # v\nsources:\n  dev: {FLOW}\n")),
        ("version: 1\nsurvey: SV_1\n", format!("version: 1\nsurvey: SV_1\nsources:\n  dev: {FLOW}\n")),
        ("version: 1\nsources: # here\n", format!("version: 1\nsources: # here\n  dev: {FLOW}\n")),
        ("version: 1\nsources: {}\n", format!("version: 1\nsources: {{ dev: {FLOW} }}\n")),
        ("version: 1\nsources: ~ # x\n", format!("version: 1\nsources: {{ dev: {FLOW} }} # x\n")),
        ("version: 1\nsources:\n  dev: # x\n", format!("version: 1\nsources:\n  dev: {FLOW} # x\n")),
        (
            "version: 1\nsources:\n    prod: { id: 'p' } # live\n\n    # end\n",
            format!("version: 1\nsources:\n    prod: {{ id: 'p' }} # live\n    dev: {FLOW}\n\n    # end\n"),
        ),
        (
            "version: 1\nsources: { prod: { id: p } } # c\n",
            format!("version: 1\nsources: {{ prod: {{ id: p }}, dev: {FLOW} }} # c\n"),
        ),
        (
            "version: 1\nsources:\n  dev: # c\n    slug: 'old' # s\n    # t\n  prod: { id: p }\n",
            "version: 1\nsources:\n  dev: # c\n    slug: 'q_dev' # s\n    id: aB1\n    region: us\n    # t\n  prod: { id: p }\n"
                .to_owned(),
        ),
        (
            "version: 1\nsources:\n  dev: {\n    slug: \"old\", # s\n    id: aB1\n  }\n",
            "version: 1\nsources:\n  dev: {\n    slug: \"q_dev\", # s\n    id: aB1,\n    region: us\n  }\n".to_owned(),
        ),
    ] {
        assert_eq!(pinned("m.yaml", &format!("{old}{TASKS}")), format!("{new}{TASKS}"));
        let dos = format!("\u{feff}{old}{TASKS}").replace('\n', "\r\n");
        assert_eq!(pinned("m.yaml", &dos), format!("\u{feff}{new}{TASKS}").replace('\n', "\r\n"));
    }
    let last = format!("version: 1\n{TASKS}sources:\n  prod: {{ id: p }}");
    assert_eq!(pinned("m.yaml", &last), format!("{last}\n  dev: {FLOW}"));
}

#[test]
fn json_keeps_its_layout() {
    let tasks = r#""tasks":{"t":{"type":"track","event":"E","userId":"u"}}"#;
    let object = r#"{ "id": "aB1", "slug": "q_dev", "region": "us" }"#;
    for (old, new) in [
        (
            format!("{{\"version\":1,{tasks}}}"),
            format!("{{\"version\":1,{tasks},\"sources\":{{ \"dev\": {object} }}}}"),
        ),
        (
            format!("{{\n  \"version\": 1,\n  {tasks}\n}}\n"),
            format!("{{\n  \"version\": 1,\n  {tasks},\n  \"sources\": {{ \"dev\": {object} }}\n}}\n"),
        ),
        (
            format!("{{\"version\": 1, \"sources\": {{\"dev\": {{\"id\": \"aB1\"}}}}, {tasks}}}"),
            format!(
                "{{\"version\": 1, \"sources\": {{\"dev\": {{\"id\": \"aB1\",\"slug\": \"q_dev\",\"region\": \"us\"}}}}, {tasks}}}"
            ),
        ),
        (
            format!("{{\"version\":1,\"sources\":null,{tasks}}}"),
            format!("{{\"version\":1,\"sources\":{{ \"dev\": {object} }},{tasks}}}"),
        ),
    ] {
        assert_eq!(pinned("m.json", &old), new);
    }
}

#[test]
fn another_id_or_another_environment_is_a_decision() {
    let text = format!("version: 1\nsources:\n  dev: {{ id: other }}\n{TASKS}");
    let error = pin("m.yaml", &text, &DEV, false).expect_err("a decision");
    assert_eq!((error.exit.code(), error.code), (2, "pinned_to_another_source"));
    assert!(error.message.contains("other") && error.message.contains("aB1"), "{error}");
    let new = format!("version: 1\nsources:\n  dev: {FLOW}\n{TASKS}");
    assert_eq!(pin("m.yaml", &text, &DEV, true).expect("replaced"), Pinned::Changed(new));
    let text = format!("version: 1\nsources:\n  prod: {{ id: aB1 }}\n{TASKS}");
    let error = pin("m.yaml", &text, &DEV, true).expect_err("a decision");
    assert_eq!((error.exit.code(), error.code), (2, "pinned_to_another_environment"));
}

#[test]
fn a_file_with_errors_or_in_no_known_shape_is_left_alone() {
    for (text, code) in [
        (format!("version: 1\nbad: 1\n{TASKS}"), "mapping_errors"),
        ("version: [\n".to_owned(), "mapping_errors"),
        (String::new(), "mapping_errors"),
        (format!("version: 1\nsources:\n  dev:\n    id: aB1\n    slug: |\n      old\n{TASKS}"), "cannot_pin"),
    ] {
        assert_eq!(pin("m.yaml", &text, &DEV, false).expect_err("an error").code, code, "{text}");
    }
}

proptest! {
    #[test]
    fn every_line_of_a_mapping_stays_but_the_pins_own(
        indent in 1..6usize,
        comment in "( # [a-z é:{}]{0,8})?",
        others in proptest::collection::vec("[a-c][a-z]{0,4}", 0..3),
        is_flow in any::<bool>(),
        newline in proptest::sample::select(vec!["\n", "\r\n"]),
        ends in any::<bool>(),
        env in "[a-z0-9 :#'\"é-]{1,6}",
    ) {
        prop_assume!(!env.trim().is_empty() && !others.contains(&env));
        let pad = " ".repeat(indent);
        let mut text = format!("# top{comment}\nversion: 1{comment}\n{TASKS}sources:{comment}\n");
        for (at, other) in others.iter().enumerate().filter(|(at, other)| !others[..*at].contains(other)) {
            text += &match is_flow {
                true => format!("{pad}{other}: {{ id: i{at} }}{comment}\n"),
                false => format!("{pad}{other}:{comment}\n{pad}{pad}id: i{at}{comment}\n"),
            };
        }
        let mut text = text.replace('\n', newline);
        if !ends {
            text.truncate(text.len() - newline.len());
        }
        let Pinned::Changed(new) = pin("m.yaml", &text, &Pin { env: &env, ..DEV }, false).expect("pinned") else {
            panic!("unchanged")
        };
        let mut left = new.lines();
        for line in text.lines() {
            prop_assert!(left.any(|new| new == line), "{:?} is lost of\n{}", line, new);
        }
        prop_assert_eq!(new.lines().count(), text.lines().count() + 1);
        prop_assert_eq!(new.ends_with('\n'), ends);
    }
}
