//! Piped text: the language of the task's form and of the mapping file (`reference/qualtrics.md` §3).
//!
//! A *template* is text with any number of pipes in it. Here it is only read; what a pipe means for
//! an export is decided in [`super::layout`].

use crate::core::origin::Span;
use std::fmt;

/// Text with pipes in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template {
    /// Its parts, in order.
    pub parts: Vec<Part>,
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands as it is.
    Text(String),
    /// A pipe.
    Pipe(Pipe),
}

/// One pipe, as written and as understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipe {
    /// As it was written: `${e://Field/plan}`.
    pub text: String,
    /// Where in the template it stands, in bytes.
    pub(crate) span: Span,
    /// What it asks for.
    pub kind: PipeKind,
}

impl Pipe {
    /// The pipe that gives the recode where this one gives the label of an answer: the same in every language.
    pub(crate) fn as_recode(&self) -> Option<String> {
        let PipeKind::Question(question, ask) = &self.kind else { return None };
        match ask {
            Ask::SelectedChoices => Some(format!("${{q://{question}/SelectedChoicesRecode}}")),
            Ask::SelectedAnswers(Some(row)) => Some(format!("${{q://{question}/SelectedAnswerRecode/{row}}}")),
            _ => None,
        }
    }
}

/// What a pipe asks for (`reference/qualtrics.md` §3.2, a variant for each group of rows).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PipeKind {
    /// `${q://QID1/…}`: an answer. The question is in normal form, with loop prefix and side-by-side column: `1_QID5#2`.
    Question(String, Ask),
    /// `${e://Field/plan}`: embedded data.
    Embedded(String),
    /// `${rm://Field/RecordedDate}`: response metadata, as workflow tasks know it.
    Metadata(String),
    /// `${m://Email}`: a field of the contact.
    Contact(String),
    /// `${gr://SC_x/Score}`: a score.
    Score(String, String),
    /// `${date://CurrentDate/m%2Fd%2FY}`: now, in a PHP-style format (already decoded).
    CurrentDate(String),
    /// `${column://Name}`: qseg's own pipe for a column that no Qualtrics pipe names.
    Column(String),
    /// `${loc://City}`: a place guessed from the IP address.
    Location(String),
    /// `${lm://Field/1}`, `${lm://CurrentLoopNumber}`: loop & merge data, which no export holds as values.
    Loop(String),
    /// `~{ch://…}`, `~{aedj://…}`: output of an earlier workflow task, or a field of the JSON event that began it.
    Workflow(String, String),
    /// A scheme that exists in Qualtrics, but whose value is in no response (`rand`, `l`, `date://OtherDate`, …).
    Elsewhere(String, String),
}

/// What a question pipe asks of its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// `ChoiceGroup/SelectedChoices`: the labels of what was chosen.
    SelectedChoices,
    /// `SelectedChoicesRecode`: the recode values of what was chosen.
    SelectedChoicesRecode,
    /// `ChoiceGroup/SelectedChoicesTextEntry`: labels, with the text of the "other" choice.
    SelectedChoicesTextEntry,
    /// `SelectedChoicesCount`: how many were chosen.
    SelectedChoicesCount,
    /// `ChoiceGroup/UnselectedChoices`: the labels of what was not chosen.
    UnselectedChoices,
    /// `ChoiceGroup/AllChoices`: the labels of all choices.
    AllChoices,
    /// `QuestionText`.
    QuestionText,
    /// `ChoiceDescription/k`: the label of choice k.
    ChoiceDescription(String),
    /// `ChoiceTextEntryValue`, `…/4`, `…/4/2`: typed text of the question, of a choice or field, of a cell.
    ChoiceTextEntryValue(Vec<String>),
    /// `ChoiceNumericEntryValue/1`: a slider or constant-sum item.
    ChoiceNumericEntryValue(String),
    /// `ChoiceGroup/SelectedAnswers/2`: the answer's label in a row of a matrix.
    SelectedAnswers(Option<String>),
    /// `SelectedAnswerRecode/2`: the answer's recode in a row of a matrix.
    SelectedAnswerRecode(Option<String>),
}

/// Why a pipe cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipeError {
    /// Where in the template, in bytes.
    pub(crate) span: Span,
    /// What is wrong.
    pub(crate) problem: PipeProblem,
}

/// What can be wrong with the writing of a pipe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PipeProblem {
    /// `${` without a closing brace.
    Unclosed,
    /// A pipe without `://`: `${QID1}`.
    NoScheme(String),
    /// A scheme that is none of Qualtrics'.
    UnknownScheme(String),
    /// The path of a known scheme makes no sense; the second is the form that does.
    BadPath(String, &'static str),
    /// A selector after the question that is not known.
    UnknownSelector(String),
    /// `$e{…}`: Qualtrics' math operation, which qseg does not evaluate.
    Math,
}

impl fmt::Display for PipeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PipeProblem::Unclosed => f.write_str("the pipe is never closed"),
            PipeProblem::NoScheme(path) => write!(f, "`{path}` has no scheme"),
            PipeProblem::UnknownScheme(scheme) => write!(f, "there is no piped text `{scheme}://`"),
            PipeProblem::BadPath(path, _) => write!(f, "`{path}` is not a path that Qualtrics knows here"),
            PipeProblem::UnknownSelector(selector) => write!(f, "a question has no `{selector}`"),
            PipeProblem::Math => f.write_str("`$e{…}` math is not evaluated by qseg"),
        }
    }
}

impl PipeProblem {
    /// The way out.
    pub(crate) fn help(&self) -> String {
        match self {
            PipeProblem::Unclosed => "end it with `}`".to_owned(),
            PipeProblem::NoScheme(path) if path.contains("QID") => {
                format!("for a question write ${{q://{path}/ChoiceGroup/SelectedChoices}}")
            }
            PipeProblem::NoScheme(path) => format!("for embedded data write ${{e://Field/{path}}}"),
            PipeProblem::UnknownScheme(scheme) => match crate::core::diagnostic::did_you_mean(scheme, SCHEMES) {
                Some(near) => format!("did you mean `{near}://`?"),
                None => format!("known are {}", SCHEMES.join(", ")),
            },
            PipeProblem::BadPath(_, form) => format!("write {form}"),
            PipeProblem::UnknownSelector(selector) => {
                let last = selector.rsplit('/').find(|part| !part.is_empty()).unwrap_or(selector);
                match crate::core::diagnostic::did_you_mean(
                    last,
                    SELECTORS.map(|known| known.rsplit('/').next().unwrap_or(known)),
                ) {
                    Some(near) => {
                        let whole = SELECTORS.into_iter().find(|known| known.ends_with(near)).unwrap_or(near);
                        format!("did you mean `{whole}`?")
                    }
                    None => format!("known are {}", SELECTORS.join(", ")),
                }
            }
            PipeProblem::Math => {
                "compute the value in the survey flow, store it as embedded data and pipe that".to_owned()
            }
        }
    }
}

/// Every scheme that Qualtrics or qseg knows.
const SCHEMES: [&str; 15] =
    ["q", "e", "m", "rm", "gr", "date", "column", "loc", "lm", "rand", "l", "qo", "ch", "aedj", "qm"];

/// Every selector after a question.
const SELECTORS: [&str; 12] = [
    "ChoiceGroup/SelectedChoices",
    "SelectedChoicesRecode",
    "ChoiceGroup/SelectedChoicesTextEntry",
    "SelectedChoicesCount",
    "ChoiceGroup/UnselectedChoices",
    "ChoiceGroup/AllChoices",
    "QuestionText",
    "ChoiceDescription",
    "ChoiceTextEntryValue",
    "ChoiceNumericEntryValue",
    "ChoiceGroup/SelectedAnswers",
    "SelectedAnswerRecode",
];

impl Template {
    /// Reads a template. Every malformed pipe is reported, not only the first.
    pub fn parse(text: &str) -> Result<Template, Vec<PipeError>> {
        let mut parts = Vec::new();
        let mut errors = Vec::new();
        let mut literal = String::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let opener = ["${", "~{", "$e{"].into_iter().find(|opener| rest.starts_with(opener));
            let Some(opener) = opener else {
                let width = rest.chars().next().map_or(1, char::len_utf8);
                literal.push_str(&rest[..width]);
                at += width;
                continue;
            };
            let Some(close) = rest.find('}') else {
                errors.push(PipeError { span: Span::new(at, text.len()), problem: PipeProblem::Unclosed });
                break;
            };
            let span = Span::new(at, at + close + 1);
            match read_pipe(opener, &rest[opener.len()..close]) {
                Ok(kind) => {
                    if !literal.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut literal)));
                    }
                    parts.push(Part::Pipe(Pipe { text: rest[..=close].to_owned(), span, kind }));
                }
                Err(problem) => errors.push(PipeError { span, problem }),
            }
            at = span.end;
        }
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        if errors.is_empty() { Ok(Template { parts }) } else { Err(errors) }
    }

    /// The pipes, in order.
    pub(crate) fn pipes(&self) -> impl Iterator<Item = &Pipe> {
        self.parts.iter().filter_map(|part| match part {
            Part::Pipe(pipe) => Some(pipe),
            Part::Text(_) => None,
        })
    }

    /// The text, if there is no pipe in it.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// The pipe, if the template is one pipe and nothing else.
    pub fn whole_pipe(&self) -> Option<&Pipe> {
        match self.parts.as_slice() {
            [Part::Pipe(pipe)] => Some(pipe),
            _ => None,
        }
    }
}

fn read_pipe(opener: &str, inner: &str) -> Result<PipeKind, PipeProblem> {
    if opener == "$e{" {
        return Err(PipeProblem::Math);
    }
    // A QSF escapes slashes in its JSON; texts copied from one carry `\/`.
    // The names of embedded data and of columns are their author's, and may end in a space.
    let is_name = inner.trim_start().starts_with("e:") || inner.trim_start().starts_with("column:");
    let inner = if is_name { inner.trim_start() } else { inner.trim() };
    let inner = inner.replace("\\/", "/");
    let Some((scheme, path)) = inner.split_once("://") else {
        return Err(PipeProblem::NoScheme(inner));
    };
    if opener == "~{" {
        return match scheme {
            "ch" | "aedj" => Ok(PipeKind::Workflow(scheme.to_owned(), path.to_owned())),
            _ => Err(PipeProblem::UnknownScheme(scheme.to_owned())),
        };
    }
    let bad = |form| Err(PipeProblem::BadPath(path.to_owned(), form));
    match scheme {
        "q" | "qo" | "qm" => read_question(path),
        "e" => match path.strip_prefix("Field/") {
            Some(name) if !name.is_empty() => Ok(PipeKind::Embedded(name.to_owned())),
            _ => bad("${e://Field/name}"),
        },
        "rm" => match path.strip_prefix("Field/") {
            Some(name) if !name.is_empty() => Ok(PipeKind::Metadata(name.to_owned())),
            _ => bad("${rm://Field/ResponseID}"),
        },
        "m" if path.is_empty() => bad("${m://Email}"),
        "m" => Ok(PipeKind::Contact(path.to_owned())),
        "lm" => Ok(PipeKind::Loop(path.to_owned())),
        "gr" => match path.split_once('/') {
            Some((scoring, statistic)) if !scoring.is_empty() && !statistic.is_empty() => {
                Ok(PipeKind::Score(scoring.to_owned(), statistic.to_owned()))
            }
            _ => bad("${gr://SC_…/Score}"),
        },
        "date" => match path.split_once('/') {
            Some(("CurrentDate", format)) if !format.is_empty() => Ok(PipeKind::CurrentDate(percent_decoded(format))),
            Some(("OtherDate", _)) => Ok(PipeKind::Elsewhere(scheme.to_owned(), path.to_owned())),
            _ => bad("${date://CurrentDate/m%2Fd%2FY}"),
        },
        "column" if path.is_empty() => bad("${column://Name}"),
        "column" => Ok(PipeKind::Column(path.to_owned())),
        "loc" => Ok(PipeKind::Location(path.to_owned())),
        "rand" | "l" => Ok(PipeKind::Elsewhere(scheme.to_owned(), path.to_owned())),
        "ch" | "aedj" => Err(PipeProblem::BadPath(format!("{scheme}://{path}"), "it with a tilde: ~{…}")),
        _ => Err(PipeProblem::UnknownScheme(scheme.to_owned())),
    }
}

fn read_question(path: &str) -> Result<PipeKind, PipeProblem> {
    const FORM: &str = "${q://QID1/ChoiceGroup/SelectedChoices}";
    let bad = || PipeProblem::BadPath(path.to_owned(), FORM);
    let decoded = percent_decoded(path);
    let (question, selector) = decoded.split_once('/').ok_or_else(bad)?;
    let stem = super::import_id::question_of(question).ok_or_else(bad)?;
    let column = &question[stem.len()..];
    let column_is_number =
        column.strip_prefix('#').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    if !column.is_empty() && !column_is_number {
        return Err(bad());
    }
    let group_free = selector.strip_prefix("ChoiceGroup/").unwrap_or(selector);
    let mut parts = group_free.split('/').filter(|part| !part.is_empty());
    let name = parts.next().unwrap_or_default();
    let rest: Vec<String> = parts.map(str::to_owned).collect();
    let first = || rest.first().cloned();
    let unknown = || PipeProblem::UnknownSelector(selector.to_owned());
    let ask = match (name, rest.len()) {
        ("SelectedChoices", 0) => Ask::SelectedChoices,
        ("SelectedChoicesRecode", 0) => Ask::SelectedChoicesRecode,
        ("SelectedChoicesTextEntry", 0) => Ask::SelectedChoicesTextEntry,
        ("SelectedChoicesCount", 0) => Ask::SelectedChoicesCount,
        ("UnselectedChoices", 0) => Ask::UnselectedChoices,
        ("AllChoices", 0) => Ask::AllChoices,
        ("QuestionText", 0) => Ask::QuestionText,
        ("ChoiceDescription", 1) => Ask::ChoiceDescription(first().ok_or_else(unknown)?),
        ("ChoiceTextEntryValue", 0..=2) => Ask::ChoiceTextEntryValue(rest),
        ("ChoiceNumericEntryValue", 1) => Ask::ChoiceNumericEntryValue(first().ok_or_else(unknown)?),
        ("SelectedAnswers", 0 | 1) => Ask::SelectedAnswers(first()),
        ("SelectedAnswerRecode", 0 | 1) => Ask::SelectedAnswerRecode(first()),
        _ => return Err(unknown()),
    };
    Ok(PipeKind::Question(question.to_owned(), ask))
}

/// Decodes `%2F` and its like; what is no escape stays as it is.
pub(crate) fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> PipeKind {
        Template::parse(text).expect(text).whole_pipe().expect(text).kind.clone()
    }

    fn problem(text: &str) -> PipeProblem {
        Template::parse(text).expect_err(text)[0].problem.clone()
    }

    #[test]
    fn every_form_of_the_reference_is_read() {
        let q = |question: &str, ask| PipeKind::Question(question.to_owned(), ask);
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(kind("${q://QID1/ChoiceGroup/SelectedChoices}"), q("QID1", Ask::SelectedChoices));
        assert_eq!(kind("${q://QID1/SelectedChoicesRecode}"), q("QID1", Ask::SelectedChoicesRecode));
        assert_eq!(kind("${q:\\/\\/QID2\\/ChoiceTextEntryValue}"), q("QID2", Ask::ChoiceTextEntryValue(vec![])));
        assert_eq!(kind("${q://QID3/ChoiceTextEntryValue/4}"), q("QID3", Ask::ChoiceTextEntryValue(vec!["4".into()])));
        assert_eq!(kind("${q://QID5/ChoiceGroup/SelectedAnswers/2}"), q("QID5", Ask::SelectedAnswers(some("2"))));
        assert_eq!(kind("${q://QID5/SelectedAnswerRecode/2}"), q("QID5", Ask::SelectedAnswerRecode(some("2"))));
        assert_eq!(
            kind("${q://QID5/ChoiceGroup/SelectedAnswerRecode/1}"),
            q("QID5", Ask::SelectedAnswerRecode(some("1")))
        );
        assert_eq!(kind("${q://QID5%231/SelectedAnswerRecode/1}"), q("QID5#1", Ask::SelectedAnswerRecode(some("1"))));
        assert_eq!(kind("${q://1_QID10/ChoiceTextEntryValue}"), q("1_QID10", Ask::ChoiceTextEntryValue(vec![])));
        assert_eq!(kind("${e://Field/my field/x.y-z}"), PipeKind::Embedded("my field/x.y-z".into()));
        assert_eq!(kind("${rm://Field/ResponseID}"), PipeKind::Metadata("ResponseID".into()));
        assert_eq!(kind("${m://Email}"), PipeKind::Contact("Email".into()));
        assert_eq!(kind("${gr://SC_1/Score}"), PipeKind::Score("SC_1".into(), "Score".into()));
        assert_eq!(kind("${date://CurrentDate/m%2Fd%2FY}"), PipeKind::CurrentDate("m/d/Y".into()));
        assert_eq!(kind("${column://Q 1}"), PipeKind::Column("Q 1".into()));
        assert_eq!(kind("~{ch://OCAC_1/$.a}"), PipeKind::Workflow("ch".into(), "OCAC_1/$.a".into()));
        assert_eq!(kind("${lm://CurrentLoopNumber}"), PipeKind::Loop("CurrentLoopNumber".into()));
        assert_eq!(kind("${rand://int/1:10}"), PipeKind::Elsewhere("rand".into(), "int/1:10".into()));
    }

    #[test]
    fn a_template_keeps_its_text_and_the_places_of_its_pipes() {
        let template = Template::parse("Hé ${m://FirstName}, $5 ${e://Field/plan}!").expect("parses");
        assert_eq!(template.parts.len(), 5);
        assert_eq!(
            template.pipes().map(|pipe| pipe.text.as_str()).collect::<Vec<_>>(),
            ["${m://FirstName}", "${e://Field/plan}"]
        );
        assert_eq!(template.pipes().next().expect("one").span, Span::new(4, 20));
        assert_eq!(Template::parse("plain").expect("parses").literal(), Some("plain"));
    }

    #[test]
    fn every_malformed_pipe_is_reported_with_a_way_out() {
        assert_eq!(Template::parse("${QID1} ${e://plan}").expect_err("two").len(), 2);
        assert_eq!(problem("${e://Field/plan"), PipeProblem::Unclosed);
        assert_eq!(problem("${QID1}").help(), "for a question write ${q://QID1/ChoiceGroup/SelectedChoices}");
        assert!(matches!(problem("${e://plan}"), PipeProblem::BadPath(..)));
        assert_eq!(problem("${q://QID1/SelectedChoicesRecodes}").help(), "did you mean `SelectedChoicesRecode`?");
        assert_eq!(
            problem("${q://QID1/ChoiceGroup/SelectedChoice}").help(),
            "did you mean `ChoiceGroup/SelectedChoices`?"
        );
        assert_eq!(problem("${colum://x}").help(), "did you mean `column://`?");
        assert_eq!(problem("$e{1+1}"), PipeProblem::Math);
        assert!(matches!(problem("${aedj://x}"), PipeProblem::BadPath(..)));
    }
}
