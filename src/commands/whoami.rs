//! `qseg whoami`: which token this is, and what it may do.

use super::connection::with_workspace;
use super::standing::{Did, Document, Standing, tell_workspace};
use super::{TextOrJson, one_document};
use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::segment::public_api::probe::Verdict;
use crate::ui::Ui;
use clap::{Args, ValueEnum};

/// Show the workspace and the token, and whether it has Source Admin
///
/// Asks Segment by reading alone. A token's rights cannot be read back, so the verdict is
/// confirmed, denied or inconclusive, and says on what ground.
///
/// Examples:
///   qseg whoami
///   qseg whoami --source qualtrics_prod --require source-admin   in CI: exit code 0, 4 or 7
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct WhoamiArgs {
    /// Judge for this source: its id, slug or nickname
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Exit with 4 where it is denied, and with 7 where it is inconclusive
    #[arg(long, value_enum, value_name = "ROLE")]
    require: Option<Role>,
    /// How to say it: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// `--require`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Source Admin.
    SourceAdmin,
}

/// Asks and tells.
pub(crate) fn run(args: WhoamiArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let result = whoami(&args, context, ui);
    one_document(args.format, ui, result)
}

fn whoami(args: &WhoamiArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let profile = context.profile()?.value;
    let (standing, opened, origin) =
        with_workspace(context, ui, async |client, _| Ok(Standing::of(client, args.source.as_deref()).await?))?;
    match args.format {
        TextOrJson::Json => {
            ui.document(&Document::new("qseg.whoami/1", profile.name(), &opened, Some(&origin), &standing))?;
        }
        TextOrJson::Text => {
            tell_workspace(&opened, Did::Found, &origin, profile.name(), ui)?;
            standing.tell(ui)?;
        }
    }
    standing.warn_of_power(ui);
    let Some(Role::SourceAdmin) = args.require else { return Ok(Exit::Done) };
    let exit = match standing.verdict() {
        Verdict::Confirmed => return Ok(Exit::Done),
        Verdict::Denied => Exit::Unauthorised,
        Verdict::Inconclusive => Exit::NoVerdict,
    };
    let (verdict, code) = (standing.verdict().name(), exit.code());
    ui.status(&format!("Source Admin is {verdict}, and --require asks for it: exit code {code}"));
    if exit == Exit::Unauthorised {
        ui.hint("a text that asks a Workspace Owner for a token: qseg login --request");
    }
    Ok(exit)
}
