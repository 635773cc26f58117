//! A queue on the board: several faxes, one line, and calls that are made again.

use fax_core::{Instant, Outcome};
use fax_modem::{Class1, DialFailure, Port, RunError};
use fax_queue::engine::{self, Cause, Now, Settings};
use fax_queue::model::{Document, FaxDocument, JobStatus, Notify, OutgoingJob, Recipient};
use fax_queue::store::Fixed;
use fax_queue::vocabulary::{DeviceId, JobId, JobState, ServerId, Timestamp};

use crate::{Call, Console, Letter, Report, send, tell};

/// Jobs that there is room for.
const JOBS: usize = 2;
/// Octets of a number.
const TEXT: usize = 20;

/// Queues a letter from `from` to each of the numbers, and sends until no job waits any more. True if all of them have arrived.
///
/// A number that does not answer is tried again at once, three times. Products leave the delays to the table of the queue.
#[inline(never)]
pub fn deliver<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: &dyn Fn() -> Instant,
    console: &mut impl Console,
    from: &str,
    numbers: [&str; JOBS],
) -> bool {
    let mut queue = Fixed::<JOBS, 1, TEXT>::new(ServerId(1));
    let mut watch = Watch { console, completed: 0 };
    // A board without a calendar counts from its start.
    let now = || Now { wall: Timestamp::from_unix_millis(clock().as_millis()), utc_offset_minutes: 0, seed: 0 };
    let at_once = Settings { retries: Some(3), retry_delay_minutes: Some(0), ..*queue.settings() };
    let mut moment = queue.at(now(), &mut watch);
    if moment.configure(at_once).is_err() || numbers.iter().any(|number| moment.submit(&Order(number)).is_err()) {
        return false;
    }
    while let Some(ticket) = queue.at(now(), &mut watch).claim(DeviceId(1)) {
        let mut number = heapless::String::<TEXT>::new();
        let fax_number = queue.job(ticket.job).map(|job| job.recipient().fax_number);
        let _ = number.push_str(fax_number.unwrap_or_default()); // it is no longer than the queue's own
        let mut letter = Letter { from, to: &number, number: 0 };
        let sent = send(modem, port, clock, letter.page(), Call { to: &number, ecm: false }, &mut |event| {
            tell(watch.console, event);
            queue.at(now(), &mut watch).on_event(&ticket, event).is_ok()
        });
        if queue.at(now(), &mut watch).finish(&ticket, cause(sent)).is_err() {
            return false;
        }
    }
    watch.completed == JOBS
}

/// What the queue makes of it.
fn cause<E>(sent: Result<Outcome, RunError<E>>) -> Cause {
    use engine::DialFailure as Why;
    match sent {
        Ok(Outcome::Completed) => Cause::Completed,
        Ok(Outcome::Failed(failure)) => Cause::Failed(failure),
        Err(RunError::NotReached(failure)) => Cause::NotReached(match failure {
            DialFailure::Busy => Why::Busy,
            DialFailure::NoAnswer => Why::NoAnswer,
            DialFailure::NoDialTone => Why::NoDialTone,
            DialFailure::NoCarrier => Why::NoCarrier,
            DialFailure::Blacklisted => Why::Delayed,
            _ => Why::Refused,
        }),
        Err(_) => Cause::Interrupted,
    }
}

/// A letter to this number, as the queue sees it.
struct Order<'t>(&'t str);

impl FaxDocument for Order<'_> {
    fn body(&self) -> Document<&str> {
        Document { reference: "letter", pages: 1, size: 0 }
    }

    fn recipients(&self) -> usize {
        1
    }

    fn recipient(&self, _index: usize) -> Option<Recipient<&str>> {
        Some(Recipient { fax_number: self.0, name: "" })
    }
}

/// Says what becomes of the jobs; a product would light a lamp.
struct Watch<'c, C> {
    console: &'c mut C,
    completed: usize,
}

impl<C: Console> Notify for Watch<'_, C> {
    fn on_outgoing_job_added(&mut self, _server: ServerId, job: JobId) {
        self.say("queued", job);
    }

    fn on_outgoing_job_changed(&mut self, _server: ServerId, job: JobId, status: &dyn JobStatus) {
        match status.status().state {
            JobState::Retrying => self.say("retrying", job),
            JobState::RetriesExceeded => self.say("given-up", job),
            JobState::Completed => {
                self.completed += 1;
                self.say("delivered", job);
            }
            _ => {}
        }
    }
}

impl<C: Console> Watch<'_, C> {
    fn say(&mut self, what: &str, job: JobId) {
        self.console.report(what, u32::try_from(job.0).unwrap_or(u32::MAX));
    }
}
