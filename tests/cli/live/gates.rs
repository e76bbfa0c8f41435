//! The gates before a live send to a host that is not this machine. Nothing leaves this machine in these tests: the
//! host's name is of no network, and the only way there is a proxy on loopback, which counts who comes.

use super::{Desk, export, plan};
use crate::support::segment::Segment;
use crate::support::{Said, csv};
use qseg::sandbox::public_api::access::Role;
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender};

/// A proxy that lets nobody through.
pub struct Proxy {
    pub url: String,
    came: Arc<AtomicUsize>,
}

impl Proxy {
    fn start() -> Proxy {
        Proxy::with(|| ())
    }

    /// One that says who came, and answers when it is told to.
    pub fn that_waits(came: Sender<()>, answer: Receiver<()>) -> Proxy {
        Proxy::with(move || {
            came.send(()).expect("a test");
            answer.recv().expect("a test");
        })
    }

    fn with(before_its_answer: impl Fn() + Send + 'static) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let came = Arc::new(AtomicUsize::new(0));
        let counts = Arc::clone(&came);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|count| count == 1) {
                    head.push(byte[0]);
                }
                assert!(head.starts_with(b"CONNECT segment.invalid:443 "), "{}", String::from_utf8_lossy(&head));
                counts.fetch_add(1, Ordering::SeqCst);
                before_its_answer();
                // Whoever asked may have gone.
                let _ = stream.write_all(b"HTTP/1.1 503 No Way\r\ncontent-length: 0\r\n\r\n");
            }
        });
        Proxy { url, came }
    }

    /// How many requests came to it since it was asked last.
    fn came(&self) -> usize {
        self.came.swap(0, Ordering::SeqCst)
    }
}

/// A place from which events would go to a host that is not this machine.
fn far(desk: &mut Desk) -> Proxy {
    let proxy = Proxy::start();
    let place = std::mem::replace(&mut desk.place, crate::support::Place::new());
    desk.place = place.with("QSEG_EVENTS_URL", "https://segment.invalid").with("HTTPS_PROXY", &proxy.url);
    proxy
}

/// An export of responses that are an hour old.
pub fn fresh(columns: &[&str], rows: &[&[&str]]) -> String {
    let hour_ago = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1);
    let date = hour_ago.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let columns = [&["_recordId", "status", "finished", "recordedDate@UTC"], columns].concat();
    let ids: Vec<String> = (1..=rows.len()).map(|number| format!("R_{number}")).collect();
    let rows: Vec<Vec<&str>> =
        ids.iter().zip(rows).map(|(id, row)| [&[id.as_str(), "0", "1", &date], *row].concat()).collect();
    csv(&columns, &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

/// A send that needs nothing but `--yes`.
fn open() -> (Desk, Proxy) {
    let mut desk = Desk::with(0);
    desk.place.file("answers.csv", fresh(&["plan"], &[&["free"], &["paid"]]));
    let proxy = far(&mut desk);
    (desk, proxy)
}

/// Without a retry, so that one request is one call of the proxy.
fn send(desk: &Desk, more: &[&str]) -> Said {
    desk.send(&[&["answers.csv", "--max-retries", "0", "--format", "json"], more].concat())
}

/// The gate is closed before anything is connected, and says what opens it.
#[track_caller]
fn closes(desk: &Desk, proxy: &Proxy, more: &[&str], code: &str, way_out: &str) {
    let document = send(desk, more).exits(2).document();
    assert_eq!(document["error"]["code"], code, "{document}");
    assert!(document["error"]["hint"].as_str().expect("a hint").contains(way_out), "{document}");
    assert!(document["events"]["accepted"].is_u64(), "what was counted is told");
    assert_eq!(proxy.came(), 0, "{code}");
    assert_eq!(desk.states(), [], "nothing was recorded");
}

/// All gates are open: the request comes to the proxy, which does not let it through.
#[track_caller]
fn opens(desk: &Desk, proxy: &Proxy, more: &[&str]) {
    let document = send(desk, more).exits(6).document();
    assert_eq!(document["error"]["code"], "retries_exhausted", "{document}");
    assert_eq!(proxy.came(), 1);
}

#[test]
fn nothing_goes_without_somebodys_consent() {
    let (desk, proxy) = open();
    closes(&desk, &proxy, &[], "not_agreed", "--yes");
    opens(&desk, &proxy, &["--yes"]);
}

#[test]
fn a_source_of_production_needs_its_word_and_since_when_the_task_sends() {
    for (sources, message) in [
        ("prod: { id: x, slug: survey }", "this is a source of production"),
        ("live: { id: x, slug: survey }", "nothing says that this is not a source of production"),
    ] {
        let (desk, proxy) = open();
        desk.place.file("qseg.yaml", plan().replace("dev: { id: source-of-dev }", sources));
        closes(&desk, &proxy, &["--yes"], "production", "--production");
        let said = desk.send(&["answers.csv", "--yes"]).exits(2);
        assert!(
            said.stderr.contains(message) && said.stderr.contains("also: the mapping file does not say"),
            "{}",
            said.stderr
        );
        closes(&desk, &proxy, &["--yes", "--production"], "live_since_unsaid", "liveSince");
        let mapping =
            plan().replace("dev: { id: source-of-dev }", sources).replace("tasks:", "liveSince: never\ntasks:");
        desk.place.file("qseg.yaml", mapping);
        opens(&desk, &proxy, &["--yes", "--production"]);
    }
    for dev in ["dev", "staging"] {
        let (desk, proxy) = open();
        desk.place.file("qseg.yaml", plan().replace("dev: {", &format!("{dev}: {{")));
        opens(&desk, &proxy, &["--yes"]);
    }
}

#[test]
fn production_is_also_what_the_workspace_says_it_is() {
    let source = |name: &str, labels: Value| json!({ "sources": [{ "id": "source-of-dev", "slug": "survey", "name": name, "type": "http-api", "labels": labels }] });
    let prod = json!([{ "key": "environment", "value": "prod" }]);
    for (workspace, pin, closed) in [
        (source("Survey", prod), "dev: { id: source-of-dev }", true),
        (source("Survey_Prod", json!([])), "dev: { id: source-of-dev }", true),
        (source("Survey", json!([])), "survey: { id: source-of-dev }", true),
        (source("Survey_Dev", json!([])), "survey: { id: source-of-dev }", false),
        (source("Survey", json!([{ "key": "environment", "value": "dev" }])), "survey: { id: source-of-dev }", false),
    ] {
        let mut desk = Desk::at(Segment::of(&workspace));
        let proxy = far(&mut desk);
        desk.place = desk
            .place
            .with("QSEG_WRITE_KEY", "")
            .with("QSEG_API_URL", desk.segment.url())
            .with("QSEG_TOKEN", Role::SourceAdmin.token());
        desk.place.file("qseg.yaml", plan().replace("dev: { id: source-of-dev }", pin));
        desk.place.file("answers.csv", fresh(&["plan"], &[&["free"]]));
        match closed {
            true => closes(&desk, &proxy, &["--yes"], "production", "--production"),
            false => opens(&desk, &proxy, &["--yes"]),
        }
    }
}

#[test]
fn production_needs_somebody_who_can_ask_about_the_first_events_or_the_word_that_nobody_need() {
    let (desk, proxy) = open();
    desk.place
        .file("qseg.yaml", plan().replace("dev: { id", "prod: { id").replace("tasks:", "liveSince: never\ntasks:"));
    let rows: Vec<&[&str]> = vec![&["free"]; 26];
    desk.place.file("answers.csv", fresh(&["plan"], &rows));
    let said: &[&str] = &["--yes", "--production"];
    closes(&desk, &proxy, said, "canary_blind", "--canary 0");
    opens(&desk, &proxy, &[said, &["--canary", "0"]].concat());
    // No more than go alone: there is no rest to hold back.
    let (desk, proxy) = open();
    desk.place
        .file("qseg.yaml", plan().replace("dev: { id", "prod: { id").replace("tasks:", "liveSince: never\ntasks:"));
    desk.place.file("answers.csv", fresh(&["plan"], &rows[..25]));
    opens(&desk, &proxy, said);
}

#[test]
fn history_needs_to_be_told_where_it_may_go() {
    let (desk, proxy) = open();
    desk.place.file("answers.csv", export(2));
    closes(&desk, &proxy, &["--yes"], "history", "--destinations warehouses");
    opens(&desk, &proxy, &["--yes", "--destinations", "warehouses"]);
}

#[test]
fn personal_data_needs_to_be_allowed_by_the_mapping() {
    let (desk, proxy) = open();
    desk.place.file("answers.csv", fresh(&["plan", "recipientEmail"], &[&["free", "ana@example.com"]]));
    let mapping = plan().replace("plan: \"${e://Field/plan}\"", "mail: \"${m://Email}\"");
    desk.place.file("qseg.yaml", &mapping);
    closes(&desk, &proxy, &["--yes"], "personal_data", "personalData.allow");
    desk.place.file(
        "qseg.yaml",
        mapping.replace("tasks:", "personalData: { allow: [email], purpose: \"newsletter\" }\ntasks:"),
    );
    opens(&desk, &proxy, &["--yes"]);
}

#[test]
fn responses_without_an_id_need_a_word() {
    let (desk, proxy) = open();
    desk.place.file("qseg.yaml", plan().replace("${rm://Field/ResponseID}", "${e://Field/user}"));
    let hour_ago = jiff::Timestamp::now() - jiff::SignedDuration::from_hours(1);
    let date = hour_ago.strftime("%Y-%m-%d %H:%M:%S").to_string();
    let columns = ["status", "finished", "recordedDate@UTC", "user", "plan"];
    desk.place.file("answers.csv", csv(&columns, &[&["0", "1", &date, "ana", "free"]]));
    closes(&desk, &proxy, &["--yes"], "no_response_id", "--allow-no-response-id");
    opens(&desk, &proxy, &["--yes", "--allow-no-response-id"]);
}

#[test]
fn dates_that_cannot_be_told_stop_a_live_send() {
    let (desk, proxy) = open();
    let columns = ["_recordId", "status", "finished", "recordedDate@UTC", "plan"];
    desk.place.file("answers.csv", csv(&columns, &[&["R_1", "0", "1", "03/04/26 05:06", "free"]]));
    closes(&desk, &proxy, &["--yes"], "timestamp_undetermined", "dateFormat");
    desk.place.file("qseg.yaml", plan().replace("type: track", "type: track\n    timestamp: none"));
    opens(&desk, &proxy, &["--yes"]);
}

#[test]
fn all_closed_gates_are_told_at_once() {
    let (desk, proxy) = open();
    desk.place.file("answers.csv", export(2));
    desk.place.file("qseg.yaml", plan().replace("dev: { id", "prod: { id"));
    let said = desk.send(&["answers.csv"]).exits(2);
    for way_out in ["--yes", "--production", "liveSince", "--destinations"] {
        assert!(said.stderr.contains(way_out), "{way_out}: {}", said.stderr);
    }
    assert_eq!(proxy.came(), 0);
}

#[test]
fn loopback_is_free_of_every_gate_and_of_every_proxy() {
    let desk = Desk::with(3);
    let mapping =
        plan().replace("dev: { id", "prod: { id").replace("plan: \"$", "mail: \"${m://Email}\"\n      plan: \"$");
    desk.place.file("qseg.yaml", mapping);
    let rows: &[&[&str]] = &[&["free", "ana@example.com"]];
    desk.place.file("answers.csv", crate::support::recodes(&["plan", "recipientEmail"], rows));
    let proxy = Proxy::start();
    let by_name = desk.segment.url().replace("127.0.0.1", "localhost");
    for (number, url) in [desk.segment.url(), &by_name].into_iter().enumerate() {
        let mut command = desk.place.command(&["send", "answers.csv", "--ledger", &format!("{number}.db")]);
        for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env(name, &proxy.url);
        }
        desk.place
            .finish({
                command.env("QSEG_EVENTS_URL", url);
                command
            })
            .exits(0);
    }
    assert_eq!((desk.posts(), desk.kept(), proxy.came()), (2, 1, 0));
}

#[test]
fn events_go_to_https_or_to_this_machine() {
    let mut desk = Desk::with(1);
    for url in
        ["http://segment.invalid", "https://ana:hush-hush@segment.invalid", "ftp://segment.invalid", "segment.invalid"]
    {
        desk.place = desk.place.with("QSEG_EVENTS_URL", url);
        let document = desk.document(&[], 2);
        assert_eq!(document["error"]["code"], "bad_endpoint", "{url}: {document}");
        assert!(!document.to_string().contains("hush-hush"), "{document}");
        assert!(document["error"]["message"].as_str().expect("a message").contains("QSEG_EVENTS_URL"), "{document}");
    }
}

#[test]
fn sensitive_data_that_only_a_question_tells_needs_its_field_to_be_named() {
    let (desk, proxy) = open();
    let export = fresh(&["plan", "QID7"], &[&["free", "1"]]);
    // The second line has the texts of the questions.
    let lines: Vec<String> = export
        .lines()
        .enumerate()
        .map(|(at, line)| if at == 1 { line.replace("QID7", "Do you have a disability?") } else { line.to_owned() })
        .collect();
    desk.place.file("answers.csv", lines.join("\n") + "\n");
    let mapping = plan().replace("plan: \"${e://Field/plan}\"", "q7: \"${q://QID7/SelectedChoicesRecode}\"");
    desk.place.file("qseg.yaml", &mapping);
    closes(&desk, &proxy, &["--yes"], "personal_data", "sensitive fields under `sensitive`");
    desk.place.file("qseg.yaml", mapping.replace("tasks:", "personalData: { allow: [disability] }\ntasks:"));
    closes(&desk, &proxy, &["--yes"], "personal_data", "sensitive fields under `sensitive`");
    let named = "sensitive: { QID7: { purpose: access, basis: consent } }\ntasks:";
    desk.place.file("qseg.yaml", mapping.replace("tasks:", named));
    opens(&desk, &proxy, &["--yes"]);
}

#[test]
fn only_the_task_that_is_sent_must_be_allowed_its_personal_data() {
    let (desk, proxy) = open();
    let mailing = "  mailing:\n    type: identify\n    userId: ${rm://Field/ResponseID}\n    traits: { email: \"${m://Email}\" }\n";
    desk.place.file("qseg.yaml", plan() + mailing);
    desk.place.file("answers.csv", fresh(&["plan", "recipientEmail"], &[&["free", "ana@example.com"]]));
    closes(&desk, &proxy, &["--yes"], "personal_data", "personalData.allow");
    closes(&desk, &proxy, &["--yes", "--task", "mailing"], "personal_data", "personalData.allow");
    opens(&desk, &proxy, &["--yes", "--task", "answered"]);
}

#[test]
fn what_has_nothing_to_send_passes_no_gate() {
    let mut desk = Desk::with(2);
    desk.send(&["answers.csv"]).exits(0);
    let proxy = far(&mut desk);
    desk.send(&["answers.csv"]).exits(0);
    assert_eq!(proxy.came(), 0);
}

#[cfg(unix)]
mod asked {
    //! The question at a terminal.

    use super::{Desk, Proxy, open};
    use crate::support::terminal::Terminal;

    fn ask(desk: &Desk, more: &[&str]) -> Terminal {
        desk.place.terminal(&[&["send", "answers.csv", "--max-retries", "0"], more].concat())
    }

    fn question(desk: &Desk) -> Terminal {
        let mut terminal = ask(desk, &[]);
        terminal.wait_for("Events        2 new");
        terminal.wait_for("Send 2 events to source-of-dev at segment.invalid?");
        terminal
    }

    #[test]
    fn the_plan_is_shown_and_the_answer_counts() {
        let (desk, proxy): (Desk, Proxy) = open();
        for no in ["n\r", "\r"] {
            let mut terminal = question(&desk);
            terminal.types(no);
            let shown = terminal.exits(2).plain();
            assert!(shown.contains("nothing was sent: that was the answer"), "{shown}");
            assert_eq!(proxy.came(), 0);
        }
        let mut terminal = question(&desk);
        terminal.types("\x03");
        terminal.exits(130);
        assert_eq!((proxy.came(), desk.states()), (0, Vec::new()));
        let mut terminal = question(&desk);
        terminal.types("y\r");
        terminal.exits(6);
        assert_eq!(proxy.came(), 1);
        let shown = ask(&desk, &["--yes"]).exits(6).plain();
        assert!(!shown.contains('?'), "{shown}");
        let shown = ask(&desk, &["--no-input"]).exits(2).plain();
        assert!(shown.contains("nobody can be asked here"), "{shown}");
    }
    #[test]
    fn an_input_that_changes_between_plan_and_delivery_stops_the_send() {
        let (desk, proxy) = open();
        let mut terminal = question(&desk);
        desk.place.file("answers.csv", super::fresh(&["plan"], &[&["free"], &["other"]]));
        terminal.types("y\r");
        let shown = terminal.exits(1).plain();
        assert!(shown.contains("the input has changed since it was looked at"), "{shown}");
        assert_eq!((proxy.came(), desk.states()), (0, Vec::new()));
        desk.place.file("answers.csv", super::fresh(&["plan"], &[&["free"], &["other"]]));
        let mut terminal = question(&desk);
        desk.place.file("answers.csv", super::fresh(&["plan"], &[]));
        terminal.types("y\r");
        terminal.exits(1);
        assert_eq!(proxy.came(), 0);
    }
}
