//! How a command gets at a workspace: its token, and the places that keep tokens.

use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::credentials::{Credentials, Index, Keyring, Notes, Patience, Token};
use crate::segment::region::Region;
use crate::ui::Ui;
use std::cell::RefCell;

/// The token of the run's profile. Only commands that call Segment's Public API ask for it.
///
/// # Errors
/// As [`Credentials::resolve`]: exit 4 where there is none.
pub(crate) fn token(context: &Context, ui: &mut Ui) -> Result<Token> {
    // It wins, and needs neither a home folder nor a profile.
    if let Some(token) = context.token() {
        return Ok(token);
    }
    let profile = context.profile()?.value;
    with_credentials(context, ui, |credentials, notes| credentials.resolve(&profile, notes))
}

/// The region that is kept with a token; of one from the environment nobody knows.
///
/// # Errors
/// As [`Credentials::profiles`], and where the region that is kept is none.
pub(crate) fn known_region(context: &Context, token: &Token) -> Result<Option<Region>> {
    if token.origin.variable().is_some() {
        return Ok(None);
    }
    let folder = context.config_dir()?.value;
    let index = Index::of(&folder);
    let profiles = index.read()?;
    let Some(entry) = profiles.get(&context.profile()?.value) else { return Ok(None) };
    let region = Region::parse(&entry.region).map_err(|unknown| {
        Error::failed("damaged_file", format!("{}: {unknown}", index.path().display())).hint("log in again: qseg login")
    })?;
    Ok(Some(region))
}

/// Does something with the places that keep tokens. While a keyring is waited for, and of what was noted, the user
/// is told.
///
/// # Errors
/// `no_home`, and what the work itself fails with.
pub(crate) fn with_credentials<T>(
    context: &Context,
    ui: &mut Ui,
    work: impl FnOnce(&Credentials<'_>, &mut Notes) -> Result<T>,
) -> Result<T> {
    let folder = context.config_dir()?.value;
    let patience = if context.may_ask() { Patience::ATTENDED } else { Patience::UNATTENDED };
    let mut notes = Notes::new();
    let done = {
        let ui = RefCell::new(&mut *ui);
        let waiting = |rest: std::time::Duration| {
            let seconds = rest.as_secs();
            ui.borrow_mut().status(&format!(
                "Waiting for the keyring, up to {seconds} seconds: it may be asking for its password in a window"
            ));
        };
        let keyring = Keyring::of_system(patience, &waiting);
        work(&Credentials::new(context.token(), &folder, &keyring), &mut notes)
    };
    for note in &notes {
        ui.status(&format!("note: {}", crate::ui::visible(note)));
    }
    done
}
