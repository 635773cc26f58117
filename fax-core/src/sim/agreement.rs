//! Whether both ends of a call tell the same story.

use core::fmt;

use super::{Ledger, Taken};
use crate::{Event, Instant, Outcome, Report};

/// What both ends say of the pages that one of them sent.
#[derive(Clone, Copy, Debug)]
pub struct Story<'c> {
    /// How many pages the sender had.
    pub pages: u16,
    /// The sender, when the call was over.
    pub sender: &'c Report,
    /// What the sender told.
    pub told: &'c [(Instant, Event)],
    /// The receiver, when the call was over.
    pub receiver: &'c Report,
    /// What the receiver took.
    pub ledger: &'c Ledger,
}

/// How two ends agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// All pages were sent, taken and confirmed.
    Complete,
    /// Not all, and both know which.
    Partial,
    /// The receiver took one page more than the sender knows, and the sender says that it may have.
    Doubt,
}

/// What must not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disagreement {
    /// A call that is not over.
    NotOver,
    /// The sender takes a page for confirmed that the receiver does not have.
    NotTaken {
        /// Its number.
        page: u16,
        /// Whether the receiver's report tells that it repeated an answer, which may have been taken for that of
        /// another page.
        repeated: bool,
    },
    /// A page was taken twice.
    Twice {
        /// Its number.
        page: u16,
    },
    /// A page has rows of another one.
    Mixed {
        /// Its number.
        page: u16,
    },
    /// A page was taken, and the sender neither knows nor doubts.
    Unknown {
        /// Its number.
        page: u16,
    },
    /// An end counts other pages than it has.
    Miscounted,
    /// An end calls complete what is not.
    NotComplete,
    /// The sender has completed, and the receiver says that the call failed.
    NotBoth,
}

impl Story<'_> {
    /// How the ends agree, or the first way in which they don't.
    ///
    /// # Errors
    ///
    /// The first [`Disagreement`].
    pub fn agreement(&self) -> Result<Agreement, Disagreement> {
        let (Some(sent), Some(received)) = (self.sender.outcome, self.receiver.outcome) else {
            return Err(Disagreement::NotOver);
        };
        let taken = &self.ledger.taken;
        let has = |page: u16| taken.iter().any(|taken| taken.page == page);
        for (at, &Taken { page, mixed, .. }) in taken.iter().enumerate() {
            if mixed {
                return Err(Disagreement::Mixed { page });
            }
            if taken.iter().skip(at + 1).any(|later| later.page == page) {
                return Err(Disagreement::Twice { page });
            }
        }
        let mut known = 0;
        for page in self.told.iter().filter_map(|(_, event)| confirmed(event)) {
            known += 1;
            if !has(page) {
                return Err(Disagreement::NotTaken { page, repeated: self.receiver.answers_repeated > 0 });
            }
        }
        let counts = (usize::from(self.sender.pages_sent), usize::from(self.receiver.pages_received));
        if counts != (known, taken.len()) || known > taken.len() {
            return Err(Disagreement::Miscounted);
        }
        let all = taken.len() == usize::from(self.pages);
        let complete = |outcome| outcome == Outcome::Completed;
        // Whoever rejected a page without error correction cannot know whether it came again or was left out.
        let excused = self.receiver.pages_rejected > 0;
        if (complete(sent) && known != usize::from(self.pages)) || (complete(received) && !all && !excused) {
            return Err(Disagreement::NotComplete);
        }
        let known_page = |page| self.told.iter().any(|(_, event)| confirmed(event) == Some(page));
        for &Taken { page, .. } in taken.iter().filter(|taken| !known_page(taken.page)) {
            if self.sender.page_in_doubt != Some(page) {
                return Err(Disagreement::Unknown { page });
            }
        }
        match (sent, received) {
            (Outcome::Completed, Outcome::Completed) => Ok(Agreement::Complete),
            (Outcome::Completed, Outcome::Failed(_)) => Err(Disagreement::NotBoth),
            _ if taken.len() > known => Ok(Agreement::Doubt),
            _ => Ok(Agreement::Partial),
        }
    }
}

fn confirmed(event: &Event) -> Option<u16> {
    if let Event::PageSent { page, confirmed: true } = *event { Some(page) } else { None }
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotOver => write!(f, "the call is not over"),
            Self::NotTaken { page, repeated: false } => write!(f, "page {page} counts as confirmed and was not taken"),
            Self::NotTaken { page, repeated: true } => {
                write!(f, "page {page} counts as confirmed and was not taken; the receiver repeated an answer")
            }
            Self::Twice { page } => write!(f, "page {page} was taken twice"),
            Self::Mixed { page } => write!(f, "page {page} has rows of another one"),
            Self::Unknown { page } => write!(f, "page {page} was taken, and the sender does not know"),
            Self::Miscounted => write!(f, "an end counts other pages than it has"),
            Self::NotComplete => write!(f, "an end calls complete what is not"),
            Self::NotBoth => write!(f, "the sender has completed and the receiver has failed"),
        }
    }
}

impl core::error::Error for Disagreement {}

#[cfg(test)]
mod tests {
    use std::vec::Vec;

    use super::*;
    use crate::{Failure, Quality};

    fn taken(page: u16) -> Taken {
        Taken { page, mixed: false, quality: Quality::default() }
    }

    /// A sender with two pages that counts these as confirmed, and a receiver that took those.
    fn of(confirmed: &[u16], pages: Vec<Taken>, sender: &Report, receiver: &Report) -> Result<Agreement, Disagreement> {
        let told: Vec<_> =
            confirmed.iter().map(|&page| (Instant::ZERO, Event::PageSent { page, confirmed: true })).collect();
        let mut sender = sender.clone();
        sender.pages_sent = u16::try_from(told.len()).unwrap_or(0);
        let mut receiver = receiver.clone();
        receiver.pages_received = u16::try_from(pages.len()).unwrap_or(0);
        let mut ledger = Ledger::default();
        ledger.taken = pages;
        Story { pages: 2, sender: &sender, told: &told, receiver: &receiver, ledger: &ledger }.agreement()
    }

    #[test]
    fn what_must_not_be_is_found() {
        let completed = Report { outcome: Some(Outcome::Completed), ..Report::default() };
        let failed = Report { outcome: Some(Outcome::Failed(Failure::CallDropped)), ..Report::default() };
        let doubts = Report { page_in_doubt: Some(1), ..failed.clone() };
        let both = || [taken(0), taken(1)].to_vec();
        assert_eq!(of(&[0, 1], both(), &completed, &completed), Ok(Agreement::Complete));
        assert_eq!(of(&[0], both(), &doubts, &completed), Ok(Agreement::Doubt));
        assert_eq!(of(&[0], [taken(0)].to_vec(), &failed, &failed), Ok(Agreement::Partial));

        assert_eq!(of(&[], both(), &Report::default(), &completed), Err(Disagreement::NotOver));
        let lost = Disagreement::NotTaken { page: 1, repeated: false };
        assert_eq!(of(&[0, 1], [taken(0)].to_vec(), &completed, &completed), Err(lost));
        let twice = [taken(0), taken(0), taken(1)].to_vec();
        assert_eq!(of(&[0, 1], twice, &completed, &completed), Err(Disagreement::Twice { page: 0 }));
        let mixed = [Taken { mixed: true, ..taken(0) }].to_vec();
        assert_eq!(of(&[0], mixed, &failed, &failed), Err(Disagreement::Mixed { page: 0 }));
        assert_eq!(of(&[0], both(), &failed, &completed), Err(Disagreement::Unknown { page: 1 }));
        assert_eq!(of(&[0], [taken(0)].to_vec(), &completed, &failed), Err(Disagreement::NotComplete));
        assert_eq!(of(&[0], [taken(0)].to_vec(), &failed, &completed), Err(Disagreement::NotComplete));
        assert_eq!(of(&[0, 1], both(), &completed, &failed), Err(Disagreement::NotBoth));
        assert_eq!(of(&[0, 0], [taken(0)].to_vec(), &failed, &failed), Err(Disagreement::Miscounted));
    }
}
