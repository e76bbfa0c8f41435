//! `qseg mapping init`: a commented mapping to begin from.

mod questions;

use crate::commands::limits::Limits;
use crate::commands::{project, unanswered, zone};
use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::mapping::scaffold::decide::Open;
use crate::mapping::scaffold::{self, Asked, Scaffold};
use crate::qualtrics::export::Options;
use crate::qualtrics::layout::Settings;
use crate::ui::{Ui, counted, visible};
use clap::{Args, ValueEnum};
use questions::Target;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Write a commented mapping to begin from, inferred from an export or a survey definition
///
/// What is personal data, and what is not certain, is written as a comment: read it through. On a terminal it
/// asks what the export leaves open; elsewhere, and with --no-input, it decides alone.
///
/// Examples:
///   qseg mapping init responses.csv -o qseg.yaml
///   qseg mapping init --survey survey.qsf responses.json | less
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct InitArgs {
    /// An export of survey responses, or a survey's definition, or `-`
    ///
    /// A definition is a QSF file, or what the API gives for /survey-definitions/SV_…, /surveys/SV_… or
    /// /surveys/SV_…/response-schema.
    input: PathBuf,
    /// The file to write; `-` is standard output [default: asked on a terminal, else `-`]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long, requires = "output")]
    force: bool,
    /// The survey's definition: its texts, choices and export tags
    #[arg(long, value_name = "FILE")]
    survey: Option<PathBuf>,
    /// The zone of dates that name none, as an IANA name (America/Denver)
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]
    #[arg(long, value_name = "CODE,…", value_delimiter = ',', allow_hyphen_values = true)]
    unanswered: Vec<String>,
    /// The field that identifies people: its pipe, ImportId or column; `none` for none [default: an id that is named for a person and tells people apart]
    #[arg(long, value_name = "FIELD")]
    user_id: Option<String>,
    /// What becomes of fields that hold personal data [default: comment]
    #[arg(long, value_enum, value_name = "WHAT")]
    personal_data: Option<PersonalData>,
    #[command(flatten)]
    limits: Limits,
}

/// What becomes of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PersonalData {
    /// It stands in the file as comments
    Comment,
    /// It is sent, and its classes are allowed
    Send,
}

/// Infers it, and writes or prints it.
pub(crate) fn run(args: InitArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let target = questions::target(&args, context, ui)?;
    let scaffold = infer(&args, &target, context, ui)?;
    let said = format!(
        "{}, {} sent, {} commented out, {} left out",
        counted(scaffold.tasks, "task"),
        counted(scaffold.live, "field"),
        scaffold.commented,
        scaffold.left_out
    );
    let input = args.input.display().to_string();
    let survey = args.survey.as_ref().map_or_else(String::new, |survey| format!(" --survey {}", survey.display()));
    match &target.file {
        None => {
            ui.data(scaffold.text.as_bytes())?;
            ui.status(&format!("Inferred a mapping: {said}"));
            ui.hint(&visible(&format!("write it to a file: qseg mapping init{survey} {input} -o qseg.yaml")));
        }
        Some(output) => {
            context.write_file(output, &scaffold.text, target.replace)?;
            let name = output.display().to_string();
            ui.status(&visible(&format!("Wrote {name}: {said}")));
            ui.hint(&visible(&match scaffold.of_definition {
                true => format!("read it through, then judge it again: qseg mapping check --survey {input} {name}"),
                false => {
                    format!(
                        "read it through, then see the events: qseg send --dry-run --mapping {name}{survey} {input}"
                    )
                }
            }));
        }
    }
    Ok(Exit::Done)
}

fn infer(args: &InitArgs, target: &Target, context: &Context, ui: &mut Ui) -> Result<Scaffold> {
    let options = Options {
        survey: project::read_survey(context, args.survey.as_deref())?,
        settings: Settings {
            time_zone: args.timezone.as_deref().map(zone).transpose()?,
            now: context.now(),
            survey_id: None,
            unanswered: unanswered(&args.unanswered),
        },
        max_record_bytes: args.limits.record_bytes(),
        format: None,
    };
    let progress = ui.progress(&args.input.display().to_string());
    let stdin = if args.input.as_os_str() == "-" { Some(project::keep_stdin(context)?) } else { None };
    let typed = args.input.display().to_string();
    let file = target.file.as_ref().map_or_else(|| "qseg.yaml".to_owned(), |file| file.display().to_string());
    let survey = args.survey.as_ref().map(|survey| survey.display().to_string());
    let asked = Asked { input: &typed, file: &file, survey: survey.as_deref() };
    let mut decide = |open: &Open| {
        progress.end();
        questions::decisions(args, open, ui)
    };
    match project::infer_mapping(
        context,
        &args.input,
        stdin.as_ref(),
        args.limits.opening(),
        &options,
        asked,
        &mut decide,
    ) {
        // No responses: perhaps the definition of a survey.
        Err(error) if error.code == "not_an_export" => {
            let text = match &stdin {
                None => context.read_file(&args.input, "survey definition")?,
                Some(kept) => read_again(kept)?,
            };
            let Ok(survey) = project::parse_survey(Path::new(&typed), &text) else { return Err(error) };
            let asked = Asked { survey: Some(&typed), ..asked };
            scaffold::of_survey(survey, options.settings, asked, &mut decide)
        }
        other => other,
    }
}

fn read_again(kept: &File) -> Result<String> {
    let again = |error| Error::failed("unreadable_input", "cannot read standard input again").because(error);
    let mut text = String::new();
    let mut file = kept.try_clone().map_err(again)?;
    file.seek(SeekFrom::Start(0)).and_then(|_| file.read_to_string(&mut text)).map_err(again)?;
    Ok(text)
}
