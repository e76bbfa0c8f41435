//! The canary: on a source of production the first events go alone, and the rest follows only when Segment has counted
//! them and thrown none away (design §7). Where nothing can be told the rest stays: a stop loses nothing, for the same
//! command goes on where it ended.

use super::arrival::{Judgement, Verdict};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// How many events go alone if nobody says otherwise (design §7 "gates").
pub(crate) const EVENTS: u64 = 25;

/// How long Segment is asked about them if nobody says otherwise: ten times as long as it documents to count
/// (`reference/segment-public-api.md` §7 "Latency").
pub(crate) const WAIT: SignedDuration = SignedDuration::from_mins(5);

/// What became of the first events, once they were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct First {
    /// How many of them the server took.
    pub(crate) acknowledged: u64,
    /// Server's clock minus this one's, where an answer told.
    pub(crate) clock_offset: Option<SignedDuration>,
}

/// What is made of Segment's counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// All were counted and none was thrown away: the rest follows.
    Follow,
    /// Segment threw events away, so many by its own codes.
    Discarded {
        /// How many, by code.
        codes: BTreeMap<String, u64>,
        /// Whether it was every event of the run, each counted.
        is_all: bool,
    },
    /// Nothing can be told.
    Unclear,
}

/// Decides. `None` where nothing could be seen.
pub(crate) fn decide(judgement: Option<&Judgement>) -> Decision {
    let Some(judgement) = judgement else { return Decision::Unclear };
    let events = &judgement.events;
    let has = |verdict: Verdict| events.iter().any(|judged| judged.verdict == verdict);
    if has(Verdict::Discarded) {
        let mut codes = BTreeMap::new();
        let discarded = events.iter().filter(|judged| judged.verdict == Verdict::Discarded);
        for (code, count) in discarded.flat_map(|judged| &judged.discarded) {
            *codes.entry(code.clone()).or_insert(0) += count;
        }
        let is_all = events.iter().all(|judged| {
            judged.verdict == Verdict::Discarded
                && judged.uncertain == 0
                && judged.unseen() == 0
                && judged.discarded.values().sum::<u64>() == judged.acknowledged
        });
        return Decision::Discarded { codes, is_all };
    }
    // Where all that went was in doubt before, agreeing says nothing.
    let acknowledged: u64 = events.iter().map(|judged| judged.acknowledged).sum();
    let agrees = acknowledged > 0 && events.iter().all(|judged| judged.verdict == Verdict::CountsAgree);
    if agrees { Decision::Follow } else { Decision::Unclear }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::arrival::{Judged, Lack, Level};

    fn judged(verdict: Verdict, acknowledged: u64, discarded: &[(&str, u64)]) -> Judged {
        let seen = if verdict == Verdict::NotSeenYet { acknowledged / 2 } else { acknowledged };
        Judged {
            call: None,
            acknowledged,
            uncertain: 0,
            received: Some(seen),
            discarded: discarded.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect(),
            verdict,
        }
    }

    fn decided(events: Vec<Judged>) -> Decision {
        decide(Some(&Judgement { level: Level::Name, events }))
    }

    fn discarded(codes: &[(&str, u64)], is_all: bool) -> Decision {
        let codes = codes.iter().map(|(code, count)| ((*code).to_owned(), *count)).collect();
        Decision::Discarded { codes, is_all }
    }

    #[test]
    fn the_rest_follows_only_on_evidence() {
        let agree = |count| judged(Verdict::CountsAgree, count, &[]);
        assert_eq!(decided(vec![agree(20), agree(5)]), Decision::Follow);
        let others = Verdict::InsufficientEvidence(Lack::OtherSenders);
        for unclear in [judged(Verdict::NotSeenYet, 5, &[]), judged(others, 5, &[]), judged(others, 5, &[("x", 1)])] {
            assert_eq!(decided(vec![agree(20), unclear]), Decision::Unclear);
        }
        assert_eq!(
            (decide(None), decided(vec![]), decided(vec![agree(0)])),
            (Decision::Unclear, Decision::Unclear, Decision::Unclear)
        );
    }

    #[test]
    fn what_was_thrown_away_is_added_up_and_all_of_it_is_known_as_such() {
        let agree = judged(Verdict::CountsAgree, 3, &[]);
        let a = judged(Verdict::Discarded, 5, &[("unplanned", 5)]);
        let b = judged(Verdict::Discarded, 4, &[("unplanned", 1), ("source_disabled", 3)]);
        let both = [("source_disabled", 3), ("unplanned", 6)];
        assert_eq!(decided(vec![a.clone(), b.clone()]), discarded(&both, true));
        assert_eq!(decided(vec![a.clone(), agree, b]), discarded(&both, false));
        let in_part = judged(Verdict::Discarded, 5, &[("unplanned", 2)]);
        assert_eq!(decided(vec![in_part]), discarded(&[("unplanned", 2)], false));
        assert_eq!(decided(vec![Judged { uncertain: 1, ..a.clone() }]), discarded(&[("unplanned", 5)], false));
        assert_eq!(decided(vec![Judged { received: Some(4), ..a }]), discarded(&[("unplanned", 5)], false));
    }
}
