//! Any events and clock jumps against both roles: no panic, outputs end in `Wait`, one operation at a time, and silence
//! ends the call.
#![no_main]

use core::time::Duration;

use fax_core::{Call, Config, Instant, LineEvent, LineOp, Output, Pages};
use fax_core::{Codings, Intake, PageFormat, PageOffer, PageSink, PageSource, PageWidth, Quality, Resolution, Supply};

/// Two pages of 700 octets, of which so many can be asked for again.
struct Source {
    window: u32,
    released: u32,
    asked: u32,
}

impl PageSource for Source {
    fn offer(&mut self, page: u16) -> Option<PageOffer> {
        let resolution = if page == 1 { Resolution::Standard } else { Resolution::Fine };
        (page < 2).then_some(PageOffer { width: PageWidth::A4, resolution, rows: None, codings: Codings::ALL })
    }

    fn begin(&mut self, _: u16, _: &PageFormat) {
        (self.released, self.asked) = (0, 0);
    }

    fn read_at(&mut self, offset: u32, into: &mut [u8]) -> Supply {
        assert!(offset >= self.released && (self.window > 0 || offset >= self.asked), "nothing outside of the window");
        self.asked = offset;
        let count = into.len().min(700_u32.saturating_sub(offset) as usize);
        if count == 0 { Supply::End } else { Supply::Octets(count) }
    }

    fn release(&mut self, below: u32) {
        self.released = below;
    }

    fn window(&self) -> u32 {
        self.window
    }
}

struct Sink {
    window: u32,
    corrects: bool,
    octets: u32,
    released: u32,
}

impl PageSink for Sink {
    fn begin(&mut self, format: &PageFormat) {
        *self = Self { corrects: format.window > 0, octets: 0, released: 0, ..*self };
    }

    fn write_at(&mut self, offset: u32, octets: &[u8]) -> Intake {
        let end = offset + octets.len() as u32;
        if self.corrects {
            assert!(offset >= self.released && end - self.released <= self.window, "nothing outside of the window");
        } else {
            assert_eq!(offset, self.octets, "offsets only grow, without gaps");
        }
        self.octets = self.octets.max(end);
        if self.octets > 1 << 20 { Intake::Failed } else { Intake::Done }
    }

    fn release(&mut self, below: u32) {
        assert!(self.corrects && below >= self.released);
        self.released = below;
    }

    fn window(&self) -> u32 {
        self.window
    }

    fn end(&mut self) -> Quality {
        Quality { rows: self.octets, complete: true, ..Quality::default() }
    }

    fn accept(&mut self) -> Intake {
        Intake::Done
    }
}

struct Rig {
    call: Call,
    source: Source,
    sink: Sink,
    now: Instant,
    deadline: Option<Instant>,
}

impl Rig {
    fn drain(&mut self, room: usize) {
        let mut buffer = [0; 260];
        let mut ops = 0;
        for _ in 0..400 {
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            match self.call.poll_output(&mut pages, &mut buffer[..room], self.now) {
                Output::Line(op) => {
                    ops += 1;
                    assert!(ops == 1 || op == LineOp::HangUp);
                }
                Output::Wait(deadline) => {
                    self.deadline = deadline.map(|deadline| deadline.at);
                    assert_eq!(self.deadline.is_none(), self.call.report().outcome.is_some());
                    return;
                }
                _ => {}
            }
        }
        panic!("outputs never end");
    }

    fn timeout(&mut self, room: usize) {
        if let Some(at) = self.deadline {
            self.now = self.now.max(at);
            self.call.handle_timeout(self.now);
            self.drain(room);
        }
    }
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((&head, mut input)) = input.split_first() else { return };
    let config = Config::default();
    let call =
        if head & 1 == 0 { Call::calling(&config, Instant::ZERO) } else { Call::answering(&config, Instant::ZERO) };
    let room = [260, 16, 3, 0][usize::from(head >> 1 & 3)];
    // With error correction or without.
    let window = if head >> 3 & 1 == 1 { 65_537 } else { 0 };
    let source = Source { window, released: 0, asked: 0 };
    let sink = Sink { window, corrects: false, octets: 0, released: 0 };
    let mut rig = Rig { call, source, sink, now: Instant::ZERO, deadline: None };
    rig.drain(room);
    while let Some((&kind, rest)) = input.split_first() {
        input = rest;
        let mut take = || {
            let length = usize::from(input.first().copied().unwrap_or(0)).min(input.len().saturating_sub(1));
            let taken = input.get(1..=length).unwrap_or_default();
            input = input.get(1 + length..).unwrap_or_default();
            taken
        };
        let event = match kind % 12 {
            0 | 1 => LineEvent::Done,
            2 => LineEvent::Carrier,
            3 => LineEvent::WrongCarrier,
            4 => LineEvent::CarrierLost,
            5 => LineEvent::BadFrame,
            6 => LineEvent::Frame(take()),
            7 => LineEvent::Octets(take()),
            8 => LineEvent::Octets(&[0; 3000]),
            9 => {
                rig.timeout(room);
                continue;
            }
            10 => {
                let ms = take().iter().fold(0_u64, |sum, &octet| sum << 8 | u64::from(octet));
                rig.now = rig.now + Duration::from_millis(ms % 100_000);
                rig.call.handle_timeout(rig.now);
                rig.drain(room);
                continue;
            }
            _ if kind > 250 => LineEvent::HungUp,
            _ if kind > 240 => LineEvent::Refused,
            _ => LineEvent::Carrier,
        };
        let mut pages = Pages { source: &mut rig.source, sink: &mut rig.sink };
        rig.call.handle_line(event, &mut pages, rig.now);
        rig.drain(room);
    }
    for _ in 0..80 {
        rig.timeout(260);
    }
    assert!(rig.call.report().outcome.is_some());
});
