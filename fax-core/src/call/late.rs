//! Answers that come so late that the command has gone out again: the line is slow, or the far side is.
//!
//! An answer has no number. On a line with a round trip of more than T4, the answer to a command comes when that has been repeated,
//! and the answer to the repeat comes when the next command waits for its own, and would be taken for it. What tells them apart
//! is time: between the end of a command and the frame that answers it lie a silence of 75 ms, a preamble of a second
//! and the frame (T.30 5.1, 5.3.1), so what comes sooner belongs to the sending before. From then on the round trip is known.

use core::time::Duration;

use super::timers;
use crate::Instant;

/// No answer is here so soon after a command, however short the far side's preamble is.
const SOONEST: Duration = Duration::from_millis(600);
/// How much the time of an answer may differ from that of the one before.
const SLACK: Duration = Duration::from_millis(600);

/// When the running command went out, and what is known of the time that answers take.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Late {
    /// The end of the last sending, and of the one before if it was repeated.
    sent: Instant,
    before: Option<Instant>,
    /// From a command to its answer, if that is longer than T4.
    round_trip: Duration,
    /// Until then an answer to the command before may come.
    stale: Option<Instant>,
}

impl Late {
    /// A command is out; `again` if it is the same as before.
    pub(super) fn sent(&mut self, again: bool, now: Instant) {
        self.before = again.then_some(self.sent);
        self.sent = now;
    }

    /// An answer is here: whether it belongs to the last command.
    pub(super) fn belongs(&mut self, now: Instant) -> bool {
        let since = now - self.sent;
        if self.stale.is_some_and(|until| now <= until) && since.saturating_add(SLACK) < self.round_trip {
            self.stale = None;
            return false;
        }
        if let Some(before) = self.before.filter(|_| since < SOONEST) {
            self.round_trip = now - before;
            self.stale = Some(now + (self.sent - before) + SLACK);
        }
        true
    }

    /// How long to wait for an answer: T4, and more on a line that is known to be slow.
    pub(super) fn patience(&self) -> Duration {
        timers::T4.max(self.round_trip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_to_a_repeat_is_not_taken_for_the_next() {
        let at = Instant::from_millis;
        let mut late = Late::default();
        // A round trip of 5.2 s: the command, 3.4 s later once more, and 0.4 s behind that the first answer.
        late.sent(false, at(0));
        late.sent(true, at(4800));
        assert!(late.belongs(at(5200)));
        // The next command, and the answer to the repeat; then the one that was waited for.
        late.sent(false, at(8000));
        assert!(!late.belongs(at(10_000)));
        assert!(late.belongs(at(13_200)));
        assert_eq!(late.patience(), Duration::from_millis(5200));
        late.sent(false, at(20_000));
        assert!(late.belongs(at(25_200)));
    }

    #[test]
    fn a_far_side_that_was_slow_once_is_believed_again() {
        let at = Instant::from_millis;
        let mut late = Late::default();
        late.sent(false, at(0));
        late.sent(true, at(4800));
        assert!(late.belongs(at(5000)));
        // Its answer to the repeat never came; this one is taken for it once, and then no more.
        late.sent(false, at(7000));
        assert!(!late.belongs(at(8200)));
        late.sent(true, at(13_000));
        assert!(late.belongs(at(14_200)));
    }

    #[test]
    fn a_lost_answer_changes_nothing() {
        let at = Instant::from_millis;
        let mut late = Late::default();
        late.sent(false, at(0));
        late.sent(true, at(4800));
        assert!(late.belongs(at(6000)));
        late.sent(false, at(9000));
        assert!(late.belongs(at(10_200)));
        assert_eq!(late.patience(), timers::T4);
    }
}
