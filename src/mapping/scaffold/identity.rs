//! Who a response is about: which fields could identify people, judged by their names, by how often they are
//! filled and by how different they are.

use super::rows::{Row, State};
use crate::qualtrics::privacy::{PersonalClass, names_a_thing, names_an_id};
use crate::qualtrics::propose::Kind;
use crate::segment::names::snake_case;

/// Words in the name of a field that holds a pseudonym of a device or visit.
const ANONYMOUS: [&str; 8] = ["session", "anonymous", "anon", "visitor", "visit", "device", "cookie", "browser"];
/// Last words in the name of a field that surely holds an id; others, such as a number's, may count what was sold.
const ID: [&str; 7] = ["id", "ids", "pid", "uid", "guid", "uuid", "key"];

/// The fields that could identify people, as places in the rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Every field that could be the userId, the best first; those behind are ids of nobody knows what.
    pub(crate) users: Vec<usize>,
    /// The userId.
    pub(crate) user: Option<usize>,
    /// The best anonymousId.
    pub(crate) anonymous: Option<usize>,
    /// Other fields that could be one.
    pub(crate) others: Vec<usize>,
    /// The e-mail address: Segment advises against it as a userId.
    pub(crate) email: Option<usize>,
}

impl Identity {
    /// Finds them.
    pub(crate) fn find(rows: &[Row], responses: u64) -> Identity {
        let mut users: Vec<usize> = Vec::new();
        let mut sessions: Vec<usize> = Vec::new();
        let mut unknown: Vec<usize> = Vec::new();
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| tells_apart(row, responses)) {
            match role(row) {
                Some(Role::User) => users.push(at),
                Some(Role::Anonymous) => sessions.push(at),
                Some(Role::Unknown) => unknown.push(at),
                None => {}
            }
        }
        // What is named an id of somebody's, then what is often filled; among equals the contact's own reference.
        let most = users.iter().map(|at| rows[*at].filled).max().unwrap_or(0);
        let rank = |at: &usize| {
            let row = &rows[*at];
            let is_rare = row.filled * 2 < most;
            (is_rare, !is_certain(row), u64::MAX - row.filled, row.proposal.kind != Kind::Contact, *at)
        };
        users.sort_by_key(rank);
        sessions.sort_by_key(rank);
        let (user, anonymous) = (users.first().copied(), sessions.first().copied());
        users.extend(unknown);
        let email = rows.iter().position(|row| {
            row.proposal.kind == Kind::Contact
                && matches!(row.state, State::Personal(judged) | State::Allowed(judged) if judged.class == PersonalClass::Email)
                && (row.filled > 0 || responses == 0)
        });
        Identity {
            user,
            anonymous,
            others: users
                .iter()
                .skip(usize::from(user.is_some()))
                .copied()
                .chain(sessions.into_iter().skip(1))
                .collect(),
            users,
            email,
        }
    }

    /// How many responses have neither of the two, at the most; `None` where nothing was counted.
    pub(crate) fn without(&self, rows: &[Row], responses: u64) -> Option<u64> {
        let most = [self.user, self.anonymous].into_iter().flatten().map(|at| rows[at].filled).max().unwrap_or(0);
        (responses > 0).then(|| responses - most.min(responses))
    }
}

enum Role {
    User,
    Anonymous,
    Unknown,
}

/// Whether a field is surely somebody's id by its name.
fn is_certain(row: &Row) -> bool {
    let name = snake_case(&row.proposal.tag);
    let last = name.rsplit('_').next().unwrap_or_default();
    row.proposal.kind == Kind::Contact || ID.contains(&last) || ID.iter().any(|id| last.ends_with(id))
}

/// Only what is named for a person identifies one: a ticket's or an order's id is as different in each response.
fn role(row: &Row) -> Option<Role> {
    let name = snake_case(&row.proposal.tag);
    let is_anonymous = name.split('_').any(|word| ANONYMOUS.contains(&word));
    match row.proposal.kind {
        Kind::Contact => Some(Role::User),
        Kind::Embedded | Kind::Named if is_anonymous => Some(Role::Anonymous),
        Kind::Embedded | Kind::Named if names_an_id(&row.proposal.tag) => Some(Role::User),
        Kind::Embedded | Kind::Named if is_certain(row) && !names_a_thing(&row.proposal.tag) => Some(Role::Unknown),
        _ => None,
    }
}

/// Whether the values of a live row could be ids: short, one each, and mostly different.
fn tells_apart(row: &Row, responses: u64) -> bool {
    if !matches!(row.state, State::Live | State::Open(_)) || row.is_list || row.values.longest > 200 {
        return false;
    }
    let distinct = row.values.distinct.count().0;
    let is_one = row.values.filled == 1 && responses == 1;
    responses == 0 || is_one || (distinct > 1 && distinct * 2 >= row.values.filled)
}
