//! `${date://CurrentDate/…}`: now, in the PHP-style format that Qualtrics takes
//! (`reference/qualtrics.md` §3.2).

use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};

/// Qualtrics' own short codes, and the PHP format that each stands for. `DS`, `PT`, `SH`, `SL` and `DMY` are
/// seen in surveys; how the survey's locale would write them is not documented, so that only the order that
/// the letters name is taken.
const SHORT_CODES: &[(&str, &str)] = &[("DMY", "d/m/Y")];

/// `now` in a PHP-style format, in `zone`; `Err` names the first letter that qseg does not know.
pub(crate) fn format(now: Timestamp, zone: &TimeZone, format: &str) -> Result<String, String> {
    let zoned = now.to_zoned_datetime(zone.clone());
    if matches!(format, "DS" | "PT" | "SH" | "SL") {
        return Err(format.to_owned());
    }
    let format = SHORT_CODES.iter().find(|(code, _)| *code == format).map_or(format, |(_, php)| php);
    let mut out = String::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            _ if letter.is_ascii_alphabetic() => out.push_str(&part(&zoned, letter).ok_or_else(|| letter.to_string())?),
            _ => out.push(letter),
        }
    }
    Ok(out)
}

fn part(now: &ZonedDateTime, letter: char) -> Option<String> {
    let pattern = match letter {
        'd' => "%d",
        'D' => "%a",
        'j' => "%-d",
        'l' => "%A",
        'N' => "%u",
        'w' => "%w",
        'W' => "%V",
        'F' => "%B",
        'm' => "%m",
        'M' => "%b",
        'n' => "%-m",
        'o' => "%G",
        'Y' => "%Y",
        'y' => "%y",
        'a' => "%P",
        'A' => "%p",
        'g' => "%-I",
        'G' => "%-H",
        'h' => "%I",
        'H' => "%H",
        'i' => "%M",
        's' => "%S",
        'U' => "%s",
        'T' => "%Z",
        'e' => "%Q",
        'O' => "%z",
        'P' => "%:z",
        'c' => "%Y-%m-%dT%H:%M:%S%:z",
        _ => return None,
    };
    Some(now.strftime(pattern).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn php_letters_are_written_as_php_writes_them() {
        let now: Timestamp = "2026-03-01T09:05:07Z".parse().expect("timestamp");
        let zone = TimeZone::UTC;
        assert_eq!(format(now, &zone, "m/d/Y").as_deref(), Ok("03/01/2026"));
        assert_eq!(format(now, &zone, "c").as_deref(), Ok("2026-03-01T09:05:07+00:00"));
        assert_eq!(format(now, &zone, "j. F Y, G:i").as_deref(), Ok("1. March 2026, 9:05"));
        assert_eq!(format(now, &zone, r"\a\t H").as_deref(), Ok("at 09"));
        assert_eq!(format(now, &zone, "Y-B"), Err("B".into()));
        assert_eq!(format(now, &zone, "SH"), Err("SH".into()), "not documented, not guessed");
    }
}
