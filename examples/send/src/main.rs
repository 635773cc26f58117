//! Sends a TIFF with a Class 1 modem: `example-send /dev/ttyACM0 5551234 letter.tif`.

use core::error::Error;

use fax_core::{Call, Clock, Config, Event, Pages, Resolution};
use fax_modem::{Class1, Profile, SerialLine, Session};
use fax_t4::call::{Page, Replay};
use fax_t4::tiff::{Limits, Reader};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [port, number, path] = args.as_slice() else { return Err("usage: example-send PORT NUMBER FILE.tif".into()) };

    let file = std::fs::read(path)?;
    let mut pages = Vec::new();
    for page in Reader::open(&file, Limits::default())?.pages() {
        let resolution = page.density().and_then(|density| density.resolution()).unwrap_or(Resolution::Fine);
        pages.push(Page { bitmap: page.decode()?.bitmap, resolution });
    }

    let clock = Clock::new();
    let mut port = SerialLine::open(port, 115_200)?;
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.now());
    session.initialise(|| false)?;
    session.dial(number, || false)?;

    let mut config = Config::default();
    config.abilities.modulations = session.modem().abilities();
    let mut call = Call::calling(&config, clock.now());
    let mut source = Replay::new(&pages[..]);
    let mut pages = Pages { source: &mut source, sink: &mut () };
    let outcome = session.run(&mut call, &mut pages, || false, |event: &Event| println!("{event:?}"))?;
    println!("{outcome:?}, {} page(s) confirmed", call.report().pages_sent);
    Ok(())
}
