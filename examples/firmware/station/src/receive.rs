//! Receiving on a port that blocks, where rows go, and what is said of them.

use fax_core::{Instant, Outcome, Pages};
use fax_modem::{Class1, Port, RunError, Session};
use fax_t4::call::RowSink;

use crate::call::config;
use crate::{Console, ROW, Report, Tally, tell};

/// No receiver takes longer pages: three times A4 at the finest resolution of this width.
const ROW_LIMIT: u32 = 14_000;

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

/// A sink for rows of one width that keeps none of them.
pub(crate) fn sink() -> RowSink<Tally, [u8; ROW]> {
    RowSink::with_room(Tally::default(), [0; ROW], [0; ROW], ROW_LIMIT)
}

/// Says what was received. True if that is a page at least.
pub(crate) fn tell_received(console: &mut impl Console, tally: &Tally) -> bool {
    let Tally { pages, rows, damaged, hash } = *tally;
    for (what, value) in [("pages", pages.into()), ("rows", rows), ("damaged", damaged), ("hash", hash.value())] {
        console.report(what, value);
    }
    pages > 0
}
