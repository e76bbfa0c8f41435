//! The topics of `qseg help`. None of their lines is longer than 100 columns. What a table of the program says
//! is made from it.

use crate::mapping::keys::{self, Place, Takes};

/// A topic.
pub(crate) struct Topic {
    /// As it is typed.
    pub(crate) name: &'static str,
    /// What is said.
    pub(crate) text: fn() -> String,
}

/// Every topic.
pub(crate) static TOPICS: [Topic; 5] = [
    Topic { name: "environment", text: || ENVIRONMENT.to_owned() },
    Topic { name: "examples", text: || EXAMPLES.to_owned() },
    Topic { name: "exit-codes", text: || EXIT_CODES.to_owned() },
    Topic { name: "mapping", text: mapping },
    Topic { name: "pipes", text: pipes },
];

const WIDTH: usize = 100;

const ENVIRONMENT: &str = "\
Environment
===========
An option on the command line beats the environment. A variable that is empty counts as not set.

  QSEG_TOKEN       A token of Segment's Public API, for CI. It wins over any that is kept. It is a
                   secret: there is no option for it, and no output shows it. White space around it
                   does not count.
  PUBLIC_API_TOKEN
                   The same, by Terraform's name. QSEG_TOKEN beats it.
  QSEG_WRITE_KEY   The write key of a source. It is a secret, as the token is.
  QSEG_PROFILE     The profile, as --profile: which workspace, and whose token. Without it: default.
  QSEG_REGION      The region of the workspace, us or eu, as --region. It beats what a profile
                   says. A send to a source that the mapping file pins in the other one is refused.
  QSEG_API_URL     Where the Public API is, for tests and gateways.
  QSEG_EVENTS_URL  Where the Tracking API is, for tests and gateways.
  QSEG_CONFIG_DIR  The folder of profiles.json and tokens.json, closed to others. Without it: the
                   folder qseg in XDG_CONFIG_HOME, ~/.config, or %APPDATA%.
  QSEG_STATE_DIR   The folder of what qseg did. Without it: the folder qseg in XDG_STATE_HOME,
                   ~/.local/state, or %APPDATA%.
  QSEG_HASH_KEY    The key of `hash: hmac-sha256` in a mapping file. It is a secret: there is no
                   option for it, and no output shows it. Another key makes other values.
  NO_COLOR         Set to anything: no colour. --color always beats it.
  CLICOLOR_FORCE   Set to anything but 0: colour, on a terminal or not. NO_COLOR beats it.
  TERM             `dumb`: no colour.
  COLUMNS          How wide text is. Without it: as wide as the terminal, and 100 columns in a pipe.
  CI               Set to anything but false or 0: a machine looks at the output, so that nothing is
                   drawn or asked, and personal values are masked.
  USER             Who sends, in the ledger's record of runs.
  USERNAME         The same on Windows.
";

const EXIT_CODES: &str = "\
Exit codes
==========
  0        Done.
  1        Failed: a file cannot be opened, the disk is full, an input is broken.
  2        Usage: the command line is wrong, or a decision is needed (a response that stands in the
           input twice with different answers).
  3        Judged bad: the mapping has errors, an event was held back or would be thrown away by
           Segment, an example came out otherwise or there is none (`mapping test`), or a finding
           was denied with --deny; `verify` found that Segment threw events away.
  4        Not authorised: there is no token, Segment refuses it, or it lacks the role.
  5        Segment finally refused events; `send --failed FILE` keeps them.
  6        Running the same command again can do more: Segment was not reached, failed, or limits
           the rate of calls.
  7        No verdict: what was seen is not enough to tell (verify, the canary of send, --require).
  130/143  Interrupted (Ctrl-C) or terminated.

Warnings never change the exit code. In CI, `--deny warnings` makes every warning exit 3, and
`--deny CODE,…` some of them; `qseg mapping check --list-codes` lists the codes. Where several
apply, 130/143 come first, then 4, 2, 1, 6, 5, 3 and 7.
";

const MAPPING: &str = "\
The mapping file
================
One or more Segment tasks, as YAML, or as JSON if its name ends in .json. It is looked for as
qseg.yaml, qseg.yml or qseg.json in the working directory, then beside the first input.

  version: 1
  tasks:
    survey-completed:
      type: track
      event: Survey Completed
      userId: ${m://ExternalDataReference}
      properties:
        score: { value: \"${q://QID1/SelectedChoicesRecode}\", type: integer, missing: [\"-99\"] }
        plan: ${e://Field/plan}

A value is a text, a template with any number of pipes, or an object with `value` and options.
What is done with it, in this order: the template is filled in, `missing`, `map`, `default` if it
is empty, `type` (by `format`), `hash`. An empty value is left out. A value that cannot take its
type holds its event back. Nothing is retyped: 08, 1.10 and no are the texts that stand there.

Options marked * are qseg's alone: the Segment task in Qualtrics has no such option.
";

const EXAMPLES: &str = "\
Examples
========
Tests of a mapping file: a response in, the parts of the events that matter out. `qseg mapping test`
runs them by the evaluator that `qseg send` uses. They stand under `examples` in the mapping file,
or beside NAME.yaml in NAME.examples.yaml (.yml, .json), with a `version: 1` of its own.

  examples:
    a promoter:
      response:
        ${m://ExternalDataReference}: u-1
        QID1: 10
        ${e://Field/plan}: pro
      expect:
        survey-completed:
          userId: u-1
          timestamp: { $any: datetime }
          properties: { score: 10, plan: pro }
        contact-traits: none
    a real response:
      export: responses.csv
      responseId: R_1
      surveyFile: response_schema.json
      expect: { survey-completed: any }

A response is written by its fields: a pipe that asks for one answer, or an ImportId. An answer of
which both are asked is { value: 10, label: Very likely }. What is not given is filled in: the
ResponseId R_example, finished, real, recorded at 2026-01-01T00:00:00Z; a field with nothing behind
it stays out. Files are looked for beside the one that the example stands in. `now` is the moment
that ${date://CurrentDate/...} gives.

Of each task is expected: `none` (no event), `any` (an event), { rejected: CODE } (held back, or
what Segment would throw away), or parts of the event. What is not named may be anything; a list
has exactly these elements. Types count: 1 is not \"1\". For what changes:

  { $any: KIND }           uuid, datetime, string, number, integer, boolean, list, object
  { $matches: EXPRESSION } a text in which the regular expression is found
  { $present: true }       any value
  { $absent: true }        no value

Message ids and made-up anonymous ids depend on the source, which an example does not choose: expect
{ $any: uuid } of them. `liveSince` does not count.

--bless writes what came out into examples that expect something else, or nothing. It changes what
an expectation names and nothing else, and shows it; of a response in an export, personal values are
written as { $present: true }. A file that was changed in the meantime is left alone.

Exit codes: 0 as expected; 3 not as expected, errors in a file, a mapping without an example, or
an example that expects nothing; 1 an export or a survey that cannot be read.
";

const PIPES: &str = "\
Pipes
=====
Values are written as Qualtrics' own piped text, as the {a} menu of the Segment task inserts it.
";

/// Pipes and what they give.
pub(super) const PIPE_FORMS: [(&str, &str); 22] = [
    ("${q://QID1/ChoiceGroup/SelectedChoices}", "What was chosen, as text."),
    ("${q://QID1/SelectedChoicesRecode}", "What was chosen, as recode values."),
    ("${q://QID1/ChoiceGroup/SelectedChoicesTextEntry}", "What was chosen, with what was typed for \"other\"."),
    ("${q://QID1/SelectedChoicesCount}", "How many were chosen."),
    ("${q://QID1/ChoiceGroup/UnselectedChoices}", "What was not chosen."),
    ("${q://QID1/ChoiceGroup/AllChoices}", "Every choice."),
    ("${q://QID1/QuestionText}", "The question."),
    ("${q://QID1/ChoiceDescription/2}", "The text of choice 2."),
    ("${q://QID2/ChoiceTextEntryValue}", "What was typed."),
    ("${q://QID3/ChoiceTextEntryValue/4}", "What was typed for choice 4, or into field 4 of a form."),
    ("${q://QID4/ChoiceNumericEntryValue/1}", "A slider, or an item of a constant sum."),
    ("${q://QID5/ChoiceGroup/SelectedAnswers/2}", "The answer in row 2 of a matrix, as text."),
    ("${q://QID5/SelectedAnswerRecode/2}", "The same, as a recode value."),
    ("${q://QID6#1/SelectedAnswerRecode/2}", "Row 2 of column 1 of a side-by-side question."),
    ("${q://1_QID7/ChoiceTextEntryValue}", "The first time round a loop."),
    ("${e://Field/plan}", "Embedded data."),
    ("${rm://Field/ResponseID}", "What Qualtrics notes of the response: RecordedDate, Duration, UserLanguage, …"),
    ("${m://ExternalDataReference}", "The contact: Email, FirstName, LastName, Phone, Language."),
    ("${gr://SC_1/Score}", "A score."),
    ("${date://CurrentDate/Y-m-d}", "Now, by a PHP-style format (--now sets it)."),
    ("${column://Name}", "Any other column, by its name; qseg's own."),
    ("~{ch://OCAC_1/$.id}", "Output of another task of the workflow: in no export, so an error."),
];

const AFTER_PIPES: &str = "
Texts of choices need an export of choice texts or of JSON, recodes one of numeric values or of
JSON; with --survey each export gives both. Several choices are joined by \", \", unless the row
says `type: list` and the pipe stands alone. What exists only while a survey or a workflow runs
(${rand://…}, ${lm://…}, ${loc://City}, ~{ch://…}) is in no export, and is refused.
";

fn mapping() -> String {
    let mut text = MAPPING.to_owned();
    for place in Place::ALL {
        let preposition = if place == Place::Top { "At" } else { "In" };
        text.push_str(&format!("\n{preposition} {}:\n", place.name().replace('`', "")));
        for key in keys::of(place) {
            let name = format!("{}{}", key.name, if key.qseg_only { "*" } else { "" });
            let words = if let Takes::Word(words) | Takes::Words(words) = key.takes { words } else { &[] };
            let words = if words.is_empty() { String::new() } else { format!(" One of: {}.", words.join(", ")) };
            entry(&mut text, &name, 20, &format!("{}{words}", key.doc));
        }
    }
    text.push_str("\nFor editors: qseg mapping schema. What can be wrong: qseg mapping check --list-codes.\n");
    text
}

fn pipes() -> String {
    let mut text = format!("{PIPES}\n");
    for (pipe, meaning) in PIPE_FORMS {
        entry(&mut text, pipe, 51, meaning);
    }
    text.push_str(AFTER_PIPES);
    text
}

/// A name and what it means, the latter in a column of its own.
fn entry(text: &mut String, name: &str, indent: usize, meaning: &str) {
    let mut line = format!("  {name:<width$}", width = indent - 2);
    let mut is_fresh = true;
    for word in meaning.split_whitespace() {
        if !is_fresh && line.chars().count() + 1 + word.chars().count() > WIDTH {
            text.push_str(line.trim_end());
            text.push('\n');
            line = " ".repeat(indent);
            is_fresh = true;
        }
        if !is_fresh {
            line.push(' ');
        }
        line.push_str(word);
        is_fresh = false;
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qualtrics::pipe::Template;

    #[test]
    fn no_line_is_wider_than_a_hundred_columns() {
        for topic in &TOPICS {
            for line in (topic.text)().lines() {
                assert!(line.chars().count() <= WIDTH, "{}: {line}", topic.name);
            }
        }
    }

    #[test]
    fn every_pipe_that_is_shown_can_be_read() {
        for (pipe, _) in PIPE_FORMS {
            assert!(Template::parse(pipe).is_ok(), "{pipe}");
        }
    }

    #[test]
    fn the_mapping_that_is_shown_is_sound() {
        let shown: String = MAPPING
            .lines()
            .filter_map(|line| line.strip_prefix("  "))
            .fold(String::new(), |text, line| text + line + "\n");
        let (mapping, findings) = crate::mapping::read("m.yaml", &shown);
        assert!(mapping.is_some() && findings.is_empty(), "{shown}{findings:?}");
    }

    #[test]
    fn the_examples_that_are_shown_are_sound() {
        let (_, shown) = EXAMPLES.split_once("own.\n\n").expect("the examples");
        let (shown, _) = shown.split_once("\n\n").expect("their end");
        let shown: String = shown.lines().map(|line| format!("{}\n", &line[2..])).collect();
        let (examples, findings) = crate::mapping::read_examples("m.examples.yaml", &format!("version: 1\n{shown}"));
        assert!(examples.len() == 2 && findings.is_empty(), "{shown}{findings:?}");
    }

    #[test]
    fn every_variable_that_is_read_is_told() {
        for name in crate::context::VARIABLES {
            assert!(ENVIRONMENT.lines().any(|line| line.split_whitespace().next() == Some(name)), "{name}");
        }
    }
}
