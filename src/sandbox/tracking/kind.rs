//! The kinds of calls (`reference/segment-tracking-api.md` §1, §7).

/// A kind of call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// An action.
    Track,
    /// Who somebody is.
    Identify,
    /// A page of a website was seen.
    Page,
    /// A screen of an app was seen.
    Screen,
    /// Somebody belongs to a group.
    Group,
    /// Two ids are one person.
    Alias,
}

impl Kind {
    /// Every kind.
    pub(crate) const ALL: [Kind; 6] = [Kind::Track, Kind::Identify, Kind::Page, Kind::Screen, Kind::Group, Kind::Alias];

    /// Its word on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Track => "track",
            Kind::Identify => "identify",
            Kind::Page => "page",
            Kind::Screen => "screen",
            Kind::Group => "group",
            Kind::Alias => "alias",
        }
    }

    /// The kind of this word.
    pub(crate) fn parse(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == word)
    }

    /// The key of what is told: `properties`, `traits`, or nothing for Alias.
    pub(crate) fn body_key(self) -> Option<&'static str> {
        match self {
            Kind::Track | Kind::Page | Kind::Screen => Some("properties"),
            Kind::Identify | Kind::Group => Some("traits"),
            Kind::Alias => None,
        }
    }
}
