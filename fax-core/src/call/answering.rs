//! Phases A and B of the station that answered: its offer, and the wait for a command. A station that polls waits for the
//! same behind its request.

use super::state::CORRECTS;
use super::transmit::{ASK_AGAIN, Burst, Pause};
use super::{Call, Failure, State, block, timers};
use crate::frame::Fcf;
use crate::{Abilities, EcmFrame, LineOp, Pages, Signal, Timer, Tone};

/// How often a command is asked for again in succession.
const ASKED: u8 = 3;

impl Call {
    #[cfg_attr(not(feature = "receive"), expect(dead_code, reason = "`Call::answering` is not in this build"))]
    pub(super) fn start_answering(&mut self) {
        self.state = State::AnswerTone;
        self.op = Some(LineOp::Tone(Tone::Ced));
        self.timers.set(Timer::Line, self.now + timers::LINE_SEND);
    }

    pub(super) fn answer_tone_done(&mut self) {
        self.transmit(State::SendOffer, Pause::None, Burst::Offer);
    }

    /// What our DIS says: no more than a call can keep. With error correction the sender chooses the size of the frames, so
    /// the sink must have room for a block of the long ones.
    pub(super) fn offered(&self, pages: &mut Pages<'_>) -> Abilities {
        let ours = self.config.abilities;
        let ecm = CORRECTS && ours.ecm && pages.sink.window() >= block::span(EcmFrame::Octets256);
        let offers_document = !self.caller && pages.source.offer(self.page).is_some();
        let addressing = if offers_document { self.demanded(ours.addressing) } else { ours.addressing };
        Abilities { ecm, offers_document, addressing, ..ours }
    }

    /// Sends CSI and DIS, once more after silence. T1 limits how long (T.30 5.4.3.1). A station that polls says DTC instead.
    pub(super) fn send_offer(&mut self) {
        let burst = if self.polling { Burst::Request } else { Burst::Offer };
        self.transmit(State::SendOffer, Pause::TurnRound, burst);
    }

    /// No command came. Behind our offer, and behind EOM, the offer goes out (again). Behind FTT, RTP and RTN the sender
    /// would have repeated itself within T4: it is gone.
    pub(super) fn command_missing(&mut self) {
        match (self.last_burst, self.answered) {
            (Some(Burst::Offer), _) => self.send_offer(),
            (Some(Burst::Request), _) => self.request_unanswered(),
            (Some(Burst::Refusal), _) => self.disconnect(self.refusal()),
            (_, Some(_)) if self.post == Fcf::Eom => self.send_offer(),
            (_, Some(Fcf::Rtn | Fcf::Pin)) => self.disconnect(Failure::DisconnectedAfterRtn),
            _ => self.disconnect(Failure::NoImageData),
        }
    }

    /// A command behind our offer has come and could not be read, nor anything behind it: asks for it again, if that is wanted.
    pub(super) fn may_ask_again(&self) -> bool {
        let unread = self.state() == State::WaitCommand && self.garbled > 0 && self.held.is_none();
        self.config.asks_again && unread && self.last_burst == Some(Burst::Offer) && self.tries < ASKED
    }

    pub(super) fn ask_again(&mut self) {
        self.tries += 1;
        self.transmit(State::SendOffer, Pause::Quiet, ASK_AGAIN);
    }

    pub(super) fn offer_sent(&mut self) {
        if self.last_burst == Some(Burst::Refusal) {
            return self.refusal_sent();
        }
        let until = self.timers.at(Timer::T1).unwrap_or(self.now + timers::T1);
        self.listen(State::WaitCommand, Signal::CONTROL, Timer::T4, timers::T4);
        if !self.polling {
            self.timers.set(Timer::T1, until);
        }
    }
}
