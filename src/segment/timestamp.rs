//! The one way in which Segment is told a moment: RFC 3339, UTC, `YYYY-MM-DDTHH:MM:SS.000Z`
//! (`reference/segment-tracking-api.md` "What to build on" 6; design §6: exports differ below a second).

use jiff::Timestamp;

const SECONDS_PER_DAY: i64 = 86_400;

/// The moment, floored to the second; `None` outside of the years 0000–9999, which RFC 3339 cannot write.
///
/// Written by hand, because it is on every event: 21 ns, against 108 ns by jiff's `strftime`. (jiff's
/// `Display` takes 35 ns, but keeps the fraction and writes other years too.)
pub(super) fn rfc3339(moment: Timestamp) -> Option<[u8; 24]> {
    let second = floor_second(moment);
    let (year, month, day) = civil(second.div_euclid(SECONDS_PER_DAY));
    let year = u32::try_from(year).ok().filter(|year| *year <= 9_999)?;
    // In 0..86,400, so it fits.
    let of_day = second.rem_euclid(SECONDS_PER_DAY) as u32;
    let mut text = *b"0000-00-00T00:00:00.000Z";
    two_digits(&mut text, 0, year / 100);
    two_digits(&mut text, 2, year % 100);
    two_digits(&mut text, 5, month);
    two_digits(&mut text, 8, day);
    two_digits(&mut text, 11, of_day / 3_600);
    two_digits(&mut text, 14, of_day / 60 % 60);
    two_digits(&mut text, 17, of_day % 60);
    Some(text)
}

/// The moment with its milliseconds, floored, as `sentAt` has it; `None` as in [`rfc3339`].
pub(crate) fn rfc3339_millis(moment: Timestamp) -> Option<[u8; 24]> {
    let mut text = rfc3339(moment)?;
    // In 0..1,000, so it fits.
    let millis = (moment.as_nanosecond().rem_euclid(1_000_000_000) / 1_000_000) as u32;
    text[20] = b'0' + (millis / 100) as u8;
    two_digits(&mut text, 21, millis % 100);
    Some(text)
}

fn floor_second(moment: Timestamp) -> i64 {
    // jiff truncates towards 1970; before it, a fraction makes the whole second one too late.
    moment.as_second() - i64::from(moment.subsec_nanosecond() < 0)
}

fn two_digits(text: &mut [u8; 24], at: usize, number: u32) {
    text[at] = b'0' + (number / 10) as u8;
    text[at + 1] = b'0' + (number % 10) as u8;
}

/// Year, month and day of a day counted from 1970-01-01, in the proleptic Gregorian calendar. Counts in
/// years that begin on 1 March, so that the leap day is the last of its year, and in eras of 400 years.
fn civil(day: i64) -> (i64, u32, u32) {
    const DAYS_PER_ERA: i64 = 146_097;
    const FROM_YEAR_ZERO: i64 = 719_468;
    let day = day + FROM_YEAR_ZERO;
    let era = day.div_euclid(DAYS_PER_ERA);
    let of_era = day.rem_euclid(DAYS_PER_ERA) as u32;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    (i64::from(year_of_era) + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(moment: &str) -> Option<String> {
        rfc3339(moment.parse().unwrap()).map(|text| String::from_utf8(text.to_vec()).unwrap())
    }

    #[test]
    fn moments_are_floored_to_the_second_on_both_sides_of_1970() {
        assert_eq!(text("2026-03-01T10:30:59.999999999+01:30").unwrap(), "2026-03-01T09:00:59.000Z");
        assert_eq!(text("1970-01-01T00:00:00Z").unwrap(), "1970-01-01T00:00:00.000Z");
        assert_eq!(text("1969-12-31T23:59:59.5Z").unwrap(), "1969-12-31T23:59:59.000Z");
        assert_eq!(text("2000-02-29T23:59:59Z").unwrap(), "2000-02-29T23:59:59.000Z");
        assert_eq!(text("0000-01-01T00:00:00Z").unwrap(), "0000-01-01T00:00:00.000Z");
    }

    #[test]
    fn the_moment_of_sending_keeps_its_milliseconds() {
        for (moment, written) in [
            ("2026-03-01T10:30:59.999999999Z", "2026-03-01T10:30:59.999Z"),
            ("2026-03-01T10:30:59Z", "2026-03-01T10:30:59.000Z"),
            ("2026-03-01T10:30:59.0426Z", "2026-03-01T10:30:59.042Z"),
            ("1969-12-31T23:59:59.0005Z", "1969-12-31T23:59:59.000Z"),
        ] {
            assert_eq!(
                rfc3339_millis(moment.parse().unwrap()).as_ref().map(|text| &text[..]),
                Some(written.as_bytes())
            );
        }
        assert_eq!(rfc3339_millis(Timestamp::MIN), None);
    }

    #[test]
    fn years_that_rfc_3339_cannot_write_are_refused() {
        assert_eq!(text("-000001-12-31T23:59:59.999Z"), None);
        assert_eq!(rfc3339(Timestamp::MIN), None);
    }

    proptest! {
        #[test]
        fn every_moment_is_written_as_jiff_writes_it(second in -62_167_219_200_i64..253_402_200_000, nanosecond in 0..1_000_000_000_i32) {
            let moment = Timestamp::new(second, nanosecond).unwrap();
            let expected = Timestamp::from_second(second).unwrap().strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string();
            let written = rfc3339(moment).unwrap();
            prop_assert_eq!(std::str::from_utf8(&written).unwrap(), expected);
        }
    }
}
