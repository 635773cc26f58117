//! The timers of a call: a small table by name (T.30 5.4.3).

use core::time::Duration;

use crate::{Deadline, Instant, Timer};

/// T0: a caller waits so long for any V.21 signal, 60 s.
pub(super) const T0: Duration = Duration::from_secs(60);
/// T1: both wait so long for the far side to identify itself, 35 s.
pub(super) const T1: Duration = Duration::from_secs(35);
/// T2: a receiver waits so long for a command or an image, 6 s with its tolerance: 5 s of pause must be let through.
pub(super) const T2: Duration = Duration::from_millis(6800);
/// T2 behind EOM, where nothing is missing if it runs out: our DIS goes out 5 s to 7 s after our answer.
pub(super) const T2_EOM: Duration = Duration::from_secs(6);
/// T3: an operator may take so long to come to the telephone, 10 s with its tolerance of 5 s.
pub(super) const T3: Duration = Duration::from_secs(15);
/// T5: a receiver may be busy for so long, 60 s (T.30 A.5.4.1).
pub(super) const T5: Duration = Duration::from_secs(60);
/// T4: a response must begin within 3 s. It may last 3.45 s until we repeat ourselves, and a modem needs some of that to stop
/// listening and to begin to speak.
pub(super) const T4: Duration = Duration::from_millis(3200);
/// From a V.21 carrier to its first frame: the preamble of at most 1.15 s and a frame of at most 3.45 s.
pub(super) const FRAME: Duration = Duration::from_millis(4600);
/// From an image carrier to the first octets, and from octets to octets.
pub(super) const OCTETS: Duration = Duration::from_secs(5);
/// With error correction, where flags may fill any time: from an image carrier to its first frame, and from frame to
/// frame (T.30 A.5.4.1 has T1 for the first).
pub(super) const BLOCK: Duration = Duration::from_secs(35);
/// From the first RCP until the carrier is gone; PPS begins 75 ms behind it, and its preamble takes a second.
pub(super) const RCP: Duration = Duration::from_millis(800);
/// A V.21 carrier fell without a good final frame: so long it must stay away before we speak ourselves, lest we talk over a
/// training check or the next frame.
pub(super) const QUIET: Duration = Duration::from_millis(300);
/// The same behind a frame that could not be read: the carrier may go on with the next frame of its burst.
pub(super) const GARBLED: Duration = Duration::from_secs(1);
/// The same behind a command that could not be read, on top of T2: its other frames and its training check may still be going
/// out, and only then does its sender begin to wait for an answer.
pub(super) const COMMAND: Duration = Duration::from_millis(4500);
/// A sender that missed our answer repeats its command T4 (3.45 s at most) after its end: with preamble and frame it is here
/// so long after the one before, however long the line.
pub(super) const REPEAT: Duration = Duration::from_millis(4900);
/// One that heard our answer and could not read it repeats T4 (3 s to 3.45 s) after the end of that, which took 1.3 s: between so
/// much and so much after the command before.
pub(super) const REPEAT_BEHIND_ANSWER: (Duration, Duration) =
    (Duration::from_millis(5300), Duration::from_millis(6300));
/// A silence that the line never reports as over.
pub(super) const LINE_SILENCE: Duration = Duration::from_secs(8);
/// A burst of control frames or a training check that the line never reports as sent, and a page of which it takes
/// nothing for so long.
pub(super) const LINE_SEND: Duration = Duration::from_secs(60);

const TIMERS: [Timer; 9] =
    [Timer::Call, Timer::T0, Timer::T1, Timer::T2, Timer::T3, Timer::T4, Timer::T5, Timer::Frame, Timer::Line];

/// When each timer runs out, or [`NEVER`].
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Timers([Instant; TIMERS.len()]);

/// The end of time, for timers that do not run: half the size of an option.
const NEVER: Instant = Instant::from_millis(u64::MAX);

impl Default for Timers {
    fn default() -> Self {
        Self([NEVER; TIMERS.len()])
    }
}

impl Timers {
    pub(super) fn set(&mut self, timer: Timer, at: Instant) {
        self.put(timer, at);
    }

    pub(super) fn stop(&mut self, timer: Timer) -> Option<Instant> {
        let was = self.at(timer);
        self.put(timer, NEVER);
        was
    }

    /// Stops all but the two that span states: the call's own limit and T1.
    pub(super) fn stop_waits(&mut self) {
        for timer in [Timer::T0, Timer::T2, Timer::T3, Timer::T4, Timer::Frame, Timer::Line] {
            self.put(timer, NEVER);
        }
    }

    pub(super) fn at(&self, timer: Timer) -> Option<Instant> {
        TIMERS.iter().zip(&self.0).find(|&(&name, _)| name == timer).map(|(_, &at)| at).filter(|&at| at != NEVER)
    }

    /// The deadline that comes first.
    pub(super) fn next(&self) -> Option<Deadline> {
        // Asked at every wait, so by plain numbers: the name is looked up once.
        let mut first = (NEVER, Timer::Call);
        for (&timer, &at) in TIMERS.iter().zip(&self.0) {
            if at < first.0 {
                first = (at, timer);
            }
        }
        let (at, timer) = first;
        (at != NEVER).then_some(Deadline { at, timer })
    }

    fn put(&mut self, timer: Timer, at: Instant) {
        if let Some((_, slot)) = TIMERS.iter().zip(&mut self.0).find(|&(&name, _)| name == timer) {
            *slot = at;
        }
    }
}
