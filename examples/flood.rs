//! Sends many events to a local Segment as fast as it takes them, and says how many that were a second:
//!
//! ```sh
//! cargo run --release --example flood -- http://127.0.0.1:4000 WRITE_KEY 1000000 500
//! ```
//!
//! For `.ci/slow`, which holds `qseg sandbox` to 50,000 events a second. Bodies are made before the clock starts,
//! but for the messageIds, which are counted on: the machine is the sandbox's.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Requests in flight.
const CONNECTIONS: usize = 2;

/// Digits of the number in a messageId.
const DIGITS: usize = 12;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(key), Some(events), Some(batch)) =
        (arguments.next(), arguments.next(), arguments.next(), arguments.next())
    else {
        return Err(io::Error::other("flood URL WRITE_KEY EVENTS EVENTS_A_BATCH"));
    };
    let number = |text: String| text.parse::<usize>().map_err(io::Error::other);
    let (events, batch) = (number(events)?, number(batch)?);
    let host = url.strip_prefix("http://").ok_or_else(|| io::Error::other("the URL must be http://…"))?;
    // Another run has other ids: or else all would be duplicates.
    let run = std::process::id();
    let begun = Instant::now();
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let send = || flood(host, &key, run, &next, events, batch);
        let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(send)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread panicked"))))
    })?;
    let seconds = begun.elapsed().as_secs_f64();
    say(&format!("{events} events in {seconds:.2} s: {:.0} a second", events as f64 / seconds));
    Ok(())
}

#[allow(clippy::print_stdout, reason = "an example has no `ui`")]
fn say(text: &str) {
    println!("{text}");
}

fn flood(host: &str, key: &str, run: u32, next: &AtomicUsize, events: usize, batch: usize) -> io::Result<()> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_nodelay(true)?;
    let template = Template::new(host, key, run, batch);
    let (mut request, mut answer) = (template.bytes.clone(), [0_u8; 4096]);
    loop {
        let first = next.fetch_add(batch, Ordering::Relaxed);
        if first >= events {
            return Ok(());
        }
        for (at, place) in template.places.iter().enumerate() {
            request[*place..place + DIGITS].copy_from_slice(format!("{:0DIGITS$}", first + at).as_bytes());
        }
        stream.write_all(&request)?;
        let mut read = 0;
        while !answer[..read].ends_with(br#"{"success":true}"#) {
            match stream.read(&mut answer[read..])? {
                0 => return Err(io::Error::other(String::from_utf8_lossy(&answer[..read]).into_owned())),
                more => read += more,
            }
        }
    }
}

/// A request, and where in it the numbers of its messageIds stand.
struct Template {
    bytes: Vec<u8>,
    places: Vec<usize>,
}

impl Template {
    fn new(host: &str, key: &str, run: u32, batch: usize) -> Template {
        let (mut body, mut places) = (br#"{"batch":["#.to_vec(), Vec::new());
        for at in 0..batch {
            if at > 0 {
                body.push(b',');
            }
            body.extend_from_slice(
                br#"{"type":"track","event":"Onboarding Survey Completed","userId":"crm-4711","timestamp":"2026-02-01T08:00:00.000Z","properties":{"likely_to_recommend":9,"channels":["mail","web"],"reason":"It did what it should, and nobody had to explain it to me.","plan":"pro"},"messageId":""#,
            );
            body.extend_from_slice(format!("flood-{run}-").as_bytes());
            places.push(body.len());
            body.extend_from_slice(&[b'0'; DIGITS]);
            body.extend_from_slice(br#"","context":{"library":{"name":"flood","version":"1"}}}"#);
        }
        body.extend_from_slice(format!(r#"],"sentAt":"2026-03-01T09:00:00.000Z","writeKey":"{key}"}}"#).as_bytes());
        let mut bytes = format!(
            "POST /v1/batch HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        let head = bytes.len();
        bytes.extend_from_slice(&body);
        places.iter_mut().for_each(|place| *place += head);
        Template { bytes, places }
    }
}
