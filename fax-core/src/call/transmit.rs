//! Sending: a pause, a signal, its chunks, and the wait until the last of them is out. The same for every state that sends.

use core::time::Duration;

use super::operator::interrupt;
use super::state::{CORRECTS, RECEIVES};
use super::{Call, Failure, Outcome, State, timers};
use crate::frame::{self, Bit, Dcs, Dis, Fcf, PartialPage, end_code};
use crate::{Addressing, LineOp, Pages, Signal, Supply, Timer};

/// Silence between two modulations, and before an answer (T.30 5.1, 75 ms +- 20 ms).
const TURN_ROUND: Duration = Duration::from_millis(75);

/// What comes before a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pause {
    /// Nothing: the line is ready, as behind CED, which brings its own silence (T.30 4.3.3.1).
    None,
    /// The far side spoke last: it must have been silent for the turn-round time.
    TurnRound,
    /// We could not read the far side, which may go on in another modulation: it must have been silent for three times as
    /// long (T.30 5.3.6.1.8 allows CRP at once, but a training check may be under way).
    Quiet,
    /// We spoke last, in another modulation.
    ChangeOver,
}

/// CRP: the far side shall say again what it said. It is no answer, and nothing to repeat.
pub(super) const ASK_AGAIN: Burst = Burst::Control(Fcf::Crp);

/// What is sent under one carrier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Burst {
    /// CSI, DIS.
    Offer,
    /// CIG, PWD, SEP, PSA, DTC.
    Request,
    /// FNV.
    Refusal,
    /// TSI, DCS.
    Command,
    /// A single frame without information.
    Control(Fcf),
    /// A single frame of error correction with information: PPS, PPR, CTC or EOR.
    Correction(Fcf),
    /// A block: frames from `at` on, then RCP, of which so many are out.
    Block { at: u16, rcps: u8 },
    /// The training check TCF: zeros, so many octets left.
    Training { left: u32 },
    /// The coded page.
    Page,
}

/// How far sending has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Transmission {
    burst: Burst,
    signal: Signal,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The pause before it.
    Pausing,
    /// So many chunks are out.
    Sending(u8),
    /// The last chunk is out; the line has yet to say that it was sent.
    Draining,
}

impl Call {
    /// Enters `state` and sends a burst of control frames behind `pause`.
    pub(super) fn transmit(&mut self, state: State, pause: Pause, burst: Burst) {
        self.transmit_as(state, pause, burst, Signal::CONTROL);
    }

    /// Enters `state` and sends `burst` as `signal` behind `pause`.
    pub(super) fn transmit_as(&mut self, state: State, pause: Pause, burst: Burst, signal: Signal) {
        self.state = state;
        self.alerted = false;
        self.timers.stop_waits();
        self.wait = None;
        self.held = None;
        self.transmission = Some(Transmission { burst, signal, stage: Stage::Pausing });
        self.timers.set(Timer::Line, self.now + timers::LINE_SILENCE);
        match pause {
            Pause::None => self.pause_over(),
            Pause::TurnRound => self.op = Some(LineOp::AwaitSilence(TURN_ROUND)),
            Pause::Quiet => self.op = Some(LineOp::AwaitSilence(3 * TURN_ROUND)),
            Pause::ChangeOver => self.op = Some(LineOp::Silence(TURN_ROUND)),
        }
        if signal == Signal::CONTROL && burst != ASK_AGAIN {
            self.last_burst = Some(burst);
        }
    }

    /// Sends the last burst of control frames once more.
    pub(super) fn repeat_burst(&mut self, state: State) {
        if let Some(burst) = self.last_burst {
            self.transmit(state, Pause::TurnRound, burst);
        }
    }

    /// The running operation of the line is complete.
    pub(super) fn on_done(&mut self) {
        match (self.transmission.map(|t| t.stage), self.state()) {
            (Some(Stage::Pausing), _) => self.pause_over(),
            (Some(Stage::Draining), _) => {
                self.transmission = None;
                self.timers.stop(Timer::Line);
                self.on_sent();
            }
            (None, State::CallTone) => self.calling_tone_done(),
            (None, State::AnswerTone) => self.answer_tone_done(),
            (Some(Stage::Sending(_)) | None, _) => self.stray(),
        }
    }

    fn pause_over(&mut self) {
        if let Some(transmission) = &mut self.transmission {
            transmission.stage = Stage::Sending(0);
            self.op = Some(LineOp::Send(transmission.signal));
            self.timers.set(Timer::Line, self.now + timers::LINE_SEND);
        }
    }

    /// The line did not finish in time. A pause is simply over; a signal that never gets out is a fault.
    pub(super) fn on_line_overdue(&mut self) {
        match self.transmission.map(|t| t.stage) {
            Some(Stage::Pausing) => self.pause_over(),
            Some(Stage::Sending(_) | Stage::Draining) | None => self.fail(Failure::LineFault),
        }
    }

    /// What follows when a burst is out.
    fn on_sent(&mut self) {
        match self.state() {
            State::SendOffer => self.offer_sent(),
            State::SendCommand => self.command_sent(),
            State::SendTraining => self.training_sent(),
            State::SendPage => self.page_sent(),
            State::SendPostMessage => self.post_message_sent(),
            State::SendTrainingAnswer => self.training_answer_sent(),
            State::SendPageAnswer => self.page_answer_sent(),
            State::SendDisconnect => self.end(Outcome::Completed),
            _ => self.stray(),
        }
    }

    /// Builds the next chunk in `room`: its length, and whether it is the last. `None` if there is none or it does not fit.
    pub(super) fn next_chunk(&mut self, pages: &mut Pages<'_>, room: &mut [u8]) -> Option<(usize, bool)> {
        let transmission = self.transmission?;
        let Stage::Sending(sent) = transmission.stage else { return None };
        if room.is_empty() {
            return None;
        }
        let (length, last) = match transmission.burst {
            Burst::Offer if RECEIVES => {
                let (fif, count) = Dis::offering(&self.offered(pages)).to_fif();
                self.write_burst(room, sent, Fcf::Csi, Fcf::Dis, fif.get(..count).unwrap_or_default())
            }
            Burst::Request if RECEIVES => {
                let (fif, count) = self.request(pages).to_fif();
                self.write_burst(room, sent, Fcf::Cig, Fcf::Dtc, fif.get(..count).unwrap_or_default())
            }
            Burst::Refusal if RECEIVES => {
                let (fif, count) = self.report.refused.to_fif();
                self.write_frame(room, true, Fcf::Fnv, fif.get(..count).unwrap_or_default())
                    .map(|length| (length, true))
            }
            Burst::Command => {
                let (fif, count) = self.command().to_fif();
                self.write_burst(room, sent, Fcf::Tsi, Fcf::Dcs, fif.get(..count).unwrap_or_default())
            }
            Burst::Control(fcf) => self.write_frame(room, true, fcf, &[]).map(|length| (length, true)),
            Burst::Correction(fcf) if CORRECTS => self.write_correction(room, fcf).map(|length| (length, true)),
            Burst::Block { at, rcps } if CORRECTS => self.read_block((at, rcps), self.mode?.ecm?, pages, room),
            Burst::Training { left } => {
                let length = room.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                room.iter_mut().take(length).for_each(|octet| *octet = 0);
                let left = left.saturating_sub(u32::try_from(length).unwrap_or(u32::MAX));
                self.go_on(Burst::Training { left });
                Some((length, left == 0))
            }
            Burst::Page => self.read_page(pages, room),
            // This build has none of them.
            Burst::Offer | Burst::Request | Burst::Refusal | Burst::Correction(_) | Burst::Block { .. } => None,
        }?;
        if let Some(transmission) = &mut self.transmission {
            transmission.stage = if last { Stage::Draining } else { Stage::Sending(sent.saturating_add(1)) };
        }
        self.timers.set(Timer::Line, self.now + timers::LINE_SEND);
        Some((length, last))
    }

    /// Where the running burst is from now on.
    pub(super) fn go_on(&mut self, burst: Burst) {
        if let Some(transmission) = &mut self.transmission {
            transmission.burst = burst;
        }
    }

    /// A frame of error correction.
    fn write_correction(&mut self, room: &mut [u8], fcf: Fcf) -> Option<usize> {
        let block = &self.block;
        match fcf {
            Fcf::Pps => {
                let [page, _] = self.page.to_le_bytes();
                let end = if self.asks_for_operator { block.end.map(interrupt) } else { block.end };
                let pps = PartialPage { end, page, block: block.counter(), frames: block.burst };
                self.write_frame(room, true, fcf, &pps.to_fif(self.x))
            }
            Fcf::Ppr => self.write_frame(room, true, fcf, &block.wanted.to_fif()),
            Fcf::Ctc => {
                // The first two octets of the DCS that would command the new rate (T.30 A.4.1).
                let (fif, _) = self.command().to_fif();
                self.write_frame(room, true, fcf, fif.get(..2).unwrap_or_default())
            }
            _ => self.write_frame(room, true, fcf, &[end_code(block.end, self.x)]),
        }
    }

    /// Our DCS. It says which addresses come before it, so that the far side can miss one that was lost.
    fn command(&self) -> Dcs {
        let mut dcs = self.mode.as_ref().map(Dcs::commanding).unwrap_or_default();
        let [(_, sub), (_, sid)] = self.config.addresses.with_command(self.understood());
        dcs.field_mut().set(Bit::Subaddress, sub.is_some());
        dcs.field_mut().set(Bit::Password, sid.is_some());
        dcs.field_mut()
            .set(Bit::FieldNotValid, self.config.abilities.fnv && self.report.far.is_some_and(|far| far.fnv));
        dcs
    }

    /// Which addresses the far side understands.
    pub(super) fn understood(&self) -> Addressing {
        self.report.far.map(|far| far.addressing).unwrap_or_default()
    }

    /// An identification and addresses, if there are any to tell, and then the frame that matters.
    fn write_burst(&mut self, room: &mut [u8], sent: u8, ident: Fcf, fcf: Fcf, fif: &[u8]) -> Option<(usize, bool)> {
        let ident = (ident, Some(&self.config.ident).filter(|ident| !ident.is_empty()));
        let none = (fcf, None);
        let addresses = &self.config.addresses;
        let [a, b, c] = match (fcf, addresses.with_command(self.understood())) {
            (Fcf::Dcs, [sub, sid]) => [sub, sid, none],
            (Fcf::Dtc, _) => addresses.with_request(self.understood()),
            _ => [none; 3],
        };
        let front =
            [ident, a, b, c].into_iter().filter_map(|(fcf, text)| Some((fcf, text?.to_fif()))).nth(usize::from(sent));
        if let Some((fcf, text)) = front {
            return self.write_frame(room, false, fcf, &text).map(|length| (length, false));
        }
        self.write_frame(room, true, fcf, fif).map(|length| (length, true))
    }

    fn write_frame(&mut self, room: &mut [u8], last: bool, fcf: Fcf, fif: &[u8]) -> Option<usize> {
        let code = fcf.code(self.x);
        let length = frame::write(room, last, code, fif)?;
        match fcf {
            _ if last => self.last_code = Some(code),
            Fcf::Csi | Fcf::Tsi | Fcf::Cig => self.sent_ident = Some(code),
            _ => {}
        }
        Some(length)
    }

    /// Page octets, straight from the source into the room of the line.
    fn read_page(&mut self, pages: &mut Pages<'_>, room: &mut [u8]) -> Option<(usize, bool)> {
        let window = room.len();
        match pages.source.read_at(self.offset, room) {
            Supply::Octets(0) | Supply::Later => None,
            Supply::Octets(count) => {
                let count = count.min(window);
                self.offset = self.offset.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
                pages.source.release(self.offset);
                Some((count, false))
            }
            Supply::End => {
                self.offer_page(pages);
                Some((0, true))
            }
            Supply::Failed => {
                // The carrier ends here; the page is not offered, and DCN follows.
                self.decided = Some(Outcome::Failed(Failure::LocalDocumentError));
                Some((0, true))
            }
        }
    }
}
