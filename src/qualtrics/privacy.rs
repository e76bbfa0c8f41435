//! Which fields of a response are personal (`reference/qualtrics.md` §4.1 metadata order, §3.2 contact
//! rows). Their values are masked where output may be kept by a machine, and named by class in a mapping.

use super::import_id;
use super::layout::{Layout, Settings};
use super::pipe::{Ask, Pipe, PipeKind};

/// A class of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PersonalClass {
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
    pub(crate) const ALL: [(&'static str, PersonalClass); 8] = [
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
    pub(crate) fn name(self) -> &'static str {
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
pub(crate) fn class_of(import_id: &str) -> Option<PersonalClass> {
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

/// The class of what a pipe gives, as far as its writing tells: as a JSON export would answer it.
pub(crate) fn class_of_pipe(pipe: &Pipe) -> Option<PersonalClass> {
    if let PipeKind::Question(_, Ask::SelectedChoicesTextEntry) = pipe.kind {
        return Some(PersonalClass::FreeText);
    }
    let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    Layout::json(None, settings).resolve(pipe).ok()?.class
}

/// Whom an id in embedded data can be of.
const SOMEBODY: [&str; 16] = [
    "user",
    "customer",
    "client",
    "member",
    "account",
    "contact",
    "person",
    "crm",
    "employee",
    "student",
    "subject",
    "participant",
    "patient",
    "visitor",
    "session",
    "external",
];

/// Whether embedded data of this name could tell who the respondent is: `customer_id`, `crmId`, `work email`.
pub(crate) fn could_identify(import_id: &str) -> bool {
    if import_id::question_of(import_id).is_some() || import_id::metadata(import_id).is_some() {
        return false;
    }
    if matches!(class_of(import_id), Some(PersonalClass::Email | PersonalClass::Phone)) {
        return true;
    }
    let words = words(import_id);
    let is_somebodys = |word: &str| SOMEBODY.contains(&word);
    let joined = |word: &String| word.strip_suffix("id").is_some_and(is_somebodys);
    words.iter().any(joined)
        || (words.iter().any(|word| is_somebodys(word))
            && words.iter().any(|word| matches!(word.as_str(), "id" | "key")))
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

    #[test]
    fn embedded_data_that_could_identify_is_known_by_its_name() {
        for field in ["customer_id", "crmId", "userid", "session id", "work email", "ParticipantID"] {
            assert!(could_identify(field), "{field}");
        }
        for field in ["plan", "SurveyID", "block_id", "user_type", "QID1", "recipientEmail", "_recordId"] {
            assert!(!could_identify(field), "{field}");
        }
    }
}
