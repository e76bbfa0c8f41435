//! README.md says what is so. Its transcripts are the lines `$ qseg …` of its ```console blocks, each followed by
//! what the program prints when it is run in the project's folder with nothing in its environment: stdout whole,
//! then stderr whole. `$ echo $?` is followed by the exit code of the command before it. This rewrites them:
//!
//!     UPDATE_README=1 cargo test readme

use crate::support::segment::Segment;
use crate::support::{Place, Said, project};
use qseg::mapping::keys;
use qseg::sandbox::public_api::access::Role;
use serde_json::{Value, json};
use std::fs;

fn readme() -> String {
    fs::read_to_string(project().join("README.md")).expect("README.md")
}

/// Runs a command line in the project's folder. Words are parted by spaces: there are no quotes and no pipes.
fn run(line: &str) -> Said {
    assert!(!line.contains(['"', '\'', '|', '>', '\\']), "too much shell for a transcript: {line}");
    let arguments: Vec<&str> = line.split_whitespace().skip(1).collect();
    let place = Place::new();
    let mut command = place.command(&arguments);
    command.current_dir(project());
    place.finish(command)
}

/// The README with every transcript as it is now, and how many commands there were.
fn rewritten(readme: &str) -> (String, usize) {
    let (mut out, mut inside, mut commands, mut code) = (String::new(), false, 0, None);
    for line in readme.lines() {
        let prompt = line.strip_prefix("$ ").filter(|_| inside);
        match (line, prompt) {
            ("```console", _) => inside = true,
            ("```", _) => inside = false,
            (_, Some(_)) => {}
            _ if inside => continue,
            _ => {}
        }
        out.push_str(line);
        out.push('\n');
        match prompt {
            Some("echo $?") => out.push_str(&format!("{}\n", code.take().expect("a command before it"))),
            Some(command) => {
                assert!(command.starts_with("qseg "), "not a command of qseg: {command}");
                let said = run(command);
                out.push_str(&said.stdout);
                out.push_str(said.stderr.trim_end_matches('\n'));
                if !said.stderr.is_empty() {
                    out.push('\n');
                }
                code = Some(said.code);
                commands += 1;
            }
            None => {}
        }
    }
    assert!(!inside, "a transcript without an end");
    (out, commands)
}

#[test]
fn the_transcripts_of_the_readme_are_what_the_program_says() {
    let readme = readme();
    let (rewritten, commands) = rewritten(&readme);
    assert!(commands >= 5, "the transcripts were not found");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(project().join("README.md"), rewritten).expect("README.md");
        return;
    }
    let differs = readme.lines().zip(rewritten.lines()).find(|(is, said)| is != said);
    assert!(readme == rewritten, "write them again: UPDATE_README=1 cargo test readme\n(is, said): {differs:?}");
}

#[test]
fn the_readme_has_the_two_blocks_that_ci_runs() {
    let readme = readme();
    assert!(readme.contains("\n```sh run\ncargo run --release -- send --dry-run examples/responses.json\n```\n"));
    assert!(readme.contains("\n```sh test\ncargo test\n```\n"));
}

#[test]
fn the_readme_tells_of_every_key_of_a_value_and_of_the_document() {
    let readme = readme();
    for key in keys::of(keys::Place::Value) {
        assert!(readme.contains(&format!("\n| `{}` |", key.name)), "{}", key.name);
    }
    let said =
        run("qseg send --dry-run --format json --mapping examples/rejected.yaml examples/responses.json").exits(3);
    let Value::Object(document) = said.document() else { panic!("no object") };
    for (key, value) in &document {
        let row = readme
            .lines()
            .find(|line| line.starts_with(&format!("| `{key}` |")) || line.starts_with(&format!("| `{key}[]` |")));
        let row = row.unwrap_or_else(|| panic!("no row for {key}"));
        let of_one = value.as_array().map_or(Some(value), |all| all.first()).and_then(Value::as_object);
        // The keys of `rejected` are codes, and those of `skipped` have a row of their own.
        for inner in of_one.into_iter().flat_map(serde_json::Map::keys) {
            assert!(row.contains(&format!("`{inner}`")), "{key}.{inner}");
        }
    }
    let skipped = readme.lines().find(|line| line.starts_with("| `responses.skipped` |")).expect("its row");
    for reason in document["responses"]["skipped"].as_object().expect("an object").keys() {
        assert!(skipped.contains(&format!("`{reason}`")), "{reason}");
    }
}

#[test]
fn the_readme_tells_of_every_key_of_a_delivery_and_of_a_sandbox() {
    let readme = readme();
    let said = run("qseg send --to sandbox --env dev --format json examples/responses.json").exits(0);
    let document = said.document();
    for key in document["delivery"].as_object().expect("an object").keys() {
        assert!(readme.contains(&format!("\n| `delivery.{key}` |")), "{key}");
    }
    let row = readme.lines().find(|line| line.starts_with("| `sandbox` |")).expect("its row");
    for key in document["sandbox"].as_object().expect("an object").keys() {
        assert!(row.contains(&format!("`{key}`")), "{key}");
    }
}

/// The steps of `docs/ci.md`: a name, and the commands of its plain shell.
fn steps(page: &str) -> Vec<(&str, Vec<&str>)> {
    page.split("<!-- step: ")
        .skip(1)
        .map(|rest| {
            let (name, rest) = rest.split_once(" -->\n```sh\n").expect("a plain shell after its name");
            (name, rest.split_once("```").expect("its end").0.lines().collect())
        })
        .collect()
}

#[test]
fn the_commands_for_ci_pass_on_the_example_and_its_workspace_is_one() {
    let text = fs::read_to_string(project().join("docs/ci.md")).expect("docs/ci.md");
    let place = Place::new().with("CI", "true");
    for name in ["qseg.yaml", "responses.json"] {
        place.file(name, fs::read(project().join("examples").join(name)).expect("the example"));
    }
    let steps = steps(&text);
    let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["fixture", "check", "test", "diff", "smoke", "permission"]);
    let (_, job) = text.split_once("name: mapping\n").expect("the whole job");
    let run = |line: &str| line.replace(" --format github", "");
    let in_job: Vec<String> =
        job.lines().filter_map(|line| line.trim().strip_prefix("- run: qseg ")).map(run).collect();
    let in_steps: Vec<&str> =
        steps[1..].iter().flat_map(|(_, lines)| lines).map(|line| &line["qseg ".len()..]).collect();
    assert_eq!(in_job, in_steps, "the job is the steps, in their order");
    for (name, line) in steps.iter().flat_map(|(name, lines)| lines.iter().map(move |line| (*name, *line))) {
        let in_actions = text.lines().filter(|of_job| run(of_job.trim()) == format!("- run: {line}")).count();
        assert!(name == "fixture" || in_actions == 2, "{line} stands in its step and in the job");
        // What needs git, a token or a sandbox with one is run by `.ci/pipeline`.
        if ["fixture", "check", "smoke"].contains(&name) {
            let arguments: Vec<&str> = line.split_whitespace().skip(1).collect();
            place.run(&arguments).exits(0);
        }
    }
    let (_, workspace) = text.split_once("```json\n").expect("a workspace");
    let (workspace, _) = workspace.split_once("```").expect("its end");
    place.file("workspace.json", workspace);
    let said = place.run(&["send", "--to", "sandbox", "--workspace", "workspace.json", "responses.json"]).exits(0);
    assert!(said.stdout.contains("none would be thrown away"), "{}", said.stdout);
}

#[test]
fn the_mapping_in_the_readme_checks_clean() {
    let readme = readme();
    let (_, rest) = readme.split_once("```yaml\n").expect("a mapping");
    let (mapping, _) = rest.split_once("```").expect("its end");
    let place = Place::new();
    place.file("qseg.yaml", mapping);
    let said = place.run(&["mapping", "check", "--verbose"]).exits(0);
    assert!(said.stdout.is_empty() && said.stderr.contains("0 warnings"), "{said:?}");
}

#[test]
fn files_that_the_readme_links_to_exist() {
    let readme = readme();
    for link in readme.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(project().join(link).exists(), "{link}");
    }
}

/// The lines of the README's `sh` blocks, one after the other in one folder, against a local Segment. What a line asks
/// at a terminal is answered here; the sandbox is a process of its own, and has its tests.
#[test]
fn the_commands_of_the_readme_do_what_stands_beside_them() {
    let segment = Segment::of(&json!({ "workspace": { "id": "ws1", "name": "Acme", "slug": "acme" } }));
    let place = Place::new()
        .at(&segment)
        .with("QSEG_EVENTS_URL", segment.url())
        .with("QSEG_CONFIG_DIR", "config")
        .with("QSEG_STATE_DIR", "state");
    for name in ["responses.json", "responses.csv"] {
        place.file(name, fs::read(project().join("examples").join(name)).expect("the example"));
    }
    // Without its own pins: `source add --pin` writes one.
    let mapping = fs::read_to_string(project().join("examples/qseg.yaml")).expect("the example");
    let (head, rest) = mapping.split_once("sources:\n").expect("pins");
    let rest = rest.split_inclusive('\n').skip_while(|line| line.starts_with(' ')).collect::<String>();
    place.file("qseg.yaml", format!("{head}{rest}"));

    let (mut seen, readme) = (Vec::new(), readme());
    for block in readme.split("\n```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next()) {
        for line in block.lines().filter(|line| line.starts_with("qseg ") && !line.contains(" sandbox ")) {
            let typed = line.split_once('#').map_or(line, |(typed, _)| typed).trim();
            // Nothing of the example fails here: files of failed events have their tests.
            if typed.ends_with(" failed.ndjson") {
                continue;
            }
            // What a redirection writes is looked at by nobody.
            let words: Vec<&str> = typed.split_whitespace().skip(1).take_while(|word| *word != ">").collect();
            let (answers, input): (&[&str], &str) = match words[..2.min(words.len())] {
                ["login"] => (&["--token-stdin", "--insecure-storage"], Role::SourceAdmin.token()),
                ["source", "add"] => (&["--yes"], ""),
                ["mapping", "init"] => (&["--force"], ""),
                _ => (&[], ""),
            };
            place.run_with_input(&[words.as_slice(), answers].concat(), input.as_bytes()).exits(0);
            seen.push(typed.to_owned());
        }
    }
    assert!(seen.len() >= 8, "the commands were not found: {seen:#?}");
    assert!(segment.summary()["kept"].as_u64() > Some(0), "what was sent has arrived");
}
