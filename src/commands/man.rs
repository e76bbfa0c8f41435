//! `qseg man`: the manual page of qseg, or of one of its commands.

use crate::commands::{self, unknown_word};
use crate::core::error::{Error, Exit, Result};
use crate::ui::Ui;
use clap::Args;
use clap_mangen::Man;

/// Print a manual page, of qseg or of one of its commands
///
/// Examples:
///   qseg man mapping check | man -l -
///   qseg man > ~/.local/share/man/man1/qseg.1
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ManArgs {
    /// The command, as it is typed after `qseg` [default: qseg itself]
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
}

/// Prints the page. It carries no date, so that the same qseg always prints the same page.
pub(crate) fn run(args: ManArgs, ui: &mut Ui) -> Result<Exit> {
    let root = commands::definition();
    let source = format!("qseg {}", root.get_version().unwrap_or_default());
    let mut command = root.disable_help_subcommand(true);
    command.build();
    for word in &args.command {
        command = match command.find_subcommand(word) {
            Some(found) => found.clone(),
            None => {
                let known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
                let named = command.get_bin_name().unwrap_or("qseg").to_owned();
                return Err(match known.is_empty() {
                    true => Error::usage("unknown_word", format!("`{named}` has no command \"{word}\", nor any other"))
                        .hint(format!("its page: qseg man {}", named.strip_prefix("qseg ").unwrap_or_default())),
                    false => unknown_word(&format!("`{named}`"), word, &known),
                });
            }
        };
    }
    let mut page = Vec::new();
    Man::new(command)
        // Without any date, the source would slip into the date's place in the title line.
        .date(" ")
        .source(source)
        .manual("qseg manual")
        .render(&mut page)
        .map_err(|error| Error::failed("unwritable_output", "cannot write the manual page").because(error))?;
    ui.data(as_written(&String::from_utf8_lossy(&page)).as_bytes())?;
    Ok(Exit::Done)
}

/// The page with its indented lines (examples, tables) exactly as they were written: a formatter would fill
/// them up to the margin.
fn as_written(page: &str) -> String {
    let mut out = String::with_capacity(page.len() + 64);
    let mut inside = false;
    for line in page.lines() {
        let indented = line.starts_with("  ");
        if indented != inside {
            out.push_str(if indented { ".nf\n" } else { ".fi\n" });
        }
        inside = indented;
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indented_lines_are_not_filled() {
        assert_eq!(as_written("a\n  b\n  c\nd\n"), "a\n.nf\n  b\n  c\n.fi\nd\n");
        assert_eq!(as_written("a\n"), "a\n");
    }
}
