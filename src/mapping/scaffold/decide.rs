//! What an export leaves open, and what a person decided about it. Undecided, the inference decides alone, and
//! what it does then is the answer that a question offers.

use super::identity::Identity;
use super::rows::{Row, State};
use super::write::different;
use super::{Found, moments};
use crate::core::error::{Error, Result};
use std::collections::BTreeMap;

/// What the export leaves open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Open {
    /// Whether it has dates in a zone that nobody knows.
    pub(crate) zone: bool,
    /// Fields that could be the userId, the one that is taken first; empty where there is nothing to choose.
    pub(crate) users: Vec<Candidate>,
    /// Whether the first of them is taken where nobody decides.
    pub(crate) first_is_taken: bool,
    /// Classes of personal data, and how many fields hold each.
    pub(crate) personal: BTreeMap<&'static str, u64>,
}

/// A field that could be the userId.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Its pipe.
    pub(crate) pipe: String,
    /// How often it is filled and how many different values it has, for people.
    pub(crate) about: String,
}

/// What a person decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Decisions {
    /// The zone of dates that name none.
    pub(crate) time_zone: Option<String>,
    /// Who a response is about.
    pub(crate) user: User,
    /// Whether personal data is sent.
    pub(crate) personal: Personal,
}

/// Which field identifies people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum User {
    /// The one that is best named and filled of those that could.
    #[default]
    Best,
    /// This one, by its pipe, its ImportId or what the export calls it.
    Field(String),
    /// None.
    Nobody,
}

/// What becomes of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Personal {
    /// It stands in the file as comments.
    #[default]
    Comment,
    /// It is sent.
    Send,
}

/// What an export leaves open.
pub(super) fn open(found: &Found<'_>) -> Open {
    let responses = found.profile.responses;
    let identity = Identity::find(&found.rows, responses);
    let about = |row: &Row| match responses {
        0 => String::new(),
        _ => format!("in {} of {responses}, {} different", row.filled, different(row)),
    };
    let candidate = |at: &usize| {
        let row = &found.rows[*at];
        Candidate { pipe: row.proposal.pipe.clone(), about: about(row) }
    };
    let is_settled = identity.users.len() <= usize::from(identity.user.is_some());
    let mut personal = BTreeMap::new();
    for row in found.rows.iter().filter(|row| !row.is_idle(responses)) {
        if let State::Personal(class) = row.state
            && !class.class.is_sensitive()
        {
            *personal.entry(class.class.name()).or_default() += 1;
        }
    }
    let users = if is_settled { Vec::new() } else { identity.users.iter().map(candidate).collect() };
    Open { zone: moments::is_open(found), users, first_is_taken: identity.user.is_some(), personal }
}

/// Makes the decision about personal data. What is sensitive is decided field by field, in the file.
pub(super) fn send_personal(rows: &mut [Row]) {
    for row in rows {
        if let State::Personal(judged) = row.state
            && !judged.class.is_sensitive()
        {
            row.state = State::Allowed(judged);
        }
    }
}

/// Makes the decision about the userId.
///
/// # Errors
/// There is no such field, or it cannot be sent.
pub(super) fn choose_user(rows: &[Row], user: &User, identity: &mut Identity) -> Result<()> {
    let chosen = match user {
        User::Best => return Ok(()),
        User::Nobody => None,
        User::Field(named) => Some(find(rows, named)?),
    };
    identity.others.extend(identity.user.filter(|user| Some(*user) != chosen));
    identity.others.retain(|other| Some(*other) != chosen);
    identity.others.sort_unstable();
    identity.user = chosen;
    // One field is not two identities.
    identity.anonymous = identity.anonymous.filter(|anonymous| Some(*anonymous) != chosen);
    Ok(())
}

fn find(rows: &[Row], named: &str) -> Result<usize> {
    let is_it = |row: &Row| {
        let proposal = &row.proposal;
        proposal.pipe == named || proposal.tag == named || proposal.import_ids.iter().any(|id| id == named)
    };
    let Some(at) = rows.iter().position(is_it) else {
        let known: Vec<&str> = rows.iter().map(|row| row.proposal.tag.as_str()).collect();
        let near = crate::core::diagnostic::did_you_mean(named, known.iter().copied());
        let error = Error::usage("unknown_field", format!("there is no field \"{named}\" that could be sent"));
        return Err(match near {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error.hint("name it by its pipe, its ImportId or its column: `qseg inspect` lists them"),
        });
    };
    match &rows[at].state {
        State::Live | State::Allowed(_) | State::Open(_) => Ok(at),
        State::Personal(judged) => {
            let (class, ground) = (judged.class.name(), judged.ground);
            let error = Error::usage("personal_user_id", format!("{named} is personal data ({class}: {ground})"));
            Err(match judged.class.is_sensitive() {
                true => error.hint("name another field"),
                false => error.hint("name another field, or send personal data: --personal-data send"),
            })
        }
        State::Unread(reason) => Err(Error::usage("unreadable_user_id", format!("{named} cannot be read: {reason}"))),
    }
}
