//! Answers one call and says what arrived: `example-receive /dev/ttyACM0`.

use core::error::Error;

use fax_core::{Call, Clock, Config, Ident, Pages};
use fax_modem::{Class1, Profile, SerialLine, Session};
use fax_t4::call::{ReceiveLimits, ReceivedPages};

fn main() -> Result<(), Box<dyn Error>> {
    let port = std::env::args().nth(1).ok_or("usage: example-receive PORT")?;

    let clock = Clock::new();
    let mut port = SerialLine::open(&port, 115_200)?;
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.now());
    session.initialise(|| false)?;
    session.wait_ring(1, || false)?;
    session.answer(|| false)?;

    let mut config = Config { ident: Ident::new("+1 555 1000")?, ..Config::default() };
    config.abilities.modulations = session.modem().abilities();
    let mut call = Call::answering(&config, clock.now());
    // Pages in memory: whoever must not lose one brings a `RowTarget` that stores it in `accept`.
    let mut sink = ReceivedPages::sink(ReceiveLimits::default());
    let mut pages = Pages { source: &mut (), sink: &mut sink };
    let outcome = session.run(&mut call, &mut pages, || false, |event| println!("{event:?}"))?;
    println!("{outcome:?}, from {:?}", call.report().far_ident);
    for page in sink.target().pages() {
        println!("{} x {} pels, {} bad rows", page.bitmap.width(), page.bitmap.height(), page.quality.bad_rows);
    }
    Ok(())
}
