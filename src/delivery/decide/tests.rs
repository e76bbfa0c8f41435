//! Every row of the decision.

use super::*;
use crate::delivery::ledger::Salt;
use crate::segment::message_id::MessageIds;

fn moment(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn content(text: &str) -> ContentHash {
    ContentHash::of(Salt::TEST, text.as_bytes())
}

fn known(state: State) -> Known {
    Known {
        revision: 2,
        message_id: MessageIds::new("source", "task", 2).of("R_1"),
        content: Some(content("{}")),
        task_version: Some(TaskHash::of(b"task")),
        state,
        since: moment("2026-03-01T09:00:00Z"),
        run: 1,
    }
}

const NOW: &str = "2026-03-02T08:59:59Z";

fn planned() -> Planned {
    Planned { revision: 2, task: Some(TaskHash::of(b"task")), resends_changed: false }
}

fn decided(planned: Planned, known: &Known, choices: Choices, now: &str, event: &str) -> Decision {
    decide(planned, Some(known), choices, moment(now), || content(event))
}

#[test]
fn what_nobody_sent_is_new_and_its_content_is_not_looked_at() {
    let decision = decide(planned(), None, Choices::default(), moment(NOW), || unreachable!("not asked for"));
    assert_eq!(decision, Decision::New);
}

#[test]
fn the_revision_makes_history_new_and_an_older_one_is_a_persons_to_decide() {
    let of = |revision| {
        decided(Planned { revision, ..planned() }, &known(State::Acknowledged), Choices::default(), NOW, "{}")
    };
    assert_eq!((of(1), of(2), of(3)), (Decision::Outdated, Decision::AlreadyDelivered, Decision::New));
}

#[test]
fn what_was_delivered_stays_unless_it_was_edited_or_the_task_was() {
    let other_task = Planned { task: Some(TaskHash::of(b"corrected")), ..planned() };
    let resends = Planned { resends_changed: true, ..planned() };
    let skip = Choices { skip_already_sent: true, ..Choices::default() };
    for state in [State::Acknowledged, State::Arrived] {
        let of = |planned, choices, event| decided(planned, &known(state), choices, NOW, event);
        assert_eq!(of(planned(), Choices::default(), "{}"), Decision::AlreadyDelivered);
        assert_eq!(of(other_task, Choices::default(), "{}"), Decision::AlreadyDelivered);
        assert_eq!(of(planned(), Choices::default(), r#"{"a":1}"#), Decision::ChangedNotSent);
        for (now, decision) in
            [("2026-03-03T08:59:59Z", Decision::EditedTooSoon), ("2026-03-03T09:00:00Z", Decision::Edited)]
        {
            assert_eq!(decided(resends, &known(state), Choices::default(), now, r#"{"a":1}"#), decision);
        }
        assert_eq!(of(other_task, Choices::default(), r#"{"a":1}"#), Decision::Corrected);
        assert_eq!(of(other_task, skip, r#"{"a":1}"#), Decision::AlreadyDelivered);
    }
}

#[test]
fn of_imported_history_the_ids_alone_count() {
    let imported = Known { content: None, task_version: None, ..known(State::Acknowledged) };
    assert_eq!(decided(planned(), &imported, Choices::default(), NOW, r#"{"a":1}"#), Decision::AlreadyDelivered);
}

#[test]
fn a_lost_answer_goes_again_within_the_look_back_and_by_choice_after_it() {
    let of = |in_doubt, now| {
        decided(planned(), &known(State::InDoubt), Choices { in_doubt, ..Choices::default() }, now, "{}")
    };
    let later = "2026-03-02T09:00:00Z";
    assert_eq!((of(None, NOW), of(None, later)), (Decision::Again, Decision::TooOld));
    for now in [NOW, later] {
        assert_eq!(of(Some(InDoubt::Resend), now), Decision::Again);
        assert_eq!(of(Some(InDoubt::Skip), now), Decision::LeftInDoubt);
    }
}

#[test]
fn a_lost_answer_about_a_response_that_was_edited_since_goes_again_as_such() {
    for in_doubt in [None, Some(InDoubt::Resend)] {
        let choices = Choices { in_doubt, ..Choices::default() };
        assert_eq!(decided(planned(), &known(State::InDoubt), choices, NOW, r#"{"a":1}"#), Decision::AgainEdited);
    }
}

#[test]
fn what_was_refused_is_tried_again_and_what_is_missing_waits_for_its_command() {
    let of = |state| decided(planned(), &known(state), Choices::default(), NOW, "{}");
    assert_eq!((of(State::Refused), of(State::Missing)), (Decision::New, Decision::Missing));
    let retry = Choices { retry_missing: true, ..Choices::default() };
    let again = |state, event| decided(planned(), &known(state), retry, NOW, event);
    // Whatever it says now: it never arrived.
    assert_eq!(
        (again(State::Missing, "{}"), again(State::Missing, "[]")),
        (Decision::MissingAgain, Decision::MissingAgain)
    );
    assert_eq!(
        (again(State::Arrived, "{}"), again(State::Acknowledged, "{}")),
        (Decision::AlreadyDelivered, Decision::AlreadyDelivered)
    );
}

#[test]
fn exactly_the_decisions_that_send_are_no_ones_else() {
    use Decision::*;
    for decision in [New, Again, AgainEdited, Edited, MissingAgain] {
        assert!(decision.sends() && !decision.needs_a_person());
    }
    for decision in [AlreadyDelivered, ChangedNotSent, EditedTooSoon, Missing, LeftInDoubt] {
        assert!(!decision.sends() && !decision.needs_a_person());
    }
    for decision in [Corrected, TooOld, Outdated] {
        assert!(!decision.sends() && decision.needs_a_person());
    }
}
