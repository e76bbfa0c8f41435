//! What stands in the fields of an export: how often, how many different texts, and of which kind. One pass
//! over a stream; what is kept does not grow with it.

use super::damaged_dates::DamagedDates;
use super::export::Export;
use super::header::Generation;
use super::import_id;
use super::inspect::Field;
use super::json::extract::{Table, each_key};
use super::privacy::shape::{self, Shape, Shapes};
use super::record::{Slot, Value};
use super::survey::Survey;
use crate::core::distinct::Distinct;
use crate::core::error::Result;
use foldhash::fast::RandomState;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasher;

/// Up to how many texts of one field are told apart exactly.
const EXACT: usize = 4_096;
/// Up to how many texts a closed set has, and how long one is in bytes.
const CLOSED: usize = 64;
const CLOSED_TEXT: usize = 200;
/// How many texts of a field are kept.
const FEW: usize = 3;
/// The greatest recode that a scale can be expected to have: 0 to 10, and one for "do not know".
pub(crate) const SCALE: u64 = 11;
/// How many keys of JSON responses are looked at; what comes later is left out.
const MAX_KEYS: usize = 20_000;
/// How many languages are told apart.
const MAX_LANGUAGES: usize = 100;
/// Texts that mean "seen, not answered" (`reference/qualtrics.md` §4.1 values).
pub(crate) const UNANSWERED: [&str; 2] = ["-99", "99999"];

/// What stands in an export.
#[derive(Debug, Default)]
pub(crate) struct Profile {
    /// How it is written: `csv`, `tsv`, `json`, `ndjson`; `schema` where there is only a definition.
    pub(crate) format: &'static str,
    /// The generation of a CSV export.
    pub(crate) generation: Option<Generation>,
    /// Responses.
    pub(crate) responses: u64,
    /// Its fields, in the order of the columns, or in which they first appeared.
    pub(crate) fields: Vec<FieldProfile>,
    /// The languages that it was answered in.
    pub(crate) languages: BTreeSet<String>,
    /// The zone that its header names.
    pub(crate) time_zone: Option<String>,
    /// What a spreadsheet did to its dates.
    pub(crate) damaged_dates: DamagedDates,
    /// Whether there are dates at all.
    pub(crate) has_dates: bool,
}

/// A field, and what stands in it.
#[derive(Debug, Default)]
pub(crate) struct FieldProfile {
    /// The field.
    pub(crate) field: Field,
    /// Its values.
    pub(crate) values: Values,
    /// Responses that have a label for it (JSON).
    pub(crate) labelled: u64,
    /// Responses that have a JSON string in it.
    pub(crate) strings: u64,
}

impl FieldProfile {
    fn of(field: Field) -> FieldProfile {
        let id = field.import_id.as_deref().unwrap_or_default();
        let plain = import_id::is_choice(id) || import_id::metadata(id).is_some_and(|id| id != "externalDataReference");
        FieldProfile { field, values: Values { plain, ..Values::default() }, ..FieldProfile::default() }
    }
}

/// What is known of many values.
#[derive(Debug, Default)]
pub(crate) struct Values {
    /// How many there are.
    pub(crate) filled: u64,
    /// How many of them are whole numbers, written as such.
    pub(crate) integers: u64,
    /// How many of them are numbers.
    pub(crate) numbers: u64,
    /// Whether what they look like says nothing: choices, and Qualtrics' own fields.
    pub(crate) plain: bool,
    /// How many of them look like something of a person.
    pub(crate) shapes: Shapes,
    /// How many of them have white space in them.
    pub(crate) spaced: u64,
    /// How many of them are several.
    pub(crate) lists: u64,
    /// How often each of [`UNANSWERED`] stood there.
    pub(crate) unanswered: [u64; 2],
    /// The longest, in bytes.
    pub(crate) longest: usize,
    /// How many of them are whole numbers, perhaps several of them joined by commas: recodes.
    pub(crate) codes: u64,
    /// How many of them are as low as the recodes of a scale.
    pub(crate) low: u64,
    /// The different texts, while they are few and short.
    pub(crate) few: Vec<String>,
    /// How often each text stood there, by its hash; none where they are too many to be a closed set.
    pub(crate) held: Held,
    /// The different texts.
    pub(crate) distinct: Distinct,
}

/// What one text looks like.
#[derive(Debug, Clone, Copy)]
struct Looked {
    whole: bool,
    code: bool,
    low: bool,
    number: bool,
    spaced: bool,
    shape: Option<(Shape, bool)>,
}

impl Looked {
    fn at(text: &str, plain: bool) -> Looked {
        let whole = is_whole(text);
        Looked {
            whole,
            code: text.split(',').all(is_code),
            low: whole && text.parse().is_ok_and(|code: u64| code <= SCALE),
            number: whole || is_decimal(text),
            spaced: text.contains(char::is_whitespace),
            shape: if plain { None } else { shape::look(text) },
        }
    }
}

/// How often each of a few texts stood there.
#[derive(Debug, Default)]
pub(crate) struct Held {
    counts: HashMap<u64, (u64, Looked), RandomState>,
    too_many: bool,
}

impl Held {
    /// Each of a few texts is looked at once.
    fn see(&mut self, hash: u64, text: &str, plain: bool) -> Looked {
        if let Some((count, looked)) = self.counts.get_mut(&hash) {
            *count += 1;
            return *looked;
        }
        let looked = Looked::at(text, plain);
        if self.counts.len() >= CLOSED {
            self.too_many = true;
            self.counts = HashMap::default();
        }
        if !self.too_many {
            self.counts.insert(hash, (1, looked));
        }
        looked
    }

    /// Whether the texts are few, and each stood there more than once.
    pub(crate) fn all_shared(&self) -> bool {
        !self.too_many && self.counts.values().all(|(count, _)| *count > 1)
    }

    /// What several fields held, taken together.
    pub(crate) fn together<'h>(all: impl Iterator<Item = &'h Held>) -> Held {
        let mut together = Held::default();
        for held in all {
            together.too_many |= held.too_many;
            for (hash, (count, looked)) in &held.counts {
                together.counts.entry(*hash).or_insert((0, *looked)).0 += count;
            }
        }
        together.too_many |= together.counts.len() > CLOSED;
        together
    }

    /// How many texts there are; `None` where they are too many.
    pub(crate) fn different(&self) -> Option<usize> {
        (!self.too_many).then_some(self.counts.len())
    }
}

impl Values {
    /// Looks at one text that is not empty. Marks of "not answered" are counted apart.
    pub(crate) fn see(&mut self, text: &str) {
        if let Some(at) = UNANSWERED.iter().position(|mark| *mark == text) {
            self.unanswered[at] += 1;
            return;
        }
        self.filled += 1;
        let hash = foldhash::quality::FixedState::with_seed(7).hash_one(text);
        let looked = self.held.see(hash, text, self.plain);
        self.integers += u64::from(looked.whole);
        self.codes += u64::from(looked.code);
        self.low += u64::from(looked.low);
        self.numbers += u64::from(looked.number);
        self.spaced += u64::from(looked.spaced);
        if let Some((shape, is_sure)) = looked.shape {
            self.shapes.count(shape, is_sure);
        }
        self.longest = self.longest.max(text.len());
        if self.few.len() < FEW && text.len() <= CLOSED_TEXT && self.few.iter().all(|known| known != text) {
            self.few.push(text.to_owned());
        }
        self.distinct.insert_within(hash, EXACT);
    }

    /// Looks at the value of a cell: a list by its elements.
    pub(crate) fn see_value(&mut self, value: &Value<'_>) {
        match value {
            Value::Empty => {}
            Value::Text(text) => self.see(text),
            Value::List(elements) => {
                self.lists += 1;
                self.see(&elements.join(super::recipe::SEPARATOR));
            }
        }
    }

    /// How many values there are, with the marks of "not answered".
    pub(crate) fn all(&self) -> u64 {
        self.filled + self.unanswered.iter().sum::<u64>()
    }

    /// The marks of "not answered" that were seen.
    pub(crate) fn marks(&self) -> impl Iterator<Item = &'static str> {
        UNANSWERED.into_iter().zip(self.unanswered).filter(|(_, count)| *count > 0).map(|(mark, _)| mark)
    }
}

/// A whole number as a program writes it: no leading zeros, which an id may have, and nothing beyond what
/// every JSON reader keeps.
fn is_whole(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let all_digits = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    all_digits && digits.len() <= 15 && (digits == "0" || !digits.starts_with('0'))
}

/// A recode, which may be longer than a number that JSON keeps.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_decimal(text: &str) -> bool {
    let Some((whole, fraction)) = text.split_once('.') else { return false };
    let fits = fraction.len() + whole.len() <= 17 && !fraction.is_empty();
    fits && (is_whole(whole) || whole == "-0") && fraction.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads an export to its end and says what stands in it.
///
/// # Errors
/// The export is broken, or cannot be read.
pub(crate) fn profile(export: &mut Export) -> Result<Profile> {
    let control = export.layout.control();
    let language = export.layout.metadata_slot("userLanguage");
    let dates: Vec<Slot> =
        ["startDate", "endDate", "recordedDate"].into_iter().filter_map(|id| export.layout.metadata_slot(id)).collect();
    let header = export.layout.header().cloned();
    let columns = export.layout.every_column();
    let mut fields: Vec<FieldProfile> = columns.iter().map(|(field, _)| FieldProfile::of(field.clone())).collect();
    let mut keys = Keys::default();
    let mut ids = Values::default();
    let mut found = Profile::default();
    while let Some(record) = export.next()? {
        found.responses += 1;
        for (field, (_, slot)) in fields.iter_mut().zip(&columns) {
            field.values.see_value(&record.value(*slot));
        }
        for slot in &dates {
            if let Value::Text(cell) = record.value(*slot) {
                found.has_dates = true;
                found.damaged_dates.see(&cell);
            }
        }
        if let Some(Value::Text(text)) = language.map(|slot| record.value(slot))
            && found.languages.len() < MAX_LANGUAGES
            && !found.languages.contains(&*text)
        {
            found.languages.insert(text.into_owned());
        }
        if header.is_none() {
            keys.see(record.text);
            if let Some(Ok(id)) = control.response_id.as_ref().map(|step| step.render(&record)) {
                let id = id.into_text();
                if !id.is_empty() {
                    ids.see(&id);
                }
            }
        }
    }
    found.format = export.format().name();
    found.generation = header.as_ref().map(|header| header.generation);
    found.time_zone =
        header.as_ref().and_then(|header| header.columns.iter().find_map(|column| column.time_zone.clone()));
    if let Some(header) = header {
        // A second column with labels belongs to the first.
        let mut at = header.columns.iter().map(|column| !column.is_label_column);
        fields.retain(|_| at.next().unwrap_or(true));
    } else {
        fields = keys.fields(ids, export.layout.survey());
    }
    for field in &mut fields {
        field.field.filled = field.values.all();
    }
    found.fields = fields;
    Ok(found)
}

/// What a definition alone says: its fields, and no responses.
pub(crate) fn of_survey(survey: &Survey) -> Profile {
    let mut ids: Vec<&str> = survey.import_ids().collect();
    if !ids.contains(&"_recordId") {
        ids.push("_recordId");
    }
    let field = |id: &str| FieldProfile { field: described(id.to_owned(), Some(survey)), ..FieldProfile::default() };
    Profile { format: "schema", fields: ids.into_iter().map(field).collect(), ..Profile::default() }
}

fn described(import_id: String, survey: Option<&Survey>) -> Field {
    let known = survey.and_then(|survey| survey.field(&import_id));
    let name = known.and_then(|field| field.export_tag.clone());
    let label = known.map(|field| field.text.clone());
    Field { import_id: Some(import_id), choice_id: None, name, label, filled: 0 }
}

/// The keys of JSON responses, in the order in which they first appeared.
#[derive(Default)]
struct Keys {
    index: HashMap<String, usize, RandomState>,
    found: Vec<(String, FieldProfile)>,
}

impl Keys {
    fn see(&mut self, response: &str) {
        // The reader has parsed the response already: it cannot fail here.
        let _ = each_key(response, |table, key, raw| {
            if matches!(raw, "null" | "\"\"" | "[]") || raw.starts_with('{') {
                return;
            }
            let Some(at) = self.at(key) else { return };
            let profile = &mut self.found[at].1;
            if table == Table::Labels {
                profile.labelled += 1;
                return;
            }
            profile.strings += u64::from(raw.starts_with('"'));
            profile.values.see_value(&super::record::json_value(raw));
        });
    }

    fn at(&mut self, key: &str) -> Option<usize> {
        if let Some(&at) = self.index.get(key) {
            return Some(at);
        }
        if self.index.len() >= MAX_KEYS {
            return None;
        }
        let normal = import_id::normal(key);
        // `responseId`, `_recordId` and `ResponseID` are one field.
        let at = self.found.iter().position(|(known, _)| *known == normal).unwrap_or_else(|| {
            self.found.push((normal, FieldProfile::default()));
            self.found.len() - 1
        });
        self.index.insert(key.to_owned(), at);
        Some(at)
    }

    fn fields(mut self, ids: Values, survey: Option<&Survey>) -> Vec<FieldProfile> {
        self.found.retain(|(key, profile)| key != "_recordId" && profile.values.all() > 0);
        let response_id = FieldProfile { values: ids, ..FieldProfile::default() };
        let all = self.found.into_iter().chain([("_recordId".to_owned(), response_id)]);
        all.map(|(key, profile)| {
            // Flat responses are keyed by export tags.
            let by_tag = survey.and_then(|survey| survey.import_id_of_tag(&key)).map(str::to_owned);
            FieldProfile { field: described(by_tag.unwrap_or(key), survey), ..profile }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::export::{MAX_RECORD_BYTES, Options};
    use super::super::layout::Settings;
    use super::*;

    fn of(text: &str) -> Profile {
        let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
        let options = Options { survey: None, settings, max_record_bytes: MAX_RECORD_BYTES, format: None };
        let reader = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
        profile(&mut Export::open(&"in".into(), reader, &options).expect("opens")).expect("reads")
    }

    #[test]
    fn an_id_with_leading_zeros_is_no_number_and_marks_of_no_answer_are_counted_apart() {
        let mut values = Values::default();
        for text in ["1", "-99", "-99", "007", "2.50", "a@b.example", "two words", "99999"] {
            values.see(text);
        }
        assert_eq!((values.filled, values.integers, values.numbers), (5, 1, 2));
        assert_eq!((values.shapes.telling(5).is_some(), values.spaced, values.unanswered), (true, 1, [2, 1]));
        assert_eq!(values.all(), 8);
        assert_eq!(values.marks().collect::<Vec<_>>(), UNANSWERED);
    }

    #[test]
    fn fields_of_json_are_one_whatever_their_key_and_have_labels_lists_and_strings() {
        let found = of(concat!(
            r#"{"responseId":"R_1","values":{"_recordId":"R_1","QID1":2,"QID3":["1","2"],"userLanguage":"EN"},"labels":{"QID1":"b"}}"#,
            "\n",
            r#"{"responseId":"R_2","values":{"QID1":3,"QID2_TEXT":"x","userLanguage":"SV"},"labels":{}}"#,
        ));
        let by_id = |id: &str| found.fields.iter().find(|field| field.field.import_id.as_deref() == Some(id));
        let (one, three) = (by_id("QID1").expect("a field"), by_id("QID3").expect("a field"));
        assert_eq!((one.values.integers, one.labelled, one.strings), (2, 1, 0));
        assert_eq!((three.values.lists, three.field.filled), (1, 1));
        assert_eq!(by_id("QID2_TEXT").expect("a field").strings, 1);
        assert_eq!(by_id("_recordId").expect("a field").field.filled, 2);
        assert_eq!((found.responses, found.languages.len()), (2, 2));
    }
}
