//! What a mapping file may say about dates: zones, patterns, moments. Whose rules: the IANA database
//! that is bundled (never the machine's), strptime as `jiff` reads it, RFC 3339.

use jiff::Timestamp;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::{self, TimeZone};

/// The zone's name as IANA writes it, or the way out.
pub fn zone(name: &str) -> Result<String, String> {
    match TimeZone::get(name) {
        Ok(zone) => Ok(zone.iana_name().unwrap_or(name).to_owned()),
        Err(_) => Err(zone_suggestion(name)),
    }
}

fn zone_suggestion(name: &str) -> String {
    let known: Vec<String> = tz::db().available().map(|zone| zone.as_str().to_owned()).collect();
    let city = name.rsplit('/').next().unwrap_or(name).trim().replace(' ', "_");
    // People write the city; the database has it behind a continent.
    let by_city = known.iter().find(|zone| zone.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city)));
    match by_city.map(String::as_str).or_else(|| crate::diagnostic::did_you_mean(name, known.iter().map(String::as_str))) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "write the name of a place in the IANA database: America/Denver, Europe/Dublin".to_owned(),
    }
}

/// Whether the pattern can read dates: a sample moment written by it must be read back as the same
/// day and, where the pattern has an hour, the same hour. Says what is wrong otherwise.
pub fn check_pattern(pattern: &str) -> Result<(), String> {
    if !pattern.contains('%') {
        return Err("it has no % in it: %Y year, %m month, %d day, %H hour, %M minute, %S second".to_owned());
    }
    // Three in the afternoon: a clock of twelve hours without AM and PM gives itself away.
    let sample = jiff::civil::date(2026, 3, 19).at(15, 4, 5, 0);
    let sample = sample.in_tz("UTC").map_err(|error| error.to_string())?;
    let written = BrokenDownTime::from(&sample).to_string(pattern).map_err(|error| error.to_string())?;
    let read = BrokenDownTime::parse(pattern, &written).map_err(|error| root_cause(&error))?;
    let date = match (read.to_date(), read.to_timestamp()) {
        (Ok(date), _) => date,
        (_, Ok(moment)) => moment.to_zoned_date(),
        (Err(error), _) => return Err(root_cause(&error)),
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

/// Reads an RFC 3339 timestamp.
pub fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
