//! Which pipe names a field: the table of `reference/qualtrics.md` §3.2 read from right to left, by the
//! ImportId (§4.1 column naming) and, where that leaves several, by what stands in the field.

use super::header::Generation;
use super::import_id;
use super::layout::Layout;
use super::privacy;
use super::profile::{FieldProfile, Held, Profile, SCALE};
use super::status::Writing;
use super::survey::SurveyField;
use super::survey::question::Kind as QuestionKind;
use std::collections::BTreeMap;

/// How many different values embedded data can have, to be a closed set.
const CLOSED: usize = 20;

/// A field, or the columns of one, and the pipe that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proposal {
    /// What kind of value it is.
    pub(crate) kind: Kind,
    /// The pipe.
    pub(crate) pipe: String,
    /// What the export or the survey calls it.
    pub(crate) tag: String,
    /// Its text, for people.
    pub(crate) label: String,
    /// The ImportIds that it reads; none where the export has only names.
    pub(crate) import_ids: Vec<String>,
    /// The field in the profile, the first of several.
    pub(crate) field: usize,
    /// Why its values are no closed set, as far as is known (design §15); `None` where they surely are one.
    pub(crate) open: Option<Open>,
}

/// Why values are no closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Open {
    /// They were typed.
    Typed,
    /// They are numbers, and nothing says whether they were typed.
    Numbers,
    /// They are words where recodes are expected.
    Words,
    /// They tell somebody from others.
    Id,
    /// They are too many, or not each is of several responses.
    Many,
    /// There are none to look at.
    Unseen,
}

impl Open {
    /// The reason, for people.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Open::Typed => "somebody typed it",
            Open::Numbers => "these are numbers, and nothing says whether somebody typed them (--survey does)",
            Open::Words => "there are words where the recodes of choices are expected",
            Open::Id => "it is an id, which tells people apart",
            Open::Many => "not each of its values is shared by several responses, or they are many: no closed set",
            Open::Unseen => "nobody knows which values it has",
        }
    }
}

/// Kinds of fields, as far as they make a difference to whoever sends them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An answer: choices, numbers, texts.
    Answer,
    /// An answer of several choices.
    Several,
    /// Embedded data.
    Embedded,
    /// A field of the contact.
    Contact,
    /// A field of the response itself.
    Metadata,
    /// A score.
    Score,
    /// A column of which only the name is known.
    Named,
}

/// Fields that are left out, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LeftOut {
    /// When and how often a page was clicked.
    Timing,
    /// What the respondent's browser is.
    Browser,
    /// In which order things were shown.
    DisplayOrder,
    /// Computed from an answer that is there itself.
    Derived,
    /// A file that was uploaded or drawn.
    File,
    /// Piles and ranks of a sorting question, points of a heat map.
    Placed,
    /// Dates, Status and the like, which qseg reads for itself.
    Own,
    /// Columns without a name.
    Unnamed,
    /// Text to read, which exports of 2016 have a column for.
    Shown,
}

impl LeftOut {
    /// What they are, for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            LeftOut::Timing => "page timing",
            LeftOut::Browser => "browser",
            LeftOut::DisplayOrder => "display order",
            LeftOut::Derived => "computed from other fields",
            LeftOut::File => "uploaded files",
            LeftOut::Placed => "piles, ranks and points",
            LeftOut::Own => "dates, Status and the like, which qseg reads for itself",
            LeftOut::Unnamed => "without a name",
            LeftOut::Shown => "text that is only shown",
        }
    }
}

/// What a field is to be proposed as.
enum Part {
    Is(Kind, String),
    /// An item of a question with several: `QID5_2`.
    Item(String, String),
    /// A cell of a row of a question: `QID5_2_1`.
    Cell(String, String, String),
    Out(LeftOut),
}

/// What the items, or the cells, of one question turn out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Items {
    /// Choices.
    Rows,
    /// Numbers, as the survey or the JSON says.
    Numbers,
    /// Numbers that may have been typed.
    PerhapsNumbers,
    /// Typed texts.
    Texts,
}

/// Proposes a pipe for every field that one can name, in the order of the fields, and counts the others.
pub(crate) fn propose(profile: &Profile, layout: &Layout) -> (Vec<Proposal>, BTreeMap<LeftOut, u64>) {
    // Recodes are the same in every language; labels are what an export of labels holds without the survey.
    let labels =
        layout.writing() == Some(Writing::Labels) && !(layout.survey().is_some() && profile.languages.len() > 1);
    let context = Context { profile, layout, labels };
    let parts: Vec<(String, Part)> = profile.fields.iter().map(|field| context.part(field)).collect();
    // A question is judged at once: what one of its cells shows, holds for all of them.
    let mut items: BTreeMap<(&str, bool), Vec<usize>> = BTreeMap::new();
    for (at, (_, part)) in parts.iter().enumerate() {
        match part {
            Part::Item(stem, _) => items.entry((stem, false)).or_default().push(at),
            Part::Cell(stem, ..) => items.entry((stem, true)).or_default().push(at),
            _ => {}
        }
    }
    let items: BTreeMap<(&str, bool), Items> = items
        .into_iter()
        .map(|(key, fields)| (key, if key.1 { context.cells(key.0, &fields, &parts) } else { context.items(&fields) }))
        .collect();
    // Where there are only names, a question is what their stems are one for.
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, part)) in parts.iter().enumerate() {
        if let (Part::Is(Kind::Named, _), Some(stem)) = (part, stem(&profile.fields[at])) {
            named.entry(stem).or_default().push(at);
        }
    }
    let named: BTreeMap<&str, bool> =
        named.into_iter().map(|(stem, fields)| (stem, context.items(&fields) == Items::Rows)).collect();
    let mut proposals: Vec<Proposal> = Vec::new();
    let mut left_out = BTreeMap::new();
    for (at, (id, part)) in parts.iter().enumerate() {
        let of = |stem: &str, is_cell| items.get(&(stem, is_cell)).copied().unwrap_or(Items::Texts);
        let proposed = match part {
            Part::Out(why) => Err(*why),
            Part::Is(kind, pipe) => {
                let is_row = *kind == Kind::Named
                    && stem(&profile.fields[at]).is_some_and(|stem| named.get(stem).copied().unwrap_or(false));
                let open = if is_row { None } else { context.open(id, *kind, &profile.fields[at]) };
                Ok((*kind, pipe.clone(), open))
            }
            Part::Item(stem, item) => Ok(context.item(stem, item, of(stem, false))),
            Part::Cell(stem, row, cell) => context.cell(stem, row, cell, of(stem, true), &profile.fields[at]),
        };
        let (kind, pipe, open) = match proposed {
            Ok(proposed) => proposed,
            Err(why) => {
                *left_out.entry(why).or_default() += 1;
                continue;
            }
        };
        // The columns of one multiple choice are one value.
        if let Some(first) = proposals.iter_mut().find(|known| kind == Kind::Several && known.pipe == pipe) {
            if !id.is_empty() && !first.import_ids.contains(id) {
                first.import_ids.push(id.clone());
            }
            continue;
        }
        let field = &profile.fields[at].field;
        let name = field.name.as_deref().filter(|name| !name.is_empty());
        let is_split = kind == Kind::Several && (field.choice_id.is_some() || matches!(part, Part::Cell(..)));
        let tag = match name {
            Some(name) if is_split => name.rsplit_once('_').map_or(name, |(stem, _)| stem),
            Some(name) if !is_numbered(name) => name,
            _ => field.label.as_deref().filter(|_| name.is_some()).unwrap_or(id),
        };
        let import_ids = if id.is_empty() || kind == Kind::Named { Vec::new() } else { vec![id.clone()] };
        let label = field.label.as_deref().unwrap_or_default();
        // A split column's text ends with its choice.
        let label = if is_split { label.rsplit_once(" - ").map_or(label, |(question, _)| question) } else { label };
        proposals.push(Proposal {
            kind,
            pipe,
            tag: tag.to_owned(),
            label: label.to_owned(),
            import_ids,
            field: at,
            open,
        });
    }
    (proposals, left_out)
}

/// Legacy files call their metadata `V1`, `V2`, …; the names are in row 2.
fn is_numbered(name: &str) -> bool {
    name.strip_prefix('V').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `Q4` of `Q4_1`: what the columns of one question have in common.
fn stem(field: &FieldProfile) -> Option<&str> {
    let (stem, number) = field.field.name.as_deref()?.rsplit_once('_')?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(stem)
}

struct Context<'a> {
    profile: &'a Profile,
    layout: &'a Layout,
    labels: bool,
}

impl Context<'_> {
    /// The field's ImportId, and what it is a part of.
    fn part(&self, profile: &FieldProfile) -> (String, Part) {
        let field = &profile.field;
        let only_names = matches!(self.profile.generation, Some(Generation::Legacy | Generation::Plain));
        let name = field.name.as_deref().unwrap_or_default();
        let named = || match name {
            "" => Part::Out(LeftOut::Unnamed),
            name => Part::Is(Kind::Named, format!("${{column://{name}}}")),
        };
        let Some(id) = &field.import_id else { return (String::new(), named()) };
        // Of a file that has only names, the survey knows which field a column is.
        let is_known = self.survey_field(id).is_some();
        let part = if let Some(part) = own_field(id) {
            part
        } else if import_id::is_question(id) {
            self.question(id, profile)
        } else if is_display_order(id) {
            Part::Out(LeftOut::DisplayOrder)
        } else if id.starts_with("SC_") {
            Part::Is(Kind::Score, format!("${{gr://{id}/Score}}"))
        } else if only_names && !is_known {
            named()
        } else {
            Part::Is(Kind::Embedded, format!("${{e://Field/{id}}}"))
        };
        (id.clone(), part)
    }

    fn question(&self, id: &str, profile: &FieldProfile) -> Part {
        let Some(question) = import_id::question_of(id) else { return Part::Out(LeftOut::Derived) };
        let rest = &id[question.len()..];
        // A column of a side-by-side question is a question of its own in a pipe: `QID5#1`.
        let (stem, rest) = match rest.strip_prefix('#') {
            Some(_) => id.split_at(id.find('_').unwrap_or(id.len())),
            None => (question, rest),
        };
        if let Some(why) = left_out(rest) {
            return Part::Out(why);
        }
        let asked = self.layout.survey().and_then(|survey| survey.asked(stem));
        if asked.is_some_and(|asked| asked.kind == QuestionKind::NoAnswer) {
            return Part::Out(LeftOut::Shown);
        }
        let parts: Vec<&str> = rest.split('_').filter(|part| !part.is_empty()).collect();
        let text = |path: &[&str]| {
            let path: String = path.iter().map(|part| format!("/{part}")).collect();
            Part::Is(Kind::Answer, format!("${{q://{stem}/ChoiceTextEntryValue{path}}}"))
        };
        match parts.as_slice() {
            [] => {
                let several = profile.field.choice_id.is_some()
                    || profile.values.lists > 0
                    || self.survey_field(id).is_some_and(|field| field.several);
                let selector = if self.labels { "ChoiceGroup/SelectedChoices" } else { "SelectedChoicesRecode" };
                let kind = if several { Kind::Several } else { Kind::Answer };
                Part::Is(kind, format!("${{q://{stem}/{selector}}}"))
            }
            [path @ .., "TEXT"] if path.len() <= 2 => text(path),
            [item] => Part::Item(stem.to_owned(), (*item).to_owned()),
            [row, cell] => Part::Cell(stem.to_owned(), (*row).to_owned(), (*cell).to_owned()),
            _ => Part::Out(LeftOut::Placed),
        }
    }

    fn survey_field(&self, id: &str) -> Option<&SurveyField> {
        self.layout.survey()?.field(id)
    }

    /// Why a field that is a value by itself is no closed set.
    fn open(&self, id: &str, kind: Kind, field: &FieldProfile) -> Option<Open> {
        let values = &field.values;
        let is_of_numbers = values.codes.max(values.numbers) == values.filled;
        match kind {
            Kind::Metadata => None,
            Kind::Contact => Some(Open::Id),
            Kind::Score => (!is_of_numbers).then_some(Open::Words),
            _ if id.ends_with("_TEXT") => Some(Open::Typed),
            Kind::Answer | Kind::Several => {
                if let Some(known) = self.survey_field(id) {
                    return (known.choices.is_empty() && !known.numeric).then_some(Open::Typed);
                }
                // Such a column is of choices by its ImportId; but then recodes are numbers.
                let is_told = self.labels || field.labelled > 0 || field.field.choice_id.is_some();
                (!is_told && !is_of_numbers && values.lists == 0).then_some(Open::Words)
            }
            Kind::Embedded | Kind::Named => {
                let name = field.field.name.as_deref().unwrap_or(id);
                let is_scale = kind == Kind::Named && values.low == values.filled;
                let is_closed = values.held.all_shared() && values.held.different().is_some_and(|few| few <= CLOSED);
                match values.filled {
                    0 => Some(Open::Unseen),
                    _ if privacy::names_an_id(if id.is_empty() { name } else { id }) => Some(Open::Id),
                    _ if is_scale || is_closed => None,
                    _ => Some(Open::Many),
                }
            }
        }
    }

    /// `QID5_2` is a matrix row, a slider or a form field.
    fn item(&self, stem: &str, item: &str, of: Items) -> (Kind, String, Option<Open>) {
        let (pipe, open) = match of {
            Items::Rows if self.labels => (format!("${{q://{stem}/ChoiceGroup/SelectedAnswers/{item}}}"), None),
            Items::Rows => (format!("${{q://{stem}/SelectedAnswerRecode/{item}}}"), None),
            Items::Numbers => (format!("${{q://{stem}/ChoiceNumericEntryValue/{item}}}"), None),
            Items::PerhapsNumbers => (format!("${{q://{stem}/ChoiceNumericEntryValue/{item}}}"), Some(Open::Numbers)),
            Items::Texts => (format!("${{q://{stem}/ChoiceTextEntryValue/{item}}}"), Some(Open::Typed)),
        };
        (Kind::Answer, pipe, open)
    }

    /// The survey knows what the items of a question are, else their values tell; text beats choices.
    fn items(&self, group: &[usize]) -> Items {
        let fields: Vec<&FieldProfile> = group.iter().map(|at| &self.profile.fields[*at]).collect();
        let known = fields.iter().find_map(|field| self.survey_field(field.field.import_id.as_deref()?));
        if let Some(known) = known {
            return match (known.choices.is_empty(), known.numeric) {
                (false, _) => Items::Rows,
                (true, true) => Items::Numbers,
                (true, false) => Items::Texts,
            };
        }
        let all = |test: &dyn Fn(&FieldProfile) -> bool| fields.iter().all(|field| test(field));
        let numeric = all(&|field| field.values.numbers == field.values.filled);
        if self.layout.header().is_none() {
            let labelled = fields.iter().any(|field| field.labelled > 0);
            let texts = fields.iter().any(|field| field.strings > 0);
            return if labelled {
                Items::Rows
            } else if texts {
                Items::Texts
            } else {
                Items::Numbers
            };
        }
        let together = Held::together(fields.iter().map(|field| &field.values.held));
        let few = together.different().is_some_and(|few| few as u64 <= SCALE);
        // Rows of a matrix have the same answers, fields of a form have not.
        let in_each: u64 = fields.iter().map(|field| field.values.distinct.count().0).sum();
        let is_alike = together.different().is_some_and(|all| in_each > all as u64);
        if numeric {
            let is_low = all(&|field| field.values.low == field.values.filled);
            let is_small = all(&|field| field.values.integers == field.values.filled && field.values.longest <= 2);
            return match self.labels {
                false if is_low || (is_small && few && (is_alike || together.all_shared())) => Items::Rows,
                _ => Items::PerhapsNumbers,
            };
        }
        match self.labels && few && is_alike && together.all_shared() {
            true => Items::Rows,
            false => Items::Texts,
        }
    }

    /// `QID5_2_1` is an answer of a row that can have several, or a cell that something was typed into.
    fn cell(
        &self,
        stem: &str,
        row: &str,
        cell: &str,
        of: Items,
        field: &FieldProfile,
    ) -> Result<(Kind, String, Option<Open>), LeftOut> {
        let numbers = || {
            let id = field.field.import_id.as_deref().unwrap_or_default();
            let name = if self.layout.header().is_none() { id } else { field.field.name.as_deref().unwrap_or(id) };
            let is_one =
                self.profile.fields.iter().filter(|other| other.field.name.as_deref() == Some(name)).count() < 2;
            // No Qualtrics pipe names it; a name that two columns have would not either.
            if is_one && !name.is_empty() { Ok(format!("${{column://{name}}}")) } else { Err(LeftOut::Placed) }
        };
        Ok(match of {
            Items::Rows => {
                let selector = if self.labels { "ChoiceGroup/SelectedAnswers" } else { "SelectedAnswerRecode" };
                (Kind::Several, format!("${{q://{stem}/{selector}/{row}}}"), None)
            }
            Items::Numbers => (Kind::Answer, numbers()?, None),
            Items::PerhapsNumbers => (Kind::Answer, numbers()?, Some(Open::Numbers)),
            Items::Texts => {
                (Kind::Answer, format!("${{q://{stem}/ChoiceTextEntryValue/{row}/{cell}}}"), Some(Open::Typed))
            }
        })
    }

    /// What the cells of a question are: marks of choices only where every one of them can be nothing else.
    fn cells(&self, stem: &str, group: &[usize], parts: &[(String, Part)]) -> Items {
        match self.layout.survey().and_then(|survey| survey.asked(stem)).map(|asked| asked.kind) {
            Some(QuestionKind::MatrixSeveral) => return Items::Rows,
            Some(QuestionKind::MatrixNumbers) => return Items::Numbers,
            Some(QuestionKind::MatrixText | QuestionKind::Form | QuestionKind::Text) => return Items::Texts,
            _ => {}
        }
        let cells: Vec<(&FieldProfile, &str)> = group
            .iter()
            .filter_map(|at| match &parts[*at].1 {
                Part::Cell(_, _, cell) => Some((&self.profile.fields[*at], cell.as_str())),
                _ => None,
            })
            .collect();
        let filled = || cells.iter().filter(|(field, _)| field.values.filled > 0);
        // A code of what was shown and not selected may stand beside the mark (`reference/qualtrics.md` §7a).
        let code = code_of(cells.iter().map(|(field, _)| *field));
        let is_code = |text: &String| Some(text.as_str()) == code;
        let is_mark = |(field, cell): &&(&FieldProfile, &str)| {
            let few = &field.values.few;
            let marks: Vec<&String> = few.iter().filter(|text| !is_code(text)).collect();
            match marks[..] {
                _ if field.values.distinct.count().0 != few.len() as u64 => false,
                [] => true,
                [mark] if mark == "1" => true,
                // The label of an answer is the end of its column's text, and the same in every row.
                [mark] if self.labels => {
                    let label = field.field.label.as_deref().unwrap_or_default();
                    let in_rows = filled().filter(|(_, other)| other == cell).count();
                    let same = filled().filter(|(_, other)| other == cell).all(|(other, _)| other.values.few == *few);
                    label.ends_with(&format!(" - {mark}")) || (in_rows > 1 && same)
                }
                _ => false,
            }
        };
        let has_marks = filled().any(|(field, _)| field.values.few.iter().any(|text| !is_code(text)));
        if cells.len() > 1 && has_marks && filled().all(|cell| is_mark(&cell)) {
            return Items::Rows;
        }
        let is_numeric =
            filled().next().is_some() && filled().all(|(field, _)| field.values.numbers == field.values.filled);
        if is_numeric { Items::PerhapsNumbers } else { Items::Texts }
    }
}

/// The code of "shown and not selected" that the columns of choices prove: the one text in several of them that is
/// neither `1` nor the label of its choice.
fn code_of<'f>(fields: impl Iterator<Item = &'f FieldProfile>) -> Option<&'f str> {
    let mut code = None;
    let mut columns = 0;
    for field in fields {
        let label = field.field.label.as_deref().unwrap_or_default();
        let is_mark = |text: &str| {
            text == "1"
                || label.strip_suffix(text).is_some_and(|rest| rest.is_empty() || rest.trim_end().ends_with('-'))
        };
        for text in field.values.few.iter().filter(|text| !is_mark(text)) {
            if code.is_some_and(|known| known != text) {
                return None;
            }
            code = Some(text.as_str());
            columns += 1;
        }
    }
    code.filter(|_| columns > 1)
}

/// The code that the columns of an export's multiple choices prove, where they agree on one.
pub(crate) fn proved_code(profile: &Profile, proposals: &[Proposal]) -> Option<String> {
    let columns = |proposal: &Proposal| -> Vec<&FieldProfile> {
        let is_its =
            |field: &&FieldProfile| field.field.import_id.as_ref().is_some_and(|id| proposal.import_ids.contains(id));
        profile.fields.iter().filter(is_its).collect()
    };
    let split = proposals.iter().filter(|proposal| proposal.kind == Kind::Several).map(columns);
    code_of(split.filter(|columns| columns.len() > 1).flatten()).map(str::to_owned)
}

/// Metadata and contact fields. Those that qseg reads for itself, or that a workflow decides by, are left out.
fn own_field(id: &str) -> Option<Part> {
    let is = |kind, pipe: &str| Some(Part::Is(kind, pipe.to_owned()));
    match id {
        "_recordId" => is(Kind::Metadata, "${rm://Field/ResponseID}"),
        "recipientFirstName" => is(Kind::Contact, "${m://FirstName}"),
        "recipientLastName" => is(Kind::Contact, "${m://LastName}"),
        "recipientEmail" => is(Kind::Contact, "${m://Email}"),
        "externalDataReference" => is(Kind::Contact, "${m://ExternalDataReference}"),
        "userLanguage" => is(Kind::Metadata, "${rm://Field/UserLanguage}"),
        "duration" => is(Kind::Metadata, "${rm://Field/Duration}"),
        "distributionChannel" => is(Kind::Metadata, "${rm://Field/DistributionChannel}"),
        "ipAddress" => is(Kind::Metadata, "${rm://Field/IPAddress}"),
        "locationLatitude" => is(Kind::Metadata, "${rm://Field/LocationLatitude}"),
        "locationLongitude" => is(Kind::Metadata, "${rm://Field/LocationLongitude}"),
        "ResponseSet" | "responseSetId" | "responseSet" | "lastModifiedDate" | "LastModifiedDate" => {
            Some(Part::Out(LeftOut::Own))
        }
        _ if import_id::metadata(id).is_some() => Some(Part::Out(LeftOut::Own)),
        _ => None,
    }
}

/// `FL_3_DO`, `BL_8h2_DO`: the order of blocks and branches.
fn is_display_order(id: &str) -> bool {
    (id.starts_with("FL_") || id.starts_with("BL_")) && (id.ends_with("_DO") || id.contains("_DO_"))
}

/// What follows a question in the ImportId of a field that no pipe names (§4.1).
fn left_out(rest: &str) -> Option<LeftOut> {
    let rest = rest.trim_start_matches('_');
    let ends = |endings: &[&str]| endings.iter().any(|ending| rest == *ending || rest.ends_with(&format!("_{ending}")));
    Some(match rest {
        _ if ends(&["FIRST_CLICK", "LAST_CLICK", "PAGE_SUBMIT", "CLICK_COUNT"]) => LeftOut::Timing,
        _ if ends(&["BROWSER", "VERSION", "OS", "RESOLUTION"]) => LeftOut::Browser,
        _ if ends(&["DO"]) || rest.starts_with("DO_") => LeftOut::DisplayOrder,
        _ if ends(&["NPS_GROUP"]) || rest.contains("TEXT_") => LeftOut::Derived,
        _ if ends(&["FILE_ID", "FILE_NAME", "FILE_SIZE", "FILE_TYPE"]) => LeftOut::File,
        _ if ends(&["RANK", "GROUP"]) => LeftOut::Placed,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::export::{Export, MAX_RECORD_BYTES, Options};
    use super::super::layout::Settings;
    use super::super::profile::profile;
    use super::*;

    fn proposed(columns: &[&str], rows: &[&[&str]]) -> (Vec<(Kind, String)>, BTreeMap<LeftOut, u64>) {
        let (proposals, left_out) = all_proposed(columns, rows);
        (proposals.into_iter().map(|proposal| (proposal.kind, proposal.pipe)).collect(), left_out)
    }

    fn all_proposed(columns: &[&str], rows: &[&[&str]]) -> (Vec<Proposal>, BTreeMap<LeftOut, u64>) {
        let quoted = |cells: Vec<String>| {
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect::<Vec<_>>().join(",")
        };
        let (columns, labels): (Vec<&str>, Vec<String>) = columns
            .iter()
            .map(|column| column.split_once('=').unwrap_or((column, column)))
            .map(|(column, label)| (column, label.to_owned()))
            .unzip();
        let ids = columns.iter().map(|column| match column.split_once(':') {
            Some((id, choice)) => format!(r#"{{"ImportId":"{id}","choiceId":"{choice}"}}"#),
            None => format!(r#"{{"ImportId":"{column}"}}"#),
        });
        let names: Vec<String> = columns.iter().map(|column| column.replace(':', "_")).collect();
        let mut text = [quoted(names), quoted(labels), quoted(ids.collect())].join("\n") + "\n";
        rows.iter().for_each(|row| text += &(quoted(row.iter().map(|cell| (*cell).to_owned()).collect()) + "\n"));
        let settings = Settings::at(jiff::Timestamp::UNIX_EPOCH);
        let options = Options { survey: None, settings, max_record_bytes: MAX_RECORD_BYTES, format: None };
        let reader = Box::new(std::io::Cursor::new(text.into_bytes()));
        let mut export = Export::open(&"in".into(), reader, &options).expect("opens");
        let found = profile(&mut export).expect("reads");
        propose(&found, &export.layout)
    }

    /// The pipes with what makes their values no closed set.
    fn proposed_open(columns: &[&str], rows: &[&[&str]]) -> Vec<(String, Option<Open>)> {
        all_proposed(columns, rows).0.into_iter().map(|proposal| (proposal.pipe, proposal.open)).collect()
    }

    #[test]
    fn every_row_of_the_table_is_read_from_right_to_left() {
        for (column, cell, kind, pipe) in [
            ("QID1", "2", Kind::Answer, "${q://QID1/SelectedChoicesRecode}"),
            ("QID2_TEXT", "so so", Kind::Answer, "${q://QID2/ChoiceTextEntryValue}"),
            ("QID3_4_TEXT", "else", Kind::Answer, "${q://QID3/ChoiceTextEntryValue/4}"),
            ("QID4_1", "7", Kind::Answer, "${q://QID4/SelectedAnswerRecode/1}"),
            ("QID4_1", "87", Kind::Answer, "${q://QID4/ChoiceNumericEntryValue/1}"),
            ("QID4_1", "8.75", Kind::Answer, "${q://QID4/ChoiceNumericEntryValue/1}"),
            ("QID4_1", "a street", Kind::Answer, "${q://QID4/ChoiceTextEntryValue/1}"),
            ("QID6#1_2", "3", Kind::Answer, "${q://QID6#1/SelectedAnswerRecode/2}"),
            ("QID6#3_1_2_TEXT", "words", Kind::Answer, "${q://QID6#3/ChoiceTextEntryValue/1/2}"),
            ("1_QID10_TEXT", "words", Kind::Answer, "${q://1_QID10/ChoiceTextEntryValue}"),
            ("plan", "free", Kind::Embedded, "${e://Field/plan}"),
            ("recipientEmail", "a@b.example", Kind::Contact, "${m://Email}"),
            ("_recordId", "R_1", Kind::Metadata, "${rm://Field/ResponseID}"),
            ("SC_9a", "7", Kind::Score, "${gr://SC_9a/Score}"),
        ] {
            let (proposals, _) = proposed(&["finished", column], &[&["1", cell]]);
            assert_eq!(proposals, [(kind, pipe.to_owned())], "{column}");
        }
    }

    #[test]
    fn columns_of_one_multiple_choice_are_one_value_of_labels_or_recodes() {
        let columns = ["finished", "QID3:1", "QID3:2", "QID5_1_1", "QID5_1_2"];
        let (proposals, _) = proposed(&columns, &[&["1", "1", "", "1", ""], &["1", "", "1", "1", "1"]]);
        let recodes = ["${q://QID3/SelectedChoicesRecode}", "${q://QID5/SelectedAnswerRecode/1}"];
        assert_eq!(proposals, recodes.map(|pipe| (Kind::Several, pipe.to_owned())));
        let columns = ["finished", "QID3:1", "QID3:2", "QID5_1_1=So? - Yes", "QID5_1_2=So? - No"];
        let (proposals, _) = proposed(&columns, &[&["True", "Web", "", "Yes", ""], &["True", "", "Shop", "", "No"]]);
        let labels = ["${q://QID3/ChoiceGroup/SelectedChoices}", "${q://QID5/ChoiceGroup/SelectedAnswers/1}"];
        assert_eq!(proposals, labels.map(|pipe| (Kind::Several, pipe.to_owned())));
    }

    #[test]
    fn one_short_text_anywhere_makes_a_question_of_texts() {
        let columns = ["finished", "QID1_1_1=Ill - 1 - Ill", "QID1_1_2=Ill - 1 - Drug", "QID1_2_1=Ill - 2 - Ill"];
        let open = |rows: &[&[&str]]| proposed_open(&columns, rows);
        let texts =
            ["1/1", "1/2", "2/1"].map(|at| (format!("${{q://QID1/ChoiceTextEntryValue/{at}}}"), Some(Open::Typed)));
        // The second row alone would look like marks.
        assert_eq!(open(&[&["True", "gout", "diet", "flu"], &["True", "cold", "tea", ""]]), texts);
        assert_eq!(open(&[&["1", "1", "", "1"], &["1", "1", "1", "flu"]]), texts);
        let numbers =
            ["QID1_1_1", "QID1_1_2", "QID1_2_1"].map(|at| (format!("${{column://{at}}}"), Some(Open::Numbers)));
        assert_eq!(open(&[&["1", "8", "6", "4"], &["1", "8", "6", "4"]]), numbers, "each is the same everywhere");
        let marks = open(&[&["1", "1", "0", "1"], &["1", "0", "1", "0"]]);
        let rows = [1, 2].map(|row| (format!("${{q://QID1/SelectedAnswerRecode/{row}}}"), None));
        assert_eq!(marks, rows, "0 is a code of what was not selected");
    }

    #[test]
    fn a_form_is_no_matrix_and_embedded_data_is_closed_only_where_each_value_is_shared() {
        let form = ["finished", "QID4_1=Town", "QID4_2=Title"];
        let rows: [&[&str]; 4] =
            [&["True", "Ulm", "Dr"], &["True", "Ulm", "Dr"], &["True", "Bonn", "Mr"], &["True", "Bonn", "Mr"]];
        let of = |columns: &[&str], rows: &[&[&str]]| {
            proposed_open(columns, rows).into_iter().map(|(_, open)| open).collect::<Vec<_>>()
        };
        assert_eq!(of(&form, &rows), [Some(Open::Typed), Some(Open::Typed)]);
        let matrix = ["finished", "QID4_1=Food", "QID4_2=Rooms"];
        let rows: [&[&str]; 3] = [&["True", "good", "bad"], &["True", "good", "good"], &["True", "bad", "good"]];
        assert_eq!(of(&matrix, &rows), [None, None]);
        let embedded = ["finished", "plan", "note", "customer_id"];
        let rows: [&[&str]; 4] = [
            &["1", "free", "a", "c1"],
            &["1", "team", "b", "c1"],
            &["1", "free", "a", "c2"],
            &["1", "team", "c", "c2"],
        ];
        assert_eq!(of(&embedded, &rows), [None, Some(Open::Many), Some(Open::Id)]);
    }

    #[test]
    fn what_no_pipe_names_is_counted_by_kind() {
        let columns = [
            "startDate",
            "QID4_FIRST_CLICK",
            "QID4_OS",
            "QID1_DO:1",
            "FL_15_DO:FL_16",
            "QID1_NPS_GROUP",
            "QID2_TEXT_eae5Topics",
            "QID9_FILE_NAME",
            "QID8_G0_1_RANK",
        ];
        let (proposals, left_out) = proposed(&columns, &[&["", "1", "Linux", "2", "1", "3", "x", "a.png", "1"]]);
        assert_eq!(proposals, []);
        let counted: Vec<(LeftOut, u64)> = left_out.into_iter().collect();
        use LeftOut::{Browser, Derived, DisplayOrder, File, Own, Placed, Timing};
        assert_eq!(
            counted,
            [(Timing, 1), (Browser, 1), (DisplayOrder, 2), (Derived, 2), (File, 1), (Placed, 1), (Own, 1)]
        );
    }
}
