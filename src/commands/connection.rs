//! How a command talks to Segment's Public API: where it is, by which token, and what a person hears meanwhile.

use crate::commands::workspace;
use crate::context::Context;
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::credentials::Origin;
use crate::net::endpoint::Endpoint;
use crate::segment::public_api::discover::{Place, discover};
use crate::segment::public_api::shapes::Workspace;
use crate::segment::public_api::{Client, Setup, Waiting, Watch};
use crate::segment::region::Region;
use crate::ui::{Ui, visible};
use jiff::Timestamp;
use std::cell::RefCell;

/// A workspace, opened by a token: what is known of it once the calls are over.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    /// Its region.
    pub(crate) region: Region,
    /// What Segment calls it.
    pub(crate) workspace: Workspace,
    /// The token.
    pub(crate) token: Secret,
}

/// Opens the workspace of the run's profile and works with it; gives back where the token came from, too.
///
/// # Errors
/// There is no token, no region accepts it, or what the work itself fails with.
pub(crate) fn with_workspace<T>(
    context: &Context,
    ui: &mut Ui,
    work: impl AsyncFnOnce(&Client<'_>, &Opened) -> Result<T>,
) -> Result<(T, Opened, Origin)> {
    let token = workspace::token(context, ui)?;
    let places = places(context, workspace::known_region(context, &token)?)?;
    let (done, opened) = with_token(context, ui, &places, &token.secret, work)?;
    Ok((done, opened, token.origin))
}

/// Opens the workspace of this token at the first of the places that accepts it, and works with it.
///
/// # Errors
/// As [`discover`], or what the work itself fails with.
pub(crate) fn with_token<T>(
    context: &Context,
    ui: &mut Ui,
    places: &[Place],
    token: &Secret,
    work: impl AsyncFnOnce(&Client<'_>, &Opened) -> Result<T>,
) -> Result<(T, Opened)> {
    calling(context, ui, async |setup, _| {
        let found = discover(places, token, setup).await?;
        let opened = Opened { region: found.region, workspace: found.workspace, token: token.clone() };
        let done = work(&found.client, &opened).await?;
        Ok((done, opened))
    })
}

/// Makes calls, while a terminal shows that something happens and why it takes long. The second argument of the work
/// changes what the terminal shows.
///
/// # Errors
/// `no_runtime`, or what the work itself fails with.
pub(crate) fn calling<T>(
    context: &Context,
    ui: &mut Ui,
    work: impl AsyncFnOnce(Setup<'_>, &dyn Fn(&str)) -> Result<T>,
) -> Result<T> {
    let spinner = ui.spinner("Asking Segment");
    let hearing = Hearing(RefCell::new(ui));
    let setup = Setup::new(context.seed(), Timestamp::now, &hearing);
    let doing = |text: &str| spinner.says(text);
    let result = block_on(work(setup, &doing));
    spinner.end();
    result
}

/// Where the workspace may be: `QSEG_API_URL`, else the host of the region that is known, else both.
///
/// # Errors
/// `bad_endpoint`, `unknown_region`, or the URL is another machine's and nobody says of which region it is.
pub(crate) fn places(context: &Context, known: Option<Region>) -> Result<Vec<Place>> {
    let region = context.region(None, None)?.map(|setting| setting.value).or(known);
    let Some(url) = context.api_url()? else {
        return Ok(region.map_or_else(Place::all, |region| vec![Place::of(region)]));
    };
    let endpoint = Endpoint::custom(url.value).map_err(|bad| bad.given_by(&url.given_by.to_string()))?;
    // A stand-in on this machine is of no region, unless somebody says so.
    let region = match region {
        Some(region) => region,
        None if endpoint.is_loopback() => Region::Us,
        None => {
            return Err(Error::usage("region_needed", format!("nobody says of which region {endpoint} is"))
                .hint("give --region us or --region eu"));
        }
    };
    Ok(vec![Place { region, endpoint }])
}

/// Works on with a workspace that is open, without asking again which one it is.
///
/// # Errors
/// What the work itself fails with.
pub(crate) fn with_opened<T>(
    context: &Context,
    ui: &mut Ui,
    opened: &Opened,
    work: impl AsyncFnOnce(&Client<'_>) -> Result<T>,
) -> Result<T> {
    calling(context, ui, async |setup, _| work(&client(context, opened, setup)?).await)
}

/// A client of a workspace that is open, for whoever runs its calls.
///
/// # Errors
/// As [`places`], or this machine cannot make calls.
pub(crate) fn client<'w>(context: &Context, opened: &Opened, setup: Setup<'w>) -> Result<Client<'w>> {
    let places = places(context, Some(opened.region))?;
    let place = places.into_iter().find(|place| place.region == opened.region);
    let endpoint = place.map_or_else(|| opened.region.public_api(), |place| place.endpoint);
    Ok(Client::new(endpoint, &opened.token, setup)?)
}

/// Runs calls to their end.
fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Error::failed("no_runtime", "cannot prepare this machine for calls over the network").because(error)
    })?;
    runtime.block_on(work)
}

/// Tells a person why nothing happens.
struct Hearing<'u>(RefCell<&'u mut Ui>);

impl Watch for Hearing<'_> {
    fn waiting(&self, waiting: &Waiting<'_>) {
        self.0.borrow_mut().status(&in_words(waiting));
    }
}

/// Why nothing happens, for people.
pub(crate) fn in_words(waiting: &Waiting<'_>) -> String {
    let seconds = waiting.wait.as_secs_f64();
    visible(&format!(
        "To {}: waiting {seconds:.1} s before attempt {}, because {}",
        waiting.doing, waiting.next_attempt, waiting.why
    ))
    .into_owned()
}
