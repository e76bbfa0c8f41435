//! The header rows of a CSV export and what its columns are: the four generations
//! (`reference/qualtrics.md` §4.1–§4.3).
//!
//! A column is keyed by its whole ImportId object without the time zone. Row 1 may repeat and be edited
//! by hand, row 2 is localised prose: neither is a key.

use super::import_id;
use super::status::{self, Status};
use serde_json::{Map, Value};

/// The generations of CSV exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// 2017 to now: three header rows, JSON ImportIds in the third.
    Current,
    /// 2016 "Insights": three header rows, Python-style ImportIds.
    Insights2016,
    /// Two header rows: `V1…V10`, then `ResponseID…`.
    Legacy,
    /// One header row.
    Plain,
}

impl Generation {
    /// The name in machine-readable output.
    pub fn name(self) -> &'static str {
        match self {
            Generation::Current => "current-3-row",
            Generation::Insights2016 => "2016-3-row",
            Generation::Legacy => "legacy-2-row",
            Generation::Plain => "plain",
        }
    }
}

/// A row of the header, by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeaderRow {
    /// Row 1: export tags and the names of metadata.
    Names,
    /// Row 2: the titles of metadata and the texts of questions.
    Texts,
    /// Row 3: ImportIds.
    ImportIds,
}

impl HeaderRow {
    /// What messages call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            HeaderRow::Names => "the row of names",
            HeaderRow::Texts => "the row of question texts",
            HeaderRow::ImportIds => "the row of ImportIds",
        }
    }
}

/// What Qualtrics calls metadata columns in row 1 and nobody else does, in row 2, and the field
/// (`reference/qualtrics.md` §4.1 metadata order).
const TITLES: [(&str, &str, &str); 13] = [
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("UserLanguage", "User Language", "userLanguage"),
];

/// Row 2 of legacy exports over `V1` to `V10` (`reference/qualtrics.md` §4.2).
const LEGACY: [&str; 10] = [
    "ResponseID",
    "ResponseSet",
    "Name",
    "ExternalDataReference",
    "EmailAddress",
    "IPAddress",
    "Status",
    "StartDate",
    "EndDate",
    "Finished",
];

/// A column of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its position, from 0.
    pub index: usize,
    /// Row 1: the export tag, perhaps edited, perhaps repeated, perhaps empty.
    pub name: String,
    /// Row 2: localised prose, for people only.
    pub label: String,
    /// The ImportId in normal form; `None` where a third party added the column.
    pub import_id: Option<String>,
    /// The choice that a split multi-select column is for.
    pub choice: Option<String>,
    /// The zone of its dates.
    pub time_zone: Option<String>,
    /// The rest of the ImportId object, which tells columns of one ImportId apart.
    pub(crate) qualifier: String,
    /// Whether it is the label column beside a recode column (`includeLabelColumns`).
    pub(crate) is_label_column: bool,
}

impl Column {
    /// How messages name the column: its ImportId with what tells it apart, else its name.
    pub fn display(&self) -> String {
        match (&self.import_id, &self.choice) {
            (Some(id), Some(choice)) => format!("{id} choice {choice}"),
            (Some(id), None) if self.qualifier.is_empty() => id.clone(),
            (Some(id), None) => format!("{id} {}", self.qualifier),
            (None, _) if self.name.is_empty() => format!("column {}", self.index + 1),
            (None, _) => format!("\"{}\"", self.name),
        }
    }
}

/// The header of an export.
#[derive(Debug, Clone)]
pub struct Header {
    /// Its generation.
    pub generation: Generation,
    /// Its columns.
    pub columns: Vec<Column>,
    /// How many records stand before the data.
    pub header_rows: usize,
    /// The rows that the generation has and this file does not.
    pub(crate) missing: Vec<HeaderRow>,
}

impl Header {
    /// Tells the generation and the columns from the first records of a file (up to three), each by what it holds:
    /// rows may be missing, or in another order (`reference/qualtrics.md` §7a).
    pub fn read(rows: &[Vec<String>]) -> Header {
        let at = rows.iter().take(3).position(|row| is_import_ids(row));
        Header::with_ids(rows, at.unwrap_or_default(), at.map(|at| rows[at].as_slice()))
    }

    /// The same with the row of ImportIds, which may stand elsewhere in the file: rows before this position are of the
    /// header, whatever language their texts have.
    pub(crate) fn with_ids(rows: &[Vec<String>], before: usize, ids: Option<&[String]>) -> Header {
        let mut first = rows.iter().take(3);
        let legacy = first.next().and_then(|row| row.first()).is_some_and(|cell| cell == "V1");
        if legacy || (ids.is_none() && rows.get(1).and_then(|row| row.first()).is_some_and(|cell| cell == LEGACY[0])) {
            return Header::legacy(rows);
        }
        let mut leading: Vec<&[String]> = Vec::new();
        let mut has_ids = false;
        for (at, row) in rows.iter().take(3).enumerate() {
            if is_import_ids(row) && !has_ids {
                has_ids = true;
            } else if at == 0 || at < before || is_titles(row) {
                leading.push(row);
            } else {
                break;
            }
        }
        let header_rows = leading.len() + usize::from(has_ids);
        let (names, texts) = match leading.as_slice() {
            [first, second, ..] if is_named(second) && !is_named(first) => (Some(*second), Some(*first)),
            [first, second, ..] => (Some(*first), Some(*second)),
            [only] if is_titles(only) && !is_named(only) => (None, Some(*only)),
            [only] => (Some(*only), None),
            [] => (None, None),
        };
        let generation = match ids {
            None => Generation::Plain,
            Some(ids) if ids.iter().any(|cell| cell.contains("\"ImportId\"")) => Generation::Current,
            Some(_) => Generation::Insights2016,
        };
        let width = [names, texts, ids].into_iter().flatten().map(<[String]>::len).max().unwrap_or_default();
        let cell = |row: Option<&[String]>, at: usize| row.and_then(|row| row.get(at)).cloned().unwrap_or_default();
        let columns = (0..width).map(|index| {
            let label = cell(texts, index);
            let mut column =
                Column::new(index, if names.is_some() { cell(names, index) } else { label.clone() }, label);
            match ids {
                Some(ids) => {
                    if let Some(object) = ids.get(index).and_then(|cell| import_object(cell)) {
                        column.take(object, generation);
                    }
                }
                None => column.import_id = plain_id(&column.name),
            }
            column
        });
        let is_whole = generation != Generation::Plain;
        // A file of names alone may never have been an export; titles of Qualtrics' own say that it was.
        let was_whole = is_whole || texts.is_some() || names.is_some_and(is_named);
        let missing = [
            (HeaderRow::Names, names.is_none()),
            (HeaderRow::Texts, texts.is_none()),
            (HeaderRow::ImportIds, !is_whole),
        ];
        let missing = missing.into_iter().filter(|(_, is_missing)| *is_missing && was_whole).map(|(row, _)| row);
        let missing = missing.collect();
        Header { generation, columns: columns.collect(), header_rows, missing }
    }

    fn legacy(rows: &[Vec<String>]) -> Header {
        let empty = Vec::new();
        let names = rows.first().unwrap_or(&empty);
        let has_texts = rows.get(1).is_some_and(|row| row.iter().any(|cell| LEGACY.contains(&cell.as_str())));
        let columns = names.iter().enumerate().map(|(index, name)| {
            let of_v = || LEGACY.get(index).filter(|_| *name == format!("V{}", index + 1));
            let label = match has_texts {
                true => rows[1].get(index).cloned().unwrap_or_default(),
                false => of_v().map_or_else(String::new, |title| (*title).to_owned()),
            };
            let mut column = Column::new(index, name.clone(), label);
            column.import_id = legacy_id(&column.name, &column.label);
            column
        });
        let missing = if has_texts { Vec::new() } else { vec![HeaderRow::Texts] };
        Header {
            generation: Generation::Legacy,
            columns: columns.collect(),
            header_rows: 1 + usize::from(has_texts),
            missing,
        }
    }

    /// Whether a row of ImportIds or of names among the data is of another header than this one.
    pub(crate) fn is_of_another(&self, cells: &[String]) -> bool {
        if is_import_ids(cells) {
            return self.columns.iter().zip(cells).any(|(column, cell)| {
                let mut other = Column::new(column.index, String::new(), String::new());
                match import_object(cell) {
                    Some(object) => other.take(object, self.generation),
                    None => return false,
                }
                (&other.import_id, &other.choice) != (&column.import_id, &column.choice)
            });
        }
        let names_columns = is_named(cells) && !self.missing.contains(&HeaderRow::Names);
        names_columns && self.columns.iter().zip(cells).any(|(column, cell)| column.name.trim() != cell.trim())
    }

    /// Whether a row that has this cell can be one of the header: it is not what its field is in a response.
    pub(crate) fn may_begin(&self, column: &Column, cell: &str) -> bool {
        match column.import_id.as_deref() {
            Some("startDate" | "endDate" | "recordedDate" | "progress" | "duration") => true,
            Some("finished") => status::finished(cell).is_none(),
            Some("status") => Status::read(cell) == Status::Unknown,
            _ => {
                let cell = cell.trim();
                cell.contains("ImportId")
                    || [&column.name, &column.label].iter().any(|own| own.trim() == cell)
                    || is_title(cell)
            }
        }
    }

    /// Whether a row of the data is one of the header: ImportIds, the names or texts of the columns, or cells of
    /// metadata none of which holds what its kind is. Such a row is never a response.
    pub(crate) fn is_row_of(&self, cells: &[String]) -> bool {
        if is_import_ids(cells) || is_titles(cells) {
            return true;
        }
        let filled: Vec<(&Column, &str)> = self
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| (column, cell.trim()))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        // One title of Qualtrics' own is proof where it stands in its own column.
        let is_own_title = |(column, cell): &(&Column, &str)| {
            let is_its = |field: &str| column.import_id.as_deref() == Some(field);
            TITLES.iter().any(|(name, title, field)| cell == title && is_its(field) && title != name)
        };
        if filled.iter().any(is_own_title) {
            return true;
        }
        let repeats = |(column, cell): &&(&Column, &str)| *cell == column.name.trim() || *cell == column.label.trim();
        if filled.len() > 1 && filled.iter().filter(repeats).count() * 2 > filled.len() {
            return true;
        }
        let measured = filled.iter().filter(|(column, _)| {
            let id = column.import_id.as_deref().unwrap_or_default();
            ["startDate", "endDate", "recordedDate", "progress", "duration", "finished"].contains(&id)
        });
        let is_value = |cell: &str| cell.bytes().any(|byte| byte.is_ascii_digit()) || status::finished(cell).is_some();
        let are_values: Vec<bool> = measured.map(|(_, cell)| is_value(cell)).collect();
        are_values.len() > 1 && !are_values.contains(&true)
    }
}

/// Whether a row has an ImportId in one of its first cells; an index may stand before them.
pub(super) fn is_import_ids(row: &[String]) -> bool {
    row.iter().any(|cell| cell.contains("ImportId") && import_object(cell).is_some())
}

/// Whether a text is what Qualtrics writes over a column of metadata.
pub(crate) fn is_title(text: &str) -> bool {
    TITLES.iter().any(|(name, title, _)| text == *title || text == *name)
}

/// Whether a row has two of the titles that Qualtrics writes over metadata, or of its names.
pub(super) fn is_titles(row: &[String]) -> bool {
    row.iter().filter(|cell| is_title(cell.trim())).count() > 1
}

/// Whether a row names metadata as row 1 does.
fn is_named(row: &[String]) -> bool {
    row.iter().filter(|cell| TITLES.iter().any(|(name, ..)| cell.trim() == *name)).count() > 1
}

/// The field of a column that has a name alone: Qualtrics' own title stands for its field.
fn plain_id(name: &str) -> Option<String> {
    let by_title = TITLES.iter().find(|(_, title, _)| *title == name).map(|(_, _, field)| (*field).to_owned());
    (!name.is_empty()).then(|| by_title.unwrap_or_else(|| import_id::normal(name)))
}

impl Column {
    fn new(index: usize, name: String, label: String) -> Column {
        Column {
            index,
            name,
            label,
            import_id: None,
            choice: None,
            time_zone: None,
            qualifier: String::new(),
            is_label_column: false,
        }
    }
}

impl Column {
    fn take(&mut self, object: Map<String, Value>, generation: Generation) {
        let mut rest = Vec::new();
        for (key, value) in object {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            match key.as_str() {
                "ImportId" if generation == Generation::Current => self.import_id = Some(import_id::current(&text)),
                "ImportId" => self.import_id = Some(import_id::normal(&text)),
                "choiceId" => self.choice = Some(text),
                "timeZone" => self.time_zone = Some(text),
                "IsLabelsColumn" | "isLabelsColumn" => self.is_label_column = text != "false",
                _ => rest.push(format!("{key}={text}")),
            }
        }
        rest.sort();
        self.qualifier = rest.join(" ");
    }
}

/// The ImportId object of a cell: JSON, or the Python-style writing of 2016.
fn import_object(cell: &str) -> Option<Map<String, Value>> {
    // A spreadsheet, or a script that wrote the file again, may have doubled the quotes within the cell.
    for text in [cell.to_owned(), cell.replace("\"\"", "\"")] {
        if let Ok(Value::Object(object)) = serde_json::from_str(&text) {
            return object.contains_key("ImportId").then_some(object);
        }
    }
    let inner = cell.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut object = Map::new();
    for pair in inner.split("', ") {
        let (key, value) = pair.split_once(':')?;
        let unquoted = |text: &str| {
            let text = text.trim();
            let text = text.strip_prefix('u').filter(|rest| rest.starts_with('\'')).unwrap_or(text);
            text.trim_matches(|quote| quote == '\'' || quote == '"').to_owned()
        };
        object.insert(unquoted(key), Value::String(unquoted(value)));
    }
    object.contains_key("ImportId").then_some(object)
}

/// A legacy file has only names: row 2 names the first ten columns, row 1 all others.
fn legacy_id(name: &str, label: &str) -> Option<String> {
    let is_v = name.strip_prefix('V').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    if is_v {
        return Some(import_id::metadata(label).map_or_else(|| label.to_owned(), str::to_owned));
    }
    (!name.is_empty()).then(|| import_id::normal(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[&[&str]]) -> Vec<Vec<String>> {
        rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn current_columns_are_keyed_by_the_whole_object_without_its_zone() {
        let header = Header::read(&rows(&[
            &["StartDate", "Q3_1", "Q3_2", "TWIN", "Q7_1_x"],
            &["Start", "a", "b", "", ""],
            &[
                r#"{"ImportId":"startDate","timeZone":"America/Denver"}"#,
                r#"{"ImportId":"QID3","choiceId":"1"}"#,
                r#"{"ImportId":"QID3","choiceId":"2"}"#,
                "TWIN_ID",
                r#"{"ImportId":"QID7","point":1,"coord":"x"}"#,
            ],
        ]));
        assert_eq!(header.generation, Generation::Current);
        assert_eq!(header.columns[0].time_zone.as_deref(), Some("America/Denver"));
        assert_eq!(header.columns[0].qualifier, "");
        assert_eq!(header.columns[2].display(), "QID3 choice 2");
        assert_eq!(header.columns[3].import_id, None);
        assert_eq!(header.columns[4].display(), "QID7 coord=x point=1");
    }

    #[test]
    fn python_style_ids_of_2016_fold_into_the_current_vocabulary() {
        let header = Header::read(&rows(&[
            &["ResponseID", "Q1", "mail"],
            &["ResponseID", "Q", "M"],
            &["{'ImportId': 'ResponseID'}", "{'ImportId': 'QID4-1-2'}", "{'ImportId': 'panel-RecipientEmail'}"],
        ]));
        assert_eq!(header.generation, Generation::Insights2016);
        let ids: Vec<_> = header.columns.iter().map(|column| column.import_id.clone().expect("id")).collect();
        assert_eq!(ids, ["_recordId", "QID4_1_2", "recipientEmail"]);
    }

    #[test]
    fn legacy_and_plain_files_have_names_only() {
        let legacy =
            Header::read(&rows(&[&["V1", "V8", "Q1", "plan", ""], &["ResponseID", "StartDate", "Text?", "plan", ""]]));
        assert_eq!(legacy.generation, Generation::Legacy);
        let ids: Vec<_> = legacy.columns.iter().map(|column| column.import_id.as_deref()).collect();
        assert_eq!(ids, [Some("_recordId"), Some("startDate"), Some("Q1"), Some("plan"), None]);
        let plain = Header::read(&rows(&[&["ResponseId", "plan"], &["R_1", "free"]]));
        assert_eq!(plain.generation, Generation::Plain);
        assert_eq!(plain.columns[0].import_id.as_deref(), Some("_recordId"));
    }
}
