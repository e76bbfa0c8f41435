//! What is left to do in Qualtrics once a source stands: the steps, and in each the box and what to put into it,
//! as data that a command prints. Steps and words: `reference/qualtrics.md` §1, rows 1 to 13.

use super::catalog::SourceType;
use super::form;
use crate::segment::event::CallType;
use crate::segment::region::Region;

/// One step, in the order in which they are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// What is done.
    pub(crate) title: &'static str,
    /// Each box, and what to choose or write there.
    pub(crate) values: Vec<(&'static str, String)>,
    /// What to know while doing it.
    pub(crate) note: Option<String>,
}

/// What the steps are written for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target<'a> {
    /// The workspace's name.
    pub(crate) workspace: &'a str,
    /// Where the workspace is.
    pub(crate) region: Region,
    /// The source's nickname.
    pub(crate) nickname: &'a str,
    /// The source's slug.
    pub(crate) slug: &'a str,
    /// The source's type.
    pub(crate) kind: Option<SourceType>,
    /// The task's call, where a mapping says it.
    pub(crate) call: Option<CallType>,
}

/// The steps that make the source receive the responses of a survey.
pub(crate) fn next_steps(target: &Target<'_>) -> Vec<Step> {
    let step = |title, values| Step { title, values, note: None };
    let mut steps = Vec::from([
        Step {
            note: Some(
                "Segment asks for Source Admin at least, Qualtrics' page for Workspace Owner. Only a Workspace Owner can \
                 make a token, and Segment shows it once."
                    .to_owned(),
            ),
            ..step(
                "In Segment, make a token for Qualtrics",
                vec![
                    ("Place", "Workspace settings → Access Management → Tokens → Create token".to_owned()),
                    ("Access level", "Source Admin, on this source or on all".to_owned()),
                ],
            )
        },
        step(
            "In Qualtrics, create a workflow for the survey",
            vec![("Starts with", "Survey response event".to_owned()), ("Responses", "newly created".to_owned())],
        ),
        step("Add the task", vec![("+", "Add a task → Twilio Segment".to_owned())]),
        Step {
            note: Some("A Brand Admin can add the account under Extensions for other users.".to_owned()),
            ..step(
                "Connect the account",
                vec![
                    ("Add a user account", "yes, unless the account is there already".to_owned()),
                    ("Account name", format!("any, e.g. Segment {}", target.workspace)),
                    ("Twilio Segment Token", "the token of the first step".to_owned()),
                ],
            )
        },
        Step {
            note: Some(match target.kind {
                Some(SourceType::Qualtrics) => {
                    "Choose the existing source: a new one made in this form would be another one.".to_owned()
                }
                _ => "It is unknown whether the form lists sources of other types than Qualtrics. If it does not, this \
                      source is for history, and the task needs one of its own: `--type qualtrics`."
                    .to_owned(),
            }),
            ..step(
                "Choose the source",
                vec![
                    ("Workspace", target.workspace.to_owned()),
                    ("Source", format!("{} (slug {})", target.nickname, target.slug)),
                ],
            )
        },
        step("Choose what is sent", event_type(target.call)),
        step("Choose the region", region(target.region)),
        Step {
            note: Some("At least one of the two ids, or the switch, or Segment throws the event away.".to_owned()),
            ..step(
                "Say who it is",
                vec![
                    ("User ID", "a unique identifier, e.g. ${m://ExternalDataReference}".to_owned()),
                    ("Anonymous ID", "a pseudonym, e.g. the session id of a website's visitor".to_owned()),
                    (form::RANDOM_ANONYMOUS_ID_TOGGLE, "on, if some responses have neither id".to_owned()),
                ],
            )
        },
    ]);
    let body = target.call.map_or("properties or traits", CallType::body_key);
    steps.push(step(
        "Map the fields",
        vec![("Key → value", format!("one row for each of the {body}; `qseg mapping card` writes them out"))],
    ));
    steps.push(Step {
        note: Some("The workflow's run history is the only place where Qualtrics shows what became of it.".to_owned()),
        ..step("Publish the survey and switch the workflow on", Vec::new())
    });
    steps
}

fn region(region: Region) -> Vec<(&'static str, String)> {
    let label = form::region_label(region).to_owned();
    if region == form::DEFAULT_REGION {
        vec![(form::REGION_TOGGLE, format!("off: {label} stands there already"))]
    } else {
        vec![(form::REGION_TOGGLE, "on".to_owned()), ("Region", label)]
    }
}

fn event_type(call: Option<CallType>) -> Vec<(&'static str, String)> {
    match call {
        Some(CallType::Identify) => vec![("Event type", form::event_type_label(CallType::Identify).to_owned())],
        Some(CallType::Track) => vec![
            ("Event type", form::event_type_label(CallType::Track).to_owned()),
            ("Event name", "what happened, e.g. Onboarding Survey Completed".to_owned()),
        ],
        None => vec![
            ("Event type", "Track for what somebody did, Identify for who somebody is".to_owned()),
            ("Event name", "for Track: what happened, e.g. Onboarding Survey Completed".to_owned()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(region: Region, kind: SourceType, call: Option<CallType>) -> Target<'static> {
        Target {
            workspace: "Quillmoss",
            region,
            nickname: "Qualtrics_Dev",
            slug: "qualtrics_dev",
            kind: Some(kind),
            call,
        }
    }

    fn value(steps: &[Step], label: &str) -> Option<String> {
        steps.iter().flat_map(|step| &step.values).find(|(name, _)| *name == label).map(|(_, value)| value.clone())
    }

    #[test]
    fn the_region_is_left_alone_in_oregon_and_chosen_in_dublin() {
        let us = next_steps(&target(Region::Us, SourceType::Qualtrics, None));
        assert_eq!(value(&us, form::REGION_TOGGLE).expect("a switch"), "off: Oregon stands there already");
        assert_eq!(value(&us, "Region"), None);
        let eu = next_steps(&target(Region::Eu, SourceType::Qualtrics, None));
        assert_eq!(value(&eu, form::REGION_TOGGLE).as_deref(), Some("on"));
        assert_eq!(value(&eu, "Region").as_deref(), Some("Dublin"));
    }

    #[test]
    fn the_steps_follow_the_form_and_name_the_source() {
        let steps = next_steps(&target(Region::Us, SourceType::Qualtrics, Some(CallType::Track)));
        let titles: Vec<_> = steps.iter().map(|step| step.title).collect();
        assert_eq!(
            titles,
            [
                "In Segment, make a token for Qualtrics",
                "In Qualtrics, create a workflow for the survey",
                "Add the task",
                "Connect the account",
                "Choose the source",
                "Choose what is sent",
                "Choose the region",
                "Say who it is",
                "Map the fields",
                "Publish the survey and switch the workflow on",
            ]
        );
        assert_eq!(value(&steps, "Source").as_deref(), Some("Qualtrics_Dev (slug qualtrics_dev)"));
        assert_eq!(value(&steps, "Workspace").as_deref(), Some("Quillmoss"));
        assert_eq!(value(&steps, "Event type").as_deref(), Some("Track"));
        assert!(value(&steps, "Key → value").is_some_and(|said| said.contains("the properties;")));
    }

    #[test]
    fn an_identify_has_no_event_name_and_another_type_of_source_is_not_promised() {
        let steps = next_steps(&target(Region::Us, SourceType::HttpApi, Some(CallType::Identify)));
        assert_eq!(value(&steps, "Event name"), None);
        assert!(value(&steps, "Key → value").is_some_and(|said| said.contains("the traits;")));
        let source = steps.iter().find(|step| step.title == "Choose the source").expect("the step");
        assert!(source.note.as_ref().is_some_and(|note| note.contains("unknown")));
    }
}
