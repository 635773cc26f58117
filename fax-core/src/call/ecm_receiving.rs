//! Phases C and D of the receiver of pages, with error correction (T.30 Annex A, T.4 Annex A).
//!
//! Frames go to the sink as they come, in any order inside the block; what is missing is asked for again. PPS numbers
//! pages and blocks, so a command that comes again is known for what it is, and nothing is stored twice.

use super::block::{self, Block};
use super::receiving::judge;
use super::state::CORRECTS;
use super::transmit::{Burst, Pause};
use super::{Call, CopyQuality, Failure, State, timers};
use crate::frame::{BLOCK_FRAMES, BlockFrame, Dcs, Dis, Fcf, Frame, PartialPage, end_of};
use crate::{Coding, EcmFrame, Intake, Pages, Timer};

/// How often a block is answered before the call is given up: far more than any sender asks.
const ANSWERS: u8 = 100;

impl Call {
    /// Whether pages go with error correction.
    pub(super) fn corrects(&self) -> bool {
        CORRECTS && block::frame_of(self.mode.as_ref()).is_some()
    }

    /// A frame of an image.
    pub(super) fn on_block_frame(&mut self, octets: &[u8], pages: &mut Pages<'_>) {
        let (State::ReceivePage, Some(frame)) = (self.state(), block::frame_of(self.mode.as_ref())) else {
            return self.stray();
        };
        match BlockFrame::parse(octets) {
            Some(BlockFrame::Data { number, octets }) => {
                self.timers.set(Timer::Frame, self.now + timers::BLOCK);
                self.keep_frame(number, octets, frame, pages);
            }
            Some(BlockFrame::Rcp) => {
                // The carrier is about to go. If the line does not say so, PPS must not be missed for it.
                self.block.ended = true;
                self.timers.set(Timer::Frame, self.now + timers::RCP);
            }
            None => {}
        }
    }

    fn keep_frame(&mut self, number: u8, octets: &[u8], frame: EcmFrame, pages: &mut Pages<'_>) {
        let size = block::octets(frame);
        let length = u16::try_from(octets.len()).unwrap_or(u16::MAX);
        self.block.burst = self.block.burst.saturating_add(1);
        if length > size || !self.block.wanted.contains(number) {
            return;
        }
        if !self.block.damaged {
            match pages.sink.write_at(self.block.offset(number.into(), frame), octets) {
                Intake::Done => {}
                // It will be asked for again.
                Intake::Busy => return,
                Intake::Failed => return self.disconnect(Failure::LocalStorageError),
            }
        }
        self.block.wanted.set(number, false);
        if length < size {
            // Only the last frame may be short (T.4 A.3.3): of two, the one behind.
            let (short, other) = match self.block.short {
                Some(known) if known.0 > number => (known, Some(number)),
                Some(known) => ((number, length), Some(known.0)),
                None => ((number, length), None),
            };
            self.block.short = Some(short);
            if let Some(other) = other {
                self.block.wanted.set(other, true);
            }
        }
    }

    /// PPS, CTC, EOR or RR, in any state that waits for a command.
    pub(super) fn on_block_command(&mut self, frame: &Frame<'_>, pages: &mut Pages<'_>) {
        match frame.fcf {
            Fcf::Pps => match PartialPage::parse(frame.fif) {
                Some(pps) => self.on_partial_page(pps, pages),
                None => self.listen_again(),
            },
            Fcf::Rr if self.block.busy => self.answer_block(pages),
            Fcf::Rr if self.answered.is_some() => self.repeat_block_answer(),
            // It missed our ERR.
            Fcf::Eor if self.last_burst == Some(Burst::Control(Fcf::Err)) && self.block.is_untouched() => {
                self.repeat_block_answer();
            }
            _ if self.finished => self.listen_again(),
            _ if !matches!(self.state(), State::AwaitPage | State::WaitPostMessage) => {
                self.disconnect(Failure::InvalidCommand);
            }
            Fcf::Ctc => self.on_continue(frame.fif),
            Fcf::Eor => self.on_end_of_retransmission(frame.fif, pages),
            _ => self.disconnect(Failure::InvalidCommand),
        }
    }

    fn on_partial_page(&mut self, pps: PartialPage, pages: &mut Pages<'_>) {
        self.block.retrained = false;
        let repeat = self.confirmed_block == Some((pps.page, pps.block));
        // Some do not count their pages (TSB-85, OREN09). Frames that end with another command are another page.
        let uncounted = repeat && self.block.burst > 0 && pps.end.unwrap_or(Fcf::Mps) != self.post;
        if repeat && !uncounted {
            // It missed our MCF. What may have come with the command is the same once more.
            self.block.forget();
            return self.repeat_block_answer();
        }
        if !matches!(self.state(), State::AwaitPage | State::WaitPostMessage) {
            return if self.finished { self.listen_again() } else { self.disconnect(Failure::InvalidCommand) };
        }
        let other_page = !uncounted && self.far_page.is_some_and(|page| page != pps.page);
        if pps.block != self.block.counter() || other_page {
            return self.disconnect(Failure::EcmProtocolError);
        }
        self.far_page = Some(pps.page);
        self.block.end = pps.end;
        // Some say 256 when they have sent none.
        let none = self.block.burst == 0 && self.block.frames > 0 && pps.frames == BLOCK_FRAMES;
        // The block's count, or this burst's, which is smaller behind a PPR.
        let frames = self.block.frames.max(self.block.wanted.reach());
        self.block.frames = if none { frames } else { frames.max(pps.frames) };
        if let Some((number, _)) = self.block.short
            && (u16::from(number) + 1 != self.block.frames || pps.end.is_none())
        {
            self.block.wanted.set(number, true);
            self.block.short = None;
        }
        self.answer_block(pages);
    }

    /// MPS, EOM or EOP where PPS belongs. Behind frames it is taken for one, of as many frames as came; the page must then have
    /// its end mark. Behind none, the sender does not correct errors after all, whatever its DCS said: the page has to come
    /// again as bare octets.
    pub(super) fn on_plain_post_message(&mut self, post: Fcf, pages: &mut Pages<'_>) {
        let frames = self.block.frames.max(self.block.wanted.reach());
        if frames > 0 {
            (self.block.end, self.block.frames, self.block.uncounted) = (Some(post), frames, true);
            return self.answer_block(pages);
        }
        if let Some(mode) = &mut self.mode {
            mode.ecm = None;
        }
        (self.block, self.post) = (Block::default(), post);
        self.report.pages_rejected = self.report.pages_rejected.saturating_add(1);
        self.say(Burst::Control(Fcf::Rtn), Fcf::Rtn);
    }

    /// MCF if the block is complete and stored, PPR if frames are missing, RNR if the sink is busy.
    fn answer_block(&mut self, pages: &mut Pages<'_>) {
        self.block.busy = false;
        self.block.corrections = self.block.corrections.saturating_add(1);
        if self.block.corrections >= ANSWERS {
            return self.disconnect(Failure::EcmGaveUp);
        }
        match pages.sink.ready() {
            Intake::Done if self.block.is_complete() => self.take_block(pages),
            Intake::Done => {
                let missing = self.block.wanted.count(self.block.frames);
                self.report.frames_repeated = self.report.frames_repeated.saturating_add(missing.into());
                self.say(Burst::Correction(Fcf::Ppr), Fcf::Ppr);
            }
            Intake::Busy => self.wait_for_sink(),
            Intake::Failed => self.disconnect(Failure::LocalStorageError),
        }
    }

    fn wait_for_sink(&mut self) {
        self.block.busy = true;
        // How often is the sender's to count (T5).
        self.block.corrections = 0;
        self.say(Burst::Control(Fcf::Rnr), Fcf::Rnr);
    }

    /// All frames are there: the block goes on to the rows, and a page that is complete is made safe, before MCF says so.
    fn take_block(&mut self, pages: &mut Pages<'_>) {
        let Some(mode) = self.mode else { return self.disconnect(Failure::InvalidCommand) };
        let Some(frame) = mode.ecm else { return self.disconnect(Failure::InvalidCommand) };
        if self.block.damaged {
            return if self.block.end.is_some() { self.drop_page(Fcf::Mcf, pages) } else { self.confirm_block() };
        }
        let size = block::octets(frame);
        let full = self.block.offset(self.block.frames, frame);
        let end = self.block.short.map_or(full, |(_, length)| full - u32::from(size.saturating_sub(length)));
        if self.block.quality.is_none() {
            pages.sink.release(end);
        }
        if self.block.end.is_none() {
            return self.confirm_block();
        }
        let quality = *self.block.quality.get_or_insert_with(|| pages.sink.end());
        // No octet is wrong, and the counters tell that none is missing; but T.6 has no way to go on behind an error.
        let limits =
            CopyQuality { require_end: mode.coding == Coding::Mmr || self.block.uncounted, ..self.config.copy_quality };
        let fine = mode.resolution.per_inch().1 > 150;
        if judge(&quality, &limits, fine) == Fcf::Rtn {
            self.report.pages_rejected = self.report.pages_rejected.saturating_add(1);
            return self.disconnect(Failure::UnreadablePage);
        }
        match pages.sink.accept() {
            Intake::Done => {
                self.confirm_block();
                self.page_received(quality, true);
            }
            Intake::Busy => self.wait_for_sink(),
            Intake::Failed => self.disconnect(Failure::LocalStorageError),
        }
    }

    /// MCF, and on to the next block.
    fn confirm_block(&mut self) {
        self.confirmed_block = self.far_page.map(|page| (page, self.block.counter()));
        let answer = if self.block.end.is_some() { self.interrupting(Fcf::Mcf) } else { Fcf::Mcf };
        self.go_behind_block();
        self.say(Burst::Control(answer), answer);
    }

    /// The present block is done with, whatever came of it.
    fn go_behind_block(&mut self) {
        // Behind NULL as behind MPS an image follows.
        self.post = self.block.end.unwrap_or(Fcf::Mps);
        if self.block.end.is_some() {
            self.far_page = self.far_page.map(|page| page.wrapping_add(1));
            self.block = Block::default();
        } else {
            self.block = self.block.following();
        }
    }

    /// A page of which a block was given up has ended.
    fn drop_page(&mut self, answer: Fcf, pages: &mut Pages<'_>) {
        let quality = if self.block.open { pages.sink.end() } else { Default::default() };
        if self.block.open {
            pages.sink.give_up();
        }
        self.confirmed_block = self.far_page.map(|page| (page, self.block.counter()));
        self.flaw = Some(Failure::EcmGaveUp);
        self.go_behind_block();
        self.say(Burst::Control(answer), answer);
        self.page_received(quality, false);
    }

    /// CTC: the rest of the block comes at the rate that it says, behind the long training (T.30 A.4.1).
    fn on_continue(&mut self, fif: &[u8]) {
        let &[first, second, ..] = fif else { return self.listen_again() };
        let modulation = Dcs::parse(&[first, second, 0]).and_then(|dcs| dcs.mode()).map(|mode| mode.modulation);
        let known = Dis::offering(&self.config.abilities).abilities().modulations;
        let (Some(mode), Some(modulation)) = (&mut self.mode, modulation.filter(|&m| known.contains(m))) else {
            return self.disconnect(Failure::Incompatible);
        };
        mode.modulation = modulation;
        self.agreed_again();
        self.report.continuations = self.report.continuations.saturating_add(1);
        self.block.retrained = true;
        self.say(Burst::Control(Fcf::Ctr), Fcf::Ctr);
    }

    /// EOR: the sender gives the block up (T.30 A.4.1).
    fn on_end_of_retransmission(&mut self, fif: &[u8], pages: &mut Pages<'_>) {
        let Some(end) = fif.first().and_then(|&code| end_of(code)) else { return self.listen_again() };
        if !core::mem::replace(&mut self.block.damaged, true)
            && let Some(frame) = block::frame_of(self.mode.as_ref())
            && self.block.open
        {
            // What came before the first gap is good, and all that will ever come.
            let whole = self.block.wanted.next(0, BLOCK_FRAMES).map_or(BLOCK_FRAMES, u16::from);
            pages.sink.release(self.block.offset(whole, frame));
        }
        self.block.end = end;
        if end.is_some() {
            return self.drop_page(Fcf::Err, pages);
        }
        self.go_behind_block();
        self.say(Burst::Control(Fcf::Err), Fcf::Err);
    }

    fn say(&mut self, burst: Burst, answer: Fcf) {
        self.block.burst = 0;
        self.answered = Some(answer);
        self.repeats = 0;
        self.transmit(State::SendPageAnswer, Pause::TurnRound, burst);
    }

    /// The last answer once more; behind EOM it may not be the last thing that we said.
    fn repeat_block_answer(&mut self) {
        if let Some(answer @ (Fcf::Mcf | Fcf::Pip | Fcf::Err)) = self.answered {
            self.last_burst = Some(Burst::Control(answer));
        }
        self.repeat_answer(State::SendPageAnswer);
    }
}
