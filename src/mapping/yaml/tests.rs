//! What YAML becomes, and what is refused.

use super::*;

fn read(text: &str) -> (Option<Node>, Findings) {
    let mut findings = Findings::new();
    let node = parse(&Arc::new(SourceText::new("m.yaml", text)), &mut findings);
    (node, findings)
}

fn scalars(node: &Node, out: &mut Vec<Node>) {
    match &node.kind {
        NodeKind::Scalar(_) => out.push(node.clone()),
        NodeKind::Sequence(items) => items.iter().for_each(|item| scalars(item, out)),
        NodeKind::Mapping(entries) => entries.iter().for_each(|(key, value)| {
            scalars(key, out);
            scalars(value, out);
        }),
        NodeKind::Refused => {}
    }
}

fn messages(text: &str) -> Vec<String> {
    let (_, findings) = read(text);
    findings
        .groups()
        .iter()
        .map(|group| {
            let (line, column) = group.first.anchor.as_ref().expect("anchored").position();
            format!("{line}:{column} {} {}", group.first.code.name, group.first.message)
        })
        .collect()
}

#[test]
fn a_scalar_keeps_its_raw_text() {
    let (node, findings) = read("[08, 1.10, no, 1e3, 0x1F, True, 2026-03-01, \"a\\tb\", 'it''s']");
    let mut all = Vec::new();
    scalars(&node.expect("a tree"), &mut all);
    let texts: Vec<_> = all.iter().map(|node| node.text().expect("a scalar")).collect();
    assert_eq!(texts, ["08", "1.10", "no", "1e3", "0x1F", "True", "2026-03-01", "a\tb", "it's"]);
    assert!(findings.is_empty());
}

#[test]
fn spans_are_bytes_and_cover_what_was_written() {
    let text = "# é ü\r\nä: {\"ö\": 'x y', b: [één, \"tw\\u00e9\"]}\r\nlist:\n  - pläin text  # comment\n  - |\n    blöck\nlast: ${e://Field/naïve} \n";
    let (node, findings) = read(text);
    assert!(findings.is_empty(), "{findings:?}");
    let node = node.expect("a tree");
    let mut all = Vec::new();
    scalars(&node, &mut all);
    let written: Vec<&str> = all.iter().map(|node| &text[node.span.start..node.span.end]).collect();
    assert_eq!(
        written,
        [
            "ä",
            "\"ö\"",
            "'x y'",
            "b",
            "één",
            "\"tw\\u00e9\"",
            "list",
            "pläin text",
            "blöck",
            "last",
            "${e://Field/naïve}"
        ]
    );
    let NodeKind::Mapping(entries) = &node.kind else { panic!("a mapping") };
    assert_eq!(&text[entries[0].1.span.start..entries[0].1.span.end], "{\"ö\": 'x y', b: [één, \"tw\\u00e9\"]}");
    assert_eq!(node.span.end, text.len() - 2);
}

#[test]
fn the_text_of_a_scalar_begins_behind_its_quote() {
    assert_eq!(quoted_length(r"'it''s' # '"), Some(7));
    assert_eq!(quoted_length("\"a\\\"b\" \""), Some(6));
    let text = "[plain, 'single', \"double\", \"esc\\taped\"]\n";
    let (node, _) = read(text);
    let mut all = Vec::new();
    scalars(&node.expect("a tree"), &mut all);
    let starts: Vec<_> = all.iter().map(|node| node.text_start(text)).collect();
    assert_eq!(starts, [Some(1), Some(9), Some(19), None]);
    let block = "a: |\n  ${m://Email}\n";
    let (node, _) = read(block);
    let mut all = Vec::new();
    scalars(&node.expect("a tree"), &mut all);
    assert_eq!(all[1].text_start(block), Some("a: |\n  ".len()));
}

#[test]
fn what_a_mapping_file_refuses_is_reported_and_reading_goes_on() {
    let text = "a: &x 1\nb: *x\nc: !!int 2\n<<: {d: 1}\n[e]: 1\n: f\na: 2\n";
    assert_eq!(
        messages(text),
        [
            "1:4 yaml_refused an anchor stands here",
            "2:4 yaml_refused an alias stands here",
            "3:4 yaml_refused a tag stands here",
            "4:1 yaml_refused a merge key stands here",
            "5:1 yaml_refused a key is a list or a mapping here",
            "6:1 yaml_refused a key is missing here",
            "7:1 duplicate_key `a` stands here twice",
        ]
    );
    assert_eq!(messages("a: 1\n---\nb: 2\n"), ["2:1 yaml_refused a second document begins here"]);
    assert_eq!(messages("a: *bold*\n"), ["1:4 yaml_refused an alias stands here"]);
    assert!(messages("---\na: 1\n...\n").is_empty());
}

#[test]
fn a_syntax_error_is_one_finding_with_its_place_and_a_way_out() {
    for (text, place, help) in [
        ("a: { value: ${e://Field/x}, type: integer }\n", (1, 14), "needs quotes: {"),
        ("a:\n\tb: 1\n", (2, 2), "tabs"),
        ("a: one: two\n", (1, 7), "`: `"),
        ("é: \"never closed\nb: 1\n", (1, 4), "never closed"),
        ("a: @home\n", (1, 4), "begins with %, @"),
        ("a: 1\0\nb: 2", (1, 5), "UTF-8"),
    ] {
        let (node, findings) = read(text);
        assert!(node.is_none(), "{text}");
        let [group] = findings.groups() else { panic!("{text}: {findings:?}") };
        assert_eq!(group.first.anchor.as_ref().expect("anchored").position(), place, "{text} {group:?}");
        assert!(group.first.help.as_ref().is_some_and(|said| said.contains(help)), "{text} {group:?}");
    }
}

#[test]
fn a_value_that_is_not_written_has_the_place_of_its_key() {
    let (node, _) = read("plan:\nother: 1\nflow: {x: , y}\n");
    let mut all = Vec::new();
    scalars(&node.expect("a tree"), &mut all);
    assert!(all[1].is_null());
    assert_eq!(all[1].span, all[0].span);
    assert_eq!(all[6].span, all[5].span);
    assert_eq!(all[8].span, all[7].span);
}

#[test]
fn a_comment_that_cuts_a_text_is_pointed_out() {
    assert_eq!(
        messages("event: Survey #1 Completed # done\n"),
        ["1:15 comment_cuts_text the text ends before ` #`, which begins a comment"]
    );
    assert!(messages("event: Survey # done\nother: a#1\nthird: 'x #1'\n").is_empty());
}

#[test]
fn nesting_has_a_bound() {
    let deep = "[".repeat(70) + &"]".repeat(70);
    assert_eq!(messages(&deep), ["1:65 too_deep more than 64 levels of nesting"]);
    assert!(messages(&("[".repeat(64) + &"]".repeat(64))).is_empty());
}

proptest::proptest! {
    #[test]
    fn every_scalar_lies_where_its_span_says(
        words in proptest::collection::vec(("[a-zé日😀]([ a-zé日😀.-]{0,6}[a-zé日😀])?", 0..3usize, "[ #é日]{0,4}"), 1..12),
        newline in proptest::sample::select(vec!["\n", "\r\n"]),
    ) {
        let mut text = String::new();
        for (word, style, comment) in &words {
            let quote = ["", "'", "\""][*style];
            text += &format!("- {quote}{word}{quote}  # {comment}{newline}# {comment}{newline}");
        }
        let (node, findings) = read(&text);
        proptest::prop_assert!(!findings.has_errors(), "{:?}", findings);
        let NodeKind::Sequence(items) = node.expect("a tree").kind else { panic!("a list") };
        proptest::prop_assert_eq!(items.len(), words.len());
        for (item, (word, style, _)) in items.iter().zip(&words) {
            let quote = ["", "'", "\""][*style];
            proptest::prop_assert_eq!(&text[item.span.start..item.span.end], format!("{quote}{word}{quote}"));
            proptest::prop_assert_eq!(item.text_start(&text), Some(item.span.start + quote.len()));
        }
    }
}
