//! A routing method of your own: `cargo run -p example-custom-routing`.
//!
//! Received faxes are sorted into trays by who called; the second call finds its tray full, and is tried again.

use core::error::Error;
use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use core::time::Duration;
use std::sync::Arc;

use fax_core::{Event, Outcome, Quality, Report};
use fax_queue::model::{Clock, ReceivedFax, Routed, RoutingMethod};
use fax_queue::service::{CallEnd, IncomingRun, Queue, RoutingExtension};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{Guid, ServerId, Timestamp};

/// Made up once for this method, and never used for another.
const TRAYS: Guid = Guid(0x8f2c_11d6_1b5e_4c0a_9d3f_5a1e_77b0_c42d);

/// Puts faxes into the tray of whoever called, which holds one fax until somebody empties it.
#[derive(Default)]
struct Trays {
    is_full: AtomicBool,
}

impl RoutingMethod for Trays {
    fn guid(&self) -> Guid {
        TRAYS
    }

    fn name(&self) -> &str {
        "Trays by caller"
    }

    fn route(&self, fax: &ReceivedFax<'_>) -> Routed {
        let tray = fax.target_text().unwrap_or("tray");
        if self.is_full.fetch_not(Ordering::AcqRel) {
            return Routed::retry(format!("the {tray} for {} is full", fax.job.caller_id()));
        }
        println!("{} pages of {} go into the {tray} for {}", fax.job.pages(), fax.job.reference(), fax.job.caller_id());
        Routed::Done
    }
}

/// Ten in the morning, until somebody moves it.
#[derive(Clone)]
struct Hands(Arc<AtomicU64>);

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix_millis(self.0.load(Ordering::Acquire))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let hands = Hands(Arc::new(AtomicU64::new(1_767_348_000_000)));
    let queue = Queue::open_with(Memory::new(), hands.clone(), ServerId(1))?;
    queue.register_routing_extension(RoutingExtension::new("Trays", vec![Box::new(Trays::default())]))?;
    let line = queue.register_device("front desk")?;
    queue.use_routing_method(line, TRAYS, true)?;
    queue.set_extension_property(line, TRAYS, b"upper tray")?;

    for (number, caller) in ["+44 20 7946 0001", "+44 20 7946 0002"].into_iter().enumerate() {
        // What a modem tells of a call with one page.
        let mut run = IncomingRun::accept(&queue, line, caller, &format!("in/{number}.tif"))?;
        run.on_event(&Event::ReceivingPage { page: 0 })?;
        run.on_event(&Event::PageReceived { page: 0, quality: Quality::default(), accepted: true })?;
        let mut report = Report::default();
        report.outcome = Some(Outcome::Completed);
        run.finish(&CallEnd::Ended(report), 4711)?;
    }
    // A thread of its own would do this again and again.
    while !queue.incoming_jobs()?.is_empty() {
        match queue.route_next()? {
            Some((job, state)) => println!("{job} is {state}"),
            None => _ = hands.0.fetch_add(Duration::from_secs(60).as_secs() * 1000, Ordering::AcqRel),
        }
    }
    println!("{} messages in the archive", queue.incoming_messages().count());
    Ok(())
}
