//! Query parameters in both styles that Segment's clients use, and pagination
//! (`reference/segment-public-api.md` §5). `a[b]` and `a.b` are one parameter; so are `a[0]`, `a[]`, `a.0` and `a`
//! given again, for lists.

use super::body::Problem;
use super::{Outcome, Refusal};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};

/// The parameters of a call, all of them known to its operation.
#[derive(Debug, Default)]
pub(crate) struct Query {
    parameters: Vec<(String, String)>,
    count: usize,
    offset: usize,
}

/// How many entries a page has where no count was given.
const DEFAULT_COUNT: usize = 200;
/// The largest page.
const MAX_COUNT: usize = 1_000;

impl Query {
    /// Reads a query. Parameters that the operation does not know are refused: an inference from Segment's
    /// Joi-style messages (§3), and what a client's tests are best served by.
    ///
    /// # Errors
    /// 400 where it is no text; 422 for unknown and repeated parameters and for bad pagination.
    pub(crate) fn read(raw: &str, known: &[&str], paged: bool) -> Result<Query, Refusal> {
        let mut query = Query { parameters: Vec::new(), count: DEFAULT_COUNT, offset: 0 };
        let mut problems = Vec::new();
        for pair in raw.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decoded(name, true), decoded(value, true)) else {
                return Err(Refusal::new(400, "bad-request", "the query is no UTF-8 text"));
            };
            let name = dotted(&name);
            if let Some(list) = list_of(&name, known) {
                query.parameters.push((list, value));
                continue;
            }
            let is_pagination = paged && ["pagination.count", "pagination.cursor"].contains(&name.as_str());
            if !is_pagination && !known.contains(&name.as_str()) {
                problems.push(Problem::invalid(&name, format!("\"{name}\" is not allowed")));
            } else if query.text(&name).is_some() {
                problems.push(Problem::invalid(&name, format!("\"{name}\" must be given once")));
            } else {
                query.parameters.push((name, value));
            }
        }
        query.read_pagination(&mut problems);
        if problems.is_empty() { Ok(query) } else { Err(Refusal::of(422, problems)) }
    }

    fn read_pagination(&mut self, problems: &mut Vec<Problem>) {
        let (count, cursor) = (self.text("pagination.count"), self.text("pagination.cursor"));
        let must = |what: &str| Problem::invalid("pagination.count", format!("\"pagination.count\" {what}"));
        let read_count = match count.map(str::parse::<i64>) {
            // The two come together: `count` is required within `pagination`.
            None if cursor.is_some() => Err(must("is required")),
            None => Ok(DEFAULT_COUNT),
            Some(Err(_)) => Err(must("must be a number")),
            Some(Ok(..1)) => Err(must("must be greater than or equal to 1")),
            Some(Ok(count)) => match usize::try_from(count) {
                Ok(count @ ..=MAX_COUNT) => Ok(count),
                _ => Err(must("must be less than or equal to 1000")),
            },
        };
        let read_offset = match cursor.map(offset_of) {
            None => Ok(0),
            Some(Some(offset)) => Ok(offset),
            Some(None) => {
                let message = "\"pagination.cursor\" is not a cursor of this list";
                Err(Problem::invalid("pagination.cursor", message))
            }
        };
        match read_count {
            Ok(count) => self.count = count,
            Err(problem) => problems.push(problem),
        }
        match read_offset {
            Ok(offset) => self.offset = offset,
            Err(problem) => problems.push(problem),
        }
    }

    /// The value of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a list.
    pub(crate) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.parameters.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value of a parameter that must be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        match self.text(name) {
            Some("") => Err(Refusal::invalid(name, format!("\"{name}\" is not allowed to be empty"))),
            Some(value) => Ok(value),
            None => Err(Refusal::invalid(name, format!("\"{name}\" is required"))),
        }
    }

    /// One page of a list under its name, with `pagination`.
    pub(crate) fn page(&self, name: &str, all: impl ExactSizeIterator<Item = Value>) -> Outcome {
        let total = all.len();
        let page: Vec<Value> = all.skip(self.offset).take(self.count).collect();
        let mut pagination = Map::new();
        pagination.insert("current".to_owned(), cursor_of(self.offset).into());
        let after = self.offset.saturating_add(self.count);
        if after < total {
            pagination.insert("next".to_owned(), cursor_of(after).into());
        }
        if self.offset > 0 {
            pagination.insert("previous".to_owned(), cursor_of(self.offset.saturating_sub(self.count)).into());
        }
        pagination.insert("totalEntries".to_owned(), total.into());
        super::Good::new(json!({ name: page, "pagination": pagination }))
    }
}

/// A cursor is base64 of how many entries come before it, as in Segment's samples (`MA==` is the start).
fn cursor_of(offset: usize) -> String {
    BASE64_STANDARD.encode(offset.to_string())
}

fn offset_of(cursor: &str) -> Option<usize> {
    let bytes = BASE64_STANDARD.decode(cursor).ok()?;
    let offset = std::str::from_utf8(&bytes).ok()?.parse().ok()?;
    // One spelling each: `+1` and `01` were never handed out.
    (cursor_of(offset) == cursor).then_some(offset)
}

/// `pagination[count]` → `pagination.count`.
fn dotted(name: &str) -> String {
    match name.split_once('[') {
        Some((before, rest)) if rest.ends_with(']') && !before.is_empty() => {
            format!("{before}.{}", rest[..rest.len() - 1].replace("][", "."))
        }
        _ => name.to_owned(),
    }
}

/// The name of the list that a parameter is an entry of: `a.0`, `a.` (which was `a[]`) and `a` are of the list `a[]`.
fn list_of(name: &str, known: &[&str]) -> Option<String> {
    let entry = |(list, at): (&str, &str)| at.bytes().all(|byte| byte.is_ascii_digit()).then(|| list.to_owned());
    let is_list = |list: &String| known.iter().any(|known| known.strip_suffix("[]") == Some(list));
    name.rsplit_once('.').and_then(entry).filter(is_list).or_else(|| Some(name.to_owned()).filter(is_list))
}

/// Undoes percent-encoding, and in queries `+` for a space; `None` where the bytes are no UTF-8. A percent sign that
/// begins no escape stands for itself.
pub(crate) fn decoded(text: &str, plus_is_space: bool) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| after.get(..2)).flatten().and_then(hexadecimal);
        let (byte, after) = match escaped {
            Some(escaped) => (escaped, &after[2..]),
            None if byte == b'+' && plus_is_space => (b' ', after),
            None => (byte, after),
        };
        bytes.push(byte);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *digits else { return None };
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(raw: &str) -> Vec<(u16, Option<String>)> {
        match Query::read(raw, &["type"], true) {
            Ok(_) => Vec::new(),
            Err(refusal) => refusal.problems.into_iter().map(|problem| (refusal.status, problem.field)).collect(),
        }
    }

    #[test]
    fn both_styles_are_one_parameter() {
        for raw in [
            "pagination[count]=3&pagination[cursor]=Mw==",
            "pagination.count=3&pagination.cursor=Mw%3D%3D",
            "pagination%5Bcount%5D=3&pagination%5Bcursor%5D=Mw%3D%3D",
            "pagination[count]=3&pagination.cursor=Mw==&type=LIVE",
        ] {
            let query = Query::read(raw, &["type"], true).expect(raw);
            assert_eq!((query.count, query.offset), (3, 3), "{raw}");
        }
    }

    #[test]
    fn lists_are_read_in_every_style() {
        let raw = "type.0=a&type[1]=b&type%5B%5D=c&type=d&filter[name][0]=e";
        let query = Query::read(raw, &["type[]", "filter.name[]"], false).expect("a query");
        assert_eq!(query.all("type").collect::<Vec<_>>(), ["a", "b", "c", "d"]);
        assert_eq!(query.all("filter.name").collect::<Vec<_>>(), ["e"]);
        assert!(Query::read("type.x=a", &["type[]"], false).is_err());
        assert!(Query::read("other.0=a", &["type[]"], false).is_err());
    }

    #[test]
    fn bad_parameters_are_each_named() {
        let count = |raw: &str| assert_eq!(fields(raw), [(422, Some("pagination.count".to_owned()))], "{raw}");
        count("pagination[count]=0");
        count("pagination[count]=-1");
        count("pagination[count]=1001");
        count("pagination[count]=many");
        count("pagination[count]=");
        count("pagination[cursor]=MA==");
        count("pagination[count]=1&pagination.count=2");
        let cursor = |raw: &str| assert_eq!(fields(raw), [(422, Some("pagination.cursor".to_owned()))], "{raw}");
        cursor("pagination[count]=1&pagination[cursor]=no");
        cursor("pagination[count]=1&pagination[cursor]=MDE=");
        assert_eq!(fields("typ=x"), [(422, Some("typ".to_owned()))]);
        assert_eq!(fields("type=%ff"), [(400, None)]);
        assert_eq!(fields("pagination[count]=1000&type="), []);
    }

    #[test]
    fn pages_go_from_the_start_to_the_end_and_back() {
        let (mut raw, mut seen, mut pages) = ("pagination[count]=3".to_owned(), Vec::new(), 0);
        loop {
            let query = Query::read(&raw, &[], true).expect("a query");
            let data = query.page("numbers", (0..8).map(Value::from)).expect("a page").data;
            seen.extend(data["numbers"].as_array().expect("numbers").iter().filter_map(Value::as_i64));
            assert_eq!(data["pagination"]["totalEntries"], 8);
            pages += 1;
            let Some(next) = data["pagination"]["next"].as_str() else {
                assert_eq!(data["pagination"]["previous"], cursor_of(3));
                break;
            };
            raw = format!("pagination[count]=3&pagination[cursor]={next}");
        }
        assert_eq!((seen, pages), ((0..8).collect(), 3));
    }

    #[test]
    fn percent_encoding_is_undone() {
        assert_eq!(decoded("a%20b+c%2B", true).as_deref(), Some("a b c+"));
        assert_eq!(decoded("a+b%", false).as_deref(), Some("a+b%"));
        assert_eq!(decoded("%C3%A9%zz", false).as_deref(), Some("é%zz"));
        assert_eq!(decoded("%ff", false), None);
    }
}
