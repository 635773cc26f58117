//! Where a job stands, for whoever looks after all of them.

use crate::engine::Phase;
use crate::engine::records::{IncomingPhase, IncomingRecord, OutgoingRecord};
use crate::model::JobStatus;
use crate::vocabulary::Timestamp;

/// Where a job stands, for whoever looks after all of them: the record of each job is in exactly one place, and there
/// since or until a moment. Stores count the jobs of each place and find them by that moment, so that nobody has to read
/// all jobs to find those that need care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Place {
    /// To be sent, waits for a line or is held back; until its time limit.
    Waiting = 0,
    /// To be sent, a line has it; until the line must have hung up.
    OnLine = 1,
    /// Ended without success and is still in the queue; since it was given up.
    GivenUp = 2,
    /// May have arrived, and a person has to decide; since the attempt ended.
    InDoubt = 3,
    /// A message of the outgoing archive; since its transmission ended.
    Sent = 4,
    /// To be sent once; has left queue and archive, at that moment.
    OutgoingGone = 5,
    /// A line receives it; since the call was answered.
    Receiving = 6,
    /// Received, waits to be handed over; since the call ended.
    Routing = 7,
    /// A message of the incoming archive; since its transmission ended.
    Received = 8,
    /// Received once; has left queue and archive, at that moment.
    IncomingGone = 9,
}

impl Place {
    /// All of them, by number.
    pub const ALL: [Self; 10] = [
        Self::Waiting,
        Self::OnLine,
        Self::GivenUp,
        Self::InDoubt,
        Self::Sent,
        Self::OutgoingGone,
        Self::Receiving,
        Self::Routing,
        Self::Received,
        Self::IncomingGone,
    ];

    /// Those of the outgoing queue.
    pub const OUTGOING_QUEUE: [Self; 4] = [Self::Waiting, Self::OnLine, Self::GivenUp, Self::InDoubt];
    /// The archives, whose messages have a size that stores add up.
    pub const ARCHIVES: [Self; 2] = [Self::Sent, Self::Received];

    /// Its number, as stores may keep it.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// What stores count of a job: its place, the moment that matters there, and the octets that it adds to an archive.
pub(crate) type Standing = (Place, Timestamp, u64);

impl OutgoingRecord {
    /// Octets that it adds to its archive: none while it is no message.
    #[must_use]
    pub fn archive_size(&self) -> u64 {
        if self.archived { self.size() } else { 0 }
    }

    pub(crate) fn standing(&self) -> Standing {
        let (place, moment) = self.place();
        (place, moment, self.archive_size())
    }

    /// Where it stands, and the moment that matters there.
    #[must_use]
    pub fn place(&self) -> (Place, Timestamp) {
        let ended = self.course.ended.or(self.course.given_up).unwrap_or(self.course.submitted);
        if self.archived {
            return (Place::Sent, ended);
        }
        if self.removed {
            return (Place::OutgoingGone, self.left.unwrap_or(ended));
        }
        match self.course.phase {
            Phase::Ready | Phase::RetryWait => (Place::Waiting, self.course.give_up_at),
            Phase::Dialing | Phase::Sending | Phase::Cancelling => {
                (Place::OnLine, self.course.attempt.map_or(ended, |attempt| attempt.hard_deadline))
            }
            Phase::Exhausted | Phase::Failed => (Place::GivenUp, self.course.given_up.unwrap_or(ended)),
            // The last two leave the queue at once; should a row say otherwise, a person has to look at it too.
            Phase::Unconfirmed | Phase::Delivered | Phase::Cancelled => (Place::InDoubt, ended),
        }
    }
}

impl IncomingRecord {
    /// Octets that it adds to its archive: none while it is no message.
    #[must_use]
    pub fn archive_size(&self) -> u64 {
        if self.archived { self.size() } else { 0 }
    }

    pub(crate) fn standing(&self) -> Standing {
        let (place, moment) = self.place();
        (place, moment, self.archive_size())
    }

    /// Where it stands, and the moment that matters there.
    #[must_use]
    pub fn place(&self) -> (Place, Timestamp) {
        let ended = self.ended.unwrap_or(self.started);
        if self.archived {
            return (Place::Received, ended);
        }
        if self.removed {
            return (Place::IncomingGone, self.left.unwrap_or(ended));
        }
        match self.phase {
            IncomingPhase::Receiving | IncomingPhase::Cancelling => (Place::Receiving, self.started),
            IncomingPhase::Routing
            | IncomingPhase::RouteRetry
            | IncomingPhase::RouteFailed
            | IncomingPhase::Completed
            | IncomingPhase::Failed
            | IncomingPhase::Cancelled => (Place::Routing, ended),
        }
    }
}
