//! A counter of the hardware as the time of calls.

use core::cell::Cell;

use fax_core::Instant;

/// Milliseconds from a counter of 32 bits that comes round, if somebody asks at least once in its turn.
#[derive(Debug)]
pub struct Clock {
    /// Counts in a millisecond.
    per_ms: u32,
    /// The count of last time, and how much of that was no whole millisecond.
    seen: Cell<u32>,
    over: Cell<u32>,
    now: Cell<Instant>,
}

impl Clock {
    /// A clock that is at zero with its counter.
    #[must_use]
    pub const fn new(per_ms: u32) -> Self {
        Self { per_ms, seen: Cell::new(0), over: Cell::new(0), now: Cell::new(Instant::ZERO) }
    }

    /// The time at this count.
    pub fn at(&self, count: u32) -> Instant {
        let passed = count.wrapping_sub(self.seen.replace(count)).saturating_add(self.over.get());
        // Nothing is divided by zero.
        let per_ms = self.per_ms.max(1);
        self.over.set(passed % per_ms);
        self.now.set(Instant::from_millis(self.now.get().as_millis() + u64::from(passed / per_ms)));
        self.now.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counter_may_come_round() {
        let clock = Clock::new(1000);
        let mut count = 0_u32;
        for step in 1..=10_000 {
            count = count.wrapping_add(1_234_567);
            assert_eq!(clock.at(count), Instant::from_millis(step * 1_234_567 / 1000));
        }
    }
}
