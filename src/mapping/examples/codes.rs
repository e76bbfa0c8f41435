//! The codes under which an event can be rejected: what `rejected` of an expectation takes.

use crate::core::diagnostic::{Code, Severity};
use crate::mapping::findings;
use crate::qualtrics::findings as export_codes;
use crate::segment::discard::Discard;

/// Every code: values that cannot be made, and what Segment would throw away.
pub(crate) fn all() -> impl Iterator<Item = &'static str> {
    let is_error = |code: &&'static &'static Code| code.severity == Severity::Error;
    let of_values = [&findings::VALUE_NOT_COERCIBLE].into_iter().map(|code| code.name);
    let of_exports = export_codes::ALL.iter().filter(is_error).map(|code| code.name);
    of_values.chain(of_exports).chain(Discard::JUDGED.iter().map(|discard| discard.code()))
}

/// Whether an event can be rejected under this code.
pub(crate) fn rejecting(code: &str) -> bool {
    all().any(|known| known == code)
}
