//! Phases C and D of the receiver of pages, without error correction (T.30 figures 5-2, the right-hand columns).

use super::block::Block;
use super::operator::is_interrupt;
use super::rows::RowTimes;
use super::transmit::{Burst, Pause};
use super::{Call, CopyQuality, Event, Failure, Outcome, State, negotiate, timers};
use crate::frame::{Bit, Dcs, Dis, Fcf, FieldsNotValid, Frame};
use crate::{Framing, Intake, Modulation, PageFormat, Pages, Quality, Signal, Timer, Training};

/// How often an answer is repeated for a sender that does not hear it.
const REPEATS: u8 = 6;

impl Call {
    /// Listens for an image; control frames in its place mean that the sender missed our answer.
    pub(super) fn await_page(&mut self, modulation: Modulation) {
        let signal = self.image_signal().unwrap_or(Signal::image(modulation));
        self.listen(State::AwaitPage, signal, Timer::T2, timers::T2);
    }

    /// How the next image comes or goes: in frames if it can be corrected, with the long training only behind CTC.
    pub(super) fn image_signal(&self) -> Option<Signal> {
        let mode = self.mode.as_ref()?;
        let plain = if mode.ecm.is_some() { Signal::block(mode.modulation) } else { Signal::image(mode.modulation) };
        Some(if self.block.retrained { Signal { training: Training::Long, ..plain } } else { plain })
    }

    pub(super) fn agreed(&mut self, modulation: Modulation, format: &PageFormat) {
        let news = self.agreed.replace(*format) != Some(*format);
        self.report.modulation = Some(modulation);
        self.report.coding = Some(format.coding);
        self.report.ecm = format.ecm;
        if news {
            self.tell(Event::Agreed(*format));
        }
    }

    /// The rate has changed inside a page.
    pub(super) fn agreed_again(&mut self) {
        if let Some(mode) = self.mode {
            self.agreed(mode.modulation, &mode.format());
        }
    }

    /// A command from the sender of pages, in any state that waits for one.
    pub(super) fn on_command(&mut self, frame: &Frame<'_>, pages: &mut Pages<'_>) {
        let post = plain(frame.fcf);
        let asked = match frame.fcf {
            Fcf::Pps => frame.fif.first().is_some_and(|&code| is_interrupt(Fcf::from_code(code))),
            other => is_interrupt(other),
        };
        self.operator_asked = asked && self.config.operator;
        match frame.fcf {
            Fcf::Dcs => self.on_dcs(frame.fif, pages),
            Fcf::Pps | Fcf::Rr | Fcf::Ctc | Fcf::Eor if self.corrects() => self.on_block_command(frame, pages),
            // All pages are confirmed: what is no repeat and starts nothing new does not matter any more.
            _ if self.finished && post != self.post => self.listen_again(),
            Fcf::Mps | Fcf::Eom | Fcf::Eop | Fcf::PriMps | Fcf::PriEom | Fcf::PriEop => {
                self.on_post_message(post, pages);
            }
            Fcf::Dtc | Fcf::Dis if self.state() == State::WaitCommand => self.on_offer_met(frame, pages),
            Fcf::Fnv if self.polling => self.on_refusal(frame.fif),
            // Our own echo with another X bit.
            Fcf::Dis | Fcf::Ftt | Fcf::Cfr | Fcf::Mcf => self.listen_again(),
            Fcf::Unknown(_) => self.disconnect(Failure::UnexpectedFrame),
            _ => self.disconnect(Failure::InvalidCommand),
        }
    }

    fn on_dcs(&mut self, fif: &[u8], pages: &mut Pages<'_>) {
        // Too short to mean anything: as good as garbled, and it will be repeated.
        let Some(dcs) = Dcs::parse(fif) else { return self.listen_again() };
        self.timers.stop(Timer::T1);
        (self.finished, self.tries) = (false, 0);
        let Some(mode) = dcs.mode() else { return self.disconnect(Failure::Incompatible) };
        let offered = Dis::offering(&self.offered(pages)).abilities();
        if let Err(failure) = negotiate::acceptable(&offered, &mode) {
            return self.disconnect(failure);
        }
        if mode.ecm.is_none() && self.config.ecm.required {
            return self.disconnect(Failure::Incompatible);
        }
        (self.block, self.far_page, self.confirmed_block) = (Block::default(), None, None);
        self.far_knows_fnv = dcs.field().has(Bit::FieldNotValid);
        let admitted = pages.sink.admit(&self.report.far_ident, &self.report.far_addresses);
        self.report.refused = admitted.err().into_iter().fold(FieldsNotValid::default(), FieldsNotValid::with);
        self.mode = Some(mode);
        self.await_training(mode.modulation);
        self.agreed(mode.modulation, &mode.format());
    }

    pub(super) fn on_image_carrier(&mut self, pages: &mut Pages<'_>) {
        self.timers.stop(Timer::T2);
        let patience = if self.listening.framing == Framing::Hdlc { timers::BLOCK } else { timers::OCTETS };
        self.timers.set(Timer::Frame, self.now + patience);
        if self.state() == State::AwaitPage {
            self.begin_page(pages);
        }
    }

    fn begin_page(&mut self, pages: &mut Pages<'_>) {
        let Some(mode) = &self.mode else { return self.disconnect(Failure::InvalidCommand) };
        let format = mode.format();
        self.state = State::ReceivePage;
        (self.block.burst, self.block.ended) = (0, false);
        // A page with error correction comes in several bursts.
        if core::mem::replace(&mut self.block.open, format.ecm.is_some()) {
            return;
        }
        pages.sink.begin(&format);
        (self.offset, self.rows) = (0, RowTimes::default());
        self.tell(Event::ReceivingPage { page: self.report.pages_received });
    }

    pub(super) fn on_octets(&mut self, octets: &[u8], pages: &mut Pages<'_>) {
        match self.state() {
            State::ReceiveTraining => self.training_octets(octets),
            // A line that was told to look for frames has no bare octets to give.
            State::ReceivePage if self.listening.framing == Framing::Raw => {
                self.timers.set(Timer::Frame, self.now + timers::OCTETS);
                self.rows.feed(octets, self.now);
                let count = u32::try_from(octets.len()).unwrap_or(u32::MAX);
                match pages.sink.write_at(self.offset, octets) {
                    Intake::Done => self.offset = self.offset.saturating_add(count),
                    // Without error correction nobody can be asked to wait.
                    Intake::Busy | Intake::Failed => self.disconnect(Failure::LocalStorageError),
                }
            }
            _ => self.stray(),
        }
    }

    pub(super) fn image_carrier_lost(&mut self) {
        match self.state() {
            State::ReceiveTraining => self.training_over(),
            State::ReceivePage if self.corrects() => match self.mode {
                // Nothing was understood, not even its end: the image may still be to come.
                Some(mode) if self.block.burst == 0 && !self.block.ended => self.await_page(mode.modulation),
                _ => self.listen(State::WaitPostMessage, Signal::CONTROL, Timer::T2, timers::T2),
            },
            State::ReceivePage => match self.mode {
                // A click: the image is still to come. But from now on a post-page command may be for a page that we
                // missed, and the answer to the page before must not be given for it.
                Some(mode) if self.offset == 0 => {
                    self.answered = None;
                    self.await_page(mode.modulation);
                }
                _ => self.listen(State::WaitPostMessage, Signal::CONTROL, Timer::T2, timers::T2),
            },
            _ => self.stray(),
        }
    }

    /// MPS, EOM or EOP: judge the page and answer; or it is the command before once more, and so is the answer.
    fn on_post_message(&mut self, post: Fcf, pages: &mut Pages<'_>) {
        if self.corrects() && matches!(self.state(), State::AwaitPage | State::WaitPostMessage) {
            return self.on_plain_post_message(post, pages);
        }
        let repeat = self.is_repeat(post);
        self.commanded_at = self.now;
        match (self.state(), self.answered) {
            // The page was given up, and so is the answer (TSB-85, MRGN03).
            (State::WaitPostMessage, _) if self.rows.overdue => self.listen_again(),
            (State::WaitPostMessage, _) => {
                self.post = post;
                self.answer_page(pages);
            }
            (_, Some(answer)) if repeat => {
                self.last_burst = Some(Burst::Control(answer));
                self.repeat_answer(State::SendPageAnswer);
            }
            // A page ended that we saw nothing of: confirming anything would lose it, and some senders take RTN for a
            // confirmation.
            (State::AwaitPage, _) | (_, Some(_)) => self.disconnect(Failure::NoImageData),
            (_, None) => self.disconnect(Failure::InvalidCommand),
        }
    }

    /// Whether a post-page command is the one before once more, because the sender missed our answer.
    ///
    /// Behind EOM and EOP no page can have been missed, and RTN confirms none. Else MPS may also be the end of a page
    /// whose carrier we did not recognise, and only the time tells: T.30 without error correction does not number its
    /// pages. A page of less than four seconds that is missed whole may be taken for a repeat.
    fn is_repeat(&self, post: Fcf) -> bool {
        let harmless = post != Fcf::Mps || self.has_rejected();
        let since = self.now.since(self.commanded_at);
        let (from, to) = timers::REPEAT_BEHIND_ANSWER;
        post == self.post && (harmless || since <= timers::REPEAT || (from <= since && since <= to))
    }

    /// Says the last answer once more, as often as anybody could reasonably miss it.
    pub(super) fn repeat_answer(&mut self, state: State) {
        self.repeats = self.repeats.saturating_add(1);
        self.report.answers_repeated = self.report.answers_repeated.saturating_add(1);
        match self.repeats {
            0..=REPEATS => self.repeat_burst(state),
            _ if self.finished => self.depart(Outcome::Completed),
            _ => self.disconnect(Failure::InvalidCommand),
        }
    }

    fn answer_page(&mut self, pages: &mut Pages<'_>) {
        let quality = pages.sink.end();
        let fine = self.mode.is_some_and(|mode| mode.resolution.per_inch().1 > 150);
        let answer = judge(&quality, &self.config.copy_quality, fine);
        let accepted = answer != Fcf::Rtn;
        let answer = self.interrupting(answer);
        if accepted && pages.sink.accept() != Intake::Done {
            return self.disconnect(Failure::LocalStorageError);
        }
        self.transmit(State::SendPageAnswer, Pause::TurnRound, Burst::Control(answer));
        self.answered = Some(answer);
        self.repeats = 0;
        self.page_received(quality, accepted);
    }

    /// Tells of a page that was answered, and counts it.
    pub(super) fn page_received(&mut self, quality: Quality, accepted: bool) {
        self.tell(Event::PageReceived { page: self.report.pages_received, quality, accepted });
        let counter = if accepted { &mut self.report.pages_received } else { &mut self.report.pages_rejected };
        *counter = counter.saturating_add(1);
    }

    pub(super) fn page_answer_sent(&mut self) {
        let rejected = self.has_rejected();
        match (self.post, self.answered, self.mode) {
            (_, Some(Fcf::Ppr | Fcf::Ctr), Some(mode)) => self.await_page(mode.modulation),
            (_, Some(Fcf::Rnr), _) => self.listen(State::WaitPostMessage, Signal::CONTROL, Timer::T2, timers::T2),
            (Fcf::Mps, Some(Fcf::Mcf | Fcf::Pip | Fcf::Err), Some(mode)) => self.await_page(mode.modulation),
            (Fcf::Eop, ..) if !rejected => {
                self.finished = true;
                self.listen(State::WaitDisconnect, Signal::CONTROL, Timer::T2, timers::T2);
            }
            (Fcf::Eom, ..) => self.listen(State::WaitCommand, Signal::CONTROL, Timer::T2, timers::T2_EOM),
            // Retraining follows.
            _ => self.listen(State::WaitCommand, Signal::CONTROL, Timer::T2, timers::T2),
        }
        if matches!(self.answered, Some(Fcf::Pip | Fcf::Pin)) {
            self.interrupted();
        }
    }

    /// Whether the last page was not accepted.
    pub(super) fn has_rejected(&self) -> bool {
        matches!(self.answered, Some(Fcf::Rtn | Fcf::Pin))
    }
}

/// What asks for an operator, too, as its plain form.
fn plain(fcf: Fcf) -> Fcf {
    match fcf {
        Fcf::PriMps => Fcf::Mps,
        Fcf::PriEom => Fcf::Eom,
        Fcf::PriEop => Fcf::Eop,
        other => other,
    }
}

/// MCF, RTP or RTN for a page (T.30 5.3.6.1.7 leaves the limits to the receiver).
pub(super) fn judge(quality: &Quality, limits: &CopyQuality, fine: bool) -> Fcf {
    let longest = u32::from(limits.longest_run) * if fine { 2 } else { 1 };
    let bad = u64::from(quality.bad_rows) * 100;
    let share = |percent: u8| bad < u64::from(quality.rows) * u64::from(percent);
    let none = quality.bad_rows == 0;
    if quality.rows == 0 || (limits.require_end && !quality.complete) {
        Fcf::Rtn
    } else if none || (share(limits.good_percent) && quality.longest_bad_run <= longest) {
        Fcf::Mcf
    } else if share(limits.fair_percent) {
        Fcf::Rtp
    } else {
        Fcf::Rtn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copy_quality_decides() {
        let limits = CopyQuality::default();
        let page = |bad_rows, longest_bad_run| Quality { rows: 1000, bad_rows, longest_bad_run, complete: true };
        assert_eq!(judge(&page(0, 0), &limits, true), Fcf::Mcf);
        assert_eq!(judge(&page(49, 3), &limits, true), Fcf::Mcf);
        assert_eq!(judge(&page(49, 6), &limits, false), Fcf::Rtp, "six in a row at standard resolution");
        assert_eq!(judge(&page(49, 6), &limits, true), Fcf::Mcf);
        assert_eq!(judge(&page(149, 3), &limits, true), Fcf::Rtp);
        assert_eq!(judge(&page(151, 3), &limits, true), Fcf::Rtn);
        assert_eq!(judge(&Quality { complete: false, ..page(0, 0) }, &limits, true), Fcf::Rtn);
        assert_eq!(judge(&Quality { complete: true, ..Quality::default() }, &limits, true), Fcf::Rtn);
    }
}
