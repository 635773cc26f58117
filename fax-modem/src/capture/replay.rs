//! The same session once more: what the modem said, at its times, and what is done about it now.

use core::fmt;
use core::time::Duration;
use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;

use fax_core::{Call, Chunk, Event, Instant, Line as _, LineEvent, LineOp, Pages, Report, Step};

use super::notes::Notes;
use super::read::{Capture, Entry, What};
use super::station::Station;
use crate::session::{Gone, PRIVATE, Traced};
use crate::{Class1, Order, Profile, Progress, Setup, Trace};

/// What came of a replay in which all was done as it was then.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replayed {
    /// Reports of the calls that were begun, in order.
    pub calls: Vec<Report>,
    /// Where the last set-up ended.
    pub setup: Setup,
    /// Where the last dialling or answering ended.
    pub progress: Progress,
}

/// What is not as it was, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayError {
    /// The line of the capture that was being played, from 1; 0 behind the last one.
    pub line: usize,
    /// Its time.
    pub at: Instant,
    /// What is not as it was.
    pub mismatch: Mismatch,
}

/// What is not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mismatch {
    /// Other octets go to the modem: the first ones that differ.
    Octets {
        /// What went then; empty: no more than that.
        then: Vec<u8>,
        /// What goes now; empty: nothing yet.
        now: Vec<u8>,
    },
    /// Something else happens between call and driver.
    Note {
        /// What happened then; empty: nothing more before the modem spoke again.
        then: String,
        /// What happens now; empty: nothing yet.
        now: String,
    },
    /// The driver takes no more octets from the modem.
    NotTaken,
    /// Steps without end.
    Endless,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}: ", self.line, self.at)?;
        match &self.mismatch {
            Mismatch::Octets { then, now } => {
                write!(f, "to the modem went \"{}\", and now \"{}\"", then.escape_ascii(), now.escape_ascii())
            }
            Mismatch::Note { then, now } => write!(f, "there was \"{then}\", and now \"{now}\""),
            Mismatch::NotTaken => f.write_str("the driver takes no more octets"),
            Mismatch::Endless => f.write_str("the call goes on without end"),
        }
    }
}

impl core::error::Error for ReplayError {}

/// Steps without a change of time, at most: a block with error correction has some hundred frames.
const STEPS_MAX: u32 = 10_000;
/// A loop wakes some milliseconds late, and what it did then has that moment on record. Deadlines that lie further back than this
/// had no effect that would be on record.
const LATE: Duration = Duration::from_millis(10);

/// Octets that make room for a frame without making the driver run out of them.
const A_LITTLE: usize = 32;

/// Plays a capture: what the modem said, at the times of the capture, into a fresh driver of these habits and into fresh calls
/// whose stations are set as they were.
///
/// All that was done must be done again, in its place between two things that the modem said: the same octets to the modem, the same
/// operations, frames and events. `pages` must be what they were then. The octets of one reading are handed over in pieces: of
/// those from `at` on, out of `length`, `cut(at, length)` at once. Nothing may depend on it.
///
/// # Errors
///
/// The first thing that is not as it was.
pub fn replay(
    capture: &Capture,
    profile: Profile,
    pages: &mut Pages<'_>,
    cut: &mut dyn FnMut(usize, usize) -> usize,
) -> Result<Replayed, ReplayError> {
    let mut player = Player {
        entries: capture.entries(),
        modem: Class1::new(profile),
        pages,
        station: Station::default(),
        call: None,
        calls: Vec::new(),
        notes: Heard { notes: Notes::new(), new: Vec::new() },
        gap_ends: 0,
        noted: 0,
        sent: (0, 0),
        wake: None,
    };
    player.gap_ends = player.next_from(0);
    let mut place = (0, Instant::ZERO);
    for (index, entry) in capture.entries().iter().enumerate() {
        place = (entry.line, entry.at);
        player.wait_until(entry.at).map_err(|mismatch| error(place, mismatch))?;
        player.play(index, entry, cut).map_err(|mismatch| error(place, mismatch))?;
    }
    player.end(place.1).map_err(|mismatch| error((0, place.1), mismatch))
}

fn error((line, at): (usize, Instant), mismatch: Mismatch) -> ReplayError {
    ReplayError { line, at, mismatch }
}

struct Player<'c, 'p, 's> {
    entries: &'c [Entry],
    modem: Class1,
    pages: &'p mut Pages<'s>,
    station: Station,
    call: Option<Call>,
    calls: Vec<Report>,
    notes: Heard,
    /// Where the modem speaks next. What is done now must lie before it.
    gap_ends: usize,
    /// All notes before this entry have been met.
    noted: usize,
    /// All octets for the modem have been met before this entry, and so many of it.
    sent: (usize, usize),
    /// When call or driver want to be woken.
    wake: Option<Instant>,
}

impl<'c> Player<'c, '_, '_> {
    fn play(
        &mut self,
        index: usize,
        entry: &Entry,
        cut: &mut dyn FnMut(usize, usize) -> usize,
    ) -> Result<(), Mismatch> {
        let now = entry.at;
        match &entry.what {
            What::Setting { key, value } => {
                // The reader has seen to it that the value is one.
                let _ = self.station.set(key, value);
                Ok(())
            }
            What::ToModem(_) | What::Note(_) => self.turn(now),
            What::Order(order) => {
                self.turn(now)?;
                self.order(*order, now);
                self.turn(now)
            }
            What::FromModem(octets) => {
                self.turn(now)?;
                self.nothing_left()?;
                self.gap_ends = self.next_from(index + 1);
                self.hear(octets, now, cut)
            }
        }
    }

    fn end(mut self, now: Instant) -> Result<Replayed, Mismatch> {
        self.turn(now)?;
        self.nothing_left()?;
        let mut more = [0; 32];
        let filled = self.modem.poll_octets(&mut more);
        if let Some(more) = more.get(..filled).filter(|more| !more.is_empty()) {
            return Err(Mismatch::Octets { then: Vec::new(), now: more.to_vec() });
        }
        self.calls.extend(self.call.take().map(|call| call.report().clone()));
        Ok(Replayed { calls: self.calls, setup: self.modem.setup(), progress: self.modem.progress() })
    }

    /// Lets the deadlines pass that lie before the next thing on record.
    fn wait_until(&mut self, next: Instant) -> Result<(), Mismatch> {
        for _ in 0..STEPS_MAX {
            match self.wake {
                Some(wake) if wake + LATE < next => self.turn(wake)?,
                _ => return Ok(()),
            }
        }
        Err(Mismatch::Endless)
    }

    fn next_from(&self, index: usize) -> usize {
        let entries = self.entries.iter().enumerate().skip(index);
        let mut heard = entries.filter(|(_, entry)| matches!(entry.what, What::FromModem(_)));
        heard.next().map_or(self.entries.len(), |(index, _)| index)
    }

    fn order(&mut self, order: Order, now: Instant) {
        match order {
            Order::Initialise => self.modem.initialise(now),
            // The digits are not known, and of no consequence; their number is in a time limit.
            Order::Dial(characters) => {
                let digits = [b'0'; u8::MAX as usize];
                let digits = digits.get(..usize::from(characters)).and_then(|digits| core::str::from_utf8(digits).ok());
                // A number that could not be dialled was not dialled then either.
                let _ = self.modem.dial(digits.unwrap_or_default(), now);
            }
            Order::Answer => self.modem.answer(now),
            Order::HangUp => self.modem.hang_up(now),
            // That is between port and modem.
            Order::DropDtr => {}
            Order::Forget => self.modem.reset(now),
            Order::Run => {
                let mut config = self.station.config.clone();
                config.abilities.modulations = config.abilities.modulations.and(self.modem.abilities());
                let start = if self.station.calls { Call::calling } else { Call::answering };
                self.calls.extend(self.call.take().map(|call| call.report().clone()));
                self.call = Some(start(&config, now));
            }
            Order::Abort => {
                if let Some(call) = &mut self.call {
                    call.abort(now);
                }
            }
            Order::Lost => self.lose(now),
        }
    }

    fn lose(&mut self, now: Instant) {
        let Some(mut call) = self.call.take() else { return };
        call.handle_line(LineEvent::HungUp, self.pages, now);
        while let Step::Event(event) = call.step(&mut Gone, self.pages, now) {
            self.notes.told(now, &event);
        }
        self.calls.push(call.report().clone());
    }

    fn hear(
        &mut self,
        octets: &[u8],
        now: Instant,
        cut: &mut dyn FnMut(usize, usize) -> usize,
    ) -> Result<(), Mismatch> {
        let mut at = 0;
        while let Some(rest) = octets.get(at..).filter(|rest| !rest.is_empty()) {
            let size = cut(at, octets.len()).clamp(1, rest.len());
            let mut piece = rest.get(..size).unwrap_or_default();
            at += size;
            while !piece.is_empty() {
                let taken = self.modem.handle_octets(piece, now);
                piece = piece.get(taken..).unwrap_or_default();
                self.turn(now)?;
                if taken == 0 && self.modem.octets_room() == 0 {
                    return Err(Mismatch::NotTaken);
                }
            }
        }
        Ok(())
    }

    /// Lets call and driver do what there is to do at this moment.
    fn turn(&mut self, now: Instant) -> Result<(), Mismatch> {
        for _ in 0..STEPS_MAX {
            let mut goes_on = false;
            if let Some(call) = &mut self.call {
                let mut line = Traced { line: &mut self.modem, trace: &mut self.notes };
                match call.step(&mut line, self.pages, now) {
                    Step::Event(event) => {
                        goes_on = true;
                        self.notes.told(now, &event);
                        if let Event::Ended(_) = event {
                            self.calls.extend(self.call.take().map(|call| call.report().clone()));
                        }
                    }
                    Step::Idle(wake) => self.wake = wake,
                    _ => {}
                }
            } else {
                self.modem.handle_timeout(now);
                self.wake = self.modem.poll_timeout();
            }
            self.compare_notes()?;
            goes_on |= self.compare_octets()?;
            if !goes_on {
                return Ok(());
            }
        }
        Err(Mismatch::Endless)
    }

    fn compare_notes(&mut self) -> Result<(), Mismatch> {
        for now in core::mem::take(&mut self.notes.new) {
            let then = self.expected_note();
            match then {
                Some((index, then)) if *then == now => self.noted = index + 1,
                then => {
                    return Err(Mismatch::Note {
                        then: then.map_or_else(String::new, |(_, then)| then.to_owned()),
                        now,
                    });
                }
            }
        }
        Ok(())
    }

    /// The next note that has not been met, before the modem speaks again.
    fn expected_note(&self) -> Option<(usize, &'c str)> {
        let entries = self.entries;
        let ahead = entries.get(self.noted..self.gap_ends).unwrap_or_default();
        (self.noted..).zip(ahead).find_map(|(index, entry)| match &entry.what {
            What::Note(then) => Some((index, then.as_str())),
            _ => None,
        })
    }

    /// The next octets for the modem that have not been met, before that entry.
    fn expected_octets(&self, until: usize) -> Option<(usize, &'c [u8])> {
        let (from, part) = self.sent;
        let entries = self.entries;
        let ahead = entries.get(from..until).unwrap_or_default();
        (from..).zip(ahead).find_map(|(index, entry)| match &entry.what {
            What::ToModem(then) => {
                let then = if index == from { then.get(part..).unwrap_or_default() } else { then };
                (!then.is_empty()).then_some((index, then))
            }
            _ => None,
        })
    }

    /// Takes from the driver what it has for the modem, but no more than went at that time: the port decides how fast
    /// an image goes. Nor more than went before the next note, as there are more flags between the frames of an image if the port had
    /// taken all that came before. Returns whether there was anything.
    fn compare_octets(&mut self) -> Result<bool, Mismatch> {
        let (until, sends) = match self.expected_note() {
            Some((index, note)) => (index, note.starts_with("send ")),
            None => (self.gap_ends, false),
        };
        let mut any = false;
        while let Some((index, then)) = self.expected_octets(until) {
            if !self.compare_some(index, then, then.len())? {
                break;
            }
            any = true;
        }
        // The frame that should come now may want room, if the driver had more of it then.
        if !any
            && sends
            && let Some((index, then)) = self.expected_octets(self.gap_ends)
        {
            any = self.compare_some(index, then, A_LITTLE)?;
        }
        Ok(any)
    }

    /// Takes so many octets at most, which should be those of this entry.
    fn compare_some(&mut self, index: usize, then: &[u8], at_most: usize) -> Result<bool, Mismatch> {
        let mut octets = [0; 256];
        let private = self.modem.octets_are_private();
        let room = if private { octets.len() } else { then.len().min(at_most).min(octets.len()) };
        let filled = self.modem.poll_octets(octets.get_mut(..room).unwrap_or_default());
        if filled == 0 {
            return Ok(false);
        }
        let now = if private { PRIVATE } else { octets.get(..filled).unwrap_or_default() };
        if !then.starts_with(now) {
            let then = then.get(..now.len()).unwrap_or(then).to_vec();
            return Err(Mismatch::Octets { then, now: now.to_vec() });
        }
        let before = if index == self.sent.0 { self.sent.1 } else { 0 };
        self.sent = (index, before + now.len());
        Ok(true)
    }

    /// All that was done before the modem spoke has been done.
    fn nothing_left(&self) -> Result<(), Mismatch> {
        match (self.expected_octets(self.gap_ends), self.expected_note()) {
            (Some((_, then)), _) => Err(Mismatch::Octets { then: then.to_vec(), now: Vec::new() }),
            (None, Some((_, then))) => Err(Mismatch::Note { then: then.to_owned(), now: String::new() }),
            (None, None) => Ok(()),
        }
    }
}

/// What happens now, in words.
struct Heard {
    notes: Notes,
    new: Vec<String>,
}

impl Trace for Heard {
    fn op(&mut self, _: Instant, op: &LineOp) {
        let text = self.notes.op(op);
        self.new.push(text);
    }

    fn chunk(&mut self, _: Instant, chunk: &Chunk<'_>) {
        self.new.extend(self.notes.chunk(chunk));
    }

    fn event(&mut self, _: Instant, event: &LineEvent<'_>) {
        self.new.extend(self.notes.event(event));
    }

    fn told(&mut self, _: Instant, event: &Event) {
        self.new.push(self.notes.told(event));
    }
}
