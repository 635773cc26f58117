//! Whether a modem is fit for the next call, as far as the last ones tell.

use core::time::Duration;

use fax_core::{Failure, Outcome};

use crate::{DialFailure, RunError, SetupFailure};

/// What is to be done with a modem before the next call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Advice {
    /// Nothing.
    Fine,
    /// Set it up again, if there is a way behind a reset: DTR lowered for a second, or its supply switched.
    Reset,
    /// Close the port and open it again: the device was unplugged, or is one of those that need this.
    Reopen,
    /// Give it no calls for so long, and other lines the jobs; then reset it and try again. Somebody should hear of it.
    Quarantine(Duration),
    /// Give it no calls until somebody has looked: it is no fax modem, or not of Class 1.
    OutOfService,
}

/// Watches a modem over its calls.
///
/// What speaks against the far end or the number is no fault of the modem; what speaks against modem, port or line counts, and with the
/// third fault in a row comes a quarantine: 1, 5, then 15 minutes each time. A call that shows that the modem works ends the row.
///
/// ```
/// use core::time::Duration;
/// use fax_core::Outcome;
/// use fax_modem::{Advice, DialFailure, LineHealth, RunError};
///
/// let mut health = LineHealth::default();
/// let no_tone: Result<Outcome, RunError<core::convert::Infallible>> = Err(RunError::NotReached(DialFailure::NoDialTone));
/// assert_eq!(health.after(&no_tone, true), Advice::Reset);
/// assert_eq!(health.after(&no_tone, true), Advice::Reset);
/// assert_eq!(health.after(&no_tone, true), Advice::Quarantine(Duration::from_secs(60)));
/// let busy = RunError::NotReached(DialFailure::Busy);
/// assert_eq!(health.after(&Err::<Outcome, RunError<core::convert::Infallible>>(busy), true), Advice::Fine);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineHealth {
    faults: u8,
}

/// Faults in a row from which on there is a quarantine.
const PATIENCE: u8 = 3;
/// How long, from the first time on; the last one holds for the rest.
const QUARANTINES: [Duration; 3] = [Duration::from_secs(60), Duration::from_secs(300), Duration::from_secs(900)];

/// What a call says of the modem.
enum Verdict {
    /// It works.
    Works,
    /// Nothing.
    Open,
    Fault,
    /// The port has failed.
    Gone,
    Unfit,
}

impl LineHealth {
    /// Takes how a call ended, or the attempt at one; `answers` is what [`Class1::answers`](crate::Class1::answers) says behind it.
    pub fn after<E>(&mut self, ended: &Result<Outcome, RunError<E>>, answers: bool) -> Advice {
        let (fault, advice) = match verdict(ended) {
            Verdict::Unfit => return Advice::OutOfService,
            Verdict::Gone => (true, Advice::Reopen),
            Verdict::Fault => (true, Advice::Reset),
            Verdict::Works | Verdict::Open if !answers => (true, Advice::Reset),
            Verdict::Open => (false, Advice::Fine),
            Verdict::Works => {
                self.faults = 0;
                (false, Advice::Fine)
            }
        };
        self.faults = self.faults.saturating_add(u8::from(fault));
        let late = usize::from(self.faults.saturating_sub(PATIENCE)).min(QUARANTINES.len() - 1);
        match QUARANTINES.get(late) {
            Some(&time) if fault && self.faults >= PATIENCE => Advice::Quarantine(time),
            _ => advice,
        }
    }

    /// How many faults there were in a row.
    #[must_use]
    pub const fn faults(&self) -> u8 {
        self.faults
    }
}

fn verdict<E>(ended: &Result<Outcome, RunError<E>>) -> Verdict {
    match ended {
        Err(RunError::Io(_) | RunError::Closed) => Verdict::Gone,
        Err(RunError::NotTaking | RunError::Setup(SetupFailure::ModemSilent)) => Verdict::Fault,
        Err(RunError::Setup(SetupFailure::NoClass1 | SetupFailure::NoModulations)) => Verdict::Unfit,
        Err(RunError::NotReached(DialFailure::NoDialTone | DialFailure::Refused | DialFailure::ModemSilent)) => {
            Verdict::Fault
        }
        Err(RunError::NotReached(DialFailure::Busy | DialFailure::NoAnswer)) => Verdict::Works,
        // Nobody there, or a modem that is deaf.
        Err(RunError::NotReached(DialFailure::NoCarrier | DialFailure::Blacklisted)) => Verdict::Open,
        Err(RunError::Number(_) | RunError::Stopped) => Verdict::Open,
        Ok(Outcome::Failed(Failure::LineFault)) => Verdict::Fault,
        Ok(Outcome::Failed(
            Failure::NoAnswerSignal
            | Failure::NoFaxPeer
            | Failure::CarrierStuck
            | Failure::CallDropped
            | Failure::Aborted,
        )) => Verdict::Open,
        Ok(Outcome::Completed | Outcome::Failed(_)) => Verdict::Works,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Ended = Result<Outcome, RunError<core::convert::Infallible>>;

    const SILENT: Ended = Err(RunError::Setup(SetupFailure::ModemSilent));
    const COMPLETED: Ended = Ok(Outcome::Completed);
    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn the_third_fault_in_a_row_brings_a_quarantine_and_further_ones_longer_ones() {
        let mut health = LineHealth::default();
        let advice = [(); 6].map(|()| health.after(&SILENT, true));
        let quarantine = |minutes| Advice::Quarantine(MINUTE * minutes);
        assert_eq!(
            advice,
            [Advice::Reset, Advice::Reset, quarantine(1), quarantine(5), quarantine(15), quarantine(15)]
        );
        assert_eq!(health.after(&COMPLETED, true), Advice::Fine);
        assert_eq!(health.after(&SILENT, true), Advice::Reset, "the row is over");
    }

    #[test]
    fn what_says_nothing_of_the_modem_neither_adds_to_the_row_nor_ends_it() {
        let mut health = LineHealth::default();
        let _ = health.after(&SILENT, true);
        let nobody: [Ended; 2] =
            [Err(RunError::NotReached(DialFailure::NoCarrier)), Ok(Outcome::Failed(Failure::NoFaxPeer))];
        assert!(nobody.iter().all(|ended| health.after(ended, true) == Advice::Fine));
        assert_eq!(health.faults(), 1);
    }

    #[test]
    fn a_good_call_by_a_modem_that_went_silent_is_a_fault() {
        let mut health = LineHealth::default();
        assert_eq!(health.after(&COMPLETED, false), Advice::Reset);
        assert_eq!(health.faults(), 1);
    }

    #[test]
    fn a_port_that_is_gone_is_opened_again_and_a_modem_without_fax_taken_out() {
        let mut health = LineHealth::default();
        let closed: Ended = Err(RunError::Closed);
        assert_eq!(health.after(&closed, true), Advice::Reopen);
        assert_eq!(health.after(&closed, true), Advice::Reopen);
        assert_eq!(health.after(&closed, true), Advice::Quarantine(MINUTE));
        let unfit: Ended = Err(RunError::Setup(SetupFailure::NoClass1));
        assert_eq!(health.after(&unfit, true), Advice::OutOfService);
    }
}
