//! What the surroundings come to.

use super::*;

fn context(variables: &[(&'static str, &str)]) -> Context {
    let of = |secret: bool| variables.iter().filter(move |(name, _)| SECRETS.contains(name) == secret);
    Context {
        variables: of(false).map(|(name, value)| (*name, OsString::from(*value))).collect(),
        secrets: of(true).map(|(name, value)| (*name, Secret::new(value.as_bytes()))).collect(),
        directory: PathBuf::from("/home/someone"),
        base: Some(Base { config: "/home/someone/.config".into(), state: "/home/someone/.local/state".into() }),
        stdin_is_terminal: false,
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        width: None,
        no_input: false,
        profile_option: None,
        region_option: None,
        typed: Vec::new(),
        now: Timestamp::UNIX_EPOCH,
        stdin_is_taken: AtomicBool::new(false),
    }
}

#[test]
fn colour_follows_flag_then_variables_then_terminal() {
    use ColorChoice::{Always, Auto, Never};
    for (variables, choice, terminal, expected) in [
        (&[][..], Auto, true, true),
        (&[], Auto, false, false),
        (&[], Always, false, true),
        (&[("CLICOLOR_FORCE", "1")], Never, true, false),
        (&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Auto, true, false),
        (&[("CLICOLOR_FORCE", "1")], Auto, false, true),
        (&[("CLICOLOR_FORCE", "0")], Auto, true, true),
        (&[("TERM", "dumb")], Auto, true, false),
    ] {
        assert_eq!(context(variables).colours(choice, terminal), expected, "{variables:?} {choice:?} {terminal}");
    }
}

#[test]
fn width_is_100_in_a_pipe_and_never_absurd() {
    assert_eq!(context(&[]).text_width(), 100);
    assert_eq!(context(&[("COLUMNS", "72")]).text_width(), 72);
    assert_eq!(context(&[("COLUMNS", "3")]).text_width(), 100);
}

#[test]
fn the_region_is_the_options_the_environments_the_projects_or_the_users() {
    let (us, eu) = (Region::Us, Region::Eu);
    let project = || Some(Setting::of_project("qseg.yaml", us));
    let user = || Some(Setting::of_user("profiles.json", eu));
    for (option, variable, project, user, wanted) in [
        (Some(us), "eu", project(), user(), Some(Setting::of_option("--region", us))),
        (Some(us), "mars", None, None, Some(Setting::of_option("--region", us))),
        (None, " EU ", project(), user(), Some(Setting::of_environment(REGION, eu))),
        (None, " ", project(), user(), project()),
        (None, " ", None, user(), user()),
        (None, " ", None, None, None),
    ] {
        let mut context = context(&[(REGION, variable)]);
        context.region_option = option;
        assert_eq!(context.region(project, user).unwrap(), wanted, "{option:?} {variable}");
    }
    let error = context(&[(REGION, "Dublin")]).region(None, None).unwrap_err();
    assert_eq!((error.code, error.exit.code()), ("unknown_region", 2));
    assert_eq!(error.message, "QSEG_REGION: `Dublin` is no region of Segment; did you mean `eu`?");
}

#[test]
fn the_profile_is_the_options_the_environments_or_the_default() {
    let profile = |name| Profile::parse(name).unwrap();
    let mut both = context(&[(PROFILE, "acme")]);
    assert_eq!(both.profile().unwrap(), Setting::of_environment(PROFILE, profile("acme")));
    both.profile_option = Some(profile("umbrella"));
    assert_eq!(both.profile().unwrap(), Setting::of_option("--profile", profile("umbrella")));
    assert_eq!(context(&[]).profile().unwrap(), Setting::of_default(Profile::default()));
    let error = context(&[(PROFILE, "a/b")]).profile().unwrap_err();
    assert_eq!(error.message, "QSEG_PROFILE: \"a/b\" is no name of a profile");
}

#[test]
fn a_token_is_qsegs_own_else_terraforms_and_never_an_empty_one() {
    let of = |own, other| {
        let token = context(&[(TOKEN, own), (PUBLIC_API_TOKEN, other)]).token();
        token.map(|token| (token.secret.text().unwrap().to_owned(), token.origin.to_string()))
    };
    let said = |text: &str, origin: &str| Some((text.to_owned(), format!("the variable {origin}")));
    assert_eq!(of(" one\n", "two"), said("one", TOKEN));
    assert_eq!(of(" ", "two"), said("two", PUBLIC_API_TOKEN));
    assert_eq!(of("", "\t"), None);
    assert_eq!(context(&[(WRITE_KEY, " k ")]).write_key(), Some(Secret::new(b"k")));
    assert_eq!(context(&[(WRITE_KEY, " ")]).write_key(), None);
    let shown = format!("{:?}", context(&[(TOKEN, "hush"), (WRITE_KEY, "hush"), (HASH_KEY, "hush")]));
    assert!(!shown.contains("hush"), "{shown}");
}

#[test]
fn own_folders_are_the_variables_else_those_of_the_platform() {
    let none = context(&[]);
    assert_eq!(none.config_dir().unwrap(), Setting::of_default("/home/someone/.config/qseg".into()));
    assert_eq!(none.state_dir().unwrap(), Setting::of_default("/home/someone/.local/state/qseg".into()));
    let both = context(&[(CONFIG_DIR, "/c"), (STATE_DIR, "s")]);
    assert_eq!(both.config_dir().unwrap(), Setting::of_environment(CONFIG_DIR, "/c".into()));
    assert_eq!(both.state_dir().unwrap(), Setting::of_environment(STATE_DIR, "/home/someone/s".into()));
    let homeless = Context { base: None, ..context(&[]) };
    for (found, name) in [(homeless.config_dir(), CONFIG_DIR), (homeless.state_dir(), STATE_DIR)] {
        let error = found.unwrap_err();
        assert_eq!((error.code, error.hints), ("no_home", vec![format!("name a folder in {name}")]));
    }
}

#[cfg(unix)]
#[test]
fn a_file_is_replaced_through_a_link_with_its_permissions_or_not_at_all() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("m.yaml");
    std::fs::write(&path, "old").expect("a file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("permissions");
    std::os::unix::fs::symlink("m.yaml", folder.path().join("link.yaml")).expect("a link");
    let context = Context { directory: folder.path().to_owned(), ..context(&[]) };
    context.replace_file(Path::new("link.yaml"), "new").expect("replaced");
    assert_eq!(std::fs::read_to_string(&path).expect("text"), "new");
    assert_eq!(std::fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o640);
    assert!(folder.path().join("link.yaml").symlink_metadata().expect("a link").is_symlink());
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 2);
    let error = context.replace_file(Path::new("none.yaml"), "new").expect_err("no file");
    assert_eq!(error.code, "unwritable_file");
}
