//! The exchange between two modems: it rings, puts through, carries sound, and cuts.

use core::time::Duration;
use std::vec::Vec;

use fax_core::Instant;

use super::TICK;
use super::modem::Modem;
use super::wire::{Faults, Noise, Sound};

/// From one ring to the next.
const RING_CYCLE: Duration = Duration::from_secs(5);

/// What the exchange does with a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Route {
    /// Rings the other modem.
    #[default]
    Through,
    /// Busy tone.
    Busy,
    /// No dial tone in the first place.
    NoDialTone,
    /// It rings, and nobody answers.
    NoAnswer,
}

/// Where a call is, seen from the exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Free,
    Ringing { caller: usize, next: Instant },
    Up,
}

/// Two modems and the exchange between them.
#[derive(Clone, Debug)]
pub struct Exchange {
    modems: [Modem; 2],
    line: Line,
    route: Route,
    cut: Option<Instant>,
    tells_hang_up: bool,
    noise: Noise,
    now: Instant,
}

impl Exchange {
    /// Two modems on hook, on serial lines of `baud` bit/s.
    #[must_use]
    pub fn new(baud: u32) -> Self {
        Self {
            modems: [Modem::new(baud), Modem::new(baud)],
            line: Line::Free,
            route: Route::default(),
            cut: None,
            tells_hang_up: true,
            noise: Noise::new(Faults::default()),
            now: Instant::ZERO,
        }
    }

    /// What happens to the next calls.
    pub fn route(&mut self, route: Route) {
        self.route = route;
    }

    /// Makes the line bad.
    pub fn faults(&mut self, faults: Faults) {
        self.noise = Noise::new(faults);
    }

    /// By how many bits, 0 to 7, the octets of images are shifted on their way: a modem finds no octets in a carrier, and hands
    /// over bits in eights from wherever it began.
    pub fn skew(&mut self, bits: u8) {
        for modem in &mut self.modems {
            modem.skew = bits % 8;
        }
    }

    /// Cuts the line at this moment.
    pub fn cut_at(&mut self, at: Instant) {
        self.cut = Some(at);
    }

    /// Whether a modem learns that the far end hung up. Many real exchanges tell nobody.
    pub fn tells_hang_up(&mut self, tells: bool) {
        self.tells_hang_up = tells;
    }

    /// One of the modems, 0 or 1.
    pub fn modem(&mut self, at: usize) -> &mut Modem {
        let [first, second] = &mut self.modems;
        if at == 0 { first } else { second }
    }

    /// The moment up to which everything has happened.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.now
    }

    /// When something will happen next; `None` while only a terminal can make it happen.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let busy = self.line != Line::Free || self.modems.iter().any(|m| m.poll_timeout().is_some());
        busy.then(|| self.now + TICK)
    }

    /// Lets everything happen up to `now`.
    pub fn advance_to(&mut self, now: Instant) {
        while self.now + TICK <= now {
            if self.poll_timeout().is_none() {
                // Nothing can happen: jump, but leave the last tick to give the serial lines their due.
                let idle = now.since(self.now).as_millis().saturating_sub(TICK.as_millis());
                self.now = self.now + Duration::from_millis(u64::try_from(idle).unwrap_or(0));
            }
            self.now = self.now + TICK;
            self.tick();
        }
    }

    fn tick(&mut self) {
        let now = self.now;
        let [first, second] = &mut self.modems;
        let sounds = [first.speak(now), second.speak(now)];
        if self.line == Line::Up {
            let [from_first, from_second] = sounds.map(|sound| self.noise.pass(sound, now));
            second.hear(from_first, now);
            first.hear(from_second, now);
        } else {
            first.hear(Sound::Silence, now);
            second.hear(Sound::Silence, now);
        }
        self.switch(now);
    }

    fn switch(&mut self, now: Instant) {
        if self.cut.is_some_and(|at| at <= now) {
            self.cut = None;
            self.release();
        }
        match self.line {
            Line::Free => self.look_for_callers(now),
            Line::Ringing { caller, next } => {
                if !self.modem(caller).is_off_hook() {
                    self.modem(1 - caller).stop_ringing();
                    self.line = Line::Free;
                } else if self.modem(1 - caller).is_off_hook() {
                    self.modem(caller).put_through();
                    self.line = Line::Up;
                } else if next <= now {
                    self.modem(1 - caller).ring();
                    self.line = Line::Ringing { caller, next: now + RING_CYCLE };
                }
            }
            Line::Up => {
                let up: Vec<bool> = self.modems.iter().map(Modem::is_off_hook).collect();
                if up.iter().all(|up| !up) || self.tells_hang_up && up.contains(&false) {
                    self.release();
                }
            }
        }
    }

    fn look_for_callers(&mut self, now: Instant) {
        for caller in [0, 1] {
            if self.modem(caller).take_dialled().is_none() {
                continue;
            }
            let engaged = self.modem(1 - caller).is_off_hook();
            match self.route {
                Route::Busy => self.modem(caller).drop_line("BUSY"),
                Route::NoDialTone => self.modem(caller).drop_line("NO DIALTONE"),
                Route::NoAnswer => self.modem(caller).drop_line("NO ANSWER"),
                Route::Through if engaged => self.modem(caller).drop_line("BUSY"),
                Route::Through => self.line = Line::Ringing { caller, next: now },
            }
        }
    }

    fn release(&mut self) {
        for modem in &mut self.modems {
            if modem.is_off_hook() {
                modem.drop_line("NO CARRIER");
            }
        }
        self.line = Line::Free;
    }
}
