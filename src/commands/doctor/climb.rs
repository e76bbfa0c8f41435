//! Climbing the ladder: each rung tries what it stands for, and what does not depend on a broken rung is still tried.

use super::rung::{Ladder, Name, Rung, State};
use super::sources;
use super::wanted::Wanted;
use crate::commands::standing::{Did, named, token_in_words};
use crate::core::diagnostic::Findings;
use crate::core::error::{Error, Exit, Result};
use crate::core::secret::Secret;
use crate::credentials::Token;
use crate::net::clock::{Judgement, Offset};
use crate::net::endpoint::Endpoint;
use crate::net::http::{NetworkClass, NetworkFault};
use crate::net::reachability::{addresses, knock};
use crate::segment::public_api::probe::{self, Verdict};
use crate::segment::public_api::shapes::Source;
use crate::segment::public_api::token::token_shape;
use crate::segment::public_api::{ApiClass, ApiError, Client, Found, Place, Setup, discover};
use crate::segment::region::Region;
use crate::task::catalog::{self, SourceType};

/// What the ladder is climbed with.
pub(crate) struct Given {
    /// Where the Public API may be.
    pub(crate) places: Vec<Place>,
    /// Who says of which region it is.
    pub(crate) region: Option<String>,
    /// Where events go.
    pub(crate) tracking: Vec<Tracking>,
    /// `QSEG_WRITE_KEY`.
    pub(crate) write_key: Option<Secret>,
    /// The profile.
    pub(crate) profile: String,
    /// Which sources are looked at.
    pub(crate) wanted: Wanted,
}

/// A host that takes events.
pub(crate) struct Tracking {
    /// Its region; `None` for a stand-in.
    pub(crate) region: Option<Region>,
    /// Where it is.
    pub(crate) endpoint: Endpoint,
}

/// How far the token has led.
enum Door<'w> {
    Open(Box<Found<'w>>),
    Shut(ApiError),
    NoWay,
    NoToken,
}

/// Tries every rung. It cannot fail: what fails is a rung.
pub(crate) async fn climb(given: &Given, token: Result<Token>, setup: Setup<'_>, doing: &dyn Fn(&str)) -> Ladder {
    let setup = setup.once();
    doing("Looking up names");
    let dns = dns(&given.places).await;
    doing("Connecting");
    let (tls, offset) = tls(&given.places, token.as_ref().ok(), setup).await;
    doing("Opening the workspace");
    let door = match (&token, tls.state) {
        (Err(_), _) => Door::NoToken,
        (Ok(_), State::Failed) => Door::NoWay,
        (Ok(token), _) => match discover(&given.places, &token.secret, setup).await {
            Ok(found) => Door::Open(Box::new(found)),
            Err(error) => Door::Shut(error),
        },
    };
    let mut rungs = Vec::from(told_once(dns, tls));
    rungs.push(region(given, &door));
    rungs.push(token_rung(given, token, &door));
    rungs.push(workspace(&door));
    let (client, found_region) = match &door {
        Door::Open(found) => (Some(&found.client), Some(found.region)),
        _ => (None, None),
    };
    doing("Looking at the sources");
    let (admin, listed) = source_admin(client).await;
    rungs.push(admin);
    doing("Looking at the catalog");
    rungs.push(catalog(client, found_region).await);
    doing("Looking at the source");
    rungs.extend(sources::rungs(client, found_region, &listed, given).await);
    rungs.push(clock(offset, rungs.iter().any(|rung| rung.name == Name::Tls && rung.state != State::Ok)));
    for host in &given.tracking {
        doing("Connecting to where events go");
        rungs.push(tracking(host, found_region).await);
    }
    Ladder { rungs }
}

async fn dns(places: &[Place]) -> Rung {
    let mut told = Vec::new();
    for Place { endpoint, .. } in places {
        match addresses(endpoint).await {
            Ok(found) => told.push(match found.as_slice() {
                [_] if endpoint.is_address() => {
                    format!("{} is an address: there is nothing to look up", endpoint.host())
                }
                [one] => format!("{} is {one}", endpoint.host()),
                several => format!("{} has {} addresses", endpoint.host(), several.len()),
            }),
            Err(fault) => return Rung::failed(Name::Dns, &unreached(endpoint, fault)),
        }
    }
    Rung::ok(Name::Dns, told.join(", "))
}

/// A proxy looks up names itself: what this machine cannot look up may be reached all the same. And a name without
/// an address is told once.
fn told_once(dns: Rung, tls: Rung) -> [Rung; 2] {
    match (dns.state, tls.state) {
        (State::Failed, State::Ok) => {
            [Rung::warning(Name::Dns, dns.text, "nothing, as long as the proxy looks it up"), tls]
        }
        (State::Failed, State::Failed) if tls.code == dns.code => [dns, Rung::below(Name::Tls, Name::Dns)],
        _ => [dns, tls],
    }
}

async fn tls(places: &[Place], token: Option<&Token>, setup: Setup<'_>) -> (Rung, Option<Offset>) {
    let mut told = Vec::new();
    let mut offset = None;
    for Place { endpoint, .. } in places {
        match reach(endpoint, token, setup).await {
            Ok(measured) => offset = offset.or(measured),
            Err(error) => return (Rung::failed(Name::Tls, &error), offset),
        }
        told.push(if endpoint.to_string().starts_with("http:") {
            format!("not needed: {endpoint} is on this machine, and answers")
        } else {
            format!("{endpoint} answers over a safe connection")
        });
    }
    (Rung::ok(Name::Tls, told.join(", ")), offset)
}

/// Whether the host answers at all, and what its clock says. By the token, if there is one: `/echo` is made for it,
/// and its body, which repeats the token, is not read.
async fn reach(endpoint: &Endpoint, token: Option<&Token>, setup: Setup<'_>) -> Result<Option<Offset>> {
    let client = token.and_then(|token| Client::new(endpoint.clone(), &token.secret, setup).ok());
    let sent = (setup.now)();
    if let Some(client) = client {
        match client.echo().await {
            Ok(reached) if reached.date.is_some() => {
                return Ok(reached.date.map(|date| Offset::of(sent, (setup.now)(), date)));
            }
            Err(error) if matches!(error.class, ApiClass::Network(_)) => return Err(error.into()),
            // It was answered, which is all that is asked here.
            Ok(_) | Err(_) => {}
        }
    }
    let sent = (setup.now)();
    let answered = knock(endpoint).await.map_err(|fault| unreached(endpoint, fault))?;
    Ok(answered.date.map(|date| Offset::of(sent, (setup.now)(), date)))
}

fn unreached(endpoint: &Endpoint, fault: NetworkFault) -> Error {
    let message = format!("{}: {}", fault.class.sentence(endpoint.host()), fault.detail);
    let error = Error::failed(fault.class.code(), message).hint(fault.class.next_step());
    let exit = if fault.class == NetworkClass::Setup { Exit::Failed } else { Exit::Again };
    Error { exit, ..error }
}

fn region(given: &Given, door: &Door<'_>) -> Rung {
    let name = Name::Region;
    let told = match (door, given.places.as_slice()) {
        (Door::Open(found), _) => Some(found.region),
        (_, [only]) => given.region.as_ref().map(|_| only.region),
        _ => None,
    };
    match (door, told) {
        (Door::Shut(error), _) if matches!(error.class, ApiClass::WrongRegion(_)) => Rung::called(name, error.clone()),
        (_, Some(region)) => {
            let ground = given.region.as_deref().unwrap_or("its host accepts the token");
            Rung::ok(name, format!("{region}: {ground}"))
        }
        (Door::NoWay, None) => Rung::below(name, Name::Tls),
        (Door::Shut(_) | Door::NoToken | Door::Open(_), None) => Rung::below(name, Name::Token),
    }
}

fn token_rung(given: &Given, token: Result<Token>, door: &Door<'_>) -> Rung {
    let name = Name::Token;
    let token = match token {
        Ok(token) => token,
        Err(error) => return Rung::failed(name, &error),
    };
    let words = token_in_words(&token.secret, Did::Found, &token.origin, &given.profile);
    let untold = |broken: Name| {
        let rung = Rung::below(name, broken);
        Rung { text: format!("{words}; whether Segment accepts it needs \"{}\"", broken.label()), ..rung }
    };
    match door {
        Door::Open(_) if token_shape(&token.secret).is_expected() => Rung::ok(name, words),
        Door::Open(_) => Rung::warning(name, words, "it works; a new token has the shape of today"),
        Door::Shut(error) if is_about_token(error) => {
            let rung = Rung::called(name, error.clone());
            Rung { text: format!("{words}: {}", rung.text), ..rung }
        }
        Door::Shut(error) if matches!(error.class, ApiClass::WrongRegion(_)) => untold(Name::Region),
        Door::Shut(_) => untold(Name::Workspace),
        Door::NoWay | Door::NoToken => untold(Name::Tls),
    }
}

fn is_about_token(error: &ApiError) -> bool {
    matches!(error.class, ApiClass::NoRegion { .. } | ApiClass::NotAuthorised | ApiClass::UnusableToken)
}

fn workspace(door: &Door<'_>) -> Rung {
    let name = Name::Workspace;
    match door {
        Door::Open(found) => Rung::ok(name, named(&found.workspace)),
        Door::Shut(error) if is_about_token(error) => Rung::below(name, Name::Token),
        Door::Shut(error) if matches!(error.class, ApiClass::WrongRegion(_)) => Rung::below(name, Name::Region),
        Door::Shut(error) => Rung::called(name, error.clone()),
        Door::NoWay => Rung::below(name, Name::Tls),
        Door::NoToken => Rung::below(name, Name::Token),
    }
}

/// The verdict on the workspace, and the sources that were seen for it.
async fn source_admin(client: Option<&Client<'_>>) -> (Rung, Vec<Source>) {
    let name = Name::SourceAdmin;
    let Some(client) = client else { return (Rung::below(name, Name::Workspace), Vec::new()) };
    let (observed, listed) = match probe::observe_among(client, |_| None).await {
        Ok(observed) => observed,
        Err(error) => return (Rung::called(name, error), Vec::new()),
    };
    let judgement = probe::judge(&observed);
    let text = format!("{}: {}", judgement.verdict().name(), judgement.ground);
    let way = judgement.ground.settled_by().unwrap_or("see more: qseg whoami");
    let rung = match judgement.verdict() {
        Verdict::Confirmed if judgement.is_too_powerful == Some(true) => Rung::warning(
            name,
            format!("{text}; it can do more than qseg needs: it may read the audit trail, as an owner may"),
            "make a token with the role Source Admin alone, and revoke this one",
        ),
        Verdict::Confirmed => Rung::ok(name, text),
        Verdict::Denied => Rung::failed(name, &Error::unauthorised("no_source_admin", text).hint(way)),
        Verdict::Inconclusive => Rung::warning(name, text, way),
    };
    (rung, listed)
}

/// The entry for Qualtrics, and what is to be said of it.
async fn catalog(client: Option<&Client<'_>>, region: Option<Region>) -> Rung {
    let name = Name::Catalog;
    let Some(client) = client else { return Rung::below(name, Name::Workspace) };
    let kind = SourceType::Qualtrics;
    let entries = match catalog::look_up(client, kind).await {
        Ok(entries) => entries,
        Err(error) => return Rung::called(name, error),
    };
    let mut found = Findings::default();
    let entry = catalog::find(kind, &entries, &mut found);
    if let Some(region) = region {
        catalog::judge_region(kind, region, &mut found);
    }
    let first = found.groups().first().map(|group| &group.first);
    let help = first.and_then(|finding| finding.help.clone());
    match (entry, first) {
        (Some(entry), None) => Rung::ok(name, format!("`{}` is there (id {})", entry.slug, entry.id)),
        (Some(_), Some(finding)) => {
            let next = help.unwrap_or_else(|| "nothing: qseg goes by the slug".to_owned());
            Rung::warning(name, finding.message.clone(), next)
        }
        (None, finding) => {
            let message = finding.map_or_else(|| "no entry".to_owned(), |finding| finding.message.clone());
            let error = Error::failed("catalog_entry_missing", message);
            Rung::failed(name, &help.into_iter().fold(error, Error::hint))
        }
    }
}

fn clock(offset: Option<Offset>, is_unreached: bool) -> Rung {
    let name = Name::Clock;
    let Some(offset) = offset else {
        return match is_unreached {
            true => Rung::below(name, Name::Tls),
            false => Rung::not_given(name, "the answer has no Date to compare with", "compare it with another clock"),
        };
    };
    let told = offset.in_words();
    let why = "Segment shifts the timestamps of events by as much as the sender's clock is wrong";
    let next = "let the system keep the time (NTP)";
    match offset.judge() {
        Judgement::Agrees => Rung::ok(name, "this machine's clock agrees with Segment's"),
        Judgement::Off => Rung::warning(name, format!("this machine's clock is {told}: {why}"), next),
        Judgement::FarOff => {
            let error = Error::failed("clock_wrong", format!("this machine's clock is {told}: {why}"));
            Rung::failed(name, &error.hint(next))
        }
    }
}

async fn tracking(host: &Tracking, workspace: Option<Region>) -> Rung {
    let name = Name::TrackingHost;
    let rung = match knock(&host.endpoint).await {
        Ok(_) => Rung::ok(name, format!("{} answers", host.endpoint)),
        Err(fault) => {
            let rung = Rung::failed(name, &unreached(&host.endpoint, fault));
            match (host.region, workspace) {
                (Some(host), Some(workspace)) if host != workspace => {
                    let next = format!("nothing: the workspace is in the region {workspace}");
                    Rung::warning(name, rung.text, next)
                }
                _ => rung,
            }
        }
    };
    match host.region {
        Some(region) => rung.of(region.name()),
        None => rung,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(name: Name, class: NetworkClass) -> Rung {
        let endpoint = Region::Us.public_api();
        Rung::failed(name, &unreached(&endpoint, NetworkFault { class, detail: "why".to_owned() }))
    }

    #[test]
    fn a_name_that_a_proxy_looks_up_is_no_failure_and_one_without_an_address_is_told_once() {
        let dns = || broken(Name::Dns, NetworkClass::Dns);
        let states = |rungs: [Rung; 2]| rungs.map(|rung| rung.state);
        assert_eq!(states(told_once(dns(), Rung::ok(Name::Tls, "it answers"))), [State::Warning, State::Ok]);
        let [lower, upper] = told_once(dns(), broken(Name::Tls, NetworkClass::Dns));
        assert_eq!(
            (lower.state, upper.state, upper.text.as_str()),
            (State::Failed, State::NotReached, "needs the rung \"DNS\"")
        );
        let proxy = broken(Name::Tls, NetworkClass::Proxy);
        assert_eq!(states(told_once(dns(), proxy)), [State::Failed, State::Failed]);
    }

    #[test]
    fn settings_of_this_machine_fail_and_all_else_may_go_well_later() {
        for class in NetworkClass::ALL {
            let wanted = if class == NetworkClass::Setup { Exit::Failed } else { Exit::Again };
            let rung = broken(Name::Tls, class);
            assert_eq!((rung.exit, rung.code), (wanted, Some(class.code())));
            assert!(rung.next.is_some());
        }
    }
}
