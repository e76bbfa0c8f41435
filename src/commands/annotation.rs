//! Workflow commands of GitHub Actions, which stand as annotations beside the lines of a pull request.

use crate::ui::visible;

/// One annotation; `level` is error, warning or notice.
pub(crate) fn annotation(
    level: &str,
    file: &str,
    (line, column): (Option<usize>, Option<usize>),
    title: &str,
    message: &str,
) -> String {
    let mut properties = format!("file={}", property(&visible(file)));
    for (name, number) in [("line", line), ("col", column)] {
        if let Some(number) = number {
            properties.push_str(&format!(",{name}={number}"));
        }
    }
    format!("::{level} {properties},title={}::{}", property(title), data(&visible(message)))
}

/// GitHub's escaping of a message.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// GitHub's escaping of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_github_would_read_as_its_own_is_escaped() {
        assert_eq!(data("100%: a,b\r\nc"), "100%25: a,b%0D%0Ac");
        assert_eq!(property("a:b,c%"), "a%3Ab%2Cc%25");
        assert_eq!(
            annotation("error", "a,b.yaml", (Some(3), None), "x:y", "1\n2"),
            "::error file=a%2Cb.yaml,line=3,title=x%3Ay::1%0A2"
        );
    }
}
