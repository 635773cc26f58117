//! What can be told of coded octets without decoding them: where their EOLs are.

use crate::BitOrder;

/// Zeros before the one that ends an EOL (T.4 4.1.2). No sequence of codes has as many.
const EOL_ZEROS: u32 = 11;

/// EOLs in succession that end a page (T.4 4.1.4).
const RTC_EOLS: u32 = 6;

/// MH or MR, looked through for EOLs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scan {
    /// Stretches of data that EOLs separate.
    pub(super) rows: u32,
    /// Whether the first row has an EOL in front.
    pub(super) first_eol: bool,
    /// Whether there is an EOL at all.
    pub(super) any_eol: bool,
    /// Whether a whole RTC is at the end.
    pub(super) rtc: bool,
    /// Bits of the shortest row with the EOL (and tag) behind it.
    pub(super) shortest_row: u32,
    /// One more than the longest series of two-dimensional rows.
    pub(super) k: u8,
}

impl Scan {
    /// Looks through octets bit by bit, up to an RTC. With `two_d`, a tag follows each EOL.
    pub(super) fn of(octets: &[u8], order: BitOrder, two_d: bool) -> Self {
        let mut scan = Self { rows: 0, first_eol: false, any_eol: false, rtc: false, shortest_row: u32::MAX, k: 1 };
        // Since the last EOL: bits, and whether there is a one among them.
        let (mut bits, mut data) = (0_u32, false);
        let (mut zeros, mut eols_together, mut two_d_rows) = (0_u32, 0_u32, 0_u8);
        let mut tag_is_next = false;
        let in_order =
            octets.iter().map(|octet| if order == BitOrder::LsbFirst { octet.reverse_bits() } else { *octet });
        for bit in in_order.flat_map(|octet| (0..8).rev().map(move |n| octet >> n & 1 == 1)) {
            if core::mem::take(&mut tag_is_next) {
                two_d_rows = if bit { 0 } else { two_d_rows.saturating_add(1) };
                scan.k = scan.k.max(two_d_rows.saturating_add(1));
                continue;
            }
            bits = bits.saturating_add(1);
            if !bit {
                zeros = zeros.saturating_add(1);
                continue;
            }
            if core::mem::take(&mut zeros) < EOL_ZEROS {
                data = true;
                continue;
            }
            if data {
                scan.rows = scan.rows.saturating_add(1);
                scan.shortest_row = scan.shortest_row.min(bits.saturating_add(two_d.into()));
                eols_together = 0;
            } else if !scan.any_eol {
                scan.first_eol = true;
            }
            scan.any_eol = true;
            eols_together += 1;
            if eols_together == RTC_EOLS {
                scan.rtc = true;
                return scan;
            }
            (bits, data, tag_is_next) = (0, false, two_d);
        }
        scan.rows = scan.rows.saturating_add(data.into());
        scan
    }
}

/// MMR up to the end of its EOFB, if it has one and nothing but zeros is behind it.
pub(super) fn eofb(octets: &[u8], order: BitOrder) -> Option<&[u8]> {
    let len = octets.iter().rposition(|&octet| octet != 0)? + 1;
    let octets = octets.get(..len)?;
    // Two EOLs are 24 bits, which lie in up to four octets.
    let last = octets.iter().rev().take(4).rev().fold(0_u32, |bits, &octet| {
        bits << 8 | u32::from(if order == BitOrder::LsbFirst { octet.reverse_bits() } else { octet })
    });
    // What is in front of the first octet is no zeros of an EOL.
    let bits = 8 * len.min(4) as u32 - last.trailing_zeros();
    (bits >= 24 && last >> last.trailing_zeros() & 0xFF_FFFF == 0x00_1001).then_some(octets)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "test code")]

    use alloc::string::String;
    use alloc::vec::Vec;

    use super::*;

    const EOL: &str = "000000000001";

    fn octets(bits: &str) -> Vec<u8> {
        let bits: Vec<_> = bits.bytes().filter(|&bit| bit != b' ').collect();
        bits.chunks(8).map(|octet| octet.iter().enumerate().fold(0, |o, (n, &bit)| o | (bit & 1) << (7 - n))).collect()
    }

    #[test]
    fn rows_between_eols() {
        // White 8, white 1728 with white 0; the second row has 9 bits of fill.
        let rows = ["10011", "01001101100110101 000000000"];
        let file: String = rows.iter().map(|row| [EOL, row].concat()).collect();
        let scan = Scan::of(&octets(&file), BitOrder::MsbFirst, false);
        assert_eq!((scan.rows, scan.first_eol, scan.rtc, scan.shortest_row, scan.k), (2, true, false, 17, 1));
        let whole = octets(&[&file[EOL.len()..], &EOL.repeat(6)].concat());
        let scan = Scan::of(&whole, BitOrder::MsbFirst, false);
        assert_eq!((scan.rows, scan.first_eol, scan.rtc), (2, false, true));
        let turned: Vec<_> = whole.iter().map(|octet| octet.reverse_bits()).collect();
        assert_eq!(Scan::of(&turned, BitOrder::LsbFirst, false), scan);
        let five = octets(&[&file, &EOL.repeat(5)[..]].concat());
        assert!(!Scan::of(&five, BitOrder::MsbFirst, false).rtc);
        assert!(!Scan::of(&octets(rows[0]), BitOrder::MsbFirst, false).any_eol);
    }

    #[test]
    fn tags_tell_k() {
        // One-dimensional, and three two-dimensional rows of a single V0, whose tag is 0.
        let file = [EOL, "1 10011", EOL, "0 1", EOL, "0 1", EOL, "0 1", &[EOL, "1"].concat().repeat(6)].concat();
        let scan = Scan::of(&octets(&file), BitOrder::MsbFirst, true);
        // Vertical 0, EOL, tag.
        assert_eq!((scan.rows, scan.rtc, scan.shortest_row, scan.k), (4, true, 14, 4));
    }

    #[test]
    fn an_eofb_is_found_at_any_bit() {
        for shift in 0..8 {
            let mut file = octets(&["1".repeat(shift), EOL.repeat(2)].concat());
            assert_eq!(eofb(&file, BitOrder::MsbFirst), Some(&file[..]), "{shift}");
            file.push(0);
            assert_eq!(eofb(&file, BitOrder::MsbFirst).unwrap().len(), file.len() - 1);
            file.push(1);
            assert_eq!(eofb(&file, BitOrder::MsbFirst), None);
        }
        assert_eq!(eofb(&octets(&["1", EOL].concat()), BitOrder::MsbFirst), None);
        assert_eq!(eofb(&[0x10, 0x01], BitOrder::MsbFirst), None);
        assert_eq!(eofb(&[], BitOrder::MsbFirst), None);
    }
}
