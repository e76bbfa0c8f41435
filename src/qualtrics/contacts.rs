//! XM Directory contacts as an input (`reference/qualtrics.md` §6, XM Directory contact): the spellings of
//! their fields, and what a pipe means where a workflow begins with a contact and not with a response. The
//! layout of survey responses is [`super::layout`]'s; this one stands beside it and shares its slots.

use super::findings::{FIELD_AMBIGUOUS, FIELD_NOT_IN_EXPORT, PIPE_NOT_IN_CONTACT};
use super::import_id;
use super::layout::{Control, Layout, Recorded, Resolved, SlotSource, Unresolved, unresolved};
use super::pipe::{PipeKind, percent_decoded};
use super::recipe::Step;
use super::record::{Record, Slot};
use crate::core::diagnostic::did_you_mean;

/// The key of a JSON contact under which its embedded data stands.
pub(crate) const EMBEDDED_DATA: &str = "embeddedData";

/// A field of a contact: what `${m://…}` calls it, and the keys that the API and exports have for it, the
/// likeliest first.
struct Field {
    pipe: &'static str,
    spellings: &'static [&'static str],
}

const CONTACT_ID: &[&str] = &["contactId", "id"];
const EXTERNAL: &[&str] = &["extRef", "externalDataReference", "externalReference"];
const UNSUBSCRIBED: &[&str] = &["unsubscribed"];
const LAST_MODIFIED: &[&str] = &["lastModified"];

/// What pipes can ask for.
const FIELDS: [Field; 6] = [
    Field { pipe: "FirstName", spellings: &["firstName"] },
    Field { pipe: "LastName", spellings: &["lastName"] },
    Field { pipe: "Email", spellings: &["email"] },
    Field { pipe: "Phone", spellings: &["phone", "phoneNumber"] },
    Field { pipe: "ExternalDataReference", spellings: EXTERNAL },
    Field { pipe: "Language", spellings: &["language"] },
];

/// Whether a key tells that a JSON object is a contact.
pub(crate) fn is_telling(key: &[u8]) -> bool {
    let others = [CONTACT_ID, UNSUBSCRIBED, LAST_MODIFIED, &[EMBEDDED_DATA]];
    let mut spellings = FIELDS.iter().map(|field| field.spellings).chain(others).flatten();
    spellings.any(|known| known.as_bytes() == key)
}

/// Calls `each` with every embedded data of a JSON contact and its raw value. A contact without any has none.
pub(crate) fn each_embedded(contact: &str, each: &mut dyn FnMut(&str, &str)) {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Contact<'c> {
        #[serde(borrow, default)]
        embedded_data: Option<std::collections::BTreeMap<String, &'c serde_json::value::RawValue>>,
    }
    let contact: Option<Contact<'_>> = serde_json::from_str(contact).ok();
    let embedded = contact.and_then(|contact| contact.embedded_data).unwrap_or_default();
    embedded.iter().for_each(|(key, raw)| each(key, raw.get()));
}

/// Why a pipe has no value where a contact begins the workflow, whatever the input holds; None where it may
/// have one.
pub(crate) fn refusal(kind: &PipeKind) -> Option<Unresolved> {
    let (what, help) = match kind {
        PipeKind::Question(question, _) => (
            format!("the answer of {question}"),
            "a contact has fields and embedded data: ${m://Email}, ${e://Field/plan}".to_owned(),
        ),
        PipeKind::Metadata(name) => {
            let field = match import_id::metadata(name) {
                Some("recipientFirstName") => "FirstName",
                Some("recipientLastName") => "LastName",
                Some("recipientEmail") => "Email",
                Some("externalDataReference") => "ExternalDataReference",
                Some("userLanguage") => "Language",
                _ => "Email",
            };
            (format!("`{name}` of a response"), format!("the contact's own fields are piped like ${{m://{field}}}"))
        }
        PipeKind::Score(scoring, _) => (format!("the score {scoring}"), "remove the row".to_owned()),
        PipeKind::Location(name) => (format!("`{name}` of a respondent's place"), "remove the row".to_owned()),
        PipeKind::Loop(name) => (format!("`{name}` of a loop"), "remove the row".to_owned()),
        _ => return None,
    };
    let message = format!("the pipe takes {what}; a contact has none");
    Some(Unresolved { code: &PIPE_NOT_IN_CONTACT, message, help })
}

/// What a pipe means for a contact.
pub(super) fn step(layout: &mut Layout, kind: &PipeKind) -> Resolved {
    if let Some(refusal) = refusal(kind) {
        return Err(refusal);
    }
    match kind {
        PipeKind::Contact(name) => match name.strip_prefix("Field/") {
            Some(name) => embedded(layout, name),
            None => contact_field(layout, name),
        },
        PipeKind::Embedded(name) => embedded(layout, name),
        PipeKind::Column(name) if layout.header().is_none() => {
            Ok(Step::Cell(layout.slot(SlotSource::Field(name.to_owned()))))
        }
        // The others ask nothing of a response.
        _ => layout.response_step(kind),
    }
}

fn contact_field(layout: &mut Layout, name: &str) -> Resolved {
    let name = if name == "ExternalReference" { "ExternalDataReference" } else { name };
    let Some(field) = FIELDS.iter().find(|field| field.pipe == name) else {
        let near = did_you_mean(name, FIELDS.iter().map(|field| field.pipe));
        let help = near.map_or_else(
            || format!("for embedded data of the contact write ${{e://Field/{name}}}"),
            |near| format!("did you mean ${{m://{near}}}?"),
        );
        return unresolved(&FIELD_NOT_IN_EXPORT, format!("a contact has no field \"{name}\""), help);
    };
    match places(layout, field.spellings)[..] {
        [] => layout.not_in_export(&format!("the contact's {name}"), name),
        [slot] => Ok(Step::Cell(slot)),
        ref slots if layout.header().is_none() => Ok(Step::FirstOf(slots.to_vec())),
        ref slots => unresolved(
            &FIELD_AMBIGUOUS,
            format!("{} columns hold the contact's {name}", slots.len()),
            "ask for one of them by its name: ${column://Name}",
        ),
    }
}

fn embedded(layout: &mut Layout, name: &str) -> Resolved {
    let Some(header) = layout.header() else {
        return Ok(Step::Cell(layout.slot(SlotSource::Value(name.to_owned()))));
    };
    let decoded = percent_decoded(name);
    let named = header.columns.iter().filter(|column| column.name == name || column.name == decoded);
    match named.map(|column| column.index).collect::<Vec<_>>()[..] {
        [] => layout.not_in_export(&format!("the embedded data \"{name}\""), name),
        [index] => Ok(Step::Cell(layout.slot(SlotSource::Column(index)))),
        ref several => unresolved(
            &FIELD_AMBIGUOUS,
            format!("{} columns are called \"{name}\"", several.len()),
            "give the columns names of their own",
        ),
    }
}

/// Where a field may stand: every spelling in JSON, whose keys are not known beforehand; the columns of a CSV,
/// whatever the case and the spaces of their names (`External Data Reference`).
fn places(layout: &mut Layout, spellings: &[&str]) -> Vec<Slot> {
    let Some(header) = layout.header() else {
        return spellings.iter().map(|key| layout.slot(SlotSource::Field((*key).to_owned()))).collect();
    };
    let named = |spelling: &&str| {
        let wanted = folded(spelling);
        header.columns.iter().filter(move |column| folded(&column.name) == wanted).map(|column| column.index)
    };
    let columns: Vec<usize> = spellings.iter().flat_map(named).collect();
    columns.into_iter().map(|index| layout.slot(SlotSource::Column(index))).collect()
}

fn folded(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What every run needs of a contact: its id (CID, else extRef) in the place of a ResponseId, its last change
/// in the place of the recorded date, and whether it is unsubscribed. It has neither Status nor Finished.
pub(super) fn control(layout: &mut Layout) -> Control {
    let ids = [places(layout, CONTACT_ID), places(layout, EXTERNAL)].concat();
    let recorded = places(layout, LAST_MODIFIED).first().copied();
    let identifying = [("ExternalDataReference", EXTERNAL), ("Email", &["email"])];
    let first = identifying.map(|(name, spellings)| Some((name.to_owned(), *places(layout, spellings).first()?)));
    Control {
        response_id: (!ids.is_empty()).then_some(Step::FirstOf(ids)),
        status: None,
        finished: None,
        recorded: recorded.map(|slot| {
            let (zone, unknown_zone) = layout.zone_of_slot(slot);
            Recorded { slot, zone, fallback: None, unknown_zone, is_end_date: false, is_optional: true }
        }),
        identifying: first.into_iter().flatten().collect(),
        unsubscribed: places(layout, UNSUBSCRIBED),
    }
}

/// Whether a contact has unsubscribed: it would not be written to, and is not sent.
pub(crate) fn is_unsubscribed(control: &Control, record: &Record<'_>) -> bool {
    control.unsubscribed.iter().any(|slot| match record.value(*slot) {
        super::record::Value::Text(text) => {
            let text = text.trim();
            text == "1" || ["true", "yes"].iter().any(|word| text.eq_ignore_ascii_case(word))
        }
        _ => false,
    })
}
