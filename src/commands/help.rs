//! `qseg help`: a command's help, as `--help` shows it, or a topic that belongs to no one command.

mod topics;

use crate::commands;
use crate::core::diagnostic::did_you_mean;
use crate::core::error::{Error, Exit, Result};
use crate::ui::Ui;
use clap::Args;
use topics::TOPICS;

/// Explain a command, or a topic: environment, examples, exit-codes, mapping, pipes
///
/// Examples:
///   qseg help mapping check
///   qseg help pipes
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct HelpArgs {
    /// A command as it is typed after `qseg`, or a topic [default: qseg itself]
    #[arg(value_name = "COMMAND|TOPIC")]
    words: Vec<String>,
}

/// Shows it; `mapping` is a command and a topic, and both are shown.
pub(crate) fn run(args: HelpArgs, ui: &mut Ui) -> Result<Exit> {
    let mut root = commands::definition();
    root.build();
    let topic = match args.words.as_slice() {
        [word] => TOPICS.iter().find(|topic| topic.name == word),
        _ => None,
    };
    let mut command = Some(&root);
    for word in &args.words {
        command = command.and_then(|command| command.find_subcommand(word));
    }
    if command.is_none() && topic.is_none() {
        return Err(unknown(&root, &args.words));
    }
    if command.is_some() {
        // As clap itself answers --help, which is long where there is more to say.
        let asked = ["qseg"].into_iter().chain(args.words.iter().map(String::as_str)).chain(["--help"]);
        if let Err(help) = commands::definition().try_get_matches_from(asked) {
            ui.data(help.render().to_string().as_bytes())?;
        }
    }
    if let Some(topic) = topic {
        if command.is_some() {
            ui.line("")?;
        }
        ui.data((topic.text)().as_bytes())?;
    }
    Ok(Exit::Done)
}

fn unknown(root: &clap::Command, words: &[String]) -> Error {
    let mut command = root;
    let mut known_words = 0;
    while let Some(next) = words.get(known_words).and_then(|word| command.find_subcommand(word)) {
        command = next;
        known_words += 1;
    }
    let word = words.get(known_words).map_or("", String::as_str);
    let mut known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    if known_words == 0 {
        known.extend(TOPICS.iter().map(|topic| topic.name));
    }
    known.dedup();
    let error = Error::usage("unknown_word", format!("`{}` is no command and no topic", words.join(" ")));
    match did_you_mean(word, known.iter().copied()) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None if known.is_empty() => error.hint(format!("qseg help {}", words[..known_words].join(" "))),
        None => error.hint(format!("known are {}", known.join(", "))),
    }
}
