//! What the simulated modem says: results in words or digits, text, and how it stops the terminal.

use core::time::Duration;

use super::modem::Modem;
use super::quirk::Quirk;
use super::state::{Flow, Task};

/// A result (V.250 6.3, T.31 6.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Ok,
    Connect,
    Ring,
    NoCarrier,
    Error,
    NoDialTone,
    Busy,
    NoAnswer,
    FcError,
    Frh3,
    Delayed,
}

impl Said {
    fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Connect => "CONNECT",
            Self::Ring => "RING",
            Self::NoCarrier => "NO CARRIER",
            Self::Error => "ERROR",
            Self::NoDialTone => "NO DIALTONE",
            Self::Busy => "BUSY",
            Self::NoAnswer => "NO ANSWER",
            Self::FcError => "+FCERROR",
            Self::Frh3 => "+FRH:3",
            Self::Delayed => "DELAYED 00:01:00",
        }
    }

    /// With `V0`.
    fn digits(self) -> &'static str {
        match self {
            Self::Ok => "0",
            Self::Connect => "1",
            Self::Ring => "2",
            Self::NoCarrier => "3",
            Self::Error => "4",
            Self::NoDialTone => "6",
            Self::Busy => "7",
            Self::NoAnswer => "8",
            Self::FcError => "+F4",
            Self::Frh3 => "+FRH:3",
            Self::Delayed => "24",
        }
    }

    fn is_final(self) -> bool {
        !matches!(self, Self::Connect | Self::Ring | Self::Frh3)
    }

    /// Whether something of the modem's state has changed with it, beyond the end of a command.
    fn is_change(self) -> bool {
        matches!(self, Self::NoCarrier | Self::Busy | Self::NoAnswer | Self::NoDialTone)
    }
}

/// How long a modem with [`Quirk::LosesCommands`] is deaf behind a result, and one with [`Quirk::NeedsRest`] behind a change.
const DEAF: Duration = Duration::from_millis(20);
const DEAF_BEHIND_CHANGE: Duration = Duration::from_millis(90);
/// How long the result of a frame waits with [`Quirk::LateOk`].
pub(super) const LATE: Duration = Duration::from_millis(40);

/// Where XON/XOFF stops the terminal, and where it goes on: what is on its way must still fit.
const FULL: usize = 3072;
const LOW: usize = 1024;

/// DC1 and DC3.
const XON: u8 = 0x11;
const XOFF: u8 = 0x13;

impl Modem {
    pub(super) fn say(&mut self, said: Said) {
        if !self.settings.quiet {
            let before = if self.make.has(Quirk::BareResults) { "" } else { "\r\n" };
            match self.settings.words {
                true => self.tell([before, said.word(), "\r\n"]),
                false => self.tell(["", said.digits(), "\r"]),
            }
        }
        if said.is_final() && self.make.has(Quirk::LosesCommands) {
            self.be_deaf(DEAF);
        }
        if said.is_change() {
            self.rest();
        }
    }

    /// A line of information.
    pub(super) fn text(&mut self, text: &str) {
        match self.settings.words {
            true => self.tell(["\r\n", text, "\r\n"]),
            false => self.tell(["", text, "\r\n"]),
        }
    }

    fn tell(&mut self, parts: [&str; 3]) {
        self.to_terminal.extend(parts.into_iter().flat_map(str::bytes));
    }

    /// A change of state, behind which some modems want to be left alone.
    pub(super) fn rest(&mut self) {
        if self.make.has(Quirk::NeedsRest) {
            self.be_deaf(DEAF_BEHIND_CHANGE);
        }
    }

    /// Octets from the terminal are lost for so long.
    pub(super) fn be_deaf(&mut self, time: Duration) {
        self.deaf_until = self.deaf_until.max(self.now + time);
    }

    /// Whether this is the time in which no octets of the image are taken.
    pub(super) fn is_stopping(&self) -> bool {
        let (Some(stop), Some(fed), Task::SendData { ended: false, .. }) = (self.make.stop, self.fed, &self.task)
        else {
            return false;
        };
        let time = self.now.since(fed);
        time >= stop.behind && time < stop.behind + stop.lasts
    }

    /// Says XOFF or XON, if it is time.
    pub(super) fn mind_the_buffer(&mut self) {
        if !matches!(self.task, Task::SendData { .. }) {
            // Whatever comes now is no image.
            return self.throttle(false);
        }
        let stopping = self.is_stopping();
        if stopping || self.buffer.len() >= FULL {
            self.xon_lost |= stopping && self.make.stop.is_some_and(|stop| stop.xon_lost);
            self.throttle(true);
        } else if self.buffer.len() <= LOW {
            self.throttle(false);
        }
    }

    /// Stops the terminal or lets it go on, as the buffer fills and empties.
    fn throttle(&mut self, stopped: bool) {
        if self.stopped == stopped || self.settings.flow != Flow::XonXoff {
            return;
        }
        self.stopped = stopped;
        let lost = !stopped && core::mem::take(&mut self.xon_lost);
        if !lost && !self.make.has(Quirk::XonXoffBroken) {
            // It goes in front of whatever waits.
            self.to_terminal.push_front(if stopped { XOFF } else { XON });
        }
    }
}
