//! `fax poll`: calls, asks for the document that waits at the far end, and stores each page before it is confirmed.

use core::sync::atomic::AtomicBool;

use fax_core::{Addresses, Config, Pages};
use fax_queue::service::{LineDriver as _, Queue};
use fax_queue::store::Memory;

use crate::args::Poll;
use crate::exit::{Exit, Failed};
use crate::modem::ModemLine;
use crate::notices::Notices;
use crate::shelf::{Shelf, must_be_new, try_out};
use crate::{output, result};

pub(crate) fn run(args: &Poll) -> Result<Exit, Failed> {
    let done = poll(args);
    if let (Err(failed), true) = (&done, args.port.json) {
        output::line(result::no_call(failed));
    }
    done
}

fn poll(args: &Poll) -> Result<Exit, Failed> {
    must_be_new(&args.out)?;
    try_out(&args.out)?;
    let notices = Notices::new(args.port.json, None);
    // Its vocabulary has no job that polls: there is a line, and nobody listens.
    let queue = Queue::open(Memory::new())?;
    let mut line = ModemLine::new(&args.port, &queue, &notices)?;
    let addresses = Addresses {
        pwd: args.password.clone(),
        sep: args.selective.clone(),
        psa: args.subaddress.clone(),
        ..Addresses::default()
    };
    let mut config = Config { ident: args.id.clone(), addresses, polls: true, ..Config::default() };
    args.port.ecm.apply(&mut config);
    let mut sink = Shelf::sink(args.out.clone());
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let end = line.call(&args.to, &config, &mut pages, &mut |_| {}, &AtomicBool::new(false));
    notices.over();

    let shelf = sink.into_within().into_target();
    let exit = result::exit_of(&end);
    let reason = shelf.fault().or_else(|| line.fault.take()).or_else(|| result::reason(&end));
    result::tell_received(&notices, &end, exit, reason.as_deref(), (&args.out, shelf.pages()));
    if let Some(reason) = reason {
        output::complain(reason);
    }
    Ok(exit)
}
