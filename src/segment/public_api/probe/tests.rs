//! Tests of the verdict: each row of the table.

use super::*;
use crate::net::http::NetworkClass;
use std::collections::HashSet;

const STREAM_KEY: Seen = Seen { id: String::new(), shows_key: true, must_have_key: true };
const STREAM: Seen = Seen { id: String::new(), shows_key: false, must_have_key: true };
const CLOUD_KEY: Seen = Seen { id: String::new(), shows_key: true, must_have_key: false };
const CLOUD: Seen = Seen { id: String::new(), shows_key: false, must_have_key: false };

fn seen(sources: &[Seen], chosen: Option<Chosen>) -> Observations {
    Observations {
        workspace_refused: false,
        sources: Some(sources.to_vec()),
        chosen,
        credentials: None,
        audit_events: None,
    }
}

#[test]
fn the_workspace_is_judged_by_all_of_its_sources() {
    use Creation::{Cannot, Open, ScopedCannot};
    use Verdict::{Confirmed, Denied, Inconclusive};
    let cases: [(&[Seen], Verdict, Ground, Creation); 9] = [
        (&[], Inconclusive, Ground::NoSources, Open),
        (&[STREAM_KEY], Confirmed, Ground::KeysVisible, Open),
        (&[STREAM_KEY, CLOUD], Confirmed, Ground::KeysVisible, Open),
        (&[CLOUD_KEY, CLOUD], Confirmed, Ground::KeysVisible, Open),
        (&[STREAM_KEY, STREAM], Inconclusive, Ground::KeysOfSomeVisible, ScopedCannot),
        (&[CLOUD_KEY, STREAM], Inconclusive, Ground::KeysOfSomeVisible, ScopedCannot),
        (&[STREAM, STREAM], Denied, Ground::NoKeyVisible, Cannot),
        (&[STREAM, CLOUD], Denied, Ground::NoKeyVisible, Cannot),
        (&[CLOUD, CLOUD], Inconclusive, Ground::NoSourceMustHaveKey, Open),
    ];
    for (sources, verdict, ground, creation) in cases {
        let judgement = judge(&seen(sources, None));
        assert_eq!(
            (judgement.verdict(), judgement.ground, judgement.creation),
            (verdict, ground, creation),
            "{sources:?}"
        );
    }
}

#[test]
fn a_named_source_is_judged_by_its_own_key_and_then_by_the_others() {
    use Creation::{Cannot, Open, ScopedCannot};
    use Verdict::{Confirmed, Denied, Inconclusive};
    let cases: [(&[Seen], Chosen, Verdict, Ground, Creation); 10] = [
        (&[STREAM_KEY], Chosen::Seen(STREAM_KEY), Confirmed, Ground::SourceKeyVisible, Open),
        (&[STREAM_KEY, STREAM], Chosen::Seen(STREAM_KEY), Confirmed, Ground::SourceKeyVisible, ScopedCannot),
        (&[], Chosen::Seen(CLOUD_KEY), Confirmed, Ground::SourceKeyVisible, Open),
        (&[STREAM_KEY, STREAM], Chosen::Seen(STREAM), Inconclusive, Ground::KeysOfOthersVisible, ScopedCannot),
        (&[STREAM_KEY, CLOUD], Chosen::Seen(CLOUD), Inconclusive, Ground::KeysOfOthersVisible, Open),
        (&[STREAM, CLOUD], Chosen::Seen(CLOUD), Denied, Ground::NoKeyVisible, Cannot),
        (&[STREAM], Chosen::Seen(STREAM), Denied, Ground::NoKeyVisible, Cannot),
        (&[CLOUD], Chosen::Seen(CLOUD), Inconclusive, Ground::NoSourceMustHaveKey, Open),
        (&[STREAM_KEY], Chosen::Refused, Denied, Ground::SourceRefused, ScopedCannot),
        (&[STREAM_KEY], Chosen::Missing, Inconclusive, Ground::SourceNotFound, Open),
    ];
    for (sources, chosen, verdict, ground, creation) in cases {
        let judgement = judge(&seen(sources, Some(chosen.clone())));
        let judged = (judgement.verdict(), judgement.ground, judgement.creation);
        assert_eq!(judged, (verdict, ground, creation), "{sources:?} {chosen:?}");
    }
}

#[test]
fn a_refusal_is_a_denial() {
    let refused = Observations { workspace_refused: true, ..seen(&[STREAM_KEY], None) };
    assert_eq!(judge(&refused).ground, Ground::TokenRefused);
    let refused = Observations { sources: None, ..seen(&[], None) };
    assert_eq!(judge(&refused).ground, Ground::SourcesRefused);
    assert_eq!((judge(&refused).verdict(), judge(&refused).creation), (Verdict::Denied, Creation::Cannot));
}

#[test]
fn the_hints_never_change_the_verdict() {
    let unknown = || {
        Access::Unknown(ApiError {
            class: ApiClass::Network(NetworkClass::Cut),
            doing: "x".into(),
            host: "h".into(),
            status: None,
            request_id: None,
            messages: Vec::new(),
            detail: None,
            attempts: 1,
        })
    };
    for sources in [&[][..], &[STREAM_KEY], &[STREAM], &[CLOUD], &[STREAM, STREAM_KEY]] {
        let plain = judge(&seen(sources, None));
        assert_eq!((plain.corroboration, plain.is_too_powerful), (None, None));
        for (access, corroboration, is_too_powerful) in [
            (Access::Allowed(()), Some(Corroboration::WeaklyFor), Some(true)),
            (Access::Refused, Some(Corroboration::Against), Some(false)),
            (Access::Missing, None, None),
            (unknown(), None, None),
        ] {
            let (credentials, audit_events) = (Some(access.clone()), Some(access));
            let hinted = judge(&Observations { credentials, audit_events, ..seen(sources, None) });
            assert_eq!(hinted, Judgement { corroboration, is_too_powerful, ..plain.clone() });
        }
    }
}

#[test]
fn only_sources_that_a_customers_code_feeds_must_have_a_key() {
    let entry = |slug: &str, category: Option<&str>, is_cloud: Option<bool>| SourceMetadata {
        slug: slug.to_owned(),
        categories: category.into_iter().map(str::to_owned).collect(),
        is_cloud_event_source: is_cloud,
        ..SourceMetadata::default()
    };
    for (metadata, must) in [
        (entry("ios", Some("Mobile"), Some(false)), true),
        (entry("javascript", Some("website"), None), true),
        (entry("http-api", None, None), true),
        (entry("something-new", Some("Server"), Some(false)), true),
        (entry("stripe", Some("Payments"), Some(false)), false),
        (entry("qualtrics", Some("Surveys"), Some(true)), false),
        (entry("youbora", Some("Website"), Some(true)), false),
        (entry("postgres", Some("Database"), Some(false)), false),
        (entry("", None, None), false),
    ] {
        assert_eq!(is_event_stream(&metadata), must, "{metadata:?}");
    }
}

#[test]
fn every_ground_has_a_name_a_sentence_and_a_way_out_unless_it_confirms() {
    let names: HashSet<&str> = Ground::ALL.iter().map(|ground| ground.name()).collect();
    let sentences: HashSet<String> = Ground::ALL.iter().map(ToString::to_string).collect();
    assert_eq!((names.len(), sentences.len()), (Ground::ALL.len(), Ground::ALL.len()));
    for ground in Ground::ALL {
        assert!(ground.name().bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'));
        assert_eq!(ground.settled_by().is_none(), ground.verdict() == Verdict::Confirmed, "{ground:?}");
    }
}
