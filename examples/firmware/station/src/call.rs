//! One call, from the modem's set-up to the end.

use fax_core::{Call, Codings, Config, Event, Ident, Instant, Outcome, Pages};
use fax_modem::{Class1, Port, Session};
use fax_t4::call::{Replay, RowSink, RowSource};

use crate::{Console, ROW, Tally, number};

/// No receiver takes longer pages: three times A4 at the finest resolution of this width.
const ROW_LIMIT: u32 = 14_000;

/// Dials and sends the pages of `rows`. True once each of them has been confirmed.
#[inline(never)]
pub fn send<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: impl Fn() -> Instant,
    console: &mut impl Console,
    (to, ecm): (&str, bool),
    rows: impl RowSource,
) -> bool {
    let mut session = Session::new(modem, port, &clock);
    if session.initialise(|| false).is_err() || session.dial(to, || false).is_err() {
        console.say("no call\n");
        return false;
    }
    let mut config = station(session.modem());
    config.abilities.ecm = ecm;
    let mut call = Call::calling(&config, clock());
    let mut source = Replay::<_, ROW>::with_room(rows, Codings::ALL);
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let outcome = session.run(&mut call, &mut pages, || false, |event| tell(console, event));
    matches!(outcome, Ok(Outcome::Completed))
}

/// Waits for a ring, answers and receives. True once the call has ended well, with a page at least.
#[inline(never)]
pub fn receive<P: Port>(
    modem: &mut Class1,
    port: &mut P,
    clock: impl Fn() -> Instant,
    console: &mut impl Console,
) -> bool {
    let mut session = Session::new(modem, port, &clock);
    if session.initialise(|| false).is_err() {
        console.say("no modem\n");
        return false;
    }
    console.say("waiting\n");
    if session.wait_ring(1, || false).is_err() || session.answer(|| false).is_err() {
        console.say("no call\n");
        return false;
    }
    let config = station(session.modem());
    let mut call = Call::answering(&config, clock());
    let mut sink = RowSink::with_room(Tally::default(), [0; ROW], [0; ROW], ROW_LIMIT);
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let outcome = session.run(&mut call, &mut pages, || false, |event| tell(console, event));
    let Tally { pages, rows, damaged, hash } = *sink.target();
    for (what, value) in [("pages", pages.into()), ("rows", rows), ("damaged", damaged), ("hash", hash.value())] {
        console.say(what);
        console.say(" ");
        number(console, value);
        console.say("\n");
    }
    matches!(outcome, Ok(Outcome::Completed)) && pages > 0
}

/// Who we are and what there is room for: rows of 1728 pels, and no block, so that pages are received without error
/// correction (the sender would choose how large a block is).
fn station(modem: &Class1) -> Config {
    let mut config = Config { ident: Ident::new("5553000").unwrap_or_default(), ..Config::default() };
    config.abilities.modulations = modem.abilities();
    config.abilities.width = fax_core::PageWidth::A4;
    config.abilities.resolutions =
        fax_core::Resolutions::STANDARD.with(fax_core::Resolution::Fine).with(fax_core::Resolution::SuperFine);
    config
}

fn tell(console: &mut impl Console, event: &Event) {
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
