//! Events in batches. The rules are Segment's (`reference/segment-tracking-api.md` §3), the numbers
//! [`crate::segment::limits`]. A dry run counts with this and a live send cuts with it, so that both tell
//! of the same batches.

use crate::segment::event::Accepted;
use crate::segment::limits;
use std::ops::Range;

/// Events on their way into one request: `{…},{…}`, what stands between the brackets of `"batch":[…]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Batch {
    bytes: Vec<u8>,
    /// Where each event ends in `bytes`: what the server refuses is halved between events.
    ends: Vec<u32>,
}

impl Batch {
    /// How many events, at most [`limits::BATCH_EVENTS`].
    pub(crate) fn events(&self) -> usize {
        self.ends.len()
    }

    /// One of the events; empty where there is none of that number.
    pub(crate) fn event(&self, number: usize) -> &[u8] {
        self.slice(number..number + 1)
    }

    /// Some of the events, in the form of [`bytes`](Batch::bytes); empty where there are none of these numbers.
    pub(crate) fn slice(&self, events: Range<usize>) -> &[u8] {
        let after = |count: usize| self.ends.get(count.wrapping_sub(1)).map(|end| *end as usize);
        match (events.start, after(events.end)) {
            (start, Some(end)) if start < events.end => {
                // The event before, and its comma.
                let begin = if start == 0 { 0 } else { after(start).unwrap_or(end) + 1 };
                &self.bytes[begin..end]
            }
            _ => &[],
        }
    }

    fn takes(&self, event: &[u8]) -> bool {
        self.ends.is_empty()
            || (self.ends.len() < limits::BATCH_EVENTS
                && self.bytes.len() + 1 + event.len() <= limits::BATCH_EVENT_BYTES)
    }

    fn push(&mut self, event: &[u8]) {
        if !self.ends.is_empty() {
            self.bytes.push(b',');
        }
        self.bytes.extend_from_slice(event);
        // At most BATCH_EVENT_BYTES, or one event alone.
        self.ends.push(self.bytes.len() as u32);
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

/// What went into a [`Batcher`] so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Events.
    pub(crate) events: u64,
    /// Batches, the open one included: as many as there would be if nothing came after.
    pub(crate) batches: u64,
    /// Bytes of the events and the commas between them, without envelopes.
    pub bytes: u64,
}

/// Cuts a stream of accepted events into batches, in order: each is as full as the caps allow.
///
/// It takes [`Accepted`] events only, so that what Segment throws away is never sent, and each of them
/// fits into a batch.
#[derive(Debug, Default)]
pub(crate) struct Batcher {
    open: Batch,
    spare: Batch,
    totals: Totals,
}

impl Batcher {
    /// A batcher that has seen nothing.
    pub(crate) fn new() -> Self {
        Batcher::default()
    }

    /// Takes one event. Gives back the batch that it did not fit into any more, if there was one; the
    /// caller may return it with [`recycle`](Batcher::recycle) when it is done with it.
    pub(crate) fn push(&mut self, event: &Accepted<'_>) -> Option<Batch> {
        let bytes = event.bytes();
        let full = if self.open.takes(bytes) {
            None
        } else {
            Some(std::mem::replace(&mut self.open, std::mem::take(&mut self.spare)))
        };
        self.totals.batches += u64::from(self.open.ends.is_empty());
        self.totals.bytes += bytes.len() as u64 + u64::from(!self.open.ends.is_empty());
        self.totals.events += 1;
        self.open.push(bytes);
        full
    }

    /// Cuts here, however little there is; `None` if there is nothing. For the first few events that go alone.
    pub(crate) fn cut(&mut self) -> Option<Batch> {
        let next = std::mem::take(&mut self.spare);
        let open = std::mem::replace(&mut self.open, next);
        (!open.ends.is_empty()).then_some(open)
    }

    /// Hands a batch's buffer back, for the next batch to be written into.
    pub(crate) fn recycle(&mut self, mut batch: Batch) {
        batch.clear();
        self.spare = batch;
    }

    /// What went in so far. Ask before [`finish`](Batcher::finish): the last batch is counted already.
    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    /// The last batch; `None` if there is nothing left over.
    pub(crate) fn finish(self) -> Option<Batch> {
        (!self.open.ends.is_empty()).then_some(self.open)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::event::{CallType, Draft, Json, Verdict, encode_key};
    use proptest::prelude::*;

    /// The bytes of an Identify event of about this size, told apart by its number, through the real draft.
    fn draft(draft: &mut Draft, number: usize, size: usize) {
        draft.begin(CallType::Identify);
        draft.user_id(&number.to_string());
        let empty = draft.unjudged_bytes().len() + r#""t":"""#.len();
        draft.property(&encode_key("t"), Json::String(&"x".repeat(size.saturating_sub(empty))));
    }

    /// Events as they went in, batches as they came out.
    struct Cut {
        events: Vec<Vec<u8>>,
        batches: Vec<(Vec<u8>, usize)>,
        totals: Totals,
    }

    /// Pushes events of these sizes.
    fn cut(sizes: &[usize]) -> Cut {
        let (mut batcher, mut event) = (Batcher::new(), Draft::new());
        let (mut events, mut batches) = (Vec::new(), Vec::new());
        for (number, size) in sizes.iter().enumerate() {
            draft(&mut event, number, *size);
            let Verdict::Accepted(accepted) = event.judge() else { panic!("rejected") };
            events.push(accepted.bytes().to_vec());
            if let Some(batch) = batcher.push(&accepted) {
                batches.push((batch.bytes.to_vec(), batch.events()));
                batcher.recycle(batch);
            }
        }
        let totals = batcher.totals();
        batches.extend(batcher.finish().map(|batch| (batch.bytes.to_vec(), batch.events())));
        Cut { events, batches, totals }
    }

    #[test]
    fn a_batch_is_cut_between_its_events() {
        let (mut batcher, mut event) = (Batcher::new(), Draft::new());
        let mut events = Vec::new();
        for (number, size) in [80, 200, 1, 90].into_iter().enumerate() {
            draft(&mut event, number, size);
            let Verdict::Accepted(accepted) = event.judge() else { panic!("rejected") };
            events.push(accepted.bytes().to_vec());
            assert_eq!(batcher.push(&accepted), None);
        }
        let batch = batcher.finish().unwrap();
        for start in 0..=4 {
            for end in start..=4 {
                assert_eq!(batch.slice(start..end), events[start..end].join(&b","[..]), "{start}..{end}");
            }
        }
        assert_eq!(batch.slice(0..4), batch.bytes);
        assert_eq!(batch.event(2), events[2]);
        assert_eq!(batch.event(4), b"");
        assert_eq!(batch.slice(3..9), b"");
    }

    fn check(sizes: &[usize]) {
        let Cut { events, batches, totals } = cut(sizes);
        let mut left = events.as_slice();
        for (bytes, count) in &batches {
            assert!(*count > 0 && *count <= limits::BATCH_EVENTS);
            assert!(bytes.len() <= limits::BATCH_EVENT_BYTES);
            let (mine, rest) = left.split_at(*count);
            assert!(mine.join(&b","[..]) == *bytes, "no event lost, order kept");
            if let Some(next) = rest.first() {
                let full = *count == limits::BATCH_EVENTS;
                assert!(
                    full || bytes.len() + 1 + next.len() > limits::BATCH_EVENT_BYTES,
                    "it could have taken the next"
                );
            }
            left = rest;
        }
        assert!(left.is_empty());
        let bytes = batches.iter().map(|(bytes, _)| bytes.len() as u64).sum();
        assert_eq!(totals, Totals { events: events.len() as u64, batches: batches.len() as u64, bytes });
    }

    #[test]
    fn no_events_make_no_batch() {
        check(&[]);
        assert_eq!(Batcher::new().finish(), None);
    }

    #[test]
    fn a_batch_ends_at_2_500_events() {
        let Cut { batches, .. } = cut(&vec![60; 5_001]);
        let counts: Vec<_> = batches.iter().map(|(_, count)| *count).collect();
        assert_eq!(counts, [2_500, 2_500, 1]);
        check(&vec![60; 5_001]);
    }

    #[test]
    fn a_batch_is_filled_to_its_last_byte_and_never_over() {
        // 14 events of 32,000 bytes with their commas, and one that fills the batch exactly.
        let mut sizes = vec![limits::EVENT_BYTES; 14];
        sizes.push(limits::BATCH_EVENT_BYTES - 14 * (limits::EVENT_BYTES + 1));
        let Cut { batches, .. } = cut(&sizes);
        assert_eq!(batches.iter().map(|(bytes, _)| bytes.len()).collect::<Vec<_>>(), [limits::BATCH_EVENT_BYTES]);
        *sizes.last_mut().unwrap() += 1;
        assert_eq!(cut(&sizes).batches.len(), 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn batches_are_full_under_their_caps_and_keep_every_event_in_order(
            large in proptest::collection::vec(60..32_000_usize, 0..60),
            small in proptest::collection::vec(60..400_usize, 0..4_000),
        ) {
            check(&large);
            check(&[small, large].concat());
        }
    }
}
