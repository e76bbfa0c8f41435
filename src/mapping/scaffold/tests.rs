//! What a scaffold says of an export.

use super::*;
use crate::qualtrics::export::{MAX_RECORD_BYTES, Options};

fn settings() -> Settings {
    Settings::at(jiff::Timestamp::UNIX_EPOCH)
}

const ASKED: Asked<'static> = Asked { input: "in.json", file: "qseg.yaml", survey: None };

fn of(text: &str, asked: Asked<'_>) -> String {
    let options = Options { survey: None, settings: settings(), max_record_bytes: MAX_RECORD_BYTES, format: None };
    let mut open = || Export::open(&"in".into(), Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), &options);
    sound(of_export(&mut open, asked, &mut |_| Ok(Decisions::default())).expect("reads"))
}

fn sound(scaffold: Scaffold) -> String {
    let (mapping, mut findings) = crate::mapping::read("qseg.yaml", &scaffold.text);
    let mapping = mapping.unwrap_or_else(|| panic!("{findings:?}\n{}", scaffold.text));
    crate::mapping::check(&mapping, &mut findings);
    assert!(findings.groups().is_empty(), "{findings:?}\n{}", scaffold.text);
    assert_eq!(mapping.tasks.len() as u64, scaffold.tasks);
    scaffold.text
}

/// JSON responses with these values.
fn responses(values: &[&str]) -> String {
    let all = values.iter().enumerate();
    all.map(|(at, values)| format!("{{\"responseId\":\"R_{at}\",\"values\":{{{values}}},\"labels\":{{}}}}\n")).collect()
}

#[track_caller]
fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|known| known.trim() == *line), "no line `{line}` in\n{text}");
    }
}

#[test]
fn values_are_sent_as_the_task_sends_them_with_the_typed_form_beside_them() {
    let text = of(
        &responses(&[r#""QID1":5,"score":"1.5""#, r#""QID1":-99,"score":"2""#, r#""QID1":4,"score":"007""#].repeat(2)),
        ASKED,
    );
    has(
        &text,
        &[
            "# 2 times -99: seen, not answered, and so left out.",
            r#"# All 4 values are whole numbers: { value: "${q://QID1/SelectedChoicesRecode}", type: integer, missing: ["-99"] }"#,
            r#"qid1: { value: "${q://QID1/SelectedChoicesRecode}", missing: ["-99"] }"#,
            "score: ${e://Field/score}",
        ],
    );
    assert!(!text.contains("type: number"), "{text}");
}

#[test]
fn what_is_true_or_false_or_a_date_everywhere_is_said_so() {
    let text = of(
        // Each value is shared, which makes a closed set of it.
        &responses(&[
            r#""vip":"true","since":"2026-01-02T03:04:05Z","until":"2026-01-02 03:04","mixed":"true","v":"1.2.3""#,
            r#""vip":"False","since":"2026-02-02T03:04:05+01:00","until":"2026-02-02 03:04","mixed":"yes","v":"1.2.4""#,
        ].repeat(2)),
        ASKED,
    );
    has(
        &text,
        &[
            r#"# All 4 values are true or false: { value: "${e://Field/vip}", type: boolean }"#,
            r#"# All 4 values are dates: { value: "${e://Field/since}", type: datetime }"#,
            r#"# All 4 values are dates, in the zone of `timezone`: { value: "${e://Field/until}", type: datetime }"#,
            "vip: ${e://Field/vip}",
        ],
    );
    assert_eq!(text.matches("type: boolean").count() + text.matches("type: datetime").count(), 3, "{text}");
}

#[test]
fn several_choices_are_one_list() {
    let text = of(&responses(&[r#""QID3":["1","2"]"#, r#""QID3":["2"]"#]), ASKED);
    has(&text, &[r#"qid3: { value: "${q://QID3/SelectedChoicesRecode}", type: list }"#]);
}

#[test]
fn personal_data_waits_for_a_decision() {
    let text = of(
        &responses(&[r#""QID2_TEXT":"so so","recipientEmail":"a@b.example","ipAddress":"::1","note":"x@y.example""#]),
        ASKED,
    );
    has(
        &text,
        &[
            r#"# personalData: { allow: [email, free_text, ip_address], purpose: "what for" }"#,
            "# (1 of 1) - personal data: free_text (it is typed)",
            "# qid2_text: ${q://QID2/ChoiceTextEntryValue}",
            "# (1 of 1) - personal data: email (values look like e-mail addresses)",
            "# note: ${e://Field/note}",
        ],
    );
    assert!(!text.contains("a@b.example") && !text.contains("so so"), "{text}");
}

#[test]
fn ids_are_found_by_name_filling_and_difference() {
    let rows = [
        r#""externalDataReference":"c1","crm_id":"k1","session":"s1","campaign_id":"spring","recipientEmail":"a@b.example","plan":"free""#,
        r#""externalDataReference":"c2","session":"s2","campaign_id":"spring","plan":"team""#,
        r#""session":"s3","campaign_id":"spring","plan":"free""#,
    ];
    let text = of(&responses(&rows), ASKED);
    has(
        &text,
        &[
            "# In 2 of 3 responses, 2 different.",
            "userId: ${m://ExternalDataReference}",
            "anonymousId: ${e://Field/session}",
            "campaign_id: ${e://Field/campaign_id}",
            r#"when: { value: "${m://ExternalDataReference}", empty: false }"#,
            "# email: ${m://Email}",
        ],
    );
    assert!(!text.contains("randomAnonymousId") && text.contains("advises against it"), "{text}");
    let text = of(&responses(&rows).replace("session", "visit_to"), ASKED);
    assert!(text.contains("anonymousId: ${e://Field/visit_to}"), "{text}");
}

#[test]
fn where_nobody_can_be_identified_it_says_what_that_costs() {
    let text = of(&responses(&[r#""QID1":5"#, r#""QID1":4"#]), ASKED);
    has(&text, &["randomAnonymousId: true"]);
    assert!(
        text.contains("every response becomes a new anonymous profile") && !text.contains("type: identify"),
        "{text}"
    );
}

#[test]
fn names_of_fields_cannot_break_the_file() {
    let text = of(&responses(&[r##""a: b #c":"1","d}":"2","\u001b[2J":"3","x\ny":"4","no":"5""##].repeat(2)), ASKED);
    has(&text, &[r##"a_b_c: "${e://Field/a: b #c}""##, "# d: ${e://Field/d}}", r#""no": ${e://Field/no}"#]);
    assert!(!text.contains('\u{1b}'), "{text}");
}

const SCHEMA: &str = r#"{"title":"Team NPS (SV_1) - Survey Response","$id":"http://x/API/v3/surveys/SV_1/response-schema","properties":{"values":{"properties":{
    "QID3":{"description":"Where?","type":"array","exportTag":"channels","items":{"oneOf":[{"label":"Web","const":"1"}]}},
    "QID4_1":{"description":"Rate","type":"number","exportTag":"rate_1"},
    "QID5_1":{"description":"Street","type":"string","exportTag":"form_1"},
    "plan":{"description":"plan","type":"string","exportTag":"plan"},
    "externalDataReference":{"description":"Ref","type":"string","exportTag":"ExternalReference"}}}}}"#;

#[test]
fn a_definition_alone_gives_names_tags_and_the_survey() {
    let survey = Arc::new(Survey::parse(SCHEMA).expect("parses"));
    let text = sound(
        of_survey(survey, settings(), ASKED, &mut |_| {
            Ok(Decisions { time_zone: Some("America/Denver".to_owned()), ..Decisions::default() })
        })
        .expect("decided"),
    );
    has(
        &text,
        &[
            "survey: SV_1",
            "timezone: America/Denver",
            "QID3: channels",
            "team-nps-completed:",
            "event: Team NPS Completed",
            "userId: ${m://ExternalDataReference}",
            r#"channels: { value: "${q://QID3/SelectedChoicesRecode}", type: list }"#,
            "rate_1: ${q://QID4/ChoiceNumericEntryValue/1}",
            "# form_1: ${q://QID5/ChoiceTextEntryValue/1}",
            "randomAnonymousId: true",
            "#     # plan: ${e://Field/plan}",
            "# team-nps-traits:",
        ],
    );
}

#[test]
fn where_only_names_are_known_a_column_of_words_waits_for_a_decision() {
    let text = of("ResponseId,Finished,Q1,Q2,colour\nR_1,1,4,hello world,dark red\nR_2,1,5,good bye,dark red\n", ASKED);
    has(&text, &["q1: ${column://Q1}", "# q2: ${column://Q2}", "colour: ${column://colour}"]);
    assert!(!text.contains("expects:"), "names are no evidence of a survey: {text}");
}
