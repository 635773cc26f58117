//! Dials a fax machine and shows who it is: `listen PORT NUMBER`.
//!
//! Needs the feature `serialport`. Sends nothing but the tones of the modem, then hangs up.

#![allow(clippy::indexing_slicing, reason = "lengths that the calls just returned")]

use std::time::Duration;

use embedded_io::{Read as _, ReadReady as _, Write as _};
use fax_core::{Clock, Line as _, LineOp, Signal};
use fax_modem::{Class1, Port as _, Profile, SerialLine, Session};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(number)) = (arguments.next(), arguments.next()) else {
        return Err("usage: listen PORT NUMBER".into());
    };
    let clock = Clock::new();
    let mut port = SerialLine::open(&path, 115_200)?;
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.now());
    session.initialise(|| false)?;
    println!("{:?}", session.modem().abilities());
    session.dial(&number, || false)?;
    println!("{} connected", clock.now());

    // The loop of a session, by hand: what the far end says in six seconds.
    let end = clock.now() + Duration::from_secs(6);
    modem.start(LineOp::Receive(Signal::CONTROL), clock.now());
    while clock.now() < end {
        let mut octets = [0; 64];
        while let Some(event) = modem.poll_event(clock.now()) {
            println!("{} {event:02x?}", clock.now());
        }
        let filled = modem.poll_octets(&mut octets);
        port.write_all(&octets[..filled])?;
        port.wait(Duration::from_millis(5))?;
        if port.read_ready()? {
            let room = modem.octets_room().min(octets.len());
            let read = port.read(&mut octets[..room])?;
            modem.handle_octets(&octets[..read], clock.now());
        }
    }
    Session::new(&mut modem, &mut port, || clock.now()).hang_up()?;
    println!("{} on hook", clock.now());
    Ok(())
}
