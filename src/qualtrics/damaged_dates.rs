//! What a spreadsheet made of the dates of an export, and whether the file itself settles which number is the
//! month (`reference/qualtrics.md` §7 pitfall 4): only a day over 12 can.

/// What has been seen of dates that a spreadsheet rewrote.
#[derive(Debug, Default, Clone)]
pub(crate) struct DamagedDates {
    seen: u64,
    shape: Option<Shape>,
    /// Whether they are written in more than one way.
    mixed: bool,
    /// The first number was over 12.
    day_first: bool,
    /// The second number was over 12.
    month_first: bool,
}

/// How a date is written, but for the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    separator: char,
    four_digit_year: bool,
    time: &'static str,
}

/// What the file says of its damaged dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Settled {
    /// There are none.
    Undamaged,
    /// They are read by this strptime pattern.
    Pattern(String),
    /// Both of these patterns read every one of them.
    Either(String, String),
    /// No one pattern reads them all.
    Mixed,
}

impl DamagedDates {
    /// Looks at a date cell.
    pub(crate) fn see(&mut self, cell: &str) {
        let Some((shape, first, second)) = read(cell.trim()) else { return };
        self.seen += 1;
        self.mixed |= self.shape.is_some_and(|known| known != shape);
        self.shape = Some(shape);
        self.day_first |= first > 12;
        self.month_first |= second > 12;
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.seen
    }

    /// What all of them together say.
    pub(crate) fn settled(&self) -> Settled {
        let Some(shape) = self.shape else { return Settled::Undamaged };
        if self.mixed {
            return Settled::Mixed;
        }
        match (self.day_first, self.month_first) {
            (true, true) => Settled::Mixed,
            (true, false) => Settled::Pattern(shape.pattern("%d", "%m")),
            (false, true) => Settled::Pattern(shape.pattern("%m", "%d")),
            (false, false) => Settled::Either(shape.pattern("%m", "%d"), shape.pattern("%d", "%m")),
        }
    }
}

impl Shape {
    fn pattern(self, first: &str, second: &str) -> String {
        let year = if self.four_digit_year { "%Y" } else { "%y" };
        format!("{first}{0}{second}{0}{year}{1}", self.separator, self.time)
    }
}

/// `4/21/25 12:11`, `21.04.2025`, `5/23/2025 3:04:05 PM`: the shape, and the first two numbers.
fn read(cell: &str) -> Option<(Shape, u8, u8)> {
    let (date, time) = cell.split_once(' ').unwrap_or((cell, ""));
    let separator = date.chars().find(|letter| !letter.is_ascii_digit())?;
    let mut parts = date.split(separator);
    let (first, second, year) = (number(parts.next()?)?, number(parts.next()?)?, parts.next()?);
    let is_year = matches!(year.len(), 2 | 4) && year.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !is_year || !matches!(separator, '/' | '.' | '-') {
        return None;
    }
    let time = clock(time)?;
    Some((Shape { separator, four_digit_year: year.len() == 4, time }, first, second))
}

/// The pattern of a time of day, with the space before it.
fn clock(time: &str) -> Option<&'static str> {
    if time.is_empty() {
        return Some("");
    }
    let upper = time.to_ascii_uppercase();
    let (digits, half) = match upper.strip_suffix("AM").or_else(|| upper.strip_suffix("PM")) {
        Some(digits) => (digits, true),
        None => (upper.as_str(), false),
    };
    let spaced = digits.ends_with(' ');
    let parts: Vec<&str> = digits.trim_end().split(':').collect();
    if parts.iter().any(|part| number(part).is_none()) {
        return None;
    }
    Some(match (parts.len(), half, spaced) {
        (2, false, false) => " %H:%M",
        (3, false, false) => " %H:%M:%S",
        (2, true, true) => " %I:%M %p",
        (3, true, true) => " %I:%M:%S %p",
        (2, true, false) => " %I:%M%p",
        (3, true, false) => " %I:%M:%S%p",
        _ => return None,
    })
}

fn number(text: &str) -> Option<u8> {
    let is_short = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::dates::{Zone, read as read_date};
    use super::*;

    fn settled(cells: &[&str]) -> Settled {
        let mut dates = DamagedDates::default();
        cells.iter().for_each(|cell| dates.see(cell));
        dates.settled()
    }

    #[test]
    fn a_day_over_12_settles_which_number_is_the_month() {
        for (cells, pattern) in [
            (&["4/2/25 9:41", "4/21/25 12:11", "2025-04-21 12:11:00"][..], "%m/%d/%y %H:%M"),
            (&["21.04.2025 09:05:01", "1.4.2025 9:05:01"], "%d.%m.%Y %H:%M:%S"),
            (&["5/23/2025 3:04 PM"], "%m/%d/%Y %I:%M %p"),
            (&["23/5/2025"], "%d/%m/%Y"),
        ] {
            assert_eq!(settled(cells), Settled::Pattern(pattern.to_owned()), "{cells:?}");
            for cell in cells {
                assert!(read_date(cell, &Zone::PresumedUtc, Some(pattern)).is_ok(), "{cell} by {pattern}");
            }
        }
    }

    #[test]
    fn without_one_it_stays_a_question_and_mixed_dates_have_no_answer() {
        assert_eq!(settled(&["4/2/25 9:41"]), Settled::Either("%m/%d/%y %H:%M".into(), "%d/%m/%y %H:%M".into()));
        assert_eq!(settled(&["4/13/25 9:41", "13/4/25 9:41"]), Settled::Mixed);
        assert_eq!(settled(&["4/13/25 9:41", "4/13/2025 9:41"]), Settled::Mixed);
        assert_eq!(settled(&["2025-04-21 12:11:00", "", "yesterday"]), Settled::Undamaged);
    }
}
