//! Which sources the doctor looks at: the one that was named, else those that the mapping file pins.

use super::DoctorArgs;
use crate::commands::project::{find_mapping, read_mapping};
use crate::commands::unpinned;
use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::segment::region::Region;

/// Which sources are looked at.
#[derive(Debug)]
pub(crate) enum Wanted {
    /// Nobody names one.
    None,
    /// This one, by id, slug or nickname.
    Named(String),
    /// Those of a mapping file.
    Pinned(Vec<Pin>),
    /// Those of a mapping file that cannot be read.
    Unreadable(Error),
}

/// An entry of `sources` in the mapping file.
#[derive(Debug)]
pub(crate) struct Pin {
    /// The environment.
    pub(crate) env: String,
    /// The mapping file.
    pub(crate) file: String,
    /// The source's id, if it is pinned.
    pub(crate) id: Option<String>,
    /// Its slug, as the file says.
    pub(crate) slug: Option<String>,
    /// Its region, as the file says.
    pub(crate) region: Option<Region>,
}

/// Finds out.
///
/// # Errors
/// A file that was named cannot be read, an environment that was named is not in it, or there is no file for it.
pub(crate) fn wanted(args: &DoctorArgs, context: &Context) -> Result<Wanted> {
    if let Some(source) = &args.source {
        return Ok(Wanted::Named(source.clone()));
    }
    let Some(path) = find_mapping(context, args.mapping.as_deref(), None) else {
        if args.env.is_some() {
            return Err(Error::usage(
                "no_mapping",
                "--env names an environment of a mapping file, and there is none here",
            )
            .hint("name the file with --mapping, or the source with --source"));
        }
        return Ok(Wanted::None);
    };
    let file = path.display().to_string();
    let (mapping, _) = match read_mapping(context, &path) {
        Ok(read) => read,
        Err(error) if args.mapping.is_some() => return Err(error),
        Err(error) => return Ok(Wanted::Unreadable(error)),
    };
    let Some(mapping) = mapping else {
        let error = Error::judged("mapping_has_errors", format!("{file} has errors"));
        return Ok(Wanted::Unreadable(error.hint(format!("see them: qseg mapping check {file}"))));
    };
    let mut pins = Vec::new();
    for source in &mapping.sources {
        pins.push(Pin {
            env: source.env.value.clone(),
            file: file.clone(),
            id: source.id.as_ref().map(|id| id.value.clone()),
            slug: source.slug.as_ref().map(|slug| slug.value.clone()),
            region: source.region.as_ref().and_then(|region| Region::parse(&region.value).ok()),
        });
    }
    let Some(env) = &args.env else {
        return Ok(if pins.is_empty() { Wanted::None } else { Wanted::Pinned(pins) });
    };
    let known: Vec<&str> = mapping.sources.iter().map(|source| source.env.value.as_str()).collect();
    if !known.contains(&env.as_str()) {
        return Err(match known.is_empty() {
            true => Error::usage("unknown_word", format!("--env {env}: {file} has no sources"))
                .hint("pin one: qseg source add NAME --env dev --pin FILE"),
            false => unpinned(env, &known),
        });
    }
    pins.retain(|pin| pin.env == *env);
    Ok(Wanted::Pinned(pins))
}
