//! Where the task is to send: the source, from the mapping's pins or by name, with its region.

use crate::mapping::model::{Mapping, SourceRef};
use crate::segment::region::Region;
use crate::task::form::is_source_name;

/// Where a task sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// The workspace's name, where somebody said it.
    pub(crate) workspace: Option<String>,
    /// The source.
    pub(crate) source: Source,
    /// Where the workspace is.
    pub(crate) region: Option<Region>,
}

/// The source of a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// One that the mapping pins.
    Pinned(Pin),
    /// The mapping pins several, and none was chosen.
    Several(Vec<Pin>),
    /// One that the mapping does not pin, by this name.
    Named(String),
    /// Nothing says which.
    Unsaid,
}

/// A source as the mapping pins it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pin {
    /// Its environment.
    pub(crate) env: String,
    /// Its slug.
    pub(crate) slug: Option<String>,
    /// Its id.
    pub(crate) id: Option<String>,
}

impl Target {
    /// The source of an environment, else the one of this slug or id, else what the mapping leaves; with the region
    /// that the mapping pins. The environment must be one of the mapping's.
    pub(crate) fn of(mapping: &Mapping, env: Option<&str>, named: Option<&str>) -> Target {
        let by_env = env.and_then(|env| mapping.sources.iter().find(|source| source.env.value == env));
        let by_name = named.and_then(|named| mapping.sources.iter().find(|source| is_called(source, named)));
        let only = match mapping.sources.as_slice() {
            [only] if named.is_none() => Some(only),
            _ => None,
        };
        let pin = by_env.or(by_name).or(only);
        let source = match (pin, named) {
            (Some(pin), _) => Source::Pinned(Pin::of(pin)),
            (None, Some(named)) => Source::Named(named.to_owned()),
            (None, None) if mapping.sources.is_empty() => Source::Unsaid,
            (None, None) => Source::Several(mapping.sources.iter().map(Pin::of).collect()),
        };
        let of_pin = |pin: &SourceRef| pin.region.as_ref().and_then(|region| Region::parse(&region.value).ok());
        let region = match (pin, &source) {
            (Some(pin), _) => of_pin(pin),
            // Where all of them agree, it does not matter which one it will be.
            (None, Source::Several(_)) => {
                let regions: Vec<Option<Region>> = mapping.sources.iter().map(of_pin).collect();
                let first = regions.first().copied().flatten();
                first.filter(|_| regions.iter().all(|other| *other == first))
            }
            _ => None,
        };
        Target { workspace: None, source, region }
    }
}

fn is_called(source: &SourceRef, name: &str) -> bool {
    [&source.slug, &source.id].into_iter().flatten().any(|known| known.value == name)
}

impl Pin {
    fn of(source: &SourceRef) -> Pin {
        let text = |part: &Option<crate::mapping::model::Spanned<String>>| part.as_ref().map(|part| part.value.clone());
        Pin { env: source.env.value.clone(), slug: text(&source.slug), id: text(&source.id) }
    }

    fn in_words(&self) -> String {
        match (&self.slug, &self.id) {
            (Some(slug), Some(id)) => format!("{slug} (id {id})"),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => format!("the source of {}", self.env),
        }
    }
}

impl Source {
    /// The environment, where one is chosen.
    pub(crate) fn env(&self) -> Option<&str> {
        if let Source::Pinned(pin) = self { Some(&pin.env) } else { None }
    }

    /// What to choose.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Source::Pinned(pin) => pin.in_words(),
            Source::Several(pins) => {
                let each: Vec<String> = pins.iter().map(|pin| format!("for {}: {}", pin.env, pin.in_words())).collect();
                each.join("; ")
            }
            Source::Named(name) => name.clone(),
            Source::Unsaid => "the one for this survey".to_owned(),
        }
    }

    /// What to know before choosing it.
    pub(crate) fn advice(&self) -> Option<String> {
        match self {
            Source::Pinned(_) => {
                Some("Choose the existing source: a new one made in this form would be another one.".to_owned())
            }
            Source::Several(_) => Some("Decide on one before you paste: --env writes the card for it.".to_owned()),
            Source::Named(name) if is_source_name(name) => None,
            Source::Named(_) => Some(
                "The form makes sources of lower-case letters, digits, periods, dashes and underscores only: choose it \
                 among those that exist."
                    .to_owned(),
            ),
            Source::Unsaid => Some(
                "The mapping pins none: qseg source add NAME --env prod --pin makes one and writes it into the file."
                    .to_owned(),
            ),
        }
    }
}
