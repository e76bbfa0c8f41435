//! The files of a run: inputs, the survey, and the mapping file where it is not named (design §3).

use crate::commands::failed;
use crate::context::{Context, Opened};
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Result};
use crate::mapping::against_survey;
use crate::mapping::model::Mapping;
use crate::mapping::scaffold::{self, Asked, Decide, Scaffold};
use crate::qualtrics::export::{Export, Options};
use crate::qualtrics::input::{Opening, Parts, Source};
use crate::qualtrics::survey::{Survey, SurveyError};
use jiff::Timestamp;
use std::fs::File;
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The names that a mapping file is looked for under.
const NAMES: [&str; 3] = ["qseg.yaml", "qseg.yml", "qseg.json"];

/// The mapping file: the one that was named, else in the working directory, else beside the first input.
pub(crate) fn find_mapping(context: &Context, named: Option<&Path>, first_input: Option<&Path>) -> Option<PathBuf> {
    if let Some(named) = named {
        return Some(named.to_owned());
    }
    let beside = first_input.filter(|input| *input != Path::new("-")).and_then(Path::parent).map(Path::to_owned);
    let folders = [Some(PathBuf::new()), beside];
    folders
        .into_iter()
        .flatten()
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|candidate| context.path(candidate).is_file())
}

/// The mapping files to check: those named, and all below the directories that are named; else the one here.
///
/// # Errors
/// There is nothing to check.
pub(crate) fn mapping_files(context: &Context, named: &[PathBuf]) -> Result<Vec<PathBuf>> {
    if named.is_empty() {
        let here = find_mapping(context, None, None).ok_or_else(|| {
            Error::usage("no_mapping", "there is no mapping file here").hint("name one: qseg mapping check FILE")
        })?;
        return Ok(vec![here]);
    }
    let mut files: Vec<PathBuf> = Vec::new();
    for path in named {
        let mut found = Vec::new();
        if context.path(path).is_dir() {
            below(context, path, &mut found)?;
            if found.is_empty() {
                return Err(Error::usage("no_mapping", format!("there is no mapping file below {}", path.display()))
                    .hint("looked for: qseg.yaml, qseg.yml, qseg.json and *.qseg.yaml; another one must be named"));
            }
        } else {
            found.push(path.clone());
        }
        for file in found {
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    Ok(files)
}

/// Every mapping file of a directory and those in it, in the order of names. Hidden directories and links to
/// directories are passed over.
fn below(context: &Context, directory: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    let cannot = |error: std::io::Error| {
        Error::failed("unreadable_file", format!("cannot read the directory {}", directory.display())).because(error)
    };
    let mut entries = Vec::new();
    for entry in context.path(directory).read_dir().map_err(cannot)? {
        let entry = entry.map_err(cannot)?;
        entries.push((entry.file_name(), entry.file_type().map_err(cannot)?));
    }
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    for (name, kind) in entries {
        let path = if directory == Path::new(".") { PathBuf::from(&name) } else { directory.join(&name) };
        let name = name.to_string_lossy();
        if kind.is_dir() && !name.starts_with('.') {
            below(context, &path, found)?;
        } else if !kind.is_dir() && (NAMES.contains(&&*name) || name.ends_with(".qseg.yaml")) {
            found.push(path);
        }
    }
    Ok(())
}

/// Standard input is named among these once at the most: told before anything is read.
///
/// # Errors
/// It is named twice.
pub(crate) fn stdin_once(inputs: &[PathBuf]) -> Result<()> {
    match inputs.iter().filter(|input| *input == Path::new("-")).count() {
        0 | 1 => Ok(()),
        _ => Err(crate::context::stdin_twice()),
    }
}

/// Reads and checks a mapping file now; `None` where it has errors.
pub(crate) fn read_mapping(context: &Context, path: &Path) -> Result<(Option<Mapping>, Findings)> {
    read_mapping_at(context, path, context.now())
}

/// Reads and checks a mapping file at this moment. What its `allow` accepts is a note in the findings, and in
/// everything that they are added to.
pub(crate) fn read_mapping_at(context: &Context, path: &Path, now: Timestamp) -> Result<(Option<Mapping>, Findings)> {
    judge_mapping(context, path, now, None)
}

/// The same, and judges its pipes against a survey's definition.
pub(crate) fn judge_mapping(
    context: &Context,
    path: &Path,
    now: Timestamp,
    survey: Option<&Arc<Survey>>,
) -> Result<(Option<Mapping>, Findings)> {
    let text = context.read_file(path, "mapping file")?;
    Ok(parse_mapping(&path.display().to_string(), &text, now, survey))
}

/// The mapping in the text of a file, checked at this moment, and against a survey's definition where there is one;
/// `None` where it has errors.
pub(crate) fn parse_mapping(
    name: &str,
    text: &str,
    now: Timestamp,
    survey: Option<&Arc<Survey>>,
) -> (Option<Mapping>, Findings) {
    let (mapping, mut findings) = crate::mapping::read(name, text);
    if let Some(mapping) = &mapping {
        crate::mapping::check(mapping, &mut findings);
        if let Some(survey) = survey {
            against_survey::judge(mapping, survey, &mut findings);
        }
        crate::mapping::allow::apply(mapping, now, &mut findings);
    }
    let sound = mapping.filter(|_| !findings.has_errors());
    (sound, findings.in_file_order())
}

/// Infers a mapping from the first export of an input, which is read twice: standard input must have been kept.
pub(crate) fn infer_mapping(
    context: &Context,
    typed: &Path,
    stdin: Option<&File>,
    opening: Opening,
    options: &Options,
    asked: Asked<'_>,
    decide: &mut Decide<'_>,
) -> Result<Scaffold> {
    let mut open_again = || {
        let part = open(context, typed, stdin, opening)?.parts.next()?;
        let part = part.ok_or_else(|| {
            Error::failed("empty_input", format!("there is no export in {}", typed.display()))
                .hint("export the responses again, and give that file")
        })?;
        let (is_failed, part) = failed::look(part)?;
        if is_failed {
            return Err(Error::usage(
                "no_mapping",
                format!("{} holds failed events: no mapping can be inferred from it", part.name),
            )
            .hint("name the mapping file of the run that they failed in: --mapping FILE"));
        }
        Export::open(&part.name, part.reader, options)
    };
    scaffold::of_export(&mut open_again, asked, decide)
}

/// Reads the survey definition that was named.
pub(crate) fn read_survey(context: &Context, path: Option<&Path>) -> Result<Option<Arc<Survey>>> {
    let Some(path) = path else { return Ok(None) };
    // What is larger than any definition is an export, which would be taken into memory as a whole.
    let size = context.path(path).metadata().map_or(0, |metadata| metadata.len());
    if size > MAX_SURVEY_BYTES {
        let what = format!("{} is larger than any survey definition ({} MiB)", path.display(), size >> 20);
        return Err(Error::failed("not_a_survey", what).hint(SURVEY_FILES));
    }
    let text = context.read_file(path, "survey definition")?;
    parse_survey(path, &text).map(Some)
}

/// The largest file that is read as a definition: real ones have some megabytes.
const MAX_SURVEY_BYTES: u64 = 256 << 20;

/// What `--survey` takes.
const SURVEY_FILES: &str = "a survey is defined by its QSF file (Tools → Import/Export → Export survey), or by what the API \
    gives for /API/v3/survey-definitions/SV_…, /surveys/SV_… or /surveys/SV_…/response-schema";

/// The survey definition in a text.
pub(crate) fn parse_survey(path: &Path, text: &str) -> Result<Arc<Survey>> {
    let survey = Survey::parse(text).map_err(|error| match error {
        SurveyError::Json(line, column, reason) => {
            Error::failed("broken_survey", format!("{}:{line}:{column}: not JSON: {reason}", path.display()))
                .hint(SURVEY_FILES)
        }
        SurveyError::NotASurvey(what) => {
            Error::failed("not_a_survey", format!("{} is {what}", path.display())).hint(SURVEY_FILES)
        }
    })?;
    Ok(Arc::new(survey))
}

/// An open input, and its size where that says how far reading has come.
pub(crate) struct Input {
    /// The exports in it.
    pub(crate) parts: Parts,
    /// Its size in bytes, where it is a file.
    pub(crate) size: Option<u64>,
}

/// Opens an input. Where standard input has been kept, that is read.
pub(crate) fn open(context: &Context, typed: &Path, stdin: Option<&File>, opening: Opening) -> Result<Input> {
    let name = typed.display().to_string().into();
    if let Some(kept) = stdin.filter(|_| typed == Path::new("-")) {
        let again = |error| Error::failed("unreadable_input", "cannot read standard input again").because(error);
        let mut file = kept.try_clone().map_err(again)?;
        file.seek(SeekFrom::Start(0)).map_err(again)?;
        return Ok(Input { parts: Parts::open(&name, Source::File(file), opening)?, size: None });
    }
    let (source, size) = match context.open_input(typed)? {
        Opened::File(file, size) => (Source::File(file), Some(size)),
        Opened::Stream(stream) => (Source::Stream(stream), None),
    };
    Ok(Input { parts: Parts::open(&name, source, opening)?, size })
}

/// Keeps standard input in a file without a name, to read it more than once.
pub(crate) fn keep_stdin(context: &Context) -> Result<File> {
    let cannot =
        |error| Error::failed("unreadable_input", "cannot keep standard input in a temporary file").because(error);
    let mut file = tempfile::tempfile().map_err(cannot)?;
    match context.open_input(Path::new("-"))? {
        Opened::File(mut stdin, _) => std::io::copy(&mut stdin, &mut file),
        Opened::Stream(mut stdin) => std::io::copy(&mut stdin, &mut file),
    }
    .map_err(cannot)?;
    Ok(file)
}
