//! A queue of fixed capacity, with jobs, calls and wishes that the compiler knows nothing of.

use core::hint::black_box;

use fax_core::{Event, Report};
use fax_queue::engine::{Cause, Now, Settings};
use fax_queue::model::{Document, FaxDocument, JobStatus, Notify, OutgoingJob, Recipient};
use fax_queue::store::{Fixed, FixedTicket};
use fax_queue::vocabulary::{DeviceId, JobId, Operation, ServerId, Timestamp};

struct Fax;

impl FaxDocument for Fax {
    fn body(&self) -> Document<&str> {
        Document { reference: black_box("reading"), pages: black_box(2), size: black_box(9) }
    }

    fn recipients(&self) -> usize {
        black_box(2)
    }

    fn recipient(&self, index: usize) -> Option<Recipient<&str>> {
        black_box((index < 2).then_some(Recipient { fax_number: "123", name: "" }))
    }
}

struct Watch;

impl Notify for Watch {
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        black_box((job, status.status(), status.retries()));
    }
}

pub(crate) fn run() {
    let mut queue = black_box(Fixed::<2, 4, 24>::new(ServerId(1)));
    let mut watch = Watch;
    let mut ticket: Option<FixedTicket<4>> = None;
    let report = Report::default();
    while black_box(true) {
        let wall = Timestamp::from_unix_millis(black_box(0));
        let mut moment = queue.at(Now { wall, utc_offset_minutes: black_box(0), seed: black_box(1) }, &mut watch);
        let _ = black_box(moment.submit(black_box(&Fax)));
        let _ = black_box(moment.configure(black_box(Settings::default())));
        let _ = black_box(moment.operate(JobId(black_box(1)), black_box(Operation::Cancel)));
        ticket = moment.claim(DeviceId(black_box(1))).or(ticket);
        if let Some(ticket) = black_box(&ticket) {
            let event = match black_box(0) {
                0 => Event::Connected,
                1 => Event::SendingPage { page: black_box(0) },
                2 => Event::PageOffered { page: black_box(0), last: black_box(true) },
                _ => Event::PageSent { page: black_box(0), confirmed: black_box(true) },
            };
            let _ = black_box(moment.on_event(ticket, &event));
            let cause = if black_box(true) { Cause::from(black_box(&report)) } else { black_box(Cause::Interrupted) };
            let _ = black_box(moment.finish(ticket, cause));
        }
        black_box(queue.next_due());
        black_box(queue.jobs().first().map(|job| (job.reason().len(), job.recipient().fax_number.len())));
    }
}
