//! What a run counted, whatever became of it.

use crate::core::distinct::Distinct;
use crate::mapping::identity::{Identity, IdentityKind};
use crate::mapping::select::Skip;
use crate::qualtrics::status::Kind;
use crate::segment::event::CallType;
use crate::ui::{counted, grouped};
use std::collections::{BTreeMap, BTreeSet};

/// The counts of a run.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Responses read, blank rows not among them.
    pub(crate) read: u64,
    /// Blank rows.
    pub(crate) blank: u64,
    /// Responses that count.
    pub(crate) selected: u64,
    /// Responses that do not, by reason.
    pub(crate) skipped: Skipped,
    /// Events that were made, held back or thrown away ones among them.
    pub(crate) built: u64,
    /// Track events of these.
    pub(crate) track: u64,
    /// Identify events of these.
    pub(crate) identify: u64,
    /// Events that Segment takes.
    pub(crate) accepted: u64,
    /// Events that it does not, by code.
    pub(crate) rejected: BTreeMap<&'static str, u64>,
    /// Responses that give at least one event, by what tells whom it is about.
    pub(crate) identities: Identities,
    /// Classes of personal data that are sent and not allowed, as far as names, headers and the survey tell.
    pub(crate) not_allowed: BTreeSet<&'static str>,
    /// Distinct people and profiles.
    pub(crate) distinct: Distinct,
}

/// Responses that do not count, by reason. Their sum and [`Tally::selected`] are [`Tally::read`].
#[derive(Debug, Default)]
pub(crate) struct Skipped {
    /// A workflow would not have fired for them.
    pub(crate) kinds: BTreeMap<&'static str, u64>,
    /// The task itself sends them.
    pub(crate) live: u64,
    /// Recorded outside of the wanted time.
    pub(crate) date: u64,
    /// No task's condition was met.
    pub(crate) condition: u64,
    /// The same response once more.
    pub(crate) duplicate: u64,
    /// Not the response that was asked for.
    pub(crate) not_asked: u64,
    /// Contacts that have unsubscribed.
    pub(crate) unsubscribed: u64,
}

/// Responses by what tells whom they are about.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    /// A userId.
    pub(crate) user_id: u64,
    /// An anonymousId that the mapping gives.
    pub(crate) anonymous_id: u64,
    /// An id that names nobody, or perhaps somebody else.
    pub(crate) doubtful: u64,
    /// An anonymousId that qseg made: a new profile.
    pub(crate) generated: u64,
    /// Of the responses without a userId: how many have a field that could be one.
    pub(crate) could_be: BTreeMap<String, u64>,
}

impl Tally {
    /// Counts a response that does not count.
    pub(crate) fn skip(&mut self, skip: Skip) {
        match skip {
            Skip::Kind(kind) => {
                let name = Kind::ALL.iter().find(|(_, known)| *known == kind).map_or("unknown", |(name, _)| name);
                *self.skipped.kinds.entry(name).or_default() += 1;
            }
            Skip::Live => self.skipped.live += 1,
            Skip::Date => self.skipped.date += 1,
            Skip::NotAsked => self.skipped.not_asked += 1,
            Skip::Unsubscribed => self.skipped.unsubscribed += 1,
        }
    }

    /// Counts an event and its verdict.
    pub(crate) fn event(&mut self, call: CallType, rejected: Option<&'static str>) {
        self.built += 1;
        match call {
            CallType::Track => self.track += 1,
            CallType::Identify => self.identify += 1,
        }
        match rejected {
            None => self.accepted += 1,
            Some(code) => *self.rejected.entry(code).or_default() += 1,
        }
    }

    /// Counts a response by the identity that says most: a userId, else a given anonymousId, else a made one.
    pub(crate) fn identify(&mut self, identities: impl Iterator<Item = Identity>) -> Option<Identity> {
        let rank = |identity: &Identity| match identity.kind {
            IdentityKind::UserId if !identity.is_doubtful => 0,
            IdentityKind::AnonymousId if !identity.is_doubtful => 1,
            IdentityKind::UserId | IdentityKind::AnonymousId => 2,
            IdentityKind::Generated => 3,
            IdentityKind::None => 4,
        };
        let best = identities.min_by_key(rank)?;
        match best.kind {
            IdentityKind::UserId | IdentityKind::AnonymousId if best.is_doubtful => self.identities.doubtful += 1,
            IdentityKind::UserId => self.identities.user_id += 1,
            IdentityKind::AnonymousId => self.identities.anonymous_id += 1,
            IdentityKind::Generated => self.identities.generated += 1,
            IdentityKind::None => return None,
        }
        self.distinct.insert(best.key);
        Some(best)
    }

    /// What to say where every response was left out.
    pub(crate) fn nothing_is_left(&self) -> Option<String> {
        if self.built > 0 || self.read == 0 || self.skipped.total() != self.read {
            return None;
        }
        let kinds: Vec<&str> = self.skipped.kinds.keys().copied().collect();
        let way_out = if kinds.is_empty() {
            String::new()
        } else {
            format!(
                ". {} would come through with --include {}",
                counted(self.skipped.kinds.values().sum(), "response"),
                kinds.join(",")
            )
        };
        Some(format!("NOTHING IS LEFT: every response was left out ({}){way_out}", self.skipped.in_words()))
    }

    /// How many events were rejected.
    pub(crate) fn rejected_events(&self) -> u64 {
        self.rejected.values().sum()
    }
}

impl Skipped {
    /// How many responses do not count.
    pub(crate) fn total(&self) -> u64 {
        let others = [self.live, self.date, self.condition, self.duplicate, self.not_asked, self.unsubscribed];
        self.kinds.values().chain(&others).sum()
    }

    /// The reasons that there are, for people: `3 partial, 1 test`.
    pub(crate) fn in_words(&self) -> String {
        let reasons = self.reasons().into_iter().filter(|(_, count)| *count > 0);
        let words: Vec<String> =
            reasons.map(|(name, count)| format!("{} {}", grouped(count), name.replace('_', " "))).collect();
        words.join(", ")
    }

    /// Every reason with its count, in the order of the documents.
    pub(crate) fn reasons(&self) -> Vec<(&'static str, u64)> {
        let kinds = Kind::ALL.iter().map(|(name, _)| (*name, self.kinds.get(name).copied().unwrap_or(0)));
        let others = [
            ("live", self.live),
            ("date", self.date),
            ("condition", self.condition),
            ("duplicate", self.duplicate),
            ("not_asked", self.not_asked),
            ("unsubscribed", self.unsubscribed),
        ];
        kinds.chain(others).collect()
    }
}
