//! When a response was recorded: zones, spreadsheets, clock changes, and what is said where nobody can tell.

use crate::support::{Place, Said, csv, mapping, recodes};
use serde_json::{Value, json};

/// A run over one response with this recorded date, in a column of this zone.
fn send(column: &str, date: &str, top: &str, arguments: &[&str]) -> Said {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["x: y"]) + top);
    place.file("answers.csv", csv(&["_recordId", "status", "finished", column], &[&["R_1", "0", "1", date]]));
    place.send(&[arguments, &["answers.csv"]].concat())
}

#[track_caller]
fn stamp(column: &str, date: &str, top: &str, arguments: &[&str]) -> Value {
    let arguments = [&["--format", "ndjson"], arguments].concat();
    send(column, date, top, &arguments).exits(0).events()[0]["timestamp"].clone()
}

#[track_caller]
fn codes(column: &str, date: &str, top: &str, arguments: &[&str]) -> Vec<String> {
    send(column, date, top, &[&["--format", "json"], arguments].concat()).exits(0).codes()
}

const NOON: &str = "2026-07-01 12:00:00";

#[test]
fn the_zone_of_the_header_comes_before_the_option_and_that_before_the_mapping() {
    let paris = "timezone: Europe/Paris\n";
    let denver = ["--timezone", "America/Denver"];
    for (column, top, arguments, wanted) in [
        ("recordedDate@Asia/Tokyo", paris, &denver[..], "2026-07-01T03:00:00.000Z"),
        ("recordedDate@Z", paris, &denver, "2026-07-01T12:00:00.000Z"),
        ("recordedDate", paris, &denver, "2026-07-01T18:00:00.000Z"),
        ("recordedDate", paris, &[], "2026-07-01T10:00:00.000Z"),
        ("recordedDate@Mars/Olympus", paris, &[], "2026-07-01T10:00:00.000Z"),
    ] {
        assert_eq!(stamp(column, NOON, top, arguments), wanted, "{column} {top} {arguments:?}");
    }
}

#[test]
fn a_date_that_names_its_offset_needs_no_zone() {
    assert_eq!(stamp("recordedDate", "2026-07-01T12:00:00Z", "", &[]), "2026-07-01T12:00:00.000Z");
    assert_eq!(stamp("recordedDate", "2026-07-01T12:00:00+02:00", "", &[]), "2026-07-01T10:00:00.000Z");
}

#[test]
fn below_a_second_a_timestamp_is_floored() {
    assert_eq!(stamp("recordedDate", "2026-07-01T12:00:00.999Z", "", &[]), "2026-07-01T12:00:00.000Z");
}

#[test]
fn without_any_zone_a_current_export_is_presumed_to_be_in_utc_with_a_warning() {
    assert_eq!(stamp("recordedDate", NOON, "", &[]), "2026-07-01T12:00:00.000Z");
    assert_eq!(codes("recordedDate", NOON, "", &[]), ["zone_presumed_utc"]);
    assert_eq!(codes("recordedDate@UTC", NOON, "", &[]), [""; 0]);
}

#[test]
fn an_unknown_zone_leaves_the_timestamp_out_with_a_warning() {
    assert_eq!(stamp("recordedDate@Mars/Olympus", NOON, "", &[]), Value::Null);
    assert_eq!(codes("recordedDate@Mars/Olympus", NOON, "", &[]), ["zone_unknown", "timestamp_undetermined"]);
}

#[test]
fn the_machines_own_zone_is_never_asked() {
    let place = Place::new().with("TZ", "Asia/Tokyo");
    place.file("qseg.yaml", mapping(&["x: y"]));
    place.file("answers.csv", csv(&["_recordId", "status", "finished", "recordedDate"], &[&["R_1", "0", "1", NOON]]));
    let said = place.send(&["--format", "ndjson", "answers.csv"]).exits(0);
    assert_eq!(said.events()[0]["timestamp"], "2026-07-01T12:00:00.000Z");
}

#[test]
fn a_date_that_a_spreadsheet_rewrote_is_not_guessed_and_can_be_told() {
    for date in ["3/4/26 11:00", "4/21/25 12:11", "5/23/2025 12:20"] {
        assert_eq!(stamp("recordedDate@UTC", date, "", &[]), Value::Null, "{date}");
        assert_eq!(codes("recordedDate@UTC", date, "", &[]), ["timestamp_undetermined"], "{date}");
    }
    let day_first = "dateFormat: \"%d/%m/%y %H:%M\"\n";
    assert_eq!(stamp("recordedDate@UTC", "3/4/26 11:00", day_first, &[]), "2026-04-03T11:00:00.000Z");
    let month_first = "dateFormat: \"%m/%d/%y %H:%M\"\n";
    assert_eq!(stamp("recordedDate@America/Denver", "3/4/26 11:00", month_first, &[]), "2026-03-04T18:00:00.000Z");
}

#[test]
fn an_hour_that_is_missing_or_doubled_takes_the_offset_before_the_change_and_is_counted() {
    for (date, wanted) in
        [("2026-03-29 02:30:00", "2026-03-29T01:30:00.000Z"), ("2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z")]
    {
        assert_eq!(stamp("recordedDate@Europe/Paris", date, "", &[]), wanted, "{date}");
        assert_eq!(codes("recordedDate@Europe/Paris", date, "", &[]), ["clock_change"], "{date}");
    }
}

#[test]
fn asked_for_by_date_a_response_without_one_is_left_out() {
    let arguments = ["--format", "json", "--recorded-after", "2020-01-01"];
    let document = send("recordedDate@UTC", "3/4/26 11:00", "", &arguments).exits(0).document();
    assert_eq!(document["responses"]["skipped"]["date"], 1);
    assert_eq!(document["events"]["built"], json!(0));
}

#[test]
fn without_a_recorded_date_the_end_date_is_taken_and_told() {
    assert_eq!(stamp("endDate@UTC", NOON, "", &[]), "2026-07-01T12:00:00.000Z");
    assert_eq!(codes("endDate@UTC", NOON, "", &[]), ["recorded_date_missing"]);
}

#[test]
fn a_timestamp_of_the_task_that_is_empty_is_told_and_one_that_is_no_datetime_rejects() {
    let place = Place::new();
    place.file("answers.csv", recodes(&["when"], &[&["2026-01-02T03:04:05Z"], &[""]]));
    let task =
        |options: &str| mapping(&["p: x"]) + &format!("    timestamp: {{ value: \"${{e://Field/when}}\"{options} }}\n");
    place.file("qseg.yaml", task(""));
    let document = place.send(&["--format", "json", "answers.csv"]).exits(0).document();
    let told =
        document["findings"].as_array().expect("findings").iter().find(|f| f["code"] == "timestamp_undetermined");
    assert_eq!(told.expect("it is told")["response_id"], "R_2");
    place.file("qseg.yaml", task(", hash: sha256"));
    let document = place.send(&["--format", "json", "answers.csv"]).document();
    assert_eq!(document["events"]["rejected"]["value_not_coercible"], 1, "{document}");
}
