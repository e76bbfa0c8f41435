//! What the ledger is asked later: what is absent from an export, what arrived, what was taken; and what it takes over.

use super::*;
use crate::delivery::ledger::import::Imported;

#[test]
fn delivered_responses_that_are_absent_from_an_export_are_told_in_order() {
    let desk = Desk::new();
    desk.deliver(&["R_c", "R_a", "R_b"]);
    let recorder = desk.begin(&[("b", 1)]);
    let journal = recorder.journal();
    let batch = journal.in_doubt(entries(1, &["R_a", "R_z"])).wait().unwrap();
    journal.acknowledged(batch).wait().unwrap();
    let _doubtful = journal.in_doubt(entries(1, &["R_doubtful"])).wait().unwrap();
    let run = recorder.run_id().to_owned();
    let writer = recorder.finish(done()).unwrap();
    for tasks in [&["a"][..], &["a", "b"], &["none"]] {
        let tasks: Vec<String> = tasks.iter().map(|task| (*task).to_owned()).collect();
        let mut comparison = writer.compare().unwrap();
        ["R_b", "R_b", "R_new"].iter().for_each(|response| comparison.saw(response).unwrap());
        assert_eq!(comparison.seen(), 2);
        let mut told = Vec::new();
        let delivered = comparison
            .absent(SOURCE, &tasks, &mut |absent| {
                told.push(absent);
                Ok(())
            })
            .unwrap();
        let names: Vec<&str> = told.iter().map(|absent| absent.response.as_str()).collect();
        match tasks.len() {
            _ if tasks[0] == "none" => assert_eq!((delivered, names), (0, vec![])),
            1 => assert_eq!((delivered, names), (3, vec!["R_a", "R_c"])),
            _ => {
                assert_eq!((delivered, names), (4, vec!["R_a", "R_c", "R_z"]));
                assert_eq!((&told[0].tasks[..], &told[0].run), (&["a".to_owned(), "b".to_owned()][..], &run));
            }
        }
    }
}

#[test]
fn what_the_ids_say_is_recorded_all_or_nothing_and_what_was_seen_stays_seen() {
    let desk = Desk::new();
    desk.deliver(&["R_1", "R_2"]);
    let recorder = desk.begin(&[("a", 1)]);
    let run = recorder.run_id().to_owned();
    let journal = recorder.journal();
    let taken = journal.in_doubt(entries(1, &["R_3", "R_4"])).wait().unwrap();
    journal.acknowledged(taken).wait().unwrap();
    let _doubtful = journal.in_doubt(entries(1, &["R_5"])).wait().unwrap();
    let refused = journal.in_doubt(entries(1, &["R_6"])).wait().unwrap();
    journal.refused(refused, 422).wait().unwrap();
    let mut writer = recorder.finish(done()).unwrap();
    let asked = Asked::Run(run.clone());
    let ids = |responses: &[&str]| {
        let ids = responses.iter().map(|response| Ok(message_id(1, response)));
        ids.collect::<Vec<Result<MessageId, Error>>>().into_iter()
    };
    let of_run = |writer: &Writer| {
        let mut missing = Vec::new();
        let tell = &mut |one: Missing| {
            missing.push((one.response, one.of_batch, one.of_task, one.of_run));
            Ok(())
        };
        writer.missing(&asked, tell).unwrap();
        missing
    };

    // The same id twice, one of another run, and one that nobody knows.
    let found = writer.found(&asked, ids(&["R_3", "R_3", "R_1", "R_9"]), |_| false).unwrap();
    let expected = Found { given: 3, unknown: 1, arrived: 1, arrived_elsewhere: 1, missing: 1, in_doubt: 1 };
    assert_eq!((found, desk.state("R_3")), (expected, Some(State::Acknowledged)), "told, and not recorded");
    let broken = ids(&["R_3"]).chain([Err(Error::failed("unreadable_ids", "line 2"))]);
    assert_eq!(writer.found(&asked, broken, |_| true).unwrap_err().code, "unreadable_ids");
    assert_eq!(desk.state("R_3"), Some(State::Acknowledged));

    assert_eq!(writer.found(&asked, ids(&["R_3", "R_1", "R_9"]), |_| true).unwrap(), expected);
    let states =
        |desk: &Desk| ["R_1", "R_2", "R_3", "R_4", "R_5", "R_6"].map(|response| desk.state(response).unwrap().name());
    assert_eq!(states(&desk), ["arrived", "acknowledged", "arrived", "missing", "in_doubt", "refused"]);
    assert_eq!(of_run(&writer), [("R_4".to_owned(), (2, 1), (4, 1), (4, 1))]);

    writer.found(&asked, ids(&["R_4", "R_5"]), |_| true).unwrap();
    assert_eq!(states(&desk), ["arrived", "acknowledged", "arrived", "arrived", "arrived", "refused"]);
    let since = Asked::Since { source: SOURCE.to_owned(), since: start() };
    let found = writer.found(&since, ids(&[]), |_| true).unwrap();
    assert_eq!(found, Found { missing: 1, ..Found::default() });
    assert_eq!(desk.state("R_2"), Some(State::Missing));
    let sent: Vec<(String, u64, u64)> = writer
        .sent(&asked)
        .unwrap()
        .into_iter()
        .map(|taken| (taken.run, taken.acknowledged, taken.uncertain))
        .collect();
    assert_eq!(sent, [(run, 2, 1)]);
    drop(writer);

    // Missing, it may go out again, and is then as any other.
    desk.deliver(&["R_2"]);
    assert_eq!(desk.state("R_2"), Some(State::Acknowledged));
    assert_eq!(desk.read().earliest(SOURCE).unwrap(), Some(start() - SignedDuration::from_hours(24)));
    assert_eq!(desk.read().earliest("another").unwrap(), None);
}

#[test]
fn an_import_takes_over_what_is_not_known_and_touches_nothing_else() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let _doubtful = recorder.journal().in_doubt(entries(1, &["R_1"])).wait().unwrap();
    let mut writer = recorder.finish(done()).unwrap();
    let ids = |responses: &[&str]| {
        let entries = entries(1, responses).into_iter().map(|entry| Ok(Entry { content: None, ..entry }));
        entries.collect::<Vec<_>>()
    };
    let imports = |writer: &mut Writer, responses: &[&str]| {
        imported(writer, &run(&[("a", 1)]), ids(responses).into_iter(), &desk.clock)
    };
    let outcome = imports(&mut writer, &["R_1", "R_2", "R_2", "R_3"]).unwrap();
    assert_eq!(outcome, Imported { new: 2, known: 2 });
    assert_eq!(imports(&mut writer, &["R_3", "R_1"]).unwrap(), Imported { new: 0, known: 2 });
    let many: Vec<String> = (0..2_500).map(|number| format!("R_many{number}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).chain(["R_many0", "R_many2499"]).collect();
    assert_eq!(imports(&mut writer, &many).unwrap(), Imported { new: 2_500, known: 2 });
    let broken = ids(&["R_9"]).into_iter().chain([Err(Error::failed("broken_input", "line 2"))]);
    let error = imported(&mut writer, &run(&[("a", 1)]), broken, &desk.clock).unwrap_err();
    assert_eq!(error.code, "broken_input");
    drop(writer);
    assert_eq!(desk.state("R_1"), Some(State::InDoubt));
    assert_eq!(desk.state("R_2"), Some(State::Acknowledged));
    assert_eq!(desk.state("R_9"), None, "all or none");
}

#[test]
fn what_was_taken_is_told_by_run_and_task_within_a_span_of_time() {
    let desk = Desk::new();
    let recorder = desk.begin(&[("a", 1)]);
    let first_run = recorder.run_id().to_owned();
    let journal = recorder.journal();
    let taken = journal.in_doubt(entries(1, &["R_1", "R_2"])).wait().unwrap();
    journal.in_doubt(entries(1, &["R_3"])).wait().unwrap();
    let refused = journal.in_doubt(entries(1, &["R_4"])).wait().unwrap();
    journal.acknowledged(taken).wait().unwrap();
    journal.refused(refused, 422).wait().unwrap();
    recorder.finish(done()).unwrap();
    let told = |ledger: &Ledger, start: Timestamp, end: Timestamp| -> Vec<(String, u64, u64)> {
        let taken = ledger.taken(SOURCE, start, end).unwrap();
        assert!(taken.iter().all(|taken| taken.task == "a" && taken.mapping.as_deref() == Some("c0ffee")));
        taken.into_iter().map(|taken| (taken.run, taken.acknowledged, taken.uncertain)).collect()
    };
    let minutes = |minutes| start() + SignedDuration::from_mins(minutes);
    let ledger = desk.read();
    assert_eq!(told(&ledger, start(), minutes(60)), [(first_run.clone(), 2, 1)]);
    assert_eq!(told(&ledger, minutes(60), minutes(120)), []);
    assert_eq!(ledger.taken("another", start(), minutes(60)).unwrap(), []);
    let first = ledger.runs(1).unwrap().remove(0);
    let span = ledger.span_of_run(first.no).unwrap().unwrap();
    assert!(start() <= span.first && span.first < span.last && span.last < minutes(1), "{span:?}");
    // What was in doubt goes out again: its run began where it was first in doubt.
    desk.deliver(&["R_3"]);
    let ledger = desk.read();
    let second = ledger.runs(1).unwrap().remove(0);
    let again = ledger.span_of_run(second.no).unwrap().unwrap();
    assert!(again.first > span.first && again.first < span.last && again.last > span.last, "{span:?} {again:?}");
    assert_eq!(told(&ledger, start(), minutes(60)), [(first_run, 2, 0), (second.id.clone(), 1, 0)]);
    // Within a span that begins later, it may have been taken before.
    assert_eq!(told(&ledger, span.last, minutes(60)), [(second.id, 0, 1)]);
    assert_eq!(ledger.span_since(SOURCE, span.last).unwrap().unwrap().last, again.last);
    assert_eq!(ledger.span_since(SOURCE, minutes(60)).unwrap(), None);
}
