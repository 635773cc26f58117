//! From an operation to the command that does it.

use core::time::Duration;

use fax_core::{Framing, Instant, LineOp, Modulation, Signal};

use super::running::COMMAND_WAIT;
use super::{Class1, Data, Frames, Hook, Notice, Reception, Running, Stage};
use crate::at::command::{Command, code};
use crate::dle::{DLE, ETX};

/// CAN: aborts a reception and is no part of anything else.
pub(super) const CAN: u8 = 0x18;
/// How long the modem may take to send what it has buffered of a transmission that is given up.
const CLOSING_WAIT: Duration = Duration::from_secs(10);
/// `+FRS` has no limit of its own; after this the far side counts as silent.
const SILENCE_IN_WAIT: Duration = Duration::from_secs(3);
/// The longest silence of one `+FTS` or `+FRS`, in units of 10 ms.
const SILENCE_MAX: u32 = 255;

pub(super) fn is_receive_control(op: Option<LineOp>) -> bool {
    op == Some(LineOp::Receive(Signal::CONTROL))
}

pub(super) fn is_receive_raw(op: Option<LineOp>) -> bool {
    matches!(op, Some(LineOp::Receive(Signal { framing: Framing::Raw, .. })))
}

/// Whether `signal` is an image in frames: the framing is ours (T.31 knows none but at 300 bit/s).
pub(super) const fn is_framed_image(signal: Signal) -> bool {
    matches!(signal.framing, Framing::Hdlc) && !matches!(signal.modulation, Modulation::V21)
}

impl Class1 {
    /// [`Line::start`](fax_core::Line::start).
    pub(super) fn start_op(&mut self, op: LineOp, now: Instant) {
        self.event = None;
        self.carrier = false;
        self.last = false;
        self.errors = 0;
        self.early_fcerrors = 0;
        self.frame.clear();
        let goes_on = matches!(self.running, Running::FramesIn(_)) && is_receive_control(Some(op));
        if self.lent || !goes_on {
            self.lent = false;
            self.data.clear();
        }
        self.op = Some(op);
        self.stage = Stage::Waiting;
        match (self.running, op) {
            // ATD sends CNG and listens, ATA sends CED and opens V.21: by now the tone is history.
            (Running::FramesIn(_) | Running::FramesOut(Frames::Wanted), LineOp::Tone(_)) => self.finish(Notice::Done),
            (_, LineOp::Tone(_)) => self.leave(Notice::Done, now),
            (Running::FramesIn(at), _) if goes_on => {
                self.stage = Stage::Running;
                if at != Reception::Opening {
                    self.find_carrier();
                }
            }
            (Running::FramesOut(Frames::Opening | Frames::Wanted), LineOp::Send(Signal::CONTROL)) => {
                self.stage = Stage::Running;
            }
            _ => self.interrupt(now),
        }
        self.pump(now);
    }

    /// Ends what the modem does, the quickest way there is.
    pub(super) fn interrupt(&mut self, now: Instant) {
        // The modem has not heard of it.
        if self.outbox.withdraw() {
            self.set(Running::Nothing, None, now);
            return;
        }
        match self.running {
            Running::FramesIn(_)
            | Running::DataIn(_)
            | Running::SilenceIn
            | Running::Settling
            | Running::Dial { .. }
            | Running::Answer => {
                self.abort(now);
            }
            // It ends by itself: the final octets are out, the silence is soon over.
            Running::FramesOut(Frames::Out { is_final: true })
            | Running::DataOut(Data::Ended)
            | Running::SilenceOut { .. } => {
                self.set(Running::Closing { ended: true }, Some(CLOSING_WAIT), now);
            }
            // CONNECT is on its way; the end of the data will be the answer to it.
            Running::FramesOut(Frames::Opening | Frames::Out { is_final: false }) | Running::DataOut(Data::Opening) => {
                self.set(Running::Closing { ended: false }, Some(CLOSING_WAIT), now);
            }
            Running::FramesOut(Frames::Wanted) | Running::DataOut(Data::Settling | Data::Open) => {
                self.push_end();
                self.set(Running::Closing { ended: true }, Some(CLOSING_WAIT), now);
            }
            Running::Silence => self.set(Running::Nothing, None, now),
            Running::Nothing
            | Running::Resting
            | Running::Setup { .. }
            | Running::SetupRest { .. }
            | Running::HangUp
            | Running::Abort
            | Running::Closing { .. }
            | Running::Resync(_) => {}
        }
    }

    /// Sends CAN: the end of a reception, and of anything else that has failed.
    pub(super) fn abort(&mut self, now: Instant) {
        self.reader.clear();
        if matches!(self.running, Running::DataOut(_) | Running::FramesOut(_) | Running::Closing { .. }) {
            self.outbox.clear();
        }
        self.force();
        self.outbox.push(CAN);
        self.set(Running::Abort, Some(self.profile.abort_wait), now);
    }

    pub(super) fn push_end(&mut self) {
        self.outbox.push_all([DLE, ETX].into_iter());
    }

    /// Gives the command of the waiting operation to a modem that does nothing.
    pub(super) fn begin(&mut self, now: Instant) {
        let Some(op) = self.op else { return };
        self.stage = Stage::Running;
        let limit = Some(COMMAND_WAIT);
        match op {
            LineOp::Send(Signal::CONTROL) => {
                self.give(Command::SendFrames, Running::FramesOut(Frames::Opening), limit, now);
            }
            LineOp::Receive(Signal::CONTROL) if self.checked && self.profile.silence_behind_check => self.settle(now),
            // No limit: T.31 gives +FRH and +FRM none, and the call has its timers.
            LineOp::Receive(Signal::CONTROL) => {
                self.give(Command::ReceiveFrame, Running::FramesIn(Reception::Opening), None, now);
            }
            // V.21 without HDLC is nobody's.
            LineOp::Send(Signal { modulation: Modulation::V21, .. })
            | LineOp::Receive(Signal { modulation: Modulation::V21, .. }) => {
                self.finish(Notice::Refused);
            }
            LineOp::Send(signal) => {
                self.give(Command::SendData(code(signal)), Running::DataOut(Data::Opening), limit, now);
            }
            LineOp::Receive(signal) => {
                let limit = self.profile.carrier_wait;
                self.give(Command::ReceiveData(code(signal)), Running::DataIn(Reception::Opening), limit, now);
            }
            LineOp::Silence(time) => self.be_silent(millis(time), now),
            LineOp::AwaitSilence(time) if self.profile.await_silence_by_modem => {
                let units = hundredths(millis(time));
                let limit = time.min(Duration::from_millis(2550)).saturating_add(SILENCE_IN_WAIT);
                self.give(Command::AwaitSilence(units), Running::SilenceIn, Some(limit), now);
            }
            LineOp::AwaitSilence(time) => self.set(Running::Silence, Some(time), now),
            LineOp::HangUp if self.hook == Hook::On && !self.profile.hang_up_on_hook => self.on_hook(true, now),
            LineOp::HangUp => self.give(Command::HangUp, Running::HangUp, limit, now),
            _ => self.finish(Notice::Refused),
        }
    }

    /// One `+FTS`, or the clock.
    pub(super) fn be_silent(&mut self, ms: u32, now: Instant) {
        if self.profile.silence_by_modem {
            let units = hundredths(ms);
            let left = ms.saturating_sub(u32::from(units) * 10);
            let limit = Duration::from_millis(u64::from(units) * 10) + COMMAND_WAIT;
            self.give(Command::BeSilent(units), Running::SilenceOut { left }, Some(limit), now);
        } else {
            self.set(Running::Silence, Some(Duration::from_millis(u64::from(ms))), now);
        }
    }
}

fn millis(time: Duration) -> u32 {
    u32::try_from(time.as_millis()).unwrap_or(u32::MAX)
}

/// Units of 10 ms, rounded up: a silence may be longer than asked for, never shorter.
fn hundredths(ms: u32) -> u8 {
    u8::try_from(ms.div_ceil(10).min(SILENCE_MAX)).unwrap_or(u8::MAX)
}
