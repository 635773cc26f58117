//! Sending: frames one by one, data without a pause, silence.

use core::time::Duration;

use fax_core::hdlc::{Framer, STUFFED_MAX};
use fax_core::{Chunk, Framing, Instant, LineOp};

use super::op::is_framed_image;
use super::{Class1, Data, FINAL, FRAME, Frames, Hook, Notice, Running, Stage};
use crate::at::command::Command;
use crate::at::response::Response;
use crate::dle::{DLE, shielded};
use crate::profile::BitOrder;

/// From a frame's last octet until the modem is done with it: T.30 gives a frame 3 s at most, and the preamble comes on
/// top.
const FRAME_WAIT: Duration = Duration::from_millis(7500);
/// From DLE ETX until all that is buffered is out: 4 KB at 2400 bit/s take 14 s, and flow control may hold up ours.
const DATA_WAIT: Duration = Duration::from_secs(60);
/// How long the carrier of a training check may last beyond OK, and how long the wait for its end may take: the answer comes 75 ms
/// behind it at the earliest.
const SETTLE: Duration = Duration::from_millis(10);
const SETTLE_WAIT: Duration = Duration::from_millis(60);
/// Before a command that was refused is tried once more.
const RETRY_REST: Duration = Duration::from_millis(100);
/// Flags before the first frame of an image, in ms (T.4 A.3.1: 200 ms, 100 more allowed).
const PREAMBLE_MS: usize = 200;
/// What the longest frame of an image can come to: in the worst case each octet needs a shield, and a flag may stand before it,
/// two flags and DLE ETX behind it.
const FRAMED_MAX: usize = (STUFFED_MAX + 4) * 2 + 2;
/// The same for a frame at 300 bit/s, which the modem frames.
const SHIELDED_MAX: usize = FRAME * 2 + 2;

impl Class1 {
    /// [`Line::room`](fax_core::Line::room).
    pub(super) fn send_room(&self) -> usize {
        let Some(LineOp::Send(signal)) = self.op else { return 0 };
        if self.last || self.stage == Stage::Over {
            return 0;
        }
        let space = self.outbox.room();
        match (signal.framing, self.running) {
            (Framing::Hdlc, Running::DataOut(Data::Open)) if is_framed_image(signal) => {
                if space < FRAMED_MAX {
                    0
                } else {
                    FRAME
                }
            }
            (Framing::Hdlc, _) if is_framed_image(signal) => 0,
            (Framing::Hdlc, _) if self.frame.is_empty() && space >= SHIELDED_MAX => FRAME,
            // Each octet may need a shield, and the end must fit.
            (Framing::Raw, Running::DataOut(Data::Open)) => space.saturating_sub(2) / 2,
            _ => 0,
        }
    }

    /// [`Line::send`](fax_core::Line::send).
    pub(super) fn send_chunk(&mut self, chunk: Chunk<'_>, now: Instant) {
        if chunk.octets.len() > self.send_room() {
            // More than was offered: the signal cannot be what the caller means.
            self.leave(Notice::Refused, now);
            return;
        }
        self.last = chunk.last;
        if matches!(self.running, Running::DataOut(_)) {
            if matches!(self.op, Some(LineOp::Send(signal)) if is_framed_image(signal)) {
                self.push_framed(chunk);
            } else {
                self.push_rows(chunk.octets);
            }
            if chunk.last {
                self.push_end();
                self.set(Running::DataOut(Data::Ended), Some(DATA_WAIT), now);
            } else {
                self.deadline = self.hunger(now);
            }
            return;
        }
        let _ = self.frame.extend_from_slice(chunk.octets);
        if matches!(self.running, Running::FramesOut(Frames::Wanted)) {
            self.send_frame(now);
        }
    }

    /// A frame of an image, with the framing that the modem does not do. Bits run on from frame to frame.
    fn push_framed(&mut self, chunk: Chunk<'_>) {
        // If the modem has run out of octets it has sent something else in between.
        if self.outbox.is_empty() {
            self.push_flag();
        }
        let mut framer = self.framer;
        if !chunk.octets.is_empty() {
            framer.frame(chunk.octets, |octet| self.push_image(octet));
        }
        if chunk.last {
            framer.finish(|octet| self.push_image(octet));
        }
        self.framer = framer;
    }

    /// A flag between frames of an image.
    pub(super) fn push_flag(&mut self) {
        let mut framer = self.framer;
        framer.flag(|octet| self.push_image(octet));
        self.framer = framer;
    }

    /// An octet of an image, with its shield. `send_room` has seen to it that there is room.
    pub(super) fn push_image(&mut self, octet: u8) {
        let octet = self.image_order(octet);
        self.outbox.push(octet);
        if octet == DLE {
            self.outbox.push(DLE);
        }
    }

    /// An octet as this modem has it, or had it.
    pub(super) fn image_order(&self, octet: u8) -> u8 {
        match self.profile.image_bits {
            BitOrder::LsbFirst => octet,
            BitOrder::MsbFirst => octet.reverse_bits(),
        }
    }

    /// The modem takes data now. Before the first frame of an image go flags.
    pub(super) fn open_data_out(&mut self, now: Instant) {
        self.framer = Framer::new();
        self.open_throttle(now);
        if let Some(LineOp::Send(signal)) = self.op
            && is_framed_image(signal)
        {
            let flags = usize::from(signal.modulation.bit_rate()) * PREAMBLE_MS / 8000 + 1;
            for _ in 0..flags {
                self.push_flag();
            }
        }
        self.set(Running::DataOut(Data::Open), None, now);
        self.deadline = self.hunger(now);
    }

    /// The modem wants a frame: gives it the one that waits. One without octets only ends the signal.
    fn send_frame(&mut self, now: Instant) {
        if self.frame.is_empty() && !self.last {
            self.set(Running::FramesOut(Frames::Wanted), None, now);
            return;
        }
        let is_final = self.frame.get(1).is_none_or(|control| control & FINAL != 0);
        let frame = core::mem::take(&mut self.frame);
        self.outbox.push_all(shielded(&frame));
        self.push_end();
        let at =
            if is_final || self.profile.connect_between_frames { Frames::Out { is_final } } else { Frames::Wanted };
        self.set(Running::FramesOut(at), Some(FRAME_WAIT), now);
    }

    pub(super) fn frames_out_response(&mut self, at: Frames, response: Response, now: Instant) {
        match (at, response) {
            (Frames::Opening, Response::Connect) => {
                self.errors = 0;
                self.send_frame(now);
            }
            (Frames::Out { is_final: false }, Response::Connect) => self.send_frame(now),
            (Frames::Out { .. }, Response::Ok) => {
                self.rest(self.profile.rest, now);
                if self.last && self.frame.is_empty() {
                    self.finish(Notice::Done);
                } else {
                    self.stage = Stage::Waiting;
                }
            }
            (Frames::Opening, Response::Error) => self.try_again(Notice::HungUp, now),
            (_, Response::Error) => self.give_up(Notice::Refused, now),
            (_, Response::NoCarrier) => self.give_up(Notice::HungUp, now),
            // A second CONNECT for one frame, or what is left of an abort.
            _ => {}
        }
    }

    pub(super) fn data_out_response(&mut self, at: Data, response: Response, now: Instant) {
        match (at, response) {
            (Data::Opening, Response::Connect) => {
                self.errors = 0;
                if self.profile.before_data.is_zero() {
                    self.open_data_out(now);
                } else {
                    self.set(Running::DataOut(Data::Settling), Some(self.profile.before_data), now);
                }
            }
            // The modem has named this modulation: if it refuses it twice, it is on hook.
            (Data::Opening, Response::Error) => self.try_again(Notice::HungUp, now),
            (Data::Ended, Response::Ok) => {
                self.rest(self.profile.rest, now);
                self.checked = true;
                self.finish(Notice::Done);
            }
            (_, Response::Error) => self.give_up(Notice::Refused, now),
            (_, Response::NoCarrier) => self.give_up(Notice::HungUp, now),
            _ => {}
        }
    }

    /// A training check is out, and its answer is wanted; but OK came too early.
    pub(super) fn settle(&mut self, now: Instant) {
        self.checked = false;
        if self.profile.await_silence_by_modem {
            self.give(Command::AwaitSilence(1), Running::Settling, Some(SETTLE_WAIT), now);
        } else {
            self.settle_by_clock(now);
        }
    }

    /// The modem hears silence, or does not know how to wait for it.
    pub(super) fn settle_by_clock(&mut self, now: Instant) {
        self.stage = Stage::Waiting;
        self.rest(SETTLE.max(self.profile.rest), now);
    }

    /// No silence: the answer has begun already.
    pub(super) fn unsettled(&mut self, now: Instant) {
        self.interrupt(now);
        self.stage = Stage::Waiting;
    }

    pub(super) fn silence_out_response(&mut self, left: u32, response: Response, now: Instant) {
        match response {
            Response::Ok => {
                self.rest(self.profile.rest, now);
                if left == 0 {
                    self.finish(Notice::Done);
                } else {
                    self.be_silent(left, now);
                }
            }
            // The modem cannot, or the call is gone. The clock can; and the next command will tell.
            Response::Error | Response::NoCarrier => self.silence_by_clock(now),
            _ => {}
        }
    }

    pub(super) fn silence_in_response(&mut self, response: Response, now: Instant) {
        match response {
            Response::Ok => {
                self.rest(self.profile.rest, now);
                self.finish(Notice::Done);
            }
            Response::Error | Response::NoCarrier => self.silence_by_clock(now),
            _ => {}
        }
    }

    fn silence_by_clock(&mut self, now: Instant) {
        let time = match self.op {
            Some(LineOp::Silence(time) | LineOp::AwaitSilence(time)) => time,
            _ => Duration::ZERO,
        };
        self.set(Running::Silence, Some(time), now);
    }

    /// ERROR where none should be: the command once more, then `then`.
    pub(super) fn try_again(&mut self, then: Notice, now: Instant) {
        self.errors += 1;
        if self.errors > 1 {
            self.give_up(then, now);
        } else {
            self.rest(RETRY_REST, now);
            self.stage = Stage::Waiting;
        }
    }

    pub(super) fn give_up(&mut self, notice: Notice, now: Instant) {
        // The modem takes commands now: what is left of a page would stand in front of the next one.
        self.outbox.clear();
        if notice == Notice::HungUp {
            self.hook = Hook::On;
        }
        self.rest(self.long_rest(), now);
        self.finish(notice);
    }
}
