//! The outcomes of examples as JUnit XML, by the schema that Jenkins publishes (`junit-10.xsd` of its xUnit
//! plugin), which the other CI systems read too: a suite for each mapping file, a case for each example. It holds
//! no times, so that two runs write the same bytes.

use super::text::details;
use super::trial::{Status, Tried};
use super::{Tested, code_of};
use crate::commands::deny::Deny;
use crate::core::diagnostic::{Findings, Severity};
use crate::core::error::Result;
use crate::ui::{Ui, visible};

/// Writes the one document.
pub(crate) fn write(all: &[Tested], deny: &Deny, ui: &mut Ui) -> Result<()> {
    let suites: Vec<Suite> = all.iter().map(|tested| suite(tested, deny)).collect();
    let sum = |of: fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    ui.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    ui.line(&format!(
        "<testsuites name=\"qseg mapping test\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        sum(|suite| suite.cases.len()),
        sum(|suite| suite.failures),
        sum(|suite| suite.errors),
    ))?;
    for suite in &suites {
        ui.line(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
            escaped(&suite.name),
            suite.cases.len(),
            suite.failures,
            suite.errors,
        ))?;
        for case in &suite.cases {
            ui.line(case)?;
        }
        if let Some(out) = &suite.out {
            ui.line(&format!("    <system-out>{}</system-out>", escaped(out)))?;
        }
        ui.line("  </testsuite>")?;
    }
    ui.line("</testsuites>")
}

struct Suite {
    name: String,
    cases: Vec<String>,
    failures: usize,
    errors: usize,
    out: Option<String>,
}

fn suite(tested: &Tested, deny: &Deny) -> Suite {
    let mut suite = Suite { name: tested.file.clone(), cases: Vec::new(), failures: 0, errors: 0, out: None };
    for findings in &tested.findings {
        let (code, text) = told(findings, |severity| severity == Severity::Error);
        suite.errors += 1;
        suite.cases.push(case(&tested.file, "the mapping file", Some(("error", code, &text))));
    }
    for tried in &tested.examples {
        suite.cases.push(of_example(tried, &mut suite.failures, &mut suite.errors));
    }
    if let Some(account) = &tested.coverage {
        let (code, text) = told(&account.gaps, |_| true);
        if deny.is_bad(&account.gaps) {
            suite.failures += 1;
            suite.cases.push(case(&tested.file, "coverage", Some(("failure", code, &text))));
        } else {
            suite.cases.push(case(&tested.file, "coverage", None));
            suite.out = (!text.is_empty()).then_some(text);
        }
    }
    if let Some(error) = &tested.error {
        suite.errors += 1;
        suite.cases.push(case(&tested.file, "--bless", Some(("error", error.code, &error.message))));
    }
    suite
}

fn of_example(tried: &Tried, failures: &mut usize, errors: &mut usize) -> String {
    let (element, count) = match tried.status {
        Status::Passed | Status::Blessed => return case(&tried.file, &tried.name, None),
        Status::Failed => ("failure", failures),
        Status::NotRun => ("error", errors),
    };
    *count += 1;
    let (_, found) = told(&tried.findings, |severity| severity == Severity::Error);
    let text = format!("{}{found}", details(tried));
    case(&tried.file, &tried.name, Some((element, code_of(tried.status), &text)))
}

/// A case; the first line of what is wrong is its message.
fn case(class: &str, name: &str, wrong: Option<(&str, &str, &str)>) -> String {
    let head = format!("    <testcase classname=\"{}\" name=\"{}\"", escaped(class), escaped(name));
    match wrong {
        None => format!("{head}/>"),
        Some((element, code, text)) => {
            let message = text.lines().next().unwrap_or_default().trim();
            format!(
                "{head}>\n      <{element} type=\"{}\" message=\"{}\">{}</{element}>\n    </testcase>",
                escaped(code),
                escaped(message),
                escaped(text)
            )
        }
    }
}

/// Findings, a line each with its place, and the code of the first.
fn told(findings: &Findings, of: impl Fn(Severity) -> bool) -> (&'static str, String) {
    let mut first = "";
    let mut text = String::new();
    for group in findings.groups().iter().filter(|group| of(group.first.code.severity)) {
        let code = group.first.code.name;
        first = if first.is_empty() { code } else { first };
        let place = group.first.anchor.as_ref().map_or(String::new(), |anchor| {
            let (line, column) = anchor.position();
            format!("{}:{line}:{column}: ", anchor.source.name())
        });
        text.push_str(&format!("{place}{} [{code}]\n", group.first.message));
    }
    (first, text)
}

/// Text for XML 1.0, in an element or an attribute: what it cannot hold is made visible.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in visible(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // In an attribute a reader makes spaces of them.
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_markup_and_nothing_is_what_xml_cannot_hold() {
        assert_eq!(
            escaped("<a b=\"c\">&\n\t\u{0}\u{1b}\u{ffff}é"),
            "&lt;a b=&quot;c&quot;&gt;&amp;&#10;&#9;\\u{0}\\u{1b}\u{fffd}é"
        );
    }

    #[test]
    fn the_first_line_of_what_is_wrong_is_the_message_of_a_case() {
        assert_eq!(
            case("qseg.yaml", "a \"b\"", Some(("failure", "example_differs", "  one\n  two\n"))),
            "    <testcase classname=\"qseg.yaml\" name=\"a &quot;b&quot;\">\n      <failure type=\"example_differs\" \
             message=\"one\">  one&#10;  two&#10;</failure>\n    </testcase>"
        );
    }
}
