//! Tokens and what they may do (`reference/segment-public-api.md` §9). They never change, so that tests and
//! people can name them; each is `sgp_` and 64 letters and digits, as Segment's are.

use super::Refusal;
use super::operations::Needs;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

/// Workspace Owner: everything.
pub const OWNER: &str = "sgp_sandboxOwner000000000000000000000000000000000000000000000000000a";
/// Source Admin on all current and future sources.
pub const SOURCE_ADMIN: &str = "sgp_sandboxSourceAdmin000000000000000000000000000000000000000000000b";
/// Source Admin on one source: the write keys of the others are empty, and it creates none.
pub(crate) const SOURCE_ADMIN_SCOPED: &str = "sgp_sandboxSourceAdminScoped000000000000000000000000000000000000000c";
/// Read-only: every `writeKeys` is empty, and nothing can be changed.
pub(crate) const READ_ONLY: &str = "sgp_sandboxReadOnly000000000000000000000000000000000000000000000000d";

/// What a token was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Workspace Owner.
    Owner,
    /// Source Admin on all current and future sources.
    SourceAdmin,
    /// Source Admin on one source.
    SourceAdminScoped,
    /// Reads, and changes nothing.
    ReadOnly,
}

impl Role {
    /// Every role.
    pub const ALL: [Role; 4] = [Role::Owner, Role::SourceAdmin, Role::SourceAdminScoped, Role::ReadOnly];

    /// Its word: `owner`, `source-admin`, `source-admin-scoped`, `read-only`.
    pub fn name(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::SourceAdmin => "source-admin",
            Role::SourceAdminScoped => "source-admin-scoped",
            Role::ReadOnly => "read-only",
        }
    }

    /// The token that has it.
    pub fn token(self) -> &'static str {
        match self {
            Role::Owner => OWNER,
            Role::SourceAdmin => SOURCE_ADMIN,
            Role::SourceAdminScoped => SOURCE_ADMIN_SCOPED,
            Role::ReadOnly => READ_ONLY,
        }
    }

    /// How the audit trail names it (§8: `public-api-token/TJ7z8cg6`).
    pub(crate) fn actor(self) -> String {
        format!("public-api-token/{}", self.name())
    }
}

/// Whose token a request brings.
///
/// # Errors
/// 401 without a token, and for one that the workspace does not know.
pub(super) fn authenticated(headers: &HeaderMap) -> Result<Role, Refusal> {
    let unknown = || Refusal::new(401, "unauthorized", "Unauthorized");
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(unknown)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(unknown)?;
    let known = Role::ALL.into_iter().find(|role| role.token() == token.trim());
    known.filter(|_| scheme.eq_ignore_ascii_case("bearer")).ok_or_else(unknown)
}

/// Whether a role is Source Admin of this source; `scoped` is the source of the scoped token.
pub(super) fn is_admin_of(role: Role, source: &str, scoped: Option<&str>) -> bool {
    match role {
        Role::Owner | Role::SourceAdmin => true,
        Role::SourceAdminScoped => scoped == Some(source),
        Role::ReadOnly => false,
    }
}

/// Whether a role may call an operation; the source is the first id of its path.
pub(super) fn may(role: Role, needs: Needs, ids: &[String], scoped: Option<&str>) -> bool {
    match needs {
        Needs::Token => true,
        Needs::AdminOfSource => ids.first().is_some_and(|source| is_admin_of(role, source, scoped)),
        Needs::AdminOfAllSources => matches!(role, Role::Owner | Role::SourceAdmin),
        Needs::AdminOfAny => role != Role::ReadOnly,
        Needs::Owner => role == Role::Owner,
    }
}

/// Status 403: Segment documents 401 for "a token without permission for the resource" and third parties have seen 403
/// (§3): a client must take both for one class. The sandbox tells them apart so that tests meet both.
pub(super) fn refused(needs: Needs) -> Refusal {
    let what = match needs {
        Needs::Token => "a token",
        Needs::AdminOfSource => "Source Admin on this source",
        Needs::AdminOfAllSources => "Source Admin on all current and future sources",
        Needs::AdminOfAny => "Source Admin",
        Needs::Owner => "Workspace Owner",
    };
    Refusal::new(403, "forbidden", format!("Forbidden: this needs {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_look_like_segments_and_differ() {
        let tokens: std::collections::HashSet<&str> = Role::ALL.into_iter().map(Role::token).collect();
        assert_eq!(tokens.len(), Role::ALL.len());
        for token in tokens {
            let rest = token.strip_prefix("sgp_").expect("the prefix");
            assert!(
                rest.len() == 64 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{token} {}",
                rest.len()
            );
        }
    }
}
