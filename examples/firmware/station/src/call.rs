//! One call, from the modem's set-up to the end.

use core::cell::Cell;

use fax_core::{Codings, Config, Event, Ident, Instant, Outcome, Pages};
use fax_modem::{Class1, DialFailure, Port, RunError, Session};
use fax_t4::call::{Replay, RowSink, RowSource};

use crate::{Console, ROW, Report, Tally};

/// No receiver takes longer pages: three times A4 at the finest resolution of this width.
const ROW_LIMIT: u32 = 14_000;

/// What came of an attempt to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// There was a call, and it ended like this.
    Ended(Outcome),
    /// There was no far end.
    NotReached(DialFailure),
    /// The modem cannot be used.
    NoModem,
}

/// Whom to send to, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Call<'t> {
    /// The number to dial.
    pub to: &'t str,
    /// Whether error correction is offered.
    pub ecm: bool,
}

/// Dials and sends the pages of `rows`. `tell` hears of everything before the call goes on; the call is aborted once it says
/// false.
#[inline(never)]
pub fn send<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: &dyn Fn() -> Instant,
    rows: impl RowSource,
    call: Call<'_>,
    tell: &mut dyn FnMut(&Event) -> bool,
) -> Sent {
    let mut session = Session::new(modem, port, clock);
    if session.initialise(|| false).is_err() {
        return Sent::NoModem;
    }
    match session.dial(call.to, || false) {
        Ok(()) => {}
        Err(RunError::NotReached(failure)) => return Sent::NotReached(failure),
        Err(_) => return Sent::NoModem,
    }
    let mut call = fax_core::Call::calling(&station(session.modem(), call.ecm), clock());
    let mut source = Replay::<_, ROW>::with_room(rows, Codings::ALL);
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let refused = Cell::new(false);
    let outcome =
        session.run(&mut call, &mut pages, || refused.get(), |event| refused.set(!tell(event) || refused.get()));
    outcome.map_or(Sent::NoModem, Sent::Ended)
}

/// Waits for a ring, answers and receives. True once the call has ended well, with a page at least.
#[inline(never)]
pub fn receive<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: &dyn Fn() -> Instant,
    console: &mut impl Console,
) -> bool {
    let mut session = Session::new(modem, port, clock);
    if session.initialise(|| false).is_err() {
        console.say("no modem\n");
        return false;
    }
    console.say("waiting\n");
    if session.wait_ring(1, || false).is_err() || session.answer(|| false).is_err() {
        console.say("no call\n");
        return false;
    }
    let mut call = fax_core::Call::answering(&station(session.modem(), false), clock());
    let mut sink = RowSink::with_room(Tally::default(), [0; ROW], [0; ROW], ROW_LIMIT);
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let outcome = session.run(&mut call, &mut pages, || false, |event| tell(console, event));
    let Tally { pages, rows, damaged, hash } = *sink.target();
    for (what, value) in [("pages", pages.into()), ("rows", rows), ("damaged", damaged), ("hash", hash.value())] {
        console.report(what, value);
    }
    matches!(outcome, Ok(Outcome::Completed)) && pages > 0
}

/// Who we are and what there is room for: rows of 1728 pels, and no block, so that pages are received without error
/// correction (the sender would choose how large a block is).
fn station(modem: &Class1, ecm: bool) -> Config {
    let mut config = Config { ident: Ident::new("5553000").unwrap_or_default(), ..Config::default() };
    config.abilities.modulations = modem.abilities();
    config.abilities.ecm = ecm;
    config.abilities.width = fax_core::PageWidth::A4;
    config.abilities.resolutions =
        fax_core::Resolutions::STANDARD.with(fax_core::Resolution::Fine).with(fax_core::Resolution::SuperFine);
    config
}

/// Says what happens in a call.
pub fn tell(console: &mut impl Console, event: &Event) {
    console.say(match event {
        Event::Connected => "connected\n",
        Event::Retraining => "retraining\n",
        Event::SendingPage { .. } => "sending\n",
        Event::PageSent { confirmed: true, .. } => "confirmed\n",
        Event::PageSent { .. } => "rejected\n",
        Event::ReceivingPage { .. } => "receiving\n",
        Event::PageReceived { accepted: true, .. } => "received\n",
        Event::Ended(Outcome::Completed) => "completed\n",
        Event::Ended(_) => "failed\n",
        _ => "",
    });
}
