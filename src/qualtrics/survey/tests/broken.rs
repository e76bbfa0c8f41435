//! No document, however broken, is more than refused.

use super::{Survey, Template, definition, object, qsf};
use proptest::prelude::*;
use serde_json::Value;

/// Puts `put` in the place of the `at`-th node of a document, counted from the top.
fn mutate(node: &mut Value, at: &mut usize, put: &Value) {
    if *at == 0 {
        *node = put.clone();
        *at = usize::MAX;
        return;
    }
    *at -= 1;
    match node {
        Value::Object(entries) => entries.values_mut().for_each(|node| {
            if *at != usize::MAX {
                mutate(node, at, put)
            }
        }),
        Value::Array(nodes) => nodes.iter_mut().for_each(|node| {
            if *at != usize::MAX {
                mutate(node, at, put)
            }
        }),
        _ => {}
    }
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[0-9]{0,3}|QID[0-9]|q://QID[0-9]/x|<[a-z</]{0,6}>?|&[#a-z0-9]{0,4};?|Trash|SBS|MC".prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(
                "[0-9]|Choices|Answers|Display|Static|ID|Flow|name|choices|questionId|text",
                inner,
                0..4
            )
            .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_document_however_broken_is_more_than_refused(
        puts in prop::collection::vec((0_usize..400, anything()), 1..6),
        kind in 0..3,
        cut in 0_usize..6_000,
    ) {
        let mut document = match kind {
            0 => qsf(),
            1 => definition(),
            _ => object(),
        };
        for (at, put) in &puts {
            mutate(&mut document, &mut at.clone(), put);
        }
        let text = document.to_string();
        if let Ok(survey) = Survey::parse(&text) {
            for question in survey.questions() {
                for ask in ["SelectedChoicesRecode", "ChoiceGroup/SelectedAnswers/1", "ChoiceTextEntryValue/1", "QuestionText"] {
                    let Ok(template) = Template::parse(&format!("${{q://{}/{ask}}}", question.id)) else { continue };
                    let pipe = template.whole_pipe().expect("one pipe");
                    let _ = (survey.judge(pipe), survey.yields(pipe));
                }
            }
            for id in survey.import_ids() {
                prop_assert!(survey.field(id).is_some(), "{id}");
            }
            let names: Vec<String> = survey.import_ids().filter_map(|id| survey.field(id)?.export_tag.clone()).collect();
            for rows in [vec![names.clone()], vec![vec!["V1".to_owned()], names.clone()]] {
                let mut header = crate::qualtrics::header::Header::read(&rows);
                survey.assign(&mut header);
            }
        }
        if let Some(part) = text.get(..cut.min(text.len())) {
            let _ = Survey::parse(part);
        }
    }
}
