//! One call on a port that blocks, from the modem's set-up to the end.

use core::cell::Cell;

use fax_core::{Codings, Event, Instant, Outcome, Pages};
use fax_modem::{Class1, Port, RunError, Session};
use fax_t4::call::Replay;

use crate::call::{config, sink, tell_received};
use crate::stored::Sending;
use crate::{Call, Console, Page, ROW, tell};

/// Dials and sends a page. `tell` hears of everything before the call goes on; the call is aborted once it says
/// false.
///
/// # Errors
///
/// There was no call: no modem, or no far end.
#[inline(never)]
pub fn send<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: &dyn Fn() -> Instant,
    page: Page<'_>,
    call: Call<'_>,
    tell: &mut dyn FnMut(&Event) -> bool,
) -> Result<Outcome, RunError<P::Error>> {
    let mut session = Session::new(modem, port, clock);
    session.initialise(|| false)?;
    session.dial(call.to, || false)?;
    let mut call = fax_core::Call::calling(&config(session.modem(), call.ecm), clock());
    let mut rows = Replay::<_, ROW>::with_room(page.rows, Codings::ALL);
    let mut source = Sending::new(&mut rows, page.mmr);
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let refused = Cell::new(false);
    session.run(&mut call, &mut pages, || refused.get(), |event| refused.set(!tell(event) || refused.get()))
}

/// Waits for a ring, answers and receives, without error correction. True once the call has ended well, with a page at least.
///
/// # Errors
///
/// There was no call: no modem, or nobody to be heard.
#[inline(never)]
pub fn receive<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: &dyn Fn() -> Instant,
    console: &mut impl Console,
) -> Result<bool, RunError<P::Error>> {
    let mut session = Session::new(modem, port, clock);
    session.initialise(|| false)?;
    console.say("waiting\n");
    session.wait_ring(1, || false)?;
    session.answer(|| false)?;
    let mut call = fax_core::Call::answering(&config(session.modem(), false), clock());
    let mut sink = sink();
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let outcome = session.run(&mut call, &mut pages, || false, |event| tell(console, event))?;
    Ok(tell_received(console, sink.target()) && outcome == Outcome::Completed)
}
