//! Octets between an interrupt and the rest of the program.

use core::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize, Ordering};

/// A ring of `N` octets, a power of two, for one who puts and one who takes; each may be an interrupt.
///
/// It needs loads and stores only, which every core has, so no interrupt is ever held up.
#[derive(Debug)]
pub struct Ring<const N: usize> {
    octets: [AtomicU8; N],
    /// How many octets were ever put and taken, modulo the size of a word: each has one writer.
    put: AtomicUsize,
    taken: AtomicUsize,
    lost: AtomicU32,
}

impl<const N: usize> Ring<N> {
    /// An empty ring.
    #[must_use]
    pub const fn new() -> Self {
        const { assert!(N.is_power_of_two()) };
        Self {
            octets: [const { AtomicU8::new(0) }; N],
            put: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            lost: AtomicU32::new(0),
        }
    }

    /// Puts an octet, or counts it as lost if the ring is full.
    pub fn put(&self, octet: u8) {
        let put = self.put.load(Ordering::Relaxed);
        match self.octets.get(put % N) {
            Some(place) if !self.is_full() => {
                place.store(octet, Ordering::Relaxed);
                self.put.store(put.wrapping_add(1), Ordering::Release);
            }
            _ => self.lost.store(self.lost.load(Ordering::Relaxed).saturating_add(1), Ordering::Relaxed),
        }
    }

    /// Takes the oldest octet.
    pub fn take(&self) -> Option<u8> {
        let taken = self.taken.load(Ordering::Relaxed);
        if self.put.load(Ordering::Acquire) == taken {
            return None;
        }
        let octet = self.octets.get(taken % N)?.load(Ordering::Relaxed);
        self.taken.store(taken.wrapping_add(1), Ordering::Release);
        Some(octet)
    }

    /// Takes as much as there is and `into` has room for. Returns how much.
    pub fn take_into(&self, into: &mut [u8]) -> usize {
        let mut count = 0;
        for (to, octet) in into.iter_mut().zip(core::iter::from_fn(|| self.take())) {
            *to = octet;
            count += 1;
        }
        count
    }

    /// Puts as many of the octets as there is room for, and loses none. Returns how many.
    pub fn put_from(&self, octets: &[u8]) -> usize {
        let mut count = 0;
        for &octet in octets.iter().take_while(|_| !self.is_full()) {
            self.put(octet);
            count += 1;
        }
        count
    }

    /// Whether there is nothing to take.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether there is no room.
    pub fn is_full(&self) -> bool {
        self.len() >= N
    }

    /// Octets that were put when the ring was full.
    pub fn lost(&self) -> u32 {
        self.lost.load(Ordering::Relaxed)
    }

    fn len(&self) -> usize {
        self.put.load(Ordering::Acquire).wrapping_sub(self.taken.load(Ordering::Acquire))
    }
}

impl<const N: usize> Default for Ring<N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_come_out_in_order_and_what_has_no_room_is_counted() {
        let ring = Ring::<4>::new();
        assert_eq!(ring.take(), None);
        for octet in 1..=5 {
            ring.put(octet);
        }
        assert!(ring.is_full());
        assert_eq!(ring.lost(), 1);
        assert_eq!(core::iter::from_fn(|| ring.take()).collect::<std::vec::Vec<_>>(), [1, 2, 3, 4]);
        assert!(ring.is_empty());
    }

    #[test]
    fn an_interrupt_may_come_at_any_time() {
        let ring = Ring::<16>::new();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for octet in 0..=255_u8 {
                    while ring.is_full() {
                        std::thread::yield_now();
                    }
                    ring.put(octet);
                }
            });
            for octet in 0..=255_u8 {
                let taken = loop {
                    match ring.take() {
                        Some(taken) => break taken,
                        None => std::thread::yield_now(),
                    }
                };
                assert_eq!(taken, octet);
            }
        });
        assert_eq!(ring.lost(), 0);
    }
}
