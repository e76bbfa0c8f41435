//! The text of a question or a choice, which its author wrote with an HTML editor, as exports have it: without
//! tags, a `<br>` as a line break (`reference/qualtrics.md` §4.1 row 2, §5 "labels carry stray newlines").

use std::borrow::Cow;

/// Elements whose content is not text.
const SILENT: [&str; 4] = ["script", "style", "video", "audio"];

/// The text without its tags. White space is one space, or one line break where there was one.
pub(super) fn plain_text(html: &str) -> Cow<'_, str> {
    if !html.contains(['<', '&', '\n', '\r', '\t', '\u{a0}']) && html.trim() == html && !html.contains("  ") {
        return Cow::Borrowed(html);
    }
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        push(&mut text, &rest[..at]);
        rest = &rest[at..];
        rest = if rest.starts_with('<') { after_tag(rest, &mut text) } else { after_entity(rest, &mut text) };
    }
    push(&mut text, rest);
    text.truncate(text.trim_end().len());
    Cow::Owned(text)
}

/// Adds text, white space folded.
fn push(text: &mut String, more: &str) {
    for letter in more.chars() {
        let last = text.chars().next_back();
        match letter {
            '\n' | '\r' => match last {
                Some(' ') => {
                    text.pop();
                    if !text.is_empty() && !text.ends_with('\n') {
                        text.push('\n');
                    }
                }
                None | Some('\n') => {}
                Some(_) => text.push('\n'),
            },
            letter if letter.is_whitespace() => {
                if !matches!(last, None | Some(' ' | '\n')) {
                    text.push(' ');
                }
            }
            letter => text.push(letter),
        }
    }
}

/// What follows a tag; a `<` that begins none is text.
fn after_tag<'h>(html: &'h str, text: &mut String) -> &'h str {
    let inner = &html[1..];
    if let Some(comment) = inner.strip_prefix("!--") {
        return comment.find("-->").map_or("", |end| &comment[end + 3..]);
    }
    let name = inner.strip_prefix('/').unwrap_or(inner);
    let letters = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        push(text, "<");
        return inner;
    }
    // Without a `>` no tag is left in what follows.
    let Some(end) = inner.find('>') else {
        push(text, html);
        return "";
    };
    let (name, rest) = (&name[..letters], &inner[end + 1..]);
    if name.eq_ignore_ascii_case("br") {
        push(text, "\n");
    }
    if SILENT.iter().any(|silent| name.eq_ignore_ascii_case(silent)) && !inner.starts_with('/') {
        return after_end_of(name, rest);
    }
    rest
}

/// What follows the end tag of a silent element: nothing where it never ends.
fn after_end_of<'h>(name: &str, html: &'h str) -> &'h str {
    let mut rest = html;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

/// What follows a named or numbered character, of all those that HTML has; `&` alone is text.
fn after_entity<'h>(html: &'h str, text: &mut String) -> &'h str {
    let length = html[1..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').count() + 1;
    let end = if html.as_bytes().get(length) == Some(&b';') { length + 1 } else { 1 };
    let letters = htmlize::unescape(&html[..end]);
    let is_text =
        |letter: char| letter != char::REPLACEMENT_CHARACTER && (!letter.is_control() || letter.is_whitespace());
    push(text, if letters.chars().all(is_text) { &letters } else { &html[..end] });
    &html[end..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_breaks_and_characters_stay() {
        for (html, text) in [
            ("Plain", "Plain"),
            ("Not at all<br />\n1", "Not at all\n1"),
            ("<strong>Extremely</strong> satisfied", "Extremely satisfied"),
            ("<span style=\"font-size:19px;\">I&#39;m not&nbsp;a &quot;robot&quot;</span>", "I'm not a \"robot\""),
            ("Chocolate with &gt;80% cocoa", "Chocolate with >80% cocoa"),
            ("a < b && c > d", "a < b && c > d"),
            ("<div>One</div>\n\n<div>&nbsp;</div>\n<div>Two </div>", "One\nTwo"),
            ("Yes <video class=\"q\"><source src=\"a.mp4\"/>no</video>\n", "Yes"),
            ("x<style>p { color: red }</style><!-- y -->z", "xz"),
            ("&#x1F600; &unknown; &#0;", "😀 &unknown; &#0;"),
            ("&egrave;&ntilde;&Ccedil;&frac12;&hearts;&#241;&check;", "èñÇ½♥ñ✓"),
            ("fish &chips; &amp 1", "fish &chips; &amp 1"),
            ("<", "<"),
            ("broken <b", "broken <b"),
        ] {
            assert_eq!(plain_text(html), text, "{html}");
            assert_eq!(plain_text(text), text, "plain text stays");
        }
    }
}
