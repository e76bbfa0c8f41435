//! What a mapping file may say about dates: zones, patterns, moments. Whose rules: the IANA database
//! that is bundled (never the machine's), strptime as `jiff` reads it, RFC 3339.

use jiff::Timestamp;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{self, TimeZone};

/// The zone's name as IANA writes it, or the way out.
pub(crate) fn zone(name: &str) -> Result<String, String> {
    match TimeZone::get(name) {
        Ok(zone) => Ok(zone.iana_name().unwrap_or(name).to_owned()),
        Err(_) => Err(zone_suggestion(name)),
    }
}

fn zone_suggestion(name: &str) -> String {
    let known: Vec<String> = tz::db().available().map(|zone| zone.as_str().to_owned()).collect();
    let city = name.rsplit('/').next().unwrap_or(name).trim().replace(' ', "_");
    // People write the city; the database has it behind a continent.
    let by_city =
        known.iter().find(|zone| zone.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city)));
    match by_city
        .map(String::as_str)
        .or_else(|| crate::core::diagnostic::did_you_mean(name, known.iter().map(String::as_str)))
    {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the name of a place in the IANA database: America/Denver, Europe/Dublin".to_owned(),
    }
}

/// Whether the pattern can read dates: a sample moment written by it must be read back as the same
/// day and, where the pattern has an hour, the same hour. Says what is wrong otherwise.
pub(crate) fn check_pattern(pattern: &str) -> Result<(), String> {
    if !pattern.contains('%') {
        return Err("it has no % in it: %Y year, %m month, %d day, %H hour, %M minute, %S second".to_owned());
    }
    // Three in the afternoon: a clock of twelve hours without AM and PM gives itself away.
    let sample = jiff::civil::date(2026, 3, 19).at(15, 4, 5, 0);
    let sample = sample.in_tz("UTC").map_err(|error| error.to_string())?;
    let written = BrokenDownTime::from(&sample).to_string(pattern).map_err(|error| error.to_string())?;
    let read = BrokenDownTime::parse(pattern, &written).map_err(|error| error.to_string())?;
    let date = match (read.to_date(), read.to_timestamp()) {
        (Ok(date), _) => date,
        (_, Ok(moment)) => moment.to_zoned_datetime(TimeZone::UTC).date(),
        (Err(error), _) => return Err(error.to_string()),
    };
    if date != sample.date() {
        return Err(format!("it reads {} as {date}", sample.date()));
    }
    match read.hour() {
        Some(hour) if hour != sample.hour() => {
            Err("it reads three in the afternoon as three in the night: add %p, or write %H for %I".to_owned())
        }
        _ => Ok(()),
    }
}

/// The end of a date (UTC), or an RFC 3339 timestamp as it is.
pub(crate) fn end_of(text: &str) -> Option<Timestamp> {
    let date = || text.parse::<jiff::civil::Date>().ok().filter(|date| date.to_string() == text);
    let end_of_day = || date()?.tomorrow().ok()?.in_tz("UTC").ok().map(|next| next.timestamp());
    moment(text).or_else(end_of_day)
}

/// Reads an RFC 3339 timestamp.
pub(crate) fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_iana_names_in_any_case_with_suggestions() {
        assert_eq!(zone("America/Denver"), Ok("America/Denver".into()));
        assert_eq!(zone("america/denver"), Ok("America/Denver".into()));
        assert_eq!(zone("UTC"), Ok("UTC".into()));
        assert_eq!(zone("Denver"), Err("did you mean `America/Denver`?".into()));
        assert_eq!(zone("US/New York"), Err("did you mean `America/New_York`?".into()));
        assert_eq!(zone("Europe/Dubln"), Err("did you mean `Europe/Dublin`?".into()));
        assert!(zone("MDT7X?").is_err());
    }

    #[test]
    fn a_pattern_must_read_back_what_it_writes() {
        for good in [
            "%m/%d/%y %H:%M",
            "%Y-%m-%d",
            "%d.%m.%Y %I:%M %p",
            "%s",
            "%Y-%m-%dT%H:%M:%S%.f%:z",
            "%e %B %Y %T",
            "%F %T %Q",
        ] {
            assert_eq!(check_pattern(good), Ok(()), "{good}");
        }
        for bad in ["dd/mm/yyyy", "%m/%d", "%H:%M", "%Y-%m-%d %I:%M", "%c", "%Y-%m-%", "%Y-%m-%d %i", "%Y %Z", ""] {
            assert!(check_pattern(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_moment_has_an_offset() {
        assert!(moment("2026-03-01T09:00:00Z").is_some());
        assert!(moment("2026-03-01T09:00:00+01:00").is_some());
        assert!(moment("2026-03-01T09:00:00").is_none());
        assert!(moment("2026-03-01").is_none());
    }
}
