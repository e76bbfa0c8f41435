//! One of the two mappings: from a file, or from a revision in git.

use crate::commands::{project, unpinned};
use crate::context::Context;
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Result};
use crate::mapping::model::Mapping;
use std::path::Path;

/// What stands before a revision and a path.
const GIT: &str = "git:";

/// A mapping, and what it was called.
pub(crate) struct Side {
    /// As it was typed.
    pub(crate) name: String,
    /// The mapping.
    pub(crate) mapping: Mapping,
}

impl Side {
    /// Reads and checks one; `None` where it has errors, which are then among the findings.
    ///
    /// # Errors
    /// There is no such file, or no such revision of it.
    pub(crate) fn read(context: &Context, typed: &Path, findings: &mut Findings) -> Result<Option<Side>> {
        let name = typed.display().to_string();
        let text = match typed.to_str().and_then(|typed| typed.strip_prefix(GIT)) {
            Some(object) => of_git(context, &name, object)?,
            None => context.read_file(typed, "mapping file")?,
        };
        let (mapping, found) = project::parse_mapping(&name, &text, context.now(), None);
        if mapping.is_none() {
            findings.append(found);
        }
        Ok(mapping.map(|mapping| Side { name, mapping }))
    }
}

fn of_git(context: &Context, name: &str, object: &str) -> Result<String> {
    match object.split_once(':') {
        Some((revision, path)) if !revision.is_empty() && !path.is_empty() && !revision.starts_with('-') => {
            context.git_show(revision, path)
        }
        _ => Err(Error::usage("git_name", format!("{name} names no file of a revision"))
            .hint("write it as git:REV:PATH, such as git:origin/main:qseg.yaml")),
    }
}

/// The ids of the sources whose deliveries count: of `--env`, or of every environment of the two mappings.
///
/// # Errors
/// Neither mapping has the environment.
pub(crate) fn sources(before: &Mapping, after: &Mapping, env: Option<&str>) -> Result<Vec<String>> {
    let all = || after.sources.iter().chain(&before.sources);
    if let Some(env) = env
        && all().all(|source| source.env.value != env)
    {
        let known: Vec<&str> = all().map(|source| source.env.value.as_str()).collect();
        return Err(unpinned(env, &known));
    }
    let mut ids: Vec<String> = Vec::new();
    for source in all().filter(|source| env.is_none_or(|env| source.env.value == env)) {
        if let Some(id) = source.id.as_ref().map(|id| &id.value)
            && !ids.contains(id)
        {
            ids.push(id.clone());
        }
    }
    Ok(ids)
}
