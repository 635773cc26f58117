//! Waits for a call and writes the coded octets of each page to `PREFIX-1.g3` and so on: `receive_raw PORT PREFIX`.

use fax_core::{Call, Clock, Config, Intake, PageFormat, PageSink, Pages, Quality};
use fax_modem::{Class1, Profile, SerialLine, Session};

#[derive(Default)]
struct Files {
    prefix: String,
    page: Vec<u8>,
    pages: usize,
}

impl PageSink for Files {
    fn begin(&mut self, format: &PageFormat) {
        println!("{format:?}");
        self.page.clear();
    }

    fn write_at(&mut self, _offset: u32, octets: &[u8]) -> Intake {
        self.page.extend_from_slice(octets);
        Intake::Done
    }

    fn end(&mut self) -> Quality {
        // Nothing is decoded here: a page with octets in it counts as good.
        Quality { rows: 1, complete: !self.page.is_empty(), ..Quality::default() }
    }

    fn accept(&mut self) -> Intake {
        self.pages += 1;
        match std::fs::write(format!("{}-{}.g3", self.prefix, self.pages), &self.page) {
            Ok(()) => Intake::Done,
            Err(_) => Intake::Failed,
        }
    }
}

fn main() -> Result<(), Box<dyn core::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(prefix)) = (arguments.next(), arguments.next()) else {
        return Err("usage: receive_raw PORT PREFIX".into());
    };
    let clock = Clock::new();
    let mut port = SerialLine::open(&path, 115_200)?;
    let mut modem = Class1::new(Profile::GENERIC);
    let mut session = Session::new(&mut modem, &mut port, || clock.now());
    session.initialise(|| false)?;
    session.wait_ring(1, || false)?;
    session.answer(|| false)?;
    let mut config = Config::default();
    config.abilities.modulations = session.modem().abilities();
    let mut call = Call::answering(&config, clock.now());
    let mut files = Files { prefix, ..Files::default() };
    let mut pages = Pages { source: &mut (), sink: &mut files };
    let outcome = session.run(&mut call, &mut pages, || false, |event| println!("{event:?}"))?;
    println!("{outcome:?}");
    println!("{:?}", call.report());
    Ok(())
}
