//! A source's nickname (`name` in the Public API): free text that should say what the source is and which
//! environment it serves, `SourceName_Prod`, `SourceName_Staging` or `SourceName_Dev`
//! (`reference/segment-public-api.md` §11 "Nickname"). The environment is a label of the source, too.

use std::fmt;

/// What a source is for. Segment advises a source of its own for each (`reference/segment-public-api.md` §11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Environment {
    /// Real responses.
    Prod,
    /// The last rehearsal.
    Staging,
    /// Trying things out.
    Dev,
}

impl Environment {
    /// Every environment that the convention names.
    pub(crate) const ALL: [Environment; 3] = [Environment::Prod, Environment::Staging, Environment::Dev];

    /// The word on the command line, in mapping files and in the label: `prod`, `staging` or `dev`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Environment::Prod => "prod",
            Environment::Staging => "staging",
            Environment::Dev => "dev",
        }
    }

    /// The last word of a nickname: `Prod`, `Staging` or `Dev`.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Environment::Prod => "Prod",
            Environment::Staging => "Staging",
            Environment::Dev => "Dev",
        }
    }

    /// The label that says it in Segment: `environment:prod`.
    pub(crate) fn label(self) -> Label {
        Label::new(Label::ENVIRONMENT, self.name())
    }

    /// Whether every workspace has the label from its first day: there is none for staging
    /// (`reference/segment-public-api.md` §11 "Labels").
    pub(crate) fn has_label_by_default(self) -> bool {
        self != Environment::Staging
    }

    /// The environment that a word in a name speaks of, whatever its case: `DEV`, `production`, `stg`.
    pub(crate) fn of_word(word: &str) -> Option<Environment> {
        Some(match word.to_ascii_lowercase().as_str() {
            "prod" | "production" | "prd" => Environment::Prod,
            "staging" | "stage" | "stg" => Environment::Staging,
            "dev" | "development" => Environment::Dev,
            _ => return None,
        })
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A label of a workspace or a source: `environment:prod`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Label {
    /// What is told apart; a resource has one value for each key.
    pub(crate) key: String,
    /// Which of them it is.
    pub(crate) value: String,
}

impl Label {
    /// The key of the labels that every workspace has.
    pub(crate) const ENVIRONMENT: &'static str = "environment";

    /// A label.
    pub(crate) fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Label { key: key.into(), value: value.into() }
    }

    /// Whether Segment takes the word as a key or a value: a letter, then letters, digits and hyphens
    /// (`reference/segment-public-api.md` §11 "Labels").
    pub(crate) fn is_word(word: &str) -> bool {
        word.starts_with(|letter: char| letter.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.key, self.value)
    }
}

/// A nickname that keeps the convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Nickname {
    name: String,
    environment: Environment,
}

/// Something that was changed to keep the convention, in words for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Spaces were taken out, and the words behind them begin with a capital.
    SpacesJoined,
    /// Characters that nobody sees (control characters) were taken out.
    InvisibleRemoved,
    /// The environment was there already, in another spelling.
    EnvironmentRespelt,
}

impl Change {
    /// What was changed.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Change::SpacesJoined => "spaces are taken out: the convention's source name is one word",
            Change::InvisibleRemoved => "control characters are taken out",
            Change::EnvironmentRespelt => "the environment at its end is written as the convention writes it",
        }
    }
}

/// Why no nickname can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unbuildable {
    /// There is no name, or nothing but an environment.
    Empty,
    /// The name ends with another environment than the one that was asked for.
    OtherEnvironment(Environment),
}

/// Whether a source's nickname keeps the convention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Convention {
    /// It does.
    Kept(Nickname),
    /// It says its environment in another spelling; this would keep it.
    Near(Nickname),
    /// It does not say which environment it serves.
    Broken,
}

impl Convention {
    /// Judges the name that a source has.
    pub(crate) fn of(name: &str) -> Convention {
        if let Some(nickname) = Nickname::parse(name) {
            return Convention::Kept(nickname);
        }
        let environment = match split_environment(name) {
            Some((_, environment)) => environment,
            None => return Convention::Broken,
        };
        match Nickname::build(name, environment) {
            Ok((nickname, _)) => Convention::Near(nickname),
            Err(_) => Convention::Broken,
        }
    }
}

impl Nickname {
    /// Reads a finished nickname: one word, `_`, and `Prod`, `Staging` or `Dev`, in exactly this spelling.
    pub(crate) fn parse(finished: &str) -> Option<Nickname> {
        let (name, suffix) = finished.rsplit_once('_')?;
        let environment = Environment::ALL.into_iter().find(|environment| environment.suffix() == suffix)?;
        // `_Dev` and `Survey__Dev` have no name, or none that ends.
        let is_word = has_letters(name) && !name.contains(|letter: char| letter.is_whitespace() || letter.is_control());
        (is_word && !name.ends_with('_')).then(|| Nickname { name: name.to_owned(), environment })
    }

    /// Makes a nickname of a free name and an environment, and says what had to be changed. Segment takes any
    /// text, so that only what breaks the convention is changed: `Qualtrics NPS` and dev are `QualtricsNPS_Dev`,
    /// `qualtrics-eu` and prod are `qualtrics-eu_Prod`. A finished nickname stays what it is.
    ///
    /// # Errors
    /// [`Unbuildable`] where there is no name, or where it names another environment.
    pub(crate) fn build(typed: &str, environment: Environment) -> Result<(Nickname, Vec<Change>), Unbuildable> {
        if let Some(finished) = Nickname::parse(typed).filter(|finished| finished.environment == environment) {
            return Ok((finished, Vec::new()));
        }
        let mut changes = Vec::new();
        let mut name: String = typed.chars().filter(|letter| letter.is_whitespace() || !letter.is_control()).collect();
        if name.len() < typed.len() {
            changes.push(Change::InvisibleRemoved);
        }
        if let Some((before, said)) = split_environment(&name) {
            if said != environment {
                return Err(Unbuildable::OtherEnvironment(said));
            }
            if name.trim() != format!("{before}_{}", environment.suffix()) {
                changes.push(Change::EnvironmentRespelt);
            }
            name = before.to_owned();
        } else if Environment::of_word(name.trim()).is_some() {
            return Err(Unbuildable::Empty);
        }
        let words: Vec<&str> = name.split_whitespace().collect();
        let joined = match words.as_slice() {
            [] => return Err(Unbuildable::Empty),
            [one] => (*one).to_owned(),
            many => {
                changes.push(Change::SpacesJoined);
                many.iter().map(|word| capitalised(word)).collect()
            }
        };
        let name = joined.trim_end_matches('_');
        if !has_letters(name) {
            return Err(Unbuildable::Empty);
        }
        Ok((Nickname { name: name.to_owned(), environment }, changes))
    }

    /// What the source is, without the environment.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The environment that it serves.
    pub(crate) fn environment(&self) -> Environment {
        self.environment
    }

    /// The slug that Segment's app would make of it.
    pub(crate) fn slug(&self) -> String {
        super::names::slug(&self.to_string())
    }
}

impl fmt::Display for Nickname {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", self.name, self.environment.suffix())
    }
}

/// The name before an environment that stands at its end behind a separator, and the environment.
fn split_environment(name: &str) -> Option<(&str, Environment)> {
    let is_separator = |letter: char| matches!(letter, '_' | '-' | '.') || letter.is_whitespace();
    let name = name.trim();
    let (at, separator) = name.char_indices().rfind(|(_, letter)| is_separator(*letter))?;
    let environment = Environment::of_word(&name[at + separator.len_utf8()..])?;
    let before = name[..at].trim_end_matches(is_separator);
    (!before.is_empty()).then_some((before, environment))
}

fn has_letters(name: &str) -> bool {
    name.contains(char::is_alphanumeric)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn built(name: &str, environment: Environment) -> Result<(String, Vec<Change>), Unbuildable> {
        Nickname::build(name, environment).map(|(nickname, changes)| (nickname.to_string(), changes))
    }

    #[test]
    fn a_finished_nickname_is_a_word_and_an_environment() {
        for (finished, name, environment) in [
            ("Qualtrics_Prod", "Qualtrics", Environment::Prod),
            ("Survey_NPS_Staging", "Survey_NPS", Environment::Staging),
            ("größe_Dev", "größe", Environment::Dev),
        ] {
            let nickname = Nickname::parse(finished).expect("a nickname");
            assert_eq!((nickname.name(), nickname.environment()), (name, environment));
            assert_eq!(nickname.to_string(), finished);
        }
        for other in ["Qualtrics", "_Dev", "Survey__Dev", "Qualtrics_dev", "Qualtrics Dev", "My Survey_Dev", "Dev", ""]
        {
            assert_eq!(Nickname::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a_nickname_keeps_what_was_written_and_says_what_was_changed() {
        use Change::{EnvironmentRespelt, InvisibleRemoved, SpacesJoined};
        use Environment::{Dev, Prod, Staging};
        for (name, environment, expected, changes) in [
            ("Qualtrics", Prod, "Qualtrics_Prod", vec![]),
            ("qualtrics-eu", Prod, "qualtrics-eu_Prod", vec![]),
            ("Qualtrics_Dev", Dev, "Qualtrics_Dev", vec![]),
            ("Qualtrics NPS", Dev, "QualtricsNPS_Dev", vec![SpacesJoined]),
            ("  onboarding   survey ", Staging, "OnboardingSurvey_Staging", vec![SpacesJoined]),
            ("Qualtrics - dev", Dev, "Qualtrics_Dev", vec![EnvironmentRespelt]),
            ("qualtrics_production", Prod, "qualtrics_Prod", vec![EnvironmentRespelt]),
            ("Qual\u{7}trics", Dev, "Qualtrics_Dev", vec![InvisibleRemoved]),
            ("Umfrage größe", Dev, "UmfrageGröße_Dev", vec![SpacesJoined]),
        ] {
            assert_eq!(built(name, environment), Ok((expected.to_owned(), changes)), "{name}");
        }
        assert_eq!(built("Qualtrics_Dev", Prod), Err(Unbuildable::OtherEnvironment(Dev)));
        for nothing in ["", "  ", "Dev", "_", "-", "prod"] {
            assert_eq!(built(nothing, Dev), Err(Unbuildable::Empty), "{nothing}");
        }
    }

    #[test]
    fn a_sources_name_keeps_the_convention_nearly_keeps_it_or_does_not() {
        assert!(matches!(Convention::of("Qualtrics_Prod"), Convention::Kept(_)));
        for (near, kept) in [("qualtrics_prod", "qualtrics_Prod"), ("My Survey DEV", "MySurvey_Dev")] {
            let Convention::Near(nickname) = Convention::of(near) else { panic!("{near}") };
            assert_eq!(nickname.to_string(), kept);
        }
        for broken in ["", "Qualtrics", "prod", "Production line"] {
            assert_eq!(Convention::of(broken), Convention::Broken, "{broken}");
        }
    }

    #[test]
    fn an_environment_is_a_label_and_staging_has_none_by_default() {
        let labels: Vec<_> = Environment::ALL.iter().map(|environment| environment.label().to_string()).collect();
        assert_eq!(labels, ["environment:prod", "environment:staging", "environment:dev"]);
        assert_eq!(Environment::ALL.map(Environment::has_label_by_default), [true, false, true]);
        for environment in Environment::ALL {
            assert!(Label::is_word(&environment.label().key) && Label::is_word(&environment.label().value));
        }
        for no in ["", "1st", "-a", "a_b", "größe", "a b"] {
            assert!(!Label::is_word(no), "{no}");
        }
    }

    proptest! {
        #[test]
        fn what_is_built_is_finished_and_building_it_again_changes_nothing(name in any::<String>(), plain in "[a-zA-Z _.-]{0,16}") {
            for name in [name, plain] {
                if let Ok((nickname, _)) = Nickname::build(&name, Environment::Dev) {
                    let finished = nickname.to_string();
                    prop_assert_eq!(Nickname::parse(&finished), Some(nickname.clone()));
                    prop_assert_eq!(Nickname::build(&finished, Environment::Dev), Ok((nickname, vec![])));
                }
            }
        }
    }
}
