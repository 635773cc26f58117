//! When a receipt is due: with the end of a job, or of the last one of its submission.

use alloc::boxed::Box;
use alloc::format;

use super::errand::{About, Errand, ErrandRecord, GroupRecord, ReceiptErrand};
use super::parts::ReceiptOptions;
use super::{Guard, Now, OutgoingRecord, Phase, Plan, Refusal, View, Write};
use crate::model::{FaxDocument as _, NewJob, OutgoingJob as _};
use crate::vocabulary::{JobId, SubmissionId, Version};

/// Whether the settings allow the receipt that a fax asks for.
pub(super) fn allowed(view: &View, request: &NewJob) -> Result<(), Refusal> {
    let options: ReceiptOptions = view.parts.get();
    if options.allowed.contains(request.receipt.kind) { Ok(()) } else { Err(Refusal::ReceiptNotAllowed) }
}

/// A submission begins: its jobs are counted if they shall have one receipt.
pub(super) fn begin(plan: &mut Plan, first: JobId, request: &NewJob, jobs: u32) {
    if is_grouped(request) && request.recipients() > 1 {
        put_group(plan, GroupRecord { id: SubmissionId(first.0), version: Version::default(), jobs, open: jobs });
    }
}

pub(crate) const fn is_grouped(request: &NewJob) -> bool {
    request.receipt.grouped && !request.receipt.kind.is_empty()
}

/// Something happened to a job: a receipt if it ended. A job that its user cancelled has none of its own; a restarted one
/// opens its submission again.
pub(super) fn after(plan: &mut Plan, view: &View, before: Phase, job: &OutgoingRecord, now: Now) {
    let request = &job.request;
    let (was_open, is_open) = (is_open(before), is_open(job.phase()));
    if request.receipt.kind.is_empty() || was_open == is_open {
        return;
    }
    let terms = request.receipt.clone();
    if let Some(mut group) = view.group.filter(|_| is_grouped(request)) {
        group.open = if is_open { group.open.saturating_add(1) } else { group.open.saturating_sub(1) };
        if group.open == 0 {
            let about = About::Submission { first: JobId(group.id.0), count: group.jobs };
            let errand = Errand::Receipt(Box::new(ReceiptErrand { terms, about }));
            let key = format!("receipt/{}/all", job.submission_id());
            plan.writes.push(Write::Errand(Box::new(ErrandRecord::new(key, now.wall, errand))));
        }
        put_group(plan, group);
    } else if !is_open && job.phase() != Phase::Cancelled {
        let about = About::Job { job: job.id, status: Box::new(job.snapshot()), reason: job.reason.clone() };
        let errand = Errand::Receipt(Box::new(ReceiptErrand { terms, about }));
        let key = format!("receipt/{}/{}", job.id, job.course.epoch.0);
        plan.writes.push(Write::Errand(Box::new(ErrandRecord::new(key, now.wall, errand))));
    }
}

const fn is_open(phase: Phase) -> bool {
    phase.is_waiting() || phase.is_active()
}

fn put_group(plan: &mut Plan, mut group: GroupRecord) {
    plan.guards.push(Guard::Group(group.id, group.version));
    group.version = group.version.next();
    plan.writes.push(Write::Group(group));
}
