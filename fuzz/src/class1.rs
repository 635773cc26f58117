//! What the fuzz targets of the Class 1 driver share.

use std::time::Duration;

use fax_core::{Chunk, Instant, Line, LineEvent, LineOp, Modulation, Signal, Tone};
use fax_modem::{BitOrder, Class1, FaxClass, Flow, LoneDle, Profile};

/// A driver with a fake clock, judged by the rules that every line keeps.
pub struct Judge {
    driver: Class1,
    now: Instant,
    carrier: bool,
    done: bool,
}

impl Judge {
    /// A driver with the habits that `choice` picks.
    pub fn new(choice: u8) -> Self {
        let profile = match choice % 7 {
            0 => Profile::GENERIC,
            1 => Profile { frames_have_fcs: false, lone_dle: LoneDle::Keep, ..Profile::GENERIC },
            2 => Profile { rest: Duration::from_millis(20), ..Profile::AGERE },
            3 => Profile { long_rest: Duration::from_millis(100), ..Profile::NO_SILENCE_COMMANDS },
            4 => Profile { silence_behind_check: true, frames_have_results: false, ..Profile::XON_XOFF },
            5 => Profile {
                flow: Flow::Paced,
                image_bits: BitOrder::MsbFirst,
                connect_between_frames: false,
                ..Profile::DIGI
            },
            _ => Profile { quiet_dialled: false, class: FaxClass::Class1_0, adaptive: false, ..Profile::UMC },
        };
        Self { driver: Class1::new(profile), now: Instant::from_millis(1), carrier: false, done: false }
    }

    /// Something happens, picked by `choice`; `octets` is what comes with it.
    pub fn happen(&mut self, choice: u8, octets: &[u8]) {
        let raw = Signal::image(if choice & 16 == 0 { Modulation::V17At14400 } else { Modulation::V29At9600 });
        match choice % 16 {
            0 => self.start(LineOp::Receive(Signal::CONTROL)),
            1 => self.start(LineOp::Receive(raw)),
            2 => self.start(LineOp::Send(Signal::CONTROL)),
            3 => self.start(LineOp::Send(raw)),
            4 => self.start(LineOp::Silence(Duration::from_millis(u64::from(choice) * 20))),
            5 => self.start(LineOp::AwaitSilence(Duration::from_millis(75))),
            6 => self.start(LineOp::Tone(Tone::Ced)),
            7 => self.start(LineOp::HangUp),
            8 => self.driver.initialise(self.now),
            9 => drop(self.driver.dial("555", self.now)),
            10 => self.driver.answer(self.now),
            11 => self.wait(u64::from(choice) * 97),
            12 => {
                let piece = octets.len().min(self.driver.room());
                if piece > 0 {
                    self.driver.send(Chunk { octets: &octets[..piece], last: choice & 32 != 0 }, self.now);
                }
            }
            _ => self.hear(octets),
        }
        self.watch();
    }

    /// Left alone after a hang-up, the driver comes to rest.
    pub fn rest(mut self) {
        self.driver.hang_up(self.now);
        self.watch();
        self.wait(300_000);
        assert_eq!(self.driver.poll_timeout(), None, "a driver without rest");
    }

    fn start(&mut self, op: LineOp) {
        self.driver.start(op, self.now);
        (self.carrier, self.done) = (false, false);
    }

    /// Octets from the modem, until the driver takes no more of them.
    pub fn hear(&mut self, octets: &[u8]) {
        let mut rest = octets;
        while !rest.is_empty() {
            let taken = self.driver.handle_octets(rest, self.now);
            rest = &rest[taken..];
            self.watch();
            if taken == 0 {
                return;
            }
        }
    }

    fn wait(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        let mut wakes = 0;
        while let Some(at) = self.driver.poll_timeout().filter(|&at| at <= end) {
            self.now = self.now.max(at);
            self.driver.handle_timeout(self.now);
            self.watch();
            wakes += 1;
            assert!(wakes < 10_000, "time-outs without end");
        }
        self.now = end;
    }

    fn watch(&mut self) {
        while let Some(event) = self.driver.poll_event(self.now) {
            match event {
                LineEvent::Carrier => assert!(!std::mem::replace(&mut self.carrier, true)),
                LineEvent::CarrierLost => assert!(std::mem::replace(&mut self.carrier, false)),
                LineEvent::Frame(_) | LineEvent::Octets(_) => assert!(self.carrier),
                LineEvent::Done => assert!(!std::mem::replace(&mut self.done, true)),
                _ => {}
            }
        }
        let mut room = [0; 64];
        while self.driver.poll_octets(&mut room) > 0 {}
    }
}
