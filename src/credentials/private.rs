//! Files that only their owner may read: made 0600 in a folder of 0700, replaced as a whole or not at all. What is
//! there already and open to others is tightened, and that is noted. (On Windows the user's own folder is private
//! by its access list, which new files inherit.)

use super::Notes;
use crate::core::error::{Error, Result};
use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use zeroize::Zeroizing;

/// Reads a private file; `None` where there is none. The text is wiped when it is let go.
///
/// # Errors
/// `not_a_regular_file`, `unreadable_file`, `untightened`: it is a link or no file, cannot be read, or is open to
/// others and stays so.
pub(crate) fn read(path: &Path, notes: &mut Notes) -> Result<Option<Zeroizing<String>>> {
    let Some(known) = regular(path)? else { return Ok(None) };
    let mut file = File::open(path).map_err(|error| unreadable(path, error))?;
    let opened = file.metadata().map_err(|error| unreadable(path, error))?;
    if !is_same(&known, &opened) {
        return Err(not_regular(path));
    }
    tighten_file(path, &file, &opened, notes)?;
    let mut text = Zeroizing::new(String::with_capacity(usize::try_from(opened.len()).unwrap_or(0) + 1));
    file.read_to_string(&mut text).map_err(|error| unreadable(path, error))?;
    Ok(Some(text))
}

/// Writes a private file as a whole: a reader sees the old one or the new one.
///
/// # Errors
/// As [`read`], and `unwritable_file`.
pub(crate) fn write(path: &Path, bytes: &[u8], notes: &mut Notes) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    make_folder(folder, notes)?;
    regular(path)?;
    let unwritable = |error: std::io::Error| {
        Error::failed("unwritable_file", format!("cannot write {}", path.display())).because(error)
    };
    // Made 0600 by tempfile, under a name that did not exist.
    let mut file = tempfile::Builder::new().prefix(".qseg-").tempfile_in(folder).map_err(unwritable)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(unwritable)?;
    file.persist(path).map_err(|error| unwritable(error.error))?;
    Ok(())
}

/// Removes a private file; false where there is none.
///
/// # Errors
/// `not_a_regular_file`, `unwritable_file`.
pub(crate) fn remove(path: &Path) -> Result<bool> {
    if regular(path)?.is_none() {
        return Ok(false);
    }
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::failed("unwritable_file", format!("cannot remove {}", path.display())).because(error)),
    }
}

/// Holds other processes off while a file is read, changed and written again; let go when it is dropped. `None`
/// where there is no folder yet, or where folders cannot be locked (Windows, some network file systems).
///
/// # Errors
/// `unreadable_file`: the folder cannot be opened or locked.
pub(crate) fn lock(folder: &Path) -> Result<Option<File>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let cannot = |error| Error::failed("unreadable_file", format!("cannot lock {}", folder.display())).because(error);
    match File::open(folder) {
        Ok(folder) => match folder.lock() {
            Ok(()) => Ok(Some(folder)),
            Err(error) if error.kind() == ErrorKind::Unsupported => Ok(None),
            Err(error) => Err(cannot(error)),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot(error)),
    }
}

/// Makes the folder for private files, or tightens the one that is there.
///
/// # Errors
/// `unwritable_file`, `shared_folder`, `untightened`.
pub(crate) fn make_folder(folder: &Path, notes: &mut Notes) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| {
        Error::failed("unwritable_file", format!("cannot make the folder {}", folder.display())).because(error)
    })?;
    tighten_folder(folder, notes)
}

#[cfg(unix)]
fn tighten_folder(folder: &Path, notes: &mut Notes) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(folder).map_err(|error| unreadable(folder, error))?.permissions().mode();
    if mode & 0o1000 != 0 {
        // Everyone's folder: to close it would harm others.
        return Err(Error::failed("shared_folder", format!("{} is a folder that everyone shares", folder.display()))
            .hint("name a folder of your own in QSEG_CONFIG_DIR"));
    }
    if mode & 0o077 != 0 {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700)).map_err(|error| untightened(folder, error))?;
        notes.push(tightened("folder", folder, mode, 0o700));
    }
    Ok(())
}

#[cfg(unix)]
fn tighten_file(path: &Path, file: &File, metadata: &fs::Metadata, notes: &mut Notes) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode();
    if mode & 0o077 != 0 {
        file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(|error| untightened(path, error))?;
        notes.push(tightened("file", path, mode, 0o600));
    }
    Ok(())
}

#[cfg(unix)]
fn tightened(what: &str, path: &Path, was: u32, is: u32) -> String {
    format!("the {what} {} was open to others (mode {:04o}); it is {is:04o} now", path.display(), was & 0o7777)
}

#[cfg(unix)]
fn untightened(path: &Path, error: std::io::Error) -> Error {
    Error::failed("untightened", format!("{} is open to others, and that cannot be changed", path.display()))
        .because(error)
        .hint(format!("close it (chmod go= {}), or name a folder of your own in QSEG_CONFIG_DIR", path.display()))
}

#[cfg(not(unix))]
fn tighten_folder(_: &Path, _: &mut Notes) -> Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn tighten_file(_: &Path, _: &File, _: &fs::Metadata, _: &mut Notes) -> Result<()> {
    Ok(())
}

/// What is there, not followed through a link; `None` for nothing.
fn regular(path: &Path) -> Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(Some(metadata)),
        Ok(_) => Err(not_regular(path)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unreadable(path, error)),
    }
}

#[cfg(unix)]
fn is_same(known: &fs::Metadata, opened: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (known.dev(), known.ino()) == (opened.dev(), opened.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, opened: &fs::Metadata) -> bool {
    opened.is_file()
}

fn not_regular(path: &Path) -> Error {
    Error::failed("not_a_regular_file", format!("{} is a link, or no file at all", path.display()))
        .hint("qseg follows no link to its own files: put the file itself there, or move this away")
}

fn unreadable(path: &Path, error: std::io::Error) -> Error {
    Error::failed("unreadable_file", format!("cannot read {}", path.display())).because(error)
}
