//! The workflow around the task: what begins it, and the boxes that say for which responses or contacts
//! (`reference/qualtrics.md` §1 rows 2 and 3, §2 first point; the names of boxes are those of the vendor's pages
//! "Survey Response Event" and "XM Directory Triggers in Workflows").

use crate::qualtrics::status::Kind;

/// Where a new workflow is begun.
pub(crate) const CREATE: &str = "Create a workflow";

/// How the workflow is started.
pub(crate) const STARTED_BY: &str = "Started when an event is received";

/// The event of a survey's response.
pub(crate) const SURVEY_RESPONSE: &str = "Survey response";

/// The type of event that every new response is.
pub(crate) const NEW_RESPONSES: &str = "Newly created responses";

/// The type of event that an edited response is; an edit by hand is not known to be one.
pub(crate) const UPDATED_RESPONSES: &str = "Response updated via the Qualtrics API";

/// The event of a contact in the directory, and the kind of it.
pub(crate) const CONTACT_CHANGE: &str = "Experience iD change → Contact data change";

/// What happened to the contact: the box for new ones. The one for changed ones is not named by any source.
pub(crate) const NEW_CONTACTS: &str = "Contact data has been created";

/// Makes embedded data of contacts known to the tasks of the workflow.
pub(crate) const ADD_EMBEDDED_DATA: &str = "Add embedded data field";

/// Where conditions are added to a workflow.
pub(crate) const ADD_CONDITION: &str = "Add a condition";

/// The box that lets a kind of response begin the workflow. Of previews, tests and spam none is known.
pub(crate) fn include_box(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Partial => Some("Include incomplete responses"),
        Kind::Imported => Some("Include imported responses"),
        Kind::Preview | Kind::Test | Kind::Spam | Kind::Synthetic | Kind::Unknown => None,
    }
}

/// Every kind with a box, in the order of the form.
pub(crate) const BOXED: [Kind; 2] = [Kind::Imported, Kind::Partial];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_boxed_kinds_have_a_box() {
        for (name, kind) in Kind::ALL {
            assert_eq!(include_box(kind).is_some(), BOXED.contains(&kind), "{name}");
        }
    }
}
