//! A setting that knows who gave it. The order is the same for every one: an option, the environment, the project's
//! file, the user's own file, a default.

use std::fmt;

/// A value, and who gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub(crate) value: T,
    /// Who gave it.
    pub(crate) given_by: GivenBy,
}

/// Who gave a setting, the one that wins first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GivenBy {
    /// An option, by its name (`--region`).
    Option(&'static str),
    /// A variable of the environment, by its name.
    Environment(&'static str),
    /// A file of the project, such as the mapping file, by its name.
    Project(String),
    /// A file of the user's, such as what is kept of a profile, by its name.
    User(String),
    /// Nobody.
    Default,
}

impl<T> Setting<T> {
    /// The value of an option.
    pub(crate) fn of_option(name: &'static str, value: T) -> Self {
        Setting { value, given_by: GivenBy::Option(name) }
    }

    /// The value of a variable.
    pub(crate) fn of_environment(name: &'static str, value: T) -> Self {
        Setting { value, given_by: GivenBy::Environment(name) }
    }

    /// A value of the project's file.
    pub(crate) fn of_project(file: impl Into<String>, value: T) -> Self {
        Setting { value, given_by: GivenBy::Project(file.into()) }
    }

    /// A value of the user's file.
    pub(crate) fn of_user(file: impl Into<String>, value: T) -> Self {
        Setting { value, given_by: GivenBy::User(file.into()) }
    }

    /// A value that nobody gave.
    pub(crate) fn of_default(value: T) -> Self {
        Setting { value, given_by: GivenBy::Default }
    }

    /// The one that wins among those that were given, in whatever order they stand here.
    pub(crate) fn winner(given: impl IntoIterator<Item = Option<Setting<T>>>) -> Option<Setting<T>> {
        given.into_iter().flatten().min_by_key(|setting| setting.given_by.rank())
    }
}

impl GivenBy {
    fn rank(&self) -> u8 {
        match self {
            GivenBy::Option(_) => 0,
            GivenBy::Environment(_) => 1,
            GivenBy::Project(_) => 2,
            GivenBy::User(_) => 3,
            GivenBy::Default => 4,
        }
    }
}

impl fmt::Display for GivenBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GivenBy::Option(name) | GivenBy::Environment(name) => f.write_str(name),
            GivenBy::Project(file) | GivenBy::User(file) => f.write_str(file),
            GivenBy::Default => f.write_str("default"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_beats_the_environment_the_project_the_user_and_the_default() {
        let all = [
            Setting::of_option("--region", 0),
            Setting::of_environment("QSEG_REGION", 1),
            Setting::of_project("qseg.yaml", 2),
            Setting::of_user("profiles.json", 3),
            Setting::of_default(4),
        ];
        // Every set of them that can be given, and both orders of standing there.
        for set in 0..32_u32 {
            let given = |at: usize| (set & (1 << at) != 0).then(|| all[at].clone());
            let wanted = (0..5).find(|at| set & (1 << at) != 0).map(|at| all[at].clone());
            assert_eq!(Setting::winner((0..5).map(given)), wanted, "{set:05b}");
            assert_eq!(Setting::winner((0..5).rev().map(given)), wanted, "{set:05b}");
        }
        let said: Vec<String> = all.iter().map(|setting| setting.given_by.to_string()).collect();
        assert_eq!(said, ["--region", "QSEG_REGION", "qseg.yaml", "profiles.json", "default"]);
    }
}
