//! The page at `/`: events as they come, in the manner of Segment's Source Debugger. Three plain files that are part
//! of the program. Text of surveys never becomes markup: the script writes text nodes alone, and the policy allows
//! no script and no style but these files.

use super::public_api::Reply;
use std::time::Duration;

/// What the page may do: load its own two files, and ask the sandbox.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
                      img-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'";

/// The page itself.
pub(super) fn page() -> Reply {
    reply("text/html; charset=utf-8", include_str!("page/page.html"))
}

/// One of its files.
pub(super) fn file(path: &str) -> Option<Reply> {
    match path {
        "/sandbox/page.css" => Some(reply("text/css; charset=utf-8", include_str!("page/page.css"))),
        "/sandbox/page.js" => Some(reply("text/javascript; charset=utf-8", include_str!("page/page.js"))),
        _ => None,
    }
}

fn reply(media: &str, text: &str) -> Reply {
    let headers = [
        ("content-type", media),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    Reply { status: 200, headers, body: text.as_bytes().to_vec(), delay: Duration::ZERO }
}
