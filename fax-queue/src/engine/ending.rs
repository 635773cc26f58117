//! How an attempt ends, by word of its line or because the process died, and what that means for the job.

use core::fmt;

use super::course::{Stays, Terms};
use super::{Cause, Class, Course, Decision, Ledger, Now, Page, Phase, Settings, decide_retry};
use crate::model::DuplicatePolicy;
use crate::vocabulary::{ExtendedStatus, Timestamp};

/// What came of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// Whether the job is still in the queue.
    pub(crate) stays: Stays,
    /// Why, in words.
    pub(crate) reason: Reason,
    /// A fax machine answered.
    pub(crate) session: bool,
    /// The destination is to be left alone until then, by all its jobs.
    pub(crate) blocked_until: Option<Timestamp>,
}

/// Why an attempt ended as it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reason {
    cause: Cause,
    /// The call was in order, but this page, from 0, was not confirmed.
    missing: Option<u16>,
}

impl Reason {
    /// The same in words, without the number of the page.
    pub(crate) const fn as_str(self) -> &'static str {
        match self.missing {
            None => self.cause.as_str(),
            Some(_) => "the call ended as it should, but a page was not confirmed",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.missing {
            None => self.cause.fmt(f),
            Some(page) => write!(f, "{}, but page {} was not confirmed", self.cause, u32::from(page) + 1),
        }
    }
}

impl Course {
    /// The line is idle: the attempt is over, and the job perhaps. `known_fax`: a fax machine answered at this number
    /// before.
    pub(crate) fn end<P: AsRef<[Page]> + AsMut<[Page]>>(
        &mut self,
        ledger: &mut Ledger<P>,
        cause: Cause,
        terms: Terms,
        settings: &Settings,
        known_fax: bool,
        now: Now,
    ) -> Ending {
        let attempt = self.attempt.take();
        let (session, progress) = attempt.map_or((false, false), |attempt| (attempt.session, attempt.progress));
        let class = refine(cause.verdict().0, ledger, session, progress);
        let (complete, in_doubt) = (ledger.is_complete(), must_not_repeat(ledger, terms.duplicates, cause));
        ledger.settle();
        self.history.record(class, session, progress);
        self.spent = class.rule().counts_as_dial;
        self.extended = cause.verdict().1;
        self.current_page = 0;
        self.ended = Some(now.wall);

        let mut ending =
            Ending { stays: Stays::InQueue, reason: Reason { cause, missing: None }, session, blocked_until: None };
        if complete {
            self.phase = Phase::Delivered;
            self.extended = ExtendedStatus::CallCompleted;
            ending.stays = Stays::Gone;
        } else if self.phase == Phase::Cancelling {
            self.phase = Phase::Cancelled;
            self.extended = ExtendedStatus::CallAborted;
            ending.stays = Stays::Gone;
        } else if in_doubt {
            self.phase = Phase::Unconfirmed;
            self.extended = ExtendedStatus::Unconfirmed;
        } else {
            ending.blocked_until = self.try_again(ledger, class, terms, settings, known_fax || session, now);
        }
        if cause == Cause::Completed
            && let Some(page) = ledger.missing().next()
        {
            // The call was in order, the delivery was not: callers must not read a success.
            if self.extended == ExtendedStatus::CallCompleted {
                self.extended = ExtendedStatus::FatalError;
            }
            ending.reason.missing = Some(page);
        }
        ending
    }

    /// Until when the destination must be left alone, if the failure was its own.
    fn try_again<P: AsRef<[Page]>>(
        &mut self,
        ledger: &Ledger<P>,
        class: Class,
        terms: Terms,
        settings: &Settings,
        known_fax: bool,
        now: Now,
    ) -> Option<Timestamp> {
        match decide_retry(&self.history, class, settings, self.retries, self.give_up_at, known_fax, now) {
            Decision::Again(at) => {
                self.earliest = at;
                self.due = settings.due(terms.schedule, at, now.utc_offset_minutes);
                self.phase = Phase::RetryWait;
                class.blocks_destination().then_some(at)
            }
            Decision::Exhausted => {
                give_up(self, ledger, Phase::Exhausted, now);
                None
            }
            Decision::Hopeless => {
                give_up(self, ledger, Phase::Failed, now);
                None
            }
        }
    }
}

/// What a failure alone cannot say.
fn refine<P: AsRef<[Page]>>(class: Class, ledger: &Ledger<P>, session: bool, progress: bool) -> Class {
    match class {
        // Silence after a page puts the document in doubt only if nothing else is missing.
        Class::NoConfirmation if !ledger.offered().is_some_and(|page| ledger.is_last_missing(page)) => Class::Dropped,
        Class::Protocol if progress => Class::Dropped,
        // A call that a fax machine answered was paid for, whoever broke it off.
        Class::Congestion | Class::LineFault | Class::Glare | Class::Local if session => Class::Dropped,
        class => class,
    }
}

/// No more attempts. A job that may have arrived all the same is unconfirmed.
pub(super) fn give_up<P: AsRef<[Page]>>(course: &mut Course, ledger: &Ledger<P>, otherwise: Phase, now: Now) {
    course.given_up = Some(now.wall);
    if ledger.may_be_complete() {
        course.phase = Phase::Unconfirmed;
        course.extended = ExtendedStatus::Unconfirmed;
    } else {
        course.phase = otherwise;
    }
}

/// Whether the page left without an answer keeps the job from being sent again by itself.
///
/// | last that is known of the attempt | `AtMostOnce` | `ResumeMarked` | `AtLeastOnce` |
/// | --- | --- | --- | --- |
/// | no page offered | go on | go on | go on |
/// | a page offered, others missing | stop | go on, marked | go on |
/// | the only missing page offered, call failed | stop | once more, marked; then stop | go on |
/// | the only missing page offered, process died | stop | stop | go on |
///
/// A crash and a failed call differ in the last two rows: after a crash the likely story is that the confirmation came
/// and was lost with us; in a call, the far side has kept silent through three commands.
fn must_not_repeat<P: AsRef<[Page]>>(ledger: &Ledger<P>, duplicates: DuplicatePolicy, cause: Cause) -> bool {
    let Some(page) = ledger.offered() else { return false };
    match duplicates {
        DuplicatePolicy::AtMostOnce => true,
        DuplicatePolicy::AtLeastOnce => false,
        DuplicatePolicy::ResumeMarked => {
            ledger.is_last_missing(page) && (cause == Cause::Interrupted || ledger.is_repeat(page))
        }
    }
}
