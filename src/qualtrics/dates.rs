//! Dates in exports: no offset in a CSV cell, the zone in row 3 or nowhere, and what spreadsheets do to
//! them (`reference/qualtrics.md` §4.1 values, §7 pitfalls 4 and 5). The machine's zone is never asked.

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// The zone that a date without one is in.
#[derive(Debug, Clone)]
pub enum Zone {
    /// Named by the header or the mapping.
    Known(TimeZone),
    /// Named by nobody in a current export, which the API writes in UTC.
    PresumedUtc,
    /// Named by nobody in an older export, or by a name that the time-zone database does not have.
    Unknown,
}

impl Zone {
    /// The zone with this IANA name; `Z` is what some exports write for UTC.
    pub(crate) fn named(name: &str) -> Option<Zone> {
        let name = name.trim();
        if name == "Z" {
            return Some(Zone::Known(TimeZone::UTC));
        }
        TimeZone::get(name).ok().map(Zone::Known)
    }

    fn time_zone(&self) -> Option<TimeZone> {
        match self {
            Zone::Known(zone) => Some(zone.clone()),
            Zone::PresumedUtc => Some(TimeZone::UTC),
            Zone::Unknown => None,
        }
    }
}

/// A moment read from a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The moment.
    pub(crate) timestamp: Timestamp,
    /// Whether the local hour does not exist or exists twice (a clock change), so that it was decided by
    /// rule: the offset before the change, as jiff's `compatible` has it.
    pub(crate) decided: bool,
}

/// Why a cell gives no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateError {
    /// It is no date that qseg reads.
    Unreadable,
    /// Month and day could be the other way round, as spreadsheets leave them.
    Ambiguous,
    /// It is a local time and its zone is unknown.
    NoZone,
}

/// Reads a date: RFC 3339 with an offset, `YYYY-MM-DD HH:MM[:SS]` in `zone`, or what `format` says.
pub(crate) fn read(text: &str, zone: &Zone, format: Option<&str>) -> Result<Moment, DateError> {
    let text = text.trim();
    if let Some(civil) = plain(text.as_bytes()) {
        return in_zone(civil, zone);
    }
    if let Some(timestamp) = utc(text.as_bytes()) {
        return Ok(Moment { timestamp, decided: false });
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(Moment { timestamp, decided: false });
    }
    if let Some(format) = format {
        let parsed = strtime::parse(format, text).map_err(|_| DateError::Unreadable)?;
        if let Ok(timestamp) = parsed.to_timestamp() {
            return Ok(Moment { timestamp, decided: false });
        }
        let civil = parsed
            .to_datetime()
            .or_else(|_| parsed.to_date().map(|date| date.at(0, 0, 0, 0)))
            .map_err(|_| DateError::Unreadable)?;
        return in_zone(civil, zone);
    }
    if text.contains('T') {
        return text.parse::<DateTime>().map_err(|_| DateError::Unreadable).and_then(|civil| in_zone(civil, zone));
    }
    if let Ok(date) = text.parse::<Date>()
        && text.len() == 10
    {
        return in_zone(date.at(0, 0, 0, 0), zone);
    }
    if let Some(civil) = year_first(text) {
        return in_zone(civil, zone);
    }
    Err(if is_spreadsheet_date(text) { DateError::Ambiguous } else { DateError::Unreadable })
}

fn in_zone(civil: DateTime, zone: &Zone) -> Result<Moment, DateError> {
    let zone = zone.time_zone().ok_or(DateError::NoZone)?;
    if zone == TimeZone::UTC {
        let timestamp = zone.to_timestamp(civil).map_err(|_| DateError::Unreadable)?;
        return Ok(Moment { timestamp, decided: false });
    }
    let ambiguous = zone.to_ambiguous_timestamp(civil);
    let decided = !matches!(ambiguous.offset(), AmbiguousOffset::Unambiguous { .. });
    let timestamp = ambiguous.compatible().map_err(|_| DateError::Unreadable)?;
    Ok(Moment { timestamp, decided })
}

fn digits(bytes: &[u8]) -> Option<i16> {
    bytes.iter().try_fold(0i16, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i16::from(byte - b'0')))
}

/// `YYYY-MM-DD HH:MM:SS` (or without seconds), the form of every untouched CSV export.
fn plain(bytes: &[u8]) -> Option<DateTime> {
    let shape = matches!(bytes.len(), 16 | 19)
        && bytes[4] == b'-'
        && bytes[7] == b'-'
        && bytes[10] == b' '
        && bytes[13] == b':'
        && (bytes.len() == 16 || bytes[16] == b':');
    if !shape {
        return None;
    }
    let part = |from: usize| digits(&bytes[from..from + 2]).and_then(|number| i8::try_from(number).ok());
    let second = if bytes.len() == 19 { part(17)? } else { 0 };
    DateTime::new(digits(&bytes[0..4])?, part(5)?, part(8)?, part(11)?, part(14)?, second, 0).ok()
}

/// `2026-3-2 9:04`, `2026/03/02 9:4:00`: where the year comes first there is one way to read a spreadsheet's date,
/// however many digits the rest has.
fn year_first(text: &str) -> Option<DateTime> {
    let (date, time) = text.split_once(' ').unwrap_or((text, "0:00"));
    let separator = if date.contains('/') { '/' } else { '-' };
    let number = |part: &str| -> Option<i8> {
        let is_number = matches!(part.len(), 1 | 2) && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse().ok()).flatten()
    };
    let mut date = date.split(separator);
    let (year, month, day) = (date.next()?, number(date.next()?)?, number(date.next()?)?);
    let mut time = time.split(':');
    let (hour, minute) = (number(time.next()?)?, number(time.next()?)?);
    let second = time.next().map_or(Some(0), number)?;
    let is_whole = date.next().is_none() && time.next().is_none() && year.len() == 4;
    let year = digits(year.as_bytes()).filter(|_| is_whole)?;
    DateTime::new(year, month, day, hour, minute, second, 0).ok()
}

/// `YYYY-MM-DDTHH:MM:SS[.fff]Z`, the form of every JSON export.
fn utc(bytes: &[u8]) -> Option<Timestamp> {
    let (last, rest) = bytes.split_last()?;
    if *last != b'Z' || rest.len() < 19 || rest[10] != b'T' {
        return None;
    }
    let mut seconds = [0u8; 19];
    seconds.copy_from_slice(&rest[..19]);
    seconds[10] = b' ';
    let whole = TimeZone::UTC.to_timestamp(plain(&seconds)?).ok()?;
    match rest[19..].split_first() {
        None => Some(whole),
        Some((b'.', fraction)) if fraction.len() == 3 => {
            whole.checked_add(SignedDuration::from_millis(i64::from(digits(fraction)?))).ok()
        }
        // Anything else is rare and left to the full parser.
        Some(_) => None,
    }
}

/// `4/21/25 12:11`, `21.04.2025 9:59`, `5/23/2025`: what a spreadsheet makes of a date.
fn is_spreadsheet_date(text: &str) -> bool {
    let date = text.split(' ').next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['/', '.', '-']).collect();
    let year_last = parts.first().is_some_and(|first| first.len() <= 2);
    year_last
        && parts.len() == 3
        && parts.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, zone: &str) -> (String, bool) {
        let moment = read(text, &Zone::named(zone).expect("zone"), None).expect(text);
        (moment.timestamp.to_string(), moment.decided)
    }

    #[test]
    fn a_local_date_is_read_in_the_zone_of_its_header() {
        assert_eq!(at("2025-10-24 23:10:22", "America/New_York"), ("2025-10-25T03:10:22Z".into(), false));
        assert_eq!(at("2025-12-24 23:10", "America/New_York"), ("2025-12-25T04:10:00Z".into(), false));
        assert_eq!(at("2025-10-24 23:10:22", "Z"), ("2025-10-24T23:10:22Z".into(), false));
    }

    #[test]
    fn an_hour_that_is_missing_or_doubled_is_decided_by_rule_and_told() {
        assert_eq!(at("2025-03-09 02:30:00", "America/New_York"), ("2025-03-09T07:30:00Z".into(), true));
        assert_eq!(at("2025-11-02 01:30:00", "America/New_York"), ("2025-11-02T05:30:00Z".into(), true));
    }

    #[test]
    fn an_offset_in_the_text_wins_over_any_zone() {
        assert_eq!(at("2025-10-25T03:10:22.092Z", "America/New_York").0, "2025-10-25T03:10:22.092Z");
        assert_eq!(at("2025-10-25T03:10:22Z", "America/New_York").0, "2025-10-25T03:10:22Z");
        assert_eq!(at("2025-10-25T03:10:22.0921+02:00", "America/New_York").0, "2025-10-25T01:10:22.0921Z");
    }

    #[test]
    fn nothing_is_guessed() {
        let unknown = read("2025-10-24 23:10:22", &Zone::Unknown, None);
        assert_eq!(unknown, Err(DateError::NoZone));
        let utc = Zone::PresumedUtc;
        assert_eq!(read("4/21/25 12:11", &utc, None), Err(DateError::Ambiguous));
        assert_eq!(read("2025-13-01 00:00:00", &utc, None), Err(DateError::Unreadable));
        assert_eq!(read("yesterday", &utc, None), Err(DateError::Unreadable));
        assert!(Zone::named("Mars/Olympus").is_none());
    }

    #[test]
    fn a_format_reads_what_a_spreadsheet_wrote() {
        let utc = Zone::PresumedUtc;
        let moment = read("4/21/25 12:11", &utc, Some("%m/%d/%y %H:%M")).expect("reads");
        assert_eq!(moment.timestamp.to_string(), "2025-04-21T12:11:00Z");
        assert_eq!(
            read("21.4.2025", &utc, Some("%d.%m.%Y")).expect("reads").timestamp.to_string(),
            "2025-04-21T00:00:00Z"
        );
    }

    #[test]
    fn a_date_with_its_year_first_is_read_however_many_digits_the_rest_has() {
        let zone = Zone::Known(TimeZone::UTC);
        for (text, moment) in [
            ("2026-03-02 9:04", "2026-03-02T09:04:00Z"),
            ("2026-3-2 9:4:5", "2026-03-02T09:04:05Z"),
            ("2026/03/02 19:04:05", "2026-03-02T19:04:05Z"),
            ("2026/3/2", "2026-03-02T00:00:00Z"),
        ] {
            assert_eq!(read(text, &zone, None).expect(text).timestamp.to_string(), moment, "{text}");
        }
        for text in
            ["3/2/2026 9:04", "02.03.2026 9:04", "26-3-2 9:04", "2026-13-2 9:04", "2026-3-2 9", "2026-3-2 9:04 PM"]
        {
            assert!(read(text, &zone, None).is_err(), "{text}");
        }
    }
}
