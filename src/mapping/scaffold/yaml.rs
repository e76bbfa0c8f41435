//! Text of a survey in a YAML file that a person will read: scalars that stay what they are, and comments that
//! stay on their line.

use crate::core::escape::visible;
use std::fmt::Write as _;

/// How much of a question's text a comment shows, in characters.
const SHOWN: usize = 80;

/// A scalar in block context: as it is where that is safe, else in quotes.
pub(crate) fn scalar(text: &str) -> String {
    let safe_letter = |letter: char| letter.is_ascii_alphanumeric() || "${}:/._-#% ".contains(letter);
    let begins = text.starts_with("${") || text.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let breaks = text.contains(": ") || text.contains(" #") || text.ends_with([' ', ':']);
    let is_word = matches!(text.to_ascii_lowercase().as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off");
    if begins && !breaks && !is_word && text.chars().all(safe_letter) { text.to_owned() } else { quoted(text) }
}

/// A scalar in double quotes, for any context.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => {
                out.push('\\');
                out.push(letter);
            }
            ' ' => out.push(' '),
            letter if letter.is_alphanumeric() || letter.is_ascii_graphic() => out.push(letter),
            letter => {
                let _ = write!(out, "\\U{:08X}", u32::from(letter));
            }
        }
    }
    out.push('"');
    out
}

/// Text for a comment: one line, nothing that moves a cursor, cut.
pub(crate) fn line(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_long = one_line.chars().nth(SHOWN).is_some();
    let shown: String = one_line.chars().take(if is_long { SHOWN - 1 } else { SHOWN }).collect();
    let cut = if is_long { "…" } else { "" };
    // What YAML does not allow even in a comment, and what is not seen, is left out.
    let allowed = |letter: &char| !matches!(letter, '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{200b}');
    let shown: String = shown.trim_end().chars().filter(allowed).collect();
    format!("{}{cut}", visible(&shown))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scalar_is_quoted_where_yaml_would_read_something_else() {
        for plain in ["${e://Field/session id}", "${q://QID6#1/SelectedAnswerRecode/2}", "q1_why", "America/Denver"] {
            assert_eq!(scalar(plain), plain);
        }
        for (text, written) in [
            ("${e://Field/a: b}", r#""${e://Field/a: b}""#),
            ("${e://Field/a #1}", r#""${e://Field/a #1}""#),
            ("no", r#""no""#),
            ("8", r#""8""#),
            ("a\"b\\\n", r#""a\"b\\\U0000000A""#),
            ("Größe", r#""Größe""#),
        ] {
            assert_eq!(scalar(text), written);
        }
    }

    #[test]
    fn a_comment_is_one_harmless_line() {
        assert_eq!(line("a\r\n  b\u{2028}c\u{1b}[2J"), "a b c\\u{1b}[2J");
        assert_eq!(line(&"abc".repeat(60)).chars().count(), 80);
        assert_eq!(line(&"a".repeat(80)).chars().count(), 80);
    }
}
