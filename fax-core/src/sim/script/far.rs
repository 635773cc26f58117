//! The far end on the wire: what it says and hears, and the fake clock that both share.

use core::time::Duration;
use std::boxed::Box;
use std::collections::VecDeque;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

use super::station::Station;
use crate::frame::Frame;
use crate::sim::Passing;
use crate::{Framing, Instant, Signal, Tone};

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
    pub(super) station: Box<dyn Station>,
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
    pub(super) log: Vec<String>,
}

impl Far {
    pub(super) fn new(station: Box<dyn Station>) -> Self {
        let now = station.begins();
        Self {
            station,
            now,
            open: None,
            heard: VecDeque::new(),
            quiet_since: now,
            speaker: Speaker::Far,
            gap: Duration::from_millis(75),
            released: false,
            log: Vec::new(),
        }
    }

    /// Lets the station live until a moment, or until `stop`.
    pub(super) fn run(&mut self, until: Instant, stop: impl Fn(&Self) -> bool) {
        loop {
            let wake = self.station.live(self.now);
            self.listen();
            if stop(self) || self.now >= until {
                return;
            }
            let next = [wake, self.station.says_next()].into_iter().flatten().min().unwrap_or(until);
            self.now = next.max(self.now + Duration::from_millis(1)).min(until);
        }
    }

    /// Notes what has reached this end.
    fn listen(&mut self) {
        while let Some((at, passing)) = self.station.said(self.now) {
            match (passing, self.open.as_mut().map(|noted| &mut noted.sound)) {
                (Passing::Tone(tone), _) => {
                    self.note(Noted { sound: Sound::Tone(tone), began: at, ended: at });
                }
                (Passing::On(signal), _) => {
                    let sound = match signal.framing {
                        Framing::Hdlc => Sound::Frames(signal, Vec::new()),
                        Framing::Raw => Sound::Octets(signal, Vec::new()),
                    };
                    self.open = Some(Noted { sound, began: at, ended: at });
                }
                (Passing::Frame(octets), Some(Sound::Frames(_, frames))) => frames.push(octets),
                (Passing::Octets(more), Some(Sound::Octets(_, octets))) => octets.extend(more),
                (Passing::Off, _) => {
                    if let Some(noted) = self.open.take() {
                        self.note(Noted { ended: at, ..noted });
                    }
                }
                (Passing::HungUp, _) => self.released = true,
                // What comes outside a signal.
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
        self.station.hear(self.now, Passing::HungUp);
    }

    /// Sends a signal: frames, each with whether it is spoiled, or octets. It begins at least the usual gap behind the last one.
    pub(super) fn send(&mut self, signal: Signal, frames: &[(Vec<u8>, bool)], octets: &[u8], flags: Duration) {
        let began = self.now.max(self.quiet_since + self.gap);
        let micros = |bits: usize| {
            let bits = u64::try_from(bits).unwrap_or_default();
            Duration::from_micros(bits * 1_000_000 / u64::from(signal.modulation.bit_rate()))
        };
        let training = u64::from(signal.modulation.training_ms(signal.training));
        let mut at = began + Duration::from_millis(training) + flags;
        self.station.hear(began, Passing::On(signal));
        for (frame, spoiled) in frames {
            // A flag and the check sequence.
            at = at + micros((frame.len() + 3) * 8);
            let passing = if *spoiled { Passing::BadFrame } else { Passing::Frame(frame.clone()) };
            self.station.hear(at, passing);
        }
        for piece in octets.chunks(PIECE) {
            at = at + micros(piece.len() * 8);
            self.station.hear(at, Passing::Octets(piece.to_vec()));
        }
        self.station.hear(at, Passing::Off);
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
