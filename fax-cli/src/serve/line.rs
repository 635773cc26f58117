//! One modem's thread: it waits for a ring or a job, whichever comes first, and carries it.

use core::time::Duration;
use std::path::Path;
use std::thread;
use std::time::Instant;

use fax_core::{Config, Pages};
use fax_modem::{Advice, LineHealth};
use fax_queue::model::Clock as _;
use fax_queue::service::{IncomingRun, LineDriver as _, OutgoingRun, QueueError, SystemClock, run_claimed};
use fax_queue::vocabulary::{DeviceId, JobState};
use fax_t4::call::{Replay, Rescaled};

use super::Station;
use super::config::Line;
use crate::args::Port;
use crate::document::{self, Fitting, numbered};
use crate::exit::Failed;
use crate::modem::ModemLine;
use crate::output;
use crate::port::Locks;
use crate::shelf::Shelf;

/// How often a free line looks for a job.
const LOOK: Duration = Duration::from_millis(250);
/// A modem that failed is tried again after so long, and after twice that each time it fails again, up to the limit.
const REST: Duration = Duration::from_secs(1);
const REST_MAX: Duration = Duration::from_secs(60);

/// Serves a line until the server ends.
pub(super) fn serve(station: &Station, line: &Line, device: DeviceId) {
    let mut rest = REST;
    let mut health = LineHealth::default();
    while !station.is_ending() {
        let name = line.modem.get_ref();
        match work(station, line, device, &mut health) {
            Ok(None) => rest = REST,
            Ok(Some(quarantine)) => {
                output::complain(format_args!(
                    "{name}: {} calls in a row failed by the modem or its line; it gets none for {} s",
                    health.faults(),
                    quarantine.as_secs()
                ));
                pause(station, quarantine);
            }
            Err(failed) => {
                output::complain(format_args!("{name}: {failed}; the next try is in {} s", rest.as_secs()));
                pause(station, rest);
                rest = (rest * 2).min(REST_MAX);
            }
        }
    }
}

fn pause(station: &Station, time: Duration) {
    let until = Instant::now() + time;
    while !station.is_ending() && Instant::now() < until {
        thread::sleep(LOOK);
    }
}

/// Until the server ends, or the modem fails, or its calls say that it should get none for so long.
fn work(station: &Station, line: &Line, device: DeviceId, health: &mut LineHealth) -> Result<Option<Duration>, Failed> {
    let port = Port {
        modem: line.modem.get_ref().clone(),
        baud: line.baud,
        profile: line.profile,
        ecm: line.ecm,
        json: false,
        trace: None,
        capture: None,
        transcript: None,
        locks: Locks { lock_dir: station.config.lock_dir.clone(), verbose: false },
    };
    let queue = &station.queue;
    let mut modem = ModemLine::one_of_many(device, &port, &station.notices, station.now_or_never())?;
    modem.health = *health;
    while !station.is_ending() {
        modem.prepare()?;
        let mut job = None;
        let mut fault = None;
        let mut looked: Option<Instant> = None;
        let rings = if line.receive { line.rings } else { u16::MAX };
        let rang = modem.wait_ring_or(rings, || {
            if station.is_ending() {
                return true;
            }
            if line.send && looked.is_none_or(|at| at.elapsed() >= LOOK) {
                looked = Some(Instant::now());
                match OutgoingRun::claim(queue, device) {
                    Ok(claimed) => job = claimed,
                    Err(error) => fault = Some(error),
                }
            }
            job.is_some() || fault.is_some()
        })?;
        if let Some(error) = fault {
            return Err(error.into());
        }
        let mut config = Config { ident: station.config.id.clone(), ..Config::default() };
        line.ecm.apply(&mut config);
        if rang {
            answer(station, &mut modem, &config, device)?;
        } else if let Some(run) = job {
            send(run, &mut modem, &config)?;
        }
        *health = modem.health;
        if let Advice::Quarantine(time) = modem.advice {
            return Ok(Some(time));
        }
        if let Some(fault) = modem.fault.take() {
            return Err(Failed::io(line.modem.get_ref(), fault));
        }
    }
    Ok(None)
}

fn send(run: OutgoingRun, modem: &mut ModemLine, config: &Config) -> Result<(), QueueError> {
    let mut pages = Vec::new();
    run_claimed(run, modem, config, |document| {
        match document::pages(Path::new(&document.reference), Fitting::default()) {
            Ok(read) => pages = read,
            Err(failed) => {
                output::complain(failed);
                return None;
            }
        }
        Some(Replay::new(Rescaled::fitting(&pages[..])))
    })?;
    Ok(())
}

fn answer(station: &Station, modem: &mut ModemLine, config: &Config, device: DeviceId) -> Result<(), QueueError> {
    let queue = &station.queue;
    let caller = station.notices.caller(modem.caller());
    queue.ring(device, &caller)?;
    let name = format!("{}-{}.tif", SystemClock.now().to_string().replace(':', ""), device.0);
    let wanted = station.config.inbox.join(name);
    let path = (1..).map(|number| if number == 1 { wanted.clone() } else { numbered(&wanted, number) });
    let path = path.into_iter().find(|path| !path.exists()).unwrap_or(wanted);
    let mut sink = Shelf::sink(path.clone());
    let mut run = IncomingRun::accept(queue, device, &caller, &path.to_string_lossy())?;
    let (job, stop) = (run.job(), run.stop_flag());
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let end = modem.answer(config, &mut pages, &mut |event| _ = run.on_event(event), &stop);
    if run.finish(&end, sink.within().target().octets())? == JobState::Routing {
        // The pages are in the folder since before they were confirmed.
        queue.hand_over(job)?;
    }
    if let Some(fault) = sink.into_within().into_target().fault() {
        output::complain(fault);
    }
    Ok(())
}
