//! The one judgement of what a field holds of a person. `init`, `inspect`, `check`, masking, the card, fixtures and
//! the gate of a live send all ask here. Fields of Qualtrics' own are known (`reference/qualtrics.md` §4.1 metadata
//! order, §3.2 contact rows); everything else is told by its name and its question's text ([`words`]), and by
//! the shape of its values ([`shape`]). Classes: design §15; the sensitive ones are those of GDPR articles 9 and 10.

mod page;
mod pattern;
pub(crate) mod shape;
pub(crate) mod words;

pub use page::page;

use super::import_id;
use super::layout::{Layout, Settings};
use super::pipe::{Ask, Pipe, PipeKind};
use super::survey::Survey;
use pattern::SHORT;
use std::fmt;
use std::sync::Arc;
use words::{ID, NOT_SOMEBODY, SOMEBODY};

/// A class of personal data, the one that matters most last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum PersonalClass {
    /// A person's name.
    Name,
    /// A postal address.
    Address,
    /// A position on the map, or where somebody lives.
    Location,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// An IP address.
    IpAddress,
    /// Text that a respondent typed: anything may be in it.
    FreeText,
    /// Male, female, another.
    Gender,
    /// Income, wealth.
    Income,
    /// A date of birth, an age.
    BirthDate,
    /// A bank account, a payment card.
    Payment,
    /// A number that a state gave: social security, passport, tax.
    NationalId,
    /// Health.
    Health,
    /// Disability.
    Disability,
    /// Religion or belief.
    Religion,
    /// Ethnic origin.
    Ethnicity,
    /// Political opinions.
    Politics,
    /// Membership of a trade union.
    Union,
    /// Sex life and sexual orientation.
    SexLife,
    /// Genetic data.
    Genetic,
    /// Biometric data.
    Biometric,
    /// Criminal convictions and offences.
    Criminal,
}

use PersonalClass::*;

impl PersonalClass {
    /// Every class with its word.
    pub(crate) const ALL: [(&'static str, PersonalClass); 22] = [
        ("email", Email),
        ("name", Name),
        ("phone", Phone),
        ("address", Address),
        ("location", Location),
        ("ip_address", IpAddress),
        ("birth_date", BirthDate),
        ("gender", Gender),
        ("income", Income),
        ("national_id", NationalId),
        ("payment", Payment),
        ("free_text", FreeText),
        ("health", Health),
        ("disability", Disability),
        ("religion", Religion),
        ("ethnicity", Ethnicity),
        ("politics", Politics),
        ("union", Union),
        ("sex_life", SexLife),
        ("genetic", Genetic),
        ("biometric", Biometric),
        ("criminal", Criminal),
    ];

    /// Its word, in `personalData.allow` too where it is not sensitive.
    pub(crate) fn name(self) -> &'static str {
        PersonalClass::ALL.iter().find(|(_, class)| *class == self).map_or("", |(name, _)| name)
    }

    /// Whether it is of GDPR article 9 or 10, and so to be allowed field by field.
    pub(crate) fn is_sensitive(self) -> bool {
        self >= Health
    }

    /// The words that `personalData.allow` knows.
    pub(crate) fn allowable() -> Vec<&'static str> {
        PersonalClass::ALL.iter().filter(|(_, class)| !class.is_sensitive()).map(|(name, _)| *name).collect()
    }

    /// Whether a choice among given answers can be of it: "may we phone you?" is no telephone number, "are you
    /// disabled?" is a disability.
    fn is_chosen(self) -> bool {
        matches!(self, Gender | Income | BirthDate) || self.is_sensitive()
    }
}

/// A class, and how it was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Judged {
    /// The class.
    pub(crate) class: PersonalClass,
    /// How it was told.
    pub(crate) ground: Ground,
}

/// How a class was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ground {
    /// Qualtrics' own field.
    Field,
    /// It is typed.
    Typed,
    /// A word of its name.
    Name(&'static str),
    /// A word of its question's text.
    Text(&'static str),
    /// A word of its choices.
    Choices(&'static str),
    /// What its values look like.
    Values(&'static str),
}

impl fmt::Display for Ground {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare =
            |word: &'static str| word.trim_start_matches(['^', '=', '?']).replace('*', "…").replace(" ~ ", " … ");
        match self {
            Ground::Field => out.write_str("a field of Qualtrics' own"),
            Ground::Typed => out.write_str("it is typed"),
            Ground::Name(word) => write!(out, "its name says \"{}\"", bare(word)),
            Ground::Text(word) => write!(out, "its text says \"{}\"", bare(word)),
            Ground::Choices(word) => write!(out, "its choices say \"{}\"", bare(word)),
            Ground::Values(what) => write!(out, "values look like {what}"),
        }
    }
}

/// How the value of a field comes about, as far as it makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Made {
    /// It is one of given choices.
    Chosen,
    /// Nobody knows: a number of a question, embedded data.
    #[default]
    Unknown,
    /// It is typed.
    Typed,
}

/// The judgement of a field by its ImportId (or name), what else it is called, and its text.
pub(crate) fn judge(import_id: &str, names: &[&str], texts: &[&str], made: Made) -> Option<Judged> {
    let own = match import_id {
        "recipientEmail" => Some(Email),
        "recipientFirstName" | "recipientLastName" => Some(Name),
        "ipAddress" => Some(IpAddress),
        "locationLatitude" | "locationLongitude" => Some(Location),
        _ => None,
    };
    if let Some(class) = own {
        return Some(Judged { class, ground: Ground::Field });
    }
    if import_id::metadata(import_id).is_some() {
        return None;
    }
    let question = import_id::question_of(import_id);
    let made = match question {
        Some(question) if import_id[question.len()..].contains("_TEXT") => Made::Typed,
        // Older exports have only names; Qualtrics ends those of typed texts so.
        None if import_id.ends_with("_TEXT") => Made::Typed,
        _ => made,
    };
    let counts =
        |class: &PersonalClass, word: &str| made != Made::Chosen || (class.is_chosen() && !word.starts_with('?'));
    let texts: Vec<Vec<String>> = texts.iter().map(|text| words_of(question_in(text))).collect();
    let around: Vec<String> = texts.concat();
    let told = |words: &[String], ground: fn(&'static str) -> Ground| {
        told(words, &around, &counts).map(|(class, word)| Judged { class, ground: ground(word) })
    };
    let own_name = question.is_none().then_some(import_id);
    let by_name = own_name.iter().chain(names).filter_map(|name| told(&words_of(name), Ground::Name)).max();
    let by_text = texts.iter().filter_map(|text| told(text, Ground::Text)).max();
    // What is told matters more than that it was typed.
    let typed = (made == Made::Typed).then_some(Judged { class: FreeText, ground: Ground::Typed });
    by_text.into_iter().chain(by_name).max_by_key(|judged| judged.class).or(typed)
}

/// The judgement of a question by its choices: sensitive, if several of them, and no few, tell the same.
pub(crate) fn judge_choices<'c>(choices: impl Iterator<Item = &'c str>) -> Option<Judged> {
    let mut told_by: Vec<Judged> = Vec::new();
    let mut all = 0;
    for choice in choices {
        all += 1;
        // A sentence says something of something; a name is what is chosen.
        let words = Some(words_of(choice)).filter(|words| words.len() <= SHORT).unwrap_or_default();
        let found = told(&words, &[], &|class, _| class.is_sensitive());
        told_by.extend(found.map(|(class, word)| Judged { class, ground: Ground::Choices(word) }));
    }
    let of = |class: PersonalClass| told_by.iter().filter(|judged| judged.class == class).count();
    told_by.iter().copied().filter(|judged| of(judged.class) >= 2 && of(judged.class) * 3 >= all).max()
}

/// The judgement of what stands in a field, by the shape of its values.
pub(crate) fn judge_values(shapes: &shape::Shapes, filled: u64) -> Option<Judged> {
    let shape = shapes.telling(filled)?;
    Some(Judged { class: shape.class(), ground: Ground::Values(shape.name()) })
}

/// The class of a field by its ImportId or name alone, if it is personal.
pub(crate) fn class_of(import_id: &str) -> Option<PersonalClass> {
    judge(import_id, &[], &[], Made::Unknown).map(|judged| judged.class)
}

/// What a pipe gives, as far as its writing and the survey tell: as a JSON export would answer it; and the fields
/// that it reads.
pub(crate) fn judge_pipe(pipe: &Pipe, survey: Option<&Arc<Survey>>) -> (Option<Judged>, Vec<String>) {
    let typed = matches!(pipe.kind, PipeKind::Question(_, Ask::SelectedChoicesTextEntry));
    let typed = typed.then_some(Judged { class: FreeText, ground: Ground::Typed });
    let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
    let resolve = |survey| Layout::json(survey, settings.clone()).resolve(pipe).ok();
    // What the survey cannot answer may still be told by its name.
    match survey.and_then(|survey| resolve(Some(Arc::clone(survey)))).or_else(|| resolve(None)) {
        Some(recipe) => (recipe.class.into_iter().chain(typed).max(), recipe.fields),
        None => (typed, Vec::new()),
    }
}

/// Whether a field that is named for a decision, `QID12` or `plan`, is the one that a value reads, or holds it: of a
/// question all its cells, in every round of a loop.
pub(crate) fn is_of_field(read: &str, named: &str) -> bool {
    let question = import_id::question_of(read);
    let without_loop = question.and_then(|question| question.find("QID").map(|at| &question[at..]));
    read == named || question == Some(named) || without_loop == Some(named)
}

/// Whether embedded data of this name could tell who the respondent is: `customer_id`, `crmId`, `work email`.
pub(crate) fn could_identify(import_id: &str) -> bool {
    if import_id::question_of(import_id).is_some() || import_id::metadata(import_id).is_some() {
        return false;
    }
    names_an_id(import_id) || matches!(class_of(import_id), Some(Email | Phone))
}

/// Whether a name is of an id of something that is no person: a ticket's, an order's, a survey's.
pub(crate) fn names_a_thing(name: &str) -> bool {
    words_of(name).iter().any(|word| is_of_a_thing(word))
}

fn is_of_a_thing(word: &str) -> bool {
    NOT_SOMEBODY.iter().any(|thing| word == *thing || ID.iter().any(|id| word.strip_suffix(id) == Some(thing)))
}

/// Whether a name is of somebody's id: `customer_id`, `Kundennummer`; no ticket's, order's or survey's.
pub(crate) fn names_an_id(name: &str) -> bool {
    let words = words_of(name);
    let is_somebodys = |word: &str| SOMEBODY.contains(&word);
    let joined = |word: &String| {
        let stem = ID.iter().filter_map(|id| word.strip_suffix(id)).find(|stem| !stem.is_empty());
        stem.is_some_and(|stem| is_somebodys(stem) || is_somebodys(stem.trim_end_matches(['s', 'n'])))
    };
    if words.iter().any(|word| is_of_a_thing(word)) {
        return false;
    }
    words.iter().any(joined)
        || (words.iter().any(|word| is_somebodys(word)) && words.iter().any(|word| ID.contains(&word.as_str())))
}

/// The part of a long text that asks: a story or a declaration before the question tells nothing of the answer.
fn question_in(text: &str) -> &str {
    if text.split_whitespace().nth(LONG).is_none() {
        return text;
    }
    let ends = |at: usize, letter: char| {
        let next = text[at + letter.len_utf8()..].chars().next();
        matches!(letter, '.' | '!' | '?' | '\n') && next.is_none_or(|next| next.is_whitespace() || next == '-')
    };
    let mut ends: Vec<usize> =
        text.char_indices().filter(|(at, letter)| ends(*at, *letter)).map(|(at, _)| at + 1).collect();
    match ends.iter().position(|end| text[..*end].ends_with('?')) {
        // From the first question on, to what stands behind the last one: a row of a matrix.
        Some(0) => text,
        Some(first) => &text[ends[first - 1]..],
        None => {
            ends.retain(|end| !text[*end..].trim().is_empty());
            ends.last().map_or(text, |end| &text[*end..])
        }
    }
}

/// From how many words on a text is long.
const LONG: usize = 40;

/// The class that the words of a name or of a question's text tell, and by which of them. A twin may have its
/// companion `around` them.
fn told(
    words: &[String],
    around: &[String],
    counts: &dyn Fn(&PersonalClass, &str) -> bool,
) -> Option<(PersonalClass, &'static str)> {
    if words.is_empty() {
        return None;
    }
    let found = pattern::telling(words);
    if found.is_empty() {
        return None;
    }
    let twins = pattern::twins(words, around);
    let is_twin =
        |class: PersonalClass, at: usize| twins.iter().any(|twin| twin.class == class && twin.at.contains(&at));
    let real = found
        .into_iter()
        .filter(|found| counts(&found.class, found.word) && !found.at.clone().any(|at| is_twin(found.class, at)));
    real.max_by_key(|found| (found.class, found.at.len(), found.word.len())).map(|found| (found.class, found.word))
}

/// The words of a name or a text, in lower case and without accents; numbers are none. `firstName`, `first_name`
/// and `First Name` are `first`, `name`. What is piped into a text is not of the text.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if let Some(end) = rest.strip_prefix("${").and_then(|after| after.find('}')) {
            rest = &rest[end + 3..];
            words.push(String::new());
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        let is_letter = letter.is_alphabetic();
        let breaks = !is_letter || (letter.is_uppercase() && was_lower);
        if breaks && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if is_letter && let Some(word) = words.last_mut() {
            letter.to_lowercase().for_each(|lower| fold(lower, word));
        }
        was_lower = letter.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// A letter without its accent.
fn fold(letter: char, into: &mut String) {
    let plain = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        'ß' => return into.push_str("ss"),
        'œ' => return into.push_str("oe"),
        'æ' => return into.push_str("ae"),
        // Accents that stand by themselves.
        '\u{300}'..='\u{36f}' => return,
        other => other,
    };
    into.push(plain);
}

#[cfg(test)]
mod tests;
