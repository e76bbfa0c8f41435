//! Files that are made from the program and checked in: `completions/`, `man/`, `docs/findings.md`, the tables of
//! `docs/privacy.md` and `docs/qseg-mapping.schema.json`.
//! They fail when they are stale; this rewrites them:
//!
//!     UPDATE_GENERATED=1 cargo test generated

use crate::support::{Place, project};
use qseg::commands::findings::rooms;
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

/// Shells, and the names under which their scripts are looked for.
const SHELLS: [(&str, &str); 5] = [
    ("bash", "qseg.bash"),
    ("zsh", "_qseg"),
    ("fish", "qseg.fish"),
    ("powershell", "_qseg.ps1"),
    ("elvish", "qseg.elv"),
];

/// Folders that hold nothing but generated files.
const FOLDERS: [&str; 2] = ["completions", "man"];

/// Every generated file: its path in the project, and what it must hold.
fn generated() -> BTreeMap<String, String> {
    let place = Place::new();
    let mut files = BTreeMap::new();
    for (shell, name) in SHELLS {
        files.insert(format!("completions/{name}"), place.run(&["completions", shell]).exits(0).stdout);
    }
    for words in commands(&qseg::commands::definition(), &[]) {
        let name = ["qseg"].iter().chain(&words).copied().collect::<Vec<_>>().join("-");
        let arguments: Vec<&str> = ["man"].into_iter().chain(words).collect();
        files.insert(format!("man/{name}.1"), place.run(&arguments).exits(0).stdout);
    }
    files.insert("docs/privacy.md".to_owned(), privacy());
    files.insert("docs/findings.md".to_owned(), findings());
    files.insert("docs/qseg-mapping.schema.json".to_owned(), place.run(&["mapping", "schema"]).exits(0).stdout);
    files
}

/// Every command as the words that are typed after `qseg`, the program itself first.
fn commands<'c>(command: &'c clap::Command, words: &[&'c str]) -> Vec<Vec<&'c str>> {
    let mut all = vec![words.to_vec()];
    for sub in command.get_subcommands() {
        let words: Vec<&str> = words.iter().copied().chain([sub.get_name()]).collect();
        all.extend(commands(sub, &words));
    }
    all
}

/// `docs/privacy.md`: its own text, around the tables of what tells a class.
fn privacy() -> String {
    let page = fs::read_to_string(project().join("docs/privacy.md")).expect("docs/privacy.md");
    let begin = page.find("<!-- Made from").and_then(|at| Some(at + page[at..].find("-->")? + 4)).expect("a beginning");
    let end = page.find("<!-- End of the tables -->").expect("an end");
    format!("{}\n{}\n{}", &page[..begin], qseg::qualtrics::privacy::page(), &page[end..])
}

/// `docs/findings.md`.
fn findings() -> String {
    let mut page = "<!-- Made from the code. To write it again: UPDATE_GENERATED=1 cargo test generated -->\n\n\
        # Findings\n\n\
        Everything that qseg can find has a code. Codes are stable: scripts may rely on them. In text output a finding \
        looks like `error[no_identity]: …`; in `--format json` the code is `findings[].code`, and rejected events are \
        counted by it in `events.rejected`. `qseg mapping check --list-codes` prints this list.\n\n\
        | severity | what it does |\n|---|---|\n\
        | error | judged bad: exit code 3. In a mapping file it stops the run; in an event it holds that event back, and the others go on |\n\
        | warning | probably not what was meant; never changes the exit code, unless `--deny warnings` or `--deny CODE` says so |\n\
        | note | worth knowing, nothing to do; text output shows it with `--verbose` |\n"
        .to_owned();
    for room in rooms() {
        page.push_str(&format!("\n## {}\n\n{}\n", room.name, room.about));
        for code in room.codes {
            page.push_str(&format!("\n### `{}`\n\n*{}.* {}\n", code.name, code.severity.name(), code.explain));
        }
    }
    page
}

/// Generated files of a folder as they are checked in.
fn checked_in(folder: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(project().join(folder)) else { return Vec::new() };
    entries.map(|entry| format!("{folder}/{}", entry.expect("an entry").file_name().to_string_lossy())).collect()
}

#[test]
fn checked_in_files_are_what_the_program_makes() {
    let files = generated();
    let left_over: Vec<String> =
        FOLDERS.iter().flat_map(|folder| checked_in(folder)).filter(|path| !files.contains_key(path)).collect();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        for (path, text) in &files {
            let path = project().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        left_over.iter().for_each(|path| fs::remove_file(project().join(path)).expect("a file to remove"));
        return;
    }
    let stale: Vec<&String> = files
        .iter()
        .filter(|(path, text)| fs::read_to_string(project().join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path)
        .chain(&left_over)
        .collect();
    assert!(stale.is_empty(), "stale: {stale:?}; write them again: UPDATE_GENERATED=1 cargo test generated");
}

#[test]
fn bash_completes_commands_and_options_by_the_script() {
    let place = Place::new();
    place.file("qseg.bash", place.run(&["completions", "bash"]).exits(0).stdout);
    let complete = |words: &[&str]| {
        let last = words.len() - 1;
        // As readline calls it: the words so far, which of them the cursor is in, and then that word and the one before.
        let line = format!(
            "source ./qseg.bash; COMP_WORDS=({}); COMP_CWORD={last}; _qseg qseg '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" "),
            words[last],
            words[last - 1],
        );
        let mut bash = Command::new("bash");
        let output = bash.args(["--norc", "-euc", &line]).current_dir(place.path()).output().expect("bash runs");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && errors.is_empty(), "{errors}");
        String::from_utf8(output.stdout).expect("UTF-8").lines().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(complete(&["qseg", "ma"]), ["mapping", "man"]);
    assert_eq!(complete(&["qseg", "mapping", "ch"]), ["check"]);
    assert_eq!(complete(&["qseg", "send", "--dr"]), ["--dry-run"]);
    assert_eq!(complete(&["qseg", "completions", "f"]), ["fish"]);
}

#[test]
fn man_pages_render_without_a_warning() {
    let place = Place::new();
    for (path, page) in generated().iter().filter(|(path, _)| path.starts_with("man/")) {
        place.file("page.1", page);
        let mut groff = Command::new("groff");
        // -k: the pages are UTF-8, as `man` presumes.
        let Ok(output) = groff.args(["-k", "-man", "-Tutf8", "-ww", "page.1"]).current_dir(place.path()).output()
        else {
            let mut err = std::io::stderr();
            let _ = std::io::Write::write_all(&mut err, b"SKIPPED: there is no groff\n");
            return;
        };
        assert!(
            output.status.success() && output.stderr.is_empty(),
            "{path}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn a_page_that_does_not_exist_is_a_usage_error_with_the_near_one() {
    let said = Place::new().run(&["man", "mapping", "chekc"]).exits(2);
    assert!(said.stdout.is_empty());
    assert!(said.stderr.contains("did you mean check?"), "{}", said.stderr);
    let said = Place::new().run(&["man", "send", "check"]).exits(2);
    assert!(said.stderr.contains("qseg man send"), "{}", said.stderr);
}

#[test]
fn the_list_of_codes_needs_no_file_and_is_one_line_a_code() {
    let said = Place::new().run(&["mapping", "check", "--list-codes", "--format", "short"]).exits(0);
    let codes: usize = rooms().iter().map(|room| room.codes.len()).sum();
    assert_eq!(said.stdout.lines().count(), codes);
    assert!(said.stderr.is_empty());
    for code in ["error[no_user_anon_id]: ", "error[no_identity]: ", "error[values_undecided]: ", "error[unplanned]: "]
    {
        assert!(said.stdout.lines().any(|line| line.starts_with(code)), "{code}");
    }
    Place::new().run(&["mapping", "check", "--list-codes", "qseg.yaml"]).exits(2);
}
