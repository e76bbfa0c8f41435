//! The text of a scaffold: the top of the file, the identities, a row for every field. A person is to read it
//! through, so that everything undecided is a comment that asks.

use super::decide::{self, Personal};
use super::identity::Identity;
use super::rows::{Row, State};
use super::yaml::{line, quoted, scalar};
use super::{Found, Scaffold, moments, prose};
use crate::core::error::Result;
use crate::qualtrics::header::Generation;
use crate::qualtrics::privacy::{Judged, PersonalClass};
use crate::qualtrics::propose::Kind;
use crate::qualtrics::status::Writing;
use crate::segment::names::snake_case;
use std::collections::BTreeSet;

/// Writes it.
///
/// # Errors
/// The userId that was decided for cannot be one.
pub(crate) fn write(mut found: Found<'_>) -> Result<Scaffold> {
    let (all, responses) = (found.rows.len(), found.profile.responses);
    found.rows.retain(|row| !row.is_idle(responses));
    found.never_filled = (all - found.rows.len()) as u64;
    if found.decisions.personal == Personal::Send {
        decide::send_personal(&mut found.rows);
    }
    let mut identity = Identity::find(&found.rows, found.profile.responses);
    decide::choose_user(&found.rows, &found.decisions.user, &mut identity)?;
    let mut text = Text::default();
    top(&found, &mut text);
    text.line(0, "tasks:");
    track(&found, &identity, &mut text);
    let has_traits = identify(&found, &identity, &mut text);
    let live = found.rows.iter().filter(|row| row.is_live()).count() as u64;
    Ok(Scaffold {
        text: text.0,
        tasks: 1 + u64::from(has_traits),
        live,
        commented: found.rows.len() as u64 - live,
        left_out: found.left_out.values().sum::<u64>() + found.never_filled,
        of_definition: found.profile.format == "schema",
    })
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, indent: usize, text: &str) {
        self.0.extend(std::iter::repeat_n(' ', indent));
        self.0.push_str(text);
        self.0.push('\n');
    }

    fn lines<'l>(&mut self, indent: usize, lines: impl IntoIterator<Item = &'l str>) {
        lines.into_iter().for_each(|line| self.line(indent, line));
    }

    fn gap(&mut self) {
        self.0.push('\n');
    }
}

fn top(found: &Found<'_>, text: &mut Text) {
    let asked = found.asked;
    let (input, file) = (line(asked.input), line(asked.file));
    let of = match found.profile.responses {
        0 if found.profile.format == "schema" => {
            "a survey definition, so that nothing is known of its answers".to_owned()
        }
        count => format!("{}, {}", found.profile.format, counted(count, "response")),
    };
    text.line(0, &format!("# A mapping for qseg, inferred from {input} ({of})."));
    text.line(
        0,
        "# It says which Segment calls one survey response becomes. Read it through: what is commented out is yours to",
    );
    text.line(0, "# decide. See what comes of it, without sending anything:");
    text.line(0, &format!("#     qseg mapping check {file}"));
    let survey = asked.survey.map_or_else(String::new, |survey| format!(" --survey {}", line(survey)));
    let responses = if found.profile.format == "schema" { "responses.json" } else { &input };
    text.line(0, &format!("#     qseg send --dry-run --mapping {file}{survey} {responses}"));
    text.line(0, "version: 1");
    text.gap();
    match found.layout.survey().and_then(|survey| survey.id.as_deref()) {
        Some(id) => text.line(0, &format!("survey: {}", scalar(id))),
        None => text.line(0, "# survey: SV_…   # the survey's id; optional, and only named in messages"),
    }
    text.gap();
    text.lines(0, prose::SENDING.lines());
    text.gap();
    let moments = moments::lines(found);
    if !moments.is_empty() {
        text.lines(0, moments.iter().map(String::as_str));
        text.gap();
    }
    if let Some(code) = &found.proved_code {
        text.line(0, &format!("# In the columns of choices, {} means shown and not selected.", line(code)));
        text.line(0, &format!("unanswered: [\"-99\", {}]", quoted(code)));
        text.gap();
    }
    expects(found, text);
    personal_data(found, text);
}

fn expects(found: &Found<'_>, text: &mut Text) {
    if !found.layout.names_fields() {
        return;
    }
    let only_names = matches!(found.profile.generation, Some(Generation::Legacy | Generation::Plain));
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for row in found.rows.iter().filter(|row| row.is_live() && row.is_answer()) {
        for id in &row.proposal.import_ids {
            let tags = found.layout.export_tags(id);
            let Some(tag) = tags.first().filter(|tag| !tag.is_empty()) else { continue };
            if seen.insert(id.as_str()) && !(only_names && found.layout.survey().is_none()) {
                lines.push(format!("{}: {}", scalar(id), scalar(tag)));
            }
        }
    }
    if lines.is_empty() {
        return;
    }
    text.lines(0, prose::EXPECTS.lines());
    text.lines(2, lines.iter().map(String::as_str));
    text.gap();
}

fn personal_data(found: &Found<'_>, text: &mut Text) {
    let all = || found.rows.iter().filter_map(judged).map(|judged| judged.class);
    let classes: BTreeSet<&str> = all().filter(|class| !class.is_sensitive()).map(PersonalClass::name).collect();
    if all().any(PersonalClass::is_sensitive) {
        text.lines(0, prose::SENSITIVE.lines());
        let mut seen = BTreeSet::new();
        for row in &found.rows {
            let Some(judged) = judged(row).filter(|judged| judged.class.is_sensitive()) else { continue };
            let field = row.field();
            if seen.insert(field.clone()) {
                let class = judged.class.name();
                text.line(
                    0,
                    &format!("#   {}: {{ purpose: \"what for\", basis: \"why it may\" }}   # {class}", scalar(&field)),
                );
            }
        }
        text.gap();
    }
    if classes.is_empty() {
        return;
    }
    let classes: Vec<&str> = classes.into_iter().collect();
    let classes = classes.join(", ");
    match found.decisions.personal {
        Personal::Comment => {
            text.lines(0, prose::PERSONAL.lines());
            text.line(0, &format!("# personalData: {{ allow: [{classes}], purpose: \"what for\" }}"));
        }
        Personal::Send => {
            text.lines(0, prose::PERSONAL_SENT.lines());
            text.line(0, &format!("personalData: {{ allow: [{classes}] }}   # purpose: \"what for\""));
        }
    }
    text.gap();
}

fn judged(row: &Row) -> Option<Judged> {
    if let State::Personal(judged) | State::Allowed(judged) = row.state { Some(judged) } else { None }
}

/// The event's name, and the beginning of the tasks' ids.
fn names(found: &Found<'_>) -> (String, String) {
    let title = found.layout.survey().and_then(|survey| survey.title.clone()).filter(|title| title.len() <= 100);
    let title = title.filter(|title| !snake_case(title).is_empty()).unwrap_or_else(|| "Survey".to_owned());
    let id = snake_case(&title).replace('_', "-");
    (format!("{title} Completed"), id)
}

fn track(found: &Found<'_>, identity: &Identity, text: &mut Text) {
    let (event, id) = names(found);
    text.line(
        2,
        "# The key is the task's id. It is part of every message id: renaming it makes new events of old responses.",
    );
    text.line(2, &format!("{id}-completed:"));
    text.line(4, "type: track");
    text.line(4, &format!("event: {}", scalar(&event)));
    who(found, identity, text);
    // What is known of the person is said once, as traits.
    let is_trait_only = |row: &Row| identity.user.is_some() && row.proposal.kind == Kind::Contact;
    let rows = rows_but(found, [identity.user, identity.anonymous]);
    let rows: Vec<&Row> = rows.into_iter().filter(|row| !is_trait_only(row)).collect();
    text.line(4, if rows.iter().any(|row| row.is_live()) { "properties:" } else { "properties: {}" });
    remarks(found, text);
    rows.iter().for_each(|row| row_lines(found, row, &row.key, text));
    left_out(found, text);
}

/// How many different values the row has.
pub(crate) fn different(row: &Row) -> String {
    match row.values.distinct.count() {
        (count, false) => count.to_string(),
        (count, true) => format!("about {}", count.min(row.values.filled)),
    }
}

/// Who the event is about.
fn who(found: &Found<'_>, identity: &Identity, text: &mut Text) {
    let responses = found.profile.responses;
    let said = |at: usize| {
        let row = &found.rows[at];
        match responses {
            0 => row.proposal.pipe.clone(),
            _ => format!("{} (in {} of {responses}, {} different)", row.proposal.pipe, row.filled, different(row)),
        }
    };
    for (name, at) in [("userId", identity.user), ("anonymousId", identity.anonymous)] {
        let Some(at) = at else { continue };
        let row = &found.rows[at];
        if responses > 0 {
            let different = different(row);
            text.line(4, &format!("# In {} of {responses} responses, {different} different.", row.filled));
        }
        text.line(4, &format!("{name}: {}", scalar(&row.proposal.pipe)));
    }
    for at in &identity.others {
        text.line(4, &format!("# This could be one, too: {}", whole_line(&said(*at))));
    }
    if let Some(at) = identity.email {
        text.line(4, &format!("# An e-mail address tells people apart, too: {}.", whole_line(&said(at))));
        text.line(4, "# But it is personal data, people change it, and Segment advises against it as a userId.");
    }
    match identity.without(&found.rows, responses) {
        Some(0) => return,
        _ if identity.user.is_none() && identity.anonymous.is_none() => text.lines(4, prose::NOBODY.lines()),
        Some(without) => {
            text.line(4, &format!("# Responses without an id: up to {without}."));
            text.lines(4, prose::SOME.lines());
        }
        None => {
            text.line(4, "# Responses without an id: nobody knows how many.");
            text.lines(4, prose::SOME.lines());
        }
    }
    text.line(4, "randomAnonymousId: true");
}

fn rows_but<'f>(found: &'f Found<'_>, without: [Option<usize>; 2]) -> Vec<&'f Row> {
    let rows = found.rows.iter().enumerate();
    rows.filter(|(at, _)| !without.contains(&Some(*at))).map(|(_, row)| row).collect()
}

/// What is so for all rows.
fn remarks(found: &Found<'_>, text: &mut Text) {
    let languages = found.profile.languages.len();
    text.line(6, "# A bare pipe sends text, as the Qualtrics task does. What is empty is left out of the event.");
    let has_answers = found.rows.iter().any(|row| row.is_live() && row.is_answer());
    match (found.layout.writing(), found.layout.survey().is_some()) {
        (Some(Writing::Labels), false) if has_answers => {
            text.lines(6, prose::LABELS_ONLY.lines());
            if languages > 1 {
                text.line(
                    6,
                    &format!("# It was answered in {languages} languages, so that one choice has several texts."),
                );
            }
        }
        _ if has_answers && languages > 1 => {
            text.line(6, &format!("# Recodes are used, not labels: it was answered in {languages} languages."));
        }
        _ => {}
    }
}

fn row_lines(found: &Found<'_>, row: &Row, key: &str, text: &mut Text) {
    let responses = found.profile.responses;
    let pipe = &row.proposal.pipe;
    let label = line(&row.proposal.label);
    let mut about: Vec<String> = Vec::new();
    if !label.is_empty() && label != row.proposal.tag {
        about.push(label);
    }
    if responses > 0 {
        about.push(format!("({} of {responses})", row.filled));
    }
    if let Some(judged) = judged(row) {
        about.push(format!("- personal data: {} ({})", judged.class.name(), judged.ground));
    }
    if !about.is_empty() {
        text.line(6, &format!("# {}", about.join(" ")));
    }
    if let Some(scale) = scale(found, row) {
        text.line(6, &format!("# {scale}"));
    }
    let marks: Vec<&str> = if row.is_answer() { row.values.marks().collect() } else { Vec::new() };
    let form = |kind: Option<&str>| {
        let mut form = vec![format!("value: {}", quoted(pipe))];
        form.extend(kind.map(|kind| format!("type: {kind}")));
        if !marks.is_empty() {
            form.push(format!("missing: [{}]", marks.iter().map(|mark| quoted(mark)).collect::<Vec<_>>().join(", ")));
        }
        format!("{{ {} }}", form.join(", "))
    };
    let value = match (row.is_list, marks.is_empty()) {
        (true, _) => form(Some("list")),
        (false, false) => form(None),
        (false, true) => scalar(pipe),
    };
    let row_line = format!("{}: {value}", scalar(key));
    match &row.state {
        State::Live | State::Allowed(_) => {
            if !marks.is_empty() {
                let times: u64 = row.values.unanswered.iter().sum();
                let times = if times == 1 { "Once".to_owned() } else { format!("{times} times") };
                text.line(6, &format!("# {times} {}: seen, not answered, and so left out.", marks.join(" or ")));
            }
            if row.is_list {
                text.line(
                    6,
                    "# Several choices: a list, one element for each. The task itself would join them by commas.",
                );
            }
            if let Some((kind, what)) = row.common_type() {
                let all = match row.values.filled {
                    1 => format!("The one value fits {what}"),
                    count => format!("All {count} values are {what}"),
                };
                text.line(6, &format!("# {all}: {}", form(Some(kind))));
            }
            text.line(6, &row_line);
        }
        State::Personal(_) => text.line(6, &format!("# {row_line}")),
        State::Open(open) => {
            text.line(6, &format!("# Left out until you say so: {}.", open.reason()));
            text.line(6, &format!("# {row_line}"));
        }
        State::Unread(reason) => {
            text.line(6, &format!("# Not on this export: {}", whole_line(reason)));
            text.line(6, &format!("# {}", whole_line(&row_line)));
        }
    }
}

/// How many choices a comment names.
const NAMED_CHOICES: usize = 12;

/// What the recodes mean that a row sends, where the definition says; of a matrix at its first row.
fn scale(found: &Found<'_>, row: &Row) -> Option<String> {
    let survey = found.layout.survey()?;
    let [id] = row.proposal.import_ids.as_slice() else { return None };
    let sends_recodes = row.proposal.pipe.contains("Recode");
    let question = survey.asked(id.split('_').find(|part| part.contains("QID"))?);
    let is_first = question
        .is_none_or(|question| question.rows.first().is_none_or(|first| id.ends_with(&format!("_{}", first.id))));
    let field = survey.field(id).filter(|field| sends_recodes && is_first && !field.choices.is_empty())?;
    let named: Vec<String> = field
        .pairs()
        .take(NAMED_CHOICES)
        .map(|(recode, label)| format!("{} = {}", line(recode), line(label)))
        .collect();
    let more = field.live_choices().count().saturating_sub(NAMED_CHOICES);
    let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
    Some(format!("{}{rest}", named.join("; ")))
}

/// Text for a comment that is not cut, as a pipe must not be.
fn whole_line(text: &str) -> String {
    crate::core::escape::visible(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

fn left_out(found: &Found<'_>, text: &mut Text) {
    let mut kinds: Vec<String> = found.left_out.iter().map(|(why, count)| format!("{count} {}", why.name())).collect();
    if found.never_filled > 0 {
        kinds.push(format!("{} about the respondent, never filled", found.never_filled));
    }
    if kinds.is_empty() {
        return;
    }
    let all = found.left_out.values().sum::<u64>() + found.never_filled;
    text.line(6, &format!("# Left out: {} ({}).", counted(all, "field"), kinds.join("; ")));
    text.line(
        6,
        "# `qseg inspect` lists them. A column that no Qualtrics pipe names is piped by its name: ${column://Name}",
    );
}

/// The task for traits, where people can be identified; whether it is live.
fn identify(found: &Found<'_>, identity: &Identity, text: &mut Text) -> bool {
    let Some(user) = identity.user else { return false };
    let pipe = &found.rows[user].proposal.pipe;
    let trait_kinds = [Kind::Embedded, Kind::Contact, Kind::Metadata];
    let is_trait = |row: &&Row| {
        trait_kinds.contains(&row.proposal.kind)
            && (row.proposal.kind != Kind::Metadata || row.proposal.pipe.contains("UserLanguage"))
    };
    let rows: Vec<&Row> = rows_but(found, [identity.user, identity.anonymous]).into_iter().filter(is_trait).collect();
    let live = rows.iter().any(|row| row.is_live());
    let mut task = Text::default();
    task.line(2, &format!("{}-traits:", names(found).1));
    task.line(4, "type: identify");
    task.line(4, &format!("userId: {}", scalar(pipe)));
    if let Some(at) = identity.anonymous {
        task.line(4, &format!("anonymousId: {}", scalar(&found.rows[at].proposal.pipe)));
    }
    task.line(4, "# Only where we know who it is.");
    task.line(4, &format!("when: {{ value: {}, empty: false }}", quoted(pipe)));
    task.line(4, "traits:");
    for row in rows {
        let key = match row.proposal.pipe.as_str() {
            "${m://Email}" => "email",
            "${m://FirstName}" => "first_name",
            "${m://LastName}" => "last_name",
            _ => &row.key,
        };
        row_lines(found, row, key, &mut task);
    }
    text.gap();
    text.line(2, "# What is known about the person goes to Segment as traits.");
    if live {
        text.0.push_str(&task.0);
        return true;
    }
    text.line(2, "# It is commented out as a whole: nothing in it is proved to be a closed set that is not personal.");
    for commented in task.0.lines() {
        text.line(2, &format!("# {}", commented.get(2..).unwrap_or(commented)));
    }
    false
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
