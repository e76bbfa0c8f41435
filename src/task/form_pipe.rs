//! What the boxes of the task do with each kind of pipe: which are seen in real tasks, which are only known from
//! surveys, and which have no place there (`reference/qualtrics.md` §3.2, its column of evidence).

use crate::qualtrics::import_id;
use crate::qualtrics::pipe::PipeKind;

/// A pipe in a box of the task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum InForm {
    /// It can be pasted as it is.
    Taken,
    /// It can be pasted, and nothing shows that a task fills it; with the reason.
    Unverified(String),
    /// It needs something else in the workflow; with what that is.
    Needs(String),
    /// It means nothing there; with the reason, and the pipe to take instead where there is one.
    NoPlace(String, Option<String>),
}

/// Contact fields that have been seen.
const CONTACT: [&str; 5] = ["FirstName", "LastName", "Email", "ExternalDataReference", "Language"];

/// Embedded data that Qualtrics fills itself.
const BUILT_IN: [&str; 6] = ["SurveyID", "Q_URL", "Q_Language", "Q_R", "Q_CHL", "Q_TotalDuration"];

/// What a box does with a pipe.
pub(crate) fn in_form(kind: &PipeKind) -> InForm {
    match kind {
        PipeKind::Question(..) => InForm::Taken,
        PipeKind::Embedded(name) if name.eq_ignore_ascii_case("ResponseID") => {
            unverified("the menu of a task inserts ${rm://Field/ResponseID} for it")
        }
        PipeKind::Embedded(name) if BUILT_IN.contains(&name.as_str()) => {
            unverified("Qualtrics fills it while the survey is taken; no task with it is known")
        }
        PipeKind::Embedded(_) => InForm::Taken,
        PipeKind::Metadata(name) if import_id::metadata(name) == Some("_recordId") => InForm::Taken,
        PipeKind::Metadata(_) => unverified("of these pipes only ${rm://Field/ResponseID} has been seen in a task"),
        PipeKind::Contact(name) if CONTACT.contains(&name.as_str()) => InForm::Taken,
        PipeKind::Contact(_) => unverified("this field of a contact has been seen in no task"),
        PipeKind::Score(..) => unverified("scores have been seen in surveys, in no task"),
        PipeKind::CurrentDate(_) => unverified("the task would give the moment of its own run"),
        PipeKind::Location(_) | PipeKind::Loop(_) | PipeKind::Elsewhere(..) => {
            unverified("it is made while the survey is shown; whether a task can fill it is unknown")
        }
        PipeKind::Workflow(scheme, path) if scheme == "ch" => {
            let task = path.split('/').next().unwrap_or(path);
            InForm::Needs(format!("the task {task} before this one in the same workflow"))
        }
        PipeKind::Workflow(..) => {
            InForm::NoPlace("it is a field of a JSON event, and another event begins this workflow".to_owned(), None)
        }
        PipeKind::Column(name) => {
            let reason = "only qseg reads a column by its name".to_owned();
            InForm::NoPlace(reason, instead_of_column(name))
        }
    }
}

/// The pipe of a column that every export has.
fn instead_of_column(name: &str) -> Option<String> {
    let pipe = match import_id::metadata(name)? {
        "_recordId" => "${rm://Field/ResponseID}".to_owned(),
        "recipientFirstName" => "${m://FirstName}".to_owned(),
        "recipientLastName" => "${m://LastName}".to_owned(),
        "recipientEmail" => "${m://Email}".to_owned(),
        "externalDataReference" => "${m://ExternalDataReference}".to_owned(),
        field => {
            let mut letters = field.chars();
            let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
            let name =
                if field == "ipAddress" { "IPAddress".to_owned() } else { format!("{first}{}", letters.as_str()) };
            format!("${{rm://Field/{name}}}")
        }
    };
    Some(pipe)
}

fn unverified(reason: &str) -> InForm {
    InForm::Unverified(reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qualtrics::pipe::Template;

    fn of(pipe: &str) -> InForm {
        let template = Template::parse(pipe).expect("a pipe");
        in_form(&template.whole_pipe().expect("one pipe").kind)
    }

    #[test]
    fn what_was_seen_in_tasks_is_taken_and_the_rest_is_told_apart() {
        for taken in
            ["${q://QID1/SelectedChoicesRecode}", "${e://Field/plan}", "${m://Email}", "${rm://Field/ResponseID}"]
        {
            assert_eq!(of(taken), InForm::Taken, "{taken}");
        }
        for unverified in [
            "${rm://Field/RecordedDate}",
            "${m://Phone}",
            "${e://Field/Q_Language}",
            "${e://Field/ResponseID}",
            "${gr://SC_1/Score}",
            "${date://CurrentDate/Y}",
            "${loc://City}",
            "${rand://int/1:10}",
        ] {
            assert!(matches!(of(unverified), InForm::Unverified(_)), "{unverified}");
        }
        assert_eq!(
            of("~{ch://OCAC_1/result}"),
            InForm::Needs("the task OCAC_1 before this one in the same workflow".into())
        );
        assert!(matches!(of("~{aedj://mail}"), InForm::NoPlace(_, None)));
    }

    #[test]
    fn a_column_of_every_export_has_a_pipe_to_take_instead() {
        for (column, instead) in [
            ("ResponseId", Some("${rm://Field/ResponseID}")),
            ("RecipientEmail", Some("${m://Email}")),
            ("IPAddress", Some("${rm://Field/IPAddress}")),
            ("RecordedDate", Some("${rm://Field/RecordedDate}")),
            ("TWIN_ID", None),
        ] {
            let InForm::NoPlace(_, found) = of(&format!("${{column://{column}}}")) else { panic!("{column}") };
            assert_eq!(found.as_deref(), instead, "{column}");
        }
    }
}
