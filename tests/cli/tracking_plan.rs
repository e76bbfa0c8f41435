//! `--tracking-plan`: plans from files and from a local Segment, and what is made of them.

mod double;
mod fetch;
mod round_trip;
mod send;

use crate::support::segment::Segment;
use crate::support::{Place, Said, mapping, recodes};
use qseg::sandbox::public_api::access::Role;
use serde_json::{Value, json};

/// A place with a workspace, a token for it, a mapping and an export.
pub struct Desk {
    pub place: Place,
    pub segment: Segment,
}

impl Desk {
    /// A source "source-of-dev", which the mapping pins, with this plan and these schema settings.
    pub fn with(rules: &[Value], track: Value) -> Desk {
        Desk::of(json!({
            "sources": [
                { "id": "source-of-dev", "slug": "surveys_dev", "name": "Surveys_Dev", "type": "http-api",
                  "trackingPlan": "tp1", "schema": { "track": track } },
                { "id": "other", "slug": "other_dev", "name": "Other_Dev", "type": "http-api" },
            ],
            "trackingPlans": [
                { "id": "tp1", "name": "Surveys", "type": "LIVE", "rules": rules },
                { "id": "tp2", "name": "Nothing", "type": "LIVE", "rules": [] },
            ],
        }))
    }

    pub fn of(workspace: Value) -> Desk {
        let segment = Segment::of(&workspace);
        let place = Place::new()
            .with("QSEG_API_URL", segment.url())
            .with("QSEG_EVENTS_URL", segment.url())
            .with("QSEG_TOKEN", Role::SourceAdmin.token())
            .with("QSEG_STATE_DIR", "state");
        let place = segment.secrets().iter().fold(place, |place, secret| place.hush(secret));
        place.file(
            "qseg.yaml",
            mapping(&["plan: \"${e://Field/plan}\""]).replace("sources:", "liveSince: never\nsources:"),
        );
        place.file("answers.csv", recodes(&["plan"], &[&["free"], &["team"], &["free"]]));
        Desk { place, segment }
    }

    /// `qseg mapping check --format json` with these arguments.
    pub fn check(&self, arguments: &[&str]) -> Said {
        self.place.run(&[&["mapping", "check", "--format", "json", "qseg.yaml"], arguments].concat())
    }
}

/// A rule for the event "Answered", which has a property `plan` like this.
pub fn rule(property: Value) -> Value {
    let body = json!({ "type": "object", "properties": { "plan": property } });
    json!({ "type": "TRACK", "key": "Answered", "version": 1, "jsonSchema": { "properties": { "properties": body } } })
}

/// The codes of the findings of a check's only file.
pub fn codes(document: &Value) -> Vec<&str> {
    let findings = document["files"][0]["findings"].as_array().expect("findings");
    findings.iter().map(|finding| finding["code"].as_str().expect("a code")).collect()
}
