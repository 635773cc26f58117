//! The course of a job to be sent: its state machine, apart from who it is for and where it is kept. The records of stores
//! and the slots of [`Fixed`](crate::store::Fixed) run by the same rules, and nothing here needs an allocator.

use core::time::Duration;

use super::{Fact, History, Ledger, Limits, Now, PageState, Phase, Refusal, Settings};
use super::{Page, ending};
use crate::model::{DuplicatePolicy, Schedule};
use crate::vocabulary::{DeviceId, Epoch, ExtendedStatus, Operation, Operations, Status, Timestamp};

/// The intent: what was made durable before the line went off hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Attempt {
    /// Its number, and the token of everything that the line reports for it.
    pub epoch: Epoch,
    /// The line.
    pub device: DeviceId,
    /// The first page of it, from 0.
    pub first_page: u16,
    /// When the line must have hung up, whatever else happens.
    pub hard_deadline: Timestamp,
    /// Whether a fax machine answered.
    pub session: bool,
    /// Whether a page was confirmed in it.
    pub progress: bool,
}

/// What of a request its course depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    pub(crate) schedule: Schedule,
    pub(crate) duplicates: DuplicatePolicy,
}

/// All that changes in the life of a job to be sent, but texts and pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Course {
    pub(crate) submitted: Timestamp,
    pub(crate) first_due: Timestamp,
    pub(crate) due: Timestamp,
    pub(crate) give_up_at: Timestamp,
    pub(crate) phase: Phase,
    pub(crate) paused: bool,
    pub(crate) epoch: Epoch,
    pub(crate) attempt: Option<Attempt>,
    pub(crate) history: History,
    pub(crate) retries: u32,
    /// The attempt before counts, so the next one is a retry.
    pub(crate) spent: bool,
    pub(crate) extended: ExtendedStatus,
    pub(crate) current_page: u16,
    pub(crate) device: Option<DeviceId>,
    pub(crate) bit_rate: Option<u16>,
    pub(crate) started: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
    /// It is due and no device of its rule can be used; the extended status that it had before.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) without_line: Option<ExtendedStatus>,
    /// When the next attempt might be made but for the discount period.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) earliest: Timestamp,
    /// When it was given up; `None` while it was not.
    #[cfg_attr(feature = "serde", serde(default))]
    pub(crate) given_up: Option<Timestamp>,
}

/// Whether a job is still in the queue after what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stays {
    InQueue,
    Gone,
}

impl Course {
    /// That of a job submitted now.
    pub(crate) fn new(schedule: Schedule, settings: &Settings, now: Now) -> Self {
        let due = settings.due(schedule, now.wall, now.utc_offset_minutes);
        Self {
            submitted: now.wall,
            first_due: due,
            due,
            give_up_at: due + Limits::DEFAULT.time,
            phase: Phase::Ready,
            paused: false,
            epoch: Epoch::default(),
            attempt: None,
            history: History::default(),
            retries: 0,
            spent: false,
            extended: ExtendedStatus::None,
            current_page: 0,
            device: None,
            bit_rate: None,
            started: None,
            ended: None,
            without_line: None,
            earliest: now.wall,
            given_up: None,
        }
    }

    pub(crate) const fn status(&self) -> Status {
        Status { state: self.phase.state(), paused: self.paused, no_line: self.without_line.is_some() }
    }

    pub(crate) const fn operations(&self) -> Operations {
        Operations::outgoing(self.status())
    }

    /// When it may be claimed; `None` if it does not wait for a line.
    pub(crate) const fn waits_until(&self) -> Option<Timestamp> {
        if self.phase.is_waiting() && !self.paused { Some(self.due) } else { None }
    }

    /// Whether a waiting job is past its time limit. `Retries` of the queue's own take the place of the limit for jobs
    /// that use them up; a job whose attempts do not count, or that never had one, would wait for ever.
    pub(crate) fn is_overdue(&self, settings: &Settings, now: Timestamp) -> bool {
        self.phase.is_waiting() && now > self.give_up_at && (settings.retries.is_none() || !self.spent)
    }

    /// Whether it was given up longer ago than the queue keeps such jobs. One that may have arrived waits for a person.
    pub(crate) fn is_aged(&self, settings: &Settings, now: Timestamp) -> bool {
        let old = super::settings::days_ago(settings.age_limit_days, now);
        matches!(self.phase, Phase::Exhausted | Phase::Failed)
            && old.is_some_and(|old| self.given_up.is_some_and(|when| when < old))
    }

    /// Whether it may be claimed now, its destination aside.
    pub(crate) fn may_be_claimed(&self, settings: &Settings, now: Timestamp) -> Result<(), Refusal> {
        match self.waits_until() {
            None => Err(Refusal::NotInState(self.status())),
            Some(_) if settings.outgoing_paused => Err(Refusal::QueuePaused),
            Some(due) if due > now => Err(Refusal::NotDue(due)),
            Some(_) => Ok(()),
        }
    }

    /// A line takes it.
    pub(crate) fn begin<P: AsRef<[Page]>>(&mut self, ledger: &Ledger<P>, device: DeviceId, now: Now) {
        self.epoch = Epoch(self.epoch.0.saturating_add(1));
        self.retries = self.retries.saturating_add(self.spent.into());
        self.attempt = Some(Attempt {
            epoch: self.epoch,
            device,
            first_page: ledger.missing().next().unwrap_or(0),
            hard_deadline: now.wall + longest_call(ledger),
            session: false,
            progress: false,
        });
        self.without_line = None;
        self.phase = Phase::Dialing;
        self.extended = ExtendedStatus::Dialing;
        self.device = Some(device);
        self.current_page = 0;
        self.bit_rate = None;
        self.started = Some(now.wall);
        self.ended = None;
    }

    /// The line tells something, other than the end. Whether that must be durable before the line goes on.
    pub(crate) fn take<P: AsRef<[Page]> + AsMut<[Page]>>(
        &mut self,
        ledger: &mut Ledger<P>,
        epoch: Epoch,
        fact: &Fact,
    ) -> Result<bool, Refusal> {
        let mut attempt = self.running(epoch)?;
        let mut must_last = false;
        match fact {
            // The end is for `end`, who is who is for the keeper of texts.
            Fact::Ended(_) | Fact::Identified(_) | Fact::Presented(_) => {}
            Fact::SessionStarted => {
                attempt.session = true;
                self.sending();
            }
            Fact::Agreed(bit_rate) => self.bit_rate = Some(*bit_rate),
            Fact::PageStarted(page) => {
                // An offer that nobody answered for is what the doubt rests on: only an answer, or the end of the
                // attempt, takes it off the page.
                if ledger.state(*page) == Some(PageState::Offered) {
                    return Err(Refusal::OutOfOrder { page: *page });
                }
                move_page(ledger, *page, PageState::Started)?;
                attempt.session = true;
                self.sending();
                self.current_page = page.saturating_add(1);
            }
            Fact::PageOffered(page) => {
                move_page(ledger, *page, PageState::Offered)?;
                must_last = true;
            }
            Fact::PageAnswered { page, confirmed } => {
                if ledger.state(*page) != Some(PageState::Offered) {
                    return Err(Refusal::OutOfOrder { page: *page });
                }
                move_page(ledger, *page, if *confirmed { PageState::Confirmed } else { PageState::Started })?;
                attempt.progress |= confirmed;
                must_last = true;
            }
        }
        self.attempt = Some(attempt);
        Ok(must_last)
    }

    /// The attempt that a line speaks for.
    pub(crate) fn running(&self, epoch: Epoch) -> Result<Attempt, Refusal> {
        if !self.phase.is_active() {
            return Err(Refusal::NotInState(self.status()));
        }
        self.attempt.filter(|attempt| attempt.epoch == epoch).ok_or(Refusal::StaleEpoch)
    }

    fn sending(&mut self) {
        // A cancelled job stays so, whatever the line still does for it.
        if self.phase == Phase::Dialing {
            self.phase = Phase::Sending;
            self.extended = ExtendedStatus::Transmitting;
        }
    }

    /// A user wants something.
    pub(crate) fn operate(
        &mut self,
        operation: Operation,
        terms: Terms,
        settings: &Settings,
        now: Now,
    ) -> Result<Stays, Refusal> {
        if !self.operations().contains(operation.needs()) {
            // To cancel twice is a fault of its own.
            return Err(match operation {
                Operation::Cancel => Refusal::AlreadyEnding,
                Operation::Pause | Operation::Resume | Operation::Restart => Refusal::NotInState(self.status()),
            });
        }
        match operation {
            Operation::Pause => self.paused = true,
            Operation::Resume => self.paused = false,
            Operation::Restart => self.restart(terms, settings, now),
            Operation::Cancel if self.phase.is_active() => self.phase = Phase::Cancelling,
            Operation::Cancel => {
                self.find_line();
                self.phase = Phase::Cancelled;
                self.paused = false;
                return Ok(Stays::Gone);
            }
        }
        Ok(Stays::InQueue)
    }

    /// No device can take the job, which is due; or one can again.
    #[cfg(feature = "alloc")]
    pub(crate) fn set_without_line(&mut self, without: bool) {
        if !without {
            self.find_line();
        } else if self.without_line.is_none() {
            self.without_line = Some(self.extended);
            self.extended = ExtendedStatus::LineUnavailable;
        }
    }

    fn find_line(&mut self) {
        self.extended = self.without_line.take().unwrap_or(self.extended);
    }

    /// All tries anew, as soon as possible; a job for the discount period still waits for it. What is confirmed stays
    /// confirmed, and what may have arrived stays marked.
    fn restart(&mut self, terms: Terms, settings: &Settings, now: Now) {
        let discount = matches!(terms.schedule, Schedule::DiscountPeriod);
        let schedule = if discount { terms.schedule } else { Schedule::Now };
        self.phase = Phase::Ready;
        self.earliest = now.wall;
        self.due = settings.due(schedule, now.wall, now.utc_offset_minutes);
        self.give_up_at = self.due + Limits::DEFAULT.time;
        self.history = History::default();
        self.retries = 0;
        self.spent = false;
        self.extended = ExtendedStatus::None;
        self.given_up = None;
    }

    /// The discount period was changed: a job that waits for it is due when the new one allows it. The time that it may
    /// take begins with that.
    pub(crate) fn reschedule(&mut self, terms: Terms, settings: &Settings, now: Now) {
        if !self.phase.is_waiting() || terms.schedule != Schedule::DiscountPeriod {
            return;
        }
        let due = settings.due(terms.schedule, self.earliest.max(now.wall), now.utc_offset_minutes);
        // What is due already stays so.
        if due != self.due && !(due <= now.wall && self.due <= now.wall) {
            self.give_up_at = due + self.give_up_at.since(self.due);
            self.due = due;
        }
    }

    /// It waited until its time limit, held back or for want of a line.
    pub(crate) fn expire<P: AsRef<[Page]>>(
        &mut self,
        ledger: &Ledger<P>,
        settings: &Settings,
        now: Now,
    ) -> Result<(), Refusal> {
        if !self.is_overdue(settings, now.wall) {
            return Err(Refusal::NotInState(self.status()));
        }
        self.paused = false;
        self.find_line();
        ending::give_up(self, ledger, Phase::Exhausted, now);
        Ok(())
    }
}

/// Two minutes to be answered and four for each page; at least 10 minutes, so that a dense page gets through at 2400
/// bit/s, at most 4 hours.
fn longest_call<P: AsRef<[Page]>>(ledger: &Ledger<P>) -> Duration {
    let pages = u64::try_from(ledger.missing().count()).unwrap_or(u64::MAX);
    Duration::from_secs(pages.saturating_mul(240).saturating_add(120).clamp(600, 4 * 3600))
}

fn move_page<P: AsRef<[Page]> + AsMut<[Page]>>(
    ledger: &mut Ledger<P>,
    page: u16,
    state: PageState,
) -> Result<(), Refusal> {
    if ledger.set(page, state) { Ok(()) } else { Err(Refusal::OutOfOrder { page }) }
}
