//! Which fields of a response are personal (`reference/qualtrics.md` §4.1 metadata order, §3.2 contact
//! rows). Their values are masked where output may be kept by a machine, and named by class in a mapping.

use super::import_id;

/// A class of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PersonalClass {
    /// An e-mail address.
    Email,
    /// A person's name.
    Name,
    /// A telephone number.
    Phone,
    /// A postal address.
    Address,
    /// A position on the map.
    Location,
    /// An IP address.
    IpAddress,
    /// A date of birth.
    BirthDate,
    /// Text that a respondent typed: anything may be in it.
    FreeText,
}

impl PersonalClass {
    /// Every class with its word in `personalData.allow`.
    pub const ALL: [(&'static str, PersonalClass); 8] = [
        ("email", PersonalClass::Email),
        ("name", PersonalClass::Name),
        ("phone", PersonalClass::Phone),
        ("address", PersonalClass::Address),
        ("location", PersonalClass::Location),
        ("ip_address", PersonalClass::IpAddress),
        ("birth_date", PersonalClass::BirthDate),
        ("free_text", PersonalClass::FreeText),
    ];

    /// The word in `personalData.allow`.
    pub fn name(self) -> &'static str {
        PersonalClass::ALL.iter().find(|(_, class)| *class == self).map_or("", |(name, _)| name)
    }
}

/// Words in the names of embedded data that tell what is in it; the last word or the whole name counts.
const TELLING: &[(&[&str], PersonalClass)] = &[
    (&["email", "mail", "e_mail", "recipientemail"], PersonalClass::Email),
    (&["phone", "mobile", "tel", "telephone", "cell"], PersonalClass::Phone),
    (&["firstname", "lastname", "fullname", "surname", "name"], PersonalClass::Name),
    (&["address", "street", "zip", "zipcode", "postal", "postcode"], PersonalClass::Address),
    (&["latitude", "longitude"], PersonalClass::Location),
    (&["ip", "ipaddress"], PersonalClass::IpAddress),
    (&["birthday", "birthdate", "dob", "birth"], PersonalClass::BirthDate),
];

/// The class of a field, if it is personal.
pub fn class_of(import_id: &str) -> Option<PersonalClass> {
    match import_id {
        "recipientEmail" => return Some(PersonalClass::Email),
        "recipientFirstName" | "recipientLastName" => return Some(PersonalClass::Name),
        "ipAddress" => return Some(PersonalClass::IpAddress),
        "locationLatitude" | "locationLongitude" => return Some(PersonalClass::Location),
        _ => {}
    }
    if let Some(question) = import_id::question_of(import_id) {
        let suffix = &import_id[question.len()..];
        return suffix.contains("_TEXT").then_some(PersonalClass::FreeText);
    }
    if import_id::metadata(import_id).is_some() {
        return None;
    }
    let words = words(import_id);
    let whole = words.concat();
    let telling = |word: &str| TELLING.iter().find(|(known, _)| known.contains(&word)).map(|(_, class)| *class);
    telling(&whole).or_else(|| words.iter().rev().find_map(|word| telling(word)))
}

/// The words of a name: `firstName`, `first_name` and `First Name` are `first`, `name`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for letter in name.chars() {
        let breaks = !letter.is_alphanumeric() || (letter.is_uppercase() && was_lower);
        if breaks && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(letter.to_lowercase());
        }
        was_lower = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_fields_typed_text_and_telling_names_are_personal() {
        for (field, class) in [
            ("recipientEmail", Some(PersonalClass::Email)),
            ("QID2_TEXT", Some(PersonalClass::FreeText)),
            ("QID3_4_TEXT", Some(PersonalClass::FreeText)),
            ("customerEmail", Some(PersonalClass::Email)),
            ("First Name", Some(PersonalClass::Name)),
            ("home_phone", Some(PersonalClass::Phone)),
            ("QID1", None),
            ("plan", None),
            ("crm_id", None),
            ("session id", None),
            ("userLanguage", None),
        ] {
            assert_eq!(class_of(field), class, "{field}");
        }
    }
}
