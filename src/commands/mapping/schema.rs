//! `qseg mapping schema`: the JSON Schema of the mapping file, for editors.

use crate::core::error::{Error, Exit, Result};
use crate::mapping::schema::schema;
use crate::ui::Ui;
use clap::Args;

/// Print the JSON Schema of the mapping file, for editors
///
/// Examples:
///   qseg mapping schema > qseg-mapping.schema.json
///   qseg mapping schema > .vscode/qseg-mapping.schema.json
///
/// In YAML an editor finds it by the first line of the mapping file:
///   # yaml-language-server: $schema=./qseg-mapping.schema.json
/// and in JSON by the key `$schema`.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct SchemaArgs {}

/// Prints it.
pub(crate) fn run(_: SchemaArgs, ui: &mut Ui) -> Result<Exit> {
    let text = serde_json::to_string_pretty(&schema())
        .map_err(|error| Error::failed("unwritable_output", "cannot write the schema").because(error))?;
    ui.line(&text)?;
    Ok(Exit::Done)
}
