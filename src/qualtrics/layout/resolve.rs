//! Which kind of pipe asks for what: embedded data, metadata, contact fields, scores, dates and columns.
//! Questions are in [`super::answers`].

use super::refuse::{Resolved, unresolved};
use super::{Found, Layout, Shape, SlotSource, Subject};
use crate::core::diagnostic::did_you_mean;
use crate::qualtrics::contacts;
use crate::qualtrics::dates::Zone;
use crate::qualtrics::findings::*;
use crate::qualtrics::header::Column;
use crate::qualtrics::import_id;
use crate::qualtrics::php_date;
use crate::qualtrics::pipe::{Ask, Pipe, PipeKind, percent_decoded};
use crate::qualtrics::privacy::{self, Judged, Made};
use crate::qualtrics::recipe::{Recipe, Step};
use jiff::tz::TimeZone;

impl Layout {
    /// The recipe of a pipe.
    pub fn resolve(&mut self, pipe: &Pipe) -> Resolved<Recipe> {
        let step = match self.subject {
            Subject::Responses => self.response_step(&pipe.kind)?,
            Subject::Contacts => contacts::step(self, &pipe.kind)?,
        };
        let mut fields = Vec::new();
        step.each_slot(&mut |slot| fields.push(self.field_of(slot)));
        let class = self.class_of(&pipe.kind, &fields);
        let zone = fields.first().map_or(Zone::PresumedUtc, |_| self.zone_of_step(&step));
        let may_be_absent = matches!(self.shape, Shape::Json) && !fields.is_empty();
        let presumed = match &pipe.kind {
            // Of the `rm://` pipes only ResponseID has been seen in real tasks (`reference/qualtrics.md` §3.2).
            PipeKind::Metadata(name) if import_id::metadata(name) != Some("_recordId") => Some(&PIPE_UNVERIFIED),
            _ if step.gives_numbers() => Some(&RECODES_PRESUMED),
            _ => None,
        };
        let excused = Default::default();
        Ok(Recipe { step, fields, class, presumed, zone, may_be_absent, excused })
    }

    fn class_of(&self, kind: &PipeKind, fields: &[String]) -> Option<Judged> {
        let made = match kind {
            // A form field's ImportId (`QID6_1`) says nothing of what is typed into it; the pipe does.
            PipeKind::Question(_, Ask::ChoiceTextEntryValue(_)) => Made::Typed,
            PipeKind::Question(_, Ask::ChoiceNumericEntryValue(_)) => Made::Unknown,
            PipeKind::Question(..) => Made::Chosen,
            _ => Made::Unknown,
        };
        let by_field = fields.iter().filter_map(|field| self.judge_field(field, made)).max();
        by_field.or(match kind {
            PipeKind::Embedded(name) | PipeKind::Column(name) => privacy::judge(name, &[], &[], made),
            _ => None,
        })
    }

    /// What a field holds of a person, by all that the export and the survey call it.
    pub(crate) fn judge_field(&self, field: &str, made: Made) -> Option<Judged> {
        let is_it = |column: &&Column| column.import_id.as_deref().unwrap_or(&column.name) == field;
        let columns: Vec<&Column> =
            self.header().map_or(&[][..], |header| &header.columns).iter().filter(is_it).collect();
        let known = self.survey.as_ref().and_then(|survey| survey.field(field));
        let is_question = import_id::is_question(field);
        let tags = columns.iter().map(|column| column.name.as_str()).filter(|_| is_question);
        let names: Vec<&str> = tags.chain(known.and_then(|known| known.export_tag.as_deref())).collect();
        // The text of a split column ends with its choice, which is no part of the question.
        let asked = |column: &&'_ Column| match (&column.choice, column.label.rsplit_once(" - ")) {
            (Some(_), Some((question, _))) => question.to_owned(),
            _ => column.label.clone(),
        };
        let labels: Vec<String> = columns.iter().map(asked).collect();
        let mut texts: Vec<&str> =
            labels.iter().map(String::as_str).chain(known.map(|known| known.text.as_str())).collect();
        texts.dedup();
        let made = if known.is_some_and(|known| !known.choices.is_empty()) { Made::Chosen } else { made };
        let by_choices = match known {
            Some(known) if !known.choices.is_empty() => {
                privacy::judge_choices(known.live_choices().map(|choice| choice.label.as_str()))
            }
            _ => {
                let choices = columns.iter().filter(|column| column.choice.is_some());
                privacy::judge_choices(choices.filter_map(|column| Some(column.label.rsplit_once(" - ")?.1)))
            }
        };
        let judged = privacy::judge(field, &names, &texts, made);
        by_choices.into_iter().chain(judged).max_by_key(|judged| judged.class)
    }

    /// What a pipe means for a survey response.
    pub(in crate::qualtrics) fn response_step(&mut self, kind: &PipeKind) -> Resolved {
        match kind {
            PipeKind::Question(question, ask) => self.question(question, ask),
            PipeKind::Embedded(name) => self.embedded(name),
            PipeKind::Metadata(name) => self.metadata(name),
            PipeKind::Contact(name) => self.contact(name),
            PipeKind::Score(scoring, statistic) => self.score(scoring, statistic),
            PipeKind::CurrentDate(format) => self.current_date(format),
            PipeKind::Column(name) => self.column(name),
            PipeKind::Location(name) => match name.as_str() {
                "IPAddress" => self.plain_field("ipAddress", "the IP address"),
                _ => unresolved(
                    &PIPE_NOT_IN_RESPONSE,
                    format!("`loc://{name}` is guessed from the IP address while the survey runs; no export holds it"),
                    "store it as embedded data in the survey flow, or pipe ${rm://Field/LocationLatitude}",
                ),
            },
            PipeKind::Loop(name) => unresolved(
                &PIPE_NOT_IN_RESPONSE,
                format!("`lm://{name}` is known only inside the loop; exports do not hold it"),
                "pipe the answers of a loop by its number, ${q://1_QID10/ChoiceTextEntryValue}",
            ),
            PipeKind::Workflow(scheme, path) => {
                let task = path.split('/').next().unwrap_or(path);
                let (from, help) = if scheme == "ch" {
                    (
                        format!("the output of the earlier workflow task {task}"),
                        "store that output as embedded data, and pipe the field",
                    )
                } else {
                    (
                        format!("`{path}` of the JSON event that began the workflow"),
                        "a response has no such event: use the task's own fields",
                    )
                };
                unresolved(&PIPE_NOT_IN_RESPONSE, format!("the pipe takes {from}; a response does not hold it"), help)
            }
            PipeKind::Elsewhere(scheme, path) => unresolved(
                &PIPE_NOT_IN_RESPONSE,
                format!("`{scheme}://{path}` is made anew each time the survey shows it; no export holds it"),
                "store it as embedded data in the survey flow, and pipe that field",
            ),
        }
    }

    /// A field that has one cell and no choices.
    pub(super) fn plain_field(&mut self, key: &str, what: &str) -> Resolved {
        match self.shape {
            Shape::Json => {
                let unknown = self.survey.as_ref().is_some_and(|survey| survey.field(key).is_none());
                if unknown && import_id::is_question(key) {
                    return self.not_in_survey(key);
                }
                Ok(Step::Cell(self.slot(SlotSource::Value(key.to_owned()))))
            }
            Shape::Csv { .. } => match self.find(key) {
                Found::One(column) | Found::WithLabels(column, _) => {
                    let index = column.index;
                    Ok(Step::Cell(self.column_slot(index)))
                }
                Found::Several(columns) => self.several(key, &columns),
                Found::Split(columns) => self.several(key, &columns),
                Found::Nothing => self.not_in_export(&format!("{what} ({key})"), key),
            },
        }
    }

    /// Embedded data, and the built-in fields that are written like it (`reference/qualtrics.md` §3.2).
    fn embedded(&mut self, name: &str) -> Resolved {
        let built_in = match name {
            "ResponseID" | "ResponseId" => Some("_recordId"),
            "Q_Language" => Some("userLanguage"),
            "Q_CHL" => Some("distributionChannel"),
            "Q_TotalDuration" => Some("duration"),
            _ => None,
        };
        if built_in == Some("_recordId") {
            return self.control().response_id.map_or_else(|| self.not_in_export("the ResponseId", "_recordId"), Ok);
        }
        if name == "SurveyID" {
            let id =
                self.survey.as_ref().and_then(|survey| survey.id.clone()).or_else(|| self.settings.survey_id.clone());
            return match id {
                Some(id) => Ok(Step::Constant(id)),
                None => unresolved(
                    &SURVEY_NEEDED,
                    "an export does not say which survey it is of",
                    "write `survey: SV_…` into the mapping",
                ),
            };
        }
        match (&self.shape, built_in) {
            (Shape::Json, Some(field)) => {
                let slots =
                    vec![self.slot(SlotSource::Value(name.to_owned())), self.slot(SlotSource::Value(field.to_owned()))];
                Ok(Step::FirstOf(slots))
            }
            (Shape::Json, None) => Ok(Step::Cell(self.slot(SlotSource::Value(name.to_owned())))),
            (Shape::Csv { .. }, _) => {
                let decoded = percent_decoded(name);
                let names = [Some(name), Some(decoded.as_str()), built_in];
                for key in names.into_iter().flatten() {
                    if !matches!(self.find(key), Found::Nothing) {
                        return self.plain_field(key, "embedded data");
                    }
                }
                self.not_in_export(&format!("the embedded data \"{name}\""), name)
            }
        }
    }

    fn metadata(&mut self, name: &str) -> Resolved {
        match import_id::metadata(name) {
            Some("_recordId") => self.embedded("ResponseID"),
            Some(field @ ("status" | "finished")) => match self.metadata_slot(field) {
                Some(slot) => Ok(Step::MetadataRecode(slot)),
                None => self.not_in_export(name, field),
            },
            Some(field) => self.plain_field(field, "the response's"),
            None => {
                let near = did_you_mean(name, import_id::metadata_fields());
                let help = near.map_or_else(
                    || "for embedded data write ${e://Field/…}".to_owned(),
                    |near| format!("did you mean {near}?"),
                );
                unresolved(&FIELD_NOT_IN_EXPORT, format!("a response has no metadata \"{name}\""), help)
            }
        }
    }

    fn contact(&mut self, name: &str) -> Resolved {
        let field = match name {
            "FirstName" => "recipientFirstName",
            "LastName" => "recipientLastName",
            "Email" => "recipientEmail",
            "ExternalDataReference" | "ExternalReference" => "externalDataReference",
            "Language" => "userLanguage",
            _ => {
                let known = ["FirstName", "LastName", "Email", "ExternalDataReference", "Language"];
                let help = did_you_mean(name, known).map_or_else(
                    || {
                        "copy the contact's field into embedded data in the survey flow, and pipe ${e://Field/…}"
                            .to_owned()
                    },
                    |near| format!("did you mean ${{m://{near}}}?"),
                );
                return unresolved(&FIELD_NOT_IN_EXPORT, format!("no export holds the contact's \"{name}\""), help);
            }
        };
        self.plain_field(field, "the contact's field")
    }

    fn score(&mut self, scoring: &str, statistic: &str) -> Resolved {
        if statistic != "Score" {
            return unresolved(
                &PIPE_NOT_IN_RESPONSE,
                format!("`{statistic}` of {scoring} is computed while the survey runs; exports hold the score alone"),
                format!("pipe ${{gr://{scoring}/Score}}, or store the statistic as embedded data"),
            );
        }
        self.plain_field(scoring, "the score")
    }

    fn current_date(&self, format: &str) -> Resolved {
        let zone = self.settings.time_zone.clone().unwrap_or(TimeZone::UTC);
        match php_date::format(self.settings.now, &zone, format) {
            Ok(text) => Ok(Step::Constant(text)),
            Err(letter) => unresolved(
                &DATE_FORMAT_UNKNOWN,
                format!("`{letter}` in the date format \"{format}\" is not documented"),
                "use PHP letters such as Y-m-d, or c for ISO 8601",
            ),
        }
    }

    fn column(&mut self, name: &str) -> Resolved {
        if matches!(self.shape, Shape::Json) {
            let by_tag = self.survey.as_ref().and_then(|survey| survey.import_id_of_tag(name)).map(str::to_owned);
            return Ok(Step::Cell(self.slot(SlotSource::Value(by_tag.unwrap_or_else(|| import_id::normal(name))))));
        }
        let columns = self.header().map(|header| header.columns.as_slice()).unwrap_or_default();
        let named: Vec<&Column> = columns.iter().filter(|column| column.name == name).collect();
        match named[..] {
            [column] => {
                let index = column.index;
                Ok(Step::Cell(self.column_slot(index)))
            }
            [] => match self.find(&import_id::normal(name)) {
                Found::One(column) | Found::WithLabels(column, _) => {
                    let index = column.index;
                    Ok(Step::Cell(self.column_slot(index)))
                }
                Found::Split(columns) | Found::Several(columns) => self.several(name, &columns),
                Found::Nothing => self.not_in_export(&format!("the name \"{name}\""), name),
            },
            _ => self.several(&format!("the name \"{name}\""), &named),
        }
    }
}
