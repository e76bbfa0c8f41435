//! `qseg doctor`: the ladder from the name server to the write key, and where it breaks.

mod climb;
mod report;
mod rung;
mod sources;
mod wanted;

use super::connection::{calling, places};
use super::workspace;
use super::{TextOrJson, one_document};
use crate::context::Context;
use crate::core::error::{Exit, Result};
use crate::net::endpoint::Endpoint;
use crate::segment::region::Region;
use crate::ui::Ui;
use clap::Args;
use climb::{Given, Tracking, climb};
use std::path::PathBuf;

/// Find what is wrong between here and Segment
///
/// Tries each rung from the name server to the write key and says of each whether it holds, and what
/// to do where it does not. It only reads.
///
/// Examples:
///   qseg doctor
///   qseg doctor --source qualtrics_prod   with the rungs of a source
///   qseg doctor --env dev                 with the source that qseg.yaml pins for dev
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct DoctorArgs {
    /// The source: its id, slug or nickname [default: those that the mapping file pins]
    #[arg(long, value_name = "SOURCE", conflicts_with_all = ["mapping", "env"])]
    source: Option<String>,
    /// The mapping file [default: qseg.yaml, qseg.yml or qseg.json here]
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// Only the source that the mapping file pins for this environment
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// How to say it: text or json
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", hide_possible_values = true)]
    format: TextOrJson,
}

/// Climbs the ladder and tells. A broken rung is what was asked for, so it is no error: it is in the exit code.
pub(crate) fn run(args: DoctorArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let result = doctor(&args, context, ui);
    one_document(args.format, ui, result)
}

fn doctor(args: &DoctorArgs, context: &Context, ui: &mut Ui) -> Result<Exit> {
    let profile = context.profile()?.value;
    let wanted = wanted::wanted(args, context)?;
    let token = workspace::token(context, ui);
    let known = match &token {
        Ok(token) => workspace::known_region(context, token)?,
        Err(_) => None,
    };
    let given = Given {
        places: places(context, known)?,
        region: region(context, known)?,
        tracking: tracking(context)?,
        write_key: context.write_key(),
        profile: profile.name().to_owned(),
        wanted,
    };
    let ladder = calling(context, ui, async |setup, doing| Ok(climb(&given, token, setup, doing).await))?;
    match args.format {
        TextOrJson::Text => report::text(&ladder, ui)?,
        TextOrJson::Json => ui.document(&report::Document::new(profile.name(), &ladder))?,
    }
    Ok(ladder.exit())
}

/// Who says which region it is, in words; `None` where only the token can tell.
fn region(context: &Context, known: Option<Region>) -> Result<Option<String>> {
    if let Some(setting) = context.region(None, None)? {
        return Ok(Some(format!("{} says so", setting.given_by)));
    }
    if known.is_some() {
        return Ok(Some("kept with the token".to_owned()));
    }
    // `places` took the first one for a stand-in on this machine.
    Ok(context.api_url()?.map(|url| format!("presumed, because {} leads to this machine", url.given_by)))
}

/// Where events go: `QSEG_EVENTS_URL`, else both regions' hosts.
fn tracking(context: &Context) -> Result<Vec<Tracking>> {
    let Some(url) = context.events_url()? else {
        let of = |region| Tracking { region: Some(region), endpoint: region.tracking() };
        return Ok(Region::ALL.into_iter().map(of).collect());
    };
    let endpoint = Endpoint::custom(url.value).map_err(|bad| bad.given_by(&url.given_by.to_string()))?;
    Ok(vec![Tracking { region: None, endpoint }])
}
