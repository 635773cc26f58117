//! Whether a mode command may say what it says (T.30 table 2): judged bit by bit, not by the tables of the call.

use std::format;
use std::string::{String, ToString};

use super::term::rate;
use crate::Modulation;
use crate::frame::{Bit, Field, Group};

/// Bits that a DCS may have only if the DIS has them.
const OFFERED: [(Bit, Bit); 21] = [
    (Bit::Fine, Bit::Fine),
    (Bit::Mr, Bit::Mr),
    (Bit::Uncompressed, Bit::Uncompressed),
    (Bit::Ecm, Bit::Ecm),
    (Bit::Frames64, Bit::Ecm),
    (Bit::Mmr, Bit::Mmr),
    (Bit::FieldNotValid, Bit::FieldNotValid),
    (Bit::SuperFine, Bit::SuperFine),
    (Bit::Inch300, Bit::Inch300),
    (Bit::R16, Bit::R16),
    (Bit::Subaddress, Bit::Subaddress),
    (Bit::Password, Bit::Password),
    (Bit::Letter, Bit::Letter),
    (Bit::Legal, Bit::Legal),
    (Bit::Jbig, Bit::Jbig),
    (Bit::Inch600, Bit::Inch600),
    (Bit::Inch1200, Bit::Inch1200),
    (Bit::Inch300x600, Bit::Inch300x600),
    (Bit::Inch400x800, Bit::Inch400x800),
    (Bit::Inch600x1200, Bit::Inch600x1200),
    (Bit::LargeK, Bit::LargeK),
];

/// Bits that a DCS may have besides: it receives, and its measures are in inches.
const FREE: [Bit; 2] = [Bit::Receives, Bit::Inch];

/// Whether `dcs` says nothing that `dis` did not offer.
pub(super) fn legal(dis: &Field, dcs: &Field) -> Result<(), String> {
    if !dcs.has(Bit::Receives) {
        return Err("bit 10 of a DCS is one".to_string());
    }
    for number in 1..128 {
        let grouped = [Group::Rate, Group::Width, Group::Length, Group::RowTime].into_iter().any(|group| {
            let (first, count) = group.bits();
            (first..first + count).contains(&number)
        });
        let allowed = grouped
            || FREE.into_iter().any(|bit| bit.number() == number)
            || OFFERED.into_iter().any(|(bit, of)| bit.number() == number && dis.has(of));
        if dcs.bit(number) && !allowed {
            return Err(format!("bit {number} was not offered"));
        }
    }
    if dcs.has(Bit::Mmr) && (!dcs.has(Bit::Ecm) || dcs.has(Bit::Mr)) {
        return Err("MMR goes with error correction and without MR".to_string());
    }
    let modulation = rate(dcs).ok_or("its rate is reserved")?;
    if !offers(dis.value(Group::Rate), modulation) {
        return Err(format!("{modulation} was not offered"));
    }
    let wide = |value| if value == 3 { 2 } else { value };
    if dcs.value(Group::Width) > wide(dis.value(Group::Width)) {
        return Err("its width was not offered".to_string());
    }
    let length_offered = match (dis.value(Group::Length), dcs.value(Group::Length)) {
        (_, 0) | (1, 1) | (2, 1 | 2) => true,
        (_, _) => false,
    };
    if !length_offered {
        return Err("its length was not offered".to_string());
    }
    row_time(dis, dcs)
}

/// T.30 table 2, bits 11 to 14 of a DIS, bit 11 lowest.
fn offers(rates: u8, modulation: Modulation) -> bool {
    match modulation {
        Modulation::V27ter2400 => rates != 0b0001,
        Modulation::V27ter4800 => rates & 0b0010 != 0,
        Modulation::V29At7200 | Modulation::V29At9600 => rates & 0b0001 != 0,
        _ => rates == 0b1011,
    }
}

/// The minimum time for a row must be what the DIS asks at this resolution; with error correction there is none.
fn row_time(dis: &Field, dcs: &Field) -> Result<(), String> {
    const NONE: u8 = 7;
    // Index is the value of bits 21 to 23 of a DIS; what a DCS says at 3.85 and at 7.7 lines/mm.
    const TABLE: [(u8, u8); 8] = [(0, 0), (1, 1), (2, 2), (0, 2), (4, 4), (4, 0), (2, 1), (7, 7)];
    let asked = TABLE.into_iter().nth(usize::from(dis.value(Group::RowTime))).unwrap_or((NONE, NONE));
    let high = [Bit::Fine, Bit::SuperFine, Bit::Inch300, Bit::R16].into_iter().any(|bit| dcs.has(bit));
    let superfine = [Bit::SuperFine, Bit::Inch300, Bit::R16].into_iter().any(|bit| dcs.has(bit));
    let halved = |value| match value {
        0 => 2,
        2 => 1,
        4 => 0,
        other => other,
    };
    let expected = match (dcs.has(Bit::Ecm), high) {
        (true, _) => NONE,
        (false, false) => asked.0,
        (false, true) if superfine && dis.has(Bit::HalfRowTime) => halved(asked.1),
        (false, true) => asked.1,
    };
    let said = dcs.value(Group::RowTime);
    if said == expected { Ok(()) } else { Err(format!("its row time is {said}, asked was {expected}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(dis: &[u8], dcs: &[u8]) -> Option<String> {
        let read = |fif| Field::parse(fif).expect("three octets");
        legal(&read(dis), &read(dcs)).err()
    }

    #[test]
    fn each_thing_that_was_not_offered_is_named() {
        // V.27ter and V.29, fine, A4 and B4 lengths, 40 ms (fine 20 ms).
        let dis = [0x00, 0x4E, 0x54];
        assert_eq!(judged(&dis, &[0x00, 0x46, 0x04]), None, "9600 by V.29, fine, B4 length, 20 ms");
        assert_eq!(judged(&dis, &[0x00, 0x0A, 0x40]), None, "4800, standard, 40 ms");
        for (dcs, came) in [
            ([0x00, 0x44, 0x04], "bit 10"),
            ([0x01, 0x46, 0x04], "bit 1 "),
            ([0x00, 0xC6, 0x04], "bit 16"),
            ([0x00, 0x62, 0x04], "14400"),
            ([0x00, 0x52, 0x04], "reserved"),
            ([0x00, 0x46, 0x05], "width"),
            ([0x00, 0x46, 0x08], "length"),
            ([0x00, 0x46, 0x44], "row time"),
            ([0x00, 0x0A, 0x00], "row time"),
        ] {
            let says = judged(&dis, &dcs).unwrap_or_default();
            assert!(says.contains(came), "{dcs:02X?}: {says}");
        }
    }

    #[test]
    fn error_correction_has_its_rules() {
        // V.17, MR, 20 ms; ECM and MMR.
        let dis = [0x00, 0xAE, 0x80, 0x44];
        assert_eq!(judged(&dis, &[0x00, 0x22, 0xF0, 0x44]), None, "MMR with ECM, no row time");
        assert_eq!(judged(&dis, &[0x00, 0x22, 0xF0, 0x0C]), None, "frames of 64 octets");
        for (dcs, came) in [
            ([0x00, 0x22, 0xF0, 0x40], "MMR"),
            ([0x00, 0xA2, 0xF0, 0x44], "MMR"),
            ([0x00, 0x22, 0x80, 0x04], "row time"),
        ] {
            let says = judged(&dis, &dcs).unwrap_or_default();
            assert!(says.contains(came), "{dcs:02X?}: {says}");
        }
    }
}
