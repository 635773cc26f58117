//! What lines tell the engine, and the moment of a decision. Nothing here needs an allocator.

use fax_core::{Event, Ident};

use super::Cause;
use crate::vocabulary::Timestamp;

/// The moment of a decision and what chance adds to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Now {
    /// The wall clock.
    pub wall: Timestamp,
    /// Local time minus UTC, in minutes.
    pub utc_offset_minutes: i16,
    /// Spreads retries; equal seeds give equal decisions.
    pub seed: u64,
}

/// What a line did for a job to be sent. Pages are those of the document, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fact {
    /// A fax machine answered: its DIS was seen.
    SessionStarted,
    /// Who we say we are in this call: the job's own TSID, or that of the line.
    Presented(Ident),
    /// The far end said who it is.
    Identified(Ident),
    /// The rate agreed on, in bit/s.
    Agreed(u16),
    /// The first octet of a page is about to go out.
    PageStarted(u16),
    /// A page is out and its post-page command is about to follow. Must be durable before it does: from then on the
    /// far side may keep the page.
    PageOffered(u16),
    /// The far side answered for a page: accepted it, or not. An acceptance must be durable before the next page, or
    /// before the call is taken for a success.
    PageAnswered {
        /// The page.
        page: u16,
        /// Whether it was accepted.
        confirmed: bool,
    },
    /// The line is idle again.
    Ended(Cause),
}

impl Fact {
    /// What a call tells, if a queue wants to know it: how it ended comes by itself, and what is received does not concern a
    /// job to be sent. `pages` are those of the document that the call has, in its order.
    #[must_use]
    pub fn of(event: &Event, pages: &[u16]) -> Option<Self> {
        // A page that the call was not given is none of the document's, and will be refused.
        let page = |number: u16| pages.get(usize::from(number)).copied().unwrap_or(u16::MAX);
        Some(match event {
            Event::Connected => Self::SessionStarted,
            Event::Identified(ident) => Self::Identified(ident.clone()),
            Event::Agreed(format) => Self::Agreed(format.modulation.bit_rate()),
            Event::SendingPage { page: number } => Self::PageStarted(page(*number)),
            Event::PageOffered { page: number, .. } => Self::PageOffered(page(*number)),
            Event::PageSent { page: number, confirmed } => {
                Self::PageAnswered { page: page(*number), confirmed: *confirmed }
            }
            _ => return None,
        })
    }
}

/// What a line did for a job being received.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reception {
    /// The far end said who it is.
    Identified(Ident),
    /// Who we say we are in this call.
    Presented(Ident),
    /// The line tells where the fax belongs: digits that were dialled in, a sub-address, tones. Cut to 256 characters.
    #[cfg(feature = "alloc")]
    Addressed(alloc::string::String),
    /// The rate agreed on, in bit/s.
    Agreed(u16),
    /// Another page begins.
    PageStarted,
    /// A page was accepted. Must be durable before the confirmation leaves.
    PageAccepted,
    /// The line is idle again.
    Ended {
        /// How it ended.
        cause: Cause,
        /// Octets received.
        size: u64,
    },
    /// The application has put the fax where it belongs: the job is done with.
    HandedOver,
}
