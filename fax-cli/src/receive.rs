//! `fax receive`: answers, and stores each page before it is confirmed.

use std::path::{Path, PathBuf};

use fax_core::{Addresses, Config, Pages};
use fax_queue::service::{CallEnd, IncomingRun, LineDriver as _, Queue};
use fax_queue::store::Memory;
use fax_queue::vocabulary::{JobState, ServerEvents};
use fax_t4::call::{Page, Replay, Rescaled};

use crate::args::Receive;
use crate::document::{self, numbered};
use crate::exit::{Exit, Failed};
use crate::modem::{DEVICE, ModemLine};
use crate::notices::Notices;
use crate::shelf::{Shelf, must_be_new, try_out};
use crate::{output, result};

pub(crate) fn run(args: &Receive) -> Result<Exit, Failed> {
    let done = receive(args);
    if let (Err(failed), true) = (&done, args.port.json) {
        output::line(result::no_call(failed));
    }
    done
}

fn receive(args: &Receive) -> Result<Exit, Failed> {
    if args.once {
        must_be_new(&args.out)?;
    }
    if args.rings == 0 && !args.once {
        return Err(Failed::new(Exit::Usage, "--rings 0 answers at once, and only once: say --once too"));
    }
    try_out(&args.out)?;
    let offered = match &args.offer {
        Some(path) => document::pages(path, document::Fitting::default())?,
        None => Vec::new(),
    };
    let notices = Notices::new(args.port.json, None);
    let queue = Queue::open(Memory::new())?;
    queue.subscribe(ServerEvents::IN_QUEUE | ServerEvents::INCOMING_CALL, notices.listener());
    let mut line = ModemLine::new(&args.port, &queue, &notices)?;
    loop {
        line.prepare()?;
        notices.doing("waiting for a call");
        if args.rings > 0 && !line.wait_ring(args.rings)? {
            notices.over();
            let exit = if args.once { Exit::TryAgain } else { Exit::Done };
            notices.put(&result::no_call(&Failed::new(exit, "ended while waiting for a call")));
            return Ok(exit);
        }
        let exit = answer(args, &offered, &queue, &mut line, &notices)?;
        if args.once || line.stopped() {
            return Ok(exit);
        }
    }
}

/// One call. `offered` is for a far end that polls.
fn answer(
    args: &Receive,
    offered: &[Page],
    queue: &Queue,
    line: &mut ModemLine,
    notices: &Notices,
) -> Result<Exit, Failed> {
    let caller = notices.caller(line.caller());
    queue.ring(DEVICE, &caller)?;
    let path = free_name(&args.out);
    let addresses = Addresses { pwd: args.offer_password.clone(), ..Addresses::default() };
    let mut config = Config { ident: args.id.clone(), addresses, ..Config::default() };
    args.port.ecm.apply(&mut config);
    let mut sink = Shelf::sink(path.clone());
    let mut run = IncomingRun::accept(queue, DEVICE, &caller, &path.to_string_lossy())?;
    let (job, stop) = (run.job(), run.stop_flag());
    let mut pages = Pages { source: &mut Replay::new(Rescaled::fitting(offered)), sink: &mut sink };
    // What cannot be put on record raises the stop flag; the call then ends as aborted.
    let end = line.answer(&config, &mut pages, &mut |event| _ = run.on_event(event), &stop);
    let state = run.finish(&end, sink.within().target().octets())?;
    if state == JobState::Routing {
        // The pages have been where they belong since before they were confirmed.
        queue.hand_over(job)?;
    }
    queue.dispatch()?;
    notices.over();

    let shelf = sink.into_within().into_target();
    let exit = result::exit_of(&end);
    let reason = shelf.fault().or_else(|| line.fault.take()).or_else(|| result::reason(&end));
    let pages_sent = if let CallEnd::Ended(report) = &end { report.pages_sent } else { 0 };
    if pages_sent > 0 {
        notices.say(&format!("{pages_sent} of {} page(s) fetched by the far end", offered.len()));
    }
    result::tell_received(notices, &end, exit, reason.as_deref(), (&path, shelf.pages()));
    if let Some(reason) = reason {
        output::complain(reason);
    }
    Ok(exit)
}

/// The name, or the name with the first number from 2 that is free.
fn free_name(wanted: &Path) -> PathBuf {
    if !wanted.exists() {
        return wanted.to_path_buf();
    }
    (2..).map(|number| numbered(wanted, number)).find(|path| !path.exists()).unwrap_or_else(|| wanted.to_path_buf())
}
