//! A call through a Class 1 modem.

use fax_core::{
    Call, Config, Instant, Intake, Outcome, PageFormat, PageOffer, PageSink, PageSource, Pages, Quality, Step, Supply,
};
use fax_modem::{Class1, Profile, Progress, Setup};

/// No call lives longer here: T1, the caller's patience, is 35 s.
const PATIENCE_MS: u64 = 120_000;

/// Sets up a modem, dials, and calls a far end that is silent: whether the call ends by itself, as failed.
pub fn gives_up_on_a_silent_far_end() -> bool {
    let mut modem = Class1::new(Profile::GENERIC);
    let mut uart = Uart::default();
    let mut clock = (0..PATIENCE_MS).map(Instant::from_millis);

    modem.initialise(Instant::ZERO);
    if !uart.serve_until(&mut modem, &mut clock, |modem| modem.setup() == Setup::Ready && modem.is_idle()) {
        return false;
    }
    if modem.dial("5551234", Instant::ZERO).is_err()
        || !uart.serve_until(&mut modem, &mut clock, |modem| modem.progress() == Progress::Connected)
    {
        return false;
    }
    let (mut source, mut sink) = (Nothing, Nothing);
    let mut pages = Pages { source: &mut source, sink: &mut sink };
    let mut call: Option<Call> = None;
    for now in clock {
        let call = call.get_or_insert_with(|| Call::calling(&Config::default(), now));
        while let Step::Event(_) = call.step(&mut modem, &mut pages, now) {}
        uart.serve(&mut modem, now);
        if let Some(outcome) = call.report().outcome {
            return matches!(outcome, Outcome::Failed(_));
        }
    }
    false
}

/// A serial port with a modem behind it that knows few answers.
#[derive(Default)]
struct Uart {
    line: [u8; 16],
    len: usize,
}

impl Uart {
    /// Passes octets until `done`; false if the clock runs out first.
    fn serve_until(
        &mut self,
        modem: &mut Class1,
        clock: &mut impl Iterator<Item = Instant>,
        done: fn(&Class1) -> bool,
    ) -> bool {
        for now in clock {
            modem.handle_timeout(now);
            self.serve(modem, now);
            if done(modem) {
                return true;
            }
        }
        false
    }

    /// Takes what there is for the modem, and answers complete command lines.
    fn serve(&mut self, modem: &mut Class1, now: Instant) {
        let mut octet = [0];
        while modem.poll_octets(&mut octet) == 1 {
            let [octet] = octet;
            if let Some(place) = self.line.get_mut(self.len) {
                *place = octet;
                self.len += 1;
            }
            // CAN ends a reception without a command line (T.31).
            if octet == b'\r' || octet == 0x18 {
                modem.handle_octets(self.answer(), now);
                self.len = 0;
            }
        }
    }

    fn answer(&self) -> &'static [u8] {
        match self.line.get(..self.len) {
            Some(b"AT+FTM=?\r" | b"AT+FRM=?\r") => b"\r\n24,48,72,96\r\n\r\nOK\r\n",
            Some([b'A', b'T', b'D', ..]) => b"\r\nCONNECT\r\n",
            Some([b'A', b'T', b'+', b'F', b'R', b'H', ..]) => b"",
            _ => b"\r\nOK\r\n",
        }
    }
}

/// A document without pages, and a sink that takes none.
struct Nothing;

impl PageSource for Nothing {
    fn offer(&mut self, _: u16) -> Option<PageOffer> {
        None
    }

    fn begin(&mut self, _: u16, _: &PageFormat) {}

    fn read_at(&mut self, _: u32, _: &mut [u8]) -> Supply {
        Supply::Failed
    }
}

impl PageSink for Nothing {
    fn begin(&mut self, _: &PageFormat) {}

    fn write_at(&mut self, _: u32, _: &[u8]) -> Intake {
        Intake::Failed
    }

    fn end(&mut self) -> Quality {
        Quality::default()
    }

    fn accept(&mut self) -> Intake {
        Intake::Failed
    }
}
