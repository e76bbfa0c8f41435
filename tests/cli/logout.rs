//! `qseg logout`, on machines without a keyring and with one that does not answer.

use crate::support::{OTHER_TOKEN, Place, TOKEN};
use qseg::core::secret::Secret;
use qseg::credentials::memory::MemoryStore;
use qseg::credentials::{Access, Check, Credentials, Entry, Kept, Notes, Profile, Verdict, Workspace};
use serde_json::json;
use std::fs;
use std::path::PathBuf;

/// What a login leaves, where the token is kept in a file; of one that is kept in the keyring there is the index alone.
pub fn log_in(place: &Place, profile: &str, token: &str, kept: Kept) {
    let entry = Entry {
        workspace: Workspace { id: "w1".to_owned(), slug: format!("{profile}-space"), name: "Acme".to_owned() },
        region: "us".to_owned(),
        access: Access::SourceAdmin,
        kept,
        check: Check { at: "2026-03-01T09:00:00Z".parse().expect("a moment"), verdict: Verdict::Confirmed },
    };
    let keyring = MemoryStore::default();
    let credentials = Credentials::new(None, &folder(place), &keyring);
    let profile = Profile::parse(profile).expect("a name");
    credentials.keep(&profile, &Secret::new(token.as_bytes()), entry, &mut Notes::new()).expect("it is kept");
}

pub fn folder(place: &Place) -> PathBuf {
    place.path().join(".config/qseg")
}

#[test]
fn a_token_in_a_file_is_forgotten_and_doing_it_again_does_no_harm() {
    let place = Place::new();
    log_in(&place, "default", TOKEN, Kept::File);
    log_in(&place, "acme", OTHER_TOKEN, Kept::File);
    let said = place.run(&["logout"]).exits(0);
    assert!(said.stdout.starts_with("Profile default (workspace Acme, default-space)\n  keyring        could not be"));
    assert!(said.stdout.ends_with("  tokens.json    removed\n  profiles.json  removed\n"), "{}", said.stdout);
    assert!(said.stderr.starts_with("In Segment the token lives on"), "{}", said.stderr);
    let revoke = "Workspace settings → Access Management → Tokens of workspace Acme, default-space";
    assert!(said.stderr.contains(revoke), "{}", said.stderr);
    let kept = fs::read_to_string(folder(&place).join("tokens.json")).expect("the other one stays");
    assert!(kept.contains(OTHER_TOKEN) && !kept.contains(TOKEN));

    let said = place.run(&["logout"]).exits(0);
    assert!(
        said.stdout.ends_with("  tokens.json    nothing there\n  profiles.json  nothing there\n"),
        "{}",
        said.stdout
    );
    assert_eq!(said.stderr, "Nothing was kept: there was nothing to forget.\nhint: known are acme\n");

    place.run(&["logout", "--profile", "acme"]).exits(0);
    assert_eq!(fs::read_dir(folder(&place)).expect("the folder").count(), 0);
}

#[test]
fn the_profile_is_named_on_either_side_or_by_the_environment() {
    let forgets = |place: Place, arguments: &[&str], wanted: &str| {
        log_in(&place, "default", TOKEN, Kept::File);
        log_in(&place, "acme", TOKEN, Kept::File);
        log_in(&place, "globex", TOKEN, Kept::File);
        let document = place.run(&[arguments, &["--format", "json"]].concat()).exits(0).document();
        assert_eq!(document["profiles"][0]["profile"], wanted, "{arguments:?}");
        assert_eq!(document["profiles"][0]["index"], json!({ "state": "removed" }), "{arguments:?}");
    };
    forgets(Place::new(), &["logout"], "default");
    forgets(Place::new(), &["logout", "--profile", "acme"], "acme");
    forgets(Place::new(), &["--profile", "acme", "logout"], "acme");
    forgets(Place::new().with("QSEG_PROFILE", "acme"), &["logout"], "acme");
    forgets(Place::new().with("QSEG_PROFILE", "acme"), &["logout", "--profile", "globex"], "globex");
    forgets(Place::new().with("QSEG_PROFILE", ""), &["logout"], "default");
}

#[test]
fn all_forgets_every_profile() {
    let place = Place::new();
    log_in(&place, "acme", TOKEN, Kept::File);
    log_in(&place, "globex", OTHER_TOKEN, Kept::File);
    // A token that the index does not know of.
    fs::remove_file(folder(&place).join("profiles.json")).expect("it is there");
    log_in(&place, "acme", TOKEN, Kept::File);
    let document = place.run(&["logout", "--all", "--format", "json"]).exits(0).document();
    let profiles = document["profiles"].as_array().expect("an array");
    let said: Vec<_> = profiles.iter().map(|done| json!([done["profile"], done["file"], done["index"]])).collect();
    let (removed, absent) = (json!({ "state": "removed" }), json!({ "state": "absent" }));
    let wanted =
        [json!(["acme", removed, removed]), json!(["default", absent, absent]), json!(["globex", removed, absent])];
    assert_eq!(said, wanted);
    assert_eq!(fs::read_dir(folder(&place)).expect("the folder").count(), 0);
    let said = place.run(&["logout", "--all", "--profile", "acme"]).exits(2);
    assert!(said.stderr.contains("--all forgets every profile, and --profile names one"), "{}", said.stderr);
    assert_eq!(
        place.run(&["logout", "--all", "--profile", "a", "--format", "json"]).exits(2).document()["error"]["code"],
        "all_or_one"
    );
}

#[test]
fn where_the_keyring_has_the_token_and_cannot_be_reached_it_is_a_failure_that_can_be_tried_again() {
    let place = Place::new();
    log_in(&place, "default", TOKEN, Kept::Keyring);
    for _ in 0..2 {
        let said = place.run(&["logout", "--format", "json"]).exits(1);
        let document = said.document();
        let done = &document["profiles"][0];
        assert_eq!(done["keyring"]["state"], "unreachable");
        assert_eq!(done["keyring"]["error"]["code"], "keyring_unavailable");
        assert_eq!((&done["file"]["state"], &done["index"]["state"]), (&json!("absent"), &json!("left")));
        assert_eq!(document["error"]["code"], "logout_incomplete");
        assert!(said.stderr.contains("may still have something in the keyring"), "{}", said.stderr);
        assert!(folder(&place).join("profiles.json").exists());
    }
}

#[test]
fn an_index_that_cannot_be_read_is_told_with_its_line_and_left() {
    let place = Place::new();
    log_in(&place, "default", TOKEN, Kept::File);
    let index = place.file(".config/qseg/profiles.json", "{\n  \"version\": 7\n}\n");
    let said = place.run(&["logout"]).exits(1);
    assert!(said.stdout.contains("  tokens.json    removed\n"), "{}", said.stdout);
    assert!(said.stdout.contains("profiles.json:2: this version of the file is not known"), "{}", said.stdout);
    assert!(said.stderr.contains("may still have something in profiles.json"), "{}", said.stderr);
    assert_eq!(fs::read_to_string(place.path().join(index)).expect("it stays"), "{\n  \"version\": 7\n}\n");
}

#[test]
fn a_token_in_the_environment_is_said_to_stay() {
    for (name, json) in [("QSEG_TOKEN", json!("QSEG_TOKEN")), ("PUBLIC_API_TOKEN", json!("PUBLIC_API_TOKEN"))] {
        let place = Place::new().with(name, TOKEN);
        let said = place.run(&["logout"]).exits(0);
        let wanted = format!("the variable {name} is set, and still gives a token to every command.\n");
        assert!(said.stderr.ends_with(&wanted), "{}", said.stderr);
        assert_eq!(place.run(&["logout", "--format", "json"]).exits(0).document()["environment"], json);
    }
    let place = Place::new().with("QSEG_TOKEN", " ");
    assert_eq!(place.run(&["logout", "--format", "json"]).exits(0).document()["environment"], json!(null));
}

#[test]
fn an_unknown_profile_is_answered_with_the_known() {
    let place = Place::new();
    log_in(&place, "acme", TOKEN, Kept::File);
    let said = place.run(&["logout", "--profile", "acmee"]).exits(0);
    assert!(said.stderr.ends_with("hint: did you mean acme? known are acme\n"), "{}", said.stderr);
    let said = place.run(&["logout", "--profile", "a/b"]).exits(2);
    assert!(said.stderr.contains("a name has letters, digits"), "{}", said.stderr);
    let said = Place::new().with("QSEG_PROFILE", "a/b").run(&["logout"]).exits(2);
    assert!(said.stderr.contains("QSEG_PROFILE: \"a/b\" is no name of a profile"), "{}", said.stderr);
}

#[test]
fn an_unknown_region_is_answered_with_the_one_that_was_meant() {
    let place = Place::new();
    for arguments in [&["--region", "Dublin", "logout"][..], &["logout", "--region", "Dublin"]] {
        let said = place.run(arguments).exits(2);
        assert!(said.stderr.contains("did you mean `eu`?"), "{}", said.stderr);
    }
    for region in ["us", "EU"] {
        place.run(&["logout", "--region", region]).exits(0);
    }
}

#[test]
fn without_a_home_the_variable_is_named_that_helps() {
    let place = Place::new();
    let mut command = place.command(&["logout"]);
    command.env("HOME", "nowhere");
    let said = place.finish(command).exits(1);
    assert!(said.stderr.contains("no home folder") && said.stderr.contains("QSEG_CONFIG_DIR"), "{}", said.stderr);
    let mut command = place.command(&["logout"]);
    command.env("HOME", "nowhere").env("QSEG_CONFIG_DIR", "own");
    place.finish(command).exits(0);
    assert!(!place.path().join("own").exists(), "nothing is made to forget nothing");
}

#[test]
fn the_folder_is_the_one_of_the_variable_else_of_the_platform() {
    for (name, value, folder) in
        [("QSEG_CONFIG_DIR", "own", "own"), ("XDG_CONFIG_HOME", "relative counts as not set", ".config/qseg")]
    {
        let place = Place::new().with(name, value);
        place.file(&format!("{folder}/profiles.json"), "broken");
        let said = place.run(&["logout"]).exits(1);
        assert!(said.stdout.contains(&format!("{folder}/profiles.json:1:1: not JSON")), "{}", said.stdout);
    }
}

#[cfg(unix)]
#[test]
fn what_was_open_to_others_is_said_to_be_tightened() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    log_in(&place, "default", TOKEN, Kept::File);
    log_in(&place, "acme", OTHER_TOKEN, Kept::File);
    let file = folder(&place).join("tokens.json");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("a mode");
    let said = place.run(&["logout"]).exits(0);
    let note = format!("note: the file {} was open to others (mode 0640); it is 0600 now\n", file.display());
    assert!(said.stderr.starts_with(&note), "{}", said.stderr);
    assert_eq!(fs::metadata(&file).expect("it stays").permissions().mode() & 0o777, 0o600);
}
