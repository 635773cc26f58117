//! A wire between two lines that speak in signals: durations are real, the medium is a queue.

use core::time::Duration;
use std::collections::VecDeque;
use std::vec::Vec;

use super::faults::Faults;
use super::{Fault, Impairments, Item, What};
use crate::{Chunk, Framing, Instant, Line, LineEvent, LineOp, Modulation, Signal, Tone};

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

/// What passes between the two ends of a line, in one direction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Passing {
    /// A tone.
    Tone(Tone),
    /// A carrier comes on, with its training or its preamble.
    On(Signal),
    /// A frame has passed, without flags and check sequence.
    Frame(Vec<u8>),
    /// A frame has passed whose check sequence is wrong.
    BadFrame,
    /// Octets of a training check or an image have passed.
    Octets(Vec<u8>),
    /// The carrier goes off.
    Off,
    /// The line was released.
    HungUp,
}

/// What reaches an end of the wire.
#[derive(Clone, Debug)]
pub(super) enum Arrival {
    Far(Passing),
    /// The end's own voice: nothing where the far carrier is on, which is louder.
    EchoOn,
    EchoFrame(Vec<u8>),
    EchoOff,
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
    /// When the last thing that it sent arrives: nothing overtakes another.
    arrived: Instant,
    /// How late this burst is.
    late: Duration,
    /// The far end has lost this burst.
    broken: bool,
    /// It is to break off behind its first octets; no octet is to be right.
    clips: bool,
    spoils: bool,
    /// Waits for the far carrier to have been off for so long.
    quiet: Option<Duration>,
    /// `Done` is due then.
    done_at: Option<Instant>,
    /// What the far end sent, and when it arrives.
    inbox: VecDeque<(Instant, Arrival)>,
    /// The far carrier: what it is and since when.
    carrier: Option<(Signal, Instant)>,
    /// It is an echo.
    echo: bool,
    /// The running receive operation has found its signal.
    attached: bool,
    /// It found another one and has said so.
    refused: bool,
    octets: Vec<u8>,
}

/// A wire between two ends.
#[derive(Clone, Debug)]
pub struct Wire {
    halves: [Half; 2],
    faults: Faults,
}

/// One end of a wire: a [`Line`].
#[derive(Debug)]
pub struct End<'w> {
    side: Side,
    own: &'w mut Half,
    far: &'w mut Half,
    faults: &'w mut Faults,
}

impl Wire {
    /// A wire.
    #[must_use]
    pub fn new(impairments: Impairments) -> Self {
        Self { halves: [Half::default(), Half::default()], faults: Faults::new(impairments) }
    }

    /// Makes `fault` happen to the item of this number, from 0 in the order of sending. What impairments would do to it is
    /// left out.
    pub fn put(&mut self, item: usize, fault: Fault) {
        self.faults.put(item, fault);
    }

    /// All that went over the wire, in the order of sending: control frames, carriers of images and training checks, and the
    /// frames in them.
    #[must_use]
    pub fn sent(&self) -> &[Item] {
        &self.faults.sent
    }

    /// One end of it.
    pub fn end(&mut self, side: Side) -> End<'_> {
        let [caller, answerer] = &mut self.halves;
        let (own, far) = match side {
            Side::Caller => (caller, answerer),
            Side::Answerer => (answerer, caller),
        };
        End { side, own, far, faults: &mut self.faults }
    }

    /// Puts something on the wire by hand: the end at `side` hears it at that moment.
    pub(super) fn arrive(&mut self, side: Side, at: Instant, passing: Passing) {
        self.end(side).own.deliver(at, Arrival::Far(passing));
    }

    /// What of the far side has reached the end at `side`, in place of its [`Line`].
    pub(super) fn take(&mut self, side: Side, now: Instant) -> Option<(Instant, Passing)> {
        let half = self.end(side).own;
        loop {
            half.inbox.front().filter(|&&(at, _)| at <= now)?;
            if let Some((at, Arrival::Far(passing))) = half.inbox.pop_front() {
                return Some((at, passing));
            }
        }
    }

    /// When something reaches the end at `side`.
    pub(super) fn next_arrival(&mut self, side: Side) -> Option<Instant> {
        self.end(side).own.inbox.front().map(|&(at, _)| at)
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
    fn put(&mut self, at: Instant, passing: Passing) {
        if !self.own.broken {
            let at = self.arrives(at).max(self.own.arrived);
            self.own.arrived = at;
            self.far.deliver(at, Arrival::Far(passing));
        }
    }

    fn arrives(&self, at: Instant) -> Instant {
        at + self.faults.impairments.delay + self.own.late
    }

    /// The far end loses the carrier, and what is left of the burst.
    fn break_off(&mut self, at: Instant) {
        self.put(at, Passing::Off);
        self.own.broken = true;
    }

    /// Ends a carrier that is still on, because its operation is replaced.
    fn drop_carrier(&mut self, now: Instant) {
        if self.own.open || self.own.done_at.is_some_and(|_| matches!(self.own.op, Some(LineOp::Send(_)))) {
            let heard = self.arrives(now);
            self.far.inbox.retain(|&(at, _)| at <= heard);
            self.own.arrived = self.own.arrived.min(heard);
            self.put(now, Passing::Off);
        }
        self.own.open = false;
        self.own.done_at = None;
        self.own.quiet = None;
        self.own.seen = now;
    }

    /// What happens to a burst as a whole.
    fn begin_burst(&mut self, signal: Signal) {
        let carrier = signal.modulation != Modulation::V21;
        let fault = if carrier { self.faults.next(self.side, What::Carrier(signal)) } else { None };
        self.own.late = if let Some(Fault::Delay(late)) = fault { late } else { Duration::ZERO };
        self.own.broken = fault == Some(Fault::Drop);
        self.own.clips = fault == Some(Fault::Clip);
        self.own.spoils = fault == Some(Fault::Corrupt);
    }

    fn send_octets(&mut self, octets: &[u8], start: Instant, end: Instant) {
        let mut octets = octets.to_vec();
        self.faults.invert(&mut octets);
        if self.own.spoils {
            octets.iter_mut().for_each(|octet| *octet ^= 0x55);
        }
        if self.own.clips {
            octets.truncate(octets.len() / 2);
            let middle = half_way(start, end);
            self.put(middle, Passing::Octets(octets));
            self.break_off(middle);
        } else {
            self.put(end, Passing::Octets(octets));
        }
    }

    fn send_frame(&mut self, chunk: Chunk<'_>, signal: Signal, start: Instant, end: Instant) {
        let octets = chunk.octets.to_vec();
        let fault = self.faults.next(self.side, What::frame(&octets, signal));
        let bad = signal != Signal::CONTROL && self.faults.invert(&mut octets.clone());
        let passing = if bad || fault == Some(Fault::Corrupt) { Passing::BadFrame } else { Passing::Frame(octets) };
        match fault {
            Some(Fault::Drop) => return,
            Some(Fault::Clip) => return self.break_off(half_way(start, end)),
            _ if self.own.clips => return self.break_off(half_way(start, end)),
            Some(Fault::Repeat) => self.put(end, passing.clone()),
            Some(Fault::Delay(late)) => self.own.late += late,
            Some(Fault::Echo) if signal == Signal::CONTROL && chunk.last => self.echo(chunk.octets.to_vec(), end),
            Some(Fault::Echo | Fault::Corrupt) | None => {}
        }
        self.put(end, passing);
    }

    /// The sender hears itself.
    fn echo(&mut self, octets: Vec<u8>, sent: Instant) {
        let delay = self.faults.impairments.delay;
        let begin = sent + delay + delay + Duration::from_millis(20);
        self.own.deliver(begin, Arrival::EchoOn);
        self.own.deliver(begin + FLAGS, Arrival::EchoFrame(octets));
        self.own.deliver(begin + FLAGS, Arrival::EchoOff);
    }

    fn cut(&self, now: Instant) -> bool {
        self.faults.impairments.cut_at.is_some_and(|at| at <= now)
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

fn half_way(start: Instant, end: Instant) -> Instant {
    start + end.since(start) / 2
}

impl Line for End<'_> {
    fn start(&mut self, op: LineOp, now: Instant) {
        self.drop_carrier(now);
        self.own.attached = false;
        self.own.refused = false;
        self.own.op = Some(op);
        self.own.began = now;
        match op {
            LineOp::Tone(tone) => {
                self.put(now, Passing::Tone(tone));
                self.own.done_at = Some(now);
            }
            LineOp::AwaitSilence(span) if self.own.carrier.is_some() => self.own.quiet = Some(span),
            LineOp::Silence(span) | LineOp::AwaitSilence(span) => self.own.done_at = Some(now + span),
            LineOp::Send(signal) => {
                self.own.open = true;
                self.begin_burst(signal);
                self.put(now, Passing::On(signal));
                let training = u64::from(signal.modulation.training_ms(signal.training));
                self.own.sent_until = now + Duration::from_millis(training);
                if signal.framing == Framing::Hdlc && signal != Signal::CONTROL {
                    self.own.sent_until = self.own.sent_until + IMAGE_FLAGS;
                }
            }
            LineOp::Receive(_) => {}
            LineOp::HangUp => {
                self.own.broken = false;
                self.put(now, Passing::HungUp);
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
            match signal.framing {
                Framing::Raw => self.send_octets(chunk.octets, start, at),
                Framing::Hdlc => self.send_frame(chunk, signal, start, at),
            }
        }
        if chunk.last {
            self.own.open = false;
            self.put(at, Passing::Off);
            self.own.done_at = Some(at);
        }
    }

    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>> {
        self.own.seen = self.own.seen.max(now);
        if self.own.done_at.is_some_and(|at| at <= now) {
            self.own.done_at = None;
            return Some(LineEvent::Done);
        }
        loop {
            if let Some(LineOp::Receive(wanted)) = self.own.op
                && !self.own.attached
                && !self.own.refused
            {
                // As the line was until the next thing arrives: what is late to be looked at has come in its time.
                let until = self.own.inbox.front().map_or(now, |&(at, _)| at.min(now));
                match self.attaches(wanted, until) {
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
            // Nobody tells a fax modem that the line was cut: only a release is told.
            if self.cut(at) {
                continue;
            }
            match arrival {
                Arrival::Far(Passing::On(signal)) => {
                    let drowned = core::mem::take(&mut self.own.echo) && signal != Signal::CONTROL;
                    self.own.carrier = Some((signal, at));
                    if drowned && core::mem::take(&mut self.own.attached) {
                        return Some(LineEvent::CarrierLost);
                    }
                }
                Arrival::EchoOn if self.own.carrier.is_none() => {
                    self.own.carrier = Some((Signal::CONTROL, at));
                    self.own.echo = true;
                }
                Arrival::EchoOff if !self.own.echo => {}
                Arrival::EchoOn => {}
                Arrival::Far(Passing::Off) | Arrival::EchoOff => {
                    (self.own.carrier, self.own.echo) = (None, false);
                    if let Some(span) = self.own.quiet.take() {
                        self.own.done_at = Some(at + span);
                    }
                    if core::mem::take(&mut self.own.attached) {
                        return Some(LineEvent::CarrierLost);
                    }
                }
                Arrival::Far(Passing::HungUp) => return Some(LineEvent::HungUp),
                Arrival::Far(Passing::BadFrame) if self.own.attached => return Some(LineEvent::BadFrame),
                Arrival::EchoFrame(_) if !self.own.echo => {}
                Arrival::Far(Passing::Frame(octets)) | Arrival::EchoFrame(octets) if self.own.attached => {
                    self.own.octets = octets;
                    return Some(LineEvent::Frame(&self.own.octets));
                }
                Arrival::Far(Passing::Octets(octets)) if self.own.attached => {
                    self.own.octets = octets;
                    return Some(LineEvent::Octets(&self.own.octets));
                }
                Arrival::Far(Passing::Tone(_) | Passing::BadFrame | Passing::Frame(_) | Passing::Octets(_))
                | Arrival::EchoFrame(_) => {}
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
