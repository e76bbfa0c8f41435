//! Who a response is about: which fields could identify people, judged by their names, by how often they are
//! filled and by how different they are.

use super::rows::{Row, State};
use crate::qualtrics::privacy::PersonalClass;
use crate::qualtrics::propose::Kind;
use crate::segment::names::snake_case;

/// Words in the name of a field that holds a pseudonym of a device or visit.
const ANONYMOUS: [&str; 8] = ["session", "anonymous", "anon", "visitor", "visit", "device", "cookie", "browser"];
/// Last words in the name of a field that holds an id.
const ID: [&str; 8] = ["id", "ids", "pid", "uid", "guid", "uuid", "key", "ref"];
/// Words in the name of a field that is about a person.
const PERSON: [&str; 9] =
    ["customer", "user", "account", "member", "crm", "contact", "client", "subscriber", "participant"];

/// The fields that could identify people, as places in the rows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Every field that could be the userId, the best first.
    pub(crate) users: Vec<usize>,
    /// Whether a single one of them is one by more than its looks.
    pub(crate) is_certain: bool,
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
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| tells_apart(row, responses)) {
            match role(row, responses) {
                Some(Role::User) => users.push(at),
                Some(Role::Anonymous) => sessions.push(at),
                None => {}
            }
        }
        // Often filled first; among equals the contact's own reference.
        let rank = |at: &usize| (u64::MAX - rows[*at].filled, rows[*at].proposal.kind != Kind::Contact, *at);
        users.sort_by_key(rank);
        sessions.sort_by_key(rank);
        let is_certain = users.first().is_none_or(|at| is_certain(&rows[*at]));
        let (user, anonymous) = (users.first().copied(), sessions.first().copied());
        let email = rows.iter().position(|row| {
            row.proposal.kind == Kind::Contact
                && matches!(row.state, State::Personal(PersonalClass::Email) | State::Allowed(PersonalClass::Email))
                && (row.filled > 0 || responses == 0)
        });
        Identity {
            user,
            anonymous,
            others: users.iter().skip(1).copied().chain(sessions.into_iter().skip(1)).collect(),
            users,
            is_certain,
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
}

/// Whether a field is an id by its name, and not only by what stands in it.
fn is_certain(row: &Row) -> bool {
    let name = snake_case(&row.proposal.tag);
    row.proposal.kind == Kind::Contact || ID.contains(&name.rsplit('_').next().unwrap_or_default())
}

fn role(row: &Row, responses: u64) -> Option<Role> {
    if row.proposal.kind == Kind::Contact {
        return Some(Role::User);
    }
    let name = snake_case(&row.proposal.tag);
    let has = |words: &[&str]| name.split('_').any(|word| words.contains(&word));
    let differs = responses > 0 && row.values.distinct.count().0 * 10 >= row.values.filled * 9;
    let last = name.rsplit('_').next().unwrap_or_default();
    let is_id = ID.contains(&last) || (last.ends_with("id") && differs);
    match row.proposal.kind {
        Kind::Embedded | Kind::Named if has(&ANONYMOUS) => Some(Role::Anonymous),
        Kind::Embedded | Kind::Named if is_id || (has(&PERSON) && differs) => Some(Role::User),
        _ => None,
    }
}

/// Whether the values of a live row could be ids: short, one each, and mostly different.
fn tells_apart(row: &Row, responses: u64) -> bool {
    if row.state != State::Live || row.is_list || row.values.longest > 200 {
        return false;
    }
    let distinct = row.values.distinct.count().0;
    let is_one = row.values.filled == 1 && responses == 1;
    responses == 0 || is_one || (distinct > 1 && distinct * 2 >= row.values.filled)
}
