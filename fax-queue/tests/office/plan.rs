//! What a day brings: all of it from one seed.

use core::time::Duration;
use std::collections::VecDeque;

use fax_core::sim::{OctetPages, Rng};
use fax_queue::engine::DialFailure;
use fax_queue::model::{DuplicatePolicy, NewJob, Recipient, Schedule};
use fax_queue::vocabulary::{Priority, Timestamp};

use crate::talk::Unplug;

pub(crate) const OUTGOING: usize = 500;
pub(crate) const INCOMING: usize = 200;

/// What happens to a call to a far end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Missed(DialFailure),
    Answered(Unplug),
}

/// What is known beforehand of a job to be sent, and what its far end will do, call by call; after that it is well.
pub(crate) struct Letter {
    pub(crate) pages: u16,
    pub(crate) fates: VecDeque<Fate>,
    pub(crate) at_most_once: bool,
    /// When somebody thinks better of it, after its submission.
    pub(crate) cancelled_after: Option<Duration>,
}

/// Somebody submits.
pub(crate) struct Submission {
    pub(crate) at: Timestamp,
    pub(crate) fax: NewJob,
    pub(crate) letters: Vec<Letter>,
}

/// Somebody calls, until a line is free.
pub(crate) struct Caller {
    pub(crate) at: Timestamp,
    pub(crate) pages: u16,
    pub(crate) unplug: Unplug,
}

pub(crate) struct Plan {
    pub(crate) submissions: VecDeque<Submission>,
    pub(crate) callers: VecDeque<Caller>,
}

/// Pages that no other fax has: each is full of its number.
pub(crate) fn paper(fax: u64, pages: u16) -> OctetPages {
    let page = |page: u16| {
        let number: Vec<u8> =
            fax.to_be_bytes().into_iter().chain(page.to_be_bytes()).map(|octet| octet | 0x80).collect();
        number.repeat(60 + 40 * usize::from(page % 3))
    };
    OctetPages::new((0..pages).map(page).collect())
}

fn below(chance: &mut Rng, limit: u64) -> u64 {
    chance.draw() % limit
}

fn small(chance: &mut Rng, limit: u16) -> u16 {
    u16::try_from(below(chance, limit.into())).unwrap()
}

fn letter(chance: &mut Rng, pages: u16, at_most_once: bool) -> Letter {
    let mut fates = VecDeque::new();
    if below(chance, 20) == 0 {
        fates.push_back(Fate::Missed(DialFailure::InvalidNumber));
    } else {
        // Two of a kind at most: that many every kind of failure may have.
        for _ in 0..below(chance, 3) {
            let page = small(chance, pages);
            fates.push_back(match below(chance, 10) {
                0..4 => Fate::Missed(DialFailure::Busy),
                4..6 => Fate::Missed(DialFailure::NoAnswer),
                6 => Fate::Missed(DialFailure::Congestion),
                7..9 => Fate::Answered(Unplug::AtPage(page)),
                _ => Fate::Answered(Unplug::InDoubtAt(page)),
            });
        }
    }
    let cancelled_after = (below(chance, 40) == 0).then(|| Duration::from_millis(below(chance, 180_000)));
    Letter { pages, fates, at_most_once, cancelled_after }
}

impl Plan {
    /// From eight in the morning, `opens`, for ten hours.
    pub(crate) fn new(seed: u64, opens: Timestamp) -> Self {
        const HOURS_MS: u64 = 10 * 3_600_000;
        let mut chance = Rng::new(seed);
        let mut submissions = Vec::new();
        let mut left = OUTGOING;
        while left > 0 {
            let count = if below(&mut chance, 12) == 0 { left.min(10) } else { 1 };
            left -= count;
            let pages = 1 + small(&mut chance, 4);
            let at = opens + Duration::from_millis(below(&mut chance, HOURS_MS));
            let to = |chance: &mut Rng| Recipient {
                fax_number: format!("+44 20 {:04}", below(chance, 150)),
                name: String::new(),
            };
            let first = to(&mut chance);
            let mut fax = NewJob::new(&first.fax_number, "letter.tif", pages);
            fax.others = (1..count).map(|_| to(&mut chance)).collect();
            fax.priority = [Priority::Low, Priority::Normal, Priority::High][usize::from(small(&mut chance, 3))];
            fax.schedule = match below(&mut chance, 8) {
                0 => Schedule::DiscountPeriod,
                1 => Schedule::At(at + Duration::from_millis(below(&mut chance, 7_200_000))),
                _ => Schedule::Now,
            };
            let at_most_once = below(&mut chance, 4) == 0;
            fax.duplicates = if at_most_once { DuplicatePolicy::AtMostOnce } else { DuplicatePolicy::ResumeMarked };
            let letters = (0..count).map(|_| letter(&mut chance, pages, at_most_once)).collect();
            submissions.push(Submission { at, fax, letters });
        }
        submissions.sort_by_key(|submission| submission.at);
        let mut callers: Vec<_> = (0..INCOMING)
            .map(|_| {
                let pages = 1 + small(&mut chance, 4);
                let at = opens + Duration::from_millis(below(&mut chance, HOURS_MS));
                let broken = below(&mut chance, 8) == 0;
                let unplug = if broken { Unplug::AtPage(small(&mut chance, pages)) } else { Unplug::Never };
                Caller { at, pages, unplug }
            })
            .collect();
        callers.sort_by_key(|caller| caller.at);
        Self { submissions: submissions.into(), callers: callers.into() }
    }
}
