//! `qseg login`: checks a token, and keeps it only then.

use super::connection::{Opened, places, with_token};
use super::standing::{Did, Document, Standing, TOKENS, tell_workspace};
use super::workspace::with_credentials;
use super::{TextOrJson, one_document};
use crate::context::Context;
use crate::core::error::{Error, Exit, Result};
use crate::core::secret::Secret;
use crate::credentials::{Access, Check, Entry, Kept, Origin, Profile, Workspace};
use crate::segment::public_api::probe::Verdict;
use crate::segment::public_api::token::{ReadToken, TokenShape, Trimmed, read_token};
use crate::ui::{Question, Ui, visible};
use clap::{Args, ValueEnum};

/// Keep a workspace token, once it is checked
///
/// Reads a Public API token of Segment, finds its workspace and region, checks by reading alone
/// whether it has Source Admin, and keeps it in the system's keyring.
///
/// Examples:
///   qseg login
///   op read op://team/segment/token | qseg login --token-stdin --profile acme
///   qseg login --request             a text for the one who makes tokens
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct LoginArgs {
    /// What the token is for: source-admin (to create sources), or read (to look)
    #[arg(long, value_enum, default_value_t, value_name = "ACCESS", hide_possible_values = true)]
    access: AccessWord,
    /// Read the token from standard input
    #[arg(long)]
    token_stdin: bool,
    /// Keep the token in a file that only you can read, where there is no keyring
    #[arg(long)]
    insecure_storage: bool,
    /// Print a text that asks a Workspace Owner for a token, and do nothing else
    #[arg(long, conflicts_with_all = ["token_stdin", "insecure_storage", "format"])]
    request: bool,
    /// How to say what was found: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// `--access`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum AccessWord {
    /// To create sources and read write keys.
    #[default]
    SourceAdmin,
    /// To look, and no more.
    Read,
}

/// Reads, checks, keeps and tells.
pub(crate) fn run(args: LoginArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    if args.request {
        return request(ui);
    }
    let result = login(&args, context, ui);
    one_document(args.format, ui, result)
}

fn login(args: &LoginArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let profile = context.profile()?.value;
    let places = places(context, None)?;
    // What is kept cannot be read: that is to be known before a token is asked for.
    let before = with_credentials(context, ui, |credentials, _| credentials.profiles())?.get(&profile).cloned();
    let ReadToken { token, shape, trimmed } = read_token(&typed(args, context, ui)?);
    if shape == TokenShape::Empty {
        return Err(Error::usage("empty_token", "the token is empty").hint("give a token, or --request one"));
    }
    if trimmed.iter().any(|kind| *kind != Trimmed::Space) {
        ui.status("note: quotes and `Bearer` around the token were taken off");
    }
    if !shape.is_expected() {
        ui.status(&format!("note: what was given is tried as it is, but {shape}"));
    }
    let checked = with_token(context, ui, &places, &token, async |client, _| Ok(Standing::of(client, None).await?));
    let (standing, opened) = checked.map_err(|error| explained(error, shape))?;
    if standing.verdict() == Verdict::Denied && args.access == AccessWord::SourceAdmin {
        return Err(denied(&opened, &standing));
    }
    let entry = entry(args, context, &opened, &standing);
    let origin = keep(context, ui, &profile, &token, entry)?;
    match args.format {
        TextOrJson::Json => {
            let document = Document::new("qseg.login/1", profile.name(), &opened, Some(&origin), &standing);
            ui.document(&document)?;
        }
        TextOrJson::Text => {
            tell_workspace(&opened, Did::Kept, &origin, profile.name(), ui)?;
            standing.tell(ui)?;
        }
    }
    if let Some(before) = before.filter(|before| before.workspace.id != opened.workspace.id) {
        let was = format!("note: the profile {profile} was for the workspace {} before", before.workspace.slug);
        ui.status(&visible(&was));
    }
    standing.warn_of_power(ui);
    if let Some(given) = context.token() {
        ui.status(&format!("warning: {} is set, and wins over the token that was kept", given.origin));
    }
    ui.hint(match (args.access, standing.verdict()) {
        (AccessWord::SourceAdmin, Verdict::Confirmed) => "create a source: qseg source add Qualtrics --env dev",
        _ => "see the sources: qseg source list",
    });
    Ok(Exit::Done)
}

/// The token as it was typed or piped in.
fn typed(args: &LoginArgs, context: &Context, ui: &mut Ui) -> Result<Secret> {
    if args.token_stdin {
        return context.secret_from_stdin("the token");
    }
    if ui.may_ask() {
        ui.status(&format!("Make a token in Segment with the role Source Admin: {TOKENS}"));
    }
    ui.secret(Question { text: "Public API token", flag: "--token-stdin" })
}

fn entry(args: &LoginArgs, context: &Context, opened: &Opened, standing: &Standing) -> Entry {
    let workspace = &opened.workspace;
    Entry {
        workspace: Workspace { id: workspace.id.clone(), slug: workspace.slug.clone(), name: workspace.name.clone() },
        region: opened.region.name().to_owned(),
        access: match args.access {
            AccessWord::SourceAdmin => Access::SourceAdmin,
            AccessWord::Read => Access::Read,
        },
        kept: if args.insecure_storage { Kept::File } else { Kept::Keyring },
        check: Check { at: context.now(), verdict: standing.kept_verdict() },
    }
}

fn keep(context: &Context, ui: &mut Ui, profile: &Profile, token: &Secret, entry: Entry) -> Result<Origin> {
    with_credentials(context, ui, |credentials, notes| Ok(credentials.keep(profile, token, entry, notes)?.origin))
}

/// A token of the wrong shape that was refused: its shape is most likely why.
fn explained(error: Error, shape: TokenShape) -> Error {
    if error.exit == Exit::Unauthorised && !shape.is_expected() {
        let first = format!("nothing was stored; {shape}");
        return Error { hints: [first].into_iter().chain(error.hints).collect(), ..error };
    }
    error
}

fn denied(opened: &Opened, standing: &Standing) -> Error {
    let message = format!(
        "the token opens the workspace {} ({}), but has no Source Admin: {}",
        opened.workspace.name, opened.workspace.slug, standing.judgement.ground
    );
    Error::unauthorised("no_source_admin", message)
        .hint(format!("nothing was stored; the role Source Admin is given in Segment: {TOKENS}"))
        .hint("only a Workspace Owner can give it; a text that asks for it: qseg login --request")
        .hint("to keep this token for looking only: qseg login --access read")
}

/// What is needed, for a person who has never heard of qseg (`reference/segment-public-api.md` §9).
fn request(ui: &mut Ui) -> Result<Exit> {
    ui.line("Hello,")?;
    ui.line("")?;
    ui.line("we connect our Qualtrics surveys to Segment with the command-line tool qseg. It needs a token of")?;
    ui.line("Segment's Public API, which only a Workspace Owner can make:")?;
    ui.line("")?;
    ui.line(&format!("1. In Segment, open {TOKENS}, and choose Create token."))?;
    ui.line("2. Give it a name that says what it is for, such as \"qseg\".")?;
    ui.line("3. Choose Workspace Member, and the role Source Admin for all current and future sources.")?;
    ui.line("   (On some sources only, qseg can work with these, but cannot create one. On the Free and Team")?;
    ui.line("   plans there may be Workspace Owner and Source Admin alone; qseg needs no more than Source Admin.)")?;
    ui.line("4. Copy the token: Segment shows it once. Please hand it over by a password manager, not by mail or")?;
    ui.line("   chat, and tell me whether the workspace is in the US or in the EU.")?;
    ui.line("")?;
    ui.line("Thank you!")?;
    Ok(Exit::Done)
}
