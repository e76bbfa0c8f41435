//! One survey exported in two generations: the same events under one mapping.

use crate::support::{Place, samples};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// Metadata that both generations have. Contact fields are named otherwise in each (`RecipientEmail`, `EmailAddress`),
/// and the pipes know both names.
const METADATA: [&str; 10] = [
    "${rm://Field/ResponseID}",
    "${rm://Field/Finished}",
    "${rm://Field/Status}",
    "${rm://Field/StartDate}",
    "${rm://Field/EndDate}",
    "${rm://Field/LocationLatitude}",
    "${rm://Field/LocationAccuracy}",
    "${loc://IPAddress}",
    "${m://Email}",
    "${m://ExternalDataReference}",
];

/// The names that stand once in row 1 of this file.
fn names(path: &Path) -> Vec<String> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(path).expect("a sample");
    let row = reader.records().next().expect("a row").expect("a row");
    let mut counts: HashMap<&str, usize> = HashMap::new();
    row.iter().for_each(|name| *counts.entry(name).or_default() += 1);
    row.iter().filter(|name| !name.is_empty() && counts[name] == 1).map(str::to_owned).collect()
}

#[test]
fn two_generations_of_one_survey_give_the_same_events_under_one_mapping() {
    let Some(exports) = samples("exports") else { return };
    for (sample, shared) in [("many_types", 119), ("matrix", 9), ("multi_answer", 15)] {
        let paths = [format!("{sample}.csv"), format!("{sample}_legacy.csv")].map(|name| exports.join(name));
        let legacy = names(&paths[1]);
        let mut common = names(&paths[0]);
        common.retain(|name| legacy.contains(name));
        assert_eq!(common.len(), shared, "{sample}");
        let pipes = METADATA.iter().map(|pipe| (*pipe).to_owned());
        let pipes = pipes.chain(common.iter().map(|name| format!("${{column://{name}}}")));
        let place = Place::new();
        let properties: Vec<String> = pipes.enumerate().map(|(at, pipe)| format!("p{at}: \"{pipe}\"")).collect();
        place.file("qseg.yaml", crate::support::mapping(&properties.iter().map(String::as_str).collect::<Vec<_>>()));
        let events = paths.map(|path| {
            let path = path.display().to_string();
            let zone = ["--timezone", "America/Denver", "--include", "all"];
            place.send(&[&["--format", "ndjson", &path][..], &zone].concat()).exits(0).events()
        });
        assert_eq!(events[0].len(), 5, "{sample}");
        let filled = |event: &Value| event["properties"].as_object().map_or(0, serde_json::Map::len);
        assert!(events[0].iter().all(|event| filled(event) > 8), "{sample}: {}", events[0][0]);
        assert!(events[0].iter().all(|event| event["timestamp"].is_string()), "{sample}: {}", events[0][0]);
        for (current, legacy) in events[0].iter().zip(&events[1]) {
            assert_eq!(current, legacy, "{sample}");
        }
        assert_eq!(events[0], events[1], "{sample}");
    }
}
