//! The activity log: a line for each call and one for each of its pages, in files that other programs read.

mod file;
mod format;

pub use file::LogFile;
pub use format::{Csv, JsonLines, LogFormat, XferFaxLog};

use alloc::vec::Vec;
use std::io;

use super::{Queue, QueueError};
use crate::engine::Action;
use crate::engine::call::CallRecord;
use crate::engine::errand::{Errand, ErrandKind, ErrandResult};

/// Takes records of calls. When `write` returns well, the record is where it stays, and is not offered again.
pub trait ActivityLog {
    /// Writes one. After a crash a record may come a second time: those that are there already are dropped by their job and
    /// attempt.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the medium; the record is offered again later.
    fn write(&mut self, call: &CallRecord) -> io::Result<()>;
}

impl<A: ActivityLog + ?Sized> ActivityLog for &mut A {
    fn write(&mut self, call: &CallRecord) -> io::Result<()> {
        (**self).write(call)
    }
}

/// Several logs of the same calls.
impl<A: ActivityLog> ActivityLog for Vec<A> {
    fn write(&mut self, call: &CallRecord) -> io::Result<()> {
        self.iter_mut().try_for_each(|log| log.write(call))
    }
}

impl Queue {
    /// Writes the calls that have ended to the log, in the order in which they did, on this thread. Call it every now and
    /// then, from one thread at a time. Which calls are put on record is said by
    /// [`ActivityLogging`](crate::engine::parts::ActivityLogging), at the end of the call; the record is made durable with
    /// that, so none is lost in a crash.
    ///
    /// # Errors
    ///
    /// A fault of the store. The inner error is one of the log: nothing is lost, and the next call goes on with the same
    /// record.
    pub fn write_activity_log(&self, log: &mut dyn ActivityLog) -> Result<io::Result<()>, QueueError> {
        const A_FEW: usize = 64;
        loop {
            let due = self.store().errands(ErrandKind::Call, self.now(), A_FEW)?;
            if due.is_empty() {
                return Ok(Ok(()));
            }
            for record in due {
                let Errand::Call(call) = record.errand() else { continue };
                // The lock of the store is free all the while.
                if let Err(error) = log.write(call) {
                    return Ok(Err(error));
                }
                self.act(Action::Errand { key: record.key().into(), result: ErrandResult::Done })?;
            }
        }
    }
}
