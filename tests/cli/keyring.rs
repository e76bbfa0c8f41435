//! The keyring of the system: one that never answers, and, where it is asked for, a real one.

use crate::logout::{folder, log_in};
use crate::support::segment::Segment;
use crate::support::{OTHER_TOKEN, Place, TOKEN};
use qseg::core::secret::Secret;
use qseg::credentials::{Kept, Keyring, Notes, Patience, Profile, Store};
use qseg::sandbox::public_api::access::Role;
use std::os::unix::net::UnixListener;
use std::time::Duration;

/// A session bus that accepts and says nothing, for as long as it is held.
fn mute_bus(place: &Place) -> UnixListener {
    // The kernel accepts for it; nobody ever reads.
    UnixListener::bind(place.path().join("no-bus")).expect("a socket")
}

#[cfg(target_os = "linux")]
#[test]
fn a_keyring_that_never_answers_cannot_hang_the_program() {
    let place = Place::new();
    let _bus = mute_bus(&place);
    log_in(&place, "acme", TOKEN, Kept::Keyring);
    log_in(&place, "globex", OTHER_TOKEN, Kept::Keyring);
    let document = place.run(&["logout", "--all", "--format", "json"]).exits(1).document();
    for done in document["profiles"].as_array().expect("an array") {
        assert_eq!(done["keyring"]["error"]["code"], "keyring_timeout", "{done}");
        assert_eq!(done["keyring"]["error"]["message"], "the keyring did not answer within 3 seconds", "{done}");
    }
    assert!(folder(&place).join("profiles.json").exists(), "the token is still to be found");
}

#[test]
fn commands_that_need_no_token_do_not_touch_the_keyring() {
    let place = Place::new();
    let bus = mute_bus(&place);
    log_in(&place, "default", TOKEN, Kept::Keyring);
    place.run(&["help", "environment"]).exits(0);
    place.run(&["mapping", "schema"]).exits(0);
    place.run(&["send", "--dry-run", "none.csv"]).exits(1);
    bus.set_nonblocking(true).expect("a mode");
    let called = bus.accept().map(|_| ()).map_err(|error| error.kind());
    assert_eq!(called, Err(std::io::ErrorKind::WouldBlock), "nobody called");
}

/// Whether a test may use the real keyring; where not, it says that it skips.
fn may_use_real_keyring() -> bool {
    let may = std::env::var_os("QSEG_TEST_KEYRING").is_some();
    if !may {
        let mut err = std::io::stderr();
        let _ = std::io::Write::write_all(&mut err, b"SKIPPED: QSEG_TEST_KEYRING is not set\n");
    }
    may
}

/// A place on the session bus of whoever runs the tests.
fn on_the_bus() -> Place {
    Place::new().with("DBUS_SESSION_BUS_ADDRESS", &std::env::var("DBUS_SESSION_BUS_ADDRESS").expect("a session bus"))
}

/// As the test below: only where QSEG_TEST_KEYRING is set.
#[test]
fn login_works_with_a_real_keyring_from_end_to_end() {
    if !may_use_real_keyring() {
        return;
    }
    let segment = Segment::start();
    let place = on_the_bus().at(&segment);
    let profile = ["--profile", "qseg-test-login"];
    let run = |arguments: &[&str]| place.run(&[arguments, &profile].concat());
    let arguments = [&["login", "--token-stdin", "--format", "json"], &profile[..]].concat();
    let said = place.run_with_input(&arguments, Role::SourceAdmin.token().as_bytes()).exits(0);
    let token = serde_json::json!({ "origin": "keyring", "variable": null, "masked": "…000b" });
    assert_eq!(said.document()["token"], token);
    assert!(!folder(&place).join("tokens.json").exists(), "the keyring alone has it");

    let document = run(&["whoami", "--format", "json"]).exits(0).document();
    assert_eq!((&document["token"], &document["profile"]), (&token, &serde_json::json!("qseg-test-login")));
    assert_eq!(document["source_admin"]["verdict"], "confirmed");
    let said = run(&["whoami"]).exits(0);
    assert!(
        said.stdout.contains("\nToken         …000b, from the keyring, profile qseg-test-login\n"),
        "{}",
        said.stdout
    );

    let document = run(&["logout", "--format", "json"]).exits(0).document();
    assert_eq!(document["profiles"][0]["keyring"], serde_json::json!({ "state": "removed" }));
    let said = run(&["whoami"]);
    assert!(said.code == 4 && said.stderr.contains("qseg login"), "{said:?}");
}

/// Needs an unlocked Secret Service on the session bus of whoever runs the tests, which it writes to: so only where
/// QSEG_TEST_KEYRING is set (`.ci/slow` does).
#[test]
fn a_real_keyring_keeps_gives_and_forgets() {
    if !may_use_real_keyring() {
        return;
    }
    let said = |_: Duration| {};
    let patience = Patience { say_after: None, give_up_after: Duration::from_secs(30) };
    let keyring = Keyring::of_system(patience, &said);
    let notes = &mut Notes::new();
    let (one, two) =
        (Profile::parse("qseg-test-one").expect("a name"), Profile::parse("qseg-test-two").expect("a name"));
    for profile in [&one, &two] {
        keyring.clear(profile, notes).expect("it answers");
        assert_eq!(keyring.get(profile, notes).expect("it answers"), None);
    }
    keyring.set(&one, &Secret::new(OTHER_TOKEN.as_bytes()), notes).expect("it keeps");
    keyring.set(&one, &Secret::new(TOKEN.as_bytes()), notes).expect("it replaces");
    keyring.set(&two, &Secret::new(OTHER_TOKEN.as_bytes()), notes).expect("it keeps");
    assert_eq!(keyring.get(&one, notes).expect("it gives"), Some(Secret::new(TOKEN.as_bytes())));
    assert_eq!(keyring.get(&two, notes).expect("it gives"), Some(Secret::new(OTHER_TOKEN.as_bytes())));
    assert!(keyring.clear(&two, notes).expect("it forgets"));
    assert!(!keyring.clear(&two, notes).expect("there is nothing to forget"));

    // The program finds the same entry, in the same keyring.
    let place = on_the_bus();
    log_in(&place, "qseg-test-one", TOKEN, Kept::Keyring);
    let arguments = ["logout", "--profile", "qseg-test-one"];
    let document = place.run(&[&arguments[..], &["--format", "json"]].concat()).exits(0).document();
    assert_eq!(document["profiles"][0]["keyring"], serde_json::json!({ "state": "removed" }));
    assert_eq!(keyring.get(&one, notes).expect("it answers"), None);
    let said = place.run(&arguments).exits(0);
    assert!(said.stdout.contains("  keyring        nothing there\n"), "{}", said.stdout);
}
