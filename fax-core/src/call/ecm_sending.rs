//! Phases C and D of the sender of pages, with error correction (T.30 Annex A, T.4 Annex A).
//!
//! ```text
//!   start_page ─▶ send_block ─▶ PPS ─▶ MCF ─▶ the next block, the next page, DCN
//!                    ▲                  │
//!                    ├───────── PPR ◀───┤ RNR ─▶ RR ─▶ ...
//!                    └─ CTR ◀── CTC ◀── PPR, the fourth ─▶ EOR ─▶ ERR: the block is given up
//! ```

use super::block;
use super::transmit::{Burst, Pause};
use super::{AfterBlock, Call, Failure, State, timers};
use crate::frame::{self, BLOCK_FRAMES, DATA_HEADER, Fcf, Frame, FrameMap, data_header};
use crate::{EcmFrame, Pages, Supply, Timer};

/// How many RCP end a block (T.4 A.3.5).
const RCPS: u8 = 3;

impl Call {
    /// Sends the frames of the present block that are wanted.
    pub(super) fn send_block(&mut self) {
        let Some(signal) = self.image_signal() else { return self.disconnect(Failure::InvalidResponse) };
        (self.block.burst, self.block.retrained) = (0, false);
        self.transmit_as(State::SendPage, Pause::TurnRound, Burst::Block { at: 0, rcps: 0 }, signal);
    }

    /// Builds the next frame of a block in `room`.
    pub(super) fn read_block(
        &mut self,
        (at, rcps): (u16, u8),
        frame: EcmFrame,
        pages: &mut Pages<'_>,
        room: &mut [u8],
    ) -> Option<(usize, bool)> {
        let end = if self.block.frames == 0 { BLOCK_FRAMES } else { self.block.frames };
        if rcps == 0
            && let Some(number) = self.block.wanted.next(at, end)
        {
            match self.read_frame(number, frame, pages, room)? {
                Ok(0) => {}
                Ok(length) => {
                    self.block.burst += 1;
                    self.go_on(Burst::Block { at: u16::from(number) + 1, rcps });
                    return Some((length, false));
                }
                Err(()) => return Some((0, true)),
            }
        }
        if self.block.frames == 0 && !self.find_end(frame, pages)? {
            return Some((0, true));
        }
        let length = frame::write(room, false, Fcf::Rcp.code(self.x), &[])?;
        self.go_on(Burst::Block { at: BLOCK_FRAMES, rcps: rcps + 1 });
        Some((length, rcps + 1 == RCPS))
    }

    /// Builds data frame `number`: its length, zero if the page has ended before it. `None`: not now. `Err`: the source
    /// has failed, and the carrier ends here.
    fn read_frame(
        &mut self,
        number: u8,
        frame: EcmFrame,
        pages: &mut Pages<'_>,
        room: &mut [u8],
    ) -> Option<Result<usize, ()>> {
        let size = usize::from(block::octets(frame));
        let (header, data) = room.get_mut(..DATA_HEADER + size)?.split_at_mut(DATA_HEADER);
        header.copy_from_slice(&data_header(number));
        let offset = self.block.offset(number.into(), frame);
        let mut filled = 0;
        while let Some(rest) = data.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let window = rest.len();
            match pages.source.read_at(offset.saturating_add(u32::try_from(filled).ok()?), rest) {
                Supply::Octets(0) | Supply::Later => return None,
                Supply::Octets(count) => filled += count.min(window),
                Supply::Failed => {
                    self.decided = Some(super::Outcome::Failed(Failure::LocalDocumentError));
                    return Some(Err(()));
                }
                Supply::End => {
                    // The last frame is filled up with zeros (T.4 A.3.3). A page without any octet is one frame of them.
                    let empty = filled == 0 && offset > 0;
                    rest.fill(0);
                    if self.block.frames == 0 {
                        self.block.frames = u16::from(number) + u16::from(!empty);
                        self.end_page(pages);
                    }
                    return Some(Ok(if empty { 0 } else { DATA_HEADER + size }));
                }
            }
        }
        Some(Ok(DATA_HEADER + size))
    }

    /// A block of 256 frames is out: whether another octet follows tells what ends it. `None`: not now. False: the source has
    /// failed.
    fn find_end(&mut self, frame: EcmFrame, pages: &mut Pages<'_>) -> Option<bool> {
        let behind = self.block.offset(BLOCK_FRAMES, frame);
        match pages.source.read_at(behind, &mut [0]) {
            Supply::Octets(0) | Supply::Later => return None,
            Supply::Failed => {
                self.decided = Some(super::Outcome::Failed(Failure::LocalDocumentError));
                return Some(false);
            }
            Supply::Octets(_) => {}
            Supply::End => self.end_page(pages),
        }
        self.block.frames = BLOCK_FRAMES;
        Some(true)
    }

    /// The present block is the last one of its page.
    fn end_page(&mut self, pages: &mut Pages<'_>) {
        self.offer_page(pages);
        self.block.end = Some(self.post);
    }

    /// The block is out: PPS follows.
    pub(super) fn block_sent(&mut self) {
        self.ask(Fcf::Pps, Pause::ChangeOver);
    }

    /// Sends PPS, CTC or EOR.
    fn ask(&mut self, command: Fcf, pause: Pause) {
        self.tries = 0;
        self.block.asked = command;
        self.transmit(State::SendPostMessage, pause, Burst::Correction(command));
    }

    pub(super) fn on_block_answer(&mut self, frame: &Frame<'_>, pages: &mut Pages<'_>) {
        match (self.block.asked, frame.fcf) {
            (Fcf::Pps | Fcf::Eor, Fcf::Rnr) => self.receiver_busy(),
            (Fcf::Pps, Fcf::Mcf | Fcf::Pip) => self.block_confirmed(pages),
            (Fcf::Pps, Fcf::Ppr) => self.on_partial_page_request(frame.fif),
            (Fcf::Ctc, Fcf::Ctr) => {
                self.block.retrained = true;
                self.send_block();
                self.agreed_again();
            }
            (Fcf::Eor, Fcf::Err) => self.block_given_up(pages),
            (Fcf::Eor | Fcf::Pps, Fcf::Pin) => {
                self.answered_for(false);
                self.disconnect(Failure::OperatorInterrupt);
            }
            // It missed the command, and answers the one before once more; or has gone back to phase B.
            (Fcf::Ctc | Fcf::Eor, Fcf::Ppr) | (_, Fcf::Dis | Fcf::Dtc) => self.post_message_unanswered(),
            (_, Fcf::Fnv) => self.on_refusal(frame.fif),
            _ => self.disconnect(Failure::InvalidResponse),
        }
    }

    /// RNR: ask again, for as long as T5 allows (T.30 A.5.4.1).
    fn receiver_busy(&mut self) {
        self.tries = 0;
        match self.busy_since {
            Some(since) if self.now.since(since) >= timers::T5 => self.disconnect(Failure::ReceiverBusyTooLong),
            Some(_) => self.transmit(State::SendPostMessage, Pause::TurnRound, Burst::Control(Fcf::Rr)),
            None => {
                self.busy_since = Some(self.now);
                self.timers.set(Timer::T5, self.now + timers::T5);
                self.transmit(State::SendPostMessage, Pause::TurnRound, Burst::Control(Fcf::Rr));
            }
        }
    }

    pub(super) fn busy_over(&mut self) {
        self.busy_since = None;
        self.timers.stop(Timer::T5);
    }

    /// T5 has run out. If something is on the line just now, its end will show.
    pub(super) fn on_busy_too_long(&mut self) {
        if self.transmission.is_none() && self.timers.at(Timer::Frame).is_none() {
            self.disconnect(Failure::ReceiverBusyTooLong);
        }
    }

    fn block_confirmed(&mut self, pages: &mut Pages<'_>) {
        self.busy_over();
        let Some(frame) = block::frame_of(self.mode.as_ref()) else { return self.disconnect(Failure::InvalidResponse) };
        if self.block.end.is_none() {
            pages.source.release(self.block.offset(BLOCK_FRAMES, frame));
            self.block = self.block.following();
            self.send_block();
        } else if self.block.damaged {
            self.page_given_up(pages);
        } else {
            self.page_confirmed();
            self.next_page(pages, false);
        }
    }

    /// PPR: the frames that it marks go out again; at the fourth, something has to change (T.30 A.4.1).
    fn on_partial_page_request(&mut self, fif: &[u8]) {
        self.busy_over();
        let Some(wanted) = FrameMap::parse(fif) else { return self.disconnect(Failure::EcmProtocolError) };
        let count = wanted.count(self.block.frames);
        if self.block.corrections == 0 && !self.block.continued {
            self.block.left = self.block.frames;
        }
        self.block.wanted = wanted;
        self.block.corrections = self.block.corrections.saturating_add(1);
        self.report.frames_repeated = self.report.frames_repeated.saturating_add(count.into());
        if self.block.corrections < self.config.ecm.corrections {
            if count > 0 {
                return self.send_block();
            }
            // All of ours is there and it asks all the same: whatever it misses, PPS again may tell.
            self.block.burst = 0;
            return self.ask(Fcf::Pps, Pause::TurnRound);
        }
        // More of the same helps if some of it helped, and a lower rate may.
        let helps = count < self.block.left;
        if count > 0 && (helps || !self.block.continued) && (self.step_down() || helps) {
            (self.block.continued, self.block.corrections, self.block.left) = (true, 0, count);
            self.report.continuations = self.report.continuations.saturating_add(1);
            self.ask(Fcf::Ctc, Pause::TurnRound);
        } else {
            self.ask(Fcf::Eor, Pause::TurnRound);
        }
    }

    /// ERR: the receiver knows that the block stays incomplete.
    fn block_given_up(&mut self, pages: &mut Pages<'_>) {
        self.busy_over();
        self.block.damaged = true;
        let Some(frame) = block::frame_of(self.mode.as_ref()) else { return self.disconnect(Failure::InvalidResponse) };
        match self.config.ecm.then {
            AfterBlock::GiveUp => {
                self.answered_for(false);
                self.disconnect(Failure::EcmGaveUp);
            }
            AfterBlock::Continue if self.block.end.is_none() => {
                pages.source.release(self.block.offset(BLOCK_FRAMES, frame));
                self.block = self.block.following();
                self.send_block();
            }
            AfterBlock::Continue => self.page_given_up(pages),
        }
    }

    /// The page is through, but not whole.
    fn page_given_up(&mut self, pages: &mut Pages<'_>) {
        self.answered_for(false);
        self.report.pages_rejected = self.report.pages_rejected.saturating_add(1);
        self.flaw = Some(Failure::EcmGaveUp);
        self.page = self.page.saturating_add(1);
        self.next_page(pages, false);
    }
}
