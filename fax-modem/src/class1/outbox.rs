//! Octets on their way to the modem.

use heapless::Deque;

/// A whole frame of an image with all its shields, which is more than 0.4 s at 14400 bit/s.
const CAPACITY: usize = 768;

/// What the modem is to have and has not been given.
#[derive(Clone, Default)]
pub(super) struct Outbox {
    octets: Deque<u8, CAPACITY>,
    /// So many at the front dial a telephone number.
    private: usize,
    /// All of it is the running command, of which nothing has been taken.
    untold: bool,
}

impl Outbox {
    pub(super) fn len(&self) -> usize {
        self.octets.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    pub(super) fn room(&self) -> usize {
        self.octets.capacity() - self.octets.len()
    }

    pub(super) fn is_half_full(&self) -> bool {
        self.octets.len() > self.octets.capacity() / 2
    }

    /// Whether a telephone number is in front.
    pub(super) fn is_private(&self) -> bool {
        self.private > 0
    }

    /// [`Class1::room`](super::Class1) and the length of our own commands keep it from overflowing.
    #[inline]
    pub(super) fn push(&mut self, octet: u8) {
        let _ = self.octets.push_back(octet);
    }

    pub(super) fn push_all(&mut self, octets: impl Iterator<Item = u8>) {
        for octet in octets {
            self.push(octet);
        }
    }

    /// A command line, which can be withdrawn for as long as nothing of it has been taken.
    pub(super) fn push_command(&mut self, line: impl Iterator<Item = u8>) {
        self.untold = self.octets.is_empty();
        self.push_all(line);
    }

    /// The same, with a telephone number in it.
    pub(super) fn push_private(&mut self, line: impl Iterator<Item = u8>) {
        self.push_command(line);
        self.private = self.octets.len();
    }

    /// Takes so many at most. A telephone number comes by itself, so that what is behind it may be shown.
    pub(super) fn take(&mut self, into: &mut [u8], at_most: usize) -> usize {
        let at_most = if self.private > 0 { at_most.min(self.private) } else { at_most };
        let mut taken = 0;
        for (to, octet) in into.iter_mut().take(at_most).zip(core::iter::from_fn(|| self.octets.pop_front())) {
            *to = octet;
            taken += 1;
        }
        self.private = self.private.saturating_sub(taken);
        self.untold &= taken == 0;
        taken
    }

    /// Takes the running command back, if the modem has not heard of it.
    pub(super) fn withdraw(&mut self) -> bool {
        let withdrawn = self.untold;
        if withdrawn {
            self.clear();
        }
        withdrawn
    }

    pub(super) fn clear(&mut self) {
        self.octets.clear();
        self.private = 0;
        self.untold = false;
    }
}
