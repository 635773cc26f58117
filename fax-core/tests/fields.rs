//! Fields of DIS, DTC and DCS, whatever they bring.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use fax_core::frame::{Bit, Dcs, Dis, Field, Group};
use fax_core::{Codings, Modulation, Resolution};
use proptest::prelude::*;

proptest! {
    #[test]
    fn what_is_read_is_written_again(came in prop::collection::vec(any::<u8>(), 0..=256)) {
        let Some(field) = Field::parse(&came) else {
            prop_assert!(came.len() < 3);
            return Ok(());
        };
        // T.30 table 2: octets count as long as the one before them, from the third on, has its extend bit.
        let counts = |octet: usize| octet < came.len() && (2..octet).all(|before| came[before] & 0x80 != 0);
        for number in 1..=128 {
            let (octet, shift) = ((number - 1) / 8, (number - 1) % 8);
            let extends = octet >= 2 && shift == 7;
            let set = counts(octet) && !extends && came[octet] >> shift & 1 == 1;
            prop_assert_eq!(field.bit(number), set, "bit {}", number);
        }
        let (fif, length) = field.to_fif();
        prop_assert_eq!(Field::parse(&fif[..length]), Some(field));
        prop_assert!(length == 3 || fif[length - 1] != 0, "as short as can be");
    }

    #[test]
    fn bits_and_groups_do_not_touch_each_other(came in prop::array::uniform16(any::<u8>()), value in any::<u8>()) {
        let field = Field::parse(&came).unwrap();
        for &bit in Bit::ALL {
            let mut changed = field;
            changed.set(bit, !field.has(bit));
            let differ = (1..=128).filter(|&number| changed.bit(number) != field.bit(number));
            prop_assert!(differ.eq([bit.number()]));
        }
        for group in Group::ALL {
            let (mut changed, (first, count)) = (field, group.bits());
            changed.set_value(group, value);
            prop_assert_eq!(changed.value(group), value & ((1 << count) - 1));
            let inside = |number: usize| (first..first + count).contains(&number);
            prop_assert!((1..=128).all(|number| inside(number) || changed.bit(number) == field.bit(number)));
        }
    }
}

#[test]
fn a_long_field_of_a_modern_machine_is_understood() {
    let bits = [6, 10, 11, 12, 14, 15, 16, 18, 20, 21, 22, 23, 27, 31, 41, 42, 43, 44, 49, 50, 76, 77, 78, 105];
    let mut dis = Dis::default();
    bits.into_iter().for_each(|bit| dis.field_mut().set_bit(bit, true));
    let (fif, length) = dis.to_fif();
    assert_eq!(fif[..length], [0x20, 0xEE, 0xFA, 0xC4, 0x80, 0x8F, 0x83, 0x80, 0x80, 0xB8, 0x80, 0x80, 0x80, 0x01]);
    let can = Dis::parse(&fif[..length]).unwrap().abilities();
    assert_eq!(can.codings, Codings::ALL);
    assert!(can.letter && can.legal && can.addressing.sub && can.addressing.sid && !can.addressing.sep);
    assert!(can.resolutions.contains(Resolution::Inch600) && !can.resolutions.contains(Resolution::Inch1200));
    assert!(can.modulations.contains(Modulation::V17At14400));
}

#[test]
fn a_command_of_the_conformance_suite_is_understood() {
    // TSB-85 MRGX15: ten octets with extend bits and nothing in the later ones.
    let dcs = Dcs::parse(&[0x00, 0x0A, 0x84, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]).unwrap();
    assert_eq!(dcs.modulation(), Some(Modulation::V27ter4800));
    assert_eq!(dcs.to_fif().1, 3, "said in three");
}
