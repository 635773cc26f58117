//! A far end written by hand: the station under test runs against frames that a test says, with a fake clock.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, reason = "each test file uses a part of this")]

use core::time::Duration;

use fax_core::frame::{Dcs, Fcf, Frame, Mode};
use fax_core::sim::{OctetPages, Received};
use fax_core::{
    Call, Config, Event, Framing, Ident, Instant, LineEvent, LineOp, Modulation, Outcome, Output, Pages, Signal, Timer,
    Training,
};

/// A DIS that offers all modulations, fine, MR, A3, any length, no row time: without its frame header.
pub(crate) const DIS: [u8; 3] = [0x00, 0xEE, 0x7A];

/// What the station under test did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Did {
    /// Sent a burst of control frames, given as codes with X bit.
    Said(Vec<u8>),
    /// Sent a training check of so many octets.
    Trained(Modulation, usize),
    /// Sent an image.
    Page(Signal, Vec<u8>),
    /// Sent these frames of a block, and three RCP.
    Block(Signal, Vec<u8>),
    /// Listens.
    Listens(Signal),
    /// Is on hook.
    HungUp,
}

pub(crate) struct Station {
    pub(crate) call: Call,
    pub(crate) now: Instant,
    pub(crate) source: OctetPages,
    pub(crate) sink: Received,
    pub(crate) events: Vec<Event>,
    /// The frames of each burst.
    pub(crate) bursts: Vec<Vec<Vec<u8>>>,
    /// What came before each signal, in ms: silence of ours, or of the far side.
    pub(crate) pauses: Vec<(&'static str, u128)>,
    pub(crate) deadline: Option<(Timer, Instant)>,
    pub(crate) listens: Signal,
}

impl Station {
    pub(crate) fn calling(pages: Vec<Vec<u8>>) -> Self {
        Self::new(Call::calling(&config(), Instant::ZERO), OctetPages::new(pages))
    }

    pub(crate) fn answering() -> Self {
        Self::new(Call::answering(&config(), Instant::ZERO), OctetPages::new(vec![]))
    }

    pub(crate) fn new(call: Call, source: OctetPages) -> Self {
        let sink = Received::default();
        Self {
            call,
            now: Instant::ZERO,
            source,
            sink,
            events: vec![],
            bursts: vec![],
            pauses: vec![],
            deadline: None,
            listens: Signal::CONTROL,
        }
    }

    /// Lets the station act until it listens or is on hook; pauses and signals take no time.
    pub(crate) fn acts(&mut self) -> Vec<Did> {
        let mut did = vec![];
        let mut sending = None;
        let mut octets = vec![];
        let mut frames = vec![];
        loop {
            let mut room = [0; 300];
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            let mut done = false;
            match self.call.poll_output(&mut pages, &mut room, self.now) {
                Output::Line(LineOp::Tone(_)) => done = true,
                Output::Line(LineOp::Silence(span)) => {
                    self.pauses.push(("ours", span.as_millis()));
                    done = true;
                }
                Output::Line(LineOp::AwaitSilence(span)) => {
                    self.pauses.push(("theirs", span.as_millis()));
                    done = true;
                }
                Output::Line(LineOp::Send(signal)) => sending = Some(signal),
                Output::Line(LineOp::Receive(signal)) => {
                    self.listens = signal;
                    did.push(Did::Listens(signal));
                }
                Output::Line(LineOp::HangUp) => did.push(Did::HungUp),
                Output::Send(chunk) => {
                    let signal = sending.expect("chunks belong to a signal");
                    if signal.framing == Framing::Hdlc {
                        frames.push(chunk.octets.to_vec());
                    } else {
                        octets.extend_from_slice(chunk.octets);
                    }
                    done = chunk.last;
                }
                Output::Event(event) => self.events.push(event),
                Output::Wait(deadline) => {
                    self.deadline = deadline.map(|d| (d.timer, d.at));
                    return did;
                }
                other => panic!("{other:?}"),
            }
            if done {
                if let Some(signal) = sending.take() {
                    let octets = core::mem::take(&mut octets);
                    did.push(match (signal.framing, signal.training) {
                        (Framing::Hdlc, _) if signal != Signal::CONTROL => {
                            let data = frames.len() - 3;
                            assert_eq!(frames[data..], [[0xFF, 0x03, 0x86]; 3], "T.4 A.3.5");
                            assert!(frames[..data].iter().all(|f| f[..3] == [0xFF, 0x03, 0x06]));
                            Did::Block(signal, frames[..data].iter().map(|f| f[3]).collect())
                        }
                        (Framing::Hdlc, _) => Did::Said(frames.iter().map(|f: &Vec<u8>| f[2]).collect()),
                        _ if octets.iter().all(|&o| o == 0) => Did::Trained(signal.modulation, octets.len()),
                        _ => Did::Page(signal, octets),
                    });
                    self.bursts.extend((!frames.is_empty()).then(|| core::mem::take(&mut frames)));
                }
                self.line(LineEvent::Done);
            }
        }
    }

    pub(crate) fn line(&mut self, event: LineEvent<'_>) {
        let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
        self.call.handle_line(event, &mut pages, self.now);
    }

    /// The far end says frames, the last of them final; what the station does then.
    pub(crate) fn hears(&mut self, frames: &[(Fcf, bool, &[u8])]) -> Vec<Did> {
        if self.listens.framing == Framing::Hdlc && self.listens != Signal::CONTROL {
            // It listens for a block, and hears that this is none.
            self.line(LineEvent::WrongCarrier);
            assert_eq!(self.acts(), [control()]);
        }
        self.line(LineEvent::Carrier);
        for (at, (fcf, x, fif)) in frames.iter().enumerate() {
            let last = at + 1 == frames.len();
            self.after(700);
            self.line(LineEvent::Frame(&octets(*fcf, *x, last, fif)));
        }
        self.acts()
    }

    /// The far end's answers and commands, with the X bit of a far end that answered.
    pub(crate) fn answered(&mut self, fcf: Fcf) -> Vec<Did> {
        self.hears(&[(fcf, false, &[])])
    }

    /// The far end's commands, with the X bit of a far end that called.
    pub(crate) fn commanded(&mut self, fcf: Fcf) -> Vec<Did> {
        self.hears(&[(fcf, true, &[])])
    }

    pub(crate) fn dcs(&mut self, mode: &Mode) -> Vec<Did> {
        let (fif, count) = Dcs::commanding(mode).to_fif();
        self.hears(&[(Fcf::Dcs, true, &fif[..count])])
    }

    /// An image or training check arrives.
    pub(crate) fn receives(&mut self, octets: &[u8]) -> Vec<Did> {
        self.line(LineEvent::Carrier);
        self.line(LineEvent::Octets(octets));
        self.line(LineEvent::CarrierLost);
        self.acts()
    }

    /// Frames of a block arrive, each given by its number and octets, and RCP.
    pub(crate) fn block(&mut self, frames: &[(u8, &[u8])]) -> Vec<Did> {
        self.line(LineEvent::Carrier);
        for (number, octets) in frames {
            let mut frame = vec![0xFF, 0x03, 0x06, *number];
            frame.extend_from_slice(octets);
            self.line(LineEvent::Frame(&frame));
        }
        self.line(LineEvent::Frame(&[0xFF, 0x03, 0x86]));
        self.line(LineEvent::CarrierLost);
        self.acts()
    }

    /// The last control frame that the station sent, without address and control.
    pub(crate) fn last_frame(&self) -> &[u8] {
        &self.bursts.last().unwrap().last().unwrap()[2..]
    }

    /// Nothing happens until the next deadline.
    pub(crate) fn waits(&mut self) -> Vec<Did> {
        let (_, at) = self.deadline.expect("a deadline");
        self.now = self.now.max(at);
        self.call.handle_timeout(self.now);
        self.acts()
    }

    pub(crate) fn after(&mut self, ms: u64) {
        self.now = self.now + Duration::from_millis(ms);
    }

    pub(crate) fn outcome(&self) -> Option<Outcome> {
        self.call.report().outcome
    }
}

pub(crate) fn config() -> Config {
    Config { ident: Ident::new("5551000").unwrap(), ..Config::default() }
}

pub(crate) fn octets(fcf: Fcf, x: bool, last: bool, fif: &[u8]) -> Vec<u8> {
    let mut frame = vec![0xFF, if last { 0x13 } else { 0x03 }, fcf.code(x)];
    frame.extend_from_slice(fif);
    assert!(Frame::parse(&frame).is_ok());
    frame
}

pub(crate) fn control() -> Did {
    Did::Listens(Signal::CONTROL)
}

pub(crate) fn image(modulation: Modulation) -> Did {
    Did::Listens(Signal::image(modulation))
}

pub(crate) fn tcf(modulation: Modulation) -> Did {
    Did::Listens(Signal { modulation, training: Training::Long, framing: Framing::Raw })
}

/// A sender that has said its command and its training check, and listens.
pub(crate) fn commands(modulation: Modulation) -> Vec<Did> {
    let octets = usize::from(modulation.bit_rate()) * 3 / 16;
    vec![Did::Said(vec![0x43, 0x83]), Did::Trained(modulation, octets), control()]
}

/// How a block goes: in frames, behind the training that follows a training check.
pub(crate) fn block(modulation: Modulation) -> Signal {
    Signal { framing: Framing::Hdlc, ..Signal::image(modulation) }
}

pub(crate) fn fine(modulation: Modulation) -> Mode {
    Mode {
        modulation,
        coding: fax_core::Coding::Mh,
        resolution: fax_core::Resolution::Fine,
        width: fax_core::PageWidth::A4,
        length: fax_core::PageLength::Unlimited,
        scan_line_ms: 0,
        ecm: None,
    }
}

/// Zeros of a good training check.
pub(crate) fn zeros(modulation: Modulation) -> Vec<u8> {
    vec![0; usize::from(modulation.bit_rate()) * 3 / 16]
}
