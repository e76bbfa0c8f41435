//! Randomness for ids and write keys: the same seed gives the same ones. Not for secrets: what the sandbox
//! makes is worth nothing outside it.

/// SplitMix64: small, and good enough for names.
#[derive(Debug, Clone)]
pub struct Random(u64);

const LETTERS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

impl Random {
    /// Begins anew from a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// So many ASCII letters and digits.
    pub(crate) fn letters(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(LETTERS[(self.number() % 62) as usize])).collect()
    }

    /// An id as Segment's look: 22 letters and digits (`reference/segment-public-api.md` §6, samples).
    pub fn id(&mut self) -> String {
        self.letters(22)
    }

    /// A write key: 32 letters and digits (`reference/segment-tracking-api.md` §4 "Every write key is 32 characters long").
    pub fn write_key(&mut self) -> String {
        self.letters(32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_names_and_another_seed_others() {
        let mut one = Random::new(1);
        let names = [one.id(), one.id(), one.write_key()];
        let mut again = Random::new(1);
        assert_eq!(names, [again.id(), again.id(), again.write_key()]);
        assert_ne!(names[0], names[1]);
        assert_ne!(names[0], Random::new(2).id());
        assert_eq!((names[0].len(), names[2].len()), (22, 32));
        assert!(names.iter().all(|name| name.bytes().all(|byte| byte.is_ascii_alphanumeric())));
    }
}
