//! Segment's two regions and their hosts (`reference/segment-tracking-api.md` §1,
//! `reference/segment-public-api.md` §2). A workspace lives in one of them: events sent to the other
//! region's host are lost, perhaps without an error, so there is no default here.

use crate::core::diagnostic::did_you_mean;
use crate::net::endpoint::Endpoint;
use std::fmt;
use std::str::FromStr;

/// Where a workspace's data is processed and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Region {
    /// Oregon, `us-west-2`.
    Us,
    /// Dublin, `eu-west-1`.
    Eu,
}

impl Region {
    /// Both regions.
    pub const ALL: [Region; 2] = [Region::Us, Region::Eu];

    /// The word used on the command line and in mapping files: `us` or `eu`.
    pub fn name(self) -> &'static str {
        match self {
            Region::Us => "us",
            Region::Eu => "eu",
        }
    }

    /// Origin (scheme and host) of the Tracking API; calls go to `/v1/…` below it
    /// (`reference/segment-tracking-api.md` §1).
    pub(crate) fn tracking_host(self) -> &'static str {
        match self {
            Region::Us => "https://api.segment.io",
            Region::Eu => "https://events.eu1.segmentapis.com",
        }
    }

    /// Origin (scheme and host) of the Public API; its paths have no `/v1`
    /// (`reference/segment-public-api.md` "What to build on" 1).
    pub(crate) fn public_api_host(self) -> &'static str {
        match self {
            Region::Us => "https://api.segmentapis.com",
            Region::Eu => "https://eu1.api.segmentapis.com",
        }
    }

    /// Where its Public API is (`reference/segment-public-api.md` §2).
    pub fn public_api(self) -> Endpoint {
        Endpoint::known(self.public_api_host())
    }

    /// Where its Tracking API is (`reference/segment-tracking-api.md` §1).
    pub fn tracking(self) -> Endpoint {
        Endpoint::known(self.tracking_host())
    }

    /// Reads a region's name, whatever its case.
    ///
    /// # Errors
    /// [`UnknownRegion`] with the region that was probably meant.
    pub fn parse(typed: &str) -> Result<Region, UnknownRegion> {
        let folded = typed.trim().to_ascii_lowercase();
        Region::ALL
            .into_iter()
            .find(|region| region.name() == folded)
            .ok_or_else(|| UnknownRegion { typed: typed.to_owned(), meant: meant(&folded) })
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Region {
    type Err = UnknownRegion;

    fn from_str(typed: &str) -> Result<Region, UnknownRegion> {
        Region::parse(typed)
    }
}

/// Other words that people know the regions by. They are suggested, never taken: a region is too dear to guess.
const ALSO_KNOWN_AS: &[(&str, Region)] = &[
    ("us", Region::Us),
    ("usa", Region::Us),
    ("us1", Region::Us),
    ("oregon", Region::Us),
    ("us-west-2", Region::Us),
    ("eu", Region::Eu),
    ("eu1", Region::Eu),
    ("europe", Region::Eu),
    ("dublin", Region::Eu),
    ("ireland", Region::Eu),
    ("eu-west-1", Region::Eu),
];

fn meant(folded: &str) -> Option<Region> {
    let word = did_you_mean(folded, ALSO_KNOWN_AS.iter().map(|(word, _)| *word))?;
    ALSO_KNOWN_AS.iter().find(|(known, _)| *known == word).map(|(_, region)| *region)
}

/// A word that names no region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRegion {
    /// What was written.
    pub typed: String,
    /// What was probably meant.
    pub(crate) meant: Option<Region>,
}

impl fmt::Display for UnknownRegion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is no region of Segment; ", self.typed)?;
        match self.meant {
            Some(region) => write!(f, "did you mean `{region}`?"),
            None => f.write_str("there are `us` and `eu`"),
        }
    }
}

impl std::error::Error for UnknownRegion {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_have_endpoints_of_their_own() {
        let mut seen = Vec::new();
        for region in Region::ALL {
            for endpoint in [region.public_api(), region.tracking()] {
                assert!(!endpoint.is_loopback());
                assert_eq!(endpoint.port(), 443);
                assert!(!seen.contains(&endpoint.to_string()));
                seen.push(endpoint.to_string());
            }
        }
        assert_eq!(seen[0], "https://api.segmentapis.com");
    }

    #[test]
    fn each_region_has_hosts_of_its_own() {
        assert_eq!(Region::Us.tracking_host(), "https://api.segment.io");
        assert_eq!(Region::Eu.tracking_host(), "https://events.eu1.segmentapis.com");
        assert_eq!(Region::Us.public_api_host(), "https://api.segmentapis.com");
        assert_eq!(Region::Eu.public_api_host(), "https://eu1.api.segmentapis.com");
    }

    #[test]
    fn names_are_read_whatever_their_case() {
        for region in Region::ALL {
            assert_eq!(Region::parse(region.name()), Ok(region));
            assert_eq!(region.name().to_uppercase().parse(), Ok(region));
        }
    }

    #[test]
    fn other_words_for_a_region_are_suggested_and_not_taken() {
        for (typed, meant) in [
            ("Dublin", Some(Region::Eu)),
            ("oregon", Some(Region::Us)),
            ("eu-west-1", Some(Region::Eu)),
            ("use", Some(Region::Us)),
            ("mars", None),
            ("", None),
        ] {
            let unknown = Region::parse(typed).unwrap_err();
            assert_eq!(unknown.meant, meant, "{typed}");
        }
        assert_eq!(
            Region::parse("Dublin").unwrap_err().to_string(),
            "`Dublin` is no region of Segment; did you mean `eu`?"
        );
    }
}
