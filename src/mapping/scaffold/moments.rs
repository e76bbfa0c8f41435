//! What the file settles about its dates, and what stays a question.

use super::Found;
use super::yaml::{line, quoted, scalar};
use crate::mapping::dates;
use crate::qualtrics::damaged_dates::Settled;
use crate::qualtrics::header::Generation;

/// The lines of `timezone` and `dateFormat`.
pub(crate) fn lines(found: &Found<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    zone(found, &mut lines);
    let count = found.profile.damaged_dates.count();
    match found.profile.damaged_dates.settled() {
        Settled::Undamaged => {}
        Settled::Pattern(pattern) => {
            lines
                .push("# A spreadsheet has rewritten the dates; a day over 12 shows which number is the month.".into());
            lines.push(format!("dateFormat: {}", quoted(&pattern)));
        }
        Settled::Either(month_first, day_first) => {
            lines.push(format!("# A spreadsheet has rewritten {count} dates, and none shows which number is the"));
            lines.push("# month. Until you say so, events carry no timestamp. Which of the two is it?".into());
            lines.push(format!("# dateFormat: {}   # month first", quoted(&month_first)));
            lines.push(format!("# dateFormat: {}   # day first", quoted(&day_first)));
        }
        Settled::Mixed => {
            lines.push(format!(
                "# A spreadsheet has rewritten {count} dates, in more than one way: no one `dateFormat` reads them all."
            ));
            lines.push("# Export again, and do not save the file in a spreadsheet.".into());
        }
    }
    lines
}

/// Whether there are dates in a zone that nobody knows.
pub(crate) fn is_open(found: &Found<'_>) -> bool {
    let named = found.profile.time_zone.as_deref();
    let is_known = named.is_some_and(|name| name == "Z" || dates::zone(name).is_ok());
    found.profile.generation.is_some() && found.profile.has_dates && !is_known
}

fn zone(found: &Found<'_>, lines: &mut Vec<String>) {
    let profile = &found.profile;
    if let Some(asked) = &found.decisions.time_zone {
        lines.push("# The zone of dates that name none.".into());
        lines.push(format!("timezone: {}", scalar(asked)));
        return;
    }
    // JSON is always in UTC.
    let Some(generation) = profile.generation.filter(|_| profile.has_dates) else { return };
    let named = profile.time_zone.as_deref();
    match named.map(|name| (name, dates::zone(if name == "Z" { "UTC" } else { name }))) {
        Some((_, Ok(zone))) => {
            lines.push("# Row 3 of the export names this zone. It is used for exports that name none.".into());
            lines.push(format!("timezone: {}", scalar(&zone)));
        }
        Some((name, Err(_))) => {
            lines.push(format!(
                "# The export names the zone \"{}\", which nobody knows. Which one is meant?",
                line(name)
            ));
            lines.push("# timezone: America/Denver".into());
        }
        None => {
            let until = match generation {
                Generation::Current => "Until you say so, they are read as UTC.",
                _ => "Until you say so, events carry no timestamp.",
            };
            lines.push(format!("# The dates of the export name no zone. Which one are they in? {until}"));
            lines.push("# timezone: America/Denver".into());
        }
    }
}
