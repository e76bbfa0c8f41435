//! What ends a live send after its first pass, before anything goes out.

use super::args::LiveArgs;
use super::planner::PlannedSend;
use crate::commands::deny::Deny;
use crate::commands::rehearsal::{Rehearsed, Run};
use crate::core::diagnostic::Severity;
use crate::core::error::Error;
use crate::delivery::decide::Decision;
use crate::ui::counted;

/// What was found that ends the send, if something does.
pub(crate) fn stopped(
    args: &LiveArgs,
    run: &Run<'_>,
    deny: &Deny,
    rehearsed: &Rehearsed,
    planned: &PlannedSend,
) -> Option<Error> {
    if let Err(error) = &rehearsed.outcome {
        let sentences: Vec<String> = std::iter::once(error.message.clone()).chain(error.causes()).collect();
        return Some(Error {
            exit: error.exit,
            code: error.code,
            message: format!("nothing was sent: {}", sentences.join(": ")),
            hints: error.hints.clone(),
            cause: None,
        });
    }
    if rehearsed.undecided {
        return Some(
            Error::usage("duplicates", "nothing was sent: responses stand in the input twice, with different answers")
                .hint("take the ones that come last with --duplicates newest"),
        );
    }
    if rehearsed.lacks_the_response_asked_for(run) {
        return Some(Error::failed("response_not_found", "nothing was sent: the response is not in the input"));
    }
    if let Some(error) = undecided(planned) {
        return Some(error);
    }
    let rejected = rehearsed.tally.rejected_events();
    if rehearsed.findings.has_errors() && rehearsed.tally.read == 0 {
        return Some(Error::judged("mapping_errors", "nothing was sent: the mapping does not fit the input"));
    }
    if other_errors(rehearsed) > 0 || deny.count(&rehearsed.findings) > 0 {
        return Some(
            Error::judged("findings", "nothing was sent: there are findings that count as errors")
                .hint("see them above; allow one with `allow:` in the mapping file"),
        );
    }
    if rejected > 0 && !args.skip_rejected {
        return Some(
            Error::judged(
                "rejected",
                format!("nothing was sent: {} would be thrown away by Segment", counted(rejected, "event")),
            )
            .hint("mend the mapping (qseg mapping check --responses INPUT), or send the rest with --skip-rejected")
            .hint("the rejected ones are kept with --failed FILE"),
        );
    }
    None
}

/// How many findings are errors and no rejected event's: `--skip-rejected` has nothing to skip of them.
fn other_errors(rehearsed: &Rehearsed) -> u64 {
    let groups = rehearsed.findings.groups().iter();
    let others = groups.filter(|group| {
        group.first.code.severity == Severity::Error && !rehearsed.tally.rejected.contains_key(group.first.code.name)
    });
    others.map(|group| group.count).sum()
}

/// What a person must decide before anything goes out.
fn undecided(planned: &PlannedSend) -> Option<Error> {
    let (decision, response) = planned.undecided.as_ref()?;
    let count = counted(planned.count(*decision), "event");
    let look = format!("what is known of one: qseg ledger show --response {response}");
    Some(match decision {
        Decision::Corrected => Error::usage(
            "corrected_mapping",
            format!("nothing was sent: {count} were delivered by an earlier form of the mapping, with other content"),
        )
        .hint("leave them as they are: --already-sent skip")
        .hint("or send the task's history again as new events: raise its `revision` in the mapping file")
        .hint(look),
        Decision::TooOld => Error::usage(
            "in_doubt_too_long",
            format!("nothing was sent: the answer to {count} was lost more than 24 hours ago, and Segment does not look back further: sent again, they could be there twice"),
        )
        .hint("send them again all the same: --in-doubt resend; or leave them: --in-doubt skip")
        .hint(look),
        _ => Error::usage(
            "revision_lowered",
            format!("nothing was sent: of {count} a later `revision` was delivered than the mapping file has"),
        )
        .hint("take the newest mapping file")
        .hint(look),
    })
}
