//! The station under test of a script, behind a driver and a simulated modem.

use core::time::Duration;
use std::boxed::Box;
use std::collections::VecDeque;
use std::vec::Vec;

use fax_core::hdlc::{Deframer, Found, Framer};
use fax_core::sim::{Passing, Station, Subject};
use fax_core::{Call, Chunk, Framing, Instant, Line, LineEvent, LineOp, Modulation, Signal, Tone, Training};

use super::TICK;
use super::modem::Modem;
use super::say::Said;
use super::wire::Sound;
use crate::at::command::code;
use crate::{Class1, Profile, Progress, Setup, fcs};

/// A frame that cannot be read takes so long.
const BAD_FRAME: Duration = Duration::from_millis(150);
/// Flags before the first frame of an image.
const FLAGS: usize = 25;

/// A [`Station`] with everything that `fax` has between a call and the line: [`Class1`], octets, and a [`Modem`].
///
/// ```
/// use fax_core::sim::Script;
/// use fax_modem::{Profile, sim::OnModem};
///
/// let scripts = Script::parse_all(
///     "case nobody-sends  The caller hangs up on the first offer
///        station answers
///        hear tone CED
///        hear DIS
///        say DCN
///        ends DisconnectedInPhaseB",
/// )?;
/// scripts[0].run_on(|subject| OnModem::boxed(subject, Profile::GENERIC, true))?;
/// # Ok::<(), fax_core::sim::Mismatch>(())
/// ```
#[derive(Debug)]
pub struct OnModem {
    subject: Subject,
    call: Option<Call>,
    driver: Class1,
    /// What the driver was told to do last: an image in frames sounds as one without.
    op: Option<LineOp>,
    modem: Modem,
    unsent: Vec<u8>,
    begins: Instant,
    /// The call is over, and the modem on hook.
    released: bool,
    now: Instant,
    said: VecDeque<(Instant, Passing)>,
    voice: Voice,
    coming: VecDeque<(Instant, Passing)>,
    ear: Ear,
}

/// What the modem puts on the line.
#[derive(Debug)]
enum Voice {
    Nothing,
    Tone(Tone),
    Frames,
    Image(Signal, Box<Deframer>),
}

/// What the modem hears.
#[derive(Clone, Copy, Debug)]
enum Ear {
    Nothing,
    Frames,
    /// An image, and when its training is over.
    Image(Signal, Instant, Framer),
}

impl OnModem {
    /// Sets a modem up, and dials or answers. `adapts` says whether the modem knows `+FAR` (`+FRH:3`), or says
    /// `+FCERROR`.
    #[must_use]
    pub fn boxed(subject: Subject, profile: Profile, adapts: bool) -> Box<dyn Station> {
        let mut station = Self {
            subject,
            call: None,
            driver: Class1::new(profile),
            op: None,
            modem: Modem::new(115_200),
            unsent: Vec::new(),
            begins: Instant::ZERO,
            released: false,
            now: Instant::ZERO,
            said: VecDeque::new(),
            voice: Voice::Nothing,
            coming: VecDeque::new(),
            ear: Ear::Nothing,
        };
        station.driver.initialise(station.now);
        station.tick_while(|station| station.driver.setup() == Setup::InProgress);
        if !adapts {
            station.modem.forget_adaptive();
        }
        if station.subject.answers {
            station.modem.ring();
            station.tick_while(|station| station.driver.rings() == 0);
            station.driver.answer(station.now);
            // The tone is told when it is over.
            station.tick_while(|station| station.said.is_empty());
        } else {
            let _ = station.driver.dial("1", station.now);
            station.tick_while(|station| station.modem.take_dialled().is_none());
            station.modem.put_through();
            station.tick_while(|station| station.said.is_empty());
        }
        station.begins = station.now;
        Box::new(station)
    }

    /// Lets a minute pass at most.
    fn tick_while(&mut self, mut goes_on: impl FnMut(&mut Self) -> bool) {
        let limit = self.now + Duration::from_secs(60);
        while goes_on(self) && self.now < limit {
            self.tick();
        }
    }

    fn tick(&mut self) {
        let began = self.now;
        self.now = self.now + TICK;
        let sound = self.modem.speak(self.now);
        self.speak(sound, began);
        let sound = self.sound();
        self.modem.hear(sound, self.now);
        let over = self.call.as_ref().is_some_and(|call| call.report().outcome.is_some());
        if over && !self.released && !self.modem.is_off_hook() {
            self.released = true;
            self.said.push_back((self.now, Passing::HungUp));
        }
        self.driver.handle_timeout(self.now);
        self.settle();
    }

    /// Carries octets, and lets the call act on them, until nothing moves at this moment.
    fn settle(&mut self) {
        loop {
            if self.call.is_none() && self.driver.progress() == Progress::Connected {
                self.call = Some(match self.subject.answers {
                    true => Call::answering(&self.subject.config, self.now),
                    false => Call::calling(&self.subject.config, self.now),
                });
            }
            if let Some(call) = &mut self.call {
                let mut line = Watched { driver: &mut self.driver, op: &mut self.op };
                let _ = self.subject.step(call, &mut line, self.now);
            }
            if !self.carry() {
                return;
            }
        }
    }

    fn carry(&mut self) -> bool {
        let mut buffer = [0; 64];
        if self.unsent.is_empty() {
            let filled = self.driver.poll_octets(&mut buffer);
            self.unsent.extend_from_slice(buffer.get(..filled).unwrap_or_default());
        }
        let taken = self.modem.handle_octets(&self.unsent);
        self.unsent.drain(..taken);
        let room = self.driver.octets_room().min(buffer.len());
        let filled = self.modem.poll_octets(buffer.get_mut(..room).unwrap_or_default());
        let _ = self.driver.handle_octets(buffer.get(..filled).unwrap_or_default(), self.now);
        taken + filled > 0
    }

    /// Notes what the modem put on the line from `began` until now.
    fn speak(&mut self, sound: Sound, began: Instant) {
        let voice = match &sound {
            Sound::Silence => Voice::Nothing,
            Sound::Cng => Voice::Tone(Tone::Cng),
            Sound::Ced => Voice::Tone(Tone::Ced),
            Sound::Flags | Sound::InFrame | Sound::FrameEnd(_) => Voice::Frames,
            Sound::Training(code) | Sound::Data(code, _) => {
                let framing = match self.op {
                    Some(LineOp::Send(signal)) => signal.framing,
                    _ => Framing::Raw,
                };
                signal(*code, framing).map_or(Voice::Nothing, |signal| Voice::Image(signal, Box::default()))
            }
        };
        if core::mem::discriminant(&voice) != core::mem::discriminant(&self.voice) {
            match self.voice {
                Voice::Nothing | Voice::Tone(Tone::Cng) => {}
                Voice::Tone(tone) => self.said.push_back((began, Passing::Tone(tone))),
                Voice::Frames | Voice::Image(..) => self.said.push_back((began, Passing::Off)),
            }
            match voice {
                Voice::Frames => self.said.push_back((began, Passing::On(Signal::CONTROL))),
                Voice::Image(signal, _) => self.said.push_back((began, Passing::On(signal))),
                // It is repeated, but told once.
                Voice::Tone(Tone::Cng) if self.begins == Instant::ZERO => {
                    self.said.push_back((self.now, Passing::Tone(Tone::Cng)));
                }
                Voice::Nothing | Voice::Tone(_) => {}
            }
            self.voice = voice;
        }
        match (sound, &mut self.voice) {
            (Sound::FrameEnd(mut frame), _) => {
                frame.truncate(frame.len().saturating_sub(fcs::LENGTH));
                self.said.push_back((self.now, Passing::Frame(frame)));
            }
            (Sound::Data(_, octets), Voice::Image(signal, _)) if signal.framing == Framing::Raw => {
                self.said.push_back((self.now, Passing::Octets(octets)));
            }
            (Sound::Data(_, octets), Voice::Image(_, deframer)) => {
                for octet in octets {
                    if deframer.push(octet) == Some(Found::Frame) {
                        self.said.push_back((self.now, Passing::Frame(deframer.frame().to_vec())));
                    }
                }
            }
            _ => {}
        }
    }

    /// What the far end puts on the line until now.
    fn sound(&mut self) -> Sound {
        let mut octets = Vec::new();
        while let Some((at, passing)) = due(&mut self.coming, self.now) {
            match (passing, &mut self.ear) {
                (Passing::On(Signal::CONTROL), ear) => *ear = Ear::Frames,
                (Passing::On(signal), ear) => {
                    let training = u64::from(signal.modulation.training_ms(signal.training));
                    *ear = Ear::Image(signal, at + Duration::from_millis(training), Framer::new());
                }
                // The last octets are still to be heard.
                (passing @ Passing::Off, Ear::Image(..)) if !octets.is_empty() => {
                    self.coming.push_front((at, passing));
                    break;
                }
                (Passing::Off, ear) => *ear = Ear::Nothing,
                (Passing::HungUp, _) => self.modem.drop_line(Said::NoCarrier),
                (Passing::Octets(more), Ear::Image(..)) => octets.extend(more),
                (Passing::Frame(frame), Ear::Image(_, _, framer)) => {
                    begin(framer, &mut octets);
                    framer.frame(&frame, |octet| octets.push(octet));
                }
                (Passing::BadFrame, Ear::Image(_, _, framer)) => {
                    begin(framer, &mut octets);
                    framer.frame(&[0xFF, 0x03, 0x06, 0x00, 0x55, 0x55, 0x55, 0x55], |octet| octets.push(octet));
                    octets.iter_mut().rev().skip(5).take(1).for_each(|octet| *octet ^= 0x10);
                }
                // One at a time: what ends at the same moment comes with the next tick.
                (Passing::Frame(mut frame), Ear::Frames) => {
                    let check = fcs::of(&frame);
                    frame.extend(check);
                    return Sound::FrameEnd(frame);
                }
                (Passing::BadFrame, Ear::Frames) => return Sound::FrameEnd(Vec::from([0xFF, 0x13, 0x55, 0, 0])),
                _ => {}
            }
        }
        match self.ear {
            Ear::Nothing => Sound::Silence,
            Ear::Frames => match self.coming.front() {
                Some((at, passing)) if at.since(self.now) < time_of(passing) => Sound::InFrame,
                _ => Sound::Flags,
            },
            Ear::Image(signal, trained, _) if trained > self.now => Sound::Training(code(signal)),
            Ear::Image(signal, ..) => Sound::Data(code(signal), octets),
        }
    }
}

/// The flags before the first frame of an image.
fn begin(framer: &mut Framer, octets: &mut Vec<u8>) {
    if *framer == Framer::new() {
        (0..FLAGS).for_each(|_| framer.flag(|octet| octets.push(octet)));
    }
}

/// The image modulation behind a number of T.31.
fn signal(number: u8, framing: Framing) -> Option<Signal> {
    let all = Modulation::IMAGE.into_iter().flat_map(|modulation| {
        [Training::Long, Training::Short].map(|training| Signal { modulation, training, framing })
    });
    all.into_iter().find(|&signal| code(signal) == number)
}

/// The first of the queue, if it is due.
fn due(queue: &mut VecDeque<(Instant, Passing)>, now: Instant) -> Option<(Instant, Passing)> {
    queue.front().filter(|(at, _)| *at <= now)?;
    queue.pop_front()
}

/// How long a control frame takes, with a flag and its check sequence.
fn time_of(passing: &Passing) -> Duration {
    match passing {
        Passing::Frame(octets) => {
            let bits = u64::try_from((octets.len() + 3) * 8).unwrap_or(u64::MAX);
            Duration::from_micros(bits.saturating_mul(1_000_000) / u64::from(Modulation::V21.bit_rate()))
        }
        Passing::BadFrame => BAD_FRAME,
        _ => Duration::ZERO,
    }
}

impl Station for OnModem {
    fn begins(&self) -> Instant {
        self.begins
    }

    fn live(&mut self, now: Instant) -> Option<Instant> {
        while self.now + TICK <= now {
            self.tick();
        }
        Some(self.now + TICK)
    }

    fn hear(&mut self, at: Instant, passing: Passing) {
        self.coming.push_back((at, passing));
    }

    fn said(&mut self, now: Instant) -> Option<(Instant, Passing)> {
        due(&mut self.said, now)
    }

    fn says_next(&mut self) -> Option<Instant> {
        None
    }

    fn call(&self) -> Option<&Call> {
        self.call.as_ref()
    }

    fn subject(&self) -> &Subject {
        &self.subject
    }
}

/// The driver, with a note of what it was told to do.
struct Watched<'w> {
    driver: &'w mut Class1,
    op: &'w mut Option<LineOp>,
}

impl Line for Watched<'_> {
    fn start(&mut self, op: LineOp, now: Instant) {
        *self.op = Some(op);
        self.driver.start(op, now);
    }

    fn room(&self) -> usize {
        self.driver.room()
    }

    fn send(&mut self, chunk: Chunk<'_>, now: Instant) {
        self.driver.send(chunk, now);
    }

    fn poll_event(&mut self, now: Instant) -> Option<LineEvent<'_>> {
        self.driver.poll_event(now)
    }

    fn poll_timeout(&self) -> Option<Instant> {
        self.driver.poll_timeout()
    }
}
