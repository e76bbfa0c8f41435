//! `qseg login`: a token is checked, and kept only then.

mod faults;
mod prompt;

use crate::logout::folder;
use crate::support::segment::Segment;
use crate::support::{OTHER_TOKEN, Place, Said, TOKEN, WRITE_KEY};
use qseg::sandbox::public_api::access::Role;
use qseg::sandbox::script::Scripted;
use serde_json::{Value, json};
use std::fs;

/// Logs in with what is on standard input, into the file.
pub fn login(place: &Place, input: &str, more: &[&str]) -> Said {
    let arguments = [&["login", "--token-stdin", "--insecure-storage"], more].concat();
    place.run_with_input(&arguments, input.as_bytes())
}

/// Nothing of qseg's own is there, and no file holds anything of the token.
fn nothing_is_stored(place: &Place) {
    let mut files = Vec::new();
    every_file(place.path(), &mut files);
    assert!(files.is_empty(), "{files:?}");
}

fn every_file(folder: &std::path::Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { every_file(&path, files) } else { files.push(path) }
    }
}

fn profiles(place: &Place) -> Value {
    let text = fs::read_to_string(folder(place).join("profiles.json")).expect("profiles");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_confirmed_token_is_kept_and_everything_is_told() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let said = login(&place, Role::SourceAdmin.token(), &[]).exits(0);
    let file = folder(&place).join("tokens.json");
    let stdout = said.stdout.replace('\n', " ").split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "Workspace qseg sandbox (qseg-sandbox, id qsegSandboxWorkspace01)",
        "Region us",
        &format!("Token …000b, kept in the file {}, profile default", file.display()),
        "Source Admin confirmed: sources show their write keys, which Segment hides",
        "New sources whether it may create sources shows only when one is created",
    ] {
        assert!(stdout.contains(told), "{told}: {}", said.stdout);
    }
    assert!(
        said.stdout.lines().all(|line| line.chars().count() <= 100 || line.contains("tokens.json")),
        "{}",
        said.stdout
    );
    assert!(said.stderr.contains("hint: create a source: qseg source add Qualtrics --env dev\n"), "{}", said.stderr);
    assert!(!said.stderr.contains("warning"), "{}", said.stderr);
    let kept = fs::read_to_string(&file).expect("the file");
    assert!(kept.contains(Role::SourceAdmin.token()));
    let entry = &profiles(&place)["profiles"]["default"];
    assert_eq!(entry["region"], "us");
    assert_eq!(entry["workspace"]["slug"], "qseg-sandbox");
    assert_eq!(entry["check"]["verdict"], "confirmed");
    assert!(segment.calls().iter().all(|call| call.starts_with("GET ")), "{:?}", segment.calls());
}

#[test]
fn each_source_is_listed_once_to_check_a_token() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    login(&place, Role::SourceAdmin.token(), &[]).exits(0);
    let calls = segment.calls();
    assert_eq!(calls.iter().filter(|call| *call == "GET /sources").count(), 1, "{calls:?}");
}

#[test]
fn a_denied_token_is_not_kept_and_the_text_says_which_role_where_and_by_whom() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let said = login(&place, Role::ReadOnly.token(), &[]).exits(4);
    assert_eq!(said.stdout, "");
    assert_eq!(
        said.stderr,
        "error: the token opens the workspace qseg sandbox (qseg-sandbox), but has no Source Admin: no source shows its \
         write key, which Segment hides from tokens without Source Admin\n\
         hint: nothing was stored; the role Source Admin is given in Segment: Workspace settings → Access Management → Tokens\n\
         hint: only a Workspace Owner can give it; a text that asks for it: qseg login --request\n\
         hint: to keep this token for looking only: qseg login --access read\n"
    );
    nothing_is_stored(&place);
    let document = login(&place, Role::ReadOnly.token(), &["--format", "json"]).exits(4).document();
    assert_eq!(document["error"]["code"], "no_source_admin");
    assert_eq!(document.as_object().map(|document| document.len()), Some(1));
    nothing_is_stored(&place);
}

#[test]
fn a_denied_token_is_kept_for_looking_where_that_is_asked_for() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let said = login(&place, Role::ReadOnly.token(), &["--access", "read"]).exits(0);
    assert!(said.stdout.contains("\nSource Admin  denied: no source shows its write key"), "{}", said.stdout);
    assert!(said.stdout.contains("to mend it: a Workspace Owner must give the token the role"), "{}", said.stdout);
    assert!(said.stderr.contains("hint: see the sources: qseg source list\n"), "{}", said.stderr);
    let entry = &profiles(&place)["profiles"]["default"];
    assert_eq!((&entry["access"], &entry["check"]["verdict"]), (&json!("read"), &json!("denied")));
    place.run(&["whoami"]).exits(0);
}

#[test]
fn an_inconclusive_token_is_kept_with_the_reason_and_what_would_settle_it() {
    for (workspace, role, ground, way) in [
        (json!({}), Role::SourceAdmin, "no_sources", "HTTP API"),
        (
            json!({ "sources": [{ "slug": "s", "type": "stripe" }] }),
            Role::SourceAdmin,
            "no_source_must_have_key",
            "HTTP API",
        ),
        (
            json!({ "sources": [{ "id": "a", "slug": "a", "type": "http-api" }, { "slug": "b", "type": "ios" }], "scopedSource": "a" }),
            Role::SourceAdminScoped,
            "keys_of_some_visible",
            "all current and future sources",
        ),
    ] {
        let segment = Segment::of(&workspace);
        let place = Place::new().at(&segment);
        let said = login(&place, role.token(), &[]).exits(0);
        assert!(said.stdout.contains("\nSource Admin  inconclusive: "), "{}", said.stdout);
        let flat = said.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("to settle it: ") && flat.contains(way), "{}", said.stdout);
        let document = login(&place, role.token(), &["--format", "json"]).exits(0).document();
        assert_eq!(document["schema"], "qseg.login/1");
        assert_eq!(document["source_admin"]["verdict"], "inconclusive");
        assert_eq!(document["source_admin"]["ground"], ground);
        assert!(document["source_admin"]["settled_by"].as_str().is_some_and(|settled| settled.contains(way)));
        assert_eq!(profiles(&place)["profiles"]["default"]["check"]["verdict"], "inconclusive");
    }
}

#[test]
fn a_token_that_can_do_more_than_is_needed_is_warned_of() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let said = login(&place, Role::Owner.token(), &[]).exits(0);
    assert!(said.stderr.contains("warning: the token can do more than qseg needs"), "{}", said.stderr);
    let document = login(&place, Role::Owner.token(), &["--format", "json"]).exits(0).document();
    assert_eq!(document["source_admin"]["too_powerful"], true);
}

#[test]
fn the_request_is_a_text_for_an_owner_and_nothing_is_asked_of_segment() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let said = place.run(&["login", "--request"]).exits(0);
    for told in ["Source Admin for all current and future sources", "Workspace Owner", "Access Management → Tokens"] {
        assert!(said.stdout.contains(told), "{told}: {}", said.stdout);
    }
    assert!(said.stdout.lines().all(|line| line.chars().count() <= 100), "{}", said.stdout);
    assert!(segment.calls().is_empty());
    nothing_is_stored(&place);
}

#[test]
fn a_token_of_the_environment_wins_and_that_is_told() {
    let segment = Segment::start();
    for name in ["QSEG_TOKEN", "PUBLIC_API_TOKEN"] {
        let place = Place::new().at(&segment).with(name, TOKEN);
        let said = login(&place, Role::SourceAdmin.token(), &[]).exits(0);
        let told = format!("warning: the variable {name} is set, and wins over the token that was kept\n");
        assert!(said.stderr.contains(&told), "{}", said.stderr);
        let said = place.run(&["whoami"]).exits(4);
        assert!(said.stderr.contains("127.0.0.1 does not accept the token: Unauthorized"), "{}", said.stderr);
    }
}

#[test]
fn what_is_no_token_is_told_by_its_shape() {
    let segment = Segment::start();
    let old = "hushThisIsAnOlderTokenOfTheTestsWith43Chars";
    for (typed, told) in [
        (WRITE_KEY, "it looks like a source's write key, which can send events but opens no workspace"),
        (old, "it may be an older one, or one of the Config API, which does not work here"),
        (&TOKEN[..30], "has not the 64 letters and digits after `sgp_`: a part may be missing"),
    ] {
        let place = Place::new().at(&segment).hush(typed);
        let said = login(&place, typed, &[]).exits(4);
        assert!(said.stderr.contains("note: what was given is tried as it is, but "), "{}", said.stderr);
        assert!(said.stderr.contains("\nhint: nothing was stored; "), "{}", said.stderr);
        assert_eq!(said.stderr.matches(told).count(), 2, "{}", said.stderr);
        nothing_is_stored(&place);
    }
}

#[test]
fn what_is_pasted_around_a_token_is_taken_off_and_told() {
    let segment = Segment::start();
    let token = Role::SourceAdmin.token();
    let note = "note: quotes and `Bearer` around the token were taken off\n";
    for (typed, is_told) in [
        (format!("  {token}\r\n"), false),
        (format!("\"{token}\"\n"), true),
        (format!("Authorization: Bearer {token}"), true),
    ] {
        let place = Place::new().at(&segment);
        let said = login(&place, &typed, &[]).exits(0);
        assert_eq!(said.stderr.contains(note), is_told, "{}", said.stderr);
        let kept = fs::read_to_string(folder(&place).join("tokens.json")).expect("the file");
        assert!(kept.contains(&format!("\"{token}\"")), "the token alone");
    }
}

#[test]
fn an_empty_token_is_refused_before_segment_is_asked() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    for typed in ["", "\n", "  \"\" \n", "Bearer ''"] {
        let said = login(&place, typed, &[]).exits(2);
        assert!(said.stderr.starts_with("error: the token is empty\n"), "{typed:?}: {}", said.stderr);
    }
    let document = login(&place, "", &["--format", "json"]).exits(2).document();
    assert_eq!(document["error"]["code"], "empty_token");
    assert!(segment.calls().is_empty());
    nothing_is_stored(&place);
}

#[test]
fn two_workspaces_live_in_two_profiles() {
    let acme = Segment::of(&json!({
        "workspace": { "id": "w-acme", "name": "Acme", "slug": "acme" },
        "sources": [{ "slug": "a", "type": "http-api" }],
    }));
    let globex = Segment::of(&json!({
        "workspace": { "id": "w-globex", "name": "Globex", "slug": "globex" },
        "sources": [{ "slug": "g", "type": "http-api" }],
    }));
    let place = Place::new().at(&acme).at(&globex);
    let at = |segment: &Segment, arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env("QSEG_API_URL", segment.url());
        place.finish(command)
    };
    place_login(&place, &acme, Role::SourceAdmin.token(), &["--profile", "acme"]).exits(0);
    place_login(&place, &globex, Role::Owner.token(), &["--profile", "globex", "--region", "eu"]).exits(0);
    let whoami = |segment: &Segment, profile: &str| {
        at(segment, &["whoami", "--format", "json", "--profile", profile]).exits(0).document()
    };
    let (one, two) = (whoami(&acme, "acme"), whoami(&globex, "globex"));
    assert_eq!((&one["workspace"]["slug"], &one["region"]), (&json!("acme"), &json!("us")));
    assert_eq!((&two["workspace"]["slug"], &two["region"]), (&json!("globex"), &json!("eu")));
    assert_eq!((&one["token"]["masked"], &two["token"]["masked"]), (&json!("…000b"), &json!("…000a")));

    let said = at(&acme, &["whoami", "--profile", "acmee"]).exits(2);
    assert!(said.stderr.starts_with("error: there is no profile acmee\n"), "{}", said.stderr);
    assert!(said.stderr.contains("acme") && said.stderr.contains("globex"), "{}", said.stderr);

    // Another workspace under a known name is told.
    let said = place_login(&place, &globex, Role::Owner.token(), &["--profile", "acme"]).exits(0);
    let told = "note: the profile acme was for the workspace acme before\n";
    assert!(said.stderr.contains(told), "{}", said.stderr);
    let said = place_login(&place, &globex, Role::Owner.token(), &["--profile", "acme"]).exits(0);
    assert!(!said.stderr.contains("before"), "{}", said.stderr);
}

fn place_login(place: &Place, segment: &Segment, token: &str, more: &[&str]) -> Said {
    use std::io::{Seek, Write};
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(token.as_bytes()).and_then(|()| file.rewind()).expect("writes");
    let mut command = place.command(&[&["login", "--token-stdin", "--insecure-storage"], more].concat());
    command.env("QSEG_API_URL", segment.url()).stdin(file);
    place.finish(command)
}

#[test]
fn a_redirect_to_the_eu_host_is_a_verdict_and_the_token_is_not_sent_on() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let to = |url: &str| Scripted::status("GET", "/", 301).exactly().header("location", url);
    segment.script(to("https://eu1.api.segmentapis.com/"));
    let said = login(&place, Role::SourceAdmin.token(), &[]).exits(2);
    assert!(
        said.stderr.contains("the workspace lives in the other region: 127.0.0.1 leads to the host of `eu` (HTTP 301"),
        "{}",
        said.stderr
    );
    assert!(said.stderr.contains("\nhint: run `qseg login --region eu`, or give --region eu\n"), "{}", said.stderr);
    // A host whose name only ends like it is not that host; nor is one on this machine followed.
    let other = Segment::start();
    for (url, shown) in [
        ("https://evilapi.segmentapis.com/".to_owned(), "evilapi.segmentapis.com"),
        (format!("{}/", other.url()), "127.0.0.1"),
    ] {
        segment.script(to(&url));
        let said = login(&place, Role::SourceAdmin.token(), &[]).exits(1);
        let told = format!("127.0.0.1 leads to {shown}, where the token was not sent");
        assert!(said.stderr.contains(&told), "{}", said.stderr);
    }
    assert!(other.calls().is_empty());
    assert_eq!(segment.calls(), ["GET /"; 3]);
    nothing_is_stored(&place);
}

#[test]
fn the_region_is_the_one_that_is_given_and_a_stand_in_elsewhere_needs_one() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    for (more, region) in [(&["--region", "eu"][..], "eu"), (&[], "us")] {
        let document = login(&place, Role::SourceAdmin.token(), &[more, &["--format", "json"]].concat()).document();
        assert_eq!(document["region"], region);
    }
    let place = Place::new().with("QSEG_API_URL", "https://gateway.invalid");
    let said = login(&place, TOKEN, &[]).exits(2);
    assert!(said.stderr.contains("hint: give --region us or --region eu\n"), "{}", said.stderr);
    let said = login(&Place::new().with("QSEG_API_URL", "http://api.example.com"), OTHER_TOKEN, &[]).exits(2);
    assert!(said.stderr.contains("plain http would show tokens"), "{}", said.stderr);
}

#[test]
fn without_a_keyring_nothing_is_kept_in_the_open() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    let said = place.run_with_input(&["login", "--token-stdin"], Role::SourceAdmin.token().as_bytes());
    assert_eq!(said.code, 1, "{}", said.stderr);
    for way in ["--insecure-storage", "QSEG_TOKEN"] {
        assert!(said.stderr.contains(way), "{way}: {}", said.stderr);
    }
    nothing_is_stored(&place);
}

#[test]
fn logging_out_forgets_it() {
    let segment = Segment::start();
    let place = Place::new().at(&segment);
    login(&place, Role::SourceAdmin.token(), &[]).exits(0);
    place.run(&["logout"]).exits(0);
    let said = place.run(&["whoami"]).exits(4);
    assert!(said.stderr.contains("qseg login"), "{}", said.stderr);
}
