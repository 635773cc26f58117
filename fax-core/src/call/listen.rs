//! Listening: carriers, frames and silence, the same for every state that waits.

use core::time::Duration;

use super::state::RECEIVES;
use super::transmit::Burst;
use super::{Call, Event, Failure, Outcome, State, timers};
use crate::frame::{Fcf, Frame, NonStandard};
use crate::{Framing, Ident, LineOp, Pages, Signal, Timer};

impl Call {
    /// Enters `state` and listens for `signal`, at most for `span`.
    pub(super) fn listen(&mut self, state: State, signal: Signal, timer: Timer, span: Duration) {
        self.timers.stop_waits();
        self.transmission = None;
        self.state = state;
        self.listening = signal;
        self.held = None;
        self.garbled = 0;
        self.wait = Some((timer, span));
        self.timers.set(timer, self.now + span);
        self.op = Some(LineOp::Receive(signal));
    }

    /// Listens for control frames as before, from the start of the wait: what came was not for us.
    pub(super) fn listen_again(&mut self) {
        for timer in [Timer::T2, Timer::T4, Timer::Frame] {
            self.timers.stop(timer);
        }
        self.held = None;
        // T0, T1 and T3 span what is heard in between, and are not restarted by it.
        if let Some((timer, span)) = self.wait.filter(|&(timer, _)| timer != Timer::T1 && timer != Timer::T3) {
            self.timers.set(timer, self.now + span);
        }
        self.listening = Signal::CONTROL;
        self.op = Some(LineOp::Receive(Signal::CONTROL));
    }

    /// A carrier stops the wait for a command or response (T.30 5.4.3.2): the answer has begun.
    pub(super) fn on_carrier(&mut self, pages: &mut Pages<'_>) {
        if self.listening != Signal::CONTROL {
            return self.on_image_carrier(pages);
        }
        if self.timers.stop(Timer::T0).is_some() {
            self.timers.set(Timer::T1, self.now + timers::T1);
            self.wait = Some((Timer::T1, timers::T1));
        }
        self.hold();
        self.timers.set(Timer::Frame, self.now + timers::FRAME);
    }

    /// Stops the running wait and remembers when it would have ended.
    fn hold(&mut self) {
        for timer in [Timer::T2, Timer::T4] {
            if let Some(at) = self.timers.stop(timer) {
                self.held = Some((timer, at));
            }
        }
    }

    /// The carrier is gone, or what it brought was garbled: the wait goes on. It is never shortened by this, and never ends
    /// before the line has been quiet for a while. A receiver waits anew (T2), as the sender will repeat itself behind T4; a
    /// line that crackles for ever must not hold the call.
    fn unhold(&mut self, quiet: Duration) {
        self.timers.stop(Timer::Frame);
        if let Some((timer, at)) = self.held.take() {
            let again = match (timer, self.wait) {
                (Timer::T2, Some((Timer::T2, span))) if self.garbled < 3 => {
                    let rest = if self.state() == State::WaitCommand { timers::COMMAND } else { Duration::ZERO };
                    self.now + span + rest
                }
                _ => at,
            };
            self.garbled = self.garbled.saturating_add(1);
            self.timers.set(timer, again.max(self.now + quiet));
        }
    }

    pub(super) fn on_carrier_lost(&mut self) {
        if self.listening != Signal::CONTROL {
            return self.image_carrier_lost();
        }
        match (self.state(), self.mode) {
            // It brought nothing at all: a noise, and the image is still to come.
            (State::AwaitPage, Some(mode)) if self.garbled == 0 => self.await_page(mode.modulation),
            _ if self.may_ask_again() => self.ask_again(),
            _ => self.unhold(timers::QUIET),
        }
    }

    /// Flags were seen and the check sequence was wrong: never acted on, whatever it looks like.
    pub(super) fn on_bad_frame(&mut self) {
        match self.listening {
            Signal::CONTROL => self.unhold(timers::GARBLED),
            // It will be asked for again.
            Signal { framing: Framing::Hdlc, .. } if !self.block.ended => {
                self.timers.set(Timer::Frame, self.now + timers::BLOCK);
            }
            Signal { framing: Framing::Hdlc, .. } => {}
            _ => self.stray(),
        }
    }

    /// The far side sends something else than the image we wait for: control frames, nearly always.
    pub(super) fn on_wrong_carrier(&mut self) {
        match self.state() {
            // The training check was missed and the command is repeated, or something else follows.
            State::ReceiveTraining => self.listen(State::WaitCommand, Signal::CONTROL, Timer::T2, timers::T2),
            State::AwaitPage => self.listen(State::AwaitPage, Signal::CONTROL, Timer::T2, timers::T2),
            State::ReceivePage => self.image_carrier_lost(),
            _ => self.stray(),
        }
    }

    /// A frame with a good check sequence.
    pub(super) fn on_frame(&mut self, octets: &[u8], pages: &mut Pages<'_>) {
        if self.listening != Signal::CONTROL {
            return self.on_block_frame(octets, pages);
        }
        // Address and control octets of another kind: as good as garbled.
        let Ok(frame) = Frame::parse(octets) else { return self.unhold(timers::GARBLED) };
        let own_code = frame.last && Some(frame.code) == self.last_code;
        if own_code && (frame.fcf != Fcf::Dis || self.is_own_offer(frame.fif, pages)) {
            // Our own voice, sent back by the line: the far side's frames differ in the X bit, or are none that we say. Only DIS
            // may come from either side.
            return match (self.state(), self.mode) {
                (State::AwaitPage, Some(mode)) => self.await_page(mode.modulation),
                _ => self.listen_again(),
            };
        }
        if self.sent_ident == Some(frame.code) {
            // The beginning of that.
            self.hold();
            self.timers.set(Timer::Frame, self.now + timers::FRAME);
            return;
        }
        if !self.connected {
            self.connected = true;
            self.tell(Event::Connected);
        }
        if let Fcf::Csi | Fcf::Tsi | Fcf::Cig = frame.fcf {
            self.identified(Ident::from_fif(frame.fif));
        }
        if let Fcf::Nsf | Fcf::Nsc | Fcf::Nss = frame.fcf {
            self.report.far_maker = NonStandard::parse(frame.fif).maker();
        }
        // Addresses come with DCS and DTC; from who answers them they are our own, sent back by the line.
        let ours = match self.state() {
            State::WaitTrainingAnswer | State::WaitPageAnswer | State::WaitOperator => true,
            State::WaitDis => self.caller,
            _ => self.polling && matches!(frame.fcf, Fcf::Sep | Fcf::Psa | Fcf::Pwd),
        };
        if !ours {
            self.report.far_addresses.take(&frame);
        }
        if !frame.last {
            self.hold();
            self.timers.set(Timer::Frame, self.now + timers::FRAME);
            return;
        }
        self.timers.stop(Timer::Frame);
        match (self.state(), frame.fcf) {
            (_, Fcf::Dcn) => self.on_dcn(),
            (_, Fcf::Crp) => self.on_crp(),
            (State::WaitDis, _) => self.on_identification(&frame, pages),
            (State::WaitTrainingAnswer, _) => self.on_training_answer(&frame, pages),
            (State::WaitPageAnswer, _) => self.on_page_answer(&frame, pages),
            (State::WaitOperator, _) => self.listen_again(),
            _ if RECEIVES => self.on_command(&frame, pages),
            _ => self.stray(),
        }
    }

    fn identified(&mut self, ident: Ident) {
        if self.report.far_ident != ident {
            self.report.far_ident = ident.clone();
            self.tell(Event::Identified(ident));
        }
    }

    /// The far side says goodbye. What it means depends on what we were waiting for (T.30 5.3.6.1.8).
    fn on_dcn(&mut self) {
        let failure = match self.state() {
            _ if self.finished => return self.end(Outcome::Completed),
            State::WaitDis if self.caller && !self.x => Failure::DisconnectedBeforeDis,
            State::WaitDis => Failure::PeerHungUpMidJob,
            State::WaitTrainingAnswer => Failure::RejectedAtTraining,
            State::WaitPageAnswer if self.post == Fcf::Eop => Failure::PageNotConfirmed,
            State::WaitCommand if self.has_rejected() => Failure::DisconnectedAfterRtn,
            State::WaitCommand if self.last_burst == Some(Burst::Refusal) => self.refusal(),
            State::WaitCommand if self.last_burst == Some(Burst::Request) => Failure::PollRefused,
            State::WaitCommand if self.report.pages_received == 0 => Failure::DisconnectedInPhaseB,
            State::ReceiveTraining => Failure::DisconnectedInPhaseB,
            _ => Failure::PeerHungUpMidJob,
        };
        self.fail(failure);
    }

    /// The far side could not read our last burst: all of it again, within the count of tries (T.30 5.3.6.1.8).
    fn on_crp(&mut self) {
        match self.state() {
            State::WaitTrainingAnswer | State::WaitPageAnswer => self.on_silence(),
            State::WaitCommand if self.last_burst == Some(Burst::Offer) => self.send_offer(),
            State::WaitCommand if self.last_burst == Some(Burst::Request) => self.request_unanswered(),
            State::WaitCommand | State::AwaitPage | State::WaitDisconnect if self.answered.is_some() => {
                self.repeat_answer(State::SendPageAnswer);
            }
            State::WaitCommand | State::AwaitPage => self.repeat_answer(State::SendTrainingAnswer),
            _ => self.listen_again(),
        }
    }

    /// A wait has run out.
    pub(super) fn on_silence(&mut self) {
        match self.state() {
            State::WaitTrainingAnswer => self.command_unanswered(Failure::NoResponseToTraining),
            State::WaitPageAnswer => self.post_message_unanswered(),
            State::WaitCommand => self.command_missing(),
            State::ReceiveTraining => self.answer_training(false),
            State::AwaitPage => self.disconnect(Failure::NoImageData),
            State::WaitPostMessage if self.block.busy => self.disconnect(Failure::NoReadyQuery),
            State::WaitPostMessage => self.disconnect(Failure::NoPostMessage),
            // EOP was seen and confirmed; only the goodbye is missing.
            State::WaitDisconnect => self.end(Outcome::Completed),
            _ => self.listen_again(),
        }
    }

    /// A carrier that brings nothing. As a control signal it counts as silence, as an image it has ended.
    pub(super) fn on_carrier_stuck(&mut self) {
        match self.state() {
            State::ReceiveTraining | State::ReceivePage => self.image_carrier_lost(),
            State::AwaitPage if self.listening != Signal::CONTROL => self.disconnect(Failure::NoImageData),
            _ => self.on_silence(),
        }
    }
}
