//! What has to be done for a job after a change of it is durable: to send a receipt, to write a line of the activity log.
//!
//! An errand is a row that is written in the same transaction as the change, and gone once it was done: so it is done at
//! least once, also if the process dies in between. What cannot be done now is due again later.

use alloc::boxed::Box;
use alloc::string::String;
use core::time::Duration;

use super::call::CallRecord;
use super::{Done, Guard, Now, Plan, Refusal, View, Write};
use crate::model::{JobSnapshot, ReceiptTerms};
use crate::vocabulary::{JobId, SubmissionId, Timestamp, Version};

/// The kinds of errands, which are done by different hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ErrandKind {
    /// A receipt.
    Receipt,
    /// A record of a call.
    Call,
}

impl ErrandKind {
    /// Its number in the store.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Receipt => 0,
            Self::Call => 1,
        }
    }
}

/// What there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Errand {
    /// A receipt is to be sent.
    Receipt(Box<ReceiptErrand>),
    /// A call belongs into the activity log.
    Call(Box<CallRecord>),
}

impl Errand {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> ErrandKind {
        match self {
            Self::Receipt(_) => ErrandKind::Receipt,
            Self::Call(_) => ErrandKind::Call,
        }
    }
}

/// A receipt that is due.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct ReceiptErrand {
    /// What the job asked for.
    pub terms: ReceiptTerms<String>,
    /// What it reports.
    pub about: About,
}

/// What a receipt reports.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum About {
    /// The end of a job, as it was at that moment; it may have been restarted since.
    Job {
        /// The job.
        job: JobId,
        /// How it ended.
        status: Box<JobSnapshot>,
        /// Why, in words.
        reason: String,
    },
    /// The end of all jobs of a submission.
    Submission {
        /// The first of them.
        first: JobId,
        /// How many there are; their ids follow upon each other.
        count: u32,
    },
}

/// An errand as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ErrandRecord {
    pub(crate) key: String,
    pub(crate) version: Version,
    pub(crate) due: Timestamp,
    pub(crate) tries: u32,
    pub(crate) errand: Errand,
}

impl ErrandRecord {
    /// One that is new.
    pub(super) fn new(key: String, due: Timestamp, errand: Errand) -> Self {
        Self { key, version: Version::default().next(), due, tries: 0, errand }
    }

    /// Its name, which no other errand has.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Counts its changes.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }

    /// Not to be done before.
    #[must_use]
    pub const fn due(&self) -> Timestamp {
        self.due
    }

    /// How often it was tried in vain.
    #[must_use]
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    /// The kind of it.
    #[must_use]
    pub const fn kind(&self) -> ErrandKind {
        self.errand.kind()
    }

    /// What there is to do.
    #[must_use]
    pub const fn errand(&self) -> &Errand {
        &self.errand
    }
}

/// The jobs of a submission that shall have one receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct GroupRecord {
    pub(crate) id: SubmissionId,
    pub(crate) version: Version,
    pub(crate) jobs: u32,
    /// Those that have not ended.
    pub(crate) open: u32,
}

impl GroupRecord {
    /// Whose jobs they are.
    #[must_use]
    pub const fn id(&self) -> SubmissionId {
        self.id
    }

    /// Counts its changes.
    #[must_use]
    pub const fn version(&self) -> Version {
        self.version
    }
}

/// What came of an errand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrandResult {
    /// It was done.
    Done,
    /// It could not be done now.
    Later,
    /// It cannot be done.
    GivenUp,
}

/// Tries of an errand at most: with an hour between them in the end, some three days.
pub(crate) const MOST_TRIES: u32 = 77;

/// How long to wait after so many tries in vain: a minute, twice that each time, an hour at most.
fn delay(tries: u32) -> Duration {
    Duration::from_secs(60 << tries.saturating_sub(1).min(6)).min(Duration::from_secs(3600))
}

pub(super) fn settle(view: &View, key: &str, result: ErrandResult, now: Now) -> Result<Plan, Refusal> {
    let Some(mut record) = view.errand.clone().filter(|record| record.key == key) else {
        return Ok(Plan::nothing(Done::default()));
    };
    let mut plan = Plan::default();
    plan.guards.push(Guard::Errand(key.into(), record.version));
    record.version = record.version.next();
    record.tries = record.tries.saturating_add(1);
    if result == ErrandResult::Later && record.tries < MOST_TRIES {
        record.due = now.wall + delay(record.tries);
        plan.writes.push(Write::Errand(Box::new(record)));
    } else {
        plan.writes.push(Write::ErrandDone(key.into()));
    }
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often_and_end_after_three_days() {
        assert_eq!([1, 2, 3, 6, 7, 76].map(|tries| delay(tries).as_secs()), [60, 120, 240, 1920, 3600, 3600]);
        let total: u64 = (1..MOST_TRIES).map(|tries| delay(tries).as_secs()).sum();
        assert!((71..75).contains(&(total / 3600)), "{total}");
    }
}
