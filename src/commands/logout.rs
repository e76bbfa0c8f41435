//! `qseg logout`: forgets a token, here; in Segment it lives on.

use crate::commands::TextOrJson;
use crate::commands::document::{ErrorDocument, error_only};
use crate::commands::standing::TOKENS;
use crate::commands::workspace::with_credentials;
use crate::context::{Context, GivenBy};
use crate::core::error::{Error, Exit, Result};
use crate::credentials::{Cleared, Credentials, Forgotten, Notes, Profile, Workspace};
use crate::ui::{Ui, visible};
use clap::Args;
use serde::Serialize;
use std::collections::BTreeSet;

/// Forget the token of a workspace
///
/// Clears it from the keyring and from qseg's own files. In Segment the token lives on: revoke it
/// there too. Doing it again does no harm.
///
/// Examples:
///   qseg logout
///   qseg logout --profile acme-eu
///   qseg logout --all
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct LogoutArgs {
    /// Forget every profile
    #[arg(long)]
    all: bool,
    /// How to say what was done
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// What was done about one profile.
struct Done {
    profile: Profile,
    workspace: Option<Workspace>,
    forgotten: Forgotten,
}

#[derive(Serialize)]
struct Document<'d> {
    schema: &'static str,
    profiles: Vec<ProfileDocument<'d>>,
    /// The variable that still gives a token.
    environment: Option<&'static str>,
    /// Where the token is revoked in Segment.
    revoke: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorDocument>,
}

#[derive(Serialize)]
struct ProfileDocument<'d> {
    profile: &'d str,
    workspace: Option<&'d str>,
    keyring: PlaceDocument,
    file: PlaceDocument,
    index: PlaceDocument,
}

#[derive(Serialize)]
struct PlaceDocument {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorDocument>,
}

/// Clears every place, and says what happened in each.
pub(crate) fn run(args: LogoutArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let forgotten = forget(&args, context, ui);
    let (done, known) = match forgotten {
        Ok(forgotten) => forgotten,
        Err(error) => {
            if args.format == TextOrJson::Json {
                ui.line(&error_only(&error).to_string())?;
            }
            return Err(error);
        }
    };
    let variable = context.token().map(|token| token.origin.to_string());
    let failure = done.iter().find(|done| done.forgotten.has_failed()).map(failure);
    match args.format {
        TextOrJson::Json => ui.line(&document(&done, context, failure.as_ref())?)?,
        TextOrJson::Text => {
            for done in &done {
                say(done, ui)?;
            }
        }
    }
    if done.iter().any(|done| done.forgotten.is_anything_removed()) {
        let workspaces: BTreeSet<String> =
            done.iter().filter_map(|done| Some(named(done.workspace.as_ref()?))).collect();
        let of = if workspaces.is_empty() {
            String::new()
        } else {
            format!(" of {}", workspaces.into_iter().collect::<Vec<_>>().join(", "))
        };
        ui.status("In Segment the token lives on: whoever has a copy can still use it.");
        ui.hint(&visible(&format!("revoke it in Segment: {TOKENS}{of}")));
    } else if failure.is_none() {
        ui.status("Nothing was kept: there was nothing to forget.");
        if let Some(known) = known {
            ui.hint(&visible(&known));
        }
    }
    if let Some(variable) = variable {
        ui.status(&format!("{variable} is set, and still gives a token to every command."));
    }
    failure.map_or(Ok(Exit::Done), Err)
}

/// Clears what was asked for; and the profiles that are known, where the one that was named is not among them.
fn forget(args: &LogoutArgs, context: &Context, ui: &mut Ui) -> Result<(Vec<Done>, Option<String>)> {
    let profile = context.profile()?;
    if args.all && matches!(profile.given_by, GivenBy::Option(_)) {
        return Err(Error::usage("all_or_one", "--all forgets every profile, and --profile names one")
            .hint("leave one of them away"));
    }
    with_credentials(context, ui, |credentials, notes| {
        let mut profiles = BTreeSet::from([profile.value.clone()]);
        if args.all {
            profiles.extend(every(credentials, notes)?);
        }
        // An index that cannot be read is told by the place itself.
        let known = credentials.profiles().ok();
        let instead = known.as_ref().and_then(|known| known.known_instead_of(&profile.value));
        let done = profiles.into_iter().map(|profile| Done {
            workspace: known.as_ref().and_then(|known| known.get(&profile)).map(|entry| entry.workspace.clone()),
            forgotten: credentials.forget(&profile, notes),
            profile,
        });
        Ok((done.collect(), instead))
    })
}

fn every(credentials: &Credentials<'_>, notes: &mut Notes) -> Result<Vec<Profile>> {
    let mut all: Vec<Profile> = credentials.profiles()?.iter().map(|(profile, _)| profile.clone()).collect();
    all.extend(credentials.file().profiles(notes)?);
    Ok(all)
}

fn say(done: &Done, ui: &mut Ui) -> Result<()> {
    let workspace = done.workspace.as_ref().map_or_else(String::new, |workspace| format!(" ({})", named(workspace)));
    ui.heading(&visible(&format!("Profile {}{workspace}", done.profile)))?;
    let Forgotten { keyring, file, index, .. } = &done.forgotten;
    for (place, cleared) in [("keyring", keyring), ("tokens.json", file), ("profiles.json", index)] {
        let what = match cleared {
            Cleared::Removed => "removed".to_owned(),
            Cleared::Absent => "nothing there".to_owned(),
            Cleared::Left => "left as it is, for the next try".to_owned(),
            Cleared::Unreachable(error) => {
                let causes: Vec<String> = error.causes().collect();
                let because = if causes.is_empty() { String::new() } else { format!(" ({})", causes.join(": ")) };
                format!("could not be reached: {error}{because}")
            }
        };
        ui.line(&visible(&format!("  {place:<13}  {what}")))?;
    }
    Ok(())
}

/// The error where a token may still be where it was kept.
fn failure(done: &Done) -> Error {
    let Forgotten { keyring, file, index, .. } = &done.forgotten;
    let profile = &done.profile;
    let places = [("tokens.json", file), ("profiles.json", index), ("the keyring", keyring)];
    let unreachable = places.into_iter().find_map(|(place, cleared)| Some((place, cleared.error()?)));
    let (place, error) = unreachable.map_or(("a place", None), |(place, error)| (place, Some(error)));
    let told = Error::failed("logout_incomplete", format!("the profile {profile} may still have something in {place}"));
    let told = match error {
        Some(error) => told.because(anyhow::Error::msg(error.message.clone())),
        None => told,
    };
    told.hint("mend that, and run it again").hint(format!("the token is dead once it is revoked in Segment: {TOKENS}"))
}

fn document(done: &[Done], context: &Context, failure: Option<&Error>) -> Result<String> {
    let place =
        |cleared: &Cleared| PlaceDocument { state: cleared.name(), error: cleared.error().map(ErrorDocument::from) };
    let profiles = done.iter().map(|done| ProfileDocument {
        profile: done.profile.name(),
        workspace: done.workspace.as_ref().map(|workspace| workspace.slug.as_str()),
        keyring: place(&done.forgotten.keyring),
        file: place(&done.forgotten.file),
        index: place(&done.forgotten.index),
    });
    let document = Document {
        schema: "qseg.logout/1",
        profiles: profiles.collect(),
        environment: context.token().and_then(|token| token.origin.variable()),
        revoke: TOKENS,
        error: failure.map(ErrorDocument::from),
    };
    serde_json::to_string(&document)
        .map_err(|error| Error::failed("unwritable_output", "cannot write the document").because(error))
}

fn named(workspace: &Workspace) -> String {
    format!("workspace {}, {}", workspace.name, workspace.slug)
}
