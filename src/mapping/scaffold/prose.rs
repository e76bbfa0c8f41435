//! What a scaffold says in words that are the same for every export.

/// The sources, who sends, and since when.
pub(crate) const SENDING: &str = "\
# The Segment source of each environment; `--env dev` chooses. Its id is no secret, and it is part of every
# message id. Written as `qseg source add NAME --env dev --pin` will write it:
# sources:
#   dev: { id: \"the source's id\", slug: qualtrics_dev, region: us }

# Does a Segment task in Qualtrics send these events already? Then say since when, and later responses are
# left to it: liveSince: 2026-03-01T09:00:00Z
liveSince: never

# Only qseg sends by this mapping, so it may use what the task does not have (`type`, `missing`, …). Add
# `task` to the list if the task is to send the same: `mapping check` then says what the task cannot do.
senders: [qseg]
";

/// Before `expects`.
pub(crate) const EXPECTS: &str = "\
# Left, a field by its ImportId; right, what the survey calls it (its export tag). Compared with every
# export, so that this mapping does not run on another survey by mistake.
expects:";

/// Before `personalData`.
pub(crate) const PERSONAL: &str = "\
# Fields that hold personal data are commented out below. To send one, remove its `#`, and name its class
# here with what it is for; leave the other classes out.";

/// Before `personalData`, where it is sent.
pub(crate) const PERSONAL_SENT: &str = "\
# Fields that hold these classes of personal data are sent, by whoever wrote this file. Say what for.";

/// Where nobody can be identified.
pub(crate) const NOBODY: &str = "\
# No field was found that could identify people. So every response becomes a new anonymous profile in
# Segment: nobody who answers twice is recognised, profiles are billed, and nothing meets what else is
# known of a person. Better: put an id into the survey's link or contact list, and name it here as
# `userId` or `anonymousId`.";

/// Where some responses may have no id.
pub(crate) const SOME: &str = "\
# Each becomes a new anonymous profile in Segment, which is billed and never recognised again. Without
# this line, such events are rejected instead.";

/// Choice texts where recodes would be better.
pub(crate) const LABELS_ONLY: &str = "\
# The export holds choice texts only. Recodes (${q://QID1/SelectedChoicesRecode}), which stay the same
# when a text is changed or translated, need the survey with --survey.";

/// Before `sensitive`.
pub(crate) const SENSITIVE: &str = "\
# Data of GDPR articles 9 and 10 is allowed field by field only, each with what it is sent for and on which
# legal basis. Write it, and take the row below out of its comment:
# sensitive:
";
