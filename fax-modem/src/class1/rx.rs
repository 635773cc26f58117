//! Receiving: frames, and data without framing.

use core::time::Duration;

use fax_core::hdlc::{Deframer, Found};
use fax_core::{Instant, LineOp};

use super::op::is_framed_image;
use super::{Class1, FINAL, Notice, Reception, Running, Stage};
use crate::at::response::Response;
use crate::dle::{Unshielded, Unshielder};
use crate::fcs;

/// The longest frame takes 3 s (T.30 5.3.1); a carrier that brings none for so long is something else.
const FRAME_WAIT: Duration = Duration::from_secs(10);
/// A good modem holds back the result of a final frame until the carrier drops. After this we go by our own check.
const VERDICT_WAIT: Duration = Duration::from_secs(3);
/// From a final frame until its carrier is off: some flags.
const CARRIER_END: Duration = Duration::from_millis(100);
/// From DLE ETX to NO CARRIER.
const END_WAIT: Duration = Duration::from_millis(500);
/// A result that comes so soon behind the command is no news from the line.
const EARLY: Duration = Duration::from_millis(200);
/// Before the same command goes out again after an early end, so that a modem that is always early is not flooded.
const EARLY_REST: Duration = Duration::from_millis(50);

impl Class1 {
    /// Takes an octet of data behind CONNECT.
    pub(super) fn take_data(&mut self, octet: u8, now: Instant) {
        match self.unshielder.push(octet, self.profile.lone_dle) {
            Unshielded::Nothing => {}
            Unshielded::One(octet) => self.keep(self.received_order(octet)),
            Unshielded::Two(first, second) => {
                self.keep(self.received_order(first));
                self.keep(self.received_order(second));
            }
            Unshielded::End => {
                if matches!(self.running, Running::FramesIn(_)) {
                    self.set(Running::FramesIn(Reception::Ended), Some(VERDICT_WAIT), now);
                    if !self.profile.frames_have_results {
                        self.expect_no_result(now);
                    }
                } else {
                    self.set(Running::DataIn(Reception::Ended), Some(END_WAIT), now);
                }
                return;
            }
        }
        if octet == b'\n' && matches!(self.running, Running::FramesIn(_)) {
            self.look_for_words(now);
        }
    }

    /// An octet with the first bit lowest. Frames at 300 bit/s have it so with every modem.
    fn received_order(&self, octet: u8) -> u8 {
        if matches!(self.running, Running::DataIn(_)) { self.image_order(octet) } else { octet }
    }

    fn keep(&mut self, octet: u8) {
        if matches!(self.op, Some(LineOp::Receive(signal)) if is_framed_image(signal)) {
            return self.deframe(octet);
        }
        if matches!(self.running, Running::FramesIn(_)) && self.data.len() >= self.data.capacity() - 2 {
            // Far beyond the longest frame. Counting on is enough to know that it is bad.
            self.overflow = true;
            self.data.clear();
        }
        // Raw data: one place is left whenever this is called, but a pair of DLE may need two.
        if self.data.push(octet).is_err() {
            self.overflow = true;
        }
    }

    /// An octet of an image in frames. The modem knows nothing of them: they begin and end anywhere in an octet.
    fn deframe(&mut self, octet: u8) {
        match self.deframer.push(octet) {
            None => {}
            Some(Found::Frame) => {
                self.data.clear();
                let _ = self.data.extend_from_slice(self.deframer.frame());
                self.event = Some(Notice::Frame);
            }
            // Of two frames in one pair of DLE the good one counts.
            Some(Found::Damaged) if self.event.is_some() => {}
            Some(Found::Damaged) => self.event = Some(Notice::BadFrame),
        }
    }

    /// Modems forget that they are sending data: a second CONNECT before a frame that was queued, or NO CARRIER behind
    /// a CONNECT that was none. No frame begins like that, as the first octet of a frame is 0xFF.
    fn look_for_words(&mut self, now: Instant) {
        if self.data.as_slice() == b"\r\nCONNECT\r\n" {
            self.data.clear();
        } else if self.data.ends_with(b"\r\nNO CARRIER\r\n") && self.data.first() != Some(&0xFF) {
            self.data.clear();
            self.listen_again(Duration::ZERO, now);
            self.lose_carrier();
        }
    }

    pub(super) fn find_carrier(&mut self) {
        if !self.carrier {
            self.carrier = true;
            self.event = Some(Notice::Carrier);
        }
    }

    pub(super) fn lose_carrier(&mut self) {
        if self.carrier {
            self.carrier = false;
            // Come and gone before anybody asked: nothing to tell.
            let untold = self.event == Some(Notice::Carrier);
            self.event = (!untold).then_some(Notice::CarrierLost);
        }
    }

    /// The same command again, unless the call wants something else by then.
    fn listen_again(&mut self, rest: Duration, now: Instant) {
        let early = if now.since(self.given) < EARLY { EARLY_REST } else { Duration::ZERO };
        self.rest(rest.max(early), now);
        self.stage = Stage::Waiting;
    }

    pub(super) fn frames_in_response(&mut self, at: Reception, response: Response, now: Instant) {
        match (at, response) {
            (Reception::Opening, Response::Connect) => {
                self.errors = 0;
                self.open_frame(now);
                self.find_carrier();
            }
            (Reception::Opening, Response::NoCarrier | Response::FcError) => {
                self.listen_again(self.long_rest(), now);
                self.lose_carrier();
            }
            // A modem that listens no longer than 30 s ends like that. Sooner it can only be the answer to an abort
            // that we had given up waiting for.
            (Reception::Opening, Response::Ok) if now.since(self.given) >= EARLY => {
                self.listen_again(Duration::ZERO, now);
            }
            (Reception::Opening, Response::Error) => self.try_again(Notice::HungUp, now),
            (Reception::Ended, Response::Ok | Response::Error | Response::NoCarrier) => {
                let lost = response == Response::NoCarrier;
                self.rest(if lost { self.long_rest() } else { self.profile.rest }, now);
                self.frame_complete(response == Response::Ok);
                if lost && self.event.is_none() {
                    self.lose_carrier();
                }
            }
            _ => {}
        }
    }

    /// No result will come, but the modem is busy until the carrier is off behind a final frame.
    fn expect_no_result(&mut self, now: Instant) {
        if self.data.get(1).is_some_and(|control| control & FINAL != 0) {
            self.deadline = Some(now + CARRIER_END);
        } else {
            self.verdict_missing(now);
        }
    }

    /// A frame has had no result: our own check decides.
    pub(super) fn verdict_missing(&mut self, now: Instant) {
        if self.profile.frames_have_results {
            self.interrupt(now);
        } else {
            self.rest(self.profile.rest, now);
        }
        self.frame_complete(true);
    }

    fn open(&mut self, running: Running, limit: Option<Duration>, now: Instant) {
        self.data.clear();
        self.overflow = false;
        self.unshielder = Unshielder::default();
        self.deframer = Deframer::new();
        self.set(running, limit, now);
    }

    pub(super) fn open_frame(&mut self, now: Instant) {
        self.open(Running::FramesIn(Reception::Open), Some(FRAME_WAIT), now);
    }

    /// A frame has had its result, or will have none. The next `+FRH=3` goes out as soon as the call has taken the
    /// frame and still listens: a final frame is mostly the end of listening.
    pub(super) fn frame_complete(&mut self, modem_says_good: bool) {
        self.stage = Stage::Waiting;
        if self.data.is_empty() && !self.overflow {
            return;
        }
        let good = !self.overflow && modem_says_good && (!self.profile.frames_have_fcs || fcs::is_good(&self.data));
        if good {
            if fcs::is_good(&self.data) {
                self.data.truncate(self.data.len() - fcs::LENGTH);
            }
            self.event = Some(Notice::Frame);
        } else {
            self.data.clear();
            self.event = Some(Notice::BadFrame);
        }
    }

    pub(super) fn data_in_response(&mut self, at: Reception, response: Response, now: Instant) {
        match (at, response) {
            (Reception::Opening, Response::Connect) => {
                self.errors = 0;
                self.open(Running::DataIn(Reception::Open), None, now);
                self.find_carrier();
            }
            (Reception::Opening, Response::FcError) => {
                // It may be the echo of our own signal, or the last of theirs.
                if now.since(self.given) < EARLY && self.early_fcerrors < self.profile.early_fcerror_repeats {
                    self.early_fcerrors += 1;
                    self.rest(self.profile.rest, now);
                    self.stage = Stage::Waiting;
                } else {
                    self.give_up(Notice::WrongCarrier, now);
                }
            }
            (Reception::Opening, Response::Frh3) => {
                self.set(Running::FramesIn(Reception::Opening), None, now);
                self.finish(Notice::WrongCarrier);
            }
            (Reception::Opening, Response::NoCarrier) => self.listen_again(self.long_rest(), now),
            (Reception::Opening, Response::Ok) if now.since(self.given) >= EARLY => {
                self.listen_again(Duration::ZERO, now);
            }
            // The modem has named this modulation: if it refuses it twice, it is on hook.
            (Reception::Opening, Response::Error) => self.try_again(Notice::HungUp, now),
            (Reception::Ended, Response::Frh3) => {
                self.set(Running::FramesIn(Reception::Opening), None, now);
                self.finish(Notice::CarrierLost);
            }
            (Reception::Ended, Response::NoCarrier | Response::Ok | Response::Error | Response::FcError) => {
                self.rest(self.long_rest(), now);
                self.finish(Notice::CarrierLost);
            }
            _ => {}
        }
    }
}
