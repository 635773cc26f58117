//! A wire between two lines that speak in signals: durations are real, the medium is a queue.

use core::time::Duration;
use std::collections::VecDeque;
use std::vec::Vec;

use super::Rng;
use crate::{Chunk, Framing, Instant, Line, LineEvent, LineOp, Modulation, Signal};

/// How much earlier than needed an end takes what it shall send.
const AHEAD: Duration = Duration::from_millis(500);
/// Flags before the first frame of an image with error correction (T.4 A.3.1).
const IMAGE_FLAGS: Duration = Duration::from_millis(200);
/// Flags are recognised after so long.
const FLAGS: Duration = Duration::from_millis(100);

/// Which end of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The station that called.
    Caller,
    /// The station that answered.
    Answerer,
}

/// What is wrong with a wire. All chances are per million; the default is a good wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Impairments {
    /// Seed of all chances.
    pub seed: u64,
    /// A control frame vanishes.
    pub lost_frames: u32,
    /// A control frame arrives with a wrong check sequence.
    pub bad_frames: u32,
    /// A control frame comes back to its sender as an echo.
    pub echoed_frames: u32,
    /// A bit of a training check or an image is inverted; in an image with error correction that spoils a frame.
    pub bit_errors: u32,
    /// An image carrier is not recognised at all.
    pub lost_carriers: u32,
    /// One-way delay.
    pub delay: Duration,
    /// The line is cut at this moment.
    pub cut_at: Option<Instant>,
}

#[derive(Clone, Debug)]
enum Arrival {
    On(Signal),
    Frame(Vec<u8>),
    BadFrame,
    Octets(Vec<u8>),
    Off,
}

#[derive(Clone, Debug, Default)]
struct Half {
    op: Option<LineOp>,
    /// Since when it runs.
    began: Instant,
    /// The last moment that this end was told.
    seen: Instant,
    /// When what was handed over will have left.
    sent_until: Instant,
    /// A `Send` has not had its last chunk.
    open: bool,
    /// Waits for the far carrier to have been off for so long.
    quiet: Option<Duration>,
    /// `Done` is due then.
    done_at: Option<Instant>,
    /// What the far end sent, and when it arrives.
    inbox: VecDeque<(Instant, Arrival)>,
    /// The far carrier: what it is and since when.
    carrier: Option<(Signal, Instant)>,
    /// The running receive operation has found its signal.
    attached: bool,
    /// It found another one and has said so.
    refused: bool,
    hung_up: bool,
    told_hung_up: bool,
    octets: Vec<u8>,
}

/// A wire between two ends.
#[derive(Clone, Debug)]
pub struct Wire {
    halves: [Half; 2],
    impairments: Impairments,
    rng: Rng,
}

/// One end of a wire: a [`Line`].
#[derive(Debug)]
pub struct End<'w> {
    own: &'w mut Half,
    far: &'w mut Half,
    impairments: &'w Impairments,
    rng: &'w mut Rng,
}

impl Wire {
    /// A wire.
    #[must_use]
    pub fn new(impairments: Impairments) -> Self {
        Self { halves: [Half::default(), Half::default()], impairments, rng: Rng::new(impairments.seed) }
    }

    /// One end of it.
    pub fn end(&mut self, side: Side) -> End<'_> {
        let [caller, answerer] = &mut self.halves;
        let (own, far) = match side {
            Side::Caller => (caller, answerer),
            Side::Answerer => (answerer, caller),
        };
        End { own, far, impairments: &self.impairments, rng: &mut self.rng }
    }
}

impl Half {
    fn deliver(&mut self, at: Instant, arrival: Arrival) {
        let behind = self.inbox.iter().rposition(|&(other, _)| other <= at).map_or(0, |before| before + 1);
        self.inbox.insert(behind, (at, arrival));
    }

    /// The moment from which the line takes more.
    fn room_from(&self) -> Option<Instant> {
        self.open.then(|| Instant::from_millis(self.sent_until.since(Instant::ZERO + AHEAD).as_millis() as u64))
    }
}

impl End<'_> {
    fn put(&mut self, at: Instant, arrival: Arrival) {
        self.far.deliver(at + self.impairments.delay, arrival);
    }

    /// Ends a carrier that is still on, because its operation is replaced.
    fn drop_carrier(&mut self, now: Instant) {
        if self.own.open || self.own.done_at.is_some_and(|_| matches!(self.own.op, Some(LineOp::Send(_)))) {
            self.far.inbox.retain(|&(at, _)| at <= now + self.impairments.delay);
            self.put(now, Arrival::Off);
        }
        self.own.open = false;
        self.own.done_at = None;
        self.own.quiet = None;
        self.own.seen = now;
    }

    fn cut(&self, now: Instant) -> bool {
        self.impairments.cut_at.is_some_and(|at| at <= now)
    }

    /// Whether the far carrier, as it is now, can be received as `wanted`.
    fn attaches(&self, wanted: Signal, now: Instant) -> Option<bool> {
        let (signal, since) = self.own.carrier?;
        if wanted == Signal::CONTROL {
            // Any other carrier is silence to a V.21 receiver. Flags go on between frames, so joining late loses frames
            // but not the carrier.
            return (signal == Signal::CONTROL && now.since(since) >= FLAGS).then_some(true);
        }
        if signal == wanted {
            // Training must be heard from its start.
            return (self.own.began <= since).then_some(true);
        }
        // The tail of the command before is no wrong carrier yet.
        let heard = since.max(self.own.began);
        (signal.modulation == Modulation::V21 && now.since(heard) >= FLAGS).then_some(false)
    }
}

impl Line for End<'_> {
    fn start(&mut self, op: LineOp, now: Instant) {
        self.drop_carrier(now);
        self.own.attached = false;
        self.own.refused = false;
        self.own.op = Some(op);
        self.own.began = now;
        match op {
            LineOp::Tone(_) => self.own.done_at = Some(now),
            LineOp::AwaitSilence(span) if self.own.carrier.is_some() => self.own.quiet = Some(span),
            LineOp::Silence(span) | LineOp::AwaitSilence(span) => self.own.done_at = Some(now + span),
            LineOp::Send(signal) => {
                self.own.open = true;
                let lost = signal.modulation != Modulation::V21 && self.rng.chance(self.impairments.lost_carriers);
                if !lost {
                    self.put(now, Arrival::On(signal));
                }
                let training = u64::from(signal.modulation.training_ms(signal.training));
                self.own.sent_until = now + Duration::from_millis(training);
                if signal.framing == Framing::Hdlc && signal != Signal::CONTROL {
                    self.own.sent_until = self.own.sent_until + IMAGE_FLAGS;
                }
            }
            LineOp::Receive(_) => {}
            LineOp::HangUp => {
                self.far.hung_up = true;
                self.own.op = None;
            }
        }
    }

    fn room(&self) -> usize {
        if self.own.room_from().is_some_and(|at| at <= self.own.seen) { crate::FRAME_MAX } else { 0 }
    }

    fn send(&mut self, chunk: Chunk<'_>, now: Instant) {
        let Some(LineOp::Send(signal)) = self.own.op else { return };
        let start = self.own.sent_until.max(now);
        let octets = match signal.framing {
            // Flag, check sequence, and some zeros that are inserted.
            Framing::Hdlc if !chunk.octets.is_empty() => chunk.octets.len() + 4,
            Framing::Hdlc | Framing::Raw => chunk.octets.len(),
        };
        let bits = u64::try_from(octets).unwrap_or(u64::MAX).saturating_mul(8_000_000);
        self.own.sent_until = start + Duration::from_micros(bits / u64::from(signal.modulation.bit_rate()));
        let at = self.own.sent_until;
        if !chunk.octets.is_empty() {
            if signal.framing == Framing::Raw {
                let mut octets = chunk.octets.to_vec();
                if self.impairments.bit_errors > 0 {
                    for octet in &mut octets {
                        for bit in 0..8 {
                            *octet ^= u8::from(self.rng.chance(self.impairments.bit_errors)) << bit;
                        }
                    }
                }
                self.put(at, Arrival::Octets(octets));
            } else if signal != Signal::CONTROL {
                let mut bits = 0..octets * 8;
                let bad = self.impairments.bit_errors > 0 && bits.any(|_| self.rng.chance(self.impairments.bit_errors));
                self.put(at, if bad { Arrival::BadFrame } else { Arrival::Frame(chunk.octets.to_vec()) });
            } else if !self.rng.chance(self.impairments.lost_frames) {
                let bad = self.rng.chance(self.impairments.bad_frames);
                self.put(at, if bad { Arrival::BadFrame } else { Arrival::Frame(chunk.octets.to_vec()) });
            }
            if signal == Signal::CONTROL && chunk.last && self.rng.chance(self.impairments.echoed_frames) {
                let back = at + self.impairments.delay + self.impairments.delay;
                let begin = back + Duration::from_millis(20);
                self.own.deliver(begin, Arrival::On(Signal::CONTROL));
                self.own.deliver(begin + FLAGS, Arrival::Frame(chunk.octets.to_vec()));
                self.own.deliver(begin + FLAGS, Arrival::Off);
            }
        }
        if chunk.last {
            self.own.open = false;
            self.put(at, Arrival::Off);
            self.own.done_at = Some(at);
        }
    }

    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>> {
        self.own.seen = self.own.seen.max(now);
        // Nobody tells a fax modem that the line was cut: only a release is told.
        if self.own.hung_up && !self.own.told_hung_up && !self.cut(now) {
            self.own.told_hung_up = true;
            return Some(LineEvent::HungUp);
        }
        if self.own.done_at.is_some_and(|at| at <= now) {
            self.own.done_at = None;
            return Some(LineEvent::Done);
        }
        loop {
            if let Some(LineOp::Receive(wanted)) = self.own.op
                && !self.own.attached
                && !self.own.refused
            {
                match self.attaches(wanted, now) {
                    Some(true) => {
                        self.own.attached = true;
                        return Some(LineEvent::Carrier);
                    }
                    Some(false) => {
                        self.own.refused = true;
                        return Some(LineEvent::WrongCarrier);
                    }
                    None => {}
                }
            }
            self.own.inbox.front().filter(|&&(at, _)| at <= now)?;
            let (at, arrival) = self.own.inbox.pop_front()?;
            if self.cut(at) {
                continue;
            }
            match arrival {
                Arrival::On(signal) => self.own.carrier = Some((signal, at)),
                Arrival::Off => {
                    self.own.carrier = None;
                    if let Some(span) = self.own.quiet.take() {
                        self.own.done_at = Some(at + span);
                    }
                    if core::mem::take(&mut self.own.attached) {
                        return Some(LineEvent::CarrierLost);
                    }
                }
                Arrival::BadFrame if self.own.attached => return Some(LineEvent::BadFrame),
                Arrival::Frame(octets) if self.own.attached => {
                    self.own.octets = octets;
                    return Some(LineEvent::Frame(&self.own.octets));
                }
                Arrival::Octets(octets) if self.own.attached => {
                    self.own.octets = octets;
                    return Some(LineEvent::Octets(&self.own.octets));
                }
                Arrival::BadFrame | Arrival::Frame(_) | Arrival::Octets(_) => {}
            }
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let arrival = self.own.inbox.front().map(|&(at, _)| at);
        let flags = self.own.carrier.filter(|_| !self.own.attached).map(|(_, since)| since.max(self.own.began) + FLAGS);
        [arrival, self.own.done_at, flags.filter(|&at| at > self.own.seen), self.own.room_from()]
            .into_iter()
            .flatten()
            .min()
    }
}
