//! What goes around each batch: the write key, and where the events may go on to (`--destinations`).

use super::args::LiveArgs;
use super::target::Target;
use crate::core::error::{Error, Result};
use crate::delivery::envelope::{Envelope, TooManyNames};

/// The envelope of a live send.
///
/// # Errors
/// The words do not go together, one of them is no enabled destination, or they are too many.
pub(crate) fn envelope(args: &LiveArgs, target: &Target) -> Result<Envelope> {
    let envelope = Envelope::new(target.key.clone(), args.gzip);
    let names = &args.destinations;
    let words = ["all", "warehouses"];
    if names.len() > 1 && names.iter().any(|name| words.contains(&name.as_str())) {
        return Err(Error::usage("bad_destinations", "--destinations takes all, warehouses, or names, not both"));
    }
    match names.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] | ["all"] => Ok(envelope),
        ["warehouses"] => envelope.with_integrations(false, &[]).map_err(too_many),
        _ => {
            if let Some(known) = &target.destinations
                && let Some(unknown) = names.iter().find(|name| !known.contains(name))
            {
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                return Err(crate::commands::unknown_word("--destinations", unknown, &known));
            }
            envelope.with_integrations(false, names).map_err(too_many)
        }
    }
}

fn too_many(_: TooManyNames) -> Error {
    Error::usage("bad_destinations", "--destinations names more than a batch has room for")
        .hint("name fewer, and send to the others in a run of its own with a raised `revision`, or use all")
}
