//! Opening and reading, export by export.

use super::*;
use crate::qualtrics::pipe::Template;

fn options() -> Options {
    Options {
        survey: None,
        settings: Settings::at(jiff::Timestamp::UNIX_EPOCH),
        max_record_bytes: MAX_RECORD_BYTES,
        format: None,
    }
}

fn open(text: &str) -> Result<Export> {
    Export::open(&"in".into(), Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), &options())
}

fn values(export: &mut Export, pipe: &str) -> Result<Vec<String>> {
    let template = Template::parse(pipe).expect("a pipe");
    let recipe = export.layout.resolve(template.whole_pipe().expect("a pipe")).expect("resolves");
    let mut out = Vec::new();
    while let Some(record) = export.next()? {
        out.push(recipe.render(&record).expect("renders").into_text().into_owned());
    }
    Ok(out)
}

const CSV: &str = "Status,Finished,Q1,plan\nS,F,Q,P\n\"{\"\"ImportId\"\":\"\"status\"\"}\",\"{\"\"ImportId\"\":\"\"finished\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":\"\"plan\"\"}\"\n";

#[test]
fn csv_and_json_give_the_same_value_for_a_pipe() {
    let csv = format!("\u{feff}{CSV}0,1,2,\"a,\"\"b\"\"\"\n,,,\n0,1,3,\n");
    let json = r#"{"responses":[{"responseId":"R_1","values":{"QID1":2,"plan":"a,\"b\""}},{"responseId":"R_2","values":{"QID1":3}}]}"#;
    for (pipe, expected) in [("${e://Field/plan}", ["a,\"b\"", ""]), ("${q://QID1/SelectedChoicesRecode}", ["2", "3"])]
    {
        let mut export = open(&csv).expect("opens");
        assert_eq!(values(&mut export, pipe).expect("reads"), expected);
        assert_eq!((export.format(), export.blank()), (Format::Csv, 1));
        assert_eq!(values(&mut open(json).expect("opens"), pipe).expect("reads"), expected);
    }
}

#[test]
fn broken_input_is_named_by_file_line_record_and_byte() {
    let mut export = open(&format!("{CSV}0,1,2,x\n0,1\n")).expect("opens");
    let error = values(&mut export, "${e://Field/plan}").expect_err("a short row");
    assert_eq!(
        error.message,
        format!("in:5: this row has 2 cells where the header has 4 (record 2, byte {})", CSV.len() + 8)
    );
    let error =
        values(&mut open("{\"responses\":[\n{\"values\":{\"plan\":tru}}]}").expect("opens"), "${e://Field/plan}")
            .expect_err("no JSON");
    assert!(error.message.starts_with("in:2: not JSON: expected ident (record 1, byte "), "{}", error.message);
}

#[test]
fn finished_tells_labels_and_a_row_that_differs_is_seen() {
    let mut export = open(&format!("{CSV}IP Address,True,Good,x\n0,1,2,x\n")).expect("opens");
    assert_eq!(export.layout.writing(), Some(Writing::Labels));
    assert_eq!(export.evidence, Evidence::Told);
    let finished = export.layout.control().finished.expect("a column");
    let check = export.writing_check();
    let mut told = Vec::new();
    while let Some(record) = export.next().expect("reads") {
        let Value::Text(cell) = record.value(finished) else { panic!("a text") };
        told.push(check.complaint(&record, Some(&cell), None).map(|code| code.name));
    }
    assert_eq!(told, [None, Some("values_mixed")]);
}

#[test]
fn what_is_no_export_is_named_for_what_it_is() {
    for (bytes, code) in [
        (&b"$FL2@(#) SPSS"[..], "unsupported_format"),
        (b"", "empty_input"),
        (b" \n", "empty_input"),
        (b"<xml/>", "unsupported_format"),
    ] {
        let opened = Export::open(&"in".into(), Box::new(std::io::Cursor::new(bytes.to_vec())), &options());
        assert_eq!(opened.err().expect("refused").code, code);
    }
}
