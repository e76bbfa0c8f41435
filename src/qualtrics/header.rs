//! The header rows of a CSV export and what its columns are: the four generations
//! (`reference/qualtrics.md` §4.1–§4.3).
//!
//! A column is keyed by its whole ImportId object without the time zone. Row 1 may repeat and be edited
//! by hand, row 2 is localised prose: neither is a key.

use super::import_id;
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

    /// How many records stand before the data.
    pub fn header_rows(self) -> usize {
        match self {
            Generation::Current | Generation::Insights2016 => 3,
            Generation::Legacy => 2,
            Generation::Plain => 1,
        }
    }
}

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
}

impl Header {
    /// Tells the generation and the columns from the first records of a file (up to three).
    pub fn read(rows: &[Vec<String>]) -> Header {
        let generation = generation(rows);
        let empty = Vec::new();
        let names = rows.first().unwrap_or(&empty);
        let labels = if generation.header_rows() > 1 { rows.get(1).unwrap_or(&empty) } else { &empty };
        let ids = if generation.header_rows() > 2 { rows.get(2).unwrap_or(&empty) } else { &empty };
        let columns = names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let label = labels.get(index).cloned().unwrap_or_default();
                let mut column = Column {
                    index,
                    name: name.clone(),
                    label,
                    import_id: None,
                    choice: None,
                    time_zone: None,
                    qualifier: String::new(),
                    is_label_column: false,
                };
                match generation {
                    Generation::Current | Generation::Insights2016 => {
                        if let Some(object) = ids.get(index).and_then(|cell| import_object(cell)) {
                            column.take(object);
                        }
                    }
                    Generation::Legacy => column.import_id = legacy_id(&column.name, &column.label),
                    Generation::Plain => column.import_id = (!name.is_empty()).then(|| import_id::normal(name)),
                }
                column
            })
            .collect();
        Header { generation, columns }
    }
}

impl Column {
    fn take(&mut self, object: Map<String, Value>) {
        let mut rest = Vec::new();
        for (key, value) in object {
            let text = match value {
                Value::String(text) => text,
                other => other.to_string(),
            };
            match key.as_str() {
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

fn generation(rows: &[Vec<String>]) -> Generation {
    let row = |at: usize| rows.get(at).map(Vec::as_slice).unwrap_or_default();
    if row(2).iter().any(|cell| cell.contains("ImportId")) {
        let json = row(2).iter().any(|cell| cell.contains("\"ImportId\""));
        return if json { Generation::Current } else { Generation::Insights2016 };
    }
    // After the three-row check: the 2016 format has `ResponseID` in row 2 as well.
    let first_is = |at: usize, text: &str| row(at).first().is_some_and(|cell| cell == text);
    if first_is(0, "V1") || first_is(1, "ResponseID") { Generation::Legacy } else { Generation::Plain }
}

/// The ImportId object of a cell: JSON, or the Python-style writing of 2016.
fn import_object(cell: &str) -> Option<Map<String, Value>> {
    if let Ok(Value::Object(object)) = serde_json::from_str(cell) {
        return object.contains_key("ImportId").then_some(object);
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
