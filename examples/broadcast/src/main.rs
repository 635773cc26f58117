//! One fax to several recipients: `cargo run -p example-broadcast`.
//!
//! Each recipient is a job of its own under one submission id. Here one of them is busy at first, one number does not exist,
//! and the clock is the program's own, so that waiting takes no time.

use core::error::Error;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;

use fax_core::sim::{OctetPages, Pair, Received};
use fax_core::{Config, Pages};
use fax_queue::engine::DialFailure;
use fax_queue::model::{Clock, JobStatus, NewJob, OutgoingJob, Recipient};
use fax_queue::service::{CallEnd, LineDriver, Observer, Queue, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{DeviceId, Priority, ServerId, Timestamp};

/// Ten in the morning of a working day, until somebody moves it.
#[derive(Clone)]
struct Hands(Arc<AtomicU64>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::Acquire))
    }
}

/// A line to three stations: one is there, one is busy when it is called first, and one does not exist.
#[derive(Default)]
struct Exchange {
    was_busy: bool,
}

impl LineDriver for Exchange {
    fn device(&self) -> DeviceId {
        DeviceId(1)
    }

    fn call(
        &mut self,
        number: &str,
        config: &Config,
        pages: &mut Pages<'_>,
        tell: Observer<'_>,
        _: &AtomicBool,
    ) -> CallEnd {
        println!("dialling {number}");
        match number {
            "020 7946 0404" => return CallEnd::NotReached(DialFailure::InvalidNumber),
            "020 7946 0002" if !core::mem::replace(&mut self.was_busy, true) => {
                return CallEnd::NotReached(DialFailure::Busy);
            }
            _ => {}
        }
        // The wire remembers what the call told; a modem tells it in the course of the call.
        let mut pair = Pair::new(config, &Config::default());
        let report = pair.drive(pages.source, &mut Received::default());
        pair.caller_events.iter().for_each(|(_, event)| tell(event));
        CallEnd::Ended(report.caller)
    }

    fn answer(&mut self, _: &Config, _: &mut Pages<'_>, _: Observer<'_>, _: &AtomicBool) -> CallEnd {
        // Nobody calls here.
        CallEnd::NotReached(DialFailure::LineFault)
    }
}

fn to(name: &str, fax_number: &str) -> Recipient<String> {
    Recipient { fax_number: fax_number.into(), name: name.into() }
}

fn main() -> Result<(), Box<dyn Error>> {
    let hands = Hands(Arc::new(AtomicU64::new(1_767_348_000_000)));
    let queue = Queue::open_with(Memory::new(), hands.clone(), ServerId(1))?;

    let mut fax = NewJob::new("020 7946 0001", "prices.tif", 1);
    fax.recipient.name = "Ann".into();
    fax.others = vec![to("Bob", "020 7946 0002"), to("Cy", "020 7946 0404")];
    fax.subject = "New prices".into();
    fax.priority = Priority::Normal;
    // With a key, handing the same fax in again after a crash makes no second broadcast.
    fax.idempotency_key = Some("prices of january".into());
    let submission = queue.submit_to_all(fax.clone())?;
    assert_eq!(queue.submit_to_all(fax)?, submission, "the same one");
    println!("submission {} has {} jobs", submission.id, submission.count);

    let mut line = Exchange::default();
    // A thread per line would do this, and sleep where the clock is moved here.
    while let Some(due) = queue.outgoing_jobs()?.iter().filter_map(|job| job.waits_until()).min() {
        hands.0.fetch_max(due.as_unix_millis(), Ordering::AcqRel);
        run_job(&queue, &mut line, &Config::default(), |_| Some(OctetPages::new(vec![vec![0x55; 2000]])))?;
    }

    for job in submission.jobs() {
        let job = queue.outgoing_job(job)?;
        println!(
            "{:<4} {:<14} {:<10} after {} retries: {}",
            job.recipient().name,
            job.recipient().fax_number,
            job.status().to_string(),
            job.retries(),
            job.reason()
        );
    }
    Ok(())
}
