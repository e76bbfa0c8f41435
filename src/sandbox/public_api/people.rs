//! The workspace, its people and roles, the audit trail, credentials and the echo
//! (`reference/segment-public-api.md` §6 "Workspace", §8).

use super::access::Role;
use super::{Good, Outcome, Problem, Refusal, Visit};
use crate::sandbox::state::{AuditEvent, State};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The one person of the sandbox.
const OWNER_ID: &str = "qsegSandboxOwnerUser01";
const GROUP_ID: &str = "qsegSandboxUserGroup01";

/// Roles with their ids, and what they are for. The first and the last id are Segment's; that of Source Admin is
/// unknown (§8), and here, like the others, the sandbox's own.
const ROLES: [(&str, &str, &str); 4] = [
    ("1WDUuRLxv84rrfCNUwvkrRtkxnS", "Workspace Owner", "Owners have full read and edit access to everything."),
    ("boxRoleSourceAdmin000000000", "Source Admin", "Edit access to assigned sources, their settings and write keys."),
    ("boxRoleSourceReadOnly000000", "Source Read-only", "Read access to assigned sources."),
    ("1aEWAcU0fArxScocwH9xxLgW7r3", "Minimal Workspace Access", "Access to view the workspace."),
];

pub(crate) fn workspace(visit: &mut Visit) -> Outcome {
    Good::new(json!({ "workspace": visit.state.workspace }))
}

fn owner_permissions(state: &State) -> Value {
    let (id, name, _) = ROLES[0];
    let resource = json!({ "id": state.workspace.id, "type": "WORKSPACE", "labels": [] });
    json!([{ "roleId": id, "roleName": name, "resources": [resource] }])
}

fn owner() -> Value {
    json!({ "id": OWNER_ID, "name": "Sandbox Owner", "email": "owner@example.com" })
}

/// The list shows no permissions, as Segment's sample.
pub(crate) fn users(visit: &mut Visit) -> Outcome {
    visit.query.page("users", [owner()].into_iter())
}

pub(crate) fn user(visit: &mut Visit) -> Outcome {
    if visit.id(0) != OWNER_ID {
        return Err(Refusal::not_found());
    }
    let mut user = owner();
    user["permissions"] = owner_permissions(visit.state);
    Good::new(json!({ "user": user }))
}

fn the_group(state: &State) -> Value {
    json!({ "id": GROUP_ID, "name": "Owners", "memberCount": 1, "permissions": owner_permissions(state) })
}

pub(crate) fn groups(visit: &mut Visit) -> Outcome {
    visit.query.page("userGroups", [the_group(visit.state)].into_iter())
}

pub(crate) fn group(visit: &mut Visit) -> Outcome {
    if visit.id(0) != GROUP_ID {
        return Err(Refusal::not_found());
    }
    Good::new(json!({ "userGroup": the_group(visit.state) }))
}

pub(crate) fn roles(visit: &mut Visit) -> Outcome {
    let shown = ROLES.iter().map(|(id, name, about)| json!({ "id": id, "name": name, "description": about }));
    visit.query.page("roles", shown)
}

/// Nobody makes credentials here; what matters is who may look (§9 "Recommended probe" 3).
pub(crate) fn credentials(visit: &mut Visit) -> Outcome {
    visit.query.page("credentials", std::iter::empty::<Value>().collect::<Vec<_>>().into_iter())
}

/// Notes a change in the audit trail.
pub(super) fn note(state: &mut State, role: Role, at: Timestamp, kind: &str, resource: &str, id: &str, name: &str) {
    state.audit.push(AuditEvent {
        id: format!("events/{}", state.audit.len() + 1),
        timestamp: at.to_string(),
        kind: kind.to_owned(),
        actor: role.actor(),
        resource_id: id.to_owned(),
        resource_type: resource.to_owned(),
        resource_name: name.to_owned(),
        at,
    });
}

/// The newest first, as an inference.
pub(crate) fn audit_events(visit: &mut Visit) -> Outcome {
    let (start, end) = (moment(visit, "startTime")?, moment(visit, "endTime")?);
    let (id, kind) = (visit.query.text("resourceId"), visit.query.text("resourceType"));
    let shown: Vec<Value> = (visit.state.audit.iter().rev())
        .filter(|event| start.is_none_or(|start| event.at >= start) && end.is_none_or(|end| event.at < end))
        .filter(|event| id.is_none_or(|id| event.resource_id == id))
        .filter(|event| kind.is_none_or(|kind| event.resource_type == kind))
        .map(|event| json!(event))
        .collect();
    visit.query.page("events", shown.into_iter())
}

/// A moment of the query.
fn moment(visit: &Visit, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let wrong = |_| Refusal::invalid(name, format!("\"{name}\" must be in ISO 8601 date format"));
    visit.query.text(name).map(|text| text.parse().map_err(wrong)).transpose()
}

/// The longest that `/echo` waits.
const MAX_DELAY: f64 = 30_000.0;

/// Echoes the request's headers, the token among them: a client must never print this body. Whether Segment checks
/// the token here is unknown; the sandbox does.
pub(crate) fn echo(visit: &mut Visit) -> Outcome {
    let query = &visit.query;
    let message = query.text("message").ok_or_else(|| Refusal::invalid("message", "\"message\" is required"))?;
    let delay =
        number(visit, "delay", 0.0..=MAX_DELAY)?.map_or(Duration::ZERO, |ms| Duration::from_secs_f64(ms / 1000.0));
    let status = number(visit, "statusCode", 200.0..=599.0)?.map(|status| status as u16);
    let [one, several, unexpected] =
        ["triggerError", "triggerMultipleErrors", "triggerUnexpectedError"].map(|name| flag(visit, name));
    let (one, several, unexpected) = (one?, several?, unexpected?);
    let problem = Problem { kind: "bad-request".to_owned(), message: message.to_owned(), field: None, data: None };
    let refused = |status: u16, problems: Vec<Problem>| Err(Refusal { delay, ..Refusal::of(status, problems) });
    let client_fault = status.filter(|status| (400..500).contains(status)).unwrap_or(400);
    if one {
        return refused(client_fault, vec![problem]);
    }
    if several {
        return refused(client_fault, vec![problem.clone(), problem]);
    }
    if unexpected {
        return refused(500, vec![Problem { kind: "InternalServerError".to_owned(), ..problem }]);
    }
    let headers: Map<String, Value> = (visit.headers.iter())
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into()))
        .collect();
    let data = json!({ "method": "get", "message": message, "headers": headers });
    Ok(Good { status: status.unwrap_or(200), data, delay })
}

fn number(visit: &Visit, name: &str, range: std::ops::RangeInclusive<f64>) -> Result<Option<f64>, Refusal> {
    let Some(text) = visit.query.text(name) else { return Ok(None) };
    match text.parse::<f64>() {
        Ok(number) if range.contains(&number) => Ok(Some(number)),
        Ok(_) => {
            let message = format!("\"{name}\" must be between {} and {}", range.start(), range.end());
            Err(Refusal::invalid(name, message))
        }
        Err(_) => Err(Refusal::invalid(name, format!("\"{name}\" must be a number"))),
    }
}

fn flag(visit: &Visit, name: &str) -> Result<bool, Refusal> {
    match visit.query.text(name) {
        None | Some("false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(Refusal::invalid(name, format!("\"{name}\" must be a boolean"))),
    }
}
