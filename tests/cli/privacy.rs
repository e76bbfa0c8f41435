//! Privacy by default: what `mapping init` lets leave, what is sensitive and how it is allowed, what `--privacy` says.

use crate::support::{Place, csv, labels, mapping, project, recodes, samples};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn data(name: &str) -> String {
    fs::read_to_string(project().join("tests/cli/data/privacy").join(name)).expect("the data")
}

/// The rows of a scaffold that are sent: name and pipe.
fn live(text: &str) -> Vec<(String, String)> {
    let row = |line: &str| {
        let line = line.trim();
        let (name, _) = line.split_once(": ").filter(|_| !line.starts_with('#'))?;
        let (from, to) = (line.find("${")?, line.rfind('}').map(|end| line[..=end].rfind("}\"").unwrap_or(end))?);
        let is_row = !matches!(name, "userId" | "anonymousId" | "when");
        is_row.then(|| (name.trim_matches('"').to_owned(), line[from..=to].to_owned()))
    };
    text.lines().filter_map(row).collect()
}

/// The pipes of choices that are sent, and those that are held back for a class.
fn choices(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let is_choice =
        |pipe: &String| pipe.starts_with("${q://") && pipe.contains("/Selected") || pipe.contains("ChoiceGroup");
    let sent = live(text).into_iter().map(|(_, pipe)| pipe).filter(is_choice).collect();
    let lines: Vec<&str> = text.lines().map(|line| line.trim().trim_start_matches("# ")).collect();
    let mut held = BTreeSet::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains("${q://") && line.contains("/Selected"))
    {
        let about = lines[at.saturating_sub(3)..at].iter().rev().take_while(|line| !line.contains("${"));
        if about.into_iter().any(|line| line.contains("- personal data: ")) {
            held.extend(line.find("${").map(|from| line[from..].to_owned()));
        }
    }
    (sent, held)
}

/// Exports, their definition, and how many rows of choices were sent of each before nothing left unproved.
const BEFORE: [(&str, Option<&str>, usize); 28] = [
    ("exports/anonymised_minimalism.csv", None, 16),
    ("exports/anonymised_minimalism.csv", Some("surveys/anonymised_minimalism.qsf"), 16),
    ("exports/blank_rows_excel_dates.csv", None, 11),
    ("exports/blank_rows_excel_dates.csv", Some("surveys/blank_rows_excel_dates.qsf"), 11),
    ("exports/duplicate_names_wide.csv", None, 115),
    ("exports/duplicate_names_wide.csv", Some("surveys/duplicate_names_wide.qsf"), 133),
    ("exports/embedded_data_2016.csv", None, 2),
    ("exports/embedded_data_2016.csv", Some("surveys/embedded_data_2016.qsf"), 2),
    ("exports/empty_names_duplicate_headers.csv", None, 29),
    ("exports/german_headers.csv", None, 1),
    ("exports/housing_labels_multiline.csv", None, 37),
    ("exports/loop_and_merge.csv", None, 1),
    ("exports/loop_and_merge.csv", Some("surveys/loop_and_merge.qsf"), 1),
    // Of the 79 before, 12 were sliders, as the definition says.
    ("exports/many_types.csv", None, 67),
    ("exports/many_types.csv", Some("surveys/many_types.qsf"), 68),
    ("exports/many_types_legacy.csv", Some("surveys/many_types.qsf"), 68),
    ("exports/matrix.csv", None, 15),
    ("exports/matrix.csv", Some("surveys/matrix.qsf"), 15),
    ("exports/matrix_legacy.csv", Some("surveys/matrix.qsf"), 15),
    ("exports/multi_answer.csv", None, 21),
    ("exports/multi_answer.csv", Some("surveys/multi_answer.qsf"), 5),
    ("exports/multi_answer_legacy.csv", Some("surveys/multi_answer.qsf"), 5),
    ("exports/multiline_unicode.csv", None, 39),
    ("exports/side_by_side_recodes.csv", None, 23),
    ("exports/side_by_side_recodes.csv", Some("surveys/side_by_side_recodes.qsf"), 20),
    ("exports/text_entry_minus99.csv", None, 14),
    ("exports/text_entry_minus99.csv", Some("surveys/text_entry_minus99.qsf"), 12),
    ("company/ui_choice_text.csv", Some("company/response_schema.json"), 6),
];

#[test]
fn no_row_of_choices_is_lost_but_for_its_class() {
    let Some(root) = samples("exports") else { return };
    let root = root.parent().expect("a folder");
    for (export, survey, before) in BEFORE {
        let (export, survey) = (root.join(export), survey.map(|survey| root.join(survey)));
        let (text, _) = inferred(&export, survey.as_deref());
        let (sent, held) = choices(&text);
        assert!(
            sent.len() + held.len() >= before,
            "{export:?} {survey:?}: {} and {} of {before}",
            sent.len(),
            held.len()
        );
        assert!(held.len() * 10 <= before || before < 10, "{export:?}: {held:?}");
    }
}

/// `init`, `check` with and without the definition, and the events of a dry run.
fn inferred(export: &Path, survey: Option<&Path>) -> (String, Vec<Value>) {
    let (name, survey) = (export.display().to_string(), survey.map(|survey| survey.display().to_string()));
    let with: Vec<&str> = survey.iter().flat_map(|survey| ["--survey", survey]).collect();
    let place = Place::new();
    place.run(&[&["mapping", "init", &name, "-o", "qseg.yaml"][..], &with].concat()).exits(0);
    place.run(&["mapping", "check", "--deny", "warnings"]).exits(0);
    place.run(&[&["mapping", "check", "--deny", "warnings"][..], &with].concat()).exits(0);
    let send = [&["--include", "all", "--duplicates", "newest", "--format", "ndjson", &name][..], &with].concat();
    let events = place.send(&send).exits(0).events();
    (fs::read_to_string(place.path().join("qseg.yaml")).expect("a mapping"), events)
}

/// Every export of the samples, with the definition that it has.
fn all() -> Vec<(PathBuf, Option<PathBuf>)> {
    let Some(root) = samples("exports").map(|exports| exports.parent().expect("a folder").to_owned()) else {
        return Vec::new();
    };
    let mut all: Vec<(PathBuf, Option<PathBuf>)> =
        BEFORE.iter().map(|(export, survey, _)| (root.join(export), survey.map(|survey| root.join(survey)))).collect();
    for company in
        ["responses.json", "responses.ndjson", "ui_numeric_split.csv", "api_numeric_utc.csv", "ui_choice_text.csv"]
    {
        all.push((root.join("company").join(company), None));
    }
    for legacy in ["many_types_legacy.csv", "matrix_legacy.csv", "multi_answer_legacy.csv", "legacy_minimal.csv"] {
        all.push((root.join("exports").join(legacy), None));
    }
    all.push((root.join("json/single_response.json"), None));
    all
}

#[test]
fn nothing_of_a_sample_leaves_that_is_personal_or_no_closed_set() {
    for (export, survey) in all() {
        let (text, events) = inferred(&export, survey.as_deref());
        let known = survey.map(|survey| fs::read_to_string(survey).expect("reads"));
        let pipes: BTreeMap<String, String> = live(&text).into_iter().collect();
        let mut held: BTreeMap<(&str, String), u64> = BTreeMap::new();
        let mut several: BTreeSet<&str> = BTreeSet::new();
        for event in &events {
            let rows = ["properties", "traits"].into_iter().filter_map(|key| event[key].as_object());
            for (name, value) in rows.flatten() {
                let pipe = pipes.get(name).unwrap_or_else(|| panic!("{export:?}: {name} in\n{text}"));
                let values = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
                several.extend(value.as_array().map(|_| pipe.as_str()));
                for value in values {
                    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                    *held.entry((pipe, value)).or_default() += 1;
                }
            }
        }
        for ((pipe, value), times) in held {
            let is_number = value.parse::<f64>().is_ok();
            let place = format!("{export:?}: {pipe} gives {value:?} {times} times");
            assert!(!value.contains('@'), "{place}");
            let (scheme, rest) = pipe.trim_start_matches("${").split_once("://").expect("a pipe");
            match scheme {
                "rm" => {
                    let allowed =
                        ["Field/ResponseID}", "Field/UserLanguage}", "Field/Duration}", "Field/DistributionChannel}"];
                    assert!(allowed.contains(&rest), "{place}");
                }
                "gr" => assert!(is_number, "{place}"),
                "e" => assert!(times > 1, "{place}"),
                "column" => assert!(is_number || times > 1, "{place}"),
                "q" if rest.contains("Numeric") => assert!(is_number, "{place}"),
                "q" => {
                    assert!(rest.contains("/Selected"), "{place}");
                    // Labels are the survey's, or are chosen again and again.
                    let in_survey = known.as_ref().is_some_and(|known| known.contains(&value));
                    let is_closed =
                        is_number || in_survey || times > 1 || several.contains(pipe) || value.contains(',');
                    assert!(is_closed, "{place}");
                }
                _ => panic!("{place}"),
            }
        }
    }
}

#[test]
fn a_matrix_of_texts_is_commented_cell_by_cell_with_and_without_its_survey() {
    let place = Place::new();
    place.file("in.csv", data("text_matrix.csv"));
    place.file("s.qsf", data("text_matrix.qsf"));
    for survey in [&[][..], &["--survey", "s.qsf"]] {
        place.run(&[&["mapping", "init", "in.csv", "-o", "m.yaml", "--force"][..], survey].concat()).exits(0);
        let text = fs::read_to_string(place.path().join("m.yaml")).expect("a mapping");
        for cell in ["1/1", "1/2", "2/1", "2/2"] {
            assert!(
                text.contains(&format!("# q1_{}: ${{q://QID1/ChoiceTextEntryValue/{cell}}}", cell.replace('/', "_"))),
                "{text}"
            );
        }
        assert_eq!(text.matches("- personal data: health (its text says ").count(), 4, "{text}");
        let check = ["mapping", "check", "--deny", "warnings", "--survey", "s.qsf", "m.yaml"];
        place.run(&check).exits(0);
        let said =
            place.run(&[&["mapping", "check", "--privacy", "--responses", "in.csv", "m.yaml"][..], survey].concat());
        let said = said.exits(0).stdout;
        assert!(said.contains("  QID1_1_1: health, its text says \""), "{said}");
        assert!(said.contains("no proof that there is nothing"), "{said}");
        for event in place
            .send(&[&["--mapping", "m.yaml", "--format", "ndjson", "in.csv"][..], survey].concat())
            .exits(0)
            .events()
        {
            assert_eq!(
                event["properties"].as_object().map(|all| all.keys().collect::<Vec<_>>()),
                Some(vec![&"response_id".to_owned()])
            );
        }
    }
    // The same as JSON, where texts are told by being strings.
    let response =
        r#"{"responseId":"R_1","values":{"finished":1,"status":0,"QID1_1_1":"gout","QID1_2_2":"tea"},"labels":{}}"#;
    place.file("in.json", response);
    let said = place.run(&["mapping", "init", "in.json"]).exits(0).stdout;
    assert!(said.contains("# qid1_1_1: ${q://QID1/ChoiceTextEntryValue/1/1}"), "{said}");
}

#[test]
fn numbers_of_a_matrix_are_piped_by_their_columns_or_left_out() {
    let place = Place::new();
    place.file("in.csv", data("number_matrix.csv"));
    place.file("s.qsf", data("number_matrix.qsf"));
    place.run(&["mapping", "init", "in.csv", "--survey", "s.qsf", "-o", "m.yaml"]).exits(0);
    let events =
        place.send(&["--mapping", "m.yaml", "--survey", "s.qsf", "--format", "ndjson", "in.csv"]).exits(0).events();
    assert_eq!(events[0]["properties"]["q1_1_1"], "8");
    assert_eq!(events[0]["properties"]["q1_1_3"], "4");
    place.run(&["mapping", "check", "--deny", "warnings", "--survey", "s.qsf", "m.yaml"]).exits(0);
    let said = place.run(&["mapping", "init", "in.csv"]).exits(0).stdout;
    assert!(
        said.contains("nothing says whether somebody typed them (--survey does).\n      # q1_1_1: ${column://Q1_1_1}"),
        "{said}"
    );
    // In a form of numbers, too: `Age` and `Postcode` are of nobody's list.
    place.file("form.csv", recodes(&["QID4_1", "QID4_2"], &[&["34", "80331"], &["27", "50667"], &["34", "80331"]]));
    let said = place.run(&["mapping", "init", "form.csv"]).exits(0).stdout;
    assert!(said.contains("# qid4_1: ${q://QID4/ChoiceNumericEntryValue/1}") && said.contains("# qid4_2: "), "{said}");
}

#[test]
fn the_user_id_is_chosen_by_its_name_and_never_a_tickets() {
    let place = Place::new();
    place.file("in.csv", data("user_ids.csv"));
    let said = place.run(&["mapping", "init", "in.csv"]).exits(0).stdout;
    assert!(said.contains("userId: ${e://Field/customer_id}\n"), "{said}");
    for other in ["client_no", "contact_ref"] {
        assert!(said.contains(&format!("# This could be one, too: ${{e://Field/{other}}} (in 20 of 20")), "{said}");
    }
    for no in ["ticket_id", "order_id"] {
        assert!(!said.contains(&format!("too: ${{e://Field/{no}}}")), "{said}");
    }
    for (columns, user) in [
        (["Kundennummer", "Auftragsnummer"], Some("Kundennummer")),
        (["numero_client", "numero_commande"], Some("numero_client")),
        (["survey_id", "invoice_id"], None),
        (["is_member_id", "order_ref"], None),
        (["twin_id", "plan_id"], None),
    ] {
        place.file("more.csv", recodes(&columns, &[&["a1", "b1"], &["a2", "b2"], &["a3", "b3"]]));
        let said = place.run(&["mapping", "init", "more.csv"]).exits(0).stdout;
        let found = said.lines().find_map(|line| line.trim().strip_prefix("userId: ${e://Field/")?.strip_suffix('}'));
        assert_eq!(found, user, "{said}");
        assert_eq!(
            said.contains("too: ${e://Field/twin_id}"),
            columns[0] == "twin_id",
            "an id of nobody knows what is asked for"
        );
    }
}

#[test]
fn low_cardinality_embedded_data_is_closed_only_where_it_is_shared_and_not_sensitive() {
    let place = Place::new();
    let row = |plan, tier, religion, mail| [plan, tier, religion, mail];
    let rows = [
        row("free", "gold", "none", "ask ann@firm.example"),
        row("team", "gold", "none", "no"),
        row("free", "iron", "none", "ask ann@firm.example"),
        row("team", "gold", "none", "no"),
    ];
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    place.file("in.csv", recodes(&["plan", "tier", "Religionszugehörigkeit", "remark"], &rows));
    let said = place.run(&["mapping", "init", "in.csv"]).exits(0).stdout;
    let sent: Vec<String> = live(&said).into_iter().map(|(name, _)| name).collect();
    assert_eq!(sent, ["record_id", "plan"], "{said}");
    assert!(said.contains("personal data: religion (its name says \"religion…\")"), "{said}");
    assert!(said.contains("personal data: email (values look like e-mail addresses)"), "{said}");
    // What is sensitive is never sent by an answer to everything.
    let said = place.run(&["mapping", "init", "in.csv", "--personal-data", "send"]).exits(0).stdout;
    assert!(said.contains("      remark: ${e://Field/remark}\n") && said.contains("      # religionszugeh"), "{said}");
}

#[test]
fn a_yes_or_no_on_a_disability_stays() {
    let place = Place::new();
    let asked = csv_with_text("QID7", "Haben Sie eine Schwerbehinderung?", &["1", "2", "1", "2"]);
    place.file("in.csv", asked);
    let said = place.run(&["mapping", "init", "in.csv", "-o", "m.yaml"]).exits(0);
    assert!(said.stderr.contains("1 commented out"), "{}", said.stderr);
    let text = fs::read_to_string(place.path().join("m.yaml")).expect("a mapping");
    assert!(text.contains("# qid7: ${q://QID7/SelectedChoicesRecode}"), "{text}");
    assert!(
        text.contains("# sensitive:\n#   QID7: { purpose: \"what for\", basis: \"why it may\" }   # disability"),
        "{text}"
    );
    // To the letter: the block and the row out of their comments.
    let allowed = text.replace("# sensitive:\n#   QID7", "sensitive:\n  QID7").replace("# qid7: ${q", "qid7: ${q");
    place.file("m.yaml", allowed);
    place.run(&["mapping", "check", "--deny", "warnings", "--responses", "in.csv", "m.yaml"]).exits(3);
    let said =
        place.run(&["mapping", "check", "--deny", "sensitive_not_allowed", "--responses", "in.csv", "m.yaml"]).exits(0);
    assert!(!said.stdout.contains("sensitive_not_allowed"), "{}", said.stdout);
}

/// An export of recodes with one question, which has this text.
fn csv_with_text(id: &str, text: &str, answers: &[&str]) -> String {
    let rows: Vec<[&str; 1]> = answers.iter().map(|answer| [*answer]).collect();
    let rows: Vec<&[&str]> = rows.iter().map(|row| &row[..]).collect();
    let export = recodes(&[id], &rows);
    // The second line holds the texts.
    let lines: Vec<String> = export
        .lines()
        .enumerate()
        .map(
            |(at, line)| {
                if at == 1 { line.replace(&format!("\"{id}\""), &format!("\"{text}\"")) } else { line.to_owned() }
            },
        )
        .collect();
    lines.join("\n") + "\n"
}

#[test]
fn sensitive_data_is_allowed_field_by_field_with_purpose_and_basis() {
    let place = Place::new();
    place.file("in.csv", csv_with_text("QID7", "Which religion do you belong to?", &["1", "2"]));
    let rows = ["faith: \"${q://QID7/SelectedChoicesRecode}\"", "party: \"${e://Field/party_affiliation}\""];
    let head = |line: &str| mapping(&rows[..1]).replace("version: 1\n", &format!("version: 1\n{line}"));
    let found = |text: String| {
        place.file("qseg.yaml", text);
        let said = place.run(&["mapping", "check", "--responses", "in.csv", "--format", "json"]);
        said.document()["files"][0]["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .map(|finding| finding["code"].as_str().expect("a code").to_owned())
            .filter(|code| {
                code.contains("sensitive") || code.contains("class") || code.contains("key") || code.contains("empty")
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(found(head("")), ["sensitive_not_allowed"]);
    assert_eq!(
        found(head("personalData: { allow: [religion] }\n")),
        ["unknown_personal_class", "sensitive_not_allowed"]
    );
    assert_eq!(found(head("sensitive: { QID7: { purpose: chaplaincy, basis: consent } }\n")), [""; 0]);
    assert_eq!(
        found(head("sensitive: { QID8: { purpose: chaplaincy, basis: consent } }\n")),
        ["sensitive_not_allowed"]
    );
    assert_eq!(found(head("sensitive: { QID7: { purpose: chaplaincy } }\n")), ["missing_key"]);
    assert_eq!(found(head("sensitive: { QID7: { purpose: chaplaincy, basis: ' ' } }\n")), ["empty_value"]);
    // The name of embedded data tells without any input.
    place.file("qseg.yaml", mapping(&rows[1..]));
    let said = place.run(&["mapping", "check", "--deny", "warnings"]).exits(3);
    assert!(
        said.stdout.contains("sends sensitive data: politics (its name says \"party affiliation\")"),
        "{}",
        said.stdout
    );
    assert!(said.stdout.contains("sensitive: { party_affiliation: {"), "{}", said.stdout);
}

#[test]
fn the_privacy_view_says_what_is_held_back_and_why() {
    let place = Place::new();
    let columns = ["QID1", "QID2_TEXT", "recipientEmail", "plan", "diagnosis"];
    place.file("in.csv", labels(&columns, &[&["Good", "so so", "a@b.example", "free", "flu"]]));
    place.file("qseg.yaml", mapping(&["score: \"${q://QID1/ChoiceGroup/SelectedChoices}\""]));
    let check = ["mapping", "check", "--privacy", "--responses", "in.csv"];
    let said = place.run(&check).exits(0).stdout;
    for line in [
        "  QID2_TEXT: free_text, it is typed",
        "  recipientEmail: email, a field of Qualtrics' own",
        "  diagnosis: health, its name says \"diagnos…\"",
    ] {
        assert!(said.lines().any(|known| known == line), "no {line:?} in\n{said}");
    }
    assert!(said.contains("no proof that there is nothing") && !said.contains("so so"), "{said}");
    let document = place.run(&[&check[..], &["--format", "json"]].concat()).exits(0).document();
    let held = document["files"][0]["held_back"].as_array().expect("a list").clone();
    let wanted = json!({ "field": "diagnosis", "class": "health", "ground": "its name says \"diagnos…\"" });
    assert!(held.contains(&wanted), "{held:?}");
    let alone = place.run(&["mapping", "check", "--privacy"]).exits(0).stdout;
    assert!(alone.contains("What is held back is not known here"), "{alone}");
    // A value that looks like a bank account is one, whatever its field is called.
    place.file(
        "iban.csv",
        csv(&["_recordId", "status", "finished", "plan"], &[&["R_1", "0", "1", "DE89370400440532013000"]]),
    );
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    let said = place.run(&["mapping", "check", "--privacy", "--responses", "iban.csv"]).exits(0).stdout;
    assert!(
        said.contains("payment, values look like bank accounts (IBAN)") && said.contains("SENT AND NOT ALLOWED"),
        "{said}"
    );
    assert!(!said.contains("DE89"), "{said}");
}

#[test]
fn what_only_a_question_tells_is_masked_and_told_once_however_many_inputs() {
    let place = Place::new();
    let export = csv_with_text("QID7_TEXT", "Which illness do you have?", &["migraine", "gout"]);
    place.file("one.csv", &export);
    place.file("two.csv", export.replace("R_1", "R_3").replace("R_2", "R_4"));
    place.file("qseg.yaml", mapping(&["ill: \"${q://QID7/ChoiceTextEntryValue}\""]));
    let said = place.send(&["one.csv", "two.csv"]).exits(0);
    assert!(!said.stdout.contains("migraine") && !said.stderr.contains("migraine"), "{}", said.stdout);
    let document = place.send(&["--format", "json", "one.csv", "two.csv"]).exits(0).document();
    let all = document["findings"].as_array().expect("findings").clone();
    let told: Vec<&Value> = all.iter().filter(|finding| finding["code"] == "sensitive_not_allowed").collect();
    assert_eq!(told.len(), 1, "{all:?}");
    assert_eq!(told[0]["count"], 1, "{all:?}");
}
