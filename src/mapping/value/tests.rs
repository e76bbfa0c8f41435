//! The steps of a value, one by one.

use super::*;

#[test]
fn integers_are_whole_and_keep_their_digits() {
    for (text, expected) in [
        ("5", Some("5")),
        ("-3", Some("-3")),
        ("08", Some("8")),
        ("10.0", Some("10")),
        ("00", Some("0")),
        ("123456789012345678901", Some("123456789012345678901")),
        ("1.5", None),
        ("1,2,3", None),
        ("5.", None),
        ("1e3", None),
        ("", None),
        ("-", None),
    ] {
        assert_eq!(integer(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn numbers_are_json_numbers_and_commas_are_not_points() {
    for (text, expected) in [
        ("1.10", Some("1.10")),
        ("007.5", Some("7.5")),
        (".5", Some("0.5")),
        ("1e3", Some("1e3")),
        ("3,5", None),
        ("NaN", None),
        ("-", None),
    ] {
        assert_eq!(number(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn booleans_are_the_words_and_digits_and_nothing_else() {
    assert_eq!((boolean("TRUE"), boolean("0"), boolean("yes"), boolean("2")), (Some(true), Some(false), None, None));
}

#[test]
fn missing_and_map_work_on_the_whole_text_or_on_each_element() {
    let missing = ["-99".to_owned()];
    let map = [("1".to_owned(), "one".to_owned()), ("2".to_owned(), String::new())];
    let mut text = Rendered::Text("-99".into());
    assert!(without_missing(&mut text, &missing));
    assert_eq!(text, Rendered::Empty);
    let mut list = Rendered::List(vec!["1".into(), "-99".into(), "2".into(), "3".into()]);
    assert!(without_missing(&mut list, &missing) && translate(&mut list, &map));
    assert_eq!(list, Rendered::List(vec!["one".into(), "3".into()]));
    let mut part = Rendered::Text("x-99".into());
    assert!(!without_missing(&mut part, &missing));
}
