//! Phases A and B of the station that called, until the far side's DIS is answered; behind EOM, those of any sender.

use super::state::{CORRECTS, RECEIVES};
use super::transmit::{Burst, Pause};
use super::{Abilities, Call, Failure, State, block, timers};
use crate::call::negotiate;
use crate::frame::{Dis, Fcf, Frame};
use crate::{EcmFrame, LineOp, Pages, Signal, Timer, Tone};

impl Call {
    pub(super) fn start_calling(&mut self) {
        self.state = State::CallTone;
        self.caller = true;
        self.op = Some(LineOp::Tone(Tone::Cng));
        self.timers.set(Timer::T0, self.now + timers::T0);
    }

    /// The line listens while its calling tone goes on; T0 keeps running until V.21 is heard.
    pub(super) fn calling_tone_done(&mut self) {
        self.state = State::WaitDis;
        self.listening = Signal::CONTROL;
        self.op = Some(LineOp::Receive(Signal::CONTROL));
    }

    /// Waits for the far side's (next) DIS under T1.
    pub(super) fn wait_for_dis(&mut self) {
        self.listen(State::WaitDis, Signal::CONTROL, Timer::T1, timers::T1);
    }

    /// A final frame in place of a DIS.
    pub(super) fn on_identification(&mut self, frame: &Frame<'_>, pages: &mut Pages<'_>) {
        if RECEIVES && !self.caller && matches!(frame.fcf, Fcf::Dis | Fcf::Dtc) {
            // Whoever polls us asks again behind EOM.
            return self.on_offer_met(frame, pages);
        }
        let dis = if frame.fcf == Fcf::Dis { Dis::parse(frame.fif) } else { None };
        let Some(dis) = dis else {
            // Not for us, or garbled beyond its check sequence: T1 says when to stop waiting for a DIS.
            return self.listen_again();
        };
        if self.config.second_dis && !core::mem::replace(&mut self.x, true) {
            return self.listen_again();
        }
        self.meet(&dis);
        self.x = true;
        let far = dis.abilities();
        match (pages.source.offer(self.page).is_some(), RECEIVES && self.config.polls) {
            (true, true) if !far.receives && far.offers_document => {
                self.flaw = Some(Failure::PeerCannotReceive);
                self.start_polling();
            }
            (true, _) | (false, false) => self.choose_mode(pages),
            (false, true) if far.offers_document => self.start_polling(),
            (false, true) => self.disconnect(Failure::NothingToPoll),
        }
    }

    /// Notes what the far side can do.
    pub(super) fn meet(&mut self, dis: &Dis) {
        self.timers.stop(Timer::T1);
        self.report.far = Some(dis.abilities());
        self.tries = 0;
    }

    /// Chooses the mode for the page that is next and commands it, or says why it cannot go.
    pub(super) fn choose_mode(&mut self, pages: &mut Pages<'_>) {
        let Some(far) = self.report.far else { return self.disconnect(Failure::InvalidResponse) };
        pages.source.adapt(&far);
        let Some(offer) = pages.source.offer(self.page) else {
            return self.disconnect(Failure::LocalDocumentError);
        };
        let ours = self.config.abilities;
        // One octet behind the block must be seen to know whether it is the last one.
        let reads_again = |frame| pages.source.window() > block::span(frame);
        let ecm = CORRECTS && ours.ecm && reads_again(EcmFrame::Octets64);
        let short_frames = ours.short_frames || !reads_again(EcmFrame::Octets256);
        match negotiate(&Abilities { ecm, short_frames, ..ours }, &far, self.rates, &offer) {
            Ok(mode) if mode.ecm.is_none() && self.config.ecm.required => self.disconnect(Failure::Incompatible),
            Ok(mode) => {
                self.mode = Some(mode);
                self.send_command();
            }
            Err(failure) => self.disconnect(failure),
        }
    }

    /// Sends TSI and DCS; the training check follows.
    pub(super) fn send_command(&mut self) {
        self.transmit(State::SendCommand, Pause::TurnRound, Burst::Command);
    }
}
