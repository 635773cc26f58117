//! A call as the activity log has it: one record per attempt, one more per page.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::errand::{Errand, ErrandRecord};
use super::parts::ActivityLogging;
use super::{IncomingRecord, Now, OutgoingRecord, Plan, View, Write};
use crate::model::{IncomingJob as _, Job as _, JobStatus as _, OutgoingJob as _};
use crate::vocabulary::{DeviceId, JobId, Timestamp};

/// Which way a call's pages went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Direction {
    /// They were sent.
    Sent,
    /// They were received.
    Received,
}

/// What became of a page in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Verdict {
    /// The receiver accepted it.
    Confirmed,
    /// The receiver refused it.
    Refused,
    /// It was sent in full, and nobody answered for it.
    Unanswered,
    /// It broke off.
    BrokenOff,
}

/// A page of a call. Empty texts and zeros: not known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PageRecord {
    /// Which page of the document, from 1.
    pub page: u16,
    /// When it began.
    pub started: Timestamp,
    /// When it was answered for, or the call ended.
    pub ended: Timestamp,
    /// Rows that were received.
    pub rows: u32,
    /// Those among them that were damaged.
    pub bad_rows: u32,
    /// Bit/s.
    pub rate: u16,
    /// `MH`, `MR`, `MMR`.
    pub coding: String,
    /// As [`fax_core::Resolution`] shows it.
    pub resolution: String,
    /// Whether errors were corrected.
    pub ecm: bool,
    /// What became of it.
    pub verdict: Verdict,
}

/// A call: what the activity log says of an attempt to send, or of a reception.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CallRecord {
    /// The job.
    pub job: JobId,
    /// The attempt, from 1. A job and an attempt have one record.
    pub attempt: u32,
    /// Which way.
    pub direction: Direction,
    /// The line.
    pub device: DeviceId,
    /// Who submitted it; empty for a reception.
    pub account: String,
    /// `BillingCode` of the sender.
    pub billing_code: String,
    /// `DocumentName`; of a reception, where the pages are.
    pub document: String,
    /// The number that was dialled; of a reception, what the network said of the caller.
    pub number: String,
    /// What we said we are.
    pub local_id: String,
    /// What the far end said it is.
    pub remote_id: String,
    /// When the line went off hook.
    pub started: Timestamp,
    /// When it was on hook again.
    pub ended: Timestamp,
    /// Pages of the document, or those received.
    pub pages: u16,
    /// Pages of the document that are confirmed now.
    pub confirmed: u16,
    /// Bit/s agreed last; 0 if the call did not come that far.
    pub rate: u16,
    /// The status of the job after the call.
    pub status: String,
    /// Why the call ended as it did.
    pub reason: String,
    /// Whether all that was to be sent is confirmed, or what came is whole.
    pub success: bool,
    /// Its pages, in order; one that was sent twice is there twice.
    pub page_records: Vec<PageRecord>,
}

/// An attempt to send has ended: the errand, if the log is on.
pub(super) fn sent(plan: &mut Plan, view: &View, job: &OutgoingRecord, pages: &[PageRecord], now: Now) {
    if !view.parts.get::<ActivityLogging>().log_outgoing {
        return;
    }
    let call = CallRecord {
        job: job.id(),
        attempt: job.course.epoch.0,
        direction: Direction::Sent,
        device: job.device_id().unwrap_or_default(),
        account: job.request.account.clone(),
        billing_code: job.request.sender.billing_code.clone(),
        document: job.document_name().to_string(),
        number: job.recipient().fax_number.to_string(),
        local_id: job.tsid().to_string(),
        remote_id: job.csid().to_string(),
        started: job.transmission_start().unwrap_or(now.wall),
        ended: now.wall,
        pages: job.pages(),
        confirmed: job.pages_confirmed(),
        rate: job.bit_rate().unwrap_or_default(),
        status: job.status().to_string(),
        reason: job.reason.clone(),
        success: job.ledger.is_complete(),
        page_records: pages.to_vec(),
    };
    put(plan, call, now);
}

/// A reception has ended: the errand, if the log is on.
pub(super) fn received(
    plan: &mut Plan,
    view: &View,
    job: &IncomingRecord,
    whole: bool,
    pages: &[PageRecord],
    now: Now,
) {
    if !view.parts.get::<ActivityLogging>().log_incoming {
        return;
    }
    let call = CallRecord {
        job: job.id(),
        attempt: 1,
        direction: Direction::Received,
        device: job.device_id().unwrap_or_default(),
        account: String::new(),
        billing_code: String::new(),
        document: job.reference().to_string(),
        number: job.caller_id().to_string(),
        local_id: job.csid().to_string(),
        remote_id: job.tsid().to_string(),
        started: job.transmission_start().unwrap_or(now.wall),
        ended: now.wall,
        pages: job.pages(),
        confirmed: job.pages(),
        rate: job.bit_rate().unwrap_or_default(),
        status: job.status().to_string(),
        reason: job.reason.clone(),
        success: whole,
        page_records: pages.to_vec(),
    };
    put(plan, call, now);
}

fn put(plan: &mut Plan, call: CallRecord, now: Now) {
    let key = format!("call/{}/{}", call.job, call.attempt);
    plan.writes.push(Write::Errand(Box::new(ErrandRecord::new(key, now.wall, Errand::Call(Box::new(call))))));
}
