//! The exchange between two modems: it rings, puts through, carries sound, and cuts.

use core::time::Duration;
use fax_core::Instant;

use super::TICK;
use super::circuit::Circuit;
use super::make::Caller;
use super::modem::Modem;
use super::say::Said;
use super::wire::{Faults, Sound};

/// From one ring to the next.
const RING_CYCLE: Duration = Duration::from_secs(5);
/// From the first ring until it is said who calls.
const CALLER: Duration = Duration::from_secs(1);

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
    Ringing { caller: usize, began: Instant, next: Instant, rung: u32, told: bool },
    Up,
}

/// Two modems and the exchange between them.
#[derive(Clone, Debug)]
pub struct Exchange {
    modems: [Modem; 2],
    line: Line,
    route: Route,
    cut: Option<Instant>,
    cut_after: Option<Duration>,
    calls: u32,
    tells_hang_up: bool,
    ring_cycle: Duration,
    rings: Option<u32>,
    caller: Option<Caller>,
    circuit: Circuit,
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
            cut_after: None,
            calls: 0,
            tells_hang_up: true,
            ring_cycle: RING_CYCLE,
            rings: None,
            caller: None,
            circuit: Circuit::default(),
            now: Instant::ZERO,
        }
    }

    /// What happens to the next calls.
    pub fn route(&mut self, route: Route) {
        self.route = route;
    }

    /// Makes the line bad.
    pub fn faults(&mut self, faults: Faults) {
        self.circuit.faults(faults);
    }

    /// How long sounds are on their way, in whole ticks: 270 ms by satellite.
    pub fn delay(&mut self, delay: Duration) {
        self.circuit.delay(delay);
    }

    /// A modem hears its own sounds again so much later, whenever the far end is silent. Zero: no echo.
    pub fn echo(&mut self, delay: Duration) {
        self.circuit.echo(delay);
    }

    /// From one ring to the next; 5 s otherwise.
    pub fn ring_cycle(&mut self, cycle: Duration) {
        self.ring_cycle = cycle.max(TICK);
    }

    /// A call that was not answered after so many rings gets NO ANSWER. Otherwise it rings until the caller hangs up.
    pub fn rings(&mut self, rings: u32) {
        self.rings = Some(rings);
    }

    /// Who the exchange says calls, between the first ring and the second.
    pub fn caller(&mut self, caller: Caller) {
        self.caller = Some(caller);
    }

    /// Each call is cut so long behind its answer.
    pub fn cut_after(&mut self, time: Duration) {
        self.cut_after = Some(time);
    }

    /// How many calls were answered.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.calls
    }

    /// Whether nobody is on the line.
    #[must_use]
    pub fn is_free(&self) -> bool {
        self.line == Line::Free && self.modems.iter().all(|modem| !modem.is_off_hook())
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
        let [to_first, to_second] = match self.line {
            Line::Up => self.circuit.pass(sounds, now),
            Line::Free | Line::Ringing { .. } => [Sound::Silence, Sound::Silence],
        };
        second.hear(to_second, now);
        first.hear(to_first, now);
        self.switch(now);
    }

    fn switch(&mut self, now: Instant) {
        if self.cut.is_some_and(|at| at <= now) {
            self.cut = None;
            self.release();
        }
        match self.line {
            Line::Free => self.look_for_callers(now),
            Line::Ringing { caller, began, next, rung, told } => {
                if !self.modem(caller).is_off_hook() {
                    self.modem(1 - caller).stop_ringing();
                    self.line = Line::Free;
                } else if self.modem(1 - caller).is_off_hook() {
                    self.modem(caller).put_through();
                    self.calls += 1;
                    self.circuit.clear();
                    self.cut = self.cut_after.map_or(self.cut, |time| Some(now + time));
                    self.line = Line::Up;
                } else if next <= now && self.rings.is_some_and(|rings| rung >= rings) {
                    self.modem(1 - caller).stop_ringing();
                    self.modem(caller).drop_line(Said::NoAnswer);
                    self.line = Line::Free;
                } else if next <= now {
                    self.modem(1 - caller).ring();
                    self.line = Line::Ringing { caller, began, next: now + self.ring_cycle, rung: rung + 1, told };
                } else if !told && now.since(began) >= CALLER.min(self.ring_cycle / 2) {
                    if let Some(who) = self.caller.clone() {
                        self.modem(1 - caller).show_caller(&who);
                    }
                    self.line = Line::Ringing { caller, began, next, rung, told: true };
                }
            }
            Line::Up => {
                let [first, second] = self.modems.each_ref().map(Modem::is_off_hook);
                if !first && !second || self.tells_hang_up && !(first && second) {
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
                Route::Busy => self.modem(caller).drop_line(Said::Busy),
                Route::NoDialTone => self.modem(caller).drop_line(Said::NoDialTone),
                Route::NoAnswer => self.modem(caller).drop_line(Said::NoAnswer),
                Route::Through if engaged => self.modem(caller).drop_line(Said::Busy),
                Route::Through => {
                    self.line = Line::Ringing { caller, began: now, next: now, rung: 0, told: false };
                }
            }
        }
    }

    fn release(&mut self) {
        for modem in &mut self.modems {
            if modem.is_off_hook() {
                modem.drop_line(Said::NoCarrier);
            }
        }
        self.line = Line::Free;
    }
}
