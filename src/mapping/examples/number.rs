//! Whether two JSON numbers are the same number, however they are written: 5, 5.0 and 0.5e1 are, and no digit
//! of a long one is lost on the way.

/// Whether the two texts, both JSON numbers, are the same number.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    one == other || matches!((parts(one), parts(other)), (Some(one), Some(other)) if one == other)
}

/// Whether a JSON number is whole.
pub(crate) fn is_whole(number: &str) -> bool {
    parts(number).is_some_and(|(_, digits, exponent)| digits.is_empty() || exponent >= 0)
}

/// Sign, digits without zeros on either side, and the power of ten that they are multiplied by.
fn parts(number: &str) -> Option<(bool, String, i64)> {
    let (negative, rest) = number.strip_prefix('-').map_or((false, number), |rest| (true, rest));
    let (mantissa, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let exponent: i64 = exponent.trim_start_matches('+').parse().ok()?;
    let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
    let significant = digits.trim_start_matches('0');
    let trimmed = significant.trim_end_matches('0');
    if trimmed.is_empty() {
        return Some((false, String::new(), 0));
    }
    let exponent = exponent.checked_add(i64::try_from(significant.len() - trimmed.len()).ok()?)?;
    Some((negative, trimmed.to_owned(), exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_itself_however_it_is_written_and_to_its_last_digit() {
        for (one, other) in [("5", "5.0"), ("-0", "0"), ("0.5e1", "5"), ("1E+2", "100"), ("0.10", "0.1"), ("0e9", "0")]
        {
            assert!(is_same(one, other) && is_same(other, one), "{one} {other}");
        }
        for (one, other) in
            [("5", "-5"), ("12345678901234567890123", "12345678901234567890124"), ("1e2", "10"), ("0.1", "0.01")]
        {
            assert!(!is_same(one, other), "{one} {other}");
        }
        assert!(is_same("1e99999999999999999999", "1e99999999999999999999"), "the same text needs no arithmetic");
    }

    #[test]
    fn whole_numbers_are_told_by_their_value() {
        for (number, whole) in
            [("5", true), ("5.0", true), ("5e-1", false), ("50e-1", true), ("0.0", true), ("1.5", false)]
        {
            assert_eq!(is_whole(number), whole, "{number}");
        }
    }
}
