//! Training: the check TCF and its answer, from both sides (T.30 5.3.6.1.3, 5.3.6.1.4).

use super::transmit::{Burst, Pause};
use super::{Call, Event, Failure, State, timers};
use crate::frame::{Fcf, FieldsNotValid, Frame};
use crate::{Modulation, Pages, Signal, Timer};

/// How long a TCF lasts, in ms.
const LENGTH_MS: u32 = 1500;
/// How long the longest run of zeros in a good one is at least, in ms. T.30 does not say; this is what receivers in the
/// field demand.
const GOOD_MS: u32 = 1000;
/// The same where errors are corrected anyway: a disturbance that comes once a second fails every check, and costs a frame.
const GOOD_CORRECTED_MS: u32 = 500;
/// A carrier that brought less than this was a click or a wrong guess of the modem, not a TCF. In ms.
const CLICK_MS: u32 = 200;
/// A TCF that goes on for so long has no end. In ms.
const ENDLESS_MS: u32 = 10_000;

/// Counts a received TCF.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TrainingCheck {
    /// Bits in all.
    bits: u32,
    /// Zeros since the last one.
    run: u32,
    longest: u32,
}

impl TrainingCheck {
    /// Takes octets, bit 0 first.
    fn feed(&mut self, octets: &[u8]) {
        for &octet in octets {
            self.bits = self.bits.saturating_add(8);
            if octet == 0 {
                self.run = self.run.saturating_add(8);
                self.longest = self.longest.max(self.run);
                continue;
            }
            self.longest = self.longest.max(self.run.saturating_add(octet.trailing_zeros()));
            self.run = octet.leading_zeros();
        }
    }
}

fn bits(modulation: Modulation, ms: u32) -> u32 {
    u32::from(modulation.bit_rate()) * ms / 1000
}

/// The sender's side.
impl Call {
    pub(super) fn command_sent(&mut self) {
        let Some(mode) = &self.mode else { return self.disconnect(Failure::InvalidResponse) };
        let left = bits(mode.modulation, LENGTH_MS) / 8;
        let signal = Signal::training_check(mode.modulation);
        self.transmit_as(State::SendTraining, Pause::ChangeOver, Burst::Training { left }, signal);
    }

    pub(super) fn training_sent(&mut self) {
        self.listen(State::WaitTrainingAnswer, Signal::CONTROL, Timer::T4, self.late.patience());
    }

    /// DCS and TCF got no answer, or one that says that they were not understood.
    pub(super) fn command_unanswered(&mut self, failure: Failure) {
        self.tries += 1;
        if self.tries >= 3 { self.disconnect(failure) } else { self.send_command() }
    }

    pub(super) fn on_training_answer(&mut self, frame: &Frame<'_>, pages: &mut Pages<'_>) {
        match frame.fcf {
            Fcf::Cfr => {
                self.tries = 0;
                self.start_page(pages);
            }
            Fcf::Ftt => {
                self.tries = 0;
                self.count_failed_training();
                if self.step_down() { self.send_command() } else { self.disconnect(Failure::CannotTrain) }
            }
            // It did not hear us, or not all of it.
            Fcf::Dis | Fcf::Dtc => self.command_unanswered(Failure::DcsNotUnderstood),
            Fcf::Fnv => self.on_refusal(frame.fif),
            _ => self.disconnect(Failure::InvalidResponse),
        }
    }

    /// Goes to the next lower rate that both have; whether there was one.
    pub(super) fn step_down(&mut self) -> bool {
        let (Some(mode), Some(far)) = (&mut self.mode, &self.report.far) else { return false };
        let common = self.rates.and(far.modulations);
        let Some(lower) = common.below(mode.modulation) else { return false };
        while let Some(failed) = self.rates.fastest().filter(|&m| m != lower) {
            self.rates = self.rates.without(failed);
        }
        mode.modulation = lower;
        true
    }

    fn count_failed_training(&mut self) {
        self.report.failed_trainings = self.report.failed_trainings.saturating_add(1);
        self.tell(Event::Retraining);
    }
}

/// The receiver's side.
impl Call {
    /// DCS is in: the image modem listens at once, the training check may begin 55 ms later.
    pub(super) fn await_training(&mut self, modulation: Modulation) {
        self.check = TrainingCheck::default();
        self.listen(State::ReceiveTraining, Signal::training_check(modulation), Timer::T2, timers::T2);
    }

    pub(super) fn training_octets(&mut self, octets: &[u8]) {
        self.check.feed(octets);
        self.timers.set(Timer::Frame, self.now + timers::OCTETS);
        if self.mode.is_some_and(|mode| self.check.bits > bits(mode.modulation, ENDLESS_MS)) {
            self.answer_training(false);
        }
    }

    pub(super) fn training_over(&mut self) {
        let Some(mode) = self.mode else { return self.send_offer() };
        if self.check.bits < bits(mode.modulation, CLICK_MS) {
            return self.await_training(mode.modulation);
        }
        let good = if mode.ecm.is_some() { GOOD_CORRECTED_MS } else { GOOD_MS };
        self.answer_training(self.check.longest >= bits(mode.modulation, good));
    }

    pub(super) fn answer_training(&mut self, good: bool) {
        self.answered = None;
        self.repeats = 0;
        if self.report.refused != FieldsNotValid::default() {
            // Not in place of the training check, which nobody would hear.
            return self.refuse(State::SendTrainingAnswer);
        }
        let answer = if good { Fcf::Cfr } else { Fcf::Ftt };
        if !good {
            self.count_failed_training();
        }
        self.transmit(State::SendTrainingAnswer, Pause::TurnRound, Burst::Control(answer));
    }

    pub(super) fn training_answer_sent(&mut self) {
        match (self.last_burst, self.mode) {
            (Some(Burst::Control(Fcf::Cfr)), Some(mode)) => self.await_page(mode.modulation),
            _ => self.listen(State::WaitCommand, Signal::CONTROL, Timer::T2, timers::T2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_counts_wherever_it_lies() {
        let mut check = TrainingCheck::default();
        check.feed(&[0xFF, 0x80]);
        check.feed(&[0, 0, 0]);
        check.feed(&[0b0000_0100, 0]);
        assert_eq!((check.bits, check.longest), (56, 26));
        check.feed(&[0, 0, 0]);
        assert_eq!(check.longest, 5 + 32);
    }
}
