//! The ends of rows in a page without error correction: no row may take longer than 5 s (T.4 4.1.3), and a page with one that does
//! is given up.

use core::time::Duration;

use crate::Instant;

/// The longest time for a row.
const LONGEST: Duration = Duration::from_secs(5);
/// Zeros in front of the one that ends an EOL; no code has so many.
const ZEROS: u32 = 11;

/// Looks for EOLs in octets as they come, bit 0 first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RowTimes {
    /// Zeros since the last one.
    zeros: u32,
    /// When the last EOL came.
    ended: Option<Instant>,
    /// A row took too long.
    pub(super) overdue: bool,
}

impl RowTimes {
    /// Takes octets that have come by now.
    pub(super) fn feed(&mut self, octets: &[u8], now: Instant) {
        for &octet in octets {
            if octet == 0 {
                self.zeros = self.zeros.saturating_add(8);
                continue;
            }
            if self.zeros.saturating_add(octet.trailing_zeros()) >= ZEROS {
                self.overdue |= self.ended.is_some_and(|ended| now - ended > LONGEST);
                self.ended = Some(now);
            }
            // Eleven zeros do not fit behind the first one of an octet.
            self.zeros = octet.leading_zeros();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_more_than_5_s_is_noticed() {
        for (ms, overdue) in [(4900, false), (5100, true)] {
            let mut rows = RowTimes::default();
            // Before the first EOL anything may take any time.
            rows.feed(&[0xFF], Instant::ZERO);
            let first = Instant::from_millis(20_000);
            rows.feed(&[0x00, 0x08], first);
            // A row with ten zeros in a row, and fill.
            rows.feed(&[0x20, 0x00, 0x01, 0, 0, 0], first + Duration::from_millis(ms - 100));
            rows.feed(&[0x80], first + Duration::from_millis(ms));
            assert_eq!(rows.overdue, overdue, "{ms} ms");
        }
    }
}
