//! The telephone rings.

use core::time::Duration;

use fax_core::Instant;

use super::Class1;
use crate::at::caller::CallerId;

/// Bells rest for 5 s at most; after more it is another caller.
const RING_GAP: Duration = Duration::from_secs(8);

/// How often, and who it is.
#[derive(Clone, Default)]
pub(super) struct Bell {
    rings: u16,
    /// The last ring.
    rang: Instant,
    caller: CallerId,
    /// When that was last heard of.
    named: Instant,
}

impl Bell {
    pub(super) fn ring(&mut self, now: Instant) {
        if now.since(self.rang) > RING_GAP {
            self.rings = 0;
        }
        self.forget_old_caller(now);
        self.rings = self.rings.saturating_add(1);
        self.rang = now;
    }

    /// A line of text while nothing goes on: it may be about who calls. Most modems say it between the first ring and the
    /// second, some before.
    pub(super) fn hear(&mut self, line: &[u8], now: Instant) {
        self.forget_old_caller(now);
        if self.caller.take(line) {
            self.named = now;
        }
    }

    fn forget_old_caller(&mut self, now: Instant) {
        if now.since(self.rang) > RING_GAP && now.since(self.named) > RING_GAP {
            self.caller = CallerId::default();
        }
    }

    /// It rings no more: somebody has lifted.
    pub(super) fn stop(&mut self) {
        self.rings = 0;
    }
}

impl Class1 {
    /// Who lets the telephone ring, or did last, as far as the modem says so. Profiles ask it to (`AT+VCID=1`), and it
    /// mostly comes between the first ring and the second: answer on the second if you want to know.
    #[must_use]
    pub fn caller(&self) -> &CallerId {
        &self.bell.caller
    }

    /// How often the present caller has let the telephone ring: since the last call or the last [`forget_rings`](Self::forget_rings).
    #[must_use]
    pub fn rings(&self) -> u16 {
        self.bell.rings
    }

    /// Counts rings from zero again, and forgets who called. A ring more than 8 s behind the one before does so by itself.
    pub fn forget_rings(&mut self) {
        self.bell.rings = 0;
        self.bell.caller = CallerId::default();
    }
}
