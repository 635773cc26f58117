//! What a queue tells its listeners: `cargo run -p example-notify`.
//!
//! A fax is sent to a station on a simulated wire, one is received, settings change, and each callback of
//! `IFaxServerNotify2` that this causes is printed as it is called.

use core::error::Error;
use core::sync::atomic::AtomicBool;

use fax_core::sim::{OctetPages, Pair, Received};
use fax_core::{Config, Ident, PageSource, Pages};
use fax_queue::engine::{DialFailure, Settings};
use fax_queue::model::{JobStatus, NewJob, Notify};
use fax_queue::service::{CallEnd, IncomingRun, LineDriver, Observer, Queue, run_job};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{DeviceId, JobId, JobState, ServerEvents, ServerId};

/// Prints what it hears. A listener of yours has only the callbacks that it needs; the others do nothing.
struct Printer;

impl Notify for Printer {
    fn on_outgoing_job_added(&mut self, _: ServerId, job: JobId) {
        println!("OnOutgoingJobAdded            {job}");
    }
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        let (page, pages) = (status.current_page(), status.pages());
        println!(
            "OnOutgoingJobChanged          {job} {}, {}, page {page} of {pages}, {:?}",
            status.status(),
            status.extended_status_code(),
            status.csid()
        );
    }
    fn on_outgoing_job_removed(&mut self, _: ServerId, job: JobId) {
        println!("OnOutgoingJobRemoved          {job}");
    }
    fn on_outgoing_message_added(&mut self, _: ServerId, message: JobId) {
        println!("OnOutgoingMessageAdded        {message}");
    }
    fn on_incoming_job_added(&mut self, _: ServerId, job: JobId) {
        println!("OnIncomingJobAdded            {job}");
    }
    fn on_incoming_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        println!(
            "OnIncomingJobChanged          {job} {}, {} pages so far, {:?}",
            status.status(),
            status.pages(),
            status.tsid()
        );
    }
    fn on_incoming_job_removed(&mut self, _: ServerId, job: JobId) {
        println!("OnIncomingJobRemoved          {job}");
    }
    fn on_incoming_message_added(&mut self, _: ServerId, message: JobId) {
        println!("OnIncomingMessageAdded        {message}");
    }
    fn on_new_call(&mut self, _: ServerId, call: u64, device: DeviceId, caller_id: &str) {
        println!("OnNewCall                     call {call} on line {} from {caller_id}", device.0);
    }
    fn on_device_status_change(
        &mut self,
        _: ServerId,
        device: DeviceId,
        powered_off: bool,
        sending: bool,
        receiving: bool,
        ringing: bool,
    ) {
        let now = [(powered_off, "off"), (sending, "sending"), (receiving, "receiving"), (ringing, "ringing")];
        let now: Vec<_> = now.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
        println!(
            "OnDeviceStatusChange          line {} {}",
            device.0,
            if now.is_empty() { "idle".into() } else { now.join(", ") }
        );
    }
    fn on_server_activity_change(&mut self, _: ServerId, incoming: u32, routing: u32, outgoing: u32, queued: u32) {
        println!(
            "OnServerActivityChange        receiving {incoming}, routing {routing}, sending {outgoing}, waiting {queued}"
        );
    }
    fn on_outgoing_queue_config_change(&mut self, _: ServerId) {
        println!("OnOutgoingQueueConfigChange");
    }
    fn on_queues_status_change(&mut self, _: ServerId, blocked: bool, paused: bool, incoming_blocked: bool) {
        println!(
            "OnQueuesStatusChange          blocked {blocked}, paused {paused}, incoming blocked {incoming_blocked}"
        );
    }
    fn on_server_shut_down(&mut self, _: ServerId) {
        println!("OnServerShutDown");
    }
}

/// A line to a station that is always there.
struct Wire;

impl LineDriver for Wire {
    fn device(&self) -> DeviceId {
        DeviceId(1)
    }

    fn call(&mut self, _: &str, config: &Config, pages: &mut Pages<'_>, tell: Observer<'_>, _: &AtomicBool) -> CallEnd {
        converse(config, pages.source, tell, true)
    }

    fn answer(&mut self, config: &Config, _: &mut Pages<'_>, tell: Observer<'_>, _: &AtomicBool) -> CallEnd {
        converse(config, &mut paper(), tell, false)
    }
}

/// A whole call at once. The wire remembers what each side told; a modem tells it in the course of the call.
fn converse(ours: &Config, source: &mut dyn PageSource, tell: Observer<'_>, calls: bool) -> CallEnd {
    let Ok(ident) = Ident::new("+2 theirs") else { return CallEnd::NotReached(DialFailure::LineFault) };
    let theirs = Config { ident, ..Config::default() };
    let mut pair = if calls { Pair::new(ours, &theirs) } else { Pair::new(&theirs, ours) };
    let report = pair.drive(source, &mut Received::default());
    let (events, report) =
        if calls { (pair.caller_events, report.caller) } else { (pair.answerer_events, report.answerer) };
    events.iter().for_each(|(_, event)| tell(event));
    CallEnd::Ended(report)
}

fn paper() -> OctetPages {
    OctetPages::new(vec![vec![0x55; 2000], vec![0xaa; 1000]])
}

fn main() -> Result<(), Box<dyn Error>> {
    let queue = Queue::open(Memory::new())?;
    // `ListenToServerEvents`: the mask says what to hear of.
    queue.subscribe(ServerEvents::ALL, Printer);

    println!("-- submit, and send");
    queue.submit(NewJob::new("+44 20 7946 0000", "letter.tif", 2))?;
    queue.dispatch()?;
    let config = Config { ident: Ident::new("+1 ours")?, ..Config::default() };
    run_job(&queue, &mut Wire, &config, |_| Some(paper()))?;
    queue.dispatch()?;

    println!("-- receive");
    queue.ring(DeviceId(1), "+44 20 7946 0999")?;
    let mut run = IncomingRun::accept(&queue, DeviceId(1), "+44 20 7946 0999", "in/1.tif")?;
    let mut lost = None;
    let stop = AtomicBool::new(false);
    let mut nothing = Pages { source: &mut (), sink: &mut () };
    let mut tell = |event: &fax_core::Event| lost = run.on_event(event).err().or(lost.take());
    let end = Wire.answer(&config, &mut nothing, &mut tell, &stop);
    if let Some(error) = lost {
        return Err(error.into());
    }
    if run.finish(&end, 3000)? == JobState::Routing {
        queue.hand_over(run.job())?;
    }
    queue.dispatch()?;

    println!("-- settings");
    queue.set_settings(Settings { retries: Some(5), outgoing_paused: true, ..Settings::default() })?;
    queue.shut_down()?;
    Ok(())
}
