//! What git knows of a file, where it lies in a repository.

use super::Context;
use crate::core::error::{Error, Result};
use std::path::Path;

impl Context {
    /// The commit that the repository around a file stands on, where there is one.
    pub(crate) fn git_commit(&self, file: &Path) -> Option<String> {
        let file = self.path(file);
        let git = file.ancestors().skip(1).map(|folder| folder.join(".git")).find(|git| git.is_dir())?;
        let head = std::fs::read_to_string(git.join("HEAD")).ok()?;
        let Some(branch) = head.trim().strip_prefix("ref: ") else { return Some(head.trim().to_owned()) };
        if let Ok(commit) = std::fs::read_to_string(git.join(branch)) {
            return Some(commit.trim().to_owned());
        }
        let packed = std::fs::read_to_string(git.join("packed-refs")).ok()?;
        packed.lines().find_map(|line| line.strip_suffix(branch)).map(|commit| commit.trim().to_owned())
    }

    /// The text of a file at a revision, by `git show`; the path is relative to the working directory.
    ///
    /// # Errors
    /// There is no git, no such revision, or no such file in it; or it is no text.
    pub(crate) fn git_show(&self, revision: &str, path: &str) -> Result<String> {
        let object = if Path::new(path).is_absolute() { path.to_owned() } else { format!("./{path}") };
        let object = format!("{revision}:{object}");
        let shown = std::process::Command::new("git")
            .args(["--no-pager", "show", "--no-textconv", &object])
            .current_dir(&self.directory)
            .stdin(std::process::Stdio::null())
            .output();
        let shown = shown.map_err(|error| {
            Error::failed("git_unavailable", format!("cannot run git to read {revision}:{path}"))
                .because(error)
                .hint("install git, or write that revision to a file and name the file")
        })?;
        if !shown.status.success() {
            let said = String::from_utf8_lossy(&shown.stderr);
            let said = said.lines().next().unwrap_or("git said nothing").to_owned();
            return Err(Error::failed("git_failed", format!("git cannot show {revision}:{path}"))
                .because(std::io::Error::other(said))
                .hint("fetch the revision first (in GitHub Actions: actions/checkout with fetch-depth: 0); the path is relative to the working directory"));
        }
        String::from_utf8(shown.stdout)
            .map_err(|error| Error::failed("not_text", format!("{revision}:{path} is not UTF-8 text")).because(error))
    }
}
