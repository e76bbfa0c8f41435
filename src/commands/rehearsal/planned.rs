//! Events against the run's tracking plan, where one was given: what Segment would take only to throw it away.

use super::{Observer, Rehearsal};
use crate::core::origin::Place;
use crate::segment::discard::Discard;
use crate::segment::event::Accepted;

impl<O: Observer> Rehearsal<'_, O> {
    /// Judges an event that is sound by itself; gives the code under which Segment would throw it away.
    pub(super) fn thrown_away(&mut self, task: &str, event: &Accepted<'_>, place: &Place) -> Option<&'static str> {
        let run = self.run;
        let judge = run.judge.as_ref()?;
        let task = run.mapping.tasks.iter().find(|spec| spec.id.value == task);
        let sent = (event.call(), event.bytes());
        judge.event(&run.mapping, task, sent, place, &mut self.findings).map(Discard::code)
    }
}
