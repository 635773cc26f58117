//! A queue on disk with one modem: `example-queue fax.redb /dev/ttyACM0 [NUMBER FILE.tif]`.
//!
//! Submits the document, if there is one, and sends whatever is due until nothing is left to try. Kill it at any moment and
//! start it again: no accepted job is lost, and no page is sent twice without the job's permission.

use core::error::Error;
use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::thread;

use fax_core::{Call, Clock, Config, Pages, Resolution};
use fax_modem::{Class1, Profile, RunError, SerialLine, Session};
use fax_queue::engine::DialFailure;
use fax_queue::model::{JobStatus, NewJob, Notify};
use fax_queue::service::{CallEnd, LineDriver, Observer, Queue, run_job};
use fax_queue::store::Redb;
use fax_queue::vocabulary::{DeviceId, JobId, ServerEvents, ServerId};
use fax_t4::call::{Page, Replay};
use fax_t4::tiff::{Limits, Reader};

/// Prints what happens to jobs.
struct Watch;

impl Notify for Watch {
    fn on_outgoing_job_changed(&mut self, _: ServerId, job: JobId, status: &dyn JobStatus) {
        println!("{job}: {}, {}", status.status(), status.extended_status_code());
    }
}

/// A modem on a port.
struct Modem(String);

impl Modem {
    fn place(
        &self,
        number: &str,
        config: &Config,
        pages: &mut Pages<'_>,
        observer: Observer<'_>,
        stop: &AtomicBool,
    ) -> Result<CallEnd, RunError<fax_modem::SerialError>> {
        let clock = Clock::new();
        let mut port = SerialLine::open(&self.0, 115_200).map_err(RunError::Io)?;
        let mut modem = Class1::new(Profile::GENERIC);
        let mut session = Session::new(&mut modem, &mut port, || clock.now());
        let stopped = || stop.load(Ordering::Acquire);
        session.initialise(stopped)?;
        session.dial(number, stopped)?;
        let mut config = config.clone();
        config.abilities.modulations = session.modem().abilities();
        let mut call = Call::calling(&config, clock.now());
        session.run(&mut call, pages, stopped, observer)?;
        Ok(CallEnd::Ended(call.report().clone()))
    }
}

impl LineDriver for Modem {
    fn device(&self) -> DeviceId {
        DeviceId(1)
    }

    fn call(
        &mut self,
        number: &str,
        config: &Config,
        pages: &mut Pages<'_>,
        observer: Observer<'_>,
        stop: &AtomicBool,
    ) -> CallEnd {
        self.place(number, config, pages, observer, stop).unwrap_or_else(|error| {
            eprintln!("{error}");
            CallEnd::NotReached(match error {
                RunError::NotReached(fax_modem::DialFailure::Busy) => DialFailure::Busy,
                RunError::NotReached(fax_modem::DialFailure::NoAnswer) => DialFailure::NoAnswer,
                RunError::NotReached(fax_modem::DialFailure::NoCarrier) => DialFailure::NoCarrier,
                _ => DialFailure::LineFault,
            })
        })
    }

    fn answer(&mut self, _: &Config, _: &mut Pages<'_>, _: Observer<'_>, _: &AtomicBool) -> CallEnd {
        // This program sends only; it never asks for this.
        CallEnd::NotReached(DialFailure::LineFault)
    }
}

fn read(path: &str) -> Result<Vec<Page>, Box<dyn Error>> {
    let file = std::fs::read(path)?;
    let reader = Reader::open(&file, Limits::default())?;
    let page = |page: &fax_t4::tiff::Page<'_>| {
        let resolution = page.density().and_then(|density| density.resolution()).unwrap_or(Resolution::Fine);
        Ok(Page { bitmap: page.decode()?.bitmap, resolution })
    };
    reader.pages().iter().map(page).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (store, port, job) = match args.as_slice() {
        [store, port] => (store, port, None),
        [store, port, number, path] => (store, port, Some((number, path))),
        _ => return Err("usage: example-queue STORE PORT [NUMBER FILE.tif]".into()),
    };
    let queue = Queue::open(Redb::open(store)?)?;
    queue.subscribe(ServerEvents::OUT_QUEUE, Watch);
    if let Some((number, path)) = job {
        let pages = u16::try_from(read(path)?.len())?;
        println!("accepted as {}", queue.submit(NewJob::new(number, path, pages))?);
    }
    let mut modem = Modem(port.clone());
    let open = |document: &fax_queue::model::Document<String>| read(&document.reference).ok();
    while !queue.outgoing_jobs()?.is_empty() {
        let sent = run_job(&queue, &mut modem, &Config::default(), |document| {
            open(document).map(|pages| Replay::new(Document(pages)))
        })?;
        queue.dispatch()?;
        if sent.is_none() {
            // What is left is not due yet.
            thread::sleep(Duration::from_secs(1));
        }
    }
    Ok(())
}

/// Pages that own themselves.
struct Document(Vec<Page>);

impl fax_t4::call::RowSource for Document {
    fn sheet(&mut self, page: u16) -> Option<fax_t4::call::Sheet> {
        (&self.0[..]).sheet(page)
    }

    fn row(&mut self, page: u16, y: u32, into: &mut [u8]) -> bool {
        (&self.0[..]).row(page, y, into)
    }
}
