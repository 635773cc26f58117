//! The far end on the wire: what it says and hears, and the fake clock that both share.

use core::time::Duration;
use std::collections::VecDeque;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::setup::Setup;
use crate::frame::Frame;
use crate::sim::wire::Arrival;
use crate::sim::{Impairments, OctetPages, Received, Side, Wire};
use crate::{Call, Event, Framing, Instant, Line, LineOp, Pages, Signal, Step, Tone};

/// Octets of an image that arrive together: a few milliseconds.
const PIECE: usize = 20;

/// Something that the station did on the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Sound {
    Tone(Tone),
    /// Control frames, or those of a block.
    Frames(Signal, Vec<Vec<u8>>),
    /// A training check or an image.
    Octets(Signal, Vec<u8>),
}

/// When it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Noted {
    pub(super) sound: Sound,
    pub(super) began: Instant,
    pub(super) ended: Instant,
}

/// Who was on the line last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Speaker {
    Far,
    /// The station, in this signal; or with a tone.
    Station(Option<Signal>),
}

pub(super) struct Far {
    pub(super) call: Call,
    wire: Wire,
    side: Side,
    pub(super) source: OctetPages,
    pub(super) sink: Received,
    pub(super) now: Instant,
    /// A signal of the station that goes on.
    pub(super) open: Option<Noted>,
    /// What the script has not asked for yet.
    pub(super) heard: VecDeque<Noted>,
    /// When the last signal of either side ended, and whose it was.
    pub(super) quiet_since: Instant,
    pub(super) speaker: Speaker,
    pub(super) gap: Duration,
    /// The station is on hook.
    pub(super) released: bool,
    pub(super) events: Vec<Event>,
    pub(super) log: Vec<String>,
}

impl Far {
    pub(super) fn new(setup: &Setup) -> Self {
        let (call, side) = match setup.answers {
            true => (Call::answering(&setup.config, Instant::ZERO), Side::Caller),
            false => (Call::calling(&setup.config, Instant::ZERO), Side::Answerer),
        };
        Self {
            call,
            wire: Wire::new(Impairments::default()),
            side,
            source: setup.source(),
            sink: setup.sink(),
            now: Instant::ZERO,
            open: None,
            heard: VecDeque::new(),
            quiet_since: Instant::ZERO,
            speaker: Speaker::Far,
            gap: Duration::from_millis(75),
            released: false,
            events: Vec::new(),
            log: Vec::new(),
        }
    }

    /// Lets the station live until a moment, or until `stop`.
    pub(super) fn run(&mut self, until: Instant, stop: impl Fn(&Self) -> bool) {
        loop {
            let wake = self.step();
            self.listen();
            if stop(self) || self.now >= until {
                return;
            }
            let next = [wake, self.wire.next_arrival(self.side)].into_iter().flatten().min().unwrap_or(until);
            self.now = next.max(self.now + Duration::from_millis(1)).min(until);
        }
    }

    fn step(&mut self) -> Option<Instant> {
        let side = if self.side == Side::Caller { Side::Answerer } else { Side::Caller };
        loop {
            let mut pages = Pages { source: &mut self.source, sink: &mut self.sink };
            match self.call.step(&mut self.wire.end(side), &mut pages, self.now) {
                Step::Event(event) => self.events.push(event),
                Step::Idle(wake) => return wake,
            }
        }
    }

    /// Notes what has reached this end.
    fn listen(&mut self) {
        while let Some((at, arrival)) = self.wire.take(self.side, self.now) {
            match (arrival, self.open.as_mut().map(|noted| &mut noted.sound)) {
                (Arrival::Tone(tone), _) => {
                    self.note(Noted { sound: Sound::Tone(tone), began: at, ended: at });
                }
                (Arrival::On(signal), _) => {
                    let sound = match signal.framing {
                        Framing::Hdlc => Sound::Frames(signal, Vec::new()),
                        Framing::Raw => Sound::Octets(signal, Vec::new()),
                    };
                    self.open = Some(Noted { sound, began: at, ended: at });
                }
                (Arrival::Frame(octets), Some(Sound::Frames(_, frames))) => frames.push(octets),
                (Arrival::Octets(more), Some(Sound::Octets(_, octets))) => octets.extend(more),
                (Arrival::Off, _) => {
                    if let Some(noted) = self.open.take() {
                        self.note(Noted { ended: at, ..noted });
                    }
                }
                (Arrival::HungUp, _) => self.released = true,
                // What comes outside a signal, and the echoes of a wire that has none.
                _ => {}
            }
        }
    }

    fn note(&mut self, noted: Noted) {
        self.log.push(format!("{} station: {}", noted.began, noted.sound.show()));
        self.heard.push_back(noted);
    }

    pub(super) fn hang_up(&mut self) {
        self.log.push(format!("{} far end: on hook", self.now));
        self.wire.end(self.side).start(LineOp::HangUp, self.now);
    }

    /// Sends a signal: frames, each with whether it is spoiled, or octets. It begins at least the usual gap behind the last one.
    pub(super) fn send(&mut self, signal: Signal, frames: &[(Vec<u8>, bool)], octets: &[u8], flags: Duration) {
        let station = if self.side == Side::Caller { Side::Answerer } else { Side::Caller };
        let began = self.now.max(self.quiet_since + self.gap);
        let micros = |bits: usize| {
            let bits = u64::try_from(bits).unwrap_or_default();
            Duration::from_micros(bits * 1_000_000 / u64::from(signal.modulation.bit_rate()))
        };
        let training = u64::from(signal.modulation.training_ms(signal.training));
        let mut at = began + Duration::from_millis(training) + flags;
        self.wire.arrive(station, began, Arrival::On(signal));
        for (frame, spoiled) in frames {
            // A flag and the check sequence.
            at = at + micros((frame.len() + 3) * 8);
            let arrival = if *spoiled { Arrival::BadFrame } else { Arrival::Frame(frame.clone()) };
            self.wire.arrive(station, at, arrival);
        }
        for piece in octets.chunks(PIECE) {
            at = at + micros(piece.len() * 8);
            self.wire.arrive(station, at, Arrival::Octets(piece.to_vec()));
        }
        self.wire.arrive(station, at, Arrival::Off);
        let sound = match signal.framing {
            Framing::Hdlc => Sound::Frames(signal, frames.iter().map(|(frame, _)| frame.clone()).collect()),
            Framing::Raw => Sound::Octets(signal, octets.to_vec()),
        };
        self.log.push(format!("{began} far end: {}", sound.show()));
        self.run(at, |_| false);
        (self.quiet_since, self.speaker) = (at, Speaker::Far);
    }
}

impl Sound {
    /// In a few words.
    pub(super) fn show(&self) -> String {
        match self {
            Self::Tone(tone) => format!("tone {tone:?}"),
            Self::Octets(signal, octets) => {
                format!("{} {:?} training, {} octets", signal.modulation, signal.training, octets.len())
            }
            Self::Frames(signal, frames) if *signal != Signal::CONTROL => {
                let numbers: Vec<String> = frames.iter().filter_map(|frame| frame.get(3)).map(u8::to_string).collect();
                format!("{} {:?} training, frames {}", signal.modulation, signal.training, numbers.join(" "))
            }
            Self::Frames(_, frames) => {
                let show = |octets: &Vec<u8>| match Frame::parse(octets) {
                    Ok(frame) => format!("{frame} (X {})", frame.code & 1),
                    Err(error) => error.to_string(),
                };
                frames.iter().map(show).collect::<Vec<_>>().join(" | ")
            }
        }
    }
}
