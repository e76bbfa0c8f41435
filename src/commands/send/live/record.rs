//! What the ledger is told of a live send.

use super::target::Target;
use crate::commands::rehearsal::Run;
use crate::context::Context;
use crate::delivery::ledger::{MappingFile, NewRun, Source, TaskAt};
use crate::mapping::model::Mapping;
use sha2::{Digest, Sha256};
use std::path::Path;

/// What the ledger is told of a run before it begins.
pub(crate) fn new_run(run: &Run<'_>, target: &Target, tasks: &[TaskAt]) -> NewRun {
    let context = run.context;
    NewRun {
        kind: "send".to_owned(),
        who: context.who(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        mapping: Some(mapping_file(&run.mapping, context)),
        inputs: run.inputs.iter().map(|input| input.display().to_string()).collect(),
        source: Source {
            id: target.source.id.clone(),
            slug: target.source.slug.clone(),
            env: Some(target.source.env.clone()),
            region: target.region.map(|region| region.name().to_owned()),
        },
        host: target.endpoint.host().to_owned(),
        tasks: tasks.to_vec(),
    }
}

fn mapping_file(mapping: &Mapping, context: &Context) -> MappingFile {
    let file = mapping.source.name().to_owned();
    let hash = Sha256::digest(mapping.source.text().as_bytes());
    MappingFile {
        git_commit: context.git_commit(Path::new(&file)),
        hash: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        file,
    }
}
