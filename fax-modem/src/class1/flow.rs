//! Sending no faster than the modem can take it, and never out of step when there is nothing to send.

use core::time::Duration;

use fax_core::{Instant, LineOp, Signal};

use super::op::is_framed_image;
use super::{Class1, Data, Running};
use crate::dle::DLE;
use crate::profile::Flow;

/// DC1: go on.
const XON: u8 = 0x11;
/// DC3: stop.
const XOFF: u8 = 0x13;
/// How far ahead of the telephone line an image is given where there is no flow control, in octets.
const AHEAD: u32 = 96;
/// How often more of it is given.
const PACE: Duration = Duration::from_millis(10);
/// Without octets for so long, an image in frames is filled with flags.
const HUNGER: Duration = Duration::from_millis(100);
const HUNGERS_A_SECOND: usize = 10;
/// Zeros in an EOL (T.4 4.1.2).
const EOL_ZEROS: u8 = 11;

/// What holds octets of an image back.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Throttle {
    /// The modem has said XOFF. Of an image it is obeyed for as long as the modem has something to send by our reckoning. Then it goes
    /// on at the pace of the line, which fills no buffer further: the modem has room again, whatever it says, or its XON was lost.
    stopped: bool,
    /// Octets at the end of the outbox that have to wait for the end of their row.
    held: u16,
    /// Zeros at the end of what was put into the outbox.
    zeros: u8,
    /// When pacing began, octets given since, and how many more may be given now.
    since: Instant,
    given: u32,
    credit: u32,
}

impl Throttle {
    /// An octet of an image without frames has gone into the outbox as `width` octets.
    ///
    /// A modem that runs out of octets goes on with zeros. They are legal fill in front of an EOL (T.4 4.1.3) and damage anywhere else,
    /// so what goes out ends where an EOL has begun.
    fn row(&mut self, octet: u8, width: u16) {
        let run = self.zeros.saturating_add(leading(octet));
        if run >= EOL_ZEROS {
            self.held = 0;
        }
        if octet != 0 || run < EOL_ZEROS {
            self.held = self.held.saturating_add(width);
        }
        self.zeros = if octet == 0 { run } else { leading(octet.reverse_bits()) };
    }
}

/// Zeros in front of the first one, in the order of the line: bit 0 first.
fn leading(octet: u8) -> u8 {
    u8::try_from(octet.trailing_zeros()).unwrap_or(8)
}

impl Class1 {
    /// Whether XON and XOFF from the modem mean something now, which is while it sends: a port that writes ahead of the modem must
    /// obey them then, and must not while this is false, since both are octets of what is received.
    #[must_use]
    pub fn obeys_xon_xoff(&self) -> bool {
        self.profile.flow == Flow::XonXoff && matches!(self.running, Running::DataOut(_) | Running::FramesOut(_))
    }

    /// Takes XON or XOFF; false if the octet is something else.
    pub(super) fn take_flow(&mut self, octet: u8, now: Instant) -> bool {
        let receives = matches!(self.running, Running::FramesIn(_) | Running::DataIn(_) | Running::Dial { .. });
        if !matches!(octet, XON | XOFF) || receives || self.profile.flow != Flow::XonXoff {
            return false;
        }
        self.throttle.stopped = octet == XOFF && self.obeys_xon_xoff();
        self.pace(now);
        true
    }

    /// An image begins.
    pub(super) fn open_throttle(&mut self, now: Instant) {
        let stopped = self.throttle.stopped;
        self.throttle = Throttle { stopped, since: now, credit: AHEAD, ..Throttle::default() };
    }

    /// What the modem has to be told now comes before anything that it may have stopped.
    pub(super) fn force(&mut self) {
        self.throttle.stopped = false;
    }

    /// How many octets of the outbox may go.
    pub(super) fn released(&self) -> usize {
        if self.throttle.stopped && !self.is_paced() {
            return 0;
        }
        let all = self.outbox.len();
        let whole = if matches!(self.running, Running::DataOut(Data::Open)) {
            all.saturating_sub(self.throttle.held.into())
        } else {
            all
        };
        if self.is_paced() { whole.min(usize::try_from(self.throttle.credit).unwrap_or(usize::MAX)) } else { whole }
    }

    pub(super) fn count(&mut self, given: usize) {
        let given = u32::try_from(given).unwrap_or(u32::MAX);
        self.throttle.given = self.throttle.given.saturating_add(given);
        self.throttle.credit = self.throttle.credit.saturating_sub(given);
    }

    /// Puts octets of an image without frames into the outbox.
    pub(super) fn push_rows(&mut self, octets: &[u8]) {
        for &octet in octets {
            self.push_image(octet);
            self.throttle.row(octet, if self.image_order(octet) == DLE { 2 } else { 1 });
        }
        // A row longer than this must not stop everything.
        if self.outbox.is_half_full() {
            self.throttle.held = 0;
        }
    }

    fn is_paced(&self) -> bool {
        let blind = self.profile.flow == Flow::Paced || self.throttle.stopped;
        blind && matches!(self.running, Running::DataOut(Data::Open | Data::Ended))
    }

    /// Time passes: more may be given.
    pub(super) fn pace(&mut self, now: Instant) {
        let (true, Some(LineOp::Send(signal))) = (self.is_paced(), self.op) else { return };
        let ms = now.as_millis().saturating_sub((self.throttle.since + self.training(signal)).as_millis());
        let due = u32::try_from(ms).unwrap_or(u32::MAX).saturating_mul(octets_in_10_ms(signal)) / 10;
        let ahead = if self.throttle.stopped && due == 0 { 0 } else { AHEAD };
        self.throttle.credit = due.saturating_add(ahead).saturating_sub(self.throttle.given);
    }

    /// When more may be given.
    pub(super) fn pace_timeout(&self) -> Option<Instant> {
        let waits = self.is_paced() && !self.outbox.is_empty() && self.throttle.credit == 0;
        let Some(LineOp::Send(signal)) = self.op.filter(|_| waits) else { return None };
        let ahead = self.throttle.given.saturating_sub(AHEAD);
        let ms = ahead.saturating_mul(10) / octets_in_10_ms(signal);
        Some(self.throttle.since + self.training(signal) + Duration::from_millis(ms.into()) + PACE)
    }

    /// How long a modem that has said CONNECT sends nothing of what it is given: it trains, and T.31 has it say so first. One that
    /// cannot stop us is given as much ahead; one that has stopped us is not.
    fn training(&self, signal: Signal) -> Duration {
        let ms = if self.throttle.stopped { signal.modulation.training_ms(signal.training) } else { 0 };
        Duration::from_millis(ms.into())
    }

    /// When an image in frames wants flags, if no more frames come.
    pub(super) fn hunger(&self, now: Instant) -> Option<Instant> {
        matches!(self.op, Some(LineOp::Send(signal)) if is_framed_image(signal)).then(|| now + HUNGER)
    }

    /// No octets for a while. Between frames belong flags; the modem would fill with zeros, and spoil the flag that ends the last
    /// frame if that is not out yet.
    pub(super) fn feed(&mut self, now: Instant) {
        if let (true, Some(LineOp::Send(signal))) = (self.outbox.is_empty(), self.op) {
            // As many as the line carries in that time.
            for _ in 0..usize::from(signal.modulation.bit_rate()) / (8 * HUNGERS_A_SECOND) {
                self.push_flag();
            }
        }
        self.deadline = self.hunger(now);
    }
}

/// What the line carries, one at least: all rates of images are multiples of 800 bit/s. So 32 bits are enough for days, and small
/// cores have no division of more.
fn octets_in_10_ms(signal: Signal) -> u32 {
    (u32::from(signal.modulation.bit_rate()) / 800).max(1)
}
