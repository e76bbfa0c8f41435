//! The table of the fifty points, and the tests of those that had none elsewhere.

use crate::support::{Place, mapping, recodes};
use std::fs::{self, File};

/// A point.
pub struct Point {
    pub number: usize,
    /// What it asks, in a few words.
    #[allow(dead_code, reason = "for whoever reads the table")]
    pub asks: &'static str,
    /// The tests that hold it.
    pub tested: &'static [&'static str],
}

const fn point(number: usize, asks: &'static str, tested: &'static [&'static str]) -> Point {
    Point { number, asks, tested }
}

pub const POINTS: &[Point] = &[
    point(
        1,
        "data on stdout, all else on stderr",
        &[
            "data_goes_to_stdout_and_everything_else_to_stderr",
            "where_the_mapping_goes_is_not_asked_when_stdout_is_a_file",
        ],
    ),
    point(
        2,
        "one JSON document, on failure too",
        &[
            "json_is_one_document_on_failure_too",
            "a_broken_input_ends_the_document_with_its_error_behind_the_inputs_before_it",
        ],
    ),
    point(
        3,
        "JSON keys snake_case, documented",
        &[
            "the_counts_of_the_document_add_up",
            "the_document_has_these_keys_and_no_others",
            "the_readme_tells_of_every_key_of_a_value_and_of_the_document",
            "keys_of_documents_are_snake_case",
        ],
    ),
    point(
        4,
        "-q silences status, -v shows more",
        &["quiet_silences_status_and_neither_data_nor_errors", "verbose_shows_notes_as_well"],
    ),
    point(
        5,
        "success says what changed, and the next command",
        &[
            "a_file_is_never_replaced_unasked",
            "a_fresh_source_is_shown_made_named_labelled_and_told",
            "a_confirmed_token_is_kept_and_everything_is_told",
        ],
    ),
    point(6, "something within 100 ms of a slow call", &["something_is_drawn_while_input_is_awaited"]),
    point(
        7,
        "nothing animated off a terminal",
        &["off_a_terminal_nothing_moves_and_nothing_is_coloured", "standard_error_in_a_file_has_no_escape_in_it"],
    ),
    point(
        8,
        "colour per stream",
        &[
            "colour_follows_the_option_and_then_the_environment",
            "a_terminal_is_coloured_unless_it_is_dumb_or_told_otherwise",
        ],
    ),
    point(
        9,
        "foreign text cannot move the cursor",
        &[
            "text_from_a_survey_cannot_move_the_cursor",
            "text_of_a_survey_cannot_move_the_cursor",
            "nobody_is_asked_under_no_input_in_ci_or_off_a_terminal",
        ],
    ),
    point(
        10,
        "width from the terminal, 100 when piped",
        &["text_is_as_wide_as_the_terminal", "help_says_what_the_transcripts_say"],
    ),
    point(11, "`| head -1` is no error", &["a_reader_that_leaves_early_is_no_error"]),
    point(
        12,
        "`-` is stdin wherever a file goes",
        &[
            "a_dash_is_standard_input_and_can_be_named_once",
            "standard_input_serves_several_files_and_what_was_found_before_an_end_is_told",
            "a_mapping_and_a_survey_may_come_from_standard_input_and_only_one_thing_may",
            "a_dash_is_standard_output",
        ],
    ),
    point(
        13,
        "stdin expected but a terminal: exit 2, no hang",
        &["where_stdin_is_a_terminal_a_dash_is_an_error_and_no_wait"],
    ),
    point(
        14,
        "only one `-`",
        &[
            "a_dash_is_standard_input_and_can_be_named_once",
            "a_mapping_and_a_survey_may_come_from_standard_input_and_only_one_thing_may",
        ],
    ),
    point(
        15,
        "format by content",
        &[
            "the_name_of_a_file_says_nothing_about_its_format",
            "delimiters_line_ends_and_a_byte_order_mark_are_told_by_content",
            "every_wrapping_of_an_export_inspects_to_the_same",
            "what_is_no_export_is_answered_by_its_name_with_a_way_out",
        ],
    ),
    point(
        16,
        "--limit and --response to try one",
        &["a_limit_counts_responses_that_count", "one_response_can_be_asked_for_and_one_that_is_nowhere_is_a_failure"],
    ),
    point(
        17,
        "prompts only where somebody can answer",
        &[
            "nobody_is_asked_under_no_input_in_ci_or_off_a_terminal",
            "nothing_is_asked_where_nobody_can_answer",
            "where_nobody_watches_inferring_must_be_asked_for",
        ],
    ),
    point(
        18,
        "each prompt has a flag",
        &[
            "what_is_answered_stands_in_the_file",
            "nobody_may_be_the_answer",
            "a_file_that_is_there_is_replaced_only_when_that_is_wanted",
        ],
    ),
    point(
        19,
        "secrets not echoed, trimmed, never empty",
        &["every_kind_is_answered_and_enter_is_the_default", "an_empty_secret_is_refused_and_so_is_the_end_of_input"],
    ),
    point(
        20,
        "Ctrl-C at a prompt restores the cursor, exit 130",
        &[
            "ctrl_c_and_sigterm_end_every_kind_and_put_the_terminal_back",
            "signals_at_a_question_end_it_and_write_nothing",
        ],
    ),
    point(
        21,
        "dry run: no request, bodies equal to live ones",
        &[
            "the_bytes_of_a_live_event_are_those_of_the_dry_run",
            "a_dry_run_makes_no_ledger_and_a_live_one_makes_it_for_its_owner_alone",
        ],
    ),
    point(
        22,
        "a live send names what it does, and asks",
        &[
            "the_plan_names_source_host_counts_ages_and_time_before_anything_goes",
            "the_plan_is_shown_and_the_answer_counts",
            "nothing_goes_without_somebodys_consent",
        ],
    ),
    point(
        23,
        "create shows names first and can be run again",
        &[
            "a_fresh_source_is_shown_made_named_labelled_and_told",
            "what_a_broken_run_left_is_finished_and_what_is_complete_is_left_alone",
            "after_a_failure_the_source_is_named_with_what_is_left_and_the_same_command_finishes_it",
        ],
    ),
    point(
        24,
        "what destroys asks",
        &[
            "a_file_that_is_there_is_replaced_only_when_that_is_wanted",
            "a_file_is_never_replaced_unasked",
            "a_pin_of_another_source_is_replaced_on_a_yes_alone",
        ],
    ),
    point(25, "no secret in argv", &["no_option_takes_a_secret"]),
    point(26, "no secret in help", &["help_and_pages_never_show_a_secret_of_the_environment"]),
    point(
        27,
        "no secret in logs, errors, JSON",
        &[
            "a_keyed_hash_takes_its_key_from_the_environment_and_never_shows_it",
            "a_keyed_hash_needs_its_key_and_never_shows_it",
            "the_search_of_files_finds_a_secret_anywhere_but_in_the_closed_file_for_tokens",
            "the_write_key_is_shown_whole_on_reveal_alone",
        ],
    ),
    point(
        28,
        "whoami shows where the token came from",
        &["where_the_token_comes_from_is_told_and_its_end_alone_is_shown"],
    ),
    point(29, "login says when an environment token wins", &["a_token_of_the_environment_wins_and_that_is_told"]),
    point(
        30,
        "nothing is stored before it is checked",
        &[
            "a_denied_token_is_not_kept_and_the_text_says_which_role_where_and_by_whom",
            "what_is_no_token_is_told_by_its_shape",
        ],
    ),
    point(
        31,
        "logout clears every place",
        &[
            "a_token_in_a_file_is_forgotten_and_doing_it_again_does_no_harm",
            "all_forgets_every_profile",
            "a_token_in_the_environment_is_said_to_stay",
        ],
    ),
    point(
        32,
        "custom URLs only https or loopback",
        &[
            "a_url_that_no_token_may_go_to_is_a_usage_error_and_one_document",
            "a_redirect_to_the_eu_host_is_a_verdict_and_the_token_is_not_sent_on",
        ],
    ),
    point(
        33,
        "flag, environment, project, user, default",
        &[
            "colour_follows_the_option_and_then_the_environment",
            "the_mapping_is_the_one_named_else_the_one_here_else_the_one_beside_the_first_input",
            "the_zone_of_the_header_comes_before_the_option_and_that_before_the_mapping",
            "the_profile_is_named_on_either_side_or_by_the_environment",
            "the_folder_is_the_one_of_the_variable_else_of_the_platform",
            "the_region_is_the_one_that_is_given_and_a_stand_in_elsewhere_needs_one",
        ],
    ),
    point(
        34,
        "an unknown profile lists the known",
        &["an_unknown_profile_is_answered_with_the_known", "two_workspaces_live_in_two_profiles"],
    ),
    point(
        35,
        "XDG; an empty variable is unset",
        &[
            "an_empty_variable_is_unset",
            "the_folder_is_the_one_of_the_variable_else_of_the_platform",
            "without_a_home_the_variable_is_named_that_helps",
        ],
    ),
    point(
        36,
        "an unreadable file is an error with its line",
        &[
            "what_is_no_survey_is_named_for_what_it_is",
            "an_unreadable_mapping_is_an_error_with_its_line_and_stays_as_it_is",
        ],
    ),
    point(37, "what, where, why, hint; no debug dumps", &["errors_say_what_and_where_and_never_dump"]),
    point(
        38,
        "suggestions",
        &[
            "a_typing_error_is_answered_with_what_was_meant",
            "help_explains_commands_as_their_help_does_and_topics_besides",
            "a_page_that_does_not_exist_is_a_usage_error_with_the_near_one",
            "a_user_id_that_cannot_be_one_is_refused",
        ],
    ),
    point(
        39,
        "all problems at once, grouped, capped, counted",
        &["ten_errors_are_shown_in_order_in_every_format", "many_findings_are_capped_and_the_rest_is_counted"],
    ),
    point(
        40,
        "code and file:line:col with the source line",
        &["check_says_every_finding_with_file_line_and_column", "ten_errors_are_shown_in_order_in_every_format"],
    ),
    point(
        41,
        "a text for each failure of the network",
        &[
            "each_status_has_its_own_code_words_and_exit_code",
            "what_cannot_be_reached_is_told_by_what_is_missing",
            "a_proxy_that_lets_nothing_through_is_told_as_such",
            "a_page_of_something_in_between_is_told_as_no_answer_of_segments",
            "a_key_that_is_refused_stops_at_once",
            "a_server_that_refuses_everything_from_the_start_stops_the_send",
        ],
    ),
    point(
        42,
        "-h short, --help long with two examples first; topics",
        &[
            "long_help_begins_with_examples_and_short_help_is_shorter",
            "help_explains_commands_as_their_help_does_and_topics_besides",
        ],
    ),
    point(43, "global flags on either side", &["global_options_stand_on_either_side_of_the_command"]),
    point(
        44,
        "exit codes; never 0 with a failed row",
        &["exit_codes_are_the_ones_of_the_help", "the_good_events_of_a_run_are_printed_beside_the_rejected_ones"],
    ),
    point(
        45,
        "time-outs and bounded retries",
        &[
            "a_server_that_does_not_answer_is_given_its_time_and_no_more",
            "a_rate_limit_is_waited_for_and_is_no_retry_of_the_batch",
            "a_fault_of_the_server_is_tried_again",
            "without_retries_one_fault_leaves_the_events_for_the_next_run",
            "two_batches_in_a_row_that_nobody_takes_end_the_send",
        ],
    ),
    point(
        46,
        "signals finish what is in flight",
        &[
            "the_first_signal_finishes_what_is_in_flight_and_the_same_command_goes_on",
            "the_second_signal_leaves_at_once_and_what_was_in_flight_is_in_doubt",
            "a_ctrl_c_after_a_question_that_was_answered_does_not_kill_a_delivery",
            "after_a_question_a_signal_does_what_it_always_does",
        ],
    ),
    point(
        47,
        "a killed run resumes",
        &["a_run_that_was_killed_is_continued_by_the_same_command", "a_ledger_is_whole_after_a_kill_at_any_moment"],
    ),
    point(
        48,
        "--max-failures, failed rows as an input",
        &[
            "so_many_refusals_as_are_allowed_end_the_send",
            "a_batch_that_is_refused_is_halved_down_to_the_event_that_is_not_taken",
            "what_failed_is_mended_and_delivered_under_its_ids_once",
        ],
    ),
    point(
        49,
        "flat memory",
        &[
            "the_bound_on_memory_bites",
            "a_hundred_megabytes_of_white_space_take_no_memory",
            "a_bomb_in_a_gzip_or_a_zip",
        ],
    ),
    point(
        50,
        "one-line version; a full disk is an error",
        &["the_version_is_one_line", "a_full_disk_is_a_failure", "a_standard_output_that_is_full"],
    ),
];

fn place() -> Place {
    let place = Place::new();
    place.file("qseg.yaml", mapping(&["plan: \"${e://Field/plan}\""]));
    place.file("answers.csv", recodes(&["plan"], &[&["free"], &["team"]]));
    place
}

/// Every command with its words.
fn commands<'c>(command: &'c clap::Command, words: &[&'c str], all: &mut Vec<(Vec<&'c str>, &'c clap::Command)>) {
    all.push((words.to_vec(), command));
    for sub in command.get_subcommands() {
        commands(sub, &[words, &[sub.get_name()]].concat(), all);
    }
}

fn keys_in(value: &serde_json::Value, keys: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(entries) => {
            for (key, inner) in entries {
                keys.push(key.clone());
                keys_in(inner, keys);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| keys_in(item, keys)),
        _ => {}
    }
}

#[test]
fn keys_of_documents_are_snake_case() {
    let place = place();
    for arguments in [
        &["send", "--dry-run", "--format", "json", "answers.csv"][..],
        &["send", "--dry-run", "--format", "json", "none.csv"],
        &["inspect", "--format", "json", "answers.csv"],
        &["mapping", "check", "--format", "json"],
        &["mapping", "check", "--format", "json", "--privacy"],
        &["mapping", "card", "--format", "json"],
        &["mapping", "test", "--format", "json", "--coverage"],
    ] {
        let mut keys = Vec::new();
        keys_in(&place.run(arguments).document(), &mut keys);
        assert!(!keys.is_empty());
        for key in keys {
            let is_snake =
                key.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_');
            // The texts of Status and Finished are the export's own.
            assert!(is_snake || arguments[0] == "inspect", "{arguments:?}: {key}");
        }
    }
}

#[test]
fn standard_error_in_a_file_has_no_escape_in_it() {
    let place = place().with("TERM", "xterm-256color");
    place.file("bad.yaml", "version: 2\n");
    for arguments in [
        &["send", "--dry-run", "answers.csv"][..],
        &["inspect", "answers.csv"],
        &["mapping", "init", "answers.csv", "-o", "new.yaml"],
        &["mapping", "check", "bad.yaml"],
        &["mapping", "check", "--responses", "answers.csv"],
        &["mapping", "explain", "answers.csv", "--response", "R_1"],
        &["mapping", "card"],
        &["mapping", "test"],
        &["inspect", "none.csv"],
    ] {
        let mut command = place.command(arguments);
        command.stderr(File::create(place.path().join("said")).expect("a file"));
        let status = command.stdout(std::process::Stdio::null()).status().expect("it runs");
        assert!(status.code().is_some());
        let said = fs::read_to_string(place.path().join("said")).expect("UTF-8");
        assert!(!said.contains(['\x1b', '\r', '\x08']), "{arguments:?}: {said:?}");
    }
}

#[test]
fn a_mapping_and_a_survey_may_come_from_standard_input_and_only_one_thing_may() {
    let place = place();
    let text = fs::read(place.path().join("qseg.yaml")).expect("the mapping");
    let said = place.run_with_input(&["mapping", "check", "-"], &text).exits(0);
    assert!(said.stderr.contains("is sound"), "{}", said.stderr);
    let arguments = ["send", "--dry-run", "--mapping", "-", "--format", "ndjson", "answers.csv"];
    let said = place.run_with_input(&arguments, &text).exits(0);
    assert_eq!(said.stdout, place.send(&["--format", "ndjson", "answers.csv"]).exits(0).stdout);
    let schema = fs::read(crate::support::project().join("examples/response_schema.json")).expect("the schema");
    place.run_with_input(&["send", "--dry-run", "--survey", "-", "answers.csv"], &schema).exits(0);
    for arguments in [
        &["send", "--dry-run", "--mapping", "-", "-"][..],
        &["send", "--dry-run", "--survey", "-", "-"],
        &["send", "--dry-run", "--mapping", "-", "--survey", "-", "answers.csv"],
        &["inspect", "-", "-"],
        &["mapping", "init", "--survey", "-", "-"],
    ] {
        let input = if arguments.contains(&"--survey") { &schema } else { &text };
        let said = place.run_with_input(arguments, input).exits(2);
        assert!(said.stderr.contains("can be read once"), "{arguments:?}: {}", said.stderr);
    }
}

#[test]
fn no_option_takes_a_secret() {
    let definition = qseg::commands::definition();
    let mut all = Vec::new();
    commands(&definition, &[], &mut all);
    assert!(all.len() > 8);
    for (words, command) in all {
        for option in command.get_arguments().filter(|option| option.get_action().takes_values()) {
            let name = option.get_id().as_str();
            let is_secret = ["token", "secret", "password", "write_key", "hash_key"].contains(&name);
            assert!(!is_secret, "{words:?} --{name}: a secret in argv is seen by every process");
        }
    }
}

#[test]
fn help_and_pages_never_show_a_secret_of_the_environment() {
    let place = Place::new().with("QSEG_HASH_KEY", crate::support::SECRETS[0]);
    let definition = qseg::commands::definition();
    let mut all = Vec::new();
    commands(&definition, &[], &mut all);
    for (words, _) in all {
        // Every run is searched for the secret.
        assert!(place.run(&[&words[..], &["--help"]].concat()).exits(0).stdout.contains("Usage"));
        place.run(&[&["man"], &words[..]].concat()).exits(0);
    }
    assert!(place.run(&["help", "environment"]).exits(0).stdout.contains("QSEG_HASH_KEY"));
}

#[test]
fn an_empty_variable_is_unset() {
    let place = place().with("NO_COLOR", "").with("CLICOLOR_FORCE", "1").with("CI", "").with("COLUMNS", "");
    let shown = place.run(&["mapping", "check", "none.yaml"]).exits(1);
    assert!(shown.stderr.contains("\x1b["), "an empty NO_COLOR asks for nothing: {}", shown.stderr);
    place.file("alone/answers.csv", recodes(&["plan"], &[&["free"]]));
    let mut command = place.command(&["send", "--dry-run", "answers.csv"]);
    command.current_dir(place.path().join("alone"));
    assert!(place.finish(command).exits(0).stderr.contains("Mapping inferred"), "an empty CI is none");
}

#[test]
fn an_unreadable_mapping_is_an_error_with_its_line_and_stays_as_it_is() {
    let place = place();
    let broken = "version: 1\ntasks:\n  a: [\n";
    place.file("qseg.yaml", broken);
    for arguments in [&["mapping", "check", "--format", "short"][..], &["send", "--dry-run", "answers.csv"]] {
        let said = place.run(arguments).exits(3);
        assert!((said.stdout + &said.stderr).contains("qseg.yaml:"), "{arguments:?}");
    }
    place.run(&["mapping", "init", "answers.csv", "-o", "qseg.yaml"]).exits(2);
    assert_eq!(fs::read_to_string(place.path().join("qseg.yaml")).expect("the file"), broken);
}

#[test]
fn errors_say_what_and_where_and_never_dump() {
    let place = place();
    place.file("broken.csv", recodes(&["plan"], &[&["free"]]) + "R_2\n");
    place.file("broken.json", "{\"responses\":[{]}");
    for (arguments, place_named, hint) in [
        (&["send", "--dry-run", "none.csv"][..], "none.csv", false),
        (&["send", "--dry-run", "broken.csv"], "broken.csv", true),
        (&["send", "--dry-run", "broken.json"], "broken.json", false),
        (&["send", "--dry-run", "--survey", "answers.csv", "answers.csv"], "answers.csv", true),
        (&["send", "--dry-run", "--env", "prod", "answers.csv"], "prod", true),
        (&["send", "--dry-run", "--timezone", "Denver", "answers.csv"], "Denver", true),
        (&["inspect", "."], ".", true),
        (&["mapping", "check", "none.yaml"], "none.yaml", false),
        (&["mapping", "init", "none.csv"], "none.csv", false),
        (&["mapping", "init", "answers.csv", "-o", "qseg.yaml"], "qseg.yaml", true),
        (&["mapping", "init", "answers.csv", "-o", "no/where.yaml"], "no/where.yaml", false),
    ] {
        let said = place.run(arguments);
        assert!(matches!(said.code, 1 | 2), "{arguments:?}: {}", said.code);
        let error = said.stderr.lines().find(|line| line.starts_with("error: ")).expect("an error");
        assert!(error.contains(place_named), "{arguments:?}: {error}");
        assert!(said.stderr.contains("hint: ") || !hint, "{arguments:?}: {}", said.stderr);
        for dump in ["Error {", "Os {", "Some(", "kind:", "Err(", "src/", ".rs:"] {
            assert!(!said.stderr.contains(dump), "{arguments:?}: {}", said.stderr);
        }
    }
}

#[test]
fn many_findings_are_capped_and_the_rest_is_counted() {
    let place = Place::new();
    let keys: String = (0..40).map(|number| format!("unknown_{number}x: 1\n")).collect();
    place.file("qseg.yaml", format!("version: 1\ntasks: {{ t: {{ type: track, event: A, userId: b }} }}\n{keys}"));
    let said = place.run(&["mapping", "check"]).exits(3);
    let shown = said.stdout.matches("error[unknown_key]").count();
    assert!(shown == 30 && said.stdout.contains("… and 10 more kinds of findings"), "{shown}: {}", said.stdout);
    let document = place.run(&["mapping", "check", "--format", "json"]).exits(3).document();
    assert!(document.to_string().matches("unknown_39x").count() >= 1, "the document has them all");
}

#[test]
fn long_help_begins_with_examples_and_short_help_is_shorter() {
    let place = Place::new();
    let definition = qseg::commands::definition();
    let mut all = Vec::new();
    commands(&definition, &[], &mut all);
    for (words, command) in all {
        let long = place.run(&[&words[..], &["--help"]].concat()).exits(0).stdout;
        let short = place.run(&[&words[..], &["-h"]].concat()).exits(0).stdout;
        assert!(short.len() <= long.len(), "{words:?}");
        if command.has_subcommands() && !words.is_empty() {
            continue;
        }
        let (before, after) = long.split_once("Usage:").expect("a usage");
        let examples = before.lines().filter(|line| line.starts_with("  qseg ")).count();
        assert!(examples >= 2, "{words:?}: {before}");
        assert!(!after.contains("Examples:") && !short.contains("Examples:"), "{words:?}");
    }
}
