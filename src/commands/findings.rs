//! Every code that a finding can have, by the room whose rule it is: what `mapping check --list-codes` prints,
//! and what `docs/findings.md` is made from.

use crate::core::diagnostic::Code;
use crate::core::error::Result;
use crate::segment::discard::Discard;
use crate::segment::tracking_plan::findings as plan;
use crate::ui::Ui;
use crate::{mapping, qualtrics, segment, task};

/// The codes of one room.
#[derive(Debug)]
pub struct Room {
    /// Its name for people.
    pub name: &'static str,
    /// Who finds these, and in what.
    pub about: &'static str,
    /// The codes, in the order of the room's table.
    pub codes: Vec<&'static Code>,
}

/// Every room that has codes, in the order in which a run meets them.
pub fn rooms() -> [Room; 6] {
    let is_known_beforehand = |discard: &Discard| Discard::JUDGED.contains(discard) || plan::BLOCKS.contains(discard);
    let by_segment_alone = Discard::ALL.iter().filter(|discard| !is_known_beforehand(discard));
    [
        Room {
            name: "The mapping file",
            about: "What `qseg mapping check` says of the file by itself, and what its values come to. `qseg send` \
                    reads nothing while the file has errors.",
            codes: mapping::findings::ALL.to_vec(),
        },
        Room {
            name: "The export and its survey",
            about: "What is found where the mapping meets an input: `qseg send`, and `qseg mapping check --responses`.",
            codes: qualtrics::findings::ALL.to_vec(),
        },
        Room {
            name: "The event, judged as Segment would",
            about: "The errors carry Segment's own discard codes (`event_too_large` is qseg's): Segment answers 200 \
                    to such an event and throws it away. The others are about what is lost after Segment took it.",
            codes: segment::findings::ALL.to_vec(),
        },
        Room {
            name: "The event and the tracking plan",
            about: "What is found where a plan is given: `--tracking-plan` of `qseg mapping check` and `qseg send`. \
                    The errors are Segment's own discard codes: with the source's settings it is known beforehand \
                    that Segment blocks the event. Without a plan Segment's Delivery Overview shows them.",
            codes: plan::ALL.iter().copied().chain(plan::BLOCKS.iter().map(|discard| discard.finding())).collect(),
        },
        Room {
            name: "What only Segment can tell",
            about: "Discard codes that depend on the workspace or the source. A dry run cannot find them; Segment's \
                    Delivery Overview shows them.",
            codes: by_segment_alone.map(|discard| discard.finding()).collect(),
        },
        Room {
            name: "The source and its names",
            about: "What is found where a source is made, listed or shown: `qseg source add|list|show`.",
            codes: segment::source_findings::ALL.iter().chain(task::findings::ALL).copied().collect(),
        },
    ]
}

/// Prints every code with its severity and meaning, a line each; under headings, if wanted.
pub fn list(with_headings: bool, ui: &mut Ui) -> Result<()> {
    for (at, room) in rooms().iter().enumerate() {
        if with_headings {
            if at > 0 {
                ui.line("")?;
            }
            ui.heading(room.name)?;
        }
        for code in &room.codes {
            ui.line(&format!("{}[{}]: {}", code.severity.name(), code.name, code.explain))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_rooms_share_a_code_and_each_says_what_it_means() {
        let mut names = HashSet::new();
        for room in rooms() {
            for code in room.codes {
                assert!(names.insert(code.name), "{}", code.name);
                assert!(code.explain.ends_with('.') && !code.explain.contains('\n'), "{}", code.name);
            }
        }
        for discard in Discard::ALL {
            assert!(names.contains(discard.code()), "{}", discard.code());
        }
    }
}
