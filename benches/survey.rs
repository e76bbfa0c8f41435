//! How long it takes to check a mapping of 200 rows against a QSF of 5 MB: the whole command, start to end.
//!
//! ```text
//! cargo bench --bench survey                     21 runs; fails where the fastest takes 100 ms
//! cargo bench --bench survey -- --megabytes 20   a larger definition, without a limit
//! ```
//!
//! The definition is made up: matrices, multiple choices, texts and side-by-side questions with the HTML, scripts,
//! validation and logic that real ones are mostly made of.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads its arguments and prints its table"
)]
#![allow(missing_docs, reason = "no library")]

use serde_json::{Value, json};
use std::error::Error;
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 21;
const ROWS: usize = 200;
const LIMIT: Duration = Duration::from_millis(100);

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().collect();
    let megabytes = words.iter().position(|word| word == "--megabytes").and_then(|at| words.get(at + 1));
    let bytes = megabytes.map_or(Ok(5_000_000), |count| count.parse().map(|count: usize| count * 1_000_000))?;
    let folder = tempfile::tempdir()?;
    let qsf = qsf(bytes).to_string();
    std::fs::write(folder.path().join("survey.qsf"), &qsf)?;
    std::fs::write(folder.path().join("qseg.yaml"), mapping())?;
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_qseg"))
            .args(["mapping", "check", "--quiet", "--survey", "survey.qsf", "qseg.yaml"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        times.push(begun.elapsed());
        if !status.success() {
            return Err(format!("the mapping does not pass: {status}").into());
        }
    }
    times.sort();
    let median = times[RUNS / 2];
    println!("{ROWS} rows against {} bytes: fastest {:.1?}, median {median:.1?}", qsf.len(), times[0]);
    // What runs beside it slows the others down, and says nothing of the command.
    if megabytes.is_none() && times[0] >= LIMIT {
        return Err(format!("slower than {LIMIT:?}").into());
    }
    Ok(())
}

/// A row for each question: choices, several choices, a matrix, a text, in turn.
fn mapping() -> String {
    let mut text =
        "version: 1\nsenders: [qseg]\npersonalData: { allow: [free_text], purpose: bench }\ntasks:\n  all:\n    \
                    type: track\n    event: All\n    userId: ${e://Field/crm_id}\n    properties:\n"
            .to_owned();
    for at in 0..ROWS {
        let pipe = match at % 4 {
            0 => "SelectedChoicesRecode",
            1 => "ChoiceGroup/SelectedChoices",
            2 => "SelectedAnswerRecode/3",
            _ => "ChoiceTextEntryValue",
        };
        // No error can come of writing to a string.
        let _ = writeln!(text, "      p{at}: \"${{q://QID{}/{pipe}}}\"", at + 1);
    }
    text
}

fn qsf(bytes: usize) -> Value {
    let mut elements = vec![json!({ "Element": "FL", "Payload": { "Flow": [
        { "Type": "EmbeddedData", "EmbeddedData": [{ "Field": "crm_id" }] }] } })];
    let mut in_block = Vec::new();
    let mut size = 0;
    for at in 0.. {
        if size >= bytes {
            break;
        }
        let question = question(at);
        size += question.to_string().len();
        in_block.push(json!({ "Type": "Question", "QuestionID": format!("QID{}", at + 1) }));
        elements.push(question);
    }
    elements.push(
        json!({ "Element": "BL", "Payload": { "1": { "Type": "Default", "ID": "BL_1", "BlockElements": in_block } } }),
    );
    json!({ "SurveyEntry": { "SurveyID": "SV_bench", "SurveyName": "Bench" }, "SurveyElements": elements })
}

fn question(at: usize) -> Value {
    let items = |word: &str, count: usize| {
        let item = |at: usize| {
            (
                at.to_string(),
                json!({ "Display": format!("<span style=\"font-size:19px;\">{word} {at} &amp; more</span>") }),
            )
        };
        Value::Object((1..=count).map(item).collect())
    };
    let recodes =
        Value::Object((1..=12_usize).map(|at| (at.to_string(), Value::from((at * 10).to_string()))).collect());
    let (kind, selector, sub_selector) = match at % 4 {
        0 => ("MC", "SAVR", "TX"),
        1 => ("MC", "MAVR", "TX"),
        2 => ("Matrix", "Likert", "SingleAnswer"),
        _ => ("TE", "ML", ""),
    };
    json!({ "SurveyID": "SV_bench", "Element": "SQ", "PrimaryAttribute": format!("QID{}", at + 1), "Payload": {
        "QuestionText": format!("<div style=\"text-align: left;\"><strong>Question {at}</strong></div>\n<p>{}</p>", "How do you see this? ".repeat(20)),
        "QuestionDescription": "How do you see this?".repeat(5),
        "DataExportTag": format!("Q{at}"), "QuestionType": kind, "Selector": selector, "SubSelector": sub_selector,
        "QuestionID": format!("QID{}", at + 1), "Choices": items("Choice", 12), "ChoiceOrder": (1..=12).collect::<Vec<_>>(),
        "Answers": items("Answer", 7), "AnswerOrder": (1..=7).collect::<Vec<_>>(), "RecodeValues": recodes,
        "Validation": { "Settings": { "ForceResponse": "OFF", "Type": "None" } }, "Language": [],
        "QuestionJS": "Qualtrics.SurveyEngine.addOnload(function() { this.hideNextButton(); });\n".repeat(10) } })
}
