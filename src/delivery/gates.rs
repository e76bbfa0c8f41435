//! The gates before a live send (design §7): each stands for a mistake that cannot be taken back, says what it
//! is, and which option opens it. Loopback is free of them: nothing that is sent there is ever seen by anybody.

use jiff::SignedDuration;

/// From what age on events are history: most destinations take them for new
/// (`reference/segment-tracking-api.md` §6 "Historical import").
pub(crate) const HISTORY: SignedDuration = SignedDuration::from_hours(48);

/// What is known of a send before it begins.
#[derive(Debug, Clone, Default)]
pub(crate) struct Situation {
    /// Whether it goes to this machine.
    pub(crate) is_loopback: bool,
    /// Whether somebody can be asked, or has agreed beforehand (`--yes`).
    pub(crate) is_agreed_or_asked: bool,
    /// Whether the source is one of production, or nobody knows that it is not.
    pub(crate) production: Option<Production>,
    /// Whether `--production` was given.
    pub(crate) says_production: bool,
    /// Whether the mapping file says since when the task itself sends (`liveSince`, perhaps `never`).
    pub(crate) says_live_since: bool,
    /// How many events are older than [`HISTORY`].
    pub(crate) old_events: u64,
    /// Whether `--destinations` was given.
    pub(crate) says_destinations: bool,
    /// Classes of personal data that are sent and not allowed by `personalData`.
    pub(crate) personal: Vec<String>,
    /// How many of the events have no ResponseId.
    pub(crate) without_response_id: u64,
    /// Whether `--allow-no-response-id` was given.
    pub(crate) allows_no_response_id: bool,
    /// Whether the first events are to be looked at, and there is no token to ask by.
    pub(crate) canary_is_blind: bool,
    /// How many responses have a recorded date that could not be told, though an event carries it.
    pub(crate) undetermined: u64,
}

/// Why a source counts as one of production.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Production {
    /// Its label, nickname or environment says so.
    Said,
    /// Nothing says what it is.
    Unknown,
}

/// A closed gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gate {
    /// Stable name for machines.
    pub(crate) code: &'static str,
    /// What stands in the way, a sentence without its end.
    pub(crate) message: String,
    /// What opens it.
    pub(crate) way_out: String,
}

/// Every gate that is closed, in the order of the design. On loopback there is a canary only where somebody asked for it.
pub(crate) fn closed(situation: &Situation) -> Vec<Gate> {
    let mut closed = Vec::new();
    let mut close = |code, message: String, way_out: &str| {
        closed.push(Gate { code, message, way_out: way_out.to_owned() });
    };
    if situation.canary_is_blind {
        close(
            "canary_blind",
            "the first events cannot be looked at before the rest follows: there is no token to ask Segment by"
                .to_owned(),
            "log in with qseg login, or send all at once with --canary 0",
        );
    }
    if situation.is_loopback {
        return closed;
    }
    if !situation.is_agreed_or_asked {
        close("not_agreed", "nobody can be asked here whether to send".to_owned(), "look at the plan, and give --yes");
    }
    if let Some(production) = situation.production {
        if !situation.says_production {
            let message = match production {
                Production::Said => "this is a source of production",
                Production::Unknown => "nothing says that this is not a source of production",
            };
            close("production", message.to_owned(), "if it is meant, give --production");
        }
        if !situation.says_live_since {
            close(
                "live_since_unsaid",
                "the mapping file does not say since when the task itself sends: responses could go out twice"
                    .to_owned(),
                "write `liveSince:` with that moment into it, or `liveSince: never` if there is no task",
            );
        }
    }
    if situation.old_events > 0 && !situation.says_destinations {
        close(
            "history",
            format!(
                "{} older than 48 hours would go to every connected destination, and most take them for new",
                if situation.old_events == 1 {
                    "1 event".to_owned()
                } else {
                    format!("{} events", situation.old_events)
                }
            ),
            "choose with --destinations warehouses, --destinations NAME,… or --destinations all",
        );
    }
    if !situation.personal.is_empty() {
        close(
            "personal_data",
            format!("personal data is sent that the mapping file does not allow: {}", situation.personal.join(", ")),
            "look at it with qseg mapping check --privacy, and list the classes in `personalData.allow`, sensitive fields under `sensitive`",
        );
    }
    if situation.without_response_id > 0 && !situation.allows_no_response_id {
        close(
            "no_response_id",
            format!(
                "{} of the events have no ResponseId: their ids change with the export, and they can go out twice",
                situation.without_response_id
            ),
            "export without \"Remove all identifying information\", or give --allow-no-response-id",
        );
    }
    if situation.undetermined > 0 {
        close(
            "timestamp_undetermined",
            format!("the date of {} responses cannot be told: they would arrive as of now", situation.undetermined),
            "give `timezone` or `dateFormat` in the mapping file, or `timestamp: none` in the task",
        );
    }
    closed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A send that everything was said for.
    fn open() -> Situation {
        Situation {
            is_agreed_or_asked: true,
            production: Some(Production::Said),
            says_production: true,
            says_live_since: true,
            says_destinations: true,
            old_events: 3,
            allows_no_response_id: true,
            without_response_id: 2,
            ..Situation::default()
        }
    }

    fn codes(situation: &Situation) -> Vec<&'static str> {
        closed(situation).iter().map(|gate| gate.code).collect()
    }

    #[test]
    fn each_gate_closes_by_itself_and_loopback_is_free_of_it() {
        assert_eq!(codes(&open()), [""; 0]);
        let each: [(&str, Situation); 7] = [
            ("not_agreed", Situation { is_agreed_or_asked: false, ..open() }),
            ("production", Situation { says_production: false, ..open() }),
            ("live_since_unsaid", Situation { says_live_since: false, ..open() }),
            ("history", Situation { says_destinations: false, ..open() }),
            ("personal_data", Situation { personal: vec!["email".to_owned()], ..open() }),
            ("no_response_id", Situation { allows_no_response_id: false, ..open() }),
            ("timestamp_undetermined", Situation { undetermined: 1, ..open() }),
        ];
        for (code, situation) in each {
            assert_eq!(codes(&situation), [code]);
            assert_eq!(codes(&Situation { is_loopback: true, ..situation }), [""; 0], "{code}");
        }
    }

    #[test]
    fn a_canary_that_sees_nothing_closes_wherever_it_was_asked_for() {
        for is_loopback in [false, true] {
            let blind = Situation { canary_is_blind: true, is_loopback, ..open() };
            assert_eq!(codes(&blind), ["canary_blind"]);
        }
    }

    #[test]
    fn all_closed_gates_are_told_at_once_and_each_has_a_way_out() {
        let worst = Situation {
            production: Some(Production::Unknown),
            old_events: 1,
            personal: vec!["email".to_owned(), "phone".to_owned()],
            without_response_id: 1,
            undetermined: 1,
            ..Situation::default()
        };
        let gates = closed(&worst);
        assert_eq!(gates.len(), 7);
        assert!(gates.iter().all(|gate| !gate.way_out.is_empty() && !gate.message.ends_with('.')));
    }

    #[test]
    fn a_source_that_is_known_not_to_be_production_needs_neither_word() {
        let dev = Situation { production: None, says_production: false, says_live_since: false, ..open() };
        assert_eq!(codes(&dev), [""; 0]);
    }
}
