//! What the calls of the matrix are called; `--only` picks by parts of these names.

use core::fmt;

use super::axes::{Direction, Peer, Point};

/// As in "fax sends to efax, V.29 9600, no ECM, SNR 25 dB".
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {}, {}", side(self.peer, self.direction), self.rate.name, ecm(self.ecm), self.condition.name)
    }
}

/// As in "fax receives from HylaFAX".
pub(super) fn side(peer: Peer, direction: Direction) -> String {
    match direction {
        Direction::Sends => format!("fax sends to {}", peer.name()),
        Direction::Receives => format!("fax receives from {}", peer.name()),
    }
}

pub(super) const fn ecm(ecm: bool) -> &'static str {
    if ecm { "ECM" } else { "no ECM" }
}
