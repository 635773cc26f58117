//! Receipts on their way: from the rows that say they are due to a mail, a file or your own code.

mod sinks;

#[cfg(feature = "mail")]
pub use sinks::SmtpReceipts;
pub use sinks::{ByKind, CallbackReceipts, FileReceipts, MailReceipts};

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write as _};

use super::text::one_line;
use super::{Queue, QueueError};
use crate::engine::errand::{About, Errand, ErrandKind, ErrandResult, ReceiptErrand};
use crate::engine::{Action, OutgoingRecord, Refusal};
use crate::model::{JobStatus, OutgoingJob as _};
use crate::vocabulary::{ExtendedStatus, JobId, JobState, ReceiptType};

/// A receipt, ready to be delivered. Its texts have no control characters but line ends.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The same whenever this receipt is delivered again: after a crash it may come twice.
    pub id: String,
    /// By what way it was asked for.
    pub kind: ReceiptType,
    /// Where to; empty for a message box.
    pub address: String,
    /// The gist of it.
    pub subject: String,
    /// All of it; of a summary for a message box the counts only.
    pub text: String,
    /// What became of each job of a summary, a line each; empty for a receipt of one job. A mail has it in its `text` already.
    pub list: String,
    /// The jobs it reports: one, or all of a submission.
    pub jobs: Vec<JobId>,
    /// How many of them succeeded.
    pub succeeded: u32,
    /// The fax as TIFF, if that was asked for and is there.
    pub fax: Option<Vec<u8>>,
}

/// Takes receipts to where they belong. When `deliver` returns well, the receipt is not offered again.
pub trait ReceiptSink {
    /// Delivers one. Blocks.
    ///
    /// # Errors
    ///
    /// [`ReceiptFault`]; it is tried again later unless that is permanent.
    fn deliver(&mut self, receipt: &Receipt) -> Result<(), ReceiptFault>;
}

/// Why a receipt was not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptFault {
    /// Whether another try cannot help.
    pub permanent: bool,
    /// In words.
    pub why: String,
}

impl fmt::Display for ReceiptFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.why)
    }
}

impl core::error::Error for ReceiptFault {}

/// A receipt that could not be delivered: for the log. The job is not touched by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// [`Receipt::id`].
    pub id: String,
    /// Why.
    pub fault: ReceiptFault,
    /// Nobody will try again.
    pub given_up: bool,
}

impl Queue {
    /// Delivers the receipts that are due, on this thread, and returns those that could not be. Call it every now and then,
    /// from one thread at a time. A receipt is due with the change that ended its job: none is lost in a crash, and one that
    /// was delivered at that very moment comes again. What fails is tried after a minute, then after twice as long each time,
    /// an hour at most, for three days.
    ///
    /// # Errors
    ///
    /// A fault of the store; the next call goes on.
    pub fn deliver_receipts(&self, sink: &mut dyn ReceiptSink) -> Result<Vec<Undelivered>, QueueError> {
        const A_FEW: usize = 16;
        let mut undelivered = Vec::new();
        loop {
            let due = self.store().errands(ErrandKind::Receipt, self.now(), A_FEW)?;
            if due.is_empty() {
                return Ok(undelivered);
            }
            for record in due {
                let Errand::Receipt(errand) = record.errand() else { continue };
                let receipt = self.receipt(record.key(), errand)?;
                // The lock of the store is free all the while.
                let delivered = receipt.map_or(Ok(()), |receipt| sink.deliver(&receipt));
                let result = match delivered {
                    Ok(()) => ErrandResult::Done,
                    Err(fault) => {
                        let given_up = fault.permanent || record.tries() + 1 >= crate::engine::errand::MOST_TRIES;
                        undelivered.push(Undelivered { id: record.key().into(), fault, given_up });
                        if given_up { ErrandResult::GivenUp } else { ErrandResult::Later }
                    }
                };
                self.act(Action::Errand { key: record.key().into(), result })?;
            }
        }
    }

    /// `None` if there is nothing to report: the records are gone, or all was cancelled.
    fn receipt(&self, id: &str, errand: &ReceiptErrand) -> Result<Option<Receipt>, QueueError> {
        let (first, ended) = match &errand.about {
            About::Job { job, status, reason } => (*job, alloc::vec![(*job, status.status.state, reason.clone())]),
            About::Submission { first, count } => {
                let mut ended = Vec::new();
                for id in (first.0..).take(*count as usize).map(JobId) {
                    match self.outgoing_job(id) {
                        Ok(job) => ended.push((id, job.status().state, job.reason().to_string())),
                        Err(QueueError::Refused(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                (*first, ended)
            }
        };
        let one = match self.outgoing_job(first) {
            Err(QueueError::Refused(Refusal::NotFound)) => return Ok(None),
            found => found?,
        };
        let succeeded = ended.iter().filter(|(_, state, _)| *state == JobState::Completed).count();
        if ended.iter().all(|(_, state, _)| *state == JobState::Canceled) {
            return Ok(None);
        }
        let mut list = String::new();
        let (text, subject) = match &errand.about {
            About::Job { status, reason, .. } => report(&one, &**status, reason),
            About::Submission { .. } => {
                list = self.list(&ended)?;
                summary(&one, &ended, succeeded, Some(list.as_str()).filter(|_| errand.terms.kind == ReceiptType::MAIL))
            }
        };
        let fax = if errand.terms.attach && errand.terms.kind == ReceiptType::MAIL && has_something_to_attach(&one) {
            self.documents().and_then(|documents| documents.outgoing_tiff(&one).ok())
        } else {
            None
        };
        Ok(Some(Receipt {
            id: id.replace('/', "-"),
            kind: errand.terms.kind,
            address: errand.terms.address.clone(),
            subject,
            text,
            list,
            jobs: ended.iter().map(|(id, ..)| *id).collect(),
            succeeded: u32::try_from(succeeded).unwrap_or(u32::MAX),
            fax,
        }))
    }

    /// What became of each, a line each.
    fn list(&self, ended: &[(JobId, JobState, String)]) -> Result<String, QueueError> {
        let mut list = String::new();
        for (id, state, reason) in ended {
            let job = self.outgoing_job(*id)?;
            let to = job.recipient();
            let _ = writeln!(list, "{} {}: {} {}", to.fax_number, one_line(to.name), words(*state), one_line(reason));
        }
        Ok(list)
    }
}

/// Text and subject. A message box has room for the counts only, and no list.
fn summary(
    one: &OutgoingRecord,
    ended: &[(JobId, JobState, String)],
    succeeded: usize,
    list: Option<&str>,
) -> (String, String) {
    let failed = ended.iter().filter(|(_, state, _)| !matches!(state, JobState::Completed | JobState::Canceled));
    let failed = failed.count();
    let cancelled = ended.len() - succeeded - failed;
    let subject = alloc::format!("Fax to {} recipients: {succeeded} sent, {failed} not sent", ended.len());
    let mut text = about(one);
    let _ = writeln!(text, "sent: {succeeded}\nnot sent: {failed}\ncancelled: {cancelled}");
    if let Some(list) = list {
        let _ = write!(text, "\n{list}");
    }
    (text, subject)
}

/// A cover page alone that goes to several differs for each of them: there is nothing that all have in common.
fn has_something_to_attach(job: &OutgoingRecord) -> bool {
    let request = job.request();
    let only_cover = request.has_cover_page && request.document.pages <= 1;
    !only_cover || request.others.is_empty()
}

/// What all receipts of a fax begin with.
fn about(job: &OutgoingRecord) -> String {
    let mut text = String::new();
    for (what, value) in [("subject", job.subject()), ("document", job.document_name())] {
        if !value.is_empty() {
            let _ = writeln!(text, "{what}: {}", one_line(value));
        }
    }
    let _ = writeln!(text, "submitted: {}\nsubmission: {}", job.submission_time(), job.submission_id());
    text
}

fn report(job: &OutgoingRecord, status: &dyn JobStatus, reason: &str) -> (String, String) {
    let to = job.recipient();
    let unconfirmed = status.extended_status_code() == ExtendedStatus::Unconfirmed;
    let what = match status.status().state {
        JobState::Completed => "was sent",
        _ if unconfirmed => "may have been sent",
        _ => "was not sent",
    };
    let mut text = about(job);
    let _ = writeln!(text, "to: {} {}", to.fax_number, one_line(to.name));
    let _ = writeln!(text, "status: {}", status.status());
    if unconfirmed {
        let _ = writeln!(text, "Nobody confirmed it, and it will not be sent again unless you restart the job.");
    }
    if !reason.is_empty() {
        let _ = writeln!(text, "last call: {}", one_line(reason));
    }
    let _ = writeln!(text, "pages: {}\nretries: {}", status.pages(), status.retries());
    for (what, time) in [("began", status.transmission_start()), ("ended", status.transmission_end())] {
        if let Some(time) = time {
            let _ = writeln!(text, "{what}: {time}");
        }
    }
    if !status.csid().is_empty() {
        let _ = writeln!(text, "answered by: {}", one_line(status.csid()));
    }
    (text, alloc::format!("Fax to {} {what}", to.fax_number))
}

const fn words(state: JobState) -> &'static str {
    match state {
        JobState::Completed => "sent",
        JobState::Canceled => "cancelled",
        _ => "not sent:",
    }
}
