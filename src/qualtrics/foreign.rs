//! What an input is that holds no responses: named for what it is, with the next step
//! (`reference/qualtrics.md` §5, §6, §9). Only its beginning is looked at, and no line of it is ever shown.

use super::{csv, header};
use serde_json::Value;

/// What an input is, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Foreign {
    /// What it is: `the progress of an export`.
    pub(crate) what: String,
    /// The next step.
    pub(crate) help: &'static str,
}

const AS_SURVEY: &str = "give the export as INPUT and this file as --survey";
const EXPORT: &str = "in Qualtrics: Data & Analysis → Export & Import → Export Data → CSV or JSON";

fn foreign(what: impl Into<String>, help: &'static str) -> Option<Foreign> {
    Some(Foreign { what: what.into(), help })
}

/// What a JSON document is.
pub(crate) fn of_json(document: &Value) -> Option<Foreign> {
    let has = |key: &str| document.get(key).is_some();
    let text = |pointer: &str| document.pointer(pointer).and_then(Value::as_str);
    if let Some(error) = document.pointer("/meta/error") {
        let said = |key: &str| error.get(key).and_then(Value::as_str).unwrap_or_default();
        let status = text("/meta/httpStatus").unwrap_or_default();
        let help = match status.get(..3) {
            Some("401" | "403") => "check the API token, its rights and the data centre, then export again",
            Some("429") => "wait a minute, then export again",
            _ => "see what Qualtrics says of it, then export again",
        };
        let said = [status, said("errorCode"), said("errorMessage")].into_iter().filter(|said| !said.is_empty());
        let said = crate::core::escape::visible(&said.collect::<Vec<_>>().join(", ")).into_owned();
        return foreign(format!("an error of Qualtrics' API ({said}), not a response export"), help);
    }
    if document.pointer("/result/fileId").is_some_and(|id| !id.is_null()) {
        return foreign(
            "the progress of an export that is complete, not the export itself",
            "fetch the file: /surveys/SV_…/export-responses/{fileId}/file, with its fileId",
        );
    }
    if document.pointer("/result/progressId").is_some() || document.pointer("/result/percentComplete").is_some() {
        return foreign(
            "the progress of an export that was begun, not the export itself",
            "ask for the progress again until it gives a fileId, then fetch /surveys/SV_…/export-responses/{fileId}/file",
        );
    }
    if text("/meta/httpStatus").is_some_and(|status| status.starts_with("202")) {
        return foreign("an answer of Qualtrics' API that the response is not there yet", "ask for it again later");
    }
    if has("CompletedDate") && has("SurveyID")
        || text("/Topic").is_some_and(|topic| topic.contains("completedResponse"))
    {
        return foreign(
            "the notification that a response was completed, which has no answers",
            "fetch the response by its ResponseID: /surveys/SV_…/responses/R_…",
        );
    }
    let result = document.get("result").unwrap_or(document);
    let first = result.get("elements").and_then(|elements| elements.get(0));
    if let Some(first) = first {
        let has = |key: &str| first.get(key).is_some();
        let is_survey = first.get("id").and_then(Value::as_str).is_some_and(|id| id.starts_with("SV_"));
        return match (is_survey, has("distributionId"), has("contactId")) {
            (true, ..) => foreign("a list of surveys, not a response export", EXPORT),
            (_, true, _) => foreign("the history of a distribution, not a response export", EXPORT),
            (.., true) => foreign(
                "a list of contacts, not of responses",
                "contacts are read for tasks with `trigger: contact` in the mapping",
            ),
            _ => foreign("a list of something else than responses", EXPORT),
        };
    }
    let is_block = |value: &Value| value.get("BlockElements").is_some();
    if result.as_object().is_some_and(|blocks| blocks.values().any(is_block)) {
        return foreign("the blocks of a survey, not a response export", EXPORT);
    }
    if ["Questions", "SurveyFlow", "questions"].iter().any(|key| result.get(key).is_some()) {
        return foreign("a survey definition, not a response export", AS_SURVEY);
    }
    if document.pointer("/data/trackingPlan").is_some() || document.pointer("/data/rules").is_some() || has("rules") {
        return foreign("a tracking plan of Segment's", "give it as --tracking-plan, and the export as INPUT");
    }
    if has("tasks") && has("version") {
        return foreign("a mapping file, not an input", "give it as --mapping, and the export as INPUT");
    }
    let is_event = |value: &Value| value.get("messageId").is_some() && value.get("type").is_some();
    if is_event(document) || document.pointer("/batch/0").is_some_and(is_event) {
        return foreign("events, as they go to Segment, and not the responses that they were made of", EXPORT);
    }
    None
}

/// What a text is that is no JSON, by its beginning.
pub(crate) fn of_text(beginning: &str) -> Option<Foreign> {
    let start = beginning.trim_start();
    let lower = start.get(..start.len().min(2_048)).unwrap_or(start).to_lowercase();
    if start.starts_with('<') {
        return match lower {
            _ if lower.contains("<html") && (lower.contains("login") || lower.contains("log in")) => {
                foreign("a web page that asks to log in, not the export", "log in to Qualtrics, then download again")
            }
            _ if lower.contains("<html") => foreign("a web page, not a response export", EXPORT),
            _ if lower.contains("<response") => foreign("an export in XML, which qseg does not read", EXPORT),
            _ => foreign("XML or HTML", EXPORT),
        };
    }
    let line = start.lines().next().unwrap_or_default();
    if line.contains('&') && line.contains("ResponseID=R_") && line.contains("SurveyID=SV_") {
        return foreign(
            "the notification that a response was completed, which has no answers",
            "fetch the response by its ResponseID: /surveys/SV_…/responses/R_…",
        );
    }
    let has_key = |key: &str| start.lines().any(|line| line.starts_with(key));
    if has_key("version:") && (has_key("tasks:") || has_key("sources:")) {
        return foreign("a mapping file, not an input", "give it as --mapping, and the export as INPUT");
    }
    None
}

/// Whether a text is a response export: what somebody gave in the place of a mapping.
pub(crate) fn is_export(text: &str) -> bool {
    let mut end = text.len().min(65_536);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let beginning = text[..end].trim_start();
    if beginning.starts_with(['{', '[']) {
        let has = |key: &str| beginning.contains(key);
        return has("\"values\"") && (has("\"responseId\"") || has("\"responses\"")) && !has("\"tasks\"");
    }
    let (dialect, begins) = csv::Dialect::sniff(beginning.as_bytes());
    let mut lines = beginning[begins..].lines();
    let row = csv::fields(lines.next().unwrap_or_default(), dialect.delimiter);
    row.len() > 2 && (header::is_titles(&row) || row[0] == "V1" || lines.take(8).any(|line| line.contains("ImportId")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_the_api_gives_besides_responses_is_named() {
        for (document, what) in [
            (json!({ "result": { "progressId": "ES_1", "percentComplete": 0 }, "meta": {} }), "begun"),
            (json!({ "result": { "fileId": "d6", "percentComplete": 100.0 } }), "complete"),
            (json!({ "result": { "message": "later" }, "meta": { "httpStatus": "202 - Accepted" } }), "not there yet"),
            (
                json!({ "Status": "Complete", "SurveyID": "SV_1", "ResponseID": "R_1", "CompletedDate": "x" }),
                "notification",
            ),
            (json!({ "result": { "elements": [{ "id": "SV_1", "name": "A" }] } }), "list of surveys"),
            (
                json!({ "result": { "elements": [{ "contactId": "CID_1", "distributionId": "EMD_1" }] } }),
                "distribution",
            ),
            (json!({ "result": { "elements": [{ "contactId": "CID_1", "email": "x" }] } }), "contacts"),
            (json!({ "BL_1": { "Type": "Default", "BlockElements": [] } }), "blocks"),
            (json!({ "result": { "SurveyID": "SV_1", "Questions": {} } }), "definition"),
            (json!({ "data": { "rules": [] } }), "tracking plan"),
            (json!({ "version": 1, "tasks": {} }), "mapping"),
            (json!({ "batch": [{ "type": "track", "messageId": "x" }] }), "events"),
        ] {
            let found = of_json(&document).unwrap_or_else(|| panic!("{document}"));
            assert!(found.what.contains(what), "{what}: {}", found.what);
        }
        let error = json!({ "meta": { "httpStatus": "401 - Unauthorized",
            "error": { "errorCode": "DCD_7", "errorMessage": "Unrecognized X-API-TOKEN." } } });
        let found = of_json(&error).expect("an error");
        assert!(found.what.contains("401 - Unauthorized, DCD_7, Unrecognized X-API-TOKEN."), "{}", found.what);
        assert!(found.help.contains("token"));
        assert_eq!(of_json(&json!({ "responseId": "R_1", "values": {} })), None);
    }

    #[test]
    fn texts_are_named_by_their_beginning_and_an_export_is_told_from_a_mapping() {
        for (text, what) in [
            ("<!DOCTYPE html>\n<html><head><title>Login | Qualtrics</title>", "log in"),
            ("<?xml version=\"1.0\"?>\n<Responses><Response>", "XML"),
            ("Topic=x&Status=Complete&SurveyID=SV_1&ResponseID=R_1", "notification"),
            ("# A mapping\nversion: 1\nsenders: [qseg]\ntasks:\n", "mapping"),
        ] {
            assert!(of_text(text).is_some_and(|found| found.what.contains(what)), "{what}");
        }
        assert_eq!(of_text("StartDate,EndDate\n2026-01-01,2026-01-02\n"), None);
        for export in [
            "StartDate,EndDate,Status\nStart Date,End Date,Response Type\n",
            "V1,V2,V3\nResponseID,ResponseSet,Name\n",
            "sep=;\nA;B;C\nx;y;z\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\";;\n",
            "{\"responses\":[{\"responseId\":\"R_1\",\"values\":{}}]}",
        ] {
            assert!(is_export(export), "{export}");
        }
        for other in ["version: 1\ntasks: {}\n", "{\"version\":1,\"tasks\":{}}", "", "a, b"] {
            assert!(!is_export(other), "{other}");
        }
    }
}
