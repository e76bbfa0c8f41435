//! Secrets are not shown, and the search for them can find one.

use crate::support::{OTHER_TOKEN, Place, SECRETS, TOKEN, WRITE_KEY, secrets_below};

/// Every secret of the environment.
fn secretive() -> Place {
    Place::new()
        .with("QSEG_TOKEN", TOKEN)
        .with("PUBLIC_API_TOKEN", OTHER_TOKEN)
        .with("QSEG_WRITE_KEY", WRITE_KEY)
        .with("QSEG_HASH_KEY", SECRETS[0])
}

fn commands(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
    found.push(words.to_vec());
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        commands(sub, &[words, &[sub.get_name().to_owned()]].concat(), found);
    }
}

#[test]
fn no_help_shows_a_secret_of_the_environment() {
    let (place, plain) = (secretive(), Place::new());
    let mut all = Vec::new();
    commands(&qseg::commands::definition(), &[], &mut all);
    assert!(all.len() >= 8);
    for words in &all {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for option in ["-h", "--help"] {
            let arguments = [words.as_slice(), &[option]].concat();
            // `run` searches what it prints; and help is the same whatever is in the environment.
            let said = place.run(&arguments).exits(0);
            assert_eq!(said.stdout, plain.run(&arguments).exits(0).stdout, "{arguments:?}");
        }
    }
    for arguments in [&["help", "environment"][..], &["man"], &["completions", "bash"], &["sned"], &["logout"]] {
        place.run(arguments);
    }
}

#[test]
fn the_search_of_files_finds_a_secret_anywhere_but_in_the_closed_file_for_tokens() {
    for secret in SECRETS {
        let place = Place::new();
        assert!(secrets_below(place.path()).is_empty());
        let text = format!("{{\"x\":\"{secret}\"}}");
        place.file("a/b/log.txt", &text);
        assert_eq!(secrets_below(place.path()), [place.path().join("a/b/log.txt")]);
        place.file("a/b/log.txt", "nothing");
        place.file("c/tokens.json", &text);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let store = place.path().join("c/tokens.json");
            let mode = |mode| std::fs::set_permissions(&store, std::fs::Permissions::from_mode(mode)).expect("a mode");
            mode(0o644);
            assert_eq!(secrets_below(place.path()), std::slice::from_ref(&store));
            mode(0o600);
        }
        assert!(secrets_below(place.path()).is_empty());
    }
}
