//! Two drivers on the two modems of an exchange.

use fax_core::transcript::{Recorded, Transcript};
use fax_core::{Call, Event, Instant, Line, Outcome, Pages, Step};

use super::exchange::Exchange;
use crate::{Class1, DialFailure, Profile, Progress, Setup};

/// Two [`Class1`] on an [`Exchange`], with the clock of all of them.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Drives modem 0.
    pub caller: Class1,
    /// Drives modem 1.
    pub called: Class1,
    /// The modems.
    pub exchange: Exchange,
    unsent: [Unsent; 2],
    transcripts: [Transcript; 2],
}

/// Octets that a modem was not ready to take.
#[derive(Clone, Debug, Default)]
struct Unsent(heapless::Vec<u8, 64>);

impl Pair {
    /// Two modems on serial lines of 115200 bit/s, not yet set up.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            caller: Class1::new(profile),
            called: Class1::new(profile),
            exchange: Exchange::new(115_200),
            unsent: [Unsent::default(), Unsent::default()],
            transcripts: [Transcript::new(), Transcript::new()],
        }
    }

    /// Two modems with drivers of these profiles, on serial lines as fast as the profiles have them: the caller's, and the called
    /// station's.
    #[must_use]
    pub fn of(profiles: [Profile; 2]) -> Self {
        let [caller, called] = profiles;
        let mut pair = Self::new(caller);
        pair.called = Class1::new(called);
        pair.exchange.modem(0).set_baud(caller.baud);
        pair.exchange.modem(1).set_baud(called.baud);
        pair
    }

    /// The clock.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.exchange.now()
    }

    /// What the caller (0) or the called station recorded of the last call.
    #[must_use]
    pub fn transcript(&self, at: usize) -> &Transcript {
        let [caller, called] = &self.transcripts;
        if at == 0 { caller } else { called }
    }

    /// Carries octets between drivers and modems. Returns whether there were any: then something may have happened at
    /// this very moment, and time should not pass before it was looked at.
    pub fn carry(&mut self) -> bool {
        let now = self.now();
        let mut moved = false;
        for (at, unsent) in self.unsent.iter_mut().enumerate() {
            let driver = if at == 0 { &mut self.caller } else { &mut self.called };
            let modem = self.exchange.modem(at);
            let mut buffer = [0; 64];
            loop {
                if unsent.0.is_empty() {
                    let filled = driver.poll_octets(&mut buffer);
                    let _ = unsent.0.extend_from_slice(buffer.get(..filled).unwrap_or_default());
                }
                let taken = modem.handle_octets(&unsent.0);
                unsent.0.drain(..taken);
                if taken == 0 {
                    break;
                }
                moved = true;
            }
            let room = driver.octets_room().min(buffer.len());
            let filled = modem.poll_octets(buffer.get_mut(..room).unwrap_or_default());
            if filled > 0 {
                let _ = driver.handle_octets(buffer.get(..filled).unwrap_or_default(), now);
                moved = true;
            }
        }
        moved
    }

    /// Lets time pass until something can happen, at most until `wake`.
    pub fn wait(&mut self, wake: Option<Instant>) {
        let times = [self.exchange.poll_timeout(), self.caller.poll_timeout(), self.called.poll_timeout(), wake];
        // Without any of them nothing will ever happen; let a second pass so that callers see their clock move.
        let idle = self.now() + core::time::Duration::from_secs(1);
        let next = times.into_iter().flatten().min().unwrap_or(idle);
        self.exchange.advance_to(next.max(self.now() + super::TICK));
        let now = self.now();
        for driver in [&mut self.caller, &mut self.called] {
            driver.handle_timeout(now);
        }
    }

    fn until(&mut self, mut done: impl FnMut(&mut Self) -> bool) {
        while !done(self) {
            if !self.carry() {
                self.wait(None);
            }
        }
    }

    /// Sets both modems up.
    pub fn initialise(&mut self) {
        let now = self.now();
        self.caller.initialise(now);
        self.called.initialise(now);
        self.until(|pair| pair.caller.setup() != Setup::InProgress && pair.called.setup() != Setup::InProgress);
    }

    /// Dials from `caller`, answers with `called` at the first ring, and returns when both are connected.
    ///
    /// # Errors
    ///
    /// Why the caller did not get through.
    pub fn connect(&mut self) -> Result<(), DialFailure> {
        let now = self.now();
        self.called.forget_rings();
        if self.caller.dial("1", now).is_err() {
            return Err(DialFailure::Refused);
        }
        self.until(|pair| {
            if pair.called.rings() > 0 && pair.called.progress() != Progress::InProgress {
                let now = pair.now();
                pair.called.answer(now);
            }
            match (pair.caller.progress(), pair.called.progress()) {
                (Progress::Failed(_), _) | (_, Progress::Failed(_)) => true,
                (caller, called) => caller == Progress::Connected && called == Progress::Connected,
            }
        });
        match (self.caller.progress(), self.called.progress()) {
            (Progress::Failed(failure), _) | (_, Progress::Failed(failure)) => Err(failure),
            _ => Ok(()),
        }
    }

    /// Runs two calls to their ends and puts both modems on hook. `on` sees the events of the caller (0) and of the
    /// called station (1).
    pub fn run(
        &mut self,
        calls: (&mut Call, &mut Call),
        pages: (&mut Pages<'_>, &mut Pages<'_>),
        mut on: impl FnMut(usize, &Event, Instant),
    ) -> [Option<Outcome>; 2] {
        let (first, second) = calls;
        let mut over = [false; 2];
        self.transcripts.iter_mut().for_each(Transcript::clear);
        let [first_over, second_over] = &mut over;
        while !*first_over || !*second_over || !self.caller.is_idle() || !self.called.is_idle() {
            let now = self.now();
            let wakes = [
                settle(first, &mut Recorded::new(&mut self.caller, &mut self.transcripts[0]), pages.0, now, |event| {
                    *first_over |= matches!(event, Event::Ended(_));
                    on(0, event, now);
                }),
                settle(second, &mut Recorded::new(&mut self.called, &mut self.transcripts[1]), pages.1, now, |event| {
                    *second_over |= matches!(event, Event::Ended(_));
                    on(1, event, now);
                }),
            ];
            if !self.carry() {
                self.wait(wakes.into_iter().flatten().min());
            }
        }
        [first.report().outcome, second.report().outcome]
    }
}

/// Steps a call until it is idle; returns when it wants to be woken.
fn settle(
    call: &mut Call,
    driver: &mut dyn Line,
    pages: &mut Pages<'_>,
    now: Instant,
    mut on: impl FnMut(&Event),
) -> Option<Instant> {
    loop {
        match call.step(driver, pages, now) {
            Step::Event(event) => on(&event),
            Step::Idle(until) => return until,
            _ => return None,
        }
    }
}
