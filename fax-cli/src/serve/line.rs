//! One modem's thread: it waits for a ring or a job, whichever comes first, and carries it.

use core::sync::atomic::Ordering;
use core::time::Duration;
use std::path::Path;
use std::thread;
use std::time::Instant;

use fax_core::{Config, Event, Ident, Pages};
use fax_modem::{Advice, LineHealth};
use fax_queue::engine::Refusal;
use fax_queue::model::{Clock as _, Device as _};
use fax_queue::service::{CallEnd, IncomingRun, LineDriver as _, OutgoingRun, QueueError, Selected, SystemClock};
use fax_queue::vocabulary::{DeviceId, ReceiveMode};
use fax_t4::call::{Replay, Rescaled};

use super::clock;
use super::config::Line;
use super::{Station, Switch};
use crate::args::Port;
use crate::document::{self, Fitting, numbered};
use crate::exit::Failed;
use crate::modem::ModemLine;
use crate::output;
use crate::port::Locks;
use crate::shelf::Shelf;

/// How often a line that rests looks whether the server ends.
const LOOK: Duration = Duration::from_millis(250);
/// No ring for so long: the caller has given up.
const RING_GAP: Duration = Duration::from_secs(8);
/// Most networks say who calls within so long of the first ring.
const CALLER_ID: Duration = Duration::from_secs(3);
/// A modem that failed is tried again after so long, and after twice that each time it fails again, up to the limit.
const REST: Duration = Duration::from_secs(1);
const REST_MAX: Duration = Duration::from_secs(60);

/// Serves a line until the server ends.
pub(super) fn serve(station: &Station, line: &Line, switch: &Switch) {
    let mut rest = REST;
    let mut health = LineHealth::default();
    while !station.is_ending() {
        let name = line.modem.get_ref();
        let worked = work(station, line, switch, &mut health);
        // Until it is set up again nobody can use it.
        if let Err(error) = station.queue.line_is_off(switch.device) {
            output::complain(format_args!("{name}: {error}"));
        }
        match worked {
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
fn work(station: &Station, line: &Line, switch: &Switch, health: &mut LineHealth) -> Result<Option<Duration>, Failed> {
    let device = switch.device;
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
        queue.line_is_on(device)?;
        switch.free.store(line.send, Ordering::Release);
        let rang = modem.wait_ring_or(1, || station.is_ending() || switch.wake.load(Ordering::Acquire));
        switch.free.store(false, Ordering::Release);
        let woken = switch.wake.swap(false, Ordering::AcqRel);
        let mut config = Config::default();
        line.ecm.apply(&mut config);
        if rang? {
            if let Some(caller) = ringing(station, &mut modem, device)? {
                answer(station, &mut modem, config, device, &caller)?;
            }
        } else if woken
            && !station.is_ending()
            && let Some(run) = OutgoingRun::claim(queue, device)?
        {
            config.ident = ident(queue.device(device)?.tsid());
            send(station, run, &mut modem, &config)?;
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

/// Sends a job, and keeps its pages as they went out before anybody hears that it has ended.
fn send(station: &Station, mut run: OutgoingRun, modem: &mut ModemLine, config: &Config) -> Result<(), QueueError> {
    let ticket = run.ticket().clone();
    let mut config = config.clone();
    config.call_limit = config.call_limit.min(ticket.longest);
    if !ticket.tsid.is_empty() {
        // It was checked when the job was submitted.
        config.ident = Ident::new(&ticket.tsid).unwrap_or_default();
    }
    let mut pages = match document::pages(Path::new(&ticket.document.reference), Fitting::default()) {
        Ok(pages) => pages,
        Err(failed) => {
            output::complain(failed);
            run.finish(&CallEnd::unreadable())?;
            return Ok(());
        }
    };
    if ticket.branding {
        document::brand(&mut pages, &format!("{}  {}", clock::stamp(), config.ident), &ticket.repeats);
    }
    // For show: should the store be at fault, the first event of the call ends it.
    let _ = run.present_as(&config.ident);
    let stop = run.stop_flag();
    let mut source = Replay::new(Rescaled::fitting(&pages[..]));
    let mut confirmed = Vec::new();
    let end = modem.call(
        &ticket.dial,
        &config,
        &mut Pages { source: &mut Selected::new(&mut source, &ticket.pages), sink: &mut () },
        &mut |event| {
            if let Event::PageSent { page, confirmed: true } = event {
                confirmed.extend(ticket.pages.get(usize::from(*page)));
            }
            // What cannot be put on record raises the stop flag; the call then ends as aborted.
            let _ = run.on_event(event);
        },
        &stop,
    );
    if let Err(failed) = station.papers.keep(ticket.job, &pages, &mut source.into_inner(), &confirmed) {
        output::complain(failed);
    }
    run.finish(&end)?;
    Ok(())
}

/// Follows a call that rings, from its first ring on: who calls, if it is to be answered; `None` if the caller gives up or the
/// server ends.
fn ringing(station: &Station, modem: &mut ModemLine, device: DeviceId) -> Result<Option<String>, Failed> {
    let queue = &station.queue;
    let settings = queue.device(device)?.settings;
    let at = match settings.receive_mode {
        ReceiveMode::AutoAnswer => settings.rings_before_answer,
        ReceiveMode::NoAnswer | ReceiveMode::ManualAnswer => u8::MAX,
    };
    let mut caller = station.notices.caller(modem.caller());
    let mut rings = 1_u8;
    if at > 1 && caller.is_empty() {
        rings += u8::from(rings_again(station, modem, CALLER_ID, || false)?);
        caller = station.notices.caller(modem.caller());
    }
    queue.ring(device, &caller)?;
    loop {
        let answers = rings >= at && !queue.settings()?.incoming_blocked;
        if !station.is_ending() && (answers || queue.is_to_answer(device)) {
            return Ok(Some(caller));
        }
        if rings_again(station, modem, RING_GAP, || queue.is_to_answer(device))? {
            rings = rings.saturating_add(1);
        } else if station.is_ending() || !queue.is_to_answer(device) {
            queue.ring_ended(device)?;
            return Ok(None);
        }
        if caller.is_empty() {
            caller = station.notices.caller(modem.caller());
        }
    }
}

/// Whether it rings once more within so long, and before somebody wants something else.
fn rings_again(
    station: &Station,
    modem: &mut ModemLine,
    within: Duration,
    other: impl Fn() -> bool,
) -> Result<bool, Failed> {
    let since = Instant::now();
    modem.wait_ring_or(1, || since.elapsed() > within || station.is_ending() || other())
}

/// It was checked when it was set.
fn ident(text: &str) -> Ident {
    Ident::new(text).unwrap_or_default()
}

fn answer(
    station: &Station,
    modem: &mut ModemLine,
    mut config: Config,
    device: DeviceId,
    caller: &str,
) -> Result<(), QueueError> {
    let queue = &station.queue;
    config.ident = ident(queue.device(device)?.csid());
    let name = format!("{}-{}.tif", SystemClock.now().to_string().replace(':', ""), device.0);
    let wanted = station.config.inbox.join(name);
    let path = (1..).map(|number| if number == 1 { wanted.clone() } else { numbered(&wanted, number) });
    let path = path.into_iter().find(|path| !path.exists()).unwrap_or(wanted);
    let mut sink = Shelf::sink(path.clone());
    let mut run = match IncomingRun::accept(queue, device, caller, &path.to_string_lossy()) {
        // Somebody has blocked the queue this moment.
        Err(QueueError::Refused(Refusal::Blocked)) => return queue.ring_ended(device),
        run => run?,
    };
    // For show.
    let _ = run.present_as(&config.ident);
    let stop = run.stop_flag();
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let end = modem.answer(&config, &mut pages, &mut |event| _ = run.on_event(event), &stop);
    // The pages are in the folder since before they were confirmed; another thread takes them from there.
    run.finish(&end, sink.within().target().octets())?;
    if let Some(fault) = sink.into_within().into_target().fault() {
        output::complain(fault);
    }
    Ok(())
}
