//! Ids derived from what an event is about: the same answer is the same event in every export format, on
//! every machine and in every month (design §6; `reference/segment-tracking-api.md` §5).
//!
//! Segment's de-duplication is global, by messageId alone, so the source's id is in it: a rehearsal into a
//! Dev source must not swallow Prod. The write key, the content and qseg's version are not in it.
//!
//! An id is a UUIDv5 in qseg's namespace over a versioned, length-prefixed preimage: a domain
//! (`qseg/messageId/1`), then each part as its length (u64, little-endian) and its bytes. Change any of
//! this and everything that was ever sent goes out again as new: raise the version in the domain instead,
//! and keep the old one for what the ledger holds.

use sha1::{Digest, Sha1};
use std::fmt;
use uuid::{Builder, Uuid};

/// qseg's own namespace of UUIDv5: a random UUID, written down once and for ever.
const NAMESPACE: Uuid = Uuid::from_u128(0xa83f5e52_2902_4d15_a2d1_576584316452);

const MESSAGE_DOMAIN: &[u8] = b"qseg/messageId/1";
const ANONYMOUS_DOMAIN: &[u8] = b"qseg/anonymousId/1";

// Unify silently drops longer ones.
const _: () = assert!(36 <= super::limits::MESSAGE_ID_CHARS);

/// A messageId: 36 characters of lower-case UUID, well under Segment's 100 (`limits::MESSAGE_ID_CHARS`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(UuidText);

/// An anonymousId made from source and response, for a response that names nobody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct AnonymousId(UuidText);

impl MessageId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// An id that was written down; `None` where the text is no UUID in lower case with its hyphens.
    pub fn parse(text: &str) -> Option<MessageId> {
        let id = MessageId::from_bytes(*Uuid::try_parse(text).ok()?.as_bytes());
        (id.as_str() == text).then_some(id)
    }

    /// An id as another program writes it: in capitals, without its hyphens, in braces; `None` where it is no UUID.
    pub fn read(text: &str) -> Option<MessageId> {
        Some(MessageId::from_bytes(*Uuid::try_parse(text).ok()?.as_bytes()))
    }

    /// The sixteen bytes that the text writes.
    pub(crate) fn to_bytes(self) -> [u8; 16] {
        // The text was written from a UUID.
        Uuid::try_parse(self.as_str()).unwrap_or_default().into_bytes()
    }

    /// The id of these bytes.
    pub(crate) fn from_bytes(bytes: [u8; 16]) -> MessageId {
        MessageId(UuidText::of(Uuid::from_bytes(bytes)))
    }
}

impl AnonymousId {
    /// The id as text.
    pub(crate) fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for AnonymousId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageId({self})")
    }
}

impl fmt::Debug for AnonymousId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AnonymousId({self})")
    }
}

/// The messageIds of one task's events in one source.
#[derive(Clone)]
pub struct MessageIds {
    /// Has already read everything but the ResponseId.
    prefix: Sha1,
}

impl MessageIds {
    /// Ids for the source with this id, the task with this id (its key under `tasks:`) and the task's
    /// `revision`, which a person raises to send history again as new events.
    pub fn new(source_id: &str, task_id: &str, revision: u32) -> Self {
        let mut prefix = hasher(MESSAGE_DOMAIN);
        part(&mut prefix, source_id.as_bytes());
        part(&mut prefix, task_id.as_bytes());
        part(&mut prefix, &revision.to_le_bytes());
        MessageIds { prefix }
    }

    /// The id of the event that the task makes of this response.
    ///
    /// Measured over 17-character ResponseIds, on one core with SHA instructions: 106 ns an id with the
    /// prefix cached, 151 ns without, and 235–293 ns by `uuid::Uuid::new_v5` over the same preimage.
    pub fn of(&self, response_id: &str) -> MessageId {
        let mut hasher = self.prefix.clone();
        part(&mut hasher, response_id.as_bytes());
        MessageId(finish(hasher))
    }
}

impl fmt::Debug for MessageIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageIds").finish_non_exhaustive()
    }
}

/// The anonymousId that stands in for the task's random one: derived from source and response, not from
/// the task, so that a Track and an Identify of one response are one profile, and running again makes no
/// new people (design §6).
pub(crate) fn anonymous_id(source_id: &str, response_id: &str) -> AnonymousId {
    let mut hasher = hasher(ANONYMOUS_DOMAIN);
    part(&mut hasher, source_id.as_bytes());
    part(&mut hasher, response_id.as_bytes());
    AnonymousId(finish(hasher))
}

/// A hasher that has read namespace and domain. Domains differ in their first 16 bytes, so that none is
/// the beginning of another.
fn hasher(domain: &[u8]) -> Sha1 {
    let mut hasher = Sha1::new();
    hasher.update(NAMESPACE.as_bytes());
    hasher.update(domain);
    hasher
}

fn part(hasher: &mut Sha1, bytes: &[u8]) {
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(bytes);
}

fn finish(hasher: Sha1) -> UuidText {
    let digest = hasher.finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    UuidText::of(Builder::from_sha1_bytes(bytes).into_uuid())
}

/// The text of a UUID. Always ASCII.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct UuidText([u8; 36]);

impl UuidText {
    fn of(uuid: Uuid) -> UuidText {
        let mut text = [0; 36];
        uuid.hyphenated().encode_lower(&mut text);
        UuidText(text)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The preimage is a promise to everybody who has ever sent: these literals may never change. They were
    /// computed apart from this code, in Python, over the preimage of the page's top.
    #[test]
    fn the_preimage_never_changes() {
        let ids = MessageIds::new("qQEHquLrjRDN9j1ByrChyn", "onboarding-completed", 1);
        assert_eq!(ids.of("R_2Xo8lbHMQz5vNqD").as_str(), "ff187438-ee8e-5547-9dfc-64f347f36227");
        assert_eq!(MessageIds::new("", "", 0).of("").as_str(), "8d9a56b2-0314-50d3-a1d5-6c50f8558a33");
        let anonymous = anonymous_id("qQEHquLrjRDN9j1ByrChyn", "R_2Xo8lbHMQz5vNqD");
        assert_eq!(anonymous.as_str(), "15edb540-d77b-5f0e-9f0e-314942a31624");
    }

    fn id(source: &str, task: &str, revision: u32, response: &str) -> MessageId {
        MessageIds::new(source, task, revision).of(response)
    }

    proptest! {
        #[test]
        fn the_same_response_is_the_same_event_and_any_other_is_another(
            source in "[A-Za-z0-9]{0,24}", task in "[a-z-]{0,12}", revision in 1..9_u32, response in "R_[A-Za-z0-9]{0,15}",
        ) {
            let one = id(&source, &task, revision, &response);
            prop_assert_eq!(one, id(&source, &task, revision, &response));
            prop_assert_ne!(one, id(&format!("{source}x"), &task, revision, &response));
            prop_assert_ne!(one, id(&source, &format!("{task}x"), revision, &response));
            prop_assert_ne!(one, id(&source, &task, revision + 1, &response));
            prop_assert_ne!(one, id(&source, &task, revision, &format!("{response}x")));
            prop_assert_ne!(one.to_string(), anonymous_id(&source, &response).to_string());
            let uuid = Uuid::parse_str(one.as_str()).unwrap();
            prop_assert_eq!(uuid.get_version_num(), 5);
            prop_assert_eq!(uuid.get_variant(), uuid::Variant::RFC4122);
            prop_assert_eq!(uuid.to_string(), one.to_string());
            prop_assert_eq!(MessageId::parse(one.as_str()), Some(one));
            prop_assert_eq!(MessageId::from_bytes(one.to_bytes()), one);
            for other in [one.as_str().to_uppercase(), one.as_str().replace('-', ""), format!("{{{one}}}")] {
                prop_assert_eq!(MessageId::read(&other), Some(one));
                prop_assert_eq!(MessageId::parse(&other), None);
            }
            prop_assert_eq!(MessageId::read(&one.as_str()[1..]), None);
            prop_assert_eq!(MessageId::parse(&one.as_str().to_uppercase()), None);
            prop_assert_eq!(MessageId::parse(&one.as_str().replace('-', "")), None);
        }

        #[test]
        fn a_character_cannot_move_from_one_part_to_the_next(text in "[a-z]{2,20}", a in 0_usize..20, b in 0_usize..20) {
            let (a, b) = (a % text.len(), b % text.len());
            prop_assume!(a != b);
            prop_assert_ne!(id(&text[..a], &text[a..], 1, "R"), id(&text[..b], &text[b..], 1, "R"));
            let (one, other) = (anonymous_id(&text[..a], &text[a..]), anonymous_id(&text[..b], &text[b..]));
            prop_assert_ne!(one, other);
        }
    }
}
