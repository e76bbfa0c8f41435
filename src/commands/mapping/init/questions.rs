//! What `mapping init` asks on a terminal. Each question has an option that answers it beforehand, and Enter
//! takes what is decided where nobody can be asked.

use super::{InitArgs, PersonalData};
use crate::commands::zone;
use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::mapping::scaffold::decide::{Decisions, Open, Personal, User};
use crate::ui::{Question, Ui, counted};
use std::path::{Path, PathBuf};

/// Where a mapping file is looked for first.
const USUAL: &str = "qseg.yaml";

/// Where the mapping goes.
pub(crate) struct Target {
    /// The file; `None` is standard output.
    pub(crate) file: Option<PathBuf>,
    /// Whether a file that is there already is replaced.
    pub(crate) replace: bool,
}

/// Where the mapping goes, settled before a large export is read for nothing.
///
/// # Errors
/// The file is there already and is not to be replaced, or is to be JSON.
pub(crate) fn target(args: &InitArgs, context: &Context, ui: &mut Ui) -> Result<Target> {
    let file = match &args.output {
        Some(typed) => file(typed)?,
        None if ui.may_ask() && context.stdout_is_terminal => {
            let default = if context.must_be_new(Path::new(USUAL)).is_ok() { USUAL } else { "-" };
            let question = Question { text: "Which file is it written to? (- shows it here)", flag: "--output FILE" };
            ui.text(question, Some(default), |typed| file(Path::new(typed)).map_err(|error| error.message))?
        }
        None => None,
    };
    let Some(path) = &file else { return Ok(Target { file, replace: false }) };
    let replace = match context.must_be_new(path) {
        _ if args.force => true,
        Ok(()) => false,
        Err(exists) if !ui.may_ask() => return Err(exists),
        Err(exists) => {
            let text = format!("{} is there already. Replace it?", path.display());
            if !ui.confirm(Question { text: &text, flag: "--force" }, Some(false))? {
                return Err(exists);
            }
            true
        }
    };
    Ok(Target { file, replace })
}

fn file(typed: &Path) -> Result<Option<PathBuf>> {
    if typed.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return Err(Error::usage("not_json", "the mapping has comments, which JSON does not allow")
            .hint("name a YAML file: -o qseg.yaml"));
    }
    Ok(Some(typed.to_owned()).filter(|path| path.as_os_str() != "-"))
}

/// Decides what the export leaves open.
///
/// # Errors
/// As a question of [`Ui`].
pub(crate) fn decisions(args: &InitArgs, open: &Open, ui: &mut Ui) -> Result<Decisions> {
    let asks = ui.may_ask();
    let time_zone = match &args.timezone {
        None if open.zone && asks => ask_zone(ui)?,
        typed => typed.clone(),
    };
    let user = match args.user_id.as_deref() {
        Some("none") => User::Nobody,
        Some(field) => User::Field(field.to_owned()),
        None if !open.users.is_empty() && asks => ask_user(open, ui)?,
        None => User::Best,
    };
    let personal = match args.personal_data {
        Some(PersonalData::Comment) => Personal::Comment,
        Some(PersonalData::Send) => Personal::Send,
        None if !open.personal.is_empty() && asks => ask_personal(open, ui)?,
        None => Personal::Comment,
    };
    Ok(Decisions { time_zone, user, personal })
}

fn ask_zone(ui: &mut Ui) -> Result<Option<String>> {
    let text = "Its dates name no zone. Which one are they in? (America/Denver; Enter leaves it open)";
    ui.text(Question { text, flag: "--timezone ZONE" }, Some(""), |typed| {
        if typed.is_empty() {
            return Ok(None);
        }
        match zone(typed) {
            Ok(_) => Ok(Some(typed.to_owned())),
            Err(error) => Err(format!("{}; {}", error.message, error.hints.join("; "))),
        }
    })
}

fn ask_user(open: &Open, ui: &mut Ui) -> Result<User> {
    let shown = |pipe: &str, about: &str| if about.is_empty() { pipe.to_owned() } else { format!("{pipe}  ({about})") };
    let mut choices: Vec<String> = open.users.iter().map(|user| shown(&user.pipe, &user.about)).collect();
    choices.push("none of them".to_owned());
    let question = Question { text: "Which field says who has answered (the userId)?", flag: "--user-id FIELD" };
    let at = ui.select(question, &choices, if open.first_is_taken { 0 } else { choices.len() - 1 })?;
    Ok(open.users.get(at).map_or(User::Nobody, |user| User::Field(user.pipe.clone())))
}

fn ask_personal(open: &Open, ui: &mut Ui) -> Result<Personal> {
    let classes: Vec<String> =
        open.personal.iter().map(|(class, count)| format!("{class} ({})", counted(*count, "field"))).collect();
    ui.status(&format!("Personal data was found: {}", classes.join(", ")));
    let text = "Send personal data? (No: it is kept as comments)";
    let question = Question { text, flag: "--personal-data comment|send" };
    Ok(if ui.confirm(question, Some(false))? { Personal::Send } else { Personal::Comment })
}
