//! The ledger of a live send: who writes in it, and what it is told of the run.

use super::target::Target;
use crate::commands::rehearsal::Run;
use crate::context::Context;
use crate::delivery::ledger::{Holder, MappingFile, NewRun, Source, TaskAt, Waiting, Writer};
use crate::error::Result;
use crate::mapping::model::Mapping;
use crate::ui::{Ui, visible};
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Duration;

/// Opens the ledger as its one writer; waits for another one as long as `--wait` says.
///
/// # Errors
/// As [`Writer::open`].
pub fn open(path: &Path, wait: Duration, context: &Context, ui: &mut Ui) -> Result<Writer> {
    let holder = Holder {
        pid: std::process::id(),
        host: context.host_name(),
        since: context.now(),
        command: "qseg send".to_owned(),
    };
    let mut told = |holder: Option<&Holder>| {
        let who = holder.map_or_else(|| "another qseg".to_owned(), ToString::to_string);
        ui.status(&visible(&format!("Waiting for the ledger: {who} writes in it")));
    };
    let waiting = Waiting { at_most: wait, told: &mut told, sleep: &mut std::thread::sleep };
    Writer::open(path, &holder, waiting)
}

/// What the ledger is told of a run before it begins.
pub fn new_run(run: &Run<'_>, target: &Target, tasks: &[TaskAt]) -> NewRun {
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
