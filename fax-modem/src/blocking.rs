//! Loops over a serial port that can be waited for: all decisions are in [`Class1`], [`Call`] and [`session`](crate::session).

use core::time::Duration;

use embedded_io::{Read, ReadReady, Write, WriteReady};
use fax_core::{Call, Event, Instant, Outcome, Pages};

use crate::session::{Logic, PIECE, Turn};
use crate::{Class1, RunError, Trace};

/// A serial port as the loops want it: octets in both directions, neither of which blocks when it is not ready, and a
/// way to wait.
///
/// `SerialLine` (feature `serialport`) is one. On a microcontroller, implement it for a UART with interrupt-driven rings.
pub trait Port: Read + ReadReady + Write + WriteReady {
    /// Waits until there is something to read, but at most so long. To return early is always right; to return late
    /// costs the far end's patience: T.30 leaves 55 ms for everything between a frame and the answer to it.
    ///
    /// # Errors
    ///
    /// What the port has to say when it is gone.
    fn wait(&mut self, at_most: Duration) -> Result<(), Self::Error>;

    /// Whether XOFF and XON from the modem stop and start this port from now on: the driver obeys them by itself, but knows nothing
    /// of octets that the port has taken and not sent. Told before a write with which it changes; both octets are data while the
    /// modem receives. Right as it is for a port that keeps little back, or has RTS and CTS.
    ///
    /// # Errors
    ///
    /// What the port has to say when it is gone.
    fn obey_xon_xoff(&mut self, obey: bool) -> Result<(), Self::Error> {
        let _ = obey;
        Ok(())
    }

    /// Raises DTR, or lets go of it: the last means to make a modem go on hook that does not hear `ATH`, and used for nothing else.
    /// Returns whether the port has that line; a modem that is to be freed in this way must not be told to ignore it (`&D0`).
    ///
    /// # Errors
    ///
    /// What the port has to say when it is gone.
    fn set_dtr(&mut self, on: bool) -> Result<bool, Self::Error> {
        let _ = on;
        Ok(false)
    }
}

/// The longest wait, so that `stop` is heard.
const WAIT_MAX: Duration = Duration::from_millis(20);
/// While the port does not take what is for the modem.
const WAIT_FOR_PORT: Duration = Duration::from_millis(2);

/// A modem on a port with a clock: everything but the call.
///
/// All loops ask `stop` some 50 times a second. `AsyncSession` (feature `async`) is the same for executors.
#[derive(Debug)]
pub struct Session<'s, P, C, T = ()> {
    logic: Logic<'s, T>,
    port: &'s mut P,
    clock: C,
}

impl<'s, P: Port, C: Fn() -> Instant> Session<'s, P, C> {
    /// Puts a modem on a port. `clock` tells the time, as `fax_core::Clock` (feature `std`) does.
    pub fn new(modem: &'s mut Class1, port: &'s mut P, clock: C) -> Self {
        Self { logic: Logic::new(modem), port, clock }
    }

    /// The same, watched by `trace`.
    pub fn traced<T: Trace>(self, trace: T) -> Session<'s, P, C, T> {
        let Self { logic, port, clock } = self;
        Session { logic: logic.traced(trace), port, clock }
    }
}

impl<'s, P: Port, C: Fn() -> Instant, T: Trace> Session<'s, P, C, T> {
    /// The modem.
    pub fn modem(&mut self) -> &mut Class1 {
        self.logic.modem()
    }

    /// Sets the modem up; see [`Class1::initialise`].
    ///
    /// # Errors
    ///
    /// [`RunError::Setup`], [`RunError::Stopped`], or what the port says.
    pub fn initialise(&mut self, stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.logic.begin_setup((self.clock)());
        self.drive(Logic::set_up, stop, |_| ())
    }

    /// Dials, and returns once the far end's fax is heard.
    ///
    /// # Errors
    ///
    /// [`RunError::Number`], [`RunError::NotReached`], [`RunError::Stopped`] (the modem is on hook then), or what the
    /// port says.
    pub fn dial(&mut self, number: &str, mut stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.logic.begin();
        self.drive(Logic::settle, &mut stop, |_| ())?;
        self.logic.dial(number, (self.clock)())?;
        self.drive(Logic::connect, stop, |_| ())
    }

    /// Answers, and returns once the far end can be spoken to.
    ///
    /// # Errors
    ///
    /// As for [`dial`](Self::dial).
    pub fn answer(&mut self, mut stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.logic.begin();
        self.drive(Logic::settle, &mut stop, |_| ())?;
        self.logic.answer((self.clock)())?;
        self.drive(Logic::connect, stop, |_| ())
    }

    /// Waits until the telephone has rung `rings` times.
    ///
    /// # Errors
    ///
    /// [`RunError::Stopped`], or what the port says.
    pub fn wait_ring(&mut self, rings: u16, stop: impl FnMut() -> bool) -> Result<(), RunError<P::Error>> {
        self.logic.begin_ring();
        self.drive(|logic, stop, now| logic.ring(rings, stop, now), stop, |_| ())
    }

    /// Goes on hook, whatever the modem does. What it does is given up within the driver's time limits, less than a
    /// minute and mostly at once; a port that takes nothing, after 30 s.
    ///
    /// A modem that does not answer to that loses DTR for a second, if the port [can](Port::set_dtr), and is then set up again. So it
    /// is at the end of a call, and of a dialling or answering that came to nothing.
    ///
    /// # Errors
    ///
    /// [`RunError::NotTaking`], or what the port says.
    pub fn hang_up(&mut self) -> Result<(), RunError<P::Error>> {
        let now = (self.clock)();
        self.logic.hang_up(now);
        self.drive(Logic::settle, || false, |_| ())
    }

    /// Runs a call to its end, and the modem on hook. `on` sees each event, after the line has been told what to do;
    /// once `stop` says so, the call is [aborted](Call::abort), which takes a moment.
    ///
    /// # Errors
    ///
    /// [`RunError::NotTaking`], or what the port says. The call has been told that the line is gone; its outcome is in
    /// its report.
    pub fn run(
        &mut self,
        call: &mut Call,
        pages: &mut Pages<'_>,
        stop: impl FnMut() -> bool,
        mut on: impl FnMut(&Event),
    ) -> Result<Outcome, RunError<P::Error>> {
        self.logic.begin_call((self.clock)());
        let result = self.drive(|logic, stop, now| logic.call(call, pages, stop, now), stop, &mut on);
        if result.is_err() {
            self.logic.lose(call, pages, (self.clock)(), on);
        }
        result
    }

    /// Asks what to do `next` until all is done.
    fn drive<R>(
        &mut self,
        mut next: impl FnMut(&mut Logic<'s, T>, bool, Instant) -> Result<Turn<R>, RunError<P::Error>>,
        mut stop: impl FnMut() -> bool,
        mut on: impl FnMut(&Event),
    ) -> Result<R, RunError<P::Error>> {
        loop {
            let now = (self.clock)();
            match next(&mut self.logic, stop(), now)? {
                Turn::Tell(event) => {
                    self.send(now)?;
                    self.logic.tell(&event, now);
                    on(&event);
                }
                Turn::Wait(wake) => {
                    let sent = self.send(now)?;
                    if !self.receive(now)? && !sent {
                        self.wait(wake, now)?;
                    }
                }
                Turn::Dtr(on) => {
                    let done = self.port.set_dtr(on).map_err(RunError::Io)?;
                    self.logic.dtr(on, done, now)?;
                }
                Turn::Over(result) => return Ok(result),
            }
        }
    }

    /// Writes what the modem is to have, as far as the port takes it. Returns whether it took anything: then there may
    /// be room for more.
    fn send(&mut self, now: Instant) -> Result<bool, RunError<P::Error>> {
        let mut sent = false;
        loop {
            if self.logic.octets(now).is_empty() {
                return Ok(sent);
            }
            if !self.port.write_ready().map_err(RunError::Io)? {
                self.logic.not_taken(now)?;
                return Ok(sent);
            }
            self.port.obey_xon_xoff(self.logic.modem().obeys_xon_xoff()).map_err(RunError::Io)?;
            let count = self.port.write(self.logic.unsent()).map_err(RunError::Io)?;
            self.logic.written(count)?;
            sent = true;
        }
    }

    /// Reads what the modem has sent, as far as the driver takes it. Returns whether there was anything.
    fn receive(&mut self, now: Instant) -> Result<bool, RunError<P::Error>> {
        let mut buffer = [0; PIECE];
        let into = buffer.get_mut(..self.logic.room()).unwrap_or_default();
        if into.is_empty() || !self.port.read_ready().map_err(RunError::Io)? {
            return Ok(false);
        }
        let count = self.port.read(into).map_err(RunError::Io)?;
        self.logic.heard(into.get(..count).unwrap_or_default(), now)?;
        Ok(true)
    }

    fn wait(&mut self, wake: Option<Instant>, now: Instant) -> Result<(), RunError<P::Error>> {
        let longest = if self.logic.unsent().is_empty() { WAIT_MAX } else { WAIT_FOR_PORT };
        let at_most = self.logic.until(wake).map_or(longest, |at| at.since(now).min(longest));
        if at_most.is_zero() { Ok(()) } else { self.port.wait(at_most).map_err(RunError::Io) }
    }
}
