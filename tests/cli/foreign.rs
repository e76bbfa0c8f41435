//! What is no response export is named for what it is, with the next step; what is given in another's place, too.

use crate::support::{Place, mapping, recodes};

#[test]
fn what_the_api_and_the_browser_give_besides_an_export_is_named() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    for (name, text, what, next) in [
        (
            "done.json",
            r#"{"result":{"fileId":"d6f4-def","percentComplete":100.0,"status":"complete"},"meta":{"requestId":"a","httpStatus":"200 - OK"}}"#,
            "complete",
            "/file",
        ),
        (
            "progress.json",
            r#"{"result":{"progressId":"ES_0abc","percentComplete":0,"status":"inProgress"},"meta":{"httpStatus":"200 - OK"}}"#,
            "begun",
            "fileId",
        ),
        (
            "err.json",
            r#"{"meta":{"httpStatus":"401 - Unauthorized","error":{"errorCode":"DCD_7","errorMessage":"Unrecognized X-API-TOKEN."},"requestId":"a"}}"#,
            "DCD_7, Unrecognized X-API-TOKEN.",
            "token",
        ),
        (
            "limit.json",
            r#"{"meta":{"httpStatus":"429 - Too Many Requests","error":{"errorMessage":"slow down"}}}"#,
            "429",
            "wait",
        ),
        (
            "history.json",
            r#"{"result":{"elements":[{"contactId":"CID_1","distributionId":"EMD_1","status":"FAILURE","responseId":null}],"nextPage":null}}"#,
            "distribution",
            "Export",
        ),
        (
            "hook.json",
            r#"{"Status":"Complete","SurveyID":"SV_aaaaaaaaaaaaaaa","ResponseID":"R_1","CompletedDate":"2026-03-02 14:04:01","Topic":"brand.surveyengine.completedResponse.SV_aaaaaaaaaaaaaaa"}"#,
            "no answers",
            "R_",
        ),
        (
            "hook.txt",
            "Topic=brand.surveyengine.completedResponse.SV_a&Status=Complete&SurveyID=SV_aaaaaaaaaaaaaaa&ResponseID=R_1AbC&BrandID=x",
            "no answers",
            "R_",
        ),
        (
            "notyet.json",
            r#"{"result":{"message":"not yet"},"meta":{"requestId":"a","httpStatus":"202 - Accepted"}}"#,
            "not there yet",
            "later",
        ),
        (
            "surveys.json",
            r#"{"result":{"elements":[{"id":"SV_1","name":"A","isActive":true}],"nextPage":null},"meta":{"httpStatus":"200 - OK"}}"#,
            "list of surveys",
            "Export",
        ),
        (
            "survey.json",
            r#"{"result":{"SurveyID":"SV_1","Questions":{"QID1":{}},"SurveyFlow":{}}}"#,
            "definition",
            "--survey",
        ),
        ("plan.json", r#"{"data":{"rules":[{"key":"x","type":"TRACK"}]}}"#, "tracking plan", "--tracking-plan"),
        ("map.json", r#"{"version":1,"tasks":{}}"#, "a mapping file", "--mapping"),
        ("map.yaml", "# ours\nversion: 1\nsources: {}\ntasks: {}\n", "a mapping file", "--mapping"),
        ("events.json", r#"{"batch":[{"type":"track","messageId":"x","event":"y"}]}"#, "events", "Export"),
        (
            "login.html",
            "<!DOCTYPE html>\n<html><head><title>Login | Qualtrics</title></head></html>",
            "log in",
            "log in",
        ),
        (
            "resp.xml",
            "<?xml version=\"1.0\"?>\n<Responses><Response><QID1>1</QID1></Response></Responses>",
            "XML",
            "Export",
        ),
    ] {
        place.file(name, text);
        for arguments in [&["send", "--dry-run", name][..], &["inspect", name]] {
            let said = place.run(arguments).exits(1);
            assert!(
                said.stderr.contains(&format!("{name} is ")) && said.stderr.contains(what),
                "{name}: {}",
                said.stderr
            );
            let hint = said.stderr.split("hint: ").nth(1).unwrap_or_default();
            assert!(hint.contains(next), "{name}: {}", said.stderr);
        }
    }
}

#[test]
fn a_page_of_responses_is_read_and_an_export_without_any_is_an_empty_success() {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    let response = r#"{"responseId":"R_1","values":{"status":0,"finished":1,"recordedDate":"2026-01-02T03:04:05Z","plan":"free"},"labels":{}}"#;
    place.file("page.json", format!("{{\"result\":{{\"elements\":[{response}],\"nextPage\":null}},\"meta\":{{}}}}"));
    let events = place.send(&["--format", "ndjson", "page.json"]).exits(0).events();
    assert_eq!((events.len(), &events[0]["properties"]["plan"]), (1, &"free".into()));
    for (name, text) in [("empty.json", "{\"responses\": []}".to_owned()), ("empty.csv", recodes(&["plan"], &[]))] {
        place.file(name, text);
        let said = place.send(&["--deny", "warnings", name]).exits(0);
        assert!(said.stderr.contains("holds no responses"), "{name}: {}", said.stderr);
    }
}

#[test]
fn a_response_export_in_the_place_of_a_mapping_is_refused_and_no_line_of_it_is_shown() {
    let place = Place::new();
    let private = "ann.private@example.org";
    place.file("in.csv", recodes(&["recipientEmail", "plan"], &[&[private, "free: x"]]));
    place.file(
        "in.json",
        format!("{{\"responses\":[{{\"responseId\":\"R_1\",\"values\":{{\"recipientEmail\":\"{private}\"}}}}]}}"),
    );
    for input in ["in.csv", "in.json"] {
        for arguments in [
            &["mapping", "check", input][..],
            &["send", "--dry-run", "--mapping", input, "in.csv"],
            &["mapping", "card", input],
        ] {
            let said = place.run(arguments).exits(3);
            let all = format!("{}{}", said.stdout, said.stderr);
            assert!(all.contains("not_a_mapping") && all.contains("qseg mapping init"), "{arguments:?}: {all}");
            assert!(!all.contains(private) && !all.contains("R_1"), "{arguments:?}: {all}");
        }
    }
}

#[test]
fn a_version_in_quotes_hides_nothing_else() {
    let place = Place::new();
    place.file("qseg.yaml", "version: \"1\"\nsender: [qseg]\ntasks:\n  t:\n    type: trak\n");
    let said = place.run(&["mapping", "check", "--format", "short"]).exits(3);
    for code in ["unsupported_version", "unknown_key", "unknown_word"] {
        assert!(said.stdout.contains(code) || said.stderr.contains(code), "{code}: {} {}", said.stdout, said.stderr);
    }
}
