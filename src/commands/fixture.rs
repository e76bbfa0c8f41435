//! `qseg fixture`: an export of nobody, like a real one.

use crate::commands::limits::Limits;
use crate::commands::{failed, project};
use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::qualtrics::export::{Export, Format, Options};
use crate::qualtrics::fixture::{self, Fixture, Size};
use crate::qualtrics::layout::Settings;
use crate::ui::{Ui, counted, grouped, visible};
use clap::Args;
use std::path::{Path, PathBuf};

/// Make a small export of nobody: the headers, layout, choices and oddities of a real one, invented answers
///
/// To commit and to test with, where answers must not be. Values are taken over only where they are a closed set:
/// choices that the header or the survey names, or few values that many responses share, in no column of personal
/// data or typed text. All else is invented in the same kind; what is packed or in an archive is written unpacked.
///
/// Examples:
///   qseg fixture responses.csv -o fixture.csv
///   qseg fixture --rows 50 --seed 7 --survey schema.json responses.json -o fixture.json
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct FixtureArgs {
    /// An export of survey responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`
    input: PathBuf,
    /// How many responses to make
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    rows: u64,
    /// The same seed makes the same fixture of the same INPUT
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long, requires = "output")]
    force: bool,
    /// The survey's definition (QSF, or what the API gives): its choices are taken over
    #[arg(long, value_name = "FILE")]
    survey: Option<PathBuf>,
    /// The format of INPUT: csv, tsv, json or ndjson [default: by content]
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    input_format: Option<Format>,
    #[command(flatten)]
    limits: Limits,
}

fn format(word: &str) -> Result<Format, String> {
    let known = Format::ALL.iter().find(|(name, _)| *name == word).map(|(_, format)| *format);
    known.ok_or_else(|| "known are csv, tsv, json, ndjson".to_owned())
}

/// Reads the export, makes the fixture and writes it.
pub(crate) fn run(args: FixtureArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let output = args.output.as_deref().filter(|output| *output != Path::new("-"));
    if let (Some(output), false) = (output, args.force) {
        context.must_be_new(output)?;
    }
    if let Some(output) = output
        && same_file(context, output, &args.input)
    {
        return Err(Error::usage("output_is_input", format!("{} is the export itself", output.display()))
            .hint("name another file with -o: the export would be lost"));
    }
    let fixture = make(&args, context, ui)?;
    match output {
        None => ui.data(&fixture.bytes)?,
        Some(output) => context.write_file(output, &fixture.bytes, args.force)?,
    }
    let written = output.map_or_else(|| "Made".to_owned(), |output| format!("Wrote {}:", output.display()));
    ui.status(&visible(&format!(
        "{written} {} like {} of {}; {} of {} kept their values, being closed sets",
        counted(fixture.rows, "response"),
        grouped(fixture.responses),
        args.input.display(),
        fixture.taken_over,
        counted(fixture.columns as u64, "column"),
    )));
    if fixture.rows < args.rows {
        ui.hint("the export is the answer to a question for one response, and so is the fixture");
    }
    if let Some(output) = output {
        ui.hint(&visible(&format!("look at it before you commit it: qseg inspect {}", output.display())));
    }
    Ok(Exit::Done)
}

fn make(args: &FixtureArgs, context: &Context, ui: &Ui) -> Result<Fixture> {
    let options = Options {
        survey: project::read_survey(context, args.survey.as_deref())?,
        settings: Settings::at(context.now()),
        max_record_bytes: args.limits.record_bytes(),
        format: args.input_format,
    };
    let typed = args.input.display().to_string();
    let progress = ui.progress(&typed);
    let mut input = project::open(context, &args.input, None, args.limits.opening())?;
    progress.expect(input.size);
    let Some(part) = input.parts.next()? else {
        return Err(Error::failed("empty_input", format!("there is no export in {typed}"))
            .hint("export the responses again, and give that file"));
    };
    let (is_failed, part) = failed::look(part)?;
    if is_failed {
        return Err(Error::usage("not_an_export", format!("{typed} holds failed events, not responses"))
            .hint("give the export that they came from"));
    }
    let encoding = part.encoding;
    let mut export = Export::open(&part.name, part.reader, &options)?;
    let size = Size { rows: args.rows, seed: args.seed };
    let fixture = fixture::make(&mut export, encoding, size, |bytes| progress.at(bytes))?;
    if let Some(other) = input.parts.next()? {
        return Err(Error::usage(
            "several_exports",
            format!("{typed} holds more than one export; {} is another", other.name),
        )
        .hint("unpack the archive and give one of its files: a fixture is like one export"));
    }
    Ok(fixture)
}

fn same_file(context: &Context, one: &Path, other: &Path) -> bool {
    let real = |path: &Path| context.path(path).canonicalize().ok();
    real(one).is_some() && real(one) == real(other)
}
