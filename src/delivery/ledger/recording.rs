//! The ledger as the pipeline's record.

use super::book::BatchNo;
use super::entry::Entry;
use super::recorder::Journal;
use crate::core::error::{Error, Result};
use crate::delivery::journal;

impl journal::Journal<Entry> for Journal {
    type Ticket = BatchNo;

    async fn in_doubt(&self, entries: &[Entry]) -> Result<BatchNo> {
        Journal::in_doubt(self, entries.to_vec()).recorded().await
    }

    async fn acknowledged(&self, batch: &BatchNo) -> Result<()> {
        Journal::acknowledged(self, *batch).recorded().await
    }

    async fn refused(&self, batch: &BatchNo, status: u16) -> Result<()> {
        Journal::refused(self, *batch, status).recorded().await
    }

    async fn not_taken(&self, batch: &BatchNo) -> Result<()> {
        Journal::not_taken(self, *batch).recorded().await
    }

    async fn split(&self, batch: &BatchNo, before: &[Entry], from: &[Entry]) -> Result<(BatchNo, BatchNo)> {
        match Journal::split(self, *batch, vec![before.len(), from.len()]).recorded().await?.as_slice() {
            [one, other] => Ok((*one, *other)),
            parts => Err(Error::failed("ledger_rule", format!("a batch was cut in two, and became {}", parts.len()))),
        }
    }
}
