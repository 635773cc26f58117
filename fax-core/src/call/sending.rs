//! Phases C and D of the sender of pages, without error correction (T.30 figures 5-2, the left-hand columns).

use super::block::Block;
use super::operator::interrupt;
use super::transmit::{Burst, Pause};
use super::{AfterRtn, Call, Event, Failure, Outcome, State, negotiate};
use crate::frame::{Fcf, Frame};
use crate::{Pages, Signal, Timer};

impl Call {
    /// CFR is in, or the page before was confirmed: the next page goes out.
    pub(super) fn start_page(&mut self, pages: &mut Pages<'_>) {
        let Some(mode) = &self.mode else { return self.disconnect(Failure::InvalidResponse) };
        let format = mode.format();
        pages.source.begin(self.page, &format);
        self.offset = 0;
        self.agreed(mode.modulation, &format);
        if self.corrects() {
            self.block = Block::default();
            self.send_block();
        } else {
            self.transmit_as(State::SendPage, Pause::TurnRound, Burst::Page, Signal::image(format.modulation));
        }
        self.tell(Event::SendingPage { page: self.page });
    }

    /// What ends this page: MPS if the next one goes in the same mode, EOM if it needs another one or begins another
    /// document, EOP if there is none. Behind EOM we may poll, too (T.30 5.3.6.1.7).
    fn choose_post_message(&mut self, pages: &mut Pages<'_>) {
        let next = self.page.saturating_add(1);
        self.post = match (pages.source.offer(next), self.mode) {
            (None, _) if self.polls_next() => Fcf::Eom,
            (None, _) => Fcf::Eop,
            (Some(_), _) if pages.source.starts_document(next) => Fcf::Eom,
            (Some(next), Some(mode)) if negotiate::same_mode(&mode, &next) => Fcf::Mps,
            (Some(_), _) => Fcf::Eom,
        };
    }

    /// All of the page is out: what ends it, and that the far side may keep it from now on. Once for each page.
    pub(super) fn offer_page(&mut self, pages: &mut Pages<'_>) {
        self.choose_post_message(pages);
        let last = pages.source.offer(self.page.saturating_add(1)).is_none();
        self.report.page_in_doubt = Some(self.page);
        self.tell(Event::PageOffered { page: self.page, last });
    }

    pub(super) fn page_sent(&mut self) {
        if self.decided.is_some() {
            // The source failed in the middle of the page.
            return self.disconnect(Failure::LocalDocumentError);
        }
        if self.corrects() {
            return self.block_sent();
        }
        self.tries = 0;
        let post = if self.asks_for_operator { interrupt(self.post) } else { self.post };
        self.transmit(State::SendPostMessage, Pause::ChangeOver, Burst::Control(post));
    }

    pub(super) fn post_message_sent(&mut self) {
        self.late.sent(self.tries > 0, self.now);
        self.listen(State::WaitPageAnswer, Signal::CONTROL, Timer::T4, self.late.patience());
    }

    /// No answer, or one that could not be read: the command again, three times in all.
    pub(super) fn post_message_unanswered(&mut self) {
        self.tries += 1;
        if self.tries >= 3 {
            self.disconnect(Failure::NoResponseAfterPage);
        } else {
            self.repeat_burst(State::SendPostMessage);
        }
    }

    pub(super) fn on_page_answer(&mut self, frame: &Frame<'_>, pages: &mut Pages<'_>) {
        if !self.late.belongs(self.now) {
            return self.listen_again();
        }
        // Whatever the answer is, the question was heard.
        self.asks_for_operator &= frame.fcf == Fcf::Rnr;
        let whole = !self.corrects() || (self.block.end.is_some() && !self.block.damaged);
        if self.config.operator && whole && matches!(frame.fcf, Fcf::Pip | Fcf::Pin) {
            return self.alert_for(frame.fcf);
        }
        if self.corrects() {
            return self.on_block_answer(frame, pages);
        }
        match frame.fcf {
            // PIP asks for an operator behind a good page. There is none: the page is what counts.
            Fcf::Mcf | Fcf::Pip => {
                self.page_confirmed();
                self.next_page(pages, false);
            }
            Fcf::Rtp => {
                self.page_confirmed();
                self.next_page(pages, true);
            }
            Fcf::Rtn => self.page_rejected(pages),
            Fcf::Pin => {
                self.answered_for(false);
                self.disconnect(Failure::OperatorInterrupt);
            }
            // The receiver has gone back to phase B: it missed the command, or we its answer. The command again tells.
            Fcf::Dis | Fcf::Dtc => self.post_message_unanswered(),
            Fcf::Fnv => self.on_refusal(frame.fif),
            _ => self.disconnect(Failure::InvalidResponse),
        }
    }

    pub(super) fn page_confirmed(&mut self) {
        self.report.pages_sent = self.report.pages_sent.saturating_add(1);
        self.answered_for(true);
        self.rejections = 0;
        self.page = self.page.saturating_add(1);
    }

    pub(super) fn answered_for(&mut self, confirmed: bool) {
        self.report.page_in_doubt = None;
        self.tell(Event::PageSent { page: self.page, confirmed });
    }

    /// Goes on behind a page that is done with. `retrain`: the receiver wants a training check first.
    pub(super) fn next_page(&mut self, pages: &mut Pages<'_>, retrain: bool) {
        match self.post {
            Fcf::Eop => self.depart(Outcome::Completed),
            Fcf::Eom => self.wait_for_dis(),
            _ if retrain => {
                // RTP allows the same rate; a step down is what the quality asks for.
                self.step_down();
                self.tries = 0;
                self.send_command();
            }
            _ => self.start_page(pages),
        }
    }

    /// RTN: the page again after a new training at a lower rate, as often as the policy allows.
    pub(super) fn page_rejected(&mut self, pages: &mut Pages<'_>) {
        self.report.pages_rejected = self.report.pages_rejected.saturating_add(1);
        self.answered_for(false);
        self.rejections = self.rejections.saturating_add(1);
        let policy = self.config.rtn;
        if self.rejections <= policy.repeats {
            self.step_down();
            self.tries = 0;
            return if self.post == Fcf::Eom { self.wait_for_dis() } else { self.send_command() };
        }
        match policy.then {
            AfterRtn::GiveUp => self.disconnect(Failure::PageRejected),
            AfterRtn::Continue => {
                self.flaw = Some(Failure::PageRejected);
                self.rejections = 0;
                self.page = self.page.saturating_add(1);
                self.next_page(pages, true);
            }
        }
    }
}
