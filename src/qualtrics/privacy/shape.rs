//! What a value looks like, whatever its field is called: e-mail addresses and telephone numbers also inside of
//! texts, bank accounts, cards and national ids by their check digits. A shape that many an id has by chance
//! counts only where every value of the field has it.

use super::PersonalClass;

/// A shape that tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// An international bank account number.
    Iban,
    /// The number of a payment card.
    Card,
    /// A number that a state gave.
    NationalId,
    /// An IP address.
    Ip,
}

impl Shape {
    /// Every shape.
    pub(crate) const ALL: [Shape; 6] =
        [Shape::Email, Shape::Phone, Shape::Iban, Shape::Card, Shape::NationalId, Shape::Ip];

    /// What people call them.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::Email => "e-mail addresses",
            Shape::Phone => "telephone numbers",
            Shape::Iban => "bank accounts (IBAN)",
            Shape::Card => "payment cards",
            Shape::NationalId => "national ids",
            Shape::Ip => "IP addresses",
        }
    }

    /// The class of what has it.
    pub(crate) fn class(self) -> PersonalClass {
        match self {
            Shape::Email => PersonalClass::Email,
            Shape::Phone => PersonalClass::Phone,
            Shape::Iban | Shape::Card => PersonalClass::Payment,
            Shape::NationalId => PersonalClass::NationalId,
            Shape::Ip => PersonalClass::IpAddress,
        }
    }

    /// How it is told, for `docs/privacy.md`.
    pub(crate) fn told_by(self) -> &'static str {
        match self {
            Shape::Email => "an address with `@` and a host, also inside of a text",
            Shape::Phone => {
                "`+` and 8 to 15 digits, `(555) 010-0199`, `555-010-0199`, `0` with groups of digits, also inside of a text"
            }
            Shape::Iban => "two letters and the check digits of ISO 7064 (mod 97), with or without spaces",
            Shape::Card => {
                "13 to 19 digits that pass Luhn's check, in groups; without groups only where every value passes"
            }
            Shape::NationalId => {
                "US social security numbers, Italian tax codes, Brazilian CPF with its dots; where every value passes \
                 the check: French social security numbers, Spanish DNI and NIE, Dutch BSN, Portuguese NIF, CPF without dots, German tax \
                 ids, British national insurance numbers"
            }
            Shape::Ip => "an address of IP version 4 or 6",
        }
    }
}

/// How many values have each shape.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Shapes {
    sure: [u64; Shape::ALL.len()],
    perhaps: [u64; Shape::ALL.len()],
}

/// A shape by chance is told only from so many values.
const FEWEST: u64 = 5;

impl Shapes {
    /// Looks at a value.
    pub(crate) fn see(&mut self, text: &str) {
        if let Some((shape, is_sure)) = look(text) {
            self.count(shape, is_sure);
        }
    }

    /// Counts a value that was looked at.
    pub(crate) fn count(&mut self, shape: Shape, is_sure: bool) {
        let counts = if is_sure { &mut self.sure } else { &mut self.perhaps };
        counts[shape as usize] += 1;
    }

    /// The shape that tells of so many values.
    pub(crate) fn telling(&self, filled: u64) -> Option<Shape> {
        let all = |at: usize| filled >= FEWEST && self.sure[at] + self.perhaps[at] == filled;
        Shape::ALL.into_iter().find(|shape| self.sure[*shape as usize] > 0 || all(*shape as usize))
    }
}

/// The shape of a text, and whether it is more than chance.
pub(crate) fn look(text: &str) -> Option<(Shape, bool)> {
    if text.contains('@') && text.split(|c: char| c.is_whitespace() || "<>(),;\"'".contains(c)).any(is_email) {
        return Some((Shape::Email, true));
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    // Most of what has digits is short numbers and dates.
    if digits < 4 || is_date(text) {
        return None;
    }
    if (text.contains(':') || digits >= 4)
        && text.contains(['.', ':'])
        && text.trim().parse::<std::net::IpAddr>().is_ok()
    {
        return Some((Shape::Ip, true));
    }
    if digits < 6 {
        return None;
    }
    let words = || text.split(|c: char| c.is_whitespace() || ",;".contains(c)).filter(|word| word.len() >= 8);
    let joined: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    if is_iban(&joined) || words().any(is_iban) {
        return Some((Shape::Iban, true));
    }
    if let Some(is_sure) = national_id(&joined).or_else(|| words().find_map(national_id).filter(|sure| *sure)) {
        return Some((Shape::NationalId, is_sure));
    }
    let mut perhaps = None;
    for run in runs(text) {
        let digits: Vec<u8> = run.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
        let is_grouped = run.trim().contains([' ', '-']) && groups(run).all(|group| group.len() >= 3);
        if (13..=19).contains(&digits.len()) && (3..=6).contains(&digits[0]) && luhn(&digits) {
            if is_grouped {
                return Some((Shape::Card, true));
            }
            perhaps = Some((Shape::Card, false));
        } else if is_phone(run, digits.len()) {
            return Some((Shape::Phone, true));
        }
    }
    perhaps
}

fn is_email(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ':', '!', '?']).trim_start_matches("mailto:");
    let Some((name, host)) = word.split_once('@') else { return false };
    let has_top = host.rsplit_once('.').is_some_and(|(rest, top)| !rest.is_empty() && top.len() >= 2);
    !name.is_empty() && has_top && host.chars().all(|c| c.is_alphanumeric() || ".-".contains(c))
}

/// `2026-01-02 …`, as Qualtrics writes dates.
fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 10 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[..4].iter().all(u8::is_ascii_digit)
}

/// Runs of digits and of what stands between the digits of a number.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let is_of_number = |c: char| c.is_ascii_digit() || "+()-. ".contains(c);
    text.split(move |c: char| !is_of_number(c)).map(str::trim).filter(|run| run.len() >= 8)
}

fn groups(run: &str) -> impl Iterator<Item = &str> {
    run.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty())
}

fn is_phone(run: &str, digits: usize) -> bool {
    let lengths: Vec<usize> = groups(run).map(str::len).collect();
    if let Some(rest) = run.strip_prefix('+') {
        return (8..=15).contains(&digits) && rest.starts_with(|c: char| c.is_ascii_digit() || c == '(');
    }
    let has_zero = groups(run).next().is_some_and(|first| first.starts_with('0'));
    match lengths.as_slice() {
        [3, 3, 4] => true,
        [2, 2, 2, 2, 2] => has_zero,
        [first, rest @ ..] => has_zero && *first >= 3 && !rest.is_empty() && (9..=13).contains(&digits),
        [] => false,
    }
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, u32::from(*digit)) {
            (0, digit) => digit,
            (_, digit) => digit * 2 - if digit > 4 { 9 } else { 0 },
        })
        .sum();
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != digits[0])
}

/// Countries with the length of their account numbers: a random id of two letters and digits is of none of them,
/// mostly.
const IBAN_LENGTHS: [(&str, usize); 40] = [
    ("AT", 20),
    ("BE", 16),
    ("BG", 22),
    ("BR", 29),
    ("CH", 21),
    ("CY", 28),
    ("CZ", 24),
    ("DE", 22),
    ("DK", 18),
    ("EE", 20),
    ("ES", 24),
    ("FI", 18),
    ("FR", 27),
    ("GB", 22),
    ("GI", 23),
    ("GR", 27),
    ("HR", 21),
    ("HU", 28),
    ("IE", 22),
    ("IL", 23),
    ("IS", 26),
    ("IT", 27),
    ("LI", 21),
    ("LT", 20),
    ("LU", 20),
    ("LV", 21),
    ("MC", 27),
    ("MT", 31),
    ("NL", 18),
    ("NO", 15),
    ("PL", 28),
    ("PT", 25),
    ("RO", 24),
    ("RS", 22),
    ("SA", 24),
    ("SE", 24),
    ("SI", 19),
    ("SK", 24),
    ("SM", 27),
    ("TR", 26),
];

fn is_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_length = |(country, length): &(&str, usize)| {
        bytes.len() == *length && bytes[..2].eq_ignore_ascii_case(country.as_bytes())
    };
    let begins = IBAN_LENGTHS.iter().any(has_length)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric);
    begins && {
        let value = |byte: u8| match byte {
            b'0'..=b'9' => (u32::from(byte - b'0'), 10),
            letter => (u32::from(letter.to_ascii_uppercase() - b'A') + 10, 100),
        };
        let turned = bytes[4..].iter().chain(&bytes[..4]);
        turned.fold(0_u32, |rest, byte| {
            let (value, shift) = value(*byte);
            (rest * shift + value) % 97
        }) == 1
    }
}

/// Whether a text is a national id, and for sure.
fn national_id(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    if !matches!(bytes.len(), 9 | 11 | 14 | 15 | 16) {
        return None;
    }
    let shape: String = bytes
        .iter()
        .map(|byte| match byte {
            b'0'..=b'9' => '9',
            b'A'..=b'Z' | b'a'..=b'z' => 'A',
            other => char::from(*other),
        })
        .collect();
    let digits: Vec<u32> = bytes.iter().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0')).collect();
    let is_varied = digits.iter().any(|digit| *digit != digits[0]);
    match shape.as_str() {
        "999-99-9999" => (!text.starts_with("000") && !text.starts_with('9') && is_varied).then_some(true),
        "AAAAAA99A99A999A" => codice_fiscale(&text.to_ascii_uppercase()).then_some(true),
        "999.999.999-99" => (is_varied && cpf(&digits)).then_some(true),
        "999999999999999" => (matches!(digits[0], 1 | 2) && nir(text)).then_some(false),
        "99999999999" => (is_varied && (cpf(&digits) || german_tax_id(&digits))).then_some(false),
        "999999999" => (is_varied && (bsn(&digits) || nif(&digits))).then_some(false),
        "99999999A" | "A9999999A" => dni(&text.to_ascii_uppercase()).then_some(false),
        "AA999999A" => text.ends_with(['A', 'B', 'C', 'D', 'a', 'b', 'c', 'd']).then_some(false),
        _ => None,
    }
}

fn weighted(digits: &[u32], weights: impl Iterator<Item = u32>) -> u32 {
    digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum()
}

fn cpf(digits: &[u32]) -> bool {
    let check = |count: usize| {
        let first = u32::try_from(count).unwrap_or(0) + 1;
        let rest = weighted(&digits[..count], (2..=first).rev()) * 10 % 11;
        rest % 10 == digits[count]
    };
    check(9) && check(10)
}

/// ISO 7064, MOD 11,10.
fn german_tax_id(digits: &[u32]) -> bool {
    let product = digits[..10].iter().fold(10, |product, digit| {
        let sum = (digit + product) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    digits[0] != 0 && (11 - product) % 10 == digits[10]
}

fn bsn(digits: &[u32]) -> bool {
    (weighted(&digits[..8], (2..=9).rev()) + 10 * digits[8]).is_multiple_of(11)
}

fn nif(digits: &[u32]) -> bool {
    let rest = 11 - weighted(&digits[..8], (2..=9).rev()) % 11;
    digits[8] == if rest >= 10 { 0 } else { rest }
}

fn nir(text: &str) -> bool {
    let (number, key) = text.split_at(13);
    let (Ok(number), Ok(key)) = (number.parse::<u64>(), key.parse::<u64>()) else { return false };
    97 - number % 97 == key
}

fn dni(text: &str) -> bool {
    let number = text[..text.len() - 1].replacen(['X'], "0", 1).replacen(['Y'], "1", 1).replacen(['Z'], "2", 1);
    let letter = |number: usize| b"TRWAGMYFPDXBNJZSQVHLCKE"[number % 23];
    number.parse::<usize>().is_ok_and(|number| letter(number) == text.as_bytes()[text.len() - 1])
}

fn codice_fiscale(text: &str) -> bool {
    const ODD: [u32; 26] =
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
    let value = |byte: u8| u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' });
    let (body, check) = text.as_bytes().split_at(15);
    let sum: u32 = body
        .iter()
        .enumerate()
        .map(|(at, byte)| match at % 2 {
            0 => ODD[value(*byte) as usize],
            _ => value(*byte),
        })
        .sum();
    sum % 26 == value(check[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_is_told_by_its_check_digits_and_inside_of_texts() {
        for (text, shape) in [
            ("write to ann@firm.example, please", Some((Shape::Email, true))),
            ("Ann <ann@firm.example>", Some((Shape::Email, true))),
            ("call me: +49 30 901820 any time", Some((Shape::Phone, true))),
            ("(555) 010-0199", Some((Shape::Phone, true))),
            ("06 12 34 56 78", Some((Shape::Phone, true))),
            ("030 90182000", Some((Shape::Phone, true))),
            ("DE89 3704 0044 0532 0130 00", Some((Shape::Iban, true))),
            ("GB82WEST12345698765432", Some((Shape::Iban, true))),
            ("4111 1111 1111 1111", Some((Shape::Card, true))),
            ("4111111111111111", Some((Shape::Card, false))),
            ("078-05-1120", Some((Shape::NationalId, true))),
            ("RSSMRA85T10A562S", Some((Shape::NationalId, true))),
            ("529.982.247-25", Some((Shape::NationalId, true))),
            ("12345678Z", Some((Shape::NationalId, false))),
            ("111222333", Some((Shape::NationalId, false))),
            ("192.0.2.10", Some((Shape::Ip, true))),
            ("2001:db8::1", Some((Shape::Ip, true))),
            ("2026-01-02 03:04:05", None),
            ("01.02.2026 10:30", None),
            ("4111 1111 1111 1112", None),
            ("DE88370400440532013000", None),
            ("@home", None),
            ("1.2.3", None),
            ("C-1000234", None),
            ("5551234567", None),
        ] {
            assert_eq!(look(text), shape, "{text}");
        }
    }

    #[test]
    fn a_shape_by_chance_counts_only_where_every_value_has_it() {
        let telling = |texts: &[&str]| {
            let mut shapes = Shapes::default();
            texts.iter().for_each(|text| shapes.see(text));
            shapes.telling(texts.len() as u64)
        };
        assert_eq!(telling(&["12345678Z", "c-1", "c-2", "c-3", "c-4"]), None);
        assert_eq!(telling(&["12345678Z"; 5]), Some(Shape::NationalId));
        assert_eq!(telling(&["so so", "ask ann@firm.example"]), Some(Shape::Email));
    }
}
